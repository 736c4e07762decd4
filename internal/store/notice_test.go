package store_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parksite/internal/audit"
	"parksite/internal/fault"
	"parksite/internal/notice"
	"parksite/internal/store"
	"parksite/internal/store/storetest"
)

func TestNotices(t *testing.T) {
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	s := storetest.OpenWith(t, store.Config{Now: func() time.Time { return now }})
	ctx := t.Context()
	for seq := range int64(3) {
		for _, user := range []string{"anna", "berta"} {
			n := notice.Notice{ID: notice.ID(seq+1, user, "r1"), UserID: user, Seq: seq + 1, At: now, Kind: notice.Submitted, Ranking: "r1"}
			for range 2 {
				if err := s.AddNotice(ctx, n); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	all, err := s.NoticesOf(ctx, "anna")
	if err != nil || len(all) != 3 || all[0].Seq != 3 || all[2].Seq != 1 {
		t.Fatalf("%+v, %v", all, err)
	}
	if err := s.ReadNotice(ctx, all[1], now); err != nil {
		t.Fatal(err)
	}
	again := all[1] // an event worked once more does not make it unread
	if err := s.AddNotice(ctx, again); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Notice(ctx, all[1].ID); err != nil || got.ReadAt == nil || !got.ReadAt.Equal(now) {
		t.Errorf("%+v, %v", got, err)
	}
	_, err = s.Notice(ctx, "no")
	wantFault(t, "an unknown notice", err, fault.NotFound, "notice.notFound")
	now = now.Add(store.NoticeLife + time.Second)
	if err := s.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	if all, err := s.NoticesOf(ctx, "anna"); err != nil || len(all) != 0 {
		t.Errorf("%d notices outlive their time, %v", len(all), err)
	}
}

func TestDeliveries(t *testing.T) {
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	s := storetest.OpenWith(t, store.Config{Now: func() time.Time { return now }})
	ctx := t.Context()
	for i, state := range []string{store.Waiting, store.Sent, store.Failed, store.Dropped} {
		d := store.Delivery{ID: fmt.Sprint("d", i), Kind: store.ByMail, To: "anna", At: now.Add(time.Duration(i) * time.Second), State: store.Waiting}
		for range 2 {
			if err := s.AddDelivery(ctx, d); err != nil {
				t.Fatal(err)
			}
		}
		d.State, d.Attempts = state, []store.DeliveryAttempt{{At: now, Error: "mail.away", Ms: 3}}
		if err := s.SaveDelivery(ctx, d); err != nil {
			t.Fatal(err)
		}
		d.State = store.Waiting // made once more: what there is stays
		if err := s.AddDelivery(ctx, d); err != nil {
			t.Fatal(err)
		}
	}
	if w, err := s.WaitingDeliveries(ctx); err != nil || len(w) != 1 || w[0].ID != "d0" || w[0].Attempts[0].Error != "mail.away" {
		t.Errorf("%+v, %v", w, err)
	}
	if of, err := s.DeliveriesTo(ctx, "anna"); err != nil || len(of) != 4 || of[0].ID != "d3" {
		t.Errorf("%+v, %v", of, err)
	}
	_, err := s.Delivery(ctx, "no")
	wantFault(t, "an unknown delivery", err, fault.NotFound, "delivery.notFound")
	now = now.Add(store.DeliveryLife + time.Minute)
	if err := s.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	if of, err := s.DeliveriesTo(ctx, "anna"); err != nil || len(of) != 1 || of[0].State != store.Waiting {
		t.Errorf("after sweeping %+v, %v", of, err)
	}
	if err := s.Restored(ctx); err != nil {
		t.Fatal(err)
	}
	if of, err := s.DeliveriesTo(ctx, "anna"); err != nil || len(of) != 0 {
		t.Errorf("a restore brings back %d deliveries, %v", len(of), err)
	}
}

// Of sixteen who claim a key at once in two processes, one gets it.
func TestClaim(t *testing.T) {
	a := storetest.Open(t)
	b := storetest.Second(t, a)
	var won atomic.Int32
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			mine, err := []*store.Store{a, b}[i%2].Claim(t.Context(), "totp/u/1", time.Now().Add(time.Minute))
			if err != nil {
				t.Error(err)
			}
			if mine {
				won.Add(1)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Errorf("%d got it", won.Load())
	}
}

func TestClaimIsSwept(t *testing.T) {
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	s := storetest.OpenWith(t, store.Config{Now: func() time.Time { return now }})
	for i, want := range []bool{true, false, false, true} {
		if i > 1 {
			now = now.Add(31 * time.Second)
			if err := s.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := s.Claim(t.Context(), "k", now.Add(time.Minute)); err != nil || got != want {
			t.Errorf("%d: %t, %v", i, got, err)
		}
	}
}

func TestTokenUse(t *testing.T) {
	s, ctx := storetest.Open(t), t.Context()
	_, err := s.TokenUse(ctx, "t1")
	wantFault(t, "an unused token", err, fault.NotFound, "notFound")
	at := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	for i := range 3 {
		u := store.TokenUse{ID: "t1", At: at.Add(time.Duration(i) * time.Hour), Address: fmt.Sprint("192.0.2.", i)}
		if err := s.SaveTokenUse(ctx, u); err != nil {
			t.Fatal(err)
		}
		if got, err := s.TokenUse(ctx, "t1"); err != nil || got != u {
			t.Errorf("%+v, %v", got, err)
		}
	}
}

func TestFollow(t *testing.T) {
	a, ctx := storetest.Open(t), t.Context()
	b := storetest.Second(t, a)
	if _, known, err := a.Cursor(ctx, "courier"); known || err != nil {
		t.Errorf("a cursor before the first: %v", err)
	}
	for i := range 5 {
		if err := a.Record(ctx, by(fmt.Sprint("ranking.step", i))); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(250 * time.Millisecond)
	for _, tt := range []struct {
		after int64
		most  int
		want  string
	}{{0, 100, "01234"}, {2, 100, "234"}, {0, 2, "01"}, {5, 100, ""}, {9, 100, ""}} {
		got := ""
		events, err := b.EventsAfter(ctx, tt.after, tt.most)
		for _, e := range events {
			got += strings.TrimPrefix(e.Action, "ranking.step")
		}
		if err != nil || got != tt.want {
			t.Errorf("after %d, at most %d: %q, %v", tt.after, tt.most, got, err)
		}
	}
	for _, seq := range []int64{5, 3} {
		if err := a.SaveCursor(ctx, "courier", seq); err != nil {
			t.Fatal(err)
		}
		if got, known, err := b.Cursor(ctx, "courier"); got != seq || !known || err != nil {
			t.Errorf("cursor %d, %t, %v", got, known, err)
		}
	}
}

// Of sixteen who record one deadline in two processes, one does; a later
// submission has a deadline of its own.
func TestRecordOnce(t *testing.T) {
	a := storetest.Open(t)
	b := storetest.Second(t, a)
	ctx := t.Context()
	about := func(action, id string) audit.Event {
		ev := by(action)
		ev.Object = audit.Ref{Kind: "ranking", ID: id}
		ev.Outcome = audit.Done
		return ev
	}
	near := 0
	for round := range 2 {
		if err := a.Record(ctx, about("ranking.submit", "r1")); err != nil {
			t.Fatal(err)
		}
		if err := a.Record(ctx, about("ranking.near", "another")); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for i := range 16 {
			wg.Go(func() {
				if err := []*store.Store{a, b}[i%2].RecordOnce(ctx, about("ranking.near", "r1"), "ranking.submit"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if err := a.RecordOnce(ctx, about("ranking.near", "r1"), "ranking.submit"); err != nil {
			t.Fatal(err)
		}
		var err error
		if _, near, err = a.Events(ctx, store.Filter{Kind: "ranking", ID: "r1", Action: "ranking.near"}); err != nil || near != round+1 {
			t.Errorf("round %d: %d events, %v", round, near, err)
		}
	}
	wantSound(t, a)
}
