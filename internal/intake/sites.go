package intake

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// SiteReading is what a table of own sites says, and the cells of it that were
// refused. A row with a refused cell is left out.
type SiteReading struct {
	Rows     []SiteRow   // in the order of the file
	Lines    []SiteLine  // where each of Rows stands
	Rejected []Rejection // 500 at most
	Refused  int         // all of them
	Remarks  []Rejection
}

// SiteLine is a row of a file.
type SiteLine struct {
	Sheet string `json:"sheet"`
	Row   int    `json:"row"` // from 1
}

// MaxSiteRows bounds the sites of one file.
const MaxSiteRows = 500

// SiteOptions say what a table of own sites is read against.
type SiteOptions struct {
	Countries []catalog.Country // candidates
	// Check says what is wrong with a row as a site, by the keys of the columns
	// ("lat", "landPriceUSDPerM2.year"); each becomes a refused cell.
	Check func(SiteRow) ([]fault.Field, error)
	// Known reports whether there is such a site already.
	Known func(SiteRow) bool
}

// ReadSites reads a table of own sites from CSV, a workbook or a zip archive of
// CSV files, as SiteTable writes it in either language; columns may stand in
// any order and those not needed be left out. The faults are those of Read.
func ReadSites(ctx context.Context, src io.ReaderAt, size int64, opt SiteOptions) (SiteReading, error) {
	const op = "intake.ReadSites"
	c := newCollector(ctx, Options{Countries: opt.Countries, Want: []string{"none"},
		Limits: Limits{Expanded: 32 << 20, Workbook: 32 << 20, Columns: 200, Rejections: maxNegativeRejected}})
	t := siteTable{collector: c, opt: opt}
	c.other = t.read
	if err := c.read(src, size); err != nil {
		return SiteReading{}, wrap(op, err)
	}
	if err := ctx.Err(); err != nil {
		return SiteReading{}, err
	}
	return SiteReading{Rows: t.out, Lines: t.lines, Rejected: c.batch.Rejected, Refused: c.batch.Stats.Rejected, Remarks: c.batch.Remarks}, nil
}

type siteTable struct {
	*collector
	opt   SiteOptions
	out   []SiteRow
	lines []SiteLine
	at    map[string]int // column of each key, in the table being read
}

func (t *siteTable) read(sheet string, src rows) (bool, error) {
	const op = "intake.readSites"
	first, err := headRows(src)
	if err != nil {
		return false, err
	}
	body := slices.IndexFunc(first, func(h head) bool { return t.heading(h.cells) }) + 1
	if body == 0 {
		if !ownSheet(sheet) {
			t.remark(place{sheet: sheet}, "", "import.sheetSkipped", "no row names the columns name, country, latitude and longitude")
		}
		return false, nil
	}
	t.strange(sheet, first[body-1])
	take := func(cells []cell, row int) error {
		if !slices.ContainsFunc(cells, func(x cell) bool { return strings.TrimSpace(x.text) != "" || x.formula }) {
			return nil
		}
		if len(t.out) >= MaxSiteRows {
			return fault.Newf(op, fault.TooLarge, "import.tooManyRows", "more than %d sites", MaxSiteRows)
		}
		if err := t.site(sheet, cells, row); err != nil {
			return err
		}
		return t.ctx.Err()
	}
	for _, h := range first[body:] {
		if err := take(h.cells, h.row); err != nil {
			return true, err
		}
	}
	for {
		cells, row, err := src.next()
		if errors.Is(err, io.EOF) {
			return true, nil
		}
		if err == nil {
			err = take(cells, row)
		}
		if err != nil {
			return true, err
		}
	}
}

// ownSheet reports whether a sheet is one of those that SiteTable adds for
// people to read.
func ownSheet(name string) bool {
	for _, text := range siteText {
		if name == text.guide || name == text.countries {
			return true
		}
	}
	return false
}

// heading tells whether a row names what every site needs, and notes where all
// columns stand.
func (t *siteTable) heading(cells []cell) bool {
	t.at = map[string]int{}
	for k, x := range cells {
		f := fold(catalog.CellText(x.text))
		if f == "" {
			continue
		}
		for _, col := range siteColumns {
			if _, taken := t.at[col.key]; !taken && (f == fold(col.name.Zh) || f == fold(col.name.En) || slices.ContainsFunc(col.also, func(h string) bool { return f == fold(h) })) {
				t.at[col.key] = k
				break
			}
		}
	}
	has := func(key string) bool { _, ok := t.at[key]; return ok }
	return (has("name.zh") || has("name.en")) && has("iso3") && has("lat") && has("lon")
}

// strange refuses the columns whose heading is not known: a figure under it
// would be lost without a word.
func (t *siteTable) strange(sheet string, h head) {
	for k, x := range h.cells {
		known := strings.TrimSpace(x.text) == ""
		for _, at := range t.at {
			known = known || at == k
		}
		if !known {
			t.reject(place{sheet, h.row, k + 1}, x.text, "import.columnUnknown", "the heading is no column of the template, or stands twice; the column was not read")
		}
	}
}

// line is one row being read.
type line struct {
	*siteTable
	sheet string
	cells []cell
	row   int
	ok    bool
}

func (l *line) get(key string) cell {
	if k, known := l.at[key]; known && k < len(l.cells) {
		return l.cells[k]
	}
	return cell{}
}

// refuse refuses the cell of a column, or the row where the column is none of
// the table's.
func (l *line) refuse(key, code, detail string) {
	p := place{sheet: l.sheet, row: l.row}
	for _, k := range [...]string{key, key + ".zh", key + ".en"} { // "name" is either
		if at, known := l.at[k]; known {
			key, p.col = k, at+1
			break
		}
	}
	l.reject(p, l.get(key).text, code, detail)
	l.ok = false
}

// plain reports whether a cell may be read at all, and refuses it if not.
func (l *line) plain(key string) bool {
	switch x := l.get(key); {
	case x.merged:
		l.refuse(key, "import.mergedValue", "a merged cell stands for several sites")
	case x.kind == errorCell:
		l.refuse(key, "import.cellError", "the cell shows an error")
	case x.formula && x.text == "":
		l.refuse(key, "import.formulaWithoutValue", "the formula has no stored value; open the workbook in a spreadsheet and save it")
	case x.kind == textCell && strings.HasPrefix(x.text, "="):
		l.refuse(key, "import.formula", "a formula written as text")
	default:
		if x.formula {
			l.remark(place{l.sheet, l.row, l.at[key] + 1}, x.text, "import.formulaValue", "the formula's stored value was taken")
		}
		return true
	}
	return false
}

func (l *line) text(key string) string {
	if !l.plain(key) {
		return ""
	}
	return catalog.NormalText(strings.TrimSpace(catalog.CellText(l.get(key).text)))
}

// number reads a cell; known is false for an empty or refused one.
func (l *line) number(key string) (v float64, known bool) {
	x := l.get(key)
	if !l.plain(key) {
		return 0, false
	}
	if x.kind == dateCell || x.kind == boolCell {
		l.refuse(key, "import.number", "not a number")
		return 0, false
	}
	n := parseNumber(catalog.CellText(x.text))
	percent := key == "buildingCoveragePct"
	switch {
	case n.missing:
		return 0, false
	case n.reason != "":
		l.refuse(key, n.reason, n.detail)
		return 0, false
	case (n.percent || x.percent) && !percent:
		l.refuse(key, "import.percentUnit", "a percentage where none is asked for")
		return 0, false
	}
	if x.percent {
		n.value = scaleDecimal(x.text, 100, n.value)
	}
	return n.value + 0, true
}

func (l *line) degrees(key string) float64 {
	before := l.batch.Stats.Rejected
	v, known := l.number(key)
	if !known && l.batch.Stats.Rejected == before {
		l.refuse(key, "required", "a site needs a position in decimal degrees")
	}
	return v
}

func (l *line) year(key string) int {
	x := l.get(key)
	if !l.plain(key) || strings.TrimSpace(x.text) == "" {
		return 0
	}
	y, ok := cellYear(x)
	if !ok {
		l.refuse(key, "import.year", "not a year such as 2023 or 2023年")
	}
	return y
}

// word reads a cell that holds one of a few words, "" for an empty one.
func (l *line) word(key string, words map[string]string, code, detail string) string {
	text := l.text(key)
	if text == "" {
		return ""
	}
	w := words[fold(text)]
	if w == "" && l.ok {
		l.refuse(key, code, detail)
	}
	return w
}

// site reads one row.
func (t *siteTable) site(sheet string, cells []cell, row int) error {
	l := line{siteTable: t, sheet: sheet, cells: cells, row: row, ok: true}
	s := SiteRow{Name: catalog.Text{Zh: l.text("name.zh"), En: l.text("name.en")}, Source: l.text("source"), Note: l.text("note"), Year: l.year("year")}
	if i, known := t.countries.find(l.text("iso3")); known {
		s.ISO3 = t.opt.Countries[i].ISO3
	} else {
		l.refuse("iso3", "import.countryUnknown", "no country of the catalogue has this code or name")
	}
	s.Lat, s.Lon = l.degrees("lat"), l.degrees("lon")
	s.Type = l.word("type", siteTypeWords, "import.siteType", "port, park or land is expected")
	s.PortCity = l.word("portCity", yesWords, "import.yesNo", "yes or no is expected") == "yes"
	for _, f := range SiteFigures {
		v, known := l.number(f.Field)
		year, source := l.year(f.Field+".year"), l.text(f.Field+".source")
		if known {
			s.Figures = append(s.Figures, SiteFigure{f.Field, v, year, source})
		} else if l.ok && (year != 0 || source != "") {
			l.refuse(f.Field, "site.citedNothing", "a year or source without a figure")
		}
	}
	if !l.ok {
		return nil
	}
	bad, err := t.opt.Check(s)
	if err != nil {
		return err
	}
	for _, f := range bad {
		l.refuse(f.Field, f.Code, f.Detail)
	}
	if l.ok && t.opt.Known(s) {
		l.refuse("name", "import.siteExists", "there is an own site of this name in this country")
	}
	if l.ok && slices.ContainsFunc(t.out, func(x SiteRow) bool {
		return x.ISO3 == s.ISO3 && (x.Name.Zh != "" && x.Name.Zh == s.Name.Zh || x.Name.En != "" && x.Name.En == s.Name.En)
	}) {
		l.refuse("name", "import.siteTwice", "a site of this name in this country stands earlier in the file")
	}
	if l.ok {
		t.out, t.lines = append(t.out, s), append(t.lines, SiteLine{sheet, row})
	}
	return nil
}
