package review

import (
	"slices"
	"time"

	"parksite/internal/audit"
	"parksite/internal/fault"
)

// permit says whether who may take action a on r at all. owner is the team of
// a draft about to be submitted. First who, then when: a person who may never
// decide on this learns that, whatever state it is in.
func permit(r Record, who Who, a Action, owner string, now time.Time) (audit.Event, error) {
	const op = "review.permit"
	t := table[a]
	owners, ministries := []string{owner}, []string{}
	switch {
	case r.Submission != nil && r.Rule != nil:
		owners, ministries = []string{r.Submission.Team}, r.Rule.Ministries
	case r.state() != Draft:
		return audit.Event{}, fault.Newf(op, fault.Internal, "internal", "state %s without a submission", r.State)
	case a != ActionSubmit: // a draft names neither; whoever has the role somewhere learns that it is too early
		owners = nil
		for _, s := range who.Seats {
			owners, ministries = append(owners, s.Team), append(ministries, s.Team)
		}
	}
	code := ""
	if !holds(who.Seats, owners, t.owner) && !holds(who.Seats, ministries, t.ministry) {
		code = "review.role"
	} else if a.decides() {
		code = r.bars(who)
	}
	switch {
	case code != "":
		return deny(r, who, a, code, now)
	case !slices.Contains(t.from, r.state()):
		return audit.Event{}, fault.Newf(op, fault.Conflict, "review.state", "it is in state %s", r.state())
	}
	return audit.Event{}, nil
}

// deny returns the event of an attempt that was refused, and the refusal.
func deny(r Record, who Who, a Action, code string, now time.Time) (audit.Event, error) {
	return event(r, who, a, audit.Denied, code, now), fault.New("review.deny", fault.Forbidden, code)
}

// bars returns why who may not decide on r, as a message key; "" when they may.
// All rounds count: what somebody once submitted stays theirs.
func (r Record) bars(who Who) string {
	if who.Actor.TokenID != "" {
		return "review.token"
	}
	submissions := make([]Submission, 0, len(r.Earlier)+1)
	for _, e := range r.Earlier {
		submissions = append(submissions, e.Submission)
	}
	if r.Submission != nil {
		submissions = append(submissions, *r.Submission)
	}
	me := who.Actor.UserID
	for _, s := range submissions {
		team := func(seat Seat) bool { return seat.Team == s.Team }
		alias := func(id string) bool { return slices.Contains(who.Aliases, id) }
		switch {
		case s.By == me:
			return "review.ownSubmission"
		case slices.Contains(s.CoEditors, me):
			return "review.coEditor"
		case slices.Contains(s.Members, me), slices.ContainsFunc(who.Seats, team):
			return "review.ownTeam"
		case alias(s.By), slices.ContainsFunc(s.CoEditors, alias), slices.ContainsFunc(s.Members, alias):
			return "review.samePerson"
		}
	}
	for _, d := range r.Decisions {
		if slices.Contains(who.Aliases, d.By) {
			return "review.samePerson"
		}
	}
	return ""
}
