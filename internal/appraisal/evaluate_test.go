package appraisal_test

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/seeds"
)

var seed = sync.OnceValues(func() (seeds.Data, error) { return seeds.Load() })

func data(t testing.TB) (seeds.Data, *catalog.Snapshot) {
	t.Helper()
	d, err := seed()
	if err != nil {
		t.Fatal(err)
	}
	s, err := d.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	return d, s
}

func model(t testing.TB, d seeds.Data, id string) appraisal.Model {
	t.Helper()
	for _, m := range d.Models {
		if m.ID == id {
			return m
		}
	}
	t.Fatalf("no model %s", id)
	return appraisal.Model{}
}

func evaluate(t testing.TB, m appraisal.Model, s *catalog.Snapshot, o appraisal.Options) appraisal.Result {
	t.Helper()
	r, err := appraisal.EvaluateWith(m, s, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func find(t testing.TB, r appraisal.Result, iso3 string) appraisal.Alternative {
	t.Helper()
	for _, a := range r.Alternatives {
		if a.ISO3 == iso3 {
			return a
		}
	}
	t.Fatalf("%s is not ranked", iso3)
	return appraisal.Alternative{}
}

func criterion(t testing.TB, a appraisal.Alternative, code string) appraisal.CriterionScore {
	t.Helper()
	for _, c := range a.Criteria {
		if c.ID == code {
			return c
		}
	}
	t.Fatalf("no criterion %s", code)
	return appraisal.CriterionScore{}
}

// clone copies a model deeply, so that a test may change it.
func clone(t testing.TB, m appraisal.Model) appraisal.Model {
	t.Helper()
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var out appraisal.Model
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// Every ready model: all candidates accounted for, contributions of a country
// and of its dimensions sum to its score, bounds hold it.
func TestContributionsSumToScore(t *testing.T) {
	d, s := data(t)
	for _, m := range d.Models {
		r := evaluate(t, m, s, appraisal.Options{})
		if n := len(r.Alternatives) + len(r.Excluded); n != 59 {
			t.Errorf("%s: %d countries, want 59", m.ID, n)
		}
		for _, a := range r.Alternatives {
			sum, dims, weights := 0.0, 0.0, 0.0
			for _, c := range a.Criteria {
				weights += c.Weight
				if c.Contribution != nil {
					sum += *c.Contribution
					if math.Abs(*c.Contribution-*c.EffectiveWeight**c.Normalised) > 1e-15 {
						t.Errorf("%s %s %s: contribution is not effective weight × normalised", m.ID, a.ISO3, c.ID)
					}
				}
			}
			for _, x := range a.Dimensions {
				if x.Contribution != nil {
					dims += *x.Contribution
				}
			}
			if math.Abs(sum-a.Score) > 1e-12 || math.Abs(dims-a.Score) > 1e-12 || math.Abs(weights-1) > 1e-9 {
				t.Errorf("%s %s: criteria sum to %v, dimensions to %v, score %v, weights %v", m.ID, a.ISO3, sum, dims, a.Score, weights)
			}
			if a.ScoreLow > a.Score+1e-12 || a.ScoreHigh < a.Score-1e-12 {
				t.Errorf("%s %s: score %v outside [%v, %v]", m.ID, a.ISO3, a.Score, a.ScoreLow, a.ScoreHigh)
			}
			if (a.Missing == 0) != (a.ScoreHigh-a.ScoreLow < 1e-12) {
				t.Errorf("%s %s: %d missing, interval [%v, %v]", m.ID, a.ISO3, a.Missing, a.ScoreLow, a.ScoreHigh)
			}
		}
	}
}

// What a reader checks by hand: Vietnam's population on the general model.
func TestGeneralByHand(t *testing.T) {
	d, s := data(t)
	r := evaluate(t, model(t, d, "general"), s, appraisal.Options{})
	c := criterion(t, find(t, r, "VNM"), "SP.POP.TOTL")
	want := math.Log(100987686/3e5) / math.Log(1.5e9/3e5)
	if *c.Value != 100987686 || c.Year != 2024 || c.Source != "DS_POP" || math.Abs(*c.Normalised-want) > 1e-12 || math.Abs(c.Weight-0.06) > 1e-12 || c.Status != catalog.Observed {
		t.Errorf("got %+v, normalised %v want %v", c, *c.Normalised, want)
	}
	if r.Alternatives[0].ISO3 != "VNM" || r.Year != 2025 {
		t.Errorf("first is %s in %d", r.Alternatives[0].ISO3, r.Year)
	}
}

func TestStructuralStaleMissing(t *testing.T) {
	d, s := data(t)
	m := model(t, d, "general")
	r := evaluate(t, m, s, appraisal.Options{})
	nepal := find(t, r, "NPL")
	if c := criterion(t, nepal, "IS.SHP.GCNW.XQ"); c.Status != catalog.Structural || c.Value != nil || *c.Normalised != 0 || *c.Contribution != 0 {
		t.Errorf("liner connectivity of a landlocked country: %+v", c)
	}
	if c := criterion(t, nepal, "PS.SEA.NM"); c.Status != catalog.Structural || c.Normalised != nil || c.EffectiveWeight != nil {
		t.Errorf("sea distance of a landlocked country: %+v", c)
	}
	if nepal.Coverage != 1 || nepal.Missing != 0 {
		t.Errorf("a structural gap lowers coverage: %v, %d missing", nepal.Coverage, nepal.Missing)
	}
	venezuela := find(t, r, "VEN")
	if c := criterion(t, venezuela, "NV.IND.MANF.ZS"); c.Status != catalog.Stale || c.Year != 2014 || c.Value == nil || c.Normalised != nil {
		t.Errorf("a figure of 2014: %+v", c)
	}
	if c := criterion(t, venezuela, "PS.STAGE.IDX"); c.Status != catalog.Stale && c.Status != catalog.Missing {
		t.Errorf("stage without income: %+v", c)
	}
	has := func(code, iso3, id string) bool {
		return slices.ContainsFunc(r.Warnings, func(w appraisal.Warning) bool { return w.Code == code && w.ISO3 == iso3 && w.Criterion == id })
	}
	if !has("stale", "VEN", "NV.IND.MANF.ZS") || !has("missing", "BGR", "NV.IND.MANF.ZS") {
		t.Error("a gap is not told")
	}
	// Liner connectivity begins in 2010: before, it is missing for everybody and
	// a landlocked country is not the only one to score 0.
	then := find(t, evaluate(t, m, s, appraisal.Options{Year: 2007}), "NPL")
	if c := criterion(t, then, "IS.SHP.GCNW.XQ"); c.Status != catalog.Missing || c.Normalised != nil {
		t.Errorf("liner connectivity in 2007: %+v", c)
	}
	// A declared rule changes nothing where a value exists: Paraguay has river ports.
	if c := criterion(t, find(t, r, "PRY"), "IS.SHP.GCNW.XQ"); c.Status != catalog.Observed {
		t.Errorf("Paraguay: %+v", c)
	}
}

func TestWeights(t *testing.T) {
	d, s := data(t)
	m := model(t, d, "general")
	dims := func(r appraisal.Result) []float64 {
		var out []float64
		for _, x := range r.Alternatives[0].Dimensions {
			out = append(out, x.Weight)
		}
		return out
	}
	tests := []struct {
		name    string
		weights map[string]float64
		want    []float64
		warned  bool
	}{
		{"none", nil, []float64{.2, .2, .2, .2, .2}, false},
		{"one", map[string]float64{"population": .8}, []float64{.5, .125, .125, .125, .125}, false},
		{"all in per cent", map[string]float64{"population": 40, "location": 30, "development": 10, "urbanization": 10, "business": 10}, []float64{.4, .3, .1, .1, .1}, true},
		{"all summing to one", map[string]float64{"population": .4, "location": .3, "development": .1, "urbanization": .1, "business": .1}, []float64{.4, .3, .1, .1, .1}, false},
		{"zero for one", map[string]float64{"business": 0}, []float64{.25, .25, .25, .25, 0}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := evaluate(t, m, s, appraisal.Options{Weights: tt.weights})
			for i, w := range dims(r) {
				if math.Abs(w-tt.want[i]) > 1e-12 {
					t.Errorf("weights %v, want %v", dims(r), tt.want)
					break
				}
			}
			warned := slices.ContainsFunc(r.Warnings, func(w appraisal.Warning) bool { return w.Code == "weights.normalised" && w.Node == "index" })
			if warned != tt.warned {
				t.Errorf("warned %v, want %v", warned, tt.warned)
			}
		})
	}
}

func TestBadInputNamesEveryField(t *testing.T) {
	d, s := data(t)
	m := model(t, d, "general")
	zero := map[string]float64{}
	for _, x := range catalog.Dimensions {
		zero[x] = 0
	}
	locked := clone(t, m)
	locked.Tree.Children[0].Locked = true
	high := 0.25
	bounded := clone(t, m)
	bounded.Tree.Children[1].MaxWeight = &high
	tests := []struct {
		name  string
		model appraisal.Model
		o     appraisal.Options
		want  []string // field:code
	}{
		{"weights", m, appraisal.Options{Weights: map[string]float64{"population": -1, "location": math.NaN(), "business": math.Inf(1), "nobody": 1}},
			[]string{"weights.business:number.notFinite", "weights.location:number.notFinite", "weights.nobody:node.unknown", "weights.population:weight.negative"}},
		{"all zero", m, appraisal.Options{Weights: zero}, []string{"weights.index:weight.allZero"}},
		{"overflow", m, appraisal.Options{Weights: map[string]float64{"population": math.MaxFloat64, "location": math.MaxFloat64}}, []string{"weights.index:weight.allZero"}},
		{"locked", locked, appraisal.Options{Weights: map[string]float64{"population": .5}}, []string{"weights.population:weight.locked"}},
		{"bounds", bounded, appraisal.Options{Weights: map[string]float64{"location": 1}}, []string{"weights.location:weight.outsideBounds"}},
		{"scope and year", m, appraisal.Options{Year: 1850, Scope: appraisal.Scope{Regions: []string{"EU", "Atlantis"}, Strategies: []string{"S9"}, Countries: []string{"CHN", "VNM"}}},
			[]string{"scope.regions:region.unknown", "scope.strategies:strategy.unknown", "scope.countries:country.unknown", "year:year.range"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := appraisal.EvaluateWith(tt.model, s, tt.o)
			if !fault.Is(err, fault.Invalid) {
				t.Fatalf("got %v", err)
			}
			var got []string
			for _, f := range fields(err) {
				got = append(got, f.Field+":"+f.Code)
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestScope(t *testing.T) {
	d, s := data(t)
	m := model(t, d, "general")
	for _, tt := range []struct {
		scope appraisal.Scope
		want  int
	}{
		{appraisal.Scope{}, 59},
		{appraisal.Scope{Regions: []string{"ASEAN"}}, 11},
		{appraisal.Scope{Strategies: []string{"S2"}}, 4},
		{appraisal.Scope{Regions: []string{"South Asia"}, Strategies: []string{"S2"}}, 9},
		{appraisal.Scope{Countries: []string{"VNM", "POL"}}, 2},
	} {
		if r := evaluate(t, m, s, appraisal.Options{Scope: tt.scope}); len(r.Alternatives) != tt.want {
			t.Errorf("%+v: %d, want %d", tt.scope, len(r.Alternatives), tt.want)
		}
	}
	// Fixed goalposts: a country's score does not depend on who else is ranked.
	all, two := evaluate(t, m, s, appraisal.Options{}), evaluate(t, m, s, appraisal.Options{Scope: appraisal.Scope{Countries: []string{"VNM", "POL"}}})
	if find(t, all, "POL").Score != find(t, two, "POL").Score {
		t.Error("the score of POL depends on the scope")
	}
}

func TestScreens(t *testing.T) {
	d, s := data(t)
	m := clone(t, model(t, d, "general"))
	m.Screens = []appraisal.Screen{
		{Indicator: "PV.EST", Op: "min", Threshold: -2, MaxAge: 3, Missing: "exclude", Reason: catalog.Text{Zh: "安全", En: "safety"}},
		{Indicator: "FP.CPI.TOTL.ZG", Op: "max", Threshold: 20, MaxAge: 4, Missing: "exclude"},
	}
	r := evaluate(t, m, s, appraisal.Options{})
	got := map[string]string{}
	for _, e := range r.Excluded {
		got[e.ISO3] = e.Reason + " " + e.Criterion
		if e.Threshold == nil {
			t.Errorf("%s: no threshold", e.ISO3)
		}
	}
	want := map[string]string{"AFG": "screen.below PV.EST", "ARG": "screen.missing FP.CPI.TOTL.ZG", "VEN": "screen.missing FP.CPI.TOTL.ZG",
		"LAO": "screen.above FP.CPI.TOTL.ZG"}
	for iso3, reason := range want {
		if got[iso3] != reason {
			t.Errorf("%s: %q, want %q (all: %v)", iso3, got[iso3], reason, got)
		}
	}
	m.Screens[1].Missing = "pass"
	find(t, evaluate(t, m, s, appraisal.Options{}), "ARG")

	m.Screens = []appraisal.Screen{{Indicator: "SP.POP.TOTL", Op: "min", Threshold: 1e12, MaxAge: 3, Missing: "pass"}}
	if _, err := appraisal.EvaluateWith(m, s, appraisal.Options{}); !fault.Is(err, fault.Uncomputable) {
		t.Errorf("nobody left: %v", err)
	}
}

func TestNegativeList(t *testing.T) {
	d, s := data(t)
	m := clone(t, model(t, d, "general"))
	m.Industry = "IND_EQUIPMENT"
	list := catalog.NegativeList{ID: "n", Version: 1, Title: catalog.Text{Zh: "测试", En: "test"}, Entries: []catalog.NegativeEntry{
		{ISO3: "VNM", Industry: "IND_EQUIPMENT", Rule: catalog.Prohibited, Reason: catalog.Text{En: "closed"}, Source: "doc", ValidFrom: "2026-01-01", ValidTo: "2026-12-31"},
		{ISO3: "THA", Industry: "IND_EQUIPMENT", Rule: catalog.Restricted, Reason: catalog.Text{En: "capped"}, Source: "doc"},
		{ISO3: "MYS", Industry: "IND_RESOURCE", Rule: catalog.Prohibited, Reason: catalog.Text{En: "other industry"}, Source: "doc"},
	}}
	if err := list.Validate(s, d.Industries); err != nil {
		t.Fatal(err)
	}
	r := evaluate(t, m, s, appraisal.Options{Negative: &list, On: "2026-12-31"})
	if len(r.Excluded) != 1 || r.Excluded[0].ISO3 != "VNM" || r.Excluded[0].Reason != appraisal.Prohibited || r.Excluded[0].Text.En != "closed" {
		t.Errorf("excluded %+v", r.Excluded)
	}
	if !slices.ContainsFunc(r.Warnings, func(w appraisal.Warning) bool {
		return w.Code == "negativeList.restricted" && w.ISO3 == "THA"
	}) {
		t.Error("a restriction is not told")
	}
	if r := evaluate(t, m, s, appraisal.Options{Negative: &list, On: "2027-01-01"}); len(r.Excluded) != 0 {
		t.Errorf("an expired entry excludes: %+v", r.Excluded)
	}
}

func TestDigest(t *testing.T) {
	d, s := data(t)
	m := model(t, d, "general")
	base := evaluate(t, m, s, appraisal.Options{}).Digest
	if again := evaluate(t, m, s, appraisal.Options{}).Digest; again != base {
		t.Error("the same evaluation has two digests")
	}
	renamed := clone(t, m)
	renamed.Name.En = "another name"
	if evaluate(t, renamed, s, appraisal.Options{}).Digest != base {
		t.Error("a name changes the digest")
	}
	change := map[string]func(*appraisal.Model, *appraisal.Options){
		"weight": func(_ *appraisal.Model, o *appraisal.Options) { o.Weights = map[string]float64{"population": .3} },
		"year":   func(_ *appraisal.Model, o *appraisal.Options) { o.Year = 2024 },
		"scope":  func(_ *appraisal.Model, o *appraisal.Options) { o.Scope.Regions = []string{"EU"} },
		"goalpost": func(m *appraisal.Model, _ *appraisal.Options) {
			m.Tree.Children[0].Children[0].Criterion.Value.Low = 3.1e5
		},
		"age":    func(m *appraisal.Model, _ *appraisal.Options) { m.Tree.Children[0].Children[0].Criterion.MaxAge = 4 },
		"method": func(m *appraisal.Model, _ *appraisal.Options) { m.Method = appraisal.Geometric },
		"structural": func(m *appraisal.Model, _ *appraisal.Options) {
			m.Tree.Children[1].Children[1].Criterion.Structural.Rule = "exclude"
		},
	}
	for name, f := range change {
		x, o := clone(t, m), appraisal.Options{}
		f(&x, &o)
		if evaluate(t, x, s, o).Digest == base {
			t.Errorf("%s: the digest does not change", name)
		}
	}
}

// Every method ranks the whole list, and says how it fills what it cannot do without.
func TestMethods(t *testing.T) {
	d, s := data(t)
	for _, name := range appraisal.MethodNames() {
		m := clone(t, model(t, d, "general"))
		m.Method = name
		if !m.RenormalisesGaps() {
			if _, err := appraisal.EvaluateWith(m, s, appraisal.Options{}); !fault.Is(err, fault.Uncomputable) || !strings.Contains(err.Error(), "LAO.PS.SEA.NM") {
				t.Errorf("%s with a gap: %v", name, err)
			}
		}
		m = m.WithMethod(name)
		m.Params.OWA = nil
		if name == "owa" {
			for range m.Leaves() {
				m.Params.OWA = append(m.Params.OWA, 1)
			}
		}
		r, err := appraisal.EvaluateWith(m, s, appraisal.Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(r.Alternatives) != 59 || r.Alternatives[0].Rank != 1 {
			t.Errorf("%s: %d ranked", name, len(r.Alternatives))
		}
		imputed := slices.ContainsFunc(r.Warnings, func(w appraisal.Warning) bool {
			return w.Code == "imputed" && w.ISO3 == "LAO" && w.Criterion == "PS.SEA.NM"
		})
		if imputed == m.RenormalisesGaps() {
			t.Errorf("%s: imputed %v", name, imputed)
		}
	}
}

// A replay never sees the future: cutting the data after the year changes nothing.
func TestYearSeesNoFuture(t *testing.T) {
	d, s := data(t)
	cut := make([]catalog.Series, len(d.Series))
	for i, x := range d.Series {
		cut[i].Indicator = x.Indicator
		for _, p := range x.Points {
			if p.Year <= 2015 || x.Indicator == "CIA.COAST.KM" {
				cut[i].Points = append(cut[i].Points, p)
			}
		}
	}
	ds, err := catalog.NewDataset(2, "", "t", "t", d.Tables, cut)
	if err != nil {
		t.Fatal(err)
	}
	then, err := catalog.NewSnapshot(ds, d.Tables, cut)
	if err != nil {
		t.Fatal(err)
	}
	m := model(t, d, "general")
	a, b := evaluate(t, m, s, appraisal.Options{Year: 2015}), evaluate(t, m, then, appraisal.Options{Year: 2015})
	if !reflect.DeepEqual(a.Alternatives, b.Alternatives) {
		t.Error("the ranking of 2015 depends on later data")
	}
}

func TestArgumentsUnchanged(t *testing.T) {
	d, s := data(t)
	m := model(t, d, "general")
	before := clone(t, m)
	evaluate(t, m, s, appraisal.Options{Weights: map[string]float64{"population": 3, "SP.POP.TOTL": 9}})
	if !reflect.DeepEqual(m, before) {
		t.Error("the model was changed")
	}
}

func fields(err error) []fault.Field {
	for err != nil {
		if f, ok := err.(*fault.Error); ok && len(f.Fields) > 0 {
			return f.Fields
		}
		u, ok := err.(interface{ Unwrap() error })
		if !ok {
			return nil
		}
		err = u.Unwrap()
	}
	return nil
}

func BenchmarkEvaluate(b *testing.B) {
	d, s := data(b)
	m := model(b, d, "general")
	o := appraisal.Options{Weights: map[string]float64{"population": .3}}
	b.ReportAllocs()
	for b.Loop() {
		evaluate(b, m, s, o)
	}
}
