package courier

import (
	"io"
	"mime/quotedprintable"
	"strings"
	"testing"

	"parksite/internal/access"
	"parksite/internal/appraisal"
	"parksite/internal/review"
)

// say saves what somebody says about r, in answer to root unless that is nil.
func (o *office) say(r appraisal.Ranking, username, id string, remark review.Remark, root *review.Comment) review.Comment {
	o.t.Helper()
	who, seats := o.actor(username)
	c, ev, err := review.Say(r.Review, r.Team, review.Who{Actor: who, Seats: seats}, remark, root, o.clock.now())
	o.must(err)
	c.ID, c.Ranking, c.RankingVersion = id, r.ID, r.Version
	c, err = o.store.SaveComment(o.t.Context(), c, ev)
	o.must(err)
	return c
}

// What a ministry says to the team reaches the team, its answer who asked, and
// what either says to itself nobody else; in the interface and by e-mail.
func TestCommentIsTold(t *testing.T) {
	o := open(t)
	c := o.courier(o.store)
	r := o.submit(o.draft("r1"), 0)
	o.round(c)
	wake, done, err := c.Listen("demo-analyst")
	o.must(err)
	defer done()
	o.box.letters = nil

	vietnam := review.Anchor{Kind: review.OnCountry, ID: "VNM"}
	asked := o.say(r, "reviewer-ndrc", "c1", review.Remark{Anchor: vietnam, Audience: review.ToParties, Text: "请说明越南的电价来源"}, nil)
	o.round(c)
	select {
	case <-wake:
	default:
		t.Error("the stream of who wrote it was not woken")
	}
	o.wantTold("analyst", "commented:r1")
	o.wantTold("lead", "commented:r1")
	all, err := o.store.NoticesOf(t.Context(), "demo-lead")
	o.must(err)
	if n := all[0]; n.By != "reviewer-ndrc" || n.Detail != "country/VNM" || n.ReadAt != nil {
		t.Errorf("%+v", n)
	}
	if got := o.box.receivers(); got != "analyst lead" {
		t.Errorf("letters to %q", got)
	}
	for _, coded := range o.box.letters {
		text, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(coded)))
		o.must(err)
		l := string(text)
		if strings.Contains(l, "电价") {
			t.Errorf("a letter carries what was said: %s", l)
		}
		if !strings.Contains(l, "“zh r1 country VNM”") {
			t.Errorf("a letter does not say where: %s", l)
		}
		if !strings.Contains(l, "https://parks.example/rankings/r1?at=country%2FVNM") {
			t.Errorf("a letter does not lead there: %s", l)
		}
	}

	o.say(r, "lead", "c2", review.Remark{Text: "来源为国家电力统计"}, &asked)
	o.say(r, "analyst", "c3", review.Remark{Anchor: vietnam, Audience: review.ToTeam, Text: "内部：电价待核"}, nil)
	o.round(c)
	o.wantTold("reviewer-ndrc", "submitted:r1 commented:r1")
	o.wantTold("lead", "commented:r1 commented:r1")
	o.wantTold("analyst", "commented:r1")

	// Settling tells nobody; nor does a second courier working all of it again.
	who, seats := o.actor("reviewer-ndrc")
	settled, ev, err := review.Settle(asked, r.Review, review.Who{Actor: who, Seats: seats}, true, o.clock.now())
	o.must(err)
	_, err = o.store.SaveComment(t.Context(), settled, ev)
	o.must(err)
	o.must(o.store.SaveCursor(t.Context(), cursorName, 0))
	o.round(o.courier(o.store))
	o.wantTold("reviewer-ndrc", "submitted:r1 commented:r1")
	o.wantTold("lead", "commented:r1 commented:r1")
	for _, who := range []string{"reviewer-mofcom", "reviewer-mfa"} {
		o.wantTold(who, "submitted:r1")
	}
	for _, who := range []string{"viewer", "lead-b", "analyst-b", "admin"} {
		o.wantTold(who, "")
	}
}

// Who has lost the seat between word and telling is not told.
func TestCommentAfterLeaving(t *testing.T) {
	o := open(t)
	c := o.courier(o.store)
	r := o.submit(o.draft("r1"), 0)
	o.round(c)
	o.say(r, "reviewer-ndrc", "c1", review.Remark{Anchor: review.Anchor{Kind: review.OnCountry, ID: "VNM"}, Audience: review.ToParties, Text: "请说明"}, nil)
	o.must(o.store.DeleteMembership(t.Context(), access.MembershipID("demo-lead", access.DemoEnterpriseA, access.Lead), 1, o.by("membership.delete")))
	o.round(c)
	o.wantTold("lead", "")
	o.wantTold("analyst", "commented:r1")
}
