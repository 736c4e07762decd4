package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/layout"
)

// PlanDocument is a layout plan to be written. Study, Strategy and Snapshot are
// required; Snapshot is of the dataset the study was made on.
type PlanDocument struct {
	Lang       string // "zh" or "en"
	ID         string // of the ranking that holds it; empty for an unsaved plan
	Version    int64
	Title      string
	Purpose    string
	Notes      string
	State      string // of the review; empty for an unsaved plan
	Team       string // names as they are to be shown
	Owner      string
	At         time.Time // shown as the date of the document
	Study      layout.Study
	Strategy   catalog.Strategy
	Industries []catalog.Industry
	Snapshot   *catalog.Snapshot
	Lanes      *layout.Lanes // for the map; nil = links over sea are dashed
	Opinions   []Opinion
	VerifyAt   string // address of the plan's page; may be empty
}

// planFile is a plan document with what its writers share.
type planFile struct {
	*PlanDocument
	sheets
}

func newPlanFile(d *PlanDocument) (*planFile, error) {
	const op = "report.newPlanFile"
	if words[d.Lang] == nil {
		return nil, fault.Newf(op, fault.Invalid, "choice", "lang is neither zh nor en")
	}
	if d.Snapshot == nil || len(d.Study.Plan.Sites) == 0 {
		return nil, fault.New(op, fault.Internal, "internal")
	}
	p := &planFile{PlanDocument: d, sheets: sheets{doc: Document{Lang: d.Lang, ID: d.ID, Version: d.Version, Title: d.Title, Purpose: d.Purpose, State: d.State, Team: d.Team,
		Owner: d.Owner, At: d.At, Snapshot: d.Snapshot, Opinions: d.Opinions, VerifyAt: d.VerifyAt}, site: d.siteName}}
	p.doc.Result.Digest = d.Study.Digest
	if d.Title == "" {
		p.doc.Title = p.phrase("plan.kind") + " " + d.Strategy.ID + " " + p.doc.text(d.Strategy.Name)
	}
	return p, nil
}

// siteName is the name of a site or a country.
func (d *PlanDocument) siteName(id string) string {
	for _, c := range d.Study.Considered {
		if c.ID == id {
			return inLang(d.Lang, c.Name)
		}
	}
	if c, ok := d.Snapshot.Country(id); ok {
		return inLang(d.Lang, c.Name)
	}
	return id
}

func (p *planFile) industry(id string) string {
	k := slices.IndexFunc(p.Industries, func(x catalog.Industry) bool { return x.ID == id })
	if k < 0 {
		return id
	}
	return p.doc.text(p.Industries[k].Name)
}

func (p *planFile) condition(code string) string { return p.phrase("plan.condition." + code) }

// facts are what identifies the plan, in the order they are shown.
func (p *planFile) facts() [][2]string {
	out := [][2]string{}
	fact := func(key, value string) {
		if value != "" {
			out = append(out, [2]string{p.phrase(key), value})
		}
	}
	r, ds := p.Study.Report, p.Snapshot.Dataset()
	if p.ID != "" {
		fact("plan.id", fmt.Sprintf("%s · %s %d", p.ID, p.phrase("version"), p.Version))
		fact("state", p.phrase("state."+p.State))
	}
	fact("team", p.Team)
	fact("owner", p.Owner)
	fact("purpose", p.Purpose)
	fact("strategy", p.Strategy.ID+" "+p.doc.text(p.Strategy.Name))
	fact("plan.sites", fmt.Sprint(len(p.Study.Plan.Sites)))
	if r.Closed != layout.Open {
		fact("plan.closed", p.phrase("plan.passage."+string(r.Closed)))
	}
	fact("plan.market", fmt.Sprintf("%.2f, %.2f", r.Market.Centre.Lat, r.Market.Centre.Lon))
	fact("plan.value", fmt.Sprintf("%.4f", p.Study.Plan.Value))
	search := p.phrase("plan.proven")
	if !r.Solution.Proven {
		search = fmt.Sprintf(p.phrase("plan.unproven"), fmt.Sprintf("%.4f", r.Solution.Gap))
	}
	if p.Study.ByHand && len(r.Solution.Plans) > 0 {
		search = fmt.Sprintf(p.phrase("plan.byHand"), fmt.Sprintf("%.4f", r.Solution.Plans[0].Value))
	}
	fact("plan.search", search)
	fact("year", fmt.Sprint(r.Year))
	fact("dataset", fmt.Sprintf("%s · %s", ds.ID, ds.Digest))
	fact("plan.tables", p.Study.Tables)
	if r.Model == nil {
		fact("plan.siteModel", r.SiteModel)
	} else {
		fact("plan.siteModel", p.siteModel(*r.Model))
		fact("sites.weights", p.branches(*r.Model))
	}
	var models []string
	for _, m := range p.Study.Models {
		models = append(models, fmt.Sprintf("%s/%d", m.ID, m.Version))
	}
	fact("plan.models", strings.Join(models, p.phrase("listSeparator")))
	if n := p.Study.NegativeList; n != nil {
		fact("plan.negativeList", fmt.Sprintf("%s %d · %s", p.phrase("version"), n.Version, n.On))
	}
	fact("digest", p.Study.Digest)
	fact("engine", layout.EngineVersion)
	fact("date", moment(p.Lang, p.At))
	fact("notes", p.Notes)
	return out
}

// tables are the parts of the document in their order.
func (p *planFile) tables() []planTable {
	out := []planTable{p.sitesTable(), p.checksTable(), p.nextTable(), p.stressTable()}
	if u := p.Study.Report.Uncertainty; u != nil {
		t := planTable{part: "stress.frequency", columns: []planColumn{{"plan.site", 34, "", ""}, {"next.chosen", 12, "", ""}, {"stress.frequency", 18, "percent", ""}}}
		for _, f := range u.Sites {
			in := ""
			if f.Base {
				in = p.phrase("yes")
			}
			t.rows = append(t.rows, []any{p.site(f.Site), in, f.Share})
		}
		out = append(out, t)
	}
	out = append(out, p.gradesTable(p.Study.Scores))
	if len(p.Study.LandUse) > 0 {
		out = append(out, p.landUseTable(p.Study.LandUse))
	}
	return append(out, p.limitsTable(p.Study.Report.Limits, p.Study.Scores, false), p.opinionsTable())
}

func (p *planFile) sitesTable() planTable {
	t := planTable{sheet: "sheet.plan", part: "part.plan", columns: []planColumn{{"rank", 6, "integer", ""}, {"plan.site", 26, "", ""}, {"id", 18, "", ""}, {"country", 16, "", ""}, {"plan.role", 14, "", ""},
		{"plan.industry", 22, "", ""}, {"plan.score", 10, "score", ""}, {"plan.fit", 10, "score", ""}, {"plan.val", 10, "score", ""}, {"coverage", 10, "percent", ""},
		{"plan.sea", 14, "integer", ""}, {"plan.grade", 8, "", ""}, {"plan.counted", 8, "", ""}, {"plan.lat", 9, "degree", ""}, {"plan.lon", 9, "degree", ""}}}
	for i := range p.Study.Plan.Sites {
		s := &p.Study.Plan.Sites[i]
		row := []any{float64(i + 1), p.doc.text(s.Name), s.ID, p.doc.country(s.ISO3), p.phrase("plan.role." + s.Role), p.industry(s.Industry), s.Score, nil, s.Value, s.Coverage, nil, "", "", s.Lat, s.Lon}
		for _, f := range s.Fits {
			if f.Industry == s.Industry {
				row[7] = f.Score
			}
		}
		for _, c := range p.Study.Considered {
			if c.ID == s.ID && c.Sea != nil {
				row[10], row[11], row[12] = c.Sea.NM, string(c.Sea.Grade), p.yes(c.Sea.Counted)
			}
		}
		t.rows = append(t.rows, row)
	}
	return t
}

func (p *planFile) checksTable() planTable {
	t := planTable{sheet: "sheet.checks", part: "part.checks", columns: []planColumn{{"check.rule", 40, "", ""}, {"check.result", 18, "", ""}, {"check.has", 18, "", ""}, {"check.needs", 22, "", ""}, {"check.at", 40, "", ""}}}
	figure := func(x *float64, unit string) string {
		if x == nil {
			return ""
		}
		return strings.TrimSpace(shortNumber(*x) + " " + p.unit(unit))
	}
	for _, c := range p.Study.Plan.Conditions {
		result := p.phrase("check.pass")
		if !c.Passed {
			result = p.phrase("check.fail")
		}
		if c.Off {
			result += p.phrase("check.off")
		}
		needs := strings.TrimSpace(c.Op + " " + figure(c.Bound, c.Unit))
		if c.Upper != nil && c.Bound != nil {
			needs = shortNumber(*c.Bound) + " – " + figure(c.Upper, c.Unit)
		}
		at := ""
		if !c.Passed {
			at = p.list(c.Sites, p.site)
		}
		t.rows = append(t.rows, []any{p.condition(c.Code), result, figure(c.Value, c.Unit), needs, at})
	}
	return t
}

func (p *planFile) unit(unit string) string {
	if unit == "" {
		return ""
	}
	return p.phrase("plan.unit." + unit)
}

func (p *planFile) nextTable() planTable {
	t := planTable{sheet: "sheet.next", part: "part.next", columns: []planColumn{{"next.plan", 12, "", ""}, {"plan.val", 12, "score", ""}, {"next.less", 12, "score", ""}, {"next.instead", 46, "", ""}, {"next.without", 46, "", ""}}}
	plans := p.Study.Report.Solution.Plans
	for i := range plans {
		name := p.phrase("next.best")
		if i > 0 {
			name = fmt.Sprintf(p.phrase("next.number"), i+1)
		}
		if slices.Equal(plans[i].IDs(), p.Study.Plan.IDs()) {
			name += " · " + p.phrase("next.chosen")
		}
		d, err := layout.Difference(plans[0], plans[i])
		if err != nil { // rules always encode; nothing is claimed without it
			d = layout.Change{}
		}
		t.rows = append(t.rows, []any{name, plans[i].Value, plans[0].Value - plans[i].Value, p.list(d.Added, p.site), p.list(d.Removed, p.site)})
	}
	return t
}

func (p *planFile) stressTable() planTable {
	t := planTable{sheet: "sheet.stress", part: "part.stress", columns: []planColumn{{"stress.test", 30, "", ""}, {"stress.effect", 40, "", ""}, {"stress.best", 46, "", ""}, {"stress.cost", 14, "score", ""}}}
	for _, o := range p.Study.Report.Stress {
		effect, best := p.phrase("stress.holds"), p.phrase("stress.same")
		if len(o.Broken) > 0 {
			effect = fmt.Sprintf(p.phrase("stress.broken"), p.list(o.Broken, p.condition))
		}
		switch {
		case o.Best == nil:
			best = fmt.Sprintf(p.phrase("stress.none"), p.list(o.Blocking, p.condition))
		case len(o.Gained)+len(o.Lost) > 0:
			best = fmt.Sprintf(p.phrase("stress.swap"), p.list(o.Gained, p.site), p.list(o.Lost, p.site))
		}
		t.rows = append(t.rows, []any{p.scenario(o.Scenario), effect, best, o.Loss})
	}
	if u := p.Study.Report.Uncertainty; u != nil {
		t.notes = append(t.notes, fmt.Sprintf(p.phrase("stress.draws"), u.Draws, u.Seed, shortNumber(u.Spread), percent(u.Same), percent(u.Kept), u.MeanLoss, u.MaxLoss))
	}
	if len(t.rows) == 0 {
		t.notes = append(t.notes, p.phrase("stress.untested"))
	}
	return t
}

func percent(x float64) string { return fmt.Sprintf("%.0f%%", 100*x) }

func (p *planFile) scenario(s layout.Scenario) string {
	switch s.Kind {
	case "passage":
		return fmt.Sprintf(p.phrase("stress.passage"), p.phrase("plan.passage."+string(s.Passage)))
	case "country":
		return fmt.Sprintf(p.phrase("stress.country"), p.doc.country(s.ISO3))
	case "year":
		return fmt.Sprintf(p.phrase("stress.year"), s.Year)
	}
	return p.phrase("stress." + s.Kind)
}

// verification tells how to check the document.
func (p *planFile) verification() []string {
	out := []string{fmt.Sprintf(p.phrase("planVerify.1"), p.Study.Digest)}
	if p.ID != "" {
		out = append(out, fmt.Sprintf(p.phrase("planVerify.2"), p.ID))
	} else {
		out = append(out, p.phrase("planVerify.2p"))
	}
	if p.VerifyAt != "" {
		out = append(out, fmt.Sprintf(p.phrase("verify.3"), p.VerifyAt))
	}
	return out
}
