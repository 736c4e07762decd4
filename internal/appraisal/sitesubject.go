package appraisal

import (
	"fmt"

	"parksite/internal/fault"
)

// SiteRequest is the recipe of a ranking of sites: which compete and by what
// weights. Package layout gives it meaning.
type SiteRequest struct {
	Strategy  string        `json:"strategy,omitempty"`  // whose market counts, and whose countries when none are named
	Countries []string      `json:"countries,omitempty"` // iso3
	Within    string        `json:"within,omitempty"`    // iso3: the sites of this country alone, scored in the set of all
	Cities    string        `json:"cities,omitempty" enums:"none,landlocked,all"`
	Closed    string        `json:"closed,omitempty" enums:"suez,panama,malacca"` // passage
	CountC    bool          `json:"countC,omitempty"`                             // values of grade C decide, and are flagged
	Gaps      string        `json:"gaps,omitempty" enums:"median,spread"`
	SiteModel *Origin       `json:"siteModel,omitempty"` // a stored one; the shipped one when absent, the newest version when it names none
	Weights   []NodeWeight  `json:"weights,omitempty"`   // instead of those of the site model
	Own       []SiteFigures `json:"own,omitempty"`       // candidates of the team's own, as they were when the draft was saved
	Models    []Origin      `json:"models,omitempty"`    // versions of the country models behind it; the server names them
}

// SiteModel is the stored model of sites that a ranking rests on; nil where its
// recipe names none.
func (r Ranking) SiteModel() *Origin {
	switch {
	case r.Subject == OfLayout && r.Layout != nil:
		return r.Layout.SiteModel
	case r.Subject == OfSites && r.Sites != nil:
		return r.Sites.SiteModel
	}
	return nil
}

// WeightsByNode is the weights as a map; the last of a node counts.
func WeightsByNode(list []NodeWeight) map[string]float64 {
	out := make(map[string]float64, len(list))
	for _, w := range list {
		out[w.Node] = w.Weight
	}
	return out
}

// validateSites checks what can be checked without the catalogue of sites;
// ranking them checks the rest.
func (r Ranking) validateSites(bad []fault.Field) []fault.Field {
	q := r.Sites
	if q == nil || q.Strategy == "" && q.Within == "" && len(q.Countries) == 0 {
		return append(bad, fault.Field{Field: "sites.strategy", Code: "field.required", Detail: "name a strategy, countries or a country"})
	}
	for _, x := range [...]struct {
		field  string
		n, max int
	}{{"countries", len(q.Countries), maxSiteCountries}, {"weights", len(q.Weights), maxLayoutList}, {"own", len(q.Own), maxOwnSites}} {
		if x.n > x.max {
			bad = append(bad, fault.Field{Field: "sites." + x.field, Code: "list.long", Detail: fmt.Sprintf("at most %d", x.max)})
		}
	}
	return bad
}

// maxSiteCountries bounds the countries of a ranking of sites; there are 59.
const maxSiteCountries = 60
