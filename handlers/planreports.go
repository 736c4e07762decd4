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

// planWriters write a plan in each of formats.
var planWriters = map[string]func(io.Writer, report.PlanDocument) error{
	"csv": report.PlanCSV, "json": report.PlanJSON, "xlsx": report.PlanXLSX, "pdf": report.PlanPDF,
}

// planReportRequest is an unsaved plan.
type planReportRequest struct {
	DatasetID string                  `json:"datasetId,omitempty"` // the newest when absent
	Year      int                     `json:"year,omitempty"`      // of the country data; the dataset's newest when absent
	Layout    appraisal.LayoutRequest `json:"layout"`
	storedSites
}

// layoutReport writes an unsaved plan as a file.
//
//	@Summary      An unsaved plan as spreadsheet, table, document or JSON
//	@Description  As a stored one is written, without the tests that a submission makes.
//	@Tags         layouts
//	@Produce      application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,text/csv,application/pdf,json
//	@Param        format  query  string             false  "xlsx when absent"  Enums(xlsx, csv, pdf, json)
//	@Param        lang    query  string             false  "zh when absent"    Enums(zh, en)
//	@Param        body    body   planReportRequest  true   "what to plan, or the plan itself"
//	@Success      200  {object}  object
//	@Failure      422  {object}  problem  "no choice of sites keeps every condition"
//	@Router       /layouts/report [post]
func (a *API) layoutReport(c *gin.Context) error {
	const op = "handlers.layoutReport"
	name, lang, _, err := reportQuery(c)
	if err != nil {
		return err
	}
	var req planReportRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	ctx := c.Request.Context()
	snap, err := a.snapshot(ctx, req.DatasetID, "datasetId")
	if err != nil {
		return err
	}
	list, err := a.listInForce(ctx)
	if err != nil {
		return fault.Wrap(op, err)
	}
	done, err := a.compute(ctx)
	if err != nil {
		return err
	}
	defer done()
	req.Layout.Models = nil // those of today
	if req.Layout.SiteModel, err = a.siteModelVersion(c, req.Layout.SiteModel, nil); err != nil {
		return fault.Wrap(op, within("layout.", err))
	}
	kept, err := a.kept(c, req.storedSites)
	if err != nil {
		return err
	}
	for _, u := range kept {
		req.Layout.Own = append(req.Layout.Own, appraisal.SiteFigures(u))
	}
	r := appraisal.Ranking{Subject: appraisal.OfLayout, Layout: &req.Layout, Year: req.Year, Seed: 1}
	study, err := a.study(ctx, r, snap, list, a.today(), look)
	if err != nil {
		return fault.Wrap(op, err)
	}
	return a.sendPlan(c, name, report.PlanDocument{Lang: lang, At: a.now().UTC()}, study, snap)
}

// storedPlanReport writes a plan that is kept as a ranking.
func (a *API) storedPlanReport(c *gin.Context, r appraisal.Ranking, seats []review.Seat, name, lang string) error {
	const op = "handlers.storedPlanReport"
	ctx := c.Request.Context()
	o, err := a.outcomeOf(ctx, r)
	if err != nil {
		return fault.Wrap(op, err)
	}
	snap, err := a.snapshots.get(ctx, r.DatasetID)
	if err != nil {
		return fault.Wrap(op, err)
	}
	d := report.PlanDocument{Lang: lang, ID: r.ID, Version: r.Version, Title: r.Title, Purpose: r.Purpose, State: string(stateOf(r)), At: r.UpdatedAt}
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
	return a.sendPlan(c, name, d, *o.layout, snap)
}

// sendPlan writes the whole document before the first byte leaves.
func (a *API) sendPlan(c *gin.Context, name string, d report.PlanDocument, study layout.Study, snap *catalog.Snapshot) error {
	d.Study, d.Snapshot, d.Industries, d.Lanes = study, snap, a.atlas.Industries, a.atlas.Lanes
	for _, s := range a.atlas.Strategies {
		if s.ID == study.Report.Strategy {
			d.Strategy = s
		}
	}
	var b bytes.Buffer
	if err := planWriters[name](&b, d); err != nil {
		return fault.Wrap("handlers.sendPlan", err)
	}
	title := d.Title
	if title == "" {
		title = d.Strategy.ID + " " + inLang(d.Strategy.Name, d.Lang)
	}
	c.Header("Content-Disposition", disposition(title, d.At, name))
	c.Data(200, formats[name].media, b.Bytes())
	return nil
}
