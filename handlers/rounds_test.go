package handlers

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"parksite/internal/access"
	"parksite/internal/audit"
	"parksite/internal/review"
)

// The next round shows what was changed in answer: those who were asked before
// and are asked again see what was handed in then, sealed as it was, and what
// was said of it. Nobody else does, nor what the team keeps to itself.
func TestEarlierRound(t *testing.T) {
	s := newSite(t)
	s.addCast()
	lead, ndrc, mofcom := s.session("lead"), s.session("reviewer-ndrc"), s.session("reviewer-mofcom")
	id, _ := s.made(s.session("analyst").post("/api/v1/rankings", map[string]any{"title": "初稿", "notes": canary, "modelId": "general", "scope": map[string]any{"regions": []string{"ASEAN"}}}), 201)
	path := "/api/v1/rankings/" + id
	handIn := func(body map[string]any) ranking {
		t.Helper()
		lead.want(200, "", lead.post(path+"/submissions", body))
		return lead.ranking(id)
	}
	first := handIn(map[string]any{"note": "请审核"})
	ndrc.want(404, "ranking.notFound", ndrc.get(path+"/rounds/1")) // it has not ended
	ndrc.want(200, "", ndrc.post(path+"/decisions", map[string]any{"decision": "return", "comment": "提高区位权重"}))
	lead.want(200, "", lead.post(path+"/revision", nil))
	lead.want(200, "", lead.get(path+"/rounds/1"))
	ndrc.want(404, "ranking.notFound", ndrc.get(path+"/rounds/1")) // a draft again
	draft := lead.ranking(id)
	if slices.Contains(draft.Actions, "delete") || !slices.Contains(draft.Actions, "edit") { // deleting it would be refused
		t.Errorf("a draft of a second round offers %v", draft.Actions)
	}
	lead.want(200, "", lead.do("PUT", path, map[string]any{"title": "修订稿", "notes": canary, "scope": map[string]any{"regions": []string{"ASEAN"}}, "weights": map[string]float64{"location": 0.6}},
		map[string]string{"If-Match": fmt.Sprintf(`"%d"`, draft.Version)}))

	// The second round asks MEE instead of MFA.
	rule, err := s.store.Rule(t.Context(), "demo-rule")
	if err != nil {
		t.Fatal(err)
	}
	rule.Ministries, rule.Quorum = []string{access.DemoNDRC, access.DemoMOFCOM, "mee"}, 3
	if _, err := s.store.SaveRule(t.Context(), rule, audit.Event{Actor: audit.System, Action: "rule.edit"}); err != nil {
		t.Fatal(err)
	}
	second := handIn(map[string]any{"reasonForChange": "区位权重提至 60%"})
	for name, c := range map[string]*client{"reviewer-ndrc": ndrc, "reviewer-mofcom": mofcom, "lead": lead} {
		var was ranking
		res := c.want(200, "", c.get(path+"/rounds/1"))
		res.decode(t, &was)
		if was.Title != "初稿" || was.State != review.Submitted || was.Result == nil || was.Result.Digest != first.Result.Digest || was.Result.Digest == second.Result.Digest || len(was.Actions) != 0 {
			t.Errorf("%s sees %q in state %s with actions %v", name, was.Title, was.State, was.Actions)
		}
		is := c.ranking(id)
		if len(is.Asked) != 1 || is.Asked[0].Comment != "提高区位权重" || is.Weights["location"] != 0.6 {
			t.Errorf("%s sees asked %+v, weights %v", name, is.Asked, is.Weights)
		}
		if name != "lead" && (strings.Contains(string(res.body), canary) || len(was.Review.Submission.Members) > 0) {
			t.Errorf("%s sees what the team keeps to itself", name)
		}
		for _, no := range []string{"0", "2", "-1", "x", "1e0", "99999999999999999999"} {
			c.want(404, "ranking.notFound", c.get(path+"/rounds/"+no))
		}
	}
	for _, name := range []string{"reviewer-mfa", "reviewer-mee", "analyst-b", "sysadmin", "auditadmin"} {
		c := s.session(name)
		c.want(404, "ranking.notFound", c.get(path+"/rounds/1"))
	}
	if r := s.session("reviewer-mee").ranking(id); len(r.Asked) != 0 {
		t.Errorf("a ministry that was not asked before sees %+v", r.Asked)
	}
}
