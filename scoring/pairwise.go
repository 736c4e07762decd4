package scoring

import "math"

// PairwiseWinning returns, exactly, the probability that each alternative beats
// each other when weights are drawn from a Dirichlet distribution with integer
// parameters alpha (nil is all 1: uniform on the simplex). v is m×n without
// gaps. The diagonal is NaN; alternatives equal on every criterion win against
// each other with probability 0.
//
// Source: G. Varsi, Pacific Journal of Mathematics 46 (1973) 315–319; a
// parameter of k is the criterion repeated k times.
func PairwiseWinning(v Matrix, alpha []int) (Matrix, error) {
	if err := v.complete("a pairwise winning probability"); err != nil {
		return Matrix{}, err
	}
	if alpha != nil && len(alpha) != v.n {
		return Matrix{}, inputError("dirichlet", -1, -1, ReasonShape, "%d parameters for %d columns", len(alpha), v.n)
	}
	total := v.n
	if alpha != nil {
		total = 0
		for j, k := range alpha {
			if k < 1 {
				return Matrix{}, inputError("dirichlet", -1, j, ReasonParameter, "a parameter must be 1 or more, got %d", k)
			}
			total += k
		}
	}
	if total > 10_000 {
		return Matrix{}, inputError("dirichlet", -1, -1, ReasonTooLarge, "the parameters sum to %d, more than 10000", total)
	}
	p := filled(v.m, v.m, math.NaN())
	d, work := make([]float64, 0, total), make([]float64, 2*total+2)
	for a := range v.m {
		for b := a + 1; b < v.m; b++ {
			d = d[:0]
			ties := true
			ra, rb := v.row(a), v.row(b)
			for j, f := range ra {
				g := f - rb[j]
				ties = ties && g == 0
				k := 1
				if alpha != nil {
					k = alpha[j]
				}
				for range k {
					d = append(d, g)
				}
			}
			if ties {
				p.set(a, b, 0)
				p.set(b, a, 0)
				continue
			}
			win := winning(d, work)
			p.set(a, b, win)
			p.set(b, a, 1-win)
		}
	}
	return p, nil
}

// WinningProbability returns P(Σ w d > 0) for w uniform on the simplex; 0 where
// every d is 0.
func WinningProbability(d []float64) (float64, error) {
	if len(d) == 0 {
		return 0, inputError("differences", -1, -1, ReasonEmpty, "there are no differences")
	}
	for j, f := range d {
		if f != f || math.IsInf(f, 0) {
			return 0, inputError("differences", -1, j, ReasonNotFinite, "the difference is not a number")
		}
	}
	return winning(d, make([]float64, 2*len(d)+2)), nil
}

// winning is Varsi's recursion: positive terms only, so nothing cancels. work
// has room for 2·len(d) + 2 numbers.
func winning(d, work []float64) float64 {
	scale := 0.0
	for _, f := range d {
		scale = max(scale, math.Abs(f))
	}
	if scale == 0 {
		return 0
	}
	y, a := work[:0:len(d)], work[len(d):]
	for _, f := range d {
		if f <= 0 {
			y = append(y, -f/scale)
		}
	}
	s := len(y)
	a = a[:s+1]
	clear(a)
	a[0] = 1
	for _, f := range d {
		if f <= 0 {
			continue
		}
		h := max(f/scale, 1e-300) // never 0, against a y of 0
		prev := 1.0
		next := a[1:][:len(y)]
		for k, g := range y {
			inv := 1 / (h + g) // off the chain of prev, so that divisions overlap
			prev = float64(float64(g*inv)*next[k]) + float64(float64(h*inv)*prev)
			next[k] = prev
		}
	}
	if s == len(d) {
		return 0
	}
	return a[s]
}
