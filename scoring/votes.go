package scoring

import "math"

// Borda returns Σ (m − rank) by alternative over rankings. ranks is m×k, row =
// alternative, column = ranking, NaN where a ranking does not know the
// alternative; an alternative no ranking knows is NaN.
//
// Source: J.-C. de Borda, Mémoire sur les élections au scrutin (1781).
func Borda(ranks Matrix) []float64 {
	out := make([]float64, ranks.m)
	for i := range out {
		known := false
		for _, r := range ranks.row(i) {
			if r == r {
				out[i] += float64(ranks.m) - r
				known = true
			}
		}
		if !known {
			out[i] = math.NaN()
		}
	}
	return out
}

// Copeland returns wins − losses by alternative, a win being a strict majority of
// the rankings that know both. It does not depend on the order of rows. ranks as
// for Borda.
//
// Source: A. H. Copeland (1951).
func Copeland(ranks Matrix) []float64 {
	out := make([]float64, ranks.m)
	for a := range ranks.m {
		known := false
		for _, r := range ranks.row(a) {
			known = known || r == r
		}
		if !known {
			out[a] = math.NaN()
			continue
		}
		for b := range ranks.m {
			balance := 0
			for k := range ranks.n {
				switch ra, rb := ranks.At(a, k), ranks.At(b, k); {
				case ra < rb:
					balance++
				case ra > rb:
					balance--
				}
			}
			switch {
			case balance > 0:
				out[a]++
			case balance < 0:
				out[a]--
			}
		}
	}
	return out
}
