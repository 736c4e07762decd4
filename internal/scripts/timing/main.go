// Command timing measures, on a real program on this machine, whether answers
// take longer for what exists and is hidden than for what does not exist:
// sign-ins of a known and an unknown account, and reading another team's object
// and a missing one. It prints medians and the difference of medians with a
// 95 % interval by resampling; it judges nothing, since a busy machine would.
//
//	go run ./internal/scripts/timing [-reads 400] -program bin/parksite
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"
)

const (
	password = "seven grey herons over wide water"
	// failures of one account before it has to pause
	guesses = 4
)

// accounts of the demo; one of them is not guessed at, to sign in with.
var accounts = []string{"lead", "viewer", "analyst-b", "lead-b", "reviewer-ndrc", "reviewer-mofcom", "reviewer-mfa", "admin"}

func main() {
	reads := flag.Int("reads", 400, "readings of each kind, at most 5000")
	program := flag.String("program", "bin/parksite", "the program")
	flag.Parse()
	if *reads < 20 || *reads > 5000 || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(*program, *reads); err != nil {
		fmt.Fprintln(os.Stderr, "timing:", err)
		os.Exit(1)
	}
}

func run(program string, reads int) (err error) {
	dir, err := os.MkdirTemp("", "parksite-timing-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	cmd := exec.Command(program, "serve", "--demo")
	// Each guess comes from an address of its own, so that only the account's
	// own pause would be felt, and it is not reached.
	cmd.Env = append(os.Environ(), "PARKSITE_DATA_DIR="+dir, "PARKSITE_ADDR=127.0.0.1:0", "PARKSITE_DEMO_PASSWORD="+password,
		"PARKSITE_LOG_LEVEL=error", "PARKSITE_TRUSTED_PROXIES=127.0.0.1", "MONGODB_URI=")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	defer func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		kill := time.AfterFunc(40*time.Second, func() { _ = cmd.Process.Kill() })
		defer kill.Stop()
		err = errors.Join(err, cmd.Wait())
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return err
	}
	base := strings.TrimPrefix(strings.TrimSpace(line), "listening on ") + "/api/v1"

	analyst, other := newPerson(base), newPerson(base)
	if err := analyst.signIn("analyst"); err != nil {
		return err
	}
	if err := other.signIn("lead-b"); err != nil {
		return err
	}
	if err := signIns(base); err != nil {
		return err
	}
	return objects(analyst, other, reads)
}

// signIns compares wrong passwords of known and unknown accounts, by turns.
func signIns(base string) error {
	var known, unknown []time.Duration
	for i := range guesses * len(accounts) {
		for _, k := range rand.Perm(2) {
			name, list := accounts[i%len(accounts)], &known
			if k == 1 {
				name, list = fmt.Sprintf("nobody-%d", i), &unknown
			}
			took, status, err := newPerson(base).ask("POST", "/session", map[string]string{"username": name, "password": "not the password of anybody"}, nil,
				"X-Forwarded-For", fmt.Sprintf("198.51.%d.%d", 100+k, i))
			if err != nil {
				return err
			}
			if status != http.StatusUnauthorized {
				return fmt.Errorf("a guess at %s: %d", name, status)
			}
			*list = append(*list, took)
		}
	}
	report("sign-in, wrong password", "known account", known, "unknown account", unknown)
	return nil
}

// objects compares reading another team's object and a missing one, by turns.
func objects(analyst, other *person, reads int) error {
	var made struct{ ID string }
	for _, kind := range []struct {
		path string
		body any
	}{
		{"/rankings", map[string]any{"title": "另一团队", "modelId": "general"}},
		{"/own-sites", map[string]any{"name": map[string]string{"zh": "另一团队", "en": "Another team"}, "iso3": "VNM", "lat": 10.58, "lon": 107.03}},
	} {
		if _, status, err := other.ask("POST", kind.path, kind.body, &made); err != nil || status != http.StatusCreated {
			return fmt.Errorf("%s: %d %w", kind.path, status, err)
		}
		missing := made.ID[:len(made.ID)-4] + "aaaa"
		var hidden, absent []time.Duration
		for i := range reads + 20 {
			for _, k := range rand.Perm(2) {
				id, list := made.ID, &hidden
				if k == 1 {
					id, list = missing, &absent
				}
				took, status, err := analyst.ask("GET", kind.path+"/"+id, nil, nil)
				if err != nil {
					return err
				}
				if status != http.StatusNotFound {
					return fmt.Errorf("%s/%s: %d", kind.path, id, status)
				}
				if i >= 20 { // the first ones warm up
					*list = append(*list, took)
				}
			}
		}
		report("GET "+kind.path+"/{id}", "another team's", hidden, "missing", absent)
	}
	return nil
}

func report(what, a string, as []time.Duration, b string, bs []time.Duration) {
	var differences []time.Duration
	for range 2000 {
		differences = append(differences, median(resample(as))-median(resample(bs)))
	}
	slices.Sort(differences)
	us := func(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }
	fmt.Printf("%s\n  %-16s median %9.0f µs  p90 %9.0f µs  of %d\n  %-16s median %9.0f µs  p90 %9.0f µs  of %d\n  difference of medians %.0f µs, 95 %% interval %.0f to %.0f µs\n",
		what, a, us(median(as)), us(at(as, 0.9)), len(as), b, us(median(bs)), us(at(bs, 0.9)), len(bs),
		us(median(as)-median(bs)), us(at(differences, 0.025)), us(at(differences, 0.975)))
}

func resample(of []time.Duration) []time.Duration {
	out := make([]time.Duration, len(of))
	for i := range out {
		out[i] = of[rand.IntN(len(of))]
	}
	return out
}

func median(of []time.Duration) time.Duration { return at(of, 0.5) }

// at is the value below which the given share of of lies.
func at(of []time.Duration, share float64) time.Duration {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[min(int(share*float64(len(sorted))), len(sorted)-1)]
}

// person is a browser.
type person struct {
	base string
	http *http.Client
}

func newPerson(base string) *person {
	jar, _ := cookiejar.New(nil) // fails never without options
	return &person{base, &http.Client{Jar: jar, Timeout: time.Minute}}
}

func (p *person) signIn(name string) error {
	_, status, err := p.ask("POST", "/session", map[string]string{"username": name, "password": password}, nil)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("signing in as %s: %d", name, status)
	}
	return err
}

// ask returns how long the whole answer took.
func (p *person) ask(method, path string, body, into any, headers ...string) (time.Duration, int, error) {
	var data []byte
	if body != nil {
		var err error
		if data, err = json.Marshal(body); err != nil {
			return 0, 0, err
		}
	}
	req, err := http.NewRequest(method, p.base+path, bytes.NewReader(data))
	if err != nil {
		return 0, 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	begin := time.Now()
	res, err := p.http.Do(req)
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	took := time.Since(begin)
	if err == nil && into != nil {
		err = json.Unmarshal(text, into)
	}
	return took, res.StatusCode, err
}
