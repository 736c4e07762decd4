package catalog

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"parksite/internal/audit"
	"parksite/internal/fault"
)

// Tables are what observations refer to and derived values are computed from.
// They belong to a dataset version: a new indicator or a changed limit of the
// stages of industrialisation makes a new version.
type Tables struct {
	Countries    []Country     `json:"countries"`
	Areas        []Area        `json:"areas"`
	Indicators   []Indicator   `json:"indicators"` // stored ones; derived ones are added by NewSnapshot
	Sources      []Source      `json:"sources"`
	Stage        StageTable    `json:"stage"`
	Ports        []Site        `json:"ports"` // those that SeaDistances name
	SeaDistances []SeaDistance `json:"seaDistances"`
	GeoDistances []GeoDistance `json:"geoDistances"`
}

// tableNames are the tables in the order the digest takes them.
var tableNames = [...]string{"countries", "areas", "indicators", "sources", "stage", "ports", "seaDistances", "geoDistances"}

func (t Tables) named(i int) any {
	return [...]any{t.Countries, t.Areas, t.Indicators, t.Sources, t.Stage, t.Ports, t.SeaDistances, t.GeoDistances}[i]
}

// Canonical returns the tables as one JSON text, fields in the order of the
// types; ParseTables reads it. It is what is stored.
func (t Tables) Canonical() (string, error) {
	b, err := json.Marshal(t)
	return string(b), fault.Wrap("catalog.Tables.Canonical", err)
}

// ParseTables reads what Canonical writes.
func ParseTables(text string) (Tables, error) {
	var t Tables
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&t); err != nil {
		return Tables{}, fault.As("catalog.ParseTables", fault.Invalid, "tables.syntax", err)
	}
	return t, nil
}

// Ref names a part of a dataset by its content.
type Ref struct {
	Name   string `json:"name"`
	Digest string `json:"digest"` // SHA-256, hexadecimal
}

// SeriesRef names a series by its content.
type SeriesRef struct {
	Indicator    string `json:"indicator"`
	Digest       string `json:"digest"` // SHA-256 of Series.Canonical, hexadecimal
	Observations int    `json:"observations"`
}

// Counts is how much a dataset holds.
type Counts struct {
	Observations int `json:"observations"`
	Countries    int `json:"countries"`  // candidates with any value
	Indicators   int `json:"indicators"` // with any value
	Sources      int `json:"sources"`    // used
}

// Dataset describes one immutable version of the data. Its content is found by
// digest: Series one by one, the tables as one text.
type Dataset struct {
	ID        string      `json:"id" bson:"_id"` // "ds-1", "ds-2", …
	Version   int64       `json:"version"`
	CreatedAt time.Time   `json:"createdAt"`
	UpdatedAt time.Time   `json:"updatedAt"`
	Number    int         `json:"number"` // 1, 2, 3, …
	ParentID  string      `json:"parentId"`
	Digest    string      `json:"digest"` // "sha256:…"
	CreatedBy string      `json:"createdBy"`
	Reason    string      `json:"reason"`
	Counts    Counts      `json:"counts"`
	FirstYear int         `json:"firstYear"` // of values that are not timeless
	LastYear  int         `json:"lastYear"`
	Tables    string      `json:"tables"` // SHA-256 of Tables.Canonical, hexadecimal
	TableRefs []Ref       `json:"tableRefs"`
	Series    []SeriesRef `json:"series"` // by indicator
}

// Head implements what the store needs.
func (d Dataset) Head() audit.Head {
	return audit.Head{ID: d.ID, Version: d.Version, CreatedAt: d.CreatedAt, UpdatedAt: d.UpdatedAt}
}

// WithHead implements what the store needs.
func (d Dataset) WithHead(h audit.Head) Dataset {
	d.ID, d.Version, d.CreatedAt, d.UpdatedAt = h.ID, h.Version, h.CreatedAt, h.UpdatedAt
	return d
}

// NewDataset describes the version number n made of tables and series: counts,
// years and digests. Empty series are left out.
//
// It returns fault.Invalid naming every broken rule of the content.
func NewDataset(n int, parentID, createdBy, reason string, t Tables, series []Series) (Dataset, error) {
	const op = "catalog.NewDataset"
	bad := append(t.broken(), CheckText("reason", reason, 2000, true)...)
	ix := t.index()
	seen := map[string]bool{}
	for _, s := range series {
		if seen[s.Indicator] {
			bad = append(bad, fault.Field{Field: "series[" + s.Indicator + "]", Code: "series.duplicate", Detail: "a second series of the same indicator"})
		}
		seen[s.Indicator] = true
		if bad = append(bad, s.broken(ix)...); len(bad) > maxBroken {
			bad = bad[:maxBroken]
			break
		}
	}
	if err := fault.Bad(op, bad); err != nil {
		return Dataset{}, err
	}
	d := Dataset{ID: fmt.Sprintf("ds-%d", n), Number: n, ParentID: parentID, CreatedBy: createdBy, Reason: reason, Series: []SeriesRef{}}
	countries, sources := map[string]bool{}, map[string]bool{}
	for _, s := range series {
		if len(s.Points) == 0 {
			continue
		}
		d.Series = append(d.Series, SeriesRef{Indicator: s.Indicator, Digest: s.Digest(), Observations: len(s.Points)})
		d.Counts.Observations += len(s.Points)
		timeless := t.Indicators[ix.indicators[s.Indicator]].Timeless
		for _, p := range s.Points {
			if t.Countries[ix.countries[p.Country]].Candidate {
				countries[p.Country] = true
			}
			sources[p.Source] = true
			if timeless {
				continue
			}
			if d.FirstYear == 0 || p.Year < d.FirstYear {
				d.FirstYear = p.Year
			}
			d.LastYear = max(d.LastYear, p.Year)
		}
	}
	slices.SortFunc(d.Series, func(a, b SeriesRef) int { return strings.Compare(a.Indicator, b.Indicator) })
	d.Counts.Indicators, d.Counts.Countries, d.Counts.Sources = len(d.Series), len(countries), len(sources)
	for i, name := range tableNames {
		b, err := json.Marshal(t.named(i))
		if err != nil {
			return Dataset{}, fault.Wrap(op, err)
		}
		d.TableRefs = append(d.TableRefs, Ref{Name: name, Digest: TextDigest(string(b))})
	}
	text, err := t.Canonical()
	if err != nil {
		return Dataset{}, fault.Wrap(op, err)
	}
	d.Tables = TextDigest(text)
	d.Digest = d.ContentDigest()
	return d, nil
}

// ContentDigest returns "sha256:" and the digest over the dataset's parts:
// lines "indicator digest" by indicator, then "table name digest" in fixed
// order. Number, parent, author and times are not part of it: the same content
// has the same digest whoever publishes it.
func (d Dataset) ContentDigest() string {
	var b strings.Builder
	for _, s := range d.Series {
		b.WriteString(s.Indicator + " " + s.Digest + "\n")
	}
	for _, r := range d.TableRefs {
		b.WriteString("table " + r.Name + " " + r.Digest + "\n")
	}
	return "sha256:" + TextDigest(b.String())
}
