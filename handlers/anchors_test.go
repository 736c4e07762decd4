package handlers

import (
	"net/http"
	"strings"
	"testing"

	"parksite/internal/layout"
)

// anchor is the body of a comment at one place.
func anchor(kind, id string) map[string]any {
	return map[string]any{"text": "请说明", "anchor": map[string]any{"kind": kind, "id": id}}
}

// unanchored is refused for the anchor, named by its field.
func (c *client) unanchored(ranking, kind, id, field string) {
	c.site.t.Helper()
	res := c.want(400, "", c.post("/api/v1/rankings/"+ranking+"/comments", anchor(kind, id)))
	if !strings.Contains(string(res.body), `"field":"`+field+`"`) {
		c.site.t.Errorf("%s %s: %s", kind, id, res.body)
	}
}

// A ministry comments on sites of another team's ranking, the team's own site
// and a figure of it too, which it sees through the ranking alone; the team is
// told at which site.
func TestSiteComments(t *testing.T) {
	s := newSite(t)
	own, _ := s.ownSite()
	analyst, lead, ndrc := s.as("analyst"), s.as("lead"), s.as("reviewer-ndrc")
	body := southAsianSites(nil)
	body["teamSites"] = true
	id, _ := s.made(analyst.post("/api/v1/rankings", body), 201)
	analyst.say(id, anchor("site", own)) // on the draft already
	lead.want(200, "", lead.post("/api/v1/rankings/"+id+"/submissions", map[string]any{"note": "请审核"}))
	ndrc.want(404, "site.notFound", ndrc.get("/api/v1/sites/"+own))

	for _, at := range []struct{ kind, id string }{{"site", colombo}, {"site", own}, {"siteCriterion", own + "/" + layout.SeaChina},
		{"siteCriterion", colombo + "/" + layout.PierDepth}, {"criterion", "site.harbour"}, {"criterion", layout.PierDepth}} {
		if v := ndrc.say(id, anchor(at.kind, at.id)); string(v.Anchor.Kind) != at.kind || v.Anchor.ID != at.id {
			t.Errorf("%v: %+v", at, v.Anchor)
		}
	}
	for _, at := range []struct{ kind, id, field string }{{"site", "port-nowhere", "anchor.id"}, {"site", "", "anchor.id"}, {"siteCriterion", own, "anchor.id"},
		{"siteCriterion", own + "/SITE.NONE", "anchor.id"}, {"siteCriterion", "port-nowhere/" + layout.SeaChina, "anchor.id"}, {"condition", "chain.gap", "anchor.kind"},
		{"criterion", "site.none", "anchor.id"}} {
		ndrc.unanchored(id, at.kind, at.id, at.field)
	}

	// What the own site's score rests on is told through the ranking, from its figures as they were handed in.
	path := "/api/v1/rankings/" + id + "/sites/"
	var seen rankedSite
	ndrc.want(200, "", ndrc.get(path+own)).decode(t, &seen)
	if seen.Own == nil || *seen.Own.AreaHa != 400 || seen.Score == nil || len(seen.Values) != len(seen.Indicators) || seen.Name.Zh != "迪拉瓦" {
		t.Errorf("%+v", seen)
	}
	for i, v := range seen.Values {
		for _, c := range seen.Score.Criteria {
			if c.ID == v.Indicator && (c.Value == nil) != (v.Value == nil) || c.ID == v.Indicator && c.Value != nil && *c.Value != *v.Value {
				t.Errorf("%s: scored %v, told %v", seen.Indicators[i].Code, c.Value, v.Value)
			}
		}
	}
	ndrc.want(404, "site.notFound", ndrc.get(path+"port-nowhere"))
	stranger := s.as("lead-b")
	stranger.want(404, "ranking.notFound", stranger.get(path+own))
	defer func() {
		for _, who := range []string{"reviewer-ndrc", "reviewer-mofcom", "reviewer-mfa"} {
			c := s.as(who)
			c.want(200, "", c.post("/api/v1/rankings/"+id+"/decisions", map[string]any{"decision": "approve"}))
		}
		lead.want(200, "", lead.post("/api/v1/rankings/"+id+"/publication", map[string]any{}))
		stranger.want(200, "", stranger.get(path+own)) // whoever reads what is published reads what it rests on
		stranger.want(404, "site.notFound", stranger.get("/api/v1/sites/"+own))
	}()

	s.tell()
	told := map[string]string{}
	for _, n := range pages[noticeView](t, lead, "/api/v1/notices") {
		if n.Place != nil {
			told[n.Detail] = n.Place.Zh + "|" + n.Place.En
		}
	}
	if told["site/"+own] != "迪拉瓦|Thilawa" || !strings.HasPrefix(told["siteCriterion/"+own+"/"+layout.SeaChina], "迪拉瓦 · 至中国") || told["criterion/site.harbour"] != "港口条件|Harbour" {
		t.Errorf("told of %v", told)
	}
}

// Of a plan: its places with their figures, sites that are not in it, its rules.
func TestPlanComments(t *testing.T) {
	s := newSite(t)
	analyst := s.as("analyst")
	id, _ := s.made(analyst.post("/api/v1/rankings", southAsia(nil)), 201)
	plan := analyst.ranking(id).Study
	in := plan.Plan.Sites[0].ID
	var out string
	for _, c := range plan.Considered {
		found := false
		for _, x := range plan.Plan.Sites {
			found = found || x.ID == c.ID
		}
		if !found {
			out = c.ID
		}
	}
	for _, at := range [][2]string{{"site", in}, {"site", out}, {"siteCriterion", in + "/" + layout.SeaChina}, {"condition", layout.CondGap}} {
		analyst.say(id, anchor(at[0], at[1]))
	}
	analyst.unanchored(id, "condition", "axis.market", "anchor.id") // of another kind of layout
	analyst.unanchored(id, "siteCriterion", out+"/"+layout.SeaChina, "anchor.id")
	countries, _ := s.draft()
	analyst.unanchored(countries, "site", in, "anchor.kind")
	analyst.want(409, "ranking.otherSubject", analyst.get("/api/v1/rankings/"+countries+"/sites/"+in))
	for site, scored := range map[string]bool{in: true, out: false} {
		var seen rankedSite
		analyst.want(200, "", analyst.get("/api/v1/rankings/"+id+"/sites/"+site)).decode(t, &seen)
		if (seen.Score != nil) != scored || len(seen.Values) == 0 {
			t.Errorf("%s: scored %v, want %v", site, seen.Score != nil, scored)
		}
	}
	// A draft that keeps no rule has no sites to speak of.
	impossible, _ := s.made(analyst.post("/api/v1/rankings", southAsia(map[string]any{"bounds": map[string]any{"separationKm": 9000}})), http.StatusCreated)
	if analyst.ranking(impossible).Study != nil {
		t.Fatal("a plan with 9000 km between its sites")
	}
	analyst.unanchored(impossible, "site", in, "anchor.id")
}
