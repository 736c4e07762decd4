package handlers

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"parksite/internal/access"
	"parksite/internal/audit"
	"parksite/internal/fault"
)

const (
	// enrolmentLife is how long one may take to set up an authenticator.
	enrolmentLife = 15 * time.Minute

	// claimLife outlasts the steps in which a code is taken.
	claimLife = 10 * time.Minute
)

// secondFactorState is how one stands with one's second factor.
type secondFactorState struct {
	Enrolled      bool `json:"enrolled"`
	RecoveryCodes int  `json:"recoveryCodes"` // unused ones
	Required      bool `json:"required"`      // one's roles demand it here
	Strong        bool `json:"strong"`        // this session was opened with it
}

// enrolRequest begins to set a second factor up.
type enrolRequest struct {
	Password string `json:"password,omitempty"` // needed by who signs in with one
}

// enrolment is a second factor that does not count yet.
type enrolment struct {
	Secret    string    `json:"secret"` // base32, to be typed where no QR code can be read
	URI       string    `json:"uri"`    // otpauth://…, for a QR code
	Enrolment string    `json:"enrolment"`
	ExpiresAt time.Time `json:"expiresAt"`
}

// confirmRequest makes the second factor count.
type confirmRequest struct {
	Enrolment string `json:"enrolment"` // as the first step answered
	Code      string `json:"code"`      // of the authenticator
}

// codeRequest shows a code of the authenticator, or a recovery code.
type codeRequest struct {
	Code string `json:"code"`
}

// recoveryCodes stand in for a lost authenticator, each once. They are shown
// this once.
type recoveryCodes struct {
	Codes []string `json:"codes"`
}

// pending is an enrolment between its two steps. It lies with the browser,
// sealed, so that any process can finish it.
type pending struct {
	Secret string    `json:"secret"`
	Until  time.Time `json:"until"`
	Epoch  int64     `json:"epoch"` // of the account: one enrolment finished ends the others
}

func enrolmentPurpose(u access.User) string { return "enrolment/" + u.ID }

// getSecondFactor answers with how one stands with one's second factor.
//
//	@Summary  One's own second factor
//	@Tags     session
//	@Success  200  {object}  secondFactorState
//	@Router   /session/second-factor [get]
func (a *API) getSecondFactor(c *gin.Context) error {
	const op = "handlers.getSecondFactor"
	if err := queries(c); err != nil {
		return err
	}
	p := principalOf(c)
	required, err := a.needsSecondFactor(c.Request.Context(), p.user.ID)
	if err != nil {
		return fault.Wrap(op, err)
	}
	return ok(c, secondFactorState{Enrolled: p.user.TOTPSecret != "", RecoveryCodes: len(p.user.RecoveryHashes), Required: required,
		Strong: p.session != nil && p.session.Strong})
}

// enrolSecondFactor begins to set a second factor up: it answers with a secret
// that counts once a code of it has been shown.
//
//	@Summary      Begin to set up a second factor
//	@Description  Nothing changes until the second step shows a code of the authenticator. One that is set up already stays until then.
//	@Tags         session
//	@Param        body  body  enrolRequest  true  "one's password"
//	@Success      200  {object}  enrolment
//	@Failure      403  {object}  problem  "the password is wrong"
//	@Router       /session/second-factor [post]
func (a *API) enrolSecondFactor(c *gin.Context) error {
	const op = "handlers.enrolSecondFactor"
	var req enrolRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	p, err := a.oneself(c, req.Password)
	if err != nil {
		return fault.Wrap(op, err)
	}
	if p.user.TOTPSecret != "" && !p.session.Strong {
		return fault.Newf(op, fault.Forbidden, "secondFactor.prove", "show a code of the present second factor first")
	}
	secret := access.NewTOTPSecret()
	state := pending{Secret: secret, Until: a.now().Add(enrolmentLife).UTC().Truncate(time.Second), Epoch: p.user.Epoch}
	text, err := json.Marshal(state)
	if err != nil {
		return fault.Wrap(op, err)
	}
	return ok(c, enrolment{Secret: secret, URI: access.TOTPURI(p.user.Username, secret),
		Enrolment: a.keys.SealFor(enrolmentPurpose(p.user), string(text)), ExpiresAt: state.Until})
}

// confirmSecondFactor makes the second factor count.
//
//	@Summary      Finish setting up a second factor
//	@Description  Every session and token of the account ends; the answer opens a new session and shows the recovery codes, this once.
//	@Tags         session
//	@Param        body  body  confirmRequest  true  "the first step's answer and a code of the authenticator"
//	@Success      200  {object}  recoveryCodes
//	@Failure      403  {object}  problem  "the code is wrong"
//	@Router       /session/second-factor [put]
func (a *API) confirmSecondFactor(c *gin.Context) error {
	const op = "handlers.confirmSecondFactor"
	var req confirmRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	p := principalOf(c)
	if p.session == nil {
		return fault.Newf(op, fault.Forbidden, "token.notHere", "a token cannot do this")
	}
	ctx, now := c.Request.Context(), a.now()
	var state pending
	text, err := a.keys.OpenFor(enrolmentPurpose(p.user), req.Enrolment)
	if err != nil || json.Unmarshal([]byte(text), &state) != nil || !now.Before(state.Until) || state.Epoch != p.user.Epoch {
		return fault.Bad(op, []fault.Field{{Field: "enrolment", Code: "secondFactor.enrolment", Detail: "not an enrolment of this account, or too old: begin again"}})
	}
	attempt := access.Attempt{Account: p.user.Username, Address: c.ClientIP()}
	if err := a.limiter.Begin(attempt, now); err != nil {
		return fault.Wrap(op, err)
	}
	step, right := access.CheckTOTP(state.Secret, req.Code, now)
	if !right {
		return fault.New(op, fault.Forbidden, "signIn.codeWrong")
	}
	a.limiter.Cancel(attempt)
	if free, err := a.store.Claim(ctx, access.TOTPClaim(p.user.ID, step), now.Add(claimLife)); err != nil {
		return fault.Wrap(op, err)
	} else if !free {
		return fault.Newf(op, fault.Forbidden, "signIn.codeWrong", "this code has been used: wait for the next")
	}
	codes, hashes := access.NewRecoveryCodes()
	u, err := a.store.SaveUser(ctx, p.user.WithTOTP(a.keys.SealSecret(p.user, state.Secret), hashes), audit.Event{Actor: p.actor, Action: "user.secondFactor"})
	if err != nil {
		return fault.Wrap(op, err)
	}
	if err := a.beginSession(c, u, true); err != nil {
		return fault.Wrap(op, err)
	}
	return ok(c, recoveryCodes{Codes: codes})
}

// renewRecoveryCodes answers with fresh recovery codes; the old ones are void.
//
//	@Summary      Fresh recovery codes; the old ones are void
//	@Description  Every other session and token of the account ends; the answer opens a new session.
//	@Tags         session
//	@Param        body  body  enrolRequest  true  "one's password"
//	@Success      200  {object}  recoveryCodes
//	@Failure      409  {object}  problem  "there is no second factor"
//	@Router       /session/second-factor/recovery-codes [post]
func (a *API) renewRecoveryCodes(c *gin.Context) error {
	const op = "handlers.renewRecoveryCodes"
	var req enrolRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	p, err := a.strongSelf(c, req.Password)
	if err != nil {
		return fault.Wrap(op, err)
	}
	codes, hashes := access.NewRecoveryCodes()
	u, err := a.store.SaveUser(c.Request.Context(), p.user.WithTOTP(p.user.TOTPSecret, hashes), audit.Event{Actor: p.actor, Action: "user.recoveryCodes"})
	if err != nil {
		return fault.Wrap(op, err)
	}
	if err := a.beginSession(c, u, true); err != nil {
		return fault.Wrap(op, err)
	}
	return ok(c, recoveryCodes{Codes: codes})
}

// removeSecondFactor lets one sign in with the password alone again.
//
//	@Summary      Give up one's second factor
//	@Description  Every session and token of the account ends; the answer opens a new session.
//	@Tags         session
//	@Param        body  body  enrolRequest  true  "one's password"
//	@Success      200  {object}  who
//	@Failure      403  {object}  problem  "the password is wrong, or one's roles demand a second factor here"
//	@Failure      409  {object}  problem  "there is no second factor"
//	@Router       /session/second-factor/removal [post]
func (a *API) removeSecondFactor(c *gin.Context) error {
	const op = "handlers.removeSecondFactor"
	var req enrolRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	p, err := a.strongSelf(c, req.Password)
	if err != nil {
		return fault.Wrap(op, err)
	}
	ctx := c.Request.Context()
	if required, err := a.needsSecondFactor(ctx, p.user.ID); err != nil {
		return fault.Wrap(op, err)
	} else if required {
		return fault.Newf(op, fault.Forbidden, "secondFactor.required", "your roles demand a second factor here")
	}
	u, err := a.store.SaveUser(ctx, p.user.WithTOTP("", nil), audit.Event{Actor: p.actor, Action: "user.secondFactorRemoved"})
	if err != nil {
		return fault.Wrap(op, err)
	}
	return a.openSession(c, u, false)
}

// proveSecondFactor makes a session strong that was opened without the second
// factor, as one through a sign-in provider may be.
//
//	@Summary  Show a code of one's second factor in a session opened without it
//	@Tags     session
//	@Param    body  body  codeRequest  true  "a code of the authenticator, or a recovery code"
//	@Success  200  {object}  who
//	@Failure  403  {object}  problem  "the code is wrong"
//	@Failure  409  {object}  problem  "there is no second factor"
//	@Router   /session/second-factor/proof [post]
func (a *API) proveSecondFactor(c *gin.Context) error {
	const op = "handlers.proveSecondFactor"
	var req codeRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	p := principalOf(c)
	if p.session == nil {
		return fault.Newf(op, fault.Forbidden, "token.notHere", "a token cannot do this")
	}
	if p.user.TOTPSecret == "" {
		return fault.New(op, fault.Conflict, "secondFactor.none")
	}
	now := a.now()
	attempt := access.Attempt{Account: p.user.Username, Address: c.ClientIP()}
	if err := a.limiter.Begin(attempt, now); err != nil {
		return fault.Wrap(op, err)
	}
	u, err := a.secondFactor(c.Request.Context(), p.user, req.Code, p.actor, now)
	if fault.Is(err, fault.Unauthenticated) { // the session stands; only the code is wrong
		return fault.New(op, fault.Forbidden, codeOf(err))
	}
	a.limiter.Cancel(attempt)
	if err != nil {
		return fault.Wrap(op, err)
	}
	return a.openSession(c, u, true)
}

// secondFactor checks a code of u's second factor and uses it up, so that it
// counts once. It returns u as it is then stored, and an Unauthenticated fault
// for a missing, wrong or used code.
func (a *API) secondFactor(ctx context.Context, u access.User, code string, who audit.Actor, now time.Time) (access.User, error) {
	const op = "handlers.secondFactor"
	next, claim, err := a.keys.SecondFactor(u, code, now)
	if err != nil {
		return u, fault.Wrap(op, err)
	}
	used := fault.New(op, fault.Unauthenticated, "signIn.codeWrong")
	if claim != "" {
		free, err := a.store.Claim(ctx, claim, now.Add(claimLife))
		if err == nil && !free {
			err = used
		}
		return u, fault.Wrap(op, err)
	}
	saved, err := a.store.SaveUser(ctx, next, audit.Event{Actor: who, Action: "user.recoveryCode"})
	if fault.Is(err, fault.Stale) { // somebody else used one at this very moment
		return u, used
	}
	return saved, fault.Wrap(op, err)
}

// oneself is the caller, who has just shown their password again. An account
// without one has only its session to show.
func (a *API) oneself(c *gin.Context, password string) (*principal, error) {
	const op = "handlers.oneself"
	p := principalOf(c)
	if p.session == nil {
		return nil, fault.Newf(op, fault.Forbidden, "token.notHere", "a token cannot do this")
	}
	if p.user.PasswordHash == "" {
		return p, nil
	}
	now := a.now()
	attempt := access.Attempt{Account: p.user.Username, Address: c.ClientIP()}
	if err := a.limiter.Begin(attempt, now); err != nil {
		return nil, fault.Wrap(op, err)
	}
	_, err := a.hasher.SignIn(c.Request.Context(), p.user, password, now)
	if fault.Is(err, fault.Unauthenticated) {
		return nil, fault.New(op, fault.Forbidden, "password.wrong")
	}
	a.limiter.Cancel(attempt)
	return p, fault.Wrap(op, err)
}

// strongSelf is oneself with a second factor that this session has shown.
func (a *API) strongSelf(c *gin.Context, password string) (*principal, error) {
	const op = "handlers.strongSelf"
	p, err := a.oneself(c, password)
	switch {
	case err != nil:
		return nil, fault.Wrap(op, err)
	case p.user.TOTPSecret == "":
		return nil, fault.New(op, fault.Conflict, "secondFactor.none")
	case !p.session.Strong:
		return nil, fault.Newf(op, fault.Forbidden, "secondFactor.prove", "show a code of the second factor first")
	}
	return p, nil
}

// needsSecondFactor reports whether the settings ask somebody in this person's
// seats for a second factor.
func (a *API) needsSecondFactor(ctx context.Context, userID string) (bool, error) {
	if !a.requireTOTP {
		return false, nil
	}
	seats, err := a.access.Seats(ctx, userID)
	return access.NeedsTOTP(seats), fault.Wrap("handlers.needsSecondFactor", err)
}

// strongEnough refuses reviewers and administrators whose session was opened
// without a second factor, where the settings demand one. Tokens, which can
// neither decide nor administer, are let through.
func (a *API) strongEnough(c *gin.Context, p *principal) error {
	const op = "handlers.strongEnough"
	if !a.requireTOTP || p.session == nil || p.session.Strong {
		return nil
	}
	required, err := a.needsSecondFactor(c.Request.Context(), p.user.ID)
	if err != nil {
		return fault.Wrap(op, err)
	}
	if required {
		return fault.Newf(op, fault.Forbidden, "secondFactor.required", "set up a second factor (%s/session/second-factor), or show a code of it", apiPrefix)
	}
	return nil
}

// beginSession gives the browser a new session in place of the one it has.
func (a *API) beginSession(c *gin.Context, u access.User, strong bool) error {
	const op = "handlers.beginSession"
	ctx, now := c.Request.Context(), a.now()
	if old, err := c.Request.Cookie(a.cookieName(c.Request)); err == nil && old.Value != "" && len(old.Value) <= 200 {
		if err := a.sessions.end(ctx, access.SecretID(old.Value)); err != nil {
			return fault.Wrap(op, err)
		}
	}
	s, secret := access.NewSession(u, c.ClientIP(), c.Request.UserAgent(), strong, now)
	if err := a.store.SaveSession(ctx, s); err != nil {
		return fault.Wrap(op, err)
	}
	a.setCookie(c, secret)
	http.SetCookie(c.Writer, &http.Cookie{Name: deviceCookie, Value: a.keys.NewDevice(u, now), Path: apiPrefix + "/session", HttpOnly: true,
		Secure: a.overTLS(c.Request), SameSite: http.SameSiteStrictMode, MaxAge: int(access.DeviceLife.Seconds())})
	if u.Username == "admin" {
		a.forgetInitialPassword()
	}
	return nil
}
