package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"parksite/internal/fault"
)

func codeOf(err error) string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return fmt.Sprint(err)
	}
	if len(f.Fields) > 0 {
		return f.Fields[0].Field + ":" + f.Fields[0].Code
	}
	return f.Code
}

// The example of the Standard Webhooks specification and its libraries.
func TestSign(t *testing.T) {
	got := Sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, []byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	a, b := NewSecret(), NewSecret()
	if a == b || len(a) != len("whsec_")+44 {
		t.Errorf("secrets %s, %s", a, b)
	}
	base := Sign(a, "id", 1, []byte("body"))
	for name, other := range map[string]string{"secret": Sign(b, "id", 1, []byte("body")), "id": Sign(a, "id2", 1, []byte("body")),
		"time": Sign(a, "id", 2, []byte("body")), "body": Sign(a, "id", 1, []byte("bodY"))} {
		if other == base {
			t.Errorf("the signature does not depend on the %s", name)
		}
	}
}

func TestPublic(t *testing.T) {
	for _, s := range []string{"8.8.8.8", "1.1.1.1", "114.114.114.114", "223.5.5.5", "2606:4700:4700::1111", "2400:3200::1", "::ffff:8.8.8.8"} {
		if !Public(netip.MustParseAddr(s)) {
			t.Errorf("%s is public", s)
		}
	}
	for _, s := range []string{"127.0.0.1", "127.8.9.10", "::1", "0.0.0.0", "::", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
		"169.254.169.254", "100.100.100.200", "100.64.0.1", "fd00:ec2::254", "fe80::1", "fc00::1", "fec0::1", "224.0.0.1", "ff02::1", "255.255.255.255", "240.0.0.1",
		"192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "192.0.0.8", "168.63.129.16", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1",
		"64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1", "2001:db8::1", "100::1"} {
		if Public(netip.MustParseAddr(s)) {
			t.Errorf("%s is not public", s)
		}
	}
	if Public(netip.Addr{}) {
		t.Error("no address is public")
	}
}

func TestValidate(t *testing.T) {
	good := Hook{Name: "门户同步", URL: "https://hooks.example.cn/parksite?key=1", Events: []string{RankingPublished}}
	if err := good.Validate(false); err != nil {
		t.Error(err)
	}
	for _, s := range []string{"", "hooks.example.cn", "http://hooks.example.cn", "ftp://hooks.example.cn", "file:///etc/passwd", "gopher://x", "javascript:alert(1)",
		"https://", "https://user:pass@example.cn/", "https://example.cn/#x", "https://0x7f000001/", "https://0x7F.1/", "https://2130706433/", "https://127.1/", "https://0177.0.0.1/",
		"https://017700000001/", "https://127.0.0.1./", "https://[::1/", "https:opaque", "https://example.cn/\u202egro.", "https://example.cn/通知", "https://ｅxample.cn/", "https://" + strings.Repeat("a", 2000) + ".cn"} {
		h := good
		h.URL = s
		if got := codeOf(h.Validate(false)); got != "url:webhook.url" {
			t.Errorf("%s: %s", s, got)
		}
	}
	h := good
	h.URL = "http://10.1.2.3:8080/x"
	if err := h.Validate(true); err != nil {
		t.Errorf("http where some range is allowed: %v", err)
	}
	for want, change := range map[string]func(*Hook){
		"name:text.length":         func(h *Hook) { h.Name = " " },
		"events:field.required":    func(h *Hook) { h.Events = nil },
		"events[0]:webhook.event":  func(h *Hook) { h.Events = []string{"user.created"} },
		"events[1]:field.repeated": func(h *Hook) { h.Events = []string{RankingPublished, RankingPublished} },
	} {
		h := good
		change(&h)
		if got := codeOf(h.Validate(false)); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestWants(t *testing.T) {
	for _, tt := range []struct {
		hook, event, team string
		want              bool
	}{
		{"a", RankingSubmitted, "a", true}, {"a", RankingDecided, "a", true}, {"a", RankingPublished, "b", false}, {"a", RankingSubmitted, "b", false},
		{"house", RankingPublished, "a", true}, {"house", RankingWithdrawn, "a", true}, {"house", RankingSuperseded, "a", true},
		{"house", RankingSubmitted, "a", false}, {"house", RankingDecided, "a", false},
	} {
		h := Hook{Team: tt.hook, Active: true, Events: Events}
		if got := h.Wants(tt.event, tt.team, "house"); got != tt.want {
			t.Errorf("hook of %s, %s of %s: %t", tt.hook, tt.event, tt.team, got)
		}
		h.Active = false
		if h.Wants(tt.event, tt.team, "house") {
			t.Error("an inactive one wants something")
		}
	}
	if (Hook{Team: "a", Active: true, Events: []string{RankingPublished}}).Wants(RankingSubmitted, "a", "house") {
		t.Error("wants what it did not ask for")
	}
}

// names is a resolver that says what a test has it say, one answer a time.
type names map[string][]string

func (n names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	answers := n[host]
	if len(answers) == 0 {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	if len(answers) > 1 {
		n[host] = answers[1:]
	}
	var out []netip.Addr
	for _, s := range strings.Fields(answers[0]) {
		out = append(out, netip.MustParseAddr(s))
	}
	return out, nil
}

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}

// receiver is a program that is called.
func receiver(t *testing.T, h http.HandlerFunc) (address string, calls *atomic.Int32) {
	t.Helper()
	calls = new(atomic.Int32)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		h(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL, calls
}

func TestSend(t *testing.T) {
	secret := NewSecret()
	var got *http.Request
	var body []byte
	address, _ := receiver(t, func(w http.ResponseWriter, r *http.Request) {
		got = r
		body, _ = io.ReadAll(r.Body)
		w.WriteHeader(http.StatusAccepted)
	})
	at := time.Unix(1_800_000_000, 0)
	sent, _ := json.Marshal(Call{ID: "d1", Event: Ping, At: at})
	res, err := NewClient(loopback, net.DefaultResolver).Send(t.Context(), address+"/hook?x=1", secret, "d1", at, sent)
	if err != nil || res.Status != 202 {
		t.Fatalf("%+v, %v", res, err)
	}
	if got.Method != "POST" || got.URL.RequestURI() != "/hook?x=1" || string(body) != string(sent) || got.Header.Get("Content-Type") != "application/json" ||
		got.Header.Get("Webhook-Id") != "d1" || got.Header.Get("Webhook-Timestamp") != "1800000000" || got.Header.Get("Webhook-Signature") != Sign(secret, "d1", 1_800_000_000, sent) {
		t.Errorf("%s %s %v %s", got.Method, got.URL, got.Header, body)
	}
}

func TestSendFailures(t *testing.T) {
	elsewhere, reached := receiver(t, func(http.ResponseWriter, *http.Request) {})
	long := strings.Repeat("x", 1<<16)
	address, _ := receiver(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/redirect":
			http.Redirect(w, r, elsewhere, http.StatusTemporaryRedirect)
		case "/long":
			for range maxAnswer/len(long) + 2 {
				_, _ = io.WriteString(w, long)
			}
		default:
			code, _ := strconv.Atoi(r.URL.Path[1:])
			w.WriteHeader(code)
		}
	})
	c := NewClient(loopback, net.DefaultResolver)
	for path, want := range map[string]string{"/redirect": "webhook.redirect", "/301": "webhook.redirect", "/long": "webhook.answer", "/404": "webhook.status", "/500": "webhook.status", "/410": "webhook.status"} {
		if _, err := c.Send(t.Context(), address+path, "s", "i", time.Now(), nil); codeOf(err) != want {
			t.Errorf("%s: %v, want %s", path, err, want)
		}
	}
	if reached.Load() != 0 {
		t.Error("a redirect was followed")
	}
	if _, err := c.Send(t.Context(), "http://127.0.0.1:1/", "s", "i", time.Now(), nil); codeOf(err) != "webhook.away" {
		t.Errorf("nobody there: %v", err)
	}
}

// Whatever form the address has and whatever a name resolves to, nothing that
// is not public is connected to, unless the settings name its range.
func TestSendRefuses(t *testing.T) {
	target, calls := receiver(t, func(http.ResponseWriter, *http.Request) {})
	u, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	port := u.Port()
	dns := names{
		"localtest.example": {"127.0.0.1"}, "six.example": {"::1"}, "mapped.example": {"::ffff:127.0.0.1"}, "metadata.example": {"169.254.169.254"},
		"private.example": {"10.0.0.1"}, "mixed.example": {"10.0.0.1 127.0.0.1"},
		"0x7f000001": {"127.0.0.1"}, "2130706433": {"127.0.0.1"}, // as the C library resolves them
	}
	hosts := []string{"127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0.0.0.0", "169.254.169.254", "10.0.0.1", "192.168.0.1", "[fd00:ec2::254]", "[fe80::1%25lo]"}
	for h := range dns {
		hosts = append(hosts, h)
	}
	for _, scheme := range []string{"http", "https"} {
		for _, host := range hosts {
			_, err := NewClient(nil, dns).Send(t.Context(), scheme+"://"+host+":"+port+"/", "s", "i", time.Now(), nil)
			if codeOf(err) != "webhook.refused" {
				t.Errorf("%s://%s: %v, want webhook.refused", scheme, host, err)
			}
		}
	}
	// A name that was public when it was entered and is not when it is called.
	rebound := names{"rebind.example": {"8.8.8.8", "127.0.0.1"}}
	if first, err := rebound.LookupNetIP(t.Context(), "ip", "rebind.example"); err != nil || !Public(first[0]) {
		t.Fatal("the name does not begin public")
	}
	if _, err := NewClient(nil, rebound).Send(t.Context(), "https://rebind.example:"+port+"/", "s", "i", time.Now(), nil); codeOf(err) != "webhook.refused" {
		t.Errorf("rebinding: %v", err)
	}
	// http is spoken into the allowed range only, not to the public.
	if _, err := NewClient(loopback, names{"public.example": {"8.8.8.8"}}).Send(t.Context(), "http://public.example:"+port+"/", "s", "i", time.Now(), nil); codeOf(err) != "webhook.refused" {
		t.Errorf("http to a public address: %v", err)
	}
	if _, err := NewClient([]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, dns).Send(t.Context(), target, "s", "i", time.Now(), nil); codeOf(err) != "webhook.refused" {
		t.Errorf("outside the allowed range: %v", err)
	}
	if n := calls.Load(); n != 0 {
		t.Errorf("%d calls came through", n)
	}
	t.Setenv("HTTP_PROXY", target)
	t.Setenv("HTTPS_PROXY", target)
	_, _ = NewClient(nil, dns).Send(t.Context(), "http://private.example/", "s", "i", time.Now(), nil)
	if n := calls.Load(); n != 0 {
		t.Errorf("a proxy was asked")
	}
	if _, err := NewClient(loopback, dns).Send(t.Context(), "http://localtest.example:"+port+"/", "s", "i", time.Now(), nil); err != nil || calls.Load() != 1 {
		t.Errorf("the allowed range: %v, %d calls", err, calls.Load())
	}
}
