package store

import (
	"context"
	"time"

	"parksite/internal/fault"
)

type claimed struct {
	ID    string    `json:"id" bson:"_id"`
	Until time.Time `json:"until"`
}

// Claim takes a key that is used once: one code of a second factor, one attempt
// at a delivery. Of many who claim it, in this process and others, one gets
// true. After until it may be forgotten, so what it guards must be over by
// then.
func (s *Store) Claim(ctx context.Context, key string, until time.Time) (bool, error) {
	const op = "store.Claim"
	doc, err := encode(claimed{ID: key, Until: until.UTC().Truncate(time.Millisecond)})
	if err != nil {
		return false, fault.Wrap(op, err)
	}
	_, err = s.db.Collection(claimCollection).InsertOne(ctx, doc)
	if isDuplicate(err) {
		return false, nil
	}
	return err == nil, failed(op, err)
}
