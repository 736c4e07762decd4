package handlers

import (
	"math"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// countryProfile is a country with all that is known about it.
type countryProfile struct {
	catalog.Country
	DatasetID  string             `json:"datasetId"`
	Year       int                `json:"year"`       // the year rankings of this dataset are made for
	Indicators []countryIndicator `json:"indicators"` // every indicator, also those without a value
	Stages     []catalog.Stage    `json:"stages"`     // stage of industrialisation, one per year that has one
	Sites      []catalog.Site     `json:"sites"`
}

// countryIndicator is the newest value of one indicator for a country, and
// where it stands among the candidates of its region.
type countryIndicator struct {
	Code      string          `json:"code"`
	Dimension string          `json:"dimension"`
	Status    catalog.Status  `json:"status" enums:"observed,derived,structural,missing"`
	Gap       string          `json:"gap,omitempty" enums:"landlocked"` // why there can be no value by nature, as the shipped models declare it
	Value     *float64        `json:"value,omitempty"`
	Year      int             `json:"year,omitempty"`
	SourceID  string          `json:"sourceId,omitempty"`
	Inputs    []catalog.Input `json:"inputs,omitempty"` // of a derived value
	Peers     *peers          `json:"peers,omitempty"`  // absent where nobody in the region has a value
}

// peers are the newest values of a region's candidates.
type peers struct {
	Countries int      `json:"countries"` // with a value
	Median    float64  `json:"median"`
	Lowest    float64  `json:"lowest"`
	Highest   float64  `json:"highest"`
	Rank      int      `json:"rank,omitempty"` // 1 = highest value; absent without a value
	Values    []valued `json:"values"`
}

type valued struct {
	ISO3  string  `json:"iso3"`
	Value float64 `json:"value"`
	Year  int     `json:"year"`
}

// citedObservation is a value with all one needs to cite it.
type citedObservation struct {
	catalog.Observation
	Status    catalog.Status  `json:"status" enums:"observed,derived"`
	Licence   string          `json:"licence"`
	DatasetID string          `json:"datasetId"`
	Inputs    []catalog.Input `json:"inputs,omitempty"` // of a derived value
}

// listCountries answers with the candidate host countries.
//
//	@Summary  Candidate host countries
//	@Tags     catalogue
//	@Param    region     query  string  false  "region, such as ASEAN"
//	@Param    datasetId  query  string  false  "the newest when absent"
//	@Param    page       query  int     false  "from 1"
//	@Param    pageSize   query  int     false  "at most 200"
//	@Success  200  {object}  list[catalog.Country]
//	@Router   /countries [get]
func (a *API) listCountries(c *gin.Context) error {
	if err := queries(c, "region", "datasetId", "page", "pageSize"); err != nil {
		return err
	}
	snap, err := a.querySnapshot(c)
	if err != nil {
		return err
	}
	region := c.Query("region")
	if region != "" && !slices.ContainsFunc(a.atlas.Regions, func(r catalog.Region) bool { return r.ID == region }) {
		return fault.Bad("handlers.listCountries", []fault.Field{{Field: "region", Code: "region.unknown", Detail: "there is no such region"}})
	}
	var found []catalog.Country
	for _, country := range snap.Countries() {
		if country.Candidate && (region == "" || country.Region == region) {
			found = append(found, country)
		}
	}
	return pageOf(c, found)
}

// getCountry answers with a country's profile.
//
//	@Summary  A country: every indicator, stage of industrialisation, sites, roles
//	@Tags     catalogue
//	@Param    iso3       path   string  true   "country"
//	@Param    datasetId  query  string  false  "the newest when absent"
//	@Success  200  {object}  countryProfile
//	@Router   /countries/{iso3} [get]
func (a *API) getCountry(c *gin.Context) error {
	if err := queries(c, "datasetId"); err != nil {
		return err
	}
	snap, err := a.querySnapshot(c)
	if err != nil {
		return err
	}
	country, err := countryOf(snap, c.Param("iso3"))
	if err != nil {
		return err
	}
	p := countryProfile{Country: country, DatasetID: snap.Dataset().ID, Year: snap.Year(),
		Indicators: []countryIndicator{}, Stages: []catalog.Stage{}, Sites: []catalog.Site{}}
	models, err := a.store.Models(c.Request.Context())
	if err != nil {
		return fault.Wrap("handlers.getCountry", err)
	}
	models = slices.DeleteFunc(models, func(m appraisal.Model) bool { return m.Team != "" })
	for _, x := range snap.Indicators() {
		ci := profileIndicator(snap, country, x)
		if ci.Status == catalog.Missing && country.Landlocked && appraisal.GapByNature(models, x.Code, appraisal.WhenLandlocked) {
			ci.Status, ci.Gap = catalog.Structural, appraisal.WhenLandlocked
		}
		p.Indicators = append(p.Indicators, ci)
	}
	for year := snap.Dataset().FirstYear; year <= snap.Year(); year++ {
		if s, known := snap.StageOf(country.ISO3, year); known {
			p.Stages = append(p.Stages, s)
		}
	}
	for _, s := range a.atlas.Sites {
		if s.ISO3 == country.ISO3 {
			p.Sites = append(p.Sites, s)
		}
	}
	return ok(c, p)
}

func countryOf(snap *catalog.Snapshot, iso3 string) (catalog.Country, error) {
	country, known := snap.Country(iso3)
	if !known {
		return country, fault.New("handlers.countryOf", fault.NotFound, "country.notFound")
	}
	return country, nil
}

// anyAge lets the newest value stand, however old: a profile shows the year.
const anyAge = math.MaxInt32

func profileIndicator(snap *catalog.Snapshot, country catalog.Country, x catalog.Indicator) countryIndicator {
	ci := countryIndicator{Code: x.Code, Dimension: x.Dimension}
	o, status := snap.Latest(country.ISO3, x.Code, snap.Year(), anyAge)
	ci.Status = status
	if status != catalog.Missing {
		ci.Value, ci.Year, ci.SourceID = &o.Value, o.Year, o.Source
		if status == catalog.Derived {
			ci.Inputs = snap.Inputs(country.ISO3, x.Code, o.Year)
		}
	}
	var values []valued
	for _, other := range snap.Countries() {
		if !other.Candidate || other.Region != country.Region {
			continue
		}
		if o, status := snap.Latest(other.ISO3, x.Code, snap.Year(), anyAge); status != catalog.Missing {
			values = append(values, valued{ISO3: other.ISO3, Value: o.Value, Year: o.Year})
		}
	}
	if len(values) == 0 {
		return ci
	}
	slices.SortStableFunc(values, func(a, b valued) int {
		switch {
		case a.Value > b.Value:
			return -1
		case a.Value < b.Value:
			return 1
		}
		return 0
	})
	n := len(values)
	ps := peers{Countries: n, Highest: values[0].Value, Lowest: values[n-1].Value, Median: values[n/2].Value, Values: values}
	if n%2 == 0 {
		ps.Median = values[n/2-1].Value/2 + values[n/2].Value/2
	}
	if ci.Value != nil && country.Candidate {
		ps.Rank = 1
		for _, v := range values {
			if v.Value > *ci.Value {
				ps.Rank++
			}
		}
	}
	ci.Peers = &ps
	return ci
}

// listObservations answers with a country's values, indicator by indicator,
// year by year.
//
//	@Summary  A country's values with year, source and licence
//	@Tags     catalogue
//	@Param    iso3       path   string  true   "country"
//	@Param    indicator  query  string  false  "indicator; all when absent"
//	@Param    from       query  int     false  "first year"
//	@Param    to         query  int     false  "last year"
//	@Param    datasetId  query  string  false  "the newest when absent"
//	@Param    page       query  int     false  "from 1"
//	@Param    pageSize   query  int     false  "at most 200"
//	@Success  200  {object}  list[citedObservation]
//	@Router   /countries/{iso3}/observations [get]
func (a *API) listObservations(c *gin.Context) error {
	const op = "handlers.listObservations"
	if err := queries(c, "indicator", "from", "to", "datasetId", "page", "pageSize"); err != nil {
		return err
	}
	snap, err := a.querySnapshot(c)
	if err != nil {
		return err
	}
	country, err := countryOf(snap, c.Param("iso3"))
	if err != nil {
		return err
	}
	var broken []fault.Field
	from, to := queryYear(c, "from", catalog.FirstYear, &broken), queryYear(c, "to", catalog.MaxYear, &broken)
	indicators := snap.Indicators()
	if code := c.Query("indicator"); code != "" {
		x, known := snap.Indicator(code)
		if !known {
			broken = append(broken, fault.Field{Field: "indicator", Code: "indicator.unknown", Detail: "there is no such indicator"})
		}
		indicators = []catalog.Indicator{x}
	}
	if err := fault.Bad(op, broken); err != nil {
		return err
	}
	var found []citedObservation
	for _, x := range indicators {
		for _, o := range snap.Series(country.ISO3, x.Code) {
			if o.Year < from || o.Year > to {
				continue
			}
			full := citedObservation{Observation: o, Status: catalog.Observed, Licence: x.Licence, DatasetID: snap.Dataset().ID}
			if src, known := snap.Source(o.Source); known && !x.Derived() {
				full.Licence = src.Licence
			}
			if x.Derived() {
				full.Status = catalog.Derived
			}
			found = append(found, full)
		}
	}
	page, size, err := paging(c)
	if err != nil {
		return err
	}
	// Inputs are worked out for the page alone: a derived series has many.
	first := min((page-1)*size, len(found))
	items := append([]citedObservation{}, found[first:min(first+size, len(found))]...)
	for i, o := range items {
		if o.Status == catalog.Derived {
			items[i].Inputs = snap.Inputs(o.Country, o.Indicator, o.Year)
		}
	}
	return ok(c, list[citedObservation]{Items: items, Total: len(found), Page: page, PageSize: size})
}

func queryYear(c *gin.Context, name string, def int, broken *[]fault.Field) int {
	s := c.Query(name)
	if s == "" {
		return def
	}
	y, err := strconv.Atoi(s)
	if err != nil || y < catalog.FirstYear || y > catalog.MaxYear {
		*broken = append(*broken, fault.Field{Field: name, Code: "year.range", Detail: "a year is expected"})
		return def
	}
	return y
}
