package intake

import (
	"slices"
	"strings"
)

// headSpan is how far down a heading is looked for: publishers and people put
// titles, dates and notes above it.
const headSpan = 40

// what a column holds, as told by its heading.
type role uint8

const (
	noRole role = iota
	countryCode
	countryName
	indicatorCode
	indicatorName
	yearOf
	valueOf
	unitOf
	ignored // notes and the like
)

// headings maps folded headings to roles. World Bank files use the English ones;
// the Chinese ones are the template's and what people write.
var headings = func() map[string]role {
	m := map[string]role{}
	for r, names := range map[role][]string{
		countryCode:   {"Country Code", "iso3", "iso3 code", "countryiso3code", "iso code", "iso", "iso2", "m49", "国家代码", "国家（地区）代码", "国别代码", "国家地区代码"},
		countryName:   {"Country Name", "Country", "Country or area", "Economy", "国家", "国家（地区）", "国家和地区", "国家/地区", "国别", "国家名称", "东道国", "经济体", "国家（地区）名称"},
		indicatorCode: {"Indicator Code", "Series Code", "指标代码", "指标编码"},
		indicatorName: {"Indicator Name", "Series Name", "Indicator", "Series", "指标", "指标名称"},
		yearOf:        {"Year", "Time", "年份", "年度", "年", "时间"},
		valueOf:       {"Value", "数值", "值", "观测值", "指标值"},
		unitOf:        {"Unit", "单位", "计量单位"},
		ignored:       {"Time Code", "Note", "Notes", "Remark", "Remarks", "Comment", "备注", "说明", "Source", "Sources", "来源", "数据来源", "序号", "No.", "Footnote", "region", "地区", "区域"},
	} {
		for _, n := range names {
			m[fold(n)] = r
		}
	}
	return m
}()

// column is one column of values: its year and indicator, as far as the heading
// says them.
type column struct {
	at        int
	year      int   // 0 = the row says it
	indicator int32 // -1 = the row or the sheet says it
}

// layout is how a table is laid out.
type layout struct {
	header    int // index of the heading's row among the first rows
	body      int // index of the first row of values
	width     int
	worldBank bool // World Bank wording: others' economies and series are skipped, not refused
	format    string
	countryAt []int // columns that name the country, codes first
	seriesAt  []int // columns that name the indicator, codes first
	year      int   // -1 = none
	unit      int   // -1 = none
	columns   []column
	unknown   []int // headings that say nothing known
	about     int32 // the indicator of the whole sheet, -1 = none
}

// head is one of a table's first rows.
type head struct {
	cells []cell
	row   int
}

// tableHints is what is known of a table besides its rows.
type tableHints struct{ name string }

// findLayout looks for the heading among a table's first rows.
func (c *collector) findLayout(first []head, hints tableHints) (layout, bool) {
	for i := range first {
		if l, ok := c.layoutAt(first, i); ok {
			if l.about < 0 && len(l.seriesAt) == 0 && slices.ContainsFunc(l.columns, func(x column) bool { return x.indicator < 0 }) {
				l.about = c.sheetIndicator(first[:i], hints)
			}
			return l, true
		}
	}
	return layout{}, false
}

// layoutAt reads row i as the heading.
func (c *collector) layoutAt(first []head, i int) (layout, bool) {
	l := layout{header: i, body: i + 1, year: -1, unit: -1, about: -1, width: len(first[i].cells)}
	cells := first[i].cells
	value := -1
	var codes, names, scodes, snames, rest []int
	exact := map[string]bool{}
	for k, x := range cells {
		exact[x.text] = true
		switch headings[fold(x.text)] {
		case countryCode:
			codes = append(codes, k)
		case countryName:
			names = append(names, k)
		case indicatorCode:
			scodes = append(scodes, k)
		case indicatorName:
			snames = append(snames, k)
		case yearOf:
			if l.year < 0 {
				l.year = k
			}
		case valueOf:
			value = k
		case unitOf:
			l.unit = k
		case ignored:
		default:
			if x.text != "" || x.kind == dateCell {
				rest = append(rest, k)
			}
		}
	}
	l.countryAt, l.seriesAt = append(codes, names...), append(scodes, snames...)
	if len(l.countryAt) == 0 {
		return l, false
	}
	switch {
	case value >= 0 && l.year >= 0:
		l.columns, l.unknown = []column{{at: value, indicator: -1}}, rest
	case l.year >= 0: // a row per country and year, a column per indicator
		l.indicatorColumns(c, cells, rest)
	default:
		l.yearColumns(c, first, i, rest)
	}
	// Countries and years, and only columns nobody knows: a user's table all the
	// same, whose columns are to be named. Publishers' notes by series are not.
	named := l.year >= 0 && len(l.unknown) > 0 && len(l.seriesAt) == 0
	if len(l.columns) == 0 && !named {
		return l, false
	}
	l.recognise(exact, first[:i])
	return l, true
}

func (l *layout) indicatorColumns(c *collector, cells []cell, rest []int) {
	for _, k := range rest {
		if ind, ok := c.indicator(cells[k].text); ok {
			l.columns = append(l.columns, column{at: k, indicator: ind})
		} else if code, ok := bracketed(cells[k].text); ok && code != "" {
			l.columns = append(l.columns, column{at: k, indicator: unknownIndicator})
		} else {
			l.unknown = append(l.unknown, k)
		}
	}
}

// unknownIndicator marks a column that names a series nobody defined.
const unknownIndicator int32 = -2

// yearColumns reads headings that are years, alone or in two rows with the
// indicators above or below, where a heading that spans several columns is
// written once.
func (l *layout) yearColumns(c *collector, first []head, i int, rest []int) {
	cells := first[i].cells
	for _, k := range rest {
		if y, ok := cellYear(cells[k]); ok {
			l.columns = append(l.columns, column{at: k, year: y, indicator: -1})
		}
	}
	if len(l.columns) > 0 {
		for _, k := range rest {
			if !slices.ContainsFunc(l.columns, func(x column) bool { return x.at == k }) {
				l.unknown = append(l.unknown, k)
			}
		}
		// Years once each belong to the row's indicator; repeated years, or a row of
		// indicators above or below, make it an indicator × year heading.
		if i > 0 && l.group(c, first[i-1].cells) {
			return
		}
		if i+1 < len(first) && len(l.seriesAt) == 0 && l.group(c, first[i+1].cells) {
			l.body = i + 2
		}
		return
	}
	// No year in this row: indicators here and years in the row below.
	if i+1 >= len(first) {
		return
	}
	below := first[i+1].cells
	l.width = max(l.width, len(below))
	var ind int32 = -1
	start := slices.Max(append(slices.Clone(l.countryAt), append(l.seriesAt, 0)...)) + 1
	for k := start; k < l.width; k++ {
		if k < len(cells) && cells[k].text != "" {
			if found, ok := c.indicator(cells[k].text); ok {
				ind = found
			} else {
				ind = unknownIndicator
				l.unknown = append(l.unknown, k)
			}
		}
		if k < len(below) {
			if y, ok := cellYear(below[k]); ok && ind != unknownIndicator {
				l.columns = append(l.columns, column{at: k, year: y, indicator: ind})
			}
		}
	}
	if len(l.columns) > 0 {
		l.body = i + 2
	}
}

// group gives the year columns their indicators from a neighbouring row; blanks
// continue the indicator to their left. It reports whether that row names any.
func (l *layout) group(c *collector, cells []cell) bool {
	if len(l.seriesAt) > 0 {
		return false
	}
	var ind int32 = -1
	found := false
	for k, x := range cells {
		if x.text != "" {
			i, ok := c.indicator(x.text)
			ind = -1
			if ok {
				ind = i
				found = found || slices.ContainsFunc(l.columns, func(y column) bool { return y.at >= k })
			}
		}
		for j := range l.columns {
			if l.columns[j].at == k {
				l.columns[j].indicator = ind
			}
		}
	}
	if found {
		for j := range l.columns {
			if l.columns[j].at >= len(cells) { // the last heading spans to the end
				l.columns[j].indicator = ind
			}
		}
	}
	return found
}

// recognise tells the World Bank's own files by their exact wording.
func (l *layout) recognise(exact map[string]bool, above []head) {
	l.format = "table"
	country := exact["Country Name"] && exact["Country Code"]
	switch {
	case country && exact["Indicator Name"] && exact["Indicator Code"]:
		l.worldBank, l.format = true, "worldBankBulk"
		for _, h := range above {
			if len(h.cells) > 1 && (h.cells[0].text == "Data Source" || h.cells[0].text == "Last Updated Date") {
				l.format = "worldBankSeries"
			}
		}
	case country && (exact["Series Name"] && exact["Series Code"] || exact["Time"] && exact["Time Code"]):
		l.worldBank, l.format = true, "dataBank"
	}
}

// cellYear reads a heading or a year cell.
func cellYear(x cell) (int, bool) {
	if x.kind == dateCell {
		return x.year, true
	}
	if x.kind == errorCell || x.kind == boolCell {
		return 0, false
	}
	return parseYear(x.text)
}

// sheetIndicator finds what a sheet with countries and years alone is about: its
// name, a title above the heading, or the only indicator asked for.
func (c *collector) sheetIndicator(above []head, hints tableHints) int32 {
	if i, ok := c.indicator(hints.name); ok {
		return i
	}
	for _, h := range slices.Backward(above) {
		for _, x := range h.cells {
			text := strings.TrimSpace(x.text)
			if text == "" {
				continue
			}
			if i, ok := c.indicator(text); ok {
				return i
			}
		}
	}
	if len(c.want) == 1 {
		for code := range c.want {
			if i, ok := c.byCode[code]; ok {
				return i
			}
		}
	}
	return -1
}
