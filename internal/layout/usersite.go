package layout

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// UserSite is a candidate site that users entered, by form or from a
// spreadsheet. Absent numbers are not known; money is in US dollars of the year
// of the figures.
type UserSite struct {
	ID       string       `json:"id"` // "own-…"
	Name     catalog.Text `json:"name"`
	ISO3     string       `json:"iso3"`
	Lat      float64      `json:"lat"`
	Lon      float64      `json:"lon"`
	PortCity bool         `json:"portCity"` // the user says it stands in a coastal port city
	Year     int          `json:"year"`     // of the figures that Cited does not name; 0 when there are none
	Source   string       `json:"source"`   // where those come from, in the user's words
	Note     string       `json:"note"`
	Type     string       `json:"type,omitempty" enums:"port,park,land"` // what stands there: told, never scored
	Cited    []Citation   `json:"cited,omitempty"`                       // figures with a year and source of their own

	LandPriceUSDPerM2   *float64 `json:"landPriceUSDPerM2,omitempty"`
	AreaHa              *float64 `json:"areaHa,omitempty"`
	PowerPriceUSDPerKWh *float64 `json:"powerPriceUSDPerKWh,omitempty"`
	WaterPriceUSDPerM3  *float64 `json:"waterPriceUSDPerM3,omitempty"`
	GasPriceUSDPerM3    *float64 `json:"gasPriceUSDPerM3,omitempty"`
	LabourUSDPerMonth   *float64 `json:"labourUSDPerMonth,omitempty"`
	HarbourDepthM       *float64 `json:"harbourDepthM,omitempty"`      // at the pier, surveyed
	InvestmentPerHa     *float64 `json:"investmentPerHa,omitempty"`    // 10,000 CNY per hectare of industrial land
	IndustrialTaxPerHa  *float64 `json:"industrialTaxPerHa,omitempty"` // 10,000 CNY per hectare of industrial land
	OverallTaxPerHa     *float64 `json:"overallTaxPerHa,omitempty"`    // 10,000 CNY per hectare
	PlotRatio           *float64 `json:"plotRatio,omitempty"`
	BuildingCoveragePct *float64 `json:"buildingCoveragePct,omitempty"`
}

// Citation is the year and source of one figure of an own site.
type Citation = catalog.Citation

// The types of own site: a port, an existing park, land without either.
var siteTypes = []string{"port", "park", "land"}

// cite returns the year and source of the figure with this JSON name.
func (u *UserSite) cite(figure string) (year int, source string) {
	for _, c := range u.Cited {
		if c.Figure == figure {
			return c.Year, c.Source
		}
	}
	return u.Year, u.Source
}

type figure struct {
	field string
	value *float64
	most  float64
}

// numbers returns the site's figures with their JSON names and upper limits; a
// figure beyond its limit is a slip of unit, not a price.
func (u *UserSite) numbers() []figure {
	return []figure{
		{"landPriceUSDPerM2", u.LandPriceUSDPerM2, 100_000},
		{"areaHa", u.AreaHa, 1_000_000},
		{"powerPriceUSDPerKWh", u.PowerPriceUSDPerKWh, 10},
		{"waterPriceUSDPerM3", u.WaterPriceUSDPerM3, 1000},
		{"gasPriceUSDPerM3", u.GasPriceUSDPerM3, 100},
		{"labourUSDPerMonth", u.LabourUSDPerMonth, 100_000},
		{"harbourDepthM", u.HarbourDepthM, 60},
		{"investmentPerHa", u.InvestmentPerHa, 1e7},
		{"industrialTaxPerHa", u.IndustrialTaxPerHa, 1e7},
		{"overallTaxPerHa", u.OverallTaxPerHa, 1e7},
		{"plotRatio", u.PlotRatio, 20},
		{"buildingCoveragePct", u.BuildingCoveragePct, 100},
	}
}

// Validate reports every broken field; known says which iso3 are candidate
// countries.
func (u *UserSite) Validate(known func(iso3 string) bool) error {
	var bad []fault.Field
	say := func(field, code, format string, args ...any) {
		bad = append(bad, fault.Field{Field: field, Code: code, Detail: fmt.Sprintf(format, args...)})
	}
	if !strings.HasPrefix(u.ID, "own-") || len(u.ID) < 5 || len(u.ID) > 64 {
		say("id", "site.id", "an own site's id is own- and up to 60 characters")
	}
	if strings.TrimSpace(u.Name.Zh) == "" && strings.TrimSpace(u.Name.En) == "" {
		say("name", "required", "a name in one language at least")
	}
	for _, x := range [...]struct {
		field, text string
		most        int
	}{{"name.zh", u.Name.Zh, 100}, {"name.en", u.Name.En, 100}, {"source", u.Source, 500}, {"note", u.Note, 2000}} {
		bad = append(bad, catalog.CheckText(x.field, x.text, x.most, false)...)
	}
	if !known(u.ISO3) {
		say("iso3", "country.unknown", "%q is not a candidate country", u.ISO3)
	}
	if !(u.Lat >= -90 && u.Lat <= 90) {
		say("lat", "site.latitude", "%g is not between -90 and 90", u.Lat)
	}
	if !(u.Lon >= -180 && u.Lon <= 180) {
		say("lon", "site.longitude", "%g is not between -180 and 180", u.Lon)
	}
	if u.Type != "" && !slices.Contains(siteTypes, u.Type) {
		say("type", "choice", "port, park or land")
	}
	cited := map[string]bool{}
	for i, c := range u.Cited {
		at := fmt.Sprintf("cited[%d].", i)
		k := slices.IndexFunc(u.numbers(), func(x figure) bool { return x.field == c.Figure })
		switch {
		case k < 0:
			say(at+"figure", "choice", "%q is no figure of a site", c.Figure)
		case cited[c.Figure]:
			say(at+"figure", "duplicate", "%s is cited twice", c.Figure)
		case u.numbers()[k].value == nil:
			say(at+"figure", "site.citedNothing", "%s has no value", c.Figure)
		}
		cited[c.Figure] = true
		if c.Year < 1990 || c.Year > catalog.MaxYear {
			say(at+"year", "year.range", "a figure needs the year it is of")
		}
		if strings.TrimSpace(c.Source) == "" {
			say(at+"source", "required", "a figure needs a source")
		}
		bad = append(bad, catalog.CheckText(at+"source", c.Source, 500, false)...)
	}
	figures := false // that rely on the year and source of the site
	for _, x := range u.numbers() {
		if x.value == nil {
			continue
		}
		figures = figures || !cited[x.field]
		if math.IsNaN(*x.value) || *x.value < 0 || *x.value > x.most {
			say(x.field, "site.figure", "%g is not between 0 and %g", *x.value, x.most)
		}
	}
	if figures && (u.Year < 1990 || u.Year > catalog.MaxYear) {
		say("year", "year.range", "figures need the year they are of")
	}
	if figures && strings.TrimSpace(u.Source) == "" {
		say("source", "required", "figures need a source")
	}
	return fault.Bad("layout.UserSite.Validate", bad)
}

// Candidate returns u as an alternative beside the sites of the catalogue.
func (u UserSite) Candidate() Site { return u.site() }

// site returns u as an alternative beside those of the catalogue.
func (u *UserSite) site() Site {
	own := *u
	return Site{Site: catalog.Site{ID: u.ID, Kind: OwnSite, ISO3: u.ISO3, Name: u.Name, Lat: &own.Lat, Lon: &own.Lon, Source: UserSource, Note: u.Note}, Own: &own}
}

// UserSource is the source of figures that users entered; their own words are
// in UserSite.Source.
const UserSource = "USER"
