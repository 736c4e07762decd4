package handlers

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"parksite/internal/appraisal"
	"parksite/internal/fault"
)

// hardSearch takes longer than solveTime: twenty sites on the coast, next to
// nothing that keeps them apart.
var hardSearch = map[string]any{"strategy": "S2", "sites": 20, "off": []string{"separation", "sameIndustryDistance", "sameIndustryCountry", "countryBudget"},
	"bounds": map[string]any{"chain": map[string]any{"minGapKm": 100}}}

// streamed opens a search of c's on a listening server.
func streamed(t *testing.T, srv *httptest.Server, c *client, body map[string]any) (next func() (searchState, bool), leave func()) {
	t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), "POST", srv.URL+"/api/v1/layouts/searches", bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	for k, v := range c.cookies {
		req.AddCookie(&http.Cookie{Name: k, Value: v})
	}
	res, err := srv.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	if res.StatusCode != 200 || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		t.Fatalf("%d %s", res.StatusCode, res.Header.Get("Content-Type"))
	}
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 16<<20)
	return func() (searchState, bool) {
		t.Helper()
		for lines.Scan() {
			if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				var s searchState
				if err := json.Unmarshal([]byte(text), &s); err != nil {
					t.Fatal(err)
				}
				return s, true
			}
		}
		return searchState{}, false
	}, func() { _ = res.Body.Close() }
}

func listening(t *testing.T) (*site, *httptest.Server) {
	s := newSite(t)
	srv := httptest.NewServer(s.api.Handler())
	t.Cleanup(srv.Close)
	return s, srv
}

func TestSearchStreamsWhatTheSolutionIs(t *testing.T) {
	s, srv := listening(t)
	c := s.as("viewer")
	var whole layoutAnswer
	c.post("/api/v1/layouts/solution", map[string]any{"strategy": "S2"}).decode(t, &whole)
	next, _ := streamed(t, srv, c, map[string]any{"strategy": "S2"})
	var last searchState
	events := 0
	for x, ok := next(); ok; x, ok = next() {
		if last = x; x.ID == "" || x.Limit != solveTime.Seconds() {
			t.Errorf("event %d: %+v", events, x)
		}
		events++
	}
	if events < 2 || last.Answer == nil || last.Answer.Report.Digest != whole.Report.Digest || len(last.Answer.Candidates) != len(whole.Candidates) {
		t.Fatalf("%d events, the last %+v", events, last)
	}
	if res := c.do("DELETE", "/api/v1/layouts/searches/"+last.ID, nil, nil); res.StatusCode != 404 {
		t.Errorf("a search that has ended is stopped: %d", res.StatusCode)
	}

	next, _ = streamed(t, srv, c, map[string]any{"strategy": "S2", "sites": 3, "bounds": map[string]any{"chain": map[string]any{"maxGapKm": 210}}})
	for x, ok := next(); ok; x, ok = next() {
		last = x
	}
	if p := last.Problem; p == nil || p.Status != 422 || p.Code != "layout.infeasible" || len(p.Errors) == 0 {
		t.Errorf("no plan keeps every condition: %+v", p)
	}
	if res := c.post("/api/v1/layouts/searches", map[string]any{"strategy": "S9"}); res.StatusCode != 400 || res.problem(t).Errors[0].Field != "strategy" {
		t.Errorf("what cannot be asked: %d %s", res.StatusCode, res.body)
	}
}

// Stopping ends the search on the server and answers with what was found.
func TestStoppingASearch(t *testing.T) {
	s, srv := listening(t)
	c := s.as("viewer")
	next, _ := streamed(t, srv, c, hardSearch)
	seen, ok := next()
	for ok && (seen.Progress.Plans == 0 || seen.Seconds < 1) {
		if seen.Answer != nil || seen.Problem != nil {
			t.Fatalf("not as hard as it should be: over after %v s", seen.Seconds)
		}
		seen, ok = next()
	}
	if !ok || seen.Progress.Nodes == 0 || seen.Progress.Best > seen.Progress.Bound {
		t.Fatalf("%v %+v", ok, seen)
	}
	stop := "/api/v1/layouts/searches/" + seen.ID
	if res := s.as("analyst").do("DELETE", stop, nil, nil); res.StatusCode != 404 || res.problem(t).Code != "search.notFound" {
		t.Errorf("somebody else stops it: %d %s", res.StatusCode, res.body)
	}
	asked := time.Now()
	if res := c.do("DELETE", stop, nil, nil); res.StatusCode != 204 {
		t.Fatalf("%d %s", res.StatusCode, res.body)
	}
	last := seen
	for x, ok := next(); ok; x, ok = next() {
		last = x
	}
	if took := time.Since(asked); took > 3*time.Second {
		t.Errorf("it went on for %v", took)
	}
	if last.Answer == nil {
		t.Fatalf("%+v", last.Problem)
	}
	sol := last.Answer.Report.Solution
	if sol.Proven || len(sol.Plans) == 0 || sol.Bound < sol.Plans[0].Value || sol.Plans[0].Value < seen.Progress.Best || !sol.Plans[0].Complete() {
		t.Errorf("proven %v, %d plans, bound %v, gap %v", sol.Proven, len(sol.Plans), sol.Bound, sol.Gap)
	}
	free(t, s)
}

// A reader that leaves ends the search.
func TestLeavingAWatchedSearch(t *testing.T) {
	s, srv := listening(t)
	next, leave := streamed(t, srv, s.as("viewer"), hardSearch)
	if _, ok := next(); !ok {
		t.Fatal("no event")
	}
	leave()
	free(t, s)
}

// free waits, much less than a search takes, until nothing is computed and no
// search listed.
func free(t *testing.T, s *site) {
	t.Helper()
	for range 100 {
		s.api.searches.mu.Lock()
		n := len(s.api.searches.byID)
		s.api.searches.mu.Unlock()
		if n == 0 && len(s.api.slots) == 0 {
			return
		}
		time.Sleep(30 * time.Millisecond)
	}
	t.Error("the search goes on")
}

// What a search that was stopped while it looked for the reasons answers is
// that there is no plan, not that it was stopped.
func TestStoppedWithoutAPlan(t *testing.T) {
	s := newSite(t)
	snap, err := s.api.snapshot(t.Context(), "", "datasetId")
	if err != nil {
		t.Fatal(err)
	}
	b, err := s.api.basis(t.Context(), snap, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := b.Prepare(appraisal.LayoutRequest{Strategy: "S2", Sites: 3,
		Bounds: &appraisal.LayoutBounds{Chain: &appraisal.ChainBounds{MaxGapKm: new(210.0)}}}, 0, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	id, ctx, end := s.api.searches.begin(t.Context(), "me")
	defer end()
	if err := s.api.searches.stop("me", id); err != nil {
		t.Fatal(err)
	}
	if _, err := solvedAnswer(ctx, p, solutionRequest{}, nil); !fault.Is(err, fault.Uncomputable) {
		t.Errorf("%v", err)
	}
}
