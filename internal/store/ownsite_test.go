package store_test

import (
	"fmt"
	"slices"
	"testing"

	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/layout"
	"parksite/internal/store"
	"parksite/internal/store/storetest"
)

func ownSite(id, name string) layout.TeamSite {
	return layout.TeamSite{ID: id, Team: "team-a", Site: layout.UserSite{Name: catalog.Text{Zh: name}, ISO3: "VNM", Lat: 10, Lon: 106}}
}

// An own site is saved, changed, deleted and brought back, each as the
// successor of what was read, and keeps every version.
func TestOwnSite(t *testing.T) {
	s, ctx := storetest.Open(t), t.Context()
	o, err := s.SaveOwnSite(ctx, ownSite("own-1", "一"), by("ownSite.create"))
	if err != nil || o.Version != 1 || o.Site.ID != "own-1" {
		t.Fatalf("%+v, %v", o, err)
	}
	second := o
	second.Site.Name.Zh = "二"
	if second, err = s.SaveOwnSite(ctx, second, by("ownSite.edit")); err != nil || second.Version != 2 {
		t.Fatalf("%+v, %v", second, err)
	}
	_, err = s.SaveOwnSite(ctx, o, by("ownSite.edit"))
	wantFault(t, "a stale save", err, fault.Stale, "ownSite.stale")
	wantFault(t, "a stale deletion", s.DeleteOwnSite(ctx, "own-1", 1, by("ownSite.delete")), fault.Stale, "ownSite.stale")
	_, err = s.DeletedOwnSite(ctx, "own-1")
	wantFault(t, "what is there as deleted", err, fault.NotFound, "ownSite.notFound")
	if err := s.DeleteOwnSite(ctx, "own-1", 2, by("ownSite.delete")); err != nil {
		t.Fatal(err)
	}
	_, err = s.OwnSite(ctx, "own-1")
	wantFault(t, "a deleted one", err, fault.NotFound, "ownSite.notFound")
	last, err := s.DeletedOwnSite(ctx, "own-1")
	if err != nil || last.Site.Name.Zh != "二" {
		t.Fatalf("deleted: %+v, %v", last, err)
	}
	last.Version = 0
	back, err := s.SaveOwnSite(ctx, last, by("ownSite.restore"))
	if err != nil || back.Version != 4 || back.Site.Name.Zh != "二" {
		t.Fatalf("back: %+v, %v", back, err)
	}
	if v, err := s.OwnSiteVersion(ctx, "own-1", 1); err != nil || v.Site.Name.Zh != "一" {
		t.Errorf("version 1: %+v, %v", v, err)
	}
}

// A batch is stored whole: its sites show with its own event and not before,
// and nothing of one that failed shows.
func TestSiteBatch(t *testing.T) {
	s, ctx := storetest.Open(t), t.Context()
	find := func() (ids []string) {
		all, total, err := s.FindOwnSites(ctx, store.Query{Where: map[string][]string{"team": {"team-a"}}})
		if err != nil || total != len(all) {
			t.Fatal(total, err)
		}
		for _, o := range all {
			ids = append(ids, o.ID)
		}
		return ids
	}
	// What a process wrote that died before the batch's event.
	left := ownSite("own-0", "零")
	left.Batch = "batch-1"
	if _, err := s.SaveOwnSite(ctx, left, by("ownSite.import")); err != nil {
		t.Fatal(err)
	}
	if ids := find(); len(ids) != 0 {
		t.Errorf("half a batch shows: %v", ids)
	}
	_, err := s.OwnSite(ctx, "own-0")
	wantFault(t, "half a batch", err, fault.NotFound, "ownSite.notFound")
	var sites []layout.TeamSite
	for i := 1; i <= 3; i++ {
		sites = append(sites, ownSite(fmt.Sprint("own-", i), fmt.Sprint("园址", i)))
	}
	done, err := s.SaveSiteBatch(ctx, layout.SiteBatch{ID: "batch-1", Team: "team-a"}, sites, by("ownSite.import"))
	if err != nil || len(done) != 3 || done[2].Batch != "batch-1" {
		t.Fatalf("%+v, %v", done, err)
	}
	if ids := find(); !slices.Equal(ids, []string{"own-1", "own-2", "own-3"}) {
		t.Errorf("after the batch: %v (what an earlier attempt left must not come with it)", ids)
	}
	// The third is taken: the first two are not kept either.
	next := []layout.TeamSite{ownSite("own-4", "四"), ownSite("own-5", "五"), ownSite("own-1", "一")}
	_, err = s.SaveSiteBatch(ctx, layout.SiteBatch{ID: "batch-2", Team: "team-a"}, next, by("ownSite.import"))
	wantFault(t, "a batch with a taken id", err, fault.Conflict, "ownSite.exists")
	if ids := find(); len(ids) != 3 {
		t.Errorf("of a batch that failed shows: %v", ids)
	}
	for _, id := range []string{"own-4", "own-5"} {
		_, err = s.OwnSite(ctx, id)
		wantFault(t, id, err, fault.NotFound, "ownSite.notFound")
	}
}
