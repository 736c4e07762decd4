package scoring

import "math"

// VIKORResult holds group utility S, individual regret R and the compromise
// measure Q (m each, smaller is better), competition ranks by Q, whether the two
// conditions hold, and the compromise set (row indices, best first).
type VIKORResult struct {
	S, R, Q       []float64
	Rank          []int
	Advantage     bool // Q(2) − Q(1) ≥ 1/(m − 1)
	Stability     bool // the best by Q is best by S or by R too
	CompromiseSet []int
}

// VIKOR ranks by compromise between group utility and the worst single regret.
//
// x is an m×n matrix of raw values without gaps, d as for TOPSIS, w holds n
// weights, applied as given, v in [0, 1] is the share of group utility. A
// constant column contributes 0; where all S (or all R) are equal their term of
// Q is 0. Alternatives tied at the best Q count as one when the second is looked
// for; with no second, both conditions hold.
//
// Source: S. Opricovic and G.-H. Tzeng, EJOR 156 (2004) 445–455.
func VIKOR(x Matrix, d []Direction, w []float64, v float64) (VIKORResult, error) {
	if err := fits(x, d, w, "vikor"); err != nil {
		return VIKORResult{}, err
	}
	if !(v >= 0 && v <= 1) {
		return VIKORResult{}, inputError("v", -1, -1, ReasonParameter, "v must lie in [0, 1], got %g", v)
	}
	m := x.m
	buf := make([]float64, 3*m+2*x.n)
	r := VIKORResult{S: buf[:m:m], R: buf[m : 2*m : 2*m], Q: buf[2*m : 3*m : 3*m]}
	lo, hi := buf[3*m:3*m+x.n], buf[3*m+x.n:]
	copy(lo, x.row(0))
	copy(hi, x.row(0))
	for i := 1; i < m; i++ {
		for j, f := range x.row(i) {
			if f < lo[j] {
				lo[j] = f
			}
			if f > hi[j] {
				hi[j] = f
			}
		}
	}
	best, span := hi, lo // from the best value, as a share of best − worst
	for j := range best {
		if direction(d, j) == Cost {
			best[j], span[j] = lo[j], hi[j]
		}
		span[j] = best[j] - span[j]
	}
	for i := range m {
		s, worst := 0.0, 0.0
		for j, f := range x.row(i) {
			if span[j] == 0 {
				continue
			}
			g := float64(w[j] * ((best[j] - f) / span[j]))
			s += g
			if g > worst {
				worst = g
			}
		}
		r.S[i], r.R[i] = s, worst
	}
	sLo, sHi, _ := extent(r.S)
	rLo, rHi, _ := extent(r.R)
	for i := range m {
		q := 0.0
		if !tied(sLo, sHi, DefaultTieTolerance) {
			q += float64(v * (r.S[i] - sLo) / (sHi - sLo))
		}
		if !tied(rLo, rHi, DefaultTieTolerance) {
			q += float64((1 - v) * (r.R[i] - rLo) / (rHi - rLo))
		}
		r.Q[i] = q
	}
	r.compromise()
	return r, nil
}

func (r *VIKORResult) compromise() {
	neg := negated(r.Q)
	o, start := tieGroups(neg, 0)
	r.Rank = CompetitionRanks(neg, 0)
	ties := 0
	for ties < len(o) && start[ties] == 0 {
		ties++
	}
	best := o[:ties]
	if ties == len(o) {
		r.Advantage, r.Stability = true, true
		r.CompromiseSet = append([]int(nil), best...)
		return
	}
	dq := 1 / float64(len(r.Q)-1)
	first, second := r.Q[o[0]], o[ties]
	gap := r.Q[second] - first
	r.Advantage = gap > dq || math.Abs(gap-dq) <= DefaultTieTolerance
	sLo, _, _ := extent(r.S)
	rLo, _, _ := extent(r.R)
	for _, i := range best {
		r.Stability = r.Stability || tied(sLo, r.S[i], DefaultTieTolerance) || tied(rLo, r.R[i], DefaultTieTolerance)
	}
	switch {
	case r.Advantage && r.Stability:
		r.CompromiseSet = append(r.CompromiseSet, best...)
	case r.Advantage:
		for _, i := range o {
			if r.Rank[i] <= r.Rank[second] {
				r.CompromiseSet = append(r.CompromiseSet, i)
			}
		}
	default:
		for _, i := range o {
			if g := r.Q[i] - first; g < dq && dq-g > DefaultTieTolerance {
				r.CompromiseSet = append(r.CompromiseSet, i)
			}
		}
	}
}
