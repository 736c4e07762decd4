package layout

import (
	"slices"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// Subject says which site of which ranking or plan Evidence is about.
type Subject struct {
	Site     string
	Strategy string // "" = no market counts
	Closed   Passage
	Year     int               // of the country data; 0 = the snapshot's
	Model    *appraisal.Origin // of sites; nil = the shipped one
	CountC   bool
	Gaps     string
	Weights  []appraisal.NodeWeight
	Own      []appraisal.SiteFigures // that the ranking brings along
}

// Evidence are the figures of one site as a ranking or plan on b's data read
// them, and the model that made a score of them.
type Evidence struct {
	Site   Site
	Values []Value
	Model  SiteModel
	Year   int // of the country data
}

// Evidence reads a site's figures again, with what each was made from, which a
// score no longer says.
//
// It returns fault.NotFound ("site.notFound") for a site of neither the
// catalogue nor the ranking.
func (b Basis) Evidence(s Subject) (Evidence, error) {
	const op = "layout.Basis.Evidence"
	own, bad, err := b.ownSites(s.Own)
	if err == nil {
		err = fault.Bad(op, bad)
	}
	if err != nil {
		return Evidence{}, fault.Wrap(op, err)
	}
	e := Evidence{Year: s.Year}
	if k := slices.IndexFunc(own, func(u UserSite) bool { return u.ID == s.Site }); k >= 0 {
		e.Site = own[k].Candidate()
	} else if k := slices.IndexFunc(b.Sites, func(x catalog.Site) bool { return x.ID == s.Site }); k >= 0 {
		e.Site = Site{Site: b.Sites[k]}
	} else {
		return Evidence{}, fault.New(op, fault.NotFound, "site.notFound")
	}
	if e.Model, err = b.SiteModel(s.Model, s.Weights, s.CountC, s.Gaps); err != nil {
		return Evidence{}, fault.Wrap(op, err)
	}
	if e.Year == 0 {
		e.Year = b.Snapshot.Year()
	}
	a, err := b.Atlas(e.Year)
	if err != nil {
		return Evidence{}, fault.Wrap(op, err)
	}
	x := Context{Closed: s.Closed}
	if x.Country, err = ScoreCountries(b.Models, b.Snapshot, s.Strategy, e.Year); err != nil {
		return Evidence{}, fault.Wrap(op, err)
	}
	if s.Strategy != "" {
		m, err := a.Market(s.Strategy)
		if err != nil {
			return Evidence{}, fault.Wrap(op, err)
		}
		x.Market = &m
	}
	e.Values = a.Values(e.Site, x)
	return e, nil
}
