package store

import (
	"context"

	"parksite/internal/audit"
	"parksite/internal/catalog"
)

// negativeLists: none.
var negativeLists = register(noun[catalog.NegativeList]{
	kind: "negativeList", collection: "negativelists",
	fields: audit.Fields{
		"id": audit.Ignore, "version": audit.Ignore, "createdAt": audit.Ignore, "updatedAt": audit.Ignore,
		"title": audit.Track, "entries": audit.Track,
	},
})

// SaveNegativeList stores l as the successor of l.Version (0 = a new list).
func (s *Store) SaveNegativeList(ctx context.Context, l catalog.NegativeList, ev audit.Event) (catalog.NegativeList, error) {
	return negativeLists.save(ctx, s, l, ev)
}

// NegativeList returns the negative list with this id, or a NotFound fault.
func (s *Store) NegativeList(ctx context.Context, id string) (catalog.NegativeList, error) {
	return negativeLists.get(ctx, s, id)
}

// NegativeListVersion returns the list as its version v was, or a NotFound fault.
func (s *Store) NegativeListVersion(ctx context.Context, id string, v int64) (catalog.NegativeList, error) {
	return negativeLists.version(ctx, s, id, v)
}

// NegativeLists returns all negative lists by id.
func (s *Store) NegativeLists(ctx context.Context) ([]catalog.NegativeList, error) {
	all, _, err := negativeLists.list(ctx, s, Query{})
	return all, err
}

// RecentNegativeList is NegativeList as RecentUser is User.
func (s *Store) RecentNegativeList(ctx context.Context, id string) (catalog.NegativeList, error) {
	return negativeLists.recently(ctx, s, id)
}
