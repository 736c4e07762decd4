package audit

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
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

// Witness signs each event, and notes it in a file beside the database, neither
// of which can be followed by whoever can only write the database. Safe for
// concurrent use.
type Witness struct {
	mu      sync.Mutex
	key     ed25519.PrivateKey
	log     *os.File
	joined  bool   // another process writes the log
	pending []byte // lines that could not be written yet
	last    int64
}

// OpenWitness opens the key in keyFile, making one at the first start, and the
// log of checkpoints in logFile. Both are readable by their owner only. A key
// that is made follows from shared, so that the processes of an installation
// that share it hold the same key; it is random when shared is "".
func OpenWitness(keyFile, logFile, shared string) (*Witness, error) {
	const op = "audit.OpenWitness"
	key, err := readKey(keyFile)
	if errors.Is(err, fs.ErrNotExist) {
		key, err = makeKey(keyFile, shared)
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

// JoinWitness opens the key and the log of a program that runs: events are
// signed with its key, and the log is only read. Noting them is left to that
// program, which finds them signed.
func JoinWitness(keyFile, logFile string) (*Witness, error) {
	const op = "audit.JoinWitness"
	key, err := readKey(keyFile)
	if err != nil {
		return nil, fault.As(op, fault.Unavailable, "audit.key", err)
	}
	log, err := os.Open(logFile) //nolint:gosec // the path is a setting
	if err != nil {
		return nil, fault.As(op, fault.Unavailable, "audit.log", err)
	}
	return &Witness{key: key, log: log, joined: true}, nil
}

// mend ends a last line that a crash cut short, so that the next one does not
// continue it, and remembers the last number noted. Signatures are looked at
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

// Signed returns e, sealed, with its signature: to be called before e is
// stored, so that a stored event without one is nobody's of this program.
func (w *Witness) Signed(e Event) Event {
	e.Signature = w.sign(checkpointOf(e))
	return e
}

// Made reports whether e carries this key's signature.
func (w *Witness) Made(e Event) bool {
	sig, err := base64.StdEncoding.DecodeString(e.Signature)
	return err == nil && ed25519.Verify(w.public(), checkpointOf(e).message(), sig)
}

func checkpointOf(e Event) Checkpoint { return Checkpoint{Seq: e.Seq, Hash: e.Hash, At: e.At} }

func (w *Witness) sign(c Checkpoint) string {
	return base64.StdEncoding.EncodeToString(ed25519.Sign(w.key, c.message()))
}

func (w *Witness) public() ed25519.PublicKey { return w.key.Public().(ed25519.PublicKey) }

// Last returns the highest number noted, 0 before the first.
func (w *Witness) Last() int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.last
}

// Note appends the checkpoint of e, which carries this key's signature or none:
// then it is signed here. The caller knows that it is sound. When the file
// cannot be written it returns an Unavailable fault and writes the line with
// the next one, so that nothing is left out once there is room again. In a
// process that has joined another's log it does nothing.
func (w *Witness) Note(e Event) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.joined {
		return nil
	}
	c := checkpointOf(e)
	if c.Key, c.Signature = publicText(w.public()), e.Signature; c.Signature == "" {
		c.Signature = w.sign(c)
	}
	line, err := json.Marshal(c)
	if err != nil {
		return fault.Wrap("audit.Note", err)
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
	const op = "audit.Checkpoints"
	info, err := w.log.Stat()
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	all, err := io.ReadAll(io.NewSectionReader(w.log, 0, info.Size()))
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	if w.joined { // a line that is just being written is none yet
		all = all[:bytes.LastIndexByte(all, '\n')+1]
	}
	cs, err := parseCheckpoints(bytes.NewReader(all), w.public())
	return cs, fault.Wrap(op, err)
}

// Close writes the log through to the disk and closes it.
func (w *Witness) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	const op = "audit.Witness.Close"
	if w.joined {
		return fault.Wrap(op, w.log.Close())
	}
	return fault.Wrap(op, errors.Join(w.flush(), w.log.Sync(), w.log.Close()))
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
func makeKey(file, shared string) (ed25519.PrivateKey, error) {
	seed := make([]byte, ed25519.SeedSize)
	_, err := rand.Read(seed)
	if shared != "" {
		seed, err = hkdf.Key(sha256.New, []byte(shared), nil, "parksite audit key", ed25519.SeedSize)
	}
	if err != nil {
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
