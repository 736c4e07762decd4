package appraisal_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parksite/internal/appraisal"
	"parksite/seeds"
)

// asReplay makes the test binary print what it computes and end: another
// process, which may have other processors or another order of its input.
const asReplay = "APPRAISAL_TEST_REPLAY"

func TestMain(m *testing.M) {
	if order := os.Getenv(asReplay); order != "" {
		lines, err := replayLines(order)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Print(lines)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// replayLines computes one result of every model that is ready and every
// method, with overridden weights and a scope, and a simulation: their digests,
// and the bytes of the results down to the last digit.
func replayLines(order string) (string, error) {
	d, err := seed()
	if err != nil {
		return "", err
	}
	scope := appraisal.Scope{Regions: []string{"ASEAN", "EU"}, Strategies: []string{"S2", "S4"}, Countries: []string{"VNM", "IND", "POL", "PAK"}}
	if order != "given" {
		var n uint64
		for _, b := range []byte(order) {
			n = n*31 + uint64(b)
		}
		d = shuffled(d, rand.New(rand.NewPCG(n, 1)))
		for _, list := range [][]string{scope.Regions, scope.Strategies, scope.Countries} {
			slices.Reverse(list)
		}
	}
	s, err := d.Snapshot()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	add := func(name, digest string, v any) error {
		text, err := json.Marshal(v)
		fmt.Fprintf(&b, "%s %s %x\n", name, digest, sha256.Sum256(text))
		return err
	}
	fmt.Fprintf(&b, "dataset %s\n", s.Dataset().Digest)
	models := slices.Clone(d.Models)
	slices.SortFunc(models, func(a, b appraisal.Model) int { return strings.Compare(a.ID, b.ID) })
	for _, m := range models {
		weights := map[string]float64{}
		for i, n := range m.Tree.Children {
			weights[n.ID] = 0.31 - 0.07*float64(i%4)
		}
		r, err := appraisal.EvaluateWith(m, s, appraisal.Options{Scope: scope, Weights: weights})
		if err == nil {
			err = add(m.ID, r.Digest, r)
		}
		if err != nil {
			return "", fmt.Errorf("%s: %w", m.ID, err)
		}
		if m.ID != "general" {
			continue
		}
		for _, name := range appraisal.MethodNames() {
			x := m.WithMethod(name)
			if name == "owa" {
				x.Params.OWA = nil
				for range x.Leaves() {
					x.Params.OWA = append(x.Params.OWA, 1)
				}
			}
			r, err := appraisal.EvaluateWith(x, s, appraisal.Options{Scope: scope})
			if err == nil {
				err = add(name, r.Digest, r)
			}
			if err != nil {
				return "", fmt.Errorf("%s: %w", name, err)
			}
		}
		sim, err := appraisal.Simulate(context.Background(), m, s, appraisal.Options{Scope: scope}, appraisal.SimulationOptions{Draws: 500, Seed: 7, Missing: "uniform"})
		if err == nil {
			err = add("simulation", "-", sim)
		}
		if err != nil {
			return "", err
		}
	}
	return b.String(), nil
}

// shuffled is the same content, handed over in another order. The order of the
// rows of a table is content: it is the order in which they are shown. Points
// stay sorted inside a series, as everything that makes one sorts them.
func shuffled(d seeds.Data, r *rand.Rand) seeds.Data {
	d.Series, d.Models = mixed(d.Series, r), mixed(d.Models, r)
	return d
}

func mixed[T any](list []T, r *rand.Rand) []T {
	list = slices.Clone(list)
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

// Other processes, on one processor and on two, with the series and the names of
// the scope in another order, compute the same digests and the same bytes.
func TestElsewhere(t *testing.T) {
	want, err := replayLines("given")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(want, "\n"); n < 28 {
		t.Fatalf("%d results only", n)
	}
	for _, tt := range []struct{ order, processors string }{{"given", "1"}, {"given", "2"}, {"one", "1"}, {"another", "2"}} {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), asReplay+"="+tt.order, "GOMAXPROCS="+tt.processors, "LC_ALL=tr_TR.UTF-8", "TZ=Asia/Almaty")
		var errs bytes.Buffer
		cmd.Stderr = &errs
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v: %v %s", tt, err, errs.String())
		}
		got, lines := strings.Split(string(out), "\n"), strings.Split(want, "\n")
		for i := range lines {
			if i >= len(got) || got[i] != lines[i] {
				t.Errorf("order %s, %s processors, line %d:\n got %s\nwant %s", tt.order, tt.processors, i+1, append(got, make([]string, len(lines))...)[i], lines[i])
				break
			}
		}
	}
	golden(t, "testdata/elsewhere.golden", want)
}

// The rows of the tables in another order make another version of the data,
// with a digest of its own, and the same result: equal scores included, whose
// countries are listed by their code.
func TestOrderOfTables(t *testing.T) {
	d, s := data(t)
	x, r := d, rand.New(rand.NewPCG(3, 3))
	x.Tables.Countries, x.Tables.Indicators, x.Tables.Sources = mixed(d.Tables.Countries, r), mixed(d.Tables.Indicators, r), mixed(d.Tables.Sources, r)
	x.Tables.Areas, x.Tables.Ports = mixed(d.Tables.Areas, r), mixed(d.Tables.Ports, r)
	x.Tables.SeaDistances, x.Tables.GeoDistances = mixed(d.Tables.SeaDistances, r), mixed(d.Tables.GeoDistances, r)
	other, err := x.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	if other.Dataset().Digest == s.Dataset().Digest {
		t.Error("rows in another order have the same digest")
	}
	for _, m := range d.Models {
		a, b := evaluate(t, m, s, appraisal.Options{}), evaluate(t, m, other, appraisal.Options{})
		if !reflect.DeepEqual(a.Alternatives, b.Alternatives) {
			t.Errorf("%s: %s", m.ID, cmp.Diff(a.Alternatives, b.Alternatives))
		}
	}
}

// Siblings of a tree in another order are the same criteria: every country
// keeps its rank, and its score but for the order of summation.
func TestOrderOfCriteria(t *testing.T) {
	d, s := data(t)
	r := rand.New(rand.NewPCG(5, 5))
	for _, m := range d.Models {
		base := evaluate(t, m, s, appraisal.Options{})
		x := clone(t, m)
		mix(&x.Tree, r)
		got := evaluate(t, x, s, appraisal.Options{})
		for _, a := range base.Alternatives {
			b := find(t, got, a.ISO3)
			if b.Rank != a.Rank || math.Abs(b.Score-a.Score) > 1e-12 {
				t.Errorf("%s: %s is %d at %.16f, was %d at %.16f", m.ID, a.ISO3, b.Rank, b.Score, a.Rank, a.Score)
			}
		}
	}
}

func mix(n *appraisal.Node, r *rand.Rand) {
	n.Children = mixed(n.Children, r)
	for i := range n.Children {
		mix(&n.Children[i], r)
	}
}
