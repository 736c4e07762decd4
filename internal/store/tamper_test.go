package store_test

import (
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"parksite/internal/audit"
	"parksite/internal/store"
)

// Six kinds of tampering with the file of the database, and six more.
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
		{"appended and fitting", "events", nil, 11, audit.Unsigned},
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
			switch tt.code {
			case audit.Rechained:
				rechain(t, db, table, events, 4)
			case audit.Unsigned:
				appended(t, db, table, events[0])
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

// appended writes one more event behind the last as somebody would who has the
// source code and the database, but not the key.
func appended(t *testing.T, db *sql.DB, table string, last audit.Event) {
	t.Helper()
	e := last
	e.Reason = "forged"
	e, err := audit.Seal(e, last.Seq+1, last.Hash)
	if err != nil {
		t.Fatal(err)
	}
	run(t, db, fmt.Sprintf("INSERT INTO %[1]s SELECT json_set(_ferretdb_sjson, '$._id', '%[2]s', '$.seq', %[3]d, '$.reason', 'forged', '$.prev', '%[4]s', '$.hash', '%[5]s') FROM %[1]s WHERE _ferretdb_sjson->>'$._id' = '%[6]s'",
		table, e.ID, e.Seq, e.Prev, e.Hash, last.ID), table)
}
