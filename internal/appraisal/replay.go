package appraisal

import (
	"fmt"

	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/scoring"
)

// ReplayFrom is the first year a model is replayed for; the panel is too thin
// before.
const ReplayFrom = 2005

// Replay is a model on the data of past years: each year sees only what is
// dated that year or before. Goalposts stay as they are, so scores compare
// over time; min–max criteria and screens follow each year.
type Replay struct {
	ModelID      string         `json:"modelId"`
	ModelVersion int64          `json:"modelVersion"`
	DatasetID    string         `json:"datasetId"`
	NegativeList *ListInForce   `json:"negativeList,omitempty"` // as Result.NegativeList: one list for every year
	Years        []int          `json:"years"`
	Series       []ReplaySeries `json:"series"` // by the catalogue's order
	// Spearman of a year's order with that of the year before; absent for the
	// first and where fewer than three countries are ranked in both.
	Spearman []*float64 `json:"spearman"`
}

// ReplaySeries is one country over the years; an entry is absent (rank 0)
// where it is not ranked.
type ReplaySeries struct {
	ISO3     string     `json:"iso3"`
	Rank     []int      `json:"rank"` // 0 = not ranked that year
	Score    []*float64 `json:"score"`
	Coverage []*float64 `json:"coverage"`
}

// ReplayYears evaluates a model for every year from first to last (0 =
// ReplayFrom and the snapshot's year), whatever o.Year is. A negative list in o
// holds for every year as it stands on its day: the question is where the
// countries that may be chosen now stood then.
//
// It returns fault.Invalid for years outside ReplayFrom and the snapshot's
// year, or in the wrong order; a year that ranks nobody is kept, empty.
func ReplayYears(m Model, snap *catalog.Snapshot, o Options, first, last int) (Replay, error) {
	const op = "appraisal.ReplayYears"
	if first == 0 {
		first = ReplayFrom
	}
	if last == 0 {
		last = snap.Year()
	}
	var bad []fault.Field
	if first < ReplayFrom || first > snap.Year() {
		bad = append(bad, fault.Field{Field: "from", Code: "year.range", Detail: fmt.Sprintf("%d to %d", ReplayFrom, snap.Year())})
	}
	if last < first || last > snap.Year() {
		bad = append(bad, fault.Field{Field: "to", Code: "year.range", Detail: fmt.Sprintf("%d to %d, not before from", ReplayFrom, snap.Year())})
	}
	if err := fault.Bad(op, bad); err != nil {
		return Replay{}, err
	}
	r := Replay{ModelID: m.ID, ModelVersion: m.Version, DatasetID: snap.Dataset().ID, NegativeList: o.inForce()}
	n := last - first + 1
	at := map[string]int{}
	rows, _ := o.Scope.rows(snap)
	for _, c := range rows {
		iso3 := snap.Countries()[c].ISO3
		at[iso3] = len(r.Series)
		r.Series = append(r.Series, ReplaySeries{ISO3: iso3, Rank: make([]int, n), Score: make([]*float64, n), Coverage: make([]*float64, n)})
	}
	for k := range n {
		r.Years = append(r.Years, first+k)
		r.Spearman = append(r.Spearman, nil)
		o.Year = first + k
		p, s, err := scored(m, snap, o)
		if fault.Is(err, fault.Uncomputable) {
			continue
		}
		if err != nil {
			return Replay{}, fault.Wrap(op, err)
		}
		for i, iso3 := range p.Countries {
			if s.Rank[i] == 0 {
				continue
			}
			x := &r.Series[at[iso3]]
			x.Rank[k], x.Score[k], x.Coverage[k] = s.Rank[i], &s.Score[i], &s.Coverage[i]
		}
		if k > 0 {
			r.Spearman[k] = r.successive(k)
		}
	}
	return r, nil
}

func scored(m Model, snap *catalog.Snapshot, o Options) (Prepared, scoring.Result, error) {
	p, err := Prepare(m, snap, o)
	if err != nil {
		return p, scoring.Result{}, err
	}
	s, err := p.Score()
	return p, s, err
}

// successive is the rank correlation of year k with the year before, over the
// countries ranked in both.
func (r Replay) successive(k int) *float64 {
	var a, b []float64
	for _, x := range r.Series {
		if x.Score[k] != nil && x.Score[k-1] != nil {
			a, b = append(a, *x.Score[k-1]), append(b, *x.Score[k])
		}
	}
	return spearman(a, b)
}

// spearman is nil for fewer than three pairs or no variation.
func spearman(a, b []float64) *float64 {
	if len(a) < 3 {
		return nil
	}
	x := scoring.Pearson(scoring.FractionalRanks(a, 0), scoring.FractionalRanks(b, 0))
	if !finite(x) {
		return nil
	}
	return &x
}
