package layout

import (
	"fmt"
	"slices"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// ShippedModel returns DefaultSiteModel as a model to be stored, its weights
// unchanged to the last bit.
func ShippedModel() appraisal.Model {
	m := DefaultSiteModel()
	return appraisal.Model{ID: m.ID, Version: m.Version, Name: m.Name, Kind: appraisal.SiteModel, Method: appraisal.WeightedSum,
		Screens: []appraisal.Screen{}, Tree: m.Tree,
		Description: catalog.Text{
			Zh: "评价港口、境外园区和自有候选园址：东道国自身得分、与中国的海运联系、港口、城市腹地、目标市场和园区基础。C级数据默认不参与计分；权重为专家判断，理由见各准则与方法学说明。",
			En: "Ranks ports, overseas parks and a team's own candidate sites: the host country's own score, sea access to China, harbour, urban hinterland, market and parks nearby. Values of grade C do not count by default; the weights are a judgement, with reasons beside each criterion and in the methods.",
		}}
}

// CheckModel reports every broken rule of a stored model of sites. Beside what
// holds for every model, its criteria are site indicators, and what the ranking
// of sites fixes for all of them it does not set: the method is the tree, a gap
// by nature is left out, and nothing is imputed. Thresholds read values of any
// year.
func CheckModel(m appraisal.Model) error {
	const op = "layout.CheckModel"
	bad, err := fieldsIn(m.Validate(nil), "")
	if err != nil {
		return fault.Wrap(op, err)
	}
	fixed := func(field, detail string) {
		bad = append(bad, fault.Field{Field: field, Code: "model.fixedForSites", Detail: detail})
	}
	if m.Kind != appraisal.SiteModel {
		bad = append(bad, fault.Field{Field: "kind", Code: "model.notOfSites", Detail: "not a model of sites"})
	}
	if m.Method != appraisal.WeightedSum {
		fixed("method", "sites are ranked by the tree, weightedSum; its nodes may take geometric means")
	}
	if p := m.Params; p.Floor != nil || p.TieTolerance != nil || p.V != nil || p.Lambda != nil || len(p.OWA)+len(p.Preferences) > 0 || p.Imputation != "" || p.Winsorise {
		fixed("params", "the ranking of sites has no parameters of the method")
	}
	known := func(field, code string) {
		if !slices.ContainsFunc(Indicators(), func(x catalog.Indicator) bool { return x.Code == code }) {
			bad = append(bad, fault.Field{Field: field, Code: "indicator.unknown", Detail: "no indicator of sites"})
		}
	}
	for i, x := range m.Screens {
		known(fmt.Sprintf("screens[%d].indicator", i), x.Indicator)
	}
	for _, c := range m.Leaves() {
		at := "tree[" + c.Indicator + "].criterion"
		known(at+".indicator", c.Indicator)
		if c.Structural != nil {
			fixed(at+".structural", "a gap by nature is left out of every site's score")
		}
	}
	return fault.Bad(op, bad)
}

// UsualCriterion is how the shipped model judges an indicator of sites, with or
// without users' factor costs; what it does not judge is scaled between the
// least and the greatest value of the sites ranked together.
func UsualCriterion(x catalog.Indicator) appraisal.Criterion {
	whole := appraisal.Model{Tree: DefaultSiteModel().WithFactors(1).Tree}
	for _, c := range whole.Leaves() {
		if c.Indicator == x.Code {
			return c
		}
	}
	return appraisal.Criterion{Indicator: x.Code, Direction: x.Direction, Value: appraisal.Value{Kind: "minmax"}, MaxAge: 100}
}

// ModelOf reads a stored model of sites.
//
// It returns fault.Invalid for one that CheckModel refuses.
func ModelOf(m appraisal.Model) (SiteModel, error) {
	if err := CheckModel(m); err != nil {
		return SiteModel{}, fault.Wrap("layout.ModelOf", err)
	}
	if len(m.Screens) == 0 {
		m.Screens = nil // as a model without any is written
	}
	return SiteModel{ID: m.ID, Version: m.Version, Name: m.Name, Tree: m.Tree, Screens: m.Screens, Gaps: GapsMedian}, nil
}

// SiteModel is the model of sites that a recipe names (nil = the shipped one), as
// the recipe weighs and reads it.
//
// It returns fault.Invalid for a version that is not in b.Models, and what
// ReadModel returns.
func (b Basis) SiteModel(named *appraisal.Origin, weights []appraisal.NodeWeight, countC bool, gaps string) (SiteModel, error) {
	const op = "layout.Basis.SiteModel"
	if named == nil {
		return ReadModel(nil, weights, countC, gaps)
	}
	k := slices.IndexFunc(b.Models, func(x appraisal.Model) bool { return x.ID == named.ID && x.Version == named.Version })
	if k < 0 {
		return SiteModel{}, fault.Bad(op, []fault.Field{{Field: "siteModel", Code: "model.unknown", Detail: "there is no such version of a model of sites"}})
	}
	return ReadModel(&b.Models[k], weights, countC, gaps)
}

// ReadModel is a stored model of sites (nil = the shipped one) as a recipe weighs
// and reads it.
//
// It returns fault.Invalid for a model that CheckModel refuses and for weights
// that WithWeights refuses.
func ReadModel(stored *appraisal.Model, weights []appraisal.NodeWeight, countC bool, gaps string) (SiteModel, error) {
	const op = "layout.ReadModel"
	m := DefaultSiteModel()
	var err error
	if stored != nil {
		if m, err = ModelOf(*stored); err != nil {
			return m, fault.Wrap(op, err)
		}
	}
	if m, err = m.WithWeights(appraisal.WeightsByNode(weights)); err != nil {
		return m, fault.Wrap(op, err)
	}
	m.CountC = countC
	if gaps != "" {
		m.Gaps = gaps
	}
	return m, nil
}
