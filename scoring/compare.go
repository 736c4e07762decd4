package scoring

import "math"

// LeftOut says what happens to the order when one criterion or one alternative
// is left out and everything is computed again.
type LeftOut struct {
	Row, Col      int   // what was left out; the other is -1
	Rank          []int // m; 0 for the alternative left out
	Leader        int   // first afterwards, -1 if nobody has a score
	LeaderChanged bool
	Reversed      int // pairs whose strict order turned round
	MaxShift      int // the largest change of place, counted among those compared
	ShiftRow      int // who made it, -1 if nobody moved
	Warnings      []Warning
}

// LeaveOneOut evaluates p once without each criterion of the tree and once
// without each alternative, in column and row order. An alternative that only
// makes others change places is rank reversal: fixed value functions and weighted
// means never show it. A case that cannot be computed has a NotComputed warning
// and no ranks.
func LeaveOneOut(p Problem, r Recipe) (criteria, alternatives []LeftOut, err error) {
	now, err := Evaluate(p, r)
	if err != nil {
		return nil, nil, err
	}
	for j := range p.X.n {
		if now.GlobalWeights[j] == 0 {
			continue
		}
		q := p
		tree, ok := prune(p.Tree, j)
		l := LeftOut{Row: -1, Col: j, Leader: -1, ShiftRow: -1}
		if q.Tree = tree; ok {
			l.fill(now, q, r, nil)
		} else { // the only criterion with weight
			l.Warnings = []Warning{{Kind: NotComputed, Row: -1, Col: j}}
		}
		criteria = append(criteria, l)
	}
	for i := range p.X.m {
		keep := make([]int, 0, p.X.m)
		for k := range p.X.m {
			if k != i {
				keep = append(keep, k)
			}
		}
		l := LeftOut{Row: i, Col: -1, Leader: -1, ShiftRow: -1}
		if len(keep) == 0 {
			l.Warnings = []Warning{{Kind: NotComputed, Row: i, Col: -1}}
		} else {
			q, s := p.only(keep, r)
			l.fill(now, q, s, keep)
		}
		alternatives = append(alternatives, l)
	}
	return criteria, alternatives, nil
}

// prune returns the tree without a column; false if nothing with weight is left.
func prune(n Node, col int) (Node, bool) {
	if len(n.Children) == 0 {
		return n, n.Column != col
	}
	var kept []Node
	weight := 0.0
	for _, c := range n.Children {
		if d, ok := prune(c, col); ok {
			kept = append(kept, d)
			weight += d.Weight
		}
	}
	n.Children = kept
	return n, len(kept) > 0 && weight > 0
}

// only returns the problem and recipe restricted to some rows.
func (p Problem) only(rows []int, r Recipe) (Problem, Recipe) {
	at := make([]int, p.X.m)
	for k := range at {
		at[k] = -1
	}
	for k, i := range rows {
		at[i] = k
	}
	q := p
	q.X = p.X.pickRows(rows)
	q.Structural = nil
	for _, c := range p.Structural {
		if c.Row >= 0 && c.Row < len(at) && at[c.Row] >= 0 {
			q.Structural = append(q.Structural, Cell{at[c.Row], c.Col})
		}
	}
	if g := r.Imputation.Groups; len(g) == p.X.m {
		r.Imputation.Groups = make([]int, len(rows))
		for k, i := range rows {
			r.Imputation.Groups[k] = g[i]
		}
	}
	return q, r
}

// fill evaluates q, whose rows are those of keep (nil: all), against the result now.
func (l *LeftOut) fill(now Result, q Problem, r Recipe, keep []int) {
	l.Rank = make([]int, len(now.Rank))
	res, err := Evaluate(q, r)
	if err != nil {
		l.Warnings = []Warning{{Kind: NotComputed, Row: l.Row, Col: l.Col}}
		return
	}
	if keep == nil {
		keep = make([]int, len(now.Rank))
		for i := range keep {
			keep[i] = i
		}
	}
	before := make([]float64, len(keep))
	for k, i := range keep {
		l.Rank[i] = res.Rank[k]
		before[k] = now.Score[i]
	}
	was := CompetitionRanks(before, r.TieTolerance)
	for k, i := range keep {
		if res.Rank[k] == 0 || was[k] == 0 {
			continue
		}
		if l.Leader < 0 && res.Rank[k] == 1 {
			l.Leader = i
		}
		if s := max(res.Rank[k]-was[k], was[k]-res.Rank[k]); s > l.MaxShift {
			l.MaxShift, l.ShiftRow = s, i
		}
		if was[k] == 1 && res.Rank[k] != 1 {
			l.LeaderChanged = true
		}
		for o := range k {
			if res.Rank[o] > 0 && was[o] > 0 && (was[k]-was[o])*(res.Rank[k]-res.Rank[o]) < 0 {
				l.Reversed++
			}
		}
	}
	if l.Row >= 0 && now.Rank[l.Row] == 1 { // the leader left: the next in line is no surprise
		l.LeaderChanged = l.Leader >= 0 && was[position(keep, l.Leader)] != 1
	}
}

func position(list []int, x int) int {
	for k, y := range list {
		if y == x {
			return k
		}
	}
	return -1
}

// Comparison puts the same problem through several methods. k is the number of
// methods that could be computed.
type Comparison struct {
	Methods                 []string
	Score                   Matrix  // m×k, larger is better
	Rank                    [][]int // k × m
	Borda, Copeland         []float64
	BordaRank, CopelandRank []int
	Spearman, KendallTau    Matrix // k×k, NaN where undefined
	W                       KendallWResult
	Failed                  []MethodFailure
}

// MethodFailure says why a method could not be computed.
type MethodFailure struct {
	Method string
	Err    error
}

// CompareMethods evaluates p by every method named (nil: all of Methods()) with
// the parameters of r, and joins the rankings by Borda and Copeland. Methods
// without a rule for gaps fail on them unless r imputes; they are listed, not
// left out silently.
func CompareMethods(p Problem, r Recipe, names []string) (Comparison, error) {
	if names == nil {
		for _, m := range methods {
			names = append(names, m.Name)
		}
	}
	var c Comparison
	var scores [][]float64
	for _, name := range names {
		if _, ok := method(name); !ok {
			return Comparison{}, unknownMethod(name)
		}
		one := r
		one.Method = name
		res, err := Evaluate(p, one)
		if err != nil {
			c.Failed = append(c.Failed, MethodFailure{name, err})
			continue
		}
		c.Methods = append(c.Methods, name)
		c.Rank = append(c.Rank, res.Rank)
		scores = append(scores, res.Score)
	}
	m, k := p.X.m, len(c.Methods)
	if k == 0 {
		return c, c.Failed[0].Err
	}
	c.Score = Zeros(m, k)
	ranks := filled(m, k, math.NaN())
	for a := range k {
		c.Score.setColumn(a, scores[a])
		for i, rank := range c.Rank[a] {
			if rank > 0 {
				ranks.set(i, a, float64(rank))
			}
		}
	}
	c.Borda, c.Copeland = Borda(ranks), Copeland(ranks)
	c.BordaRank, c.CopelandRank = CompetitionRanks(c.Borda, 0), CompetitionRanks(c.Copeland, 0)
	var live []int // a row without data has no rank in any method
	for i := range m {
		if c.Rank[0][i] > 0 {
			live = append(live, i)
		}
	}
	lists := make([][]float64, k)
	for a := range lists {
		lists[a] = make([]float64, len(live))
		for at, i := range live {
			lists[a][at] = ranks.At(i, a)
		}
	}
	c.Spearman, c.KendallTau = filled(k, k, math.NaN()), filled(k, k, math.NaN())
	c.W = KendallWResult{math.NaN(), math.NaN()}
	if len(live) == 0 {
		return c, nil
	}
	for a := range k {
		for b := range k {
			g, err := Agreement(lists[a], lists[b])
			if err != nil {
				return Comparison{}, err
			}
			c.Spearman.set(a, b, g.Spearman)
			c.KendallTau.set(a, b, g.KendallTau)
		}
	}
	var err error
	c.W, err = KendallW(lists)
	return c, err
}
