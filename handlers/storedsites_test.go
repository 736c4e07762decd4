package handlers

import (
	"slices"
	"strings"
	"testing"

	"parksite/internal/fault"
	"parksite/internal/layout"
	"parksite/internal/review"
)

// southAsianSites is a ranking of sites as a draft.
func southAsianSites(more map[string]any) map[string]any {
	q := map[string]any{"strategy": "S2"}
	for k, v := range more {
		q[k] = v
	}
	return map[string]any{"title": "南亚港口比选", "purpose": "选址论证", "subject": "site", "sites": q}
}

// A ranking of sites goes the way of a ranking of countries: draft, versions,
// submission under one digest, a return, a second round, publication,
// verification, files, a fork.
func TestSiteRankingStory(t *testing.T) {
	s := newSite(t)
	analyst, lead := s.as("analyst"), s.as("lead")
	own, ownVersion := s.ownSite()
	body := southAsianSites(nil)
	body["teamSites"] = true
	id, version := s.made(analyst.post("/api/v1/rankings", body), 201)
	path := "/api/v1/rankings/" + id
	draft := analyst.ranking(id)
	if draft.Subject != "site" || draft.Result != nil || draft.Study != nil || draft.SiteStudy == nil || len(draft.Sites.Own) != 1 || len(draft.Sites.Models) == 0 {
		t.Fatalf("draft: %s, %+v", draft.Subject, draft.Sites)
	}
	has := func(r ranking) bool {
		return slices.ContainsFunc(r.SiteStudy.Sites, func(x layout.SiteScore) bool { return x.ID == own && x.Score != nil && len(x.Criteria) > 0 })
	}
	if !has(draft) {
		t.Error("the team's own site is not ranked")
	}
	if list := pages[rankingItem](t, analyst, "/api/v1/rankings?subject=site"); len(list) != 1 || list[0].Strategy != "S2" {
		t.Errorf("list of rankings of sites: %+v", list)
	}

	// The order is that of the page where it was tried.
	var tried siteRanking
	analyst.want(200, "", analyst.post("/api/v1/preview/sites", map[string]any{"strategy": "S2", "teamSites": true})).decode(t, &tried)
	ids := func(list []layout.SiteScore) (out []string) {
		for _, x := range list {
			out = append(out, x.ID)
		}
		return out
	}
	if !slices.Equal(ids(tried.Items), ids(draft.SiteStudy.Sites)) {
		t.Errorf("tried %v, kept %v", ids(tried.Items), ids(draft.SiteStudy.Sites))
	}

	// What cannot be read or belongs to another subject is refused by name.
	for field, q := range map[string]map[string]any{"sites.strategy": {"strategy": "S9"}, "sites.closed": {"closed": "hormuz"}, "sites.within": {"within": "XXX"},
		"sites.weights.site.none": {"weights": []any{map[string]any{"node": "site.none", "weight": 1}}}} {
		p := analyst.want(400, "invalid", analyst.put(path, southAsianSites(q), version)).problem(t)
		if !slices.ContainsFunc(p.Errors, func(f fault.Field) bool { return f.Field == field }) {
			t.Errorf("%s: %+v", field, p.Errors)
		}
	}
	foreign := southAsianSites(nil)
	foreign["modelId"] = "general"
	analyst.want(400, "field.foreign", analyst.put(path, foreign, version))
	analyst.want(400, "field.foreign", analyst.post("/api/v1/rankings", map[string]any{"title": "x", "subject": "layout", "layout": map[string]any{"strategy": "S2"}, "sites": map[string]any{"strategy": "S2"}}))
	analyst.want(400, "field.required", analyst.post("/api/v1/rankings", map[string]any{"title": "x", "subject": "site"}))
	analyst.want(409, "ranking.otherSubject", analyst.post(path+"/robustness", map[string]any{}))

	// Sealed, the own site's figures stay as they were handed in.
	lead.want(200, "", lead.post(path+"/submissions", map[string]any{"note": "请审核"}))
	analyst.want(200, "", analyst.put("/api/v1/own-sites/"+own, thilawa(map[string]any{"areaHa": 900}), ownVersion))
	under := lead.ranking(id)
	if under.Sealed.Digest != draft.SiteStudy.Digest || under.SiteStudy.Digest != under.Sealed.Digest || *under.Sites.Own[0].AreaHa != 400 {
		t.Fatalf("sealed %+v", under.Sealed)
	}
	lead.want(200, "", lead.post(path+"/verification", nil))

	// Returned; the second round shows what the first had.
	ndrc := s.as("reviewer-ndrc")
	ndrc.want(200, "", ndrc.post(path+"/decisions", map[string]any{"decision": "return", "comment": "请计入通道风险"}))
	analyst.want(200, "", analyst.post(path+"/revision", nil))
	again := southAsianSites(map[string]any{"closed": "malacca", "own": under.Sites.Own})
	analyst.want(200, "", analyst.put(path, again, analyst.ranking(id).Version))
	lead.want(200, "", lead.post(path+"/submissions", map[string]any{"reasonForChange": "马六甲关闭"}))
	seen := ndrc.ranking(id)
	if e := seen.EarlierSites; e == nil || e.Round != 1 || e.Request.Closed != "" || e.Study.Digest != draft.SiteStudy.Digest || len(e.Study.Sites) != len(draft.SiteStudy.Sites) || len(e.Study.Sites[0].Criteria) != 0 {
		t.Fatalf("the round before: %+v", seen.EarlierSites)
	}
	for _, who := range []string{"reviewer-ndrc", "reviewer-mofcom", "reviewer-mfa"} {
		c := s.as(who)
		c.want(200, "", c.post(path+"/decisions", map[string]any{"decision": "approve", "comment": "同意"}))
	}
	lead.want(200, "", lead.post(path+"/publication", map[string]any{}))
	public := s.as("lead-b").ranking(id)
	if public.SiteStudy == nil || !has(public) || public.EarlierSites != nil || public.Review.State != review.Published {
		t.Errorf("published: %v, %v, %s", public.SiteStudy != nil, public.EarlierSites, public.Review.State)
	}
	var all verification
	s.as("admin").want(200, "", s.as("admin").post("/api/v1/audit-events/verification", nil)).decode(t, &all)
	if !all.OK || all.Rankings != 1 {
		t.Errorf("verification of all: %+v", all)
	}
	for format, begin := range map[string]string{"csv": "\xef\xbb\xbf", "json": `{"format":"parksite-sites-1"`, "xlsx": "PK\x03\x04", "pdf": "%PDF-"} {
		for _, lang := range []string{"zh", "en"} {
			query := "?format=" + format + "&lang=" + lang
			stored := analyst.want(200, "", analyst.get(path+"/report"+query))
			unsaved := analyst.want(200, "", analyst.post("/api/v1/preview/sites/report"+query, map[string]any{"sites": map[string]any{"strategy": "S2"}, "teamSites": true}))
			for _, res := range []answered{stored, unsaved} {
				if !strings.HasPrefix(string(res.body), begin) {
					t.Errorf("%s %s: %.60q", format, lang, res.body)
				}
				if format == "csv" && !strings.Contains(string(res.body), own) {
					t.Errorf("the own site is not in the file")
				}
			}
		}
	}
	if n := s.trail("ranking.export", id); n != 8 {
		t.Errorf("%d exports in the trail, want 8", n)
	}
	fork, _ := s.made(lead.post("/api/v1/rankings", map[string]any{"basedOn": id, "title": "南亚港口比选（二）"}), 201)
	if r := lead.ranking(fork); r.Subject != "site" || r.Sites.Closed != "malacca" || r.BasedOn.ID != id {
		t.Errorf("the fork: %+v", r.Sites)
	}
}
