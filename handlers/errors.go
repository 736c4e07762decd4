package handlers

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"parksite/internal/fault"
)

// problem is an RFC 9457 answer. Code is stable and a key of the interface's
// catalogues; Detail and the details of Errors are English, for API users.
type problem struct {
	Type      string        `json:"type"`   // "urn:parksite:problem:<code>"
	Title     string        `json:"title"`  // the status in words
	Status    int           `json:"status"` // the HTTP status
	Code      string        `json:"code"`
	Detail    string        `json:"detail,omitempty"` // absent for a 500 alone
	RequestID string        `json:"requestId"`
	Errors    []fault.Field `json:"errors,omitempty"` // each broken rule of the input
}

// statuses is the one place where a kind of failure becomes an HTTP status.
var statuses = map[fault.Kind]int{
	fault.Internal:        http.StatusInternalServerError,
	fault.Invalid:         http.StatusBadRequest,
	fault.Unauthenticated: http.StatusUnauthorized,
	fault.Forbidden:       http.StatusForbidden,
	fault.NotFound:        http.StatusNotFound,
	fault.Conflict:        http.StatusConflict,
	fault.Stale:           http.StatusPreconditionFailed,
	fault.TooLarge:        http.StatusRequestEntityTooLarge,
	fault.Unsupported:     http.StatusUnsupportedMediaType,
	fault.Uncomputable:    http.StatusUnprocessableEntity,
	fault.Unconditional:   http.StatusPreconditionRequired,
	fault.TooMany:         http.StatusTooManyRequests,
	fault.Unavailable:     http.StatusServiceUnavailable,
}

// handle turns a handler that returns its error into gin's kind. It is the
// only place where an error becomes an answer, so nothing is written twice.
func (a *API) handle(h func(*gin.Context) error) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := h(c); err != nil {
			a.fail(c, err)
		}
	}
}

// fail answers with the problem err is. What nobody outside can act on goes to
// the log with its path of operations; the caller sees the request id.
func (a *API) fail(c *gin.Context, err error) {
	c.Abort()
	f := asFault(c.Request.Context(), err)
	switch f.Kind {
	case fault.Internal:
		a.log.LogAttrs(c.Request.Context(), slog.LevelError, "failed", slog.String("requestId", requestID(c)), slog.String("error", err.Error()))
	case fault.Unavailable:
		a.log.LogAttrs(c.Request.Context(), slog.LevelWarn, "unavailable", slog.String("requestId", requestID(c)), slog.String("error", err.Error()))
	}
	if c.Writer.Written() {
		return // an answer has begun; the log has the rest
	}
	if f.Kind == fault.Unauthenticated {
		c.Header("WWW-Authenticate", `Bearer realm="parksite"`)
	}
	if f.RetryAfter > 0 {
		c.Header("Retry-After", strconv.Itoa(int(math.Ceil(f.RetryAfter.Seconds()))))
	}
	if f.Kind == fault.TooLarge {
		c.Header("Connection", "close") // the rest of the body stays unread
	}
	writeProblem(c, statuses[f.Kind], f)
}

func writeProblem(c *gin.Context, status int, f *fault.Error) {
	write(c, status, "application/problem+json", problemOf(c, status, f))
}

func problemOf(c *gin.Context, status int, f *fault.Error) problem {
	p := problem{Type: "urn:parksite:problem:" + f.Code, Title: http.StatusText(status), Status: status, Code: f.Code,
		Detail: f.Detail, RequestID: requestID(c), Errors: f.Fields}
	switch {
	case f.Kind == fault.Internal:
		p.Detail, p.Errors = "", nil
	case p.Detail == "" && len(f.Fields) > 0:
		p.Detail = f.Fields[0].Field + ": " + f.Fields[0].Detail
		if more := len(f.Fields) - 1; more > 0 {
			p.Detail += fmt.Sprintf(" (and %d more)", more)
		}
	case p.Detail == "":
		p.Detail = details[f.Kind]
	}
	if status == http.StatusBadRequest && len(p.Errors) == 0 {
		p.Errors = []fault.Field{{Field: "body", Code: p.Code, Detail: p.Detail}}
	}
	return p
}

// details are what an answer says whose fault says no more than its kind.
var details = map[fault.Kind]string{
	fault.Invalid:         "the request breaks a rule",
	fault.Unauthenticated: "there is no valid session, token or password in the request",
	fault.Forbidden:       "this account may not do that",
	fault.NotFound:        "there is no such thing, or none that this account may see",
	fault.Conflict:        "the state it is in does not allow that",
	fault.Stale:           "it has changed since it was read: read it again",
	fault.TooLarge:        "the request is too large",
	fault.Unsupported:     "the content is of a type that this route does not take",
	fault.Uncomputable:    "the request is understood, but there is no answer to it",
	fault.Unconditional:   "name the version that was read",
	fault.TooMany:         "too many requests: wait as long as Retry-After says",
	fault.Unavailable:     "no answer can be given at the moment: try again after what Retry-After says",
}

// asFault gives every error a kind: a request that ran out of time is
// Unavailable, whatever the layer below made of it.
func asFault(ctx context.Context, err error) *fault.Error {
	const op = "handlers.handle"
	var f *fault.Error
	if errors.As(err, &f) && f.Kind != fault.Internal {
		out := *f
		if out.RetryAfter == 0 && (out.Kind == fault.Unavailable || out.Kind == fault.TooMany) {
			out.RetryAfter = 2 * time.Second
		}
		return &out
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) || ctx.Err() != nil {
		f := fault.New(op, fault.Unavailable, "unavailable")
		f.RetryAfter = 2 * time.Second
		return f
	}
	return fault.New(op, fault.Internal, "internal")
}
