//go:build !noembedded

package embedded

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"parksite/internal/fault"
)

// TestMain lets the test binary be the second process of TestSecondProcess.
func TestMain(m *testing.M) {
	if dir := os.Getenv("EMBEDDED_START"); dir != "" {
		e, err := Start(dir)
		if err == nil {
			fmt.Println("started")
			_ = e.Close()
		} else {
			fmt.Println(fault.Of(err), err)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func start(t *testing.T, dir string) (*Engine, *mongo.Client) {
	t.Helper()
	e, err := Start(dir)
	if err != nil {
		t.Fatal(err)
	}
	client, err := mongo.Connect(options.Client().ApplyURI(e.URI()).SetTimeout(10 * time.Second))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, e, client) })
	return e, client
}

func stop(t *testing.T, e *Engine, client *mongo.Client) {
	t.Helper()
	if err := client.Disconnect(context.Background()); errors.Is(err, mongo.ErrClientDisconnected) {
		return
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}

func insert(t *testing.T, c *mongo.Client, id string) {
	t.Helper()
	if _, err := c.Database("test").Collection("things").InsertOne(t.Context(), bson.D{{Key: "_id", Value: id}}); err != nil {
		t.Fatal(err)
	}
}

func has(t *testing.T, c *mongo.Client, id string) bool {
	t.Helper()
	err := c.Database("test").Collection("things").FindOne(t.Context(), bson.D{{Key: "_id", Value: id}}).Err()
	if err != nil && !errors.Is(err, mongo.ErrNoDocuments) {
		t.Fatal(err)
	}
	return err == nil
}

func TestSecondProcess(t *testing.T) {
	dir := t.TempDir()
	e, client := start(t, dir)
	insert(t, client, "a")
	second := func() string {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "EMBEDDED_START="+dir)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	if out := second(); !strings.HasPrefix(out, "conflict ") || !strings.Contains(out, "another parksite process uses the data directory") {
		t.Errorf("a second process: %s", out)
	}
	insert(t, client, "b") // the refusal has not hurt the first
	stop(t, e, client)
	if out := second(); out != "started\n" {
		t.Errorf("after the first has ended: %s", out)
	}
}

func TestOnlyForItsOwner(t *testing.T) {
	dir := t.TempDir()
	_, client := start(t, dir)
	insert(t, client, "a")
	err := filepath.WalkDir(filepath.Join(dir, "db"), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestDeepDirectory(t *testing.T) {
	dir := filepath.Join(t.TempDir(), strings.Repeat("d", 120))
	e, client := start(t, dir)
	insert(t, client, "a")
	if e.tempDir == "" {
		t.Error("a socket path of more than a hundred bytes was used")
	}
	if uri, ok := Running(dir); !ok || uri != e.URI() {
		t.Errorf("running at %q, %v", uri, ok)
	}
	if info, err := os.Stat(e.tempDir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the socket's directory: %v, %v", info, err)
	}
	stop(t, e, client)
	if _, err := os.Stat(e.tempDir); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the socket's directory was left behind")
	}
	if _, ok := Running(dir); ok {
		t.Error("it has stopped and seems to run")
	}
}

func TestStaleSocket(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "db"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "db", "s.sock"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, client := start(t, dir)
	insert(t, client, "a")
}

// Names that mean something in a URI or in SQL.
func TestOddDirectory(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "o'dd 目录")
	e, client := start(t, dir)
	insert(t, client, "a")
	if err := e.Index(t.Context(), "test"); err != nil {
		t.Fatal(err)
	}
	if err := Backup(t.Context(), dir, "test", filepath.Join(dir, "b'ackup")); err != nil {
		t.Fatal(err)
	}
	if _, err := Start(filepath.Join(t.TempDir(), "100%")); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a path that the engine would misread: %v", err)
	}
}

func openTest(t *testing.T, dir string) *sql.DB {
	t.Helper()
	db, err := openFile(filepath.Join(dir, "db", "test.sqlite"), false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestIndexIsUsed(t *testing.T) {
	dir := t.TempDir()
	e, client := start(t, dir)
	insert(t, client, "a")
	for range 2 { // the second time changes nothing
		if err := e.Index(t.Context(), "test"); err != nil {
			t.Fatal(err)
		}
	}
	db := openTest(t, dir)
	tables, err := texts(t.Context(), db, "SELECT table_name FROM "+metaTable+" WHERE name = 'things'")
	if err != nil || len(tables) != 1 {
		t.Fatal(tables, err)
	}
	// The engine's own query by _id.
	var a, b, c int
	var plan string
	q := fmt.Sprintf("EXPLAIN QUERY PLAN SELECT %s FROM %q WHERE %s->'$._id' = '\"a\"'", document, tables[0], document)
	if err := db.QueryRowContext(t.Context(), q).Scan(&a, &b, &c, &plan); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(plan, "USING INDEX") {
		t.Errorf("a read by _id scans: %s", plan)
	}
}

func TestDurableAndUnbroken(t *testing.T) {
	dir := t.TempDir()
	_, client := start(t, dir)
	insert(t, client, "a")
	db := openTest(t, dir)
	var mode, version string
	if err := db.QueryRowContext(t.Context(), "PRAGMA journal_mode").Scan(&mode); err != nil || mode != "wal" {
		t.Errorf("journal mode %q, %v", mode, err)
	}
	// The fix of the WAL-reset bug is in 3.51.3 and later.
	if err := db.QueryRowContext(t.Context(), "SELECT sqlite_version()").Scan(&version); err != nil || !atLeast(version, 3, 51, 3) {
		t.Errorf("SQLite %s, %v", version, err)
	}
	if got := pragmas.Encode(); !strings.Contains(got, "synchronous%28full%29") {
		t.Errorf("pragmas %s", got)
	}
}

func atLeast(version string, want ...int) bool {
	var have [3]int
	if _, err := fmt.Sscanf(version, "%d.%d.%d", &have[0], &have[1], &have[2]); err != nil {
		return false
	}
	for i, w := range want {
		if have[i] != w {
			return have[i] > w
		}
	}
	return true
}

func TestBackupAndRestore(t *testing.T) {
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "backup")
	ctx := t.Context()
	if err := Backup(ctx, dir, "test", file); !fault.Is(err, fault.NotFound) {
		t.Errorf("a backup of nothing: %v", err)
	}
	_, client := start(t, dir)
	insert(t, client, "a")
	if err := Backup(ctx, dir, "test", file); err != nil { // while it runs
		t.Fatal(err)
	}
	insert(t, client, "later")
	if err := Backup(ctx, dir, "test", file); !fault.Is(err, fault.Conflict) {
		t.Errorf("a backup over another: %v", err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup: %v, %v", info, err)
	}
	if err := Restore(ctx, file, dir, "test"); !fault.Is(err, fault.Conflict) {
		t.Errorf("restore into a directory in use: %v", err)
	}
	other := t.TempDir()
	if err := Restore(ctx, file, other, "test"); err != nil {
		t.Fatal(err)
	}
	if err := Restore(ctx, file, other, "test"); !fault.Is(err, fault.Conflict) {
		t.Errorf("restore over a store: %v", err)
	}
	_, restored := start(t, other)
	if !has(t, restored, "a") || has(t, restored, "later") {
		t.Error("the restored store is not as it was at the backup")
	}
	insert(t, restored, "b")
}

func TestRestoreRefuses(t *testing.T) {
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "backup")
	_, client := start(t, dir)
	for i := range 200 {
		insert(t, client, fmt.Sprintf("%03d", i))
	}
	if err := Backup(t.Context(), dir, "test", file); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	spoilt := append([]byte{}, whole...)
	for i := len(spoilt) / 2; i < len(spoilt)/2+4096; i++ {
		spoilt[i] ^= 0xff
	}
	for name, content := range map[string][]byte{
		"a trigger": with(t, whole, "CREATE TRIGGER evil AFTER UPDATE ON "+metaTable+" BEGIN DELETE FROM "+metaTable+"; END"),
		"a view":    with(t, whole, "CREATE VIEW evil AS SELECT 1"),
		"truncated": whole[:len(whole)/2], "empty": nil, "no database": []byte(strings.Repeat("x", 8192)), "spoilt": spoilt,
	} {
		t.Run(name, func(t *testing.T) {
			bad, into := filepath.Join(t.TempDir(), "bad"), t.TempDir()
			if err := os.WriteFile(bad, content, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := Restore(t.Context(), bad, into, "test"); !fault.Is(err, fault.Invalid) {
				t.Errorf("got %v", err)
			}
			left, err := os.ReadDir(filepath.Join(into, "db"))
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range left {
				if f.Name() != "lock" {
					t.Errorf("%s was left behind", f.Name())
				}
			}
		})
	}
}

// with is a backup in which a statement was run.
func with(t *testing.T, backup []byte, statement string) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "changed")
	if err := os.WriteFile(file, backup, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := openFile(file, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	changed, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return changed
}

// TestMend leaves what a process killed between the engine's steps leaves.
func TestMend(t *testing.T) {
	tests := []struct{ name, statement string }{
		{"file without the table of collections", ""},
		{"table without its line", "CREATE TABLE half_1 (" + document + " TEXT NOT NULL) STRICT"},
		{"collection without its index", "CREATE TABLE half_2 (" + document + " TEXT NOT NULL) STRICT; INSERT INTO " + metaTable + " VALUES ('half', 'half_2', '{}')"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			if tt.statement == "" {
				if err := os.MkdirAll(filepath.Join(dir, "db"), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(dir, "db", "test.sqlite"), nil, 0o600); err != nil {
					t.Fatal(err)
				}
			} else {
				e, client := start(t, dir)
				insert(t, client, "kept")
				stop(t, e, client)
				if _, err := openTest(t, dir).ExecContext(t.Context(), tt.statement); err != nil {
					t.Fatal(err)
				}
			}
			_, client := start(t, dir)
			if tt.statement != "" && !has(t, client, "kept") {
				t.Error("mending lost a document")
			}
			things := client.Database("test").Collection("half")
			for i, want := range []bool{true, false} {
				_, err := things.InsertOne(t.Context(), bson.D{{Key: "_id", Value: "x"}})
				if (err == nil) != want {
					t.Errorf("insert %d of one id: %v", i+1, err)
				}
			}
		})
	}
}
