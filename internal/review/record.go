package review

import "time"

// State is where a ranking stands.
type State string

// The states (草稿, 待审核, 审核中, 已退回, 已否决, 已批准, 已发布, 已撤回, 已被取代). The zero
// State counts as Draft.
const (
	Draft      State = "draft"
	Submitted  State = "submitted"
	InReview   State = "inReview"
	Returned   State = "returned"
	Rejected   State = "rejected"
	Approved   State = "approved"
	Published  State = "published"
	Withdrawn  State = "withdrawn"
	Superseded State = "superseded"
)

// States are all states, in the order a ranking can take them.
var States = [...]State{Draft, Submitted, InReview, Returned, Rejected, Approved, Published, Withdrawn, Superseded}

// Verdict is what a ministry decides.
type Verdict string

// The verdicts. Return and Reject need a comment.
const (
	Approve Verdict = "approve"
	Return  Verdict = "return"
	Reject  Verdict = "reject"
)

// Record is where a ranking stands and how it came there. The zero Record is a
// fresh draft.
type Record struct {
	State      State       `json:"state" swaggertype:"string" enums:"draft,submitted,inReview,returned,rejected,approved,published,withdrawn,superseded"`
	Round      int         `json:"round"`                // 1 with the first submission; 0 before
	Rule       *Rule       `json:"rule,omitempty"`       // copy of the rule in force at this round's submission
	Submission *Submission `json:"submission,omitempty"` // of this round
	Decisions  []Decision  `json:"decisions"`            // of this round, in order of time
	Earlier    []Round     `json:"earlier"`              // rounds that ended with a return
	History    []Step      `json:"history"`              // every step, oldest first

	Supersedes   string `json:"supersedes,omitempty"`   // the ranking whose place it took when it was published
	WithdrawnFor string `json:"withdrawnFor,omitempty"` // reason, in state withdrawn
	SupersededBy string `json:"supersededBy,omitempty"` // the later ranking, in state superseded
}

// New returns the record of a fresh draft, its lists empty rather than absent.
func New() Record {
	return Record{State: Draft, Decisions: []Decision{}, Earlier: []Round{}, History: []Step{}}
}

// Round is one submission and what became of it.
type Round struct {
	Number     int        `json:"number"`
	Rule       Rule       `json:"rule"`
	Submission Submission `json:"submission"`
	Decisions  []Decision `json:"decisions"`
	Outcome    State      `json:"outcome" swaggertype:"string"`
}

// Submission is what was handed in, by whom and why.
type Submission struct {
	By       string     `json:"by"` // user id
	Username string     `json:"username"`
	Team     string     `json:"team"` // the submitting team's id
	At       time.Time  `json:"at" format:"date-time"`
	Deadline *time.Time `json:"deadline,omitempty" format:"date-time"`

	Digest string `json:"digest"` // of what was sealed and is decided on

	Note            string  `json:"note"`
	Purpose         string  `json:"purpose"`
	ReasonForChange string  `json:"reasonForChange"`
	Checklist       []Check `json:"checklist"`

	CoEditors []string `json:"coEditors"` // user ids of who else worked on it
	Members   []string `json:"members"`   // user ids of the team's people when it was submitted
}

// Check is one item of the submitter's self-check list.
type Check struct {
	ID   string `json:"id"` // message key of the item
	Done bool   `json:"done"`
	Note string `json:"note"`
}

// Decision is one ministry's, once per round.
type Decision struct {
	Ministry string    `json:"ministry"` // team id
	By       string    `json:"by"`       // user id
	Username string    `json:"username"`
	At       time.Time `json:"at" format:"date-time"`
	Verdict  Verdict   `json:"decision" swaggertype:"string" enums:"approve,return,reject"`
	Comment  string    `json:"comment"`
}

// Step is one action and the states before and after it.
type Step struct {
	Action string    `json:"action"` // an Action's name
	From   State     `json:"from" swaggertype:"string"`
	To     State     `json:"to" swaggertype:"string"`
	Round  int       `json:"round"`
	By     string    `json:"by"`
	At     time.Time `json:"at" format:"date-time"`
	Note   string    `json:"note"`
}
