package appraisal

import (
	"fmt"

	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// Subject is what a ranking is about. Whatever it is, drafts, versions, review
// and publication are the same; what differs is the recipe and who computes it.
type Subject string

// The subjects. The zero value is stored for countries, as it was before there
// were others, so that their digests stay what they are.
const (
	OfCountries Subject = ""       // host countries, by Ranking.Model; "country" in requests and answers
	OfLayout    Subject = "layout" // a regional layout, by Ranking.Layout; computed by package layout
	OfSites     Subject = "site"   // candidate sites, by Ranking.Sites; computed by package layout
)

// Word is the subject as requests and answers name it.
func (s Subject) Word() string {
	if s == OfCountries {
		return "country"
	}
	return string(s)
}

// SubjectOf reads a subject's word, "" counting as countries.
func SubjectOf(word string) (Subject, bool) {
	switch s := Subject(word); s {
	case OfCountries, "country":
		return OfCountries, true
	case OfLayout, OfSites:
		return s, true
	}
	return "", false
}

// LayoutRequest is the recipe of a regional layout: what a plan is asked for,
// or, with Places, the plan itself. It holds words and numbers only; package
// layout gives them meaning.
type LayoutRequest struct {
	Strategy  string        `json:"strategy"`
	Sites     int           `json:"sites"`                                        // how many to choose; 0 = the default
	Closed    string        `json:"closed,omitempty" enums:"suez,panama,malacca"` // passage
	CountC    bool          `json:"countC,omitempty"`                             // values of grade C decide, and are flagged
	Gaps      string        `json:"gaps,omitempty" enums:"median,spread"`
	SiteModel *Origin       `json:"siteModel,omitempty"` // a stored one; the shipped one when absent, the newest version when it names none
	Weights   []NodeWeight  `json:"weights,omitempty"`   // instead of those of the site model
	Own       []SiteFigures `json:"own,omitempty"`       // candidates of the team's own, as they were when the draft was saved
	In        []string      `json:"in,omitempty"`        // site ids that must be in
	Out       []string      `json:"out,omitempty"`       // site ids that must not
	Off       []string      `json:"off,omitempty"`       // conditions that are told but not required
	Bounds    *LayoutBounds `json:"bounds,omitempty"`    // instead of the strategy's defaults, part by part
	Places    []LayoutPlace `json:"places,omitempty"`    // the plan, chosen by hand; the best one when absent
	Models    []Origin      `json:"models,omitempty"`    // versions of the country models it is scored with; the server names them
}

// Members are the countries that the request puts in place of the strategy's;
// none when it keeps those.
func (q LayoutRequest) Members() []catalog.StrategyMember {
	if q.Bounds == nil {
		return nil
	}
	return q.Bounds.Members
}

// LayoutPlace gives a site an industry.
type LayoutPlace struct {
	Site     string `json:"site"`
	Industry string `json:"industry"`
}

// LayoutBounds are the parts of a layout's rule that a request may replace;
// what is absent keeps the strategy's default. The names are those of
// layout.Rule.
type LayoutBounds struct {
	Members           []catalog.StrategyMember `json:"members,omitempty"`
	Industries        []string                 `json:"industries,omitempty"`
	Kinds             []catalog.SiteKind       `json:"kinds,omitempty"`
	Cities            string                   `json:"cities,omitempty" enums:"none,landlocked,all"`
	PortsOnly         *bool                    `json:"portsOnly,omitempty"`
	PortIndustries    []string                 `json:"portIndustries,omitzero" validate:"optional"` // empty = none
	Admitted          []string                 `json:"admitted,omitempty"`
	ExcludeRestricted *bool                    `json:"excludeRestricted,omitempty"`
	CountryBudget     *int                     `json:"countryBudget,omitempty"`
	CountryBudgets    []CountryLimit           `json:"countryBudgets,omitempty"`
	SameIndustry      *int                     `json:"sameIndustry,omitempty"`
	SameIndustryKm    *float64                 `json:"sameIndustryKm,omitempty"`
	SeparationKm      *float64                 `json:"separationKm,omitempty"`
	MinCountries      *int                     `json:"minCountries,omitempty"`
	ScoreWeight       *float64                 `json:"scoreWeight,omitempty"`
	FitWeight         *float64                 `json:"fitWeight,omitempty"`
	Nodes             *NodesBounds             `json:"nodes,omitempty"`
	Chain             *ChainBounds             `json:"chain,omitempty"`
	Belt              *BeltBounds              `json:"belt,omitempty"`
	Axis              *AxisBounds              `json:"axis,omitempty"`
}

// CountryLimit is the number of parks one country may have.
type CountryLimit struct {
	ISO3 string `json:"iso3"`
	Max  int    `json:"max"`
}

// NodesBounds replace the bounds of a layout of nodes.
type NodesBounds struct {
	LandReachKm *float64 `json:"landReachKm,omitempty"`
	SeaReachKm  *float64 `json:"seaReachKm,omitempty"`
	MinServed   *int     `json:"minServed,omitempty"`
}

// ChainBounds replace the bounds of a chain.
type ChainBounds struct {
	MaxOffKm  *float64 `json:"maxOffKm,omitempty"`
	MinGapKm  *float64 `json:"minGapKm,omitempty"`
	MaxGapKm  *float64 `json:"maxGapKm,omitempty"`
	WestEndKm *float64 `json:"westEndKm,omitempty"`
	EastEndKm *float64 `json:"eastEndKm,omitempty"`
}

// BeltBounds replace the bounds of a belt.
type BeltBounds struct {
	NeighbourKm   *float64 `json:"neighbourKm,omitempty"`
	MarketReachKm *float64 `json:"marketReachKm,omitempty"`
}

// AxisBounds replace the bounds of a point-axis layout.
type AxisBounds struct {
	CorridorKm       *float64 `json:"corridorKm,omitempty"`
	MarketPopulation *float64 `json:"marketPopulation,omitempty"`
}

// SiteFigures is a team's own candidate site with its figures, copied into what was
// made with it. Its fields are those of layout.UserSite, which says what they
// mean and checks them.
type SiteFigures struct {
	ID       string       `json:"id"`
	Name     catalog.Text `json:"name"`
	ISO3     string       `json:"iso3"`
	Lat      float64      `json:"lat"`
	Lon      float64      `json:"lon"`
	PortCity bool         `json:"portCity"`
	Year     int          `json:"year"`
	Source   string       `json:"source"`
	Note     string       `json:"note"`

	Type  string             `json:"type,omitempty" enums:"port,park,land"`
	Cited []catalog.Citation `json:"cited,omitempty"`

	LandPriceUSDPerM2   *float64 `json:"landPriceUSDPerM2,omitempty"`
	AreaHa              *float64 `json:"areaHa,omitempty"`
	PowerPriceUSDPerKWh *float64 `json:"powerPriceUSDPerKWh,omitempty"`
	WaterPriceUSDPerM3  *float64 `json:"waterPriceUSDPerM3,omitempty"`
	GasPriceUSDPerM3    *float64 `json:"gasPriceUSDPerM3,omitempty"`
	LabourUSDPerMonth   *float64 `json:"labourUSDPerMonth,omitempty"`
	HarbourDepthM       *float64 `json:"harbourDepthM,omitempty"`
	InvestmentPerHa     *float64 `json:"investmentPerHa,omitempty"`
	IndustrialTaxPerHa  *float64 `json:"industrialTaxPerHa,omitempty"`
	OverallTaxPerHa     *float64 `json:"overallTaxPerHa,omitempty"`
	PlotRatio           *float64 `json:"plotRatio,omitempty"`
	BuildingCoveragePct *float64 `json:"buildingCoveragePct,omitempty"`
}

// What a stored layout may hold at most.
const (
	maxLayoutList = 1000
	maxOwnSites   = 100
)

// validateLayout checks what can be checked without the catalogue of sites;
// preparing the plan checks the rest.
func (r Ranking) validateLayout(bad []fault.Field) []fault.Field {
	q := r.Layout
	if q == nil || q.Strategy == "" {
		return append(bad, fault.Field{Field: "layout.strategy", Code: "field.required", Detail: "S1, S2, S3 or S4"})
	}
	for _, x := range [...]struct {
		field  string
		n, max int
	}{{"in", len(q.In), maxLayoutList}, {"out", len(q.Out), maxLayoutList}, {"off", len(q.Off), maxLayoutList}, {"weights", len(q.Weights), maxLayoutList},
		{"places", len(q.Places), maxLayoutList}, {"own", len(q.Own), maxOwnSites}} {
		if x.n > x.max {
			bad = append(bad, fault.Field{Field: "layout." + x.field, Code: "list.long", Detail: fmt.Sprintf("at most %d", x.max)})
		}
	}
	return bad
}
