package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parksite/internal/access"
	"parksite/internal/audit"
	"parksite/internal/fault"
	"parksite/internal/store"
	"parksite/internal/store/embedded"
	"parksite/internal/store/storetest"
)

// TestMain lets the test binary be the process that TestKilled kills.
func TestMain(m *testing.M) {
	if dir := os.Getenv("STORE_WRITE"); dir != "" {
		writeUntilKilled(dir)
	}
	os.Exit(m.Run())
}

// onlyEmbedded skips what is about the embedded engine's files.
func onlyEmbedded(t testing.TB) {
	if os.Getenv("MONGODB_URI") != "" {
		t.Skip("about the embedded engine")
	}
}

func openWitness(t testing.TB, dir string) *audit.Witness {
	t.Helper()
	w, err := audit.OpenWitness(filepath.Join(dir, "audit.key"), filepath.Join(dir, "checkpoints.log"), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return w
}

// openIn opens the store in dir, witnessed, and returns it with what closes
// both.
func openIn(t testing.TB, dir string) (*store.Store, func()) {
	t.Helper()
	w := openWitness(t, dir)
	s := storetest.OpenWith(t, store.Config{DataDir: dir, Witness: w})
	return s, func() {
		if err := errors.Join(s.Close(context.Background()), w.Close()); err != nil {
			t.Error(err)
		}
	}
}

// writeUntilKilled saves as fast as it can and prints each save once it is
// acknowledged.
func writeUntilKilled(dir string) {
	w, err := audit.OpenWitness(filepath.Join(dir, "audit.key"), filepath.Join(dir, "checkpoints.log"), "")
	if err != nil {
		panic(err)
	}
	s, err := store.Open(context.Background(), store.Config{DataDir: dir, Database: "test", Witness: w})
	if err != nil {
		panic(err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				m := model(access.NewID(), "team")
				for range 3 {
					var err error
					if m, err = s.SaveModel(context.Background(), m, by("model.save")); err != nil {
						panic(err)
					}
					fmt.Printf("%s %d.\n", m.ID, m.Version) // one write: lines stay whole
				}
				if err := s.DeleteModel(context.Background(), m.ID, m.Version, by("model.delete")); err != nil {
					panic(err)
				}
				fmt.Printf("%s -1.\n", m.ID)
			}
		})
	}
	wg.Wait()
}

// Twenty times a process is killed in the middle of writing. What it had
// acknowledged is there, nothing is half done, and the chain and its
// checkpoints agree.
func TestKilled(t *testing.T) {
	onlyEmbedded(t)
	t.Parallel()
	dir := t.TempDir()
	acknowledged := map[string]int64{} // id to version, -1 once deleted
	lines := 0
	for range 20 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "STORE_WRITE="+dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		var stderr strings.Builder
		cmd.Stderr = &stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		warm := make(chan struct{})
		read := make(chan struct{})
		go func() {
			defer close(read)
			in := bufio.NewScanner(out)
			for n := 0; in.Scan(); n++ {
				if n == 10 {
					close(warm)
				}
				var id string
				var version int64
				if _, err := fmt.Sscanf(in.Text(), "%s %d.", &id, &version); err != nil {
					continue // the last line may be cut
				}
				acknowledged[id] = version
				lines++
			}
		}()
		select {
		case <-warm:
		case <-read:
		case <-time.After(20 * time.Second):
		}
		time.Sleep(time.Duration(rand.IntN(50)) * time.Millisecond)
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		<-read
		if stderr.Len() > 0 {
			t.Fatalf("the writing process failed by itself: %s", stderr.String())
		}

		s, closeBoth := openIn(t, dir)
		report := wantSound(t, s)
		if report.Checkpoints < report.Events {
			t.Errorf("%d events, %d checkpoints", report.Events, report.Checkpoints)
		}
		for id, version := range acknowledged {
			m, err := s.Model(t.Context(), id)
			switch {
			case version < 0 && !fault.Is(err, fault.NotFound):
				t.Errorf("%s was deleted and is there: %v", id, err)
			case version >= 0 && err != nil && !deletedSince(t, s, id, err),
				version >= 0 && err == nil && m.Version < version:
				t.Errorf("%s was acknowledged at version %d and is %+v, %v", id, version, m.Head(), err)
			}
		}
		closeBoth()
	}
	if lines < 200 {
		t.Errorf("only %d acknowledged writes: the processes were killed too early to show anything", lines)
	}
	t.Logf("%d acknowledged writes of %d models", lines, len(acknowledged))
}

// deletedSince reports whether a model that was last acknowledged alive is
// gone because its deletion was committed and not yet acknowledged.
func deletedSince(t *testing.T, s *store.Store, id string, err error) bool {
	t.Helper()
	if !fault.Is(err, fault.NotFound) {
		return false
	}
	events, _, err := s.Events(t.Context(), store.Filter{Kind: "model", ID: id, Page: 1, PageSize: 1})
	return err == nil && len(events) == 1 && events[0].Deletes()
}

// A process that dies between event and document leaves the document behind
// its event. The next start mends it, and so does the next reader of a process
// that was there all the time.
func TestSettle(t *testing.T) {
	onlyEmbedded(t)
	dir := t.TempDir()
	s, closeBoth := openIn(t, dir)
	ctx := t.Context()
	changed := saved(t, s, model("changed", "team"))
	deleted := saved(t, s, model("deleted", "team"))
	die := func() {
		t.Helper()
		var err error
		changed.Name.En += "!"
		if changed, err = s.DieAfterCommit(ctx, changed, by("model.save")); err != nil {
			t.Fatal(err)
		}
	}
	die()
	if _, err := s.DieAfterCommit(ctx, model("new", "team"), by("model.save")); err != nil {
		t.Fatal(err)
	}
	if err := s.DieAfterDelete(ctx, deleted, by("model.delete")); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]int64{"changed": 1, "new": 0, "deleted": 1} {
		if got := s.ModelDocument(ctx, id); got != want {
			t.Fatalf("the document of %s is at version %d before settling, want %d", id, got, want)
		}
	}
	closeBoth()

	s, closeBoth = openIn(t, dir)
	defer func() { closeBoth() }()
	for id, want := range map[string]int64{"changed": 2, "new": 1, "deleted": 0} {
		if got := s.ModelDocument(ctx, id); got != want {
			t.Errorf("the document of %s is at version %d after a start, want %d", id, got, want)
		}
	}
	wantSound(t, s)

	die()
	if got, err := s.Model(ctx, "changed"); err != nil || got.Version != 3 || got.Name.En != "model!!" {
		t.Errorf("a reader gets %+v, %v", got.Head(), err)
	}
	if got := s.ModelDocument(ctx, "changed"); got != 3 {
		t.Errorf("and leaves the document at version %d", got)
	}
	die()
	if all, err := s.Models(ctx); err != nil || len(all) != 2 || all[0].Version != 4 {
		t.Errorf("a list has %d models, %v", len(all), err)
	}
	die()
	changed.Name.En = "next"
	if got := saved(t, s, changed); got.Version != 6 {
		t.Errorf("the next save makes version %d", got.Version)
	}
	wantSound(t, s)
}

// A late writer of another process must neither put an old document over a
// newer one for good nor bring back a deleted one.
func TestLateWriter(t *testing.T) {
	a, ctx := storetest.Open(t), t.Context()
	b := storetest.Second(t, a)
	v1 := saved(t, a, model("m", ""))
	v2 := v1
	v2.Name.En = "second"
	v2 = saved(t, b, v2)
	if err := a.PutModelDocument(ctx, v1); err != nil { // a's write of version 1 arrives only now
		t.Fatal(err)
	}
	if got, err := b.Model(ctx, "m"); err != nil || got.Version != 2 || got.Name.En != "second" {
		t.Errorf("after a late write: %+v, %v", got, err)
	}
	if err := b.DeleteModel(ctx, "m", 2, by("model.delete")); err != nil {
		t.Fatal(err)
	}
	if err := a.PutModelDocument(ctx, v2); err != nil {
		t.Fatal(err)
	}
	for i, s := range []*store.Store{a, b} {
		if err := s.Ready(ctx); err != nil { // sees the deletion
			t.Fatal(err)
		}
		if _, err := s.Model(ctx, "m"); !fault.Is(err, fault.NotFound) {
			t.Errorf("store %d: a deleted model is back: %v", i, err)
		}
	}
}

func TestBackupUnderLoad(t *testing.T) {
	onlyEmbedded(t)
	dir, other, file := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "backup")
	s, closeBoth := openIn(t, dir)
	defer closeBoth()
	ctx := t.Context()
	u, err := s.SaveUser(ctx, user("anna"), by("user.create"))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	session, _ := access.NewSession(u, "127.0.0.1", "test", false, now)
	if err := s.SaveSession(ctx, session); err != nil {
		t.Fatal(err)
	}
	token, _, err := access.NewToken(u, "reports", []string{"ranking.read"}, now.Add(time.Hour), now)
	if err != nil {
		t.Fatal(err)
	}
	if token, err = s.SaveToken(ctx, token, by("token.create")); err != nil {
		t.Fatal(err)
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	var acknowledged atomic.Int64
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
				if _, err := s.SaveModel(context.Background(), model(access.NewID(), ""), by("model.save")); err != nil {
					t.Error(err)
					return
				}
				acknowledged.Add(1)
			}
		}
	}()
	for acknowledged.Load() < 20 {
		time.Sleep(time.Millisecond)
	}
	before := acknowledged.Load()
	if err := embedded.Backup(ctx, dir, "test", file); err != nil {
		t.Fatal(err)
	}
	close(stop)
	<-stopped

	if err := embedded.Restore(ctx, file, other, "test"); err != nil {
		t.Fatal(err)
	}
	restored, closeOther := openIn(t, other)
	defer closeOther()
	// Its events bear the signatures of another key, until who restores it
	// takes them over.
	if r, err := restored.Verify(ctx); err != nil || r.OK() || r.Break.Code != audit.Unsigned || r.Break.Seq != 1 {
		t.Errorf("before it was adopted: %+v, %v", r.Break, err)
	}
	if n, err := restored.Adopt(ctx); err != nil || int64(n) < before {
		t.Errorf("adopted %d events, %v", n, err)
	}
	if n, err := restored.Adopt(ctx); err != nil || n != 0 {
		t.Errorf("adopted %d events a second time, %v", n, err)
	}
	wantSound(t, restored)
	if all, err := restored.Models(ctx); err != nil || int64(len(all)) < before {
		t.Errorf("%d models restored, %d were acknowledged before the backup, %v", len(all), before, err)
	}
	if got, err := restored.UserByName(ctx, "anna"); err != nil || got.ID != u.ID {
		t.Errorf("account: %+v, %v", got, err)
	}
	if err := restored.Restored(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := restored.Session(ctx, session.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("a session came back: %v", err)
	}
	if got, err := restored.Token(ctx, token.ID); err != nil || got.RevokedAt == nil {
		t.Errorf("a token came back: %+v, %v", got, err)
	}
	wantSound(t, restored)
}

// A second start over the same directory changes no document.
func TestRestartChangesNothing(t *testing.T) {
	onlyEmbedded(t)
	dir := t.TempDir()
	s, closeBoth := openIn(t, dir)
	saved(t, s, model("m", "team"))
	if err := s.Record(t.Context(), by("session.begin")); err != nil {
		t.Fatal(err)
	}
	closeBoth()
	before, log := dump(t, dir), readFile(t, filepath.Join(dir, "checkpoints.log"))
	for range 2 {
		s, closeBoth = openIn(t, dir)
		if _, err := s.Model(t.Context(), "m"); err != nil {
			t.Fatal(err)
		}
		closeBoth()
	}
	if after := dump(t, dir); after != before {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
	if readFile(t, filepath.Join(dir, "checkpoints.log")) != log {
		t.Error("the log of checkpoints changed")
	}
}

func readFile(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// dump returns all schemas and rows of the database's file.
func dump(t *testing.T, dir string) string {
	t.Helper()
	db, _ := openTable(t, dir, "events")
	var out strings.Builder
	var tables []string
	each := func(query string, line func(string)) {
		rows, err := db.QueryContext(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var s string
			if err := rows.Scan(&s); err != nil {
				t.Fatal(err)
			}
			line(s)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	each("SELECT coalesce(sql, '') FROM sqlite_master ORDER BY name", func(s string) { out.WriteString(s + "\n") })
	each("SELECT table_name FROM _ferretdb_collections ORDER BY name", func(s string) { tables = append(tables, s) })
	for _, table := range tables {
		each(fmt.Sprintf("SELECT _ferretdb_sjson FROM %q ORDER BY 1", table), func(s string) { out.WriteString(table + " " + s + "\n") })
	}
	return out.String()
}

func TestNewerLayoutIsRefused(t *testing.T) {
	onlyEmbedded(t)
	dir := t.TempDir()
	_, closeBoth := openIn(t, dir)
	closeBoth()
	db, table := openTable(t, dir, "meta")
	run(t, db, "UPDATE %s SET _ferretdb_sjson = json_set(_ferretdb_sjson, '$.schema', 99)", table)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := store.Open(t.Context(), store.Config{DataDir: dir, Database: "test"})
	wantFault(t, "a newer layout", err, fault.Conflict, "store.newer")
	if _, err := store.Open(t.Context(), store.Config{DataDir: dir, Database: "test"}); !fault.Is(err, fault.Conflict) {
		t.Errorf("the refusal kept the directory: %v", err)
	}
}
