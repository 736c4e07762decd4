package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"parksite/internal/access"
	"parksite/internal/fault"
	"parksite/internal/layout"
)

// errStopped ends a search whose reader takes what was found.
var errStopped = errors.New("the reader stopped the search")

// searches are those of this process whose readers watch them.
type searches struct {
	mu   sync.Mutex
	byID map[string]watched
}

// watched is a search under way.
type watched struct {
	owner string
	stop  context.CancelCauseFunc
}

// begin lists a search of owner's until end is called; ctx ends with errStopped
// when the owner stops it.
func (s *searches) begin(ctx context.Context, owner string) (id string, _ context.Context, end func()) {
	ctx, stop := context.WithCancelCause(ctx)
	id = access.NewID()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byID == nil {
		s.byID = map[string]watched{}
	}
	s.byID[id] = watched{owner, stop}
	return id, ctx, func() {
		stop(nil)
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.byID, id)
	}
}

// stop ends a search of owner's; any other is absent.
func (s *searches) stop(owner, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	w, ok := s.byID[id]
	if !ok || w.owner != owner {
		return fault.New("handlers.stopSearch", fault.NotFound, "search.notFound")
	}
	w.stop(errStopped)
	return nil
}

// searchState is a search as its stream tells it: how far it is, and at last
// its answer or why there is none.
type searchState struct {
	ID       string          `json:"id"`       // names it to DELETE /layouts/searches/{id}
	Seconds  float64         `json:"seconds"`  // that it has taken
	Limit    float64         `json:"limit"`    // seconds after which the best plan found is the answer
	Progress layout.Progress `json:"progress"` // no plan is better than its bound; bound 0 = not known yet
	Answer   *layoutAnswer   `json:"answer,omitempty"`
	Problem  *problem        `json:"problem,omitempty"`
}

// searchLayout finds the best layout while its reader watches.
//
//	@Summary      The best layout as server-sent events: progress, then the answer
//	@Description  Asks what POST /layouts/solution asks and answers with the same. Each event is named "search", its data a searchState; the last one carries the answer or the problem. DELETE /layouts/searches/{id} stops the search, which then answers with the best plan found, unproven; closing the connection ends it without an answer. What cannot be asked is refused before the stream begins.
//	@Tags         layouts
//	@Produce      text/event-stream
//	@Param        body  body  solutionRequest  true  "strategy, bounds, forced sites"
//	@Success      200  {object}  searchState
//	@Failure      429  {object}  problem  "too many computations"
//	@Router       /layouts/searches [post]
func (a *API) searchLayout(c *gin.Context) error {
	var req solutionRequest
	if err := bindSolution(c, &req); err != nil {
		return err
	}
	ctx := c.Request.Context()
	done, err := a.compute(ctx)
	if err != nil {
		return err
	}
	defer done()
	p, err := a.planning(c, req.layoutRequest)
	if err != nil {
		return err
	}
	id, ctx, end := a.searches.begin(ctx, principalOf(c).user.ID)
	defer end()
	start := time.Now()
	state := searchState{ID: id, Limit: solveTime.Seconds()}
	c.Header("Content-Type", "text/event-stream; charset=utf-8")
	c.Header("X-Accel-Buffering", "no") // nginx would hold events back
	c.Status(http.StatusOK)
	out := http.NewResponseController(c.Writer)
	send := func() error {
		state.Seconds = math.Round(time.Since(start).Seconds()*10) / 10
		data, err := json.Marshal(state)
		if err != nil {
			return err
		}
		_ = out.SetWriteDeadline(time.Now().Add(streamWrite))
		if _, err := fmt.Fprintf(c.Writer, "event: search\ndata: %s\n\n", data); err != nil {
			return err
		}
		return out.Flush()
	}
	if send() != nil { // nobody reads
		return nil
	}
	told := start
	answer, err := solvedAnswer(ctx, p, req, func(x layout.Progress) {
		if now := time.Now(); now.Sub(told) >= streamPause {
			told, state.Progress = now, x
			_ = send() // a reader that has left ends ctx
		}
	})
	switch {
	case c.Request.Context().Err() != nil: // left, or the program is stopping
		return nil
	case err != nil:
		f := asFault(c.Request.Context(), err)
		state.Problem = new(problemOf(c, statuses[f.Kind], f))
	default:
		sol := answer.Report.Solution
		state.Answer = &answer
		state.Progress = layout.Progress{Nodes: sol.Nodes, Plans: len(sol.Plans), Best: sol.Bound - sol.Gap, Bound: sol.Bound}
		if len(sol.Plans) == 0 {
			state.Progress.Best = 0
		}
	}
	if send() != nil {
		return nil
	}
	return err // logged where it says nothing to the reader
}

// stopSearch ends a search, which answers its own reader.
//
//	@Summary      Stop a search: its stream ends with the best plan found
//	@Description  A search is its owner's alone and lives in the process that runs it.
//	@Tags         layouts
//	@Param        id  path  string  true  "search"
//	@Success      204
//	@Router       /layouts/searches/{id} [delete]
func (a *API) stopSearch(c *gin.Context) error {
	if err := queries(c); err != nil {
		return err
	}
	if err := a.searches.stop(principalOf(c).user.ID, c.Param("id")); err != nil {
		return err
	}
	c.Status(http.StatusNoContent)
	return nil
}
