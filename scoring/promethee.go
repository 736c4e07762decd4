package scoring

import (
	"math"
	"slices"
)

// Preference is a PROMETHEE preference function of the advantage d > 0 of one
// alternative over another on one criterion; for d ≤ 0 the preference is 0.
//
//	usual     1
//	ushape    1 for d > q
//	vshape    d/p, at most 1
//	level     0 to q, 0.5 to p, 1 above
//	linear    (d − q)/(p − q) between q and p
//	gaussian  1 − exp(−d²/2σ²)
type Preference struct {
	Kind  string  `json:"kind"`
	Q     float64 `json:"q,omitempty"`
	P     float64 `json:"p,omitempty"`
	Sigma float64 `json:"sigma,omitempty"`
}

// Validate returns an *InputError if the function cannot be used.
func (f Preference) Validate() error {
	bad := func(format string, args ...any) error {
		return inputError("preference", -1, -1, ReasonParameter, format, args...)
	}
	for _, x := range []float64{f.Q, f.P, f.Sigma} {
		if x != x || math.IsInf(x, 0) {
			return bad("thresholds must be finite")
		}
	}
	switch f.Kind {
	case "usual":
	case "ushape":
		if f.Q < 0 {
			return bad("q = %g is negative", f.Q)
		}
	case "vshape":
		if f.P <= 0 {
			return bad("vshape needs p > 0, got %g", f.P)
		}
	case "level", "linear":
		if f.Q < 0 || f.P < f.Q {
			return bad("%s needs 0 ≤ q ≤ p, got q = %g, p = %g", f.Kind, f.Q, f.P)
		}
	case "gaussian":
		if f.Sigma <= 0 {
			return bad("gaussian needs sigma > 0, got %g", f.Sigma)
		}
	default:
		return inputError("preference", -1, -1, ReasonUnknownKind, "unknown preference function %q; known are usual, ushape, vshape, level, linear, gaussian", f.Kind)
	}
	return nil
}

// PROMETHEEResult holds the flows (m each), the preference matrix (m×m, row
// preferred to column) and the net flow of every alternative on every criterion
// alone (m×n): Net is the weighted sum of its row, so it can be explained exactly.
type PROMETHEEResult struct {
	Plus, Minus, Net []float64
	Preference       Matrix
	Uni              Matrix
}

// PROMETHEE computes outranking flows divided by m − 1; one alternative has
// flow 0.
//
// x is an m×n matrix of values without gaps, d as for TOPSIS, w holds n
// weights, applied as given, pref one function per column or nil for usual.
//
// Source: J. P. Brans and P. Vincke, Management Science 31 (1985) 647–656.
func PROMETHEE(x Matrix, d []Direction, w []float64, pref []Preference) (PROMETHEEResult, error) {
	if err := fits(x, d, w, "promethee"); err != nil {
		return PROMETHEEResult{}, err
	}
	if pref == nil {
		pref = make([]Preference, x.n)
		for j := range pref {
			pref[j].Kind = "usual"
		}
	}
	if len(pref) != x.n {
		return PROMETHEEResult{}, inputError("preference", -1, -1, ReasonShape, "%d preference functions for %d columns", len(pref), x.n)
	}
	for j, f := range pref {
		if err := f.Validate(); err != nil {
			return PROMETHEEResult{}, inColumn(err, j)
		}
	}
	m := x.m
	r := PROMETHEEResult{
		Plus: make([]float64, m), Minus: make([]float64, m), Net: make([]float64, m),
		Preference: Zeros(m, m), Uni: Zeros(m, x.n),
	}
	if m == 1 {
		return r, nil
	}
	o, c, uni := make([]int, m), make([]float64, m), make([]float64, m)
	for j, f := range pref {
		sign := 1.0
		if direction(d, j) == Cost {
			sign = -1
		}
		for i := range o {
			o[i], c[i], uni[i] = i, float64(sign*x.v[i*x.n+j]), 0
		}
		sortDescending(c, o)
		r.add(f, w[j], o, c, uni)
		for k, i := range o {
			r.Uni.set(i, j, uni[k]/float64(m-1))
		}
	}
	for a := range m {
		for b, f := range r.Preference.row(a) {
			r.Plus[a] += f
			r.Minus[b] += f
		}
	}
	for i := range m {
		r.Plus[i] /= float64(m - 1)
		r.Minus[i] /= float64(m - 1)
		r.Net[i] = r.Plus[i] - r.Minus[i]
	}
	return r, nil
}

// add adds one criterion: o lists the rows best first and c their values, so
// that only the pairs with a preference are visited and no branch is a coin toss.
func (r *PROMETHEEResult) add(f Preference, w float64, o []int, c, uni []float64) {
	m, from := len(o), 0 // from: the first place beyond indifference, which only moves on
	q, span := f.Q, f.P-f.Q
	if f.Kind == "vshape" {
		q, span = 0, f.P
	}
	slope := 1 / span
	for a := 0; a < m; a++ {
		row, va, gain := r.Preference.row(o[a]), c[a], 0.0
		b := a + 1
		for b < m && c[b] == va {
			b++
		}
		switch f.Kind {
		case "usual":
			gain = r.full(row, o, uni, b, w)
		case "vshape", "linear":
			b = max(b, from)
			for b < m && va-c[b] <= q {
				b++
			}
			from = b
			to := b
			for to < m && va-c[to] < q+span {
				to++
			}
			part, v, u := o[b:to], c[b:to], uni[b:to]
			for k, i := range part {
				p := float64((va - v[k] - q) * slope)
				row[i] += float64(w * p)
				u[k] -= p
				gain += p
			}
			b = to
			gain += r.full(row, o, uni, b, w)
		default:
			for ; b < m; b++ {
				if p := f.degree(va - c[b]); p > 0 {
					row[o[b]] += float64(w * p)
					uni[b] -= p
					gain += p
				}
			}
		}
		uni[a] += gain
	}
}

// full adds full preference over everybody from place b on and returns how many.
func (r *PROMETHEEResult) full(row []float64, o []int, uni []float64, b int, w float64) float64 {
	rest := o[b:]
	uni = uni[b:][:len(rest)]
	for k, i := range rest {
		row[i] += w
		uni[k]--
	}
	return float64(len(rest))
}

// sortDescending sorts c, largest first and equal ones by index, and o with it.
// Insertion is quickest for the few dozen alternatives there usually are.
func sortDescending(c []float64, o []int) {
	if len(c) > 100 {
		v := append([]float64(nil), c...)
		slices.SortFunc(o, func(a, b int) int {
			switch {
			case v[a] > v[b]:
				return -1
			case v[a] < v[b]:
				return 1
			}
			return a - b
		})
		for k, i := range o {
			c[k] = v[i]
		}
		return
	}
	for p := 1; p < len(c); p++ {
		f, i, q := c[p], o[p], p
		for ; q > 0 && c[q-1] < f; q-- {
			c[q], o[q] = c[q-1], o[q-1]
		}
		c[q], o[q] = f, i
	}
}

// degree is the preference for an advantage d > 0, for the kinds not written
// out in add.
func (f Preference) degree(d float64) float64 {
	switch f.Kind {
	case "ushape":
		if d > f.Q {
			return 1
		}
		return 0
	case "level":
		switch {
		case d <= f.Q:
			return 0
		case d <= f.P:
			return 0.5
		}
		return 1
	}
	z := d / f.Sigma
	return 1 - exp(-float64(z*z)/2)
}

// Relation is how two alternatives stand in the partial order of PROMETHEE I.
type Relation int8

const (
	Incomparable Relation = iota // the flows contradict each other
	EqualFlows                   // both flows are equal
	Preferred                    // no flow is worse and one is better
	Inferior                     // the reverse
)

// Partial returns the m×m relations of PROMETHEE I: a row is preferred to a
// column if its positive flow is not less and its negative flow not more, one of
// them strictly.
func (r PROMETHEEResult) Partial() [][]Relation {
	out := make([][]Relation, len(r.Net))
	for a := range out {
		out[a] = make([]Relation, len(r.Net))
		for b := range out[a] {
			p, q := flowSign(r.Plus[a]-r.Plus[b]), flowSign(r.Minus[b]-r.Minus[a])
			switch {
			case p == 0 && q == 0:
				out[a][b] = EqualFlows
			case p >= 0 && q >= 0:
				out[a][b] = Preferred
			case p <= 0 && q <= 0:
				out[a][b] = Inferior
			}
		}
	}
	return out
}

func flowSign(d float64) int {
	switch {
	case d > DefaultTieTolerance:
		return 1
	case d < -DefaultTieTolerance:
		return -1
	}
	return 0
}
