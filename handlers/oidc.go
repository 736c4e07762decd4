package handlers

import (
	"context"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"parksite/internal/access"
	"parksite/internal/audit"
	"parksite/internal/fault"
	"parksite/internal/store"
)

// flowCookie keeps a sign-in at the provider together with the browser that
// began it.
const flowCookie = "parksite-oidc"

// signInMethods is what the sign-in page may offer.
type signInMethods struct {
	Password     bool `json:"password"`
	SingleSignOn bool `json:"singleSignOn"` // GET /session/oidc leads there
	Demo         bool `json:"demo"`         // demo accounts exist

	PasswordProfile string `json:"passwordProfile" enums:"nist,djbh"` // rules that a new password has to satisfy
}

// getSignInMethods tells the sign-in page what it may offer.
//
//	@Summary  How one can sign in here
//	@Tags     session
//	@Success  200  {object}  signInMethods
//	@x-open   true
//	@Router   /session/methods [get]
func (a *API) getSignInMethods(c *gin.Context) error {
	if err := queries(c); err != nil {
		return err
	}
	return ok(c, signInMethods{Password: true, SingleSignOn: a.oidc != nil, Demo: a.demo, PasswordProfile: a.policy.Profile})
}

// beginOIDC sends the browser to the sign-in provider.
//
//	@Summary      Sign in through the provider: a page to go to, not to fetch
//	@Description  Leads to the provider, and back to /signin?problem=<code> if that cannot be done.
//	@Tags         session
//	@Success      303
//	@Failure      404  {object}  problem  "there is no provider here"
//	@x-open       true
//	@Router       /session/oidc [get]
func (a *API) beginOIDC(c *gin.Context) error {
	const op = "handlers.beginOIDC"
	if a.oidc == nil {
		return fault.New(op, fault.NotFound, "notFound")
	}
	address, flow, err := a.oidc.Begin(c.Request.Context())
	if err != nil {
		return a.backToSignIn(c, err)
	}
	a.setFlow(c, a.keys.SealFlow(flow))
	c.Redirect(http.StatusSeeOther, address)
	return nil
}

// finishOIDC takes the browser that the provider has sent back and opens a
// session for the account it may open.
//
//	@Summary      Where the provider sends the browser back to
//	@Description  Opens a session and leads to the application, or back to /signin?problem=<code>. It opens accounts that exist: by the identity, or the first time by the e-mail address, if the provider has verified it and one account alone has it.
//	@Tags         session
//	@Success      303
//	@Failure      404  {object}  problem  "there is no provider here"
//	@x-open       true
//	@Router       /session/oidc/callback [get]
func (a *API) finishOIDC(c *gin.Context) error {
	const op = "handlers.finishOIDC"
	if a.oidc == nil {
		return fault.New(op, fault.NotFound, "notFound")
	}
	sealed := ""
	if cookie, err := c.Request.Cookie(flowCookie); err == nil && len(cookie.Value) <= 2000 {
		sealed = cookie.Value
	}
	a.setFlow(c, "") // whatever comes of it, it was this flow's only try
	u, strong, err := a.arrived(c.Request.Context(), sealed, c.Request.URL.Query(), c.ClientIP())
	if err != nil {
		a.metrics.signIns.WithLabelValues("failed").Inc()
		return a.backToSignIn(c, err)
	}
	if err := a.beginSession(c, u, strong); err != nil {
		return a.backToSignIn(c, err)
	}
	a.metrics.signIns.WithLabelValues("succeeded").Inc()
	c.Redirect(http.StatusSeeOther, "/")
	return nil
}

// arrived returns the account of who comes back from the provider, and whether
// more than one factor was asked of them there.
func (a *API) arrived(ctx context.Context, sealed string, query url.Values, address string) (u access.User, strong bool, err error) {
	const op = "handlers.arrived"
	flow, err := a.keys.OpenFlow(sealed)
	if err != nil {
		return u, false, fault.Wrap(op, err)
	}
	identity, err := a.oidc.Finish(ctx, flow, query)
	if err != nil {
		return u, false, fault.Wrap(op, err)
	}
	nobody := fault.New(op, fault.Forbidden, "oidc.noAccount")
	u, err = a.store.UserBySubject(ctx, identity.Subject)
	if fault.Is(err, fault.NotFound) {
		u, err = a.link(ctx, identity, address)
	}
	if err == nil && !u.Usable(a.now()) { // the same answer as for no account
		err = nobody
	}
	return u, identity.Strong, fault.Wrap(op, err)
}

// link ties the identity to the one account that has its verified address.
func (a *API) link(ctx context.Context, identity access.Identity, address string) (access.User, error) {
	const op = "handlers.link"
	nobody := fault.New(op, fault.Forbidden, "oidc.noAccount")
	if identity.Email == "" {
		return access.User{}, nobody
	}
	found, _, err := a.store.FindUsers(ctx, store.Query{Where: map[string][]string{"email": {identity.Email}}})
	if err != nil {
		return access.User{}, fault.Wrap(op, err)
	}
	if len(found) != 1 || !found[0].Usable(a.now()) {
		return access.User{}, nobody
	}
	u, err := found[0].Linked(identity)
	if err != nil {
		return u, fault.Wrap(op, err)
	}
	self := audit.Actor{UserID: u.ID, Username: u.Username, Address: address}
	u, err = a.store.SaveUser(ctx, u, audit.Event{Actor: self, Action: "user.link"})
	if fault.Is(err, fault.Stale) { // the same person in two windows: the other has just done it
		u, err = a.store.UserBySubject(ctx, identity.Subject)
	}
	return u, fault.Wrap(op, err)
}

// backToSignIn leads a browser, which can show no problem of its own, back to
// the page that can.
func (a *API) backToSignIn(c *gin.Context, err error) error {
	f := asFault(c.Request.Context(), err)
	if f.Kind == fault.Internal || f.Kind == fault.Unavailable {
		a.log.WarnContext(c.Request.Context(), "single sign-on failed", "requestId", requestID(c), "error", err.Error())
	}
	c.Redirect(http.StatusSeeOther, "/signin?problem="+url.QueryEscape(f.Code))
	return nil
}

// setFlow hands the browser the sealed flow, or takes it away when sealed is
// "". The provider's page is another site: the cookie has to come along when
// that leads back here.
func (a *API) setFlow(c *gin.Context, sealed string) {
	cookie := &http.Cookie{Name: flowCookie, Value: sealed, Path: apiPrefix + "/session/oidc", HttpOnly: true,
		Secure: a.overTLS(c.Request), SameSite: http.SameSiteLaxMode, MaxAge: int(access.FlowLife.Seconds())}
	if sealed == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(c.Writer, cookie)
}
