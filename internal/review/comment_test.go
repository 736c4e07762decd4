package review

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"parksite/internal/audit"
	"parksite/internal/fault"
)

// fine is a remark that can be said.
var fine = Remark{Anchor: Anchor{Kind: OnCountry, ID: "VNM"}, Audience: ToParties, Text: "请说明电价的来源。"}

// Who may comment in which state, cell by cell: for which team, or why not.
func TestSpeaks(t *testing.T) {
	people := []struct {
		who  Who
		want string // by state, in the order of States
	}{
		{who("an", "analyst@a"), "a a a a comment.closed a comment.closed comment.closed comment.closed"},
		{who("ld", "lead@a"), "a a a a comment.closed a comment.closed comment.closed comment.closed"},
		{who("vw", "viewer@a"), strings.Repeat("comment.role ", 9)},
		{who("bb", "lead@b"), strings.Repeat("comment.role ", 9)},
		{who("sy", "system-admin@house", "audit-admin@house"), strings.Repeat("comment.role ", 9)},
		{who("rn", "reviewer@ndrc"), "comment.role ndrc ndrc comment.closed comment.closed ndrc comment.closed comment.closed comment.closed"},
		{who("ch", "chair@mfa"), "comment.role mfa mfa comment.closed comment.closed mfa comment.closed comment.closed comment.closed"},
		{who("me", "chair@mee"), strings.Repeat("comment.role ", 9)},
		{who("tw", "reviewer@ndrc", "reviewer@mfa"), "comment.role ndrc,mfa ndrc,mfa comment.closed comment.closed ndrc,mfa comment.closed comment.closed comment.closed"},
		// Of both sides: speaks for the own team, or as its viewer not at all.
		{who("bo", "analyst@a", "reviewer@ndrc"), "a a a a comment.closed a comment.closed comment.closed comment.closed"},
		{who("vo", "viewer@a", "reviewer@ndrc"), strings.Repeat("comment.role ", 9)},
	}
	for _, p := range people {
		want := strings.Fields(p.want)
		for i, s := range States {
			teams, err := Speaks(in(t, s), "a", p.who)
			got := strings.Join(teams, ",")
			if err != nil {
				got = refusal(err)
			}
			if got != want[i] {
				t.Errorf("%s in %s: %s, want %s", p.who.Actor.UserID, s, got, want[i])
			}
			_, ev, err := Say(in(t, s), "a", p.who, fine, nil, start)
			if said := err == nil; said != (len(teams) == 1) {
				t.Errorf("%s in %s may speak for %v and is answered %v", p.who.Actor.UserID, s, teams, err)
			} else if said && (ev.Action != "comment.add" || ev.Team != teams[0] || ev.Actor != p.who.Actor) {
				t.Errorf("%+v", ev)
			}
		}
	}
}

// refusal is the message key of a fault, or what else was returned.
func refusal(err error) string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return fmt.Sprint(err)
	}
	return f.Code
}

func said(t *testing.T, r Record, w Who, say Remark, root *Comment, id string) Comment {
	t.Helper()
	c, ev, err := Say(r, "a", w, say, root, start)
	if err != nil || ev.Outcome != audit.Done {
		t.Fatalf("%+v, %v", ev, err)
	}
	c.ID = id
	return c
}

// Over two rounds, the second before another ministry too: each reads what is
// theirs.
func TestReadable(t *testing.T) {
	inside := fine
	inside.Audience = ToTeam
	draft := New()
	own := said(t, draft, leader, inside, nil, "own")
	ahead := said(t, draft, leader, fine, nil, "ahead") // for the reviewers to come
	if own.Round != 1 || ahead.Round != 1 {
		t.Errorf("said on a draft for round %d, %d", own.Round, ahead.Round)
	}
	first := submitted(t, joint)
	asked := said(t, first, ofNDRC, fine, nil, "asked")
	secret := said(t, first, ofNDRC, inside, nil, "secret")
	returned := decided(t, first, Return, ofMFA)
	again, ev, err := Revise(returned, leader, start)
	again = must(t, again, ev, err)
	later := said(t, again, leader, fine, nil, "later")
	if later.Round != 2 || asked.Round != 1 {
		t.Errorf("rounds %d, %d", later.Round, asked.Round)
	}
	second, ev, err := Submit(again, leader, Joint("other", "另一规则", []string{"ndrc", "mee"}, 0), request, start)
	second = must(t, second, ev, err)
	all := []Comment{own, ahead, asked, secret, later}
	for _, tt := range []struct {
		name string
		r    Record
		who  Who
		want string
	}{
		{"the team, on its draft", draft, leader, "own ahead asked later"},
		{"its viewer", second, who("v", "viewer@a"), "own ahead asked later"},
		{"a ministry in the first round", first, ofTrade, "ahead asked"},
		{"the ministry that asked", first, who("c", "chair@ndrc"), "ahead asked secret"},
		{"the same in the second", second, ofNDRC, "ahead asked secret later"},
		{"a ministry asked only then", second, who("m", "reviewer@mee"), "later"},
		{"one asked only before", second, ofTrade, "ahead asked"},
		{"another enterprise", second, who("b", "lead@b"), ""},
		{"an administrator", second, who("s", "system-admin@house"), ""},
	} {
		var got []string
		for _, c := range all {
			if c.Readable(tt.r, tt.who.Seats) {
				got = append(got, c.ID)
			}
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s reads %v, want %s", tt.name, got, tt.want)
		}
	}
}

func TestReply(t *testing.T) {
	r := submitted(t, joint)
	root := said(t, r, ofNDRC, fine, nil, "root")
	if root.Answered(nil) {
		t.Error("answered by nobody")
	}
	other := said(t, r, ofMFA, Remark{Text: "同问。", Audience: ToTeam, Anchor: Anchor{Kind: OnRanking}}, &root, "other")
	if other.Thread != "root" || other.Anchor != root.Anchor || other.Audience != ToParties {
		t.Errorf("a reply stands elsewhere: %+v", other)
	}
	answer := said(t, r, leader, Remark{Text: "来源为国家能源部门2024年公布的数据。"}, &root, "answer")
	if root.Answered([]Comment{other}) || !root.Answered([]Comment{other, answer}) {
		t.Error("another ministry's question was taken for the answer, or the answer not")
	}
	// The side that asked says when it is done; nobody replies to what is settled.
	if _, _, err := Settle(root, r, leader, true, start); refusal(err) != "comment.theirs" {
		t.Errorf("the team settles what it was asked: %v", err)
	}
	if _, _, err := Settle(root, r, ofMFA, true, start); refusal(err) != "comment.theirs" {
		t.Errorf("another ministry settles: %v", err)
	}
	if _, _, err := Settle(other, r, ofMFA, true, start); refusal(err) != "comment.reply" {
		t.Errorf("a reply is settled: %v", err)
	}
	done, ev, err := Settle(root, r, who("chair", "chair@ndrc"), true, start)
	if err != nil || ev.Action != "comment.settle" || done.Settled == nil || done.Settled.By != "chair" || root.Settled != nil {
		t.Fatalf("%+v %v", done, err)
	}
	if _, _, err := Settle(done, r, ofNDRC, true, start); refusal(err) != "comment.settled" {
		t.Errorf("settled twice: %v", err)
	}
	if _, _, err := Say(r, "a", leader, fine, &done, start); refusal(err) != "comment.settled" {
		t.Errorf("a reply to what is settled: %v", err)
	}
	open, ev, err := Settle(done, r, ofNDRC, false, start)
	if err != nil || ev.Action != "comment.reopen" || open.Settled != nil {
		t.Errorf("%+v %v", open, err)
	}
	if _, _, err := Settle(open, r, ofNDRC, false, start); refusal(err) != "comment.open" {
		t.Errorf("opened twice: %v", err)
	}
	// Between ministries only their own people answer what is said inside.
	inside := root
	inside.Audience = ToTeam
	if _, _, err := Say(r, "a", ofMFA, fine, &inside, start); !fault.Is(err, fault.Invalid) {
		t.Errorf("another ministry answers what is said inside: %v", err)
	}
}

func TestSayRefuses(t *testing.T) {
	r := submitted(t, joint)
	two := who("two", "reviewer@ndrc", "reviewer@mfa")
	for name, tt := range map[string]struct {
		who    Who
		say    Remark
		fields string
	}{
		"nothing":        {ofNDRC, Remark{Anchor: fine.Anchor, Audience: ToParties, Text: " \n"}, "text"},
		"too much":       {ofNDRC, Remark{Anchor: fine.Anchor, Audience: ToParties, Text: strings.Repeat("长", 4001)}, "text"},
		"hidden":         {ofNDRC, Remark{Anchor: fine.Anchor, Audience: ToParties, Text: "a\u202eb"}, "text"},
		"to nobody":      {ofNDRC, Remark{Anchor: fine.Anchor, Audience: "all", Text: "x"}, "audience"},
		"nowhere":        {ofNDRC, Remark{Anchor: Anchor{Kind: "port", ID: "x"}, Audience: ToParties, Text: "x"}, "anchor.kind"},
		"which site":     {ofNDRC, Remark{Anchor: Anchor{Kind: OnSite}, Audience: ToParties, Text: "x"}, "anchor.id"},
		"which country":  {ofNDRC, Remark{Anchor: Anchor{Kind: OnCountry}, Audience: ToParties, Text: "x"}, "anchor.id"},
		"the whole's id": {ofNDRC, Remark{Anchor: Anchor{Kind: OnRanking, ID: "VNM"}, Audience: ToParties, Text: "x"}, "anchor.id"},
		"which ministry": {two, fine, "team"},
		"another's name": {ofNDRC, Remark{Team: "mfa", Anchor: fine.Anchor, Audience: ToParties, Text: "x"}, "team"},
		"everything":     {ofNDRC, Remark{}, "text audience anchor.kind"},
	} {
		_, ev, err := Say(r, "a", tt.who, tt.say, nil, start.Add(time.Hour))
		var names []string
		var broken *fault.Error
		if errors.As(err, &broken) {
			for _, f := range broken.Fields {
				names = append(names, f.Field)
			}
		}
		if !fault.Is(err, fault.Invalid) || strings.Join(names, " ") != tt.fields || ev.Action != "" {
			t.Errorf("%s: %v %v", name, names, err)
		}
	}
	say := fine
	say.Team = "mfa"
	if c, _, err := Say(r, "a", two, say, nil, start); err != nil || c.Team != "mfa" {
		t.Errorf("%+v %v", c, err)
	}
}

func TestAnchorSite(t *testing.T) {
	for at, want := range map[Anchor][2]string{
		{OnSite, "port-1"}:                          {"port-1", ""},
		{OnSiteCriterion, "port-1/SITE.PIER.DEPTH"}: {"port-1", "SITE.PIER.DEPTH"},
		{OnSiteCriterion, "port-1"}:                 {"port-1", ""},
		{OnCountry, "VNM"}:                          {},
		{OnCondition, "chain.gap"}:                  {},
	} {
		if site, criterion := at.Site(); site != want[0] || criterion != want[1] {
			t.Errorf("%v: %q %q", at, site, criterion)
		}
	}
}
