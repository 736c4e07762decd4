package layout_test

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"testing"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/layout"
)

// What is stored ranks as what is shipped, to the last bit.
func TestShippedModel(t *testing.T) {
	text, err := json.Marshal(layout.ShippedModel())
	if err != nil {
		t.Fatal(err)
	}
	var stored appraisal.Model
	if err := json.Unmarshal(text, &stored); err != nil {
		t.Fatal(err)
	}
	m, err := layout.ModelOf(stored)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(m, layout.DefaultSiteModel()) {
		t.Errorf("stored %+v", m)
	}
	b := seededBasis(t)
	b.Models = append(b.Models, stored)
	unnamed, err := b.RankSites(context.Background(), appraisal.SiteRequest{Strategy: "S2"}, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	named, err := b.RankSites(context.Background(), appraisal.SiteRequest{Strategy: "S2", SiteModel: &appraisal.Origin{ID: stored.ID, Version: 1}}, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(named.Sites, unnamed.Sites) || !reflect.DeepEqual(named.Firmness, unnamed.Firmness) {
		t.Error("the stored model ranks otherwise")
	}
}

// teamModel has three criteria under one branch, users' land price among them.
func teamModel() appraisal.Model {
	var leaves []appraisal.Node
	for _, x := range layout.Indicators() {
		if slices.Contains([]string{layout.SeaChina, layout.Population100, layout.LandPrice}, x.Code) {
			c := layout.UsualCriterion(x)
			leaves = append(leaves, appraisal.Node{ID: x.Code, Name: x.Name, Weight: 1. / 3, Criterion: &c})
		}
	}
	return appraisal.Model{ID: "m-1", Version: 3, Name: catalog.Text{Zh: "临港", En: "By the port"}, Kind: appraisal.SiteModel, Team: "t-1",
		Method: appraisal.WeightedSum, Screens: []appraisal.Screen{},
		Tree: appraisal.Node{ID: "index", Name: catalog.Text{Zh: "指数", En: "Index"}, Weight: 1, Children: []appraisal.Node{
			{ID: "port", Name: catalog.Text{Zh: "港口", En: "Port"}, Weight: 1, Children: leaves}}}}
}

func TestRankSitesByTeamsModel(t *testing.T) {
	b := seededBasis(t)
	m := teamModel()
	b.Models = append(b.Models, m)
	q := appraisal.SiteRequest{Strategy: "S2", SiteModel: &appraisal.Origin{ID: m.ID, Version: m.Version}}
	s, err := b.RankSites(context.Background(), q, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	if s.Model.Ref() != "m-1/3" || len(s.Sites[0].Criteria) != 3 || len(s.Sites[0].Dimensions) != 1 {
		t.Errorf("ranked by %s with %d criteria", s.Model.Ref(), len(s.Sites[0].Criteria))
	}
	p, err := b.Prepare(appraisal.LayoutRequest{Strategy: "S2", SiteModel: q.SiteModel}, 0, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range p.Scores {
		k := slices.IndexFunc(s.Sites, func(x layout.SiteScore) bool { return x.ID == c.ID })
		if k < 0 || !reflect.DeepEqual(c.Score, s.Sites[k].Score) {
			t.Errorf("%s scores %v in a plan and otherwise in a ranking", c.ID, c.Score)
		}
	}
	q.SiteModel.Version = 4
	if _, err := b.RankSites(context.Background(), q, 0, 1); !fault.Is(err, fault.Invalid) {
		t.Errorf("an unknown version: %v", err)
	}
}

// A model of sites may hold every indicator of sites, and nothing that the
// ranking of sites does not read.
func TestCheckModel(t *testing.T) {
	whole := teamModel()
	whole.Tree.Children[0].Children = nil
	for _, x := range layout.Indicators() {
		c := layout.UsualCriterion(x)
		whole.Tree.Children[0].Children = append(whole.Tree.Children[0].Children, appraisal.Node{ID: x.Code, Name: x.Name, Weight: 1, Criterion: &c})
	}
	if err := layout.CheckModel(whole); err != nil {
		t.Error(err)
	}
	leaf := func(m *appraisal.Model) *appraisal.Node { return &m.Tree.Children[0].Children[0] }
	for _, tt := range []struct {
		name, field, code string
		spoil             func(*appraisal.Model)
	}{
		{"of countries", "kind", "model.notOfSites", func(m *appraisal.Model) { m.Kind = appraisal.OwnModel }},
		{"method", "method", "model.fixedForSites", func(m *appraisal.Model) { m.Method = "topsis" }},
		{"threshold", "screens[0].indicator", "indicator.unknown", func(m *appraisal.Model) {
			m.Screens = []appraisal.Screen{{Indicator: "NY.GDP.PCAP.CD", Op: "min", Threshold: 9, Missing: "pass"}}
		}},
		{"parameters", "params", "model.fixedForSites", func(m *appraisal.Model) { m.Params.Imputation = "median" }},
		{"indicator", "tree[NY.GDP.PCAP.CD].criterion.indicator", "indicator.unknown", func(m *appraisal.Model) {
			leaf(m).ID, leaf(m).Criterion.Indicator = "NY.GDP.PCAP.CD", "NY.GDP.PCAP.CD"
		}},
		{"structural rule", "tree[" + layout.SeaChina + "].criterion.structural", "model.fixedForSites", func(m *appraisal.Model) {
			leaf(m).Criterion.Structural = &appraisal.Structural{When: appraisal.WhenLandlocked, Rule: appraisal.RuleZero}
		}},
		{"weights", "tree[port].children", "weight.allZero", func(m *appraisal.Model) {
			for i := range m.Tree.Children[0].Children {
				m.Tree.Children[0].Children[i].Weight = 0
			}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := teamModel()
			tt.spoil(&m)
			_, err := layout.ModelOf(m)
			var f *fault.Error
			if !errors.As(err, &f) || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Field != tt.field || f.Fields[0].Code != tt.code {
				t.Errorf("%v", err)
			}
		})
	}
}

// What a model locks or bounds, a ranking cannot move.
func TestWithWeightsKeepsBounds(t *testing.T) {
	m := layout.DefaultSiteModel()
	most := 0.25
	m.Tree.Children[0].Locked, m.Tree.Children[3].MaxWeight = true, &most
	for node, over := range map[string]map[string]float64{
		"weight.locked":        {"site.country": 0.5},
		"weight.outsideBounds": {"site.country": 0.30, "site.access": 0.10, "site.harbour": 0.05, "site.hinterland": 0.40, "site.market": 0.10, "site.parks": 0.05},
	} {
		_, err := m.WithWeights(over)
		var f *fault.Error
		if !errors.As(err, &f) || len(f.Fields) != 1 || f.Fields[0].Code != node {
			t.Errorf("%s: %v", node, err)
		}
	}
	if _, err := m.WithWeights(map[string]float64{"site.access": 0.15, "site.harbour": 0.20}); err != nil {
		t.Errorf("moving what is free: %v", err)
	}
}
