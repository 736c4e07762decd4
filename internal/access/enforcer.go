package access

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"

	"parksite/internal/fault"
)

// Source is where memberships are read from; *store.Store is one.
type Source interface {
	// AccessRevision returns a string that differs once a team or membership
	// has been written, by this process or another. It is asked several times
	// a second and must be cheap.
	AccessRevision(ctx context.Context) (string, error)
	// AllTeams returns every team, archived ones too.
	AllTeams(ctx context.Context) ([]Team, error)
	// AllMemberships returns every membership.
	AllMemberships(ctx context.Context) ([]Membership, error)
}

// revisionAge is how old the knowledge of the revision may be when a question
// is answered: what another process revoked stops working this much later.
const revisionAge = 200 * time.Millisecond

// refreshTimeout bounds the wait for a store that does not answer.
const refreshTimeout = 2500 * time.Millisecond

// Seat is a role held in a team.
type Seat struct {
	TeamID string `json:"teamId"`
	Role   Role   `json:"role" swaggertype:"string"`
}

// Enforcer answers who may do what. It is safe for concurrent use.
//
// It fails closed: when the memberships or their revision cannot be read, each
// question returns an Unavailable fault until they can.
type Enforcer struct {
	source Source
	now    func() time.Time
	casbin *casbin.SyncedEnforcer

	mu       sync.Mutex // guards what follows and reloading
	adapter  *adapter
	loaded   bool
	revision string
	checked  time.Time // when revision was last known to be current
	failure  error     // of the last refresh; those who waited for it share it
	failed   time.Time
}

// NewEnforcer returns an enforcer of the shipped role policy over the
// memberships of source, loaded. now is the clock.
//
// It fails when policy or memberships cannot be read or do not fit: the
// program then does not start.
func NewEnforcer(ctx context.Context, source Source, now func() time.Time) (*Enforcer, error) {
	return newEnforcer(ctx, policyText, source, now)
}

func newEnforcer(ctx context.Context, policy string, source Source, now func() time.Time) (*Enforcer, error) {
	const op = "access.NewEnforcer"
	rules, err := readPolicy(policy)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	m, err := model.NewModelFromString(modelText)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	a := &adapter{rules: rules}
	c, err := casbin.NewSyncedEnforcer(m, a)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	e := &Enforcer{source: source, now: now, casbin: c, adapter: a}
	return e, fault.Wrap(op, e.Reload(ctx))
}

// Reload reads the memberships at once. Whoever has just written a team or a
// membership calls it, so that the very next request is answered by it.
func (e *Enforcer) Reload(ctx context.Context) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return fault.Wrap("access.Reload", e.refresh(ctx, true))
}

// current makes sure that what is loaded is at most revisionAge old.
func (e *Enforcer) current(ctx context.Context) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := e.now()
	if age := now.Sub(e.checked); e.loaded && age >= 0 && age < revisionAge {
		return nil
	}
	if age := now.Sub(e.failed); e.failure != nil && age >= 0 && age < revisionAge {
		return e.failure
	}
	return e.refresh(ctx, false)
}

// refresh asks for the revision and loads when it is new. The revision is read
// before the memberships: a write in between shows as a newer revision later.
// The answer serves everybody, so it does not end with one caller's request.
func (e *Enforcer) refresh(ctx context.Context, always bool) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), refreshTimeout)
	defer cancel()
	at := e.now()
	rev, err := e.source.AccessRevision(ctx)
	if err == nil && (always || !e.loaded || rev != e.revision) {
		err = e.load(ctx)
	}
	if err != nil {
		f := fault.As("access.refresh", fault.Unavailable, "unavailable", err).(*fault.Error)
		f.RetryAfter = 2 * time.Second
		e.loaded, e.failure, e.failed = false, f, e.now() // until it has gone well, nothing is answered
		return f
	}
	e.loaded, e.revision, e.checked, e.failure = true, rev, at, nil
	return nil
}

func (e *Enforcer) load(ctx context.Context) error {
	// Memberships first: a team is always written before its first member.
	members, err := e.source.AllMemberships(ctx)
	if err != nil {
		return err
	}
	teams, err := e.source.AllTeams(ctx)
	if err != nil {
		return err
	}
	if err := e.adapter.setGrants(teams, members); err != nil {
		return err
	}
	return e.casbin.LoadPolicy()
}

// May reports whether the user may do action on object in that team. No is the
// default; an error means no as well.
func (e *Enforcer) May(ctx context.Context, userID, teamID, object, action string) (bool, error) {
	const op = "access.May"
	if err := e.current(ctx); err != nil {
		return false, fault.Wrap(op, err)
	}
	ok, err := e.casbin.Enforce(userSubject(userID), teamDomain(teamID), object, action)
	if err != nil {
		return false, fault.Wrap(op, err)
	}
	return ok, nil
}

// MayAny reports whether the user may do action on object in any of their
// teams: the question a route asks before the object is known.
func (e *Enforcer) MayAny(ctx context.Context, userID, object, action string) (bool, error) {
	teams, err := e.TeamsWith(ctx, userID, object, action)
	return len(teams) > 0, fault.Wrap("access.MayAny", err)
}

// TeamsWith returns the ids of the teams, in order, in which the user may do
// action on object.
func (e *Enforcer) TeamsWith(ctx context.Context, userID, object, action string) ([]string, error) {
	const op = "access.TeamsWith"
	seats, err := e.Seats(ctx, userID)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	var teams []string
	for i, s := range seats {
		if i > 0 && seats[i-1].TeamID == s.TeamID {
			continue
		}
		ok, err := e.casbin.Enforce(userSubject(userID), teamDomain(s.TeamID), object, action)
		if err != nil {
			return nil, fault.Wrap(op, err)
		}
		if ok {
			teams = append(teams, s.TeamID)
		}
	}
	return teams, nil
}

// Seats returns the roles the user holds in teams that are not archived,
// ordered by team and role.
func (e *Enforcer) Seats(ctx context.Context, userID string) ([]Seat, error) {
	const op = "access.Seats"
	if err := e.current(ctx); err != nil {
		return nil, fault.Wrap(op, err)
	}
	rows, err := e.casbin.GetFilteredGroupingPolicy(0, userSubject(userID))
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	seats := make([]Seat, 0, len(rows))
	for _, g := range rows {
		seats = append(seats, Seat{TeamID: strings.TrimPrefix(g[2], "team:"), Role: Role(strings.TrimPrefix(g[1], "role:"))})
	}
	slices.SortFunc(seats, func(a, b Seat) int {
		if c := strings.Compare(a.TeamID, b.TeamID); c != 0 {
			return c
		}
		return slices.Index(Roles[:], a.Role) - slices.Index(Roles[:], b.Role)
	})
	return seats, nil
}

// Permissions returns, sorted, every "object.action" the user may do in at
// least one team: what the interface shows or hides its buttons by.
func (e *Enforcer) Permissions(ctx context.Context, userID string) ([]string, error) {
	const op = "access.Permissions"
	seats, err := e.Seats(ctx, userID)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	found := map[string]bool{}
	for _, s := range seats {
		rules, err := e.casbin.GetFilteredPolicy(0, roleSubject(s.Role))
		if err != nil {
			return nil, fault.Wrap(op, err)
		}
		for _, p := range rules {
			found[p[1]+"."+p[2]] = true
		}
	}
	return slices.Sorted(maps.Keys(found)), nil
}
