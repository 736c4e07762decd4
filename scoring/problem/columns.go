package problem

import (
	"strconv"

	"parksite/scoring"
)

// normalisation is a table of every normalisation of one column. One whose
// formula has no value for the column (a ratio of a zero) is null, with a
// warning that names it.
func normalisation(e *evaluation) error {
	c, err := e.params.list("column")
	if err != nil {
		return err
	}
	rank := scoring.CompetitionRanks(c, 0)
	worse := make([]float64, len(c))
	for i, x := range c {
		worse[i] = x // NaN stays
		if x == x {
			worse[i] = 0
			for _, y := range c {
				if y < x {
					worse[i]++
				}
			}
		}
	}
	e.out["rank_best_is_1_max"], e.out["borda_max"] = ranks(rank), worse
	type entry struct {
		key string
		f   scoring.ValueFunc
		d   scoring.Direction
	}
	all := []entry{
		{"minmax_max", scoring.ValueFunc{Kind: scoring.MinMax}, scoring.Benefit},
		{"minmax_min", scoring.ValueFunc{Kind: scoring.MinMax}, scoring.Cost},
		{"zscore", scoring.ValueFunc{Kind: scoring.ZScore}, scoring.Benefit},
		{"percentile_rank_max", scoring.ValueFunc{Kind: scoring.Percentile}, scoring.Benefit},
		{"linear_ratio_max", scoring.ValueFunc{Kind: scoring.Ratio}, scoring.Benefit},
		{"linear_ratio_min", scoring.ValueFunc{Kind: scoring.Ratio}, scoring.Cost},
		{"vector", scoring.ValueFunc{Kind: scoring.Vector}, scoring.Benefit},
		{"sum", scoring.ValueFunc{Kind: scoring.Sum}, scoring.Benefit},
	}
	name := func(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }
	if _, ok := e.params.get("goalposts"); ok {
		g, err := e.params.full("goalposts")
		if err != nil {
			return err
		}
		if len(g) != 2 {
			return fault("params.goalposts", -1, -1, scoring.ReasonShape, "two goalposts are needed, got %d", len(g))
		}
		f := scoring.ValueFunc{Kind: scoring.Linear, Low: g[0], High: g[1]}
		if err := f.Validate(); err != nil {
			return fault("params.goalposts", -1, -1, scoring.ReasonParameter, "the low goalpost %g is not below the high one %g", g[0], g[1])
		}
		all = append(all, entry{"goalposts_" + name(g[0]) + "_" + name(g[1]), f, scoring.Benefit})
	}
	if _, ok := e.params.get("target"); ok {
		t, err := e.params.number("target", 0)
		if err != nil {
			return err
		}
		all = append(all, entry{"distance_to_target_" + name(t), scoring.ValueFunc{Kind: scoring.Target, Target: t}, scoring.Benefit})
	}
	seen := map[scoring.Warning]bool{}
	for _, one := range all {
		v, warn, err := scoring.NormaliseColumn(c, one.f, one.d)
		if in, ok := err.(*scoring.InputError); ok {
			e.out[one.key] = nil
			e.warn(scoring.Warning{Kind: scoring.NotComputed, Row: in.Row, Col: -1, Node: one.key})
			continue
		}
		for _, w := range warn {
			if !seen[w] {
				seen[w] = true
				e.warn(w)
			}
		}
		e.out[one.key] = v
	}
	return nil
}

func winsorise(e *evaluation) error {
	c, err := e.params.list("column")
	if err != nil {
		return err
	}
	skew, err := e.params.number("skew_threshold", 2)
	if err != nil {
		return err
	}
	kurt, err := e.params.number("kurtosis_threshold", 3.5)
	if err != nil {
		return err
	}
	most, err := e.params.integer("winmax", 5)
	if err != nil {
		return err
	}
	if !(skew > 0) || kurt != kurt || most < 0 {
		return fault("params.skew_threshold", -1, -1, scoring.ReasonParameter, "thresholds must be numbers, skewness positive, winmax not negative")
	}
	v, rows := scoring.Winsorise(c, skew, kurt, most)
	e.out["skew_before"], e.out["kurtosis_before"] = scoring.Skewness(c), scoring.Kurtosis(c)
	e.out["treated"], e.out["points"] = v, len(rows)
	e.out["skew_after"], e.out["kurtosis_after"] = scoring.Skewness(v), scoring.Kurtosis(v)
	for _, i := range rows {
		e.warn(scoring.Warning{Kind: scoring.Winsorised, Row: i, Col: -1, Value: c[i]})
	}
	return nil
}

func rankAgreement(e *evaluation) error {
	a, err := e.params.full("rank_a")
	if err != nil {
		return err
	}
	b, err := e.params.full("rank_b")
	if err != nil {
		return err
	}
	if len(a) != len(b) {
		return fault("params.rank_b", -1, -1, scoring.ReasonShape, "%d ranks, rank_a has %d", len(b), len(a))
	}
	r, err := scoring.Agreement(a, b)
	if in, ok := err.(*scoring.InputError); ok {
		in.Field, in.Row = []string{"rank_a", "rank_b"}[in.Row], -1
		return in
	}
	back, err := scoring.Agreement(b, a)
	if err != nil {
		return err
	}
	e.out["spearman"], e.out["kendall_tau"], e.out["kendall_tau_b"] = r.Spearman, r.KendallTau, r.KendallTau
	e.out["rw"], e.out["ws"], e.out["ws_reversed_arguments"] = r.RW, r.WS, back.WS
	return nil
}

func kendallW(e *evaluation) error {
	rows, err := e.params.table("rankings")
	if err != nil {
		return err
	}
	r, err := scoring.KendallW(rows)
	if err != nil {
		return err
	}
	e.out["w"], e.out["friedman_chi2"] = r.W, r.Friedman
	return nil
}

func rankAggregation(e *evaluation) error {
	x, err := e.params.matrix("rankings_by_alternative")
	if err != nil {
		return err
	}
	for i := range x.Rows() {
		for k, r := range x.Row(i) {
			if r < 1 || r > float64(x.Rows()) {
				return fault("params.rankings_by_alternative", i, k, scoring.ReasonParameter, "the rank %g lies outside 1 to %d", r, x.Rows())
			}
		}
	}
	borda, copeland := scoring.Borda(x), scoring.Copeland(x)
	e.out["borda"], e.out["borda_rank"] = borda, ranks(scoring.CompetitionRanks(borda, 0))
	e.out["copeland"], e.out["copeland_rank"] = copeland, ranks(scoring.CompetitionRanks(copeland, 0))
	return nil
}
