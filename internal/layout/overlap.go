package layout

import "parksite/internal/catalog"

// Overlap says how alike the industries of a plan's parks are (产业结构雷同).
type Overlap struct {
	Shares []IndustryShare `json:"shares"` // by industry of the rule
	// Concentration is the Herfindahl index Σ share²: 1 when all parks have one
	// industry, 1 ÷ number of industries when they are spread evenly.
	Concentration float64 `json:"concentration"`
	// Even is the least concentration that so many parks can have.
	Even  float64       `json:"even"`
	Pairs []OverlapPair `json:"pairs"` // parks of one industry, nearest first in the order of the plan
	// Existing are parks of the catalogue within the rule's distance of a site,
	// with what their sources say of their industries: to be compared by reading.
	Existing []ExistingPark `json:"existing"`
}

// IndustryShare is how many of the plan's parks an industry has.
type IndustryShare struct {
	Industry string  `json:"industry"`
	Sites    int     `json:"sites"`
	Share    float64 `json:"share"`
}

// OverlapPair are two parks of one industry.
type OverlapPair struct {
	A           string  `json:"a"`
	B           string  `json:"b"`
	Industry    string  `json:"industry"`
	Km          float64 `json:"km"` // great circle
	SameCountry bool    `json:"sameCountry"`
}

// ExistingPark is a park that stands near a site of the plan.
type ExistingPark struct {
	Site       string  `json:"site"`
	Park       string  `json:"park"`
	Km         float64 `json:"km"`
	Industries string  `json:"industries"` // as the source has them
}

// Overlap compares the industries of the plan's parks.
func (a *Atlas) Overlap(p Plan) Overlap {
	o := Overlap{Shares: []IndustryShare{}, Pairs: []OverlapPair{}, Existing: []ExistingPark{}}
	n := float64(len(p.Sites))
	for _, x := range p.Rule.Industries {
		s := IndustryShare{Industry: x}
		for i := range p.Sites {
			if p.Sites[i].Industry == x {
				s.Sites++
			}
		}
		if n > 0 {
			s.Share = float64(s.Sites) / n
		}
		o.Concentration += float64(s.Share * s.Share)
		o.Shares = append(o.Shares, s)
	}
	if k := len(p.Rule.Industries); n > 0 && k > 0 {
		each, more := len(p.Sites)/k, len(p.Sites)%k
		o.Even = (float64(k-more)*float64(each*each) + float64(more)*float64((each+1)*(each+1))) / (n * n)
	}
	for i := range p.Sites {
		for j := i + 1; j < len(p.Sites); j++ {
			x, y := &p.Sites[i], &p.Sites[j]
			if x.Industry == y.Industry {
				o.Pairs = append(o.Pairs, OverlapPair{x.ID, y.ID, x.Industry, GreatCircleKm(x.Place, y.Place), x.ISO3 == y.ISO3})
			}
		}
		s := &p.Sites[i]
		for _, near := range a.around(s.Place, a.parks, p.Rule.SeparationKm, func(x *catalog.Site) bool { return x.ID != s.ID }) {
			x := &a.data.Sites[near.index]
			o.Existing = append(o.Existing, ExistingPark{s.ID, x.ID, near.km, x.Park.Industries})
		}
	}
	return o
}

// LandUse sets a user's land figures beside the policy paper's Table 1, which
// is about state-level development zones in China at the end of 2019: a
// yardstick, not a target for a park abroad.
type LandUse struct {
	Site   string          `json:"site"`
	Metric string          `json:"metric"`
	Name   catalog.Text    `json:"name"`
	Unit   catalog.Text    `json:"unit"`
	Value  float64         `json:"value"`
	Table  []LandUseBeside `json:"table"`
}

// LandUseBeside is one region's figure and the user's as a ratio to it.
type LandUseBeside struct {
	Region catalog.Text `json:"region"`
	Value  float64      `json:"value"`
	Ratio  float64      `json:"ratio"`
	AsOf   string       `json:"asOf"`
	Source string       `json:"sourceId"`
}

// LandUseOf compares own sites with Table 1, figure by figure; sites without
// land figures give nothing.
func (a *Atlas) LandUseOf(own []UserSite) []LandUse {
	out := []LandUse{}
	for i := range own {
		u := &own[i]
		for _, x := range [...]struct {
			metric string
			value  *float64
		}{
			{"industrial_fixed_investment_intensity", u.InvestmentPerHa}, {"industrial_tax_per_ha", u.IndustrialTaxPerHa},
			{"comprehensive_tax_per_ha", u.OverallTaxPerHa}, {"industrial_plot_ratio", u.PlotRatio}, {"industrial_building_coverage", u.BuildingCoveragePct},
		} {
			if x.value == nil {
				continue
			}
			l := LandUse{Site: u.ID, Metric: x.metric, Value: *x.value, Table: []LandUseBeside{}}
			for _, b := range a.data.LandUse {
				if b.Metric == x.metric && b.Value > 0 {
					l.Name, l.Unit = b.Name, b.Unit
					l.Table = append(l.Table, LandUseBeside{b.Region, b.Value, *x.value / b.Value, b.AsOf, b.Source})
				}
			}
			out = append(out, l)
		}
	}
	return out
}
