package handlers

import (
	"context"
	"slices"
	"strings"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/layout"
	"parksite/internal/report"
	"parksite/internal/review"
)

// anchored reports an anchor that is not in the ranking: no candidate of its
// data, no node of its model or of the site model, no site of what it came to,
// no figure of such a site, no rule of its plan.
func (a *API) anchored(ctx context.Context, r appraisal.Ranking, at review.Anchor) error {
	const op = "handlers.anchored"
	found := true
	switch at.Kind {
	case review.OnCountry:
		snap, err := a.snapshots.get(ctx, r.DatasetID)
		if err != nil {
			return fault.Wrap(op, err)
		}
		found = false
		for _, x := range snap.Countries() {
			found = found || x.Candidate && x.ISO3 == at.ID
		}
	case review.OnCriterion:
		sites := layout.DefaultSiteModel().Tree
		if o := r.SiteModel(); o != nil {
			m, err := a.store.PastModel(ctx, o.ID, o.Version) // also of one deleted since
			if err != nil {
				return fault.Wrap(op, err)
			}
			sites = m.Tree
		}
		found = hasNode(r.Model.Tree, at.ID) || r.Subject != appraisal.OfCountries && hasNode(sites, at.ID)
	case review.OnSite, review.OnSiteCriterion, review.OnCondition:
		if r.Subject == appraisal.OfCountries || at.Kind == review.OnCondition && r.Subject != appraisal.OfLayout {
			return fault.Bad(op, []fault.Field{{Field: "anchor.kind", Code: "comment.anchorKind", Detail: "a ranking of this subject has none"}})
		}
		o, err := a.outcomeOf(ctx, r)
		if _, other := fieldsOf(err); other != nil && !fault.Is(err, fault.Uncomputable) {
			return fault.Wrap(op, err)
		}
		found = err == nil && o.has(at) // a draft that comes to nothing has no sites
	}
	if !found {
		return fault.Bad(op, []fault.Field{{Field: "anchor.id", Code: "comment.anchor", Detail: "not in this ranking"}})
	}
	return nil
}

// has reports whether an anchor on a site, on a figure of one or on a rule is
// in what a ranking came to. Of a plan, sites that were looked at count too:
// one may ask why a site is not in it.
func (o outcome) has(at review.Anchor) bool {
	site, criterion := at.Site()
	scores := func(list []layout.SiteScore) bool {
		return slices.ContainsFunc(list, func(s layout.SiteScore) bool {
			return s.ID == site && (at.Kind == review.OnSite || slices.ContainsFunc(s.Criteria, func(c layout.SiteCriterion) bool { return c.ID == criterion }))
		})
	}
	switch {
	case o.sites != nil:
		return scores(o.sites.Sites)
	case o.layout == nil:
		return false
	case at.Kind == review.OnCondition:
		return slices.ContainsFunc(o.layout.Plan.Conditions, func(c layout.Condition) bool { return c.Code == at.ID })
	case at.Kind == review.OnSite:
		return slices.ContainsFunc(o.layout.Considered, func(x layout.Considered) bool { return x.ID == site })
	}
	return scores(o.layout.Scores)
}

func hasNode(n appraisal.Node, id string) bool {
	return n.ID == id || slices.ContainsFunc(n.Children, func(x appraisal.Node) bool { return hasNode(x, id) })
}

// placeNames names what a notice of a comment is about, "kind/id" of its
// anchor, in both languages; both empty for the whole.
func (a *API) placeNames(ctx context.Context, ranking, detail string) (catalog.Text, error) {
	const op = "handlers.placeNames"
	kind, id, _ := strings.Cut(detail, "/")
	if id == "" {
		return catalog.Text{}, nil
	}
	r, err := a.store.Ranking(ctx, ranking)
	if err != nil {
		return catalog.Text{}, fault.Wrap(op, err)
	}
	snap, err := a.snapshots.get(ctx, r.DatasetID)
	if err != nil {
		return catalog.Text{}, fault.Wrap(op, err)
	}
	p := report.Places{Countries: snap.Countries(), Sites: a.atlas.Sites}
	return catalog.Text{Zh: p.Name("zh", r, kind, id), En: p.Name("en", r, kind, id)}, nil
}
