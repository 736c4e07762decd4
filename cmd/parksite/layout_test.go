package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"parksite/internal/appraisal"
	"parksite/internal/layout"
	"parksite/seeds"
)

// runLayout runs the command without a store: on the seeds.
func runLayout(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	t.Setenv("PARKSITE_DATA_DIR", t.TempDir())
	t.Setenv("MONGODB_URI", "")
	var o, e bytes.Buffer
	c := console{in: strings.NewReader(""), out: io.Writer(&o), err: &e, now: func() time.Time { return time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC) }}
	code = run(context.Background(), c, append([]string{"layout"}, args...))
	return code, o.String(), e.String()
}

func TestLayoutCommand(t *testing.T) {
	for _, s := range []string{"S1", "S2", "S3", "S4"} {
		code, out, errs := runLayout(t, "--strategy", s, "--sites", "6", "--format", "json")
		if code != exitOK {
			t.Fatalf("%s: exit %d: %s", s, code, errs)
		}
		var r layout.Report
		if err := json.Unmarshal([]byte(out), &r); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
		if !r.Solution.Proven || len(r.Solution.Plans) != layout.DefaultPlans || len(r.Solution.Plans[0].Sites) != 6 {
			t.Errorf("%s: proven %v, %d plans", s, r.Solution.Proven, len(r.Solution.Plans))
		}
		for _, c := range r.Solution.Plans[0].Conditions {
			if !c.Passed {
				t.Errorf("%s: the plan breaks %s", s, c)
			}
		}
	}
	code, out, errs := runLayout(t, "--strategy", "s2", "--close", "malacca", "--in", "port-WPI49240", "--why", "port-WPI49255", "--test", "3")
	if code != exitOK {
		t.Fatalf("exit %d: %s", code, errs)
	}
	for _, want := range []string{"closed: malacca", "Colombo", "why port-WPI49255", "suez closed", "LKA drops out", "weights drawn 3 times", "chain.eastEnd"} {
		if !strings.Contains(out, want) {
			t.Errorf("the table does not say %q", want)
		}
	}
}

func TestLayoutCommandRefuses(t *testing.T) {
	for _, tt := range []struct {
		args []string
		says string
	}{
		{nil, "--strategy is needed"},
		{[]string{"--strategy", "S9"}, "S1, S2, S3, S4"},
		{[]string{"--strategy", "S2", "--sites", "0"}, "sites"},
		{[]string{"--strategy", "S2", "--sites", "12"}, "layout.infeasible"},
		{[]string{"--strategy", "S2", "--in", "port-WPI12970"}, "layout.unknownSite"},
		{[]string{"--strategy", "S2", "--off", "size"}, "layout.condition"},
		{[]string{"--strategy", "S2", "--close", "kiel"}, "kiel"},
		{[]string{"--strategy", "S2", "--format", "xml"}, "xml"},
		{[]string{"--strategy", "S2", "--test", "-1"}, "--test"},
		{[]string{"--strategy", "S2", "--year", "1800"}, "year"},
		{[]string{"--strategy", "S2", "--site-model", "nobody"}, "site-general"},
		{[]string{"--strategy", "S2", "--site-model", "general"}, "model.notOfSites"},
		{[]string{"--strategy", "S2", "more"}, "more"},
	} {
		code, out, errs := runLayout(t, tt.args...)
		if code != exitUsage || out != "" || !strings.Contains(errs, tt.says) {
			t.Errorf("%v: exit %d, %q, want 2 and %q", tt.args, code, errs, tt.says)
		}
	}
}

// cancelling ends the search once it has told of a plan.
type cancelling struct {
	strings.Builder
	cancel context.CancelFunc
}

func (w *cancelling) Write(b []byte) (int, error) {
	if strings.Contains(string(b), "best ") {
		w.cancel()
	}
	return w.Builder.Write(b)
}

// A long search tells how far it is, and gives what it has when interrupted.
func TestInterruptedSearch(t *testing.T) {
	data, err := seeds.Load()
	if err != nil {
		t.Fatal(err)
	}
	snap, err := data.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	b := layout.Basis{Snapshot: snap, Strategies: data.Strategies, Industries: data.Industries, Sites: data.Sites, LandUse: data.LandUse, Models: data.Models}
	p, err := b.Prepare(appraisal.LayoutRequest{Strategy: "S3", Sites: 16, Off: []string{"countryBudget", "sameIndustryCountry"}}, 0, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	told := &cancelling{cancel: cancel}
	clock := time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC)
	sol, err := searched(ctx, console{err: told, now: func() time.Time { clock = clock.Add(time.Second); return clock }}, p.Problem, 11)
	if err != nil {
		t.Fatal(err)
	}
	if sol.Proven || len(sol.Plans) == 0 || !(sol.Gap >= 0) || !strings.Contains(told.String(), "searching: ") {
		t.Errorf("proven %v, %d plans, gap %v; told %q", sol.Proven, len(sol.Plans), sol.Gap, told.String())
	}
}
