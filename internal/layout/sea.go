package layout

import (
	"math"

	"parksite/internal/catalog"
)

// Grade says how far a value can be trusted.
type Grade string

// The grades. A and B may decide; C counts as missing unless asked for.
const (
	GradeA Grade = "A"
	GradeB Grade = "B"
	GradeC Grade = "C"
)

// worse returns the weaker of two grades.
func worse(a, b Grade) Grade { return max(a, b) }

// Passage is a strait or canal that can be closed; "" is none.
type Passage string

// The passages whose closing the sea distances know.
const (
	Open    Passage = ""
	Suez    Passage = "suez"
	Panama  Passage = "panama"
	Malacca Passage = "malacca"
)

// Passages are those that can be closed.
var Passages = [...]Passage{Suez, Panama, Malacca}

// sea is one row of the table of sea distances.
type sea struct{ catalog.SeaDistance }

// nm returns the length of the route with a passage closed.
func (s *sea) nm(closed Passage) float64 {
	var x *float64
	switch closed {
	case Suez:
		x = s.NoSuezNM
	case Panama:
		x = s.NoPanamaNM
	case Malacca:
		x = s.NoMalaccaNM
	}
	if x == nil { // blank: no change
		return s.NM
	}
	return *x
}

// route is a way from China to a port.
type route struct {
	nm     float64
	grade  Grade
	origin string
	source string
}

// least returns the shortest route to a port from any of the Chinese ports:
// among routes of grade A and B if there is one, else among those of grade C.
func (a *Atlas) least(port string, closed Passage) (route, bool) {
	best := route{nm: math.Inf(1)}
	for weak := range 2 {
		for i := range a.sea[port] {
			s := &a.sea[port][i]
			if (s.Quality == string(GradeC)) != (weak == 1) {
				continue
			}
			if nm := s.nm(closed); nm < best.nm {
				best = route{nm, Grade(s.Quality), s.From, s.Source}
			}
		}
		if best.origin != "" {
			return best, true
		}
	}
	return route{}, false
}

// gateway is the port a site is reached through, and the way between them.
type gateway struct {
	port *catalog.Site
	km   float64 // great circle; 0 for a port itself
}

// Legs over land: up to nearLegKm the port is the site's own, beyond farLegKm
// the great circle says too little about the way.
const farLegKm = 300

// gatewayOf returns the port with the least sum of sea route and leg over land
// (as a great circle), among routes of grade A and B first. A site in a
// coastal country uses its own country's ports.
func (a *Atlas) gatewayOf(s *Site) (gateway, bool) {
	if s.Kind == catalog.PortSite && len(a.sea[s.ID]) > 0 {
		return gateway{port: &s.Site}, true
	}
	p, ok := s.place()
	if !ok {
		return gateway{}, false
	}
	abroad := a.landlocked(s.ISO3)
	for weak := range 2 {
		best, least := gateway{}, math.Inf(1)
		for _, i := range a.ports {
			x := &a.data.Sites[i]
			if x.ISO3 != s.ISO3 && !abroad {
				continue
			}
			r, _ := a.least(x.ID, Open)
			if (r.grade == GradeC) != (weak == 1) {
				continue
			}
			km := GreatCircleKm(p, a.at(i))
			if total := r.nm + km/kmPerNM; total < least {
				least, best = total, gateway{x, km}
			}
		}
		if best.port != nil {
			return best, true
		}
	}
	return gateway{}, false
}

// reach returns the sea distance of a gateway with its leg over land, in
// nautical miles, and its grade: the route's, at most B with a leg, C with a leg
// beyond farLegKm.
func (a *Atlas) reach(g gateway, closed Passage) (route, bool) {
	r, ok := a.least(g.port.ID, closed)
	if !ok {
		return route{}, false
	}
	if g.km > 0 {
		r.nm = math.Round(r.nm + g.km/kmPerNM)
		r.grade = worse(r.grade, GradeB)
		if g.km > farLegKm {
			r.grade = GradeC
		}
	}
	return r, true
}
