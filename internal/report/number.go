package report

import (
	"strconv"
	"strings"
)

// number writes v in full: the shortest decimal that gives the same double.
func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// optional is number, empty for a missing value.
func optional(v *float64) string {
	if v == nil {
		return ""
	}
	return number(*v)
}

// shortNumber writes v for reading: 6 significant digits, thousands grouped.
func shortNumber(v float64) string {
	s := strconv.FormatFloat(v, 'g', 6, 64)
	if strings.ContainsAny(s, "e") {
		s = strconv.FormatFloat(v, 'f', -1, 64)
	}
	whole, fraction, has := strings.Cut(s, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if has {
		whole += "." + fraction
	}
	return sign + whole
}
