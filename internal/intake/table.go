package intake

import (
	"errors"
	"io"
	"slices"
	"strings"

	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// readTable reads one table, whatever it came from. It reports false, having
// read only the first rows, when no row is a heading.
func (c *collector) readTable(sheet string, src rows, hints tableHints) (bool, error) {
	first, err := headRows(src)
	if err != nil {
		return false, err
	}
	l, ok := c.findLayout(first, hints)
	if !ok {
		c.remark(place{sheet: sheet}, "", "import.sheetSkipped", "no row names a country column and a year or value column")
		return false, nil
	}
	t := &table{collector: c, sheet: sheet, layout: l, limit: c.limits.TableRows}
	if l.worldBank {
		t.limit = c.limits.BulkRows
	}
	t.start(first)
	for _, h := range first[l.body:] {
		if err := t.read(h.cells, h.row); err != nil {
			return true, err
		}
	}
	for {
		cells, row, err := src.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return true, err
		}
		if err := t.read(cells, row); err != nil {
			return true, err
		}
	}
	if s, ok := src.(*csvRows); ok && s.unterminated && t.lastRow == s.row {
		at := place{sheet: sheet, row: t.lastRow}
		switch {
		case t.short && l.worldBank:
			return true, fault.Newf("intake.readTable", fault.Invalid, "import.truncated", "the last row is cut off: the file is not whole")
		case t.short:
			c.reject(at, "", "import.truncated", "the last row is shorter than the heading and has no line end; the file may be cut off")
		case l.worldBank:
			c.remark(at, "", "import.truncated", "the last row has no line end; the file may be cut off in its last cell")
		}
	}
	c.batch.Stats.Sheets++
	return true, nil
}

// headRows keeps a table's first rows.
func headRows(src rows) ([]head, error) {
	var out []head
	for len(out) < headSpan {
		cells, row, err := src.next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		out = append(out, head{slices.Clone(cells), row})
	}
	return out, nil
}

// table is one table being read.
type table struct {
	*collector
	layout
	sheet      string
	limit      int
	rowsRead   int
	lastRow    int
	short      bool // the last row had fewer cells than the heading
	lastSeries string
	lastIndex  int32
	lastFound  bool
}

// start notes what stands above the body.
func (t *table) start(first []head) {
	if t.batch.Stats.Format == "" || t.worldBank {
		t.batch.Stats.Format = t.format
	}
	if t.worldBank {
		t.source.Publisher, t.source.ID = "World Bank", "WB"
		if t.source.Title == "" {
			t.source.Title = "World Bank bulk download"
		}
		for _, h := range first[:t.header] {
			t.stamp(h.cells)
		}
	}
	heading := first[t.header]
	for _, k := range t.unknown {
		t.reject(place{t.sheet, heading.row, k + 1}, heading.cells[k].text, "import.columnUnknown",
			"the heading is neither a year, nor a known indicator, nor a column of the template; the column was not read")
	}
}

// stamp reads what a publisher writes above or below the values.
func (t *table) stamp(cells []cell) bool {
	if len(cells) == 0 {
		return false
	}
	first := cells[0].text
	next := ""
	if len(cells) > 1 {
		next = cells[1].text
	}
	switch {
	case first == "Data Source":
		t.setDatabase(next)
	case first == "Last Updated Date":
		t.source.Vintage = next
		if len(cells) > 1 && cells[1].kind == dateCell {
			t.source.Vintage = serialDate(next)
		}
	case strings.HasPrefix(first, "Data from database:"):
		t.setDatabase(strings.TrimSpace(strings.TrimPrefix(first, "Data from database:")))
	case strings.HasPrefix(first, "Last Updated:"):
		t.source.Vintage = usDate(strings.TrimSpace(strings.TrimPrefix(first, "Last Updated:")))
	default:
		return false
	}
	return true
}

func (c *collector) setDatabase(name string) {
	if name == "" {
		return
	}
	c.source.Title = catalog.NormalText(name)
	if name == wdi {
		c.source.ID, c.source.Licence = "WDI", wdiLicence
	}
}

// The World Bank's main database, and the licence it is published under
// (datacatalog.worldbank.org: CC BY 4.0).
const (
	wdi        = "World Development Indicators"
	wdiLicence = "CC BY 4.0"
)

// usDate turns DataBank's month/day/year into ISO 8601; anything else stays.
func usDate(s string) string {
	p := strings.Split(s, "/")
	if len(p) != 3 || len(p[2]) != 4 {
		return s
	}
	for i := range 2 {
		if len(p[i]) == 1 {
			p[i] = "0" + p[i]
		}
	}
	return p[2] + "-" + p[0] + "-" + p[1]
}

// read takes one row.
func (t *table) read(cells []cell, row int) error {
	if err := t.ctx.Err(); err != nil {
		return err
	}
	filled := 0
	last := -1
	for k := range cells {
		if !cells[k].blank() {
			filled++
			last = k
		}
	}
	if filled == 0 {
		return nil
	}
	if t.rowsRead++; t.rowsRead > t.limit {
		return fault.Newf("intake.table", fault.TooLarge, "import.tooManyRows", "more than %d rows", t.limit)
	}
	t.batch.Stats.Rows++
	t.lastRow, t.short = row, len(cells) < t.width
	if t.worldBank && filled <= 2 && t.stamp(cells) {
		t.lastRow = 0 // a footer needs no line end
		return nil
	}
	if last >= t.width {
		t.reject(place{t.sheet, row, last + 1}, cells[last].text, "import.ragged", "the row has more cells than the heading; none of it was read")
		return nil
	}
	return t.values(cells, row)
}

// values takes the values of a row whose shape is right.
func (t *table) values(cells []cell, row int) error {
	n := 0
	for _, col := range t.columns {
		if col.at < len(cells) && !t.empty(cells[col.at]) {
			n++
		}
	}
	missing := len(t.columns) - n
	if n == 0 {
		if t.worldBank || t.keyed(cells) {
			t.skip(SkipMissing, missing)
		}
		return nil
	}
	country, ok := t.country(cells, row, n)
	if !ok {
		return nil
	}
	t.skip(SkipMissing, missing)
	series := t.about
	if len(t.seriesAt) > 0 {
		if series, ok = t.rowSeries(cells, row, n); !ok {
			return nil
		}
	}
	year, ok := t.rowYear(cells, row, n)
	if !ok {
		return nil
	}
	for _, col := range t.columns {
		if col.at >= len(cells) || t.empty(cells[col.at]) {
			continue
		}
		at := place{t.sheet, row, col.at + 1}
		ind, y := col.indicator, col.year
		if ind == -1 {
			ind = series
		}
		if y == 0 {
			y = year
		}
		if ind < 0 {
			if t.worldBank {
				t.skip(SkipIndicator, 1)
			} else {
				t.reject(at, cells[col.at].text, "import.indicatorMissing", "neither the row, the heading nor the sheet says which indicator this is")
			}
			continue
		}
		if !t.take(ind) {
			t.skip(SkipIndicator, 1)
			continue
		}
		if err := t.value(at, country, ind, y, cells[col.at], t.unitOf(cells)); err != nil {
			return err
		}
	}
	return nil
}

func (t *table) take(ind int32) bool {
	return t.wanted(ind) && !t.indicators[ind].Derived()
}

// keyed tells whether a row names a country: a line of notes does not.
func (t *table) keyed(cells []cell) bool {
	return slices.ContainsFunc(t.countryAt, func(k int) bool { return k < len(cells) && cells[k].text != "" })
}

func (t *table) empty(x cell) bool {
	if x.formula || x.kind == errorCell || x.kind == boolCell {
		return false
	}
	return x.text == "" || x.text == ".." || missingWords[strings.ToLower(x.text)]
}

func (t *table) unitOf(cells []cell) string {
	if t.unit < 0 || t.unit >= len(cells) {
		return ""
	}
	return cells[t.unit].text
}

// country finds the row's country; n is how many values hang on it.
func (t *table) country(cells []cell, row, n int) (int32, bool) {
	found, from := int32(-1), -1
	var unknown []int
	for _, k := range t.countryAt {
		if k >= len(cells) || cells[k].text == "" {
			continue
		}
		text := catalog.CellText(cells[k].text)
		if t.worldBank {
			if i, ok := t.countries.code(text); ok {
				return i, true
			}
			if len(text) == 3 { // the code column decides
				t.skip(SkipCountry, n)
				return 0, false
			}
			continue
		}
		i, ok := t.countries.find(text)
		switch {
		case !ok:
			unknown = append(unknown, k)
		case found >= 0 && found != i:
			t.reject(place{t.sheet, row, k + 1}, cells[k].text, "import.countryConflict",
				"column "+columnName(from+1)+" of the row names another country")
			return 0, false
		default:
			found, from = i, k
		}
	}
	switch {
	case t.worldBank:
		t.skip(SkipCountry, n)
		return 0, false
	case len(unknown) > 0:
		k := unknown[0]
		t.reject(place{t.sheet, row, k + 1}, cells[k].text, "import.countryUnknown", "no country of the catalogue has this code or name")
		return 0, false
	case found < 0:
		t.reject(place{sheet: t.sheet, row: row}, "", "import.countryMissing", "the row has values but names no country")
		return 0, false
	}
	return found, true
}

// rowSeries finds the row's indicator.
func (t *table) rowSeries(cells []cell, row, n int) (int32, bool) {
	at := -1
	for _, k := range t.seriesAt {
		if k >= len(cells) || cells[k].text == "" {
			continue
		}
		if at < 0 {
			at = k
		}
		if cells[k].text != t.lastSeries {
			t.lastSeries = strings.Clone(cells[k].text)
			t.lastIndex, t.lastFound = t.indicator(catalog.CellText(t.lastSeries))
		}
		if t.lastFound {
			if t.indicators[t.lastIndex].Derived() && !t.worldBank {
				t.reject(place{t.sheet, row, k + 1}, cells[k].text, "import.indicatorDerived", "the indicator is computed from others and cannot be imported")
				return 0, false
			}
			return t.lastIndex, true
		}
		if t.worldBank { // the code decides; a name alone is not asked for
			break
		}
	}
	switch {
	case t.worldBank:
		t.skip(SkipIndicator, n)
	case at < 0:
		t.reject(place{sheet: t.sheet, row: row}, "", "import.indicatorMissing", "the row has values but names no indicator")
	default:
		t.reject(place{t.sheet, row, at + 1}, cells[at].text, "import.indicatorUnknown",
			"no indicator has this code or name; define it in the sheet of definitions")
	}
	return 0, false
}

// rowYear finds the row's year where the heading has none.
func (t *table) rowYear(cells []cell, row, n int) (int, bool) {
	if t.year < 0 {
		return 0, true
	}
	var x cell
	if t.year < len(cells) {
		x = cells[t.year]
	}
	y, ok := cellYear(x)
	if !ok {
		t.reject(place{t.sheet, row, t.year + 1}, x.text, "import.year", "not a year such as 2023 or 2023年")
		return 0, false
	}
	if y < t.opt.FirstYear || y > t.opt.LastYear {
		if t.worldBank {
			t.skip(SkipYear, n)
		} else {
			t.reject(place{t.sheet, row, t.year + 1}, x.text, "import.yearRange", "the year is outside "+itoa(t.opt.FirstYear)+" to "+itoa(t.opt.LastYear))
		}
		return 0, false
	}
	return y, true
}
