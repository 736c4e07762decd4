package layout

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// Basis is the data that a request is planned from: a dataset version, the
// tables of the catalogue beside it and the country models.
type Basis struct {
	Snapshot   *catalog.Snapshot
	Strategies []catalog.Strategy
	Industries []catalog.Industry
	Sites      []catalog.Site
	LandUse    []catalog.LandUseBenchmark
	Models     []appraisal.Model // of countries, the shipped ones or those the request names; and that of sites, where it names one
}

// Atlas joins the tables with the data of a year (0 = the snapshot's).
func (b Basis) Atlas(year int) (*Atlas, error) {
	if year == 0 {
		year = b.Snapshot.Year()
	}
	t := b.Snapshot.Tables()
	a, err := NewAtlas(Data{Countries: t.Countries, Strategies: b.Strategies, Industries: b.Industries, Sites: b.Sites,
		SeaDistances: t.SeaDistances, LandUse: b.LandUse, GDP: GDP(b.Snapshot, year)})
	return a, fault.Wrap("layout.Basis.Atlas", err)
}

// Prepared is a request made ready to solve.
type Prepared struct {
	Basis   Basis
	Atlas   *Atlas
	Input   Input
	Problem Problem
	Scores  []SiteScore            // of Problem.Candidates
	List    *appraisal.ListInForce // the negative list that was read; nil with none
}

// DefaultSites is the size of a layout when a request names none.
const DefaultSites = 6

// Prepare reads a request against the data of a year (0 = the snapshot's) and
// under a negative list (nil = none) as it stands on a day.
//
// It returns fault.Invalid naming every field that cannot be read, under the
// names of the request or of the rule.
func (b Basis) Prepare(q appraisal.LayoutRequest, year int, list *catalog.NegativeList, on string) (Prepared, error) {
	const op = "layout.Basis.Prepare"
	p := Prepared{Basis: b}
	own, err := b.request(q)
	if err != nil {
		return p, fault.Wrap(op, err)
	}
	model, err := b.SiteModel(q.SiteModel, q.Weights, q.CountC, q.Gaps)
	if err != nil {
		return p, fault.Wrap(op, err)
	}
	if p.Atlas, err = b.Atlas(year); err != nil {
		return p, fault.Wrap(op, err)
	}
	country, err := ScoreCountries(b.Models, b.Snapshot, q.Strategy, year)
	if err != nil {
		return p, fault.Wrap(op, err)
	}
	rule, err := p.Atlas.DefaultRule(q.Strategy, cmp.Or(q.Sites, DefaultSites), q.Members()...)
	if err != nil {
		return p, fault.Wrap(op, err)
	}
	if rule, err = Bound(rule, q.Bounds); err != nil {
		return p, fault.Wrap(op, err)
	}
	rule.ForcedIn, rule.ForcedOut, rule.Off = q.In, q.Out, q.Off
	if list != nil {
		rule.Bans = Bans(*list, rule, on)
		p.List = &appraisal.ListInForce{ID: list.ID, Version: list.Version, On: on}
	}
	p.Input = Input{Rule: rule, Model: model, Country: country, Own: own, Closed: Passage(q.Closed)}
	p.Problem, p.Scores, err = p.Atlas.Problem(p.Input)
	return p, fault.Wrap(op, err)
}

// Under returns p with bans of the request's own instead of the negative list.
//
// It returns fault.Invalid for a ban that cannot be read.
func (p Prepared) Under(bans []Ban) (Prepared, error) {
	p.Input.Rule.Bans, p.List = bans, nil
	var err error
	p.Problem, p.Scores, err = p.Atlas.Problem(p.Input)
	return p, fault.Wrap("layout.Prepared.Under", err)
}

// request checks the plain parts of a request and returns its own sites.
func (b Basis) request(q appraisal.LayoutRequest) ([]UserSite, error) {
	var bad []fault.Field
	if !slices.ContainsFunc(b.Strategies, func(s catalog.Strategy) bool { return s.ID == q.Strategy }) {
		bad = append(bad, fault.Field{Field: "strategy", Code: "layout.unknownStrategy", Detail: "S1, S2, S3 or S4"})
	}
	if q.Sites < 0 || q.Sites > MaxSites { // the default bounds depend on it
		bad = append(bad, fault.Field{Field: "sites", Code: "layout.sites", Detail: "1 to 24 sites"})
	}
	if p := Passage(q.Closed); p != Open && !slices.Contains(Passages[:], p) {
		bad = append(bad, fault.Field{Field: "closed", Code: "layout.passage", Detail: "suez, panama or malacca"})
	}
	own, more, err := b.ownSites(q.Own)
	if err != nil {
		return nil, err
	}
	return own, fault.Bad("layout.Basis.request", append(bad, more...))
}

// ownSites reads the own sites of a request, with what is broken about them.
func (b Basis) ownSites(figures []appraisal.SiteFigures) (own []UserSite, bad []fault.Field, err error) {
	for i := range figures {
		own = append(own, UserSite(figures[i]))
		err := own[i].Validate(func(iso3 string) bool { c, ok := b.Snapshot.Country(iso3); return ok && c.Candidate })
		more, err := fieldsIn(err, fmt.Sprintf("own[%d].", i))
		if err != nil {
			return nil, nil, err
		}
		bad = append(bad, more...)
	}
	return own, bad, nil
}

// Bound returns the rule with the bounds in place of its own. Lists replace
// lists whole; bounds of another kind of layout make the rule fail validation.
func Bound(r Rule, b *appraisal.LayoutBounds) (Rule, error) {
	const op = "layout.Bound"
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

// Given is the plan of places chosen by hand, with roles, values and
// conditions; Check says which of them it breaks.
//
// It returns fault.Invalid for no places or too many, a place that is no
// candidate, fails a threshold or has no score, one named twice, and an industry that the rule
// does not have.
func (p Prepared) Given(places []appraisal.LayoutPlace) (Plan, error) {
	const op = "layout.Prepared.Given"
	var bad []fault.Field
	say := func(code, detail string) { bad = append(bad, fault.Field{Field: "places", Code: code, Detail: detail}) }
	if len(places) == 0 || len(places) > MaxSites {
		say("layout.sites", "1 to 24 places")
	}
	var sites []Candidate
	var industries []string
	for i, x := range places {
		k := slices.IndexFunc(p.Problem.Candidates, func(c Candidate) bool { return c.ID == x.Site })
		switch {
		case k < 0:
			say("layout.unknownSite", fmt.Sprintf("the site of place %d is not among the candidates", i+1))
		case slices.ContainsFunc(sites, func(c Candidate) bool { return c.ID == x.Site }):
			say("layout.duplicate", x.Site+" appears twice")
		case p.Problem.Candidates[k].Screened:
			say("layout.out.screened", x.Site+" fails a threshold of the site model")
		case math.IsNaN(p.Problem.Candidates[k].Score):
			say("layout.out.noScore", x.Site+" has no data to score")
		case !slices.Contains(p.Problem.Rule.Industries, x.Industry):
			say("layout.industries", fmt.Sprintf("the industry of place %d is not among those of the rule", i+1))
		default:
			sites, industries = append(sites, p.Problem.Candidates[k]), append(industries, x.Industry)
		}
	}
	if err := fault.Bad(op, bad); err != nil {
		return Plan{}, err
	}
	return NewPlan(p.Problem.Rule, sites, industries), nil
}
