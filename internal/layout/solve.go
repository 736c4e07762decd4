package layout

import (
	"context"

	"parksite/internal/fault"
)

// Problem is a rule and the sites it may choose from.
type Problem struct {
	Rule       Rule
	Candidates []Candidate
}

// Options of a search; the zero value finds the best plan and the ten next.
type Options struct {
	Plans    int            // best plans to return; 0 means DefaultPlans
	PlaceKm  float64        // sites this near, also in steps, are one place; 0 means DefaultPlaceKm, less than 0 none
	MaxNodes int64          // stop after so many nodes, unproven; 0 means no limit
	Progress func(Progress) // called from the searching goroutine now and then; may be nil
}

// Progress of a search. No plan is better than Bound; Best is the best found.
type Progress struct {
	Nodes int64   `json:"nodes"`
	Plans int     `json:"plans"`
	Best  float64 `json:"best"`
	Bound float64 `json:"bound"`
}

// Solution is the outcome of a search.
type Solution struct {
	Plans  []Plan  `json:"plans"`  // best first; plans differ in at least one place
	Proven bool    `json:"proven"` // no better plan exists, and the list is complete
	Bound  float64 `json:"bound"`  // no plan is better than this; the best plan's value when proven
	Gap    float64 `json:"gap"`    // Bound less the best value; 0 when proven
	Nodes  int64   `json:"nodes"`
}

// DefaultPlans is the best plan and the ten next.
const DefaultPlans = 11

// DefaultPlaceKm keeps a port, the park beside it and the city they share from
// filling the list of next best plans with one plan in other words.
const DefaultPlaceKm = 30

// Solve chooses Rule.Sites sites and an industry for each so that the sum of
// their values is greatest and every condition of the rule that is not switched
// off holds. It is exact, by branch and bound; docs/LAYOUT.md has the proof.
//
// Plans are ordered by value, ties by the ids of their sites; of the plans with
// one set of places the best is given, with its best industries. The result does
// not depend on the order of the candidates.
//
// It returns fault.Invalid for a broken rule or a forced site that is not
// eligible, fault.Uncomputable ("layout.infeasible") if no plan keeps the rule,
// and, when ctx ends or MaxNodes is reached, what was found so far with Proven
// false (with ctx's error in the first case).
func Solve(ctx context.Context, p Problem, o Options) (Solution, error) {
	const op = "layout.Solve"
	m, err := compile(p)
	if err != nil {
		return Solution{}, fault.Wrap(op, err)
	}
	s := newSearch(ctx, m, o)
	if m.r.Kind == Chain {
		s.explore(newChainSearch(s))
	} else {
		s.explore(newCountrySearch(s))
	}
	sol := s.solution()
	if s.err != nil {
		return sol, s.err
	}
	if sol.Proven && len(sol.Plans) == 0 {
		return sol, fault.Newf(op, fault.Uncomputable, "layout.infeasible", "no choice of %d sites keeps every condition", p.Rule.Sites)
	}
	return sol, nil
}
