// Package access holds accounts, teams and who holds which role in which team,
// the secrets people sign in with, and the role policy (Casbin).
//
// It decides and never stores: rules are pure functions of values and of the
// time passed in, and the Enforcer reads memberships through a Source. Secrets
// are kept only as hashes: passwords as argon2id, everything random (sessions,
// tokens, links, recovery codes) as SHA-256.
//
// Casbin answers "may this role do this to such things at all". Whether one
// ranking is visible to somebody, and that nobody decides on their own work,
// is review's business.
package access
