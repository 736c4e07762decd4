package access

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
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

// kindOf is the kind of team a role is held in.
func kindOf(r Role) string {
	for _, k := range []string{Enterprise, Ministry, House} {
		if r.in(k) {
			return k
		}
	}
	return ""
}

// TestRoleTable holds the whole role × permission table, each cell asked of
// the enforcer itself.
func TestRoleTable(t *testing.T) {
	src := &roster{teams: []Team{team("e", Enterprise), team("m", Ministry), team(HouseID, House)}}
	ids := map[string]string{Enterprise: "e", Ministry: "m", House: HouseID}
	for _, r := range Roles {
		src.members = append(src.members, grant("u-"+string(r), ids[kindOf(r)], r))
	}
	e := mustEnforcer(t, src, newClock().now)

	rules, err := readPolicy(policyText)
	if err != nil {
		t.Fatal(err)
	}
	permissions := map[[2]string]bool{}
	for _, p := range rules {
		permissions[[2]string{p[1], p[2]}] = true
	}
	var keys [][2]string
	for k := range permissions {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b [2]string) int { return strings.Compare(a[0]+"."+a[1], b[0]+"."+b[1]) })

	var out strings.Builder
	fmt.Fprintf(&out, "%-20s", "")
	for _, r := range Roles {
		fmt.Fprintf(&out, " %-14s", r)
	}
	out.WriteString("\n")
	for _, k := range keys {
		fmt.Fprintf(&out, "%-20s", k[0]+"."+k[1])
		for _, r := range Roles {
			cell := "-"
			if may(t, e, "u-"+string(r), ids[kindOf(r)], k[0], k[1]) {
				cell = "yes"
			}
			fmt.Fprintf(&out, " %-14s", cell)
		}
		out.WriteString("\n")
	}
	golden(t, "testdata/roles.golden", out.String())

	for _, r := range Roles { // Permissions says the same as May
		want := []string{}
		for _, k := range keys {
			if may(t, e, "u-"+string(r), ids[kindOf(r)], k[0], k[1]) {
				want = append(want, k[0]+"."+k[1])
			}
		}
		if got, err := e.Permissions(t.Context(), "u-"+string(r)); err != nil || !slices.Equal(got, want) {
			t.Errorf("Permissions of %s = %v, %v; want %v", r, got, err, want)
		}
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	lines := strings.Split(got, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	got = strings.Join(lines, "\n")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; run with -update and look at the change\n got:\n%s\nwant:\n%s", path, got, want)
	}
}

// TestSeparation states what no edit of policy.csv may undo.
func TestSeparation(t *testing.T) {
	rules, err := readPolicy(policyText)
	if err != nil {
		t.Fatal(err)
	}
	has := func(r Role, object, action string) bool {
		return slices.ContainsFunc(rules, func(p []string) bool {
			return p[0] == roleSubject(r) && p[1] == object && p[2] == action
		})
	}
	for _, r := range RolesOf(House) { // 三权分立: administrators neither prepare nor decide
		for _, a := range []string{"create", "edit", "submit", "decide", "publish", "withdraw", "comment", "analyse", "export"} {
			if has(r, "ranking", a) {
				t.Errorf("%s may ranking.%s", r, a)
			}
		}
	}
	alone := map[string]Role{"user.create": SystemAdmin, "dataset.import": SystemAdmin, "membership.create": SecurityAdmin,
		"membership.delete": SecurityAdmin, "reviewRule.edit": SecurityAdmin, "user.lock": SecurityAdmin, "token.govern": SecurityAdmin,
		"audit.read": AuditAdmin, "audit.verify": AuditAdmin}
	for perm, only := range alone {
		object, action, _ := strings.Cut(perm, ".")
		for _, r := range Roles {
			if has(r, object, action) != (r == only) {
				t.Errorf("%s: %s is %t", perm, r, has(r, object, action))
			}
		}
	}
	for _, r := range Roles {
		if has(r, "ranking", "submit") && has(r, "ranking", "decide") {
			t.Errorf("%s may both submit and decide", r)
		}
	}
	for _, p := range rules {
		if strings.Contains(strings.Join(p, ""), "*") {
			t.Errorf("policy row %q has a wildcard", p)
		}
	}
}

func TestScopesArePermissions(t *testing.T) {
	rules, err := readPolicy(policyText)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range Scopes {
		object, action, _ := strings.Cut(s, ".")
		if !slices.ContainsFunc(rules, func(p []string) bool { return p[1] == object && p[2] == action }) {
			t.Errorf("scope %s is no permission of any role", s)
		}
		if action == "decide" || action == "publish" || action == "withdraw" || object == "token" || object == "user" ||
			object == "membership" || object == "reviewRule" || object == "session" {
			t.Errorf("a token may carry %s", s)
		}
	}
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

// TestHostileNames: ids that look like policy syntax gain nothing.
func TestHostileNames(t *testing.T) {
	evil := []string{"role:system-admin", "system-admin", "*", "a, role:system-admin, team:house", "x\np, user:x, user, create",
		`"quoted"`, "user:admin", "house", "team:house", "a::b", "r.sub == r.sub", "中文，逗号"}
	src := &roster{teams: []Team{team(HouseID, House)}, members: []Membership{grant("admin", HouseID, SystemAdmin)}}
	for i, name := range evil {
		if name != HouseID {
			src.teams = append(src.teams, team(name, Enterprise))
		}
		if i%2 == 0 && name != HouseID {
			src.members = append(src.members, grant(name, name, Viewer))
		}
	}
	e := mustEnforcer(t, src, newClock().now)
	for _, user := range evil {
		for _, dom := range append(evil, HouseID) {
			if may(t, e, user, dom, "user", "create") {
				t.Errorf("%q may create users in %q", user, dom)
			}
		}
	}
	if !may(t, e, "admin", HouseID, "user", "create") {
		t.Error("the administrator may not create users")
	}
	for i, name := range evil { // and each is the one subject and domain it is
		if got, want := may(t, e, name, name, "catalogue", "read"), i%2 == 0 && name != HouseID; got != want {
			t.Errorf("%q may read the catalogue: %t, want %t", name, got, want)
		}
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

func TestBadPolicyRefusesStart(t *testing.T) {
	for _, policy := range []string{"", "# nothing\n", "p, role:viewer, catalogue\n", "p, role:root, a, b\n", "g, role:viewer, a, b\n",
		"p, viewer, a, b\n", "p, role:viewer, , read\n", "p, role:viewer, a, \"b\n"} {
		if _, err := newEnforcer(t.Context(), policy, &roster{}, newClock().now); err == nil {
			t.Errorf("policy %q starts", policy)
		}
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
