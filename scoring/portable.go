package scoring

import "math"

// The standard library's Exp and Log are assembly on some architectures and
// their Go versions may be compiled with fused multiply-adds on others, so the
// last bit can differ. These two follow the same published algorithms (FreeBSD
// msun e_log.c and e_exp.c, error below 1 ulp) with every product rounded.

const (
	ln2Hi = 6.93147180369123816490e-01
	ln2Lo = 1.90821492927058770002e-10
)

// ln returns the natural logarithm of x: NaN for x < 0, -Inf for 0.
func ln(x float64) float64 {
	v, shift := [1]float64{x}, 0.0
	if math.Float64bits(x)-1<<52 >= 0x7fe<<52 { // not a positive normal number
		switch {
		case x != x || x > math.MaxFloat64:
			return x
		case x < 0:
			return math.NaN()
		case x == 0:
			return math.Inf(-1)
		}
		v[0], shift = float64(x*0x1p54), 54
	}
	lnEach(v[:], shift)
	return v[0]
}

// lnEach replaces positive normal numbers by the logarithms of themselves over
// 2^shift. One loop, so that the divisions of a vector overlap.
func lnEach(v []float64, shift float64) {
	const (
		root = 0x3fe6a09e667f3bcd // √2/2
		l1   = 6.666666666666735130e-01
		l2   = 3.999999999940941908e-01
		l3   = 2.857142874366239149e-01
		l4   = 2.222219843214978396e-01
		l5   = 1.818357216161805012e-01
		l6   = 1.531383769920937332e-01
		l7   = 1.479819860511658591e-01
	)
	for i, x := range v {
		b := math.Float64bits(x) + (1023<<52 - root) // x = 2^k (1 + f) with 1 + f in [√2/2, √2), without a branch
		k := float64(int(b>>52)-1023) - shift
		f := math.Float64frombits(b&(1<<52-1)+root) - 1
		s := f / (2 + f)
		s2 := float64(s * s)
		s4 := float64(s2 * s2)
		t1 := float64(s2 * (l1 + float64(s4*(l3+float64(s4*(l5+float64(s4*l7)))))))
		t2 := float64(s4 * (l2 + float64(s4*(l4+float64(s4*l6)))))
		hfsq := float64(float64(0.5*f) * f)
		v[i] = float64(k*ln2Hi) - ((hfsq - (float64(s*(hfsq+(t1+t2))) + float64(k*ln2Lo))) - f)
	}
}

// exp returns e^x, 0 below the range and +Inf above it.
func exp(x float64) float64 {
	const (
		log2e = 1.44269504088896338700e+00
		p1    = 1.66666666666666657415e-01
		p2    = -2.77777777770155933842e-03
		p3    = 6.61375632143793436117e-05
		p4    = -1.65339022054652515390e-06
		p5    = 4.13813679705723846039e-08
	)
	switch {
	case x != x:
		return x
	case x > 7.09782712893383973096e+02:
		return math.Inf(1)
	case x < -7.45133219101941108420e+02:
		return 0
	case -0x1p-28 < x && x < 0x1p-28:
		return 1 + x
	}
	half := 0.5
	if x < 0 {
		half = -0.5
	}
	k := int(float64(log2e*x) + half)
	hi := x - float64(float64(k)*ln2Hi)
	lo := float64(float64(k) * ln2Lo)
	r := hi - lo
	t := float64(r * r)
	c := r - float64(t*(p1+float64(t*(p2+float64(t*(p3+float64(t*(p4+float64(t*p5)))))))))
	y := 1 - ((lo - float64(r*c)/(2-c)) - hi)
	return math.Ldexp(y, k)
}

// dot returns Σ a_i b_i, added left to right, no product fused into a sum.
func dot(a, b []float64) float64 {
	b = b[:len(a)]
	s := 0.0
	for i, f := range a {
		s += float64(f * b[i])
	}
	return s
}

// dot4 returns the products of a with the four vectors laid end to end in b.
func dot4(a, b []float64) (s [4]float64) {
	m := len(a)
	b0, b1, b2, b3 := b[:m], b[m:2*m], b[2*m:3*m], b[3*m:4*m]
	var s0, s1, s2, s3 float64
	for i, f := range a {
		s0 += float64(f * b0[i])
		s1 += float64(f * b1[i])
		s2 += float64(f * b2[i])
		s3 += float64(f * b3[i])
	}
	return [4]float64{s0, s1, s2, s3}
}

// sum returns Σ a_i, added left to right.
func sum(a []float64) float64 {
	s := 0.0
	for _, f := range a {
		s += f
	}
	return s
}

// norm returns the Euclidean norm of the values present, by scaled squares so
// that neither 1e200 nor 1e-200 is lost.
func norm(a []float64) float64 {
	scale := 0.0
	for _, f := range a {
		if g := math.Abs(f); g > scale {
			scale = g
		}
	}
	if scale == 0 {
		return 0
	}
	s := 0.0
	for _, f := range a {
		if f == f {
			g := f / scale
			s += float64(g * g)
		}
	}
	return float64(scale * math.Sqrt(s))
}
