package layout

import (
	"fmt"
	"slices"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/scoring"
)

// SiteModel ranks sites: a criteria tree over site indicators, as a model of
// countries is one over country indicators.
type SiteModel struct {
	ID      string             `json:"id"`
	Version int64              `json:"version"`
	Name    catalog.Text       `json:"name"`
	Tree    appraisal.Node     `json:"tree"`
	Screens []appraisal.Screen `json:"screens,omitempty"` // hard thresholds: a site that fails one is listed, not ranked
	// CountC lets values of grade C decide; they are flagged then. By default
	// they count as missing.
	CountC bool `json:"countC"`
	// Gaps says what a gap counts as: GapsMedian or GapsSpread.
	Gaps string `json:"gaps" enums:"median,spread"`
}

// Ref names the model and its version.
func (m SiteModel) Ref() string { return fmt.Sprintf("%s/%d", m.ID, m.Version) }

// Treatments of gaps.
const (
	GapsMedian = "median" // the median of the sites evaluated together: neutral
	GapsSpread = "spread" // nothing: its weight is spread over what is present
)

func leaf(code, direction string, weight float64, v appraisal.Value, zh, en string) appraisal.Node {
	x := siteIndicator(code)
	return appraisal.Node{ID: code, Name: x.Name, Weight: weight, Criterion: &appraisal.Criterion{Indicator: code, Direction: direction, Value: v,
		MaxAge: 100, Rationale: catalog.Text{Zh: zh, En: en}}}
}

func branch(id, zh, en string, weight float64, children ...appraisal.Node) appraisal.Node {
	return appraisal.Node{ID: id, Name: catalog.Text{Zh: zh, En: en}, Weight: weight, Mean: "arithmetic", Children: children}
}

func goalposts(low, high float64) appraisal.Value {
	return appraisal.Value{Kind: "linear", Low: low, High: high}
}

func curve(xy ...float64) appraisal.Value {
	v := appraisal.Value{Kind: "piecewise"}
	for i := 0; i < len(xy); i += 2 {
		v.Points = append(v.Points, scoring.Point{X: xy[i], Y: xy[i+1]})
	}
	return v
}

// The criteria, each with its one value function wherever it is used.
func seaLeaf(w float64) appraisal.Node {
	return leaf(SeaChina, "cost", w, appraisal.Value{Kind: "log", Low: 300, High: 12000},
		"运距越短越好；费用随距离递减增长，取对数；上下限为最近与最远港口。", "Nearer is better; cost grows less than distance, hence the logarithm; the goalposts are about the nearest and the farthest port.")
}

func detourLeaf(w float64) appraisal.Node {
	return leaf(SeaDetour, "cost", w, goalposts(0, 60),
		"任一通道关闭时航程最大延长比例；60%约为欧洲港口在苏伊士关闭时的水平。", "Worst lengthening with one passage closed; 60% is about what Suez means to a European port.")
}

func harbourLeaf(w float64) appraisal.Node {
	return leaf(HarbourSize, "benefit", w, curve(0, 0, 1, 0.25, 2, 0.5, 3, 0.75, 4, 1),
		"港口规模分级，等距计分；内陆国按性质不计。", "Size classes at equal steps; left out for landlocked countries.")
}

func depthLeaf(w float64) appraisal.Node {
	return leaf(PierDepth, "benefit", w, goalposts(5, 18),
		"码头水深，18米可泊大型船；字母档值为C级，不参与计分。", "18 m takes the largest ships; letter bands are grade C and do not count.")
}

func cityLeaf(w float64) appraisal.Node {
	return leaf(CityDistance, "cost", w, curve(0, 1, 30, 1, 100, 0.8, 300, 0.4, 600, 0.1, 1000, 0),
		"距百万人口城市：30公里内即在都市圈内，600公里外已无带动。", "Within 30 km a site is part of the city; beyond 600 km the city does little for it.")
}

func people100Leaf(w float64) appraisal.Node {
	return leaf(Population100, "benefit", w, curve(0, 0, 3e5, 0.2, 1e6, 0.4, 3e6, 0.6, 1e7, 0.8, 3e7, 1),
		"通勤与招工范围内的城市人口，近似对数。", "Urban people within reach of hiring, roughly on a log scale.")
}

func people200Leaf(w float64) appraisal.Node {
	return leaf(Population200, "benefit", w, curve(0, 0, 1e6, 0.2, 3e6, 0.4, 1e7, 0.7, 3e7, 1),
		"近域市场的城市人口，近似对数。", "Urban people of the near market, roughly on a log scale.")
}

func marketLeaf(w float64) appraisal.Node {
	return leaf(MarketKm, "cost", w, goalposts(200, 4000),
		"距战略所指市场需求中心；4000公里约为区域尽头。", "To the demand centre of the market the strategy names; 4,000 km is about the far end of a region.")
}

func parksLeaf(w float64) appraisal.Node {
	return leaf(ParksNearby, "benefit", w, curve(0, 0, 1, 0.7, 3, 1),
		"附近已有中资园区，配套与经验可用；未查到不等于没有，记C级。", "Parks nearby bring services and experience; none found is no proof of none and is grade C.")
}

func countryLeaf(w float64) appraisal.Node {
	return leaf(CountryScore, "benefit", w, goalposts(0.2, 0.8),
		"东道国自身得分（第一阶段）；上下限取常见范围两端，使其与其他准则同等拉开。", "The host country's own score, stage one; the goalposts are the ends of its usual range, so that it spreads like the other criteria.")
}

// DefaultSiteModel returns the shipped model of sites. Its weights are a
// judgement, explained in docs/LAYOUT.md, and may be changed.
func DefaultSiteModel() SiteModel {
	return SiteModel{ID: "site-general", Version: 1, Gaps: GapsMedian, Name: catalog.Text{Zh: "通用园址评价模型", En: "General site model"},
		Tree: branch("index", "园址综合得分", "Site index", 1,
			branch("site.country", "东道国", "Host country", 0.30, countryLeaf(1)),
			branch("site.access", "与中国的海运联系", "Sea access to China", 0.20, seaLeaf(0.6), detourLeaf(0.4)),
			branch("site.harbour", "港口条件", "Harbour", 0.15, harbourLeaf(0.7), depthLeaf(0.3)),
			branch("site.hinterland", "城市腹地", "Urban hinterland", 0.20, cityLeaf(0.3), people100Leaf(0.4), people200Leaf(0.3)),
			branch("site.market", "目标市场", "Market", 0.10, marketLeaf(1)),
			branch("site.parks", "园区基础", "Parks nearby", 0.05, parksLeaf(1)))}
}

// FactorsNode is the branch of users' own factor costs.
const FactorsNode = "site.factors"

func (m SiteModel) hasFactors() bool {
	return slices.ContainsFunc(m.Tree.Children, func(n appraisal.Node) bool { return n.ID == FactorsNode })
}

// WithFactors returns the model with a branch for users' own factor costs, of
// the given weight beside the others' sum of 1. Sites without figures keep
// their score and lose coverage.
func (m SiteModel) WithFactors(weight float64) SiteModel {
	m.ID += "-factors"
	m.Tree.Children = append(append([]appraisal.Node{}, m.Tree.Children...), branch(FactorsNode, "要素成本", "Factor costs", weight,
		leaf(LandPrice, "cost", 0.3, appraisal.Value{Kind: "log", Low: 5, High: 500}, "工业用地价格，取对数。", "Price of industrial land, on a log scale."),
		leaf(PowerPrice, "cost", 0.3, goalposts(0.03, 0.20), "工业电价。", "Industrial power price."),
		leaf(LabourCost, "cost", 0.4, appraisal.Value{Kind: "log", Low: 100, High: 2000}, "制造业月用工成本，取对数。", "Monthly labour cost in manufacturing, on a log scale.")))
	return m
}

// The parts of a host country's score that an industry's fit takes, by dimension.
const fitPrefix = "FIT.COUNTRY."

func hostLeaf(dimension string, w float64) appraisal.Node {
	code := fitPrefix + dimension
	return appraisal.Node{ID: code, Name: dimensionName(dimension), Weight: w, Criterion: &appraisal.Criterion{Indicator: code, Direction: "benefit",
		Value: goalposts(0, 1), MaxAge: 100, Rationale: catalog.Text{Zh: "东道国在该产业模型中的维度得分。", En: "The host country's score in this dimension of the industry's model."}}}
}

func dimensionName(d string) catalog.Text {
	switch d {
	case "population":
		return catalog.Text{Zh: "人口规模（东道国）", En: "Population (host country)"}
	case "location":
		return catalog.Text{Zh: "战略区位（东道国）", En: "Location (host country)"}
	case "development":
		return catalog.Text{Zh: "发展阶段（东道国）", En: "Development stage (host country)"}
	case "urbanization":
		return catalog.Text{Zh: "城镇化水平（东道国）", En: "Urbanization (host country)"}
	}
	return catalog.Text{Zh: "营商环境（东道国）", En: "Business environment (host country)"}
}

// FitModel returns how well sites suit an industry: the five dimensions weighted
// by the industry's importance (a judgement in the catalogue, editable), each
// made of the host country's score in that dimension of the industry's model
// and of what the site itself adds.
func FitModel(x catalog.Industry) SiteModel {
	w := x.Importance
	return SiteModel{ID: "fit-" + x.ID, Version: 1, Gaps: GapsMedian, Name: x.Name, Tree: branch("index", "产业适配度", "Industry fit", 1,
		branch("population", "人口规模", "Population", float64(w.Population), hostLeaf("population", 0.5), people100Leaf(0.5)),
		branch("location", "战略区位", "Location", float64(w.Location), hostLeaf("location", 0.3), seaLeaf(0.2), detourLeaf(0.1), harbourLeaf(0.15), depthLeaf(0.1), marketLeaf(0.15)),
		branch("development", "发展阶段", "Development stage", float64(w.Development), hostLeaf("development", 1)),
		branch("urbanization", "城镇化水平", "Urbanization", float64(w.Urbanization), hostLeaf("urbanization", 0.5), cityLeaf(0.5)),
		branch("business", "营商环境", "Business environment", float64(w.Business), hostLeaf("business", 1)))}
}

func siteIndicator(code string) catalog.Indicator {
	for _, x := range Indicators() {
		if x.Code == code {
			return x
		}
	}
	panic("layout: unknown site indicator " + code) // a defect of this file
}
