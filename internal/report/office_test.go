//go:build office

// LibreOffice is too large to ask of everybody who runs the tests: `make
// office` runs this file, and the ordinary tests calculate the same formulas
// from the file alone (calc_test.go).

package report

import (
	"bytes"
	"encoding/csv"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/xuri/excelize/v2"

	"parksite/internal/appraisal"
)

// LibreOffice, which knows nothing of us, recalculates the workbook.
func TestLibreOfficeRecalculates(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Fatal("make office needs LibreOffice: apt-get install --no-install-recommends libreoffice-calc")
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
