package scoring

import (
	"context"
	"testing"
)

// benchMatrix is 59 × 30 values in [0, 1], the same every time.
func benchMatrix() Matrix {
	x := Zeros(59, 30)
	var d drawer
	for k := range x.v {
		d.seed(7, uint64(k))
		x.v[k] = d.uniform()
	}
	return x
}

func BenchmarkSMAA(b *testing.B) {
	x := benchMatrix()
	for _, workers := range []int{1, 2} {
		b.Run("workers="+itoa(workers), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Acceptability(context.Background(), x, WeightDist{Kind: "uniform"}, MonteCarlo{Seed: 1, Draws: 100_000, Workers: workers}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
