package handlers

import (
	"bytes"
	"io"

	"github.com/gin-gonic/gin"

	"parksite/internal/appraisal"
	"parksite/internal/audit"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/layout"
	"parksite/internal/report"
	"parksite/internal/review"
)

// siteWriters write a ranking of sites in each of formats.
var siteWriters = map[string]func(io.Writer, report.SiteDocument) error{
	"csv": report.SitesCSV, "json": report.SitesJSON, "xlsx": report.SitesXLSX, "pdf": report.SitesPDF,
}

// siteReportRequest is an unsaved ranking of sites.
type siteReportRequest struct {
	DatasetID string                `json:"datasetId,omitempty"` // the newest when absent
	Year      int                   `json:"year,omitempty"`      // of the country data; the dataset's newest when absent
	Sites     appraisal.SiteRequest `json:"sites"`
	storedSites
}

// siteReport writes an unsaved ranking of sites as a file.
//
//	@Summary  An unsaved ranking of sites as spreadsheet, table, document or JSON
//	@Tags     layouts
//	@Produce  application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,text/csv,application/pdf,json
//	@Param    format  query  string             false  "xlsx when absent"  Enums(xlsx, csv, pdf, json)
//	@Param    lang    query  string             false  "zh when absent"    Enums(zh, en)
//	@Param    body    body   siteReportRequest  true   "which sites, and how"
//	@Success  200  {object}  object
//	@Router   /preview/sites/report [post]
func (a *API) siteReport(c *gin.Context) error {
	const op = "handlers.siteReport"
	name, lang, _, err := reportQuery(c)
	if err != nil {
		return err
	}
	var req siteReportRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	ctx := c.Request.Context()
	snap, err := a.snapshot(ctx, req.DatasetID, "datasetId")
	if err != nil {
		return err
	}
	kept, err := a.kept(c, req.storedSites)
	if err != nil {
		return err
	}
	req.Sites.Models = nil // those of today
	if req.Sites.SiteModel, err = a.siteModelVersion(c, req.Sites.SiteModel, nil); err != nil {
		return fault.Wrap(op, within("sites.", err))
	}
	for _, u := range kept {
		if a.competes(req.Sites, u.ISO3) {
			req.Sites.Own = append(req.Sites.Own, appraisal.SiteFigures(u))
		}
	}
	r := appraisal.Ranking{Subject: appraisal.OfSites, Title: "-", Sites: &req.Sites, Year: req.Year, Seed: 1}
	if err := r.Validate(snap); err != nil {
		return fault.Wrap(op, err)
	}
	done, err := a.compute(ctx)
	if err != nil {
		return err
	}
	defer done()
	study, err := a.rankedSites(ctx, r, snap)
	if err != nil {
		return fault.Wrap(op, err)
	}
	return a.sendSiteRanking(c, name, report.SiteDocument{Lang: lang, At: a.now().UTC(), Request: req.Sites}, study, snap)
}

// storedSiteReport writes a ranking of sites that is kept.
func (a *API) storedSiteReport(c *gin.Context, r appraisal.Ranking, seats []review.Seat, name, lang string) error {
	const op = "handlers.storedSiteReport"
	ctx := c.Request.Context()
	o, err := a.outcomeOf(ctx, r)
	if err != nil {
		return fault.Wrap(op, err)
	}
	snap, err := a.snapshots.get(ctx, r.DatasetID)
	if err != nil {
		return fault.Wrap(op, err)
	}
	d := report.SiteDocument{Lang: lang, ID: r.ID, Version: r.Version, Title: r.Title, Purpose: r.Purpose, State: string(stateOf(r)), At: r.UpdatedAt, Request: *r.Sites}
	own := ofTeam(seats, r.Team)
	if own {
		d.Notes = r.Notes
	}
	if a.publicURL != "" {
		d.VerifyAt = a.publicURL + "/rankings/" + r.ID
	}
	if d.Team, d.Owner, err = a.people(ctx, r, lang); err != nil {
		return fault.Wrap(op, err)
	}
	if own || r.Review.Concerned(seats) {
		if d.Opinions, err = a.opinions(ctx, r, lang); err != nil {
			return fault.Wrap(op, err)
		}
	}
	ev := audit.Event{Actor: actor(c), Action: "ranking.export", Object: audit.Ref{Kind: "ranking", ID: r.ID}, Team: r.Team, Reason: name, Outcome: audit.Done}
	if err := a.store.Record(ctx, ev); err != nil { // nothing leaves without its line
		return fault.Wrap(op, err)
	}
	return a.sendSiteRanking(c, name, d, *o.sites, snap)
}

// sendSiteRanking writes the whole document before the first byte leaves.
func (a *API) sendSiteRanking(c *gin.Context, name string, d report.SiteDocument, study layout.SiteStudy, snap *catalog.Snapshot) error {
	d.Study, d.Snapshot = study, snap
	for _, s := range a.atlas.Strategies {
		if s.ID == d.Request.Strategy {
			d.Strategy = s
		}
	}
	var b bytes.Buffer
	if err := siteWriters[name](&b, d); err != nil {
		return fault.Wrap("handlers.sendSiteRanking", err)
	}
	title := d.Title
	if title == "" {
		title = map[string]string{"zh": "园址排名 ", "en": "sites "}[d.Lang] + d.Strategy.ID + d.Request.Within
	}
	c.Header("Content-Disposition", disposition(title, d.At, name))
	c.Data(200, formats[name].media, b.Bytes())
	return nil
}
