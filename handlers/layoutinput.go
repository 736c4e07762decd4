package handlers

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/gin-gonic/gin"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/layout"
)

// maxOwnSites bounds the users' own sites in one request.
const maxOwnSites = 100

// sitesRequest is how sites are scored.
type sitesRequest struct {
	DatasetID string             `json:"datasetId,omitempty"` // the newest when absent
	Year      int                `json:"year,omitempty"`      // of the country data; the dataset's newest when absent
	Closed    layout.Passage     `json:"closed,omitempty" enums:"suez,panama,malacca"`
	CountC    bool               `json:"countC,omitempty"` // values of grade C decide, and are flagged
	Gaps      string             `json:"gaps,omitempty" enums:"median,spread"`
	SiteModel *appraisal.Origin  `json:"siteModel,omitempty"` // a stored one; the shipped one when absent, the newest version when it names none
	Weights   map[string]float64 `json:"weights,omitempty"`   // instead of those of the site model: node id to weight among its siblings
	Own       []layout.UserSite  `json:"own,omitempty"`       // candidates of one's own
	storedSites
}

// layoutRequest is what a layout is planned from. Bounds replace the strategy's
// defaults, part by part.
type layoutRequest struct {
	sitesRequest
	Strategy string                  `json:"strategy"`
	Sites    int                     `json:"sites,omitempty"`  // how many to choose; 6 when absent
	In       []string                `json:"in,omitempty"`     // site ids that must be in
	Out      []string                `json:"out,omitempty"`    // site ids that must not
	Off      []string                `json:"off,omitempty"`    // conditions that are told but not required
	Bounds   *appraisal.LayoutBounds `json:"bounds,omitempty"` // instead of the defaults
	Bans     []layout.Ban            `json:"bans,omitempty"`   // instead of the negative list in force; empty = none
}

// siteWorld is the catalogue of sites with the data they are scored from.
type siteWorld struct {
	atlas   *layout.Atlas
	snap    *catalog.Snapshot
	model   layout.SiteModel
	country layout.CountryScores
}

// siteWorld reads what a request scores sites with: by a model of sites (nil =
// the shipped one), and host countries by the model of the strategy, "" by the
// general one.
func (a *API) siteWorld(ctx context.Context, req sitesRequest, strategy string, sites *appraisal.Model) (siteWorld, error) {
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
	b, err := a.basis(ctx, snap, nil, nil)
	if err != nil {
		return siteWorld{}, err
	}
	w := siteWorld{snap: snap}
	if w.model, err = layout.ReadModel(sites, req.nodeWeights(), req.CountC, req.Gaps); err != nil {
		return siteWorld{}, fault.Wrap(op, err)
	}
	if w.atlas, err = b.Atlas(req.Year); err != nil {
		return siteWorld{}, fault.Wrap(op, err)
	}
	if strategy != "" {
		if _, err := w.atlas.Strategy(strategy); err != nil {
			return siteWorld{}, fault.Bad(op, []fault.Field{{Field: "strategy", Code: "layout.unknownStrategy", Detail: "S1, S2, S3 or S4"}})
		}
	}
	w.country, err = layout.ScoreCountries(b.Models, snap, strategy, req.Year)
	return w, fault.Wrap(op, err)
}

// siteModel is the model of sites that a request names: a version the caller may
// see, the newest unless one is named; nil where none is.
func (a *API) siteModel(c *gin.Context, o *appraisal.Origin) (*appraisal.Model, error) {
	const op = "handlers.siteModel"
	if o == nil {
		return nil, nil
	}
	ctx := c.Request.Context()
	m, err := a.model(ctx, principalOf(c), o.ID)
	if err == nil && o.Version != 0 && o.Version != m.Version {
		m, err = a.store.ModelVersion(ctx, o.ID, o.Version)
	}
	switch {
	case fault.Is(err, fault.NotFound):
		return nil, fault.Bad(op, []fault.Field{{Field: "siteModel", Code: "model.unknown", Detail: "there is no such version of a model"}})
	case err != nil:
		return nil, fault.Wrap(op, err)
	case m.Kind != appraisal.SiteModel:
		return nil, fault.Bad(op, []fault.Field{{Field: "siteModel", Code: "model.notOfSites", Detail: "a model of countries ranks no sites"}})
	}
	return &m, nil
}

// siteModelVersion is the version of a model of sites that a recipe names, nil
// where it names none. A draft keeps the version it had, also of a model that
// was deleted since.
func (a *API) siteModelVersion(c *gin.Context, o, had *appraisal.Origin) (*appraisal.Origin, error) {
	if o != nil && had != nil && *o == *had {
		return o, nil
	}
	m, err := a.siteModel(c, o)
	if err != nil || m == nil {
		return nil, err
	}
	return &appraisal.Origin{ID: m.ID, Version: m.Version}, nil
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

// nodeWeights are the weights in the order of their nodes.
func (req *sitesRequest) nodeWeights() []appraisal.NodeWeight {
	var out []appraisal.NodeWeight
	for _, node := range slices.Sorted(maps.Keys(req.Weights)) {
		out = append(out, appraisal.NodeWeight{Node: node, Weight: req.Weights[node]})
	}
	return out
}

// stored is the request as a draft keeps it, but for the bans of its own.
func (req *layoutRequest) stored() appraisal.LayoutRequest {
	q := appraisal.LayoutRequest{Strategy: req.Strategy, Sites: req.Sites, Closed: string(req.Closed), CountC: req.CountC, Gaps: req.Gaps,
		In: req.In, Out: req.Out, Off: req.Off, Bounds: req.Bounds}
	q.SiteModel, q.Weights = req.SiteModel, req.nodeWeights()
	for _, u := range req.Own {
		q.Own = append(q.Own, appraisal.SiteFigures(u))
	}
	return q
}

// basis is what sites and plans on a dataset are made from: with the shipped
// models of countries or the versions that are named, and the version of a model
// of sites that is.
func (a *API) basis(ctx context.Context, snap *catalog.Snapshot, named []appraisal.Origin, sites *appraisal.Origin) (layout.Basis, error) {
	const op = "handlers.basis"
	b := layout.Basis{Snapshot: snap, Strategies: a.atlas.Strategies, Industries: a.atlas.Industries, Sites: a.atlas.Sites, LandUse: a.atlas.LandUse}
	if len(named) == 0 {
		models, err := a.store.Models(ctx)
		if err != nil {
			return b, fault.Wrap(op, err)
		}
		b.Models = slices.DeleteFunc(models, func(m appraisal.Model) bool { return m.Team != "" })
	}
	if sites != nil {
		named = append(slices.Clone(named), *sites)
	}
	for _, x := range named {
		m, err := a.store.PastModel(ctx, x.ID, x.Version)
		if err != nil {
			return b, fault.Wrap(op, err)
		}
		b.Models = append(b.Models, m)
	}
	return b, nil
}

// planning makes a layout request ready to solve, under the negative list in
// force or the bans it brings along.
func (a *API) planning(c *gin.Context, req layoutRequest) (layout.Prepared, error) {
	const op = "handlers.planning"
	ctx := c.Request.Context()
	if req.Strategy == "" {
		return layout.Prepared{}, fault.Bad(op, []fault.Field{{Field: "strategy", Code: "field.required", Detail: "S1, S2, S3 or S4"}})
	}
	if len(req.Own) > maxOwnSites {
		return layout.Prepared{}, fault.Bad(op, []fault.Field{{Field: "own", Code: "list.long", Detail: "at most 100 sites of one's own"}})
	}
	kept, err := a.kept(c, req.storedSites)
	if err != nil {
		return layout.Prepared{}, err
	}
	req.Own = slices.Concat(req.Own, kept)
	snap, err := a.snapshot(ctx, req.DatasetID, "datasetId")
	if err != nil {
		return layout.Prepared{}, err
	}
	if req.SiteModel, err = a.siteModelVersion(c, req.SiteModel, nil); err != nil {
		return layout.Prepared{}, err
	}
	b, err := a.basis(ctx, snap, nil, req.SiteModel)
	if err != nil {
		return layout.Prepared{}, err
	}
	var list *catalog.NegativeList
	if req.Bans == nil {
		if list, err = a.listInForce(ctx); err != nil {
			return layout.Prepared{}, err
		}
	}
	p, err := b.Prepare(req.stored(), req.Year, list, a.today())
	if err == nil && req.Bans != nil {
		p, err = p.Under(req.Bans)
	}
	return p, fault.Wrap(op, err)
}
