package scoring

import "math"

// EDASResult holds the weighted positive and negative distances from the
// average alternative and the score in [0, 1] (m each).
type EDASResult struct{ SP, SN, Score []float64 }

// EDAS scores by distance from the average of each column.
//
// x is an m×n matrix of raw values without gaps, d as for TOPSIS, w holds n
// weights, applied as given. A column of zeros contributes nothing; any other
// column needs a positive average. Where no alternative is above (below) the
// average the corresponding half of the score is 0 (1/2), so that equal
// alternatives score 0.5.
//
// Source: M. Keshavarz Ghorabaee et al., Informatica 26 (2015) 435–451.
func EDAS(x Matrix, d []Direction, w []float64) (EDASResult, error) {
	if err := fits(x, d, w, "edas"); err != nil {
		return EDASResult{}, err
	}
	m := x.m
	r := EDASResult{SP: make([]float64, m), SN: make([]float64, m), Score: make([]float64, m)}
	for j := range x.n {
		c := x.Column(j)
		lo, hi, _ := extent(c)
		if lo == hi { // the average is the value; rounding must not make a distance of it
			if lo < 0 {
				return EDASResult{}, inputError("matrix", -1, j, ReasonDomain, "EDAS divides by the average of the column, which must be positive, got %g", lo)
			}
			continue
		}
		avg, _ := meanSD(c)
		if avg <= 0 {
			return EDASResult{}, inputError("matrix", -1, j, ReasonDomain, "EDAS divides by the average of the column, which must be positive, got %g", avg)
		}
		for i, f := range c {
			g := (f - avg) / avg
			if direction(d, j) == Cost {
				g = -g
			}
			if g > 0 {
				r.SP[i] += float64(w[j] * g)
			} else {
				r.SN[i] -= float64(w[j] * g)
			}
		}
	}
	_, sp, _ := extent(r.SP)
	_, sn, _ := extent(r.SN)
	for i := range m {
		a, b := 0.0, 1.0
		if sp > 0 {
			a = r.SP[i] / sp
		}
		if sn > 0 {
			b = 1 - r.SN[i]/sn
		}
		r.Score[i] = (a + b) / 2
	}
	return r, nil
}

// CODAS scores by Euclidean distance from the negative-ideal point, to which the
// taxicab distance is added where two Euclidean ones differ by at least tau.
//
// x is an m×n matrix of raw positive values without gaps, normalised inside by
// the linear ratio; d as for TOPSIS; w holds n weights, applied as given; tau is
// not negative. Scores sum to 0; larger is better.
//
// Source: M. Keshavarz Ghorabaee et al., Economic Computation and Economic
// Cybernetics Studies and Research 50 (2016) 25–44.
func CODAS(x Matrix, d []Direction, w []float64, tau float64) ([]float64, error) {
	if err := fits(x, d, w, "codas"); err != nil {
		return nil, err
	}
	if !(tau >= 0) || math.IsInf(tau, 0) {
		return nil, inputError("tau", -1, -1, ReasonParameter, "tau must be zero or more, got %g", tau)
	}
	r, err := ratios(x, d)
	if err != nil {
		return nil, err
	}
	m := x.m
	e, t, score := make([]float64, m), make([]float64, m), make([]float64, m)
	for j := range x.n {
		lo, _, _ := extent(r.Column(j))
		for i := range m {
			g := float64(w[j] * (r.At(i, j) - lo))
			e[i] += float64(g * g)
			t[i] += math.Abs(g)
		}
	}
	for i := range e {
		e[i] = math.Sqrt(e[i])
	}
	for i := range m {
		for k := range m {
			de := e[i] - e[k]
			score[i] += de
			if math.Abs(de) >= tau {
				score[i] += t[i] - t[k]
			}
		}
	}
	return score, nil
}

// ratios is the linear ratio of every column: x/max, or min/x for a cost.
func ratios(x Matrix, d []Direction) (Matrix, error) {
	r := Zeros(x.m, x.n)
	for j := range x.n {
		v, _, err := NormaliseColumn(x.Column(j), ValueFunc{Kind: Ratio}, direction(d, j))
		if err != nil {
			return r, inColumn(err, j)
		}
		r.setColumn(j, v)
	}
	return r, nil
}

// COPRASResult holds the relative significance Q and the utility Q/max Q (m each).
type COPRASResult struct{ Q, Utility []float64 }

// COPRAS weighs benefits against costs in proportion to their column sums.
//
// x is an m×n matrix of raw values ≥ 0 without gaps, no column summing to 0 and
// no alternative costing nothing at all; d as for TOPSIS; w holds n weights,
// applied as given. Without costs Q is the benefit sum.
//
// Source: E. K. Zavadskas, A. Kaklauskas and V. Sarka (1994).
func COPRAS(x Matrix, d []Direction, w []float64) (COPRASResult, error) {
	if err := fits(x, d, w, "copras"); err != nil {
		return COPRASResult{}, err
	}
	m := x.m
	plus, minus := make([]float64, m), make([]float64, m)
	costs := false
	for j := range x.n {
		c := x.Column(j)
		for i, f := range c {
			if f < 0 {
				return COPRASResult{}, inputError("matrix", i, j, ReasonDomain, "COPRAS needs values of zero or more, got %g", f)
			}
		}
		s := sum(c)
		if s == 0 {
			return COPRASResult{}, inputError("matrix", -1, j, ReasonDomain, "COPRAS divides by the sum of the column, which is zero")
		}
		to := plus
		if direction(d, j) == Cost {
			to = minus
			costs = costs || w[j] > 0
		}
		for i, f := range c {
			to[i] += float64(w[j] * (f / s))
		}
	}
	r := COPRASResult{Q: append([]float64(nil), plus...), Utility: make([]float64, m)}
	if costs {
		inverse := 0.0
		for i, f := range minus {
			if f == 0 {
				j := 0
				for direction(d, j) != Cost || w[j] == 0 {
					j++
				}
				return COPRASResult{}, inputError("matrix", i, j, ReasonDomain, "COPRAS divides by the cost of the alternative, which is zero")
			}
			inverse += 1 / f
		}
		total := sum(minus)
		for i, f := range minus {
			r.Q[i] += total / float64(f*inverse)
		}
	}
	_, top, _ := extent(r.Q)
	for i, q := range r.Q {
		r.Utility[i] = 1
		if top > 0 {
			r.Utility[i] = q / top
		}
	}
	return r, nil
}

// MARCOS scores by utility against an ideal and an anti-ideal alternative.
//
// x is an m×n matrix of raw positive values without gaps; d as for TOPSIS; w
// holds n weights, applied as given.
//
// Source: Ž. Stević et al., Computers & Industrial Engineering 140 (2020) 106231.
func MARCOS(x Matrix, d []Direction, w []float64) ([]float64, error) {
	if err := fits(x, d, w, "marcos"); err != nil {
		return nil, err
	}
	r, err := ratios(x, d)
	if err != nil {
		return nil, err
	}
	ideal, anti := 0.0, 0.0 // weighted sums of the best (ratio 1) and the worst of each column
	for j := range x.n {
		lo, hi, _ := extent(r.Column(j))
		ideal += float64(w[j] * hi)
		anti += float64(w[j] * lo)
	}
	score := make([]float64, x.m)
	for i := range score {
		s := dot(r.row(i), w)
		minus, plus := s/anti, s/ideal
		fPlus, fMinus := minus/(plus+minus), plus/(plus+minus)
		score[i] = (plus + minus) / (1 + (1-fPlus)/fPlus + (1-fMinus)/fMinus)
	}
	return score, nil
}
