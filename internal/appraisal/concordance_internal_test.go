package appraisal

import (
	"math"
	"math/rand/v2"
	"testing"
)

// superiority against counting every subset by hand.
func TestSuperiorityExact(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for trial := range 200 {
		n := 3 + rng.IntN(8)
		score, group := make([]float64, n), make([]int, n)
		for i := range score {
			score[i] = float64(rng.IntN(5)) / 4 // many ties
			group[i] = 1 + i%2
		}
		prob, p := superiority(score, group)
		want, _ := probability(score, group)
		if math.Abs(prob-want) > 1e-12 {
			t.Fatalf("trial %d: rank sum gives %v, pairs give %v", trial, prob, want)
		}
		k := 0
		for _, g := range group {
			if g == 1 {
				k++
			}
		}
		reach, all := 0, 0
		for set := range 1 << n {
			other, size := make([]int, n), 0
			for i := range other {
				other[i] = 2
				if set>>i&1 == 1 {
					other[i] = 1
					size++
				}
			}
			if size != k {
				continue
			}
			all++
			if q, _ := probability(score, other); q >= prob-1e-12 {
				reach++
			}
		}
		if math.Abs(p-float64(reach)/float64(all)) > 1e-12 {
			t.Fatalf("trial %d: p = %v, counted %d of %d", trial, p, reach, all)
		}
	}
}

// Wilcoxon's table: 3 named above 4 unnamed without a tie is 1 of 35 ways.
func TestSuperiorityKnown(t *testing.T) {
	prob, p := superiority([]float64{9, 8, 7, 6, 5, 4, 3}, []int{1, 1, 1, 2, 2, 2, 2})
	if prob != 1 || math.Abs(p-1.0/35) > 1e-15 {
		t.Errorf("%v, %v", prob, p)
	}
	// A country in neither group changes nothing.
	if q, r := superiority([]float64{9, 8.5, 8, 7, 6, 5, 4, 3}, []int{1, 0, 1, 1, 2, 2, 2, 2}); q != prob || r != p {
		t.Errorf("with a bystander: %v, %v", q, r)
	}
}

func TestPermuted(t *testing.T) {
	a := make([]float64, 40)
	for i := range a {
		a[i] = float64(i)
	}
	r := permuted(a, a, 2000, rand.New(rand.NewPCG(1, 1)))
	if math.Abs(*r.Spearman-1) > 1e-12 || r.Nothing || *r.PValue != 1.0/2001 {
		t.Errorf("identical orders: %+v, rho %v p %v", r, *r.Spearman, *r.PValue)
	}
	// For n = 40 the null of Spearman has standard deviation 1/√39: ±0.31.
	if math.Abs(*r.Low+0.314) > 0.03 || math.Abs(*r.High-0.314) > 0.03 {
		t.Errorf("interval [%v, %v]", *r.Low, *r.High)
	}
	if r := permuted(a[:4], a[:4], 2000, rand.New(rand.NewPCG(1, 1))); r.Spearman != nil || !r.Nothing || r.N != 4 {
		t.Errorf("four countries: %+v", r)
	}
	same := make([]float64, 40)
	if r := permuted(a, same, 2000, rand.New(rand.NewPCG(1, 1))); r.Spearman != nil || !r.Nothing {
		t.Errorf("no variation: %+v", r)
	}
}
