package access

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

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

func TestBadPolicyRefusesStart(t *testing.T) {
	for _, policy := range []string{"", "# nothing\n", "p, role:viewer, catalogue\n", "p, role:root, a, b\n", "g, role:viewer, a, b\n",
		"p, viewer, a, b\n", "p, role:viewer, , read\n", "p, role:viewer, a, \"b\n"} {
		if _, err := newEnforcer(t.Context(), policy, &roster{}, newClock().now); err == nil {
			t.Errorf("policy %q starts", policy)
		}
	}
}
