package config

import (
	"strings"
	"testing"
)

// Whatever sounds like a secret is one, and its value is nowhere.
func TestShown(t *testing.T) {
	secrets := map[string]string{}
	environment := map[string]string{"PARKSITE_PUBLIC_URL": "https://sites.example.cn", "PARKSITE_TRUSTED_PROXIES": "10.0.0.1,10.0.0.2"}
	for _, name := range []string{"MONGODB_URI", "PARKSITE_ADMIN_PASSWORD", "PARKSITE_DEMO_PASSWORD", "PARKSITE_SECRET_KEY", "PARKSITE_OIDC_CLIENT_SECRET", "PARKSITE_SMTP_PASSWORD"} {
		secrets[name] = "hidden-" + strings.Repeat("x", 32)
		environment[name] = secrets[name]
	}
	c, err := read(environment)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]Setting{}
	for _, s := range c.shown(environment) {
		seen[s.Name] = s
		sounds := strings.HasSuffix(s.Name, "PASSWORD") || strings.HasSuffix(s.Name, "SECRET") || strings.HasSuffix(s.Name, "KEY") || s.Name == "MONGODB_URI"
		if s.Secret != sounds || s.Secret && (s.Value != "" || !s.Set) || strings.Contains(s.Value, "hidden-") {
			t.Errorf("%+v", s)
		}
	}
	if len(secrets) == 0 || seen["PARKSITE_TRUSTED_PROXIES"].Value != "10.0.0.1, 10.0.0.2" || !seen["PARKSITE_PUBLIC_URL"].Set ||
		seen["PARKSITE_LOG_LEVEL"] != (Setting{Name: "PARKSITE_LOG_LEVEL", Value: "info"}) {
		t.Errorf("%+v", seen)
	}
}
