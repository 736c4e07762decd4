package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"parksite/internal/audit"
	"parksite/internal/fault"
)

// governed is a type whose every change is an event.
type governed[T any] interface {
	Head() audit.Head
	WithHead(audit.Head) T
}

// noun is how one kind of governed thing is stored.
type noun[T governed[T]] struct {
	kind       string // as in audit.Ref, and first word of its message keys
	collection string
	fields     audit.Fields              // what the trail says of each field
	keys       func(T) map[string]string // what lists and lookups find it by
	unique     []string                  // keys whose value, unless empty, no two things share
	team       func(T) string            // whose it is; nil = the house's
	revives    bool                      // what was deleted may be created again, continuing its versions
}

// stored is a noun without its type.
type stored interface {
	name() (kind, collection string)
	// settle brings the object up to its last event.
	settle(ctx context.Context, s *Store, id string) error
	// fits reports whether a document is what an object's head says.
	fits(raw bson.Raw, h head) bool
	// compare returns why the object is not as its last event left it, or "".
	compare(ctx context.Context, s *Store, id string, h head) (string, error)
	// undecided returns the fields that the trail's table does not decide.
	undecided() []string
}

// nouns are all kinds of governed things.
var nouns []stored

func register[T governed[T]](n noun[T]) noun[T] {
	nouns = append(nouns, n)
	return n
}

func (n noun[T]) name() (kind, collection string) { return n.kind, n.collection }

func (n noun[T]) code(what string) string { return n.kind + "." + what }

// get returns the thing with this id, or a NotFound fault.
func (n noun[T]) get(ctx context.Context, s *Store, id string) (T, error) {
	v, behind, err := n.read(ctx, s, id)
	if behind {
		// A save is under way, or died. Wait for the first, end the second.
		ctx, cancel := context.WithTimeout(ctx, saveTimeout)
		defer cancel()
		unlock, lockErr := s.locks.lock(ctx, n.lockKey(id))
		if lockErr != nil {
			return v, fault.Wrap("store.get", lockErr)
		}
		defer unlock()
		v, err = n.current(ctx, s, id)
	}
	return v, fault.Wrap("store.get", err)
}

// current is get for who holds the lock of id.
func (n noun[T]) current(ctx context.Context, s *Store, id string) (T, error) {
	v, behind, err := n.read(ctx, s, id)
	if behind {
		return n.repair(ctx, s, id)
	}
	return v, err
}

// read reads the document; behind says that its last event is newer.
func (n noun[T]) read(ctx context.Context, s *Store, id string) (v T, behind bool, err error) {
	const op = "store.read"
	h, known := s.log.head(n.kind, id)
	if known && h.deleted && n.revives { // by another process, perhaps
		if err := s.follow(ctx); err != nil {
			return v, false, fault.Wrap(op, err)
		}
		h, _ = s.log.head(n.kind, id)
	}
	if known && h.deleted {
		return v, false, fault.New(op, fault.NotFound, n.code("notFound"))
	}
	raw, err := s.db.Collection(n.collection).FindOne(ctx, byID(id)).Raw()
	if errors.Is(err, mongo.ErrNoDocuments) {
		if known {
			return v, true, nil
		}
		return v, false, fault.New(op, fault.NotFound, n.code("notFound"))
	}
	if err != nil {
		return v, false, failed(op, err)
	}
	if err := decode(raw, &v); err != nil {
		return v, false, fault.Wrap(op, err)
	}
	return v, known && v.Head().Version < h.version, nil
}

// repair writes the object as its last event left it. The caller holds its
// lock.
func (n noun[T]) repair(ctx context.Context, s *Store, id string) (v T, err error) {
	const op = "store.repair"
	h, _ := s.log.head(n.kind, id)
	if h.deleted {
		_, err := s.db.Collection(n.collection).DeleteOne(ctx, byID(id))
		if err == nil {
			err = fault.New(op, fault.NotFound, n.code("notFound"))
		}
		return v, failed(op, err)
	}
	text, err := s.content(ctx, h.after)
	if err != nil {
		return v, fault.Wrap(op, err)
	}
	if err := json.Unmarshal(text, &v); err != nil {
		return v, fault.Wrap(op, err)
	}
	return v, fault.Wrap(op, n.write(ctx, s, v, true))
}

// write puts v's document in place. The document of an earlier version is
// replaced, and made only by who creates or repairs the thing: a late
// replacement must not bring back what another process has deleted meanwhile.
func (n noun[T]) write(ctx context.Context, s *Store, v T, make bool) error {
	const op = "store.write"
	doc, err := encode(v)
	if err != nil {
		return fault.Wrap(op, err)
	}
	coll, h := s.db.Collection(n.collection), v.Head()
	if h.Version > 1 || !make {
		res, err := coll.ReplaceOne(ctx, byID(h.ID), doc)
		if err != nil || res.MatchedCount > 0 || !make {
			return failed(op, err)
		}
	}
	if _, err := coll.InsertOne(ctx, doc); err != nil && !isDuplicate(err) {
		return failed(op, err)
	}
	return nil
}

// save stores v as the successor of the version its caller read (0 = a new
// thing) and returns it with its new head. ev says who did it, what and why.
//
// It returns fault.Stale if another save came first, fault.NotFound if there is
// no such thing (any more), fault.Conflict if a new thing's id or unique key is
// taken, fault.Invalid for values that cannot be stored, fault.Unavailable if
// the store is away: then it may have been saved all the same.
func (n noun[T]) save(ctx context.Context, s *Store, v T, ev audit.Event) (T, error) {
	const op = "store.save"
	var none T
	// From here on a closed browser does not leave it half done.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTimeout)
	defer cancel()
	h := v.Head()
	if h.ID == "" {
		return none, fault.Newf(op, fault.Internal, "internal", "a %s without id", n.kind)
	}
	unlock, err := s.locks.lock(ctx, n.lockKey(h.ID))
	if err != nil {
		return none, fault.Wrap(op, err)
	}
	defer unlock()
	before, err := n.before(ctx, s, h)
	if err != nil {
		return none, fault.Wrap(op, err)
	}
	now, from := s.stamp(), h.Version
	if last, known := s.log.head(n.kind, h.ID); from == 0 && known && last.deleted {
		from = last.version // revived
	}
	h.Version, h.UpdatedAt, h.CreatedAt = from+1, now, now
	if before != nil {
		h.CreatedAt = (*before).Head().CreatedAt
	}
	v, text, err := normalised(v.WithHead(h))
	if err != nil {
		return none, fault.Wrap(op, err)
	}
	if ev, err = n.describe(ev, now, from, before, &v); err != nil {
		return none, fault.Wrap(op, err)
	}
	ev.After, ev.Keys = audit.Digest(text), n.keysOf(v)
	if err := s.putContent(ctx, ev.After, text); err != nil {
		return none, fault.Wrap(op, err)
	}
	if _, err = s.commit(ctx, ev, func() error { return n.allowed(s, h.ID, from, ev.Keys) }); err != nil {
		return none, fault.Wrap(op, err)
	}
	// The event stands, so the save has happened; a document that cannot be
	// written now is written by whoever reads it next.
	_ = n.write(ctx, s, v, before == nil)
	return v, nil
}

// remove deletes the thing with this id if its version is still the one its
// caller read. The errors are those of save. Its history stays in the trail;
// its id is never used again.
func (n noun[T]) remove(ctx context.Context, s *Store, id string, version int64, ev audit.Event) error {
	const op = "store.remove"
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTimeout)
	defer cancel()
	unlock, err := s.locks.lock(ctx, n.lockKey(id))
	if err != nil {
		return fault.Wrap(op, err)
	}
	defer unlock()
	before, err := n.before(ctx, s, audit.Head{ID: id, Version: max(version, 1)})
	if err != nil {
		return fault.Wrap(op, err)
	}
	if ev, err = n.describe(ev, s.stamp(), version, before, nil); err != nil {
		return fault.Wrap(op, err)
	}
	if _, err = s.commit(ctx, ev, func() error { return n.allowed(s, id, version, nil) }); err != nil {
		return fault.Wrap(op, err)
	}
	_, _ = s.db.Collection(n.collection).DeleteOne(ctx, byID(id)) // as in save
	return nil
}

// before returns the thing as it is now, nil if it is to be created, and the
// fault that a save of this version would meet anyway.
func (n noun[T]) before(ctx context.Context, s *Store, h audit.Head) (*T, error) {
	const op = "store.before"
	if h.Version == 0 {
		if n.revives {
			if err := s.follow(ctx); err != nil {
				return nil, fault.Wrap(op, err)
			}
		}
		return nil, n.allowed(s, h.ID, 0, nil) // what exists stays so: no need to ask what others did
	}
	v, err := n.current(ctx, s, h.ID)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	if v.Head().Version != h.Version {
		return nil, fault.New(op, fault.Stale, n.code("stale"))
	}
	return &v, nil
}

// allowed says whether version from of id is still the last one and keys are
// free.
func (n noun[T]) allowed(s *Store, id string, from int64, keys map[string]string) error {
	const op = "store.allowed"
	h, known := s.log.head(n.kind, id)
	switch {
	case from == 0 && known && !(h.deleted && n.revives):
		return fault.New(op, fault.Conflict, n.code("exists"))
	case known && h.deleted && !n.revives, from > 0 && !known:
		return fault.New(op, fault.NotFound, n.code("notFound"))
	case known && h.version != from && !(from == 0 && h.deleted):
		return fault.New(op, fault.Stale, n.code("stale"))
	}
	for _, key := range n.unique {
		if keys[key] == "" {
			continue
		}
		if taken := s.log.find(n.kind, key, keys[key]); taken != "" && taken != id {
			return fault.Newf(op, fault.Conflict, n.code(key+"Taken"), "another one has this %s already", key)
		}
	}
	return nil
}

// describe completes ev for a write that turns before into after.
func (n noun[T]) describe(ev audit.Event, now time.Time, from int64, before, after *T) (audit.Event, error) {
	if ev.Action == "" || ev.Actor.UserID == "" {
		return ev, fault.Newf("store.describe", fault.Internal, "internal", "a write of a %s by nobody or without an action", n.kind)
	}
	var b, a any
	of := before
	if before != nil {
		b = *before
	}
	if after != nil {
		a, of = *after, after
	}
	changes, err := audit.Diff(b, a, n.fields)
	if err != nil {
		return ev, fault.Wrap("store.describe", err)
	}
	ev.At, ev.From, ev.Outcome, ev.Changes = now, from, audit.Done, changes
	ev.Object = audit.Ref{Kind: n.kind, ID: (*of).Head().ID, Version: from + 1}
	if ev.Team == "" && n.team != nil {
		ev.Team = n.team(*of)
	}
	return ev, nil
}

func (n noun[T]) keysOf(v T) map[string]string {
	if n.keys == nil {
		return nil
	}
	keys := n.keys(v)
	maps.DeleteFunc(keys, func(_, value string) bool { return value == "" }) // absent reads as empty
	return keys
}

func (n noun[T]) lockKey(id string) string { return n.kind + "/" + id }

// version returns the thing as its version v was, from the trail.
func (n noun[T]) version(ctx context.Context, s *Store, id string, v int64) (T, error) {
	return n.past(ctx, s, id, v, false)
}

// past is version, also of a thing that was deleted since when deleted is set.
func (n noun[T]) past(ctx context.Context, s *Store, id string, v int64, deleted bool) (T, error) {
	const op = "store.past"
	var out T
	h, known := s.log.head(n.kind, id)
	if !known || v > h.version { // another process may have made it
		if err := s.follow(ctx); err != nil {
			return out, fault.Wrap(op, err)
		}
		h, known = s.log.head(n.kind, id)
	}
	last := int64(len(h.seqs))
	if h.deleted {
		last-- // made no content
	}
	if !known || h.deleted && !deleted || v < 1 || v > last {
		return out, fault.New(op, fault.NotFound, n.code("notFound"))
	}
	ev, ok, err := s.event(ctx, h.seqs[v-1])
	if err == nil && !ok {
		err = fault.Newf(op, fault.Internal, "audit.broken", "event %d is gone", h.seqs[v-1])
	}
	if err != nil {
		return out, fault.Wrap(op, err)
	}
	text, err := s.content(ctx, ev.After)
	if err != nil {
		return out, fault.Wrap(op, err)
	}
	return out, fault.Wrap(op, json.Unmarshal(text, &out))
}

// deleted returns the thing with this id, which was deleted, as it last was.
func (n noun[T]) deleted(ctx context.Context, s *Store, id string) (T, error) {
	const op = "store.deleted"
	var out T
	if err := s.follow(ctx); err != nil { // another process may have deleted it, or brought it back
		return out, fault.Wrap(op, err)
	}
	h, known := s.log.head(n.kind, id)
	if !known || !h.deleted || len(h.seqs) < 2 {
		return out, fault.New(op, fault.NotFound, n.code("notFound"))
	}
	ev, ok, err := s.event(ctx, h.seqs[len(h.seqs)-2]) // the last made no content
	if err == nil && !ok {
		err = fault.Newf(op, fault.Internal, "audit.broken", "event %d is gone", h.seqs[len(h.seqs)-2])
	}
	if err != nil {
		return out, fault.Wrap(op, err)
	}
	text, err := s.content(ctx, ev.After)
	if err != nil {
		return out, fault.Wrap(op, err)
	}
	return out, fault.Wrap(op, json.Unmarshal(text, &out))
}

func (n noun[T]) settle(ctx context.Context, s *Store, id string) error {
	_, err := n.get(ctx, s, id)
	if fault.Is(err, fault.NotFound) {
		// Deleted; the document may have outlived its last event.
		_, err = s.db.Collection(n.collection).DeleteOne(ctx, byID(id))
		return failed("store.settle", err)
	}
	return err
}

func (n noun[T]) fits(raw bson.Raw, h head) bool {
	var v T
	if h.deleted || decode(raw, &v) != nil {
		return false
	}
	text, err := audit.Canonical(v)
	return err == nil && audit.Digest(text) == h.after
}

func (n noun[T]) compare(ctx context.Context, s *Store, id string, h head) (string, error) {
	const op = "store.compare"
	unlock, err := s.locks.lock(ctx, n.lockKey(id)) // a save of ours under way ends first
	if err != nil {
		return "", fault.Wrap(op, err)
	}
	defer unlock()
	raw, err := s.db.Collection(n.collection).FindOne(ctx, byID(id)).Raw()
	gone := errors.Is(err, mongo.ErrNoDocuments)
	switch {
	case gone && !h.deleted:
		return fmt.Sprintf("%s %s is gone", n.kind, id), nil
	case gone:
		return "", nil
	case err != nil:
		return "", failed(op, err)
	case h.deleted:
		return fmt.Sprintf("%s %s was deleted but is there", n.kind, id), nil
	case !n.fits(raw, h):
		return fmt.Sprintf("%s %s is not as its last event left it", n.kind, id), nil
	}
	return "", nil
}

func (n noun[T]) undecided() []string {
	var none T
	return undecidedFields(reflect.TypeOf(none), n.fields)
}

// undecidedFields returns the JSON names of t's fields that are not in fields,
// and the names in fields that t does not have.
func undecidedFields(t reflect.Type, fields audit.Fields) (out []string) {
	has := map[string]bool{}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		has[name] = true
		if fields[name] == 0 {
			out = append(out, name)
		}
	}
	for name := range fields {
		if !has[name] {
			out = append(out, name)
		}
	}
	return out
}
