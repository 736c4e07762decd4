package scoring

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"flag"
	"fmt"
	"hash"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite testdata/replay.txt")

// digest hashes every number of a value, bit by bit, in field order.
func digest(v any) string {
	h := sha256.New()
	write(h, reflect.ValueOf(v))
	return hex.EncodeToString(h.Sum(nil))
}

func write(h hash.Hash, v reflect.Value) {
	number := func(u uint64) {
		var b [8]byte
		binary.LittleEndian.PutUint64(b[:], u)
		h.Write(b[:])
	}
	switch v.Kind() {
	case reflect.Float64:
		f := v.Float()
		if f != f {
			f = math.NaN() // the payload of a NaN is no result
		}
		number(math.Float64bits(f))
	case reflect.Int, reflect.Int8, reflect.Int32, reflect.Int64:
		number(uint64(v.Int()))
	case reflect.Uint8, reflect.Uint64:
		number(v.Uint())
	case reflect.Bool:
		if v.Bool() {
			number(1)
		} else {
			number(0)
		}
	case reflect.String:
		fmt.Fprintf(h, "%d:%s", v.Len(), v.String())
	case reflect.Slice:
		number(uint64(v.Len()))
		for i := range v.Len() {
			write(h, v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if k := v.Field(i).Kind(); k != reflect.Pointer && k != reflect.Func && k != reflect.Interface {
				write(h, v.Field(i))
			}
		}
	default:
		panic("scoring: no digest of " + v.Kind().String())
	}
}

// replayCases computes something of everything a result can hold.
func replayCases(t testing.TB) []string {
	t.Helper()
	ctx := context.Background()
	var out []string
	add := func(name string, v any, err error) {
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out = append(out, name+" "+digest(v))
	}
	for _, m := range Methods() {
		p, rec := randomProblem(rand.New(rand.NewPCG(21, 4)), m.Name, 23, 11)
		for j := range p.Criteria {
			switch j % 4 {
			case 1:
				p.Criteria[j].Value = ValueFunc{Kind: Log, Low: 0.005, High: 1}
			case 2:
				p.Criteria[j].Value = ValueFunc{Kind: Linear, Low: -0.1, High: 0.97}
			case 3:
				p.Criteria[j].Value = ValueFunc{Kind: Piecewise, Points: []Point{{0, 0.1}, {0.41, 0.77}, {1, 0.9}}}
			}
		}
		rec.Floor = 0.01
		res, err := Evaluate(p, rec)
		add("evaluate/"+m.Name, res, err)
	}
	for _, mean := range []Mean{Arithmetic, Geometric, Power} {
		p, rec := gappyTree(rand.New(rand.NewPCG(22, 4)), mean)
		p.Tree.Power, p.Tree.Children[0].Power, p.Tree.Children[1].Power = -0.7, 2.3, -0.7
		res, err := Evaluate(p, rec)
		add("tree/"+string(mean), res, err)
		s, err := res.StabilityIntervals(2)
		add("stability/"+string(mean), s, err)
		e, err := res.Explain(0, 1)
		add("explain/"+string(mean), e, err)
		for _, d := range []WeightDist{{Kind: "uniform"}, {Kind: "levels"}, {Kind: "centred", Kappa: 7.5}} {
			for _, missing := range []string{"", "uniform", "empirical"} {
				r, err := res.Acceptability(ctx, p, d, DataDist{Missing: missing}, MonteCarlo{Seed: 77, Draws: 2500, Workers: 2})
				add("smaa/"+string(mean)+"/"+d.Kind+"/"+missing, r, err)
			}
		}
	}
	p, rec := randomProblem(rand.New(rand.NewPCG(23, 4)), weightedSum, 12, 8)
	res, err := Evaluate(p, rec)
	add("plain", res, err)
	order := WeightDist{Kind: "uniform", Orders: []WeightOrder{{2, 3}, {3, 4}, {4, 5}, {5, 7}}, Bounds: []WeightBound{{2, 0.1, 0.4}}}
	r, err := res.Acceptability(ctx, p, order, DataDist{}, MonteCarlo{Seed: 5, Draws: 2000})
	add("smaa/constrained", r, err)
	full := WeightDist{Kind: "levels", Orders: []WeightOrder{{2, 3}, {3, 4}, {4, 5}, {7, 8}, {8, 9}}}
	r, err = res.Acceptability(ctx, p, full, DataDist{}, MonteCarlo{Seed: 5, Draws: 2000})
	add("smaa/ordered", r, err)
	a, err := res.AttainableRanks(ctx, []WeightBound{{1, 0.2, 0.9}, {2, 0.1, 0.4}})
	add("attainable", a, err)
	x := benchMatrix()
	pw, err := PairwiseWinning(x, nil)
	add("pairwise", pw, err)
	ex, _, err := ExactAcceptability(Matrix{m: 8, n: 3, v: x.v[:24]}, nil)
	add("exact", ex, err)
	en, err := EntropyWeights(x)
	add("entropy", en, err)
	cr, err := CRITICWeights(x, nil)
	add("critic", cr, err)
	me, err := MERECWeights(x, nil)
	add("merec", me, err)
	co, err := CODAS(x, nil, EqualWeights(30), 0.02)
	add("codas", co, err)
	ahp, err := AHPWeights(mustMatrix(t, [][]float64{{1, 4, 3, 1}, {0.25, 1, 7, 3}, {1. / 3, 1. / 7, 1, 0.2}, {1, 1. / 3, 5, 1}}))
	add("ahp", ahp, err)
	bw, err := BWMLinear([]float64{2, 1, 4, 3, 8}, []float64{4, 8, 2, 3, 1}, 1, 4)
	add("bwm", bw, err)
	bn, err := BWMNonlinear([]float64{2, 1, 4, 3, 8}, []float64{4, 8, 2, 3, 1}, 1, 4)
	add("bwmNonlinear", bn, err)
	skew, _ := Winsorise([]float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 200}, 2, 3.5, 5)
	add("winsorise", []float64{Skewness(skew), Kurtosis(skew)}, nil)
	return out
}

// The same bits on every machine: testdata/replay.txt was written on amd64 and
// arm64.sh runs this test as an arm64 program.
func TestReplay(t *testing.T) {
	got := strings.Join(replayCases(t), "\n") + "\n"
	const file = "testdata/replay.txt"
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	g, w := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	if len(g) != len(w) {
		t.Fatalf("%d digests, want %d", len(g), len(w))
	}
	for k := range w {
		if g[k] != w[k] {
			t.Errorf("got  %s\nwant %s", g[k], w[k])
		}
	}
}

// The first weights of seed 1: a change in the random stream would change every
// stored simulation.
func TestFirstWeights(t *testing.T) {
	var d drawer
	w := make([]float64, 16)
	d.seed(1, 0)
	d.dirichlet(w, nil)
	const want = "dab8759e736698c4"
	if got := digest(w)[:16]; got != want {
		t.Errorf("digest %s, want %s; weights %v", got, want, w)
	}
}

func TestWorkersDoNotMatter(t *testing.T) {
	x := benchMatrix()
	var want string
	for _, workers := range []int{1, 2, 3, 7, 64} {
		r, err := Acceptability(context.Background(), x, WeightDist{Kind: "uniform"}, MonteCarlo{Seed: 4, Draws: 10_001, Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		if got := digest(r); want == "" {
			want = got
		} else if got != want {
			t.Errorf("%d workers give another result", workers)
		}
	}
}
