package appraisal_test

import (
	"math"
	"testing"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
)

func TestGoalposts(t *testing.T) {
	for _, tt := range []struct {
		name      string
		values    []float64
		kind      string
		low, high float64
	}{
		{"wages", []float64{25600, 41000, 28900.5, math.NaN()}, "linear", 25000, 41000},
		{"an index around zero", []float64{-2.31, 1.97, 0}, "linear", -2.4, 2},
		{"shares", []float64{0.137, 0.2}, "linear", 0.137, 0.2},
		{"sizes", []float64{462721, 1450935791}, "log", 460000, 1500000000},
		{"a size of nothing", []float64{0, 1450935791}, "linear", 0, 1500000000},
	} {
		got, ok := appraisal.Goalposts(tt.values)
		if !ok || got.Kind != tt.kind || got.Low != tt.low || got.High != tt.high {
			t.Errorf("%s: %+v %v", tt.name, got, ok)
		}
	}
	for _, none := range [][]float64{nil, {3}, {3, 3}, {math.NaN(), 1}} {
		if got, ok := appraisal.Goalposts(none); ok {
			t.Errorf("%v: %+v", none, got)
		}
	}
}

// For every indicator of the seeds the proposal holds every value and can be
// computed with.
func TestGoalpostsHoldEveryValue(t *testing.T) {
	_, s := data(t)
	for _, x := range s.Indicators() {
		var values []float64
		for _, iso3 := range s.Candidates() {
			if o, status := s.Latest(iso3, x.Code, s.Year(), 100); status != catalog.Missing {
				values = append(values, o.Value)
			}
		}
		got, ok := appraisal.Goalposts(values)
		if !ok {
			t.Errorf("%s: no proposal from %d values", x.Code, len(values))
		}
		for _, v := range values {
			if v < got.Low || v > got.High || got.Kind == "log" && got.Low <= 0 {
				t.Errorf("%s: %v outside %+v", x.Code, v, got)
			}
		}
	}
}
