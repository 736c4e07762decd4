package handlers

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parksite/internal/access"
	"parksite/internal/audit"
	"parksite/internal/store"
	"parksite/internal/store/storetest"
)

// authenticator shows codes as a person's phone does: RFC 6238, written anew
// here so that the program is not its own witness.
type authenticator struct {
	site   *site
	secret string
}

func (a authenticator) code() string {
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(a.secret)
	if err != nil {
		a.site.t.Fatal(err)
	}
	mac := hmac.New(sha1.New, key)
	_ = binary.Write(mac, binary.BigEndian, a.site.clock.now().Unix()/30)
	sum := mac.Sum(nil)
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[sum[19]&15:])&0x7fffffff%1_000_000)
}

// next is a code that has not been shown yet.
func (a authenticator) next() string {
	a.site.clock.forward(30 * time.Second)
	return a.code()
}

const secondFactorPath = "/api/v1/session/second-factor"

// enrol sets a second factor up and returns the phone and the recovery codes.
func (c *client) enrol() (authenticator, []string) {
	t := c.site.t
	t.Helper()
	var e enrolment
	res := c.post(secondFactorPath, map[string]string{"password": demoPassword})
	if res.StatusCode != 200 {
		t.Fatalf("enrolment: %d %s", res.StatusCode, res.body)
	}
	decodeInto(t, res, &e)
	phone := authenticator{c.site, e.Secret}
	c.site.clock.forward(30 * time.Second) // a code per person and step is used once, whichever phone shows it
	res = c.do("PUT", secondFactorPath, map[string]string{"enrolment": e.Enrolment, "code": phone.code()}, nil)
	if res.StatusCode != 200 {
		t.Fatalf("confirmation: %d %s", res.StatusCode, res.body)
	}
	var r recoveryCodes
	decodeInto(t, res, &r)
	return phone, r.Codes
}

func fillEnrolment(s *site, c *client, body map[string]any) {
	var e enrolment
	decodeInto(s.t, c.post(secondFactorPath, map[string]string{"password": demoPassword}), &e)
	body["enrolment"], body["code"] = e.Enrolment, authenticator{s, e.Secret}.code()
}

func fillCode(_ *site, c *client, body map[string]any) {
	phone, _ := c.enrol()
	if body["code"] != nil {
		body["code"] = phone.next()
	}
}

func decodeInto(t testing.TB, r answered, v any) {
	t.Helper()
	tt, ok := t.(*testing.T)
	if !ok {
		t.Fatal("not in a test")
	}
	r.decode(tt, v)
}

// signIn tries to sign in and returns the status and, for a refusal, its code.
func (c *client) signIn(body map[string]string) (int, string) {
	c.site.t.Helper()
	res := c.post("/api/v1/session", body)
	if res.StatusCode == 200 {
		return 200, ""
	}
	var p problem
	decodeInto(c.site.t, res, &p)
	return res.StatusCode, p.Code
}

func (s *site) wantSignIn(what string, body map[string]string, status int, code string) {
	s.t.Helper()
	if got, why := s.anybody().signIn(body); got != status || why != code {
		s.t.Errorf("%s: %d %s, want %d %s", what, got, why, status, code)
	}
}

func with(user, code string) map[string]string {
	return map[string]string{"username": user, "password": demoPassword, "code": code}
}

func TestSecondFactorAtSignIn(t *testing.T) {
	s := newSite(t)
	other := s.as("analyst") // another browser of the same person
	c := s.as("analyst")
	phone, recovery := c.enrol()
	if res := other.get("/api/v1/session"); res.StatusCode != 401 {
		t.Errorf("a session begun with the password alone lives on: %d", res.StatusCode)
	}
	var state secondFactorState
	decodeInto(t, c.get(secondFactorPath), &state)
	if want := (secondFactorState{Enrolled: true, RecoveryCodes: 10, Strong: true}); state != want {
		t.Errorf("state %+v, want %+v", state, want)
	}
	if len(recovery) != 10 {
		t.Fatalf("%d recovery codes", len(recovery))
	}

	s.wantSignIn("without a code", with("analyst", ""), 401, "signIn.codeRequired")
	s.wantSignIn("the code of the enrolment again", with("analyst", phone.code()), 401, "signIn.codeWrong")
	code := phone.next()
	s.wantSignIn("wrong password with a right code", map[string]string{"username": "analyst", "password": "wrong, quite wrong", "code": code}, 401, "signIn.failed")
	s.wantSignIn("a right code", with("analyst", code), 200, "")
	s.wantSignIn("the same code", with("analyst", code), 401, "signIn.codeWrong")
	s.wantSignIn("a code out of the air", with("analyst", "000000x"), 401, "signIn.codeWrong")
	old := phone.code()
	s.clock.forward(2 * time.Minute)
	s.wantSignIn("a code of two minutes ago", with("analyst", old), 401, "signIn.codeWrong")

	s.clock.forward(20 * time.Minute) // past the throttle
	s.wantSignIn("a recovery code", with("analyst", recovery[0]), 200, "")
	s.wantSignIn("the same recovery code", with("analyst", recovery[0]), 401, "signIn.codeWrong")
	s.wantSignIn("another, written together", with("analyst", strings.ToUpper(strings.ReplaceAll(recovery[1], "-", ""))), 200, "")
	u, err := s.store.UserByName(t.Context(), "analyst")
	if err != nil || len(u.RecoveryHashes) != 8 {
		t.Errorf("%d recovery codes left, %v", len(u.RecoveryHashes), err)
	}
	if strings.Contains(u.TOTPSecret, phone.secret) {
		t.Error("the secret is stored as it is")
	}
	// Nothing secret in the trail.
	events, _, err := s.store.Events(t.Context(), store.Filter{Kind: "user", ID: u.ID})
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("%+v", events)
	for _, secret := range []string{phone.secret, recovery[0], recovery[2], u.TOTPSecret} {
		if strings.Contains(text, secret) {
			t.Error("the trail holds a secret")
		}
	}
}

// Guessing codes with the right password ends at the throttle.
func TestSecondFactorGuessing(t *testing.T) {
	s := newSite(t)
	phone, _ := s.as("analyst").enrol()
	s.clock.forward(20 * time.Minute)
	throttled := 0
	for i := range 40 {
		s.clock.forward(time.Second)
		if status, _ := s.anybody().signIn(with("analyst", fmt.Sprintf("%06d", i))); status == http.StatusTooManyRequests {
			throttled++
		}
	}
	if throttled < 30 {
		t.Errorf("%d of 40 guesses were throttled", throttled)
	}
	s.wantSignIn("a right code while throttled", with("analyst", phone.next()), 429, "signIn.throttled")
	// Asking for the code is no guess: it takes nothing from the count.
	s.clock.forward(20 * time.Minute)
	for range 15 {
		s.wantSignIn("no code", with("analyst", ""), 401, "signIn.codeRequired")
	}
	s.wantSignIn("a right code", with("analyst", phone.next()), 200, "")
}

// One code, one recovery code: of sixteen sign-ins at once, in two processes,
// one succeeds.
func TestSecondFactorOnce(t *testing.T) {
	s := newSite(t)
	phone, recovery := s.as("analyst").enrol()
	second := newSiteWith(t, storetest.Second(t, s.store), func(cfg *Config) { cfg.Now = s.clock.now })
	for _, name := range []string{"code", "recovery code"} {
		code := recovery[3]
		if name == "code" {
			code = phone.next()
		}
		var wg sync.WaitGroup
		var in, refused atomic.Int32
		for i := range 16 {
			wg.Go(func() {
				at := []*site{s, second}[i%2]
				headers := map[string]string{"RemoteAddr": fmt.Sprintf("198.51.100.%d:1000", i)}
				res := at.anybody().do("POST", "/api/v1/session", with("analyst", code), headers)
				switch res.StatusCode {
				case 200:
					in.Add(1)
				case 401, 429:
					refused.Add(1)
				default:
					t.Errorf("%d %s", res.StatusCode, res.body)
				}
			})
		}
		wg.Wait()
		if in.Load() != 1 || refused.Load() != 15 {
			t.Errorf("one %s: %d signed in, %d refused", name, in.Load(), refused.Load())
		}
		s.clock.forward(20 * time.Minute)
	}
}

func TestSecondFactorEnrolment(t *testing.T) {
	s := newSite(t)
	c := s.as("analyst")
	if res := c.post(secondFactorPath, map[string]string{"password": "not my password at all"}); res.StatusCode != 403 || res.problem(t).Code != "password.wrong" {
		t.Errorf("a wrong password: %d %s", res.StatusCode, res.body)
	}
	var e enrolment
	decodeInto(t, c.post(secondFactorPath, map[string]string{"password": demoPassword}), &e)
	uri, err := url.Parse(e.URI)
	if err != nil || uri.Scheme != "otpauth" || uri.Host != "totp" || uri.Query().Get("secret") != e.Secret || uri.Path != "/parksite:analyst" {
		t.Errorf("URI %q, %v", e.URI, err)
	}
	phone := authenticator{s, e.Secret}
	confirm := func(c *client, enrolment, code string) answered {
		return c.do("PUT", secondFactorPath, map[string]string{"enrolment": enrolment, "code": code}, nil)
	}
	if res := confirm(c, e.Enrolment, "123"); res.StatusCode != 403 || res.problem(t).Code != "signIn.codeWrong" {
		t.Errorf("a wrong code: %d %s", res.StatusCode, res.body)
	}
	for name, res := range map[string]answered{
		"somebody else's": confirm(s.as("lead"), e.Enrolment, phone.code()),
		"altered":         confirm(c, e.Enrolment[:len(e.Enrolment)-2]+"AA", phone.code()),
		"none":            confirm(c, "", phone.code()),
	} {
		if res.StatusCode != 400 || res.problem(t).Errors[0].Code != "secondFactor.enrolment" {
			t.Errorf("%s: %d %s", name, res.StatusCode, res.body)
		}
	}
	s.clock.forward(16 * time.Minute)
	if res := confirm(c, e.Enrolment, phone.code()); res.StatusCode != 400 {
		t.Errorf("too late: %d", res.StatusCode)
	}
	s.wantSignIn("not enrolled yet", with("analyst", ""), 200, "")

	// A token can do nothing of this.
	var tok newTokenView
	decodeInto(t, c.post("/api/v1/tokens", map[string]any{"name": "x", "scopes": []string{"ranking.read"}, "expiresInDays": 1}), &tok)
	machine := &client{site: s, cookies: map[string]string{}, token: tok.Secret}
	for _, res := range []answered{machine.post(secondFactorPath, map[string]string{"password": demoPassword}), confirm(machine, "x", "1"),
		machine.post(secondFactorPath+"/proof", map[string]string{"code": "1"}), machine.post(secondFactorPath+"/removal", map[string]string{"password": demoPassword})} {
		if res.StatusCode != 403 || res.problem(t).Code != "token.notHere" {
			t.Errorf("by token: %d %s", res.StatusCode, res.body)
		}
	}
	for _, path := range []string{"/removal", "/recovery-codes"} {
		if res := c.post(secondFactorPath+path, map[string]string{"password": demoPassword}); res.StatusCode != 409 || res.problem(t).Code != "secondFactor.none" {
			t.Errorf("%s without one: %d %s", path, res.StatusCode, res.body)
		}
	}

	phone, old := c.enrol()
	var fresh recoveryCodes
	decodeInto(t, c.post(secondFactorPath+"/recovery-codes", map[string]string{"password": demoPassword}), &fresh)
	if len(fresh.Codes) != 10 || fresh.Codes[0] == old[0] {
		t.Errorf("fresh codes: %v", fresh)
	}
	s.wantSignIn("an old recovery code", with("analyst", old[0]), 401, "signIn.codeWrong")
	s.wantSignIn("a fresh one", with("analyst", fresh.Codes[0]), 200, "")

	newPhone, _ := c.enrol() // a new telephone
	s.wantSignIn("the old telephone", with("analyst", phone.next()), 401, "signIn.codeWrong")
	s.wantSignIn("the new one", with("analyst", newPhone.next()), 200, "")
	if res := c.post(secondFactorPath+"/removal", map[string]string{"password": "not my password at all"}); res.StatusCode != 403 {
		t.Errorf("removal with a wrong password: %d", res.StatusCode)
	}
	if res := c.post(secondFactorPath+"/removal", map[string]string{"password": demoPassword}); res.StatusCode != 200 {
		t.Errorf("removal: %d %s", res.StatusCode, res.body)
	}
	s.wantSignIn("the password alone", with("analyst", ""), 200, "")
}

// Where the settings demand it, reviewers and administrators can do nothing
// else before they have a second factor; others are not asked.
func TestSecondFactorRequired(t *testing.T) {
	s := newSiteWith(t, storetest.Open(t), func(cfg *Config) { cfg.RequireTOTP = true })
	if res := s.as("lead").get("/api/v1/rankings"); res.StatusCode != 200 {
		t.Errorf("a lead is asked: %d", res.StatusCode)
	}
	for user, path := range map[string]string{"admin": "/api/v1/users", "reviewer-ndrc": "/api/v1/reviews"} {
		c := s.as(user)
		if res := c.get(path); res.StatusCode != 403 || res.problem(t).Code != "secondFactor.required" {
			t.Errorf("%s without: %d %s", user, res.StatusCode, res.body)
		}
		var state secondFactorState
		decodeInto(t, c.get(secondFactorPath), &state)
		if !state.Required || state.Enrolled || state.Strong {
			t.Errorf("%s: %+v", user, state)
		}
		phone, _ := c.enrol()
		if res := c.get(path); res.StatusCode != 200 {
			t.Errorf("%s with: %d %s", user, res.StatusCode, res.body)
		}
		if res := c.post(secondFactorPath+"/removal", map[string]string{"password": demoPassword}); res.StatusCode != 403 || res.problem(t).Code != "secondFactor.required" {
			t.Errorf("%s gives it up: %d %s", user, res.StatusCode, res.body)
		}
		again := s.anybody()
		if status, why := again.signIn(with(user, phone.next())); status != 200 {
			t.Fatalf("%s: %d %s", user, status, why)
		}
		if res := again.get(path); res.StatusCode != 200 {
			t.Errorf("%s signed in with a code: %d", user, res.StatusCode)
		}
	}
}

// A review rule may ask for it: then a decision needs a strong session.
func TestDecisionNeedsSecondFactor(t *testing.T) {
	s := newSite(t)
	ctx := t.Context()
	rule, err := s.store.Rule(ctx, "demo-rule")
	if err != nil {
		t.Fatal(err)
	}
	rule.RequireTOTP = true
	if _, err := s.store.SaveRule(ctx, rule, audit.Event{Actor: audit.System, Action: "rule.edit"}); err != nil {
		t.Fatal(err)
	}
	id, _ := s.submitted()
	reviewer := s.as("reviewer-ndrc")
	decide := "/api/v1/rankings/" + id + "/decisions"
	if res := reviewer.post(decide, map[string]string{"decision": "approve"}); res.StatusCode != 403 || res.problem(t).Code != "review.secondFactor" {
		t.Errorf("without: %d %s", res.StatusCode, res.body)
	}
	denied, n, err := s.store.Events(ctx, store.Filter{Kind: "ranking", ID: id, Outcome: audit.Denied})
	if err != nil || n != 1 || denied[0].Reason != "review.secondFactor" {
		t.Errorf("the denied attempt in the trail: %d, %v", n, err)
	}
	reviewer.enrol()
	if res := reviewer.post(decide, map[string]string{"decision": "approve"}); res.StatusCode != 200 {
		t.Errorf("with: %d %s", res.StatusCode, res.body)
	}
}

// A session opened without the second factor, as single sign-on may, becomes a
// strong one by showing a code.
func TestSecondFactorProof(t *testing.T) {
	s := newSite(t)
	c := s.as("analyst")
	phone, recovery := c.enrol()
	u, err := s.store.UserByName(t.Context(), "analyst")
	if err != nil {
		t.Fatal(err)
	}
	weak := func() *client {
		v, secret := access.NewSession(u, "192.0.2.7", "test", false, s.clock.now())
		if err := s.store.SaveSession(t.Context(), v); err != nil {
			t.Fatal(err)
		}
		return &client{site: s, cookies: map[string]string{cookiePlain: secret}}
	}
	for _, code := range []string{phone.next(), recovery[0]} {
		w := weak()
		for _, path := range []string{"", "/removal", "/recovery-codes"} {
			if res := w.post(secondFactorPath+path, map[string]string{"password": demoPassword}); res.StatusCode != 403 || res.problem(t).Code != "secondFactor.prove" {
				t.Errorf("%s in a weak session: %d %s", path, res.StatusCode, res.body)
			}
		}
		if res := w.post(secondFactorPath+"/proof", map[string]string{"code": "000000x"}); res.StatusCode != 403 || res.problem(t).Code != "signIn.codeWrong" {
			t.Errorf("a wrong code: %d %s", res.StatusCode, res.body)
		}
		before := maps.Clone(w.cookies)
		if res := w.post(secondFactorPath+"/proof", map[string]string{"code": code}); res.StatusCode != 200 {
			t.Fatalf("proof: %d %s", res.StatusCode, res.body)
		}
		var state secondFactorState
		decodeInto(t, w.get(secondFactorPath), &state)
		if !state.Strong {
			t.Error("the session is not strong")
		}
		if w.cookies[cookiePlain] == before[cookiePlain] {
			t.Error("the session is the same one: fixation")
		}
		if res := (&client{site: s, cookies: before}).get("/api/v1/session"); res.StatusCode != 401 {
			t.Errorf("the weak session lives on: %d", res.StatusCode)
		}
	}
	plain := s.as("lead")
	if res := plain.post(secondFactorPath+"/proof", map[string]string{"code": "1"}); res.StatusCode != 409 {
		t.Errorf("without a second factor: %d", res.StatusCode)
	}
}
