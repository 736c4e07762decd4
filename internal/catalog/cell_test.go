package catalog

import (
	"encoding/csv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestInertCell(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "越南": "越南", "a=1": "a=1", "a'b": "a'b",
		"=1": "'=1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx", "\x00=": "'\x00=", "＝1": "'＝1", "－x": "'－x",
		"'x":            "''x",
		"a;=cmd|x!A0":   "a;'=cmd|x!A0",
		"a\n=1":         "a\n'=1",
		"a\t@x;＋1;'=1":  "a\t'@x;'＋1;''=1",
		"a; =1":         "a; =1", // a space before it: text in every spreadsheet
		"港口；=吞吐量 (a=b)": "港口；=吞吐量 (a=b)",
	} {
		if got := InertCell(in); got != want {
			t.Errorf("%q = %q, want %q", in, got, want)
		}
		if got := CellText(want); got != in {
			t.Errorf("%q back from %q", got, want)
		}
	}
	for in, want := range map[string]string{"'": "'", "a;'": "a;'", "'quoted'": "'quoted'", "it's": "it's"} { // what people type stays
		if got := CellText(in); got != want {
			t.Errorf("%q = %q, want %q", in, got, want)
		}
	}
}

// Whatever the text, it comes back; and however a program splits the line, no
// piece of it begins with a sign that makes a formula.
func TestInertCellIsInert(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOfN(rapid.RuneFrom([]rune("=+-@＝'\";,\n\r\t 1a\x00")), 0, 12, -1).Draw(t, "s")
		cell := InertCell(s)
		if got := CellText(cell); got != s {
			t.Fatalf("%q back from %q", got, cell)
		}
		var line strings.Builder
		w := csv.NewWriter(&line)
		_ = w.Write([]string{"VNM", cell, "end"}) // a Builder takes everything
		w.Flush()
		for _, piece := range strings.FieldsFunc(line.String(), func(r rune) bool { return strings.ContainsRune(";\n\r\t", r) }) {
			if strings.ContainsRune(formulaSigns, []rune(piece)[0]) {
				t.Fatalf("%q: the line %q has the piece %q", s, line.String(), piece)
			}
		}
	})
}
