package handlers

import (
	"context"
	"sync"
	"time"

	"parksite/internal/access"
	"parksite/internal/store"
)

const (
	// sessionAge is how late this process may learn that another has ended a
	// session. What this one ends counts at once; whether the person may still
	// sign in is asked on every request and not kept here.
	sessionAge = 500 * time.Millisecond

	sessionsKept = 10_000
)

// sessions reads sessions through a short memory: a slider sends dozens of
// requests a second, and each asks for the same one.
type sessions struct {
	store *store.Store
	now   func() time.Time

	mu    sync.Mutex
	held  map[string]heldSession
	ended int // how often sessions were ended: what was read before is not kept after
}

type heldSession struct {
	session access.Session
	read    time.Time
}

func newSessions(st *store.Store, now func() time.Time) *sessions {
	return &sessions{store: st, now: now, held: map[string]heldSession{}}
}

func (s *sessions) get(ctx context.Context, id string) (access.Session, error) {
	now := s.now()
	s.mu.Lock()
	h, known := s.held[id]
	ended := s.ended
	s.mu.Unlock()
	if age := now.Sub(h.read); known && age >= 0 && age < sessionAge {
		return h.session, nil
	}
	v, err := s.store.Session(ctx, id)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		delete(s.held, id)
		return v, err
	}
	if len(s.held) >= sessionsKept {
		clear(s.held)
	}
	if s.ended == ended {
		s.held[id] = heldSession{v, now}
	}
	return v, nil
}

func (s *sessions) touch(ctx context.Context, v access.Session) error {
	if err := s.store.TouchSession(ctx, v); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if h, known := s.held[v.ID]; known {
		h.session = v
		s.held[v.ID] = h
	}
	return nil
}

// end ends one session.
func (s *sessions) end(ctx context.Context, id string) error {
	if err := s.store.DeleteSession(ctx, id); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.held, id)
	s.ended++
	return nil
}

// endAll ends every session of a person.
func (s *sessions) endAll(ctx context.Context, userID string) error {
	if err := s.store.DeleteSessionsOf(ctx, userID); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended++
	for id, h := range s.held {
		if h.session.UserID == userID {
			delete(s.held, id)
		}
	}
	return nil
}
