package audit

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"parksite/internal/fault"
)

// Checkpoint says that the event with number Seq had hash Hash, signed by a
// key that is not in the database.
type Checkpoint struct {
	Seq       int64     `json:"seq"`
	Hash      string    `json:"hash"`
	At        time.Time `json:"at"`  // when the event happened
	Key       string    `json:"key"` // Ed25519 public key, base64
	Signature string    `json:"signature"`
	trusted   bool
}

// message is what is signed. The prefix keeps a signature from meaning
// anything elsewhere.
func (c Checkpoint) message() []byte {
	return fmt.Appendf(nil, "parksite checkpoint\n%d\n%s\n%s\n", c.Seq, c.Hash, c.At.UTC().Format(time.RFC3339Nano))
}

// Genuine reports whether the signature is valid and by the key that the
// checkpoints were read with.
func (c Checkpoint) Genuine() bool { return c.trusted }

// Witness signs each event into a file beside the database, which whoever can
// only write the database cannot follow. Safe for concurrent use.
type Witness struct {
	mu      sync.Mutex
	key     ed25519.PrivateKey
	log     *os.File
	pending []byte // lines that could not be written yet
	last    int64
}

// OpenWitness opens the key in keyFile, making one at the first start, and the
// log of checkpoints in logFile. Both are readable by their owner only.
func OpenWitness(keyFile, logFile string) (*Witness, error) {
	const op = "audit.OpenWitness"
	key, err := readKey(keyFile)
	if errors.Is(err, fs.ErrNotExist) {
		key, err = makeKey(keyFile)
	}
	if err != nil {
		return nil, fault.As(op, fault.Unavailable, "audit.key", err)
	}
	log, err := os.OpenFile(logFile, os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fault.As(op, fault.Unavailable, "audit.log", err)
	}
	w := &Witness{key: key, log: log}
	if err := w.mend(); err != nil {
		_ = log.Close()
		return nil, fault.As(op, fault.Unavailable, "audit.log", err)
	}
	return w, nil
}

// mend ends a last line that a crash cut short, so that the next one does not
// continue it, and remembers the last number signed. Signatures are looked at
// by Verify, not at every start.
func (w *Witness) mend() error {
	all, err := io.ReadAll(w.log)
	if err != nil {
		return err
	}
	if len(all) > 0 && all[len(all)-1] != '\n' {
		end := int64(bytes.LastIndexByte(all, '\n') + 1)
		if err := w.log.Truncate(end); err != nil {
			return err
		}
		all = all[:end]
	}
	var c Checkpoint
	if lines := bytes.Split(bytes.TrimSuffix(all, []byte{'\n'}), []byte{'\n'}); json.Unmarshal(lines[len(lines)-1], &c) == nil {
		w.last = c.Seq
	}
	return nil
}

// Last returns the highest number signed, 0 before the first.
func (w *Witness) Last() int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.last
}

// Sign appends the checkpoint of e. When the file cannot be written it returns
// an Unavailable fault and writes the line with the next one, so that nothing
// is left out once there is room again.
func (w *Witness) Sign(e Event) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := Checkpoint{Seq: e.Seq, Hash: e.Hash, At: e.At, Key: publicText(w.key.Public().(ed25519.PublicKey))}
	c.Signature = base64.StdEncoding.EncodeToString(ed25519.Sign(w.key, c.message()))
	line, err := json.Marshal(c)
	if err != nil {
		return fault.Wrap("audit.Sign", err)
	}
	w.pending = append(append(w.pending, line...), '\n')
	w.last = max(w.last, e.Seq)
	return w.flush()
}

// Flush writes what could not be written before.
func (w *Witness) Flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.flush()
}

func (w *Witness) flush() error {
	if len(w.pending) == 0 {
		return nil
	}
	n, err := w.log.Write(w.pending)
	w.pending = w.pending[n:]
	if err != nil {
		return &fault.Error{Kind: fault.Unavailable, Code: "audit.log", RetryAfter: 5 * time.Second}
	}
	return nil
}

// Checkpoints returns all checkpoints of the log.
func (w *Witness) Checkpoints() ([]Checkpoint, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	info, err := w.log.Stat()
	if err != nil {
		return nil, fault.Wrap("audit.Checkpoints", err)
	}
	cs, err := parseCheckpoints(io.NewSectionReader(w.log, 0, info.Size()), w.key.Public().(ed25519.PublicKey))
	return cs, fault.Wrap("audit.Checkpoints", err)
}

// Close writes the log through to the disk and closes it.
func (w *Witness) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return fault.Wrap("audit.Witness.Close", errors.Join(w.flush(), w.log.Sync(), w.log.Close()))
}

// parseCheckpoints reads a log and marks the checkpoints that key signed. A
// line that is no checkpoint is an untrusted one: somebody wrote it.
func parseCheckpoints(r io.Reader, key ed25519.PublicKey) ([]Checkpoint, error) {
	var cs []Checkpoint
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		var c Checkpoint
		if json.Unmarshal(lines.Bytes(), &c) == nil && c.Key == publicText(key) {
			sig, err := base64.StdEncoding.DecodeString(c.Signature)
			c.trusted = err == nil && ed25519.Verify(key, c.message(), sig)
		}
		cs = append(cs, c)
	}
	return cs, lines.Err()
}

func publicText(key ed25519.PublicKey) string { return base64.StdEncoding.EncodeToString(key) }

func readKey(file string) (ed25519.PrivateKey, error) {
	text, err := os.ReadFile(file) //nolint:gosec // the path is a setting
	if err != nil {
		return nil, err
	}
	seed, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("%s holds no Ed25519 seed", filepath.Base(file))
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// makeKey makes a key and puts it into file whole: of two processes at once,
// one key wins and both use it.
func makeKey(file string) (ed25519.PrivateKey, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := rand.Read(seed); err != nil {
		return nil, err
	}
	tmp, err := os.CreateTemp(filepath.Dir(file), ".key-*") // 0600
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	_, err = tmp.WriteString(base64.StdEncoding.EncodeToString(seed) + "\n")
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return nil, err
	}
	if err := os.Link(tmp.Name(), file); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return readKey(file)
}
