package layout

import (
	"math"
	"slices"
	"strings"

	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// Lanes answers which way a ship takes between two places: along the maritime
// network from which the shipped sea distances were computed, by the same
// method. What it returns is for drawing. The distances that score are those of
// the table; no plan, score or digest depends on a lane.
//
// It is immutable and safe for concurrent use.
type Lanes struct {
	at      []Place // where lanes bend or meet
	legs    []laneLeg
	out     [][]laneEnd // by vertex
	origins []catalog.Site
}

// laneLeg is a straight piece of a lane between two vertices.
type laneLeg struct {
	a, b    int32
	km      float64
	passage string
}

// laneEnd is one leg as seen from a vertex: it leads to the vertex to.
type laneEnd struct{ leg, to int32 }

// never are passages that the shipped distances do not use: ice closes them.
var never = [...]string{"northwest", "northeast"}

const (
	// snapSlackKm is by how much the straight leg to a lane may be longer than
	// the shortest one, if the whole way is then shorter: the nearest lane of a
	// port is often a branch that leads the other way.
	snapSlackKm = 5
	// FarLaneKm is the length from which a straight leg between place and lane
	// says too little about the way, as for the grades of the sea distances.
	FarLaneKm = 80
)

// NewLanes indexes a network; origins are the Chinese ports that FromChina
// chooses from. Lanes meet where they have a point in common, and at 180°.
//
// It returns fault.Invalid for a network without a lane and for an origin
// without a position.
func NewLanes(network []catalog.SeaLane, origins []catalog.Site) (*Lanes, error) {
	const op = "layout.NewLanes"
	l := &Lanes{origins: origins}
	for i := range origins {
		if origins[i].Lat == nil || origins[i].Lon == nil {
			return nil, fault.Newf(op, fault.Invalid, "layout.unknownSite", "%s has no position", origins[i].ID)
		}
	}
	vertex := map[Place]int32{}
	known := map[[2]int32]bool{}
	number := func(p [2]float64) int32 {
		at := Place{Lat: p[1], Lon: p[0]}
		if at.Lon == -180 {
			at.Lon = 180
		}
		v, ok := vertex[at]
		if !ok {
			v = int32(len(l.at))
			vertex[at] = v
			l.at, l.out = append(l.at, at), append(l.out, nil)
		}
		return v
	}
	for _, lane := range network {
		for i := 1; i < len(lane.Points); i++ {
			a, b := number(lane.Points[i-1]), number(lane.Points[i])
			pair := [2]int32{min(a, b), max(a, b)}
			if a == b || known[pair] {
				continue
			}
			known[pair] = true
			n := int32(len(l.legs))
			l.legs = append(l.legs, laneLeg{a, b, GreatCircleKm(l.at[a], l.at[b]), lane.Passage})
			l.out[a], l.out[b] = append(l.out[a], laneEnd{n, b}), append(l.out[b], laneEnd{n, a})
		}
	}
	if len(l.legs) == 0 {
		return nil, fault.New(op, fault.Invalid, "field.required")
	}
	return l, nil
}

// Origins returns the ports that sea distances are computed from, by id.
func Origins(sites []catalog.Site, distances []catalog.SeaDistance) []catalog.Site {
	from := map[string]bool{}
	for _, d := range distances {
		from[d.From] = true
	}
	out := slices.DeleteFunc(slices.Clone(sites), func(s catalog.Site) bool { return !from[s.ID] })
	slices.SortFunc(out, func(x, y catalog.Site) int { return strings.Compare(x.ID, y.ID) })
	return out
}

// shut reports whether a leg leads through a passage that is closed.
func (x *laneLeg) shut(closed Passage) bool {
	return x.passage != "" && (x.passage == string(closed) || slices.Contains(never[:], x.passage))
}

// foot is where the way from a place meets a lane.
type foot struct {
	leg int32
	at  Place
	km  float64 // straight, from the place
}

// feet returns the points of open lanes that are at most snapSlackKm farther
// from p than the nearest, one per leg. p is projected on each leg in the plane
// that touches the sphere at p's latitude.
func (l *Lanes) feet(p Place, closed Passage) []foot {
	scale := math.Cos(p.Lat * math.Pi / 180)
	project := func(x *laneLeg) (Place, float64) {
		a, b := l.at[x.a], l.at[x.b]
		turn := wrap(b.Lon - a.Lon)
		bx, by := float64(turn*scale), b.Lat-a.Lat
		px, py := float64(wrap(p.Lon-a.Lon)*scale), p.Lat-a.Lat
		t := 0.0
		if d := float64(bx*bx) + float64(by*by); d > 0 {
			t = min(1, max(0, (float64(px*bx)+float64(py*by))/d))
		}
		ex, ey := px-float64(t*bx), py-float64(t*by)
		return Place{Lat: a.Lat + float64(t*by), Lon: wrap(a.Lon + float64(t*turn))}, float64(ex*ex) + float64(ey*ey)
	}
	off := make([]float64, len(l.legs)) // in the plane, in square degrees
	nearest := -1
	for i := range l.legs {
		off[i] = math.Inf(1)
		if l.legs[i].shut(closed) {
			continue
		}
		if _, off[i] = project(&l.legs[i]); nearest < 0 || off[i] < off[nearest] {
			nearest = i
		}
	}
	if nearest < 0 {
		return nil
	}
	at, _ := project(&l.legs[nearest])
	most := GreatCircleKm(p, at) + snapSlackKm
	const kmPerDegree = math.Pi * meanEarthRadiusKm / 180
	roughly := 1.2 * most / kmPerDegree // the plane is off by less than that near p
	var out []foot
	for i := range l.legs {
		if off[i] > roughly*roughly && i != nearest {
			continue
		}
		at, _ := project(&l.legs[i])
		if km := GreatCircleKm(p, at); km <= most {
			out = append(out, foot{int32(i), at, km})
		}
	}
	return out
}

// wrap brings a difference of longitudes, or a longitude, into (-180, 180].
func wrap(lon float64) float64 {
	for lon > 180 {
		lon -= 360
	}
	for lon <= -180 {
		lon += 360
	}
	return lon
}

// SeaWay is the shortest way between two places along open lanes, with a
// straight leg between place and lane at each end.
type SeaWay struct {
	// Points lead from the one place to the other, three or more unless both are
	// one; the first and the last leg are the straight ones. Longitudes run on past ±180° and never jump.
	Points  []Place
	Km      float64 // of the whole way
	StartKm float64 // of the straight leg at the start
	EndKm   float64 // of the straight leg at the end
}

// Straight reports whether the straight legs make more than half of the way:
// then the lanes say nothing about it.
func (w *SeaWay) Straight() bool { return w.StartKm+w.EndKm > w.Km/2 }

// Way returns the way from one place to another with a passage closed; ok is
// false where no open lanes join them. The way back is the same way: of equally
// short ways one is chosen by the order of the network alone.
func (l *Lanes) Way(from, to Place, closed Passage) (way SeaWay, ok bool) {
	if from == to {
		return SeaWay{Points: []Place{from, to}}, true
	}
	if back := to.Lat < from.Lat || to.Lat == from.Lat && to.Lon < from.Lon; back {
		if way, ok = l.Way(to, from, closed); ok {
			slices.Reverse(way.Points)
			way.StartKm, way.EndKm = way.EndKm, way.StartKm
			unwrap(way.Points)
		}
		return way, ok
	}
	return l.search(from, closed).way(to)
}

// FromChina returns the shortest way from any of the origins, of equally long
// ones from the first by id.
func (l *Lanes) FromChina(to Place, closed Passage) (catalog.Site, SeaWay, bool) {
	s := l.search(to, closed)
	best, least := -1, math.Inf(1)
	for i := range l.origins {
		if way, ok := s.way(originPlace(&l.origins[i])); ok && way.Km < least {
			best, least = i, way.Km
		}
	}
	if best < 0 {
		return catalog.Site{}, SeaWay{}, false
	}
	way, ok := l.Way(originPlace(&l.origins[best]), to, closed)
	return l.origins[best], way, ok
}

func originPlace(s *catalog.Site) Place { return Place{Lat: *s.Lat, Lon: *s.Lon} }

// unwrap lets longitudes run on from the first one.
func unwrap(points []Place) {
	points[0].Lon = wrap(points[0].Lon)
	for i := 1; i < len(points); i++ {
		points[i].Lon = points[i-1].Lon + wrap(points[i].Lon-points[i-1].Lon)
	}
}
