package handlers

import (
	"github.com/gin-gonic/gin"
)

// listDatasets answers with the versions of the data, newest first.
//
//	@Summary  Versions of the data, newest first
//	@Tags     datasets
//	@Param    page      query  int  false  "from 1"
//	@Param    pageSize  query  int  false  "at most 200"
//	@Success  200  {object}  list[catalog.Dataset]
//	@Router   /datasets [get]
func (a *API) listDatasets(c *gin.Context) error {
	if err := queries(c, "page", "pageSize"); err != nil {
		return err
	}
	page, size, err := paging(c)
	if err != nil {
		return err
	}
	items, total, err := a.store.Datasets(c.Request.Context(), page, size)
	if err != nil {
		return err
	}
	return listOf(c, items, total, page, size)
}

// getDataset answers with one version: digest, counts, what it was made of.
//
//	@Summary  One version of the data
//	@Tags     datasets
//	@Param    id  path  string  true  "dataset"
//	@Success  200  {object}  catalog.Dataset
//	@Router   /datasets/{id} [get]
func (a *API) getDataset(c *gin.Context) error {
	if err := queries(c); err != nil {
		return err
	}
	d, err := a.store.Dataset(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return versioned(c, 200, d.Version, d)
}
