package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Five hundred connections that send their heads or bodies byte by byte, or
// take their answers so, keep nobody else waiting, and are ended.
func TestSlowConnections(t *testing.T) {
	s := startServer(t, map[string]string{"PARKSITE_DATA_DIR": filepath.Join(t.TempDir(), "data"), "PARKSITE_ADDR": "127.0.0.1:0", "PARKSITE_DEMO_PASSWORD": password, "PARKSITE_LOG_LEVEL": "error"}, "--demo")
	c := people(t, s.url, "analyst")
	at, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	var cookies []string
	for _, k := range c.who["analyst"].Jar.Cookies(at) {
		cookies = append(cookies, k.Name+"="+k.Value)
	}
	latencies := func() []time.Duration {
		var took []time.Duration
		var mu sync.Mutex
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for range 50 {
					begin := time.Now()
					r := c.try("analyst", "GET", "/countries/VNM", nil)
					mu.Lock()
					if took = append(took, time.Since(begin)); r.status != 200 {
						t.Errorf("somebody else: %s", r)
					}
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		slices.Sort(took)
		return took
	}
	before := latencies()

	const head, all = "GET /api/v1/countries HTTP/1.1\r\nHost: x\r\n", 500
	var slow []net.Conn
	for i := range all {
		conn := dial(t, at.Host)
		switch i % 3 {
		case 0: // the head does not end
			_, err = io.WriteString(conn, head)
		case 1: // the body does not
			_, err = io.WriteString(conn, "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{")
		case 2: // the answers are not taken
			_ = conn.(*net.TCPConn).SetReadBuffer(1)
			_, err = io.WriteString(conn, strings.Repeat(head+"Cookie: "+strings.Join(cookies, "; ")+"\r\n\r\n", 40))
		}
		if err != nil {
			t.Fatal(err)
		}
		slow = append(slow, conn)
	}
	// Each of the first two kinds sends a byte now and then, and is ended all
	// the same; the deadline of dial is the bound.
	var wg sync.WaitGroup
	ended := make([]error, all)
	for i, conn := range slow {
		if i%3 == 2 {
			continue
		}
		if err := conn.SetDeadline(time.Now().Add(2 * time.Minute)); err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			gone := make(chan error, 1)
			go func() {
				_, err := io.Copy(io.Discard, conn)
				gone <- err
			}()
			for {
				select {
				case ended[i] = <-gone:
					return
				case <-time.After(500 * time.Millisecond):
					_, _ = fmt.Fprint(conn, "x")
				}
			}
		})
	}
	beside := latencies()
	wg.Wait()
	for i, err := range ended {
		if e, ok := err.(net.Error); ok && e.Timeout() {
			t.Fatalf("connection %d was not ended", i)
		}
	}
	for _, conn := range slow {
		_ = conn.Close()
	}
	after := latencies()
	res, err := http.Get(s.url + "/readyz")
	if err != nil || res.StatusCode != 200 {
		t.Errorf("%v %v", res, err)
	} else {
		_ = res.Body.Close()
	}
	for _, l := range []struct {
		when string
		took []time.Duration
	}{{"before", before}, {"beside them", beside}, {"after", after}} {
		t.Logf("%-11s  median %7s  p99 %7s  longest %7s", l.when, l.took[len(l.took)/2].Round(10*time.Microsecond), l.took[len(l.took)*99/100].Round(10*time.Microsecond), l.took[len(l.took)-1].Round(10*time.Microsecond))
	}
}
