package scoring

import "math"

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
		if err := res.normalise(j, c); err != nil {
			return inColumn(err, j)
		}
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

// normalise fills column j of Normalised.
func (res *Result) normalise(j int, c Criterion) error {
	x, y := res.Treated, res.Normalised
	if !c.Value.Fixed() {
		v, warn, err := NormaliseColumn(x.Column(j), c.Value, c.Direction)
		if err != nil {
			return err
		}
		for _, w := range warn {
			w.Col = j
			res.Warnings = append(res.Warnings, w)
		}
		y.setColumn(j, v)
		return nil
	}
	for i := range x.m {
		f := x.v[i*x.n+j]
		v, outside := f, false
		if f == f {
			var err error
			if v, outside, err = c.Value.value(f, c.Direction); err != nil {
				e := err.(*InputError)
				e.Row = i
				return e
			}
		}
		if outside {
			res.Warnings = append(res.Warnings, Warning{Kind: OutsideGoalposts, Row: i, Col: j, Value: f})
		}
		y.v[i*x.n+j] = v
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
	buf := make([]float64, 5*nodes+x.n)
	s, eff, have, all, whole, v := buf[:nodes], buf[nodes:2*nodes], buf[2*nodes:3*nodes], buf[3*nodes:4*nodes], buf[4*nodes:5*nodes], buf[5*nodes:]
	for k, f := range t.nodes { // the weight of each node where nothing is missing
		whole[k] = f.global
	}
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
		gap, weight := false, whole
		if !t.present(x.row(row)) {
			gap = t.cover(x.row(row), have, all, excluded)
			t.effectiveRow(s, eff)
			weight = eff
		} else {
			copy(have, whole)
			copy(all, whole)
		}
		for k := range t.nodes {
			f := &t.nodes[k]
			res.Nodes[k].Scores[row] = s[k]
			res.Nodes[k].Coverage[row] = share(have[k], all[k])
			if f.column < 0 || s[k] != s[k] {
				continue
			}
			res.Effective.set(row, f.column, weight[k])
			switch res.Contribution {
			case Additive:
				res.Contributions.set(row, f.column, float64(weight[k]*s[k]))
			case Logarithmic:
				res.Contributions.set(row, f.column, float64(weight[k]*ln(max(s[k], r.Floor))))
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
