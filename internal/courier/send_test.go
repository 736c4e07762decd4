package courier

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"parksite/internal/access"
	"parksite/internal/audit"
	"parksite/internal/review"
	"parksite/internal/store"
	"parksite/internal/webhook"
)

func TestRetry(t *testing.T) {
	o := open(t)
	o.quiet("reviewer-mofcom", "reviewer-mfa")
	o.box.setBusy(true)
	c := o.courier(o.store)
	o.submit(o.draft("r1"), 0)
	o.round(c)
	o.must(c.Send(t.Context()))
	if o.box.asked != 1 {
		t.Errorf("asked %d times at once", o.box.asked)
	}
	waited := []time.Duration{}
	for len(waited) < len(pauses)-1 {
		before, asked := o.clock.now(), o.box.asked
		c = o.courier(o.store) // a restart at every turn
		for o.box.asked == asked {
			o.clock.forward(30 * time.Second)
			o.must(c.Send(t.Context()))
		}
		waited = append(waited, o.clock.now().Sub(before))
	}
	if fmt.Sprint(waited) != fmt.Sprint(pauses[:len(pauses)-1]) {
		t.Errorf("waited %v, want %v", waited, pauses)
	}
	o.box.setBusy(false)
	o.clock.forward(13 * time.Hour)
	o.must(c.Send(t.Context()))
	if got := o.box.receivers(); got != "reviewer-ndrc" {
		t.Errorf("letters to %q", got)
	}
	d := o.deliveries("demo-reviewer-ndrc")[0]
	if d.State != store.Sent || len(d.Attempts) != len(pauses)+1 || d.Attempts[0].Error != "mail.away" || d.Attempts[len(pauses)].Error != "" {
		t.Errorf("%+v", d)
	}
}

func TestGivenUp(t *testing.T) {
	o := open(t)
	o.quiet("reviewer-mofcom", "reviewer-mfa")
	o.box.setBusy(true)
	c := o.courier(o.store)
	o.submit(o.draft("r1"), 0)
	for range 20 {
		o.round(c)
		o.clock.forward(13 * time.Hour)
	}
	d := o.deliveries("demo-reviewer-ndrc")[0]
	if d.State != store.Failed || len(d.Attempts) != len(pauses)+1 || o.box.asked != len(pauses)+1 {
		t.Errorf("asked %d times, %+v", o.box.asked, d)
	}
}

func TestLostAttempt(t *testing.T) {
	o := open(t)
	o.quiet("reviewer-mofcom", "reviewer-mfa")
	c := o.courier(o.store)
	o.submit(o.draft("r1"), 0)
	o.must(c.Follow(t.Context()))
	id := o.deliveries("demo-reviewer-ndrc")[0].ID
	if mine, err := o.store.Claim(t.Context(), "delivery/"+id+"/1", o.clock.now().Add(time.Hour)); err != nil || !mine {
		t.Fatal(mine, err)
	}
	for range 20 {
		o.must(c.Send(t.Context()))
		o.clock.forward(5 * time.Second)
	}
	if o.box.asked != 0 {
		t.Error("sent although another process is at it")
	}
	for range 20 {
		o.must(c.Send(t.Context()))
		o.clock.forward(5 * time.Second)
	}
	d := o.deliveries("demo-reviewer-ndrc")[0]
	if o.box.receivers() != "reviewer-ndrc" || d.State != store.Sent || len(d.Attempts) != 2 || d.Attempts[0].Error != "delivery.lost" {
		t.Errorf("letters to %q, %+v", o.box.receivers(), d)
	}
}

func TestDropped(t *testing.T) {
	o := open(t)
	ctx := t.Context()
	o.quiet("reviewer-mfa")
	c := o.courier(o.store)
	o.submit(o.draft("r1"), 0)
	o.must(c.Follow(ctx))
	o.must(o.store.DeleteMembership(ctx, access.MembershipID("demo-reviewer-ndrc", access.DemoNDRC, access.Reviewer), 1, o.by("membership.delete")))
	u, err := o.store.UserByName(ctx, "reviewer-mofcom")
	o.must(err)
	_, err = o.store.SaveUser(ctx, u.Lock(), o.by("user.lock"))
	o.must(err)
	o.must(c.Send(ctx))
	if got := o.box.receivers(); got != "" {
		t.Errorf("letters to %s", got)
	}
	for _, who := range []string{"reviewer-ndrc", "reviewer-mofcom"} {
		if d := o.deliveries("demo-" + who); len(d) != 1 || d[0].State != store.Dropped {
			t.Errorf("%s: %+v", who, d)
		}
	}
	if d := o.deliveries("demo-reviewer-mfa"); len(d) != 0 {
		t.Errorf("who wants no letters has one waiting: %+v", d)
	}
	o.wantTold("reviewer-mfa", "submitted:r1")
}

func (o *office) quiet(usernames ...string) {
	o.t.Helper()
	for _, name := range usernames {
		u, err := o.store.UserByName(o.t.Context(), name)
		o.must(err)
		u.NoMail = true
		_, err = o.store.SaveUser(o.t.Context(), u, o.by("user.edit"))
		o.must(err)
	}
}

func (o *office) deliveries(to string) []store.Delivery {
	o.t.Helper()
	d, err := o.store.DeliveriesTo(o.t.Context(), to)
	o.must(err)
	return d
}

var hookSecret = webhook.NewSecret()

func (o *office) saveHook(id, team string, events []string) webhook.Hook {
	o.t.Helper()
	h := webhook.Hook{ID: id, Team: team, Name: id, URL: o.hook.url + "/" + id, Events: events, Active: true}
	h.Secret = o.keys.SealFor(h.Purpose(), hookSecret)
	h, err := o.store.SaveWebhook(o.t.Context(), h, o.by("webhook.create"))
	o.must(err)
	return h
}

func TestWebhooks(t *testing.T) {
	o := open(t)
	c := o.courier(o.store)
	o.saveHook("ours", access.DemoEnterpriseA, webhook.Events)
	o.saveHook("theirs", access.DemoEnterpriseB, webhook.Events)
	o.saveHook("house", access.HouseID, webhook.Events)
	off := o.saveHook("off", access.DemoEnterpriseA, webhook.Events)
	off.Active = false
	_, err := o.store.SaveWebhook(t.Context(), off, o.by("webhook.edit"))
	o.must(err)
	r := o.submit(o.draft("r1"), 0)
	for _, who := range []string{"reviewer-ndrc", "reviewer-mofcom", "reviewer-mfa"} {
		r = o.decide(r, who, review.Approve)
	}
	o.take(r, "lead", func(rec review.Record, w review.Who) (review.Record, audit.Event, error) {
		return review.Publish(rec, w, "", "", o.clock.now())
	})
	o.round(c)
	got := map[string]int{}
	for _, call := range o.hook.got() {
		var body webhook.Call
		o.must(json.Unmarshal(call.body, &body))
		hook := call.id[strings.LastIndex(call.id, "-")+1:]
		got[hook+" "+body.Event+" "+body.Ranking.State+" "+body.Ranking.Decision]++
		at, err := strconv.ParseInt(call.timestamp, 10, 64)
		o.must(err)
		if call.signature != webhook.Sign(hookSecret, call.id, at, call.body) || body.ID != call.id || at != o.clock.now().Unix() {
			t.Errorf("call %+v is not signed as it should be", call)
		}
		if body.Ranking.ID != "r1" || body.Ranking.Title != "东盟比选 r1" || body.Ranking.Team != access.DemoEnterpriseA || body.Ranking.Round != 1 {
			t.Errorf("body %s", call.body)
		}
	}
	want := map[string]int{"ours ranking.submitted submitted ": 1, "ours ranking.decided inReview approve": 2, "ours ranking.decided approved approve": 1,
		"ours ranking.published published ": 1, "house ranking.published published ": 1}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("calls %v, want %v", got, want)
	}
}

func TestWebhookRetry(t *testing.T) {
	o := open(t)
	c := o.courier(o.store)
	h := o.saveHook("h1", access.DemoEnterpriseA, []string{webhook.RankingSubmitted})
	o.hook.answer(503)
	o.submit(o.draft("r1"), 0)
	o.round(c)
	o.hook.answer(204)
	o.round(c)
	if n := len(o.hook.got()); n != 1 {
		t.Errorf("%d calls before the pause is over", n)
	}
	o.clock.forward(pauses[0])
	o.round(c)
	calls := o.hook.got()
	if len(calls) != 2 || calls[0].id != calls[1].id || calls[0].timestamp == calls[1].timestamp {
		t.Fatalf("calls %+v", calls)
	}
	d := o.deliveries("h1")
	if len(d) != 1 || d[0].State != store.Sent || len(d[0].Attempts) != 2 || d[0].Attempts[0].Status != 503 || d[0].Attempts[0].Error != "webhook.status" || d[0].Attempts[1].Status != 204 {
		t.Errorf("log %+v", d)
	}
	id, err := c.Ping(t.Context(), h)
	o.must(err)
	o.must(c.Send(t.Context()))
	if calls := o.hook.got(); len(calls) != 3 || calls[2].id != id {
		t.Errorf("the ping did not come: %+v", calls)
	}
	o.hook.answer(500)
	o.submit(o.draft("r2"), 0)
	o.round(c)
	o.must(o.store.DeleteWebhook(t.Context(), "h1", h.Version, o.by("webhook.delete")))
	o.clock.forward(pauses[0])
	o.round(c)
	if n := len(o.hook.got()); n != 4 {
		t.Errorf("%d calls, one more after it was deleted", n)
	}
	states := map[string]int{}
	for _, d := range o.deliveries("h1") {
		states[d.Event+" "+d.State]++
	}
	if fmt.Sprint(states) != "map[ping sent:1 ranking.submitted dropped:1 ranking.submitted sent:1]" {
		t.Errorf("log %v", states)
	}
}
