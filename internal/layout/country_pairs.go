package layout

import (
	"math/bits"
	"slices"
)

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
