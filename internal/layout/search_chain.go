package layout

import "slices"

// chainSearch explores a chain from west to east.
//
// Its bound leaves out only what reaches beyond neighbours: the number of parks
// of one industry per country, and spacing between sites that are not
// neighbours. Everything else (gaps, both ends, budgets, the number of
// countries, forced sites, spacing of neighbours) is kept by a dynamic programme
// over (last site, its industry, sites held in each country), whose value is
// the greatest of any completion. As conditions are only left out, no plan is
// better than the bound.
type chainSearch struct {
	*search
	line  []int     // candidates west to east
	km    []float64 // by place on the line
	radix []int     // of the number held, by country
	lands int
	memo  map[state]int64
}

type state struct{ place, industry, held int }

func newChainSearch(s *search) *chainSearch {
	e := &chainSearch{search: s, memo: map[state]int64{}}
	at := make([]float64, len(s.c))
	for i := range s.c {
		e.line = append(e.line, i)
		at[i], _ = along(s.r.Chain.places(), s.c[i].Place)
	}
	slices.SortStableFunc(e.line, func(a, b int) int {
		switch {
		case at[a] < at[b]:
			return -1
		case at[a] > at[b]:
			return 1
		}
		return a - b
	})
	for _, i := range e.line {
		e.km = append(e.km, at[i])
	}
	z := 1
	for g := range s.iso3 {
		e.radix = append(e.radix, z)
		z *= s.cap[g] + 1
	}
	if !s.r.off(CondCountries) {
		e.lands = s.r.MinCountries
	}
	return e
}

// starts reports whether a chain may begin at place b.
func (e *chainSearch) starts(b int) bool {
	return (e.r.off(CondWestEnd) || e.km[b] <= e.r.Chain.WestEndKm) && !e.skips(-1, b)
}

// ends reports whether a chain holding these sites may end at place a.
func (e *chainSearch) ends(a, held int) bool {
	if !e.r.off(CondEastEnd) && e.km[a] < e.r.Chain.EastEndKm || e.skips(a, len(e.line)) {
		return false
	}
	lands := 0
	for g := range e.iso3 {
		if e.held(held, g) > 0 {
			lands++
		}
	}
	return lands >= e.lands
}

// skips reports whether a forced site lies strictly between places a and b.
func (e *chainSearch) skips(a, b int) bool {
	for q := a + 1; q < b; q++ {
		if e.force[e.line[q]] {
			return true
		}
	}
	return false
}

// follows reports whether place b may be the next after place a.
func (e *chainSearch) follows(a, b int) bool {
	if e.sep[e.at(e.line[a], e.line[b])] || e.skips(a, b) {
		return false
	}
	gap := metre(e.km[b] - e.km[a])
	return e.r.off(CondGap) || gap >= e.r.Chain.MinGapKm && gap <= e.r.Chain.MaxGapKm
}

func (e *chainSearch) held(code, g int) int { return code / e.radix[g] % (e.cap[g] + 1) }

// count returns how many sites a code holds.
func (e *chainSearch) count(code int) int {
	n := 0
	for g := range e.iso3 {
		n += e.held(code, g)
	}
	return n
}

// after returns the greatest value that sites beyond place a can add.
func (e *chainSearch) after(a, x, held int) int64 {
	key := state{a, x, held}
	if v, ok := e.memo[key]; ok {
		return v
	}
	top := int64(impossible)
	if e.count(held) == e.k {
		if e.ends(a, held) {
			top = 0
		}
	} else {
		for b := a + 1; b < len(e.line); b++ {
			j := e.line[b]
			g := e.group[j]
			if e.held(held, g) == e.cap[g] || !e.follows(a, b) {
				continue
			}
			for y := range e.ni {
				if e.val[j][y] == banned || x == y && e.same[e.at(e.line[a], j)] {
					continue
				}
				if v := e.after(b, y, held+e.radix[g]); v > impossible {
					top = max(top, v+e.val[j][y])
				}
			}
		}
	}
	e.memo[key] = top
	return top
}

func (e *chainSearch) bound() int64 {
	top := int64(impossible)
	for b, i := range e.line {
		if !e.starts(b) || e.cap[e.group[i]] == 0 {
			continue
		}
		for x := range e.ni {
			if e.val[i][x] == banned {
				continue
			}
			if v := e.after(b, x, e.radix[e.group[i]]); v > impossible {
				top = max(top, v+e.val[i][x])
			}
		}
	}
	return top
}

func (e *chainSearch) run() {
	for b := range e.line {
		if e.starts(b) {
			e.extend(b, 0)
		}
	}
}

// extend adds place b to the chain and goes on; held are the sites before it.
func (e *chainSearch) extend(b, held int) {
	i := e.line[b]
	for x := range e.ni {
		if !e.fits(i, x) || !e.visit() {
			continue
		}
		now := held + e.radix[e.group[i]]
		v := e.after(b, x, now)
		if v <= impossible || e.value+e.val[i][x]+v < e.floor {
			continue
		}
		e.push(i, x)
		if len(e.chosen) == e.k {
			e.leaf() // after gave 0, so the end is covered
		} else {
			for d := b + 1; d < len(e.line) && !e.stop; d++ {
				if e.follows(b, d) {
					e.extend(d, now)
				}
			}
		}
		e.pop()
	}
}
