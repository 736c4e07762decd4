package notice

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"parksite/internal/access"
	"parksite/internal/audit"
	"parksite/internal/review"
)

var start = time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)

func seat(user, team string, role access.Role) access.Membership {
	return access.Membership{ID: user + team, UserID: user, TeamID: team, Role: role}
}

// cast: an enterprise with lead, owner, co-editor, a colleague and a viewer, a
// competitor, two ministries asked and one not, and the house.
var cast = []access.Membership{
	seat("lead", "a", access.Lead), seat("owner", "a", access.Analyst), seat("editor", "a", access.Analyst),
	seat("colleague", "a", access.Analyst), seat("viewer", "a", access.Viewer),
	seat("lead-b", "b", access.Lead),
	seat("ndrc", "m1", access.Reviewer), seat("ndrc-chair", "m1", access.Chair), seat("mofcom", "m2", access.Reviewer), seat("miit", "m3", access.Reviewer),
	seat("admin", access.HouseID, access.SystemAdmin),
}

func ranking(state review.State, decisions ...review.Decision) Ranking {
	return Ranking{ID: "r1", Team: "a", Owner: "owner", Review: review.Record{State: state, Round: 1,
		Rule:       &review.Rule{Ministries: []string{"m1", "m2"}, Quorum: 2},
		Submission: &review.Submission{By: "lead", CoEditors: []string{"editor", "gone"}, At: start}, Decisions: decisions}}
}

func TestOf(t *testing.T) {
	turned := slices.Clone(cast)
	slices.Reverse(turned)
	m1 := review.Decision{Ministry: "m1", By: "ndrc", Verdict: review.Approve}
	for _, tt := range []struct {
		action, by string
		r          Ranking
		kind       Kind
		want       string
	}{
		{"ranking.submit", "lead", ranking(review.Submitted), Submitted, "mofcom ndrc ndrc-chair"},
		{"ranking.approve", "ndrc", ranking(review.InReview, m1), Decided, "editor lead owner"},
		{"ranking.approve", "mofcom", ranking(review.Approved, m1), Approved, "editor lead ndrc-chair owner"},
		{"ranking.return", "mofcom", ranking(review.Returned), Returned, "editor lead owner"},
		{"ranking.reject", "mofcom", ranking(review.Rejected), Rejected, "editor lead owner"},
		{"ranking.publish", "lead", ranking(review.Published, m1), Published, "editor mofcom ndrc ndrc-chair owner"},
		{"ranking.withdraw", "ndrc-chair", ranking(review.Withdrawn, m1), Withdrawn, "editor lead mofcom ndrc owner"},
		{"ranking.supersede", "owner", ranking(review.Superseded, m1), Superseded, "editor lead"},
		{ActionDeadlineNear, "system", ranking(review.InReview, m1), DeadlineNear, "mofcom"},
		{ActionOverdue, "system", ranking(review.InReview, m1), Overdue, "editor lead mofcom owner"},
		{"ranking.edit", "owner", ranking(review.Draft), "", ""},
		{"ranking.revise", "owner", ranking(review.Draft), "", ""},
		{"ranking.open", "ndrc", ranking(review.InReview), "", ""},
	} {
		ev := audit.Event{Seq: 7, At: start, Actor: audit.Actor{UserID: tt.by, Username: tt.by + "-name"}, Action: tt.action, Outcome: audit.Done}
		if tt.by == "system" {
			ev.Actor = audit.System
		}
		got := Of(ev, tt.r, cast)
		var people []string
		for _, n := range got {
			people = append(people, n.UserID)
			by := tt.by + "-name"
			if tt.by == "system" {
				by = ""
			}
			if n.Kind != tt.kind || n.ID != "000000000007-"+n.UserID+"-r1" || n.Ranking != "r1" || n.By != by || !n.At.Equal(start) || n.ReadAt != nil {
				t.Errorf("%s: %+v", tt.action, n)
			}
		}
		if strings.Join(people, " ") != tt.want {
			t.Errorf("%s by %s tells %v, want %s", tt.action, tt.by, people, tt.want)
		}
		if again := Of(ev, tt.r, turned); fmt.Sprint(again) != fmt.Sprint(got) {
			t.Errorf("%s: another order of members, other notices", tt.action)
		}
		ev.Outcome = audit.Denied
		if denied := Of(ev, tt.r, cast); len(denied) != 0 {
			t.Errorf("a refused %s tells %d people", tt.action, len(denied))
		}
	}
}

// What is said is told to the other side, while it sees the ranking; what a
// side says to itself, to that side.
func TestOfComment(t *testing.T) {
	said := func(id, by, team string, to review.Audience, thread string) review.Comment {
		return review.Comment{ID: id, Ranking: "r1", Owner: "a", Round: 1, Thread: thread, Team: team, By: by, Audience: to, Anchor: review.Anchor{Kind: review.OnCountry, ID: "VNM"}}
	}
	asked := said("c1", "ndrc", "m1", review.ToParties, "")
	for _, tt := range []struct {
		name   string
		c      review.Comment
		root   review.Comment
		thread []review.Comment
		state  review.State
		want   string
	}{
		{"a ministry asks", asked, asked, nil, review.InReview, "editor lead owner"},
		{"the team answers", said("c2", "lead", "a", review.ToParties, "c1"), asked, nil, review.InReview, "ndrc"},
		{"the team answers on a draft", said("c2", "lead", "a", review.ToParties, "c1"), asked, nil, review.Draft, ""},
		{"another joined in", said("c3", "lead", "a", review.ToParties, "c1"), asked, []review.Comment{said("c2", "mofcom", "m2", review.ToParties, "c1")}, review.InReview, "mofcom ndrc"},
		{"the team begins", said("c4", "lead", "a", review.ToParties, ""), said("c4", "lead", "a", review.ToParties, ""), nil, review.Submitted, "mofcom ndrc ndrc-chair"},
		{"the team begins on a draft", said("c4", "lead", "a", review.ToParties, ""), said("c4", "lead", "a", review.ToParties, ""), nil, review.Draft, ""},
		{"among the team", said("c5", "owner", "a", review.ToTeam, ""), said("c5", "owner", "a", review.ToTeam, ""), nil, review.Draft, "lead"},
		{"inside a ministry", said("c6", "ndrc", "m1", review.ToTeam, ""), said("c6", "ndrc", "m1", review.ToTeam, ""), nil, review.InReview, "ndrc-chair"},
	} {
		r := ranking(tt.state)
		if tt.state == review.Draft {
			r.Review.Earlier = []review.Round{{Number: 1, Rule: *r.Review.Rule, Submission: *r.Review.Submission}}
			r.Review.Rule, r.Review.Submission = nil, nil
		}
		ev := audit.Event{Seq: 9, At: start, Actor: audit.Actor{UserID: tt.c.By, Username: "name"}, Action: "comment.add", Outcome: audit.Done,
			Object: audit.Ref{Kind: "comment", ID: tt.c.ID, Version: 1}}
		var people []string
		for _, n := range OfComment(ev, tt.c, tt.root, tt.thread, r, cast) {
			people = append(people, n.UserID)
			if n.Kind != Commented || n.Ranking != "r1" || n.Detail != "country/VNM" || n.By != "name" {
				t.Errorf("%+v", n)
			}
		}
		if strings.Join(people, " ") != tt.want {
			t.Errorf("%s: tells %v, want %s", tt.name, people, tt.want)
		}
		ev.From, ev.Object.Version = 1, 2
		if again := OfComment(ev, tt.c, tt.root, tt.thread, r, cast); len(again) > 0 {
			t.Errorf("%s: its settlement tells %v", tt.name, again)
		}
	}
}

func TestOfData(t *testing.T) {
	ev := audit.Event{Seq: 8, At: start, Actor: audit.Actor{UserID: "admin", Username: "admin"}, Action: "dataset.publish", Outcome: audit.Done,
		Object: audit.Ref{Kind: "dataset", ID: "ds-2", Version: 1}}
	got := OfData(ev, ranking(review.Approved), cast)
	if len(got) != 3 || got[0].Kind != DataChanged || got[0].Detail != "ds-2" {
		t.Errorf("%+v", got)
	}
	ev.From = 1
	if got := OfData(ev, ranking(review.Approved), cast); len(got) != 0 {
		t.Errorf("an event that writes nothing tells %d people", len(got))
	}
}

func TestDue(t *testing.T) {
	for _, tt := range []struct {
		days, after float64 // of the deadline, and now, since the submission
		state       review.State
		want        string
	}{
		{30, 0, review.Submitted, ""}, {30, 26.9, review.Submitted, ""}, {30, 27, review.InReview, ActionDeadlineNear}, {30, 30, review.InReview, ActionDeadlineNear},
		{30, 30.01, review.InReview, ActionOverdue}, {30, 400, review.Submitted, ActionOverdue}, {30, 29, review.Approved, ""}, {30, 31, review.Returned, ""},
		{2, 0, review.Submitted, ""}, {2, 0.99, review.Submitted, ""}, {2, 1, review.Submitted, ActionDeadlineNear},
		{0, 100, review.Submitted, ""},
	} {
		r := ranking(tt.state).Review
		days := func(d float64) time.Time { return start.Add(time.Duration(d * 24 * float64(time.Hour))) }
		if tt.days > 0 {
			d := days(tt.days)
			r.Submission.Deadline = &d
		}
		if got := Due(r, days(tt.after)); got != tt.want {
			t.Errorf("%s, %v of %v days: %q, want %q", tt.state, tt.after, tt.days, got, tt.want)
		}
	}
	if got := Due(review.New(), start); got != "" {
		t.Errorf("a draft: %q", got)
	}
}

// Every kind has words in both languages, and what people wrote cannot look
// like words of ours.
func TestWords(t *testing.T) {
	hostile := Facts{Name: "张\n伟", Title: "东盟\r\nBcc: x@y.cn\n\nhttps://evil.example", By: "lead", Verdict: "return", Link: "https://parks.example/rankings/r1"}
	for _, lang := range []string{"", "zh", "en"} {
		seen := map[string]bool{}
		for _, k := range Kinds {
			subject, text := Words(k, lang, hostile)
			if seen[subject] || len(subject) < 10 || strings.ContainsAny(subject, "\r\n{}") {
				t.Errorf("%s %s: subject %q", k, lang, subject)
			}
			seen[subject] = true
			if strings.ContainsAny(text, "\r{}") || strings.Contains(text, "\nBcc") || strings.Contains(text, "\nhttps://evil") ||
				!strings.Contains(text, "东盟 Bcc: x@y.cn https://evil.example") || !strings.Contains(text, "\nhttps://parks.example/rankings/r1\n") || !strings.Contains(text, "张 伟") {
				t.Errorf("%s %s: text %q", k, lang, text)
			}
			if english := lang == "en"; english == strings.ContainsRune(text, '。') {
				t.Errorf("%s %s is in the other language: %s", k, lang, text)
			}
		}
		if len(chinese.lines) != len(Kinds) || len(inEnglish.lines) != len(Kinds) {
			t.Error("words of no kind")
		}
	}
	if _, text := Words(Decided, "en", Facts{Title: "t", By: "ndrc", Verdict: "return"}); !strings.Contains(text, "ndrc has decided on the ranking “t”: returned.") || strings.Contains(text, "http") {
		t.Errorf("%q", text)
	}
	for _, k := range Kinds {
		if subject, _ := Words(k, "fr", Facts{}); !strings.HasPrefix(subject, "【") {
			t.Errorf("an unknown language: %q", subject)
		}
	}
}
