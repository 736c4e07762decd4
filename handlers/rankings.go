package handlers

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"parksite/internal/access"
	"parksite/internal/appraisal"
	"parksite/internal/audit"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/layout"
	"parksite/internal/review"
	"parksite/internal/store"
)

// rankingItem is a ranking in a list.
type rankingItem struct {
	ID           string        `json:"id"`
	Version      int64         `json:"version"`
	CreatedAt    time.Time     `json:"createdAt"`
	UpdatedAt    time.Time     `json:"updatedAt"`
	Team         string        `json:"team"`
	TeamName     access.Text   `json:"teamName"`
	Owner        string        `json:"owner"`
	Title        string        `json:"title"`
	Purpose      string        `json:"purpose"`
	Subject      string        `json:"subject" enums:"country,layout"`
	Strategy     string        `json:"strategy,omitempty"` // of a layout
	State        review.State  `json:"state" swaggertype:"string" enums:"draft,submitted,inReview,returned,rejected,approved,published,withdrawn,superseded"`
	Round        int           `json:"round"`
	ModelID      string        `json:"modelId"`
	ModelVersion int64         `json:"modelVersion"`
	DatasetID    string        `json:"datasetId"`
	Year         int           `json:"year"`
	Archived     bool          `json:"archived"`
	Digest       string        `json:"digest,omitempty"` // of the sealed result
	SubmittedAt  *time.Time    `json:"submittedAt,omitempty"`
	Deadline     *time.Time    `json:"deadline,omitempty" format:"date-time"`
	Overdue      bool          `json:"overdue"`
	Ministries   []ministryRow `json:"ministries"` // asked in this round
	Quorum       int           `json:"quorum"`     // approvals needed; 0 before a submission
}

// ministryRow is how one ministry stands in this round.
type ministryRow struct {
	Team     string         `json:"team"`
	Name     access.Text    `json:"name"`
	Decision review.Verdict `json:"decision,omitempty" swaggertype:"string" enums:"approve,return,reject"`
	At       *time.Time     `json:"at,omitempty"`
}

// ranking is a ranking with its result: computed now for a draft, as it was
// sealed from the submission on. Result is that of countries, Study a layout's.
type ranking struct {
	appraisal.Ranking
	State   review.State       `json:"state" swaggertype:"string" enums:"draft,submitted,inReview,returned,rejected,approved,published,withdrawn,superseded"`
	Subject string             `json:"subject" enums:"country,layout"`
	Weights map[string]float64 `json:"weights"` // node id to weight among its siblings
	Result  *appraisal.Result  `json:"result,omitempty"`
	Study   *layout.Study      `json:"study,omitempty"`
	Earlier *earlierPlan       `json:"earlier,omitempty"` // a layout's plan of the round before, for its team and its ministries
	// Problem is why a draft has no result now, as a message key.
	Problem    string            `json:"problem,omitempty"`
	Asked      []review.Decision `json:"asked"`   // what the reviewers of the round before said
	Actions    []string          `json:"actions"` // what the caller may do with it now
	TeamName   access.Text       `json:"teamName"`
	Ministries []ministryRow     `json:"ministries"`
}

// rankingRequest is a draft as its team writes it.
type rankingRequest struct {
	Title     string             `json:"title"`
	Purpose   string             `json:"purpose,omitempty"`
	Notes     string             `json:"notes,omitempty"`                          // seen by the team alone
	Subject   string             `json:"subject,omitempty" enums:"country,layout"` // country when absent; does not change
	Team      string             `json:"team,omitempty"`                           // needed when one may rank for several teams
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
}

// seats are the roles the caller holds at this moment, as review asks.
func (a *API) seats(ctx context.Context, userID string) ([]review.Seat, error) {
	held, err := a.access.Seats(ctx, userID)
	if err != nil {
		return nil, fault.Wrap("handlers.seats", err)
	}
	out := make([]review.Seat, len(held))
	for i, s := range held {
		out[i] = review.Seat{Team: s.TeamID, Role: string(s.Role)}
	}
	return out, nil
}

// visibleRanking loads a ranking the caller may see. Any other is absent: the
// same answer, after the same work.
func (a *API) visibleRanking(c *gin.Context) (appraisal.Ranking, []review.Seat, error) {
	const op = "handlers.visibleRanking"
	ctx := c.Request.Context()
	seats, err := a.seats(ctx, principalOf(c).user.ID)
	if err != nil {
		return appraisal.Ranking{}, nil, fault.Wrap(op, err)
	}
	absent := fault.New(op, fault.NotFound, "ranking.notFound")
	hidden, err := a.store.RankingHidden(ctx, c.Param("id"), func(e store.Entry) bool { return !visibleEntry(e, seats) })
	if err != nil {
		return appraisal.Ranking{}, nil, fault.Wrap(op, err)
	}
	if hidden {
		return appraisal.Ranking{}, nil, absent
	}
	r, err := a.store.Ranking(ctx, c.Param("id"))
	if err != nil {
		return r, nil, fault.Wrap(op, err)
	}
	if !review.Visible(r.Review, r.Team, seats) {
		return appraisal.Ranking{}, nil, absent
	}
	return r, seats, nil
}

// inTeam reports whether the caller may do action on rankings of that team; a
// token only within its scopes.
func (a *API) inTeam(c *gin.Context, team, action string) (bool, error) {
	p := principalOf(c)
	if p.token != nil && !p.token.Covers("ranking", action) {
		return false, nil
	}
	return a.access.May(c.Request.Context(), p.user.ID, team, "ranking", action)
}

// ownRanking loads a visible ranking on which the caller may do action as one
// of its team.
func (a *API) ownRanking(c *gin.Context, action string) (appraisal.Ranking, []review.Seat, error) {
	const op = "handlers.ownRanking"
	r, seats, err := a.visibleRanking(c)
	if err != nil {
		return r, nil, err
	}
	allowed, err := a.inTeam(c, r.Team, action)
	if err != nil {
		return r, nil, fault.Wrap(op, err)
	}
	if !allowed {
		return r, nil, fault.New(op, fault.Forbidden, "forbidden")
	}
	return r, seats, nil
}

// visibleEntry says of an entry what review.Visible says of its ranking, so
// that lists and their totals need not read what may not be seen.
func visibleEntry(e store.Entry, seats []review.Seat) bool {
	rec := review.Record{State: review.State(e.Keys["state"])}
	if m := strings.Fields(e.Keys["ministries"]); len(m) > 0 {
		rec.Rule = &review.Rule{Ministries: m}
	}
	return review.Visible(rec, e.Keys["team"], seats)
}

// listRankings answers with the rankings the caller may see, last changed first.
//
//	@Summary  Rankings one may see, last changed first
//	@Tags     rankings
//	@Param    team      query  string  false  "of one team"
//	@Param    state     query  string  false  "in one state"
//	@Param    archived  query  bool    false  "archived ones; others when absent"
//	@Param    q         query  string  false  "part of the title"
//	@Param    subject   query  string  false  "of one subject"  Enums(country, layout)
//	@Param    page      query  int     false  "from 1"
//	@Param    pageSize  query  int     false  "at most 200"
//	@Success  200  {object}  list[rankingItem]
//	@Router   /rankings [get]
func (a *API) listRankings(c *gin.Context) error {
	const op = "handlers.listRankings"
	if err := queries(c, "team", "state", "archived", "q", "subject", "page", "pageSize"); err != nil {
		return err
	}
	page, size, err := paging(c)
	if err != nil {
		return err
	}
	where := map[string][]string{"archived": {"false"}}
	if team := c.Query("team"); team != "" {
		where["team"] = []string{team}
	}
	if state := c.Query("state"); state != "" {
		if !slices.Contains(review.States[:], review.State(state)) {
			return fault.Bad(op, []fault.Field{{Field: "state", Code: "field.choice", Detail: "no such state"}})
		}
		where["state"] = []string{state}
	}
	switch archived := c.Query("archived"); archived {
	case "", "false":
	case "true":
		where["archived"] = []string{"true"}
	default:
		return fault.Bad(op, []fault.Field{{Field: "archived", Code: "field.choice", Detail: "true or false"}})
	}
	word := c.Query("subject")
	subject, known := appraisal.SubjectOf(word)
	if !known {
		return fault.Bad(op, []fault.Field{{Field: "subject", Code: "field.choice", Detail: "country or layout"}})
	}
	ctx := c.Request.Context()
	seats, err := a.seats(ctx, principalOf(c).user.ID)
	if err != nil {
		return err
	}
	part := strings.ToLower(c.Query("q"))
	rs, total, err := a.store.FindRankings(ctx, store.Query{Where: where, Sort: "-updatedAt", Page: page, PageSize: size,
		Match: func(e store.Entry) bool {
			return visibleEntry(e, seats) && (word == "" || e.Keys["subject"] == string(subject)) && (part == "" || strings.Contains(strings.ToLower(e.Keys["title"]), part))
		}})
	if err != nil {
		return fault.Wrap(op, err)
	}
	items := make([]rankingItem, len(rs))
	for i, r := range rs {
		if items[i], err = a.item(ctx, r); err != nil {
			return fault.Wrap(op, err)
		}
	}
	return listOf(c, items, total, page, size)
}

func (a *API) item(ctx context.Context, r appraisal.Ranking) (rankingItem, error) {
	name, ministries, err := a.named(ctx, r)
	if err != nil {
		return rankingItem{}, err
	}
	it := rankingItem{ID: r.ID, Version: r.Version, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, Team: r.Team, TeamName: name, Owner: r.Owner,
		Title: r.Title, Purpose: r.Purpose, Subject: r.Subject.Word(), State: stateOf(r), Round: r.Review.Round, ModelID: r.ModelID, ModelVersion: r.ModelVersion,
		DatasetID: r.DatasetID, Year: r.Year, Archived: r.Archived, Overdue: r.Review.Overdue(a.now()), Ministries: ministries}
	if r.Layout != nil {
		it.Strategy = r.Layout.Strategy
	}
	if r.Sealed != nil {
		it.Digest = r.Sealed.Digest
	}
	if r.Review.Rule != nil {
		it.Quorum = r.Review.Rule.Quorum
	}
	if s := r.Review.Submission; s != nil {
		it.SubmittedAt, it.Deadline = &s.At, s.Deadline
	}
	return it, nil
}

func stateOf(r appraisal.Ranking) review.State {
	if r.Review.State == "" {
		return review.Draft
	}
	return r.Review.State
}

// named returns the name of the ranking's team and how each ministry stands.
func (a *API) named(ctx context.Context, r appraisal.Ranking) (access.Text, []ministryRow, error) {
	t, err := a.store.RecentTeam(ctx, r.Team)
	if err != nil {
		return access.Text{}, nil, err
	}
	rows := []ministryRow{}
	if r.Review.Rule == nil {
		return t.Name, rows, nil
	}
	for _, id := range r.Review.Rule.Ministries {
		m, err := a.store.RecentTeam(ctx, id)
		if err != nil {
			return t.Name, nil, err
		}
		row := ministryRow{Team: id, Name: m.Name}
		for _, d := range r.Review.Decisions {
			if d.Ministry == id {
				row.Decision, row.At = d.Verdict, &d.At
			}
		}
		rows = append(rows, row)
	}
	return t.Name, rows, nil
}

// getRanking answers with a ranking and its result.
//
//	@Summary  A ranking with its result
//	@Tags     rankings
//	@Param    id  path  string  true  "ranking"
//	@Success  200  {object}  ranking
//	@Router   /rankings/{id} [get]
func (a *API) getRanking(c *gin.Context) error {
	if err := queries(c); err != nil {
		return err
	}
	r, seats, err := a.visibleRanking(c)
	if err != nil {
		return err
	}
	return a.answerRanking(c, http.StatusOK, r, seats)
}

// getRankingVersion answers with a draft as it was, for its team.
//
//	@Summary  A ranking as it was in one version; for its team
//	@Tags     rankings
//	@Param    id  path  string  true  "ranking"
//	@Param    v   path  int     true  "version"
//	@Success  200  {object}  ranking
//	@Router   /rankings/{id}/versions/{v} [get]
func (a *API) getRankingVersion(c *gin.Context) error {
	if err := queries(c); err != nil {
		return err
	}
	v, err := pathVersion(c, "ranking.notFound")
	if err != nil {
		return err
	}
	now, seats, err := a.ownRanking(c, "read")
	if err != nil {
		return err
	}
	r, err := a.store.RankingVersion(c.Request.Context(), now.ID, v)
	if err != nil {
		return err
	}
	return a.answerRanking(c, http.StatusOK, r, seats)
}

func (a *API) answerRanking(c *gin.Context, status int, r appraisal.Ranking, seats []review.Seat) error {
	const op = "handlers.answerRanking"
	ctx := c.Request.Context()
	out := ranking{Ranking: r, Subject: r.Subject.Word(), Weights: map[string]float64{}, Asked: r.Review.Asked(), Actions: []string{}}
	out.State = stateOf(r)
	out.Review.State = out.State
	for _, w := range r.Weights {
		out.Weights[w.Node] = w.Weight
	}
	var err error
	if out.TeamName, out.Ministries, err = a.named(ctx, r); err != nil {
		return fault.Wrap(op, err)
	}
	result, err := a.outcomeOf(ctx, r)
	switch kind := fault.Of(err); {
	case err == nil:
		out.Result, out.Study = result.country, result.layout
	case kind == fault.Uncomputable || kind == fault.Invalid:
		out.Problem = codeOf(err) // a draft may be half done
	default:
		return fault.Wrap(op, err)
	}
	if out.Actions, err = a.actions(c, r, seats); err != nil {
		return fault.Wrap(op, err)
	}
	own := ofTeam(seats, r.Team)
	if out.Study != nil && (own || r.Review.Concerned(seats)) {
		if out.Earlier, err = a.planBefore(ctx, r, out.Study.Plan); err != nil {
			return fault.Wrap(op, err)
		}
	}
	if !own {
		out.Notes, out.Asked = "", []review.Decision{}
		out.Review = outside(out.Review, r.Review.Concerned(seats))
	}
	return versioned(c, status, r.Version, out)
}

// outside is what those who are not of the team see of a review: a ministry
// that is asked, this round; everybody else, who decided what and when.
func outside(r review.Record, concerned bool) review.Record {
	r.Earlier, r.History = []review.Round{}, []review.Step{}
	if r.Submission != nil {
		s := *r.Submission
		s.CoEditors, s.Members = []string{}, []string{}
		if !concerned {
			s.Note, s.ReasonForChange, s.Checklist = "", "", []review.Check{}
		}
		r.Submission = &s
	}
	if !concerned {
		r.Decisions = slices.Clone(r.Decisions)
		for i := range r.Decisions {
			r.Decisions[i].Comment = ""
		}
	}
	return r
}

// actions are what the caller may do with r in its present state.
func (a *API) actions(c *gin.Context, r appraisal.Ranking, seats []review.Seat) ([]string, error) {
	out := []string{}
	add := func(team, permission, name string) error {
		if slices.Contains(out, name) {
			return nil
		}
		may, err := a.inTeam(c, team, permission)
		if may {
			out = append(out, name)
		}
		return err
	}
	state := stateOf(r)
	for _, step := range []struct {
		in               []review.State
		permission, name string
	}{
		{[]review.State{review.Draft}, "edit", "edit"}, {[]review.State{review.Draft}, "delete", "delete"}, {[]review.State{review.Draft}, "submit", "submit"},
		{[]review.State{review.Returned}, "revise", "revise"}, {[]review.State{review.Approved}, "publish", "publish"},
		{[]review.State{review.Published}, "withdraw", "withdraw"}, {review.States[:], "export", "export"},
	} {
		if !slices.Contains(step.in, state) {
			continue
		}
		if err := add(r.Team, step.permission, step.name); err != nil {
			return nil, err
		}
		if step.permission == "publish" || step.permission == "withdraw" || step.permission == "export" {
			for _, m := range ministriesOf(r) {
				if err := add(m, step.permission, step.name); err != nil {
					return nil, err
				}
			}
		}
	}
	if r.Review.Open() {
		for _, m := range ministriesOf(r) {
			if slices.ContainsFunc(r.Review.Decisions, func(d review.Decision) bool { return d.Ministry == m }) {
				continue
			}
			if err := add(m, "decide", "decide"); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

func ministriesOf(r appraisal.Ranking) []string {
	if r.Review.Rule == nil {
		return nil
	}
	return r.Review.Rule.Ministries
}

// createRanking begins a draft.
//
//	@Summary      Begin a draft
//	@Description  From a model, from another ranking (basedOn) one may see, or with subject layout from the request of a plan.
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
		return fault.Bad(op, []fault.Field{{Field: "subject", Code: "field.choice", Detail: "country or layout"}})
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
	r.Title, r.Purpose, r.Subject, r.Layout = from.Title, from.Purpose, from.Subject, from.Layout
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
	if r.Subject == appraisal.OfLayout {
		return a.fillLayout(ctx, r, req.Layout, snap)
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
//	@Description  The whole draft is sent; what is left out is empty afterwards, but for model, layout, dataset, year and seed, which stay.
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
