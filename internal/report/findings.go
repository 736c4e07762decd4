package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// aFew is how many countries the findings name.
const aFew = 5

// findings are the sentences a reader who stops after the first page takes away.
// They say nothing that the tables do not show.
func (d *Document) findings() []string {
	list := d.Result.Alternatives
	if len(list) == 0 {
		return nil
	}
	lead := list[0]
	var out []string
	add := func(key string, args ...any) { out = append(out, fmt.Sprintf(d.word("findings."+key), args...)) }
	if len(list) == 1 {
		add("only", d.country(lead.ISO3), lead.Score)
	} else {
		add("lead", d.country(lead.ISO3), lead.Score, d.country(list[1].ISO3), lead.Score-list[1].Score)
		var names []string
		for _, a := range list[:min(aFew, len(list))] {
			names = append(names, d.country(a.ISO3))
		}
		add("first", len(names), strings.Join(names, d.word("listSeparator")))
	}
	if f := d.Firmness; f != nil {
		for _, r := range f.Rows {
			if r.ISO3 == lead.ISO3 {
				add("firm", f.Draws, d.country(r.ISO3), r.Low, r.High, f.First, 100*r.First)
			}
		}
		rows := slices.Clone(f.Rows)
		slices.SortStableFunc(rows, func(a, b FirmnessRow) int { return cmp.Compare(b.First, a.First) })
		var names []string
		for _, r := range rows[:min(aFew, len(rows))] {
			if r.First > 0 {
				names = append(names, fmt.Sprintf("%s %.0f%%", d.country(r.ISO3), 100*r.First))
			}
		}
		if len(names) > 1 {
			add("steady", f.First, strings.Join(names, d.word("listSeparator")))
		}
	}
	thin, stale := 0, 0
	for _, a := range list {
		if a.Missing > 0 {
			thin++
		}
	}
	for _, w := range d.Result.Warnings {
		if w.Code == "stale" {
			stale++
		}
	}
	add("gaps", len(list), thin)
	if stale > 0 {
		add("stale", stale)
	}
	if n := len(d.Result.Excluded); n > 0 {
		add("excluded", n)
	}
	return out
}

func (p *pdf) findings() {
	list := p.Document.findings()
	if len(list) == 0 {
		return
	}
	p.section("part.findings")
	for _, s := range list {
		p.item(s)
	}
}

// item writes a paragraph behind a dot.
func (p *pdf) item(s string) {
	const indent = 4.0
	p.size(textSize)
	for i, line := range p.wrap(s, bodyWidth-indent) {
		p.room(textSize * lineOf)
		p.size(textSize)
		p.colour(ink)
		if i == 0 {
			p.f.SetFillColor(ink.r, ink.g, ink.b)
			p.f.Circle(margin+1.2, p.y+2.2, 0.6, "F")
		}
		p.draw(margin+indent, p.y+textSize*0.3528, line)
		p.y += textSize * lineOf
	}
	p.y += 0.6
}
