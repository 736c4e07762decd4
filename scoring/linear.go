package scoring

import (
	"math"
	"slices"
)

// This file holds how the score of every alternative depends on the weight t of
// one node among its siblings, the other siblings keeping their proportions.

// fraction is (p0 + p1 t)/(q0 + q1 t), with a denominator positive inside (0, 1):
// the score of one alternative; a line where nothing is missing (q0 = 1, q1 = 0).
type fraction struct{ p0, p1, q0, q1 float64 }

func (f fraction) at(t float64) float64 {
	q := f.q0 + float64(f.q1*t)
	if q == 0 { // an end at which nothing present keeps weight: the limit
		return f.p1 / f.q1
	}
	return (f.p0 + float64(f.p1*t)) / q
}

// curves is the score of every alternative as a function of t: fractions where
// there is a closed form (exact), otherwise a function.
type curves struct {
	w        float64 // the weight of the node now
	fraction []fraction
	eval     func(t float64) []float64 // scores of all at t; nil when exact
	score    []float64                 // now; NaN rows take no part
	grid     [][]float64               // eval on gridSteps + 1 points, when not exact
	log      bool                      // the fractions are logarithms of scores
	others   bool                      // false: w = 1 and the siblings were split equally
}

const gridSteps = 400

func (c *curves) exact() bool { return c.eval == nil }

// diffSign returns the sign of S_a(t) − S_b(t) and treats rounding noise as 0.
func (c *curves) diffSign(a, b int, t float64) int {
	var x, y float64
	if c.exact() {
		x, y = c.fraction[a].at(t), c.fraction[b].at(t)
	} else {
		s := c.eval(t)
		x, y = s[a], s[b]
	}
	return noiseSign(x, y)
}

func noiseSign(x, y float64) int {
	d := x - y
	switch eps := float64(1e-14 * max(math.Abs(x), math.Abs(y))); {
	case d > eps:
		return 1
	case d < -eps:
		return -1
	}
	return 0
}

// roots returns the places in [0, 1] where S_a − S_b may change sign, ascending.
func (c *curves) roots(a, b int, out []float64) []float64 {
	out = out[:0]
	if !c.exact() {
		return c.gridRoots(a, b, out)
	}
	f, g := &c.fraction[a], &c.fraction[b]
	// (f.p)(g.q) − (g.p)(f.q) = k0 + k1 t + k2 t²
	k0 := float64(f.p0*g.q0) - float64(g.p0*f.q0)
	k1 := float64(f.p0*g.q1) + float64(f.p1*g.q0) - float64(g.p0*f.q1) - float64(g.p1*f.q0)
	k2 := float64(f.p1*g.q1) - float64(g.p1*f.q1)
	add := func(t float64) {
		if t >= 0 && t <= 1 {
			out = append(out, t)
		}
	}
	if k2 == 0 {
		if k1 != 0 {
			add(-k0 / k1)
		}
		return out
	}
	disc := float64(k1*k1) - float64(4*float64(k0*k2))
	if disc < 0 {
		return out
	}
	h := -(k1 + math.Copysign(math.Sqrt(disc), k1)) / 2 // no cancellation
	if h != 0 {
		add(k0 / h)
	}
	add(h / k2)
	slices.Sort(out)
	return out
}

func (c *curves) gridRoots(a, b int, out []float64) []float64 {
	if c.grid == nil {
		c.grid = make([][]float64, gridSteps+1)
		for g := range c.grid {
			c.grid[g] = c.eval(float64(g) / gridSteps)
		}
	}
	for g := range gridSteps {
		s, t := noiseSign(c.grid[g][a], c.grid[g][b]), noiseSign(c.grid[g+1][a], c.grid[g+1][b])
		lo, hi := float64(g)/gridSteps, float64(g+1)/gridSteps
		switch {
		case s == t:
			continue
		case s == 0:
			out = append(out, lo)
			continue
		case t == 0:
			out = append(out, hi)
			continue
		}
		for range 50 {
			mid := (lo + hi) / 2
			if c.diffSign(a, b, mid) == s {
				lo = mid
			} else {
				hi = mid
			}
		}
		out = append(out, (lo+hi)/2)
	}
	return slices.Compact(out)
}

// holds returns the widest closed interval around the weight now in which a stays
// at least as good as b.
func (c *curves) holds(a, b int, buf []float64) (lo, hi float64) {
	lo, hi = 0, 1
	roots := c.roots(a, b, buf)
	from := c.w
	for k := 0; k <= len(roots); k++ { // upwards
		to := 1.0
		if k < len(roots) {
			to = roots[k]
		}
		if to <= from {
			continue
		}
		if c.diffSign(a, b, (from+to)/2) < 0 {
			hi = from
			break
		}
		from = to
	}
	from = c.w
	for k := len(roots) - 1; k >= -1; k-- { // downwards
		to := 0.0
		if k >= 0 {
			to = roots[k]
		}
		if to >= from {
			continue
		}
		if c.diffSign(a, b, (from+to)/2) < 0 {
			lo = from
			break
		}
		from = to
	}
	return lo, hi
}

// leaves returns the matrix whose weighted tree mean is the score, with the tree
// and node scores (by node, then alternative) to go with it. PROMETHEE's net
// flow is such a mean of its uni-criterion flows; for other methods ok is false.
func (res *Result) leaves() (t *tree, base Matrix, nodes [][]float64, ok bool) {
	if res.Method == weightedSum {
		nodes = make([][]float64, len(res.Nodes))
		for k := range res.Nodes {
			nodes[k] = res.Nodes[k].Scores
		}
		return res.tree, res.Normalised, nodes, true
	}
	if res.base.m == 0 {
		return nil, Matrix{}, nil, false
	}
	plain := *res.tree
	plain.nodes = append([]flatNode(nil), res.tree.nodes...)
	nodes = make([][]float64, len(plain.nodes))
	for k := range nodes {
		plain.nodes[k].mean = Arithmetic
		nodes[k] = make([]float64, res.base.m)
	}
	s := make([]float64, len(nodes))
	for i := range res.base.m {
		plain.scoreRow(res.base.row(i), s, 0, false, nil)
		for k := range s {
			nodes[k][i] = s[k]
		}
	}
	return &plain, res.base, nodes, true
}

// curves returns how scores depend on the weight of a node among its siblings.
func (res *Result) curves(node int) (*curves, error) {
	if node <= 0 || node >= len(res.Nodes) {
		return nil, inputError("node", -1, -1, ReasonParameter, "there is no node %d with siblings", node)
	}
	c := &curves{w: res.Nodes[node].Weight, score: res.Score}
	siblings := res.tree.nodes[res.tree.nodes[node].parent].children
	share, even := proportions(res.tree, node, siblings)
	c.others = !even
	t, _, nodes, ok := res.leaves()
	if ok && t.closedForm(node) {
		c.log = t.nodes[t.nodes[node].parent].mean == Geometric
		c.fraction = t.fractions(node, siblings, share, nodes, res.recipe.Floor)
		return c, nil
	}
	c.eval = res.evaluator(node, siblings, share)
	return c, nil
}

// proportions returns how the other siblings share what the node leaves (by
// position; 0 for the node), equally where they have no weight now.
func proportions(t *tree, node int, siblings []int) (share []float64, even bool) {
	share = make([]float64, len(siblings))
	rest := 0.0
	for p, c := range siblings {
		if c != node {
			share[p] = t.nodes[c].w
			rest += share[p]
		}
	}
	for p, c := range siblings {
		switch {
		case c == node || len(siblings) == 1:
		case rest > 0:
			share[p] /= rest
		default:
			share[p] = 1 / float64(len(siblings)-1)
		}
	}
	return share, rest == 0
}

// closedForm reports whether the path from the node to the root has means of one
// kind only, arithmetic or geometric: scores, or their logarithms, are fractions.
func (t *tree) closedForm(node int) bool {
	first := t.nodes[t.nodes[node].parent].mean
	if first == Power {
		return false
	}
	for p := t.nodes[node].parent; p >= 0; p = t.nodes[p].parent {
		if t.nodes[p].mean != first {
			return false
		}
	}
	return true
}

func (t *tree) fractions(node int, siblings []int, share []float64, nodes [][]float64, floor float64) []fraction {
	parent := t.nodes[node].parent
	log := t.nodes[parent].mean == Geometric
	read := func(k, i int) float64 {
		if log {
			return ln(max(nodes[k][i], floor))
		}
		return nodes[k][i]
	}
	out := make([]fraction, len(nodes[0]))
	for i := range out {
		if nodes[parent][i] != nodes[parent][i] { // unknown whatever the weight
			out[i] = fraction{p0: read(0, i), q0: 1}
			continue
		}
		a, b, gap := 0.0, 0.0, false // Σ share·score and Σ share over the other siblings present
		for p, c := range siblings {
			if c == node {
				continue
			}
			if s := nodes[c][i]; s == s {
				a += float64(share[p] * read(c, i))
				b += share[p]
			} else {
				gap = true
			}
		}
		var f fraction
		switch own := nodes[node][i]; {
		case own != own:
			f = fraction{p0: a / b, q0: 1}
		case b == 0:
			f = fraction{p0: read(node, i), q0: 1}
		case !gap:
			f = fraction{p0: a, p1: read(node, i) - a, q0: 1}
		default:
			f = fraction{p0: a, p1: read(node, i) - a, q0: b, q1: 1 - b}
		}
		for p := parent; t.nodes[p].parent >= 0; p = t.nodes[p].parent {
			up := t.nodes[p].parent
			rest, have := 0.0, 0.0
			for _, c := range t.nodes[up].children {
				if s := nodes[c][i]; s == s {
					have += t.nodes[c].w
					if c != p {
						rest += float64(t.nodes[c].w * read(c, i))
					}
				}
			}
			if have == 0 {
				continue
			}
			alpha, beta := rest/have, t.nodes[p].w/have
			f = fraction{
				p0: float64(alpha*f.q0) + float64(beta*f.p0), p1: float64(alpha*f.q1) + float64(beta*f.p1),
				q0: f.q0, q1: f.q1,
			}
		}
		out[i] = f
	}
	return out
}

// evaluator recomputes every score for a weight t, whatever the method.
func (res *Result) evaluator(node int, siblings []int, share []float64) func(float64) []float64 {
	t := *res.tree
	t.nodes = append([]flatNode(nil), res.tree.nodes...)
	return func(x float64) []float64 {
		for p, c := range siblings {
			t.nodes[c].w = float64((1 - x) * share[p])
		}
		t.nodes[node].w = x
		return res.rescore(&t, nil)
	}
}

// rescore returns the scores under a tree with other weights; NaN where the
// method gives none.
// work has room for a number per row and per node, or is nil.
func (res *Result) rescore(t *tree, work []float64) []float64 {
	m := res.Normalised.m
	if work == nil {
		work = make([]float64, m+len(t.nodes))
	}
	out := work[:m]
	if res.Method == weightedSum {
		s := work[m : m+len(t.nodes)]
		for i := range out {
			out[i] = math.NaN()
			if t.scoreRow(res.Normalised.row(i), s, res.recipe.Floor, false, nil) < 0 {
				out[i] = s[0]
			}
		}
		return out
	}
	for k := range t.nodes {
		if p := t.nodes[k].parent; p >= 0 {
			t.nodes[k].global = float64(t.nodes[p].global * t.nodes[k].w)
		}
	}
	again := Result{Normalised: res.Normalised, tree: t}
	how, _ := method(res.Method)
	if again.apply(how, res.recipe) != nil {
		for i := range out {
			out[i] = math.NaN()
		}
		return out
	}
	return again.Score
}
