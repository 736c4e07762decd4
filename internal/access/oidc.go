package access

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"parksite/internal/fault"
)

// OIDCConfig names the provider people may sign in through, and this program
// as that provider knows it.
type OIDCConfig struct {
	Issuer       string // https, or http on a loopback address
	ClientID     string
	ClientSecret string
	RedirectURL  string   // our own callback
	Scopes       []string // besides openid; none = profile, email
}

// OIDC signs people in through an OpenID Connect provider: authorisation code
// with PKCE (S256), state and nonce. It is safe for concurrent use.
type OIDC struct {
	cfg    OIDCConfig
	client *http.Client
	now    func() time.Time

	mu       sync.Mutex
	provider *oidc.Provider // nil until the provider has once answered
}

// oidcTimeout bounds each request to the provider.
const oidcTimeout = 10 * time.Second

// signatures are the algorithms accepted on an identity token: never "none",
// and none that is keyed with the client's secret.
var signatures = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA}

// NewOIDC returns the sign-in through cfg's provider, which is asked for its
// endpoints when first needed: it may be away while this program starts. It
// returns an Invalid fault naming every broken setting.
func NewOIDC(cfg OIDCConfig, now func() time.Time) (*OIDC, error) {
	var bad []fault.Field
	for _, f := range []struct{ name, value string }{{"issuer", cfg.Issuer}, {"redirectURL", cfg.RedirectURL}} {
		if !safeURL(f.value) {
			bad = append(bad, fault.Field{Field: f.name, Code: "oidc.url", Detail: "https, or http on a loopback address"})
		}
	}
	if cfg.ClientID == "" {
		bad = append(bad, fault.Field{Field: "clientId", Code: "field.required", Detail: "the provider's name for this program"})
	}
	if err := fault.Bad("access.NewOIDC", bad); err != nil {
		return nil, err
	}
	if len(cfg.Scopes) == 0 {
		cfg.Scopes = []string{"profile", "email"}
	}
	cfg.Scopes = append([]string{oidc.ScopeOpenID}, cfg.Scopes...)
	return &OIDC{cfg: cfg, client: &http.Client{Timeout: oidcTimeout}, now: now}, nil
}

func safeURL(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}

// connect returns the provider, asking it for its endpoints if nobody has yet.
func (o *OIDC) connect(ctx context.Context) (*oidc.Provider, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.provider == nil {
		p, err := oidc.NewProvider(oidc.ClientContext(ctx, o.client), o.cfg.Issuer)
		if err != nil {
			return nil, away("access.OIDC.connect", err)
		}
		o.provider = p
	}
	return o.provider, nil
}

func away(op string, err error) error {
	f := fault.As(op, fault.Unavailable, "oidc.away", err).(*fault.Error)
	f.RetryAfter = 5 * time.Second
	return f
}

func (o *OIDC) oauth(p *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{ClientID: o.cfg.ClientID, ClientSecret: o.cfg.ClientSecret, RedirectURL: o.cfg.RedirectURL,
		Endpoint: p.Endpoint(), Scopes: o.cfg.Scopes}
}

// Flow is one sign-in under way. It is kept in the browser, sealed.
type Flow struct {
	State    string    `json:"state"`
	Nonce    string    `json:"nonce"`
	Verifier string    `json:"verifier"`
	At       time.Time `json:"at"`
}

// FlowLife is how long a sign-in at the provider may take.
const FlowLife = 10 * time.Minute

// Begin returns the address to send the browser to, and the flow to seal into
// its cookie. It returns an Unavailable fault when the provider is away.
func (o *OIDC) Begin(ctx context.Context) (address string, f Flow, err error) {
	p, err := o.connect(ctx)
	if err != nil {
		return "", Flow{}, fault.Wrap("access.OIDC.Begin", err)
	}
	f = Flow{State: NewSecret(""), Nonce: NewSecret(""), Verifier: oauth2.GenerateVerifier(), At: stamp(o.now())}
	return o.oauth(p).AuthCodeURL(f.State, oidc.Nonce(f.Nonce), oauth2.S256ChallengeOption(f.Verifier)), f, nil
}

// Identity is who the provider says has signed in.
type Identity struct {
	Subject       string // issuer and subject: what User.Subject holds
	Email         string
	EmailVerified bool
	Name          string
	Strong        bool // the provider says more than one factor was used
}

// Finish takes the query that the browser brought back and returns who signed
// in. It returns an Unauthenticated fault when the answer is not one to flow,
// is refused, forged or late, and an Unavailable one when the provider is away.
func (o *OIDC) Finish(ctx context.Context, flow Flow, query url.Values) (Identity, error) {
	const op = "access.OIDC.Finish"
	refuse := func(code string) (Identity, error) { return Identity{}, fault.New(op, fault.Unauthenticated, code) }
	age := o.now().Sub(flow.At)
	switch {
	case flow.State == "" || !sameHash(SecretHash(flow.State), SecretHash(query.Get("state"))):
		return refuse("oidc.state")
	case age >= FlowLife || age < -skew:
		return refuse("oidc.late")
	case query.Has("error"):
		return refuse("oidc.refused")
	case query.Has("iss") && query.Get("iss") != o.cfg.Issuer: // RFC 9207: an answer mixed up with another provider's
		return refuse("oidc.issuer")
	case query.Get("code") == "":
		return refuse("oidc.code")
	}
	p, err := o.connect(ctx)
	if err != nil {
		return Identity{}, fault.Wrap(op, err)
	}
	ctx = oidc.ClientContext(ctx, o.client)
	token, err := o.oauth(p).Exchange(ctx, query.Get("code"), oauth2.VerifierOption(flow.Verifier))
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) && refused.Response != nil && refused.Response.StatusCode < 500 {
		return Identity{}, fault.As(op, fault.Unauthenticated, "oidc.code", err)
	} else if err != nil {
		return Identity{}, away(op, err)
	}
	raw, _ := token.Extra("id_token").(string)
	who, err := o.verify(ctx, p, raw, flow.Nonce)
	if err != nil {
		return Identity{}, fault.Wrap(op, err)
	}
	if who.Email == "" { // providers need not put it into the token
		info, err := p.UserInfo(ctx, oauth2.StaticTokenSource(token))
		if err != nil {
			return Identity{}, away(op, err)
		}
		if o.subject(info.Subject) != who.Subject {
			return refuse("oidc.token")
		}
		var c claims
		if err := info.Claims(&c); err != nil {
			return Identity{}, fault.As(op, fault.Unauthenticated, "oidc.token", err)
		}
		who.Email, who.EmailVerified = CleanEmail(c.Email), c.verified()
		if who.Name == "" {
			who.Name = CleanLine(c.Name)
		}
	}
	return who, nil
}

type claims struct {
	Email         string   `json:"email"`
	EmailVerified any      `json:"email_verified"` // some send a string
	Name          string   `json:"name"`
	AMR           []string `json:"amr"` // RFC 8176
	AZP           string   `json:"azp"`
}

func (c claims) verified() bool { return c.EmailVerified == true || c.EmailVerified == "true" }

// verify checks an identity token: signature, issuer, audience, life, nonce.
func (o *OIDC) verify(ctx context.Context, p *oidc.Provider, raw, nonce string) (Identity, error) {
	const op = "access.OIDC.verify"
	bad := func(err error) (Identity, error) {
		return Identity{}, fault.As(op, fault.Unauthenticated, "oidc.token", err)
	}
	t, err := p.VerifierContext(ctx, &oidc.Config{ClientID: o.cfg.ClientID, SupportedSigningAlgs: signatures, Now: o.now}).Verify(ctx, raw)
	if err != nil {
		return bad(err)
	}
	var c claims
	if err := t.Claims(&c); err != nil {
		return bad(err)
	}
	switch {
	case nonce == "" || !sameHash(SecretHash(nonce), SecretHash(t.Nonce)):
		return bad(errors.New("the token answers another sign-in"))
	case len(t.Audience) > 1 && c.AZP != o.cfg.ClientID:
		return bad(errors.New("the token was issued to another program"))
	case t.Subject == "":
		return bad(errors.New("the token names nobody"))
	}
	strong := slices.ContainsFunc(c.AMR, func(m string) bool { return m == "mfa" || m == "otp" || m == "hwk" || m == "sc" })
	return Identity{Subject: o.subject(t.Subject), Email: CleanEmail(c.Email), EmailVerified: c.verified(), Name: CleanLine(c.Name), Strong: strong}, nil
}

// subject joins issuer and subject: a subject is unique at its provider only.
func (o *OIDC) subject(sub string) string { return o.cfg.Issuer + " " + sub }

// Linked returns u tied to the identity, which from then on opens it. It
// returns a Conflict fault when u is tied to another one, and a Forbidden one
// unless the provider has verified the very address u has: an address alone,
// claimed, is nobody.
func (u User) Linked(id Identity) (User, error) {
	const op = "access.Linked"
	switch {
	case id.Subject == "" || !id.EmailVerified || id.Email == "" || id.Email != u.Email:
		return u, fault.New(op, fault.Forbidden, "oidc.noAccount")
	case u.Subject != "" && u.Subject != id.Subject:
		return u, fault.New(op, fault.Conflict, "oidc.linked")
	}
	u.Subject = id.Subject
	return u, nil
}

// SealFlow returns f encrypted, for a cookie.
func (k Keys) SealFlow(f Flow) string {
	b, _ := json.Marshal(f) // strings and a time: cannot fail
	nonce := make([]byte, k.seal.NonceSize())
	_, _ = rand.Read(nonce)
	return base64.RawURLEncoding.EncodeToString(k.seal.Seal(nonce, nonce, b, []byte(flowContext)))
}

// flowContext keeps a sealed flow from being opened as another sealed thing.
const flowContext = "\x00oidc flow"

// OpenFlow returns the flow sealed into a cookie, or an Unauthenticated fault
// when it was not sealed by these keys.
func (k Keys) OpenFlow(cookie string) (Flow, error) {
	const op = "access.OpenFlow"
	b, err := base64.RawURLEncoding.DecodeString(strings.TrimSpace(cookie))
	n := k.seal.NonceSize()
	if err != nil || len(b) < n {
		return Flow{}, fault.New(op, fault.Unauthenticated, "oidc.state")
	}
	plain, err := k.seal.Open(nil, b[:n], b[n:], []byte(flowContext))
	var f Flow
	if err != nil || json.Unmarshal(plain, &f) != nil {
		return Flow{}, fault.New(op, fault.Unauthenticated, "oidc.state")
	}
	return f, nil
}
