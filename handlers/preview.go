package handlers

import (
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

// preview ranks without saving.
//
//	@Summary      Rank without saving
//	@Description  Weights replace the model's among siblings and are divided by their sum.
//	@Tags         evaluation
//	@Param        body  body  previewRequest  true  "what to rank"
//	@Success      200  {object}  appraisal.Result
//	@Failure      422  {object}  problem  "no country is left to rank"
//	@Router       /preview [post]
func (a *API) preview(c *gin.Context) error {
	const op = "handlers.preview"
	var req previewRequest
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
	return ok(c, result)
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
	return m, err
}
