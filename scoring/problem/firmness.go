package problem

import (
	"math"
	"slices"

	"parksite/scoring"
)

// explanation compares a (the leader unless said) with b (the best other).
func explanation(e *evaluation) error {
	res, err := e.flat("none", scoring.Arithmetic)
	if err != nil {
		return err
	}
	a, b, err := e.pair(res, "a", "b")
	if err != nil {
		return err
	}
	if b < 0 {
		e.out["a"], e.out["b"], e.out["difference"] = optional(a), nil, nil
		e.out["contributions"], e.out["pros"], e.out["cons"] = []float64{}, []int{}, []int{}
		return nil
	}
	x, err := res.Explain(a, b)
	if err != nil {
		return err
	}
	slices.Sort(x.Pros)
	slices.Sort(x.Cons)
	e.out["a"], e.out["b"], e.out["difference"] = a, b, owed(x.Difference * e.total)[0]
	e.out["contributions"], e.out["pros"], e.out["cons"] = owed(e.times(x.Contributions)...), x.Pros, x.Cons
	return nil
}

func optional(i int) any {
	if i < 0 {
		return nil
	}
	return i
}

// pair reads two alternatives; by default the best two, ties going to the
// first row. -1 is none.
func (e *evaluation) pair(res scoring.Result, first, second string) (a, b int, err error) {
	m := len(res.Score)
	best := func(not int) int {
		k := -1
		for i, r := range res.Rank {
			if r > 0 && i != not && (k < 0 || r < res.Rank[k]) {
				k = i
			}
		}
		return k
	}
	leader := best(-1)
	if a, err = e.params.index(first, m, max(leader, 0)); err != nil {
		return 0, 0, err
	}
	if _, given := e.params.get(first); !given && leader < 0 {
		return -1, -1, nil
	}
	if _, given := e.params.get(second); !given {
		return a, best(a), nil
	}
	if b, err = e.params.index(second, m, 0); err == nil && a == b {
		err = fault("params."+second, -1, -1, scoring.ReasonParameter, "an alternative cannot be compared with itself")
	}
	return a, b, err
}

func weightTransfer(e *evaluation) error {
	res, err := e.flat("none", scoring.Arithmetic)
	if err != nil {
		return err
	}
	a, b, err := e.pair(res, "leader", "challenger")
	if err != nil {
		return err
	}
	type move struct {
		From int     `json:"from_criterion"`
		Mass float64 `json:"mass"`
	}
	moves := []move{}
	e.out["leader"], e.out["challenger"] = optional(a), optional(b)
	e.out["transfer"], e.out["to_criterion"], e.out["moves"] = nil, nil, moves
	if b < 0 {
		return nil
	}
	t, ok, err := res.Reversal(a, b)
	if err != nil || !ok {
		return err
	}
	for _, m := range t.Moves {
		moves = append(moves, move{m.From, m.Mass * e.total})
	}
	e.out["leader"], e.out["challenger"], e.out["transfer"] = t.A, t.B, owed(t.Mass * e.total)[0]
	e.out["to_criterion"], e.out["moves"] = optional(t.To), moves
	return nil
}

func weightStability(e *evaluation) error {
	res, err := e.flat("none", scoring.Arithmetic)
	if err != nil {
		return err
	}
	k, err := e.params.integer("k", 1)
	if err != nil {
		return err
	}
	all, err := res.StabilityIntervals(k)
	if err != nil {
		return err
	}
	var tables [3][][]float64 // top1, topk, ranking
	for t := range tables {
		tables[t] = make([][]float64, len(all))
	}
	for j, s := range all {
		for to, v := range []scoring.Interval{s.Top1, s.TopK, s.Ranking} {
			if tables[to][j], err = e.share(s.Weight, v, j); err != nil {
				return err
			}
		}
		if s.Even {
			e.warn(scoring.Warning{Kind: scoring.NotDetermined, Row: -1, Col: j, Value: s.Weight})
		}
	}
	e.score("score", e.times(res.Score))
	e.out["top1"], e.out["ranking"] = tables[0], tables[2]
	if _, asked := e.params.get("k"); asked {
		e.out["topk"] = tables[1]
	}
	return nil
}

// share turns an interval of the share w of criterion j, its weight divided by
// the sum, into one of its weight t as given, by w_j(t) = w_j(1 − t)/(1 − w_k):
// the others then sum to c(1 − t), and the share is t/(t + c(1 − t)).
func (e *evaluation) share(w float64, v scoring.Interval, j int) ([]float64, error) {
	ends := owed(v.Low, v.High)
	if e.total == 1 {
		return ends, nil
	}
	now := w * e.total
	if w == 1 && now < 1 { // no others have any
		return ends, nil
	}
	if now > 1-1e-12 {
		return nil, fault("criteria.weight", -1, j, scoring.ReasonWeight, "the weight %g leaves nothing to the others; divide the weights by their sum", now)
	}
	c := (e.total - now) / (1 - now)
	for k, u := range ends {
		ends[k] = u * c / (1 - u + float64(u*c))
	}
	return ends, nil
}

// mostExactSteps bounds the exact pairwise probabilities of one problem.
const mostExactSteps = 2e8

// smaa is exact for two criteria, and for three under uniform weights, and
// sampled, with a warning that says so, otherwise.
func smaa(e *evaluation) error {
	rows, x, err := e.observed()
	if err != nil {
		return err
	}
	kind, err := e.normalisation("none")
	if err != nil {
		return err
	}
	if x, err = e.normalise(x, kind, false); err != nil {
		return at(err, rows)
	}
	for b := range rows { // alternatives no weights can tell apart
		for a := range b {
			if slices.Equal(x.Row(a), x.Row(b)) {
				e.warn(scoring.Warning{Kind: scoring.Indifferent, Row: rows[a], Col: rows[b]})
				break
			}
		}
	}
	alpha, err := e.dirichlet(x.Cols())
	if err != nil {
		return err
	}
	usual := 100_000
	if x.Rows()*x.Cols() <= 200 { // small problems are quick, so they may be accurate
		usual = 1_000_000
	}
	if x.Rows()*x.Cols() > 20_000 {
		usual = 10_000
	}
	draws, err := e.params.integer("draws", usual)
	if err != nil {
		return err
	}
	seed, err := e.params.integer("seed", 1)
	if err != nil {
		return err
	}
	if draws < 1 || draws > 2_000_000 {
		return fault("params.draws", -1, -1, scoring.ReasonParameter, "draws must be 1 to 2000000, got %d", draws)
	}
	whole, complete, size := true, true, 0.0
	integers := make([]int, len(alpha))
	for j, a := range alpha {
		whole = whole && a == math.Trunc(a) && a <= 1000
		integers[j] = int(a)
		size += a
	}
	// One pair takes about (Σα)²/4 steps; more than a second of them is sampled.
	if pairs := float64(x.Rows()) * float64(x.Rows()-1) / 2; pairs*size*size/4 > mostExactSteps {
		whole = false
	}
	for i := range x.Rows() {
		for _, f := range x.Row(i) {
			complete = complete && f == f
		}
	}
	var pairwise scoring.Matrix
	if whole && complete {
		if pairwise, err = scoring.PairwiseWinning(x, integers); err != nil {
			return err
		}
	}
	var r scoring.SMAAResult
	exact := false
	if whole && complete {
		if r, exact, err = scoring.ExactAcceptability(x, integers); err != nil {
			return err
		}
	}
	if !exact {
		res, err := e.tree(x, scoring.FlatTree(scoring.EqualWeights(x.Cols())), scoring.Arithmetic, 0)
		if err != nil {
			return at(err, rows)
		}
		r, err = res.Acceptability(e.ctx, scoring.Problem{}, scoring.WeightDist{Kind: "uniform", Alpha: alpha}, scoring.DataDist{}, scoring.MonteCarlo{Seed: uint64(seed), Draws: draws, Pairwise: pairwise.Rows() == 0})
		if err != nil {
			return err
		}
		if pairwise.Rows() == 0 {
			pairwise = r.Pairwise
		}
		e.out["draws"] = draws
		e.warn(scoring.Warning{Kind: scoring.Sampled, Row: -1, Col: -1, Value: float64(draws)})
	}
	m := e.X.Rows()
	shares, central := make([][]float64, m), make([]any, m)
	for i := range shares {
		shares[i] = missing(m)
	}
	for k, i := range rows {
		shares[i] = make([]float64, m) // ranks beyond the last live one are never taken
		copy(shares[i], r.Acceptability.Row(k))
		if c := r.Central.Row(k); c[0] == c[0] {
			central[i] = c
		}
	}
	e.out["rank_acceptability"], e.out["central_weights"] = shares, central
	e.out["pairwise_winning"] = spreadSquare(pairwise, rows, m)
	e.out["confidence"] = spread(r.Confidence, rows, m)
	return nil
}

// observed leaves out rows without any data but keeps gaps.
func (e *evaluation) observed() (rows []int, x scoring.Matrix, err error) {
	if err := e.needMatrix(); err != nil {
		return nil, x, err
	}
	var kept [][]float64
	for i := range e.X.Rows() {
		row := e.X.Row(i)
		if slices.ContainsFunc(row, func(f float64) bool { return f == f }) {
			rows, kept = append(rows, i), append(kept, row)
		} else {
			e.warn(scoring.Warning{Kind: scoring.NoData, Row: i, Col: -1})
		}
	}
	if len(kept) == 0 {
		return nil, x, fault("matrix", -1, -1, scoring.ReasonMissing, "no alternative has any data")
	}
	x, err = scoring.NewMatrix(kept)
	return rows, x, err
}

// dirichlet reads params.weights = {"dirichlet": […]}; all 1 where absent.
func (e *evaluation) dirichlet(n int) ([]float64, error) {
	alpha := make([]float64, n)
	for j := range alpha {
		alpha[j] = 1
	}
	raw, ok := e.params.get("weights")
	if !ok {
		return alpha, nil
	}
	inner, err := object(raw, "params.weights", "dirichlet")
	if err != nil {
		return nil, err
	}
	if v, ok := inner["dirichlet"]; ok {
		if alpha, err = numberList(v, "params.weights.dirichlet", -1); err != nil {
			return nil, err
		}
	}
	if len(alpha) != n {
		return nil, fault("params.weights.dirichlet", -1, -1, scoring.ReasonShape, "%d parameters for %d criteria", len(alpha), n)
	}
	for j, a := range alpha {
		if !(a > 0) {
			return nil, fault("params.weights.dirichlet", -1, j, scoring.ReasonParameter, "a Dirichlet parameter must be positive")
		}
	}
	return alpha, nil
}

func smaaPairwise(e *evaluation) error {
	d, err := e.params.full("differences")
	if err != nil {
		return err
	}
	alpha, err := e.dirichlet(len(d))
	if err != nil {
		return err
	}
	var repeated []float64
	for j, f := range d {
		if alpha[j] != math.Trunc(alpha[j]) || alpha[j] > 1000 {
			return fault("params.weights.dirichlet", -1, j, scoring.ReasonParameter, "the exact probability needs whole parameters up to 1000, got %g", alpha[j])
		}
		for range int(alpha[j]) {
			repeated = append(repeated, f)
		}
	}
	if len(repeated) > 10_000 {
		return fault("params.weights.dirichlet", -1, -1, scoring.ReasonTooLarge, "the parameters sum to more than 10000")
	}
	if !slices.ContainsFunc(d, func(f float64) bool { return f != 0 }) {
		e.warn(scoring.Warning{Kind: scoring.Indifferent, Row: 0, Col: 1})
	}
	p, err := scoring.WinningProbability(repeated)
	e.out["probability"] = owed(p)[0]
	return err
}
