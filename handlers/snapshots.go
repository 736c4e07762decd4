package handlers

import (
	"context"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// snapshots keeps dataset versions in memory. A version never changes, so an
// entry is never refreshed; the newest keep few are held, since one takes some
// ten megabytes.
type snapshots struct {
	load func(ctx context.Context, id string) (*catalog.Snapshot, error)
	keep int

	mu    sync.Mutex
	held  []*catalog.Snapshot // most recently used last
	loads map[string]*snapshotLoad
}

type snapshotLoad struct {
	done chan struct{}
	snap *catalog.Snapshot
	err  error
}

// get returns the snapshot of a dataset, loading it once however many ask.
func (s *snapshots) get(ctx context.Context, id string) (*catalog.Snapshot, error) {
	const op = "handlers.snapshots"
	s.mu.Lock()
	for i, held := range s.held {
		if held.Dataset().ID == id {
			copy(s.held[i:], s.held[i+1:])
			s.held[len(s.held)-1] = held
			s.mu.Unlock()
			return held, nil
		}
	}
	l, running := s.loads[id]
	if !running {
		l = &snapshotLoad{done: make(chan struct{})}
		s.loads[id] = l
		s.mu.Unlock()
		// Others wait for this load, so the first to ask must not end it by leaving.
		l.snap, l.err = s.load(context.WithoutCancel(ctx), id)
		s.mu.Lock()
		delete(s.loads, id)
		if l.err == nil {
			if len(s.held) == s.keep {
				s.held = append(s.held[:0:0], s.held[1:]...)
			}
			s.held = append(s.held, l.snap)
		}
		close(l.done)
		s.mu.Unlock()
		return l.snap, fault.Wrap(op, l.err)
	}
	s.mu.Unlock()
	select {
	case <-l.done:
		return l.snap, fault.Wrap(op, l.err)
	case <-ctx.Done():
		return nil, fault.Wrap(op, ctx.Err())
	}
}

// snapshot returns the dataset a request names, the newest when it names none.
// An id that does not exist is an input error of field.
func (a *API) snapshot(ctx context.Context, id, field string) (*catalog.Snapshot, error) {
	const op = "handlers.snapshot"
	if id == "" {
		newest, err := a.store.LatestDataset(ctx)
		if err != nil {
			return nil, fault.Wrap(op, err)
		}
		return a.snapshots.get(ctx, newest.ID)
	}
	if !strings.HasPrefix(id, "ds-") || len(id) > 20 {
		return nil, fault.Bad(op, []fault.Field{unknownDataset(field)})
	}
	s, err := a.snapshots.get(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.Bad(op, []fault.Field{unknownDataset(field)})
	}
	return s, err
}

func unknownDataset(field string) fault.Field {
	return fault.Field{Field: field, Code: "dataset.unknown", Detail: "there is no such dataset"}
}

// querySnapshot is snapshot for ?datasetId=.
func (a *API) querySnapshot(c *gin.Context) (*catalog.Snapshot, error) {
	return a.snapshot(c.Request.Context(), c.Query("datasetId"), "datasetId")
}
