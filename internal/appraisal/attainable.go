package appraisal

import (
	"context"
	"errors"
	"slices"

	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/scoring"
)

// Attainable says which ranks each country can take while weights stay within
// bounds.
type Attainable struct {
	Bounds    []NodeBounds     `json:"bounds"`    // those that held
	Countries []AttainableRank `json:"countries"` // in the order of the ranking
}

// AttainableRank is the best and the worst rank of one country. Best and Worst
// are taken by some weights; no weights lead beyond BestBound and WorstBound.
// Exact says that both agree and no gap was filled in.
type AttainableRank struct {
	ISO3       string `json:"iso3"`
	Rank       int    `json:"rank"`
	Best       int    `json:"best"`
	BestBound  int    `json:"bestBound"`
	Worst      int    `json:"worst"`
	WorstBound int    `json:"worstBound"`
	Exact      bool   `json:"exact"`
}

// Attain returns the attainable ranks of a ranking. Without bounds, those of the
// model hold; where it has none, every dimension may weigh anything. Nodes beside
// a bounded one may weigh anything, all others keep their weights.
//
// It returns fault.Invalid for bounds that contradict each other or name a node
// the model does not have, and fault.Uncomputable for a method without weights
// that add up.
func Attain(ctx context.Context, m Model, snap *catalog.Snapshot, o Options, bounds []NodeBounds) (Attainable, error) {
	const op = "appraisal.Attain"
	p, s, err := scored(m, snap, o)
	if err != nil {
		return Attainable{}, fault.Wrap(op, err)
	}
	if len(bounds) == 0 {
		bounds = p.Model.bounds()
	}
	where, bad := SimulationOptions{Bounds: bounds}.distribution(s)
	for i, b := range bounds {
		if !(b.Low >= 0 && b.Low <= b.High && b.High <= 1) {
			bad = append(bad, fault.Field{Field: "bounds." + b.Node, Code: "number.range", Detail: "bounds lie between 0 and 1, the lower first"})
		}
		if slices.ContainsFunc(bounds[:i], func(x NodeBounds) bool { return x.Node == b.Node }) {
			bad = append(bad, fault.Field{Field: "bounds." + b.Node, Code: "bounds.repeated", Detail: "the node is bounded twice"})
		}
	}
	if err := fault.Bad(op, bad); err != nil {
		return Attainable{}, err
	}
	limits, err := s.RankLimits(ctx, where.Bounds)
	var e *scoring.InputError
	if errors.As(err, &e) {
		if e.Field == "bounds" {
			return Attainable{}, fault.Bad(op, []fault.Field{{Field: "bounds", Code: "bounds.sum", Detail: e.Message}})
		}
		return Attainable{}, fault.Newf(op, fault.Uncomputable, "attainable.method", "%s", e.Message)
	}
	if err != nil {
		return Attainable{}, fault.Wrap(op, err)
	}
	out := Attainable{Bounds: bounds, Countries: []AttainableRank{}}
	for _, i := range byRank(s) {
		k := slices.IndexFunc(limits, func(a scoring.Attainable) bool { return a.Row == i })
		a := limits[k]
		out.Countries = append(out.Countries, AttainableRank{ISO3: p.Countries[i], Rank: s.Rank[i], Best: a.BestSeen, BestBound: a.BestBound,
			Worst: a.WorstSeen, WorstBound: a.WorstBound, Exact: a.Exact})
	}
	return out, nil
}

// bounds are the model's bounds on weights, every dimension from 0 to 1 if it has
// none.
func (m Model) bounds() []NodeBounds {
	var out []NodeBounds
	var visit func(n Node)
	visit = func(n Node) {
		for _, c := range n.Children {
			if c.MinWeight != nil || c.MaxWeight != nil {
				b := NodeBounds{Node: c.ID, High: 1}
				if c.MinWeight != nil {
					b.Low = *c.MinWeight
				}
				if c.MaxWeight != nil {
					b.High = *c.MaxWeight
				}
				out = append(out, b)
			}
			visit(c)
		}
	}
	visit(m.Tree)
	if len(out) == 0 {
		for _, c := range m.Tree.Children {
			out = append(out, NodeBounds{Node: c.ID, High: 1})
		}
	}
	return out
}
