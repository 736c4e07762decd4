package intake

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"parksite/internal/catalog"
	"parksite/internal/fault"
)

var testCountries = []catalog.Country{
	country("AFG", "AF", "004", "阿富汗", "Afghanistan"), country("BGD", "BD", "050", "孟加拉国", "Bangladesh"),
	country("BRN", "BN", "096", "文莱", "Brunei"), country("CHN", "CN", "156", "中国", "China"),
	country("IDN", "ID", "360", "印度尼西亚", "Indonesia"), country("IND", "IN", "356", "印度", "India"),
	country("LAO", "LA", "418", "老挝", "Laos"), country("POL", "PL", "616", "波兰", "Poland"),
	country("VEN", "VE", "862", "委内瑞拉", "Venezuela"), country("VNM", "VN", "704", "越南", "Vietnam"),
}

func country(iso3, iso2, m49, zh, en string) catalog.Country {
	return catalog.Country{ISO3: iso3, ISO2: iso2, M49: m49, Name: catalog.Text{Zh: zh, En: en}, Candidate: iso3 != "CHN"}
}

func indicator(code, zh, en, unitZh, unitEn string) catalog.Indicator {
	return catalog.Indicator{Code: code, Name: catalog.Text{Zh: zh, En: en}, Unit: catalog.Text{Zh: unitZh, En: unitEn},
		Dimension: "development", Direction: "benefit", Source: "World Development Indicators", Licence: "CC BY 4.0"}
}

var testIndicators = []catalog.Indicator{
	indicator("SL.TLF.TOTL.IN", "劳动力总量", "Labour force, total", "人", "persons"),
	indicator("NY.GDP.MKTP.KD.ZG", "国内生产总值增长率", "GDP growth", "%", "% per year"),
	indicator("LP.LPI.OVRL.XQ", "物流绩效指数(综合)", "Logistics performance index: overall", "指数 1-5", "index 1-5"),
	indicator("OWN.WAGE", "制造业月平均工资", "Monthly wage in manufacturing", "美元/月", "US dollars per month"),
}

var testSource = catalog.Source{ID: "TEST-1", Title: "Test", Licence: "CC BY 4.0", Vintage: "2025-06-05"}

func testOptions() Options {
	return Options{Countries: testCountries, Indicators: testIndicators, Source: testSource}
}

func readBytes(t testing.TB, b []byte, opt Options) (Batch, error) {
	t.Helper()
	return Read(context.Background(), bytes.NewReader(b), int64(len(b)), opt)
}

func mustRead(t testing.TB, b []byte, opt Options) Batch {
	t.Helper()
	batch, err := readBytes(t, b, opt)
	if err != nil {
		t.Fatal(err)
	}
	return batch
}

func testFile(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// zipOf makes an archive of names and contents.
func zipOf(t testing.TB, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// workbookOf makes a spreadsheet; edit may change it before it is written.
func workbookOf(t testing.TB, sheet string, table [][]any, edit func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		t.Fatal(err)
	}
	for i, row := range table {
		at, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow(sheet, at, &row); err != nil {
			t.Fatal(err)
		}
	}
	if edit != nil {
		edit(f)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// find returns the value of one cell.
func find(b Batch, iso3, code string, year int) (float64, bool) {
	for _, o := range b.Observations {
		if o.Country == iso3 && o.Indicator == code && o.Year == year {
			return o.Value, true
		}
	}
	return 0, false
}

func wantValue(t *testing.T, b Batch, iso3, code string, year int, want float64) {
	t.Helper()
	if got, ok := find(b, iso3, code, year); !ok || got != want {
		t.Errorf("%s %s %d = %v (present %v), want %v", iso3, code, year, got, ok, want)
	}
}

func codes(list []Rejection) []string {
	var out []string
	for _, r := range list {
		out = append(out, strings.TrimPrefix(r.Code, "import.")+"@"+r.Cell)
	}
	return out
}

func wantFault(t *testing.T, err error, kind fault.Kind, code string) {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != kind || f.Code != code {
		t.Errorf("error = %v, want %v %s", err, kind, code)
	}
}

func TestSingleSeriesDownload(t *testing.T) {
	raw := testFile(t, "API_SL.TLF.TOTL.IN_DS2_en_csv_v2.csv")
	opt := testOptions()
	opt.Source = catalog.Source{}
	b := mustRead(t, raw, opt)
	// 8 countries of the catalogue × 25 years; the figures stand in the file.
	if b.Stats.Values != 200 || b.Stats.Format != "worldBankSeries" || b.Stats.Rejected != 0 {
		t.Fatalf("stats = %+v, rejected %v", b.Stats, b.Rejected)
	}
	wantValue(t, b, "BRN", "SL.TLF.TOTL.IN", 2024, 233520)
	wantValue(t, b, "CHN", "SL.TLF.TOTL.IN", 2000, 706837950)
	want := catalog.Source{ID: "WDI-2025-06-05", Title: "World Development Indicators", Publisher: "World Bank", Licence: "CC BY 4.0", Vintage: "2025-06-05"}
	if b.Source != want {
		t.Errorf("source = %+v, want %+v", b.Source, want)
	}
	if b.Skipped[SkipCountry] != 35 { // Arab World 1990–2024; Aruba has no value
		t.Errorf("skipped = %v, want 35 of countries not in the catalogue", b.Skipped)
	}
	// The same inside the publisher's archive, with its metadata beside it.
	z := mustRead(t, zipOf(t,
		"Metadata_Indicator_API_SL.TLF.TOTL.IN.csv", "\ufeff\"INDICATOR_CODE\",\"INDICATOR_NAME\",\"SOURCE_NOTE\"\r\n",
		"API_SL.TLF.TOTL.IN_DS2_en_csv_v2.csv", string(raw),
		"Metadata_Country_API_SL.TLF.TOTL.IN.csv", "\ufeff\"Country Code\",\"Region\",\"IncomeGroup\",\"SpecialNotes\",\"TableName\",\r\n\"AFG\",\"South Asia\",\"Low income\",\"\",\"Afghanistan\",\r\n"), opt)
	if diff := cmp.Diff(b.Observations, z.Observations); diff != "" {
		t.Error(diff)
	}
}

func TestDataBankExtract(t *testing.T) {
	opt := testOptions()
	opt.Source = catalog.Source{}
	b := mustRead(t, testFile(t, "databank_Data.csv"), opt)
	if b.Stats.Format != "dataBank" || b.Stats.Rejected != 0 {
		t.Fatalf("stats = %+v, rejected %v", b.Stats, b.Rejected)
	}
	wantValue(t, b, "VNM", "LP.LPI.OVRL.XQ", 2023, 3.3)
	wantValue(t, b, "VNM", "NY.GDP.MKTP.KD.ZG", 2024, 7.091187466339747)
	if _, ok := find(b, "AFG", "LP.LPI.OVRL.XQ", 2015); ok {
		t.Error("a missing value became a number")
	}
	if b.Source.ID != "WDI-2025-06-05" || b.Source.Vintage != "2025-06-05" {
		t.Errorf("source = %+v", b.Source)
	}
	// DataBank's other layout: a row per year, a column per series.
	b = mustRead(t, []byte("Time,Time Code,Country Name,Country Code,GDP growth (annual %) [NY.GDP.MKTP.KD.ZG],Not asked [XX.YY]\n"+
		"2023,YR2023,Viet Nam,VNM,5.06502391455075,7\n2024,YR2024,Viet Nam,VNM,..,8\n,,,,,\nData from database: World Development Indicators,,,,,\nLast Updated: 06/05/2025"), opt)
	if b.Stats.Values != 1 || b.Skipped[SkipIndicator] != 2 || b.Stats.Rejected != 0 {
		t.Errorf("stats = %+v, skipped %v, rejected %v", b.Stats, b.Skipped, b.Rejected)
	}
	wantValue(t, b, "VNM", "NY.GDP.MKTP.KD.ZG", 2023, 5.06502391455075)
}

func TestWantAndYears(t *testing.T) {
	opt := testOptions()
	opt.Want, opt.FirstYear, opt.LastYear = []string{"LP.LPI.OVRL.XQ"}, 2018, 2030
	b := mustRead(t, testFile(t, "WDICSV.csv"), opt)
	for _, o := range b.Observations {
		if o.Indicator != "LP.LPI.OVRL.XQ" || o.Year < 2018 {
			t.Fatalf("took %+v", o)
		}
	}
	if b.Stats.Values != 15 || b.Skipped[SkipIndicator] == 0 || b.Skipped[SkipYear] == 0 {
		t.Errorf("values %d, skipped %v", b.Stats.Values, b.Skipped)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	opt := testOptions()
	opt.Progress = func(done, _ int64) {
		if done > 4<<20 {
			cancel()
		}
	}
	row := "Viet Nam,VNM,GDP growth,NY.GDP.MKTP.KD.ZG,1\n"
	raw := []byte("Country Name,Country Code,Indicator Name,Indicator Code,2020\n" + strings.Repeat(row, 200_000))
	_, err := Read(ctx, bytes.NewReader(raw), int64(len(raw)), opt)
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("error = %v, want cancelled", err)
	}
}
