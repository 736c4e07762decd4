package scoring

import (
	"math"
	"slices"
)

// DifferenceBounds returns the least and greatest score of a minus score of b
// over everything the missing values of both could be, each normalised value
// lying in [0, 1] and weights not renormalised. If low > 0 then a is certainly
// above b. Other methods than weighted means have no gaps, and no width.
func (res Result) DifferenceBounds(a, b int) (low, high float64) {
	return res.Low[a] - res.High[b], res.High[a] - res.Low[b]
}

// PossibleOrder is what stays certain whatever the missing values are.
type PossibleOrder struct {
	Certain     [][]bool // m×m: row is certainly above column
	Best, Worst []int    // the best and the worst rank each could have; 0 without a score
}

// PossibleOrder compares every pair by DifferenceBounds; gaps of different
// alternatives are independent of each other, so both ranks are attained.
func (res Result) PossibleOrder() PossibleOrder {
	return possible(res.Low, res.High, res.Score, res.recipe.TieTolerance)
}

func possible(low, high, score []float64, tol float64) PossibleOrder {
	m := len(score)
	if tol == 0 {
		tol = DefaultTieTolerance
	}
	p := PossibleOrder{Certain: make([][]bool, m), Best: make([]int, m), Worst: make([]int, m)}
	for a := range m {
		p.Certain[a] = make([]bool, m)
		if score[a] != score[a] {
			continue
		}
		for b := range m {
			p.Certain[a][b] = a != b && score[b] == score[b] && low[a] > high[b] && !tied(low[a], high[b], tol)
		}
	}
	for a := range m {
		if score[a] != score[a] {
			continue
		}
		p.Best[a], p.Worst[a] = 1, 1
		for b := range m {
			if score[b] != score[b] || a == b {
				continue
			}
			if p.Certain[b][a] {
				p.Best[a]++
			}
			if high[b] > low[a] && !tied(high[b], low[a], tol) {
				p.Worst[a]++
			}
		}
	}
	return p
}

// SoftBounds is Low and High with gaps at the q and 1 − q quantiles of their
// column instead of at 0 and 1 (q = 0.05 is usual): a softer, declared choice.
// It returns an *InputError unless 0 ≤ q < 0.5 and the score is a weighted mean.
func (res Result) SoftBounds(q float64) (low, high []float64, err error) {
	if !(q >= 0 && q < 0.5) {
		return nil, nil, inputError("quantile", -1, -1, ReasonParameter, "the quantile must lie in [0, 0.5), got %g", q)
	}
	if res.Method != weightedSum {
		return nil, nil, inputError("method", -1, -1, ReasonParameter, "bounds for gaps exist for weighted means only")
	}
	x := res.Normalised
	low, high = slices.Clone(res.Score), slices.Clone(res.Score)
	ends := Zeros(2, x.n)
	for j := range x.n {
		c := x.Column(j)
		ends.set(0, j, quantile(c, q))
		ends.set(1, j, quantile(c, 1-q))
	}
	v, s := make([]float64, x.n), make([]float64, len(res.tree.nodes))
	for i := range x.m {
		if res.Low[i] == res.High[i] {
			continue
		}
		for e, out := range [2][]float64{low, high} {
			copy(v, x.row(i))
			for j, f := range v {
				if f != f {
					v[j] = ends.At(e, j)
				}
			}
			out[i] = math.NaN()
			if res.tree.scoreRow(v, s, res.recipe.Floor, true, nil) < 0 {
				out[i] = s[0]
			}
		}
	}
	return low, high, nil
}

// quantile interpolates linearly between the values present (type 7); NaN for none.
func quantile(c []float64, q float64) float64 {
	v := make([]float64, 0, len(c))
	for _, f := range c {
		if f == f {
			v = append(v, f)
		}
	}
	if len(v) == 0 {
		return math.NaN()
	}
	slices.Sort(v)
	h := float64(q * float64(len(v)-1))
	k := int(h)
	if k+1 >= len(v) {
		return v[len(v)-1]
	}
	return v[k] + float64((h-float64(k))*(v[k+1]-v[k]))
}

// Effect compares what a criterion should weigh with what it does.
type Effect struct {
	Col       int
	Nominal   float64 // global weight
	Effective float64 // squared correlation with the score, as a share of all; NaN if undefined
}

// EffectiveWeights returns, for each criterion with weight, its squared Pearson
// correlation with the score as a share of the sum over criteria.
//
// Source: W. Becker et al., Ecological Indicators 80 (2017) 12–22.
func (res Result) EffectiveWeights() []Effect {
	var out []Effect
	total := 0.0
	for j, w := range res.GlobalWeights {
		if w == 0 {
			continue
		}
		r := Pearson(res.Normalised.Column(j), res.Score)
		out = append(out, Effect{Col: j, Nominal: w, Effective: float64(r * r)})
		if r == r {
			total += float64(r * r)
		}
	}
	for k := range out {
		out[k].Effective /= total
	}
	return out
}

// CorrelatedPairs warns of criteria with weight under one parent whose normalised
// values correlate by at least threshold in absolute value: counted twice, or at
// odds. Row and Col of the warning are the two columns, Value is Pearson r.
func (res Result) CorrelatedPairs(threshold float64) []Warning {
	var out []Warning
	for a := range res.Nodes {
		for b := a + 1; b < len(res.Nodes); b++ {
			x, y := &res.Nodes[a], &res.Nodes[b]
			if x.Column < 0 || y.Column < 0 || x.Parent != y.Parent || x.GlobalWeight == 0 || y.GlobalWeight == 0 {
				continue
			}
			if r := Pearson(x.Scores, y.Scores); math.Abs(r) >= threshold {
				out = append(out, Warning{Kind: CorrelatedPair, Row: x.Column, Col: y.Column, Value: r, Node: res.Nodes[x.Parent].Name})
			}
		}
	}
	return out
}
