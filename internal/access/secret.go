package access

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"time"
	"unicode/utf8"
)

// NewID returns a fresh id: 26 characters, 128 random bits, never reused.
func NewID() string { return strings.ToLower(rand.Text()) }

// NewSecret returns prefix followed by 32 random bytes in base64url.
func NewSecret(prefix string) string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails: the program stops instead
	return prefix + base64.RawURLEncoding.EncodeToString(b[:])
}

// SecretHash is what is stored of a random secret: its SHA-256, hexadecimal.
func SecretHash(secret string) string {
	h := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(h[:])
}

// SecretID is the id under which what a secret opens is found: 96 bits of a
// hash apart from SecretHash, so that a shown id says nothing about the stored
// hash, and a look-up by id compares nothing of the secret.
func SecretID(secret string) string {
	h := sha256.Sum256([]byte("id:" + secret))
	return hex.EncodeToString(h[:12])
}

// sameHash compares two hashes in constant time.
func sameHash(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// stamp is t as stored: UTC, to the millisecond.
func stamp(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

// cut returns at most n bytes of s, valid UTF-8 without control characters.
func cut(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || hidden(r) {
			return -1
		}
		return r
	}, s)
	for len(s) > n {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return s
}
