package handlers

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"parksite/internal/access"
)

// underDJBH is a site under the password profile of 等保.
func underDJBH(t *testing.T) *site {
	t.Helper()
	return newSiteWith(t, newSite(t).store, func(c *Config) { c.Policy = access.DJBH })
}

// After 90 days a password opens a session that can do nothing but set
// another, says why, and takes none of those before; in the middle of a session
// too.
func TestPasswordExpires(t *testing.T) {
	s := underDJBH(t)
	user := func(c *client) sessionUser {
		t.Helper()
		var w who
		if err := json.Unmarshal(c.want(200, "", c.get("/api/v1/session")).body, &w); err != nil {
			t.Fatal(err)
		}
		return w.User
	}
	s.clock.forward(90*24*time.Hour - 20*time.Minute)
	c := s.as("viewer")
	c.want(200, "", c.get("/api/v1/countries"))
	if u := user(c); u.MustChangePassword || u.PasswordExpired {
		t.Errorf("before its time: %+v", u)
	}
	s.clock.forward(20 * time.Minute)
	c.want(403, "password.mustChange", c.get("/api/v1/countries"))
	c = s.as("viewer")
	c.want(403, "password.mustChange", c.get("/api/v1/countries"))
	if u := user(c); !u.MustChangePassword || !u.PasswordExpired {
		t.Errorf("in its time: %+v", u)
	}
	change := func(current, password string) answered {
		return c.do("PUT", "/api/v1/session/password", map[string]string{"current": current, "password": password}, nil)
	}
	first, second := "Slow ferries, 9 at dusk", "Grey barges, 7 at noon"
	c.want(400, "password.short", change(demoPassword, "Qv7-trellis"))
	c.want(400, "password.classes", change(demoPassword, "slow ferries crossing"))
	c.want(200, "", change(demoPassword, first))
	c.want(400, "password.reused", change(first, first))
	c.want(200, "", change(first, second))
	c.want(400, "password.reused", change(second, first))
	c.want(200, "", c.get("/api/v1/countries"))
	if u := user(c); u.MustChangePassword || u.PasswordExpired {
		t.Errorf("once changed: %+v", u)
	}
}

// Five failures within a quarter of an hour shut the account, for as long as
// the answer says, also to the right password.
func TestLockAfterFive(t *testing.T) {
	s := underDJBH(t)
	for i := range 5 {
		if res := signIn(s.anybody(), "lead", fmt.Sprint("guess number ", i)); res.StatusCode != 401 || res.problem(t).Code != "signIn.failed" {
			t.Fatalf("guess %d: %d %s", i+1, res.StatusCode, res.body)
		}
		s.clock.forward(10 * time.Second) // past the pauses between
	}
	res := signIn(s.anybody(), "lead", demoPassword)
	if res.StatusCode != 429 || res.problem(t).Code != "signIn.throttled" || res.Header.Get("Retry-After") != fmt.Sprint(15*60-50) {
		t.Fatalf("the sixth: %d, wait %q: %s", res.StatusCode, res.Header.Get("Retry-After"), res.body)
	}
	s.clock.forward(15*time.Minute - 51*time.Second)
	if res := signIn(s.anybody(), "lead", demoPassword); res.StatusCode != 429 || res.Header.Get("Retry-After") != "1" {
		t.Errorf("a second too soon: %d %q", res.StatusCode, res.Header.Get("Retry-After"))
	}
	s.clock.forward(time.Second)
	if res := signIn(s.anybody(), "lead", demoPassword); res.StatusCode != 200 {
		t.Errorf("after the wait: %d %s", res.StatusCode, res.body)
	}
}
