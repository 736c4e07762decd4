package handlers

import (
	"context"
	"slices"

	"github.com/gin-gonic/gin"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/layout"
)

// rankedSite is a site as a ranking of sites or a plan read it: what each
// figure is, where it comes from, what it was made from and what it counted.
type rankedSite struct {
	ID         string                  `json:"id"`
	Kind       catalog.SiteKind        `json:"kind" swaggertype:"string" enums:"port,park,city,own"`
	ISO3       string                  `json:"iso3"`
	Name       catalog.Text            `json:"name"`
	DatasetID  string                  `json:"datasetId"` // of the ranking
	Year       int                     `json:"year"`      // of the country data
	Closed     layout.Passage          `json:"closed,omitempty"`
	SiteModel  layout.SiteModel        `json:"siteModel"`
	Score      *layout.SiteScore       `json:"score,omitempty"` // as the ranking has it; absent for a site that a plan only looked at
	Values     []layout.Value          `json:"values"`          // every site indicator, known or not
	Indicators []catalog.Indicator     `json:"indicators"`      // what they are, in the same order
	Names      map[string]catalog.Text `json:"names"`           // of the sites that the values name
	Own        *appraisal.SiteFigures  `json:"own,omitempty"`   // what was entered of an own site, as the ranking holds it
}

// getRankedSite answers with what a site's score in a ranking rests on.
//
//	@Summary      What the score of a site in a ranking of sites or a plan rests on
//	@Description  To everybody who may see the ranking, from its own dataset and recipe; an own site is told as the ranking holds it, to readers of a published one too. A site that is in neither the result nor what a plan looked at is absent.
//	@Tags         rankings
//	@Param        id    path  string  true  "ranking"
//	@Param        site  path  string  true  "site"
//	@Success      200  {object}  rankedSite
//	@Failure      409  {object}  problem  "a ranking of countries"
//	@Router       /rankings/{id}/sites/{site} [get]
func (a *API) getRankedSite(c *gin.Context) error {
	const op = "handlers.getRankedSite"
	if err := queries(c); err != nil {
		return err
	}
	r, _, err := a.visibleRanking(c)
	if err != nil {
		return err
	}
	q := layout.Subject{Site: c.Param("site"), Year: r.Year}
	var named []appraisal.Origin
	switch {
	case r.Layout != nil:
		x := r.Layout
		q.Strategy, q.Closed, q.CountC, q.Gaps, q.Weights, q.Own, q.Model, named = x.Strategy, layout.Passage(x.Closed), x.CountC, x.Gaps, x.Weights, x.Own, x.SiteModel, x.Models
	case r.Sites != nil:
		x := r.Sites
		q.Strategy, q.Closed, q.CountC, q.Gaps, q.Weights, q.Own, q.Model, named = x.Strategy, layout.Passage(x.Closed), x.CountC, x.Gaps, x.Weights, x.Own, x.SiteModel, x.Models
	default:
		return fault.New(op, fault.Conflict, "ranking.otherSubject")
	}
	return long(a, c, func(ctx context.Context) (rankedSite, error) {
		o, err := a.outcomeOf(ctx, r)
		if err != nil {
			return rankedSite{}, fault.Wrap(op, err)
		}
		score, known := o.score(q.Site)
		if !known {
			return rankedSite{}, fault.New(op, fault.NotFound, "site.notFound")
		}
		snap, err := a.snapshots.get(ctx, r.DatasetID)
		if err != nil {
			return rankedSite{}, fault.Wrap(op, err)
		}
		b, err := a.basis(ctx, snap, named, q.Model)
		if err != nil {
			return rankedSite{}, fault.Wrap(op, err)
		}
		e, err := b.Evidence(q)
		if err != nil {
			return rankedSite{}, fault.Wrap(op, err)
		}
		out := rankedSite{ID: e.Site.ID, Kind: e.Site.Kind, ISO3: e.Site.ISO3, Name: e.Site.Name, DatasetID: r.DatasetID, Year: e.Year, Closed: q.Closed,
			SiteModel: e.Model, Score: score, Values: e.Values, Indicators: layout.Indicators(), Names: namesIn(e.Values, a.atlas.Sites)}
		if e.Site.Own != nil {
			own := appraisal.SiteFigures(*e.Site.Own)
			out.Own = &own
		}
		return out, nil
	})
}

// score is a site's score in what a ranking came to, nil for one that a plan
// looked at and did not take; known is false for any other site.
func (o outcome) score(site string) (score *layout.SiteScore, known bool) {
	var scores []layout.SiteScore
	switch {
	case o.sites != nil:
		scores = o.sites.Sites
	case o.layout != nil:
		scores = o.layout.Scores
		known = slices.ContainsFunc(o.layout.Considered, func(x layout.Considered) bool { return x.ID == site })
	}
	if k := slices.IndexFunc(scores, func(s layout.SiteScore) bool { return s.ID == site }); k >= 0 {
		return &scores[k], true
	}
	return nil, known
}
