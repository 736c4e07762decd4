package handlers

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"parksite/internal/store/storetest"
)

// A job that takes longer than the server lets a request take is followed to
// its end. A reader that was cut off goes on from the event it had, and is
// answered before there is another, well within the heartbeat.
func TestJobStreamOutlastsTheServersBounds(t *testing.T) {
	url, asked, _ := slowAPI(t)
	s := newSiteWith(t, storetest.Open(t), func(c *Config) { c.WorldBank.BaseURL = url })
	admin := s.as("admin")
	var j job
	admin.post("/api/v1/imports/world-bank", map[string]any{"indicators": []string{"SP.POP.TOTL"}}).decode(t, &j)
	<-asked // it is under way
	srv := httptest.NewUnstartedServer(s.api.Handler())
	srv.Config.ReadTimeout, srv.Config.WriteTimeout = time.Second, time.Second
	srv.Start()
	defer srv.Close()

	client := &http.Client{Transport: &http.Transport{ResponseHeaderTimeout: heartbeat * 2 / 3}}
	defer client.CloseIdleConnections()
	follow := func(last string) *bufio.Scanner {
		req, err := http.NewRequestWithContext(t.Context(), "GET", srv.URL+"/api/v1/jobs/"+j.ID+"/events", nil)
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range admin.cookies {
			req.AddCookie(&http.Cookie{Name: k, Value: v})
		}
		if last != "" {
			req.Header.Set("Last-Event-ID", last)
		}
		res, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = res.Body.Close() })
		return bufio.NewScanner(res.Body)
	}
	next := func(events *bufio.Scanner) (id, data string) {
		for events.Scan() {
			if v, ok := strings.CutPrefix(events.Text(), "id: "); ok {
				id = v
			}
			if v, ok := strings.CutPrefix(events.Text(), "data: "); ok {
				return id, v
			}
		}
		t.Fatalf("the stream ended: %v", events.Err())
		return "", ""
	}
	whole := follow("")
	id, _ := next(whole)
	resumed := follow(id) // nothing has changed since: it waits
	time.Sleep(2 * srv.Config.ReadTimeout)
	if res := admin.do("DELETE", "/api/v1/jobs/"+j.ID, nil, nil); res.StatusCode != 204 {
		t.Fatalf("%d %s", res.StatusCode, res.body)
	}
	for name, events := range map[string]*bufio.Scanner{"from the beginning": whole, "resumed": resumed} {
		after, data := next(events)
		if after == id || !strings.Contains(data, `"cancelled"`) {
			t.Errorf("%s: event %s after %s: %.200s", name, after, id, data)
		}
	}
}
