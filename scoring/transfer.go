package scoring

import (
	"math"
	"slices"
)

// Move is weight given up by one criterion.
type Move struct {
	From int
	Mass float64
}

// Transfer is the least total weight moved between criteria that makes B tie A.
type Transfer struct {
	A, B  int
	Gap   float64 // score of A minus score of B, not negative
	Mass  float64 // total moved; 0 if they tie already
	To    int     // the criterion that receives it, -1 if nothing moves
	Moves []Move  // donors, those that widen the gap most first
	Exact bool    // false: gaps in the data were held at their node's score
}

// Weights returns w after the transfer.
func (t Transfer) Weights(w []float64) []float64 {
	v := append([]float64(nil), w...)
	for _, m := range t.Moves {
		v[m.From] -= m.Mass
		v[t.To] += m.Mass
	}
	return v
}

// Reversal returns the least weight transfer by which b ties a, and false if no
// weights can do it: a is better on every criterion. v is m×n without gaps, w
// sums to 1, and a scores at least as much as b (otherwise they are exchanged).
//
// Weight goes to the criterion that favours b most, from those that favour a
// most: a fractional knapsack, which is optimal, and equals half the L1 distance
// to the hyperplane of ties within the simplex.
func Reversal(v Matrix, w []float64, a, b int) (Transfer, bool) {
	va, vb := v.row(a), v.row(b)
	gap := 0.0
	for j := range w {
		gap += float64(w[j] * (va[j] - vb[j]))
	}
	if gap < 0 {
		return Reversal(v, w, b, a)
	}
	d := make([]float64, len(w))
	to := 0
	for j := range d {
		d[j] = va[j] - vb[j]
		if d[j] < d[to] {
			to = j
		}
	}
	t := Transfer{A: a, B: b, Gap: gap, To: -1, Exact: true}
	if _, far, _ := extent(append(append([]float64{math.Abs(d[to])}, va...), vb...)); math.Abs(gap) <= float64(1e-15*far) {
		t.Gap = max(gap, 0)
		return t, true
	}
	if d[to] > 0 {
		return t, false
	}
	donors := make([]int, 0, len(d))
	for j := range d {
		if d[j] > d[to] && w[j] > 0 {
			donors = append(donors, j)
		}
	}
	slices.SortFunc(donors, func(i, j int) int {
		switch {
		case d[i] > d[j]:
			return -1
		case d[i] < d[j]:
			return 1
		}
		return i - j
	})
	t.To = to
	left := gap
	for _, j := range donors {
		x := left / (d[j] - d[to])
		last := x <= w[j]
		x = min(x, w[j])
		t.Moves = append(t.Moves, Move{From: j, Mass: x})
		t.Mass += x
		if left -= float64(x * (d[j] - d[to])); last || left <= 1e-15*gap {
			break
		}
	}
	return t, true
}

// Reversal returns the least transfer of criteria weight by which b ties a, for
// an additive result (arithmetic tree, or PROMETHEE), and false if no weights
// can do it. Columns are those of the problem; the tree's grouping is set aside.
//
// A missing value is held at the score of its node, which gives the score now
// exactly; the transfer is then an approximation and Exact is false.
func (res Result) Reversal(a, b int) (Transfer, bool, error) {
	base, _, err := res.completed("a weight transfer", a, b)
	if err != nil {
		return Transfer{}, false, err
	}
	exact := true
	v := res.leafMatrix()
	for _, i := range []int{a, b} {
		for j, w := range res.GlobalWeights {
			if f := v.At(i, j); w > 0 && f != f {
				exact = false
			}
		}
	}
	t, ok := Reversal(base, res.GlobalWeights, a, b)
	t.Exact = exact
	return t, ok, nil
}

// Firmness returns the least transfer that makes any rival tie the leader: how
// firm first place is, in weight. ok is false where no rival can (or there is none).
func (res Result) Firmness() (t Transfer, ok bool, err error) {
	o := order(res.Score)
	for _, b := range o[min(1, len(o)):] {
		one, possible, err := res.Reversal(o[0], b)
		if err != nil {
			return Transfer{}, false, err
		}
		if possible && (!ok || one.Mass < t.Mass) {
			t, ok = one, true
		}
	}
	return t, ok, nil
}

// leafMatrix returns the matrix whose weighted mean is the score.
func (res *Result) leafMatrix() Matrix {
	if res.Method == weightedSum {
		return res.Normalised
	}
	return res.base
}

// completed returns leaf values in which Σ_j GlobalWeights_j · value is the score
// (or its logarithm, for a geometric tree): gaps take the score of the nearest
// node above that has one, which is what renormalising weights means. Only the
// rows asked for are filled.
func (res Result) completed(what string, rows ...int) (v Matrix, log bool, err error) {
	t, base, nodes, ok := res.leaves()
	log = ok && !t.additive() && t.logarithmic()
	if !ok || !t.additive() && !log {
		return Matrix{}, false, inputError("method", -1, -1, ReasonParameter, "%s exists for weighted sums, geometric means and PROMETHEE, not for this result", what)
	}
	v = base.clone()
	for _, i := range rows {
		if i < 0 || i >= v.m {
			return Matrix{}, false, inputError("alternative", i, -1, ReasonParameter, "there is no such alternative")
		}
		if nodes[0][i] != nodes[0][i] {
			return Matrix{}, false, inputError("alternative", i, -1, ReasonMissing, "the alternative has no data")
		}
		for k := range t.nodes {
			f := &t.nodes[k]
			if f.column < 0 {
				continue
			}
			at := k
			for nodes[at][i] != nodes[at][i] {
				at = t.nodes[at].parent
			}
			s := nodes[at][i]
			if log {
				s = ln(max(s, res.recipe.Floor))
			}
			v.set(i, f.column, s)
		}
		for j, w := range res.GlobalWeights {
			if w == 0 && v.At(i, j) != v.At(i, j) {
				v.set(i, j, 0)
			}
		}
	}
	return v, log, nil
}
