package appraisal

import (
	"math"
	"slices"

	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/scoring"
)

// Explanation says why A stands above B, and what would have to change.
type Explanation struct {
	A          string  `json:"a"` // iso3 of the higher one
	B          string  `json:"b"`
	RankA      int     `json:"rankA"`
	RankB      int     `json:"rankB"`
	ScoreA     float64 `json:"scoreA"`
	ScoreB     float64 `json:"scoreB"`
	Difference float64 `json:"difference"` // what Points sum to; of logarithms if Log

	// Exact: points sum to the difference. Otherwise (TOPSIS and the like) each
	// is what A loses with B's value on that criterion alone.
	Exact bool `json:"exact"`
	Log   bool `json:"log"` // geometric means: points are of the logarithm of the score

	Dimensions []NodePoints      `json:"dimensions"`
	Criteria   []CriterionPoints `json:"criteria"` // in the order of the tree

	// Low and High bracket the difference of scores over everything the missing
	// values could be; Certain: it cannot fall to zero.
	Low     float64 `json:"low"`
	High    float64 `json:"high"`
	Certain bool    `json:"certain"`
	// GapShare is the share of all points that rests on a missing value.
	GapShare float64 `json:"gapShare"`

	Transfer *WeightTransfer `json:"transfer,omitempty"` // least change of weights; absent: no weights do it, or the score is no sum
	Values   []ValueChange   `json:"values"`             // smallest change of one value of B, by criterion
}

// NodePoints is what a dimension adds to a difference.
type NodePoints struct {
	ID     string  `json:"id"`
	Points float64 `json:"points"`
}

// CriterionPoints is what a criterion adds to a difference, with both values.
type CriterionPoints struct {
	ID       string         `json:"id"`
	Points   float64        `json:"points"`   // for A when positive
	Carrying bool           `json:"carrying"` // one of the fewest that outweigh everything against
	Gap      bool           `json:"gap"`      // a missing value plays a part, held at its dimension's score
	A        CriterionScore `json:"a"`
	B        CriterionScore `json:"b"`
}

// WeightTransfer is the least total weight, of the whole model, that has to
// move between criteria for the lower to tie the higher.
type WeightTransfer struct {
	Mass  float64      `json:"mass"`
	To    string       `json:"to"`
	Moves []WeightMove `json:"moves"`
	Exact bool         `json:"exact"` // false: gaps were held at their dimension's score
	A     string       `json:"a"`
	B     string       `json:"b"`
}

// WeightMove is weight given up by one criterion.
type WeightMove struct {
	From string  `json:"from"`
	Mass float64 `json:"mass"`
}

// ValueChange is what B would have to have instead on one criterion to tie A.
// To is absent where no value does it; Observed: some country has such a value.
type ValueChange struct {
	Criterion string   `json:"criterion"`
	From      float64  `json:"from"`
	To        *float64 `json:"to,omitempty"`
	Observed  bool     `json:"observed"`
	Exact     bool     `json:"exact"`
}

// Explain says why one of two ranked countries stands above the other.
//
// It returns fault.Invalid naming a or b for a country that is not ranked, and
// for twice the same.
func Explain(m Model, snap *catalog.Snapshot, o Options, a, b string) (Explanation, error) {
	const op = "appraisal.Explain"
	p, s, err := scored(m, snap, o)
	if err != nil {
		return Explanation{}, fault.Wrap(op, err)
	}
	i, badA := p.ranked(s, "a", a)
	j, badB := p.ranked(s, "b", b)
	bad := append(badA, badB...)
	if len(bad) == 0 && i == j {
		bad = append(bad, fault.Field{Field: "b", Code: "country.same", Detail: "a country is not compared with itself"})
	}
	if err := fault.Bad(op, bad); err != nil {
		return Explanation{}, err
	}
	if s.Score[i] < s.Score[j] {
		i, j = j, i
	}
	x, err := s.Explain(i, j)
	if err != nil {
		return Explanation{}, fault.Wrap(op, p.reword(err))
	}
	e := Explanation{A: p.Countries[i], B: p.Countries[j], RankA: s.Rank[i], RankB: s.Rank[j], ScoreA: s.Score[i], ScoreB: s.Score[j],
		Difference: x.Difference, Exact: x.Exact, Log: x.Log, GapShare: x.GapShare, Dimensions: []NodePoints{}, Values: []ValueChange{}}
	for k, n := range s.Nodes {
		if n.Depth == 1 {
			e.Dimensions = append(e.Dimensions, NodePoints{ID: n.Name, Points: x.Nodes[k]})
		}
	}
	w := p.writer(s, 2)
	left, right := w.alternative(i), w.alternative(j)
	for c, code := range p.Indicators {
		e.Criteria = append(e.Criteria, CriterionPoints{ID: code, Points: x.Contributions[c], Carrying: slices.Contains(x.Carrying, c), Gap: x.Gap[c],
			A: left.Criteria[c], B: right.Criteria[c]})
	}
	e.Low, e.High = s.DifferenceBounds(i, j)
	e.Certain = e.Low > scoring.DefaultTieTolerance
	if t, ok, err := s.Reversal(i, j); err == nil && ok {
		e.Transfer = p.transfer(t)
	}
	changes, err := scoring.ValueChanges(p.Problem, p.Recipe, s, i, j)
	if err != nil {
		return Explanation{}, fault.Wrap(op, p.reword(err))
	}
	for _, c := range changes {
		v := ValueChange{Criterion: p.Indicators[c.Col], From: c.From, Observed: c.Observed, Exact: c.Exact}
		if c.Possible && finite(c.To) {
			to := c.To
			v.To = &to
		}
		e.Values = append(e.Values, v)
	}
	return e, nil
}

// ranked returns the row of a ranked country.
func (p Prepared) ranked(s scoring.Result, field, iso3 string) (int, []fault.Field) {
	i := slices.Index(p.Countries, iso3)
	if i < 0 || math.IsNaN(s.Score[i]) {
		return 0, []fault.Field{{Field: field, Code: "country.notRanked", Detail: "not among the ranked countries: " + iso3}}
	}
	return i, nil
}

func (p Prepared) transfer(t scoring.Transfer) *WeightTransfer {
	out := &WeightTransfer{Mass: t.Mass, Moves: []WeightMove{}, Exact: t.Exact, A: p.Countries[t.A], B: p.Countries[t.B]}
	if t.To >= 0 {
		out.To = p.Indicators[t.To]
	}
	for _, m := range t.Moves {
		out.Moves = append(out.Moves, WeightMove{From: p.Indicators[m.From], Mass: m.Mass})
	}
	return out
}
