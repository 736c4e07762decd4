package access

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"parksite/internal/fault"
)

// cheap keeps tests about rules from paying for hashes; TestPHC pays once.
var cheap = argonParams{memory: 64, time: 1, threads: 1}

func TestPHC(t *testing.T) {
	h := NewHasher(2, time.Minute)
	// P-H-C/phc-winner-argon2, src/test.c, "Test Argon2id version number: 13".
	const reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if ok, old, err := h.verify(t.Context(), reference, "password"); !ok || !old || err != nil {
		t.Errorf("reference hash: %t, short salt to be remade %t, %v", ok, old, err)
	}
	phc, err := h.Hash(t.Context(), "correct horse battery staple")
	if err != nil {
		t.Fatal(err)
	}
	p, salt, tag, err := parsePHC(phc)
	if err != nil || p != (argonParams{memory: 19456, time: 2, threads: 1}) || len(salt) != 16 || len(tag) != 32 ||
		!strings.HasPrefix(phc, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("%s: %+v, salt %d, tag %d, %v", phc, p, len(salt), len(tag), err)
	}
	again, _ := h.Hash(t.Context(), "correct horse battery staple")
	if again == phc {
		t.Error("two hashes share a salt")
	}
	for _, tt := range []struct {
		password string
		ok       bool
	}{{"correct horse battery staple", true}, {"correct horse battery staple ", false}, {" correct horse battery staple", false}, {"", false},
		{strings.Repeat("x", MaxPassword+1), false}} {
		if ok, old, err := h.verify(t.Context(), phc, tt.password); ok != tt.ok || old || err != nil {
			t.Errorf("%q: %t, %t, %v", tt.password, ok, old, err)
		}
	}
}

func TestBadPHC(t *testing.T) {
	good := cheap.phc("x", newSalt())
	for _, s := range []string{"", "x", strings.Replace(good, "argon2id", "argon2i", 1), strings.Replace(good, "v=19", "v=16", 1),
		strings.Replace(good, "m=64", "m=4294967295", 1), strings.Replace(good, "m=64", "m=1", 1), strings.Replace(good, "t=1", "t=0", 1),
		strings.Replace(good, "t=1", "t=999", 1), strings.Replace(good, "p=1", "p=0", 1), good + "$", good[:len(good)-30],
		strings.Replace(good, "m=64", "m=+64", 1), strings.Replace(good, "m=64,", "m=64, ", 1)} {
		if _, _, _, err := parsePHC(s); err == nil {
			t.Errorf("parsePHC(%q) passes", s)
		}
	}
	if _, _, err := newHasher(cheap, 1, time.Second).verify(t.Context(), "$argon2id$nonsense", "x"); !fault.Is(err, fault.Internal) {
		t.Errorf("a broken stored hash: %v", err)
	}
}

func FuzzParsePHC(f *testing.F) {
	f.Add(cheap.phc("x", newSalt()))
	f.Add("$argon2id$v=19$m=64,t=1,p=1$$")
	f.Fuzz(func(t *testing.T, s string) {
		if p, salt, tag, err := parsePHC(s); err == nil && (p.memory > 1<<18 || p.time > 16 || p.threads < 1 || len(salt) > 64 || len(tag) > 64) {
			t.Errorf("%q passes with %+v", s, p)
		}
	})
}

func TestUnicodePasswords(t *testing.T) {
	h := newHasher(cheap, 2, time.Second)
	const nfc = "Café-Zürich-Übergröße"
	phc, err := h.Hash(t.Context(), nfc)
	if err != nil {
		t.Fatal(err)
	}
	for _, same := range []string{norm.NFD.String(nfc), norm.NFKD.String(nfc), "Ｃafé-Zürich-Übergröße"} {
		if ok, _, err := h.verify(t.Context(), phc, same); !ok || err != nil {
			t.Errorf("%+q is not the same password: %v", same, err)
		}
	}
}

func TestSignIn(t *testing.T) {
	h := newHasher(cheap, 2, time.Second)
	now := newClock().now()
	past := now.Add(-time.Second)
	phc := cheap.phc("secret words here", newSalt())
	user := User{ID: "u", State: Active, PasswordHash: phc}
	locked, expired, sso := user, user, user
	locked.State, expired.ExpiresAt, sso.PasswordHash = Locked, &past, ""
	if _, err := h.SignIn(t.Context(), user, "secret words here", now); err != nil {
		t.Fatal(err)
	}
	h.dummy = cheap.phc("secret words here", newSalt()) // even the password of no account opens none
	var texts []string
	for name, tt := range map[string]struct {
		u        User
		password string
	}{
		"wrong": {user, "secret words her"}, "unknown": {User{}, "secret words here"}, "unknown, empty": {User{}, ""},
		"locked": {locked, "secret words here"}, "expired": {expired, "secret words here"}, "no password": {sso, ""}, "no password, dummy's": {sso, "secret words here"},
		"too long": {user, strings.Repeat("a", 10_000)},
	} {
		_, err := h.SignIn(t.Context(), tt.u, tt.password, now)
		if !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		texts = append(texts, err.Error())
	}
	for _, s := range texts {
		if s != texts[0] {
			t.Errorf("answers differ: %q, %q", s, texts[0])
		}
	}
}

// TestUnknownAccountHashes: an account that does not exist costs a hash too.
// The slot is taken, so work for a known account would have to wait, and so
// must work for an unknown one.
func TestUnknownAccountHashes(t *testing.T) {
	h := newHasher(cheap, 1, 20*time.Millisecond)
	h.slots <- struct{}{}
	for _, u := range []User{{}, {ID: "u", State: Active, PasswordHash: cheap.phc("x", newSalt())}} {
		_, err := h.SignIn(t.Context(), u, "x", time.Now())
		if !fault.Is(err, fault.TooMany) {
			t.Errorf("%q: %v, want TooMany", u.ID, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	h.wait = time.Minute
	if _, err := h.Hash(ctx, "x"); !fault.Is(err, fault.Unavailable) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestHashesAreBounded(t *testing.T) {
	h := newHasher(cheap, 2, time.Minute)
	var mu sync.Mutex
	running, most := 0, 0
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			done, err := h.turn(context.Background())
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			running++
			most = max(most, running)
			mu.Unlock()
			_ = cheap.phc("x", newSalt())
			mu.Lock()
			running--
			mu.Unlock()
			done()
		})
	}
	wg.Wait()
	if most > 2 {
		t.Errorf("%d hashes at once, want 2", most)
	}
}

func TestRehash(t *testing.T) {
	h := newHasher(argonParams{memory: 128, time: 1, threads: 1}, 2, time.Second)
	u := User{ID: "u", State: Active, PasswordHash: cheap.phc("an old password", newSalt())}
	fresh, err := h.SignIn(t.Context(), u, "an old password", time.Now())
	if err != nil || fresh == "" {
		t.Fatalf("rehashed %q, %v", fresh, err)
	}
	u.PasswordHash = fresh
	if again, err := h.SignIn(t.Context(), u, "an old password", time.Now()); err != nil || again != "" {
		t.Errorf("rehashed again: %q, %v", again, err)
	}
	u.PasswordHash = cheap.phc("an old password", newSalt())
	if fresh, err := h.SignIn(t.Context(), u, "a wrong password", time.Now()); err == nil || fresh != "" {
		t.Errorf("wrong password rehashed: %q, %v", fresh, err)
	}
}

func TestPolicy(t *testing.T) {
	u := User{Username: "zhang.wei", Name: "张伟", Email: "wei.zhang@energy-group.cn"}
	const strong = "violet tuba gallops eastward"
	for _, tt := range []struct{ name, password, nist, djbh string }{
		{"fourteen", "kq7vexatious-9", "password.short", ""},
		{"fifteen", "kq7vexatious-92", "", ""},
		{"sixty-four", strings.Repeat("violet7Tuba-ox#m", 4), "password.common", "password.common"}, // one piece, repeated
		{"sixty-four, varied", strong + "; " + "Mossy lanterns outlast 7 quiet yards.", "", ""},
		{"one hundred and twenty-eight", (strong + " Mossy lanterns outlast 7 quiet yards, though brittle kelp vexes jumpy otters daily; quorum wanes by noon 42 fathoms deep under ice.")[:128], "", ""},
		{"ten kilobytes", strings.Repeat("x7", 5000), "password.long", "password.long"},
		{"leading and trailing spaces count", "  kq7Vexatious  ", "", ""},
		{"NUL", strong + "\x00", "password.text", "password.text"},
		{"not UTF-8", strong + "\xff", "password.text", "password.text"},
		{"one class", "violettubagallopseastward", "", "password.classes"},
		{"chinese counts as characters", "紫罗兰大号向东飞奔而去不回头啊", "", "password.classes"},
		{"twice password", "passwordpassword", "password.common", "password.classes"},
		{"leet", "P@ssw0rdP@ssw0rd", "password.common", "password.common"},
		{"padded", "password1234567890", "password.common", "password.classes"},
		{"keyboard", "qwertyuiopasdfgh", "password.common", "password.classes"},
		{"keyboard back", "Poiuytrewq0987654", "password.common", "password.common"},
		{"keyboard in zigzag", "1q2w3e4r5t6y7u8i", "password.common", "password.classes"},
		{"alphabet, spaced", "a b c d e f g h i j", "password.common", "password.classes"},
		{"one character that form KC makes eighteen", "ﷺ", "password.short", "password.short"},
		{"digits", "123456789012345", "password.common", "password.classes"},
		{"one letter", "aaaaaaaaaaaaaaaaaaa", "password.common", "password.classes"},
		{"woaini", "Woaini5201314-woaini", "password.common", "password.common"},
		{"full width", "ｐａｓｓｗｏｒｄｐａｓｓｗｏｒｄ", "password.common", "password.classes"},
		{"own username", "kq7-Zhang.Wei-vexatious", "password.personal", "password.personal"},
		{"own name", "kq7-张伟-Vexatious-tuba", "password.personal", "password.personal"},
		{"own e-mail", "Wei.Zhang@energy-group.cn", "password.personal", "password.personal"},
		{"own employer", "Energy-otters-92-quorum", "password.personal", "password.personal"},
		{"the field", "海外产业园选址系统密码本二零二六", "password.personal", "password.classes"},
		{"the product", "Parksite-tuba-92-otters", "password.personal", "password.personal"},
	} {
		for _, p := range []PasswordPolicy{NIST, DJBH} {
			want := tt.nist
			if p.Profile == "djbh" {
				want = tt.djbh
			}
			got := ""
			if err := p.Check(tt.password, u); err != nil {
				f := fieldsOf(t, err)
				got = f[0].Code
				if f[0].Field != "password" || f[0].Detail == "" || strings.Contains(err.Error(), tt.password) {
					t.Errorf("%s, %s: %v", tt.name, p.Profile, err)
				}
			}
			if got != want {
				t.Errorf("%s, %s: %q, want %q", tt.name, p.Profile, got, want)
			}
		}
	}
}

func fieldsOf(t *testing.T, err error) []fault.Field {
	t.Helper()
	f, ok := err.(*fault.Error)
	if !ok || f.Kind != fault.Invalid || len(f.Fields) == 0 {
		t.Fatalf("%v is no Invalid fault with fields", err)
	}
	return f.Fields
}

func TestDefaultPasswordsFail(t *testing.T) {
	for _, s := range []string{"", "admin", "parksite", "password", "changeme", "admin123", "adminadminadminadmin", "administrator2026"} {
		if NIST.Check(s, User{Username: "admin"}) == nil || DJBH.Check(s, User{Username: "admin"}) == nil {
			t.Errorf("%q passes", s)
		}
	}
}

func TestGeneratePassword(t *testing.T) {
	seen := map[string]bool{}
	for range 200 {
		s := GeneratePassword()
		if seen[s] || len(s) != 23 || NIST.Check(s, User{Username: "admin"}) != nil || DJBH.Check(s, User{Username: "admin"}) != nil {
			t.Errorf("%q", s)
		}
		seen[s] = true
	}
}

func TestHistoryAndAge(t *testing.T) {
	h := newHasher(cheap, 2, time.Second)
	c := newClock()
	u := User{ID: "u", State: Active, Epoch: 1}
	words := []string{"first", "second", "third", "fourth", "fifth", "sixth", "seventh"}
	for _, w := range words {
		phc, err := h.Hash(t.Context(), w)
		if err != nil {
			t.Fatal(err)
		}
		u = u.WithPassword(phc, DJBH, false, c.now())
	}
	if u.Epoch != 8 || len(u.PasswordHistory) != 5 {
		t.Errorf("epoch %d, history %d", u.Epoch, len(u.PasswordHistory))
	}
	for w, want := range map[string]bool{"seventh": true, "sixth": true, "second": true, "first": false, "eighth": false} {
		if got, err := h.Reused(t.Context(), u, DJBH, w); got != want || err != nil {
			t.Errorf("Reused(%s) = %t, %v", w, got, err)
		}
	}
	if got, _ := h.Reused(t.Context(), u, NIST, "sixth"); got {
		t.Error("nist remembers")
	}
	c.add(90*24*time.Hour - time.Second)
	if DJBH.Expired(u, c.now()) || NIST.Expired(u, c.now()) {
		t.Error("expired early")
	}
	c.add(time.Second)
	if !DJBH.Expired(u, c.now()) || NIST.Expired(u, c.now()) {
		t.Error("djbh expires after 90 days, nist never")
	}
	if _, err := PolicyOf("none"); !fault.Is(err, fault.Invalid) {
		t.Errorf("PolicyOf(none): %v", err)
	}
	if p, err := PolicyOf("djbh"); err != nil || p != DJBH {
		t.Errorf("PolicyOf(djbh) = %v, %v", p, err)
	}
}

func BenchmarkHash(b *testing.B) {
	h := NewHasher(2, time.Minute)
	for b.Loop() {
		if _, err := h.Hash(b.Context(), "correct horse battery staple"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPolicy(b *testing.B) {
	for b.Loop() {
		_ = NIST.Check("violet tuba gallops eastward", User{Username: "analyst"})
	}
}
