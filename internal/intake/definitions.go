package intake

import (
	"errors"
	"io"
	"strings"

	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// definitionColumns are the columns of the sheet that defines indicators, in the
// template's order, with the headings recognised in either language.
var definitionColumns = []struct {
	key      string
	zh, en   string
	required bool
}{
	{"code", "指标代码", "Indicator Code", true},
	{"nameZh", "中文名称", "Chinese name", true},
	{"nameEn", "英文名称", "English name", true},
	{"dimension", "维度", "Dimension", true},
	{"unitZh", "单位（中文）", "Unit (Chinese)", true},
	{"unitEn", "单位（英文）", "Unit (English)", true},
	{"direction", "方向", "Direction", true},
	{"source", "数据来源", "Source", true},
	{"licence", "许可", "Licence", true},
	{"definitionZh", "定义（中文）", "Definition (Chinese)", false},
	{"definitionEn", "定义（英文）", "Definition (English)", false},
	{"noteZh", "备注（中文）", "Note (Chinese)", false},
	{"noteEn", "备注（英文）", "Note (English)", false},
}

// dimensionWords and directionWords are what people write for the ids.
var (
	dimensionWords = words(map[string][]string{
		"population": {"population", "人口规模", "人口"}, "location": {"location", "战略区位", "区位"},
		"development": {"development", "发展阶段", "development stage"}, "urbanization": {"urbanization", "urbanisation", "城镇化水平", "城镇化"},
		"business": {"business", "营商环境", "business environment"}, "environment": {"environment", "环境", "资源环境", "资源与环境"},
	})
	directionWords = words(map[string][]string{
		"benefit": {"benefit", "正向", "正向指标", "越大越好"}, "cost": {"cost", "负向", "负向指标", "逆向", "越小越好"},
		"target": {"target", "适度", "区间", "适度指标"},
	})
)

func words(m map[string][]string) map[string]string {
	out := map[string]string{}
	for id, ws := range m {
		for _, w := range ws {
			out[fold(w)] = id
		}
	}
	return out
}

// readDefinitions reads a sheet that defines indicators and reports false for
// any other. A row that only repeats a known indicator's code is passed over:
// the catalogue's own definitions are not changed by an import.
func (c *collector) readDefinitions(sheet string, src rows) (bool, error) {
	first, err := headRows(src)
	if err != nil {
		return false, err
	}
	at := map[string]int{}
	body := -1
	for i, h := range first {
		clear(at)
		for k, x := range h.cells {
			for _, d := range definitionColumns {
				if f := fold(x.text); f != "" && (f == fold(d.zh) || f == fold(d.en)) {
					at[d.key] = k
				}
			}
		}
		_, code := at["code"]
		_, unit := at["unitEn"]
		_, direction := at["direction"]
		if code && unit && direction {
			body = i + 1
			break
		}
	}
	if body < 0 {
		return false, nil
	}
	for _, h := range first[body:] {
		c.define(sheet, h.cells, h.row, at)
	}
	for n := 0; ; n++ {
		cells, row, err := src.next()
		if errors.Is(err, io.EOF) {
			return true, nil
		}
		if err != nil {
			return true, err
		}
		if n > maxDefinitions {
			return true, fault.Newf("intake.readDefinitions", fault.TooLarge, "import.tooManyRows", "more than %d definitions", maxDefinitions)
		}
		c.define(sheet, cells, row, at)
	}
}

const maxDefinitions = 2000

// define takes one row of definitions.
func (c *collector) define(sheet string, cells []cell, row int, at map[string]int) {
	get := func(key string) string {
		k, ok := at[key]
		if !ok || k >= len(cells) {
			return ""
		}
		return catalog.NormalText(catalog.CellText(cells[k].text))
	}
	code := get("code")
	if code == "" {
		return
	}
	if i, known := c.byCode[strings.ToUpper(code)]; known {
		if int(i) >= c.known {
			c.reject(place{sheet, row, at["code"] + 1}, code, "import.definitionTwice", "the indicator is defined twice")
		}
		return
	}
	ok := true
	for _, d := range definitionColumns {
		if d.required && get(d.key) == "" {
			c.reject(place{sheet, row, at[d.key] + 1}, "", "import.definitionMissing", "the definition lacks: "+d.en)
			ok = false
		}
	}
	if !ok {
		return
	}
	ind := catalog.Indicator{
		Code: code, Name: catalog.Text{Zh: get("nameZh"), En: get("nameEn")}, Unit: catalog.Text{Zh: get("unitZh"), En: get("unitEn")},
		Dimension: dimensionWords[fold(get("dimension"))], Direction: directionWords[fold(get("direction"))],
		Source: get("source"), SourceCode: code, Licence: get("licence"),
		Definition: catalog.Text{Zh: get("definitionZh"), En: get("definitionEn")},
		Note:       catalog.Text{Zh: get("noteZh"), En: get("noteEn")},
	}
	if err := ind.Validate(); err != nil {
		var f *fault.Error
		detail := "the definition breaks a rule"
		if errors.As(err, &f) && len(f.Fields) > 0 {
			detail = f.Fields[0].Field + ": " + f.Fields[0].Detail
		}
		c.reject(place{sheet: sheet, row: row}, code, "import.definition", detail)
		return
	}
	for _, text := range []string{ind.Source, ind.Licence} {
		if len(catalog.CheckText("source", text, 500, false)) > 0 {
			c.reject(place{sheet: sheet, row: row}, code, "import.definition", "source or licence: control characters or too long")
			return
		}
	}
	c.addIndicator(ind)
}
