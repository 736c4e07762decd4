package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"parksite/handlers/openapi"
	"parksite/internal/access"
	"parksite/internal/appraisal"
	"parksite/internal/audit"
	"parksite/internal/catalog"
	"parksite/internal/courier"
	"parksite/internal/intake"
	"parksite/internal/layout"
	"parksite/internal/review"
	"parksite/internal/store"
	"parksite/internal/store/storetest"
	"parksite/internal/webhook"
	"parksite/seeds"
)

// demoPassword is every account's password in these tests; adminName's too.
const demoPassword = "seven grey herons over wide water"

// site is a running program on a store of its own, with the demo accounts.
type site struct {
	t     testing.TB
	api   *API
	store *store.Store
	clock *clock
}

// clock is the time the program under test sees.
type clock struct {
	mu sync.Mutex
	at time.Time // zero = the real time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.at.IsZero() {
		return time.Now()
	}
	return c.at
}

func (c *clock) forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.at.IsZero() {
		c.at = time.Now()
	}
	c.at = c.at.Add(d)
}

var seedData = sync.OnceValues(seeds.Load)

// seaNetwork is indexed once for all programs under test.
var seaNetwork = sync.OnceValues(func() (*layout.Lanes, error) {
	data, err := seedData()
	if err != nil {
		return nil, err
	}
	return layout.NewLanes(data.Lanes, layout.Origins(data.Sites, data.Tables.SeaDistances))
})

var seedDataset = sync.OnceValues(func() (catalog.Dataset, error) {
	data, err := seedData()
	if err != nil {
		return catalog.Dataset{}, err
	}
	return data.Dataset()
})

// newSite opens a program on a fresh store.
func newSite(t *testing.T) *site { return newSiteWith(t, storetest.Open(t), func(*Config) {}) }

func newSiteWith(t testing.TB, st *store.Store, change func(*Config)) *site {
	t.Helper()
	ctx := context.Background()
	data, err := seedData()
	if err != nil {
		t.Fatal(err)
	}
	clk := &clock{}
	fill(t, st, data, false)
	enforcer, err := access.NewEnforcer(ctx, st, clk.now)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := access.NewKeys(bytes.Repeat([]byte("k"), 32))
	if err != nil {
		t.Fatal(err)
	}
	lanes, err := seaNetwork()
	if err != nil {
		t.Fatal(err)
	}
	cfg := Config{Engine: "embedded", Store: st, Access: enforcer, Policy: access.NIST, Keys: keys,
		Atlas: Atlas{Regions: data.Regions, Strategies: data.Strategies, Industries: data.Industries, Sites: data.Sites, LandUse: data.LandUse, Lanes: lanes},
		Web:   http.NotFoundHandler(), Now: clk.now, Log: slog.New(slog.NewJSONHandler(io.Discard, nil)), Version: "test", Demo: true,
		WorldBank: intake.ClientConfig{BaseURL: "http://127.0.0.1:1", AllowPrivate: true}} // nobody answers there
	cfg.Webhooks = webhook.NewClient([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, net.DefaultResolver)
	if cfg.Courier, err = courier.New(ctx, courier.Config{Store: st, Keys: keys, Webhooks: cfg.Webhooks, Now: clk.now, Log: cfg.Log}); err != nil {
		t.Fatal(err)
	}
	change(&cfg)
	api, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { api.Drain(); api.Close() })
	return &site{t: t, api: api, store: st, clock: clk}
}

var demoHash = sync.OnceValues(func() (string, error) {
	return access.NewHasher(2, time.Minute).Hash(context.Background(), demoPassword)
})

// fill puts dataset, models (every one, or two) and demo accounts into an empty
// store.
func fill(t testing.TB, st *store.Store, data seeds.Data, every bool) {
	t.Helper()
	ctx := context.Background()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ev := audit.Event{Actor: audit.System, Action: "test.fill"}
	if n, err := st.CountUsers(ctx); err != nil || n > 0 {
		must(err)
		return // a second program on the same store
	}
	d, err := seedDataset()
	must(err)
	_, err = st.PublishDataset(ctx, d, data.Tables, data.Series, ev)
	must(err)
	for _, m := range append(slices.Clone(data.Models), layout.ShippedModel()) {
		if !every && m.ID != "general" && m.ID != "strategy-S1" && m.Kind != appraisal.SiteModel {
			continue // most tests need no more
		}
		m.Version = 0 // new to this store
		_, err = st.SaveModel(ctx, m, ev)
		must(err)
	}
	_, err = st.SaveNegativeList(ctx, catalog.EmptyNegativeList(), ev)
	must(err)
	hash, err := demoHash()
	must(err)
	admin, offices := access.Administrator(hash, false, time.Now())
	teams, users, members := access.Demo(hash, time.Now())
	for _, team := range append(teams, access.HouseTeam()) {
		_, err = st.SaveTeam(ctx, team, ev)
		must(err)
	}
	for _, u := range append(users, admin) {
		_, err = st.SaveUser(ctx, u, ev)
		must(err)
	}
	for _, m := range append(members, offices...) {
		_, err = st.SaveMembership(ctx, m, ev)
		must(err)
	}
	_, err = st.SaveRule(ctx, review.Rule{ID: "demo-rule", Name: "三部门会审", Ministries: []string{access.DemoNDRC, access.DemoMOFCOM, access.DemoMFA}, Quorum: 3, DeadlineDays: 30, Active: true}, ev)
	must(err)
}

// answered is an answer, its body read.
type answered struct {
	*http.Response
	body  []byte
	asked string // method and path
}

func (r answered) decode(t testing.TB, v any) {
	t.Helper()
	if err := json.Unmarshal(r.body, v); err != nil {
		t.Fatalf("%v in %.300s", err, r.body)
	}
}

// problem decodes a problem and checks its form.
func (r answered) problem(t testing.TB) problem {
	t.Helper()
	var p problem
	r.decode(t, &p)
	if got := r.Header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("Content-Type %q", got)
	}
	if p.Status != r.StatusCode || p.Code == "" || p.RequestID == "" || p.RequestID != r.Header.Get("X-Request-Id") || p.Title == "" || p.Type == "" {
		t.Errorf("incomplete problem: %s", r.body)
	}
	if p.Status < 500 && p.Detail == "" || p.Status == http.StatusBadRequest && len(p.Errors) == 0 {
		t.Errorf("a problem that does not say what is wrong: %s", r.body)
	}
	for _, f := range p.Errors {
		if f.Field == "" || f.Code == "" || f.Detail == "" {
			t.Errorf("an error without field, code or detail: %s", r.body)
		}
	}
	return p
}

// client is somebody with a browser or a token.
type client struct {
	site    *site
	cookies map[string]string
	token   string

	unchecked bool // answers are not held against the document: thousands of the same few
}

func (s *site) anybody() *client { return &client{site: s, cookies: map[string]string{}} }

// as signs a demo account in.
func (s *site) as(username string) *client {
	s.t.Helper()
	c := s.anybody()
	r := c.post("/api/v1/session", map[string]string{"username": username, "password": demoPassword})
	if r.StatusCode != http.StatusOK {
		s.t.Fatalf("sign-in of %s: %d %s", username, r.StatusCode, r.body)
	}
	return c
}

func (c *client) get(path string) answered { return c.do("GET", path, nil, nil) }
func (c *client) post(path string, body any) answered {
	return c.do("POST", path, body, nil)
}
func (c *client) put(path string, body any, version int64) answered {
	return c.do("PUT", path, body, map[string]string{"If-Match": fmt.Sprintf("%q", fmt.Sprint(version))})
}
func (c *client) del(path string, version int64) answered {
	return c.do("DELETE", path, nil, map[string]string{"If-Match": fmt.Sprintf("%q", fmt.Sprint(version))})
}

// do sends a request and checks the answer against the API document. A string
// or []byte body is sent as it is, anything else as JSON.
func (c *client) do(method, path string, body any, headers map[string]string) answered {
	t := c.site.t
	t.Helper()
	var reader io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(b)
	case []byte:
		reader = bytes.NewReader(b)
	case io.Reader:
		reader = b
	default:
		data, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		reader = bytes.NewReader(data)
	}
	req := httptest.NewRequest(method, path, reader)
	req.RemoteAddr = "192.0.2.7:4711"
	if strings.HasSuffix(path, "/notices/events") { // ends with its reader, and nobody reads a recorder
		ctx, leave := context.WithTimeout(req.Context(), 200*time.Millisecond)
		defer leave()
		req = req.WithContext(ctx)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for name, value := range c.cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	for name, value := range headers {
		if name == "RemoteAddr" {
			req.RemoteAddr = value
		} else if value == "" {
			req.Header.Del(name)
		} else {
			req.Header.Set(name, value)
		}
	}
	rec := httptest.NewRecorder()
	c.site.api.Handler().ServeHTTP(rec, req)
	res := rec.Result()
	for _, k := range res.Cookies() {
		if k.MaxAge < 0 {
			delete(c.cookies, k.Name)
		} else {
			c.cookies[k.Name] = k.Value
		}
	}
	out := answered{res, rec.Body.Bytes(), method + " " + path}
	if out.StatusCode >= 500 && out.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("%s %s: %d %s", method, path, out.StatusCode, out.body)
	}
	if !c.unchecked {
		conforms(t, c.site.api, req, out)
	}
	return out
}

// document is the API document as the tests hold answers against it: a field
// it does not name is an error.
var document = sync.OnceValues(func() (*openapi3.T, error) {
	doc, err := openapi3.NewLoader().LoadFromData(openapi.Document)
	if err != nil {
		return nil, err
	}
	for _, s := range doc.Components.Schemas {
		if s.Value.Type.Is("object") && s.Value.AdditionalProperties.Schema == nil {
			no := false
			s.Value.AdditionalProperties.Has = &no
		}
	}
	return doc, nil
})

// documented returns the path of the document that a gin path is.
func documented(path string) string {
	path = strings.TrimPrefix(path, apiPrefix)
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if strings.HasPrefix(p, ":") {
			parts[i] = "{" + p[1:] + "}"
		}
	}
	return strings.Join(parts, "/")
}

// conforms fails the test if the answer is not one the document allows.
func conforms(t testing.TB, a *API, req *http.Request, res answered) {
	t.Helper()
	doc, err := document()
	if err != nil {
		t.Fatal(err)
	}
	path := matched(a, req)
	if path == "" {
		return // no route
	}
	item := doc.Paths.Value(path)
	if item == nil {
		t.Fatalf("%s %s is not in the document", req.Method, path)
	}
	op := item.GetOperation(req.Method)
	if op == nil {
		return // 405
	}
	if media, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type")); res.StatusCode < 300 && media != "" && media != "application/json" {
		if ok := op.Responses.Value(strconv.Itoa(res.StatusCode)); ok == nil || ok.Value.Content[media] == nil {
			t.Errorf("%s %s: %s is not in the document", req.Method, path, media)
		}
		return // a file, a stream, a page: no JSON to hold against a schema
	}
	in := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: req,
			Route: &routers.Route{Spec: doc, Path: path, PathItem: item, Method: req.Method, Operation: op}},
		Status: res.StatusCode, Header: res.Header, Options: &openapi3filter.Options{IncludeResponseStatus: true},
	}
	in.SetBodyBytes(res.body)
	if err := openapi3filter.ValidateResponse(context.Background(), in); err != nil {
		t.Errorf("%s %s: %d is not as documented: %.2000v", req.Method, req.URL.Path, res.StatusCode, err)
	}
}

// matched returns the documented path a request is routed to, "" for none.
func matched(a *API, req *http.Request) string {
	parts := strings.Split(req.URL.Path, "/")
	for _, r := range a.routes {
		have := strings.Split(r.path, "/")
		if len(have) != len(parts) {
			continue
		}
		fits := true
		for i := range have {
			fits = fits && (have[i] == parts[i] || strings.HasPrefix(have[i], ":") && parts[i] != "")
		}
		if fits {
			return documented(r.path)
		}
	}
	return ""
}
