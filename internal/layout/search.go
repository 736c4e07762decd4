package layout

import (
	"context"
	"math"
	"slices"
)

// progressEvery is how many nodes pass between looks at the context.
const progressEvery = 4096

// explorer enumerates every plan whose value may reach s.floor, calling s.leaf.
type explorer interface {
	bound() int64 // of any plan, in units; impossible when there is none
	run()         // honours s.floor, which only rises
}

// impossible marks the absence of any plan; sums of it with values stay below
// every value.
const impossible = math.MinInt64 / 4

// search is the state that both explorers share.
type search struct {
	*model
	ctx   context.Context
	o     Options
	want  int
	place []int   // by candidate: the place it stands in
	found []found // best first, distinct sets of places
	floor int64   // plans below it are of no interest
	upper int64   // no plan is better
	nodes int64
	done  bool // proven
	err   error
	stop  bool

	chosen []int // candidates on the path, with
	given  []int // their industries
	value  int64
	used   []int // by group
	usedBy []int // group × industry
	top    []int64
}

// found is a plan in candidates, ascending, and their industries.
type found struct {
	value int64
	sites []int
	given []int
	at    []int // places, ascending
}

func newSearch(ctx context.Context, m *model, o Options) *search {
	s := &search{model: m, ctx: ctx, o: o, want: o.Plans,
		used: make([]int, len(m.iso3)), usedBy: make([]int, len(m.iso3)*m.ni)}
	if s.want <= 0 {
		s.want = DefaultPlans
	}
	if s.o.PlaceKm == 0 {
		s.o.PlaceKm = DefaultPlaceKm
	}
	s.place = places(s.c, s.o.PlaceKm)
	return s
}

// places numbers the places that candidates stand in: two within km of one
// another, also in steps, share one.
func places(c []Candidate, km float64) []int {
	place := make([]int, len(c))
	for i := range place {
		place[i] = i
	}
	for i := range c {
		for j := range i {
			if from, to := place[i], place[j]; from != to && GreatCircleKm(c[i].Place, c[j].Place) <= km {
				for k := range place {
					if place[k] == from {
						place[k] = to
					}
				}
			}
		}
	}
	return place
}

// explore runs e with a floor that is lowered until enough plans lie above it.
//
// A run visits every plan of value ≥ floor. So when a run has found want plans
// they are the best there are; otherwise the floor is lowered and the run is
// repeated. The last run has no floor.
func (s *search) explore(e explorer) {
	top := e.bound()
	s.upper = top
	if top <= impossible/2 {
		s.done = true
		return
	}
	for step := max(top/512, 1); ; step *= 3 {
		s.floor = top - step
		last := s.floor <= 0
		if last {
			s.floor = impossible
		}
		start := s.floor
		if s.full() {
			s.floor = max(s.floor, s.found[s.want-1].value)
		}
		e.run()
		if s.stop {
			return
		}
		if last || s.full() && s.found[s.want-1].value >= start {
			s.done = true
			return
		}
		if len(s.found) > 0 {
			s.upper = max(s.found[0].value, start)
		} else {
			s.upper = start
		}
	}
}

func (s *search) full() bool { return len(s.found) == s.want }

// visit counts a node and reports whether to go on.
func (s *search) visit() bool {
	s.nodes++
	if s.nodes%progressEvery == 0 {
		if err := s.ctx.Err(); err != nil {
			s.err, s.stop = err, true
		}
		if s.o.MaxNodes > 0 && s.nodes >= s.o.MaxNodes {
			s.stop = true
		}
		if s.o.Progress != nil {
			s.o.Progress(Progress{Nodes: s.nodes, Plans: len(s.found), Best: s.bestValue(), Bound: float64(s.upper) * unit})
		}
	}
	return !s.stop
}

func (s *search) bestValue() float64 {
	if len(s.found) == 0 {
		return 0
	}
	return float64(s.found[0].value) * unit
}

// fits reports whether candidate i with industry x keeps budgets, spacing and
// the negative list beside what is chosen.
func (s *search) fits(i, x int) bool {
	g := s.group[i]
	if s.val[i][x] == banned || s.used[g] >= s.cap[g] || s.usedBy[g*s.ni+x] >= s.rep {
		return false
	}
	for q, j := range s.chosen {
		if s.sep[s.at(i, j)] || s.given[q] == x && s.same[s.at(i, j)] {
			return false
		}
	}
	return true
}

func (s *search) push(i, x int) {
	s.chosen, s.given = append(s.chosen, i), append(s.given, x)
	s.value += s.val[i][x]
	s.used[s.group[i]]++
	s.usedBy[s.group[i]*s.ni+x]++
}

func (s *search) pop() {
	last := len(s.chosen) - 1
	i, x := s.chosen[last], s.given[last]
	s.chosen, s.given = s.chosen[:last], s.given[:last]
	s.value -= s.val[i][x]
	s.used[s.group[i]]--
	s.usedBy[s.group[i]*s.ni+x]--
}

// leaf takes the chosen sites as a plan.
func (s *search) leaf() {
	if s.value < s.floor {
		return
	}
	f := found{value: s.value, sites: slices.Clone(s.chosen), given: make([]int, len(s.given))}
	slices.Sort(f.sites)
	for q, i := range s.chosen {
		k, _ := slices.BinarySearch(f.sites, i)
		f.given[k] = s.given[q]
		f.at = append(f.at, s.place[i])
	}
	slices.Sort(f.at)
	for q := range s.found {
		if slices.Equal(s.found[q].at, f.at) {
			if f.before(&s.found[q]) {
				s.found = slices.Delete(s.found, q, q+1)
				break
			}
			return
		}
	}
	at, _ := slices.BinarySearchFunc(s.found, f, func(a, b found) int {
		if a.before(&b) {
			return -1
		}
		return 1
	})
	s.found = slices.Insert(s.found, at, f)
	if len(s.found) > s.want {
		s.found = s.found[:s.want]
	}
	if s.full() {
		s.floor = max(s.floor, s.found[s.want-1].value)
	}
}

// before orders plans: the higher value, then the sites, then the industries.
func (f *found) before(g *found) bool {
	if f.value != g.value {
		return f.value > g.value
	}
	if c := slices.Compare(f.sites, g.sites); c != 0 {
		return c < 0
	}
	return slices.Compare(f.given, g.given) < 0
}

func (s *search) solution() Solution {
	sol := Solution{Plans: []Plan{}, Proven: s.done, Nodes: s.nodes}
	for _, f := range s.found {
		sites, industries := make([]Candidate, len(f.sites)), make([]string, len(f.sites))
		for q, i := range f.sites {
			sites[q], industries[q] = s.c[i], s.r.Industries[f.given[q]]
		}
		sol.Plans = append(sol.Plans, NewPlan(*s.r, sites, industries))
	}
	if sol.Bound = float64(s.upper) * unit; s.done {
		sol.Bound = s.bestValue()
	}
	if len(sol.Plans) > 0 {
		sol.Gap = max(0, sol.Bound-s.bestValue())
	}
	return sol
}

// A second bound, used by both explorers beside their own: offerTop collects
// the values that some candidates of one country can add, sumTop adds up the
// left largest. It keeps budgets, the number of parks of one industry per
// country and the spacing to every site already chosen, across borders too, and
// leaves the rest out: it takes the best sites for each industry as if one site
// could have several, so that no completion is worth more.
func (s *search) offerTop(candidates []int, room int) {
	from := len(s.top)
	for x := range s.ni {
		kept := len(s.top)
		for _, i := range candidates {
			if !s.fits(i, x) {
				continue
			}
			s.top = append(s.top, s.val[i][x])
			if len(s.top)-kept > s.rep { // drop the least of rep + 1
				least := kept
				for z := kept + 1; z < len(s.top); z++ {
					if s.top[z] < s.top[least] {
						least = z
					}
				}
				s.top = slices.Delete(s.top, least, least+1)
			}
		}
	}
	slices.Sort(s.top[from:])
	if over := len(s.top) - from - room; over > 0 {
		s.top = slices.Delete(s.top, from, from+over)
	}
}

func (s *search) sumTop(left int) int64 {
	if len(s.top) < left {
		return impossible
	}
	slices.Sort(s.top)
	var sum int64
	for _, v := range s.top[len(s.top)-left:] {
		sum += v
	}
	return sum
}
