package access

import "time"

// Ids of the demo teams.
const (
	DemoEnterpriseA = "demo-enterprise-a"
	DemoEnterpriseB = "demo-enterprise-b"
	DemoNDRC        = "demo-ministry-ndrc"
	DemoMOFCOM      = "demo-ministry-mofcom"
	DemoMFA         = "demo-ministry-mfa"
)

// HouseTeam is the team of the administrators.
func HouseTeam() Team {
	return Team{ID: HouseID, Kind: House, Name: Text{Zh: "系统管理", En: "Administration"}}
}

// Administrator returns the first account, which holds all three offices until
// others are named: one person cannot yet keep apart what only they do.
func Administrator(phc string, mustChange bool, now time.Time) (User, []Membership) {
	u := person("admin", "admin", "系统管理员", phc, now)
	u.MustChangePassword = mustChange
	var m []Membership
	for _, r := range RolesOf(House) {
		m = append(m, member(u.ID, HouseID, r))
	}
	return u, m
}

// Demo returns the teams, accounts and memberships to try the program with,
// besides the administrator. All accounts have the password behind phc; the
// same values come back every time, so that a repeated start finds its own.
func Demo(phc string, now time.Time) ([]Team, []User, []Membership) {
	teams := []Team{
		{ID: DemoEnterpriseA, Kind: Enterprise, Name: Text{Zh: "示例企业甲", En: "Example Enterprise A"}},
		{ID: DemoEnterpriseB, Kind: Enterprise, Name: Text{Zh: "示例企业乙", En: "Example Enterprise B"}},
		{ID: DemoNDRC, Kind: Ministry, Ministry: "NDRC", Name: Text{Zh: "发展改革部门", En: "Development and Reform"}},
		{ID: DemoMOFCOM, Kind: Ministry, Ministry: "MOFCOM", Name: Text{Zh: "商务部门", En: "Commerce"}},
		{ID: DemoMFA, Kind: Ministry, Ministry: "MFA", Name: Text{Zh: "外事部门", En: "Foreign Affairs"}},
	}
	for i := range teams {
		teams[i].Demo = true
	}
	var users []User
	var members []Membership
	for _, d := range []struct {
		username, name, team string
		role                 Role
	}{
		{"analyst", "示例分析员甲", DemoEnterpriseA, Analyst},
		{"lead", "示例负责人甲", DemoEnterpriseA, Lead},
		{"viewer", "示例查阅者甲", DemoEnterpriseA, Viewer},
		{"analyst-b", "示例分析员乙", DemoEnterpriseB, Analyst},
		{"lead-b", "示例负责人乙", DemoEnterpriseB, Lead},
		{"reviewer-ndrc", "示例审核人（发展改革）", DemoNDRC, Reviewer},
		{"reviewer-mofcom", "示例审核人（商务）", DemoMOFCOM, Reviewer},
		{"reviewer-mfa", "示例审核人（外事）", DemoMFA, Reviewer},
	} {
		u := person("demo-"+d.username, d.username, d.name, phc, now)
		u.Demo = true
		users = append(users, u)
		members = append(members, member(u.ID, d.team, d.role))
	}
	return teams, users, members
}

func person(id, username, name, phc string, now time.Time) User {
	return User{
		ID: id, Username: username, Skeleton: Skeleton(username), Name: name, State: Active,
		PasswordHash: phc, PasswordSetAt: stamp(now), PasswordHistory: []string{}, RecoveryHashes: []string{}, Epoch: 1,
	}
}

func member(userID, teamID string, role Role) Membership {
	return Membership{ID: MembershipID(userID, teamID, role), UserID: userID, TeamID: teamID, Role: role}
}
