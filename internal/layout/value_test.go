package layout_test

import (
	"math"
	"slices"
	"testing"

	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/layout"
)

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

func TestRanking(t *testing.T) {
	a, _ := world()
	in := input(t, "S2", 6)
	all, err := a.Ranking(layout.Selection{Strategy: "S2", Country: in.Country})
	if err != nil || len(all) < 40 || all[0].Rank != 1 {
		t.Fatalf("%d sites, %v", len(all), err)
	}
	score := map[string]float64{}
	for i, s := range all {
		score[s.ID] = *s.Score
		if i > 0 && (s.Rank < all[i-1].Rank || *s.Score > *all[i-1].Score+1e-9) {
			t.Errorf("%s at rank %d stands after rank %d", s.ID, s.Rank, all[i-1].Rank)
		}
	}
	lka, err := a.Ranking(layout.Selection{Strategy: "S2", Within: "LKA", Country: in.Country})
	if err != nil || len(lka) != 7 || lka[0].ID != "port-WPI49240" || lka[0].Rank != 1 {
		t.Fatalf("Sri Lanka: %d sites, %v", len(lka), err)
	}
	for _, s := range lka {
		if *s.Score != score[s.ID] {
			t.Errorf("%s scores %g in its country and %g in the strategy", s.ID, *s.Score, score[s.ID])
		}
	}
	// A country of no strategy has sites too, without a market.
	fra, err := a.Ranking(layout.Selection{Countries: []string{"FRA"}, Country: in.Country})
	if err != nil || len(fra) == 0 {
		t.Errorf("France: %d sites, %v", len(fra), err)
	}
	if _, err = a.Ranking(layout.Selection{Countries: []string{"CHN"}}); !fault.Is(err, fault.Invalid) {
		t.Errorf("China is no candidate: %v", err)
	}
}
