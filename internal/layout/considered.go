package layout

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"parksite/internal/catalog"
)

// Considered is a site that was looked at, as a list or a map shows it.
type Considered struct {
	ID       string           `json:"id"`
	Kind     catalog.SiteKind `json:"kind"`
	ISO3     string           `json:"iso3"`
	Name     catalog.Text     `json:"name"`
	Lat      float64          `json:"lat"`
	Lon      float64          `json:"lon"`
	Score    *float64         `json:"score,omitempty"`
	Coverage float64          `json:"coverage"`
	PortCity bool             `json:"portCity"`
	Out      string           `json:"out,omitempty"` // why it can be in no plan, as a message key
	Sea      *SeaRoute        `json:"sea,omitempty"` // to the nearest main Chinese port
}

// SeaRoute is a computed sea distance with its grade.
type SeaRoute struct {
	NM      float64 `json:"nm"`
	Grade   Grade   `json:"grade"`
	Counted bool    `json:"counted"`       // false for grade C unless the request counts it
	Via     string  `json:"via,omitempty"` // the gateway port of a site that is none
}

// Looked returns every candidate of a problem, best score first, those without
// a score last; ties by id. scores are those that Atlas.Problem returned.
func Looked(p Problem, scores []SiteScore) []Considered {
	out := make([]Considered, len(p.Candidates))
	for i := range p.Candidates {
		x := &p.Candidates[i]
		out[i] = Considered{ID: x.ID, Kind: x.Kind, ISO3: x.ISO3, Name: x.Name, Lat: x.Lat, Lon: x.Lon, Coverage: x.Coverage,
			PortCity: x.PortCity, Out: p.Rule.Ineligible(x)}
		if !math.IsNaN(x.Score) {
			out[i].Score = &x.Score
		}
		for _, v := range scores[i].Criteria {
			if v.ID == SeaChina && v.Value != nil {
				out[i].Sea = &SeaRoute{NM: *v.Value, Grade: v.Grade, Counted: v.Counted, Via: v.Via}
			}
		}
	}
	slices.SortStableFunc(out, func(x, y Considered) int {
		switch {
		case x.Score == nil && y.Score == nil:
			return strings.Compare(x.ID, y.ID)
		case x.Score == nil:
			return 1
		case y.Score == nil:
			return -1
		}
		return cmp.Or(cmp.Compare(*y.Score, *x.Score), strings.Compare(x.ID, y.ID))
	})
	return out
}
