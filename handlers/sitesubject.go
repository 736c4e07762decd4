package handlers

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/gin-gonic/gin"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/layout"
)

// sealedSites is what the submission of a ranking of sites freezes.
type sealedSites struct {
	Ranking string                `json:"ranking"` // id
	Title   string                `json:"title"`
	Purpose string                `json:"purpose"`
	Subject appraisal.Subject     `json:"subject"`
	Dataset string                `json:"dataset"` // digest
	Year    int                   `json:"year"`
	Seed    uint64                `json:"seed"`
	Request appraisal.SiteRequest `json:"request"`
	Study   layout.SiteStudy      `json:"study"`
}

// rankedSites ranks the sites of a kept recipe.
func (a *API) rankedSites(ctx context.Context, r appraisal.Ranking, snap *catalog.Snapshot) (layout.SiteStudy, error) {
	b, err := a.basis(ctx, snap, r.Sites.Models, r.Sites.SiteModel)
	if err != nil {
		return layout.SiteStudy{}, err
	}
	return b.RankSites(ctx, *r.Sites, r.Year, r.Seed)
}

// earlierSites is the ranking of sites of the round before, for its reviewers.
type earlierSites struct {
	Round   int                   `json:"round"`
	Request appraisal.SiteRequest `json:"request"`
	Study   layout.SiteStudy      `json:"study"` // without criteria
}

// sitesBefore is what the round before handed in, nil for a first round.
func (a *API) sitesBefore(ctx context.Context, r appraisal.Ranking) (*earlierSites, error) {
	const op = "handlers.sitesBefore"
	n := len(r.Review.Earlier)
	if n == 0 {
		return nil, nil
	}
	last := r.Review.Earlier[n-1]
	text, err := a.store.Payload(ctx, last.Submission.Digest)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	var s sealedSites
	if err := json.Unmarshal(text, &s); err != nil {
		return nil, fault.Wrap(op, err)
	}
	return &earlierSites{Round: last.Number, Request: s.Request, Study: s.Study.Brief()}, nil
}

// fillSites puts a recipe into r and ranks by it, so that what is stored can be
// ranked. The versions of the country models are those of today, as fillLayout's.
func (a *API) fillSites(c *gin.Context, r appraisal.Ranking, req rankingRequest, snap *catalog.Snapshot) (appraisal.Ranking, error) {
	const op = "handlers.fillSites"
	ctx := c.Request.Context()
	had := r.SiteModel()
	var q appraisal.SiteRequest
	if r.Sites != nil {
		q = *r.Sites
	}
	if req.Sites != nil {
		q = *req.Sites
	}
	if req.TeamSites {
		var err error
		if q.Own, err = a.teamFigures(c, r.Team, func(iso3 string) bool { return a.competes(q, iso3) }); err != nil {
			return r, err
		}
	}
	r.Sites = &q
	if err := r.Validate(snap); err != nil {
		return r, fault.Wrap(op, err)
	}
	var err error
	if q.SiteModel, err = a.siteModelVersion(c, q.SiteModel, had); err != nil {
		return r, fault.Wrap(op, within("sites.", err))
	}
	b, err := a.basis(ctx, snap, nil, q.SiteModel)
	if err != nil {
		return r, fault.Wrap(op, err)
	}
	q.Models = layout.Scoring(b.Models, q.Strategy)
	done, err := a.compute(ctx)
	if err != nil {
		return r, err
	}
	defer done()
	if _, err = b.RankSites(ctx, q, r.Year, max(r.Seed, 1)); err != nil {
		return r, fault.Wrap(op, within("sites.", err))
	}
	host := q.Models[0] // that of the strategy, or the general one
	k := slices.IndexFunc(b.Models, func(m appraisal.Model) bool { return m.ID == host.ID })
	r.Model, r.ModelID, r.ModelVersion = b.Models[k], host.ID, host.Version
	return r, nil
}

// competes reports whether a country's sites are ranked by a recipe.
func (a *API) competes(q appraisal.SiteRequest, iso3 string) bool {
	if iso3 == q.Within || slices.Contains(q.Countries, iso3) {
		return true
	}
	return len(q.Countries) == 0 && a.takesPart(appraisal.LayoutRequest{Strategy: q.Strategy})(iso3)
}
