package handlers

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"parksite/internal/access"
	"parksite/internal/store/storetest"
	"parksite/internal/webhook"
)

// hook makes a webhook of the lead's that nobody answers.
func (s *site) hook() (string, int64) {
	s.t.Helper()
	return s.made(s.as("lead").post("/api/v1/webhooks", hookBody("https://hooks.example.cn/x")), 201)
}

func hookBody(url string) map[string]any {
	return map[string]any{"name": "门户", "url": url, "events": webhook.Events, "active": true}
}

func TestWebhooks(t *testing.T) {
	s := newSite(t)
	lead := s.as("lead")
	type call struct {
		header http.Header
		body   []byte
	}
	var mu sync.Mutex
	var calls []call
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		calls = append(calls, call{r.Header, body})
	}))
	t.Cleanup(receiver.Close)
	var h newHookView
	res := lead.want(201, "", lead.post("/api/v1/webhooks", hookBody(receiver.URL)))
	res.decode(t, &h)
	if !strings.HasPrefix(h.Secret, "whsec_") || h.Team != access.DemoEnterpriseA || !h.Called || res.Header.Get("Location") != "/api/v1/webhooks/"+h.ID {
		t.Errorf("%+v", h)
	}
	deliver := func() {
		t.Helper()
		s.tell()
		if err := s.api.courier.Send(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	id, _ := s.submitted()
	deliver()
	var p pinged
	lead.want(202, "", lead.post("/api/v1/webhooks/"+h.ID+"/pings", nil)).decode(t, &p)
	deliver()
	if len(calls) != 2 {
		t.Fatalf("%d calls", len(calls))
	}
	var body webhook.Call
	if err := json.Unmarshal(calls[0].body, &body); err != nil || body.Event != webhook.RankingSubmitted || body.Ranking.ID != id || body.Ranking.Digest == "" {
		t.Errorf("%s, %v", calls[0].body, err)
	}
	for _, c := range calls {
		var at int64
		if _, err := fmt.Sscan(c.header.Get("Webhook-Timestamp"), &at); err != nil || c.header.Get("Webhook-Signature") != webhook.Sign(h.Secret, c.header.Get("Webhook-Id"), at, c.body) {
			t.Errorf("a call that is not signed with the secret shown: %v", c.header)
		}
	}
	log := pages[deliveryView](t, lead, "/api/v1/webhooks/"+h.ID+"/deliveries")
	if len(log) != 2 || log[0].ID != p.Delivery || log[0].State != "sent" || log[0].Attempts[0].Status != 200 || log[1].Event != webhook.RankingSubmitted {
		t.Errorf("%+v", log)
	}

	// The secret is shown once; another replaces it.
	for _, res := range []answered{lead.get("/api/v1/webhooks"), lead.get("/api/v1/webhooks/" + h.ID), lead.get("/api/v1/webhooks/" + h.ID + "/deliveries")} {
		if strings.Contains(string(res.body), h.Secret) || strings.Contains(string(res.body), "secret") {
			t.Errorf("the secret is shown again: %s", res.body)
		}
	}
	stored, err := s.store.Webhook(t.Context(), h.ID)
	if err != nil || strings.Contains(stored.Secret, strings.TrimPrefix(h.Secret, "whsec_")) {
		t.Errorf("the secret is stored as it is: %v", err)
	}
	var renewed newHookView
	match := func(v int64) map[string]string { return map[string]string{"If-Match": fmt.Sprintf(`"%d"`, v)} }
	lead.want(200, "", lead.do("POST", "/api/v1/webhooks/"+h.ID+"/secret", nil, match(h.Version))).decode(t, &renewed)
	if renewed.Secret == h.Secret || renewed.Secret == "" {
		t.Error("no other secret")
	}
	lead.want(412, "webhook.stale", lead.do("POST", "/api/v1/webhooks/"+h.ID+"/secret", nil, match(h.Version)))
	lead.want(428, "ifMatch.missing", lead.do("POST", "/api/v1/webhooks/"+h.ID+"/secret", nil, nil))
	off := hookBody(receiver.URL)
	off["active"] = false
	lead.want(200, "", lead.put("/api/v1/webhooks/"+h.ID, off, renewed.Version))
	lead.want(409, "webhook.inactive", lead.post("/api/v1/webhooks/"+h.ID+"/pings", nil))
	off["team"] = access.DemoEnterpriseB
	lead.want(400, "field.fixed", lead.put("/api/v1/webhooks/"+h.ID, off, renewed.Version+1))
	lead.want(204, "", lead.del("/api/v1/webhooks/"+h.ID, renewed.Version+1))
	lead.want(404, "webhook.notFound", lead.get("/api/v1/webhooks/"+h.ID))
}

// Another team's webhook is answered like one that does not exist, whoever
// asks and whatever for; who may only read it may not change it.
func TestWebhooksOfOthers(t *testing.T) {
	s := newSite(t)
	id, version := s.hook()
	before, err := s.store.Webhook(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if version != 1 {
		t.Errorf("version %d", version)
	}
	match := map[string]string{"If-Match": `"1"`}
	for _, who := range []string{"lead-b", "admin"} {
		c := s.as(who)
		for _, r := range []struct {
			method, rest string
			body         any
		}{{"GET", "", nil}, {"PUT", "", hookBody("https://evil.example.cn")}, {"DELETE", "", nil}, {"POST", "/secret", nil}, {"POST", "/pings", nil}, {"GET", "/deliveries", nil}} {
			theirs := c.do(r.method, "/api/v1/webhooks/"+id+r.rest, r.body, match)
			none := c.do(r.method, "/api/v1/webhooks/"+"nosuchwebhook"+r.rest, r.body, match)
			a, b := theirs.problem(t), none.problem(t)
			a.RequestID, b.RequestID = "", ""
			if theirs.StatusCode != 404 || fmt.Sprint(a) != fmt.Sprint(b) {
				t.Errorf("%s %s%s: %d %+v, of none %+v", who, r.method, r.rest, theirs.StatusCode, a, b)
			}
		}
		if list := pages[hookView](t, c, "/api/v1/webhooks"); len(list) != 0 {
			t.Errorf("%s lists %+v", who, list)
		}
		body := hookBody("https://hooks.example.cn")
		body["team"] = access.DemoEnterpriseA
		c.want(400, "team.unknown", c.post("/api/v1/webhooks", body))
	}
	for _, who := range []string{"analyst", "viewer", "reviewer-ndrc"} {
		c := s.as(who)
		c.want(403, "forbidden", c.get("/api/v1/webhooks"))
		c.want(403, "forbidden", c.post("/api/v1/webhooks", hookBody("https://hooks.example.cn")))
	}
	after, err := s.store.Webhook(t.Context(), id)
	if err != nil || fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("it has changed: %+v, %v", after, err)
	}
	// The house has webhooks of its own.
	admin := s.as("admin")
	var h newHookView
	admin.want(201, "", admin.post("/api/v1/webhooks", hookBody("https://hooks.example.cn"))).decode(t, &h)
	if h.Team != access.HouseID {
		t.Errorf("team %s", h.Team)
	}
}

func TestWebhookInput(t *testing.T) {
	s := newSiteWith(t, storetest.Open(t), func(cfg *Config) { cfg.Webhooks = nil })
	lead := s.as("lead")
	for _, url := range []string{"http://hooks.example.cn", "https://0x7f000001/", "https://2130706433/", "file:///etc/passwd", "https://a:b@c.cn", ""} {
		lead.want(400, "webhook.url", lead.post("/api/v1/webhooks", hookBody(url)))
	}
	bad := hookBody("https://hooks.example.cn")
	bad["events"] = []string{"user.created"}
	lead.want(400, "webhook.event", lead.post("/api/v1/webhooks", bad))
	bad = hookBody("https://hooks.example.cn")
	bad["name"] = "门\u202e户"
	lead.want(400, "text.length", lead.post("/api/v1/webhooks", bad))
	bad["secret"] = "mine"
	lead.want(400, "json.unknownField", lead.post("/api/v1/webhooks", bad))
	// Off by default: they can be prepared, none is called.
	var h newHookView
	lead.want(201, "", lead.post("/api/v1/webhooks", hookBody("https://hooks.example.cn"))).decode(t, &h)
	if h.Called {
		t.Error("said to be called while webhooks are off")
	}
	lead.want(409, "webhook.off", lead.post("/api/v1/webhooks/"+h.ID+"/pings", nil))
}

// The owner of a token sees when and from where it was last used.
func TestTokenUse(t *testing.T) {
	s := newSite(t)
	c := s.as("analyst")
	var tok newTokenView
	c.want(201, "", c.post("/api/v1/tokens", map[string]any{"name": "nightly", "scopes": []string{"ranking.read"}, "expiresInDays": 3})).decode(t, &tok)
	view := func() tokenView {
		t.Helper()
		return pages[tokenView](t, c, "/api/v1/tokens")[0]
	}
	if v := view(); v.LastUsedAt != nil || v.LastUsedFrom != "" {
		t.Errorf("used before the first use: %+v", v)
	}
	bot := &client{site: s, cookies: map[string]string{}, token: tok.Secret}
	use := func(from string) {
		t.Helper()
		bot.want(200, "", bot.do("GET", "/api/v1/rankings", nil, map[string]string{"RemoteAddr": from + ":1000"}))
	}
	s.clock.forward(0)
	use("198.51.100.7")
	first := s.clock.now()
	if v := view(); v.LastUsedAt == nil || v.LastUsedAt.Sub(first).Abs() > time.Second || v.LastUsedFrom != "198.51.100.7" {
		t.Errorf("%+v", v)
	}
	s.clock.forward(20 * time.Second)
	use("203.0.113.9") // another place is worth knowing at once
	if v := view(); v.LastUsedFrom != "203.0.113.9" || v.LastUsedAt.Sub(first) < 19*time.Second {
		t.Errorf("%+v", v)
	}
	s.clock.forward(2 * time.Minute)
	use("203.0.113.9")
	if v := view(); v.LastUsedAt.Sub(first) < 2*time.Minute {
		t.Errorf("%+v", v)
	}
	// A use that was refused is none.
	s.clock.forward(2 * time.Minute)
	at := *view().LastUsedAt
	bad := &client{site: s, cookies: map[string]string{}, token: tok.Secret[:len(tok.Secret)-1] + "x"}
	bad.want(401, "", bad.get("/api/v1/rankings"))
	if v := view(); !v.LastUsedAt.Equal(at) {
		t.Errorf("%+v", v)
	}
}
