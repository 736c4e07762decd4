package access

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"parksite/internal/fault"
)

var update = flag.Bool("update", false, "write the golden files anew")

// roster is a Source held in memory: what the enforcer does with memberships
// needs no database to be shown. The store's own tests run it on the real one.
type roster struct {
	mu      sync.Mutex
	rev     int
	teams   []Team
	members []Membership
	err     error
	loads   int
}

func (r *roster) AccessRevision(context.Context) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return fmt.Sprint(r.rev), r.err
}

func (r *roster) AllTeams(context.Context) ([]Team, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.teams), r.err
}

func (r *roster) AllMemberships(context.Context) ([]Membership, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.loads++
	return slices.Clone(r.members), r.err
}

func (r *roster) change(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f()
	r.rev++
}

type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.t }
func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

func newClock() *clock { return &clock{t: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)} }

func team(id, kind string) Team {
	t := Team{ID: id, Kind: kind, Name: Text{Zh: "队", En: "team"}}
	if kind == Ministry {
		t.Ministry = "NDRC"
	}
	return t
}

func grant(user, team string, role Role) Membership {
	return Membership{ID: MembershipID(user, team, role), UserID: user, TeamID: team, Role: role}
}

func mustEnforcer(t *testing.T, src Source, now func() time.Time) *Enforcer {
	t.Helper()
	e, err := NewEnforcer(t.Context(), src, now)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func may(t *testing.T, e *Enforcer, user, team, object, action string) bool {
	t.Helper()
	ok, err := e.May(t.Context(), user, team, object, action)
	if err != nil {
		t.Fatalf("May(%s, %s, %s, %s): %v", user, team, object, action, err)
	}
	return ok
}

func TestMayIsPerTeam(t *testing.T) {
	src := &roster{teams: []Team{team("a", Enterprise), team("b", Enterprise), team("m", Ministry)},
		members: []Membership{grant("u", "a", Lead), grant("u", "b", Viewer), grant("v", "m", Reviewer)}}
	e := mustEnforcer(t, src, newClock().now)
	for _, tt := range []struct {
		user, team, object, action string
		want                       bool
	}{
		{"u", "a", "ranking", "submit", true},
		{"u", "b", "ranking", "submit", false},
		{"u", "m", "ranking", "decide", false},
		{"u", "*", "ranking", "submit", false},
		{"u", "", "ranking", "submit", false},
		{"v", "m", "ranking", "decide", true},
		{"v", "a", "ranking", "decide", false},
		{"nobody", "a", "catalogue", "read", false},
		{"", "", "", "", false},
		{"u", "a", "ranking", "*", false},
		{"u", "a", "*", "submit", false},
		{"u", "a", "ranking", "unknown", false},
	} {
		if got := may(t, e, tt.user, tt.team, tt.object, tt.action); got != tt.want {
			t.Errorf("May(%q, %q, %q, %q) = %t", tt.user, tt.team, tt.object, tt.action, got)
		}
	}
	if ok, err := e.MayAny(t.Context(), "u", "ranking", "submit"); err != nil || !ok {
		t.Errorf("MayAny submit = %t, %v", ok, err)
	}
	if teams, _ := e.TeamsWith(t.Context(), "u", "ranking", "read"); !slices.Equal(teams, []string{"a", "b"}) {
		t.Errorf("TeamsWith read = %v", teams)
	}
	if seats, _ := e.Seats(t.Context(), "u"); !slices.Equal(seats, []Seat{{"a", Lead}, {"b", Viewer}}) {
		t.Errorf("Seats = %v", seats)
	}
}

func TestRevocation(t *testing.T) {
	src := &roster{teams: []Team{team("a", Enterprise)}, members: []Membership{grant("u", "a", Lead), grant("v", "a", Analyst)}}
	c := newClock()
	here, there := mustEnforcer(t, src, c.now), mustEnforcer(t, src, c.now) // two processes
	src.change(func() { src.members = src.members[1:] })
	if err := here.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	if may(t, here, "u", "a", "ranking", "read") {
		t.Error("the process that revoked still allows")
	}
	c.add(revisionAge)
	if may(t, there, "u", "a", "ranking", "read") {
		t.Error("another process still allows after revisionAge")
	}
	if !may(t, there, "v", "a", "ranking", "edit") {
		t.Error("who kept the role lost it")
	}
	src.change(func() { src.teams[0].Archived = true })
	c.add(revisionAge)
	if may(t, there, "v", "a", "ranking", "edit") {
		t.Error("a role in an archived team counts")
	}
}

func TestRevisionIsAskedNotMembers(t *testing.T) {
	src := &roster{teams: []Team{team("a", Enterprise)}, members: []Membership{grant("u", "a", Lead)}}
	c := newClock()
	e := mustEnforcer(t, src, c.now)
	for range 20 {
		c.add(revisionAge)
		may(t, e, "u", "a", "ranking", "read")
	}
	if src.loads != 1 {
		t.Errorf("memberships read %d times without a change, want once", src.loads)
	}
	c.add(-time.Hour) // a clock set back must not freeze what is known
	src.change(func() { src.members = nil })
	if may(t, e, "u", "a", "ranking", "read") {
		t.Error("allowed after the clock went back")
	}
}

func TestFailsClosed(t *testing.T) {
	src := &roster{teams: []Team{team("a", Enterprise)}, members: []Membership{grant("u", "a", Lead)}}
	c := newClock()
	e := mustEnforcer(t, src, c.now)
	refused := func(why string) {
		t.Helper()
		c.add(revisionAge)
		if ok, err := e.May(t.Context(), "u", "a", "ranking", "read"); ok || !fault.Is(err, fault.Unavailable) {
			t.Errorf("%s: May = %t, %v; want no and Unavailable", why, ok, err)
		}
		if ok, err := e.MayAny(t.Context(), "u", "ranking", "read"); ok || !fault.Is(err, fault.Unavailable) {
			t.Errorf("%s: MayAny = %t, %v; want no and Unavailable", why, ok, err)
		}
	}
	src.err = errors.New("store away")
	refused("store away")
	src.err = nil
	c.add(revisionAge)
	may(t, e, "u", "a", "ranking", "read")
	src.err = errors.New("store away")
	if err := e.Reload(t.Context()); !fault.Is(err, fault.Unavailable) { // what a failed reload missed may be a revocation
		t.Errorf("Reload: %v", err)
	}
	if ok, err := e.May(t.Context(), "u", "a", "ranking", "read"); ok || err == nil {
		t.Errorf("right after a failed reload: %t, %v", ok, err)
	}
	src.err = nil
	c.add(revisionAge)
	if !may(t, e, "u", "a", "ranking", "read") {
		t.Error("does not recover")
	}
	for why, m := range map[string]Membership{
		"unknown role":         grant("u", "a", "root"),
		"house role elsewhere": grant("u", "a", SystemAdmin),
		"role of another kind": grant("u", "a", Chair),
		"no such team":         grant("u", "z", Viewer),
		"id of another grant":  {ID: MembershipID("x", "a", Viewer), UserID: "u", TeamID: "a", Role: Viewer},
	} {
		src.change(func() { src.members = []Membership{grant("u", "a", Lead), m} })
		refused(why)
		if _, err := NewEnforcer(t.Context(), src, c.now); err == nil {
			t.Errorf("%s: starts", why)
		}
	}
	src.change(func() { src.members = []Membership{grant("u", "a", Lead)} })
	c.add(revisionAge)
	if !may(t, e, "u", "a", "ranking", "read") {
		t.Error("does not recover from a bad membership")
	}
}

// TestConcurrentRevocation asks from sixteen goroutines while roles come and
// go: nobody who never had a role gets one, and the last word holds.
func TestConcurrentRevocation(t *testing.T) {
	src := &roster{teams: []Team{team("a", Enterprise)}, members: []Membership{grant("u", "a", Lead)}}
	e := mustEnforcer(t, src, time.Now)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for range 40 {
				if ok, err := e.May(context.Background(), "stranger", "a", "ranking", "read"); ok || err != nil {
					t.Errorf("stranger: %t, %v", ok, err)
				}
				if _, err := e.May(context.Background(), "u", "a", "ranking", "read"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for i := range 10 {
		src.change(func() {
			src.members = nil
			if i%2 == 0 {
				src.members = []Membership{grant("u", "a", Lead)}
			}
		})
		if err := e.Reload(t.Context()); err != nil {
			t.Error(err)
		}
	}
	wg.Wait()
	if may(t, e, "u", "a", "ranking", "read") {
		t.Error("revoked and still allowed")
	}
}

func BenchmarkMay(b *testing.B) {
	src := &roster{teams: []Team{team("a", Enterprise)}}
	for i := range 100 {
		src.members = append(src.members, grant(fmt.Sprintf("u%d", i), "a", Lead))
	}
	e, err := NewEnforcer(b.Context(), src, time.Now)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if ok, err := e.May(b.Context(), "u7", "a", "webhook", "delete"); !ok || err != nil {
			b.Fatal(ok, err)
		}
	}
}
