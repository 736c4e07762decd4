package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"parksite/internal/access"
	"parksite/internal/audit"
	"parksite/internal/store/embedded"
)

// A store on a database server outlives the data directory that signed its
// trail. From a fresh one verify names the first event nobody vouches for,
// --adopt signs a sound trail, and from then on both verify and a server there
// find it whole. A trail that was tampered with is not adopted.
func TestVerifyAdopt(t *testing.T) {
	settings := map[string]string{"PARKSITE_DATA_DIR": filepath.Join(t.TempDir(), "lost"), "PARKSITE_ADDR": "127.0.0.1:0",
		"PARKSITE_DEMO_PASSWORD": password, "PARKSITE_LOG_LEVEL": "error"}
	fresh := map[string]string{"PARKSITE_DATA_DIR": filepath.Join(t.TempDir(), "fresh"), "PARKSITE_ADDR": "127.0.0.1:0", "PARKSITE_LOG_LEVEL": "error"}
	uri := os.Getenv("MONGODB_URI")
	if uri != "" {
		settings["MONGODB_URI"], settings["MONGODB_DATABASE"] = uri, "parksite-test-"+access.NewID()
		fresh["MONGODB_DATABASE"] = settings["MONGODB_DATABASE"]
	}
	s := startServer(t, settings, "--demo")
	c := people(t, s.url, everybody...)
	id := c.submitted()
	if uri == "" { // the engine's socket stands for the database server
		running, ok := embedded.Running(settings["PARKSITE_DATA_DIR"])
		if !ok {
			t.Fatal("no engine runs")
		}
		uri = running
	}
	fresh["MONGODB_URI"] = uri

	if got := runProgram(t, fresh, "", "verify"); got.code != 1 || !strings.Contains(got.err, "event 1") || !strings.Contains(got.err, audit.Unsigned) {
		t.Fatalf("before: exit %d %s%s", got.code, got.out, got.err)
	}
	got := runProgram(t, fresh, "", "verify", "--adopt")
	if got.code != 0 || !strings.HasPrefix(got.out, "adopted: ") || strings.HasPrefix(got.out, "adopted: 0 ") || !strings.Contains(got.out, "ranking "+id+": ") {
		t.Fatalf("adopt: exit %d %s%s", got.code, got.out, got.err)
	}
	if got := runProgram(t, fresh, "", "verify"); got.code != 0 {
		t.Errorf("after: exit %d %s%s", got.code, got.out, got.err)
	}
	if got := runProgram(t, fresh, "", "verify", "--adopt"); got.code != 0 || !strings.HasPrefix(got.out, "adopted: 0 ") {
		t.Errorf("a second time: exit %d %s%s", got.code, got.out, got.err)
	}
	b := startServer(t, fresh)
	t.Cleanup(func() { b.stop(t, syscall.SIGKILL) })
	c.at(b.url).signIn("lead")
	c.at(b.url).must("lead", "POST", "/rankings", map[string]any{"title": "接手后", "modelId": "general"}, nil)
	if code := b.stop(t, syscall.SIGTERM); code != 0 {
		t.Errorf("exit %d", code)
	}
	if got := runProgram(t, fresh, "", "verify"); got.code != 0 {
		t.Errorf("after work there: exit %d %s%s", got.code, got.out, got.err)
	}
	if settings["MONGODB_URI"] != "" {
		return // what follows changes the engine's own file
	}
	if code := s.stop(t, syscall.SIGTERM); code != 0 {
		t.Fatalf("exit %d", code)
	}
	alter(t, settings["PARKSITE_DATA_DIR"], []string{"UPDATE events SET _ferretdb_sjson = json_set(_ferretdb_sjson, '$.reason', 'forged') WHERE _ferretdb_sjson->>'$._id' = '" + audit.Key(5) + "'"})
	startServer(t, settings)
	uri, ok := embedded.Running(settings["PARKSITE_DATA_DIR"])
	if !ok {
		t.Fatal("no engine runs")
	}
	third := map[string]string{"PARKSITE_DATA_DIR": filepath.Join(t.TempDir(), "third"), "MONGODB_URI": uri}
	for range 2 { // the first has signed nothing that would make the second look right
		if got := runProgram(t, third, "", "verify", "--adopt"); got.code != 1 || !strings.Contains(got.err, "event 5") || strings.Contains(got.out, "adopted") {
			t.Errorf("of a trail that was changed: exit %d %s%s", got.code, got.out, got.err)
		}
	}
}
