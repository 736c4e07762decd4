package layout

import (
	"slices"

	"parksite/internal/fault"
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
	c, err := a.choose(s)
	if err != nil {
		return nil, fault.Wrap("layout.Atlas.Ranking", err)
	}
	return c.ranked()
}

// choice is a selection with its sites and their values.
type choice struct {
	Selection
	market *Market
	sites  []Site
	values [][]Value
}

// choose reads a selection.
func (a *Atlas) choose(s Selection) (choice, error) {
	const op = "layout.Atlas.choose"
	x := Context{Closed: s.Closed, Country: s.Country}
	if s.Strategy != "" {
		m, err := a.Market(s.Strategy)
		if err != nil {
			return choice{}, fault.Wrap(op, err)
		}
		x.Market = &m
		if len(s.Countries) == 0 {
			t, err := a.Strategy(s.Strategy)
			if err != nil {
				return choice{}, fault.Wrap(op, err)
			}
			for _, m := range t.Members {
				s.Countries = append(s.Countries, m.ISO3)
			}
		}
	}
	for _, iso3 := range append(slices.Clone(s.Countries), s.Within) {
		if i, ok := a.country[iso3]; iso3 != "" && (!ok || !a.data.Countries[i].Candidate) {
			return choice{}, fault.Newf(op, fault.Invalid, "country.unknown", "%q is not a candidate country", iso3)
		}
	}
	if s.Within != "" && !contains(s.Countries, s.Within) {
		s.Countries = append(slices.Clone(s.Countries), s.Within)
	}
	for i := range s.Own {
		if err := s.Own[i].Validate(func(iso3 string) bool { _, ok := a.country[iso3]; return ok }); err != nil {
			return choice{}, fault.Wrap(op, err)
		}
	}
	if s.Cities == "" {
		s.Cities = "landlocked"
	}
	if s.Model.ID == "" {
		s.Model = DefaultSiteModel()
	}
	c := choice{Selection: s, market: x.Market, sites: a.Sites(s.Countries, s.Cities, s.Own)}
	c.values = make([][]Value, len(c.sites))
	for i := range c.sites {
		c.values[i] = a.Values(c.sites[i], x)
	}
	return c, nil
}

// ranked scores the sites and puts them in order.
func (c choice) ranked() ([]SiteScore, error) {
	scores, err := Evaluate(c.Model, c.sites, c.values)
	if err != nil {
		return nil, fault.Wrap("layout.choice.ranked", err)
	}
	if c.Within != "" {
		scores = slices.DeleteFunc(scores, func(x SiteScore) bool { return x.ISO3 != c.Within })
		rerank(scores)
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
