package layout

import (
	"math/bits"
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

// option is what a country can give: features, and the greatest value with them.
type option struct {
	features uint32
	value    int64
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

// spread bounds what u sites of country g can add from place p of its list on.
// Candidates are gathered greedily into groups in which every two are too near
// for one plan; so a plan has at most one of each, and the largest values of
// different groups bound it.
func (e *countrySearch) spread(g int) [][]int64 {
	ms := e.member[g]
	of := make([]int, len(ms)) // the group of each
	var groups [][]int
	for p, i := range ms {
		q := slices.IndexFunc(groups, func(members []int) bool {
			return !slices.ContainsFunc(members, func(j int) bool { return !e.sep[e.at(i, j)] })
		})
		if q < 0 {
			q, groups = len(groups), append(groups, nil)
		}
		groups[q], of[p] = append(groups[q], i), q
	}
	most := min(e.cap[g], e.k)
	out := make([][]int64, len(ms)+1)
	for p := range out {
		seen := make([]bool, len(groups))
		out[p] = []int64{0}
		for z := p; z < len(ms) && len(out[p]) <= most; z++ {
			if !seen[of[z]] {
				seen[of[z]] = true
				out[p] = append(out[p], out[p][len(out[p])-1]+e.search.best[ms[z]])
			}
		}
	}
	return out
}

// lonely reports whether no other candidate could be the neighbour or the
// partner that a site needs in any plan.
func (e *countrySearch) lonely(i int) bool {
	n := len(e.c)
	switch {
	case e.near != nil:
		return e.k > 1 && !slices.Contains(e.near[i*n:(i+1)*n], true)
	case e.partner != nil:
		return !e.r.off(CondOceans) && e.lastOf[i] < 0
	}
	return false
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

// maxEnumerated bounds the work of one country's table of exact values.
const maxEnumerated = 500_000

// perCountry fills best by enumerating the sets of sites of each country, of
// one site, of two, and so on as far as the work allows. A larger set parts
// into two smaller ones that keep every condition too, so the sum of their
// greatest values bounds it; so does the sum of its largest values.
func (e *countrySearch) perCountry() {
	e.best = make([][][]option, len(e.iso3))
	for g := range e.iso3 {
		forced := 0
		for i := range e.c {
			if e.force[i] && e.group[i] == g {
				forced++
			}
		}
		room := max(0, min(e.cap[g]-forced, e.k-len(e.r.ForcedIn), len(e.member[g])))
		e.best[g] = make([][]option, room+1)
		e.best[g][0] = []option{{0, 0}}
		exact := 0
		for left := maxEnumerated; exact < room; exact++ {
			if e.exactly(g, exact+1, &left); left <= 0 {
				break
			}
		}
		top := make([]int64, room+1) // greatest value of so many sites, or a bound of it
		for t := 1; t <= room; t++ {
			if t <= exact {
				top[t] = greatest(e.best[g][t])
				continue
			}
			e.top = e.top[:0]
			e.offerTop(e.member[g], t)
			top[t] = e.sumTop(t)
			for a := 1; a <= t/2; a++ {
				top[t] = min(top[t], sumOrNone(top[a], top[t-a]))
			}
			if e.best[g][t] = nil; top[t] > impossible {
				e.best[g][t] = []option{{e.tail[g][0], top[t]}}
			}
		}
	}
}

func greatest(list []option) int64 {
	top := int64(impossible)
	for _, o := range list {
		top = max(top, o.value)
	}
	return top
}

// sumOrNone adds two values, none of which exists if one does not.
func sumOrNone(a, b int64) int64 {
	if a <= impossible || b <= impossible {
		return impossible
	}
	return a + b
}

// exactly fills best[g][room]: for every set of features that sites of the
// country differ in, the greatest value of room sites with them.
func (e *countrySearch) exactly(g, room int, left *int) {
	ms := e.member[g]
	common := ^uint32(0)
	for _, i := range ms {
		common &= e.feat[i]
	}
	differ := e.tail[g][0] &^ common
	for m := differ; ; m = (m - 1) & differ { // every subset, the empty one last
		// holder[b] is, by place, the largest value of a site from there on with
		// the b-th feature of m.
		var holder [][]int64
		for z := m; z != 0; z &= z - 1 {
			bit := z & -z
			h := make([]int64, len(ms)+1)
			h[len(ms)] = impossible
			for p := len(ms) - 1; p >= 0; p-- {
				if h[p] = h[p+1]; e.feat[ms[p]]&bit != 0 {
					h[p] = e.search.best[ms[p]]
				}
			}
			holder = append(holder, h)
		}
		top := int64(impossible)
		for _, o := range e.best[g][room] {
			if o.features&m == m {
				top = max(top, o.value)
			}
		}
		e.enumerate(&target{g: g, room: room, need: m, holder: holder, top: top, left: left}, 0, 0)
		if m == 0 || *left <= 0 {
			return
		}
	}
}

// target is what an enumeration looks for: the greatest value of room sites of
// country g with the features need.
type target struct {
	g, room int
	need    uint32
	holder  [][]int64
	top     int64 // the greatest value found
	left    *int  // steps it may still take
}

// enumerate extends the chosen sites by those from place p on.
func (e *countrySearch) enumerate(x *target, p int, have uint32) {
	t := len(e.chosen)
	if t == x.room {
		if have&x.need == x.need && e.value > x.top {
			x.top = e.value
			e.offer(x.g, t, option{have, e.value})
		}
		return
	}
	ms, sums := e.member[x.g], e.sums[x.g]
	for ; p < len(ms); p++ {
		if *x.left--; *x.left <= 0 || x.room-t >= len(sums[p]) {
			return
		}
		// The largest values there are, one of them from a site with each feature
		// that is still needed.
		most := sums[p][x.room-t]
		b := 0
		for z := x.need; z != 0; z &= z - 1 {
			if have&(z&-z) == 0 {
				if x.holder[b][p] <= impossible {
					return
				}
				most = min(most, x.holder[b][p]+sums[p][x.room-t-1])
			}
			b++
		}
		if e.value+most <= x.top {
			return
		}
		i := ms[p]
		for y := range e.ni {
			if !e.fits(i, y) {
				continue
			}
			e.push(i, y)
			e.enumerate(x, p+1, have|e.feat[i])
			e.pop()
		}
	}
}

// offer keeps o unless an entry has all its features and at least its value.
func (e *countrySearch) offer(g, t int, o option) {
	list := e.best[g][t]
	for _, x := range list {
		if x.features&o.features == o.features && x.value >= o.value {
			return
		}
	}
	e.best[g][t] = append(slices.DeleteFunc(list, func(x option) bool {
		return o.features&x.features == x.features && o.value >= x.value
	}), o)
}

// index of rest: how many sites are left, which features are still needed
// (compressed to the bits of need, which are the lowest), how many countries.
func (e *countrySearch) index(left int, need uint32, lands int) int {
	return (left*(int(e.need)+1)+int(need))*(e.lands+1) + lands
}

// join fills rest from the last country to the first.
func (e *countrySearch) join() {
	size := (e.k + 1) * (int(e.need) + 1) * (e.lands + 1)
	e.rest = make([][]int64, len(e.order)+1)
	for q := len(e.order); q >= 0; q-- {
		e.rest[q] = make([]int64, size)
		for z := range e.rest[q] {
			e.rest[q][z] = impossible
		}
		if q == len(e.order) {
			e.rest[q][e.index(0, 0, 0)] = 0
			continue
		}
		g := e.order[q]
		held := e.holdsForced(g)
		for left := 0; left <= e.k; left++ {
			for need := uint32(0); need <= e.need; need++ {
				for lands := 0; lands <= e.lands; lands++ {
					top := int64(impossible)
					for t, list := range e.best[g] {
						if t > left {
							break
						}
						after := lands
						if t > 0 && !held {
							after = max(0, lands-1)
						}
						for _, o := range list {
							if v := e.rest[q+1][e.index(left-t, need&^o.features, after)]; v > impossible {
								top = max(top, v+o.value)
							}
						}
					}
					e.rest[q][e.index(left, need, lands)] = top
				}
			}
		}
	}
}

func (e *countrySearch) holdsForced(g int) bool {
	for i := range e.c {
		if e.force[i] && e.group[i] == g {
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

// pairs prepares the tables of the conditions the bound leaves out.
func (e *countrySearch) pairs() {
	r, n := e.r, len(e.c)
	switch {
	case r.Kind == Belt && !r.off(CondConnected):
		e.near, e.hops = make([]bool, n*n), make([]int, n*n)
		for i := range n {
			for j := range n {
				e.near[e.at(i, j)] = i != j && GreatCircleKm(e.c[i].Place, e.c[j].Place) <= r.Belt.NeighbourKm
			}
		}
		for i := range n {
			e.breadth(i)
		}
	case r.Kind == Axis && !r.off(CondCorridor):
		e.partner, e.lastOf = make([]bool, n*n), make([]int, n)
		place := make([]int, len(e.order))
		for q, g := range e.order {
			place[g] = q
		}
		for i := range n {
			e.lastOf[i] = -1
			for j := range n {
				a, b := &e.c[i], &e.c[j]
				if isOcean(a.Ocean) && isOcean(b.Ocean) && a.Ocean != b.Ocean && GreatCircleKm(a.Place, b.Place) <= r.Axis.CorridorKm {
					e.partner[e.at(i, j)] = true
					e.lastOf[i] = max(e.lastOf[i], place[e.group[j]])
				}
			}
		}
	}
}

// breadth fills the legs from candidate i to every other; n where there is no way.
func (e *countrySearch) breadth(i int) {
	n := len(e.c)
	for j := range n {
		e.hops[e.at(i, j)] = n
	}
	e.hops[e.at(i, i)] = 0
	for queue := []int{i}; len(queue) > 0; queue = queue[1:] {
		for j := range n {
			if e.near[e.at(queue[0], j)] && e.hops[e.at(i, j)] == n {
				e.hops[e.at(i, j)] = e.hops[e.at(i, queue[0])] + 1
				queue = append(queue, j)
			}
		}
	}
}

// hopeless reports whether no completion by left sites of the countries from
// place q on keeps a condition that the bound leaves out.
func (e *countrySearch) hopeless(q, left int) bool {
	switch {
	case e.near != nil && len(e.chosen) > 1:
		return e.apart() > left
	case e.partner != nil:
		for a, i := range e.chosen {
			if e.lastOf[i] >= q { // a partner may still come
				continue
			}
			joined, other := false, false
			for b, j := range e.chosen {
				joined = joined || a != b && e.partner[e.at(i, j)]
				other = other || isOcean(e.c[j].Ocean) && e.c[j].Ocean != e.c[i].Ocean
			}
			if !joined && (other || !e.r.off(CondOceans)) {
				return true
			}
		}
	}
	return false
}

// apart returns how many further sites it takes at least to connect the chosen
// ones: a piece of the belt is joined to another by a path, and a path of h
// legs needs h − 1 sites between its ends.
func (e *countrySearch) apart() int {
	var seen uint32
	worst := 0
	for a := range e.chosen {
		if seen&(1<<a) != 0 {
			continue
		}
		piece := uint32(1) << a
		for grown := true; grown; {
			grown = false
			for b := range e.chosen {
				if piece&(1<<b) != 0 {
					continue
				}
				for c := range e.chosen {
					if piece&(1<<c) != 0 && e.near[e.at(e.chosen[b], e.chosen[c])] {
						piece |= 1 << b
						grown = true
						break
					}
				}
			}
		}
		seen |= piece
		if bits.OnesCount32(piece) == len(e.chosen) {
			return 0
		}
		least := len(e.c)
		for b := range e.chosen {
			for c := range e.chosen {
				if piece&(1<<b) != 0 && piece&(1<<c) == 0 {
					least = min(least, e.hops[e.at(e.chosen[b], e.chosen[c])]-1)
				}
			}
		}
		worst = max(worst, least)
	}
	return worst
}

// complete checks, on a full plan, what the bound leaves out.
func (e *countrySearch) complete() bool {
	r := e.r
	switch r.Kind {
	case Nodes:
		if r.off(CondServed) {
			return true
		}
		count := 0
		for _, iso3 := range r.roles("radiation") {
			if slices.ContainsFunc(e.chosen, func(i int) bool { return r.servesCountry(&e.c[i], iso3) }) {
				count++
			}
		}
		return count >= r.Nodes.MinServed
	case Belt:
		return e.near == nil || e.apart() == 0
	case Axis:
		if !r.off(CondMarket) && r.off(CondOceans) {
			for _, o := range oceans {
				held, top := false, 0.0
				for _, i := range e.chosen {
					if e.c[i].Ocean == o {
						held, top = true, max(top, e.c[i].Population200)
					}
				}
				if held && top < r.Axis.MarketPopulation {
					return false
				}
			}
		}
		return !e.unpaired()
	}
	return true
}

// unpaired reports whether a chosen site has no partner although there are
// sites on the other ocean.
func (e *countrySearch) unpaired() bool {
	return e.partner != nil && e.hopeless(len(e.order), 0)
}
