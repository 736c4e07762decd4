package report

import (
	"testing"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
)

func TestPlaceNames(t *testing.T) {
	p := Places{Countries: []catalog.Country{{ISO3: "VNM", Name: catalog.Text{Zh: "越南", En: "Viet Nam"}}},
		Sites: []catalog.Site{{ID: "port-1", Name: catalog.Text{Zh: "海防", En: "Hai Phong"}}, {ID: "port-2", Name: catalog.Text{En: "Vung Ang"}}}}
	r := appraisal.Ranking{Sites: &appraisal.SiteRequest{Own: []appraisal.SiteFigures{{ID: "own-1", Name: catalog.Text{Zh: "甲地块"}}}},
		Model: appraisal.Model{Tree: appraisal.Node{ID: "index", Children: []appraisal.Node{{ID: "population", Name: catalog.Text{Zh: "人口规模", En: "Population"}}}}}}
	for _, tt := range []struct{ lang, kind, id, want string }{
		{"zh", "ranking", "", ""},
		{"zh", "country", "VNM", "越南"},
		{"en", "country", "VNM", "Viet Nam"},
		{"en", "country", "ZZZ", "ZZZ"},
		{"zh", "criterion", "population", "人口规模"},
		{"zh", "criterion", "site.harbour", "港口条件"},
		{"zh", "site", "port-1", "海防"},
		{"zh", "site", "port-2", "Vung Ang"}, // the other language, where a name is in one only
		{"en", "site", "own-1", "甲地块"},
		{"zh", "siteCriterion", "port-1/SITE.PIER.DEPTH", "海防 · 货运码头水深"},
		{"en", "siteCriterion", "port-1/SITE.PIER.DEPTH", "Hai Phong · Depth at the cargo pier"},
		{"zh", "condition", "chain.gap", planWords["zh"]["plan.condition.chain.gap"]},
		{"en", "condition", "no.such", "no.such"},
	} {
		if got := p.Name(tt.lang, r, tt.kind, tt.id); got != tt.want {
			t.Errorf("%s %s %s: %q, want %q", tt.lang, tt.kind, tt.id, got, tt.want)
		}
	}
	if own := p.Name("zh", appraisal.Ranking{Layout: &appraisal.LayoutRequest{Own: r.Sites.Own}}, "site", "own-1"); own != "甲地块" {
		t.Errorf("an own site of a plan: %q", own)
	}
}
