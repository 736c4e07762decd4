package access_test

import (
	"sync"
	"testing"
	"time"

	"parksite/internal/access"
	"parksite/internal/audit"
	"parksite/internal/fault"
	"parksite/internal/store/storetest"
)

// hand is a clock moved by hand.
type hand struct {
	mu sync.Mutex
	t  time.Time
}

func (h *hand) now() time.Time { h.mu.Lock(); defer h.mu.Unlock(); return h.t }

func (h *hand) add(d time.Duration) { h.mu.Lock(); defer h.mu.Unlock(); h.t = h.t.Add(d) }

// TestRevokedEverywhere: two processes on one database. A role revoked by one
// is refused by it at once, and by the other 200 ms later, on the real store.
func TestRevokedEverywhere(t *testing.T) {
	a, ctx := storetest.Open(t), t.Context()
	b := storetest.Second(t, a)
	ev := func(action string) audit.Event { return audit.Event{Actor: audit.System, Action: action} }
	clock := &hand{t: time.Now()}
	teams, users, members := access.Demo("", clock.now())
	for _, tm := range teams {
		if _, err := a.SaveTeam(ctx, tm, ev("team.create")); err != nil {
			t.Fatal(err)
		}
	}
	for _, u := range users {
		if _, err := a.SaveUser(ctx, u, ev("user.create")); err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range members {
		if _, err := a.SaveMembership(ctx, m, ev("membership.create")); err != nil {
			t.Fatal(err)
		}
	}
	here, err := access.NewEnforcer(ctx, a, clock.now)
	if err != nil {
		t.Fatal(err)
	}
	there, err := access.NewEnforcer(ctx, b, clock.now)
	if err != nil {
		t.Fatal(err)
	}
	want := func(e *access.Enforcer, where, user, action string, want bool) {
		t.Helper()
		got, err := e.MayAny(ctx, user, "ranking", action)
		if err != nil || got != want {
			t.Errorf("%s: %s ranking.%s = %t, %v", where, user, action, got, err)
		}
	}
	want(here, "here", "demo-lead", "submit", true)
	want(there, "there", "demo-lead", "submit", true)
	want(there, "there", "demo-reviewer-mfa", "decide", true)

	id := access.MembershipID("demo-lead", access.DemoEnterpriseA, access.Lead)
	if err := a.DeleteMembership(ctx, id, 1, ev("membership.delete")); err != nil {
		t.Fatal(err)
	}
	if err := here.Reload(ctx); err != nil {
		t.Fatal(err)
	}
	want(here, "here, on the next request", "demo-lead", "submit", false)
	clock.add(200 * time.Millisecond)
	want(there, "there, 200 ms later", "demo-lead", "submit", false)
	want(there, "there, of the others", "demo-lead-b", "submit", true)

	mfa, err := b.Team(ctx, access.DemoMFA)
	if err != nil {
		t.Fatal(err)
	}
	mfa.Archived = true
	if _, err := b.SaveTeam(ctx, mfa, ev("team.archive")); err != nil {
		t.Fatal(err)
	}
	clock.add(200 * time.Millisecond)
	want(here, "here, the team archived there", "demo-reviewer-mfa", "decide", false)

	if err := b.Close(ctx); err != nil {
		t.Fatal(err)
	}
	clock.add(200 * time.Millisecond)
	if ok, err := there.MayAny(ctx, "demo-lead-b", "ranking", "submit"); ok || !fault.Is(err, fault.Unavailable) {
		t.Errorf("with the store closed: %t, %v", ok, err)
	}
}
