package appraisal_test

import (
	"math"
	"slices"
	"testing"

	"parksite/internal/appraisal"
)

func judged(times ...float64) appraisal.Elicitation {
	nodes := []string{"a", "b", "c"}
	e := appraisal.Elicitation{Method: appraisal.ByAHP, Nodes: nodes}
	for i, pair := range [][2]string{{"a", "b"}, {"b", "c"}, {"a", "c"}}[:len(times)] {
		e.Judgements = append(e.Judgements, appraisal.Judgement{A: pair[0], B: pair[1], Times: times[i]})
	}
	return e
}

func TestElicit(t *testing.T) {
	abc := []string{"a", "b", "c"}
	tests := []struct {
		name string
		in   appraisal.Elicitation
		want []float64
	}{
		// Barron and Barrett (1996), table of rank order centroids.
		{"rank order", appraisal.Elicitation{Method: appraisal.ByRankOrder, Nodes: abc, Ranks: map[string]int{"a": 2, "b": 1, "c": 3}}, []float64{5. / 18, 11. / 18, 2. / 18}},
		{"a tie shares", appraisal.Elicitation{Method: appraisal.ByRankOrder, Nodes: abc, Ranks: map[string]int{"a": 1, "b": 3, "c": 3}}, []float64{11. / 18, 3.5 / 18, 3.5 / 18}},
		{"swing", appraisal.Elicitation{Method: appraisal.BySwing, Nodes: abc, Swings: map[string]float64{"a": 100, "b": 50, "c": 50}}, []float64{0.5, 0.25, 0.25}},
		{"best-worst, consistent", appraisal.Elicitation{Method: appraisal.ByBestWorst, Nodes: abc, Best: "a", Worst: "c",
			BestTo: map[string]float64{"b": 2, "c": 4}, ToWorst: map[string]float64{"b": 2}}, []float64{4. / 7, 2. / 7, 1. / 7}},
		{"ahp, consistent", judged(2, 2, 4), []float64{4. / 7, 2. / 7, 1. / 7}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := appraisal.Elicit(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			for i, w := range got.Weights {
				if w.Node != tt.in.Nodes[i] || math.Abs(w.Weight-tt.want[i]) > 1e-9 {
					t.Errorf("%s %v, want %v", w.Node, w.Weight, tt.want[i])
				}
			}
			if c := got.AHP; c != nil && (!c.Acceptable || c.Repair != nil || c.Worst != nil || c.CR > 1e-9) {
				t.Errorf("consistent judgements called %+v", c)
			}
			if c := got.BestWorst; c != nil && (c.Ratio != 0 || c.Ksi > 1e-9) {
				t.Errorf("consistent judgements called %+v", c)
			}
		})
	}
}

// Judgements that go round in a circle are called so, and what is suggested
// does lower the ratio to what is said.
func TestElicitContradiction(t *testing.T) {
	in := judged(5, 4, 1./3)
	got, err := appraisal.Elicit(in)
	if err != nil {
		t.Fatal(err)
	}
	c := got.AHP
	if c.Acceptable || c.Worst == nil || math.Abs(c.Worst.Product-60) > 1e-9 {
		t.Fatalf("%+v %+v", c, c.Worst)
	}
	r := c.Repair
	if r == nil || r.CR >= c.CR || r.A != "a" || r.B != "c" || r.Suggested != 9 {
		t.Fatalf("CR %v, repair %+v", c.CR, r)
	}
	for i := range in.Judgements {
		if in.Judgements[i].A == r.A && in.Judgements[i].B == r.B {
			in.Judgements[i].Times = r.Suggested
		}
	}
	again, err := appraisal.Elicit(in)
	if err != nil || math.Abs(again.AHP.CR-r.CR) > 1e-12 || !slices.Equal(again.Weights, r.Weights) {
		t.Errorf("as suggested: CR %v, said %v, %v", again.AHP.CR, r.CR, err)
	}
}

func TestElicitRefuses(t *testing.T) {
	two := []string{"a", "b"}
	for _, tt := range []struct {
		name   string
		in     appraisal.Elicitation
		fields []string
	}{
		{"method and nodes", appraisal.Elicitation{Method: "vote", Nodes: []string{"a"}}, []string{"method", "nodes"}},
		{"twice, empty", appraisal.Elicitation{Method: "swing", Nodes: []string{"a", "a", ""}}, []string{"nodes[1]", "nodes[2]"}},
		{"ranks", appraisal.Elicitation{Method: "rankOrder", Nodes: two, Ranks: map[string]int{"b": 9, "x": 1}}, []string{"ranks.x", "ranks.a", "ranks.b"}},
		{"swings", appraisal.Elicitation{Method: "swing", Nodes: two, Swings: map[string]float64{"a": math.NaN()}}, []string{"swings.a", "swings.b"}},
		{"all zero", appraisal.Elicitation{Method: "swing", Nodes: two, Swings: map[string]float64{"a": 0, "b": 0}}, []string{"swing"}},
		{"best-worst", appraisal.Elicitation{Method: "bestWorst", Nodes: two, Best: "a", Worst: "a", BestTo: map[string]float64{"b": 10}}, []string{"worst", "bestTo.b", "toWorst.b"}},
		{"a pair is missing", judged(2, 2), []string{"judgements"}},
		{"off the scale", judged(2, 2, 10), []string{"judgements[2].times"}},
	} {
		_, err := appraisal.Elicit(tt.in)
		var got []string
		for _, f := range fields(err) {
			got = append(got, f.Field)
		}
		if !slices.Equal(got, tt.fields) {
			t.Errorf("%s: %v, want %v (%v)", tt.name, got, tt.fields, err)
		}
	}
}
