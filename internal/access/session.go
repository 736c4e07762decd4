package access

import (
	"time"

	"parksite/internal/fault"
)

// How long a session lives (等保 登录超时退出, ASVS).
const (
	SessionIdle     = 30 * time.Minute
	SessionAbsolute = 12 * time.Hour
)

// sessionTouch is how far SeenAt may lag, so that not every request writes.
const sessionTouch = time.Minute

// Session is a signed-in browser. It is not governed: it comes and goes
// without an event of its own.
type Session struct {
	ID        string    `json:"id" bson:"_id"` // SecretID of the cookie's value
	Hash      string    `json:"hash"`          // SecretHash of the cookie's value
	UserID    string    `json:"userId"`
	Epoch     int64     `json:"epoch"` // User.Epoch when it began
	CreatedAt time.Time `json:"createdAt"`
	SeenAt    time.Time `json:"seenAt"`
	Address   string    `json:"address"`
	Agent     string    `json:"agent"`  // User-Agent, cut
	Strong    bool      `json:"strong"` // signed in with a second factor
}

// NewSession begins a session of u and returns it with the cookie's value,
// which exists nowhere else.
func NewSession(u User, address, agent string, strong bool, now time.Time) (Session, string) {
	secret := NewSecret("")
	now = stamp(now)
	return Session{
		ID: SecretID(secret), Hash: SecretHash(secret), UserID: u.ID, Epoch: u.Epoch,
		CreatedAt: now, SeenAt: now, Address: cut(address, 64), Agent: cut(agent, 200), Strong: strong,
	}, secret
}

// Check reports whether the session opened by secret still holds for u at now:
// it is that user's, the user is usable, nothing has ended their sessions
// since, and it is neither idle for SessionIdle nor older than SessionAbsolute.
// A clock set back does not lengthen it: times in the future end it too.
//
// It returns an Unauthenticated fault otherwise.
func (s Session) Check(secret string, u User, now time.Time) error {
	const op = "access.Session.Check"
	idle, age := now.Sub(s.SeenAt), now.Sub(s.CreatedAt)
	switch {
	case !sameHash(s.Hash, SecretHash(secret)), s.UserID != u.ID, !u.Usable(now), s.Epoch != u.Epoch:
		return fault.New(op, fault.Unauthenticated, "session.ended")
	case idle >= SessionIdle, age >= SessionAbsolute, idle < -skew, age < -skew:
		return fault.New(op, fault.Unauthenticated, "session.expired")
	}
	return nil
}

// skew is how far two machines' clocks may differ.
const skew = 2 * time.Minute

// Touch returns s as seen at now and whether that is worth storing: at most
// once a minute.
func (s Session) Touch(now time.Time) (Session, bool) {
	if d := now.Sub(s.SeenAt); d < sessionTouch {
		return s, false
	}
	s.SeenAt = stamp(now)
	return s, true
}
