package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// While the program waits for a request under way, a second signal ends it at
// once: by the signal, not by itself. What it left is swept at the next start.
func TestSecondSignal(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	settings := map[string]string{"PARKSITE_DATA_DIR": dir, "PARKSITE_ADDR": "127.0.0.1:0", "PARKSITE_DEMO_PASSWORD": password}
	s := startServer(t, settings, "--demo")
	c := people(t, s.url, "admin")
	// An upload whose body does not come.
	base, err := http.NewRequest("GET", s.url, nil)
	if err != nil {
		t.Fatal(err)
	}
	conn := dial(t, base.URL.Host)
	var cookies []string
	for _, k := range c.who["admin"].Jar.Cookies(base.URL) {
		cookies = append(cookies, k.Name+"="+k.Value)
	}
	if _, err := fmt.Fprintf(conn, "POST /api/v1/imports HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n"+
		"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nhalf", base.URL.Host, strings.Join(cookies, "; ")); err != nil {
		t.Fatal(err)
	}
	uploads := func() []string {
		files, err := filepath.Glob(filepath.Join(dir, "imports", "upload-*"))
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	wait := func(what string, until func() bool) {
		t.Helper()
		for begin := time.Now(); !until(); time.Sleep(10 * time.Millisecond) {
			if time.Since(begin) > 20*time.Second {
				t.Fatal(what)
			}
		}
	}
	wait("the upload does not begin", func() bool { return len(uploads()) == 1 })
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	wait("it still listens", func() bool {
		other, err := net.Dial("tcp", base.URL.Host)
		if err == nil {
			_ = other.Close()
		}
		return err != nil
	})
	select {
	case err := <-s.done:
		t.Fatalf("ended with a request under way: %v %s", err, s.err)
	default:
	}
	s.stop(t, syscall.SIGTERM)
	if ws, ok := s.cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || !ws.Signaled() || ws.Signal() != syscall.SIGTERM {
		t.Errorf("ended by %s; %s", s.cmd.ProcessState, s.err)
	}
	if text, _ := io.ReadAll(conn); len(text) > 0 {
		t.Errorf("the upload was answered %.200s", text)
	}
	again := startServer(t, settings)
	if left := uploads(); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if code := again.stop(t, syscall.SIGINT); code != 0 {
		t.Errorf("afterwards: exit %d", code)
	}
	if got := runProgram(t, settings, "", "verify"); got.code != 0 {
		t.Errorf("verify: %s%s", got.out, got.err)
	}
}
