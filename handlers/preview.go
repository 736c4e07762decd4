package handlers

import (
	"context"

	"github.com/gin-gonic/gin"

	"parksite/internal/appraisal"
	"parksite/internal/fault"
)

// previewRequest is what to rank: a stored model or one in the request, the
// countries of a scope, and weights that replace the model's.
type previewRequest struct {
	ModelID   string             `json:"modelId,omitempty"`
	Model     *appraisal.Model   `json:"model,omitempty"`
	DatasetID string             `json:"datasetId,omitempty"` // the newest when absent
	Scope     appraisal.Scope    `json:"scope,omitempty"`     // all candidates when absent
	Year      int                `json:"year,omitempty"`      // the dataset's newest when absent
	Weights   map[string]float64 `json:"weights,omitempty"`   // node id to weight among its siblings
}

// rankRequest is a preview and how much of it to answer.
type rankRequest struct {
	previewRequest
	Brief bool `json:"brief,omitempty"` // alternatives without their criteria, and no warnings: a tenth of the bytes
}

// attainableRequest is a preview and the room its weights have.
type attainableRequest struct {
	previewRequest
	Bounds []appraisal.NodeBounds `json:"bounds,omitempty"` // the model's when absent; 0 to 1 for every dimension if it has none
}

// preview ranks without saving.
//
//	@Summary      Rank without saving
//	@Description  Weights replace the model's among siblings and are divided by their sum. A brief answer, for a page that follows a slider, leaves criteria and warnings empty; everything else is the same.
//	@Tags         evaluation
//	@Param        body  body  rankRequest  true  "what to rank"
//	@Success      200  {object}  appraisal.Result
//	@Failure      422  {object}  problem  "no country is left to rank"
//	@Router       /preview [post]
func (a *API) preview(c *gin.Context) error {
	const op = "handlers.preview"
	var req rankRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	ctx := c.Request.Context()
	m, err := a.requestedModel(c, req.ModelID, req.Model)
	if err != nil {
		return err
	}
	snap, err := a.snapshot(ctx, req.DatasetID, "datasetId")
	if err != nil {
		return err
	}
	opts, err := a.underList(ctx, m, appraisal.Options{Scope: req.Scope, Year: req.Year, Weights: req.Weights})
	if err != nil {
		return fault.Wrap(op, err)
	}
	result, err := appraisal.EvaluateWith(m, snap, opts)
	if err != nil {
		return fault.Wrap(op, err)
	}
	if req.Brief {
		for i := range result.Alternatives {
			result.Alternatives[i].Criteria = []appraisal.CriterionScore{}
		}
		result.Warnings = []appraisal.Warning{}
	}
	return ok(c, result)
}

// previewAttainable says which ranks countries can take within bounds.
//
//	@Summary      The best and the worst rank of each country within bounds on weights
//	@Description  Exact where the country says so; otherwise best and worst are taken by some weights, and no weights lead beyond the bounds beside them.
//	@Tags         evaluation
//	@Param        body  body  attainableRequest  true  "what to rank, and the bounds"
//	@Success      200  {object}  appraisal.Attainable
//	@Failure      422  {object}  problem  "the method has no weights that add up"
//	@Router       /preview/attainable [post]
func (a *API) previewAttainable(c *gin.Context) error {
	var req attainableRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	q, err := a.ask(c, req.previewRequest)
	if err != nil {
		return err
	}
	return long(a, c, func(ctx context.Context) (appraisal.Attainable, error) {
		return appraisal.Attain(ctx, q.model, q.snap, q.opts, req.Bounds)
	})
}

// requestedModel returns the model a request names or carries: exactly one.
func (a *API) requestedModel(c *gin.Context, id string, own *appraisal.Model) (appraisal.Model, error) {
	const op = "handlers.requestedModel"
	switch {
	case (id == "") == (own == nil):
		return appraisal.Model{}, fault.Bad(op, []fault.Field{{Field: "modelId", Code: "model.oneOf", Detail: "name a model or send one, not both"}})
	case own != nil:
		return *own, nil
	}
	m, err := a.model(c.Request.Context(), principalOf(c), id)
	if fault.Is(err, fault.NotFound) {
		return m, fault.Bad(op, []fault.Field{{Field: "modelId", Code: "model.unknown", Detail: "there is no such model"}})
	}
	if err == nil && m.Kind == appraisal.SiteModel {
		return m, fault.Bad(op, []fault.Field{{Field: "modelId", Code: "model.ofSites", Detail: "a model of sites ranks no countries"}})
	}
	return m, err
}
