package handlers

import (
	"math"
	"slices"
	"testing"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/layout"
)

// A team's model of sites is kept, versioned and used like one of countries.
func TestSiteModelStory(t *testing.T) {
	s := newSite(t)
	analyst, lead := s.as("analyst"), s.as("lead")
	var shipped appraisal.Model
	analyst.want(200, "", analyst.get("/api/v1/models/site-general")).decode(t, &shipped)
	of := func(kind string) (ids []string) {
		for _, m := range pages[appraisal.Model](t, analyst, "/api/v1/models?kind="+kind) {
			ids = append(ids, m.ID)
		}
		return ids
	}
	if slices.Contains(of(""), "site-general") || !slices.Equal(of("site"), []string{"site-general"}) {
		t.Errorf("listed without a kind %v, of sites %v", of(""), of("site"))
	}
	indicators := pages[siteIndicator](t, analyst, "/api/v1/site-indicators")
	if len(indicators) != len(layout.Indicators()) {
		t.Fatalf("%d indicators of sites", len(indicators))
	}

	// Of one's own: the harbour counts for half.
	tree := shipped.Tree
	tree.Children = slices.Clone(tree.Children)
	for i, w := range []float64{0.1, 0.1, 0.5, 0.1, 0.1, 0.1} {
		tree.Children[i].Weight = w
	}
	own := map[string]any{"kind": "site", "name": catalog.Text{Zh: "港口优先", En: "Harbour first"}, "method": "weightedSum", "tree": tree,
		"basedOn": appraisal.Origin{ID: "site-general", Version: 1}}
	id, version := s.made(analyst.post("/api/v1/models", own), 201)
	if !slices.Contains(of("site"), id) || slices.Contains(of("own"), id) {
		t.Error("the model is listed among those of countries, or nowhere")
	}
	broken := map[string]any{"kind": "site", "name": catalog.Text{Zh: "错", En: "Wrong"}, "method": "topsis", "tree": tree}
	analyst.want(400, "model.fixedForSites", analyst.post("/api/v1/models", broken))
	broken["kind"] = "planet"
	analyst.want(400, "choice", analyst.post("/api/v1/models", broken))
	analyst.want(400, "field.fixed", analyst.put("/api/v1/models/"+id, map[string]any{"kind": "own", "name": own["name"], "method": "weightedSum", "tree": tree}, version))

	// Each kind ranks its own, and says so.
	analyst.want(400, "model.ofSites", analyst.post("/api/v1/preview", map[string]any{"modelId": id}))
	analyst.want(400, "model.ofSites", analyst.post("/api/v1/rankings", map[string]any{"title": "x", "modelId": id}))
	sites := func(more map[string]any) map[string]any {
		q := map[string]any{"strategy": "S2"}
		for k, v := range more {
			q[k] = v
		}
		return q
	}
	analyst.want(400, "model.notOfSites", analyst.post("/api/v1/preview/sites", sites(map[string]any{"siteModel": appraisal.Origin{ID: "general"}})))
	analyst.want(400, "model.unknown", analyst.post("/api/v1/preview/sites", sites(map[string]any{"siteModel": appraisal.Origin{ID: "nobody"}})))
	analyst.want(400, "model.unknown", analyst.post("/api/v1/layouts/solution", sites(map[string]any{"siteModel": appraisal.Origin{ID: id, Version: 9}})))
	var by, usual, edited siteRanking
	analyst.want(200, "", analyst.post("/api/v1/preview/sites", sites(nil))).decode(t, &usual)
	analyst.want(200, "", analyst.post("/api/v1/preview/sites", sites(map[string]any{"siteModel": appraisal.Origin{ID: id}}))).decode(t, &by)
	if usual.SiteModel != "site-general/1" || by.SiteModel != id+"/1" || math.Abs(by.Model.Tree.Children[2].Weight-0.5) > 1e-12 || *by.Items[0].Score == *usual.Items[0].Score {
		t.Errorf("ranked by %s and %s", usual.SiteModel, by.SiteModel)
	}
	analyst.want(200, "", analyst.post("/api/v1/preview/sites", sites(map[string]any{"model": shipped}))).decode(t, &edited)
	if *edited.Items[0].Score != *usual.Items[0].Score {
		t.Error("the shipped model, sent along, ranks otherwise")
	}
	// One that is edited keeps the id and version of what it is drawn from until it
	// is saved, and ranks by what it says itself.
	redrawn := shipped
	redrawn.Tree.Children = slices.Clone(shipped.Tree.Children)
	redrawn.Tree.Children[0].Weight, redrawn.Tree.Children[2].Weight = 0.05, 0.40
	analyst.want(200, "", analyst.post("/api/v1/preview/sites", sites(map[string]any{"model": redrawn}))).decode(t, &edited)
	if edited.Model.Tree.Children[2].Weight != 0.40 || *edited.Items[0].Score == *usual.Items[0].Score {
		t.Error("an edited model that is sent along ranks as the stored one")
	}
	spoilt := shipped
	spoilt.Method = "topsis"
	analyst.want(400, "model.fixedForSites", analyst.post("/api/v1/preview/sites", sites(map[string]any{"model": spoilt})))
	analyst.want(400, "model.oneOf", analyst.post("/api/v1/preview/sites", sites(map[string]any{"model": shipped, "siteModel": appraisal.Origin{ID: id}})))

	for path, part := range map[string]string{"/api/v1/preview/sites/report": "sites", "/api/v1/layouts/report": "layout"} {
		for code, m := range map[string]string{"": id, "model.unknown": "nobody", "model.notOfSites": "general"} {
			status := 400
			if code == "" {
				status = 200
			}
			q := sites(map[string]any{"siteModel": appraisal.Origin{ID: m}})
			analyst.want(status, code, analyst.post(path+"?format=csv", map[string]any{part: q}))
		}
	}

	// A draft keeps the version it was made with until it is given another.
	named := map[string]any{"siteModel": appraisal.Origin{ID: id}}
	ranking, _ := s.made(analyst.post("/api/v1/rankings", southAsianSites(named)), 201)
	plan, _ := s.made(analyst.post("/api/v1/rankings", map[string]any{"title": "链", "subject": "layout", "layout": sites(named)}), 201)
	tree.Children[2].Weight, tree.Children[0].Weight = 0.4, 0.2
	own["tree"] = tree
	analyst.want(200, "", analyst.put("/api/v1/models/"+id, own, version))
	for _, x := range []string{ranking, plan} {
		r := analyst.ranking(x)
		body := map[string]any{"title": r.Title, "purpose": "选址论证"}
		analyst.want(200, "", analyst.put("/api/v1/rankings/"+x, body, r.Version))
	}
	draft := analyst.ranking(ranking)
	if draft.Sites.SiteModel.Version != 1 || math.Abs(draft.SiteStudy.Model.Tree.Children[2].Weight-0.5) > 1e-12 || analyst.ranking(plan).Layout.SiteModel.Version != 1 {
		t.Errorf("the draft moved to %+v", draft.Sites.SiteModel)
	}
	var use modelUsage
	analyst.want(200, "", analyst.get("/api/v1/models/"+id+"/usage")).decode(t, &use)
	if len(use.Rankings) != 2 || use.Rankings[0].ModelVersion != 1 || use.Frozen {
		t.Errorf("usage %+v", use)
	}

	// Sealed, it recomputes, and the model stays; a stranger never saw it.
	for _, x := range []string{ranking, plan} {
		lead.want(200, "", lead.post("/api/v1/rankings/"+x+"/submissions", map[string]any{"note": "请审核"}))
		lead.want(200, "", lead.post("/api/v1/rankings/"+x+"/verification", nil))
	}
	lead.want(409, "model.inUse", lead.del("/api/v1/models/"+id, 2))
	s.as("reviewer-ndrc").want(404, "model.notFound", s.as("reviewer-ndrc").get("/api/v1/models/"+id))
}

// A draft outlives the model of sites that it names; another cannot be made with it.
func TestDraftOutlivesSiteModel(t *testing.T) {
	s := newSite(t)
	analyst, lead := s.as("analyst"), s.as("lead")
	var shipped appraisal.Model
	analyst.want(200, "", analyst.get("/api/v1/models/site-general")).decode(t, &shipped)
	id, version := s.made(analyst.post("/api/v1/models", map[string]any{"kind": "site", "name": catalog.Text{Zh: "短命", En: "Short-lived"}, "method": "weightedSum", "tree": shipped.Tree}), 201)
	body := southAsianSites(map[string]any{"siteModel": appraisal.Origin{ID: id}})
	ranking, _ := s.made(analyst.post("/api/v1/rankings", body), 201)
	lead.want(204, "", lead.del("/api/v1/models/"+id, version))
	body["sites"] = map[string]any{"strategy": "S2", "closed": "malacca", "siteModel": appraisal.Origin{ID: id, Version: 1}}
	analyst.want(200, "", analyst.put("/api/v1/rankings/"+ranking, body, analyst.ranking(ranking).Version))
	if r := analyst.ranking(ranking); r.Sites.SiteModel.ID != id || len(r.SiteStudy.Sites) == 0 {
		t.Errorf("the draft rests on %+v", r.Sites.SiteModel)
	}
	analyst.want(201, "", analyst.post("/api/v1/rankings/"+ranking+"/comments", map[string]any{"text": "为何?", "anchor": map[string]any{"kind": "criterion", "id": "site.market"}}))
	analyst.want(400, "model.unknown", analyst.post("/api/v1/rankings", body))
}
