package intake

import (
	"math"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// number is what a cell's text means. Missing and reason exclude each other and
// value.
type number struct {
	value   float64
	missing bool
	percent bool // written with a percent sign
	scaled  bool // written with 万 or 亿
	reason  string
	detail  string
}

// missingWords are what people and publishers write where there is no value.
var missingWords = map[string]bool{
	"": true, "..": true, "...": true, "…": true, "-": true, "--": true, "—": true, "——": true, "–": true,
	"n/a": true, "na": true, "n.a.": true, "null": true, "none": true, "missing": true,
	"无": true, "暂无": true, "缺失": true, "不详": true, "未知": true, "暂缺": true, "/": true,
}

// parseNumber reads a number as publishers and people write them: plain, with
// thousands separators, with 万 or 亿, with a percent sign, in full-width
// digits. "1,5" is refused: it is a decimal comma or a slip, and guessing wrong
// is a factor of ten.
func parseNumber(s string) number {
	if v, ok := plainNumber(s); ok {
		return number{value: v}
	}
	t := strings.TrimSpace(norm.NFKC.String(s))
	t = strings.TrimPrefix(t, "'") // a cell kept as text by a spreadsheet
	t = strings.TrimSpace(strings.ReplaceAll(t, "\u2212", "-"))
	if missingWords[strings.ToLower(t)] {
		return number{missing: true}
	}
	var n number
	if rest, ok := strings.CutSuffix(t, "%"); ok {
		n.percent, t = true, strings.TrimSpace(rest)
	}
	scale := 1.0
	for _, u := range []struct {
		suffix string
		factor float64
	}{{"万亿", 1e12}, {"亿", 1e8}, {"万", 1e4}} {
		if rest, ok := strings.CutSuffix(t, u.suffix); ok {
			scale, n.scaled, t = u.factor, true, strings.TrimSpace(rest)
			break
		}
	}
	if n.scaled && n.percent {
		return number{reason: "import.number", detail: "a number is not both a percentage and in 万 or 亿"}
	}
	t, ok := ungroup(t)
	if !ok {
		return number{reason: "import.separator", detail: "separators do not stand between groups of three digits"}
	}
	v, ok := plainNumber(t)
	if !ok {
		return number{reason: "import.number", detail: "not a number"}
	}
	if n.scaled {
		v = scaleDecimal(t, scale, v)
	}
	n.value = v
	return n
}

// scaleDecimal multiplies in decimal, so that 1.1万 is 11000 and not
// 11000.000000000002.
func scaleDecimal(t string, factor, v float64) float64 {
	if strings.ContainsAny(t, "eE") {
		return float64(v * factor)
	}
	if w, err := strconv.ParseFloat(t+"e"+strconv.Itoa(int(math.Log10(factor)+0.5)), 64); err == nil {
		return w
	}
	return float64(v * factor)
}

// plainNumber parses digits with an optional sign, point and exponent; unlike
// strconv alone it takes no "inf", "nan", hexadecimal or underscore.
func plainNumber(s string) (float64, bool) {
	digits := false
	for i := 0; i < len(s); i++ {
		switch b := s[i]; {
		case b >= '0' && b <= '9':
			digits = true
		case b == '.' || b == '-' || b == '+':
		case b == 'e' || b == 'E':
			if !digits {
				return 0, false
			}
		default:
			return 0, false
		}
	}
	if !digits || len(s) > 64 {
		return 0, false
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil && !math.IsInf(v, 0) {
		return 0, false
	}
	return v, true
}

// ungroup removes thousands separators (comma, space, apostrophe) where they
// stand between groups of three digits, one kind throughout.
func ungroup(s string) (string, bool) {
	i := strings.IndexAny(s, ", \u00a0\u202f'")
	if i < 0 {
		return s, true
	}
	sep := s[i]
	whole, fraction, hasFraction := strings.Cut(s, ".")
	if sep != ',' && sep != ' ' && sep != '\'' {
		return s, false
	}
	if strings.IndexByte(fraction, sep) >= 0 {
		return s, false
	}
	sign := ""
	if whole != "" && (whole[0] == '-' || whole[0] == '+') {
		sign, whole = whole[:1], whole[1:]
	}
	groups := strings.Split(whole, string(sep))
	for k, g := range groups {
		if k > 0 && len(g) != 3 || k == 0 && (len(g) < 1 || len(g) > 3) {
			return s, false
		}
	}
	out := sign + strings.Join(groups, "")
	if hasFraction {
		out += "." + fraction
	}
	return out, true
}
