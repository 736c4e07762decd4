package handlers

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/gin-gonic/gin"

	"parksite/internal/appraisal"
	"parksite/internal/audit"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/layout"
	"parksite/internal/review"
)

// outcome is what a ranking comes to. Exactly one part is set, by its subject.
type outcome struct {
	country *appraisal.Result
	layout  *layout.Study
	sites   *layout.SiteStudy
}

// digest is the digest of whichever part is set.
func (o outcome) digest() string {
	switch {
	case o.country != nil:
		return o.country.Digest
	case o.layout != nil:
		return o.layout.Digest
	case o.sites != nil:
		return o.sites.Digest
	}
	return ""
}

// depth says how much of an outcome is needed.
type depth int

const (
	look depth = iota // what a page shows of a draft
	full              // everything that is sealed, tests included
)

// computed is the outcome of a ranking of any subject, worked out on its dataset, under a negative
// list (nil = none) as it stands on a day.
func (a *API) computed(ctx context.Context, r appraisal.Ranking, list *catalog.NegativeList, on string, d depth) (outcome, error) {
	const op = "handlers.computed"
	snap, err := a.snapshots.get(ctx, r.DatasetID)
	if err != nil {
		return outcome{}, fault.Wrap(op, err)
	}
	switch r.Subject {
	case appraisal.OfLayout:
		s, err := a.study(ctx, r, snap, list, on, d)
		return outcome{layout: &s}, fault.Wrap(op, err)
	case appraisal.OfSites:
		s, err := a.rankedSites(ctx, r, snap)
		return outcome{sites: &s}, fault.Wrap(op, err)
	default:
		result, err := r.Evaluate(snap, list, on)
		return outcome{country: &result}, fault.Wrap(op, err)
	}
}

// study solves and, in full, tests a stored layout.
func (a *API) study(ctx context.Context, r appraisal.Ranking, snap *catalog.Snapshot, list *catalog.NegativeList, on string, d depth) (layout.Study, error) {
	b, err := a.basis(ctx, snap, r.Layout.Models, r.Layout.SiteModel)
	if err != nil {
		return layout.Study{}, err
	}
	p, err := b.Prepare(*r.Layout, r.Year, list, on)
	if err != nil {
		return layout.Study{}, err
	}
	return p.NewStudy(ctx, r.Layout.Places, d == full, r.Seed)
}

// sealed is what the submission of a ranking of countries freezes, stored under
// its digest.
type sealed struct {
	Ranking string           `json:"ranking"` // id
	Title   string           `json:"title"`
	Purpose string           `json:"purpose"`
	Dataset string           `json:"dataset"` // digest
	Seed    uint64           `json:"seed"`
	Scope   appraisal.Scope  `json:"scope"`
	Model   appraisal.Model  `json:"model"`
	Result  appraisal.Result `json:"result"`
}

// sealedLayout is what the submission of a layout freezes.
type sealedLayout struct {
	Ranking string                  `json:"ranking"` // id
	Title   string                  `json:"title"`
	Purpose string                  `json:"purpose"`
	Subject appraisal.Subject       `json:"subject"`
	Dataset string                  `json:"dataset"` // digest
	Year    int                     `json:"year"`
	Seed    uint64                  `json:"seed"`
	Request appraisal.LayoutRequest `json:"request"`
	Study   layout.Study            `json:"study"`
}

// frozen is the text that a submission of r with this outcome stores, and its
// seal but for the text's key.
func frozen(r appraisal.Ranking, o outcome, dataset string) ([]byte, appraisal.Seal, error) {
	const op = "handlers.frozen"
	seal := appraisal.Seal{Digest: o.digest(), DatasetDigest: dataset}
	var content any
	switch {
	case o.layout != nil:
		if err := o.layout.Sealable(); err != nil {
			return nil, seal, fault.Wrap(op, err)
		}
		seal.EngineVersion, seal.NegativeList = layout.EngineVersion, o.layout.NegativeList
		content = sealedLayout{Ranking: r.ID, Title: r.Title, Purpose: r.Purpose, Subject: r.Subject, Dataset: dataset, Year: r.Year, Seed: r.Seed,
			Request: *r.Layout, Study: *o.layout}
	case o.sites != nil:
		seal.EngineVersion = layout.EngineVersion
		content = sealedSites{Ranking: r.ID, Title: r.Title, Purpose: r.Purpose, Subject: r.Subject, Dataset: dataset, Year: r.Year, Seed: r.Seed,
			Request: *r.Sites, Study: *o.sites}
	default:
		seal.EngineVersion, seal.NegativeList = o.country.EngineVersion, o.country.NegativeList
		content = sealed{Ranking: r.ID, Title: r.Title, Purpose: r.Purpose, Dataset: dataset, Seed: r.Seed, Scope: r.Scope, Model: r.Model, Result: *o.country}
	}
	text, err := audit.Canonical(content)
	return text, seal, fault.Wrap(op, err)
}

// thawed reads the outcome that a submission of r stored under a key.
func (a *API) thawed(ctx context.Context, r appraisal.Ranking, key string) (outcome, error) {
	const op = "handlers.thawed"
	text, err := a.store.Payload(ctx, key)
	if err != nil {
		return outcome{}, fault.Wrap(op, err)
	}
	switch r.Subject {
	case appraisal.OfLayout:
		var s sealedLayout
		err = json.Unmarshal(text, &s)
		return outcome{layout: &s.Study}, fault.Wrap(op, err)
	case appraisal.OfSites:
		var s sealedSites
		err = json.Unmarshal(text, &s)
		return outcome{sites: &s.Study}, fault.Wrap(op, err)
	default:
		var s sealed
		err = json.Unmarshal(text, &s)
		return outcome{country: &s.Result}, fault.Wrap(op, err)
	}
}

// outcomeOf is the ranking's outcome: the sealed one, or a draft's computed now.
func (a *API) outcomeOf(ctx context.Context, r appraisal.Ranking) (outcome, error) {
	if r.Sealed != nil && !r.Review.Editable() {
		return a.thawed(ctx, r, r.Sealed.Payload)
	}
	list, on, err := a.listFor(ctx, r)
	if err != nil {
		return outcome{}, fault.Wrap("handlers.outcomeOf", err)
	}
	return a.computed(ctx, r, list, on, look)
}

// earlierPlan is the plan of the round before, for a layout's reviewers.
type earlierPlan struct {
	Round  int           `json:"round"`
	Plan   layout.Plan   `json:"plan"`
	Change layout.Change `json:"change"` // what this round has instead

	Request appraisal.LayoutRequest `json:"request"` // what was asked then: the passage closed, whether grade C counted, own sites
}

// planBefore is what the round before handed in, nil for a first round.
func (a *API) planBefore(ctx context.Context, r appraisal.Ranking, now layout.Plan) (*earlierPlan, error) {
	const op = "handlers.planBefore"
	n := len(r.Review.Earlier)
	if n == 0 {
		return nil, nil
	}
	last := r.Review.Earlier[n-1]
	text, err := a.store.Payload(ctx, last.Submission.Digest)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	var s sealedLayout
	if err := json.Unmarshal(text, &s); err != nil {
		return nil, fault.Wrap(op, err)
	}
	out := earlierPlan{Round: last.Number, Plan: s.Study.Plan, Request: s.Request}
	out.Change, err = layout.Difference(out.Plan, now)
	return &out, fault.Wrap(op, err)
}

// ofTeam reports whether one of the seats is in a team.
func ofTeam(seats []review.Seat, team string) bool {
	return slices.ContainsFunc(seats, func(s review.Seat) bool { return s.Team == team })
}

// fillLayout puts a layout's request into r and reads it against the data, so
// that what is stored can be planned. The versions of the models are those of
// today: what is edited follows the shipped models, what is sealed does not.
func (a *API) fillLayout(c *gin.Context, r appraisal.Ranking, req rankingRequest, snap *catalog.Snapshot) (appraisal.Ranking, error) {
	const op = "handlers.fillLayout"
	ctx := c.Request.Context()
	had := r.SiteModel()
	if req.Layout != nil {
		q := *req.Layout
		r.Layout = &q
	}
	if req.TeamSites && r.Layout != nil {
		q := *r.Layout
		var err error
		if q.Own, err = a.teamFigures(c, r.Team, a.takesPart(q)); err != nil {
			return r, err
		}
		r.Layout = &q
	}
	if err := r.Validate(snap); err != nil {
		return r, fault.Wrap(op, err)
	}
	q := *r.Layout
	var err error
	if q.SiteModel, err = a.siteModelVersion(c, q.SiteModel, had); err != nil {
		return r, fault.Wrap(op, within("layout.", err))
	}
	b, err := a.basis(ctx, snap, nil, q.SiteModel)
	if err != nil {
		return r, fault.Wrap(op, err)
	}
	q.Models = layout.Scoring(b.Models, q.Strategy)
	if q.Sites == 0 {
		q.Sites = layout.DefaultSites
	}
	list, err := a.listInForce(ctx)
	if err != nil {
		return r, fault.Wrap(op, err)
	}
	p, err := b.Prepare(q, r.Year, list, a.today())
	if err == nil && len(q.Places) > 0 {
		_, err = p.Given(q.Places)
	}
	if err != nil {
		return r, fault.Wrap(op, within("layout.", err))
	}
	r.Layout = &q
	host := q.Models[0] // that of the strategy, or the general one
	k := slices.IndexFunc(b.Models, func(m appraisal.Model) bool { return m.ID == host.ID })
	r.Model, r.ModelID, r.ModelVersion = b.Models[k], host.ID, host.Version
	return r, nil
}
