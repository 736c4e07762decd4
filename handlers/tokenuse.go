package handlers

import (
	"context"
	"sync"
	"time"

	"parksite/internal/fault"
	"parksite/internal/store"
)

const (
	// tokenUseEvery is how far the noted use of a token may lag behind.
	tokenUseEvery = time.Minute

	tokenUsesKept = 10_000
)

// tokenUses notes when and from where tokens are used, for their owners to
// see: once a minute at most, and at once when the address is another.
type tokenUses struct {
	mu    sync.Mutex
	noted map[string]store.TokenUse
}

// due reports whether a use is to be stored.
func (t *tokenUses) due(u store.TokenUse) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	last, known := t.noted[u.ID]
	if age := u.At.Sub(last.At); known && age >= 0 && age < tokenUseEvery && last.Address == u.Address {
		return false
	}
	if t.noted == nil || len(t.noted) >= tokenUsesKept {
		t.noted = map[string]store.TokenUse{}
	}
	t.noted[u.ID] = u
	return true
}

// noteTokenUse stores that a token was used. It refuses no request: what the
// token does is in the trail anyway.
func (a *API) noteTokenUse(ctx context.Context, id, address string) {
	u := store.TokenUse{ID: id, At: a.now(), Address: address}
	if !a.tokenUses.due(u) {
		return
	}
	if err := a.store.SaveTokenUse(ctx, u); err != nil {
		a.log.WarnContext(ctx, "the use of a token could not be noted", "token", id, "error", err.Error())
	}
}

// lastUse is when and from where a token was last used; nil = never.
func (a *API) lastUse(ctx context.Context, id string) (*time.Time, string, error) {
	u, err := a.store.TokenUse(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", fault.Wrap("handlers.lastUse", err)
	}
	return &u.At, u.Address, nil
}
