package main

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"

	"parksite/handlers"
)

// net/http answers what it cannot read without asking anybody, and of a request
// with a length and a transfer encoding it forgets the length. A server in
// front that heeds the length instead sees the requests cut elsewhere, which is
// how one person's request is smuggled into another's. So the connection itself
// watches the heads go by, and adds the security headers to net/http's own
// answers.

// wireListener hands out connections that are watched.
type wireListener struct{ net.Listener }

// Accept waits for the next connection, of a TCP listener.
func (l wireListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &wireConn{TCPConn: c.(*net.TCPConn)}, nil
}

// wireConn is a connection whose requests' heads are watched.
type wireConn struct {
	*net.TCPConn
	heads heads
	mixed atomic.Bool // a head had a length and a transfer encoding
	last  atomic.Bool // where the next head begins is not known

	answering bool // a handler writes; else net/http does. Only its goroutine looks
}

// Read reads and watches.
func (c *wireConn) Read(p []byte) (int, error) {
	n, err := c.TCPConn.Read(p)
	if !c.last.Load() {
		mixed, last := c.heads.see(p[:n])
		if mixed {
			c.mixed.Store(true)
		}
		if last {
			c.last.Store(true)
		}
	}
	return n, err
}

// Write writes; an answer of net/http's own gets the security headers.
func (c *wireConn) Write(p []byte) (int, error) {
	status, rest, found := bytes.Cut(p, []byte("\r\n"))
	if c.answering || !found || !bytes.HasPrefix(p, []byte("HTTP/1.")) {
		return c.TCPConn.Write(p)
	}
	n, err := c.TCPConn.Write(bytes.Join([][]byte{status, []byte(ownHeaders + string(rest))}, []byte("\r\n")))
	return min(n, len(p)), err
}

// ownHeaders are the lines added to answers of net/http's own.
var ownHeaders = func() string {
	h := http.Header{}
	handlers.SecurityHeaders(h)
	var b strings.Builder
	_ = h.Write(&b) // a Builder takes everything
	return b.String()
}()

type wireKey struct{}

// watched makes srv know the connections of a wireListener, and refuse a
// request with a length and a transfer encoding.
func watched(srv *http.Server) *http.Server {
	next := srv.Handler
	srv.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		return context.WithValue(ctx, wireKey{}, c)
	}
	srv.ConnState = func(c net.Conn, state http.ConnState) {
		if w, ok := c.(*wireConn); ok && state == http.StateIdle {
			w.answering = false
		}
	}
	srv.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, _ := r.Context().Value(wireKey{}).(*wireConn)
		c.answering = true
		if c.last.Load() {
			w.Header().Set("Connection", "close")
		}
		if c.mixed.Load() && len(r.TransferEncoding) > 0 {
			handlers.SecurityHeaders(w.Header())
			http.Error(w, "400 Bad Request: a length and a transfer encoding", http.StatusBadRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
	return srv
}

// maxLine is as much of a line as heads keep: the names and lengths looked for
// are shorter.
const maxLine = 80

// heads follows the requests of one connection, just far enough to see each
// head. The zero value waits for the first.
type heads struct {
	line   []byte // so far, maxLine at most
	long   bool   // the line is longer
	begun  bool   // the head has a line
	length string // as the head says
	sized  bool   // it says so
	chunks bool   // it has a transfer encoding
	body   int64  // bytes until the next head
}

// see takes the next bytes. mixed says that a head had both a length and a
// transfer encoding, last that nothing after it can be told apart: see is not
// to be asked again.
func (h *heads) see(p []byte) (mixed, last bool) {
	for len(p) > 0 {
		if h.body > 0 {
			n := min(h.body, int64(len(p)))
			h.body -= n
			p = p[n:]
			continue
		}
		end := bytes.IndexByte(p, '\n')
		part := p
		if end >= 0 {
			part = p[:end]
		}
		keep := min(len(part), maxLine-len(h.line))
		h.line = append(h.line, part[:keep]...)
		h.long = h.long || keep < len(part)
		if end < 0 {
			return false, false
		}
		p = p[end+1:]
		if mixed, last = h.endLine(); last {
			return mixed, true
		}
	}
	return false, false
}

// endLine takes a whole line, as net/http ends lines: by LF, with or without CR.
func (h *heads) endLine() (mixed, last bool) {
	line, long := strings.TrimSuffix(string(h.line), "\r"), h.long
	h.line, h.long = h.line[:0], false
	if line != "" {
		name, value, _ := strings.Cut(line, ":")
		switch {
		case !h.begun: // the request line
		case strings.EqualFold(name, "Transfer-Encoding"):
			h.chunks = true
		case strings.EqualFold(name, "Content-Length"):
			h.length, h.sized = strings.TrimSpace(value), true
			if long {
				h.length = "unknown"
			}
		}
		h.begun = true
		return false, false
	}
	if !h.begun {
		return false, false // net/http, too, forgives an empty line before a head
	}
	if h.chunks {
		return h.sized, true
	}
	if h.sized {
		n, err := strconv.ParseUint(h.length, 10, 63)
		if err != nil {
			return false, true // net/http refuses it
		}
		h.body = int64(n)
	}
	*h = heads{line: h.line, body: h.body}
	return false, false
}
