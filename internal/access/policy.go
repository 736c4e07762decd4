package access

import (
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"

	"github.com/casbin/casbin/v2/model"

	"parksite/internal/fault"
)

// The matcher compares object and action first: most rows fall out before the
// costlier look at roles (84 to 35 µs a question).
//
//go:embed model.conf
var modelText string

//go:embed policy.csv
var policyText string

// The prefixes keep a user named like a role, or a team named "*", from being
// taken for one.
func userSubject(id string) string    { return "user:" + id }
func roleSubject(r Role) string       { return "role:" + string(r) }
func teamDomain(teamID string) string { return "team:" + teamID }

// readPolicy reads the shipped role policy: rows "p, role:<name>, object, action".
func readPolicy(text string) ([][]string, error) {
	const op = "access.readPolicy"
	r := csv.NewReader(strings.NewReader(text))
	r.Comment, r.TrimLeadingSpace, r.FieldsPerRecord = '#', true, 4
	rows, err := r.ReadAll()
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	known := map[string]bool{}
	for _, role := range Roles {
		known[roleSubject(role)] = true
	}
	rules := make([][]string, 0, len(rows))
	for _, row := range rows {
		if row[0] != "p" || !known[row[1]] || row[2] == "" || row[3] == "" {
			return nil, fault.Wrap(op, fmt.Errorf("policy row %q names no known role, object and action", row))
		}
		rules = append(rules, row[1:])
	}
	if len(rules) == 0 {
		return nil, fault.Wrap(op, errors.New("the role policy is empty"))
	}
	return rules, nil
}

// adapter hands Casbin the shipped role policy (p) and the memberships read
// from the store (g). Rows go in as fields, never as text lines, so nothing in
// an id is read as syntax.
type adapter struct {
	rules  [][]string
	grants [][]string // user subject, role subject, team domain
}

// setGrants takes the memberships that count: those of teams that exist and
// are not archived. It fails on a role that its team's kind does not have, so
// that a forged row refuses the load instead of making an administrator.
func (a *adapter) setGrants(teams []Team, members []Membership) error {
	byID := make(map[string]Team, len(teams))
	for _, t := range teams {
		byID[t.ID] = t
	}
	grants := make([][]string, 0, len(members))
	for _, m := range members {
		t, ok := byID[m.TeamID]
		if !ok {
			return fmt.Errorf("membership %q is in a team that does not exist", m.ID)
		}
		if err := m.Validate(t); err != nil {
			return fmt.Errorf("membership %q: %w", m.ID, err)
		}
		if !t.Archived {
			grants = append(grants, []string{userSubject(m.UserID), roleSubject(m.Role), teamDomain(m.TeamID)})
		}
	}
	a.grants = grants
	return nil
}

// LoadPolicy fills m; Casbin calls it.
func (a *adapter) LoadPolicy(m model.Model) error {
	for _, r := range a.rules {
		if err := m.AddPolicy("p", "p", r); err != nil {
			return err
		}
	}
	for _, g := range a.grants {
		if err := m.AddPolicy("g", "g", g); err != nil {
			return err
		}
	}
	return nil
}

var errReadOnly = errors.New("the role policy is read-only")

// SavePolicy and the three below refuse: policy ships with the program and
// memberships are written by the store.
func (*adapter) SavePolicy(model.Model) error                              { return errReadOnly }
func (*adapter) AddPolicy(string, string, []string) error                  { return errReadOnly }
func (*adapter) RemovePolicy(string, string, []string) error               { return errReadOnly }
func (*adapter) RemoveFilteredPolicy(string, string, int, ...string) error { return errReadOnly }
