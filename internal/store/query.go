package store

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"parksite/internal/audit"
	"parksite/internal/fault"
)

// Entry is what is known of a thing without reading it.
type Entry struct {
	ID        string
	Version   int64
	CreatedAt time.Time
	UpdatedAt time.Time
	Keys      map[string]string // as the noun's comment lists them; not to be changed
}

// Query chooses things of one kind.
type Query struct {
	Where map[string][]string // key: one of these values
	Match func(Entry) bool    // and this, if not nil
	Sort  string              // a key, "createdAt" or "updatedAt", with "-" for descending; "" = id

	Page     int // from 1
	PageSize int // 0 = all
}

// entries returns what q chooses, all pages together, in order. It reads no
// document: lists and counts by key cost nothing.
func (s *Store) entries(ctx context.Context, kind string, q Query) ([]Entry, error) {
	if err := s.keepUp(ctx); err != nil {
		return nil, fault.Wrap("store.entries", err)
	}
	var found []Entry
	s.log.mu.RLock()
	for id, h := range s.log.heads[kind] {
		if e := (Entry{id, h.version, h.created, h.updated, h.keys}); !h.deleted && q.holds(e) {
			found = append(found, e)
		}
	}
	s.log.mu.RUnlock()
	q.sort(found)
	return found, nil
}

func (q Query) holds(e Entry) bool {
	for key, values := range q.Where {
		if !slices.Contains(values, e.Keys[key]) {
			return false
		}
	}
	return q.Match == nil || q.Match(e)
}

// sort orders by q.Sort, then by id, so that pages never overlap.
func (q Query) sort(es []Entry) {
	key, descending := strings.CutPrefix(q.Sort, "-")
	slices.SortFunc(es, func(a, b Entry) int {
		var c int
		switch key {
		case "":
		case "createdAt":
			c = a.CreatedAt.Compare(b.CreatedAt)
		case "updatedAt":
			c = a.UpdatedAt.Compare(b.UpdatedAt)
		default:
			c = cmp.Compare(a.Keys[key], b.Keys[key])
		}
		if descending {
			c = -c
		}
		return cmp.Or(c, cmp.Compare(a.ID, b.ID))
	})
}

// page cuts q's page out of all that was found.
func (q Query) page(found []Entry) []Entry {
	if q.PageSize == 0 {
		return found
	}
	from := min(max(q.Page-1, 0)*q.PageSize, len(found))
	return found[from:min(from+q.PageSize, len(found))]
}

// list returns a page of what q chooses, and how many there are in all.
func (n noun[T]) list(ctx context.Context, s *Store, q Query) ([]T, int, error) {
	const op = "store.list"
	found, err := s.entries(ctx, n.kind, q)
	if err != nil {
		return nil, 0, fault.Wrap(op, err)
	}
	total := len(found)
	found = q.page(found)
	items, err := readAll(len(found), func(i int) (T, error) { return n.get(ctx, s, found[i].ID) })
	return items, total, fault.Wrap(op, err)
}

// find returns the id of the live thing of this kind whose key has this value,
// or "".
func (l *eventLog) find(kind, key, value string) string {
	l.mu.RLock()
	defer l.mu.RUnlock()
	for id, h := range l.heads[kind] {
		if !h.deleted && h.keys[key] == value {
			return id
		}
	}
	return ""
}

// by returns the thing whose unique key has this value.
func (n noun[T]) by(ctx context.Context, s *Store, key, value string) (T, error) {
	const op = "store.by"
	var none T
	if err := s.keepUp(ctx); err != nil {
		return none, fault.Wrap(op, err)
	}
	id := ""
	if value != "" {
		id = s.log.find(n.kind, key, value)
	}
	if id == "" {
		return none, fault.New(op, fault.NotFound, n.code("notFound"))
	}
	return n.get(ctx, s, id)
}

// readers is how many documents of a page are read at a time.
const readers = 8

// readAll returns what read gives for 0 … n-1, in order; what was deleted
// meanwhile is left out.
func readAll[T any](n int, read func(i int) (T, error)) ([]T, error) {
	items, errs := make([]T, n), make([]error, n)
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(readers, n) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				items[i], errs[i] = read(i)
			}
		})
	}
	wg.Wait()
	kept := make([]T, 0, n)
	for i, err := range errs {
		switch {
		case err == nil:
			kept = append(kept, items[i])
		case !fault.Is(err, fault.NotFound):
			return nil, err
		}
	}
	return kept, nil
}

// hidden reports whether is says so of a thing, by what is known of it without
// reading it. For one that is hidden it asks the database once, as reading one
// that does not exist does: that somebody may not see it must not show in the
// time it takes.
func (n noun[T]) hidden(ctx context.Context, s *Store, id string, is func(Entry) bool) (bool, error) {
	now := func() bool {
		h, known := s.log.head(n.kind, id)
		return known && !h.deleted && is(Entry{id, h.version, h.created, h.updated, h.keys})
	}
	if !now() {
		return false, nil
	}
	if err := s.follow(ctx); err != nil { // another process may have shown it meanwhile
		return false, fault.Wrap("store.hidden", err)
	}
	return now(), nil
}

// settleDepth is how many of the objects written last are looked at when the
// store opens. A killed process leaves at most as many behind their events as
// it had saves under way; older ones, if any, are mended when they are read.
const settleDepth = 256

// settle ends the writes that the last process began.
func (s *Store) settle(ctx context.Context) error {
	byKind := map[string]stored{}
	for _, n := range nouns {
		kind, _ := n.name()
		byKind[kind] = n
	}
	type ref struct{ kind, id string }
	seen := map[ref]bool{}
	s.log.mu.RLock()
	for i := len(s.log.lines) - 1; i >= 0 && len(seen) < settleDepth; i-- {
		l := s.log.lines[i]
		if _, known := s.log.heads[l.kind][l.id]; known && byKind[l.kind] != nil {
			seen[ref{l.kind, l.id}] = true
		}
	}
	s.log.mu.RUnlock()
	for r := range maps.Keys(seen) {
		if err := byKind[r.kind].settle(ctx, s, r.id); err != nil {
			return fault.Wrap("store.settle", err)
		}
	}
	return nil
}

// Filter chooses events of the trail; empty fields choose all.
type Filter struct {
	UserID   string
	Action   string // exact, or the part before or after the dot with it: "ranking.", ".export"
	Kind, ID string
	Teams    []string // nil = all
	Outcome  string
	From, To time.Time // To excluded

	Page, PageSize int // from 1; 0 = all
}

func (f Filter) holds(l line) bool {
	action := f.Action == "" || l.action == f.Action || strings.HasSuffix(f.Action, ".") && strings.HasPrefix(l.action, f.Action) ||
		strings.HasPrefix(f.Action, ".") && strings.HasSuffix(l.action, f.Action)
	return action && (f.UserID == "" || l.user == f.UserID) &&
		(f.Kind == "" || l.kind == f.Kind) && (f.ID == "" || l.id == f.ID) &&
		(f.Teams == nil || slices.Contains(f.Teams, l.team)) &&
		(f.Outcome == "" || l.to == f.Outcome) &&
		(f.From.IsZero() || !l.at.Before(f.From)) && (f.To.IsZero() || l.at.Before(f.To))
}

// Events returns a page of the trail, newest first, and how many events f
// chooses in all. Unlike the lists it never lags behind another process: a
// history that lacks the step one has just seen taken looks like tampering.
func (s *Store) Events(ctx context.Context, f Filter) ([]audit.Event, int, error) {
	const op = "store.Events"
	if err := s.follow(ctx); err != nil {
		return nil, 0, fault.Wrap(op, err)
	}
	var ids []string
	s.log.mu.RLock()
	for i := len(s.log.lines) - 1; i >= 0; i-- {
		if f.holds(s.log.lines[i]) {
			ids = append(ids, audit.Key(s.log.lines[i].seq))
		}
	}
	s.log.mu.RUnlock()
	total := len(ids)
	if f.PageSize > 0 {
		from := min(max(f.Page-1, 0)*f.PageSize, total)
		ids = ids[from:min(from+f.PageSize, total)]
	}
	events, err := readAll(len(ids), func(i int) (e audit.Event, err error) {
		raw, err := s.db.Collection(eventCollection).FindOne(ctx, byID(ids[i])).Raw()
		if err != nil {
			return e, failed(op, err)
		}
		return e, decode(raw, &e)
	})
	return events, total, fault.Wrap(op, err)
}

// Record appends an event that changes no object: a sign-in, an export, or
// with outcome audit.Denied an attempt at what the actor may not do. The
// object's version is filled in if it is known here.
func (s *Store) Record(ctx context.Context, ev audit.Event) error {
	const op = "store.Record"
	if ev.Action == "" || ev.Actor.UserID == "" {
		return fault.Newf(op, fault.Internal, "internal", "an event by nobody or without an action")
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTimeout)
	defer cancel()
	if ev.At.IsZero() {
		ev.At = s.stamp()
	}
	h, _ := s.log.head(ev.Object.Kind, ev.Object.ID)
	ev.From, ev.Object.Version, ev.After, ev.Keys = h.version, h.version, "", nil
	_, err := s.commit(ctx, ev, func() error { return nil })
	return fault.Wrap(op, err)
}
