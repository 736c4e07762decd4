package handlers

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"parksite/internal/access"
	"parksite/internal/appraisal"
	"parksite/internal/audit"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/layout"
)

// listModels answers with the models the caller may see: those shipped with
// the program and those of their teams.
//
//	@Summary  Models: shipped ones and those of one's teams
//	@Tags     models
//	@Param    kind      query  string  false  "kind of model; without it all that rank countries"  Enums(general, strategy, industry, pair, own, site)
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
		return !modelVisible(m, teams) || kind != "" && m.Kind != kind || kind == "" && m.Kind == appraisal.SiteModel
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
	return versioned(c, http.StatusOK, m.Version, m)
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
	return versioned(c, http.StatusOK, m.Version, m)
}

// pathVersion is the version in the path; what is none does not exist.
func pathVersion(c *gin.Context, code string) (int64, error) {
	v, err := strconv.ParseInt(c.Param("v"), 10, 64)
	if err != nil || v < 1 {
		return 0, fault.New("handlers.pathVersion", fault.NotFound, code)
	}
	return v, nil
}

// modelRequest is a model as a team writes it.
type modelRequest struct {
	Team        string             `json:"team,omitempty"`                  // needed when one may make models for several teams
	Kind        string             `json:"kind,omitempty" enums:"own,site"` // what it ranks: countries ("own", when absent) or sites; it does not change
	Name        catalog.Text       `json:"name"`
	Description catalog.Text       `json:"description,omitempty"`
	Method      string             `json:"method"`
	Params      appraisal.Params   `json:"params,omitempty"`
	Screens     []appraisal.Screen `json:"screens,omitempty"`
	Strategy    string             `json:"strategy,omitempty"`
	Industry    string             `json:"industry,omitempty"`
	Tree        appraisal.Node     `json:"tree"`
	BasedOn     *appraisal.Origin  `json:"basedOn,omitempty"`
}

// modelFrom puts the request into m and checks the whole; weights of siblings are
// stored summing to 1.
func (a *API) modelFrom(c *gin.Context, m appraisal.Model, req modelRequest) (appraisal.Model, error) {
	const op = "handlers.modelFrom"
	ctx := c.Request.Context()
	m.Method, m.Params, m.Tree = req.Method, req.Params, req.Tree
	m.Name = catalog.Text{Zh: catalog.NormalText(req.Name.Zh), En: catalog.NormalText(req.Name.En)}
	m.Description = catalog.Text{Zh: catalog.NormalText(req.Description.Zh), En: catalog.NormalText(req.Description.En)}
	m.Strategy, m.Industry, m.BasedOn = req.Strategy, req.Industry, req.BasedOn
	if m.Screens = req.Screens; m.Screens == nil {
		m.Screens = []appraisal.Screen{}
	}
	var broken []fault.Field
	if m.Strategy != "" && !slices.ContainsFunc(a.atlas.Strategies, func(s catalog.Strategy) bool { return s.ID == m.Strategy }) {
		broken = append(broken, fault.Field{Field: "strategy", Code: "strategy.unknown", Detail: "there is no such strategy"})
	}
	if m.Industry != "" && !slices.ContainsFunc(a.atlas.Industries, func(x catalog.Industry) bool { return x.ID == m.Industry }) {
		broken = append(broken, fault.Field{Field: "industry", Code: "industry.unknown", Detail: "there is no such industry"})
	}
	switch {
	case !slices.Contains([]string{"", appraisal.OwnModel, appraisal.SiteModel}, req.Kind):
		broken = append(broken, fault.Field{Field: "kind", Code: "choice", Detail: "own or site"})
	case m.Kind == "":
		if m.Kind = appraisal.OwnModel; req.Kind != "" {
			m.Kind = req.Kind
		}
	case req.Kind != "" && req.Kind != m.Kind:
		broken = append(broken, fault.Field{Field: "kind", Code: "field.fixed", Detail: "what a model ranks does not change"})
	}
	if m.BasedOn != nil {
		if _, err := a.model(ctx, principalOf(c), m.BasedOn.ID); fault.Is(err, fault.NotFound) {
			broken = append(broken, fault.Field{Field: "basedOn", Code: "model.unknown", Detail: "there is no such model"})
		} else if err != nil {
			return m, err
		}
	}
	if err := fault.Bad(op, broken); err != nil {
		return m, err
	}
	if m.Kind == appraisal.SiteModel {
		return m.Normalised(), fault.Wrap(op, layout.CheckModel(m))
	}
	snap, err := a.snapshot(ctx, "", "")
	if err != nil {
		return m, err
	}
	return m.Normalised(), fault.Wrap(op, m.Validate(snap))
}

// createModel makes a model of a team's own.
//
//	@Summary  Make a model of one's team
//	@Tags     models
//	@Param    Idempotency-Key  header  string        false  "makes the request safe to repeat"
//	@Param    body             body    modelRequest  true   "the model"
//	@Success  201  {object}  appraisal.Model
//	@Router   /models [post]
func (a *API) createModel(c *gin.Context) error {
	const op = "handlers.createModel"
	var req modelRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	team, err := a.teamFor(c, req.Team, "model", "create")
	if err != nil {
		return err
	}
	m, err := a.modelFrom(c, appraisal.Model{ID: newID(c), Team: team}, req)
	if err != nil {
		return err
	}
	saved, err := a.store.SaveModel(c.Request.Context(), m, audit.Event{Actor: actor(c), Action: "model.create"})
	if repeated(c, err, "model.exists") {
		saved, err = a.store.Model(c.Request.Context(), m.ID)
	}
	if err != nil {
		return fault.Wrap(op, err)
	}
	c.Header("Location", apiPrefix+"/models/"+saved.ID)
	return versioned(c, http.StatusCreated, saved.Version, saved)
}

// ownModelFor loads a model of one of the caller's teams in which they may do
// action. A shipped one is nobody's.
func (a *API) ownModelFor(c *gin.Context, action string) (appraisal.Model, error) {
	const op = "handlers.ownModelFor"
	p := principalOf(c)
	m, err := a.model(c.Request.Context(), p, c.Param("id"))
	if err != nil {
		return m, err
	}
	if m.Team == "" {
		return m, fault.Newf(op, fault.Forbidden, "model.shipped", "a shipped model is changed by making one of your own from it")
	}
	may, err := a.access.May(c.Request.Context(), p.user.ID, m.Team, "model", action)
	if err != nil {
		return m, fault.Wrap(op, err)
	}
	if !may {
		return m, fault.New(op, fault.Forbidden, "forbidden")
	}
	return m, nil
}

// putModel makes the next version of a model. Rankings keep the version they
// were made with.
//
//	@Summary  Make the next version of a model; rankings keep theirs
//	@Tags     models
//	@Param    id        path    string        true  "model"
//	@Param    If-Match  header  string        true  "the version that was read, in quotes"
//	@Param    body      body    modelRequest  true  "the model"
//	@Success  200  {object}  appraisal.Model
//	@Router   /models/{id} [put]
func (a *API) putModel(c *gin.Context) error {
	const op = "handlers.putModel"
	m, err := a.ownModelFor(c, "edit")
	if err != nil {
		return err
	}
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	var req modelRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	if req.Team != "" && req.Team != m.Team {
		return fault.Bad(op, []fault.Field{{Field: "team", Code: "field.fixed", Detail: "a model's team does not change"}})
	}
	if m, err = a.modelFrom(c, m, req); err != nil {
		return err
	}
	m.Version = version
	if m, err = a.store.SaveModel(c.Request.Context(), m, audit.Event{Actor: actor(c), Action: "model.edit"}); err != nil {
		return fault.Wrap(op, err)
	}
	return versioned(c, http.StatusOK, m.Version, m)
}

// deleteModel deletes a model that no submitted ranking rests on; drafts keep
// their copies.
//
//	@Summary  Delete a model that no submitted ranking rests on
//	@Tags     models
//	@Param    id        path    string  true  "model"
//	@Param    If-Match  header  string  true  "the version that was read, in quotes"
//	@Success  204
//	@Failure  409  {object}  problem  "in use; errors name the rankings"
//	@Router   /models/{id} [delete]
func (a *API) deleteModel(c *gin.Context) error {
	m, err := a.ownModelFor(c, "delete")
	if err != nil {
		return err
	}
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	if err := a.unused(c, m); err != nil {
		return err
	}
	if err := a.store.DeleteModel(c.Request.Context(), m.ID, version, audit.Event{Actor: actor(c), Action: "model.delete"}); err != nil {
		return fault.Wrap("handlers.deleteModel", err)
	}
	c.Status(http.StatusNoContent)
	return nil
}
