package store

import (
	"context"
	"errors"
	"slices"
	"strings"

	"parksite/internal/audit"
	"parksite/internal/fault"
	"parksite/internal/layout"
)

// ownSites: keys team, iso3, batch.
var ownSites = register(noun[layout.TeamSite]{
	kind: "ownSite", collection: "ownsites",
	fields: audit.Fields{
		"id": audit.Ignore, "version": audit.Ignore, "createdAt": audit.Ignore, "updatedAt": audit.Ignore,
		"team": audit.Track, "batch": audit.Track, "site": audit.Track,
	},
	keys: func(o layout.TeamSite) map[string]string {
		return map[string]string{"team": o.Team, "iso3": o.Site.ISO3, "batch": o.Batch}
	},
	team:    func(o layout.TeamSite) string { return o.Team },
	revives: true,
})

// siteBatches: keys team, sites (ids, each between spaces: " a b ").
var siteBatches = register(noun[layout.SiteBatch]{
	kind: "siteBatch", collection: "sitebatches",
	fields: audit.Fields{
		"id": audit.Ignore, "version": audit.Ignore, "createdAt": audit.Ignore, "updatedAt": audit.Ignore,
		"team": audit.Track, "sites": audit.Track,
	},
	keys: func(b layout.SiteBatch) map[string]string {
		return map[string]string{"team": b.Team, "sites": " " + strings.Join(b.Sites, " ") + " "}
	},
	team: func(b layout.SiteBatch) string { return b.Team },
})

// whole reports whether the batch that an own site came in with is stored and
// has it; a site without a batch stands for itself.
func (s *Store) whole(id, batch string) bool {
	if batch == "" {
		return true
	}
	h, known := s.log.head(siteBatches.kind, batch)
	return known && strings.Contains(h.keys["sites"], " "+id+" ")
}

var noOwnSite = fault.New("store.OwnSite", fault.NotFound, "ownSite.notFound")

// SaveOwnSite stores o as the successor of o.Version (0 = a new one, or one
// that was deleted come back).
func (s *Store) SaveOwnSite(ctx context.Context, o layout.TeamSite, ev audit.Event) (layout.TeamSite, error) {
	return ownSites.save(ctx, s, o, ev)
}

// SaveSiteBatch stores new own sites, all or none: they exist from the moment
// the batch's own event is written, the last of them all. What was written
// before a failure is taken away again; should even that fail, it stays unseen.
func (s *Store) SaveSiteBatch(ctx context.Context, b layout.SiteBatch, sites []layout.TeamSite, ev audit.Event) ([]layout.TeamSite, error) {
	const op = "store.SaveSiteBatch"
	done := make([]layout.TeamSite, 0, len(sites))
	undo := func(err error) error {
		for _, o := range done {
			err = errors.Join(err, ownSites.remove(context.WithoutCancel(ctx), s, o.ID, o.Version, ev))
		}
		return fault.Wrap(op, err)
	}
	for _, o := range sites {
		o.Batch, o.Team = b.ID, b.Team
		o, err := ownSites.save(ctx, s, o, ev)
		if err != nil {
			return nil, undo(err)
		}
		done = append(done, o)
		b.Sites = append(b.Sites, o.ID)
	}
	if _, err := siteBatches.save(ctx, s, b, ev); err != nil {
		// It may stand all the same (see save): then nothing may be taken away.
		if follow := s.follow(ctx); follow == nil && len(done) > 0 && !s.whole(done[0].ID, b.ID) {
			return nil, undo(err)
		}
		return nil, fault.Wrap(op, err)
	}
	return done, nil
}

// DeleteOwnSite deletes version of an own site. It can come back.
func (s *Store) DeleteOwnSite(ctx context.Context, id string, version int64, ev audit.Event) error {
	return ownSites.remove(ctx, s, id, version, ev)
}

// OwnSiteHidden reports whether an own site is kept by none of these teams, by
// what is known of it without reading it.
func (s *Store) OwnSiteHidden(ctx context.Context, id string, teams []string) (bool, error) {
	return ownSites.hidden(ctx, s, id, func(e Entry) bool { return !slices.Contains(teams, e.Keys["team"]) })
}

// OwnSite returns the own site with this id, or a NotFound fault.
func (s *Store) OwnSite(ctx context.Context, id string) (layout.TeamSite, error) {
	o, err := ownSites.get(ctx, s, id)
	if err == nil && !s.whole(o.ID, o.Batch) {
		return layout.TeamSite{}, noOwnSite
	}
	return o, err
}

// OwnSiteVersion returns the own site as its version v was, or a NotFound fault.
func (s *Store) OwnSiteVersion(ctx context.Context, id string, v int64) (layout.TeamSite, error) {
	o, err := ownSites.version(ctx, s, id, v)
	if err == nil && !s.whole(o.ID, o.Batch) {
		return layout.TeamSite{}, noOwnSite
	}
	return o, err
}

// DeletedOwnSite returns an own site that was deleted as it last was, or a
// NotFound fault.
func (s *Store) DeletedOwnSite(ctx context.Context, id string) (layout.TeamSite, error) {
	o, err := ownSites.deleted(ctx, s, id)
	if err == nil && !s.whole(o.ID, o.Batch) {
		return layout.TeamSite{}, noOwnSite
	}
	return o, err
}

// FindOwnSites returns a page of the own sites that q chooses (keys team,
// iso3) and how many there are.
func (s *Store) FindOwnSites(ctx context.Context, q Query) ([]layout.TeamSite, int, error) {
	const op = "store.FindOwnSites"
	found, err := s.entries(ctx, ownSites.kind, q)
	if err != nil {
		return nil, 0, fault.Wrap(op, err)
	}
	found = slices.DeleteFunc(found, func(e Entry) bool { return !s.whole(e.ID, e.Keys["batch"]) })
	total := len(found)
	found = q.page(found)
	items, err := readAll(len(found), func(i int) (layout.TeamSite, error) { return ownSites.get(ctx, s, found[i].ID) })
	return items, total, fault.Wrap(op, err)
}
