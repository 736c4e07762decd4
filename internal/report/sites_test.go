package report

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/xuri/excelize/v2"

	"parksite/internal/appraisal"
	"parksite/internal/layout"
	"parksite/seeds"
)

// southAsian are the sites of the South Asian strategy, with an own site that
// has land figures and a name that would be a formula.
func southAsian(t *testing.T, lang string) SiteDocument {
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
	q := appraisal.SiteRequest{Strategy: "S2", Closed: "malacca", Own: []appraisal.SiteFigures{own}}
	b := layout.Basis{Snapshot: snap, Strategies: data.Strategies, Industries: data.Industries, Sites: data.Sites, LandUse: data.LandUse, Models: data.Models}
	study, err := b.RankSites(context.Background(), q, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	d := SiteDocument{Lang: lang, ID: "abc", Version: 3, Title: "南亚比选", State: "published", At: time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC), Request: q,
		Study: study, Snapshot: snap, Opinions: []Opinion{{Round: 1, Ministry: "商务部门", By: "r", Decision: "approve", Comment: "=同意"}}}
	for _, s := range data.Strategies {
		if s.ID == "S2" {
			d.Strategy = s
		}
	}
	return d
}

// Every format holds the ranking and its digest in words, every site with its
// figures in the workbook, and no text that is a formula; contributions add up
// to the score.
func TestSiteFormats(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		d := southAsian(t, lang)
		var table, text, book, page, again bytes.Buffer
		for _, err := range []error{SitesCSV(&table, d), SitesJSON(&text, d), SitesXLSX(&book, d), SitesPDF(&page, d), SitesPDF(&again, d)} {
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
		if len(rows) != len(d.Study.Sites)+2 || rows[1][2] != d.Study.Sites[0].ID || rows[len(rows)-1][1] != d.Study.Digest {
			t.Errorf("%d lines, first site %v, last line %v", len(rows), rows[1], rows[len(rows)-1])
		}
		var held sitesJSON
		if err := json.Unmarshal(text.Bytes(), &held); err != nil || held.Study.Digest != d.Study.Digest || held.Request.Closed != "malacca" || len(held.Study.Sites[0].Criteria) == 0 {
			t.Errorf("JSON: %v, %s", err, held.Study.Digest)
		}
		f, err := excelize.OpenReader(&book)
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, key := range []string{"sheet.sites", "sheet.parts", "sheet.siteSources", "sheet.landUse", "sheet.caveats"} {
			want = append(want, planWords[lang][key])
		}
		want = append(want, words[lang]["sheet.review"])
		if got := f.GetSheetList(); !slices.Equal(got, want) {
			t.Errorf("sheets %v, want %v", got, want)
		}
		for _, sheet := range f.GetSheetList() {
			if panes, err := f.GetPanes(sheet); err != nil || panes.YSplit > maxFrozen {
				t.Errorf("%s: %d rows stand still: %v", sheet, panes.YSplit, err)
			}
			lines, err := f.GetRows(sheet)
			if err != nil || len(lines) < 2 {
				t.Errorf("%s has %d lines: %v", sheet, len(lines), err)
			}
			for i, line := range lines {
				for k, cell := range line {
					if strings.HasPrefix(cell, "plan.") || strings.HasPrefix(cell, "sites.") || strings.HasPrefix(cell, "limit.") || strings.HasPrefix(cell, "site.") {
						t.Errorf("%s: %q has no words", sheet, cell)
					}
					at, _ := excelize.CoordinatesToCellName(k+1, i+1)
					if formula, _ := f.GetCellFormula(sheet, at); formula != "" {
						t.Errorf("%s %s is the formula %q", sheet, at, formula)
					}
				}
			}
		}
		if lines, _ := f.GetRows(planWords[lang]["sheet.siteSources"]); len(lines) != 1+len(d.Study.Sites)*len(d.Study.Sites[0].Criteria) {
			t.Errorf("%d lines of figures for %d sites", len(lines), len(d.Study.Sites))
		}
		for i := range d.Study.Sites {
			sum := 0.0
			for _, x := range d.Study.Sites[i].Dimensions {
				if x.Contribution != nil {
					sum += *x.Contribution
				}
			}
			if got := fmt.Sprintf("%.9f", sum); got != fmt.Sprintf("%.9f", *d.Study.Sites[i].Score) {
				t.Errorf("%s: contributions sum to %s, score %v", d.Study.Sites[i].ID, got, *d.Study.Sites[i].Score)
			}
		}
	}
}

// The document to be read tells a doubt about many sites by their number, and
// the workbook names every one; what scores are made of stands behind.
func TestSiteCaveatsToBeRead(t *testing.T) {
	for lang, all := range map[string]string{"zh": "全部 %d 个园址", "en": "All %d sites"} {
		d := southAsian(t, lang)
		s, err := newSiteFile(&d)
		if err != nil {
			t.Fatal(err)
		}
		find := func(read bool) (caveats planTable, last string) {
			tables := s.tables(read)
			for _, x := range tables {
				if x.part == "part.caveats" {
					caveats = x
				}
			}
			return caveats, tables[len(tables)-1].part
		}
		read, last := find(true)
		whole, _ := find(false)
		if last != "part.parts" {
			t.Errorf("%s: the document ends with %s", lang, last)
		}
		if len(read.rows) != len(whole.rows) {
			t.Fatalf("%s: %d caveats to be read of %d", lang, len(read.rows), len(whole.rows))
		}
		everywhere, some := 0, 0
		separator := words[lang]["listSeparator"]
		for i, row := range whole.rows {
			names := strings.Count(row[1].(string), separator) + 1
			got := read.rows[i][1].(string)
			switch {
			case got == fmt.Sprintf(all, len(d.Study.Sites)):
				everywhere++
				for _, x := range d.Study.Sites {
					if !strings.Contains(row[1].(string), inLang(lang, x.Name)) {
						t.Errorf("%s: the workbook leaves %s out of %v", lang, x.ID, row[0])
					}
				}
			case got != row[1]:
				some++
				if strings.Count(got, separator) > 3 && lang == "zh" {
					t.Errorf("%q names more than three of %d", got, names)
				}
			}
		}
		if everywhere == 0 || some == 0 {
			t.Errorf("%s: %d caveats of all sites, %d of many", lang, everywhere, some)
		}
	}
}

// A long name is no reason to break a number or a heading over two lines.
func TestColumnsHoldWords(t *testing.T) {
	p := &pdf{Document: &Document{Lang: "en"}, face: loadFont(), f: fpdf.New("P", "mm", "A4", "")}
	p.begin()
	p.size(smallSize)
	columns := []tableColumn{{"Site", 60, false}, {"Coverage", 8, true}, {"Value", 8, true}}
	scale(columns)
	p.holdWords(columns, 1, func(int) []string { return []string{strings.Repeat("long name ", 20), "", "24,817,844"} })
	sum := 0.0
	for k, word := range []string{"name", "Coverage", "24,817,844"} {
		sum += columns[k].width
		if lines := p.wrap(word, columns[k].width-2*cellPad); len(lines) != 1 {
			t.Errorf("%s stands on %d lines", word, len(lines))
		}
	}
	if sum < bodyWidth-0.01 || sum > bodyWidth+0.01 {
		t.Errorf("the columns are %.2f mm wide", sum)
	}
}
