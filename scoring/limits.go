package scoring

import (
	"context"
	"math"
	"slices"
)

// limitWork bounds the linear programs solved for one limit of one alternative,
// in cells of their tableaus times rows; what is not settled by then is told as a
// range. It counts work and not time, so that the answer is the same on every
// machine.
const limitWork = 2_000_000

// nearTie is the difference of scores below which RankLimits sees a tie; it is
// well above what the programs' rounding can do.
const nearTie = 1e-9

// RankLimits returns, per alternative with a score, the best and the worst rank
// it can take while nodes keep within bounds on their weights among siblings.
// Siblings of a bounded node without bounds of their own may move freely; groups
// without any bound keep their weights, and what they weigh counts as one value.
//
// The search is exact: a rank outside [BestBound, WorstBound] is impossible,
// BestSeen and WorstSeen are taken by some weights, and Exact says that both
// agree. They may differ when the search was ended after limitWork, and Exact is
// false when a node of a free group knows nothing of some alternative: it is
// then held at the score of its parent. Scores within 1e-9 of each other tie.
//
// It needs weighted sums or PROMETHEE. ctx is checked between alternatives.
func (res Result) RankLimits(ctx context.Context, bounds []WeightBound) ([]Attainable, error) {
	rows := order(res.Score)
	slices.Sort(rows)
	if _, log, err := res.completed("a limit of ranks", rows...); err != nil {
		return nil, err
	} else if log {
		return nil, inputError("method", -1, -1, ReasonParameter, "limits of ranks need arithmetic means")
	}
	full, _, scores, _ := res.leaves()
	box, err := boundedTree(full, bounds)
	if err != nil {
		return nil, err
	}
	l := newLimits(full, box, scores, rows)
	out := make([]Attainable, 0, len(rows))
	for k, i := range rows {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		x := Attainable{Row: i, Exact: !l.gaps}
		x.BestSeen, x.BestBound = l.best(k)
		x.WorstSeen, x.WorstBound = l.worst(k)
		x.Exact = x.Exact && x.BestSeen == x.BestBound && x.WorstSeen == x.WorstBound
		out = append(out, x)
	}
	return out, nil
}

// limits is the problem with every subtree that cannot move as one column.
type limits struct {
	box  *boxTree
	v    Matrix // rows with a score × columns of box
	now  []float64
	gaps bool // a value stands in for what a free node does not know
	tree []constraint
}

// constraint is a row of a program over the weights of the columns.
type constraint struct {
	row []float64
	rel relation
	rhs float64
}

// newLimits cuts the tree below its free groups.
func newLimits(full *tree, box *boxTree, scores [][]float64, rows []int) *limits {
	moves := make([]bool, len(full.nodes)) // something in the subtree is free
	for k := len(full.nodes) - 1; k > 0; k-- {
		p := full.nodes[k].parent
		moves[p] = moves[p] || moves[k] || box.low[k] < box.high[k]
	}
	moves[0] = true
	cut := &boxTree{t: &tree{}}
	at := make([]int, len(full.nodes)) // position in the cut tree, -1 if left out
	for k, f := range full.nodes {
		at[k] = -1
		if k > 0 && (at[f.parent] < 0 || cut.t.nodes[at[f.parent]].column >= 0) {
			continue
		}
		at[k] = len(cut.t.nodes)
		g := flatNode{name: f.name, parent: -1, column: -1, w: f.w, global: f.global}
		if k > 0 {
			g.parent = at[f.parent]
			up := &cut.t.nodes[g.parent]
			up.children = append(up.children, at[k])
		}
		if !moves[k] || f.column >= 0 {
			g.column = cut.t.n
			cut.t.n++
		}
		cut.t.nodes = append(cut.t.nodes, g)
		cut.low, cut.high = append(cut.low, box.low[k]), append(cut.high, box.high[k])
	}
	l := &limits{box: cut, v: Zeros(len(rows), cut.t.n), now: make([]float64, cut.t.n)}
	for k := range full.nodes {
		if at[k] < 0 || cut.t.nodes[at[k]].column < 0 {
			continue
		}
		j := cut.t.nodes[at[k]].column
		l.now[j] = full.nodes[k].global
		for r, i := range rows {
			known := k
			for scores[known][i] != scores[known][i] {
				known = full.nodes[known].parent
			}
			l.gaps = l.gaps || known != k && box.high[k] > 0
			l.v.set(r, j, scores[known][i])
		}
	}
	l.tree = cut.constraints()
	return l
}

// constraints are the sum and the bounds as rows over the columns' weights.
func (b *boxTree) constraints() []constraint {
	n := b.t.n
	under := make([][]float64, len(b.t.nodes))
	for k := range under {
		under[k] = make([]float64, n+1)
	}
	for k := range b.t.nodes {
		if j := b.t.nodes[k].column; j >= 0 {
			for up := k; up >= 0; up = b.t.nodes[up].parent {
				under[up][j] = 1
			}
		}
	}
	out := []constraint{{under[0], equal, 1}}
	for k := 1; k < len(b.t.nodes); k++ {
		bound := func(w float64, rel relation) {
			row := make([]float64, n+1)
			for j := range row {
				row[j] = under[k][j] - float64(w*under[b.t.nodes[k].parent][j])
			}
			out = append(out, constraint{row, rel, 0})
		}
		switch lo, hi := b.low[k], b.high[k]; {
		case lo == hi:
			bound(lo, equal)
		default:
			if lo > 0 {
				bound(lo, greaterEqual)
			}
			if hi < 1 {
				bound(hi, lessEqual)
			}
		}
	}
	return out
}

// best returns the best rank seen of row a, and the one it cannot exceed.
func (l *limits) best(a int) (seen, bound int) {
	seen, bound = l.most(a, 1)
	return l.v.m - seen, l.v.m - bound
}

// worst returns the worst rank seen of row a, and the one it cannot fall below.
func (l *limits) worst(a int) (seen, bound int) {
	seen, bound = l.most(a, -1)
	return 1 + seen, 1 + bound
}

// most returns how many others a leaves behind (side 1: none of them above it)
// or has above it (side −1) at most: as seen for some weights, and a number that
// no weights exceed.
func (l *limits) most(a int, side float64) (seen, bound int) {
	s := search{l: l, a: a, side: side, fewest: math.MaxInt}
	var open []int
	never := 0
	for b := range l.v.m {
		switch {
		case b == a:
		case side > 0 && l.box.least(l.v.row(b), l.v.row(a)) > nearTie,
			side < 0 && l.box.least(l.v.row(a), l.v.row(b)) > -nearTie:
			never++
		default:
			open = append(open, b)
		}
	}
	s.rivals = open
	s.count(l.now)
	least, done := s.settle(open, nil, 0)
	if done {
		least = s.fewest
	}
	all := l.v.m - 1 - never
	return all - s.fewest, all - least
}

// search looks for the fewest rivals that must be given up so that weights exist
// for which row a is on the right side of all others: it solves the program of
// the rivals not given up; where it has no solution, the rivals that are tight at
// its optimum have none together either (the multipliers of the others are zero),
// so one of them must go, and each is tried in turn.
type search struct {
	l      *limits
	a      int
	side   float64
	rivals []int // that can be on either side
	fewest int   // given up by weights that were seen
	work   int
}

// margin is how far the right side is from a tie.
func (s *search) margin() float64 {
	if s.side > 0 {
		return 0 // a tie shares the rank
	}
	return 2 * nearTie
}

// lead is how far a is on the right side of b for weights w.
func (s *search) lead(b int, w []float64) float64 {
	d := 0.0
	for j, x := range w {
		d += float64(x * (s.l.v.At(s.a, j) - s.l.v.At(b, j)))
	}
	return float64(s.side * d)
}

// count notes how many rivals weights w leave on the wrong side.
func (s *search) count(w []float64) {
	wrong := 0
	for _, b := range s.rivals {
		lead := s.lead(b, w)
		if s.side > 0 && lead < -nearTie || s.side < 0 && lead <= nearTie {
			wrong++
		}
	}
	s.fewest = min(s.fewest, wrong)
}

// settle searches among the rivals wanted, of which kept must not be given up,
// after given were. It returns a number of which at least so many must be given
// up in all, and whether it came to an end.
func (s *search) settle(wanted, kept []int, given int) (least int, done bool) {
	if given >= s.fewest {
		return given, true
	}
	conflicts, done := s.conflicts(wanted)
	if !done || given+len(conflicts) >= s.fewest {
		return min(given+len(conflicts), s.fewest), done
	}
	if len(conflicts) == 0 {
		s.fewest = given
		return given, true
	}
	least = math.MaxInt
	for _, b := range conflicts[0] {
		if slices.Contains(kept, b) {
			continue
		}
		rest := slices.DeleteFunc(slices.Clone(wanted), func(x int) bool { return x == b })
		n, ended := s.settle(rest, kept, given+1)
		least, done = min(least, n), done && ended
		kept = append(kept[:len(kept):len(kept)], b)
	}
	if !done {
		least = max(least, given+len(conflicts))
	}
	return min(least, s.fewest), done
}

// conflicts returns disjoint sets of rivals, each of which cannot be on the right
// side together: at least one of each must be given up. None if all can.
func (s *search) conflicts(wanted []int) (sets [][]int, done bool) {
	left := wanted
	for given := 0; ; given++ {
		tight, ok := s.solve(left)
		if !ok {
			return sets, false
		}
		if len(tight) == 0 || given > s.fewest {
			return sets, true
		}
		sets = append(sets, tight)
		left = slices.DeleteFunc(slices.Clone(left), func(b int) bool { return slices.Contains(tight, b) })
	}
}

// solve finds weights for which the greatest shortfall against rivals is least,
// adding the rival it falls shortest of until none is left. It returns those that
// are tight at the optimum, none when there is no shortfall; false when the work
// is used up.
func (s *search) solve(rivals []int) (tight []int, ok bool) {
	n := s.l.box.t.n
	const eps = 1e-10
	var held []int
	for {
		height := len(s.l.tree) + len(held)
		if s.work += height * height * (n + 2*height); s.work > limitWork {
			return nil, false
		}
		p := newLP(n + 1)
		p.minimise(n) // the shortfall
		for _, c := range s.l.tree {
			p.add(c.row, c.rel, c.rhs)
		}
		for _, b := range held {
			row := make([]float64, n+1)
			for j := range n {
				row[j] = float64(s.side * (s.l.v.At(s.a, j) - s.l.v.At(b, j)))
			}
			row[n] = 1
			p.add(row, greaterEqual, s.margin())
		}
		x, short, found := p.solve()
		if !found {
			return nil, false
		}
		w := x[:n]
		s.count(w)
		worst, far := -1, short+eps
		for _, b := range rivals {
			if d := s.margin() - s.lead(b, w); d > far {
				worst, far = b, d
			}
		}
		if worst >= 0 {
			held = append(held, worst)
			continue
		}
		if short <= eps {
			return nil, true
		}
		for _, b := range held {
			if s.margin()-s.lead(b, w) > short-eps {
				tight = append(tight, b)
			}
		}
		return tight, true
	}
}
