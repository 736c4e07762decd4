package intake

import (
	"slices"

	"parksite/internal/catalog"
)

// Compare says how one dataset's series differ from another's: what would have
// to be imported into old, series by series, to make it now. At most limit
// changes are listed.
func Compare(old, now []catalog.Series, limit int) Difference {
	have := map[string]string{}
	for _, s := range old {
		have[s.Indicator] = s.Digest()
	}
	var b Batch
	var touched []catalog.Series // of old, those that now has otherwise or not at all
	for _, s := range now {
		if have[s.Indicator] == s.Digest() {
			delete(have, s.Indicator)
			continue
		}
		for _, p := range s.Points {
			b.Observations = append(b.Observations, catalog.Observation{Country: p.Country, Indicator: s.Indicator, Year: p.Year, Value: p.Value, Source: p.Source})
		}
	}
	slices.SortFunc(b.Observations, compareObservations)
	same := 0
	var gone []catalog.Series
	for _, s := range old {
		_, differs := have[s.Indicator]
		switch {
		case !differs:
			same += len(s.Points)
		case slices.ContainsFunc(now, func(n catalog.Series) bool { return n.Indicator == s.Indicator }):
			touched = append(touched, s)
		default:
			gone = append(gone, s)
		}
	}
	d := Diff(touched, b, true, limit)
	d.Same += same
	for _, s := range gone {
		d.Removed += len(s.Points)
		d.Indicators = append(d.Indicators, IndicatorChange{Indicator: s.Indicator, Removed: len(s.Points)})
		for i := range s.Points {
			p := &s.Points[i]
			d.Changes = keep(d.Changes, limit, Change{ISO3: p.Country, Indicator: s.Indicator, Year: p.Year, Old: &p.Value, OldSource: p.Source})
		}
	}
	slices.SortFunc(d.Indicators, func(a, b IndicatorChange) int {
		switch {
		case a.Indicator < b.Indicator:
			return -1
		case a.Indicator > b.Indicator:
			return 1
		}
		return 0
	})
	return d
}
