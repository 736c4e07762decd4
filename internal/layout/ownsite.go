package layout

import (
	"time"

	"parksite/internal/audit"
	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// TeamSite is a team's own candidate site as it is kept. Nobody outside the team
// learns of it but through a ranking or layout that the team submits, which
// holds a copy.
type TeamSite struct {
	ID        string    `json:"id" bson:"_id"` // as in Site: "own-…"
	Version   int64     `json:"version"`
	CreatedAt time.Time `json:"createdAt"`
	UpdatedAt time.Time `json:"updatedAt"`
	Team      string    `json:"team"`
	Batch     string    `json:"batch,omitempty"` // the SiteBatch it came in with
	Site      UserSite  `json:"site"`
}

// Head implements what the store needs.
func (o TeamSite) Head() audit.Head {
	return audit.Head{ID: o.ID, Version: o.Version, CreatedAt: o.CreatedAt, UpdatedAt: o.UpdatedAt}
}

// WithHead implements what the store needs; the site has the same id.
func (o TeamSite) WithHead(h audit.Head) TeamSite {
	o.ID, o.Version, o.CreatedAt, o.UpdatedAt = h.ID, h.Version, h.CreatedAt, h.UpdatedAt
	o.Site.ID = h.ID
	return o
}

// SiteBatch says that a file's own sites are stored, all of them. Sites of a
// batch that is not there do not exist: so a file is stored whole or not at
// all, whatever happens in between.
type SiteBatch struct {
	ID        string    `json:"id" bson:"_id"`
	Version   int64     `json:"version"`
	CreatedAt time.Time `json:"createdAt"`
	UpdatedAt time.Time `json:"updatedAt"`
	Team      string    `json:"team"`
	Sites     []string  `json:"sites"` // ids
}

// Head implements what the store needs.
func (b SiteBatch) Head() audit.Head {
	return audit.Head{ID: b.ID, Version: b.Version, CreatedAt: b.CreatedAt, UpdatedAt: b.UpdatedAt}
}

// WithHead implements what the store needs.
func (b SiteBatch) WithHead(h audit.Head) SiteBatch {
	b.ID, b.Version, b.CreatedAt, b.UpdatedAt = h.ID, h.Version, h.CreatedAt, h.UpdatedAt
	return b
}

// Clean returns u with its texts in normal form and a negative zero made zero.
func (u UserSite) Clean() UserSite {
	for _, s := range [...]*string{&u.Name.Zh, &u.Name.En, &u.Source, &u.Note} {
		*s = catalog.NormalText(*s)
	}
	cited := make([]Citation, len(u.Cited))
	for i, c := range u.Cited {
		c.Source = catalog.NormalText(c.Source)
		cited[i] = c
	}
	if u.Cited = cited; len(cited) == 0 {
		u.Cited = nil
	}
	u.Lat, u.Lon = u.Lat+0, u.Lon+0
	return u
}

// Same reports whether two own sites would be taken for one another: the same
// country and a name in common.
func (u *UserSite) Same(v *UserSite) bool {
	return u.ISO3 == v.ISO3 && (u.Name.Zh != "" && u.Name.Zh == v.Name.Zh || u.Name.En != "" && u.Name.En == v.Name.En)
}

// Figures are the figures of an own site in the order of forms and tables: the
// JSON name and what sets it. The first four are asked for first.
func Figures() []Figure {
	set := func(field string, at func(*UserSite) **float64) Figure { return Figure{field, at} }
	return []Figure{
		set("landPriceUSDPerM2", func(u *UserSite) **float64 { return &u.LandPriceUSDPerM2 }),
		set("areaHa", func(u *UserSite) **float64 { return &u.AreaHa }),
		set("powerPriceUSDPerKWh", func(u *UserSite) **float64 { return &u.PowerPriceUSDPerKWh }),
		set("labourUSDPerMonth", func(u *UserSite) **float64 { return &u.LabourUSDPerMonth }),
		set("waterPriceUSDPerM3", func(u *UserSite) **float64 { return &u.WaterPriceUSDPerM3 }),
		set("gasPriceUSDPerM3", func(u *UserSite) **float64 { return &u.GasPriceUSDPerM3 }),
		set("harbourDepthM", func(u *UserSite) **float64 { return &u.HarbourDepthM }),
		set("investmentPerHa", func(u *UserSite) **float64 { return &u.InvestmentPerHa }),
		set("industrialTaxPerHa", func(u *UserSite) **float64 { return &u.IndustrialTaxPerHa }),
		set("overallTaxPerHa", func(u *UserSite) **float64 { return &u.OverallTaxPerHa }),
		set("plotRatio", func(u *UserSite) **float64 { return &u.PlotRatio }),
		set("buildingCoveragePct", func(u *UserSite) **float64 { return &u.BuildingCoveragePct }),
	}
}

// Figure is one figure that users may know of a site.
type Figure struct {
	Field string                    // JSON name
	At    func(*UserSite) **float64 // where it stands
}

// Of returns the figure of u with its year and source; nil = not known.
func (f Figure) Of(u *UserSite) (value *float64, year int, source string) {
	year, source = u.cite(f.Field)
	return *f.At(u), year, source
}

// Warnings about a position.
const (
	PositionSwapped = "site.position.swapped" // latitude and longitude would fit the other way round
	PositionOutside = "site.position.outside" // outside the area of the country's listed places
	PositionAbroad  = "site.position.abroad"  // a listed place of another country is far nearer
	PositionRemote  = "site.position.remote"  // no listed place near: the sea, or far from anything
)

const (
	areaMarginKm = 100 // around the box of a country's listed places
	remoteKm     = 150
)

// PositionWarning is a doubt about where an own site stands. There are no
// borders and no coastline in the data: it rests on the listed cities, ports
// and parks, and never refuses.
type PositionWarning struct {
	Code string       `json:"code"`           // one of the constants above
	Near string       `json:"near,omitempty"` // id of the listed place nearest by
	Name catalog.Text `json:"name"`           // its name
	ISO3 string       `json:"iso3,omitempty"` // its country
	Km   float64      `json:"km"`             // great circle to it
}

// PositionWarnings says what is doubtful about an own site's position; a
// country without listed places gives none.
func (a *Atlas) PositionWarnings(u *UserSite) []PositionWarning {
	out := []PositionWarning{}
	p := Place{Lat: u.Lat, Lon: u.Lon}
	home, any := a.nearest(p, u.ISO3)
	if home.index < 0 || any.index < 0 {
		return out
	}
	say := func(code string, n near) {
		s := &a.data.Sites[n.index]
		out = append(out, PositionWarning{Code: code, Near: s.ID, Name: s.Name, ISO3: s.ISO3, Km: metre(n.km)})
	}
	inside := a.inArea(p, u.ISO3)
	if other := (Place{Lat: u.Lon, Lon: u.Lat}); !inside && other.Lat >= -90 && other.Lat <= 90 && a.inArea(other, u.ISO3) {
		say(PositionSwapped, home)
		return out
	}
	if !inside {
		say(PositionOutside, home)
	}
	if a.data.Sites[any.index].ISO3 != u.ISO3 && any.km < home.km/2 {
		say(PositionAbroad, any)
	}
	if any.km > remoteKm {
		say(PositionRemote, any)
	}
	return out
}

// nearest returns the listed place nearest to p of one country and of any.
func (a *Atlas) nearest(p Place, iso3 string) (home, any near) {
	home, any = near{index: -1}, near{index: -1}
	for i := range a.data.Sites {
		s := &a.data.Sites[i]
		if s.Lat == nil || s.Lon == nil {
			continue
		}
		km := GreatCircleKm(p, a.at(i))
		if s.ISO3 == iso3 && (home.index < 0 || km < home.km) {
			home = near{i, km}
		}
		if any.index < 0 || km < any.km {
			any = near{i, km}
		}
	}
	return home, any
}

// inArea reports whether p lies in the box of a country's listed places and the
// margin. Longitudes are counted from one of them, so that the box may cross
// the antimeridian.
func (a *Atlas) inArea(p Place, iso3 string) bool {
	first := true
	var from, west, east, south, north float64
	for i := range a.data.Sites {
		s := &a.data.Sites[i]
		if s.ISO3 != iso3 || s.Lat == nil || s.Lon == nil {
			continue
		}
		if first {
			first, from, south, north = false, *s.Lon, *s.Lat, *s.Lat
		}
		x := turn(*s.Lon - from)
		west, east = min(west, x), max(east, x)
		south, north = min(south, *s.Lat), max(north, *s.Lat)
	}
	if first {
		return false
	}
	x := turn(p.Lon - from)
	corner := func(lat, lon float64) Place { return Place{Lat: lat, Lon: turn(from + lon)} }
	inLat, inLon := min(max(p.Lat, south), north), min(max(x, west), east)
	return GreatCircleKm(p, corner(inLat, inLon)) <= areaMarginKm
}

// turn brings a difference of longitudes into [-180, 180).
func turn(degrees float64) float64 {
	for degrees < -180 {
		degrees += 360
	}
	for degrees >= 180 {
		degrees -= 360
	}
	return degrees
}

// CheckOwn validates an own site as the atlas knows the countries.
func (a *Atlas) CheckOwn(u *UserSite) error {
	return fault.Wrap("layout.Atlas.CheckOwn", u.Validate(func(iso3 string) bool {
		i, ok := a.country[iso3]
		return ok && a.data.Countries[i].Candidate
	}))
}
