package main

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"parksite/internal/audit"
	"parksite/internal/store"
)

// told makes a data directory in which a ranking went from draft to published,
// and returns it with the ranking and its sealed digest.
func told(t *testing.T) (dir, id, digest string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "data")
	s := startServer(t, map[string]string{"PARKSITE_DATA_DIR": dir, "PARKSITE_ADDR": "127.0.0.1:0", "PARKSITE_DEMO_PASSWORD": password}, "--demo")
	c := people(t, s.url, everybody...)
	id = c.approved()
	c.must("lead", "POST", "/rankings/"+id+"/publication", map[string]any{}, nil)
	c.draft()
	digest = c.standing(id).Sealed.Digest
	if code := s.stop(t, syscall.SIGTERM); code != 0 {
		t.Fatalf("exit %d", code)
	}
	return dir, id, digest
}

// Whoever can write the database changes its trail with an SQL tool while the
// program is stopped: parksite verify exits 1 and names the first bad entry.
func TestVerifyNamesTheFirstBadEntry(t *testing.T) {
	dir, id, digest := told(t)
	if got := runProgram(t, map[string]string{"PARKSITE_DATA_DIR": dir}, "", "verify"); got.code != 0 || !strings.Contains(got.out, "ranking "+id+": "+digest) {
		t.Fatalf("untouched: exit %d %s%s", got.code, got.out, got.err)
	}
	events := trailOf(t, dir) // oldest first
	k := 0                    // the second ministry's approval
	for i, e := range events {
		if e.Action == "ranking.approve" && k == 0 && i > 0 && events[i-1].Action == "ranking.approve" {
			k = i + 1
		}
	}
	if k == 0 || k > len(events)-3 {
		t.Fatalf("the approval is event %d of %d", k, len(events))
	}
	last := len(events)
	key := func(seq int) string { return audit.Key(int64(seq)) }
	where := func(id string) string { return "_ferretdb_sjson->>'$._id' = '" + id + "'" }
	set := func(id, path, value string) string {
		return fmt.Sprintf("UPDATE events SET _ferretdb_sjson = json_set(_ferretdb_sjson, '$.%s', %s) WHERE %s", path, value, where(id))
	}
	var rechained []string
	prev := ""
	for i, e := range events { // with the program's own code, as an insider would
		if i+1 == k {
			e.Reason = "forged"
		}
		e, err := audit.Seal(e, int64(i+1), prev)
		if err != nil {
			t.Fatal(err)
		}
		if prev = e.Hash; i+1 < k && e.Hash != events[i].Hash {
			t.Fatalf("event %d does not seal to its own hash", i+1)
		}
		rechained = append(rechained, fmt.Sprintf("UPDATE events SET _ferretdb_sjson = json_set(_ferretdb_sjson, '$.reason', '%s', '$.prev', '%s', '$.hash', '%s') WHERE %s", e.Reason, e.Prev, e.Hash, where(e.ID)))
	}
	fitting, err := audit.Seal(events[last-1], int64(last+1), events[last-1].Hash)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		sql  []string
		seq  int
	}{
		{"edited", []string{set(key(k), "actor.userId", "'demo-reviewer-mfa'")}, k},
		{"one deleted from the middle", []string{"DELETE FROM events WHERE " + where(key(k))}, k},
		{"tail cut", []string{"DELETE FROM events WHERE _ferretdb_sjson->>'$._id' >= '" + key(k) + "'"}, k},
		{"two swapped", []string{set(key(k), "_id", "'x'"), set(key(k+1), "_id", "'"+key(k)+"'"), set("x", "_id", "'"+key(k+1)+"'")}, k},
		{"one inserted between", []string{"INSERT INTO events SELECT json_set(_ferretdb_sjson, '$._id', '" + key(k) + "a') FROM events WHERE " + where(key(k))}, k + 1},
		{"one copied to the end", []string{"INSERT INTO events SELECT json_set(_ferretdb_sjson, '$._id', '" + key(last+1) + "', '$.seq', " + fmt.Sprint(last+1) + ") FROM events WHERE " + where(key(k))}, last + 1},
		{"one appended that fits", []string{fmt.Sprintf("INSERT INTO events SELECT json_set(_ferretdb_sjson, '$._id', '%s', '$.seq', %d, '$.prev', '%s', '$.hash', '%s') FROM events WHERE %s",
			fitting.ID, fitting.Seq, fitting.Prev, fitting.Hash, where(key(last)))}, last + 1},
		{"all chained anew", rechained, k},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			copied := filepath.Join(t.TempDir(), "data")
			if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			alter(t, copied, tt.sql)
			settings := map[string]string{"PARKSITE_DATA_DIR": copied, "PARKSITE_ADDR": "127.0.0.1:0"}
			if tt.seq == last+1 { // a start between must not make it look right
				startServer(t, settings).stop(t, syscall.SIGTERM)
			}
			got := runProgram(t, settings, "", "verify")
			m := regexp.MustCompile(`: event (\d+)(?:, \S+ \S+)?: `).FindStringSubmatch(got.err)
			if got.code != 1 || m == nil || m[1] != fmt.Sprint(tt.seq) {
				t.Errorf("exit %d, want 1 naming event %d: %s%s", got.code, tt.seq, got.out, got.err)
			}
			t.Logf("%s", strings.TrimSpace(got.err))
		})
	}
}

// Beside a running server verify compares with the checkpoints too, and writes
// none; what it writes itself the server finds signed.
func TestVerifyBesideServer(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	settings := map[string]string{"PARKSITE_DATA_DIR": dir, "PARKSITE_ADDR": "127.0.0.1:0", "PARKSITE_DEMO_PASSWORD": password}
	s := startServer(t, settings, "--demo")
	log := filepath.Join(dir, "audit.checkpoints")
	verified := func() (events, checkpoints, signatures int) {
		t.Helper()
		got := runProgram(t, settings, "", "verify")
		if _, err := fmt.Sscanf(got.out, "chain: %d events hold, %d signed checkpoints, %d by", &events, &checkpoints, &signatures); err != nil || got.code != 0 {
			t.Fatalf("exit %d %s%s", got.code, got.out, got.err)
		}
		return events, checkpoints, signatures
	}
	before, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	if events, checkpoints, signatures := verified(); events == 0 || checkpoints != events || signatures != 0 {
		t.Errorf("%d events, %d checkpoints, %d signatures", events, checkpoints, signatures)
	}
	if after, err := os.ReadFile(log); err != nil || string(after) != string(before) {
		t.Errorf("verify changed the log of checkpoints: %v", err)
	}
	if got := runProgram(t, settings, "", "user", "lock", "viewer"); got.code != 0 {
		t.Fatalf("exit %d %s%s", got.code, got.out, got.err)
	}
	verified()
	// A line nobody signed, in the log of the running server.
	f, err := os.OpenFile(log, os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = f.WriteString("{\"seq\":3}\n")
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	if got := runProgram(t, settings, "", "verify"); got.code != 1 || !strings.Contains(got.err, audit.Forged) {
		t.Errorf("exit %d %s%s", got.code, got.out, got.err)
	}
	s.stop(t, syscall.SIGTERM)
}

// trailOf reads the events of a data directory nobody uses, oldest first.
func trailOf(t *testing.T, dir string) []audit.Event {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{DataDir: dir, Database: "parksite"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}()
	newest, _, err := s.Events(t.Context(), store.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	out := make([]audit.Event, len(newest))
	for _, e := range newest {
		out[e.Seq-1] = e
	}
	return out
}

// alter runs statements on the file of the database, "events" standing for the
// table that holds the trail.
func alter(t *testing.T, dir string, statements []string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "db", "parksite.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var table string
	if err := db.QueryRowContext(t.Context(), "SELECT table_name FROM _ferretdb_collections WHERE name = 'events'").Scan(&table); err != nil {
		t.Fatal(err)
	}
	for _, q := range statements {
		for _, word := range []string{"UPDATE events", "FROM events", "INTO events"} {
			q = strings.ReplaceAll(q, word, strings.TrimSuffix(word, "events")+`"`+table+`"`)
		}
		res, err := db.ExecContext(t.Context(), q)
		if err != nil {
			t.Fatalf("%s: %v", q, err)
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			t.Fatalf("%s changed nothing, %v", q, err)
		}
	}
}

// A sealed ranking recomputes to its digest in another process, on one
// processor or two, and again in a process that has only a copy of the store.
func TestSealedRecomputesElsewhere(t *testing.T) {
	dir, id, digest := told(t)
	for _, processors := range []string{"1", "2"} {
		got := runProgram(t, map[string]string{"PARKSITE_DATA_DIR": dir, "GOMAXPROCS": processors, "LC_ALL": "de_DE.UTF-8", "TZ": "Asia/Shanghai"}, "", "verify", id)
		if got.code != 0 || !strings.Contains(got.out, "ranking "+id+": "+digest) {
			t.Errorf("GOMAXPROCS=%s: exit %d, want %s: %s%s", processors, got.code, digest, got.out, got.err)
		}
	}
	file := filepath.Join(t.TempDir(), "copy")
	if got := runProgram(t, map[string]string{"PARKSITE_DATA_DIR": dir}, "", "backup", file); got.code != 0 {
		t.Fatal(got.err)
	}
	other := map[string]string{"PARKSITE_DATA_DIR": filepath.Join(t.TempDir(), "other")}
	if got := runProgram(t, other, "", "restore", file); got.code != 0 {
		t.Fatal(got.err)
	}
	if got := runProgram(t, other, "", "verify", id); got.code != 0 || !strings.Contains(got.out, digest) {
		t.Errorf("in a copy: exit %d %s%s", got.code, got.out, got.err)
	}
}
