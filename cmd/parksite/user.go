package main

import (
	"bufio"
	"context"
	"fmt"
	"runtime"
	"strings"
	"time"

	"parksite/internal/access"
	"parksite/internal/audit"
)

// user administers accounts from the terminal: whoever can read the data
// directory or the database may.
func user(ctx context.Context, c console, args []string) error {
	if len(args) == 0 {
		return usageError("add, passwd or lock is expected")
	}
	fs := flags("user")
	name := fs.String("name", "", "")
	email := fs.String("email", "", "")
	stdin := fs.Bool("password-stdin", false, "")
	rest, err := parse(fs, args[1:])
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usageError("usage: user add [--name NAME] [--email ADDRESS] [--password-stdin] USERNAME | passwd [--password-stdin] USERNAME | lock USERNAME")
	}
	cfg, err := settings()
	if err != nil {
		return err
	}
	if !hasStore(cfg) {
		return fmt.Errorf("there is no store in %s yet: parksite serve makes it", cfg.DataDir)
	}
	s, err := openStore(ctx, cfg, c)
	if err != nil {
		return err
	}
	defer s.close(ctx)
	policy, err := access.PolicyOf(cfg.PasswordProfile)
	if err != nil {
		return exitError{exitUsage, err}
	}
	w := accounts{store: s, policy: policy, console: c, stdin: *stdin}
	switch args[0] {
	case "add":
		return w.add(ctx, rest[0], *name, *email)
	case "passwd":
		return w.passwd(ctx, rest[0])
	case "lock":
		return w.lock(ctx, rest[0])
	}
	return usageError("unknown action %q: add, passwd or lock", args[0])
}

// accounts is what the three actions share.
type accounts struct {
	store   opened
	policy  access.PasswordPolicy
	console console
	stdin   bool // the password is the first line of standard input
}

func fromConsole(action string) audit.Event {
	return audit.Event{Actor: audit.Actor{UserID: "system", Username: "console"}, Action: action, Reason: "parksite user"}
}

func (a accounts) add(ctx context.Context, username, name, email string) error {
	if name == "" {
		name = username
	}
	u, err := access.NewUser(username, name, email)
	if err != nil {
		return inputProblem(err)
	}
	u, password, err := a.withPassword(ctx, u)
	if err != nil {
		return err
	}
	if _, err := a.store.SaveUser(ctx, u, fromConsole("user.create")); err != nil {
		return err
	}
	fmt.Fprintf(a.console.out, "account %s made; it is in no team yet\n", u.Username)
	a.tell(password)
	return nil
}

func (a accounts) passwd(ctx context.Context, username string) error {
	u, err := a.store.UserByName(ctx, access.FoldUsername(username))
	if err != nil {
		return err
	}
	u, password, err := a.withPassword(ctx, u)
	if err != nil {
		return err
	}
	if _, err := a.store.SaveUser(ctx, u, fromConsole("user.password")); err != nil {
		return err
	}
	fmt.Fprintf(a.console.out, "password of %s set; every session and token of the account has ended\n", u.Username)
	a.tell(password)
	return nil
}

func (a accounts) lock(ctx context.Context, username string) error {
	u, err := a.store.UserByName(ctx, access.FoldUsername(username))
	if err != nil {
		return err
	}
	if u.State == access.Locked {
		fmt.Fprintf(a.console.out, "account %s is locked already\n", u.Username)
		return nil
	}
	if _, err := a.store.SaveUser(ctx, u.Lock(), fromConsole("user.lock")); err != nil {
		return err
	}
	fmt.Fprintf(a.console.out, "account %s locked; every session and token of it has ended\n", u.Username)
	return nil
}

// withPassword gives u a password read from standard input, or a generated
// one, which is returned to be shown and must be changed at the next sign-in.
func (a accounts) withPassword(ctx context.Context, u access.User) (_ access.User, generated string, err error) {
	var password string
	if a.stdin {
		line, err := bufio.NewReader(a.console.in).ReadString('\n')
		if err != nil && line == "" {
			return u, "", usageError("no password on standard input")
		}
		password = strings.TrimRight(line, "\r\n")
	} else {
		generated = access.GeneratePassword()
		password = generated
	}
	if err := a.policy.Check(password, u); err != nil {
		return u, "", inputProblem(err)
	}
	hash, err := access.NewHasher(runtime.GOMAXPROCS(0), time.Minute).Hash(ctx, password)
	if err != nil {
		return u, "", err
	}
	return u.WithPassword(hash, a.policy, generated != "", a.console.now()), generated, nil
}

func (a accounts) tell(generated string) {
	if generated != "" {
		fmt.Fprintf(a.console.out, "its password, shown this once and to be changed at the first sign-in: %s\n", generated)
	}
}
