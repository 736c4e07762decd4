package handlers

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"parksite/internal/access"
)

// unread is a body that fails the test when somebody reads it.
type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("the body was read before the caller was known")
	return 0, errors.New("read")
}

// Every route states what it asks: anybody, any signed-in person, or a
// permission that some role has.
func TestEveryRouteStatesItsPermission(t *testing.T) {
	s := newSite(t)
	if len(s.api.routes) < 20 {
		t.Fatalf("%d routes only", len(s.api.routes))
	}
	for _, r := range s.api.routes {
		stated := 0
		for _, yes := range []bool{r.guard.open, r.guard.signedIn, r.guard.object != ""} {
			if yes {
				stated++
			}
		}
		if stated != 1 || (r.guard.object == "") != (r.guard.action == "") {
			t.Errorf("%s %s states %+v", r.method, r.path, r.guard)
		}
		if r.guard.object != "" && !anyRoleMay(t, s, r.guard.object, r.guard.action) {
			t.Errorf("%s %s asks %s.%s, which no demo account's role has", r.method, r.path, r.guard.object, r.guard.action)
		}
	}
}

func anyRoleMay(t *testing.T, s *site, object, action string) bool {
	t.Helper()
	users, _, err := s.store.FindUsers(t.Context(), allOf)
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(users, func(u access.User) bool {
		may, err := s.api.access.MayAny(t.Context(), u.ID, object, action)
		if err != nil {
			t.Fatal(err)
		}
		return may
	})
}

// openRoutes are those that docs/API.md lists as open.
var openRoutes = []string{"GET /healthz", "GET /readyz", "GET /version", "GET /openapi.json", "GET /swagger/:file", "POST /api/v1/session",
	"GET /api/v1/session/methods", "GET /api/v1/session/oidc", "GET /api/v1/session/oidc/callback"}

// Without credentials every other route answers 401, before a byte of the
// body is read, and so does every path and method under the API.
func TestNothingWithoutCredentials(t *testing.T) {
	s := newSite(t)
	for _, r := range s.api.routes {
		if r.guard.open != slices.Contains(openRoutes, r.method+" "+r.path) {
			t.Errorf("%s %s: open = %v", r.method, r.path, r.guard.open)
		}
		if r.guard.open {
			continue
		}
		for name, headers := range map[string]map[string]string{
			"nothing":       nil,
			"empty cookie":  {"Cookie": "parksite="},
			"other cookie":  {"Cookie": "parksite=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
			"basic":         {"Authorization": "Basic YWRtaW46YWRtaW4="},
			"other token":   {"Authorization": "Bearer isp_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
			"unsigned jwt":  {"Authorization": "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9."},
			"override":      {"X-HTTP-Method-Override": "GET"},
			"forwarded for": {"X-Forwarded-For": "127.0.0.1"},
		} {
			var body any
			if r.method != http.MethodGet {
				body = unread{t}
			}
			res := s.anybody().do(r.method, concrete(r.path), body, headers)
			if res.StatusCode != http.StatusUnauthorized {
				t.Errorf("%s %s with %s: %d, want 401", r.method, r.path, name, res.StatusCode)
				continue
			}
			res.problem(t)
			if res.Header.Get("WWW-Authenticate") == "" {
				t.Errorf("%s %s: 401 without WWW-Authenticate", r.method, r.path)
			}
		}
	}
	for _, path := range []string{"/api/v1/countries/", "/api/v1/Countries", "/api/v1/countries;x", "/api/v1//countries", "/api/v1/countries.json",
		"/api/v1/%63ountries", "/api/v1/../api/v1/countries", "/api/v1/x/%2e%2e/countries", "/api", "/api/v2/countries", "/api/v1/countries/%2e%2e/session"} {
		res := s.anybody().get(path)
		if res.StatusCode != http.StatusUnauthorized {
			t.Errorf("GET %s: %d, want 401", path, res.StatusCode)
		}
	}
	for _, method := range []string{"HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "XYZ"} {
		res := s.anybody().do(method, "/api/v1/countries", nil, nil)
		if res.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s /api/v1/countries: %d, want 401", method, res.StatusCode)
		}
	}
}

// A token or session in the address opens nothing.
func TestNoCredentialsInTheAddress(t *testing.T) {
	s := newSite(t)
	analyst := s.as("analyst")
	for _, query := range []string{"?token=", "?access_token=", "?parksite=", "?session="} {
		if res := s.anybody().get("/api/v1/countries" + query + analyst.cookies[cookiePlain]); res.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s: %d", query, res.StatusCode)
		}
	}
}

// concrete fills the parameters of a gin path.
func concrete(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if strings.HasPrefix(p, ":") {
			parts[i] = "1"
		}
	}
	return strings.Join(parts, "/")
}

// The document has every route and no other, with the same openness.
func TestRoutesAndDocumentAgree(t *testing.T) {
	s := newSite(t)
	doc, err := document()
	if err != nil {
		t.Fatal(err)
	}
	routed := map[string]guard{}
	for _, r := range s.api.routes {
		routed[r.method+" "+documented(r.path)] = r.guard
	}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			g, known := routed[method+" "+path]
			if !known {
				t.Errorf("%s %s is in the document and no route", method, path)
				continue
			}
			delete(routed, method+" "+path)
			if open := op.Security != nil && len(*op.Security) == 0; open != g.open {
				t.Errorf("%s %s: open is %v in the document and %v in routes.go", method, path, open, g.open)
			}
			root := len(item.Servers) == 1 && item.Servers[0].URL == "/"
			if under := slices.ContainsFunc(s.api.routes, func(r route) bool {
				return documented(r.path) == path && strings.HasPrefix(r.path, apiPrefix)
			}); under == root {
				t.Errorf("%s: under %s is %v, the document says %v", path, apiPrefix, under, !root)
			}
		}
	}
	for r := range routed {
		t.Errorf("%s is a route and not in the document", r)
	}
	// What gin serves is what the table lists.
	served := s.api.engine.Routes()
	if len(served) != len(s.api.routes) {
		t.Errorf("gin has %d routes, the table %d", len(served), len(s.api.routes))
	}
	for _, r := range served {
		if strings.Contains(r.Path, "debug") {
			t.Errorf("%s %s is served", r.Method, r.Path)
		}
	}
}

// Each request body of the document has an example, and the example works for
// a demo account that may do it.
func TestExamplesWork(t *testing.T) {
	s := newSite(t)
	doc, err := document()
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, r := range s.api.routes {
		item := doc.Paths.Value(documented(r.path))
		if item == nil || item.GetOperation(r.method) == nil || item.GetOperation(r.method).RequestBody == nil {
			continue // TestRoutesAndDocumentAgree says what is not in the document
		}
		op := item.GetOperation(r.method)
		content := op.RequestBody.Value.Content
		media, form := content["application/json"], content["multipart/form-data"]
		if form != nil {
			media = form
		}
		if media == nil || media.Example == nil {
			t.Errorf("%s %s has no example", r.method, r.path)
			continue
		}
		tried++
		t.Run(r.method+" "+r.path, func(t *testing.T) { tryExample(t, r, media.Example, form != nil) })
	}
	if tried < 3 {
		t.Errorf("%d examples only", tried)
	}
}
