package layout

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// randomProblem makes a small instance in a box of about 2,200 by 2,200 km with
// random bounds, budgets, bans and forced sites.
func randomProblem(kind string, seed uint64) Problem {
	r := rand.New(rand.NewPCG(seed, 7))
	industries := []string{"X", "Y", "Z"}[:2+r.IntN(2)]
	members := []catalog.StrategyMember{{ISO3: "AAA", Role: "node", CoastSide: "Atlantic"}, {ISO3: "BBB", Role: "node", CoastSide: "Pacific"},
		{ISO3: "CCC", Role: "node", CoastSide: "Atlantic"}, {ISO3: "DDD", Role: "node", CoastSide: "Pacific"}}
	if kind == Nodes {
		members[2].Role, members[3].Role = "radiation", "radiation"
	}
	rule := Rule{Strategy: "T", Kind: kind, Sites: 2 + r.IntN(3), Members: members, Industries: industries,
		Kinds: []catalog.SiteKind{catalog.PortSite}, Cities: "none", PortsOnly: r.IntN(2) == 0,
		CountryBudget: 1 + r.IntN(3), SameIndustry: 1 + r.IntN(2), SameIndustryKm: float64(r.IntN(600)), SeparationKm: float64(r.IntN(200)),
		MinCountries: r.IntN(4), ScoreWeight: 1, FitWeight: float64(r.IntN(3)) / 2}
	if r.IntN(3) == 0 {
		rule.CountryBudgets = []appraisal.CountryLimit{{ISO3: "AAA", Max: r.IntN(3)}}
	}
	place := func() Place { return Place{Lat: 20 * r.Float64(), Lon: 80 + 20*r.Float64()} }
	var cs []Candidate
	for i := range 8 + r.IntN(3) {
		km := 2500 * r.Float64()
		c := Candidate{ID: fmt.Sprintf("s%02d", i), Kind: catalog.PortSite, ISO3: members[r.IntN(4)].ISO3, Place: place(),
			PortCity: r.IntN(6) > 0, MarketKm: &km, Population200: 2e7 * r.Float64(), Coverage: 1}
		c.Ocean = []string{"Atlantic", "Pacific"}[r.IntN(2)]
		c.Score = math.Round(r.Float64()*20) / 20 // coarse, so that ties occur
		for _, x := range industries {
			if r.IntN(8) > 0 {
				c.Fits = append(c.Fits, Fit{Industry: x, Score: math.Round(r.Float64()*20) / 20, Coverage: 1})
			}
		}
		cs = append(cs, c)
	}
	for _, m := range members {
		for _, x := range industries {
			if r.IntN(8) == 0 {
				rule.Bans = append(rule.Bans, Ban{ISO3: m.ISO3, Industry: x, Level: []string{"prohibited", "restricted", "encouraged"}[r.IntN(3)]})
			}
		}
	}
	if r.IntN(3) == 0 {
		rule.PortIndustries = []string{"Y"}
	}
	rule.ExcludeRestricted = r.IntN(2) == 0
	switch kind {
	case Nodes:
		rule.Nodes = &NodesRule{LandReachKm: 1500 * r.Float64(), SeaReachKm: 1500 * r.Float64(), MinServed: r.IntN(3), Insular: []string{"BBB"},
			Anchors: []Anchor{{ISO3: "CCC", Name: "c1", Sea: true, Place: place()}, {ISO3: "CCC", Name: "c2", Place: place()}, {ISO3: "DDD", Name: "d", Sea: true, Place: place()}}}
	case Chain:
		line := []Place{{0, 80}, {10, 85}, {5, 92}, {20, 100}}
		rule.Chain = &ChainRule{MaxOffKm: 700, MinGapKm: 200 * r.Float64(), MaxGapKm: 400 + 2500*r.Float64(),
			WestEndKm: 2500 * r.Float64(), EastEndKm: 1000 + 2000*r.Float64()}
		for i, p := range line {
			rule.Chain.Line = append(rule.Chain.Line, Waypoint{Site: fmt.Sprint(i), Place: p})
		}
	case Belt:
		rule.Belt = &BeltRule{NeighbourKm: 200 + 1200*r.Float64(), MarketReachKm: 1000 + 1500*r.Float64()}
	case Axis:
		rule.Axis = &AxisRule{CorridorKm: 300 + 2000*r.Float64(), MarketPopulation: 1.5e7 * r.Float64()}
	}
	for _, code := range []string{CondBudget, CondSeparation, CondSpacing, CondRepetition, CondCountries, CondNodesFirst, CondServed,
		CondGap, CondWestEnd, CondEastEnd, CondConnected, CondReach, CondOceans, CondCorridor, CondMarket, CondNegativeList, CondPorts, CondPortIndustry} {
		if r.IntN(12) == 0 {
			rule.Off = append(rule.Off, code)
		}
	}
	if r.IntN(3) == 0 {
		c := &cs[r.IntN(len(cs))]
		if rule.Ineligible(c) == "" {
			rule.ForcedIn = []string{c.ID}
		}
	}
	if id := cs[r.IntN(len(cs))].ID; r.IntN(3) == 0 && !contains(rule.ForcedIn, id) {
		rule.ForcedOut = []string{id}
	}
	return Problem{Rule: rule, Candidates: cs}
}

// bruteForce returns the best plans with different sets of sites by looking at
// every set and every choice of industries and asking Check.
func bruteForce(p Problem, want int) []Plan {
	var best []Plan
	n, k := len(p.Candidates), p.Rule.Sites
	var sites []int
	var rec func(from int)
	rec = func(from int) {
		if len(sites) == k {
			var top *Plan
			given := make([]int, k)
			for {
				cs, xs, ok := make([]Candidate, k), make([]string, k), true
				for q, i := range sites {
					cs[q], xs[q] = p.Candidates[i], p.Rule.Industries[given[q]]
					_, has := cs[q].fit(xs[q])
					ok = ok && has
				}
				if ok {
					if plan := NewPlan(p.Rule, cs, xs); plan.Complete() && (top == nil || plan.Value > top.Value) {
						top = &plan
					}
				}
				q := 0
				for ; q < k; q++ {
					if given[q]++; given[q] < len(p.Rule.Industries) {
						break
					}
					given[q] = 0
				}
				if q == k {
					break
				}
			}
			if top != nil {
				best = append(best, *top)
			}
			return
		}
		for i := from; i < n; i++ {
			sites = append(sites, i)
			rec(i + 1)
			sites = sites[:len(sites)-1]
		}
	}
	rec(0)
	slices.SortStableFunc(best, func(a, b Plan) int {
		switch {
		case a.Value > b.Value:
			return -1
		case a.Value < b.Value:
			return 1
		}
		return slices.Compare(a.IDs(), b.IDs())
	})
	return best[:min(want, len(best))]
}

func TestSolveEqualsBruteForce(t *testing.T) {
	for _, kind := range []string{Nodes, Chain, Belt, Axis} {
		t.Run(kind, func(t *testing.T) {
			feasible, several := 0, 0
			for seed := range uint64(70) {
				p := randomProblem(kind, seed)
				want := bruteForce(p, 5)
				got, err := Solve(context.Background(), p, Options{Plans: 5, PlaceKm: -1})
				if len(want) == 0 {
					if !fault.Is(err, fault.Uncomputable) {
						t.Fatalf("seed %d: no plan exists, Solve gave %d and error %v", seed, len(got.Plans), err)
					}
					continue
				}
				if err != nil || !got.Proven {
					t.Fatalf("seed %d: proven %v, error %v; brute force has %g", seed, got.Proven, err, want[0].Value)
				}
				if bound := rootBound(t, p); bound < want[0].Value-unit/2 {
					t.Fatalf("seed %d: root bound %.9f below the optimum %.9f", seed, bound, want[0].Value)
				}
				feasible++
				if len(want) == 5 {
					several++
				}
				if len(got.Plans) != len(want) {
					t.Fatalf("seed %d: %d plans, want %d", seed, len(got.Plans), len(want))
				}
				for i := range want {
					if got.Plans[i].Value != want[i].Value || !slices.Equal(got.Plans[i].IDs(), want[i].IDs()) {
						t.Fatalf("seed %d, plan %d: %v %.9f, want %v %.9f", seed, i, got.Plans[i].IDs(), got.Plans[i].Value, want[i].IDs(), want[i].Value)
					}
					if !got.Plans[i].Complete() {
						t.Fatalf("seed %d, plan %d breaks its rule: %v", seed, i, got.Plans[i].Conditions)
					}
				}
			}
			t.Logf("%d instances with a plan, %d with five or more", feasible, several)
			if feasible < 25 {
				t.Errorf("only %d of 70 instances had a plan: the test tells little", feasible)
			}
		})
	}
}

// A chain through so many countries, or with such budgets, that what is held
// takes more numbers than the bound has room for is solved all the same.
func TestSolveChainOfManyCountries(t *testing.T) {
	grains, feasible := map[grain]int{}, 0
	for seed := range uint64(40) {
		p := randomProblem(Chain, seed)
		p.Rule.CountryBudget, p.Rule.CountryBudgets = 1+int(seed%3), nil
		for i := range 12 { // most of them without a site
			p.Rule.Members = append(p.Rule.Members, catalog.StrategyMember{ISO3: fmt.Sprintf("X%02d", i), Role: "node"})
		}
		for i := range p.Candidates {
			if i%3 == 0 {
				p.Candidates[i].ISO3 = p.Rule.Members[4+i].ISO3
			}
		}
		p.Rule.ForcedIn = nil
		m, err := compile(p)
		if err != nil {
			t.Fatal(err)
		}
		grains[newChainSearch(newSearch(t.Context(), m, Options{})).grain]++
		want := bruteForce(p, 3)
		got, err := Solve(t.Context(), p, Options{Plans: 3, PlaceKm: -1})
		if len(want) == 0 {
			if !fault.Is(err, fault.Uncomputable) {
				t.Fatalf("seed %d: no plan exists, Solve gave %d and error %v", seed, len(got.Plans), err)
			}
			continue
		}
		feasible++
		if err != nil || !got.Proven || len(got.Plans) != len(want) {
			t.Fatalf("seed %d: proven %v, %d plans of %d, error %v", seed, got.Proven, len(got.Plans), len(want), err)
		}
		for i := range want {
			if got.Plans[i].Value != want[i].Value || !slices.Equal(got.Plans[i].IDs(), want[i].IDs()) {
				t.Fatalf("seed %d, plan %d: %v, want %v", seed, i, got.Plans[i].IDs(), want[i].IDs())
			}
		}
	}
	t.Logf("%d instances with a plan; grains %v", feasible, grains)
	if feasible < 10 || grains[together] < 10 {
		t.Errorf("%d instances with a plan, grains %v: the test tells little", feasible, grains)
	}
}

// The best plan of each set of places, in order.
func TestSolveMergesPlaces(t *testing.T) {
	const km = 400
	merged := 0
	for seed := range uint64(30) {
		p := randomProblem(Belt, seed)
		place := map[string]string{} // by single linkage
		for _, c := range p.Candidates {
			place[c.ID] = c.ID
		}
		for _, a := range p.Candidates {
			for _, b := range p.Candidates {
				if GreatCircleKm(a.Place, b.Place) <= km && p.Rule.Ineligible(&a) == "" && p.Rule.Ineligible(&b) == "" {
					from, to := place[a.ID], place[b.ID]
					for id := range place {
						if place[id] == from {
							place[id] = to
						}
					}
				}
			}
		}
		var want []Plan
		seen := map[string]bool{}
		for _, plan := range bruteForce(p, 1000) {
			var at []string
			for _, id := range plan.IDs() {
				at = append(at, place[id])
			}
			slices.Sort(at)
			if key := fmt.Sprint(at); !seen[key] {
				seen[key] = true
				want = append(want, plan)
			} else {
				merged++
			}
		}
		got, err := Solve(context.Background(), p, Options{Plans: 5, PlaceKm: km})
		if len(want) == 0 != (err != nil) {
			t.Fatalf("seed %d: %d plans wanted, error %v", seed, len(want), err)
		}
		for i := range got.Plans {
			if !slices.Equal(got.Plans[i].IDs(), want[i].IDs()) {
				t.Fatalf("seed %d, plan %d: %v, want %v", seed, i, got.Plans[i].IDs(), want[i].IDs())
			}
		}
		if len(got.Plans) != min(5, len(want)) {
			t.Fatalf("seed %d: %d plans, want %d", seed, len(got.Plans), min(5, len(want)))
		}
	}
	if merged == 0 {
		t.Error("no two plans shared their places: the test tells nothing")
	}
}

func rootBound(t *testing.T, p Problem) float64 {
	m, err := compile(p)
	if err != nil {
		t.Fatal(err)
	}
	s := newSearch(context.Background(), m, Options{})
	if m.r.Kind == Chain {
		return float64(newChainSearch(s).bound()) * unit
	}
	return float64(newCountrySearch(s).bound()) * unit
}

func TestSolveIgnoresOrder(t *testing.T) {
	for seed := range uint64(40) {
		p := randomProblem(Belt, seed)
		a, errA := Solve(context.Background(), p, Options{})
		slices.Reverse(p.Candidates)
		b, errB := Solve(context.Background(), p, Options{})
		if (errA == nil) != (errB == nil) || len(a.Plans) != len(b.Plans) {
			t.Fatalf("seed %d: %v and %v", seed, errA, errB)
		}
		for i := range a.Plans {
			if a.Plans[i].Value != b.Plans[i].Value || !slices.Equal(a.Plans[i].IDs(), b.Plans[i].IDs()) {
				t.Fatalf("seed %d: plan %d depends on the order of candidates", seed, i)
			}
		}
	}
}

func TestSolveStops(t *testing.T) {
	p := largeProblem(160, 14)
	p.Rule.CountryBudget, p.Rule.SameIndustry, p.Rule.SameIndustryKm, p.Rule.Belt.NeighbourKm = 6, 6, 0, 250
	ctx, cancel := context.WithCancel(context.Background())
	calls := 0
	_, err := Solve(ctx, p, Options{Progress: func(x Progress) {
		if calls++; calls == 2 {
			cancel()
		}
		if x.Best > x.Bound {
			t.Errorf("best %g above bound %g", x.Best, x.Bound)
		}
	}})
	if !errors.Is(err, context.Canceled) || calls > 3 {
		t.Errorf("error %v after %d reports", err, calls)
	}
	sol, err := Solve(context.Background(), p, Options{MaxNodes: progressEvery})
	if err != nil || sol.Proven || len(sol.Plans) > 0 && sol.Bound < sol.Plans[0].Value {
		t.Errorf("limited search: proven %v, bound %g, error %v", sol.Proven, sol.Bound, err)
	}
}

// largeProblem is a belt with n candidates whose values lie close together.
func largeProblem(n, k int) Problem {
	p := randomProblem(Belt, 1)
	r := rand.New(rand.NewPCG(3, 3))
	p.Rule.Sites, p.Rule.ForcedIn, p.Rule.ForcedOut, p.Rule.Off, p.Rule.Bans, p.Rule.PortsOnly = k, nil, nil, nil, nil, false
	p.Rule.CountryBudget, p.Rule.CountryBudgets, p.Rule.SameIndustry, p.Rule.MinCountries = 3, nil, 2, 3
	p.Rule.SameIndustryKm, p.Rule.SeparationKm = 300, 60
	p.Rule.Belt = &BeltRule{NeighbourKm: 500, MarketReachKm: 2400}
	p.Candidates = nil
	for i := range n {
		km := 2300 * r.Float64()
		c := Candidate{ID: fmt.Sprintf("s%03d", i), Kind: catalog.PortSite, ISO3: p.Rule.Members[r.IntN(4)].ISO3, MarketKm: &km,
			Place: Place{Lat: 20 * r.Float64(), Lon: 80 + 20*r.Float64()}, Score: 0.5 + 0.2*r.Float64(), Coverage: 1}
		for _, x := range p.Rule.Industries {
			c.Fits = append(c.Fits, Fit{Industry: x, Score: 0.5 + 0.2*r.Float64(), Coverage: 1})
		}
		p.Candidates = append(p.Candidates, c)
	}
	return p
}
