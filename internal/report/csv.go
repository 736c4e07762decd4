package report

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// CSV writes the ranking as one table: ranked countries by rank, then those not
// ranked with the reason; columns for the score, its range, coverage, the score
// of each dimension and the value of each criterion. UTF-8 with a byte order
// mark, CRLF, full precision.
func CSV(w io.Writer, d Document) error {
	const op = "report.CSV"
	if err := d.check(); err != nil {
		return fault.Wrap(op, err)
	}
	b := bufio.NewWriter(w)
	if _, err := b.WriteString("\xef\xbb\xbf"); err != nil {
		return fault.Wrap(op, err)
	}
	c := csv.NewWriter(b)
	c.UseCRLF = true
	for _, row := range d.table() {
		if err := c.Write(row); err != nil {
			return fault.Wrap(op, err)
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return fault.Wrap(op, err)
	}
	return fault.Wrap(op, b.Flush())
}

func (d *Document) table() [][]string {
	leaves := d.leaves()
	head := []string{d.word("rank"), d.word("iso3"), d.word("country"), d.word("score"), d.word("scoreLow"), d.word("scoreHigh"), d.word("coverage"), d.word("missing")}
	for _, n := range d.Model.Tree.Children {
		head = append(head, catalog.InertCell(d.text(n.Name)))
	}
	for _, l := range leaves {
		name := catalog.InertCell(d.indicator(l.node.ID))
		head = append(head, name+" ["+l.node.ID+"]", name+" · "+d.word("block.year"), name+" · "+d.word("block.status"), name+" · "+d.word("block.source"))
	}
	head = append(head, d.word("reason"))
	rows := [][]string{head}
	for _, a := range d.Result.Alternatives {
		row := []string{strconv.Itoa(a.Rank), a.ISO3, catalog.InertCell(d.country(a.ISO3)), number(a.Score), number(a.ScoreLow), number(a.ScoreHigh), number(a.Coverage), strconv.Itoa(a.Missing)}
		for _, x := range a.Dimensions {
			row = append(row, optional(x.Score))
		}
		for _, x := range a.Criteria {
			year := ""
			if x.Year > 0 {
				year = strconv.Itoa(x.Year)
			}
			row = append(row, optional(x.Value), year, d.word("status."+string(x.Status)), catalog.InertCell(x.Source))
		}
		rows = append(rows, append(row, ""))
	}
	for _, e := range d.Result.Excluded {
		row := make([]string, len(head))
		row[0], row[1], row[2] = d.word("excludedShort"), e.ISO3, catalog.InertCell(d.country(e.ISO3))
		row[len(row)-1] = catalog.InertCell(d.excludedReason(e))
		rows = append(rows, row)
	}
	return rows
}

// file is what JSON writes, besides the result what makes it readable elsewhere.
type file struct {
	Format        string            `json:"format"` // "parksite-ranking-1"
	ID            string            `json:"id,omitempty"`
	Version       int64             `json:"version,omitempty"`
	Title         string            `json:"title"`
	Purpose       string            `json:"purpose,omitempty"`
	Notes         string            `json:"notes,omitempty"`
	State         string            `json:"state,omitempty"`
	Team          string            `json:"team,omitempty"`
	Owner         string            `json:"owner,omitempty"`
	At            string            `json:"at"`
	DatasetDigest string            `json:"datasetDigest"`
	Scope         appraisal.Scope   `json:"scope"`
	Model         appraisal.Model   `json:"model"`
	Result        appraisal.Result  `json:"result"`
	Names         map[string]string `json:"names"` // iso3 and indicator codes of the result, in the document's language
	Sources       []jsonSource      `json:"sources"`
	Firmness      *Firmness         `json:"firmness,omitempty"`
	Opinions      []Opinion         `json:"opinions,omitempty"`
	Remarks       []Remark          `json:"remarks,omitempty"`
}

type jsonSource struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	Publisher string `json:"publisher"`
	Licence   string `json:"licence"`
	Vintage   string `json:"vintage"`
}

// JSON writes everything of the document with fixed field order, no insignificant
// white space and every number in full, so that equal documents are equal bytes.
func JSON(w io.Writer, d Document) error {
	const op = "report.JSON"
	if err := d.check(); err != nil {
		return fault.Wrap(op, err)
	}
	f := file{Format: "parksite-ranking-1", ID: d.ID, Version: d.Version, Title: d.title(), Purpose: d.Purpose, Notes: d.Notes, State: d.State,
		Team: d.Team, Owner: d.Owner, At: d.At.UTC().Format("2006-01-02T15:04:05Z"), DatasetDigest: d.Snapshot.Dataset().Digest,
		Scope: d.Scope, Model: d.Model, Result: d.Result, Names: map[string]string{}, Firmness: d.Firmness, Opinions: d.Opinions, Remarks: d.Remarks, Sources: []jsonSource{}}
	for _, a := range d.Result.Alternatives {
		f.Names[a.ISO3] = d.country(a.ISO3)
	}
	for _, e := range d.Result.Excluded {
		f.Names[e.ISO3] = d.country(e.ISO3)
	}
	for _, l := range d.leaves() {
		f.Names[l.node.ID] = d.indicator(l.node.ID)
	}
	for _, s := range d.sources() {
		f.Sources = append(f.Sources, jsonSource{s.ID, s.Title, s.Publisher, s.Licence, s.Vintage})
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return fault.Wrap(op, e.Encode(f))
}
