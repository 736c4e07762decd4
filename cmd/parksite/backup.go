package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"parksite/handlers"
	"parksite/internal/fault"
	"parksite/internal/store"
	"parksite/internal/store/embedded"
)

// backup copies the embedded store into a file, also while a server uses it.
func backup(ctx context.Context, c console, args []string) error {
	return copyStore(args, func(dataDir, database, file string) error {
		if err := embedded.Backup(ctx, dataDir, database, file); err != nil {
			return err
		}
		// The server shows it to administrators. The copy is whole also when the note cannot be made.
		note := filepath.Join(dataDir, handlers.BackupNote)
		if err := os.WriteFile(note, []byte(c.now().UTC().Format(time.RFC3339)+"\n"), 0o600); err != nil {
			fmt.Fprintf(c.err, "%s could not be written: %v\n", note, err)
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
		ended, err := endEverything(ctx, c)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s is now the store of %s; the sessions and tokens of its %d accounts have ended. Run parksite verify.\n", file, dataDir, ended)
		return nil
	})
}

// endEverything takes the trail of a copy over and ends every session and
// token, so that it brings back nothing that was ended or revoked after it was
// made.
func endEverything(ctx context.Context, c console) (int, error) {
	cfg, err := settings()
	if err != nil {
		return 0, err
	}
	s, err := openOwn(ctx, cfg, c)
	if err != nil {
		return 0, err
	}
	defer s.close(ctx)
	// Its events were signed by another folder's key. A trail that contradicts
	// what this folder's key has signed stays as it is: verify names it.
	if _, err := s.Adopt(ctx); err != nil && !fault.Is(err, fault.Conflict) {
		return 0, err
	}
	if err := s.Restored(ctx); err != nil { // sessions, tokens, and what waited to be sent
		return 0, err
	}
	users, _, err := s.FindUsers(ctx, store.Query{})
	if err != nil {
		return 0, err
	}
	for _, u := range users {
		ev := fromConsole("user.end")
		ev.Reason = "restored from a copy"
		if _, err := s.SaveUser(ctx, u.Ended(), ev); err != nil {
			return 0, err
		}
	}
	return len(users), nil
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
