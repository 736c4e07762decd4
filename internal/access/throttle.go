package access

import (
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"slices"
	"sync"
	"time"

	"parksite/internal/fault"
)

// Throttle is what is remembered of failed sign-ins under one key. It is not
// governed.
type Throttle struct {
	ID       string    `json:"id" bson:"_id"`
	Failures []Failure `json:"failures"` // oldest first
}

// Failure is one failed sign-in; Account is a hash, because people type
// passwords into the wrong field.
type Failure struct {
	At      time.Time `json:"at"`
	Account string    `json:"account"`
}

// pruned returns t without failures older than window, and without those from
// the future that a clock set back leaves.
func (t Throttle) pruned(window time.Duration, now time.Time) Throttle {
	kept := make([]Failure, 0, len(t.Failures))
	for _, f := range t.Failures {
		if age := now.Sub(f.At); age >= 0 && age < window {
			kept = append(kept, f)
		}
	}
	t.Failures = kept
	return t
}

// Wait returns how long the next attempt has to wait; 0 = none. From half the
// limit on each failure doubles a pause that begins with one second; at the
// limit it lasts until the oldest failure leaves the window.
func (t Throttle) Wait(limit int, window time.Duration, now time.Time) time.Duration {
	t = t.pruned(window, now)
	n := len(t.Failures)
	if n == 0 {
		return 0
	}
	var until time.Time
	switch half := pauses(limit); {
	case n >= limit:
		until = t.Failures[n-limit].At.Add(window)
	case n >= half:
		until = t.Failures[n-1].At.Add(time.Second << (n - half))
	}
	return max(until.Sub(now), 0)
}

// pauses is the failure from which on each is followed by a pause.
func pauses(limit int) int { return (limit + 1) / 2 }

// Attempt is somebody about to sign in.
type Attempt struct {
	Account string // as typed
	Address string // peer address, trusted proxies resolved
	Device  string // id from Keys.Device when this browser signed in as that account before; "" otherwise
}

// keys returns the keys the attempt counts under. A known device has a count
// of its own: what a stranger tries neither locks it out nor frees it.
func (a Attempt) keys() []string {
	if a.Device != "" {
		return []string{"device/" + a.Device}
	}
	return []string{"account/" + a.label(), "address/" + addressKey(a.Address)}
}

func (a Attempt) label() string {
	h := sha256.Sum256([]byte(Skeleton(a.Account)))
	return hex.EncodeToString(h[:12])
}

// addressKey is the address, or the /64 an IPv6 host can choose from.
func addressKey(s string) string {
	ip, err := netip.ParseAddr(s)
	if err != nil {
		return s
	}
	if ip = ip.Unmap().WithZone(""); ip.Is6() {
		p, _ := ip.Prefix(64)
		return p.String()
	}
	return ip.String()
}

// Limiter counts failed sign-ins of one process, in memory: per account and
// per address, as the policy says. Failures on one account never fill an
// address's measure to where pauses begin, so one hammered account holds nobody
// else in the office up.
type Limiter struct {
	limit  int
	window time.Duration
	most   int // keys remembered

	mu      sync.Mutex
	entries map[string]Throttle
}

// NewLimiter returns a limiter of p.Failures within p.Window.
func NewLimiter(p PasswordPolicy) *Limiter {
	return &Limiter{limit: p.Failures, window: p.Window, most: 100_000, entries: map[string]Throttle{}}
}

// Begin counts a as failed until Succeed says otherwise, so that attempts made
// at the same moment do not all see room for one. It returns a TooMany fault
// with RetryAfter, counting nothing, when a has to wait.
func (l *Limiter) Begin(a Attempt, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	keys := a.keys()
	var wait time.Duration
	for _, k := range keys {
		wait = max(wait, l.entries[k].Wait(l.limit, l.window, now))
	}
	if wait > 0 {
		f := fault.New("access.Limiter.Begin", fault.TooMany, "signIn.throttled")
		f.RetryAfter = wait
		return f
	}
	l.makeRoom(now)
	for i, k := range keys {
		t := l.entries[k].pruned(l.window, now)
		label, of := a.label(), 0
		for _, f := range t.Failures {
			if f.Account == label {
				of++
			}
		}
		if i == 0 || of < pauses(l.limit)-1 {
			t.ID, t.Failures = k, append(t.Failures, Failure{At: now, Account: label})
		}
		l.entries[k] = t
	}
	return nil
}

// Succeed takes back what Begin counted. The account's own count begins anew;
// the address keeps what it failed on other accounts.
func (l *Limiter) Succeed(a Attempt) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, k := range a.keys() {
		t := l.entries[k]
		if i == 0 {
			delete(l.entries, k)
			continue
		}
		label := a.label()
		t.Failures = slices.DeleteFunc(slices.Clone(t.Failures), func(f Failure) bool { return f.Account == label })
		if l.entries[k] = t; len(t.Failures) == 0 {
			delete(l.entries, k)
		}
	}
}

// Cancel takes back what Begin counted last for a: the attempt was never
// judged, because the program was too busy or the store away.
func (l *Limiter) Cancel(a Attempt) {
	l.mu.Lock()
	defer l.mu.Unlock()
	label := a.label()
	for _, k := range a.keys() {
		t := l.entries[k]
		for i := len(t.Failures) - 1; i >= 0; i-- {
			if t.Failures[i].Account == label {
				t.Failures = slices.Delete(slices.Clone(t.Failures), i, i+1)
				break
			}
		}
		if l.entries[k] = t; len(t.Failures) == 0 {
			delete(l.entries, k)
		}
	}
}

// makeRoom keeps the memory bounded: first what is over goes, then the keys
// whose last failure lies longest back.
func (l *Limiter) makeRoom(now time.Time) {
	if len(l.entries) < l.most {
		return
	}
	type last struct {
		key string
		at  time.Time
	}
	var all []last
	for k, t := range l.entries {
		if t = t.pruned(l.window, now); len(t.Failures) == 0 {
			delete(l.entries, k)
		} else {
			all = append(all, last{k, t.Failures[len(t.Failures)-1].At})
		}
	}
	slices.SortFunc(all, func(a, b last) int { return a.at.Compare(b.at) })
	for _, e := range all[:max(0, len(all)-l.most*3/4)] {
		delete(l.entries, e.key)
	}
}
