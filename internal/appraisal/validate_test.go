package appraisal_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/scoring"
)

func TestModelValidate(t *testing.T) {
	d, s := data(t)
	good := model(t, d, "general")
	first := func(m *appraisal.Model) *appraisal.Node { return &m.Tree.Children[0].Children[0] }
	minus, two := -1.0, 2.0
	tests := []struct {
		want   string // field:code
		change func(*appraisal.Model)
	}{
		{"name.en:required", func(m *appraisal.Model) { m.Name.En = "" }},
		{"description.zh:text.control", func(m *appraisal.Model) { m.Description.Zh = "\u202e" }},
		{"kind:choice", func(m *appraisal.Model) { m.Kind = "best" }},
		{"method:method.unknown", func(m *appraisal.Model) { m.Method = "magic" }},
		{"params.floor:number.range", func(m *appraisal.Model) { m.Params.Floor = &minus }},
		{"params.v:number.range", func(m *appraisal.Model) { m.Params.V = &two }},
		{"params.imputation:choice", func(m *appraisal.Model) { m.Params.Imputation = "guess" }},
		{"params.owa:scoring.shape", func(m *appraisal.Model) { m.Params.OWA = []float64{1} }},
		{"params.preferences[0].indicator:indicator.unknown", func(m *appraisal.Model) {
			m.Params.Preferences = []appraisal.Preference{{Indicator: "none", Kind: "usual"}}
		}},
		{"params.preferences[0]:scoring.parameter", func(m *appraisal.Model) {
			m.Params.Preferences = []appraisal.Preference{{Indicator: "SP.POP.TOTL", Kind: "vshape"}}
		}},
		{"tree.id:choice", func(m *appraisal.Model) { m.Tree.ID = "root" }},
		{"tree[population]:duplicate", func(m *appraisal.Model) { m.Tree.Children[1].ID = "population" }},
		{"tree[x\u202ey].id:text.control", func(m *appraisal.Model) { m.Tree.Children[0].ID = "x\u202ey" }},
		{"tree[population].weight:weight.negative", func(m *appraisal.Model) { m.Tree.Children[0].Weight = math.NaN() }},
		{"tree[population].name.zh:required", func(m *appraisal.Model) { m.Tree.Children[0].Name.Zh = "" }},
		{"tree[population].mean:choice", func(m *appraisal.Model) { m.Tree.Children[0].Mean = "mode" }},
		{"tree[population].power:number.range", func(m *appraisal.Model) {
			m.Tree.Children[0].Mean, m.Tree.Children[0].Power = "power", math.Inf(1)
		}},
		{"tree[population].children:required", func(m *appraisal.Model) { m.Tree.Children[0].Children = nil }},
		{"tree[population].children:weight.allZero", func(m *appraisal.Model) {
			for i := range m.Tree.Children[0].Children {
				m.Tree.Children[0].Children[i].Weight = 0
			}
		}},
		{"tree[population].minWeight:number.range", func(m *appraisal.Model) { m.Tree.Children[0].MinWeight = &two }},
		{"tree[SP.POP.TOTL].children:choice", func(m *appraisal.Model) { first(m).Children = []appraisal.Node{{ID: "x"}} }},
		{"tree[other].criterion.indicator:choice", func(m *appraisal.Model) { first(m).ID = "other" }},
		{"tree[NONE].criterion.indicator:indicator.unknown", func(m *appraisal.Model) { first(m).ID, first(m).Criterion.Indicator = "NONE", "NONE" }},
		{"tree[SP.POP.TOTL].criterion.direction:choice", func(m *appraisal.Model) { first(m).Criterion.Direction = "up" }},
		{"tree[SP.POP.TOTL].criterion.maxAge:number.range", func(m *appraisal.Model) { first(m).Criterion.MaxAge = -1 }},
		{"tree[SP.POP.TOTL].criterion.structural.when:choice", func(m *appraisal.Model) {
			first(m).Criterion.Structural = &appraisal.Structural{When: "raining", Rule: "zero"}
		}},
		{"tree[SP.POP.TOTL].criterion.structural.rule:choice", func(m *appraisal.Model) {
			first(m).Criterion.Structural = &appraisal.Structural{When: "landlocked", Rule: "one"}
		}},
		{"tree[SP.POP.TOTL].criterion.value.kind:choice", func(m *appraisal.Model) { first(m).Criterion.Value.Kind = "zscore" }},
		{"tree[SP.POP.TOTL].criterion.value:scoring.parameter", func(m *appraisal.Model) { first(m).Criterion.Value.High = 0.5 }},
		{"tree[SP.POP.TOTL].criterion.value:scoring.domain", func(m *appraisal.Model) { first(m).Criterion.Value.Low = 0 }},
		{"tree[SP.POP.TOTL].criterion.value:scoring.empty", func(m *appraisal.Model) { first(m).Criterion.Value = appraisal.Value{Kind: "piecewise"} }},
		{"tree[SP.POP.TOTL].criterion.value.points:tooMany", func(m *appraisal.Model) {
			v := appraisal.Value{Kind: "piecewise"}
			for i := range 51 {
				v.Points = append(v.Points, scoring.Point{X: float64(i)})
			}
			first(m).Criterion.Value = v
		}},
		{"tree[SP.POP.TOTL].criterion.rationale.en:text.notNormal", func(m *appraisal.Model) { first(m).Criterion.Rationale.En = "e\u0301" }},
		{"screens[0].indicator:indicator.unknown", func(m *appraisal.Model) {
			m.Screens = []appraisal.Screen{{Indicator: "NONE", Op: "min", Missing: "pass"}}
		}},
		{"screens[0].op:choice", func(m *appraisal.Model) {
			m.Screens = []appraisal.Screen{{Indicator: "PV.EST", Op: "near", Missing: "pass"}}
		}},
		{"screens[0].threshold:number.notFinite", func(m *appraisal.Model) {
			m.Screens = []appraisal.Screen{{Indicator: "PV.EST", Op: "min", Missing: "pass", Threshold: math.NaN()}}
		}},
		{"screens[0].missing:choice", func(m *appraisal.Model) { m.Screens = []appraisal.Screen{{Indicator: "PV.EST", Op: "min"}} }},
		{"screens[0].maxAge:number.range", func(m *appraisal.Model) {
			m.Screens = []appraisal.Screen{{Indicator: "PV.EST", Op: "min", Missing: "pass", MaxAge: 101}}
		}},
	}
	if err := good.Validate(s); err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		m := clone(t, good)
		tt.change(&m)
		err := m.Validate(s)
		if !fault.Is(err, fault.Invalid) || !slices.ContainsFunc(fields(err), func(f fault.Field) bool { return f.Field+":"+f.Code == tt.want }) {
			t.Errorf("want %s, got %v", tt.want, err)
		}
	}
	deep := clone(t, good)
	n := &deep.Tree.Children[0]
	for i := range 6 {
		n.Children = append(n.Children, appraisal.Node{ID: strings.Repeat("x", i+1), Name: n.Name, Weight: 1})
		n = &n.Children[len(n.Children)-1]
	}
	if err := deep.Validate(s); !slices.ContainsFunc(fields(err), func(f fault.Field) bool { return f.Code == "tooMany" }) {
		t.Errorf("seven levels: %v", err)
	}
}

func TestRanking(t *testing.T) {
	d, s := data(t)
	r := appraisal.Ranking{ID: "r", Title: "选址", Model: model(t, d, "general"), DatasetID: s.Dataset().ID, Year: 2023,
		Scope: appraisal.Scope{Regions: []string{"ASEAN"}}, Weights: []appraisal.NodeWeight{{Node: "population", Weight: .5}, {Node: "SP.POP.TOTL", Weight: .9}}}
	if err := r.Validate(s); err != nil {
		t.Fatal(err)
	}
	got, err := r.Evaluate(s, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	want := evaluate(t, r.Model, s, appraisal.Options{Scope: r.Scope, Year: 2023, Weights: map[string]float64{"population": .5, "SP.POP.TOTL": .9}})
	if got.Digest != want.Digest {
		t.Error("a ranking is not what its parts evaluate to")
	}
	other := r
	other.DatasetID = "ds-2"
	if _, err := other.Evaluate(s, nil, ""); !fault.Is(err, fault.Conflict) {
		t.Errorf("another dataset: %v", err)
	}
	bad := r
	bad.Title, bad.Notes = " ", "\x00"
	bad.Weights = append(bad.Weights, appraisal.NodeWeight{Node: "population", Weight: 1})
	bad.Model = clone(t, r.Model)
	bad.Model.Method = "magic"
	var codes []string
	for _, f := range fields(bad.Validate(s)) {
		codes = append(codes, f.Field+":"+f.Code)
	}
	if !slices.Equal(codes, []string{"title:required", "notes:text.control", "weights[2]:duplicate", "model.method:method.unknown"}) {
		t.Errorf("got %v", codes)
	}
	empty := r
	empty.Model = clone(t, r.Model)
	empty.Model.Screens = []appraisal.Screen{{Indicator: "SP.POP.TOTL", Op: "min", Threshold: 1e12, Missing: "pass"}}
	if err := empty.Validate(s); err != nil {
		t.Errorf("a draft that excludes everybody may be kept: %v", err)
	}
}

// The order in which a scope is written is no part of what was computed.
func TestDigestOfScope(t *testing.T) {
	d, s := data(t)
	m := model(t, d, "general")
	a := evaluate(t, m, s, appraisal.Options{Scope: appraisal.Scope{Countries: []string{"VNM", "POL"}}})
	b := evaluate(t, m, s, appraisal.Options{Scope: appraisal.Scope{Countries: []string{"POL", "VNM", "VNM"}}})
	if a.Digest != b.Digest {
		t.Error("the digest depends on the order of the scope")
	}
}

// What came after, by hand, against the Spearman of the scores of 2010.
func TestBacktestByHand(t *testing.T) {
	d, s := data(t)
	m := model(t, d, "general")
	b, err := appraisal.RunBacktest(t.Context(), m, s, appraisal.Options{}, appraisal.BacktestOptions{From: 2010, To: 2010})
	if err != nil {
		t.Fatal(err)
	}
	replay, err := appraisal.ReplayYears(m, s, appraisal.Options{}, 2010, 2011)
	if err != nil {
		t.Fatal(err)
	}
	value := func(iso3, code string, year int) (float64, bool) {
		o, status := s.Latest(iso3, code, year, 0)
		return o.Value, status == catalog.Observed
	}
	var score, change, score2, fdi, then, now []float64
	for _, x := range replay.Series {
		p, ok1 := value(x.ISO3, "NV.IND.MANF.ZS", 2010)
		q, ok2 := value(x.ISO3, "NV.IND.MANF.ZS", 2015)
		if ok1 && ok2 {
			score, change = append(score, *x.Score[0]), append(change, q-p)
		}
		if mean, status := s.Latest(x.ISO3, catalog.FDIMean5, 2015, 0); status == catalog.Derived {
			score2, fdi = append(score2, *x.Score[0]), append(fdi, mean.Value)
		}
		then, now = append(then, *x.Score[0]), append(now, *x.Score[1])
	}
	rho := func(a, b []float64) float64 {
		r, err := scoring.Agreement(ranks(a), ranks(b))
		if err != nil {
			t.Fatal(err)
		}
		return r.Spearman
	}
	if got, want := *b.Years[0].Outcomes[0].Spearman, rho(score, change); math.Abs(got-want) > 1e-12 {
		t.Errorf("manufacturing: %v, want %v", got, want)
	}
	if got, want := *b.Years[0].Outcomes[1].Spearman, rho(score2, fdi); math.Abs(got-want) > 1e-12 {
		t.Errorf("investment: %v, want %v", got, want)
	}
	if got, want := *replay.Spearman[1], rho(then, now); math.Abs(got-want) > 1e-12 {
		t.Errorf("2011 against 2010: %v, want %v", got, want)
	}
}

func ranks(a []float64) []float64 {
	r := make([]float64, len(a))
	for i, k := range scoring.CompetitionRanks(a, 0) {
		r[i] = float64(k)
	}
	return r
}
