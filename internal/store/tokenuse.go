package store

import (
	"context"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"parksite/internal/fault"
)

// TokenUse is when and from where an API token was last used. It is not
// governed.
type TokenUse struct {
	ID      string    `json:"id" bson:"_id"` // of the token
	At      time.Time `json:"at"`
	Address string    `json:"address"`
}

// SaveTokenUse notes the use of a token, whichever was noted before.
func (s *Store) SaveTokenUse(ctx context.Context, u TokenUse) error {
	const op = "store.SaveTokenUse"
	u.At = u.At.UTC().Truncate(time.Millisecond)
	doc, err := encode(u)
	if err != nil {
		return fault.Wrap(op, err)
	}
	return fault.Wrap(op, s.put(ctx, tokenUseCollection, u.ID, doc))
}

// TokenUse returns the last noted use of a token, or a NotFound fault if there
// is none.
func (s *Store) TokenUse(ctx context.Context, id string) (TokenUse, error) {
	const op = "store.TokenUse"
	var u TokenUse
	raw, err := s.db.Collection(tokenUseCollection).FindOne(ctx, byID(id)).Raw()
	if errors.Is(err, mongo.ErrNoDocuments) {
		return u, fault.New(op, fault.NotFound, "notFound")
	}
	if err != nil {
		return u, failed(op, err)
	}
	return u, decode(raw, &u)
}

// put writes a plain document, new or not. An upsert is not one step on the
// embedded engine, an insert and a replacement are.
func (s *Store) put(ctx context.Context, collection, id string, doc bson.Raw) error {
	const op = "store.put"
	coll := s.db.Collection(collection)
	res, err := coll.ReplaceOne(ctx, byID(id), doc)
	if err != nil || res.MatchedCount > 0 {
		return failed(op, err)
	}
	if _, err = coll.InsertOne(ctx, doc); isDuplicate(err) {
		_, err = coll.ReplaceOne(ctx, byID(id), doc)
	}
	return failed(op, err)
}
