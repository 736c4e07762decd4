package layout

import (
	"math"
	"slices"
)

// nodes: every node country gets its first site before any country gets a
// second one or a radiation country gets any; radiation countries are served.
func (c *checker) nodes() {
	r, s := c.r, c.s
	held := map[string]int{}
	for i := range s {
		held[s[i].ISO3]++
	}
	node := r.roles("node")
	without := []string{}
	first := 0
	for _, iso3 := range node {
		if held[iso3] == 0 {
			without = append(without, iso3)
		} else {
			first++
		}
	}
	n, bound := float64(first), float64(min(len(node), len(s)))
	c.least(CondNodesFirst, n, bound, "countries", without)

	served := map[string]bool{}
	for i := range s {
		for _, v := range r.Nodes.serves(r, &s[i].Candidate) {
			served[v.anchor.ISO3] = true
		}
		if m, ok := r.member(s[i].ISO3); ok && m.Role == "radiation" {
			served[s[i].ISO3] = true
		}
	}
	var unserved []string
	count := 0
	for _, iso3 := range r.roles("radiation") {
		if served[iso3] {
			count++
		} else {
			unserved = append(unserved, iso3)
		}
	}
	c.least(CondServed, float64(count), float64(r.Nodes.MinServed), "countries", unserved)
}

// service is a node site reaching an anchor of a radiation country.
type service struct {
	anchor Anchor
	by     string // "land" or "sea"
	km     float64
}

// serves returns, for each radiation country that site c reaches, the nearest
// anchor within reach. A site outside the node countries serves none.
func (n *NodesRule) serves(r *Rule, c *Candidate) []service {
	if m, ok := r.member(c.ISO3); !ok || m.Role != "node" {
		return nil
	}
	var out []service
	for _, a := range n.Anchors {
		km := GreatCircleKm(c.Place, a.Place)
		by := ""
		switch {
		case km <= n.LandReachKm && !contains(n.Insular, c.ISO3) && !contains(n.Insular, a.ISO3):
			by = "land"
		case km <= n.SeaReachKm && c.PortCity && a.Sea:
			by = "sea"
		default:
			continue
		}
		k := slices.IndexFunc(out, func(v service) bool { return v.anchor.ISO3 == a.ISO3 })
		switch {
		case k < 0:
			out = append(out, service{a, by, km})
		case km < out[k].km:
			out[k] = service{a, by, km}
		}
	}
	return out
}

func (c *ChainRule) places() []Place {
	out := make([]Place, len(c.Line))
	for i, w := range c.Line {
		out[i] = w.Place
	}
	return out
}

// chain: on the coast, in its order, neighbours within the bounds, both ends.
func (c *checker) chain() {
	r, s := c.r.Chain, c.s
	line := r.places()
	at := make([]float64, len(s))
	farthest := 0.0
	var off, disorder []string
	for i := range s {
		var d float64
		at[i], d = along(line, s[i].Place)
		farthest = max(farthest, d)
		if d > r.MaxOffKm {
			off = append(off, s[i].ID)
		}
		if i > 0 && at[i] < at[i-1] {
			disorder = append(disorder, s[i].ID)
		}
	}
	c.most(CondLine, farthest, r.MaxOffKm, "km", off)
	c.plain(CondOrder, disorder)

	sorted := slices.Clone(at)
	slices.Sort(sorted)
	low, high := math.Inf(1), 0.0
	for i := 1; i < len(sorted); i++ {
		gap := metre(sorted[i] - sorted[i-1])
		low, high = min(low, gap), max(high, gap)
	}
	gap := Condition{Code: CondGap, Passed: true, Bound: &r.MinGapKm, Op: "≥≤", Upper: &r.MaxGapKm, Unit: "km"}
	if len(s) > 1 {
		gap.Value = &high
		if low < r.MinGapKm {
			gap.Value = &low
		}
		gap.Passed = low >= r.MinGapKm && high <= r.MaxGapKm
		for i := range s { // those with a neighbour too near, or next to too wide a gap
			for j := range s {
				d := metre(math.Abs(at[i] - at[j]))
				if i != j && d < r.MinGapKm || d > r.MaxGapKm && neighbours(sorted, at[i], at[j]) {
					gap.Sites = append(gap.Sites, s[i].ID)
					break
				}
			}
		}
	}
	c.add(gap)
	if len(sorted) == 0 {
		sorted = []float64{math.Inf(1)}
		c.most(CondWestEnd, sorted[0], r.WestEndKm, "km", nil)
		c.add(Condition{Code: CondEastEnd, Bound: &r.EastEndKm, Op: "≥", Unit: "km"})
		return
	}
	c.most(CondWestEnd, sorted[0], r.WestEndKm, "km", nil)
	c.least(CondEastEnd, sorted[len(sorted)-1], r.EastEndKm, "km", nil)
}

// neighbours reports whether no value of sorted lies strictly between a and b.
func neighbours(sorted []float64, a, b float64) bool {
	for _, x := range sorted {
		if x > min(a, b) && x < max(a, b) {
			return false
		}
	}
	return true
}

// belt: one connected piece, every site within reach of the market.
func (c *checker) belt() {
	r, s := c.r.Belt, c.s
	// The belt is connected at bound d exactly if the longest leg of a least
	// spanning tree is at most d (Prim; the longest leg is the same for each).
	longest := 0.0
	var at []string
	if len(s) > 0 {
		in := make([]bool, len(s))
		near, from := make([]float64, len(s)), make([]int, len(s))
		for i := range near {
			near[i] = math.Inf(1)
		}
		near[0] = 0
		for range s {
			k := -1
			for i := range s {
				if !in[i] && (k < 0 || near[i] < near[k]) {
					k = i
				}
			}
			in[k] = true
			if near[k] > longest {
				longest, at = near[k], []string{s[from[k]].ID, s[k].ID}
			}
			for i := range s {
				if d := GreatCircleKm(s[k].Place, s[i].Place); !in[i] && d < near[i] {
					near[i], from[i] = d, k
				}
			}
		}
	}
	c.most(CondConnected, longest, r.NeighbourKm, "km", at)
	farthest := 0.0
	var far []string
	for i := range s {
		d := math.Inf(1)
		if s[i].MarketKm != nil {
			d = *s[i].MarketKm
		}
		farthest = max(farthest, d)
		if d > r.MarketReachKm {
			far = append(far, s[i].ID)
		}
	}
	c.most(CondReach, farthest, r.MarketReachKm, "km", far)
}

// axis: both oceans, corridor pairs, a market on either side.
func (c *checker) axis() {
	r, s := c.r.Axis, c.s
	held := map[string]bool{}
	market := map[string]float64{}
	var absent []string
	for i := range s {
		if !isOcean(s[i].Ocean) {
			absent = append(absent, s[i].ID)
		}
		held[s[i].Ocean] = true
		market[s[i].Ocean] = max(market[s[i].Ocean], s[i].Population200)
	}
	both := 0.0
	for _, o := range oceans {
		if held[o] {
			both++
		} else {
			absent = append(absent, o)
		}
	}
	two := float64(len(oceans))
	c.add(Condition{Code: CondOceans, Passed: len(absent) == 0, Value: &both, Bound: &two, Op: "≥", Unit: "oceans", Sites: absent})

	farthest := 0.0
	var far []string
	for i := range s {
		j, km := opposite(s, i)
		if j < 0 { // nothing on the other side: that is the condition above
			continue
		}
		farthest = max(farthest, km)
		if km > r.CorridorKm {
			far = append(far, s[i].ID)
		}
	}
	c.most(CondCorridor, farthest, r.CorridorKm, "km", far)

	least := math.Inf(1)
	for _, o := range oceans {
		if held[o] {
			least = min(least, market[o])
		}
	}
	if math.IsInf(least, 1) {
		least = 0
	}
	c.least(CondMarket, least, r.MarketPopulation, "people", nil)
}

// oceans are the two sides that the point-axis layout joins.
var oceans = [...]string{"Atlantic", "Pacific"}

// opposite returns the nearest site on the other ocean, or -1 and +Inf.
func opposite(s []Placement, i int) (int, float64) {
	best, at := math.Inf(1), -1
	for j := range s {
		if s[j].Ocean == s[i].Ocean || !isOcean(s[j].Ocean) || !isOcean(s[i].Ocean) {
			continue
		}
		if km := GreatCircleKm(s[i].Place, s[j].Place); km < best {
			best, at = km, j
		}
	}
	return at, best
}

func isOcean(o string) bool { return o == oceans[0] || o == oceans[1] }
