package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"time"

	"parksite/internal/fault"
)

// SHA256 is the one hash algorithm so far. Each event names its own, so that
// another (SM3) can follow without rewriting history.
const SHA256 = "sha256"

// Seal returns e as the event with number seq that follows the one whose hash
// is prev: numbered, its time in UTC milliseconds, hashed.
func Seal(e Event, seq int64, prev string) (Event, error) {
	e.ID, e.Seq, e.Prev, e.Algorithm = Key(seq), seq, prev, SHA256
	e.At = e.At.UTC().Truncate(time.Millisecond)
	if e.Outcome == "" {
		e.Outcome = Done
	}
	if e.Changes == nil {
		e.Changes = []Change{}
	}
	if e.Keys == nil {
		e.Keys = map[string]string{}
	}
	hash, err := hashOf(e)
	if err != nil {
		return Event{}, fault.Wrap("audit.Seal", err)
	}
	e.Hash, e.Signature = hash, ""
	return e, nil
}

// hashOf returns the hash of e: over its canonical JSON with an empty hash and
// without the signature, which is over the hash.
func hashOf(e Event) (string, error) {
	if e.Algorithm != SHA256 {
		return "", fault.Newf("audit.hashOf", fault.Invalid, "audit.algorithm", "unknown algorithm %q", e.Algorithm)
	}
	e.Hash, e.Signature = "", ""
	text, err := Canonical(e)
	if err != nil {
		return "", err
	}
	h := sha256.Sum256(text)
	return hex.EncodeToString(h[:]), nil
}

// Why a trail is broken; message keys.
const (
	Missing   = "audit.missing"   // no event with this number, though later ones exist
	Inserted  = "audit.inserted"  // an event that does not follow the one before it
	Swapped   = "audit.swapped"   // an event that belongs under another number
	Edited    = "audit.edited"    // an event whose content is not what was hashed
	Cut       = "audit.cut"       // the trail ends before what a checkpoint has seen
	Rechained = "audit.rechained" // sound in itself, but not the trail that was signed
	Forged    = "audit.forged"    // a checkpoint that the key did not sign
	Unsigned  = "audit.unsigned"  // an event that neither carries a signature of the key nor is in a checkpoint
	Content   = "audit.content"   // the object an event names is gone or altered
	State     = "audit.state"     // an object is not as its last event left it
)

// Break is the first place where something does not hold.
type Break struct {
	Seq    int64  `json:"seq"`    // number of the first event concerned; 0 when it is none
	Code   string `json:"code"`   // Missing, Edited, …
	Object Ref    `json:"object"` // what it concerns, when known
	Detail string `json:"detail"` // English
}

// Report is what a verification saw.
type Report struct {
	Events      int64  `json:"events"`
	Objects     int64  `json:"objects"`     // objects compared with their last event
	Checkpoints int64  `json:"checkpoints"` // signed checkpoints compared
	Signatures  int64  `json:"signatures"`  // events in no checkpoint, held by their own signatures
	Hash        string `json:"hash"`        // of the last event
	Break       *Break `json:"break,omitempty"`
}

// OK reports whether everything held.
func (r Report) OK() bool { return r.Break == nil }

// Verify checks a whole trail against itself and against what was signed
// outside the database: the checkpoints, and the events' own signatures, about
// which signed is asked. Each event must be in a checkpoint or carry a
// signature. With signed nil (and no checkpoints) only the chain is checked,
// and a cut tail, an appended event and a trail chained anew cannot be seen.
// events come in the order of their ids. The report's Break is the first event
// that does not hold, and why.
func Verify(events []Event, checkpoints []Checkpoint, signed func(Event) bool) Report {
	r := Report{Events: int64(len(events))}
	seen := map[int64][]Checkpoint{}
	for _, c := range checkpoints {
		r.Checkpoints++
		if !c.Genuine() {
			r.Break = &Break{Seq: c.Seq, Code: Forged, Detail: fmt.Sprintf("the checkpoint of event %d carries no valid signature", c.Seq)}
			return r
		}
		seen[c.Seq] = append(seen[c.Seq], c)
	}
	for i, e := range events {
		seq := int64(i + 1)
		if code, detail := follows(e, seq, r.Hash); code != "" {
			r.Break = &Break{Seq: seq, Code: code, Object: e.Object, Detail: detail}
			return r
		}
		for _, c := range seen[seq] {
			if c.Hash != e.Hash {
				r.Break = &Break{Seq: seq, Code: Rechained, Object: e.Object,
					Detail: fmt.Sprintf("event %d is sound in itself but is not the one that was signed at %s", seq, c.At.Format(time.RFC3339))}
				return r
			}
		}
		if signed != nil && len(seen[seq]) == 0 {
			if !signed(e) {
				r.Break = &Break{Seq: seq, Code: Unsigned, Object: e.Object,
					Detail: fmt.Sprintf("event %d is sound in itself but was not signed by this program", seq)}
				return r
			}
			r.Signatures++
		}
		r.Hash = e.Hash
	}
	for _, seq := range slices.Sorted(maps.Keys(seen)) {
		if seq > r.Events {
			r.Break = &Break{Seq: r.Events + 1, Code: Cut, Detail: fmt.Sprintf("the trail ends at event %d, but event %d was signed", r.Events, slices.Max(slices.Collect(maps.Keys(seen))))}
			break
		}
	}
	return r
}

// follows returns why e is not event seq after the one with hash prev, or "".
func follows(e Event, seq int64, prev string) (code, detail string) {
	switch {
	case e.ID > Key(seq) && len(e.ID) == len(Key(seq)):
		return Missing, fmt.Sprintf("event %d is missing", seq)
	case e.ID != Key(seq):
		return Inserted, fmt.Sprintf("an event with id %q stands where event %d should", e.ID, seq)
	case e.Seq != seq:
		return Swapped, fmt.Sprintf("event %d carries number %d", seq, e.Seq)
	}
	hash, err := hashOf(e)
	switch {
	case err != nil:
		return Edited, fmt.Sprintf("event %d cannot be hashed", seq)
	case hash != e.Hash:
		return Edited, fmt.Sprintf("the content of event %d is not what was hashed", seq)
	case e.Prev != prev:
		return Inserted, fmt.Sprintf("event %d does not follow the event before it", seq)
	}
	return "", ""
}
