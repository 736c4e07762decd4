package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"syscall"
	"time"

	"parksite/internal/fault"
)

const (
	// Timeout bounds one call, from resolving the name to the end of the answer.
	Timeout = 10 * time.Second

	// maxAnswer is how much of an answer is read before it counts as a failure.
	maxAnswer = 10 << 20

	secretPrefix = "whsec_"
)

// NewSecret returns a fresh secret of 256 bits, as Standard Webhooks writes it.
func NewSecret() string {
	var b [32]byte
	_, _ = rand.Read(b[:])
	return secretPrefix + base64.StdEncoding.EncodeToString(b[:])
}

// Sign returns the signature of a call: HMAC-SHA256 over "id.timestamp.body".
// timestamp is in seconds since 1970.
func Sign(secret, id string, timestamp int64, body []byte) string {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretPrefix))
	if err != nil {
		key = []byte(secret) // none of ours
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + strconv.FormatInt(timestamp, 10) + "."))
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// Resolver finds the addresses of a name, as *net.Resolver does.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Client calls webhooks.
type Client struct {
	allowed  []netip.Prefix
	resolver Resolver
	https    *http.Client
	http     *http.Client // reaches allowed only
}

// NewClient returns a client that reaches public addresses over https, and
// those in allowed, which may be private, over http too.
func NewClient(allowed []netip.Prefix, resolver Resolver) *Client {
	c := &Client{allowed: allowed, resolver: resolver}
	c.https, c.http = c.client(c.reachable), c.client(c.inAllowed)
	return c
}

// Plain reports whether http may be spoken anywhere.
func (c *Client) Plain() bool { return len(c.allowed) > 0 }

var errRefused = errors.New("the address may not be reached")

func (c *Client) client(reachable func(netip.Addr) bool) *http.Client {
	dialer := &net.Dialer{Timeout: Timeout, Control: func(_, address string, _ syscall.RawConn) error {
		// The address being connected to, after every resolving there was.
		a, err := netip.ParseAddrPort(address)
		if err != nil || !reachable(a.Addr().Unmap().WithZone("")) {
			return errRefused
		}
		return nil
	}}
	return &http.Client{
		Timeout:       Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{ // no Proxy: a proxy would resolve and dial where nobody checks
			DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				return c.dial(ctx, dialer, network, address)
			},
			DisableKeepAlives:      true, // calls are rare, and a kept connection is not checked again
			TLSHandshakeTimeout:    Timeout,
			MaxResponseHeaderBytes: 64 << 10,
		},
	}
}

// dial resolves a name once and connects to the addresses that came back: what
// the name resolves to later does not matter.
func (c *Client) dial(ctx context.Context, dialer *net.Dialer, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	var found []netip.Addr
	if ip, err := netip.ParseAddr(host); err == nil {
		found = []netip.Addr{ip}
	} else if found, err = c.resolver.LookupNetIP(ctx, "ip", host); err != nil {
		return nil, err
	}
	err = fmt.Errorf("%s has no address", host)
	for _, ip := range found {
		var conn net.Conn
		if conn, err = dialer.DialContext(ctx, network, net.JoinHostPort(ip.Unmap().String(), port)); err == nil {
			return conn, nil
		}
	}
	return nil, err
}

// Result is how a call went.
type Result struct {
	Status int           // HTTP status, 0 without an answer
	Took   time.Duration // of the whole call
}

// Send calls address with a signed body. id is the same at every attempt of
// one call.
//
// It returns a fault unless the answer is 2xx: Forbidden when the address may
// not be reached, Unavailable otherwise, with why as its code: webhook.refused
// (the address), webhook.redirect, webhook.status, webhook.answer (too long),
// webhook.away (everything else).
func (c *Client) Send(ctx context.Context, address, secret, id string, at time.Time, body []byte) (Result, error) {
	const op = "webhook.Send"
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	start := time.Now()
	client := c.https
	if strings.HasPrefix(address, "http:") {
		client = c.http
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return Result{}, fault.As(op, fault.Forbidden, "webhook.refused", err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "parksite")
	req.Header.Set("Webhook-Id", id)
	req.Header.Set("Webhook-Timestamp", strconv.FormatInt(at.Unix(), 10))
	req.Header.Set("Webhook-Signature", Sign(secret, id, at.Unix(), body))
	res, err := client.Do(req)
	if err != nil {
		r := Result{Took: time.Since(start)}
		if errors.Is(err, errRefused) {
			return r, fault.As(op, fault.Forbidden, "webhook.refused", err)
		}
		return r, fault.As(op, fault.Unavailable, "webhook.away", err)
	}
	defer func() { _ = res.Body.Close() }()
	n, err := io.Copy(io.Discard, io.LimitReader(res.Body, maxAnswer+1))
	r := Result{Status: res.StatusCode, Took: time.Since(start)}
	switch {
	case err != nil:
		return r, fault.As(op, fault.Unavailable, "webhook.away", err)
	case n > maxAnswer:
		return r, fault.New(op, fault.Unavailable, "webhook.answer")
	case res.StatusCode >= 300 && res.StatusCode < 400:
		return r, fault.New(op, fault.Unavailable, "webhook.redirect")
	case res.StatusCode < 200 || res.StatusCode >= 300:
		return r, fault.New(op, fault.Unavailable, "webhook.status")
	}
	return r, nil
}

func (c *Client) inAllowed(a netip.Addr) bool {
	for _, p := range c.allowed {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

func (c *Client) reachable(a netip.Addr) bool { return c.inAllowed(a) || Public(a) }

// notPublic are the ranges of the IANA registries of special-purpose addresses
// (IPv4 and IPv6, 2024) besides those that netip knows, and the addresses at
// which clouds serve their machines' credentials.
var notPublic = func() []netip.Prefix {
	var out []netip.Prefix
	for _, s := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"168.63.129.16/32", // Azure
		"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10",
	} {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}()

// Public reports whether a is an address of the public internet: not this
// machine, not a private, link-local, multicast, documentation or translated
// range.
func Public(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsValid() || !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
		return false
	}
	for _, p := range notPublic {
		if p.Contains(a) {
			return false
		}
	}
	return true
}
