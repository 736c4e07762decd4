package main

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"parksite/handlers"
	"parksite/internal/access"
	"parksite/internal/audit"
	"parksite/internal/catalog"
	"parksite/internal/config"
	"parksite/internal/fault"
	"parksite/internal/layout"
	"parksite/internal/review"
	"parksite/internal/store"
	"parksite/seeds"
)

// start puts into an empty store what the program needs: dataset and models
// from the seeds, the administrators' team and the first administrator. Each
// step looks first, so a start that was killed half-way is finished by the
// next, and a second start changes nothing.
type start struct {
	store   *store.Store
	data    seeds.Data
	policy  access.PasswordPolicy
	cfg     config.Config
	console console
	lenient bool // what a demo's passwords are
}

// run makes what is missing and reports whether demo accounts exist.
func (s start) run(ctx context.Context, demo bool) (hasDemo bool, err error) {
	users, _, err := s.store.FindUsers(ctx, store.Query{})
	if err != nil {
		return false, err
	}
	for _, u := range users {
		hasDemo = hasDemo || u.Demo
	}
	if demo && len(users) > 0 && !hasDemo {
		return false, usageError("--demo needs an empty store: %s holds accounts that are no demo accounts", s.cfg.DataDir)
	}
	if err := s.dataset(ctx); err != nil {
		return false, err
	}
	if err := s.models(ctx); err != nil {
		return false, err
	}
	if err := s.negativeList(ctx); err != nil {
		return false, err
	}
	hasher := access.NewHasher(runtime.GOMAXPROCS(0), time.Minute)
	if demo {
		s.lenient = true
		return true, s.demo(ctx, hasher)
	}
	if len(users) == 0 {
		return false, s.administrator(ctx, hasher)
	}
	return hasDemo, nil
}

func by(action string) audit.Event { return audit.Event{Actor: audit.System, Action: action} }

// taken reports whether err says that somebody else has just made the thing.
func taken(err error) bool { return fault.Is(err, fault.Conflict) || fault.Is(err, fault.Stale) }

// dataset publishes version 1 of the data unless there is a version.
func (s start) dataset(ctx context.Context) error {
	_, err := s.store.LatestDataset(ctx)
	if !fault.Is(err, fault.NotFound) {
		return err
	}
	d, err := s.data.Dataset()
	if err != nil {
		return err
	}
	_, err = s.store.PublishDataset(ctx, d, s.data.Tables, s.data.Series, by("dataset.publish"))
	if taken(err) {
		return nil
	}
	return err
}

// models adds the shipped models that are missing.
func (s start) models(ctx context.Context) error {
	for _, m := range append(slices.Clone(s.data.Models), layout.ShippedModel()) {
		_, err := s.store.Model(ctx, m.ID)
		if err == nil {
			continue
		}
		if fault.Is(err, fault.NotFound) {
			m.Version = 0 // new to this store
			_, err = s.store.SaveModel(ctx, m, by("model.ship"))
		}
		if err != nil && !taken(err) {
			return err
		}
	}
	return nil
}

// negativeList makes the list that evaluations take, empty.
func (s start) negativeList(ctx context.Context) error {
	_, err := s.store.NegativeList(ctx, catalog.NegativeListID)
	if !fault.Is(err, fault.NotFound) {
		return err
	}
	if _, err = s.store.SaveNegativeList(ctx, catalog.EmptyNegativeList(), by("negativeList.ship")); taken(err) {
		return nil
	}
	return err
}

// administrator makes the first account. Its password comes from the
// environment or is generated, printed once, and must then be changed.
func (s start) administrator(ctx context.Context, hasher *access.Hasher) error {
	password := s.cfg.AdminPassword
	generated := password == ""
	if generated {
		password = access.GeneratePassword()
	}
	hash, err := s.hash(ctx, hasher, password, access.User{Username: "admin"}, "PARKSITE_ADMIN_PASSWORD")
	if err != nil {
		return err
	}
	made, err := s.admin(ctx, hash, generated)
	if err != nil || !made || !generated {
		return err
	}
	file := filepath.Join(s.cfg.DataDir, handlers.InitialPasswordFile)
	if err := writeOnce(file, []byte(password+"\n")); err != nil {
		return fmt.Errorf("initial password: %w", err)
	}
	fmt.Fprintf(s.console.err, "The administrator is \"admin\" with the password\n\n    %s\n\nIt is shown this once, lies in %s until the first sign-in, and must then be changed.\n", password, file)
	return nil
}

// admin makes the house team and its administrator; made says whether this
// process was the one.
func (s start) admin(ctx context.Context, hash string, mustChange bool) (made bool, err error) {
	u, members := access.Administrator(hash, mustChange, s.console.now())
	if _, err := s.store.SaveTeam(ctx, access.HouseTeam(), by("team.create")); err != nil && !taken(err) {
		return false, err
	}
	// The account comes last: a start killed before it is begun anew by the next.
	for _, m := range members {
		if _, err := s.store.SaveMembership(ctx, m, by("membership.create")); err != nil && !taken(err) {
			return false, err
		}
	}
	if _, err = s.store.SaveUser(ctx, u, by("user.create")); taken(err) {
		return false, nil
	}
	return err == nil, err
}

// hash is of the password in setting. A demo, which this machine alone can
// reach, takes any that can be typed and says what it thinks of it.
func (s start) hash(ctx context.Context, hasher *access.Hasher, password string, u access.User, setting string) (string, error) {
	err := s.policy.Check(password, u)
	var f *fault.Error
	if err != nil && s.lenient && asFault(err, &f) && len(f.Fields) > 0 {
		fmt.Fprintf(s.console.err, "%s would do for no account but a demo's: %s\n", setting, f.Fields[0].Detail)
		err = access.Typeable(password)
	}
	if asFault(err, &f) && len(f.Fields) > 0 {
		return "", usageError("%s is no password: %s", setting, f.Fields[0].Detail)
	}
	if err != nil {
		return "", err
	}
	return hasher.Hash(ctx, password)
}

// demo makes teams and accounts to try the program with, or gives those that
// exist the password that is printed: whoever starts a demo can sign in.
func (s start) demo(ctx context.Context, hasher *access.Hasher) error {
	password := s.cfg.DemoPassword
	if password == "" {
		password = access.GeneratePassword()
	}
	hash, err := s.hash(ctx, hasher, password, access.User{}, "PARKSITE_DEMO_PASSWORD")
	if err != nil {
		return err
	}
	adminHash := hash
	if s.cfg.AdminPassword != "" {
		if adminHash, err = s.hash(ctx, hasher, s.cfg.AdminPassword, access.User{Username: "admin"}, "PARKSITE_ADMIN_PASSWORD"); err != nil {
			return err
		}
	}
	if _, err := s.admin(ctx, adminHash, false); err != nil {
		return err
	}
	if s.cfg.AdminPassword == "" {
		if err := s.demoAccount(ctx, hasher, access.User{ID: "admin", PasswordHash: hash}, password); err != nil {
			return err
		}
	}
	teams, accounts, members := access.Demo(hash, s.console.now())
	for _, t := range teams {
		if _, err := s.store.SaveTeam(ctx, t, by("team.create")); err != nil && !taken(err) {
			return err
		}
	}
	for _, m := range members {
		if _, err := s.store.SaveMembership(ctx, m, by("membership.create")); err != nil && !taken(err) {
			return err
		}
	}
	rule := review.Rule{ID: "demo-rule", Name: "三部门会审", Quorum: 3, DeadlineDays: 30, Active: true,
		Ministries: []string{access.DemoNDRC, access.DemoMOFCOM, access.DemoMFA}}
	if _, err := s.store.SaveRule(ctx, rule, by("rule.create")); err != nil && !taken(err) {
		return err
	}
	for _, u := range accounts {
		if _, err := s.store.SaveUser(ctx, u, by("user.create")); err != nil && !taken(err) {
			return err
		}
		if err := s.demoAccount(ctx, hasher, u, password); err != nil {
			return err
		}
	}
	fmt.Fprintf(s.console.err, "Demo accounts, all with the password %s\n\n", password)
	for _, u := range accounts {
		fmt.Fprintf(s.console.err, "    %-16s %s\n", u.Username, u.Name)
	}
	admin := "the same password"
	if s.cfg.AdminPassword != "" {
		admin = "the password from PARKSITE_ADMIN_PASSWORD at the first start"
	}
	fmt.Fprintf(s.console.err, "    %-16s 系统管理员 (%s; holds all three offices, which are separate people in earnest)\n\nThese accounts are for trying the program on this machine, not for real plans.\n\n", "admin", admin)
	return nil
}

// demoAccount gives a demo account the printed password, unless it has it.
func (s start) demoAccount(ctx context.Context, hasher *access.Hasher, u access.User, password string) error {
	have, err := s.store.User(ctx, u.ID)
	if err != nil {
		return err
	}
	if _, err := hasher.SignIn(ctx, have, password, s.console.now()); err == nil {
		return nil
	}
	_, err = s.store.SaveUser(ctx, have.WithPassword(u.PasswordHash, s.policy, false, s.console.now()), by("user.password"))
	return err
}
