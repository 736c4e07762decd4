package handlers

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"parksite/internal/access"
	"parksite/internal/appraisal"
	"parksite/internal/fault"
	"parksite/internal/review"
)

// maxComments is how many comments there can be on one ranking.
const maxComments = 2000

// commentRequest is what somebody says, at one place of a ranking or in answer
// to a comment.
type commentRequest struct {
	Team     string          `json:"team,omitempty"`                                               // needed by who may for several ministries
	ReplyTo  string          `json:"replyTo,omitempty"`                                            // a comment that begins a thread; anchor and audience are then its own
	Anchor   review.Anchor   `json:"anchor,omitempty"`                                             // the whole ranking when absent
	Audience review.Audience `json:"audience,omitempty" swaggertype:"string" enums:"parties,team"` // parties when absent
	Text     string          `json:"text"`
}

// settlementRequest settles a comment or opens it again.
type settlementRequest struct {
	Settled bool `json:"settled"`
}

// commentView is a comment as those who may read it see it.
type commentView struct {
	ID             string             `json:"id"`
	Version        int64              `json:"version"`
	CreatedAt      time.Time          `json:"createdAt" format:"date-time"`
	UpdatedAt      time.Time          `json:"updatedAt" format:"date-time"`
	Ranking        string             `json:"ranking"`
	RankingVersion int64              `json:"rankingVersion"` // when it was said
	Round          int                `json:"round"`          // of the review; on a draft, the one it is being made for
	Thread         string             `json:"thread"`         // the comment it replies to; "" for one that begins
	Anchor         review.Anchor      `json:"anchor"`
	Audience       review.Audience    `json:"audience" swaggertype:"string" enums:"parties,team"`
	Team           string             `json:"team"` // for which it was said
	TeamName       access.Text        `json:"teamName"`
	Username       string             `json:"username"`
	Text           string             `json:"text"`
	Answered       bool               `json:"answered"` // the other side has replied
	Settled        *review.Settlement `json:"settled,omitempty"`
	Actions        []string           `json:"actions"` // of reply, settle, reopen: what the caller may do with it now
}

// commentList is a page of comments with the teams for which the caller may
// add one now.
type commentList struct {
	Items    []commentView `json:"items"`
	Total    int           `json:"total"`
	Page     int           `json:"page"`
	PageSize int           `json:"pageSize"`
	Speaks   []speaker     `json:"speaks"`
}

type speaker struct {
	Team string      `json:"team"`
	Name access.Text `json:"name"`
}

// listComments answers with what was said about a ranking, oldest first, as far
// as the caller may read it.
//
//	@Summary      What was said about a ranking, at which place, oldest first
//	@Description  Comments with audience parties are read by the ranking's team and the ministries asked in their round; those with audience team by the team or ministry that made them. Anybody else who may see the ranking gets an empty list.
//	@Tags         review
//	@Param        id        path   string  true   "ranking"
//	@Param        page      query  int     false  "from 1"
//	@Param        pageSize  query  int     false  "at most 200"
//	@Success      200  {object}  commentList
//	@Router       /rankings/{id}/comments [get]
func (a *API) listComments(c *gin.Context) error {
	const op = "handlers.listComments"
	if err := queries(c, "page", "pageSize"); err != nil {
		return err
	}
	page, size, err := paging(c)
	if err != nil {
		return err
	}
	r, seats, err := a.visibleRanking(c)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	all, err := a.readable(ctx, r, seats)
	if err != nil {
		return fault.Wrap(op, err)
	}
	out := commentList{Items: []commentView{}, Total: len(all), Page: page, PageSize: size, Speaks: []speaker{}}
	speaks := a.speaks(c, r, seats)
	from := min((page-1)*size, len(all))
	for _, x := range all[from:min(from+size, len(all))] {
		v, err := a.viewComment(ctx, x, all, speaks)
		if err != nil {
			return fault.Wrap(op, err)
		}
		out.Items = append(out.Items, v)
	}
	for _, id := range speaks {
		t, err := a.store.RecentTeam(ctx, id)
		if err != nil {
			return fault.Wrap(op, err)
		}
		out.Speaks = append(out.Speaks, speaker{id, t.Name})
	}
	return ok(c, out)
}

// readable are the comments on r that somebody in seats may read, oldest first.
func (a *API) readable(ctx context.Context, r appraisal.Ranking, seats []review.Seat) ([]review.Comment, error) {
	all, err := a.store.CommentsOn(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	open := map[string]bool{}
	for _, x := range all {
		open[x.ID] = x.Thread == "" && x.Readable(r.Review, seats)
	}
	return slices.DeleteFunc(all, func(x review.Comment) bool { return !open[x.ID] && !open[x.Thread] }), nil
}

// speaks are the teams for which the caller may comment on r now, none for who
// may not. A token never comments.
func (a *API) speaks(c *gin.Context, r appraisal.Ranking, seats []review.Seat) []string {
	p := principalOf(c)
	if p.token != nil {
		return nil
	}
	teams, err := review.Speaks(r.Review, r.Team, review.Who{Actor: p.actor, Seats: seats})
	if err != nil {
		return nil
	}
	return teams
}

func (a *API) viewComment(ctx context.Context, x review.Comment, all []review.Comment, speaks []string) (commentView, error) {
	t, err := a.store.RecentTeam(ctx, x.Team)
	v := commentView{ID: x.ID, Version: x.Version, CreatedAt: x.CreatedAt, UpdatedAt: x.UpdatedAt, Ranking: x.Ranking, RankingVersion: x.RankingVersion,
		Round: x.Round, Thread: x.Thread, Anchor: x.Anchor, Audience: x.Audience, Team: x.Team, TeamName: t.Name, Username: x.Username, Text: x.Text,
		Settled: x.Settled, Actions: []string{}}
	if x.Thread != "" {
		return v, err
	}
	v.Answered = x.Answered(all)
	mine := slices.Contains(speaks, x.Team)
	switch {
	case x.Settled != nil && mine:
		v.Actions = append(v.Actions, "reopen")
	case x.Settled != nil:
	case mine:
		v.Actions = append(v.Actions, "reply", "settle")
	case len(speaks) > 0:
		v.Actions = append(v.Actions, "reply")
	}
	return v, err
}

// readableComment loads the comment of the path and its ranking. One that the
// caller may not read is absent, like one of another ranking.
func (a *API) readableComment(c *gin.Context, id string) (review.Comment, appraisal.Ranking, []review.Seat, error) {
	const op = "handlers.readableComment"
	r, seats, err := a.visibleRanking(c)
	if err != nil {
		return review.Comment{}, r, nil, err
	}
	ctx := c.Request.Context()
	absent := fault.New(op, fault.NotFound, "comment.notFound")
	x, err := a.store.Comment(ctx, id)
	if fault.Is(err, fault.NotFound) || err == nil && x.Ranking != r.ID {
		return x, r, nil, absent
	}
	root := x
	if err == nil && x.Thread != "" {
		root, err = a.store.Comment(ctx, x.Thread)
	}
	if err != nil {
		return x, r, nil, fault.Wrap(op, err)
	}
	if !root.Readable(r.Review, seats) {
		return review.Comment{}, r, nil, absent
	}
	return x, r, seats, nil
}

// getComment answers with one comment.
//
//	@Summary  One comment
//	@Tags     review
//	@Param    id       path  string  true  "ranking"
//	@Param    comment  path  string  true  "comment"
//	@Success  200  {object}  commentView
//	@Router   /rankings/{id}/comments/{comment} [get]
func (a *API) getComment(c *gin.Context) error {
	if err := queries(c); err != nil {
		return err
	}
	x, r, seats, err := a.readableComment(c, c.Param("comment"))
	if err != nil {
		return err
	}
	return a.answerComment(c, http.StatusOK, x, r, seats)
}

func (a *API) answerComment(c *gin.Context, status int, x review.Comment, r appraisal.Ranking, seats []review.Seat) error {
	const op = "handlers.answerComment"
	all, err := a.readable(c.Request.Context(), r, seats)
	if err != nil {
		return fault.Wrap(op, err)
	}
	v, err := a.viewComment(c.Request.Context(), x, all, a.speaks(c, r, seats))
	if err != nil {
		return fault.Wrap(op, err)
	}
	return versioned(c, status, x.Version, v)
}

// createComment says something about a ranking.
//
//	@Summary      Comment on a ranking, a country, criterion, site, figure of a site or rule of it
//	@Description  The team of a ranking comments until it is rejected or published, a ministry that is asked from the submission on. What was said is neither changed nor deleted. With replyTo it is an answer. A site and a rule are those of the ranking's own result; siteCriterion is site/criterion, such as port-1/SITE.PIER.DEPTH.
//	@Tags         review
//	@Param        id               path    string          true   "ranking"
//	@Param        Idempotency-Key  header  string          false  "makes the request safe to repeat"
//	@Param        body             body    commentRequest  true   "the comment"
//	@Success      201  {object}  commentView
//	@Failure      403  {object}  problem  "neither of its team nor of a ministry that is asked"
//	@Failure      409  {object}  problem  "over, or settled already"
//	@Router       /rankings/{id}/comments [post]
func (a *API) createComment(c *gin.Context) error {
	const op = "handlers.createComment"
	r, seats, err := a.visibleRanking(c)
	if err != nil {
		return err
	}
	var req commentRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	if req.Anchor == (review.Anchor{}) {
		req.Anchor.Kind = review.OnRanking
	}
	if req.Audience == "" {
		req.Audience = review.ToParties
	}
	var root *review.Comment
	if req.ReplyTo != "" {
		x, _, _, err := a.readableComment(c, req.ReplyTo)
		if fault.Is(err, fault.NotFound) || err == nil && x.Thread != "" {
			return fault.Bad(op, []fault.Field{{Field: "replyTo", Code: "comment.unknown", Detail: "no comment that begins a thread here"}})
		}
		if err != nil {
			return fault.Wrap(op, err)
		}
		root = &x
	}
	ctx, p := c.Request.Context(), principalOf(c)
	x, ev, err := review.Say(r.Review, r.Team, review.Who{Actor: p.actor, Seats: seats},
		review.Remark{Team: req.Team, Anchor: req.Anchor, Audience: req.Audience, Text: req.Text}, root, a.now())
	if err != nil {
		return fault.Wrap(op, err)
	}
	if err := a.anchored(ctx, r, x.Anchor); err != nil {
		return fault.Wrap(op, err)
	}
	if may, err := a.inTeam(c, x.Team, "comment"); err != nil || !may {
		return fault.Wrap(op, orForbidden(err))
	}
	if n, err := a.store.CommentCount(ctx, r.ID); err != nil || n >= maxComments {
		if err == nil {
			err = fault.Newf(op, fault.Conflict, "comment.many", "at most %d on one ranking", maxComments)
		}
		return fault.Wrap(op, err)
	}
	x.ID, x.Ranking, x.RankingVersion = newID(c), r.ID, r.Version
	saved, err := a.store.SaveComment(ctx, x, ev)
	if repeated(c, err, "comment.exists") {
		saved, err = a.store.Comment(ctx, x.ID)
	}
	if err != nil {
		return fault.Wrap(op, err)
	}
	c.Header("Location", apiPrefix+"/rankings/"+r.ID+"/comments/"+saved.ID)
	return a.answerComment(c, http.StatusCreated, saved, r, seats)
}

func orForbidden(err error) error {
	if err == nil {
		return fault.New("handlers.orForbidden", fault.Forbidden, "forbidden")
	}
	return err
}

// settleComment settles a comment, or opens it again.
//
//	@Summary      Settle a comment, or open it again
//	@Description  Whoever may comment for the team or ministry that asked says whether it was answered.
//	@Tags         review
//	@Param        id        path    string             true  "ranking"
//	@Param        comment   path    string             true  "a comment that begins a thread"
//	@Param        If-Match  header  string             true  "the version that was read, in quotes"
//	@Param        body      body    settlementRequest  true  "settled or not"
//	@Success      200  {object}  commentView
//	@Failure      403  {object}  problem  "the other side asked"
//	@Failure      409  {object}  problem  "it is so already"
//	@Failure      412  {object}  problem  "changed since it was read"
//	@Failure      428  {object}  problem  "If-Match is missing"
//	@Router       /rankings/{id}/comments/{comment}/settlement [put]
func (a *API) settleComment(c *gin.Context) error {
	const op = "handlers.settleComment"
	x, r, seats, err := a.readableComment(c, c.Param("comment"))
	if err != nil {
		return err
	}
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	var req settlementRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	if version != x.Version {
		return fault.New(op, fault.Stale, "comment.stale")
	}
	next, ev, err := review.Settle(x, r.Review, review.Who{Actor: principalOf(c).actor, Seats: seats}, req.Settled, a.now())
	if err != nil {
		return fault.Wrap(op, err)
	}
	if may, err := a.inTeam(c, x.Team, "comment"); err != nil || !may {
		return fault.Wrap(op, orForbidden(err))
	}
	if next, err = a.store.SaveComment(c.Request.Context(), next, ev); err != nil {
		return fault.Wrap(op, err)
	}
	return a.answerComment(c, http.StatusOK, next, r, seats)
}
