package handlers

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"parksite/internal/store"
)

var allOf = store.Query{}

func nested(n int, open, inner, shut string) string {
	return strings.Repeat(open, n) + inner + strings.Repeat(shut, n)
}

// What a client can send is answered with a problem that names field and
// reason, never with a 5xx, and stores nothing.
func TestBadInput(t *testing.T) {
	s := newSite(t)
	analyst := s.as("analyst")
	before := s.events(t)
	const preview = "/api/v1/preview"
	many := `{"modelId":"general","weights":{` + strings.TrimSuffix(strings.Repeat(`"x":1,`, 100_000), ",") + `}}`
	tests := []struct {
		name, path, body string
		status           int
		field, code      string // of one of the errors; field "" = the problem's own code
	}{
		{"unknown model", preview, `{"modelId":"no-such"}`, 400, "modelId", "model.unknown"},
		{"operator for a model", preview, `{"modelId":{"$ne":null}}`, 400, "modelId", "json.type"},
		{"operator beside it", preview, `{"modelId":"general","$where":"1"}`, 400, "$where", "json.unknownField"},
		{"no model", preview, `{}`, 400, "modelId", "model.oneOf"},
		{"two models", preview, `{"modelId":"general","model":{}}`, 400, "modelId", "model.oneOf"},
		{"unknown region", preview, `{"modelId":"general","scope":{"regions":["Atlantis"]}}`, 400, "scope.regions", "region.unknown"},
		{"unknown strategy", preview, `{"modelId":"general","scope":{"strategies":["S9"]}}`, 400, "scope.strategies", "strategy.unknown"},
		{"unknown country", preview, `{"modelId":"general","scope":{"countries":["XXX"]}}`, 400, "scope.countries", "country.unknown"},
		{"lower-case country", preview, `{"modelId":"general","scope":{"countries":["vnm"]}}`, 400, "scope.countries", "country.unknown"},
		{"China is no candidate", preview, `{"modelId":"general","scope":{"countries":["CHN"]}}`, 400, "scope.countries", "country.unknown"},
		{"unknown dataset", preview, `{"modelId":"general","datasetId":"ds-99"}`, 400, "datasetId", "dataset.unknown"},
		{"path for a dataset", preview, `{"modelId":"general","datasetId":"../../etc/passwd"}`, 400, "datasetId", "dataset.unknown"},
		{"year before the data", preview, `{"modelId":"general","year":1800}`, 400, "year", "year.range"},
		{"year past the data", preview, `{"modelId":"general","year":3000}`, 400, "year", "year.range"},
		{"year as a fraction", preview, `{"modelId":"general","year":2020.5}`, 400, "year", "json.type"},
		{"year out of any range", preview, `{"modelId":"general","year":1e300}`, 400, "year", "json.type"},
		{"negative weight", preview, `{"modelId":"general","weights":{"population":-0.1}}`, 400, "weights.population", "weight.negative"},
		{"weight NaN", preview, `{"modelId":"general","weights":{"population":NaN}}`, 400, "weights.population", "json.syntax"},
		{"weight Infinity", preview, `{"modelId":"general","weights":{"population":-Infinity}}`, 400, "weights.population", "json.syntax"},
		{"weight null", preview, `{"modelId":"general","weights":{"population":null}}`, 400, "weights.population", "json.type"},
		{"region null", preview, `{"modelId":"general","scope":{"regions":["ASEAN",null]}}`, 400, "scope.regions[1]", "json.type"},
		{"weight text", preview, `{"modelId":"general","weights":{"population":"much"}}`, 400, "weights.population", "json.type"},
		{"weight true", preview, `{"modelId":"general","weights":{"population":true}}`, 400, "weights.population", "json.type"},
		{"weight object", preview, `{"modelId":"general","weights":{"population":{"$gt":0}}}`, 400, "weights.population", "json.type"},
		{"weight 10^400", preview, `{"modelId":"general","weights":{"population":1e400}}`, 400, "weights.population", "json.type"},
		{"weights summing to Inf", preview, `{"modelId":"general","weights":{"population":1e308,"location":1e308}}`, 400, "weights.index", "weight.allZero"},
		{"weights all zero", preview, `{"modelId":"general","weights":{"population":0,"location":0,"development":0,"urbanization":0,"business":0}}`, 400, "weights.index", "weight.allZero"},
		{"weight of no node", preview, `{"modelId":"general","weights":{"weather":1}}`, 400, "weights.weather", "node.unknown"},
		{"weights as a list", preview, `{"modelId":"general","weights":[0.2,0.2]}`, 400, "weights", "json.type"},
		{"unknown field", preview, `{"modelId":"general","version":7}`, 400, "version", "json.unknownField"},
		{"mass assignment", preview, `{"modelId":"general","team":"x","approvedBy":"me","createdAt":"2020-01-01T00:00:00Z"}`, 400, "approvedBy", "json.unknownField"},
		{"other spelling", preview, `{"MODELID":"general"}`, 400, "MODELID", "json.unknownField"},
		{"inner unknown field", preview, `{"modelId":"general","scope":{"region":["ASEAN"]}}`, 400, "scope.region", "json.unknownField"},
		{"key twice", preview, `{"modelId":"no-such","modelId":"general"}`, 400, "modelId", "json.duplicate"},
		{"inner key twice", preview, `{"modelId":"general","weights":{"population":0.5,"population":0.1}}`, 400, "weights.population", "json.duplicate"},
		{"trailing object", preview, `{"modelId":"general"}{}`, 400, "", "json.trailing"},
		{"trailing text", preview, `{"modelId":"general"} x`, 400, "", "json.trailing"},
		{"half an object", preview, `{"modelId":"gen`, 400, "", "json.syntax"},
		{"no object", preview, `"general"`, 400, "body", "json.type"},
		{"null", preview, `null`, 400, "modelId", "model.oneOf"},
		{"list", preview, `[]`, 400, "body", "json.type"},
		{"empty", preview, ``, 400, "", "body.missing"},
		{"only spaces", preview, " \n ", 400, "", "body.missing"},
		{"NUL", preview, `{"modelId":"gen\u0000eral"}`, 400, "modelId", "json.character"},
		{"lone surrogate", preview, `{"modelId":"\ud800"}`, 400, "modelId", "json.character"},
		{"no UTF-8", preview, "{\"modelId\":\"\xff\xfe\"}", 400, "", "json.utf8"},
		{"a thousand deep", preview, `{"modelId":"general","scope":` + nested(1000, `{"a":`, `1`, `}`) + `}`, 400, "", "json.depth"},
		{"ten thousand lists deep", preview, nested(10_000, `[`, ``, `]`), 400, "", "json.depth"},
		{"a hundred thousand deep, cut off", preview, strings.Repeat(`[`, 100_000), 400, "", "json.depth"},
		{"a key a hundred thousand times", preview, many, 400, "weights.x", "json.duplicate"},
		{"10 MB", preview, `{"modelId":"` + strings.Repeat("x", 10<<20) + `"}`, 413, "", "body.tooLarge"},
		{"no method", "/api/v1/evaluations", `{"method":"oracle","criteria":[],"matrix":[]}`, 400, "method", "scoring.unknownMethod"},
		{"ragged rows", "/api/v1/evaluations", `{"method":"topsis","criteria":[{"name":"a","direction":"max","weight":1},{"name":"b","direction":"max","weight":1}],"matrix":[[1,2],[3]]}`, 400, "matrix[1]", "scoring.shape"},
		{"10 MB problem", "/api/v1/evaluations", `{"method":"` + strings.Repeat("x", 10<<20) + `"}`, 413, "", "body.tooLarge"},
		{"deep problem", "/api/v1/evaluations", `{"method":"topsis","params":` + nested(5000, `[`, ``, `]`) + `}`, 400, "", "scoring.tooLarge"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := analyst.post(tt.path, tt.body)
			if res.StatusCode != tt.status {
				t.Fatalf("%d, want %d: %.500s", res.StatusCode, tt.status, res.body)
			}
			p := res.problem(t)
			for _, leak := range []string{"Go ", "struct", "handlers.", "mongo", "bson", "interface {}", "float64"} {
				if strings.Contains(string(res.body), leak) {
					t.Errorf("the answer shows %q: %.500s", leak, res.body)
				}
			}
			if len(res.body) > 20_000 {
				t.Errorf("an answer of %d bytes", len(res.body))
			}
			if tt.field == "" {
				if p.Code != tt.code {
					t.Errorf("code %q, want %q", p.Code, tt.code)
				}
				return
			}
			for _, f := range p.Errors {
				if f.Field == tt.field && f.Code == tt.code && f.Detail != "" {
					return
				}
			}
			t.Errorf("errors %+v, want %s on %s", p.Errors, tt.code, tt.field)
		})
	}
	if after := s.events(t); after != before {
		t.Errorf("%d events were stored by input that was refused", after-before)
	}
}

func (s *site) events(t *testing.T) int {
	t.Helper()
	_, n, err := s.store.Events(t.Context(), store.Filter{PageSize: 1, Page: 1})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Weights that do not sum to 1 are used in proportion, and said to be.
func TestWeightsAreNormalised(t *testing.T) {
	analyst := newSite(t).as("analyst")
	res := analyst.post("/api/v1/preview", `{"modelId":"general","weights":{"population":2,"location":2,"development":2,"urbanization":2,"business":2}}`)
	if res.StatusCode != http.StatusOK || !strings.Contains(string(res.body), `"weights.normalised"`) {
		t.Fatalf("%d %.300s", res.StatusCode, res.body)
	}
}

func TestBadQueries(t *testing.T) {
	analyst := newSite(t).as("analyst")
	for path, field := range map[string]string{
		"/api/v1/countries?region=Atlantis":                  "region",
		"/api/v1/countries?regoin=ASEAN":                     "regoin",
		"/api/v1/countries?region[$ne]=x":                    "region[$ne]",
		"/api/v1/countries?region=ASEAN&region=EU":           "region",
		"/api/v1/countries?region=ASEAN;page=2":              "query", // net/url would drop both
		"/api/v1/countries?region=%zz":                       "query",
		"/api/v1/countries?page=0":                           "page",
		"/api/v1/countries?page=-1":                          "page",
		"/api/v1/countries?pageSize=x":                       "pageSize",
		"/api/v1/countries?page=99999999999999999999":        "page",
		"/api/v1/countries?datasetId=ds-7":                   "datasetId",
		"/api/v1/countries/VNM/observations?indicator=no":    "indicator",
		"/api/v1/countries/VNM/observations?from=long%20ago": "from",
		"/api/v1/indicators?dimension=no":                    "dimension",
		"/api/v1/sites?iso3=XXX":                             "iso3",
		"/api/v1/sites?kind=castle":                          "kind",
	} {
		res := analyst.get(path)
		if res.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %d %s", path, res.StatusCode, res.body)
			continue
		}
		p := res.problem(t)
		if len(p.Errors) != 1 || p.Errors[0].Field != field {
			t.Errorf("%s: %+v, want field %s", path, p.Errors, field)
		}
	}
	for _, path := range []string{"/api/v1/countries/XXX", "/api/v1/countries/vnm", "/api/v1/indicators/no", "/api/v1/datasets/ds-9",
		"/api/v1/models/no", "/api/v1/models/general/versions/9", "/api/v1/models/general/versions/x", "/api/v1/models/general/versions/-1", "/api/v1/no"} {
		if res := analyst.get(path); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d %s", path, res.StatusCode, res.body)
		}
	}
	res := analyst.get("/api/v1/countries?pageSize=1000000000")
	if !strings.Contains(string(res.body), `"pageSize":200`) {
		t.Errorf("a page size of 10^9: %.200s", res.body)
	}
}

// What is not JSON is refused by its type, so that no form on another site can
// send it.
func TestBodyTypes(t *testing.T) {
	analyst := newSite(t).as("analyst")
	const good = `{"modelId":"general"}`
	for _, kind := range []string{"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json; charset=gbk", "application/jsonx"} {
		res := analyst.do("POST", "/api/v1/preview", good, map[string]string{"Content-Type": kind})
		if res.StatusCode != http.StatusUnsupportedMediaType {
			t.Errorf("Content-Type %q: %d", kind, res.StatusCode)
		}
	}
	for _, encoding := range []string{"gzip", "br", "deflate, gzip"} {
		res := analyst.do("POST", "/api/v1/preview", good, map[string]string{"Content-Encoding": encoding})
		if res.StatusCode != http.StatusUnsupportedMediaType {
			t.Errorf("Content-Encoding %q: %d", encoding, res.StatusCode)
		}
	}
	if res := analyst.do("POST", "/api/v1/preview", good, map[string]string{"Content-Type": "application/json; charset=UTF-8"}); res.StatusCode != http.StatusOK {
		t.Errorf("charset UTF-8: %d %s", res.StatusCode, res.body)
	}
}

func TestCrossSiteWritesAreRefused(t *testing.T) {
	s := newSite(t)
	analyst := s.as("analyst")
	for name, headers := range map[string]map[string]string{
		"other origin":    {"Origin": "https://evil.example"},
		"null origin":     {"Origin": "null"},
		"cross-site":      {"Sec-Fetch-Site": "cross-site"},
		"same-site":       {"Sec-Fetch-Site": "same-site"},
		"origin and port": {"Origin": "http://example.com:99"},
	} {
		for _, path := range []string{"/api/v1/preview", "/api/v1/session"} {
			res := analyst.do("POST", path, `{"modelId":"general"}`, headers)
			if res.StatusCode != http.StatusForbidden || res.problem(t).Code != "origin.cross" {
				t.Errorf("%s to %s: %d %s", name, path, res.StatusCode, res.body)
			}
		}
	}
	for name, headers := range map[string]map[string]string{
		"same origin": {"Origin": "http://example.com"}, "fetched here": {"Sec-Fetch-Site": "same-origin"}, "no browser": nil,
	} {
		if res := analyst.do("POST", "/api/v1/preview", `{"modelId":"general"}`, headers); res.StatusCode != http.StatusOK {
			t.Errorf("%s: %d %s", name, res.StatusCode, res.body)
		}
	}
}

// The security headers are on every answer.
func TestSecurityHeaders(t *testing.T) {
	s := newSite(t)
	analyst := s.as("analyst")
	for _, res := range []answered{
		analyst.get("/api/v1/countries"), analyst.get("/api/v1/no"), s.anybody().get("/api/v1/countries"),
		s.anybody().get("/healthz"), s.anybody().get("/no"), s.anybody().do("XYZ", "/", nil, nil), analyst.post("/api/v1/preview", `{`),
	} {
		for name, want := range map[string][]string{
			"Content-Security-Policy":    {"default-src 'self'", "script-src 'self';", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"},
			"X-Content-Type-Options":     {"nosniff"},
			"Referrer-Policy":            {"no-referrer"},
			"Permissions-Policy":         {"camera=()"},
			"Cross-Origin-Opener-Policy": {"same-origin"},
		} {
			for _, w := range want {
				if !strings.Contains(res.Header.Get(name), w) {
					t.Errorf("%d: %s is %q, lacks %q", res.StatusCode, name, res.Header.Get(name), w)
				}
			}
		}
		if res.Header.Get("Strict-Transport-Security") != "" {
			t.Error("HSTS without TLS")
		}
	}
	if res := analyst.get("/api/v1/countries"); res.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("Cache-Control %q", res.Header.Get("Cache-Control"))
	}
	ui := s.anybody().get("/swagger/index.html")
	if ui.StatusCode != 200 || strings.Contains(ui.Header.Get("Content-Security-Policy"), "'unsafe-inline'; img") == strings.Contains(string(ui.body), "<script>") {
		t.Errorf("Swagger UI: %d %s", ui.StatusCode, ui.Header.Get("Content-Security-Policy"))
	}
	for _, file := range []string{"swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js", "start.js"} {
		if res := s.anybody().get("/swagger/" + file); res.StatusCode != 200 || len(res.body) < 100 {
			t.Errorf("%s: %d, %d bytes", file, res.StatusCode, len(res.body))
		}
	}
	for _, file := range []string{"..%2f..%2fgo.mod", "oauth2-redirect.html", "no.js"} {
		if res := s.anybody().get("/swagger/" + file); res.StatusCode == 200 {
			t.Errorf("%s is served", file)
		}
	}
}

// HEAD gives GET's verdict and headers without the body; other methods of a
// known path are 405.
func TestMethods(t *testing.T) {
	s := newSite(t)
	analyst := s.as("analyst")
	if res := analyst.do("HEAD", "/api/v1/countries", nil, nil); res.StatusCode != 200 || len(res.body) != 0 {
		t.Errorf("HEAD: %d, %d bytes", res.StatusCode, len(res.body))
	}
	for _, method := range []string{"PUT", "PATCH", "DELETE", "POST"} {
		res := analyst.do(method, "/api/v1/countries", nil, nil)
		if res.StatusCode != http.StatusMethodNotAllowed || !slices.Contains(strings.Split(res.Header.Get("Allow"), ", "), "GET") {
			t.Errorf("%s: %d, Allow %q", method, res.StatusCode, res.Header.Get("Allow"))
		}
	}
	res := analyst.do("POST", "/api/v1/countries", `{}`, map[string]string{"X-HTTP-Method-Override": "GET", "X-Method-Override": "GET"})
	if res.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("method override: %d", res.StatusCode)
	}
}
