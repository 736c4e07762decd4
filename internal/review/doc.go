// Package review is the way of a ranking from draft to published, as a pure
// table: who may take which step in which state, and what follows.
//
// It knows identifiers and roles, never rankings or accounts. Each step takes
// a Record and returns the next Record with the audit event that explains it;
// arguments are never changed. Nobody decides on what they, a co-editor or
// their team submitted, in this round or an earlier one, whatever role they
// hold since and through whatever channel they come.
package review
