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

func find(t *testing.T, values []layout.Value, code string) layout.Value {
	t.Helper()
	for _, v := range values {
		if v.Indicator == code {
			return v
		}
	}
	t.Fatalf("no %s", code)
	return layout.Value{}
}

func TestSiteValues(t *testing.T) {
	a, _ := world()
	in := input(t, "S2", 6)
	m, err := a.Market("S2")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		site, code string
		want       float64
		grade      layout.Grade
		via        string
	}{
		// Read by hand in the table of sea distances: Qinzhou is nearest.
		{"port-WPI49240", layout.SeaChina, 2952, "A", ""},
		{"port-WPI49240", layout.SeaNoMalacca, 3601, "A", ""},
		{"port-WPI49240", layout.SeaNoSuez, 2952, "A", ""},
		{"port-WPI49240", layout.SeaDetour, 21.99, "A", ""}, // 3601 ÷ 2952
		{"port-WPI49620", layout.SeaChina, 2771, "C", ""},   // Sittwe: every route is grade C
		{"port-WPI42230", layout.SeaChina, 7018, "A", ""},   // Piraeus
		{"port-WPI49240", layout.HarbourSize, 3, "B", ""},
		{"port-WPI14970", layout.PierDepth, 4.9, "C", ""},               // Chancay's old pier, a letter band
		{"port-WPI48895", layout.PierDepth, math.NaN(), "", ""},         // 0 in the source is unknown
		{"port-WPI49255", layout.HarbourSize, math.NaN(), "", ""},       // Hambantota: blank
		{"city-792680", layout.HarbourSize, math.NaN(), "", ""},         // Belgrade: landlocked
		{"park-BRA_CHERY", layout.HarbourSize, 4, "C", "port-WPI12970"}, // Santos, 79 km off
	}
	for _, tt := range tests {
		s, ok := a.Site(tt.site)
		if !ok {
			t.Fatalf("no site %s", tt.site)
		}
		v := find(t, a.Values(s, layout.Context{Market: &m, Country: in.Country}), tt.code)
		switch {
		case math.IsNaN(tt.want) != (v.Value == nil):
			t.Errorf("%s of %s: %v, want %g", tt.code, tt.site, v.Value, tt.want)
		case v.Value != nil && math.Abs(*v.Value-tt.want) > 0.005 || v.Grade != tt.grade || v.Via != tt.via:
			t.Errorf("%s of %s: %g grade %s via %q, want %g %s %q", tt.code, tt.site, *v.Value, v.Grade, v.Via, tt.want, tt.grade, tt.via)
		}
	}
}

func TestValuesAreComplete(t *testing.T) {
	a, _ := world()
	in := input(t, "S1", 6)
	m, err := a.Market("S1")
	if err != nil {
		t.Fatal(err)
	}
	suspect := map[string]bool{}
	for _, s := range shipped.Sites {
		suspect[s.ID] = s.City != nil && s.City.PopulationSuspect
	}
	for _, s := range shipped.Sites {
		if s.ISO3 == "CHN" {
			continue
		}
		values := a.Values(layout.Site{Site: s}, layout.Context{Market: &m, Country: in.Country})
		for i, x := range layout.Indicators() {
			v := values[i]
			if v.Indicator != x.Code {
				t.Fatalf("%s: value %d is %s, want %s", s.ID, i, v.Indicator, x.Code)
			}
			if (v.Value == nil) != (v.Grade == "") {
				t.Errorf("%s %s: value %v has grade %q", s.ID, x.Code, v.Value, v.Grade)
			}
			if v.Value != nil && (math.IsNaN(*v.Value) || *v.Value < 0) {
				t.Errorf("%s %s: %g", s.ID, x.Code, *v.Value)
			}
			for _, part := range v.Parts {
				if suspect[part.Of] {
					t.Errorf("%s %s rests on the doubtful population of %s", s.ID, x.Code, part.Of)
				}
			}
		}
	}
}

func TestMarkets(t *testing.T) {
	a, _ := world()
	for s, near := range map[string]layout.Place{
		"S1": {Lat: 3.5, Lon: 107}, // between Singapore, Jakarta, Bangkok and Manila
		"S2": {Lat: 21.5, Lon: 78}, // the middle of India
		"S3": {Lat: 48.5, Lon: 9},  // south-west Germany
		"S4": {Lat: -17, Lon: -57}, // between São Paulo, Buenos Aires, Lima and Bogotá
	} {
		m, err := a.Market(s)
		if err != nil {
			t.Fatal(err)
		}
		if d := layout.GreatCircleKm(m.Centre, near); d > 500 {
			t.Errorf("%s: demand centre %v lies %.0f km from where it should be", s, m.Centre, d)
		}
		t.Logf("%s: %v, GDP %d to %d, without %v", s, m.Centre, m.FirstYear, m.LastYear, m.Without)
	}
}

// A grade C value decides nothing by default, and is flagged either way.
func TestGradeCDecidesNothing(t *testing.T) {
	in := input(t, "S2", 6)
	_, plain := problem(t, in)
	in.Model = layout.DefaultSiteModel()
	in.Model.CountC = true
	_, counted := problem(t, in)
	seen := 0
	for i := range plain {
		for j, c := range plain[i].Criteria {
			if c.Grade != layout.GradeC {
				continue
			}
			seen++
			if c.Counted || !slices.Contains(plain[i].Ignored, c.ID) {
				t.Errorf("%s of %s counts by default", c.ID, plain[i].ID)
			}
			if d := counted[i].Criteria[j]; !d.Counted || !slices.Contains(counted[i].Weak, d.ID) {
				t.Errorf("%s of %s is not flagged when counted", d.ID, counted[i].ID)
			}
		}
	}
	if seen == 0 {
		t.Fatal("no grade C value among the sites of S2")
	}
}

func TestScoresAddUp(t *testing.T) {
	for _, s := range strategies {
		_, scores := problem(t, input(t, s, 6))
		for _, x := range scores {
			sum, parts := 0.0, 0.0
			for _, c := range x.Criteria {
				if c.Contribution != nil {
					sum += *c.Contribution
				}
			}
			for _, d := range x.Dimensions {
				if d.Contribution != nil {
					parts += *d.Contribution
				}
			}
			if x.Score == nil || math.Abs(sum-*x.Score) > 1e-12 || math.Abs(parts-*x.Score) > 1e-12 {
				t.Errorf("%s %s: criteria sum to %g, dimensions to %g, score %v", s, x.ID, sum, parts, x.Score)
			}
			if x.ScoreLow > *x.Score+1e-12 || x.ScoreHigh < *x.Score-1e-12 {
				t.Errorf("%s %s: score %g outside %g to %g", s, x.ID, *x.Score, x.ScoreLow, x.ScoreHigh)
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

// Closing Malacca lengthens the way to the ports beyond it and to no other.
func TestClosedPassage(t *testing.T) {
	in := input(t, "S2", 6)
	_, open := problem(t, in)
	in.Closed = layout.Malacca
	_, closed := problem(t, in)
	longer := 0
	for i := range open {
		a, b := value(&open[i], layout.SeaChina), value(&closed[i], layout.SeaChina)
		if a != nil && b != nil && *b < *a {
			t.Errorf("%s comes nearer when Malacca closes: %g to %g", open[i].ID, *a, *b)
		}
		if a != nil && b != nil && *b > *a {
			longer++
		}
	}
	if longer < len(open)*9/10 {
		t.Errorf("only %d of %d South Asian sites lie beyond Malacca", longer, len(open))
	}
}

func value(s *layout.SiteScore, code string) *float64 {
	for _, c := range s.Criteria {
		if c.ID == code {
			return c.Value
		}
	}
	return nil
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

func TestOwnSites(t *testing.T) {
	a, _ := world()
	in := input(t, "S2", 6)
	area, price, ratio := 500.0, 40.0, 1.2
	own := layout.UserSite{ID: "own-thilawa", Name: catalog.Text{Zh: "迪拉瓦", En: "Thilawa"}, ISO3: "MMR", Lat: 16.68, Lon: 96.25, PortCity: true,
		Year: 2024, Source: "site visit", AreaHa: &area, LandPriceUSDPerM2: &price, PlotRatio: &ratio}
	in.Own = []layout.UserSite{own}
	in.Rule.ForcedIn = []string{own.ID}
	p, scores := problem(t, in)
	if plan := best(t, p); !has(plan, own.ID) || !plan.Complete() {
		t.Errorf("the own site is not in the plan it is forced into: %v", plan.Conditions)
	}
	k := slices.IndexFunc(scores, func(s layout.SiteScore) bool { return s.ID == own.ID })
	if k < 0 || scores[k].Score == nil || scores[k].Kind != layout.OwnSite {
		t.Fatal("the own site is not scored")
	}
	// Land price counts in a model with factor costs, and only there.
	in.Model = layout.DefaultSiteModel().WithFactors(0.2)
	_, with := problem(t, in)
	if v := value(&with[k], layout.LandPrice); v == nil || *v != 40 {
		t.Errorf("land price %v", v)
	}
	land := a.LandUseOf(in.Own)
	if len(land) != 1 || len(land[0].Table) != 4 || math.Abs(land[0].Table[0].Ratio-1.2/0.99) > 1e-12 {
		t.Errorf("land use beside Table 1: %+v", land)
	}
	bad := own
	bad.ID, bad.ISO3, bad.Lat, bad.Source = "x", "USA", 91, ""
	neg := -1.0
	bad.AreaHa = &neg
	err := bad.Validate(func(string) bool { return false })
	var f *fault.Error
	if !asFault(err, &f) || len(f.Fields) != 5 {
		t.Errorf("want five broken fields, got %v", err)
	}
}

func asFault(err error, f **fault.Error) bool {
	e, ok := err.(*fault.Error)
	*f = e
	return ok
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
