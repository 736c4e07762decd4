package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"parksite/internal/catalog"
	"parksite/internal/layout"
)

// Sites that a threshold keeps out have a sheet that says which, by how much and why.
func TestScreenedSheet(t *testing.T) {
	for lang, words := range map[string][]string{"zh": {"货运码头水深（米）", "≥ 10", "吃水不足"}, "en": {"Depth at the cargo pier (m)", "≥ 10", "too shallow"}} {
		d := southAsian(t, lang)
		depth := 8.5
		out := &d.Study.Sites[len(d.Study.Sites)-1]
		out.Rank, out.Screened = 0, []layout.Screened{{Indicator: layout.PierDepth, Op: "min", Threshold: 10, Value: &depth, Grade: layout.GradeB,
			Reason: catalog.Text{Zh: "吃水不足", En: "too shallow"}}}
		var book bytes.Buffer
		if err := SitesXLSX(&book, d); err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(&book)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := f.GetRows(planWords[lang]["sheet.screened"])
		if err != nil {
			t.Fatal(err)
		}
		text := ""
		for _, row := range rows {
			text += strings.Join(row, "|") + "\n"
		}
		for _, w := range append(words, "8.5") {
			if !strings.Contains(text, w) {
				t.Errorf("no %q in\n%s", w, text)
			}
		}
		if strings.Contains(text, "ind.") || strings.Contains(text, "plan.") {
			t.Errorf("a column without a name in\n%s", text)
		}
	}
}
