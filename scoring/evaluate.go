package scoring

import "math"

// Criterion is a column of the matrix and how its values are read.
type Criterion struct {
	Name      string
	Direction Direction
	Value     ValueFunc
	// Structural says what a cell missing by nature counts as: "zero" scores
	// 0, "exclude" (and "") is renormalised away without lowering coverage.
	Structural string
}

// Cell names a cell of the matrix.
type Cell struct {
	Row int `json:"row"`
	Col int `json:"col"`
}

// Problem is a decision problem: m alternatives on n criteria under a tree.
type Problem struct {
	X          Matrix
	Criteria   []Criterion // n
	Tree       Node        // each column at most once; one left out has weight 0
	Structural []Cell      // cells missing by nature, whatever X holds there
}

// Recipe is everything a result depends on besides the problem. The zero value
// of a parameter is that value, not a default: start from DefaultRecipe.
type Recipe struct {
	Method       string     `json:"method"` // a name in Methods(); "" is weightedSum
	Treatment    Treatment  `json:"treatment,omitzero"`
	Imputation   Imputation `json:"imputation,omitzero"`
	TieTolerance float64    `json:"tieTolerance,omitempty"` // 0 means DefaultTieTolerance

	Floor       float64      `json:"floor,omitempty"`       // geometric means raise lower values to it; 0 is strict
	V           float64      `json:"v"`                     // VIKOR, weight of the group utility
	Lambda      float64      `json:"lambda"`                // WASPAS, share of the weighted sum
	Preferences []Preference `json:"preferences,omitempty"` // PROMETHEE; nil is the usual function everywhere
	OWA         []float64    `json:"owa,omitempty"`         // OWA, weights by position, best value first

	Seed  uint64 `json:"seed,omitempty"`  // simulations built on the recipe
	Draws int    `json:"draws,omitempty"` // simulations built on the recipe
}

// DefaultRecipe returns the recipe of a method with the parameters its authors
// use: VIKOR v = 0.5, WASPAS λ = 0.5.
func DefaultRecipe(method string) Recipe {
	return Recipe{Method: method, V: 0.5, Lambda: 0.5, Draws: 10_000, Seed: 1}
}

// ContributionKind says what the contributions of an alternative sum to.
type ContributionKind string

const (
	Additive     ContributionKind = "additive"    // to its score
	Logarithmic  ContributionKind = "logarithmic" // to the logarithm of its score
	Undetermined ContributionKind = "none"        // the score is no such sum; all NaN
)

// NodeScore is one node of the tree with its results, by alternative.
type NodeScore struct {
	Name         string
	Path         []int // child indices from the root; empty for the root
	Depth        int   // 0 for the root
	Parent       int   // index among the nodes, -1 for the root
	Column       int   // of a leaf, -1 inside
	Weight       float64
	GlobalWeight float64
	Scores       []float64 // m, NaN where nothing is known
	Coverage     []float64 // m, share of the node's weight with data
}

// Result keeps every stage of an evaluation. Matrices are m×n.
type Result struct {
	Method        string
	Treated       Matrix // raw values after treatment and imputation
	Normalised    Matrix // larger is better; NaN where missing
	GlobalWeights []float64
	Effective     Matrix // weight applied after renormalising over what is present; NaN where missing
	Contributions Matrix // NaN where missing; sums by row as ContributionKind says
	Contribution  ContributionKind
	Nodes         []NodeScore // pre-order, root first; weighted means whatever the method
	Score         []float64   // larger is better; NaN where nothing is known
	Low, High     []float64   // score with every gap at 0 and at 1, weights not renormalised
	Coverage      []float64   // share of weight with data
	Rank          []int       // 0 where the score is NaN
	Warnings      []Warning

	tree   *tree
	recipe Recipe
	base   Matrix // for methods that are sums: score = Σ weight · base
}

// Evaluate scores and ranks the alternatives of p by recipe r.
//
// Stages: treat, impute, normalise each criterion, weigh by the tree, apply the
// method, rank. The tree's own means (method weightedSum) renormalise weights
// node by node over what is present; Low and High then bracket the score. Other
// methods work on the normalised matrix and the tree's global weights and have
// no rule for gaps: a cell missing there is an error, a row with no value at
// all is left out with score NaN and rank 0.
//
// It returns an *InputError that names row, column and rule.
func Evaluate(p Problem, r Recipe) (Result, error) {
	t, err := p.check()
	if err != nil {
		return Result{}, err
	}
	m, ok := method(r.Method)
	if !ok {
		return Result{}, unknownMethod(r.Method)
	}
	if r.TieTolerance < 0 || r.TieTolerance != r.TieTolerance {
		return Result{}, inputError("tieTolerance", -1, -1, ReasonParameter, "the tie tolerance must be zero or more")
	}
	if !(r.Floor >= 0) || math.IsInf(r.Floor, 0) {
		return Result{}, inputError("floor", -1, -1, ReasonParameter, "the floor must be zero or more")
	}
	res := Result{Method: m.Name, GlobalWeights: t.globalWeights(), tree: t, recipe: r}
	mask, err := p.structural()
	if err != nil {
		return Result{}, err
	}
	if err := res.prepare(p, r, mask); err != nil {
		return Result{}, err
	}
	if err := res.weigh(p, r, mask, m.Name == weightedSum); err != nil {
		return Result{}, err
	}
	if m.Name == weightedSum {
		res.Score = append([]float64(nil), res.Nodes[0].Scores...)
	} else if err := res.apply(m, r); err != nil {
		return Result{}, err
	}
	res.Rank = CompetitionRanks(res.Score, r.TieTolerance)
	return res, nil
}

// check validates the problem and returns its flattened tree.
func (p Problem) check() (*tree, error) {
	if p.X.m == 0 || p.X.n == 0 {
		return nil, inputError("matrix", -1, -1, ReasonEmpty, "the matrix is empty")
	}
	if len(p.Criteria) != p.X.n {
		return nil, inputError("criteria", -1, -1, ReasonShape, "%d criteria for %d columns", len(p.Criteria), p.X.n)
	}
	for j, c := range p.Criteria {
		if c.Direction > Cost {
			return nil, inputError("criteria", -1, j, ReasonDirection, "unknown direction %d", c.Direction)
		}
		switch c.Structural {
		case "", "zero", "exclude":
		default:
			return nil, inputError("criteria", -1, j, ReasonUnknownKind, "unknown structural rule %q", c.Structural)
		}
		if err := c.Value.Validate(); err != nil {
			return nil, inColumn(err, j)
		}
	}
	return flatten(p.Tree, p.X.n)
}

// structural returns the mask of structural cells, nil for none.
func (p Problem) structural() ([]bool, error) {
	if len(p.Structural) == 0 {
		return nil, nil
	}
	mask := make([]bool, p.X.m*p.X.n)
	for _, c := range p.Structural {
		if c.Row < 0 || c.Row >= p.X.m || c.Col < 0 || c.Col >= p.X.n {
			return nil, inputError("structural", c.Row, c.Col, ReasonShape, "no such cell")
		}
		mask[c.Row*p.X.n+c.Col] = true
	}
	return mask, nil
}

// prepare fills Treated and Normalised.
func (res *Result) prepare(p Problem, r Recipe, mask []bool) error {
	x := p.X
	if mask != nil {
		x = x.clone()
		for k, s := range mask {
			if s {
				x.v[k] = math.NaN()
			}
		}
	}
	x, warn, err := treat(x, r.Treatment)
	if err != nil {
		return err
	}
	res.Warnings = append(res.Warnings, warn...)
	x, warn, err = Impute(x, r.Imputation, func(i, j int) bool { return mask != nil && mask[i*x.n+j] })
	if err != nil {
		return err
	}
	res.Warnings = append(res.Warnings, warn...)
	res.Treated = x
	res.Normalised = Zeros(x.m, x.n)
	for j, c := range p.Criteria {
		v, warn, err := NormaliseColumn(x.Column(j), c.Value, c.Direction)
		if err != nil {
			return inColumn(err, j)
		}
		for _, w := range warn {
			w.Col = j
			res.Warnings = append(res.Warnings, w)
		}
		res.Normalised.setColumn(j, v)
		if mask != nil && c.Structural == "zero" {
			for i := range x.m {
				if mask[i*x.n+j] {
					res.Normalised.set(i, j, 0)
				}
			}
		}
	}
	return nil
}

// weigh fills everything the tree gives: node scores, coverage, bounds,
// effective weights and contributions. Under another method than the tree's own
// means, inner nodes are described by arithmetic means, which are always defined.
func (res *Result) weigh(p Problem, r Recipe, mask []bool, own bool) error {
	t, x := res.tree, res.Normalised
	if !own {
		plain := *t
		plain.nodes = append([]flatNode(nil), t.nodes...)
		for k := range plain.nodes {
			plain.nodes[k].mean = Arithmetic
		}
		t = &plain
	}
	res.Contribution = Undetermined
	switch {
	case t.additive():
		res.Contribution = Additive
	case t.logarithmic():
		res.Contribution = Logarithmic
	}
	m, nodes := x.m, len(t.nodes)
	res.Effective, res.Contributions = filled(m, x.n, math.NaN()), filled(m, x.n, math.NaN())
	res.Low, res.High, res.Coverage = make([]float64, m), make([]float64, m), make([]float64, m)
	res.Nodes = make([]NodeScore, nodes)
	back := make([]float64, 2*nodes*m)
	for k, f := range t.nodes {
		res.Nodes[k] = NodeScore{
			Name: f.name, Path: f.path, Depth: len(f.path), Parent: f.parent, Column: f.column,
			Weight: f.w, GlobalWeight: f.global,
			Scores: back[2*k*m : (2*k+1)*m : (2*k+1)*m], Coverage: back[(2*k+1)*m : (2*k+2)*m : (2*k+2)*m],
		}
	}
	buf := make([]float64, 4*nodes+x.n)
	s, eff, have, all, v := buf[:nodes], buf[nodes:2*nodes], buf[2*nodes:3*nodes], buf[3*nodes:4*nodes], buf[4*nodes:]
	row := 0
	raised := func(node int, was float64) {
		res.Warnings = append(res.Warnings, Warning{Kind: Floored, Row: row, Col: t.nodes[node].column, Value: was, Node: t.nodes[node].name})
	}
	excluded := func(col int) bool {
		return mask != nil && mask[row*x.n+col] && p.Criteria[col].Structural != "zero"
	}
	for ; row < m; row++ {
		if bad := t.scoreRow(x.row(row), s, r.Floor, false, raised); bad >= 0 {
			return t.domainError(bad, row)
		}
		gap := t.cover(x.row(row), have, all, excluded)
		t.effectiveRow(s, eff)
		for k := range t.nodes {
			f := &t.nodes[k]
			res.Nodes[k].Scores[row] = s[k]
			res.Nodes[k].Coverage[row] = share(have[k], all[k])
			if f.column < 0 || s[k] != s[k] {
				continue
			}
			res.Effective.set(row, f.column, eff[k])
			switch res.Contribution {
			case Additive:
				res.Contributions.set(row, f.column, float64(eff[k]*s[k]))
			case Logarithmic:
				res.Contributions.set(row, f.column, float64(eff[k]*ln(max(s[k], r.Floor))))
			}
		}
		res.Coverage[row] = share(have[0], all[0])
		res.Low[row], res.High[row] = s[0], s[0]
		if s[0] != s[0] {
			res.Warnings = append(res.Warnings, Warning{Kind: NoData, Row: row, Col: -1})
		}
		if !gap {
			continue
		}
		for end, out := range [2][]float64{res.Low, res.High} {
			copy(v, x.row(row))
			for j, f := range v {
				if f != f && !excluded(j) {
					v[j] = float64(end)
				}
			}
			if bad := t.scoreRow(v, s, r.Floor, true, nil); bad >= 0 {
				return t.domainError(bad, row)
			}
			out[row] = s[0]
		}
	}
	return nil
}

// cover writes, per node, the global weight with data and the global weight
// that could have data, and reports whether a cell is missing but not excluded.
func (t *tree) cover(v, have, all []float64, excluded func(col int) bool) (gap bool) {
	for k := len(t.nodes) - 1; k >= 0; k-- {
		f := &t.nodes[k]
		have[k], all[k] = 0, 0
		if f.column < 0 {
			for _, c := range f.children {
				have[k] += have[c]
				all[k] += all[c]
			}
			continue
		}
		switch x := v[f.column]; {
		case x == x:
			have[k], all[k] = f.global, f.global
		case !excluded(f.column):
			all[k] = f.global
			gap = true
		}
	}
	return gap
}

// share returns a/b, and 1 where there is nothing to know.
func share(a, b float64) float64 {
	if b == 0 {
		return 1
	}
	return min(a/b, 1)
}

func (t *tree) domainError(node, row int) error {
	f := &t.nodes[node]
	return inputError("tree."+f.name, row, f.column, ReasonDomain, "the mean of its parent needs positive scores; set a floor or rescale")
}

// apply runs a method other than the tree's own means on the rows with data.
func (res *Result) apply(m Method, r Recipe) error {
	x := res.Normalised
	rows := make([]int, 0, x.m)
	used := make([]int, 0, x.n)
	w := make([]float64, 0, x.n)
	for _, f := range res.tree.nodes {
		if f.column >= 0 {
			used = append(used, f.column)
			w = append(w, f.global)
		}
	}
	for i := range x.m {
		present := 0
		for _, j := range used {
			if f := x.At(i, j); f == f {
				present++
			}
		}
		if present > 0 {
			rows = append(rows, i)
		}
	}
	res.Score = make([]float64, x.m)
	for i := range res.Score {
		res.Score[i] = math.NaN()
	}
	y := Zeros(len(rows), len(used))
	for k, i := range rows {
		for c, j := range used {
			f := x.At(i, j)
			if f != f {
				return inputError("matrix", i, j, ReasonMissing, "the value is missing and %s has no rule for gaps; impute it or leave the alternative out", m.Name)
			}
			y.set(k, c, f)
		}
	}
	res.Contributions, res.Contribution = filled(x.m, x.n, math.NaN()), Undetermined
	res.Low, res.High = append([]float64(nil), res.Score...), append([]float64(nil), res.Score...)
	if len(rows) == 0 {
		return nil
	}
	pref := r.Preferences
	if pref != nil { // by column of the problem; the method sees only the columns used
		if len(pref) != x.n {
			return inputError("preferences", -1, -1, ReasonShape, "%d preference functions for %d columns", len(pref), x.n)
		}
		r.Preferences = make([]Preference, len(used))
		for c, j := range used {
			r.Preferences[c] = pref[j]
		}
	}
	out, err := m.score(y, w, r)
	if err != nil {
		if e, ok := err.(*InputError); ok { // back to the rows and columns of the problem
			f := *e
			if f.Row >= 0 && f.Row < len(rows) && f.Field == "matrix" {
				f.Row = rows[f.Row]
			}
			if f.Col >= 0 && f.Col < len(used) {
				f.Col = used[f.Col]
			}
			return &f
		}
		return err
	}
	for k, i := range rows {
		res.Score[i], res.Low[i], res.High[i] = out.score[k], out.score[k], out.score[k]
	}
	if out.base.m > 0 {
		res.Contribution, res.base = Additive, filled(x.m, x.n, math.NaN())
		for k, i := range rows {
			for c, j := range used {
				f := out.base.At(k, c)
				res.base.set(i, j, f)
				res.Contributions.set(i, j, float64(w[c]*f))
			}
		}
	}
	res.Warnings = append(res.Warnings, out.warnings...)
	return nil
}
