package catalog

import (
	"fmt"
	"math"

	"parksite/internal/fault"
)

// tableIndex finds rows by code.
type tableIndex struct{ countries, indicators, sources map[string]int }

func (t Tables) index() tableIndex {
	ix := tableIndex{make(map[string]int, len(t.Countries)), make(map[string]int, len(t.Indicators)), make(map[string]int, len(t.Sources))}
	for i, c := range t.Countries {
		ix.countries[c.ISO3] = i
	}
	for i, x := range t.Indicators {
		ix.indicators[x.Code] = i
	}
	for i, s := range t.Sources {
		ix.sources[s.ID] = i
	}
	return ix
}

// Validate reports every broken rule of the tables: codes given twice or
// malformed, texts, coordinates, references, stages.
func (t Tables) Validate() error { return fault.Bad("catalog.Tables.Validate", t.broken()) }

func (t Tables) broken() []fault.Field {
	var bad []fault.Field
	seen := map[string]bool{}
	once := func(at, kind, code string) {
		switch key := kind + " " + code; {
		case code == "":
			bad = append(bad, fault.Field{Field: at, Code: "required", Detail: "no code"})
		case seen[key]:
			bad = append(bad, fault.Field{Field: at, Code: "duplicate", Detail: "given twice: " + code})
		default:
			seen[key] = true
		}
	}
	for i, c := range t.Countries {
		at := fmt.Sprintf("countries[%d]", i)
		once(at+".iso3", "country", c.ISO3)
		bad = append(bad, c.broken(at)...)
	}
	for i, a := range t.Areas {
		at := fmt.Sprintf("areas[%d]", i)
		once(at+".iso3", "country", a.ISO3)
		bad = append(bad, CheckName(at+".name", a.Name, 200)...)
	}
	for i, x := range t.Indicators {
		at := fmt.Sprintf("indicators[%d]", i)
		once(at+".code", "indicator", x.Code)
		bad = append(bad, x.broken(at)...)
	}
	for i, s := range t.Sources {
		at := fmt.Sprintf("sources[%d]", i)
		once(at+".id", "source", s.ID)
		bad = append(bad, CheckText(at+".title", s.Title, 500, false)...)
		if s.Title == "" || s.Licence == "" {
			bad = append(bad, fault.Field{Field: at, Code: "required", Detail: "title or licence missing"})
		}
	}
	ports := map[string]bool{}
	for i, p := range t.Ports {
		at := fmt.Sprintf("ports[%d]", i)
		once(at+".id", "port", p.ID)
		ports[p.ID] = true
		bad = append(bad, p.broken(at, seen)...)
	}
	for i, d := range t.SeaDistances {
		at := fmt.Sprintf("seaDistances[%d]", i)
		once(at, "sea", d.From+">"+d.To)
		if !ports[d.From] || !ports[d.To] {
			bad = append(bad, fault.Field{Field: at, Code: "port.unknown", Detail: "no such port"})
		}
		bad = append(bad, positive(at+".nm", d.NM)...)
		if d.Quality != "A" && d.Quality != "B" && d.Quality != "C" {
			bad = append(bad, fault.Field{Field: at + ".quality", Code: "choice", Detail: "not A, B or C"})
		}
	}
	for i, d := range t.GeoDistances {
		at := fmt.Sprintf("geoDistances[%d]", i)
		once(at, "geo", d.ISO3)
		bad = append(bad, positive(at+".weightedKm", d.WeightedKm)...)
		bad = append(bad, positive(at+".capitalsKm", d.CapitalsKm)...)
	}
	return append(bad, t.Stage.broken()...)
}

// Validate reports every broken rule of a country.
func (c Country) Validate() error { return fault.Bad("catalog.Country.Validate", c.broken("country")) }

func (c Country) broken(at string) []fault.Field {
	bad := CheckName(at+".name", c.Name, 200)
	if len(c.ISO3) != 3 || !upper(c.ISO3) {
		bad = append(bad, fault.Field{Field: at + ".iso3", Code: "code.malformed", Detail: "not three capital letters"})
	}
	return append(bad, coordinates(at+".capital", c.CapitalLat, c.CapitalLon)...)
}

// Validate reports every broken rule of an indicator.
func (x Indicator) Validate() error {
	return fault.Bad("catalog.Indicator.Validate", x.broken("indicator"))
}

func (x Indicator) broken(at string) []fault.Field {
	bad := CheckName(at+".name", x.Name, 200)
	bad = append(bad, CheckName(at+".unit", x.Unit, 100)...)
	bad = append(bad, CheckTexts(at+".definition", x.Definition, 2000, true)...)
	bad = append(bad, CheckTexts(at+".note", x.Note, 2000, true)...)
	if !codeLike(x.Code) {
		bad = append(bad, fault.Field{Field: at + ".code", Code: "code.malformed", Detail: "letters, digits, dot, dash and underscore only, 64 at most"})
	}
	switch x.Direction {
	case "benefit", "cost", "target":
	default:
		bad = append(bad, fault.Field{Field: at + ".direction", Code: "choice", Detail: "not benefit, cost or target"})
	}
	switch x.Dimension {
	case "population", "location", "development", "urbanization", "business", "environment":
	default:
		bad = append(bad, fault.Field{Field: at + ".dimension", Code: "choice", Detail: "no such dimension"})
	}
	return bad
}

// Validate reports every broken rule of a site.
func (s Site) Validate() error { return fault.Bad("catalog.Site.Validate", s.broken("site", nil)) }

// broken takes the known country keys ("country VNM"); nil = not checked.
func (s Site) broken(at string, known map[string]bool) []fault.Field {
	bad := CheckTexts(at+".name", s.Name, 300, false)
	if s.Name.En == "" {
		bad = append(bad, fault.Field{Field: at + ".name.en", Code: "required", Detail: "the English name is missing"})
	}
	if known != nil && !known["country "+s.ISO3] {
		bad = append(bad, fault.Field{Field: at + ".iso3", Code: "country.unknown", Detail: "no such country or area"})
	}
	parts := 0
	for _, set := range []bool{s.Port != nil, s.Park != nil, s.City != nil} {
		if set {
			parts++
		}
	}
	fits := s.Kind == PortSite && s.Port != nil || s.Kind == ParkSite && s.Park != nil || s.Kind == CitySite && s.City != nil
	if parts != 1 || !fits {
		bad = append(bad, fault.Field{Field: at + ".kind", Code: "choice", Detail: "kind and content do not fit"})
	}
	switch {
	case (s.Lat == nil) != (s.Lon == nil):
		bad = append(bad, fault.Field{Field: at + ".lat", Code: "required", Detail: "one coordinate without the other"})
	case s.Lat != nil:
		bad = append(bad, coordinates(at, *s.Lat, *s.Lon)...)
	}
	return bad
}

func coordinates(at string, lat, lon float64) []fault.Field {
	if !(math.Abs(lat) <= 90) || !(math.Abs(lon) <= 180) {
		return []fault.Field{{Field: at, Code: "coordinates.range", Detail: "not a place on Earth"}}
	}
	return nil
}

func positive(at string, x float64) []fault.Field {
	if !(x > 0) || math.IsInf(x, 0) {
		return []fault.Field{{Field: at, Code: "number.notPositive", Detail: "must be positive and finite"}}
	}
	return nil
}

func upper(s string) bool {
	for i := range len(s) {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	return true
}

func codeLike(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '.', c == '-', c == '_':
		default:
			return false
		}
	}
	return true
}
