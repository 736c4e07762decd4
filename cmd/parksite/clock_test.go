package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// clockFile names a file that holds by how much a program's clock is wrong.
// Only the test binary heeds it.
const clockFile = "PARKSITE_TEST_CLOCK"

func offset(file string) time.Duration {
	text, err := os.ReadFile(file)
	if err != nil {
		panic(err)
	}
	d, err := time.ParseDuration(string(text))
	if err != nil {
		panic(err)
	}
	return d
}

// A leap day, a clock set back between two saves, one years ahead, and one that
// is set right again: order is by number, sessions never last longer for it,
// what was stored stays and recomputes.
func TestClocks(t *testing.T) {
	exe, err := os.Executable() // a shipped program has no such setting
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("PARKSITE_TEST_PROGRAM", exe)
	file := filepath.Join(t.TempDir(), "clock")
	settings := map[string]string{"PARKSITE_DATA_DIR": filepath.Join(t.TempDir(), "data"), "PARKSITE_ADDR": "127.0.0.1:0", "PARKSITE_DEMO_PASSWORD": password, "PARKSITE_LOG_LEVEL": "error", clockFile: file}
	set := func(at time.Time) {
		t.Helper()
		whole := filepath.Join(filepath.Dir(file), "new")
		if err := os.WriteFile(whole, []byte(time.Until(at).String()), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(whole, file); err != nil { // never read half
			t.Fatal(err)
		}
	}
	leap := time.Date(2028, 2, 29, 23, 59, 58, 0, time.UTC)
	set(leap)
	s := startServer(t, settings, "--demo")
	c := people(t, s.url, everybody...)
	id := c.draft()
	edit := func(title string) {
		t.Helper()
		v := c.standing(id).Version
		c.must("analyst", "PUT", "/rankings/"+id, map[string]any{"title": title}, nil, "If-Match", `"`+number(float64(v))+`"`)
	}
	type entry struct {
		Seq  int64
		At   time.Time
		From int64
	}
	entries := func() (l struct{ Items []entry }) {
		t.Helper()
		c.must("lead", "GET", "/rankings/"+id+"/events?pageSize=200", nil, &l)
		return l
	}
	if e := entries().Items[0]; e.At.Sub(leap).Abs() > time.Hour {
		t.Errorf("made at %s on %s", e.At, leap)
	}

	// An hour back, further than two machines' clocks may differ: what began
	// in the future has ended.
	edit("二月二十九日")
	set(leap.Add(-time.Hour))
	for _, who := range everybody {
		if r := c.try(who, "GET", "/session", nil); r.status != 401 {
			t.Errorf("a session from an hour ahead: %s", r)
		}
		c.signIn(who)
	}
	edit("一小时前")
	back := 0
	list := entries().Items // newest first
	for i := 1; i < len(list); i++ {
		if list[i-1].Seq <= list[i].Seq {
			t.Errorf("order is not by number: %+v", list)
		}
		if list[i-1].At.Before(list[i].At) {
			back++
		}
	}
	if back == 0 || len(list) != 3 {
		t.Errorf("the clock was not set back between saves: %+v", list)
	}
	c.must("lead", "POST", "/rankings/"+id+"/submissions", map[string]any{"note": "请审核", "purpose": "比选"}, nil)
	for _, who := range demoReviewers {
		c.must(who, "POST", "/rankings/"+id+"/decisions", map[string]any{"decision": "approve"}, nil)
	}
	if st := c.standing(id).Review.State; st != "approved" {
		t.Errorf("decided with the clock back: %s", st)
	}
	c.verified()

	// Years ahead: every session and token has ended, passwords still open.
	var token struct{ Secret string }
	c.must("analyst", "POST", "/tokens", map[string]any{"name": "t", "scopes": []string{"catalogue.read"}, "expiresInDays": 1}, &token)
	c.who["token"] = noCookies()
	bearer := []string{"Authorization", "Bearer " + token.Secret}
	c.must("token", "GET", "/countries", nil, nil, bearer...)
	set(time.Date(2104, 2, 29, 12, 0, 0, 0, time.UTC))
	if r := c.try("token", "GET", "/countries", nil, bearer...); r.status != 401 {
		t.Errorf("a token of a day, years later: %s", r)
	}
	for _, who := range everybody {
		if r := c.try(who, "GET", "/session", nil); r.status != 401 {
			t.Errorf("a session, years later: %s", r)
		}
		c.signIn(who)
	}
	c.must("lead", "POST", "/rankings/"+id+"/publication", map[string]any{"note": "发布"}, nil)
	late := c.submitted()
	c.verified()

	// Set right again, and started anew: nothing has to be waited for.
	set(time.Now())
	if r := c.try("analyst", "GET", "/session", nil); r.status != 401 {
		t.Errorf("a session from years ahead: %s", r)
	}
	if code := s.stop(t, syscall.SIGTERM); code != 0 {
		t.Errorf("exit %d: %s", code, s.err)
	}
	s = startServer(t, settings)
	c = people(t, s.url, everybody...)
	for _, who := range demoReviewers {
		c.must(who, "POST", "/rankings/"+late+"/decisions", map[string]any{"decision": "approve"}, nil)
	}
	if n := c.entries(late); n["approve"] != 3 || c.standing(late).Review.State != "approved" || c.standing(id).Review.State != "published" {
		t.Errorf("%v, %+v, %+v", n, c.standing(late), c.standing(id))
	}
	c.verified()
	s.stop(t, syscall.SIGTERM)
	if got := runProgram(t, settings, "", "verify"); got.code != 0 || !strings.Contains(got.out, "recompute to their digests") {
		t.Errorf("exit %d %s%s", got.code, got.out, got.err)
	}
}
