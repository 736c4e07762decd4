package report

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strings"

	"codeberg.org/go-pdf/fpdf"

	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/layout"
)

// sheets are what documents about sites share: plans and rankings of sites are
// facts, tables and how to verify them, in every format.
type sheets struct {
	doc  Document               // for the common parts: words, page heads, cells
	site func(id string) string // the name of a site
}

// phrase is a label of sites in the document's language, or one of documents.
func (s *sheets) phrase(key string) string {
	if w, ok := planWords[s.doc.Lang][key]; ok {
		return w
	}
	return s.doc.word(key)
}

// siteModel names the model that scored the sites.
func (s *sheets) siteModel(m layout.SiteModel) string {
	return fmt.Sprintf("%s (%s)", s.doc.text(m.Name), m.Ref())
}

// branches are the weights of a model's branches.
func (s *sheets) branches(m layout.SiteModel) string {
	var out []string
	for i := range m.Tree.Children {
		n := &m.Tree.Children[i]
		out = append(out, fmt.Sprintf("%s %.1f%%", s.doc.text(n.Name), 100*n.Weight))
	}
	return strings.Join(out, s.phrase("listSeparator"))
}

// inLang is a text in the language of a document.
func inLang(lang string, t catalog.Text) string { return (&Document{Lang: lang}).text(t) }

// planTable is one table of a plan document, as every format writes it. A cell
// is a string, a float64, a *float64 or nil.
type planTable struct {
	sheet, part string // keys of its names
	columns     []planColumn
	rows        [][]any
	notes       []string // below the table
}

type planColumn struct {
	key    string
	width  float64 // in characters
	format string  // of numbers: "score", "integer", "degree", "percent", "any"
	name   string  // instead of a key
}

// head is a column's heading.
func (s *sheets) head(c planColumn) string {
	if c.name != "" {
		return c.name
	}
	return s.phrase(c.key)
}

func (s *sheets) list(ids []string, name func(string) string) string {
	var out []string
	for _, id := range ids {
		out = append(out, name(id))
	}
	return strings.Join(out, s.phrase("listSeparator"))
}

func (s *sheets) yes(b bool) string {
	if b {
		return s.phrase("yes")
	}
	return s.phrase("no")
}

// indicatorNames are the names of the site indicators by code, with their units:
// below one heading stand figures of several.
func (s *sheets) indicatorNames() map[string]string {
	names := map[string]string{}
	for _, y := range layout.Indicators() {
		names[y.Code] = s.doc.text(y.Name)
		if unit := s.doc.text(y.Unit); unit != "" {
			names[y.Code] += s.phrase("unit.before") + unit + s.phrase("unit.after")
		}
	}
	return names
}

// gradesTable lists what the sites were scored from, with grade, source
// and what to know of each figure.
func (s *sheets) gradesTable(scores []layout.SiteScore) planTable {
	t := planTable{sheet: "sheet.siteSources", part: "part.siteSources", columns: []planColumn{{"plan.site", 22, "", ""}, {"ind.indicator", 30, "", ""}, {"ind.value", 14, "any", ""}, {"plan.grade", 8, "", ""},
		{"plan.counted", 10, "", ""}, {"year", 11, "", ""}, {"source", 26, "", ""}, {"caveat", 60, "", ""}}}
	names := s.indicatorNames()
	for _, x := range scores {
		for _, c := range x.Criteria {
			counted := s.yes(c.Counted)
			if c.Filled {
				counted += " · " + s.phrase("ind.filled")
			}
			year := ""
			if c.Year > 0 {
				year = fmt.Sprint(c.Year)
			}
			name := cmp.Or(names[c.ID], c.ID)
			t.rows = append(t.rows, []any{s.doc.text(x.Name), name, c.Value, string(c.Grade), counted, year, strings.Join(c.Sources, " "), s.sentences(c.Caveats)})
		}
	}
	return t
}

// sentences are whole ones: they end with their own stos.
func (s *sheets) sentences(keys []string) string {
	out := make([]string, len(keys))
	for i, key := range keys {
		out[i] = s.phrase(key)
	}
	return strings.Join(out, " ")
}

func (s *sheets) landUseTable(list []layout.LandUse) planTable {
	t := planTable{sheet: "sheet.landUse", part: "part.landUse", columns: []planColumn{{"plan.site", 24, "", ""}, {"landUse.figure", 36, "", ""}, {"landUse.own", 14, "any", ""}, {"landUse.region", 24, "", ""},
		{"landUse.table", 14, "any", ""}, {"landUse.ratio", 10, "percent", ""}, {"source", 20, "", ""}}, notes: []string{s.phrase("landUse.note")}}
	for _, l := range list {
		for _, b := range l.Table {
			t.rows = append(t.rows, []any{s.site(l.Site), s.doc.text(l.Name) + " (" + s.doc.text(l.Unit) + ")", l.Value, s.doc.text(b.Region), b.Value, b.Ratio, b.Source})
		}
	}
	return t
}

// limitsTable tells what the data cannot say, and the doubts about the figures
// that counted, with the sites they are about. In a document to be read, brief,
// a doubt about many sites is told with their number and three of them: a page
// of names under each doubt hides the doubts.
func (s *sheets) limitsTable(limits []string, scores []layout.SiteScore, brief bool) planTable {
	t := planTable{sheet: "sheet.caveats", part: "part.caveats", columns: []planColumn{{"caveat", 90, "", ""}, {"plan.site", 50, "", ""}}}
	for _, key := range limits {
		t.rows = append(t.rows, []any{s.phrase(key), ""})
	}
	var order []string
	at := map[string][]string{}
	last := map[string]int{} // one site has several figures with the same doubt
	for i := range scores {
		for _, c := range scores[i].Criteria {
			for _, key := range c.Caveats {
				n, seen := last[key]
				if !seen {
					order = append(order, key)
				}
				if !seen || n != i {
					last[key], at[key] = i, append(at[key], s.doc.text(scores[i].Name))
				}
			}
		}
	}
	const told, named = 6, 3
	for _, key := range order {
		names := at[key]
		cell := strings.Join(names[:min(named, len(names))], s.phrase("listSeparator"))
		if !brief || len(names) <= told {
			cell = strings.Join(names, s.phrase("listSeparator"))
		} else if len(names) == len(scores) {
			cell = fmt.Sprintf(s.phrase("caveat.all"), len(names))
		} else {
			cell = fmt.Sprintf(s.phrase("caveat.some"), len(names), len(scores), cell)
		}
		t.rows = append(t.rows, []any{s.phrase(key), cell})
	}
	return t
}

func (s *sheets) opinionsTable() planTable {
	t := planTable{sheet: "sheet.review", part: "part.review", columns: []planColumn{{"review.round", 8, "integer", ""}, {"review.ministry", 26, "", ""}, {"review.by", 20, "", ""}, {"review.decision", 12, "", ""}, {"review.comment", 70, "", ""}, {"review.at", 22, "", ""}}}
	for _, o := range s.doc.Opinions {
		t.rows = append(t.rows, []any{float64(o.Round), o.Ministry, o.By, s.phrase("decision." + o.Decision), o.Comment, moment(s.doc.Lang, o.At)})
	}
	if len(t.rows) == 0 {
		t.notes = append(t.notes, s.phrase("review.none"))
	}
	return t
}

// csv writes tables one below the other and the digest last. UTF-8 with a byte
// order mark, CRLF, full precision.
func (s *sheets) csv(w io.Writer, digest string, tables ...planTable) error {
	const op = "report.sheets.csv"
	b := bufio.NewWriter(w)
	if _, err := b.WriteString("\xef\xbb\xbf"); err != nil {
		return fault.Wrap(op, err)
	}
	c := csv.NewWriter(b)
	c.UseCRLF = true
	for i, t := range tables {
		if i > 0 {
			_ = c.Write([]string{""}) // its error comes again with Flush
		}
		var head []string
		for _, x := range t.columns {
			head = append(head, s.head(x))
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
	_ = c.Write([]string{s.phrase("digest"), digest})
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

// xlsx writes the tables as a workbook, the facts above the first. Numbers are
// numbers in full, text is never a formula.
func (s *sheets) xlsx(w io.Writer, facts [][2]string, verification []string, tables []planTable) error {
	const op = "report.sheets.xlsx"
	var names []string
	for _, t := range tables {
		if t.sheet != "" {
			names = append(names, s.phrase(t.sheet))
		}
	}
	b, err := newBookOf(&s.doc, names)
	if err != nil {
		return fault.Wrap(op, err)
	}
	defer func() { _ = b.f.Close() }()
	sheet, row := "", 1
	for i, t := range tables {
		if t.sheet != "" {
			sheet, row = s.phrase(t.sheet), 1
		} else { // a second table of the sheet before
			row += 2
			b.put(sheet, 1, row, s.phrase(t.part), b.label)
			row++
		}
		if i == 0 {
			row = s.headed(b, sheet, facts, verification)
		}
		row = s.fillSheet(b, sheet, row, t)
	}
	b.properties()
	if b.err != nil {
		return fault.Wrap(op, b.err)
	}
	return fault.Wrap(op, b.f.Write(w))
}

// headed writes title and facts above the first table, and returns the row below.
func (s *sheets) headed(b *book, sheet string, facts [][2]string, verification []string) int {
	b.put(sheet, 1, 1, s.doc.Title, b.title)
	row := 2
	for _, fact := range facts {
		row++
		b.put(sheet, 1, row, fact[0], b.label)
		b.keep(b.f.MergeCell(sheet, at(1, row), at(2, row)))
		b.put(sheet, 3, row, fact[1], b.text)
	}
	for i, line := range verification {
		row++
		b.put(sheet, 1, row, fmt.Sprintf("%d. %s", i+1, line), b.plain)
	}
	return row + 2
}

func (s *sheets) fillSheet(b *book, sheet string, row int, t planTable) int {
	var names []string
	var widths []float64
	for _, c := range t.columns {
		names, widths = append(names, s.head(c)), append(widths, c.width)
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
			if x, ok := styles[t.columns[k].format]; ok {
				style = x
			}
			b.put(sheet, k+1, row, v, style)
			text, _ := v.(string)
			texts = append(texts, text)
		}
		b.grow(sheet, row, widths, texts...)
	}
	for _, note := range t.notes {
		row++
		b.put(sheet, 1, row, note, b.plain)
	}
	return row
}

// pdf writes a document to be read and filed: facts, a picture where there is
// one, tables, sources and how to verify it. Every page bears title, version,
// state, date, digest and its number.
func (s *sheets) pdf(w io.Writer, facts [][2]string, verification []string, tables []planTable, scores []layout.SiteScore, picture func(*pdf)) error {
	const op = "report.sheets.pdf"
	face := loadFont()
	if face.fail != nil {
		return fault.Wrap(op, face.fail)
	}
	p := &pdf{Document: &s.doc, face: face, f: fpdf.New("P", "mm", "A4", "")}
	p.begin()
	p.opening(facts)
	if picture != nil {
		picture(p)
	}
	for _, t := range tables {
		p.heading(s.phrase(t.part))
		columns := make([]tableColumn, 0, len(t.columns))
		var kept []int
		for k, c := range t.columns {
			if c.key == "id" || c.key == "plan.lat" || c.key == "plan.lon" { // in the other formats
				continue
			}
			kept = append(kept, k)
			columns = append(columns, tableColumn{s.head(c), c.width, c.format != ""})
		}
		if len(t.rows) > 0 {
			p.rows(columns, len(t.rows), func(i int) []string {
				out := make([]string, len(kept))
				for n, k := range kept {
					out[n] = shown(t.rows[i][k], t.columns[k].format)
				}
				return out
			}, nil)
		}
		for _, note := range t.notes {
			p.paragraph(note, textSize, ink)
		}
	}
	s.cited(p, scores)
	p.heading(s.phrase("part.verify"))
	for i, line := range verification {
		p.paragraph(fmt.Sprintf("%d. %s", i+1, line), textSize, ink)
		p.y += 1
	}
	return fault.As(op, fault.Internal, "internal", p.f.Output(w))
}

// shown writes a cell for reading.
func shown(v any, format string) string {
	var x float64
	switch v := v.(type) {
	case string:
		return v
	case float64:
		x = v
	case *float64:
		if v == nil {
			return ""
		}
		x = *v
	default:
		return ""
	}
	switch format {
	case "score":
		return fmt.Sprintf("%.4f", x)
	case "integer":
		return shortNumber(math.Round(x))
	case "degree":
		return fmt.Sprintf("%.2f", x)
	case "percent":
		return percent(x)
	}
	return shortNumber(x)
}

// cited lists the sources with publisher and licence.
func (s *sheets) cited(out *pdf, scores []layout.SiteScore) {
	var used []catalog.Source
	seen := map[string]bool{}
	for _, x := range scores {
		for _, c := range x.Criteria {
			for _, id := range c.Sources {
				if y, ok := s.doc.Snapshot.Source(id); ok && !seen[id] {
					seen[id] = true
					used = append(used, y)
				}
			}
		}
	}
	if len(used) == 0 {
		return
	}
	out.heading(s.phrase("part.sources"))
	out.rows([]tableColumn{{s.phrase("source"), 36, false}, {s.phrase("title"), 56, false}, {s.phrase("publisher"), 34, false}, {s.phrase("licence"), 28, false}, {s.phrase("vintage"), 40, false}}, len(used), func(i int) []string {
		x := used[i]
		return []string{x.ID, x.Title, x.Publisher, x.Licence, x.Vintage}
	}, nil)
}
