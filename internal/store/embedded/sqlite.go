//go:build !noembedded

package embedded

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// The engine's own table of collections, and the column its documents are in.
const (
	metaTable = "_ferretdb_collections"
	document  = "_ferretdb_sjson"
)

// openFile opens a database file beside the engine.
func openFile(file string, readOnly bool) (*sql.DB, error) {
	q := url.Values{"_pragma": {"busy_timeout(10000)", "synchronous(full)"}}
	if readOnly {
		q.Set("mode", "ro")
	}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: file}).EscapedPath()+"?"+q.Encode())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// Index gives each collection of a database the index by _id that the
// engine's own queries use. The engine makes one by another expression, which
// SQLite does not recognise: every read by _id would scan the table.
func (e *Engine) Index(ctx context.Context, database string) error {
	db, err := openFile(filepath.Join(e.dir, database+".sqlite"), false)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	tables, err := texts(ctx, db, fmt.Sprintf("SELECT table_name FROM %q", metaTable))
	if err != nil {
		return err
	}
	for _, t := range tables {
		q := fmt.Sprintf("CREATE INDEX IF NOT EXISTS %q ON %q (%s->'$._id')", t+"_by_id", t, document)
		if _, err := db.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	return nil
}

// mendAll ends what a process killed in its first moments left half made.
func mendAll(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.sqlite"))
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := mend(f); err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(f), err)
		}
	}
	return nil
}

// mend removes what the engine, which makes a database and its collections in
// several steps without a transaction, would stumble over at the next start: a
// file without its table of collections, a table that is in no collection, and
// a collection without its unique index by _id. None of them holds a document:
// the engine inserts only after the last step.
func mend(file string) error {
	ctx := context.Background()
	db, err := openFile(file, false)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	tables, err := texts(ctx, db, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
	if err != nil {
		return err
	}
	if len(tables) == 0 {
		_ = db.Close()
		for _, suffix := range []string{"", "-wal", "-shm"} {
			if err := os.Remove(file + suffix); err != nil && !os.IsNotExist(err) {
				return err
			}
		}
		return nil
	}
	whole, err := texts(ctx, db, fmt.Sprintf(`SELECT table_name FROM %q WHERE settings LIKE '%%"_id_"%%'`, metaTable))
	if err != nil {
		return err
	}
	known := map[string]bool{metaTable: true}
	for _, t := range whole {
		known[t] = true
	}
	for _, t := range tables {
		if known[t] {
			continue
		}
		var n int
		if err := db.QueryRowContext(ctx, fmt.Sprintf("SELECT count(*) FROM %q", t)).Scan(&n); err != nil {
			return err
		}
		if n > 0 {
			return fmt.Errorf("table %s holds %d documents but belongs to no whole collection", t, n)
		}
		if _, err := db.ExecContext(ctx, fmt.Sprintf("DELETE FROM %q WHERE table_name = ?", metaTable), t); err != nil {
			return err
		}
		if _, err := db.ExecContext(ctx, fmt.Sprintf("DROP TABLE %q", t)); err != nil {
			return err
		}
	}
	return nil
}

// texts returns the one text column of a query.
func texts(ctx context.Context, db *sql.DB, query string) (out []string, err error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer func() {
		if cerr := rows.Close(); err == nil {
			err = cerr
		}
	}()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// quoted is a text as an SQL literal, for the one statement that takes no
// parameters.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
