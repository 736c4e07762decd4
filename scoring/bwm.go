package scoring

import (
	"math"
	"strconv"
)

func itoa(k int) string { return strconv.Itoa(k) }

// BWMResult holds best-worst weights (n, summing to 1) and their consistency.
type BWMResult struct {
	Weights []float64
	Ksi     float64 // optimum of the model: linear ξ^L, or ξ of the non-linear one
	CI      float64 // consistency index of a_BW, the non-linear model
	CR      float64 // ξ/CI, the non-linear model; 0 where CI is 0
	Input   float64 // input-based ratio: max |a_Bj a_jW − a_BW|/(a_BW² − a_BW)
	Worst   int     // the criterion that attains Input, -1 if it is 0

	Warnings []Warning
}

// BWMConsistencyIndex returns the largest ξ a best-to-worst judgement a allows:
// the smaller root of ξ² − (1 + 2a)ξ + (a² − a) = 0.
//
// Source: J. Rezaei, Omega 53 (2015) 49–57.
func BWMConsistencyIndex(a float64) float64 {
	return (1 + float64(2*a) - math.Sqrt(1+float64(8*a))) / 2
}

// BWMLinear derives weights from best-worst judgements by the linear model,
// whose optimum is unique: min ξ, |w_B − a_Bj w_j| ≤ ξ, |w_j − a_jW w_W| ≤ ξ.
//
// toOthers[j] says how many times the best criterion matters as much as j,
// toWorst[j] how many times j matters as much as the worst; both are at least 1.
// It returns an *InputError if they contradict each other on best and worst.
//
// Source: J. Rezaei, Omega 64 (2016) 126–130; input-based ratio: Liang, Brunelli
// and Rezaei, Omega 96 (2020) 102175.
func BWMLinear(toOthers, toWorst []float64, best, worst int) (BWMResult, error) {
	r, err := bwmInput(toOthers, toWorst, best, worst)
	n := len(toOthers)
	if err != nil || n == 1 {
		return r, err
	}
	lp := newLP(n + 1) // weights and ξ
	lp.minimise(n)
	row := func() []float64 { return make([]float64, n+1) }
	atMostKsi := func(c []float64) { // |c·w| ≤ ξ
		for _, sign := range []float64{1, -1} {
			d := row()
			for j, f := range c {
				d[j] = float64(sign * f)
			}
			d[n] = -1
			lp.add(d, lessEqual, 0)
		}
	}
	for j := range n {
		if j != best {
			c := row()
			c[best], c[j] = 1, -toOthers[j]
			atMostKsi(c)
		}
		if j != worst && j != best {
			c := row()
			c[j], c[worst] = 1, -toWorst[j]
			atMostKsi(c)
		}
	}
	one := row()
	for j := range n {
		one[j] = 1
	}
	lp.add(one, equal, 1)
	v, _, ok := lp.solve()
	if !ok {
		return BWMResult{}, inputError("best_to_others", -1, -1, ReasonDomain, "the judgements differ too much in size for the program to be solved")
	}
	r.Weights, r.Ksi = v[:n], max(v[n], 0)
	divide(r.Weights, sum(r.Weights))
	return r, nil
}

// BWMNonlinear derives weights by the model of 2015: min ξ with |w_B/w_j − a_Bj|
// ≤ ξ and |w_j/w_W − a_jW| ≤ ξ. For more than three criteria the optimum is a
// set; the weights returned take the middle of each criterion's interval.
// Arguments and errors as BWMLinear.
//
// Source: J. Rezaei, Omega 53 (2015) 49–57.
func BWMNonlinear(toOthers, toWorst []float64, best, worst int) (BWMResult, error) {
	r, err := bwmInput(toOthers, toWorst, best, worst)
	n := len(toOthers)
	if err != nil || n == 1 {
		return r, err
	}
	// With w_W = 1 and w_B = t, ξ is feasible iff the bounds on t meet; both
	// bounds are monotone in ξ, so bisection finds the optimum.
	abw := toOthers[worst]
	bounds := func(xi float64) (lo, hi float64) {
		lo, hi = abw-xi, abw+xi
		for j := range n {
			if j != best && j != worst {
				lo = max(lo, float64(max(toOthers[j]-xi, 0)*max(toWorst[j]-xi, 0)))
				hi = min(hi, float64((toOthers[j]+xi)*(toWorst[j]+xi)))
			}
		}
		return lo, hi
	}
	lo, hi := 0.0, abw
	if a, b := bounds(0); a > b {
		for range 200 {
			mid := (lo + hi) / 2
			if a, b := bounds(mid); a <= b {
				hi = mid
			} else {
				lo = mid
			}
		}
	} else {
		hi = 0
	}
	xi := hi
	a, b := bounds(xi)
	t := (a + b) / 2
	w := make([]float64, n)
	for j := range n {
		switch j {
		case best:
			w[j] = t
		case worst:
			w[j] = 1
		default:
			low := max(t/(toOthers[j]+xi), toWorst[j]-xi)
			high := toWorst[j] + xi
			if toOthers[j] > xi {
				high = min(high, t/(toOthers[j]-xi))
			}
			w[j] = (low + high) / 2
		}
	}
	divide(w, sum(w))
	r.Weights, r.Ksi = w, xi
	if r.CI > 0 {
		r.CR = xi / r.CI
	}
	return r, nil
}

func bwmInput(toOthers, toWorst []float64, best, worst int) (BWMResult, error) {
	n := len(toOthers)
	fail := func(field string, col int, reason Reason, format string, args ...any) (BWMResult, error) {
		return BWMResult{}, inputError(field, -1, col, reason, format, args...)
	}
	switch {
	case n == 0:
		return fail("best_to_others", -1, ReasonEmpty, "there are no judgements")
	case len(toWorst) != n:
		return fail("others_to_worst", -1, ReasonShape, "%d judgements, best_to_others has %d", len(toWorst), n)
	case best < 0 || best >= n:
		return fail("best", -1, ReasonParameter, "there is no criterion %d", best)
	case worst < 0 || worst >= n:
		return fail("worst", -1, ReasonParameter, "there is no criterion %d", worst)
	case best == worst && n > 1:
		return fail("worst", -1, ReasonParameter, "best and worst are the same criterion")
	}
	for j := range n {
		if f := toOthers[j]; !(f >= 1) || math.IsInf(f, 0) {
			return fail("best_to_others", j, ReasonParameter, "a judgement must be at least 1, got %g", f)
		}
		if f := toWorst[j]; !(f >= 1) || math.IsInf(f, 0) {
			return fail("others_to_worst", j, ReasonParameter, "a judgement must be at least 1, got %g", f)
		}
	}
	abw := toOthers[worst]
	switch {
	case math.Abs(toOthers[best]-1) > reciprocalTolerance:
		return fail("best_to_others", best, ReasonReciprocal, "the best criterion compared with itself must be 1, got %g", toOthers[best])
	case math.Abs(toWorst[worst]-1) > reciprocalTolerance:
		return fail("others_to_worst", worst, ReasonReciprocal, "the worst criterion compared with itself must be 1, got %g", toWorst[worst])
	case math.Abs(abw-toWorst[best]) > float64(reciprocalTolerance*abw):
		return fail("others_to_worst", best, ReasonReciprocal, "best to worst is %g in one list and %g in the other", abw, toWorst[best])
	}
	r := BWMResult{Weights: []float64{1}, CI: BWMConsistencyIndex(abw), Worst: -1}
	if abw > 1 {
		for j := range n {
			if g := math.Abs(float64(toOthers[j]*toWorst[j])-abw) / (float64(abw*abw) - abw); j != best && j != worst && g > r.Input {
				r.Input, r.Worst = g, j
			}
		}
	}
	if r.Input > 0.25 {
		r.Warnings = append(r.Warnings, Warning{Kind: InconsistentBWM, Row: -1, Col: r.Worst, Value: r.Input})
	}
	return r, nil
}
