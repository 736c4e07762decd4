package layout

import (
	"math"
	"slices"
	"strings"

	"parksite/internal/catalog"
)

// The codes of site indicators.
const (
	SeaChina      = "SITE.SEA.CHN"
	SeaNoSuez     = "SITE.SEA.CHN.NOSUEZ"
	SeaNoPanama   = "SITE.SEA.CHN.NOPANAMA"
	SeaNoMalacca  = "SITE.SEA.CHN.NOMALACCA"
	SeaDetour     = "SITE.SEA.DETOUR.ZS"
	HarbourSize   = "SITE.HARBOUR.SIZE"
	PierDepth     = "SITE.PIER.DEPTH"
	CityDistance  = "SITE.CITY1M.KM"
	Population100 = "SITE.POP100"
	Population200 = "SITE.POP200"
	MarketKm      = "SITE.MARKET.KM"
	ParksNearby   = "SITE.PARKS100.N"
	CountryScore  = "SITE.COUNTRY"
	LandPrice     = "SITE.LAND.PRICE"
	LandArea      = "SITE.LAND.HA"
	PowerPrice    = "SITE.POWER.PRICE"
	LabourCost    = "SITE.LABOUR.COST"
)

// Value is one indicator of one site.
type Value struct {
	Indicator string         `json:"indicator"`
	Value     *float64       `json:"value,omitempty"` // absent = not known
	Grade     Grade          `json:"grade,omitempty"` // of the value
	Status    catalog.Status `json:"status" swaggertype:"string" enums:"observed,derived,structural,missing"`
	Via       string         `json:"via,omitempty"`   // the site it was read at: gateway, city, harbour
	ViaKm     *float64       `json:"viaKm,omitempty"` // great circle to it
	Year      int            `json:"year,omitempty"`
	Sources   []string       `json:"sourceIds"`
	Caveats   []string       `json:"caveats"` // message keys: what to know before relying on it
	Parts     []Part         `json:"parts"`   // what it is made of
}

// Part is a figure that a value was made from.
type Part struct {
	Of    string  `json:"of"` // Site id, or a passage
	Value float64 `json:"value"`
	Grade Grade   `json:"grade,omitempty"`
}

// Context is what the values of a site depend on besides the catalogue.
type Context struct {
	Market  *Market       // nil: no distance to a market
	Closed  Passage       // the passage that is closed
	Country CountryScores // scores of the host countries
}

// Values returns every indicator of a site, known or not, in the order of
// Indicators.
func (a *Atlas) Values(s Site, x Context) []Value {
	c := &computer{a: a, s: &s, x: x}
	c.sea()
	c.harbour()
	c.cities()
	c.market()
	c.parks()
	c.country()
	c.own()
	return c.out
}

type computer struct {
	a   *Atlas
	s   *Site
	x   Context
	out []Value
}

func (c *computer) add(v Value) {
	if v.Value == nil && v.Status == "" {
		v.Status = catalog.Missing
	}
	if v.Value == nil {
		v.Grade = ""
	}
	for _, p := range [...]*[]string{&v.Sources, &v.Caveats} {
		if *p == nil {
			*p = []string{}
		}
	}
	if v.Parts == nil {
		v.Parts = []Part{}
	}
	c.out = append(c.out, v)
}

func number(x float64) *float64 { return &x }

// sea adds the distance to the nearest of the main Chinese ports, the same with
// each passage closed, and the worst lengthening.
func (c *computer) sea() {
	g, ok := c.a.gatewayOf(c.s)
	r, reached := route{}, false
	if ok {
		r, reached = c.a.reach(g, c.x.Closed)
	}
	if !reached {
		for _, code := range [...]string{SeaChina, SeaNoSuez, SeaNoPanama, SeaNoMalacca, SeaDetour} {
			c.add(Value{Indicator: code, Caveats: []string{"site.noSeaDistance"}})
		}
		return
	}
	base := Value{Status: catalog.Derived, Sources: []string{r.source}, Caveats: []string{"site.seaComputed"}}
	if g.km > 0 {
		base.Via, base.ViaKm = g.port.ID, number(g.km)
		base.Caveats = append(base.Caveats, "site.seaByLand")
	}
	v := base
	v.Indicator, v.Value, v.Grade = SeaChina, number(r.nm), r.grade
	if c.x.Closed != Open {
		v.Caveats = append(slices.Clone(v.Caveats), "site.passageClosed")
	}
	for i := range c.a.sea[g.port.ID] {
		row := &c.a.sea[g.port.ID][i]
		v.Parts = append(v.Parts, Part{row.From, row.nm(c.x.Closed), Grade(row.Quality)})
	}
	c.add(v)
	usual, _ := c.a.reach(g, Open)
	detour := base
	detour.Indicator = SeaDetour
	worst, grade := 0.0, usual.grade
	for i, p := range Passages {
		closed, _ := c.a.reach(g, p)
		w := base
		w.Indicator, w.Value, w.Grade = [...]string{SeaNoSuez, SeaNoPanama, SeaNoMalacca}[i], number(closed.nm), closed.grade
		c.add(w)
		longer := math.Round((closed.nm/usual.nm-1)*1e4) / 100
		detour.Parts = append(detour.Parts, Part{string(p), longer, closed.grade})
		if longer > worst {
			worst = longer
		}
		grade = worse(grade, closed.grade)
	}
	detour.Value, detour.Grade = number(worst), grade
	c.add(detour)
}

// harbourReachKm is how far a site's harbour may be.
const harbourReachKm = 100

// harbour adds size class and pier depth of the site's port.
func (c *computer) harbour() {
	size, depth := Value{Indicator: HarbourSize}, Value{Indicator: PierDepth}
	if c.s.Own != nil && c.s.Own.HarbourDepthM != nil {
		year, _ := c.s.Own.cite("harbourDepthM")
		depth = Value{Indicator: PierDepth, Value: c.s.Own.HarbourDepthM, Grade: GradeB, Status: catalog.Observed, Year: year, Sources: []string{UserSource}}
	}
	port, km := &c.s.Site, 0.0
	if c.s.Kind != catalog.PortSite {
		port = nil
		if p, ok := c.s.place(); ok {
			if list := c.a.around(p, c.a.harbours, harbourReachKm, func(x *catalog.Site) bool { return x.ISO3 == c.s.ISO3 }); len(list) > 0 {
				port, km = &c.a.data.Sites[list[0].index], list[0].km
			}
		}
	}
	if port == nil {
		if c.a.landlocked(c.s.ISO3) {
			size.Status = catalog.Structural // left out: the layout facing the EU names landlocked countries
			size.Caveats = []string{"site.landlocked"}
		} else {
			size.Value, size.Grade, size.Status = number(0), GradeB, catalog.Derived
			size.Caveats = []string{"site.noHarbour"}
		}
		if depth.Value == nil {
			depth.Status, depth.Caveats = catalog.Structural, []string{"site.noHarbour"}
		}
		c.add(size)
		c.add(depth)
		return
	}
	size.Sources, size.Caveats = []string{port.Source}, []string{"site.harbourClass"}
	class := slices.Index([]string{"", "Very Small", "Small", "Medium", "Large"}, port.Port.HarbourSize)
	if class > 0 {
		size.Value, size.Grade, size.Status = number(float64(class)), GradeB, catalog.Observed
	}
	if depth.Value == nil {
		depth.Sources, depth.Caveats = []string{port.Source}, []string{"site.depthOld"}
		if d := port.Port.CargoPierDepthM; d != nil && *d > 0 { // 0 means unknown in the source
			depth.Value, depth.Grade, depth.Status = d, GradeB, catalog.Observed
			if slices.Contains(depthBands, *d) {
				depth.Grade, depth.Caveats = GradeC, append(depth.Caveats, "site.depthBand")
			}
		}
	}
	if km > 0 {
		size.Via, size.ViaKm, depth.Via, depth.ViaKm = port.ID, number(km), port.ID, number(km)
		size.Caveats = append(size.Caveats, "site.harbourNearby")
		if km > PortCityKm {
			size.Grade, depth.Grade = GradeC, GradeC
		}
	}
	c.add(size)
	c.add(depth)
}

// depthBands are the lower ends, in metres, of the letter bands that many rows
// of the World Port Index hold in place of soundings.
var depthBands = []float64{1.8, 3.4, 4.9, 6.4, 7.9, 9.4, 11, 12.5, 14, 15.5, 17.1, 18.6, 20.1, 21.6, 23.2}

// cities adds the nearest city of a million and the people within 100 and 200 km.
func (c *computer) cities() {
	p, ok := c.s.place()
	if !ok {
		for _, code := range [...]string{CityDistance, Population100, Population200} {
			c.add(Value{Indicator: code, Caveats: []string{"site.noPosition"}})
		}
		return
	}
	near := Value{Indicator: CityDistance, Caveats: []string{"site.greatCircle", "site.cityPopulation"}}
	best := math.Inf(1)
	for _, i := range c.a.cities {
		x := &c.a.data.Sites[i]
		if x.City.Population < million {
			continue
		}
		if km := GreatCircleKm(p, c.a.at(i)); km < best {
			best = km
			near.Value, near.Grade, near.Status = number(km), GradeB, catalog.Derived
			near.Via, near.ViaKm, near.Sources = x.ID, number(km), []string{x.Source}
			near.Parts = []Part{{Of: x.ID, Value: float64(x.City.Population)}}
		}
	}
	c.add(near)
	for _, r := range [...]struct {
		code string
		km   float64
	}{{Population100, 100}, {Population200, 200}} {
		v := Value{Indicator: r.code, Value: number(0), Grade: GradeB, Status: catalog.Derived, Caveats: []string{"site.greatCircle", "site.cityPopulation", "site.citiesOnly"}}
		for _, n := range c.a.around(p, c.a.cities, r.km, nil) {
			x := &c.a.data.Sites[n.index]
			*v.Value += float64(x.City.Population)
			v.Parts = append(v.Parts, Part{Of: x.ID, Value: float64(x.City.Population)})
			if !contains(v.Sources, x.Source) {
				v.Sources = append(v.Sources, x.Source)
			}
		}
		c.add(v)
	}
}

func (c *computer) market() {
	v := Value{Indicator: MarketKm, Caveats: []string{"site.greatCircle", "site.demandCentre"}}
	if p, ok := c.s.place(); ok && c.x.Market != nil {
		v.Value, v.Grade, v.Status = number(GreatCircleKm(p, c.x.Market.Centre)), GradeB, catalog.Derived
		v.Year, v.Sources = c.x.Market.LastYear, c.x.Market.Sources
	}
	c.add(v)
}

// parks adds the number of overseas parks within 100 km in the same country. No
// park found is graded C: the list holds 40 of the parks there are.
func (c *computer) parks() {
	v := Value{Indicator: ParksNearby, Caveats: []string{"site.parksIncomplete", "site.parkPosition"}}
	if p, ok := c.s.place(); ok {
		v.Value, v.Status, v.Grade = number(0), catalog.Derived, GradeC
		for _, n := range c.a.around(p, c.a.parks, 100, func(x *catalog.Site) bool { return x.ISO3 == c.s.ISO3 && x.ID != c.s.ID }) {
			x := &c.a.data.Sites[n.index]
			g := GradeB
			if strings.HasSuffix(x.Park.Precision, "_unverified") || strings.HasPrefix(x.Park.Precision, "province") {
				g = GradeC
			}
			if *v.Value++; *v.Value == 1 || g == GradeB {
				v.Grade = g
			}
			v.Parts = append(v.Parts, Part{x.ID, n.km, g})
			if !contains(v.Sources, x.Source) {
				v.Sources = append(v.Sources, x.Source)
			}
		}
	}
	c.add(v)
}

func (c *computer) country() {
	v := Value{Indicator: CountryScore}
	if s, ok := c.x.Country.Overall(c.s.ISO3); ok {
		v.Value, v.Status, v.Year = number(s.Score), catalog.Derived, c.x.Country.Year
		v.Grade = GradeC
		switch {
		case s.Coverage >= 0.9:
			v.Grade = GradeA
		case s.Coverage >= 0.6:
			v.Grade = GradeB
		default:
			v.Caveats = []string{"site.countryCoverage"}
		}
		v.Parts = []Part{{Of: s.Model, Value: s.Score}}
	}
	c.add(v)
}

// own adds what users know of their sites.
func (c *computer) own() {
	var u UserSite
	if c.s.Own != nil {
		u = *c.s.Own
	}
	for _, x := range [...]struct {
		code, figure string
		value        *float64
	}{{LandPrice, "landPriceUSDPerM2", u.LandPriceUSDPerM2}, {LandArea, "areaHa", u.AreaHa},
		{PowerPrice, "powerPriceUSDPerKWh", u.PowerPriceUSDPerKWh}, {LabourCost, "labourUSDPerMonth", u.LabourUSDPerMonth}} {
		v := Value{Indicator: x.code}
		switch {
		case x.value != nil:
			year, _ := u.cite(x.figure)
			v.Value, v.Grade, v.Status, v.Year, v.Sources = x.value, GradeB, catalog.Observed, year, []string{UserSource}
		case x.code == LandArea && c.s.Park != nil && c.s.Park.AreaHa != nil:
			v.Value, v.Grade, v.Status, v.Sources = c.s.Park.AreaHa, GradeC, catalog.Observed, []string{c.s.Source}
			v.Caveats = []string{"site.areaPlanned"}
		}
		c.add(v)
	}
}
