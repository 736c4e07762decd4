package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/scoring"
	"parksite/seeds"
)

// seed is the starting data, loaded once.
var seed = sync.OnceValues(func() (*catalog.Snapshot, []appraisal.Model) {
	d, err := seeds.Load()
	if err != nil {
		panic(err)
	}
	ds, err := catalog.NewDataset(1, "", "system", "seed", d.Tables, d.Series)
	if err != nil {
		panic(err)
	}
	snap, err := catalog.NewSnapshot(ds, d.Tables, d.Series)
	if err != nil {
		panic(err)
	}
	return snap, d.Models
})

func model(t testing.TB, id string) appraisal.Model {
	t.Helper()
	_, models := seed()
	for _, m := range models {
		if m.ID == id {
			return m
		}
	}
	t.Fatalf("no model %s", id)
	return appraisal.Model{}
}

// document evaluates a model on the starting data.
func document(t testing.TB, lang string, m appraisal.Model, o appraisal.Options) Document {
	t.Helper()
	snap, _ := seed()
	p, err := appraisal.Prepare(m, snap, o)
	if err != nil {
		t.Fatal(err)
	}
	s, err := p.Score()
	if err != nil {
		t.Fatal(err)
	}
	return Document{Lang: lang, ID: "rk-7", Version: 3, Title: "东盟与南亚首选东道国排名", Purpose: "=HYPERLINK(\"http://x\")", State: "published", Team: "示例企业甲", Owner: "@analyst",
		At: time.Date(2026, 11, 23, 8, 30, 0, 0, time.UTC), Model: p.Model, Scope: o.Scope, Result: p.Result(s), Snapshot: snap}
}

// full is a document with everything in it.
func full(t testing.TB, lang string) Document {
	t.Helper()
	d := document(t, lang, model(t, "general"), appraisal.Options{})
	d.Notes = "用于董事会审议。镕、喆、堃等字须能显示；生僻字𠮷以外的替代符号显示。"
	d.VerifyAt = "https://parksite.example/rankings/rk-7"
	f := &Firmness{Draws: 10000, Seed: 42, Spread: "Dirichlet, 20", First: 10}
	for i, a := range d.Result.Alternatives {
		f.Rows = append(f.Rows, FirmnessRow{ISO3: a.ISO3, Expected: float64(i) + 1.5, Low: max(1, i-2), High: i + 4, First: 1 / float64(i+1), Best: max(1, i-5), Worst: i + 9})
	}
	d.Firmness = f
	d.Opinions = []Opinion{
		{1, "发展改革部门", "王审核", "return", "请补充营商环境数据的年份说明，并解释中国香港、中国澳门未列入候选的原因。", time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC)},
		{2, "商务部门", "李审核", "approve", "=1+1 同意", time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC)},
	}
	d.Remarks = []Remark{
		{Round: 1, Kind: "country", Place: "VNM", Team: "发展改革部门", By: "reviewer-ndrc", Text: "=1+1 请说明越南的电价来源。", Settled: true, At: time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC)},
		{Round: 2, Kind: "country", Place: "VNM", Answer: true, Team: "示例企业甲", By: "analyst", Text: "来源为2024年国家电力统计。", At: time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC)},
		{Round: 2, Kind: "criterion", Place: "population", Team: "商务部门", By: "reviewer-mofcom", Text: "人口权重偏高。", At: time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC)},
		{Round: 2, Kind: "ranking", Team: "商务部门", By: "reviewer-mofcom", Text: "请补充结论。", At: time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)},
	}
	return d
}

// The comments stand below the decisions, each with its place and whether it is
// settled.
func TestRemarks(t *testing.T) {
	at := map[string][]string{ // one moment, by the clock of the reader
		"zh": {"2026-11-20 10:00（北京时间）", "2026-11-21 10:00（北京时间）", "2026-11-22 10:00（北京时间）", "2026-11-22 11:00（北京时间）"},
		"en": {"2026-11-20 02:00 UTC", "2026-11-21 02:00 UTC", "2026-11-22 02:00 UTC", "2026-11-22 03:00 UTC"},
	}
	for _, lang := range []string{"zh", "en"} {
		d := full(t, lang)
		var b bytes.Buffer
		if err := XLSX(&b, d); err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(&b)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := f.GetRows(d.word("sheet.review"))
		if err != nil {
			t.Fatal(err)
		}
		first := len(d.Opinions) + 3 // below the opinions, a gap and the heading
		want := [][]string{
			{"1", "发展改革部门", "reviewer-ndrc", d.word("remark.settled"), "=1+1 请说明越南的电价来源。", at[lang][0], d.country("VNM")},
			{"2", "示例企业甲", "analyst", d.word("remark.answer"), "来源为2024年国家电力统计。", at[lang][1], d.country("VNM")},
			{"2", "商务部门", "reviewer-mofcom", d.word("remark.open"), "人口权重偏高。", at[lang][2], d.text(d.Model.Tree.Children[0].Name)},
			{"2", "商务部门", "reviewer-mofcom", d.word("remark.open"), "请补充结论。", at[lang][3], d.word("remark.whole")},
		}
		if len(rows) != first+len(want) {
			t.Fatalf("%d rows: %v", len(rows), rows)
		}
		for i, w := range want {
			if got := strings.Join(rows[first+i], "|"); got != strings.Join(w, "|") {
				t.Errorf("row %d is %s, want %s", first+i+1, got, strings.Join(w, "|"))
			}
		}
	}
}

func TestCSV(t *testing.T) {
	d := full(t, "zh")
	d.Snapshot, _ = seed()
	v := -2.5
	d.Result.Excluded = append(d.Result.Excluded, appraisal.Excluded{ISO3: "AFG", Reason: appraisal.ScreenBelow, Criterion: "PV.EST", Value: &v, Year: 2023, Threshold: &v,
		Text: &catalog.Text{Zh: "=cmd", En: "=cmd"}})
	var b bytes.Buffer
	if err := CSV(&b, d); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(b.String(), "\ufeff位次,代码,国家（地区）,得分,") {
		t.Errorf("begins %.60q", b.String())
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1+len(d.Result.Alternatives)+len(d.Result.Excluded) {
		t.Fatalf("%d rows", len(rows))
	}
	negative := false
	for i, a := range d.Result.Alternatives {
		row := rows[i+1]
		if row[0] != strconv.Itoa(a.Rank) || row[1] != a.ISO3 {
			t.Errorf("row %d is %v", i+1, row[:4])
		}
		if got, err := strconv.ParseFloat(row[3], 64); err != nil || got != a.Score {
			t.Errorf("%s: score %q, want %v", a.ISO3, row[3], a.Score)
		}
		for j, c := range a.Criteria {
			cell := row[8+len(a.Dimensions)+4*j]
			if c.Value == nil {
				if cell != "" {
					t.Errorf("%s %s: %q for a missing value", a.ISO3, c.ID, cell)
				}
				continue
			}
			negative = negative || *c.Value < 0
			if got, err := strconv.ParseFloat(cell, 64); err != nil || got != *c.Value {
				t.Errorf("%s %s: %q, want %v", a.ISO3, c.ID, cell, *c.Value)
			}
		}
	}
	if !negative {
		t.Error("no negative value in the sample: that numbers stay numbers is not shown")
	}
	last := rows[len(rows)-1]
	if last[0] != "未排名" || !strings.HasPrefix(last[len(last)-1], "低于初筛阈值：政治稳定") {
		t.Errorf("excluded row %v", last)
	}
	for _, row := range rows {
		for _, cell := range row {
			if _, err := strconv.ParseFloat(cell, 64); err != nil && cell != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(cell)[0]) {
				t.Errorf("a cell that becomes a formula: %q", cell)
			}
		}
	}
}

func TestShortNumber(t *testing.T) {
	for in, want := range map[float64]string{1438069596: "1,438,069,596", 12.345678: "12.3457", -2.5: "-2.5", 0: "0", 1234: "1,234", -1234.5: "-1,234.5", 0.0000123: "0.0000123"} {
		if got := shortNumber(in); got != want {
			t.Errorf("%v = %q, want %q", in, got, want)
		}
	}
}

func TestJSON(t *testing.T) {
	d := full(t, "zh")
	var a, b bytes.Buffer
	if err := JSON(&a, d); err != nil {
		t.Fatal(err)
	}
	if err := JSON(&b, d); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("the same document gives other bytes")
	}
	var back struct {
		Format string           `json:"format"`
		Result appraisal.Result `json:"result"`
		Names  map[string]string
	}
	if err := json.Unmarshal(a.Bytes(), &back); err != nil {
		t.Fatal(err)
	}
	if back.Format != "parksite-ranking-1" || back.Result.Digest != d.Result.Digest || len(back.Result.Alternatives) != 59 || back.Names["VNM"] != "越南" {
		t.Errorf("read back %s %s %d %s", back.Format, back.Result.Digest, len(back.Result.Alternatives), back.Names["VNM"])
	}
	if back.Result.Alternatives[0].Score != d.Result.Alternatives[0].Score {
		t.Error("a score lost digits")
	}
}

// A result and a model that do not belong together are refused by every writer.
func TestMismatch(t *testing.T) {
	d := document(t, "en", model(t, "general"), appraisal.Options{})
	d.Model = model(t, "strategy-S1")
	for name, write := range map[string]func() error{
		"CSV":  func() error { return CSV(&bytes.Buffer{}, d) },
		"JSON": func() error { return JSON(&bytes.Buffer{}, d) },
		"XLSX": func() error { return XLSX(&bytes.Buffer{}, d) },
	} {
		if err := write(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	d = document(t, "fr", model(t, "general"), appraisal.Options{})
	if err := CSV(&bytes.Buffer{}, d); !fault.Is(err, fault.Invalid) {
		t.Errorf("lang fr: %v", err)
	}
}

// A gap is named with country and criterion, an old value with its year.
func TestCaveats(t *testing.T) {
	d := document(t, "en", model(t, "general"), appraisal.Options{Weights: map[string]float64{"population": 0.9}})
	missing, stale := 0, 0
	for _, a := range d.Result.Alternatives {
		for _, c := range a.Criteria {
			switch c.Status {
			case catalog.Missing:
				missing++
			case catalog.Stale:
				stale++
			}
		}
	}
	text := ""
	for _, c := range d.caveats() {
		text += c.what + " | " + c.about + " | " + c.countries + "\n"
	}
	if missing+stale == 0 {
		t.Fatal("no gap in the sample")
	}
	for _, a := range d.Result.Alternatives {
		for _, c := range a.Criteria {
			if c.Status != catalog.Missing && c.Status != catalog.Stale {
				continue
			}
			want := d.country(a.ISO3)
			if c.Status == catalog.Stale {
				want += " (" + strconv.Itoa(c.Year) + ": " + shortNumber(*c.Value) + ")"
			}
			if !strings.Contains(text, want) {
				t.Errorf("%s %s: %q is not in\n%s", a.ISO3, c.ID, want, text)
			}
		}
	}
}

// Both languages have every label.
func TestWordsComplete(t *testing.T) {
	for _, m := range scoring.Methods() {
		if _, ok := words["zh"]["method."+m.Name]; !ok {
			t.Errorf("no name for the method %s", m.Name)
		}
	}
	for key := range words["zh"] {
		if _, ok := words["en"][key]; !ok {
			t.Errorf("en lacks %s", key)
		}
	}
	for key := range words["en"] {
		if _, ok := words["zh"][key]; !ok {
			t.Errorf("zh lacks %s", key)
		}
	}
}
