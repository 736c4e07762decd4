package report

import (
	"fmt"
	"io"
	"math"

	"parksite/internal/fault"
)

// PlanPDF writes the plan as a document to be read and filed: summary, schematic
// map, sites, rule checks, next plans, stress, indicators with grades and
// sources, caveats, review, and how to verify it. Every page bears title,
// version, state, date, digest and its number.
func PlanPDF(w io.Writer, d PlanDocument) error {
	const op = "report.PlanPDF"
	file, err := newPlanFile(&d)
	if err != nil {
		return fault.Wrap(op, err)
	}
	return fault.Wrap(op, file.pdf(w, file.facts(), file.verification(), file.tables(), file.Study.Scores, file.drawMap))
}

// The map's frame in millimetres.
const (
	mapHeight = 96.0
	mapPad    = 8.0
)

// drawMap draws where the sites lie: degrees at equal steps, the candidates as
// small points, the plan's sites numbered and named, links as lines. There is
// no coastline and no border in it.
func (p *planFile) drawMap(out *pdf) {
	out.room(mapHeight + 32)
	out.heading(p.phrase("part.map"))
	var south, north, west, east = math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, c := range p.Study.Considered {
		south, north = math.Min(south, c.Lat), math.Max(north, c.Lat)
		west, east = math.Min(west, c.Lon), math.Max(east, c.Lon)
	}
	squeeze := math.Cos((south + north) / 2 * math.Pi / 180)
	scale := math.Min((bodyWidth-2*mapPad)/math.Max(1, (east-west)*squeeze), (mapHeight-2*mapPad)/math.Max(1, north-south))
	top := out.y
	midLon, midLat := (west+east)/2, (south+north)/2
	at := func(lat, lon float64) (float64, float64) {
		return pageWidth/2 + (lon-midLon)*squeeze*scale, top + mapHeight/2 - (lat-midLat)*scale
	}
	f := out.f
	f.SetDrawColor(200, 207, 217)
	f.SetLineWidth(0.2)
	f.Rect(margin, top, bodyWidth, mapHeight, "D")
	p.graticule(out, top, at)
	f.SetFillColor(176, 184, 196)
	for _, c := range p.Study.Considered {
		x, y := at(c.Lat, c.Lon)
		f.Circle(x, y, 0.5, "F")
	}
	where := map[string][2]float64{}
	for i := range p.Study.Plan.Sites {
		s := &p.Study.Plan.Sites[i]
		x, y := at(s.Lat, s.Lon)
		where[s.ID] = [2]float64{x, y}
	}
	f.SetLineWidth(0.45)
	for _, l := range p.Study.Plan.Links {
		from, ok := where[l.From]
		if !ok {
			continue
		}
		x, y := at(l.End.Lat, l.End.Lon)
		if l.Kind == "chain" || l.Kind == "sea" { // no lane between foreign ports is computed: dashed, as on the page
			f.SetDrawColor(37, 82, 148)
			f.SetDashPattern([]float64{1.6, 1.2}, 0)
		} else {
			f.SetDrawColor(150, 96, 30)
			f.SetDashPattern([]float64{}, 0)
		}
		// A curve, so that links of one line stay apart.
		f.Curve(from[0], from[1], (from[0]+x)/2+(y-from[1])*0.12, (from[1]+y)/2-(x-from[0])*0.12, x, y, "D")
	}
	f.SetDashPattern([]float64{}, 0)
	for i := range p.Study.Plan.Sites {
		s := &p.Study.Plan.Sites[i]
		x, y := where[s.ID][0], where[s.ID][1]
		f.SetFillColor(37, 82, 148)
		f.Circle(x, y, 2.1, "F")
		out.size(smallSize)
		out.colour(rgb{255, 255, 255})
		n := fmt.Sprint(i + 1)
		out.draw(x-out.width(n)/2, y+0.95, n)
		out.colour(ink)
		name := p.doc.text(s.Name)
		dy := -1.2
		if i%2 == 1 {
			dy = 3
		}
		if w := out.width(name); x+3+w < pageWidth-margin {
			out.draw(x+2.8, y+dy, name)
		} else {
			out.draw(x-2.8-w, y+dy, name)
		}
	}
	out.y = top + mapHeight + 3
	out.paragraph(p.phrase("map.note"), smallSize, quiet)
}

// graticule draws meridians and parallels five or ten degrees apart, with their
// numbers at the frame.
func (p *planFile) graticule(out *pdf, top float64, at func(lat, lon float64) (float64, float64)) {
	f := out.f
	f.SetDrawColor(228, 232, 238)
	f.SetLineWidth(0.15)
	out.size(5.5)
	out.colour(quiet)
	_, y0 := at(0, 0)
	_, y1 := at(10, 0)
	step := 5
	if math.Abs(y1-y0) < 14 {
		step = 10
	}
	for d := -180; d <= 180; d += step {
		if x, _ := at(0, float64(d)); x > margin+4 && x < pageWidth-margin-4 {
			f.Line(x, top, x, top+mapHeight)
			out.draw(x+0.4, top+mapHeight-0.8, degrees(d, "E", "W"))
		}
		if _, y := at(float64(d), 0); d >= -90 && d <= 90 && y > top+4 && y < top+mapHeight-4 {
			f.Line(margin, y, pageWidth-margin, y)
			out.draw(margin+0.5, y-0.4, degrees(d, "N", "S"))
		}
	}
}

func degrees(d int, plus, minus string) string {
	switch {
	case d > 0:
		return fmt.Sprintf("%d°%s", d, plus)
	case d < 0:
		return fmt.Sprintf("%d°%s", -d, minus)
	}
	return "0°"
}
