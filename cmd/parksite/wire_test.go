package main

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"path/filepath"
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
	// A length and chunks: net/http heeds the chunks and forgets the length, as
	// RFC 9112 (6.3) allows. It must never heed the length: what follows the
	// chunks is then a request of its own, whatever the length says.
	conn := dial(t, addr)
	if _, err := io.WriteString(conn, post+"Content-Length: 60\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\nGET /version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(all), "HTTP/1.1 "); n != 2 || !strings.HasPrefix(string(all), "HTTP/1.1 400 ") || !strings.Contains(string(all), "HTTP/1.1 200 OK") {
		t.Errorf("length and chunks: %d answers: %.400s", n, all)
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
