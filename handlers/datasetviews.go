package handlers

import (
	"context"
	"slices"

	"github.com/gin-gonic/gin"

	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/intake"
)

// datasetDifference is what one version of the data changed against another.
type datasetDifference struct {
	From       string            `json:"from"`
	To         string            `json:"to"`
	Difference intake.Difference `json:"difference"`
	Indicators []string          `json:"newIndicators"` // defined in To and not in From
	Sources    []catalog.Source  `json:"newSources"`
	Tables     []string          `json:"changedTables"` // besides those of indicators and sources: "stage", "countries", …
	Effect     datasetEffect     `json:"effect"`
}

// coverageMatrix says, for each indicator, the newest year each country has a
// value of.
type coverageMatrix struct {
	DatasetID string        `json:"datasetId"`
	Year      int           `json:"year"`      // what rankings are made for
	Countries []string      `json:"countries"` // iso3, in the order of the catalogue
	Rows      []coverageRow `json:"rows"`      // by indicator, in the order of the catalogue
}

// coverageRow is one indicator's newest years.
type coverageRow struct {
	Indicator string `json:"indicator"`
	Dimension string `json:"dimension"`
	Timeless  bool   `json:"timeless"` // a year says nothing about age
	Derived   bool   `json:"derived"`
	Years     []int  `json:"years"` // one per country; 0 = no value
}

// freshness is how old an indicator's values are.
type freshness struct {
	Indicator  string           `json:"indicator"`
	Dimension  string           `json:"dimension"`
	Timeless   bool             `json:"timeless"`
	Derived    bool             `json:"derived"`
	Coverage   catalog.Coverage `json:"coverage"`
	OldestYear int              `json:"oldestYear"` // newest year of the country that is furthest behind; 0 = no value
	Age        int              `json:"age"`        // years from the median year to the dataset's; 0 where timeless or empty
	Sources    []sourceVintage  `json:"sources"`    // of the newest values
}

// sourceVintage is a source with how many of the newest values come from it.
type sourceVintage struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Vintage string `json:"vintage"`
	Values  int    `json:"values"`
}

// datasetSnapshot loads the dataset in the path.
func (a *API) datasetSnapshot(c *gin.Context) (*catalog.Snapshot, error) {
	s, err := a.snapshot(c.Request.Context(), c.Param("id"), "")
	if fault.Is(err, fault.Invalid) {
		return nil, fault.New("handlers.datasetSnapshot", fault.NotFound, "dataset.notFound")
	}
	return s, err
}

// getDatasetDifference says what a version changed.
//
//	@Summary  What a version of the data changed, and how the general order moved
//	@Tags     datasets
//	@Param    id    path   string  true   "dataset"
//	@Param    from  query  string  false  "the version to compare with; its parent when absent"
//	@Success  200  {object}  datasetDifference
//	@Failure  409  {object}  problem  "the first version has no parent"
//	@Router   /datasets/{id}/difference [get]
func (a *API) getDatasetDifference(c *gin.Context) error {
	const op = "handlers.getDatasetDifference"
	if err := queries(c, "from"); err != nil {
		return err
	}
	now, err := a.datasetSnapshot(c)
	if err != nil {
		return err
	}
	from := c.Query("from")
	if from == "" {
		from = now.Dataset().ParentID
	}
	if from == "" {
		return fault.Newf(op, fault.Conflict, "dataset.first", "the first version has no parent to compare with")
	}
	old, err := a.snapshot(c.Request.Context(), from, "from")
	if err != nil {
		return err
	}
	return long(a, c, func(ctx context.Context) (datasetDifference, error) {
		out := datasetDifference{From: old.Dataset().ID, To: now.Dataset().ID, Indicators: []string{}, Sources: []catalog.Source{}, Tables: []string{}}
		for i, r := range now.Dataset().TableRefs {
			if r.Name != "indicators" && r.Name != "sources" && old.Dataset().TableRefs[i] != r {
				out.Tables = append(out.Tables, r.Name)
			}
		}
		before, after := differing(old, now)
		out.Difference = intake.Compare(before, after, maxPageSize)
		for _, x := range now.Indicators() {
			if _, known := old.Indicator(x.Code); !known {
				out.Indicators = append(out.Indicators, x.Code)
			}
		}
		for _, s := range now.Sources() {
			if _, known := old.Source(s.ID); !known {
				out.Sources = append(out.Sources, s)
			}
		}
		var err error
		out.Effect, err = a.effect(ctx, old, now)
		return out, err
	})
}

// differing are the stored series of both versions, those left out that are
// the same by digest.
func differing(old, now *catalog.Snapshot) (before, after []catalog.Series) {
	digests := map[string]string{}
	for _, r := range old.Dataset().Series {
		digests[r.Indicator] = r.Digest
	}
	same := map[string]bool{}
	for _, r := range now.Dataset().Series {
		same[r.Indicator] = digests[r.Indicator] == r.Digest
		if !same[r.Indicator] {
			after = append(after, seriesOf(now, r.Indicator))
		}
	}
	for _, r := range old.Dataset().Series {
		if !same[r.Indicator] {
			before = append(before, seriesOf(old, r.Indicator))
		}
	}
	return before, after
}

// seriesOf takes a stored series out of a snapshot again.
func seriesOf(s *catalog.Snapshot, indicator string) catalog.Series {
	out := catalog.Series{Indicator: indicator}
	for _, country := range s.Countries() {
		for _, o := range s.Series(country.ISO3, indicator) {
			out.Points = append(out.Points, catalog.Point{Country: o.Country, Year: o.Year, Value: o.Value, Source: o.Source})
		}
	}
	out.Sort()
	return out
}

// getDatasetCoverage answers with the coverage matrix.
//
//	@Summary  Which country has which indicator, by newest year
//	@Tags     datasets
//	@Param    id  path  string  true  "dataset"
//	@Success  200  {object}  coverageMatrix
//	@Router   /datasets/{id}/coverage [get]
func (a *API) getDatasetCoverage(c *gin.Context) error {
	if err := queries(c); err != nil {
		return err
	}
	s, err := a.datasetSnapshot(c)
	if err != nil {
		return err
	}
	out := coverageMatrix{DatasetID: s.Dataset().ID, Year: s.Year(), Countries: s.Candidates(), Rows: make([]coverageRow, len(s.Indicators()))}
	for i, x := range s.Indicators() {
		row := coverageRow{Indicator: x.Code, Dimension: x.Dimension, Timeless: x.Timeless, Derived: x.Derived(), Years: make([]int, len(out.Countries))}
		for k, iso3 := range out.Countries {
			if o, status := newestOf(s, iso3, x.Code); status != catalog.Missing {
				row.Years[k] = o.Year
			}
		}
		out.Rows[i] = row
	}
	return ok(c, out)
}

// newestOf is the newest value of all, however old.
func newestOf(s *catalog.Snapshot, iso3, indicator string) (catalog.Observation, catalog.Status) {
	return s.Latest(iso3, indicator, catalog.MaxYear, catalog.MaxYear)
}

// getDatasetFreshness answers with how old each indicator is.
//
//	@Summary  How old each indicator's values are, and from which editions
//	@Tags     datasets
//	@Param    id        path   string  true   "dataset"
//	@Param    page      query  int     false  "from 1"
//	@Param    pageSize  query  int     false  "at most 200"
//	@Success  200  {object}  list[freshness]
//	@Router   /datasets/{id}/freshness [get]
func (a *API) getDatasetFreshness(c *gin.Context) error {
	if err := queries(c, "page", "pageSize"); err != nil {
		return err
	}
	s, err := a.datasetSnapshot(c)
	if err != nil {
		return err
	}
	out := make([]freshness, len(s.Indicators()))
	for i, x := range s.Indicators() {
		out[i] = freshnessOf(s, x)
	}
	return pageOf(c, out)
}

func freshnessOf(s *catalog.Snapshot, x catalog.Indicator) freshness {
	f := freshness{Indicator: x.Code, Dimension: x.Dimension, Timeless: x.Timeless, Derived: x.Derived(), Coverage: s.Coverage(x.Code), Sources: []sourceVintage{}}
	for _, iso3 := range s.Candidates() {
		o, status := newestOf(s, iso3, x.Code)
		if status == catalog.Missing {
			continue
		}
		if f.OldestYear == 0 || o.Year < f.OldestYear {
			f.OldestYear = o.Year
		}
		k := slices.IndexFunc(f.Sources, func(v sourceVintage) bool { return v.ID == o.Source })
		if k < 0 {
			src, _ := s.Source(o.Source)
			k = len(f.Sources)
			f.Sources = append(f.Sources, sourceVintage{ID: src.ID, Title: src.Title, Vintage: src.Vintage})
		}
		f.Sources[k].Values++
	}
	if !x.Timeless && f.Coverage.MedianYear > 0 {
		f.Age = max(0, s.Year()-f.Coverage.MedianYear)
	}
	return f
}
