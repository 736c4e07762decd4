package layout

import (
	"container/heap"
	"math"
	"slices"
)

// laneSearch is what is known of the ways from one place: Dijkstra's algorithm
// over the vertices, with the place's feet as its sources.
type laneSearch struct {
	lanes  *Lanes
	from   Place
	closed Passage
	feet   []foot
	km     []float64 // by vertex; +Inf where no open lane leads
	before []int32   // the vertex before it, or ^i where it follows feet[i]
}

func (l *Lanes) search(from Place, closed Passage) *laneSearch {
	s := &laneSearch{lanes: l, from: from, closed: closed, feet: l.feet(from, closed), km: make([]float64, len(l.at)), before: make([]int32, len(l.at))}
	for v := range s.km {
		s.km[v] = math.Inf(1)
	}
	var q laneQueue
	reach := func(v, before int32, km float64) {
		if km < s.km[v] {
			s.km[v], s.before[v] = km, before
			heap.Push(&q, laneStop{km, v})
		}
	}
	for i, f := range s.feet {
		leg := &l.legs[f.leg]
		for _, v := range [...]int32{leg.a, leg.b} {
			reach(v, ^int32(i), f.km+GreatCircleKm(f.at, l.at[v]))
		}
	}
	for q.Len() > 0 {
		x := heap.Pop(&q).(laneStop)
		if x.km > s.km[x.v] { // reached on a shorter way since
			continue
		}
		for _, e := range l.out[x.v] {
			if leg := &l.legs[e.leg]; !leg.shut(closed) {
				reach(e.to, x.v, x.km+leg.km)
			}
		}
	}
	return s
}

// way ends the search at a place.
func (s *laneSearch) way(to Place) (SeaWay, bool) {
	l := s.lanes
	least := math.Inf(1)
	var end foot
	last, same := int32(-1), -1 // the vertex before end; or the start's foot on the same leg
	for _, f := range l.feet(to, s.closed) {
		leg := &l.legs[f.leg]
		for _, v := range [...]int32{leg.a, leg.b} {
			if km := s.km[v] + GreatCircleKm(l.at[v], f.at) + f.km; km < least {
				least, end, last, same = km, f, v, -1
			}
		}
		for i, g := range s.feet {
			if g.leg != f.leg {
				continue
			}
			if km := g.km + GreatCircleKm(g.at, f.at) + f.km; km < least {
				least, end, last, same = km, f, -1, i
			}
		}
	}
	if math.IsInf(least, 1) {
		return SeaWay{}, false
	}
	lane, start := []Place{end.at}, same
	for v := last; v >= 0; {
		lane = append(lane, l.at[v])
		if v = s.before[v]; v < 0 {
			start = int(^v)
		}
	}
	lane = slices.Compact(append(lane, s.feet[start].at)) // a foot may be a vertex
	slices.Reverse(lane)
	points := slices.Concat([]Place{s.from}, lane, []Place{to})
	unwrap(points)
	return SeaWay{Points: points, Km: metre(least), StartKm: s.feet[start].km, EndKm: end.km}, true
}

// laneStop is a vertex with the length of a way to it.
type laneStop struct {
	km float64
	v  int32
}

// laneQueue is a heap of stops, nearest first, equally near ones by number.
type laneQueue []laneStop

func (q laneQueue) Len() int { return len(q) }
func (q laneQueue) Less(i, j int) bool {
	return q[i].km < q[j].km || q[i].km == q[j].km && q[i].v < q[j].v
}
func (q laneQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *laneQueue) Push(x any)   { *q = append(*q, x.(laneStop)) }
func (q *laneQueue) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}
