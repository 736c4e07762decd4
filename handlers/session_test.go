package handlers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"parksite/internal/access"
	"parksite/internal/store"
)

func signIn(c *client, username, password string) answered {
	return c.post("/api/v1/session", map[string]string{"username": username, "password": password})
}

// The cookie cannot be read by scripts, sent from other sites or, where there
// is TLS, over plain http or from another host.
func TestCookie(t *testing.T) {
	s := newSite(t)
	plain := signIn(s.anybody(), "viewer", demoPassword)
	tls := newSiteWith(t, s.store, func(c *Config) { c.PublicURL = "https://parks.example" })
	secure := signIn(tls.anybody(), "viewer", demoPassword)
	proxied := newSiteWith(t, s.store, func(c *Config) { c.TrustedProxies = []string{"192.0.2.0/24"} })
	through := proxied.anybody().do("POST", "/api/v1/session", map[string]string{"username": "viewer", "password": demoPassword}, map[string]string{"X-Forwarded-Proto": "https"})
	forged := s.anybody().do("POST", "/api/v1/session", map[string]string{"username": "viewer", "password": demoPassword}, map[string]string{"X-Forwarded-Proto": "https"})
	for name, tt := range map[string]struct {
		res    answered
		cookie string
		secure bool
	}{"plain": {plain, cookiePlain, false}, "TLS": {secure, cookieTLS, true}, "trusted proxy": {through, cookieTLS, true}, "forged header": {forged, cookiePlain, false}} {
		var found *http.Cookie
		for _, k := range tt.res.Cookies() {
			if k.Name == tt.cookie {
				found = k
			}
		}
		if found == nil {
			t.Errorf("%s: no cookie %s in %v", name, tt.cookie, tt.res.Header["Set-Cookie"])
			continue
		}
		if !found.HttpOnly || found.SameSite != http.SameSiteLaxMode || found.Path != "/" || found.Domain != "" || found.Secure != tt.secure || len(found.Value) < 22 {
			t.Errorf("%s: %s", name, found)
		}
		if hsts := tt.res.Header.Get("Strict-Transport-Security") != ""; hsts != tt.secure {
			t.Errorf("%s: HSTS %v", name, hsts)
		}
		if strings.Contains(string(tt.res.body), found.Value) {
			t.Errorf("%s: the answer shows the session", name)
		}
	}
}

func TestSessionLife(t *testing.T) {
	s := newSite(t)
	c := s.as("viewer")
	first := c.copy()
	c.want(200, "", signIn(c, "viewer", demoPassword)) // signed in anew: the old id is gone
	first.want(401, "session.ended", first.get("/api/v1/session"))
	other := s.as("viewer")
	c.want(204, "", c.do("DELETE", "/api/v1/session", nil, nil))
	if len(c.cookies[cookiePlain]) > 0 {
		t.Error("signing out left the cookie")
	}
	c.want(401, "session.missing", c.get("/api/v1/session"))
	other.want(200, "", other.get("/api/v1/session")) // another browser's session goes on

	s.clock.forward(29 * time.Minute)
	other.want(200, "", other.get("/api/v1/session"))
	s.clock.forward(29 * time.Minute)
	other.want(200, "", other.get("/api/v1/session"))
	s.clock.forward(31 * time.Minute)
	other.want(401, "session.expired", other.get("/api/v1/session"))

	long := s.as("viewer")
	for range 25 {
		s.clock.forward(29 * time.Minute)
		if res := long.get("/api/v1/session"); res.StatusCode != 200 {
			return // ended by its absolute age, as it must before the loop does
		}
	}
	t.Error("a session lived past twelve hours")
}

// A changed password, a lock or an ended session counts on the very next
// request here, and within a second in another process on the same database.
func TestRevocation(t *testing.T) {
	s := newSite(t)
	st2, err := store.Open(t.Context(), store.Config{URI: s.store.URI(), Database: s.store.Database()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st2.Close(t.Context()) })
	second := newSiteWith(t, st2, func(*Config) {})
	admin := s.as("admin")
	there := func(c *client) *client { return &client{site: second, cookies: c.cookies, token: c.token} }
	soon := func(what string, status int, do func() answered) {
		t.Helper()
		deadline := time.Now().Add(time.Second)
		for {
			res := do()
			if res.StatusCode == status {
				return
			}
			if time.Now().After(deadline) {
				t.Errorf("%s: still %d after a second, want %d", what, res.StatusCode, status)
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	}

	analyst := s.as("analyst")
	there(analyst).want(200, "", there(analyst).get("/api/v1/rankings"))
	members := pages[access.Membership](t, admin, "/api/v1/memberships?userId=demo-analyst")
	if len(members) != 1 {
		t.Fatalf("memberships %+v", members)
	}
	admin.want(428, "ifMatch.missing", admin.do("DELETE", "/api/v1/memberships/"+members[0].ID, nil, nil))
	admin.want(204, "", admin.del("/api/v1/memberships/"+members[0].ID, members[0].Version))
	if res := analyst.get("/api/v1/rankings"); res.StatusCode != 401 && res.StatusCode != 403 {
		t.Errorf("after the role was taken: %d", res.StatusCode)
	}
	soon("role, other process", 401, func() answered { return there(analyst).get("/api/v1/rankings") })
	analyst = s.as("analyst")
	analyst.want(403, "forbidden", analyst.get("/api/v1/rankings"))

	viewer := s.as("viewer")
	bot := viewer.withToken("catalogue.read")
	there(viewer).want(200, "", there(viewer).get("/api/v1/countries"))
	admin.want(200, "", admin.do("POST", "/api/v1/users/demo-viewer/lock", nil, map[string]string{"If-Match": `"1"`}))
	viewer.want(401, "session.ended", viewer.get("/api/v1/countries"))
	bot.want(401, "token.invalid", bot.get("/api/v1/countries"))
	soon("lock, other process", 401, func() answered { return there(viewer).get("/api/v1/countries") })
	soon("token of a locked person, other process", 401, func() answered { return there(bot).get("/api/v1/countries") })
	if res := signIn(s.anybody(), "viewer", demoPassword); res.StatusCode != 401 {
		t.Errorf("a locked person signs in: %d", res.StatusCode)
	}

	lead := s.as("lead")
	there(lead).want(200, "", there(lead).get("/api/v1/countries"))
	admin.want(204, "", admin.do("DELETE", "/api/v1/users/demo-lead/sessions", nil, nil))
	lead.want(401, "session.ended", lead.get("/api/v1/countries"))
	soon("session, other process", 401, func() answered { return there(lead).get("/api/v1/countries") })

	b := s.as("analyst-b")
	old := b.copy()
	b.want(403, "password.wrong", b.do("PUT", "/api/v1/session/password", map[string]string{"current": "wrong", "password": "eleven slow barges pass the lock"}, nil))
	b.want(400, "password.short", b.do("PUT", "/api/v1/session/password", map[string]string{"current": demoPassword, "password": "short"}, nil))
	b.want(200, "", b.do("PUT", "/api/v1/session/password", map[string]string{"current": demoPassword, "password": "eleven slow barges pass the lock"}, nil))
	old.want(401, "session.ended", old.get("/api/v1/countries"))
	b.want(200, "", b.get("/api/v1/countries"))
}

// Guessing is slowed per account and per address, whatever address a header
// names, and costs nobody else.
func TestThrottle(t *testing.T) {
	s := newSite(t)
	tries := 0
	for i := range 30 {
		res := s.anybody().do("POST", "/api/v1/session", map[string]string{"username": "lead", "password": fmt.Sprint("guess number ", i)},
			map[string]string{"X-Forwarded-For": fmt.Sprintf("198.51.100.%d", i), "X-Real-Ip": fmt.Sprintf("198.51.100.%d", i)})
		if res.StatusCode == 429 {
			if res.Header.Get("Retry-After") == "" || res.problem(t).Code != "signIn.throttled" {
				t.Errorf("429 without its header: %s", res.body)
			}
			break
		}
		if res.StatusCode != 401 {
			t.Fatalf("guess %d: %d %s", i, res.StatusCode, res.body)
		}
		tries++
		s.clock.forward(16 * time.Second) // past the pauses of the back-off
	}
	if tries > 10 {
		t.Errorf("%d guesses before a 429", tries)
	}
	if res := s.anybody().do("POST", "/api/v1/session", map[string]string{"username": "lead", "password": demoPassword}, map[string]string{"RemoteAddr": "203.0.113.9:1"}); res.StatusCode != 429 {
		t.Errorf("the right password from elsewhere while locked out: %d", res.StatusCode)
	}
	if res := signIn(s.anybody(), "viewer", demoPassword); res.StatusCode != 200 {
		t.Errorf("another account from the same address: %d %s", res.StatusCode, res.body)
	}
	s.clock.forward(16 * time.Minute)
	if res := signIn(s.anybody(), "lead", demoPassword); res.StatusCode != 200 {
		t.Errorf("a quarter of an hour later: %d %s", res.StatusCode, res.body)
	}
}

// An unknown account and a wrong password get the same answer.
func TestUnknownAccount(t *testing.T) {
	s := newSite(t)
	known, unknown := signIn(s.anybody(), "viewer", "wrong but long enough"), signIn(s.anybody(), "nobody", "wrong but long enough")
	if known.StatusCode != 401 || unknown.StatusCode != 401 || withoutID(known) != withoutID(unknown) {
		t.Errorf("%d %s\n%d %s", known.StatusCode, known.body, unknown.StatusCode, unknown.body)
	}
	for _, body := range []string{`{"username":{"$ne":null},"password":{"$ne":null}}`, `{"username":"viewer","password":{"$gt":""}}`,
		`{"username":["viewer"],"password":"x"}`, `{"username":"","password":"x"}`, `{"username":"viewer"}`, `{"username":"viewer","password":"` + strings.Repeat("x", 10_000) + `"}`,
		`{"username":"vie\u0000wer","password":"x"}`} {
		if res := s.anybody().post("/api/v1/session", body); res.StatusCode != 400 {
			t.Errorf("%.60s: %d %.200s", body, res.StatusCode, res.body)
		}
	}
}

// An invited person sets a password by the link, once.
func TestInvitation(t *testing.T) {
	s := newSite(t)
	admin := s.as("admin")
	invite := func(name string) invited {
		t.Helper()
		var inv invited
		admin.want(201, "", admin.post("/api/v1/users", map[string]string{"username": name, "name": name})).decode(t, &inv)
		return inv
	}
	accept := func(inv invited, password string) answered {
		return s.anybody().post("/api/v1/session", map[string]string{"username": inv.User.Username, "password": password, "invitation": inv.Secret})
	}
	const good = "nine slow ferries cross at dusk"
	inv := invite("wang.fang")
	if res := accept(inv, "short"); res.StatusCode != 400 {
		t.Errorf("a short password: %d %s", res.StatusCode, res.body)
	}
	forged := inv
	forged.Secret = strings.Repeat("A", len(inv.Secret))
	if res := accept(forged, good); res.StatusCode != 401 {
		t.Errorf("another secret: %d", res.StatusCode)
	}
	if res := accept(inv, good); res.StatusCode != 200 {
		t.Fatalf("%d %s", res.StatusCode, res.body)
	}
	if res := accept(inv, good+" again"); res.StatusCode != 401 {
		t.Errorf("the link a second time: %d", res.StatusCode)
	}
	if res := signIn(s.anybody(), "wang.fang", good); res.StatusCode != 200 {
		t.Errorf("%d %s", res.StatusCode, res.body)
	}
	admin.want(409, "user.usernameTaken", admin.post("/api/v1/users", map[string]string{"username": "Wang.Fang", "name": "x"}))
	admin.want(409, "user.skeletonTaken", admin.post("/api/v1/users", map[string]string{"username": "wang-fang", "name": "x"}))
	admin.want(400, "username.form", admin.post("/api/v1/users", map[string]string{"username": "аdmin", "name": "x"})) // a Cyrillic а
	late := invite("li.lei")
	s.clock.forward(100 * time.Hour)
	if res := accept(late, good); res.StatusCode != 401 {
		t.Errorf("a link after its time: %d", res.StatusCode)
	}
}

// Metrics are for this machine or a token with the scope, and carry no name or
// id as a label.
func TestMetrics(t *testing.T) {
	s := newSite(t)
	id, _ := s.draft()
	analyst := s.as("analyst")
	analyst.get("/api/v1/rankings/" + id)
	local := map[string]string{"RemoteAddr": "127.0.0.1:9"}
	res := s.anybody().do("GET", "/metrics", nil, local)
	if res.StatusCode != 200 || !strings.Contains(string(res.body), "parksite_http_request_seconds_bucket") {
		t.Fatalf("%d %.200s", res.StatusCode, res.body)
	}
	for _, name := range []string{id, "analyst", "东盟"} {
		if strings.Contains(string(res.body), name) {
			t.Errorf("the metrics name %s", name)
		}
	}
	s.anybody().want(401, "", s.anybody().get("/metrics"))
	local["X-Forwarded-For"] = "203.0.113.5"
	s.anybody().want(401, "", s.anybody().do("GET", "/metrics", nil, local))
	analyst.want(403, "forbidden", analyst.get("/metrics"))
	bot := s.as("admin").withToken("metrics.read")
	bot.want(200, "", bot.get("/metrics"))
}

// A stopping program and a store that is away say so within three seconds; the
// process stays alive.
func TestReadiness(t *testing.T) {
	s := newSite(t)
	c := s.as("viewer")
	s.anybody().want(200, "", s.anybody().get("/readyz"))
	s.api.Drain()
	res := s.anybody().want(503, "unavailable", s.anybody().get("/readyz"))
	if res.Header.Get("Retry-After") == "" || res.Header.Get("Connection") != "close" {
		t.Errorf("draining: %v", res.Header)
	}
	c.want(200, "", c.get("/api/v1/countries")) // what comes is still answered
	s.api.draining.Store(false)
	if err := s.store.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.clock.forward(time.Second) // past what is remembered
	for _, path := range []string{"/readyz", "/api/v1/countries", "/api/v1/rankings"} {
		start := time.Now()
		res := c.want(503, "", c.get(path))
		if took := time.Since(start); took > 3*time.Second || res.Header.Get("Retry-After") == "" {
			t.Errorf("%s without a store: %s, Retry-After %q", path, took, res.Header.Get("Retry-After"))
		}
	}
	s.anybody().want(200, "", s.anybody().get("/healthz"))
}

// A panic is one 500 with the request's id, its stack in the log alone, and the
// program goes on.
func TestPanic(t *testing.T) {
	var log bytes.Buffer
	s := newSiteWith(t, newSite(t).store, func(c *Config) { c.Log = slog.New(slog.NewJSONHandler(&log, nil)) })
	s.api.engine.GET("/panic", func(*gin.Context) { panic("secret of the inside") })
	req, err := http.NewRequest("GET", "/panic", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.RemoteAddr = "192.0.2.1:1"
	rec := httptest.NewRecorder()
	s.api.Handler().ServeHTTP(rec, req)
	var p problem
	if err := json.Unmarshal(rec.Body.Bytes(), &p); err != nil || rec.Code != 500 || p.Code != "internal" || p.RequestID == "" || strings.Contains(rec.Body.String(), "secret") {
		t.Errorf("%d %s (%v)", rec.Code, rec.Body.String(), err)
	}
	if !strings.Contains(log.String(), "secret of the inside") || !strings.Contains(log.String(), p.RequestID) {
		t.Errorf("log %s", log.String())
	}
	s.anybody().want(200, "", s.anybody().get("/healthz"))
}

// One request is one line of JSON, whatever the request holds, and no line has
// a query string, a body or a password.
func TestAccessLog(t *testing.T) {
	var log bytes.Buffer
	s := newSiteWith(t, newSite(t).store, func(c *Config) { c.Log = slog.New(slog.NewJSONHandler(&log, nil)) })
	s.as("viewer")
	log.Reset()
	s.anybody().do("GET", "/api/v1/countries?token=isp_secret&x=%0d%0aforged", nil, map[string]string{"User-Agent": "x\r\nforged: 1", "X-Forwarded-For": "\x1b[31m"})
	signIn(s.anybody(), "forged\r\nline", "a password that is wrong")
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	if len(lines) != 2 {
		t.Errorf("%d lines for 2 requests: %s", len(lines), log.String())
	}
	for _, l := range lines {
		var v map[string]any
		if err := json.Unmarshal([]byte(l), &v); err != nil || v["requestId"] == nil || v["status"] == nil || v["route"] == nil {
			t.Errorf("line %q: %v", l, err)
		}
	}
	for _, secret := range []string{"isp_secret", "forged", "a password that is wrong", "\x1b"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log holds %q: %s", secret, log.String())
		}
	}
}
