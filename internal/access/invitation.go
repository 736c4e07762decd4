package access

import (
	"time"

	"parksite/internal/audit"
	"parksite/internal/fault"
)

// InvitationLife is how long a one-time link works.
const InvitationLife = time.Hour

// What a one-time link is for.
const (
	Invite = "invite" // first password of a new account
	Reset  = "reset"  // new password of an old one
)

// Invitation is a one-time link by which a person sets their password.
type Invitation struct {
	ID        string    `json:"id" bson:"_id"` // SecretID of the link's secret
	Version   int64     `json:"version"`
	CreatedAt time.Time `json:"createdAt"`
	UpdatedAt time.Time `json:"updatedAt"`

	UserID    string     `json:"userId"`
	Purpose   string     `json:"purpose"` // Invite or Reset
	Hash      string     `json:"hash"`
	Epoch     int64      `json:"epoch"` // User.Epoch when it was made: using one link ends the others
	ExpiresAt time.Time  `json:"expiresAt"`
	UsedAt    *time.Time `json:"usedAt,omitempty"`
}

// NewInvitation makes a one-time link for u and returns it with its secret.
func NewInvitation(u User, purpose string, now time.Time) (Invitation, string) {
	secret := NewSecret("")
	return Invitation{
		ID: SecretID(secret), UserID: u.ID, Purpose: purpose, Hash: SecretHash(secret),
		Epoch: u.Epoch, ExpiresAt: stamp(now.Add(InvitationLife)),
	}, secret
}

// Head returns what every stored thing carries.
func (i Invitation) Head() audit.Head {
	return audit.Head{ID: i.ID, Version: i.Version, CreatedAt: i.CreatedAt, UpdatedAt: i.UpdatedAt}
}

// WithHead returns i with its head replaced.
func (i Invitation) WithHead(h audit.Head) Invitation {
	i.ID, i.Version, i.CreatedAt, i.UpdatedAt = h.ID, h.Version, h.CreatedAt, h.UpdatedAt
	return i
}

// Use returns i as used at now, to be stored before the password is: its
// version lets one of two users of the link win. It returns an Unauthenticated
// fault for a wrong secret, another user, a used, expired or outlived link.
func (i Invitation) Use(secret string, u User, now time.Time) (Invitation, error) {
	if !sameHash(i.Hash, SecretHash(secret)) || i.UserID != u.ID || u.State != Active || i.Epoch != u.Epoch ||
		i.UsedAt != nil || !now.Before(i.ExpiresAt) {
		return Invitation{}, fault.New("access.Invitation.Use", fault.Unauthenticated, "invitation.invalid")
	}
	at := stamp(now)
	i.UsedAt = &at
	return i, nil
}
