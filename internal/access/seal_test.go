package access

import (
	"bytes"
	"strings"
	"testing"

	"parksite/internal/fault"
)

func TestSealFor(t *testing.T) {
	k, err := NewKeys(bytes.Repeat([]byte("k"), 32))
	if err != nil {
		t.Fatal(err)
	}
	sealed := k.SealFor("webhook/1", "geheim 密")
	if got, err := k.OpenFor("webhook/1", sealed); err != nil || got != "geheim 密" {
		t.Errorf("%q, %v", got, err)
	}
	if sealed == k.SealFor("webhook/1", "geheim 密") || strings.Contains(sealed, "geheim") {
		t.Error("sealed the same way twice, or not at all")
	}
	other, _ := NewKeys(bytes.Repeat([]byte("x"), 32))
	u := User{ID: "webhook/1"}
	u.TOTPSecret = k.SealSecret(u, "s")
	for name, open := range map[string]func() (string, error){
		"another purpose": func() (string, error) { return k.OpenFor("webhook/2", sealed) },
		"other keys":      func() (string, error) { return other.OpenFor("webhook/1", sealed) },
		"cut":             func() (string, error) { return k.OpenFor("webhook/1", sealed[:len(sealed)-3]) },
		"nothing":         func() (string, error) { return k.OpenFor("webhook/1", "") },
		"a second factor": func() (string, error) { return k.OpenFor("webhook/1", u.TOTPSecret) },
		"a flow":          func() (string, error) { return k.OpenFor("", "v1."+k.SealFlow(Flow{State: "s"})) },
	} {
		if s, err := open(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s opened: %q, %v", name, s, err)
		}
	}
}
