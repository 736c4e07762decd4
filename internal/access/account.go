package access

import (
	"slices"
	"time"

	"parksite/internal/fault"
)

// NewUser returns an active account without a password, its names in the form
// they are stored in. It returns an Invalid fault naming every broken field.
// Whether its Skeleton is taken is for the store to say.
func NewUser(username, name, email string) (User, error) {
	username = FoldUsername(username)
	u := User{
		ID: NewID(), Username: username, Skeleton: Skeleton(username), Name: CleanLine(name), Email: CleanEmail(email),
		State: Active, PasswordHistory: []string{}, RecoveryHashes: []string{}, Epoch: 1,
	}
	if err := u.Validate(); err != nil {
		return User{}, fault.Wrap("access.NewUser", err)
	}
	return u, nil
}

// WithPassword returns u with a new password hash, set at now; change asks for
// another at the next sign-in. The old hash moves to the history as far as the
// policy remembers, and every session, token and link of u ends.
func (u User) WithPassword(phc string, p PasswordPolicy, change bool, now time.Time) User {
	history := []string{}
	if u.PasswordHash != "" {
		history = append(history, u.PasswordHash)
	}
	history = append(history, u.PasswordHistory...)
	u.PasswordHistory = history[:min(len(history), p.History)]
	u.PasswordHash, u.PasswordSetAt, u.MustChangePassword = phc, stamp(now), change
	return u.Ended()
}

// Ended returns u with every session, token and link begun so far at its end.
func (u User) Ended() User {
	u.Epoch++
	return u
}

// Lock returns u unable to sign in or act.
func (u User) Lock() User {
	u.State = Locked
	return u.Ended()
}

// Unlock returns u able to sign in again; what was ended stays ended.
func (u User) Unlock() User {
	u.State = Active
	return u
}

// WithTOTP returns u with a second factor (sealed, see Keys.SealSecret), or
// without one when sealed is "".
func (u User) WithTOTP(sealed string, recovery []string) User {
	u.TOTPSecret, u.RecoveryHashes = sealed, slices.Clone(recovery)
	if u.RecoveryHashes == nil {
		u.RecoveryHashes = []string{}
	}
	return u.Ended()
}

// NeedsTOTP reports whether a rule that asks administrators or reviewers for a
// second factor asks somebody in these seats.
func NeedsTOTP(seats []Seat) bool {
	return slices.ContainsFunc(seats, func(s Seat) bool { return s.Role.in(House) || s.Role.in(Ministry) })
}

// Aliases returns the ids of other accounts that look like the same person as
// u: the same e-mail address or the same identity at the sign-in provider.
func Aliases(u User, all []User) []string {
	ids := []string{}
	for _, o := range all {
		if o.ID != u.ID && (u.Email != "" && o.Email == u.Email || u.Subject != "" && o.Subject == u.Subject) {
			ids = append(ids, o.ID)
		}
	}
	return ids
}
