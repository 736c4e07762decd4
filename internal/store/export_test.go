package store

import (
	"context"

	"parksite/internal/appraisal"
	"parksite/internal/audit"
)

// Undecided returns, by kind, the fields whose treatment no table decides.
func Undecided() map[string][]string {
	out := map[string][]string{}
	for _, n := range nouns {
		kind, _ := n.name()
		out[kind] = n.undecided()
	}
	return out
}

// Encode and Decode are what documents go through.
var (
	Encode = encode
	Decode = decode
)

// DieAfterCommit does what a process does that saves m and dies between the
// event and the document.
func (s *Store) DieAfterCommit(ctx context.Context, m appraisal.Model, ev audit.Event) (appraisal.Model, error) {
	h := m.Head()
	from := h.Version
	h.Version, h.UpdatedAt = from+1, s.stamp()
	if from == 0 {
		h.CreatedAt = h.UpdatedAt
	}
	m, text, err := normalised(m.WithHead(h))
	if err != nil {
		return m, err
	}
	if ev, err = models.describe(ev, h.UpdatedAt, from, nil, &m); err != nil {
		return m, err
	}
	ev.After, ev.Keys = audit.Digest(text), models.keysOf(m)
	if err := s.putContent(ctx, ev.After, text); err != nil {
		return m, err
	}
	_, err = s.commit(ctx, ev, func() error { return models.allowed(s, h.ID, from, ev.Keys) })
	return m, err
}

// DieAfterDelete is DieAfterCommit for a deletion.
func (s *Store) DieAfterDelete(ctx context.Context, m appraisal.Model, ev audit.Event) error {
	ev, err := models.describe(ev, s.stamp(), m.Version, &m, nil)
	if err != nil {
		return err
	}
	_, err = s.commit(ctx, ev, func() error { return nil })
	return err
}

// ModelDocument returns the version of a model's document as it lies in the
// database, 0 if there is none.
func (s *Store) ModelDocument(ctx context.Context, id string) int64 {
	var doc struct {
		Version int64 `bson:"version"`
	}
	_ = s.db.Collection(models.collection).FindOne(ctx, byID(id)).Decode(&doc)
	return doc.Version
}

// PutModelDocument writes a model's document and nothing else.
func (s *Store) PutModelDocument(ctx context.Context, m appraisal.Model) error {
	return models.write(ctx, s, m, true)
}
