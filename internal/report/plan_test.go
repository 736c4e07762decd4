package report

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"parksite/internal/appraisal"
	"parksite/internal/layout"
	"parksite/seeds"
)

// chain is the South Asian chain of the shipped data, tested, with an own site
// that has land figures.
func chain(t *testing.T, lang string) PlanDocument {
	t.Helper()
	data, err := seeds.Load()
	if err != nil {
		t.Fatal(err)
	}
	snap, err := data.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	ratio := 0.9
	own := appraisal.SiteFigures{ID: "own-kyaukphyu", ISO3: "MMR", Lat: 19.43, Lon: 93.53, PortCity: true, Year: 2025, Source: "survey", PlotRatio: &ratio}
	own.Name.Zh, own.Name.En = "=皎漂", "=Kyaukphyu"
	b := layout.Basis{Snapshot: snap, Strategies: data.Strategies, Industries: data.Industries, Sites: data.Sites, LandUse: data.LandUse, Models: data.Models}
	p, err := b.Prepare(appraisal.LayoutRequest{Strategy: "S2", Sites: 5, In: []string{own.ID}, Own: []appraisal.SiteFigures{own}}, 0, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	study, err := p.NewStudy(context.Background(), nil, true, 1)
	if err != nil {
		t.Fatal(err)
	}
	d := PlanDocument{Lang: lang, ID: "abc", Version: 3, Title: "南亚链", State: "published", At: time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC),
		Study: study, Industries: data.Industries, Snapshot: snap, Opinions: []Opinion{{Round: 1, Ministry: "商务部门", By: "r", Decision: "approve", Comment: "=同意"}}}
	for _, s := range data.Strategies {
		if s.ID == "S2" {
			d.Strategy = s
		}
	}
	return d
}

// Every format holds the plan and its digest, in words; the workbook its seven
// sheets and the land figures, and no text that is a formula.
func TestPlanFormats(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		d := chain(t, lang)
		var table, text, book, page, again bytes.Buffer
		for _, err := range []error{PlanCSV(&table, d), PlanJSON(&text, d), PlanXLSX(&book, d), PlanPDF(&page, d), PlanPDF(&again, d)} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(page.Bytes(), again.Bytes()) {
			t.Error("the same document gave another PDF")
		}
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(table.String(), "\xef\xbb\xbf")))
		r.FieldsPerRecord = -1
		rows, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if rows[1][2] != d.Study.Plan.Sites[0].ID || rows[len(rows)-1][1] != d.Study.Digest {
			t.Errorf("first site %v, last line %v", rows[1], rows[len(rows)-1])
		}
		for _, row := range rows {
			for _, cell := range row {
				if strings.HasPrefix(cell, "=") {
					t.Errorf("%q begins a formula", cell)
				}
			}
		}
		var held planJSON
		if err := json.Unmarshal(text.Bytes(), &held); err != nil || held.Study.Digest != d.Study.Digest || len(held.Study.Report.Stress) == 0 {
			t.Errorf("JSON: %v, %s", err, held.Study.Digest)
		}
		f, err := excelize.OpenReader(&book)
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, key := range []string{"sheet.plan", "sheet.checks", "sheet.next", "sheet.stress", "sheet.siteSources", "sheet.landUse", "sheet.caveats"} {
			want = append(want, planWords[lang][key])
		}
		want = append(want, words[lang]["sheet.review"])
		if got := f.GetSheetList(); !slices.Equal(got, want) {
			t.Errorf("sheets %v, want %v", got, want)
		}
		for _, sheet := range f.GetSheetList() {
			lines, err := f.GetRows(sheet)
			if err != nil || len(lines) < 2 {
				t.Errorf("%s has %d lines: %v", sheet, len(lines), err)
			}
			for _, line := range lines {
				for _, cell := range line {
					for _, prefix := range []string{"plan.", "check.", "stress.", "limit.", "site.", "next."} {
						if strings.HasPrefix(cell, prefix) {
							t.Errorf("%s: %q has no words", sheet, cell)
						}
					}
				}
			}
		}
		if cell, err := f.GetCellFormula(words[lang]["sheet.review"], "E2"); err != nil || cell != "" {
			t.Errorf("a comment became the formula %q (%v)", cell, err)
		}
	}
}

// Both languages word the same keys, and every condition, limit and caveat that
// a plan can hold is worded.
func TestPlanWords(t *testing.T) {
	for key := range planWords["zh"] {
		if planWords["en"][key] == "" {
			t.Errorf("%s is not worded in English", key)
		}
	}
	if len(planWords["zh"]) != len(planWords["en"]) {
		t.Errorf("%d and %d words", len(planWords["zh"]), len(planWords["en"]))
	}
	d := chain(t, "zh")
	for _, c := range d.Study.Plan.Conditions {
		if planWords["zh"]["plan.condition."+c.Code] == "" {
			t.Errorf("condition %s has no words", c.Code)
		}
	}
	for _, key := range d.Study.Report.Limits {
		if planWords["zh"][key] == "" {
			t.Errorf("%s has no words", key)
		}
	}
}
