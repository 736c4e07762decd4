package review

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"parksite/internal/audit"
	"parksite/internal/fault"
)

// AnchorKind says what kind of thing in a ranking a comment is about.
type AnchorKind string

// The kinds of anchors.
const (
	OnRanking       AnchorKind = "ranking"       // the whole
	OnCountry       AnchorKind = "country"       // one candidate
	OnCriterion     AnchorKind = "criterion"     // one node of the model's tree
	OnSite          AnchorKind = "site"          // one site that was ranked or looked at
	OnSiteCriterion AnchorKind = "siteCriterion" // one figure of a site
	OnCondition     AnchorKind = "condition"     // one rule of a plan
)

// Anchor is the place in a ranking that a comment is about.
type Anchor struct {
	Kind AnchorKind `json:"kind" swaggertype:"string" enums:"ranking,country,criterion,site,siteCriterion,condition"`
	ID   string     `json:"id,omitempty"` // ISO3 code, node, site, site/criterion or code of a condition; "" for the whole
}

// Site is the site of an anchor on one or on a figure of one, and that figure's
// criterion; both "" for other anchors.
func (a Anchor) Site() (site, criterion string) {
	switch a.Kind {
	case OnSite:
		return a.ID, ""
	case OnSiteCriterion:
		site, criterion, _ = strings.Cut(a.ID, "/")
		return site, criterion
	}
	return "", ""
}

// Audience is who reads a comment, of those who may see the ranking.
type Audience string

// The audiences.
const (
	ToParties Audience = "parties" // the ranking's team and the ministries asked in the comment's round
	ToTeam    Audience = "team"    // the team or ministry of its author, and nobody else
)

// Comment is something said about one place of a ranking. Neither its text nor
// its place ever changes, and it is not deleted; what can change is whether it
// is settled.
type Comment struct {
	ID        string    `json:"id" bson:"_id"`
	Version   int64     `json:"version"`
	CreatedAt time.Time `json:"createdAt" format:"date-time"`
	UpdatedAt time.Time `json:"updatedAt" format:"date-time"`

	Ranking        string      `json:"ranking"`        // id
	RankingVersion int64       `json:"rankingVersion"` // when it was said
	Owner          string      `json:"owner"`          // team of the ranking
	Round          int         `json:"round"`          // of the review; on a draft, the one it is being made for
	Thread         string      `json:"thread"`         // id of the comment it replies to; "" for one that begins
	Anchor         Anchor      `json:"anchor"`
	Audience       Audience    `json:"audience" swaggertype:"string" enums:"parties,team"`
	Team           string      `json:"team"` // for which it was said: the ranking's team, or a ministry
	By             string      `json:"by"`   // user id
	Username       string      `json:"username"`
	Text           string      `json:"text"`
	Settled        *Settlement `json:"settled,omitempty"` // of one that begins a thread
}

// Settlement says who took a comment for settled.
type Settlement struct {
	By       string    `json:"by"`
	Username string    `json:"username"`
	At       time.Time `json:"at" format:"date-time"`
}

// Head returns what every stored thing carries.
func (c Comment) Head() audit.Head {
	return audit.Head{ID: c.ID, Version: c.Version, CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt}
}

// WithHead returns c with its head replaced.
func (c Comment) WithHead(h audit.Head) Comment {
	c.ID, c.Version, c.CreatedAt, c.UpdatedAt = h.ID, h.Version, h.CreatedAt, h.UpdatedAt
	return c
}

// Remark is what somebody says.
type Remark struct {
	Team     string // for which; needed by who may for several
	Anchor   Anchor // of a reply, its thread's
	Audience Audience
	Text     string
}

// In which states a side may comment: the team as long as it is not over, a
// ministry while it sees what was submitted.
var (
	ownerComments    = []State{Draft, Returned, Submitted, InReview, Approved}
	ministryComments = []State{Submitted, InReview, Approved}
)

// Speaks returns the teams for which who may comment on a ranking of team
// owner that stands at r. Somebody of the ranking's own team speaks for that
// team and for no ministry.
//
// It returns a Forbidden fault for who never may, a Conflict for who may not
// in this state (any more).
func Speaks(r Record, owner string, who Who) ([]string, error) {
	const op = "review.Speaks"
	own := slices.ContainsFunc(who.Seats, func(s Seat) bool { return s.Team == owner })
	var teams []string
	states := ownerComments
	switch {
	case own && holds(who.Seats, []string{owner}, []string{analyst, lead}):
		teams = []string{owner}
	case !own && r.Rule != nil:
		states = ministryComments
		for _, m := range r.Rule.Ministries {
			if holds(who.Seats, []string{m}, []string{reviewer, chair}) {
				teams = append(teams, m)
			}
		}
	}
	switch {
	case len(teams) == 0:
		return nil, fault.New(op, fault.Forbidden, "comment.role")
	case !slices.Contains(states, r.state()):
		return nil, fault.Newf(op, fault.Conflict, "comment.closed", "it is in state %s", r.state())
	}
	return teams, nil
}

// Say returns what who says about a ranking of team owner that stands at r, as
// a comment without an id, and the event that explains it. With root it is a
// reply: place and audience are those of root, which who may read.
//
// Errors: those of Speaks; Conflict for a reply to what is settled; Invalid
// naming every broken field. That the anchor exists in the ranking is the
// caller's to check.
func Say(r Record, owner string, who Who, say Remark, root *Comment, now time.Time) (Comment, audit.Event, error) {
	const op = "review.Say"
	teams, err := Speaks(r, owner, who)
	if err != nil {
		return Comment{}, audit.Event{}, fault.Wrap(op, err)
	}
	action := "comment.add"
	c := Comment{Owner: owner, Round: r.Round, Anchor: say.Anchor, Audience: say.Audience, By: who.Actor.UserID, Username: who.Actor.Username, Text: say.Text}
	if r.Editable() {
		c.Round++
	}
	if root != nil {
		action = "comment.reply"
		if root.Settled != nil {
			return Comment{}, audit.Event{}, fault.New(op, fault.Conflict, "comment.settled")
		}
		c.Thread, c.Anchor, c.Audience = root.ID, root.Anchor, root.Audience
		if root.Audience == ToTeam {
			teams = slices.DeleteFunc(teams, func(t string) bool { return t != root.Team })
		}
	}
	var bad []fault.Field
	switch {
	case say.Team != "" && slices.Contains(teams, say.Team):
		c.Team = say.Team
	case say.Team != "":
		bad = append(bad, fault.Field{Field: "team", Code: "team.unknown", Detail: "not a team for which you may do this"})
	case len(teams) == 1:
		c.Team = teams[0]
	default:
		bad = append(bad, fault.Field{Field: "team", Code: "review.ministry", Detail: "say for which: " + strings.Join(teams, ", ")})
	}
	bad = append(bad, c.broken()...)
	if err := fault.Bad(op, bad); err != nil {
		return Comment{}, audit.Event{}, err
	}
	return c, audit.Event{At: stamp(now), Actor: who.Actor, Action: action, Team: c.Team, Outcome: audit.Done}, nil
}

func (c Comment) broken() []fault.Field {
	var bad []fault.Field
	if f := checkText("text", c.Text, 1, maxText); f != nil {
		bad = append(bad, *f)
	}
	if c.Audience != ToParties && c.Audience != ToTeam {
		bad = append(bad, fault.Field{Field: "audience", Code: "field.choice", Detail: "parties or team"})
	}
	switch c.Anchor.Kind {
	case OnRanking:
		if c.Anchor.ID != "" {
			bad = append(bad, fault.Field{Field: "anchor.id", Code: "field.form", Detail: "the whole ranking has no id here"})
		}
	case OnCountry, OnCriterion, OnSite, OnSiteCriterion, OnCondition:
		if c.Anchor.ID == "" {
			bad = append(bad, fault.Field{Field: "anchor.id", Code: "field.required", Detail: fmt.Sprintf("say which %s", c.Anchor.Kind)})
		}
	default:
		bad = append(bad, fault.Field{Field: "anchor.kind", Code: "field.choice", Detail: "ranking, country, criterion, site, siteCriterion or condition"})
	}
	return bad
}

// Settle returns a comment that begins a thread as settled, or with done false
// as open again, and the event that explains it. The side that asked decides
// whether it was answered: Forbidden for everybody else; otherwise the errors
// of Speaks, and Conflict when it is so already or c is a reply.
func Settle(c Comment, r Record, who Who, done bool, now time.Time) (Comment, audit.Event, error) {
	const op = "review.Settle"
	teams, err := Speaks(r, c.Owner, who)
	switch {
	case err != nil:
		return c, audit.Event{}, fault.Wrap(op, err)
	case !slices.Contains(teams, c.Team):
		return c, audit.Event{}, fault.New(op, fault.Forbidden, "comment.theirs")
	case c.Thread != "":
		return c, audit.Event{}, fault.New(op, fault.Conflict, "comment.reply")
	case done && c.Settled != nil:
		return c, audit.Event{}, fault.New(op, fault.Conflict, "comment.settled")
	case !done && c.Settled == nil:
		return c, audit.Event{}, fault.New(op, fault.Conflict, "comment.open")
	}
	action := "comment.reopen"
	c.Settled = nil
	if done {
		action = "comment.settle"
		c.Settled = &Settlement{By: who.Actor.UserID, Username: who.Actor.Username, At: stamp(now)}
	}
	return c, audit.Event{At: stamp(now), Actor: who.Actor, Action: action, Team: c.Team, Outcome: audit.Done}, nil
}

// Readable reports whether somebody in seats may read c, which begins a thread
// about a ranking that they may see and that stands at r. Replies are read with
// what they reply to. What a team or ministry says to itself is its own;
// the rest is between the ranking's team and the ministries asked in that
// round, so a ministry asked later does not read what was said to others, and
// the public of a published ranking reads nothing.
func (c Comment) Readable(r Record, seats []Seat) bool {
	of := func(team string) bool {
		return slices.ContainsFunc(seats, func(s Seat) bool { return s.Team == team })
	}
	if c.Audience == ToTeam || of(c.Team) {
		return of(c.Team)
	}
	rule := r.ruleOf(c.Round)
	return of(c.Owner) || rule != nil && holds(seats, rule.Ministries, []string{reviewer, chair})
}

// ruleOf is the rule of a round, nil when it has none yet.
func (r Record) ruleOf(round int) *Rule {
	if r.Round == round && r.Rule != nil {
		return r.Rule
	}
	for i := range r.Earlier {
		if r.Earlier[i].Number == round {
			return &r.Earlier[i].Rule
		}
	}
	return nil
}

// Answered reports whether the other side has replied to root: the ranking's
// team to a ministry, somebody else than its author to anything else.
func (c Comment) Answered(replies []Comment) bool {
	return slices.ContainsFunc(replies, func(x Comment) bool {
		if x.Thread != c.ID {
			return false
		}
		if c.Team != c.Owner && c.Audience == ToParties {
			return x.Team == c.Owner
		}
		return x.By != c.By
	})
}
