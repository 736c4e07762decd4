package problem

import (
	"context"
	"math"
	"slices"

	"parksite/scoring"
)

// evaluation is one run of a method on a problem.
type evaluation struct {
	Problem
	ctx      context.Context
	out      map[string]any
	warnings []scoring.Warning
	total    float64 // what weights used as given sum to; 1 where they are divided
}

func (e *evaluation) warn(w ...scoring.Warning) { e.warnings = append(e.warnings, w...) }

// methods maps the name of a method to what runs it.
var methods = map[string]func(*evaluation) error{
	"saw": saw, "wpm": wpm, "waspas": waspas, "topsis": topsis, "vikor": vikor, "promethee": promethee,
	"electre1": electre1, "edas": edas, "copras": copras, "marcos": marcos, "codas": codas, "owa": owa,
	"hierarchy": hierarchy, "composite": composite, "hdi": hdi,
	"ahp": ahp, "ahp_group": ahpGroup, "ahp_random_index": ahpRandomIndex, "ahp_synthesis": ahpSynthesis,
	"bwm_linear": bwmLinear, "bwm_nonlinear": bwmNonlinear, "bwm_consistency_index": bwmConsistencyIndex,
	"entropy": entropy, "critic": critic, "merec": merec, "std_weights": stdWeights, "rank_order_weights": rankOrderWeights,
	"normalisation": normalisation, "winsorise": winsorise,
	"rank_agreement": rankAgreement, "kendall_w": kendallW, "rank_aggregation": rankAggregation,
	"weight_stability": weightStability, "weight_transfer": weightTransfer, "explanation": explanation,
	"smaa": smaa, "smaa_pairwise": smaaPairwise,
}

// needMatrix returns an error if the problem has no matrix.
func (e *evaluation) needMatrix() error {
	if e.X.Rows() == 0 {
		return fault("matrix", -1, -1, scoring.ReasonEmpty, "%s needs a matrix", e.Method)
	}
	return nil
}

func (e *evaluation) directions() []scoring.Direction {
	d := make([]scoring.Direction, len(e.Criteria))
	for j, c := range e.Criteria {
		d[j] = c.Direction
	}
	return d
}

// weights returns the weights of the criteria, or those of params.weights,
// divided by their sum unless params.normalise_weights is false.
func (e *evaluation) weights() ([]float64, error) {
	divide, err := e.params.flag("normalise_weights", true)
	if err != nil {
		return nil, err
	}
	w, field := make([]float64, len(e.Criteria)), "criteria.weight"
	given := false
	for j, c := range e.Criteria {
		w[j], given = c.Weight, given || c.Weight == c.Weight
	}
	if _, ok := e.params.get("weights"); ok {
		field = "params.weights"
		if w, err = e.params.list("weights"); err != nil {
			return nil, err
		}
		if len(w) != len(e.Criteria) {
			return nil, fault(field, -1, -1, scoring.ReasonShape, "%d weights for %d criteria", len(w), len(e.Criteria))
		}
		if given {
			return nil, fault(field, -1, -1, scoring.ReasonDuplicate, "the criteria have weights of their own")
		}
	}
	total := 0.0
	for j, f := range w {
		switch name := e.Criteria[j].Name; {
		case f != f:
			return nil, fault(field, -1, j, scoring.ReasonWeight, "criterion %q has no weight and %s needs one", name, e.Method)
		case f < 0:
			return nil, fault(field, -1, j, scoring.ReasonWeight, "the weight %g of criterion %q is negative", f, name)
		}
		total += f
	}
	even, err := scoring.DirectWeights(w)
	if err != nil {
		if in, ok := err.(*scoring.InputError); ok {
			in.Field = field
		}
		return nil, err
	}
	e.total = 1
	if divide {
		return even, nil
	}
	if math.IsInf(total, 0) {
		return nil, fault(field, -1, -1, scoring.ReasonWeight, "the weights are too large to be used as given")
	}
	e.total = total
	if math.Abs(total-1) > 1e-9 {
		e.warn(scoring.Warning{Kind: scoring.WeightsAsGiven, Row: -1, Col: -1, Value: total})
	}
	return w, nil
}

// times returns v in the scale of weights used as given.
func (e *evaluation) times(v []float64) []float64 {
	out := make([]float64, len(v))
	for i, f := range v {
		out[i] = f * e.total
	}
	return out
}

// live returns the rows that have data and their matrix. A row without any is
// left out with a warning (score and rank null); one with some is an error,
// since the method has no rule for gaps.
func (e *evaluation) live() (rows []int, x scoring.Matrix, err error) {
	if err := e.needMatrix(); err != nil {
		return nil, x, err
	}
	var kept [][]float64
	for i := range e.X.Rows() {
		row := e.X.Row(i)
		gap, have := -1, 0
		for j, f := range row {
			if f == f {
				have++
			} else if gap < 0 {
				gap = j
			}
		}
		switch {
		case have == 0:
			e.warn(scoring.Warning{Kind: scoring.NoData, Row: i, Col: -1})
		case gap >= 0:
			return nil, x, fault("matrix", i, gap, scoring.ReasonMissing, "the value is missing and %s has no rule for gaps; fill it in or leave the alternative out", e.Method)
		default:
			rows, kept = append(rows, i), append(kept, row)
		}
	}
	if len(kept) == 0 {
		return nil, x, fault("matrix", -1, -1, scoring.ReasonMissing, "no alternative has any data")
	}
	x, err = scoring.NewMatrix(kept)
	return rows, x, err
}

// at puts the row of the problem into an error about the live rows.
func at(err error, rows []int) error {
	if in, ok := err.(*scoring.InputError); ok && in.Field == "matrix" && in.Row >= 0 && in.Row < len(rows) {
		moved := *in
		moved.Row = rows[in.Row]
		return &moved
	}
	return err
}

// owed returns numbers that a method must have: one that is none, because
// something overflowed on the way, is made infinite, which no result may hold.
func owed(v ...float64) []float64 {
	out := slices.Clone(v)
	for i, f := range out {
		if f != f {
			out[i] = math.Inf(1)
		}
	}
	return out
}

// missing returns m times NaN.
func missing(m int) []float64 {
	out := make([]float64, m)
	for i := range out {
		out[i] = math.NaN()
	}
	return out
}

// spread puts values of the live rows, which are owed, back among all m; the
// others are NaN.
func spread(v []float64, rows []int, m int) []float64 {
	out := missing(m)
	for k, f := range owed(v...) {
		out[rows[k]] = f
	}
	return out
}

// spreadSquare is spread for a comparison of rows with rows, undefined on the
// diagonal or not.
func spreadSquare(x scoring.Matrix, rows []int, m int) [][]float64 {
	out := make([][]float64, m)
	for i := range out {
		out[i] = missing(m)
	}
	for k, i := range rows {
		for l, j := range rows {
			out[i][j] = x.At(k, l)
		}
	}
	return out
}

// score sets the key and "rank" from scores by row, larger being better.
func (e *evaluation) score(key string, v []float64) {
	e.out[key] = v
	e.out["rank"] = ranks(scoring.CompetitionRanks(v, 0))
}

// kinds maps the names of normalisations.
var kinds = map[string]scoring.ValueKind{
	"none": scoring.Identity, "minmax": scoring.MinMax, "linear_ratio": scoring.Ratio, "vector": scoring.Vector,
	"sum": scoring.Sum, "sum_inverse": scoring.SumInverse, "zscore": scoring.ZScore, "percentile_rank": scoring.Percentile,
}

func (e *evaluation) normalisation(otherwise string) (scoring.ValueKind, error) {
	name, err := e.params.text("normalisation", otherwise)
	if err != nil {
		return "", err
	}
	kind, ok := kinds[name]
	if !ok {
		return "", fault("params.normalisation", -1, -1, scoring.ReasonUnknownKind, "unknown normalisation %q; known are linear_ratio, minmax, none, percentile_rank, sum, sum_inverse, vector, zscore", name)
	}
	return kind, nil
}

// normalise returns the columns of x normalised. A method that handles costs by
// itself gives direct, under which Vector, Sum and Identity keep the sign of values;
// otherwise a cost under Vector is refused, as it has no rule that keeps scores positive.
func (e *evaluation) normalise(x scoring.Matrix, kind scoring.ValueKind, direct bool) (scoring.Matrix, error) {
	rows := x.Slices()
	for j, c := range e.Criteria {
		d := c.Direction
		if kind == scoring.Vector || kind == scoring.Sum {
			if direct {
				d = scoring.Benefit
			} else if d == scoring.Cost {
				return x, fault("criteria.direction", -1, j, scoring.ReasonDirection, "normalisation by %s has no rule for a cost in %s", kind, e.Method)
			}
		}
		v, warn, err := scoring.NormaliseColumn(x.Column(j), scoring.ValueFunc{Kind: kind}, d)
		if err != nil {
			return x, inColumn(err, j)
		}
		for _, w := range warn {
			w.Col = j
			e.warn(w)
		}
		for i, f := range v {
			rows[i][j] = f
		}
	}
	return scoring.NewMatrix(rows)
}

func inColumn(err error, j int) error {
	if in, ok := err.(*scoring.InputError); ok && in.Col < 0 {
		moved := *in
		moved.Col = j
		return &moved
	}
	return err
}
