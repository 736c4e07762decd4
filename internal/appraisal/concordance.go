package appraisal

import (
	"cmp"
	"math"
	"slices"

	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/scoring"
)

// Concordance says where a strategy's own nodes stand in a model's ranking of
// the strategy's region. It is a mirror: no model is fitted to the nodes, and a
// low figure is a finding, not a fault.
type Concordance struct {
	ModelID      string   `json:"modelId"`
	ModelVersion int64    `json:"modelVersion"`
	Strategy     string   `json:"strategy"`
	Region       string   `json:"region"`
	Year         int      `json:"year"`
	Named        []Placed `json:"named"`     // the nodes, by rank
	Radiation    []Placed `json:"radiation"` // named as radiation area: in neither group
	Unnamed      []Placed `json:"unnamed"`   // the region's other countries
	Excluded     []string `json:"excluded"`  // not ranked, so in neither group

	NegativeList *ListInForce `json:"negativeList,omitempty"` // as Result.NegativeList

	// Probability is that of a node drawn at random standing above an unnamed
	// country drawn at random, a tie counting half; 0.5 says nothing. PValue is
	// the share of all ways to name as many countries that reach at least this,
	// counted exactly. Both are absent where one group is empty.
	Probability *float64 `json:"probability,omitempty"`
	PValue      *float64 `json:"pValue,omitempty"`

	Levers []Lever `json:"levers"` // highest probability first, of equal ones the smallest move
}

// Placed is a country's place among the ranked ones.
type Placed struct {
	ISO3  string  `json:"iso3"`
	Rank  int     `json:"rank"`
	Score float64 `json:"score"`
	// Behind are the criteria on which a node loses most against the mean of
	// the unnamed, in points of score, worst first; three at most.
	Behind []Shortfall `json:"behind,omitempty"`
}

// Shortfall is what one criterion costs a country against others.
type Shortfall struct {
	Criterion string  `json:"criterion"`
	Points    float64 `json:"points"` // negative: effective weight × (normalised value − mean of the unnamed)
}

// Lever is a node of the tree: moving its weight among its siblings from
// Weight to Best, the others keeping their proportions, raises the probability
// to Reached. Gap is the mean score of the named less that of the unnamed there.
type Lever struct {
	Node    string  `json:"node"`
	Weight  float64 `json:"weight"`
	Best    float64 `json:"best"`
	Reached float64 `json:"reached"`
	Gap     float64 `json:"gap"`
	Move    float64 `json:"move"` // from Weight to Best, as a share of the whole model's weight
}

// leverSteps is how finely weights are tried: every 5 points.
const leverSteps = 20

// Concord compares a model's ranking of a strategy's region (and of its nodes
// outside that region) with the nodes the strategy names, whatever the scope of
// o is. Weights are tried in steps of 5 points, one node at a time.
func Concord(m Model, snap *catalog.Snapshot, s catalog.Strategy, o Options) (Concordance, error) {
	const op = "appraisal.Concord"
	o.Scope = Scope{Regions: []string{s.Region}, Strategies: []string{s.ID}}
	p, err := Prepare(m, snap, o)
	if err != nil {
		return Concordance{}, fault.Wrap(op, err)
	}
	r, err := p.Score()
	if err != nil {
		return Concordance{}, fault.Wrap(op, err)
	}
	c := Concordance{ModelID: m.ID, ModelVersion: m.Version, Strategy: s.ID, Region: s.Region, Year: p.Year, NegativeList: o.inForce(),
		Named: []Placed{}, Radiation: []Placed{}, Unnamed: []Placed{}, Excluded: []string{}, Levers: []Lever{}}
	for _, e := range p.Excluded {
		c.Excluded = append(c.Excluded, e.ISO3)
	}
	group := make([]int, len(p.Countries)) // 1 named, 2 unnamed, 0 neither
	for i, iso3 := range p.Countries {
		k := slices.IndexFunc(s.Members, func(x catalog.StrategyMember) bool { return x.ISO3 == iso3 })
		place := Placed{ISO3: iso3, Rank: r.Rank[i], Score: r.Score[i]}
		switch {
		case r.Rank[i] == 0:
			c.Excluded = append(c.Excluded, iso3)
		case k < 0:
			group[i] = 2
			c.Unnamed = append(c.Unnamed, place)
		case s.Members[k].Role == "node":
			group[i] = 1
			c.Named = append(c.Named, place)
		default:
			c.Radiation = append(c.Radiation, place)
		}
	}
	for _, list := range [][]Placed{c.Named, c.Radiation, c.Unnamed} {
		slices.SortStableFunc(list, func(a, b Placed) int { return a.Rank - b.Rank })
	}
	if len(c.Named) == 0 || len(c.Unnamed) == 0 {
		return c, nil
	}
	prob, pv := superiority(r.Score, group)
	c.Probability, c.PValue = &prob, &pv
	behind(c.Named, p, r, group)
	c.Levers = levers(p, r, group, prob)
	return c, nil
}

// superiority returns the probability of a named above an unnamed, and its
// exact one-sided permutation p-value.
func superiority(score []float64, group []int) (prob, pValue float64) {
	var all []float64
	var named []bool
	for i, g := range group {
		if g > 0 {
			all, named = append(all, score[i]), append(named, g == 1)
		}
	}
	// Fractional ranks from the bottom, doubled to whole numbers.
	up := make([]int, len(all))
	for i, f := range scoring.FractionalRanks(all, 0) {
		up[i] = int(math.Round(2 * (float64(len(all)) + 1 - f)))
	}
	k, sum := 0, 0
	for i, is := range named {
		if is {
			k++
			sum += up[i]
		}
	}
	n := len(all) - k
	// U = rank sum less its least possible value; P = U/(k·n).
	prob = (float64(sum)/2 - float64(k*(k+1))/2) / float64(k*n)
	return prob, atLeast(up, k, sum)
}

// atLeast returns the share of the k-subsets of values whose sum is at least s.
// The number of subsets stays below 2^63 for the 59 candidates: counts are exact.
func atLeast(values []int, k, s int) float64 {
	top := 0
	for _, v := range values {
		top += v
	}
	ways := make([][]uint64, k+1) // ways[c][t]: subsets of c values with sum t
	for c := range ways {
		ways[c] = make([]uint64, top+1)
	}
	ways[0][0] = 1
	for _, v := range values {
		for c := k; c > 0; c-- {
			for t := top; t >= v; t-- {
				ways[c][t] += ways[c-1][t-v]
			}
		}
	}
	var reach, all uint64
	for t, w := range ways[k] {
		all += w
		if t >= s {
			reach += w
		}
	}
	return float64(reach) / float64(all)
}

// behind fills in what each node loses most on, where scores are sums of
// parts. What a node lacks by nature costs it nothing: its weight is spread.
func behind(named []Placed, p Prepared, r scoring.Result, group []int) {
	if r.Contribution != scoring.Additive {
		return
	}
	for k := range named {
		i := slices.Index(p.Countries, named[k].ISO3)
		var all []Shortfall
		for j, code := range p.Indicators {
			d := float64(r.Effective.At(i, j) * gap(r.Normalised.Column(j), only(group, i)))
			if d < 0 { // false where the node has no value
				all = append(all, Shortfall{Criterion: code, Points: d})
			}
		}
		slices.SortStableFunc(all, func(a, b Shortfall) int { return sign(a.Points - b.Points) })
		named[k].Behind = all[:min(3, len(all))]
	}
}

// only returns the groups with i as the one named.
func only(group []int, i int) []int {
	out := slices.Clone(group)
	for k, g := range out {
		if g == 1 {
			out[k] = 0
		}
	}
	out[i] = 1
	return out
}

// levers tries every weight of the tree on its own.
func levers(p Prepared, r scoring.Result, group []int, now float64) []Lever {
	var out []Lever
	for k, node := range r.Nodes {
		if k == 0 || node.Weight == 0 || node.Weight >= 1 {
			continue
		}
		l := Lever{Node: node.Name, Weight: node.Weight, Best: node.Weight, Reached: now, Gap: gap(node.Scores, group)}
		for step := 0; step <= leverSteps; step++ {
			w := float64(step) / leverSteps
			q := p.Problem
			q.Tree = reweighed(q.Tree, node.Path, w)
			s, err := scoring.Evaluate(q, p.Recipe)
			if err != nil {
				continue // this weight leaves a method without an answer
			}
			prob, _ := probability(s.Score, group)
			better := prob > l.Reached+1e-12
			nearer := prob > l.Reached-1e-12 && math.Abs(w-node.Weight) < math.Abs(l.Best-node.Weight)
			if better || nearer && l.Reached > now {
				l.Best, l.Reached = w, prob
			}
		}
		l.Move = math.Abs(l.Best-l.Weight) * above(p.Problem.Tree, node.Path)
		out = append(out, l)
	}
	slices.SortStableFunc(out, func(a, b Lever) int {
		return cmp.Or(sign(math.Round((b.Reached-a.Reached)*1e12)), sign(a.Move-b.Move))
	})
	return out
}

// probability is superiority without the p-value.
func probability(score []float64, group []int) (p float64, pairs int) {
	for i, g := range group {
		if g != 1 {
			continue
		}
		for j, h := range group {
			if h != 2 {
				continue
			}
			pairs++
			switch d := score[i] - score[j]; {
			case math.Abs(d) <= scoring.DefaultTieTolerance:
				p += 0.5
			case d > 0:
				p++
			}
		}
	}
	return p / float64(pairs), pairs
}

func gap(score []float64, group []int) float64 {
	var sum, n [3]float64
	for i, g := range group {
		if !math.IsNaN(score[i]) {
			sum[g] += score[i]
			n[g]++
		}
	}
	if n[1] == 0 || n[2] == 0 {
		return 0
	}
	return sum[1]/n[1] - sum[2]/n[2]
}

// reweighed returns a copy of the tree in which the node at path has share w
// of its siblings' weight and the others keep their proportions.
func reweighed(n scoring.Node, path []int, w float64) scoring.Node {
	children := slices.Clone(n.Children)
	n.Children = children
	if len(path) > 1 {
		children[path[0]] = reweighed(children[path[0]], path[1:], w)
		return n
	}
	rest := 0.0
	for i, c := range children {
		if i != path[0] {
			rest += c.Weight
		}
	}
	for i := range children {
		switch {
		case i == path[0]:
			children[i].Weight = w
		case rest > 0:
			children[i].Weight *= (1 - w) / rest
		}
	}
	return n
}

// above is the share of the whole weight that the siblings at path divide.
func above(n scoring.Node, path []int) float64 {
	share := 1.0
	for _, k := range path[:len(path)-1] {
		sum := 0.0
		for _, c := range n.Children {
			sum += c.Weight
		}
		n = n.Children[k]
		share = float64(share * n.Weight / sum)
	}
	return share
}

func sign(x float64) int {
	switch {
	case x < 0:
		return -1
	case x > 0:
		return 1
	}
	return 0
}
