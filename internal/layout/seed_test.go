package layout_test

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/layout"
	"parksite/seeds"
)

// world is the shipped data.
var world = sync.OnceValues(func() (*layout.Atlas, *catalog.Snapshot) {
	d, err := seeds.Load()
	if err != nil {
		panic(err)
	}
	snap, err := d.Snapshot()
	if err != nil {
		panic(err)
	}
	a, err := layout.NewAtlas(layout.Data{Countries: d.Tables.Countries, Strategies: d.Strategies, Industries: d.Industries, Sites: d.Sites,
		SeaDistances: d.Tables.SeaDistances, LandUse: d.LandUse, GDP: layout.GDP(snap, snap.Year())})
	if err != nil {
		panic(err)
	}
	shipped = d
	return a, snap
})

var shipped seeds.Data

var strategies = []string{"S1", "S2", "S3", "S4"}

// input is the default input of a strategy for k sites.
func input(t testing.TB, strategy string, k int) layout.Input {
	t.Helper()
	a, snap := world()
	r, err := a.DefaultRule(strategy, k)
	if err != nil {
		t.Fatal(err)
	}
	c, err := layout.ScoreCountries(shipped.Models, snap, strategy, 0)
	if err != nil {
		t.Fatal(err)
	}
	return layout.Input{Rule: r, Country: c}
}

func problem(t testing.TB, in layout.Input) (layout.Problem, []layout.SiteScore) {
	t.Helper()
	a, _ := world()
	p, scores, err := a.Problem(in)
	if err != nil {
		t.Fatal(err)
	}
	return p, scores
}

func best(t testing.TB, p layout.Problem) layout.Plan {
	t.Helper()
	sol, err := layout.Solve(context.Background(), p, layout.Options{Plans: 1})
	if err != nil || !sol.Proven {
		t.Fatalf("proven %v: %v", sol.Proven, err)
	}
	return sol.Plans[0]
}

func has(p layout.Plan, id string) bool { return slices.Contains(p.IDs(), id) }

func TestShippedPlans(t *testing.T) {
	for _, s := range strategies {
		for _, k := range []int{4, 6, 8, 12} {
			p, _ := problem(t, input(t, s, k))
			sol, err := layout.Solve(context.Background(), p, layout.Options{})
			if fault.Is(err, fault.Uncomputable) {
				t.Logf("%s with %d sites: no plan", s, k)
				continue
			}
			if err != nil || !sol.Proven || sol.Gap != 0 {
				t.Fatalf("%s with %d sites: proven %v, %v", s, k, sol.Proven, err)
			}
			if sol.Nodes > 1_000_000 {
				t.Errorf("%s with %d sites: %d nodes, the bound has lost its grip", s, k, sol.Nodes)
			}
			t.Logf("%s with %d of %d sites: %d plans, best %.6f, %d nodes", s, k, len(p.Candidates), len(sol.Plans), sol.Plans[0].Value, sol.Nodes)
			for i, pl := range sol.Plans {
				if !pl.Complete() || len(pl.Sites) != k {
					t.Errorf("%s, plan %d breaks its rule: %v", s, i, pl.Conditions)
				}
				if i > 0 && pl.Value > sol.Plans[i-1].Value {
					t.Errorf("%s: plan %d is better than the one before", s, i)
				}
				if _, err := json.Marshal(pl); err != nil {
					t.Errorf("%s: %v", s, err)
				}
			}
		}
	}
}

// The change that Why names is the least: just beyond it the site changes
// sides, just short of it it does not.
func TestWhyIsExact(t *testing.T) {
	for _, s := range strategies {
		p, _ := problem(t, input(t, s, 6))
		base := best(t, p)
		tried := 0
		for i := 0; i < len(p.Candidates); i += 5 {
			c := p.Candidates[i]
			r, err := layout.Why(context.Background(), p, base, c.ID)
			if err != nil {
				t.Fatal(err)
			}
			if r.In != has(base, c.ID) {
				t.Errorf("%s %s: in %v", s, c.ID, r.In)
			}
			if r.Code != "" || r.Change == nil {
				continue
			}
			tried++
			for _, beyond := range []bool{false, true} {
				q := p
				q.Candidates = slices.Clone(p.Candidates)
				step := 1e-6
				if beyond == r.In { // further down for a site that is in, further up for one that is out
					step = -step
				}
				q.Candidates[i].Score += *r.Change + step
				if got := has(best(t, q), c.ID); got != (beyond != r.In) {
					t.Errorf("%s %s: with its score changed by %g%+g in the plan: %v", s, c.ID, *r.Change, step, got)
				}
			}
		}
		if tried < 5 {
			t.Errorf("%s: only %d sites tried", s, tried)
		}
	}
}

func TestWhyNamesWhatBlocks(t *testing.T) {
	in := input(t, "S2", 6)
	p, _ := problem(t, in)
	base := best(t, p)
	r, err := layout.Why(context.Background(), p, base, "park-MMR_KYAUKPHYU")
	if err != nil || r.Code != "layout.out.inland" {
		t.Errorf("Kyaukphyu, whose port is in no table: %q, %v", r.Code, err)
	}
	in.Rule.Admitted = []string{"park-MMR_KYAUKPHYU"}
	p, _ = problem(t, in)
	if r, err = layout.Why(context.Background(), p, best(t, p), "park-MMR_KYAUKPHYU"); err != nil || r.Code != "" || r.Other == nil && !r.In {
		t.Errorf("admitted by the user it competes: %+v, %v", r, err)
	}
	if _, err = layout.Why(context.Background(), p, base, "port-NOWHERE"); !fault.Is(err, fault.NotFound) {
		t.Errorf("unknown site: %v", err)
	}
}

func TestForcedSites(t *testing.T) {
	in := input(t, "S2", 6)
	p, _ := problem(t, in)
	free := best(t, p)
	out := free.Sites[1].ID
	in.Rule.ForcedOut, in.Rule.ForcedIn = []string{out}, []string{"port-WPI49255"}
	p, _ = problem(t, in)
	forced := best(t, p)
	if has(forced, out) || !has(forced, "port-WPI49255") || forced.Value > free.Value {
		t.Errorf("forced plan %v worth %g against %g", forced.IDs(), forced.Value, free.Value)
	}
	in.Rule.ForcedIn = []string{"port-WPI12970"} // Santos is not in South Asia
	p, _ = problem(t, in)
	if _, err := layout.Solve(context.Background(), p, layout.Options{}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a forced site of another continent: %v", err)
	}
}

func TestStress(t *testing.T) {
	a, snap := world()
	for _, s := range strategies {
		in := input(t, s, 6)
		p, _ := problem(t, in)
		base := best(t, p)
		scenarios := layout.Scenarios(in.Rule)
		old, err := layout.ScoreCountries(shipped.Models, snap, s, 2015)
		if err != nil {
			t.Fatal(err)
		}
		scenarios = append(scenarios, layout.Scenario{Kind: "year", Year: 2015, Country: &old},
			layout.Scenario{Kind: "negativeList", Bans: []layout.Ban{{ISO3: base.Sites[0].ISO3, Industry: base.Sites[0].Industry, Level: catalog.Prohibited}}})
		out, err := a.Stress(context.Background(), in, base, scenarios)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range out {
			switch o.Scenario.Kind {
			case "country":
				for _, x := range o.Base.Sites {
					if x.ISO3 == o.Scenario.ISO3 {
						t.Errorf("%s: %s still stands in %s, which dropped out", s, x.ID, x.ISO3)
					}
				}
			case "negativeList":
				if !slices.Contains(o.Broken, layout.CondNegativeList) {
					t.Errorf("%s: the plan does not break the new negative list: %v", s, o.Broken)
				}
			}
			if o.Loss != nil && *o.Loss < -1e-12 {
				t.Errorf("%s %+v: the base plan is better than the best by %g", s, o.Scenario, -*o.Loss)
			}
			if o.Best == nil && len(o.Blocking) == 0 && o.Scenario.Kind != "country" {
				t.Errorf("%s %+v: no plan and nothing blocks it", s, o.Scenario)
			}
			if o.Best != nil && !o.Best.Complete() {
				t.Errorf("%s %+v: the best plan breaks its rule", s, o.Scenario)
			}
		}
	}
	in := input(t, "S2", 6)
	p, _ := problem(t, in)
	for _, bad := range []layout.Scenario{{Kind: "storm"}, {Kind: "passage", Passage: "kiel"}, {Kind: "country", ISO3: "BRA"}, {Kind: "year"}} {
		if _, err := a.Stress(context.Background(), in, best(t, p), []layout.Scenario{bad}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

func TestUncertain(t *testing.T) {
	a, _ := world()
	in := input(t, "S2", 6)
	p, _ := problem(t, in)
	base := best(t, p)
	still, err := a.Uncertain(context.Background(), in, base, layout.UncertaintyOptions{Draws: 3, Seed: 1, Spread: 0})
	if err != nil || still.Same != 1 || still.Kept != 1 || still.MaxLoss > 1e-6 {
		t.Errorf("without spread nothing may change: %+v, %v", still, err)
	}
	o := layout.UncertaintyOptions{Draws: 40, Seed: 7, Spread: 0.5}
	u, err := a.Uncertain(context.Background(), in, base, o)
	if err != nil {
		t.Fatal(err)
	}
	v, err := a.Uncertain(context.Background(), in, base, o)
	if err != nil {
		t.Fatal(err)
	}
	x, _ := json.Marshal(u)
	y, _ := json.Marshal(v)
	if string(x) != string(y) {
		t.Error("the same seed gives another result")
	}
	total := 0.0
	for _, f := range u.Sites {
		total += f.Share
	}
	if math.Abs(total-6) > 1e-9 || u.Infeasible != 0 || u.MeanLoss < 0 || u.MaxLoss < u.MeanLoss {
		t.Errorf("shares sum to %g, want 6: %+v", total, u)
	}
	o.Draws = 10 // a draw depends on seed and index alone
	var seen []int
	o.Done = func(d int) { seen = append(seen, d) }
	if _, err = a.Uncertain(context.Background(), in, base, o); err != nil || len(seen) != 10 {
		t.Errorf("%d draws reported, %v", len(seen), err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err = a.Uncertain(ctx, in, base, o); err == nil {
		t.Error("a cancelled simulation went on")
	}
	if _, err = a.Uncertain(context.Background(), in, base, layout.UncertaintyOptions{Draws: 0}); !fault.Is(err, fault.Invalid) {
		t.Errorf("no draws: %v", err)
	}
}

func TestOverlap(t *testing.T) {
	a, _ := world()
	p, _ := problem(t, input(t, "S2", 6))
	plan := best(t, p)
	o := a.Overlap(plan)
	sum := 0
	for _, s := range o.Shares {
		sum += s.Sites
	}
	if sum != 6 || o.Concentration < o.Even-1e-12 || o.Concentration > 1 {
		t.Errorf("overlap %+v", o)
	}
	for _, pair := range o.Pairs {
		if pair.Km < plan.Rule.SameIndustryKm {
			t.Errorf("%s and %s are %g km apart", pair.A, pair.B, pair.Km)
		}
	}
}

func BenchmarkSolve(b *testing.B) {
	for _, s := range strategies {
		b.Run(s, func(b *testing.B) {
			p, _ := problem(b, input(b, s, 6))
			for b.Loop() {
				if _, err := layout.Solve(context.Background(), p, layout.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestReport(t *testing.T) {
	a, snap := world()
	digests := map[string]bool{}
	for _, closed := range []layout.Passage{layout.Open, layout.Malacca, layout.Open} {
		in := input(t, "S2", 6)
		in.Closed = closed
		p, _ := problem(t, in)
		sol, err := layout.Solve(context.Background(), p, layout.Options{Plans: 3})
		if err != nil {
			t.Fatal(err)
		}
		r, err := a.NewReport(in, p, sol, snap.Dataset())
		if err != nil {
			t.Fatal(err)
		}
		digests[r.Digest] = true
		var b strings.Builder
		if err := r.Table(&b); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"Colombo", "chain.gap", "next best", "proven", "limit.portsMissing.S2"} {
			if !strings.Contains(b.String(), want) {
				t.Errorf("the table does not say %q", want)
			}
		}
		raw, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var back layout.Report
		if err := json.Unmarshal(raw, &back); err != nil || len(back.Solution.Plans) != 3 {
			t.Fatalf("%d plans read back: %v", len(back.Solution.Plans), err)
		}
		// A stored plan is checked again from itself alone.
		for _, plan := range back.Solution.Plans {
			for _, c := range layout.Check(plan.Rule, plan.Sites) {
				if !c.Passed {
					t.Errorf("read back, the plan breaks %s", c)
				}
			}
		}
	}
	if len(digests) != 2 {
		t.Errorf("two different inputs, one of them twice, gave %d digests", len(digests))
	}
}
