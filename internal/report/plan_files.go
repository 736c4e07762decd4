package report

import (
	"encoding/json"
	"io"

	"parksite/internal/fault"
	"parksite/internal/layout"
)

// PlanCSV writes the plan's sites, one line each, then its rule checks. UTF-8
// with a byte order mark, CRLF, full precision.
func PlanCSV(w io.Writer, d PlanDocument) error {
	const op = "report.PlanCSV"
	p, err := newPlanFile(&d)
	if err != nil {
		return fault.Wrap(op, err)
	}
	return fault.Wrap(op, p.csv(w, p.Study.Digest, p.sitesTable(), p.checksTable()))
}

// planJSON is what JSON writes.
type planJSON struct {
	Format        string       `json:"format"` // "parksite-layout-1"
	ID            string       `json:"id,omitempty"`
	Version       int64        `json:"version,omitempty"`
	Title         string       `json:"title"`
	Purpose       string       `json:"purpose,omitempty"`
	Notes         string       `json:"notes,omitempty"`
	State         string       `json:"state,omitempty"`
	Team          string       `json:"team,omitempty"`
	Owner         string       `json:"owner,omitempty"`
	At            string       `json:"at"`
	DatasetDigest string       `json:"datasetDigest"`
	Study         layout.Study `json:"study"`
	Opinions      []Opinion    `json:"opinions,omitempty"`
}

// PlanJSON writes everything of the plan with fixed field order, so that equal
// documents are equal bytes.
func PlanJSON(w io.Writer, d PlanDocument) error {
	const op = "report.PlanJSON"
	p, err := newPlanFile(&d)
	if err != nil {
		return fault.Wrap(op, err)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return fault.Wrap(op, e.Encode(planJSON{Format: "parksite-layout-1", ID: d.ID, Version: d.Version, Title: p.doc.Title, Purpose: d.Purpose, Notes: d.Notes, State: d.State,
		Team: d.Team, Owner: d.Owner, At: d.At.UTC().Format("2006-01-02T15:04:05Z"), DatasetDigest: d.Snapshot.Dataset().Digest, Study: d.Study, Opinions: d.Opinions}))
}

// PlanXLSX writes the plan as a workbook: plan, rule checks, next plans, stress,
// sources with grades, land use where there are figures, caveats, review.
// Numbers are numbers in full, text is never a formula.
func PlanXLSX(w io.Writer, d PlanDocument) error {
	const op = "report.PlanXLSX"
	p, err := newPlanFile(&d)
	if err != nil {
		return fault.Wrap(op, err)
	}
	return fault.Wrap(op, p.xlsx(w, p.facts(), p.verification(), p.tables()))
}
