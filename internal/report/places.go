package report

import (
	"slices"
	"strings"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/layout"
)

// Places name what a comment on a ranking can be about.
type Places struct {
	Countries []catalog.Country
	Sites     []catalog.Site // of the catalogue; own sites are named by the ranking
}

// Name is the name of a place of r in the language "zh" or "en": id where there
// is no name for it, "" for the whole. kind and id are those of a comment's
// anchor.
func (p Places) Name(lang string, r appraisal.Ranking, kind, id string) string {
	named := func(t catalog.Text) string {
		if name := inLang(lang, t); name != "" {
			return name
		}
		return id
	}
	switch kind {
	case "country":
		if k := slices.IndexFunc(p.Countries, func(c catalog.Country) bool { return c.ISO3 == id }); k >= 0 {
			return named(p.Countries[k].Name)
		}
	case "criterion":
		site := layout.DefaultSiteModel().Tree
		for _, tree := range []*appraisal.Node{&r.Model.Tree, &site} {
			if n := node(tree, id); n != nil {
				return named(n.Name)
			}
		}
	case "site", "siteCriterion":
		id, criterion, _ := strings.Cut(id, "/")
		name := inLang(lang, p.site(r, id))
		if name == "" {
			name = id
		}
		if k := slices.IndexFunc(layout.Indicators(), func(x catalog.Indicator) bool { return x.Code == criterion }); k >= 0 {
			name += " · " + inLang(lang, layout.Indicators()[k].Name)
		}
		return name
	case "condition":
		if w := planWords[lang]["plan.condition."+id]; w != "" {
			return w
		}
	}
	return id
}

// site is the name of a site of the catalogue or of one that r brings along.
func (p Places) site(r appraisal.Ranking, id string) catalog.Text {
	if k := slices.IndexFunc(p.Sites, func(s catalog.Site) bool { return s.ID == id }); k >= 0 {
		return p.Sites[k].Name
	}
	var own []appraisal.SiteFigures
	if r.Layout != nil {
		own = r.Layout.Own
	}
	if r.Sites != nil {
		own = r.Sites.Own
	}
	if k := slices.IndexFunc(own, func(s appraisal.SiteFigures) bool { return s.ID == id }); k >= 0 {
		return own[k].Name
	}
	return catalog.Text{}
}
