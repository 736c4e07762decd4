package handlers

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
)

// Another spelling of a path is no way round a permission: what a viewer or a
// reviewer may not have is not had under any of them, and what an administrator
// may have has one spelling.
func TestNoWayRoundByPath(t *testing.T) {
	s := newSite(t)
	s.addCast()
	spellings := func(path string) []string {
		last := path[strings.LastIndex(path, "/")+1:]
		dir := strings.TrimSuffix(path, last)
		return []string{
			path + "/", path + "//", path + "/.", path + ";x=1", path + ";.js", path + ".json", path + "%00", path + "%20", path + "%2f", path + "/%2e",
			"/" + path, strings.Replace(path, "/v1/", "//v1/", 1), strings.Replace(path, "/v1/", "/v1/./", 1), dir + "countries/%2e%2e/" + last, dir + "countries/../" + last,
			strings.ToUpper(path), dir + strings.ToUpper(last[:1]) + last[1:], strings.Replace(path, "/api/", "/API/", 1), dir + "%75sers", "/api/v1/../v1/" + last,
			"/swagger/../api/v1/" + last, "/swagger/..%2fapi%2fv1%2f" + last, "/assets/../api/v1/" + last, path + "?_method=GET", path + "?id=1",
		}
	}
	for _, path := range []string{"/api/v1/users", "/api/v1/audit-events", "/api/v1/memberships"} {
		for _, who := range []string{"viewer", "reviewer-ndrc", "outsider"} {
			c := s.session(who)
			if res := c.get(path); res.StatusCode != 403 {
				t.Fatalf("%s by %s: %d", path, who, res.StatusCode)
			}
			for _, p := range spellings(path) {
				for _, headers := range []map[string]string{nil, {"X-HTTP-Method-Override": "GET", "X-Original-Url": path, "X-Rewrite-Url": path, "X-Forwarded-Prefix": path}} {
					res := c.do("GET", p, nil, headers)
					if res.StatusCode < 400 || strings.Contains(string(res.body), `"items"`) {
						t.Errorf("GET %s by %s: %d %.200s", p, who, res.StatusCode, res.body)
					}
				}
			}
		}
	}
	admin := s.session("sysadmin")
	for _, p := range spellings("/api/v1/users") {
		query := strings.Contains(p, "?")
		if res := admin.get(p); query && res.StatusCode != 400 || !query && res.StatusCode != 404 && p != "/api/v1/%75sers" {
			t.Errorf("GET %s by an administrator: %d", p, res.StatusCode)
		}
	}
	// HEAD is GET's verdict; a method the path does not have is refused whoever asks.
	for _, r := range s.api.routes {
		if r.method != http.MethodGet || strings.Contains(r.path, ":") || strings.HasSuffix(r.path, "/events") || strings.HasPrefix(r.path, "/swagger") {
			continue
		}
		for _, who := range []string{"viewer", "sysadmin"} {
			c := s.session(who)
			get, head := c.get(r.path), c.do("HEAD", r.path, nil, nil)
			if head.StatusCode != get.StatusCode || len(head.body) > 0 {
				t.Errorf("HEAD %s by %s: %d with %d bytes, GET gives %d", r.path, who, head.StatusCode, len(head.body), get.StatusCode)
			}
		}
	}
}

// The security headers are on every answer: each route as nobody and as
// somebody, downloads, the web application, what is missing, what failed.
func TestHeadersOnEveryAnswer(t *testing.T) {
	s := newSiteWith(t, newSite(t).store, func(c *Config) {
		c.Web = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<!doctype html>")) })
	})
	s.api.engine.GET("/panic", func(*gin.Context) { panic("inside") })
	check := func(name string, status int, h http.Header) {
		t.Helper()
		for header, want := range map[string]string{
			"Content-Security-Policy": "frame-ancestors 'none'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Permissions-Policy": "camera=()", "Cross-Origin-Opener-Policy": "same-origin",
		} {
			if !strings.Contains(h.Get(header), want) {
				t.Errorf("%s (%d): %s is %q", name, status, header, h.Get(header))
			}
		}
		csp := h.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'self'") && !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe-") && !strings.Contains(name, "/swagger/") ||
			strings.Contains(csp, "unsafe-eval") || strings.Contains(csp, "script-src 'self' 'unsafe-inline'") {
			t.Errorf("%s (%d): %s", name, status, csp)
		}
	}
	analyst := s.session("analyst")
	for _, r := range s.api.routes {
		path := strings.Replace(concrete(r.path), "/swagger/1", "/swagger/index.html", 1)
		for who, c := range map[string]*client{"nobody": s.anybody(), "analyst": analyst} {
			if who == "analyst" && (r.method != http.MethodGet || strings.HasSuffix(path, "/events")) {
				continue
			}
			res := c.do(r.method, path, nil, nil)
			check(r.method+" "+path+" as "+who, res.StatusCode, res.Header)
			if cached := res.Header.Get("Cache-Control"); strings.HasPrefix(path, apiPrefix) && cached != "no-store" {
				t.Errorf("%s %s: Cache-Control %q", r.method, path, cached)
			}
		}
	}
	id, _ := s.draft()
	for _, path := range []string{"/api/v1/rankings/" + id + "/report?format=xlsx", "/api/v1/rankings/" + id + "/report?format=pdf", "/", "/rankings/" + id, "/assets/none.js", "/api/v1/none", "/api"} {
		res := analyst.get(path)
		check(path, res.StatusCode, res.Header)
	}
	for _, method := range []string{"POST", "PATCH", "TRACE", "OPTIONS"} {
		res := analyst.do(method, "/api/v1/countries", nil, nil)
		check(method, res.StatusCode, res.Header)
	}
	res := analyst.do("POST", "/api/v1/preview", strings.Repeat("x", 2<<20), nil)
	check("too large", res.StatusCode, res.Header)
	rec := httptest.NewRecorder() // the client of these tests takes a 500 for a failure
	s.api.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/panic", nil))
	if rec.Code != http.StatusInternalServerError {
		t.Errorf("a panic: %d", rec.Code)
	}
	check("panic", rec.Code, rec.Header())
}
