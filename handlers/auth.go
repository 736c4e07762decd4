package handlers

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"parksite/internal/access"
	"parksite/internal/audit"
	"parksite/internal/fault"
)

// principal is who asks: a person in a browser, or an integration on a
// person's behalf.
type principal struct {
	user    access.User
	actor   audit.Actor
	session *access.Session // of a browser
	token   *access.Token   // of an integration
}

const principalKey = "principal"

func principalOf(c *gin.Context) *principal {
	p, _ := c.Get(principalKey)
	who, _ := p.(*principal)
	return who
}

// actor is who acts, for the trail.
func actor(c *gin.Context) audit.Actor { return principalOf(c).actor }

// The cookie's name forbids browsers to take it from another host or over
// plain http; on plain http that form would be refused.
const (
	cookieTLS   = "__Host-parksite"
	cookiePlain = "parksite"
)

func (a *API) cookieName(r *http.Request) string {
	if a.overTLS(r) {
		return cookieTLS
	}
	return cookiePlain
}

// setCookie hands the browser its session, or takes it away when value is "".
func (a *API) setCookie(c *gin.Context, value string) {
	cookie := &http.Cookie{Name: a.cookieName(c.Request), Value: value, Path: "/", HttpOnly: true,
		Secure: a.overTLS(c.Request), SameSite: http.SameSiteLaxMode, MaxAge: int(access.SessionAbsolute.Seconds())}
	if value == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(c.Writer, cookie)
}

// admit is what runs before a route's handler, and before a byte of the body
// is read: who asks, and may they? An error while asking means no.
func (a *API) admit(g guard) func(*gin.Context) error {
	return func(c *gin.Context) error {
		const op = "handlers.admit"
		if g.open || g.loopback && a.fromHere(c.Request) {
			return nil
		}
		if err := a.authenticate(c); err != nil {
			return err
		}
		if g.signedIn {
			return nil
		}
		p := principalOf(c)
		if p.token == nil && (p.user.MustChangePassword || a.policy.Expired(p.user, a.now())) {
			return fault.Newf(op, fault.Forbidden, "password.mustChange", "set a password of your own first: PUT %s/session/password", apiPrefix)
		}
		if err := a.strongEnough(c, p); err != nil {
			return err
		}
		return a.permit(c, g.object, g.action)
	}
}

// permit asks whether the caller may do action on such objects at all.
func (a *API) permit(c *gin.Context, object, action string) error {
	const op = "handlers.permit"
	p := principalOf(c)
	if p.token != nil && !p.token.Covers(object, action) {
		return fault.Newf(op, fault.Forbidden, "token.scopeMissing", "the token does not have the scope %s.%s", object, action)
	}
	allowed, err := a.access.MayAny(c.Request.Context(), p.user.ID, object, action)
	if err != nil {
		return fault.Wrap(op, err)
	}
	if !allowed {
		return fault.New(op, fault.Forbidden, "forbidden")
	}
	return nil
}

// authenticate finds out who asks and remembers it in the request.
func (a *API) authenticate(c *gin.Context) error {
	const op = "handlers.authenticate"
	if principalOf(c) != nil {
		return nil
	}
	var p *principal
	var err error
	if h := c.GetHeader("Authorization"); h != "" {
		p, err = a.bearer(c, h)
	} else {
		p, err = a.browser(c)
	}
	if err != nil {
		return fault.Wrap(op, err)
	}
	p.actor.UserID, p.actor.Username, p.actor.Address = p.user.ID, p.user.Username, c.ClientIP()
	c.Set(principalKey, p)
	return nil
}

func unauthenticated(code string) error {
	return fault.New("handlers.authenticate", fault.Unauthenticated, code)
}

// bearer finds the owner of an API token.
func (a *API) bearer(c *gin.Context, header string) (*principal, error) {
	scheme, secret, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") || !strings.HasPrefix(secret, access.TokenPrefix) || len(secret) > 200 {
		return nil, unauthenticated("token.invalid")
	}
	ctx := c.Request.Context()
	t, err := a.store.RecentToken(ctx, access.SecretID(secret))
	if err != nil {
		return nil, gone(err, "token.invalid")
	}
	u, err := a.store.RecentUser(ctx, t.UserID)
	if err != nil {
		return nil, gone(err, "token.invalid")
	}
	if err := t.Check(secret, u, a.now()); err != nil {
		return nil, err
	}
	a.noteTokenUse(ctx, t.ID, c.ClientIP())
	return &principal{user: u, token: &t, actor: audit.Actor{TokenID: t.ID}}, nil
}

// browser finds the person a session cookie belongs to.
func (a *API) browser(c *gin.Context) (*principal, error) {
	cookie, err := c.Request.Cookie(a.cookieName(c.Request))
	if err != nil || cookie.Value == "" || len(cookie.Value) > 200 {
		return nil, unauthenticated("session.missing")
	}
	ctx := c.Request.Context()
	s, err := a.sessions.get(ctx, access.SecretID(cookie.Value))
	if err != nil {
		return nil, gone(err, "session.ended")
	}
	u, err := a.store.RecentUser(ctx, s.UserID)
	if err != nil {
		return nil, gone(err, "session.ended")
	}
	now := a.now()
	if err := s.Check(cookie.Value, u, now); err != nil {
		return nil, err
	}
	if seen, due := s.Touch(now); due {
		if err := a.sessions.touch(ctx, seen); err != nil {
			return nil, err
		}
		s = seen
	}
	return &principal{user: u, session: &s}, nil
}

// gone makes a missing session, token or owner a matter of signing in; a store
// that does not answer stays what it is.
func gone(err error, code string) error {
	if fault.Is(err, fault.NotFound) {
		return unauthenticated(code)
	}
	return err
}

// fromHere reports whether the request comes from this machine and not through
// a proxy on it.
func (a *API) fromHere(r *http.Request) bool {
	return peerAddr(r).IsLoopback() && r.Header.Get("X-Forwarded-For") == "" && r.Header.Get("Forwarded") == "" && r.Header.Get("X-Real-Ip") == ""
}
