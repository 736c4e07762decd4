package scoring

import "math"

// ELECTREResult holds concordance and discordance (m×m, row against column, NaN
// on the diagonal), the outranking relation and its kernel: the alternatives
// (ascending) that no other outranks.
type ELECTREResult struct {
	Concordance, Discordance Matrix
	Outranks                 [][]bool
	Kernel                   []int
}

// ELECTRE1 builds the outranking relation of ELECTRE I: a outranks b if the
// weight of the criteria on which a is at least as good reaches p and a's largest
// weakness against b, as a share of the largest column range, is at most q.
//
// x is an m×n matrix of comparable values without gaps (the golden case divides
// by column sums), d as for TOPSIS, w holds n weights that sum to 1, p and q lie
// in [0, 1]. With no variation at all every discordance is 0.
//
// Source: B. Roy, RIRO 2 (1968) 57–75; arithmetic as in Cebrián and Porcar,
// Revista de Métodos Cuantitativos 7 (2009) 31–56.
func ELECTRE1(x Matrix, d []Direction, w []float64, p, q float64) (ELECTREResult, error) {
	if err := fits(x, d, w, "electre1"); err != nil {
		return ELECTREResult{}, err
	}
	if !(p >= 0 && p <= 1) {
		return ELECTREResult{}, inputError("p", -1, -1, ReasonParameter, "the concordance threshold must lie in [0, 1], got %g", p)
	}
	if !(q >= 0 && q <= 1) {
		return ELECTREResult{}, inputError("q", -1, -1, ReasonParameter, "the discordance threshold must lie in [0, 1], got %g", q)
	}
	m := x.m
	span := 0.0
	for j := range x.n {
		lo, hi, _ := extent(x.Column(j))
		span = max(span, hi-lo)
	}
	r := ELECTREResult{Concordance: filled(m, m, math.NaN()), Discordance: filled(m, m, math.NaN()), Outranks: make([][]bool, m), Kernel: []int{}}
	for a := range m {
		r.Outranks[a] = make([]bool, m)
		for b := range m {
			if a == b {
				continue
			}
			agree, weakness := 0.0, 0.0
			for j := range x.n {
				g := x.At(a, j) - x.At(b, j)
				if direction(d, j) == Cost {
					g = -g
				}
				if g >= 0 {
					agree += w[j]
				} else {
					weakness = max(weakness, -g)
				}
			}
			if span > 0 {
				weakness /= span
			}
			r.Concordance.set(a, b, agree)
			r.Discordance.set(a, b, weakness)
			r.Outranks[a][b] = agree >= p-DefaultTieTolerance && weakness <= q+DefaultTieTolerance
		}
	}
	for b := range m {
		beaten := false
		for a := range m {
			beaten = beaten || r.Outranks[a][b]
		}
		if !beaten {
			r.Kernel = append(r.Kernel, b)
		}
	}
	return r, nil
}
