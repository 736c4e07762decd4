package report

import (
	"bytes"
	"encoding/csv"
	"math"
	"os"
	"os/exec"
	"path/filepath"
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

// LibreOffice, which knows nothing of us, recalculates the workbook.
func TestLibreOfficeRecalculates(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice is not installed; excelize's calculation is checked above")
	}
	d := full(t, "zh")
	t.Run("as written", func(t *testing.T) { recalculated(t, office, workbook(t, d), d) })
	t.Run("another weight", func(t *testing.T) { // so that stored values alone cannot pass
		f := workbook(t, d)
		for row := 2; row < 60; row++ {
			if id, _ := f.GetCellValue("权重", at(colID, row)); id == "location" {
				if err := f.SetCellValue("权重", at(colWeight, row), 0.9); err != nil {
					t.Fatal(err)
				}
			}
		}
		recalculated(t, office, f, document(t, "zh", model(t, "general"), appraisal.Options{Weights: map[string]float64{"location": 0.9}}))
	})
}

// recalculated compares LibreOffice's scores of the first sheet with d's.
func recalculated(t *testing.T, office string, f *excelize.File, d Document) {
	t.Helper()
	dir := t.TempDir()
	if err := f.SaveAs(filepath.Join(dir, "ranking.xlsx")); err != nil {
		t.Fatal(err)
	}
	// The filter writes the first sheet, unformatted values: 44 = comma, 34 = quote, 76 = UTF-8.
	cmd := exec.Command(office, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to",
		"csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false", "--outdir", dir, filepath.Join(dir, "ranking.xlsx"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "ranking.csv"))
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(bytes.NewReader(raw))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	scores := map[string]float64{}
	for _, a := range d.Result.Alternatives {
		scores[a.ISO3] = a.Score
	}
	checked, worst := 0, 0.0
	for _, row := range rows {
		want, ok := scores[cellOf(row, 1)]
		if !ok {
			continue
		}
		got, err := strconv.ParseFloat(cellOf(row, 4), 64)
		if err != nil {
			continue
		}
		checked++
		worst = math.Max(worst, math.Abs(got-want))
		if math.Abs(got-want) > 1e-9 {
			t.Errorf("%s: recalculated %v, stored %v", row[1], got, want)
		}
	}
	if checked != len(scores) {
		t.Errorf("%d of %d scores recalculated", checked, len(scores))
	}
	t.Logf("%d scores, largest difference %g", checked, worst)
}

func cellOf(row []string, i int) string {
	if i >= len(row) {
		return ""
	}
	return row[i]
}
