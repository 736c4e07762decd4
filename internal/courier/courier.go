// Package courier follows the events of the trail after their commit and tells
// people and programs of them: it makes notices, sends e-mails and calls
// webhooks.
//
// Everything it makes has an id that follows from the event and the receiver,
// and how far it has come is stored after the work is done: a process that dies
// leaves an event to be worked again, and that makes nothing twice. Several
// processes on one database work every event each, for their own open streams;
// what is sent out of the program is claimed attempt by attempt, so that one of
// them sends it.
package courier

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"parksite/internal/access"
	"parksite/internal/appraisal"
	"parksite/internal/fault"
	"parksite/internal/mail"
	"parksite/internal/store"
	"parksite/internal/webhook"
)

// How often what is looked at.
const (
	followEvery   = 200 * time.Millisecond
	sendEvery     = time.Second
	deadlineEvery = time.Minute
	rescanEvery   = 5 * time.Minute // deliveries that a process left behind
	sweepEvery    = time.Hour
)

// cursorName is under which the courier's place in the trail is stored, and
// cursorLag how many events that make nothing it may be behind.
const (
	cursorName = "courier"
	cursorLag  = 100
)

// Config is what a courier works with.
type Config struct {
	Store     *store.Store
	Keys      access.Keys
	Mail      *mail.Sender    // nil = no e-mails
	Webhooks  *webhook.Client // nil = no webhooks
	PublicURL string          // for links in e-mails; "" = without
	Place     Place           // nil = e-mails do not name what a comment is about
	Now       func() time.Time
	Log       *slog.Logger
}

// Place names a part of a ranking in a language, as an e-mail about a comment
// on it does; kind and id are those of the comment's anchor.
type Place func(lang string, r appraisal.Ranking, kind, id string) string

// Courier follows the events. It is safe for concurrent use.
type Courier struct {
	store     *store.Store
	keys      access.Keys
	mail      *mail.Sender
	webhooks  *webhook.Client
	publicURL string
	place     Place
	now       func() time.Time
	log       *slog.Logger

	follow   sync.Mutex // one at a time: seq, stored, deadlines
	seq      int64      // last event worked
	stored   int64      // as stored
	deadline time.Time  // when deadlines were looked at
	swept    time.Time

	send    sync.Mutex // one at a time: what follows
	waiting map[string]*parcel
	scanned time.Time

	mu      sync.Mutex // what follows
	arrived []store.Delivery
	readers map[string]map[chan struct{}]bool // by user
}

// New returns a courier that goes on where the last one came to. The first on
// a database begins with what happens from now on.
func New(ctx context.Context, cfg Config) (*Courier, error) {
	const op = "courier.New"
	c := &Courier{store: cfg.Store, keys: cfg.Keys, mail: cfg.Mail, webhooks: cfg.Webhooks, publicURL: cfg.PublicURL, place: cfg.Place, now: cfg.Now, log: cfg.Log,
		waiting: map[string]*parcel{}, readers: map[string]map[chan struct{}]bool{}}
	seq, known, err := cfg.Store.Cursor(ctx, cursorName)
	if err == nil && !known {
		if seq, err = cfg.Store.Tail(ctx); err == nil {
			err = cfg.Store.SaveCursor(ctx, cursorName, seq)
		}
	}
	c.seq, c.stored = seq, seq
	return c, fault.Wrap(op, err)
}

// Run works until ctx ends, and returns when what was under way is done.
func (c *Courier) Run(ctx context.Context) {
	var wg sync.WaitGroup
	for _, loop := range []struct {
		every time.Duration
		step  func(context.Context) error
	}{{followEvery, c.Follow}, {sendEvery, c.Send}} {
		wg.Go(func() {
			tick := time.NewTicker(loop.every)
			defer tick.Stop()
			for {
				select {
				case <-ctx.Done():
					return
				case <-tick.C:
					c.guarded(ctx, loop.step)
				}
			}
		})
	}
	wg.Wait()
}

// guarded takes one step; what goes wrong is logged and tried again with the
// next.
func (c *Courier) guarded(ctx context.Context, step func(context.Context) error) {
	defer func() {
		if p := recover(); p != nil {
			c.log.Error("panic", "panic", p, "stack", string(debug.Stack()))
		}
	}()
	err := step(ctx)
	switch {
	case err == nil, errors.Is(err, context.Canceled):
	case fault.Is(err, fault.Unavailable):
		c.log.Debug("the store is away", "error", err.Error())
	default:
		c.log.Error("courier", "error", err.Error())
	}
}

// maxReaders is how many streams one person may have open: browsers hold six
// connections to a host.
const maxReaders = 5

// Listen returns a channel that is signalled when there may be a new notice for
// this person, and what ends the signals. It returns a TooMany fault past five
// at a time.
func (c *Courier) Listen(userID string) (<-chan struct{}, func(), error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.readers[userID]) >= maxReaders {
		f := fault.New("courier.Listen", fault.TooMany, "notice.streams")
		f.RetryAfter = 10 * time.Second
		return nil, nil, f
	}
	ch := make(chan struct{}, 1)
	if c.readers[userID] == nil {
		c.readers[userID] = map[chan struct{}]bool{}
	}
	c.readers[userID][ch] = true
	return ch, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.readers[userID], ch)
		if len(c.readers[userID]) == 0 {
			delete(c.readers, userID)
		}
	}, nil
}

// Wake signals the streams of a person: something of theirs has changed.
func (c *Courier) Wake(userID string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for ch := range c.readers[userID] {
		select {
		case ch <- struct{}{}:
		default: // signalled already
		}
	}
}

// Mails reports whether e-mails are sent.
func (c *Courier) Mails() bool { return c.mail != nil }
