package handlers

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"parksite/internal/access"
	"parksite/internal/appraisal"
	"parksite/internal/audit"
	"parksite/internal/review"
)

var update = flag.Bool("update", false, "write the golden files")

// asked are the requests on a ranking, each with a body that is in order.
var asked = []struct {
	name, method, path string
	body               any
}{
	{"read", "GET", "", nil},
	{"old version", "GET", "/versions/1", nil},
	{"a round", "GET", "/rounds/1", nil},
	{"events", "GET", "/events", nil},
	{"comments", "GET", "/comments", nil},
	{"a comment", "GET", "/comments/:comment", nil},
	{"comment", "POST", "/comments", map[string]any{"text": "请说明"}},
	{"settle", "PUT", "/comments/:comment/settlement", map[string]any{"settled": true}},
	{"report", "GET", "/report?format=csv", nil},
	{"explain", "GET", "/explanation?a=VNM&b=IDN", nil},
	{"sensitivity", "GET", "/sensitivity", nil},
	{"a site", "GET", "/sites/:site", nil},
	{"robustness", "POST", "/robustness", map[string]any{"draws": 100}},
	{"verify", "POST", "/verification", nil},
	{"edit", "PUT", "", map[string]any{"title": "改"}},
	{"delete", "DELETE", "", nil},
	{"submit", "POST", "/submissions", map[string]any{"note": "请审核"}},
	{"open", "POST", "/opening", nil},
	{"approve", "POST", "/decisions", map[string]any{"decision": "approve"}},
	{"return", "POST", "/decisions", map[string]any{"decision": "return", "comment": "请说明"}},
	{"reject", "POST", "/decisions", map[string]any{"decision": "reject", "comment": "不同意"}},
	{"revise", "POST", "/revision", nil},
	{"publish", "POST", "/publication", map[string]any{}},
	{"withdraw", "POST", "/withdrawal", map[string]any{"reason": "修订"}},
}

// cast are the people of the table besides the demo accounts: user, team, role.
var cast = [][3]string{
	{"chair-ndrc", access.DemoNDRC, "chair"}, {"reviewer-mee", "mee", "reviewer"}, {"chair-mee", "mee", "chair"},
	{"sysadmin", access.HouseID, "system-admin"}, {"secadmin", access.HouseID, "security-admin"}, {"auditadmin", access.HouseID, "audit-admin"},
	{"outsider", "", ""},
}

// people are the columns of the table.
var people = []string{"viewer", "analyst", "lead", "viewer-b", "analyst-b", "lead-b", "reviewer-ndrc", "chair-ndrc", "reviewer-mee", "chair-mee",
	"sysadmin", "secadmin", "auditadmin", "outsider"}

// Every role, every state, every request on a ranking: who gets what. The
// golden file is the table; -update writes it anew.
func TestRolesActionsStates(t *testing.T) {
	s := newSite(t)
	s.addCast()
	clients := map[string]*client{}
	for _, p := range people {
		clients[p] = s.as(p)
		clients[p].unchecked = true
	}
	var out strings.Builder
	out.WriteString("# Status of each request on a ranking of 示例企业甲, by state and person. The rule\n# names NDRC, MOFCOM and MFA; MEE is a ministry it does not name; -b is another\n# enterprise; outsider has no role. handlers/states_test.go writes it (-update).\n")
	cells := 0
	for _, state := range review.States {
		fmt.Fprintf(&out, "\n## %s\n%-12s", state, "")
		for _, p := range people {
			fmt.Fprintf(&out, " %s", p)
		}
		out.WriteByte('\n')
		id, version := s.inState(state)
		for _, a := range asked {
			fmt.Fprintf(&out, "%-12s", a.name)
			for _, p := range people {
				res := clients[p].do(a.method, "/api/v1/rankings/"+id+strings.Replace(a.path, ":comment", "c-"+id, 1), a.body, map[string]string{"If-Match": fmt.Sprintf(`"%d"`, version)})
				fmt.Fprintf(&out, " %*d", len(p), res.StatusCode)
				cells++
				if res.StatusCode < 300 && a.method != "GET" && a.name != "robustness" && a.name != "verify" {
					id, version = s.inState(state) // it was changed
				}
			}
			out.WriteByte('\n')
		}
	}
	if want := len(review.States) * len(asked) * len(people); cells != want {
		t.Errorf("%d cells, want %d", cells, want)
	}
	const file = "testdata/states.golden"
	if *update {
		if err := os.WriteFile(file, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Split(out.String(), "\n")
	for i, line := range strings.Split(string(want), "\n") {
		if i >= len(got) || got[i] != line {
			t.Errorf("line %d:\n have %s\n want %s", i+1, got[min(i, len(got)-1)], line)
		}
	}
	s.heldInEveryState(string(want))
}

// heldInEveryState checks of the table itself what must hold whatever it says.
func (s *site) heldInEveryState(table string) {
	s.t.Helper()
	state := ""
	for line := range strings.Lines(table) {
		f := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, "## "):
			state = f[1]
		case len(f) < len(people):
		default:
			name := strings.TrimSpace(line[:12])
			row := f[len(f)-len(people):]
			for i, p := range people {
				reads := row[i] == "200" && name == "read"
				if said := name == "comment" || name == "settle"; said && row[i][0] == '2' && (p == "viewer" || strings.HasSuffix(p, "-b") || strings.HasSuffix(p, "-mee") || strings.HasSuffix(p, "admin") || p == "outsider") {
					s.t.Errorf("%s may %s in state %s", p, name, state)
				}
				if reads && (strings.HasSuffix(p, "-b") || strings.HasSuffix(p, "admin") || p == "outsider") && state != "published" && state != "superseded" {
					s.t.Errorf("%s reads in state %s", p, state)
				}
				if decides := name == "approve" || name == "return" || name == "reject"; decides && row[i] == "200" && p != "reviewer-ndrc" && p != "chair-ndrc" {
					s.t.Errorf("%s may %s in state %s", p, name, state)
				}
			}
		}
	}
}

func (s *site) addCast() {
	s.t.Helper()
	ctx, ev := s.t.Context(), audit.Event{Actor: audit.System, Action: "test.cast"}
	must := func(err error) {
		s.t.Helper()
		if err != nil {
			s.t.Fatal(err)
		}
	}
	hash, err := demoHash()
	must(err)
	_, err = s.store.SaveTeam(ctx, access.Team{ID: "mee", Kind: access.Ministry, Ministry: "MEE", Name: access.Text{Zh: "生态环境部门", En: "Ecology"}}, ev)
	must(err)
	for _, c := range append(cast, [3]string{"viewer-b", access.DemoEnterpriseB, "viewer"}) {
		u, err := access.NewUser(c[0], c[0], "")
		must(err)
		u.ID, u.PasswordHash, u.PasswordSetAt = c[0], hash, time.Now().UTC().Truncate(time.Millisecond)
		_, err = s.store.SaveUser(ctx, u, ev)
		must(err)
		if c[1] != "" {
			m := access.Membership{ID: access.MembershipID(u.ID, c[1], access.Role(c[2])), UserID: u.ID, TeamID: c[1], Role: access.Role(c[2])}
			_, err = s.store.SaveMembership(ctx, m, ev)
			must(err)
		}
	}
	must(s.api.access.Reload(ctx))
}

// inState stores a ranking of the analyst's that stands in a state, brought
// there by review's own steps.
func (s *site) inState(state review.State) (id string, version int64) {
	s.t.Helper()
	ctx, now := s.t.Context(), time.Now()
	must := func(err error) {
		s.t.Helper()
		if err != nil {
			s.t.Fatal(err)
		}
	}
	m, err := s.store.Model(ctx, "general")
	must(err)
	rule, err := s.store.Rule(ctx, "demo-rule")
	must(err)
	who := func(user, team, role string) review.Who {
		return review.Who{Actor: audit.Actor{UserID: user, Username: user}, Seats: []review.Seat{{Team: team, Role: role}}}
	}
	lead := who("demo-lead", access.DemoEnterpriseA, "lead")
	r := appraisal.Ranking{ID: access.NewID(), Team: access.DemoEnterpriseA, Owner: "demo-analyst", Title: "状态", ModelID: m.ID, ModelVersion: m.Version, Model: m,
		DatasetID: "ds-1", Scope: appraisal.Scope{Countries: []string{"VNM", "IDN"}}, Year: 2020, Seed: 1, Weights: []appraisal.NodeWeight{},
		Review: review.Record{State: review.Draft, Decisions: []review.Decision{}, Earlier: []review.Round{}, History: []review.Step{}}}
	step := func(rec review.Record, _ audit.Event, err error) {
		s.t.Helper()
		must(err)
		r.Review = rec
	}
	if state != review.Draft {
		var digest string
		r, digest, err = s.api.seal(ctx, r)
		must(err)
		step(review.Submit(r.Review, lead, rule, review.Request{Team: r.Team, Digest: digest, CoEditors: []string{"demo-analyst"}, Members: []string{"demo-analyst", "demo-lead", "demo-viewer"}}, now))
	}
	// By MOFCOM, so that NDRC's people have not decided yet.
	mofcom := who("demo-reviewer-mofcom", access.DemoMOFCOM, "reviewer")
	decide := func(team string, v review.Verdict) {
		s.t.Helper()
		step(review.Decide(r.Review, who("demo-"+team, team, "reviewer"), team, v, "意见", now))
	}
	switch state {
	case review.InReview:
		step(review.Open(r.Review, mofcom, now))
	case review.Returned:
		decide(access.DemoMOFCOM, review.Return)
	case review.Rejected:
		decide(access.DemoMOFCOM, review.Reject)
	case review.Approved, review.Published, review.Withdrawn, review.Superseded:
		for _, team := range rule.Ministries {
			decide(team, review.Approve)
		}
	}
	switch state {
	case review.Published, review.Withdrawn, review.Superseded:
		step(review.Publish(r.Review, lead, "", "", now))
	}
	switch state {
	case review.Withdrawn:
		step(review.Withdraw(r.Review, lead, "修订", now))
	case review.Superseded:
		step(review.Supersede(r.Review, lead, "later", now))
	}
	if r.Review.State != state {
		s.t.Fatalf("state %s, want %s", r.Review.State, state)
	}
	r, err = s.store.SaveRanking(ctx, r, audit.Event{Actor: audit.Actor{UserID: "demo-analyst", Username: "analyst"}, Action: "ranking.create"})
	must(err)
	_, err = s.store.SaveComment(ctx, review.Comment{ID: "c-" + r.ID, Ranking: r.ID, RankingVersion: 1, Owner: r.Team, Round: 1, Anchor: review.Anchor{Kind: review.OnRanking},
		Audience: review.ToParties, Team: r.Team, By: "demo-lead", Username: "lead", Text: "状态"}, audit.Event{Actor: lead.Actor, Action: "comment.add"})
	must(err)
	return r.ID, r.Version
}
