package handlers

import (
	"fmt"
	"testing"
)

// A list of own sites is as long as a team may have them: a body of a megabyte
// would else be thirty thousand questions to the database. Another team's site
// is named like one that does not exist.
func TestNamedOwnSites(t *testing.T) {
	s := newSite(t)
	var made ownSiteView
	s.as("lead-b").post("/api/v1/own-sites", map[string]any{"name": map[string]string{"zh": "头顿", "en": "Vung Tau"}, "iso3": "VNM", "lat": 10.58, "lon": 107.03}).decode(t, &made)
	if made.ID == "" {
		t.Fatal("no own site")
	}
	analyst := s.as("analyst")
	ask := func(ids []string) problem {
		t.Helper()
		return analyst.post("/api/v1/preview/sites", map[string]any{"strategy": "S2", "ownSites": ids}).problem(t)
	}
	var many []string
	for i := range maxTeamSites + 1 {
		many = append(many, fmt.Sprint("own-", i))
	}
	if p := ask(many); p.Status != 400 || len(p.Errors) != 1 || p.Errors[0].Field != "ownSites" || p.Errors[0].Code != "list.length" {
		t.Errorf("too many: %+v", p)
	}
	p := ask([]string{made.ID, "own-none"})
	if p.Status != 400 || len(p.Errors) != 2 || p.Errors[0].Code != "ownSite.unknown" || p.Errors[0].Code != p.Errors[1].Code || p.Errors[0].Detail != p.Errors[1].Detail {
		t.Errorf("another team's and a missing one: %+v", p)
	}
}
