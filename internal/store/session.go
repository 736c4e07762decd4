package store

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"parksite/internal/access"
	"parksite/internal/fault"
)

// SaveSession stores a session that has just begun.
func (s *Store) SaveSession(ctx context.Context, v access.Session) error {
	const op = "store.SaveSession"
	doc, err := encode(v)
	if err != nil {
		return fault.Wrap(op, err)
	}
	_, err = s.db.Collection(sessionCollection).InsertOne(ctx, doc)
	return failed(op, err)
}

// TouchSession stores that v was seen. A session that has ended meanwhile stays
// ended.
func (s *Store) TouchSession(ctx context.Context, v access.Session) error {
	const op = "store.TouchSession"
	doc, err := encode(v)
	if err != nil {
		return fault.Wrap(op, err)
	}
	_, err = s.db.Collection(sessionCollection).ReplaceOne(ctx, byID(v.ID), doc)
	return failed(op, err)
}

// Session returns the session with this id, or a NotFound fault.
func (s *Store) Session(ctx context.Context, id string) (access.Session, error) {
	const op = "store.Session"
	var v access.Session
	raw, err := s.db.Collection(sessionCollection).FindOne(ctx, byID(id)).Raw()
	if errors.Is(err, mongo.ErrNoDocuments) {
		return v, fault.New(op, fault.NotFound, "session.notFound")
	}
	if err != nil {
		return v, failed(op, err)
	}
	return v, decode(raw, &v)
}

// SessionsOf returns a person's sessions.
func (s *Store) SessionsOf(ctx context.Context, userID string) ([]access.Session, error) {
	const op = "store.SessionsOf"
	cur, err := s.db.Collection(sessionCollection).Find(ctx, bson.D{{Key: "userId", Value: userID}})
	if err != nil {
		return nil, failed(op, err)
	}
	defer func() { _ = cur.Close(context.WithoutCancel(ctx)) }()
	found := []access.Session{}
	for cur.Next(ctx) {
		var v access.Session
		if err := decode(cur.Current, &v); err != nil {
			return nil, fault.Wrap(op, err)
		}
		found = append(found, v)
	}
	return found, failed(op, cur.Err())
}

// DeleteSession ends a session, if it is there.
func (s *Store) DeleteSession(ctx context.Context, id string) error {
	_, err := s.db.Collection(sessionCollection).DeleteOne(ctx, byID(id))
	return failed("store.DeleteSession", err)
}

// DeleteSessionsOf ends all sessions of a person.
func (s *Store) DeleteSessionsOf(ctx context.Context, userID string) error {
	_, err := s.db.Collection(sessionCollection).DeleteMany(ctx, bson.D{{Key: "userId", Value: userID}})
	return failed("store.DeleteSessionsOf", err)
}
