package handlers

import (
	"context"
	"net/http"
	"os"
	"strings"

	"github.com/gin-gonic/gin"

	"parksite/internal/appraisal"
	"parksite/internal/audit"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/intake"
	"parksite/internal/store"
)

// importResult is what a dry run found: what publishing would change.
type importResult struct {
	ParentID   string              `json:"parentId"` // the dataset it was compared with
	Digest     string              `json:"digest"`   // of the dataset that publication would make
	Counts     catalog.Counts      `json:"counts"`   // of that dataset
	Replace    bool                `json:"replace"`  // a series read stands for the whole series
	Stats      intake.Stats        `json:"stats"`
	Skipped    map[string]int      `json:"skipped"` // left out on purpose, by reason
	Source     catalog.Source      `json:"source"`
	Indicators []catalog.Indicator `json:"indicators"` // new ones
	Difference intake.Difference   `json:"difference"`
	Rejected   []intake.Rejection  `json:"rejected"` // the first 100; all of them at /imports/{id}/rejections
	Remarks    []intake.Rejection  `json:"remarks"`  // the first 100
	Effect     datasetEffect       `json:"effect"`
}

// datasetEffect is how the order of the general model differs between two
// datasets, each at its own newest year.
type datasetEffect struct {
	ModelID      string            `json:"modelId"`
	ModelVersion int64             `json:"modelVersion"`
	YearBefore   int               `json:"yearBefore"`
	YearAfter    int               `json:"yearAfter"`
	Shifts       []appraisal.Shift `json:"shifts"` // every country, largest move first
}

// shownRejections is how many refused cells a job shows itself.
const shownRejections = 100

// importPublicationRequest says why a dry run is published.
type importPublicationRequest struct {
	Reason string `json:"reason"`
}

// createImport takes a file and begins its dry run.
//
//	@Summary      Import a file: begins a dry run
//	@Description  World Bank bulk, series and DataBank files, and users' own tables by the template, told by their content. The job's result says what would change and lists every refused cell; nothing is visible before its publication.
//	@Tags         imports
//	@Accept       multipart/form-data
//	@Param        file             formData  file    true   "CSV, xlsx, or a zip archive of CSV files; 512 MB at most"
//	@Param        indicators       formData  string  false  "codes to take, separated by commas; all when absent"
//	@Param        replace          formData  string  false  "true: a series read stands for the whole series"  Enums(true, false)
//	@Param        sourceId         formData  string  false  "code the values cite; made from title and edition when absent"
//	@Param        sourceTitle      formData  string  false  "where the values come from, when the file does not say"
//	@Param        sourcePublisher  formData  string  false  "publisher"
//	@Param        sourceLicence    formData  string  false  "licence"
//	@Param        sourceVintage    formData  string  false  "edition or date"
//	@Success      202  {object}  job
//	@Failure      413  {object}  problem  "larger than the limit"
//	@Failure      415  {object}  problem  "not multipart/form-data"
//	@Router       /imports [post]
func (a *API) createImport(c *gin.Context) error {
	const op = "handlers.createImport"
	if err := queries(c); err != nil {
		return err
	}
	up, err := a.receive(c, maxImportFile, "indicators", "replace", "sourceId", "sourceTitle", "sourcePublisher", "sourceLicence", "sourceVintage")
	if err != nil {
		return err
	}
	in := importInput{replace: up.fields["replace"] == "true", source: catalog.Source{ID: up.fields["sourceId"], Title: up.fields["sourceTitle"],
		Publisher: up.fields["sourcePublisher"], Licence: up.fields["sourceLicence"], Vintage: up.fields["sourceVintage"]}}
	for code := range strings.SplitSeq(up.fields["indicators"], ",") {
		if code = strings.TrimSpace(code); code != "" {
			in.want = append(in.want, code)
		}
	}
	if r := up.fields["replace"]; r != "" && r != "true" && r != "false" {
		up.remove()
		return fault.Bad(op, []fault.Field{{Field: "replace", Code: "field.choice", Detail: "true or false"}})
	}
	read := func(ctx context.Context, w *work, opt intake.Options) (intake.Batch, error) {
		defer up.remove()
		w.update(func(j *job) { j.Stage, j.Total = "reading", up.size })
		opt.Progress = func(done, total int64) { w.update(func(j *job) { j.Done, j.Total = done, total }) }
		return intake.Read(ctx, up.file, up.size, opt)
	}
	w, err := a.beginImport(c, up.name, in, read, up.remove)
	if err != nil {
		up.remove()
		return fault.Wrap(op, err)
	}
	return accepted(c, w)
}

func accepted(c *gin.Context, w *work) error {
	j, _, _ := w.view()
	c.Header("Location", apiPrefix+"/jobs/"+j.ID)
	return answer(c, http.StatusAccepted, j)
}

// importInput is what an import is told besides its data.
type importInput struct {
	want    []string
	replace bool
	source  catalog.Source
	first   int
	last    int
}

// beginImport starts a dry run; never is called when it ends without having
// begun to read.
func (a *API) beginImport(c *gin.Context, name string, in importInput, read func(context.Context, *work, intake.Options) (intake.Batch, error), never func()) (*work, error) {
	return a.jobs.start(principalOf(c).user.ID, job{Kind: "import", Name: name}, func(ctx context.Context, w *work) (*importResult, error) {
		defer never()
		if err := ctx.Err(); err != nil { // cancelled while it waited
			return nil, err
		}
		return a.dryRun(ctx, w, in, read)
	})
}

// dryRun reads and compares; what it read is staged for a publication.
func (a *API) dryRun(ctx context.Context, w *work, in importInput, read func(context.Context, *work, intake.Options) (intake.Batch, error)) (*importResult, error) {
	const op = "handlers.dryRun"
	parent, err := a.newest(ctx)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	// The snapshot knows derived indicators too: a file that brings values of
	// one is told so, cell by cell.
	before, err := a.snapshots.get(ctx, parent.Dataset.ID)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	b, err := read(ctx, w, intake.Options{Countries: before.Countries(), Indicators: before.Indicators(), Want: in.want, Source: in.source, FirstYear: in.first, LastYear: in.last})
	if err != nil {
		return nil, err
	}
	w.update(func(j *job) { j.Stage = "comparing" })
	plan, err := intake.NewPlan(parent, b, in.replace, "", "")
	if err != nil {
		w.refused = firstOf(b.Rejected) // why nothing is left of the file
		return nil, fault.Wrap(op, err)
	}
	after, err := catalog.NewSnapshot(plan.Dataset, plan.Tables, plan.Series)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	effect, err := a.effect(ctx, before, after)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	if err := w.keepBatch(b); err != nil {
		return nil, err
	}
	r := importResult{ParentID: parent.Dataset.ID, Digest: plan.Dataset.Digest, Counts: plan.Dataset.Counts, Replace: in.replace, Stats: b.Stats,
		Skipped: b.Skipped, Source: b.Source, Indicators: b.Indicators, Difference: plan.Difference, Effect: effect,
		Rejected: firstOf(b.Rejected), Remarks: firstOf(b.Remarks)}
	if r.Indicators == nil {
		r.Indicators = []catalog.Indicator{}
	}
	return &r, ctx.Err()
}

func firstOf(list []intake.Rejection) []intake.Rejection {
	return append([]intake.Rejection{}, list[:min(len(list), shownRejections)]...)
}

// newest is the content of the newest dataset.
func (a *API) newest(ctx context.Context) (intake.Parent, error) {
	d, err := a.store.LatestDataset(ctx)
	if err != nil {
		return intake.Parent{}, err
	}
	t, series, err := a.store.DatasetContent(ctx, d)
	return intake.Parent{Dataset: d, Tables: t, Series: series}, err
}

// effect compares the general model's order on two datasets.
func (a *API) effect(ctx context.Context, before, after *catalog.Snapshot) (datasetEffect, error) {
	m, err := a.store.RecentModel(ctx, "general")
	if err != nil {
		return datasetEffect{}, err
	}
	e := datasetEffect{ModelID: m.ID, ModelVersion: m.Version, Shifts: []appraisal.Shift{}}
	b, err := appraisal.EvaluateWith(m, before, appraisal.Options{})
	if err != nil {
		return e, err
	}
	n, err := appraisal.EvaluateWith(m, after, appraisal.Options{})
	if err != nil {
		return e, err
	}
	e.YearBefore, e.YearAfter, e.Shifts = b.Year, n.Year, appraisal.Shifts(b, n)
	return e, nil
}

// listRejections answers with the refused cells of a dry run, as a list or a file.
//
//	@Summary  The refused cells of a dry run, as a list or to download
//	@Tags     imports
//	@Produce  json,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,text/csv
//	@Param    id        path   string  true   "job"
//	@Param    format    query  string  false  "a file instead of a page"  Enums(csv, xlsx)
//	@Param    lang      query  string  false  "of a file; zh when absent"  Enums(zh, en)
//	@Param    page      query  int     false  "from 1"
//	@Param    pageSize  query  int     false  "at most 200"
//	@Success  200  {object}  list[intake.Rejection]
//	@Router   /imports/{id}/rejections [get]
func (a *API) listRejections(c *gin.Context) error {
	const op = "handlers.listRejections"
	if err := queries(c, "format", "lang", "page", "pageSize"); err != nil {
		return err
	}
	w, err := a.jobs.of(principalOf(c).user.ID, c.Param("id"))
	if err != nil {
		return err
	}
	if j, _, _ := w.view(); j.State != jobReady && j.State != jobPublished {
		return fault.Newf(op, fault.Conflict, "import.notReady", "the dry run is %s", j.State)
	}
	b, err := w.batch()
	if err != nil {
		return err
	}
	if c.Query("format") == "" {
		return pageOf(c, b.Rejected)
	}
	lang, err := langOf(c)
	if err != nil {
		return err
	}
	return sendTable(c, "rejected", func(f *os.File, format string) error { return intake.WriteRejections(f, b.Rejected, format, lang) }, a.jobs)
}

// publishImport makes a dry run the newest dataset.
//
//	@Summary      Publish a dry run as a new version of the data
//	@Description  What was shown is what is published: if another version came in between, the dry run is made again. Earlier versions stay as they are.
//	@Tags         imports
//	@Param        id    path  string                    true  "job"
//	@Param        body  body  importPublicationRequest  true  "why"
//	@Success      201  {object}  catalog.Dataset
//	@Failure      409  {object}  problem  "not ready, published already, or compared with a version that is no longer the newest"
//	@Router       /imports/{id}/publication [post]
func (a *API) publishImport(c *gin.Context) error {
	const op = "handlers.publishImport"
	var req importPublicationRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	if err := fault.Bad(op, reasonGiven(req.Reason)); err != nil {
		return err
	}
	ctx, p := c.Request.Context(), principalOf(c)
	w, err := a.jobs.of(p.user.ID, c.Param("id"))
	if err != nil {
		return err
	}
	w.publish.Lock()
	defer w.publish.Unlock()
	j, _, _ := w.view()
	if j.State != jobReady {
		return fault.Newf(op, fault.Conflict, "import.notReady", "the dry run is %s", j.State)
	}
	parent, err := a.newest(ctx)
	if err != nil {
		return fault.Wrap(op, err)
	}
	if parent.Dataset.ID != j.Result.ParentID {
		return fault.Newf(op, fault.Conflict, "import.parentChanged", "%s was published since; make the dry run again", parent.Dataset.ID)
	}
	b, err := w.batch()
	if err != nil {
		return err
	}
	d, err := publish(ctx, a.store, parent, b, j.Result.Replace, p.actor, req.Reason)
	if err != nil {
		return fault.Wrap(op, err)
	}
	w.update(func(j *job) { j.State, j.DatasetID = jobPublished, d.ID })
	c.Header("Location", apiPrefix+"/datasets/"+d.ID)
	return versioned(c, http.StatusCreated, d.Version, d)
}

// publish makes a batch the parent's successor by one event.
func publish(ctx context.Context, st *store.Store, parent intake.Parent, b intake.Batch, replace bool, by audit.Actor, reason string) (catalog.Dataset, error) {
	reason = catalog.NormalText(reason)
	plan, err := intake.NewPlan(parent, b, replace, by.Username, reason)
	if err != nil {
		return catalog.Dataset{}, err
	}
	d, err := st.PublishDataset(ctx, plan.Dataset, plan.Tables, plan.Series, audit.Event{Actor: by, Action: "dataset.publish", Reason: reason})
	return d, overtaken(err)
}

// overtaken words the loss of a race for the next version of the data.
func overtaken(err error) error {
	if codeOf(err) == "dataset.exists" || codeOf(err) == "dataset.numberTaken" {
		return fault.Newf("handlers.publish", fault.Conflict, "import.parentChanged", "another version was published at the same moment; look at what would change again")
	}
	return err
}

// getImportTemplate hands out the table that users fill in.
//
//	@Summary  The table that users fill in with their own figures
//	@Tags     imports
//	@Produce  application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,text/csv
//	@Param    format      query  string  false  "xlsx when absent"  Enums(xlsx, csv)
//	@Param    lang        query  string  false  "zh when absent"    Enums(zh, en)
//	@Param    indicators  query  string  false  "codes, separated by commas; none = for indicators of one's own"
//	@Success  200  {object}  object
//	@Router   /imports/template [get]
func (a *API) getImportTemplate(c *gin.Context) error {
	const op = "handlers.getImportTemplate"
	if err := queries(c, "format", "lang", "indicators"); err != nil {
		return err
	}
	lang, err := langOf(c)
	if err != nil {
		return err
	}
	snap, err := a.snapshot(c.Request.Context(), "", "")
	if err != nil {
		return err
	}
	opt := intake.TemplateOptions{Lang: lang, Countries: candidates(snap)}
	for code := range strings.SplitSeq(c.Query("indicators"), ",") {
		if code = strings.TrimSpace(code); code == "" {
			continue
		}
		x, known := snap.Indicator(code)
		if !known || x.Derived() || len(opt.Indicators) >= 50 {
			return fault.Bad(op, []fault.Field{{Field: "indicators", Code: "indicator.unknown", Detail: "at most 50 stored indicators: " + clip(code)}})
		}
		opt.Indicators = append(opt.Indicators, x)
	}
	return sendTable(c, "template", func(f *os.File, format string) error {
		if format == "csv" {
			return intake.TemplateCSV(f, opt)
		}
		return intake.Template(f, opt)
	}, a.jobs)
}

func langOf(c *gin.Context) (string, error) {
	switch lang := c.Query("lang"); lang {
	case "", "zh":
		return "zh", nil
	case "en":
		return lang, nil
	}
	return "", fault.Bad("handlers.langOf", []fault.Field{{Field: "lang", Code: "field.choice", Detail: "zh or en"}})
}

// sendTable writes a table to a file first, so that a failure is a clean
// problem, and sends it.
func sendTable(c *gin.Context, name string, write func(f *os.File, format string) error, s *jobs) error {
	const op = "handlers.sendTable"
	media := map[string]string{"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
	format := c.Query("format")
	if format == "" {
		format = "xlsx"
	}
	if media[format] == "" {
		return fault.Bad(op, []fault.Field{{Field: "format", Code: "field.choice", Detail: "xlsx or csv"}})
	}
	dir, err := s.staging()
	if err != nil {
		return fault.As(op, fault.Unavailable, "upload.disk", err)
	}
	f, err := os.CreateTemp(dir, "send-")
	if err != nil {
		return fault.As(op, fault.Unavailable, "upload.disk", err)
	}
	defer func() { _ = f.Close(); _ = os.Remove(f.Name()) }()
	if err := write(f, format); err != nil {
		return fault.Wrap(op, err)
	}
	size, err := f.Seek(0, 2)
	if err == nil {
		_, err = f.Seek(0, 0)
	}
	if err != nil {
		return fault.Wrap(op, err)
	}
	c.DataFromReader(http.StatusOK, size, media[format], f, map[string]string{"Content-Disposition": `attachment; filename="parksite-` + name + "." + format + `"`})
	return nil
}
