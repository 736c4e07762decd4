package layout

import (
	"slices"
	"testing"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
)

// spot makes a placed port of country iso3 with industry X.
func spot(id, iso3 string, lat, lon float64) Placement {
	km := 500.0
	return Placement{Industry: "X", Candidate: Candidate{ID: id, ISO3: iso3, Kind: catalog.PortSite, Place: Place{Lat: lat, Lon: lon}, PortCity: true, MarketKm: &km,
		Population200: 5e6, Score: 0.5, Coverage: 1, Fits: []Fit{{Industry: "X", Score: 0.5, Coverage: 1}, {Industry: "Y", Score: 0.5, Coverage: 1}, {Industry: "Z", Score: 0.5, Coverage: 1}}}}
}

// sound returns a rule of a kind and a plan of three sites that keeps it.
func sound(kind string) (Rule, []Placement) {
	r := Rule{Strategy: "T", Kind: kind, Sites: 3, Industries: []string{"X", "Y", "Z"}, Kinds: []catalog.SiteKind{catalog.PortSite}, Cities: "none",
		CountryBudget: 2, SameIndustry: 1, SameIndustryKm: 300, SeparationKm: 80, ScoreWeight: 1, FitWeight: 1}
	member := func(iso3, role, side string) {
		r.Members = append(r.Members, catalog.StrategyMember{ISO3: iso3, Role: role, CoastSide: side})
	}
	switch kind {
	case Nodes:
		member("AAA", "node", "")
		member("BBB", "node", "")
		member("CCC", "radiation", "")
		member("DDD", "radiation", "")
		r.Nodes = &NodesRule{LandReachKm: 700, SeaReachKm: 700, MinServed: 2, Insular: []string{}, Anchors: []Anchor{
			{ISO3: "CCC", Name: "c", Place: Place{5, 100}}, {ISO3: "DDD", Name: "d", Place: Place{5, 110}}}}
		s := []Placement{spot("a1", "AAA", 0, 100), spot("a2", "AAA", 0, 102), spot("b1", "BBB", 0, 110)}
		s[1].Industry = "Y"
		return r, s
	case Chain:
		member("AAA", "node", "")
		member("BBB", "node", "")
		r.Chain = &ChainRule{Line: []Waypoint{{Site: "w", Place: Place{10, 80}}, {Site: "e", Place: Place{10, 100}}}, MaxOffKm: 100,
			MinGapKm: 200, MaxGapKm: 1000, WestEndKm: 300, EastEndKm: 1600}
		s := []Placement{spot("a1", "AAA", 10, 82), spot("b1", "BBB", 10, 90), spot("b2", "BBB", 10, 97)}
		s[1].Industry, s[2].Industry = "Y", "Z"
		return r, s
	case Belt:
		member("AAA", "node", "")
		member("BBB", "node", "")
		member("CCC", "node", "")
		r.MinCountries = 2
		r.Belt = &BeltRule{NeighbourKm: 600, MarketReachKm: 1000}
		return r, []Placement{spot("a1", "AAA", 45, 10), spot("b1", "BBB", 45, 15), spot("c1", "CCC", 45, 20)}
	}
	member("AAA", "node", "Atlantic")
	member("PPP", "node", "Pacific")
	r.Axis = &AxisRule{CorridorKm: 2000, MarketPopulation: 1e6}
	s := []Placement{spot("a1", "AAA", -20, -45), spot("a2", "AAA", -25, -48), spot("p1", "PPP", -22, -60)}
	s[1].Industry = "Y"
	s[0].Ocean, s[1].Ocean, s[2].Ocean = "Atlantic", "Atlantic", "Pacific"
	return r, s
}

func TestCheckBreaksExactlyOne(t *testing.T) {
	type plan struct {
		r Rule
		s []Placement
	}
	tests := []struct {
		kind, code string
		spoil      func(p *plan)
	}{
		{Nodes, CondSize, func(p *plan) { p.s = slices.Delete(p.s, 1, 2) }},
		{Nodes, CondDistinct, func(p *plan) { p.s[1].ID = "a1" }},
		{Nodes, CondMembers, func(p *plan) { p.s[1].ISO3 = "ZZZ" }},
		{Nodes, CondKinds, func(p *plan) { p.s[1].Kind = catalog.CitySite }},
		{Nodes, CondIndustry, func(p *plan) { p.s[1].Industry = "W" }},
		{Nodes, CondForcedIn, func(p *plan) { p.r.ForcedIn = []string{"q"} }},
		{Nodes, CondForcedOut, func(p *plan) { p.r.ForcedOut = []string{"a2"} }},
		{Nodes, CondNegativeList, func(p *plan) { p.r.Bans = []Ban{{ISO3: "AAA", Industry: "Y", Level: catalog.Prohibited}} }},
		{Nodes, CondNegativeList, func(p *plan) {
			p.r.Bans, p.r.ExcludeRestricted = []Ban{{ISO3: "AAA", Industry: "Y", Level: catalog.Restricted}}, true
		}},
		{Nodes, CondPorts, func(p *plan) { p.r.PortsOnly, p.s[1].PortCity = true, false }},
		{Nodes, CondPortIndustry, func(p *plan) { p.r.PortIndustries, p.s[1].PortCity = []string{"Y"}, false }},
		{Nodes, CondCountries, func(p *plan) { p.r.MinCountries = 3 }},
		{Nodes, CondBudget, func(p *plan) { p.r.CountryBudget = 1 }},
		{Nodes, CondBudget, func(p *plan) { p.r.CountryBudgets = []appraisal.CountryLimit{{ISO3: "AAA", Max: 1}} }},
		{Nodes, CondSeparation, func(p *plan) { p.s[1].Lon = 100.5 }},
		{Nodes, CondSpacing, func(p *plan) { p.s[1].Industry, p.r.SameIndustry = "X", 2 }},
		{Nodes, CondRepetition, func(p *plan) { p.s[1].Industry, p.s[1].Lon = "X", 104 }},
		{Nodes, CondNodesFirst, func(p *plan) { p.s[2] = spot("d1", "DDD", 4, 110) }},
		{Nodes, CondServed, func(p *plan) { p.s[2].Lon = 120 }},

		{Chain, CondLine, func(p *plan) { p.s[1].Lat = 12 }},
		{Chain, CondOrder, func(p *plan) { p.s[0], p.s[1] = p.s[1], p.s[0] }},
		{Chain, CondGap, func(p *plan) { p.s[1].Lon = 83.5 }},        // too near, and the other gap too wide
		{Chain, CondGap, func(p *plan) { p.r.Chain.MaxGapKm = 800 }}, // one gap too wide
		{Chain, CondWestEnd, func(p *plan) { p.s[0].Lon = 83 }},
		{Chain, CondEastEnd, func(p *plan) { p.s[2].Lon = 94 }},

		{Belt, CondConnected, func(p *plan) { p.s[2].Lon = 25 }},
		{Belt, CondCountries, func(p *plan) { p.s[1].ISO3, p.s[2].ISO3, p.r.CountryBudget, p.r.SameIndustry = "AAA", "AAA", 3, 3 }},
		{Belt, CondReach, func(p *plan) { km := 1001.0; p.s[2].MarketKm = &km }},

		{Axis, CondOceans, func(p *plan) { p.s[2].Ocean = "Atlantic" }},
		{Axis, CondCorridor, func(p *plan) { p.s[0].Lat, p.s[0].Lon = -5, -42 }},
		{Axis, CondMarket, func(p *plan) { p.s[2].Population200 = 9e5 }},
	}
	for _, kind := range []string{Nodes, Chain, Belt, Axis} {
		r, s := sound(kind)
		if err := r.Validate(); err != nil {
			t.Fatal(err)
		}
		for _, c := range Check(r, s) {
			if !c.Passed {
				t.Fatalf("the sound %s plan breaks %s", kind, c)
			}
		}
	}
	for _, tt := range tests {
		t.Run(tt.kind+"/"+tt.code, func(t *testing.T) {
			var p plan
			p.r, p.s = sound(tt.kind)
			if tt.code == CondDistinct {
				p.r.SeparationKm = 0
			}
			tt.spoil(&p)
			var broken []string
			for _, c := range Check(p.r, p.s) {
				if !c.Passed {
					broken = append(broken, c.String())
					if c.Code != tt.code {
						t.Errorf("breaks %s too", c)
					}
				}
			}
			if len(broken) != 1 {
				t.Errorf("breaks %v, want %s alone", broken, tt.code)
			}
			if optional[tt.code] { // switched off, it is told and not required
				p.r.Off = []string{tt.code}
				if pl := (Plan{Conditions: Check(p.r, p.s)}); !pl.Complete() {
					t.Error("the plan is not complete with the condition switched off")
				}
			}
		})
	}
}

func TestRuleValidateNamesEveryField(t *testing.T) {
	r, _ := sound(Chain)
	r.Sites, r.Cities, r.SameIndustryKm, r.Chain.MaxGapKm, r.Off = 0, "few", -1, 100, []string{"size"}
	err := r.Validate()
	if err == nil {
		t.Fatal("no error")
	}
	for _, field := range []string{"sites", "cities", "sameIndustryKm", "chain.maxGapKm", "off[0]"} {
		if !hasField(err, field) {
			t.Errorf("%s is not named in %v", field, err)
		}
	}
	r, _ = sound(Nodes)
	r.Nodes.Anchors[1].Lat, r.Nodes.MinServed, r.Industries, r.Bans = 91, -1, []string{"X", "X"}, make([]Ban, maxList+1)
	err = r.Validate()
	for _, field := range []string{"nodes.anchors[1]", "nodes.minServed", "industries[1]", "bans"} {
		if !hasField(err, field) {
			t.Errorf("%s is not named in %.300v", field, err)
		}
	}
	r, _ = sound(Belt)
	r.Axis = &AxisRule{}
	if err := r.Validate(); !hasField(err, "kind") {
		t.Errorf("a belt with the bounds of an axis: %v", err)
	}
}
