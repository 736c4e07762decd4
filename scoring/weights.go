package scoring

import "math"

// EqualWeights returns n weights of 1/n.
func EqualWeights(n int) []float64 {
	w := make([]float64, n)
	for j := range w {
		w[j] = 1 / float64(n)
	}
	return w
}

// DirectWeights returns w divided by its sum: points handed out by a person.
// A negative, missing or infinite weight or a zero sum is an *InputError.
func DirectWeights(w []float64) ([]float64, error) { return normaliseWeights(w, "weights") }

// SwingWeights turns swing judgements into weights: 100 for the criterion whose
// swing from worst to best matters most, less for the others. Any positive scale
// will do; the largest must be positive.
//
// Source: D. von Winterfeldt and W. Edwards, Decision Analysis and Behavioral
// Research (1986).
func SwingWeights(swing []float64) ([]float64, error) { return normaliseWeights(swing, "swing") }

// RankOrderCentroid returns weights for n criteria in order of importance, most
// important first: the centroid of all weights with that order.
//
// Source: F. H. Barron and B. E. Barrett, Management Science 42 (1996) 1515–1523.
func RankOrderCentroid(n int) []float64 {
	w := make([]float64, n)
	s := 0.0
	for j := n - 1; j >= 0; j-- {
		s += 1 / float64(j+1)
		w[j] = s / float64(n)
	}
	return w
}

// RankSum returns weights proportional to n, n − 1, … 1, most important first.
//
// Source: W. G. Stillwell et al., Organizational Behavior and Human Performance
// 28 (1981) 62–77, as RankReciprocal.
func RankSum(n int) []float64 {
	w := make([]float64, n)
	for j := range w {
		w[j] = 2 * float64(n-j) / float64(n*(n+1))
	}
	return w
}

// RankReciprocal returns weights proportional to 1, 1/2, … 1/n, most important first.
func RankReciprocal(n int) []float64 {
	w := make([]float64, n)
	s := 0.0
	for j := range w {
		w[j] = 1 / float64(j+1)
		s += w[j]
	}
	divide(w, s)
	return w
}

// WeightsByRank deals weights listed by importance to criteria by their rank (1
// is the most important); criteria of one rank share the weights of their places.
func WeightsByRank(byImportance []float64, rank []int) ([]float64, error) {
	n := len(rank)
	if len(byImportance) != n {
		return nil, inputError("rank", -1, -1, ReasonShape, "%d weights for %d ranks", len(byImportance), n)
	}
	count := make([]int, n+1)
	for j, r := range rank {
		if r < 1 || r > n {
			return nil, inputError("rank", -1, j, ReasonParameter, "the rank %d lies outside 1 to %d", r, n)
		}
		count[r]++
	}
	share, place := make([]float64, n+1), 0
	for r := 1; r <= n; r++ {
		for range count[r] {
			share[r] += byImportance[place] / float64(count[r])
			place++
		}
	}
	w := make([]float64, n)
	for j, r := range rank {
		w[j] = share[r]
	}
	return w, nil
}

// StdWeights returns weights proportional to the sample standard deviation of
// the columns of x (normalised values without gaps). Constant columns have
// weight 0; if all are constant the weights are equal, with a warning.
//
// Source: as compared in A. Jahan and K. L. Edwards, Materials & Design 49
// (2013) 1000–1008.
func StdWeights(x Matrix) ([]float64, []Warning, error) {
	if err := x.complete("the standard deviation"); err != nil {
		return nil, nil, err
	}
	d := make([]float64, x.n)
	for j := range d {
		c := x.Column(j)
		if lo, hi, _ := extent(c); lo != hi {
			_, d[j] = meanSD(c)
		}
	}
	w, warn := informationWeights(d)
	return w, warn, nil
}

// EntropyResult holds the entropy of each column, in [0, 1], and the weights.
type EntropyResult struct {
	Entropy, Weights []float64
	Warnings         []Warning
}

// EntropyWeights weighs what varies: w ∝ 1 − e, e being the entropy of x/Σx
// divided by ln m. Directions play no part.
//
// x is an m×n matrix of values ≥ 0 without gaps. A constant or all-zero column
// has weight 0; if no column carries information (one alternative, all
// identical) the weights are equal, with a warning.
//
// Source: C. L. Hwang and K. Yoon (1981), after C. E. Shannon (1948).
func EntropyWeights(x Matrix) (EntropyResult, error) {
	if err := x.complete("entropy"); err != nil {
		return EntropyResult{}, err
	}
	r := EntropyResult{Entropy: make([]float64, x.n)}
	gain := make([]float64, x.n)
	for j := range x.n {
		lo, hi, total, inner := math.Inf(1), math.Inf(-1), 0.0, 0.0
		for i := range x.m {
			f := x.v[i*x.n+j]
			if f < 0 {
				return EntropyResult{}, inputError("matrix", i, j, ReasonDomain, "entropy needs values of zero or more, got %g", f)
			}
			lo, hi = min(lo, f), max(hi, f)
		}
		r.Entropy[j] = 1
		if lo == hi {
			continue
		}
		for i := range x.m { // y = x/max, so that no sum overflows; −Σ p ln p = ln Σy − (Σ y ln y)/Σy
			if y := x.v[i*x.n+j] / hi; y > 0 {
				total += y
				inner += float64(y * ln(y))
			}
		}
		e := ln(total) - inner/total
		r.Entropy[j] = min(e/ln(float64(x.m)), 1)
		gain[j] = 1 - r.Entropy[j]
	}
	r.Weights, r.Warnings = informationWeights(gain)
	return r, nil
}

// informationWeights divides by the sum; without any information the weights are
// equal. It warns of each column that carries none.
func informationWeights(gain []float64) ([]float64, []Warning) {
	_, top, _ := extent(gain)
	if len(gain) == 0 || top <= 1e-14 {
		return EqualWeights(len(gain)), []Warning{{Kind: EqualFallback, Row: -1, Col: -1}}
	}
	var warn []Warning
	w := make([]float64, len(gain))
	for j, g := range gain {
		w[j] = g / top
		if g == 0 {
			warn = append(warn, Warning{Kind: ConstantColumn, Row: -1, Col: j})
		}
	}
	divide(w, sum(w))
	return w, warn
}

// CRITICResult holds, by column, the sample standard deviation and the
// information after min–max by direction (0 for constant columns) and the
// weights. Live lists the columns that vary; Correlation is among these only.
type CRITICResult struct {
	Std, Information, Weights []float64
	Live                      []int
	Correlation               Matrix
	Warnings                  []Warning
}

// CRITICWeights weighs contrast and conflict: deviation × Σ(1 − Pearson r).
// Constant criteria are taken out before the sum, so that inserting one changes
// no other weight; where none of the others carries information they share the
// weight equally, and where all are constant all do.
//
// x is an m×n matrix of raw values without gaps, d as for TOPSIS.
//
// Source: D. Diakoulaki, G. Mavrotas and L. Papayannakis, Computers &
// Operations Research 22 (1995) 763–770.
func CRITICWeights(x Matrix, d []Direction) (CRITICResult, error) {
	if err := x.complete("CRITIC"); err != nil {
		return CRITICResult{}, err
	}
	n, m := x.n, x.m
	r := CRITICResult{Std: make([]float64, n), Information: make([]float64, n)}
	z := make([]float64, 0, n*m) // centred unit columns of the live criteria
	for j := range n {
		lo, hi := math.Inf(1), math.Inf(-1)
		for i := range m {
			f := x.v[i*n+j]
			lo, hi = min(lo, f), max(hi, f)
		}
		if lo == hi {
			continue
		}
		k := len(z)
		z = z[:k+m]
		c := z[k:]
		for i := range m {
			c[i] = between(x.v[i*n+j], lo, hi, direction(d, j))
		}
		var mean float64
		mean, r.Std[j] = meanSD(c)
		for i := range c {
			c[i] -= mean
		}
		if l := norm(c); l > 0 {
			divide(c, l)
		}
		r.Live = append(r.Live, j)
	}
	k := len(r.Live)
	r.Correlation = Zeros(k, k)
	set := func(a, b int, f float64) {
		f = max(-1, min(1, f))
		r.Correlation.set(a, b, f)
		r.Correlation.set(b, a, f)
	}
	for a := range k {
		za := z[a*m : (a+1)*m]
		b := 0
		for ; b+4 <= a; b += 4 { // four sums at a time, each left to right
			s := dot4(za, z[b*m:(b+4)*m])
			for i, f := range s {
				set(a, b+i, f)
			}
		}
		for ; b < a; b++ {
			set(a, b, dot(za, z[b*m:(b+1)*m]))
		}
		r.Correlation.set(a, a, 1)
	}
	for a, j := range r.Live {
		s := 0.0
		for _, f := range r.Correlation.row(a) {
			s += 1 - f
		}
		r.Information[j] = float64(r.Std[j] * s)
	}
	r.Weights, r.Warnings = informationWeights(r.Information)
	if k > 0 && k < n && len(r.Warnings) == 1 && r.Warnings[0].Kind == EqualFallback {
		// Nothing tells the live criteria apart; the constant ones stay out.
		r.Weights = make([]float64, n)
		for _, j := range r.Live {
			r.Weights[j] = 1 / float64(k)
		}
	}
	return r, nil
}

// MERECResult holds the effect of removing each column and the weights.
type MERECResult struct {
	Effects, Weights []float64
	Warnings         []Warning
}

// MERECWeights weighs a criterion by how much the scores change without it.
//
// x is an m×n matrix of positive raw values without gaps, d as for TOPSIS:
// min/x for a benefit, x/max for a cost, S = ln(1 + mean |ln|); the removal keeps
// the divisor n. If no removal has an effect the weights are equal.
//
// Source: M. Keshavarz-Ghorabaee et al., Symmetry 13 (2021) 525.
func MERECWeights(x Matrix, d []Direction) (MERECResult, error) {
	if err := x.complete("MEREC"); err != nil {
		return MERECResult{}, err
	}
	abs := Zeros(x.m, x.n)
	for j := range x.n {
		c := x.Column(j)
		if err := positive(c, "MEREC"); err != nil {
			return MERECResult{}, inColumn(err, j)
		}
		lo, hi, _ := extent(c)
		for i, f := range c {
			part, whole := lo, f
			if direction(d, j) == Cost {
				part, whole = f, hi
			}
			if q := part / whole; q > 0x1p-1000 {
				abs.set(i, j, math.Abs(ln(q)))
			} else {
				abs.set(i, j, ln(whole)-ln(part))
			}
		}
	}
	r := MERECResult{Effects: make([]float64, x.n)}
	for i := range x.m {
		total := sum(abs.row(i))
		s := ln(1 + total/float64(x.n))
		for j, f := range abs.row(i) {
			r.Effects[j] += math.Abs(ln(1+max(0, total-f)/float64(x.n)) - s)
		}
	}
	r.Weights, r.Warnings = informationWeights(r.Effects)
	return r, nil
}
