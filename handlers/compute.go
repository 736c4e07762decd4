package handlers

import (
	"context"
	"runtime"
	"time"

	"parksite/internal/fault"
)

// slots bounds how many long computations run at once, so that the rest of the
// program stays quick while they do.
type slots chan struct{}

func newSlots() slots { return make(slots, max(1, runtime.GOMAXPROCS(0))) }

// slotWait is how long a computation may queue before the caller is told to
// come back.
const slotWait = 5 * time.Second

// compute takes a place among the long computations; done gives it back.
func (a *API) compute(ctx context.Context) (done func(), err error) {
	const op = "handlers.compute"
	t := time.NewTimer(slotWait)
	defer t.Stop()
	select {
	case a.slots <- struct{}{}:
		return func() { <-a.slots }, nil
	case <-ctx.Done():
		return nil, fault.Wrap(op, ctx.Err())
	case <-t.C:
		f := fault.Newf(op, fault.TooMany, "compute.busy", "too many computations are waiting")
		f.RetryAfter = slotWait
		return nil, f
	}
}
