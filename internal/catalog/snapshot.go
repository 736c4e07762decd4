package catalog

import (
	"parksite/internal/fault"
)

// Status says what a value is.
type Status string

// The statuses of a value in a result.
const (
	Observed   Status = "observed"   // a source's figure
	Derived    Status = "derived"    // computed here from figures that are named
	Structural Status = "structural" // cannot exist by nature, and the model says what that means
	Stale      Status = "stale"      // there is one, older than the model allows: treated as missing
	Missing    Status = "missing"
)

// Snapshot is one dataset version in memory, with the derived indicators
// computed. It is immutable and safe for concurrent use; looking a value up
// allocates nothing.
type Snapshot struct {
	dataset    Dataset
	tables     Tables // with derived indicators and their source added
	country    map[string]int
	indicator  map[string]int
	source     map[string]int
	points     [][]point // country index × number of indicators + indicator index, by year
	candidates []string
}

type point struct {
	year, source int
	value        float64
}

// NewSnapshot puts a dataset's content into memory and computes the derived
// indicators.
//
// It returns fault.Invalid for a code that the tables do not know or a series
// out of order: content that NewDataset accepted is never refused.
func NewSnapshot(d Dataset, t Tables, series []Series) (*Snapshot, error) {
	const op = "catalog.NewSnapshot"
	stored := len(t.Indicators)
	t.Indicators = append(append(make([]Indicator, 0, stored+len(derivations)), t.Indicators...), DerivedIndicators()...)
	t.Sources = append(append(make([]Source, 0, len(t.Sources)+1), t.Sources...), derivedSource)
	if err := fault.Bad(op, t.broken()); err != nil {
		return nil, err
	}
	ix := t.index()
	s := &Snapshot{dataset: d, tables: t, country: ix.countries, indicator: ix.indicators, source: ix.sources,
		points: make([][]point, len(t.Countries)*len(t.Indicators))}
	for _, c := range t.Countries {
		if c.Candidate {
			s.candidates = append(s.candidates, c.ISO3)
		}
	}
	for _, se := range series {
		if bad := se.broken(ix); bad != nil {
			return nil, fault.Bad(op, bad)
		}
		k := ix.indicators[se.Indicator]
		if k >= stored {
			return nil, fault.Newf(op, fault.Invalid, "indicator.derived", "%s is computed, not stored", se.Indicator)
		}
		// One array for the series, cut by country.
		all := make([]point, len(se.Points))
		for i := 0; i < len(all); {
			j := i
			c := ix.countries[se.Points[i].Country]
			for ; j < len(all) && se.Points[j].Country == se.Points[i].Country; j++ {
				p := se.Points[j]
				all[j] = point{year: p.Year, source: ix.sources[p.Source], value: p.Value}
			}
			s.points[c*len(t.Indicators)+k] = all[i:j:j]
			i = j
		}
	}
	s.derive(stored)
	return s, nil
}

// Dataset returns the version this is a view of.
func (s *Snapshot) Dataset() Dataset { return s.dataset }

// Year is the year rankings are made for unless another is named: the newest
// with a value that is not timeless.
func (s *Snapshot) Year() int { return s.dataset.LastYear }

// Countries returns every country, candidates first as in the seed; read only.
func (s *Snapshot) Countries() []Country { return s.tables.Countries }

// Candidates returns the iso3 of every candidate; read only.
func (s *Snapshot) Candidates() []string { return s.candidates }

// Indicators returns every indicator, stored and derived; read only.
func (s *Snapshot) Indicators() []Indicator { return s.tables.Indicators }

// Sources returns every source; read only.
func (s *Snapshot) Sources() []Source { return s.tables.Sources }

// Tables returns the tables with the derived indicators added; read only.
func (s *Snapshot) Tables() Tables { return s.tables }

// Country returns a country by iso3.
func (s *Snapshot) Country(iso3 string) (Country, bool) {
	i, ok := s.country[iso3]
	if !ok {
		return Country{}, false
	}
	return s.tables.Countries[i], true
}

// Indicator returns an indicator by code.
func (s *Snapshot) Indicator(code string) (Indicator, bool) {
	i, ok := s.indicator[code]
	if !ok {
		return Indicator{}, false
	}
	return s.tables.Indicators[i], true
}

// Source returns a source by id.
func (s *Snapshot) Source(id string) (Source, bool) {
	i, ok := s.source[id]
	if !ok {
		return Source{}, false
	}
	return s.tables.Sources[i], true
}

// CountryIndex and IndicatorIndex give the indices At takes.
func (s *Snapshot) CountryIndex(iso3 string) (int, bool) {
	i, ok := s.country[iso3]
	return i, ok
}

// IndicatorIndex is like CountryIndex.
func (s *Snapshot) IndicatorIndex(code string) (int, bool) {
	i, ok := s.indicator[code]
	return i, ok
}

// At returns the newest value of a country and indicator not after year, and
// its status: Observed or Derived; Stale when it is more than maxAge years
// older than year (the observation is still returned); Missing when there is
// none. A timeless value is of any year. Values after year are never seen.
func (s *Snapshot) At(country, indicator, year, maxAge int) (Observation, Status) {
	ps := s.points[country*len(s.tables.Indicators)+indicator]
	x := &s.tables.Indicators[indicator]
	for i := len(ps) - 1; i >= 0; i-- {
		p := ps[i]
		if p.year > year && !x.Timeless {
			continue
		}
		o := Observation{Country: s.tables.Countries[country].ISO3, Indicator: x.Code, Year: p.year, Value: p.value, Source: s.tables.Sources[p.source].ID}
		switch {
		case !x.Timeless && year-p.year > maxAge:
			return o, Stale
		case x.Derived():
			return o, Derived
		}
		return o, Observed
	}
	return Observation{}, Missing
}

// Latest is At by codes; an unknown code is Missing.
func (s *Snapshot) Latest(iso3, indicator string, year, maxAge int) (Observation, Status) {
	c, ok1 := s.country[iso3]
	k, ok2 := s.indicator[indicator]
	if !ok1 || !ok2 {
		return Observation{}, Missing
	}
	return s.At(c, k, year, maxAge)
}

// Series returns every value of a country and indicator by year.
func (s *Snapshot) Series(iso3, indicator string) []Observation {
	c, ok1 := s.country[iso3]
	k, ok2 := s.indicator[indicator]
	if !ok1 || !ok2 {
		return nil
	}
	ps := s.points[c*len(s.tables.Indicators)+k]
	out := make([]Observation, len(ps))
	for i, p := range ps {
		out[i] = Observation{Country: iso3, Indicator: indicator, Year: p.year, Value: p.value, Source: s.tables.Sources[p.source].ID}
	}
	return out
}

// exact returns the value of exactly that year.
func (s *Snapshot) exact(c, k, year int) (point, bool) {
	for _, p := range s.points[c*len(s.tables.Indicators)+k] {
		if p.year == year {
			return p, true
		}
	}
	return point{}, false
}

// Coverage says how widely an indicator is available.
type Coverage struct {
	Countries  int `json:"countries"`  // candidates with any value
	LatestYear int `json:"latestYear"` // newest year of any candidate; 0 = no value
	MedianYear int `json:"medianYear"` // lower median over candidates of their newest year
}

// Coverage returns how widely an indicator is available.
func (s *Snapshot) Coverage(indicator string) Coverage {
	k, ok := s.indicator[indicator]
	if !ok {
		return Coverage{}
	}
	var years []int
	for c, country := range s.tables.Countries {
		if ps := s.points[c*len(s.tables.Indicators)+k]; country.Candidate && len(ps) > 0 {
			years = append(years, ps[len(ps)-1].year)
		}
	}
	if len(years) == 0 {
		return Coverage{}
	}
	sortInts(years)
	return Coverage{Countries: len(years), LatestYear: years[len(years)-1], MedianYear: years[(len(years)-1)/2]}
}
