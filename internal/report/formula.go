package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/scoring"
)

// agree is how close a formula's value must be to the stored one to be written.
const agree = 1e-9

// treeNode is a node of the tree with its place in it.
type treeNode struct {
	*appraisal.Node
	parent   int // -1 at the root
	depth    int
	children []int
	share    float64 // of its siblings' weight, 0 to 1
	global   float64
}

// flatten lists the tree in pre-order.
func flatten(root *appraisal.Node) []treeNode {
	var out []treeNode
	var add func(n *appraisal.Node, parent, depth int, share, global float64)
	add = func(n *appraisal.Node, parent, depth int, share, global float64) {
		k := len(out)
		out = append(out, treeNode{Node: n, parent: parent, depth: depth, share: share, global: global})
		if parent >= 0 {
			out[parent].children = append(out[parent].children, k)
		}
		sum := 0.0
		for i := range n.Children {
			sum += n.Children[i].Weight
		}
		for i := range n.Children {
			s := n.Children[i].Weight / sum
			add(&n.Children[i], k, depth+1, s, global*s)
		}
	}
	add(root, -1, 0, 1, 1)
	return out
}

// valuePlan says where things stand on the sheet of values.
type valuePlan struct {
	leaves   []int       // nodes that are criteria, in the order of results
	inner    []int       // the others, children before parents
	column   map[int]int // node → its column of normalised values or node scores
	value    int         // first column of each block
	year     int
	status   int
	source   int
	scores   int
	nodeCols int
	live     bool         // formulas recompute every score
	fixed    map[int]bool // leaves whose normalised values are a formula
}

// plans the sheet and finds out what formulas can recompute.
func (b *book) planValues() {
	n := 0
	p := valuePlan{column: map[int]int{}, fixed: map[int]bool{}, live: true}
	for k := range b.nodes {
		if b.nodes[k].Criterion != nil {
			p.leaves = append(p.leaves, k)
		}
	}
	for k := len(b.nodes) - 1; k >= 0; k-- {
		if b.nodes[k].Criterion == nil {
			p.inner = append(p.inner, k)
		}
	}
	n = len(p.leaves)
	p.value, p.year, p.status, p.source, p.scores = 3, 3+n, 3+2*n, 3+3*n, 3+4*n
	p.nodeCols = p.scores + n
	for j, k := range p.leaves {
		p.column[k] = p.scores + j
	}
	for j, k := range p.inner {
		p.column[k] = p.nodeCols + j
	}
	for j, k := range p.leaves {
		p.fixed[k] = b.recomputable(b.nodes[k].Criterion, j)
	}
	tree := b.Result.Method == appraisal.WeightedSum || b.Result.Method == appraisal.Geometric
	for i := range b.Result.Alternatives {
		a := &b.Result.Alternatives[i]
		s := b.scoreRow(a)
		if !tree || math.IsNaN(s[0]) || math.Abs(s[0]-a.Score) > agree {
			p.live = false
			break
		}
	}
	b.plan = p
}

// recomputable tells whether the value function gives the stored normalised
// value from the stored value for every country: not where data were winsorised
// or taken from the column.
func (b *book) recomputable(c *appraisal.Criterion, j int) bool {
	f := scoring.ValueFunc{Kind: scoring.ValueKind(c.Value.Kind), Low: c.Value.Low, High: c.Value.High, Points: c.Value.Points}
	if !f.Fixed() || f.Kind == scoring.Identity {
		return false
	}
	d := scoring.Benefit
	if c.Direction == "cost" {
		d = scoring.Cost
	}
	for _, a := range b.Result.Alternatives {
		x := a.Criteria[j]
		if !usable(x) || x.Normalised == nil {
			continue
		}
		if v, err := f.Value(*x.Value, d); err != nil || math.Abs(v-*x.Normalised) > agree {
			return false
		}
	}
	return true
}

// usable tells whether a criterion's value counted.
func usable(x appraisal.CriterionScore) bool {
	return x.Value != nil && (x.Status == catalog.Observed || x.Status == catalog.Derived)
}

// mean of an inner node under the document's method.
func (b *book) mean(k int) string {
	if b.Result.Method == appraisal.Geometric {
		return "geometric"
	}
	if m := b.nodes[k].Mean; m != "" {
		return m
	}
	return "arithmetic"
}

func (b *book) floor() float64 {
	if f := b.Model.Params.Floor; f != nil {
		return *f
	}
	return defaultFloor
}

// defaultFloor is what appraisal documents for Params.Floor.
const defaultFloor = 0.01

// scoreRow computes what the formulas will: the score of each node from the
// stored normalised values; NaN where nothing below has one.
func (b *book) scoreRow(a *appraisal.Alternative) []float64 {
	s := make([]float64, len(b.nodes))
	j := len(a.Criteria)
	for k := len(b.nodes) - 1; k >= 0; k-- {
		n := &b.nodes[k]
		s[k] = math.NaN()
		if n.Criterion != nil {
			if j--; a.Criteria[j].Normalised != nil {
				s[k] = *a.Criteria[j].Normalised
			}
			continue
		}
		num, den := 0.0, 0.0
		for _, c := range n.children {
			x, w := s[c], b.nodes[c].share
			if math.IsNaN(x) {
				continue
			}
			den += w
			switch b.mean(k) {
			case "geometric":
				num += w * math.Log(math.Max(x, b.floor()))
			case "power":
				num += w * math.Pow(x, n.Power)
			default:
				num += w * x
			}
		}
		if den == 0 {
			continue
		}
		switch b.mean(k) {
		case "geometric":
			s[k] = math.Exp(num / den)
		case "power":
			s[k] = math.Pow(num/den, 1/n.Power)
		default:
			s[k] = num / den
		}
	}
	return s
}

// valueFormula recomputes a normalised value from the cell of its value, while
// the status cell says that the value counts.
func (b *book) valueFormula(k int, value, status string) string {
	c := b.nodes[k].Criterion
	low, high := b.weightCell(colLow, k), b.weightCell(colHigh, k)
	var f string
	switch c.Value.Kind {
	case "log":
		f = fmt.Sprintf("MAX(0,MIN(1,LN(%s/%s)/LN(%s/%s)))", value, low, high, low)
	case "piecewise":
		f = piecewise(value, c.Value.Points)
	default:
		f = fmt.Sprintf("MAX(0,MIN(1,(%s-%s)/(%s-%s)))", value, low, high, low)
	}
	if c.Direction == "cost" && c.Value.Kind != "piecewise" {
		f = "1-" + f
	}
	return fmt.Sprintf(`IF(AND(%s<>"",OR(%s="%s",%s="%s")),%s,"")`,
		value, status, b.word("status.observed"), status, b.word("status.derived"), f)
}

// piecewise is linear between points and flat outside.
func piecewise(x string, ps []scoring.Point) string {
	last := len(ps) - 1
	f := literal(ps[last].Y)
	for i := last; i > 0; i-- {
		p, q := ps[i-1], ps[i]
		f = fmt.Sprintf("IF(%s<%s,%s+(%s-%s)*(%s-%s)/(%s-%s),%s)", x, literal(q.X), literal(p.Y), x, literal(p.X),
			literal(q.Y), literal(p.Y), literal(q.X), literal(p.X), f)
	}
	return fmt.Sprintf("IF(%s<=%s,%s,%s)", x, literal(ps[0].X), literal(ps[0].Y), f)
}

// literal writes a number as formulas take it.
func literal(v float64) string {
	s := strconv.FormatFloat(v, 'f', -1, 64)
	if len(s) > 24 {
		s = strconv.FormatFloat(v, 'E', -1, 64)
	}
	if v < 0 {
		return "(" + s + ")"
	}
	return s
}

// maxFormula is what Excel takes.
const maxFormula = 8000

// nodeFormula recomputes a node from its children's cells in row, the weight of
// an empty child spread over the others; "" when it would be too long.
func (b *book) nodeFormula(k, row int) string {
	var num, den []string
	for _, c := range b.nodes[k].children {
		x, w := at(b.plan.column[c], row), b.weightCell(colWeight, c)
		den = append(den, fmt.Sprintf(`IF(%s="",0,%s)`, x, w))
		switch b.mean(k) {
		case "geometric":
			num = append(num, fmt.Sprintf(`IF(%s="",0,%s*LN(MAX(%s,%s)))`, x, w, x, literal(b.floor())))
		case "power":
			num = append(num, fmt.Sprintf(`IF(%s="",0,%s*%s^%s)`, x, w, x, literal(b.nodes[k].Power)))
		default:
			num = append(num, fmt.Sprintf(`IF(%s="",0,%s*%s)`, x, w, x))
		}
	}
	n, d := strings.Join(num, "+"), strings.Join(den, "+")
	f := fmt.Sprintf("(%s)/(%s)", n, d)
	switch b.mean(k) {
	case "geometric":
		f = "EXP(" + f + ")"
	case "power":
		f = fmt.Sprintf("(%s)^(1/%s)", f, literal(b.nodes[k].Power))
	}
	f = fmt.Sprintf(`IF((%s)=0,"",%s)`, d, f)
	if len(f) > maxFormula {
		return ""
	}
	return f
}
