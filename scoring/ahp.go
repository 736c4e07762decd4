package scoring

import "math"

// randomIndex is Saaty's table of 1980 for n = 1 … 15, as Expert Choice uses it.
var randomIndex = [...]float64{0, 0, 0.58, 0.9, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59}

// RandomIndex returns Saaty's random index (1980) for n criteria, NaN beyond 15.
func RandomIndex(n int) float64 {
	if n < 1 || n > len(randomIndex) {
		return math.NaN()
	}
	return randomIndex[n-1]
}

// Triple is the judgement chain i → j → k → i that contradicts itself most:
// Excess = |ln a_ij a_jk a_ki|, 0 when consistent.
type Triple struct {
	I, J, K int
	Excess  float64
}

// AHPResult holds the weights of a pairwise comparison matrix and how
// consistent it is. CR is NaN for more than 15 criteria (no random index).
type AHPResult struct {
	Eigenvector []float64 // principal right eigenvector, summing to 1: the weights
	LambdaMax   float64
	CI, RI, CR  float64
	Geometric   []float64 // row geometric means, summing to 1
	GCI         float64   // geometric consistency index of Aguarón and Moreno-Jiménez (2003)
	Worst       Triple    // the judgements to revisit; Excess 0 for n < 3
	Warnings    []Warning
}

// reciprocalTolerance is how far a_ij·a_ji may be from 1: judgements typed with
// seven digits pass.
const reciprocalTolerance = 1e-6

// AHPWeights derives weights from a reciprocal pairwise comparison matrix: a_ij
// says how many times criterion i matters as much as j.
//
// CI = (λmax − n)/(n − 1), 0 for n ≤ 2 or below 1e-12; CR = CI/RI, 0 for n ≤ 2;
// above 0.1 a warning names the worst triple, and the weights are returned all
// the same. It returns an *InputError for a matrix that is not square, positive,
// 1 on the diagonal and reciprocal within 1e-6.
//
// Source: T. L. Saaty, The Analytic Hierarchy Process (1980).
func AHPWeights(a Matrix) (AHPResult, error) {
	if err := checkPairwise(a, "pairwise"); err != nil {
		return AHPResult{}, err
	}
	n := a.n
	r := AHPResult{RI: RandomIndex(n), Geometric: make([]float64, n)}
	r.Eigenvector, r.LambdaMax = principal(a)
	s := 0.0
	for i := range n {
		g := 0.0
		for _, f := range a.row(i) {
			g += ln(f)
		}
		r.Geometric[i] = exp(g / float64(n))
		s += r.Geometric[i]
	}
	divide(r.Geometric, s)
	if n > 2 {
		r.CI = (r.LambdaMax - float64(n)) / float64(n-1)
		if math.Abs(r.CI) < 1e-12 {
			r.CI = 0
		}
		r.CR = r.CI / r.RI
		for i := range n {
			for j := i + 1; j < n; j++ {
				e := ln(float64(a.At(i, j)*r.Geometric[j]) / r.Geometric[i])
				r.GCI += float64(e * e)
			}
		}
		r.GCI = 2 * r.GCI / float64((n-1)*(n-2))
		r.Worst = worstTriple(a)
	} else {
		r.LambdaMax = float64(n) // exactly: two criteria are always consistent
	}
	if r.CR > 0.1 {
		r.Warnings = append(r.Warnings, Warning{Kind: InconsistentAHP, Row: r.Worst.I, Col: r.Worst.J, Value: r.CR})
	}
	return r, nil
}

// principal returns the principal right eigenvector of a positive matrix,
// summing to 1, and its eigenvalue, by power iteration. Judgements that
// contradict each other by factors of millions converge slowly, so every
// hundred steps are followed by twice as many in one stride, a power of the
// matrix: sums of positive terms, in which nothing cancels.
func principal(a Matrix) (v []float64, lambda float64) {
	n := a.n
	v, next := EqualWeights(n), make([]float64, n)
	step := func(x Matrix) (sum, change float64) {
		for i := range next {
			next[i] = dot(x.row(i), v)
			sum += next[i]
		}
		for i := range next {
			next[i] /= sum
			change = max(change, math.Abs(next[i]-v[i])/next[i])
		}
		v, next = next, v
		return sum, change
	}
	power, column := a.clone(), make([]float64, n)
	_, top, _ := extent(power.v)
	divide(power.v, top)
	for range 64 {
		for range 100 {
			s, change := step(a)
			if lambda = s; change < 4e-16 {
				return v, lambda
			}
		}
		square, top := Zeros(n, n), 0.0
		for j := range n {
			for i := range n {
				column[i] = power.At(i, j)
			}
			for i := range n {
				f := dot(power.row(i), column)
				square.set(i, j, f)
				top = max(top, f)
			}
		}
		divide(square.v, top)
		power = square
		step(power)
	}
	return v, lambda
}

func worstTriple(a Matrix) Triple {
	var t Triple
	t.J, t.K = 1, 2
	for i := range a.n {
		for j := i + 1; j < a.n; j++ {
			for k := j + 1; k < a.n; k++ {
				e := math.Abs(ln(a.At(i, j)) + ln(a.At(j, k)) + ln(a.At(k, i)))
				if e > t.Excess {
					t = Triple{I: i, J: j, K: k, Excess: e}
				}
			}
		}
	}
	return t
}

func checkPairwise(a Matrix, field string) error {
	if a.m == 0 || a.m != a.n {
		return inputError(field, -1, -1, ReasonShape, "a pairwise matrix must be square, got %d×%d", a.m, a.n)
	}
	for i := range a.n {
		for j := range a.n {
			switch f := a.At(i, j); {
			case f != f:
				return inputError(field, i, j, ReasonMissing, "the judgement is missing")
			case f <= 0:
				return inputError(field, i, j, ReasonReciprocal, "a judgement must be positive, got %g", f)
			case i == j && math.Abs(f-1) > reciprocalTolerance:
				return inputError(field, i, j, ReasonReciprocal, "a criterion compared with itself must be 1, got %g", f)
			case math.Abs(float64(f*a.At(j, i))-1) > reciprocalTolerance:
				return inputError(field, i, j, ReasonReciprocal, "the matrix is not reciprocal: %g here and %g opposite do not multiply to 1", f, a.At(j, i))
			}
		}
	}
	return nil
}

// GroupAHPResult holds both ways to join the judgements of k members: of
// judgements (AIJ) and of priorities (AIP), by weighted geometric means.
type GroupAHPResult struct {
	AIJ          Matrix
	AIJResult    AHPResult
	AIP          []float64
	Individual   []AHPResult
	Disagreement Matrix // n×n, standard deviation over members of ln a_ij, by member weight
}

// GroupAHP joins the pairwise matrices of k members with member weights w
// (divided by their sum; nil is equal).
//
// Source: E. Forman and K. Peniwati, EJOR 108 (1998) 165–169.
func GroupAHP(members []Matrix, w []float64) (GroupAHPResult, error) {
	if len(members) == 0 {
		return GroupAHPResult{}, inputError("pairwise", -1, -1, ReasonEmpty, "there are no members")
	}
	if w == nil {
		w = EqualWeights(len(members))
	}
	if len(w) != len(members) {
		return GroupAHPResult{}, inputError("member_weights", -1, -1, ReasonShape, "%d weights for %d members", len(w), len(members))
	}
	w, err := normaliseWeights(w, "member_weights")
	if err != nil {
		return GroupAHPResult{}, err
	}
	n := members[0].n
	r := GroupAHPResult{AIJ: Zeros(n, n), AIP: make([]float64, n), Disagreement: Zeros(n, n)}
	for k, a := range members {
		if a.n != n {
			return GroupAHPResult{}, inputError("pairwise", -1, -1, ReasonShape, "member %d compares %d criteria, the first compares %d", k, a.n, n)
		}
		one, err := AHPWeights(a)
		if e, ok := err.(*InputError); ok {
			e.Message = "member " + itoa(k) + ": " + e.Message
			return GroupAHPResult{}, e
		}
		r.Individual = append(r.Individual, one)
		for i := range n {
			r.AIP[i] += float64(w[k] * ln(one.Eigenvector[i]))
			for j := range n {
				r.AIJ.v[i*n+j] += float64(w[k] * ln(a.At(i, j)))
			}
		}
	}
	for i := range n {
		r.AIP[i] = exp(r.AIP[i])
		for j := range n {
			v := 0.0
			for k, a := range members {
				d := ln(a.At(i, j)) - r.AIJ.At(i, j)
				v += float64(w[k] * float64(d*d))
			}
			r.Disagreement.set(i, j, math.Sqrt(v))
		}
	}
	for i := range n {
		for j := range n {
			if j < i { // the reciprocal of the upper triangle, exactly
				r.AIJ.set(i, j, 1/r.AIJ.At(j, i))
			} else {
				r.AIJ.set(i, j, exp(r.AIJ.At(i, j)))
			}
		}
	}
	divide(r.AIP, sum(r.AIP))
	r.AIJResult, err = AHPWeights(r.AIJ)
	return r, err
}
