package scoring

import (
	"math"
	"slices"
)

// Interval is a closed range of a weight, within [0, 1], in which something
// stays true, and the pair of alternatives that ends it on each side: beyond the
// end, Rival overtakes Ahead. Both are -1 where the range ends at 0 or 1 by itself.
type Interval struct {
	Low, High            float64
	LowAhead, LowRival   int
	HighAhead, HighRival int
}

// Stability says how far the weight of one node may move, its siblings keeping
// their proportions, before the order changes.
type Stability struct {
	Node    int     // in Result.Nodes; the column for StabilityIntervals
	Weight  float64 // now, among siblings
	Top1    Interval
	TopK    Interval // the same K alternatives stay on top; equals Top1 for K = 1
	Ranking Interval
	Exact   bool // closed form; otherwise found by a grid of 400 steps and bisection
	// Even is set when the node holds all the weight: its siblings have no
	// proportions to keep and were taken to share what it gives up equally.
	Even bool
}

// StabilityIntervals returns, for each criterion of an additive model without
// gaps, how far its weight may move before the leader (Top1), the leading k
// (TopK) or any place (Ranking) changes. v is m×n, w holds n weights, divided by
// their sum; k lies in 1 … m.
//
// Ends are ties, so intervals are closed; alternatives equal on every criterion
// stay tied and never shorten one. The order now is by score, then row.
//
// Source: derived from the lines S_a(t) = t·v_ak + (1 − t)·r_a; compare B.
// Mareschal, EJOR 33 (1988) 54–64.
func StabilityIntervals(v Matrix, w []float64, k int) ([]Stability, error) {
	if err := v.complete("a stability interval of a plain weighted sum"); err != nil {
		return nil, err
	}
	res, err := additiveResult(v, w)
	if err != nil {
		return nil, err
	}
	out, err := res.StabilityIntervals(k)
	for j := range out {
		out[j].Node = j
	}
	return out, err
}

// additiveResult evaluates values as they are by a flat weighted sum.
func additiveResult(v Matrix, w []float64) (Result, error) {
	if len(w) != v.n {
		return Result{}, inputError("weights", -1, -1, ReasonShape, "%d weights for %d columns", len(w), v.n)
	}
	p := Problem{X: v, Criteria: make([]Criterion, v.n), Tree: FlatTree(w)}
	for j := range p.Criteria {
		p.Criteria[j].Value.Kind = Identity
	}
	return Evaluate(p, Recipe{})
}

// StabilityIntervals returns Stability for every node but the root, in
// pre-order. Scores of tree means of one kind on the way to the root and
// PROMETHEE flows have closed forms, gaps included; for the rest Exact is false.
func (res Result) StabilityIntervals(k int) ([]Stability, error) {
	out := make([]Stability, 0, len(res.Nodes)-1)
	for node := 1; node < len(res.Nodes); node++ {
		s, err := res.Stability(node, k)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// Stability returns the intervals of one node. k is the size of the leading
// group of TopK, 1 … number of ranked alternatives.
func (res Result) Stability(node, k int) (Stability, error) {
	c, err := res.curves(node)
	if err != nil {
		return Stability{}, err
	}
	o := order(res.Score)
	if k < 1 || k > max(len(o), 1) {
		return Stability{}, inputError("k", -1, -1, ReasonParameter, "the leading group must have 1 to %d members, got %d", len(o), k)
	}
	s := Stability{Node: node, Weight: c.w, Top1: wide, TopK: wide, Ranking: wide, Exact: c.exact(), Even: !c.others}
	var buf [4]float64
	for p := 1; p < len(o); p++ {
		s.Top1.narrow(c, o[0], o[p], buf[:])
		s.Ranking.narrow(c, o[p-1], o[p], buf[:])
	}
	if k == 1 {
		s.TopK = s.Top1
		return s, nil
	}
	for _, a := range o[:min(k, len(o))] {
		for _, b := range o[min(k, len(o)):] {
			s.TopK.narrow(c, a, b, buf[:])
		}
	}
	return s, nil
}

var wide = Interval{0, 1, -1, -1, -1, -1}

// narrow intersects with the interval in which a stays at least as good as b.
func (v *Interval) narrow(c *curves, a, b int, buf []float64) {
	lo, hi := c.holds(a, b, buf)
	if lo > v.Low {
		v.Low, v.LowAhead, v.LowRival = lo, a, b
	}
	if hi < v.High {
		v.High, v.HighAhead, v.HighRival = hi, a, b
	}
}

// Crossing is a weight at which two alternatives change places: below T, Above
// is ahead of Below; beyond T it is the other way round.
type Crossing struct {
	T            float64
	Above, Below int
}

// Lead says who is first for weights from From to To.
type Lead struct {
	From, To float64
	Leader   int
}

// Sweep is what happens as the weight of one node goes from 0 to 1, its siblings
// keeping their proportions.
type Sweep struct {
	Node      int
	Weight    float64 // now
	Crossings []Crossing
	Leads     []Lead
	Exact     bool

	c *curves
}

// Sweep returns every change of order on the way, ascending in weight.
func (res Result) Sweep(node int) (Sweep, error) {
	c, err := res.curves(node)
	if err != nil {
		return Sweep{}, err
	}
	s := Sweep{Node: node, Weight: c.w, Exact: c.exact(), c: c}
	o := order(res.Score)
	slices.Sort(o)
	var buf [4]float64
	for p, a := range o {
		for _, b := range o[p+1:] {
			roots := append([]float64{0}, c.roots(a, b, buf[:])...)
			roots = append(roots, 1)
			before := 0
			for k := 1; k < len(roots); k++ {
				sign := c.diffSign(a, b, (roots[k-1]+roots[k])/2)
				switch {
				case sign == 0:
					continue
				case before > 0 && sign < 0:
					s.Crossings = append(s.Crossings, Crossing{T: roots[k-1], Above: a, Below: b})
				case before < 0 && sign > 0:
					s.Crossings = append(s.Crossings, Crossing{T: roots[k-1], Above: b, Below: a})
				}
				before = sign
			}
		}
	}
	slices.SortFunc(s.Crossings, func(x, y Crossing) int {
		switch {
		case x.T < y.T:
			return -1
		case x.T > y.T:
			return 1
		case x.Above != y.Above:
			return x.Above - y.Above
		}
		return x.Below - y.Below
	})
	from := 0.0
	for k := 0; k <= len(s.Crossings); k++ {
		to := 1.0
		if k < len(s.Crossings) {
			to = s.Crossings[k].T
		}
		if to <= from && k < len(s.Crossings) {
			continue
		}
		if now := order(s.Scores((from + to) / 2)); len(now) > 0 {
			if last := len(s.Leads) - 1; last >= 0 && s.Leads[last].Leader == now[0] {
				s.Leads[last].To = to
			} else {
				s.Leads = append(s.Leads, Lead{From: from, To: to, Leader: now[0]})
			}
		}
		from = to
	}
	return s, nil
}

// Scores returns the scores of all alternatives at weight t of the node.
func (s Sweep) Scores(t float64) []float64 {
	t = max(0, min(1, t))
	if !s.c.exact() {
		return s.c.eval(t)
	}
	out := make([]float64, len(s.c.fraction))
	for i, f := range s.c.fraction {
		if out[i] = f.at(t); s.c.log {
			out[i] = exp(out[i])
		}
		if s.c.score[i] != s.c.score[i] {
			out[i] = math.NaN()
		}
	}
	return out
}
