package appraisal_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
)

var update = flag.Bool("update", false, "write the golden files anew")

// One whole ranking, and every ready model's digest: they change when data,
// models or arithmetic do, and never by themselves.
func TestGolden(t *testing.T) {
	d, s := data(t)
	var b strings.Builder
	r := evaluate(t, model(t, d, "general"), s, appraisal.Options{})
	fmt.Fprintf(&b, "general on %s, %d\n", s.Dataset().Digest, r.Year)
	for _, a := range r.Alternatives {
		fmt.Fprintf(&b, "%2d %s %.10f [%.10f, %.10f] coverage %.6f", a.Rank, a.ISO3, a.Score, a.ScoreLow, a.ScoreHigh, a.Coverage)
		for _, x := range a.Dimensions {
			fmt.Fprintf(&b, " %s %.6f", x.ID, *x.Score)
		}
		b.WriteString("\n")
	}
	b.WriteString("\n")
	for _, m := range d.Models {
		r := evaluate(t, m, s, appraisal.Options{})
		fmt.Fprintf(&b, "%s %d ranked, %d excluded, %s\n", m.ID, len(r.Alternatives), len(r.Excluded), r.Digest)
	}
	golden(t, "testdata/rankings.golden", b.String())
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	g, w := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(g), len(w)) {
		a, b := "", ""
		if i < len(g) {
			a = g[i]
		}
		if i < len(w) {
			b = w[i]
		}
		if a != b {
			t.Fatalf("%s:%d\n got %s\nwant %s", file, i+1, a, b)
		}
	}
}

// A country of which nothing is known is listed as such, never ranked last.
func TestNoData(t *testing.T) {
	d, s := data(t)
	m := clone(t, model(t, d, "general"))
	m.Tree.Children = m.Tree.Children[2:3] // development stage alone
	kept := m.Tree.Children[0].Children[:0]
	for _, c := range m.Tree.Children[0].Children {
		if c.ID == "NV.IND.MANF.ZS" {
			kept = append(kept, c)
		}
	}
	m.Tree.Children[0].Children = kept
	r := evaluate(t, m, s, appraisal.Options{})
	var got []string
	for _, e := range r.Excluded {
		got = append(got, e.ISO3+" "+e.Reason)
	}
	if strings.Join(got, ", ") != "BGR noData, VEN noData" || len(r.Alternatives) != 57 {
		t.Errorf("excluded %v, %d ranked", got, len(r.Alternatives))
	}
}

func TestRemarks(t *testing.T) {
	d, s := data(t)
	remarks := func(m appraisal.Model, year int) map[string]float64 {
		out := map[string]float64{}
		all, err := appraisal.Remarks(m, s, appraisal.Scope{}, year)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range all {
			out[strings.TrimSpace(x.Code+" "+x.Criterion+" "+x.Other)] = x.Value
		}
		return out
	}
	m := model(t, d, "general")
	got := remarks(m, 0)
	if r := got["remark.correlated SP.POP.TOTL SL.TLF.TOTL.IN"]; r < 0.99 {
		t.Errorf("population and labour force: r = %v in %v", r, got)
	}
	for key := range got {
		if !strings.HasPrefix(key, "remark.correlated") {
			t.Errorf("the general model: %s %v", key, got[key])
		}
	}
	odd := clone(t, m)
	leaf := &odd.Tree.Children[2].Children[0]
	leaf.ID, leaf.Criterion.Indicator = "ILO.LABCOST", "ILO.LABCOST"
	leaf.Criterion.Value = appraisal.Value{Kind: "linear", Low: 0, High: 1e6}
	leaf.Criterion.MaxAge = 5
	got = remarks(odd, 0)
	if v := got["remark.thin ILO.LABCOST"]; v < 0.4 || v > 0.65 {
		t.Errorf("labour cost of 37 of 59: %v", got)
	}
	if _, ok := got["remark.indifferent ILO.LABCOST"]; !ok {
		t.Errorf("goalposts a thousand times too wide: %v", got)
	}
	// With values of a handful of countries anything correlates: nothing is said of it.
	few := d.Series
	for i, x := range few {
		if x.Indicator == "ILO.LABCOST" {
			few = slices.Clone(d.Series)
			few[i].Points = slices.DeleteFunc(slices.Clone(x.Points), func(p catalog.Point) bool { return p.Country > "CZE" })
		}
	}
	thin, err := catalog.NewSnapshot(s.Dataset(), d.Tables, few)
	if err != nil {
		t.Fatal(err)
	}
	all, err := appraisal.Remarks(odd, thin, appraisal.Scope{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range all {
		if x.Code == "remark.correlated" && (x.Criterion == "ILO.LABCOST" || x.Other == "ILO.LABCOST") {
			t.Errorf("of seven countries: %+v", x)
		}
	}
	leaf.Criterion.MaxAge = 0
	if _, ok := remarks(odd, 0)["remark.old ILO.LABCOST"]; !ok {
		t.Error("every value is older than the limit")
	}
}

// A model survives the store's and the interface's JSON, and its digest with it.
func TestModelRoundTrip(t *testing.T) {
	d, s := data(t)
	for _, m := range d.Models {
		if a, b := evaluate(t, m, s, appraisal.Options{}).Digest, evaluate(t, clone(t, m), s, appraisal.Options{}).Digest; a != b {
			t.Errorf("%s: %s and %s", m.ID, a, b)
		}
	}
}
