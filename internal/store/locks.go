package store

import (
	"context"
	"sync"
)

// locks are one lock per id, which exist while somebody holds or wants them.
type locks struct {
	mu   *sync.Mutex
	held map[string]*lock
}

type lock struct {
	turn  chan struct{} // holds one token while free
	users int
}

func newLocks() locks { return locks{mu: new(sync.Mutex), held: map[string]*lock{}} }

// lock waits for the lock of id and returns what releases it, or an
// Unavailable fault if ctx ends first: behind a store that hangs nobody queues
// for longer than that.
func (l locks) lock(ctx context.Context, id string) (func(), error) {
	l.mu.Lock()
	k := l.held[id]
	if k == nil {
		k = &lock{turn: make(chan struct{}, 1)}
		k.turn <- struct{}{}
		l.held[id] = k
	}
	k.users++
	l.mu.Unlock()
	leave := func() {
		l.mu.Lock()
		if k.users--; k.users == 0 {
			delete(l.held, id)
		}
		l.mu.Unlock()
	}
	select {
	case <-k.turn:
		return func() { k.turn <- struct{}{}; leave() }, nil
	case <-ctx.Done():
		leave()
		return nil, unavailable("store.lock", ctx.Err())
	}
}
