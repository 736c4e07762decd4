package handlers

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"parksite/internal/appraisal"
	"parksite/internal/audit"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/review"
)

// rankingRequest is a draft as its team writes it.
type rankingRequest struct {
	Title     string             `json:"title"`
	Purpose   string             `json:"purpose,omitempty"`
	Notes     string             `json:"notes,omitempty"`                               // seen by the team alone
	Subject   string             `json:"subject,omitempty" enums:"country,layout,site"` // country when absent; does not change
	Team      string             `json:"team,omitempty"`                                // needed when one may rank for several teams
	ModelID   string             `json:"modelId,omitempty"`
	Model     *appraisal.Model   `json:"model,omitempty"`     // own weights and value functions, instead of modelId
	DatasetID string             `json:"datasetId,omitempty"` // the newest when absent
	Scope     appraisal.Scope    `json:"scope,omitempty"`
	Year      int                `json:"year,omitempty"` // the dataset's newest when absent
	Seed      uint64             `json:"seed,omitempty"` // of simulations
	Weights   map[string]float64 `json:"weights,omitempty"`
	BasedOn   string             `json:"basedOn,omitempty"` // a ranking to begin from; what else is given replaces its part
	Archived  bool               `json:"archived,omitempty"`

	Layout *appraisal.LayoutRequest `json:"layout,omitempty"` // with subject layout, instead of model, scope and weights

	Sites *appraisal.SiteRequest `json:"sites,omitempty"` // with subject site, instead of model, scope and weights

	TeamSites bool `json:"teamSites,omitempty"` // copy the team's own sites, as they are now, into layout or sites, instead of those it holds
}

// createRanking begins a draft.
//
//	@Summary      Begin a draft
//	@Description  From a model, from another ranking (basedOn) one may see, or with subject layout or site from the request of a plan or of a ranking of sites.
//	@Tags         rankings
//	@Param        Idempotency-Key  header  string          false  "makes the request safe to repeat"
//	@Param        body             body    rankingRequest  true   "the draft"
//	@Success      201  {object}  ranking
//	@Router       /rankings [post]
func (a *API) createRanking(c *gin.Context) error {
	const op = "handlers.createRanking"
	var req rankingRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	ctx, p := c.Request.Context(), principalOf(c)
	team, err := a.teamFor(c, req.Team, "ranking", "create")
	if err != nil {
		return err
	}
	subject, known := appraisal.SubjectOf(req.Subject)
	if !known {
		return fault.Bad(op, []fault.Field{{Field: "subject", Code: "field.choice", Detail: "country, layout or site"}})
	}
	r := appraisal.Ranking{ID: newID(c), Subject: subject, Team: team, Owner: p.user.ID, Review: review.Record{State: review.Draft, Decisions: []review.Decision{}, Earlier: []review.Round{}, History: []review.Step{}}}
	if req.BasedOn != "" {
		if r, err = a.basedOn(c, r, req.BasedOn); err != nil {
			return err
		}
		if req.Subject != "" && r.Subject != subject {
			return fault.Bad(op, []fault.Field{{Field: "subject", Code: "field.fixed", Detail: "the ranking it begins from is about a " + r.Subject.Word()}})
		}
	} else if subject == appraisal.OfCountries && req.ModelID == "" && req.Model == nil {
		return fault.Bad(op, []fault.Field{{Field: "modelId", Code: "model.oneOf", Detail: "name a model, send one, or name a ranking to begin from"}})
	}
	if r, err = a.fill(c, r, req); err != nil {
		return err
	}
	saved, err := a.store.SaveRanking(ctx, r, audit.Event{Actor: p.actor, Action: "ranking.create"})
	if repeated(c, err, "ranking.exists") {
		saved, err = a.store.Ranking(ctx, r.ID)
	}
	if err != nil {
		return fault.Wrap(op, err)
	}
	seats, err := a.seats(ctx, p.user.ID)
	if err != nil {
		return err
	}
	c.Header("Location", apiPrefix+"/rankings/"+saved.ID)
	return a.answerRanking(c, http.StatusCreated, saved, seats)
}

// teamFor is the team a new thing of the caller's belongs to: the one named,
// or the only one in which they may make it.
func (a *API) teamFor(c *gin.Context, named, object, action string) (string, error) {
	const op = "handlers.teamFor"
	teams, err := a.access.TeamsWith(c.Request.Context(), principalOf(c).user.ID, object, action)
	if err != nil {
		return "", fault.Wrap(op, err)
	}
	switch {
	case named != "" && slices.Contains(teams, named):
		return named, nil
	case named != "": // the same for a team that is not theirs and one that is not
		return "", fault.Bad(op, []fault.Field{{Field: "team", Code: "team.unknown", Detail: "not a team in which you may do this"}})
	case len(teams) == 1:
		return teams[0], nil
	}
	return "", fault.Bad(op, []fault.Field{{Field: "team", Code: "field.required", Detail: "say for which team: " + strings.Join(teams, ", ")}})
}

// basedOn takes over what another visible ranking holds.
func (a *API) basedOn(c *gin.Context, r appraisal.Ranking, id string) (appraisal.Ranking, error) {
	const op = "handlers.basedOn"
	unknown := fault.Bad(op, []fault.Field{{Field: "basedOn", Code: "ranking.unknown", Detail: "there is no such ranking"}})
	ctx := c.Request.Context()
	seats, err := a.seats(ctx, principalOf(c).user.ID)
	if err != nil {
		return r, fault.Wrap(op, err)
	}
	from, err := a.store.Ranking(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return r, unknown
	}
	if err != nil {
		return r, fault.Wrap(op, err)
	}
	if !review.Visible(from.Review, from.Team, seats) {
		return r, unknown
	}
	r.ModelID, r.ModelVersion, r.Model, r.DatasetID, r.Scope, r.Year, r.Seed, r.Weights = from.ModelID, from.ModelVersion, from.Model, from.DatasetID, from.Scope, from.Year, from.Seed, from.Weights
	r.Title, r.Purpose, r.Subject, r.Layout, r.Sites = from.Title, from.Purpose, from.Subject, from.Layout, from.Sites
	r.BasedOn = &appraisal.Origin{ID: from.ID, Version: from.Version}
	return r, nil
}

// maxSeed is the largest whole number that JavaScript keeps exactly.
const maxSeed = 1<<53 - 1

// foreign refuses the parts of a request that belong to another subject.
func foreign(s appraisal.Subject, req rankingRequest) error {
	var bad []fault.Field
	say := func(field string) {
		bad = append(bad, fault.Field{Field: field, Code: "field.foreign", Detail: "not a part of a " + s.Word()})
	}
	if s != appraisal.OfLayout && req.Layout != nil {
		say("layout")
	}
	if s != appraisal.OfSites && req.Sites != nil {
		say("sites")
	}
	if s == appraisal.OfCountries && req.TeamSites {
		say("teamSites")
	}
	if s != appraisal.OfCountries {
		if req.ModelID != "" || req.Model != nil {
			say("modelId")
		}
		if len(req.Scope.Regions)+len(req.Scope.Strategies)+len(req.Scope.Countries) > 0 {
			say("scope")
		}
		if len(req.Weights) > 0 {
			say("weights")
		}
	}
	return fault.Bad("handlers.foreign", bad)
}

// fill puts a request's content into r and checks the whole.
func (a *API) fill(c *gin.Context, r appraisal.Ranking, req rankingRequest) (appraisal.Ranking, error) {
	const op = "handlers.fill"
	ctx := c.Request.Context()
	if err := foreign(r.Subject, req); err != nil {
		return r, err
	}
	if req.ModelID != "" && req.ModelID != r.ModelID || req.Model != nil {
		m, err := a.rankingModel(c, req)
		if err != nil {
			return r, err
		}
		r.Model, r.ModelID, r.ModelVersion = m, m.ID, m.Version
		if m.BasedOn != nil && m.ID == ownModel {
			r.ModelID, r.ModelVersion = m.BasedOn.ID, m.BasedOn.Version
		}
	}
	if r.BasedOn == nil || r.Version > 0 || req.Title != "" {
		r.Title = catalog.NormalText(req.Title)
	}
	r.Purpose, r.Notes = catalog.NormalText(req.Purpose), catalog.NormalText(req.Notes)
	if r.Version > 0 || r.BasedOn == nil || len(req.Scope.Regions)+len(req.Scope.Strategies)+len(req.Scope.Countries) > 0 {
		r.Scope = req.Scope
	}
	if req.DatasetID != "" || r.DatasetID == "" {
		snap, err := a.snapshot(ctx, req.DatasetID, "datasetId")
		if err != nil {
			return r, err
		}
		if d := snap.Dataset().ID; d != r.DatasetID {
			r.DatasetID, r.Year = d, 0
		}
	}
	snap, err := a.snapshot(ctx, r.DatasetID, "datasetId")
	if err != nil {
		return r, err
	}
	if req.Year != 0 {
		r.Year = req.Year
	} else if r.Year == 0 {
		r.Year = snap.Year()
	}
	if req.Seed > maxSeed {
		return r, fault.Bad(op, []fault.Field{{Field: "seed", Code: "number.range", Detail: "at most 2^53-1, which JSON keeps everywhere"}})
	}
	if req.Seed != 0 || r.Seed == 0 {
		r.Seed = max(req.Seed, 1)
	}
	if req.Weights != nil || r.Version > 0 || r.Weights == nil {
		r.Weights = []appraisal.NodeWeight{}
		for _, node := range slices.Sorted(maps.Keys(req.Weights)) {
			r.Weights = append(r.Weights, appraisal.NodeWeight{Node: node, Weight: req.Weights[node]})
		}
	}
	r.Archived = req.Archived
	switch r.Subject {
	case appraisal.OfLayout:
		return a.fillLayout(c, r, req, snap)
	case appraisal.OfSites:
		return a.fillSites(c, r, req, snap)
	}
	return r, fault.Wrap(op, r.Validate(snap))
}

// rankingModel is the model a draft takes its copy of: one of the caller's
// models, or the one in the request, which is the draft's own and says which
// it was drawn from.
func (a *API) rankingModel(c *gin.Context, req rankingRequest) (appraisal.Model, error) {
	if req.Model == nil {
		return a.requestedModel(c, req.ModelID, nil)
	}
	m := *req.Model
	m = m.WithHead(audit.Head{ID: ownModel}) // what a client says of id, version and owner does not count
	m.Team, m.Kind, m.BasedOn = "", appraisal.OwnModel, nil
	if req.ModelID != "" {
		from, err := a.requestedModel(c, req.ModelID, nil)
		if err != nil {
			return m, err
		}
		m.BasedOn = &appraisal.Origin{ID: from.ID, Version: from.Version}
	}
	return m, nil
}

// ownModel is the id of a model that lives in one ranking only.
const ownModel = "own"

// putRanking changes a draft.
//
//	@Summary      Change a draft
//	@Description  The whole draft is sent; what is left out is empty afterwards, but for model, layout, sites, dataset, year and seed, which stay.
//	@Tags         rankings
//	@Param        id        path    string          true  "ranking"
//	@Param        If-Match  header  string          true  "the version that was read, in quotes"
//	@Param        body      body    rankingRequest  true  "the draft"
//	@Success      200  {object}  ranking
//	@Failure      409  {object}  problem  "not a draft"
//	@Failure      412  {object}  problem  "changed since it was read"
//	@Failure      428  {object}  problem  "If-Match is missing"
//	@Router       /rankings/{id} [put]
func (a *API) putRanking(c *gin.Context) error {
	const op = "handlers.putRanking"
	r, seats, err := a.ownRanking(c, "edit")
	if err != nil {
		return err
	}
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	var req rankingRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	if !r.Review.Editable() {
		return fault.Newf(op, fault.Conflict, "ranking.notDraft", "it is in state %s", stateOf(r))
	}
	if version != r.Version {
		return fault.New(op, fault.Stale, "ranking.stale")
	}
	if subject, known := appraisal.SubjectOf(req.Subject); req.Subject != "" && (!known || subject != r.Subject) {
		return fault.Bad(op, []fault.Field{{Field: "subject", Code: "field.fixed", Detail: "the subject does not change"}})
	}
	if req.Team != "" && req.Team != r.Team || req.BasedOn != "" && (r.BasedOn == nil || r.BasedOn.ID != req.BasedOn) {
		return fault.Bad(op, []fault.Field{{Field: "team", Code: "field.fixed", Detail: "team and basedOn do not change"}})
	}
	if r, err = a.fill(c, r, req); err != nil {
		return err
	}
	if r, err = a.store.SaveRanking(c.Request.Context(), r, audit.Event{Actor: actor(c), Action: "ranking.edit"}); err != nil {
		return fault.Wrap(op, err)
	}
	return a.answerRanking(c, http.StatusOK, r, seats)
}

// deleteRanking deletes a draft that was never submitted.
//
//	@Summary  Delete a draft that was never submitted
//	@Tags     rankings
//	@Param    id        path    string  true  "ranking"
//	@Param    If-Match  header  string  true  "the version that was read, in quotes"
//	@Success  204
//	@Failure  409  {object}  problem  "it was submitted once and is kept"
//	@Router   /rankings/{id} [delete]
func (a *API) deleteRanking(c *gin.Context) error {
	const op = "handlers.deleteRanking"
	r, _, err := a.ownRanking(c, "delete")
	if err != nil {
		return err
	}
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	if !r.Review.Editable() || r.Review.Round > 0 {
		return fault.Newf(op, fault.Conflict, "ranking.kept", "what was once submitted is kept; archive it instead")
	}
	if err := a.store.DeleteRanking(c.Request.Context(), r.ID, version, audit.Event{Actor: actor(c), Action: "ranking.delete"}); err != nil {
		return fault.Wrap(op, err)
	}
	c.Status(http.StatusNoContent)
	return nil
}
