package appraisal

import (
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/scoring"
)

// Sensitivity is how far single weights may move, and what hangs on single
// criteria.
type Sensitivity struct {
	TopK     int             `json:"topK"`
	Nodes    []NodeStability `json:"nodes"`              // every node but the root, in the order of the tree
	Firmness *WeightTransfer `json:"firmness,omitempty"` // least transfer that takes first place away; absent: none does
	Without  []Without       `json:"without"`            // every criterion left out in turn
	Effects  []Effect        `json:"effects"`
	// Possible ranks over everything the missing values could be.
	Possible []PossibleRank `json:"possible"`
}

// NodeStability is the range of a node's weight, its siblings keeping their
// proportions, in which the leader, the leading TopK, the whole order stay.
type NodeStability struct {
	Node    string      `json:"node"`
	Weight  float64     `json:"weight"`
	First   WeightRange `json:"first"`
	Top     WeightRange `json:"top"`
	Ranking WeightRange `json:"ranking"`
	Exact   bool        `json:"exact"`
}

// WeightRange is a range of a weight; beyond an end, the rival overtakes. A
// rival is absent where the range ends at 0 or 1 by itself.
type WeightRange struct {
	Low       float64 `json:"low"`
	High      float64 `json:"high"`
	LowAhead  string  `json:"lowAhead,omitempty"`
	LowRival  string  `json:"lowRival,omitempty"`
	HighAhead string  `json:"highAhead,omitempty"`
	HighRival string  `json:"highRival,omitempty"`
}

// Without is the order with one criterion left out.
type Without struct {
	Criterion     string `json:"criterion"`
	Leader        string `json:"leader,omitempty"`
	LeaderChanged bool   `json:"leaderChanged"`
	Reversed      int    `json:"reversed"`          // pairs that turned round
	MaxShift      int    `json:"maxShift"`          // places
	Country       string `json:"country,omitempty"` // who moved most
}

// Effect is a criterion's weight against its share in what makes scores differ.
type Effect struct {
	Criterion string   `json:"criterion"`
	Nominal   float64  `json:"nominal"`
	Effective *float64 `json:"effective,omitempty"` // share of squared correlation with the score
}

// PossibleRank is the best and worst rank a country could have.
type PossibleRank struct {
	ISO3  string `json:"iso3"`
	Rank  int    `json:"rank"`
	Best  int    `json:"best"`
	Worst int    `json:"worst"`
}

// Sense returns the sensitivity of a ranking; k is the size of the leading
// group (0 = 3).
func Sense(m Model, snap *catalog.Snapshot, o Options, k int) (Sensitivity, error) {
	const op = "appraisal.Sense"
	p, s, err := scored(m, snap, o)
	if err != nil {
		return Sensitivity{}, fault.Wrap(op, err)
	}
	rows := byRank(s)
	if k == 0 {
		k = min(3, len(rows))
	}
	if k < 1 || k > len(rows) {
		return Sensitivity{}, fault.Bad(op, []fault.Field{{Field: "topK", Code: "number.range", Detail: "1 to the number of ranked countries"}})
	}
	out := Sensitivity{TopK: k, Nodes: []NodeStability{}, Without: []Without{}, Effects: []Effect{}, Possible: []PossibleRank{}}
	all, err := s.StabilityIntervals(k)
	if err != nil {
		return Sensitivity{}, fault.Wrap(op, p.reword(err))
	}
	for _, x := range all {
		out.Nodes = append(out.Nodes, NodeStability{Node: s.Nodes[x.Node].Name, Weight: x.Weight, First: p.span(x.Top1), Top: p.span(x.TopK), Ranking: p.span(x.Ranking), Exact: x.Exact})
	}
	if t, ok, err := s.Firmness(); err == nil && ok {
		out.Firmness = p.transfer(t)
	}
	criteria, _, err := scoring.LeaveOneOut(p.Problem, p.Recipe)
	if err != nil {
		return Sensitivity{}, fault.Wrap(op, p.reword(err))
	}
	for _, l := range criteria {
		w := Without{Criterion: p.Indicators[l.Col], LeaderChanged: l.LeaderChanged, Reversed: l.Reversed, MaxShift: l.MaxShift}
		if l.Leader >= 0 {
			w.Leader = p.Countries[l.Leader]
		}
		if l.ShiftRow >= 0 {
			w.Country = p.Countries[l.ShiftRow]
		}
		out.Without = append(out.Without, w)
	}
	for _, e := range s.EffectiveWeights() {
		x := Effect{Criterion: p.Indicators[e.Col], Nominal: e.Nominal}
		if v := e.Effective; finite(v) {
			x.Effective = &v
		}
		out.Effects = append(out.Effects, x)
	}
	possible := s.PossibleOrder()
	for _, i := range rows {
		out.Possible = append(out.Possible, PossibleRank{ISO3: p.Countries[i], Rank: s.Rank[i], Best: possible.Best[i], Worst: possible.Worst[i]})
	}
	return out, nil
}

func (p Prepared) span(v scoring.Interval) WeightRange {
	name := func(i int) string {
		if i < 0 {
			return ""
		}
		return p.Countries[i]
	}
	return WeightRange{Low: v.Low, High: v.High, LowAhead: name(v.LowAhead), LowRival: name(v.LowRival), HighAhead: name(v.HighAhead), HighRival: name(v.HighRival)}
}
