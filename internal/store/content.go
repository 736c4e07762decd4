package store

import (
	"bytes"
	"context"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"parksite/internal/audit"
	"parksite/internal/fault"
)

// normalised returns v as it will be read again, and its canonical JSON.
func normalised[T any](v T) (T, []byte, error) {
	const op = "store.normalised"
	var out T
	doc, err := encode(v)
	if err != nil {
		return out, nil, fault.Wrap(op, err)
	}
	if err := decode(doc, &out); err != nil {
		return out, nil, fault.Wrap(op, err)
	}
	text, err := audit.Canonical(out)
	return out, text, fault.Wrap(op, err)
}

// stamp is the time now as it is stored.
func (s *Store) stamp() time.Time { return s.now().UTC().Truncate(time.Millisecond) }

// putContent stores a canonical text under its digest.
func (s *Store) putContent(ctx context.Context, digest string, text []byte) error {
	_, err := s.db.Collection(contentCollection).InsertOne(ctx, bson.D{{Key: "_id", Value: digest}, {Key: "text", Value: string(text)}})
	if isDuplicate(err) {
		return nil
	}
	return failed("store.putContent", err)
}

// content returns the text with this digest, checked.
func (s *Store) content(ctx context.Context, digest string) ([]byte, error) {
	const op = "store.content"
	raw, err := s.db.Collection(contentCollection).FindOne(ctx, byID(digest)).Raw()
	if errors.Is(err, mongo.ErrNoDocuments) {
		return nil, fault.Newf(op, fault.Internal, audit.Content, "no content %s", digest)
	}
	if err != nil {
		return nil, failed(op, err)
	}
	text, ok := raw.Lookup("text").StringValueOK()
	if !ok || audit.Digest([]byte(text)) != digest {
		return nil, fault.Newf(op, fault.Internal, audit.Content, "the content %s was altered", digest)
	}
	return bytes.Clone([]byte(text)), nil
}
