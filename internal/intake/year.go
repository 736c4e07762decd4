package intake

import (
	"math"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// parseYear reads a year as headings and cells write it: 2023, 2023.0, 2023年,
// 2023年度, YR2023, "2023 [YR2023]", 2023-12-31, 2023/12/31, 2023年12月31日.
// A year of two calendar years ("2022/23", FY2023) is refused: which one is
// meant differs between countries.
func parseYear(s string) (int, bool) {
	if len(s) == 4 {
		return digitsYear(s)
	}
	s = strings.TrimSpace(norm.NFKC.String(s))
	if i := strings.IndexByte(s, '['); i > 0 {
		s = strings.TrimSpace(s[:i])
	}
	s = strings.TrimPrefix(strings.TrimPrefix(s, "'"), "YR")
	for _, suffix := range []string{"年度", "年末", "年"} {
		if rest, ok := strings.CutSuffix(s, suffix); ok {
			s = strings.TrimSpace(rest)
			break
		}
	}
	if rest, ok := strings.CutSuffix(s, ".0"); ok {
		s = rest
	}
	if y, ok := digitsYear(s); ok {
		return y, true
	}
	for _, layout := range []string{"2006-01-02", "2006-1-2", "2006/1/2", "2006.1.2", "2006年1月2日", "2006年1月",
		"2006-01-02T15:04:05Z07:00", "2006-01-02 15:04:05"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() >= 1000 {
			return t.Year(), true
		}
	}
	return 0, false
}

func digitsYear(s string) (int, bool) {
	if len(s) != 4 {
		return 0, false
	}
	y, err := strconv.Atoi(s)
	if err != nil || y < 1000 || s[0] == '+' {
		return 0, false
	}
	return y, true
}

// excelYear is the year of a spreadsheet's day number, in the 1900 or the 1904
// system. Numbers up to 60 are refused: the 1900 system counts a 29 February 1900
// that never was, and no indicator is that old.
func excelYear(serial float64, date1904 bool) (int, bool) {
	if !(serial > 60 && serial < 2958466) { // 9999-12-31
		return 0, false
	}
	base := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if date1904 {
		base = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return base.AddDate(0, 0, int(math.Floor(serial))).Year(), true
}
