package layout

import (
	"context"
	"fmt"
	"slices"

	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// Scenario is a change of the world a plan is tested against. Exactly the part
// that Kind names is read.
type Scenario struct {
	Kind    string         `json:"kind" enums:"passage,country,negativeList,year"`
	Passage Passage        `json:"passage,omitempty"` // closed
	ISO3    string         `json:"iso3,omitempty"`    // dropped out: sanction, coup
	Bans    []Ban          `json:"bans,omitempty"`    // instead of the rule's
	Year    int            `json:"year,omitempty"`    // of the country data
	Country *CountryScores `json:"-"`                 // the host countries' scores of that year
}

// Outcome is what a scenario does to a plan.
type Outcome struct {
	Scenario Scenario `json:"scenario"`
	// Base is the plan as it stands, valued and checked in the scenario; in a
	// country's absence, what is left of it.
	Base   Plan     `json:"base"`
	Broken []string `json:"broken"` // conditions that the base plan breaks there
	// Best is the best plan of the scenario, absent if there is none.
	Best     *Plan    `json:"best,omitempty"`
	Blocking []string `json:"blocking"` // where there is none: conditions each of which alone prevents it
	Lost     []string `json:"lost"`     // sites of the base plan that Best does without
	Gained   []string `json:"gained"`   // sites that Best has instead
	// Loss is what staying with the base plan costs, Best's value less Base's;
	// absent if one of them is none or breaks a condition.
	Loss *float64 `json:"loss,omitempty"`
}

// Scenarios returns the standard tests of a plan: each passage closed, each
// country dropped out.
func Scenarios(r Rule) []Scenario {
	var out []Scenario
	for _, p := range Passages {
		out = append(out, Scenario{Kind: "passage", Passage: p})
	}
	for _, m := range r.Members {
		out = append(out, Scenario{Kind: "country", ISO3: m.ISO3})
	}
	return out
}

// Stress values, checks and solves a plan anew in each scenario.
//
// It returns fault.Invalid for a scenario it cannot read, and ctx's error.
func (a *Atlas) Stress(ctx context.Context, in Input, base Plan, scenarios []Scenario) ([]Outcome, error) {
	const op = "layout.Atlas.Stress"
	out := []Outcome{}
	for i, s := range scenarios {
		o, err := a.outcome(ctx, in, base, s)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			return nil, fault.Wrap(fmt.Sprintf("%s[%d]", op, i), err)
		}
		out = append(out, o)
	}
	return out, nil
}

func (a *Atlas) outcome(ctx context.Context, in Input, base Plan, s Scenario) (Outcome, error) {
	const op = "layout.Atlas.outcome"
	o := Outcome{Scenario: s, Broken: []string{}, Blocking: []string{}, Lost: []string{}, Gained: []string{}}
	in.Rule = base.Rule
	switch s.Kind {
	case "passage":
		if !slices.Contains(Passages[:], s.Passage) {
			return Outcome{}, fault.Newf(op, fault.Invalid, "layout.passage", "unknown passage %q", s.Passage)
		}
		in.Closed = s.Passage
	case "country":
		if _, ok := in.Rule.member(s.ISO3); !ok {
			return Outcome{}, fault.Newf(op, fault.Invalid, "country.unknown", "%q is not in the strategy", s.ISO3)
		}
		in.Rule = without(in.Rule, s.ISO3)
	case "negativeList":
		in.Rule.Bans = s.Bans
	case "year":
		if s.Country == nil {
			return Outcome{}, fault.New(op, fault.Invalid, "layout.yearScores")
		}
		in.Country = *s.Country
	default:
		return Outcome{}, fault.Newf(op, fault.Invalid, "layout.scenario", "unknown scenario %q", s.Kind)
	}
	if err := in.Rule.Validate(); err != nil { // the last country of a strategy cannot drop out
		o.Base = base
		return o, nil
	}
	p, _, err := a.Problem(in)
	if err != nil {
		return Outcome{}, err
	}
	o.Base = revalued(p, base)
	for _, c := range o.Base.Conditions {
		if !c.Passed && !c.Off {
			o.Broken = append(o.Broken, c.Code)
		}
	}
	sol, err := Solve(ctx, p, Options{Plans: 1})
	switch {
	case fault.Is(err, fault.Uncomputable) || fault.Is(err, fault.Invalid): // Invalid: a forced site dropped out
		if o.Blocking, err = Blocking(ctx, p); err != nil {
			return Outcome{}, err
		}
		return o, nil
	case err != nil:
		return Outcome{}, err
	}
	o.Best = &sol.Plans[0]
	was, now := base.IDs(), o.Best.IDs()
	for _, id := range was {
		if !contains(now, id) {
			o.Lost = append(o.Lost, id)
		}
	}
	for _, id := range now {
		if !contains(was, id) {
			o.Gained = append(o.Gained, id)
		}
	}
	if len(o.Broken) == 0 {
		o.Loss = number(o.Best.Value - o.Base.Value)
	}
	return o, nil
}

// revalued returns the sites of a plan that are still candidates, with the
// industries they have, valued and checked by p.
func revalued(p Problem, base Plan) Plan {
	var sites []Candidate
	var industries []string
	for i := range base.Sites {
		k := slices.IndexFunc(p.Candidates, func(c Candidate) bool { return c.ID == base.Sites[i].ID })
		if k >= 0 {
			sites, industries = append(sites, p.Candidates[k]), append(industries, base.Sites[i].Industry)
		}
	}
	return NewPlan(p.Rule, sites, industries)
}

// without returns the rule of a strategy that a country has dropped out of: it
// need not be covered or served any more.
func without(r Rule, iso3 string) Rule {
	r.Members = slices.DeleteFunc(slices.Clone(r.Members), func(m catalog.StrategyMember) bool { return m.ISO3 == iso3 })
	r.MinCountries = min(r.MinCountries, len(r.Members))
	if r.Nodes != nil {
		n := *r.Nodes
		n.Anchors = slices.DeleteFunc(slices.Clone(n.Anchors), func(x Anchor) bool { return x.ISO3 == iso3 })
		n.MinServed = min(n.MinServed, len(r.roles("radiation")))
		r.Nodes = &n
	}
	return r
}

// Bans returns the entries of a negative list in force on a day for the
// members and industries of a rule.
func Bans(list catalog.NegativeList, r Rule, day string) []Ban {
	var out []Ban
	for _, m := range r.Members {
		for _, x := range r.Industries {
			if e, ok := list.At(m.ISO3, x, day); ok {
				reason := e.Reason.Zh
				if reason == "" {
					reason = e.Reason.En
				}
				out = append(out, Ban{ISO3: m.ISO3, Industry: x, Level: e.Rule, Reason: reason})
			}
		}
	}
	return out
}
