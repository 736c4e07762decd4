package store

import (
	"context"
	"errors"
	"strconv"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"parksite/internal/audit"
	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// datasets: keys number, digest.
var datasets = register(noun[catalog.Dataset]{
	kind: "dataset", collection: "datasets",
	fields: audit.Fields{
		"id": audit.Ignore, "version": audit.Ignore, "createdAt": audit.Ignore, "updatedAt": audit.Ignore,
		"number": audit.Track, "parentId": audit.Track, "digest": audit.Track, "createdBy": audit.Track, "reason": audit.Track,
		"counts": audit.Track, "firstYear": audit.Track, "lastYear": audit.Track, "tables": audit.Track,
		"tableRefs": audit.Ignore, "series": audit.Ignore, // the digest covers both
	},
	keys: func(d catalog.Dataset) map[string]string {
		return map[string]string{"number": strconv.Itoa(d.Number), "digest": d.Digest}
	},
	unique: []string{"number"},
})

// PublishDataset stores a dataset with its content. Nothing of it can be seen
// before the one insert of its event; series that another version has already
// are shared.
//
// It returns fault.Invalid if the content is not what d describes, and
// fault.Conflict if there is a dataset of this id or number already.
func (s *Store) PublishDataset(ctx context.Context, d catalog.Dataset, t catalog.Tables, series []catalog.Series, ev audit.Event) (catalog.Dataset, error) {
	const op = "store.PublishDataset"
	if d.Version != 0 || d.ContentDigest() != d.Digest {
		return d, fault.New(op, fault.Invalid, "dataset.digest")
	}
	content := make(map[string]catalog.Series, len(series))
	for _, se := range series {
		content[se.Indicator] = se
	}
	for _, ref := range d.Series {
		se := content[ref.Indicator]
		if err := s.putPart(ctx, seriesCollection, ref.Digest, se.Canonical()); err != nil {
			return d, fault.Wrap(op, err)
		}
	}
	text, err := t.Canonical()
	if err != nil {
		return d, fault.Wrap(op, err)
	}
	if err := s.putPart(ctx, tablesCollection, d.Tables, text); err != nil {
		return d, fault.Wrap(op, err)
	}
	d, err = datasets.save(ctx, s, d, ev)
	return d, fault.Wrap(op, err)
}

// putPart stores a text of a dataset under its digest, which it checks.
func (s *Store) putPart(ctx context.Context, collection, digest, text string) error {
	const op = "store.putPart"
	if catalog.TextDigest(text) != digest {
		return fault.Newf(op, fault.Invalid, "dataset.digest", "the content is not what digest %s is of", digest)
	}
	doc, err := encode(bson.D{{Key: "_id", Value: digest}, {Key: "text", Value: text}})
	if err != nil {
		return fault.Wrap(op, err)
	}
	ctx, cancel := context.WithTimeout(ctx, partTimeout)
	defer cancel()
	if _, err := s.db.Collection(collection).InsertOne(ctx, doc); err != nil && !isDuplicate(err) {
		return failed(op, err)
	}
	return nil
}

// part reads a text of a dataset, checked against its digest.
func (s *Store) part(ctx context.Context, collection, digest string) (string, error) {
	const op = "store.part"
	ctx, cancel := context.WithTimeout(ctx, partTimeout)
	defer cancel()
	raw, err := s.db.Collection(collection).FindOne(ctx, byID(digest)).Raw()
	if errors.Is(err, mongo.ErrNoDocuments) {
		return "", fault.Newf(op, fault.Internal, audit.Content, "no %s %s", collection, digest)
	}
	if err != nil {
		return "", failed(op, err)
	}
	text, ok := raw.Lookup("text").StringValueOK()
	if !ok || catalog.TextDigest(text) != digest {
		return "", fault.Newf(op, fault.Internal, audit.Content, "%s %s was altered", collection, digest)
	}
	return text, nil
}

// Dataset returns the description of a dataset, or a NotFound fault. It never
// changes and is kept in memory: do not write to its slices.
func (s *Store) Dataset(ctx context.Context, id string) (catalog.Dataset, error) {
	if d, ok := s.datasets.Load(id); ok {
		return d.(catalog.Dataset), nil
	}
	d, err := datasets.get(ctx, s, id)
	if err == nil {
		s.datasets.Store(id, d)
	}
	return d, fault.Wrap("store.Dataset", err)
}

// LatestDataset returns the dataset with the highest number, or a NotFound
// fault before the first.
func (s *Store) LatestDataset(ctx context.Context) (catalog.Dataset, error) {
	const op = "store.LatestDataset"
	found, err := s.entries(ctx, datasets.kind, Query{})
	if err != nil {
		return catalog.Dataset{}, fault.Wrap(op, err)
	}
	latest, highest := "", 0
	for _, e := range found {
		if n, _ := strconv.Atoi(e.Keys["number"]); n > highest {
			latest, highest = e.ID, n
		}
	}
	if latest == "" {
		return catalog.Dataset{}, fault.New(op, fault.NotFound, datasets.code("notFound"))
	}
	return s.Dataset(ctx, latest)
}

// Datasets returns a page of the dataset versions, newest first, and how many
// there are.
func (s *Store) Datasets(ctx context.Context, page, pageSize int) ([]catalog.Dataset, int, error) {
	return datasets.list(ctx, s, Query{Sort: "-createdAt", Page: page, PageSize: pageSize})
}

// DatasetContent returns the tables and series of d, each checked against its
// digest.
func (s *Store) DatasetContent(ctx context.Context, d catalog.Dataset) (catalog.Tables, []catalog.Series, error) {
	const op = "store.DatasetContent"
	text, err := s.part(ctx, tablesCollection, d.Tables)
	if err != nil {
		return catalog.Tables{}, nil, fault.Wrap(op, err)
	}
	tables, err := catalog.ParseTables(text)
	if err != nil {
		return catalog.Tables{}, nil, fault.Wrap(op, err)
	}
	series, err := readAll(len(d.Series), func(i int) (catalog.Series, error) {
		text, err := s.part(ctx, seriesCollection, d.Series[i].Digest)
		if err != nil {
			return catalog.Series{}, err
		}
		return catalog.ParseSeries(d.Series[i].Indicator, text)
	})
	return tables, series, fault.Wrap(op, err)
}

// Snapshot loads a dataset into memory, every part checked against its digest.
func (s *Store) Snapshot(ctx context.Context, id string) (*catalog.Snapshot, error) {
	const op = "store.Snapshot"
	d, err := s.Dataset(ctx, id)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	t, series, err := s.DatasetContent(ctx, d)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	snap, err := catalog.NewSnapshot(d, t, series)
	return snap, fault.Wrap(op, err)
}
