package layout

import (
	"math"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"parksite/internal/catalog"
	"parksite/seeds"
)

// sailed are the shipped network and distances.
var sailed = sync.OnceValue(func() (x struct {
	lanes *Lanes
	data  seeds.Data
	at    map[string]Place
}) {
	var err error
	if x.data, err = seeds.Load(); err != nil {
		panic(err)
	}
	if x.lanes, err = NewLanes(x.data.Lanes, Origins(x.data.Sites, x.data.Tables.SeaDistances)); err != nil {
		panic(err)
	}
	x.at = map[string]Place{}
	for _, s := range x.data.Tables.Ports {
		x.at[s.ID] = Place{Lat: *s.Lat, Lon: *s.Lon}
	}
	return x
})

// Every shipped distance, with all passages open and with each of them closed,
// is the length of the way found here, within the rounding to a whole mile; and
// so is the straight leg at the port abroad, to its tenth of a kilometre. (At
// the other end the table has the shortest leg, not that of the way.)
func TestWaysAreTheShippedDistances(t *testing.T) {
	w := sailed()
	if got := len(w.lanes.origins); got != 7 {
		t.Fatalf("%d origins", got)
	}
	for _, closed := range append(Passages[:], Open) {
		from := map[string]*laneSearch{}
		for _, o := range w.lanes.origins {
			from[o.ID] = w.lanes.search(w.at[o.ID], closed)
		}
		n := 0
		for i := range w.data.Tables.SeaDistances {
			d := sea{w.data.Tables.SeaDistances[i]}
			way, ok := from[d.From].way(w.at[d.To])
			if !ok {
				t.Fatalf("no way from %s to %s with %q closed", d.From, d.To, closed)
			}
			nm, want := way.Km/kmPerNM, d.nm(closed)
			if math.Abs(nm-want) > 0.75 {
				t.Errorf("%s to %s with %q closed: %.2f nm, the table has %v", d.From, d.To, closed, nm, want)
			}
			if closed == Open && (way.StartKm > d.SnapFromKm+snapSlackKm+0.06 || math.Abs(way.EndKm-d.SnapToKm) > 0.06) {
				t.Errorf("%s to %s: straight legs %.2f and %.2f km, the table has %v and %v", d.From, d.To, way.StartKm, way.EndKm, d.SnapFromKm, d.SnapToKm)
			}
			if math.Abs(nm-want) <= 0.005*want {
				n++
			}
		}
		if n != 3108 {
			t.Errorf("%d of 3108 distances agree within 0.5 %% with %q closed", n, closed)
		}
	}
}

// length adds up a way's legs.
func length(points []Place) (km float64) {
	for i := 1; i < len(points); i++ {
		km += GreatCircleKm(points[i-1], points[i])
	}
	return km
}

// Of any two places outside the ice: the way is as long as its legs, no shorter than
// the great circle, the same backwards, and never through a closed passage.
func TestWay(t *testing.T) {
	l := sailed().lanes
	leg := map[[2]Place]string{} // passages by both ends
	for i := range l.legs {
		a, b := l.at[l.legs[i].a], l.at[l.legs[i].b]
		leg[[2]Place{a, b}], leg[[2]Place{b, a}] = l.legs[i].passage, l.legs[i].passage
	}
	rapid.Check(t, func(t *rapid.T) {
		place := func(name string) Place {
			return Place{Lat: rapid.Float64Range(-60, 60).Draw(t, name+" lat"), Lon: rapid.Float64Range(-180, 180).Draw(t, name+" lon")}
		}
		a, b := place("from"), place("to")
		closed := rapid.SampledFrom(append(Passages[:], Open)).Draw(t, "closed")
		way, ok := l.Way(a, b, closed)
		if !ok {
			t.Fatalf("no way from %v to %v", a, b)
		}
		slack := 0.001 * float64(len(way.Points)) // each leg is rounded to a metre
		if got := length(way.Points); math.Abs(got-way.Km) > slack {
			t.Errorf("%.3f km, its legs make %.3f", way.Km, got)
		}
		if gc := GreatCircleKm(a, b); way.Km < gc-slack {
			t.Errorf("%.3f km, shorter than the great circle's %.3f", way.Km, gc)
		}
		if open, _ := l.Way(a, b, Open); closed == Open && open.Km != way.Km {
			t.Errorf("%v, then %v km", way.Km, open.Km)
		}
		back, _ := l.Way(b, a, closed)
		if back.Km != way.Km || back.StartKm != way.EndKm || len(back.Points) != len(way.Points) {
			t.Errorf("%v km there, %v back", way.Km, back.Km)
		}
		for i := range way.Points {
			p, q := way.Points[i], back.Points[len(back.Points)-1-i]
			if p.Lat != q.Lat || math.Abs(wrap(p.Lon-q.Lon)) > 1e-9 {
				t.Fatalf("the way back is another: %v, %v", p, q)
			}
			if i == 0 {
				continue
			}
			before := way.Points[i-1]
			if math.Abs(p.Lon-before.Lon) > 180 {
				t.Errorf("the way jumps from %v to %v", before, p)
			}
			on := func(x Place) Place { return Place{Lat: x.Lat, Lon: math.Round(wrap(x.Lon)*1e4) / 1e4} }
			if passage := leg[[2]Place{on(before), on(p)}]; passage != "" && (passage == string(closed) || passage == "northwest") {
				t.Errorf("%s is closed, yet the way leads through it", passage)
			}
		}
	})
}

// Ties are settled by the network's order, islands are not reached, and places
// on one leg are joined along it.
func TestWayOnASmallNetwork(t *testing.T) {
	at := func(lon, lat float64) Place { return Place{Lat: lat, Lon: lon} }
	l, err := NewLanes([]catalog.SeaLane{
		{Points: [][2]float64{{170, 0}, {175, 5}, {180, 0}}},
		{Points: [][2]float64{{170, 0}, {175, -5}, {-180, 0}}}, // as long, round the other side
		{Points: [][2]float64{{-180, 0}, {-170, 0}}},
		{Passage: "suez", Points: [][2]float64{{-170, 0}, {-160, 0}}},
		{Points: [][2]float64{{0, 40}, {10, 40}}}, // joined to nothing
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	way, ok := l.Way(at(170, 0), at(-170, 0), Open)
	if lon := []float64{170, 170, 175, 180, 190, 190}; !ok || !slices.EqualFunc(way.Points, lon, func(p Place, lon float64) bool { return p.Lon == lon }) || way.Points[2].Lat != 5 {
		t.Errorf("%v over the date line and on the first of two equal lanes: %v", ok, way.Points)
	}
	if _, ok := l.Way(at(170, 0), at(5, 40), Open); ok {
		t.Error("a way to a lane that is joined to nothing")
	}
	way, ok = l.Way(at(2, 40.1), at(4, 40.1), Open)
	if want := length([]Place{at(2, 40.1), at(2, 40), at(4, 40), at(4, 40.1)}); !ok || math.Abs(way.Km-want) > 0.01 || len(way.Points) != 4 || way.Straight() {
		t.Errorf("%v along one leg: %+v, want %.3f km", ok, way, want)
	}
	if way, _ = l.Way(at(2, 41), at(2.1, 41), Open); !way.Straight() {
		t.Errorf("two places far from the lane: %+v", way)
	}
	if way, ok = l.Way(at(-165, 0), at(170, 0), Suez); !ok || way.StartKm < 500 {
		t.Errorf("%v: a place in a closed passage is %.0f km from the next lane", ok, way.StartKm)
	}
	if _, err := NewLanes(nil, nil); err == nil {
		t.Error("a network without lanes")
	}
}

// The way from China starts at the port from which it is shortest.
func TestFromChina(t *testing.T) {
	w := sailed()
	for n, to := range w.data.Tables.Ports {
		if n%25 != 0 {
			continue
		}
		for _, closed := range append(Passages[:], Open) {
			least, want := math.Inf(1), ""
			for i := range w.data.Tables.SeaDistances {
				if d := (sea{w.data.Tables.SeaDistances[i]}); d.To == to.ID && d.nm(closed) < least {
					least, want = d.nm(closed), d.From
				}
			}
			if want == "" { // a Chinese port, or one without a distance
				continue
			}
			from, way, ok := w.lanes.FromChina(w.at[to.ID], closed)
			if !ok || from.ID != want || math.Abs(way.Km/kmPerNM-least) > 0.75 || GreatCircleKm(way.Points[0], w.at[want]) > 0 {
				t.Errorf("%s from %s, %.1f nm; the table has %s, %v", to.ID, from.ID, way.Km/kmPerNM, want, least)
			}
		}
	}
}

func BenchmarkWay(b *testing.B) {
	l := sailed().lanes
	for b.Loop() {
		l.Way(Place{Lat: 30.63, Lon: 122.07}, Place{Lat: 51.95, Lon: 4.13}, Open)
	}
}
