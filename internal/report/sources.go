package report

import (
	"slices"
	"strings"

	"parksite/internal/catalog"
)

// own translates what this program itself, no publisher, says of its derived values.
func (d *Document) own(s string) string {
	if w, ok := words[d.Lang]["own."+s]; ok {
		return w
	}
	return s
}

// sources are those that the values shown cite, inputs of derived ones included,
// by id.
func (d *Document) sources() []catalog.Source {
	used := map[string]bool{}
	for _, a := range d.Result.Alternatives {
		for _, c := range a.Criteria {
			if c.Source != "" {
				used[c.Source] = true
			}
			if c.Value != nil {
				d.inputs(a.ISO3, c.ID, c.Year, used, 0)
			}
		}
	}
	var out []catalog.Source
	for id := range used {
		if s, ok := d.Snapshot.Source(id); ok {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b catalog.Source) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// inputs adds the sources of what a derived value was computed from; derived
// values may rest on derived ones.
func (d *Document) inputs(iso3, code string, year int, used map[string]bool, depth int) {
	for _, in := range d.Snapshot.Inputs(iso3, code, year) {
		used[in.Source] = true
		if depth < 5 {
			d.inputs(iso3, in.Indicator, in.Year, used, depth+1)
		}
	}
}

// indicators are the model's, in its order.
func (d *Document) indicators() []catalog.Indicator {
	var out []catalog.Indicator
	for _, l := range d.leaves() {
		x, ok := d.Snapshot.Indicator(l.node.ID)
		if !ok {
			x = catalog.Indicator{Code: l.node.ID}
		}
		out = append(out, x)
	}
	return out
}
