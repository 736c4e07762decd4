package handlers

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"strings"
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

// placeRequest gives a site an industry.
type placeRequest struct {
	Site     string `json:"site"`
	Industry string `json:"industry"`
}

// checkRequest asks whether a set of sites keeps the rule.
type checkRequest struct {
	layoutRequest
	Places []placeRequest `json:"places"`
}

// testRequest asks how firm a layout is.
type testRequest struct {
	layoutRequest
	Places    []placeRequest    `json:"places,omitempty"`    // the plan to test; the best one when absent
	Scenarios []layout.Scenario `json:"scenarios,omitempty"` // each passage closed and each country dropped out when absent
	Draws     int               `json:"draws,omitempty"`     // of weights; none when 0
	Seed      uint64            `json:"seed,omitempty"`
	Spread    *float64          `json:"spread,omitempty"` // 0.5 when absent
}

// layoutCandidate is a site that was looked at.
type layoutCandidate struct {
	ID       string           `json:"id"`
	Kind     catalog.SiteKind `json:"kind"`
	ISO3     string           `json:"iso3"`
	Name     catalog.Text     `json:"name"`
	Lat      float64          `json:"lat"`
	Lon      float64          `json:"lon"`
	Score    *float64         `json:"score,omitempty"`
	Coverage float64          `json:"coverage"`
	PortCity bool             `json:"portCity"`
	Out      string           `json:"out,omitempty"` // why it can be in no plan, as a message key
	Sea      *seaRoute        `json:"sea,omitempty"` // to the nearest main Chinese port
}

// seaRoute is a computed sea distance with its grade.
type seaRoute struct {
	NM      float64      `json:"nm"`
	Grade   layout.Grade `json:"grade"`
	Counted bool         `json:"counted"`       // false for grade C unless the request counts it
	Via     string       `json:"via,omitempty"` // the gateway port of a site that is none
}

// layoutAnswer is a solved layout with the sites it was chosen from.
type layoutAnswer struct {
	Report       layout.Report          `json:"report"`
	Candidates   []layoutCandidate      `json:"candidates"`             // best score first
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
	const op = "handlers.solveLayout"
	var req solutionRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	if req.Plans < 0 || req.Plans > maxPlans {
		return fault.Bad(op, []fault.Field{{Field: "plans", Code: "number.range", Detail: "1 to 50, or absent"}})
	}
	return long(a, c, func(ctx context.Context) (layoutAnswer, error) {
		p, err := a.planning(c, req.layoutRequest)
		if err != nil {
			return layoutAnswer{}, err
		}
		sol, err := solved(ctx, p.problem, layout.Options{Plans: req.Plans})
		if err != nil {
			return layoutAnswer{}, err
		}
		report, err := p.atlas.NewReport(p.in, p.problem, sol, p.snap.Dataset())
		if err != nil {
			return layoutAnswer{}, err
		}
		if req.Why != "" && len(sol.Plans) > 0 {
			why, err := layout.Why(ctx, p.problem, sol.Plans[0], req.Why)
			if fault.Is(err, fault.NotFound) {
				return layoutAnswer{}, fault.Bad(op, []fault.Field{{Field: "why", Code: "layout.unknownSite", Detail: "not among the candidates"}})
			}
			if err != nil {
				return layoutAnswer{}, err
			}
			report.Reason = &why
		}
		return layoutAnswer{Report: report, Candidates: p.candidates(), NegativeList: p.list}, nil
	})
}

// solved searches for as long as solveTime; what it found until then stands,
// unproven. Where no plan exists the fault names the conditions that prevent it.
func solved(ctx context.Context, p layout.Problem, o layout.Options) (layout.Solution, error) {
	const op = "handlers.solved"
	timed, cancel := context.WithTimeout(ctx, solveTime)
	defer cancel()
	sol, err := layout.Solve(timed, p, o)
	switch {
	case errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil:
		return sol, nil
	case fault.Is(err, fault.Uncomputable):
		codes, berr := layout.Blocking(timed, p)
		if ctx.Err() != nil {
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

func (p *planning) candidates() []layoutCandidate {
	out := make([]layoutCandidate, len(p.problem.Candidates))
	for i := range p.problem.Candidates {
		x := &p.problem.Candidates[i]
		out[i] = layoutCandidate{ID: x.ID, Kind: x.Kind, ISO3: x.ISO3, Name: x.Name, Lat: x.Lat, Lon: x.Lon, Coverage: x.Coverage,
			PortCity: x.PortCity, Out: p.problem.Rule.Ineligible(x)}
		if !math.IsNaN(x.Score) {
			out[i].Score = &x.Score
		}
		for _, v := range p.scores[i].Criteria {
			if v.ID == layout.SeaChina && v.Value != nil {
				out[i].Sea = &seaRoute{NM: *v.Value, Grade: v.Grade, Counted: v.Counted, Via: v.Via}
			}
		}
	}
	slices.SortStableFunc(out, func(x, y layoutCandidate) int {
		switch {
		case x.Score == nil && y.Score == nil:
			return strings.Compare(x.ID, y.ID)
		case x.Score == nil:
			return 1
		case y.Score == nil:
			return -1
		}
		return cmp.Or(cmp.Compare(*y.Score, *x.Score), strings.Compare(x.ID, y.ID))
	})
	return out
}

// given is the plan of the places a request names, with roles, values and
// conditions.
func (p *planning) given(places []placeRequest) (layout.Plan, error) {
	const op = "handlers.planning.given"
	var bad []fault.Field
	say := func(code, detail string) { bad = append(bad, fault.Field{Field: "places", Code: code, Detail: detail}) }
	if len(places) == 0 || len(places) > layout.MaxSites {
		say("layout.sites", "1 to 24 places")
	}
	var sites []layout.Candidate
	var industries []string
	for _, x := range places {
		k := slices.IndexFunc(p.problem.Candidates, func(c layout.Candidate) bool { return c.ID == x.Site })
		switch {
		case k < 0:
			say("layout.unknownSite", clip(x.Site)+" is not among the candidates")
		case slices.ContainsFunc(sites, func(c layout.Candidate) bool { return c.ID == x.Site }):
			say("layout.duplicate", x.Site+" appears twice")
		case math.IsNaN(p.problem.Candidates[k].Score):
			say("layout.out.noScore", x.Site+" has no data to score")
		case !slices.Contains(p.problem.Rule.Industries, x.Industry):
			say("layout.industries", clip(x.Industry)+" is not among the industries of the rule")
		default:
			sites, industries = append(sites, p.problem.Candidates[k]), append(industries, x.Industry)
		}
	}
	if err := fault.Bad(op, bad); err != nil {
		return layout.Plan{}, err
	}
	return layout.NewPlan(p.problem.Rule, sites, industries), nil
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
		return p.given(req.Places)
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
		return p.test(ctx, req)
	})
}

func (p *planning) test(ctx context.Context, req testRequest) (layoutTest, error) {
	var out layoutTest
	var err error
	if len(req.Places) > 0 {
		out.Plan, err = p.given(req.Places)
	} else {
		var sol layout.Solution
		if sol, err = solved(ctx, p.problem, layout.Options{Plans: 1}); err == nil && len(sol.Plans) == 0 {
			err = fault.New("handlers.planning.test", fault.Uncomputable, "layout.infeasible")
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
		scenarios = layout.Scenarios(p.in.Rule)
	}
	for i := range scenarios {
		if scenarios[i].Kind != "year" {
			continue
		}
		scores, err := layout.ScoreCountries(p.models, p.snap, p.in.Rule.Strategy, scenarios[i].Year)
		if err != nil {
			return out, err
		}
		scenarios[i].Country = &scores
	}
	if out.Stress, err = p.atlas.Stress(ctx, p.in, out.Plan, scenarios); err != nil || req.Draws == 0 {
		return out, err
	}
	o := layout.UncertaintyOptions{Draws: req.Draws, Seed: req.Seed, Spread: 0.5}
	if req.Spread != nil {
		o.Spread = *req.Spread
	}
	u, err := p.atlas.Uncertain(ctx, p.in, out.Plan, o)
	out.Uncertainty = &u
	return out, err
}
