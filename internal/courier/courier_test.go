package courier

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"parksite/internal/access"
	"parksite/internal/appraisal"
	"parksite/internal/audit"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/review"
	"parksite/internal/store"
	"parksite/internal/store/storetest"
	"parksite/internal/webhook"
	"parksite/seeds"
)

// A review from submission to withdrawal: who is told of what, in the
// interface and by e-mail.
func TestReviewIsTold(t *testing.T) {
	o := open(t)
	c := o.courier(o.store)
	wake, done, err := c.Listen("demo-reviewer-mfa")
	o.must(err)
	defer done()
	r := o.submit(o.draft("r1"), 0)
	o.round(c)
	select {
	case <-wake:
	default:
		t.Error("the reviewer's stream was not woken")
	}
	for _, who := range []string{"reviewer-ndrc", "reviewer-mofcom", "reviewer-mfa"} {
		o.wantTold(who, "submitted:r1")
	}
	if got := o.box.receivers(); got != "reviewer-mfa reviewer-mofcom reviewer-ndrc" {
		t.Errorf("letters to %s", got)
	}
	letter := o.box.letters[0]
	if !strings.Contains(letter, "https://parks.example/rankings/r1") || !strings.Contains(letter, "Message-ID: <mail-") {
		t.Errorf("letter %s", letter)
	}
	r = o.decide(r, "reviewer-ndrc", review.Approve)
	r = o.decide(r, "reviewer-mofcom", review.Approve)
	r = o.decide(r, "reviewer-mfa", review.Approve)
	r = o.take(r, "lead", func(rec review.Record, w review.Who) (review.Record, audit.Event, error) {
		return review.Publish(rec, w, "", "", o.clock.now())
	})
	o.take(r, "lead", func(rec review.Record, w review.Who) (review.Record, audit.Event, error) {
		return review.Withdraw(rec, w, "数据有误", o.clock.now())
	})
	o.round(c)
	o.wantTold("analyst", "decided:r1 decided:r1 approved:r1 published:r1 withdrawn:r1")
	o.wantTold("lead", "decided:r1 decided:r1 approved:r1")
	o.wantTold("reviewer-ndrc", "submitted:r1 published:r1 withdrawn:r1")
	for _, who := range []string{"viewer", "lead-b", "analyst-b", "admin"} {
		o.wantTold(who, "")
	}
	returned := o.decide(o.submit(o.draft("r2"), 0), "reviewer-mfa", review.Return)
	o.round(c)
	if returned.Review.State != review.Returned {
		t.Fatalf("state %s", returned.Review.State)
	}
	o.wantTold("lead", "decided:r1 decided:r1 approved:r1 returned:r2")
	// A step that was refused tells nobody.
	ev := o.by("ranking.approve")
	ev.Outcome, ev.Object = audit.Denied, audit.Ref{Kind: "ranking", ID: "r1"}
	o.must(o.store.Record(t.Context(), ev))
	before := o.told("analyst")
	o.round(c)
	o.wantTold("analyst", before)
}

// Whoever dies anywhere, what follows from an event is made once: every event
// is worked again by a fresh courier, from the very beginning.
func TestWorkedAgain(t *testing.T) {
	o := open(t)
	o.saveHook("h1", access.DemoEnterpriseA, webhook.Events)
	c := o.courier(o.store)
	o.decide(o.submit(o.draft("r1"), 0), "reviewer-ndrc", review.Reject)
	o.must(c.Follow(t.Context())) // dies before anything is sent
	all, err := o.store.NoticesOf(t.Context(), "demo-lead")
	o.must(err)
	o.must(o.store.ReadNotice(t.Context(), all[0], o.clock.now()))
	for range 3 {
		o.must(o.store.SaveCursor(t.Context(), cursorName, 0))
		o.round(o.courier(o.store))
		o.wantTold("reviewer-ndrc", "submitted:r1")
		o.wantTold("lead", "rejected:r1")
		if got := o.box.receivers(); got != "analyst lead reviewer-mfa reviewer-mofcom reviewer-ndrc" {
			t.Errorf("letters to %s", got)
		}
		if n := len(o.hook.got()); n != 2 {
			t.Errorf("%d calls, want 2", n)
		}
	}
	if n, err := o.store.Notice(t.Context(), all[0].ID); err != nil || n.ReadAt == nil {
		t.Errorf("what was read is unread again: %+v, %v", n, err)
	}
}

// The first courier on a database that has a past does not tell of the past;
// the next goes on where the last one came to.
func TestFirstCourier(t *testing.T) {
	o := open(t)
	o.submit(o.draft("r1"), 0)
	c := o.courier(o.store)
	o.round(c)
	o.wantTold("reviewer-ndrc", "")
	o.submit(o.draft("r2"), 0) // while no courier runs
	o.round(o.courier(o.store))
	o.wantTold("reviewer-ndrc", "submitted:r2")
}

// Two processes on one database: each wakes its own streams, one sends.
func TestTwoProcesses(t *testing.T) {
	o := open(t)
	second := storetest.Second(t, o.store)
	o.saveHook("h1", access.DemoEnterpriseA, webhook.Events)
	couriers := []*Courier{o.courier(o.store), o.courier(second)}
	var wakes []<-chan struct{}
	for _, c := range couriers {
		ch, done, err := c.Listen("demo-reviewer-ndrc")
		o.must(err)
		defer done()
		wakes = append(wakes, ch)
	}
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for _, c := range couriers {
		wg.Go(func() {
			for ctx.Err() == nil {
				for _, step := range []func(context.Context) error{c.Follow, c.Send} {
					if err := step(ctx); err != nil && ctx.Err() == nil {
						t.Error(err)
					}
				}
			}
		})
	}
	const n = 12
	for i := range n {
		o.submit(o.draft(fmt.Sprint("r", i)), 0)
	}
	deadline := time.Now().Add(30 * time.Second)
	for len(o.hook.got()) < n || len(strings.Fields(o.box.receivers())) < 3*n {
		if time.Now().After(deadline) {
			t.Fatalf("%d calls, letters to %s", len(o.hook.got()), o.box.receivers())
		}
		time.Sleep(20 * time.Millisecond)
	}
	time.Sleep(500 * time.Millisecond) // for what comes too often
	stop()
	wg.Wait()
	if calls, letters := len(o.hook.got()), len(strings.Fields(o.box.receivers())); calls != n || letters != 3*n {
		t.Errorf("%d calls and %d letters, want %d and %d", calls, letters, n, 3*n)
	}
	if got := strings.Fields(o.told("reviewer-ndrc")); len(got) != n {
		t.Errorf("%d notices", len(got))
	}
	for i, ch := range wakes {
		select {
		case <-ch:
		default:
			t.Errorf("process %d did not wake its stream", i)
		}
	}
}

// A mail server that is busy is asked again, ever more seldom, over restarts.
// An attempt whose process was killed is made anew after two minutes.
// Between event and sending somebody may leave, be locked, or have enough.
// Each deadline is told of twice, once before and once after, by however many
// processes; a ministry that has decided is not reminded.
func TestDeadlines(t *testing.T) {
	o := open(t)
	second := storetest.Second(t, o.store)
	couriers := []*Courier{o.courier(o.store), o.courier(second)}
	r := o.submit(o.draft("r1"), 30)
	o.decide(r, "reviewer-ndrc", review.Approve)
	for range 40 {
		o.clock.forward(24 * time.Hour)
		var wg sync.WaitGroup
		for _, c := range couriers {
			wg.Go(func() {
				if err := c.Follow(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
	time.Sleep(250 * time.Millisecond)
	for _, c := range couriers {
		o.must(c.Follow(t.Context()))
	}
	o.wantTold("reviewer-ndrc", "submitted:r1")
	o.wantTold("reviewer-mfa", "submitted:r1 deadlineNear:r1 overdue:r1")
	o.wantTold("lead", "decided:r1 overdue:r1")
	events, _, err := o.store.Events(t.Context(), store.Filter{Kind: "ranking", ID: "r1", UserID: "system"})
	o.must(err)
	var steps []string
	for _, e := range events {
		steps = append([]string{e.Action + " day " + strconv.Itoa(int(e.At.Sub(r.Review.Submission.At).Hours()/24))}, steps...)
	}
	if got := strings.Join(steps, ", "); got != "ranking.create day 0, ranking.deadlineNear day 27, ranking.overdue day 31" {
		t.Errorf("the trail: %s", got)
	}
}

// New data are told of to those whose approved ranking uses what they change,
// and to nobody else.
func TestDataChanged(t *testing.T) {
	o := open(t)
	ctx := t.Context()
	data, err := seeds.Load()
	o.must(err)
	first, err := data.Dataset()
	o.must(err)
	first, err = o.store.PublishDataset(ctx, first, data.Tables, data.Series, o.by("dataset.publish"))
	o.must(err)
	c := o.courier(o.store)
	approved := func(id, model string) {
		r := o.draft(id)
		for _, m := range data.Models {
			if m.ID == model {
				r.Model = m
			}
		}
		r.DatasetID = first.ID
		r, err := o.store.SaveRanking(ctx, r, o.by("ranking.edit"))
		o.must(err)
		r = o.submit(r, 0)
		for _, who := range []string{"reviewer-ndrc", "reviewer-mofcom", "reviewer-mfa"} {
			r = o.decide(r, who, review.Approve)
		}
	}
	approved("r1", "general")
	_ = o.draft("draft")
	o.must(c.Follow(ctx))
	before := o.told("lead")

	later := data
	later.Series = append(later.Series[:0:0], data.Series...)
	changed := false
	for i, s := range later.Series {
		if s.Indicator == "SP.POP.TOTL" {
			s.Points = append(s.Points[:0:0], s.Points...)
			s.Points[0].Value++
			later.Series[i], changed = s, true
		}
	}
	if !changed {
		t.Fatal("no population in the seeds")
	}
	d, err := catalog.NewDataset(2, first.ID, "system", "", later.Tables, later.Series)
	o.must(err)
	_, err = o.store.PublishDataset(ctx, d, later.Tables, later.Series, o.by("dataset.publish"))
	o.must(err)
	o.must(c.Follow(ctx))
	o.wantTold("lead", before+" dataChanged:r1")
	o.wantTold("lead-b", "")
	o.wantTold("viewer", "")
}

// What a ranking uses is its model's criteria and screens; behind a derived
// indicator stands everything.
func TestDiffer(t *testing.T) {
	dataset := func(digest, tables string, series ...string) catalog.Dataset {
		d := catalog.Dataset{Digest: digest, Tables: tables}
		for _, s := range series {
			code, content, _ := strings.Cut(s, "=")
			d.Series = append(d.Series, catalog.SeriesRef{Indicator: code, Digest: content})
		}
		return d
	}
	derived := catalog.DerivedIndicators()[0].Code
	uses := func(codes ...string) appraisal.Ranking {
		var r appraisal.Ranking
		for _, c := range codes {
			r.Model.Tree.Children = append(r.Model.Tree.Children, appraisal.Node{ID: c, Criterion: &appraisal.Criterion{Indicator: c}})
		}
		return r
	}
	screened := uses("A")
	screened.Model.Screens = []appraisal.Screen{{Indicator: "B"}}
	was := dataset("1", "t", "A=1", "B=1", "C=1")
	for name, tt := range map[string]struct {
		r    appraisal.Ranking
		is   catalog.Dataset
		want bool
	}{
		"nothing":             {uses("A", "B"), dataset("1", "t", "A=1", "B=1", "C=1"), false},
		"another's indicator": {uses("A", "B"), dataset("2", "t", "A=1", "B=1", "C=2"), false},
		"its criterion":       {uses("A", "B"), dataset("2", "t", "A=1", "B=2", "C=1"), true},
		"its screen":          {screened, dataset("2", "t", "A=1", "B=2", "C=1"), true},
		"its indicator gone":  {uses("A"), dataset("2", "t", "B=1", "C=1"), true},
		"the tables":          {uses("A"), dataset("2", "u", "A=1", "B=1", "C=1"), true},
		"behind a derived":    {uses(derived), dataset("2", "t", "A=1", "B=1", "C=2"), true},
		"nothing, derived":    {uses(derived), dataset("1", "t", "A=1", "B=1", "C=1"), false},
	} {
		if got := Differ(tt.r, was, tt.is); got != tt.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestListenIsBounded(t *testing.T) {
	o := open(t)
	c := o.courier(o.store)
	var last func()
	for range maxReaders {
		_, done, err := c.Listen("u")
		o.must(err)
		last = done
	}
	if _, _, err := c.Listen("u"); !fault.Is(err, fault.TooMany) {
		t.Errorf("one more: %v", err)
	}
	if _, done, err := c.Listen("other"); err != nil {
		t.Errorf("somebody else: %v", err)
	} else {
		done()
	}
	last()
	if _, _, err := c.Listen("u"); err != nil {
		t.Errorf("after one has ended: %v", err)
	}
}

// Run works by itself and ends with its context.
func TestRun(t *testing.T) {
	o := open(t)
	c := o.courier(o.store)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { c.Run(ctx); close(ended) }()
	o.submit(o.draft("r1"), 0)
	for deadline := time.Now().Add(20 * time.Second); o.box.receivers() == ""; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("nothing was sent")
		}
	}
	stop()
	<-ended
}

// A panic in a step and a store that is gone end nothing.
func TestGuarded(t *testing.T) {
	o := open(t)
	c := o.courier(o.store)
	c.guarded(t.Context(), func(context.Context) error { panic("x") })
	c.guarded(t.Context(), func(context.Context) error { return fault.New("x", fault.Unavailable, "x") })
}

// Webhooks are called for their team's rankings, signed, with what the event
// left; the house's for what became public.
// A receiver that fails is called again under the same id; the log says how
// each attempt went; one that is deleted is not called any more.

// Who publishes in the place of another and dies before that one is marked has
// it marked by whoever starts next, in the publisher's name, once.
func TestReplacementIsFinished(t *testing.T) {
	o := open(t)
	published := func(id, supersedes string) appraisal.Ranking {
		r := o.submit(o.draft(id), 0)
		for _, who := range []string{"reviewer-ndrc", "reviewer-mofcom", "reviewer-mfa"} {
			r = o.decide(r, who, review.Approve)
		}
		return o.take(r, "lead", func(rec review.Record, w review.Who) (review.Record, audit.Event, error) {
			return review.Publish(rec, w, "", supersedes, o.clock.now())
		})
	}
	published("r1", "")
	published("gone", "")
	c := o.courier(o.store)
	published("r2", "r1") // and the program died
	other := o.courier(o.store)
	var wg sync.WaitGroup
	for _, x := range []*Courier{c, other} {
		wg.Go(func() { o.must(x.Follow(t.Context())) })
	}
	wg.Wait()
	old, err := o.store.Ranking(t.Context(), "r1")
	o.must(err)
	events, n, err := o.store.Events(t.Context(), store.Filter{Action: "ranking.supersede"})
	o.must(err)
	if old.Review.State != review.Superseded || old.Review.SupersededBy != "r2" || n != 1 || events[0].Actor.Username != "lead" || events[0].Team != access.DemoEnterpriseA {
		t.Fatalf("%s by %q, %d entries %+v", old.Review.State, old.Review.SupersededBy, n, events)
	}
	// What was withdrawn meanwhile stays withdrawn.
	gone, err := o.store.Ranking(t.Context(), "gone")
	o.must(err)
	o.take(gone, "lead", func(rec review.Record, w review.Who) (review.Record, audit.Event, error) {
		return review.Withdraw(rec, w, "数据有误", o.clock.now())
	})
	published("r3", "gone")
	o.must(c.Follow(t.Context()))
	if gone, err = o.store.Ranking(t.Context(), "gone"); err != nil || gone.Review.State != review.Withdrawn {
		t.Errorf("%s %v", gone.Review.State, err)
	}
}
