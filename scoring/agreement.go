package scoring

import (
	"math"
	"slices"
)

// AgreementResult compares two rankings; a figure is NaN where it is undefined
// (fewer than two alternatives, or one ranking fully tied).
type AgreementResult struct {
	Spearman   float64 // Pearson correlation of average ranks
	KendallTau float64 // tau-b, corrected for ties
	RW         float64 // weighted rank correlation of Pinto da Costa and Soares (2005)
	WS         float64 // of Sałabun and Urbaniak (2020), the first ranking being the reference
}

// Agreement compares two rankings of the same m alternatives, rank 1 being best;
// competition or fractional ranks. RW and WS take the ranks as given.
func Agreement(a, b []float64) (AgreementResult, error) {
	nan := math.NaN()
	r := AgreementResult{nan, nan, nan, nan}
	if err := checkRankings([][]float64{a, b}); err != nil {
		return r, err
	}
	m := len(a)
	x, y := FractionalRanks(negated(a), 0), FractionalRanks(negated(b), 0)
	if m < 2 || fullyTied(a) || fullyTied(b) {
		return r, nil
	}
	r.Spearman = Pearson(x, y)
	concordance, ties := 0.0, [2]float64{}
	for i := range m {
		for k := range i {
			s, t := sign(x[i]-x[k]), sign(y[i]-y[k])
			concordance += float64(s * t)
			ties[0] += math.Abs(s)
			ties[1] += math.Abs(t)
		}
	}
	r.KendallTau = concordance / float64(math.Sqrt(ties[0])*math.Sqrt(ties[1]))
	n := float64(m)
	rw, ws := 0.0, 0.0
	for i := range m {
		d := a[i] - b[i]
		rw += float64(float64(d*d) * (n - a[i] + 1 + n - b[i] + 1))
		ws += float64(exp(-float64(a[i]*math.Ln2)) * math.Abs(d) / max(math.Abs(1-a[i]), math.Abs(n-a[i])))
	}
	n2 := float64(n * n)
	r.RW = 1 - 6*rw/(float64(n2*n2)+float64(n2*n)-n2-n)
	r.WS = 1 - ws
	return r, nil
}

func sign(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}

func fullyTied(r []float64) bool {
	lo, hi, _ := extent(r)
	return tied(lo, hi, DefaultTieTolerance)
}

func checkRankings(rs [][]float64) error {
	if len(rs) == 0 || len(rs[0]) == 0 {
		return inputError("rankings", -1, -1, ReasonEmpty, "there is no ranking")
	}
	for k, r := range rs {
		if len(r) != len(rs[0]) {
			return inputError("rankings", k, -1, ReasonShape, "the ranking has %d ranks, the first has %d", len(r), len(rs[0]))
		}
		for i, f := range r {
			switch {
			case f != f:
				return inputError("rankings", k, i, ReasonMissing, "the rank is missing")
			case f < 1 || f > float64(len(r)):
				return inputError("rankings", k, i, ReasonParameter, "the rank %g lies outside 1 to %d", f, len(r))
			}
		}
	}
	return nil
}

// Pearson returns the correlation of the rows in which both values are present,
// clamped to [−1, 1]; NaN for fewer than two or where one does not vary.
func Pearson(a, b []float64) float64 {
	x, y := make([]float64, 0, len(a)), make([]float64, 0, len(a))
	for i, f := range a {
		if g := b[i]; f == f && g == g {
			x, y = append(x, f), append(y, g)
		}
	}
	if constantColumn(x) || constantColumn(y) {
		return math.NaN()
	}
	for _, c := range [][]float64{x, y} {
		mean, _ := meanSD(c)
		for i := range c {
			c[i] -= mean
		}
		divide(c, norm(c))
	}
	return max(-1, min(1, dot(x, y)))
}

func constantColumn(c []float64) bool {
	lo, hi, present := extent(c)
	return present < 2 || lo == hi
}

// KendallWResult holds the coefficient of concordance, in [0, 1], and Friedman's
// χ² = k(m − 1)W; both NaN where every ranking is fully tied.
type KendallWResult struct{ W, Friedman float64 }

// KendallW measures how far k rankings of m alternatives agree, corrected for
// ties: 12S/(k²(m³ − m) − kΣ(t³ − t)).
//
// Source: M. G. Kendall and B. Babington Smith, Annals of Mathematical
// Statistics 10 (1939) 275–287.
func KendallW(rankings [][]float64) (KendallWResult, error) {
	r := KendallWResult{math.NaN(), math.NaN()}
	if err := checkRankings(rankings); err != nil {
		return r, err
	}
	k, m := float64(len(rankings)), float64(len(rankings[0]))
	total, ties := make([]float64, len(rankings[0])), 0.0
	for _, a := range rankings {
		x := FractionalRanks(negated(a), 0)
		for i, f := range x {
			total[i] += f
		}
		slices.Sort(x)
		for p := 0; p < len(x); {
			q := p
			for q < len(x) && x[q] == x[p] {
				q++
			}
			t := float64(q - p)
			ties += float64(t*t*t) - t
			p = q
		}
	}
	mean, s := k*(m+1)/2, 0.0
	for _, f := range total {
		d := f - mean
		s += float64(d * d)
	}
	if den := float64(k*k*(float64(m*m*m)-m)) - float64(k*ties); den > 0 {
		r.W = min(12*s/den, 1)
		r.Friedman = float64(k * (m - 1) * r.W)
	}
	return r, nil
}
