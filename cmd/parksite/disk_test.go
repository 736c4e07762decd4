//go:build linux

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// trouble is a data directory in which nothing more can be stored.
type trouble struct {
	name  string
	begin func(t *testing.T, s *server, dir string) (end func())
	reads bool // only new files are refused: the database's own can still be written
	some  bool // some writes still find room
}

// troubles are those that need no rights: a limit on the size of files, which
// fails every write as a full disk does, and a directory without permission.
// Where PARKSITE_TEST_SMALL_DISK names a small file system of its own (make
// fulldisk), also a disk that is full and one without inodes.
func troubles() []trouble {
	list := []trouble{
		{name: "no file may grow", begin: func(t *testing.T, s *server, _ string) func() {
			limit := func(n uint64) {
				t.Helper()
				var was unix.Rlimit
				if err := unix.Prlimit(s.cmd.Process.Pid, unix.RLIMIT_FSIZE, nil, &was); err != nil {
					t.Fatal(err)
				}
				if err := unix.Prlimit(s.cmd.Process.Pid, unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: n, Max: was.Max}, nil); err != nil {
					t.Fatal(err)
				}
			}
			limit(0)
			return func() { limit(unix.RLIM_INFINITY) }
		}},
		{name: "read-only directory", reads: true, begin: func(t *testing.T, _ *server, dir string) func() {
			mode(t, dir, 0o500)
			return func() { mode(t, dir, 0o700) }
		}},
	}
	if os.Getenv(smallDisk) == "" {
		return list
	}
	return append(list,
		trouble{name: "full disk", some: true, begin: func(t *testing.T, _ *server, dir string) func() {
			file := filepath.Join(dir, "filler")
			f, err := os.Create(file)
			if err != nil {
				t.Fatal(err)
			}
			for block := make([]byte, 1<<12); err == nil; {
				_, err = f.Write(block)
			}
			if !errors.Is(err, unix.ENOSPC) {
				t.Fatal(err)
			}
			_ = f.Close()
			return func() { _ = os.Remove(file) }
		}},
		trouble{name: "no inodes", reads: true, begin: func(t *testing.T, _ *server, dir string) func() {
			crowd := filepath.Join(dir, "crowd")
			err := os.Mkdir(crowd, 0o700)
			for i := 0; err == nil && i < 1<<20; i++ {
				err = os.WriteFile(filepath.Join(crowd, fmt.Sprint(i)), nil, 0o600)
			}
			if !errors.Is(err, unix.ENOSPC) {
				t.Fatal(err)
			}
			return func() { _ = os.RemoveAll(crowd) }
		}})
}

const smallDisk = "PARKSITE_TEST_SMALL_DISK"

func mode(t *testing.T, dir string, m os.FileMode) {
	t.Helper()
	for _, d := range []string{dir, filepath.Join(dir, "db"), filepath.Join(dir, "imports")} {
		if err := os.Chmod(d, m); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	}
}

// boundByModes starts what start starts without the right to pass by file
// modes: a test may run as root.
func boundByModes(t *testing.T, start func()) {
	t.Helper()
	done := make(chan bool)
	go func() {
		defer close(done)
		runtime.LockOSThread() // and never unlocked: the thread ends with this goroutine
		if os.Geteuid() == 0 {
			for _, c := range []uintptr{unix.CAP_DAC_OVERRIDE, unix.CAP_DAC_READ_SEARCH} {
				if err := unix.Prctl(unix.PR_CAPBSET_DROP, c, 0, 0, 0); err != nil {
					t.Errorf("giving up a right: %v", err)
				}
			}
		}
		start()
	}()
	<-done
}

// The disk fills, or the directory turns read-only, under the running program.
// What cannot be stored is refused as unavailable and has not happened, reads
// are answered, and once there is room everything works again.
func TestDiskFull(t *testing.T) {
	for _, trouble := range troubles() {
		t.Run(trouble.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			if small := os.Getenv(smallDisk); small != "" {
				dir = filepath.Join(small, "data")
				t.Cleanup(func() { _ = os.RemoveAll(dir) })
			}
			settings := map[string]string{"PARKSITE_DATA_DIR": dir, "PARKSITE_ADDR": "127.0.0.1:0", "PARKSITE_DEMO_PASSWORD": password, "PARKSITE_LOG_LEVEL": "warn"}
			k := &killed{t: t, settings: settings, rankings: map[string]string{}}
			boundByModes(t, func() { k.server = startServer(t, settings, "--demo") })
			c := people(t, k.server.url, everybody...)
			k.c = c
			draft, handedIn, approved := c.draft(), c.draft(), c.approved()
			job := k.ready(100_000_010)

			end := sync.OnceFunc(trouble.begin(t, k.server, dir))
			t.Cleanup(end) // before the directory is removed
			imported := k.imported(100_000_020)
			writes := []*pending{
				{who: "analyst", path: "/rankings", kind: "application/json", body: asJSON(map[string]any{"title": "新", "modelId": "general"})},
				step("lead", handedIn, "/submissions", map[string]any{"note": "请审核", "purpose": "比选"}),
				step("lead", approved, "/publication", map[string]any{"note": "发布"}),
				{who: "admin", path: "/imports/" + job + "/publication", kind: "application/json", body: asJSON(map[string]string{"reason": "修订"})},
				{who: "analyst", path: "/tokens", kind: "application/json", body: asJSON(map[string]any{"name": "t", "scopes": []string{"catalogue.read"}, "expiresInDays": 1})},
				imported,
			}
			for _, p := range writes {
				p.reply = c.send(p.who, "POST", p.path, p.kind, p.body)
				refused := p == imported || !trouble.reads
				switch {
				case p.reply.status == 503:
				case p.reply.status/100 == 2 && (!refused || trouble.some):
				default:
					t.Errorf("%s: %s", p.path, p.reply)
				}
				var problem struct{ Code string }
				if p.reply.status == 503 && (json.Unmarshal(p.reply.body, &problem) != nil || problem.Code != "store.unavailable" && problem.Code != "upload.disk" && problem.Code != "audit.log") {
					t.Errorf("%s: %s", p.path, p.reply)
				}
			}
			for _, path := range []string{"/session", "/rankings/" + draft, "/rankings", "/countries", "/datasets/ds-1/coverage"} {
				if r := c.try("analyst", "GET", path, nil); r.status != 200 {
					t.Errorf("reading %s: %s", path, r)
				}
			}
			if r := c.try("analyst", "POST", "/preview", map[string]any{"modelId": "general"}); r.status != 200 {
				t.Errorf("ranking: %s", r)
			}

			end()
			stored := func(s standing, state, action string, p *pending) {
				t.Helper()
				in, n := s.Review.State == state, c.entries(s.ID)[action]
				if p.reply.status == 200 && !in || in != (n == 1) || n > 1 {
					t.Errorf("%s was answered %d; now %s with %d entries", p.path, p.reply.status, s.Review.State, n)
				}
			}
			stored(c.standing(handedIn), "submitted", "submit", writes[1])
			stored(c.standing(approved), "published", "publish", writes[2])
			var sets struct{ Total int }
			c.must("analyst", "GET", "/datasets", nil, &sets)
			if sets.Total < 1 || sets.Total > 2 || writes[3].reply.status == 201 && sets.Total != 2 {
				t.Errorf("%d datasets after %s", sets.Total, writes[3].reply)
			}
			if staged, _ := filepath.Glob(filepath.Join(dir, "imports", "*")); len(staged) > 1 && imported.reply.status != 202 {
				t.Errorf("left behind: %v", staged)
			}
			// There is room again: everything goes on, without a restart.
			c.must("analyst", "POST", "/rankings", map[string]any{"title": "再来", "modelId": "general"}, nil)
			if c.standing(handedIn).Review.State == "draft" {
				c.must("lead", "POST", "/rankings/"+handedIn+"/submissions", map[string]any{"note": "请审核", "purpose": "比选"}, nil)
			}
			if sets.Total == 1 {
				c.must("admin", "POST", "/imports/"+job+"/publication", map[string]string{"reason": "修订"}, nil)
			}
			c.signIn("analyst")
			c.verified()
			k.server.stop(t, syscall.SIGKILL)
			if got := runProgram(t, settings, "", "verify"); got.code != 0 {
				t.Errorf("verify: exit %d %s%s", got.code, got.out, got.err)
			}
		})
	}
}

// The disk fills in the middle of an import's dry run and of its publication,
// at a size of file that none of them has reached before: no version of the
// data is half there.
func TestDiskFillsDuringImport(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	settings := map[string]string{"PARKSITE_DATA_DIR": dir, "PARKSITE_ADDR": "127.0.0.1:0", "PARKSITE_DEMO_PASSWORD": password, "PARKSITE_LOG_LEVEL": "warn"}
	k := &killed{t: t, settings: settings}
	k.server = startServer(t, settings, "--demo")
	c := people(t, k.server.url, "admin", "analyst")
	k.c = c
	job := k.ready(100_000_010)
	info, err := os.Stat(filepath.Join(dir, "imports", job, "batch"))
	if err != nil {
		t.Fatal(err)
	}
	limit := func(n uint64) {
		t.Helper()
		if err := unix.Prlimit(k.server.cmd.Process.Pid, unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: n, Max: unix.RLIM_INFINITY}, nil); err != nil {
			t.Fatal(err)
		}
	}
	// The upload fits, what was read from it does not.
	upload := k.imported(100_000_020)
	if int64(len(upload.body)) >= info.Size() {
		t.Fatalf("%d bytes uploaded, %d staged: the limit between them does not exist", len(upload.body), info.Size())
	}
	limit(uint64(info.Size() - 1))
	r := c.send("admin", "POST", upload.path, upload.kind, upload.body)
	if r.status != 202 {
		t.Fatal(r)
	}
	var j struct {
		ID, State string
		Problem   *struct{ Code string }
	}
	for begin := time.Now(); j.State != "failed"; time.Sleep(10 * time.Millisecond) {
		if json.Unmarshal(r.body, &j) != nil || j.State == "ready" || time.Since(begin) > 30*time.Second {
			t.Fatalf("dry run: %s", r)
		}
		r = c.try("admin", "GET", "/jobs/"+j.ID, nil)
	}
	if j.Problem == nil || j.Problem.Code != "upload.disk" {
		t.Errorf("failed for %s", r)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "imports", "*")); len(left) != 1 {
		t.Errorf("left behind beside the ready one: %v", left)
	}
	// Publication: the room ends at each of several sizes in turn.
	var sets struct{ Total int }
	refused := 0
	for room := uint64(4 << 10); sets.Total < 2; room += room / 2 {
		limit(room)
		r := c.try("admin", "POST", "/imports/"+job+"/publication", map[string]string{"reason": "修订"})
		limit(unix.RLIM_INFINITY)
		c.must("analyst", "GET", "/datasets", nil, &sets)
		if r.status == 503 {
			refused++
		} else if r.status != 201 && r.status != 409 || sets.Total != 2 {
			t.Fatalf("%d datasets after %s", sets.Total, r)
		}
		if room > 1<<30 {
			t.Fatalf("still refused with room for %d bytes: %s", room, r)
		}
		c.verified()
	}
	t.Logf("refused %d times as the room grew", refused)
	if refused == 0 {
		t.Error("the disk was never too small")
	}
	k.server.stop(t, syscall.SIGKILL)
	if got := runProgram(t, settings, "", "verify"); got.code != 0 {
		t.Errorf("verify: exit %d %s%s", got.code, got.out, got.err)
	}
}

// A program that finds no room, or no directory of its own, says so in one line
// and ends; nothing is harmed by its trying.
func TestStartWithoutRoom(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	settings := map[string]string{"PARKSITE_DATA_DIR": dir, "PARKSITE_ADDR": "127.0.0.1:0", "PARKSITE_DEMO_PASSWORD": password}
	startServer(t, settings, "--demo").stop(t, syscall.SIGTERM)
	before := size(t, settings)
	try := func(name, dir string, limits ...string) {
		t.Helper()
		cmd := program(t, map[string]string{"PARKSITE_DATA_DIR": dir, "PARKSITE_ADDR": "127.0.0.1:0"}, "serve")
		cmd.Path, cmd.Args = "/bin/sh", []string{"sh", "-c", strings.Join(append(limits, `exec "$0" "$@"`), "; "), cmd.Path, "serve"}
		out := &heard{}
		cmd.Stdout, cmd.Stderr = out, out
		boundByModes(t, func() {
			if err := cmd.Start(); err != nil {
				t.Error(err)
			}
		})
		if cmd.Process == nil {
			return
		}
		kill := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
		defer kill.Stop()
		err := cmd.Wait()
		if cmd.ProcessState.ExitCode() != 1 || strings.Count(out.String(), "\n") != 1 || !strings.HasPrefix(out.String(), "parksite serve: ") {
			t.Errorf("%s: %v: %s", name, err, out)
		}
	}
	readOnly := filepath.Join(t.TempDir(), "ro")
	if err := os.Mkdir(readOnly, 0o500); err != nil {
		t.Fatal(err)
	}
	try("no right to make the directory", filepath.Join(readOnly, "data"))
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	try("a file in its place", file)
	try("no room", dir, "ulimit -f 0")
	try("no room in a new directory", filepath.Join(t.TempDir(), "data"), "ulimit -f 0")
	if after := size(t, settings); after != before {
		t.Errorf("%s before, %s after", before, after)
	}
	if code := startServer(t, settings).stop(t, syscall.SIGTERM); code != 0 {
		t.Errorf("afterwards: exit %d", code)
	}
}
