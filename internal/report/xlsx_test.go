package report

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"parksite/internal/appraisal"
)

func workbook(t testing.TB, d Document) *excelize.File {
	t.Helper()
	var b bytes.Buffer
	if err := XLSX(&b, d); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// firstRanked finds the row of the first country on the first sheet.
func firstRanked(t testing.TB, f *excelize.File, sheet, heading string) int {
	t.Helper()
	for row := 1; row < 60; row++ {
		if v, _ := f.GetCellValue(sheet, at(2, row)); v == heading {
			if u, _ := f.GetCellValue(sheet, at(1, row)); u != "" {
				return row + 1
			}
		}
	}
	t.Fatal("no ranking in the sheet")
	return 0
}

// The formulas, evaluated by another program than the one that ranked, give the
// stored scores: for models with gaps, structural rules, bands and goalposts.
func TestFormulasGiveScores(t *testing.T) {
	for _, id := range []string{"general", "strategy-S3", "industry-IND_PORT_HEAVY", "pair-risk"} {
		t.Run(id, func(t *testing.T) {
			d := document(t, "zh", model(t, id), appraisal.Options{Scope: appraisal.Scope{Regions: []string{"South Asia", "EU"}}})
			f := workbook(t, d)
			first, c := firstRanked(t, f, "排名", "代码"), newCalc(t, f)
			gaps := 0
			for i, a := range d.Result.Alternatives {
				if got := c.number("排名", at(5, first+i)); math.Abs(got-a.Score) > 1e-9 {
					t.Errorf("%s: the formula gives %v, stored %v", a.ISO3, got, a.Score)
				}
				gaps += a.Missing
			}
			if gaps == 0 && id == "general" {
				t.Error("no missing value in the sample: renormalisation is not shown")
			}
		})
	}
}

// A weight changed in the sheet gives what the engine gives for that weight.
func TestFormulasAreLive(t *testing.T) {
	scope := appraisal.Scope{Regions: []string{"South Asia"}}
	d := document(t, "en", model(t, "general"), appraisal.Options{Scope: scope})
	f := workbook(t, d)
	for row := 2; row < 60; row++ {
		if id, _ := f.GetCellValue("Weights", at(colID, row)); id == "business" {
			if err := f.SetCellValue("Weights", at(colWeight, row), 0.7); err != nil {
				t.Fatal(err)
			}
		}
	}
	want := document(t, "en", model(t, "general"), appraisal.Options{Scope: scope, Weights: map[string]float64{"business": 0.7}})
	scores := map[string]float64{}
	for _, a := range want.Result.Alternatives {
		scores[a.ISO3] = a.Score
	}
	first, c := firstRanked(t, f, "Ranking", "Code"), newCalc(t, f)
	for i, a := range d.Result.Alternatives {
		got := c.number("Ranking", at(5, first+i))
		if math.Abs(got-scores[a.ISO3]) > 1e-9 || math.Abs(got-a.Score) < 1e-6 {
			t.Errorf("%s: the sheet gives %v, the engine %v, before %v", a.ISO3, got, scores[a.ISO3], a.Score)
		}
	}
}

func TestGeometricAndOtherMethods(t *testing.T) {
	scope := appraisal.Scope{Regions: []string{"South Asia"}}
	m := model(t, "general")
	d := document(t, "en", m.WithMethod(appraisal.Geometric), appraisal.Options{Scope: scope})
	f := workbook(t, d)
	first, c := firstRanked(t, f, "Ranking", "Code"), newCalc(t, f)
	for i, a := range d.Result.Alternatives {
		if got := c.number("Ranking", at(5, first+i)); math.Abs(got-a.Score) > 1e-9 {
			t.Errorf("geometric, %s: the formula gives %v, stored %v", a.ISO3, got, a.Score)
		}
	}
	d = document(t, "en", m.WithMethod("topsis"), appraisal.Options{Scope: scope})
	f = workbook(t, d)
	first = firstRanked(t, f, "Ranking", "Code")
	for i, a := range d.Result.Alternatives {
		if formula, _ := f.GetCellFormula("Ranking", at(5, first+i)); formula != "" {
			t.Errorf("topsis has the formula %q", formula)
		}
		if v, _ := f.GetCellValue("Ranking", at(4, first+i), excelize.Options{RawCellValue: true}); v == "" {
			t.Errorf("%s has no score", a.ISO3)
		}
	}
}

func TestTextIsInert(t *testing.T) {
	d := full(t, "zh")
	d.Title = "=1+1"
	f := workbook(t, d)
	if got := f.GetSheetList(); strings.Join(got, ",") != "排名,权重,指标值,来源,稳健性,审核意见" {
		t.Errorf("sheets %v", got)
	}
	texts := 0
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		for r, row := range rows {
			for c, v := range row {
				formula, err := f.GetCellFormula(sheet, at(c+1, r+1))
				if err != nil {
					t.Fatal(err)
				}
				if strings.HasPrefix(v, "=") || strings.HasPrefix(v, "@") {
					texts++
					if formula != "" {
						t.Errorf("%s!%s: text became the formula %q", sheet, at(c+1, r+1), formula)
					}
				}
				if strings.Contains(formula, "HYPERLINK") || strings.Contains(formula, "1+1") {
					t.Errorf("%s!%s: %q", sheet, at(c+1, r+1), formula)
				}
			}
		}
	}
	if texts < 4 { // title, purpose, owner, comment
		t.Errorf("%d hostile texts found, want 4 at least", texts)
	}
}

// Values and scores stand in the file with every digit.
func TestNumbersInFull(t *testing.T) {
	d := document(t, "en", model(t, "general"), appraisal.Options{Scope: appraisal.Scope{Regions: []string{"South Asia"}}})
	f := workbook(t, d)
	first := firstRanked(t, f, "Ranking", "Code")
	check := func(sheet, cell string, want float64) {
		t.Helper()
		got, err := f.GetCellValue(sheet, cell, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		if v, err := strconv.ParseFloat(got, 64); err != nil || v != want {
			t.Errorf("%s!%s = %s, want %v", sheet, cell, got, want)
		}
	}
	for i, a := range d.Result.Alternatives {
		check("Ranking", at(4, first+i), a.Score)
		for j, c := range a.Criteria {
			if c.Value != nil {
				check("Values", at(3+j, firstValueRow+i), *c.Value)
			}
		}
	}
}
