package access

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"time"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"parksite/internal/fault"
)

// MaxPassword is the longest password in bytes: longer ones cost hashing time
// and protect nothing.
const MaxPassword = 1024

// Hasher hashes passwords, only so many at a time: each takes 19 MiB and a
// core, and a hundred at once would take the machine from everybody else.
type Hasher struct {
	params argonParams
	slots  chan struct{}
	wait   time.Duration
	dummy  string // hash of an unknown password, verified for accounts that do not exist
}

// NewHasher returns a hasher that runs slots hashes at once (the number of
// cores is right) and lets nobody wait longer than wait for a turn.
func NewHasher(slots int, wait time.Duration) *Hasher { return newHasher(argon, slots, wait) }

func newHasher(p argonParams, slots int, wait time.Duration) *Hasher {
	return &Hasher{params: p, slots: make(chan struct{}, max(slots, 1)), wait: wait, dummy: p.phc(NewSecret(""), newSalt())}
}

func newSalt() []byte {
	salt := make([]byte, saltLen)
	_, _ = rand.Read(salt)
	return salt
}

// turn waits for a slot. It returns a TooMany fault after h.wait, and an
// Unavailable one when ctx ends first.
func (h *Hasher) turn(ctx context.Context) (done func(), err error) {
	const op = "access.Hasher"
	t := time.NewTimer(h.wait)
	defer t.Stop()
	select {
	case h.slots <- struct{}{}:
		return func() { <-h.slots }, nil
	case <-t.C:
		f := fault.New(op, fault.TooMany, "signIn.busy")
		f.RetryAfter = max(h.wait, time.Second)
		return nil, f
	case <-ctx.Done():
		return nil, fault.As(op, fault.Unavailable, "unavailable", ctx.Err())
	}
}

// normal is the form a password is hashed in: the same keys pressed on another
// system must give the same bytes. Spaces stay.
func normal(password string) string { return norm.NFKC.String(password) }

// Hash returns the PHC string of password under a fresh salt. The password has
// passed PasswordPolicy.Check. It returns a TooMany fault when too many are
// waiting.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	done, err := h.turn(ctx)
	if err != nil {
		return "", fault.Wrap("access.Hasher.Hash", err)
	}
	defer done()
	return h.params.phc(normal(password), newSalt()), nil
}

// verify reports whether password gives phc, and whether the hash ought to be
// made anew. An empty phc takes as long and matches nothing.
func (h *Hasher) verify(ctx context.Context, phc, password string) (ok, old bool, err error) {
	const op = "access.Hasher.verify"
	if len(password) > MaxPassword {
		return false, false, nil // says nothing about the account
	}
	known := phc != ""
	if !known {
		phc = h.dummy
	}
	p, salt, tag, err := parsePHC(phc)
	if err != nil {
		return false, false, fault.Wrap(op, err)
	}
	done, err := h.turn(ctx)
	if err != nil {
		return false, false, fault.Wrap(op, err)
	}
	defer done()
	got := argon2.IDKey([]byte(normal(password)), salt, p.time, p.memory, p.threads, uint32(len(tag)))
	ok = subtle.ConstantTimeCompare(got, tag) == 1 && known
	return ok, ok && p.below(h.params, salt, tag), nil
}

// SignIn checks a password against u; the zero User stands for an account that
// does not exist. Unknown, locked and expired accounts and a wrong password
// get the same Unauthenticated fault after the same work.
//
// rehashed is a new hash to store when the old one is below what we use today,
// "" otherwise. It returns a TooMany fault when too many are waiting.
func (h *Hasher) SignIn(ctx context.Context, u User, password string, now time.Time) (rehashed string, err error) {
	const op = "access.SignIn"
	ok, old, err := h.verify(ctx, u.PasswordHash, password)
	if err != nil {
		return "", fault.Wrap(op, err)
	}
	if !ok || !u.Usable(now) {
		return "", fault.New(op, fault.Unauthenticated, "signIn.failed")
	}
	if old {
		if rehashed, err = h.Hash(ctx, password); err != nil {
			rehashed = "" // another time; the sign-in stands
		}
	}
	return rehashed, nil
}

// Reused reports whether password is u's present one or one the policy still
// remembers.
func (h *Hasher) Reused(ctx context.Context, u User, p PasswordPolicy, password string) (bool, error) {
	hashes := u.PasswordHistory[:min(len(u.PasswordHistory), p.History)]
	if u.PasswordHash != "" {
		hashes = append([]string{u.PasswordHash}, hashes...)
	}
	for _, phc := range hashes {
		if ok, _, err := h.verify(ctx, phc, password); ok || err != nil {
			return ok, fault.Wrap("access.Reused", err)
		}
	}
	return false, nil
}
