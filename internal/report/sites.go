package report

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/layout"
)

// SiteDocument is a ranking of sites to be written. Study, Request and Snapshot
// are required; Snapshot is of the dataset the study was made on.
type SiteDocument struct {
	Lang     string // "zh" or "en"
	ID       string // of the ranking that holds it; empty for an unsaved one
	Version  int64
	Title    string
	Purpose  string
	Notes    string
	State    string // of the review; empty for an unsaved ranking
	Team     string // names as they are to be shown
	Owner    string
	At       time.Time // shown as the date of the document
	Request  appraisal.SiteRequest
	Study    layout.SiteStudy
	Strategy catalog.Strategy // zero where none is named
	Snapshot *catalog.Snapshot
	Opinions []Opinion
	VerifyAt string // address of the ranking's page; may be empty
}

// siteFile is a document of sites with what its writers share.
type siteFile struct {
	*SiteDocument
	sheets
}

func newSiteFile(d *SiteDocument) (*siteFile, error) {
	const op = "report.newSiteFile"
	if words[d.Lang] == nil {
		return nil, fault.Newf(op, fault.Invalid, "choice", "lang is neither zh nor en")
	}
	if d.Snapshot == nil || len(d.Study.Sites) == 0 {
		return nil, fault.New(op, fault.Internal, "internal")
	}
	s := &siteFile{SiteDocument: d, sheets: sheets{doc: Document{Lang: d.Lang, ID: d.ID, Version: d.Version, Title: d.Title, Purpose: d.Purpose, State: d.State, Team: d.Team,
		Owner: d.Owner, At: d.At, Snapshot: d.Snapshot, Opinions: d.Opinions, VerifyAt: d.VerifyAt}, site: d.siteName}}
	s.doc.Result.Digest = d.Study.Digest
	if d.Title == "" {
		s.doc.Title = s.phrase("sites.kind") + " " + s.scope()
	}
	return s, nil
}

// siteName is the name of a ranked site.
func (d *SiteDocument) siteName(id string) string {
	for i := range d.Study.Sites {
		if d.Study.Sites[i].ID == id {
			return inLang(d.Lang, d.Study.Sites[i].Name)
		}
	}
	return id
}

// scope says whose sites are ranked.
func (s *siteFile) scope() string {
	var out []string
	if s.Strategy.ID != "" {
		out = append(out, s.Strategy.ID+" "+s.doc.text(s.Strategy.Name))
	}
	if len(s.Request.Countries) > 0 {
		out = append(out, s.list(s.Request.Countries, s.doc.country))
	}
	if s.Request.Within != "" {
		out = append(out, s.doc.country(s.Request.Within))
	}
	return strings.Join(out, " · ")
}

// facts are what identifies the ranking, in the order they are shown.
func (s *siteFile) facts() [][2]string {
	out := [][2]string{}
	fact := func(key, value string) {
		if value != "" {
			out = append(out, [2]string{s.phrase(key), value})
		}
	}
	ds := s.Snapshot.Dataset()
	if s.ID != "" {
		fact("plan.id", fmt.Sprintf("%s · %s %d", s.ID, s.phrase("version"), s.Version))
		fact("state", s.phrase("state."+s.State))
	}
	fact("team", s.Team)
	fact("owner", s.Owner)
	fact("purpose", s.Purpose)
	fact("sites.scope", s.scope())
	fact("sites.ranked", fmt.Sprint(len(s.Study.Sites)))
	if s.Request.Closed != "" {
		fact("plan.closed", s.phrase("plan.passage."+s.Request.Closed))
	}
	if m := s.Study.Market; m != nil {
		fact("plan.market", fmt.Sprintf("%.2f, %.2f", m.Centre.Lat, m.Centre.Lon))
	}
	gradeC := "sites.gradeCOut"
	if s.Study.Model.CountC {
		gradeC = "sites.gradeCIn"
	}
	fact("sites.gradeC", s.phrase(gradeC))
	fact("plan.siteModel", s.siteModel(s.Study.Model))
	fact("sites.weights", s.branches(s.Study.Model))
	fact("sites.firmness", fmt.Sprintf(s.phrase("sites.draws"), s.Study.Firmness.Draws, s.Study.Firmness.Seed, shortNumber(s.Study.Firmness.Spread)))
	fact("year", fmt.Sprint(s.Study.Year))
	fact("dataset", fmt.Sprintf("%s · %s", ds.ID, ds.Digest))
	fact("plan.tables", s.Study.Tables)
	var models []string
	for _, m := range s.Study.Models {
		models = append(models, fmt.Sprintf("%s/%d", m.ID, m.Version))
	}
	fact("plan.models", strings.Join(models, s.phrase("listSeparator")))
	fact("digest", s.Study.Digest)
	fact("engine", layout.EngineVersion)
	fact("date", moment(s.Lang, s.At))
	fact("notes", s.Notes)
	return out
}

// ranking is the table of the sites, best first.
func (s *siteFile) ranking() planTable {
	t := planTable{sheet: "sheet.sites", part: "part.sites", columns: []planColumn{{"rank", 6, "integer", ""}, {"plan.site", 26, "", ""}, {"id", 18, "", ""}, {"sites.type", 8, "", ""}, {"country", 14, "", ""},
		{"plan.score", 10, "score", ""}, {"sites.range", 15, "", ""}, {"coverage", 9, "percent", ""}, {"sites.ranks", 12, "", ""}, {"sites.top", 11, "percent", ""}, {"plan.sea", 13, "integer", ""}, {"plan.grade", 7, "", ""}, {"plan.counted", 8, "", ""}}}
	firm := map[string]layout.RankRange{}
	for _, r := range s.Study.Firmness.Sites {
		firm[r.Site] = r
	}
	for i := range s.Study.Sites {
		x := &s.Study.Sites[i]
		row := []any{nil, s.doc.text(x.Name), x.ID, s.phrase("plan.kind." + string(x.Kind)), s.doc.country(x.ISO3), x.Score,
			fmt.Sprintf("%.3f–%.3f", x.ScoreLow, x.ScoreHigh), x.Coverage, "", nil, nil, "", ""}
		if x.Rank > 0 {
			row[0] = float64(x.Rank)
		}
		if r, ok := firm[x.ID]; ok {
			row[8], row[9] = fmt.Sprintf("%d – %d", r.Low, r.High), r.Top
		}
		for _, c := range x.Criteria {
			if c.ID == layout.SeaChina && c.Value != nil {
				row[10], row[11], row[12] = *c.Value, string(c.Grade), s.yes(c.Counted)
			}
		}
		t.rows = append(t.rows, row)
	}
	return t
}

// parts is what each score is made of, branch by branch.
func (s *siteFile) parts() planTable {
	t := planTable{sheet: "sheet.parts", part: "part.parts", columns: []planColumn{{"plan.site", 26, "", ""}}}
	for _, n := range s.Study.Model.Tree.Children {
		t.columns = append(t.columns, planColumn{name: s.doc.text(n.Name), width: 14, format: "score"})
	}
	t.columns = append(t.columns, planColumn{"plan.score", 10, "score", ""})
	for i := range s.Study.Sites {
		x := &s.Study.Sites[i]
		row := []any{s.doc.text(x.Name)}
		for _, d := range x.Dimensions {
			row = append(row, d.Contribution)
		}
		t.rows = append(t.rows, append(row, x.Score))
	}
	return t
}

// detailed is how many sites a document to be read tells the figures of; the
// other formats have them all.
const detailed = 5

// tables are the parts in their order; to be read, the figures of the first
// sites alone, and what the scores of all are made of behind, as an appendix.
func (s *siteFile) tables(read bool) []planTable {
	scores := s.Study.Sites
	out := []planTable{s.ranking()}
	if t := s.screenedTable(s.Study.Sites); len(t.rows) > 0 {
		out = append(out, t)
	}
	if !read {
		out = append(out, s.parts())
	} else if len(scores) > detailed {
		scores = scores[:detailed]
	}
	grades := s.gradesTable(scores)
	if len(scores) < len(s.Study.Sites) {
		grades.notes = append(grades.notes, fmt.Sprintf(s.phrase("sites.first"), detailed))
	}
	out = append(out, grades)
	if len(s.Study.LandUse) > 0 {
		out = append(out, s.landUseTable(s.Study.LandUse))
	}
	limits := s.limitsTable(s.Study.Limits, s.Study.Sites, read)
	if read {
		limits.notes = append(limits.notes, s.phrase("caveat.whole"))
	}
	out = append(out, limits, s.opinionsTable())
	if read {
		out = append(out, s.parts())
	}
	return out
}

// verification tells how to check the document.
func (s *siteFile) verification() []string {
	out := []string{fmt.Sprintf(s.phrase("sitesVerify.1"), s.Study.Digest)}
	if s.ID != "" {
		out = append(out, fmt.Sprintf(s.phrase("sitesVerify.2"), s.ID))
	} else {
		out = append(out, s.phrase("planVerify.2p"))
	}
	if s.VerifyAt != "" {
		out = append(out, fmt.Sprintf(s.phrase("verify.3"), s.VerifyAt))
	}
	return out
}

// SitesCSV writes the ranked sites, one line each.
func SitesCSV(w io.Writer, d SiteDocument) error {
	s, err := newSiteFile(&d)
	if err != nil {
		return fault.Wrap("report.SitesCSV", err)
	}
	return fault.Wrap("report.SitesCSV", s.csv(w, s.Study.Digest, s.ranking()))
}

// SitesXLSX writes the ranking as a workbook: ranking, what the scores are made
// of, figures with grades and sources, land use where there are figures,
// caveats, review.
func SitesXLSX(w io.Writer, d SiteDocument) error {
	s, err := newSiteFile(&d)
	if err != nil {
		return fault.Wrap("report.SitesXLSX", err)
	}
	return fault.Wrap("report.SitesXLSX", s.xlsx(w, s.facts(), s.verification(), s.tables(false)))
}

// SitesPDF writes the ranking as a document, with the figures of the first sites.
func SitesPDF(w io.Writer, d SiteDocument) error {
	s, err := newSiteFile(&d)
	if err != nil {
		return fault.Wrap("report.SitesPDF", err)
	}
	return fault.Wrap("report.SitesPDF", s.pdf(w, s.facts(), s.verification(), s.tables(true), s.Study.Sites[:min(detailed, len(s.Study.Sites))], nil))
}

// sitesJSON is what SitesJSON writes.
type sitesJSON struct {
	Format        string                `json:"format"` // "parksite-sites-1"
	ID            string                `json:"id,omitempty"`
	Version       int64                 `json:"version,omitempty"`
	Title         string                `json:"title"`
	Purpose       string                `json:"purpose,omitempty"`
	Notes         string                `json:"notes,omitempty"`
	State         string                `json:"state,omitempty"`
	Team          string                `json:"team,omitempty"`
	Owner         string                `json:"owner,omitempty"`
	At            string                `json:"at"`
	DatasetDigest string                `json:"datasetDigest"`
	Request       appraisal.SiteRequest `json:"request"`
	Study         layout.SiteStudy      `json:"study"`
	Opinions      []Opinion             `json:"opinions,omitempty"`
}

// SitesJSON writes everything of the ranking with fixed field order.
func SitesJSON(w io.Writer, d SiteDocument) error {
	s, err := newSiteFile(&d)
	if err != nil {
		return fault.Wrap("report.SitesJSON", err)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return fault.Wrap("report.SitesJSON", e.Encode(sitesJSON{Format: "parksite-sites-1", ID: d.ID, Version: d.Version, Title: s.doc.Title, Purpose: d.Purpose, Notes: d.Notes,
		State: d.State, Team: d.Team, Owner: d.Owner, At: d.At.UTC().Format("2006-01-02T15:04:05Z"), DatasetDigest: d.Snapshot.Dataset().Digest, Request: d.Request, Study: d.Study,
		Opinions: d.Opinions}))
}
