package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"parksite/internal/access"
	"parksite/internal/fault"
)

// How long an answer is kept for repeating, and after how long a request that
// never answered counts as dead.
const (
	IdempotencyLife = 24 * time.Hour
	idempotencyTurn = time.Minute
)

// Claim is a request under an Idempotency-Key.
type Claim struct {
	// ThingID is the id to create the thing with. It is the same for every
	// attempt of one request, so an attempt that follows a dead one meets what
	// that one may have created as "exists", and never makes a second.
	ThingID string
	Answer  *Answer // what was answered before; nil = go ahead, then call Answered or Abandon
}

// Answer is an answer to be repeated.
type Answer struct {
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"` // names without dots
	Body    string            `json:"body"`
}

type claimDoc struct {
	ID      string    `json:"id" bson:"_id"`
	Request string    `json:"request"` // digest of method, path and body
	Thing   string    `json:"thing"`
	At      time.Time `json:"at"`
	Answer  *Answer   `json:"answer,omitempty"`
}

// claimID keeps keys of different people apart and says nothing about them.
func claimID(userID, key string) string {
	h := sha256.Sum256([]byte(userID + "\x00" + key))
	return hex.EncodeToString(h[:])
}

// ClaimKey claims key for one request of a person; request is a digest over
// method, path and body.
//
// Of requests at once, one goes ahead; the others get fault.Conflict
// (idempotency.running). One that was answered within IdempotencyLife gets that
// answer. A different request under the same key gets fault.Uncomputable
// (idempotency.reused).
func (s *Store) ClaimKey(ctx context.Context, userID, key, request string) (Claim, error) {
	const op = "store.ClaimKey"
	coll, id := s.db.Collection(idempotencyCollection), claimID(userID, key)
	for range 3 {
		now := s.stamp()
		mine := claimDoc{ID: id, Request: request, Thing: access.NewID(), At: now}
		doc, err := encode(mine)
		if err != nil {
			return Claim{}, fault.Wrap(op, err)
		}
		_, err = coll.InsertOne(ctx, doc)
		if err == nil {
			return Claim{ThingID: mine.Thing}, nil
		}
		if !isDuplicate(err) {
			return Claim{}, failed(op, err)
		}
		raw, err := coll.FindOne(ctx, byID(id)).Raw()
		if errors.Is(err, mongo.ErrNoDocuments) {
			continue // abandoned or swept meanwhile
		}
		if err != nil {
			return Claim{}, failed(op, err)
		}
		var first claimDoc
		if err := decode(raw, &first); err != nil {
			return Claim{}, fault.Wrap(op, err)
		}
		age := now.Sub(first.At)
		switch {
		case age >= IdempotencyLife || age < -IdempotencyLife:
			if _, err := coll.DeleteOne(ctx, byID(id)); err != nil {
				return Claim{}, failed(op, err)
			}
			continue
		case first.Request != request:
			return Claim{}, fault.New(op, fault.Uncomputable, "idempotency.reused")
		case first.Answer != nil:
			return Claim{ThingID: first.Thing, Answer: first.Answer}, nil
		case age < idempotencyTurn:
			return Claim{}, fault.New(op, fault.Conflict, "idempotency.running")
		}
		return Claim{ThingID: first.Thing}, nil
	}
	return Claim{}, fault.New(op, fault.Conflict, "idempotency.running")
}

// Answered stores the answer to be repeated.
func (s *Store) Answered(ctx context.Context, userID, key, request string, c Claim, a Answer) error {
	const op = "store.Answered"
	id := claimID(userID, key)
	doc, err := encode(claimDoc{ID: id, Request: request, Thing: c.ThingID, At: s.stamp(), Answer: &a})
	if err != nil {
		return fault.Wrap(op, err)
	}
	_, err = s.db.Collection(idempotencyCollection).ReplaceOne(context.WithoutCancel(ctx), byID(id), doc)
	return failed(op, err)
}

// Abandon gives the key back after a failure that may be tried again.
func (s *Store) Abandon(ctx context.Context, userID, key string) error {
	_, err := s.db.Collection(idempotencyCollection).DeleteOne(context.WithoutCancel(ctx), byID(claimID(userID, key)))
	return failed("store.Abandon", err)
}

// Sweep deletes what is over: sessions past their absolute age, answers past
// IdempotencyLife, claims past their end, old notices and deliveries that have
// ended. To be called now and then.
func (s *Store) Sweep(ctx context.Context) error {
	const op = "store.Sweep"
	now := s.stamp()
	for collection, before := range map[string]bson.E{
		sessionCollection:     {Key: "createdAt", Value: now.Add(-access.SessionAbsolute)},
		idempotencyCollection: {Key: "at", Value: now.Add(-IdempotencyLife)},
		claimCollection:       {Key: "until", Value: now},
		noticeCollection:      {Key: "at", Value: now.Add(-NoticeLife)},
	} {
		old := bson.D{{Key: before.Key, Value: bson.D{{Key: "$lt", Value: before.Value}}}}
		if _, err := s.db.Collection(collection).DeleteMany(ctx, old); err != nil {
			return failed(op, err)
		}
	}
	for _, state := range []string{Sent, Dropped, Failed} {
		old := bson.D{{Key: "state", Value: state}, {Key: "at", Value: bson.D{{Key: "$lt", Value: now.Add(-DeliveryLife)}}}}
		if _, err := s.db.Collection(deliveryCollection).DeleteMany(ctx, old); err != nil {
			return failed(op, err)
		}
	}
	return nil
}
