package intake

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// NegativeReading is what a table says of prohibited, restricted and encouraged
// industries, and the cells of it that were refused. A row with a refused cell
// is left out.
type NegativeReading struct {
	Entries  []catalog.NegativeEntry `json:"entries"`  // in the order of the file
	Rejected []Rejection             `json:"rejected"` // 500 at most
	Remarks  []Rejection             `json:"remarks"`
}

// maxNegative bounds the entries and the rejections of one file.
const (
	maxNegative         = 5000
	maxNegativeRejected = 500
)

// negativeColumns are the columns of a negative list, with the headings
// recognised in either language.
var negativeColumns = []struct {
	key      string
	headings []string
	required bool
}{
	{"country", []string{"国家（地区）", "国家", "国家（地区）代码", "Country", "Country Code", "iso3"}, true},
	{"industry", []string{"产业", "行业", "产业代码", "Industry", "Industry Code"}, true},
	{"rule", []string{"规定", "类别", "Rule"}, true},
	{"reasonZh", []string{"原因", "原因（中文）", "Reason (Chinese)"}, false},
	{"reasonEn", []string{"原因（英文）", "Reason", "Reason (English)"}, false},
	{"source", []string{"依据文件", "依据", "来源", "Source"}, true},
	{"from", []string{"生效日期", "起", "Valid from"}, false},
	{"to", []string{"失效日期", "止", "Valid to"}, false},
}

var ruleWords = words(map[string][]string{
	catalog.Prohibited: {"prohibited", "禁止", "禁止类"}, catalog.Restricted: {"restricted", "限制", "限制类"},
	catalog.Encouraged: {"encouraged", "鼓励", "鼓励类"},
})

// ReadNegativeList reads a negative list from CSV, a workbook or a zip archive
// of CSV files. The faults are those of Read; the entries are what was
// understood and are still to be validated as a list.
func ReadNegativeList(ctx context.Context, src io.ReaderAt, size int64, countries []catalog.Country, industries []catalog.Industry) (NegativeReading, error) {
	const op = "intake.ReadNegativeList"
	c := newCollector(ctx, Options{Countries: countries, Want: []string{"none"},
		Limits: Limits{Expanded: 32 << 20, Workbook: 32 << 20, Columns: 100, Rejections: maxNegativeRejected}})
	n := negativeTable{collector: c, out: []catalog.NegativeEntry{}, industries: map[string]string{}}
	for _, x := range industries {
		for _, name := range []string{x.ID, x.Name.Zh, x.Name.En} {
			n.industries[fold(name)] = x.ID
		}
	}
	c.other = n.read
	if err := c.read(src, size); err != nil {
		return NegativeReading{}, wrap(op, err)
	}
	r := NegativeReading{Entries: n.out, Rejected: c.batch.Rejected, Remarks: c.batch.Remarks}
	if r.Rejected == nil {
		r.Rejected = []Rejection{}
	}
	if r.Remarks == nil {
		r.Remarks = []Rejection{}
	}
	return r, ctx.Err()
}

type negativeTable struct {
	*collector
	industries map[string]string // folded code or name to id
	out        []catalog.NegativeEntry
	at         map[string]int // column of each key, in the table being read
}

func (n *negativeTable) read(sheet string, src rows) (bool, error) {
	const op = "intake.readNegative"
	first, err := headRows(src)
	if err != nil {
		return false, err
	}
	body := slices.IndexFunc(first, func(h head) bool { return n.heading(h.cells) }) + 1
	if body == 0 && ofTemplate(sheet) {
		return false, nil
	}
	if body == 0 {
		n.remark(place{sheet: sheet}, "", "import.sheetSkipped", "no row names the columns country, industry, rule and source")
		return false, nil
	}
	take := func(cells []cell, row int) error {
		if len(n.out) >= maxNegative {
			return fault.Newf(op, fault.TooLarge, "import.tooManyRows", "more than %d entries", maxNegative)
		}
		n.entry(sheet, cells, row)
		return n.ctx.Err()
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

// heading tells whether a row names every required column, and notes where.
func (n *negativeTable) heading(cells []cell) bool {
	n.at = map[string]int{}
	for k, x := range cells {
		for _, col := range negativeColumns {
			_, taken := n.at[col.key]
			if f := fold(x.text); !taken && f != "" && slices.ContainsFunc(col.headings, func(h string) bool { return fold(h) == f }) {
				n.at[col.key] = k
			}
		}
	}
	return !slices.ContainsFunc(negativeColumns, func(col struct {
		key      string
		headings []string
		required bool
	}) bool {
		_, ok := n.at[col.key]
		return col.required && !ok
	})
}

func (n *negativeTable) entry(sheet string, cells []cell, row int) {
	if !slices.ContainsFunc(cells, func(x cell) bool { return strings.TrimSpace(x.text) != "" }) {
		return
	}
	get := func(key string) cell {
		if k, ok := n.at[key]; ok && k < len(cells) {
			return cells[k]
		}
		return cell{}
	}
	ok := true
	refuse := func(key, code, detail string) {
		n.reject(place{sheet, row, n.at[key] + 1}, get(key).text, code, detail)
		ok = false
	}
	text := func(key string) string {
		s := catalog.NormalText(strings.TrimSpace(catalog.CellText(get(key).text)))
		if bad := catalog.CheckText(key, s, 1000, true); len(bad) > 0 {
			refuse(key, bad[0].Code, bad[0].Detail)
		}
		return s
	}
	e := catalog.NegativeEntry{Reason: catalog.Text{Zh: text("reasonZh"), En: text("reasonEn")}, Source: text("source")}
	if i, known := n.countries.find(get("country").text); known {
		e.ISO3 = n.opt.Countries[i].ISO3
	} else {
		refuse("country", "import.countryUnknown", "no country of the catalogue has this code or name")
	}
	if e.Industry = n.industries[fold(get("industry").text)]; e.Industry == "" {
		refuse("industry", "industry.unknown", "no industry of the catalogue has this code or name")
	}
	if e.Rule = ruleWords[fold(get("rule").text)]; e.Rule == "" {
		refuse("rule", "import.rule", "prohibited, restricted or encouraged is expected")
	}
	if e.Reason.Zh == "" && e.Reason.En == "" {
		refuse("reasonZh", "required", "a reason is needed")
	}
	if e.Source == "" {
		refuse("source", "required", "the document it rests on is needed")
	}
	for key, to := range map[string]*string{"from": &e.ValidFrom, "to": &e.ValidTo} {
		x := get(key)
		day, good := parseDay(x)
		if !good {
			refuse(key, "date.malformed", "a day is written 2026-01-31")
		}
		*to = day
	}
	if ok && e.ValidFrom != "" && e.ValidTo != "" && e.ValidTo < e.ValidFrom {
		refuse("to", "date.order", "ends before it begins")
	}
	if ok {
		n.out = append(n.out, e)
	}
}

// parseDay reads a day as people and spreadsheets write it; "" is none.
func parseDay(x cell) (string, bool) {
	s := strings.TrimSpace(x.text)
	if s == "" {
		return "", true
	}
	if x.kind == dateCell {
		day := serialDate(s)
		t, err := time.Parse(time.DateOnly, day)
		if err == nil && x.year != 0 && t.Year() != x.year { // the workbook counts from 1904
			t = t.AddDate(0, 0, 1462)
		}
		return t.Format(time.DateOnly), err == nil
	}
	for _, layout := range []string{time.DateOnly, "2006-1-2", "2006/1/2", "2006.1.2", "2006年1月2日"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format(time.DateOnly), true
		}
	}
	return "", false
}
