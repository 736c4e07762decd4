package intake

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// TemplateOptions say what a template asks for.
type TemplateOptions struct {
	Lang       string              // "zh" or "en": headings, notes and prefilled names
	Countries  []catalog.Country   // one row per country and indicator
	Indicators []catalog.Indicator // may be empty: then the rows carry no indicator and the user defines his own
	Years      []int               // a column per year; empty = columns for year and value
}

var templateText = map[string]map[string]string{
	"zh": {
		"guide": "填写说明", "data": "数据", "definitions": "指标定义",
		"countryCode": "国家（地区）代码", "country": "国家（地区）", "indicatorCode": "指标代码", "indicator": "指标名称",
		"unit": "单位", "year": "年份", "value": "数值", "note": "备注",
	},
	"en": {
		"guide": "How to fill in", "data": "Data", "definitions": "Definitions",
		"countryCode": "Country Code", "country": "Country", "indicatorCode": "Indicator Code", "indicator": "Indicator",
		"unit": "Unit", "year": "Year", "value": "Value", "note": "Note",
	},
}

var templateGuide = map[string][]string{
	"zh": {
		"在“数据”表中填写数值；没有数据的单元格留空，不要填 0。",
		"国家（地区）可用 ISO 三位代码、两位代码、联合国 M49 代码或中英文名称；可以增删行，年份列可以增删（表头写年份，例如 2023）。",
		"数值可以带千位分隔符、百分号、万、亿；单位须与指标的单位一致，单位为百分比的指标填 12.5 或 12.5% 均可。",
		"自有指标（工资、地价、电价、税率等）先在“指标定义”表中登记：代码、中英文名称、维度、单位、方向、数据来源、许可均为必填。",
		"维度：人口规模、战略区位、发展阶段、城镇化水平、营商环境、资源环境；方向：正向（越大越好）、负向（越小越好）、适度。",
		"公式按保存时的结果读取；合并单元格中的数值、隐藏的工作表不读取；含宏或外部链接的文件不受理。",
	},
	"en": {
		"Fill in values in the sheet Data; leave a cell empty where there is no figure, never 0.",
		"A country may be given by ISO alpha-3, alpha-2, UN M49 code or name in Chinese or English; rows and year columns may be added and removed (the heading is the year, such as 2023).",
		"Values may have thousands separators, a percent sign, 万 or 亿; the unit must be the indicator's. For a unit in percent, 12.5 and 12.5% mean the same.",
		"Own indicators (wages, land and power prices, tax rates) are first entered in the sheet Definitions: code, names, dimension, units, direction, source and licence are required.",
		"Dimension: population, location, development, urbanization, business, environment. Direction: benefit, cost, target.",
		"Formulas are read by their stored result; values in merged cells and hidden sheets are not read; files with macros or external links are refused.",
	},
}

// Template writes the workbook that users fill in with their own figures. Read
// reads it back, whichever language it was handed out in.
func Template(w io.Writer, opt TemplateOptions) error {
	const op = "intake.Template"
	text := templateText[opt.Lang]
	if text == nil {
		return fault.Newf(op, fault.Invalid, "choice", "lang is neither zh nor en")
	}
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	b := sheetBuilder{f: f}
	b.style()
	b.data(text, opt)
	b.definitions(text, opt.Lang, opt)
	b.guide(text, opt.Lang)
	if b.err == nil {
		b.err = f.DeleteSheet("Sheet1")
	}
	if b.err == nil {
		f.SetActiveSheet(0)
		b.err = f.Write(w)
	}
	return fault.Wrap(op, b.err)
}

// sheetBuilder writes sheets and keeps the first error.
type sheetBuilder struct {
	f              *excelize.File
	heading, plain int
	err            error
}

func (b *sheetBuilder) style() {
	b.heading = b.newStyle(&excelize.Style{Font: &excelize.Font{Family: "Calibri", Size: 11, Bold: true}, Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EEF7"}}})
	b.plain = b.newStyle(&excelize.Style{NumFmt: 49}) // text, so that 096 keeps its zero
}

func (b *sheetBuilder) newStyle(s *excelize.Style) int {
	id, err := b.f.NewStyle(s)
	b.keep(err)
	return id
}

func (b *sheetBuilder) keep(err error) {
	if b.err == nil {
		b.err = err
	}
}

// table writes a sheet with a frozen heading row; widths are in characters.
func (b *sheetBuilder) table(name string, headings []any, widths []float64, n int, row func(i int) []any) {
	if b.err != nil {
		return
	}
	_, err := b.f.NewSheet(name)
	b.keep(err)
	s, err := b.f.NewStreamWriter(name)
	b.keep(err)
	if b.err != nil {
		return
	}
	for i, width := range widths {
		b.keep(s.SetColWidth(i+1, i+1, width))
	}
	b.keep(s.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	styled := make([]any, len(headings))
	for i, h := range headings {
		styled[i] = excelize.Cell{StyleID: b.heading, Value: h}
	}
	b.keep(s.SetRow("A1", styled))
	for i := range n {
		if b.err != nil {
			return
		}
		b.keep(s.SetRow(fmt.Sprintf("A%d", i+2), row(i)))
	}
	b.keep(s.Flush())
}

func (b *sheetBuilder) data(text map[string]string, opt TemplateOptions) {
	headings := []any{text["countryCode"], text["country"], text["indicatorCode"], text["indicator"], text["unit"]}
	widths := []float64{14, 22, 22, 34, 20}
	if len(opt.Years) == 0 {
		headings = append(headings, text["year"], text["value"], text["note"])
		widths = append(widths, 10, 16, 30)
	}
	for _, y := range opt.Years {
		headings, widths = append(headings, y), append(widths, 12)
	}
	indicators := opt.Indicators
	if len(indicators) == 0 {
		indicators = []catalog.Indicator{{}}
	}
	b.table(text["data"], headings, widths, len(indicators)*len(opt.Countries), func(i int) []any {
		ind, c := indicators[i/len(opt.Countries)], opt.Countries[i%len(opt.Countries)]
		return []any{c.ISO3, pick(c.Name, opt.Lang), blank(ind.Code), blank(pick(ind.Name, opt.Lang)), blank(pick(ind.Unit, opt.Lang))}
	})
}

func (b *sheetBuilder) definitions(text map[string]string, lang string, opt TemplateOptions) {
	var headings []any
	widths := []float64{22, 26, 30, 14, 16, 20, 12, 34, 18, 50, 50, 30, 30}
	b.choices(text["definitions"], "D2:D2001", choices[lang].dimensions) // before the rows: a stream ends the sheet
	b.choices(text["definitions"], "G2:G2001", choices[lang].directions)
	for _, d := range definitionColumns {
		if opt.Lang == "zh" {
			headings = append(headings, d.zh)
		} else {
			headings = append(headings, d.en)
		}
	}
	b.table(text["definitions"], headings, widths, len(opt.Indicators), func(i int) []any {
		x := opt.Indicators[i]
		row := []any{x.Code, x.Name.Zh, x.Name.En, x.Dimension, x.Unit.Zh, x.Unit.En, x.Direction, x.Source, x.Licence,
			x.Definition.Zh, x.Definition.En, x.Note.Zh, x.Note.En}
		for k := range row {
			row[k] = blank(row[k].(string))
		}
		return row
	})
}

// choices are the words offered where a definition takes one of few.
var choices = map[string]struct{ dimensions, directions []string }{
	"zh": {[]string{"人口规模", "战略区位", "发展阶段", "城镇化水平", "营商环境", "资源环境"}, []string{"正向", "负向", "适度"}},
	"en": {[]string{"population", "location", "development", "urbanization", "business", "environment"}, []string{"benefit", "cost", "target"}},
}

// choices offers a list in the cells of a range; another entry is still taken,
// and read or refused with its reason.
func (b *sheetBuilder) choices(sheet, cells string, list []string) {
	if b.err != nil {
		return
	}
	_, err := b.f.NewSheet(sheet)
	b.keep(err)
	v := excelize.NewDataValidation(true)
	v.SetSqref(cells)
	b.keep(v.SetDropList(list))
	v.ShowErrorMessage = false
	b.keep(b.f.AddDataValidation(sheet, v))
}

func (b *sheetBuilder) guide(text map[string]string, lang string) {
	lines := templateGuide[lang]
	b.table(text["guide"], []any{text["guide"]}, []float64{120}, len(lines), func(i int) []any { return []any{lines[i]} })
}

func pick(t catalog.Text, lang string) string {
	if lang == "zh" {
		return t.Zh
	}
	return t.En
}

// blank leaves a cell out instead of writing an empty text.
func blank(s string) any {
	if s == "" {
		return nil
	}
	return s
}
