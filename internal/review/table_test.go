package review

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parksite/internal/audit"
	"parksite/internal/fault"
)

// TestTable holds the whole person × state × action table.
func TestTable(t *testing.T) {
	var out strings.Builder
	for _, p := range cast {
		fmt.Fprintf(&out, "%s\n%-12s", p.name, "")
		for _, a := range Actions {
			fmt.Fprintf(&out, " %-14s", a)
		}
		out.WriteString("\n")
		for _, s := range States {
			r := in(t, s)
			before := text(t, r)
			fmt.Fprintf(&out, "%-12s", s)
			for _, a := range Actions {
				next, ev, err := take(r, p.who, a)
				cell := string(next.State)
				switch {
				case err == nil:
					if ev.Outcome != audit.Done || ev.Action != "ranking."+string(a) || ev.Actor != p.who.Actor {
						t.Errorf("%s, %s, %s: event %+v", p.name, s, a, ev)
					}
				case fault.Is(err, fault.Forbidden):
					cell = "-"
					if ev.Outcome != audit.Denied || ev.Action != "ranking."+string(a) || ev.Actor != p.who.Actor || ev.Reason != code(err) {
						t.Errorf("%s, %s, %s: refused without the event of it: %+v", p.name, s, a, ev)
					}
				case fault.Is(err, fault.Conflict):
					cell = "conflict"
				default:
					t.Errorf("%s, %s, %s: %v", p.name, s, a, err)
				}
				if err != nil && text(t, next) != before || text(t, r) != before {
					t.Errorf("%s, %s, %s: the record changed", p.name, s, a)
				}
				fmt.Fprintf(&out, " %-14s", cell)
			}
			out.WriteString("\n")
		}
		out.WriteString("\n")
	}
	golden(t, "testdata/table.golden", out.String())
}

// TestVisibilityTable holds who sees what in which state.
func TestVisibilityTable(t *testing.T) {
	var out strings.Builder
	fmt.Fprintf(&out, "%-36s", "")
	for _, s := range States {
		fmt.Fprintf(&out, " %-10s", s)
	}
	out.WriteString("\n")
	for _, p := range cast {
		fmt.Fprintf(&out, "%-36s", p.name)
		for _, s := range States {
			cell := "-"
			if Visible(in(t, s), "a", p.who.Seats) {
				cell = "yes"
			}
			fmt.Fprintf(&out, " %-10s", cell)
		}
		out.WriteString("\n")
	}
	golden(t, "testdata/visible.golden", out.String())
	for _, tt := range []struct {
		s    State
		seat string
		want bool
	}{{Draft, "reviewer@ndrc", false}, {Returned, "reviewer@ndrc", true}, {InReview, "chair@mfa", true}, {InReview, "reviewer@miit", false}, {InReview, "viewer@ndrc", false}} {
		if got := in(t, tt.s).Concerned(who("x", tt.seat).Seats); got != tt.want {
			t.Errorf("%s concerned in %s: %t", tt.seat, tt.s, got)
		}
	}
	for _, tt := range []struct {
		s    State
		seat string
		want bool
	}{{Draft, "reviewer@ndrc", false}, {Returned, "reviewer@ndrc", true}, {Returned, "chair@mfa", true}, {Returned, "reviewer@miit", false},
		{Returned, "viewer@ndrc", false}, {Returned, "lead@b", false}, {Returned, "viewer@a", true}, {Withdrawn, "lead@b", false}} {
		if got := Told(in(t, tt.s), "a", who("x", tt.seat).Seats); got != tt.want {
			t.Errorf("%s told in %s: %t", tt.seat, tt.s, got)
		}
	}
	if Visible(New(), "", who("x", "lead@").Seats) {
		t.Error("a ranking of no team is visible to people of no team")
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	lines := strings.Split(got, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	got = strings.Join(lines, "\n")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s differs; run with -update and look at the change\n%s", path, d)
	}
}

func text(t testing.TB, r Record) string {
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
