package config

import (
	"maps"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

func TestDefaults(t *testing.T) {
	c, err := read(map[string]string{})
	if err != nil {
		t.Fatal(err)
	}
	if c.Addr != "127.0.0.1:8080" || c.MongoDatabase != "parksite" || c.MongoURI != "" || !strings.HasSuffix(c.DataDir, "/data") {
		t.Errorf("defaults = %+v", c)
	}
	if !c.Loopback() {
		t.Error("the default address is not loopback")
	}
}

func TestReadRefuses(t *testing.T) {
	for name, value := range map[string]string{
		"PARKSITE_ADDR":             "8080",
		"MONGODB_DATABASE":          "a/b",
		"PARKSITE_PASSWORD_PROFILE": "none",
		"PARKSITE_PUBLIC_URL":       "parks.example",
		"PARKSITE_TRUSTED_PROXIES":  "10.0.0.0/8,proxy",
		"PARKSITE_LOG_LEVEL":        "loud",
		"PARKSITE_SECRET_KEY":       "short",

		"PARKSITE_SECOND_FACTOR":         "always",
		"PARKSITE_OIDC_ISSUER":           "https://id.example",
		"PARKSITE_SMTP_ADDR":             "mail.example",
		"PARKSITE_SMTP_SECURITY":         "ssl",
		"PARKSITE_WEBHOOKS":              "perhaps",
		"PARKSITE_WEBHOOK_ALLOW_PRIVATE": "10.0.0.1",
	} {
		_, err := read(map[string]string{name: value})
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s=%s: error %v, want one naming the setting", name, value, err)
		}
	}
}

func TestLoopback(t *testing.T) {
	for addr, want := range map[string]bool{
		"127.0.0.1:0": true, "127.9.9.9:1": true, "[::1]:80": true, "localhost:8080": true,
		":8080": false, "0.0.0.0:8080": false, "[::]:80": false, "10.0.0.1:80": false, "example.org:80": false,
	} {
		if got := (Config{Addr: addr}).Loopback(); got != want {
			t.Errorf("Loopback(%s) = %v, want %v", addr, got, want)
		}
	}
}

// The README's table of settings and the struct name the same settings with
// the same defaults.
func TestReadmeTable(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, m := range regexp.MustCompile("(?m)^\\| `([A-Z_]+)` \\| ([^|]*) \\|").FindAllStringSubmatch(string(text), -1) {
		got[m[1]] = strings.Trim(strings.TrimSpace(m[2]), "`")
	}
	typ := reflect.TypeFor[Config]()
	want := map[string]bool{}
	for i := range typ.NumField() {
		name, def := typ.Field(i).Tag.Get("env"), typ.Field(i).Tag.Get("envDefault")
		want[name] = true
		have, ok := got[name]
		if !ok {
			t.Errorf("README.md lacks %s", name)
		} else if def != "" && have != def {
			t.Errorf("README.md gives %s the default %q, the program %q", name, have, def)
		}
	}
	for name := range got {
		if !want[name] {
			t.Errorf("README.md names %s, which the program does not read", name)
		}
	}
}

func TestMailSettings(t *testing.T) {
	good := map[string]string{"PARKSITE_SMTP_ADDR": "mail.example:587", "PARKSITE_SMTP_FROM": "园区选址 <parksite@example.cn>",
		"PARKSITE_SMTP_USERNAME": "parksite", "PARKSITE_SMTP_PASSWORD": "geheim"}
	if _, err := read(good); err != nil {
		t.Error(err)
	}
	for name, value := range map[string]string{"PARKSITE_SMTP_FROM": "nobody", "PARKSITE_SMTP_SECURITY": "none"} {
		bad := maps.Clone(good)
		bad[name] = value
		if _, err := read(bad); err == nil || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s=%s: %v", name, value, err)
		}
	}
}
