package layout

import (
	"slices"
)

// countrySearch explores country by country, for the layouts whose conditions
// bind countries (nodes, belt, point-axis).
//
// Its bound leaves out exactly these conditions: spacing between sites of
// different countries, connection of the belt, pairs of the corridor, and
// numbers of served countries below all. What is left falls apart by country:
// best[g][t] holds, for country g and t further sites, the greatest value of t
// sites that keep every condition inside the country, for each set of features
// they can have; rest[g] joins the countries from g on by dynamic programming.
// As conditions are only left out, no plan is better than the bound.
type countrySearch struct {
	*search
	order  []int       // groups in the order explored
	member [][]int     // by group: candidates not forced, best value first
	feat   []uint32    // by candidate: the features it gives a plan
	tail   [][]uint32  // by group and place in member: the features from there on
	sums   [][][]int64 // by group, place in member and number: what so many sites from there on add at most
	need   uint32      // features a plan must have
	lands  int         // countries a plan must have

	best [][][]option // by group and number of sites
	rest [][]int64    // by place in order; index (left, need, lands)

	near    []bool // belt: neighbours
	hops    []int  // belt: least number of legs between candidates
	partner []bool // point-axis: pairs within the corridor
	lastOf  []int  // point-axis: last place in order that has a partner

	have     uint32 // on the path
	occupied int
	room     int64 // what the sites that are not forced can add at most
}

func newCountrySearch(s *search) *countrySearch {
	e := &countrySearch{search: s}
	e.features()
	size := make([]int, len(s.iso3))
	for i := range s.c {
		size[s.group[i]]++
	}
	for g := range s.iso3 {
		e.order = append(e.order, g)
	}
	// Small countries first: their choices steer the large ones.
	slices.SortStableFunc(e.order, func(a, b int) int { return size[a] - size[b] })
	e.pairs()
	e.member = make([][]int, len(s.iso3))
	for i := range s.c {
		if !s.force[i] && !e.lonely(i) {
			e.member[s.group[i]] = append(e.member[s.group[i]], i)
		}
	}
	e.tail = make([][]uint32, len(s.iso3))
	for g, ms := range e.member {
		slices.SortStableFunc(ms, func(a, b int) int {
			switch {
			case s.best[a] > s.best[b]:
				return -1
			case s.best[a] < s.best[b]:
				return 1
			}
			return a - b
		})
		e.tail[g] = make([]uint32, len(ms)+1)
		for p := len(ms) - 1; p >= 0; p-- {
			e.tail[g][p] = e.tail[g][p+1] | e.feat[ms[p]]
		}
	}
	e.sums = make([][][]int64, len(s.iso3))
	for g := range e.member {
		e.sums[g] = e.spread(g)
	}
	e.perCountry()
	e.join()
	return e
}

// features gives each candidate its bits, and the plan those it needs.
func (e *countrySearch) features() {
	r := e.r
	e.feat = make([]uint32, len(e.c))
	if !r.off(CondCountries) {
		e.lands = min(r.MinCountries, r.Sites)
		if r.MinCountries > r.Sites {
			e.lands = r.MinCountries // more countries than sites: nothing will do
		}
	}
	bit := uint32(1)
	mark := func(has func(c *Candidate) bool) {
		for i := range e.c {
			if has(&e.c[i]) {
				e.feat[i] |= bit
			}
		}
		e.need |= bit
		bit <<= 1
	}
	switch r.Kind {
	case Nodes:
		if node := r.roles("node"); !r.off(CondNodesFirst) && r.Sites >= len(node) {
			for _, iso3 := range node {
				mark(func(c *Candidate) bool { return c.ISO3 == iso3 })
			}
		}
		if rad := r.roles("radiation"); !r.off(CondServed) && r.Nodes.MinServed == len(rad) {
			for _, iso3 := range rad {
				mark(func(c *Candidate) bool { return r.servesCountry(c, iso3) })
			}
		}
	case Axis:
		if !r.off(CondOceans) {
			for _, o := range oceans {
				mark(func(c *Candidate) bool { return c.Ocean == o })
				if !r.off(CondMarket) {
					mark(func(c *Candidate) bool { return c.Ocean == o && c.Population200 >= r.Axis.MarketPopulation })
				}
			}
		}
	}
}

// servesCountry reports whether site c serves a radiation country.
func (r *Rule) servesCountry(c *Candidate, iso3 string) bool {
	if c.ISO3 == iso3 {
		return true
	}
	for _, v := range r.Nodes.serves(r, c) {
		if v.anchor.ISO3 == iso3 {
			return true
		}
	}
	return false
}

// bound is the greatest value of forced sites plus the rest.
func (e *countrySearch) bound() int64 {
	var forced int64
	have, lands := uint32(0), map[int]bool{}
	n := 0
	for i := range e.c {
		if e.force[i] {
			forced += e.search.best[i]
			have |= e.feat[i]
			lands[e.group[i]] = true
			n++
		}
	}
	v := e.rest[0][e.index(e.k-n, e.need&^have, max(0, e.lands-len(lands)))]
	if e.room = v; v <= impossible {
		return impossible
	}
	return forced + v
}

func (e *countrySearch) run() {
	var forced []int
	for i := range e.c {
		if e.force[i] {
			forced = append(forced, i)
		}
	}
	e.place(forced)
}

// place puts the forced sites first, with every choice of industries.
func (e *countrySearch) place(forced []int) {
	if len(forced) == 0 {
		e.have, e.occupied = 0, 0
		for _, i := range e.chosen {
			e.have |= e.feat[i]
		}
		for _, n := range e.used {
			if n > 0 {
				e.occupied++
			}
		}
		e.country(0)
		return
	}
	later := e.room
	for _, i := range forced[1:] {
		later += e.search.best[i]
	}
	for x := range e.ni {
		if !e.fits(forced[0], x) || e.value+e.val[forced[0]][x]+later < e.floor || !e.visit() {
			continue
		}
		e.push(forced[0], x)
		e.place(forced[1:])
		e.pop()
	}
}

// country goes on with the countries from place q on.
func (e *countrySearch) country(q int) {
	if !e.visit() {
		return
	}
	left := e.k - len(e.chosen)
	v := e.rest[q][e.index(left, e.need&^e.have, max(0, e.lands-e.occupied))]
	if v <= impossible || e.value+v < e.floor || e.hopeless(q, left) {
		return
	}
	if left == 0 {
		if e.complete() {
			e.leaf()
		}
		return
	}
	e.top = e.top[:0]
	for _, g := range e.order[q:] {
		e.offerTop(e.member[g], len(e.best[g])-1)
	}
	if v := e.sumTop(left); v <= impossible || e.value+v < e.floor {
		return
	}
	if q < len(e.order) {
		e.within(q, 0, 0)
	}
}

// within adds sites of the country at place q from its p-th on; t were added.
func (e *countrySearch) within(q, p, t int) {
	g, left := e.order[q], e.k-len(e.chosen)
	ms := e.member[g]
	room := min(len(e.best[g])-1-t, left)
	fresh := e.used[g] == 0 // the first site occupies a country
	for ; room > 0 && p < len(ms) && !e.stop; p++ {
		// The best that can come of a set whose next site is the p-th or later.
		need, lands := e.need&^(e.have|e.tail[g][p]), e.lands-e.occupied
		if fresh {
			lands--
		}
		top := int64(impossible)
		for u := 1; u <= room && u < len(e.sums[g][p]); u++ {
			if v := e.rest[q+1][e.index(left-u, need, max(0, lands))]; v > impossible {
				top = max(top, e.value+e.sums[g][p][u]+v)
			}
		}
		if top <= impossible || top < e.floor {
			break // later sites are worth less and have fewer features
		}
		i := ms[p]
		for x := range e.ni {
			if !e.fits(i, x) || !e.visit() {
				continue
			}
			had, occupied := e.have, e.occupied
			e.push(i, x)
			e.have |= e.feat[i]
			if fresh {
				e.occupied++
			}
			e.within(q, p+1, t+1)
			e.have, e.occupied = had, occupied
			e.pop()
		}
	}
	if !e.stop {
		e.country(q + 1)
	}
}
