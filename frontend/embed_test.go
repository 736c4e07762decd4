package frontend

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

var built = fstest.MapFS{
	".gitkeep":            {},
	"index.html":          {Data: []byte(`<html>app<meta nonce="__NONCE__"></html>`)},
	"favicon.svg":         {Data: []byte("<svg/>")},
	"assets/app-1.js":     {Data: []byte("plain")},
	"assets/app-1.js.br":  {Data: []byte("brotli")},
	"assets/app-1.js.gz":  {Data: []byte("gzip")},
	"assets/style-1.css":  {Data: []byte("body{}")},
	"assets/secret.pem":   {Data: []byte("no such type")},
	"assets/only.js":      {Data: []byte("only gz")},
	"assets/only.js.gz":   {Data: []byte("gz")},
	"assets/deep/deep.js": {Data: []byte("deep")},
}

func get(h http.Handler, method, target string, header map[string]string) *http.Response {
	r := httptest.NewRequest(method, target, nil)
	for k, v := range header {
		r.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, res *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestServe(t *testing.T) {
	const immutable = "public, max-age=31536000, immutable"
	tests := []struct {
		name, target, accept string
		status               int
		body, cache, coding  string
	}{
		{"root", "/", "", 200, "", "no-store", ""},
		{"client route", "/workbench", "", 200, "", "no-store", ""},
		{"client route with dots", "/indicators/GE.EST", "", 200, "", "no-store", ""},
		{"file at the root", "/favicon.svg", "", 200, "<svg/>", "no-cache", ""},
		{"asset", "/assets/app-1.js", "", 200, "plain", immutable, ""},
		{"asset brotli", "/assets/app-1.js", "gzip, deflate, br", 200, "brotli", immutable, "br"},
		{"asset gzip", "/assets/app-1.js", "gzip;q=0.8, br;q=0", 200, "gzip", immutable, "gzip"},
		{"coding refused", "/assets/app-1.js", "br;q=0.0, gzip;q=0", 200, "plain", immutable, ""},
		{"no sibling", "/assets/style-1.css", "br", 200, "body{}", immutable, ""},
		{"missing asset", "/assets/app-0.js", "", 404, "", "", ""},
		{"missing file at the root", "/robots.txt", "", 404, "", "", ""},
		{"hidden file", "/.env", "", 404, "", "", ""},
		{"hidden folder", "/x/.git/config", "", 404, "", "", ""},
		{"unknown type is not served", "/assets/secret.pem", "", 404, "", "", ""},
		{"folder", "/assets/", "", 404, "", "", ""},
		{"api", "/api/v1/nothing", "", 404, "", "", ""},
		{"api root", "/api", "", 404, "", "", ""},
		{"dot segments", "/assets/../api/v1", "", 404, "", "", ""},
	}
	h := newSite(built)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := get(h, http.MethodGet, tt.target, map[string]string{"Accept-Encoding": tt.accept})
			got := body(t, res)
			if res.StatusCode != tt.status {
				t.Fatalf("status %d, want %d", res.StatusCode, tt.status)
			}
			if tt.status == 404 {
				if strings.Contains(got, "<html>app") {
					t.Error("a missing file was answered with index.html")
				}
				return
			}
			if tt.body == "" {
				if !strings.HasPrefix(got, "<html>app") {
					t.Errorf("body %q, want the page", got)
				}
			} else if got != tt.body {
				t.Errorf("body %q, want %q", got, tt.body)
			}
			if c := res.Header.Get("Cache-Control"); c != tt.cache {
				t.Errorf("Cache-Control %q, want %q", c, tt.cache)
			}
			if c := res.Header.Get("Content-Encoding"); c != tt.coding {
				t.Errorf("Content-Encoding %q, want %q", c, tt.coding)
			}
			if tt.body != "" && res.Header.Get("Vary") != "Accept-Encoding" {
				t.Error("no Vary: Accept-Encoding")
			}
		})
	}
}

func TestContentTypeIsOfTheOriginal(t *testing.T) {
	res := get(newSite(built), http.MethodGet, "/assets/only.js", map[string]string{"Accept-Encoding": "gzip"})
	if ct := res.Header.Get("Content-Type"); ct != "text/javascript; charset=utf-8" {
		t.Errorf("Content-Type %q", ct)
	}
}

func TestNotModified(t *testing.T) {
	h := newSite(built)
	etag := get(h, http.MethodGet, "/favicon.svg", nil).Header.Get("ETag")
	if etag == "" {
		t.Fatal("no ETag")
	}
	if res := get(h, http.MethodGet, "/favicon.svg", map[string]string{"If-None-Match": etag}); res.StatusCode != http.StatusNotModified {
		t.Errorf("status %d, want 304", res.StatusCode)
	}
	br := get(h, http.MethodGet, "/assets/app-1.js", map[string]string{"Accept-Encoding": "br"}).Header.Get("ETag")
	plain := get(h, http.MethodGet, "/assets/app-1.js", nil).Header.Get("ETag")
	if br == plain {
		t.Error("two encodings share an ETag")
	}
}

// Each page has a nonce of its own, the policy names it, and nothing lets the
// page be kept with an old one.
func TestPageNonce(t *testing.T) {
	h := newSite(built)
	seen := map[string]bool{}
	for range 3 {
		r, w := httptest.NewRequest(http.MethodGet, "/workbench", nil), httptest.NewRecorder()
		w.Header().Set("Content-Security-Policy", "default-src 'self'; style-src 'self'; img-src 'self'")
		h.ServeHTTP(w, r)
		_, rest, _ := strings.Cut(w.Body.String(), `nonce="`)
		nonce, _, _ := strings.Cut(rest, `"`)
		if len(nonce) < 22 || seen[nonce] || nonce == noncePlace {
			t.Errorf("nonce %q", nonce)
		}
		seen[nonce] = true
		if csp := w.Header().Get("Content-Security-Policy"); csp != "default-src 'self'; style-src 'self' 'nonce-"+nonce+"'; img-src 'self'" {
			t.Errorf("policy %q", csp)
		}
		if w.Header().Get("ETag") != "" || w.Header().Get("Last-Modified") != "" {
			t.Error("the page can be revalidated, with the nonce of another answer")
		}
	}
}

func TestMethods(t *testing.T) {
	h := newSite(built)
	if res := get(h, http.MethodPost, "/", nil); res.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST: status %d, want 405", res.StatusCode)
	}
	if res := get(h, http.MethodHead, "/", nil); res.StatusCode != 200 || body(t, res) != "" {
		t.Errorf("HEAD: status %d or a body", res.StatusCode)
	}
}

func TestNotBuilt(t *testing.T) {
	h := newSite(fstest.MapFS{".gitkeep": {}})
	res := get(h, http.MethodGet, "/workbench", nil)
	got := body(t, res)
	if res.StatusCode != http.StatusServiceUnavailable {
		t.Fatalf("status %d, want 503", res.StatusCode)
	}
	for _, want := range []string{"make web", "尚未构建", "has not been built"} {
		if !strings.Contains(got, want) {
			t.Errorf("page lacks %q", want)
		}
	}
	if res := get(h, http.MethodGet, "/api/v1/session", nil); res.StatusCode != 404 {
		t.Errorf("api without a build: status %d, want 404", res.StatusCode)
	}
}

func TestHandlerOfThisBuild(t *testing.T) {
	res := get(Handler(), http.MethodGet, "/", nil)
	if res.StatusCode != 200 && res.StatusCode != 503 {
		t.Errorf("status %d, want 200 with a build and 503 without", res.StatusCode)
	}
}
