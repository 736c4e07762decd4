package handlers

import (
	"strings"
	"testing"

	"parksite/internal/appraisal"
)

// modelBody is the general model as a request, with a change.
func (s *site) modelBody(change func(tree map[string]any)) map[string]any {
	s.t.Helper()
	var m map[string]any
	s.as("viewer").get("/api/v1/models/general").decode(s.t, &m)
	tree := m["tree"].(map[string]any)
	change(tree)
	return map[string]any{"name": map[string]any{"zh": "自有模型", "en": "Own"}, "method": m["method"], "tree": tree, "basedOn": map[string]any{"id": "general", "version": 1}}
}

// A model that a submitted ranking rests on is succeeded, never changed, and
// not deleted; the answer says where it is used.
func TestModelInUse(t *testing.T) {
	s := newSite(t)
	id, version := s.ownModel()
	analyst, lead := s.as("analyst"), s.as("lead")
	ranking, _ := s.made(analyst.post("/api/v1/rankings", map[string]any{"title": "比选", "modelId": id, "scope": map[string]any{"regions": []string{"ASEAN"}}}), 201)
	path := "/api/v1/models/" + id
	var u modelUsage
	analyst.get(path+"/usage").decode(t, &u)
	if len(u.Rankings) != 1 || u.Rankings[0].ID != ranking || u.Frozen {
		t.Errorf("%+v", u)
	}
	s.made(lead.post("/api/v1/rankings/"+ranking+"/submissions", map[string]any{"note": "请审核", "purpose": "比选"}), 200)
	var before made
	analyst.get("/api/v1/rankings/"+ranking).decode(t, &before)

	put := analyst.put(path, s.modelBody(func(tree map[string]any) {
		tree["children"].([]any)[0].(map[string]any)["weight"] = 0.6
	}), version)
	if put.StatusCode != 200 || put.Header.Get("ETag") != `"2"` {
		t.Fatalf("%d %.300s", put.StatusCode, put.body)
	}
	var after made
	analyst.get("/api/v1/rankings/"+ranking).decode(t, &after)
	if before.Result == nil || after.Result == nil || before.Result.Digest != after.Result.Digest {
		t.Errorf("a new version of the model moved a submitted ranking: %+v %+v", before, after)
	}
	var old, now appraisal.Model
	analyst.get(path+"/versions/1").decode(t, &old)
	analyst.get(path).decode(t, &now)
	if old.Version != 1 || now.Version != 2 || old.Tree.Children[0].Weight == now.Tree.Children[0].Weight {
		t.Errorf("versions %d and %d", old.Version, now.Version)
	}
	var diff list[appraisal.ModelChange]
	analyst.get(path+"/difference?from=1").decode(t, &diff)
	found := false
	for _, c := range diff.Items {
		found = found || c.Kind == "changed" && c.Node == "population" && c.Field == "weight" && c.Before == "0.2" && strings.HasPrefix(c.After, "0.42857")
	}
	if !found {
		t.Errorf("%+v", diff.Items)
	}
	for _, query := range []string{"", "?from=0", "?from=1&to=3", "?from=x"} {
		if res := analyst.get(path + "/difference" + query); res.StatusCode != 400 {
			t.Errorf("%q: %d", query, res.StatusCode)
		}
	}
	p := analyst.del(path, 2).problem(t)
	if p.Status != 409 || p.Code != "model.inUse" || len(p.Errors) != 1 || p.Errors[0].Field != "rankings/"+ranking {
		t.Errorf("%+v", p)
	}
	analyst.get(path+"/usage").decode(t, &u)
	if !u.Frozen {
		t.Errorf("%+v", u)
	}
	// Another team sees nothing of it, and who has a copy of a shipped model is
	// shown to its own team alone.
	other := s.as("analyst-b")
	for _, sub := range []string{"", "/usage", "/difference?from=1", "/versions/1"} {
		if res := other.get(path + sub); res.StatusCode != 404 {
			t.Errorf("%s: %d", sub, res.StatusCode)
		}
	}
	other.get("/api/v1/models/general/usage").decode(t, &u)
	if len(u.Rankings)+len(u.Models) != 0 {
		t.Errorf("another team's use of a shipped model: %+v", u)
	}
	analyst.get("/api/v1/models/general/usage").decode(t, &u)
	if len(u.Models) != 1 || u.Models[0].ID != id {
		t.Errorf("%+v", u)
	}

	unused, v := s.ownModel()
	if res := analyst.del("/api/v1/models/"+unused, v); res.StatusCode != 204 {
		t.Errorf("an unused one: %d %s", res.StatusCode, res.body)
	}
}

// Writing a model asks for what every write asks, and names every broken field.
func TestModelWrites(t *testing.T) {
	s := newSite(t)
	id, version := s.ownModel()
	analyst := s.as("analyst")
	body := s.modelBody(func(map[string]any) {})
	path := "/api/v1/models/" + id
	if res := analyst.do("PUT", path, body, nil); res.StatusCode != 428 {
		t.Errorf("without If-Match: %d", res.StatusCode)
	}
	if res := analyst.put(path, body, version+1); res.StatusCode != 412 {
		t.Errorf("another version: %d", res.StatusCode)
	}
	if res := analyst.put("/api/v1/models/general", body, 1); res.StatusCode != 403 || res.problem(t).Code != "model.shipped" {
		t.Errorf("a shipped one: %d %s", res.StatusCode, res.body)
	}
	if res := s.as("viewer").put(path, body, version); res.StatusCode != 403 {
		t.Errorf("a viewer: %d", res.StatusCode)
	}
	broken := s.modelBody(func(tree map[string]any) {
		children := tree["children"].([]any)
		children[0].(map[string]any)["weight"] = -1
		leaf := children[1].(map[string]any)["children"].([]any)[0].(map[string]any)["criterion"].(map[string]any)
		leaf["indicator"], leaf["direction"] = "NOPE", "sideways"
	})
	broken["method"] = "magic"
	p := analyst.put(path, broken, version).problem(t)
	if p.Status != 400 || len(p.Errors) < 4 {
		t.Errorf("%+v", p)
	}
	key := map[string]string{"Idempotency-Key": "one-model"}
	first, second := analyst.do("POST", "/api/v1/models", body, key), analyst.do("POST", "/api/v1/models", body, key)
	var a, b made
	first.decode(t, &a)
	second.decode(t, &b)
	if a.ID == "" || a.ID != b.ID || first.StatusCode != 201 || second.StatusCode != 201 {
		t.Errorf("%s and %s", a.ID, b.ID)
	}
}

func TestModelTools(t *testing.T) {
	s := newSite(t)
	viewer := s.as("viewer")
	var remarks remarksAnswer
	viewer.post("/api/v1/models/remarks", map[string]any{"modelId": "general"}).decode(t, &remarks)
	if len(remarks.Items) == 0 {
		t.Error("nothing to remark on the general model: its correlations are known")
	}
	var w appraisal.Elicited
	viewer.post("/api/v1/models/weights", map[string]any{"method": "ahp", "nodes": []string{"a", "b", "c"},
		"judgements": []map[string]any{{"a": "a", "b": "b", "times": 5}, {"a": "b", "b": "c", "times": 4}, {"a": "a", "b": "c", "times": 0.3333333333}}}).decode(t, &w)
	if w.AHP == nil || w.AHP.Acceptable || w.AHP.Repair == nil || w.AHP.Repair.CR > 0.1 {
		t.Errorf("%+v", w)
	}
	if p := viewer.post("/api/v1/models/weights", map[string]any{"method": "swing", "nodes": []string{"a", "b"}}).problem(t); len(p.Errors) != 2 {
		t.Errorf("%+v", p)
	}
	var m appraisal.Model
	viewer.get("/api/v1/models/general").decode(t, &m)
	leaf := m.Tree.Children[0].Children[0]
	m.Tree.Children[0].Children[0].Criterion.Value.High *= 10
	var v appraisal.ValuePreview
	viewer.post("/api/v1/models/value-preview", map[string]any{"modelId": "general", "model": m, "criterion": leaf.ID}).decode(t, &v)
	if len(v.Dots) != 59 || len(v.Curve) < 10 || len(v.Shifts) != 59 {
		t.Fatalf("%d dots, %d points, %d shifts", len(v.Dots), len(v.Curve), len(v.Shifts))
	}
	for _, d := range v.Dots {
		if d.Now != nil && d.Before != nil && *d.Now > *d.Before {
			t.Errorf("%s rises when the upper goalpost does", d.ISO3)
		}
	}
	for _, body := range []map[string]any{{"criterion": leaf.ID}, {"modelId": "general", "criterion": "NOPE"}, {"modelId": "nope", "criterion": leaf.ID}} {
		if res := viewer.post("/api/v1/models/value-preview", body); res.StatusCode != 400 {
			t.Errorf("%v: %d", body, res.StatusCode)
		}
	}
}
