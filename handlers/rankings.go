package handlers

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"parksite/internal/access"
	"parksite/internal/appraisal"
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
	Subject      string        `json:"subject" enums:"country,layout,site"`
	Strategy     string        `json:"strategy,omitempty"` // of a layout or of sites
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
// sealed from the submission on. Result is that of countries, Study a layout's,
// SiteStudy that of sites.
type ranking struct {
	appraisal.Ranking
	State   review.State       `json:"state" swaggertype:"string" enums:"draft,submitted,inReview,returned,rejected,approved,published,withdrawn,superseded"`
	Subject string             `json:"subject" enums:"country,layout,site"`
	Weights map[string]float64 `json:"weights"` // node id to weight among its siblings
	Result  *appraisal.Result  `json:"result,omitempty"`
	Study   *layout.Study      `json:"study,omitempty"`
	Earlier *earlierPlan       `json:"earlier,omitempty"` // a layout's plan of the round before, for its team and its ministries

	SiteStudy    *layout.SiteStudy `json:"siteStudy,omitempty"`
	EarlierSites *earlierSites     `json:"earlierSites,omitempty"` // a ranking of sites of the round before, for its team and its ministries

	// Problem is why a draft has no result now, as a message key.
	Problem    string            `json:"problem,omitempty"`
	Asked      []review.Decision `json:"asked"`   // what the reviewers of the round before said
	Actions    []string          `json:"actions"` // what the caller may do with it now
	TeamName   access.Text       `json:"teamName"`
	Ministries []ministryRow     `json:"ministries"`
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
	return a.rankingOf(c, review.Visible)
}

// rankingOf loads a ranking of which may says that the caller is told; it is
// absent otherwise.
func (a *API) rankingOf(c *gin.Context, may sight) (appraisal.Ranking, []review.Seat, error) {
	const op = "handlers.rankingOf"
	ctx := c.Request.Context()
	seats, err := a.seats(ctx, principalOf(c).user.ID)
	if err != nil {
		return appraisal.Ranking{}, nil, fault.Wrap(op, err)
	}
	absent := fault.New(op, fault.NotFound, "ranking.notFound")
	hidden, err := a.store.RankingHidden(ctx, c.Param("id"), func(e store.Entry) bool { return !may.entry(e, seats) })
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
	if !may(r.Review, r.Team, seats) {
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

// sight says of a ranking's record and team whether somebody in seats is told
// of it: review.Visible, or review.Told.
type sight func(r review.Record, team string, seats []review.Seat) bool

// visibleEntry says of an entry what review.Visible says of its ranking, so
// that lists and their totals need not read what may not be seen.
func visibleEntry(e store.Entry, seats []review.Seat) bool {
	return sight(review.Visible).entry(e, seats)
}

func (may sight) entry(e store.Entry, seats []review.Seat) bool {
	rec := review.Record{State: review.State(e.Keys["state"])}
	if m := strings.Fields(e.Keys["ministries"]); len(m) > 0 {
		rec.Rule = &review.Rule{Ministries: m}
	}
	return may(rec, e.Keys["team"], seats)
}

// listRankings answers with the rankings the caller may see, last changed first.
//
//	@Summary  Rankings one may see, last changed first
//	@Tags     rankings
//	@Param    team      query  string  false  "of one team"
//	@Param    state     query  string  false  "in one state"
//	@Param    archived  query  bool    false  "archived ones; others when absent"
//	@Param    q         query  string  false  "part of the title"
//	@Param    subject   query  string  false  "of one subject"  Enums(country, layout, site)
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
		return fault.Bad(op, []fault.Field{{Field: "subject", Code: "field.choice", Detail: "country, layout or site"}})
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
	switch {
	case r.Layout != nil:
		it.Strategy = r.Layout.Strategy
	case r.Sites != nil:
		it.Strategy = r.Sites.Strategy
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
	return a.answerOld(c, r, seats)
}

func (a *API) answerRanking(c *gin.Context, status int, r appraisal.Ranking, seats []review.Seat) error {
	out, err := a.shownRanking(c, r, seats)
	if err != nil {
		return fault.Wrap("handlers.answerRanking", err)
	}
	return versioned(c, status, r.Version, out)
}

// shownRanking is r with its result, as the caller may see it.
func (a *API) shownRanking(c *gin.Context, r appraisal.Ranking, seats []review.Seat) (ranking, error) {
	const op = "handlers.shownRanking"
	ctx := c.Request.Context()
	out := ranking{Ranking: r, Subject: r.Subject.Word(), Weights: map[string]float64{}, Asked: r.Review.Asked(), Actions: []string{}}
	out.State = stateOf(r)
	out.Review.State = out.State
	for _, w := range r.Weights {
		out.Weights[w.Node] = w.Weight
	}
	var err error
	if out.TeamName, out.Ministries, err = a.named(ctx, r); err != nil {
		return out, fault.Wrap(op, err)
	}
	result, err := a.outcomeOf(ctx, r)
	switch kind := fault.Of(err); {
	case err == nil:
		out.Result, out.Study, out.SiteStudy = result.country, result.layout, result.sites
	case kind == fault.Uncomputable || kind == fault.Invalid:
		out.Problem = codeOf(err) // a draft may be half done
	default:
		return out, fault.Wrap(op, err)
	}
	if out.Actions, err = a.actions(c, r, seats); err != nil {
		return out, fault.Wrap(op, err)
	}
	own := ofTeam(seats, r.Team)
	if out.Study != nil && (own || r.Review.Concerned(seats)) {
		if out.Earlier, err = a.planBefore(ctx, r, out.Study.Plan); err != nil {
			return out, fault.Wrap(op, err)
		}
	}
	if out.SiteStudy != nil && (own || r.Review.Concerned(seats)) {
		if out.EarlierSites, err = a.sitesBefore(ctx, r); err != nil {
			return out, fault.Wrap(op, err)
		}
	}
	if !own {
		if !r.Review.AskedBefore(len(r.Review.Earlier), seats) {
			out.Asked = []review.Decision{}
		}
		out.Notes, out.Review = "", outside(out.Review, r.Review.Concerned(seats))
	}
	return out, nil
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
		if !slices.Contains(step.in, state) || step.name == "delete" && r.Review.Round > 0 { // what was once submitted is kept
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
