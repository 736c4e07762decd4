package handlers

import (
	"slices"

	"github.com/gin-gonic/gin"

	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/layout"
)

// Atlas is the part of the catalogue that is not versioned with the data.
type Atlas struct {
	Regions    []catalog.Region
	Strategies []catalog.Strategy
	Industries []catalog.Industry
	Sites      []catalog.Site
	LandUse    []catalog.LandUseBenchmark
	Lanes      *layout.Lanes // for drawing
}

// listRegions answers with the four regions.
//
//	@Summary  The regions candidates come from
//	@Tags     catalogue
//	@Param    page      query  int  false  "from 1"
//	@Param    pageSize  query  int  false  "at most 200"
//	@Success  200  {object}  list[catalog.Region]
//	@Router   /regions [get]
func (a *API) listRegions(c *gin.Context) error {
	if err := queries(c, "page", "pageSize"); err != nil {
		return err
	}
	return pageOf(c, a.atlas.Regions)
}

// listStrategies answers with the policy paper's regional strategies.
//
//	@Summary  The regional strategies, with each country's role
//	@Tags     catalogue
//	@Param    page      query  int  false  "from 1"
//	@Param    pageSize  query  int  false  "at most 200"
//	@Success  200  {object}  list[catalog.Strategy]
//	@Router   /strategies [get]
func (a *API) listStrategies(c *gin.Context) error {
	if err := queries(c, "page", "pageSize"); err != nil {
		return err
	}
	return pageOf(c, a.atlas.Strategies)
}

// listIndustries answers with the industries of the strategies.
//
//	@Summary  The industries the strategies assign
//	@Tags     catalogue
//	@Param    page      query  int  false  "from 1"
//	@Param    pageSize  query  int  false  "at most 200"
//	@Success  200  {object}  list[catalog.Industry]
//	@Router   /industries [get]
func (a *API) listIndustries(c *gin.Context) error {
	if err := queries(c, "page", "pageSize"); err != nil {
		return err
	}
	return pageOf(c, a.atlas.Industries)
}

// listLandUse answers with the land-use benchmark of the policy paper.
//
//	@Summary  Land use in China's state-level development zones, by part of the country
//	@Tags     catalogue
//	@Param    page      query  int  false  "from 1"
//	@Param    pageSize  query  int  false  "at most 200"
//	@Success  200  {object}  list[catalog.LandUseBenchmark]
//	@Router   /land-use-benchmark [get]
func (a *API) listLandUse(c *gin.Context) error {
	if err := queries(c, "page", "pageSize"); err != nil {
		return err
	}
	return pageOf(c, a.atlas.LandUse)
}

// listSites answers with ports, parks and cities.
//
//	@Summary  Ports, existing overseas parks and cities
//	@Tags     catalogue
//	@Param    iso3      query  string  false  "country"
//	@Param    kind      query  string  false  "port, park or city"  Enums(port, park, city)
//	@Param    page      query  int     false  "from 1"
//	@Param    pageSize  query  int     false  "at most 200"
//	@Success  200  {object}  list[catalog.Site]
//	@Router   /sites [get]
func (a *API) listSites(c *gin.Context) error {
	if err := queries(c, "iso3", "kind", "page", "pageSize"); err != nil {
		return err
	}
	iso3, kind := c.Query("iso3"), catalog.SiteKind(c.Query("kind"))
	var broken []fault.Field
	if iso3 != "" && !slices.ContainsFunc(a.atlas.Sites, func(s catalog.Site) bool { return s.ISO3 == iso3 }) {
		snap, err := a.snapshot(c.Request.Context(), "", "")
		if err != nil {
			return err
		}
		if _, known := snap.Country(iso3); !known {
			broken = append(broken, fault.Field{Field: "iso3", Code: "country.unknown", Detail: "there is no such country"})
		}
	}
	if kind != "" && kind != catalog.PortSite && kind != catalog.ParkSite && kind != catalog.CitySite {
		broken = append(broken, fault.Field{Field: "kind", Code: "site.kind", Detail: "port, park or city"})
	}
	if err := fault.Bad("handlers.listSites", broken); err != nil {
		return err
	}
	var found []catalog.Site
	for _, s := range a.atlas.Sites {
		if (iso3 == "" || s.ISO3 == iso3) && (kind == "" || s.Kind == kind) {
			found = append(found, s)
		}
	}
	return pageOf(c, found)
}

// listSources answers with where the dataset's values were read.
//
//	@Summary  Where values were read: publisher, licence, vintage
//	@Tags     catalogue
//	@Param    datasetId  query  string  false  "the newest when absent"
//	@Param    page       query  int     false  "from 1"
//	@Param    pageSize   query  int     false  "at most 200"
//	@Success  200  {object}  list[catalog.Source]
//	@Router   /sources [get]
func (a *API) listSources(c *gin.Context) error {
	if err := queries(c, "datasetId", "page", "pageSize"); err != nil {
		return err
	}
	snap, err := a.querySnapshot(c)
	if err != nil {
		return err
	}
	return pageOf(c, snap.Sources())
}
