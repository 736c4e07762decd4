package store

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"parksite/internal/access"
	"parksite/internal/audit"
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
	found := []access.Session{}
	err := s.scan(ctx, sessionCollection, bson.D{{Key: "userId", Value: userID}}, nil, func(raw bson.Raw) error {
		var v access.Session
		err := decode(raw, &v)
		found = append(found, v)
		return err
	})
	return found, fault.Wrap(op, err)
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

// Restored ends what must not come back with a backup: every session, every
// answer kept for repeating, every API token that was not revoked when the
// backup was made.
func (s *Store) Restored(ctx context.Context) error {
	const op = "store.Restored"
	for _, collection := range []string{sessionCollection, idempotencyCollection} {
		if _, err := s.db.Collection(collection).DeleteMany(ctx, bson.D{}); err != nil {
			return failed(op, err)
		}
	}
	if err := s.endDeliveries(ctx); err != nil {
		return fault.Wrap(op, err)
	}
	live, _, err := s.FindTokens(ctx, Query{Where: map[string][]string{"revoked": {""}}})
	if err != nil {
		return fault.Wrap(op, err)
	}
	for _, t := range live {
		now := s.stamp()
		t.RevokedAt = &now
		if _, err := s.SaveToken(ctx, t, audit.Event{Actor: audit.System, Action: "token.revoke", Reason: "restore"}); err != nil {
			return fault.Wrap(op, err)
		}
	}
	return nil
}
