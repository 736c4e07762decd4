package access

import (
	"time"

	"parksite/internal/audit"
	"parksite/internal/fault"
)

// HouseID is the team of the administrators, made at first start.
const HouseID = "house"

// Kinds of team.
const (
	Enterprise = "enterprise" // prepares rankings
	Ministry   = "ministry"   // decides on them
	House      = "house"      // administers; exactly one, HouseID
)

// Text is a phrase in the two languages of the interface.
type Text struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

// Team is a group of people who see each other's drafts, or a ministry's desk.
type Team struct {
	ID        string    `json:"id" bson:"_id"`
	Version   int64     `json:"version"`
	CreatedAt time.Time `json:"createdAt" format:"date-time"`
	UpdatedAt time.Time `json:"updatedAt" format:"date-time"`

	Name     Text   `json:"name"`
	Kind     string `json:"kind" enums:"enterprise,ministry,house"`
	Ministry string `json:"ministry"` // code such as "NDRC"; only with kind ministry
	Archived bool   `json:"archived"` // kept for the trail, its roles no longer count
	Demo     bool   `json:"demo"`
}

// Head returns what every stored thing carries.
func (t Team) Head() audit.Head {
	return audit.Head{ID: t.ID, Version: t.Version, CreatedAt: t.CreatedAt, UpdatedAt: t.UpdatedAt}
}

// WithHead returns t with its head replaced.
func (t Team) WithHead(h audit.Head) Team {
	t.ID, t.Version, t.CreatedAt, t.UpdatedAt = h.ID, h.Version, h.CreatedAt, h.UpdatedAt
	return t
}

// Validate reports every broken field of t.
func (t Team) Validate() error {
	var bad []fault.Field
	for _, n := range []struct{ field, value string }{{"name.zh", t.Name.Zh}, {"name.en", t.Name.En}} {
		if f := checkLine(n.field, n.value, 1, maxName); f != nil {
			bad = append(bad, *f)
		}
	}
	switch t.Kind {
	case Ministry:
		if !ministryCode.MatchString(t.Ministry) {
			bad = append(bad, fault.Field{Field: "ministry", Code: "team.ministry", Detail: "two to twelve capital letters or digits"})
		}
	case Enterprise, House:
		if t.Ministry != "" {
			bad = append(bad, fault.Field{Field: "ministry", Code: "team.ministry", Detail: "only a ministry has a ministry code"})
		}
		if t.Kind == House && t.ID != "" && t.ID != HouseID {
			bad = append(bad, fault.Field{Field: "kind", Code: "team.house", Detail: "there is one house team"})
		}
	default:
		bad = append(bad, fault.Field{Field: "kind", Code: "field.choice", Detail: "enterprise, ministry or house"})
	}
	return fault.Bad("access.Team.Validate", bad)
}

// Membership says that a person holds a role in a team. Its ID is
// MembershipID, so that the same grant cannot be stored twice and survive its
// own revocation.
type Membership struct {
	ID        string    `json:"id" bson:"_id"`
	Version   int64     `json:"version"`
	CreatedAt time.Time `json:"createdAt" format:"date-time"`
	UpdatedAt time.Time `json:"updatedAt" format:"date-time"`

	UserID string `json:"userId"`
	TeamID string `json:"teamId"`
	Role   Role   `json:"role" swaggertype:"string" enums:"viewer,analyst,lead,reviewer,chair,system-admin,security-admin,audit-admin"`
}

// MembershipID is the id of the membership of user in team as role.
func MembershipID(userID, teamID string, role Role) string {
	return userID + "." + teamID + "." + string(role)
}

// Head returns what every stored thing carries.
func (m Membership) Head() audit.Head {
	return audit.Head{ID: m.ID, Version: m.Version, CreatedAt: m.CreatedAt, UpdatedAt: m.UpdatedAt}
}

// WithHead returns m with its head replaced.
func (m Membership) WithHead(h audit.Head) Membership {
	m.ID, m.Version, m.CreatedAt, m.UpdatedAt = h.ID, h.Version, h.CreatedAt, h.UpdatedAt
	return m
}

// Validate reports every broken field of m, given the team it is in: the id is
// the canonical one and the role is one of that kind of team.
func (m Membership) Validate(t Team) error {
	var bad []fault.Field
	if m.UserID == "" {
		bad = append(bad, fault.Field{Field: "userId", Code: "field.required", Detail: "which person"})
	}
	if m.TeamID == "" || m.TeamID != t.ID {
		bad = append(bad, fault.Field{Field: "teamId", Code: "field.required", Detail: "which team"})
	}
	if !m.Role.in(t.Kind) {
		bad = append(bad, fault.Field{Field: "role", Code: "membership.role", Detail: "not a role of a team of kind " + t.Kind})
	}
	if m.ID != MembershipID(m.UserID, m.TeamID, m.Role) {
		bad = append(bad, fault.Field{Field: "id", Code: "field.form", Detail: "not the canonical id"})
	}
	return fault.Bad("access.Membership.Validate", bad)
}

// Beside returns a Conflict fault if m cannot stand beside the roles its person
// holds: who administers the house neither prepares nor decides (三权分立), so
// nobody has an office of the house and a role in an enterprise or a ministry.
func (m Membership) Beside(held []Membership) error {
	for _, h := range held {
		if h.UserID == m.UserID && (h.TeamID == HouseID) != (m.TeamID == HouseID) {
			return fault.Newf("access.Membership.Beside", fault.Conflict, "membership.apart", "holds %s in %s", h.Role, h.TeamID)
		}
	}
	return nil
}

// MovedTo returns the membership that takes m's place when its person moves
// from team from to team to, in the same role. A move never leads to a team of
// another kind: who prepares, who decides and who administers are kept apart,
// so such a change is two acts, each with its own line in the trail.
//
// Errors, each Invalid on the field teamId: membership.kind for a team of
// another kind, team.archived for one whose roles no longer count.
func (m Membership) MovedTo(from, to Team) (Membership, error) {
	const op = "access.Membership.MovedTo"
	bad := func(code, detail string) error {
		return fault.Bad(op, []fault.Field{{Field: "teamId", Code: code, Detail: detail}})
	}
	switch {
	case from.Kind != to.Kind:
		return m, bad("membership.kind", "of kind "+to.Kind+", not "+from.Kind)
	case to.Archived:
		return m, bad("team.archived", "its roles no longer count")
	}
	next := Membership{ID: MembershipID(m.UserID, to.ID, m.Role), UserID: m.UserID, TeamID: to.ID, Role: m.Role}
	return next, fault.Wrap(op, next.Validate(to))
}
