package store

import (
	"context"

	"parksite/internal/audit"
	"parksite/internal/review"
)

// comments: keys ranking, thread, team (for which it was said). Its words are
// not in the trail: who audits sees that something was said, not what.
var comments = register(noun[review.Comment]{
	kind: "comment", collection: "comments",
	fields: audit.Fields{
		"id": audit.Ignore, "version": audit.Ignore, "createdAt": audit.Ignore, "updatedAt": audit.Ignore,
		"ranking": audit.Track, "rankingVersion": audit.Track, "owner": audit.Track, "round": audit.Track, "thread": audit.Track,
		"anchor": audit.Track, "audience": audit.Track, "team": audit.Track, "by": audit.Track, "username": audit.Track,
		"text": audit.Hide, "settled": audit.Track,
	},
	keys: func(c review.Comment) map[string]string {
		return map[string]string{"ranking": c.Ranking, "thread": c.Thread, "team": c.Team}
	},
	team: func(c review.Comment) string { return c.Team },
})

// SaveComment stores c as the successor of c.Version (0 = a new comment).
func (s *Store) SaveComment(ctx context.Context, c review.Comment, ev audit.Event) (review.Comment, error) {
	return comments.save(ctx, s, c, ev)
}

// Comment returns the comment with this id, or a NotFound fault.
func (s *Store) Comment(ctx context.Context, id string) (review.Comment, error) {
	return comments.get(ctx, s, id)
}

// CommentsOn returns what was said about a ranking, oldest first. Who may read
// which of it, review decides.
func (s *Store) CommentsOn(ctx context.Context, ranking string) ([]review.Comment, error) {
	all, _, err := comments.list(ctx, s, Query{Where: map[string][]string{"ranking": {ranking}}, Sort: "createdAt"})
	return all, err
}

// CommentCount returns how many comments there are on a ranking.
func (s *Store) CommentCount(ctx context.Context, ranking string) (int, error) {
	all, err := s.entries(ctx, comments.kind, Query{Where: map[string][]string{"ranking": {ranking}}})
	return len(all), err
}
