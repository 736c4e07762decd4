package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// httpClient is a browser with its cookies.
type httpClient struct {
	t    *testing.T
	base string
	http *http.Client
}

func newClient(t *testing.T, base string) *httpClient {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &httpClient{t, base, &http.Client{Jar: jar, Timeout: 30 * time.Second}}
}

func (c *httpClient) do(method, path string, body any) (int, []byte) {
	c.t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		c.t.Fatal(err)
	}
	req, err := http.NewRequest(method, c.base+path, bytes.NewReader(data))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := c.http.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return res.StatusCode, text
}

func (c *httpClient) post(path string, body, into any) {
	c.t.Helper()
	status, text := c.do("POST", path, body)
	if status >= 300 {
		c.t.Fatalf("POST %s: %d %.300s", path, status, text)
	}
	if err := json.Unmarshal(text, into); err != nil {
		c.t.Fatal(err)
	}
}

func (c *httpClient) signIn(username string) {
	c.t.Helper()
	var v any
	c.post("/api/v1/session", map[string]string{"username": username, "password": password}, &v)
}

// The first start prints a password once, which must be changed; a second
// start changes nothing and a second process is refused.
func TestFirstStart(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	settings := map[string]string{"PARKSITE_DATA_DIR": dir, "PARKSITE_ADDR": "127.0.0.1:0"}
	s := startServer(t, settings)
	m := regexp.MustCompile(`\n    (\S+)\n`).FindStringSubmatch(s.err.String())
	if m == nil {
		t.Fatalf("no password printed: %s", s.err)
	}
	printed := m[1]
	file := filepath.Join(dir, "initial-password")
	text, err := os.ReadFile(file)
	if err != nil || strings.TrimSpace(string(text)) != printed {
		t.Errorf("%s holds %q (%v)", file, text, err)
	}
	// Nobody else on the machine reads any of it.
	err = filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err == nil && info.Mode().Perm()&0o077 != 0 && info.Mode()&os.ModeSocket == 0 {
			t.Errorf("%s has mode %o", path, info.Mode().Perm())
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	second := runProgram(t, settings, "", "serve")
	if second.code == 0 || !strings.Contains(second.err, "another parksite process") {
		t.Errorf("a second process: exit %d %s", second.code, second.err)
	}
	for _, guess := range []string{"admin", "", "parksite", "password"} {
		c := newClient(t, s.url)
		if status, _ := c.do("POST", "/api/v1/session", map[string]string{"username": "admin", "password": guess}); status == 200 {
			t.Errorf("admin signs in with %q", guess)
		}
	}
	c := newClient(t, s.url)
	status, body := c.do("POST", "/api/v1/session", map[string]string{"username": "admin", "password": printed})
	if status != 200 || !strings.Contains(string(body), `"mustChangePassword":true`) {
		t.Fatalf("%d %s", status, body)
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("%s is still there after the first sign-in (%v)", file, err)
	}
	if status, body := c.do("GET", "/api/v1/users", nil); status != 403 || !strings.Contains(string(body), "password.mustChange") {
		t.Errorf("before the change: %d %s", status, body)
	}
	if status, body := c.do("PUT", "/api/v1/session/password", map[string]string{"current": printed, "password": password}); status != 200 {
		t.Fatalf("%d %s", status, body)
	}
	if status, _ := c.do("GET", "/api/v1/users", nil); status != 200 {
		t.Errorf("after the change: %d", status)
	}
	if code := s.stop(t, syscall.SIGTERM); code != 0 {
		t.Errorf("exit %d", code)
	}
	before := size(t, settings)
	settings["PARKSITE_ADMIN_PASSWORD"] = "a different one, ignored by now"
	again := startServer(t, settings)
	if strings.Contains(again.err.String(), "password") {
		t.Errorf("the second start prints %s", again.err)
	}
	again.stop(t, syscall.SIGTERM)
	if after := size(t, settings); after != before {
		t.Errorf("the second start wrote: %s before, %s after", before, after)
	}
	if got := runProgram(t, settings, "", "serve", "--demo"); got.code != 2 || !strings.Contains(got.err, "empty store") {
		t.Errorf("a demo on somebody's store: exit %d %s", got.code, got.err)
	}
}

// size is what verify says of the store: how many events and objects it has.
func size(t *testing.T, settings map[string]string) string {
	t.Helper()
	got := runProgram(t, settings, "", "verify")
	if got.code != 0 {
		t.Fatalf("verify: %s%s", got.out, got.err)
	}
	return got.out
}

// Whoever starts a demo can sign in, the second time too.
func TestDemoTwice(t *testing.T) {
	settings := map[string]string{"PARKSITE_DATA_DIR": filepath.Join(t.TempDir(), "data"), "PARKSITE_ADDR": "127.0.0.1:0"}
	for range 2 {
		s := startServer(t, settings, "--demo")
		m := regexp.MustCompile(`with the password (\S+)\n`).FindStringSubmatch(s.err.String())
		if m == nil {
			t.Fatalf("no password printed: %s", s.err)
		}
		for _, name := range []string{"analyst", "lead", "viewer", "analyst-b", "lead-b", "reviewer-ndrc", "reviewer-mofcom", "reviewer-mfa", "admin"} {
			if status, body := newClient(t, s.url).do("POST", "/api/v1/session", map[string]string{"username": name, "password": m[1]}); status != 200 {
				t.Errorf("%s: %d %s", name, status, body)
			}
		}
		if code := s.stop(t, syscall.SIGINT); code != 0 {
			t.Errorf("exit %d", code)
		}
	}
	settings["PARKSITE_ADDR"] = "0.0.0.0:0" // in earnest, and for everybody
	if got := runProgram(t, settings, "", "serve"); got.code != 2 || !strings.Contains(got.err, "demo accounts") || strings.Contains(got.out, "listening") {
		t.Errorf("a demo's store for others: exit %d %s", got.code, got.err)
	}
}

// A demo takes the passwords it is given and says what is wrong with them; a
// start in earnest refuses them.
func TestPasswordsGiven(t *testing.T) {
	const weak, weakAdmin = "parksite demo", "admin"
	settings := map[string]string{"PARKSITE_DATA_DIR": filepath.Join(t.TempDir(), "data"), "PARKSITE_ADDR": "127.0.0.1:0",
		"PARKSITE_DEMO_PASSWORD": weak, "PARKSITE_ADMIN_PASSWORD": weakAdmin}
	if got := runProgram(t, settings, "", "serve"); got.code != 2 || !strings.Contains(got.err, "PARKSITE_ADMIN_PASSWORD is no password: at least 15 characters") {
		t.Errorf("in earnest: exit %d %s", got.code, got.err)
	}
	settings["PARKSITE_DEMO_PASSWORD"] = "tab\tkey"
	if got := runProgram(t, settings, "", "serve", "--demo"); got.code != 2 || !strings.Contains(got.err, "PARKSITE_DEMO_PASSWORD is no password: holds a control character") {
		t.Errorf("not to be typed: exit %d %s", got.code, got.err)
	}
	settings["PARKSITE_DEMO_PASSWORD"] = weak
	s := startServer(t, settings, "--demo")
	for name, given := range map[string]string{"analyst": weak, "admin": weakAdmin} {
		if status, body := newClient(t, s.url).do("POST", "/api/v1/session", map[string]string{"username": name, "password": given}); status != 200 {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
	for _, setting := range []string{"PARKSITE_DEMO_PASSWORD", "PARKSITE_ADMIN_PASSWORD"} {
		if !strings.Contains(s.err.String(), setting+" would do for no account but a demo's") {
			t.Errorf("nothing is said of %s: %s", setting, s.err)
		}
	}
	s.stop(t, syscall.SIGTERM)
}

// SIGTERM while requests are under way: each is answered, and the program ends
// by itself with 0.
func TestGracefulStop(t *testing.T) {
	s := startServer(t, map[string]string{"PARKSITE_DATA_DIR": filepath.Join(t.TempDir(), "data"), "PARKSITE_ADDR": "127.0.0.1:0", "PARKSITE_DEMO_PASSWORD": password}, "--demo")
	c := newClient(t, s.url)
	c.signIn("analyst")
	var wg sync.WaitGroup
	failed := make(chan string, 50)
	started := make(chan bool, 50)
	for range 50 {
		wg.Go(func() {
			body := strings.NewReader(`{"modelId":"general","simulation":{"draws":100000}}`)
			req, err := http.NewRequest("POST", s.url+"/api/v1/preview/robustness", body)
			if err != nil {
				failed <- err.Error()
				return
			}
			req.Header.Set("Content-Type", "application/json")
			started <- true
			res, err := c.http.Do(req)
			if err != nil {
				failed <- err.Error()
				return
			}
			text, err := io.ReadAll(res.Body)
			res.Body.Close()
			// Too many computations at once is an answer as well.
			if err != nil || res.StatusCode != 200 && res.StatusCode != 429 {
				failed <- fmt.Sprintf("%d %v %.200s", res.StatusCode, err, text)
			}
		})
	}
	for range 50 {
		<-started
	}
	time.Sleep(100 * time.Millisecond)
	if code := s.stop(t, syscall.SIGTERM); code != 0 {
		t.Errorf("exit %d: %s", code, s.err)
	}
	wg.Wait()
	close(failed)
	for f := range failed {
		t.Errorf("dropped: %s", f)
	}
	if _, err := http.Get(s.url + "/readyz"); err == nil {
		t.Error("it still answers")
	}
}

// A copy made beside the running server becomes a store of its own.
func TestBackupRestore(t *testing.T) {
	dir := t.TempDir()
	settings := map[string]string{"PARKSITE_DATA_DIR": filepath.Join(dir, "data"), "PARKSITE_ADDR": "127.0.0.1:0", "PARKSITE_DEMO_PASSWORD": password}
	s := startServer(t, settings, "--demo")
	c := newClient(t, s.url)
	c.signIn("analyst")
	var made struct{ ID string }
	c.post("/api/v1/rankings", map[string]any{"title": "备份前", "modelId": "general"}, &made)
	file := filepath.Join(dir, "copy")
	if got := runProgram(t, settings, "", "backup", file); got.code != 0 {
		t.Fatalf("backup: %s%s", got.out, got.err)
	}
	if got := runProgram(t, settings, "", "backup", file); got.code == 0 {
		t.Error("a second backup wrote over the first")
	}
	s.stop(t, syscall.SIGTERM)

	other := map[string]string{"PARKSITE_DATA_DIR": filepath.Join(dir, "other"), "PARKSITE_ADDR": "127.0.0.1:0"}
	if got := runProgram(t, other, "", "restore", file); got.code != 0 {
		t.Fatalf("restore: %s%s", got.out, got.err)
	}
	if got := runProgram(t, other, "", "restore", file); got.code == 0 {
		t.Error("a second restore wrote over the first")
	}
	if got := runProgram(t, other, "", "verify"); got.code != 0 {
		t.Errorf("verify after the restore: %s%s", got.out, got.err)
	}
	r := startServer(t, other)
	old := &httpClient{t, r.url, c.http}
	if status, _ := old.do("GET", "/api/v1/session", nil); status != 401 {
		t.Errorf("a session from before the copy: %d", status)
	}
	n := newClient(t, r.url)
	n.signIn("analyst")
	if status, body := n.do("GET", "/api/v1/rankings/"+made.ID, nil); status != 200 || !strings.Contains(string(body), "备份前") {
		t.Errorf("%d %.200s", status, body)
	}
	if err := os.WriteFile(filepath.Join(dir, "half"), []byte("SQLite format 3\x00 and no more"), 0o600); err != nil {
		t.Fatal(err)
	}
	third := map[string]string{"PARKSITE_DATA_DIR": filepath.Join(dir, "third")}
	if got := runProgram(t, third, "", "restore", filepath.Join(dir, "half")); got.code == 0 {
		t.Error("half a copy was restored")
	}
}

// Accounts are administered from the terminal beside the running server, and
// what is done there counts at once.
func TestUserCommands(t *testing.T) {
	settings := map[string]string{"PARKSITE_DATA_DIR": filepath.Join(t.TempDir(), "data"), "PARKSITE_ADDR": "127.0.0.1:0", "PARKSITE_DEMO_PASSWORD": password}
	s := startServer(t, settings, "--demo")
	c := newClient(t, s.url)
	c.signIn("viewer")
	if got := runProgram(t, settings, "", "user", "lock", "viewer"); got.code != 0 {
		t.Fatalf("lock: %s%s", got.out, got.err)
	}
	time.Sleep(time.Second) // another process learns it within a second
	if status, _ := c.do("GET", "/api/v1/session", nil); status != 401 {
		t.Errorf("a locked person's session: %d", status)
	}
	if got := runProgram(t, settings, "too short\n", "user", "add", "--password-stdin", "li.na"); got.code != 2 || !strings.Contains(got.err, "password") {
		t.Errorf("a short password: exit %d %s", got.code, got.err)
	}
	if got := runProgram(t, settings, "nine slow ferries cross at dusk\n", "user", "add", "--name", "李娜", "--password-stdin", "Li.Na"); got.code != 0 {
		t.Fatalf("add: %s%s", got.out, got.err)
	}
	if got := runProgram(t, settings, "nine slow ferries cross at dusk\n", "user", "add", "--password-stdin", "li-na"); got.code == 0 {
		t.Error("a name that looks like another was given")
	}
	time.Sleep(time.Second)
	if status, body := newClient(t, s.url).do("POST", "/api/v1/session", map[string]string{"username": "LI.NA", "password": "nine slow ferries cross at dusk"}); status != 200 {
		t.Errorf("the new account: %d %s", status, body)
	}
	if got := runProgram(t, settings, "", "user", "passwd", "analyst"); got.code != 0 || !strings.Contains(got.out, "shown this once") {
		t.Errorf("passwd: exit %d %s%s", got.code, got.out, got.err)
	}
	for _, tt := range [][]string{{"there is no account \"nobody\"", "user", "lock", "nobody"},
		{"user.usernameTaken", "user", "add", "analyst"}, {"there is no ranking \"nothing\"", "verify", "nothing"}} {
		if got := runProgram(t, settings, "", tt[1:]...); got.code != 1 || !strings.Contains(got.err, tt[0]) || strings.Contains(got.err, "store.") {
			t.Errorf("%s: exit %d %s, want %s", tt[1:], got.code, got.err, tt[0])
		}
	}
}
