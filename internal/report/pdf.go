package report

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"codeberg.org/go-pdf/fpdf"

	"parksite/internal/fault"
)

// The page, in millimetres: A4 upright.
const (
	pageWidth  = 210.0
	pageHeight = 297.0
	margin     = 15.0
	bodyTop    = 28.0
	bodyBottom = pageHeight - 18
	bodyWidth  = pageWidth - 2*margin
)

const (
	textSize  = 9.0 // points
	smallSize = 7.5
	lineOf    = 0.3528 * 1.45 // millimetres of line height per point
)

// PDF writes the ranking as a document to be read and filed: summary, ranking
// with contribution bars, contributions, weights, countries not ranked,
// firmness, review, sources with licences, and how to verify it. Every page
// bears title, version, state, date and the result's digest.
func PDF(w io.Writer, d Document) error {
	const op = "report.PDF"
	if err := d.check(); err != nil {
		return fault.Wrap(op, err)
	}
	face := loadFont()
	if face.fail != nil {
		return fault.Wrap(op, face.fail)
	}
	p := &pdf{Document: &d, face: face, f: fpdf.New("P", "mm", "A4", "")}
	p.begin()
	p.summary()
	p.findings()
	p.rankingTable()
	p.contributions()
	p.weightTable()
	p.excludedTable()
	p.caveatTable()
	p.firmnessTable()
	p.reviewTable()
	p.sourceTables()
	p.verification()
	return fault.As(op, fault.Internal, "internal", p.f.Output(w))
}

// pdf is the document being drawn; y is where the next line goes.
type pdf struct {
	*Document
	f    *fpdf.Fpdf
	face *typeface
	y    float64
}

func (p *pdf) begin() {
	f := p.f
	f.AddUTF8FontFromBytes("noto", "", p.face.ttf)
	f.AliasNbPages(totalPages) // after the font, whose subset then has the digits
	f.SetAutoPageBreak(false, 0)
	f.SetMargins(0, 0, 0)
	f.SetTitle(p.face.printable(p.title()), true)
	f.SetAuthor(p.face.printable(p.Owner), true)
	f.SetSubject(p.Result.Digest, true)
	f.SetLang(map[string]string{"zh": "zh-CN", "en": "en-GB"}[p.Lang])
	f.SetProducer("parksite", true)
	f.SetCreationDate(p.At.UTC())
	f.SetModificationDate(p.At.UTC())
	f.SetCatalogSort(true)
	f.SetHeaderFunc(p.header)
	f.SetFooterFunc(p.footer)
	p.page()
}

const totalPages = "{nb}"

func (p *pdf) page() {
	p.f.AddPage()
	p.y = bodyTop
}

// room begins a new page when h does not fit on this one.
func (p *pdf) room(h float64) bool {
	if p.y+h <= bodyBottom {
		return false
	}
	p.page()
	return true
}

func (p *pdf) size(points float64) { p.f.SetFont("noto", "", points) }

func (p *pdf) colour(c rgb) { p.f.SetTextColor(c.r, c.g, c.b) }

type rgb struct{ r, g, b int }

var (
	ink   = rgb{31, 41, 55}
	quiet = rgb{90, 100, 114}
)

func (p *pdf) header() {
	p.size(textSize)
	p.colour(ink)
	right := ""
	if p.ID != "" {
		right = fmt.Sprintf("%s · %s %d", p.ID, p.word("version"), p.Version)
	}
	if p.State != "" {
		right += " · " + p.word("state."+p.State)
	}
	w := p.width(right)
	p.draw(pageWidth-margin-w, 13, right)
	p.draw(margin, 13, p.fit(p.title(), bodyWidth-w-6))
	p.size(6.5)
	p.colour(quiet)
	p.draw(margin, 18, p.Result.Digest)
	date := p.At.In(zones[p.Lang]).Format("2006-01-02")
	p.draw(pageWidth-margin-p.width(date), 18, date)
	p.rule(20)
}

func (p *pdf) footer() {
	p.rule(pageHeight - 14)
	p.size(smallSize)
	p.colour(quiet)
	left := p.word("appName")
	if p.Reader != "" {
		left += " · " + p.word("reader") + p.word("colon") + p.Reader
	}
	p.draw(margin, pageHeight-9, p.fit(left, bodyWidth-40))
	page := fmt.Sprintf(p.word("page"), fmt.Sprint(p.f.PageNo()), totalPages)
	w := p.width(strings.Replace(page, totalPages, "00", 1))
	p.draw(pageWidth-margin-w, pageHeight-9, page)
}

func (p *pdf) rule(y float64) {
	p.f.SetDrawColor(200, 207, 217)
	p.f.SetLineWidth(0.2)
	p.f.Line(margin, y, pageWidth-margin, y)
}

// draw writes one line with its base line at y.
func (p *pdf) draw(x, y float64, s string) { p.f.Text(x, y, p.face.printable(s)) }

// bold thickens by an outline: one weight of the font is enough to carry.
func (p *pdf) bold(x, y float64, s string) {
	p.f.SetDrawColor(ink.r, ink.g, ink.b)
	p.f.SetLineWidth(0.12)
	p.f.SetTextRenderingMode(2)
	p.draw(x, y, s)
	p.f.SetTextRenderingMode(0)
}

func (p *pdf) width(s string) float64 { return p.f.GetStringWidth(p.face.printable(s)) }

// fit cuts s to width.
func (p *pdf) fit(s string, width float64) string {
	if p.width(s) <= width {
		return s
	}
	r := []rune(s)
	for len(r) > 0 && p.width(string(r)+"…") > width {
		r = r[:len(r)-1]
	}
	return string(r) + "…"
}

// wrap breaks s into lines of at most width: between words, and anywhere
// beside a Han character; a word longer than the line is cut. Closing
// punctuation does not begin a line.
func (p *pdf) wrap(s string, width float64) []string {
	var lines []string
	for _, par := range strings.Split(p.face.printable(s), "\n") {
		line, w := "", 0.0
		for _, word := range pieces(par) {
			ww := p.f.GetStringWidth(word)
			if w+ww > width && line != "" {
				lines, line, w = append(lines, strings.TrimRight(line, " ")), "", 0
				word = strings.TrimLeft(word, " ")
				ww = p.f.GetStringWidth(word)
			}
			for ww > width { // longer than a line: a digest, an address
				r, n := []rune(word), 0
				for n < len(r) && w+p.f.GetStringWidth(string(r[:n+1])) <= width {
					n++
				}
				n = max(n, 1)
				lines, line, w = append(lines, line+string(r[:n])), "", 0
				word = string(r[n:])
				ww = p.f.GetStringWidth(word)
			}
			line, w = line+word, w+ww
		}
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return lines
}

// pieces cuts text where a line may break; spaces stay with the word before.
func pieces(s string) []string {
	var out []string
	start := 0
	runes := []rune(s)
	for i := 1; i < len(runes); i++ {
		a, b := runes[i-1], runes[i]
		if closes(b) || opens(a) {
			continue
		}
		if a == ' ' && b != ' ' || wide(a) && b != ' ' || wide(b) || a == '/' || a == '·' {
			out = append(out, string(runes[start:i]))
			start = i
		}
	}
	if start < len(runes) {
		out = append(out, string(runes[start:]))
	}
	return out
}

func wide(r rune) bool {
	return unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xffef
}

// closes and opens tell punctuation that may not begin, or end, a line.
func closes(r rune) bool {
	return strings.ContainsRune("，。、；：？！）》〉」』】”’％…,.;:?!)]%", r)
}

func opens(r rune) bool { return strings.ContainsRune("（《〈「『【“‘([", r) }

// section begins a part of the document.
func (p *pdf) section(key string) { p.heading(p.word(key)) }

func (p *pdf) heading(text string) {
	if p.room(48) { // with a table's head and its first row
		p.y -= 2
	}
	p.y += 6
	p.size(12.5)
	p.colour(ink)
	p.bold(margin, p.y+3, text)
	p.y += 8
}

// paragraph writes wrapped text over the whole width.
func (p *pdf) paragraph(s string, size float64, c rgb) {
	p.size(size)
	for _, line := range p.wrap(s, bodyWidth) {
		p.room(size * lineOf)
		p.size(size)
		p.colour(c)
		p.draw(margin, p.y+size*0.3528, line)
		p.y += size * lineOf
	}
}

// summary opens the document.
func (p *pdf) summary() { p.opening(p.facts()) }

func (p *pdf) opening(facts [][2]string) {
	p.size(18)
	p.colour(ink)
	for _, line := range p.wrap(p.title(), bodyWidth) {
		p.bold(margin, p.y+6, line)
		p.y += 9
	}
	p.y += 2
	p.size(textSize)
	label := 30.0
	for _, fact := range facts {
		label = max(label, min(60, p.width(fact[0])+3))
	}
	for _, fact := range facts {
		p.size(textSize)
		lines := p.wrap(fact[1], bodyWidth-label)
		for i, line := range lines {
			p.room(textSize * lineOf)
			p.size(textSize)
			if i == 0 {
				p.colour(quiet)
				p.draw(margin, p.y+3.2, fact[0])
			}
			p.colour(ink)
			p.draw(margin+label, p.y+3.2, line)
			p.y += textSize * lineOf
		}
		p.y += 0.8
	}
}

func (p *pdf) verification() {
	p.section("part.verify")
	lines := []string{fmt.Sprintf(p.word("verify.1"), p.Result.Digest)}
	if p.ID != "" {
		lines = append(lines, fmt.Sprintf(p.word("verify.2"), p.ID))
	} else {
		lines = append(lines, p.word("verify.2p"))
	}
	if p.VerifyAt != "" {
		lines = append(lines, fmt.Sprintf(p.word("verify.3"), p.VerifyAt))
	}
	lines = append(lines, p.word("verify.4"))
	for i, line := range lines {
		p.paragraph(fmt.Sprintf("%d. %s", i+1, line), textSize, ink)
		p.y += 1
	}
}
