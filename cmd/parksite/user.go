package main

import (
	"bufio"
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"parksite/internal/access"
	"parksite/internal/audit"
	"parksite/internal/fault"
	"parksite/internal/store"
)

// user administers accounts from the terminal: whoever can read the data
// directory or the database may.
func user(ctx context.Context, c console, args []string) error {
	if len(args) == 0 {
		return usageError("add, passwd, lock or move is expected")
	}
	if !slices.Contains([]string{"add", "passwd", "lock", "move"}, args[0]) {
		return usageError("unknown action %q: add, passwd, lock or move", args[0])
	}
	fs := flags("user")
	name := fs.String("name", "", "")
	email := fs.String("email", "", "")
	stdin := fs.Bool("password-stdin", false, "")
	from := fs.String("from", "", "")
	to := fs.String("to", "", "")
	role := fs.String("role", "", "")
	rest, err := parse(fs, args[1:])
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usageError("usage: user add [--name NAME] [--email ADDRESS] [--password-stdin] USERNAME | passwd [--password-stdin] USERNAME | lock USERNAME | move --from TEAM --to TEAM [--role ROLE] USERNAME")
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
	default:
		return w.move(ctx, rest[0], *from, *to, access.Role(*role))
	}
}

// accounts is what the actions share.
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

func (a accounts) named(ctx context.Context, username string) (access.User, error) {
	u, err := a.store.UserByName(ctx, access.FoldUsername(username))
	if fault.Is(err, fault.NotFound) {
		return u, fmt.Errorf("there is no account %q", username)
	}
	return u, err
}

func (a accounts) passwd(ctx context.Context, username string) error {
	u, err := a.named(ctx, username)
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
	u, err := a.named(ctx, username)
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

// move moves somebody from one team to another in the role they hold; role is
// needed only of who holds several there. A team is named by its id, its
// ministry's code or its name.
func (a accounts) move(ctx context.Context, username, from, to string, role access.Role) error {
	u, err := a.named(ctx, username)
	if err != nil {
		return err
	}
	teams, err := a.store.AllTeams(ctx)
	if err != nil {
		return err
	}
	left, err := teamNamed(teams, from)
	if err != nil {
		return err
	}
	joined, err := teamNamed(teams, to)
	if err != nil {
		return err
	}
	held, _, err := a.store.FindMemberships(ctx, store.Query{Where: map[string][]string{"userId": {u.ID}, "teamId": {left.ID}}})
	if err != nil {
		return err
	}
	if role != "" {
		held = slices.DeleteFunc(held, func(m access.Membership) bool { return m.Role != role })
	}
	if len(held) != 1 {
		return usageError("%s holds %d such roles in %s: name one with --role", u.Username, len(held), left.Name.En)
	}
	next, err := held[0].MovedTo(left, joined)
	if err != nil {
		return inputProblem(err)
	}
	if _, err := a.store.MoveMembership(ctx, held[0].ID, held[0].Version, next, fromConsole("membership.move")); err != nil {
		return err
	}
	if err := a.store.DeleteSessionsOf(ctx, u.ID); err != nil {
		return err
	}
	fmt.Fprintf(a.console.out, "%s is now %s of %s; every session of the account has ended\n", u.Username, next.Role, joined.Name.En)
	return nil
}

// teamNamed is the one team that name means.
func teamNamed(teams []access.Team, name string) (access.Team, error) {
	var found []access.Team
	for _, t := range teams {
		if name != "" && slices.Contains([]string{t.ID, t.Ministry, t.Name.Zh, t.Name.En}, name) {
			found = append(found, t)
		}
	}
	if len(found) != 1 {
		return access.Team{}, usageError("%d teams are called %q: give an id, a ministry's code or a name", len(found), name)
	}
	return found[0], nil
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
