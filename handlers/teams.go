package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"parksite/internal/access"
	"parksite/internal/audit"
	"parksite/internal/fault"
	"parksite/internal/store"
)

// teamRequest is a team as an administrator writes it.
type teamRequest struct {
	Name     access.Text `json:"name"`
	Kind     string      `json:"kind" enums:"enterprise,ministry"`
	Ministry string      `json:"ministry,omitempty"` // code such as NDRC, of a ministry
	Archived bool        `json:"archived,omitempty"`
}

// membershipRequest gives somebody a role in a team.
type membershipRequest struct {
	UserID string      `json:"userId"`
	TeamID string      `json:"teamId"`
	Role   access.Role `json:"role" swaggertype:"string" enums:"viewer,analyst,lead,reviewer,chair,system-admin,security-admin,audit-admin"`
}

// listTeams answers with the teams.
//
//	@Summary  Teams
//	@Tags     teams
//	@Param    page      query  int  false  "from 1"
//	@Param    pageSize  query  int  false  "at most 200"
//	@Success  200  {object}  list[access.Team]
//	@Router   /teams [get]
func (a *API) listTeams(c *gin.Context) error {
	if err := queries(c, "page", "pageSize"); err != nil {
		return err
	}
	ctx, p := c.Request.Context(), principalOf(c)
	all, err := a.store.AllTeams(ctx)
	if err != nil {
		return err
	}
	// Which enterprises plan with this program is no concern of the others:
	// administrators see all teams, everybody else their own and the ministries.
	everything, err := a.access.MayAny(ctx, p.user.ID, "membership", "read")
	if err != nil {
		return err
	}
	seats, err := a.access.Seats(ctx, p.user.ID)
	if err != nil {
		return err
	}
	own := map[string]bool{}
	for _, s := range seats {
		own[s.TeamID] = true
	}
	var found []access.Team
	for _, t := range all {
		if everything || own[t.ID] || t.Kind == access.Ministry {
			found = append(found, t)
		}
	}
	return pageOf(c, found)
}

// createTeam makes a team.
//
//	@Summary  Make a team
//	@Tags     teams
//	@Param    Idempotency-Key  header  string       false  "makes the request safe to repeat"
//	@Param    body             body    teamRequest  true   "the team"
//	@Success  201  {object}  access.Team
//	@Failure  409  {object}  problem  "another team has the ministry's code"
//	@Router   /teams [post]
func (a *API) createTeam(c *gin.Context) error {
	const op = "handlers.createTeam"
	var req teamRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	t, err := req.team(access.Team{ID: newID(c)})
	if err != nil {
		return fault.Wrap(op, err)
	}
	saved, err := a.store.SaveTeam(c.Request.Context(), t, audit.Event{Actor: actor(c), Action: "team.create"})
	if repeated(c, err, "team.exists") {
		saved, err = a.store.Team(c.Request.Context(), t.ID)
	}
	if err != nil {
		return fault.Wrap(op, err)
	}
	c.Header("Location", apiPrefix+"/teams/"+saved.ID)
	return a.reloaded(c, func() error { return versioned(c, http.StatusCreated, saved.Version, saved) })
}

func (req teamRequest) team(t access.Team) (access.Team, error) {
	t.Name = access.Text{Zh: access.CleanLine(req.Name.Zh), En: access.CleanLine(req.Name.En)}
	t.Kind, t.Ministry, t.Archived = req.Kind, req.Ministry, req.Archived
	if err := t.Validate(); err != nil {
		return t, err
	}
	if t.Kind == access.House && t.ID != access.HouseID {
		return t, fault.Bad("handlers.team", []fault.Field{{Field: "kind", Code: "team.house", Detail: "there is one house team"}})
	}
	return t, nil
}

// reloaded answers once the role policy knows what was written, so that the
// very next request is decided by it.
func (a *API) reloaded(c *gin.Context, then func() error) error {
	if err := a.access.Reload(c.Request.Context()); err != nil {
		return fault.Wrap("handlers.reloaded", err)
	}
	return then()
}

// getTeam answers with one team.
//
//	@Summary  A team
//	@Tags     teams
//	@Param    id  path  string  true  "team"
//	@Success  200  {object}  access.Team
//	@Router   /teams/{id} [get]
func (a *API) getTeam(c *gin.Context) error {
	if err := queries(c); err != nil {
		return err
	}
	t, err := a.store.Team(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return versioned(c, http.StatusOK, t.Version, t)
}

// putTeam changes a team; archived, its roles no longer count.
//
//	@Summary  Change or archive a team
//	@Tags     teams
//	@Param    id        path    string       true  "team"
//	@Param    If-Match  header  string       true  "the version that was read, in quotes"
//	@Param    body      body    teamRequest  true  "the team; its kind stays"
//	@Success  200  {object}  access.Team
//	@Router   /teams/{id} [put]
func (a *API) putTeam(c *gin.Context) error {
	const op = "handlers.putTeam"
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	var req teamRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	t, err := a.store.Team(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	if req.Kind != t.Kind || t.ID == access.HouseID && req.Archived {
		return fault.Bad(op, []fault.Field{{Field: "kind", Code: "field.fixed", Detail: "a team's kind does not change, and the house stays open"}})
	}
	if t, err = req.team(t); err != nil {
		return fault.Wrap(op, err)
	}
	t.Version = version
	saved, err := a.store.SaveTeam(c.Request.Context(), t, audit.Event{Actor: actor(c), Action: "team.edit"})
	if err != nil {
		return fault.Wrap(op, err)
	}
	return a.reloaded(c, func() error { return versioned(c, http.StatusOK, saved.Version, saved) })
}

// listMemberships answers with who holds which role where.
//
//	@Summary  Who holds which role in which team
//	@Tags     teams
//	@Param    userId    query  string  false  "of one person"
//	@Param    teamId    query  string  false  "in one team"
//	@Param    page      query  int     false  "from 1"
//	@Param    pageSize  query  int     false  "at most 200"
//	@Success  200  {object}  list[access.Membership]
//	@Router   /memberships [get]
func (a *API) listMemberships(c *gin.Context) error {
	if err := queries(c, "userId", "teamId", "page", "pageSize"); err != nil {
		return err
	}
	page, size, err := paging(c)
	if err != nil {
		return err
	}
	where := map[string][]string{}
	for _, key := range []string{"userId", "teamId"} {
		if v := c.Query(key); v != "" {
			where[key] = []string{v}
		}
	}
	items, total, err := a.store.FindMemberships(c.Request.Context(), store.Query{Where: where, Page: page, PageSize: size})
	if err != nil {
		return err
	}
	return listOf(c, items, total, page, size)
}

// createMembership gives somebody a role in a team. Nobody gives one to
// themselves, and who holds an office of the house gets none elsewhere.
//
//	@Summary  Give somebody a role in a team
//	@Tags     teams
//	@Param    Idempotency-Key  header  string             false  "makes the request safe to repeat"
//	@Param    body             body    membershipRequest  true   "who, where, as what"
//	@Success  201  {object}  access.Membership
//	@Failure  409  {object}  problem  "they hold it already, are the caller, or hold an office of the house and this is none, or the other way round"
//	@Router   /memberships [post]
func (a *API) createMembership(c *gin.Context) error {
	const op = "handlers.createMembership"
	var req membershipRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	ctx := c.Request.Context()
	t, err := a.store.Team(ctx, req.TeamID)
	if fault.Is(err, fault.NotFound) {
		return fault.Bad(op, []fault.Field{{Field: "teamId", Code: "team.unknown", Detail: "there is no such team"}})
	}
	if err != nil {
		return fault.Wrap(op, err)
	}
	u, err := a.store.User(ctx, req.UserID)
	if fault.Is(err, fault.NotFound) {
		return fault.Bad(op, []fault.Field{{Field: "userId", Code: "user.unknown", Detail: "there is no such account"}})
	}
	if err != nil {
		return fault.Wrap(op, err)
	}
	m := access.Membership{ID: access.MembershipID(req.UserID, req.TeamID, req.Role), UserID: req.UserID, TeamID: req.TeamID, Role: req.Role}
	if err := m.Validate(t); err != nil {
		return fault.Wrap(op, err)
	}
	if u.ID == principalOf(c).user.ID {
		return fault.Newf(op, fault.Conflict, "user.self", "nobody gives themselves a role")
	}
	held, _, err := a.store.FindMemberships(ctx, store.Query{Where: map[string][]string{"userId": {u.ID}}})
	if err != nil {
		return fault.Wrap(op, err)
	}
	if err := m.Beside(held); err != nil {
		return fault.Wrap(op, err)
	}
	saved, err := a.store.SaveMembership(ctx, m, audit.Event{Actor: actor(c), Action: "membership.create"})
	if err != nil {
		return fault.Wrap(op, err)
	}
	if err := a.rolesChanged(c, u); err != nil {
		return err
	}
	c.Header("Location", apiPrefix+"/memberships/"+saved.ID)
	return versioned(c, http.StatusCreated, saved.Version, saved)
}

// moveRequest names the team somebody moves to.
type moveRequest struct {
	TeamID string `json:"teamId"`
}

// moveMembership moves somebody to another team in the role they hold; it
// counts on the very next request.
//
//	@Summary      Move somebody to another team, in the role they hold
//	@Description  To a team of the same kind; nobody moves themselves. The trail shows the move as two lines, in the team left and the team joined.
//	@Tags         teams
//	@Param        id        path    string       true  "membership"
//	@Param        If-Match  header  string       true  "the version that was read, in quotes"
//	@Param        body      body    moveRequest  true  "where to"
//	@Success      200  {object}  access.Membership
//	@Failure      409  {object}  problem  "they hold this role there already, or it is oneself"
//	@Router       /memberships/{id}/move [post]
func (a *API) moveMembership(c *gin.Context) error {
	const op = "handlers.moveMembership"
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	var req moveRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	ctx := c.Request.Context()
	m, err := a.store.Membership(ctx, c.Param("id"))
	if err != nil {
		return err
	}
	if m.UserID == principalOf(c).user.ID {
		return fault.Newf(op, fault.Conflict, "user.self", "nobody moves themselves")
	}
	to, err := a.store.Team(ctx, req.TeamID)
	if fault.Is(err, fault.NotFound) {
		return fault.Bad(op, []fault.Field{{Field: "teamId", Code: "team.unknown", Detail: "there is no such team"}})
	}
	if err != nil {
		return fault.Wrap(op, err)
	}
	from, err := a.store.Team(ctx, m.TeamID)
	if err != nil {
		return fault.Wrap(op, err)
	}
	next, err := m.MovedTo(from, to)
	if err != nil {
		return fault.Wrap(op, err)
	}
	next, err = a.store.MoveMembership(ctx, m.ID, version, next, audit.Event{Actor: actor(c), Action: "membership.move"})
	if err != nil {
		return fault.Wrap(op, err)
	}
	u, err := a.store.User(ctx, m.UserID)
	if err != nil {
		return fault.Wrap(op, err)
	}
	if err := a.rolesChanged(c, u); err != nil {
		return err
	}
	return versioned(c, http.StatusOK, next.Version, next)
}

// deleteMembership takes a role away; it counts on the very next request.
//
//	@Summary  Take a role away
//	@Tags     teams
//	@Param    id        path    string  true  "membership"
//	@Param    If-Match  header  string  true  "the version that was read, in quotes"
//	@Success  204
//	@Router   /memberships/{id} [delete]
func (a *API) deleteMembership(c *gin.Context) error {
	const op = "handlers.deleteMembership"
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	m, err := a.store.Membership(ctx, c.Param("id"))
	if err != nil {
		return err
	}
	if m.UserID == principalOf(c).user.ID && m.TeamID == access.HouseID && m.Role == access.SecurityAdmin {
		return fault.Newf(op, fault.Conflict, "user.self", "nobody takes this office from themselves: name another first")
	}
	if err := a.store.DeleteMembership(ctx, m.ID, version, audit.Event{Actor: actor(c), Action: "membership.delete"}); err != nil {
		return fault.Wrap(op, err)
	}
	u, err := a.store.User(ctx, m.UserID)
	if err != nil {
		return fault.Wrap(op, err)
	}
	if err := a.rolesChanged(c, u); err != nil {
		return err
	}
	c.Status(http.StatusNoContent)
	return nil
}

// rolesChanged makes a change of roles count at once: the policy is loaded
// anew, and the person's sessions end, so that no session outlives the role it
// began with.
func (a *API) rolesChanged(c *gin.Context, u access.User) error {
	const op = "handlers.rolesChanged"
	ctx := c.Request.Context()
	if err := a.access.Reload(ctx); err != nil {
		return fault.Wrap(op, err)
	}
	if u.ID == principalOf(c).user.ID {
		return nil
	}
	return fault.Wrap(op, a.sessions.endAll(ctx, u.ID))
}
