package scoring

import (
	"math"
	"slices"
)

// OWAResult holds the aggregated value, the orness (1 takes the best value, 0 the
// worst; NaN for a single value) and the dispersion (entropy) of the weights.
type OWAResult struct{ Value, Orness, Dispersion float64 }

// OWA is the ordered weighted average: weights go to positions, best value
// first, not to criteria. values and w have one length, w is divided by its sum.
//
// Source: R. R. Yager, IEEE Transactions SMC 18 (1988) 183–190.
func OWA(values, w []float64) (OWAResult, error) {
	if len(values) != len(w) {
		return OWAResult{}, inputError("owa_weights", -1, -1, ReasonShape, "%d weights for %d values", len(w), len(values))
	}
	w, err := normaliseWeights(w, "owa_weights")
	if err != nil {
		return OWAResult{}, err
	}
	v := append([]float64(nil), values...)
	for j, f := range v {
		if f != f || math.IsInf(f, 0) {
			return OWAResult{}, inputError("values", -1, j, ReasonMissing, "the ordered weighted average has no rule for gaps")
		}
	}
	slices.SortFunc(v, func(a, b float64) int {
		switch {
		case a > b:
			return -1
		case a < b:
			return 1
		}
		return 0
	})
	n := len(v)
	r := OWAResult{Value: dot(v, w), Orness: math.NaN()}
	or := 0.0
	for i, f := range w {
		or += float64(float64(n-1-i) * f)
		if f > 0 {
			r.Dispersion -= float64(f * ln(f))
		}
	}
	if n > 1 {
		r.Orness = or / float64(n-1)
	}
	return r, nil
}
