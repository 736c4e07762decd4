package handlers

import (
	"context"
	"strconv"

	"github.com/gin-gonic/gin"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/review"
	"parksite/internal/store"
)

// modelUsage is where a model is used, as far as the caller may see.
type modelUsage struct {
	Rankings []rankingUse `json:"rankings"` // last changed first
	Models   []modelUse   `json:"models"`   // drawn from it
	Frozen   bool         `json:"frozen"`   // a ranking beyond a draft rests on it: it is not deleted
}

// rankingUse is a ranking that holds a copy of the model.
type rankingUse struct {
	ID           string       `json:"id"`
	Title        string       `json:"title"`
	State        review.State `json:"state" swaggertype:"string" enums:"draft,submitted,inReview,returned,rejected,approved,published,withdrawn,superseded"`
	ModelVersion int64        `json:"modelVersion"`
}

// modelUse is a model drawn from the model.
type modelUse struct {
	ID      string           `json:"id"`
	Name    catalog.Text     `json:"name"`
	BasedOn appraisal.Origin `json:"basedOn"`
}

// usedAs is the key under which rankings name a model.
func usedAs(m appraisal.Model) string {
	if m.Kind == appraisal.SiteModel {
		return "siteModelId"
	}
	return "modelId"
}

// usage looks through the rankings and models the caller may see.
func (a *API) usage(c *gin.Context, m appraisal.Model) (modelUsage, error) {
	const op = "handlers.usage"
	ctx, p := c.Request.Context(), principalOf(c)
	out := modelUsage{Rankings: []rankingUse{}, Models: []modelUse{}}
	seats, err := a.seats(ctx, p.user.ID)
	if err != nil {
		return out, fault.Wrap(op, err)
	}
	rs, _, err := a.store.FindRankings(ctx, store.Query{Where: map[string][]string{usedAs(m): {m.ID}}, Sort: "-updatedAt",
		Match: func(e store.Entry) bool { return visibleEntry(e, seats) }})
	if err != nil {
		return out, fault.Wrap(op, err)
	}
	for _, r := range rs {
		version := r.ModelVersion
		if m.Kind == appraisal.SiteModel {
			version = r.SiteModel().Version
		}
		out.Rankings = append(out.Rankings, rankingUse{ID: r.ID, Title: r.Title, State: stateOf(r), ModelVersion: version})
		out.Frozen = out.Frozen || r.Review.Round > 0 || !r.Review.Editable()
	}
	teams, err := a.access.TeamsWith(ctx, p.user.ID, "model", "read")
	if err != nil {
		return out, fault.Wrap(op, err)
	}
	models, err := a.store.Models(ctx)
	if err != nil {
		return out, fault.Wrap(op, err)
	}
	for _, x := range models {
		if x.BasedOn != nil && x.BasedOn.ID == m.ID && modelVisible(x, teams) {
			out.Models = append(out.Models, modelUse{ID: x.ID, Name: x.Name, BasedOn: *x.BasedOn})
		}
	}
	return out, nil
}

// getModelUsage answers with where a model is used.
//
//	@Summary  Where a model is used: rankings and models one may see
//	@Tags     models
//	@Param    id  path  string  true  "model"
//	@Success  200  {object}  modelUsage
//	@Router   /models/{id}/usage [get]
func (a *API) getModelUsage(c *gin.Context) error {
	if err := queries(c); err != nil {
		return err
	}
	m, err := a.model(c.Request.Context(), principalOf(c), c.Param("id"))
	if err != nil {
		return err
	}
	u, err := a.usage(c, m)
	if err != nil {
		return err
	}
	return ok(c, u)
}

// unused refuses to delete a model that a ranking beyond a draft rests on,
// naming where: who looks into it later must find what it was made with.
func (a *API) unused(c *gin.Context, m appraisal.Model) error {
	const op = "handlers.unused"
	rs, _, err := a.store.FindRankings(c.Request.Context(), store.Query{Where: map[string][]string{usedAs(m): {m.ID}, "team": {m.Team}}, Sort: "-updatedAt"})
	if err != nil {
		return fault.Wrap(op, err)
	}
	var uses []fault.Field
	for _, r := range rs {
		if (r.Review.Round > 0 || !r.Review.Editable()) && len(uses) < maxBroken {
			uses = append(uses, fault.Field{Field: "rankings/" + r.ID, Code: "model.inUse", Detail: string(stateOf(r)) + ": " + clip(r.Title)})
		}
	}
	if len(uses) == 0 {
		return nil
	}
	f := fault.Newf(op, fault.Conflict, "model.inUse", "rankings that were submitted rest on it")
	f.Fields = uses
	return f
}

// getModelDifference says what changed between two versions.
//
//	@Summary  What changed between two versions of a model
//	@Tags     models
//	@Param    id    path   string  true   "model"
//	@Param    from  query  int     true   "earlier version"
//	@Param    to    query  int     false  "later version; the newest when absent"
//	@Success  200  {object}  list[appraisal.ModelChange]
//	@Router   /models/{id}/difference [get]
func (a *API) getModelDifference(c *gin.Context) error {
	const op = "handlers.getModelDifference"
	if err := queries(c, "from", "to", "page", "pageSize"); err != nil {
		return err
	}
	ctx := c.Request.Context()
	now, err := a.model(ctx, principalOf(c), c.Param("id"))
	if err != nil {
		return err
	}
	var bad []fault.Field
	version := func(name string, absent int64) int64 {
		s := c.Query(name)
		if s == "" && absent > 0 {
			return absent
		}
		v, err := strconv.ParseInt(s, 10, 64)
		if err != nil || v < 1 || v > now.Version {
			bad = append(bad, fault.Field{Field: name, Code: "number.range", Detail: "a version: 1 to " + strconv.FormatInt(now.Version, 10)})
		}
		return v
	}
	from, to := version("from", 0), version("to", now.Version)
	if err := fault.Bad(op, bad); err != nil {
		return err
	}
	before, err := a.store.ModelVersion(ctx, now.ID, from)
	if err != nil {
		return err
	}
	after, err := a.store.ModelVersion(ctx, now.ID, to)
	if err != nil {
		return err
	}
	return pageOf(c, appraisal.Difference(before, after))
}

// remarksAnswer are what the author of a model should know.
type remarksAnswer struct {
	Items []appraisal.Remark `json:"items"`
}

// modelRemarks looks a model over.
//
//	@Summary  What the author of a model should know: correlation, coverage, age
//	@Tags     models
//	@Param    body  body  previewRequest  true  "the model, and where to look"
//	@Success  200  {object}  remarksAnswer
//	@Router   /models/remarks [post]
func (a *API) modelRemarks(c *gin.Context) error {
	const op = "handlers.modelRemarks"
	var req previewRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	if len(req.Weights) > 0 {
		return fault.Bad(op, []fault.Field{{Field: "weights", Code: "json.unknownField", Detail: "remarks are about criteria, whatever they weigh"}})
	}
	q, err := a.ask(c, req)
	if err != nil {
		return err
	}
	return long(a, c, func(context.Context) (remarksAnswer, error) {
		items, err := appraisal.Remarks(q.model, q.snap, req.Scope, req.Year)
		return remarksAnswer{items}, err
	})
}

// elicitWeights turns judgements into weights.
//
//	@Summary      Weights from judgements: rank order, AHP, best–worst, swing
//	@Description  AHP answers with its consistency ratio, the three judgements that contradict each other most, and the one change that helps most.
//	@Tags         models
//	@Param        body  body  appraisal.Elicitation  true  "siblings, and what was said of them"
//	@Success      200  {object}  appraisal.Elicited
//	@Router       /models/weights [post]
func (a *API) elicitWeights(c *gin.Context) error {
	var req appraisal.Elicitation
	if err := bind(c, &req); err != nil {
		return err
	}
	return long(a, c, func(context.Context) (appraisal.Elicited, error) { return appraisal.Elicit(req) })
}

// valuePreviewRequest is an edited model and the criterion that is looked at.
type valuePreviewRequest struct {
	ModelID   string           `json:"modelId,omitempty"`   // the stored version to compare with
	Model     *appraisal.Model `json:"model,omitempty"`     // as edited; the stored one itself when absent
	Criterion string           `json:"criterion"`           // indicator
	DatasetID string           `json:"datasetId,omitempty"` // the newest when absent
	Scope     appraisal.Scope  `json:"scope,omitempty"`     // all candidates when absent
	Year      int              `json:"year,omitempty"`      // the dataset's newest when absent
}

// valuePreview shows a value function with the countries on it.
//
//	@Summary  A value function: its curve, the countries on it, who gains and loses
//	@Tags     models
//	@Param    body  body  valuePreviewRequest  true  "the edited model, the stored one, and the criterion"
//	@Success  200  {object}  appraisal.ValuePreview
//	@Router   /models/value-preview [post]
func (a *API) valuePreview(c *gin.Context) error {
	const op = "handlers.valuePreview"
	var req valuePreviewRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	if req.ModelID == "" && req.Model == nil {
		return fault.Bad(op, []fault.Field{{Field: "modelId", Code: "model.oneOf", Detail: "name a model, send one, or both"}})
	}
	var stored *appraisal.Model
	if req.ModelID != "" {
		m, err := a.requestedModel(c, req.ModelID, nil)
		if err != nil {
			return err
		}
		stored = &m
	}
	edited := req.Model
	if edited == nil {
		edited = stored
	}
	snap, err := a.snapshot(c.Request.Context(), req.DatasetID, "datasetId")
	if err != nil {
		return err
	}
	opts := appraisal.Options{Scope: req.Scope, Year: req.Year}
	v, err := appraisal.PreviewValue(*edited, stored, snap, opts, req.Criterion)
	if err != nil {
		return fault.Wrap(op, err)
	}
	return ok(c, v)
}
