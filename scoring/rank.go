package scoring

import (
	"math"
	"slices"
)

// DefaultTieTolerance is used where a tie tolerance of 0 is given.
const DefaultTieTolerance = 1e-12

// order returns the indices of the scores that are not NaN, best (largest)
// first, equal ones by index.
func order(score []float64) []int {
	o := make([]int, 0, len(score))
	for i, s := range score {
		if s == s {
			o = append(o, i)
		}
	}
	slices.SortFunc(o, func(a, b int) int {
		switch {
		case score[a] > score[b]:
			return -1
		case score[a] < score[b]:
			return 1
		}
		return a - b
	})
	return o
}

// tied reports whether s belongs to the tie group whose best score is leader.
func tied(leader, s, tol float64) bool {
	return math.Abs(leader-s) <= float64(tol*max(1, math.Abs(leader)))
}

// tieGroups returns order(score) and, for each position, where its group starts.
func tieGroups(score []float64, tol float64) (o, start []int) {
	if tol == 0 {
		tol = DefaultTieTolerance
	}
	o = order(score)
	start = make([]int, len(o))
	for p := 1; p < len(o); p++ {
		start[p] = start[p-1]
		if !tied(score[o[start[p]]], score[o[p]], tol) {
			start[p] = p
		}
	}
	return o, start
}

// CompetitionRanks ranks by score, larger being better: 1, 1, 3. Scores that
// differ by at most tol·max(1, |leader|) from the best of their group tie; tol 0
// means DefaultTieTolerance. A NaN score has rank 0.
func CompetitionRanks(score []float64, tol float64) []int {
	r := make([]int, len(score))
	o, start := tieGroups(score, tol)
	for p, i := range o {
		r[i] = start[p] + 1
	}
	return r
}

// DenseRanks is CompetitionRanks without gaps: 1, 1, 2.
func DenseRanks(score []float64, tol float64) []int {
	r := make([]int, len(score))
	o, start := tieGroups(score, tol)
	k := 0
	for p, i := range o {
		if start[p] == p {
			k++
		}
		r[i] = k
	}
	return r
}

// FractionalRanks gives the members of a tie the mean of the places they fill:
// 1.5, 1.5, 3. A NaN score has rank NaN.
func FractionalRanks(score []float64, tol float64) []float64 {
	r := make([]float64, len(score))
	for i := range r {
		r[i] = math.NaN()
	}
	o, start := tieGroups(score, tol)
	for p := 0; p < len(o); {
		q := p
		for q < len(o) && start[q] == start[p] {
			q++
		}
		for _, i := range o[p:q] {
			r[i] = float64(p+1+q) / 2
		}
		p = q
	}
	return r
}

// negated returns -a: ranks ascending in a are descending in it.
func negated(a []float64) []float64 {
	b := make([]float64, len(a))
	for i, f := range a {
		b[i] = -f
	}
	return b
}
