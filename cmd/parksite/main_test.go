package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"parksite/internal/appraisal"
)

// asProgram makes the test binary the program itself: what is tested is a real
// process with its environment, signals and exit code.
const asProgram = "PARKSITE_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if file := os.Getenv(clockFile); file != "" {
		os.Exit(whole(func() time.Time { return time.Now().Add(offset(file)) }))
	}
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

const password = "seven grey herons over wide water"

// program returns a command with only the settings given.
func program(t *testing.T, settings map[string]string, args ...string) *exec.Cmd {
	t.Helper()
	exe := os.Getenv("PARKSITE_TEST_PROGRAM") // a built program, tested as it is shipped
	if exe == "" {
		var err error
		if exe, err = os.Executable(); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(exe, args...)
	cmd.Env = []string{asProgram + "=1", "PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "TMPDIR=" + os.TempDir()}
	for k, v := range settings {
		cmd.Env = append(cmd.Env, k+"="+v)
	}
	return cmd
}

// ran is what a finished program left.
type ran struct {
	code     int
	out, err string
}

func runProgram(t *testing.T, settings map[string]string, stdin string, args ...string) ran {
	t.Helper()
	cmd := program(t, settings, args...)
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &errs
	err := cmd.Run()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		t.Fatal(err)
	}
	return ran{cmd.ProcessState.ExitCode(), out.String(), errs.String()}
}

// server is a running parksite serve.
type server struct {
	cmd  *exec.Cmd
	url  string
	err  *heard
	done chan error
}

// heard is what a running program has written so far.
type heard struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (h *heard) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.b.Write(p)
}

func (h *heard) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.b.String()
}

func startServer(t *testing.T, settings map[string]string, args ...string) *server {
	t.Helper()
	cmd := program(t, settings, append([]string{"serve"}, args...)...)
	s := &server{cmd: cmd, err: &heard{}, done: make(chan error, 1)}
	cmd.Stderr = s.err
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line := make(chan string, 1)
	go func() {
		buf := make([]byte, 4096)
		n, _ := pipe.Read(buf)
		line <- string(buf[:n])
		s.done <- cmd.Wait()
	}()
	select {
	case l := <-line:
		m := regexp.MustCompile(`^listening on (http://\S+)\n`).FindStringSubmatch(l)
		if m == nil {
			<-s.done
			t.Fatalf("printed %q; %s", l, s.err)
		}
		s.url = m[1]
	case <-time.After(60 * time.Second):
		_ = cmd.Process.Kill()
		t.Fatal("did not start within a minute")
	}
	t.Cleanup(func() { s.stop(t, syscall.SIGKILL) })
	return s
}

// stop sends a signal and waits for the end; a second call does nothing.
func (s *server) stop(t *testing.T, sig syscall.Signal) (code int) {
	t.Helper()
	_ = s.cmd.Process.Signal(sig)
	select {
	case err := <-s.done:
		s.done <- err
	case <-time.After(40 * time.Second):
		_ = s.cmd.Process.Kill()
		t.Fatal("did not stop")
	}
	return s.cmd.ProcessState.ExitCode()
}

func TestUsage(t *testing.T) {
	none := map[string]string{"PARKSITE_DATA_DIR": filepath.Join(t.TempDir(), "none")}
	for _, tt := range []struct {
		args []string
		code int
		says string
	}{
		{nil, 2, "parksite serve"},
		{[]string{"help"}, 0, "parksite rank"},
		{[]string{"dance"}, 2, `unknown command "dance"`},
		{[]string{"version"}, 0, appraisal.EngineVersion},
		{[]string{"version", "x"}, 2, "unexpected"},
		{[]string{"rank", "--format", "xml"}, 2, "table, csv or json"},
		{[]string{"rank", "--model", "no-such"}, 2, "there are: general"},
		{[]string{"rank", "--region", "Atlantis"}, 2, "unknown: Atlantis; there are ASEAN, South Asia, EU, "},
		{[]string{"rank", "--countries", "VNM,XXX"}, 2, "unknown: XXX"},
		{[]string{"rank", "--year", "1800"}, 2, "year"},
		{[]string{"rank", "--year", "now"}, 2, "year"},
		{[]string{"rank", "--colour"}, 2, "colour"},
		{[]string{"evaluate"}, 2, "one file"},
		{[]string{"evaluate", "no-such-file.json"}, 2, "no-such-file.json"},
		{[]string{"verify"}, 1, "no store"},
		{[]string{"user", "add", "x"}, 1, "no store"},
		{[]string{"user", "dance", "x"}, 2, `unknown action "dance"`},
		{[]string{"backup"}, 2, "one file"},
		{[]string{"backup", "copy"}, 1, "parksite backup: there is no store in"},
		{[]string{"restore", "no-such-copy"}, 1, "parksite restore: open no-such-copy: no such file"},
		{[]string{"serve", "--fast"}, 2, "fast"},
	} {
		got := runProgram(t, none, "", tt.args...)
		if got.code != tt.code || !strings.Contains(got.out+got.err, tt.says) {
			t.Errorf("parksite %s: exit %d %q %q, want %d saying %q", strings.Join(tt.args, " "), got.code, got.out, got.err, tt.code, tt.says)
		}
		if tt.code != 0 && got.out != "" && len(tt.args) > 0 {
			t.Errorf("parksite %s: failed and printed %q to standard output", strings.Join(tt.args, " "), got.out)
		}
	}
	for setting, value := range map[string]string{"PARKSITE_ADDR": "nowhere", "PARKSITE_LOG_LEVEL": "loud"} {
		if got := runProgram(t, map[string]string{setting: value}, "", "serve"); got.code != 2 || !strings.Contains(got.err, setting) {
			t.Errorf("%s=%s: exit %d %q", setting, value, got.code, got.err)
		}
	}
	open := map[string]string{"PARKSITE_ADDR": "0.0.0.0:0", "PARKSITE_DATA_DIR": t.TempDir()}
	if got := runProgram(t, open, "", "serve", "--demo"); got.code != 2 || !strings.Contains(got.err, "--demo") {
		t.Errorf("a demo for everybody: exit %d %q", got.code, got.err)
	}
}

// Every golden case of the engine comes out of the command, each expected key
// within the case's tolerance; scoring/problem tests the numbers, this that the
// command prints them.
func TestEvaluateGolden(t *testing.T) {
	files, err := filepath.Glob("../../scoring/testdata/golden/*.json")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 58 {
		t.Fatalf("%d golden cases", len(files))
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var c struct {
			Method   string
			Expected map[string]any
		}
		if err := json.Unmarshal(text, &c); err != nil {
			t.Fatal(err)
		}
		got := runProgram(t, nil, string(text), "evaluate", "-")
		var out struct {
			Method   string
			Result   map[string]any
			Warnings []any
		}
		if err := json.Unmarshal([]byte(got.out), &out); got.code != 0 || err != nil || out.Method != c.Method || out.Warnings == nil {
			t.Errorf("%s: exit %d, %v: %.300s%.300s", filepath.Base(file), got.code, err, got.out, got.err)
			continue
		}
		for key := range c.Expected {
			if _, has := out.Result[key]; !has {
				t.Errorf("%s: the result lacks %s", filepath.Base(file), key)
			}
		}
	}
}

func TestEvaluateRefuses(t *testing.T) {
	for name, tt := range map[string]struct{ in, says string }{
		"no json":       {"method: topsis", "not JSON"},
		"no method":     {`{"method":"oracle","criteria":[{"name":"a","direction":"max","weight":1}],"matrix":[[1]]}`, "known are"},
		"ragged":        {`{"method":"topsis","criteria":[{"name":"a","direction":"max","weight":1},{"name":"b","direction":"max","weight":1}],"matrix":[[1,2],[3]]}`, "row 1"},
		"text value":    {`{"method":"topsis","criteria":[{"name":"a","direction":"max","weight":1}],"matrix":[["x"]]}`, "row 0, column 0"},
		"bad direction": {`{"method":"topsis","criteria":[{"name":"a","direction":"up","weight":1}],"matrix":[[1]]}`, "direction"},
	} {
		got := runProgram(t, nil, tt.in, "evaluate", "-")
		if got.code != 2 || got.out != "" || !strings.Contains(got.err, tt.says) {
			t.Errorf("%s: exit %d %q %q, want 2 saying %q", name, got.code, got.out, got.err, tt.says)
		}
	}
}

// The terminal ranks the same from the seeds, from the store beside a running
// server and after it, and the API gives the same digest and scores.
func TestRankIsOneAnswer(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	settings := map[string]string{"PARKSITE_DATA_DIR": dir, "PARKSITE_ADDR": "127.0.0.1:0", "PARKSITE_DEMO_PASSWORD": password}
	args := []string{"rank", "--region", "ASEAN", "--year", "2020", "--format"}
	seeds := runProgram(t, settings, "", append(args, "json")...)
	var want appraisal.Result
	if err := json.Unmarshal([]byte(seeds.out), &want); err != nil {
		t.Fatalf("%v: %s", err, seeds.err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Error("ranking from the seeds made a data directory")
	}
	s := startServer(t, settings, "--demo")
	beside := runProgram(t, settings, "", append(args, "json")...)
	var api appraisal.Result
	c := newClient(t, s.url)
	c.signIn("analyst")
	c.post("/api/v1/preview", map[string]any{"modelId": "general", "scope": map[string]any{"regions": []string{"ASEAN"}}, "year": 2020}, &api)
	if code := s.stop(t, syscall.SIGTERM); code != 0 {
		t.Errorf("SIGTERM: exit %d, %s", code, s.err)
	}
	after := runProgram(t, settings, "", append(args, "json")...)
	for name, got := range map[string]string{"beside the server": beside.out, "after it": after.out} {
		var r appraisal.Result
		if err := json.Unmarshal([]byte(got), &r); err != nil || r.Digest != want.Digest {
			t.Errorf("%s: digest %s, from the seeds %s (%v)", name, r.Digest, want.Digest, err)
		}
	}
	if api.Digest != want.Digest {
		t.Errorf("API: digest %s, from the seeds %s", api.Digest, want.Digest)
	}
	rows, err := csv.NewReader(strings.NewReader(runProgram(t, settings, "", append(args, "csv")...).out)).ReadAll()
	if err != nil || len(rows) != len(api.Alternatives)+1 {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	score, iso3 := slices.Index(rows[0], "score"), slices.Index(rows[0], "iso3")
	for i, a := range api.Alternatives {
		if rows[i+1][iso3] != a.ISO3 || rows[i+1][score] != number(a.Score) {
			t.Errorf("row %d: %s %s, the API has %s %v", i+1, rows[i+1][iso3], rows[i+1][score], a.ISO3, a.Score)
		}
	}
	table := runProgram(t, settings, "", append(args, "table")...)
	if !strings.Contains(table.out, want.Digest) || !strings.Contains(table.out, "越南") {
		t.Errorf("table: %s", table.out)
	}
	verified := runProgram(t, settings, "", "verify")
	if verified.code != 0 || !strings.Contains(verified.out, "events hold") {
		t.Errorf("verify: exit %d %s %s", verified.code, verified.out, verified.err)
	}
}
