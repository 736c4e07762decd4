package store

import (
	"context"
	"strconv"

	"parksite/internal/access"
	"parksite/internal/audit"
	"parksite/internal/fault"
)

// users: keys username, skeleton, email, subject, state. The unique ones are
// checked with the log at rest, so two processes cannot take one name.
var users = register(noun[access.User]{
	kind: "user", collection: "users",
	fields: audit.Fields{
		"id": audit.Ignore, "version": audit.Ignore, "createdAt": audit.Ignore, "updatedAt": audit.Ignore,
		"username": audit.Track, "skeleton": audit.Ignore, "name": audit.Track, "email": audit.Track, "state": audit.Track,
		"passwordHash": audit.Hide, "passwordSetAt": audit.Track, "passwordHistory": audit.Ignore, "mustChangePassword": audit.Track,
		"totpSecret": audit.Hide, "recoveryHashes": audit.Hide, "subject": audit.Track,
		"expiresAt": audit.Track, "epoch": audit.Ignore, "demo": audit.Track,
		"language": audit.Ignore, "noMail": audit.Ignore,
	},
	keys: func(u access.User) map[string]string {
		return map[string]string{"username": u.Username, "skeleton": u.Skeleton, "email": u.Email, "subject": u.Subject, "state": u.State}
	},
	unique: []string{"username", "skeleton", "subject"},
})

// SaveUser stores u as the successor of u.Version (0 = a new account). Beside
// the errors of noun.save, a Conflict fault says that the name
// (user.usernameTaken, user.skeletonTaken) or single sign-on identity
// (user.subjectTaken) belongs to another account.
func (s *Store) SaveUser(ctx context.Context, u access.User, ev audit.Event) (access.User, error) {
	return users.save(ctx, s, u, ev)
}

// User returns the account with this id, or a NotFound fault.
func (s *Store) User(ctx context.Context, id string) (access.User, error) {
	return users.get(ctx, s, id)
}

// UserByName returns the account with this folded username, or a NotFound fault.
func (s *Store) UserByName(ctx context.Context, username string) (access.User, error) {
	return users.by(ctx, s, "username", username)
}

// UserBySubject returns the account of a single sign-on identity, or a NotFound
// fault.
func (s *Store) UserBySubject(ctx context.Context, subject string) (access.User, error) {
	return users.by(ctx, s, "subject", subject)
}

// FindUsers returns a page of the accounts that q chooses (keys username,
// email, state) and how many there are.
func (s *Store) FindUsers(ctx context.Context, q Query) ([]access.User, int, error) {
	return users.list(ctx, s, q)
}

// CountUsers returns how many accounts there are.
func (s *Store) CountUsers(ctx context.Context) (int, error) {
	found, err := s.entries(ctx, users.kind, Query{})
	return len(found), err
}

// teams: keys kind, ministry.
var teams = register(noun[access.Team]{
	kind: "team", collection: "teams",
	fields: audit.Fields{
		"id": audit.Ignore, "version": audit.Ignore, "createdAt": audit.Ignore, "updatedAt": audit.Ignore,
		"name": audit.Track, "kind": audit.Track, "ministry": audit.Track, "archived": audit.Track, "demo": audit.Track,
	},
	keys: func(t access.Team) map[string]string {
		return map[string]string{"kind": t.Kind, "ministry": t.Ministry}
	},
	unique: []string{"ministry"},
})

// SaveTeam stores t as the successor of t.Version (0 = a new team). Beside the
// errors of noun.save, the Conflict fault team.ministryTaken says that another
// team has the ministry's code.
func (s *Store) SaveTeam(ctx context.Context, t access.Team, ev audit.Event) (access.Team, error) {
	return teams.save(ctx, s, t, ev)
}

// Team returns the team with this id, or a NotFound fault.
func (s *Store) Team(ctx context.Context, id string) (access.Team, error) {
	return teams.get(ctx, s, id)
}

// AllTeams returns every team by id, archived ones too.
func (s *Store) AllTeams(ctx context.Context) ([]access.Team, error) {
	all, _, err := teams.list(ctx, s, Query{})
	return all, err
}

// memberships: keys userId, teamId, role.
var memberships = register(noun[access.Membership]{
	kind: "membership", collection: "memberships",
	fields: audit.Fields{
		"id": audit.Ignore, "version": audit.Ignore, "createdAt": audit.Ignore, "updatedAt": audit.Ignore,
		"userId": audit.Track, "teamId": audit.Track, "role": audit.Track,
	},
	keys: func(m access.Membership) map[string]string {
		return map[string]string{"userId": m.UserID, "teamId": m.TeamID, "role": string(m.Role)}
	},
	team:    func(m access.Membership) string { return m.TeamID },
	revives: true,
})

// SaveMembership stores m, whose id is access.MembershipID. A membership that
// ended and begins again continues the versions of the first.
func (s *Store) SaveMembership(ctx context.Context, m access.Membership, ev audit.Event) (access.Membership, error) {
	return memberships.save(ctx, s, m, ev)
}

// DeleteMembership ends version of a membership.
func (s *Store) DeleteMembership(ctx context.Context, id string, version int64, ev audit.Event) error {
	return memberships.remove(ctx, s, id, version, ev)
}

// MoveMembership ends version of the membership id and begins next in its
// place, which it returns. ev is written for both, so that the trail shows one
// act as two lines. The end comes first: of several moves of one membership
// one stands, and whoever dies between the two leaves a right too few and none
// too many. It returns a Conflict fault, and has changed nothing, if next is
// held already; else the errors of noun.save.
func (s *Store) MoveMembership(ctx context.Context, id string, version int64, next access.Membership, ev audit.Event) (access.Membership, error) {
	const op = "store.MoveMembership"
	_, err := memberships.get(ctx, s, next.ID)
	if err == nil {
		return next, fault.New(op, fault.Conflict, "membership.exists")
	}
	if !fault.Is(err, fault.NotFound) {
		return next, fault.Wrap(op, err)
	}
	if err := memberships.remove(ctx, s, id, version, ev); err != nil {
		return next, fault.Wrap(op, err)
	}
	saved, err := memberships.save(ctx, s, next, ev) // goes on though the browser has gone
	return saved, fault.Wrap(op, err)
}

// Membership returns the membership with this id, or a NotFound fault.
func (s *Store) Membership(ctx context.Context, id string) (access.Membership, error) {
	return memberships.get(ctx, s, id)
}

// AllMemberships returns every membership by id.
func (s *Store) AllMemberships(ctx context.Context) ([]access.Membership, error) {
	all, _, err := memberships.list(ctx, s, Query{})
	return all, err
}

// FindMemberships returns the memberships that q chooses (keys userId, teamId,
// role) and how many there are.
func (s *Store) FindMemberships(ctx context.Context, q Query) ([]access.Membership, int, error) {
	return memberships.list(ctx, s, q)
}

// AccessRevision returns a text that differs once a team or membership has
// been written, by this process or another. It costs one read by id.
func (s *Store) AccessRevision(ctx context.Context) (string, error) {
	if err := s.follow(ctx); err != nil {
		return "", fault.Wrap("store.AccessRevision", err)
	}
	s.log.mu.RLock()
	defer s.log.mu.RUnlock()
	return strconv.FormatInt(s.log.rights, 10), nil
}

// invitations: key userId.
var invitations = register(noun[access.Invitation]{
	kind: "invitation", collection: "invitations",
	fields: audit.Fields{
		"id": audit.Ignore, "version": audit.Ignore, "createdAt": audit.Ignore, "updatedAt": audit.Ignore,
		"userId": audit.Track, "purpose": audit.Track, "hash": audit.Hide, "epoch": audit.Ignore,
		"expiresAt": audit.Track, "usedAt": audit.Track,
	},
	keys: func(i access.Invitation) map[string]string { return map[string]string{"userId": i.UserID} },
})

// SaveInvitation stores i as the successor of i.Version: of two who use a link
// at once, one gets Stale.
func (s *Store) SaveInvitation(ctx context.Context, i access.Invitation, ev audit.Event) (access.Invitation, error) {
	return invitations.save(ctx, s, i, ev)
}

// Invitation returns the one-time link with this id, or a NotFound fault.
func (s *Store) Invitation(ctx context.Context, id string) (access.Invitation, error) {
	return invitations.get(ctx, s, id)
}

// tokens: keys userId, revoked ("true" or "").
var tokens = register(noun[access.Token]{
	kind: "token", collection: "tokens",
	fields: audit.Fields{
		"id": audit.Ignore, "version": audit.Ignore, "createdAt": audit.Ignore, "updatedAt": audit.Ignore,
		"userId": audit.Track, "name": audit.Track, "prefix": audit.Track, "hash": audit.Hide, "epoch": audit.Ignore,
		"scopes": audit.Track, "expiresAt": audit.Track, "revokedAt": audit.Track,
	},
	keys: func(t access.Token) map[string]string {
		revoked := ""
		if t.RevokedAt != nil {
			revoked = "true"
		}
		return map[string]string{"userId": t.UserID, "revoked": revoked}
	},
})

// SaveToken stores t as the successor of t.Version.
func (s *Store) SaveToken(ctx context.Context, t access.Token, ev audit.Event) (access.Token, error) {
	return tokens.save(ctx, s, t, ev)
}

// Token returns the API token with this id, or a NotFound fault.
func (s *Store) Token(ctx context.Context, id string) (access.Token, error) {
	return tokens.get(ctx, s, id)
}

// FindTokens returns a page of the tokens that q chooses (keys userId, revoked)
// and how many there are.
func (s *Store) FindTokens(ctx context.Context, q Query) ([]access.Token, int, error) {
	return tokens.list(ctx, s, q)
}
