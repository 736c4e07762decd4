package intake

import (
	"encoding/csv"
	"io"

	"github.com/xuri/excelize/v2"

	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// negativeHeadings are what the template calls the columns, in their order.
var negativeHeadings = map[string][]string{
	"zh": {"国家（地区）", "产业", "规定", "原因（中文）", "原因（英文）", "依据文件", "生效日期", "失效日期"},
	"en": {"Country", "Industry", "Rule", "Reason (Chinese)", "Reason (English)", "Source", "Valid from", "Valid to"},
}

var negativeSheets = map[string]struct {
	list, guide, known string
	columns            []any
	lines              []string
}{
	"zh": {"负面清单", "填写说明", "国家与产业", []any{"代码", "中文名称", "英文名称"}, []string{
		"每行一条：一个国家（地区）和一个产业。清单按整份文件读取，有一处不能识别即不采用。",
		"国家（地区）和产业填代码或中英文名称，见“国家与产业”表。",
		"规定：禁止、限制、鼓励之一。",
		"原因至少填一种语言；依据文件必填，写文件名称和文号。",
		"日期写作 2026-01-31，空着表示不限；生效日期和失效日期当天均有效。",
	}},
	"en": {"Negative list", "How to fill in", "Countries and industries", []any{"Code", "Chinese name", "English name"}, []string{
		"One row for one country and one industry. The file is taken as a whole: with one cell that is not understood, none of it is.",
		"A country and an industry are given by code or name in either language; see the sheet Countries and industries.",
		"Rule: prohibited, restricted or encouraged.",
		"A reason in at least one language, and the document it rests on, with its number, are needed.",
		"A day is written 2026-01-31; empty means without bound. An entry holds on its first and on its last day.",
	}},
}

// NegativeTemplate writes the workbook in which a negative list is filled in;
// ReadNegativeList reads it back, whichever language it was handed out in.
func NegativeTemplate(w io.Writer, lang string, countries []catalog.Country, industries []catalog.Industry) error {
	const op = "intake.NegativeTemplate"
	text, known := negativeSheets[lang]
	if !known {
		return fault.Newf(op, fault.Invalid, "choice", "lang is neither zh nor en")
	}
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	b := sheetBuilder{f: f}
	b.style()
	headings := make([]any, len(negativeHeadings[lang]))
	for i, h := range negativeHeadings[lang] {
		headings[i] = h
	}
	b.table(text.list, headings, []float64{22, 26, 12, 40, 40, 40, 14, 14}, 0, nil)
	b.table(text.known, text.columns, []float64{26, 34, 40}, len(industries)+len(countries), func(i int) []any {
		if i < len(industries) {
			return []any{industries[i].ID, industries[i].Name.Zh, industries[i].Name.En}
		}
		c := countries[i-len(industries)]
		return []any{c.ISO3, c.Name.Zh, c.Name.En}
	})
	b.table(text.guide, []any{text.guide}, []float64{120}, len(text.lines), func(i int) []any { return []any{text.lines[i]} })
	if b.err == nil {
		b.err = f.DeleteSheet("Sheet1")
	}
	if b.err == nil {
		f.SetActiveSheet(0)
		b.err = f.Write(w)
	}
	return fault.Wrap(op, b.err)
}

// NegativeTemplateCSV writes the headings of NegativeTemplate as CSV (UTF-8 with
// a byte order mark).
func NegativeTemplateCSV(w io.Writer, lang string) error {
	const op = "intake.NegativeTemplateCSV"
	headings := negativeHeadings[lang]
	if headings == nil {
		return fault.Newf(op, fault.Invalid, "choice", "lang is neither zh nor en")
	}
	if _, err := io.WriteString(w, "\xef\xbb\xbf"); err != nil {
		return fault.Wrap(op, err)
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	_ = c.Write(headings) // errors show in c.Error
	c.Flush()
	return fault.Wrap(op, c.Error())
}

// ofTemplate reports whether a sheet is one of the template's that explain.
func ofTemplate(sheet string) bool {
	for _, text := range negativeSheets {
		if sheet == text.guide || sheet == text.known {
			return true
		}
	}
	return false
}
