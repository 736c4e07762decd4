package layout

import (
	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// Market is the market a strategy names, as a point.
//
// The demand centre is the direction of the mean of unit vectors to the listed
// cities of 300,000 and more (a country without one: its capital), each weighted
// with its country's GDP shared out by city population. It is the formula's
// point, not a place: the one of ASEAN lies in the sea.
type Market struct {
	Strategy  string   `json:"strategy"`
	Countries []string `json:"countries"`
	Centre    Place    `json:"centre"`
	FirstYear int      `json:"firstYear"` // oldest GDP used
	LastYear  int      `json:"lastYear"`
	Without   []string `json:"without"` // countries without a GDP figure, left out
	Sources   []string `json:"sourceIds"`
}

// marketRegions are the regions whose demand a strategy serves first, by the
// paper's words: 东盟市场, 南亚市场(重点), 欧盟市场, 拉美市场. Of Latin America only
// South America is in the data; the second market of S4, 国内下游产业, is what the
// sea distance to China measures, and the second of S2, 欧美市场, is not measured.
var marketRegions = map[string]string{"S1": "ASEAN", "S2": "South Asia", "S3": "EU", "S4": "South America"}

// Market returns the demand centre of the market a strategy names first.
//
// It returns fault.Uncomputable if no country of it has a GDP figure.
func (a *Atlas) Market(strategy string) (Market, error) {
	const op = "layout.Atlas.Market"
	s, err := a.Strategy(strategy)
	if err != nil {
		return Market{}, fault.Wrap(op, err)
	}
	region, ok := marketRegions[strategy]
	if !ok {
		region = s.Region
	}
	m := Market{Strategy: strategy, Countries: []string{}, Without: []string{}, Sources: []string{}}
	var at []Place
	var w []float64
	for _, c := range a.data.Countries {
		if !c.Candidate || c.Region != region || region == "EU" && !c.EUMember {
			continue
		}
		m.Countries = append(m.Countries, c.ISO3)
		gdp, ok := a.gdp(c.ISO3)
		if !ok {
			m.Without = append(m.Without, c.ISO3)
			continue
		}
		if m.FirstYear == 0 || gdp.Year < m.FirstYear {
			m.FirstYear = gdp.Year
		}
		m.LastYear = max(m.LastYear, gdp.Year)
		if !contains(m.Sources, gdp.Source) {
			m.Sources = append(m.Sources, gdp.Source)
		}
		people := 0
		for _, i := range a.cities {
			if a.data.Sites[i].ISO3 == c.ISO3 {
				people += a.data.Sites[i].City.Population
			}
		}
		if people == 0 {
			at, w = append(at, Place{c.CapitalLat, c.CapitalLon}), append(w, gdp.Value)
			continue
		}
		for _, i := range a.cities {
			if a.data.Sites[i].ISO3 == c.ISO3 {
				at = append(at, a.at(i))
				w = append(w, float64(gdp.Value*float64(a.data.Sites[i].City.Population))/float64(people))
			}
		}
	}
	if m.Centre, ok = centroid(at, w); !ok {
		return Market{}, fault.Newf(op, fault.Uncomputable, "layout.noDemand", "no country of %s has a GDP figure", region)
	}
	return m, nil
}

func (a *Atlas) gdp(iso3 string) (catalog.Observation, bool) {
	for _, o := range a.data.GDP {
		if o.Country == iso3 && o.Value > 0 {
			return o, true
		}
	}
	return catalog.Observation{}, false
}
