package problem

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"parksite/scoring"
)

// flat evaluates the problem as a flat tree of one mean on values normalised as
// the problem says: gaps renormalise the weights.
func (e *evaluation) flat(usual string, mean scoring.Mean) (scoring.Result, error) {
	if err := e.needMatrix(); err != nil {
		return scoring.Result{}, err
	}
	w, err := e.weights()
	if err != nil {
		return scoring.Result{}, err
	}
	kind, err := e.normalisation(usual)
	if err != nil {
		return scoring.Result{}, err
	}
	x, err := e.normalise(e.X, kind, false)
	if err != nil {
		return scoring.Result{}, err
	}
	return e.tree(x, scoring.FlatTree(w), mean, 0)
}

// tree evaluates values as they are under a tree.
func (e *evaluation) tree(x scoring.Matrix, root scoring.Node, mean scoring.Mean, floor float64) (scoring.Result, error) {
	if root.Mean == "" {
		root.Mean = mean
	}
	p := scoring.Problem{X: x, Tree: root, Criteria: make([]scoring.Criterion, x.Cols())}
	for j := range p.Criteria {
		p.Criteria[j].Value.Kind = scoring.Identity
	}
	res, err := scoring.Evaluate(p, scoring.Recipe{Floor: floor})
	for i, s := range res.Score {
		if s != s && res.Coverage[i] > 0 {
			return res, fault("matrix", i, -1, scoring.ReasonDomain, tooLarge)
		}
	}
	e.warn(res.Warnings...)
	return res, err
}

func saw(e *evaluation) error {
	res, err := e.flat("minmax", scoring.Arithmetic)
	if err != nil {
		return err
	}
	e.score("score", e.times(res.Score))
	e.out["normalised"] = res.Normalised
	e.gaps(res)
	return nil
}

// gaps adds coverage and bounds where a value is missing and values lie in [0, 1].
func (e *evaluation) gaps(res scoring.Result) {
	gap, unit := false, true
	for i := range res.Normalised.Rows() {
		for _, f := range res.Normalised.Row(i) {
			gap = gap || f != f
			unit = unit && !(f < 0 || f > 1)
		}
	}
	if gap {
		e.out["coverage"] = res.Coverage
	}
	if gap && unit {
		e.out["lower_bound"], e.out["upper_bound"] = e.times(res.Low), e.times(res.High)
	}
}

// products normalises and returns the weights too, for methods that renormalise
// over gaps and take weights as given.
func (e *evaluation) products(usual string) (x scoring.Matrix, w []float64, err error) {
	if err = e.needMatrix(); err != nil {
		return x, nil, err
	}
	if w, err = e.weights(); err != nil {
		return x, nil, err
	}
	kind, err := e.normalisation(usual)
	if err != nil {
		return x, nil, err
	}
	x, err = e.normalise(e.X, kind, false)
	return x, w, err
}

func wpm(e *evaluation) error {
	x, w, err := e.products("linear_ratio")
	if err != nil {
		return err
	}
	floor, err := e.floor()
	if err != nil {
		return err
	}
	rows := x.Slices()
	for i, row := range rows {
		for j, f := range row {
			if f < floor {
				e.warn(scoring.Warning{Kind: scoring.Floored, Row: i, Col: j, Value: f})
				row[j] = floor
			}
		}
	}
	if x, err = scoring.NewMatrix(rows); err != nil {
		return err
	}
	s, err := scoring.WeightedProduct(x, w)
	if err != nil {
		return err
	}
	log := make([]float64, len(s))
	for i, f := range s {
		log[i] = math.NaN()
		if f == f {
			log[i] = math.Log10(f)
		}
	}
	e.score("score", s)
	e.out["log10_score"] = log
	e.out["normalised"] = x
	return nil
}

func waspas(e *evaluation) error {
	x, w, err := e.products("linear_ratio")
	if err != nil {
		return err
	}
	if _, ok := e.params.get("lambdas"); ok {
		lambdas, err := e.params.full("lambdas")
		if err != nil {
			return err
		}
		by := make(map[string][]float64, len(lambdas))
		for _, l := range lambdas {
			r, err := scoring.WASPAS(x, w, l)
			if err != nil {
				return err
			}
			by[strconv.FormatFloat(l, 'g', -1, 64)] = r.Score
		}
		e.out["score_by_lambda"] = by
		return nil
	}
	lambda, err := e.params.number("lambda", 0.5)
	if err != nil {
		return err
	}
	r, err := scoring.WASPAS(x, w, lambda)
	if err != nil {
		return err
	}
	e.out["wsm"], e.out["wpm"] = r.Sum, r.Product
	e.score("score", r.Score)
	return nil
}

func topsis(e *evaluation) error {
	rows, x, err := e.live()
	if err != nil {
		return err
	}
	w, err := e.weights()
	if err != nil {
		return err
	}
	kind, err := e.normalisation("vector")
	if err != nil {
		return err
	}
	if x, err = e.normalise(x, kind, true); err != nil {
		return at(err, rows)
	}
	var d []scoring.Direction // these keep the sign of values; the others are oriented
	if kind == scoring.Vector || kind == scoring.Sum || kind == scoring.Identity {
		d = e.directions()
	}
	r, err := scoring.TOPSIS(x, d, w)
	if err != nil {
		return at(err, rows)
	}
	m := e.X.Rows()
	e.score("closeness", spread(r.Closeness, rows, m))
	e.out["d_plus"], e.out["d_minus"] = spread(r.DPlus, rows, m), spread(r.DMinus, rows, m)
	e.out["ideal"], e.out["anti_ideal"] = r.Ideal, r.AntiIdeal
	return nil
}

// raw returns what methods on raw values take.
func (e *evaluation) raw() (rows []int, x scoring.Matrix, d []scoring.Direction, w []float64, err error) {
	if rows, x, err = e.live(); err != nil {
		return nil, x, nil, nil, err
	}
	w, err = e.weights()
	return rows, x, e.directions(), w, err
}

func vikor(e *evaluation) error {
	rows, x, d, w, err := e.raw()
	if err != nil {
		return err
	}
	v, err := e.params.number("v", 0.5)
	if err != nil {
		return err
	}
	r, err := scoring.VIKOR(x, d, w, v)
	if err != nil {
		return at(err, rows)
	}
	m := e.X.Rows()
	e.out["S"], e.out["R"], e.out["Q"] = spread(r.S, rows, m), spread(r.R, rows, m), spread(r.Q, rows, m)
	e.out["acceptable_advantage"], e.out["acceptable_stability"] = r.Advantage, r.Stability
	set := make([]int, len(r.CompromiseSet))
	for k, i := range r.CompromiseSet {
		set[k] = rows[i]
	}
	slices.Sort(set)
	e.out["compromise_set"] = set
	rank := make(ranks, m)
	for k, i := range rows {
		rank[i] = r.Rank[k]
	}
	e.out["rank"] = rank
	return nil
}

func promethee(e *evaluation) error {
	rows, x, d, w, err := e.raw()
	if err != nil {
		return err
	}
	pref, err := e.params.preferences(x.Cols())
	if err != nil {
		return err
	}
	r, err := scoring.PROMETHEE(x, d, w, pref)
	if err != nil {
		return at(err, rows)
	}
	m := e.X.Rows()
	e.out["phi_plus"], e.out["phi_minus"] = spread(r.Plus, rows, m), spread(r.Minus, rows, m)
	e.score("phi", spread(r.Net, rows, m))
	e.out["preference"] = spreadSquare(r.Preference, rows, m)
	return nil
}

func (p params) preferences(n int) ([]scoring.Preference, error) {
	out := make([]scoring.Preference, n)
	for j := range out {
		out[j].Kind = "usual"
	}
	plain := strings.NewReplacer("-", "", "_", "", " ", "")
	if raw, ok := p.get("preference"); ok {
		names, err := texts(raw, "params.preference")
		if err != nil {
			return nil, err
		}
		if len(names) != n {
			return nil, fault("params.preference", -1, -1, scoring.ReasonShape, "%d preference functions for %d criteria", len(names), n)
		}
		for j, name := range names {
			out[j].Kind = plain.Replace(strings.ToLower(name))
		}
	}
	for _, t := range []struct {
		name   string
		needed []string // by these functions; q is 0, no indifference, where absent
		at     func(*scoring.Preference) *float64
	}{
		{"q", nil, func(f *scoring.Preference) *float64 { return &f.Q }},
		{"p", []string{"vshape", "level", "linear"}, func(f *scoring.Preference) *float64 { return &f.P }},
		{"sigma", []string{"gaussian"}, func(f *scoring.Preference) *float64 { return &f.Sigma }},
	} {
		v, err := p.thresholds(t.name, n)
		if err != nil {
			return nil, err
		}
		for j := range out {
			switch {
			case v[j] == v[j]:
				*t.at(&out[j]) = v[j]
			case slices.Contains(t.needed, out[j].Kind):
				return nil, fault("params."+t.name, -1, j, scoring.ReasonParameter, "the preference function %s needs %s", out[j].Kind, t.name)
			}
		}
	}
	return out, nil
}

func electre1(e *evaluation) error {
	rows, x, d, w, err := e.raw()
	if err != nil {
		return err
	}
	kind, err := e.normalisation("sum")
	if err != nil {
		return err
	}
	if x, err = e.normalise(x, kind, true); err != nil {
		return at(err, rows)
	}
	if kind == scoring.MinMax || kind == scoring.Ratio || kind == scoring.SumInverse || kind == scoring.ZScore || kind == scoring.Percentile {
		d = nil
	}
	p, err := e.params.number("p", 0.65)
	if err != nil {
		return err
	}
	q, err := e.params.number("q", 0.35)
	if err != nil {
		return err
	}
	r, err := scoring.ELECTRE1(x, d, w, p, q)
	if err != nil {
		return at(err, rows)
	}
	m := e.X.Rows()
	e.out["concordance"] = spreadSquare(r.Concordance, rows, m)
	e.out["discordance"] = spreadSquare(r.Discordance, rows, m)
	outranks := make([][]bool, m)
	for i := range outranks {
		outranks[i] = make([]bool, m)
	}
	kernel := make([]int, len(r.Kernel))
	for a, i := range rows {
		for b, k := range rows {
			outranks[i][k] = r.Outranks[a][b]
		}
	}
	for k, i := range r.Kernel {
		kernel[k] = rows[i]
	}
	e.out["outranks"], e.out["kernel"] = outranks, kernel
	return nil
}

func edas(e *evaluation) error {
	rows, x, d, w, err := e.raw()
	if err != nil {
		return err
	}
	r, err := scoring.EDAS(x, d, w)
	if err != nil {
		return at(err, rows)
	}
	m := e.X.Rows()
	e.out["sp"], e.out["sn"] = spread(r.SP, rows, m), spread(r.SN, rows, m)
	e.score("score", spread(r.Score, rows, m))
	return nil
}

func copras(e *evaluation) error {
	rows, x, d, w, err := e.raw()
	if err != nil {
		return err
	}
	r, err := scoring.COPRAS(x, d, w)
	if err != nil {
		return at(err, rows)
	}
	m := e.X.Rows()
	e.score("q", spread(r.Q, rows, m))
	e.out["utility"] = spread(r.Utility, rows, m)
	return nil
}

func marcos(e *evaluation) error {
	rows, x, d, w, err := e.raw()
	if err != nil {
		return err
	}
	s, err := scoring.MARCOS(x, d, w)
	if err != nil {
		return at(err, rows)
	}
	e.score("score", spread(s, rows, e.X.Rows()))
	return nil
}

func codas(e *evaluation) error {
	rows, x, d, w, err := e.raw()
	if err != nil {
		return err
	}
	tau, err := e.params.number("tau", 0.02)
	if err != nil {
		return err
	}
	s, err := scoring.CODAS(x, d, w, tau)
	if err != nil {
		return at(err, rows)
	}
	e.score("score", spread(s, rows, e.X.Rows()))
	return nil
}

func owa(e *evaluation) error {
	values, err := e.params.list("values")
	if err != nil {
		return err
	}
	w, err := e.params.full("owa_weights")
	if err != nil {
		return err
	}
	r, err := scoring.OWA(values, w)
	e.out["value"], e.out["orness"], e.out["dispersion"] = r.Value, r.Orness, r.Dispersion
	return err
}
