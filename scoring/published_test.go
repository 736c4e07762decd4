package scoring

import (
	"math"
	"testing"
)

// Each method reproduces numbers printed in a publication, to the digits printed.
func TestPublished(t *testing.T) {
	bmin := []Direction{Benefit, Cost, Benefit, Benefit}
	t.Run("TOPSIS", func(t *testing.T) {
		// Tzeng and Huang, Multiple Attribute Decision Making (2011), chapter 5.
		x := mustMatrix(t, [][]float64{{5, 8, 4}, {7, 6, 8}, {8, 8, 6}, {7, 4, 6}})
		for j := range 3 {
			v, _, err := NormaliseColumn(x.Column(j), ValueFunc{Kind: Vector}, Benefit)
			if err != nil {
				t.Fatal(err)
			}
			x.setColumn(j, v)
		}
		r, err := TOPSIS(x, nil, []float64{0.3, 0.4, 0.3})
		if err != nil {
			t.Fatal(err)
		}
		near(t, "closeness", r.Closeness, []float64{0.5037, 0.6581, 0.7482, 0.3340}, 6e-5)
	})
	t.Run("VIKOR", func(t *testing.T) {
		// Opricovic and Tzeng, EJOR 156 (2004) 445–455, mountain climbing, table 2.
		r, err := VIKOR(mustMatrix(t, [][]float64{{1, 3000}, {2, 3750}, {5, 4500}}), []Direction{Cost, Benefit}, []float64{0.5, 0.5}, 0.5)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "S", r.S, []float64{0.5, 0.375, 0.5}, 1e-12)
		near(t, "Q", r.Q, []float64{1, 0, 1}, 1e-12)
	})
	t.Run("PROMETHEE", func(t *testing.T) {
		// Zhao, Peng and Li, Procedia Computer Science 17 (2013) 181–188.
		r, err := PROMETHEE(mustMatrix(t, [][]float64{{4, 3, 2}, {3, 2, 4}, {5, 1, 3}}), nil, []float64{0.5, 0.3, 0.2}, nil)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "net flow", r.Net, []float64{0.1, -0.3, 0.2}, 1e-12)
		for i := range 3 {
			near(t, "uni-criterion sum", []float64{dot(r.Uni.Row(i), []float64{0.5, 0.3, 0.2})}, r.Net[i:i+1], 1e-12)
		}
		p := r.Partial()
		if p[2][1] != Preferred || p[1][2] != Inferior || p[0][0] != EqualFlows {
			t.Errorf("partial order %v", p)
		}
	})
	t.Run("WASPAS", func(t *testing.T) {
		// Chakraborty, Zavadskas and Antucheviciene, ECECSR 49 (2015) 5–22, weights as printed.
		x := mustMatrix(t, [][]float64{
			{30, 23, 5, 0.745, 0.745, 1500, 5000}, {18, 13, 15, 0.745, 0.745, 1300, 6000}, {15, 12, 10, 0.5, 0.5, 950, 7000}, {25, 20, 13, 0.745, 0.745, 1200, 4000},
			{14, 18, 14, 0.255, 0.745, 950, 3500}, {17, 15, 9, 0.745, 0.5, 1250, 5250}, {23, 18, 20, 0.5, 0.745, 1100, 3000}, {16, 8, 14, 0.255, 0.5, 1500, 3000},
		})
		n, err := ratios(x, []Direction{Benefit, Benefit, Benefit, Benefit, Benefit, Cost, Cost})
		if err != nil {
			t.Fatal(err)
		}
		r, err := WASPAS(n, []float64{0.1181, 0.1181, 0.0445, 0.1181, 0.2861, 0.2861, 0.0445}, 0.5)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "score", r.Score, []float64{0.8329, 0.7884, 0.6987, 0.8831, 0.7971, 0.7036, 0.8728, 0.5749}, 6e-5)
	})
	t.Run("EDAS", func(t *testing.T) {
		// M. Mathew's mobile example of Keshavarz Ghorabaee et al. (2015).
		x := mustMatrix(t, [][]float64{{250, 16, 12, 5}, {200, 16, 8, 3}, {300, 32, 16, 4}, {275, 32, 8, 4}, {225, 16, 16, 2}})
		r, err := EDAS(x, []Direction{Cost, Benefit, Benefit, Benefit}, []float64{0.35, 0.25, 0.25, 0.15})
		if err != nil {
			t.Fatal(err)
		}
		near(t, "score", r.Score, []float64{0.4421, 0.169, 0.8053, 0.4697, 0.4015}, 1e-4)
	})
	t.Run("OWA", func(t *testing.T) {
		// Yager, IEEE Transactions SMC 18 (1988) 183–190.
		r, err := OWA([]float64{0.7, 1, 0.3, 0.6}, []float64{0.4, 0.3, 0.2, 0.1})
		if err != nil {
			t.Fatal(err)
		}
		near(t, "value", []float64{r.Value, r.Orness}, []float64{0.76, 2. / 3}, 1e-12)
	})
	t.Run("ELECTRE I", func(t *testing.T) {
		// Cebrián and Porcar, Revista de Métodos Cuantitativos 7 (2009) 31–56.
		x := mustMatrix(t, [][]float64{{6, 5, 28, 5, 5}, {4, 2, 25, 10, 9}, {5, 7, 35, 9, 6}, {6, 1, 27, 6, 7}, {6, 8, 30, 7, 9}, {5, 6, 26, 4, 8}})
		for j := range 5 {
			v, _, err := NormaliseColumn(x.Column(j), ValueFunc{Kind: Sum}, Benefit)
			if err != nil {
				t.Fatal(err)
			}
			x.setColumn(j, v)
		}
		r, err := ELECTRE1(x, []Direction{Benefit, Benefit, Cost, Benefit, Benefit}, []float64{0.25, 0.25, 0.1, 0.2, 0.2}, 0.65, 0.35)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "concordance", r.Concordance.Row(4), []float64{0.9, 0.7, 0.8, 0.9, nan, 0.9}, 1e-12)
		near(t, "discordance", r.Discordance.Row(2), []float64{0.1695, 0.2825, nan, 0.1938, 0.2825, 0.218}, 1e-3)
		if len(r.Kernel) != 1 || r.Kernel[0] != 4 {
			t.Errorf("kernel %v", r.Kernel)
		}
	})
	t.Run("CODAS", func(t *testing.T) {
		// Badi, Shetwan and Abdulshahed (2017), weights as printed.
		x := mustMatrix(t, [][]float64{{45, 3600, 45, 0.9}, {25, 3800, 60, 0.8}, {23, 3100, 35, 0.9}, {14, 3400, 50, 0.7}, {15, 3300, 40, 0.8}, {28, 3000, 30, 0.6}})
		s, err := CODAS(x, bmin, []float64{0.2857, 0.3036, 0.2321, 0.1786}, 0.02)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "score", s, []float64{1.3914, 0.3411, -0.2170, -0.5381, -0.7292, -0.2481}, 6e-5)
	})
	t.Run("COPRAS", func(t *testing.T) {
		// Uysal and Inan, Int. J. of Social Science and Economic Research (2022).
		x := mustMatrix(t, [][]float64{{3.57, 4, 4, 83.75, 3, 9, 1}, {3.07, 3.95, 4, 83, 3, 1, 3}, {3.23, 3.54, 3.46, 66, 4, 0, 2}, {3.42, 3.96, 4, 70, 5, 5, 7}, {2.56, 3.37, 3.79, 82, 4, 4, 5}})
		r, err := COPRAS(x, []Direction{Benefit, Benefit, Benefit, Benefit, Cost, Benefit, Benefit}, EqualWeights(7))
		if err != nil {
			t.Fatal(err)
		}
		near(t, "utility", r.Utility, []float64{1, 0.788501, 0.633837, 0.986506, 0.868878}, 1e-5)
	})
	t.Run("MARCOS", func(t *testing.T) {
		// Ulutaş et al., Mathematics 8 (2020) 1672, weights as printed.
		x := mustMatrix(t, [][]float64{{660, 1000, 1600, 18, 1200}, {800, 1000, 1600, 24, 900}, {980, 1000, 2500, 24, 900}, {920, 1500, 1600, 24, 900}, {1380, 1500, 1500, 24, 1150}, {1230, 1000, 1600, 24, 1150}, {680, 1500, 1600, 18, 1100}, {960, 2000, 1600, 12, 1150}})
		s, err := MARCOS(x, []Direction{Cost, Benefit, Benefit, Benefit, Benefit}, []float64{0.1061, 0.3476, 0.333, 0.1185, 0.0949})
		if err != nil {
			t.Fatal(err)
		}
		near(t, "score", s, []float64{0.5649, 0.5543, 0.6410, 0.6174, 0.6016, 0.5453, 0.6282, 0.6543}, 6e-5)
	})
	t.Run("weighted sum and product", func(t *testing.T) {
		// Kracka, Brauers and Zavadskas, Inžinerinė Ekonomika 21 (2010); Triantaphyllou (2000).
		x := mustMatrix(t, [][]float64{{25, 20, 15, 30}, {10, 30, 20, 30}, {30, 10, 30, 10}})
		for j := range 4 {
			v, _, err := NormaliseColumn(x.Column(j), ValueFunc{Kind: Sum}, Benefit)
			if err != nil {
				t.Fatal(err)
			}
			x.setColumn(j, v)
		}
		s, err := WeightedProduct(x, []float64{0.2, 0.15, 0.4, 0.25})
		if err != nil {
			t.Fatal(err)
		}
		near(t, "log10 of the product", []float64{math.Log10(s[0]), math.Log10(s[1]), math.Log10(s[2])}, []float64{-0.50128589, -0.50448471, -0.52947246}, 1e-8)
	})
	t.Run("AHP", func(t *testing.T) {
		// Saaty, EJOR 48 (1990) 9–26, choosing the best house.
		third, sixth, fifth, seventh := 1./3, 1./6, 0.2, 1./7
		r, err := AHPWeights(mustMatrix(t, [][]float64{
			{1, 5, 3, 7, 6, 6, third, 0.25}, {fifth, 1, third, 5, 3, 3, fifth, seventh}, {third, 3, 1, 6, 3, 4, 6, fifth}, {seventh, fifth, sixth, 1, third, 0.25, seventh, 0.125},
			{sixth, third, third, 3, 1, 0.5, fifth, sixth}, {sixth, third, 0.25, 4, 2, 1, fifth, sixth}, {3, 5, sixth, 7, 5, 5, 1, 0.5}, {4, 7, 5, 8, 6, 6, 2, 1},
		}))
		if err != nil {
			t.Fatal(err)
		}
		near(t, "eigenvector", r.Eigenvector, []float64{0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333}, 6e-4)
		near(t, "consistency", []float64{r.LambdaMax, r.CI, r.CR}, []float64{9.669, 0.238, 0.169}, 6e-4)
		// Living space, yard and neighbourhood contradict each other most: 1 over 3 by 3, 3 over 7 by 6, yet 7 over 1 by 3.
		if r.Worst.I != 0 || r.Worst.J != 2 || r.Worst.K != 6 || len(r.Warnings) != 1 {
			t.Errorf("worst triple %+v, warnings %v", r.Worst, r.Warnings)
		}
	})
	t.Run("BWM", func(t *testing.T) {
		// Rezaei, Omega 53 (2015) 49–57 and 64 (2016) 126–130, transportation mode.
		n, err := BWMNonlinear([]float64{8, 2, 1}, []float64{1, 5, 8}, 2, 0)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "2015", append(n.Weights, n.Ksi, n.CI), []float64{0.0714, 0.3387, 0.5899, 0.26, 4.47}, 3e-3)
		l, err := BWMLinear([]float64{8, 2, 1}, []float64{1, 5, 8}, 2, 0)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "2016", append(l.Weights, l.Ksi), []float64{1. / 14, 9. / 28, 17. / 28, 1. / 28}, 1e-12)
		near(t, "input-based ratio", []float64{l.Input}, []float64{2. / 56}, 1e-15)
	})
	t.Run("entropy", func(t *testing.T) {
		// Elsayed, Dawood and Karthikeyan, IJETT 46 (2017) 60–66.
		x := mustMatrix(t, [][]float64{{7, 312, 1891, 6613, 163}, {72, 88, 728, 941804, 1078}, {10, 252, 2594, 3466, 117471}, {10, 145, 980, 2371, 86329}, {65, 54, 350, 501, 29897}, {29, 48, 380, 912, 34051}, {7, 476, 3300, 78470, 2212}, {70, 87, 650, 733, 819000}, {4, 86, 591, 3015, 103}, {12, 79, 579, 3240, 96098}, {21, 45, 261, 1253, 453}, {1, 72, 530, 4333, 0.1048}})
		r, err := EntropyWeights(x)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "weights", r.Weights, []float64{0.104991, 0.069124, 0.071373, 0.449937, 0.304575}, 1e-6)
	})
	t.Run("CRITIC", func(t *testing.T) {
		// Diakoulaki, Mavrotas and Papayannakis, Computers & OR 22 (1995) 763–770.
		x := mustMatrix(t, [][]float64{{61, 1.08, 4.33}, {20.7, 0.26, 4.34}, {16.3, 1.98, 2.53}, {9, 3.29, 1.65}, {5.4, 2.77, 2.33}, {4, 4.12, 1.21}, {-6.1, 3.52, 2.1}, {-34.6, 3.31, 0.98}})
		r, err := CRITICWeights(x, nil)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "weights", r.Weights, []float64{0.20222554, 0.48090173, 0.31687273}, 1e-8)
		// A constant criterion changes no other weight.
		rows := x.Slices()
		for i := range rows {
			rows[i] = append(rows[i], 7)
		}
		s, err := CRITICWeights(mustMatrix(t, rows), nil)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "weights with a constant", s.Weights, append(r.Weights, 0), 1e-15)
	})
	t.Run("MEREC", func(t *testing.T) {
		// Keshavarz-Ghorabaee et al., Symmetry 13 (2021) 525.
		x := mustMatrix(t, [][]float64{{450, 8000, 54, 145}, {10, 9100, 2, 160}, {100, 8200, 31, 153}, {220, 9300, 1, 162}, {5, 8400, 23, 158}})
		r, err := MERECWeights(x, []Direction{Benefit, Benefit, Cost, Cost})
		if err != nil {
			t.Fatal(err)
		}
		near(t, "weights", r.Weights, []float64{0.5752, 0.0141, 0.4016, 0.0091}, 6e-5)
	})
	t.Run("standard deviation", func(t *testing.T) {
		// Jahan and Edwards, Materials & Design 49 (2013) 1000–1008, to two decimals.
		w, _, err := StdWeights(mustMatrix(t, [][]float64{{0, 0, 0}, {0.39, 0.3, 0.77}, {0.17, 0.36, 0.8}, {0.35, 0.29, 0.93}, {0.3, 0.4, 0.94}, {0.84, 0.71, 1}, {1, 1, 0.99}}))
		if err != nil {
			t.Fatal(err)
		}
		near(t, "weights", w, []float64{0.35, 0.31, 0.34}, 6e-3)
	})
	t.Run("rank-order weights", func(t *testing.T) {
		// Barron and Barrett, Management Science 42 (1996) 1515–1523.
		near(t, "centroid", RankOrderCentroid(4), []float64{0.5208, 0.2708, 0.1458, 0.0625}, 6e-5)
		near(t, "sum", RankSum(4), []float64{0.4, 0.3, 0.2, 0.1}, 1e-15)
		near(t, "reciprocal", RankReciprocal(4), []float64{0.48, 0.24, 0.16, 0.12}, 1e-15)
		w, err := WeightsByRank(RankOrderCentroid(3), []int{2, 1, 2})
		if err != nil {
			t.Fatal(err)
		}
		near(t, "ties", w, []float64{7. / 36, 11. / 18, 7. / 36}, 1e-15)
	})
	t.Run("human development index", func(t *testing.T) {
		// UNDP, Human Development Report 2015: Costa Rica 0.766, Norway 0.944.
		p := Problem{
			X: mustMatrix(t, [][]float64{{79.4, 13.9, 8.4, 13413}, {81.6, 17.5, 12.6, 64992}}),
			Criteria: []Criterion{
				{Value: ValueFunc{Kind: Linear, Low: 20, High: 85}}, {Value: ValueFunc{Kind: Linear, Low: 0, High: 18}},
				{Value: ValueFunc{Kind: Linear, Low: 0, High: 15}}, {Value: ValueFunc{Kind: Log, Low: 100, High: 75000}},
			},
			Tree: Node{Column: -1, Mean: Geometric, Children: []Node{
				{Weight: 1, Column: 0}, {Weight: 1, Column: -1, Children: []Node{{Weight: 1, Column: 1}, {Weight: 1, Column: 2}}}, {Weight: 1, Column: 3},
			}},
		}
		near(t, "index", mustEvaluate(t, p, Recipe{}).Score, []float64{0.766, 0.944}, 1.1e-3)
	})
}
