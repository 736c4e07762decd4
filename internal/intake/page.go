package intake

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"parksite/internal/fault"
)

// flexInt reads a number the API writes now as 50, now as "50", now as null.
type flexInt int

// UnmarshalJSON implements json.Unmarshaler.
func (n *flexInt) UnmarshalJSON(b []byte) error {
	s := strings.Trim(string(b), `"`)
	if s == "null" || s == "" {
		return nil
	}
	v, err := strconv.Atoi(s)
	*n = flexInt(v)
	return err
}

// parsePage reads one answer: [{page, pages, total, …}, [rows] or null], or
// [{"message": […]}] when the API refuses.
func parsePage(body []byte, code string, number int) (Page, error) {
	const op = "intake.parsePage"
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")))
	if bytes.HasPrefix(body, []byte("<")) {
		return Page{}, &errPassing{code: "import.apiMarkup", detail: "a web page instead of JSON"}
	}
	malformed := &errPassing{code: "import.apiMalformed", detail: "the answer has another form than the API's"}
	var parts []json.RawMessage
	if err := json.Unmarshal(body, &parts); err != nil || len(parts) == 0 {
		return Page{}, malformed
	}
	var meta struct {
		Page        flexInt `json:"page"`
		Pages       flexInt `json:"pages"`
		Total       flexInt `json:"total"`
		SourceID    flexInt `json:"sourceid"`
		SourceName  *string `json:"sourcename"`
		LastUpdated *string `json:"lastupdated"`
		Message     []struct {
			Value string `json:"value"`
		} `json:"message"`
	}
	if err := json.Unmarshal(parts[0], &meta); err != nil {
		return Page{}, malformed
	}
	if len(meta.Message) > 0 {
		return Page{}, fault.Newf(op, fault.Invalid, "import.apiRefused", "the API refuses %s: %s", visible(code), visible(meta.Message[0].Value))
	}
	if len(parts) != 2 || meta.Pages < 0 || meta.Total < 0 {
		return Page{}, malformed
	}
	p := Page{Indicator: code, Number: number, Pages: int(meta.Pages), Total: int(meta.Total)}
	if meta.LastUpdated != nil {
		p.LastUpdated = *meta.LastUpdated
	}
	switch {
	case meta.SourceID == 2:
		p.Database = wdi
	case meta.SourceName != nil:
		p.Database = *meta.SourceName
	case meta.SourceID > 0:
		p.Database = "World Bank API, database " + strconv.Itoa(int(meta.SourceID))
	}
	if p.Total == 0 {
		p.Pages = 0
		return p, nil
	}
	var rows []struct {
		Indicator struct {
			ID string `json:"id"`
		} `json:"indicator"`
		ISO3  string   `json:"countryiso3code"`
		Date  string   `json:"date"`
		Value *float64 `json:"value"`
	}
	if err := json.Unmarshal(parts[1], &rows); err != nil || int(meta.Page) != number || len(rows) == 0 {
		return Page{}, malformed
	}
	for _, r := range rows {
		if !strings.EqualFold(r.Indicator.ID, code) {
			return Page{}, malformed
		}
		p.Rows = append(p.Rows, Row{ISO3: r.ISO3, Date: r.Date, Value: r.Value})
	}
	return p, nil
}

// FromPages makes a batch of fetched pages. The sheet of a rejection is the
// indicator, its row the row of the series.
//
// It returns fault.Invalid when a series is not whole: a page is missing, or the
// rows are not as many as the API announced.
func FromPages(ctx context.Context, pages []Page, opt Options) (Batch, error) {
	const op = "intake.FromPages"
	c := newCollector(ctx, opt)
	c.batch.Stats.Format = "worldBankAPI"
	c.source.Publisher, c.source.ID = "World Bank", "WB"
	all := series(pages)
	codes := make([]string, 0, len(all))
	for code := range all {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	var stamps, databases []string
	for _, code := range codes {
		ps := all[code]
		rows := 0
		for i, p := range ps {
			if p.Number != i+1 || !p.follows(ps[0]) {
				return Batch{}, fault.Newf(op, fault.Invalid, "import.apiIncomplete", "%s: page %d is missing or of another state", visible(code), i+1)
			}
			rows += len(p.Rows)
		}
		if rows != ps[0].Total || len(ps) < ps[0].Pages {
			return Batch{}, fault.Newf(op, fault.Invalid, "import.apiIncomplete", "%s: %d of %d rows were fetched", visible(code), rows, ps[0].Total)
		}
		if ps[0].Total > 0 {
			stamps, databases = append(stamps, ps[0].LastUpdated), append(databases, ps[0].Database)
		}
		if err := c.takePages(code, ps); err != nil {
			return Batch{}, wrap(op, err)
		}
	}
	slices.Sort(stamps)
	slices.Sort(databases)
	if stamps = slices.Compact(stamps); len(stamps) > 0 {
		c.source.Vintage = stamps[0]
		if len(stamps) > 1 {
			c.source.Vintage += "/" + stamps[len(stamps)-1]
		}
	}
	if databases = slices.Compact(databases); len(databases) == 1 {
		c.setDatabase(databases[0])
	} else {
		c.source.Title = "World Bank API"
	}
	return c.finish()
}

func (c *collector) takePages(code string, pages []Page) error {
	ind, known := c.byCode[strings.ToUpper(code)]
	known = known && c.wanted(ind) && !c.indicators[ind].Derived()
	c.batch.Stats.Sheets++
	n := 0
	for _, p := range pages {
		for _, r := range p.Rows {
			n++
			c.batch.Stats.Rows++
			if r.Value == nil {
				c.skip(SkipMissing, 1)
				continue
			}
			country, ok := c.countries.code(r.ISO3)
			switch {
			case !known:
				c.skip(SkipIndicator, 1)
				continue
			case !ok:
				c.skip(SkipCountry, 1)
				continue
			}
			at := place{sheet: code, row: n}
			year, ok := digitsYear(r.Date)
			if !ok { // quarters and months, which no indicator here has
				c.reject(at, r.Date, "import.year", "not a year")
				continue
			}
			if err := c.add(at, country, ind, year, *r.Value, formatFloat(*r.Value)); err != nil {
				return err
			}
		}
	}
	return c.ctx.Err()
}
