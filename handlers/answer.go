package handlers

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"parksite/internal/fault"
)

// list is a page of a longer list.
type list[T any] struct {
	Items    []T `json:"items"`
	Total    int `json:"total"`
	Page     int `json:"page"`
	PageSize int `json:"pageSize"`
}

const (
	defaultPageSize = 50
	maxPageSize     = 200
	maxPage         = 1_000_000 // past it, page×pageSize would only be abuse
)

// paging reads ?page=&pageSize=, 1 and 50 when absent. A page size above 200
// is 200.
func paging(c *gin.Context) (page, size int, err error) {
	var broken []fault.Field
	number := func(name string, def, limit int) int {
		s := c.Query(name)
		if s == "" {
			return def
		}
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			broken = append(broken, fault.Field{Field: name, Code: "page.number", Detail: "a whole number from 1 is expected"})
			return def
		}
		return min(n, limit)
	}
	page, size = number("page", 1, maxPage), number("pageSize", defaultPageSize, maxPageSize)
	return page, size, fault.Bad("handlers.paging", broken)
}

// pageOf cuts one page out of a list held in memory and answers with it.
func pageOf[T any](c *gin.Context, all []T) error {
	page, size, err := paging(c)
	if err != nil {
		return err
	}
	from := min((page-1)*size, len(all))
	items := all[from:min(from+size, len(all))]
	if items == nil {
		items = []T{}
	}
	return ok(c, list[T]{Items: items, Total: len(all), Page: page, PageSize: size})
}

// queries refuses query parameters the route does not know, so that a
// misspelt filter is an error and not the whole list.
func queries(c *gin.Context, known ...string) error {
	var broken []fault.Field
	query, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil { // what cannot be read would be passed over, and a filter with it
		broken = append(broken, fault.Field{Field: "query", Code: "query.unknown", Detail: "a parameter is malformed, or parted from the next by a semicolon"})
	}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		values := query[name]
		switch {
		case !slices.Contains(known, name):
			broken = append(broken, fault.Field{Field: clip(name), Code: "query.unknown", Detail: "this route has no such parameter"})
		case len(values) > 1:
			broken = append(broken, fault.Field{Field: name, Code: "query.repeated", Detail: "this parameter stands twice"})
		case len(values[0]) > 500:
			broken = append(broken, fault.Field{Field: name, Code: "query.tooLong", Detail: "at most 500 bytes"})
		}
	}
	return fault.Bad("handlers.queries", broken)
}

func clip(s string) string {
	if len(s) > 100 {
		return s[:100] + "…"
	}
	return s
}

// ok answers 200 with v as JSON.
func ok(c *gin.Context, v any) error { return answer(c, http.StatusOK, v) }

// answer encodes v completely before the first byte is sent, so that a value
// that cannot be encoded is a clean 500 and never half an answer.
func answer(c *gin.Context, status int, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fault.Wrap("handlers.answer", err)
	}
	c.Data(status, "application/json; charset=utf-8", data)
	return nil
}

// versioned is answer with the ETag a later write sends back as If-Match.
func versioned(c *gin.Context, status int, version int64, v any) error {
	c.Header("ETag", `"`+strconv.FormatInt(version, 10)+`"`)
	return answer(c, status, v)
}

func write(c *gin.Context, status int, contentType string, v any) {
	data, err := json.Marshal(v)
	if err != nil { // only strings and numbers come here
		panic(err)
	}
	c.Data(status, contentType, data)
}

// listOf answers with a page the store has cut.
func listOf[T any](c *gin.Context, items []T, total, page, size int) error {
	if items == nil {
		items = []T{}
	}
	return ok(c, list[T]{Items: items, Total: total, Page: page, PageSize: size})
}
