package store

import (
	"context"

	"parksite/internal/access"
	"parksite/internal/appraisal"
	"parksite/internal/fault"
)

// version of a thing as it was last read.
type recent[T any] struct {
	version int64
	value   T
}

// recently is get for what every request asks: it reads the document only when
// the trail knows a later version than the one in memory. What this process
// has written counts at once, what another has within followAge.
//
// What it returns is shared: its slices and maps are not to be written to.
func (n noun[T]) recently(ctx context.Context, s *Store, id string) (T, error) {
	const op = "store.recently"
	var none T
	if err := s.keepUp(ctx); err != nil {
		return none, fault.Wrap(op, err)
	}
	key := n.lockKey(id)
	if h, known := s.log.head(n.kind, id); known && !h.deleted {
		if r, ok := s.recent.Load(key); ok && r.(recent[T]).version == h.version {
			return r.(recent[T]).value, nil
		}
	}
	v, err := n.get(ctx, s, id)
	if err != nil {
		s.recent.Delete(key)
		return none, fault.Wrap(op, err)
	}
	s.recent.Store(key, recent[T]{v.Head().Version, v})
	return v, nil
}

// RecentUser is User from memory where that is current: this process's writes
// count at once, another's within a fifth of a second. What it returns is
// shared and not to be written to.
func (s *Store) RecentUser(ctx context.Context, id string) (access.User, error) {
	return users.recently(ctx, s, id)
}

// RecentTeam is Team as RecentUser is User.
func (s *Store) RecentTeam(ctx context.Context, id string) (access.Team, error) {
	return teams.recently(ctx, s, id)
}

// RecentToken is Token as RecentUser is User.
func (s *Store) RecentToken(ctx context.Context, id string) (access.Token, error) {
	return tokens.recently(ctx, s, id)
}

// RecentModel is Model as RecentUser is User.
func (s *Store) RecentModel(ctx context.Context, id string) (appraisal.Model, error) {
	return models.recently(ctx, s, id)
}
