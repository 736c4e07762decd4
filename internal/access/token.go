package access

import (
	"slices"
	"strings"
	"time"

	"parksite/internal/audit"
	"parksite/internal/fault"
)

// TokenPrefix begins every API token, so that scanners find a leaked one.
const TokenPrefix = "isp_"

// MaxTokenLife is the longest an API token may be issued for.
const MaxTokenLife = 366 * 24 * time.Hour

// Scopes are the permissions a token can carry, as "object.action". Deciding,
// publishing, accounts, roles, rules and tokens are not among them: a token
// never decides and never begets another.
var Scopes = []string{
	"catalogue.read", "dataset.read", "dataset.try", "dataset.import", "evaluation.run", "preview.run",
	"model.read", "model.create", "model.edit",
	"ownSite.read", "ownSite.create", "ownSite.edit",
	"ranking.read", "ranking.create", "ranking.edit", "ranking.analyse", "ranking.export", "ranking.submit",
	"review.read", "audit.read", "audit.verify", "metrics.read",
}

// Token lets an integration act for its owner within Scopes, and never beyond
// what the owner may do at that moment.
type Token struct {
	ID        string    `json:"id" bson:"_id"` // SecretID of the secret
	Version   int64     `json:"version"`
	CreatedAt time.Time `json:"createdAt" format:"date-time"`
	UpdatedAt time.Time `json:"updatedAt" format:"date-time"`

	UserID    string     `json:"userId"`
	Name      string     `json:"name"`   // what it is for
	Prefix    string     `json:"prefix"` // first characters, to recognise it by
	Hash      string     `json:"hash"`   // SecretHash of the secret
	Epoch     int64      `json:"epoch"`  // User.Epoch when it was issued
	Scopes    []string   `json:"scopes"`
	ExpiresAt time.Time  `json:"expiresAt" format:"date-time"`
	RevokedAt *time.Time `json:"revokedAt,omitempty" format:"date-time"`
}

// NewToken issues a token of u and returns it with its secret, which is shown
// once and exists nowhere else. It returns an Invalid fault naming every
// broken field: name, scopes, life.
func NewToken(u User, name string, scopes []string, expiresAt, now time.Time) (Token, string, error) {
	secret := NewSecret(TokenPrefix)
	t := Token{
		ID: SecretID(secret), UserID: u.ID, Name: name, Prefix: secret[:len(TokenPrefix)+4], Hash: SecretHash(secret),
		Epoch: u.Epoch, Scopes: slices.Clone(scopes), ExpiresAt: stamp(expiresAt),
	}
	slices.Sort(t.Scopes)
	t.Scopes = slices.Compact(t.Scopes)
	if err := t.Validate(now); err != nil {
		return Token{}, "", fault.Wrap("access.NewToken", err)
	}
	return t, secret, nil
}

// Head returns what every stored thing carries.
func (t Token) Head() audit.Head {
	return audit.Head{ID: t.ID, Version: t.Version, CreatedAt: t.CreatedAt, UpdatedAt: t.UpdatedAt}
}

// WithHead returns t with its head replaced.
func (t Token) WithHead(h audit.Head) Token {
	t.ID, t.Version, t.CreatedAt, t.UpdatedAt = h.ID, h.Version, h.CreatedAt, h.UpdatedAt
	return t
}

// Validate reports every broken field of a token about to be issued at now.
func (t Token) Validate(now time.Time) error {
	var bad []fault.Field
	if f := checkLine("name", t.Name, 1, maxName); f != nil {
		bad = append(bad, *f)
	}
	if len(t.Scopes) == 0 {
		bad = append(bad, fault.Field{Field: "scopes", Code: "field.required", Detail: "at least one scope"})
	}
	for _, s := range t.Scopes {
		if !slices.Contains(Scopes, s) {
			bad = append(bad, fault.Field{Field: "scopes", Code: "token.scope", Detail: "one of " + strings.Join(Scopes, ", ")})
			break
		}
	}
	if life := t.ExpiresAt.Sub(now); life <= 0 || life > MaxTokenLife {
		bad = append(bad, fault.Field{Field: "expiresAt", Code: "token.life", Detail: "between now and 366 days from now"})
	}
	return fault.Bad("access.Token.Validate", bad)
}

// Check reports whether the token opened by secret holds for u at now: not
// revoked, not expired, its owner usable and their epoch unchanged. It returns
// an Unauthenticated fault otherwise.
func (t Token) Check(secret string, u User, now time.Time) error {
	if !sameHash(t.Hash, SecretHash(secret)) || t.UserID != u.ID || t.Epoch != u.Epoch || !u.Usable(now) ||
		t.RevokedAt != nil || !now.Before(t.ExpiresAt) {
		return fault.New("access.Token.Check", fault.Unauthenticated, "token.invalid")
	}
	return nil
}

// Covers reports whether the token's scopes include action on object. The
// owner's own rights are asked besides, always.
func (t Token) Covers(object, action string) bool {
	scope := object + "." + action
	return slices.Contains(t.Scopes, scope) && slices.Contains(Scopes, scope)
}

// Revoke returns t as revoked at now.
func (t Token) Revoke(now time.Time) Token {
	at := stamp(now)
	t.RevokedAt = &at
	return t
}
