package report

import (
	"fmt"
	"math"
	"slices"

	"parksite/internal/catalog"
	"parksite/internal/layout"
)

// The map's frame in millimetres.
const (
	mapHeight = 112.0
	mapPad    = 12.0
	dotRadius = 2.1 // of a numbered site
)

// Colours of lines, as on the page.
var (
	seaBlue   = rgb{11, 79, 148}
	landEarth = rgb{150, 96, 30}
	inbound   = rgb{42, 127, 134}
)

// planMap draws in a frame: degrees at equal steps.
type planMap struct {
	*planFile
	out            *pdf
	top            float64
	midLat, midLon float64
	squeeze, scale float64
}

func (m *planMap) at(lat, lon float64) (x, y float64) {
	return pageWidth/2 + (lon-m.midLon)*m.squeeze*m.scale, m.top + mapHeight/2 - (lat-m.midLat)*m.scale
}

// drawMap draws where the sites lie: the candidates as small points, the plan's
// sites numbered and named, links as lines, those over sea along sea lanes, and
// the ways from China. There is no coastline and no border in it.
func (p *planFile) drawMap(out *pdf) {
	out.room(mapHeight + 36)
	out.heading(p.phrase("part.map"))
	south, north, west, east := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, c := range p.Study.Considered {
		south, north = math.Min(south, c.Lat), math.Max(north, c.Lat)
		west, east = math.Min(west, c.Lon), math.Max(east, c.Lon)
	}
	m := &planMap{planFile: p, out: out, top: out.y, midLat: (south + north) / 2, midLon: (west + east) / 2}
	m.squeeze = math.Cos(m.midLat * math.Pi / 180)
	m.scale = math.Min((bodyWidth-2*mapPad)/math.Max(1, (east-west)*m.squeeze), (mapHeight-2*mapPad)/math.Max(1, north-south))
	f := out.f
	p.graticule(out, m.top, m.at)
	f.ClipRect(margin, m.top, bodyWidth, mapHeight, false)
	f.SetFillColor(176, 184, 196)
	for _, c := range p.Study.Considered {
		x, y := m.at(c.Lat, c.Lon)
		f.Circle(x, y, 0.5, "F")
	}
	far := m.ways()
	m.links()
	m.dashed(false)
	m.sites()
	f.ClipEnd()
	f.SetDrawColor(200, 207, 217)
	f.SetLineWidth(0.2)
	f.Rect(margin, m.top, bodyWidth, mapHeight, "D")
	out.y = m.top + mapHeight + 3
	if p.Lanes == nil {
		out.paragraph(p.phrase("map.note"), smallSize, quiet)
		return
	}
	note := p.phrase("map.noteLanes")
	if c := p.Study.Report.Closed; c != layout.Open {
		note += fmt.Sprintf(p.phrase("map.avoiding"), p.phrase("plan.passage."+string(c)))
	}
	if len(far) > 0 {
		note += fmt.Sprintf(p.phrase("map.inland"), p.list(far, p.site))
	}
	out.paragraph(note, smallSize, quiet)
}

func (m *planMap) pen(c rgb, width float64) {
	m.out.f.SetDrawColor(c.r, c.g, c.b)
	m.out.f.SetLineWidth(width)
}

func (m *planMap) dashed(on bool) {
	dashes := []float64{}
	if on {
		dashes = []float64{1.6, 1.2}
	}
	m.out.f.SetDashPattern(dashes, 0)
}

// way draws a way along lanes, laid so that its point k lies at longitude lon;
// what leads straight to a lane for too long is dashed.
func (m *planMap) way(w *layout.SeaWay, k int, lon float64) {
	turn := math.Round((lon-w.Points[k].Lon)/360) * 360
	for i := 1; i < len(w.Points); i++ {
		m.dashed(i == 1 && w.StartKm > layout.FarLaneKm || i == len(w.Points)-1 && w.EndKm > layout.FarLaneKm)
		a, b := w.Points[i-1], w.Points[i]
		ax, ay := m.at(a.Lat, a.Lon+turn)
		bx, by := m.at(b.Lat, b.Lon+turn)
		m.out.f.Line(ax, ay, bx, by)
	}
}

// ways draws the ways from China and returns the sites without one: their
// gateway is too far to say anything about it.
func (m *planMap) ways() (far []string) {
	if m.Lanes == nil {
		return nil
	}
	m.pen(inbound, 0.25)
	ports := m.Snapshot.Tables().Ports
	for i := range m.Study.Plan.Sites {
		s := &m.Study.Plan.Sites[i]
		k := slices.IndexFunc(m.Study.Considered, func(c layout.Considered) bool { return c.ID == s.ID })
		if k < 0 || m.Study.Considered[k].Sea == nil {
			continue
		}
		end, sea := s.Place, m.Study.Considered[k].Sea
		if sea.Via != "" {
			n := slices.IndexFunc(ports, func(x catalog.Site) bool { return x.ID == sea.Via })
			if sea.Grade == layout.GradeC || n < 0 || ports[n].Lat == nil || ports[n].Lon == nil {
				far = append(far, s.ID)
				continue
			}
			end = layout.Place{Lat: *ports[n].Lat, Lon: *ports[n].Lon}
		}
		if _, w, ok := m.Lanes.FromChina(end, m.Study.Report.Closed); ok && !w.Straight() {
			m.way(&w, len(w.Points)-1, s.Lon)
			if sea.Via != "" {
				m.dashed(true)
				ax, ay := m.at(end.Lat, end.Lon)
				bx, by := m.at(s.Lat, s.Lon)
				m.out.f.Line(ax, ay, bx, by)
			}
		}
	}
	return far
}

// links draws the plan's links: along lanes where they are over sea and a lane
// is known, else as a curve, dashed over sea.
func (m *planMap) links() {
	for _, l := range m.Study.Plan.Links {
		k := slices.IndexFunc(m.Study.Plan.Sites, func(s layout.Placement) bool { return s.ID == l.From })
		if k < 0 {
			continue
		}
		from := m.Study.Plan.Sites[k].Place
		sea := l.Kind == "chain" || l.Kind == "sea"
		m.pen(landEarth, 0.45)
		if sea {
			m.pen(seaBlue, 0.5)
		}
		if sea && m.Lanes != nil {
			if w, ok := m.Lanes.Way(from, l.End, m.Study.Report.Closed); ok && !w.Straight() {
				m.way(&w, 0, from.Lon)
				continue
			}
		}
		m.dashed(sea)
		ax, ay := m.at(from.Lat, from.Lon)
		bx, by := m.at(l.End.Lat, l.End.Lon)
		// A curve, so that links of one line stay apart.
		m.out.f.Curve(ax, ay, (ax+bx)/2+(by-ay)*0.12, (ay+by)/2-(bx-ax)*0.12, bx, by, "D")
	}
}

// sites draws the plan's sites over everything else, each with its name beside
// it, or led to it by a line where there is no room.
func (m *planMap) sites() {
	f, out := m.out.f, m.out
	names := make([]mapName, len(m.Study.Plan.Sites))
	out.size(textSize)
	for i := range names {
		s := &m.Study.Plan.Sites[i]
		x, y := m.at(s.Lat, s.Lon)
		name := m.doc.text(s.Name)
		names[i] = mapName{x: x, y: y, width: out.width(name), text: name}
	}
	placeNames(names, margin+1, m.top+1, pageWidth-margin-1, m.top+mapHeight-1)
	f.SetDrawColor(quiet.r, quiet.g, quiet.b)
	f.SetLineWidth(0.15)
	for i := range names {
		if n := &names[i]; n.led {
			f.Line(n.x, n.y, math.Min(math.Max(n.x, n.left), n.left+n.width), n.middle)
		}
	}
	f.SetFillColor(255, 255, 255)
	out.colour(ink)
	for i := range names {
		n := &names[i]
		f.Rect(n.left-0.4, n.middle-nameHeight/2, n.width+0.8, nameHeight, "F")
		out.draw(n.left, n.middle+1.15, n.text)
	}
	out.size(smallSize)
	out.colour(rgb{255, 255, 255})
	f.SetFillColor(seaBlue.r, seaBlue.g, seaBlue.b)
	for i := range names {
		f.Circle(names[i].x, names[i].y, dotRadius, "F")
		n := fmt.Sprint(i + 1)
		out.draw(names[i].x-out.width(n)/2, names[i].y+0.95, n)
	}
	out.colour(ink)
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
