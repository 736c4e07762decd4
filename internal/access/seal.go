package access

import (
	"crypto/rand"
	"encoding/base64"
	"strings"

	"parksite/internal/fault"
)

// SealFor encrypts a secret for keeping outside this process (AES-256-GCM).
// It opens only for the same purpose, such as "webhook/<id>".
func (k Keys) SealFor(purpose, secret string) string {
	nonce := make([]byte, k.seal.NonceSize())
	_, _ = rand.Read(nonce)
	return "v1." + base64.RawURLEncoding.EncodeToString(k.seal.Seal(nonce, nonce, []byte(secret), sealContext(purpose)))
}

// sealContext keeps what is sealed here from being opened as a second factor
// (whose context is a user's id) or a sign-in under way.
func sealContext(purpose string) []byte { return []byte("\x00for " + purpose) }

// OpenFor returns what SealFor sealed for purpose. It returns an Invalid fault
// for anything else.
func (k Keys) OpenFor(purpose, sealed string) (string, error) {
	const op = "access.OpenFor"
	text, ok := strings.CutPrefix(sealed, "v1.")
	b, err := base64.RawURLEncoding.DecodeString(text)
	n := k.seal.NonceSize()
	if !ok || err != nil || len(b) < n {
		return "", fault.New(op, fault.Invalid, "secret.form")
	}
	plain, err := k.seal.Open(nil, b[:n], b[n:], sealContext(purpose))
	if err != nil {
		return "", fault.New(op, fault.Invalid, "secret.form")
	}
	return string(plain), nil
}
