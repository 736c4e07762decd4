package handlers

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/gin-gonic/gin"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/layout"
)

// defaultSites is the size of a layout when a request names none.
const defaultSites = 6

// maxOwnSites bounds the users' own sites in one request.
const maxOwnSites = 100

// sitesRequest is how sites are scored.
type sitesRequest struct {
	DatasetID string             `json:"datasetId,omitempty"` // the newest when absent
	Year      int                `json:"year,omitempty"`      // of the country data; the dataset's newest when absent
	Closed    layout.Passage     `json:"closed,omitempty" enums:"suez,panama,malacca"`
	CountC    bool               `json:"countC,omitempty"` // values of grade C decide, and are flagged
	Gaps      string             `json:"gaps,omitempty" enums:"median,spread"`
	Weights   map[string]float64 `json:"weights,omitempty"` // of the site model: node id to weight among its siblings
	Own       []layout.UserSite  `json:"own,omitempty"`     // candidates of one's own
}

// layoutRequest is what a layout is planned from. Bounds replace the strategy's
// defaults, part by part.
type layoutRequest struct {
	sitesRequest
	Strategy string        `json:"strategy"`
	Sites    int           `json:"sites,omitempty"`  // how many to choose; 6 when absent
	In       []string      `json:"in,omitempty"`     // site ids that must be in
	Out      []string      `json:"out,omitempty"`    // site ids that must not
	Off      []string      `json:"off,omitempty"`    // conditions that are told but not required
	Bounds   *layoutBounds `json:"bounds,omitempty"` // instead of the defaults
	Bans     []layout.Ban  `json:"bans,omitempty"`   // instead of the negative list in force; empty = none
}

// layoutBounds are the parts of a rule that a request may replace; what is
// absent keeps the strategy's default. The names are those of the rule.
type layoutBounds struct {
	Members           []catalog.StrategyMember `json:"members,omitempty"`
	Industries        []string                 `json:"industries,omitempty"`
	Kinds             []catalog.SiteKind       `json:"kinds,omitempty"`
	Cities            string                   `json:"cities,omitempty" enums:"none,landlocked,all"`
	PortsOnly         *bool                    `json:"portsOnly,omitempty"`
	PortIndustries    []string                 `json:"portIndustries,omitempty"`
	Admitted          []string                 `json:"admitted,omitempty"`
	ExcludeRestricted *bool                    `json:"excludeRestricted,omitempty"`
	CountryBudget     *int                     `json:"countryBudget,omitempty"`
	CountryBudgets    []layout.CountryLimit    `json:"countryBudgets,omitempty"`
	SameIndustry      *int                     `json:"sameIndustry,omitempty"`
	SameIndustryKm    *float64                 `json:"sameIndustryKm,omitempty"`
	SeparationKm      *float64                 `json:"separationKm,omitempty"`
	MinCountries      *int                     `json:"minCountries,omitempty"`
	ScoreWeight       *float64                 `json:"scoreWeight,omitempty"`
	FitWeight         *float64                 `json:"fitWeight,omitempty"`
	Nodes             *nodesBounds             `json:"nodes,omitempty"`
	Chain             *chainBounds             `json:"chain,omitempty"`
	Belt              *beltBounds              `json:"belt,omitempty"`
	Axis              *axisBounds              `json:"axis,omitempty"`
}

type nodesBounds struct {
	LandReachKm *float64 `json:"landReachKm,omitempty"`
	SeaReachKm  *float64 `json:"seaReachKm,omitempty"`
	MinServed   *int     `json:"minServed,omitempty"`
}

type chainBounds struct {
	MaxOffKm  *float64 `json:"maxOffKm,omitempty"`
	MinGapKm  *float64 `json:"minGapKm,omitempty"`
	MaxGapKm  *float64 `json:"maxGapKm,omitempty"`
	WestEndKm *float64 `json:"westEndKm,omitempty"`
	EastEndKm *float64 `json:"eastEndKm,omitempty"`
}

type beltBounds struct {
	NeighbourKm   *float64 `json:"neighbourKm,omitempty"`
	MarketReachKm *float64 `json:"marketReachKm,omitempty"`
}

type axisBounds struct {
	CorridorKm       *float64 `json:"corridorKm,omitempty"`
	MarketPopulation *float64 `json:"marketPopulation,omitempty"`
}

// over returns the rule with the bounds in place of its own. Lists replace
// lists whole; bounds of another kind of layout make the rule fail validation.
func (b *layoutBounds) over(r layout.Rule) (layout.Rule, error) {
	const op = "handlers.layoutBounds"
	if b == nil {
		return r, nil
	}
	data, err := json.Marshal(b)
	if err != nil {
		return r, fault.Wrap(op, err)
	}
	// encoding/json would decode into the old elements of a list.
	for _, list := range []struct {
		given bool
		clear func()
	}{
		{b.Members != nil, func() { r.Members = nil }}, {b.Industries != nil, func() { r.Industries = nil }}, {b.Kinds != nil, func() { r.Kinds = nil }},
		{b.PortIndustries != nil, func() { r.PortIndustries = nil }}, {b.Admitted != nil, func() { r.Admitted = nil }}, {b.CountryBudgets != nil, func() { r.CountryBudgets = nil }},
	} {
		if list.given {
			list.clear()
		}
	}
	return r, fault.Wrap(op, json.Unmarshal(data, &r))
}

// siteWorld is the catalogue of sites with the data they are scored from.
type siteWorld struct {
	atlas   *layout.Atlas
	snap    *catalog.Snapshot
	model   layout.SiteModel
	country layout.CountryScores
	models  []appraisal.Model
}

// siteWorld reads what a request scores sites with; strategy "" ranks host
// countries by the general model.
func (a *API) siteWorld(ctx context.Context, req sitesRequest, strategy string) (siteWorld, error) {
	const op = "handlers.siteWorld"
	if len(req.Own) > maxOwnSites {
		return siteWorld{}, fault.Bad(op, []fault.Field{{Field: "own", Code: "list.long", Detail: "at most 100 sites of one's own"}})
	}
	if req.Closed != layout.Open && !slices.Contains(layout.Passages[:], req.Closed) {
		return siteWorld{}, fault.Bad(op, []fault.Field{{Field: "closed", Code: "layout.passage", Detail: "suez, panama or malacca"}})
	}
	snap, err := a.snapshot(ctx, req.DatasetID, "datasetId")
	if err != nil {
		return siteWorld{}, err
	}
	if err := ownSites(req.Own, snap); err != nil {
		return siteWorld{}, err
	}
	w := siteWorld{snap: snap}
	if w.model, err = layout.DefaultSiteModel().WithWeights(req.Weights); err != nil {
		return siteWorld{}, fault.Wrap(op, err)
	}
	w.model.CountC = req.CountC
	if req.Gaps != "" {
		w.model.Gaps = req.Gaps
	}
	year := req.Year
	if year == 0 {
		year = snap.Year()
	}
	t := snap.Tables()
	w.atlas, err = layout.NewAtlas(layout.Data{Countries: t.Countries, Strategies: a.atlas.Strategies, Industries: a.atlas.Industries,
		Sites: a.atlas.Sites, SeaDistances: t.SeaDistances, LandUse: a.atlas.LandUse, GDP: layout.GDP(snap, year)})
	if err != nil {
		return siteWorld{}, fault.Wrap(op, err)
	}
	if strategy != "" {
		if _, err := w.atlas.Strategy(strategy); err != nil {
			return siteWorld{}, fault.Bad(op, []fault.Field{{Field: "strategy", Code: "layout.unknownStrategy", Detail: "S1, S2, S3 or S4"}})
		}
	}
	models, err := a.store.Models(ctx)
	if err != nil {
		return siteWorld{}, fault.Wrap(op, err)
	}
	w.models = slices.DeleteFunc(models, func(m appraisal.Model) bool { return m.Team != "" })
	w.country, err = layout.ScoreCountries(w.models, snap, strategy, req.Year)
	return w, fault.Wrap(op, err)
}

// ownSites checks the sites a request brings along, each under its place.
func ownSites(own []layout.UserSite, snap *catalog.Snapshot) error {
	const op = "handlers.ownSites"
	var all []fault.Field
	for i := range own {
		bad, err := fieldsOf(own[i].Validate(func(iso3 string) bool { c, ok := snap.Country(iso3); return ok && c.Candidate }))
		if err != nil {
			return fault.Wrap(op, err)
		}
		for _, f := range bad {
			f.Field = fmt.Sprintf("own[%d].%s", i, f.Field)
			all = append(all, f)
		}
	}
	return fault.Bad(op, all)
}

// planning is a layout request made ready to solve.
type planning struct {
	siteWorld
	in      layout.Input
	problem layout.Problem
	scores  []layout.SiteScore
	list    *appraisal.ListInForce // the negative list that was read; nil with one's own bans
}

func (a *API) planning(c *gin.Context, req layoutRequest) (planning, error) {
	const op = "handlers.planning"
	ctx := c.Request.Context()
	if req.Strategy == "" {
		return planning{}, fault.Bad(op, []fault.Field{{Field: "strategy", Code: "field.required", Detail: "S1, S2, S3 or S4"}})
	}
	w, err := a.siteWorld(ctx, req.sitesRequest, req.Strategy)
	if err != nil {
		return planning{}, err
	}
	p := planning{siteWorld: w}
	n := req.Sites
	if n == 0 {
		n = defaultSites
	}
	if n < 1 || n > layout.MaxSites { // the default bounds depend on it
		return p, fault.Bad(op, []fault.Field{{Field: "sites", Code: "layout.sites", Detail: "1 to 24 sites"}})
	}
	rule, err := w.atlas.DefaultRule(req.Strategy, n)
	if err != nil {
		return p, fault.Wrap(op, err)
	}
	if rule, err = req.Bounds.over(rule); err != nil {
		return p, err
	}
	rule.ForcedIn, rule.ForcedOut, rule.Off, rule.Bans = req.In, req.Out, req.Off, req.Bans
	if req.Bans == nil {
		list, err := a.listInForce(ctx)
		if err != nil {
			return p, err
		}
		if list != nil {
			rule.Bans = layout.Bans(*list, rule, a.today())
			p.list = &appraisal.ListInForce{ID: list.ID, Version: list.Version, On: a.today()}
		}
	}
	p.in = layout.Input{Rule: rule, Model: w.model, Country: w.country, Own: req.Own, Closed: req.Closed}
	p.problem, p.scores, err = w.atlas.Problem(p.in)
	return p, fault.Wrap(op, err)
}
