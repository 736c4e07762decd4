package intake

import (
	"encoding/csv"
	"io"
	"strconv"

	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// TemplateCSV writes the data sheet of Template as CSV (UTF-8 with a byte order
// mark), for those who do not use a spreadsheet. It has no place for new
// definitions: those need the workbook.
func TemplateCSV(w io.Writer, opt TemplateOptions) error {
	const op = "intake.TemplateCSV"
	text := templateText[opt.Lang]
	if text == nil {
		return fault.Newf(op, fault.Invalid, "choice", "lang is neither zh nor en")
	}
	if _, err := io.WriteString(w, "\xef\xbb\xbf"); err != nil {
		return fault.Wrap(op, err)
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	head := []string{text["countryCode"], text["country"], text["indicatorCode"], text["indicator"], text["unit"]}
	if len(opt.Years) == 0 {
		head = append(head, text["year"], text["value"], text["note"])
	}
	for _, y := range opt.Years {
		head = append(head, strconv.Itoa(y))
	}
	_ = c.Write(head) // errors show in c.Error
	indicators := opt.Indicators
	if len(indicators) == 0 {
		indicators = []catalog.Indicator{{}}
	}
	for _, x := range indicators {
		for _, country := range opt.Countries {
			row := make([]string, len(head))
			copy(row, []string{country.ISO3, inert(pick(country.Name, opt.Lang)), inert(x.Code), inert(pick(x.Name, opt.Lang)), inert(pick(x.Unit, opt.Lang))})
			_ = c.Write(row)
		}
	}
	c.Flush()
	return fault.Wrap(op, c.Error())
}
