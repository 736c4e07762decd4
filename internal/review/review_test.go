package review

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parksite/internal/audit"
	"parksite/internal/fault"
)

var update = flag.Bool("update", false, "write the golden files anew")

var (
	start = time.Date(2026, 3, 2, 9, 0, 0, 123456789, time.UTC)
	joint = Joint("joint", "三部门联合审核", []string{"ndrc", "mofcom", "mfa"}, 14)
)

func who(id string, seats ...string) Who {
	w := Who{Actor: audit.Actor{UserID: id, Username: id}}
	for _, s := range seats {
		role, team, _ := strings.Cut(s, "@")
		w.Seats = append(w.Seats, Seat{Team: team, Role: role})
	}
	return w
}

var (
	leader  = who("lead", "lead@a")
	ofNDRC  = who("r-ndrc", "reviewer@ndrc")
	ofTrade = who("r-mofcom", "reviewer@mofcom")
	ofMFA   = who("r-mfa", "reviewer@mfa")
	request = Request{Team: "a", Digest: "sha256:00", Note: "请审阅", Purpose: "年度选址", ReasonForChange: "采用新数据",
		Checklist: []Check{{ID: "sources", Done: true}}, CoEditors: []string{"editor", "helper"}, Members: []string{"lead", "editor", "colleague"}}
)

// must takes a step that is expected to succeed.
func must(t testing.TB, r Record, ev audit.Event, err error) Record {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if ev.Outcome != audit.Done || ev.Action == "" || ev.Team != "a" || ev.At.IsZero() {
		t.Fatalf("event %+v", ev)
	}
	return r
}

func submitted(t testing.TB, rule Rule) Record {
	r, ev, err := Submit(New(), leader, rule, request, start)
	return must(t, r, ev, err)
}

func decided(t testing.TB, r Record, v Verdict, by ...Who) Record {
	for _, w := range by {
		next, ev, err := Decide(r, w, "", v, "理由", start.Add(time.Hour))
		r = must(t, next, ev, err)
	}
	return r
}

// in returns a record that came to state s the regular way.
func in(t testing.TB, s State) Record {
	t.Helper()
	r := New()
	if s == Draft {
		return r
	}
	r = submitted(t, joint)
	step := func(next Record, ev audit.Event, err error) { r = must(t, next, ev, err) }
	switch s {
	case InReview:
		step(Open(r, ofMFA, start))
	case Returned:
		r = decided(t, r, Return, ofMFA)
	case Rejected:
		r = decided(t, r, Reject, ofMFA)
	case Approved, Published, Withdrawn, Superseded:
		r = decided(t, r, Approve, ofNDRC, ofTrade, ofMFA)
	}
	if s == Published || s == Withdrawn || s == Superseded {
		step(Publish(r, leader, "", "", start))
	}
	if s == Withdrawn {
		step(Withdraw(r, leader, "数据有误", start))
	}
	if s == Superseded {
		step(Supersede(r, leader, "later", start))
	}
	if r.State != s {
		t.Fatalf("came to %s, want %s", r.State, s)
	}
	return r
}

func take(r Record, w Who, a Action) (Record, audit.Event, error) {
	switch a {
	case ActionSubmit:
		return Submit(r, w, joint, request, start)
	case ActionOpen:
		return Open(r, w, start)
	case ActionRevise:
		return Revise(r, w, start)
	case ActionPublish:
		return Publish(r, w, "", "", start)
	case ActionWithdraw:
		return Withdraw(r, w, "数据有误", start)
	case ActionSupersede:
		return Supersede(r, w, "later", start)
	}
	return Decide(r, w, "", Verdict(a), "理由", start)
}

// cast is everybody a ranking of team a meets.
var cast = []struct {
	name string
	who  Who
}{
	{"viewer of the team", who("colleague", "viewer@a")},
	{"analyst of the team", who("editor", "analyst@a")},
	{"lead of the team, submitter", leader},
	{"another lead of the team", who("lead2", "lead@a")},
	{"lead of another team", who("lead-b", "lead@b")},
	{"reviewer of a named ministry", who("r1", "reviewer@ndrc")},
	{"chair of a named ministry", who("c1", "chair@ndrc")},
	{"reviewer of another ministry", who("r9", "reviewer@miit")},
	{"system administrator", who("sys", "system-admin@house")},
	{"security administrator", who("sec", "security-admin@house")},
	{"audit administrator", who("aud", "audit-admin@house")},
	{"submitter, since made reviewer", who("lead", "reviewer@ndrc")},
	{"co-editor, since made chair", who("editor", "chair@ndrc")},
	{"member then, reviewer now", who("colleague", "reviewer@ndrc")},
	{"reviewer who also sits in the team", who("r2", "reviewer@ndrc", "viewer@a")},
	{"nobody", who("nobody")},
}

func code(err error) string {
	f, ok := err.(*fault.Error)
	if !ok {
		return ""
	}
	return f.Code
}

func field(err error) string {
	f, ok := err.(*fault.Error)
	if !ok || len(f.Fields) != 1 {
		return ""
	}
	return f.Fields[0].Field + " " + f.Fields[0].Code
}

// TestOwnWork: the ways of deciding on one's own work, each refused with a
// line in the trail.
func TestOwnWork(t *testing.T) {
	r := submitted(t, joint)
	again := decided(t, r, Return, ofMFA)
	next, ev, err := Revise(again, who("colleague2", "analyst@a"), start)
	again = must(t, next, ev, err)
	second := request // the second round is submitted by somebody else, with other people around
	second.CoEditors, second.Members = nil, []string{"lead2"}
	next, ev, err = Submit(again, who("lead2", "lead@a"), joint, second, start)
	again = must(t, next, ev, err)

	aliasOf := func(id string) Who {
		w := who("other-account", "reviewer@ndrc")
		w.Aliases = []string{id}
		return w
	}
	token := ofNDRC
	token.Actor.TokenID = "t1"
	partner := decided(t, r, Approve, ofTrade)
	twin := who("twin", "reviewer@ndrc")
	twin.Aliases = []string{"r-mofcom"}
	for _, tt := range []struct {
		name, code string
		r          Record
		w          Who
	}{
		{"lead of the own team, no ministry seat", "review.role", r, leader},
		{"submitter with a seat in both", "review.ownSubmission", r, who("lead", "lead@a", "reviewer@ndrc")},
		{"submitter later made reviewer", "review.ownSubmission", r, who("lead", "reviewer@ndrc")},
		{"submitter later made chair", "review.ownSubmission", r, who("lead", "chair@mfa")},
		{"co-editor", "review.coEditor", r, who("editor", "reviewer@ndrc")},
		{"reviewer from the same team", "review.ownTeam", r, who("x", "reviewer@ndrc", "viewer@a")},
		{"left the team after submission", "review.ownTeam", r, who("colleague", "reviewer@ndrc")},
		{"second account of the submitter", "review.samePerson", r, aliasOf("lead")},
		{"second account of a co-editor", "review.samePerson", r, aliasOf("helper")},
		{"second account of a member", "review.samePerson", r, aliasOf("colleague")},
		{"second account of one who has decided", "review.samePerson", partner, twin},
		{"administrator", "review.role", r, who("admin", "system-admin@house", "security-admin@house", "audit-admin@house")},
		{"administrator who is also submitter", "review.role", r, who("lead", "system-admin@house")},
		{"through a token", "review.token", r, token},
		{"submitter of the first round, on the second", "review.ownSubmission", again, who("lead", "reviewer@ndrc")},
		{"co-editor of the first round, on the second", "review.coEditor", again, who("editor", "reviewer@ndrc")},
		{"member in the first round, on the second", "review.ownTeam", again, who("colleague", "reviewer@ndrc")},
		{"submitter of the second round", "review.ownSubmission", again, who("lead2", "reviewer@ndrc")},
		{"ministry the rule does not name", "review.role", r, who("x", "reviewer@miit")},
		{"viewer seat in a named ministry", "review.role", r, who("x", "viewer@ndrc")},
	} {
		for _, v := range []Verdict{Approve, Return, Reject} {
			for _, ministry := range []string{"", "ndrc"} {
				next, ev, err := Decide(tt.r, tt.w, ministry, v, "理由", start)
				if !fault.Is(err, fault.Forbidden) || code(err) != tt.code {
					t.Errorf("%s, %s: %v, want %s", tt.name, v, err, tt.code)
				}
				if ev.Outcome != audit.Denied || ev.Action != "ranking."+string(v) || ev.Reason != tt.code || ev.Team != "a" || ev.Actor != tt.w.Actor {
					t.Errorf("%s, %s: event %+v", tt.name, v, ev)
				}
				if text(t, next) != text(t, tt.r) {
					t.Errorf("%s, %s: the record changed", tt.name, v)
				}
			}
		}
		if _, _, err := Open(tt.r, tt.w, start); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s may open it: %v", tt.name, err)
		}
	}
	if _, _, err := Decide(again, ofNDRC, "", Approve, "", start); err != nil {
		t.Errorf("a stranger may decide on the second round: %v", err)
	}
}

func TestDecide(t *testing.T) {
	r := submitted(t, joint)
	two := who("two", "reviewer@ndrc", "chair@mfa")
	strict := joint
	strict.RequireTOTP = true
	for _, tt := range []struct {
		name     string
		r        Record
		w        Who
		ministry string
		verdict  Verdict
		comment  string
		kind     fault.Kind
		want     string
	}{
		{"unknown verdict", r, ofNDRC, "", "maybe", "x", fault.Invalid, "decision field.choice"},
		{"a step that is no verdict", r, ofNDRC, "", "publish", "x", fault.Invalid, "decision field.choice"},
		{"return without comment", r, ofNDRC, "", Return, "", fault.Invalid, "comment review.commentRequired"},
		{"reject with spaces", r, ofNDRC, "", Reject, " \n　", fault.Invalid, "comment review.commentRequired"},
		{"comment too long", r, ofNDRC, "", Approve, strings.Repeat("长", maxText+1), fault.Invalid, "comment text.length"},
		{"hidden characters", r, ofNDRC, "", Approve, "a\u202eb", fault.Invalid, "comment text.hidden"},
		{"NUL", r, ofNDRC, "", Approve, "a\x00b", fault.Invalid, "comment text.hidden"},
		{"not UTF-8", r, ofNDRC, "", Approve, "a\xffb", fault.Invalid, "comment text.hidden"},
		{"another's ministry", r, ofNDRC, "mfa", Approve, "", fault.Forbidden, "review.role"},
		{"no such ministry", r, ofNDRC, "miit", Approve, "", fault.Forbidden, "review.role"},
		{"two seats, none named", r, two, "", Approve, "", fault.Invalid, "ministry review.ministry"},
		{"without the second factor", submitted(t, strict), ofNDRC, "", Approve, "", fault.Forbidden, "review.secondFactor"},
		{"twice", decided(t, r, Approve, ofNDRC), ofNDRC, "", Approve, "", fault.Conflict, "review.decided"},
		{"twice, otherwise", decided(t, r, Approve, ofNDRC), ofNDRC, "", Reject, "理由", fault.Conflict, "review.decided"},
		{"a colleague after the ministry decided", decided(t, r, Approve, ofNDRC), who("r2", "chair@ndrc"), "", Approve, "", fault.Conflict, "review.decided"},
		{"for a second ministry", decided(t, r, Approve, who("two", "reviewer@ndrc")), two, "mfa", Approve, "", fault.Conflict, "review.decided"},
		{"on a draft", New(), ofNDRC, "", Approve, "", fault.Conflict, "review.state"},
		{"on a corrupt record", Record{State: InReview}, ofNDRC, "", Approve, "", fault.Internal, "internal"},
	} {
		_, ev, err := Decide(tt.r, tt.w, tt.ministry, tt.verdict, tt.comment, start)
		if fault.Of(err) != tt.kind || code(err) != tt.want && field(err) != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
		if (tt.kind == fault.Forbidden) != (ev.Outcome == audit.Denied) {
			t.Errorf("%s: event %+v", tt.name, ev)
		}
	}
	strong := ofNDRC
	strong.Strong = true
	if _, _, err := Decide(submitted(t, strict), strong, "", Approve, "", start); err != nil {
		t.Errorf("with the second factor: %v", err)
	}
	next, ev, err := Decide(r, two, "mfa", Approve, "", start)
	next = must(t, next, ev, err)
	want := Decision{Ministry: "mfa", By: "two", Username: "two", At: stamp(start), Verdict: Approve}
	if d := cmp.Diff([]Decision{want}, next.Decisions); d != "" {
		t.Error(d)
	}
	if len(next.History) != 3 || next.History[1].To != InReview || next.State != InReview {
		t.Errorf("deciding opens: %+v", next.History)
	}
}

func TestOutcome(t *testing.T) {
	rule := func(n, quorum int) Rule {
		r := Rule{Quorum: quorum}
		for i := range n {
			r.Ministries = append(r.Ministries, fmt.Sprint(i))
		}
		return r
	}
	for _, tt := range []struct {
		n, quorum int
		verdicts  string // a, t (return), r
		want      State
	}{
		{3, 3, "", InReview}, {3, 3, "a", InReview}, {3, 3, "aa", InReview}, {3, 3, "aaa", Approved},
		{3, 3, "t", Returned}, {3, 3, "r", Rejected}, {3, 3, "aat", Returned}, {3, 3, "aar", Rejected},
		{3, 2, "a", InReview}, {3, 2, "t", InReview}, {3, 2, "r", InReview}, {3, 2, "ta", InReview}, {3, 2, "taa", Approved}, {3, 2, "aa", Approved},
		{3, 2, "rr", Rejected}, {3, 2, "rt", Returned}, {3, 2, "tt", Returned}, {3, 2, "raa", Approved}, {3, 2, "art", Returned}, {3, 2, "arr", Rejected},
		{1, 1, "a", Approved}, {1, 1, "t", Returned}, {1, 1, "r", Rejected}, {5, 1, "tttt", InReview}, {5, 1, "rrrrr", Rejected}, {5, 1, "rrrrt", Returned},
	} {
		var ds []Decision
		for i, v := range tt.verdicts {
			ds = append(ds, Decision{Ministry: fmt.Sprint(i), Verdict: map[rune]Verdict{'a': Approve, 't': Return, 'r': Reject}[v]})
		}
		if got := outcome(rule(tt.n, tt.quorum), ds); got != tt.want {
			t.Errorf("%d of %d, %q: %s, want %s", tt.quorum, tt.n, tt.verdicts, got, tt.want)
		}
	}
}

// TestBranches: two steps from one record, as two requests take them, do not
// write into each other's lists.
func TestBranches(t *testing.T) {
	grown := func(r Record) Record { // lists with room, as a decoder leaves them
		r.History, r.Decisions, r.Earlier = slices.Grow(r.History, 8), slices.Grow(r.Decisions, 8), slices.Grow(r.Earlier, 8)
		return r
	}
	r := grown(submitted(t, joint))
	one, two := decided(t, r, Approve, ofNDRC), decided(t, r, Approve, ofTrade)
	if one.Decisions[0].Ministry != "ndrc" || two.Decisions[0].Ministry != "mofcom" || one.History[2].By != "r-ndrc" || two.History[2].By != "r-mofcom" {
		t.Errorf("%+v\n%+v", one, two)
	}
	back := grown(in(t, Returned))
	a, ev, err := Revise(back, who("editor", "analyst@a"), start)
	a = must(t, a, ev, err)
	back.Round = 7
	b, ev, err := Revise(back, leader, start)
	if b = must(t, b, ev, err); a.Earlier[0].Number != 1 || b.Earlier[0].Number != 7 {
		t.Errorf("%+v\n%+v", a.Earlier, b.Earlier)
	}
}

func TestSubmit(t *testing.T) {
	rule := joint
	rule.Ministries = slices.Clone(joint.Ministries)
	req := request
	r, ev, err := Submit(Record{}, leader, rule, req, start)
	r = must(t, r, ev, err)
	rule.Ministries[0], req.CoEditors[0] = "changed", "changed"
	request.CoEditors[0] = "editor"
	if r.Rule.Ministries[0] != "ndrc" || r.Submission.CoEditors[0] != "editor" {
		t.Error("the submission follows later changes of what it copied")
	}
	want := time.Date(2026, 3, 16, 9, 0, 0, 123000000, time.UTC)
	if r.Round != 1 || r.State != Submitted || r.Submission.Deadline == nil || !r.Submission.Deadline.Equal(want) || r.Submission.Digest != "sha256:00" {
		t.Errorf("%+v", r.Submission)
	}
	if r.Overdue(want) || !r.Overdue(want.Add(time.Second)) || New().Overdue(want) {
		t.Error("Overdue")
	}
	if r.Editable() || !New().Editable() || !(Record{}).Editable() || !r.Open() || New().Open() {
		t.Error("Editable, Open")
	}
	off := joint
	off.Active = false
	self := joint
	self.Ministries = []string{"ndrc", "a", "mfa"}
	bad := joint
	bad.Quorum = 4
	for name, tt := range map[string]struct {
		rule Rule
		req  Request
		kind fault.Kind
		want string
	}{
		"rule not in force":   {off, request, fault.Conflict, "review.rule"},
		"judge in own cause":  {self, request, fault.Conflict, "review.rule"},
		"broken rule":         {bad, request, fault.Invalid, "quorum rule.quorum"},
		"hidden note":         {joint, Request{Team: "a", Note: "\u200b"}, fault.Invalid, "note text.hidden"},
		"repeated check":      {joint, Request{Team: "a", Checklist: []Check{{ID: "x"}, {ID: "x"}}}, fault.Invalid, "checklist[1].id field.repeated"},
		"long list":           {joint, Request{Team: "a", Checklist: make([]Check, maxChecks+1)}, fault.Invalid, "checklist list.long"},
		"another team's":      {joint, Request{Team: "b"}, fault.Forbidden, "review.role"},
		"no team's":           {joint, Request{}, fault.Forbidden, "review.role"},
		"several broken ones": {joint, Request{Team: "a", Note: "\x00", Purpose: "\x00"}, fault.Invalid, "invalid"},
	} {
		if _, _, err := Submit(New(), leader, tt.rule, tt.req, start); fault.Of(err) != tt.kind || code(err) != tt.want && field(err) != tt.want {
			t.Errorf("%s: %v, want %s", name, err, tt.want)
		}
	}
	if _, _, err := Submit(New(), leader, joint, Request{Team: "a"}, start); err != nil {
		t.Errorf("a first submission needs no words: %v", err)
	}
}

func TestSecondRound(t *testing.T) {
	r := submitted(t, joint)
	r = decided(t, r, Approve, ofTrade)
	next, ev, err := Decide(r, ofMFA, "", Return, "请补充数据来源", start)
	r = must(t, next, ev, err)
	next, ev, err = Revise(r, who("editor", "analyst@a"), start)
	draft := must(t, next, ev, err)
	if draft.State != Draft || draft.Submission != nil || draft.Rule != nil || len(draft.Decisions) != 0 || draft.Round != 1 {
		t.Errorf("draft = %+v", draft)
	}
	if asked := draft.Asked(); len(asked) != 2 || asked[1].Comment != "请补充数据来源" || asked[1].Ministry != "mfa" {
		t.Errorf("asked = %+v", asked)
	}
	if len(New().Asked()) != 0 {
		t.Error("a first draft has nothing to answer")
	}
	if e := draft.Earlier[0]; e.Number != 1 || e.Outcome != Returned || e.Rule.ID != "joint" || len(e.Decisions) != 2 || e.Submission.By != "lead" {
		t.Errorf("earlier = %+v", e)
	}
	if _, _, err := Submit(draft, leader, joint, Request{Team: "a"}, start); field(err) != "reasonForChange review.reasonForChange" {
		t.Errorf("resubmitted without a word: %v", err)
	}
	next, ev, err = Submit(draft, leader, joint, request, start)
	again := must(t, next, ev, err)
	if again.Round != 2 || len(again.Decisions) != 0 || again.State != Submitted {
		t.Errorf("again = %+v", again)
	}
	again = decided(t, again, Approve, ofNDRC, ofTrade, ofMFA) // who decided in round 1 decides anew
	if again.State != Approved {
		t.Errorf("state %s", again.State)
	}
}

func TestReasons(t *testing.T) {
	for name, try := range map[string]func() (Record, audit.Event, error){
		"withdraw without reason": func() (Record, audit.Event, error) { return Withdraw(in(t, Published), leader, " ", start) },
		"supersede by nothing":    func() (Record, audit.Event, error) { return Supersede(in(t, Published), leader, "", start) },
		"supersede by a path":     func() (Record, audit.Event, error) { return Supersede(in(t, Published), leader, "../x", start) },
		"publish with NUL":        func() (Record, audit.Event, error) { return Publish(in(t, Approved), leader, "\x00", "", start) },
		"publish for a path":      func() (Record, audit.Event, error) { return Publish(in(t, Approved), leader, "", "../x", start) },
	} {
		if _, _, err := try(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	w, s := in(t, Withdrawn), in(t, Superseded)
	if w.WithdrawnFor != "数据有误" || s.SupersededBy != "later" {
		t.Errorf("%q, %q", w.WithdrawnFor, s.SupersededBy)
	}
}

func TestRule(t *testing.T) {
	if err := joint.Validate(); err != nil || joint.Quorum != 3 || !joint.Active {
		t.Errorf("%+v: %v", joint, err)
	}
	bad := Rule{Name: " ", Ministries: []string{"ndrc", "ndrc", "a b"}, Quorum: 4, DeadlineDays: -1}
	var f *fault.Error
	if e, ok := bad.Validate().(*fault.Error); ok {
		f = e
	}
	if f == nil || len(f.Fields) != 5 {
		t.Errorf("fields of %+v", f)
	}
	for name, r := range map[string]Rule{"no ministries": {Name: "x", Quorum: 0}, "no quorum": {Name: "x", Ministries: []string{"a"}},
		"two lines": {Name: "x\ny", Ministries: []string{"a"}, Quorum: 1}} {
		if err := r.Validate(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	h := audit.Head{ID: "x", Version: 2, CreatedAt: start, UpdatedAt: start}
	if got := (Rule{}).WithHead(h).Head(); got != h {
		t.Errorf("%+v", got)
	}
}
