package appraisal

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/scoring"
)

// Backtest sets a model's order of past years against what came after. It is
// a plausibility check and no forecast: windows of neighbouring years overlap,
// and countries are not independent draws.
type Backtest struct {
	ModelID      string         `json:"modelId"`
	ModelVersion int64          `json:"modelVersion"`
	DatasetID    string         `json:"datasetId"`
	NegativeList *ListInForce   `json:"negativeList,omitempty"` // as Result.NegativeList: one list for every year
	Horizon      int            `json:"horizon"`                // years
	Draws        int            `json:"draws"`
	Seed         uint64         `json:"seed"`
	Years        []BacktestYear `json:"years"`
}

// BacktestYear is one year's order against the outcomes after it.
type BacktestYear struct {
	Year     int              `json:"year"`
	Outcomes []BacktestResult `json:"outcomes"`
}

// BacktestResult is the rank correlation of score and outcome over N
// countries. Low and High are the 2.5 and 97.5 per cent points of the same
// figure when outcomes are dealt out at random: a Spearman between them is
// nothing. PValue is two-sided, (1 + hits)/(1 + draws). All are absent where
// fewer than five countries have both.
type BacktestResult struct {
	Outcome  string   `json:"outcome" enums:"manufacturingChange,fdiMean"`
	N        int      `json:"n"`
	Spearman *float64 `json:"spearman,omitempty"`
	Low      *float64 `json:"low,omitempty"`
	High     *float64 `json:"high,omitempty"`
	PValue   *float64 `json:"pValue,omitempty"`
	Nothing  bool     `json:"nothing"` // inside the interval, or not computable
}

// BacktestOptions say how; the zero value is five years, 2,000 draws, seed 1,
// every year that has a full window.
type BacktestOptions struct {
	From    int    `json:"from,omitempty"`    // 2005 when absent
	To      int    `json:"to,omitempty"`      // the dataset's newest year less the horizon when absent
	Horizon int    `json:"horizon,omitempty"` // years ahead, 1 to 15; 5 when absent
	Draws   int    `json:"draws,omitempty"`   // 100 to 100,000; 2,000 when absent
	Seed    uint64 `json:"seed,omitempty"`    // 1 when absent
}

// outcomes are what happened in the years after: how the share of
// manufacturing changed, and what foreign direct investment came on average.
var outcomes = [...]struct {
	name string
	of   func(s *catalog.Snapshot, iso3 string, year, horizon int) (float64, bool)
}{
	{"manufacturingChange", func(s *catalog.Snapshot, iso3 string, year, horizon int) (float64, bool) {
		then, a := s.Latest(iso3, "NV.IND.MANF.ZS", year, 0)
		now, b := s.Latest(iso3, "NV.IND.MANF.ZS", year+horizon, 0)
		return now.Value - then.Value, a == catalog.Observed && b == catalog.Observed
	}},
	{"fdiMean", func(s *catalog.Snapshot, iso3 string, year, horizon int) (float64, bool) {
		sum := 0.0
		for y := year + 1; y <= year+horizon; y++ {
			o, status := s.Latest(iso3, "BX.KLT.DINV.WD.GD.ZS", y, 0)
			if status != catalog.Observed {
				return 0, false
			}
			sum += o.Value
		}
		return sum / float64(horizon), true
	}},
}

// RunBacktest evaluates the model for each year, whatever q.Year is, and
// correlates its scores with the outcomes. The draws depend on seed and year
// alone. A negative list in q holds for every year, as in ReplayYears.
//
// It returns fault.Invalid for years, horizon or draws out of range, and the
// error of ctx once that ends.
func RunBacktest(ctx context.Context, m Model, snap *catalog.Snapshot, q Options, o BacktestOptions) (Backtest, error) {
	const op = "appraisal.RunBacktest"
	o = o.complete(snap)
	var bad []fault.Field
	if o.Horizon < 1 || o.Horizon > 15 {
		bad = append(bad, fault.Field{Field: "horizon", Code: "number.range", Detail: "1 to 15 years"})
	}
	if o.Draws < 100 || o.Draws > 100_000 {
		bad = append(bad, fault.Field{Field: "draws", Code: "number.range", Detail: "100 to 100,000"})
	}
	if o.From < ReplayFrom || o.To < o.From || o.To > snap.Year()-1 {
		bad = append(bad, fault.Field{Field: "from", Code: "year.range", Detail: fmt.Sprintf("%d to %d", ReplayFrom, snap.Year()-1)})
	}
	if err := fault.Bad(op, bad); err != nil {
		return Backtest{}, err
	}
	b := Backtest{ModelID: m.ID, ModelVersion: m.Version, DatasetID: snap.Dataset().ID, NegativeList: q.inForce(), Horizon: o.Horizon, Draws: o.Draws, Seed: o.Seed, Years: []BacktestYear{}}
	for year := o.From; year <= o.To; year++ {
		if err := ctx.Err(); err != nil {
			return Backtest{}, fault.Wrap(op, err)
		}
		q.Year = year
		p, s, err := scored(m, snap, q)
		if err != nil && !fault.Is(err, fault.Uncomputable) {
			return Backtest{}, fault.Wrap(op, err)
		}
		y := BacktestYear{Year: year}
		for k, out := range outcomes {
			var score, after []float64
			for i, iso3 := range p.Countries {
				if v, ok := out.of(snap, iso3, year, o.Horizon); ok && err == nil && s.Rank[i] > 0 {
					score, after = append(score, s.Score[i]), append(after, v)
				}
			}
			rng := rand.New(rand.NewPCG(o.Seed, uint64(year)<<8|uint64(k)))
			r := permuted(score, after, o.Draws, rng)
			r.Outcome = out.name
			y.Outcomes = append(y.Outcomes, r)
		}
		b.Years = append(b.Years, y)
	}
	return b, nil
}

// complete returns the options with what was left out.
func (o BacktestOptions) complete(snap *catalog.Snapshot) BacktestOptions {
	if o.Horizon == 0 {
		o.Horizon = 5
	}
	if o.Draws == 0 {
		o.Draws = 2000
	}
	if o.Seed == 0 {
		o.Seed = 1
	}
	if o.From == 0 {
		o.From = ReplayFrom
	}
	if o.To == 0 {
		o.To = snap.Year() - o.Horizon
	}
	return o
}

// permuted correlates the ranks of a and b, and of a with b shuffled.
func permuted(a, b []float64, draws int, rng *rand.Rand) BacktestResult {
	r := BacktestResult{N: len(a), Nothing: true}
	rho := spearman(a, b)
	if len(a) < 5 || rho == nil {
		return r
	}
	x, y := standard(scoring.FractionalRanks(a, 0)), standard(scoring.FractionalRanks(b, 0))
	null := make([]float64, draws)
	hits := 0
	for d := range null {
		for i := len(y) - 1; i > 0; i-- { // Fisher–Yates, spelled out so that a seed keeps its draws
			j := int(rng.Uint64() % uint64(i+1))
			y[i], y[j] = y[j], y[i]
		}
		for i, f := range x {
			null[d] += float64(f * y[i])
		}
		if math.Abs(null[d]) >= math.Abs(*rho)-1e-12 {
			hits++
		}
	}
	slices.Sort(null)
	low, high := null[int(0.025*float64(draws))], null[min(draws-1, int(0.975*float64(draws)))]
	p := float64(1+hits) / float64(1+draws)
	r.Spearman, r.Low, r.High, r.PValue = rho, &low, &high, &p
	r.Nothing = *rho >= low && *rho <= high
	return r
}

// standard centres v and scales it to length 1, so that a correlation is a sum
// of products.
func standard(v []float64) []float64 {
	mean, ss := 0.0, 0.0
	for _, f := range v {
		mean += f
	}
	mean /= float64(len(v))
	for i := range v {
		v[i] -= mean
		ss += float64(v[i] * v[i])
	}
	for i := range v {
		v[i] /= math.Sqrt(ss)
	}
	return v
}
