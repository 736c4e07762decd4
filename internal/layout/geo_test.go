package layout

import (
	"errors"
	"math"
	"testing"

	"parksite/internal/fault"
)

func hasField(err error, field string) bool {
	var f *fault.Error
	if !errors.As(err, &f) {
		return false
	}
	for _, x := range f.Fields {
		if x.Field == field {
			return true
		}
	}
	return false
}

func TestGreatCircle(t *testing.T) {
	tests := []struct {
		name     string
		a, b     Place
		want, to float64
	}{
		// C. F. F. Karney, GeographicLib: JFK to LHR 5,551.759 km on WGS84; the sphere is within 0.5%.
		{"JFK-LHR", Place{40.6, -73.8}, Place{51.6, -0.5}, 5551.759, 28},
		{"quarter of a meridian", Place{0, 0}, Place{90, 0}, meanEarthRadiusKm * math.Pi / 2, 0.001},
		{"half round", Place{0, 0}, Place{0, 180}, meanEarthRadiusKm * math.Pi, 0.001},
		{"across 180 degrees", Place{0, 179.5}, Place{0, -179.5}, meanEarthRadiusKm * math.Pi / 180, 0.001},
		{"same", Place{10, 20}, Place{10, 20}, 0, 0},
	}
	for _, tt := range tests {
		got := GreatCircleKm(tt.a, tt.b)
		if math.Abs(got-tt.want) > tt.to || got != GreatCircleKm(tt.b, tt.a) {
			t.Errorf("%s: %g, want %g", tt.name, got, tt.want)
		}
	}
}

func TestCentroid(t *testing.T) {
	got, ok := centroid([]Place{{0, 0}, {0, 90}}, []float64{1, 1})
	if !ok || got != (Place{0, 45}) {
		t.Errorf("middle of a quarter of the equator: %v", got)
	}
	if got, _ = centroid([]Place{{10, 20}, {50, 60}}, []float64{3, 0}); got != (Place{10, 20}) {
		t.Errorf("all weight on one place: %v", got)
	}
	if _, ok = centroid([]Place{{0, 0}, {0, 180}}, []float64{0, 0}); ok {
		t.Error("no weight has no centre")
	}
}

func TestAlong(t *testing.T) {
	line := []Place{{0, 80}, {0, 90}, {10, 90}}
	ten := GreatCircleKm(line[0], line[1])
	for _, tt := range []struct {
		p       Place
		km, off float64
	}{
		{Place{0, 85}, ten / 2, 0},
		{Place{0, 70}, 0, ten},               // before the start
		{Place{5, 90}, ten * 1.5, 0},         // on the second leg
		{Place{10, 91}, ten * 2, ten / 10.1}, // beyond the end, beside it
	} {
		km, off := along(line, tt.p)
		if math.Abs(km-tt.km) > 2 || math.Abs(off-tt.off) > 2 {
			t.Errorf("%v: %g km along and %g off, want %g and %g", tt.p, km, off, tt.km, tt.off)
		}
	}
}
