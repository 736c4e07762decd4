//go:build !noembedded

package embedded

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"parksite/internal/fault"
)

// Backup writes one database of dataDir as it is at this moment into file,
// which must not exist. It works beside a running process as well as without
// one.
//
// It returns a NotFound fault if there is no such database, a Conflict one if
// file exists, and an Unavailable one if it cannot be written.
func Backup(ctx context.Context, dataDir, database, file string) error {
	const op = "embedded.Backup"
	source := filepath.Join(dataDir, "db", database+".sqlite")
	if _, err := os.Stat(source); errors.Is(err, fs.ErrNotExist) {
		return fault.Newf(op, fault.NotFound, CodeBackup, "there is no store in %s", dataDir)
	}
	if _, err := os.Lstat(file); err == nil {
		return fault.Newf(op, fault.Conflict, CodeBackup, "%s exists", file)
	}
	db, err := openFile(source, false)
	if err != nil {
		return fault.As(op, fault.Unavailable, CodeBackup, err)
	}
	defer func() { _ = db.Close() }()
	dir, err := os.MkdirTemp(filepath.Dir(file), ".backup-") // 0700, so the copy is nobody else's
	if err != nil {
		return fault.As(op, fault.Unavailable, CodeBackup, err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	part := filepath.Join(dir, "part")
	if _, err := db.ExecContext(ctx, "VACUUM INTO "+quoted(part)); err != nil {
		return fault.As(op, fault.Unavailable, CodeBackup, err)
	}
	if err := sound(ctx, part); err != nil {
		return fault.As(op, fault.Internal, CodeBackup, err)
	}
	// Only now does the name exist: a backup is whole or not there.
	if err := errors.Join(os.Chmod(part, 0o600), syncFile(part)); err != nil {
		return fault.As(op, fault.Unavailable, CodeBackup, err)
	}
	if err := os.Link(part, file); err != nil {
		return fault.As(op, fault.Unavailable, CodeBackup, err)
	}
	return nil
}

// Restore puts the backup in file into dataDir as a database, which must not
// exist there. The process that uses the directory must have been stopped.
//
// It returns an Invalid fault if file is no whole backup, and Conflict ones if
// the directory is in use or already has the database.
func Restore(ctx context.Context, file, dataDir, database string) error {
	const op = "embedded.Restore"
	dir, err := ownDirectory(dataDir)
	if err != nil {
		return fault.Wrap(op, err)
	}
	lock, err := lockDirectory(dir)
	if err != nil {
		return fault.Wrap(op, err)
	}
	defer func() { _ = lock.Close() }()
	target := filepath.Join(dir, database+".sqlite")
	if _, err := os.Lstat(target); err == nil {
		return fault.Newf(op, fault.Conflict, CodeExists, "there is a store in %s already", dataDir)
	}
	tmp, err := os.MkdirTemp(dir, ".restore-")
	if err != nil {
		return fault.As(op, fault.Unavailable, CodeBackup, err)
	}
	defer func() { _ = os.RemoveAll(tmp) }()
	part := filepath.Join(tmp, "part")
	if err := copyFile(part, file); err != nil {
		return fault.As(op, fault.Invalid, CodeBackup, err)
	}
	if err := sound(ctx, part); err != nil {
		return &fault.Error{Kind: fault.Invalid, Code: CodeBackup, Detail: "not a whole backup: " + err.Error()}
	}
	return fault.As(op, fault.Unavailable, CodeBackup, os.Rename(part, target))
}

// sound checks that file is an undamaged database of the engine.
func sound(ctx context.Context, file string) error {
	db, err := openFile(file, false)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	lines, err := texts(ctx, db, "PRAGMA integrity_check")
	if err != nil {
		return err
	}
	if len(lines) != 1 || lines[0] != "ok" {
		return fmt.Errorf("integrity check: %v", lines)
	}
	// The engine makes tables and indexes only; a trigger would run on our writes.
	foreign, err := texts(ctx, db, "SELECT name FROM sqlite_master WHERE type NOT IN ('table', 'index') OR sql LIKE 'CREATE VIRTUAL%'")
	if err != nil {
		return err
	}
	if len(foreign) > 0 {
		return fmt.Errorf("it brings statements of its own: %q", foreign)
	}
	names, err := texts(ctx, db, fmt.Sprintf("SELECT name FROM %q", metaTable))
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return errors.New("it holds no collection")
	}
	return nil
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

func syncFile(file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
