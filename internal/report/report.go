// Package report writes a ranking as CSV, JSON, spreadsheet and PDF.
//
// A Document is what is written: a computed result with the model, the data and
// whatever is known of its firmness and review. The writers compute nothing
// that decides; the spreadsheet's formulas recompute the scores from the values
// beside them, so that whoever holds the file can check and vary it.
//
// The same document gives the same bytes in CSV, JSON and PDF; the time in it is
// Document.At, not the clock's.
package report

import (
	"fmt"
	"math"
	"time"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/scoring"
)

// Document is a ranking to be written. Result, Model and Snapshot are required
// and belong together: Model is the one evaluated, with overridden weights
// applied (appraisal.Prepared.Model).
type Document struct {
	Lang     string // "zh" or "en"
	ID       string // of the ranking; empty for a preview
	Version  int64
	Title    string
	Purpose  string
	Notes    string
	State    string // of the review: "draft", "submitted", …; empty for a preview
	Team     string // names as they are to be shown
	Owner    string
	At       time.Time // shown as the date of the document
	Model    appraisal.Model
	Scope    appraisal.Scope
	Result   appraisal.Result
	Snapshot *catalog.Snapshot
	Firmness *Firmness
	Opinions []Opinion
	Remarks  []Remark
	VerifyAt string // address of the ranking's page; may be empty
	Reader   string // whose copy this is, at the foot of a PDF; may be empty
}

// Firmness says how the order holds under other weights.
type Firmness struct {
	Draws  int           `json:"draws"`
	Seed   uint64        `json:"seed"`
	Spread string        `json:"spread"` // how the weights were drawn, in the document's language
	First  int           `json:"first"`  // the k of Row.First
	Rows   []FirmnessRow `json:"rows"`
}

// FirmnessRow is one country of Firmness.
type FirmnessRow struct {
	ISO3     string  `json:"iso3"`
	Expected float64 `json:"expected"` // mean rank
	Low      int     `json:"low"`      // 5 % of the draws give this rank or a better one
	High     int     `json:"high"`     // 95 % do
	First    float64 `json:"first"`    // share of the draws among the first k
	Best     int     `json:"best"`     // best and worst rank that any weights within the bounds give; 0 = not computed
	Worst    int     `json:"worst"`
	Seen     bool    `json:"seen,omitempty"` // best and worst are the extremes seen, not proven ones
}

// NewFirmness words a simulation; iso3 names its rows.
func NewFirmness(iso3 []string, s scoring.SMAAResult, seed uint64, k int, spread string) *Firmness {
	f := &Firmness{Draws: s.Draws, Seed: seed, Spread: spread, First: k}
	top := s.Top(k)
	for i, c := range iso3 {
		f.Rows = append(f.Rows, FirmnessRow{ISO3: c, Expected: s.ExpectedRank[i], Low: s.RankLow[i], High: s.RankHigh[i], First: top[i]})
	}
	return f
}

// Opinion is one step of the review.
type Opinion struct {
	Round    int       `json:"round"`
	Ministry string    `json:"ministry"` // or team, as shown
	By       string    `json:"by"`
	Decision string    `json:"decision"` // "submit", "approve", "return", "reject", "publish", "withdraw"
	Comment  string    `json:"comment"`
	At       time.Time `json:"at"`
}

// check refuses a document whose parts do not belong together.
func (d *Document) check() error {
	const op = "report.check"
	if words[d.Lang] == nil {
		return fault.Newf(op, fault.Invalid, "choice", "lang is neither zh nor en")
	}
	if d.Snapshot == nil {
		return fault.New(op, fault.Internal, "internal")
	}
	if len(d.Result.Alternatives) == 0 {
		return nil
	}
	leaves, criteria := d.leaves(), d.Result.Alternatives[0].Criteria // every alternative has the same
	if len(criteria) != len(leaves) {
		return fault.Newf(op, fault.Invalid, "report.mismatch", "the result has %d criteria, the model %d", len(criteria), len(leaves))
	}
	for j, c := range criteria {
		if c.ID != leaves[j].node.ID || math.Abs(c.Weight-leaves[j].global) > 1e-9 {
			return fault.Newf(op, fault.Invalid, "report.mismatch", "criterion %s of the result is not the model's", c.ID)
		}
	}
	return nil
}

// leaf is a criterion of the tree with its weight in the whole.
type leaf struct {
	node   *appraisal.Node
	global float64
}

// leaves returns the criteria from left to right, as results list them.
func (d *Document) leaves() []leaf {
	var out []leaf
	var walk func(n *appraisal.Node, w float64)
	walk = func(n *appraisal.Node, w float64) {
		if n.Criterion != nil {
			out = append(out, leaf{node: n, global: w})
		}
		sum := 0.0
		for i := range n.Children {
			sum += n.Children[i].Weight
		}
		for i := range n.Children {
			walk(&n.Children[i], w*n.Children[i].Weight/sum)
		}
	}
	walk(&d.Model.Tree, 1)
	return out
}

// word is a label in the document's language.
func (d *Document) word(key string) string {
	if w, ok := words[d.Lang][key]; ok {
		return w
	}
	return key
}

// text picks the document's language, the other one where it is empty.
func (d *Document) text(t catalog.Text) string {
	if d.Lang == "zh" && t.Zh != "" || t.En == "" {
		return t.Zh
	}
	return t.En
}

func (d *Document) country(iso3 string) string {
	c, ok := d.Snapshot.Country(iso3)
	if !ok {
		return iso3
	}
	return d.text(c.Name)
}

func (d *Document) indicator(code string) string {
	x, ok := d.Snapshot.Indicator(code)
	if !ok {
		return code
	}
	return d.text(x.Name)
}

// title is the document's name, the model's for a preview.
func (d *Document) title() string {
	if d.Title != "" {
		return d.Title
	}
	return d.text(d.Model.Name)
}

// zones are the clocks documents are dated by: China has one, other readers get UTC.
var zones = map[string]*time.Location{"zh": time.FixedZone("CST", 8*60*60), "en": time.UTC}

// clock is a time as a table shows it, in the zone that its heading names.
func clock(lang string, t time.Time) string { return t.In(zones[lang]).Format("2006-01-02 15:04") }

// moment is a time with its zone.
func moment(lang string, t time.Time) string {
	return fmt.Sprintf(words[lang]["moment"], clock(lang, t))
}

// facts are what identifies the result, in the order they are shown.
func (d *Document) facts() [][2]string {
	ds := d.Snapshot.Dataset()
	out := [][2]string{}
	add := func(key, value string) {
		if value != "" {
			out = append(out, [2]string{d.word(key), value})
		}
	}
	if d.ID != "" {
		add("ranking", fmt.Sprintf("%s · %s %d", d.ID, d.word("version"), d.Version))
	}
	add("state", d.word("state."+d.State))
	if d.State == "" {
		out = out[:len(out)-1]
	}
	add("team", d.Team)
	add("owner", d.Owner)
	add("purpose", d.Purpose)
	add("model", fmt.Sprintf("%s（%s, %s %d）", d.text(d.Model.Name), d.Model.ID, d.word("version"), d.Result.ModelVersion))
	add("method", d.word("method."+d.Result.Method))
	add("scope", d.scope())
	add("year", fmt.Sprint(d.Result.Year))
	add("dataset", fmt.Sprintf("%s · %s", ds.ID, ds.Digest))
	add("digest", d.Result.Digest)
	add("engine", d.Result.EngineVersion)
	add("date", moment(d.Lang, d.At))
	add("notes", d.Notes)
	return out
}

func (d *Document) scope() string {
	s := d.Scope
	if len(s.Regions)+len(s.Strategies)+len(s.Countries) == 0 {
		return d.word("scope.all")
	}
	out := ""
	for _, list := range [][]string{s.Regions, s.Strategies} {
		for _, x := range list {
			out += x + d.word("listSeparator")
		}
	}
	for _, c := range s.Countries {
		out += d.country(c) + d.word("listSeparator")
	}
	return out[:len(out)-len(d.word("listSeparator"))]
}

// excludedReason words why a country is not ranked.
func (d *Document) excludedReason(e appraisal.Excluded) string {
	out := d.word("excluded." + e.Reason)
	if e.Criterion != "" {
		out += d.word("colon") + d.indicator(e.Criterion)
		if e.Value != nil {
			out += fmt.Sprintf(" %s", shortNumber(*e.Value))
			if e.Year > 0 {
				out += fmt.Sprintf(" (%d)", e.Year)
			}
		}
		if e.Threshold != nil {
			out += fmt.Sprintf(" / %s %s", d.word("threshold"), shortNumber(*e.Threshold))
		}
	}
	if e.Text != nil {
		out += d.word("listSeparator") + d.text(*e.Text)
	}
	return out
}
