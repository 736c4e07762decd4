package scoring

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The standard library serves as the independent check: within 1 ulp.
func TestPortable(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	ulps := func(a, b float64) float64 { return math.Abs(a-b) / max(math.Abs(b)*0x1p-52, 0x1p-1074) }
	for range 200_000 {
		x := math.Exp(60 * r.NormFloat64())
		if d := ulps(ln(x), math.Log(x)); d > 1 {
			t.Fatalf("ln(%g) is %g ulp off", x, d)
		}
		u := r.Float64()
		if d := ulps(ln(u), math.Log(u)); d > 1 {
			t.Fatalf("ln(%g) is %g ulp off", u, d)
		}
		y := 200 * r.NormFloat64()
		if d := ulps(exp(y), math.Exp(y)); d > 2 {
			t.Fatalf("exp(%g) is %g ulp off", y, d)
		}
	}
	for _, x := range []float64{0, -1, math.Inf(1), math.NaN(), math.MaxFloat64, 1} {
		if a, b := ln(x), math.Log(x); a != b && !(a != a && b != b) && ulps(a, b) > 1 {
			t.Errorf("ln(%g) = %g, want %g", x, a, b)
		}
	}
	// The assembly of amd64 is wrong for subnormals; the value is from bc.
	if got := ln(5e-324); math.Abs(got+744.4400719213812) > 1e-12 {
		t.Errorf("ln of the smallest number = %v", got)
	}
	for _, x := range []float64{0, 1e-300, 710, -746, -745, math.Inf(-1), math.NaN()} {
		if a, b := exp(x), math.Exp(x); a != b && !(a != a && b != b) && ulps(a, b) > 1 {
			t.Errorf("exp(%g) = %g, want %g", x, a, b)
		}
	}
}
