package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"parksite/frontend"
	"parksite/handlers"
	"parksite/internal/access"
	"parksite/internal/config"
	"parksite/internal/intake"
	"parksite/internal/layout"
	"parksite/internal/report"
	"parksite/seeds"
)

// Limits of the HTTP server.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 30 * time.Second
	writeTimeout  = 60 * time.Second
	idleTimeout   = 120 * time.Second
	maxHeader     = 60 << 10 // net/http adds 4 kB

	// drainPause lets a balancer see that readiness fails before connections close.
	drainPause   = 300 * time.Millisecond
	drainTimeout = 30 * time.Second
)

// serve runs the web application and API until it is told to stop.
func serve(ctx context.Context, c console, args []string) (err error) {
	fs := flags("serve")
	demo := fs.Bool("demo", false, "")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return usageError("unexpected argument %q", rest[0])
	}
	cfg, err := settings()
	if err != nil {
		return err
	}
	if *demo && !cfg.Loopback() {
		return usageError("--demo is for trying the program on this machine: PARKSITE_ADDR=%s can be reached from others", cfg.Addr)
	}
	level, err := cfg.Level()
	if err != nil {
		return exitError{exitUsage, err}
	}
	log := slog.New(slog.NewJSONHandler(c.err, &slog.HandlerOptions{Level: level}))
	slog.SetDefault(log)

	st, err := openOwn(ctx, cfg, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.close(ctx)) }()

	data, err := seeds.Load()
	if err != nil {
		return err
	}
	policy, err := access.PolicyOf(cfg.PasswordProfile)
	if err != nil {
		return exitError{exitUsage, err}
	}
	first := start{store: st.Store, data: data, policy: policy, cfg: cfg, console: c}
	hasDemo, err := first.run(ctx, *demo)
	if err != nil {
		return err
	}
	if hasDemo && !cfg.Loopback() {
		return usageError("the store holds demo accounts, whose passwords may be weak and known: PARKSITE_ADDR=%s can be reached from others; begin in earnest with an empty store", cfg.Addr)
	}
	keys, err := secretKeys(cfg)
	if err != nil {
		return err
	}
	enforcer, err := access.NewEnforcer(ctx, st.Store, c.now)
	if err != nil {
		return err
	}
	if _, err := intake.NewClient(worldBank(cfg)); cfg.WorldBankURL != "" && err != nil {
		return usageError("PARKSITE_WORLDBANK_URL %q is not an https address (http only with PARKSITE_WORLDBANK_ALLOW_PRIVATE)", cfg.WorldBankURL)
	}
	oidc, err := provider(cfg, c.now)
	if err != nil {
		return err
	}
	news, hooks, err := messengers(ctx, cfg, st.Store, keys, report.Places{Countries: data.Tables.Countries, Sites: data.Sites}.Name, c.now, log)
	if err != nil {
		return err
	}
	lanes, err := layout.NewLanes(data.Lanes, layout.Origins(data.Sites, data.Tables.SeaDistances))
	if err != nil {
		return err
	}
	api, err := handlers.New(handlers.Config{
		Courier: news, Webhooks: hooks,
		Store: st.Store, Access: enforcer, Policy: policy, Keys: keys, OIDC: oidc, RequireTOTP: cfg.SecondFactor == config.SecondFactorRequired,
		Atlas: handlers.Atlas{Regions: data.Regions, Strategies: data.Strategies, Industries: data.Industries, Sites: data.Sites, LandUse: data.LandUse, Lanes: lanes},
		Web:   frontend.Handler(), Now: c.now, Log: log,
		Version: version, PublicURL: cfg.PublicURL, TrustedProxies: cfg.TrustedProxies, Demo: hasDemo, DataDir: cfg.DataDir,
		WorldBank: worldBank(cfg), Settings: shownSettings(cfg), Engine: engineOf(cfg),
	})
	if err != nil {
		return err
	}
	defer api.Close()
	defer inBackground(ctx, news.Run)()
	return listen(ctx, c, cfg, log, api)
}

// listen answers requests until ctx ends, then lets those under way finish.
func listen(ctx context.Context, c console, cfg config.Config, log *slog.Logger, api *handlers.API) error {
	l, err := net.Listen("tcp", cfg.Addr)
	if err != nil {
		return fmt.Errorf("PARKSITE_ADDR: %w", err)
	}
	if !cfg.Loopback() && !hasTLS(cfg) {
		log.Warn("passwords would travel unencrypted: put TLS in front and set PARKSITE_PUBLIC_URL", "addr", cfg.Addr)
	}
	// Requests under way live longer than ctx; streams end with the drain.
	base, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	srv := watched(&http.Server{
		Handler: api.Handler(), ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader, BaseContext: func(net.Listener) context.Context { return base },
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	})
	served := make(chan error, 1)
	go func() { served <- srv.Serve(wireListener{l}) }()
	fmt.Fprintf(c.out, "listening on http://%s\n", l.Addr())
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	log.Info("stopping: requests under way are finished; a second signal ends the program at once")
	api.Drain()
	time.Sleep(drainPause)
	stop, done := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
	defer done()
	err = srv.Shutdown(stop)
	cancel()
	if errors.Is(err, context.DeadlineExceeded) {
		_ = srv.Close()
		return fmt.Errorf("requests were still under way after %s and were cut off", drainTimeout)
	}
	return err
}

// worldBank is how the World Bank's API is spoken to; off without an address.
func worldBank(cfg config.Config) intake.ClientConfig {
	return intake.ClientConfig{BaseURL: cfg.WorldBankURL, AllowPrivate: cfg.WorldBankAllowPrivate}
}

// shownSettings are the settings that administrators are shown.
func shownSettings(cfg config.Config) []handlers.Setting {
	var out []handlers.Setting
	for _, s := range cfg.Shown() {
		out = append(out, handlers.Setting(s))
	}
	return out
}

func engineOf(cfg config.Config) string {
	if cfg.MongoURI != "" {
		return "mongodb"
	}
	return "embedded"
}

func hasTLS(cfg config.Config) bool {
	return len(cfg.PublicURL) > 8 && cfg.PublicURL[:8] == "https://"
}

// secretKeys returns the keys that must not lie in the database: from the
// settings, or from a file made at the first start.
func secretKeys(cfg config.Config) (access.Keys, error) {
	if cfg.SecretKey != "" {
		return access.NewKeys([]byte(cfg.SecretKey))
	}
	file := filepath.Join(cfg.DataDir, "secret.key")
	key, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		key = []byte(access.NewSecret(""))
		err = writeOnce(file, key)
	}
	if err != nil {
		return access.Keys{}, fmt.Errorf("secret key: %w", err)
	}
	return access.NewKeys(key)
}

// writeOnce makes a file of the owner's alone that is whole or not there.
func writeOnce(file string, data []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(file), ".new-") // 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	if _, err := tmp.Write(data); err != nil {
		return errors.Join(err, tmp.Close())
	}
	if err := errors.Join(tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), file)
}
