// Package store keeps what the program knows, and is the only package that
// knows MongoDB.
//
// One append-only stream of audit events is the commit point of every governed
// write (log.go): a save inserts the event that explains it under the next
// number, and of two that try the same number the database lets one through.
// The documents people read follow from the events (noun.go): a process that
// dies in between leaves an object that is behind its last event, and whoever
// reads it next brings it up to date. Nothing is asked of the database but
// that inserting a given _id succeeds once; a filtered update is never relied
// on, because the embedded engine's is not atomic.
//
// What lists and lookups need is in memory, in the heads of the objects, and
// is rebuilt from the events at start. Sessions, idempotency records and other
// passing things are plain documents without events (session.go and others).
package store

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/event"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"

	"parksite/internal/audit"
	"parksite/internal/fault"
	"parksite/internal/store/embedded"
)

// A store that is away has to show within three seconds.
const (
	selectTimeout = 2 * time.Second         // to find a server
	callTimeout   = 2500 * time.Millisecond // of one call
	saveTimeout   = 2800 * time.Millisecond // of a whole save, waiting for its turn included
	partTimeout   = 30 * time.Second        // of a part of a dataset, some megabytes; requests have their own bound
	openTimeout   = time.Minute             // first calls, indexes, reading the log
	scanTimeout   = 5 * time.Minute         // of reading a whole collection
	retryAfter    = 2 * time.Second
)

// schema is the number of the layout of the database. A program refuses one
// that is newer than it knows.
const schema = 1

// Config says where the database is.
type Config struct {
	URI      string // MongoDB; "" = the embedded engine in DataDir
	Database string // "" = "parksite"
	DataDir  string // of the embedded engine
	Now      func() time.Time

	Witness *audit.Witness        // signs each event with a key outside the database; nil = nobody does
	Monitor *event.CommandMonitor // sees each command; nil = nobody does
}

// Store is an open database. Its methods are safe for concurrent use.
type Store struct {
	uri      string
	engine   *embedded.Engine // nil with a MongoDB
	client   *mongo.Client
	db       *mongo.Database
	now      func() time.Time
	witness  *audit.Witness
	locks    locks
	log      eventLog
	datasets sync.Map // id to catalog.Dataset: they never change
	recent   sync.Map // "kind/id" to the version last read (recent.go)
}

// Open opens the database and makes its collections and indexes where they are
// missing; a second time changes nothing. Objects that a killed process left
// behind their events are brought up to date.
//
// It returns a Conflict fault if another process has the data directory or the
// database is newer than this program, and an Unavailable one if there is no
// database.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	const op = "store.Open"
	s := &Store{uri: cfg.URI, now: cfg.Now, witness: cfg.Witness, locks: newLocks(), log: newLog()}
	if s.now == nil {
		s.now = time.Now
	}
	if cfg.Database == "" {
		cfg.Database = "parksite"
	}
	if s.uri == "" {
		e, err := embedded.Start(cfg.DataDir)
		if err != nil {
			return nil, fault.Wrap(op, err)
		}
		s.engine, s.uri = e, e.URI()
	}
	if err := s.open(ctx, cfg); err != nil {
		return nil, errors.Join(fault.Wrap(op, err), s.Close(context.WithoutCancel(ctx)))
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, cfg Config) error {
	ctx, cancel := context.WithTimeout(ctx, openTimeout)
	defer cancel()
	client, err := mongo.Connect(clientOptions(s.uri, cfg.Monitor))
	if err != nil {
		return fault.As("store.connect", fault.Unavailable, "store.unavailable", err)
	}
	s.client, s.db = client, client.Database(cfg.Database)
	if err := s.client.Ping(ctx, nil); err != nil {
		return failed("store.ping", err)
	}
	if err := s.makeCollections(ctx); err != nil {
		return err
	}
	if err := s.checkSchema(ctx); err != nil {
		return err
	}
	if err := s.readLog(ctx); err != nil {
		return err
	}
	return s.settle(ctx)
}

func clientOptions(uri string, monitor *event.CommandMonitor) *options.ClientOptions {
	o := options.Client().ApplyURI(uri).
		SetAppName("parksite").
		SetServerSelectionTimeout(selectTimeout).
		SetConnectTimeout(selectTimeout).
		SetTimeout(callTimeout).
		SetHeartbeatInterval(2 * time.Second). // a server that comes back is seen soon
		SetReadConcern(readconcern.Majority()).
		SetWriteConcern(writeconcern.Majority())
	// More connections than this make nothing faster, and every one costs
	// buffers and goroutines, with the embedded engine at both ends.
	if o.MaxPoolSize == nil {
		o.SetMaxPoolSize(32)
	}
	if o.MaxConnIdleTime == nil {
		o.SetMaxConnIdleTime(time.Minute)
	}
	if monitor != nil {
		o.SetMonitor(monitor)
	}
	return o
}

// checkSchema refuses a database that a later program has made.
func (s *Store) checkSchema(ctx context.Context) error {
	const op = "store.checkSchema"
	var doc struct {
		Schema int `bson:"schema"`
	}
	coll := s.db.Collection(metaCollection)
	err := coll.FindOne(ctx, bson.D{{Key: "_id", Value: "schema"}}).Decode(&doc)
	if errors.Is(err, mongo.ErrNoDocuments) {
		doc.Schema = schema
		_, err = coll.InsertOne(ctx, bson.D{{Key: "_id", Value: "schema"}, {Key: "schema", Value: schema}})
		if isDuplicate(err) {
			err = nil // another process was first
		}
	}
	if err != nil {
		return failed(op, err)
	}
	if doc.Schema > schema {
		return fault.Newf(op, fault.Conflict, "store.newer", "the database has layout %d, this program knows %d: use a newer program", doc.Schema, schema)
	}
	return nil
}

// Close disconnects and, with the embedded engine, stops it and gives the data
// directory back. The witness stays open: who opened it closes it.
func (s *Store) Close(ctx context.Context) error {
	var err error
	if s.client != nil {
		err = s.client.Disconnect(ctx)
		if errors.Is(err, mongo.ErrClientDisconnected) {
			return nil
		}
	}
	if s.engine != nil { // only now: it waits for clients that are connected
		err = errors.Join(err, s.engine.Close())
	}
	return fault.As("store.Close", fault.Unavailable, "store.unavailable", err)
}

// URI returns where the database listens, for a second Store on it.
func (s *Store) URI() string { return s.uri }

// Database returns the database's name.
func (s *Store) Database() string { return s.db.Name() }

// Ready returns nil if the database answers and no later event is unknown
// here, an Unavailable fault otherwise.
func (s *Store) Ready(ctx context.Context) error {
	const op = "store.Ready"
	if err := s.client.Ping(ctx, nil); err != nil {
		return failed(op, err)
	}
	return fault.Wrap(op, s.follow(ctx))
}

// scan hands each document that filter chooses to use. It may take as long as
// the collection is large, hence not the time of one call.
func (s *Store) scan(ctx context.Context, collection string, filter, projection bson.D, use func(bson.Raw) error) error {
	const op = "store.scan"
	ctx, cancel := context.WithTimeout(ctx, scanTimeout)
	defer cancel()
	o := options.Find()
	if projection != nil {
		o.SetProjection(projection)
	}
	cur, err := s.db.Collection(collection).Find(ctx, filter, o)
	if err != nil {
		return failed(op, err)
	}
	defer func() { _ = cur.Close(context.WithoutCancel(ctx)) }()
	for cur.Next(ctx) {
		if err := use(cur.Current); err != nil {
			return fault.Wrap(op, err)
		}
	}
	return failed(op, cur.Err())
}

// isDuplicate reports whether err says that an _id is taken. The embedded
// engine's message for updates carries no code.
func isDuplicate(err error) bool {
	return err != nil && (mongo.IsDuplicateKeyError(err) || strings.Contains(err.Error(), "UNIQUE constraint failed"))
}

// What the embedded engine says, as plain text, when the disk or the engine
// itself is the trouble.
var storeTrouble = []string{"disk is full", "disk I/O error", "readonly database", "unable to open database", "database is locked", "database is closed"}

// failed returns err as a fault: Unavailable when the database is away or
// cannot write, Internal otherwise.
func failed(op string, err error) error {
	var f *fault.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &f):
		return fault.Wrap(op, err)
	case away(err):
		return unavailable(op, err)
	}
	return fault.Wrap(op, err)
}

func unavailable(op string, err error) error {
	f := fault.New(op, fault.Unavailable, "store.unavailable")
	f.RetryAfter = retryAfter
	if err == nil {
		return f
	}
	return fault.Wrap(op, errors.Join(f, err)) // what the driver says stays in the log
}

func away(err error) bool {
	if mongo.IsTimeout(err) || mongo.IsNetworkError(err) || errors.Is(err, context.Canceled) ||
		errors.Is(err, context.DeadlineExceeded) || errors.Is(err, mongo.ErrClientDisconnected) {
		return true
	}
	text := err.Error()
	for _, t := range storeTrouble {
		if strings.Contains(text, t) {
			return true
		}
	}
	return strings.Contains(text, "server selection error") || strings.Contains(text, "connection(")
}
