package catalog

import "strings"

// What makes a spreadsheet take text for a formula, at the beginning of a
// cell, and what begins a new cell or line where the program that opens the
// file splits at semicolons and does not heed our quotation marks.
const (
	formulaSigns = "=+-@＝＋－＠"
	cellBreaks   = ";\t\r\n"
)

// InertCell keeps a spreadsheet that opens a table from taking text for a
// formula: an apostrophe goes before it, at the beginning and wherever a
// spreadsheet of another locale would begin a cell. CellText undoes it. Only
// text passes here; numbers are written as numbers and −5 stays −5.
func InertCell(s string) string {
	var b strings.Builder
	begins := true
	for i, r := range s {
		if begins && (strings.ContainsRune(formulaSigns+"'", r) || i == 0 && (strings.ContainsRune(cellBreaks, r) || r == 0)) {
			b.WriteByte('\'')
		}
		b.WriteRune(r)
		begins = strings.ContainsRune(cellBreaks, r)
	}
	return b.String()
}

// CellText returns what InertCell was given. Of other text it takes no
// apostrophe but one before a sign that begins a formula.
func CellText(s string) string {
	var b strings.Builder
	begins, held := true, false
	for i, r := range s {
		if begins && r == '\'' && !held {
			held = true
			continue
		}
		if held && !strings.ContainsRune(formulaSigns+"'", r) && (i != 1 || !strings.ContainsRune(cellBreaks, r) && r != 0) {
			b.WriteByte('\'')
		}
		held = false
		b.WriteRune(r)
		begins = strings.ContainsRune(cellBreaks, r)
	}
	if held {
		b.WriteByte('\'')
	}
	return b.String()
}
