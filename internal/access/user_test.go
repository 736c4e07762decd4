package access

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"parksite/internal/audit"
)

func TestUsernames(t *testing.T) {
	for _, tt := range []struct{ typed, stored, code string }{
		{"analyst", "analyst", ""}, {" Analyst ", "analyst", ""}, {"ＡＮＡＬＹＳＴ", "analyst", ""}, {"reviewer-ndrc", "reviewer-ndrc", ""},
		{"张伟", "张伟", ""}, {"zhang.wei_2", "zhang.wei_2", ""}, {"ﬁnance", "finance", ""}, {"straße", "strasse", ""},
		{"", "", "username.length"}, {"ab", "ab", "username.length"}, {"张", "张", "username.length"}, {strings.Repeat("a", 41), strings.Repeat("a", 41), "username.length"},
		{"аdmin", "аdmin", "username.form"}, // Cyrillic а
		{"admіn", "admіn", "username.form"}, // Cyrillic і
		{"αdmin", "αdmin", "username.form"}, // Greek
		{"ad\u200bmin", "ad\u200bmin", "username.form"}, {"ad\u202emin", "ad\u202emin", "username.form"}, {"ad\x00min", "ad\x00min", "username.form"},
		{"ad min", "ad min", "username.form"}, {"-admin", "-admin", "username.form"}, {"admin.", "admin.", "username.form"}, {"a..b", "a..b", "username.form"},
		{"⼯⼚人", "工厂人", ""}, // Kangxi radicals fold into ideographs
		{"jos\u00e9", "josé", "username.form"}, {"user\U0001F600", "user\U0001F600", "username.form"}, {"role:lead", "role:lead", "username.form"},
		{"a/b", "a/b", "username.form"}, {"a,b", "a,b", "username.form"}, {"$where", "$where", "username.form"},
	} {
		got := FoldUsername(tt.typed)
		code := ""
		if f := CheckUsername(got); f != nil {
			code = f.Code
		}
		if got != tt.stored || code != tt.code {
			t.Errorf("%+q: stored %+q, code %q; want %+q, %q", tt.typed, got, code, tt.stored, tt.code)
		}
		if FoldUsername(got) != got {
			t.Errorf("%+q folds again", got)
		}
	}
}

func TestSkeletons(t *testing.T) {
	for _, same := range [][]string{{"admin", "adrnin", "adm1n", "ADMlN", "ADMIN", "ａｄｍｉｎ"}, {"lead1", "leadl"}, {"oslo", "0sl0", "os1o"},
		{"www", "vvvvvv"}, {"lead-b", "lead_b", "lead.b"}, {"cloud", "c1oud", "doud"}, {"王士", "王土"}} {
		for _, s := range same[1:] {
			if Skeleton(s) != Skeleton(same[0]) {
				t.Errorf("%s and %s: %s, %s", same[0], s, Skeleton(same[0]), Skeleton(s))
			}
		}
	}
	var demo []string
	_, users, _ := Demo("", time.Now())
	for _, u := range users {
		demo = append(demo, Skeleton(u.Username))
	}
	slices.Sort(demo)
	if len(slices.Compact(demo)) != len(users) {
		t.Error("demo accounts look alike")
	}
}

func TestNewUser(t *testing.T) {
	u, err := NewUser(" Zhang.Wei ", " 张伟 ", "Wei@Example.CN")
	if err != nil || u.Username != "zhang.wei" || u.Name != "张伟" || u.Email != "wei@example.cn" || u.State != Active {
		t.Fatalf("%+v, %v", u, err)
	}
	_, err = NewUser("аdmin", "x\u202ey", "not an address")
	var got []string
	for _, f := range fieldsOf(t, err) {
		got = append(got, f.Field+" "+f.Code)
	}
	if want := []string{"username username.form", "name text.hidden", "email email.form"}; !slices.Equal(got, want) {
		t.Errorf("fields %v, want %v", got, want)
	}
	for _, bad := range []string{"a@b", "a b@c.cn", "a@c.cn\r\nBcc: x@y.cn", "@c.cn", "a@-c.cn", strings.Repeat("a", 250) + "@c.cn"} {
		if _, err := NewUser("analyst", "x", bad); err == nil {
			t.Errorf("e-mail %q passes", bad)
		}
	}
	broken := u
	broken.State, broken.PasswordHash, broken.Skeleton = "gone", "plain", "other"
	if f := fieldsOf(t, broken.Validate()); len(f) != 3 {
		t.Errorf("fields %v", f)
	}
}

// TestPersonHasNoSecret: what is shown of an account holds nothing that
// authenticates it, whatever fields are added to User.
func TestPersonHasNoSecret(t *testing.T) {
	now := time.Now()
	u := User{ID: "id", Version: 1, CreatedAt: now, UpdatedAt: now, Username: "n", Skeleton: "SECRET", Name: "n", Email: "e", State: Active,
		PasswordHash: "SECRET", PasswordSetAt: now, PasswordHistory: []string{"SECRET"}, TOTPSecret: "SECRET",
		RecoveryHashes: []string{"SECRET"}, Subject: "SECRET", ExpiresAt: &now, Epoch: 77777, Demo: true}
	b, err := json.Marshal(u.Person())
	if err != nil || strings.Contains(string(b), "SECRET") || strings.Contains(string(b), "77777") {
		t.Errorf("%s, %v", b, err)
	}
}

func TestHeads(t *testing.T) {
	h := audit.Head{ID: "x", Version: 3, CreatedAt: time.Unix(1, 0), UpdatedAt: time.Unix(2, 0)}
	for name, got := range map[string]audit.Head{"user": User{}.WithHead(h).Head(), "team": Team{}.WithHead(h).Head(),
		"membership": Membership{}.WithHead(h).Head(), "token": Token{}.WithHead(h).Head(), "invitation": Invitation{}.WithHead(h).Head()} {
		if got != h {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestTeamAndMembership(t *testing.T) {
	good := Team{ID: "t", Kind: Ministry, Ministry: "NDRC", Name: Text{Zh: "发展改革部门", En: "Reform"}}
	if err := good.Validate(); err != nil {
		t.Error(err)
	}
	bad := Team{ID: "t", Kind: House, Ministry: "NDRC", Name: Text{Zh: " ", En: "x\ny"}}
	if f := fieldsOf(t, bad.Validate()); len(f) != 4 {
		t.Errorf("fields %v", f)
	}
	for _, tt := range []struct {
		kind string
		role Role
		ok   bool
	}{{Enterprise, Lead, true}, {Enterprise, Reviewer, false}, {Enterprise, SystemAdmin, false}, {Ministry, Chair, true}, {Ministry, Lead, false},
		{House, AuditAdmin, true}, {House, Viewer, false}, {"", Viewer, false}, {Enterprise, "", false}, {Enterprise, "root", false}} {
		m := grant("u", "t", tt.role)
		if err := m.Validate(Team{ID: "t", Kind: tt.kind}); (err == nil) != tt.ok {
			t.Errorf("%s in a team of kind %q: %v", tt.role, tt.kind, err)
		}
	}
	if MembershipID("a", "b", Lead) == MembershipID("a", "b", Viewer) {
		t.Error("two roles, one id")
	}
}

func TestDemo(t *testing.T) {
	now := newClock().now()
	phc := cheap.phc("x", newSalt())
	teams, users, members := Demo(phc, now)
	admin, offices := Administrator(phc, true, now)
	teams, users, members = append(teams, HouseTeam()), append(users, admin), append(members, offices...)
	for _, u := range users {
		if err := u.Validate(); err != nil {
			t.Errorf("%s: %v", u.Username, err)
		}
		if u.Demo != (u.ID != "admin") || u.MustChangePassword != (u.ID == "admin") {
			t.Errorf("%+v", u)
		}
	}
	for _, tm := range teams {
		if err := tm.Validate(); err != nil {
			t.Errorf("%s: %v", tm.ID, err)
		}
	}
	e := mustEnforcer(t, &roster{teams: teams, members: members}, func() time.Time { return now })
	for _, tt := range []struct {
		user, object, action string
		teams                []string
	}{
		{"demo-analyst", "ranking", "create", []string{DemoEnterpriseA}}, {"demo-analyst", "ranking", "submit", nil},
		{"demo-lead", "ranking", "submit", []string{DemoEnterpriseA}}, {"demo-lead-b", "ranking", "submit", []string{DemoEnterpriseB}},
		{"demo-viewer", "ranking", "edit", nil}, {"demo-reviewer-mfa", "ranking", "decide", []string{DemoMFA}},
		{"admin", "ranking", "decide", nil}, {"admin", "user", "create", []string{HouseID}}, {"admin", "audit", "read", []string{HouseID}},
		{"admin", "membership", "create", []string{HouseID}},
	} {
		if got, err := e.TeamsWith(t.Context(), tt.user, tt.object, tt.action); err != nil || !slices.Equal(got, tt.teams) {
			t.Errorf("%s %s.%s: %v, %v", tt.user, tt.object, tt.action, got, err)
		}
	}
}

func TestAliasesAndFactor(t *testing.T) {
	u := User{ID: "a", Email: "w@x.cn"}
	all := []User{u, {ID: "b", Email: "w@x.cn"}, {ID: "c"}, {ID: "d", Subject: "s"}, {ID: "e", Email: "v@x.cn", Subject: "s"}}
	if got := Aliases(u, all); !slices.Equal(got, []string{"b"}) {
		t.Error(got)
	}
	if got := Aliases(all[3], all); !slices.Equal(got, []string{"e"}) {
		t.Error(got)
	}
	if got := Aliases(all[2], all); len(got) != 0 {
		t.Error("accounts without an address are not one person:", got)
	}
	if NeedsTOTP([]Seat{{"t", Lead}}) || !NeedsTOTP([]Seat{{"t", Lead}, {"m", Reviewer}}) || !NeedsTOTP([]Seat{{HouseID, AuditAdmin}}) {
		t.Error("NeedsTOTP")
	}
}
