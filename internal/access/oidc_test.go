package access

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"parksite/internal/fault"
)

const callback = "http://127.0.0.1:1/api/v1/session/oidc/callback" // never fetched: the test reads where the browser is sent

// opBinary builds the provider once: a program of its own with its own
// dependencies, in testdata/op.
var opBinary = sync.OnceValues(func() (string, error) {
	cmd := exec.Command("go", "build", "-C", "testdata/op", "-mod=readonly", "-o", filepath.Join(opDir, "op"), ".")
	cmd.Stderr = os.Stderr
	return filepath.Join(opDir, "op"), cmd.Run()
})

var opDir string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "op")
	if err != nil {
		panic(err)
	}
	opDir = dir
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// startOP starts the provider at address and returns its issuer and what
// stops it.
func startOP(t *testing.T, address string) (issuer string, stop func()) {
	t.Helper()
	bin, err := opBinary()
	if err != nil {
		t.Fatalf("building the provider: %v", err)
	}
	users := filepath.Join(t.TempDir(), "users.json")
	err = os.WriteFile(users, []byte(`{
		"id-zhang": {"ID": "id-zhang", "Username": "zhang", "Password": "at the provider", "FirstName": "Wei", "LastName": "Zhang", "Email": "Wei.Zhang@example.cn", "EmailVerified": true},
		"id-li": {"ID": "id-li", "Username": "li", "Password": "at the provider", "FirstName": "Na", "LastName": "Li", "Email": "na.li@example.cn", "EmailVerified": false}}`), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin, address, users, callback)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stop = sync.OnceFunc(func() { _ = in.Close(); _ = cmd.Wait() })
	t.Cleanup(stop)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || json.Unmarshal([]byte(line), &issuer) != nil {
		t.Fatalf("the provider said %q, %v", line, err)
	}
	return issuer, stop
}

func newOIDC(t *testing.T, issuer string) *OIDC {
	t.Helper()
	o, err := NewOIDC(OIDCConfig{Issuer: issuer, ClientID: "parksite", ClientSecret: "client secret", RedirectURL: callback}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// browse signs username in at the provider as a browser does and returns the
// query it is sent back with.
func browse(t *testing.T, address, username string) url.Values {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	var back *url.URL
	browser := &http.Client{Jar: jar, Timeout: 20 * time.Second, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), callback) {
			back = r.URL
			return http.ErrUseLastResponse
		}
		return nil
	}}
	page, err := browser.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = page.Body.Close() }()
	if back != nil { // refused without a login page
		return back.Query()
	}
	id := page.Request.URL.Query().Get("authRequestID")
	if id == "" {
		body, _ := io.ReadAll(page.Body)
		t.Fatalf("no login page at %s: %d %s", page.Request.URL, page.StatusCode, body)
	}
	sent, err := browser.PostForm(page.Request.URL.String(), url.Values{"username": {username}, "password": {"at the provider"}, "id": {id}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = sent.Body.Close() }()
	if back == nil {
		body, _ := io.ReadAll(sent.Body)
		t.Fatalf("not sent back: %d %s", sent.StatusCode, body)
	}
	return back.Query()
}

func begin1(t *testing.T, o *OIDC) (string, Flow) {
	t.Helper()
	address, flow, err := o.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return address, flow
}

func TestOIDC(t *testing.T) {
	issuer, _ := startOP(t, "127.0.0.1:0")
	o := newOIDC(t, issuer)

	t.Run("signs in", func(t *testing.T) {
		address, flow := begin1(t, o)
		asked, _ := url.Parse(address)
		if q := asked.Query(); q.Get("code_challenge_method") != "S256" || q.Get("state") != flow.State || q.Get("nonce") != flow.Nonce ||
			q.Get("scope") != "openid profile email" || strings.Contains(address, flow.Verifier) || strings.Contains(address, "secret") {
			t.Errorf("address %s", address)
		}
		query := browse(t, address, "zhang")
		who, err := o.Finish(t.Context(), flow, query)
		want := Identity{Subject: issuer + " id-zhang", Email: "wei.zhang@example.cn", EmailVerified: true, Name: "Wei Zhang"}
		if err != nil || who != want {
			t.Fatalf("%+v, %v; want %+v", who, err, want)
		}
		if _, err := o.Finish(t.Context(), flow, query); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("the same code again: %v", err)
		}
		u := User{ID: "u", Email: "wei.zhang@example.cn"}
		u, err = u.Linked(who)
		if err != nil || u.Subject != want.Subject {
			t.Errorf("Linked: %+v, %v", u, err)
		}
		if _, err := u.Linked(Identity{Subject: "x y", Email: u.Email, EmailVerified: true}); !fault.Is(err, fault.Conflict) {
			t.Errorf("linked to another identity: %v", err)
		}
		for name, id := range map[string]Identity{"other address": {Subject: "x y", Email: "other@example.cn", EmailVerified: true},
			"unverified": {Subject: "x y", Email: u.Email}, "nobody": {Email: u.Email, EmailVerified: true}} {
			if _, err := (User{ID: "u", Email: u.Email}).Linked(id); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := (User{ID: "u"}).Linked(Identity{Subject: "x y", EmailVerified: true}); !fault.Is(err, fault.Forbidden) {
			t.Error("no address equals no address")
		}
	})

	t.Run("an unverified address is not believed", func(t *testing.T) {
		address, flow := begin1(t, o)
		who, err := o.Finish(t.Context(), flow, browse(t, address, "li"))
		if err != nil || who.EmailVerified || who.Email != "na.li@example.cn" {
			t.Errorf("%+v, %v", who, err)
		}
	})

	t.Run("refuses what is not the answer to its question", func(t *testing.T) {
		address, flow := begin1(t, o)
		_, other := begin1(t, o)
		good := browse(t, address, "zhang")
		with := func(key, value string) url.Values {
			q := url.Values{}
			for k, v := range good {
				q[k] = v
			}
			q.Set(key, value)
			return q
		}
		mixed := flow
		mixed.Verifier = other.Verifier
		late := flow
		late.At = late.At.Add(-FlowLife)
		for _, tt := range []struct {
			name, code string
			flow       Flow
			query      url.Values
		}{
			{"another browser's answer", "oidc.state", other, good},
			{"no flow", "oidc.state", Flow{}, url.Values{"code": good["code"]}},
			{"no state", "oidc.state", flow, with("state", "")},
			{"late", "oidc.late", late, good},
			{"refused by the person", "oidc.refused", flow, with("error", "access_denied")},
			{"from another issuer", "oidc.issuer", flow, with("iss", "https://evil.example")},
			{"no code", "oidc.code", flow, with("code", "")},
			{"made-up code", "oidc.code", flow, with("code", "made-up")},
			{"stolen code, without the verifier", "oidc.code", mixed, good},
		} {
			if who, err := o.Finish(t.Context(), tt.flow, tt.query); !fault.Is(err, fault.Unauthenticated) || err.(*fault.Error).Code != tt.code || who != (Identity{}) {
				t.Errorf("%s: %+v, %v", tt.name, who, err)
			}
		}
	})

	t.Run("refuses another sign-in's nonce", func(t *testing.T) {
		address, flow := begin1(t, o)
		query := browse(t, address, "zhang")
		flow.Nonce = NewSecret("")
		if _, err := o.Finish(t.Context(), flow, query); !fault.Is(err, fault.Unauthenticated) || err.(*fault.Error).Code != "oidc.token" {
			t.Errorf("%v", err)
		}
	})

	t.Run("refuses a program it does not know", func(t *testing.T) {
		wrong, err := NewOIDC(OIDCConfig{Issuer: issuer, ClientID: "parksite", ClientSecret: "guessed", RedirectURL: callback}, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		address, flow := begin1(t, wrong)
		if _, err := wrong.Finish(t.Context(), flow, browse(t, address, "zhang")); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("%v", err)
		}
	})
}

// TestIdentityToken alters a token that the provider really issued.
func TestIdentityToken(t *testing.T) {
	issuer, _ := startOP(t, "127.0.0.1:0")
	o := newOIDC(t, issuer)
	address, flow := begin1(t, o)
	query := browse(t, address, "zhang")
	p, err := o.connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.PostForm(p.Endpoint().TokenURL, url.Values{"grant_type": {"authorization_code"}, "code": query["code"], "redirect_uri": {callback},
		"code_verifier": {flow.Verifier}, "client_id": {"parksite"}, "client_secret": {"client secret"}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var answer struct {
		IDToken string `json:"id_token"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || answer.IDToken == "" {
		t.Fatalf("%d: %+v, %v", resp.StatusCode, answer, err)
	}
	if who, err := o.verify(t.Context(), p, answer.IDToken, flow.Nonce); err != nil || who.Subject != issuer+" id-zhang" {
		t.Fatalf("the token as issued: %+v, %v", who, err)
	}
	part := strings.Split(answer.IDToken, ".")
	enc := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	payload, err := base64.RawURLEncoding.DecodeString(part[1])
	if err != nil {
		t.Fatal(err)
	}
	altered := enc(strings.Replace(string(payload), "id-zhang", "id-li", 1))
	later, other := newOIDC(t, issuer), newOIDC(t, issuer)
	later.now = func() time.Time { return time.Now().Add(25 * time.Hour) }
	other.cfg.ClientID = "other"
	for name, try := range map[string]struct {
		o          *OIDC
		raw, nonce string
	}{
		"no token":          {o, "", flow.Nonce},
		"altered":           {o, part[0] + "." + altered + "." + part[2], flow.Nonce},
		"unsigned":          {o, enc(`{"alg":"none"}`) + "." + part[1] + ".", flow.Nonce},
		"keyed with secret": {o, enc(`{"alg":"HS256"}`) + "." + part[1] + "." + part[2], flow.Nonce},
		"signature cut":     {o, part[0] + "." + part[1] + ".", flow.Nonce},
		"expired":           {later, answer.IDToken, flow.Nonce},
		"other audience":    {other, answer.IDToken, flow.Nonce},
		"no nonce":          {o, answer.IDToken, ""},
	} {
		if who, err := try.o.verify(t.Context(), p, try.raw, try.nonce); !fault.Is(err, fault.Unauthenticated) || who != (Identity{}) {
			t.Errorf("%s: %+v, %v", name, who, err)
		}
	}
}

// TestProviderAway: this program starts without the provider, says so while it
// is away, and signs in once it is there.
func TestProviderAway(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	o := newOIDC(t, "http://"+address)
	if _, _, err := o.Begin(t.Context()); !fault.Is(err, fault.Unavailable) || err.(*fault.Error).RetryAfter <= 0 {
		t.Fatalf("without a provider: %v", err)
	}
	issuer, stop := startOP(t, address)
	if issuer != "http://"+address {
		t.Fatal(issuer)
	}
	where, flow := begin1(t, o)
	query := browse(t, where, "zhang")
	stop()
	if _, err := o.Finish(t.Context(), flow, query); !fault.Is(err, fault.Unavailable) {
		t.Errorf("gone in between: %v", err)
	}
	startOP(t, address) // a new process with new keys
	where, flow = begin1(t, o)
	if who, err := o.Finish(t.Context(), flow, browse(t, where, "zhang")); err != nil || who.Name != "Wei Zhang" {
		t.Errorf("after a restart of the provider: %+v, %v", who, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := o.Finish(ctx, flow, url.Values{"state": {flow.State}, "code": {"x"}}); !fault.Is(err, fault.Unavailable) {
		t.Errorf("cancelled: %v", err)
	}
	failing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }))
	defer failing.Close()
	if _, _, err := newOIDC(t, failing.URL).Begin(t.Context()); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a provider that fails: %v", err)
	}
}

func TestOIDCSettings(t *testing.T) {
	good := OIDCConfig{Issuer: "https://id.example.cn", ClientID: "x", RedirectURL: "https://parksite.example.cn/callback"}
	if _, err := NewOIDC(good, time.Now); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{"", "http://id.example.cn", "ftp://127.0.0.1", "https://user@id.example.cn", "https://", "://", "https://id.example.cn#x", "http://10.0.0.1"} {
		c := good
		c.Issuer = bad
		if _, err := NewOIDC(c, time.Now); !fault.Is(err, fault.Invalid) {
			t.Errorf("issuer %q: %v", bad, err)
		}
	}
	_, err := NewOIDC(OIDCConfig{}, time.Now)
	if f := fieldsOf(t, err); len(f) != 3 {
		t.Errorf("fields %v", f)
	}
}

func TestFlowCookie(t *testing.T) {
	k, err := NewKeys(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	f := Flow{State: "s", Nonce: "n", Verifier: "v", At: newClock().now()}
	sealed := k.SealFlow(f)
	if got, err := k.OpenFlow(sealed); err != nil || got != f {
		t.Errorf("%+v, %v", got, err)
	}
	totp := strings.TrimPrefix(k.SealSecret(User{ID: "u"}, `{"state":"s"}`), "v1.")
	for _, bad := range []string{"", "x", sealed[:len(sealed)-2], "A" + sealed[1:], totp} {
		if _, err := k.OpenFlow(bad); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestSecondFactor(t *testing.T) {
	k, err := NewKeys(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Unix(1111111109, 0)
	secret := base32NoPad.EncodeToString([]byte("12345678901234567890"))
	codes, hashes := NewRecoveryCodes()
	u := User{ID: "u"}
	u = u.WithTOTP(k.SealSecret(u, secret), hashes)
	if next, claim, err := k.SecondFactor(u, "081804", now); err != nil || claim != "totp/u/37037036" || len(next.RecoveryHashes) != 10 {
		t.Errorf("%d left, %q, %v", len(next.RecoveryHashes), claim, err)
	}
	if next, claim, err := k.SecondFactor(u, codes[0], now); err != nil || claim != "" || len(next.RecoveryHashes) != 9 {
		t.Errorf("%d left, %q, %v", len(next.RecoveryHashes), claim, err)
	}
	for code, want := range map[string]string{"": "signIn.codeRequired", " ": "signIn.codeRequired", "081805": "signIn.codeWrong", codes[0] + "x": "signIn.codeWrong"} {
		if _, _, err := k.SecondFactor(u, code, now); !fault.Is(err, fault.Unauthenticated) || err.(*fault.Error).Code != want {
			t.Errorf("%q: %v, want %s", code, err, want)
		}
	}
	broken := u
	broken.TOTPSecret = "v1.broken"
	if _, _, err := k.SecondFactor(broken, "081804", now); !fault.Is(err, fault.Internal) {
		t.Errorf("a secret that does not open: %v", err)
	}
}
