package store

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"parksite/internal/audit"
	"parksite/internal/fault"
)

// eventLog is what this process knows of the stream of events: how far it
// goes, and the head of each object.
type eventLog struct {
	turn chan struct{} // holds one token while nobody appends

	mu     *sync.RWMutex // of what follows; appenders hold turn as well
	seq    int64
	hash   string
	heads  map[string]map[string]head // by kind and id
	lines  []line                     // of each event, by number
	rights int64                      // number of the last event that changed who may do what

	followed time.Time // when other processes' events were last asked for
}

// head is an object as its last event left it.
type head struct {
	version int64
	deleted bool
	created time.Time
	updated time.Time
	after   string  // address of its content
	seqs    []int64 // number of the event that made version i+1
	keys    map[string]string
}

// line is what the trail is filtered by.
type line struct {
	seq                              int64
	at                               time.Time
	user, action, kind, id, team, to string // to: outcome
}

func newLog() eventLog {
	l := eventLog{turn: make(chan struct{}, 1), mu: new(sync.RWMutex), heads: map[string]map[string]head{}}
	l.turn <- struct{}{}
	return l
}

// add takes e into account. The caller holds turn.
func (l *eventLog) add(e audit.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seq, l.hash = e.Seq, e.Hash
	l.lines = append(l.lines, line{seq: e.Seq, at: e.At, user: e.Actor.UserID, action: e.Action,
		kind: e.Object.Kind, id: e.Object.ID, team: e.Team, to: e.Outcome})
	if !e.Writes() {
		return
	}
	kind, id := e.Object.Kind, e.Object.ID
	if l.heads[kind] == nil {
		l.heads[kind] = map[string]head{}
	}
	h := l.heads[kind][id]
	if e.From == 0 || h.deleted {
		h.created = e.At
	}
	h.version, h.updated, h.after, h.keys, h.deleted = e.Object.Version, e.At, e.After, e.Keys, e.Deletes()
	h.seqs = append(slices.Clip(h.seqs), e.Seq)
	l.heads[kind][id] = h
	if kind == teams.kind || kind == memberships.kind {
		l.rights = e.Seq
	}
}

func (l *eventLog) head(kind, id string) (head, bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	h, ok := l.heads[kind][id]
	return h, ok
}

func (l *eventLog) tail() (seq int64, hash string) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.seq, l.hash
}

// lightEvent leaves out what only readers of the trail need.
var lightEvent = bson.D{{Key: "changes", Value: 0}, {Key: "reason", Value: 0}}

// readLog reads all events at start.
func (s *Store) readLog(ctx context.Context) error {
	const op = "store.readLog"
	all, err := s.scanEvents(ctx, lightEvent)
	if err != nil {
		return fault.Wrap(op, err)
	}
	for _, e := range all {
		s.log.add(e)
	}
	return fault.Wrap(op, s.witnessAll(ctx, all))
}

// scanEvents returns all events in the order of their ids.
func (s *Store) scanEvents(ctx context.Context, projection bson.D) ([]audit.Event, error) {
	const op = "store.scanEvents"
	var all []audit.Event
	err := s.scan(ctx, eventCollection, bson.D{}, projection, func(raw bson.Raw) error {
		var e audit.Event
		err := decode(raw, &e)
		all = append(all, e)
		return err
	})
	slices.SortFunc(all, func(a, b audit.Event) int { return cmp.Compare(a.ID, b.ID) })
	return all, fault.Wrap(op, err)
}

// witnessAll notes the events that were committed but not noted before the
// last process ended. What this program did not sign it leaves alone: Verify
// names it.
func (s *Store) witnessAll(ctx context.Context, all []audit.Event) error {
	if s.witness == nil {
		return nil
	}
	last := s.witness.Last()
	for _, e := range all {
		if e.Seq <= last || !s.witness.Made(e) {
			continue
		}
		if err := s.witness.Note(e); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Adopt notes every event that is in no checkpoint as if this program had
// signed it, and returns how many there were: for a store that comes from
// elsewhere, on the word of who runs the program. It returns a Conflict fault
// if anything but those missing signatures is wrong with the trail.
func (s *Store) Adopt(ctx context.Context) (int, error) {
	const op = "store.Adopt"
	if s.witness == nil {
		return 0, fault.Newf(op, fault.Internal, "internal", "there is no witness")
	}
	checkpoints, err := s.witness.Checkpoints()
	if err != nil {
		return 0, fault.Wrap(op, err)
	}
	noted := map[int64]bool{}
	for _, c := range checkpoints {
		noted[c.Seq] = true
	}
	events, err := s.scanEvents(ctx, nil)
	if err != nil {
		return 0, fault.Wrap(op, err)
	}
	anybody := func(audit.Event) bool { return true }
	if b := audit.Verify(events, checkpoints, anybody).Break; b != nil {
		return 0, fault.Newf(op, fault.Conflict, b.Code, "event %d: %s", b.Seq, b.Detail)
	}
	n := 0
	for _, e := range events {
		if noted[e.Seq] {
			continue
		}
		if !s.witness.Made(e) {
			e.Signature = "" // another key's, or none
		}
		if err := s.witness.Note(e); err != nil {
			return n, fault.Wrap(op, err)
		}
		n++
	}
	return n, nil
}

// event reads the event with number seq; ok is false when there is none.
func (s *Store) event(ctx context.Context, seq int64) (e audit.Event, ok bool, err error) {
	raw, err := s.db.Collection(eventCollection).FindOne(ctx, byID(audit.Key(seq))).Raw()
	if errors.Is(err, mongo.ErrNoDocuments) {
		return e, false, nil
	}
	if err != nil {
		return e, false, failed("store.event", err)
	}
	return e, true, decode(raw, &e)
}

// followAge is how late this process may learn, in lists and lookups, what
// another one did. Saves never rely on it.
const followAge = 200 * time.Millisecond

// keepUp is follow, but at most once in followAge.
func (s *Store) keepUp(ctx context.Context) error {
	if s.fresh() {
		return nil
	}
	return s.followUnless(ctx, s.fresh)
}

func (s *Store) fresh() bool {
	s.log.mu.RLock()
	defer s.log.mu.RUnlock()
	return time.Since(s.log.followed) < followAge
}

// follow takes the events of other processes into account.
func (s *Store) follow(ctx context.Context) error {
	return s.followUnless(ctx, func() bool { return false })
}

// followUnless is follow, unless it turns out to be done once it is our turn.
func (s *Store) followUnless(ctx context.Context, done func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	select {
	case <-s.log.turn:
	case <-ctx.Done():
		return unavailable("store.follow", ctx.Err())
	}
	defer func() { s.log.turn <- struct{}{} }()
	if done() {
		return nil
	}
	return s.catchUp(ctx)
}

// catchUp is follow for who holds the log's turn.
func (s *Store) catchUp(ctx context.Context) error {
	const op = "store.catchUp"
	for {
		seq, hash := s.log.tail()
		asked := time.Now()
		e, ok, err := s.event(ctx, seq+1)
		if err != nil {
			return fault.Wrap(op, err)
		}
		if !ok {
			s.log.mu.Lock()
			s.log.followed = asked
			s.log.mu.Unlock()
			return nil
		}
		if e.Seq != seq+1 || e.Prev != hash {
			return fault.Newf(op, fault.Internal, "audit.broken", "event %d does not follow event %d", seq+1, seq)
		}
		s.log.add(e)
		if s.witness != nil && s.witness.Made(e) {
			_ = s.witness.Note(e) // kept; the next commit refuses if it is still unwritten
		}
	}
}

// commit appends e to the stream. allowed is asked, with the log at rest and
// complete, whether e may still happen; when another process appends first it
// is asked again.
//
// It returns what allowed returned, or an Unavailable fault if the store or the
// witness is away. In that case the event may have been stored all the same:
// the next call finds out.
func (s *Store) commit(ctx context.Context, e audit.Event, allowed func() error) (audit.Event, error) {
	const op = "store.commit"
	select {
	case <-s.log.turn:
	case <-ctx.Done():
		return e, unavailable(op, ctx.Err())
	}
	defer func() { s.log.turn <- struct{}{} }()
	if s.witness != nil {
		if err := s.witness.Flush(); err != nil {
			return e, fault.Wrap(op, err) // what cannot be witnessed is not done
		}
	}
	for {
		seq, hash := s.log.tail()
		if err := allowed(); err != nil {
			// It may be that another process has written what the caller read.
			if late := s.catchUp(ctx); late != nil {
				return e, fault.Wrap(op, late)
			}
			if now, _ := s.log.tail(); now == seq {
				return e, fault.Wrap(op, err)
			}
			continue
		}
		sealed, err := audit.Seal(e, seq+1, hash)
		if err != nil {
			return e, fault.Wrap(op, err)
		}
		if s.witness != nil {
			sealed = s.witness.Signed(sealed)
		}
		doc, err := encode(sealed)
		if err != nil {
			return e, fault.Wrap(op, err)
		}
		_, err = s.db.Collection(eventCollection).InsertOne(ctx, doc)
		if err != nil && !isDuplicate(err) {
			return e, failed(op, err)
		}
		if err == nil {
			s.log.add(sealed)
			if s.witness != nil {
				_ = s.witness.Note(sealed) // committed already; the next commit refuses if it is still unwritten
			}
			return sealed, nil
		}
		// Somebody else has this number: another process, or an earlier call of
		// ours whose answer was lost.
		if err := s.catchUp(ctx); err != nil {
			return e, fault.Wrap(op, err)
		}
		if now, _ := s.log.tail(); now == seq {
			return e, fault.Newf(op, fault.Internal, "audit.broken", "event %d is taken and cannot be read", seq+1)
		}
	}
}

func byID(id string) bson.D { return bson.D{{Key: "_id", Value: id}} }
