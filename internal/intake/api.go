package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// WorldBankAPI is the address of the World Bank's Indicators API, version 2.
const WorldBankAPI = "https://api.worldbank.org/v2"

// ClientConfig says how to speak to an API. BaseURL is required: nothing is
// fetched from anywhere unless an administrator wrote the address down.
type ClientConfig struct {
	BaseURL      string        // such as WorldBankAPI; https, or http where AllowPrivate
	PerPage      int           // rows asked for per page, 1 to 20,000; default 1,000
	Interval     time.Duration // least time between two requests; default 500 ms
	BackOff      time.Duration // wait before the first retry, doubled after each, 60 s at most; default 1 s
	Retries      int           // retries of one page; default 5
	Timeout      time.Duration // of one request, its body included; default 30 s
	MaxBody      int64         // bytes of one answer; default 10 MiB
	AllowPrivate bool          // loopback and private addresses, for a mirror inside the house
}

// Client reads the World Bank API. It keeps no state between calls and is safe
// for concurrent use; the polite rate holds for each call by itself.
type Client struct {
	cfg  ClientConfig
	base *url.URL
	http *http.Client
}

// NewClient returns a client. It returns fault.Conflict when no address is
// configured and fault.Invalid for a malformed one.
func NewClient(cfg ClientConfig) (*Client, error) {
	const op = "intake.NewClient"
	if cfg.BaseURL == "" {
		return nil, fault.Newf(op, fault.Conflict, "import.apiOff", "fetching from the World Bank is switched off")
	}
	base, err := url.Parse(cfg.BaseURL)
	if err != nil || base.Host == "" || base.User != nil || base.Scheme != "https" && !(base.Scheme == "http" && cfg.AllowPrivate) {
		return nil, fault.Newf(op, fault.Invalid, "import.apiAddress", "the address of the API is not an https address")
	}
	def := func(v *time.Duration, d time.Duration) {
		if *v <= 0 {
			*v = d
		}
	}
	def(&cfg.Interval, 500*time.Millisecond)
	def(&cfg.BackOff, time.Second)
	def(&cfg.Timeout, 30*time.Second)
	if cfg.PerPage < 1 || cfg.PerPage > 20_000 {
		cfg.PerPage = 1000
	}
	if cfg.Retries <= 0 {
		cfg.Retries = 5
	}
	if cfg.MaxBody <= 0 {
		cfg.MaxBody = 10 << 20
	}
	dialer := &net.Dialer{Timeout: 10 * time.Second}
	if !cfg.AllowPrivate {
		dialer.Control = publicOnly
	}
	return &Client{cfg: cfg, base: base, http: &http.Client{
		Timeout: cfg.Timeout,
		// No proxy: it would resolve the name itself, past the check of the address.
		Transport:     &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: 10 * time.Second, MaxIdleConnsPerHost: 1, IdleConnTimeout: 30 * time.Second, MaxResponseHeaderBytes: 64 << 10},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// errPrivate is what publicOnly answers.
var errPrivate = errors.New("not a public address")

// publicOnly refuses a connection to an address that is not public. It sees the
// address that was resolved, whatever the name said, at the moment of dialling.
func publicOnly(_, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return errPrivate
	}
	ip := ap.Addr().Unmap()
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() {
		return errPrivate
	}
	for _, p := range reserved {
		if p.Contains(ip) {
			return errPrivate
		}
	}
	return nil
}

// reserved are the special-purpose ranges net/netip does not name (RFC 6890):
// carrier-grade NAT, protocol assignments, benchmarking, and the IPv6 ranges
// that carry an IPv4 address inside.
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("2001::/32"),
}

// Query says what to fetch.
type Query struct {
	Countries  []string // iso3, at least one
	Indicators []string // codes, at least one
	FirstYear  int
	LastYear   int
}

// Page is one page of one series, as fetched. It is plain data: a caller may
// keep pages and hand them to a later Fetch to go on where one stopped.
type Page struct {
	Indicator   string `json:"indicator"`
	Number      int    `json:"number"` // from 1
	Pages       int    `json:"pages"`
	PerPage     int    `json:"perPage"`
	Total       int    `json:"total"` // rows of the whole series
	Database    string `json:"database"`
	LastUpdated string `json:"lastUpdated"`
	Rows        []Row  `json:"rows"`
}

// Row is one value of a page; a nil Value is missing.
type Row struct {
	ISO3  string   `json:"iso3"`
	Date  string   `json:"date"`
	Value *float64 `json:"value"`
}

// Fetch fetches every page of every series of q that have does not hold, and
// hands each to sink as it comes. Page 1 of a series replaces all of its pages
// handed over before: the series is begun again when its total or its date of
// update changes between two pages.
//
// A page that fails (no answer, 429, 5xx, a web page instead of JSON, half an
// answer) is tried again with doubling waits and jitter. It returns
// fault.Unavailable when a page keeps failing, fault.Unsupported for a redirect
// or a private address, fault.Invalid when the API refuses the query, and ctx's
// error when cancelled; what sink has received can be resumed from.
func (c *Client) Fetch(ctx context.Context, q Query, have []Page, sink func(Page) error) error {
	const op = "intake.Fetch"
	if len(q.Countries) == 0 || len(q.Indicators) == 0 {
		return fault.Newf(op, fault.Invalid, "import.apiQuery", "no countries or no indicators asked for")
	}
	held := series(have)
	p := &pacer{interval: c.cfg.Interval}
	for _, code := range q.Indicators {
		if err := c.fetchSeries(ctx, q, code, held[code], p, sink); err != nil {
			return wrap(op, err)
		}
	}
	return nil
}

// series groups pages by indicator; a page 1 begins its series anew.
func series(pages []Page) map[string][]Page {
	out := map[string][]Page{}
	for _, p := range pages {
		if p.Number == 1 {
			out[p.Indicator] = nil
		}
		out[p.Indicator] = append(out[p.Indicator], p)
	}
	return out
}

// maxRestarts bounds how often one series is begun again.
const maxRestarts = 3

func (c *Client) fetchSeries(ctx context.Context, q Query, code string, have []Page, p *pacer, sink func(Page) error) error {
	next := 1
	var first Page
	for i, h := range have {
		if h.Number != i+1 || h.PerPage != c.cfg.PerPage || !h.follows(have[0]) {
			next = 1
			break
		}
		first, next = have[0], i+2
	}
	for restarts := 0; ; {
		if next > 1 && next > first.Pages {
			return nil
		}
		page, err := c.fetchPage(ctx, q, code, next, p)
		if err != nil {
			return err
		}
		if next > 1 && !page.follows(first) {
			if restarts++; restarts > maxRestarts {
				return fault.Newf("intake.fetchSeries", fault.Unavailable, "import.apiChanging", "the series %s keeps changing while it is read", visible(code))
			}
			next = 1
			continue
		}
		if next == 1 {
			first = page
		}
		if err := sink(page); err != nil {
			return err
		}
		next++
	}
}

// follows tells whether p and first are pages of one state of a series.
func (p Page) follows(first Page) bool {
	return p.Total == first.Total && p.Pages == first.Pages && p.LastUpdated == first.LastUpdated && p.Database == first.Database
}

// pacer keeps requests apart.
type pacer struct {
	interval time.Duration
	last     time.Time
}

func (p *pacer) wait(ctx context.Context, extra time.Duration) error {
	d := time.Until(p.last.Add(p.interval)) + extra
	if p.last.IsZero() {
		d = extra
	}
	defer func() { p.last = time.Now() }()
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// errPassing is a failure that may pass.
type errPassing struct {
	code, detail string
	after        time.Duration // what the server asked to wait
}

func (e *errPassing) Error() string { return e.code + ": " + e.detail }

func (c *Client) fetchPage(ctx context.Context, q Query, code string, number int, p *pacer) (Page, error) {
	wait, extra := c.cfg.BackOff, time.Duration(0)
	for try := 0; ; try++ {
		if err := p.wait(ctx, extra); err != nil {
			return Page{}, err
		}
		page, err := c.request(ctx, q, code, number)
		var passing *errPassing
		if !errors.As(err, &passing) {
			return page, err
		}
		if try >= c.cfg.Retries {
			f := fault.Newf("intake.fetchPage", fault.Unavailable, passing.code, "%s, page %d: %s", visible(code), number, passing.detail)
			f.RetryAfter = time.Minute
			return Page{}, f
		}
		// Half fixed, half random, so that many clients do not come back at once.
		extra = max(wait/2+rand.N(wait/2+1), min(passing.after, time.Minute))
		wait = min(2*wait, time.Minute)
	}
}

func (c *Client) request(ctx context.Context, q Query, code string, number int) (Page, error) {
	const op = "intake.request"
	u := c.base.JoinPath("country", strings.Join(q.Countries, ";"), "indicator", code)
	u.RawQuery = url.Values{"format": {"json"}, "per_page": {strconv.Itoa(c.cfg.PerPage)}, "page": {strconv.Itoa(number)},
		"date": {fmt.Sprintf("%d:%d", q.FirstYear, q.LastYear)}}.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return Page{}, fault.Newf(op, fault.Invalid, "import.apiQuery", "the query makes no address")
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "parksite")
	res, err := c.http.Do(req)
	switch {
	case ctx.Err() != nil:
		return Page{}, ctx.Err()
	case errors.Is(err, errPrivate):
		return Page{}, fault.Newf(op, fault.Unsupported, "import.apiPrivate", "the address of the API is not public")
	case err != nil:
		return Page{}, &errPassing{code: "import.apiUnavailable", detail: "no answer"}
	}
	defer func() { _ = res.Body.Close() }()
	switch {
	case res.StatusCode >= 300 && res.StatusCode < 400:
		return Page{}, fault.Newf(op, fault.Unsupported, "import.apiRedirect", "the API sends elsewhere, which is not followed")
	case res.StatusCode == http.StatusTooManyRequests || res.StatusCode >= 500:
		after, _ := strconv.Atoi(res.Header.Get("Retry-After"))
		return Page{}, &errPassing{"import.apiUnavailable", "status " + strconv.Itoa(res.StatusCode), time.Duration(max(0, min(after, 60))) * time.Second}
	case res.StatusCode != http.StatusOK:
		return Page{}, fault.Newf(op, fault.Invalid, "import.apiRefused", "the API answers with status %d", res.StatusCode)
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, c.cfg.MaxBody+1))
	switch {
	case ctx.Err() != nil:
		return Page{}, ctx.Err()
	case int64(len(body)) > c.cfg.MaxBody:
		return Page{}, fault.Newf(op, fault.TooLarge, "import.apiTooLarge", "an answer is larger than %d bytes", c.cfg.MaxBody)
	case err != nil:
		return Page{}, &errPassing{code: "import.apiUnavailable", detail: "the answer broke off"}
	}
	page, err := parsePage(body, code, number)
	page.PerPage = c.cfg.PerPage
	return page, err
}

// Published reports whether the World Bank publishes a stored indicator under
// the catalogue's code, so that its API can be asked for it.
func Published(x catalog.Indicator) bool {
	return !x.Derived() && x.SourceCode == x.Code && (strings.HasPrefix(x.Source, "World") || strings.HasPrefix(x.Source, "WDI"))
}
