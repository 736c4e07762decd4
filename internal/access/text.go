package access

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"parksite/internal/fault"
)

const (
	maxName     = 100 // characters of a name
	minUsername = 3
	maxUsername = 40
	maxEmail    = 254 // bytes, RFC 5321
)

var (
	ministryCode = regexp.MustCompile(`^[A-Z0-9]{2,12}$`)
	emailForm    = regexp.MustCompile(`^[a-z0-9.!#$%&'*+/=?^_{|}~-]+@[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$`)
)

// hidden reports whether r cannot be seen or changes how its neighbours are
// shown: controls, format characters (zero width, bidi), line separators,
// private ones and variation selectors.
func hidden(r rune) bool {
	return unicode.In(r, unicode.C, unicode.Zl, unicode.Zp) || unicode.Is(unicode.Variation_Selector, r) || r == '\u034f' || r == '\u3164' || r == '\u115f' || r == '\u1160'
}

// checkLine reports what is wrong with one line of text for people: valid
// UTF-8 in NFC, between lo and hi characters, nothing hidden, no space at an
// end. nil = nothing.
func checkLine(field, s string, lo, hi int) *fault.Field {
	switch n := utf8.RuneCountInString(s); {
	case !utf8.ValidString(s), strings.ContainsFunc(s, hidden):
		return &fault.Field{Field: field, Code: "text.hidden", Detail: "holds control, invisible or direction-changing characters"}
	case !norm.NFC.IsNormalString(s):
		return &fault.Field{Field: field, Code: "text.form", Detail: "not in Unicode normal form C"}
	case n < lo || n > hi:
		return &fault.Field{Field: field, Code: "text.length", Detail: fmt.Sprintf("between %d and %d characters", lo, hi)}
	case strings.TrimSpace(s) != s:
		return &fault.Field{Field: field, Code: "text.space", Detail: "begins or ends with a space"}
	}
	return nil
}

// CleanLine returns s in NFC without spaces at its ends: what is stored of a
// name that somebody typed.
func CleanLine(s string) string { return strings.TrimSpace(norm.NFC.String(s)) }

// CleanEmail returns s as stored: trimmed, lower case.
func CleanEmail(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// checkEmail accepts "" and the plain ASCII form of an address.
func checkEmail(field, s string) *fault.Field {
	if s != "" && (len(s) > maxEmail || !emailForm.MatchString(s)) {
		return &fault.Field{Field: field, Code: "email.form", Detail: "not an e-mail address in lower case"}
	}
	return nil
}

// FoldUsername returns the form in which a username is stored and compared:
// NFKC, case folded, trimmed.
func FoldUsername(s string) string {
	return norm.NFKC.String(cases.Fold().String(norm.NFKC.String(strings.TrimSpace(s))))
}

// CheckUsername reports what is wrong with a folded username: nil = nothing.
// Latin letters, digits, Chinese characters and single . _ - between them;
// other scripts have letters that look like these.
func CheckUsername(s string) *fault.Field {
	bad := func(code, detail string) *fault.Field {
		return &fault.Field{Field: "username", Code: code, Detail: detail}
	}
	if n := utf8.RuneCountInString(s); n < minUsername || n > maxUsername {
		if n == 0 || n > maxUsername || !strings.ContainsFunc(s, han) || n < 2 { // two characters are a full Chinese name
			return bad("username.length", fmt.Sprintf("between %d and %d characters", minUsername, maxUsername))
		}
	}
	after := true // a separator is not allowed here
	for _, r := range s {
		sep := r == '.' || r == '_' || r == '-'
		if sep && after {
			return bad("username.form", "separators stand singly, between letters")
		}
		if !sep && !(r >= 'a' && r <= 'z') && !(r >= '0' && r <= '9') && !han(r) {
			return bad("username.form", "latin letters, digits, Chinese characters and . _ - only")
		}
		after = sep
	}
	if after {
		return bad("username.form", "separators stand singly, between letters")
	}
	return nil
}

// han reports whether r is a unified ideograph; radicals and numerals that
// look like ideographs are not.
func han(r rune) bool {
	return r >= 0x4e00 && r <= 0x9fff || r >= 0x3400 && r <= 0x4dbf || r >= 0x20000 && r <= 0x323af
}

// What people misread, mapped to one reading: first characters, then pairs, then
// i, which is l in capitals and beside 1.
// Our own table for the characters CheckUsername allows.
var (
	lookalikes = strings.NewReplacer("0", "o", "1", "l", "_", "-", ".", "-", "一", "-", "丨", "l",
		"囗", "口", "曰", "日", "已", "己", "巳", "己", "士", "土", "未", "末", "亻", "人", "入", "人")
	lookalikePairs = strings.NewReplacer("rn", "m", "vv", "w", "cl", "d")
	lookalikeLast  = strings.NewReplacer("i", "l") // after the pairs: "ci" is not read as d
)

// Skeleton maps a username to what it looks like: two accounts may not share a
// skeleton, so neither "adrnin" nor "adm1n" can stand beside "admin".
func Skeleton(username string) string {
	return lookalikeLast.Replace(lookalikePairs.Replace(lookalikes.Replace(FoldUsername(username))))
}
