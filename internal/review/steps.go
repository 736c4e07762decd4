package review

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"parksite/internal/audit"
	"parksite/internal/fault"
)

// Seat is a role held in a team.
type Seat struct {
	Team string
	Role string
}

// Who acts, as far as review asks.
type Who struct {
	Actor   audit.Actor
	Seats   []Seat   // held at this moment
	Strong  bool     // signed in with a second factor
	Aliases []string // user ids of other accounts that are the same person
}

// Request is what a submission says.
type Request struct {
	Team            string  // the ranking's team
	Digest          string  // of what was sealed
	Note            string  // to the reviewers
	Purpose         string  // what the ranking is for
	ReasonForChange string  // since the round before, or the last published one
	Checklist       []Check // self-check
	CoEditors       []string
	Members         []string // the team's people now
}

// maxChecks is the longest self-check list.
const maxChecks = 50

// Submit hands a draft to the ministries that rule names. The rule is copied;
// what it says later does not matter to this round.
//
// As all steps it returns the record that follows and the event that explains
// it. Errors: Forbidden for somebody who is not lead of the team, with the
// event of the denied attempt to be stored; Conflict when it is no draft or the
// rule is not in force; Invalid naming every broken field. From the second
// round on it says what changed, in the reason for change or the note.
func Submit(r Record, who Who, rule Rule, req Request, now time.Time) (Record, audit.Event, error) {
	const op = "review.Submit"
	if ev, err := permit(r, who, ActionSubmit, req.Team, now); err != nil {
		return r, ev, fault.Wrap(op, err)
	}
	if !rule.Active || slices.Contains(rule.Ministries, req.Team) {
		return r, audit.Event{}, fault.New(op, fault.Conflict, "review.rule")
	}
	if err := rule.Validate(); err != nil {
		return r, audit.Event{}, fault.Wrap(op, err)
	}
	if err := req.validate(len(r.Earlier) > 0); err != nil {
		return r, audit.Event{}, fault.Wrap(op, err)
	}
	at := stamp(now)
	s := Submission{
		By: who.Actor.UserID, Username: who.Actor.Username, Team: req.Team, At: at,
		Digest: req.Digest, Note: req.Note, Purpose: req.Purpose, ReasonForChange: req.ReasonForChange,
		Checklist: clone(req.Checklist), CoEditors: clone(req.CoEditors), Members: clone(req.Members),
	}
	if rule.DeadlineDays > 0 {
		d := at.AddDate(0, 0, rule.DeadlineDays)
		s.Deadline = &d
	}
	rule.Ministries = clone(rule.Ministries)
	r.Rule, r.Submission, r.Decisions = &rule, &s, []Decision{}
	r.Round++
	r, ev := r.step(who, ActionSubmit, Submitted, req.Note, now)
	return r, ev, nil
}

func (req Request) validate(again bool) error {
	var bad []fault.Field
	for _, t := range []struct{ field, text string }{{"note", req.Note}, {"purpose", req.Purpose}, {"reasonForChange", req.ReasonForChange}} {
		if f := checkText(t.field, t.text, 0, maxText); f != nil {
			bad = append(bad, *f)
		}
	}
	if again && strings.TrimSpace(req.ReasonForChange+req.Note) == "" {
		bad = append(bad, fault.Field{Field: "reasonForChange", Code: "review.reasonForChange", Detail: "say what changed since it was returned"})
	}
	if len(req.Checklist) > maxChecks {
		bad = append(bad, fault.Field{Field: "checklist", Code: "list.long", Detail: fmt.Sprintf("at most %d items", maxChecks)})
		return fault.Bad("review.Request.validate", bad)
	}
	seen := map[string]bool{}
	for i, c := range req.Checklist {
		at := fmt.Sprintf("checklist[%d]", i)
		if f := checkText(at+".id", c.ID, 1, maxLine); f != nil {
			bad = append(bad, *f)
		} else if seen[c.ID] {
			bad = append(bad, fault.Field{Field: at + ".id", Code: "field.repeated", Detail: "named twice"})
		}
		if f := checkText(at+".note", c.Note, 0, maxText); f != nil {
			bad = append(bad, *f)
		}
		seen[c.ID] = true
	}
	return fault.Bad("review.Request.validate", bad)
}

// Open notes the first look of a ministry at what was submitted. Errors as for
// Decide.
func Open(r Record, who Who, now time.Time) (Record, audit.Event, error) {
	if ev, err := permit(r, who, ActionOpen, "", now); err != nil {
		return r, ev, fault.Wrap("review.Open", err)
	}
	r, ev := r.step(who, ActionOpen, InReview, "", now)
	return r, ev, nil
}

// Decide records one ministry's verdict and computes the state that follows
// from the quorum. ministry may be "" when the actor can decide for one only.
//
// Errors: Forbidden for somebody without a seat there, who had a part in the
// submission of this or an earlier round, who comes through a token, or lacks
// the second factor the rule asks for, each with the event of the denied
// attempt to be stored; Conflict when it is not under review or the ministry,
// or the person, has decided in this round; Invalid for an unknown verdict, a
// return or rejection without a comment, or a ministry left open.
func Decide(r Record, who Who, ministry string, verdict Verdict, comment string, now time.Time) (Record, audit.Event, error) {
	const op = "review.Decide"
	action := Action(verdict)
	if verdict != Approve && verdict != Return && verdict != Reject {
		return r, audit.Event{}, fault.Bad(op, []fault.Field{{Field: "decision", Code: "field.choice", Detail: "approve, return or reject"}})
	}
	if ev, err := permit(r, who, action, "", now); err != nil {
		return r, ev, fault.Wrap(op, err)
	}
	if r.Rule.RequireTOTP && !who.Strong {
		ev, err := deny(r, who, action, "review.secondFactor", now)
		return r, ev, fault.Wrap(op, err)
	}
	ministry, err := r.seatOf(who, ministry)
	if err != nil {
		if !fault.Is(err, fault.Forbidden) {
			return r, audit.Event{}, fault.Wrap(op, err)
		}
		ev, err := deny(r, who, action, "review.role", now)
		return r, ev, fault.Wrap(op, err)
	}
	need := 0
	if verdict != Approve {
		need = 1
	}
	if f := checkText("comment", comment, need, maxText); f != nil {
		if need > 0 && strings.TrimSpace(comment) == "" {
			f.Code, f.Detail = "review.commentRequired", "a return or a rejection says why"
		}
		return r, audit.Event{}, fault.Bad(op, []fault.Field{*f})
	}
	if r.state() == Submitted {
		r, _ = r.step(who, ActionOpen, InReview, "", now)
	}
	r.Decisions = append(slices.Clip(r.Decisions), Decision{
		Ministry: ministry, By: who.Actor.UserID, Username: who.Actor.Username, At: stamp(now), Verdict: verdict, Comment: comment,
	})
	r, ev := r.step(who, action, outcome(*r.Rule, r.Decisions), comment, now)
	return r, ev, nil
}

// seatOf returns the ministry for which who decides now: the one asked for, or
// the only one there is.
func (r Record) seatOf(who Who, ministry string) (string, error) {
	const op = "review.seatOf"
	var may, open []string
	for _, m := range r.Rule.Ministries {
		if !holds(who.Seats, []string{m}, []string{reviewer, chair}) || ministry != "" && m != ministry {
			continue
		}
		may = append(may, m)
		if !slices.ContainsFunc(r.Decisions, func(d Decision) bool { return d.Ministry == m }) {
			open = append(open, m)
		}
	}
	if slices.ContainsFunc(r.Decisions, func(d Decision) bool { return d.By == who.Actor.UserID }) {
		open = nil // nobody speaks for two ministries in one round
	}
	switch {
	case len(may) == 0:
		return "", fault.New(op, fault.Forbidden, "review.role")
	case len(open) == 0:
		return "", fault.New(op, fault.Conflict, "review.decided")
	case len(open) > 1:
		return "", fault.Bad(op, []fault.Field{{Field: "ministry", Code: "review.ministry", Detail: "say for which ministry: " + strings.Join(open, ", ")}})
	}
	return open[0], nil
}

// Revise opens a returned ranking as a draft again. The round moves to Earlier,
// where Asked finds what the reviewers wanted. Errors: Forbidden for somebody
// outside the team, Conflict when it is not returned.
func Revise(r Record, who Who, now time.Time) (Record, audit.Event, error) {
	if ev, err := permit(r, who, ActionRevise, "", now); err != nil {
		return r, ev, fault.Wrap("review.Revise", err)
	}
	r.Earlier = append(slices.Clip(r.Earlier), Round{
		Number: r.Round, Rule: *r.Rule, Submission: *r.Submission, Decisions: clone(r.Decisions), Outcome: r.State,
	})
	team := r.Submission.Team
	r, ev := r.step(who, ActionRevise, Draft, "", now)
	ev.Team = team
	r.Rule, r.Submission, r.Decisions = nil, nil, []Decision{}
	return r, ev, nil
}

// Publish makes an approved ranking visible to everybody, in the place of the
// published one with id supersedes ("" = of none). That is part of this step:
// Supersede carries it out on the other ranking, and whoever finds it undone
// can. Errors: Forbidden, Conflict, Invalid for what is no id.
func Publish(r Record, who Who, note, supersedes string, now time.Time) (Record, audit.Event, error) {
	const op = "review.Publish"
	if ev, err := permit(r, who, ActionPublish, "", now); err != nil {
		return r, ev, fault.Wrap(op, err)
	}
	if f := checkText("note", note, 0, maxText); f != nil {
		return r, audit.Event{}, fault.Bad(op, []fault.Field{*f})
	}
	if supersedes != "" && !idForm.MatchString(supersedes) {
		return r, audit.Event{}, fault.Bad(op, []fault.Field{{Field: "supersedes", Code: "field.form", Detail: "not a ranking id"}})
	}
	r.Supersedes = supersedes
	r, ev := r.step(who, ActionPublish, Published, note, now)
	return r, ev, nil
}

// Withdraw takes a published ranking back, for a reason. Errors: Forbidden,
// Conflict, Invalid without a reason.
func Withdraw(r Record, who Who, reason string, now time.Time) (Record, audit.Event, error) {
	const op = "review.Withdraw"
	if ev, err := permit(r, who, ActionWithdraw, "", now); err != nil {
		return r, ev, fault.Wrap(op, err)
	}
	if f := checkText("reason", reason, 1, maxText); f != nil {
		return r, audit.Event{}, fault.Bad(op, []fault.Field{*f})
	}
	r.WithdrawnFor = reason
	r, ev := r.step(who, ActionWithdraw, Withdrawn, reason, now)
	return r, ev, nil
}

// Supersede marks a published ranking as replaced by the later one with id
// later. Errors: Forbidden, Conflict, Invalid without an id.
func Supersede(r Record, who Who, later string, now time.Time) (Record, audit.Event, error) {
	const op = "review.Supersede"
	if ev, err := permit(r, who, ActionSupersede, "", now); err != nil {
		return r, ev, fault.Wrap(op, err)
	}
	if !idForm.MatchString(later) {
		return r, audit.Event{}, fault.Bad(op, []fault.Field{{Field: "supersededBy", Code: "field.form", Detail: "not a ranking id"}})
	}
	r, ev := r.supersede(who, later, now)
	return r, ev, nil
}

// Replaced is Supersede as the rest of the publication of the ranking with id
// later, by whose publication it was decided: what may be asked was asked
// then. ok is false when nothing is left to do.
func Replaced(r Record, publisher audit.Actor, later string, now time.Time) (next Record, ev audit.Event, ok bool) {
	if r.state() != Published {
		return r, audit.Event{}, false
	}
	next, ev = r.supersede(Who{Actor: publisher}, later, now)
	return next, ev, true
}

func (r Record) supersede(who Who, later string, now time.Time) (Record, audit.Event) {
	r.SupersededBy = later
	return r.step(who, ActionSupersede, Superseded, later, now)
}

// Asked returns what the reviewers of the round before said, in order of time:
// what the present draft has to answer. Empty for a first draft.
func (r Record) Asked() []Decision {
	asked := []Decision{}
	if len(r.Earlier) == 0 {
		return asked
	}
	for _, d := range r.Earlier[len(r.Earlier)-1].Decisions {
		if d.Comment != "" {
			asked = append(asked, d)
		}
	}
	return asked
}

// Editable reports whether the ranking's content may change.
func (r Record) Editable() bool { return r.state() == Draft }

// Open reports whether a decision is waited for.
func (r Record) Open() bool { return r.state() == Submitted || r.state() == InReview }

// Overdue reports whether the deadline of what is under review has passed.
func (r Record) Overdue(now time.Time) bool {
	return r.Open() && r.Submission != nil && r.Submission.Deadline != nil && now.After(*r.Submission.Deadline)
}

func (r Record) state() State {
	if r.State == "" {
		return Draft
	}
	return r.State
}

// step returns r in state to, with the step in its history and its event.
func (r Record) step(who Who, a Action, to State, note string, now time.Time) (Record, audit.Event) {
	r.History = append(slices.Clip(r.History), Step{
		Action: string(a), From: r.state(), To: to, Round: r.Round, By: who.Actor.UserID, At: stamp(now), Note: note,
	})
	r.State = to
	if r.Decisions == nil {
		r.Decisions = []Decision{}
	}
	if r.Earlier == nil {
		r.Earlier = []Round{}
	}
	return r, event(r, who, a, audit.Done, note, now)
}

func event(r Record, who Who, a Action, result, reason string, now time.Time) audit.Event {
	ev := audit.Event{At: stamp(now), Actor: who.Actor, Action: "ranking." + string(a), Outcome: result, Reason: reason}
	if r.Submission != nil {
		ev.Team = r.Submission.Team
	}
	return ev
}

func stamp(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

// clone copies s; empty, not null, when there is nothing.
func clone[T any](s []T) []T { return append([]T{}, s...) }
