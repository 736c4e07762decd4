package main

import (
	"os"
	"sync"
	"syscall"
	"testing"
	"time"
)

// A database that is stopped, neither answering nor closing: the program says
// so while a person still waits, does not pile up, lives, and goes on by itself
// when the database does.
func TestDatabaseHangs(t *testing.T) {
	if os.Getenv("MONGODB_URI") != "" {
		t.Skip("the MongoDB of these tests is not ours to stop")
	}
	a, b := twoServers(t)
	c := people(t, b.url, "analyst", "admin")
	id := c.draft()
	if err := a.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	resume := sync.OnceFunc(func() { _ = a.cmd.Process.Signal(syscall.SIGCONT) })
	t.Cleanup(resume)
	// Far below the half minute that a request may take in all.
	const patience = 12 * time.Second
	for _, client := range c.who {
		client.Timeout = patience
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	var longest time.Duration
	for range 4 {
		for _, try := range []func() reply{
			func() reply { return c.try("analyst", "GET", "/rankings/"+id, nil) },
			func() reply { return c.try("analyst", "GET", "/rankings", nil) },
			func() reply { return c.try("admin", "GET", "/audit-events", nil) },
			func() reply {
				return c.try("analyst", "PUT", "/rankings/"+id, map[string]any{"title": "停"}, "If-Match", `"1"`)
			},
			func() reply {
				return c.try("analyst", "POST", "/session", map[string]string{"username": "analyst", "password": password})
			},
		} {
			wg.Go(func() {
				begin := time.Now()
				if r := try(); r.status != 503 {
					t.Errorf("with the database stopped: %s", r)
				}
				mu.Lock()
				defer mu.Unlock()
				longest = max(longest, time.Since(begin))
			})
		}
	}
	wg.Wait()
	t.Logf("twenty requests at once: the longest was answered after %s", longest.Round(time.Millisecond))
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 503} {
		res, err := (noCookies()).Get(b.url + path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		_ = res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
	resume()
	for begin := time.Now(); ; time.Sleep(100 * time.Millisecond) {
		r := c.try("analyst", "GET", "/rankings/"+id, nil)
		if r.status == 200 {
			break
		}
		if time.Since(begin) > 30*time.Second {
			t.Fatalf("not back: %s", r)
		}
	}
	c.verified()
}
