package review

import (
	"context"
	"slices"
	"testing"
	"time"

	"parksite/internal/access"
)

// everyRole is an access.Source in which each role is held by one person of
// its name.
type everyRole struct{}

var kindTeam = map[string]string{access.Enterprise: "a", access.Ministry: "m", access.House: access.HouseID}

func (everyRole) AccessRevision(context.Context) (string, error) { return "1", nil }

func (everyRole) AllTeams(context.Context) ([]access.Team, error) {
	var teams []access.Team
	for kind, id := range kindTeam {
		teams = append(teams, access.Team{ID: id, Kind: kind})
	}
	return teams, nil
}

func (everyRole) AllMemberships(context.Context) ([]access.Membership, error) {
	var all []access.Membership
	for kind, team := range kindTeam {
		for _, r := range access.RolesOf(kind) {
			all = append(all, access.Membership{ID: access.MembershipID(string(r), team, r), UserID: string(r), TeamID: team, Role: r})
		}
	}
	return all, nil
}

// TestTableAgreesWithPolicy: the route's permission and this package's table
// name the same roles, so neither refuses what the other promises.
func TestTableAgreesWithPolicy(t *testing.T) {
	e, err := access.NewEnforcer(t.Context(), everyRole{}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	permission := map[Action]string{ActionSubmit: "submit", ActionOpen: "decide", ActionApprove: "decide", ActionReturn: "decide", ActionReject: "decide",
		ActionRevise: "revise", ActionPublish: "publish", ActionWithdraw: "withdraw", ActionSupersede: "publish"}
	for _, a := range Actions {
		for _, r := range access.Roles {
			may, err := e.MayAny(t.Context(), string(r), "ranking", permission[a])
			if err != nil {
				t.Fatal(err)
			}
			row := table[a]
			if listed := slices.Contains(row.owner, string(r)) || slices.Contains(row.ministry, string(r)); may != listed {
				t.Errorf("%s, %s: the route says %t, the table %t", r, a, may, listed)
			}
			if kind := access.RolesOf(access.Enterprise); slices.Contains(row.owner, string(r)) && !slices.Contains(kind, r) {
				t.Errorf("%s is no role of an owning team", r)
			}
			if kind := access.RolesOf(access.Ministry); slices.Contains(row.ministry, string(r)) && !slices.Contains(kind, r) {
				t.Errorf("%s is no role of a ministry", r)
			}
		}
	}
}
