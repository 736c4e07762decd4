package handlers

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"parksite/internal/appraisal"
	"parksite/internal/audit"
	"parksite/internal/fault"
	"parksite/internal/review"
	"parksite/internal/store"
)

// getRankingRound answers with what was handed in for an earlier round.
//
//	@Summary      A ranking as it was handed in for an earlier round
//	@Description  For its team, and for who decides now and was asked then too: what changed in answer shows against it.
//	@Tags         review
//	@Param        id  path  string  true  "ranking"
//	@Param        v   path  int     true  "number of the round, from 1; one that has ended"
//	@Success      200  {object}  ranking
//	@Router       /rankings/{id}/rounds/{v} [get]
func (a *API) getRankingRound(c *gin.Context) error {
	const op = "handlers.getRankingRound"
	if err := queries(c); err != nil {
		return err
	}
	now, seats, err := a.visibleRanking(c)
	if err != nil {
		return err
	}
	absent := fault.New(op, fault.NotFound, "ranking.notFound")
	n, err := strconv.Atoi(c.Param("v"))
	if err != nil || n < 1 || n > len(now.Review.Earlier) || !ofTeam(seats, now.Team) && !now.Review.AskedBefore(n, seats) {
		return absent
	}
	r, err := a.handedIn(c, now.ID, n)
	if err != nil {
		return fault.Wrap(op, err)
	}
	return a.answerOld(c, r, seats)
}

// handedIn is the ranking as its n-th submission left it.
func (a *API) handedIn(c *gin.Context, id string, n int) (appraisal.Ranking, error) {
	const op = "handlers.handedIn"
	ctx := c.Request.Context()
	events, total, err := a.store.Events(ctx, store.Filter{Kind: "ranking", ID: id, Action: "ranking.submit", Outcome: audit.Done})
	if err != nil {
		return appraisal.Ranking{}, fault.Wrap(op, err)
	}
	if n > total { // newest first
		return appraisal.Ranking{}, fault.Newf(op, fault.Internal, "internal", "%d submissions, round %d", total, n)
	}
	r, err := a.store.RankingVersion(ctx, id, events[total-n].Object.Version)
	return r, fault.Wrap(op, err)
}

// answerOld answers with a ranking as it was: nothing can be done with that.
func (a *API) answerOld(c *gin.Context, r appraisal.Ranking, seats []review.Seat) error {
	out, err := a.shownRanking(c, r, seats)
	if err != nil {
		return fault.Wrap("handlers.answerOld", err)
	}
	out.Actions = []string{}
	return versioned(c, http.StatusOK, r.Version, out)
}
