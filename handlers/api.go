// Package handlers is the program's HTTP side: it binds requests, asks one
// pure function of a domain package, stores what follows and writes the answer.
//
//	@title        Parksite
//	@description  Evaluation of candidate host countries for overseas industrial parks. Errors are application/problem+json (RFC 9457). Writes send If-Match with the version they read; creating posts accept Idempotency-Key.
//	@version      1
//	@accept       json
//	@produce      json
//	@BasePath     /api/v1
package handlers

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"

	"parksite/internal/access"
	"parksite/internal/courier"
	"parksite/internal/fault"
	"parksite/internal/intake"
	"parksite/internal/store"
	"parksite/internal/webhook"
)

// Config is what the API stands on.
type Config struct {
	Store    *store.Store
	Access   *access.Enforcer
	Policy   access.PasswordPolicy
	Keys     access.Keys
	OIDC     *access.OIDC // nil = no sign-in through a provider
	Courier  *courier.Courier
	Webhooks *webhook.Client // nil = webhooks are off
	Atlas    Atlas
	Web      http.Handler // the web application: whatever is no route of the API
	Now      func() time.Time
	Log      *slog.Logger

	Version        string
	PublicURL      string              // "https://host", "" = as the client asks
	TrustedProxies []string            // addresses and ranges whose X-Forwarded-… are believed
	Demo           bool                // demo accounts exist: the interface says so
	RequireTOTP    bool                // reviewers and administrators need a second factor
	WorldBank      intake.ClientConfig // of imports from the World Bank's API; without an address they are off
	Settings       []Setting           // as administrators may see them
	Engine         string              // that keeps the store: "embedded" or "mongodb"
	DataDir        string              // where initial-password lies, removed at the first sign-in; "" = nowhere
}

// API answers requests.
type API struct {
	store     *store.Store
	access    *access.Enforcer
	policy    access.PasswordPolicy
	keys      access.Keys
	oidc      *access.OIDC
	courier   *courier.Courier
	webhooks  *webhook.Client
	tokenUses tokenUses
	hasher    *access.Hasher
	limiter   *access.Limiter
	atlas     Atlas
	web       http.Handler
	now       func() time.Time
	log       *slog.Logger
	version   string
	publicURL string
	proxies   []netip.Prefix
	demo      bool

	requireTOTP bool

	dataDir       string
	engineOfStore string
	settings      []Setting

	worldBank intake.ClientConfig
	jobs      *jobs

	snapshots *snapshots
	metrics   *metrics
	slots     slots
	searches  searches
	sessions  *sessions
	draining  atomic.Bool

	handler http.Handler
	engine  *gin.Engine
	routes  []route
}

// New returns an API ready to answer; Handler serves it.
func New(cfg Config) (*API, error) {
	const op = "handlers.New"
	proxies, err := prefixes(cfg.TrustedProxies)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	a := &API{
		store: cfg.Store, access: cfg.Access, policy: cfg.Policy, keys: cfg.Keys, oidc: cfg.OIDC, courier: cfg.Courier, webhooks: cfg.Webhooks, atlas: cfg.Atlas, web: cfg.Web, now: cfg.Now, log: cfg.Log,
		version: cfg.Version, publicURL: cfg.PublicURL, proxies: proxies, demo: cfg.Demo, dataDir: cfg.DataDir, requireTOTP: cfg.RequireTOTP,
		metrics: newMetrics(cfg.Version), slots: newSlots(),
		hasher: access.NewHasher(runtime.GOMAXPROCS(0), hashWait), limiter: access.NewLimiter(cfg.Policy),
	}
	a.sessions = newSessions(cfg.Store, cfg.Now)
	a.worldBank = cfg.WorldBank
	a.settings, a.engineOfStore = append([]Setting{}, cfg.Settings...), cfg.Engine
	if a.jobs, err = newJobs(cfg.DataDir, cfg.Now, cfg.Log); err != nil {
		return nil, fault.Wrap(op, err)
	}
	a.snapshots = &snapshots{load: cfg.Store.Snapshot, keep: 4, loads: map[string]*snapshotLoad{}}
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.RedirectTrailingSlash, e.RedirectFixedPath, e.HandleMethodNotAllowed = false, false, true
	e.ForwardedByClientIP = len(cfg.TrustedProxies) > 0
	if err := e.SetTrustedProxies(cfg.TrustedProxies); err != nil {
		return nil, fault.Wrap(op, err)
	}
	origin, err := a.sameOrigin()
	if err != nil {
		return nil, fault.Wrap(op, fmt.Errorf("public URL: %w", err))
	}
	e.Use(a.observe, origin)
	e.NoRoute(a.handle(a.noRoute))
	e.NoMethod(a.handle(a.noMethod))
	a.engine = e
	a.register()
	a.handler = a.secure(e)
	return a, nil
}

// Handler returns the whole HTTP side of the program.
func (a *API) Handler() http.Handler { return a.handler }

// Drain makes readiness fail and asks clients to open no further request on
// their connections; requests are still answered. Streams and imports end: an
// import that was not published leaves nothing.
func (a *API) Drain() {
	a.draining.Store(true)
	a.jobs.stop()
}

// Close waits for what runs in the background. Requests must have ended.
func (a *API) Close() { a.jobs.close() }
