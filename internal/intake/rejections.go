package intake

import (
	"bufio"
	"encoding/csv"
	"io"

	"github.com/xuri/excelize/v2"

	"parksite/internal/catalog"
	"parksite/internal/fault"
)

var rejectionHeadings = map[string][]string{
	"zh": {"工作表", "行", "列", "单元格", "内容", "原因", "代码", "详情（英文）"},
	"en": {"Sheet", "Row", "Column", "Cell", "Value", "Reason", "Code", "Detail"},
}

// WriteRejections writes refused cells for a person to work through, as "csv"
// (UTF-8 with a byte order mark) or "xlsx", in "zh" or "en". What users wrote
// cannot become a formula in either.
func WriteRejections(w io.Writer, list []Rejection, format, lang string) error {
	const op = "intake.WriteRejections"
	headings := rejectionHeadings[lang]
	if headings == nil {
		return fault.Newf(op, fault.Invalid, "choice", "lang is neither zh nor en")
	}
	switch format {
	case "csv":
		return fault.Wrap(op, writeRejectionsCSV(w, list, headings, lang))
	case "xlsx":
		return fault.Wrap(op, writeRejectionsWorkbook(w, list, headings, lang))
	}
	return fault.Newf(op, fault.Invalid, "choice", "format is neither csv nor xlsx")
}

func writeRejectionsCSV(w io.Writer, list []Rejection, headings []string, lang string) error {
	b := bufio.NewWriter(w)
	if _, err := b.WriteString("\xef\xbb\xbf"); err != nil {
		return err
	}
	c := csv.NewWriter(b)
	c.UseCRLF = true
	if err := c.Write(headings); err != nil {
		return err
	}
	for _, r := range list {
		if err := c.Write([]string{inert(r.Sheet), number0(r.Row), number0(r.Column), r.Cell, inert(r.Value), Reason(r.Code, lang), r.Code, inert(r.Detail)}); err != nil {
			return err
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return err
	}
	return b.Flush()
}

func number0(n int) string {
	if n == 0 {
		return ""
	}
	return itoa(n)
}

// inert is catalog.InertCell, but that text which is a number stays one: "-5"
// is no formula.
func inert(s string) string {
	if _, ok := plainNumber(s); ok {
		return s
	}
	return catalog.InertCell(s)
}

func writeRejectionsWorkbook(w io.Writer, list []Rejection, headings []string, lang string) error {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	b := sheetBuilder{f: f}
	b.style()
	name := map[string]string{"zh": "未接受的单元格", "en": "Rejected cells"}[lang]
	head := make([]any, len(headings))
	for i, h := range headings {
		head[i] = h
	}
	b.table(name, head, []float64{24, 8, 8, 10, 30, 44, 26, 70}, len(list), func(i int) []any {
		r := list[i]
		row := []any{blank(r.Sheet), nil, nil, blank(r.Cell), blank(r.Value), Reason(r.Code, lang), r.Code, blank(r.Detail)}
		if r.Row > 0 {
			row[1] = r.Row
		}
		if r.Column > 0 {
			row[2] = r.Column
		}
		return row
	})
	b.keep(f.DeleteSheet("Sheet1"))
	if b.err != nil {
		return b.err
	}
	return f.Write(w)
}
