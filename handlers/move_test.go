package handlers

import (
	"testing"

	"parksite/internal/access"
	"parksite/internal/audit"
	"parksite/internal/store"
)

// A person moves to another team of the same kind in one act: from the next
// request on they see that team's work and no longer the other's, and the
// trail says so in both teams.
func TestMove(t *testing.T) {
	s := newSite(t)
	s.addCast()
	id, _ := s.draft()
	admin, analyst := s.session("secadmin"), s.as("analyst")
	was := access.MembershipID("demo-analyst", access.DemoEnterpriseA, access.Analyst)
	is := access.MembershipID("demo-analyst", access.DemoEnterpriseB, access.Analyst)
	path := "/api/v1/memberships/" + was + "/move"
	there := map[string]any{"teamId": access.DemoEnterpriseB}
	move := func(c *client, path string, to any, version string) answered {
		return c.do("POST", path, to, map[string]string{"If-Match": version})
	}
	nowhere := map[string]any{"teamId": "no-such-team"}
	for name, tt := range map[string]struct {
		status  int
		code    string
		refused answered
	}{
		"without a version":    {428, "ifMatch.missing", admin.do("POST", path, there, nil)},
		"of another version":   {412, "membership.stale", move(admin, path, there, `"2"`)},
		"to no team":           {400, "team.unknown", move(admin, path, nowhere, `"1"`)},
		"to where they are":    {409, "membership.exists", move(admin, path, map[string]any{"teamId": access.DemoEnterpriseA}, `"1"`)},
		"to a ministry":        {400, "membership.kind", move(admin, path, map[string]any{"teamId": access.DemoNDRC}, `"1"`)},
		"to the house":         {400, "membership.kind", move(admin, path, map[string]any{"teamId": access.HouseID}, `"1"`)},
		"by the person":        {403, "forbidden", move(analyst, path, there, `"1"`)},
		"by who sets up users": {403, "forbidden", move(s.session("sysadmin"), path, there, `"1"`)},
		"of what is not":       {404, "membership.notFound", move(admin, "/api/v1/memberships/no-such/move", there, `"1"`)},
	} {
		t.Log(name)
		admin.want(tt.status, tt.code, tt.refused)
	}
	if held := pages[access.Membership](t, admin, "/api/v1/memberships?userId=demo-analyst"); len(held) != 1 || held[0].ID != was || held[0].Version != 1 {
		t.Fatalf("what was refused has changed %+v", held)
	}
	analyst.want(200, "", analyst.get("/api/v1/rankings/"+id)) // nor was the session ended

	var m access.Membership
	res := admin.want(200, "", move(admin, path, there, `"1"`))
	res.decode(t, &m)
	if m.ID != is || m.TeamID != access.DemoEnterpriseB || m.Role != access.Analyst || res.Header.Get("ETag") != `"1"` {
		t.Errorf("%+v, %s", m, res.Header.Get("ETag"))
	}
	analyst.want(401, "session.ended", analyst.get("/api/v1/rankings/"+id))
	analyst = s.as("analyst")
	analyst.want(404, "ranking.notFound", analyst.get("/api/v1/rankings/"+id))
	theirs, _ := s.made(s.as("analyst-b").post("/api/v1/rankings", map[string]any{"title": "乙", "modelId": "general"}), 201)
	analyst.want(200, "", analyst.get("/api/v1/rankings/"+theirs))
	if held := pages[access.Membership](t, admin, "/api/v1/memberships?userId=demo-analyst"); len(held) != 1 || held[0].ID != is {
		t.Errorf("held after the move: %+v", held)
	}
	admin.want(404, "membership.notFound", move(admin, path, there, `"1"`)) // it is over

	events, _, err := s.store.Events(t.Context(), store.Filter{Action: "membership.move", Outcome: audit.Done})
	if err != nil || len(events) != 2 {
		t.Fatalf("%d lines in the trail, %v", len(events), err)
	}
	joined, left := events[0], events[1] // newest first
	if left.Object.ID != was || left.Team != access.DemoEnterpriseA || joined.Object.ID != is || joined.Team != access.DemoEnterpriseB ||
		joined.Seq != left.Seq+1 || left.Actor.Username != "secadmin" || joined.Actor != left.Actor {
		t.Errorf("left %+v, joined %+v", left, joined)
	}
	// And back: what ended begins again.
	admin.want(200, "", move(admin, "/api/v1/memberships/"+is+"/move", map[string]any{"teamId": access.DemoEnterpriseA}, `"1"`))
	analyst = s.as("analyst")
	analyst.want(200, "", analyst.get("/api/v1/rankings/"+id))
	analyst.want(404, "ranking.notFound", analyst.get("/api/v1/rankings/"+theirs))
}

// Nobody moves themselves, and nobody into a team whose roles do not count.
func TestMoveRefusals(t *testing.T) {
	s := newSite(t)
	admin := s.as("admin")
	self, err := s.store.UserByName(t.Context(), "admin")
	if err != nil {
		t.Fatal(err)
	}
	there, first := map[string]any{"teamId": access.DemoEnterpriseB}, map[string]string{"If-Match": `"1"`}
	mine := access.MembershipID(self.ID, access.HouseID, access.AuditAdmin)
	admin.want(409, "user.self", admin.do("POST", "/api/v1/memberships/"+mine+"/move", there, first))

	b, err := s.store.Team(t.Context(), access.DemoEnterpriseB)
	if err != nil {
		t.Fatal(err)
	}
	b.Archived = true
	if _, err := s.store.SaveTeam(t.Context(), b, audit.Event{Actor: audit.System, Action: "team.edit"}); err != nil {
		t.Fatal(err)
	}
	viewer := access.MembershipID("demo-viewer", access.DemoEnterpriseA, access.Viewer)
	admin.want(400, "team.archived", admin.do("POST", "/api/v1/memberships/"+viewer+"/move", there, first))
}

// A reviewer who has decided and is moved to another ministry of the rule does
// not decide once more: in one round nobody speaks for two.
func TestMovedReviewerDecidesOnce(t *testing.T) {
	s := newSite(t)
	id, _ := s.submitted()
	path := "/api/v1/rankings/" + id + "/decisions"
	approve := map[string]any{"decision": "approve"}
	ndrc := s.as("reviewer-ndrc")
	ndrc.want(200, "", ndrc.post(path, approve))
	admin := s.as("admin")
	was := access.MembershipID("demo-reviewer-ndrc", access.DemoNDRC, access.Reviewer)
	admin.want(200, "", admin.do("POST", "/api/v1/memberships/"+was+"/move", map[string]any{"teamId": access.DemoMOFCOM}, map[string]string{"If-Match": `"1"`}))
	moved := s.as("reviewer-ndrc")
	if res := moved.post(path, approve); res.StatusCode != 409 && res.StatusCode != 403 {
		t.Errorf("a second decision: %d %.300s", res.StatusCode, res.body)
	}
	if r := moved.ranking(id); len(r.Review.Decisions) != 1 || r.Review.Decisions[0].Ministry != access.DemoNDRC {
		t.Errorf("decisions %+v", r.Review.Decisions)
	}
	mofcom := s.as("reviewer-mofcom")
	mofcom.want(200, "", mofcom.post(path, approve)) // nor was the ministry's voice used up
}
