package report

import (
	"cmp"

	"parksite/internal/layout"
)

// screenedTable lists the sites that thresholds of the site model keep out.
func (s *sheets) screenedTable(scores []layout.SiteScore) planTable {
	t := planTable{sheet: "sheet.screened", part: "part.screened", columns: []planColumn{{"plan.site", 26, "", ""}, {"country", 14, "", ""},
		{"indicator", 26, "", ""}, {"sites.threshold", 14, "", ""}, {"ind.value", 12, "any", ""}, {"plan.grade", 7, "", ""}, {"reason", 40, "", ""}}}
	names := s.indicatorNames()
	for i := range scores {
		x := &scores[i]
		for _, f := range x.Screened {
			limit := "≥ "
			if f.Op == "max" {
				limit = "≤ "
			}
			var value any = "—"
			if f.Value != nil {
				value = *f.Value
			}
			t.rows = append(t.rows, []any{s.doc.text(x.Name), s.doc.country(x.ISO3), cmp.Or(names[f.Indicator], f.Indicator), limit + shortNumber(f.Threshold), value, string(f.Grade), s.doc.text(f.Reason)})
		}
	}
	return t
}
