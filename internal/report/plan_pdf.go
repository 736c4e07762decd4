package report

import (
	"io"

	"parksite/internal/fault"
)

// PlanPDF writes the plan as a document to be read and filed: summary, schematic
// map, sites, rule checks, next plans, stress, indicators with grades and
// sources, caveats, review, and how to verify it. Every page bears title,
// version, state, date, digest and its number.
func PlanPDF(w io.Writer, d PlanDocument) error {
	const op = "report.PlanPDF"
	file, err := newPlanFile(&d)
	if err != nil {
		return fault.Wrap(op, err)
	}
	return fault.Wrap(op, file.pdf(w, file.facts(), file.verification(), file.tables(), file.Study.Scores, file.drawMap))
}
