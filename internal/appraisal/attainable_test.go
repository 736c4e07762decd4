package appraisal_test

import (
	"context"
	"errors"
	"testing"

	"parksite/internal/appraisal"
	"parksite/internal/fault"
)

// With every weight held, the rank is the only one; with one dimension alone in
// the end, its order bounds what is said; what is attainable with more room is
// never less.
func TestAttain(t *testing.T) {
	d, s := data(t)
	m := model(t, d, "general")
	o := appraisal.Options{}
	ctx := context.Background()
	var held, some []appraisal.NodeBounds
	for _, c := range m.Tree.Children {
		held = append(held, appraisal.NodeBounds{Node: c.ID, Low: c.Weight, High: c.Weight})
		some = append(some, appraisal.NodeBounds{Node: c.ID, Low: c.Weight - 0.1, High: c.Weight + 0.1})
	}
	ask := func(b []appraisal.NodeBounds) appraisal.Attainable {
		t.Helper()
		r, err := appraisal.Attain(ctx, m, s, o, b)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	for _, c := range ask(held).Countries {
		if !c.Exact || c.Best != c.Rank || c.Worst != c.Rank {
			t.Errorf("%+v with every weight held", c)
		}
	}
	narrow, wide := ask(some), ask(nil)
	if len(wide.Bounds) != len(m.Tree.Children) || wide.Bounds[0].High != 1 {
		t.Errorf("without bounds these hold: %+v", wide.Bounds)
	}
	exact := 0
	for k, c := range wide.Countries {
		n := narrow.Countries[k]
		if n.ISO3 != c.ISO3 || c.BestBound > n.Best || c.WorstBound < n.Worst || n.Best > n.Rank || n.Worst < n.Rank {
			t.Errorf("%+v within %+v", n, c)
		}
		if c.Exact {
			exact++
		}
		if n.Exact {
			exact++
		}
	}
	t.Logf("%d of %d answers are exact", exact, 2*len(wide.Countries))
	if exact < len(wide.Countries) {
		t.Errorf("%d of %d answers are exact", exact, 2*len(wide.Countries))
	}
	for _, c := range m.Tree.Children {
		alone := map[string]float64{}
		for _, x := range m.Tree.Children {
			alone[x.ID] = 0
		}
		alone[c.ID] = 1
		r, err := appraisal.Evaluate(m, s, appraisal.Scope{}, 0, alone)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range r.Alternatives {
			for _, w := range wide.Countries {
				if w.ISO3 == a.ISO3 && (a.Rank < w.BestBound || a.Rank > w.WorstBound || w.Exact && (a.Rank < w.Best || a.Rank > w.Worst)) {
					t.Errorf("%s is %d by %s alone, outside %+v", a.ISO3, a.Rank, c.ID, w)
				}
			}
		}
	}
}

func TestAttainRefusals(t *testing.T) {
	d, s := data(t)
	m := model(t, d, "general")
	ctx := context.Background()
	for code, bounds := range map[string][]appraisal.NodeBounds{
		"node.unknown":    {{Node: "nothing", High: 1}},
		"number.range":    {{Node: "population", Low: 0.6, High: 0.4}},
		"bounds.repeated": {{Node: "population", High: 1}, {Node: "population", High: 1}},
		"bounds.sum":      {{Node: "population", Low: 0.6, High: 1}, {Node: "business", Low: 0.6, High: 1}},
	} {
		_, err := appraisal.Attain(ctx, m, s, appraisal.Options{}, bounds)
		var e *fault.Error
		if !errors.As(err, &e) || e.Kind != fault.Invalid || len(e.Fields) != 1 || e.Fields[0].Code != code {
			t.Errorf("%s: %v", code, err)
		}
	}
	m.Method = "topsis"
	m.Params.Imputation = "median"
	if _, err := appraisal.Attain(ctx, m, s, appraisal.Options{}, nil); !fault.Is(err, fault.Uncomputable) {
		t.Errorf("TOPSIS: %v", err)
	}
	ended, end := context.WithCancel(ctx)
	end()
	if _, err := appraisal.Attain(ended, model(t, d, "general"), s, appraisal.Options{}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("ended: %v", err)
	}
}
