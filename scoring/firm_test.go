package scoring

import (
	"context"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

func randomAdditive(r *rand.Rand) (Matrix, []float64) {
	m, n := 2+r.IntN(7), 2+r.IntN(6)
	v := Zeros(m, n)
	for k := range v.v {
		v.v[k] = r.Float64()
	}
	w := make([]float64, n)
	for j := range w {
		w[j] = 0.05 + r.Float64()
	}
	w, _ = normaliseWeights(w, "w")
	return v, w
}

// scoresAt moves weight k to t and keeps the proportions of the others.
func scoresAt(v Matrix, w []float64, k int, t float64) []float64 {
	u := make([]float64, len(w))
	for j := range w {
		u[j] = w[j] * (1 - t) / (1 - w[k])
	}
	u[k] = t
	s := make([]float64, v.m)
	for i := range s {
		s[i] = dot(v.row(i), u)
	}
	return s
}

// Brute force: on a thousand random problems the order holds a billionth inside
// each end of the interval and breaks a millionth outside.
func TestStabilityIntervalsBruteForce(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 1))
	for range 1000 {
		v, w := randomAdditive(r)
		all, err := StabilityIntervals(v, w, 1)
		if err != nil {
			t.Fatal(err)
		}
		now := make([]float64, v.m)
		for i := range now {
			now[i] = dot(v.row(i), w)
		}
		o := order(now)
		keeps := func(s []float64, ranking bool) bool {
			for p := 1; p < len(o); p++ {
				lead := o[0]
				if ranking {
					lead = o[p-1]
				}
				if s[lead] < s[o[p]] {
					return false
				}
			}
			return true
		}
		for k, s := range all {
			for ranking, in := range map[bool]Interval{false: s.Top1, true: s.Ranking} {
				if w[k] < in.Low-1e-12 || w[k] > in.High+1e-12 {
					t.Fatalf("the weight %v lies outside [%v, %v]", w[k], in.Low, in.High)
				}
				for g := range 60 {
					x := in.Low + 1e-9 + (in.High-in.Low-2e-9)*float64(g)/59
					if in.High-in.Low > 1e-6 && !keeps(scoresAt(v, w, k, x), ranking) {
						t.Fatalf("the order breaks at %v inside [%v, %v]", x, in.Low, in.High)
					}
				}
				if in.Low > 1e-6 && keeps(scoresAt(v, w, k, in.Low-1e-6), ranking) {
					t.Fatalf("the order still holds below %v", in.Low)
				}
				if in.High < 1-1e-6 && keeps(scoresAt(v, w, k, in.High+1e-6), ranking) {
					t.Fatalf("the order still holds above %v", in.High)
				}
				if in.Low > 0 && in.LowRival < 0 || in.High < 1 && in.HighRival < 0 {
					t.Fatal("an end has no rival")
				}
			}
		}
	}
}

// gappyTree is a random problem of two levels with missing values.
func gappyTree(r *rand.Rand, mean Mean) (Problem, Recipe) {
	p, rec := randomProblem(r, weightedSum, 3+r.IntN(5), 4+r.IntN(3))
	for k := range p.X.v {
		if r.IntN(5) == 0 {
			p.X.v[k] = nan
		}
	}
	p.Tree.Mean = mean
	for c := range p.Tree.Children {
		p.Tree.Children[c].Mean = mean
	}
	return p, rec
}

// withWeight returns the problem with one node's weight among its siblings set
// to t, the siblings keeping their proportions.
func withWeight(p Problem, path []int, t float64) Problem {
	var set func(n Node, path []int) Node
	set = func(n Node, path []int) Node {
		n.Children = append([]Node(nil), n.Children...)
		if len(path) > 1 {
			n.Children[path[0]] = set(n.Children[path[0]], path[1:])
			return n
		}
		rest := 0.0
		for c := range n.Children {
			if c != path[0] {
				rest += n.Children[c].Weight
			}
		}
		for c := range n.Children {
			n.Children[c].Weight *= (1 - t) / rest
		}
		n.Children[path[0]].Weight = t
		return n
	}
	p.Tree = set(p.Tree, path)
	return p
}

// Trees with gaps, arithmetic and geometric, against evaluating again, and the
// numeric path (mixed means) too.
func TestStabilityOnTreesWithGaps(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 1))
	for trial := range 150 {
		mean := []Mean{Arithmetic, Geometric, Power}[trial%3]
		p, rec := gappyTree(r, mean)
		if mean == Power {
			p.Tree.Power, p.Tree.Children[0].Mean, p.Tree.Children[1].Power = -1, Geometric, 2
		}
		res := mustEvaluate(t, p, rec)
		o := order(res.Score)
		for k := 1; k < len(res.Nodes); k++ {
			if res.Nodes[k].Weight > 1-1e-9 {
				continue
			}
			s, err := res.Stability(k, 1)
			if err != nil {
				t.Fatal(err)
			}
			if s.Exact != (mean != Power) {
				t.Fatalf("mean %s exact %v", mean, s.Exact)
			}
			for g := range 25 {
				x := (float64(g) + 0.5) / 25
				again := mustEvaluate(t, withWeight(p, res.Nodes[k].Path, x), rec)
				keeps := true
				for _, b := range o[min(1, len(o)):] {
					keeps = keeps && again.Score[o[0]] >= again.Score[b]-1e-12
				}
				inside := x > s.Top1.Low+1e-9 && x < s.Top1.High-1e-9
				if inside && !keeps {
					t.Fatalf("%s node %d: the leader changes at %v inside %+v", mean, k, x, s.Top1)
				}
			}
			for _, end := range []float64{s.Top1.Low - 1e-5, s.Top1.High + 1e-5} {
				if end <= 0 || end >= 1 {
					continue
				}
				again := mustEvaluate(t, withWeight(p, res.Nodes[k].Path, end), rec)
				keeps := true
				for _, b := range o[1:] {
					keeps = keeps && again.Score[o[0]] >= again.Score[b]
				}
				if keeps {
					t.Fatalf("%s node %d: the leader stays at %v beyond %+v", mean, k, end, s.Top1)
				}
			}
			sw, err := res.Sweep(k)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range sw.Leads {
				x := (l.From + l.To) / 2
				again := mustEvaluate(t, withWeight(p, res.Nodes[k].Path, x), rec)
				if again.Rank[l.Leader] != 1 {
					t.Fatalf("%s node %d at %v: leader %d has rank %d", mean, k, x, l.Leader, again.Rank[l.Leader])
				}
				near(t, "sweep", sw.Scores(x), again.Score, 1e-12)
			}
		}
	}
}

// The transfer against a linear program, and that it ties.
func TestReversalAgainstLP(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 1))
	impossible := 0
	for range 1000 {
		v, w := randomAdditive(r)
		if r.IntN(4) == 0 { // dominance
			for j := range v.n {
				v.set(0, j, min(1, v.At(1, j)+0.1*r.Float64()+1e-3))
			}
		}
		got, ok := Reversal(v, w, 0, 1)
		// Minimise Σ up over w + up − down ≥ 0, Σ up = Σ down, tie.
		n := v.n
		p := newLP(2 * n)
		row, bal := make([]float64, 2*n), make([]float64, 2*n)
		gap := 0.0
		for j := range n {
			d := v.At(0, j) - v.At(1, j)
			gap += w[j] * d
			row[j], row[n+j] = d, -d
			bal[j], bal[n+j] = 1, -1
			p.c[j] = 1
			less := make([]float64, 2*n)
			less[n+j], less[j] = 1, -1
			p.add(less, lessEqual, w[j])
		}
		p.add(row, equal, -gap)
		p.add(bal, equal, 0)
		_, want, feasible := p.solve()
		if ok != feasible {
			t.Fatalf("possible %v, the program says %v", ok, feasible)
		}
		if !ok {
			impossible++
			continue
		}
		if math.Abs(got.Mass-want) > 1e-9 {
			t.Fatalf("transfer %v, the program finds %v", got.Mass, want)
		}
		u := got.Weights(w)
		if d := dot(v.row(0), u) - dot(v.row(1), u); math.Abs(d) > 1e-12 {
			t.Fatalf("after the transfer the scores differ by %v", d)
		}
	}
	if impossible < 100 {
		t.Errorf("only %d impossible cases were tried", impossible)
	}
}

// A criterion on which both are equal can take all the weight: then they tie.
func TestReversalOntoIndifference(t *testing.T) {
	v := mustMatrix(t, [][]float64{{0.9, 0.5}, {0.4, 0.5}})
	got, ok := Reversal(v, []float64{0.7, 0.3}, 0, 1)
	if !ok || math.Abs(got.Mass-0.7) > 1e-15 || got.To != 1 {
		t.Errorf("got %+v, %v", got, ok)
	}
}

// Σ d_j^{n−1}/Π(d_j − d_k) in exact rationals, for distinct differences.
func TestPairwiseAgainstRationals(t *testing.T) {
	r := rand.New(rand.NewPCG(14, 1))
	for range 300 {
		n := 2 + r.IntN(9)
		d := make([]float64, n)
		exact := make([]*big.Rat, n)
		for j, k := range r.Perm(200)[:n] {
			d[j] = float64(k-100) / 128
			exact[j] = new(big.Rat).SetFloat64(d[j])
		}
		want := new(big.Rat)
		for j, x := range exact {
			if x.Sign() <= 0 {
				continue
			}
			term := big.NewRat(1, 1)
			for range n - 1 {
				term.Mul(term, x)
			}
			for k, y := range exact {
				if k != j {
					term.Quo(term, new(big.Rat).Sub(x, y))
				}
			}
			want.Add(want, term)
		}
		w, _ := want.Float64()
		got, err := WinningProbability(d)
		if err != nil || math.Abs(got-w) > 5e-16 {
			t.Fatalf("%v: got %v, want %v", d, got, w)
		}
	}
}

func TestPairwiseAgainstSampling(t *testing.T) {
	x := benchMatrix().pickRows([]int{0, 1, 2, 3, 4, 5})
	for name, alpha := range map[string][]int{"uniform": nil, "whole parameters": {1, 2, 1, 3, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 4, 1, 1, 1, 1, 1, 1, 1, 1, 1}} {
		p, err := PairwiseWinning(x, alpha)
		if err != nil {
			t.Fatal(err)
		}
		d := WeightDist{Kind: "uniform"}
		for _, a := range alpha {
			d.Alpha = append(d.Alpha, float64(a))
		}
		r, err := Acceptability(context.Background(), x, d, MonteCarlo{Seed: 5, Draws: 50_000, Pairwise: true})
		if err != nil {
			t.Fatal(err)
		}
		for a := range x.m {
			for b := range x.m {
				if a != b && math.Abs(r.Pairwise.At(a, b)-p.At(a, b)) > 4*r.StandardError(p.At(a, b))+1e-12 {
					t.Errorf("%s: P(%d beats %d) exact %v, sampled %v", name, a, b, p.At(a, b), r.Pairwise.At(a, b))
				}
			}
		}
	}
}

// SMAA against exact answers for two and three criteria, within four standard errors.
func TestAcceptabilityAgainstExact(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 1))
	for _, n := range []int{2, 3} {
		for range 10 {
			x := Zeros(5, n)
			for k := range x.v {
				x.v[k] = r.Float64()
			}
			copy(x.row(4), x.row(3)) // a tie that stays
			want, ok, err := ExactAcceptability(x, nil)
			if err != nil || !ok {
				t.Fatal(ok, err)
			}
			got, err := Acceptability(context.Background(), x, WeightDist{Kind: "uniform"}, MonteCarlo{Seed: 9, Draws: 40_000, Workers: 2})
			if err != nil {
				t.Fatal(err)
			}
			for i := range x.m {
				if s := sum(got.Acceptability.row(i)); math.Abs(s-1) > 1e-12 {
					t.Errorf("row %d sums to %v", i, s)
				}
				for k := range x.m {
					p := want.Acceptability.At(i, k)
					if math.Abs(got.Acceptability.At(i, k)-p) > 4*got.StandardError(p)+1e-12 {
						t.Errorf("n=%d row %d rank %d: exact %v, sampled %v", n, i, k+1, p, got.Acceptability.At(i, k))
					}
				}
				if got.First[i] > 400 {
					near(t, "central", got.Central.Row(i), want.Central.Row(i), 4*0.5/math.Sqrt(float64(got.First[i])))
				}
			}
		}
	}
}

// Two criteria under Beta(2, 3), exactly, against sampling.
func TestExactAcceptabilityOfBeta(t *testing.T) {
	x := mustMatrix(t, [][]float64{{1, 0}, {0.6, 0.7}, {0, 1}, {0.3, 0.3}})
	want, ok, err := ExactAcceptability(x, []int{2, 3})
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	pairs, err := PairwiseWinning(x, []int{2, 3})
	if err != nil {
		t.Fatal(err)
	}
	// Row 3 is last or third only, and row 0 is first exactly when it beats row 1.
	near(t, "first", []float64{want.Acceptability.At(0, 0), want.Acceptability.At(2, 0)}, []float64{pairs.At(0, 1), pairs.At(2, 1)}, 1e-14)
	got, err := Acceptability(context.Background(), x, WeightDist{Kind: "uniform", Alpha: []float64{2, 3}}, MonteCarlo{Seed: 2, Draws: 60_000})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 4 {
		for k := range 4 {
			if p := want.Acceptability.At(i, k); math.Abs(got.Acceptability.At(i, k)-p) > 4*got.StandardError(p)+1e-12 {
				t.Errorf("row %d rank %d: exact %v, sampled %v", i, k+1, p, got.Acceptability.At(i, k))
			}
		}
		if got.First[i] > 0 {
			near(t, "central", got.Central.Row(i), want.Central.Row(i), 2/math.Sqrt(float64(got.First[i])))
		}
	}
}

func TestExplainSums(t *testing.T) {
	r := rand.New(rand.NewPCG(16, 1))
	for trial := range 400 {
		var p Problem
		var rec Recipe
		switch trial % 3 {
		case 0:
			p, rec = gappyTree(r, Arithmetic)
		case 1:
			p, rec = gappyTree(r, Geometric)
		case 2:
			p, rec = randomProblem(r, "promethee2", 4, 5)
		}
		res := mustEvaluate(t, p, rec)
		o := order(res.Score)
		if len(o) < 2 {
			continue
		}
		e, err := res.Explain(o[0], o[1])
		if err != nil {
			t.Fatal(err)
		}
		if !e.Exact || e.Log != (trial%3 == 1) {
			t.Fatalf("exact %v log %v", e.Exact, e.Log)
		}
		want := res.Score[o[0]] - res.Score[o[1]]
		if e.Log {
			want = math.Log(res.Score[o[0]]) - math.Log(res.Score[o[1]])
		}
		if s := sum(e.Contributions); math.Abs(s-want) > 1e-12 || math.Abs(e.Nodes[0]-want) > 1e-12 {
			t.Fatalf("contributions sum to %v, nodes to %v, difference %v", s, e.Nodes[0], want)
		}
		if want > 1e-9 && carried(e, len(e.Carrying)) <= against(e) || len(e.Carrying) > 0 && carried(e, len(e.Carrying)-1) > against(e) {
			t.Fatalf("carrying %v is not the fewest", e.Carrying)
		}
	}
}

func carried(e Explanation, k int) float64 {
	s := 0.0
	for _, j := range e.Carrying[:k] {
		s += e.Contributions[j]
	}
	return s
}

func against(e Explanation) float64 {
	s := 0.0
	for _, j := range e.Cons {
		s -= e.Contributions[j]
	}
	return s
}

// Approximate explanations say so.
func TestExplainApproximate(t *testing.T) {
	p, rec := randomProblem(rand.New(rand.NewPCG(17, 1)), "topsis", 4, 4)
	res := mustEvaluate(t, p, rec)
	e, err := res.Explain(0, 1)
	if err != nil || e.Exact {
		t.Errorf("exact %v, error %v", e.Exact, err)
	}
}

// Each change, put into the problem, makes the two tie.
func TestValueChangesTie(t *testing.T) {
	r := rand.New(rand.NewPCG(18, 1))
	tried := 0
	for trial := range 120 {
		name := []string{weightedSum, weightedSum, "topsis", "vikor"}[trial%4]
		p, rec := randomProblem(r, name, 4, 5)
		f := []ValueFunc{
			{Kind: Linear, Low: 0, High: 1}, {Kind: Log, Low: 0.005, High: 1},
			{Kind: Piecewise, Points: []Point{{0, 0}, {0.3, 0.8}, {1, 1}}}, {Kind: Linear, Low: -1, High: 2}, {Kind: Identity},
		}
		if trial%4 == 1 {
			f[1], f[3] = ValueFunc{Kind: MinMax}, ValueFunc{Kind: MinMax}
		}
		for j := range p.Criteria {
			p.Criteria[j].Value = f[j]
			if j == 3 {
				p.Criteria[j].Direction = Cost
			}
		}
		res := mustEvaluate(t, p, rec)
		o := order(res.Score)
		changes, err := ValueChanges(p, rec, res, o[0], o[1])
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range changes {
			if !c.Possible {
				continue
			}
			tried++
			q := p
			q.X = p.X.clone()
			q.X.set(c.Row, c.Col, c.To)
			again := mustEvaluate(t, q, rec)
			if d := again.Score[o[0]] - again.Score[o[1]]; math.Abs(d) > 1e-9 && (c.Exact || name == weightedSum) || d > 1e-9 {
				t.Fatalf("%s: with %v instead of %v on criterion %d the scores differ by %v (exact %v)", name, c.To, c.From, c.Col, d, c.Exact)
			}
		}
	}
	if tried < 100 {
		t.Errorf("only %d changes were possible", tried)
	}
}

// Sampled weights never show a rank outside the bounds, and the ranks said to be
// taken lie inside.
func TestAttainableRanks(t *testing.T) {
	r := rand.New(rand.NewPCG(19, 1))
	exact, all := 0, 0
	for range 15 {
		p, rec := randomProblem(r, weightedSum, 6, 5)
		res := mustEvaluate(t, p, rec)
		var bounds []WeightBound
		for k := 1; k < len(res.Nodes); k++ {
			w := res.Nodes[k].Weight
			bounds = append(bounds, WeightBound{k, max(0, w-0.15), min(1, w+0.15)})
		}
		got, err := res.AttainableRanks(context.Background(), bounds)
		if err != nil {
			t.Fatal(err)
		}
		sim, err := res.Acceptability(context.Background(), p, WeightDist{Kind: "levels", Bounds: bounds}, DataDist{}, MonteCarlo{Seed: 3, Draws: 3000})
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range got {
			all++
			if a.Exact {
				exact++
			}
			if a.BestSeen < a.BestBound || a.WorstSeen > a.WorstBound || a.BestSeen > res.Rank[a.Row] || a.WorstSeen < res.Rank[a.Row] {
				t.Fatalf("%+v with rank %d now", a, res.Rank[a.Row])
			}
			for k, share := range sim.Acceptability.Row(a.Row) {
				if share > 0 && (k+1 < a.BestBound || k+1 > a.WorstBound) {
					t.Fatalf("rank %d was drawn outside %+v", k+1, a)
				}
				if share > 0 && a.Exact && (k+1 < a.BestSeen || k+1 > a.WorstSeen) {
					t.Fatalf("rank %d was drawn beyond the exact %+v", k+1, a)
				}
			}
		}
	}
	if exact*2 < all {
		t.Errorf("only %d of %d answers are exact", exact, all)
	}
}

func TestDifferenceBounds(t *testing.T) {
	r := rand.New(rand.NewPCG(20, 1))
	for range 40 {
		p, rec := gappyTree(r, Arithmetic)
		res := mustEvaluate(t, p, rec)
		o := res.PossibleOrder()
		for range 200 {
			q := p
			q.X = p.X.clone()
			for k, f := range q.X.v {
				if f != f {
					q.X.v[k] = r.Float64()
				}
			}
			full := mustEvaluate(t, q, rec)
			for a := range full.Score {
				if s := full.Score[a]; s < res.Low[a]-1e-12 || s > res.High[a]+1e-12 {
					t.Fatalf("score %v outside [%v, %v]", s, res.Low[a], res.High[a])
				}
				for b := range full.Score {
					if lo, hi := res.DifferenceBounds(a, b); a != b && (full.Score[a]-full.Score[b] < lo-1e-12 || full.Score[a]-full.Score[b] > hi+1e-12) {
						t.Fatal("a difference lies outside its bounds")
					}
					if o.Certain[a][b] && full.Score[a] <= full.Score[b] {
						t.Fatal("a certain order was reversed")
					}
				}
			}
		}
	}
}
