package handlers

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"parksite/internal/access"
	"parksite/internal/appraisal"
	"parksite/internal/audit"
	"parksite/internal/fault"
	"parksite/internal/review"
	"parksite/internal/store"
)

// submitRequest hands a draft in.
type submitRequest struct {
	RuleID          string         `json:"ruleId,omitempty"` // needed when several rules are in force
	Note            string         `json:"note,omitempty"`   // to the reviewers
	Purpose         string         `json:"purpose,omitempty"`
	ReasonForChange string         `json:"reasonForChange,omitempty"` // from the second round on
	Checklist       []review.Check `json:"checklist,omitempty"`
}

// decideRequest is one ministry's decision.
type decideRequest struct {
	Decision review.Verdict `json:"decision" swaggertype:"string" enums:"approve,return,reject"`
	Comment  string         `json:"comment,omitempty"`  // needed to return or reject
	Ministry string         `json:"ministry,omitempty"` // needed by who decides for several
}

// publishRequest makes an approved ranking public.
type publishRequest struct {
	Note       string `json:"note,omitempty"`
	Supersedes string `json:"supersedes,omitempty"` // a published ranking of the same team whose place it takes
}

// withdrawRequest takes a published ranking back.
type withdrawRequest struct {
	Reason string `json:"reason"`
}

// reviewer is the caller as review asks.
func (a *API) reviewer(c *gin.Context, seats []review.Seat) (review.Who, error) {
	p := principalOf(c)
	w := review.Who{Actor: p.actor, Seats: seats, Strong: p.session != nil && p.session.Strong}
	all, _, err := a.store.FindUsers(c.Request.Context(), store.Query{})
	if err != nil {
		return w, fault.Wrap("handlers.reviewer", err)
	}
	w.Aliases = access.Aliases(p.user, all)
	return w, nil
}

// step loads a ranking, takes one step of its review and saves what follows. A
// step that is refused to this person leaves a line in the trail. again says
// that the step, taken anew on a ranking that changed meanwhile, is still what
// the caller meant: then losing a race is no reason to refuse it.
func (a *API) step(c *gin.Context, action string, again bool, take func(appraisal.Ranking, review.Who) (appraisal.Ranking, audit.Event, error)) (appraisal.Ranking, []review.Seat, error) {
	const op = "handlers.step"
	ctx := c.Request.Context()
	version, err := ifMatchIfAny(c)
	if err != nil {
		return appraisal.Ranking{}, nil, err
	}
	var may sight = review.Visible
	if action == "decide" { // of two at once, the second is told that it is too late
		may = review.Told
	}
	for try := 0; ; try++ {
		r, seats, err := a.rankingOf(c, may)
		if err != nil {
			return r, nil, err
		}
		// That a token decides, review refuses itself, with a line in the trail.
		if p := principalOf(c); p.token != nil && action != "decide" && !p.token.Covers("ranking", action) {
			return r, nil, fault.New(op, fault.Forbidden, "token.scopeMissing")
		}
		if !again && version > 0 && version != r.Version {
			return r, nil, fault.New(op, fault.Stale, "ranking.stale")
		}
		w, err := a.reviewer(c, seats)
		if err != nil {
			return r, nil, err
		}
		next, ev, err := take(r, w)
		if err != nil {
			if ev.Outcome == audit.Denied {
				ev.Object, ev.Team = audit.Ref{Kind: "ranking", ID: r.ID}, r.Team
				if refused := a.store.Record(ctx, ev); refused != nil { // no refusal without its line
					return r, nil, fault.Wrap(op, refused)
				}
			}
			return r, nil, fault.Wrap(op, err)
		}
		saved, err := a.store.SaveRanking(ctx, next, ev)
		if fault.Is(err, fault.Stale) && again && try < 50 {
			continue
		}
		return saved, seats, fault.Wrap(op, err)
	}
}

// ifMatchIfAny is the version of If-Match, 0 without the header.
func ifMatchIfAny(c *gin.Context) (int64, error) {
	if c.GetHeader("If-Match") == "" {
		return 0, nil
	}
	return ifMatch(c)
}

// submitRanking hands a draft to the ministries of a review rule. The server
// recomputes and seals the result first.
//
//	@Summary      Submit a draft for review
//	@Description  The result is recomputed and sealed with model, data, weights and engine under one digest; the rule in force is copied in.
//	@Tags         review
//	@Param        id        path    string         true   "ranking"
//	@Param        If-Match  header  string         false  "the version that was read: then a changed draft is not submitted"
//	@Param        body      body    submitRequest  true   "note, purpose, self-check"
//	@Success      200  {object}  ranking
//	@Failure      409  {object}  problem  "not a draft, or no rule in force"
//	@Failure      412  {object}  problem  "changed since it was read"
//	@Failure      422  {object}  problem  "there is no result to submit"
//	@Router       /rankings/{id}/submissions [post]
func (a *API) submitRanking(c *gin.Context) error {
	const op = "handlers.submitRanking"
	var req submitRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	ctx := c.Request.Context()
	r, seats, err := a.step(c, "submit", false, func(r appraisal.Ranking, w review.Who) (appraisal.Ranking, audit.Event, error) {
		rule, err := a.ruleFor(ctx, req.RuleID)
		if err != nil {
			return r, audit.Event{}, err
		}
		if req.Purpose == "" {
			req.Purpose = r.Purpose
		}
		handIn := review.Request{Team: r.Team, Note: req.Note, Purpose: req.Purpose, ReasonForChange: req.ReasonForChange, Checklist: req.Checklist}
		if handIn.CoEditors, handIn.Members, err = a.involved(ctx, r, w.Actor.UserID); err != nil {
			return r, audit.Event{}, err
		}
		// First whether this person may, then the work of sealing.
		if _, ev, err := review.Submit(r.Review, w, rule, handIn, a.now()); err != nil {
			return r, ev, err
		}
		if r, handIn.Digest, err = a.seal(ctx, r); err != nil {
			return r, audit.Event{}, err
		}
		var ev audit.Event
		r.Review, ev, err = review.Submit(r.Review, w, rule, handIn, a.now())
		return r, ev, err
	})
	if err != nil {
		return fault.Wrap(op, err)
	}
	return a.answerRanking(c, http.StatusOK, r, seats)
}

// seal recomputes r and stores everything a decision is made on.
func (a *API) seal(ctx context.Context, r appraisal.Ranking) (appraisal.Ranking, string, error) {
	const op = "handlers.seal"
	snap, err := a.snapshots.get(ctx, r.DatasetID)
	if err != nil {
		return r, "", fault.Wrap(op, err)
	}
	done, err := a.compute(ctx)
	if err != nil {
		return r, "", err
	}
	defer done()
	list, err := a.listInForce(ctx)
	if err != nil {
		return r, "", fault.Wrap(op, err)
	}
	o, err := a.computed(ctx, r, list, a.today(), full)
	if err != nil {
		return r, "", fault.Wrap(op, err)
	}
	text, seal, err := frozen(r, o, snap.Dataset().Digest)
	if err != nil {
		return r, "", fault.Wrap(op, err)
	}
	if seal.Payload, err = a.store.PutPayload(ctx, text); err != nil {
		return r, "", fault.Wrap(op, err)
	}
	r.Sealed = &seal
	return r, seal.Payload, nil
}

// ruleFor is the rule named, or the only one in force.
func (a *API) ruleFor(ctx context.Context, id string) (review.Rule, error) {
	const op = "handlers.ruleFor"
	if id != "" {
		r, err := a.store.Rule(ctx, id)
		if fault.Is(err, fault.NotFound) {
			return r, fault.Bad(op, []fault.Field{{Field: "ruleId", Code: "rule.unknown", Detail: "there is no such rule"}})
		}
		return r, fault.Wrap(op, err)
	}
	active, _, err := a.store.FindRules(ctx, store.Query{Where: map[string][]string{"active": {"true"}}})
	switch {
	case err != nil:
		return review.Rule{}, fault.Wrap(op, err)
	case len(active) == 0:
		return review.Rule{}, fault.Newf(op, fault.Conflict, "review.rule", "no review rule is in force")
	case len(active) > 1:
		return review.Rule{}, fault.Bad(op, []fault.Field{{Field: "ruleId", Code: "field.required", Detail: "several rules are in force: say which"}})
	}
	return active[0], nil
}

// openRanking notes a ministry's first look.
//
//	@Summary  Open what was submitted: a ministry's first look
//	@Tags     review
//	@Param    id  path  string  true  "ranking"
//	@Success  200  {object}  ranking
//	@Failure  409  {object}  problem  "not newly submitted"
//	@Router   /rankings/{id}/opening [post]
func (a *API) openRanking(c *gin.Context) error {
	r, seats, err := a.step(c, "decide", true, func(r appraisal.Ranking, w review.Who) (next appraisal.Ranking, ev audit.Event, err error) {
		r.Review, ev, err = review.Open(r.Review, w, a.now())
		return r, ev, err
	})
	if err != nil {
		return fault.Wrap("handlers.openRanking", err)
	}
	return a.answerRanking(c, http.StatusOK, r, seats)
}

// decideRanking records one ministry's decision.
//
//	@Summary      Approve, return or reject
//	@Description  Each ministry decides once per round; nobody decides on what they, a co-editor or their team submitted; tokens cannot decide.
//	@Tags         review
//	@Param        id    path  string         true  "ranking"
//	@Param        body  body  decideRequest  true  "the decision"
//	@Success      200  {object}  ranking
//	@Failure      403  {object}  problem  "not this person's to decide, and why"
//	@Failure      409  {object}  problem  "not under review, or decided already"
//	@Router       /rankings/{id}/decisions [post]
func (a *API) decideRanking(c *gin.Context) error {
	const op = "handlers.decideRanking"
	var req decideRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	r, seats, err := a.step(c, "decide", true, func(r appraisal.Ranking, w review.Who) (next appraisal.Ranking, ev audit.Event, err error) {
		r.Review, ev, err = review.Decide(r.Review, w, req.Ministry, req.Decision, req.Comment, a.now())
		return r, ev, err
	})
	if err != nil {
		return fault.Wrap(op, err)
	}
	return a.answerRanking(c, http.StatusOK, r, seats)
}

// reviseRanking opens a returned ranking as a draft again.
//
//	@Summary  Open a returned ranking as a draft again
//	@Tags     review
//	@Param    id        path    string  true   "ranking"
//	@Param    If-Match  header  string  false  "the version that was read"
//	@Success  200  {object}  ranking
//	@Failure  409  {object}  problem  "not returned"
//	@Router   /rankings/{id}/revision [post]
func (a *API) reviseRanking(c *gin.Context) error {
	r, seats, err := a.step(c, "revise", false, func(r appraisal.Ranking, w review.Who) (next appraisal.Ranking, ev audit.Event, err error) {
		r.Review, ev, err = review.Revise(r.Review, w, a.now())
		return r, ev, err
	})
	if err != nil {
		return fault.Wrap("handlers.reviseRanking", err)
	}
	return a.answerRanking(c, http.StatusOK, r, seats)
}

// publishRanking makes an approved ranking public.
//
//	@Summary  Publish an approved ranking
//	@Tags     review
//	@Param    id        path    string          true   "ranking"
//	@Param    If-Match  header  string          false  "the version that was read"
//	@Param    body      body    publishRequest  true   "a note, and what it takes the place of"
//	@Success  200  {object}  ranking
//	@Failure  409  {object}  problem  "not approved"
//	@Router   /rankings/{id}/publication [post]
func (a *API) publishRanking(c *gin.Context) error {
	const op = "handlers.publishRanking"
	var req publishRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	r, seats, err := a.step(c, "publish", false, func(r appraisal.Ranking, w review.Who) (next appraisal.Ranking, ev audit.Event, err error) {
		if req.Supersedes != "" {
			if ev, err = a.supersedable(c.Request.Context(), r, w, req.Supersedes); err != nil {
				return r, ev, err
			}
		}
		r.Review, ev, err = review.Publish(r.Review, w, req.Note, req.Supersedes, a.now())
		return r, ev, err
	})
	if err != nil {
		return fault.Wrap(op, err)
	}
	// Should the program die here, the courier does it after the next start.
	if err := a.courier.Replace(c.Request.Context(), r, actor(c)); err != nil {
		return fault.Wrap(op, err)
	}
	return a.answerRanking(c, http.StatusOK, r, seats)
}

// supersedable checks that a published ranking of the same team and subject has
// the id, and that the caller may put r in its place.
func (a *API) supersedable(ctx context.Context, r appraisal.Ranking, w review.Who, id string) (audit.Event, error) {
	const op = "handlers.supersedable"
	old, err := a.store.Ranking(ctx, id)
	if fault.Is(err, fault.NotFound) || err == nil && (old.Team != r.Team || old.ID == r.ID || old.Subject != r.Subject) {
		return audit.Event{}, fault.Bad(op, []fault.Field{{Field: "supersedes", Code: "ranking.unknown", Detail: "no other ranking of this team and subject"}})
	}
	if err != nil {
		return audit.Event{}, fault.Wrap(op, err)
	}
	_, ev, err := review.Supersede(old.Review, w, r.ID, a.now())
	return ev, fault.Wrap(op, err)
}

// withdrawRanking takes a published ranking back.
//
//	@Summary  Withdraw a published ranking
//	@Tags     review
//	@Param    id        path    string           true   "ranking"
//	@Param    If-Match  header  string           false  "the version that was read"
//	@Param    body      body    withdrawRequest  true   "why"
//	@Success  200  {object}  ranking
//	@Failure  409  {object}  problem  "not published"
//	@Router   /rankings/{id}/withdrawal [post]
func (a *API) withdrawRanking(c *gin.Context) error {
	const op = "handlers.withdrawRanking"
	var req withdrawRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	r, seats, err := a.step(c, "withdraw", false, func(r appraisal.Ranking, w review.Who) (next appraisal.Ranking, ev audit.Event, err error) {
		r.Review, ev, err = review.Withdraw(r.Review, w, req.Reason, a.now())
		return r, ev, err
	})
	if err != nil {
		return fault.Wrap(op, err)
	}
	return a.answerRanking(c, http.StatusOK, r, seats)
}

// listReviews answers with a reviewer's queue.
//
//	@Summary      A reviewer's queue
//	@Description  open: waits for a decision of one's ministry. done: one's ministry has decided, or the round is over.
//	@Tags         review
//	@Param        state     query  string  false  "open when absent"  Enums(open, done)
//	@Param        page      query  int     false  "from 1"
//	@Param        pageSize  query  int     false  "at most 200"
//	@Success      200  {object}  list[rankingItem]
//	@Router       /reviews [get]
func (a *API) listReviews(c *gin.Context) error {
	const op = "handlers.listReviews"
	if err := queries(c, "state", "page", "pageSize"); err != nil {
		return err
	}
	page, size, err := paging(c)
	if err != nil {
		return err
	}
	state := c.DefaultQuery("state", "open")
	if state != "open" && state != "done" {
		return fault.Bad(op, []fault.Field{{Field: "state", Code: "field.choice", Detail: "open or done"}})
	}
	ctx := c.Request.Context()
	mine, err := a.access.TeamsWith(ctx, principalOf(c).user.ID, "review", "read")
	if err != nil {
		return err
	}
	seats, err := a.seats(ctx, principalOf(c).user.ID)
	if err != nil {
		return err
	}
	rs, total, err := a.store.FindRankings(ctx, store.Query{Sort: "-updatedAt", Page: page, PageSize: size, Match: func(e store.Entry) bool {
		asked, decided := strings.Fields(e.Keys["ministries"]), strings.Fields(e.Keys["decided"])
		waits := slices.ContainsFunc(mine, func(m string) bool { return slices.Contains(asked, m) && !slices.Contains(decided, m) })
		concerned := slices.ContainsFunc(mine, func(m string) bool { return slices.Contains(asked, m) })
		under := e.Keys["state"] == string(review.Submitted) || e.Keys["state"] == string(review.InReview)
		return concerned && visibleEntry(e, seats) && (under && waits) == (state == "open")
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
