package intake

import (
	"encoding/csv"
	"io"
	"math"
	"strconv"

	"github.com/xuri/excelize/v2"

	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// siteText are the names of sheets and the guide, by language.
var siteText = map[string]struct {
	sites, guide, countries string
	code, name              string
	lines                   []string
}{
	"zh": {"自有园址", "填写说明", "国家（地区）", "代码", "名称", []string{
		"每行一个园址。名称（中文或英文）、国家（地区）、纬度、经度必填；其余留空表示未知，不要填 0。",
		"国家（地区）可用 ISO 三位代码、两位代码、联合国 M49 代码或中英文名称，见“国家（地区）”表；仅限候选国。",
		"经纬度为十进制度数，南纬、西经为负，例如 16.68、96.25。位置落在该国已列地点范围之外或远离任何已列地点时会提示，不会拒绝。",
		"类型：港口、已有园区、空地。位于沿海港口城市：是、否。",
		"每个数值都要有年份和来源：填在该数值后面的两列，或填在“数据年份”“数据来源”两列作为其余数值共用的年份和来源。",
		"金额为当年美元；投资强度和税收为万元/公顷。列可以删减、换序，表头不要改写。",
		"同一国家（地区）内名称相同的视为同一园址，不重复导入；要修改已有园址，请在页面上修改。",
		"公式按保存时的结果读取；合并单元格、隐藏的工作表不读取；含宏或外部链接的文件不受理。",
	}},
	"en": {"Own sites", "How to fill in", "Countries", "Code", "Name", []string{
		"One site per row. A name (Chinese or English), country, latitude and longitude are required; leave unknown cells empty, never 0.",
		"A country may be given by ISO alpha-3, alpha-2, UN M49 code or name in Chinese or English, see the sheet Countries; candidates only.",
		"Latitude and longitude in decimal degrees, south and west negative, such as 16.68 and 96.25. A position outside the country's listed places or far from all of them is remarked on, not refused.",
		"Type: port, park, land. In a coastal port city: yes, no.",
		"Every figure needs a year and a source: in the two columns after it, or in Year and Source for all figures without their own.",
		"Money in US dollars of the year; investment and taxes in 10000 CNY per hectare. Columns may be left out or reordered; keep the headings as they are.",
		"Two sites of one name in one country are taken for the same and not imported twice; change a site that exists on its page.",
		"Formulas are read by their stored result; merged cells and hidden sheets are not read; files with macros or external links are refused.",
	}},
}

// SiteTable writes own sites as the table that users fill in and ReadSites
// reads back, as "csv" (UTF-8 with a byte order mark) or "xlsx", in "zh" or
// "en"; no rows make it an empty template. What users wrote cannot become a
// formula in either.
func SiteTable(w io.Writer, list []SiteRow, countries []catalog.Country, format, lang string) error {
	const op = "intake.SiteTable"
	if _, known := siteText[lang]; !known {
		return fault.Newf(op, fault.Invalid, "choice", "lang is neither zh nor en")
	}
	names := map[string]string{}
	for _, c := range countries {
		names[c.ISO3] = pick(c.Name, lang)
	}
	switch format {
	case "csv":
		return fault.Wrap(op, siteCSV(w, list, names, lang))
	case "xlsx":
		return fault.Wrap(op, siteWorkbook(w, list, countries, names, lang))
	}
	return fault.Newf(op, fault.Invalid, "choice", "format is neither csv nor xlsx")
}

// siteCells are the cells of a row: text, numbers or nil.
func siteCells(s SiteRow, names map[string]string, lang string) []any {
	yes := map[string]string{"zh": "是", "en": "yes"}[lang]
	if !s.PortCity {
		yes = ""
	}
	year := func(y int) any {
		if y == 0 {
			return nil
		}
		return y
	}
	row := []any{blank(s.Name.Zh), blank(s.Name.En), blank(names[s.ISO3]), s.Lat, s.Lon, blank(pick(siteTypeNames[s.Type], lang)), blank(yes), year(s.Year), blank(s.Source)}
	for _, kind := range SiteFigures {
		cells := []any{nil, nil, nil}
		for _, f := range s.Figures {
			if f.Field == kind.Field {
				cells = []any{f.Value, year(f.Year), blank(f.Source)}
			}
		}
		row = append(row, cells...)
	}
	return append(row, blank(s.Note))
}

func siteCSV(w io.Writer, list []SiteRow, names map[string]string, lang string) error {
	if _, err := io.WriteString(w, "\xef\xbb\xbf"); err != nil {
		return err
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	head := make([]string, len(siteColumns))
	for i, col := range siteColumns {
		head[i] = pick(col.name, lang)
	}
	_ = c.Write(head) // errors show in c.Error
	for _, s := range list {
		row := make([]string, 0, len(head))
		for _, x := range siteCells(s, names, lang) {
			switch v := x.(type) {
			case string:
				row = append(row, inert(v))
			case float64:
				row = append(row, strconv.FormatFloat(v, 'f', -1, 64))
			case int:
				row = append(row, itoa(v))
			default:
				row = append(row, "")
			}
		}
		_ = c.Write(row)
	}
	c.Flush()
	return c.Error()
}

func siteWorkbook(w io.Writer, list []SiteRow, countries []catalog.Country, names map[string]string, lang string) error {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	text := siteText[lang]
	b := sheetBuilder{f: f}
	b.style()
	var headings []any
	var widths []float64
	for _, col := range siteColumns {
		headings, widths = append(headings, pick(col.name, lang)), append(widths, col.width)
	}
	b.table(text.sites, headings, widths, len(list), func(i int) []any {
		row := siteCells(list[i], names, lang)
		for k, x := range row {
			switch v := x.(type) {
			case float64:
				if v == math.Trunc(v) && math.Abs(v) < 1e15 {
					row[k] = int64(v) // 500, not 5E2
				}
			case string:
				row[k] = inert(v) // as in CSV, so that both are read back alike
			}
		}
		return row
	})
	b.table(text.countries, []any{text.code, text.name}, []float64{10, 30}, len(countries), func(i int) []any {
		return []any{countries[i].ISO3, pick(countries[i].Name, lang)}
	})
	b.table(text.guide, []any{text.guide}, []float64{120}, len(text.lines), func(i int) []any { return []any{text.lines[i]} })
	b.keep(f.DeleteSheet("Sheet1"))
	if b.err != nil {
		return b.err
	}
	f.SetActiveSheet(0)
	return f.Write(w)
}
