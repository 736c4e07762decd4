package handlers

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/layout"
)

// How long one search may take before its best plan so far is the answer, and
// how much a test may ask for.
const (
	solveTime    = 12 * time.Second
	maxPlans     = 50
	maxTestDraws = 1000
	maxScenarios = 40
)

// solutionRequest asks for the best layout.
type solutionRequest struct {
	layoutRequest
	Plans int    `json:"plans,omitempty"` // best plans to list; 11 when absent, at most 50
	Why   string `json:"why,omitempty"`   // a site id: why it is in the best plan or not
}

// checkRequest asks whether a set of sites keeps the rule.
type checkRequest struct {
	layoutRequest
	Places []appraisal.LayoutPlace `json:"places"`
}

// testRequest asks how firm a layout is.
type testRequest struct {
	layoutRequest
	Places    []appraisal.LayoutPlace `json:"places,omitempty"`    // the plan to test; the best one when absent
	Scenarios []layout.Scenario       `json:"scenarios,omitempty"` // the standard tests when absent
	Draws     int                     `json:"draws,omitempty"`     // of weights; none when 0
	Seed      uint64                  `json:"seed,omitempty"`
	Spread    *float64                `json:"spread,omitempty"` // 0.5 when absent
}

// layoutAnswer is a solved layout with the sites it was chosen from.
type layoutAnswer struct {
	Report       layout.Report          `json:"report"`
	Candidates   []layout.Considered    `json:"candidates"`             // best score first
	NegativeList *appraisal.ListInForce `json:"negativeList,omitempty"` // that was read; absent with bans of one's own
}

// layoutTest is what stress and uncertainty do to a plan.
type layoutTest struct {
	Plan        layout.Plan         `json:"plan"`
	Stress      []layout.Outcome    `json:"stress"`
	Uncertainty *layout.Uncertainty `json:"uncertainty,omitempty"`
}

// solveLayout finds the best layout and the next ones.
//
//	@Summary      The best layout under a strategy's rule, and the next best
//	@Description  Exact: when proven, no better plan exists. A search that outlasts its time answers with the best plan found and how far from the best it may be. 422 names under errors the conditions each of which alone, switched off, would allow a plan.
//	@Tags         layouts
//	@Param        body  body  solutionRequest  true  "strategy, bounds, forced sites"
//	@Success      200  {object}  layoutAnswer
//	@Failure      422  {object}  problem  "no choice of sites keeps every condition"
//	@Router       /layouts/solution [post]
func (a *API) solveLayout(c *gin.Context) error {
	var req solutionRequest
	if err := bindSolution(c, &req); err != nil {
		return err
	}
	return long(a, c, func(ctx context.Context) (layoutAnswer, error) {
		p, err := a.planning(c, req.layoutRequest)
		if err != nil {
			return layoutAnswer{}, err
		}
		return solvedAnswer(ctx, p, req, nil)
	})
}

func bindSolution(c *gin.Context, req *solutionRequest) error {
	if err := bind(c, req); err != nil {
		return err
	}
	if req.Plans < 0 || req.Plans > maxPlans {
		return fault.Bad("handlers.bindSolution", []fault.Field{{Field: "plans", Code: "number.range", Detail: "1 to 50, or absent"}})
	}
	return nil
}

// solvedAnswer solves what a request asks and reports it; progress may be nil.
func solvedAnswer(ctx context.Context, p layout.Prepared, req solutionRequest, progress func(layout.Progress)) (layoutAnswer, error) {
	const op = "handlers.solvedAnswer"
	sol, err := solved(ctx, p.Problem, layout.Options{Plans: req.Plans, Progress: progress})
	if err != nil {
		return layoutAnswer{}, err
	}
	report, err := p.Atlas.NewReport(p.Input, p.Problem, sol, p.Basis.Snapshot.Dataset())
	if err != nil {
		return layoutAnswer{}, err
	}
	if req.Why != "" && len(sol.Plans) > 0 && !stopped(ctx) {
		timed, cancel := context.WithTimeout(ctx, solveTime)
		defer cancel()
		why, err := layout.Why(timed, p.Problem, sol.Plans[0], req.Why)
		if fault.Is(err, fault.NotFound) {
			return layoutAnswer{}, fault.Bad(op, []fault.Field{{Field: "why", Code: "layout.unknownSite", Detail: "not among the candidates"}})
		}
		switch {
		case err == nil:
			report.Reason = &why
		case timed.Err() != nil && (ctx.Err() == nil || stopped(ctx)): // out of time: the plan stands without it
		default:
			return layoutAnswer{}, err
		}
	}
	return layoutAnswer{Report: report, Candidates: layout.Looked(p.Problem, p.Scores), NegativeList: p.List}, nil
}

// stopped reports whether ctx ended because the reader stopped the search.
func stopped(ctx context.Context) bool { return errors.Is(context.Cause(ctx), errStopped) }

// solved searches for as long as solveTime, or until its reader stops it; what
// it found until then stands, unproven. Where no plan exists the fault names the conditions that prevent it.
func solved(ctx context.Context, p layout.Problem, o layout.Options) (layout.Solution, error) {
	const op = "handlers.solved"
	timed, cancel := context.WithTimeout(ctx, solveTime)
	defer cancel()
	sol, err := layout.Solve(timed, p, o)
	switch {
	case errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil, err != nil && stopped(ctx) && !fault.Is(err, fault.Uncomputable):
		return sol, nil
	case fault.Is(err, fault.Uncomputable):
		codes, berr := layout.Blocking(timed, p)
		if ctx.Err() != nil && !stopped(ctx) {
			return sol, fault.Wrap(op, ctx.Err())
		}
		f := fault.Newf(op, fault.Uncomputable, "layout.infeasible", "no choice of %d sites keeps every condition", p.Rule.Sites)
		if berr == nil {
			for _, code := range codes {
				f.Fields = append(f.Fields, fault.Field{Field: "off", Code: "layout.condition." + code, Detail: code + ", switched off, would allow a plan"})
			}
		}
		return sol, f
	}
	return sol, fault.Wrap(op, err)
}

// boundsRequest asks for the bounds that stand when none is set.
type boundsRequest struct {
	DatasetID string                   `json:"datasetId,omitempty"` // the newest when absent
	Strategy  string                   `json:"strategy"`
	Sites     int                      `json:"sites,omitempty"`   // how many to choose; 6 when absent
	Members   []catalog.StrategyMember `json:"members,omitempty"` // instead of the strategy's countries
}

// getDefaultRule answers with the rule of a strategy as it is before anybody
// sets a bound.
//
//	@Summary      The default bounds of a strategy's rule
//	@Description  They follow from the strategy, the number of sites and the countries: budgets, the countries to serve and their centres.
//	@Tags         layouts
//	@Param        body  body  boundsRequest  true  "strategy, number of sites, countries"
//	@Success      200  {object}  layout.Rule
//	@Router       /layouts/rule [post]
func (a *API) getDefaultRule(c *gin.Context) error {
	const op = "handlers.getDefaultRule"
	var req boundsRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	if req.Sites < 0 || req.Sites > layout.MaxSites {
		return fault.Bad(op, []fault.Field{{Field: "sites", Code: "layout.sites", Detail: "1 to 24 sites"}})
	}
	if !slices.ContainsFunc(a.atlas.Strategies, func(s catalog.Strategy) bool { return s.ID == req.Strategy }) {
		return fault.Bad(op, []fault.Field{{Field: "strategy", Code: "layout.unknownStrategy", Detail: "S1, S2, S3 or S4"}})
	}
	snap, err := a.snapshot(c.Request.Context(), req.DatasetID, "datasetId")
	if err != nil {
		return err
	}
	b := layout.Basis{Snapshot: snap, Strategies: a.atlas.Strategies, Industries: a.atlas.Industries, Sites: a.atlas.Sites, LandUse: a.atlas.LandUse}
	atlas, err := b.Atlas(0)
	if err != nil {
		return fault.Wrap(op, err)
	}
	rule, err := atlas.DefaultRule(req.Strategy, cmp.Or(req.Sites, layout.DefaultSites), req.Members...)
	if err != nil {
		return fault.Wrap(op, err)
	}
	return ok(c, rule)
}

// checkLayout values a set of sites and checks every condition.
//
//	@Summary  A set of sites under a strategy's rule: each condition with its numbers
//	@Tags     layouts
//	@Param    body  body  checkRequest  true  "sites with their industries"
//	@Success  200  {object}  layout.Plan
//	@Router   /layouts/check [post]
func (a *API) checkLayout(c *gin.Context) error {
	var req checkRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	return long(a, c, func(context.Context) (layout.Plan, error) {
		p, err := a.planning(c, req.layoutRequest)
		if err != nil {
			return layout.Plan{}, err
		}
		return p.Given(req.Places)
	})
}

// testLayout tests a plan.
//
//	@Summary      How firm a layout is: passages closed, countries lost, weights drawn
//	@Description  Each scenario values, checks and solves the plan anew. Draws are seeded: the same request gives the same answer.
//	@Tags         layouts
//	@Param        body  body  testRequest  true  "what to test, and how"
//	@Success      200  {object}  layoutTest
//	@Router       /layouts/test [post]
func (a *API) testLayout(c *gin.Context) error {
	const op = "handlers.testLayout"
	var req testRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	var bad []fault.Field
	if req.Draws < 0 || req.Draws > maxTestDraws {
		bad = append(bad, fault.Field{Field: "draws", Code: "layout.draws", Detail: "0 to 1000"})
	}
	if len(req.Scenarios) > maxScenarios {
		bad = append(bad, fault.Field{Field: "scenarios", Code: "list.long", Detail: "at most 40"})
	}
	if err := fault.Bad(op, bad); err != nil {
		return err
	}
	return long(a, c, func(ctx context.Context) (layoutTest, error) {
		p, err := a.planning(c, req.layoutRequest)
		if err != nil {
			return layoutTest{}, err
		}
		return tested(ctx, p, req)
	})
}

// tested runs the tests that a request names on the plan it names, or on the
// best one.
func tested(ctx context.Context, p layout.Prepared, req testRequest) (layoutTest, error) {
	var out layoutTest
	var err error
	if len(req.Places) > 0 {
		out.Plan, err = p.Given(req.Places)
	} else {
		var sol layout.Solution
		if sol, err = solved(ctx, p.Problem, layout.Options{Plans: 1}); err == nil && len(sol.Plans) == 0 {
			err = fault.New("handlers.tested", fault.Uncomputable, "layout.infeasible")
		}
		if err == nil {
			out.Plan = sol.Plans[0]
		}
	}
	if err != nil {
		return out, err
	}
	scenarios := req.Scenarios
	if scenarios == nil {
		scenarios = p.Tests()
	}
	if out.Stress, err = p.Stress(ctx, out.Plan, scenarios); err != nil || req.Draws == 0 {
		return out, err
	}
	o := layout.UncertaintyOptions{Draws: req.Draws, Seed: req.Seed, Spread: 0.5}
	if req.Spread != nil {
		o.Spread = *req.Spread
	}
	u, err := p.Atlas.Uncertain(ctx, p.Input, out.Plan, o)
	out.Uncertainty = &u
	return out, err
}
