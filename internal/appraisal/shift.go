package appraisal

import (
	"cmp"
	"math"
	"slices"
)

// Shift is how a country's place differs between two results. A place that is
// absent means that the country is not ranked there.
type Shift struct {
	ISO3        string   `json:"iso3"`
	RankBefore  *int     `json:"rankBefore,omitempty"`
	RankAfter   *int     `json:"rankAfter,omitempty"`
	ScoreBefore *float64 `json:"scoreBefore,omitempty"`
	ScoreAfter  *float64 `json:"scoreAfter,omitempty"`
}

// Shifts sets two results side by side: every country ranked in either, those
// that enter or leave first, then by how many places they move, then by how
// much their score does.
func Shifts(before, after Result) []Shift {
	out := make([]Shift, 0, len(after.Alternatives))
	at := map[string]int{}
	for i := range after.Alternatives {
		a := &after.Alternatives[i]
		at[a.ISO3] = len(out)
		out = append(out, Shift{ISO3: a.ISO3, RankAfter: &a.Rank, ScoreAfter: &a.Score})
	}
	for i := range before.Alternatives {
		b := &before.Alternatives[i]
		k, both := at[b.ISO3]
		if !both {
			k = len(out)
			out = append(out, Shift{ISO3: b.ISO3})
		}
		out[k].RankBefore, out[k].ScoreBefore = &b.Rank, &b.Score
	}
	slices.SortStableFunc(out, func(a, b Shift) int {
		pa, sa := a.size()
		pb, sb := b.size()
		return cmp.Or(cmp.Compare(pb, pa), cmp.Compare(sb, sa))
	})
	return out
}

// size is by how many places and points a country moved; one that enters or
// leaves moved further than any.
func (s Shift) size() (places int, points float64) {
	if s.RankBefore == nil || s.RankAfter == nil {
		return math.MaxInt, 0
	}
	places = *s.RankAfter - *s.RankBefore
	return max(places, -places), math.Abs(*s.ScoreAfter - *s.ScoreBefore)
}
