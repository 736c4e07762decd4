package handlers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"parksite/internal/fault"
)

const (
	// heartbeat keeps proxies from closing a stream on which nothing happens, and
	// is how soon one ends whose reader may no longer read it.
	heartbeat = 15 * time.Second
	// streamPause is the least time between two events of one stream: nobody
	// watches a bar move faster.
	streamPause = 200 * time.Millisecond
	// streamWrite bounds one write to a reader that does not read.
	streamWrite = 10 * time.Second
)

// streamJob follows a job as server-sent events until it ends.
//
//	@Summary      A job as server-sent events, until it ends
//	@Description  Each event is named "job", its data is the job as GET /jobs/{id} answers it, its id counts the job's changes. A comment is sent every 15 seconds. With Last-Event-ID, a job that has not changed since is not repeated; one that has ended since answers 204, which tells a browser to stop asking.
//	@Tags         imports
//	@Produce      text/event-stream
//	@Param        id             path    string  true   "job"
//	@Param        Last-Event-ID  header  string  false  "id of the last event received"
//	@Success      200  {string}  string
//	@Success      204
//	@Router       /jobs/{id}/events [get]
func (a *API) streamJob(c *gin.Context) error {
	if err := queries(c); err != nil {
		return err
	}
	p := principalOf(c)
	w, err := a.jobs.of(p.user.ID, c.Param("id"))
	if err != nil {
		return err
	}
	last := int64(0)
	if h := c.GetHeader("Last-Event-ID"); h != "" {
		if last, err = strconv.ParseInt(h, 10, 64); err != nil || last < 0 {
			return fault.Bad("handlers.streamJob", []fault.Field{{Field: "Last-Event-ID", Code: "number.range", Detail: "the id of an event of this stream"}})
		}
	}
	j, seq, changed := w.view()
	if seq == last && j.ended() {
		c.Status(http.StatusNoContent)
		return nil
	}
	c.Header("Content-Type", "text/event-stream; charset=utf-8")
	c.Header("X-Accel-Buffering", "no") // nginx would hold events back
	c.Status(http.StatusOK)
	out := http.NewResponseController(c.Writer)
	send := func(format string, args ...any) bool {
		_ = out.SetWriteDeadline(time.Now().Add(streamWrite))
		if _, err := fmt.Fprintf(c.Writer, format, args...); err != nil {
			return false
		}
		return out.Flush() == nil
	}
	if out.Flush() != nil { // a reader that goes on would else learn only with the next event that it is connected
		return nil
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		if seq != last {
			data, err := json.Marshal(j)
			if err != nil {
				return fault.Wrap("handlers.streamJob", err)
			}
			if !send("id: %d\nevent: job\ndata: %s\n\n", seq, data) || j.ended() {
				return nil
			}
			last = seq
			select { // a file of a thousand megabytes is not a thousand events
			case <-time.After(streamPause):
			case <-c.Request.Context().Done():
				return nil
			}
		}
		select {
		case <-changed:
		case <-beat.C:
			if !a.stillHere(c, p) || !send(": %s\n\n", "still here") {
				return nil
			}
		case <-c.Request.Context().Done():
			return nil
		case <-a.jobs.ctx.Done():
			return nil
		}
		j, seq, changed = w.view()
	}
}

// stillHere reports whether the reader of a stream might still open it: signed
// in, not locked. Reading a stream does not count as using the session.
func (a *API) stillHere(c *gin.Context, p *principal) bool {
	if p.token != nil {
		_, err := a.bearer(c, c.GetHeader("Authorization"))
		return err == nil
	}
	cookie, err := c.Request.Cookie(a.cookieName(c.Request))
	if err != nil {
		return false
	}
	ctx := c.Request.Context()
	s, err := a.sessions.get(ctx, p.session.ID)
	if err != nil {
		return false
	}
	u, err := a.store.RecentUser(ctx, p.user.ID)
	return err == nil && s.Check(cookie.Value, u, a.now()) == nil
}
