//go:build linux

package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// peak returns the most memory the process has held since the last call, in
// bytes.
func (s *server) peak(t *testing.T) int64 {
	t.Helper()
	dir := "/proc/" + strconv.Itoa(s.cmd.Process.Pid)
	text, err := os.ReadFile(dir + "/status")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(text)
	if m == nil {
		t.Fatalf("no peak in %s", text)
	}
	kB, err := strconv.ParseInt(string(m[1]), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir+"/clear_refs", []byte("5"), 0); err != nil {
		t.Fatal(err)
	}
	return kB << 10
}

// maxGrowth is far below what is sent at once, and far above what a garbage
// collector may leave lying.
const maxGrowth = 200 << 20

// Bodies that are large, deep, wide, repeated or compressed are refused, and
// the program holds no more memory for it, however many come at once.
func TestBodiesDoNotGrowMemory(t *testing.T) {
	s := startServer(t, map[string]string{"PARKSITE_DATA_DIR": filepath.Join(t.TempDir(), "data"), "PARKSITE_ADDR": "127.0.0.1:0", "PARKSITE_DEMO_PASSWORD": password, "PARKSITE_LOG_LEVEL": "error"}, "--demo")
	c := people(t, s.url, "analyst")
	c.must("analyst", "POST", "/preview", map[string]any{"modelId": "general"}, nil)
	at, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	keys := &bytes.Buffer{}
	for i := range 100_000 {
		fmt.Fprintf(keys, `,"%d":1`, i)
	}
	const mega = 1 << 20
	large := `{"modelId":"` + strings.Repeat("a", 10*mega) + `"}`
	bodies := []struct {
		name, body, kind string
		headers          []string
		chunked, nobody  bool
		status           int
	}{
		{name: "10 MB", body: large, status: 413},
		{name: "10 MB in chunks", body: large, chunked: true, status: 413},
		{name: "10 MB of nobody's", body: large, chunked: true, nobody: true, status: 401},
		{name: "ten thousand deep", body: strings.Repeat("[", 10_000), status: 400},
		{name: "just under 1 MB of depth", body: strings.Repeat(`{"a":`, mega/5-1), status: 400},
		{name: "just under 1 MB of empty objects", body: `{"a":[` + strings.Repeat(`{},`, mega/3-10) + `{}]}`, status: 400},
		{name: "a hundred thousand keys", body: "{" + keys.String()[1:] + "}", status: 400},
		{name: "one key a hundred thousand times", body: `{"a":1` + strings.Repeat(`,"a":1`, 100_000) + "}", status: 400},
		{name: "compressed", body: strings.Repeat("\x1f\x8b", mega/2), headers: []string{"Content-Encoding", "gzip"}, status: 415},
		{name: "100 MB of no form", body: strings.Repeat("x", 100*mega), kind: "multipart/form-data; boundary=b", chunked: true, status: 400},
	}
	s.peak(t)
	c.must("analyst", "POST", "/preview", map[string]any{"modelId": "general"}, nil)
	before := s.peak(t)
	sent := 0
	for round := range 2 {
		for _, b := range bodies {
			kind, path := "application/json", "/api/v1/preview"
			if b.kind != "" {
				kind, path = b.kind, "/api/v1/imports"
			}
			var wg sync.WaitGroup
			for range 8 {
				wg.Go(func() {
					var body io.Reader = strings.NewReader(b.body)
					if b.chunked {
						body = io.MultiReader(body) // hides the length
					}
					req, err := http.NewRequest("POST", s.url+path, body)
					if err != nil {
						t.Error(err)
						return
					}
					req.Header.Set("Content-Type", kind)
					for i := 0; i+1 < len(b.headers); i += 2 {
						req.Header.Set(b.headers[i], b.headers[i+1])
					}
					if !b.nobody {
						for _, k := range c.who["analyst"].Jar.Cookies(at) {
							req.AddCookie(k)
						}
					}
					// The answer may come, and the connection end, before all is sent.
					res, err := noCookies().Do(req)
					if err != nil {
						if !b.chunked {
							t.Logf("%s: %v", b.name, err)
						}
						return
					}
					defer res.Body.Close()
					if res.StatusCode != b.status {
						text, _ := io.ReadAll(io.LimitReader(res.Body, 300))
						t.Errorf("%s: %d %s, want %d", b.name, res.StatusCode, text, b.status)
					}
				})
				sent += len(b.body)
			}
			wg.Wait()
		}
		if grown := s.peak(t) - before; grown > maxGrowth {
			t.Errorf("round %d: %d MB more than the %d MB of before", round+1, grown>>20, before>>20)
		} else {
			t.Logf("round %d: peak %+d MB on %d MB; %d MB meant to be sent so far, eight bodies at a time", round+1, grown>>20, before>>20, sent>>20)
		}
	}
	c.must("analyst", "GET", "/countries", nil, nil)
}
