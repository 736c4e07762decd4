package layout

import (
	"slices"

	"parksite/internal/fault"
	"parksite/scoring"
)

// Selection says which sites to rank, and how.
type Selection struct {
	Strategy  string   // whose market counts; "" = none, the market's weight is spread
	Countries []string // iso3; empty = the countries of the strategy
	Within    string   // iso3: rank the sites of this country alone, scored in the set of all
	Cities    string   // "none", "landlocked", "all"; "" = "landlocked"
	Model     SiteModel
	Country   CountryScores
	Own       []UserSite
	Closed    Passage
}

// Ranking scores the selected sites, best first, ties by id. Gaps take the
// median of all the sites selected; Within only picks from them, so that a
// site's score is the same in its country's list and in the strategy's.
//
// It returns fault.NotFound for an unknown strategy, and fault.Invalid for an
// unknown country, a broken own site or model.
func (a *Atlas) Ranking(s Selection) ([]SiteScore, error) {
	const op = "layout.Atlas.Ranking"
	x := Context{Closed: s.Closed, Country: s.Country}
	if s.Strategy != "" {
		m, err := a.Market(s.Strategy)
		if err != nil {
			return nil, fault.Wrap(op, err)
		}
		x.Market = &m
		if len(s.Countries) == 0 {
			t, err := a.Strategy(s.Strategy)
			if err != nil {
				return nil, fault.Wrap(op, err)
			}
			for _, m := range t.Members {
				s.Countries = append(s.Countries, m.ISO3)
			}
		}
	}
	for _, iso3 := range append(slices.Clone(s.Countries), s.Within) {
		if i, ok := a.country[iso3]; iso3 != "" && (!ok || !a.data.Countries[i].Candidate) {
			return nil, fault.Newf(op, fault.Invalid, "country.unknown", "%q is not a candidate country", iso3)
		}
	}
	if s.Within != "" && !contains(s.Countries, s.Within) {
		s.Countries = append(slices.Clone(s.Countries), s.Within)
	}
	for i := range s.Own {
		if err := s.Own[i].Validate(func(iso3 string) bool { _, ok := a.country[iso3]; return ok }); err != nil {
			return nil, fault.Wrap(op, err)
		}
	}
	if s.Cities == "" {
		s.Cities = "landlocked"
	}
	if s.Model.ID == "" {
		s.Model = DefaultSiteModel()
	}
	sites := a.Sites(s.Countries, s.Cities, s.Own)
	values := make([][]Value, len(sites))
	for i := range sites {
		values[i] = a.Values(sites[i], x)
	}
	scores, err := Evaluate(s.Model, sites, values)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	if s.Within != "" {
		scores = slices.DeleteFunc(scores, func(x SiteScore) bool { return x.ISO3 != s.Within })
		raw := make([]float64, len(scores))
		for i := range scores {
			if raw[i] = nan; scores[i].Score != nil {
				raw[i] = *scores[i].Score
			}
		}
		for i, rank := range scoring.CompetitionRanks(raw, scoring.DefaultTieTolerance) {
			scores[i].Rank = rank
		}
	}
	slices.SortStableFunc(scores, func(x, y SiteScore) int {
		switch {
		case x.Rank == y.Rank:
			return 0
		case x.Rank == 0:
			return 1
		case y.Rank == 0:
			return -1
		}
		return x.Rank - y.Rank
	})
	return scores, nil
}
