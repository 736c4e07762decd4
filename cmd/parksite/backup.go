package main

import (
	"context"
	"fmt"

	"parksite/internal/store/embedded"
)

// backup copies the embedded store into a file, also while a server uses it.
func backup(ctx context.Context, c console, args []string) error {
	return copyStore(args, func(dataDir, database, file string) error {
		if err := embedded.Backup(ctx, dataDir, database, file); err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s holds the store of %s; keep audit.key, audit.checkpoints and secret.key of that folder apart from it\n", file, dataDir)
		return nil
	})
}

// restore puts a copy into a data directory that has no store.
func restore(ctx context.Context, c console, args []string) error {
	return copyStore(args, func(dataDir, database, file string) error {
		if err := embedded.Restore(ctx, file, dataDir, database); err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s is now the store of %s; run parksite verify\n", file, dataDir)
		return nil
	})
}

func copyStore(args []string, run func(dataDir, database, file string) error) error {
	rest, err := parse(flags("backup"), args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usageError("one file is expected")
	}
	cfg, err := settings()
	if err != nil {
		return err
	}
	if cfg.MongoURI != "" {
		return usageError("MONGODB_URI is set: back a MongoDB up with its own tools (mongodump)")
	}
	return run(cfg.DataDir, cfg.MongoDatabase, rest[0])
}
