package intake

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parksite/internal/catalog"
	"parksite/seeds"
)

// bulkRecords reads the bulk sample as rows of texts.
func bulkRecords(t testing.TB) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(testFile(t, "WDICSV.csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// The same rows by every path are the same observations from the same source,
// and so the same dataset digest.
func TestPathsAgree(t *testing.T) {
	records := bulkRecords(t)
	years := records[0][4:]
	opt := testOptions()
	opt.Source = catalog.Source{ID: "WDI-2025-06-05", Title: wdi, Publisher: "World Bank", Licence: wdiLicence, Vintage: "2025-06-05"}
	want := mustRead(t, testFile(t, "WDICSV.csv"), opt)
	if want.Stats.Values < 400 {
		t.Fatalf("only %d values in the sample", want.Stats.Values)
	}
	native := opt
	native.Source = catalog.Source{} // what each path says of itself

	// DataBank's workbook: numbers are numbers, missing is "..".
	wide := [][]any{{"Country Name", "Country Code", "Series Name", "Series Code"}}
	for _, y := range years {
		wide[0] = append(wide[0], y+" [YR"+y+"]")
	}
	long := [][]any{{"国家（地区）代码", "指标代码", "年份", "数值"}}
	var lines strings.Builder
	lines.WriteString("国家（地区）代码;指标代码;年份;数值\r\n")
	pages := map[string][]Row{}
	for _, r := range records[1:] {
		row := []any{r[0], r[1], r[2], r[3]}
		for i, v := range r[4:] {
			if v == "" {
				row = append(row, "..")
				pages[r[3]] = append(pages[r[3]], Row{ISO3: r[1], Date: years[i]})
				continue
			}
			f, err := strconv.ParseFloat(v, 64)
			if err != nil {
				t.Fatal(err)
			}
			row = append(row, f)
			pages[r[3]] = append(pages[r[3]], Row{ISO3: r[1], Date: years[i], Value: &f})
			if r[1] != "ARB" {
				y, _ := strconv.Atoi(years[i])
				long = append(long, []any{r[1], r[3], y, f})
				fmt.Fprintf(&lines, "%s;%s;%s;%s\r\n", r[1], r[3], years[i], v)
			}
		}
		wide = append(wide, row)
	}
	wide = append(wide, []any{}, []any{"Data from database: World Development Indicators"}, []any{"Last Updated: 06/05/2025"})
	// A server speaks the API's format.
	srv := serveAPI(t, apiScript{rows: pages, perPage: 130})
	var fetched []Page
	client := srv.client(t, 130)
	q := Query{Countries: []string{"AFG", "VNM"}, Indicators: []string{"LP.LPI.OVRL.XQ", "NY.GDP.MKTP.KD.ZG", "SL.TLF.TOTL.IN"}, FirstYear: 1960, LastYear: 2024}
	if err := client.Fetch(context.Background(), q, nil, func(p Page) error { fetched = append(fetched, p); return nil }); err != nil {
		t.Fatal(err)
	}
	api, err := FromPages(context.Background(), fetched, native)
	if err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string]Batch{
		"DataBank workbook":   mustRead(t, xlsxOf(t, fullSheet(wide)), native),
		"own workbook":        mustRead(t, xlsxOf(t, fullSheet(long)), opt),
		"own CSV, semicolons": mustRead(t, []byte(lines.String()), opt),
		"zipped bulk":         mustRead(t, zipOf(t, "WDICSV.csv", string(testFile(t, "WDICSV.csv"))), opt),
		"API":                 api,
	} {
		if diff := cmp.Diff(want.Observations, got.Observations); diff != "" {
			t.Errorf("%s differs:\n%s", name, diff)
		}
		if got.Source != want.Source {
			t.Errorf("%s: source %+v, want %+v", name, got.Source, want.Source)
		}
		if got, want := digestOf(t, got), digestOf(t, want); got != want {
			t.Errorf("%s: dataset digest %s, want %s", name, got, want)
		}
	}
}

// fullSheet writes a sheet as Excel stores one: numbers with all 17 digits.
// excelize writes 15, so it cannot stand for the publisher here.
func fullSheet(table [][]any) string {
	var b strings.Builder
	b.WriteString(`<worksheet><sheetData>`)
	for i, row := range table {
		fmt.Fprintf(&b, `<row r="%d">`, i+1)
		for k, v := range row {
			at := columnName(k+1) + strconv.Itoa(i+1)
			switch v := v.(type) {
			case string:
				fmt.Fprintf(&b, `<c r="%s" t="inlineStr"><is><t>%s</t></is></c>`, at, v)
			case int:
				fmt.Fprintf(&b, `<c r="%s"><v>%d</v></c>`, at, v)
			case float64:
				fmt.Fprintf(&b, `<c r="%s"><v>%.17g</v></c>`, at, v)
			}
		}
		b.WriteString("</row>")
	}
	return b.String() + `</sheetData></worksheet>`
}

// digestOf publishes a batch in place of the starting data's values and returns
// the dataset's digest.
func digestOf(t testing.TB, b Batch) string {
	t.Helper()
	d, err := seeds.Load()
	if err != nil {
		t.Fatal(err)
	}
	tables, series, err := Merge(d.Tables, nil, b, false)
	if err != nil {
		t.Fatal(err)
	}
	ds, err := catalog.NewDataset(2, "ds-1", "tester", "import", tables, series)
	if err != nil {
		t.Fatal(err)
	}
	return ds.Digest
}

// Without a date the source is named after its content: two releases differ, the
// same values by another path do not.
func TestUndatedSource(t *testing.T) {
	opt := testOptions()
	opt.Source = catalog.Source{Title: "Own survey", Licence: "own"}
	a := mustRead(t, []byte(ownTable), opt)
	b := mustRead(t, zipOf(t, "own.csv", ownTable), opt)
	c := mustRead(t, []byte(ownTable+"越南,OWN.WAGE,2020,5,\n"), opt)
	if a.Source.ID != b.Source.ID || a.Source.ID == c.Source.ID || !strings.HasPrefix(a.Source.ID, "IMPORT-") || a.Observations[0].Source != a.Source.ID {
		t.Errorf("ids %q %q %q", a.Source.ID, b.Source.ID, c.Source.ID)
	}
}

// Two sources of one's own with the same date are two, and one is itself again.
func TestDatedSources(t *testing.T) {
	id := func(title, vintage string) string {
		opt := testOptions()
		opt.Source = catalog.Source{Title: title, Licence: "own", Vintage: vintage}
		return mustRead(t, []byte(ownTable), opt).Source.ID
	}
	wages, again, power := id("工资调查", "2026-11"), id("工资调查", "2026-11"), id("电价调查", "2026-11")
	if wages != again || wages == power || !strings.HasPrefix(wages, "IMPORT-2026-11-") {
		t.Errorf("ids %q %q %q", wages, again, power)
	}
	if a, b := id("工资调查", "甲版"), id("工资调查", "乙版"); a == b || !plainID(a) {
		t.Errorf("vintages without a letter of ASCII: %q %q", a, b)
	}
}

// A bulk file of the real shape: some 1,500 series × 266 economies, 65 years,
// most cells empty.
func TestBulkFile(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 150 MB")
	}
	path := filepath.Join(t.TempDir(), "WDICSV.csv")
	rows, wantValues := writeBulk(t, path)
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	reports := 0
	opt := testOptions()
	opt.Progress = func(done, total int64) {
		reports++
		if done > total || total != st.Size() {
			t.Errorf("progress %d of %d", done, total)
		}
	}
	var b Batch
	start := time.Now()
	grown := peak(func() { b, err = Read(context.Background(), f, st.Size(), opt) })
	took := time.Since(start)
	if err != nil {
		t.Fatal(err)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	t.Logf("%d rows, %d MB in %v; heap grew by %d MiB, %d values, skipped %v", b.Stats.Rows, st.Size()/1e6, took, grown>>20, b.Stats.Values, b.Skipped)
	if b.Stats.Rows != rows || b.Stats.Values != wantValues || b.Stats.Rejected != 0 {
		t.Errorf("stats = %+v, want %d rows and %d values", b.Stats, rows, wantValues)
	}
	if grown > 256<<20 {
		t.Errorf("heap grew by %d MiB", grown>>20)
	}
	if reports < 20 {
		t.Errorf("%d progress reports", reports)
	}
}

// writeBulk writes 400,500 rows in the layout of WDICSV.csv: 1,500 series of 267
// economies over 65 years. The cells of a row are one of 64 patterns.
func writeBulk(t testing.TB, path string) (rows, values int) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	fmt.Fprint(w, "Country Name,Country Code,Indicator Name,Indicator Code")
	for y := 1960; y <= 2024; y++ {
		fmt.Fprintf(w, ",%d", y)
	}
	fmt.Fprintln(w)
	rnd := rand.New(rand.NewPCG(1, 2))
	var cells [64]string
	var filled [64]int
	for i := range cells {
		var b strings.Builder
		for range 65 {
			b.WriteByte(',')
			if i%3 == 0 && rnd.IntN(2) == 0 {
				b.WriteString(formatFloat(rnd.Float64() * 1e6))
				filled[i]++
			}
		}
		b.WriteByte('\n')
		cells[i] = b.String()
	}
	const economies, series = 267, 1500
	for e := range economies {
		name, code := fmt.Sprintf("\"Economy, no. %d\"", e), fmt.Sprintf("X%02d", e%100)
		known := e < len(testCountries)
		if known {
			name, code = testCountries[e].Name.En, testCountries[e].ISO3
		}
		prefix := name + "," + code + ","
		for s := range series {
			id, pattern := fmt.Sprintf("\"Series %d (%% of something, total)\",XX.YYY.%04d.ZS", s, s), (e*7+s)%64
			if s < 3 {
				id, pattern = "\""+testIndicators[s].Name.En+"\","+testIndicators[s].Code, 3*((e+s)%20)
				if known {
					values += filled[pattern]
				}
			}
			for _, text := range [...]string{prefix, id, cells[pattern]} {
				if _, err := w.WriteString(text); err != nil {
					t.Fatal(err)
				}
			}
			rows++
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return rows, values
}

func TestDiffAndMerge(t *testing.T) {
	base := mustRead(t, []byte("iso3,指标代码,年份,数值\nVNM,OWN.WAGE,2021,100\nVNM,OWN.WAGE,2022,200\nVNM,OWN.WAGE,2023,0\nPOL,OWN.WAGE,2022,7\nVNM,GDP growth,2022,8\n"), testOptions())
	tables, series, err := Merge(catalog.Tables{Countries: testCountries, Indicators: testIndicators}, nil, base, false)
	if err != nil {
		t.Fatal(err)
	}
	opt := testOptions()
	opt.Source.ID = "TEST-2"
	next := mustRead(t, []byte("iso3,指标代码,年份,数值\nVNM,OWN.WAGE,2021,110\nVNM,OWN.WAGE,2022,50\nVNM,OWN.WAGE,2023,-3\nPOL,OWN.WAGE,2022,7\nIND,OWN.WAGE,2020,5\n"), opt)
	d := Diff(series, next, false, 10)
	if d.Added != 1 || d.Changed != 3 || d.Removed != 0 || d.SourceOnly != 1 || d.Same != 0 {
		t.Errorf("difference = %+v", d)
	}
	var order []float64
	for _, c := range d.Changes {
		order = append(order, c.Relative)
	}
	// 0 → −3 is 1, 200 → 50 is 0.75, 100 → 110 is 1/11, then what was added.
	if diff := cmp.Diff([]float64{1, 0.75, 10.0 / 110, 0}, order); diff != "" {
		t.Error(diff)
	}
	if d := Diff(series, next, false, 2); len(d.Changes) != 2 || d.Changed != 3 {
		t.Errorf("a limit of 2 lists %d", len(d.Changes))
	}
	next.Observations = next.Observations[:1] // IND 2020 alone
	if d := Diff(series, next, true, 10); d.Removed != 4 || d.Added != 1 || len(d.Indicators) != 1 {
		t.Errorf("replacing: %+v", d)
	}
	merged, kept, err := Merge(tables, series, next, false)
	if err != nil {
		t.Fatal(err)
	}
	if len(merged.Sources) != 2 || len(tables.Sources) != 1 || len(kept) != 2 || len(kept[1].Points) != 5 {
		t.Errorf("merged %+v %+v", merged.Sources, kept)
	}
	if kept[0].Digest() != series[0].Digest() {
		t.Error("an untouched series changed")
	}
	if _, replaced, _ := Merge(tables, series, next, true); len(replaced[1].Points) != 1 {
		t.Errorf("replaced %+v", replaced[1])
	}
	next.Source.Title = ""
	if _, _, err := Merge(tables, series, next, false); err == nil {
		t.Error("a source without a title was taken")
	}
	next.Source = catalog.Source{ID: "TEST-1", Title: "Another", Licence: "x"}
	if _, _, err := Merge(tables, series, next, false); err == nil || !strings.Contains(err.Error(), "import.sourceTaken") {
		t.Errorf("another source under a taken id: %v", err)
	}
	if _, _, err := Merge(tables, series, Batch{}, false); err == nil {
		t.Error("an empty batch was merged")
	}
}
