package appraisal

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"parksite/internal/fault"
	"parksite/scoring"
)

// Ways to get the weights of siblings out of somebody's head.
const (
	ByRankOrder = "rankOrder"
	ByAHP       = "ahp"
	ByBestWorst = "bestWorst"
	BySwing     = "swing"
)

// maxElicited is how many siblings may be weighted at once; Saaty's random
// index ends there too.
const maxElicited = 15

// Elicitation is what somebody said about the importance of sibling nodes.
// Which fields count follows from Method; the others stay empty.
type Elicitation struct {
	Method string   `json:"method" enums:"rankOrder,ahp,bestWorst,swing"`
	Nodes  []string `json:"nodes"` // ids of the siblings, 2 to 15

	Ranks      map[string]int     `json:"ranks,omitempty"`      // rankOrder: 1 = most important, equals share a rank
	Judgements []Judgement        `json:"judgements,omitempty"` // ahp: every pair once
	Best       string             `json:"best,omitempty"`       // bestWorst
	Worst      string             `json:"worst,omitempty"`      // bestWorst
	BestTo     map[string]float64 `json:"bestTo,omitempty"`     // bestWorst: how many times Best matters as much, 1 to 9
	ToWorst    map[string]float64 `json:"toWorst,omitempty"`    // bestWorst: how many times it matters as much as Worst, 1 to 9
	Swings     map[string]float64 `json:"swings,omitempty"`     // swing: worth of going from worst to best, the greatest 100
}

// Judgement says that A matters Times times as much as B, 1/9 to 9.
type Judgement struct {
	A     string  `json:"a"`
	B     string  `json:"b"`
	Times float64 `json:"times"`
}

// Elicited are weights with how well the judgements agree with each other.
type Elicited struct {
	Method  string       `json:"method"`
	Weights []NodeWeight `json:"weights"` // in the order of the request, summing to 1

	AHP       *AHPConsistency       `json:"ahp,omitempty"`
	BestWorst *BestWorstConsistency `json:"bestWorst,omitempty"`
}

// AHPConsistency says how far pairwise judgements contradict each other. CR
// above 0.1 is more than Saaty accepts; then Worst names the three judgements
// that contradict each other most, and Repair the one change that helps most.
type AHPConsistency struct {
	LambdaMax  float64          `json:"lambdaMax"`
	CI         float64          `json:"ci"`
	CR         float64          `json:"cr"`
	Acceptable bool             `json:"acceptable"`      // CR ≤ 0.1
	Worst      *Contradiction   `json:"worst,omitempty"` // absent when consistent
	Repair     *JudgementRepair `json:"repair,omitempty"`
}

// Contradiction is the chain A over B, B over C, C over A: Product is what the
// three judgements multiply to, 1 when they agree.
type Contradiction struct {
	A       string  `json:"a"`
	B       string  `json:"b"`
	C       string  `json:"c"`
	Product float64 `json:"product"`
}

// JudgementRepair is the one judgement whose replacement by Suggested, a step
// of the 1–9 scale, makes the others agree best with the least change, with the
// weights that follow.
type JudgementRepair struct {
	A         string       `json:"a"`
	B         string       `json:"b"`
	Now       float64      `json:"now"`
	Suggested float64      `json:"suggested"`
	CR        float64      `json:"cr"`
	Weights   []NodeWeight `json:"weights"`
}

// BestWorstConsistency is the input-based ratio of Liang, Brunelli and Rezaei
// (0 = consistent, 1 = as bad as can be) and the optimum ξ of the linear model.
type BestWorstConsistency struct {
	Ratio float64 `json:"ratio"`
	Ksi   float64 `json:"ksi"`
	Worst string  `json:"worst,omitempty"` // the judgement to revisit: which node's
}

// acceptableCR is Saaty's limit.
const acceptableCR = 0.1

// Elicit turns judgements into weights: rank order centroids (Barron and
// Barrett 1996), the principal eigenvector (AHP, Saaty 1980), the linear
// best–worst model (Rezaei 2016), or swings divided by their sum.
//
// It returns fault.Invalid naming every broken field.
func Elicit(e Elicitation) (Elicited, error) {
	const op = "appraisal.Elicit"
	if err := fault.Bad(op, e.brokenNodes()); err != nil {
		return Elicited{}, err
	}
	out := Elicited{Method: e.Method}
	var w []float64
	var err error
	switch e.Method {
	case ByRankOrder:
		w, err = e.rankOrder()
	case BySwing:
		w, err = e.swing()
	case ByBestWorst:
		w, out.BestWorst, err = e.bestWorst()
	case ByAHP:
		w, out.AHP, err = e.ahp()
	}
	if err != nil {
		return Elicited{}, err
	}
	out.Weights = e.named(w)
	return out, nil
}

func (e Elicitation) named(w []float64) []NodeWeight {
	out := make([]NodeWeight, len(w))
	for i, node := range e.Nodes {
		out[i] = NodeWeight{Node: node, Weight: w[i]}
	}
	return out
}

func (e Elicitation) brokenNodes() []fault.Field {
	var bad []fault.Field
	if !slices.Contains([]string{ByRankOrder, ByAHP, ByBestWorst, BySwing}, e.Method) {
		bad = append(bad, fault.Field{Field: "method", Code: "choice", Detail: "rankOrder, ahp, bestWorst or swing"})
	}
	if len(e.Nodes) < 2 || len(e.Nodes) > maxElicited {
		bad = append(bad, fault.Field{Field: "nodes", Code: "number.range", Detail: "2 to 15 nodes"})
		return bad
	}
	for i, n := range e.Nodes {
		switch {
		case n == "":
			bad = append(bad, fault.Field{Field: fmt.Sprintf("nodes[%d]", i), Code: "required", Detail: "an id is needed"})
		case slices.Index(e.Nodes, n) < i:
			bad = append(bad, fault.Field{Field: fmt.Sprintf("nodes[%d]", i), Code: "duplicate", Detail: "stands twice"})
		}
	}
	return bad
}

// values takes one number for each node out of a map, and nothing else.
func (e Elicitation) values(field string, m map[string]float64, low, high float64) ([]float64, []fault.Field) {
	var bad []fault.Field
	out := make([]float64, len(e.Nodes))
	for i, n := range e.Nodes {
		v, given := m[n]
		switch {
		case !given:
			bad = append(bad, fault.Field{Field: field + "." + n, Code: "required", Detail: "a number is needed for every node"})
		case !(v >= low && v <= high):
			bad = append(bad, fault.Field{Field: field + "." + n, Code: "number.range", Detail: fmt.Sprintf("%g to %g", low, high)})
		}
		out[i] = v
	}
	return out, append(bad, e.strangers(field, keysOf(m))...)
}

func keysOf[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func (e Elicitation) strangers(field string, given []string) []fault.Field {
	var bad []fault.Field
	for _, n := range given {
		if !slices.Contains(e.Nodes, n) {
			bad = append(bad, fault.Field{Field: field + "." + clipped(n), Code: "node.unknown", Detail: "not one of the nodes"})
		}
	}
	return bad
}

func clipped(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

func (e Elicitation) rankOrder() ([]float64, error) {
	const op = "appraisal.rankOrder"
	bad := e.strangers("ranks", keysOf(e.Ranks))
	ranks := make([]int, len(e.Nodes))
	for i, n := range e.Nodes {
		r, given := e.Ranks[n]
		if !given {
			bad = append(bad, fault.Field{Field: "ranks." + n, Code: "required", Detail: "a rank is needed for every node"})
		} else if r < 1 || r > len(e.Nodes) {
			bad = append(bad, fault.Field{Field: "ranks." + n, Code: "number.range", Detail: fmt.Sprintf("1 to %d", len(e.Nodes))})
		}
		ranks[i] = r
	}
	if err := fault.Bad(op, bad); err != nil {
		return nil, err
	}
	// 1, 3, 3 and 1, 2, 2 mean the same.
	distinct := slices.Compact(slices.Sorted(slices.Values(ranks)))
	for i, r := range ranks {
		ranks[i] = 1 + slices.Index(distinct, r)
	}
	w, err := scoring.WeightsByRank(scoring.RankOrderCentroid(len(ranks)), ranks)
	return w, inElicitation(op, err)
}

func (e Elicitation) swing() ([]float64, error) {
	const op = "appraisal.swing"
	swings, bad := e.values("swings", e.Swings, 0, 100)
	if err := fault.Bad(op, bad); err != nil {
		return nil, err
	}
	w, err := scoring.SwingWeights(swings)
	return w, inElicitation(op, err)
}

func (e Elicitation) bestWorst() ([]float64, *BestWorstConsistency, error) {
	const op = "appraisal.bestWorst"
	best, worst := slices.Index(e.Nodes, e.Best), slices.Index(e.Nodes, e.Worst)
	var bad []fault.Field
	for field, at := range map[string]int{"best": best, "worst": worst} {
		if at < 0 {
			bad = append(bad, fault.Field{Field: field, Code: "node.unknown", Detail: "name one of the nodes"})
		}
	}
	if best >= 0 && best == worst {
		bad = append(bad, fault.Field{Field: "worst", Code: "duplicate", Detail: "the best and the worst are the same node"})
	}
	slices.SortFunc(bad, func(a, b fault.Field) int { return compareStrings(a.Field, b.Field) })
	// A node matters exactly once as much as itself, and both lists say how best
	// compares with worst: neither needs to be asked twice.
	bestTo, toLast := with(e.BestTo, e.Best, 1), with(e.ToWorst, e.Worst, 1)
	if v, given := bestTo[e.Worst]; given {
		toLast = with(toLast, e.Best, v)
	} else if v, given := toLast[e.Best]; given {
		bestTo = with(bestTo, e.Worst, v)
	}
	toOthers, bad1 := e.values("bestTo", bestTo, 1, 9)
	toWorst, bad2 := e.values("toWorst", toLast, 1, 9)
	if err := fault.Bad(op, slices.Concat(bad, bad1, bad2)); err != nil {
		return nil, nil, err
	}
	r, err := scoring.BWMLinear(toOthers, toWorst, best, worst)
	if err != nil {
		return nil, nil, inElicitation(op, err)
	}
	c := &BestWorstConsistency{Ratio: r.Input, Ksi: r.Ksi}
	if r.Worst >= 0 {
		c.Worst = e.Nodes[r.Worst]
	}
	return r.Weights, c, nil
}

func compareStrings(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// with is m with node's value where it has none.
func with(m map[string]float64, node string, value float64) map[string]float64 {
	out := map[string]float64{node: value}
	for k, v := range m {
		out[k] = v
	}
	return out
}

func (e Elicitation) ahp() ([]float64, *AHPConsistency, error) {
	const op = "appraisal.ahp"
	n := len(e.Nodes)
	a := make([][]float64, n)
	for i := range a {
		a[i] = make([]float64, n)
		a[i][i] = 1
	}
	var bad []fault.Field
	for k, j := range e.Judgements {
		at := fmt.Sprintf("judgements[%d]", k)
		x, y := slices.Index(e.Nodes, j.A), slices.Index(e.Nodes, j.B)
		switch {
		case x < 0 || y < 0 || x == y:
			bad = append(bad, fault.Field{Field: at, Code: "node.unknown", Detail: "name two different ones of the nodes"})
		case a[x][y] != 0:
			bad = append(bad, fault.Field{Field: at, Code: "duplicate", Detail: "this pair was judged before"})
		case !(j.Times >= 1.0/9-1e-9 && j.Times <= 9+1e-9):
			bad = append(bad, fault.Field{Field: at + ".times", Code: "number.range", Detail: "1/9 to 9"})
		default:
			a[x][y], a[y][x] = j.Times, 1/j.Times
		}
		if len(bad) > 20 {
			break
		}
	}
	for i := range n {
		for j := i + 1; j < n && len(bad) == 0; j++ {
			if a[i][j] == 0 {
				bad = append(bad, fault.Field{Field: "judgements", Code: "required", Detail: "no judgement on " + e.Nodes[i] + " and " + e.Nodes[j]})
			}
		}
	}
	if err := fault.Bad(op, bad); err != nil {
		return nil, nil, err
	}
	r, err := pairwise(a)
	if err != nil {
		return nil, nil, inElicitation(op, err)
	}
	c := &AHPConsistency{LambdaMax: r.LambdaMax, CI: r.CI, CR: r.CR, Acceptable: r.CR <= acceptableCR}
	if t := r.Worst; t.Excess > 1e-9 {
		c.Worst = &Contradiction{A: e.Nodes[t.I], B: e.Nodes[t.J], C: e.Nodes[t.K], Product: a[t.I][t.J] * a[t.J][t.K] * a[t.K][t.I]}
	}
	if !c.Acceptable {
		if c.Repair, err = e.repair(a, r); err != nil {
			return nil, nil, inElicitation(op, err)
		}
	}
	return r.Eigenvector, c, nil
}

func pairwise(a [][]float64) (scoring.AHPResult, error) {
	m, err := scoring.NewMatrix(a)
	if err != nil {
		return scoring.AHPResult{}, err
	}
	return scoring.AHPWeights(m)
}

// repair tries for each pair the step of the scale nearest to what the other
// judgements say of it (the geometric mean of a_ik a_kj). Of the replacements
// that make the whole acceptable it keeps the smallest change, else the one
// that lowers CR most; nil if none does.
func (e Elicitation) repair(a [][]float64, now scoring.AHPResult) (*JudgementRepair, error) {
	var best *JudgementRepair
	least := 0.0
	for i := range a {
		for j := i + 1; j < len(a); j++ {
			was := a[i][j]
			said := 0.0
			for k := range a {
				if k != i && k != j {
					said += math.Log(a[i][k] * a[k][j])
				}
			}
			s := saaty(math.Exp(said / float64(len(a)-2))) // two nodes cannot contradict each other
			if math.Abs(s-was) < 1e-9 {
				continue
			}
			a[i][j], a[j][i] = s, 1/s
			r, err := pairwise(a)
			a[i][j], a[j][i] = was, 1/was
			if err != nil {
				return nil, err
			}
			change := math.Abs(math.Log(s / was))
			better := best == nil || r.CR < best.CR
			if best != nil && r.CR <= acceptableCR && best.CR <= acceptableCR {
				better = change < least
			}
			if r.CR < now.CR && better {
				least = change
				best = &JudgementRepair{A: e.Nodes[i], B: e.Nodes[j], Now: was, Suggested: s, CR: r.CR, Weights: e.named(r.Eigenvector)}
			}
		}
	}
	return best, nil
}

// saaty is the step of the scale 1/9 … 1/2, 1, 2 … 9 nearest to a ratio, by
// proportion.
func saaty(ratio float64) float64 {
	if ratio < 1 {
		return 1 / saaty(1/ratio)
	}
	best := 1.0
	for step := 2.0; step <= 9; step++ {
		if math.Abs(math.Log(ratio/step)) < math.Abs(math.Log(ratio/best)) {
			best = step
		}
	}
	return best
}

// inElicitation words what scoring refuses.
func inElicitation(op string, err error) error {
	var e *scoring.InputError
	if errors.As(err, &e) {
		return fault.Bad(op, []fault.Field{{Field: e.Field, Code: string(e.Reason), Detail: e.Message}})
	}
	return fault.Wrap(op, err)
}
