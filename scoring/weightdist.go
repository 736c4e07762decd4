package scoring

import "math"

// WeightDist says how weights are drawn. Bounds and Orders apply on top, among
// siblings for "levels" and "centred", among criteria for "uniform".
type WeightDist struct {
	// Kind is one of
	//   uniform  over all criteria at once, Dirichlet(Alpha), nil being all 1
	//   levels   uniform among the children of every node, so that a dimension
	//            gets no weight for merely having many criteria
	//   centred  Dirichlet(Kappa·w) among the children of every node, w being the
	//            weights chosen: sd² = w(1 − w)/(Kappa + 1)
	//   fixed    the weights chosen
	Kind   string        `json:"kind"`
	Alpha  []float64     `json:"alpha,omitempty"` // by column
	Kappa  float64       `json:"kappa,omitempty"`
	Bounds []WeightBound `json:"bounds,omitempty"`
	Orders []WeightOrder `json:"orders,omitempty"`
}

// WeightBound keeps the weight of a node (index in Result.Nodes) between Low and High.
type WeightBound struct {
	Node int     `json:"node"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// WeightOrder says one node matters at least as much as another.
type WeightOrder struct {
	More int `json:"more"`
	Less int `json:"less"`
}

// group is a set of nodes whose weights are drawn together and sum to 1.
type group struct {
	nodes   []int
	columns []int     // of the nodes, in a flat plan
	alpha   []float64 // nil is uniform
	fixed   bool
	limits  *polytope // nil without constraints
}

// weightPlan is a checked WeightDist on a tree.
type weightPlan struct {
	t      *tree
	flat   bool // one group, of the leaves
	groups []group
}

func newWeightPlan(t *tree, d WeightDist) (*weightPlan, error) {
	p := &weightPlan{t: t, flat: d.Kind == "uniform"}
	switch d.Kind {
	case "uniform":
		g := group{}
		for k, f := range t.nodes {
			if f.column >= 0 {
				g.nodes, g.columns = append(g.nodes, k), append(g.columns, f.column)
			}
		}
		if d.Alpha != nil {
			if len(d.Alpha) != t.n {
				return nil, inputError("alpha", -1, -1, ReasonShape, "%d parameters for %d columns", len(d.Alpha), t.n)
			}
			plain := true
			for j, a := range d.Alpha {
				if !(a > 0) || math.IsInf(a, 0) {
					return nil, inputError("alpha", -1, j, ReasonParameter, "a Dirichlet parameter must be positive, got %g", a)
				}
				plain = plain && a == 1
			}
			for _, k := range g.nodes {
				g.alpha = append(g.alpha, d.Alpha[t.nodes[k].column])
			}
			if plain {
				g.alpha = nil
			}
		}
		p.groups = []group{g}
	case "levels", "centred", "fixed":
		if d.Kind == "centred" && (!(d.Kappa > 0) || math.IsInf(d.Kappa, 0)) {
			return nil, inputError("kappa", -1, -1, ReasonParameter, "kappa must be positive, got %g", d.Kappa)
		}
		for _, f := range t.nodes {
			if f.column >= 0 {
				continue
			}
			g := group{nodes: f.children, fixed: d.Kind == "fixed" || len(f.children) == 1}
			if d.Kind == "centred" {
				for _, c := range f.children {
					g.alpha = append(g.alpha, float64(d.Kappa*t.nodes[c].w))
				}
			}
			p.groups = append(p.groups, g)
		}
	default:
		return nil, inputError("weights", -1, -1, ReasonUnknownKind, "unknown weight distribution %q; known are uniform, levels, centred, fixed", d.Kind)
	}
	if d.Kind == "fixed" || len(d.Bounds)+len(d.Orders) == 0 {
		return p, nil
	}
	return p, p.constrain(d)
}

// constrain turns bounds and orders into one polytope per group.
func (p *weightPlan) constrain(d WeightDist) error {
	find := func(node int) (g, at int) {
		for g := range p.groups {
			for at, k := range p.groups[g].nodes {
				if k == node {
					return g, at
				}
			}
		}
		return -1, -1
	}
	limits := func(g int) *polytope {
		if p.groups[g].limits == nil {
			p.groups[g].limits = &polytope{n: len(p.groups[g].nodes)}
		}
		return p.groups[g].limits
	}
	for k, b := range d.Bounds {
		g, at := find(b.Node)
		if g < 0 {
			return inputError("bounds", k, -1, ReasonParameter, "node %d has no weight in this distribution", b.Node)
		}
		if !(b.Low >= 0 && b.Low <= b.High && b.High <= 1) {
			return inputError("bounds", k, -1, ReasonParameter, "bounds must satisfy 0 ≤ low ≤ high ≤ 1, got %g and %g", b.Low, b.High)
		}
		l := limits(g)
		up, down := make([]float64, l.n), make([]float64, l.n)
		up[at], down[at] = 1, -1
		l.add(up, b.High)
		l.add(down, -b.Low)
	}
	for k, o := range d.Orders {
		g, more := find(o.More)
		h, less := find(o.Less)
		if g < 0 || g != h || more == less {
			return inputError("orders", k, -1, ReasonParameter, "nodes %d and %d are not two weights drawn together", o.More, o.Less)
		}
		l := limits(g)
		row := make([]float64, l.n)
		row[less], row[more] = 1, -1
		l.add(row, 0)
	}
	for g := range p.groups {
		one := &p.groups[g]
		if one.limits == nil {
			continue
		}
		if err := one.limits.prepare(one.alpha); err != nil {
			return err
		}
	}
	return nil
}

// polytope is the part of the simplex with rows·w ≤ rhs.
type polytope struct {
	n      int
	rows   [][]float64
	rhs    []float64
	centre []float64
	chain  bool // hit and run; otherwise rejection is quick enough
}

func (l *polytope) add(row []float64, rhs float64) {
	l.rows, l.rhs = append(l.rows, row), append(l.rhs, rhs)
}

func (l *polytope) contains(w []float64) bool {
	for k, row := range l.rows {
		if dot(row, w) > l.rhs[k] {
			return false
		}
	}
	return true
}

// prepare finds the point deepest inside and decides between rejection (at least
// 1 in 50 of 4096 trial draws accepted) and hit and run.
func (l *polytope) prepare(alpha []float64) error {
	// Maximise s with rows·w + s ≤ rhs, w ≥ s: deepest by slack.
	p := newLP(l.n + 1)
	p.c[l.n] = -1
	one := make([]float64, l.n+1)
	for j := range l.n {
		one[j] = 1
		r := make([]float64, l.n+1)
		r[j], r[l.n] = 1, -1
		p.add(r, greaterEqual, 0)
	}
	p.add(one, equal, 1)
	for k, row := range l.rows {
		p.add(append(append([]float64(nil), row...), 1), lessEqual, l.rhs[k])
	}
	x, _, ok := p.solve()
	if !ok || x[l.n] < 1e-9 {
		return inputError("weights", -1, -1, ReasonParameter, "the constraints leave no room for weights to vary")
	}
	l.centre = x[:l.n]
	var d drawer
	w := make([]float64, l.n)
	hits := 0
	for i := range 4096 {
		d.seed(0x5eed, uint64(i))
		d.dirichlet(w, alpha)
		if l.contains(w) {
			hits++
		}
	}
	l.chain = hits < 4096/50
	if l.chain && alpha != nil {
		return inputError("weights", -1, -1, ReasonParameter, "fewer than 1 in 50 draws of the distribution meet the constraints")
	}
	return nil
}

// step makes one hit-and-run move of w, uniform on the polytope in the limit
// (R. L. Smith, Operations Research 32 (1984) 1296–1308).
func (l *polytope) step(d *drawer, w, dir []float64) {
	mean := 0.0
	for j := range dir {
		dir[j] = d.normal()
		mean += dir[j]
	}
	mean /= float64(l.n)
	lo, hi := math.Inf(-1), math.Inf(1)
	clip := func(speed, room float64) { // speed·t ≤ room
		switch {
		case speed > 1e-14:
			hi = min(hi, room/speed)
		case speed < -1e-14:
			lo = max(lo, room/speed)
		}
	}
	for j := range dir {
		dir[j] -= mean
		clip(-dir[j], w[j])
	}
	for k, row := range l.rows {
		clip(dot(row, dir), l.rhs[k]-dot(row, w))
	}
	if !(hi > lo) || math.IsInf(hi-lo, 0) {
		return
	}
	t := lo + float64((hi-lo)*d.uniform())
	s := 0.0
	for j := range w {
		w[j] = max(0, w[j]+float64(t*dir[j]))
		s += w[j]
	}
	divide(w, s)
}

// weightDraws draws weights for one worker.
type weightDraws struct {
	plan  *weightPlan
	node  []float64   // by node: weight among siblings; not kept by flat plans
	leaf  []float64   // by column, summing to 1
	state [][]float64 // by group, hit-and-run chains
	chain drawer
	dir   []float64
	buf   []float64
	sums  []float64
}

func (p *weightPlan) start() *weightDraws {
	k := len(p.t.nodes)
	w := &weightDraws{plan: p, node: make([]float64, k), leaf: make([]float64, p.t.n), state: make([][]float64, len(p.groups)), dir: make([]float64, k), buf: make([]float64, k), sums: make([]float64, k)}
	for g := range p.groups {
		if l := p.groups[g].limits; l != nil && l.chain {
			w.state[g] = make([]float64, l.n)
		}
	}
	for i, f := range p.t.nodes {
		w.node[i] = f.w
	}
	return w
}

// block restarts the chains: a block of draws depends on (seed, block) alone.
func (w *weightDraws) block(seed, block uint64) {
	w.chain.seed(^seed, block)
	for g, s := range w.state {
		if s == nil {
			continue
		}
		l := w.plan.groups[g].limits
		copy(s, l.centre)
		for range 20 * l.n * l.n {
			l.step(&w.chain, s, w.dir[:l.n])
		}
	}
}

// draw fills node and leaf.
func (w *weightDraws) draw(d *drawer) {
	for g := range w.plan.groups {
		one := &w.plan.groups[g]
		if one.fixed {
			continue
		}
		v := w.buf[:len(one.nodes)]
		switch {
		case w.state[g] != nil:
			for range 4 * one.limits.n {
				one.limits.step(&w.chain, w.state[g], w.dir[:one.limits.n])
			}
			v = w.state[g]
		default:
			d.dirichlet(v, one.alpha)
			for one.limits != nil && !one.limits.contains(v) {
				d.dirichlet(v, one.alpha)
			}
		}
		if w.plan.flat {
			for p, c := range one.columns {
				w.leaf[c] = v[p]
			}
			return
		}
		for p, k := range one.nodes {
			w.node[k] = v[p]
		}
	}
	if w.plan.flat {
		return
	}
	t := w.plan.t
	w.sums[0] = 1
	for k := 1; k < len(t.nodes); k++ {
		f := &t.nodes[k]
		w.sums[k] = float64(w.sums[f.parent] * w.node[k])
		if f.column >= 0 {
			w.leaf[f.column] = w.sums[k]
		}
	}
}

// setTree writes the weights drawn into a tree of its own; for a flat plan, what
// the leaves under each node sum to.
func (w *weightDraws) setTree(t *tree) {
	if w.plan.flat {
		spread(t, w.leaf)
		return
	}
	for k := range t.nodes {
		t.nodes[k].w = w.node[k]
	}
}

// spread sets node weights so that the leaves have the global weights given.
func spread(t *tree, leaf []float64) {
	for k := range t.nodes {
		t.nodes[k].w = 0
		if c := t.nodes[k].column; c >= 0 {
			t.nodes[k].w = leaf[c]
		}
	}
	for k := len(t.nodes) - 1; k > 0; k-- {
		t.nodes[t.nodes[k].parent].w += t.nodes[k].w
	}
	for k := range t.nodes { // back to shares among siblings, for methods that multiply them
		if len(t.nodes[k].children) == 0 {
			continue
		}
		s := 0.0
		for _, c := range t.nodes[k].children {
			s += t.nodes[c].w
		}
		for _, c := range t.nodes[k].children {
			if s > 0 {
				t.nodes[c].w /= s
			}
		}
	}
	t.nodes[0].w = 1
}
