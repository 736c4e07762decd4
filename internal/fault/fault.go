// Package fault names the kinds of failure the program tells apart and the
// message keys users are shown.
//
// A fault is made where a rule is broken, wrapped once per layer with the
// operation, and turned into an HTTP status or an exit code at the very end
// (handlers/errors.go, cmd/parksite). Code is a key of the interface's
// catalogues, such as "ranking.stale"; it never carries driver text, a path or
// a Go type.
package fault

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Kind is what went wrong, as far as a caller may act on it.
type Kind uint8

// The kinds; the comment is the HTTP status that handlers gives each.
const (
	Internal        Kind = iota // 500: a defect or an unforeseen state; details stay in the log
	Invalid                     // 400: the input breaks a rule; Fields says which
	Unauthenticated             // 401: not signed in
	Forbidden                   // 403: signed in, not allowed
	NotFound                    // 404: absent, or not visible to the actor
	Conflict                    // 409: the thing is in another state, decided or taken
	Stale                       // 412: changed since it was read
	TooLarge                    // 413: more than the limit
	Unsupported                 // 415: content of another type than the route takes
	Uncomputable                // 422: understood, but there is no answer
	Unconditional               // 428: a write without the version it read
	TooMany                     // 429: slow down; RetryAfter says how long
	Unavailable                 // 503: the store is away or the program is stopping
)

var kindNames = [...]string{"internal", "invalid", "unauthenticated", "forbidden", "notFound", "conflict", "stale",
	"tooLarge", "unsupported", "uncomputable", "unconditional", "tooMany", "unavailable"}

// String returns the kind's name, also used as the generic message key.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("kind(%d)", uint8(k))
}

// Field is one broken rule of an input: where, which rule, and a plain English
// sentence for people who read the API and not the interface.
type Field struct {
	Field  string `json:"field"`  // path in the input, such as "weights.population" or "matrix[2][0]"
	Code   string `json:"code"`   // message key, such as "weight.negative"
	Detail string `json:"detail"` // English, for API users
}

// Error is a fault: its kind, its message key and where it happened.
type Error struct {
	Kind       Kind
	Code       string
	Detail     string // English, safe to show; may be empty
	Fields     []Field
	RetryAfter time.Duration // with TooMany and Unavailable
	op         string
	err        error
}

// New returns a fault of kind k with message key code, seen in op
// ("package.Function").
func New(op string, k Kind, code string) *Error { return &Error{Kind: k, Code: code, op: op} }

// Newf is New with an English detail that is safe to show.
func Newf(op string, k Kind, code, format string, args ...any) *Error {
	return &Error{Kind: k, Code: code, Detail: fmt.Sprintf(format, args...), op: op}
}

// Bad returns an Invalid fault naming every broken field, or nil when there is
// none, so that a Validate method can end with it.
func Bad(op string, fields []Field) error {
	if len(fields) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Code: "invalid", Fields: fields, op: op}
}

// Wrap adds the operation to err, keeping its kind and code. A nil err stays
// nil; an err that is no fault becomes Internal.
func Wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	var f *Error
	if errors.As(err, &f) {
		return &Error{Kind: f.Kind, Code: f.Code, Detail: f.Detail, Fields: f.Fields, RetryAfter: f.RetryAfter, op: op, err: err}
	}
	return &Error{Kind: Internal, Code: "internal", op: op, err: err}
}

// As wraps a foreign error into a fault of kind k.
func As(op string, k Kind, code string, err error) error {
	if err == nil {
		return nil
	}
	return &Error{Kind: k, Code: code, op: op, err: err}
}

// Error returns the path of operations and the innermost cause, for the log.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.op)
	if e.err != nil {
		b.WriteString(": ")
		b.WriteString(e.err.Error())
		return b.String()
	}
	b.WriteString(": ")
	b.WriteString(e.Code)
	if e.Detail != "" {
		b.WriteString(" (" + e.Detail + ")")
	}
	for _, f := range e.Fields {
		b.WriteString("; " + f.Field + ": " + f.Code)
	}
	return b.String()
}

// Unwrap returns the wrapped error.
func (e *Error) Unwrap() error { return e.err }

// Of returns the kind of err: Internal for an error that is no fault.
func Of(err error) Kind {
	var f *Error
	if errors.As(err, &f) {
		return f.Kind
	}
	return Internal
}

// Is reports whether err is a fault of kind k.
func Is(err error, k Kind) bool {
	var f *Error
	return errors.As(err, &f) && f.Kind == k
}
