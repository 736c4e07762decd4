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
