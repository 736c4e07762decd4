package report

import (
	"fmt"
	"strings"
)

// tableColumn is a column of a table: its heading, width in millimetres, and
// whether it is set flush right.
type tableColumn struct {
	head  string
	width float64
	right bool
}

const cellPad = 1.2

// linesPerPage is how many lines of a table a page surely takes.
const linesPerPage = 60

// rows draws a table. Headings repeat on every page; a row stays together
// unless it is longer than a page. bar, when set, draws into the last column.
func (p *pdf) rows(columns []tableColumn, n int, row func(i int) []string, bar func(i int, x, y, w, h float64)) {
	p.size(smallSize)
	scale(columns)
	p.holdWords(columns, n, row)
	p.tableHead(columns)
	for i := range n {
		p.size(smallSize)
		cells := row(i)
		lines := make([][]string, len(columns))
		most := 1
		for k, c := range cells {
			lines[k] = p.wrap(c, columns[k].width-2*cellPad)
			most = max(most, len(lines[k]))
		}
		for from := 0; from < most; {
			left := int((bodyBottom - p.y - 1.6) / (smallSize * lineOf))
			take := most - from
			if take > left {
				if most <= linesPerPage || left < 3 {
					p.page()
					p.tableHead(columns)
					continue
				}
				take = left
			}
			p.tableRow(columns, lines, from, take, i, bar)
			from += take
		}
	}
	p.y += 2
}

// scale stretches the columns to the width of the page.
func scale(columns []tableColumn) {
	sum := 0.0
	for _, c := range columns {
		sum += c.width
	}
	for i := range columns {
		columns[i].width *= bodyWidth / sum
	}
}

// holdWords widens the columns whose heading or cells hold a word, or a number,
// longer than they are wide, as a number on two lines is read as two; the room
// comes from the others, each giving in proportion to what it can spare.
func (p *pdf) holdWords(columns []tableColumn, n int, row func(i int) []string) {
	least := make([]float64, len(columns))
	hold := func(k int, s string) {
		for _, word := range pieces(s) {
			if w := p.width(strings.TrimRight(word, " ")) + 2*cellPad + 0.1; w <= bodyWidth/4 { // a digest is cut anyway
				least[k] = max(least[k], w)
			}
		}
	}
	for k, c := range columns {
		hold(k, c.head)
	}
	for i := range n {
		for k, cell := range row(i) {
			hold(k, cell)
		}
	}
	lack, spare := 0.0, 0.0
	for k, c := range columns {
		lack += max(0, least[k]-c.width)
		spare += max(0, c.width-least[k])
	}
	if lack == 0 || spare <= lack {
		return
	}
	for k := range columns {
		if d := columns[k].width - least[k]; d > 0 {
			columns[k].width -= d * lack / spare
		} else {
			columns[k].width = least[k]
		}
	}
}

func (p *pdf) tableHead(columns []tableColumn) {
	p.size(smallSize)
	lines := make([][]string, len(columns))
	most := 1
	for k, c := range columns {
		lines[k] = p.wrap(c.head, c.width-2*cellPad)
		most = max(most, len(lines[k]))
	}
	h := float64(most)*smallSize*lineOf + 2
	if p.y+h+smallSize*lineOf > bodyBottom {
		p.page()
		p.size(smallSize)
	}
	p.f.SetFillColor(232, 238, 247)
	p.f.Rect(margin, p.y, bodyWidth, h, "F")
	p.colour(ink)
	x := margin
	for k, c := range columns {
		for j, line := range lines[k] {
			p.cell(x, p.y+1+float64(j)*smallSize*lineOf, c, line)
		}
		x += c.width
	}
	p.y += h
}

func (p *pdf) cell(x, y float64, c tableColumn, s string) {
	at := x + cellPad
	if c.right {
		at = x + c.width - cellPad - p.width(s)
	}
	p.draw(at, y+smallSize*0.3528, s)
}

func (p *pdf) tableRow(columns []tableColumn, lines [][]string, from, n, i int, bar func(i int, x, y, w, h float64)) {
	h := float64(n)*smallSize*lineOf + 1.6
	p.size(smallSize)
	p.colour(ink)
	x := margin
	for k, c := range columns {
		for j := range n {
			if from+j < len(lines[k]) {
				p.cell(x, p.y+0.8+float64(j)*smallSize*lineOf, c, lines[k][from+j])
			}
		}
		x += c.width
	}
	if bar != nil && from == 0 {
		last := columns[len(columns)-1]
		bar(i, x-last.width+cellPad, p.y+1, last.width-2*cellPad, h-2)
	}
	p.y += h
	p.f.SetDrawColor(217, 222, 231)
	p.f.SetLineWidth(0.1)
	p.f.Line(margin, p.y, pageWidth-margin, p.y)
}

// palette colours the dimensions as the interface does: Okabe and Ito's, told
// apart with any colour vision; neighbours differ in lightness too, so that the
// bars can be told apart in grey.
var palette = []rgb{{0, 114, 178}, {86, 180, 233}, {0, 158, 115}, {230, 159, 0}, {204, 121, 167}, {127, 127, 127}, {213, 94, 0}, {240, 228, 66}}

func (p *pdf) fill(k int) {
	c := palette[k%len(palette)]
	p.f.SetFillColor(c.r, c.g, c.b)
}

// additive tells whether contributions sum to the score.
func (p *pdf) additive() bool {
	for _, a := range p.Result.Alternatives {
		for _, x := range a.Dimensions {
			if x.Contribution != nil {
				return true
			}
		}
	}
	return false
}

func (p *pdf) legend() {
	p.room(10)
	p.size(smallSize)
	x := margin
	for k := range p.Model.Tree.Children {
		name := p.text(p.Model.Tree.Children[k].Name)
		w := p.width(name) + 8
		if x+w > pageWidth-margin {
			x = margin
			p.y += smallSize * lineOf
		}
		p.fill(k)
		p.f.Rect(x, p.y+0.6, 3, 2.4, "F")
		p.colour(ink)
		p.draw(x+4, p.y+2.8, name)
		x += w
	}
	p.y += 6
}

func (p *pdf) rankingTable() {
	p.section("part.ranking")
	additive := p.additive()
	last := p.word("score")
	if additive {
		p.legend()
		last = p.word("part.contributions")
	}
	columns := []tableColumn{{p.word("rank"), 11, true}, {p.word("country"), 36, false}, {p.word("iso3"), 12, false}, {p.word("score"), 15, true},
		{p.word("scoreRange"), 27, true}, {p.word("coverage"), 16, true}, {last, 63, false}}
	p.rows(columns, len(p.Result.Alternatives), func(i int) []string {
		a := p.Result.Alternatives[i]
		return []string{fmt.Sprint(a.Rank), p.country(a.ISO3), a.ISO3, fmt.Sprintf("%.4f", a.Score), fmt.Sprintf("%.3f–%.3f", a.ScoreLow, a.ScoreHigh), fmt.Sprintf("%.0f%%", 100*a.Coverage), ""}
	}, func(i int, x, y, w, h float64) {
		a := p.Result.Alternatives[i]
		p.f.SetFillColor(238, 240, 244)
		p.f.Rect(x, y, w, h, "F")
		if !additive {
			p.fill(0)
			p.f.Rect(x, y, w*max(0, min(1, a.Score)), h, "F")
			return
		}
		for k, dim := range a.Dimensions {
			if dim.Contribution == nil || *dim.Contribution <= 0 {
				continue
			}
			part := w * *dim.Contribution
			p.fill(k)
			p.f.Rect(x, y, max(0, part-0.25), h, "F") // a gap between parts
			x += part
		}
	})
}

// contributions gives the numbers behind the bars.
func (p *pdf) contributions() {
	if !p.additive() {
		return
	}
	p.section("part.contributions")
	columns := []tableColumn{{p.word("rank"), 11, true}, {p.word("country"), 36, false}, {p.word("score"), 16, true}}
	for k := range p.Model.Tree.Children {
		columns = append(columns, tableColumn{p.text(p.Model.Tree.Children[k].Name), 22, true})
	}
	p.rows(columns, len(p.Result.Alternatives), func(i int) []string {
		a := p.Result.Alternatives[i]
		row := []string{fmt.Sprint(a.Rank), p.country(a.ISO3), fmt.Sprintf("%.4f", a.Score)}
		for _, dim := range a.Dimensions {
			cell := p.word("status.missing")
			if dim.Contribution != nil && dim.Score != nil {
				cell = fmt.Sprintf("%.4f", *dim.Contribution)
			}
			row = append(row, cell)
		}
		return row
	}, nil)
}

func (p *pdf) weightTable() {
	p.section("part.weights")
	nodes := flatten(&p.Model.Tree)
	columns := []tableColumn{{p.word("name"), 62, false}, {p.word("weight"), 17, true}, {p.word("globalWeight"), 17, true}, {p.word("direction"), 14, false}, {p.word("valueFunction"), 70, false}}
	p.rows(columns, len(nodes)-1, func(i int) []string {
		n := nodes[i+1]
		row := []string{strings.Repeat("    ", n.depth-1) + p.text(n.Name), fmt.Sprintf("%.1f%%", 100*n.share), fmt.Sprintf("%.2f%%", 100*n.global), "", ""}
		if c := n.Criterion; c != nil {
			row[3] = p.word("direction." + c.Direction)
			row[4] = p.word("kind." + c.Value.Kind)
			switch c.Value.Kind {
			case "linear", "log":
				row[4] += fmt.Sprintf(" %s – %s", shortNumber(c.Value.Low), shortNumber(c.Value.High))
			case "piecewise":
				row[3] = ""
				var ps []string
				for _, q := range c.Value.Points {
					ps = append(ps, shortNumber(q.X)+"→"+shortNumber(q.Y))
				}
				row[4] += " " + strings.Join(ps, " ")
			}
			if c.Structural != nil {
				row[4] += p.word("listSeparator") + p.word("when."+c.Structural.When) + p.word("colon") + p.word("rule."+c.Structural.Rule)
			}
		}
		return row
	}, nil)
}

func (p *pdf) excludedTable() {
	p.section("part.excluded")
	if len(p.Result.Excluded) == 0 {
		p.paragraph(p.word("excluded.none"), textSize, ink)
		return
	}
	p.rows([]tableColumn{{p.word("iso3"), 14, false}, {p.word("country"), 40, false}, {p.word("reason"), 126, false}}, len(p.Result.Excluded), func(i int) []string {
		e := p.Result.Excluded[i]
		return []string{e.ISO3, p.country(e.ISO3), p.excludedReason(e)}
	}, nil)
}

func (p *pdf) caveatTable() {
	p.section("part.caveats")
	list := p.caveats()
	if len(list) == 0 {
		p.paragraph(p.word("caveats.none"), textSize, ink)
		return
	}
	p.rows([]tableColumn{{p.word("caveat"), 46, false}, {p.word("about"), 44, false}, {p.word("country"), 90, false}}, len(list), func(i int) []string {
		return []string{list[i].what, list[i].about, list[i].countries}
	}, nil)
}

func (p *pdf) firmnessTable() {
	p.section("part.firmness")
	if p.Firmness == nil {
		p.paragraph(p.word("firmness.none"), textSize, ink)
		return
	}
	f := p.Firmness
	p.paragraph(fmt.Sprintf("%s %d · %s %d · %s %s", p.word("firmness.draws"), f.Draws, p.word("firmness.seed"), f.Seed, p.word("firmness.spread"), f.Spread), smallSize, quiet)
	p.paragraph(p.word("firmness.key"), smallSize, quiet)
	p.y += 1.5
	n := len(f.Rows)
	p.rows([]tableColumn{{p.word("iso3"), 12, false}, {p.word("country"), 32, false}, {p.word("firmness.expected"), 16, true}, {p.word("firmness.interval"), 25, true},
		{fmt.Sprintf(p.word("firmness.first"), f.First), 22, true}, {p.word("firmness.attainable"), 22, true},
		{fmt.Sprintf(p.word("firmness.chart"), n), 51, false}}, n, func(i int) []string {
		r := f.Rows[i]
		attainable := "–"
		if r.Best > 0 {
			attainable = fmt.Sprintf("%d–%d", r.Best, r.Worst)
			if r.Seen {
				attainable = "≈" + attainable
			}
		}
		return []string{r.ISO3, p.country(r.ISO3), fmt.Sprintf("%.1f", r.Expected), fmt.Sprintf("%d–%d", r.Low, r.High), fmt.Sprintf("%.0f%%", 100*r.First), attainable, ""}
	}, func(i int, x, y, w, h float64) { p.interval(f.Rows[i], n, x, y, w, h) })
}

// interval draws where a country's rank falls among n: a thin line over what any
// weights can give, a bar over nine draws in ten, a mark at the mean.
func (p *pdf) interval(r FirmnessRow, n int, x, y, w, h float64) {
	at := func(rank float64) float64 { return x + w*(rank-0.5)/float64(n) }
	half := w / float64(2*n)
	p.f.SetFillColor(238, 240, 244)
	p.f.Rect(x, y, w, h, "F")
	if r.Best > 0 {
		p.f.SetDrawColor(quiet.r, quiet.g, quiet.b)
		p.f.SetLineWidth(0.2)
		p.f.Line(at(float64(r.Best))-half, y+h/2, at(float64(r.Worst))+half, y+h/2)
	}
	p.fill(1)
	p.f.Rect(at(float64(r.Low))-half, y+h*0.15, at(float64(r.High))-at(float64(r.Low))+2*half, h*0.7, "F")
	p.f.SetFillColor(ink.r, ink.g, ink.b)
	p.f.Rect(at(r.Expected)-0.35, y, 0.7, h, "F")
}

func (p *pdf) reviewTable() {
	p.section("part.review")
	if len(p.Opinions) == 0 {
		p.paragraph(p.word("review.none"), textSize, ink)
		p.remarkTable()
		return
	}
	p.rows([]tableColumn{{p.word("review.round"), 12, true}, {p.word("review.ministry"), 32, false}, {p.word("review.by"), 22, false}, {p.word("review.decision"), 16, false},
		{p.word("review.comment"), 70, false}, {p.word("review.clock"), 28, false}}, len(p.Opinions), func(i int) []string {
		o := p.Opinions[i]
		return []string{fmt.Sprint(o.Round), o.Ministry, o.By, p.word("decision." + o.Decision), o.Comment, clock(p.Lang, o.At)}
	}, nil)
	p.remarkTable()
}

func (p *pdf) sourceTables() {
	p.section("part.sources")
	sources := p.sources()
	p.rows([]tableColumn{{p.word("source"), 36, false}, {p.word("title"), 56, false}, {p.word("publisher"), 34, false}, {p.word("licence"), 28, false}, {p.word("vintage"), 40, false}}, len(sources), func(i int) []string {
		s := sources[i]
		return []string{s.ID, p.own(s.Title), s.Publisher, p.own(s.Licence), s.Vintage}
	}, nil)
	p.y += 3
	used := p.indicators()
	p.rows([]tableColumn{{p.word("indicator"), 50, false}, {p.word("code"), 40, false}, {p.word("unit"), 30, false}, {p.word("database"), 42, false}, {p.word("licence"), 26, false}}, len(used), func(i int) []string {
		x := used[i]
		database := x.Source
		if x.Derived() {
			database = p.word("formula") + p.word("colon") + p.text(x.Formula)
		}
		return []string{p.text(x.Name), x.Code, p.text(x.Unit), database, p.own(x.Licence)}
	}, nil)
}
