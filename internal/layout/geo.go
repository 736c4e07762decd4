package layout

import "math"

// Place is a point on the sphere in degrees north and east.
type Place struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

// kmPerNM is the length of the international nautical mile.
const kmPerNM = 1.852

// NM returns a length in nautical miles.
func NM(km float64) float64 { return km / kmPerNM }

// meanEarthRadiusKm is the IUGG mean radius.
const meanEarthRadiusKm = 6371.0088

// GreatCircleKm returns the shortest distance on the sphere, by the haversine
// formula with the mean Earth radius, rounded to one metre.
func GreatCircleKm(a, b Place) float64 {
	rad := func(d float64) float64 { return d * math.Pi / 180 }
	sLat, sLon := math.Sin(rad(b.Lat-a.Lat)/2), math.Sin(rad(b.Lon-a.Lon)/2)
	h := float64(sLat*sLat) + float64(math.Cos(rad(a.Lat))*math.Cos(rad(b.Lat))*float64(sLon*sLon))
	return metre(2 * meanEarthRadiusKm * math.Asin(min(1, math.Sqrt(h))))
}

func metre(km float64) float64 { return math.Round(km*1000) / 1000 }

// centroid returns the direction of the weighted mean of unit vectors, rounded
// to 0.01°; ok is false where the weights sum to nothing or the vectors cancel.
func centroid(at []Place, w []float64) (Place, bool) {
	var x, y, z float64
	for i, p := range at {
		lat, lon := p.Lat*math.Pi/180, p.Lon*math.Pi/180
		x += float64(w[i] * float64(math.Cos(lat)*math.Cos(lon)))
		y += float64(w[i] * float64(math.Cos(lat)*math.Sin(lon)))
		z += float64(w[i] * math.Sin(lat))
	}
	flat := math.Hypot(x, y)
	if flat == 0 && z == 0 {
		return Place{}, false
	}
	round := func(r float64) float64 { return math.Round(r*180/math.Pi*100) / 100 }
	return Place{Lat: round(math.Atan2(z, flat)), Lon: round(math.Atan2(y, x))}, true
}

// along returns how far along the line of places p lies, in kilometres from its
// first place, and how far off the line. p is projected on each leg in the
// plane that touches the sphere at the leg's middle latitude; of equally near
// legs the first counts. On legs of a few hundred kilometres the plane's error
// is far below that of a port's position.
func along(line []Place, p Place) (km, offKm float64) {
	offKm = math.Inf(1)
	before := 0.0
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		leg := GreatCircleKm(a, b)
		scale := math.Cos((a.Lat + b.Lat) / 2 * math.Pi / 180)
		bx, by := float64((b.Lon-a.Lon)*scale), b.Lat-a.Lat
		px, py := float64((p.Lon-a.Lon)*scale), p.Lat-a.Lat
		t := 0.0
		if d := float64(bx*bx) + float64(by*by); d > 0 {
			t = min(1, max(0, (float64(px*bx)+float64(py*by))/d))
		}
		foot := Place{Lat: a.Lat + float64(t*by), Lon: a.Lon + float64(t*(b.Lon-a.Lon))}
		if off := GreatCircleKm(p, foot); off < offKm {
			km, offKm = metre(before+float64(t*leg)), off
		}
		before += leg
	}
	return km, offKm
}

// nan marks a score that does not exist; such a site is in no plan.
var nan = math.NaN()
