package intake

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"parksite/internal/catalog"
	"parksite/seeds"
)

// What is filled into either template in either language is read back, and the
// sheets that explain are neither entries nor remarks.
func TestNegativeTemplate(t *testing.T) {
	data, err := seeds.Load()
	if err != nil {
		t.Fatal(err)
	}
	countries, industries := data.Tables.Countries, data.Industries
	rows := map[string][]string{
		"zh": {"越南", industries[0].Name.Zh, "禁止", "测试", "", "某文件〔2026〕1号", "2026-01-01", ""},
		"en": {"Viet Nam", industries[0].Name.En, "prohibited", "测试", "", "某文件〔2026〕1号", "2026-01-01", ""},
	}
	want := []catalog.NegativeEntry{{ISO3: "VNM", Industry: industries[0].ID, Rule: catalog.Prohibited, Reason: catalog.Text{Zh: "测试"}, Source: "某文件〔2026〕1号", ValidFrom: "2026-01-01"}}
	for lang, row := range rows {
		var book, text bytes.Buffer
		if err := NegativeTemplate(&book, lang, countries, industries); err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(&book)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetRow(f.GetSheetName(0), "A2", &row); err != nil {
			t.Fatal(err)
		}
		book.Reset()
		if err := f.Write(&book); err != nil {
			t.Fatal(err)
		}
		if err := NegativeTemplateCSV(&text, lang); err != nil {
			t.Fatal(err)
		}
		text.WriteString(strings.Join(row, ",") + "\r\n")
		for name, file := range map[string][]byte{"xlsx": book.Bytes(), "csv": text.Bytes()} {
			r, err := ReadNegativeList(t.Context(), bytes.NewReader(file), int64(len(file)), countries, industries)
			if err != nil {
				t.Fatalf("%s %s: %v", lang, name, err)
			}
			if d := cmp.Diff(want, r.Entries); d != "" || len(r.Rejected)+len(r.Remarks) > 0 {
				t.Errorf("%s %s: %s rejected %+v remarks %+v", lang, name, d, r.Rejected, r.Remarks)
			}
		}
	}
	if NegativeTemplate(&bytes.Buffer{}, "fr", countries, industries) == nil || NegativeTemplateCSV(&bytes.Buffer{}, "fr") == nil {
		t.Error("a template in French")
	}
}
