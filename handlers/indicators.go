package handlers

import (
	"slices"

	"github.com/gin-gonic/gin"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// coveredIndicator is an indicator with how widely it is available.
type coveredIndicator struct {
	catalog.Indicator
	Coverage catalog.Coverage `json:"coverage"`
}

// indicatorValues is an indicator with the newest value of every candidate.
type indicatorValues struct {
	catalog.Indicator
	Coverage  catalog.Coverage      `json:"coverage"`
	DatasetID string                `json:"datasetId"`
	Values    []catalog.Observation `json:"values"`
	Goalposts *appraisal.Value      `json:"goalposts,omitempty"` // a value function to begin with; absent for fewer than two distinct values
}

// listIndicators answers with what is measured.
//
//	@Summary  Indicators with definition, unit, licence and coverage
//	@Tags     catalogue
//	@Param    dimension  query  string  false  "dimension"
//	@Param    datasetId  query  string  false  "the newest when absent"
//	@Param    page       query  int     false  "from 1"
//	@Param    pageSize   query  int     false  "at most 200"
//	@Success  200  {object}  list[coveredIndicator]
//	@Router   /indicators [get]
func (a *API) listIndicators(c *gin.Context) error {
	if err := queries(c, "dimension", "datasetId", "page", "pageSize"); err != nil {
		return err
	}
	snap, err := a.querySnapshot(c)
	if err != nil {
		return err
	}
	dimension := c.Query("dimension")
	if dimension != "" && !slices.ContainsFunc(snap.Indicators(), func(x catalog.Indicator) bool { return x.Dimension == dimension }) {
		return fault.Bad("handlers.listIndicators", []fault.Field{{Field: "dimension", Code: "dimension.unknown", Detail: "no indicator is of this dimension"}})
	}
	var found []coveredIndicator
	for _, x := range snap.Indicators() {
		if dimension == "" || x.Dimension == dimension {
			found = append(found, coveredIndicator{Indicator: x, Coverage: snap.Coverage(x.Code)})
		}
	}
	return pageOf(c, found)
}

// getIndicator answers with one indicator and every candidate's newest value.
//
//	@Summary  An indicator with every candidate's newest value
//	@Tags     catalogue
//	@Param    code       path   string  true   "indicator"
//	@Param    datasetId  query  string  false  "the newest when absent"
//	@Success  200  {object}  indicatorValues
//	@Router   /indicators/{code} [get]
func (a *API) getIndicator(c *gin.Context) error {
	if err := queries(c, "datasetId"); err != nil {
		return err
	}
	snap, err := a.querySnapshot(c)
	if err != nil {
		return err
	}
	x, known := snap.Indicator(c.Param("code"))
	if !known {
		return fault.New("handlers.getIndicator", fault.NotFound, "indicator.notFound")
	}
	out := indicatorValues{Indicator: x, Coverage: snap.Coverage(x.Code), DatasetID: snap.Dataset().ID, Values: []catalog.Observation{}}
	for _, iso3 := range snap.Candidates() {
		if o, status := snap.Latest(iso3, x.Code, snap.Year(), anyAge); status != catalog.Missing {
			out.Values = append(out.Values, o)
		}
	}
	values := make([]float64, len(out.Values))
	for i, o := range out.Values {
		values[i] = o.Value
	}
	if v, some := appraisal.Goalposts(values); some {
		out.Goalposts = &v
	}
	return ok(c, out)
}
