package handlers

import (
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parksite/internal/access"
	"parksite/internal/store"
	"parksite/internal/store/storetest"
)

// accept uses a one-time link for an account.
func (s *site) accept(username, secret, password string) answered {
	s.t.Helper()
	return s.anybody().post("/api/v1/session", map[string]string{"username": username, "password": password, "invitation": secret})
}

// A one-time link belongs to its person, dies within the hour and with the
// first use of another, and its secret is in no log, trail or document.
func TestInvitationIsBound(t *testing.T) {
	log := &lines{}
	s := newSiteWith(t, storetest.Open(t), func(cfg *Config) { cfg.Log = slog.New(slog.NewJSONHandler(log, nil)) })
	admin := s.as("admin")
	const good = "nine slow ferries cross at dusk"
	var wang, li invited
	admin.want(201, "", admin.post("/api/v1/users", map[string]string{"username": "wang.fang", "name": "王芳"})).decode(t, &wang)
	admin.want(201, "", admin.post("/api/v1/users", map[string]string{"username": "li.lei", "name": "李雷"})).decode(t, &li)
	if life := wang.ExpiresAt.Sub(s.clock.now()); life > time.Hour || life < 59*time.Minute {
		t.Errorf("a link of %s", life)
	}
	for name, res := range map[string]answered{
		"another's link":          s.accept("li.lei", wang.Secret, good),
		"an account without one":  s.accept("analyst", wang.Secret, good),
		"an account that is none": s.accept("nobody", wang.Secret, good),
	} {
		if res.StatusCode != 401 || res.problem(t).Code != "invitation.invalid" {
			t.Errorf("%s: %d %s", name, res.StatusCode, res.body)
		}
	}
	// A password that is refused uses nothing up and is no guess.
	for range 12 {
		if res := s.accept("wang.fang", wang.Secret, "short"); res.StatusCode != 400 {
			t.Fatalf("a short password: %d %s", res.StatusCode, res.body)
		}
	}
	if res := s.accept("wang.fang", wang.Secret, good); res.StatusCode != 200 {
		t.Fatalf("%d %s", res.StatusCode, res.body)
	}

	// A reset ends what is open, takes the second factor away, and of two links
	// the use of one voids the other.
	mine := s.anybody()
	mine.post("/api/v1/session", map[string]string{"username": "wang.fang", "password": good})
	reset := func() (inv invited) {
		t.Helper()
		var p access.Person
		admin.get("/api/v1/users/"+wang.User.ID).decode(t, &p)
		admin.want(200, "", admin.do("POST", "/api/v1/users/"+p.ID+"/reset", nil, map[string]string{"If-Match": fmt.Sprintf(`"%d"`, p.Version)})).decode(t, &inv)
		return inv
	}
	first := reset()
	mine.want(401, "session.ended", mine.get("/api/v1/session"))
	if status, _ := s.anybody().signIn(map[string]string{"username": "wang.fang", "password": good}); status != 401 {
		t.Errorf("the password of before: %d", status)
	}
	second := reset()
	if res := s.accept("wang.fang", first.Secret, good+" two"); res.StatusCode != 401 {
		t.Errorf("the earlier of two links: %d", res.StatusCode)
	}
	s.clock.forward(2 * time.Minute) // past the pause after failures
	if res := s.accept("wang.fang", second.Secret, good+" two"); res.StatusCode != 200 {
		t.Errorf("the later: %d %s", res.StatusCode, res.body)
	}
	s.clock.forward(time.Hour)
	if res := s.accept("li.lei", li.Secret, good); res.StatusCode != 401 {
		t.Errorf("an hour later: %d", res.StatusCode)
	}
	events, _, err := s.store.Events(t.Context(), store.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	inv, err := s.store.Invitation(t.Context(), access.SecretID(wang.Secret))
	if err != nil {
		t.Fatal(err)
	}
	for where, text := range map[string]string{"log": log.String(), "trail": fmt.Sprintf("%+v", events), "document": fmt.Sprintf("%+v", inv)} {
		for _, secret := range []string{wang.Secret, li.Secret, first.Secret, second.Secret, good} {
			if strings.Contains(text, secret) {
				t.Errorf("the %s holds a secret", where)
			}
		}
	}
}

// Of sixteen who use a link at once, in two processes, one sets the password.
func TestInvitationOnce(t *testing.T) {
	s := newSite(t)
	second := newSiteWith(t, storetest.Second(t, s.store), func(*Config) {})
	admin := s.as("admin")
	var inv invited
	admin.want(201, "", admin.post("/api/v1/users", map[string]string{"username": "wang.fang", "name": "王芳"})).decode(t, &inv)
	time.Sleep(250 * time.Millisecond) // until the other process knows the account
	var wg sync.WaitGroup
	var won atomic.Int32
	passwords := make([]string, 16)
	for i := range passwords {
		passwords[i] = fmt.Sprintf("nine slow ferries cross at dusk %d", i)
		wg.Go(func() {
			at := []*site{s, second}[i%2]
			res := at.anybody().do("POST", "/api/v1/session", map[string]string{"username": "wang.fang", "password": passwords[i], "invitation": inv.Secret},
				map[string]string{"RemoteAddr": fmt.Sprintf("198.51.100.%d:1000", i)})
			switch {
			case res.StatusCode == 200:
				won.Add(1)
			case res.StatusCode != 401 && res.StatusCode != 429:
				t.Errorf("%d %s", res.StatusCode, res.body)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Errorf("%d set the password", won.Load())
	}
	s.clock.forward(20 * time.Minute)
	in := 0
	for i, p := range passwords {
		status, _ := s.anybody().signIn(map[string]string{"username": "wang.fang", "password": p})
		if status == 200 {
			in++
		}
		if i%4 == 3 {
			s.clock.forward(20 * time.Minute)
		}
	}
	if in != 1 {
		t.Errorf("%d of the passwords open the account", in)
	}
}
