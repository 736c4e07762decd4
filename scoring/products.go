package scoring

import "math"

// WeightedProduct returns exp(Σ w ln x) by row: the weighted geometric mean when
// w sums to 1.
//
// x is an m×n matrix of positive values, w holds n weights. Gaps renormalise
// the weights over what is present, keeping their sum; a row without data is NaN.
// It returns an *InputError naming the cell of a value ≤ 0.
//
// Source: P. W. Bridgman, Dimensional Analysis (1922); E. Triantaphyllou,
// Multi-Criteria Decision Making Methods (2000).
func WeightedProduct(x Matrix, w []float64) ([]float64, error) {
	return weightedRows(x, w, true)
}

// WeightedSum returns Σ w x by row; gaps as in WeightedProduct.
//
// Source: C. L. Hwang and K. Yoon, Multiple Attribute Decision Making (1981).
func WeightedSum(x Matrix, w []float64) ([]float64, error) {
	return weightedRows(x, w, false)
}

func weightedRows(x Matrix, w []float64, log bool) ([]float64, error) {
	if len(w) != x.n {
		return nil, inputError("weights", -1, -1, ReasonShape, "%d weights for %d columns", len(w), x.n)
	}
	if err := checkWeights(w, "weights"); err != nil {
		return nil, err
	}
	total := sum(w)
	out := make([]float64, x.m)
	for i := range x.m {
		num, den, gap := 0.0, 0.0, false
		for j, f := range x.row(i) {
			if f != f {
				gap = true
				continue
			}
			if log {
				if f <= 0 {
					return nil, inputError("matrix", i, j, ReasonDomain, "the weighted product needs positive values, got %g", f)
				}
				f = ln(f)
			}
			num += float64(w[j] * f)
			den += w[j]
		}
		switch {
		case den == 0:
			out[i] = math.NaN()
			continue
		case gap:
			num = float64(num / den * total)
		}
		out[i] = num
		if log {
			out[i] = exp(num)
		}
	}
	return out, nil
}

// WASPASResult holds the weighted sum, the weighted product and their mix (m each).
type WASPASResult struct{ Sum, Product, Score []float64 }

// WASPAS mixes weighted sum and weighted product: λ·sum + (1 − λ)·product.
//
// x is an m×n matrix of positive normalised values (the authors use the linear
// ratio), w holds n weights, applied as given, lambda lies in [0, 1]. Gaps as in
// WeightedProduct.
//
// Source: E. K. Zavadskas et al., Elektronika ir elektrotechnika 122 (2012) 3–6.
func WASPAS(x Matrix, w []float64, lambda float64) (WASPASResult, error) {
	if !(lambda >= 0 && lambda <= 1) {
		return WASPASResult{}, inputError("lambda", -1, -1, ReasonParameter, "lambda must lie in [0, 1], got %g", lambda)
	}
	s, err := WeightedSum(x, w)
	if err != nil {
		return WASPASResult{}, err
	}
	p, err := WeightedProduct(x, w)
	if err != nil {
		return WASPASResult{}, err
	}
	r := WASPASResult{Sum: s, Product: p, Score: make([]float64, x.m)}
	for i := range r.Score {
		r.Score[i] = float64(lambda*s[i]) + float64((1-lambda)*p[i])
	}
	return r, nil
}
