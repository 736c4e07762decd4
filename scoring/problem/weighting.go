package problem

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"parksite/scoring"
)

func ahp(e *evaluation) error {
	a, err := e.params.matrix("pairwise")
	if err != nil {
		return err
	}
	r, err := scoring.AHPWeights(a)
	if err != nil {
		return err
	}
	e.warn(r.Warnings...)
	e.out["eigenvector"], e.out["lambda_max"] = owed(r.Eigenvector...), r.LambdaMax
	e.out["ci"], e.out["ri"], e.out["cr"] = r.CI, r.RI, r.CR
	e.out["geometric"], e.out["gci"] = owed(r.Geometric...), owed(r.GCI)[0]
	return nil
}

func ahpGroup(e *evaluation) error {
	raw, ok := e.params.get("pairwise")
	var list []json.RawMessage
	if !ok || json.Unmarshal(raw, &list) != nil {
		return fault("params.pairwise", -1, -1, scoring.ReasonSyntax, "a list of pairwise matrices is needed")
	}
	members := make([]scoring.Matrix, len(list))
	for k, one := range list {
		field := fmt.Sprintf("params.pairwise[%d]", k)
		rows, err := numberTable(one, field)
		if err != nil {
			return err
		}
		if members[k], err = toMatrix(rows, field); err != nil {
			return err
		}
	}
	var w []float64
	if _, ok := e.params.get("member_weights"); ok {
		var err error
		if w, err = e.params.list("member_weights"); err != nil {
			return err
		}
	}
	r, err := scoring.GroupAHP(members, w)
	if err != nil {
		return err
	}
	individual := make([][]float64, len(r.Individual))
	for k, one := range r.Individual {
		individual[k] = one.Eigenvector
		e.warn(one.Warnings...)
	}
	e.warn(r.AIJResult.Warnings...)
	e.out["aij_matrix"], e.out["aij_eigenvector"], e.out["aij_cr"] = r.AIJ, r.AIJResult.Eigenvector, r.AIJResult.CR
	e.out["aip_weights"], e.out["individual"] = owed(r.AIP...), individual
	return nil
}

func ahpRandomIndex(e *evaluation) error {
	ns, err := e.params.full("n")
	if err != nil {
		return err
	}
	ri := make([]float64, len(ns))
	for k, n := range ns {
		ri[k] = math.NaN()
		if n == math.Trunc(n) && n >= 1 && n <= 15 {
			ri[k] = scoring.RandomIndex(int(n))
		}
		if ri[k] != ri[k] {
			return fault("params.n", -1, k, scoring.ReasonParameter, "the table of random indices runs from 1 to 15, got %g", n)
		}
	}
	e.out["ri"] = ri
	return nil
}

// ahpSynthesis weighs ratio scores divided by their sum, before and after an
// alternative is added: distributive synthesis can reverse ranks. Alternatives
// are matched by name, by place where they have none.
func ahpSynthesis(e *evaluation) error {
	w, err := e.params.full("criteria_weights")
	if err != nil {
		return err
	}
	if w, err = scoring.DirectWeights(w); err != nil {
		if in, ok := err.(*scoring.InputError); ok {
			in.Field = "criteria_weights"
		}
		return err
	}
	var score [2][]float64
	var rank [2][]int
	var names [2][]string
	for k, when := range []string{"before", "after"} {
		x, err := e.params.matrix("ratio_scores_" + when)
		if err != nil {
			return err
		}
		if x.Rows() != len(w) {
			return fault("params.ratio_scores_"+when, -1, -1, scoring.ReasonShape, "%d rows for %d criteria", x.Rows(), len(w))
		}
		if names[k], err = e.names("alternatives_"+when, x.Cols()); err != nil {
			return err
		}
		rows := make([][]float64, x.Cols())
		for i := range rows {
			rows[i] = make([]float64, x.Rows())
		}
		for j := range x.Rows() {
			row := x.Row(j)
			for i, f := range row {
				if f != f {
					return fault("params.ratio_scores_"+when, j, i, scoring.ReasonMissing, "the value is missing")
				}
			}
			v, _, err := scoring.NormaliseColumn(row, scoring.ValueFunc{Kind: scoring.Sum}, scoring.Benefit)
			if err != nil {
				in := err.(*scoring.InputError)
				in.Field, in.Row, in.Col = "params.ratio_scores_"+when, j, in.Row
				return in
			}
			for i, f := range v {
				rows[i][j] = f
			}
		}
		y, err := scoring.NewMatrix(rows)
		if err != nil {
			return err
		}
		if score[k], err = scoring.WeightedSum(y, w); err != nil {
			return err
		}
		rank[k] = scoring.CompetitionRanks(score[k], 0)
		e.out["distributive_"+when], e.out["rank_"+when] = score[k], ranks(rank[k])
	}
	var shared [][2]int // place before and after
	for i := range rank[0] {
		at := i
		if names[0] != nil && names[1] != nil {
			at = slices.Index(names[1], names[0][i])
		}
		if at >= 0 && at < len(rank[1]) {
			shared = append(shared, [2]int{i, at})
		}
	}
	reversed := false
	for i, a := range shared {
		for _, b := range shared[:i] {
			before, after := cmp.Compare(rank[0][a[0]], rank[0][b[0]]), cmp.Compare(rank[1][a[1]], rank[1][b[1]])
			reversed = reversed || before != after
		}
	}
	e.out["rank_reversed"] = reversed
	return nil
}

// names reads an optional list of n different names; nil where there is none.
func (e *evaluation) names(param string, n int) ([]string, error) {
	raw, ok := e.params.get(param)
	if !ok {
		return nil, nil
	}
	names, err := texts(raw, "params."+param)
	if err != nil {
		return nil, err
	}
	if len(names) != n {
		return nil, fault("params."+param, -1, -1, scoring.ReasonShape, "%d names for %d alternatives", len(names), n)
	}
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			return nil, fault("params."+param, -1, i, scoring.ReasonDuplicate, "the name %q is used twice", name)
		}
	}
	return names, nil
}

func (e *evaluation) bestWorst() (toOthers, toWorst []float64, best, worst int, err error) {
	if toOthers, err = e.params.full("best_to_others"); err != nil {
		return
	}
	if toWorst, err = e.params.full("others_to_worst"); err != nil {
		return
	}
	for _, name := range []string{"best", "worst"} {
		if _, ok := e.params.get(name); !ok {
			err = fault("params."+name, -1, -1, scoring.ReasonEmpty, "the parameter is missing")
			return
		}
	}
	if best, err = e.params.index("best", len(toOthers), 0); err != nil {
		return
	}
	worst, err = e.params.index("worst", len(toOthers), 0)
	return
}

func bwmLinear(e *evaluation) error {
	o, w, best, worst, err := e.bestWorst()
	if err != nil {
		return err
	}
	r, err := scoring.BWMLinear(o, w, best, worst)
	if err != nil {
		return err
	}
	e.warn(r.Warnings...)
	e.out["weights"], e.out["ksi"] = owed(r.Weights...), r.Ksi
	return nil
}

func bwmNonlinear(e *evaluation) error {
	o, w, best, worst, err := e.bestWorst()
	if err != nil {
		return err
	}
	r, err := scoring.BWMNonlinear(o, w, best, worst)
	if err != nil {
		return err
	}
	e.warn(r.Warnings...)
	e.out["weights"], e.out["xi"], e.out["consistency_index"], e.out["cr"] = owed(r.Weights...), r.Ksi, r.CI, r.CR
	return nil
}

func bwmConsistencyIndex(e *evaluation) error {
	a, err := e.params.full("a_bw")
	if err != nil {
		return err
	}
	ci := make([]float64, len(a))
	for k, f := range a {
		if f < 1 {
			return fault("params.a_bw", -1, k, scoring.ReasonParameter, "a judgement must be at least 1, got %g", f)
		}
		ci[k] = scoring.BWMConsistencyIndex(f)
	}
	e.out["ci"] = ci
	return nil
}

func entropy(e *evaluation) error {
	rows, x, err := e.live()
	if err != nil {
		return err
	}
	r, err := scoring.EntropyWeights(x)
	if err != nil {
		return at(err, rows)
	}
	e.warn(r.Warnings...)
	e.out["entropy"], e.out["weights"] = owed(r.Entropy...), owed(r.Weights...)
	return nil
}

func critic(e *evaluation) error {
	rows, x, err := e.live()
	if err != nil {
		return err
	}
	r, err := scoring.CRITICWeights(x, e.directions())
	if err != nil {
		return at(err, rows)
	}
	e.warn(r.Warnings...)
	e.out["std"], e.out["correlation_live"] = r.Std, r.Correlation
	e.out["information"], e.out["weights"] = owed(r.Information...), owed(r.Weights...)
	return nil
}

func merec(e *evaluation) error {
	rows, x, err := e.live()
	if err != nil {
		return err
	}
	r, err := scoring.MERECWeights(x, e.directions())
	if err != nil {
		return at(err, rows)
	}
	e.warn(r.Warnings...)
	e.out["removal_effects"], e.out["weights"] = owed(r.Effects...), owed(r.Weights...)
	return nil
}

func stdWeights(e *evaluation) error {
	rows, x, err := e.live()
	if err != nil {
		return err
	}
	kind, err := e.normalisation("minmax")
	if err != nil {
		return err
	}
	if x, err = e.normalise(x, kind, true); err != nil {
		return at(err, rows)
	}
	w, warn, err := scoring.StdWeights(x)
	if err != nil {
		return at(err, rows)
	}
	e.warn(warn...)
	e.out["weights"] = owed(w...)
	return nil
}

// rankOrderWeights is a table: the figure in a key is the number of criteria.
func rankOrderWeights(e *evaluation) error {
	for n := 1; n <= 15; n++ {
		e.out[fmt.Sprintf("roc%d", n)] = scoring.RankOrderCentroid(n)
		e.out[fmt.Sprintf("rank_sum%d", n)] = scoring.RankSum(n)
		e.out[fmt.Sprintf("rank_reciprocal%d", n)] = scoring.RankReciprocal(n)
	}
	return nil
}
