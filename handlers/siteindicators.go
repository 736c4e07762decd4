package handlers

import (
	"github.com/gin-gonic/gin"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/layout"
)

// siteIndicator is an indicator of sites with the way it is usually judged.
type siteIndicator struct {
	catalog.Indicator
	Criterion appraisal.Criterion `json:"criterion"` // to begin with in a model of sites
}

// listSiteIndicators answers with what a model of sites may be made of.
//
//	@Summary  Indicators of sites, each with the criterion to begin with
//	@Tags     models
//	@Param    page      query  int  false  "from 1"
//	@Param    pageSize  query  int  false  "at most 200"
//	@Success  200  {object}  list[siteIndicator]
//	@Router   /site-indicators [get]
func (a *API) listSiteIndicators(c *gin.Context) error {
	if err := queries(c, "page", "pageSize"); err != nil {
		return err
	}
	var all []siteIndicator
	for _, x := range layout.Indicators() {
		all = append(all, siteIndicator{Indicator: x, Criterion: layout.UsualCriterion(x)})
	}
	return pageOf(c, all)
}
