package report

import (
	"fmt"
	"math"
	"strings"

	"parksite/internal/catalog"
)

// Columns of the sheet of weights.
const (
	colLevel = iota + 1
	colID
	colName
	colWeight
	colGlobal
	colMean
	colDirection
	colKind
	colLow
	colHigh
	colPoints
	colMaxAge
	colStructural
	colRationale
)

const firstWeightRow = 2

// weightCell names a cell of the sheet of weights, absolutely.
func (b *book) weightCell(col, node int) string {
	name := at(col, node+firstWeightRow)
	i := strings.IndexAny(name, "0123456789")
	return fmt.Sprintf("%s!$%s$%s", quoteSheet(b.word("sheet.weights")), name[:i], name[i:])
}

func (b *book) weights() {
	sheet := b.word("sheet.weights")
	b.nodes = flatten(&b.Model.Tree)
	var names []string
	for _, key := range []string{"level", "id", "name", "weight", "globalWeight", "mean", "direction", "valueFunction", "low", "high", "points", "maxAge", "structural", "rationale"} {
		names = append(names, b.word(key))
	}
	b.head(sheet, 1, names...)
	for k := range b.nodes {
		n, row := &b.nodes[k], k+firstWeightRow
		b.put(sheet, colLevel, row, n.depth, b.year)
		b.put(sheet, colID, row, n.ID, b.text)
		b.put(sheet, colName, row, strings.Repeat("  ", n.depth)+b.Document.text(n.Name), b.text)
		b.put(sheet, colWeight, row, n.share, b.input)
		b.globalWeight(sheet, k, row)
		if n.Criterion == nil {
			b.put(sheet, colMean, row, b.word("mean."+b.mean(k)), b.text)
			continue
		}
		c := n.Criterion
		b.put(sheet, colDirection, row, b.word("direction."+c.Direction), b.text)
		b.put(sheet, colKind, row, b.word("kind."+c.Value.Kind), b.text)
		switch c.Value.Kind {
		case "linear", "log":
			b.put(sheet, colLow, row, c.Value.Low, b.plain)
			b.put(sheet, colHigh, row, c.Value.High, b.plain)
		case "piecewise":
			var ps []string
			for _, p := range c.Value.Points {
				ps = append(ps, number(p.X)+" → "+number(p.Y))
			}
			b.put(sheet, colPoints, row, strings.Join(ps, "; "), b.text)
		}
		b.put(sheet, colMaxAge, row, c.MaxAge, b.year)
		if c.Structural != nil {
			b.put(sheet, colStructural, row, b.word("when."+c.Structural.When)+b.word("colon")+b.word("rule."+c.Structural.Rule), b.text)
		}
		b.put(sheet, colRationale, row, b.Document.text(c.Rationale), b.wrapped)
		b.grow(sheet, row, []float64{80}, b.Document.text(c.Rationale))
	}
	b.layout(sheet, 3, 1, 6, 26, 34, 14, 12, 12, 10, 12, 14, 14, 34, 12, 24, 80)
	b.planValues()
}

// globalWeight is a live formula: the parent's, times the share among siblings.
func (b *book) globalWeight(sheet string, k, row int) {
	n := &b.nodes[k]
	if n.parent < 0 {
		b.put(sheet, colGlobal, row, 1.0, b.score)
		return
	}
	var siblings []string
	for c := range b.nodes {
		if b.nodes[c].parent == n.parent {
			siblings = append(siblings, at(colWeight, c+firstWeightRow))
		}
	}
	g := n.global
	b.formula(sheet, colGlobal, row, fmt.Sprintf("%s*%s/SUM(%s)", at(colGlobal, n.parent+firstWeightRow), at(colWeight, row), strings.Join(siblings, ",")), &g, b.score)
}

const firstValueRow = 5

// values writes a row per country and blocks of columns: values, years, statuses,
// sources, normalised values, node scores.
func (b *book) values() {
	sheet, p := b.word("sheet.values"), b.plan
	n := len(p.leaves)
	for i, key := range []string{"block.value", "block.year", "block.status", "block.source", "block.normalised"} {
		first := 3 + i*n
		b.put(sheet, first, 1, b.word(key), b.heading)
		if n > 1 {
			b.keep(b.f.MergeCell(sheet, at(first, 1), at(first+n-1, 1)))
		}
	}
	b.put(sheet, p.nodeCols, 1, b.word("block.node"), b.heading)
	for row, key := range []string{"indicator", "code", "unitWeight"} {
		b.put(sheet, 2, row+2, b.word(key), b.heading)
		b.put(sheet, 1, row+2, nil, b.heading)
	}
	b.put(sheet, 1, 4, b.word("iso3"), b.heading)
	b.keep(b.f.SetRowHeight(sheet, 2, 3*headHeight/2))
	b.keep(b.f.SetRowHeight(sheet, 4, headHeight))
	for j, k := range p.leaves {
		x, _ := b.Snapshot.Indicator(b.nodes[k].ID)
		for i := range 5 {
			col := 3 + i*n + j
			b.put(sheet, col, 2, b.Document.indicator(b.nodes[k].ID), b.heading)
			b.put(sheet, col, 3, b.nodes[k].ID, b.heading)
			b.put(sheet, col, 4, nil, b.heading)
		}
		b.put(sheet, p.value+j, 4, b.Document.text(x.Unit), b.heading)
		g := b.nodes[k].global
		b.formula(sheet, p.scores+j, 4, b.weightCell(colGlobal, k), &g, b.score)
	}
	for _, k := range p.inner {
		col, g := p.column[k], b.nodes[k].global
		b.put(sheet, col, 2, b.Document.text(b.nodes[k].Name), b.heading)
		b.put(sheet, col, 3, b.nodes[k].ID, b.heading)
		b.formula(sheet, col, 4, b.weightCell(colGlobal, k), &g, b.score)
	}
	for i := range b.Result.Alternatives {
		b.valueRow(sheet, i, firstValueRow+i)
	}
	widths := []float64{8, 22}
	for range 4 * n {
		widths = append(widths, 17)
	}
	for range n + len(p.inner) {
		widths = append(widths, 13)
	}
	b.layout(sheet, 2, firstValueRow-1, widths...)
}

func (b *book) valueRow(sheet string, i, row int) {
	a, p := &b.Result.Alternatives[i], b.plan
	b.put(sheet, 1, row, a.ISO3, b.text)
	b.put(sheet, 2, row, b.Document.country(a.ISO3), b.text)
	s := b.scoreRow(a)
	for j, k := range p.leaves {
		x := a.Criteria[j]
		style := b.plain
		if x.Value != nil && math.Abs(*x.Value) >= 10_000 {
			style = b.integer
		}
		b.put(sheet, p.value+j, row, x.Value, style)
		if x.Year > 0 {
			b.put(sheet, p.year+j, row, x.Year, b.year)
		}
		b.put(sheet, p.status+j, row, b.word("status."+string(x.Status)), b.text)
		b.put(sheet, p.source+j, row, x.Source, b.text)
		if p.fixed[k] && (usable(x) || x.Normalised == nil && x.Status != catalog.Structural) {
			b.formula(sheet, p.scores+j, row, b.valueFormula(k, at(p.value+j, row), at(p.status+j, row)), x.Normalised, b.score)
		} else {
			b.put(sheet, p.scores+j, row, x.Normalised, b.score)
		}
	}
	if !p.live {
		for j := range a.Dimensions {
			for _, k := range p.inner {
				if b.nodes[k].depth == 1 && b.nodes[k].ID == a.Dimensions[j].ID {
					b.put(sheet, p.column[k], row, a.Dimensions[j].Score, b.score)
				}
			}
		}
		return
	}
	for _, k := range p.inner {
		var v *float64
		if !math.IsNaN(s[k]) {
			v = &s[k]
		}
		if f := b.nodeFormula(k, row); f != "" {
			b.formula(sheet, p.column[k], row, f, v, b.score)
		} else {
			b.put(sheet, p.column[k], row, v, b.score)
		}
	}
}

// ranking writes the first sheet: what the document is, the ranking, the
// countries not ranked.
func (b *book) ranking() {
	sheet := b.word("sheet.ranking")
	b.put(sheet, 1, 1, b.Document.title(), b.title)
	row := 2
	for _, f := range b.facts() {
		b.put(sheet, 1, row, f[0], b.label)
		b.put(sheet, 2, row, nil, b.label)
		b.put(sheet, 3, row, f[1], b.text)
		row++
	}
	note := "formulaNote"
	if !b.plan.live {
		note = "noFormulaNote"
	}
	b.put(sheet, 1, row, b.word(note), b.note)
	b.keep(b.f.MergeCell(sheet, at(1, row), at(11, row)))
	b.keep(b.f.SetRowHeight(sheet, row, 32))
	row += 2
	names := []string{b.word("rank"), b.word("iso3"), b.word("country"), b.word("score"), b.word("recomputed"), b.word("recomputedRank"), b.word("difference"),
		b.word("scoreLow"), b.word("scoreHigh"), b.word("coverage"), b.word("missing")}
	for i := range b.Model.Tree.Children {
		names = append(names, b.Document.text(b.Model.Tree.Children[i].Name))
	}
	head := row
	b.head(sheet, head, names...)
	for i := range b.Result.Alternatives {
		row++
		b.rankingRow(sheet, i, row, head)
	}
	b.keep(b.f.AutoFilter(sheet, fmt.Sprintf("A%d:%s", head, at(len(names), max(row, head))), nil))
	row += 2
	b.caveatRows(sheet, b.excludedRows(sheet, row)+2)
	b.layout(sheet, 3, head, 9, 9, 24, 12, 13, 13, 12, 12, 12, 12, 12, 14, 14, 14, 14, 14, 14)
}

func (b *book) rankingRow(sheet string, i, row, head int) {
	a := &b.Result.Alternatives[i]
	b.put(sheet, 1, row, a.Rank, b.year)
	b.put(sheet, 2, row, a.ISO3, b.text)
	b.put(sheet, 3, row, b.Document.country(a.ISO3), b.text)
	b.put(sheet, 4, row, a.Score, b.score)
	values := quoteSheet(b.word("sheet.values"))
	if b.plan.live {
		score, rank, zero := a.Score, float64(a.Rank), 0.0
		last := head + len(b.Result.Alternatives)
		b.formula(sheet, 5, row, fmt.Sprintf("%s!%s", values, at(b.plan.column[0], firstValueRow+i)), &score, b.score)
		b.formula(sheet, 6, row, fmt.Sprintf("RANK(E%d,E$%d:E$%d)", row, head+1, last), &rank, b.year)
		b.formula(sheet, 7, row, fmt.Sprintf("E%d-D%d", row, row), &zero, b.difference)
	}
	b.put(sheet, 8, row, a.ScoreLow, b.score)
	b.put(sheet, 9, row, a.ScoreHigh, b.score)
	b.put(sheet, 10, row, a.Coverage, b.percent)
	b.put(sheet, 11, row, a.Missing, b.year)
	for j, x := range a.Dimensions {
		col := 12 + j
		k := b.dimension(x.ID)
		if b.plan.live && k >= 0 && b.nodes[k].Criterion == nil {
			b.formula(sheet, col, row, fmt.Sprintf("%s!%s", values, at(b.plan.column[k], firstValueRow+i)), x.Score, b.score)
		} else {
			b.put(sheet, col, row, x.Score, b.score)
		}
	}
}

// dimension is the index of a child of the root, -1 when it is none.
func (b *book) dimension(id string) int {
	for k := range b.nodes {
		if b.nodes[k].depth == 1 && b.nodes[k].ID == id {
			return k
		}
	}
	return -1
}

// excludedRows returns the last row it wrote.
func (b *book) excludedRows(sheet string, row int) int {
	b.put(sheet, 1, row, b.word("excluded"), b.label)
	b.put(sheet, 2, row, nil, b.label)
	if len(b.Result.Excluded) == 0 {
		b.put(sheet, 3, row, b.word("excluded.none"), b.text)
	}
	for _, e := range b.Result.Excluded {
		row++
		b.put(sheet, 2, row, e.ISO3, b.text)
		b.put(sheet, 3, row, b.Document.country(e.ISO3), b.text)
		b.put(sheet, 4, row, b.excludedReason(e), b.text)
	}
	return row
}

func (b *book) caveatRows(sheet string, row int) {
	b.put(sheet, 1, row, b.word("part.caveats"), b.label)
	b.put(sheet, 2, row, nil, b.label)
	list := b.caveats()
	if len(list) == 0 {
		b.put(sheet, 3, row, b.word("caveats.none"), b.text)
	}
	for _, x := range list {
		row++
		b.put(sheet, 3, row, x.what, b.text)
		b.put(sheet, 8, row, x.about, b.text)
		b.put(sheet, 12, row, x.countries, b.text)
	}
}

func (b *book) sources() {
	sheet := b.word("sheet.sources")
	widths := []float64{26, 44, 30, 26, 34, 60, 44}
	var names []string
	for _, key := range []string{"source", "title", "publisher", "licence", "vintage", "repository", "commit"} {
		names = append(names, b.word(key))
	}
	b.head(sheet, 1, names...)
	row := 2
	for _, s := range b.Document.sources() {
		cells := []string{s.ID, b.own(s.Title), s.Publisher, b.own(s.Licence), s.Vintage, strings.TrimSpace(s.Repository + " " + s.Path), s.Commit}
		for i, v := range cells {
			b.put(sheet, i+1, row, v, b.wrapped)
		}
		b.grow(sheet, row, widths, cells...)
		row++
	}
	row++
	names = nil
	for _, key := range []string{"code", "indicator", "database", "licence", "unit", "definition", "formula"} {
		names = append(names, b.word(key))
	}
	b.head(sheet, row, names...)
	for _, x := range b.indicators() {
		row++
		cells := []string{x.Code, b.Document.text(x.Name), x.Source, b.own(x.Licence), b.Document.text(x.Unit), b.Document.text(x.Definition), b.Document.text(x.Formula)}
		for i, v := range cells {
			b.put(sheet, i+1, row, v, b.wrapped)
		}
		b.grow(sheet, row, widths, cells...)
	}
	b.layout(sheet, 1, 1, widths...)
}

func (b *book) firmness() {
	sheet := b.word("sheet.firmness")
	b.layout(sheet, 0, 1, 10, 26, 14, 22, 22, 22, 16, 16)
	if b.Firmness == nil {
		b.put(sheet, 1, 1, b.word("firmness.none"), b.plain)
		return
	}
	f := b.Firmness
	b.head(sheet, 1, b.word("iso3"), b.word("country"), b.word("firmness.expected"), b.word("firmness.low"), b.word("firmness.high"),
		fmt.Sprintf(b.word("firmness.first"), f.First), b.word("firmness.best"), b.word("firmness.worst"))
	row := 2
	for _, r := range f.Rows {
		b.put(sheet, 1, row, r.ISO3, b.text)
		b.put(sheet, 2, row, b.Document.country(r.ISO3), b.text)
		b.put(sheet, 3, row, r.Expected, b.plain)
		b.put(sheet, 4, row, r.Low, b.year)
		b.put(sheet, 5, row, r.High, b.year)
		b.put(sheet, 6, row, r.First, b.percent)
		if r.Best > 0 {
			b.put(sheet, 7, row, r.Best, b.year)
			b.put(sheet, 8, row, r.Worst, b.year)
		}
		row++
	}
	row++
	for _, x := range [][2]any{{b.word("firmness.draws"), f.Draws}, {b.word("firmness.seed"), fmt.Sprint(f.Seed)}, {b.word("firmness.spread"), f.Spread}} {
		b.put(sheet, 1, row, x[0], b.label)
		b.put(sheet, 2, row, nil, b.label)
		b.put(sheet, 3, row, x[1], b.plain)
		row++
	}
}

func (b *book) review() {
	sheet := b.word("sheet.review")
	b.layout(sheet, 0, 1, 8, 26, 20, 12, 80, 22, 26)
	if len(b.Opinions) == 0 {
		b.put(sheet, 1, 1, b.word("review.none"), b.plain)
		b.remarks(sheet, 3)
		return
	}
	b.head(sheet, 1, b.word("review.round"), b.word("review.ministry"), b.word("review.by"), b.word("review.decision"), b.word("review.comment"), b.word("review.at"))
	for i, o := range b.Opinions {
		row := i + 2
		b.put(sheet, 1, row, o.Round, b.year)
		b.put(sheet, 2, row, o.Ministry, b.wrapped)
		b.put(sheet, 3, row, o.By, b.wrapped)
		b.put(sheet, 4, row, b.word("decision."+o.Decision), b.text)
		b.put(sheet, 5, row, o.Comment, b.wrapped)
		b.put(sheet, 6, row, moment(b.Lang, o.At), b.text)
		b.grow(sheet, row, []float64{26, 20, 80}, o.Ministry, o.By, o.Comment)
	}
	b.remarks(sheet, len(b.Opinions)+3)
}
