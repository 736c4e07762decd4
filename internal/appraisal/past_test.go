package appraisal_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
)

// What looks back is under the list a ranking would be under today: who is
// prohibited is in no year and in neither group, and the answer names the list.
func TestNegativeListOverThePast(t *testing.T) {
	d, s := data(t)
	m := clone(t, model(t, d, "strategy-S1"))
	m.Industry = "IND_EQUIPMENT"
	list := catalog.NegativeList{ID: "n", Version: 7, Entries: []catalog.NegativeEntry{
		{ISO3: "VNM", Industry: "IND_EQUIPMENT", Rule: catalog.Prohibited, Reason: catalog.Text{En: "closed"}, Source: "doc"},
	}}
	under := appraisal.Options{}.Under(m, &list, "2026-11-23")
	named := appraisal.ListInForce{ID: "n", Version: 7, On: "2026-11-23"}

	for _, o := range []appraisal.Options{{}, under} {
		applied := o.Negative != nil
		replay, err := appraisal.ReplayYears(m, s, o, 2018, 2023)
		if err != nil {
			t.Fatal(err)
		}
		k := slices.IndexFunc(replay.Series, func(x appraisal.ReplaySeries) bool { return x.ISO3 == "VNM" })
		ranked := slices.ContainsFunc(replay.Series[k].Rank, func(r int) bool { return r > 0 })
		if ranked == applied || (replay.NegativeList != nil) != applied || applied && *replay.NegativeList != named {
			t.Errorf("replay: list applied %v, Vietnam ranked %v, named %+v", applied, ranked, replay.NegativeList)
		}
		c, err := appraisal.Concord(m, s, strategy(t, d, "S1"), o)
		if err != nil {
			t.Fatal(err)
		}
		if slices.Contains(c.Excluded, "VNM") != applied || (c.NegativeList != nil) != applied {
			t.Errorf("concordance: list applied %v, excluded %v, named %+v", applied, c.Excluded, c.NegativeList)
		}
		b, err := appraisal.RunBacktest(t.Context(), m, s, o, appraisal.BacktestOptions{From: 2010, To: 2010})
		if err != nil {
			t.Fatal(err)
		}
		want := 59
		if applied {
			want--
		}
		if n := b.Years[0].Outcomes[1].N; n != want || (b.NegativeList != nil) != applied {
			t.Errorf("backtest: list applied %v, %d countries, named %+v", applied, n, b.NegativeList)
		}
	}
}

// Screens are part of the model, so the past is screened too, each year by its
// own values.
func TestScreensOverThePast(t *testing.T) {
	d, s := data(t)
	m := clone(t, model(t, d, "general"))
	m.Screens = []appraisal.Screen{{Indicator: "PV.EST", Op: "min", Threshold: 0, MaxAge: 3, Missing: "exclude"}}
	r, err := appraisal.ReplayYears(m, s, appraisal.Options{}, 2010, 2023)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range r.Series {
		for k, year := range r.Years {
			o, status := s.Latest(x.ISO3, "PV.EST", year, 3)
			if stable := status == catalog.Observed && o.Value >= 0; stable != (x.Rank[k] > 0) {
				t.Errorf("%s %d: political stability %v, rank %d", x.ISO3, year, o.Value, x.Rank[k])
			}
		}
	}
}

func TestBacktestEnds(t *testing.T) {
	d, s := data(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := appraisal.RunBacktest(ctx, model(t, d, "general"), s, appraisal.Options{}, appraisal.BacktestOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
