package store

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"parksite/internal/audit"
	"parksite/internal/fault"
)

// Tail returns the number of the last event, 0 before the first.
func (s *Store) Tail(ctx context.Context) (int64, error) {
	if err := s.keepUp(ctx); err != nil {
		return 0, fault.Wrap("store.Tail", err)
	}
	seq, _ := s.log.tail()
	return seq, nil
}

// EventsAfter returns the events after number seq in order, at most most of
// them, those of other processes included.
func (s *Store) EventsAfter(ctx context.Context, seq int64, most int) ([]audit.Event, error) {
	const op = "store.EventsAfter"
	last, err := s.Tail(ctx)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	var out []audit.Event
	for n := seq + 1; n <= min(last, seq+int64(most)); n++ {
		e, ok, err := s.event(ctx, n)
		if err == nil && !ok {
			err = fault.Newf(op, fault.Internal, "audit.broken", "event %d is gone", n)
		}
		if err != nil {
			return out, fault.Wrap(op, err)
		}
		out = append(out, e)
	}
	return out, nil
}

type cursor struct {
	ID  string `json:"id" bson:"_id"`
	Seq int64  `json:"seq"`
}

// Cursor returns how far a follower of the events has come; ok is false before
// the first SaveCursor.
func (s *Store) Cursor(ctx context.Context, name string) (seq int64, ok bool, err error) {
	const op = "store.Cursor"
	raw, err := s.db.Collection(metaCollection).FindOne(ctx, byID("cursor/"+name)).Raw()
	if errors.Is(err, mongo.ErrNoDocuments) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, failed(op, err)
	}
	var c cursor
	if err := decode(raw, &c); err != nil {
		return 0, false, fault.Wrap(op, err)
	}
	return c.Seq, true, nil
}

// SaveCursor stores how far a follower has come. Of several processes the last
// to write counts, which may be behind another: followers work an event twice
// without harm.
func (s *Store) SaveCursor(ctx context.Context, name string, seq int64) error {
	const op = "store.SaveCursor"
	c := cursor{ID: "cursor/" + name, Seq: seq}
	doc, err := encode(c)
	if err != nil {
		return fault.Wrap(op, err)
	}
	return fault.Wrap(op, s.put(ctx, metaCollection, c.ID, doc))
}

// RecordOnce is Record, unless the object has had an event of the same action
// after its last one of action since: then it does nothing. It holds between
// processes too.
func (s *Store) RecordOnce(ctx context.Context, ev audit.Event, since string) error {
	const op = "store.RecordOnce"
	if ev.Action == "" || ev.Actor.UserID == "" {
		return fault.Newf(op, fault.Internal, "internal", "an event by nobody or without an action")
	}
	again := fault.New(op, fault.Conflict, "event.exists")
	allowed := func() error {
		if s.log.since(ev.Object, ev.Action, since) {
			return again
		}
		return nil
	}
	if allowed() != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTimeout)
	defer cancel()
	if ev.At.IsZero() {
		ev.At = s.stamp()
	}
	h, _ := s.log.head(ev.Object.Kind, ev.Object.ID)
	ev.From, ev.Object.Version, ev.After, ev.Keys = h.version, h.version, "", nil
	_, err := s.commit(ctx, ev, allowed)
	if errors.Is(err, again) {
		return nil
	}
	return fault.Wrap(op, err)
}

// since reports whether the object's last event of action is later than its
// last one of since.
func (l *eventLog) since(o audit.Ref, action, since string) bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	for i := len(l.lines) - 1; i >= 0; i-- {
		x := l.lines[i]
		if x.kind != o.Kind || x.id != o.ID {
			continue
		}
		switch x.action {
		case action:
			return true
		case since:
			return false
		}
	}
	return false
}

// endDeliveries removes what must not be sent again after a restore: e-mails and
// calls that were waiting when the backup was made.
func (s *Store) endDeliveries(ctx context.Context) error {
	_, err := s.db.Collection(deliveryCollection).DeleteMany(ctx, bson.D{{Key: "state", Value: Waiting}})
	return failed("store.endDeliveries", err)
}
