package problem

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
)

// Numbers at the ends of what a float64 holds give an error or a result, never a
// null where a method owes a number: every row here has all its data.
func TestExtremes(t *testing.T) {
	pool := []float64{1e308, 1.7e308, -1e308, 1e-308, 5e-324, 0, 1, -1, 1e200, -1e200, 1e-200, 1e16, 3, 1e154}
	names := map[string][]string{
		"saw": {"score", "rank"}, "wpm": {"score", "rank"}, "waspas": {"score", "rank"}, "topsis": {"closeness", "rank"},
		"vikor": {"S", "R", "Q", "rank"}, "promethee": {"phi", "rank"}, "edas": {"score", "rank"}, "copras": {"q", "rank"},
		"marcos": {"score", "rank"}, "codas": {"score", "rank"}, "electre1": {"kernel"}, "entropy": {"entropy", "weights"},
		"critic": {"weights"}, "merec": {"removal_effects", "weights"}, "std_weights": {"weights"},
		"weight_stability": {"score", "rank", "top1", "ranking"}, "weight_transfer": {"leader", "moves"}, "explanation": {"contributions"},
		"ahp": {"eigenvector", "lambda_max"}, "bwm_linear": {"weights"}, "bwm_nonlinear": {"weights"}, "smaa_pairwise": {"probability"},
	}
	r := rand.New(rand.NewPCG(4, 2))
	pick := func(from []float64) float64 { return from[r.IntN(len(from))] }
	for _, method := range sortedKeys(names) {
		done := 0
		for range 300 {
			m, n := 2+r.IntN(4), 1+r.IntN(3)
			from := pool
			if r.IntN(2) == 0 {
				from = []float64{1e308, 1e-308, 5e-324, 1, 3, 1e200, 1e-200, 1e154}
			}
			p := map[string]any{"method": method}
			switch method {
			case "ahp":
				a := [][]float64{{1, 1, 1}, {1, 1, 1}, {1, 1, 1}}
				for i := range a {
					for j := range i {
						a[i][j] = pick([]float64{1e-300, 1e-150, 1e-10, 3, 1e10, 1e150, 1e300})
						a[j][i] = 1 / a[i][j]
					}
				}
				p["params"] = map[string]any{"pairwise": a}
			case "bwm_linear", "bwm_nonlinear":
				large := []float64{1, 9, 1e10, 1e150, 1e300}
				a := pick(large)
				p["params"] = map[string]any{"best_to_others": []float64{1, pick(large), a}, "others_to_worst": []float64{a, pick(large), 1}, "best": 0, "worst": 2}
			case "smaa_pairwise":
				p["params"] = map[string]any{"differences": []float64{pick(from), pick(pool), pick(pool)}}
			default:
				x, criteria := make([][]float64, m), make([]map[string]any, n)
				for i := range x {
					for range n {
						x[i] = append(x[i], pick(from))
					}
				}
				for j := range criteria {
					criteria[j] = map[string]any{"name": "c", "direction": []string{"max", "min"}[r.IntN(2)], "weight": pick([]float64{1, 0.5, 1e308, 1e-300})}
				}
				p["matrix"], p["criteria"] = x, criteria
			}
			data, err := json.Marshal(p)
			if err != nil {
				t.Fatal(err)
			}
			got, err := evaluateJSON(t, data)
			if err != nil {
				wantInputError(t, err)
				continue
			}
			done++
			for _, key := range names[method] {
				if hasNull(got[key]) {
					t.Fatalf("%s is %v for %s", key, got[key], data)
				}
			}
		}
		if done == 0 {
			t.Errorf("%s never had a result", method)
		}
	}
}

func hasNull(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case []any:
		for _, one := range v {
			if hasNull(one) {
				return true
			}
		}
	}
	return false
}
