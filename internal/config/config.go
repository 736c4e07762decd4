// Package config reads the program's settings from the environment.
//
// Every setting is listed here once, with its default; the table of the
// README is compared with this struct by a test.
package config

import (
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/caarlos0/env/v11"
)

// Config is the settings of one process.
type Config struct {
	Addr            string   `env:"PARKSITE_ADDR" envDefault:"127.0.0.1:8080"`
	DataDir         string   `env:"PARKSITE_DATA_DIR" envDefault:"./data"`
	MongoURI        string   `env:"MONGODB_URI" secret:"true"`
	MongoDatabase   string   `env:"MONGODB_DATABASE" envDefault:"parksite"`
	AdminPassword   string   `env:"PARKSITE_ADMIN_PASSWORD" secret:"true"`
	DemoPassword    string   `env:"PARKSITE_DEMO_PASSWORD" secret:"true"`
	PasswordProfile string   `env:"PARKSITE_PASSWORD_PROFILE" envDefault:"nist"`
	SecretKey       string   `env:"PARKSITE_SECRET_KEY" secret:"true"` // seals second factors; every process the same
	PublicURL       string   `env:"PARKSITE_PUBLIC_URL"`
	TrustedProxies  []string `env:"PARKSITE_TRUSTED_PROXIES"`
	LogLevel        string   `env:"PARKSITE_LOG_LEVEL" envDefault:"info"`

	SecondFactor string `env:"PARKSITE_SECOND_FACTOR" envDefault:"optional"`

	OIDCIssuer       string `env:"PARKSITE_OIDC_ISSUER"`
	OIDCClientID     string `env:"PARKSITE_OIDC_CLIENT_ID"`
	OIDCClientSecret string `env:"PARKSITE_OIDC_CLIENT_SECRET" secret:"true"`

	SMTPAddr     string `env:"PARKSITE_SMTP_ADDR"`
	SMTPFrom     string `env:"PARKSITE_SMTP_FROM"`
	SMTPUsername string `env:"PARKSITE_SMTP_USERNAME"`
	SMTPPassword string `env:"PARKSITE_SMTP_PASSWORD" secret:"true"`
	SMTPSecurity string `env:"PARKSITE_SMTP_SECURITY" envDefault:"starttls"`

	Webhooks            string   `env:"PARKSITE_WEBHOOKS" envDefault:"off"`
	WebhookAllowPrivate []string `env:"PARKSITE_WEBHOOK_ALLOW_PRIVATE"`

	WorldBankURL          string `env:"PARKSITE_WORLDBANK_URL"`
	WorldBankAllowPrivate bool   `env:"PARKSITE_WORLDBANK_ALLOW_PRIVATE" envDefault:"false"`
}

// Read returns the settings of this process's environment, or an error naming
// the setting that cannot be used and why.
func Read() (Config, error) { return read(environ()) }

func environ() map[string]string {
	m := map[string]string{}
	for _, kv := range os.Environ() {
		k, v, _ := strings.Cut(kv, "=")
		m[k] = v
	}
	return m
}

func read(environment map[string]string) (Config, error) {
	c, err := env.ParseAsWithOptions[Config](env.Options{Environment: environment})
	if err != nil {
		return Config{}, fmt.Errorf("settings: %w", err)
	}
	return c, c.validate()
}

func (c *Config) validate() error {
	if _, _, err := net.SplitHostPort(c.Addr); err != nil {
		return fmt.Errorf("PARKSITE_ADDR %q is not host:port", c.Addr)
	}
	if c.DataDir == "" {
		return fmt.Errorf("PARKSITE_DATA_DIR is empty")
	}
	abs, err := filepath.Abs(c.DataDir)
	if err != nil {
		return fmt.Errorf("PARKSITE_DATA_DIR: %w", err)
	}
	c.DataDir = abs
	if c.MongoDatabase == "" || strings.ContainsAny(c.MongoDatabase, "/\\. \"$*<>:|?\x00") || len(c.MongoDatabase) > 63 {
		return fmt.Errorf("MONGODB_DATABASE %q is not a database name", c.MongoDatabase)
	}
	switch c.PasswordProfile {
	case "nist", "djbh":
	default:
		return fmt.Errorf("PARKSITE_PASSWORD_PROFILE %q is neither nist nor djbh", c.PasswordProfile)
	}
	if c.SecretKey != "" && len(c.SecretKey) < 32 {
		return fmt.Errorf("PARKSITE_SECRET_KEY is shorter than 32 bytes")
	}
	if c.PublicURL != "" {
		u, err := url.Parse(c.PublicURL)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.User != nil {
			return fmt.Errorf("PARKSITE_PUBLIC_URL %q is not of the form https://host", c.PublicURL)
		}
		c.PublicURL = u.Scheme + "://" + u.Host
	}
	for _, p := range c.TrustedProxies {
		if _, err := netip.ParsePrefix(p); err == nil {
			continue
		}
		if _, err := netip.ParseAddr(p); err != nil {
			return fmt.Errorf("PARKSITE_TRUSTED_PROXIES: %q is neither an address nor a range", p)
		}
	}
	if _, err := c.Level(); err != nil {
		return err
	}
	return c.validateFeatures()
}

// Level returns the log level.
func (c Config) Level() (slog.Level, error) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(c.LogLevel)); err != nil {
		return 0, fmt.Errorf("PARKSITE_LOG_LEVEL %q is not debug, info, warn or error", c.LogLevel)
	}
	return l, nil
}

// Loopback reports whether the listen address can be reached from this machine
// only. An empty host means every interface; a name is not resolved, except
// that "localhost" is loopback.
func (c Config) Loopback() bool {
	host, _, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
