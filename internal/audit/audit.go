// Package audit says who did what, when, why and from which version.
//
// Every governed write is one Event in one append-only stream. The event is
// the commit point of the write it describes: it names the whole object as it
// is afterwards by its digest, so a process that dies between the event and
// the object is finished from the event. Events form a hash chain (chain.go).
// A Witness signs each of them with a key that is not in the database, and
// keeps a list of what it signed outside it (checkpoint.go).
package audit

import (
	"fmt"
	"time"
)

// Actor is who acts: a person, or an integration on a person's behalf. System
// acts (first start, sweeps) have UserID "system".
type Actor struct {
	UserID   string `json:"userId"`
	Username string `json:"username"`
	TokenID  string `json:"tokenId,omitempty"` // the API token used, if any
	Address  string `json:"address,omitempty"` // peer address
}

// System is the program itself.
var System = Actor{UserID: "system", Username: "system"}

// Ref names an object and its version.
type Ref struct {
	Kind    string `json:"kind"` // "ranking", "model", "dataset", "user", …
	ID      string `json:"id"`
	Version int64  `json:"version"`
}

// Head is what every stored thing carries besides its content.
type Head struct {
	ID        string
	Version   int64 // 1 when created; 0 before
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Change is one field's value before and after, for people to read.
type Change struct {
	Path   string `json:"path"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Outcomes of an event.
const (
	Done   = "done"   // what the action says happened
	Denied = "denied" // somebody tried what they may not; nothing changed
)

// Event is one line of the trail.
//
// Whoever makes an event says Actor, Action, Reason and, if it is not the
// object's own, Team; the store fills the rest.
type Event struct {
	ID      string    `json:"id" bson:"_id"`         // Key(Seq)
	Seq     int64     `json:"seq"`                   // 1, 2, 3, … without gaps
	At      time.Time `json:"at" format:"date-time"` // UTC, millisecond precision
	Actor   Actor     `json:"actor"`
	Action  string    `json:"action"` // "ranking.submit", "user.lock", …
	Object  Ref       `json:"object"` // after the write
	From    int64     `json:"from"`   // version before; 0 for a creation
	Team    string    `json:"team"`   // team whose object it is; "" for the house's
	Reason  string    `json:"reason"`
	Outcome string    `json:"outcome"`
	Changes []Change  `json:"changes"`

	// After is the digest of the object as it is afterwards (the address of its
	// canonical JSON), "" when it was deleted or nothing changed.
	After string `json:"after"`
	// Keys are what lists and lookups find the object by afterwards; empty when
	// it was deleted or nothing changed.
	Keys map[string]string `json:"keys"`

	Algorithm string `json:"algorithm"` // of Hash: "sha256"
	Prev      string `json:"prev"`      // Hash of the event before; "" for the first
	Hash      string `json:"hash"`

	// Signature is by the key that is kept outside the database, over number,
	// time and hash (Witness.Signed). "" in events from before events were
	// signed, which only checkpoints vouch for, and where there is no witness.
	Signature string `json:"signature,omitempty"`
}

// Writes reports whether e changed, made or deleted its object.
func (e Event) Writes() bool { return e.Outcome == Done && e.Object.Version > e.From }

// Deletes reports whether e deleted its object.
func (e Event) Deletes() bool { return e.Writes() && e.After == "" }

// Key returns the id of the event with number seq: dense and zero-padded, so a
// page of the trail is so many reads by id.
func Key(seq int64) string { return fmt.Sprintf("%012d", seq) }
