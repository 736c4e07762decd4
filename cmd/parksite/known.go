package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"parksite/internal/appraisal"
	"parksite/internal/audit"
	"parksite/internal/catalog"
	"parksite/internal/config"
	"parksite/internal/fault"
	"parksite/internal/intake"
	"parksite/internal/layout"
	"parksite/internal/store"
	"parksite/internal/store/embedded"
	"parksite/seeds"
)

func asFault(err error, f **fault.Error) bool { return errors.As(err, f) }

// settings reads the environment; what cannot be used is a usage error.
func settings() (config.Config, error) {
	cfg, err := config.Read()
	if err != nil {
		return cfg, exitError{exitUsage, err}
	}
	return cfg, nil
}

// opened is a store with what lies beside it.
type opened struct {
	*store.Store
	witness *audit.Witness
}

func (o opened) close(ctx context.Context) error {
	err := o.Close(context.WithoutCancel(ctx))
	if o.witness != nil {
		err = errors.Join(err, o.witness.Close())
	}
	return err
}

// openStore opens the store the settings name. When a running server has the
// data directory, it joins that server's store over its socket: commands work
// beside it.
func openStore(ctx context.Context, cfg config.Config, c console) (opened, error) {
	o, err := openOwn(ctx, cfg, c)
	var f *fault.Error
	if !asFault(err, &f) || f.Code != embedded.CodeInUse {
		return o, err
	}
	uri, running := embedded.Running(cfg.DataDir)
	if !running {
		return opened{}, err // it has just ended
	}
	w, err := audit.JoinWitness(auditFiles(cfg))
	if err != nil {
		return opened{}, err
	}
	s, err := store.Open(ctx, store.Config{URI: uri, Database: cfg.MongoDatabase, Now: c.now, Witness: w})
	if err != nil {
		return opened{}, errors.Join(err, w.Close())
	}
	return opened{Store: s, witness: w}, nil
}

// auditFiles are the key that signs events and the log of what it signed.
func auditFiles(cfg config.Config) (key, log string) {
	return filepath.Join(cfg.DataDir, "audit.key"), filepath.Join(cfg.DataDir, "audit.checkpoints")
}

// openOwn opens the store as a server does: for this process alone when it is
// embedded, and with a witness that signs each event beside the database.
func openOwn(ctx context.Context, cfg config.Config, c console) (opened, error) {
	if err := os.MkdirAll(cfg.DataDir, 0o700); err != nil {
		return opened{}, fmt.Errorf("data directory: %w", err)
	}
	key, log := auditFiles(cfg)
	w, err := audit.OpenWitness(key, log, cfg.SecretKey)
	if err != nil {
		return opened{}, err
	}
	s, err := store.Open(ctx, store.Config{URI: cfg.MongoURI, Database: cfg.MongoDatabase, DataDir: cfg.DataDir, Now: c.now, Witness: w})
	if err != nil {
		return opened{}, errors.Join(err, w.Close())
	}
	return opened{Store: s, witness: w}, nil
}

// hasStore reports whether there is a store to read: a server, or a database
// in the data directory.
func hasStore(cfg config.Config) bool {
	if cfg.MongoURI != "" {
		return true
	}
	_, err := os.Stat(filepath.Join(cfg.DataDir, "db", cfg.MongoDatabase+".sqlite"))
	return err == nil
}

// known is what ranking needs: the newest data and the models, from the store
// or, when there is none, from the seeds.
type known struct {
	snapshot *catalog.Snapshot
	store    *opened // nil = seeds
	models   []appraisal.Model
	shipped  intake.Parent // of the seeds
}

func openKnown(ctx context.Context, c console) (known, error) {
	cfg, err := settings()
	if err != nil {
		return known{}, err
	}
	if !hasStore(cfg) {
		return seedKnown()
	}
	s, err := openStore(ctx, cfg, c)
	if err != nil {
		return known{}, err
	}
	d, err := s.LatestDataset(ctx)
	if fault.Is(err, fault.NotFound) { // a store nobody has served from yet
		return seedKnown()
	}
	if err != nil {
		return known{}, errors.Join(err, s.close(ctx))
	}
	snap, err := s.Snapshot(ctx, d.ID)
	if err != nil {
		return known{}, errors.Join(err, s.close(ctx))
	}
	return known{snapshot: snap, store: &s}, nil
}

func seedKnown() (known, error) {
	data, err := seeds.Load()
	if err != nil {
		return known{}, err
	}
	snap, err := data.Snapshot()
	if err != nil {
		return known{}, err
	}
	return known{snapshot: snap, models: append(data.Models, layout.ShippedModel()), shipped: intake.Parent{Dataset: snap.Dataset(), Tables: data.Tables, Series: data.Series}}, nil
}

func (k known) close(ctx context.Context) {
	if k.store != nil {
		_ = k.store.close(ctx)
	}
}

// negativeList is the list in force, nil where there is none.
func (k known) negativeList(ctx context.Context) (*catalog.NegativeList, error) {
	if k.store == nil {
		return nil, nil
	}
	l, err := k.store.NegativeList(ctx, catalog.NegativeListID)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return &l, err
}

// model returns a model by id; an unknown one is a usage error that lists the
// shipped ones.
func (k known) model(ctx context.Context, id string) (appraisal.Model, error) {
	models := k.models
	if k.store != nil {
		m, err := k.store.Model(ctx, id)
		if !fault.Is(err, fault.NotFound) {
			return m, err
		}
		if models, err = k.store.Models(ctx); err != nil {
			return appraisal.Model{}, err
		}
	}
	var names []string
	for _, m := range models {
		if m.ID == id {
			return m, nil
		}
		if m.Team == "" {
			names = append(names, m.ID)
		}
	}
	return appraisal.Model{}, usageError("unknown model %q; there are: %s", id, strings.Join(names, ", "))
}
