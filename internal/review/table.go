package review

import "slices"

// Action is a step somebody takes.
type Action string

// The actions (提交、打开、批准、退回、否决、修订、发布、撤回、取代).
const (
	ActionSubmit    Action = "submit"
	ActionOpen      Action = "open"
	ActionApprove   Action = "approve"
	ActionReturn    Action = "return"
	ActionReject    Action = "reject"
	ActionRevise    Action = "revise"
	ActionPublish   Action = "publish"
	ActionWithdraw  Action = "withdraw"
	ActionSupersede Action = "supersede"
)

// Actions are all actions.
var Actions = [...]Action{ActionSubmit, ActionOpen, ActionApprove, ActionReturn, ActionReject, ActionRevise,
	ActionPublish, ActionWithdraw, ActionSupersede}

// Roles as access names them.
const (
	analyst  = "analyst"
	lead     = "lead"
	reviewer = "reviewer"
	chair    = "chair"
)

// row says in which states an action can be taken, and by which role in the
// owning team or in a ministry that the rule names.
type row struct {
	from     []State
	owner    []string
	ministry []string
}

// table is the whole of who may do what when. Deciding on something not yet
// opened opens it. What follows a decision is outcome's business; what follows
// the rest is one state each.
var table = map[Action]row{
	ActionSubmit:    {from: []State{Draft}, owner: []string{lead}},
	ActionOpen:      {from: []State{Submitted}, ministry: []string{reviewer, chair}},
	ActionApprove:   {from: []State{Submitted, InReview}, ministry: []string{reviewer, chair}},
	ActionReturn:    {from: []State{Submitted, InReview}, ministry: []string{reviewer, chair}},
	ActionReject:    {from: []State{Submitted, InReview}, ministry: []string{reviewer, chair}},
	ActionRevise:    {from: []State{Returned}, owner: []string{analyst, lead}},
	ActionPublish:   {from: []State{Approved}, owner: []string{lead}, ministry: []string{chair}},
	ActionWithdraw:  {from: []State{Published}, owner: []string{lead}, ministry: []string{chair}},
	ActionSupersede: {from: []State{Published}, owner: []string{lead}, ministry: []string{chair}},
}

// decides reports whether a is a step that nobody takes on their own work.
func (a Action) decides() bool {
	return a == ActionOpen || a == ActionApprove || a == ActionReturn || a == ActionReject
}

// outcome is the state that follows from the decisions so far: approved as soon
// as the quorum is there. Once it can no longer be reached the round is over:
// rejected when the rejections alone prevent it, returned otherwise, because
// then an answer to those who returned can still bring it about.
func outcome(rule Rule, decisions []Decision) State {
	count := map[Verdict]int{}
	for _, d := range decisions {
		count[d.Verdict]++
	}
	asked := len(rule.Ministries)
	switch {
	case count[Approve] >= rule.Quorum:
		return Approved
	case asked-count[Reject] < rule.Quorum:
		return Rejected
	case asked-count[Reject]-count[Return] < rule.Quorum:
		return Returned
	}
	return InReview
}

// Visible reports whether somebody in seats may see a ranking of team owner
// that stands at r. Drafts and returned rankings are their team's own; what was
// submitted is seen by the ministries its rule names; what is published, or was
// until a later one took its place, by everybody.
//
// What is not visible is answered like what does not exist.
func Visible(r Record, owner string, seats []Seat) bool {
	switch r.state() {
	case Published, Superseded:
		return true
	case Submitted, InReview, Approved, Rejected, Withdrawn:
		if r.Concerned(seats) {
			return true
		}
	}
	return owner != "" && slices.ContainsFunc(seats, func(s Seat) bool { return s.Team == owner })
}

// Told reports whether a decision of somebody in seats is answered by what
// became of r: they see it, or were asked in the round that a return has ended.
// They no longer see it then, but who comes too late is told so, not that there
// never was anything.
func Told(r Record, owner string, seats []Seat) bool {
	return Visible(r, owner, seats) || r.state() == Returned && r.Concerned(seats)
}

// Concerned reports whether somebody in seats is asked for a decision by the
// rule of the present round.
func (r Record) Concerned(seats []Seat) bool {
	return r.Rule != nil && holds(seats, r.Rule.Ministries, []string{reviewer, chair})
}

// AskedBefore reports whether somebody in seats is asked for a decision now and
// was in the n-th round too, which has ended: then they see what was handed in
// and asked for in it, and so what was changed in answer.
func (r Record) AskedBefore(n int, seats []Seat) bool {
	return n >= 1 && n <= len(r.Earlier) && r.Concerned(seats) && holds(seats, r.Earlier[n-1].Rule.Ministries, []string{reviewer, chair})
}

// holds reports whether one of seats is one of roles in one of teams.
func holds(seats []Seat, teams, roles []string) bool {
	return slices.ContainsFunc(seats, func(s Seat) bool { return slices.Contains(teams, s.Team) && slices.Contains(roles, s.Role) })
}
