package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"parksite/internal/appraisal"
)

const figures = "国家（地区）,指标代码,年份,数值\n越南,SP.POP.TOTL,1999,77000000\n波兰,SP.POP.TOTL,2023,很多\n"

// madeStore makes a data directory with a store as serve leaves it.
func madeStore(t *testing.T) map[string]string {
	t.Helper()
	env := map[string]string{"PARKSITE_DATA_DIR": filepath.Join(t.TempDir(), "data"), "PARKSITE_ADDR": "127.0.0.1:0"}
	s := startServer(t, env)
	if code := s.stop(t, syscall.SIGTERM); code != 0 {
		t.Fatalf("exit %d", code)
	}
	return env
}

// A dry run changes nothing, a publication is the next version, and the same
// file again is no change.
func TestImportCommand(t *testing.T) {
	env := madeStore(t)
	file := filepath.Join(t.TempDir(), "工资.csv")
	if err := os.WriteFile(file, []byte(figures), 0o600); err != nil {
		t.Fatal(err)
	}
	cite := []string{"--source-title", "Own", "--source-licence", "internal", "--source-vintage", "2026"}
	with := func(args ...string) ran {
		return runProgram(t, env, "", append(append([]string{"import", file}, cite...), args...)...)
	}
	newest := func() string {
		var r appraisal.Result
		got := runProgram(t, env, "", "rank", "--format", "json")
		if err := json.Unmarshal([]byte(got.out), &r); err != nil {
			t.Fatal(err, got.err)
		}
		return r.DatasetID
	}
	if got := with("--dry-run"); got.code != 0 || !strings.Contains(got.out, "1 added, 0 changed") || !strings.Contains(got.out, "1 cells refused") {
		t.Fatalf("exit %d %s%s", got.code, got.out, got.err)
	}
	if id := newest(); id != "ds-1" {
		t.Fatalf("a dry run made %s", id)
	}
	if got := with(); got.code != exitUsage || !strings.Contains(got.err, "--reason") {
		t.Errorf("without a reason: exit %d %s", got.code, got.err)
	}
	refused := filepath.Join(t.TempDir(), "refused.csv")
	if got := with("--reason", "自有调查", "--rejected", refused); got.code != 0 || !strings.Contains(got.err, "published ds-2, sha256:") {
		t.Fatalf("exit %d %s%s", got.code, got.out, got.err)
	}
	if text, err := os.ReadFile(refused); err != nil || !strings.Contains(string(text), "D3,很多") {
		t.Errorf("%s %v", text, err)
	}
	if id := newest(); id != "ds-2" {
		t.Errorf("rankings are made on %s", id)
	}
	if got := with("--reason", "again"); got.code != exitFailed || !strings.Contains(got.err, "import.noChange") {
		t.Errorf("the same again: exit %d %s", got.code, got.err)
	}
	if got := runProgram(t, env, "", "verify"); got.code != 0 {
		t.Errorf("%s%s", got.out, got.err)
	}
}

func TestImportCommandRefuses(t *testing.T) {
	env := map[string]string{"PARKSITE_DATA_DIR": filepath.Join(t.TempDir(), "none")}
	pdf := filepath.Join(t.TempDir(), "book.xlsx")
	if err := os.WriteFile(pdf, []byte("%PDF-1.7\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		code int
		want string
		args []string
	}{
		{exitUsage, "usage", nil},
		{exitUsage, "usage", []string{"a", "b", "--dry-run"}},
		{exitUsage, "usage", []string{"--world-bank", "a", "--dry-run"}},
		{exitUsage, "--pages", []string{"a", "--pages", "p", "--dry-run"}},
		{exitUsage, "--format", []string{"a", "--format", "csv", "--dry-run"}},
		{exitFailed, "no such file", []string{"/nowhere", "--dry-run"}},
		{exitFailed, "parksite serve makes it", []string{pdf, "--reason", "x"}},
		{exitFailed, "import.pdf", []string{pdf, "--dry-run"}},
		{exitUsage, "--lang", []string{"template", "--lang", "fr"}},
		{exitUsage, "NOPE", []string{"template", "--indicators", "NOPE"}},
	} {
		got := runProgram(t, env, "", append([]string{"import"}, tt.args...)...)
		if got.code != tt.code || !strings.Contains(got.err, tt.want) {
			t.Errorf("%v: exit %d %s", tt.args, got.code, got.err)
		}
	}
	if got := runProgram(t, env, "", "import", "template", "--format", "csv", "--lang", "en"); got.code != 0 || strings.Count(got.out, "\n") != 60 {
		t.Errorf("exit %d, %.200s", got.code, got.out)
	}
}

// A fetch that broke off goes on from the pages that were kept, a line cut by a
// crash left aside.
func TestImportCommandResumesFetch(t *testing.T) {
	asked := map[string]int{}
	broken := true
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		code := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
		asked[code]++
		if broken && code == "SP.POP.GROW" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		_ = json.NewEncoder(w).Encode([]any{map[string]any{"page": 1, "pages": 1, "per_page": 1000, "total": 1, "sourceid": "2", "lastupdated": "2026-10-01"},
			[]any{map[string]any{"indicator": map[string]any{"id": code}, "countryiso3code": "VNM", "date": "2024", "value": 1.25}}})
	}))
	defer api.Close()
	pages := filepath.Join(t.TempDir(), "pages")
	env := map[string]string{"PARKSITE_DATA_DIR": filepath.Join(t.TempDir(), "none"), "PARKSITE_WORLDBANK_URL": api.URL, "PARKSITE_WORLDBANK_ALLOW_PRIVATE": "true"}
	args := []string{"import", "--world-bank", "--dry-run", "--indicators", "SP.POP.TOTL,SP.POP.GROW", "--pages", pages}
	if got := runProgram(t, env, "", args...); got.code != exitFailed || !strings.Contains(got.err, pages) {
		t.Fatalf("exit %d %s", got.code, got.err)
	}
	f, err := os.OpenFile(pages, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(`{"indicator":"SP.POP.GR`); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	broken = false
	got := runProgram(t, env, "", args...)
	if got.code != 0 || asked["SP.POP.TOTL"] != 1 || !strings.Contains(got.out, "2 values of 2 indicators") {
		t.Errorf("exit %d, asked %v: %s%s", got.code, asked, got.out, got.err)
	}
}

// The findings an analyst quotes, from the data shipped with the program.
func TestEvidenceCommands(t *testing.T) {
	env := map[string]string{"PARKSITE_DATA_DIR": filepath.Join(t.TempDir(), "none")}
	var stages []stageLine
	got := runProgram(t, env, "", "stage", "--year", "2005", "--format", "json")
	if err := json.Unmarshal([]byte(got.out), &stages); err != nil {
		t.Fatal(err, got.err)
	}
	class := map[string]string{}
	for _, s := range stages {
		if s.Placed {
			class[s.ISO3] = s.Class
		}
		present := 0
		for _, p := range s.Parts {
			if p.Input != nil {
				present++
			}
		}
		if present+len(s.Missing) != 5 {
			t.Errorf("%s: %d inputs and missing %v", s.ISO3, present, s.Missing)
		}
	}
	if len(stages) != 60 || class["CHN"] != "middle" || class["SGP"] != "post" {
		t.Errorf("%d countries, China %s, Singapore %s", len(stages), class["CHN"], class["SGP"])
	}
	for _, id := range []string{"S1", "S2", "S3", "S4"} {
		got := runProgram(t, env, "", "concordance", "strategy-"+id, "--format", "json")
		var all []appraisal.Concordance
		if err := json.Unmarshal([]byte(got.out), &all); err != nil || len(all) != 1 || all[0].Strategy != id || all[0].Probability == nil || all[0].PValue == nil {
			t.Errorf("%s: %v %+v %s", id, err, all, got.err)
		}
	}
	got = runProgram(t, env, "", "backtest", "general", "--from", "2010", "--to", "2011", "--draws", "200", "--format", "csv")
	if lines := strings.Count(got.out, "\n"); got.code != 0 || lines != 5 || !strings.HasPrefix(got.out, "year,outcome,n,") {
		t.Errorf("exit %d %s%s", got.code, got.out, got.err)
	}
	for _, args := range [][]string{{"stage", "--year", "1800"}, {"stage", "--year", "2010", "--from", "2005"}, {"stage", "--countries", "XXX"}, {"stage", "x"},
		{"concordance"}, {"concordance", "nope"}, {"concordance", "general", "--strategy", "S9"}, {"backtest", "general", "--horizon", "99"}, {"backtest", "general", "--format", "pdf"}} {
		if got := runProgram(t, env, "", args...); got.code != exitUsage {
			t.Errorf("%v: exit %d %s", args, got.code, got.err)
		}
	}
}
