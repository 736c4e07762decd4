package layout

import (
	"context"
	"slices"

	"parksite/internal/fault"
)

// Reason says why a site is in the best plan or not, and what would have to
// change.
type Reason struct {
	Site string `json:"site"`
	In   bool   `json:"in"`
	// Code is "" for a site that competes; otherwise why it can be in no plan.
	Code string `json:"code,omitempty"`
	// Change is the least change of the site's score, all else equal, at which a
	// plan with the site (without it, for one that is in) is as good as the best:
	// positive to bring it in, negative to drive it out. Absent if none would do.
	Change *float64 `json:"change,omitempty"`
	// Reachable says whether the changed score still lies in [0, 1].
	Reachable bool `json:"reachable"`
	// Other is the best plan with the site's part reversed, absent if there is none.
	Other *Plan `json:"other,omitempty"`
	// Blocking are the conditions each of which alone, switched off, would allow
	// the reverse where there is no such plan.
	Blocking []string `json:"blocking"`
}

// Why explains the part of site id in the best plan of p, by solving p again
// with the site forced in or out. The change is exact: every plan with the site
// gains what its score gains, and no other plan changes.
//
// It returns fault.NotFound for a site that is not among the candidates.
func Why(ctx context.Context, p Problem, best Plan, id string) (Reason, error) {
	const op = "layout.Why"
	k := slices.IndexFunc(p.Candidates, func(c Candidate) bool { return c.ID == id })
	if k < 0 {
		return Reason{}, fault.Newf(op, fault.NotFound, "layout.unknownSite", "%s is not among the candidates", id)
	}
	c := &p.Candidates[k]
	r := Reason{Site: id, In: slices.ContainsFunc(best.Sites, func(s Placement) bool { return s.ID == id }), Blocking: []string{}}
	if r.Code = p.Rule.Ineligible(c); r.Code != "" {
		return r, nil
	}
	q := p
	if r.In {
		q.Rule.ForcedOut = append(slices.Clone(p.Rule.ForcedOut), id)
		q.Rule.ForcedIn = slices.DeleteFunc(slices.Clone(p.Rule.ForcedIn), func(s string) bool { return s == id })
	} else {
		q.Rule.ForcedIn = append(slices.Clone(p.Rule.ForcedIn), id)
	}
	sol, err := Solve(ctx, q, Options{Plans: 1})
	switch {
	case fault.Is(err, fault.Uncomputable) || fault.Is(err, fault.Invalid): // the latter: more forced sites than places
		if r.Blocking, err = Blocking(ctx, q); err != nil {
			return Reason{}, fault.Wrap(op, err)
		}
		return r, nil
	case err != nil:
		return Reason{}, err
	}
	r.Other = &sol.Plans[0]
	if p.Rule.ScoreWeight > 0 {
		d := (best.Value - r.Other.Value) / p.Rule.ScoreWeight
		if r.In {
			d = -d
		}
		r.Change = &d
		r.Reachable = c.Score+d >= 0 && c.Score+d <= 1
	}
	return r, nil
}

// blockingNodes bounds each search that Blocking makes.
const blockingNodes = 2_000_000

// Blocking returns the conditions each of which alone, switched off, makes a
// problem without a plan feasible.
func Blocking(ctx context.Context, p Problem) ([]string, error) {
	codes := make([]string, 0, len(optional))
	for code := range optional {
		if !p.Rule.off(code) {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	out := []string{}
	for _, code := range codes {
		q := p
		q.Rule.Off = append(slices.Clone(p.Rule.Off), code)
		sol, err := Solve(ctx, q, Options{Plans: 1, MaxNodes: blockingNodes})
		switch {
		case fault.Is(err, fault.Uncomputable) || fault.Is(err, fault.Invalid):
		case err != nil:
			return nil, err
		case len(sol.Plans) > 0:
			out = append(out, code)
		}
	}
	return out, nil
}
