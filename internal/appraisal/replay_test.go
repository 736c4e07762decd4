package appraisal_test

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/seeds"
)

func strategy(t testing.TB, d seeds.Data, id string) catalog.Strategy {
	t.Helper()
	for _, s := range d.Strategies {
		if s.ID == id {
			return s
		}
	}
	t.Fatalf("no strategy %s", id)
	return catalog.Strategy{}
}

// The figures METHODS.md quotes. They change with data and models, and then
// the text has to change too.
func TestConcord(t *testing.T) {
	d, s := data(t)
	tests := []struct {
		strategy                  string
		named, radiation, unnamed int
		excluded                  []string
		probability, p            float64
	}{
		{"S1", 4, 3, 4, []string{}, 0.875, 0.0571},
		{"S2", 4, 0, 2, []string{"AFG", "BTN", "NPL"}, 0.875, 0.1333},
		{"S3", 6, 0, 22, []string{}, 0.508, 0.4891},
		{"S4", 4, 0, 6, []string{"BOL", "PRY"}, 0.833, 0.0571},
	}
	for _, tt := range tests {
		c, err := appraisal.Concord(model(t, d, "strategy-"+tt.strategy), s, strategy(t, d, tt.strategy), appraisal.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Named) != tt.named || len(c.Radiation) != tt.radiation || len(c.Unnamed) != tt.unnamed || !slices.Equal(c.Excluded, tt.excluded) {
			t.Errorf("%s: %d + %d + %d, excluded %v", tt.strategy, len(c.Named), len(c.Radiation), len(c.Unnamed), c.Excluded)
		}
		if math.Abs(*c.Probability-tt.probability) > 5e-4 || math.Abs(*c.PValue-tt.p) > 5e-5 {
			t.Errorf("%s: P %.4f p %.4f, want %.3f %.4f", tt.strategy, *c.Probability, *c.PValue, tt.probability, tt.p)
		}
		for i, l := range c.Levers {
			if l.Reached < *c.Probability-1e-12 || i > 0 && l.Reached > c.Levers[i-1].Reached+1e-12 {
				t.Errorf("%s: lever %+v out of order or a loss", tt.strategy, l)
			}
			// Of those that reach as much, the smallest move is first.
			if i > 0 && math.Abs(l.Reached-c.Levers[i-1].Reached) < 1e-12 && l.Move < c.Levers[i-1].Move {
				t.Errorf("%s: lever %+v stands after a larger move %+v", tt.strategy, l, c.Levers[i-1])
			}
		}
		// A lever holds what it says: with its weight the probability is reached.
		if l := c.Levers[0]; l.Best < 1 {
			again, err := appraisal.Concord(model(t, d, "strategy-"+tt.strategy), s, strategy(t, d, tt.strategy), appraisal.Options{Weights: map[string]float64{l.Node: share(t, model(t, d, "strategy-"+tt.strategy).Tree, l.Node, l.Best)}})
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(*again.Probability-l.Reached) > 1e-12 {
				t.Errorf("%s: %s at %v gives %v, promised %v", tt.strategy, l.Node, l.Best, *again.Probability, l.Reached)
			}
		}
	}
	// Myanmar is a node of S2 although it lies in ASEAN.
	c, _ := appraisal.Concord(model(t, d, "strategy-S2"), s, strategy(t, d, "S2"), appraisal.Options{})
	if !slices.ContainsFunc(c.Named, func(p appraisal.Placed) bool { return p.ISO3 == "MMR" && len(p.Behind) == 3 }) {
		t.Errorf("named %+v", c.Named)
	}
}

// share returns the override that gives a node the share w among siblings that
// sum to 1 and keep their own weights.
func share(t *testing.T, n appraisal.Node, id string, w float64) float64 {
	t.Helper()
	for _, c := range n.Children {
		if c.ID == id {
			return w * (1 - c.Weight) / (1 - w)
		}
	}
	for _, c := range n.Children {
		if len(c.Children) > 0 {
			if slices.ContainsFunc(c.Children, func(x appraisal.Node) bool { return x.ID == id }) {
				return share(t, c, id, w)
			}
		}
	}
	t.Fatalf("no node %s", id)
	return 0
}

func TestReplayYears(t *testing.T) {
	d, s := data(t)
	m := model(t, d, "general")
	r, err := appraisal.ReplayYears(m, s, appraisal.Options{Scope: appraisal.Scope{Regions: []string{"ASEAN"}}}, 2010, 2023)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Years) != 14 || len(r.Series) != 11 || r.Spearman[0] != nil || r.Spearman[1] == nil {
		t.Fatalf("%d years, %d countries", len(r.Years), len(r.Series))
	}
	for k, year := range r.Years {
		one := evaluate(t, m, s, appraisal.Options{Scope: appraisal.Scope{Regions: []string{"ASEAN"}}, Year: year})
		for _, x := range r.Series {
			if a := find(t, one, x.ISO3); a.Rank != x.Rank[k] || a.Score != *x.Score[k] {
				t.Errorf("%s %d: rank %d, evaluated alone %d", x.ISO3, year, x.Rank[k], a.Rank)
			}
		}
	}
	for _, tt := range [][2]int{{2004, 2010}, {2010, 2009}, {2010, 2030}} {
		if _, err := appraisal.ReplayYears(m, s, appraisal.Options{}, tt[0], tt[1]); !fault.Is(err, fault.Invalid) {
			t.Errorf("%v: %v", tt, err)
		}
	}
	if _, err := appraisal.ReplayYears(m, s, appraisal.Options{Scope: appraisal.Scope{Regions: []string{"Atlantis"}}}, 0, 0); !fault.Is(err, fault.Invalid) {
		t.Errorf("unknown region: %v", err)
	}
}

func TestBacktest(t *testing.T) {
	d, s := data(t)
	m := model(t, d, "general")
	b, err := appraisal.RunBacktest(t.Context(), m, s, appraisal.Options{}, appraisal.BacktestOptions{From: 2005, To: 2019})
	if err != nil {
		t.Fatal(err)
	}
	again, _ := appraisal.RunBacktest(t.Context(), m, s, appraisal.Options{}, appraisal.BacktestOptions{From: 2005, To: 2019})
	if !reflect.DeepEqual(b, again) {
		t.Error("the same seed gives two answers")
	}
	// One year alone draws as it does in a run of many.
	alone, _ := appraisal.RunBacktest(t.Context(), m, s, appraisal.Options{}, appraisal.BacktestOptions{From: 2012, To: 2012})
	if !reflect.DeepEqual(alone.Years[0], b.Years[7]) {
		t.Error("a year depends on the years asked for with it")
	}
	first := b.Years[0].Outcomes
	if first[0].N != 57 || first[1].N != 59 {
		t.Errorf("2005: %d and %d countries", first[0].N, first[1].N)
	}
	// Manufacturing of 2024 does not exist: nothing to say, and said so.
	if last := b.Years[14].Outcomes[0]; last.N != 0 || !last.Nothing || last.Spearman != nil {
		t.Errorf("2019: %+v", last)
	}
	for _, y := range b.Years {
		for _, o := range y.Outcomes {
			if o.Spearman != nil && o.Nothing != (*o.Spearman >= *o.Low && *o.Spearman <= *o.High) {
				t.Errorf("%d %s: %v in [%v, %v] said to be nothing: %v", y.Year, o.Outcome, *o.Spearman, *o.Low, *o.High, o.Nothing)
			}
		}
	}
	for _, o := range []appraisal.BacktestOptions{{Horizon: 99}, {Draws: 5}, {From: 1990}, {From: 2015, To: 2010}} {
		if _, err := appraisal.RunBacktest(t.Context(), m, s, appraisal.Options{}, o); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// BenchmarkReplay replays each model the product ships over 2005 to 2023;
// BenchmarkReadyModels ranks 59 countries by each.
func BenchmarkReplay(b *testing.B) {
	d, s := data(b)
	for _, m := range d.Models {
		b.Run(m.ID, func(b *testing.B) {
			for b.Loop() {
				if _, err := appraisal.ReplayYears(m, s, appraisal.Options{}, 2005, 2023); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkReadyModels(b *testing.B) {
	d, s := data(b)
	for _, m := range d.Models {
		b.Run(m.ID, func(b *testing.B) {
			for b.Loop() {
				evaluate(b, m, s, appraisal.Options{})
			}
		})
	}
}

func BenchmarkConcord(b *testing.B) {
	d, s := data(b)
	m, st := model(b, d, "strategy-S3"), strategy(b, d, "S3")
	for b.Loop() {
		if _, err := appraisal.Concord(m, s, st, appraisal.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
