package access

import "slices"

// Role is what somebody is in a team.
type Role string

// The roles. Enterprise teams have Viewer, Analyst and Lead; ministries have
// Reviewer and Chair; the house has three administrators, none of whom reads
// drafts or decides (三权分立).
const (
	Viewer        Role = "viewer"
	Analyst       Role = "analyst"
	Lead          Role = "lead"
	Reviewer      Role = "reviewer"
	Chair         Role = "chair"
	SystemAdmin   Role = "system-admin"
	SecurityAdmin Role = "security-admin"
	AuditAdmin    Role = "audit-admin"
)

// Roles are all roles, in the order the interface lists them.
var Roles = [...]Role{Viewer, Analyst, Lead, Reviewer, Chair, SystemAdmin, SecurityAdmin, AuditAdmin}

// RolesOf returns the roles a team of kind has; none for an unknown kind.
func RolesOf(kind string) []Role {
	switch kind {
	case Enterprise:
		return []Role{Viewer, Analyst, Lead}
	case Ministry:
		return []Role{Reviewer, Chair}
	case House:
		return []Role{SystemAdmin, SecurityAdmin, AuditAdmin}
	}
	return nil
}

func (r Role) in(kind string) bool { return slices.Contains(RolesOf(kind), r) }
