package layout

import (
	"slices"
)

// option is what a country can give: features, and the greatest value with them.
type option struct {
	features uint32
	value    int64
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
