package handlers

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"parksite/internal/appraisal"
	"parksite/internal/audit"
	"parksite/internal/layout"
	"parksite/internal/review"
)

// southAsia is the request of the story: the South Asian chain.
func southAsia(more map[string]any) map[string]any {
	q := map[string]any{"strategy": "S2", "sites": 5}
	for k, v := range more {
		q[k] = v
	}
	return map[string]any{"title": "南亚港口链", "purpose": "布局论证", "subject": "layout", "layout": q}
}

// A layout goes the way of a ranking: draft, undo by versions, submission under
// one digest, a return, a second round with its difference, publication,
// verification, a fork, a successor.
func TestLayoutStory(t *testing.T) {
	s := newSite(t)
	analyst, lead := s.as("analyst"), s.as("lead")
	ndrc, mofcom, mfa := s.as("reviewer-ndrc"), s.as("reviewer-mofcom"), s.as("reviewer-mfa")
	id, version := s.made(analyst.post("/api/v1/rankings", southAsia(nil)), 201)
	path := "/api/v1/rankings/" + id

	draft := analyst.ranking(id)
	if draft.Subject != "layout" || draft.Result != nil || draft.Study == nil || draft.Study.Tested || len(draft.Study.Plan.Sites) != 5 || len(draft.Layout.Models) == 0 {
		t.Fatalf("draft: subject %s, study %v, request %+v", draft.Subject, draft.Study != nil, draft.Layout)
	}
	if list := pages[rankingItem](t, analyst, "/api/v1/rankings?subject=layout"); len(list) != 1 || list[0].Subject != "layout" || list[0].Strategy != "S2" {
		t.Errorf("list of layouts: %+v", list)
	}
	if list := pages[rankingItem](t, analyst, "/api/v1/rankings?subject=country"); slices.ContainsFunc(list, func(r rankingItem) bool { return r.ID == id }) {
		t.Error("a layout is listed among the rankings of countries")
	}

	// Editing: Malacca closed, Colombo forced in; the version before can be read again.
	closed := southAsia(map[string]any{"closed": "malacca", "in": []string{colombo}})
	analyst.want(200, "", analyst.put(path, closed, version))
	analyst.want(412, "ranking.stale", analyst.put(path, closed, version))
	if r := analyst.ranking(id); r.Study.Report.Closed != layout.Malacca || !slices.Contains(r.Study.Plan.IDs(), colombo) {
		t.Errorf("after the change: closed %q, sites %v", r.Study.Report.Closed, r.Study.Plan.IDs())
	}
	var first ranking
	analyst.want(200, "", analyst.get(path+"/versions/1")).decode(t, &first)
	if first.Layout.Closed != "" || first.Study.Digest != draft.Study.Digest {
		t.Errorf("version 1 is closed %q, digest %s then %s", first.Layout.Closed, draft.Study.Digest, first.Study.Digest)
	}

	// What belongs to another subject is refused, as is what cannot be planned.
	for code, body := range map[string]map[string]any{
		"field.foreign":          southAsia(nil),
		"field.fixed":            southAsia(nil),
		"layout.unknownStrategy": southAsia(map[string]any{"strategy": "S9"}),
		"layout.forcedBoth":      southAsia(map[string]any{"in": []string{colombo}, "out": []string{colombo}}),
		"layout.unknownSite":     southAsia(map[string]any{"places": []any{map[string]any{"site": "port-nowhere", "industry": "IND_LABOUR_TRADE"}}}),
	} {
		switch code {
		case "field.foreign":
			body["modelId"] = "general"
		case "field.fixed":
			body["subject"] = "country"
		}
		analyst.want(400, code, analyst.put(path, body, 2))
	}
	analyst.want(400, "field.foreign", analyst.post("/api/v1/rankings", map[string]any{"title": "x", "modelId": "general", "layout": map[string]any{"strategy": "S2", "sites": 5}}))
	analyst.want(400, "field.choice", analyst.post("/api/v1/rankings", map[string]any{"title": "x", "subject": "city"}))
	analyst.want(409, "ranking.otherSubject", analyst.post(path+"/robustness", map[string]any{}))

	// Sealed: plan, rule checks, tests under one digest.
	analyst.want(409, "ranking.notSealed", analyst.post(path+"/verification", nil))
	lead.want(200, "", lead.post(path+"/submissions", map[string]any{"note": "请审核"}))
	under := lead.ranking(id)
	study := under.Study
	if study == nil || !study.Tested || under.Sealed.Digest != study.Digest || study.Report.Uncertainty.Draws != layout.SealedDraws || under.Sealed.EngineVersion != layout.EngineVersion {
		t.Fatalf("sealed %+v", under.Sealed)
	}
	kinds := map[string]int{}
	for _, o := range study.Report.Stress {
		kinds[o.Scenario.Kind]++
	}
	if kinds["passage"] != 3 || kinds["country"] != 4 || kinds["year"] != 3 {
		t.Errorf("tests by kind: %v", kinds)
	}
	text, err := s.store.Payload(t.Context(), under.Sealed.Payload)
	if err != nil || audit.Digest(text) != under.Review.Submission.Digest {
		t.Errorf("payload %v", err)
	}
	var p sealedLayout
	if err := json.Unmarshal(text, &p); err != nil || p.Study.Digest != study.Digest || p.Request.Closed != "malacca" || p.Dataset != under.Sealed.DatasetDigest {
		t.Errorf("payload of %s: %v", p.Ranking, err)
	}
	lead.want(200, "", lead.post(path+"/verification", nil))

	// Returned; the second round shows what it has instead of the first.
	ndrc.want(200, "", ndrc.post(path+"/decisions", map[string]any{"decision": "return", "comment": "链条中部间距过大"}))
	analyst.want(200, "", analyst.post(path+"/revision", nil))
	again := analyst.ranking(id)
	without := study.Plan.Sites[1].ID
	if without == colombo {
		without = study.Plan.Sites[2].ID
	}
	second := southAsia(map[string]any{"in": []string{colombo}, "out": []string{without}, "bounds": map[string]any{"chain": map[string]any{"maxGapKm": 1400}}})
	analyst.want(200, "", analyst.put(path, second, again.Version))
	lead.want(200, "", lead.post(path+"/submissions", map[string]any{"reasonForChange": "缩小了最大间距"}))
	seen := ndrc.ranking(id)
	if seen.Earlier == nil || seen.Earlier.Round != 1 || seen.Earlier.Request.Closed != "malacca" || seen.Layout.Closed != "" || !slices.Contains(seen.Earlier.Change.Removed, without) ||
		!slices.ContainsFunc(seen.Earlier.Change.Bounds, func(c layout.BoundChange) bool {
			return c.Field == "chain.maxGapKm" && c.Before == "1500" && c.After == "1400"
		}) {
		t.Fatalf("difference to round 1: %+v", seen.Earlier)
	}
	for _, c := range []*client{ndrc, mofcom, mfa} {
		c.want(200, "", c.post(path+"/decisions", map[string]any{"decision": "approve", "comment": "同意"}))
	}
	lead.want(200, "", lead.post(path+"/publication", map[string]any{}))

	// Everybody signed in reads it; the earlier round stays with team and ministries.
	public := s.as("lead-b").ranking(id)
	if public.Study == nil || public.Earlier != nil || public.Review.State != review.Published {
		t.Errorf("published: study %v, earlier %v, state %s", public.Study != nil, public.Earlier != nil, public.Review.State)
	}
	var check recomputation
	s.as("viewer").want(200, "", s.as("viewer").post(path+"/verification", nil)).decode(t, &check)
	if !check.OK || check.Recomputed != public.Sealed.Digest {
		t.Errorf("%+v", check)
	}
	var all verification
	s.as("admin").want(200, "", s.as("admin").post("/api/v1/audit-events/verification", nil)).decode(t, &all)
	if !all.OK || all.Rankings != 1 {
		t.Errorf("verification of all: %+v", all)
	}

	// A fork begins from it; a ranking of countries cannot take its place, a layout can.
	fork, _ := s.made(lead.post("/api/v1/rankings", map[string]any{"basedOn": id, "title": "南亚港口链（二）"}), 201)
	if r := lead.ranking(fork); r.Subject != "layout" || !slices.Equal(r.Layout.Out, []string{without}) || r.BasedOn.ID != id {
		t.Errorf("the fork: %+v", r.Layout)
	}
	lead.want(400, "field.fixed", lead.post("/api/v1/rankings", map[string]any{"basedOn": id, "title": "x", "subject": "country"}))
	other, _ := s.approved()
	lead.want(400, "ranking.unknown", lead.post("/api/v1/rankings/"+other+"/publication", map[string]any{"supersedes": id}))
	lead.want(200, "", lead.post(path+"/withdrawal", map[string]any{"reason": "数据更正"}))
}

// A plan chosen by hand is kept as chosen; one that breaks a condition can be
// drafted and not handed in.
func TestLayoutByHand(t *testing.T) {
	s := newSite(t)
	lead := s.as("lead")
	at := func(site string) map[string]any { return map[string]any{"site": site, "industry": "IND_LABOUR_TRADE"} }
	body := southAsia(map[string]any{"sites": 2, "places": []any{at(yangon), at(colombo)}})
	id, version := s.made(lead.post("/api/v1/rankings", body), 201)
	r := lead.ranking(id)
	if r.Study == nil || !r.Study.ByHand || r.Study.Plan.Complete() || !slices.Equal(r.Study.Plan.IDs(), []string{colombo, yangon}) {
		t.Fatalf("by hand: %+v", r.Study)
	}
	res := lead.want(422, "layout.incomplete", lead.post("/api/v1/rankings/"+id+"/submissions", map[string]any{}))
	if !strings.Contains(string(res.body), "layout.condition.chain.gap") {
		t.Errorf("the refusal does not name the gap: %s", res.body)
	}
	told := southAsia(map[string]any{"sites": 2, "places": []any{at(yangon), at(colombo)}, "off": []string{"chain.gap"}})
	lead.want(200, "", lead.put("/api/v1/rankings/"+id, told, version))
	lead.want(200, "", lead.post("/api/v1/rankings/"+id+"/submissions", map[string]any{}))
	if r := lead.ranking(id); !r.Study.ByHand || r.Sealed.Digest != r.Study.Digest {
		t.Errorf("sealed %+v", r.Sealed)
	}
}

// Without a plan a draft stands, and says why there is none.
func TestInfeasibleLayoutDraft(t *testing.T) {
	s := newSite(t)
	lead := s.as("lead")
	id, _ := s.made(lead.post("/api/v1/rankings", southAsia(map[string]any{"sites": 3, "bounds": map[string]any{"chain": map[string]any{"maxGapKm": 210}}})), 201)
	if r := lead.ranking(id); r.Study != nil || r.Problem != "layout.infeasible" {
		t.Errorf("study %v, problem %q", r.Study != nil, r.Problem)
	}
	lead.want(422, "layout.infeasible", lead.post("/api/v1/rankings/"+id+"/submissions", map[string]any{}))
}

// What is sealed of countries is, byte for byte, what it was before rankings
// had subjects: this digest was taken then.
func TestSealedCountriesAreUnchanged(t *testing.T) {
	r := appraisal.Ranking{ID: "0123456789abcdef", Version: 3, Team: "a", Title: "东盟比选", Purpose: "布局", DatasetID: "ds-1", Year: 2024, Seed: 7,
		Scope: appraisal.Scope{Regions: []string{"ASEAN"}}, Weights: []appraisal.NodeWeight{{Node: "population", Weight: 0.5}}}
	o := outcome{country: &appraisal.Result{DatasetID: "ds-1", ModelID: "general", Digest: "sha256:00", EngineVersion: "parksite-1",
		Alternatives: []appraisal.Alternative{{ISO3: "VNM", Rank: 1, Score: 0.5}}}}
	text, _, err := frozen(r, o, "sha256:11")
	if err != nil {
		t.Fatal(err)
	}
	const before = "sha256:33bc93726f0ed7bbf0631fd7a30bde8f0e38ea94c436d124c33cb91f7f00b77d"
	if got := audit.Digest(text); got != before {
		t.Errorf("payload %s, before %s:\n%s", got, before, text)
	}
	const stored = "sha256:990a6a0f6e2f400e2d5b53765d8062cc9abe5d32158ba7cd93386d682bb8aecc"
	kept, err := audit.Canonical(r)
	if err != nil {
		t.Fatal(err)
	}
	if got := audit.Digest(kept); got != stored {
		t.Errorf("document %s, before %s:\n%s", got, stored, kept)
	}
}

// A plan leaves in four formats and two languages, stored or not, and a stored
// one leaves a line.
func TestPlanReports(t *testing.T) {
	s := newSite(t)
	analyst := s.as("analyst")
	id, _ := s.made(analyst.post("/api/v1/rankings", southAsia(nil)), 201)
	for format, begin := range map[string]string{"csv": "\xef\xbb\xbf", "json": `{"format":"parksite-layout-1"`, "xlsx": "PK\x03\x04", "pdf": "%PDF-"} {
		for _, lang := range []string{"zh", "en"} {
			query := "?format=" + format + "&lang=" + lang
			stored := analyst.want(200, "", analyst.get("/api/v1/rankings/"+id+"/report"+query))
			unsaved := analyst.want(200, "", analyst.post("/api/v1/layouts/report"+query, map[string]any{"layout": map[string]any{"strategy": "S2", "sites": 5}}))
			for _, res := range []answered{stored, unsaved} {
				if !strings.HasPrefix(string(res.body), begin) || !strings.HasPrefix(res.Header.Get("Content-Disposition"), "attachment; filename=\"parksite-") {
					t.Errorf("%s %s: %s, %.60q", format, lang, res.Header.Get("Content-Disposition"), res.body)
				}
			}
		}
	}
	if n := s.trail("ranking.export", id); n != 8 {
		t.Errorf("%d exports in the trail, want 8", n)
	}
	analyst.want(422, "layout.infeasible", analyst.post("/api/v1/layouts/report", map[string]any{"layout": map[string]any{"strategy": "S2", "sites": 3, "bounds": map[string]any{"chain": map[string]any{"maxGapKm": 210}}}}))
}

// With teamSites a kept plan takes its team's own sites in as they are at that
// moment; a later change of the site touches it only when asked for again.
func TestLayoutTakesTeamSites(t *testing.T) {
	s := newSite(t)
	analyst, lead := s.as("analyst"), s.as("lead")
	own, ownVersion := s.ownSite()
	body := southAsia(map[string]any{"in": []string{own}})
	body["teamSites"] = true
	id, version := s.made(analyst.post("/api/v1/rankings", body), 201)
	path := "/api/v1/rankings/" + id
	r := analyst.ranking(id)
	if r.Study == nil || !slices.Contains(r.Study.Plan.IDs(), own) || len(r.Layout.Own) != 1 || *r.Layout.Own[0].AreaHa != 400 {
		t.Fatalf("the own site is not in the plan: %+v", r.Layout)
	}
	analyst.want(200, "", analyst.put("/api/v1/own-sites/"+own, thilawa(map[string]any{"areaHa": 900}), ownVersion))
	kept := southAsia(map[string]any{"in": []string{own}, "own": r.Layout.Own})
	analyst.want(200, "", analyst.put(path, kept, version))
	if r = analyst.ranking(id); *r.Layout.Own[0].AreaHa != 400 {
		t.Errorf("the site changed under the plan: %v ha", *r.Layout.Own[0].AreaHa)
	}
	kept["teamSites"] = true
	analyst.want(200, "", analyst.put(path, kept, r.Version))
	if r = analyst.ranking(id); *r.Layout.Own[0].AreaHa != 900 || len(r.Layout.Own) != 1 {
		t.Errorf("asked again: %+v", r.Layout.Own)
	}
	// What leaves before it is kept has the sites too.
	file := analyst.want(200, "", analyst.post("/api/v1/layouts/report?format=csv", map[string]any{"layout": body["layout"], "teamSites": true}))
	if !strings.Contains(string(file.body), own) {
		t.Errorf("not in the file: %s", file.body)
	}
	lead.want(200, "", lead.post(path+"/submissions", map[string]any{}))
	lead.want(200, "", lead.post(path+"/verification", nil))
	// Another team's plan takes none of them; rankings of countries have none to take.
	b := s.as("lead-b")
	theirs, _ := s.made(b.post("/api/v1/rankings", map[string]any{"title": "x", "subject": "layout", "teamSites": true, "layout": map[string]any{"strategy": "S2"}}), 201)
	if r := b.ranking(theirs); len(r.Layout.Own) != 0 {
		t.Errorf("another team's plan holds %+v", r.Layout.Own)
	}
	analyst.want(400, "field.foreign", analyst.post("/api/v1/rankings", map[string]any{"title": "x", "modelId": "general", "teamSites": true}))
}
