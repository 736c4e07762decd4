package scoring

import (
	"math"
	"math/rand/v2"
)

// splitmix is the finaliser of splitmix64: it spreads a counter over 64 bits.
func splitmix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// drawer is the random source of one worker, reseeded for every draw: a draw
// depends on (seed, index) alone and never on who makes it.
type drawer struct{ pcg rand.PCG }

func (d *drawer) seed(seed, index uint64) {
	d.pcg.Seed(splitmix(seed), splitmix(index^0x6a09e667f3bcc909))
}

// uniform returns a number in (0, 1), never an end.
func (d *drawer) uniform() float64 {
	return float64((float64(d.pcg.Uint64()>>11) + 0.5) * 0x1p-53)
}

func (d *drawer) exponential() float64 { return -ln(d.uniform()) }

// normal is Marsaglia's polar method, from logarithm and square root only.
func (d *drawer) normal() float64 {
	for {
		u, v := float64(2*d.uniform())-1, float64(2*d.uniform())-1
		if s := float64(u*u) + float64(v*v); s < 1 && s > 0 {
			return float64(u * math.Sqrt(-2*ln(s)/s))
		}
	}
}

// gamma draws with shape a > 0 (G. Marsaglia and W. W. Tsang, ACM TOMS 26 (2000)).
func (d *drawer) gamma(a float64) float64 {
	if a == 1 {
		return d.exponential()
	}
	boost := 1.0
	if a < 1 {
		boost = exp(ln(d.uniform()) / a)
		a++
	}
	b := a - 1.0/3
	c := 1 / math.Sqrt(float64(9*b))
	for {
		x := d.normal()
		v := 1 + float64(c*x)
		if v <= 0 {
			continue
		}
		v = float64(v * v * v)
		if ln(d.uniform()) < float64(x*x)/2+float64(b*(1-v+ln(v))) {
			return float64(float64(b*v) * boost)
		}
	}
}

// dirichlet fills w with a draw; alpha nil is all 1. A parameter of 0 gives 0.
func (d *drawer) dirichlet(w, alpha []float64) {
	s := 0.0
	if alpha == nil { // all at once: the same numbers, sooner
		for j := range w {
			w[j] = d.uniform()
		}
		lnEach(w, 0)
		for j, f := range w {
			w[j] = -f
			s -= f
		}
	}
	for j, a := range alpha {
		w[j] = 0
		if a > 0 {
			w[j] = d.gamma(a)
		}
		s += w[j]
	}
	if s == 0 { // every gamma underflowed: all mass on the largest parameter
		top := 0
		for j := range w {
			if alpha[j] > alpha[top] {
				top = j
			}
		}
		w[top], s = 1, 1
	}
	inv := 1 / s
	for j := range w {
		w[j] = float64(w[j] * inv)
	}
}
