package scoring

import (
	"context"
	"slices"
)

// Attainable says which ranks an alternative can take for weights within bounds.
// A rank outside [BestBound, WorstBound] is impossible; BestSeen and WorstSeen are
// taken by some weights. Where both agree the answer is exact.
type Attainable struct {
	Row                   int
	BestBound, BestSeen   int
	WorstBound, WorstSeen int
	Exact                 bool
}

// AttainableRanks returns, per alternative with a score, the best and the worst
// rank within bounds on the weights of nodes among their siblings. Siblings of a
// bounded node without bounds of their own may move freely; groups without any
// bound keep their weights.
//
// Whether one alternative beats another for all weights is exact (the extreme of
// a difference is found node by node), which gives the bounds; whether a rank is
// taken is shown by a linear program over the weights of the criteria. It needs
// a weighted sum or PROMETHEE; gaps are held at the score of their node, and then
// Exact is false. ctx is checked between alternatives.
func (res Result) AttainableRanks(ctx context.Context, bounds []WeightBound) ([]Attainable, error) {
	rows := order(res.Score)
	slices.Sort(rows)
	base, log, err := res.completed("an attainable rank", rows...)
	if err != nil {
		return nil, err
	}
	if log {
		return nil, inputError("method", -1, -1, ReasonParameter, "attainable ranks need arithmetic means")
	}
	t, err := boundedTree(res.tree, bounds)
	if err != nil {
		return nil, err
	}
	gaps := false
	leaf := res.leafMatrix()
	for _, i := range rows {
		for j, w := range res.GlobalWeights {
			f := leaf.At(i, j)
			gaps = gaps || w > 0 && f != f
		}
	}
	always := make(map[[2]int]bool) // a above b for all weights
	for _, a := range rows {
		for _, b := range rows {
			if a != b && t.least(base.row(a), base.row(b)) > DefaultTieTolerance {
				always[[2]int{a, b}] = true
			}
		}
	}
	out := make([]Attainable, 0, len(rows))
	for _, a := range rows {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		x := Attainable{Row: a, BestBound: 1, WorstBound: len(rows)}
		var above, below []int // those who can be either
		for _, b := range rows {
			switch {
			case b == a:
			case always[[2]int{b, a}]:
				x.BestBound++
				below = append(below, b)
			case always[[2]int{a, b}]:
				x.WorstBound--
				above = append(above, b)
			default:
				above, below = append(above, b), append(below, b)
			}
		}
		x.BestSeen = t.taken(base, res.GlobalWeights, rows, a, above, 1)
		x.WorstSeen = t.taken(base, res.GlobalWeights, rows, a, below, -1)
		x.Exact = !gaps && x.BestSeen == x.BestBound && x.WorstSeen == x.WorstBound
		out = append(out, x)
	}
	return out, nil
}

// boxTree is a tree with an interval for every weight among siblings.
type boxTree struct {
	t         *tree
	low, high []float64
}

func boundedTree(t *tree, bounds []WeightBound) (*boxTree, error) {
	b := &boxTree{t: t, low: make([]float64, len(t.nodes)), high: make([]float64, len(t.nodes))}
	free := make([]bool, len(t.nodes)) // by parent
	for k, w := range bounds {
		if w.Node <= 0 || w.Node >= len(t.nodes) {
			return nil, inputError("bounds", k, -1, ReasonParameter, "there is no node %d with siblings", w.Node)
		}
		if !(w.Low >= 0 && w.Low <= w.High && w.High <= 1) {
			return nil, inputError("bounds", k, -1, ReasonParameter, "bounds must satisfy 0 ≤ low ≤ high ≤ 1, got %g and %g", w.Low, w.High)
		}
		free[t.nodes[w.Node].parent] = true
	}
	for k, f := range t.nodes {
		switch {
		case k == 0:
			b.low[k], b.high[k] = 1, 1
		case free[f.parent]:
			b.high[k] = 1
		default:
			b.low[k], b.high[k] = f.w, f.w
		}
	}
	for _, w := range bounds {
		b.low[w.Node], b.high[w.Node] = w.Low, w.High
	}
	for k, f := range t.nodes {
		lo, hi := 0.0, 0.0
		for _, c := range f.children {
			lo += b.low[c]
			hi += b.high[c]
		}
		if f.column < 0 && (lo > 1+1e-12 || hi < 1-1e-12) {
			return nil, inputError("bounds", -1, -1, ReasonParameter, "the bounds under %q cannot sum to 1: %g to %g", t.nodes[k].name, lo, hi)
		}
	}
	return b, nil
}

// least returns the least of S_a − S_b over all weights in the box: node by node,
// since the children of different nodes are weighed independently.
func (b *boxTree) least(va, vb []float64) float64 {
	d := make([]float64, len(b.t.nodes))
	for k := len(d) - 1; k >= 0; k-- {
		f := &b.t.nodes[k]
		if f.column >= 0 {
			d[k] = va[f.column] - vb[f.column]
			continue
		}
		kids := slices.Clone(f.children)
		slices.SortFunc(kids, func(x, y int) int { return int(sign(d[x] - d[y])) })
		rest := 1.0
		for _, c := range kids {
			d[k] += float64(b.low[c] * d[c])
			rest -= b.low[c]
		}
		for _, c := range kids {
			x := max(0, min(rest, b.high[c]-b.low[c]))
			d[k] += float64(x * d[c])
			rest -= x
		}
	}
	return d[0]
}

// taken returns the rank a takes for the weights that most nearly put it above
// (side 1) or below (side −1) all of rivals at once, or its rank now if that is
// more extreme.
func (b *boxTree) taken(v Matrix, now []float64, rows []int, a int, rivals []int, side float64) int {
	best := rankOf(v, now, rows, a)
	var leaves []int
	for k, f := range b.t.nodes {
		if f.column >= 0 {
			leaves = append(leaves, k)
		}
	}
	n := len(leaves)
	p := newLP(n + 1)
	p.minimise(n) // the largest shortfall against a rival
	under := make([][]float64, len(b.t.nodes))
	for k := range under {
		under[k] = make([]float64, n+1)
	}
	for at, k := range leaves {
		for ; k >= 0; k = b.t.nodes[k].parent {
			under[k][at] = 1
		}
	}
	p.add(under[0], equal, 1)
	for k := 1; k < len(b.t.nodes); k++ {
		up := under[b.t.nodes[k].parent]
		bound := func(w float64) []float64 {
			row := make([]float64, n+1)
			for j := range row {
				row[j] = under[k][j] - float64(w*up[j])
			}
			return row
		}
		switch lo, hi := b.low[k], b.high[k]; {
		case lo == hi:
			p.add(bound(lo), equal, 0)
		default:
			if lo > 0 {
				p.add(bound(lo), greaterEqual, 0)
			}
			if hi < 1 {
				p.add(bound(hi), lessEqual, 0)
			}
		}
	}
	const margin = 1e-9 // strictly on the right side, where there is room for it
	for _, r := range rivals {
		row := make([]float64, n+1)
		for at, k := range leaves {
			j := b.t.nodes[k].column
			row[at] = float64(side * (v.At(a, j) - v.At(r, j)))
		}
		row[n] = 1
		p.add(row, greaterEqual, margin)
	}
	x, _, ok := p.solve()
	if !ok {
		return best
	}
	w := make([]float64, len(now))
	for at, k := range leaves {
		w[b.t.nodes[k].column] = x[at]
	}
	if r := rankOf(v, w, rows, a); float64(side*float64(best-r)) > 0 {
		best = r
	}
	return best
}

// rankOf returns the competition rank of a among rows for global weights w.
func rankOf(v Matrix, w []float64, rows []int, a int) int {
	score := make([]float64, len(rows))
	for k, i := range rows {
		score[k] = dot(v.row(i), w)
	}
	return CompetitionRanks(score, 0)[position(rows, a)]
}
