package handlers

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"parksite/internal/access"
	"parksite/internal/audit"
	"parksite/internal/fault"
	"parksite/internal/store"
)

// tokenRequest asks for a token.
type tokenRequest struct {
	Name          string   `json:"name"` // what it is for
	Scopes        []string `json:"scopes"`
	ExpiresInDays int      `json:"expiresInDays"` // 1 to 366
}

// tokenView is a token without its secret.
type tokenView struct {
	ID        string     `json:"id"`
	Version   int64      `json:"version"`
	CreatedAt time.Time  `json:"createdAt"`
	UpdatedAt time.Time  `json:"updatedAt"`
	Name      string     `json:"name"`
	Prefix    string     `json:"prefix"` // first characters, to recognise it by
	Scopes    []string   `json:"scopes"`
	ExpiresAt time.Time  `json:"expiresAt"`
	RevokedAt *time.Time `json:"revokedAt,omitempty"`
	Active    bool       `json:"active"` // neither revoked, expired nor ended with a password change

	LastUsedAt   *time.Time `json:"lastUsedAt,omitempty"`   // absent = never; up to a minute behind
	LastUsedFrom string     `json:"lastUsedFrom,omitempty"` // address
}

// newTokenView is a token with its secret, shown this once.
type newTokenView struct {
	tokenView
	Secret string `json:"secret,omitempty"` // not in a repeated answer
}

func (a *API) viewToken(t access.Token, owner access.User) tokenView {
	return tokenView{ID: t.ID, Version: t.Version, CreatedAt: t.CreatedAt, UpdatedAt: t.UpdatedAt, Name: t.Name, Prefix: t.Prefix,
		Scopes: t.Scopes, ExpiresAt: t.ExpiresAt, RevokedAt: t.RevokedAt,
		Active: t.RevokedAt == nil && a.now().Before(t.ExpiresAt) && t.Epoch == owner.Epoch}
}

// listTokens answers with one's own tokens.
//
//	@Summary  One's own API tokens
//	@Tags     tokens
//	@Param    page      query  int  false  "from 1"
//	@Param    pageSize  query  int  false  "at most 200"
//	@Success  200  {object}  list[tokenView]
//	@Router   /tokens [get]
func (a *API) listTokens(c *gin.Context) error {
	if err := queries(c, "page", "pageSize"); err != nil {
		return err
	}
	page, size, err := paging(c)
	if err != nil {
		return err
	}
	u := principalOf(c).user
	all, total, err := a.store.FindTokens(c.Request.Context(), store.Query{Where: map[string][]string{"userId": {u.ID}}, Sort: "-createdAt", Page: page, PageSize: size})
	if err != nil {
		return err
	}
	items := make([]tokenView, len(all))
	for i, t := range all {
		items[i] = a.viewToken(t, u)
		if items[i].LastUsedAt, items[i].LastUsedFrom, err = a.lastUse(c.Request.Context(), t.ID); err != nil {
			return err
		}
	}
	return listOf(c, items, total, page, size)
}

// createToken issues a token.
//
//	@Summary      Issue an API token
//	@Description  Its rights are those scopes that its owner has, at each moment. It cannot decide, publish, or make tokens. The secret is shown this once.
//	@Tags         tokens
//	@Param        Idempotency-Key  header  string        false  "makes the request safe to repeat; the secret is not repeated"
//	@Param        body             body    tokenRequest  true   "what for, what it may, how long"
//	@Success      201  {object}  newTokenView
//	@Router       /tokens [post]
func (a *API) createToken(c *gin.Context) error {
	const op = "handlers.createToken"
	p := principalOf(c)
	if p.session == nil {
		return fault.Newf(op, fault.Forbidden, "token.notHere", "a token cannot issue tokens")
	}
	var req tokenRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	if req.ExpiresInDays < 1 || req.ExpiresInDays > 366 {
		return fault.Bad(op, []fault.Field{{Field: "expiresInDays", Code: "token.life", Detail: "1 to 366 days"}})
	}
	now := a.now()
	t, secret, err := access.NewToken(p.user, access.CleanLine(req.Name), req.Scopes, now.Add(time.Duration(req.ExpiresInDays)*24*time.Hour), now)
	if err != nil {
		return fault.Wrap(op, err)
	}
	if t, err = a.store.SaveToken(c.Request.Context(), t, audit.Event{Actor: p.actor, Action: "token.create"}); err != nil {
		return fault.Wrap(op, err)
	}
	c.Header("Location", apiPrefix+"/tokens/"+t.ID)
	return versioned(c, http.StatusCreated, t.Version, newTokenView{a.viewToken(t, p.user), secret})
}

// deleteToken revokes one of one's own tokens.
//
//	@Summary  Revoke one of one's own tokens
//	@Tags     tokens
//	@Param    id  path  string  true  "token"
//	@Success  204
//	@Router   /tokens/{id} [delete]
func (a *API) deleteToken(c *gin.Context) error {
	const op = "handlers.deleteToken"
	p := principalOf(c)
	if p.session == nil {
		return fault.Newf(op, fault.Forbidden, "token.notHere", "a token cannot revoke tokens")
	}
	ctx := c.Request.Context()
	t, err := a.store.Token(ctx, c.Param("id"))
	if err != nil {
		return err
	}
	if t.UserID != p.user.ID {
		return fault.New(op, fault.NotFound, "token.notFound")
	}
	if t.RevokedAt == nil {
		if _, err := a.store.SaveToken(ctx, t.Revoke(a.now()), audit.Event{Actor: p.actor, Action: "token.revoke"}); err != nil {
			return fault.Wrap(op, err)
		}
	}
	c.Status(http.StatusNoContent)
	return nil
}
