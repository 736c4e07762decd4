package catalog

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"parksite/internal/fault"
)

// CheckText returns the rules that s, found at path field, breaks as a name or
// note: valid UTF-8 in normal form C, at most limit characters, no control
// characters (a line break and a tab pass where multiline), no characters that
// reorder text or hide in it.
func CheckText(field, s string, limit int, multiline bool) []fault.Field {
	if !utf8.ValidString(s) {
		return []fault.Field{{Field: field, Code: "text.encoding", Detail: "not valid UTF-8"}}
	}
	var bad []fault.Field
	if n := utf8.RuneCountInString(s); n > limit {
		bad = append(bad, fault.Field{Field: field, Code: "text.tooLong", Detail: "too long"})
	}
	if !norm.NFC.IsNormalString(s) {
		bad = append(bad, fault.Field{Field: field, Code: "text.notNormal", Detail: "not in Unicode normal form C"})
	}
	for _, r := range s {
		if forbidden(r, multiline) {
			bad = append(bad, fault.Field{Field: field, Code: "text.control", Detail: "control, direction or invisible character"})
			break
		}
	}
	return bad
}

// CheckName is CheckText for a text in two languages, both of them required.
func CheckName(field string, t Text, limit int) []fault.Field {
	var bad []fault.Field
	if t.Zh == "" {
		bad = append(bad, fault.Field{Field: field + ".zh", Code: "required", Detail: "the Chinese text is missing"})
	}
	if t.En == "" {
		bad = append(bad, fault.Field{Field: field + ".en", Code: "required", Detail: "the English text is missing"})
	}
	return append(bad, CheckTexts(field, t, limit, false)...)
}

// CheckTexts is CheckText for both languages.
func CheckTexts(field string, t Text, limit int, multiline bool) []fault.Field {
	return append(CheckText(field+".zh", t.Zh, limit, multiline), CheckText(field+".en", t.En, limit, multiline)...)
}

// NormalText returns s in normal form C, for whoever takes in text.
func NormalText(s string) string { return norm.NFC.String(s) }

func forbidden(r rune, multiline bool) bool {
	switch {
	case r == '\n' || r == '\t':
		return !multiline
	case r == '\u200c' || r == '\u200d': // joiners that some scripts and emoji need
		return false
	case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Cs, r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r):
		return true
	}
	return r >= 0xfdd0 && r <= 0xfdef || r&0xfffe == 0xfffe // non-characters
}
