package handlers

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"parksite/internal/access"
	"parksite/internal/appraisal"
	"parksite/internal/audit"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/review"
	"parksite/internal/store"
)

// trailEvent is a line of the trail as people see it.
type trailEvent struct {
	Seq      int64          `json:"seq"`
	At       time.Time      `json:"at"`
	UserID   string         `json:"userId"`
	Username string         `json:"username"`
	Token    bool           `json:"token"`             // done by an integration
	Address  string         `json:"address,omitempty"` // for auditors
	Action   string         `json:"action"`
	Kind     string         `json:"kind"`
	ID       string         `json:"id"`
	Version  int64          `json:"version"`
	From     int64          `json:"from"` // version before; 0 for a creation
	Team     string         `json:"team"`
	Outcome  string         `json:"outcome" enums:"done,denied"`
	Reason   string         `json:"reason"`
	Changes  []audit.Change `json:"changes"`
	Hash     string         `json:"hash"`
}

func shown(e audit.Event) trailEvent {
	out := trailEvent{Seq: e.Seq, At: e.At, UserID: e.Actor.UserID, Username: e.Actor.Username, Token: e.Actor.TokenID != "",
		Action: e.Action, Kind: e.Object.Kind, ID: e.Object.ID, Version: e.Object.Version, From: e.From, Team: e.Team,
		Outcome: e.Outcome, Reason: e.Reason, Changes: e.Changes, Hash: e.Hash}
	if out.Changes == nil {
		out.Changes = []audit.Change{}
	}
	return out
}

// reviewSteps are the events of a ranking that those outside its team see.
var reviewSteps = []string{"ranking.submit", "ranking.open", "ranking.approve", "ranking.return", "ranking.reject", "ranking.publish", "ranking.withdraw", "ranking.supersede"}

// listRankingEvents answers with what happened to a ranking, newest first.
//
//	@Summary      What happened to a ranking, newest first
//	@Description  Its team sees everything; others the steps of the review.
//	@Tags         rankings
//	@Param        id        path   string  true   "ranking"
//	@Param        page      query  int     false  "from 1"
//	@Param        pageSize  query  int     false  "at most 200"
//	@Success      200  {object}  list[trailEvent]
//	@Router       /rankings/{id}/events [get]
func (a *API) listRankingEvents(c *gin.Context) error {
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
	events, _, err := a.store.Events(c.Request.Context(), store.Filter{Kind: "ranking", ID: r.ID})
	if err != nil {
		return err
	}
	own := slices.ContainsFunc(seats, func(s review.Seat) bool { return s.Team == r.Team })
	concerned := r.Review.Concerned(seats)
	var found []trailEvent
	for _, e := range events {
		if !own && (e.Outcome != audit.Done || !slices.Contains(reviewSteps, e.Action)) {
			continue
		}
		t := shown(e)
		if !own {
			t.Changes = []audit.Change{}
			if !concerned {
				t.Reason = ""
			}
		}
		found = append(found, t)
	}
	from := min((page-1)*size, len(found))
	return listOf(c, found[from:min(from+size, len(found))], len(found), page, size)
}

// listAuditEvents answers with the trail, newest first, for auditors. What
// teams keep to themselves is not in it: an auditor sees who did what to which
// draft and when, not what the draft says.
//
//	@Summary  The trail, newest first; for auditors
//	@Tags     audit
//	@Param    userId    query  string  false  "of one person"
//	@Param    action    query  string  false  "such as ranking.submit, or ranking. for all on rankings"
//	@Param    kind      query  string  false  "kind of object"
//	@Param    id        query  string  false  "one object, with kind"
//	@Param    outcome   query  string  false  "done or denied"  Enums(done, denied)
//	@Param    from      query  string  false  "RFC 3339 time"
//	@Param    to        query  string  false  "RFC 3339 time, excluded"
//	@Param    page      query  int     false  "from 1"
//	@Param    pageSize  query  int     false  "at most 200"
//	@Success  200  {object}  list[trailEvent]
//	@Router   /audit-events [get]
func (a *API) listAuditEvents(c *gin.Context) error {
	const op = "handlers.listAuditEvents"
	if err := queries(c, "userId", "action", "kind", "id", "outcome", "from", "to", "page", "pageSize"); err != nil {
		return err
	}
	page, size, err := paging(c)
	if err != nil {
		return err
	}
	var broken []fault.Field
	moment := func(name string) time.Time {
		s := c.Query(name)
		if s == "" {
			return time.Time{}
		}
		t, err := time.Parse(time.RFC3339, s)
		if err != nil {
			broken = append(broken, fault.Field{Field: name, Code: "time.form", Detail: "an RFC 3339 time is expected, such as 2026-01-31T08:00:00Z"})
		}
		return t
	}
	f := store.Filter{UserID: c.Query("userId"), Action: c.Query("action"), Kind: c.Query("kind"), ID: c.Query("id"),
		Outcome: c.Query("outcome"), From: moment("from"), To: moment("to"), Page: page, PageSize: size}
	if f.Outcome != "" && f.Outcome != audit.Done && f.Outcome != audit.Denied {
		broken = append(broken, fault.Field{Field: "outcome", Code: "field.choice", Detail: "done or denied"})
	}
	if err := fault.Bad(op, broken); err != nil {
		return err
	}
	events, total, err := a.store.Events(c.Request.Context(), f)
	if err != nil {
		return fault.Wrap(op, err)
	}
	items := make([]trailEvent, len(events))
	for i, e := range events {
		items[i] = shown(e)
		items[i].Address = e.Actor.Address
		if e.Team != "" && e.Team != access.HouseID {
			items[i].Changes = []audit.Change{}
			if e.Outcome == audit.Done {
				items[i].Reason = ""
			}
		}
	}
	return listOf(c, items, total, page, size)
}

// verification is what checking the whole store found.
type verification struct {
	OK       bool              `json:"ok"`
	Report   audit.Report      `json:"report"`
	Rankings int               `json:"rankings"` // sealed ones that recompute to their digests
	Mismatch []rankingMismatch `json:"mismatch"`
}

type rankingMismatch struct {
	ID         string `json:"id"`
	Sealed     string `json:"sealed"`
	Recomputed string `json:"recomputed"` // digest, or why there is none
}

// verifyTrail checks the chain, the checkpoints, every object and dataset, and
// recomputes every sealed ranking.
//
//	@Summary  Check the chain and recompute every sealed ranking
//	@Tags     audit
//	@Success  200  {object}  verification
//	@Router   /audit-events/verification [post]
func (a *API) verifyTrail(c *gin.Context) error {
	const op = "handlers.verifyTrail"
	ctx := c.Request.Context()
	done, err := a.compute(ctx)
	if err != nil {
		return err
	}
	defer done()
	report, err := a.store.Verify(ctx)
	if err != nil {
		return fault.Wrap(op, err)
	}
	out := verification{Report: report, Mismatch: []rankingMismatch{}}
	if report.OK() {
		rs, _, err := a.store.FindRankings(ctx, store.Query{Match: func(e store.Entry) bool { return e.Keys["state"] != string(review.Draft) }})
		if err != nil {
			return fault.Wrap(op, err)
		}
		for _, r := range rs {
			if bad := a.recompute(ctx, r); bad != nil {
				out.Mismatch = append(out.Mismatch, *bad)
			} else {
				out.Rankings++
			}
		}
	}
	out.OK = report.OK() && len(out.Mismatch) == 0
	return answer(c, http.StatusOK, out)
}

// recompute compares a sealed ranking with what its recipe gives now.
func (a *API) recompute(ctx context.Context, r appraisal.Ranking) *rankingMismatch {
	if r.Sealed == nil {
		return &rankingMismatch{ID: r.ID, Recomputed: "ranking.notSealed"}
	}
	bad := rankingMismatch{ID: r.ID, Sealed: r.Sealed.Digest}
	snap, err := a.snapshots.get(ctx, r.DatasetID)
	if err == nil {
		var now outcome
		var list *catalog.NegativeList
		var on string
		if list, on, err = a.listFor(ctx, r); err == nil {
			now, err = a.computed(ctx, r, list, on, full)
		}
		if err == nil {
			if now.digest() == r.Sealed.Digest && snap.Dataset().Digest == r.Sealed.DatasetDigest {
				return nil
			}
			bad.Recomputed = now.digest()
			return &bad
		}
	}
	bad.Recomputed = codeOf(err)
	return &bad
}

// recomputation is a sealed ranking held against its recipe.
type recomputation struct {
	OK         bool   `json:"ok"`
	Sealed     string `json:"sealed"`     // digest
	Recomputed string `json:"recomputed"` // digest, or why there is none
}

// verifyRanking computes a sealed ranking again.
//
//	@Summary      Compute a sealed ranking again from its recipe
//	@Description  Whatever its subject: the digest that follows from dataset, model and request now, beside the sealed one.
//	@Tags         rankings
//	@Param        id  path  string  true  "ranking"
//	@Success      200  {object}  recomputation
//	@Failure      409  {object}  problem  "nothing is sealed"
//	@Router       /rankings/{id}/verification [post]
func (a *API) verifyRanking(c *gin.Context) error {
	if err := queries(c); err != nil {
		return err
	}
	r, _, err := a.visibleRanking(c)
	if err != nil {
		return err
	}
	if r.Sealed == nil || r.Review.Editable() {
		return fault.New("handlers.verifyRanking", fault.Conflict, "ranking.notSealed")
	}
	return long(a, c, func(ctx context.Context) (recomputation, error) {
		if bad := a.recompute(ctx, r); bad != nil {
			return recomputation{Sealed: bad.Sealed, Recomputed: bad.Recomputed}, ctx.Err()
		}
		return recomputation{OK: true, Sealed: r.Sealed.Digest, Recomputed: r.Sealed.Digest}, nil
	})
}
