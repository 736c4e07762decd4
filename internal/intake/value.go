package intake

import (
	"strconv"
	"strings"
	"time"

	"parksite/internal/catalog"
)

// value takes one cell of values: it reads the number as the indicator's unit
// wants it, or says why not.
func (t *table) value(at place, country, ind int32, year int, x cell, unit string) error {
	def := t.indicators[ind]
	switch {
	case x.merged:
		t.reject(at, x.text, "import.mergedValue", "a merged cell stands for several countries or years")
		return nil
	case x.kind == errorCell:
		t.reject(at, x.text, "import.cellError", "the cell shows an error")
		return nil
	case x.kind == boolCell:
		t.reject(at, x.text, "import.number", "the cell holds true or false")
		return nil
	case x.kind == dateCell:
		t.reject(at, x.text, "import.dateAsValue", "the cell holds a date")
		return nil
	case x.formula && x.text == "":
		t.reject(at, "", "import.formulaWithoutValue", "the formula has no stored value; open the workbook in a spreadsheet and save it")
		return nil
	case x.kind == textCell && strings.HasPrefix(x.text, "="):
		t.reject(at, x.text, "import.formula", "a formula written as text")
		return nil
	case unit != "" && !sameUnit(unit, def.Unit):
		t.reject(at, x.text, "import.unitDiffers", "the row's unit is "+visible(unit)+", the indicator's is "+def.Unit.En)
		return nil
	}
	n := parseNumber(catalog.CellText(x.text))
	switch {
	case n.reason != "":
		t.reject(at, x.text, n.reason, n.detail)
		return nil
	case n.missing:
		t.skip(SkipMissing, 1)
		return nil
	case n.scaled && scaledUnit(def.Unit):
		t.reject(at, x.text, "import.unitAmbiguous", "万 or 亿 in the cell and in the indicator's unit")
		return nil
	case (n.percent || x.percent) && !percentUnit(def.Unit):
		t.reject(at, x.text, "import.percentUnit", "a percentage, but the indicator's unit is "+def.Unit.En)
		return nil
	}
	if x.percent { // the sheet stores 12.5 % as 0.125
		n.value = scaleDecimal(x.text, 100, n.value)
	}
	if x.formula {
		t.remark(at, x.text, "import.formulaValue", "the formula's stored value was taken")
	}
	return t.add(at, country, ind, year, n.value, x.text)
}

func percentUnit(u catalog.Text) bool {
	return strings.ContainsAny(u.En+u.Zh, "%％") || strings.Contains(u.Zh, "百分") || strings.Contains(strings.ToLower(u.En), "percent")
}

func scaledUnit(u catalog.Text) bool {
	en := strings.ToLower(u.En)
	return strings.ContainsAny(u.Zh, "万亿") || strings.Contains(en, "million") || strings.Contains(en, "billion") || strings.Contains(en, "thousand")
}

func sameUnit(given string, u catalog.Text) bool {
	g := unitKey(given)
	return g == unitKey(u.Zh) || g == unitKey(u.En)
}

// unitKey keeps the signs that tell units apart and drops spaces and case.
func unitKey(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(strings.NewReplacer("％", "%", "（", "(", "）", ")", "／", "/").Replace(s)), ""))
}

// serialDate turns a spreadsheet's day number into ISO 8601.
func serialDate(s string) string {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || !(v > 60 && v < 2958466) {
		return s
	}
	return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(v)).Format(time.DateOnly)
}
