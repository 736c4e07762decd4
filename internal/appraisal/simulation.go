package appraisal

import (
	"context"
	"math"
	"slices"

	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/scoring"
)

// SimulationOptions say how weights and missing values are drawn. The zero
// value is 10,000 draws, seed 1, weights uniform level by level, no data drawn.
type SimulationOptions struct {
	Draws   int          `json:"draws,omitempty"`
	Seed    uint64       `json:"seed,omitempty"`
	Weights string       `json:"weights,omitempty" enums:"levels,uniform,centred,fixed"`
	Kappa   float64      `json:"kappa,omitempty"` // centred: sd² = w(1 − w)/(κ + 1); 100 unless set
	Missing string       `json:"missing,omitempty" enums:"uniform,empirical"`
	TopK    int          `json:"topK,omitempty"` // 3 unless set
	Bounds  []NodeBounds `json:"bounds,omitempty"`
	Orders  []NodeOrder  `json:"orders,omitempty"`
	Workers int          `json:"-"` // never changes the answer
}

// NodeBounds keeps a node's weight among its siblings between Low and High.
type NodeBounds struct {
	Node string  `json:"node"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// NodeOrder says one node weighs at least as much as another.
type NodeOrder struct {
	More string `json:"more"`
	Less string `json:"less"`
}

// Simulation is how the order holds under other weights and data.
type Simulation struct {
	Draws     int               `json:"draws"`
	Seed      uint64            `json:"seed"`
	Weights   string            `json:"weights"`
	Kappa     float64           `json:"kappa,omitempty"`
	Missing   string            `json:"missing,omitempty"`
	TopK      int               `json:"topK"`
	Countries []CountryFirmness `json:"countries"` // in the order of the ranking
	// Pairwise[a][b] is the share of draws in which country a stands above b,
	// in the order of Countries; null on the diagonal.
	Pairwise [][]*float64 `json:"pairwise"`
}

// CountryFirmness is one country of a simulation. Shares have the standard
// error sqrt(p(1 − p)/draws).
type CountryFirmness struct {
	ISO3          string    `json:"iso3"`
	Rank          int       `json:"rank"` // with the model's weights
	Expected      float64   `json:"expectedRank"`
	SD            float64   `json:"rankSd"`
	Low           int       `json:"rankLow"`  // 5 % of draws give this rank or a better one
	High          int       `json:"rankHigh"` // 95 % do
	First         float64   `json:"first"`
	FirstError    float64   `json:"firstError"`
	Top           float64   `json:"top"` // among the first TopK
	TopError      float64   `json:"topError"`
	Acceptability []float64 `json:"acceptability"` // by rank, from 1
	// SDWeights and SDData are the spread of ranks with only weights, only data
	// drawn; present when missing values are drawn.
	SDWeights *float64 `json:"rankSdWeights,omitempty"`
	SDData    *float64 `json:"rankSdData,omitempty"`
	// Central are the mean weights of the draws in which the country came
	// first; absent where it never did.
	Central []NodeWeight `json:"central,omitempty"`
	// Best and Worst are the ranks attainable with weights within the bounds;
	// absent without bounds, or where the method has no such answer.
	Best  *int `json:"best,omitempty"`
	Worst *int `json:"worst,omitempty"`
}

// Simulate draws weights (and missing values) and counts who takes which rank.
//
// It returns fault.Invalid for options out of range or nodes the model does
// not have, and ctx's error when it ends.
func Simulate(ctx context.Context, m Model, snap *catalog.Snapshot, o Options, q SimulationOptions) (Simulation, error) {
	const op = "appraisal.Simulate"
	q = q.defaults()
	p, s, err := scored(m, snap, o)
	if err != nil {
		return Simulation{}, fault.Wrap(op, err)
	}
	dist, bad := q.distribution(s)
	if q.Draws < 100 || q.Draws > 1_000_000 {
		bad = append(bad, fault.Field{Field: "draws", Code: "number.range", Detail: "100 to 1,000,000"})
	}
	if q.TopK < 1 || q.TopK > 200 {
		bad = append(bad, fault.Field{Field: "topK", Code: "number.range", Detail: "1 to 200"})
	}
	if err := fault.Bad(op, bad); err != nil {
		return Simulation{}, err
	}
	mc := scoring.MonteCarlo{Seed: q.Seed, Draws: q.Draws, Workers: q.Workers, Pairwise: true}
	data := scoring.DataDist{Missing: q.Missing}
	all, err := s.Acceptability(ctx, p.Problem, dist, data, mc)
	if err != nil {
		return Simulation{}, simulationFault(op, p, err)
	}
	out := Simulation{Draws: all.Draws, Seed: q.Seed, Weights: q.Weights, Missing: q.Missing, TopK: q.TopK, Countries: []CountryFirmness{}}
	if q.Weights == "centred" {
		out.Kappa = q.Kappa
	}
	rows := byRank(s)
	top := all.Top(q.TopK)
	for _, i := range rows {
		acceptable := all.Acceptability.Row(i)[:len(rows)]
		out.Countries = append(out.Countries, CountryFirmness{ISO3: p.Countries[i], Rank: s.Rank[i], Expected: all.ExpectedRank[i], SD: all.RankSD[i],
			Low: all.RankLow[i], High: all.RankHigh[i], First: acceptable[0], FirstError: all.StandardError(acceptable[0]),
			Top: top[i], TopError: all.StandardError(top[i]), Acceptability: acceptable, Central: p.central(all.Central.Row(i))})
		line := make([]*float64, len(rows))
		for k, j := range rows {
			if x := all.Pairwise.At(i, j); finite(x) {
				line[k] = &x
			}
		}
		out.Pairwise = append(out.Pairwise, line)
	}
	if q.Missing != "" {
		d, err := s.Decompose(ctx, p.Problem, dist, data, mc)
		if err != nil {
			return Simulation{}, simulationFault(op, p, err)
		}
		for k, i := range rows {
			out.Countries[k].SDWeights, out.Countries[k].SDData = &d.Weights.RankSD[i], &d.Data.RankSD[i]
		}
	}
	if len(dist.Bounds) > 0 {
		reach, err := s.AttainableRanks(ctx, dist.Bounds)
		if ctx.Err() != nil {
			return Simulation{}, fault.Wrap(op, ctx.Err())
		}
		if err == nil { // other methods have no such answer
			for _, r := range reach {
				k := slices.Index(rows, r.Row)
				out.Countries[k].Best, out.Countries[k].Worst = &r.BestSeen, &r.WorstSeen
			}
		}
	}
	return out, nil
}

func (q SimulationOptions) defaults() SimulationOptions {
	if q.Draws == 0 {
		q.Draws = 10_000
	}
	if q.Seed == 0 {
		q.Seed = 1
	}
	if q.Weights == "" {
		q.Weights = "levels"
	}
	if q.Kappa == 0 {
		q.Kappa = 100
	}
	if q.TopK == 0 {
		q.TopK = 3
	}
	return q
}

// distribution turns node ids into positions in the result.
func (q SimulationOptions) distribution(s scoring.Result) (scoring.WeightDist, []fault.Field) {
	d := scoring.WeightDist{Kind: q.Weights, Kappa: q.Kappa}
	var bad []fault.Field
	find := func(field, id string) int {
		k := slices.IndexFunc(s.Nodes, func(n scoring.NodeScore) bool { return n.Name == id })
		if k < 1 {
			bad = append(bad, fault.Field{Field: field, Code: "node.unknown", Detail: "the model has no such node: " + id})
		}
		return k
	}
	for _, b := range q.Bounds {
		d.Bounds = append(d.Bounds, scoring.WeightBound{Node: find("bounds", b.Node), Low: b.Low, High: b.High})
	}
	for _, r := range q.Orders {
		d.Orders = append(d.Orders, scoring.WeightOrder{More: find("orders", r.More), Less: find("orders", r.Less)})
	}
	return d, bad
}

func simulationFault(op string, p Prepared, err error) error {
	return fault.Wrap(op, p.reword(err))
}

// byRank returns the ranked rows, best first, ties in the catalogue's order.
func byRank(s scoring.Result) []int {
	var rows []int
	for i, r := range s.Rank {
		if r > 0 {
			rows = append(rows, i)
		}
	}
	slices.SortStableFunc(rows, func(a, b int) int { return s.Rank[a] - s.Rank[b] })
	return rows
}

func (p Prepared) central(w []float64) []NodeWeight {
	var out []NodeWeight
	for j, x := range w {
		if math.IsNaN(x) {
			return nil
		}
		out = append(out, NodeWeight{Node: p.Indicators[j], Weight: x})
	}
	return out
}
