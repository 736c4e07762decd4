package handlers

import (
	"context"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"parksite/internal/appraisal"
	"parksite/internal/audit"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/intake"
)

// today is the day evaluations read the negative list for.
func (a *API) today() string { return a.now().UTC().Format(time.DateOnly) }

// listInForce is the newest version of the negative list, nil before the first.
func (a *API) listInForce(ctx context.Context) (*catalog.NegativeList, error) {
	l, err := a.store.RecentNegativeList(ctx, catalog.NegativeListID)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return &l, fault.Wrap("handlers.listInForce", err)
}

// underList adds the list in force today to the options of an evaluation.
func (a *API) underList(ctx context.Context, m appraisal.Model, o appraisal.Options) (appraisal.Options, error) {
	if m.Industry == "" {
		return o, nil
	}
	l, err := a.listInForce(ctx)
	return o.Under(m, l, a.today()), err
}

// listFor is the list and day a ranking is evaluated with: those of its seal,
// or for what may still change the list in force today.
func (a *API) listFor(ctx context.Context, r appraisal.Ranking) (*catalog.NegativeList, string, error) {
	if r.Sealed == nil || r.Review.Editable() {
		l, err := a.listInForce(ctx)
		return l, a.today(), err
	}
	used := r.Sealed.NegativeList
	if used == nil {
		return nil, "", nil
	}
	l, err := a.store.NegativeListVersion(ctx, used.ID, used.Version)
	return &l, used.On, fault.Wrap("handlers.listFor", err)
}

// negativeRequest is the whole list as it is to be.
type negativeRequest struct {
	Title   catalog.Text            `json:"title"`
	Entries []catalog.NegativeEntry `json:"entries"`
	Reason  string                  `json:"reason"` // why it changes; kept in the trail
}

// effectRequest is a list that is not in force yet.
type effectRequest struct {
	Entries []catalog.NegativeEntry `json:"entries"`
}

// negativeEffect is what a list would do to one industry's shipped model.
type negativeEffect struct {
	ModelID    string                 `json:"modelId"`
	Industry   string                 `json:"industry"`
	Excluded   []string               `json:"excluded"`   // iso3, by the list
	Restricted []string               `json:"restricted"` // ranked with a remark
	Encouraged []string               `json:"encouraged"`
	Shifts     []appraisal.Shift      `json:"shifts"` // against the list in force now; those that move
	NowInForce *appraisal.ListInForce `json:"nowInForce,omitempty"`
}

// negativeEffects are the effects of a list, by industry.
type negativeEffects struct {
	On    string           `json:"on"` // the day it was read for
	Items []negativeEffect `json:"items"`
}

// getNegativeList answers with the list in force.
//
//	@Summary  The negative list in force: country × industry
//	@Tags     negative list
//	@Success  200  {object}  catalog.NegativeList
//	@Failure  404  {object}  problem  "none was ever made"
//	@Router   /negative-list [get]
func (a *API) getNegativeList(c *gin.Context) error {
	if err := queries(c); err != nil {
		return err
	}
	l, err := a.store.NegativeList(c.Request.Context(), catalog.NegativeListID)
	if err != nil {
		return err
	}
	return versioned(c, http.StatusOK, l.Version, l)
}

// getNegativeListVersion answers with the list as it was.
//
//	@Summary  The negative list as it was in one version
//	@Tags     negative list
//	@Param    v  path  int  true  "version"
//	@Success  200  {object}  catalog.NegativeList
//	@Router   /negative-list/versions/{v} [get]
func (a *API) getNegativeListVersion(c *gin.Context) error {
	if err := queries(c); err != nil {
		return err
	}
	v, err := pathVersion(c, "negativeList.notFound")
	if err != nil {
		return err
	}
	l, err := a.store.NegativeListVersion(c.Request.Context(), catalog.NegativeListID, v)
	if err != nil {
		return err
	}
	return versioned(c, http.StatusOK, l.Version, l)
}

// putNegativeList republishes the list.
//
//	@Summary      Republish the negative list
//	@Description  The whole list is sent and becomes its next version; what was sealed under an earlier one keeps that.
//	@Tags         negative list
//	@Param        If-Match  header  string           true  "the version that was read, in quotes"
//	@Param        body      body    negativeRequest  true  "the list, and why it changes"
//	@Success      200  {object}  catalog.NegativeList
//	@Failure      412  {object}  problem  "changed since it was read"
//	@Failure      428  {object}  problem  "If-Match is missing"
//	@Router       /negative-list [put]
func (a *API) putNegativeList(c *gin.Context) error {
	const op = "handlers.putNegativeList"
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	var req negativeRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	snap, err := a.snapshot(c.Request.Context(), "", "")
	if err != nil {
		return err
	}
	l := catalog.NegativeList{ID: catalog.NegativeListID, Version: version, Entries: normalEntries(req.Entries),
		Title: catalog.Text{Zh: catalog.NormalText(req.Title.Zh), En: catalog.NormalText(req.Title.En)}}
	bad, err := fieldsOf(l.Validate(snap, a.atlas.Industries))
	if err != nil {
		return fault.Wrap(op, err)
	}
	if err := fault.Bad(op, append(bad, reasonGiven(req.Reason)...)); err != nil {
		return err
	}
	l, err = a.store.SaveNegativeList(c.Request.Context(), l, audit.Event{Actor: actor(c), Action: "negativeList.edit", Reason: catalog.NormalText(req.Reason)})
	if err != nil {
		return fault.Wrap(op, err)
	}
	return versioned(c, http.StatusOK, l.Version, l)
}

// reasonGiven checks the reason that a change of what everybody relies on needs.
func reasonGiven(reason string) []fault.Field {
	if strings.TrimSpace(reason) == "" {
		return []fault.Field{{Field: "reason", Code: "field.required", Detail: "say why"}}
	}
	return catalog.CheckText("reason", catalog.NormalText(reason), 2000, true)
}

func normalEntries(in []catalog.NegativeEntry) []catalog.NegativeEntry {
	out := make([]catalog.NegativeEntry, len(in))
	for i, e := range in {
		e.Reason = catalog.Text{Zh: catalog.NormalText(e.Reason.Zh), En: catalog.NormalText(e.Reason.En)}
		e.Source = catalog.NormalText(e.Source)
		out[i] = e
	}
	return out
}

// getNegativeTemplate hands out the table in which a list is filled in.
//
//	@Summary  The table in which a negative list is filled in
//	@Tags     negative list
//	@Produce  application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,text/csv
//	@Param    format  query  string  false  "xlsx when absent"  Enums(xlsx, csv)
//	@Param    lang    query  string  false  "zh when absent"    Enums(zh, en)
//	@Success  200  {object}  object
//	@Router   /negative-list/template [get]
func (a *API) getNegativeTemplate(c *gin.Context) error {
	if err := queries(c, "format", "lang"); err != nil {
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
	return sendTable(c, "negative-list", func(f *os.File, format string) error {
		if format == "csv" {
			return intake.NegativeTemplateCSV(f, lang)
		}
		return intake.NegativeTemplate(f, lang, candidates(snap), a.atlas.Industries)
	}, a.jobs)
}

// candidates are the countries that rankings are about.
func candidates(snap *catalog.Snapshot) []catalog.Country {
	var out []catalog.Country
	for _, country := range snap.Countries() {
		if country.Candidate {
			out = append(out, country)
		}
	}
	return out
}

// readNegativeList reads a file into entries, without keeping anything.
//
//	@Summary      Read a negative list from CSV or a spreadsheet
//	@Description  Nothing is kept: the entries are to be looked at and sent back with PUT.
//	@Tags         negative list
//	@Accept       multipart/form-data
//	@Param        file  formData  file  true  "CSV, xlsx or a zip archive of CSV files"
//	@Success      200  {object}  intake.NegativeReading
//	@Failure      413  {object}  problem  "larger than 8 MB, or expanding to too much"
//	@Failure      415  {object}  problem  "another kind of file"
//	@Router       /negative-list/readings [post]
func (a *API) readNegativeList(c *gin.Context) error {
	const op = "handlers.readNegativeList"
	if err := queries(c); err != nil {
		return err
	}
	ctx := c.Request.Context()
	snap, err := a.snapshot(ctx, "", "")
	if err != nil {
		return err
	}
	up, err := a.receive(c, maxListFile)
	if err != nil {
		return err
	}
	defer up.remove()
	done, err := a.compute(ctx)
	if err != nil {
		return err
	}
	defer done()
	r, err := intake.ReadNegativeList(ctx, up.file, up.size, candidates(snap), a.atlas.Industries)
	if err != nil {
		return fault.Wrap(op, err)
	}
	return ok(c, r)
}

// negativeListEffects says what a list would do before it is in force.
//
//	@Summary  What a negative list would do to each industry's model
//	@Tags     negative list
//	@Param    body  body  effectRequest  true  "the list that is considered"
//	@Success  200  {object}  negativeEffects
//	@Router   /negative-list/effects [post]
func (a *API) negativeListEffects(c *gin.Context) error {
	const op = "handlers.negativeListEffects"
	var req effectRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	ctx := c.Request.Context()
	snap, err := a.snapshot(ctx, "", "")
	if err != nil {
		return err
	}
	list := catalog.NegativeList{ID: catalog.NegativeListID, Title: catalog.Text{Zh: "—", En: "—"}, Entries: normalEntries(req.Entries)}
	if err := list.Validate(snap, a.atlas.Industries); err != nil {
		return fault.Wrap(op, err)
	}
	now, err := a.listInForce(ctx)
	if err != nil {
		return err
	}
	models, err := a.store.Models(ctx)
	if err != nil {
		return err
	}
	return long(a, c, func(context.Context) (negativeEffects, error) {
		out := negativeEffects{On: a.today(), Items: []negativeEffect{}}
		for _, m := range models {
			if m.Team != "" || m.Industry == "" {
				continue
			}
			e, err := effectOn(m, snap, now, &list, out.On)
			if err != nil {
				return out, err
			}
			out.Items = append(out.Items, e)
		}
		return out, nil
	})
}

// effectOn compares a model under two lists.
func effectOn(m appraisal.Model, snap *catalog.Snapshot, now, then *catalog.NegativeList, on string) (negativeEffect, error) {
	out := negativeEffect{ModelID: m.ID, Industry: m.Industry, Excluded: []string{}, Restricted: []string{}, Encouraged: []string{}, Shifts: []appraisal.Shift{}}
	before, err := appraisal.EvaluateWith(m, snap, appraisal.Options{}.Under(m, now, on))
	if err != nil && !fault.Is(err, fault.Uncomputable) {
		return out, err
	}
	after, err := appraisal.EvaluateWith(m, snap, appraisal.Options{}.Under(m, then, on))
	if err != nil && !fault.Is(err, fault.Uncomputable) { // everybody may be prohibited
		return out, err
	}
	out.NowInForce = before.NegativeList
	for _, iso3 := range snap.Candidates() {
		switch e, _ := then.At(iso3, m.Industry, on); e.Rule {
		case catalog.Prohibited:
			out.Excluded = append(out.Excluded, iso3)
		case catalog.Restricted:
			out.Restricted = append(out.Restricted, iso3)
		case catalog.Encouraged:
			out.Encouraged = append(out.Encouraged, iso3)
		}
	}
	for _, s := range appraisal.Shifts(before, after) {
		if s.RankBefore == nil || s.RankAfter == nil || *s.RankBefore != *s.RankAfter {
			out.Shifts = append(out.Shifts, s)
		}
	}
	return out, nil
}
