package handlers

import (
	"testing"

	"parksite/internal/access"
)

// Work stays whose it was when a colleague hands in a copy of it: who drafted
// the original, or drew up the team's model that it uses, and has since become
// a reviewer, does not decide on the copy.
func TestNobodyDecidesOnACopyOfTheirOwn(t *testing.T) {
	s := newSite(t)
	admin, analyst, lead := s.as("admin"), s.as("analyst"), s.as("lead")
	var general map[string]any
	analyst.get("/api/v1/models/general").decode(t, &general)
	model, _ := s.made(analyst.post("/api/v1/models", map[string]any{"name": map[string]any{"zh": "自有", "en": "Own"}, "method": general["method"], "tree": general["tree"]}), 201)
	scope := map[string]any{"regions": []string{"ASEAN"}}
	original, _ := s.made(analyst.post("/api/v1/rankings", map[string]any{"title": "原稿", "modelId": "general", "scope": scope}), 201)
	admin.want(204, "", admin.do("DELETE", "/api/v1/memberships/"+access.MembershipID("demo-analyst", access.DemoEnterpriseA, access.Analyst), nil, map[string]string{"If-Match": `"1"`}))
	admin.want(201, "", admin.post("/api/v1/memberships", map[string]any{"userId": "demo-analyst", "teamId": access.DemoNDRC, "role": "reviewer"}))
	analyst = s.as("analyst")

	between, _ := s.made(lead.post("/api/v1/rankings", map[string]any{"title": "中间稿", "basedOn": original}), 201)
	ofCopy, _ := s.made(lead.post("/api/v1/rankings", map[string]any{"title": "副本", "basedOn": between}), 201)
	ofModel, _ := s.made(lead.post("/api/v1/rankings", map[string]any{"title": "用其模型", "modelId": model, "scope": scope}), 201)
	strange, _ := s.made(lead.post("/api/v1/rankings", map[string]any{"title": "无关", "modelId": "general", "scope": scope}), 201)
	for id, bar := range map[string]string{ofCopy: "review.coEditor", ofModel: "review.coEditor", strange: ""} {
		lead.want(200, "", lead.post("/api/v1/rankings/"+id+"/submissions", map[string]any{"note": "请审核"}))
		res := analyst.post("/api/v1/rankings/"+id+"/decisions", map[string]any{"decision": "approve"})
		if bar == "" {
			analyst.want(200, "", res)
		} else {
			analyst.want(403, bar, res)
		}
	}
}
