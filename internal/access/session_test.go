package access

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"parksite/internal/fault"
)

func TestSecrets(t *testing.T) {
	s := NewSecret(TokenPrefix)
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(s, "isp_"))
	if err != nil || len(raw) != 32 || NewSecret(TokenPrefix) == s {
		t.Errorf("%q: %d bytes, %v", s, len(raw), err)
	}
	if len(SecretHash(s)) != 64 || len(SecretID(s)) != 24 || strings.Contains(SecretHash(s), SecretID(s)) {
		t.Errorf("hash %s, id %s", SecretHash(s), SecretID(s))
	}
	// FIPS 180-2, appendix B.1.
	if got := SecretHash("abc"); got != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" {
		t.Errorf("SecretHash(abc) = %s", got)
	}
	if a, b := NewID(), NewID(); a == b || len(a) != 26 {
		t.Error("ids repeat or are short")
	}
}

func TestSessionRules(t *testing.T) {
	c := newClock()
	u := User{ID: "u", State: Active, Epoch: 3}
	s, secret := NewSession(u, "127.0.0.1", "Agent\r\n\x1b[31m\u202eX", true, c.now())
	if s.Agent != "Agent[31mX" || !s.Strong {
		t.Errorf("session = %+v", s)
	}
	if b, _ := json.Marshal(s); strings.Contains(string(b), secret) {
		t.Error("the stored session holds the cookie's value")
	}
	locked, later, other := u.Lock(), u.Ended(), u
	other.ID = "v"
	gone := c.now()
	expired := u
	expired.ExpiresAt = &gone
	busy := s
	busy.SeenAt = s.SeenAt.Add(SessionAbsolute - time.Minute)
	for _, tt := range []struct {
		name   string
		s      Session
		secret string
		u      User
		after  time.Duration
		want   string
	}{
		{"fresh", s, secret, u, 0, ""},
		{"just not idle", s, secret, u, SessionIdle - time.Millisecond, ""},
		{"idle", s, secret, u, SessionIdle, "session.expired"},
		{"used until the end", busy, secret, u, SessionAbsolute - time.Millisecond, ""},
		{"too old however busy", busy, secret, u, SessionAbsolute, "session.expired"},
		{"clock a little behind", s, secret, u, -time.Minute, ""},
		{"clock far behind", s, secret, u, -time.Hour, "session.expired"},
		{"wrong secret", s, secret[:len(secret)-1] + "_", u, 0, "session.ended"},
		{"no secret", s, "", u, 0, "session.ended"},
		{"another user", s, secret, other, 0, "session.ended"},
		{"no user", s, secret, User{}, 0, "session.ended"},
		{"locked", s, secret, locked, 0, "session.ended"},
		{"ended", s, secret, later, 0, "session.ended"},
		{"unlocked again", s, secret, locked.Unlock(), 0, "session.ended"},
		{"account expired", s, secret, expired, 0, "session.ended"},
		{"zero session", Session{}, secret, User{}, 0, "session.ended"},
	} {
		err := tt.s.Check(tt.secret, tt.u, c.now().Add(tt.after))
		switch {
		case tt.want == "" && err != nil:
			t.Errorf("%s: %v", tt.name, err)
		case tt.want != "" && (!fault.Is(err, fault.Unauthenticated) || err.(*fault.Error).Code != tt.want):
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
	}
	if _, write := s.Touch(c.now().Add(59 * time.Second)); write {
		t.Error("writes within a minute")
	}
	if next, write := s.Touch(c.now().Add(time.Minute)); !write || !next.SeenAt.Equal(c.now().Add(time.Minute)) {
		t.Error("not seen after a minute")
	}
}

func TestTokenRules(t *testing.T) {
	c := newClock()
	u := User{ID: "u", State: Active, Epoch: 1}
	tok, secret, err := NewToken(u, "看板", []string{"ranking.read", "catalogue.read", "ranking.read"}, c.now().Add(time.Hour), c.now())
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(secret, "isp_") || !strings.HasPrefix(secret, tok.Prefix) || len(tok.Prefix) != 8 ||
		!slices.Equal(tok.Scopes, []string{"catalogue.read", "ranking.read"}) {
		t.Errorf("token = %+v", tok)
	}
	if b, _ := json.Marshal(tok); strings.Contains(string(b), secret[12:]) {
		t.Error("the stored token holds its secret")
	}
	if err := tok.Check(secret, u, c.now()); err != nil {
		t.Error(err)
	}
	refused := map[string]error{
		"expired":       tok.Check(secret, u, c.now().Add(time.Hour)),
		"revoked":       tok.Revoke(c.now()).Check(secret, u, c.now()),
		"owner locked":  tok.Check(secret, u.Lock(), c.now()),
		"owner ended":   tok.Check(secret, u.Ended(), c.now()),
		"another owner": tok.Check(secret, User{ID: "v", State: Active, Epoch: 1}, c.now()),
		"wrong secret":  tok.Check(secret+"x", u, c.now()),
		"zero token":    Token{}.Check("", User{}, c.now()),
	}
	for name, err := range refused {
		if !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if !tok.Covers("ranking", "read") || tok.Covers("ranking", "edit") || tok.Covers("ranking.read", "") {
		t.Error("Covers reads scopes wrongly")
	}
	forged := tok
	forged.Scopes = []string{"ranking.decide", "token.create", "*", "user.create"}
	for _, s := range forged.Scopes {
		object, action, _ := strings.Cut(s, ".")
		if forged.Covers(object, action) {
			t.Errorf("a forged token covers %s", s)
		}
		if _, _, err := NewToken(u, "x", []string{s}, c.now().Add(time.Hour), c.now()); !fault.Is(err, fault.Invalid) {
			t.Errorf("scope %s: %v", s, err)
		}
	}
	_, _, err = NewToken(u, "bad\u202ename", nil, c.now().Add(MaxTokenLife+time.Second), c.now())
	if f := fieldsOf(t, err); len(f) != 3 {
		t.Errorf("want name, scopes and expiresAt, got %v", f)
	}
}

// TestScopeTimesRights: a token gives the smaller of scope and rights, now.
func TestScopeTimesRights(t *testing.T) {
	src := &roster{teams: []Team{team("a", Enterprise)}, members: []Membership{grant("u", "a", Analyst)}}
	c := newClock()
	e := mustEnforcer(t, src, c.now)
	tok, _, err := NewToken(User{ID: "u"}, "x", []string{"ranking.edit", "ranking.submit"}, c.now().Add(time.Hour), c.now())
	if err != nil {
		t.Fatal(err)
	}
	can := func(action string) bool {
		return tok.Covers("ranking", action) && may(t, e, "u", "a", "ranking", action)
	}
	if !can("edit") || can("submit") || can("read") {
		t.Error("scope and rights are not both asked")
	}
	src.change(func() { src.members = []Membership{grant("u", "a", Viewer)} })
	c.add(revisionAge)
	if can("edit") {
		t.Error("the token outlives its owner's right")
	}
}

func TestInvitation(t *testing.T) {
	c := newClock()
	u := User{ID: "u", State: Active, Epoch: 1}
	inv, secret := NewInvitation(u, Invite, c.now())
	used, err := inv.Use(secret, u, c.now().Add(InvitationLife-time.Millisecond))
	if err != nil || used.UsedAt == nil || inv.UsedAt != nil {
		t.Fatalf("%+v, %v", used, err)
	}
	for name, try := range map[string]func() error{
		"used":    func() error { _, err := used.Use(secret, u, c.now()); return err },
		"expired": func() error { _, err := inv.Use(secret, u, c.now().Add(InvitationLife)); return err },
		"other":   func() error { _, err := inv.Use(secret, User{ID: "v", State: Active, Epoch: 1}, c.now()); return err },
		"wrong":   func() error { _, err := inv.Use(secret+"x", u, c.now()); return err },
		"locked":  func() error { _, err := inv.Use(secret, u.Lock(), c.now()); return err },
		"outlived": func() error {
			_, err := inv.Use(secret, u.WithPassword("x", NIST, false, c.now()), c.now())
			return err
		},
	} {
		if err := try(); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTOTP(t *testing.T) {
	// RFC 6238, appendix B, SHA-1, the last six of the eight digits.
	secret := base32NoPad.EncodeToString([]byte("12345678901234567890"))
	for at, code := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471",
		1234567890: "005924", 2000000000: "279037", 20000000000: "353130"} {
		step, ok := CheckTOTP(secret, code, time.Unix(at, 0))
		if !ok || step != at/30 {
			t.Errorf("%d: step %d, %t", at, step, ok)
		}
	}
	now := time.Unix(1111111111, 0) // step 37037037 begins at …110
	for _, tt := range []struct {
		code string
		at   time.Time
		ok   bool
	}{
		{"050471", now.Add(30 * time.Second), true}, {"050 471", now, true}, {"081804", now, true},
		{"050471", now.Add(60 * time.Second), false}, {"050471", now.Add(-32 * time.Second), false},
		{"", now, false}, {"50471", now, false}, {"0504710", now, false}, {"０５０４７１", now, false},
	} {
		if _, ok := CheckTOTP(secret, tt.code, tt.at); ok != tt.ok {
			t.Errorf("%q at %s: %t", tt.code, tt.at, ok)
		}
	}
	for _, bad := range []string{"", "not base32!", "A"} {
		if _, ok := CheckTOTP(bad, "000000", now); ok {
			t.Errorf("secret %q passes", bad)
		}
	}
	if a, b := TOTPClaim("u", 1), TOTPClaim("u", 2); a == b || a != "totp/u/1" {
		t.Error(a, b)
	}
	if got := TOTPURI("张三", "ABC"); got != "otpauth://totp/parksite:%E5%BC%A0%E4%B8%89?digits=6&issuer=parksite&period=30&secret=ABC" {
		t.Error(got)
	}
	if s := NewTOTPSecret(); len(s) != 32 || s == NewTOTPSecret() {
		t.Error(s)
	}
}

func TestRecoveryCodes(t *testing.T) {
	codes, hashes := NewRecoveryCodes()
	u := User{ID: "u"}.WithTOTP("v1.x", hashes)
	if len(codes) != 10 || u.Person().RecoveryCodes != 10 || !u.Person().TOTP {
		t.Fatalf("%d codes, %+v", len(codes), u.Person())
	}
	v, ok := u.UseRecoveryCode(" " + strings.ToUpper(codes[3]))
	if !ok || len(v.RecoveryHashes) != 9 || len(u.RecoveryHashes) != 10 {
		t.Fatalf("use: %t, %d left, %d before", ok, len(v.RecoveryHashes), len(u.RecoveryHashes))
	}
	if _, ok := v.UseRecoveryCode(codes[3]); ok {
		t.Error("used twice")
	}
	if _, ok := v.UseRecoveryCode(""); ok {
		t.Error("empty code passes")
	}
	if _, ok := v.UseRecoveryCode(codes[9]); !ok {
		t.Error("another code does not work")
	}
}

func TestKeys(t *testing.T) {
	if _, err := NewKeys(make([]byte, 31)); !fault.Is(err, fault.Invalid) {
		t.Errorf("short master: %v", err)
	}
	keys := func(b byte) Keys {
		m := make([]byte, 32)
		m[0] = b
		k, err := NewKeys(m)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	k, other := keys(1), keys(2)
	u := User{ID: "u"}
	u.TOTPSecret = k.SealSecret(u, "JBSWY3DP")
	if strings.Contains(u.TOTPSecret, "JBSWY3DP") || k.SealSecret(u, "JBSWY3DP") == u.TOTPSecret {
		t.Error("not sealed, or twice alike")
	}
	if got, err := k.OpenSecret(u); got != "JBSWY3DP" || err != nil {
		t.Errorf("OpenSecret = %q, %v", got, err)
	}
	moved := u
	moved.ID = "v"
	for name, try := range map[string]func() (string, error){
		"other key":  func() (string, error) { return other.OpenSecret(u) },
		"other user": func() (string, error) { return k.OpenSecret(moved) },
		"none":       func() (string, error) { return k.OpenSecret(User{ID: "u"}) },
		"cut":        func() (string, error) { return k.OpenSecret(User{ID: "u", TOTPSecret: u.TOTPSecret[:20]}) },
	} {
		if s, err := try(); err == nil || s != "" {
			t.Errorf("%s: %q, %v", name, s, err)
		}
	}
	c := newClock()
	cookie := k.NewDevice(u, c.now())
	id := k.Device(u, cookie, c.now())
	changed := "a" + cookie[1:]
	if cookie[0] == 'a' {
		changed = "b" + cookie[1:]
	}
	if id == "" || k.Device(u, cookie, c.now().Add(DeviceLife)) != "" || k.Device(moved, cookie, c.now()) != "" ||
		other.Device(u, cookie, c.now()) != "" || k.Device(u, cookie+"x", c.now()) != "" || k.Device(u, changed, c.now()) == id {
		t.Errorf("device %q of %q", id, cookie)
	}
	if k.Device(User{}, k.NewDevice(User{}, c.now()), c.now()) != "" {
		t.Error("an unknown account has a known device")
	}
}
