package layout

import (
	"slices"

	"parksite/internal/catalog"
	"parksite/scoring"
)

// Screened is a threshold of the site model that a site fails.
type Screened struct {
	Indicator string       `json:"indicator"`
	Op        string       `json:"op" enums:"min,max"`
	Threshold float64      `json:"threshold"`
	Value     *float64     `json:"value,omitempty"` // absent where the missing value excludes
	Grade     Grade        `json:"grade,omitempty"`
	Reason    catalog.Text `json:"reason"`
}

// screened are the thresholds that a site with these values fails. A value of
// grade C counts as missing unless the model counts it, so that it never
// excludes silently. The scores of the other sites do not depend on it.
func (m *SiteModel) screened(values []Value) []Screened {
	var out []Screened
	for _, s := range m.Screens {
		x := Screened{Indicator: s.Indicator, Op: s.Op, Threshold: s.Threshold, Reason: s.Reason}
		k := slices.IndexFunc(values, func(v Value) bool { return v.Indicator == s.Indicator })
		if k < 0 || !counts(&values[k], m.CountC) {
			if s.Missing == "exclude" {
				out = append(out, x)
			}
			continue
		}
		v := values[k]
		if s.Op == "min" && *v.Value < s.Threshold || s.Op == "max" && *v.Value > s.Threshold {
			x.Value, x.Grade = v.Value, v.Grade
			out = append(out, x)
		}
	}
	return out
}

// rerank ranks sites among themselves; those that a threshold keeps out, and
// those without a score, have no rank.
func rerank(sites []SiteScore) {
	raw := make([]float64, len(sites))
	for i := range sites {
		if raw[i] = nan; sites[i].Score != nil && len(sites[i].Screened) == 0 {
			raw[i] = *sites[i].Score
		}
	}
	for i, rank := range scoring.CompetitionRanks(raw, scoring.DefaultTieTolerance) {
		sites[i].Rank = rank
	}
}
