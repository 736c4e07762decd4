package review

import (
	"encoding/json"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"parksite/internal/audit"
	"parksite/internal/fault"
)

// TestNoWayRound takes random steps by random people under random rules: what
// is approved or published has its quorum of distinct ministries, by distinct
// people with no part in any of its submissions.
func TestNoWayRound(t *testing.T) {
	ministries := []string{"ndrc", "mofcom", "mfa", "miit"}
	reached := map[State]int{}
	people := []string{"p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9"}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 4).Draw(t, "ministries")
		rule := Joint("r", "r", ministries[:n], 0)
		rule.Quorum = rapid.IntRange(1, n).Draw(t, "quorum")
		seat := rapid.Custom(func(t *rapid.T) Seat {
			return Seat{Team: rapid.SampledFrom([]string{"a", "b", "ndrc", "mofcom", "mfa", "miit", "house"}).Draw(t, "team"),
				Role: rapid.SampledFrom([]string{"viewer", "analyst", "lead", "reviewer", "chair", "system-admin"}).Draw(t, "role")}
		})
		r := New()
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			w := Who{Actor: audit.Actor{UserID: rapid.SampledFrom(people).Draw(t, "by")},
				Seats: rapid.SliceOfN(seat, 0, 3).Draw(t, "seats"), Aliases: rapid.SliceOfN(rapid.SampledFrom(people), 0, 1).Draw(t, "aliases")}
			w.Aliases = slices.DeleteFunc(w.Aliases, func(s string) bool { return s == w.Actor.UserID })
			a := rapid.SampledFrom(Actions[:]).Draw(t, "action")
			if rapid.IntRange(0, 5).Draw(t, "likely") > 0 { // else most sequences never leave the draft
				fitting := slices.DeleteFunc(slices.Clone(Actions[:]), func(a Action) bool { return !slices.Contains(table[a].from, r.State) })
				if len(fitting) == 0 {
					return // an end of the road
				}
				a = rapid.SampledFrom(fitting).Draw(t, "fitting")
				w.Aliases, w.Seats = nil, []Seat{{"a", "lead"}}
				if r.Open() {
					w.Seats = []Seat{{rapid.SampledFrom(rule.Ministries).Draw(t, "ministry"), "reviewer"}}
				}
			}
			before, _ := json.Marshal(r)
			var next Record
			var ev audit.Event
			var err error
			switch a {
			case ActionSubmit:
				next, ev, err = Submit(r, w, rule, Request{Team: "a", Note: "x", CoEditors: []string{rapid.SampledFrom(people).Draw(t, "coEditor")}}, start)
			case ActionApprove, ActionReturn, ActionReject:
				next, ev, err = Decide(r, w, rapid.SampledFrom([]string{"", "", "", "ndrc"}).Draw(t, "for"), Verdict(a), "x", start)
			default:
				next, ev, err = take(r, w, a)
			}
			after, _ := json.Marshal(r)
			if string(before) != string(after) {
				t.Fatalf("%s changed its argument", a)
			}
			if err != nil {
				if got, _ := json.Marshal(next); string(got) != string(before) {
					t.Fatalf("%s failed and changed the record", a)
				}
				if fault.Is(err, fault.Internal) {
					t.Fatal(err)
				}
				continue
			}
			if ev.Outcome != audit.Done || next.History[len(next.History)-1].To != next.State {
				t.Fatalf("%s: event %+v, history %+v", a, ev, next.History)
			}
			r = next
			reached[r.State]++
			check(t, r)
		}
	})
	for _, s := range States { // the promise is about places the walk came to
		if reached[s] == 0 {
			t.Errorf("never came to %s: %v", s, reached)
		}
	}
}

// check states the promise on its own terms, without the code that keeps it.
func check(t *rapid.T, r Record) {
	approvals, by := map[string]bool{}, map[string]bool{}
	for _, d := range r.Decisions {
		if by[d.By] || !slices.Contains(r.Rule.Ministries, d.Ministry) {
			t.Fatalf("decision %+v: person or ministry twice, or not named", d)
		}
		by[d.By] = true
		if d.Verdict == Approve {
			approvals[d.Ministry] = true
		}
		mine := []Submission{*r.Submission}
		for _, e := range r.Earlier {
			mine = append(mine, e.Submission)
		}
		for _, s := range mine {
			if s.By == d.By || slices.Contains(s.CoEditors, d.By) {
				t.Fatalf("%s decided on their own work", d.By)
			}
		}
	}
	switch r.State {
	case Approved, Published, Withdrawn, Superseded:
		if len(approvals) < r.Rule.Quorum {
			t.Fatalf("%s with %d of %d approvals", r.State, len(approvals), r.Rule.Quorum)
		}
	case Draft, Submitted:
		if len(r.Decisions) != 0 {
			t.Fatalf("%s with decisions", r.State)
		}
	}
}
