package appraisal_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"slices"
	"testing"

	"parksite/internal/appraisal"
	"parksite/internal/fault"
)

// The explanation adds up, and what it says would change the order does.
func TestExplain(t *testing.T) {
	d, s := data(t)
	m := model(t, d, "general")
	o := appraisal.Options{}
	r := evaluate(t, m, s, o)
	e, err := appraisal.Explain(m, s, o, "POL", "VNM") // asked the wrong way round
	if err != nil {
		t.Fatal(err)
	}
	a, b := find(t, r, "VNM"), find(t, r, "POL")
	if e.A != "VNM" || e.B != "POL" || e.RankA != a.Rank || e.RankB != b.Rank || !e.Exact || e.Log {
		t.Fatalf("%s above %s, exact %v", e.A, e.B, e.Exact)
	}
	sum, dims, pro, con := 0.0, 0.0, 0.0, 0.0
	for _, c := range e.Criteria {
		sum += c.Points
		if c.Carrying {
			pro += c.Points
		}
		con += max(0, -c.Points)
		if c.A.Value == nil || c.A.Source == "" {
			t.Errorf("%s: a figure without its source", c.ID)
		}
	}
	for _, x := range e.Dimensions {
		dims += x.Points
	}
	if want := a.Score - b.Score; math.Abs(sum-want) > 1e-12 || math.Abs(dims-want) > 1e-12 || math.Abs(e.Difference-want) > 1e-12 {
		t.Errorf("criteria %v, dimensions %v, difference %v, want %v", sum, dims, e.Difference, want)
	}
	if pro <= con || !e.Certain || e.GapShare != 0 {
		t.Errorf("carrying %v against %v, certain %v, gaps %v", pro, con, e.Certain, e.GapShare)
	}
	moved := 0.0
	for _, x := range e.Transfer.Moves {
		moved += x.Mass
	}
	if math.Abs(moved-e.Transfer.Mass) > 1e-12 || e.Transfer.Mass <= 0 || !e.Transfer.Exact {
		t.Errorf("transfer %+v", e.Transfer)
	}
	possible := 0
	for _, v := range e.Values {
		if v.To != nil {
			possible++
		}
	}
	if len(e.Values) != len(e.Criteria) || possible == len(e.Values) {
		t.Errorf("%d of %d values could close a gap of %.2f", possible, len(e.Values), e.Difference)
	}
	for _, tt := range [][3]string{{"VNM", "VNM", "country.same"}, {"CHN", "VNM", "country.notRanked"}, {"VNM", "", "country.notRanked"}} {
		if _, err := appraisal.Explain(m, s, o, tt[0], tt[1]); !fault.Is(err, fault.Invalid) || fields(err)[0].Code != tt[2] {
			t.Errorf("%v: %v", tt, err)
		}
	}
}

// An explanation says how much of it rests on what is missing, and never claims
// to be exact where it is not.
func TestExplainRestsOnGaps(t *testing.T) {
	d, s := data(t)
	m := model(t, d, "general")
	e, err := appraisal.Explain(m, s, appraisal.Options{}, "BGR", "VEN")
	if err != nil {
		t.Fatal(err)
	}
	if e.GapShare <= 0 || e.GapShare >= 1 || e.Low >= e.Difference || e.High <= e.Difference {
		t.Errorf("gaps carry %v of it, difference in [%v, %v]", e.GapShare, e.Low, e.High)
	}
	if e.Transfer != nil && e.Transfer.Exact {
		t.Error("a transfer over gaps claims to be exact")
	}
	m.Method = appraisal.Geometric
	if e, err = appraisal.Explain(m, s, appraisal.Options{}, "VNM", "POL"); err != nil || e.Exact && !e.Log {
		t.Errorf("geometric: exact %v log %v, %v", e.Exact, e.Log, err)
	}
	if e, err = appraisal.Explain(m.WithMethod("topsis"), s, appraisal.Options{}, "VNM", "POL"); err != nil || e.Exact || e.Transfer != nil {
		t.Errorf("topsis: exact %v, %v", e.Exact, err)
	}
}

func TestSimulate(t *testing.T) {
	d, s := data(t)
	m := model(t, d, "strategy-S1")
	o := appraisal.Options{Scope: appraisal.Scope{Regions: []string{"ASEAN"}}}
	q := appraisal.SimulationOptions{Draws: 3000, Seed: 7}
	one, err := appraisal.Simulate(context.Background(), m, s, o, q)
	if err != nil {
		t.Fatal(err)
	}
	q.Workers = 2
	two, _ := appraisal.Simulate(context.Background(), m, s, o, q)
	if !reflect.DeepEqual(one, two) {
		t.Error("the number of workers changes the answer")
	}
	if _, err := json.Marshal(one); err != nil {
		t.Error(err) // a NaN has no JSON
	}
	if len(one.Countries) != 11 || one.Weights != "levels" || one.TopK != 3 {
		t.Fatalf("%d countries, weights %s", len(one.Countries), one.Weights)
	}
	first := 0.0
	for i, c := range one.Countries {
		sum := 0.0
		for _, x := range c.Acceptability {
			sum += x
		}
		if math.Abs(sum-1) > 1e-9 || c.Low > c.High || c.First != c.Acceptability[0] || math.Abs(c.Top-(c.Acceptability[0]+c.Acceptability[1]+c.Acceptability[2])) > 1e-12 {
			t.Errorf("%s: %+v", c.ISO3, c)
		}
		if (c.First > 0) != (c.Central != nil) || c.SDData != nil {
			t.Errorf("%s: first in %v, central weights %v", c.ISO3, c.First, c.Central != nil)
		}
		first += c.First
		for j := range one.Countries {
			x, y := one.Pairwise[i][j], one.Pairwise[j][i]
			if (x == nil) != (i == j) || x != nil && *x+*y > 1+1e-12 {
				t.Errorf("%s against %s: %v and %v", c.ISO3, one.Countries[j].ISO3, x, y)
			}
		}
	}
	if first < 1-1e-9 {
		t.Errorf("somebody is always first, got %v", first)
	}
	// Weights held near the model's: its leader leads far more often.
	q = appraisal.SimulationOptions{Draws: 3000, Weights: "centred", Kappa: 1000, Missing: "uniform", Bounds: []appraisal.NodeBounds{{Node: "population", Low: .2, High: .3}}}
	near, err := appraisal.Simulate(context.Background(), m, s, o, q)
	if err != nil {
		t.Fatal(err)
	}
	lead := near.Countries[0]
	if lead.First < one.Countries[0].First || lead.SDWeights == nil || lead.SDData == nil || lead.Best == nil || *lead.Best != 1 {
		t.Errorf("centred: %+v", lead)
	}
	bad := appraisal.SimulationOptions{Draws: 5, TopK: 999, Bounds: []appraisal.NodeBounds{{Node: "nobody"}}, Orders: []appraisal.NodeOrder{{More: "index", Less: "population"}}}
	if _, err := appraisal.Simulate(context.Background(), m, s, o, bad); !fault.Is(err, fault.Invalid) || len(fields(err)) != 4 {
		t.Errorf("%v", err)
	}
	if _, err := appraisal.Simulate(context.Background(), m, s, o, appraisal.SimulationOptions{Weights: "any"}); !fault.Is(err, fault.Invalid) {
		t.Errorf("unknown distribution: %v", err)
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := appraisal.Simulate(gone, m, s, o, appraisal.SimulationOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// At the end of a stability interval the rival named there ties or leads.
func TestSense(t *testing.T) {
	d, s := data(t)
	m := model(t, d, "general")
	x, err := appraisal.Sense(m, s, appraisal.Options{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(x.Nodes) != 5+len(m.Leaves()) || len(x.Without) != len(m.Leaves()) || len(x.Possible) != 59 || x.TopK != 3 {
		t.Fatalf("%d nodes, %d criteria, %d countries", len(x.Nodes), len(x.Without), len(x.Possible))
	}
	ends := 0
	for _, n := range x.Nodes[:1] {
		if n.First.HighRival == "" && n.First.LowRival == "" {
			t.Fatalf("%s never changes the leader: %+v", n.Node, n.First)
		}
	}
	for _, n := range x.Nodes {
		if n.First.Low > n.Weight || n.First.High < n.Weight || n.Ranking.Low < n.First.Low-1e-12 || n.Ranking.High > n.First.High+1e-12 {
			t.Errorf("%+v", n)
		}
		if !slices.Contains([]string{"population", "location", "development", "urbanization", "business"}, n.Node) || n.First.HighRival == "" || n.First.High > 0.999 {
			continue
		}
		ends++
		w := n.First.High
		r := evaluate(t, m, s, appraisal.Options{Weights: map[string]float64{n.Node: w * (1 - n.Weight) / (1 - w)}})
		if gap := find(t, r, n.First.HighAhead).Score - find(t, r, n.First.HighRival).Score; math.Abs(gap) > 1e-9 {
			t.Errorf("%s at %v: %s and %s are %v apart", n.Node, w, n.First.HighAhead, n.First.HighRival, gap)
		}
	}
	if ends == 0 {
		t.Error("no end was checked")
	}
	nominal, effective := 0.0, 0.0
	for _, e := range x.Effects {
		nominal += e.Nominal
		effective += *e.Effective
	}
	if math.Abs(nominal-1) > 1e-9 || math.Abs(effective-1) > 1e-9 {
		t.Errorf("nominal %v, effective %v", nominal, effective)
	}
	if x.Firmness == nil || x.Firmness.A != "VNM" || x.Firmness.Mass <= 0 {
		t.Errorf("firmness %+v", x.Firmness)
	}
	if _, err := appraisal.Sense(m, s, appraisal.Options{}, 60); !fault.Is(err, fault.Invalid) {
		t.Errorf("top 60 of 59: %v", err)
	}
}

// Where a sweep says two countries cross, their scores under that weight are
// equal; who it says leads within a range is first there; where a range ends
// is where the stability interval of the same weight does.
func TestSwept(t *testing.T) {
	d, s := data(t)
	m := model(t, d, "general")
	sense, err := appraisal.Sense(m, s, appraisal.Options{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	at := func(w float64, n appraisal.NodeStability) appraisal.Result {
		return evaluate(t, m, s, appraisal.Options{Weights: map[string]float64{n.Node: w * (1 - n.Weight) / (1 - w)}})
	}
	checked := 0
	for _, n := range sense.Nodes {
		if !slices.Contains([]string{"population", "location", "development", "urbanization", "business"}, n.Node) {
			continue
		}
		x, err := appraisal.Swept(m, s, appraisal.Options{}, n.Node)
		if err != nil {
			t.Fatal(err)
		}
		if !x.Exact || x.Weight != n.Weight || len(x.At) != 21 || len(x.Countries) < 8 || x.Countries[0].ISO3 != "VNM" {
			t.Fatalf("%s: %+v", n.Node, x)
		}
		for _, c := range x.Countries {
			for _, k := range []int{0, 7, 19} {
				if was := find(t, at(x.At[k], n), c.ISO3).Score; math.Abs(*c.Scores[k]-was) > 1e-9 {
					t.Errorf("%s at %v: %s has %v, not %v", n.Node, x.At[k], c.ISO3, *c.Scores[k], was)
				}
			}
		}
		from := 0.0
		for _, l := range x.Leads {
			if l.From != from {
				t.Errorf("%s: nobody leads from %v to %v", n.Node, from, l.From)
			}
			from = l.To
			if r := at((l.From+l.To)/2, n); r.Alternatives[0].ISO3 != l.ISO3 {
				t.Errorf("%s from %v to %v: %s leads, not %s", n.Node, l.From, l.To, r.Alternatives[0].ISO3, l.ISO3)
			}
			if l.From <= n.Weight && n.Weight <= l.To && (math.Abs(l.From-n.First.Low) > 1e-12 || math.Abs(l.To-n.First.High) > 1e-12) {
				t.Errorf("%s: leads from %v to %v, stays from %v to %v", n.Node, l.From, l.To, n.First.Low, n.First.High)
			}
		}
		if from != 1 {
			t.Errorf("%s: the last lead ends at %v", n.Node, from)
		}
		for _, c := range x.Crossings {
			if c.Weight < 0.999 {
				r := at(c.Weight, n)
				a, b := find(t, r, c.Ahead).Score, find(t, r, c.Behind).Score
				if math.Abs(a-b) > 1e-9 || math.Abs(a-c.Score) > 1e-9 {
					t.Errorf("%s at %v: %s has %v, %s %v, both %v", n.Node, c.Weight, c.Ahead, a, c.Behind, b, c.Score)
				}
				checked++
			}
		}
	}
	if checked == 0 {
		t.Error("no crossing was checked")
	}
	for _, node := range []string{"", "index", "nobody", m.Tree.ID} {
		if _, err := appraisal.Swept(m, s, appraisal.Options{}, node); !fault.Is(err, fault.Invalid) {
			t.Errorf("node %q: %v", node, err)
		}
	}
}

func TestCompare(t *testing.T) {
	d, s := data(t)
	m := model(t, d, "general")
	x, err := appraisal.Compare(m, s, appraisal.Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(x.Failed) != 0 || len(x.Methods) < 8 || len(x.Countries) != 59 || x.Countries[0].BordaRank != 1 || *x.KendallW < 0.5 {
		t.Errorf("%v failed %v, W %v", x.Methods, x.Failed, *x.KendallW)
	}
	for k := range x.Methods {
		if math.Abs(*x.Spearman[k][k]-1) > 1e-12 || len(x.Countries[0].Rank) != len(x.Methods) {
			t.Errorf("%s with itself: %v", x.Methods[k], *x.Spearman[k][k])
		}
	}
	if _, err := appraisal.Compare(m, s, appraisal.Options{}, []string{"magic"}); !fault.Is(err, fault.Invalid) {
		t.Errorf("unknown method: %v", err)
	}
	// Laos alone: nobody in the scope to take a sea distance from. Listed, not left out.
	alone := appraisal.Options{Scope: appraisal.Scope{Countries: []string{"LAO"}}}
	if x, err := appraisal.Compare(m, s, alone, []string{"weightedSum", "topsis"}); err != nil || len(x.Methods) != 1 || len(x.Failed) != 1 || x.Failed[0].Code != "scoring.missing" {
		t.Errorf("a gap nothing fills: %+v, %v", x, err)
	}
}
