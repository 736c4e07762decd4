package handlers

import (
	"context"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"parksite/internal/access"
	"parksite/internal/appraisal"
	"parksite/internal/fault"
)

// listModels answers with the models the caller may see: those shipped with
// the program and those of their teams.
//
//	@Summary  Models: shipped ones and those of one's teams
//	@Tags     models
//	@Param    kind      query  string  false  "kind of model"  Enums(general, strategy, industry, pair, own)
//	@Param    page      query  int     false  "from 1"
//	@Param    pageSize  query  int     false  "at most 200"
//	@Success  200  {object}  list[appraisal.Model]
//	@Router   /models [get]
func (a *API) listModels(c *gin.Context) error {
	if err := queries(c, "kind", "page", "pageSize"); err != nil {
		return err
	}
	ctx := c.Request.Context()
	teams, err := a.access.TeamsWith(ctx, principalOf(c).user.ID, "model", "read")
	if err != nil {
		return err
	}
	all, err := a.store.Models(ctx)
	if err != nil {
		return err
	}
	kind := c.Query("kind")
	found := slices.DeleteFunc(all, func(m appraisal.Model) bool {
		return !modelVisible(m, teams) || kind != "" && m.Kind != kind
	})
	return pageOf(c, found)
}

// modelVisible reports whether somebody of these teams may see the model.
func modelVisible(m appraisal.Model, teams []string) bool {
	return m.Team == "" || slices.Contains(teams, m.Team) && m.Team != access.HouseID
}

// model loads a model the caller may see; any other is absent.
func (a *API) model(ctx context.Context, p *principal, id string) (appraisal.Model, error) {
	const op = "handlers.model"
	m, err := a.store.RecentModel(ctx, id)
	if err != nil {
		return m, fault.Wrap(op, err)
	}
	if m.Team == "" {
		return m, nil
	}
	teams, err := a.access.TeamsWith(ctx, p.user.ID, "model", "read")
	if err != nil {
		return m, fault.Wrap(op, err)
	}
	if !modelVisible(m, teams) {
		return appraisal.Model{}, fault.New(op, fault.NotFound, "model.notFound")
	}
	return m, nil
}

// getModel answers with a model.
//
//	@Summary  A model: criteria tree, value functions, weights, thresholds
//	@Tags     models
//	@Param    id  path  string  true  "model"
//	@Success  200  {object}  appraisal.Model
//	@Router   /models/{id} [get]
func (a *API) getModel(c *gin.Context) error {
	if err := queries(c); err != nil {
		return err
	}
	m, err := a.model(c.Request.Context(), principalOf(c), c.Param("id"))
	if err != nil {
		return err
	}
	return versioned(c, 200, m.Version, m)
}

// getModelVersion answers with a model as it was in an earlier version.
//
//	@Summary  A model as it was in one version
//	@Tags     models
//	@Param    id  path  string  true  "model"
//	@Param    v   path  int     true  "version"
//	@Success  200  {object}  appraisal.Model
//	@Router   /models/{id}/versions/{v} [get]
func (a *API) getModelVersion(c *gin.Context) error {
	if err := queries(c); err != nil {
		return err
	}
	ctx := c.Request.Context()
	v, err := pathVersion(c, "model.notFound")
	if err != nil {
		return err
	}
	if _, err := a.model(ctx, principalOf(c), c.Param("id")); err != nil {
		return err
	}
	m, err := a.store.ModelVersion(ctx, c.Param("id"), v)
	if err != nil {
		return err
	}
	return versioned(c, 200, m.Version, m)
}

// pathVersion is the version in the path; what is none does not exist.
func pathVersion(c *gin.Context, code string) (int64, error) {
	v, err := strconv.ParseInt(c.Param("v"), 10, 64)
	if err != nil || v < 1 {
		return 0, fault.New("handlers.pathVersion", fault.NotFound, code)
	}
	return v, nil
}
