package appraisal

import (
	"slices"

	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// Sweep is what happens to the leading countries as one weight goes from 0 to
// 1, its siblings keeping their proportions.
type Sweep struct {
	Node      string         `json:"node"`
	Weight    float64        `json:"weight"`    // now
	At        []float64      `json:"at"`        // weights of the scores, ascending, 0 and 1 among them
	Countries []SweptCountry `json:"countries"` // the first ones now, and whoever leads somewhere; by rank now
	Crossings []Crossing     `json:"crossings"` // of these countries, ascending in weight
	Leads     []Lead         `json:"leads"`     // who is first, from 0 to 1 without a gap
	Exact     bool           `json:"exact"`     // crossings are roots of the scores themselves, not found by trying
}

// SweptCountry is one country's score at each weight; null where it has none.
type SweptCountry struct {
	ISO3   string     `json:"iso3"`
	Rank   int        `json:"rank"`
	Scores []*float64 `json:"scores"`
}

// Crossing is a weight at which two countries change places: up to it, Ahead
// is ahead; beyond it, Behind.
type Crossing struct {
	Weight float64 `json:"weight"`
	Score  float64 `json:"score"` // of both
	Ahead  string  `json:"ahead"`
	Behind string  `json:"behind"`
}

// Lead is a range of the weight and who is first within it.
type Lead struct {
	From float64 `json:"from"`
	To   float64 `json:"to"`
	ISO3 string  `json:"iso3"`
}

const (
	sweepSteps = 20 // intervals between the scores of a sweep
	sweptFirst = 8  // countries a sweep follows besides those who lead somewhere
)

// Swept returns the sweep of one node's weight.
func Swept(m Model, snap *catalog.Snapshot, o Options, node string) (Sweep, error) {
	const op = "appraisal.Swept"
	p, s, err := scored(m, snap, o)
	if err != nil {
		return Sweep{}, fault.Wrap(op, err)
	}
	at := -1
	for i, n := range s.Nodes {
		if n.Name == node && n.Parent >= 0 {
			at = i
		}
	}
	if at < 0 {
		return Sweep{}, fault.Bad(op, []fault.Field{{Field: "node", Code: "node.unknown", Detail: "name a node of the model below its root"}})
	}
	w, err := s.Sweep(at)
	if err != nil {
		return Sweep{}, fault.Wrap(op, p.reword(err))
	}
	out := Sweep{Node: node, Weight: w.Weight, At: []float64{}, Countries: []SweptCountry{}, Crossings: []Crossing{}, Leads: []Lead{}, Exact: w.Exact}
	rows := byRank(s)
	followed := map[int]bool{}
	for _, i := range rows[:min(sweptFirst, len(rows))] {
		followed[i] = true
	}
	for _, l := range w.Leads {
		followed[l.Leader] = true
		out.Leads = append(out.Leads, Lead{From: l.From, To: l.To, ISO3: p.Countries[l.Leader]})
	}
	rows = slices.DeleteFunc(rows, func(i int) bool { return !followed[i] })
	for _, i := range rows {
		out.Countries = append(out.Countries, SweptCountry{ISO3: p.Countries[i], Rank: s.Rank[i], Scores: make([]*float64, sweepSteps+1)})
	}
	for k := range sweepSteps + 1 {
		out.At = append(out.At, float64(k)/sweepSteps)
		scores := w.Scores(out.At[k])
		for n, i := range rows {
			if v := scores[i]; finite(v) {
				out.Countries[n].Scores[k] = &v
			}
		}
	}
	for _, x := range w.Crossings {
		if followed[x.Above] && followed[x.Below] {
			out.Crossings = append(out.Crossings, Crossing{Weight: x.T, Score: w.Scores(x.T)[x.Above], Ahead: p.Countries[x.Above], Behind: p.Countries[x.Below]})
		}
	}
	return out, nil
}
