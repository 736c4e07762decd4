package appraisal

import (
	"math"
	"slices"
)

// sizes is the ratio of the largest to the smallest value from which on values
// are taken for sizes, of which ratios matter.
const sizes = 100

// Goalposts proposes a value function for an indicator from the values there
// are: limits at or just outside the ends, rounded, on a log scale where the
// values are positive and differ by a factor of a hundred. It is where an
// author begins; the limits are then the model's and no longer the data's.
//
// It reports false for fewer than two distinct values.
func Goalposts(values []float64) (Value, bool) {
	v := slices.DeleteFunc(slices.Clone(values), func(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) })
	if len(v) == 0 {
		return Value{}, false
	}
	low, high := slices.Min(v), slices.Max(v)
	if low == high {
		return Value{}, false
	}
	if low > 0 && high/low >= sizes {
		return Value{Kind: "log", Low: outward(low, significant(low), math.Floor), High: outward(high, significant(high), math.Ceil)}, true
	}
	step := significant(high - low)
	return Value{Kind: "linear", Low: outward(low, step, math.Floor), High: outward(high, step, math.Ceil)}, true
}

// significant is the power of ten of the second significant digit of x > 0.
func significant(x float64) float64 { return math.Pow(10, math.Floor(math.Log10(x))-1) }

// outward rounds to whole steps; it divides by the inverse of a small step,
// since 0.1 is no number of the machine's.
func outward(x, step float64, round func(float64) float64) float64 {
	if step < 1 {
		inverse := math.Round(1 / step)
		return round(float64(x*inverse)) / inverse
	}
	return float64(round(x/step) * step)
}
