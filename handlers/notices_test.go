package handlers

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"parksite/internal/access"
	"parksite/internal/audit"
)

// tell lets the courier work what has happened.
func (s *site) tell() {
	s.t.Helper()
	if err := s.api.courier.Follow(context.Background()); err != nil {
		s.t.Fatal(err)
	}
}

func (c *client) unread() int {
	c.site.t.Helper()
	var n unreadCount
	c.get("/api/v1/notices/unread").decode(c.site.t, &n)
	return n.Unread
}

func TestNotices(t *testing.T) {
	s := newSite(t)
	reviewer, lead, other := s.as("reviewer-ndrc"), s.as("lead"), s.as("lead-b")
	one, _ := s.submitted()
	two, _ := s.submitted()
	s.tell()
	got := pages[noticeView](t, reviewer, "/api/v1/notices")
	if len(got) != 2 || got[0].Ranking.ID != two || got[1].Ranking.ID != one || got[0].Kind != "submitted" || got[0].By != "lead" ||
		got[0].Ranking.Title != "东盟比选" || got[0].Ranking.State != "submitted" || got[0].ReadAt != nil {
		t.Fatalf("%+v", got)
	}
	for _, c := range []*client{other, s.as("viewer"), s.as("admin")} {
		if n := c.unread(); n != 0 || len(pages[noticeView](t, c, "/api/v1/notices")) != 0 {
			t.Errorf("somebody it does not concern has %d notices", n)
		}
	}
	// Marking somebody else's does nothing, and says nothing about it.
	for _, ids := range [][]string{{got[0].ID}, {"no-such-notice"}} {
		res := other.post("/api/v1/notices/readings", map[string]any{"ids": ids})
		other.want(200, "", res)
		if string(res.body) != `{"unread":0}` {
			t.Errorf("%s", res.body)
		}
	}
	if n := reviewer.unread(); n != 2 {
		t.Errorf("%d unread", n)
	}
	reviewer.want(200, "", reviewer.post("/api/v1/notices/readings", map[string]any{"ids": []string{got[1].ID}}))
	if left := pages[noticeView](t, reviewer, "/api/v1/notices?unread=true"); len(left) != 1 || left[0].ID != got[0].ID {
		t.Errorf("unread %+v", left)
	}
	reviewer.want(200, "", reviewer.post("/api/v1/notices/readings", map[string]any{"upTo": got[0].ID}))
	if n := reviewer.unread(); n != 0 {
		t.Errorf("%d unread", n)
	}
	for _, body := range []map[string]any{{}, {"ids": []string{}}, {"ids": []string{"x"}, "upTo": "y"}, {"ids": make([]string, 201)}} {
		reviewer.want(400, "notice.which", reviewer.post("/api/v1/notices/readings", body))
	}
	reviewer.want(400, "field.choice", reviewer.get("/api/v1/notices?unread=maybe"))

	// What one may no longer see is not told of any more: neither its title nor
	// that there is anything.
	s.made(reviewer.post("/api/v1/rankings/"+one+"/decisions", map[string]any{"decision": "return", "comment": "请补充"}), 200)
	s.tell()
	if n := lead.unread(); n != 1 {
		t.Errorf("the lead has %d unread", n)
	}
	mofcom := s.as("reviewer-mofcom")
	if left := pages[noticeView](t, mofcom, "/api/v1/notices"); len(left) != 1 || left[0].Ranking.ID != two {
		t.Errorf("a returned ranking is still told of: %+v", left)
	}
	ev := audit.Event{Actor: audit.System, Action: "membership.delete"}
	if err := s.store.DeleteMembership(t.Context(), access.MembershipID("demo-lead", access.DemoEnterpriseA, access.Lead), 1, ev); err != nil {
		t.Fatal(err)
	}
	time.Sleep(300 * time.Millisecond)
	lead.want(403, "forbidden", lead.get("/api/v1/notices"))
}

// stream is an open stream of server-sent events.
type stream struct {
	t      *testing.T
	status int
	events chan string // "name data", or ": comment"; closed at the end
	stop   func()
}

func (c *client) listen(base, lastID string) *stream {
	t := c.site.t.(*testing.T)
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, "GET", base+"/api/v1/notices/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range c.cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	if lastID != "" {
		req.Header.Set("Last-Event-ID", lastID)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	s := &stream{t: t, status: res.StatusCode, events: make(chan string, 100), stop: cancel}
	if res.StatusCode != 200 {
		_ = res.Body.Close()
		return s
	}
	if got := res.Header.Get("Content-Type"); got != "text/event-stream; charset=utf-8" {
		t.Errorf("Content-Type %s", got)
	}
	go func() {
		defer close(s.events)
		defer func() { _ = res.Body.Close() }()
		name := ""
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			switch field, value, _ := strings.Cut(lines.Text(), ": "); field {
			case "event":
				name = value
			case "data":
				s.events <- name + " " + value
			case "":
				if value != "" {
					s.events <- ": " + value
				}
			}
		}
	}()
	return s
}

// next is the next event, or "" when the stream has ended.
func (s *stream) next(within time.Duration) string {
	s.t.Helper()
	select {
	case e := <-s.events:
		return e
	case <-time.After(within):
		s.t.Fatalf("nothing within %s", within)
		return ""
	}
}

func (s *stream) want(event string) {
	s.t.Helper()
	if got := s.next(10 * time.Second); got != event {
		s.t.Errorf("event %q, want %q", got, event)
	}
}

func serving(t *testing.T, s *site) string {
	t.Helper()
	srv := httptest.NewUnstartedServer(s.api.Handler())
	srv.Config.ReadTimeout, srv.Config.WriteTimeout = 2*time.Second, 2*time.Second // far less than a stream lasts
	srv.Start()
	t.Cleanup(srv.Close)
	return srv.URL
}

func TestNoticeStream(t *testing.T) {
	s := newSite(t)
	base := serving(t, s)
	reviewer := s.as("reviewer-ndrc")
	first, idle := reviewer.listen(base, ""), s.as("viewer").listen(base, "")
	first.want(`unread {"unread":0}`)
	idle.want(`unread {"unread":0}`)
	id, _ := s.submitted()
	s.tell()
	event := first.next(10 * time.Second)
	var v noticeView
	if err := json.Unmarshal([]byte(strings.TrimPrefix(event, "notice ")), &v); err != nil || v.Ranking.ID != id || v.Kind != "submitted" {
		t.Fatalf("%s, %v", event, err)
	}
	first.want(`unread {"unread":1}`)
	// Another window begins with what comes, unless it says what it has seen.
	reviewer.listen(base, "").want(`unread {"unread":1}`)
	reviewer.listen(base, v.ID).want(`unread {"unread":1}`)
	again := reviewer.listen(base, "000000000000")
	again.want(event)
	again.want(`unread {"unread":1}`)
	reviewer.want(200, "", reviewer.post("/api/v1/notices/readings", map[string]any{"upTo": v.ID}))
	first.want(`unread {"unread":0}`)
	again.want(`unread {"unread":0}`)
	// Five at a time, and HEAD opens none.
	if fifth := reviewer.listen(base, ""); fifth.status != 200 {
		t.Errorf("the fifth: %d", fifth.status)
	}
	if sixth := reviewer.listen(base, ""); sixth.status != 429 {
		t.Errorf("the sixth: %d", sixth.status)
	}
	first.stop()
	for deadline := time.Now().Add(10 * time.Second); reviewer.listen(base, "").status != 200; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("a stream that was left keeps its place")
		}
	}
	if res := s.as("lead").do("HEAD", "/api/v1/notices/events", nil, nil); res.StatusCode != 200 || len(res.body) > 0 {
		t.Errorf("HEAD: %d", res.StatusCode)
	}
	// It says that it lives, for longer than the server waits for anything else.
	if got := idle.next(20 * time.Second); got != ": still here" {
		t.Errorf("%q, want a heartbeat", got)
	}
}

// A stream ends with what allowed it: signing out, being locked, losing one's
// seats, the session's time, the program's end. Reading it does not prolong
// the session.
func TestNoticeStreamEnds(t *testing.T) {
	for name, end := range map[string]func(s *site, c *client){
		"sign-out": func(s *site, c *client) { c.want(204, "", c.do("DELETE", "/api/v1/session", nil, nil)) },
		"locked": func(s *site, _ *client) {
			admin := s.as("admin")
			var u access.Person
			admin.get("/api/v1/users/demo-reviewer-ndrc").decode(t, &u)
			admin.want(200, "", admin.do("POST", "/api/v1/users/"+u.ID+"/lock", nil, map[string]string{"If-Match": fmt.Sprintf(`"%d"`, u.Version)}))
		},
		"no seat": func(s *site, _ *client) {
			ev := audit.Event{Actor: audit.System, Action: "membership.delete"}
			if err := s.store.DeleteMembership(t.Context(), access.MembershipID("demo-reviewer-ndrc", access.DemoNDRC, access.Reviewer), 1, ev); err != nil {
				t.Fatal(err)
			}
		},
		"idle":  func(s *site, _ *client) { s.clock.forward(access.SessionIdle) },
		"drain": func(s *site, _ *client) { s.api.Drain() },
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			base := serving(t, s)
			c := s.as("reviewer-ndrc")
			st := c.listen(base, "")
			st.want(`unread {"unread":0}`)
			began := time.Now()
			end(s, c)
			if got := st.next(10 * time.Second); got != "" {
				t.Errorf("%q, want the end", got)
			}
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("it took %s", took)
			}
			if name != "drain" && name != "no seat" {
				if res := c.listen(base, ""); res.status != 401 {
					t.Errorf("opened again: %d", res.status)
				}
			}
		})
	}
}

func TestPreferences(t *testing.T) {
	s := newSite(t)
	c := s.as("analyst")
	var p preferencesView
	c.get("/api/v1/session/preferences").decode(t, &p)
	if p.Language != "zh" || !p.Mail || p.MailOffered {
		t.Errorf("%+v", p)
	}
	c.want(200, "", c.do("PUT", "/api/v1/session/preferences", map[string]any{"language": "en", "mail": false}, nil)).decode(t, &p)
	if p.Language != "en" || p.Mail {
		t.Errorf("%+v", p)
	}
	u, err := s.store.UserByName(t.Context(), "analyst")
	if err != nil || u.Language != "en" || !u.NoMail {
		t.Errorf("%+v, %v", u, err)
	}
	if res := c.get("/api/v1/session"); res.StatusCode != 200 {
		t.Errorf("the session: %d", res.StatusCode)
	}
	c.want(400, "field.choice", c.do("PUT", "/api/v1/session/preferences", map[string]any{"language": "fr", "mail": true}, nil))
	bot := c.withToken("ranking.read")
	bot.want(403, "token.notHere", bot.do("PUT", "/api/v1/session/preferences", map[string]any{"language": "zh", "mail": true}, nil))
}
