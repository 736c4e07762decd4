package scoring

import (
	"math"
	"math/rand/v2"
	"testing"
)

// randomProblem has m×n positive values in (0, 1) used as they are, under a tree
// of two dimensions; a recipe for the method comes with it.
func randomProblem(r *rand.Rand, method string, m, n int) (Problem, Recipe) {
	p := Problem{X: Zeros(m, n), Criteria: make([]Criterion, n)}
	for k := range p.X.v {
		p.X.v[k] = 0.01 + float64(0.98*r.Float64()) // rounded: the replay digests start here
	}
	first := Node{Name: "d1", Weight: 0.2 + r.Float64(), Column: -1}
	second := Node{Name: "d2", Weight: 0.2 + r.Float64(), Column: -1}
	for j := range n {
		p.Criteria[j].Value.Kind = Identity
		leaf := Node{Name: "c" + itoa(j), Weight: 0.1 + r.Float64(), Column: j}
		if j < (n+1)/2 {
			first.Children = append(first.Children, leaf)
		} else {
			second.Children = append(second.Children, leaf)
		}
	}
	p.Tree = Node{Name: "index", Column: -1, Children: []Node{first, second}}
	rec := DefaultRecipe(method)
	if method == "promethee2" {
		kinds := []Preference{{Kind: "usual"}, {Kind: "linear", Q: 0.05, P: 0.3}, {Kind: "gaussian", Sigma: 0.2}, {Kind: "level", Q: 0.1, P: 0.4}, {Kind: "ushape", Q: 0.1}, {Kind: "vshape", P: 0.5}}
		for j := range n {
			rec.Preferences = append(rec.Preferences, kinds[j%len(kinds)])
		}
	}
	if method == "owa" {
		for j := range n {
			rec.OWA = append(rec.OWA, float64(n-j))
		}
	}
	return p, rec
}

func mustEvaluate(t testing.TB, p Problem, r Recipe) Result {
	t.Helper()
	res, err := Evaluate(p, r)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func TestMethodProperties(t *testing.T) {
	for _, m := range Methods() {
		t.Run(m.Name, func(t *testing.T) {
			if m.Source == "" || m.Parameters == nil {
				t.Error("the method has no source or no list of parameters")
			}
			r := rand.New(rand.NewPCG(3, 5))
			for range 60 {
				rows, cols := 2+r.IntN(10), 2+r.IntN(6)
				p, rec := randomProblem(r, m.Name, rows, cols)
				res := mustEvaluate(t, p, rec)
				checkDominance(t, r, p, rec)
				checkPermutation(t, r, p, rec, res)
				checkDuplicates(t, r, p, rec)
				checkUnits(t, r, m, p, rec, res)
				if m.Independent {
					checkIndependence(t, p, rec, res)
					g := onGoalposts(r, p)
					checkIndependence(t, g, rec, mustEvaluate(t, g, rec))
				}
				if m.Additive {
					for i := range rows {
						if s := sumPresent(res.Contributions.Row(i)); math.Abs(s-res.Score[i]) > 1e-12 {
							t.Fatalf("contributions of row %d sum to %v, score %v", i, s, res.Score[i])
						}
					}
				}
			}
		})
	}
}

// checkDominance makes row 0 at least as good as row 1 everywhere.
func checkDominance(t *testing.T, r *rand.Rand, p Problem, rec Recipe) {
	t.Helper()
	p.X = p.X.clone()
	for j := range p.X.n {
		x := p.X.At(1, j)
		if r.IntN(3) > 0 {
			x += (1 - x) * r.Float64()
		}
		p.X.set(0, j, x)
	}
	if res := mustEvaluate(t, p, rec); res.Score[0] < res.Score[1]-1e-12 {
		t.Fatalf("row 0 dominates row 1 and scores %v against %v\n%v", res.Score[0], res.Score[1], p.X.Slices())
	}
}

func checkPermutation(t *testing.T, r *rand.Rand, p Problem, rec Recipe, res Result) {
	t.Helper()
	o := r.Perm(p.X.m)
	p.X = p.X.pickRows(o)
	moved := mustEvaluate(t, p, rec)
	for k, i := range o {
		if math.Abs(moved.Score[k]-res.Score[i]) > 1e-12 || moved.Rank[k] != res.Rank[i] {
			t.Fatalf("row %d moved to %d: score %v to %v, rank %d to %d", i, k, res.Score[i], moved.Score[k], res.Rank[i], moved.Rank[k])
		}
	}
}

func checkDuplicates(t *testing.T, r *rand.Rand, p Problem, rec Recipe) {
	t.Helper()
	p.X = p.X.clone()
	i := 1 + r.IntN(p.X.m-1)
	copy(p.X.row(i), p.X.row(0))
	if res := mustEvaluate(t, p, rec); res.Rank[0] != res.Rank[i] {
		t.Fatalf("equal rows rank %d and %d", res.Rank[0], res.Rank[i])
	}
}

// checkUnits changes the unit of one column in the way the method promises to ignore.
func checkUnits(t *testing.T, r *rand.Rand, m Method, p Problem, rec Recipe, res Result) {
	t.Helper()
	scale, shift := 1.0, 0.0
	if m.Scale {
		scale = 0.5 + 4*r.Float64()
	}
	if m.Shift {
		shift = r.Float64()
	}
	p.X = p.X.clone()
	j := r.IntN(p.X.n)
	for i := range p.X.m {
		p.X.set(i, j, p.X.At(i, j)*scale+shift)
	}
	if m.Name == "promethee2" {
		scale = 1
	}
	changed := mustEvaluate(t, p, rec)
	for a := range res.Score {
		for b := range res.Score {
			if res.Score[a] > res.Score[b]+1e-9 && changed.Score[a] < changed.Score[b]-1e-9 {
				t.Fatalf("in other units (×%v, +%v) row %d falls behind row %d", scale, shift, a, b)
			}
		}
	}
}

// onGoalposts reads the values of p by linear and log goalposts, some of them
// costs, that leave room below the worst and clip nothing.
func onGoalposts(r *rand.Rand, p Problem) Problem {
	p.Criteria = append([]Criterion(nil), p.Criteria...)
	for j := range p.Criteria {
		c := &p.Criteria[j]
		c.Value = ValueFunc{Kind: []ValueKind{Linear, Log}[r.IntN(2)], Low: 0.001, High: 3}
		c.Direction = Direction(r.IntN(2))
	}
	return p
}

// checkIndependence adds a row dominated by all.
func checkIndependence(t *testing.T, p Problem, rec Recipe, res Result) {
	t.Helper()
	rows := p.X.Slices()
	low := make([]float64, p.X.n)
	for j := range low {
		lo, hi, _ := extent(p.X.Column(j))
		low[j] = lo / 2
		if p.Criteria[j].Direction == Cost {
			low[j] = 2 * hi
		}
	}
	p.X = mustMatrix(t, append(rows, low))
	more := mustEvaluate(t, p, rec)
	for i := range res.Score {
		if more.Score[i] != res.Score[i] {
			t.Fatalf("a dominated addition changed row %d from %v to %v", i, res.Score[i], more.Score[i])
		}
	}
}

// One alternative, and alternatives all alike, have the scores golden/README lists.
func TestMethodsOnEqualRows(t *testing.T) {
	want := map[string]float64{"weightedSum": 0.5, "weightedProduct": 0.5, "topsis": 0.5, "vikor": 0, "promethee2": 0, "waspas": 0.5, "edas": 0.5, "owa": 0.5}
	for _, m := range Methods() {
		for _, rows := range []int{1, 3} {
			x := Zeros(rows, 2)
			for k := range x.v {
				x.v[k] = 7
			}
			p := Problem{X: x, Criteria: []Criterion{{Value: ValueFunc{Kind: MinMax}}, {Direction: Cost, Value: ValueFunc{Kind: MinMax}}}, Tree: FlatTree([]float64{1, 3})}
			res := mustEvaluate(t, p, DefaultRecipe(m.Name))
			for i, s := range res.Score {
				if w, ok := want[m.Name]; ok && math.Abs(s-w) > 1e-15 || s != s || res.Rank[i] != 1 {
					t.Errorf("%s of %d equal rows: score %v rank %d, want %v", m.Name, rows, s, res.Rank[i], w)
				}
			}
		}
	}
}

// CODAS adds the taxicab distance only where Euclidean ones differ by tau, so
// improving a value can cost more than it brings. That is why it is no entry of
// Methods(); this test keeps the example.
func TestCODASBreaksDominance(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 20_000 {
		x := Zeros(4, 2)
		for k := range x.v {
			x.v[k] = 0.5 + 0.5*r.Float64()
		}
		for j := range 2 {
			x.set(0, j, x.At(1, j)+0.02*r.Float64())
		}
		s, err := CODAS(x, nil, []float64{0.5, 0.5}, 0.02)
		if err != nil {
			t.Fatal(err)
		}
		if s[0] < s[1]-1e-3 {
			return
		}
	}
	t.Error("no violation in 20000 tries: CODAS could be listed after all")
}

// Column normalisations do not depend on the unit they promise not to.
func TestNormalisationUnits(t *testing.T) {
	c := []float64{3, 8, nan, 5, 8, 1.5}
	affine := map[ValueKind]bool{MinMax: true, ZScore: true, Percentile: true}
	for _, kind := range []ValueKind{MinMax, ZScore, Percentile, Ratio, Vector, Sum, SumInverse} {
		for _, d := range []Direction{Benefit, Cost} {
			if kind == Sum && d == Cost {
				continue
			}
			shift := 0.0
			if affine[kind] {
				shift = 40
			}
			other := make([]float64, len(c))
			for i, x := range c {
				other[i] = 1000*x + shift
			}
			a, _, err := NormaliseColumn(c, ValueFunc{Kind: kind}, d)
			if err != nil {
				t.Fatal(kind, err)
			}
			b, _, err := NormaliseColumn(other, ValueFunc{Kind: kind}, d)
			if err != nil {
				t.Fatal(kind, err)
			}
			near(t, string(kind), b, a, 1e-14)
			for i := range c {
				for k := range c {
					if better := (c[i] > c[k]) == (d == Benefit) && c[i] != c[k]; better && a[i] <= a[k] {
						t.Errorf("%s: better value %v has %v, worse %v has %v", kind, c[i], a[i], c[k], a[k])
					}
				}
			}
		}
	}
}
