package scoring

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"
)

// moments of weights drawn from a plan, by column.
func drawMoments(t *testing.T, tr *tree, d WeightDist, draws int) (mean, sd []float64, each func(func([]float64))) {
	t.Helper()
	plan, err := newWeightPlan(tr, d)
	if err != nil {
		t.Fatal(err)
	}
	each = func(visit func([]float64)) {
		w := plan.start()
		var dr drawer
		for i := range draws {
			if i%blockDraws == 0 {
				w.block(8, uint64(i/blockDraws))
			}
			dr.seed(8, uint64(i))
			w.draw(&dr)
			visit(w.leaf)
		}
	}
	mean, sd = make([]float64, tr.n), make([]float64, tr.n)
	each(func(leaf []float64) {
		if math.Abs(sum(leaf)-1) > 1e-9 {
			t.Fatalf("weights sum to %v", sum(leaf))
		}
		for j, f := range leaf {
			mean[j] += f / float64(draws)
			sd[j] += f * f / float64(draws)
		}
	})
	for j := range sd {
		sd[j] = math.Sqrt(sd[j] - mean[j]*mean[j])
	}
	return mean, sd, each
}

func TestWeightDistributions(t *testing.T) {
	p, _ := randomProblem(rand.New(rand.NewPCG(1, 9)), weightedSum, 3, 5) // dimensions of 3 and 2
	tr, err := flatten(p.Tree, 5)
	if err != nil {
		t.Fatal(err)
	}
	w := tr.globalWeights()
	const draws = 40_000
	mean, sd, _ := drawMoments(t, tr, WeightDist{Kind: "uniform"}, draws)
	for j := range mean { // Dirichlet(1,…): mean 1/5, variance (1/5)(4/5)/6
		if math.Abs(mean[j]-0.2) > 0.004 || math.Abs(sd[j]-math.Sqrt(0.16/6)) > 0.004 {
			t.Errorf("uniform: weight %d is %v ± %v", j, mean[j], sd[j])
		}
	}
	mean, _, _ = drawMoments(t, tr, WeightDist{Kind: "levels"}, draws)
	near(t, "levels", mean, []float64{1. / 6, 1. / 6, 1. / 6, 0.25, 0.25}, 0.004)
	mean, sd, _ = drawMoments(t, tr, WeightDist{Kind: "uniform", Alpha: []float64{0.5, 1, 2, 3.5, 1}}, draws)
	near(t, "dirichlet", mean, []float64{0.0625, 0.125, 0.25, 0.4375, 0.125}, 0.004)
	near(t, "dirichlet sd", sd[3:4], []float64{math.Sqrt(0.4375 * 0.5625 / 9)}, 0.004)
	mean, _, _ = drawMoments(t, tr, WeightDist{Kind: "centred", Kappa: 30}, draws)
	near(t, "centred", mean, w, 0.004)
	flat, err := flatten(FlatTree([]float64{3, 1}), 2)
	if err != nil {
		t.Fatal(err)
	}
	kappa := KappaFor(0.75, 0.05)
	mean, sd, _ = drawMoments(t, flat, WeightDist{Kind: "centred", Kappa: kappa}, draws)
	near(t, "centred flat", append(mean, sd...), []float64{0.75, 0.25, 0.05, 0.05}, 0.002)
	if math.Abs(KappaSpread(0.75, kappa)-0.05) > 1e-15 {
		t.Error("KappaSpread is not the inverse of KappaFor")
	}
	mean, _, _ = drawMoments(t, tr, WeightDist{Kind: "fixed"}, 3)
	near(t, "fixed", mean, w, 1e-15)
}

// A full order of n criteria has the rank-order centroid as its mean, whether by
// rejection (n = 3) or by hit and run (n = 6).
func TestOrderedWeightsMeanIsCentroid(t *testing.T) {
	for _, n := range []int{3, 6} {
		tr, err := flatten(FlatTree(EqualWeights(n)), n)
		if err != nil {
			t.Fatal(err)
		}
		d := WeightDist{Kind: "uniform"}
		for k := 1; k < n; k++ {
			d.Orders = append(d.Orders, WeightOrder{More: k, Less: k + 1})
		}
		mean, _, each := drawMoments(t, tr, d, 20_000)
		near(t, "centroid", mean, RankOrderCentroid(n), 0.01)
		each(func(w []float64) {
			for k := 1; k < n; k++ {
				if w[k] > w[k-1]+1e-12 {
					t.Fatalf("weights %v break the order", w)
				}
			}
		})
	}
}

// Tight intervals are met by hit and run; impossible ones are refused.
func TestBoundedWeights(t *testing.T) {
	tr, err := flatten(FlatTree(EqualWeights(6)), 6)
	if err != nil {
		t.Fatal(err)
	}
	d := WeightDist{Kind: "uniform"}
	for k := 1; k <= 6; k++ {
		d.Bounds = append(d.Bounds, WeightBound{k, 0.15, 0.2})
	}
	_, _, each := drawMoments(t, tr, d, 5000)
	each(func(w []float64) {
		for _, f := range w {
			if f < 0.15-1e-12 || f > 0.2+1e-12 {
				t.Fatalf("weights %v leave the bounds", w)
			}
		}
	})
	d.Bounds[0] = WeightBound{1, 0.5, 0.6}
	var in *InputError
	if _, err := newWeightPlan(tr, d); !errors.As(err, &in) {
		t.Errorf("impossible bounds: %v", err)
	}
}

// The general path (gaps, geometric means) agrees with the fast one where both apply.
func TestSlowPathAgrees(t *testing.T) {
	p, rec := randomProblem(rand.New(rand.NewPCG(2, 9)), weightedSum, 6, 5)
	fast := mustEvaluate(t, p, rec)
	q := p
	q.Tree.Mean, q.Tree.Power = Power, 1+1e-12 // arithmetic in all but name
	for c := range q.Tree.Children {
		q.Tree.Children[c].Mean, q.Tree.Children[c].Power = Power, 1+1e-12
	}
	slow := mustEvaluate(t, q, rec)
	for _, kind := range []string{"uniform", "levels"} {
		o := MonteCarlo{Seed: 6, Draws: 3000}
		a, err := fast.Acceptability(context.Background(), p, WeightDist{Kind: kind}, DataDist{}, o)
		if err != nil {
			t.Fatal(err)
		}
		b, err := slow.Acceptability(context.Background(), q, WeightDist{Kind: kind}, DataDist{}, o)
		if err != nil {
			t.Fatal(err)
		}
		near(t, kind, a.Acceptability.v, b.Acceptability.v, 0.0011)
	}
}

// Data alone, weights alone and both: with the weights fixed and one missing
// cell the probability is a length on [0, 1].
func TestMissingCellsAreDrawn(t *testing.T) {
	p := Problem{
		X:        mustMatrix(t, [][]float64{{0.5, nan}, {0.5, 0.3}}),
		Criteria: []Criterion{{Value: ValueFunc{Kind: Identity}}, {Value: ValueFunc{Kind: Identity}}},
		Tree:     FlatTree([]float64{1, 1}),
	}
	res := mustEvaluate(t, p, Recipe{})
	d, err := res.Decompose(context.Background(), p, WeightDist{Kind: "uniform"}, DataDist{Missing: "uniform"}, MonteCarlo{Seed: 1, Draws: 20_000})
	if err != nil {
		t.Fatal(err)
	}
	if got := d.Data.Acceptability.At(0, 0); math.Abs(got-0.7) > 4*d.Data.StandardError(0.7) {
		t.Errorf("P(first) = %v, want 0.7", got)
	}
	if d.Data.Confidence[0] < 0.65 || d.Data.Confidence[0] > 0.75 {
		t.Errorf("confidence %v, want about 0.7", d.Data.Confidence[0])
	}
	// Renormalised, the gap scores 0.5 and row 0 is first for all weights.
	if got := d.Weights.Acceptability.At(0, 0); got != 1 || d.Weights.RankSD[0] != 0 {
		t.Errorf("weights only: %v", got)
	}
	r, err := res.Acceptability(context.Background(), p, WeightDist{Kind: "fixed"}, DataDist{Missing: "uniform", Ranges: []CellRange{{Row: 1, Col: 1, Low: 0.9, High: 1}}}, MonteCarlo{Seed: 1, Draws: 20_000})
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Acceptability.At(0, 0); math.Abs(got-0.05) > 4*r.StandardError(0.05) {
		t.Errorf("with a range: %v, want 0.05", got)
	}
}

// A run that is cancelled returns within 50 ms, with nothing, and leaves no goroutine.
func TestCancel(t *testing.T) {
	before := runtime.NumGoroutine()
	ctx, cancel := context.WithCancel(context.Background())
	x := benchMatrix()
	done := make(chan error, 1)
	go func() {
		r, err := Acceptability(ctx, x, WeightDist{Kind: "uniform"}, MonteCarlo{Seed: 1, Draws: 10_000_000, Workers: 2})
		if r.Draws != 0 {
			err = errors.New("a cancelled run has a result")
		}
		done <- err
	}()
	time.Sleep(30 * time.Millisecond)
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}

// Memory does not grow with the number of draws.
func TestMemoryIsFlat(t *testing.T) {
	x := benchMatrix()
	size := func(draws int) uint64 {
		var a, b runtime.MemStats
		runtime.ReadMemStats(&a)
		if _, err := Acceptability(context.Background(), x, WeightDist{Kind: "uniform"}, MonteCarlo{Seed: 1, Draws: draws}); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&b)
		return b.TotalAlloc - a.TotalAlloc
	}
	if small, large := size(2048), size(40_960); large > small+64<<10 {
		t.Errorf("%d bytes for 2048 draws, %d for 40960", small, large)
	}
}
