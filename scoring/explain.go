package scoring

import (
	"math"
	"slices"
)

// Explanation says why A is above B: contributions that sum to the difference.
type Explanation struct {
	A, B       int
	Difference float64
	// Log is set when the difference is of the logarithms of the scores
	// (geometric means): contributions are then factors, e^c.
	Log bool
	// Exact is false for methods whose score is no sum: each contribution is then
	// the change of A's score when A takes B's value on that criterion alone, and
	// they need not sum to the difference.
	Exact         bool
	Contributions []float64 // n; 0 where neither has weight
	Gap           []bool    // n; a missing value plays a part, held at its node's score
	Nodes         []float64 // contributions rolled up the tree, pre-order
	Pros, Cons    []int     // columns for A and against, largest first
	Carrying      []int     // the fewest of Pros that outweigh all of Cons
	GapShare      float64   // share of Σ|contribution| that rests on missing values
}

// Explain decomposes the difference of two weighted sums: v is m×n without
// gaps, w holds n weights. Contributions are w_j (v_aj − v_bj).
func Explain(v Matrix, w []float64, a, b int) Explanation {
	e := Explanation{A: a, B: b, Exact: true, Contributions: make([]float64, len(w)), Gap: make([]bool, len(w))}
	for j := range w {
		e.Contributions[j] = float64(w[j] * (v.At(a, j) - v.At(b, j)))
		e.Difference += e.Contributions[j]
	}
	e.sort()
	return e
}

// sort fills Pros, Cons, Carrying and GapShare.
func (e *Explanation) sort() {
	against, all, gaps := 0.0, 0.0, 0.0
	for j, c := range e.Contributions {
		switch {
		case c > 0:
			e.Pros = append(e.Pros, j)
		case c < 0:
			e.Cons = append(e.Cons, j)
			against -= c
		}
		all += math.Abs(c)
		if e.Gap[j] {
			gaps += math.Abs(c)
		}
	}
	bySize := func(i, j int) int {
		switch a, b := math.Abs(e.Contributions[i]), math.Abs(e.Contributions[j]); {
		case a > b:
			return -1
		case a < b:
			return 1
		}
		return i - j
	}
	slices.SortFunc(e.Pros, bySize)
	slices.SortFunc(e.Cons, bySize)
	carried := 0.0
	for _, j := range e.Pros {
		if carried > against {
			break
		}
		carried += e.Contributions[j]
		e.Carrying = append(e.Carrying, j)
	}
	if carried <= against {
		e.Carrying = nil // A is not above B
	}
	if all > 0 {
		e.GapShare = gaps / all
	}
}

// Explain says why a is above b. It is exact for arithmetic trees, for geometric
// trees in logarithms, and for PROMETHEE in uni-criterion net flows; elsewhere
// it is approximate and says so.
//
// It returns an *InputError for an alternative that does not exist or has no
// data, and an error if contributions fail to sum to the difference within 1e-12.
func (res Result) Explain(a, b int) (Explanation, error) {
	for _, i := range []int{a, b} {
		if i < 0 || i >= len(res.Score) {
			return Explanation{}, inputError("alternative", i, -1, ReasonParameter, "there is no such alternative")
		}
		if res.Score[i] != res.Score[i] {
			return Explanation{}, inputError("alternative", i, -1, ReasonMissing, "the alternative has no score")
		}
	}
	v, log, err := res.completed("an exact explanation", a, b)
	if err != nil {
		return res.explainBySwaps(a, b)
	}
	e := Explain(v, res.GlobalWeights, a, b)
	e.Log = log
	leaf := res.leafMatrix()
	for j := range e.Gap {
		e.Gap[j] = res.GlobalWeights[j] > 0 && (leaf.At(a, j) != leaf.At(a, j) || leaf.At(b, j) != leaf.At(b, j))
	}
	e.Pros, e.Cons, e.Carrying = nil, nil, nil
	e.sort()
	e.rollUp(res.tree)
	want := res.Score[a] - res.Score[b]
	if log {
		want = ln(res.Score[a]) - ln(res.Score[b])
	}
	if math.Abs(e.Difference-want) > 1e-12*max(1, math.Abs(want), math.Abs(res.Score[a])) {
		if res.floored() { // an inner score was raised to the floor: the sum does not see it
			return res.explainBySwaps(a, b)
		}
		return Explanation{}, inputError("explanation", a, b, ReasonDomain, "contributions sum to %g, the difference is %g", e.Difference, want)
	}
	e.Difference = want
	return e, nil
}

func (res *Result) floored() bool {
	for _, w := range res.Warnings {
		if w.Kind == Floored {
			return true
		}
	}
	return false
}

// rollUp sums contributions from the leaves to the root.
func (e *Explanation) rollUp(t *tree) {
	e.Nodes = make([]float64, len(t.nodes))
	for k := len(t.nodes) - 1; k >= 0; k-- {
		if f := &t.nodes[k]; f.column >= 0 {
			e.Nodes[k] = e.Contributions[f.column]
		} else {
			for _, c := range f.children {
				e.Nodes[k] += e.Nodes[c]
			}
		}
	}
}

// explainBySwaps gives A the values of B one criterion at a time.
func (res Result) explainBySwaps(a, b int) (Explanation, error) {
	n := res.Normalised.n
	e := Explanation{A: a, B: b, Difference: res.Score[a] - res.Score[b], Contributions: make([]float64, n), Gap: make([]bool, n)}
	again := res
	t := *res.tree
	t.nodes = append([]flatNode(nil), res.tree.nodes...)
	for j := range n {
		x, y := res.Normalised.At(a, j), res.Normalised.At(b, j)
		if res.GlobalWeights[j] == 0 || x == y || x != x && y != y {
			continue
		}
		e.Gap[j] = x != x || y != y
		again.Normalised = res.Normalised.clone()
		again.Normalised.set(a, j, y)
		if s := again.rescore(&t, nil); s[a] == s[a] {
			e.Contributions[j] = res.Score[a] - s[a]
		}
	}
	e.sort()
	e.rollUp(&t)
	return e, nil
}

// ValueChange is the smallest change of one value of an alternative that makes
// it tie another which is ahead of it.
type ValueChange struct {
	Row, Col int
	From, To float64 // raw values, in the indicator's unit; To is NaN if impossible
	Possible bool    // some raw value makes it tie
	Observed bool    // To lies within what is observed in the column
	Exact    bool    // closed form; otherwise bisection on whole evaluations
}

// ValueChanges returns, per criterion with a value and a weight, what b would
// have to have instead to tie a, which is ahead: one change at a time, in
// column order. Raw values are those after treatment.
//
// Where every value function is fixed and the score is a weighted mean, the
// answer is exact. Elsewhere (a column-wise normalisation, TOPSIS and so on) the
// whole problem is evaluated again on a bisection between b's value and the best
// and worst observed ones.
func ValueChanges(p Problem, r Recipe, res Result, a, b int) ([]ValueChange, error) {
	for _, i := range []int{a, b} {
		if i < 0 || i >= len(res.Score) || res.Score[i] != res.Score[i] {
			return nil, inputError("alternative", i, -1, ReasonParameter, "there is no such alternative with a score")
		}
	}
	if res.Score[a] < res.Score[b] {
		a, b = b, a
	}
	fixed := res.Method == weightedSum && res.tree.additive()
	for _, c := range p.Criteria {
		fixed = fixed && c.Value.Fixed()
	}
	var out []ValueChange
	for j, c := range p.Criteria {
		x, v := res.Treated.At(b, j), res.Normalised.At(b, j)
		if x != x || v != v || res.GlobalWeights[j] == 0 {
			continue
		}
		ch := ValueChange{Row: b, Col: j, From: x, To: math.NaN(), Exact: fixed}
		if fixed {
			if w := res.Effective.At(b, j); w > 0 {
				ch.To, ch.Possible = c.Value.Nearest(x, v+(res.Score[a]-res.Score[b])/w, c.Direction)
			}
		} else {
			ch.To, ch.Possible = tieByBisection(p, r, res, a, b, j)
		}
		if !ch.Possible {
			ch.To = math.NaN()
		}
		lo, hi, _ := extent(res.Treated.Column(j))
		ch.Observed = ch.Possible && ch.To >= lo && ch.To <= hi
		out = append(out, ch)
	}
	return out, nil
}

// tieByBisection looks for the value nearest to the present one at which b
// catches a, between it and the extremes of the column.
func tieByBisection(p Problem, r Recipe, res Result, a, b, j int) (float64, bool) {
	q := p
	q.X = res.Treated.clone()
	r.Treatment, r.Imputation = Treatment{}, Imputation{} // already applied
	ahead := func(x float64) bool {
		q.X.set(b, j, x)
		s, err := Evaluate(q, r)
		return err == nil && s.Score[b] >= s.Score[a]
	}
	now := res.Treated.At(b, j)
	lo, hi, _ := extent(res.Treated.Column(j))
	best, found := 0.0, false
	for _, end := range []float64{lo, hi} {
		if end == now || !ahead(end) {
			continue
		}
		from, to := now, end
		for range 48 {
			mid := from/2 + to/2
			if ahead(mid) {
				to = mid
			} else {
				from = mid
			}
		}
		if !found || math.Abs(to-now) < math.Abs(best-now) {
			best, found = to, true
		}
	}
	return best, found
}
