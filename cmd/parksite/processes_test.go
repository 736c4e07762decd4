package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"parksite/internal/access"
	"parksite/internal/store/embedded"
)

// twoServers starts two programs on one database: the second talks to the
// first one's engine over its socket, so that nothing but inserts keeps them
// apart; or both to the MongoDB that MONGODB_URI names.
func twoServers(t *testing.T) (a, b *server) {
	t.Helper()
	settings := map[string]string{"PARKSITE_DATA_DIR": filepath.Join(t.TempDir(), "a"), "PARKSITE_ADDR": "127.0.0.1:0",
		"PARKSITE_DEMO_PASSWORD": password, "PARKSITE_SECRET_KEY": "both processes have this one key", "PARKSITE_LOG_LEVEL": "error"}
	uri := os.Getenv("MONGODB_URI")
	if uri != "" {
		settings["MONGODB_URI"], settings["MONGODB_DATABASE"] = uri, "parksite-test-"+access.NewID()
	}
	a = startServer(t, settings, "--demo")
	second := map[string]string{}
	for k, v := range settings {
		second[k] = v
	}
	second["PARKSITE_DATA_DIR"] = filepath.Join(t.TempDir(), "b")
	if uri == "" {
		running, ok := embedded.Running(settings["PARKSITE_DATA_DIR"])
		if !ok {
			t.Fatal("no engine runs")
		}
		second["MONGODB_URI"] = running
	}
	b = startServer(t, second)
	// The first one has the engine: it ends last.
	t.Cleanup(func() { b.stop(t, syscall.SIGKILL) })
	return a, b
}

// race sends the same kind of request n times at once, by turns to each
// process, and returns how often each status came.
func race(n int, places []*cast, send func(i int, c *cast) reply) map[int]int {
	replies := make([]reply, n)
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			<-start
			replies[i] = send(i, places[i%len(places)])
		})
	}
	close(start)
	wg.Wait()
	count := map[int]int{}
	for _, r := range replies {
		count[r.status]++
	}
	return count
}

// Two processes on one database: of sixteen the same steps at once, by turns
// at one and the other, one stands and leaves one entry.
func TestTwoProcessesRace(t *testing.T) {
	a, b := twoServers(t)
	here := people(t, a.url, everybody...)
	there := here.at(b.url)
	places := []*cast{here, there}
	one := func(what string, count map[int]int, n int) {
		t.Helper()
		if count[200] != 1 || count[200]+count[409]+count[412] != n {
			t.Errorf("%s: %v, want one 200 and the rest refused", what, count)
		}
	}
	entry := func(id, action string, want int) {
		t.Helper()
		for _, c := range places {
			if n := c.entries(id)[action]; n != want {
				t.Errorf("%s: %d entries, want %d", action, n, want)
			}
		}
	}

	id := here.draft()
	one("submit", race(16, places, func(_ int, c *cast) reply {
		return c.try("lead", "POST", "/rankings/"+id+"/submissions", map[string]any{"note": "请审核", "purpose": "比选"})
	}), 16)
	entry(id, "submit", 1)

	// One ministry, approving here and rejecting there.
	decide := []map[string]any{{"decision": "approve"}, {"decision": "reject", "comment": "不同意"}}
	one("approve against reject", race(16, places, func(i int, c *cast) reply {
		return c.try("reviewer-ndrc", "POST", "/rankings/"+id+"/decisions", decide[i%2])
	}), 16)
	n := here.entries(id)
	if n["approve"]+n["reject"] != 1 {
		t.Errorf("one decision left %v", n)
	}

	// Three ministries at once: all three stand, the state follows once.
	for range 3 {
		id = there.submitted()
		count := race(3, places, func(i int, c *cast) reply {
			return c.try(demoReviewers[i], "POST", "/rankings/"+id+"/decisions", map[string]any{"decision": "approve"})
		})
		if count[200] != 3 {
			t.Errorf("three ministries at once: %v", count)
		}
		for _, c := range places {
			if s := c.standing(id); s.Review.State != "approved" || len(s.Review.Decisions) != 3 {
				t.Errorf("%s with %d decisions after three approvals", s.Review.State, len(s.Review.Decisions))
			}
		}
		entry(id, "approve", 3)
	}
	one("publish", race(16, places, func(_ int, c *cast) reply {
		return c.try("lead", "POST", "/rankings/"+id+"/publication", map[string]any{})
	}), 16)
	entry(id, "publish", 1)
	if first, second := here.standing(id), there.standing(id); first.Version != second.Version || first.Sealed.Digest != second.Sealed.Digest {
		t.Errorf("%+v here, %+v there", first, second)
	}

	// One version, changed here and there.
	id = here.draft()
	count := race(16, places, func(i int, c *cast) reply {
		return c.try("analyst", "PUT", "/rankings/"+id, map[string]any{"title": fmt.Sprint("第", i, "稿")}, "If-Match", `"1"`)
	})
	if count[200] != 1 || count[412] != 15 {
		t.Errorf("edits of one version: %v", count)
	}
	entry(id, "edit", 1)
	here.verified()
	there.verified()
}

// What is taken from a person in one process is gone in the other within a
// second of the answer, and stays gone.
func TestTwoProcessesRevoke(t *testing.T) {
	a, b := twoServers(t)
	here := people(t, a.url, "analyst", "lead", "viewer", "analyst-b", "reviewer-ndrc", "reviewer-mofcom", "reviewer-mfa", "admin")
	there := here.at(b.url)
	id := here.submitted()

	gone := func(what string, ask func() reply) {
		t.Helper()
		begin := time.Now()
		for {
			r := ask()
			took := time.Since(begin)
			if r.status == 401 || r.status == 403 {
				t.Logf("%s: refused in the other process after %s", what, took.Round(time.Millisecond))
				break
			}
			if took > time.Second {
				t.Errorf("%s: after a second still %s", what, r)
				return
			}
		}
		for range 5 {
			if r := ask(); r.status != 401 && r.status != 403 {
				t.Errorf("%s: refused once and then %s", what, r)
			}
		}
	}

	// A reviewer loses the role between opening the page and deciding.
	var seats struct {
		Items []struct {
			ID      string
			Version int64
		}
	}
	here.must("admin", "GET", "/memberships?userId=demo-reviewer-ndrc", nil, &seats)
	if r := there.try("reviewer-ndrc", "GET", "/rankings/"+id, nil); r.status != 200 {
		t.Fatal(r)
	}
	here.must("admin", "DELETE", "/memberships/"+seats.Items[0].ID, nil, nil, "If-Match", fmt.Sprintf(`"%d"`, seats.Items[0].Version))
	gone("role", func() reply { return there.try("reviewer-ndrc", "GET", "/reviews", nil) })
	there.signIn("reviewer-ndrc") // the old session ended with the role; a new one has none
	for _, c := range []*cast{here, there} {
		if r := c.try("reviewer-ndrc", "POST", "/rankings/"+id+"/decisions", map[string]any{"decision": "approve"}); r.status < 400 {
			t.Errorf("a decision of who may no longer decide: %s", r)
		}
	}
	if s := there.standing(id); len(s.Review.Decisions) != 0 {
		t.Errorf("the decision stands: %+v", s.Review)
	}

	// A token, taken back there, refused here.
	var token struct{ ID, Secret string }
	here.must("analyst", "POST", "/tokens", map[string]any{"name": "集成", "scopes": []string{"catalogue.read"}, "expiresInDays": 1}, &token)
	bearer := []string{"Authorization", "Bearer " + token.Secret}
	here.who["token"] = noCookies()
	here.must("token", "GET", "/countries", nil, nil, bearer...)
	there.must("analyst", "DELETE", "/tokens/"+token.ID, nil, nil)
	gone("token", func() reply { return here.try("token", "GET", "/countries", nil, bearer...) })

	// A locked person, an ended session, a changed password.
	here.must("admin", "POST", "/users/demo-viewer/lock", nil, nil, "If-Match", `"1"`)
	gone("lock", func() reply { return there.try("viewer", "GET", "/countries", nil) })
	there.must("admin", "DELETE", "/users/demo-lead/sessions", nil, nil)
	gone("session", func() reply { return here.try("lead", "GET", "/countries", nil) })
	old := *here.who["analyst-b"]
	here.signIn("analyst-b")
	here.who["old"] = &old
	there.must("analyst-b", "PUT", "/session/password", map[string]string{"current": password, "password": "eleven slow barges pass the lock"}, nil)
	gone("password", func() reply { return here.try("old", "GET", "/countries", nil) })
	there.must("analyst-b", "GET", "/countries", nil, nil)
}
