package scoring

import (
	"context"
	"math"
	"slices"
)

// MonteCarlo says how a simulation runs. Workers never changes the answer.
type MonteCarlo struct {
	Seed    uint64
	Draws   int // 1 … 10 million
	Workers int // 0 is 1
	// Pairwise counts who beats whom too, for distributions of weights or values
	// that PairwiseWinning has no exact answer for.
	Pairwise bool
}

// DataDist says how values are drawn. The zero value draws none: gaps
// renormalise weights, as in Evaluate.
type DataDist struct {
	// Missing cells: "" none, "uniform" normalised values in [0, 1], "empirical"
	// a value observed in the column.
	Missing string
	Ranges  []CellRange
}

// CellRange is a raw value known to lie between Low and High, drawn uniformly.
// Its criterion must have a fixed value function.
type CellRange struct {
	Row, Col  int
	Low, High float64
}

// SMAAResult holds what Draws draws of weights and data show. A probability p has
// standard error StandardError(p).
type SMAAResult struct {
	Draws         int
	Acceptability Matrix // m×m, share of draws in which row takes rank column+1; rows sum to 1
	ExpectedRank  []float64
	RankSD        []float64
	RankLow       []int  // 5 % of draws give this rank or a better one
	RankHigh      []int  // 95 % do
	Central       Matrix // m×n, mean weights when first; NaN where never first
	Confidence    []float64
	First         []int64 // draws in which the alternative came first, ties included
	Pairwise      Matrix  // m×m, share of draws in which row beats column, NaN on the diagonal; empty unless asked for
}

// StandardError returns sqrt(p(1 − p)/Draws).
func (s SMAAResult) StandardError(p float64) float64 {
	return math.Sqrt(max(0, float64(p*(1-p))) / float64(s.Draws))
}

// Top returns, by alternative, the share of draws in which it is among the first k.
func (s SMAAResult) Top(k int) []float64 {
	out := make([]float64, s.Acceptability.m)
	for i := range out {
		out[i] = sum(s.Acceptability.row(i)[:max(0, min(k, s.Acceptability.n))])
	}
	return out
}

// Acceptability simulates a weighted sum: v is m×n without gaps, larger being
// better, and weights are drawn from d (whose "centred" and "fixed" refer to
// equal weights, and whose nodes are column + 1). See Result.Acceptability.
func Acceptability(ctx context.Context, v Matrix, d WeightDist, o MonteCarlo) (SMAAResult, error) {
	if err := v.complete("a simulation of a plain weighted sum"); err != nil {
		return SMAAResult{}, err
	}
	res, err := additiveResult(v, EqualWeights(v.n))
	if err != nil {
		return SMAAResult{}, err
	}
	return res.Acceptability(ctx, Problem{}, d, DataDist{}, o)
}

// Acceptability draws weights (and values) and counts who takes which rank:
// SMAA-2. It works for every method; arithmetic trees and PROMETHEE without
// gaps are fast. p is the problem res was evaluated from; it is read only for
// data.Ranges.
//
// Each draw depends on (Seed, index) alone, so any number of workers gives the
// same bytes. The context is checked every 64 draws, every 4 where a draw
// evaluates a whole method; when it ends the result is empty and the error
// ctx.Err(). Memory does not grow with Draws.
//
// Source: R. Lahdelma and P. Salminen, Operations Research 49 (2001) 444–454.
func (res Result) Acceptability(ctx context.Context, p Problem, d WeightDist, data DataDist, o MonteCarlo) (SMAAResult, error) {
	if o.Draws < 1 || o.Draws > 10_000_000 {
		return SMAAResult{}, inputError("draws", -1, -1, ReasonParameter, "draws must be 1 to 10000000, got %d", o.Draws)
	}
	if err := ctx.Err(); err != nil {
		return SMAAResult{}, err
	}
	s, err := res.newSimulation(p, d, data)
	if err != nil {
		return SMAAResult{}, err
	}
	s.pairwise = o.Pairwise
	total, err := s.run(ctx, o)
	if err != nil {
		return SMAAResult{}, err
	}
	return s.summarise(ctx, total, o)
}

// simulation is what all workers share and none changes.
type simulation struct {
	res   *Result
	plan  *weightPlan
	live  []int       // rows with a score, best first by mean value, so that sorting has little to do
	cols  [][]float64 // fast path: used columns, by live row; cells drawn are 0
	used  []int
	cells []dataCell
	tol   float64

	pairwise bool
}

// dataCell is a value drawn anew each time.
type dataCell struct {
	live, row, col int
	low, high      float64
	f              *ValueFunc // raw range through a value function; nil: see pool
	dir            Direction
	pool           []float64 // empirical values; nil: uniform in [0, 1]
}

func (res Result) newSimulation(p Problem, d WeightDist, data DataDist) (*simulation, error) {
	s := &simulation{res: &res, tol: res.recipe.TieTolerance}
	if s.tol == 0 {
		s.tol = DefaultTieTolerance
	}
	t, base, _, additive := res.leaves()
	additive = additive && t.additive()
	if !additive {
		t, base = res.tree, res.Normalised
	}
	var err error
	if s.plan, err = newWeightPlan(t, d); err != nil {
		return nil, err
	}
	for _, f := range t.nodes {
		if f.column >= 0 {
			s.used = append(s.used, f.column)
		}
	}
	slices.Sort(s.used)
	if err := s.dataCells(p, data); err != nil {
		return nil, err
	}
	drawn := make(map[Cell]bool, len(s.cells))
	for _, c := range s.cells {
		drawn[Cell{c.row, c.col}] = true
	}
	if len(drawn) != len(s.cells) {
		return nil, inputError("ranges", -1, -1, ReasonDuplicate, "a cell is drawn twice")
	}
	if res.Method != weightedSum && len(s.cells) > 0 {
		additive = false // uni-criterion flows change with any value
	}
	gaps := false
	for i, score := range res.Score {
		known := score == score
		for _, j := range s.used {
			if drawn[Cell{i, j}] {
				known = true
			} else if f := base.At(i, j); f != f {
				gaps = true
			}
		}
		if known {
			s.live = append(s.live, i)
		}
	}
	mean := func(i int) float64 {
		total := 0.0
		for _, j := range s.used {
			if f := base.At(i, j); f == f && !drawn[Cell{i, j}] {
				total += f
			}
		}
		return total
	}
	slices.SortStableFunc(s.live, func(a, b int) int { return int(sign(mean(b) - mean(a))) })
	for at, i := range s.live {
		for k := range s.cells {
			if s.cells[k].row == i {
				s.cells[k].live = at
			}
		}
	}
	if additive && !gapsAmong(base, s.live, s.used, drawn, gaps) {
		s.cols = make([][]float64, len(s.used))
		for c, j := range s.used {
			s.cols[c] = make([]float64, len(s.live))
			for at, i := range s.live {
				if !drawn[Cell{i, j}] {
					s.cols[c][at] = base.At(i, j)
				}
			}
		}
	}
	return s, nil
}

func gapsAmong(base Matrix, live, used []int, drawn map[Cell]bool, any bool) bool {
	if !any {
		return false
	}
	for _, i := range live {
		for _, j := range used {
			if f := base.At(i, j); f != f && !drawn[Cell{i, j}] {
				return true
			}
		}
	}
	return false
}

func (s *simulation) dataCells(p Problem, data DataDist) error {
	x := s.res.Normalised
	ranged := make(map[Cell]bool)
	for k, r := range data.Ranges {
		if r.Row < 0 || r.Row >= x.m || r.Col < 0 || r.Col >= x.n || !slices.Contains(s.used, r.Col) {
			return inputError("ranges", r.Row, r.Col, ReasonShape, "no such cell")
		}
		if !(r.Low <= r.High) || math.IsInf(r.Low, 0) || math.IsInf(r.High, 0) {
			return inputError("ranges", r.Row, r.Col, ReasonParameter, "range %d is not an interval", k)
		}
		if r.Col >= len(p.Criteria) || !p.Criteria[r.Col].Value.Fixed() {
			return inputError("ranges", r.Row, r.Col, ReasonParameter, "a range needs a fixed value function")
		}
		c := &p.Criteria[r.Col]
		for _, end := range []float64{r.Low, r.High} {
			if _, err := c.Value.Value(end, c.Direction); err != nil {
				return inColumn(err, r.Col)
			}
		}
		ranged[Cell{r.Row, r.Col}] = true
		s.cells = append(s.cells, dataCell{row: r.Row, col: r.Col, low: r.Low, high: r.High, f: &c.Value, dir: c.Direction})
	}
	switch data.Missing {
	case "":
		return nil
	case "uniform", "empirical":
	default:
		return inputError("missing", -1, -1, ReasonUnknownKind, "unknown way to draw missing values %q; known are uniform, empirical", data.Missing)
	}
	structural, _ := p.structural()
	for i := range x.m {
		for _, j := range s.used {
			if f := x.At(i, j); f == f || ranged[Cell{i, j}] || structural != nil && structural[i*x.n+j] {
				continue
			}
			c := dataCell{row: i, col: j}
			if data.Missing == "empirical" {
				for k := range x.m {
					if f := x.At(k, j); f == f {
						c.pool = append(c.pool, f)
					}
				}
			}
			s.cells = append(s.cells, c)
		}
	}
	return nil
}

func (c *dataCell) draw(d *drawer) float64 {
	u := d.uniform()
	switch {
	case c.f != nil:
		v, _, err := c.f.value(c.low+float64((c.high-c.low)*u), c.dir)
		if err != nil {
			panic(err) // both ends were checked, and domains are intervals
		}
		return v
	case c.pool != nil:
		return c.pool[min(int(float64(u*float64(len(c.pool)))), len(c.pool)-1)]
	}
	return u
}

// summarise turns counts into shares and asks, for each alternative that was ever
// first, how sure it is of that at its own central weights.
func (s *simulation) summarise(ctx context.Context, total *tally, o MonteCarlo) (SMAAResult, error) {
	m, n, l := s.res.Normalised.m, s.res.Normalised.n, len(s.live)
	r := SMAAResult{
		Draws: o.Draws, Acceptability: Zeros(m, m), ExpectedRank: make([]float64, m), RankSD: make([]float64, m),
		RankLow: make([]int, m), RankHigh: make([]int, m), Central: filled(m, n, math.NaN()),
		Confidence: make([]float64, m), First: make([]int64, m),
	}
	for i := range m {
		r.ExpectedRank[i], r.RankSD[i] = math.NaN(), math.NaN()
	}
	draws := float64(o.Draws)
	if s.pairwise {
		r.Pairwise = filled(m, m, math.NaN())
		for a, i := range s.live {
			for b, k := range s.live {
				if a != b {
					r.Pairwise.set(i, k, float64(total.wins[a*l+b])/draws)
				}
			}
		}
	}
	for at, i := range s.live {
		counts := total.counts[at*l : (at+1)*l]
		seen, mean, square := int64(0), 0.0, 0.0
		for k, c := range counts {
			r.Acceptability.set(i, k, float64(c)/draws)
			mean += float64(float64(k+1) * float64(c))
			square += float64(float64((k+1)*(k+1)) * float64(c))
			seen += c
			if r.RankLow[i] == 0 && float64(seen) >= 0.05*draws {
				r.RankLow[i] = k + 1
			}
			if r.RankHigh[i] == 0 && float64(seen) >= 0.95*draws {
				r.RankHigh[i] = k + 1
			}
		}
		mean /= draws // sums of integers below 2^53 are exact, so the variance is safe
		r.ExpectedRank[i] = mean
		r.RankSD[i] = math.Sqrt(max(0, square/draws-float64(mean*mean)))
		if r.First[i] = total.first[at]; r.First[i] == 0 {
			continue
		}
		for j := range n {
			r.Central.set(i, j, total.central[at*n+j]/float64(r.First[i]))
		}
	}
	return r, s.confidence(ctx, &r, o)
}

// confidence fills Confidence; without drawn data one evaluation decides.
func (s *simulation) confidence(ctx context.Context, r *SMAAResult, o MonteCarlo) error {
	draws := 1
	if len(s.cells) > 0 {
		draws = min(o.Draws, blockDraws)
	}
	fixed := *s
	plan := *s.plan
	plan.groups = nil
	plan.flat = true
	fixed.plan = &plan
	w := fixed.newWorker()
	for at, i := range s.live {
		if r.First[i] == 0 {
			continue
		}
		for _, j := range s.used {
			w.w.leaf[j] = r.Central.At(i, j)
		}
		hits := 0
		for k := range draws {
			if k%slowLook == 0 && ctx.Err() != nil {
				*r = SMAAResult{}
				return ctx.Err()
			}
			w.d.seed(^o.Seed, uint64(k))
			w.scores()
			_, top, _ := extent(w.score)
			if w.score[at] >= top || tied(top, w.score[at], s.tol) {
				hits++
			}
		}
		r.Confidence[i] = float64(hits) / float64(draws)
	}
	return nil
}
