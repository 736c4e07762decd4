package scoring

import (
	"math"
	"slices"
)

// Treatment says what is done about outliers before normalisation. A column is
// treated when |skewness| ≥ Skewness and excess kurtosis ≥ Kurtosis (both
// bias-corrected, type 2).
type Treatment struct {
	Kind      string  `json:"kind,omitempty"` // "", "winsorise" or "log"
	Skewness  float64 `json:"skewness,omitempty"`
	Kurtosis  float64 `json:"kurtosis,omitempty"`
	MaxPoints int     `json:"maxPoints,omitempty"` // winsorise at most this many values of a column
	Columns   []int   `json:"columns,omitempty"`   // nil means all
}

// StandardTreatment is winsorisation at the usual thresholds: skewness 2,
// kurtosis 3.5, at most 5 points.
func StandardTreatment() Treatment {
	return Treatment{Kind: "winsorise", Skewness: 2, Kurtosis: 3.5, MaxPoints: 5}
}

// Skewness returns the bias-corrected (type 2) sample skewness of the values
// present; NaN for fewer than three values or no variation.
func Skewness(c []float64) float64 {
	n, m2, m3, _ := moments(c)
	if n < 3 || m2 == 0 {
		return math.NaN()
	}
	g1 := m3 / float64(m2*math.Sqrt(m2))
	return float64(g1*math.Sqrt(float64(n*(n-1)))) / (n - 2)
}

// Kurtosis returns the bias-corrected (type 2) excess kurtosis of the values
// present; NaN for fewer than four values or no variation.
func Kurtosis(c []float64) float64 {
	n, m2, _, m4 := moments(c)
	if n < 4 || m2 == 0 {
		return math.NaN()
	}
	g2 := m4/float64(m2*m2) - 3
	return float64((float64((n+1)*g2)+6)*(n-1)) / float64((n-2)*(n-3))
}

// moments returns the count and the central moments of the values present,
// scaled by the largest deviation so that no power overflows (ratios of moments
// do not depend on scale).
func moments(c []float64) (n, m2, m3, m4 float64) {
	lo, hi, k := extent(c)
	if k == 0 || lo == hi {
		return float64(k), 0, 0, 0
	}
	mean, _ := meanSD(c)
	scale := max(hi-mean, mean-lo)
	for _, x := range c {
		if x == x {
			g := (x - mean) / scale
			g2 := float64(g * g)
			m2 += g2
			m3 += float64(g2 * g)
			m4 += float64(g2 * g2)
		}
	}
	n = float64(k)
	return n, m2 / n, m3 / n, m4 / n
}

// Winsorise replaces the most extreme value of a column (with its ties) by the
// next one, again and again, until |skewness| < skew or kurtosis < kurt or
// maxPoints values have been replaced. It returns the new column and the rows
// replaced, ascending. A column without enough values or variation is returned
// as it is.
//
// Source: OECD and JRC, Handbook on Constructing Composite Indicators (2008);
// the rule as in Becker et al., COINr, JOSS 7 (2022) 4567.
func Winsorise(c []float64, skew, kurt float64, maxPoints int) ([]float64, []int) {
	v := append([]float64(nil), c...)
	var rows []int
	for skewed(v, skew, kurt) {
		lo, hi, _ := extent(v)
		from := hi
		if Skewness(v) < 0 {
			from = lo
		}
		to, at := math.NaN(), []int(nil)
		for i, x := range v {
			switch {
			case x == from:
				at = append(at, i)
			case x != x:
			case to != to || math.Abs(x-from) < math.Abs(to-from):
				to = x
			}
		}
		fresh := 0
		for _, i := range at {
			if !slices.Contains(rows, i) {
				fresh++
			}
		}
		if to != to || len(rows)+fresh > maxPoints {
			break
		}
		for _, i := range at {
			v[i] = to
			if !slices.Contains(rows, i) {
				rows = append(rows, i)
			}
		}
	}
	slices.Sort(rows)
	return v, rows
}

// skewed reports whether a column is to be treated; undefined moments are not.
func skewed(c []float64, skew, kurt float64) bool {
	return math.Abs(Skewness(c)) >= skew && Kurtosis(c) >= kurt
}

// LogShift returns ln(x − min + 1), which needs no positive values and keeps
// the order; missing stays missing.
func LogShift(c []float64) []float64 {
	lo, _, _ := extent(c)
	v := make([]float64, len(c))
	for i, x := range c {
		v[i] = ln(x - lo + 1)
	}
	return v
}

// treat applies t to a copy of x.
func treat(x Matrix, t Treatment) (Matrix, []Warning, error) {
	switch t.Kind {
	case "":
		return x, nil, nil
	case "winsorise", "log":
	default:
		return x, nil, inputError("treatment", -1, -1, ReasonUnknownKind, "unknown treatment %q", t.Kind)
	}
	if !(t.Skewness > 0) || t.Kurtosis != t.Kurtosis || t.MaxPoints < 0 {
		return x, nil, inputError("treatment", -1, -1, ReasonParameter, "thresholds must be numbers, skewness positive, points not negative")
	}
	cols := t.Columns
	if cols == nil {
		cols = make([]int, x.n)
		for j := range cols {
			cols[j] = j
		}
	}
	y := x.clone()
	var warn []Warning
	for _, j := range cols {
		if j < 0 || j >= x.n {
			return x, nil, inputError("treatment", -1, j, ReasonShape, "no such column")
		}
		c := x.Column(j)
		if !skewed(c, t.Skewness, t.Kurtosis) {
			continue
		}
		v, rows := LogShift(c), []int(nil)
		if t.Kind == "log" {
			warn = append(warn, Warning{Kind: LogTransformed, Row: -1, Col: j})
		} else {
			v, rows = Winsorise(c, t.Skewness, t.Kurtosis, t.MaxPoints)
		}
		for _, i := range rows {
			warn = append(warn, Warning{Kind: Winsorised, Row: i, Col: j, Value: c[i]})
		}
		if skewed(v, t.Skewness, t.Kurtosis) {
			warn = append(warn, Warning{Kind: NotConverged, Row: -1, Col: j, Value: Skewness(v)})
		}
		y.setColumn(j, v)
	}
	return y, warn, nil
}
