package layout

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"

	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/scoring"
)

// UncertaintyOptions say how weights are drawn.
type UncertaintyOptions struct {
	Draws  int            `json:"draws"`  // 1 to MaxDraws
	Seed   uint64         `json:"seed"`   // a draw depends on seed and its index alone
	Spread float64        `json:"spread"` // share of each group's weight dealt out afresh: 0 none, 1 all
	Done   func(draw int) `json:"-"`      // called after each draw; may be nil
}

// MaxDraws bounds a simulation.
const MaxDraws = 20_000

// Uncertainty says how often sites are chosen when weights are not certain.
type Uncertainty struct {
	Draws      int         `json:"draws"`
	Seed       uint64      `json:"seed"`
	Spread     float64     `json:"spread"`
	Infeasible int         `json:"infeasible"` // draws without a plan: 0, as weights bind no condition
	Sites      []Frequency `json:"sites"`      // every site chosen at least once, most frequent first
	Same       float64     `json:"same"`       // share of draws whose best plan has the base plan's places
	Kept       float64     `json:"kept"`       // mean share of the base plan's places in the best plan
	MeanLoss   float64     `json:"meanLoss"`   // of the base plan's sites against the draw's best plan, in value
	MaxLoss    float64     `json:"maxLoss"`
}

// Frequency is the share of draws in which a site is in the best plan.
type Frequency struct {
	Site  string  `json:"site"`
	Share float64 `json:"share"`
	Place float64 `json:"place"` // share of draws with a site in its place (within DefaultPlaceKm)
	Base  bool    `json:"base"`  // in the base plan
}

// Uncertain draws the weights of the site model and of every industry's fit and
// solves the plan again for each draw.
//
// In every group of siblings the weights are w + spread·(d − w) with d uniform
// on the simplex: the spacings of sorted uniform numbers. Industries may change
// between draws; a plan counts as the same when its places are.
//
// It returns fault.Invalid for options out of range, what the search returns,
// and ctx's error.
func (a *Atlas) Uncertain(ctx context.Context, in Input, base Plan, o UncertaintyOptions) (Uncertainty, error) {
	const op = "layout.Atlas.Uncertain"
	if o.Draws < 1 || o.Draws > MaxDraws || !(o.Spread >= 0 && o.Spread <= 1) {
		return Uncertainty{}, fault.Newf(op, fault.Invalid, "layout.draws", "1 to %d draws with a spread from 0 to 1", MaxDraws)
	}
	s, err := a.scorer(in)
	if err != nil {
		return Uncertainty{}, fault.Wrap(op, err)
	}
	u := Uncertainty{Draws: o.Draws, Seed: o.Seed, Spread: o.Spread, Sites: []Frequency{}}
	cs := s.problem.Candidates
	count, inPlace := make([]int, len(cs)), make([]int, len(cs)) // by candidate, by place
	place := places(cs, DefaultPlaceKm)
	ids := base.IDs()
	var home []int // places of the base plan
	for i := range cs {
		if contains(ids, cs[i].ID) {
			home = append(home, place[i])
		}
	}
	slices.Sort(home)
	loss := 0.0
	for d := range o.Draws {
		if err := ctx.Err(); err != nil {
			return Uncertainty{}, err
		}
		p, err := s.draw(o.Seed, uint64(d), o.Spread)
		if err != nil {
			return Uncertainty{}, fault.Wrap(op, err)
		}
		sol, err := Solve(ctx, p, Options{Plans: 1})
		if fault.Is(err, fault.Uncomputable) {
			u.Infeasible++
			continue
		}
		if err != nil {
			return Uncertainty{}, err
		}
		var at []int
		kept := 0
		for i := range cs {
			if slices.ContainsFunc(sol.Plans[0].Sites, func(x Placement) bool { return x.ID == cs[i].ID }) {
				count[i]++
				if at = append(at, place[i]); slices.Contains(home, place[i]) {
					kept++
				}
			}
		}
		slices.Sort(at)
		for q, x := range at {
			if q == 0 || x != at[q-1] {
				inPlace[x]++
			}
		}
		u.Kept += float64(kept) / float64(max(1, len(ids)))
		if slices.Equal(at, home) {
			u.Same++
		}
		held, err := s.worth(ctx, p, ids)
		if err != nil {
			return Uncertainty{}, err
		}
		loss += sol.Plans[0].Value - held
		u.MaxLoss = max(u.MaxLoss, sol.Plans[0].Value-held)
		if o.Done != nil {
			o.Done(d)
		}
	}
	n := float64(max(1, o.Draws-u.Infeasible))
	u.Same, u.Kept, u.MeanLoss = u.Same/n, u.Kept/n, loss/n
	for i, k := range count {
		if k > 0 {
			u.Sites = append(u.Sites, Frequency{Site: cs[i].ID, Share: float64(k) / n, Place: float64(inPlace[place[i]]) / n, Base: contains(ids, cs[i].ID)})
		}
	}
	slices.SortStableFunc(u.Sites, func(x, y Frequency) int {
		switch {
		case x.Share > y.Share:
			return -1
		case x.Share < y.Share:
			return 1
		}
		return strings.Compare(x.Site, y.Site)
	})
	return u, nil
}

// scorer keeps the evaluated tables of a problem, so that new weights cost only
// arithmetic.
type scorer struct {
	problem Problem
	tables  []*table // of the site model, then of each industry's fit
}

func (a *Atlas) scorer(in Input) (*scorer, error) {
	w, err := a.world(in)
	if err != nil {
		return nil, err
	}
	p, _, err := w.problem()
	if err != nil {
		return nil, err
	}
	s := &scorer{problem: p}
	t, err := newTable(&w.in.Model, w.sites, w.values)
	if err != nil {
		return nil, err
	}
	s.tables = []*table{t}
	for _, x := range in.Rule.Industries {
		m, values, err := w.fit(x)
		if err != nil {
			return nil, err
		}
		if t, err = newTable(&m, w.sites, values); err != nil {
			return nil, err
		}
		s.tables = append(s.tables, t)
	}
	return s, nil
}

// draw returns the problem with drawn weights.
func (s *scorer) draw(seed, index uint64, spread float64) (Problem, error) {
	r := rand.New(rand.NewPCG(spreadBits(seed), spreadBits(index^0x9e3779b97f4a7c15)))
	p := s.problem
	p.Candidates = slices.Clone(p.Candidates)
	for i := range p.Candidates {
		p.Candidates[i].Fits = slices.Clone(p.Candidates[i].Fits)
	}
	for k, t := range s.tables {
		q := t.problem
		q.X, q.Structural = t.filled, nil
		q.Tree = redrawn(q.Tree, r, spread)
		res, err := scoring.Evaluate(q, scoring.DefaultRecipe("weightedSum"))
		if err != nil {
			return Problem{}, reword("layout.scorer.draw", err)
		}
		for i := range p.Candidates {
			c := &p.Candidates[i]
			if k == 0 {
				c.Score = res.Score[i]
				continue
			}
			for f := range c.Fits {
				if c.Fits[f].Industry == p.Rule.Industries[k-1] {
					c.Fits[f].Score = res.Score[i]
				}
			}
		}
	}
	return p, nil
}

// spreadBits is the finaliser of splitmix64.
func spreadBits(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// redrawn returns the tree with weights drawn around its own.
func redrawn(n scoring.Node, r *rand.Rand, spread float64) scoring.Node {
	if len(n.Children) == 0 {
		return n
	}
	sum := 0.0
	for _, c := range n.Children {
		sum += c.Weight
	}
	cut := make([]float64, len(n.Children)+1)
	for i := 1; i < len(n.Children); i++ {
		cut[i] = r.Float64()
	}
	cut[len(cut)-1] = 1
	slices.Sort(cut)
	children := make([]scoring.Node, len(n.Children))
	for i, c := range n.Children {
		w := c.Weight / sum
		c = redrawn(c, r, spread)
		c.Weight = w + float64(spread*(cut[i+1]-cut[i]-w))
		children[i] = c
	}
	n.Children = children
	return n
}

// worth returns the greatest value that a set of sites can have in p, whatever
// industries they are given, with every condition kept; 0 where it has none.
func (s *scorer) worth(ctx context.Context, p Problem, ids []string) (float64, error) {
	p.Rule.ForcedIn, p.Rule.ForcedOut = ids, nil
	if len(ids) > p.Rule.Sites {
		return 0, nil
	}
	sol, err := Solve(ctx, p, Options{Plans: 1})
	if fault.Is(err, fault.Uncomputable) || fault.Is(err, fault.Invalid) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return sol.Plans[0].Value, nil
}

// world is an input with its sites and their values.
type world struct {
	a      *Atlas
	in     Input
	sites  []Site
	values [][]Value
}

// fit returns the fit model of an industry with the sites' values for it.
func (w *world) fit(id string) (SiteModel, [][]Value, error) {
	k := slices.IndexFunc(w.a.data.Industries, func(x catalog.Industry) bool { return x.ID == id })
	if k < 0 {
		return SiteModel{}, nil, fault.Newf("layout.world.fit", fault.Invalid, "layout.industries", "no industry %q", id)
	}
	m := FitModel(w.a.data.Industries[k])
	m.CountC, m.Gaps = w.in.Model.CountC, w.in.Model.Gaps
	values := make([][]Value, len(w.sites))
	for i := range w.sites {
		values[i] = FitValues(w.values[i], w.sites[i].ISO3, id, w.in.Country)
	}
	return m, values, nil
}
