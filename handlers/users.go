package handlers

import (
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"parksite/internal/access"
	"parksite/internal/audit"
	"parksite/internal/fault"
	"parksite/internal/store"
)

// userRequest is an account as an administrator writes it.
type userRequest struct {
	Username  string     `json:"username"` // fixed once made
	Name      string     `json:"name"`
	Email     string     `json:"email,omitempty"`
	ExpiresAt *time.Time `json:"expiresAt,omitempty"`
}

// invited is an account with the one-time link by which its person sets a
// password. The secret is shown this once.
type invited struct {
	User      access.Person `json:"user"`
	Secret    string        `json:"secret,omitempty"` // to be sent with POST /session as invitation; not in a repeated answer
	ExpiresAt time.Time     `json:"expiresAt"`
}

// listUsers answers with the accounts.
//
//	@Summary  Accounts
//	@Tags     users
//	@Param    state     query  string  false  "active or locked"  Enums(active, locked)
//	@Param    q         query  string  false  "part of the username"
//	@Param    page      query  int     false  "from 1"
//	@Param    pageSize  query  int     false  "at most 200"
//	@Success  200  {object}  list[access.Person]
//	@Router   /users [get]
func (a *API) listUsers(c *gin.Context) error {
	const op = "handlers.listUsers"
	if err := queries(c, "state", "q", "page", "pageSize"); err != nil {
		return err
	}
	page, size, err := paging(c)
	if err != nil {
		return err
	}
	where := map[string][]string{}
	switch state := c.Query("state"); state {
	case "":
	case access.Active, access.Locked:
		where["state"] = []string{state}
	default:
		return fault.Bad(op, []fault.Field{{Field: "state", Code: "field.choice", Detail: "active or locked"}})
	}
	part := access.FoldUsername(c.Query("q"))
	users, total, err := a.store.FindUsers(c.Request.Context(), store.Query{Where: where, Sort: "username", Page: page, PageSize: size,
		Match: func(e store.Entry) bool { return strings.Contains(e.Keys["username"], part) }})
	if err != nil {
		return fault.Wrap(op, err)
	}
	items := make([]access.Person, len(users))
	for i, u := range users {
		items[i] = u.Person()
	}
	return listOf(c, items, total, page, size)
}

// getUser answers with one account.
//
//	@Summary  An account
//	@Tags     users
//	@Param    id  path  string  true  "account"
//	@Success  200  {object}  access.Person
//	@Router   /users/{id} [get]
func (a *API) getUser(c *gin.Context) error {
	if err := queries(c); err != nil {
		return err
	}
	u, err := a.store.User(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return versioned(c, http.StatusOK, u.Version, u.Person())
}

// createUser makes an account and the one-time link for its person.
//
//	@Summary  Make an account and invite its person
//	@Tags     users
//	@Param    Idempotency-Key  header  string       false  "makes the request safe to repeat; the secret is not repeated"
//	@Param    body             body    userRequest  true   "the account"
//	@Success  201  {object}  invited
//	@Failure  409  {object}  problem  "the name, or one that looks like it, is taken"
//	@Router   /users [post]
func (a *API) createUser(c *gin.Context) error {
	const op = "handlers.createUser"
	var req userRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	u, err := access.NewUser(req.Username, req.Name, req.Email)
	if err != nil {
		return fault.Wrap(op, err)
	}
	u.ID, u.ExpiresAt = newID(c), req.ExpiresAt
	made := u
	u, err = a.store.SaveUser(c.Request.Context(), u, audit.Event{Actor: actor(c), Action: "user.create"})
	if repeated(c, err, "user.exists") {
		u, err = a.store.User(c.Request.Context(), made.ID)
	}
	if err != nil {
		return fault.Wrap(op, err)
	}
	c.Header("Location", apiPrefix+"/users/"+u.ID)
	return a.invite(c, http.StatusCreated, u, access.Invite)
}

// invite makes a one-time link for u and answers with it.
func (a *API) invite(c *gin.Context, status int, u access.User, purpose string) error {
	const op = "handlers.invite"
	inv, secret := access.NewInvitation(u, purpose, a.now())
	if _, err := a.store.SaveInvitation(c.Request.Context(), inv, audit.Event{Actor: actor(c), Action: "user." + purpose}); err != nil {
		return fault.Wrap(op, err)
	}
	return answer(c, status, invited{User: u.Person(), Secret: secret, ExpiresAt: inv.ExpiresAt})
}

// putUser changes name, address and end of an account.
//
//	@Summary  Change an account's name, address and end
//	@Tags     users
//	@Param    id        path    string       true  "account"
//	@Param    If-Match  header  string       true  "the version that was read, in quotes"
//	@Param    body      body    userRequest  true  "the account; the username stays"
//	@Success  200  {object}  access.Person
//	@Router   /users/{id} [put]
func (a *API) putUser(c *gin.Context) error {
	const op = "handlers.putUser"
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	var req userRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	ctx := c.Request.Context()
	u, err := a.store.User(ctx, c.Param("id"))
	if err != nil {
		return err
	}
	if access.FoldUsername(req.Username) != u.Username {
		return fault.Bad(op, []fault.Field{{Field: "username", Code: "field.fixed", Detail: "a username does not change"}})
	}
	u.Name, u.Email, u.ExpiresAt, u.Version = access.CleanLine(req.Name), access.CleanEmail(req.Email), req.ExpiresAt, version
	if err := u.Validate(); err != nil {
		return fault.Wrap(op, err)
	}
	if u, err = a.store.SaveUser(ctx, u, audit.Event{Actor: actor(c), Action: "user.edit"}); err != nil {
		return fault.Wrap(op, err)
	}
	return versioned(c, http.StatusOK, u.Version, u.Person())
}

// changeUser loads an account, changes it and saves it, with If-Match.
func (a *API) changeUser(c *gin.Context, action string, change func(access.User) access.User) (access.User, error) {
	const op = "handlers.changeUser"
	version, err := ifMatch(c)
	if err != nil {
		return access.User{}, err
	}
	ctx := c.Request.Context()
	u, err := a.store.User(ctx, c.Param("id"))
	if err != nil {
		return u, fault.Wrap(op, err)
	}
	u.Version = version
	u, err = a.store.SaveUser(ctx, change(u), audit.Event{Actor: actor(c), Action: action})
	return u, fault.Wrap(op, err)
}

// lockUser ends everything an account can do.
//
//	@Summary  Lock an account: its sessions and tokens end at once
//	@Tags     users
//	@Param    id        path    string  true  "account"
//	@Param    If-Match  header  string  true  "the version that was read, in quotes"
//	@Success  200  {object}  access.Person
//	@Router   /users/{id}/lock [post]
func (a *API) lockUser(c *gin.Context) error {
	if c.Param("id") == principalOf(c).user.ID {
		return fault.Newf("handlers.lockUser", fault.Conflict, "user.self", "nobody locks themselves out")
	}
	u, err := a.changeUser(c, "user.lock", access.User.Lock)
	if err != nil {
		return err
	}
	return versioned(c, http.StatusOK, u.Version, u.Person())
}

// unlockUser lets an account sign in again.
//
//	@Summary  Unlock an account; what was ended stays ended
//	@Tags     users
//	@Param    id        path    string  true  "account"
//	@Param    If-Match  header  string  true  "the version that was read, in quotes"
//	@Success  200  {object}  access.Person
//	@Router   /users/{id}/unlock [post]
func (a *API) unlockUser(c *gin.Context) error {
	u, err := a.changeUser(c, "user.unlock", access.User.Unlock)
	if err != nil {
		return err
	}
	return versioned(c, http.StatusOK, u.Version, u.Person())
}

// resetUser takes an account's password away and makes a one-time link for a
// new one.
//
//	@Summary  Reset a password: a one-time link, and everything open ends
//	@Tags     users
//	@Param    id        path    string  true  "account"
//	@Param    If-Match  header  string  true  "the version that was read, in quotes"
//	@Success  200  {object}  invited
//	@Failure  409  {object}  problem  "one's own account"
//	@Router   /users/{id}/reset [post]
func (a *API) resetUser(c *gin.Context) error {
	if c.Param("id") == principalOf(c).user.ID { // it takes the second factor away without asking for it
		return fault.Newf("handlers.resetUser", fault.Conflict, "user.self", "one's own password is changed with the old one")
	}
	u, err := a.changeUser(c, "user.reset", func(u access.User) access.User {
		u.PasswordHash = ""
		return u.WithTOTP("", nil)
	})
	if err != nil {
		return err
	}
	return a.invite(c, http.StatusOK, u, access.Reset)
}

// openSessionView is a session as an administrator sees it.
type openSessionView struct {
	ID        string    `json:"id"`
	CreatedAt time.Time `json:"createdAt"`
	SeenAt    time.Time `json:"seenAt"`
	Address   string    `json:"address"`
	Agent     string    `json:"agent"`
	Strong    bool      `json:"strong"` // with a second factor
}

// listUserSessions answers with a person's open sessions.
//
//	@Summary  A person's open sessions
//	@Tags     users
//	@Param    id        path   string  true   "account"
//	@Param    page      query  int     false  "from 1"
//	@Param    pageSize  query  int     false  "at most 200"
//	@Success  200  {object}  list[openSessionView]
//	@Router   /users/{id}/sessions [get]
func (a *API) listUserSessions(c *gin.Context) error {
	const op = "handlers.listUserSessions"
	if err := queries(c, "page", "pageSize"); err != nil {
		return err
	}
	ctx := c.Request.Context()
	u, err := a.store.User(ctx, c.Param("id"))
	if err != nil {
		return err
	}
	all, err := a.store.SessionsOf(ctx, u.ID)
	if err != nil {
		return fault.Wrap(op, err)
	}
	var items []openSessionView
	now := a.now()
	for _, s := range all {
		if s.Epoch == u.Epoch && now.Sub(s.SeenAt) < access.SessionIdle && now.Sub(s.CreatedAt) < access.SessionAbsolute {
			items = append(items, openSessionView{s.ID, s.CreatedAt, s.SeenAt, s.Address, s.Agent, s.Strong})
		}
	}
	return pageOf(c, items)
}

// endUserSessions ends every session of a person.
//
//	@Summary  End every session of a person
//	@Tags     users
//	@Param    id  path  string  true  "account"
//	@Success  204
//	@Router   /users/{id}/sessions [delete]
func (a *API) endUserSessions(c *gin.Context) error {
	const op = "handlers.endUserSessions"
	ctx := c.Request.Context()
	u, err := a.store.User(ctx, c.Param("id"))
	if err != nil {
		return err
	}
	if err := a.store.Record(ctx, audit.Event{Actor: actor(c), Action: "session.end", Object: audit.Ref{Kind: "user", ID: u.ID}, Outcome: audit.Done}); err != nil {
		return fault.Wrap(op, err)
	}
	if err := a.sessions.endAll(ctx, u.ID); err != nil {
		return fault.Wrap(op, err)
	}
	c.Status(http.StatusNoContent)
	return nil
}
