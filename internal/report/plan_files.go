package report

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"

	"parksite/internal/catalog"
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
	b := bufio.NewWriter(w)
	if _, err := b.WriteString("\xef\xbb\xbf"); err != nil {
		return fault.Wrap(op, err)
	}
	c := csv.NewWriter(b)
	c.UseCRLF = true
	for i, t := range []planTable{p.sitesTable(), p.checksTable()} {
		if i > 0 {
			_ = c.Write([]string{""}) // its error comes again with Flush
		}
		var head []string
		for _, x := range t.columns {
			head = append(head, p.phrase(x.key))
		}
		_ = c.Write(head)
		for _, row := range t.rows {
			cells := make([]string, len(row))
			for k, v := range row {
				cells[k] = plainCell(v)
			}
			_ = c.Write(cells)
		}
	}
	_ = c.Write([]string{""})
	_ = c.Write([]string{p.phrase("digest"), p.Study.Digest})
	c.Flush()
	if err := c.Error(); err != nil {
		return fault.Wrap(op, err)
	}
	return fault.Wrap(op, b.Flush())
}

// plainCell writes a cell in full, text made inert.
func plainCell(v any) string {
	switch v := v.(type) {
	case float64:
		return number(v)
	case *float64:
		return optional(v)
	case string:
		return catalog.InertCell(v)
	}
	return ""
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
	tables := p.tables()
	var names []string
	for _, t := range tables {
		if t.sheet != "" {
			names = append(names, p.phrase(t.sheet))
		}
	}
	b, err := newBookOf(&p.doc, names)
	if err != nil {
		return fault.Wrap(op, err)
	}
	defer func() { _ = b.f.Close() }()
	sheet, row := "", 1
	for _, t := range tables {
		if t.sheet != "" {
			sheet, row = p.phrase(t.sheet), 1
		} else { // a second table of the sheet before
			row += 2
			b.put(sheet, 1, row, p.phrase(t.part), b.label)
			row++
		}
		if t.sheet == "sheet.plan" {
			row = p.planHead(b, sheet)
		}
		row = p.fillSheet(b, sheet, row, t)
	}
	b.properties()
	if b.err != nil {
		return fault.Wrap(op, b.err)
	}
	return fault.Wrap(op, b.f.Write(w))
}

// planHead writes title and facts above the sites, and returns the row below.
func (p *planFile) planHead(b *book, sheet string) int {
	b.put(sheet, 1, 1, p.doc.Title, b.title)
	row := 2
	for _, fact := range p.facts() {
		row++
		b.put(sheet, 1, row, fact[0], b.label)
		b.keep(b.f.MergeCell(sheet, at(1, row), at(2, row)))
		b.put(sheet, 3, row, fact[1], b.text)
	}
	for i, line := range p.verification() {
		row++
		b.put(sheet, 1, row, fmt.Sprintf("%d. %s", i+1, line), b.plain)
	}
	return row + 2
}

func (p *planFile) fillSheet(b *book, sheet string, row int, t planTable) int {
	var names []string
	var widths []float64
	for _, c := range t.columns {
		names, widths = append(names, p.phrase(c.key)), append(widths, c.width)
	}
	styles := map[string]int{"score": b.score, "integer": b.integer, "degree": b.score, "percent": b.percent, "any": b.plain}
	b.head(sheet, row, names...)
	if t.sheet != "" {
		b.layout(sheet, 0, row, widths...)
	}
	for _, cells := range t.rows {
		row++
		var texts []string
		for k, v := range cells {
			style := b.wrapped
			if s, ok := styles[t.columns[k].format]; ok {
				style = s
			}
			b.put(sheet, k+1, row, v, style)
			s, _ := v.(string)
			texts = append(texts, s)
		}
		b.grow(sheet, row, widths, texts...)
	}
	for _, note := range t.notes {
		row++
		b.put(sheet, 1, row, note, b.plain)
	}
	return row
}
