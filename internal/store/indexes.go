package store

import (
	"context"
	"errors"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"parksite/internal/fault"
)

// Collections beside those of the nouns.
const (
	metaCollection        = "meta"        // layout of the database
	eventCollection       = "events"      // the stream, by audit.Key
	contentCollection     = "contents"    // what events name by digest
	seriesCollection      = "series"      // of datasets, by digest
	tablesCollection      = "tables"      // of datasets, by digest
	payloadCollection     = "payloads"    // sealed results, by digest
	sessionCollection     = "sessions"    // signed-in browsers
	idempotencyCollection = "idempotency" // answers to repeat
	noticeCollection      = "notices"
	claimCollection       = "claims"     // keys that are used once
	deliveryCollection    = "deliveries" // e-mails and calls of webhooks
	tokenUseCollection    = "tokenuses"  // when each token was last used
)

var plainCollections = []string{metaCollection, eventCollection, contentCollection, seriesCollection, tablesCollection,
	payloadCollection, sessionCollection, idempotencyCollection, noticeCollection, claimCollection, deliveryCollection, tokenUseCollection}

// secondary are the indexes besides _id, for a MongoDB. The embedded engine
// makes them and does not use them: what is looked up by them stays small.
var secondary = map[string]string{sessionCollection: "userId", noticeCollection: "userId", deliveryCollection: "to"}

// makeCollections makes what is missing: on the embedded engine a collection
// made on the way by a first insert would lack the index by _id.
func (s *Store) makeCollections(ctx context.Context) error {
	const op = "store.makeCollections"
	have, err := s.db.ListCollectionNames(ctx, bson.D{})
	if err != nil {
		return failed(op, err)
	}
	want := slices.Clone(plainCollections)
	for _, n := range nouns {
		_, name := n.name()
		want = append(want, name)
	}
	for _, name := range want {
		if slices.Contains(have, name) {
			continue
		}
		err := s.db.CreateCollection(ctx, name)
		var command mongo.CommandError
		if errors.As(err, &command) && command.Name == "NamespaceExists" {
			err = nil // another process was first
		}
		if err != nil {
			return failed(op, err)
		}
		if field := secondary[name]; field != "" {
			if _, err := s.db.Collection(name).Indexes().CreateOne(ctx, mongo.IndexModel{Keys: bson.D{{Key: field, Value: 1}}}); err != nil {
				return failed(op, err)
			}
		}
	}
	if s.engine == nil {
		return nil
	}
	return fault.As(op, fault.Unavailable, "store.unavailable", s.engine.Index(ctx, s.db.Name()))
}
