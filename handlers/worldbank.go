package handlers

import (
	"context"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/intake"
)

// worldBankRequest asks for series of the World Bank's API.
type worldBankRequest struct {
	Indicators []string `json:"indicators,omitempty"` // codes of the catalogue; all of the World Bank's when absent
	FirstYear  int      `json:"firstYear,omitempty"`  // 2000 when absent
	LastYear   int      `json:"lastYear,omitempty"`   // this year when absent
	Replace    bool     `json:"replace,omitempty"`    // values the API no longer has are removed
	Resume     string   `json:"resume,omitempty"`     // a failed job to go on from; then nothing else is given
}

// worldBankService is where series can be fetched from.
type worldBankService struct {
	Offered    bool     `json:"offered"`    // switched on by PARKSITE_WORLDBANK_URL
	Host       string   `json:"host"`       // that is contacted; empty while switched off
	Indicators []string `json:"indicators"` // codes of the catalogue that the service publishes
}

// getWorldBankService says whether series can be fetched, and from where.
//
//	@Summary  Whether series of the World Bank's API can be fetched, and from where
//	@Tags     imports
//	@Success  200  {object}  worldBankService
//	@Router   /imports/world-bank [get]
func (a *API) getWorldBankService(c *gin.Context) error {
	if err := queries(c); err != nil {
		return err
	}
	snap, err := a.snapshot(c.Request.Context(), "", "")
	if err != nil {
		return err
	}
	out := worldBankService{Offered: a.worldBank.BaseURL != "", Indicators: fetchable(snap)}
	if u, err := url.Parse(a.worldBank.BaseURL); err == nil {
		out.Host = u.Host
	}
	return ok(c, out)
}

// fetchable are the stored indicators that the World Bank publishes under
// their codes.
func fetchable(snap *catalog.Snapshot) []string {
	out := []string{}
	for _, x := range snap.Indicators() {
		if intake.Published(x) {
			out = append(out, x.Code)
		}
	}
	return out
}

// createWorldBankImport fetches series and begins their dry run.
//
//	@Summary      Fetch series of the World Bank's API: begins a dry run
//	@Description  Only where the setting PARKSITE_WORLDBANK_URL switches it on. A fetch that failed can be resumed: pages it had are not fetched again.
//	@Tags         imports
//	@Param        body  body  worldBankRequest  true  "which series and years"
//	@Success      202  {object}  job
//	@Failure      409  {object}  problem  "switched off"
//	@Router       /imports/world-bank [post]
func (a *API) createWorldBankImport(c *gin.Context) error {
	const op = "handlers.createWorldBankImport"
	var req worldBankRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	client, err := intake.NewClient(a.worldBank)
	if err != nil {
		return fault.Wrap(op, err)
	}
	snap, err := a.snapshot(c.Request.Context(), "", "")
	if err != nil {
		return err
	}
	q, in, pages, err := a.fetchQuery(c, req, snap)
	if err != nil {
		return err
	}
	read := func(ctx context.Context, w *work, opt intake.Options) (intake.Batch, error) {
		fetched := map[string]bool{}
		for _, p := range pages {
			fetched[p.Indicator] = true
		}
		w.query = q
		w.update(func(j *job) { j.Stage, j.Done, j.Total = "fetching", int64(len(fetched)), int64(len(q.Indicators)) })
		all := append([]intake.Page{}, pages...)
		err := client.Fetch(ctx, q, pages, func(p intake.Page) error {
			all = append(all, p)
			fetched[p.Indicator] = true
			w.update(func(j *job) { j.Done = int64(len(fetched)) })
			return nil
		})
		if err != nil {
			w.pages = all // finish reads it afterwards, in the same goroutine
			return intake.Batch{}, err
		}
		return intake.FromPages(ctx, all, opt)
	}
	w, err := a.beginImport(c, "World Bank API", in, read, func() {})
	if err != nil {
		return fault.Wrap(op, err)
	}
	return accepted(c, w)
}

// fetchQuery is what a request asks of the API, with the pages that a failed
// job had fetched.
func (a *API) fetchQuery(c *gin.Context, req worldBankRequest, snap *catalog.Snapshot) (intake.Query, importInput, []intake.Page, error) {
	const op = "handlers.fetchQuery"
	in := importInput{replace: req.Replace, first: req.FirstYear, last: req.LastYear}
	if req.Resume != "" {
		w, err := a.jobs.of(principalOf(c).user.ID, req.Resume)
		if err != nil {
			return intake.Query{}, in, nil, err
		}
		if j, _, _ := w.view(); !j.Resumable || len(req.Indicators)+req.FirstYear+req.LastYear > 0 || req.Replace {
			return intake.Query{}, in, nil, fault.Newf(op, fault.Conflict, "import.notResumable", "only a fetch that failed is resumed, as it was asked for")
		}
		in.want, in.first, in.last = w.query.Indicators, w.query.FirstYear, w.query.LastYear
		return w.query, in, w.pages, nil
	}
	if in.first == 0 {
		in.first = 2000
	}
	if in.last == 0 {
		in.last = a.now().UTC().Year()
	}
	var bad []fault.Field
	if in.first < 1960 || in.last < in.first || in.last > catalog.MaxYear {
		bad = append(bad, fault.Field{Field: "firstYear", Code: "year.range", Detail: "1960 to lastYear"})
	}
	q := intake.Query{FirstYear: in.first, LastYear: in.last}
	if len(req.Indicators) == 0 {
		q.Indicators = fetchable(snap)
	}
	for i, code := range req.Indicators {
		if x, known := snap.Indicator(code); !known || x.Derived() {
			bad = append(bad, fault.Field{Field: "indicators[" + strconv.Itoa(i) + "]", Code: "indicator.unknown", Detail: "no stored indicator of the catalogue"})
		}
		q.Indicators = append(q.Indicators, code)
	}
	if err := fault.Bad(op, bad[:min(len(bad), maxBroken)]); err != nil {
		return q, in, nil, err
	}
	in.want = q.Indicators
	for _, country := range snap.Countries() {
		q.Countries = append(q.Countries, country.ISO3)
	}
	return q, in, nil, nil
}
