package store

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"parksite/internal/fault"
	"parksite/internal/notice"
)

// NoticeLife is how long a notice is kept.
const NoticeLife = 180 * 24 * time.Hour

// AddNotice stores a notice unless it is there already, read or not. Notices
// are not governed: they follow from events.
func (s *Store) AddNotice(ctx context.Context, n notice.Notice) error {
	const op = "store.AddNotice"
	doc, err := encode(n)
	if err != nil {
		return fault.Wrap(op, err)
	}
	if _, err = s.db.Collection(noticeCollection).InsertOne(ctx, doc); isDuplicate(err) {
		err = nil
	}
	return failed(op, err)
}

// Notice returns the notice with this id, or a NotFound fault.
func (s *Store) Notice(ctx context.Context, id string) (notice.Notice, error) {
	const op = "store.Notice"
	var n notice.Notice
	raw, err := s.db.Collection(noticeCollection).FindOne(ctx, byID(id)).Raw()
	if errors.Is(err, mongo.ErrNoDocuments) {
		return n, fault.New(op, fault.NotFound, "notice.notFound")
	}
	if err != nil {
		return n, failed(op, err)
	}
	return n, decode(raw, &n)
}

// NoticesOf returns a person's notices, newest first.
func (s *Store) NoticesOf(ctx context.Context, userID string) ([]notice.Notice, error) {
	const op = "store.NoticesOf"
	var found []notice.Notice
	err := s.scan(ctx, noticeCollection, bson.D{{Key: "userId", Value: userID}}, nil, func(raw bson.Raw) error {
		var n notice.Notice
		err := decode(raw, &n)
		found = append(found, n)
		return err
	})
	slices.SortFunc(found, func(a, b notice.Notice) int { return strings.Compare(b.ID, a.ID) })
	return found, fault.Wrap(op, err)
}

// ReadNotice stores that n was read at now; once read it stays so.
func (s *Store) ReadNotice(ctx context.Context, n notice.Notice, now time.Time) error {
	const op = "store.ReadNotice"
	if n.ReadAt != nil {
		return nil
	}
	at := now.UTC().Truncate(time.Millisecond)
	n.ReadAt = &at
	doc, err := encode(n)
	if err != nil {
		return fault.Wrap(op, err)
	}
	_, err = s.db.Collection(noticeCollection).ReplaceOne(ctx, byID(n.ID), doc)
	return failed(op, err)
}
