package scoring

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
)

// Three free weights are a triangle: the lines on which two alternatives are equal
// and the bounds cut it into cells, and among the centres of any three corners of
// those lines is one in each cell. The ranks found there are all there are.
func TestRankLimits(t *testing.T) {
	r := rand.New(rand.NewPCG(23, 7))
	inexact := 0
	for round := range 60 {
		m := 4 + round%4
		x := Zeros(m, 3)
		for k := range x.v {
			x.v[k] = float64(r.IntN(101)) / 100
		}
		p := Problem{X: x, Criteria: make([]Criterion, 3), Tree: FlatTree([]float64{0.4, 0.35, 0.25})}
		for j := range 3 {
			p.Criteria[j].Value.Kind = Identity
		}
		res := mustEvaluate(t, p, DefaultRecipe(weightedSum))
		bounds := []WeightBound{{1, 0.1, 0.8}, {2, 0.05, 0.7}, {3, 0, 0.6}}
		if round%3 == 0 {
			bounds = []WeightBound{{1, 0, 1}, {2, 0, 1}, {3, 0, 1}}
		}
		got, err := res.RankLimits(context.Background(), bounds)
		if err != nil {
			t.Fatal(err)
		}
		best, worst := everyRank(x, bounds)
		for i, a := range got {
			if !a.Exact {
				inexact++
			}
			if a.Row != i || a.BestSeen != best[i] || a.WorstSeen != worst[i] {
				t.Errorf("round %d, row %d: %+v, by enumeration %d to %d", round, i, a, best[i], worst[i])
			}
		}
	}
	if inexact > 0 {
		t.Errorf("%d answers are not marked exact", inexact)
	}
}

// everyRank enumerates the cells of the triangle of three weights.
func everyRank(x Matrix, bounds []WeightBound) (best, worst []int) {
	type line [3]float64 // a w1 + b w2 = c
	lines := []line{}
	low, high := [3]float64{}, [3]float64{}
	for k, b := range bounds {
		low[k], high[k] = b.Low, b.High
		row := [3]float64{}
		row[k] = 1
		for _, at := range []float64{b.Low, b.High} {
			lines = append(lines, line{row[0] - row[2], row[1] - row[2], at - row[2]})
		}
	}
	for i := range x.m {
		for k := range i {
			d := [3]float64{}
			for j := range 3 {
				d[j] = x.At(i, j) - x.At(k, j)
			}
			lines = append(lines, line{d[0] - d[2], d[1] - d[2], -d[2]})
		}
	}
	var corners [][3]float64
	for i, p := range lines {
		for _, q := range lines[:i] {
			det := p[0]*q[1] - p[1]*q[0]
			if math.Abs(det) < 1e-12 {
				continue
			}
			w := [3]float64{(p[2]*q[1] - p[1]*q[2]) / det, (p[0]*q[2] - p[2]*q[0]) / det}
			w[2] = 1 - w[0] - w[1]
			inside := true
			for k := range 3 {
				inside = inside && w[k] >= low[k]-1e-12 && w[k] <= high[k]+1e-12
			}
			if inside {
				corners = append(corners, w)
			}
		}
	}
	best, worst = make([]int, x.m), make([]int, x.m)
	see := func(w [3]float64) {
		score := make([]float64, x.m)
		for i := range score {
			for j := range 3 {
				score[i] += w[j] * x.At(i, j)
			}
		}
		for i := range score {
			rank := 1
			for k := range score {
				if score[k] > score[i]+1e-9 {
					rank++
				}
			}
			if best[i] == 0 || rank < best[i] {
				best[i] = rank
			}
			worst[i] = max(worst[i], rank)
		}
	}
	for i, a := range corners {
		see(a)
		for j, b := range corners[:i] {
			for _, c := range corners[:j] {
				see([3]float64{(a[0] + b[0] + c[0]) / 3, (a[1] + b[1] + c[1]) / 3, (a[2] + b[2] + c[2]) / 3})
			}
		}
	}
	return best, worst
}

// On larger trees drawn weights never show a rank outside the limits, and the
// limits are no wider than those of AttainableRanks.
func TestRankLimitsHoldDraws(t *testing.T) {
	r := rand.New(rand.NewPCG(29, 1))
	for range 12 {
		p, rec := randomProblem(r, weightedSum, 9, 6)
		res := mustEvaluate(t, p, rec)
		var bounds []WeightBound
		for k := 1; k < len(res.Nodes); k++ {
			w := res.Nodes[k].Weight
			bounds = append(bounds, WeightBound{k, max(0, w-0.2), min(1, w+0.2)})
		}
		got, err := res.RankLimits(context.Background(), bounds)
		if err != nil {
			t.Fatal(err)
		}
		before, err := res.AttainableRanks(context.Background(), bounds)
		if err != nil {
			t.Fatal(err)
		}
		sim, err := res.Acceptability(context.Background(), p, WeightDist{Kind: "levels", Bounds: bounds}, DataDist{}, MonteCarlo{Seed: 3, Draws: 3000})
		if err != nil {
			t.Fatal(err)
		}
		for i, a := range got {
			if a.BestBound < before[i].BestBound || a.WorstBound > before[i].WorstBound || a.BestSeen > before[i].BestSeen || a.WorstSeen < before[i].WorstSeen {
				t.Errorf("%+v is worse than %+v", a, before[i])
			}
			if a.BestSeen < a.BestBound || a.WorstSeen > a.WorstBound || res.Rank[i] < a.BestSeen || res.Rank[i] > a.WorstSeen {
				t.Errorf("%+v with rank %d now", a, res.Rank[i])
			}
			for k, share := range sim.Acceptability.Row(a.Row) {
				if share > 0 && (k+1 < a.BestBound || k+1 > a.WorstBound) {
					t.Errorf("rank %d was drawn outside %+v", k+1, a)
				}
			}
		}
	}
}

// What a fixed group lacks does not matter, what a free node lacks does.
func TestRankLimitsGaps(t *testing.T) {
	leaf := func(j int) Node { return Node{Name: "c" + itoa(j), Weight: 0.5, Column: j} }
	p := Problem{X: Matrix{3, 4, []float64{
		0.9, nan, 0.2, 0.2,
		0.5, 0.5, 0.5, 0.6,
		0.1, 0.3, 0.9, 0.8,
	}}, Criteria: make([]Criterion, 4)}
	for j := range 4 {
		p.Criteria[j].Value.Kind = Identity
	}
	p.Tree = Node{Name: "index", Column: -1, Children: []Node{
		{Name: "d0", Weight: 0.5, Column: -1, Children: []Node{leaf(0), leaf(1)}},
		{Name: "d1", Weight: 0.5, Column: -1, Children: []Node{leaf(2), leaf(3)}},
	}}
	res := mustEvaluate(t, p, DefaultRecipe(weightedSum))
	got, err := res.RankLimits(context.Background(), []WeightBound{{1, 0, 1}, {4, 0, 1}})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range got {
		if !a.Exact || a.BestSeen != []int{1, 2, 1}[a.Row] || a.WorstSeen != []int{3, 3, 3}[a.Row] {
			t.Errorf("%+v", a)
		}
	}
	got, err = res.RankLimits(context.Background(), []WeightBound{{2, 0, 1}, {3, 0, 1}})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range got {
		if a.Exact {
			t.Errorf("%+v is marked exact although a free node has a gap", a)
		}
	}
	p.Tree.Mean = Geometric
	if _, err := mustEvaluate(t, p, DefaultRecipe(weightedSum)).RankLimits(context.Background(), nil); err == nil {
		t.Error("a geometric mean has limits")
	}
}
