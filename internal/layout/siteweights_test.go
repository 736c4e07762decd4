package layout_test

import (
	"errors"
	"math"
	"testing"

	"parksite/internal/fault"
	"parksite/internal/layout"
)

func TestSiteModelWithWeights(t *testing.T) {
	m := layout.DefaultSiteModel()
	w, err := m.WithWeights(map[string]float64{"site.country": 0.65, layout.SeaDetour: 0})
	if err != nil {
		t.Fatal(err)
	}
	// The other five keep 0.70 together, so the sum is 1.35.
	if got := w.Tree.Children[0].Weight; math.Abs(got-0.65/1.35) > 1e-12 {
		t.Errorf("site.country weighs %v", got)
	}
	if sea := w.Tree.Children[1].Children; sea[0].Weight != 1 || sea[1].Weight != 0 {
		t.Errorf("sea access weighs %v and %v", sea[0].Weight, sea[1].Weight)
	}
	if m.Tree.Children[0].Weight != 0.30 || m.Tree.Children[1].Children[1].Weight != 0.4 {
		t.Error("the model given was changed")
	}
	for _, tt := range []struct {
		name  string
		over  map[string]float64
		field string
		code  string
	}{
		{"unknown", map[string]float64{"site.nobody": 1}, "weights.site.nobody", "node.unknown"},
		{"negative", map[string]float64{"site.market": -0.1}, "weights.site.market", "weight.negative"},
		{"not finite", map[string]float64{"site.market": math.NaN()}, "weights.site.market", "number.notFinite"},
		{"all zero", map[string]float64{layout.SeaChina: 0, layout.SeaDetour: 0}, "weights.site.access", "weight.allZero"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := m.WithWeights(tt.over)
			var f *fault.Error
			if !errors.As(err, &f) || f.Kind != fault.Invalid {
				t.Fatalf("%v", err)
			}
			if f.Fields[0].Field != tt.field || f.Fields[0].Code != tt.code {
				t.Errorf("%+v", f.Fields)
			}
		})
	}
}
