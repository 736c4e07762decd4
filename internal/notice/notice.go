// Package notice says which people an event of the trail concerns, and in
// which words they are told outside the interface.
//
// A notice follows from an event and from who sits where, by pure functions;
// its id follows from event, person and ranking, so that whoever works an
// event again, after a crash or in another process, makes the same notices.
package notice

import (
	"slices"
	"time"

	"parksite/internal/access"
	"parksite/internal/audit"
	"parksite/internal/review"
)

// Kind is what a notice tells: a message key of the interface ("notice.<kind>").
type Kind string

// The kinds.
const (
	Submitted    Kind = "submitted"    // waits for a decision of one's ministry
	Decided      Kind = "decided"      // one ministry has decided, others are waited for
	Approved     Kind = "approved"     // the quorum is there
	Returned     Kind = "returned"     // goes back to its team
	Rejected     Kind = "rejected"     // the quorum can no longer be reached
	Published    Kind = "published"    // everybody can see it
	Withdrawn    Kind = "withdrawn"    // was published and is taken back
	Superseded   Kind = "superseded"   // a later one has its place
	DeadlineNear Kind = "deadlineNear" // one's ministry has little time left
	Overdue      Kind = "overdue"      // the time is over
	DataChanged  Kind = "dataChanged"  // newer data differ in what an approved or published ranking uses
	Commented    Kind = "commented"    // somebody said something that concerns one
)

// Kinds are all kinds.
var Kinds = [...]Kind{Submitted, Decided, Approved, Returned, Rejected, Published, Withdrawn, Superseded, DeadlineNear, Overdue, DataChanged, Commented}

// Notice tells one person of one event. It holds no title: that is looked up
// when it is shown, by who may still see the ranking.
type Notice struct {
	ID      string     `json:"id" bson:"_id"` // ID(seq, person, ranking): sorts by event
	UserID  string     `json:"userId"`
	Seq     int64      `json:"seq"` // of the event
	At      time.Time  `json:"at"`
	Kind    Kind       `json:"kind"`
	Ranking string     `json:"ranking"` // id
	By      string     `json:"by"`      // username; "" = the program
	Detail  string     `json:"detail"`  // verdict, dataset, or place of a comment ("country/VNM")
	ReadAt  *time.Time `json:"readAt,omitempty"`
}

// ID is the id of the notice of one event to one person about one ranking.
func ID(seq int64, userID, ranking string) string {
	return audit.Key(seq) + "-" + userID + "-" + ranking
}

// Ranking is what an event's ranking is to notices: as the event left it.
type Ranking struct {
	ID     string
	Team   string
	Owner  string
	Review review.Record
}

// Actions of events that the deadline watcher records.
const (
	ActionDeadlineNear = "ranking.deadlineNear"
	ActionOverdue      = "ranking.overdue"
)

// Of returns the notices of an event about a ranking, in order of person.
// members are the memberships at this moment. Nobody is told of what they did
// themselves, nor of what their seats no longer show them.
func Of(ev audit.Event, r Ranking, members []access.Membership) []Notice {
	if ev.Outcome != audit.Done {
		return nil
	}
	seats := seats(members)
	var kind Kind
	var people []string
	detail := ""
	switch ev.Action {
	case "ranking." + string(review.ActionSubmit):
		kind, people = Submitted, seats.asked(r.Review, false)
	case "ranking." + string(review.ActionApprove), "ranking." + string(review.ActionReturn), "ranking." + string(review.ActionReject):
		kind, people = outcome(r.Review.State), seats.working(r)
		if kind == Approved {
			people = append(people, seats.chairs(r.Review)...)
		}
		detail = ev.Action[len("ranking."):]
	case "ranking." + string(review.ActionPublish):
		kind, people = Published, append(seats.working(r), seats.asked(r.Review, false)...)
	case "ranking." + string(review.ActionWithdraw):
		kind, people = Withdrawn, append(seats.working(r), seats.asked(r.Review, false)...)
	case "ranking." + string(review.ActionSupersede):
		kind, people = Superseded, seats.working(r)
	case ActionDeadlineNear:
		kind, people = DeadlineNear, seats.asked(r.Review, true)
	case ActionOverdue:
		kind, people = Overdue, append(seats.working(r), seats.asked(r.Review, true)...)
	default:
		return nil
	}
	return tell(ev, kind, r.ID, detail, people)
}

// OfData returns the notices of a new dataset about a ranking whose data it
// changes.
func OfData(ev audit.Event, r Ranking, members []access.Membership) []Notice {
	if !ev.Writes() {
		return nil
	}
	return tell(ev, DataChanged, r.ID, ev.Object.ID, seats(members).working(r))
}

// OfComment returns the notices of something said about a ranking as it is now.
// root is the comment itself or the one it replies to, thread who has spoken
// under it before. Those of the other side are told, but a ministry only while
// it sees the ranking; what one side says to itself is told to that side.
func OfComment(ev audit.Event, c, root review.Comment, thread []review.Comment, r Ranking, members []access.Membership) []Notice {
	if !ev.Writes() || ev.From > 0 { // settled or reopened: nobody is told
		return nil
	}
	seats := seats(members)
	var people []string
	switch {
	case c.Audience == review.ToTeam && c.Team == r.Team, c.Audience == review.ToParties && c.Team != r.Team:
		people = seats.working(r)
	case c.Audience == review.ToTeam:
		people = seats.deciding(c.Team)
	case root.ID == c.ID:
		people = seats.asked(r.Review, false)
	default:
		for _, x := range append(slices.Clip(thread), root) {
			people = append(people, x.By)
		}
	}
	hidden := func(id string) bool { // by the seats they hold at this moment
		held := seats.of(id)
		return !review.Visible(r.Review, r.Team, held) || !root.Readable(r.Review, held)
	}
	detail := string(c.Anchor.Kind)
	if c.Anchor.ID != "" {
		detail += "/" + c.Anchor.ID
	}
	return tell(ev, Commented, r.ID, detail, slices.DeleteFunc(people, hidden))
}

// outcome is what a decision is to the team, by the state it led to.
func outcome(s review.State) Kind {
	switch s {
	case review.Approved:
		return Approved
	case review.Returned:
		return Returned
	case review.Rejected:
		return Rejected
	}
	return Decided
}

func tell(ev audit.Event, kind Kind, ranking, detail string, people []string) []Notice {
	slices.Sort(people)
	var out []Notice
	by := ev.Actor.Username
	if ev.Actor == audit.System {
		by = ""
	}
	for _, id := range slices.Compact(people) {
		if id == ev.Actor.UserID {
			continue
		}
		out = append(out, Notice{ID: ID(ev.Seq, id, ranking), UserID: id, Seq: ev.Seq, At: ev.At, Kind: kind, Ranking: ranking, By: by, Detail: detail})
	}
	return out
}

type seats []access.Membership

// working are the people of the ranking's team whose work it is: its leads,
// its owner, who submitted it and who edited it.
func (s seats) working(r Ranking) []string {
	var out []string
	for _, m := range s {
		if m.TeamID != r.Team {
			continue
		}
		sub := r.Review.Submission
		if m.Role == access.Lead || m.UserID == r.Owner || sub != nil && (m.UserID == sub.By || slices.Contains(sub.CoEditors, m.UserID)) {
			out = append(out, m.UserID)
		}
	}
	return out
}

// asked are the people who decide for the ministries of the rule, or for those
// that have not decided yet.
func (s seats) asked(r review.Record, undecided bool) []string {
	if r.Rule == nil {
		return nil
	}
	var out []string
	for _, m := range s {
		decides := m.Role == access.Reviewer || m.Role == access.Chair
		if decides && slices.Contains(r.Rule.Ministries, m.TeamID) && !(undecided && decided(r, m.TeamID)) {
			out = append(out, m.UserID)
		}
	}
	return out
}

// deciding are the people who decide for a ministry.
func (s seats) deciding(ministry string) []string {
	var out []string
	for _, m := range s {
		if m.TeamID == ministry && (m.Role == access.Reviewer || m.Role == access.Chair) {
			out = append(out, m.UserID)
		}
	}
	return out
}

// of are the seats of one person.
func (s seats) of(userID string) []review.Seat {
	var out []review.Seat
	for _, m := range s {
		if m.UserID == userID {
			out = append(out, review.Seat{Team: m.TeamID, Role: string(m.Role)})
		}
	}
	return out
}

// chairs are those who may publish what was approved, besides its team.
func (s seats) chairs(r review.Record) []string {
	if r.Rule == nil {
		return nil
	}
	var out []string
	for _, m := range s {
		if m.Role == access.Chair && slices.Contains(r.Rule.Ministries, m.TeamID) {
			out = append(out, m.UserID)
		}
	}
	return out
}

func decided(r review.Record, ministry string) bool {
	return slices.ContainsFunc(r.Decisions, func(d review.Decision) bool { return d.Ministry == ministry })
}

// nearest is how long before a deadline people are reminded, if they had at
// least twice as long.
const nearest = 3 * 24 * time.Hour

// Due returns the action that the deadline of r calls for at now:
// ActionDeadlineNear from three days before it (half-way to it, when there are
// fewer than six), ActionOverdue after it, "" otherwise.
func Due(r review.Record, now time.Time) string {
	if !r.Open() || r.Submission == nil || r.Submission.Deadline == nil {
		return ""
	}
	deadline := *r.Submission.Deadline
	lead := min(nearest, deadline.Sub(r.Submission.At)/2)
	switch {
	case now.After(deadline):
		return ActionOverdue
	case !now.Before(deadline.Add(-lead)):
		return ActionDeadlineNear
	}
	return ""
}
