package layout

import (
	"fmt"
	"math"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// Layout kinds, as catalog.Strategy.Layout spells them.
const (
	Nodes = "nodes"
	Chain = "chain"
	Belt  = "belt"
	Axis  = "point-axis"
)

// OwnSite is the kind of a site that users entered themselves.
const OwnSite = catalog.OwnSite

// Rule is everything a plan must keep to. It is stored in the plan: bounds,
// reference points and the lists of countries and industries, so that a plan
// can be checked again without the data it was made from.
type Rule struct {
	Strategy   string                   `json:"strategy"`
	Kind       string                   `json:"kind"`
	Sites      int                      `json:"sites"`      // how many to choose, 1–24
	Members    []catalog.StrategyMember `json:"members"`    // countries and their roles
	Industries []string                 `json:"industries"` // that a site may be given

	Kinds          []catalog.SiteKind `json:"kinds"`                    // kinds of site that may be chosen
	Cities         string             `json:"cities"`                   // cities as sites: "none", "landlocked" countries only, "all"
	PortsOnly      bool               `json:"portsOnly"`                // only port cities
	PortIndustries []string           `json:"portIndustries,omitempty"` // industries for port cities only
	Admitted       []string           `json:"admitted,omitempty"`       // sites the user declares to be coastal port cities
	ForcedIn       []string           `json:"forcedIn,omitempty"`       // sites that must be in
	ForcedOut      []string           `json:"forcedOut,omitempty"`      // sites that must not

	Bans              []Ban `json:"bans,omitempty"` // the negative list
	ExcludeRestricted bool  `json:"excludeRestricted"`

	CountryBudget  int                      `json:"countryBudget"`            // parks per country at most
	CountryBudgets []appraisal.CountryLimit `json:"countryBudgets,omitempty"` // other limits for single countries
	SameIndustry   int                      `json:"sameIndustry"`             // parks of one industry per country at most
	SameIndustryKm float64                  `json:"sameIndustryKm"`           // parks of one industry at least this far apart
	SeparationKm   float64                  `json:"separationKm"`             // any two parks at least this far apart
	MinCountries   int                      `json:"minCountries"`             // countries with a park at least
	ScoreWeight    float64                  `json:"scoreWeight"`              // of the site score in the objective
	FitWeight      float64                  `json:"fitWeight"`                // of the industry fit
	Off            []string                 `json:"off,omitempty"`            // conditions the user has switched off, by code

	Nodes *NodesRule `json:"nodes,omitempty"`
	Chain *ChainRule `json:"chain,omitempty"`
	Belt  *BeltRule  `json:"belt,omitempty"`
	Axis  *AxisRule  `json:"axis,omitempty"`
}

// Ban is one line of the negative list: an industry in a country.
type Ban struct {
	ISO3     string `json:"iso3"`
	Industry string `json:"industry"`
	Level    string `json:"level"` // "prohibited", "restricted", "encouraged"
	Reason   string `json:"reason,omitempty"`
}

// NodesRule is the ASEAN layout: node countries first, and every radiation
// country served.
//
// A radiation country is served when it has a site of its own, or when a site
// in a node country lies within LandReachKm of one of its anchors, both
// countries being on the mainland, or within SeaReachKm of an anchor that is at
// the sea, the site being a port city. Both distances are great circles: no
// table of roads or of sea routes between foreign ports is at hand.
type NodesRule struct {
	LandReachKm float64  `json:"landReachKm"`
	SeaReachKm  float64  `json:"seaReachKm"`
	MinServed   int      `json:"minServed"` // radiation countries to serve at least
	Insular     []string `json:"insular"`   // member countries without land link to the others
	Anchors     []Anchor `json:"anchors"`   // economic centres of the radiation countries
}

// Anchor is an economic centre of a radiation country.
type Anchor struct {
	ISO3 string `json:"iso3"`
	Name string `json:"name"`
	Sea  bool   `json:"sea"` // a port of the country lies within PortCityKm
	Place
}

// ChainRule is the South Asian layout: port cities in order along the coast,
// neighbours neither too near nor too far, both ends of the bay covered.
type ChainRule struct {
	Line      []Waypoint `json:"line"`      // the coast, west to east
	MaxOffKm  float64    `json:"maxOffKm"`  // a site further off the line is not on the chain
	MinGapKm  float64    `json:"minGapKm"`  // between neighbours, along the line
	MaxGapKm  float64    `json:"maxGapKm"`  // between neighbours, along the line
	WestEndKm float64    `json:"westEndKm"` // one site at or before this point of the line
	EastEndKm float64    `json:"eastEndKm"` // one site at or beyond this point of the line
}

// Waypoint is a port that the coast line runs through.
type Waypoint struct {
	Site string `json:"site"`
	Name string `json:"name"`
	Place
}

// BeltRule is the EU-facing layout: a connected belt within reach of the
// market's demand centre, in at least Rule.MinCountries countries.
type BeltRule struct {
	NeighbourKm   float64 `json:"neighbourKm"`   // sites at most this far apart are neighbours
	MarketReachKm float64 `json:"marketReachKm"` // every site at most this far from the demand centre
}

// AxisRule is the South American layout: sites on both oceans, each joined to
// the nearest one on the other, and a market on either side.
type AxisRule struct {
	CorridorKm       float64 `json:"corridorKm"`       // great circle from a site to the nearest one on the other ocean, at most
	MarketPopulation float64 `json:"marketPopulation"` // urban population within 200 km that one site on either side must have
}

// off reports whether the user switched a condition off.
func (r *Rule) off(code string) bool {
	for _, c := range r.Off {
		if c == code {
			return true
		}
	}
	return false
}

// budget returns how many parks a country may have.
func (r *Rule) budget(iso3 string) int {
	if r.off(CondBudget) {
		return r.Sites
	}
	for _, l := range r.CountryBudgets {
		if l.ISO3 == iso3 {
			return min(l.Max, r.Sites)
		}
	}
	return min(r.CountryBudget, r.Sites)
}

func (r *Rule) member(iso3 string) (catalog.StrategyMember, bool) {
	for _, m := range r.Members {
		if m.ISO3 == iso3 {
			return m, true
		}
	}
	return catalog.StrategyMember{}, false
}

// roles returns the member countries with a role.
func (r *Rule) roles(role string) []string {
	var out []string
	for _, m := range r.Members {
		if m.Role == role {
			out = append(out, m.ISO3)
		}
	}
	return out
}

// banned reports whether the negative list keeps an industry out of a country.
func (r *Rule) banned(iso3, industry string) bool {
	if r.off(CondNegativeList) {
		return false
	}
	for _, b := range r.Bans {
		if b.ISO3 == iso3 && b.Industry == industry &&
			(b.Level == "prohibited" || b.Level == "restricted" && r.ExcludeRestricted) {
			return true
		}
	}
	return false
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// MaxSites bounds the size of a plan.
const MaxSites = 24

// What a rule may hold at most, so that none can occupy the program.
const (
	maxMembers = 60
	maxList    = 1000
	maxPoints  = 200
)

// maxNodesMembers bounds the countries of a nodes layout: the bound of the
// search has a table entry for each set of them.
const maxNodesMembers = 10

// Validate reports every broken field of the rule.
func (r *Rule) Validate() error {
	var bad []fault.Field
	say := func(field, code, format string, args ...any) {
		bad = append(bad, fault.Field{Field: field, Code: code, Detail: fmt.Sprintf(format, args...)})
	}
	finite := func(field string, x, lo float64) {
		if math.IsNaN(x) || math.IsInf(x, 0) || x < lo {
			say(field, "layout.bound", "%g is not a finite number of at least %g", x, lo)
		}
	}
	if r.Sites < 1 || r.Sites > MaxSites {
		say("sites", "layout.sites", "a plan has 1 to %d sites, not %d", MaxSites, r.Sites)
	}
	if len(r.Members) == 0 || len(r.Members) > maxMembers {
		say("members", "layout.members", "a layout has 1 to %d countries", maxMembers)
	}
	for _, x := range [...]struct {
		field string
		n     int
	}{{"admitted", len(r.Admitted)}, {"forcedIn", len(r.ForcedIn)}, {"forcedOut", len(r.ForcedOut)}, {"bans", len(r.Bans)},
		{"countryBudgets", len(r.CountryBudgets)}, {"portIndustries", len(r.PortIndustries)}, {"off", len(r.Off)}, {"kinds", len(r.Kinds)}} {
		if x.n > maxList {
			say(x.field, "layout.list", "%d entries, at most %d", x.n, maxList)
		}
	}
	seen := map[string]bool{}
	for i, x := range r.Industries {
		if seen[x] {
			say(fmt.Sprintf("industries[%d]", i), "layout.duplicate", "%s is named twice", x)
		}
		seen[x] = true
	}
	for i, m := range r.Members {
		if seen[m.ISO3] {
			say(fmt.Sprintf("members[%d]", i), "layout.duplicate", "%s is named twice", m.ISO3)
		}
		seen[m.ISO3] = true
		if m.Role != "node" && (m.Role != "radiation" || r.Kind != Nodes) {
			say(fmt.Sprintf("members[%d].role", i), "layout.role", "%q is no role in this layout", m.Role)
		}
		if m.CoastSide != "" && !isOcean(m.CoastSide) {
			say(fmt.Sprintf("members[%d].coastSide", i), "layout.coastSide", "%q is neither ocean", m.CoastSide)
		}
	}
	if len(r.Kinds) == 0 {
		say("kinds", "layout.kinds", "at least one kind of site")
	}
	for i, k := range r.Kinds {
		switch k {
		case catalog.PortSite, catalog.ParkSite, catalog.CitySite, OwnSite:
		default:
			say(fmt.Sprintf("kinds[%d]", i), "layout.kinds", "unknown kind of site %q", k)
		}
	}
	if len(r.Industries) == 0 || len(r.Industries) > 16 {
		say("industries", "layout.industries", "a plan chooses among 1 to 16 industries")
	}
	switch r.Cities {
	case "none", "landlocked", "all":
	default:
		say("cities", "layout.cities", "unknown choice %q", r.Cities)
	}
	for i, b := range r.Bans {
		switch b.Level {
		case "prohibited", "restricted", "encouraged":
		default:
			say(fmt.Sprintf("bans[%d].level", i), "layout.banLevel", "unknown level %q", b.Level)
		}
	}
	for _, id := range r.ForcedIn {
		if contains(r.ForcedOut, id) {
			say("forcedIn", "layout.forcedBoth", "%s is forced in and out", id)
		}
	}
	if len(r.ForcedIn) > r.Sites {
		say("forcedIn", "layout.forcedMany", "%d sites are forced into a plan of %d", len(r.ForcedIn), r.Sites)
	}
	if r.CountryBudget < 1 {
		say("countryBudget", "layout.bound", "at least one park per country")
	}
	limited := map[string]bool{}
	for i, l := range r.CountryBudgets {
		if limited[l.ISO3] {
			say(fmt.Sprintf("countryBudgets[%d].iso3", i), "layout.duplicate", "%s is named twice", l.ISO3)
		}
		limited[l.ISO3] = true
		if l.Max < 0 {
			say(fmt.Sprintf("countryBudgets[%d].max", i), "layout.bound", "a budget is not negative")
		}
	}
	if r.SameIndustry < 1 {
		say("sameIndustry", "layout.bound", "at least one park of an industry per country")
	}
	finite("sameIndustryKm", r.SameIndustryKm, 0)
	finite("separationKm", r.SeparationKm, 0)
	finite("scoreWeight", r.ScoreWeight, 0)
	finite("fitWeight", r.FitWeight, 0)
	if r.ScoreWeight+r.FitWeight <= 0 || r.ScoreWeight > 1000 || r.FitWeight > 1000 {
		say("scoreWeight", "layout.weights", "score and fit weigh between 0 and 1000, not both nothing")
	}
	if r.MinCountries < 0 {
		say("minCountries", "layout.bound", "not negative")
	}
	for i, c := range r.Off {
		if !optional[c] {
			say(fmt.Sprintf("off[%d]", i), "layout.condition", "%q cannot be switched off", c)
		}
	}
	r.validateKind(say, finite)
	return fault.Bad("layout.Rule.Validate", bad)
}

func (r *Rule) validateKind(say func(field, code, format string, args ...any), finite func(string, float64, float64)) {
	present := [...]bool{r.Nodes != nil, r.Chain != nil, r.Belt != nil, r.Axis != nil}
	want := -1
	for i, kind := range [...]string{Nodes, Chain, Belt, Axis} {
		if r.Kind == kind {
			want = i
		}
	}
	if want < 0 {
		say("kind", "layout.kind", "unknown layout %q", r.Kind)
		return
	}
	for i, p := range present {
		if p != (i == want) {
			say("kind", "layout.kind", "a %q layout has exactly its own bounds", r.Kind)
			return
		}
	}
	points := func(field string, n int, at func(i int) Place) {
		if n > maxPoints {
			say(field, "layout.list", "%d points, at most %d", n, maxPoints)
			return
		}
		for i := range n {
			if p := at(i); !(p.Lat >= -90 && p.Lat <= 90 && p.Lon >= -180 && p.Lon <= 180) {
				say(fmt.Sprintf("%s[%d]", field, i), "layout.position", "%g, %g is no position", p.Lat, p.Lon)
			}
		}
	}
	switch r.Kind {
	case Nodes:
		points("nodes.anchors", len(r.Nodes.Anchors), func(i int) Place { return r.Nodes.Anchors[i].Place })
		if r.Nodes.MinServed < 0 {
			say("nodes.minServed", "layout.bound", "not negative")
		}
		finite("nodes.landReachKm", r.Nodes.LandReachKm, 0)
		finite("nodes.seaReachKm", r.Nodes.SeaReachKm, 0)
		if len(r.Members) > maxNodesMembers {
			say("members", "layout.members", "at most %d countries", maxNodesMembers)
		}
	case Chain:
		points("chain.line", len(r.Chain.Line), func(i int) Place { return r.Chain.Line[i].Place })
		finite("chain.minGapKm", r.Chain.MinGapKm, 0)
		finite("chain.maxGapKm", r.Chain.MaxGapKm, 0)
		finite("chain.maxOffKm", r.Chain.MaxOffKm, 0)
		finite("chain.westEndKm", r.Chain.WestEndKm, 0)
		finite("chain.eastEndKm", r.Chain.EastEndKm, 0)
		if r.Chain.MaxGapKm < r.Chain.MinGapKm {
			say("chain.maxGapKm", "layout.bound", "the upper bound is below the lower")
		}
		if len(r.Chain.Line) < 2 {
			say("chain.line", "layout.line", "the coast needs at least two points")
		}
	case Belt:
		finite("belt.neighbourKm", r.Belt.NeighbourKm, 0)
		finite("belt.marketReachKm", r.Belt.MarketReachKm, 0)
	case Axis:
		finite("axis.corridorKm", r.Axis.CorridorKm, 0)
		finite("axis.marketPopulation", r.Axis.MarketPopulation, 0)
	}
}
