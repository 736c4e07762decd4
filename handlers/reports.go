package handlers

import (
	"bytes"
	"context"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"parksite/internal/access"
	"parksite/internal/appraisal"
	"parksite/internal/audit"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/report"
	"parksite/internal/review"
)

// writer of one format.
type format struct {
	media string
	write func(io.Writer, report.Document) error
}

var formats = map[string]format{
	"csv":  {"text/csv; charset=utf-8", report.CSV},
	"json": {"application/json; charset=utf-8", report.JSON},
	"xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", report.XLSX},
	"pdf":  {"application/pdf", report.PDF},
}

// reportQuery reads ?format= and ?lang=.
func reportQuery(c *gin.Context) (name, lang string, f format, err error) {
	if err := queries(c, "format", "lang"); err != nil {
		return "", "", f, err
	}
	var broken []fault.Field
	name, lang = c.DefaultQuery("format", "xlsx"), c.DefaultQuery("lang", "zh")
	f, known := formats[name]
	if !known {
		broken = append(broken, fault.Field{Field: "format", Code: "field.choice", Detail: "xlsx, csv, pdf or json"})
	}
	if lang != "zh" && lang != "en" {
		broken = append(broken, fault.Field{Field: "lang", Code: "field.choice", Detail: "zh or en"})
	}
	return name, lang, f, fault.Bad("handlers.reportQuery", broken)
}

// rankingReport writes a ranking as a file.
//
//	@Summary  A ranking as spreadsheet, table, document or JSON
//	@Tags     rankings
//	@Produce  application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,text/csv,application/pdf,json
//	@Param    id      path   string  true   "ranking"
//	@Param    format  query  string  false  "xlsx when absent"  Enums(xlsx, csv, pdf, json)
//	@Param    lang    query  string  false  "zh when absent"    Enums(zh, en)
//	@Success  200  {object}  object
//	@Router   /rankings/{id}/report [get]
func (a *API) rankingReport(c *gin.Context) error {
	const op = "handlers.rankingReport"
	name, lang, f, err := reportQuery(c)
	if err != nil {
		return err
	}
	r, seats, err := a.visibleRanking(c)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	switch r.Subject {
	case appraisal.OfLayout:
		return a.storedPlanReport(c, r, seats, name, lang)
	case appraisal.OfSites:
		return a.storedSiteReport(c, r, seats, name, lang)
	}
	o, err := a.outcomeOf(ctx, r)
	if err != nil {
		return fault.Wrap(op, err)
	}
	snap, err := a.snapshots.get(ctx, r.DatasetID)
	if err != nil {
		return fault.Wrap(op, err)
	}
	d := report.Document{Lang: lang, ID: r.ID, Version: r.Version, Title: r.Title, Purpose: r.Purpose, State: string(stateOf(r)), At: r.UpdatedAt,
		Scope: r.Scope, Result: *o.country, Snapshot: snap, Reader: actor(c).Username}
	own := slices.ContainsFunc(seats, func(s review.Seat) bool { return s.Team == r.Team })
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
		if d.Remarks, err = a.remarks(ctx, r, seats, lang); err != nil {
			return fault.Wrap(op, err)
		}
		if d.Opinions, err = a.opinions(ctx, r, lang); err != nil {
			return fault.Wrap(op, err)
		}
	}
	list, on, err := a.listFor(ctx, r)
	if err != nil {
		return fault.Wrap(op, err)
	}
	if err := a.fillReport(ctx, &d, ask{r.Model, snap, r.Options().Under(r.Model, list, on)}, r.Seed); err != nil {
		return fault.Wrap(op, err)
	}
	ev := audit.Event{Actor: actor(c), Action: "ranking.export", Object: audit.Ref{Kind: "ranking", ID: r.ID}, Team: r.Team, Reason: name, Outcome: audit.Done}
	if err := a.store.Record(ctx, ev); err != nil { // nothing leaves without its line
		return fault.Wrap(op, err)
	}
	return send(c, f, name, d)
}

// previewReport writes an unsaved ranking as a file.
//
//	@Summary  An unsaved ranking as spreadsheet, table, document or JSON
//	@Tags     evaluation
//	@Produce  application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,text/csv,application/pdf,json
//	@Param    format  query  string          false  "xlsx when absent"  Enums(xlsx, csv, pdf, json)
//	@Param    lang    query  string          false  "zh when absent"    Enums(zh, en)
//	@Param    body    body   previewRequest  true   "what to rank"
//	@Success  200  {object}  object
//	@Router   /preview/report [post]
func (a *API) previewReport(c *gin.Context) error {
	const op = "handlers.previewReport"
	name, lang, f, err := reportQuery(c)
	if err != nil {
		return err
	}
	var req previewRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	q, err := a.ask(c, req)
	if err != nil {
		return err
	}
	result, err := appraisal.EvaluateWith(q.model, q.snap, q.opts)
	if err != nil {
		return fault.Wrap(op, err)
	}
	d := report.Document{Lang: lang, Title: inLang(q.model.Name, lang), At: a.now().UTC(), Scope: req.Scope, Result: result, Snapshot: q.snap}
	if err := a.fillReport(c.Request.Context(), &d, q, 1); err != nil {
		return fault.Wrap(op, err)
	}
	return send(c, f, name, d)
}

// fillReport adds the model as evaluated and how firm the order is.
func (a *API) fillReport(ctx context.Context, d *report.Document, q ask, seed uint64) error {
	p, err := appraisal.Prepare(q.model, q.snap, q.opts)
	if err != nil {
		return err
	}
	d.Model = p.Model
	done, err := a.compute(ctx)
	if err != nil {
		return err
	}
	defer done()
	const k = 3
	s, err := appraisal.Simulate(ctx, q.model, q.snap, q.opts, appraisal.SimulationOptions{Seed: seed, TopK: k})
	if fault.Is(err, fault.Uncomputable) || fault.Is(err, fault.Invalid) {
		return nil // a method without such an answer; the report does without the sheet
	}
	if err != nil {
		return err
	}
	d.Firmness = &report.Firmness{Draws: s.Draws, Seed: s.Seed, Spread: spread[d.Lang], First: k}
	limits := map[string]appraisal.AttainableRank{}
	attainable, err := appraisal.Attain(ctx, q.model, q.snap, q.opts, nil)
	if err != nil && !fault.Is(err, fault.Uncomputable) && !fault.Is(err, fault.Invalid) {
		return err
	}
	for _, c := range attainable.Countries {
		limits[c.ISO3] = c
	}
	for _, c := range s.Countries {
		d.Firmness.Rows = append(d.Firmness.Rows, report.FirmnessRow{ISO3: c.ISO3, Expected: c.Expected, Low: c.Low, High: c.High, First: c.Top,
			Best: limits[c.ISO3].Best, Worst: limits[c.ISO3].Worst, Seen: limits[c.ISO3].ISO3 != "" && !limits[c.ISO3].Exact})
	}
	return nil
}

// spread says how the weights were drawn, in the language of the document.
var spread = map[string]string{"zh": "各层权重在单纯形上均匀抽取", "en": "uniformly on the simplex, level by level"}

func inLang(t catalog.Text, lang string) string {
	if lang == "zh" && t.Zh != "" || t.En == "" {
		return t.Zh
	}
	return t.En
}

func (a *API) people(ctx context.Context, r appraisal.Ranking, lang string) (team, owner string, err error) {
	t, err := a.store.RecentTeam(ctx, r.Team)
	if err != nil {
		return "", "", err
	}
	u, err := a.store.RecentUser(ctx, r.Owner)
	return teamName(t, lang), u.Name, err
}

func teamName(t access.Team, lang string) string {
	return inLang(catalog.Text{Zh: t.Name.Zh, En: t.Name.En}, lang)
}

// remarks are the comments between the ranking's team and its ministries, as
// far as somebody in seats may read them. What a side says to itself stays
// there.
func (a *API) remarks(ctx context.Context, r appraisal.Ranking, seats []review.Seat, lang string) ([]report.Remark, error) {
	all, err := a.readable(ctx, r, seats)
	if err != nil {
		return nil, err
	}
	var out []report.Remark
	add := func(x review.Comment, answer, settled bool) error {
		t, err := a.store.RecentTeam(ctx, x.Team)
		out = append(out, report.Remark{Round: x.Round, Kind: string(x.Anchor.Kind), Place: x.Anchor.ID, Answer: answer, Team: teamName(t, lang),
			By: x.Username, Text: x.Text, Settled: settled, At: x.CreatedAt})
		return err
	}
	for _, root := range all {
		if root.Thread != "" || root.Audience != review.ToParties {
			continue
		}
		if err := add(root, false, root.Settled != nil); err != nil {
			return nil, err
		}
		for _, x := range all {
			if x.Thread != root.ID {
				continue
			}
			if err := add(x, true, false); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// opinions are the steps of the review, oldest first.
func (a *API) opinions(ctx context.Context, r appraisal.Ranking, lang string) ([]report.Opinion, error) {
	var out []report.Opinion
	name := func(id string) (string, error) {
		t, err := a.store.RecentTeam(ctx, id)
		return teamName(t, lang), err
	}
	round := func(n int, s *review.Submission, decisions []review.Decision) error {
		if s == nil {
			return nil
		}
		team, err := name(s.Team)
		if err != nil {
			return err
		}
		out = append(out, report.Opinion{Round: n, Ministry: team, By: s.Username, Decision: "submit", Comment: s.Note, At: s.At})
		for _, d := range decisions {
			if team, err = name(d.Ministry); err != nil {
				return err
			}
			out = append(out, report.Opinion{Round: n, Ministry: team, By: d.Username, Decision: string(d.Verdict), Comment: d.Comment, At: d.At})
		}
		return nil
	}
	for _, e := range r.Review.Earlier {
		if err := round(e.Number, &e.Submission, e.Decisions); err != nil {
			return nil, err
		}
	}
	return out, round(r.Review.Round, r.Review.Submission, r.Review.Decisions)
}

// send writes the whole document before the first byte leaves.
func send(c *gin.Context, f format, name string, d report.Document) error {
	var b bytes.Buffer
	if err := f.write(&b, d); err != nil {
		return fault.Wrap("handlers.send", err)
	}
	c.Header("Content-Disposition", disposition(d.Title, d.At, name))
	c.Data(200, f.media, b.Bytes())
	return nil
}

// disposition names a download: the title for browsers that read RFC 6266's
// filename*, plain ASCII for others.
func disposition(title string, at time.Time, name string) string {
	date := at.UTC().Format("20060102")
	clean := strings.Map(func(r rune) rune {
		if r < 0x20 || strings.ContainsRune(`\/:*?"<>|;%'`, r) {
			return '_'
		}
		return r
	}, title)
	return `attachment; filename="parksite-` + date + "." + name + `"; filename*=UTF-8''` + url.PathEscape(clean+"-"+date+"."+name)
}
