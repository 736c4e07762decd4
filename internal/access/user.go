package access

import (
	"time"

	"parksite/internal/audit"
	"parksite/internal/fault"
)

// States of an account.
const (
	Active = "active"
	Locked = "locked" // cannot sign in; sessions and tokens stop working at once
)

// User is an account as stored, with its secrets. What others may see of it
// is Person; a User never leaves the program.
type User struct {
	ID        string    `json:"id" bson:"_id"`
	Version   int64     `json:"version"`
	CreatedAt time.Time `json:"createdAt"`
	UpdatedAt time.Time `json:"updatedAt"`

	Username string `json:"username"` // FoldUsername form, unique
	Skeleton string `json:"skeleton"` // Skeleton(Username), unique: no two names that look alike
	Name     string `json:"name"`     // as people call them
	Email    string `json:"email"`    // may be empty; lower case
	State    string `json:"state"`    // Active or Locked

	PasswordHash       string    `json:"passwordHash"` // PHC string; "" = no sign-in by password
	PasswordSetAt      time.Time `json:"passwordSetAt"`
	PasswordHistory    []string  `json:"passwordHistory"` // earlier hashes, newest first, as many as the policy remembers
	MustChangePassword bool      `json:"mustChangePassword"`

	TOTPSecret     string   `json:"totpSecret"`     // sealed (SealSecret); "" = no second factor
	RecoveryHashes []string `json:"recoveryHashes"` // SHA-256 of unused recovery codes
	Subject        string   `json:"subject"`        // OpenID Connect issuer and subject; "" = none

	ExpiresAt *time.Time `json:"expiresAt,omitempty"` // no sign-in from then on; nil = never

	Language string `json:"language,omitempty"` // of e-mails: "en", or Chinese
	NoMail   bool   `json:"noMail,omitempty"`   // wants no notices by e-mail

	// Epoch rises when every session and token has to end: password, second
	// factor or role changed, account locked. Sessions and tokens remember the
	// epoch they began in.
	Epoch int64 `json:"epoch"`
	Demo  bool  `json:"demo"` // made by --demo
}

// Head returns what every stored thing carries.
func (u User) Head() audit.Head {
	return audit.Head{ID: u.ID, Version: u.Version, CreatedAt: u.CreatedAt, UpdatedAt: u.UpdatedAt}
}

// WithHead returns u with its head replaced.
func (u User) WithHead(h audit.Head) User {
	u.ID, u.Version, u.CreatedAt, u.UpdatedAt = h.ID, h.Version, h.CreatedAt, h.UpdatedAt
	return u
}

// Person is what the API shows of a User: no hash, no secret.
type Person struct {
	ID                 string     `json:"id"`
	Version            int64      `json:"version"`
	CreatedAt          time.Time  `json:"createdAt" format:"date-time"`
	UpdatedAt          time.Time  `json:"updatedAt" format:"date-time"`
	Username           string     `json:"username"`
	Name               string     `json:"name"`
	Email              string     `json:"email"`
	State              string     `json:"state" enums:"active,locked"`
	MustChangePassword bool       `json:"mustChangePassword"`
	TOTP               bool       `json:"totp"`         // has a second factor
	SingleSignOn       bool       `json:"singleSignOn"` // signs in by OpenID Connect
	RecoveryCodes      int        `json:"recoveryCodes"`
	ExpiresAt          *time.Time `json:"expiresAt,omitempty" format:"date-time"`
	Demo               bool       `json:"demo"`
}

// Person returns what may be shown of u.
func (u User) Person() Person {
	return Person{
		ID: u.ID, Version: u.Version, CreatedAt: u.CreatedAt, UpdatedAt: u.UpdatedAt,
		Username: u.Username, Name: u.Name, Email: u.Email, State: u.State, MustChangePassword: u.MustChangePassword,
		TOTP: u.TOTPSecret != "", SingleSignOn: u.Subject != "", RecoveryCodes: len(u.RecoveryHashes),
		ExpiresAt: u.ExpiresAt, Demo: u.Demo,
	}
}

// Usable reports whether u may sign in and act at now: not locked, not expired.
func (u User) Usable(now time.Time) bool {
	return u.State == Active && (u.ExpiresAt == nil || now.Before(*u.ExpiresAt))
}

// Validate reports every broken field of u.
func (u User) Validate() error {
	var bad []fault.Field
	if u.Username == "" || u.Username != FoldUsername(u.Username) || u.Skeleton != Skeleton(u.Username) {
		bad = append(bad, fault.Field{Field: "username", Code: "username.form", Detail: "not in its folded form"})
	} else if f := CheckUsername(u.Username); f != nil {
		bad = append(bad, *f)
	}
	if f := checkLine("name", u.Name, 1, maxName); f != nil {
		bad = append(bad, *f)
	}
	if f := checkEmail("email", u.Email); f != nil {
		bad = append(bad, *f)
	}
	if u.State != Active && u.State != Locked {
		bad = append(bad, fault.Field{Field: "state", Code: "field.choice", Detail: "active or locked"})
	}
	if u.PasswordHash != "" {
		if _, _, _, err := parsePHC(u.PasswordHash); err != nil {
			bad = append(bad, fault.Field{Field: "passwordHash", Code: "field.form", Detail: "not an argon2id PHC string"})
		}
	}
	return fault.Bad("access.User.Validate", bad)
}
