package handlers

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/gin-gonic/gin"

	"parksite/internal/access"
	"parksite/internal/audit"
	"parksite/internal/fault"
)

const (
	// hashWait is how long a sign-in queues for a place to hash in.
	hashWait = 5 * time.Second

	deviceCookie = "parksite-device"

	// InitialPasswordFile lies in the data directory until the first sign-in.
	InitialPasswordFile = "initial-password"
)

// signInRequest is how one signs in.
type signInRequest struct {
	Username string `json:"username"`
	Password string `json:"password"`
	Code     string `json:"code,omitempty"` // of the second factor, or a recovery code

	// Invitation is the secret of a one-time link: the password is then the one
	// to be set.
	Invitation string `json:"invitation,omitempty"`
}

// who is the person asking and what they may do.
type who struct {
	User sessionUser `json:"user"`
	Demo bool        `json:"demo"` // demo accounts exist
}

type sessionUser struct {
	ID                 string     `json:"id"`
	Username           string     `json:"username"`
	Name               string     `json:"name"`
	Teams              []seatTeam `json:"teams"`
	Permissions        []string   `json:"permissions"` // "object.action", in at least one team
	MustChangePassword bool       `json:"mustChangePassword"`
	PasswordExpired    bool       `json:"passwordExpired"` // why it must: by the policy it is too old
	TOTP               bool       `json:"totp"`
}

// seatTeam is a team with the roles one holds in it.
type seatTeam struct {
	ID    string      `json:"id"`
	Name  access.Text `json:"name"`
	Kind  string      `json:"kind" enums:"enterprise,ministry,house"`
	Roles []string    `json:"roles"`
}

// signIn opens a session.
//
//	@Summary      Sign in
//	@Description  The answer sets the session cookie. An unknown account, a wrong password and a locked account get the same answer.
//	@Tags         session
//	@Param        body  body  signInRequest  true  "who"
//	@Success      200  {object}  who
//	@Failure      401  {object}  problem  "no such account, or a wrong password"
//	@Failure      429  {object}  problem  "too many attempts"
//	@x-open       true
//	@Router       /session [post]
func (a *API) signIn(c *gin.Context) error {
	const op = "handlers.signIn"
	var req signInRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	var broken []fault.Field
	for _, f := range []struct{ name, value string }{{"username", req.Username}, {"password", req.Password}} {
		if f.value == "" {
			broken = append(broken, fault.Field{Field: f.name, Code: "field.required", Detail: "may not be empty"})
		} else if len(f.value) > access.MaxPassword {
			broken = append(broken, fault.Field{Field: f.name, Code: "text.length", Detail: "too long"})
		}
	}
	if err := fault.Bad(op, broken); err != nil {
		return err
	}
	ctx, now := c.Request.Context(), a.now()
	u, err := a.store.UserByName(ctx, access.FoldUsername(req.Username))
	if err != nil && !fault.Is(err, fault.NotFound) {
		return fault.Wrap(op, err)
	}
	attempt := access.Attempt{Account: req.Username, Address: c.ClientIP()}
	if cookie, err := c.Request.Cookie(deviceCookie); err == nil {
		attempt.Device = a.keys.Device(u, cookie.Value, now)
	}
	if err := a.limiter.Begin(attempt, now); err != nil {
		a.metrics.signIns.WithLabelValues("throttled").Inc()
		return fault.Wrap(op, err)
	}
	if req.Invitation != "" {
		if u, err = a.accept(ctx, u, req, c.ClientIP()); err != nil {
			if !fault.Is(err, fault.Unauthenticated) { // a password the policy refuses is no attempt at guessing
				a.limiter.Cancel(attempt)
			}
			return fault.Wrap(op, err)
		}
		a.limiter.Succeed(attempt)
		return a.openSession(c, u, false)
	}
	u, rehashed, strong, err := a.verify(ctx, u, req, c.ClientIP(), now)
	switch {
	case codeOf(err) == "signIn.codeRequired": // the password was right; the next attempt brings the code
		a.limiter.Cancel(attempt)
		return fault.Wrap(op, err)
	case fault.Is(err, fault.Unauthenticated):
		a.metrics.signIns.WithLabelValues("failed").Inc()
		return fault.Wrap(op, err)
	case err != nil:
		a.limiter.Cancel(attempt)
		return fault.Wrap(op, err)
	}
	a.limiter.Succeed(attempt)
	a.metrics.signIns.WithLabelValues("succeeded").Inc()
	if rehashed != "" {
		u.PasswordHash = rehashed
		ev := audit.Event{Actor: audit.Actor{UserID: u.ID, Username: u.Username, Address: c.ClientIP()}, Action: "user.rehash"}
		if u, err = a.store.SaveUser(ctx, u, ev); err != nil {
			return fault.Wrap(op, err)
		}
	}
	if a.policy.Expired(u, now) {
		u.MustChangePassword = true // for this session; nothing is stored
	}
	return a.openSession(c, u, strong)
}

// verify checks the password and, where the account has one, the second factor.
// It returns the account as it is then stored: a recovery code used is gone.
func (a *API) verify(ctx context.Context, u access.User, req signInRequest, address string, now time.Time) (next access.User, rehashed string, strong bool, err error) {
	rehashed, err = a.hasher.SignIn(ctx, u, req.Password, now)
	if err != nil || u.TOTPSecret == "" {
		return u, rehashed, false, err
	}
	u, err = a.secondFactor(ctx, u, req.Code, audit.Actor{UserID: u.ID, Username: u.Username, Address: address}, now)
	return u, rehashed, err == nil, err
}

// accept sets a person's password by a one-time link. Of two who use it at
// once, one does.
func (a *API) accept(ctx context.Context, u access.User, req signInRequest, address string) (access.User, error) {
	const op = "handlers.accept"
	invalid := fault.New(op, fault.Unauthenticated, "invitation.invalid")
	inv, err := a.store.Invitation(ctx, access.SecretID(req.Invitation))
	if fault.Is(err, fault.NotFound) || u.ID == "" {
		return u, invalid
	}
	if err != nil {
		return u, fault.Wrap(op, err)
	}
	used, err := inv.Use(req.Invitation, u, a.now())
	if err != nil {
		return u, fault.Wrap(op, err)
	}
	next, err := a.newPassword(ctx, u, req.Password, false)
	if err != nil {
		return u, fault.Wrap(op, err)
	}
	self := audit.Actor{UserID: u.ID, Username: u.Username, Address: address}
	if _, err := a.store.SaveInvitation(ctx, used, audit.Event{Actor: self, Action: "user.accept"}); err != nil {
		if fault.Is(err, fault.Stale) {
			return u, invalid
		}
		return u, fault.Wrap(op, err)
	}
	next, err = a.store.SaveUser(ctx, next, audit.Event{Actor: self, Action: "user.password"})
	return next, fault.Wrap(op, err)
}

// openSession begins a new session, never continuing the one the browser may
// have had, and answers with who has signed in.
func (a *API) openSession(c *gin.Context, u access.User, strong bool) error {
	if err := a.beginSession(c, u, strong); err != nil {
		return fault.Wrap("handlers.openSession", err)
	}
	return a.answerWho(c, u)
}

// forgetInitialPassword removes the file in which the first administrator's
// password was left: they have read it.
func (a *API) forgetInitialPassword() {
	if a.dataDir == "" {
		return
	}
	if err := os.Remove(filepath.Join(a.dataDir, InitialPasswordFile)); err != nil && !os.IsNotExist(err) {
		a.log.Error("the initial password file could not be removed", "error", err.Error())
	}
}

// getSession answers with who asks.
//
//	@Summary  Who am I: teams, roles, permissions
//	@Tags     session
//	@Success  200  {object}  who
//	@Router   /session [get]
func (a *API) getSession(c *gin.Context) error {
	if err := queries(c); err != nil {
		return err
	}
	u := principalOf(c).user
	if a.policy.Expired(u, a.now()) {
		u.MustChangePassword = true
	}
	return a.answerWho(c, u)
}

func (a *API) answerWho(c *gin.Context, u access.User) error {
	const op = "handlers.answerWho"
	ctx := c.Request.Context()
	seats, err := a.access.Seats(ctx, u.ID)
	if err != nil {
		return fault.Wrap(op, err)
	}
	permissions, err := a.access.Permissions(ctx, u.ID)
	if err != nil {
		return fault.Wrap(op, err)
	}
	if permissions == nil {
		permissions = []string{}
	}
	out := who{Demo: a.demo, User: sessionUser{ID: u.ID, Username: u.Username, Name: u.Name, Teams: []seatTeam{},
		Permissions: permissions, MustChangePassword: u.MustChangePassword, PasswordExpired: a.policy.Expired(u, a.now()), TOTP: u.TOTPSecret != ""}}
	for _, s := range seats {
		if n := len(out.User.Teams); n > 0 && out.User.Teams[n-1].ID == s.TeamID {
			out.User.Teams[n-1].Roles = append(out.User.Teams[n-1].Roles, string(s.Role))
			continue
		}
		t, err := a.store.RecentTeam(ctx, s.TeamID)
		if err != nil {
			return fault.Wrap(op, err)
		}
		out.User.Teams = append(out.User.Teams, seatTeam{ID: t.ID, Name: t.Name, Kind: t.Kind, Roles: []string{string(s.Role)}})
	}
	return ok(c, out)
}

// signOut ends the session.
//
//	@Summary  Sign out
//	@Tags     session
//	@Success  204
//	@Router   /session [delete]
func (a *API) signOut(c *gin.Context) error {
	const op = "handlers.signOut"
	p := principalOf(c)
	if p.session == nil {
		return fault.Newf(op, fault.Forbidden, "token.notHere", "a token has no session; revoke it instead")
	}
	if err := a.sessions.end(c.Request.Context(), p.session.ID); err != nil {
		return fault.Wrap(op, err)
	}
	a.setCookie(c, "")
	c.Header("Clear-Site-Data", `"cache"`)
	c.Status(http.StatusNoContent)
	return nil
}

// passwordRequest changes one's own password.
type passwordRequest struct {
	Current  string `json:"current"`
	Password string `json:"password"`
}

// changePassword sets a new password and ends every other session.
//
//	@Summary      Change one's own password
//	@Description  Every session and token of the account ends; the answer opens a new session.
//	@Tags         session
//	@Param        body  body  passwordRequest  true  "old and new"
//	@Success      200  {object}  who
//	@Failure      400  {object}  problem  "the new password is no good, and why"
//	@Failure      403  {object}  problem  "the present password is wrong"
//	@Router       /session/password [put]
func (a *API) changePassword(c *gin.Context) error {
	const op = "handlers.changePassword"
	p := principalOf(c)
	if p.session == nil {
		return fault.Newf(op, fault.Forbidden, "token.notHere", "a token cannot change its owner's password")
	}
	var req passwordRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	ctx, now := c.Request.Context(), a.now()
	attempt := access.Attempt{Account: p.user.Username, Address: c.ClientIP()}
	if err := a.limiter.Begin(attempt, now); err != nil {
		return fault.Wrap(op, err)
	}
	_, err := a.hasher.SignIn(ctx, p.user, req.Current, now)
	if fault.Is(err, fault.Unauthenticated) {
		return fault.New(op, fault.Forbidden, "password.wrong")
	}
	a.limiter.Cancel(attempt)
	if err != nil {
		return fault.Wrap(op, err)
	}
	u, err := a.newPassword(ctx, p.user, req.Password, false)
	if err != nil {
		return fault.Wrap(op, err)
	}
	if u, err = a.store.SaveUser(ctx, u, audit.Event{Actor: p.actor, Action: "user.password"}); err != nil {
		return fault.Wrap(op, err)
	}
	return a.openSession(c, u, p.session.Strong)
}

// newPassword returns u with a password that the policy accepts.
func (a *API) newPassword(ctx context.Context, u access.User, password string, change bool) (access.User, error) {
	const op = "handlers.newPassword"
	if err := a.policy.Check(password, u); err != nil {
		return u, fault.Wrap(op, err)
	}
	reused, err := a.hasher.Reused(ctx, u, a.policy, password)
	if err != nil {
		return u, fault.Wrap(op, err)
	}
	if reused {
		return u, fault.Bad(op, []fault.Field{{Field: "password", Code: "password.reused", Detail: "used before"}})
	}
	hash, err := a.hasher.Hash(ctx, password)
	if err != nil {
		return u, fault.Wrap(op, err)
	}
	return u.WithPassword(hash, a.policy, change, a.now()), nil
}
