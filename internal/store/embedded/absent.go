//go:build noembedded

package embedded

import (
	"context"

	"parksite/internal/fault"
)

// Engine is absent from this build.
type Engine struct{}

func absent(op string) error {
	return fault.Newf(op, fault.Unavailable, CodeAbsent, "this build has no embedded store: set MONGODB_URI")
}

// Start returns an Unavailable fault: this build needs a MongoDB.
func Start(string) (*Engine, error) { return nil, absent("embedded.Start") }

// URI returns "".
func (*Engine) URI() string { return "" }

// Running returns false.
func Running(string) (uri string, ok bool) { return "", false }

// Index does nothing.
func (*Engine) Index(context.Context, string) error { return nil }

// Close does nothing.
func (*Engine) Close() error { return nil }

// Backup returns an Unavailable fault.
func Backup(context.Context, string, string, string) error { return absent("embedded.Backup") }

// Restore returns an Unavailable fault.
func Restore(context.Context, string, string, string) error { return absent("embedded.Restore") }
