package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A person is moved to another team from the terminal beside the running
// server, and it counts at once; what a move may not do changes nothing.
func TestUserMove(t *testing.T) {
	settings := map[string]string{"PARKSITE_DATA_DIR": filepath.Join(t.TempDir(), "data"), "PARKSITE_ADDR": "127.0.0.1:0", "PARKSITE_DEMO_PASSWORD": password}
	s := startServer(t, settings, "--demo")
	c := people(t, s.url, "analyst", "admin")
	id := c.draft()
	move := func(args ...string) ran {
		t.Helper()
		return runProgram(t, settings, "", append([]string{"user", "move"}, args...)...)
	}
	for name, tt := range map[string]struct {
		args []string
		says string
	}{
		"from nowhere":           {[]string{"--to", "demo-enterprise-b", "analyst"}, "0 teams"},
		"to no team":             {[]string{"--from", "demo-enterprise-a", "--to", "nowhere", "analyst"}, "0 teams"},
		"from a team not theirs": {[]string{"--from", "demo-enterprise-b", "--to", "demo-enterprise-a", "analyst"}, "holds 0"},
		"in a role not theirs":   {[]string{"--from", "demo-enterprise-a", "--to", "demo-enterprise-b", "--role", "lead", "analyst"}, "holds 0"},
		"to a ministry":          {[]string{"--from", "demo-enterprise-a", "--to", "NDRC", "analyst"}, "teamId"},
	} {
		if got := move(tt.args...); got.code != 2 || !strings.Contains(got.err, tt.says) {
			t.Errorf("%s: exit %d %s%s", name, got.code, got.out, got.err)
		}
	}
	if got := move("--from", "demo-enterprise-a", "--to", "demo-enterprise-b", "nobody"); got.code == 0 {
		t.Error("somebody who does not exist was moved")
	}
	if got := c.try("analyst", "GET", "/rankings/"+id, nil); got.status != 200 {
		t.Fatalf("after refusals: %s", got)
	}
	if got := move("--from", "demo-enterprise-a", "--to", "demo-enterprise-b", "analyst"); got.code != 0 || !strings.Contains(got.out, "analyst is now analyst of") {
		t.Fatalf("exit %d %s%s", got.code, got.out, got.err)
	}
	time.Sleep(time.Second) // another process learns it within a second
	if got := c.try("analyst", "GET", "/rankings/"+id, nil); got.status != 401 {
		t.Errorf("the session of before: %s", got)
	}
	c.signIn("analyst")
	if got := c.try("analyst", "GET", "/rankings/"+id, nil); got.status != 404 {
		t.Errorf("a draft of the team left: %s", got)
	}
	var seats struct {
		Items []struct{ TeamID, Role string }
	}
	c.must("admin", "GET", "/memberships?userId=demo-analyst", nil, &seats)
	if len(seats.Items) != 1 || seats.Items[0].TeamID != "demo-enterprise-b" || seats.Items[0].Role != "analyst" {
		t.Errorf("holds %+v", seats.Items)
	}
	if got := move("--from", "demo-enterprise-a", "--to", "demo-enterprise-b", "analyst"); got.code != 2 {
		t.Errorf("a second time: exit %d %s%s", got.code, got.out, got.err)
	}
	if got := runProgram(t, settings, "", "verify"); got.code != 0 {
		t.Errorf("verify: %s%s", got.out, got.err)
	}
}
