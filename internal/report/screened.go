package report

import (
	"slices"

	"parksite/internal/catalog"
	"parksite/internal/layout"
)

// screenedTable lists the sites that thresholds of the site model keep out.
func (s *sheets) screenedTable(scores []layout.SiteScore) planTable {
	t := planTable{sheet: "sheet.screened", part: "part.screened", columns: []planColumn{{"plan.site", 26, "", ""}, {"country", 14, "", ""},
		{"indicator", 26, "", ""}, {"sites.threshold", 14, "", ""}, {"ind.value", 12, "any", ""}, {"plan.grade", 7, "", ""}, {"reason", 40, "", ""}}}
	indicators := layout.Indicators()
	for i := range scores {
		x := &scores[i]
		for _, f := range x.Screened {
			k := slices.IndexFunc(indicators, func(y catalog.Indicator) bool { return y.Code == f.Indicator })
			limit := "≥ "
			if f.Op == "max" {
				limit = "≤ "
			}
			var value any = "—"
			if f.Value != nil {
				value = *f.Value
			}
			t.rows = append(t.rows, []any{s.doc.text(x.Name), s.doc.country(x.ISO3), s.doc.text(indicators[k].Name), limit + shortNumber(f.Threshold), value, string(f.Grade), s.doc.text(f.Reason)})
		}
	}
	return t
}
