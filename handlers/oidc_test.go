package handlers

import (
	"bufio"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"parksite/internal/access"
	"parksite/internal/audit"
	"parksite/internal/store"
	"parksite/internal/store/storetest"
)

const (
	oidcPath = "/api/v1/session/oidc"
	callback = "http://127.0.0.1:1" + oidcPath + "/callback" // never fetched: the test reads where the browser is sent
)

// startProvider builds and starts the OpenID provider of the access tests, a
// program of its own, and returns its issuer and what stops it.
func startProvider(t *testing.T) (issuer string, stop func()) {
	t.Helper()
	dir := t.TempDir()
	bin := filepath.Join(dir, "op")
	build := exec.Command("go", "build", "-C", "../internal/access/testdata/op", "-mod=readonly", "-o", bin, ".")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		t.Fatalf("building the provider: %v", err)
	}
	users := filepath.Join(dir, "users.json")
	if err := os.WriteFile(users, []byte(`{
		"id-zhang": {"ID": "id-zhang", "Username": "zhang", "Password": "at the provider", "FirstName": "Wei", "LastName": "Zhang", "Email": "Wei.Zhang@example.cn", "EmailVerified": true},
		"id-li": {"ID": "id-li", "Username": "li", "Password": "at the provider", "FirstName": "Na", "LastName": "Li", "Email": "na.li@example.cn", "EmailVerified": false}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin, "127.0.0.1:0", users, callback)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stop = sync.OnceFunc(func() { _ = in.Close(); _ = cmd.Wait() })
	t.Cleanup(stop)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || json.Unmarshal([]byte(line), &issuer) != nil {
		t.Fatalf("the provider said %q, %v", line, err)
	}
	return issuer, stop
}

// atProvider signs username in at the provider, where the answer has sent the
// browser, and returns the path and query it is sent back to.
func atProvider(t *testing.T, begun answered, username string) string {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	back := ""
	browser := &http.Client{Jar: jar, Timeout: 20 * time.Second, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), callback) {
			back = r.URL.RequestURI()
			return http.ErrUseLastResponse
		}
		return nil
	}}
	page, err := browser.Get(begun.Header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	_ = page.Body.Close()
	id := page.Request.URL.Query().Get("authRequestID")
	sent, err := browser.PostForm(page.Request.URL.String(), url.Values{"username": {username}, "password": {"at the provider"}, "id": {id}})
	if err != nil {
		t.Fatal(err)
	}
	_ = sent.Body.Close()
	if back == "" {
		t.Fatalf("not sent back: %d %s", sent.StatusCode, page.Request.URL)
	}
	return back
}

// setEmail gives a demo account an address.
func (s *site) setEmail(username, email string) access.User {
	s.t.Helper()
	ctx := s.t.(*testing.T).Context()
	u, err := s.store.UserByName(ctx, username)
	if err == nil {
		u.Email = email
		u, err = s.store.SaveUser(ctx, u, audit.Event{Actor: audit.System, Action: "user.edit"})
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return u
}

func TestOIDC(t *testing.T) {
	issuer, stop := startProvider(t)
	log := &lines{}
	s := newSiteWith(t, storetest.Open(t), func(cfg *Config) {
		o, err := access.NewOIDC(access.OIDCConfig{Issuer: issuer, ClientID: "parksite", ClientSecret: "client secret", RedirectURL: callback}, cfg.Now)
		if err != nil {
			t.Fatal(err)
		}
		cfg.OIDC, cfg.Log = o, slog.New(slog.NewJSONHandler(log, nil))
	})
	var m signInMethods
	s.anybody().get("/api/v1/session/methods").decode(t, &m)
	if !m.SingleSignOn || !m.Password || !m.Demo {
		t.Errorf("methods %+v", m)
	}
	// wentTo follows one whole sign-in and returns where it led.
	wentTo := func(c *client, username string) string {
		t.Helper()
		begun := c.get(oidcPath)
		if begun.StatusCode != http.StatusSeeOther || !strings.HasPrefix(begun.Header.Get("Location"), issuer) {
			t.Fatalf("begin: %d %s", begun.StatusCode, begun.Header.Get("Location"))
		}
		res := c.get(atProvider(t, begun, username))
		if res.StatusCode != http.StatusSeeOther {
			t.Fatalf("callback: %d %s", res.StatusCode, res.body)
		}
		return res.Header.Get("Location")
	}

	if to := wentTo(s.anybody(), "zhang"); to != "/signin?problem=oidc.noAccount" {
		t.Errorf("an identity without account led to %s", to)
	}
	u := s.setEmail("analyst", "wei.zhang@example.cn")
	s.setEmail("viewer", "na.li@example.cn")
	c := s.anybody()
	c.cookies[cookiePlain] = "planted-by-somebody-else"
	if to := wentTo(c, "zhang"); to != "/" {
		t.Fatalf("led to %s", to)
	}
	if c.cookies[cookiePlain] == "planted-by-somebody-else" || c.cookies[flowCookie] != "" {
		t.Errorf("cookies %v", c.cookies)
	}
	var me who
	c.get("/api/v1/session").decode(t, &me)
	if me.User.Username != "analyst" {
		t.Errorf("signed in as %+v", me.User)
	}
	events, _, err := s.store.Events(t.Context(), store.Filter{Kind: "user", ID: u.ID, Action: "user.link"})
	if err != nil || len(events) != 1 || events[0].Actor.UserID != u.ID {
		t.Errorf("linking in the trail: %+v, %v", events, err)
	}
	// From now on the identity opens it, whatever becomes of the address.
	u = s.setEmail("analyst", "")
	s.setEmail("lead", "wei.zhang@example.cn")
	c = s.anybody()
	if to := wentTo(c, "zhang"); to != "/" {
		t.Errorf("the second time led to %s", to)
	}
	c.get("/api/v1/session").decode(t, &me)
	if me.User.Username != "analyst" {
		t.Errorf("the second time signed in as %s", me.User.Username)
	}
	if to := wentTo(s.anybody(), "li"); to != "/signin?problem=oidc.noAccount" {
		t.Errorf("an address that nobody verified led to %s", to)
	}

	// The answer belongs to the browser that asked.
	begun := c.get(oidcPath)
	back := atProvider(t, begun, "zhang")
	if to := s.anybody().get(back).Header.Get("Location"); to != "/signin?problem=oidc.state" {
		t.Errorf("another browser was led to %s", to)
	}
	if to := c.get(strings.Replace(back, "state=", "state=x", 1)).Header.Get("Location"); to != "/signin?problem=oidc.state" {
		t.Errorf("a forged state led to %s", to)
	}
	if to := c.get(back).Header.Get("Location"); to != "/signin?problem=oidc.state" {
		t.Errorf("a second try of one flow led to %s", to)
	}
	late := s.anybody()
	back = atProvider(t, late.get(oidcPath), "zhang")
	s.clock.forward(11 * time.Minute)
	if to := late.get(back).Header.Get("Location"); to != "/signin?problem=oidc.late" {
		t.Errorf("eleven minutes later led to %s", to)
	}

	// Locked is locked.
	if _, err := s.store.SaveUser(t.Context(), u.Lock(), audit.Event{Actor: audit.System, Action: "user.lock"}); err != nil {
		t.Fatal(err)
	}
	if res := c.get("/api/v1/session"); res.StatusCode != 401 {
		t.Errorf("the session of a locked account: %d", res.StatusCode)
	}
	s.clock.forward(-11 * time.Minute)
	if to := wentTo(s.anybody(), "zhang"); to != "/signin?problem=oidc.noAccount" {
		t.Errorf("a locked account led to %s", to)
	}

	stop()
	back = back[strings.Index(back, "?")+1:]
	q, _ := url.ParseQuery(back)
	if text := log.String(); strings.Contains(text, q.Get("code")) || strings.Contains(text, q.Get("state")) || strings.Contains(text, "client secret") {
		t.Error("the log holds what opens a session")
	}
}

// lines collects what is logged.
type lines struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lines) Write(p []byte) (int, error) { l.mu.Lock(); defer l.mu.Unlock(); return l.b.Write(p) }
func (l *lines) String() string              { l.mu.Lock(); defer l.mu.Unlock(); return l.b.String() }

var _ io.Writer = (*lines)(nil)

// Off by default: nothing of it is there. A provider that is away leads back
// to the sign-in page, which works.
func TestOIDCOffAndAway(t *testing.T) {
	s := newSite(t)
	for _, path := range []string{oidcPath, oidcPath + "/callback?code=x&state=y"} {
		if res := s.anybody().get(path); res.StatusCode != 404 {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
	var m signInMethods
	s.anybody().get("/api/v1/session/methods").decode(t, &m)
	if m.SingleSignOn {
		t.Error("single sign-on is offered")
	}
	s = newSiteWith(t, s.store, func(cfg *Config) {
		o, err := access.NewOIDC(access.OIDCConfig{Issuer: "http://127.0.0.1:1", ClientID: "x", RedirectURL: callback}, cfg.Now)
		if err != nil {
			t.Fatal(err)
		}
		cfg.OIDC = o
	})
	if res := s.anybody().get(oidcPath); res.StatusCode != 303 || res.Header.Get("Location") != "/signin?problem=oidc.away" {
		t.Errorf("away: %d %s", res.StatusCode, res.Header.Get("Location"))
	}
}
