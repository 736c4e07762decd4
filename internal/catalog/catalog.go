// Package catalog holds what is known about the world: regions, candidate host
// countries, sites, the policy paper's strategies, industries, indicators,
// sources and observations, and the versioned datasets they form.
package catalog

// Text is a phrase in the two languages of the interface.
type Text struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

// Region is one of the four regions candidates come from.
type Region struct {
	ID        string   `json:"id"` // "ASEAN", "South Asia", "EU", "South America"
	Name      Text     `json:"name"`
	Countries []string `json:"countries"` // iso3, in the order of countries.csv
}

// Role is a country's part in a strategy. A country may have several: Myanmar
// is radiation area in S1 and node in S2.
type Role struct {
	Strategy  string `json:"strategy"`            // "S1" … "S4"
	Role      string `json:"role"`                // "node" or "radiation"
	CoastSide string `json:"coastSide,omitempty"` // "Atlantic" or "Pacific" in S4
}

// Country is a candidate host country, or China as a reference.
type Country struct {
	ISO3        string   `json:"iso3"`
	ISO2        string   `json:"iso2"`
	M49         string   `json:"m49"`
	Name        Text     `json:"name"`
	Region      string   `json:"region"` // Region.ID
	Candidate   bool     `json:"candidate"`
	EUMember    bool     `json:"euMember"`
	IncomeGroup string   `json:"incomeGroup"`
	Landlocked  bool     `json:"landlocked"`
	Capital     Text     `json:"capital"`
	CapitalLat  float64  `json:"capitalLat"` // degrees north
	CapitalLon  float64  `json:"capitalLon"` // degrees east
	Currencies  []string `json:"currencies"`
	Languages   []string `json:"languages"`
	Roles       []Role   `json:"roles"`
}

// Strategy is one of the policy paper's four regional strategies.
type Strategy struct {
	ID               string           `json:"id"`
	Name             Text             `json:"name"`
	Region           string           `json:"region"` // Region.ID the strategy is about
	Layout           string           `json:"layout"` // "nodes", "chain", "belt", "point-axis"
	CountryList      string           `json:"countryList"`
	CoastalPortsOnly bool             `json:"coastalPortsOnly"`
	ParkForm         string           `json:"parkForm"`
	Industries       []string         `json:"industries"` // Industry.ID
	Markets          Text             `json:"markets"`
	Sentence         string           `json:"sentence"` // the paper's own words
	Source           string           `json:"sourceId"`
	Members          []StrategyMember `json:"members"`
}

// StrategyMember is a country with its role in one strategy.
type StrategyMember struct {
	ISO3      string `json:"iso3"`
	Role      string `json:"role"`
	CoastSide string `json:"coastSide,omitempty"`
	Note      string `json:"note,omitempty"`
}

// Industry is one the paper assigns to strategies, with the importance (1–5, a
// judgement) of each dimension.
type Industry struct {
	ID         string     `json:"id"`
	Name       Text       `json:"name"`
	Strategies []string   `json:"strategies"`
	Importance Importance `json:"importance"`
	Suggested  string     `json:"suggestedIndicators"`
	Why        string     `json:"why"`
	Basis      string     `json:"basis"`
}

// Importance of the five dimensions, 1 (little) to 5 (decisive).
type Importance struct {
	Population   int `json:"population"`
	Location     int `json:"location"`
	Development  int `json:"development"`
	Urbanization int `json:"urbanization"`
	Business     int `json:"business"`
}

// Dimensions are the ids of the five dimensions, in the paper's order.
var Dimensions = [...]string{"population", "location", "development", "urbanization", "business"}

// Indicator is something measured, with unit and definition.
type Indicator struct {
	Code       string   `json:"code"`
	Name       Text     `json:"name"`
	Dimension  string   `json:"dimension"`
	Unit       Text     `json:"unit"`
	Direction  string   `json:"direction"` // "benefit", "cost", "target"
	Source     string   `json:"source"`    // publisher's database
	SourceCode string   `json:"sourceCode"`
	Licence    string   `json:"licence"`
	Definition Text     `json:"definition"`
	Note       Text     `json:"note"`
	Formula    Text     `json:"formula"`          // set when derived: how, from which indicators
	Inputs     []string `json:"inputs,omitempty"` // codes a derived indicator is computed from

	// Timeless values (distances, a coastline) hold for any year; their year is
	// that of the edition and neither age limits nor replays look at it.
	Timeless bool `json:"timeless,omitempty"`
}

// Derived reports whether the values are computed here from other ones.
func (x Indicator) Derived() bool { return x.Formula.En != "" }

// Source is where values were read.
type Source struct {
	ID         string `json:"id"`
	Title      string `json:"title"`
	Publisher  string `json:"publisher"`
	Licence    string `json:"licence"`
	Vintage    string `json:"vintage"`
	Repository string `json:"repository"`
	Path       string `json:"path"`
	Commit     string `json:"commit"`
	CommitDate string `json:"commitDate"`
	UsedFor    string `json:"usedFor,omitempty"`
}

// Area is a place that stands in tables and on maps but is no country:
// 中国香港, 中国澳门.
type Area struct {
	ISO3 string `json:"iso3"`
	Name Text   `json:"name"`
}

// Observation is one value of one indicator for one country and year.
type Observation struct {
	Country   string  `json:"iso3"`
	Indicator string  `json:"indicator"`
	Year      int     `json:"year"`
	Value     float64 `json:"value"`
	Source    string  `json:"sourceId"`
}
