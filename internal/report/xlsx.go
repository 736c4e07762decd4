package report

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"parksite/internal/fault"
)

// XLSX writes the ranking as a workbook of six sheets: ranking, weights, values,
// sources, firmness, review.
//
// Where the method is a weighted tree (weighted sum, geometric or power means),
// the sheet of values holds formulas for every normalised value and every node,
// with the weight of a missing value spread over its siblings, and the ranking a
// formula for the score: they recompute the ranking from the values and weights
// that stand in the workbook. A formula is only written where it gives the
// stored number; other methods and treated data are written as numbers, and the
// ranking says so. Text is written as text and never as a formula.
func XLSX(w io.Writer, d Document) error {
	const op = "report.XLSX"
	if err := d.check(); err != nil {
		return fault.Wrap(op, err)
	}
	b, err := newBook(&d)
	if err != nil {
		return fault.Wrap(op, err)
	}
	defer func() { _ = b.f.Close() }()
	b.weights()
	b.values()
	b.ranking()
	b.sources()
	b.firmness()
	b.review()
	b.properties()
	if b.err != nil {
		return fault.Wrap(op, b.err)
	}
	return fault.Wrap(op, b.f.Write(w))
}

// book is the workbook being written; the first error stays in err.
type book struct {
	*Document
	f   *excelize.File
	err error

	plain, text, wrapped, heading, label, title, note int
	score, integer, year, percent, input, difference  int

	nodes []treeNode // pre-order; row of sheet weights = index + firstWeightRow
	plan  valuePlan
}

// Sheets stand in this order whatever order they are filled in.
var sheetKeys = [...]string{"sheet.ranking", "sheet.weights", "sheet.values", "sheet.sources", "sheet.firmness", "sheet.review"}

func newBook(d *Document) (*book, error) {
	var names []string
	for _, key := range sheetKeys {
		names = append(names, d.word(key))
	}
	return newBookOf(d, names)
}

// newBookOf is a workbook with sheets of these names.
func newBookOf(d *Document, names []string) (*book, error) {
	b := &book{Document: d, f: excelize.NewFile()}
	for i, name := range names {
		if i == 0 {
			b.keep(b.f.SetSheetName("Sheet1", name))
			continue
		}
		_, err := b.f.NewSheet(name)
		b.keep(err)
	}
	border := []excelize.Border{{Type: "bottom", Color: "D9DEE7", Style: 1}}
	top := &excelize.Alignment{Vertical: "top"}
	wrap := &excelize.Alignment{Vertical: "top", WrapText: true}
	numbered := func(format string) *excelize.Style {
		return &excelize.Style{CustomNumFmt: &format, Border: border, Alignment: top}
	}
	b.plain = b.style(&excelize.Style{Border: border, Alignment: top})
	b.text = b.style(&excelize.Style{NumFmt: 49, Border: border, Alignment: top})
	b.wrapped = b.style(&excelize.Style{NumFmt: 49, Border: border, Alignment: wrap})
	b.heading = b.style(&excelize.Style{Font: &excelize.Font{Family: "Calibri", Size: 11, Bold: true}, Border: border, Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true},
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EEF7"}}})
	b.label = b.style(&excelize.Style{Font: &excelize.Font{Family: "Calibri", Size: 11, Bold: true}, Border: border, Alignment: top,
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EEF7"}}})
	b.title = b.style(&excelize.Style{Font: &excelize.Font{Family: "Calibri", Bold: true, Size: 16}})
	b.note = b.style(&excelize.Style{Font: &excelize.Font{Family: "Calibri", Size: 11, Italic: true, Color: "5A6472"}, Alignment: wrap})
	b.score, b.integer, b.year = b.style(numbered("0.0000")), b.style(numbered("#,##0")), b.style(numbered("0"))
	b.percent, b.difference = b.style(numbered("0.0%")), b.style(numbered("0.0E+00"))
	input := "0.0000"
	b.input = b.style(&excelize.Style{CustomNumFmt: &input, Border: border, Alignment: top, Font: &excelize.Font{Family: "Calibri", Size: 11, Color: "1F4EB4"}})
	return b, b.err
}

func (b *book) style(s *excelize.Style) int {
	id, err := b.f.NewStyle(s)
	b.keep(err)
	return id
}

func (b *book) keep(err error) {
	if b.err == nil {
		b.err = err
	}
}

// at is a cell's name; row and column count from 1.
func at(col, row int) string {
	name, err := excelize.CoordinatesToCellName(col, row)
	if err != nil {
		panic(err) // a programming error: columns are bounded by the model
	}
	return name
}

// put writes a value with a style. Strings go in as strings, whatever they begin with.
func (b *book) put(sheet string, col, row int, v any, style int) {
	if b.err != nil {
		return
	}
	cell := at(col, row)
	switch v := v.(type) {
	case nil:
	case string:
		if v != "" {
			b.keep(b.f.SetCellStr(sheet, cell, clean(v)))
		}
	case float64:
		b.float(sheet, cell, v)
	case *float64:
		if v != nil {
			b.float(sheet, cell, *v)
		}
	default:
		b.keep(b.f.SetCellValue(sheet, cell, v))
	}
	b.keep(b.f.SetCellStyle(sheet, cell, cell, style))
}

// float writes all digits of v: excelize by itself rounds to 15, and a value
// imported again would differ.
func (b *book) float(sheet, cell string, v float64) {
	b.keep(b.f.SetCellDefault(sheet, cell, strconv.FormatFloat(v, 'G', -1, 64)))
}

// clean drops what XML cannot hold and shortens to what a cell can.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' && r != '\t' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 32_000 {
		return string(r[:32_000])
	}
	return s
}

// formula writes a formula with the value it gives, so that programs that do not
// calculate show it too.
func (b *book) formula(sheet string, col, row int, formula string, value *float64, style int) {
	b.put(sheet, col, row, value, style)
	if b.err == nil {
		b.keep(b.f.SetCellFormula(sheet, at(col, row), formula))
	}
}

// head writes a row of headings.
func (b *book) head(sheet string, row int, names ...string) {
	for i, n := range names {
		b.put(sheet, i+1, row, n, b.heading)
	}
	b.keep(b.f.SetRowHeight(sheet, row, headHeight))
}

// headHeight holds two lines of a heading, in points.
const headHeight = 32

// grow makes a row as high as its wrapped texts need in columns of the given
// widths: programs do not agree on doing that by themselves. A Han character is
// as wide as two others.
func (b *book) grow(sheet string, row int, widths []float64, texts ...string) {
	lines := 1
	for i, s := range texts {
		if s == "" || i >= len(widths) || widths[i] == 0 {
			continue
		}
		n := 0
		for _, par := range strings.Split(s, "\n") {
			w := 0.0
			for _, r := range par {
				w++
				if wide(r) {
					w++
				}
			}
			n += max(1, int(math.Ceil(w*1.1/widths[i])))
		}
		lines = max(lines, n)
	}
	if lines > 1 {
		b.keep(b.f.SetRowHeight(sheet, row, math.Min(409, 14.5*float64(lines)+2)))
	}
}

// maxFrozen is how many rows may stand still above a table.
const maxFrozen = 8

// layout sets column widths in characters, what stays in sight, and the page.
func (b *book) layout(sheet string, frozenCols, frozenRows int, widths ...float64) {
	for i, w := range widths {
		name, err := excelize.ColumnNumberToName(i + 1)
		b.keep(err)
		b.keep(b.f.SetColWidth(sheet, name, name, w))
	}
	still, pane := frozenRows, "bottomRight"
	if still > maxFrozen { // they would fill a small screen and leave nothing to scroll
		still, pane = 0, "topRight"
	}
	if frozenCols == 0 {
		pane = "bottomLeft"
	}
	if frozenCols > 0 || still > 0 {
		b.keep(b.f.SetPanes(sheet, &excelize.Panes{Freeze: true, XSplit: frozenCols, YSplit: still, TopLeftCell: at(frozenCols+1, still+1), ActivePane: pane}))
	}
	landscape, a4, one, many, scale := "landscape", 9, 1, 0, uint(60)
	fit := len(widths) <= maxFitted
	page := &excelize.PageLayoutOptions{Orientation: &landscape, Size: &a4}
	if fit {
		page.FitToWidth, page.FitToHeight = &one, &many
	} else { // too wide to be read on one page: several, with the names on each
		page.AdjustTo = &scale
	}
	b.keep(b.f.SetPageLayout(sheet, page))
	b.keep(b.f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}))
	b.keep(b.f.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: "&L" + strings.ReplaceAll(clean(b.Document.title()), "&", "&&") + "&R&P / &N"}))
	if frozenRows > 0 {
		from := frozenRows
		if !fit {
			from = 1
		}
		titles := fmt.Sprintf("%s!$%d:$%d", quoteSheet(sheet), from, frozenRows)
		if !fit && frozenCols > 0 {
			titles = fmt.Sprintf("%s!$A:$%s,%s", quoteSheet(sheet), strings.TrimRight(at(frozenCols, 1), "1"), titles)
		}
		b.keep(b.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: sheet,
			RefersTo: titles}))
	}
}

// maxFitted is how many columns are put on one page across.
const maxFitted = 30

func quoteSheet(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'" }

func (b *book) properties() {
	if b.err != nil {
		return
	}
	stamp := b.At.UTC().Format("2006-01-02T15:04:05Z")
	b.keep(b.f.SetDocProps(&excelize.DocProperties{Title: clean(b.Document.title()), Creator: clean(b.Owner), Description: b.Result.Digest,
		Created: stamp, Modified: stamp, Language: map[string]string{"zh": "zh-CN", "en": "en-GB"}[b.Lang]}))
	full := true
	b.keep(b.f.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: &full}))
	b.f.SetActiveSheet(0)
}
