package layout

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// Data is what an Atlas is made from.
type Data struct {
	Countries    []catalog.Country
	Strategies   []catalog.Strategy
	Industries   []catalog.Industry
	Sites        []catalog.Site // ports, parks, cities
	SeaDistances []catalog.SeaDistance
	LandUse      []catalog.LandUseBenchmark
	GDP          []catalog.Observation // one per country at most, what demand centres are weighted with
}

// gdpIndicator is the size of a country's demand.
const gdpIndicator = "NY.GDP.MKTP.CD"

// GDP returns the newest gross domestic product of every candidate not after
// year, however old: a demand centre moves little, and a country without any
// figure would not count at all.
func GDP(s *catalog.Snapshot, year int) []catalog.Observation {
	var out []catalog.Observation
	for _, iso3 := range s.Candidates() {
		if o, status := s.Latest(iso3, gdpIndicator, year, year); status != catalog.Missing {
			out = append(out, o)
		}
	}
	return out
}

// Atlas answers what is near what. It is immutable and safe for concurrent use.
type Atlas struct {
	data     Data
	site     map[string]int
	country  map[string]int
	ports    []int            // abroad, with a sea distance
	sea      map[string][]sea // by port id, by origin
	cities   []int            // with a population of minCity and more, not suspect
	parks    []int            // with a position
	harbours []int            // ports abroad, with a position
}

// minCity is the population from which a city counts. Below it the list is
// complete for some countries only.
const minCity = 300_000

// million is the size of city the nearest of which is asked for.
const million = 1_000_000

// NewAtlas indexes the tables.
//
// It returns fault.Invalid for a duplicate site or a sea distance to or from an
// unknown port.
func NewAtlas(d Data) (*Atlas, error) {
	a := &Atlas{data: d, site: map[string]int{}, country: map[string]int{}, sea: map[string][]sea{}}
	var bad []fault.Field
	for i, c := range d.Countries {
		a.country[c.ISO3] = i
	}
	for i, s := range d.Sites {
		if _, twice := a.site[s.ID]; twice {
			bad = append(bad, fault.Field{Field: "sites", Code: "layout.duplicate", Detail: s.ID})
		}
		a.site[s.ID] = i
	}
	for i, x := range d.SeaDistances {
		_, from := a.site[x.From]
		_, to := a.site[x.To]
		if !from || !to {
			bad = append(bad, fault.Field{Field: fmt.Sprintf("seaDistances[%d]", i), Code: "layout.unknownSite", Detail: x.From + " or " + x.To + " is no site"})
			continue
		}
		a.sea[x.To] = append(a.sea[x.To], sea{SeaDistance: x})
	}
	if err := fault.Bad("layout.NewAtlas", bad); err != nil {
		return nil, err
	}
	for i, s := range d.Sites {
		if s.Lat == nil || s.Lon == nil {
			continue
		}
		switch {
		case s.Kind == catalog.PortSite && s.ISO3 != "CHN":
			a.harbours = append(a.harbours, i)
			if len(a.sea[s.ID]) > 0 {
				a.ports = append(a.ports, i)
			}
		case s.Kind == catalog.ParkSite:
			a.parks = append(a.parks, i)
		case s.Kind == catalog.CitySite && s.City != nil && s.City.Population >= minCity && !s.City.PopulationSuspect:
			a.cities = append(a.cities, i)
		}
	}
	for id := range a.sea { // each list by itself: the order of the map does not matter
		slices.SortFunc(a.sea[id], func(x, y sea) int { return strings.Compare(x.From, y.From) })
	}
	return a, nil
}

// Strategy returns a strategy by id.
func (a *Atlas) Strategy(id string) (catalog.Strategy, error) {
	var known []string
	for _, s := range a.data.Strategies {
		if s.ID == id {
			return s, nil
		}
		known = append(known, s.ID)
	}
	return catalog.Strategy{}, fault.Newf("layout.Atlas.Strategy", fault.NotFound, "layout.unknownStrategy", "no strategy %q; there are %s", id, strings.Join(known, ", "))
}

// LandUse returns the policy paper's Table 1.
func (a *Atlas) LandUse() []catalog.LandUseBenchmark { return a.data.LandUse }

func (a *Atlas) landlocked(iso3 string) bool {
	i, ok := a.country[iso3]
	return ok && a.data.Countries[i].Landlocked
}

func (a *Atlas) at(i int) Place { return Place{Lat: *a.data.Sites[i].Lat, Lon: *a.data.Sites[i].Lon} }

// Site is a site of the catalogue or one that users entered.
type Site struct {
	catalog.Site
	Own *UserSite `json:"own,omitempty"`
}

// Site returns a site of the catalogue by id.
func (a *Atlas) Site(id string) (Site, bool) {
	i, ok := a.site[id]
	if !ok {
		return Site{}, false
	}
	return Site{Site: a.data.Sites[i]}, true
}

func (s *Site) place() (Place, bool) {
	if s.Lat == nil || s.Lon == nil {
		return Place{}, false
	}
	return Place{Lat: *s.Lat, Lon: *s.Lon}, true
}

// Sites returns the sites with a position in the given countries that a rule
// with such kinds and such cities ("none", "landlocked", "all") may choose
// from: ports, parks, cities of 100,000 and more (capitals of any size), by id,
// then own ones.
func (a *Atlas) Sites(countries []string, cities string, own []UserSite) []Site {
	var out []Site
	for _, s := range a.data.Sites {
		if !slices.Contains(countries, s.ISO3) || s.Lat == nil || s.Lon == nil {
			continue
		}
		if s.Kind == catalog.CitySite {
			if cities == "none" || cities == "landlocked" && !a.landlocked(s.ISO3) || s.City == nil || s.City.PopulationSuspect ||
				s.City.Population < 100_000 && !s.City.Capital {
				continue
			}
		}
		out = append(out, Site{Site: s})
	}
	slices.SortFunc(out, func(x, y Site) int { return strings.Compare(x.ID, y.ID) })
	for i := range own {
		if slices.Contains(countries, own[i].ISO3) {
			out = append(out, own[i].site())
		}
	}
	return out
}

// near is a site within some distance.
type near struct {
	index int
	km    float64
}

// around returns the sites of a list within a distance, nearest first.
func (a *Atlas) around(p Place, list []int, km float64, keep func(s *catalog.Site) bool) []near {
	var out []near
	for _, i := range list {
		if keep != nil && !keep(&a.data.Sites[i]) {
			continue
		}
		if d := GreatCircleKm(p, a.at(i)); d <= km {
			out = append(out, near{i, d})
		}
	}
	slices.SortFunc(out, func(x, y near) int {
		return cmp.Or(cmp.Compare(x.km, y.km), strings.Compare(a.data.Sites[x.index].ID, a.data.Sites[y.index].ID))
	})
	return out
}

// PortCityKm is how near a coastal port must be for a park to stand in its
// port city: parks are located by a named place, not by their own position.
const PortCityKm = 50

// coastal reports whether a port is a seaport: not a river, canal or lake
// harbour that lies far from the nearest sea lane. River harbours on an estuary
// (Chittagong, Yangon, Bangkok) are seaports; those far upstream are not.
func (a *Atlas) coastal(s *catalog.Site) bool {
	if s.Port == nil || contains(upriver[:], strings.TrimPrefix(s.ID, "port-")) {
		return false
	}
	if contains(seaside[:], strings.TrimPrefix(s.ID, "port-")) {
		return true
	}
	t := s.Port.HarbourType
	inland := strings.HasPrefix(t, "River") || strings.HasPrefix(t, "Canal") || strings.HasPrefix(t, "Typhoon") || t == "" && s.Port.WaterBody == ""
	if !inland {
		return true
	}
	rows := a.sea[s.ID]
	return len(rows) > 0 && rows[0].SnapToKm <= riverLaneKm
}

// Where the sea lane misleads. The network follows the Paraná and the Uruguay
// far inland, so their ports seem to lie at the sea; it keeps far off the coasts
// of Tenasserim and of Valdivia, so two ports at the sea seem to lie upstream.
var (
	upriver = [...]string{"WPI13560", "WPI13600", "WPI13610", "WPI13630", "WPI13640", "WPI13650", "WPI13700", "WPI13710", "WPI13740"}
	seaside = [...]string{"WPI14340", "WPI49690"}
)

// riverLaneKm separates estuaries from rivers by the way to the sea lane.
const riverLaneKm = 100

// port returns the coastal port whose city a site stands in: itself, or the
// nearest of its country within PortCityKm.
func (a *Atlas) port(s *Site) (*catalog.Site, bool) {
	if s.Kind == catalog.PortSite {
		return &s.Site, a.coastal(&s.Site)
	}
	p, ok := s.place()
	if !ok {
		return nil, false
	}
	list := a.around(p, a.harbours, PortCityKm, func(x *catalog.Site) bool { return x.ISO3 == s.ISO3 && a.coastal(x) })
	if len(list) == 0 {
		return nil, false
	}
	return &a.data.Sites[list[0].index], true
}

// ocean returns the ocean a port opens to, as the World Port Index names it.
func ocean(p *catalog.Site) string {
	if p == nil || p.Port == nil {
		return ""
	}
	for _, o := range [...]string{"Atlantic", "Pacific", "Indian"} {
		if strings.Contains(p.Port.WaterBody, o) {
			return o
		}
	}
	return ""
}
