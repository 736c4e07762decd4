package scoring

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestRanks(t *testing.T) {
	s := []float64{0.5, nan, 0.9, 0.5 + 4e-13, 0.1, 0.9}
	if got := CompetitionRanks(s, 0); !slices.Equal(got, []int{3, 0, 1, 3, 5, 1}) {
		t.Errorf("competition %v", got)
	}
	if got := DenseRanks(s, 0); !slices.Equal(got, []int{2, 0, 1, 2, 3, 1}) {
		t.Errorf("dense %v", got)
	}
	near(t, "fractional", FractionalRanks(s, 0), []float64{3.5, nan, 1.5, 3.5, 5, 1.5}, 0)
	// A chain of near-ties: each is compared with the first of its group.
	if got := CompetitionRanks([]float64{3e-12, 2.2e-12, 1.4e-12}, 0); !slices.Equal(got, []int{1, 1, 3}) {
		t.Errorf("chain %v", got)
	}
}

// Rank reversal: none under fixed value functions, some under min–max. Leaving C
// out stretches the first criterion.
// For three criteria the eigenvector is the row geometric mean, whatever the
// judgements; where these contradict each other by factors of millions plain
// power iteration takes millions of steps.
func TestAHPContradictions(t *testing.T) {
	for _, big := range []float64{9, 1e3, 1e6, 1e9} {
		r, err := AHPWeights(mustMatrix(t, [][]float64{{1, big, 5 / big}, {1 / big, 1, big}, {big / 5, 1 / big, 1}}))
		if err != nil {
			t.Fatal(err)
		}
		near(t, "eigenvector", r.Eigenvector, r.Geometric, 1e-9)
		triple := math.Pow(big*big*big/5, 1./3) // λ = 1 + t + 1/t
		if want := 1 + triple + 1/triple; math.Abs(r.LambdaMax-want) > 1e-9*want || len(r.Warnings) != 1 {
			t.Errorf("λ = %v, want %v; warnings %v", r.LambdaMax, want, r.Warnings)
		}
	}
}

func TestLeaveOneOut(t *testing.T) {
	p := Problem{
		X:        mustMatrix(t, [][]float64{{0.5, 0.6}, {0.4, 0.9}, {1, 0}}),
		Criteria: []Criterion{{Value: ValueFunc{Kind: MinMax}}, {Value: ValueFunc{Kind: MinMax}}},
		Tree:     FlatTree([]float64{3, 2}),
	}
	_, alt, err := LeaveOneOut(p, Recipe{})
	if err != nil {
		t.Fatal(err)
	}
	if r := alt[1]; r.Row != 1 || r.Rank[1] != 0 {
		t.Errorf("%+v", r)
	}
	reversals := 0
	r := rand.New(rand.NewPCG(30, 1))
	for range 60 {
		q, rec := randomProblem(r, weightedSum, 5, 4)
		_, alt, err := LeaveOneOut(q, rec)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range alt {
			if l.Reversed != 0 || l.MaxShift != 0 || l.LeaderChanged {
				t.Fatalf("fixed value functions reversed: %+v", l)
			}
		}
		for j := range q.Criteria {
			q.Criteria[j].Value.Kind = MinMax
		}
		crit, alt, err := LeaveOneOut(q, rec)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range alt {
			reversals += l.Reversed
		}
		if len(crit) != 4 || crit[2].Col != 2 || len(crit[2].Rank) != 5 {
			t.Fatalf("criteria %+v", crit)
		}
	}
	if reversals == 0 {
		t.Error("min–max never reversed a rank")
	}
}

// Leaving a criterion out is what a weight of zero gives.
func TestLeaveOneCriterionOut(t *testing.T) {
	p, rec := randomProblem(rand.New(rand.NewPCG(31, 1)), weightedSum, 6, 4)
	crit, _, err := LeaveOneOut(p, rec)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range crit {
		q := p
		q.Tree = Node{Column: -1, Children: slices.Clone(p.Tree.Children)}
		for d := range q.Tree.Children {
			q.Tree.Children[d].Children = slices.Clone(q.Tree.Children[d].Children)
			for c := range q.Tree.Children[d].Children {
				if q.Tree.Children[d].Children[c].Column == l.Col {
					q.Tree.Children[d].Children[c].Weight = 0
				}
			}
		}
		if res := mustEvaluate(t, q, rec); !slices.Equal(res.Rank, l.Rank) {
			t.Errorf("without column %d ranks %v, with weight 0 %v", l.Col, l.Rank, res.Rank)
		}
	}
}

func TestCompareMethods(t *testing.T) {
	p, rec := randomProblem(rand.New(rand.NewPCG(32, 1)), weightedSum, 8, 4)
	for j := range p.X.n { // row 5 is best everywhere, row 2 worst
		p.X.set(5, j, 0.999)
		p.X.set(2, j, 0.001)
	}
	c, err := CompareMethods(p, rec, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Failed) != 0 || len(c.Methods) != len(Methods()) {
		t.Fatalf("%d methods, failed %v", len(c.Methods), c.Failed)
	}
	if c.BordaRank[5] != 1 || c.CopelandRank[5] != 1 || c.BordaRank[2] != 8 || c.CopelandRank[2] != 8 {
		t.Errorf("Borda %v, Copeland %v", c.BordaRank, c.CopelandRank)
	}
	if c.W.W <= 0.5 || c.W.W > 1 || math.Abs(c.Spearman.At(0, 0)-1) > 1e-15 {
		t.Errorf("W %v, own correlation %v", c.W.W, c.Spearman.At(0, 0))
	}
	p.X = p.X.clone()
	p.X.set(0, 0, nan)
	c, err = CompareMethods(p, rec, []string{"weightedSum", "topsis"})
	if err != nil || len(c.Methods) != 1 || len(c.Failed) != 1 || c.Failed[0].Method != "topsis" {
		t.Errorf("with a gap: %v, failed %v, %v", c.Methods, c.Failed, err)
	}
	rec.Imputation.Kind = "median"
	if c, err = CompareMethods(p, rec, []string{"weightedSum", "topsis"}); err != nil || len(c.Failed) != 0 {
		t.Errorf("imputed: failed %v, %v", c.Failed, err)
	}
}

func TestEffectiveWeightsAndCorrelation(t *testing.T) {
	r := rand.New(rand.NewPCG(33, 1))
	x := Zeros(200, 3)
	for i := range 200 {
		a := r.Float64()
		x.set(i, 0, a)
		x.set(i, 1, a*0.999+0.0005)
		x.set(i, 2, r.Float64())
	}
	p := Problem{X: x, Criteria: make([]Criterion, 3), Tree: FlatTree([]float64{1, 1, 1})}
	for j := range p.Criteria {
		p.Criteria[j].Value.Kind = Identity
	}
	res := mustEvaluate(t, p, Recipe{})
	e := res.EffectiveWeights()
	total := 0.0
	for _, one := range e {
		total += one.Effective
	}
	if math.Abs(total-1) > 1e-12 || e[2].Effective > 0.25 || e[0].Nominal != 1./3 {
		t.Errorf("effects %+v", e)
	}
	w := res.CorrelatedPairs(0.9)
	if len(w) != 1 || w[0].Row != 0 || w[0].Col != 1 || w[0].Value < 0.99 {
		t.Errorf("warnings %+v", w)
	}
}

func TestTreatmentAndImputation(t *testing.T) {
	rows := make([][]float64, 10)
	for i := range rows {
		rows[i] = []float64{float64(i + 1), float64(i % 3)}
	}
	rows[9][0], rows[4][1] = 200, nan
	p := Problem{X: mustMatrix(t, rows), Criteria: make([]Criterion, 2), Tree: FlatTree([]float64{1, 1})}
	for j := range p.Criteria {
		p.Criteria[j].Value.Kind = MinMax
	}
	r := DefaultRecipe(weightedSum)
	r.Treatment = StandardTreatment()
	r.Imputation = Imputation{Kind: "groupMedian", Groups: []int{0, 0, 0, 0, 0, 1, 1, 1, 1, 1}}
	res := mustEvaluate(t, p, r)
	if res.Treated.At(9, 0) != 9 || res.Treated.At(4, 1) != 0.5 { // median of 0 1 2 0
		t.Errorf("treated %v, imputed %v", res.Treated.At(9, 0), res.Treated.At(4, 1))
	}
	kinds := map[WarningKind]Warning{}
	for _, w := range res.Warnings {
		kinds[w.Kind] = w
	}
	if w := kinds[Winsorised]; w.Row != 9 || w.Value != 200 {
		t.Errorf("winsorised %+v", w)
	}
	if w := kinds[Imputed]; w.Row != 4 || w.Col != 1 || w.Value != 0.5 {
		t.Errorf("imputed %+v", w)
	}
	r.Treatment.Kind = "log"
	if res = mustEvaluate(t, p, r); math.Abs(res.Treated.At(9, 0)-math.Log(200)) > 1e-14 || res.Treated.At(0, 0) != 0 {
		t.Errorf("logged %v", res.Treated.Column(0))
	}
}
