package review_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parksite/internal/appraisal"
	"parksite/internal/audit"
	"parksite/internal/fault"
	"parksite/internal/review"
	"parksite/internal/store"
	"parksite/internal/store/storetest"
)

var at = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func seat(id, role, team string) review.Who {
	return review.Who{Actor: audit.Actor{UserID: id, Username: id}, Seats: []review.Seat{{Team: team, Role: role}}}
}

// handIn stores a submitted ranking under a rule that asks three ministries.
func handIn(t *testing.T, s *store.Store, id string) {
	t.Helper()
	r := appraisal.Ranking{ID: id, Team: "a", Owner: "lead", Title: id}
	var ev audit.Event
	var err error
	rule := review.Joint("joint", "三部门联合审核", []string{"ndrc", "mofcom", "mfa"}, 14)
	if r.Review, ev, err = review.Submit(review.New(), seat("lead", "lead", "a"), rule, review.Request{Team: "a"}, at); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SaveRanking(t.Context(), r, ev); err != nil {
		t.Fatal(err)
	}
}

// decide does what a handler does: read, decide, save, and begin again when
// somebody else was first.
func decide(s *store.Store, id string, who review.Who, v review.Verdict) error {
	ctx := context.Background()
	for {
		r, err := s.Ranking(ctx, id)
		if err != nil {
			return err
		}
		var ev audit.Event
		if r.Review, ev, err = review.Decide(r.Review, who, "", v, "理由", at); err != nil {
			return err
		}
		if _, err = s.SaveRanking(ctx, r, ev); !fault.Is(err, fault.Stale) {
			return err
		}
	}
}

// TestDecisionsRace: two processes on one database. Of sixteen decisions of one
// ministry one stands; three ministries at the same moment all stand, and the
// state that follows is computed once.
func TestDecisionsRace(t *testing.T) {
	a := storetest.Open(t)
	stores := []*store.Store{a, storetest.Second(t, a)}
	verdicts := []review.Verdict{review.Approve, review.Reject}

	handIn(t, a, "one")
	var stood atomic.Int32
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			switch err := decide(stores[i%2], "one", seat(fmt.Sprintf("r%d", i), "reviewer", "ndrc"), verdicts[i/2%2]); {
			case err == nil:
				stood.Add(1)
			case !fault.Is(err, fault.Conflict):
				t.Errorf("a loser got %v", err)
			}
		})
	}
	wg.Wait()
	r, err := a.Ranking(t.Context(), "one")
	if err != nil || stood.Load() != 1 || len(r.Review.Decisions) != 1 || r.Version != 2 {
		t.Errorf("%d stand, decisions %+v, version %d, %v", stood.Load(), r.Review.Decisions, r.Version, err)
	}

	handIn(t, a, "three")
	for i, m := range []string{"ndrc", "mofcom", "mfa"} {
		wg.Go(func() {
			if err := decide(stores[i%2], "three", seat("r-"+m, "reviewer", m), review.Approve); err != nil {
				t.Errorf("%s: %v", m, err)
			}
		})
	}
	wg.Wait()
	r, err = stores[1].Ranking(t.Context(), "three")
	if err != nil || r.Review.State != review.Approved || len(r.Review.Decisions) != 3 || r.Version != 4 {
		t.Errorf("state %s, decisions %+v, version %d, %v", r.Review.State, r.Review.Decisions, r.Version, err)
	}
	approved := 0
	for _, h := range r.Review.History {
		if h.To == review.Approved {
			approved++
		}
	}
	if approved != 1 {
		t.Errorf("approved %d times: %+v", approved, r.Review.History)
	}
}
