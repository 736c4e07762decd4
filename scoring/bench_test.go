package scoring

import (
	"context"
	"testing"
	"time"
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

// BenchmarkCancel reports how long a run takes to return once it is cancelled,
// the longest of all, on 200 × 100 values: the largest problem there is to be.
func BenchmarkCancel(b *testing.B) {
	x := Zeros(200, 100)
	p := Problem{X: x, Criteria: make([]Criterion, x.n), Tree: FlatTree(EqualWeights(x.n))}
	var d drawer
	for k := range x.v {
		d.seed(7, uint64(k))
		x.v[k] = 0.01 + float64(0.99*d.uniform())
	}
	for j := range p.Criteria {
		p.Criteria[j].Value.Kind = Identity
	}
	gaps := p
	gaps.X = x.clone()
	for k := 0; k < len(gaps.X.v); k += 17 {
		gaps.X.v[k] = nan
	}
	gaps.Tree.Mean = Geometric
	for _, c := range []struct {
		name, method string
		p            Problem
	}{{"sum", weightedSum, p}, {"promethee2", "promethee2", p}, {"geometric with gaps drawn", weightedSum, gaps}} {
		b.Run(c.name, func(b *testing.B) {
			r := DefaultRecipe(c.method)
			r.Floor = 0.01
			res := mustEvaluate(b, c.p, r)
			longest := time.Duration(0)
			for b.Loop() {
				ctx, cancel := context.WithCancel(context.Background())
				at := make(chan time.Time, 1)
				time.AfterFunc(20*time.Millisecond, func() { at <- time.Now(); cancel() })
				if _, err := res.Acceptability(ctx, c.p, WeightDist{Kind: "levels"}, DataDist{Missing: "uniform"}, MonteCarlo{Seed: 1, Draws: 10_000_000, Workers: 2}); err == nil {
					b.Fatal("the run ended before it could be cancelled")
				}
				longest = max(longest, time.Since(<-at))
			}
			b.ReportMetric(float64(longest)/1e6, "ms-to-return")
		})
	}
}

// benchProblem is benchMatrix on goalposts under a tree of six dimensions of five.
func benchProblem() Problem {
	p := Problem{X: benchMatrix(), Criteria: make([]Criterion, 30), Tree: Node{Name: "index", Column: -1}}
	for d := range 6 {
		dim := Node{Name: "d" + itoa(d), Weight: float64(d + 1), Column: -1}
		for k := range 5 {
			j := 5*d + k
			p.Criteria[j] = Criterion{Name: "c" + itoa(j), Value: ValueFunc{Kind: Linear, Low: -0.1, High: 1.1}}
			dim.Children = append(dim.Children, Node{Name: "c" + itoa(j), Weight: float64(k + 1), Column: j})
		}
		p.Tree.Children = append(p.Tree.Children, dim)
	}
	return p
}

func bench(b *testing.B, f func() error) {
	b.Helper()
	b.ReportAllocs()
	for b.Loop() {
		if err := f(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTree(b *testing.B) {
	p := benchProblem()
	res := mustEvaluate(b, p, Recipe{})
	s := make([]float64, len(res.tree.nodes))
	out := make([]float64, p.X.m)
	bench(b, func() error {
		for i := range out {
			res.tree.scoreRow(res.Normalised.row(i), s, 0, false, nil)
			out[i] = s[0]
		}
		return nil
	})
}

// BenchmarkEvaluate is everything: normalise, weigh, bounds, contributions, ranks.
func BenchmarkEvaluate(b *testing.B) {
	p := benchProblem()
	bench(b, func() error { _, err := Evaluate(p, Recipe{}); return err })
}

func BenchmarkTOPSIS(b *testing.B) {
	x, w := benchMatrix(), EqualWeights(30)
	bench(b, func() error { _, err := TOPSIS(x, nil, w); return err })
}

func BenchmarkVIKOR(b *testing.B) {
	x, w := benchMatrix(), EqualWeights(30)
	bench(b, func() error { _, err := VIKOR(x, nil, w, 0.5); return err })
}

func BenchmarkPROMETHEE(b *testing.B) {
	x, w := benchMatrix(), EqualWeights(30)
	for _, f := range []Preference{{Kind: "usual"}, {Kind: "linear", Q: 0.05, P: 0.3}} {
		pref := make([]Preference, 30)
		for j := range pref {
			pref[j] = f
		}
		b.Run(f.Kind, func(b *testing.B) {
			bench(b, func() error { _, err := PROMETHEE(x, nil, w, pref); return err })
		})
	}
}

func BenchmarkEntropy(b *testing.B) {
	x := benchMatrix()
	bench(b, func() error { _, err := EntropyWeights(x); return err })
}

func BenchmarkCRITIC(b *testing.B) {
	x := benchMatrix()
	bench(b, func() error { _, err := CRITICWeights(x, nil); return err })
}

func BenchmarkPairwise(b *testing.B) {
	x := benchMatrix()
	bench(b, func() error { _, err := PairwiseWinning(x, nil); return err })
}

func BenchmarkStability(b *testing.B) {
	res := mustEvaluate(b, benchProblem(), Recipe{})
	b.Run("tree", func(b *testing.B) {
		bench(b, func() error { _, err := res.StabilityIntervals(1); return err })
	})
	x, w := benchMatrix(), EqualWeights(30)
	b.Run("flat", func(b *testing.B) {
		bench(b, func() error { _, err := StabilityIntervals(x, w, 1); return err })
	})
}

func BenchmarkFirmness(b *testing.B) {
	res := mustEvaluate(b, benchProblem(), Recipe{})
	bench(b, func() error { _, _, err := res.Firmness(); return err })
}

func BenchmarkExplain(b *testing.B) {
	res := mustEvaluate(b, benchProblem(), Recipe{})
	bench(b, func() error { _, err := res.Explain(0, 1); return err })
}

func BenchmarkRankLimits(b *testing.B) {
	res := mustEvaluate(b, benchProblem(), Recipe{})
	var all, dimensions []WeightBound
	for k := 1; k < len(res.Nodes); k++ {
		w := res.Nodes[k].Weight
		all = append(all, WeightBound{k, max(0, w-0.05), min(1, w+0.05)})
		if res.Nodes[k].Depth == 1 {
			dimensions = append(dimensions, WeightBound{k, 0, 1})
		}
	}
	b.Run("all", func(b *testing.B) {
		bench(b, func() error { _, err := res.RankLimits(context.Background(), all); return err })
	})
	b.Run("dimensions", func(b *testing.B) {
		bench(b, func() error { _, err := res.RankLimits(context.Background(), dimensions); return err })
	})
}

func BenchmarkAttainable(b *testing.B) {
	res := mustEvaluate(b, benchProblem(), Recipe{})
	var bounds []WeightBound
	for k := 1; k < len(res.Nodes); k++ {
		w := res.Nodes[k].Weight
		bounds = append(bounds, WeightBound{k, max(0, w-0.05), min(1, w+0.05)})
	}
	bench(b, func() error { _, err := res.AttainableRanks(context.Background(), bounds); return err })
}

// BenchmarkSMAATopsis draws weights for a method that is evaluated whole each time.
func BenchmarkSMAATopsis(b *testing.B) {
	res := mustEvaluate(b, benchProblem(), DefaultRecipe("topsis"))
	bench(b, func() error {
		_, err := res.Acceptability(context.Background(), Problem{}, WeightDist{Kind: "levels"}, DataDist{}, MonteCarlo{Seed: 1, Draws: 1000})
		return err
	})
}

func BenchmarkSMAAGaps(b *testing.B) {
	p := benchProblem()
	p.X = p.X.clone()
	for k := range p.X.v {
		if k%17 == 0 {
			p.X.v[k] = nan
		}
	}
	res := mustEvaluate(b, p, Recipe{})
	for _, missing := range []string{"", "uniform"} {
		b.Run("missing="+missing, func(b *testing.B) {
			bench(b, func() error {
				_, err := res.Acceptability(context.Background(), p, WeightDist{Kind: "levels"}, DataDist{Missing: missing}, MonteCarlo{Seed: 1, Draws: 10_000})
				return err
			})
		})
	}
}

func BenchmarkValueChanges(b *testing.B) {
	p := benchProblem()
	for _, kind := range []ValueKind{Linear, MinMax} {
		for j := range p.Criteria {
			p.Criteria[j].Value.Kind = kind
		}
		res := mustEvaluate(b, p, Recipe{})
		b.Run(string(kind), func(b *testing.B) {
			bench(b, func() error { _, err := ValueChanges(p, Recipe{}, res, 0, 1); return err })
		})
	}
}

func BenchmarkLeaveOneOut(b *testing.B) {
	p := benchProblem()
	bench(b, func() error { _, _, err := LeaveOneOut(p, Recipe{}); return err })
}
