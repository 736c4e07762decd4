package handlers

import (
	"context"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/layout"
)

const (
	colombo = "port-WPI49240"
	yangon  = "port-WPI49650"
)

func TestSolveLayout(t *testing.T) {
	s := newSite(t)
	c := s.as("viewer")
	ask := func(body map[string]any) layoutAnswer {
		t.Helper()
		res := c.post("/api/v1/layouts/solution", body)
		if res.StatusCode != http.StatusOK {
			t.Fatalf("%d %.600s", res.StatusCode, res.body)
		}
		var a layoutAnswer
		res.decode(t, &a)
		return a
	}
	usual := ask(map[string]any{"strategy": "S2"})
	best := usual.Report.Solution.Plans[0]
	if !usual.Report.Solution.Proven || len(usual.Report.Solution.Plans) != layout.DefaultPlans || len(best.Sites) != 6 || !best.Complete() {
		t.Fatalf("proven %v, %d plans, %d sites, complete %v", usual.Report.Solution.Proven, len(usual.Report.Solution.Plans), len(best.Sites), best.Complete())
	}
	if !slices.Contains(best.IDs(), colombo) {
		t.Errorf("the chain of %v has no Colombo", best.IDs())
	}
	for i := 1; i < len(usual.Candidates); i++ {
		if *usual.Candidates[i].Score > *usual.Candidates[i-1].Score {
			t.Fatalf("candidates %d and %d are out of order", i-1, i)
		}
	}
	for _, x := range usual.Candidates {
		if x.Sea != nil && x.Sea.Grade == layout.GradeC && x.Sea.Counted {
			t.Errorf("%s: a sea distance of grade C decided silently", x.ID)
		}
	}
	if again := ask(map[string]any{"strategy": "S2"}); again.Report.Digest != usual.Report.Digest {
		t.Errorf("the same request gave %s, then %s", usual.Report.Digest, again.Report.Digest)
	}

	closed := ask(map[string]any{"strategy": "S2", "closed": "malacca"})
	if closed.Report.Digest == usual.Report.Digest || closed.Report.Solution.Plans[0].Value >= best.Value {
		t.Errorf("with Malacca closed the chain is worth %v, %v before", closed.Report.Solution.Plans[0].Value, best.Value)
	}

	out := ask(map[string]any{"strategy": "S2", "out": []string{colombo}, "why": colombo})
	if slices.Contains(out.Report.Solution.Plans[0].IDs(), colombo) || out.Report.Reason.Code != "layout.out.forced" {
		t.Errorf("forced out, yet %v (%+v)", out.Report.Solution.Plans[0].IDs(), out.Report.Reason)
	}
	in := ask(map[string]any{"strategy": "S2", "in": []string{"port-WPI49350"}, "bounds": map[string]any{"countryBudget": 3}, "plans": 2})
	if p := in.Report.Solution.Plans[0]; !slices.Contains(p.IDs(), "port-WPI49350") || p.Rule.CountryBudget != 3 || p.Rule.Chain.MaxGapKm != 1500 || len(in.Report.Solution.Plans) != 2 {
		t.Errorf("%v under %+v", p.IDs(), p.Rule)
	}
	why := ask(map[string]any{"strategy": "S2", "why": colombo}).Report.Reason
	if why == nil || !why.In || why.Other == nil && len(why.Blocking) == 0 {
		t.Errorf("why Colombo: %+v", why)
	}
}

func TestLayoutBoundsReplaceLists(t *testing.T) {
	var bounds appraisal.LayoutBounds
	if err := decode([]byte(`{"members":[{"iso3":"LKA","role":"node"}],"chain":{"maxGapKm":900}}`), &bounds); err != nil {
		t.Fatal(err)
	}
	r := layout.Rule{Chain: &layout.ChainRule{MaxGapKm: 1500, MinGapKm: 200},
		Members: []catalog.StrategyMember{{ISO3: "BGD", Role: "node", Note: "of the default"}, {ISO3: "MMR", Role: "node"}}}
	got, err := layout.Bound(r, &bounds)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Members) != 1 || got.Members[0] != (catalog.StrategyMember{ISO3: "LKA", Role: "node"}) || got.Chain.MaxGapKm != 900 || got.Chain.MinGapKm != 200 {
		t.Errorf("%+v %+v", got.Members, got.Chain)
	}
}

func TestInfeasibleLayoutNamesWhatPreventsIt(t *testing.T) {
	s := newSite(t)
	res := s.as("viewer").post("/api/v1/layouts/solution", map[string]any{"strategy": "S2", "sites": 3, "bounds": map[string]any{"chain": map[string]any{"maxGapKm": 210}}})
	if res.StatusCode != http.StatusUnprocessableEntity {
		t.Fatalf("%d %s", res.StatusCode, res.body)
	}
	p := res.problem(t)
	if p.Code != "layout.infeasible" || !slices.ContainsFunc(p.Errors, func(f fault.Field) bool { return f.Code == "layout.condition.chain.gap" }) {
		t.Errorf("%+v", p)
	}
}

func TestBadLayoutRequests(t *testing.T) {
	s := newSite(t)
	c := s.as("viewer")
	own := map[string]any{"id": "own-1", "name": map[string]any{"zh": "皎漂", "en": ""}, "iso3": "MMR", "lat": 19.4, "lon": 93.5, "portCity": true}
	broken := map[string]any{"id": "own-1", "name": map[string]any{"zh": "皎漂", "en": ""}, "iso3": "MMR", "lat": 119.4, "lon": 93.5}
	for _, tt := range []struct {
		name, path string
		body       map[string]any
		status     int
		field      string
	}{
		{"no strategy", "/layouts/solution", map[string]any{}, 400, "strategy"},
		{"unknown strategy", "/layouts/solution", map[string]any{"strategy": "S9"}, 400, "strategy"},
		{"too many sites", "/layouts/solution", map[string]any{"strategy": "S1", "sites": 25}, 400, "sites"},
		{"no such passage", "/layouts/solution", map[string]any{"strategy": "S1", "closed": "hormuz"}, 400, "closed"},
		{"unknown forced site", "/layouts/solution", map[string]any{"strategy": "S1", "in": []string{"port-nowhere"}}, 400, "forcedIn"},
		{"in and out", "/layouts/solution", map[string]any{"strategy": "S2", "in": []string{colombo}, "out": []string{colombo}}, 400, "forcedIn"},
		{"elementary condition off", "/layouts/solution", map[string]any{"strategy": "S2", "off": []string{"size"}}, 400, "off[0]"},
		{"unknown site asked about", "/layouts/solution", map[string]any{"strategy": "S2", "why": "nobody"}, 400, "why"},
		{"bounds of another layout", "/layouts/solution", map[string]any{"strategy": "S2", "bounds": map[string]any{"belt": map[string]any{"neighbourKm": 5}}}, 400, "kind"},
		{"unknown weight", "/layouts/solution", map[string]any{"strategy": "S2", "weights": map[string]any{"nobody": 1}}, 400, "weights.nobody"},
		{"broken own site", "/layouts/solution", map[string]any{"strategy": "S2", "own": []any{broken}}, 400, "own[0].lat"},
		{"unknown field", "/layouts/solution", map[string]any{"strategy": "S2", "bounds": map[string]any{"forcedIn": []string{}}}, 400, "bounds.forcedIn"},
		{"no places", "/layouts/check", map[string]any{"strategy": "S2", "places": []any{}}, 400, "places"},
		{"unknown industry", "/layouts/check", map[string]any{"strategy": "S2", "places": []any{map[string]any{"site": colombo, "industry": "IND_X"}}}, 400, "places"},
		{"too many draws", "/layouts/test", map[string]any{"strategy": "S2", "draws": 1001}, 400, "draws"},
		{"nothing to rank", "/preview/sites", map[string]any{}, 400, "strategy"},
		{"unknown country", "/preview/sites", map[string]any{"countries": []string{"XXX"}}, 400, ""},
		{"an own site that fits", "/layouts/solution", map[string]any{"strategy": "S2", "own": []any{own}, "in": []string{"own-1"}, "plans": 1}, 200, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			res := c.post("/api/v1"+tt.path, tt.body)
			if res.StatusCode != tt.status {
				t.Fatalf("%d %.500s", res.StatusCode, res.body)
			}
			if tt.status == 200 || tt.field == "" {
				return
			}
			p := res.problem(t)
			var fields []string
			for _, f := range p.Errors {
				fields = append(fields, f.Field)
			}
			if !slices.Contains(fields, tt.field) {
				t.Errorf("%q not among %v", tt.field, fields)
			}
		})
	}
}

func TestCheckLayout(t *testing.T) {
	s := newSite(t)
	res := s.as("viewer").post("/api/v1/layouts/check", map[string]any{"strategy": "S2", "sites": 2, "places": []any{
		map[string]any{"site": yangon, "industry": "IND_LABOUR_TRADE"}, map[string]any{"site": colombo, "industry": "IND_LABOUR_TRADE"}}})
	if res.StatusCode != http.StatusOK {
		t.Fatalf("%d %s", res.StatusCode, res.body)
	}
	var p layout.Plan
	res.decode(t, &p)
	var broken []string
	for _, x := range p.Conditions {
		if !x.Passed {
			broken = append(broken, x.Code)
		}
	}
	// Colombo to Yangon along the coast is far more than 1,500 km, and nothing else is wrong.
	if !slices.Equal(broken, []string{"chain.gap"}) || p.Sites[0].ID != colombo {
		t.Errorf("broken %v, first site %s", broken, p.Sites[0].ID)
	}
}

func TestTestLayout(t *testing.T) {
	s := newSite(t)
	c := s.as("viewer")
	body := map[string]any{"strategy": "S2", "sites": 5, "scenarios": []any{map[string]any{"kind": "passage", "passage": "malacca"}, map[string]any{"kind": "country", "iso3": "BGD"},
		map[string]any{"kind": "year", "year": 2015}}, "draws": 10, "seed": 7}
	var one, two layoutTest
	for _, into := range []*layoutTest{&one, &two} {
		res := c.post("/api/v1/layouts/test", body)
		if res.StatusCode != http.StatusOK {
			t.Fatalf("%d %.600s", res.StatusCode, res.body)
		}
		res.decode(t, into)
	}
	if len(one.Stress) != 3 || one.Uncertainty == nil || one.Uncertainty.Draws != 10 {
		t.Fatalf("%d outcomes, %+v", len(one.Stress), one.Uncertainty)
	}
	if lost := one.Stress[1]; len(lost.Base.Sites) >= 5 || len(lost.Base.Sites) == 0 {
		t.Errorf("Bangladesh dropped out, and %v is left", lost.Base.IDs())
	}
	if math.Abs(one.Uncertainty.MeanLoss-two.Uncertainty.MeanLoss) > 0 || one.Uncertainty.Same != two.Uncertainty.Same {
		t.Error("the same seed gave other draws")
	}
	if len(one.Stress[2].Base.Sites) != 5 {
		t.Errorf("data of 2015 left %d sites", len(one.Stress[2].Base.Sites))
	}
}

func TestSiteProfileAndRanking(t *testing.T) {
	s := newSite(t)
	c := s.as("viewer")
	var p siteProfile
	res := c.get("/api/v1/sites/" + colombo)
	res.decode(t, &p)
	if res.StatusCode != http.StatusOK || p.ISO3 != "LKA" || p.Strategy != "S2" || p.Score == nil || p.Score.Rank < 1 || p.Score.Rank > p.Ranked || len(p.Values) != len(p.Indicators) {
		t.Fatalf("%d %+v", res.StatusCode, p)
	}
	for i, v := range p.Values {
		if v.Indicator != p.Indicators[i].Code {
			t.Errorf("value %d is %s, its definition %s", i, v.Indicator, p.Indicators[i].Code)
		}
		if v.Value != nil && v.Grade == "" {
			t.Errorf("%s has a value and no grade", v.Indicator)
		}
	}
	if res := c.get("/api/v1/sites/port-nowhere"); res.StatusCode != http.StatusNotFound {
		t.Errorf("an unknown site: %d", res.StatusCode)
	}
	if res := c.get("/api/v1/sites/" + colombo + "?strategy=S7"); res.StatusCode != http.StatusBadRequest {
		t.Errorf("an unknown strategy: %d", res.StatusCode)
	}
	var r siteRanking
	c.post("/api/v1/preview/sites", map[string]any{"strategy": "S2", "within": "LKA"}).decode(t, &r)
	if len(r.Items) == 0 || r.Items[0].Rank != 1 {
		t.Fatalf("%d sites", len(r.Items))
	}
	for _, x := range r.Items {
		if x.ISO3 != "LKA" {
			t.Errorf("%s is in %s", x.ID, x.ISO3)
		}
		if x.ID == colombo && *x.Score != *p.Score.Score {
			t.Errorf("Colombo scores %v in its country and %v in the strategy", *x.Score, *p.Score.Score)
		}
	}
}

// A client that leaves ends its search, and the place among the long
// computations is free again.
func TestLeavingEndsTheSearch(t *testing.T) {
	s := newSite(t)
	c := s.as("viewer")
	for range cap(s.api.slots) + 1 {
		ctx, leave := context.WithCancel(t.Context())
		leave()
		req := httptest.NewRequestWithContext(ctx, "POST", "/api/v1/layouts/solution", strings.NewReader(`{"strategy":"S3","sites":12}`))
		req.Header.Set("Content-Type", "application/json")
		for name, value := range c.cookies {
			req.AddCookie(&http.Cookie{Name: name, Value: value})
		}
		rec := httptest.NewRecorder()
		s.api.Handler().ServeHTTP(rec, req)
		if rec.Code == http.StatusOK || rec.Code == http.StatusInternalServerError {
			t.Fatalf("%d %.200s", rec.Code, rec.Body)
		}
	}
	if len(s.api.slots) != 0 {
		t.Errorf("%d places are still taken", len(s.api.slots))
	}
}

// The defaults follow from the countries that are set; what is set is checked
// under its name.
func TestBoundsOfARule(t *testing.T) {
	s := newSite(t)
	c := s.as("viewer")
	rule := func(body map[string]any) (r layout.Rule) {
		t.Helper()
		c.want(200, "", c.post("/api/v1/layouts/rule", body)).decode(t, &r)
		return r
	}
	members := []map[string]any{{"iso3": "VNM", "role": "node"}, {"iso3": "THA", "role": "node"}, {"iso3": "LAO", "role": "radiation"}, {"iso3": "MYS", "role": "radiation"}}
	usual, other := rule(map[string]any{"strategy": "S1"}), rule(map[string]any{"strategy": "S1", "sites": 12, "members": members})
	if usual.Sites != 6 || usual.CountryBudget != 2 || usual.Nodes.MinServed != 3 {
		t.Errorf("%+v %+v", usual, usual.Nodes)
	}
	if other.CountryBudget != 3 || other.Nodes.MinServed != 2 || !slices.ContainsFunc(other.Nodes.Anchors, func(a layout.Anchor) bool { return a.ISO3 == "MYS" }) ||
		slices.ContainsFunc(other.Nodes.Anchors, func(a layout.Anchor) bool { return a.ISO3 == "PHL" }) {
		t.Errorf("%+v %+v", other, other.Nodes)
	}
	var got layoutAnswer
	c.want(200, "", c.post("/api/v1/layouts/solution", map[string]any{"strategy": "S1", "sites": 5, "bounds": map[string]any{"members": members, "portIndustries": []string{}}})).decode(t, &got)
	if r := got.Report.Solution.Plans[0].Rule; r.Nodes.MinServed != 2 || len(r.PortIndustries) != 0 || len(r.Members) != 4 {
		t.Errorf("%+v", r)
	}
	for name, x := range map[string]struct {
		bounds map[string]any
		field  string
	}{
		"role":      {map[string]any{"members": []any{map[string]any{"iso3": "BGD", "role": "radiation"}}}, "members[0].role"},
		"side":      {map[string]any{"members": []any{map[string]any{"iso3": "BGD", "role": "node", "coastSide": "Arctic"}}}, "members[0].coastSide"},
		"country":   {map[string]any{"members": []any{map[string]any{"iso3": "XXX", "role": "node"}}}, "members[0].iso3"},
		"no member": {map[string]any{"members": []any{}}, "members"},
		"kind":      {map[string]any{"kinds": []string{"moon"}}, "kinds[0]"},
		"no kind":   {map[string]any{"kinds": []string{}}, "kinds"},
		"twice":     {map[string]any{"countryBudgets": []any{map[string]any{"iso3": "BGD", "max": 1}, map[string]any{"iso3": "BGD", "max": 2}}}, "countryBudgets[1].iso3"},
		"gap":       {map[string]any{"chain": map[string]any{"maxGapKm": 100}}, "chain.maxGapKm"},
	} {
		res := c.post("/api/v1/layouts/solution", map[string]any{"strategy": "S2", "bounds": x.bounds})
		if res.StatusCode != 400 {
			t.Errorf("%s: %d %.300s", name, res.StatusCode, res.body)
			continue
		}
		if p := res.problem(t); !slices.ContainsFunc(p.Errors, func(f fault.Field) bool { return f.Field == x.field || f.Field == "bounds."+x.field }) {
			t.Errorf("%s: %+v", name, p.Errors)
		}
	}
	for _, body := range []map[string]any{{"strategy": "S9"}, {"strategy": "S1", "sites": 25}} {
		c.want(400, "invalid", c.post("/api/v1/layouts/rule", body))
	}
}
