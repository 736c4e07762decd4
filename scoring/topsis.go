package scoring

import "math"

// TOPSISResult holds closeness (m, in [0, 1], 1 is best), the distances to the
// ideal and the anti-ideal point (m each) and the points themselves (n each).
type TOPSISResult struct {
	Closeness, DPlus, DMinus []float64
	Ideal, AntiIdeal         []float64
}

// TOPSIS scores alternatives by their closeness to an ideal one.
//
// x is an m×n matrix of normalised values without gaps (the method's authors
// divide by the vector norm); d says per column which end is ideal and may be
// nil if larger is better everywhere; w holds n weights, applied as given. Where
// both distances are 0, as for equal alternatives, closeness is 0.5.
//
// It returns an *InputError if the sizes do not fit, a weight is negative or
// not finite, or a value is missing.
//
// Source: C. L. Hwang and K. Yoon, Multiple Attribute Decision Making (1981).
func TOPSIS(x Matrix, d []Direction, w []float64) (TOPSISResult, error) {
	if err := fits(x, d, w, "topsis"); err != nil {
		return TOPSISResult{}, err
	}
	m, n := x.m, x.n
	buf := make([]float64, 3*m+2*n)
	r := TOPSISResult{
		Closeness: buf[:m:m], DPlus: buf[m : 2*m : 2*m], DMinus: buf[2*m : 3*m : 3*m],
		Ideal: buf[3*m : 3*m+n : 3*m+n], AntiIdeal: buf[3*m+n:],
	}
	for j := range n {
		r.Ideal[j], r.AntiIdeal[j] = math.Inf(-1), math.Inf(1)
	}
	for i := range m {
		for j, f := range x.row(i) {
			y := float64(f * w[j])
			if y > r.Ideal[j] {
				r.Ideal[j] = y
			}
			if y < r.AntiIdeal[j] {
				r.AntiIdeal[j] = y
			}
		}
	}
	for j := range n {
		if direction(d, j) == Cost {
			r.Ideal[j], r.AntiIdeal[j] = r.AntiIdeal[j], r.Ideal[j]
		}
	}
	for i := range m {
		plus, minus := 0.0, 0.0
		for j, f := range x.row(i) {
			y := float64(f * w[j])
			a, b := y-r.Ideal[j], y-r.AntiIdeal[j]
			plus += float64(a * a)
			minus += float64(b * b)
		}
		r.DPlus[i], r.DMinus[i] = math.Sqrt(plus), math.Sqrt(minus)
		if r.DPlus[i] == 0 && r.DMinus[i] == 0 {
			r.Closeness[i] = 0.5
			continue
		}
		r.Closeness[i] = r.DMinus[i] / (r.DPlus[i] + r.DMinus[i])
	}
	return r, nil
}

// fits checks a complete matrix against directions (nil is all benefit) and weights.
func fits(x Matrix, d []Direction, w []float64, method string) error {
	if x.m == 0 || x.n == 0 {
		return inputError("matrix", -1, -1, ReasonEmpty, "the matrix is empty")
	}
	if d != nil && len(d) != x.n {
		return inputError("criteria", -1, -1, ReasonShape, "%d directions for %d columns", len(d), x.n)
	}
	if len(w) != x.n {
		return inputError("weights", -1, -1, ReasonShape, "%d weights for %d columns", len(w), x.n)
	}
	if err := checkWeights(w, "weights"); err != nil {
		return err
	}
	return x.complete(method)
}

func direction(d []Direction, j int) Direction {
	if d == nil {
		return Benefit
	}
	return d[j]
}
