package scoring

import (
	"context"
	"math"
)

// Decomposition tells apart what is due to weights and what to data.
type Decomposition struct {
	Weights, Data, Both SMAAResult
}

// Decompose simulates three times: weights drawn and data at their usual
// treatment, weights fixed and data drawn, and both. Compare RankSD, or the
// probability of coming first, of the three.
func (res Result) Decompose(ctx context.Context, p Problem, d WeightDist, data DataDist, o MonteCarlo) (Decomposition, error) {
	var x Decomposition
	var err error
	if x.Weights, err = res.Acceptability(ctx, p, d, DataDist{}, o); err != nil {
		return Decomposition{}, err
	}
	if x.Data, err = res.Acceptability(ctx, p, WeightDist{Kind: "fixed"}, data, o); err != nil {
		return Decomposition{}, err
	}
	if x.Both, err = res.Acceptability(ctx, p, d, data, o); err != nil {
		return Decomposition{}, err
	}
	return x, nil
}

// KappaSpread returns the standard deviation of a weight w under the "centred"
// distribution: "known to about ± that much".
func KappaSpread(w, kappa float64) float64 {
	return math.Sqrt(float64(w*(1-w)) / (kappa + 1))
}

// KappaFor returns the kappa under which a weight w has standard deviation sd;
// NaN unless 0 < sd < sqrt(w(1 − w)).
func KappaFor(w, sd float64) float64 {
	k := float64(w*(1-w))/float64(sd*sd) - 1
	if !(sd > 0 && k > 0) {
		return math.NaN()
	}
	return k
}
