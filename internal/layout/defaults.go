package layout

import (
	"fmt"
	"slices"
	"strings"

	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// The default bounds of every rule. They are judgements, told in
// docs/LAYOUT.md, stored in each plan and set by the user.
const (
	defaultSeparationKm     = 80   // two parks nearer than this serve one place
	defaultSameIndustryKm   = 400  // parks of one industry nearer than this draw on the same market
	defaultSameIndustry     = 1    // parks of one industry per country
	defaultCountryBudget    = 2    // parks per country, more where the countries would not suffice
	defaultLandReachKm      = 700  // a day's lorry journey
	defaultSeaReachKm       = 1000 // two days of feeder service
	defaultMaxOffKm         = 150  // off the coast line
	defaultMinGapKm         = 200  // along the coast
	defaultMaxGapKm         = 1500 // along the coast
	defaultEndSlackKm       = 300  // an end of the bay is covered by a site this near
	defaultNeighbourKm      = 700  // a day's lorry journey
	defaultBeltCountries    = 4
	defaultMarketReachKm    = 1800
	defaultCorridorKm       = 3500
	defaultMarketPopulation = 1_000_000
)

// coast is the line that the chain of S2 runs along: from the Gulf of Kutch
// round Sri Lanka and the Bay of Bengal to the Isthmus of Kra, by ports of the
// catalogue.
var coast = [...]string{"WPI48630", "WPI48617", "WPI48730", "WPI48790", "WPI48840", "WPI48895", "WPI48970", "WPI49030", "WPI49130", "WPI49320",
	"WPI49240", "WPI49250", "WPI49255", "WPI49290", "WPI49300", "WPI49350", "WPI49450", "WPI49480", "WPI49535", "WPI49555",
	"WPI49580", "WPI49590", "WPI49620", "WPI49640", "WPI49650", "WPI49660", "WPI49690", "WPI49730"}

// portIndustries are those whose name in the paper places them at a port:
// 临港型重化工业, 港口物流业.
var portIndustries = [...]string{"IND_PORT_HEAVY", "IND_PORT_LOGISTICS"}

// The ends of the Bay of Bengal, by the ports next to Dondra Head and Cape
// Negrais, where the hydrographers' limits of the bay begin and end.
const (
	westOfBay = "WPI49250" // Galle
	eastOfBay = "WPI49640" // Pathein
)

// DefaultRule returns the rule of a strategy for k sites with default bounds.
// Members, where any are given, stand in place of the strategy's: budgets, the
// countries to serve and their centres follow from them.
//
// It returns fault.NotFound for an unknown strategy, and fault.Invalid if the
// catalogue lacks a port that the coast line of a chain needs.
func (a *Atlas) DefaultRule(strategy string, k int, members ...catalog.StrategyMember) (Rule, error) {
	const op = "layout.Atlas.DefaultRule"
	s, err := a.Strategy(strategy)
	if err != nil {
		return Rule{}, fault.Wrap(op, err)
	}
	if len(members) > 0 {
		s.Members = members
	}
	r := Rule{Strategy: s.ID, Kind: s.Layout, Sites: k, Members: slices.Clone(s.Members), Industries: slices.Clone(s.Industries),
		Kinds: []catalog.SiteKind{catalog.PortSite, catalog.ParkSite, catalog.CitySite, OwnSite}, Cities: "landlocked", PortsOnly: s.CoastalPortsOnly,
		CountryBudget: defaultCountryBudget, SameIndustry: defaultSameIndustry, SameIndustryKm: defaultSameIndustryKm, SeparationKm: defaultSeparationKm,
		ScoreWeight: 1, FitWeight: 1}
	if r.PortsOnly {
		r.Cities = "none"
	}
	for _, id := range portIndustries {
		if contains(r.Industries, id) {
			r.PortIndustries = append(r.PortIndustries, id)
		}
	}
	if n := len(r.Members); n > 0 {
		r.CountryBudget = max(r.CountryBudget, (k+n-1)/n)
		r.SameIndustry = max(r.SameIndustry, (r.CountryBudget+len(r.Industries)-1)/max(1, len(r.Industries)))
	}
	switch s.Layout {
	case Nodes:
		r.Nodes = &NodesRule{LandReachKm: defaultLandReachKm, SeaReachKm: defaultSeaReachKm, MinServed: len(r.roles("radiation")),
			Insular: a.insular(&r), Anchors: a.anchors(r.roles("radiation"))}
	case Chain:
		r.Chain = &ChainRule{MaxOffKm: defaultMaxOffKm, MinGapKm: defaultMinGapKm, MaxGapKm: defaultMaxGapKm}
		for _, id := range coast {
			p, ok := a.Site("port-" + id)
			at, has := p.place()
			if !ok || !has {
				return Rule{}, fault.Newf(op, fault.Invalid, "layout.line", "the catalogue has no port %s", id)
			}
			r.Chain.Line = append(r.Chain.Line, Waypoint{Site: p.ID, Name: p.Name.En, Place: at})
		}
		west, _ := along(r.Chain.places(), r.Chain.Line[slices.Index(coast[:], westOfBay)].Place)
		east, _ := along(r.Chain.places(), r.Chain.Line[slices.Index(coast[:], eastOfBay)].Place)
		r.Chain.WestEndKm, r.Chain.EastEndKm = metre(west+defaultEndSlackKm), metre(east-defaultEndSlackKm)
	case Belt:
		r.Belt = &BeltRule{NeighbourKm: defaultNeighbourKm, MarketReachKm: defaultMarketReachKm}
		r.MinCountries = min(defaultBeltCountries, k)
	case Axis:
		r.Axis = &AxisRule{CorridorKm: defaultCorridorKm, MarketPopulation: defaultMarketPopulation}
	}
	return r, r.Validate()
}

// island are the candidate countries without a land link to their region's
// mainland, as far as a lorry goes: a fact of geography, not in the tables.
var island = []string{"IDN", "PHL", "TLS", "LKA", "MDV", "CYP", "MLT", "IRL"}

func (a *Atlas) insular(r *Rule) []string {
	out := []string{}
	for _, m := range r.Members {
		if contains(island, m.ISO3) {
			out = append(out, m.ISO3)
		}
	}
	return out
}

// anchors returns the economic centres of countries: cities of a million and
// more, and the capital.
func (a *Atlas) anchors(countries []string) []Anchor {
	out := []Anchor{}
	for _, iso3 := range countries {
		for _, s := range a.data.Sites {
			if s.ISO3 != iso3 || s.Kind != catalog.CitySite || s.City == nil || s.City.PopulationSuspect || s.Lat == nil || s.Lon == nil ||
				s.City.Population < million && !s.City.Capital {
				continue
			}
			p := Place{*s.Lat, *s.Lon}
			_, sea := a.port(&Site{Site: s})
			out = append(out, Anchor{ISO3: iso3, Name: s.Name.En, Sea: sea, Place: p})
		}
	}
	slices.SortStableFunc(out, func(x, y Anchor) int { return strings.Compare(x.ISO3+x.Name, y.ISO3+y.Name) })
	return out
}

// Input is everything a plan is made from besides the atlas.
type Input struct {
	Rule    Rule
	Model   SiteModel // of the site score; the zero value is DefaultSiteModel
	Country CountryScores
	Own     []UserSite
	Closed  Passage
}

// Problem scores the sites the rule may choose from and returns them as
// candidates, with the scores behind them.
//
// It returns fault.Invalid for a broken rule or site, fault.Uncomputable if the
// market of the strategy has no demand figure.
func (a *Atlas) Problem(in Input) (Problem, []SiteScore, error) {
	w, err := a.world(in)
	if err != nil {
		return Problem{}, nil, fault.Wrap("layout.Atlas.Problem", err)
	}
	return w.problem()
}

// world checks the input and reads the values of its sites.
func (a *Atlas) world(in Input) (*world, error) {
	if err := in.Rule.Validate(); err != nil {
		return nil, err
	}
	var bad []fault.Field
	for i, m := range in.Rule.Members {
		if _, ok := a.country[m.ISO3]; !ok {
			bad = append(bad, fault.Field{Field: fmt.Sprintf("members[%d].iso3", i), Code: "country.unknown", Detail: "no country " + m.ISO3})
		}
	}
	if err := fault.Bad("layout.Atlas.world", bad); err != nil {
		return nil, err
	}
	for i := range in.Own {
		if err := in.Own[i].Validate(func(iso3 string) bool { _, ok := a.country[iso3]; return ok }); err != nil {
			return nil, err
		}
	}
	market, err := a.Market(in.Rule.Strategy)
	if err != nil {
		return nil, err
	}
	if in.Model.ID == "" {
		in.Model = DefaultSiteModel()
	}
	var countries []string
	for _, m := range in.Rule.Members {
		countries = append(countries, m.ISO3)
	}
	w := &world{a: a, in: in, sites: a.Sites(countries, in.Rule.Cities, in.Own)}
	w.values = make([][]Value, len(w.sites))
	for i := range w.sites {
		w.values[i] = a.Values(w.sites[i], Context{Market: &market, Closed: in.Closed, Country: in.Country})
	}
	return w, nil
}

// problem scores the sites and makes them candidates.
func (w *world) problem() (Problem, []SiteScore, error) {
	const op = "layout.world.problem"
	scores, err := Evaluate(w.in.Model, w.sites, w.values)
	if err != nil {
		return Problem{}, nil, fault.Wrap(op, err)
	}
	p := Problem{Rule: w.in.Rule, Candidates: make([]Candidate, len(w.sites))}
	for i := range w.sites {
		p.Candidates[i] = w.a.candidate(&w.in.Rule, &w.sites[i], w.values[i], &scores[i])
	}
	for _, id := range w.in.Rule.Industries {
		m, values, err := w.fit(id)
		if err != nil {
			return Problem{}, nil, fault.Wrap(op, err)
		}
		fits, err := Evaluate(m, w.sites, values)
		if err != nil {
			return Problem{}, nil, fault.Wrap(op, err)
		}
		for i, f := range fits {
			if f.Score != nil {
				p.Candidates[i].Fits = append(p.Candidates[i].Fits, Fit{Industry: id, Score: *f.Score, Coverage: f.Coverage})
			}
		}
	}
	return p, scores, nil
}

func (a *Atlas) candidate(r *Rule, s *Site, values []Value, score *SiteScore) Candidate {
	at, _ := s.place()
	c := Candidate{ID: s.ID, Kind: s.Kind, ISO3: s.ISO3, Name: s.Name, Place: at, Coverage: score.Coverage, Ignored: score.Ignored, Weak: score.Weak, Fits: []Fit{}}
	c.Screened = len(score.Screened) > 0
	if c.Score = nan; score.Score != nil {
		c.Score = *score.Score
	}
	port, ok := a.port(s)
	c.PortCity = ok || s.Own != nil && s.Own.PortCity
	if c.Ocean = ocean(port); c.Ocean == "" {
		if m, ok := r.member(s.ISO3); ok {
			c.Ocean = m.CoastSide
		}
	}
	for i := range values {
		switch v := &values[i]; v.Indicator {
		case MarketKm:
			c.MarketKm = v.Value
		case Population200:
			if v.Value != nil {
				c.Population200 = *v.Value
			}
		}
	}
	return c
}
