package handlers

import (
	"testing"

	"parksite/internal/access"
)

// Who administers neither prepares nor decides, and nobody raises themselves:
// the one who gives out roles gives none to themselves, and an office of the
// house stands beside no role in an enterprise or a ministry.
func TestOfficesStandApart(t *testing.T) {
	s := newSite(t)
	s.addCast()
	sec := s.session("secadmin")
	give := func(c *client, user, team, role string) answered {
		return c.post("/api/v1/memberships", map[string]any{"userId": user, "teamId": team, "role": role})
	}
	for _, tt := range []struct{ team, role string }{{access.DemoEnterpriseA, "lead"}, {access.DemoNDRC, "chair"}, {access.HouseID, "audit-admin"}} {
		sec.want(409, "user.self", give(sec, "secadmin", tt.team, tt.role))
	}
	admin := s.session("admin") // with all three offices
	admin.want(409, "user.self", give(admin, "admin", access.DemoEnterpriseA, "analyst"))
	for _, tt := range []struct{ user, team, role string }{
		{"sysadmin", access.DemoEnterpriseA, "viewer"}, {"auditadmin", access.DemoNDRC, "reviewer"},
		{"demo-analyst", access.HouseID, "system-admin"}, {"demo-reviewer-ndrc", access.HouseID, "audit-admin"},
	} {
		sec.want(409, "membership.apart", give(sec, tt.user, tt.team, tt.role))
	}
	for _, user := range []string{"secadmin", "admin", "sysadmin", "auditadmin", "demo-analyst", "demo-reviewer-ndrc"} {
		for _, m := range pages[access.Membership](t, sec, "/api/v1/memberships?userId="+user) {
			if at := user == "secadmin" || user == "admin" || user == "sysadmin" || user == "auditadmin"; at != (m.TeamID == access.HouseID) {
				t.Errorf("%s holds %s in %s", user, m.Role, m.TeamID)
			}
		}
	}
	// Others may belong to several teams, and an office follows on the end of the role.
	sec.want(201, "", give(sec, "demo-analyst", access.DemoEnterpriseB, "viewer"))
	sec.want(201, "", give(sec, "sysadmin", access.HouseID, "audit-admin"))
	sec.want(201, "", give(sec, "outsider", access.HouseID, "system-admin"))
	id := access.MembershipID("demo-reviewer-mfa", access.DemoMFA, access.Reviewer)
	sec.want(204, "", sec.do("DELETE", "/api/v1/memberships/"+id, nil, map[string]string{"If-Match": `"1"`}))
	sec.want(201, "", give(sec, "demo-reviewer-mfa", access.HouseID, "audit-admin"))

	// One's own reset would take the second factor away without asking for it.
	sec.want(409, "user.self", sec.do("POST", "/api/v1/users/secadmin/reset", nil, map[string]string{"If-Match": `"1"`}))
	sec.want(200, "", sec.get("/api/v1/users"))
}
