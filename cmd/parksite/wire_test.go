package main

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// What is no HTTP/1.1 that has one meaning is refused before any of it is
// routed, by the real program on a real connection; and the program lives.
func TestWire(t *testing.T) {
	s := startServer(t, map[string]string{"PARKSITE_DATA_DIR": filepath.Join(t.TempDir(), "data"), "PARKSITE_ADDR": "127.0.0.1:0", "PARKSITE_ADMIN_PASSWORD": password, "PARKSITE_LOG_LEVEL": "error"})
	addr := strings.TrimPrefix(s.url, "http://")
	const post = "POST /api/v1/session HTTP/1.1\r\nHost: " + "parks.example" + "\r\nContent-Type: application/json\r\n"
	body := `{"username":"nobody","password":"x"}`
	for _, tt := range []struct {
		name, request string
		status        int
	}{
		{"in order", post + "Content-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n" + body, 401},
		{"headers of 2 MB", "GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: " + strings.Repeat("a", 2<<20) + "\r\n\r\n", 431},
		{"sixty thousand headers", "GET /healthz HTTP/1.1\r\nHost: x\r\n" + strings.Repeat("A: b\r\n", 60_000) + "\r\n", 431},
		{"two hosts", "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
		{"no host", "GET /healthz HTTP/1.1\r\n\r\n", 400},
		{"a host that is none", "GET /healthz HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
		{"bad chunk", post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n", 400},
		{"two lengths", post + "Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}", 400},
		{"negative length", post + "Content-Length: -1\r\n\r\n{}", 400},
		{"unknown transfer encoding", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501},
		{"space before the colon", "GET /healthz HTTP/1.1\r\nHost: x\r\nX-A : b\r\n\r\n", 400},
		{"folded header", "GET /healthz HTTP/1.1\r\n X-A: b\r\nHost: x\r\n\r\n", 400},
		{"no version", "GET /healthz\r\n\r\n", 400},
		{"another protocol", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := raw(t, addr, tt.request); got != tt.status {
				t.Errorf("%d, want %d", got, tt.status)
			}
		})
	}
	// A length and chunks: nobody says which of them a server in front heeded.
	// Nothing after such a request is a request either.
	const chunked, next = "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", "GET /version HTTP/1.1\r\nHost: x\r\n\r\n"
	const get = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
	part := "--b\r\nContent-Disposition: form-data; name=\"x\"\r\nContent-Length: 1\r\n\r\n1\r\n--b--\r\n"
	for _, tt := range []struct {
		name, requests string
		statuses       []int
		mixed          bool
	}{
		{"length and chunks", post + "Content-Length: 60\r\n" + chunked + next, []int{400}, true},
		{"chunks and length", post + "Transfer-Encoding: chunked\r\ncontent-length:2\r\n\r\n2\r\n{}\r\n0\r\n\r\n" + next, []int{400}, true},
		{"a length of nothing", post + "Content-Length: 0\r\n" + chunked + next, []int{400}, true},
		{"lines that end by LF", strings.ReplaceAll(post+"Content-Length: 60\r\nTransfer-Encoding: chunked\r\n\r\n", "\r\n", "\n") + "2\r\n{}\r\n0\r\n\r\n" + next, []int{400}, true},
		{"sent along with another, which is the last", get + post + "Content-Length: 2\r\n\r\n{}" + "\r\n" + post + "Content-Length: 60\r\n" + chunked + next, []int{200}, false},
		{"chunks alone end the connection", post + chunked + next, []int{400}, false}, // {} is no sign-in
		{"a length inside a part", "POST /api/v1/imports HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n\r\n" +
			strconv.FormatInt(int64(len(part)), 16) + "\r\n" + part + "\r\n0\r\n\r\n", []int{401}, false},
		{"encoded by HTTP/1.0, then both", "POST /api/v1/session HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\nContent-Type: application/json\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}" +
			post + "Content-Length: 60\r\n" + chunked, []int{400}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			conn := dial(t, addr)
			if _, err := io.WriteString(conn, tt.requests); err != nil {
				t.Fatal(err)
			}
			if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
				t.Fatal(err)
			}
			all, err := io.ReadAll(conn)
			if err != nil {
				t.Fatal(err)
			}
			var got []int
			for _, m := range regexp.MustCompile(`HTTP/1\.[01] (\d{3}) `).FindAllSubmatch(all, -1) {
				n, _ := strconv.Atoi(string(m[1]))
				got = append(got, n)
			}
			if !slices.Equal(got, tt.statuses) {
				t.Errorf("%v, want %v: %.600s", got, tt.statuses, all)
			}
			if refused := strings.Contains(string(all), "a length and a transfer encoding"); refused != tt.mixed {
				t.Errorf("refused for having both: %v, want %v: %.600s", refused, tt.mixed, all)
			}
		})
	}
	// What net/http answers by itself has the security headers, once.
	for _, request := range []string{"GET /healthz HTTP/1.1\r\n\r\n", "GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: " + strings.Repeat("a", 1<<17) + "\r\n\r\n",
		post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", post + "Content-Length: 60\r\n" + chunked, get} {
		conn := dial(t, addr)
		_, _ = io.WriteString(conn, request)
		res, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatalf("%.80q: %v", request, err)
		}
		_ = res.Body.Close()
		for name, want := range map[string]string{"Content-Security-Policy": "frame-ancestors 'none'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Permissions-Policy": "camera=()", "Cross-Origin-Opener-Policy": "same-origin"} {
			if got := res.Header.Values(name); len(got) != 1 || !strings.Contains(got[0], want) {
				t.Errorf("%.80q: %d with %s %q", request, res.StatusCode, name, got)
			}
		}
	}
	res, err := http.Get(s.url + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != 200 {
		t.Errorf("afterwards: %d", res.StatusCode)
	}
}

func dial(t *testing.T, addr string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return conn
}

// raw sends bytes and returns the status of the answer.
func raw(t *testing.T, addr, request string) int {
	t.Helper()
	conn := dial(t, addr)
	_, _ = io.WriteString(conn, request) // refused before its end, the rest is not read
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		t.Fatalf("%q: %v", line, err)
	}
	fields := strings.Fields(line)
	status, err := strconv.Atoi(fields[min(1, len(fields)-1)])
	if err != nil {
		t.Fatalf("answered %q", line)
	}
	return status
}

// The heads of a connection are seen the same however the bytes arrive.
func TestHeads(t *testing.T) {
	const get, chunks = "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n"
	for _, tt := range []struct {
		name, bytes string
		mixed, last bool
	}{
		{"none", get + get, false, false},
		{"length", "POST / HTTP/1.1\r\nContent-Length: 31\r\n\r\nContent-Length: 5\r\n" + chunks[:12] + get, false, false},
		{"body that looks like a head", "POST / HTTP/1.1\r\nContent-Length: 64\r\n\r\nPOST / HTTP/1.1\r\nContent-Length: 1\r\n" + chunks[:24] + "\r\n\r\n" + get, false, false},
		{"chunks", "POST / HTTP/1.1\r\n" + chunks, false, true},
		{"both", "POST / HTTP/1.1\r\nContent-Length: 5\r\n" + chunks, true, true},
		{"both, second", get + "\r\nPOST / HTTP/1.1\r\nCONTENT-LENGTH:5\r\ntransfer-encoding:x\r\n\r\n", true, true},
		{"both, in two heads", "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcPOST / HTTP/1.1\r\n" + chunks, false, true},
		{"LF", "POST / HTTP/1.1\nContent-Length: 5\nTransfer-Encoding: chunked\n\n", true, true},
		{"no number", "POST / HTTP/1.1\r\nContent-Length: 5x\r\n\r\n", false, true},
		{"a number too long to keep", "POST / HTTP/1.1\r\nContent-Length: " + strings.Repeat(" ", 62) + "10\r\n\r\n", false, true},
		{"long header", "GET / HTTP/1.1\r\nX: " + strings.Repeat("a", 300) + "\r\nContent-Length: 0\r\n\r\n" + get, false, false},
		{"in the request line", "Content-Length: 5\r\n" + chunks, false, true},
	} {
		for _, step := range []int{1, 2, 3, 7, 1 << 10} {
			var h heads
			var mixed, last bool
			for chunk := range slices.Chunk([]byte(tt.bytes), step) {
				m, l := h.see(chunk)
				mixed, last = mixed || m, last || l
				if last {
					break
				}
			}
			if mixed != tt.mixed || last != tt.last {
				t.Errorf("%s by %d: mixed %v, last %v", tt.name, step, mixed, last)
			}
		}
	}
}
