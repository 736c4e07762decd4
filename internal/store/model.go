package store

import (
	"context"

	"parksite/internal/appraisal"
	"parksite/internal/audit"
)

// models: keys team, kind, strategy, industry.
var models = register(noun[appraisal.Model]{
	kind: "model", collection: "models",
	fields: audit.Fields{
		"id": audit.Ignore, "version": audit.Ignore, "createdAt": audit.Ignore, "updatedAt": audit.Ignore,
		"name": audit.Track, "description": audit.Track, "team": audit.Track, "kind": audit.Track,
		"strategy": audit.Track, "industry": audit.Track, "basedOn": audit.Track,
		"method": audit.Track, "params": audit.Track, "screens": audit.Track, "tree": audit.Track,
	},
	keys: func(m appraisal.Model) map[string]string {
		return map[string]string{"team": m.Team, "kind": m.Kind, "strategy": m.Strategy, "industry": m.Industry}
	},
	team: func(m appraisal.Model) string { return m.Team },
})

// SaveModel stores m as the successor of the version its caller read,
// m.Version (0 = a new model), and returns it with its new version. ev says
// who did it and why. For the errors see noun.save: Stale, NotFound, Conflict,
// Invalid, Unavailable.
func (s *Store) SaveModel(ctx context.Context, m appraisal.Model, ev audit.Event) (appraisal.Model, error) {
	return models.save(ctx, s, m, ev)
}

// DeleteModel deletes version of a model; its versions stay readable in the
// trail, not through ModelVersion.
func (s *Store) DeleteModel(ctx context.Context, id string, version int64, ev audit.Event) error {
	return models.remove(ctx, s, id, version, ev)
}

// Model returns the model with this id, or a NotFound fault.
func (s *Store) Model(ctx context.Context, id string) (appraisal.Model, error) {
	return models.get(ctx, s, id)
}

// ModelVersion returns the model as its version v was, or a NotFound fault.
func (s *Store) ModelVersion(ctx context.Context, id string, v int64) (appraisal.Model, error) {
	return models.version(ctx, s, id, v)
}

// PastModel is ModelVersion, also of a model that was deleted since: what rests on
// a version stays recomputable.
func (s *Store) PastModel(ctx context.Context, id string, v int64) (appraisal.Model, error) {
	return models.past(ctx, s, id, v, true)
}

// Models returns all models by id.
func (s *Store) Models(ctx context.Context) ([]appraisal.Model, error) {
	all, _, err := models.list(ctx, s, Query{})
	return all, err
}

// FindModels returns a page of the models that q chooses (keys team, kind,
// strategy, industry) and how many there are.
func (s *Store) FindModels(ctx context.Context, q Query) ([]appraisal.Model, int, error) {
	return models.list(ctx, s, q)
}
