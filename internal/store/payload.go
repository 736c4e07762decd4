package store

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"parksite/internal/audit"
	"parksite/internal/fault"
)

// PutPayload stores a large text that a governed thing refers to, such as the
// sealed results of a ranking, and returns its digest, by which it is found.
// It becomes part of anything only through an event: put it first, then save
// what names it.
func (s *Store) PutPayload(ctx context.Context, text []byte) (digest string, err error) {
	const op = "store.PutPayload"
	digest = audit.Digest(text)
	doc, err := encode(bson.D{{Key: "_id", Value: digest}, {Key: "text", Value: string(text)}})
	if err != nil {
		return "", fault.Wrap(op, err)
	}
	if _, err := s.db.Collection(payloadCollection).InsertOne(ctx, doc); err != nil && !isDuplicate(err) {
		return "", failed(op, err)
	}
	return digest, nil
}

// Payload returns the text with this digest, checked against it. It returns a
// NotFound fault if there is none, an Internal one if it was altered.
func (s *Store) Payload(ctx context.Context, digest string) ([]byte, error) {
	const op = "store.Payload"
	raw, err := s.db.Collection(payloadCollection).FindOne(ctx, byID(digest)).Raw()
	if errors.Is(err, mongo.ErrNoDocuments) {
		return nil, fault.New(op, fault.NotFound, "payload.notFound")
	}
	if err != nil {
		return nil, failed(op, err)
	}
	text, ok := raw.Lookup("text").StringValueOK()
	if !ok || audit.Digest([]byte(text)) != digest {
		return nil, fault.Newf(op, fault.Internal, audit.Content, "the payload %s was altered", digest)
	}
	return []byte(text), nil
}
