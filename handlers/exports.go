package handlers

import (
	"context"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"parksite/internal/audit"
	"parksite/internal/fault"
	"parksite/internal/review"
	"parksite/internal/store"
)

// export is a file that somebody took, as the trail knows it.
type export struct {
	At      time.Time `json:"at"`
	What    string    `json:"what" enums:"ranking,ownSites"`
	Format  string    `json:"format" enums:"xlsx,csv,pdf,json"`
	Token   bool      `json:"token"` // taken by an integration of one's own
	Ranking string    `json:"ranking,omitempty"`

	// Of a ranking one still sees; empty of one that was deleted or is no longer shown.
	Title   string       `json:"title,omitempty"`
	Subject string       `json:"subject,omitempty" enums:"country,layout,site"`
	State   review.State `json:"state,omitempty" swaggertype:"string" enums:"draft,submitted,inReview,returned,rejected,approved,published,withdrawn,superseded"`
}

// listExports answers with the files the caller has taken, newest first. The
// files themselves are not kept: each is written anew from what is stored.
//
//	@Summary      Files one has taken, newest first
//	@Description  From the trail: reports of stored rankings and tables of own sites. Files of what is not stored leave no line.
//	@Tags         rankings
//	@Param        page      query  int  false  "from 1"
//	@Param        pageSize  query  int  false  "at most 200"
//	@Success      200  {object}  list[export]
//	@Router       /exports [get]
func (a *API) listExports(c *gin.Context) error {
	const op = "handlers.listExports"
	if err := queries(c, "page", "pageSize"); err != nil {
		return err
	}
	page, size, err := paging(c)
	if err != nil {
		return err
	}
	ctx, user := c.Request.Context(), principalOf(c).user.ID
	seats, err := a.seats(ctx, user)
	if err != nil {
		return fault.Wrap(op, err)
	}
	events, total, err := a.store.Events(ctx, store.Filter{UserID: user, Action: ".export", Outcome: audit.Done, Page: page, PageSize: size})
	if err != nil {
		return fault.Wrap(op, err)
	}
	items := make([]export, len(events))
	for i, e := range events {
		if items[i], err = a.export(ctx, e, seats); err != nil {
			return fault.Wrap(op, err)
		}
	}
	return listOf(c, items, total, page, size)
}

func (a *API) export(ctx context.Context, e audit.Event, seats []review.Seat) (export, error) {
	out := export{At: e.At, What: "ownSites", Format: e.Reason, Token: e.Actor.TokenID != ""}
	if !strings.HasPrefix(e.Action, "ranking.") {
		return out, nil
	}
	out.What, out.Ranking = "ranking", e.Object.ID
	hidden, err := a.store.RankingHidden(ctx, e.Object.ID, func(en store.Entry) bool { return !visibleEntry(en, seats) })
	if err != nil || hidden {
		return out, err
	}
	r, err := a.store.Ranking(ctx, e.Object.ID)
	if fault.Is(err, fault.NotFound) {
		return out, nil
	}
	if err == nil && review.Visible(r.Review, r.Team, seats) {
		out.Title, out.Subject, out.State = r.Title, r.Subject.Word(), stateOf(r)
	}
	return out, err
}
