// Package storetest opens a real, fresh database for a test: the embedded
// engine, or the server at MONGODB_URI when that is set. Every command that is
// sent is checked against what both engines do alike.
package storetest

import (
	"context"
	"crypto/rand"
	"os"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"parksite/internal/store"
)

// Open returns an empty store that is closed, and whose database is dropped,
// when the test ends.
func Open(t testing.TB) *store.Store {
	t.Helper()
	return OpenWith(t, store.Config{})
}

// OpenWith is Open with the clock and witness of cfg. A DataDir in cfg is used
// as it is, so that a test can close the store and open it again.
func OpenWith(t testing.TB, cfg store.Config) *store.Store {
	t.Helper()
	cfg.URI, cfg.Monitor = os.Getenv("MONGODB_URI"), Monitor(t)
	if cfg.Database == "" {
		cfg.Database = "test"
	}
	switch {
	case cfg.URI != "":
		cfg.Database += "-" + strings.ToLower(rand.Text()[:12])
		t.Cleanup(func() { drop(t, cfg.URI, cfg.Database) })
	case cfg.DataDir == "":
		cfg.DataDir = t.TempDir()
	}
	return open(t, cfg)
}

// Second opens another Store on the database of s, as a second process would:
// nothing but the database keeps the two apart.
func Second(t testing.TB, s *store.Store) *store.Store {
	t.Helper()
	return open(t, store.Config{URI: s.URI(), Database: s.Database(), Monitor: Monitor(t)})
}

func open(t testing.TB, cfg store.Config) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			t.Errorf("closing the store: %v", err)
		}
	})
	return s
}

func drop(t testing.TB, uri, database string) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	client, err := mongo.Connect(options.Client().ApplyURI(uri))
	if err == nil {
		err = client.Database(database).Drop(ctx)
		_ = client.Disconnect(ctx)
	}
	if err != nil {
		t.Errorf("dropping %s: %v", database, err)
	}
}
