package layout

import (
	"context"
	"slices"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// Study is a plan with everything that a decision on it rests on: the search it
// comes from, its rule checks, the sites it was chosen from, how it stands the
// tests, and what it was made of. The same recipe gives the same Digest.
type Study struct {
	Report       Report                 `json:"report"` // the search, with the best plans
	Plan         Plan                   `json:"plan"`   // the plan itself: the best, or the one chosen by hand
	ByHand       bool                   `json:"byHand"` // its places were chosen, not found
	Scores       []SiteScore            `json:"scores"` // of the plan's sites, in their order
	Considered   []Considered           `json:"considered"`
	LandUse      []LandUse              `json:"landUse"`                // of own sites in the plan
	NegativeList *appraisal.ListInForce `json:"negativeList,omitempty"` // that was read
	Models       []appraisal.Origin     `json:"models"`                 // country models
	Tables       string                 `json:"tables"`                 // digest of sites, strategies, industries and Table 1
	Tested       bool                   `json:"tested"`                 // Report has the tests, and Digest covers them
	Digest       string                 `json:"digest"`
}

// How firmly a plan is tested before it is sealed.
const (
	SealedDraws  = 100
	sealedSpread = 0.5
)

// NewStudy solves what p asks and, with tests, runs the standard ones on the
// plan: Tests, and SealedDraws draws of weights with seed.
//
// With places the plan is theirs; it may break conditions, which Plan tells. It
// returns fault.Uncomputable ("layout.infeasible") where no plan keeps the rule
// and no places are given, fault.Invalid for places that cannot be read, and
// ctx's error.
func (p Prepared) NewStudy(ctx context.Context, places []appraisal.LayoutPlace, tests bool, seed uint64) (Study, error) {
	const op = "layout.Prepared.NewStudy"
	sol, err := Solve(ctx, p.Problem, Options{})
	if fault.Is(err, fault.Uncomputable) && len(places) > 0 {
		err = nil // nothing is better than what was chosen, since nothing keeps the rule
	}
	if err != nil {
		return Study{}, fault.Wrap(op, err)
	}
	s := Study{ByHand: len(places) > 0, NegativeList: p.List, Considered: Looked(p.Problem, p.Scores), Models: p.models(), Tested: tests}
	if s.Report, err = p.Atlas.NewReport(p.Input, p.Problem, sol, p.Basis.Snapshot.Dataset()); err != nil {
		return Study{}, fault.Wrap(op, err)
	}
	if s.ByHand {
		if s.Plan, err = p.Given(places); err != nil {
			return Study{}, fault.Wrap(op, err)
		}
		s.Report.Overlap = p.Atlas.Overlap(s.Plan)
	} else {
		s.Plan = sol.Plans[0]
	}
	var own []UserSite
	for i := range s.Plan.Sites {
		id := s.Plan.Sites[i].ID
		if k := slices.IndexFunc(p.Scores, func(x SiteScore) bool { return x.ID == id }); k >= 0 {
			s.Scores = append(s.Scores, p.Scores[k])
		}
		if k := slices.IndexFunc(p.Input.Own, func(u UserSite) bool { return u.ID == id }); k >= 0 {
			own = append(own, p.Input.Own[k])
		}
	}
	s.LandUse = p.Atlas.LandUseOf(own)
	if tests {
		if s.Report.Stress, err = p.Stress(ctx, s.Plan, p.Tests()); err != nil {
			return Study{}, fault.Wrap(op, err)
		}
		u, err := p.Atlas.Uncertain(ctx, p.Input, s.Plan, UncertaintyOptions{Draws: SealedDraws, Seed: seed, Spread: sealedSpread})
		if err != nil {
			return Study{}, fault.Wrap(op, err)
		}
		s.Report.Uncertainty = &u
	}
	if s.Tables, err = p.Basis.digest(); err != nil {
		return Study{}, fault.Wrap(op, err)
	}
	s.Digest = s.digest()
	return s, nil
}

// Sealable says why a study cannot be handed in, nil when it can: what is
// decided on must keep every condition that is not switched off, and be held
// against a proven optimum.
func (s Study) Sealable() error {
	const op = "layout.Study.Sealable"
	if !s.Plan.Complete() {
		f := fault.New(op, fault.Uncomputable, "layout.incomplete")
		for _, c := range s.Plan.Conditions {
			if !c.Passed && !c.Off {
				f.Fields = append(f.Fields, fault.Field{Field: "layout.places", Code: "layout.condition." + c.Code, Detail: c.Code + " does not hold"})
			}
		}
		return f
	}
	if !s.Report.Solution.Proven {
		return fault.New(op, fault.Uncomputable, "layout.unproven")
	}
	return nil
}

// Tests returns the standard tests of a plan: each passage closed, each country
// dropped out, the country data of one, three and five years before, and, where
// the negative list restricts, the same list prohibiting.
func (p Prepared) Tests() []Scenario {
	out := Scenarios(p.Input.Rule)
	for _, back := range [...]int{1, 3, 5} {
		if y := p.Input.Country.Year - back; y >= appraisal.ReplayFrom {
			out = append(out, Scenario{Kind: "year", Year: y})
		}
	}
	stricter := slices.Clone(p.Input.Rule.Bans)
	harder := false
	for i := range stricter {
		if stricter[i].Level == catalog.Restricted {
			stricter[i].Level, harder = catalog.Prohibited, true
		}
	}
	if harder {
		out = append(out, Scenario{Kind: "negativeList", Bans: stricter})
	}
	return out
}

// Stress is Atlas.Stress, with the host countries' scores of the years that
// scenarios name.
func (p Prepared) Stress(ctx context.Context, plan Plan, scenarios []Scenario) ([]Outcome, error) {
	scenarios = slices.Clone(scenarios)
	for i := range scenarios {
		if scenarios[i].Kind != "year" {
			continue
		}
		scores, err := ScoreCountries(p.Basis.Models, p.Basis.Snapshot, p.Input.Rule.Strategy, scenarios[i].Year)
		if err != nil {
			return nil, fault.Wrap("layout.Prepared.Stress", err)
		}
		scenarios[i].Country = &scores
	}
	return p.Atlas.Stress(ctx, p.Input, plan, scenarios)
}

// models are the versions of the country models that scored.
func (p Prepared) models() []appraisal.Origin { return Scoring(p.Basis.Models, p.Input.Rule.Strategy) }

// Scoring returns the versions of the models that ScoreCountries takes for a
// strategy: the strategy's own, else the general one, and every industry's.
func Scoring(models []appraisal.Model, strategy string) []appraisal.Origin {
	out := []appraisal.Origin{}
	first := func(kind, strategy string) bool {
		k := slices.IndexFunc(models, func(m appraisal.Model) bool { return m.Kind == kind && m.Strategy == strategy })
		if k >= 0 {
			out = append(out, appraisal.Origin{ID: models[k].ID, Version: models[k].Version})
		}
		return k >= 0
	}
	if !first(appraisal.StrategyModel, strategy) {
		k := slices.IndexFunc(models, func(m appraisal.Model) bool { return m.Kind == appraisal.GeneralModel })
		if k >= 0 {
			out = append(out, appraisal.Origin{ID: models[k].ID, Version: models[k].Version})
		}
	}
	for _, m := range models {
		if m.Kind == appraisal.IndustryModel {
			out = append(out, appraisal.Origin{ID: m.ID, Version: m.Version})
		}
	}
	return out
}
