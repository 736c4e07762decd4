package intake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parksite/internal/fault"
)

// apiScript is what the local server serves, in the API's format with its
// habits: per_page as text, null for missing, pages of a fixed size.
type apiScript struct {
	rows    map[string][]Row
	perPage int
	// fault may answer a request in the API's stead; n counts requests from 1.
	fault func(w http.ResponseWriter, r *http.Request, code string, page, n int) bool
	// total may change what the server claims to hold.
	total func(code string, page, n int) int
}

type apiServer struct {
	*httptest.Server
	mu       sync.Mutex
	requests []string // "code page"
}

func serveAPI(t *testing.T, script apiScript) *apiServer {
	t.Helper()
	s := &apiServer{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/") // v2 country A;B indicator CODE
		if len(parts) != 5 || r.URL.Query().Get("format") != "json" {
			http.Error(w, "bad address "+r.URL.String(), http.StatusNotFound)
			return
		}
		code := parts[4]
		page, _ := strconv.Atoi(r.URL.Query().Get("page"))
		s.mu.Lock()
		s.requests = append(s.requests, code+" "+strconv.Itoa(page))
		n := len(s.requests)
		s.mu.Unlock()
		if script.fault != nil && script.fault(w, r, code, page, n) {
			return
		}
		rows, known := script.rows[code]
		if !known {
			fmt.Fprint(w, `[{"message":[{"id":"120","key":"Invalid value","value":"The provided parameter value is not valid"}]}]`)
			return
		}
		total := len(rows)
		if script.total != nil {
			total = script.total(code, page, n)
		}
		from, to := min((page-1)*script.perPage, len(rows)), min(page*script.perPage, len(rows))
		type name struct {
			ID    string `json:"id"`
			Value string `json:"value"`
		}
		type row struct {
			Indicator name     `json:"indicator"`
			Country   name     `json:"country"`
			ISO3      string   `json:"countryiso3code"`
			Date      string   `json:"date"`
			Value     *float64 `json:"value"`
			Unit      string   `json:"unit"`
			Status    string   `json:"obs_status"`
			Decimal   int      `json:"decimal"`
		}
		out := []row{}
		for _, x := range rows[from:to] {
			out = append(out, row{Indicator: name{code, "Series"}, Country: name{"XX", "Country"}, ISO3: x.ISO3, Date: x.Date, Value: x.Value})
		}
		meta := map[string]any{"page": page, "pages": (total + script.perPage - 1) / script.perPage, "per_page": strconv.Itoa(script.perPage),
			"total": total, "sourceid": "2", "lastupdated": "2025-06-05"}
		w.Header().Set("Content-Type", "application/json;charset=utf-8")
		fmt.Fprint(w, "\ufeff")
		if err := json.NewEncoder(w).Encode([]any{meta, out}); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *apiServer) client(t *testing.T, perPage int) *Client {
	t.Helper()
	c, err := NewClient(ClientConfig{BaseURL: s.URL + "/v2", PerPage: perPage, Interval: time.Microsecond, BackOff: time.Millisecond,
		Retries: 3, Timeout: 2 * time.Second, MaxBody: 1 << 20, AllowPrivate: true})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (s *apiServer) seen() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string{}, s.requests...)
}

const growth = "NY.GDP.MKTP.KD.ZG"

// tenRows is a series of ten values, four pages of three.
func tenRows() map[string][]Row {
	var rows []Row
	for y := range 10 {
		v := float64(y) + 0.5
		rows = append(rows, Row{ISO3: "VNM", Date: strconv.Itoa(2010 + y), Value: &v})
	}
	rows[3].Value = nil
	return map[string][]Row{growth: rows}
}

var tenQuery = Query{Countries: []string{"VNM"}, Indicators: []string{growth}, FirstYear: 2010, LastYear: 2019}

func collect(pages *[]Page) func(Page) error {
	return func(p Page) error { *pages = append(*pages, p); return nil }
}

func TestFetchSurvivesFaults(t *testing.T) {
	faults := map[string]func(w http.ResponseWriter, r *http.Request, code string, page, n int) bool{
		"no fault": nil,
		"busy twice": func(w http.ResponseWriter, _ *http.Request, _ string, _, n int) bool {
			if n > 2 {
				return false
			}
			w.WriteHeader(http.StatusServiceUnavailable)
			return true
		},
		"a web page": func(w http.ResponseWriter, _ *http.Request, _ string, _, n int) bool {
			if n != 2 {
				return false
			}
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, "\n<!DOCTYPE html><html><body>Service temporarily unavailable</body></html>")
			return true
		},
		"half an answer": func(w http.ResponseWriter, _ *http.Request, _ string, _, n int) bool {
			if n != 3 {
				return false
			}
			w.Header().Set("Content-Length", "1000")
			fmt.Fprint(w, `[{"page":3`)
			return true
		},
		"half JSON": func(w http.ResponseWriter, _ *http.Request, _ string, _, n int) bool {
			if n == 3 {
				fmt.Fprint(w, `[{"page":3,"pages":4`)
			}
			return n == 3
		},
		"connection cut": func(w http.ResponseWriter, _ *http.Request, _ string, _, n int) bool {
			if n == 2 {
				panic(http.ErrAbortHandler)
			}
			return false
		},
		"another series": func(w http.ResponseWriter, _ *http.Request, _ string, page, n int) bool {
			if n == 2 {
				fmt.Fprintf(w, `[{"page":%d,"pages":4,"total":10},[{"indicator":{"id":"OTHER"},"countryiso3code":"VNM","date":"2010","value":1}]]`, page)
			}
			return n == 2
		},
	}
	var want Batch
	for _, name := range append([]string{"no fault"}, keys(faults)...) {
		t.Run(name, func(t *testing.T) {
			s := serveAPI(t, apiScript{rows: tenRows(), perPage: 3, fault: faults[name]})
			var pages []Page
			if err := s.client(t, 3).Fetch(context.Background(), tenQuery, nil, collect(&pages)); err != nil {
				t.Fatal(err)
			}
			b, err := FromPages(context.Background(), pages, testOptions())
			if err != nil {
				t.Fatal(err)
			}
			if name == "no fault" {
				want = b
			}
			if b.Stats.Values != 9 || b.Skipped[SkipMissing] != 1 {
				t.Errorf("stats %+v, skipped %v", b.Stats, b.Skipped)
			}
			if diff := cmp.Diff(want.Observations, b.Observations); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func keys[V any](m map[string]V) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	return out
}

func TestFetchRefuses(t *testing.T) {
	always := func(status int, header, value, body string) func(http.ResponseWriter, *http.Request, string, int, int) bool {
		return func(w http.ResponseWriter, _ *http.Request, _ string, _, _ int) bool {
			if header != "" {
				w.Header().Set(header, value)
			}
			w.WriteHeader(status)
			fmt.Fprint(w, body)
			return true
		}
	}
	tests := []struct {
		name   string
		script apiScript
		kind   fault.Kind
		code   string
	}{
		{"down", apiScript{fault: always(500, "", "", "")}, fault.Unavailable, "import.apiUnavailable"},
		{"always a web page", apiScript{fault: always(200, "", "", "<html>")}, fault.Unavailable, "import.apiMarkup"},
		{"always malformed", apiScript{fault: always(200, "", "", `{"page":1}`)}, fault.Unavailable, "import.apiMalformed"},
		{"redirect", apiScript{fault: always(302, "Location", "http://169.254.169.254/", "")}, fault.Unsupported, "import.apiRedirect"},
		{"not found", apiScript{fault: always(404, "", "", "")}, fault.Invalid, "import.apiRefused"},
		{"unknown series", apiScript{}, fault.Invalid, "import.apiRefused"},
		{"huge answer", apiScript{fault: always(200, "", "", strings.Repeat(" ", 2<<20))}, fault.TooLarge, "import.apiTooLarge"},
		{"total that never settles", apiScript{rows: tenRows(), perPage: 3, total: func(_ string, _, n int) int { return 10 + n }}, fault.Unavailable, "import.apiChanging"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := serveAPI(t, tt.script)
			err := s.client(t, 3).Fetch(context.Background(), tenQuery, nil, func(Page) error { return nil })
			wantFault(t, err, tt.kind, tt.code)
		})
	}
}

// A series that grows while it is read is begun again, and its first pages with it.
func TestFetchChangedTotal(t *testing.T) {
	s := serveAPI(t, apiScript{rows: tenRows(), perPage: 3, total: func(_ string, _, n int) int {
		if n <= 2 {
			return 9
		}
		return 10
	}})
	var pages []Page
	if err := s.client(t, 3).Fetch(context.Background(), tenQuery, nil, collect(&pages)); err != nil {
		t.Fatal(err)
	}
	b, err := FromPages(context.Background(), pages, testOptions())
	if err != nil || b.Stats.Values != 9 {
		t.Fatalf("%+v %v", b.Stats, err)
	}
	want := []string{growth + " 1", growth + " 2", growth + " 3", growth + " 1", growth + " 2", growth + " 3", growth + " 4"}
	if diff := cmp.Diff(want, s.seen()); diff != "" {
		t.Error(diff)
	}
}

func TestFetchResumes(t *testing.T) {
	s := serveAPI(t, apiScript{rows: tenRows(), perPage: 3})
	c := s.client(t, 3)
	stop := errors.New("stop")
	var pages []Page
	err := c.Fetch(context.Background(), tenQuery, nil, func(p Page) error {
		if p.Number == 3 {
			return stop
		}
		pages = append(pages, p)
		return nil
	})
	if !errors.Is(err, stop) {
		t.Fatalf("error = %v", err)
	}
	if _, err := FromPages(context.Background(), pages, testOptions()); !fault.Is(err, fault.Invalid) {
		t.Errorf("half a series was taken: %v", err)
	}
	kept, err := json.Marshal(pages) // as a job would keep them
	if err != nil {
		t.Fatal(err)
	}
	var have []Page
	if err := json.Unmarshal(kept, &have); err != nil {
		t.Fatal(err)
	}
	if err := c.Fetch(context.Background(), tenQuery, have, collect(&have)); err != nil {
		t.Fatal(err)
	}
	want := []string{growth + " 1", growth + " 2", growth + " 3", growth + " 3", growth + " 4"}
	if diff := cmp.Diff(want, s.seen()); diff != "" {
		t.Error(diff)
	}
	if b, err := FromPages(context.Background(), have, testOptions()); err != nil || b.Stats.Values != 9 {
		t.Errorf("%+v %v", b.Stats, err)
	}
}

func TestFetchStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	s := serveAPI(t, apiScript{rows: tenRows(), perPage: 3, fault: func(w http.ResponseWriter, r *http.Request, _ string, page, _ int) bool {
		if page == 2 {
			cancel()
			<-r.Context().Done()
			return true
		}
		return false
	}})
	n := 0
	err := s.client(t, 3).Fetch(ctx, tenQuery, nil, func(Page) error { n++; return nil })
	if !errors.Is(err, context.Canceled) || n != 1 {
		t.Errorf("error = %v after %d pages", err, n)
	}
}

func TestPublicOnly(t *testing.T) {
	for _, address := range []string{"127.0.0.1:80", "[::1]:80", "169.254.169.254:80", "10.1.2.3:443", "172.16.0.1:80", "192.168.1.1:80", "0.0.0.0:80",
		"[::ffff:127.0.0.1]:80", "[fe80::1]:80", "[fd00::1]:80", "100.64.0.1:80", "[64:ff9b::7f00:1]:80", "[::]:80", "224.0.0.1:80", "255.255.255.255:80", "nonsense"} {
		if publicOnly("tcp", address, nil) == nil {
			t.Errorf("%s is allowed", address)
		}
	}
	if err := publicOnly("tcp", "104.18.0.1:443", nil); err != nil {
		t.Errorf("a public address: %v", err)
	}
	// The check sees what a name resolves to, when dialling.
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	c, err := NewClient(ClientConfig{BaseURL: "https://localhost:" + port + "/v2", Interval: time.Microsecond})
	if err != nil {
		t.Fatal(err)
	}
	wantFault(t, c.Fetch(context.Background(), tenQuery, nil, func(Page) error { return nil }), fault.Unsupported, "import.apiPrivate")
	for address, code := range map[string]string{"": "import.apiOff", "ftp://x/": "import.apiAddress", "http://api.worldbank.org/v2": "import.apiAddress",
		"file:///etc/passwd": "import.apiAddress", "https://user:pw@x/": "import.apiAddress"} {
		_, err := NewClient(ClientConfig{BaseURL: address})
		var f *fault.Error
		if !errors.As(err, &f) || f.Code != code {
			t.Errorf("%q: %v, want %s", address, err, code)
		}
	}
}
