package report

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
)

func pdfOf(t testing.TB, d Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := PDF(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPDF(t *testing.T) {
	d := full(t, "zh")
	start := time.Now()
	raw := pdfOf(t, d)
	t.Logf("%d kB in %v", len(raw)/1000, time.Since(start))
	if !bytes.HasPrefix(raw, []byte("%PDF-1.")) || !bytes.HasSuffix(bytes.TrimSpace(raw), []byte("%%EOF")) {
		t.Error("not a whole PDF")
	}
	if len(raw) > 1<<20 {
		t.Errorf("%d bytes: the font was not subset", len(raw))
	}
	if !bytes.Equal(raw, pdfOf(t, d)) {
		t.Error("the same document gives other bytes")
	}
}

// What can be read back from the file is what was meant to stand in it.
func TestPDFText(t *testing.T) {
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Fatal("pdftotext is missing: make tools installs it")
	}
	for _, lang := range []string{"zh", "en"} {
		d := full(t, lang)
		path := filepath.Join(t.TempDir(), "ranking.pdf")
		if err := os.WriteFile(path, pdfOf(t, d), 0o600); err != nil {
			t.Fatal(err)
		}
		if dir := os.Getenv("PARKSITE_KEEP_PDF"); dir != "" { // to look at
			if err := os.WriteFile(filepath.Join(dir, "ranking-"+lang+".pdf"), pdfOf(t, d), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		out, err := exec.Command(tool, "-layout", path, "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		text := string(out)
		squeezed := strings.Join(strings.Fields(text), "")
		pages := strings.Count(text, "\f")
		want := []string{d.Result.Digest, d.Title, d.Team, "镕", "喆", "堃", "CCBY4.0", "parksiteverifyrk-7"}
		for _, a := range d.Result.Alternatives {
			want = append(want, d.country(a.ISO3))
		}
		lead, second := d.Result.Alternatives[0], d.Result.Alternatives[1]
		want = append(want, fmt.Sprintf(map[string]string{"zh": "%s居首，得分 %.3f，领先%s", "en": "%s leads with %.3f, ahead of %s"}[lang],
			d.country(lead.ISO3), lead.Score, d.country(second.ISO3)))
		for _, s := range d.sources() {
			want = append(want, s.ID)
		}
		for _, x := range d.indicators() {
			want = append(want, x.Code)
		}
		for _, w := range want {
			if !strings.Contains(squeezed, strings.Join(strings.Fields(w), "")) {
				t.Errorf("%s: %q is not in the text", lang, w)
			}
		}
		if n := strings.Count(text, d.Result.Digest); n < pages {
			t.Errorf("%s: the digest stands on %d of %d pages", lang, n, pages)
		}
		if lang == "zh" && !strings.Contains(squeezed, "第1页/共"+itoa(pages)+"页") {
			t.Errorf("no page numbers of %d pages", pages)
		}
		// 𠮷 lies outside the font: a substitute stands for it, and nothing else.
		if n := strings.Count(text, string(substitute)); n != 1 {
			t.Errorf("%s: %d substitutes", lang, n)
		}
	}
}

func itoa(n int) string { return shortNumber(float64(n)) }

func TestFontCovers(t *testing.T) {
	face := loadFont()
	if face.fail != nil {
		t.Fatal(face.fail)
	}
	// Everything the program itself can print.
	snap, models := seed()
	texts := []string{"（）《》“”—…·→–≤≥×÷±²³％€£", "Côte d’Ivoire Türkiye São"}
	for _, list := range words {
		for _, w := range list {
			texts = append(texts, w)
		}
	}
	both := func(t catalog.Text) { texts = append(texts, t.Zh, t.En) }
	for _, c := range snap.Countries() {
		both(c.Name)
	}
	for _, x := range snap.Indicators() {
		both(x.Name)
		both(x.Unit)
		both(x.Definition)
		both(x.Note)
		both(x.Formula)
	}
	for _, s := range snap.Sources() {
		texts = append(texts, s.Title, s.Publisher, s.Licence, s.Vintage)
	}
	for _, m := range models {
		both(m.Name)
		both(m.Description)
		for _, n := range flatten(&m.Tree) {
			both(n.Name)
			if n.Criterion != nil {
				both(n.Criterion.Rationale)
			}
		}
	}
	for _, s := range texts {
		for _, r := range s {
			if !face.covers(r) && r != '\n' {
				t.Errorf("no glyph for %q (%U) in %.40q", r, r, s)
			}
		}
	}
	if face.covers('\U00020BB7') || face.covers(0xE000) {
		t.Error("claims glyphs it has not")
	}
	// Latin letters the font has not lose their marks; nothing becomes 〓.
	if got := face.printable("Łódź, Gdańsk, Plzeň, Győr, Iași, Đà Nẵng, Šibenik"); got != "Lódz, Gdańsk, Plzeň, Gyor, Iasi, Đà Nẵng, Sibenik" {
		t.Errorf("printable gives %q", got)
	}
	if got := face.printable("a\u202eb\u200bc\x07\t𠮷"); got != "abc 〓" {
		t.Errorf("printable gives %q", got)
	}
}

func TestWrap(t *testing.T) {
	d := document(t, "zh", model(t, "general"), appraisal.Options{Scope: appraisal.Scope{Countries: []string{"VNM"}}})
	p := &pdf{Document: &d, face: loadFont(), f: fpdf.New("P", "mm", "A4", "")}
	p.begin()
	p.size(9)
	for _, s := range []string{"越南领先波兰，主要来自人口规模和战略区位；营商环境拉回一部分。", "sha256:" + strings.Repeat("0123456789abcdef", 8), "The quick brown fox, jumping over lazy dogs; again.", "混合 mixed 文字 text（括号）。", ""} {
		lines := p.wrap(s, 40)
		if strings.Join(strings.Fields(strings.Join(lines, "")), "") != strings.Join(strings.Fields(s), "") {
			t.Errorf("%q lost text: %q", s, lines)
		}
		for _, line := range lines {
			if w := p.width(line); w > 40.01 {
				t.Errorf("%q is %.1f mm wide", line, w)
			}
			if line != "" && closes([]rune(line)[0]) {
				t.Errorf("%q begins a line", line)
			}
		}
	}
}

// Documents at the edges: nobody ranked, a method without parts, very long texts.
func TestPDFEdges(t *testing.T) {
	d := document(t, "en", model(t, "general").WithMethod("topsis"), appraisal.Options{Scope: appraisal.Scope{Regions: []string{"South Asia"}}})
	d.ID, d.State, d.Notes = "", "", strings.Repeat("长文本 long text ", 1500)
	d.Opinions = []Opinion{{Round: 1, Ministry: "M", Decision: "reject", Comment: strings.Repeat("理由", 6000)}}
	if raw := pdfOf(t, d); len(raw) < 10_000 {
		t.Errorf("%d bytes", len(raw))
	}
	d.Result.Alternatives = nil
	d.Result.Excluded = []appraisal.Excluded{{ISO3: "VNM", Reason: appraisal.NoData}}
	d.Title = strings.Repeat("很长的标题", 60)
	if raw := pdfOf(t, d); len(raw) < 10_000 {
		t.Errorf("%d bytes", len(raw))
	}
}

func BenchmarkPDF(b *testing.B) {
	d := full(b, "zh")
	for b.Loop() {
		pdfOf(b, d)
	}
}
