package store_test

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parksite/internal/access"
	"parksite/internal/appraisal"
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
	w, err := audit.OpenWitness(filepath.Join(dir, "audit.key"), filepath.Join(dir, "checkpoints.log"))
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
	w, err := audit.OpenWitness(filepath.Join(dir, "audit.key"), filepath.Join(dir, "checkpoints.log"))
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

// Six kinds of tampering with the file of the database, and four more.
func TestTampering(t *testing.T) {
	onlyEmbedded(t)
	set := func(where, path, value string) string {
		return fmt.Sprintf("UPDATE %%s SET _ferretdb_sjson = json_set(_ferretdb_sjson, '$.%s', %s) WHERE %s", path, value, where)
	}
	id := func(s string) string { return "_ferretdb_sjson->>'$._id' = '" + s + "'" }
	tests := []struct {
		name       string
		collection string
		statements []string
		seq        int64
		code       string
	}{
		{"edited entry", "events", []string{set(id(audit.Key(5)), "reason", "'x'")}, 5, audit.Edited},
		{"deleted entry", "events", []string{"DELETE FROM %s WHERE " + id(audit.Key(5))}, 5, audit.Missing},
		{"cut tail", "events", []string{"DELETE FROM %s WHERE _ferretdb_sjson->>'$._id' > '" + audit.Key(7) + "'"}, 8, audit.Cut},
		{"swapped entries", "events", []string{
			set(id(audit.Key(5)), "_id", "'x'"), set(id(audit.Key(6)), "_id", "'"+audit.Key(5)+"'"), set(id("x"), "_id", "'"+audit.Key(6)+"'"),
		}, 5, audit.Swapped},
		{"inserted entry", "events", []string{"INSERT INTO %[1]s SELECT json_set(_ferretdb_sjson, '$._id', '" + audit.Key(11) + "', '$.seq', 11) FROM %[1]s WHERE " + id(audit.Key(5))}, 11, audit.Edited},
		{"chained anew", "events", nil, 4, audit.Rechained},
		{"edited content", "contents", []string{"UPDATE %s SET _ferretdb_sjson = replace(_ferretdb_sjson, 'name 5', 'name X') WHERE _ferretdb_sjson LIKE '%%name 5%%'"}, 5, audit.Content},
		{"deleted content", "contents", []string{"DELETE FROM %s WHERE _ferretdb_sjson LIKE '%%name 5%%'"}, 5, audit.Content},
		{"edited object", "models", []string{set(id("m7"), "team", "'other'")}, 7, audit.State},
		{"deleted object", "models", []string{"DELETE FROM %s WHERE " + id("m7")}, 7, audit.State},
		{"object from nowhere", "models", []string{"INSERT INTO %[1]s SELECT json_set(_ferretdb_sjson, '$._id', 'stranger') FROM %[1]s WHERE " + id("m7")}, 0, audit.State},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			s, closeBoth := openIn(t, dir)
			for i := 1; i <= 10; i++ {
				m := model(fmt.Sprintf("m%d", i), "team")
				m.Name.En = fmt.Sprintf("name %d", i)
				saved(t, s, m)
			}
			wantSound(t, s)
			events, _, err := s.Events(t.Context(), store.Filter{})
			if err != nil {
				t.Fatal(err)
			}
			db, table := openTable(t, dir, tt.collection)
			for _, q := range tt.statements {
				run(t, db, strings.ReplaceAll(q, "%[1]s", table), table)
			}
			if tt.statements == nil {
				rechain(t, db, table, events, 4)
			}
			// Found by a process that runs on, and by one that starts.
			for _, when := range []string{"running", "started"} {
				r, err := s.Verify(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if r.OK() {
					t.Fatalf("%s: not found", when)
				}
				if r.Break.Seq != tt.seq || r.Break.Code != tt.code {
					t.Errorf("%s: found %+v, want %s at %d", when, *r.Break, tt.code, tt.seq)
				}
				if tt.name == "deleted object" || tt.name == "deleted content" {
					break // a start restores the first, and refuses over the second
				}
				closeBoth()
				s, closeBoth = openIn(t, dir)
			}
			closeBoth()
		})
	}
}

func openTable(t *testing.T, dir, collection string) (*sql.DB, string) {
	t.Helper()
	file := (&url.URL{Path: filepath.Join(dir, "db", "test.sqlite")}).EscapedPath()
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	var table string
	if err := db.QueryRowContext(t.Context(), "SELECT table_name FROM _ferretdb_collections WHERE name = ?", collection).Scan(&table); err != nil {
		t.Fatal(err)
	}
	return db, `"` + table + `"`
}

func run(t *testing.T, db *sql.DB, query, table string) {
	t.Helper()
	query = strings.Replace(query, "%s", table, 1)
	res, err := db.ExecContext(t.Context(), strings.ReplaceAll(query, "%%", "%"))
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		t.Fatalf("%s changed nothing, %v", query, err)
	}
}

// rechain rewrites the trail from event seq on as somebody would who has the
// source code and the database.
func rechain(t *testing.T, db *sql.DB, table string, newestFirst []audit.Event, seq int64) {
	t.Helper()
	prev := ""
	for i := len(newestFirst) - 1; i >= 0; i-- {
		e := newestFirst[i]
		if e.Seq >= seq {
			e.Reason = "forged"
			var err error
			if e, err = audit.Seal(e, e.Seq, prev); err != nil {
				t.Fatal(err)
			}
			run(t, db, fmt.Sprintf("UPDATE %s SET _ferretdb_sjson = json_set(_ferretdb_sjson, '$.reason', 'forged', '$.prev', '%s', '$.hash', '%s') WHERE _ferretdb_sjson->>'$._id' = '%s'",
				table, e.Prev, e.Hash, e.ID), table)
		}
		prev = e.Hash
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

// wantAway checks that a call says within three seconds that the store is
// away, and when to come back.
func wantAway(t *testing.T, what string, call func() error) {
	t.Helper()
	start := time.Now()
	err := call()
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != fault.Unavailable || f.RetryAfter <= 0 {
		t.Errorf("%s: got %v", what, err)
	}
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("%s took %v", what, took)
	}
}

func wantAllAway(t *testing.T, s *store.Store) {
	t.Helper()
	ctx := context.Background()
	var wg sync.WaitGroup
	for what, call := range map[string]func() error{
		"get":  func() error { _, err := s.Model(ctx, "m"); return err },
		"save": func() error { _, err := s.SaveModel(ctx, model("n", ""), by("model.save")); return err },
		"change": func() error {
			m := model("m", "")
			m.Version = 1
			_, err := s.SaveModel(ctx, m, by("model.save"))
			return err
		},
		"delete":  func() error { return s.DeleteModel(ctx, "m", 1, by("model.delete")) },
		"list":    func() error { _, err := s.Models(ctx); return err },
		"events":  func() error { _, _, err := s.Events(ctx, store.Filter{}); return err },
		"record":  func() error { return s.Record(ctx, by("session.begin")) },
		"ready":   func() error { return s.Ready(ctx) },
		"session": func() error { _, err := s.Session(ctx, "x"); return err },
		"claim":   func() error { _, err := s.ClaimKey(ctx, "u", "k", "r"); return err },
	} {
		wg.Go(func() { wantAway(t, what, call) })
	}
	wg.Wait()
	// Nobody piles up behind those who wait.
	for i := range 20 {
		wg.Go(func() {
			wantAway(t, fmt.Sprintf("change %d at once", i), func() error {
				m := model("m", "")
				m.Version = 1
				_, err := s.SaveModel(ctx, m, by("model.save"))
				return err
			})
		})
	}
	wg.Wait()
}

func TestStoreGone(t *testing.T) {
	onlyEmbedded(t)
	t.Parallel()
	a := storetest.Open(t)
	b := storetest.Second(t, a)
	saved(t, b, model("m", ""))
	if err := a.Close(context.Background()); err != nil { // stops the engine under b
		t.Fatal(err)
	}
	wantAllAway(t, b)
	wantAway(t, "a closed store", func() error { _, err := a.Model(context.Background(), "m"); return err })
	wantAway(t, "opening", func() error {
		_, err := store.Open(context.Background(), store.Config{URI: b.URI()})
		return err
	})
}

// A database that neither answers nor closes its connections, as a stopped
// process or a cut cable, and one that comes back.
func TestStoreHangs(t *testing.T) {
	onlyEmbedded(t)
	t.Parallel()
	a := storetest.Open(t)
	p := startProxy(t, a.URI())
	b, err := store.Open(t.Context(), store.Config{URI: p.uri, Database: a.Database(), Monitor: storetest.Monitor(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = b.Close(context.Background()) }()
	saved(t, b, model("m", ""))
	p.pause(true)
	wantAllAway(t, b)
	p.pause(false)
	deadline := time.Now().Add(10 * time.Second)
	for b.Ready(t.Context()) != nil {
		if time.Now().After(deadline) {
			t.Fatal("not back within ten seconds")
		}
		time.Sleep(50 * time.Millisecond)
	}
	// A save that was answered with "away" may have happened, or happen now as
	// the cut-off calls come through. Whatever did, the next save is told what
	// it is based on, and the chain is whole.
	for range 100 {
		var got appraisal.Model
		if got, err = b.Model(t.Context(), "m"); err == nil {
			_, err = b.SaveModel(t.Context(), got, by("model.save"))
		}
		if !fault.Is(err, fault.Stale) {
			break
		}
	}
	if err != nil && !fault.Is(err, fault.NotFound) { // the deletion may have come through
		t.Error(err)
	}
	wantSound(t, a)
}

// proxy stands between a store and its database.
type proxy struct {
	uri    string
	mu     sync.Mutex
	paused *sync.Cond
	off    bool
}

func startProxy(t *testing.T, uri string) *proxy {
	t.Helper()
	target, err := url.PathUnescape(strings.TrimSuffix(strings.TrimPrefix(uri, "mongodb://"), "/"))
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "proxy")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	socket := filepath.Join(dir, "p.sock")
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{uri: "mongodb://" + url.PathEscape(socket) + "/"}
	p.paused = sync.NewCond(&p.mu)
	var wg sync.WaitGroup
	t.Cleanup(func() { p.pause(false); _ = l.Close(); wg.Wait() })
	wg.Go(func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("unix", target)
			if err != nil {
				_ = in.Close()
				continue
			}
			wg.Go(func() { p.pump(in, out) })
			wg.Go(func() { p.pump(out, in) })
		}
	})
	return p
}

func (p *proxy) pump(from, to net.Conn) {
	defer func() { _ = from.Close(); _ = to.Close() }()
	buf := make([]byte, 64<<10)
	for {
		n, err := from.Read(buf)
		p.mu.Lock()
		for p.off {
			p.paused.Wait()
		}
		p.mu.Unlock()
		if n > 0 {
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			if !errors.Is(err, io.EOF) && !errors.Is(err, net.ErrClosed) {
				return
			}
			return
		}
	}
}

func (p *proxy) pause(off bool) {
	p.mu.Lock()
	p.off = off
	p.mu.Unlock()
	p.paused.Broadcast()
}

// Nothing is done that cannot be witnessed.
func TestWitnessFull(t *testing.T) {
	onlyEmbedded(t)
	w := openWitness(t, t.TempDir())
	s := storetest.OpenWith(t, store.Config{Witness: w})
	saved(t, s, model("m", ""))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	// The first save after the trouble began finds out only once it is
	// committed; it is the last.
	saved(t, s, model("n", ""))
	_, err := s.SaveModel(t.Context(), model("o", ""), by("model.save"))
	wantFault(t, "a save without witness", err, fault.Unavailable, "audit.log")
	_, err = s.Model(t.Context(), "o")
	wantFault(t, "what was refused", err, fault.NotFound, "model.notFound")
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
