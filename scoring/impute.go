package scoring

import (
	"math"
	"slices"
)

// Imputation says how gaps are filled before normalisation. The zero value
// fills none: weights are then renormalised over what is present.
type Imputation struct {
	Kind   string `json:"kind,omitempty"`   // "", "median" or "groupMedian"
	Groups []int  `json:"groups,omitempty"` // group of each row, for groupMedian
}

// Median returns the median of the values present, NaN for none.
func Median(c []float64) float64 {
	v := make([]float64, 0, len(c))
	for _, x := range c {
		if x == x {
			v = append(v, x)
		}
	}
	if len(v) == 0 {
		return math.NaN()
	}
	slices.Sort(v)
	k := len(v) / 2
	if len(v)%2 == 1 {
		return v[k]
	}
	return v[k-1]/2 + v[k]/2
}

// Impute fills the gaps of x with the median of the column, or of the rows of
// the same group in that column. A gap whose group has no value stays, and so
// does one for which keep reports true (keep may be nil). Each filled cell is
// an Imputed warning with its row, column and value.
func Impute(x Matrix, how Imputation, keep func(row, col int) bool) (Matrix, []Warning, error) {
	switch how.Kind {
	case "":
		return x, nil, nil
	case "median":
	case "groupMedian":
		if len(how.Groups) != x.m {
			return x, nil, inputError("imputation", -1, -1, ReasonShape, "%d groups for %d rows", len(how.Groups), x.m)
		}
	default:
		return x, nil, inputError("imputation", -1, -1, ReasonUnknownKind, "unknown imputation %q", how.Kind)
	}
	y := x.clone()
	var warn []Warning
	pool := make([]float64, 0, x.m)
	for i := range x.m {
		for j := range x.n {
			if f := x.At(i, j); f == f || keep != nil && keep(i, j) {
				continue
			}
			pool = pool[:0]
			for k := range x.m {
				if how.Kind == "median" || how.Groups[k] == how.Groups[i] {
					pool = append(pool, x.At(k, j))
				}
			}
			if f := Median(pool); f == f {
				y.set(i, j, f)
				warn = append(warn, Warning{Kind: Imputed, Row: i, Col: j, Value: f})
			}
		}
	}
	return y, warn, nil
}
