package layout

import "slices"

// chainSearch explores a chain from west to east.
//
// Its bound leaves out only the spacing between sites that are not neighbours.
// Everything else (gaps, both ends, budgets, parks of one industry per country,
// the number of countries, forced sites, spacing of neighbours) is kept by a
// dynamic programme over (last site, its industry, parks of each industry held
// in each country), whose value is the greatest of any completion. As
// conditions are only left out, no plan is better than the bound. Where there
// are too many such states, parks are counted by country alone, which leaves
// out the number of parks of one industry per country too; where these are too
// many still, all parks are counted together, which leaves out every budget and
// the number of countries.
type chainSearch struct {
	*search
	line  []int     // candidates west to east
	km    []float64 // by place on the line
	radix []int     // of the number held: by what grain tells apart
	size  []int     // how many numbers a place of the code takes
	grain grain
	lands int
	east  [][]int // by country: candidates west to east, with
	place [][]int // their places on the line
	memo  map[state]int64
}

type state struct{ place, industry, held int }

// grain is what the code of the parks held tells apart.
type grain uint8

const (
	byIndustry grain = iota // country and industry
	byCountry
	together
)

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
	e.east, e.place = make([][]int, len(s.iso3)), make([][]int, len(s.iso3))
	for b, i := range e.line {
		e.km = append(e.km, at[i])
		g := s.group[i]
		e.east[g], e.place[g] = append(e.east[g], i), append(e.place[g], b)
	}
	for e.code() > maxCodes {
		e.grain++
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
	if e.grain == together {
		return true
	}
	lands := 0
	for g := range e.iso3 {
		if e.held(held, g) > 0 {
			lands++
		}
	}
	return lands >= e.lands
}

// covers reports whether the chosen sites stand in enough countries.
func (e *chainSearch) covers() bool {
	lands := 0
	for _, n := range e.used {
		if n > 0 {
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

// maxCodes bounds the states for one site and industry.
const maxCodes = 1 << 13

// code lays out the number that says what is held, and returns how many there
// are, at most maxCodes + 1; a layout of more than maxCodes is of no use.
func (e *chainSearch) code() int {
	e.radix, e.size = nil, nil
	if e.grain == together {
		e.radix, e.size = []int{1}, []int{e.k + 1}
		return e.k + 1
	}
	z := 1
	for g := range e.iso3 {
		n, places := e.cap[g]+1, 1
		if e.grain == byIndustry {
			n, places = min(e.cap[g], e.rep)+1, e.ni
		}
		for range places {
			e.radix, e.size = append(e.radix, z), append(e.size, n)
			z = min(z*n, maxCodes+1) // beyond that only the comparison counts
		}
	}
	return z
}

// add returns the code with a site of country g and industry x more, and
// whether budgets allow it.
func (e *chainSearch) add(code, g, x int) (int, bool) {
	switch {
	case e.grain == together:
		g = 0
	case e.held(code, g) == e.cap[g]:
		return 0, false
	case e.grain == byIndustry:
		g = g*e.ni + x
	}
	if code/e.radix[g]%e.size[g] == e.size[g]-1 {
		return 0, false
	}
	return code + e.radix[g], true
}

// held returns how many sites a code has in country g, which it tells apart.
func (e *chainSearch) held(code, g int) int {
	if e.grain == byCountry {
		return code / e.radix[g] % e.size[g]
	}
	n := 0
	for x := range e.ni {
		n += code / e.radix[g*e.ni+x] % e.size[g*e.ni+x]
	}
	return n
}

// count returns how many sites a code holds.
func (e *chainSearch) count(code int) int {
	if e.grain == together {
		return code
	}
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
			if !e.follows(a, b) {
				continue
			}
			for y := range e.ni {
				if e.val[j][y] == banned || x == y && e.same[e.at(e.line[a], j)] {
					continue
				}
				now, ok := e.add(held, e.group[j], y)
				if !ok {
					continue
				}
				if v := e.after(b, y, now); v > impossible {
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
		if !e.starts(b) {
			continue
		}
		for x := range e.ni {
			first, ok := e.add(0, e.group[i], x)
			if !ok || e.val[i][x] == banned {
				continue
			}
			if v := e.after(b, x, first); v > impossible {
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
		now, ok := e.add(held, e.group[i], x)
		if !ok {
			continue
		}
		v := e.after(b, x, now)
		if v <= impossible || e.value+e.val[i][x]+v < e.floor {
			continue
		}
		e.push(i, x)
		if left := e.k - len(e.chosen); left == 0 {
			if e.covers() {
				e.leaf() // after gave 0, so the end is covered
			}
		} else if v := e.beyond(b, left); v > impossible && e.value+v >= e.floor {
			for d := b + 1; d < len(e.line) && !e.stop; d++ {
				if e.follows(b, d) {
					e.extend(d, now)
				}
			}
		}
		e.pop()
	}
}

// beyond is the second bound, over the places after b.
func (e *chainSearch) beyond(b, left int) int64 {
	e.top = e.top[:0]
	for g := range e.iso3 {
		from, _ := slices.BinarySearch(e.place[g], b+1)
		e.offerTop(e.east[g][from:], e.cap[g]-e.used[g])
	}
	return e.sumTop(left)
}
