package appraisal

import (
	"math"
	"slices"

	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/scoring"
)

// Thresholds of the remarks on a model.
const (
	correlated  = 0.9  // |Pearson| of two criteria's normalised values
	pairs       = 10   // countries with both values, below which a correlation says nothing
	thin        = 0.8  // share of countries with a usable value
	indifferent = 0.05 // spread (90 % of countries) of a criterion's normalised values
)

// Remark is something the author of a model should know; it is no error.
// Code is remark.correlated (Criterion and Other measure the same thing; Value
// is r), remark.thin (few countries have a value; Value is their share),
// remark.indifferent (hardly tells countries apart; Value is the spread) or
// remark.old (of the values there are, most are over the age limit; Value is
// their share).
type Remark struct {
	Code      string  `json:"code" enums:"remark.correlated,remark.thin,remark.indifferent,remark.old"`
	Criterion string  `json:"criterion"`
	Other     string  `json:"other,omitempty"`
	Value     float64 `json:"value"`
}

// Remarks looks a model's criteria over on the data of a scope and year, in the
// order of the tree. Structural gaps are no gaps here.
func Remarks(m Model, snap *catalog.Snapshot, scope Scope, year int) ([]Remark, error) {
	p, s, err := scored(m, snap, Options{Scope: scope, Year: year})
	if err != nil {
		return nil, fault.Wrap("appraisal.Remarks", err)
	}
	out := []Remark{}
	columns := make([][]float64, len(p.Indicators))
	for j, code := range p.Indicators {
		columns[j] = s.Normalised.Column(j)
		var usable, stale, expected int
		for i := range p.Countries {
			switch p.cells[i*len(p.Indicators)+j].status {
			case catalog.Observed, catalog.Derived:
				usable++
				expected++
			case catalog.Stale:
				stale++
				expected++
			case catalog.Missing:
				expected++
			}
		}
		if share := float64(usable) / float64(max(1, expected)); expected > 0 && share < thin {
			out = append(out, Remark{Code: "remark.thin", Criterion: code, Value: share})
		}
		if stale > usable {
			out = append(out, Remark{Code: "remark.old", Criterion: code, Value: float64(stale) / float64(stale+usable)})
		}
		if spread := spread(columns[j]); spread < indifferent {
			out = append(out, Remark{Code: "remark.indifferent", Criterion: code, Value: spread})
		}
		for k := range j {
			if r := scoring.Pearson(columns[k], columns[j]); math.Abs(r) >= correlated && both(columns[k], columns[j]) >= pairs {
				out = append(out, Remark{Code: "remark.correlated", Criterion: p.Indicators[k], Other: code, Value: r})
			}
		}
	}
	return out, nil
}

// both counts the rows in which neither column has a gap.
func both(a, b []float64) int {
	n := 0
	for i := range a {
		if !math.IsNaN(a[i]) && !math.IsNaN(b[i]) {
			n++
		}
	}
	return n
}

// spread is the distance between the 5 and the 95 per cent points; +Inf for
// fewer than three values, of which nothing can be said.
func spread(column []float64) float64 {
	var v []float64
	for _, x := range column {
		if !math.IsNaN(x) {
			v = append(v, x)
		}
	}
	if len(v) < 3 {
		return math.Inf(1)
	}
	slices.Sort(v)
	last := float64(len(v) - 1)
	return v[int(math.Ceil(0.95*last))] - v[int(0.05*last)]
}
