package handlers

import (
	"net/http"
	"testing"

	"parksite/internal/access"
	"parksite/internal/appraisal"
)

// A fork begins from what a visible ranking holds, with its own owner, review
// and history; what is changed in it leaves the first as it was, and the two
// can be read side by side, each version of each.
func TestForkAndCompare(t *testing.T) {
	s := newSite(t)
	analyst, lead := s.as("analyst"), s.as("lead")
	id, _ := s.draft()
	path, scope := "/api/v1/rankings/", map[string]any{"regions": []string{"ASEAN"}}
	analyst.want(200, "", analyst.put(path+id, map[string]any{"title": "东盟比选", "scope": scope, "weights": map[string]any{"population": 0.5}}, 1))
	from := lead.ranking(id)
	copied, _ := s.made(lead.post("/api/v1/rankings", map[string]any{"basedOn": id, "title": "东盟比选（二）"}), http.StatusCreated)
	fork := lead.ranking(copied)
	if from.Weights["population"] == 0.2 {
		t.Errorf("the weight was not taken: %v", from.Weights)
	}
	if fork.BasedOn == nil || *fork.BasedOn != (appraisal.Origin{ID: id, Version: from.Version}) || fork.Owner != "demo-lead" || fork.Team != access.DemoEnterpriseA ||
		fork.Version != 1 || fork.Review.Round != 0 || fork.Title != "东盟比选（二）" || fork.Weights["population"] != from.Weights["population"] ||
		fork.ModelID != from.ModelID || fork.DatasetID != from.DatasetID || fork.Seed != from.Seed || len(fork.Scope.Regions) != 1 {
		t.Errorf("the fork: %s %d %s by %s, %+v, %v, %v", fork.Title, fork.Version, fork.Team, fork.Owner, fork.BasedOn, fork.Scope, fork.Weights)
	}
	digest := func(r ranking) string {
		t.Helper()
		if r.Result == nil {
			t.Fatalf("%s has no result", r.ID)
		}
		return r.Result.Digest
	}
	if digest(fork) != digest(from) {
		t.Error("the same recipe gives another result")
	}
	lead.want(200, "", lead.put(path+copied, map[string]any{"title": "东盟比选（二）", "scope": scope, "weights": map[string]any{"population": 0.1}}, 1))
	changed, still := lead.ranking(copied), lead.ranking(id)
	if digest(changed) == digest(fork) {
		t.Error("another weight gives the same result")
	}
	if still.Version != from.Version || digest(still) != digest(from) {
		t.Errorf("the first has changed with its fork: version %d, %v", still.Version, still.Weights)
	}
	// Each version stays readable, for a comparison of either with the other.
	var then ranking
	lead.want(200, "", lead.get(path+copied+"/versions/1")).decode(t, &then)
	if then.Version != 1 || then.Title != "东盟比选（二）" || then.Weights["population"] != from.Weights["population"] {
		t.Errorf("version 1: version %d, %v", then.Version, then.Weights)
	}
	// Archived, it stays readable; from what one cannot see, nothing is forked.
	lead.want(200, "", lead.put(path+copied, map[string]any{"title": "东盟比选（二）", "scope": scope, "archived": true}, 2))
	if r := analyst.ranking(copied); !r.Archived {
		t.Errorf("archived: version %d, %v", r.Version, r.Weights)
	}
	other := s.as("analyst-b")
	other.want(400, "ranking.unknown", other.post("/api/v1/rankings", map[string]any{"basedOn": id, "title": "x"}))
	// Once published, another enterprise may fork it.
	open, _ := s.published()
	theirs, _ := s.made(other.post("/api/v1/rankings", map[string]any{"basedOn": open, "title": "乙的比选"}), http.StatusCreated)
	if r := other.ranking(theirs); r.Team != access.DemoEnterpriseB || r.BasedOn.ID != open || r.Sealed != nil || r.Review.Round != 0 {
		t.Errorf("another enterprise's fork: version %d, %v", r.Version, r.Weights)
	}
}
