package scoring

import (
	"math"
	"testing"
)

var nan = math.NaN()

func mustMatrix(t testing.TB, rows [][]float64) Matrix {
	t.Helper()
	x, err := NewMatrix(rows)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// near fails unless got equals want within tol, NaN equalling NaN.
func near(t testing.TB, what string, got, want []float64, tol float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s has %d values, want %d", what, len(got), len(want))
	}
	for i := range want {
		if math.IsNaN(got[i]) != math.IsNaN(want[i]) || math.Abs(got[i]-want[i]) > tol {
			t.Errorf("%s[%d] = %v, want %v", what, i, got[i], want[i])
		}
	}
}

func twoDimensions() Problem {
	x, err := NewMatrix([][]float64{{10, 200, 3, nan}, {20, nan, 2, 7}, {15, 300, nan, 9}, {nan, 100, 5, 5}})
	if err != nil {
		panic(err)
	}
	v := ValueFunc{Kind: MinMax}
	return Problem{
		X:        x,
		Criteria: []Criterion{{Name: "C1", Value: v}, {Name: "C2", Direction: Cost, Value: v}, {Name: "C3", Value: v}, {Name: "C4", Value: v}},
		Tree: Node{Name: "index", Column: -1, Children: []Node{
			{Name: "D1", Weight: 6, Column: -1, Children: []Node{{Name: "C1", Weight: 1, Column: 0}, {Name: "C2", Weight: 1, Column: 1}}},
			{Name: "D2", Weight: 4, Column: -1, Children: []Node{{Name: "C3", Weight: 1, Column: 2}, {Name: "C4", Weight: 3, Column: 3}}},
		}},
	}
}

// Renormalisation, coverage and bounds as in golden case hierarchy_missing_renormalise.
func TestEvaluateMissing(t *testing.T) {
	res, err := Evaluate(twoDimensions(), DefaultRecipe("weightedSum"))
	if err != nil {
		t.Fatal(err)
	}
	near(t, "score", res.Score, []float64{0.2833333333333333, 0.75, 0.55, 0.7}, 1e-15)
	near(t, "coverage", res.Coverage, []float64{0.7, 0.7, 0.9, 0.7}, 1e-15)
	near(t, "low", res.Low, []float64{0.18333333333333332, 0.45, 0.45, 0.4}, 1e-15)
	near(t, "high", res.High, []float64{0.48333333333333334, 0.75, 0.55, 0.7}, 1e-15)
	near(t, "D1", res.Nodes[1].Scores, []float64{0.25, 1, 0.25, 1}, 1e-15)
	near(t, "weights", res.GlobalWeights, []float64{0.3, 0.3, 0.1, 0.3}, 1e-15)
	for i := range res.Score {
		if s := sumPresent(res.Contributions.Row(i)); math.Abs(s-res.Score[i]) > 1e-15 {
			t.Errorf("contributions of row %d sum to %v, score %v", i, s, res.Score[i])
		}
		if s := sumPresent(res.Effective.Row(i)); math.Abs(s-1) > 1e-15 {
			t.Errorf("effective weights of row %d sum to %v", i, s)
		}
	}
}

func TestEvaluateStructural(t *testing.T) {
	p := twoDimensions()
	p.Structural = []Cell{{Row: 0, Col: 3}, {Row: 1, Col: 1}}
	p.Criteria[3].Structural = "exclude"
	p.Criteria[1].Structural = "zero"
	res, err := Evaluate(p, Recipe{})
	if err != nil {
		t.Fatal(err)
	}
	// Row 0 loses nothing for want of C4; row 1 scores 0 on C2 instead of losing it.
	near(t, "score", res.Score[:2], []float64{0.2833333333333333, 0.6*0.5 + 0.4*0.375}, 1e-15)
	near(t, "coverage", res.Coverage[:2], []float64{1, 1}, 0)
	near(t, "low", res.Low[:2], res.Score[:2], 0)
	near(t, "high", res.High[:2], res.Score[:2], 0)
}

func TestEvaluateEmptyRow(t *testing.T) {
	p := twoDimensions()
	p.X = mustMatrix(t, [][]float64{{1, 1, 1, 1}, {nan, nan, nan, nan}, {2, 2, 2, 2}})
	res, err := Evaluate(p, Recipe{})
	if err != nil {
		t.Fatal(err)
	}
	if !math.IsNaN(res.Score[1]) || res.Rank[1] != 0 || res.Coverage[1] != 0 || res.Low[1] != 0 || res.High[1] != 1 {
		t.Errorf("empty row: score %v rank %d coverage %v in [%v, %v]", res.Score[1], res.Rank[1], res.Coverage[1], res.Low[1], res.High[1])
	}
}

func TestEvaluateGeometric(t *testing.T) {
	p := Problem{
		X:        mustMatrix(t, [][]float64{{0.25, 1}, {0, 1}}),
		Criteria: []Criterion{{Value: ValueFunc{Kind: Identity}}, {Value: ValueFunc{Kind: Identity}}},
		Tree:     FlatTree([]float64{1, 1}),
	}
	p.Tree.Mean = Geometric
	if _, err := Evaluate(p, Recipe{}); err == nil {
		t.Error("a zero under a strict geometric mean gave no error")
	}
	res, err := Evaluate(p, Recipe{Floor: 0.01})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "score", res.Score, []float64{0.5, 0.1}, 1e-15)
	if len(res.Warnings) != 1 || res.Warnings[0].Kind != Floored || res.Warnings[0].Row != 1 || res.Warnings[0].Col != 0 {
		t.Errorf("warnings = %v", res.Warnings)
	}
	p.Tree.Mean, p.Tree.Power = Power, -1
	res, err = Evaluate(p, Recipe{})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "harmonic", res.Score, []float64{0.4, 0}, 1e-15)
}
