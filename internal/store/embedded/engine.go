//go:build !noembedded

package embedded

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/FerretDB/FerretDB/ferretdb"
	"golang.org/x/sys/unix"

	"parksite/internal/fault"
)

// maxSocket is how long a unix socket's path may be, with room to spare: the
// limit is 108 bytes on Linux and 104 elsewhere, the closing zero included.
const maxSocket = 100

// pragmas of every connection. Durable means synchronous=full in WAL mode; the
// engine's own default is the same today and is not relied on.
var pragmas = url.Values{"_pragma": {"busy_timeout(10000)", "journal_mode(wal)", "synchronous(full)"}}

// Engine is a running database.
type Engine struct {
	dir     string // holds <database>.sqlite, the lock and, if its path is short enough, the socket
	socket  string
	tempDir string // of the socket, "" when it is in dir
	lock    *os.File
	stop    context.CancelFunc
	done    chan struct{}
}

// starting keeps two engines of one process (tests) from writing the library's
// globals at once.
var starting sync.Mutex

// Start runs the database in dataDir/db, which it makes if need be (0700).
//
// It sets the process's umask to 0077: the engine and SQLite make files
// themselves, now and later, and nobody else may read them.
//
// It returns a Conflict fault if another process has the directory, and an
// Unavailable one if the directory cannot be used.
func Start(dataDir string) (*Engine, error) {
	const op = "embedded.Start"
	unix.Umask(0o077)
	dir, err := ownDirectory(dataDir)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	e := &Engine{dir: dir, done: make(chan struct{})}
	if e.lock, err = lockDirectory(dir); err != nil {
		return nil, fault.Wrap(op, err)
	}
	if err := e.run(); err != nil {
		e.release()
		return nil, fault.As(op, fault.Unavailable, CodeNoSpace, err)
	}
	return e, nil
}

func (e *Engine) run() error {
	if err := mendAll(e.dir); err != nil {
		return err
	}
	e.socket = filepath.Join(e.dir, "s.sock")
	if len(e.socket) > maxSocket {
		tmp, err := os.MkdirTemp("", "parksite-") // 0700
		if err != nil {
			return err
		}
		e.tempDir, e.socket = tmp, filepath.Join(tmp, "s.sock")
	}
	if len(e.socket) > maxSocket {
		return errors.New("neither the data directory nor the temporary one has a path short enough for a socket")
	}
	// A socket left by a process that was killed: we hold the lock, so nobody listens.
	if err := os.Remove(e.socket); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.WriteFile(filepath.Join(e.dir, socketFile), []byte(e.socket), 0o600); err != nil {
		return err
	}
	starting.Lock()
	f, err := ferretdb.New(&ferretdb.Config{
		Handler:   "sqlite",
		SQLiteURL: "file:" + e.dir + "/?" + pragmas.Encode(),
		Listener:  ferretdb.ListenerConfig{Unix: e.socket},
		Logger:    slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	starting.Unlock()
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	e.stop = stop
	go func() {
		defer close(e.done)
		_ = f.Run(ctx) // always nil
	}()
	return nil
}

// URI returns what the driver connects to.
func (e *Engine) URI() string { return socketURI(e.socket) }

func socketURI(socket string) string { return "mongodb://" + url.PathEscape(socket) + "/" }

// socketFile holds the path of the socket, for Running.
const socketFile = "socket"

// Running returns what the driver connects to in order to work beside the
// process that has dataDir, and whether there seems to be one.
func Running(dataDir string) (uri string, ok bool) {
	socket, err := os.ReadFile(filepath.Join(dataDir, "db", socketFile))
	if err != nil {
		return "", false
	}
	_, err = os.Stat(string(socket))
	return socketURI(string(socket)), err == nil
}

// Close stops the engine and gives the directory back. Disconnect the clients
// first: the engine waits three seconds for those that are connected.
func (e *Engine) Close() error {
	e.stop()
	<-e.done
	e.release()
	return nil
}

func (e *Engine) release() {
	_ = os.Remove(filepath.Join(e.dir, socketFile))
	_ = os.Remove(e.socket)
	if e.tempDir != "" {
		_ = os.RemoveAll(e.tempDir)
	}
	_ = e.lock.Close() // ends the lock
}

// ownDirectory returns the absolute path of dataDir/db, made if need be, for
// the owner alone.
func ownDirectory(dataDir string) (string, error) {
	const op = "embedded.directory"
	abs, err := filepath.Abs(dataDir)
	if err != nil {
		return "", fault.As(op, fault.Unavailable, CodeNoSpace, err)
	}
	if strings.ContainsAny(abs, "%?#") { // the engine makes a URI of it, unescaped
		return "", fault.Newf(op, fault.Unavailable, CodeNoSpace, "the path of the data directory may not hold %%, ? or #")
	}
	dir := filepath.Join(abs, "db")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fault.As(op, fault.Unavailable, CodeNoSpace, err)
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return "", fault.As(op, fault.Unavailable, CodeNoSpace, err)
	}
	return dir, nil
}

// lockDirectory takes the lock of dir, which the system releases when the
// process ends, however it ends.
func lockDirectory(dir string) (*os.File, error) {
	const op = "embedded.lock"
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fault.As(op, fault.Unavailable, CodeNoSpace, err)
	}
	err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		_ = f.Close()
		return nil, fault.Newf(op, fault.Conflict, CodeInUse, "another parksite process uses the data directory %s", filepath.Dir(dir))
	}
	if err != nil {
		_ = f.Close()
		return nil, fault.As(op, fault.Unavailable, CodeNoSpace, err)
	}
	return f, nil
}
