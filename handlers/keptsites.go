package handlers

import (
	"fmt"
	"slices"

	"github.com/gin-gonic/gin"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/layout"
	"parksite/internal/store"
)

// storedSites name own sites that teams keep, in a request that scores sites.
type storedSites struct {
	OwnSites  []string `json:"ownSites,omitempty"`  // ids of own sites that one's teams keep
	TeamSites bool     `json:"teamSites,omitempty"` // all of them; those in other countries play no part
}

// kept returns the own sites that a request names, as they are now.
func (a *API) kept(c *gin.Context, s storedSites) ([]layout.UserSite, error) {
	const op = "handlers.kept"
	if len(s.OwnSites) == 0 && !s.TeamSites {
		return nil, nil
	}
	if len(s.OwnSites) > maxTeamSites { // each is looked up
		return nil, fault.Bad(op, []fault.Field{{Field: "ownSites", Code: "list.length", Detail: fmt.Sprintf("at most %d", maxTeamSites)}})
	}
	ctx := c.Request.Context()
	teams, err := a.ownTeams(c, "read")
	if err != nil {
		return nil, err
	}
	var out []layout.UserSite
	var bad []fault.Field
	for i, id := range s.OwnSites {
		o, err := a.store.OwnSite(ctx, id)
		switch {
		case fault.Is(err, fault.NotFound), err == nil && !slices.Contains(teams, o.Team):
			bad = append(bad, fault.Field{Field: fmt.Sprintf("ownSites[%d]", i), Code: "ownSite.unknown", Detail: "no own site of yours"})
		case err != nil:
			return nil, fault.Wrap(op, err)
		case slices.ContainsFunc(out, func(u layout.UserSite) bool { return u.ID == id }):
			bad = append(bad, fault.Field{Field: fmt.Sprintf("ownSites[%d]", i), Code: "field.repeated", Detail: "named twice"})
		default:
			out = append(out, o.Site)
		}
	}
	if err := fault.Bad(op, bad); err != nil || !s.TeamSites {
		return out, err
	}
	all, _, err := a.store.FindOwnSites(ctx, store.Query{Where: map[string][]string{"team": teams}})
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	for _, o := range all {
		if !slices.ContainsFunc(out, func(u layout.UserSite) bool { return u.ID == o.ID }) {
			out = append(out, o.Site)
		}
	}
	return out, nil
}

// teamFigures are a team's own sites in some countries, as they are now, for a
// request that is kept: later changes of a site do not touch it.
func (a *API) teamFigures(c *gin.Context, team string, in func(iso3 string) bool) ([]appraisal.SiteFigures, error) {
	const op = "handlers.teamFigures"
	teams, err := a.ownTeams(c, "read")
	if err != nil {
		return nil, err
	}
	if !slices.Contains(teams, team) {
		return nil, nil
	}
	all, _, err := a.store.FindOwnSites(c.Request.Context(), store.Query{Where: map[string][]string{"team": {team}}})
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	var out []appraisal.SiteFigures
	for _, o := range all {
		if in(o.Site.ISO3) {
			out = append(out, appraisal.SiteFigures(o.Site))
		}
	}
	return out, nil
}

// takesPart reports which countries' sites a layout may choose: those its
// bounds name, else the strategy's.
func (a *API) takesPart(q appraisal.LayoutRequest) func(iso3 string) bool {
	var members []catalog.StrategyMember
	if k := slices.IndexFunc(a.atlas.Strategies, func(s catalog.Strategy) bool { return s.ID == q.Strategy }); k >= 0 {
		members = a.atlas.Strategies[k].Members
	}
	if q.Bounds != nil && q.Bounds.Members != nil {
		members = q.Bounds.Members
	}
	return func(iso3 string) bool {
		return slices.ContainsFunc(members, func(m catalog.StrategyMember) bool { return m.ISO3 == iso3 })
	}
}
