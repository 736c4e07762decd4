package handlers

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"parksite/internal/fault"
)

const (
	// requestTimeout bounds the work of one request; streams have none.
	requestTimeout = 30 * time.Second

	pageCSP = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
		"object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)

type requestIDKey struct{}

func requestID(c *gin.Context) string {
	id, _ := c.Request.Context().Value(requestIDKey{}).(string)
	return id
}

// SecurityHeaders sets the headers that every answer carries, whoever gives it.
func SecurityHeaders(h http.Header) {
	h.Set("Content-Security-Policy", pageCSP)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Permissions-Policy", "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
}

// secure stands outside the router, so that every answer, a refused one too,
// carries a request id and the security headers.
func (a *API) secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := rand.Text()
		h := w.Header()
		h.Set("X-Request-Id", id)
		SecurityHeaders(h)
		if a.overTLS(r) {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if strings.HasPrefix(r.URL.Path, "/api/") {
			h.Set("Cache-Control", "no-store")
		}
		if a.draining.Load() {
			h.Set("Connection", "close")
		}
		r = r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id))
		if r.Method == http.MethodHead { // the same verdict as GET; net/http leaves the body out
			r.Method = http.MethodGet
			w = headWriter{w}
		}
		next.ServeHTTP(w, r)
	})
}

// headWriter answers a HEAD request that is routed as GET: headers, no body.
type headWriter struct{ http.ResponseWriter }

func (w headWriter) Write(p []byte) (int, error)       { return len(p), nil }
func (w headWriter) WriteString(s string) (int, error) { return len(s), nil }
func (w headWriter) Unwrap() http.ResponseWriter       { return w.ResponseWriter }

// overTLS reports whether the browser's connection is encrypted: here, or at a
// proxy that the settings trust to say so, or by the public URL.
func (a *API) overTLS(r *http.Request) bool {
	if r.TLS != nil || strings.HasPrefix(a.publicURL, "https://") {
		return true
	}
	return a.fromTrustedProxy(r) && r.Header.Get("X-Forwarded-Proto") == "https"
}

func (a *API) fromTrustedProxy(r *http.Request) bool {
	peer := peerAddr(r)
	for _, p := range a.proxies {
		if p.Contains(peer) {
			return true
		}
	}
	return false
}

// peerAddr is the address of the connection, whatever headers say.
func peerAddr(r *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	ip, _ := netip.ParseAddr(host)
	return ip.Unmap().WithZone("")
}

func prefixes(proxies []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, s := range proxies {
		if p, err := netip.ParsePrefix(s); err == nil {
			out = append(out, p)
			continue
		}
		ip, err := netip.ParseAddr(s)
		if err != nil {
			return nil, fmt.Errorf("trusted proxy %q: %w", s, err)
		}
		out = append(out, netip.PrefixFrom(ip, ip.BitLen()))
	}
	return out, nil
}

// observe logs one line per request, without query string or body, counts it,
// and turns a panic into a 500 while the process lives on.
func (a *API) observe(c *gin.Context) {
	start := a.now()
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p)
			}
			a.log.LogAttrs(c.Request.Context(), slog.LevelError, "panic", slog.String("requestId", requestID(c)),
				slog.String("panic", fmt.Sprint(p)), slog.String("stack", string(debug.Stack())))
			if !c.Writer.Written() {
				c.Abort()
				writeProblem(c, http.StatusInternalServerError, fault.New("handlers.observe", fault.Internal, "internal"))
			}
		}
		took := a.now().Sub(start)
		route := c.FullPath()
		if route == "" {
			route = "other"
		}
		a.metrics.request(c.Request.Method, route, c.Writer.Status(), took)
		attrs := []slog.Attr{
			slog.String("requestId", requestID(c)),
			slog.String("method", c.Request.Method),
			slog.String("route", route),
			slog.Int("status", c.Writer.Status()),
			slog.Float64("ms", float64(took.Microseconds())/1000),
			slog.Int("bytes", max(c.Writer.Size(), 0)),
			slog.String("peer", peerAddr(c.Request).String()),
			slog.String("client", c.ClientIP()),
		}
		if p := principalOf(c); p != nil {
			attrs = append(attrs, slog.String("user", p.actor.UserID))
		}
		a.log.LogAttrs(c.Request.Context(), slog.LevelInfo, "request", attrs...)
	}()
	c.Next()
}

// within bounds the time one request may take.
func (a *API) within(c *gin.Context) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), requestTimeout)
	defer cancel()
	c.Request = c.Request.WithContext(ctx)
	c.Next()
}

// sameOrigin refuses writes a browser sends from another site.
func (a *API) sameOrigin() (gin.HandlerFunc, error) {
	check := http.NewCrossOriginProtection()
	if a.publicURL != "" {
		if err := check.AddTrustedOrigin(a.publicURL); err != nil {
			return nil, err
		}
	}
	return func(c *gin.Context) {
		if err := check.Check(c.Request); err != nil {
			a.fail(c, fault.Newf("handlers.sameOrigin", fault.Forbidden, "origin.cross", "writes from another site are refused"))
		}
	}, nil
}
