package access

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"parksite/internal/fault"
)

func begin(t *testing.T, l *Limiter, a Attempt, now time.Time) time.Duration {
	t.Helper()
	err := l.Begin(a, now)
	if err == nil {
		return 0
	}
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != fault.TooMany || f.RetryAfter <= 0 {
		t.Fatalf("Begin: %v", err)
	}
	return f.RetryAfter
}

// guess tries until the clock has moved by span, each time as soon as it is
// allowed, and returns how many attempts were judged.
func guess(t *testing.T, l *Limiter, c *clock, span time.Duration, a func(i int) Attempt) int {
	t.Helper()
	end, n := c.now().Add(span), 0
	for c.now().Before(end) {
		if wait := begin(t, l, a(n), c.now()); wait > 0 {
			c.add(min(wait, end.Sub(c.now())))
			continue
		}
		n++
	}
	return n
}

func TestThrottlePerAccount(t *testing.T) {
	for _, p := range []PasswordPolicy{NIST, DJBH} {
		l, c := NewLimiter(p), newClock()
		rotate := func(i int) Attempt {
			return Attempt{Account: "Analyst", Address: fmt.Sprintf("10.0.%d.%d", i/250, i%250)}
		}
		if n := guess(t, l, c, p.Window, rotate); n != p.Failures {
			t.Errorf("%s: %d guesses in a window from changing addresses, want %d", p.Profile, n, p.Failures)
		}
		if n := guess(t, l, c, 24*time.Hour, rotate); n > 96*p.Failures {
			t.Errorf("%s: %d guesses a day", p.Profile, n)
		}
		if begin(t, l, Attempt{Account: "analyst", Address: "10.9.9.9"}, c.now()) == 0 && begin(t, l, Attempt{Account: "ANALYST", Address: "10.9.9.8"}, c.now()) == 0 &&
			p.Profile == "djbh" {
			t.Error("another spelling of the name counts apart")
		}
	}
}

func TestThrottlePerAddress(t *testing.T) {
	l, c := NewLimiter(NIST), newClock()
	spray := func(i int) Attempt {
		return Attempt{Account: fmt.Sprintf("user%d", i), Address: fmt.Sprintf("2001:db8::%x", i+1)} // one /64
	}
	if n := guess(t, l, c, NIST.Window, spray); n != 10 {
		t.Errorf("%d accounts tried from one address, want 10", n)
	}
	if begin(t, l, Attempt{Account: "lead", Address: "2001:db8:0:1::1"}, c.now()) != 0 {
		t.Error("another network is held up")
	}
}

func TestOneAccountDoesNotLockTheOffice(t *testing.T) {
	l, c := NewLimiter(NIST), newClock()
	hammer := func(int) Attempt { return Attempt{Account: "analyst", Address: "192.0.2.1"} }
	lead := Attempt{Account: "lead", Address: "192.0.2.1"}
	for n := 1; n <= 10; n++ { // after each guess, the very next moment
		if wait := begin(t, l, hammer(0), c.now()); wait != 0 {
			c.add(wait)
			n--
			continue
		}
		if wait := begin(t, l, lead, c.now()); wait != 0 {
			t.Errorf("lead waits %s for %d guesses at analyst", wait, n)
		}
		l.Succeed(lead)
	}
	if begin(t, l, hammer(0), c.now()) == 0 {
		t.Error("lead's success freed analyst")
	}
}

func TestKnownDevice(t *testing.T) {
	l, c := NewLimiter(NIST), newClock()
	owner := Attempt{Account: "analyst", Address: "192.0.2.7", Device: "d1"}
	for range 8 { // two hours of attack on the account, from everywhere
		guess(t, l, c, 15*time.Minute, func(i int) Attempt { return Attempt{Account: "analyst", Address: "192.0.2.7"} })
		if wait := begin(t, l, owner, c.now()); wait != 0 {
			t.Fatalf("a known device waits %s", wait)
		}
		l.Succeed(owner)
	}
	if n := guess(t, l, c, NIST.Window, func(int) Attempt { return owner }); n != 10 {
		t.Errorf("%d guesses on a known device, want 10", n)
	}
	if wait := begin(t, l, owner, c.now()); wait > NIST.Window {
		t.Errorf("a known device waits %s", wait)
	}
}

func TestBackOff(t *testing.T) {
	l, c := NewLimiter(NIST), newClock()
	a := Attempt{Account: "analyst", Address: "192.0.2.1"}
	var waits []time.Duration
	for range 10 {
		wait := begin(t, l, a, c.now())
		if wait > 0 {
			waits = append(waits, wait)
			c.add(wait)
			if begin(t, l, a, c.now()) != 0 {
				t.Fatal("waits longer than told")
			}
		}
	}
	want := []time.Duration{1, 2, 4, 8, 16}
	if len(waits) != len(want) {
		t.Fatalf("waits %v", waits)
	}
	for i := range want {
		if waits[i] != want[i]*time.Second {
			t.Errorf("waits %v", waits)
		}
	}
	if wait := begin(t, l, a, c.now()); wait <= 14*time.Minute || wait > 15*time.Minute {
		t.Errorf("after ten failures: %s", wait)
	}
}

func TestAttemptsAtOnce(t *testing.T) {
	l, c := NewLimiter(NIST), newClock()
	var wg sync.WaitGroup
	var mu sync.Mutex
	judged := 0
	for range 64 {
		wg.Go(func() {
			if l.Begin(Attempt{Account: "analyst", Address: "192.0.2.1"}, c.now()) == nil {
				mu.Lock()
				judged++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if judged != 5 { // the sixth has to pause a second
		t.Errorf("%d of 64 judged at the same moment, want 5", judged)
	}
}

func TestSucceedAndCancel(t *testing.T) {
	l, c := NewLimiter(NIST), newClock()
	a := Attempt{Account: "analyst", Address: "192.0.2.1"}
	for range 50 {
		if begin(t, l, a, c.now()) != 0 {
			t.Fatal("successes count")
		}
		l.Succeed(a)
		if begin(t, l, a, c.now()) != 0 {
			t.Fatal("unjudged attempts count")
		}
		l.Cancel(a)
	}
	if len(l.entries) != 0 {
		t.Errorf("%d keys left", len(l.entries))
	}
	own := Attempt{Account: "mallory", Address: "192.0.2.1"}
	for i := range 10 { // signing in to one's own account does not forgive what one tried on others
		begin(t, l, Attempt{Account: fmt.Sprintf("victim%d", i), Address: "192.0.2.1"}, c.now())
		c.add(20 * time.Second)
		if begin(t, l, own, c.now()) == 0 {
			l.Succeed(own)
		}
	}
	if begin(t, l, Attempt{Account: "victim10", Address: "192.0.2.1"}, c.now()) == 0 {
		t.Error("own success clears the address")
	}
	c.add(-time.Hour) // and a clock set back leaves nobody locked for ever
	if wait := begin(t, l, a, c.now()); wait != 0 {
		t.Errorf("after the clock went back: %s", wait)
	}
}

func TestLimiterMemoryIsBounded(t *testing.T) {
	l, c := NewLimiter(NIST), newClock()
	l.most = 200
	victim := Attempt{Account: "analyst", Address: "192.0.2.1"}
	for i := range 2000 {
		a := Attempt{Account: fmt.Sprintf("u%d", i), Address: fmt.Sprintf("10.%d.%d.1", i/250, i%250)}
		begin(t, l, a, c.now())
		c.add(time.Millisecond)
		if len(l.entries) > 202 {
			t.Fatalf("%d keys", len(l.entries))
		}
	}
	if begin(t, l, victim, c.now()) != 0 {
		t.Error("others' failures hold a newcomer up")
	}
}
