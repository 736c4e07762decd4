package handlers

import (
	"context"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"parksite/internal/access"
	"parksite/internal/audit"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/layout"
	"parksite/internal/store"
)

// ownSiteRequest is a team's own candidate site as its people write it. Figures
// take the site's year and source but where cited has their own.
type ownSiteRequest struct {
	Team     string             `json:"team,omitempty"` // needed when one may keep sites for several teams; fixed once made
	Name     catalog.Text       `json:"name"`           // in one language at least
	ISO3     string             `json:"iso3"`
	Lat      *float64           `json:"lat"` // decimal degrees, south negative
	Lon      *float64           `json:"lon"` // west negative
	Type     string             `json:"type,omitempty" enums:"port,park,land"`
	PortCity bool               `json:"portCity,omitempty"`
	Year     int                `json:"year,omitempty"`
	Source   string             `json:"source,omitempty"`
	Note     string             `json:"note,omitempty"`
	Cited    []catalog.Citation `json:"cited,omitempty"`

	LandPriceUSDPerM2   *float64 `json:"landPriceUSDPerM2,omitempty"`
	AreaHa              *float64 `json:"areaHa,omitempty"`
	PowerPriceUSDPerKWh *float64 `json:"powerPriceUSDPerKWh,omitempty"`
	LabourUSDPerMonth   *float64 `json:"labourUSDPerMonth,omitempty"`
	WaterPriceUSDPerM3  *float64 `json:"waterPriceUSDPerM3,omitempty"`
	GasPriceUSDPerM3    *float64 `json:"gasPriceUSDPerM3,omitempty"`
	HarbourDepthM       *float64 `json:"harbourDepthM,omitempty"`
	InvestmentPerHa     *float64 `json:"investmentPerHa,omitempty"`
	IndustrialTaxPerHa  *float64 `json:"industrialTaxPerHa,omitempty"`
	OverallTaxPerHa     *float64 `json:"overallTaxPerHa,omitempty"`
	PlotRatio           *float64 `json:"plotRatio,omitempty"`
	BuildingCoveragePct *float64 `json:"buildingCoveragePct,omitempty"`
}

// ownSiteView is a team's own site with what is doubtful about its position.
type ownSiteView struct {
	layout.TeamSite
	Warnings []layout.PositionWarning `json:"warnings"`
}

// ownSiteCheck is what is doubtful about a site that could be stored.
type ownSiteCheck struct {
	Warnings []layout.PositionWarning `json:"warnings"`
}

// maxTeamSites bounds the own sites of one team.
const maxTeamSites = 500

// siteAtlas knows the countries and listed places of the newest dataset.
func (a *API) siteAtlas(ctx context.Context) (*layout.Atlas, error) {
	snap, err := a.snapshot(ctx, "", "")
	if err != nil {
		return nil, err
	}
	return layout.NewAtlas(layout.Data{Countries: snap.Tables().Countries, Sites: a.atlas.Sites})
}

// site is the request as a site, checked.
func (r ownSiteRequest) site(at *layout.Atlas, id string) (layout.UserSite, error) {
	const op = "handlers.ownSiteRequest.site"
	u := layout.UserSite{ID: id, Name: r.Name, ISO3: r.ISO3, Type: r.Type, PortCity: r.PortCity, Year: r.Year, Source: r.Source, Note: r.Note, Cited: r.Cited,
		LandPriceUSDPerM2: r.LandPriceUSDPerM2, AreaHa: r.AreaHa, PowerPriceUSDPerKWh: r.PowerPriceUSDPerKWh, LabourUSDPerMonth: r.LabourUSDPerMonth,
		WaterPriceUSDPerM3: r.WaterPriceUSDPerM3, GasPriceUSDPerM3: r.GasPriceUSDPerM3, HarbourDepthM: r.HarbourDepthM, InvestmentPerHa: r.InvestmentPerHa,
		IndustrialTaxPerHa: r.IndustrialTaxPerHa, OverallTaxPerHa: r.OverallTaxPerHa, PlotRatio: r.PlotRatio, BuildingCoveragePct: r.BuildingCoveragePct}
	var missing []fault.Field
	for _, p := range []struct {
		field    string
		from, to *float64
	}{{"lat", r.Lat, &u.Lat}, {"lon", r.Lon, &u.Lon}} {
		if p.from == nil {
			missing = append(missing, fault.Field{Field: p.field, Code: "field.required", Detail: "decimal degrees"})
		} else {
			*p.to = *p.from
		}
	}
	u = u.Clean()
	bad, err := fieldsOf(at.CheckOwn(&u))
	if err != nil {
		return u, fault.Wrap(op, err)
	}
	return u, fault.Bad(op, append(missing, bad...))
}

// ownTeams are the teams whose own sites the caller may do action with.
func (a *API) ownTeams(c *gin.Context, action string) ([]string, error) {
	teams, err := a.access.TeamsWith(c.Request.Context(), principalOf(c).user.ID, "ownSite", action)
	return slices.DeleteFunc(slices.Clone(teams), func(t string) bool { return t == access.HouseID }), fault.Wrap("handlers.ownTeams", err)
}

// ownSite loads an own site with which the caller may do action. One of another
// team is absent.
func (a *API) ownSite(c *gin.Context, id, action string) (layout.TeamSite, error) {
	const op = "handlers.ownSite"
	// First who asks: a site that is another team's takes no longer than none.
	readable, err := a.ownTeams(c, "read")
	if err != nil {
		return layout.TeamSite{}, err
	}
	hidden, err := a.store.OwnSiteHidden(c.Request.Context(), id, readable)
	if err != nil {
		return layout.TeamSite{}, fault.Wrap(op, err)
	}
	if hidden {
		return layout.TeamSite{}, fault.New(op, fault.NotFound, "ownSite.notFound")
	}
	o, err := a.store.OwnSite(c.Request.Context(), id)
	if err != nil {
		return o, fault.Wrap(op, err)
	}
	return o, a.mayOwn(c, o, readable, action)
}

// mayOwn says whether the caller, who may read the sites of readable, may do
// action with o: NotFound where they may not even read it.
func (a *API) mayOwn(c *gin.Context, o layout.TeamSite, readable []string, action string) error {
	const op = "handlers.mayOwn"
	if !slices.Contains(readable, o.Team) {
		return fault.New(op, fault.NotFound, "ownSite.notFound")
	}
	if teams, err := a.ownTeams(c, action); err != nil || slices.Contains(teams, o.Team) {
		return err
	}
	return fault.New(op, fault.Forbidden, "forbidden")
}

// teamSites are all own sites of a team, by id.
func (a *API) teamSites(ctx context.Context, team string) ([]layout.TeamSite, error) {
	all, _, err := a.store.FindOwnSites(ctx, store.Query{Where: map[string][]string{"team": {team}}})
	return all, fault.Wrap("handlers.teamSites", err)
}

// free checks that a team has no other site that would be taken for u, and room.
func (a *API) free(ctx context.Context, team string, u *layout.UserSite, more int) error {
	const op = "handlers.free"
	all, err := a.teamSites(ctx, team)
	if err != nil {
		return err
	}
	for i := range all {
		if all[i].ID != u.ID && all[i].Site.Same(u) {
			return fault.Bad(op, []fault.Field{{Field: "name", Code: "ownSite.nameTaken", Detail: "the team has a site of this name in this country"}})
		}
	}
	if len(all)+more > maxTeamSites {
		return fault.Newf(op, fault.Conflict, "ownSite.tooMany", "a team keeps at most %d sites", maxTeamSites)
	}
	return nil
}

func viewOwn(at *layout.Atlas, o layout.TeamSite) ownSiteView {
	return ownSiteView{o, at.PositionWarnings(&o.Site)}
}

// listOwnSites answers with the own sites of one's teams.
//
//	@Summary  Own candidate sites of one's teams
//	@Tags     own sites
//	@Param    iso3      query  string  false  "country"
//	@Param    page      query  int     false  "from 1"
//	@Param    pageSize  query  int     false  "at most 200"
//	@Success  200  {object}  list[ownSiteView]
//	@Router   /own-sites [get]
func (a *API) listOwnSites(c *gin.Context) error {
	const op = "handlers.listOwnSites"
	if err := queries(c, "iso3", "page", "pageSize"); err != nil {
		return err
	}
	page, size, err := paging(c)
	if err != nil {
		return err
	}
	teams, err := a.ownTeams(c, "read")
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	where := map[string][]string{"team": teams}
	if iso3 := c.Query("iso3"); iso3 != "" {
		where["iso3"] = []string{iso3}
	}
	found, total, err := a.store.FindOwnSites(ctx, store.Query{Where: where, Sort: "-updatedAt", Page: page, PageSize: size})
	if err != nil {
		return fault.Wrap(op, err)
	}
	at, err := a.siteAtlas(ctx)
	if err != nil {
		return err
	}
	items := make([]ownSiteView, len(found))
	for i, o := range found {
		items[i] = viewOwn(at, o)
	}
	return listOf(c, items, total, page, size)
}

// createOwnSite keeps an own site.
//
//	@Summary      Keep a candidate site of one's team
//	@Description  Only the team sees it. A doubtful position is told under warnings and does not prevent anything.
//	@Tags         own sites
//	@Param        Idempotency-Key  header  string          false  "makes the request safe to repeat"
//	@Param        body             body    ownSiteRequest  true   "the site"
//	@Success      201  {object}  ownSiteView
//	@Failure      409  {object}  problem  "the team has as many as it may"
//	@Router       /own-sites [post]
func (a *API) createOwnSite(c *gin.Context) error {
	const op = "handlers.createOwnSite"
	var req ownSiteRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	team, err := a.teamFor(c, req.Team, "ownSite", "create")
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	at, err := a.siteAtlas(ctx)
	if err != nil {
		return err
	}
	u, err := req.site(at, "own-"+newID(c))
	if err != nil {
		return err
	}
	if err := a.free(ctx, team, &u, 1); err != nil {
		return err
	}
	o, err := a.store.SaveOwnSite(ctx, layout.TeamSite{ID: u.ID, Team: team, Site: u}, audit.Event{Actor: actor(c), Action: "ownSite.create"})
	if repeated(c, err, "ownSite.exists") {
		o, err = a.store.OwnSite(ctx, u.ID)
	}
	if err != nil {
		return fault.Wrap(op, err)
	}
	c.Header("Location", apiPrefix+"/own-sites/"+o.ID)
	return versioned(c, http.StatusCreated, o.Version, viewOwn(at, o))
}

// checkOwnSite says what would be wrong with a site, without keeping it.
//
//	@Summary  What would be wrong or doubtful about an own site; nothing is kept
//	@Tags     own sites
//	@Param    body  body  ownSiteRequest  true  "the site"
//	@Success  200  {object}  ownSiteCheck
//	@Router   /own-sites/check [post]
func (a *API) checkOwnSite(c *gin.Context) error {
	var req ownSiteRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	at, err := a.siteAtlas(c.Request.Context())
	if err != nil {
		return err
	}
	u, err := req.site(at, "own-new")
	if err != nil {
		return err
	}
	return ok(c, ownSiteCheck{at.PositionWarnings(&u)})
}

// getOwnSite answers with one own site.
//
//	@Summary  An own site
//	@Tags     own sites
//	@Param    id  path  string  true  "own site"
//	@Success  200  {object}  ownSiteView
//	@Router   /own-sites/{id} [get]
func (a *API) getOwnSite(c *gin.Context) error {
	if err := queries(c); err != nil {
		return err
	}
	o, err := a.ownSite(c, c.Param("id"), "read")
	if err != nil {
		return err
	}
	at, err := a.siteAtlas(c.Request.Context())
	if err != nil {
		return err
	}
	return versioned(c, http.StatusOK, o.Version, viewOwn(at, o))
}

// getOwnSiteVersion answers with an own site as it was.
//
//	@Summary  An own site as it was in one version
//	@Tags     own sites
//	@Param    id  path  string  true  "own site"
//	@Param    v   path  int     true  "version"
//	@Success  200  {object}  layout.TeamSite
//	@Router   /own-sites/{id}/versions/{v} [get]
func (a *API) getOwnSiteVersion(c *gin.Context) error {
	if err := queries(c); err != nil {
		return err
	}
	v, err := pathVersion(c, "ownSite.notFound")
	if err != nil {
		return err
	}
	if _, err := a.ownSite(c, c.Param("id"), "read"); err != nil {
		return err
	}
	o, err := a.store.OwnSiteVersion(c.Request.Context(), c.Param("id"), v)
	if err != nil {
		return err
	}
	return versioned(c, http.StatusOK, o.Version, o)
}

// putOwnSite changes an own site.
//
//	@Summary      Change an own site; its team stays
//	@Description  What was made with it, drafts included, keeps the site as it was then.
//	@Tags         own sites
//	@Param        id        path    string          true  "own site"
//	@Param        If-Match  header  string          true  "the version that was read, in quotes"
//	@Param        body      body    ownSiteRequest  true  "the site"
//	@Success      200  {object}  ownSiteView
//	@Router       /own-sites/{id} [put]
func (a *API) putOwnSite(c *gin.Context) error {
	const op = "handlers.putOwnSite"
	o, err := a.ownSite(c, c.Param("id"), "edit")
	if err != nil {
		return err
	}
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	var req ownSiteRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	if req.Team != "" && req.Team != o.Team {
		return fault.Bad(op, []fault.Field{{Field: "team", Code: "field.fixed", Detail: "an own site's team does not change"}})
	}
	ctx := c.Request.Context()
	at, err := a.siteAtlas(ctx)
	if err != nil {
		return err
	}
	if o.Site, err = req.site(at, o.ID); err != nil {
		return err
	}
	if err := a.free(ctx, o.Team, &o.Site, 0); err != nil {
		return err
	}
	o.Version = version
	if o, err = a.store.SaveOwnSite(ctx, o, audit.Event{Actor: actor(c), Action: "ownSite.edit"}); err != nil {
		return fault.Wrap(op, err)
	}
	return versioned(c, http.StatusOK, o.Version, viewOwn(at, o))
}

// deleteOwnSite deletes an own site.
//
//	@Summary      Delete an own site; it can be restored
//	@Description  What was made with it keeps its copy.
//	@Tags         own sites
//	@Param        id        path    string  true  "own site"
//	@Param        If-Match  header  string  true  "the version that was read, in quotes"
//	@Success      204
//	@Router       /own-sites/{id} [delete]
func (a *API) deleteOwnSite(c *gin.Context) error {
	o, err := a.ownSite(c, c.Param("id"), "delete")
	if err != nil {
		return err
	}
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	if err := a.store.DeleteOwnSite(c.Request.Context(), o.ID, version, audit.Event{Actor: actor(c), Action: "ownSite.delete"}); err != nil {
		return fault.Wrap("handlers.deleteOwnSite", err)
	}
	c.Status(http.StatusNoContent)
	return nil
}

// restoreOwnSite brings a deleted own site back.
//
//	@Summary  Bring a deleted own site back as it last was
//	@Tags     own sites
//	@Param    id  path  string  true  "own site"
//	@Success  200  {object}  ownSiteView
//	@Failure  409  {object}  problem  "it is there"
//	@Router   /own-sites/{id}/restoration [post]
func (a *API) restoreOwnSite(c *gin.Context) error {
	const op = "handlers.restoreOwnSite"
	ctx, id := c.Request.Context(), c.Param("id")
	readable, err := a.ownTeams(c, "read")
	if err != nil {
		return err
	}
	o, err := a.store.DeletedOwnSite(ctx, id)
	if fault.Is(err, fault.NotFound) {
		if _, err := a.ownSite(c, id, "edit"); err != nil {
			return err
		}
		return fault.New(op, fault.Conflict, "ownSite.exists")
	}
	if err != nil {
		return fault.Wrap(op, err)
	}
	if err := a.mayOwn(c, o, readable, "edit"); err != nil {
		return err
	}
	if err := a.free(ctx, o.Team, &o.Site, 1); err != nil {
		return err
	}
	at, err := a.siteAtlas(ctx)
	if err != nil {
		return err
	}
	o.Version = 0
	if o, err = a.store.SaveOwnSite(ctx, o, audit.Event{Actor: actor(c), Action: "ownSite.restore"}); err != nil {
		return fault.Wrap(op, err)
	}
	return versioned(c, http.StatusOK, o.Version, viewOwn(at, o))
}
