package scoring

import (
	"fmt"
	"math"
)

// Mean names how a node combines its children.
type Mean string

const (
	Arithmetic Mean = "arithmetic" // Σ w s; the meaning of "" too
	Geometric  Mean = "geometric"  // exp(Σ w ln s); positive scores, or a floor
	Power      Mean = "power"      // (Σ w s^p)^(1/p); scores ≥ 0
)

// Node is a criteria tree. A leaf has no children and names a column of the
// matrix; an inner node has Column -1. Weights count among siblings and are
// divided by their sum; the weight of the root has no effect.
type Node struct {
	Name     string
	Weight   float64
	Mean     Mean
	Power    float64 // exponent of a power mean; 0 is the geometric mean, its limit
	Column   int
	Children []Node
}

// FlatTree returns a root with one leaf per weight: the weighted sum without levels.
func FlatTree(w []float64) Node {
	root := Node{Name: "index", Weight: 1, Column: -1}
	for j, f := range w {
		root.Children = append(root.Children, Node{Name: fmt.Sprintf("c%d", j), Weight: f, Column: j})
	}
	return root
}

// tree is a checked Node in pre-order, with sibling weights divided by their sum.
type tree struct {
	n     int // columns
	nodes []flatNode
}

type flatNode struct {
	name     string
	path     []int
	parent   int
	column   int
	w        float64 // among siblings, summing to 1
	global   float64 // product of w down from the root
	mean     Mean
	power    float64
	children []int
}

// flatten checks the tree against n columns.
func flatten(root Node, n int) (*tree, error) {
	t := &tree{n: n}
	if err := t.add(root, -1, nil, 1, 1, make([]bool, n)); err != nil {
		return nil, err
	}
	return t, nil
}

func (t *tree) add(nd Node, parent int, path []int, w, global float64, used []bool) error {
	k := len(t.nodes)
	f := flatNode{name: nd.Name, path: path, parent: parent, column: nd.Column, w: w, global: global, mean: nd.Mean, power: nd.Power}
	if len(nd.Children) == 0 {
		switch {
		case nd.Column < 0 || nd.Column >= t.n:
			return inputError("tree."+nd.Name, -1, -1, ReasonShape, "the leaf names column %d, the matrix has %d", nd.Column, t.n)
		case used[nd.Column]:
			return inputError("tree."+nd.Name, -1, nd.Column, ReasonDuplicate, "the column is used twice")
		}
		used[nd.Column] = true
		t.nodes = append(t.nodes, f)
		return nil
	}
	f.column = -1
	switch nd.Mean {
	case "":
		f.mean = Arithmetic
	case Arithmetic, Geometric:
	case Power:
		if nd.Power != nd.Power || math.IsInf(nd.Power, 0) {
			return inputError("tree."+nd.Name, -1, -1, ReasonParameter, "the exponent of the power mean must be finite")
		}
		if nd.Power == 0 {
			f.mean = Geometric
		}
		if nd.Power == 1 {
			f.mean = Arithmetic
		}
	default:
		return inputError("tree."+nd.Name, -1, -1, ReasonUnknownKind, "unknown mean %q", nd.Mean)
	}
	t.nodes = append(t.nodes, f)
	ws := make([]float64, len(nd.Children))
	for c, child := range nd.Children {
		ws[c] = child.Weight
		if ws[c] < 0 || ws[c] != ws[c] || math.IsInf(ws[c], 0) { // named before the sum is taken
			what := "negative"
			if ws[c] != ws[c] {
				what = "missing"
			} else if math.IsInf(ws[c], 0) {
				what = "infinite"
			}
			return inputError("tree."+child.Name, -1, max(child.Column, -1), ReasonWeight, "the weight is %s", what)
		}
	}
	ws, err := normaliseWeights(ws, "tree."+nd.Name)
	if err != nil {
		return err
	}
	for c, child := range nd.Children {
		t.nodes[k].children = append(t.nodes[k].children, len(t.nodes))
		down := append(append(make([]int, 0, len(path)+1), path...), c)
		if err := t.add(child, k, down, ws[c], float64(global*ws[c]), used); err != nil {
			return err
		}
	}
	return nil
}

// normaliseWeights returns w divided by its sum. A negative, NaN or infinite
// weight or a zero sum is an *InputError; its Col is the index of the weight.
func normaliseWeights(w []float64, field string) ([]float64, error) {
	if err := checkWeights(w, field); err != nil {
		return nil, err
	}
	top := 0.0
	for _, f := range w {
		top = max(top, f)
	}
	v := make([]float64, len(w))
	for j, f := range w { // divided by the largest first, so that no sum overflows
		v[j] = f / top
	}
	s := sum(v)
	if top > 0x1p-900 && top < 0x1p900 {
		s, v = sum(w), append(v[:0], w...)
	}
	for j := range v {
		v[j] /= s
	}
	return v, nil
}

func checkWeights(w []float64, field string) error {
	if len(w) == 0 {
		return inputError(field, -1, -1, ReasonEmpty, "there are no weights")
	}
	positive := false
	for j, f := range w {
		switch {
		case f != f:
			return inputError(field, -1, j, ReasonWeight, "the weight is missing")
		case math.IsInf(f, 0):
			return inputError(field, -1, j, ReasonWeight, "the weight is infinite")
		case f < 0:
			return inputError(field, -1, j, ReasonWeight, "the weight %g is negative", f)
		}
		positive = positive || f > 0
	}
	if !positive {
		return inputError(field, -1, -1, ReasonWeight, "the weights sum to zero")
	}
	return nil
}

// additive reports whether every node on every path is an arithmetic mean.
func (t *tree) additive() bool { return t.all(Arithmetic) }

// logarithmic reports whether every inner node is a geometric mean.
func (t *tree) logarithmic() bool { return t.all(Geometric) }

func (t *tree) all(m Mean) bool {
	for _, f := range t.nodes {
		if f.column < 0 && f.mean != m {
			return false
		}
	}
	return true
}

// globalWeights returns the weight of each column, 0 for one not in the tree.
func (t *tree) globalWeights() []float64 {
	w := make([]float64, t.n)
	for _, f := range t.nodes {
		if f.column >= 0 {
			w[f.column] = f.global
		}
	}
	return w
}

// scoreRow writes the score of every node for the normalised values v of one
// alternative into s. Weights are renormalised over the children that have a
// score; a node without any is NaN. Values below floor are raised to it where a
// geometric mean takes them, and raised is told (it may be nil).
//
// It returns the index of the node whose domain is broken, or -1. With bound
// set, a zero in a geometric mean gives 0 instead: the limit, for score bounds.
func (t *tree) scoreRow(v, s []float64, floor float64, bound bool, raised func(node int, was float64)) int {
	for k := len(t.nodes) - 1; k >= 0; k-- {
		f := &t.nodes[k]
		if f.column >= 0 {
			s[k] = v[f.column]
			continue
		}
		num, den := 0.0, 0.0
		switch f.mean {
		case Arithmetic:
			for _, c := range f.children {
				if x := s[c]; x == x {
					w := t.nodes[c].w
					num += float64(w * x)
					den += w
				}
			}
			if den == 0 {
				s[k] = math.NaN()
				continue
			}
			s[k] = num / den
		case Geometric:
			zero := false
			for _, c := range f.children {
				x := s[c]
				if x != x {
					continue
				}
				w := t.nodes[c].w
				if x < floor {
					if raised != nil {
						raised(c, x)
					}
					x = floor
				}
				if x <= 0 {
					if x < 0 || !bound {
						return c
					}
					zero = zero || w > 0
					den += w
					continue
				}
				num += float64(w * ln(x))
				den += w
			}
			switch {
			case den == 0:
				s[k] = math.NaN()
			case zero:
				s[k] = 0
			default:
				s[k] = exp(num / den)
			}
		case Power:
			m, bad := t.powerMean(f, s)
			if bad >= 0 {
				return bad
			}
			s[k] = m
		}
	}
	return -1
}

// powerMean returns M_p of the children present, scaled by the largest (p > 0)
// or smallest (p < 0) so that no power overflows; bad is a negative child or -1.
func (t *tree) powerMean(f *flatNode, s []float64) (mean float64, bad int) {
	scale, den := math.NaN(), 0.0
	for _, c := range f.children {
		x, w := s[c], t.nodes[c].w
		if x < 0 {
			return 0, c
		}
		if x != x || w == 0 {
			continue
		}
		den += w
		if scale != scale || f.power > 0 && x > scale || f.power < 0 && x < scale {
			scale = x
		}
	}
	if den == 0 {
		return math.NaN(), -1
	}
	if scale == 0 { // p > 0: all are zero; p < 0: the limit at a zero
		return 0, -1
	}
	num := 0.0
	for _, c := range f.children {
		if x, w := s[c], t.nodes[c].w; x == x && w > 0 && x > 0 {
			num += float64(w * exp(float64(f.power*ln(x/scale))))
		}
	}
	return float64(scale * exp(ln(num/den)/f.power)), -1
}

// present reports whether the row has a value for every leaf.
func (t *tree) present(v []float64) bool {
	for k := range t.nodes {
		if c := t.nodes[k].column; c >= 0 && v[c] != v[c] {
			return false
		}
	}
	return true
}

// effectiveRow writes, for each node, the share of the root's weight it has
// after renormalisation over what is present, given the node scores s; NaN for
// a node without a score.
func (t *tree) effectiveRow(s, eff []float64) {
	for k := range t.nodes {
		f := &t.nodes[k]
		if k == 0 {
			eff[0] = 1
		}
		if s[k] != s[k] {
			eff[k] = math.NaN()
		}
		den := 0.0
		for _, c := range f.children {
			if s[c] == s[c] {
				den += t.nodes[c].w
			}
		}
		for _, c := range f.children {
			eff[c] = math.NaN()
			if s[c] == s[c] && den > 0 {
				eff[c] = float64(eff[k] * t.nodes[c].w / den)
			}
		}
	}
}
