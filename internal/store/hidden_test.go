package store_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"go.mongodb.org/mongo-driver/v2/event"

	"parksite/internal/appraisal"
	"parksite/internal/fault"
	"parksite/internal/store"
	"parksite/internal/store/storetest"
)

// A ranking that somebody may not see costs what one that is not there costs:
// one question to the database, and its document is not read. One that another
// process has just shown is not hidden.
func TestRankingHidden(t *testing.T) {
	var mu sync.Mutex
	var asked []string
	other := storetest.Open(t)
	s, err := store.Open(t.Context(), store.Config{URI: other.URI(), Database: other.Database(), Monitor: &event.CommandMonitor{Started: func(_ context.Context, e *event.CommandStartedEvent) {
		if name, ok := e.Command.Lookup("find").StringValueOK(); ok {
			mu.Lock()
			asked = append(asked, name)
			mu.Unlock()
		}
	}}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close(context.Background()) }()
	questions := func(ask func()) []string {
		t.Helper()
		mu.Lock()
		asked = nil
		mu.Unlock()
		ask()
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(asked)
	}
	r, err := s.SaveRanking(t.Context(), appraisal.Ranking{ID: "r", Team: "a", Title: "one"}, by("ranking.create"))
	if err != nil {
		t.Fatal(err)
	}
	one := func(e store.Entry) bool { return e.Keys["title"] == "one" }
	hidden := questions(func() {
		if is, err := s.RankingHidden(t.Context(), "r", one); !is || err != nil {
			t.Errorf("%v %v", is, err)
		}
	})
	missing := questions(func() {
		if is, err := s.RankingHidden(t.Context(), "q", one); is || err != nil {
			t.Errorf("%v %v", is, err)
		}
		_, err := s.Ranking(t.Context(), "q")
		wantFault(t, "one that is not there", err, fault.NotFound, "ranking.notFound")
	})
	if len(hidden) != 1 || len(missing) != 1 || slices.Contains(hidden, "rankings") {
		t.Errorf("hidden: %v, missing: %v", hidden, missing)
	}
	r.Title = "two"
	if _, err := other.SaveRanking(t.Context(), r, by("ranking.edit")); err != nil {
		t.Fatal(err)
	}
	if is, err := s.RankingHidden(t.Context(), "r", one); is || err != nil {
		t.Errorf("shown by another process: %v %v", is, err)
	}
}
