package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"parksite/internal/access"
	"parksite/internal/audit"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/intake"
	"parksite/internal/layout"
)

// siteReading is what a file says of own sites, before any is kept.
type siteReading struct {
	Team     string             `json:"team"`  // it was read for
	Sites    []readSite         `json:"sites"` // in the order of the file
	Rejected []intake.Rejection `json:"rejected"`
	Refused  int                `json:"refused"` // cells, all of them; rejected lists the first 500
	Remarks  []intake.Rejection `json:"remarks"`
}

// readSite is a site of a file with what is doubtful about its position.
type readSite struct {
	intake.SiteLine
	Site     layout.UserSite          `json:"site"` // its id is that of the file only
	Warnings []layout.PositionWarning `json:"warnings"`
}

// siteBatchRequest are the sites of a file that are to be kept.
type siteBatchRequest struct {
	Team  string           `json:"team,omitempty"` // needed when one may keep sites for several teams
	Sites []ownSiteRequest `json:"sites"`          // 500 at most; their own team is not given
}

// siteBatchView is a batch with its sites.
type siteBatchView struct {
	ID    string        `json:"id"`
	Items []ownSiteView `json:"items"`
}

// rowOf is an own site as the table has it.
func rowOf(u layout.UserSite) intake.SiteRow {
	r := intake.SiteRow{Name: u.Name, ISO3: u.ISO3, Lat: u.Lat, Lon: u.Lon, Type: u.Type, PortCity: u.PortCity, Year: u.Year, Source: u.Source, Note: u.Note}
	for _, kind := range intake.SiteFigures {
		for _, f := range layout.Figures() {
			v, _, _ := f.Of(&u)
			if f.Field != kind.Field || v == nil {
				continue
			}
			x := intake.SiteFigure{Field: f.Field, Value: *v}
			if k := slices.IndexFunc(u.Cited, func(c catalog.Citation) bool { return c.Figure == f.Field }); k >= 0 {
				x.Year, x.Source = u.Cited[k].Year, u.Cited[k].Source
			}
			r.Figures = append(r.Figures, x)
		}
	}
	return r
}

// siteOf is a row as an own site.
func siteOf(r intake.SiteRow, id string) layout.UserSite {
	u := layout.UserSite{ID: id, Name: r.Name, ISO3: r.ISO3, Lat: r.Lat, Lon: r.Lon, Type: r.Type, PortCity: r.PortCity, Year: r.Year, Source: r.Source, Note: r.Note}
	figures := layout.Figures()
	for _, x := range r.Figures {
		k := slices.IndexFunc(figures, func(f layout.Figure) bool { return f.Field == x.Field })
		value := x.Value
		*figures[k].At(&u) = &value
		if x.Year == 0 && x.Source == "" {
			continue
		}
		cited := catalog.Citation{Figure: x.Field, Year: x.Year, Source: x.Source}
		if cited.Year == 0 { // one of the two may be the row's
			cited.Year = r.Year
		}
		if cited.Source == "" {
			cited.Source = r.Source
		}
		u.Cited = append(u.Cited, cited)
	}
	return u.Clean()
}

// columnsOf gives the broken fields of a site the keys of the table's columns.
func columnsOf(u *layout.UserSite, bad []fault.Field) []fault.Field {
	out := slices.Clone(bad)
	for i, f := range out {
		var n int
		var part string
		if _, err := fmt.Sscanf(strings.NewReplacer("cited[", "", "].", " ").Replace(f.Field), "%d %s", &n, &part); err == nil && n < len(u.Cited) {
			out[i].Field = u.Cited[n].Figure
			if part != "figure" {
				out[i].Field += "." + part
			}
		}
	}
	return out
}

// getOwnSiteTemplate hands out the empty table.
//
//	@Summary  The table that own sites are imported from
//	@Tags     own sites
//	@Produce  application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,text/csv
//	@Param    format  query  string  false  "xlsx when absent"  Enums(xlsx, csv)
//	@Param    lang    query  string  false  "zh when absent"    Enums(zh, en)
//	@Success  200  {object}  object
//	@Router   /own-sites/template [get]
func (a *API) getOwnSiteTemplate(c *gin.Context) error {
	return a.sendSites(c, "own-sites-template", nil)
}

// exportOwnSites hands out the own sites of one's teams.
//
//	@Summary  Own sites of one's teams as the table they are imported from
//	@Tags     own sites
//	@Produce  application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,text/csv
//	@Param    format  query  string  false  "xlsx when absent"  Enums(xlsx, csv)
//	@Param    lang    query  string  false  "zh when absent"    Enums(zh, en)
//	@Success  200  {object}  object
//	@Router   /own-sites/export [get]
func (a *API) exportOwnSites(c *gin.Context) error {
	teams, err := a.ownTeams(c, "read")
	if err != nil {
		return err
	}
	var list []intake.SiteRow
	var whose []string
	for _, team := range teams {
		all, err := a.teamSites(c.Request.Context(), team)
		if err != nil {
			return err
		}
		for _, o := range all {
			list = append(list, rowOf(o.Site))
		}
		if len(all) > 0 {
			whose = append(whose, team)
		}
	}
	return a.sendSites(c, "own-sites", list, whose...)
}

// sendSites hands out a table of sites, with a line in the trail of each team
// whose sites are in it.
func (a *API) sendSites(c *gin.Context, name string, list []intake.SiteRow, whose ...string) error {
	if err := queries(c, "format", "lang"); err != nil {
		return err
	}
	lang, err := langOf(c)
	if err != nil {
		return err
	}
	countries, err := a.candidates(c)
	if err != nil {
		return err
	}
	return sendTable(c, name, func(f *os.File, format string) error {
		if err := intake.SiteTable(f, list, countries, format, lang); err != nil {
			return err
		}
		for _, team := range whose { // nothing leaves without its line
			ev := audit.Event{Actor: actor(c), Action: "ownSite.export", Object: audit.Ref{Kind: "team", ID: team}, Team: team, Reason: format, Outcome: audit.Done}
			if err := a.store.Record(c.Request.Context(), ev); err != nil {
				return err
			}
		}
		return nil
	}, a.jobs)
}

// candidates are the candidate countries of the newest dataset.
func (a *API) candidates(c *gin.Context) ([]catalog.Country, error) {
	snap, err := a.snapshot(c.Request.Context(), "", "")
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(snap.Countries()), func(x catalog.Country) bool { return !x.Candidate }), nil
}

// readOwnSites reads a file of own sites without keeping anything.
//
//	@Summary      Read own sites from CSV or a spreadsheet: a dry run
//	@Description  Nothing is kept. Every refused cell is listed with its reason; what was understood is to be looked at and sent to /own-sites/batches.
//	@Tags         own sites
//	@Accept       multipart/form-data
//	@Param        file  formData  file    true   "CSV, xlsx or a zip archive of CSV files, by the template"
//	@Param        team  formData  string  false  "needed when one may keep sites for several teams"
//	@Success      200  {object}  siteReading
//	@Failure      413  {object}  problem  "larger than 8 MB, more than 500 sites, or expanding to too much"
//	@Failure      415  {object}  problem  "another kind of file"
//	@Router       /own-sites/readings [post]
func (a *API) readOwnSites(c *gin.Context) error {
	const op = "handlers.readOwnSites"
	if err := queries(c); err != nil {
		return err
	}
	ctx := c.Request.Context()
	up, err := a.receive(c, maxListFile, "team")
	if err != nil {
		return err
	}
	defer up.remove()
	team, err := a.teamFor(c, up.fields["team"], "ownSite", "create")
	if err != nil {
		return err
	}
	countries, err := a.candidates(c)
	if err != nil {
		return err
	}
	at, err := a.siteAtlas(ctx)
	if err != nil {
		return err
	}
	there, err := a.teamSites(ctx, team)
	if err != nil {
		return err
	}
	done, err := a.compute(ctx)
	if err != nil {
		return err
	}
	defer done()
	r, err := intake.ReadSites(ctx, up.file, up.size, intake.SiteOptions{Countries: countries,
		Check: func(row intake.SiteRow) ([]fault.Field, error) {
			u := siteOf(row, "own-new")
			bad, err := fieldsOf(at.CheckOwn(&u))
			return columnsOf(&u, bad), err
		},
		Known: func(row intake.SiteRow) bool {
			u := siteOf(row, "own-new")
			return slices.ContainsFunc(there, func(o layout.TeamSite) bool { return o.Site.Same(&u) })
		}})
	if err != nil {
		return fault.Wrap(op, err)
	}
	out := siteReading{Team: team, Sites: []readSite{}, Rejected: append([]intake.Rejection{}, r.Rejected...), Refused: r.Refused, Remarks: append([]intake.Rejection{}, r.Remarks...)}
	for i, row := range r.Rows {
		u := siteOf(row, fmt.Sprint("own-", i+1))
		out.Sites = append(out.Sites, readSite{r.Lines[i], u, at.PositionWarnings(&u)})
	}
	return ok(c, out)
}

// createSiteBatch keeps the sites of a file, all or none.
//
//	@Summary  Keep the own sites of a file, all or none
//	@Tags     own sites
//	@Param    Idempotency-Key  header  string            false  "makes the request safe to repeat"
//	@Param    body             body    siteBatchRequest  true   "the sites"
//	@Success  201  {object}  siteBatchView
//	@Failure  409  {object}  problem  "the team would have more than it may"
//	@Router   /own-sites/batches [post]
func (a *API) createSiteBatch(c *gin.Context) error {
	const op = "handlers.createSiteBatch"
	var req siteBatchRequest
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
	there, err := a.teamSites(ctx, team)
	if err != nil {
		return err
	}
	sites, err := req.check(at, there)
	if err != nil {
		return err
	}
	if len(there)+len(sites) > maxTeamSites {
		return fault.Newf(op, fault.Conflict, "ownSite.tooMany", "a team keeps at most %d sites", maxTeamSites)
	}
	b := layout.SiteBatch{ID: newID(c), Team: team}
	saved, err := a.store.SaveSiteBatch(ctx, b, sites, audit.Event{Actor: actor(c), Action: "ownSite.import"})
	if err != nil {
		return fault.Wrap(op, err)
	}
	out := siteBatchView{ID: b.ID, Items: []ownSiteView{}}
	for _, o := range saved {
		out.Items = append(out.Items, viewOwn(at, o))
	}
	return answer(c, http.StatusCreated, out)
}

// check returns the sites of a batch, or every broken field of all of them.
func (r siteBatchRequest) check(at *layout.Atlas, there []layout.TeamSite) ([]layout.TeamSite, error) {
	const op = "handlers.siteBatchRequest.check"
	if n := len(r.Sites); n == 0 || n > intake.MaxSiteRows {
		return nil, fault.Bad(op, []fault.Field{{Field: "sites", Code: "list.length", Detail: "1 to 500 sites"}})
	}
	var bad []fault.Field
	var sites []layout.TeamSite
	for i, x := range r.Sites {
		field := func(name string) string { return fmt.Sprintf("sites[%d].%s", i, name) }
		if x.Team != "" {
			bad = append(bad, fault.Field{Field: field("team"), Code: "field.fixed", Detail: "the batch has one team"})
		}
		u, err := x.site(at, "own-"+access.NewID())
		var f *fault.Error
		if errors.As(err, &f) && f.Kind == fault.Invalid {
			for _, y := range f.Fields {
				y.Field = field(y.Field)
				bad = append(bad, y)
			}
		} else if err != nil {
			return nil, fault.Wrap(op, err)
		}
		same := func(o layout.TeamSite) bool { return o.Site.Same(&u) }
		if slices.ContainsFunc(there, same) || slices.ContainsFunc(sites, same) {
			bad = append(bad, fault.Field{Field: field("name"), Code: "ownSite.nameTaken", Detail: "there is a site of this name in this country"})
		}
		sites = append(sites, layout.TeamSite{ID: u.ID, Site: u})
	}
	return sites, fault.Bad(op, bad)
}
