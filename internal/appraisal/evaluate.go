package appraisal

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/scoring"
)

// Evaluate ranks the candidates of a scope by a model, with the data of one
// year and before (0 = the snapshot's year). weights, by node id, replace the
// model's among siblings, which are then divided by their sum.
//
// It returns fault.Invalid naming every broken field of model, scope, year and
// weights, and fault.Uncomputable naming country and criterion where the method
// has no value for the data.
func Evaluate(m Model, snap *catalog.Snapshot, scope Scope, year int, weights map[string]float64) (Result, error) {
	return EvaluateWith(m, snap, Options{Scope: scope, Year: year, Weights: weights})
}

// EvaluateWith is Evaluate with every option.
func EvaluateWith(m Model, snap *catalog.Snapshot, o Options) (Result, error) {
	p, err := Prepare(m, snap, o)
	if err != nil {
		return Result{}, err
	}
	s, err := p.Score()
	if err != nil {
		return Result{}, err
	}
	return p.Result(s), nil
}

// Score runs the arithmetic.
func (p Prepared) Score() (scoring.Result, error) {
	s, err := scoring.Evaluate(p.Problem, p.Recipe)
	return s, p.reword(err)
}

// reword turns row and column into country and indicator.
func (p Prepared) reword(err error) error {
	const op = "appraisal.Evaluate"
	if err == nil {
		return nil
	}
	var e *scoring.InputError
	if !errors.As(err, &e) {
		return fault.Wrap(op, err)
	}
	f := fault.Field{Field: e.Field, Code: string(e.Reason), Detail: e.Message}
	if e.Row >= 0 && e.Row < len(p.Countries) {
		f.Field = p.Countries[e.Row]
		if e.Col >= 0 && e.Col < len(p.Indicators) {
			f.Field += "." + p.Indicators[e.Col]
		}
	} else if e.Col >= 0 && e.Col < len(p.Indicators) {
		f.Field = p.Indicators[e.Col]
	}
	kind := fault.Invalid
	if e.Reason.Uncomputable() {
		kind = fault.Uncomputable
	}
	out := fault.Newf(op, kind, string(e.Reason), "%s: %s", f.Field, e.Message)
	out.Fields = []fault.Field{f}
	return out
}

// Result words a scored problem in countries and criteria.
func (p Prepared) Result(s scoring.Result) Result {
	d := p.snap.Dataset()
	r := Result{DatasetID: d.ID, ModelID: p.Model.ID, ModelVersion: p.Model.Version, Method: p.Model.Method,
		EngineVersion: EngineVersion, Year: p.Year, Excluded: slices.Clone(p.Excluded), Warnings: slices.Clone(p.Warnings),
		NegativeList: p.opts.inForce()}
	order := make([]int, 0, len(p.Countries))
	for i, rank := range s.Rank {
		if rank == 0 {
			r.Excluded = append(r.Excluded, Excluded{ISO3: p.Countries[i], Reason: NoData})
			continue
		}
		order = append(order, i)
	}
	slices.SortStableFunc(order, func(a, b int) int { return s.Rank[a] - s.Rank[b] })
	w := p.writer(s, len(order))
	r.Alternatives = make([]Alternative, len(order))
	for k, i := range order {
		r.Alternatives[k] = w.alternative(i)
	}
	r.Warnings = append(r.Warnings, p.remarks(s)...)
	r.Digest = p.digest(s, r.Excluded)
	return r
}

// writer words rows; its slabs keep a result of 1,500 cells from being as many
// allocations.
type writer struct {
	p          Prepared
	s          scoring.Result
	dimensions []int // nodes under the root
	owner      []int // column → position in dimensions
	numbers    []float64
	scores     []CriterionScore
	parts      []DimensionScore
}

func (p Prepared) writer(s scoring.Result, rows int) *writer {
	w := &writer{p: p, s: s, owner: make([]int, len(p.Indicators))}
	for k, n := range s.Nodes {
		if n.Depth == 1 {
			w.dimensions = append(w.dimensions, k)
		}
		if n.Column >= 0 {
			w.owner[n.Column] = len(w.dimensions) - 1
		}
	}
	w.numbers = make([]float64, 0, rows*(4*len(p.Indicators)+2*len(w.dimensions)))
	w.scores = make([]CriterionScore, rows*len(p.Indicators))
	w.parts = make([]DimensionScore, rows*len(w.dimensions))
	return w
}

// number returns nil for NaN.
func (w *writer) number(x float64) *float64 {
	if math.IsNaN(x) {
		return nil
	}
	w.numbers = append(w.numbers, x)
	return &w.numbers[len(w.numbers)-1]
}

func (w *writer) alternative(i int) Alternative {
	n, d := len(w.p.Indicators), len(w.dimensions)
	a := Alternative{ISO3: w.p.Countries[i], Rank: w.s.Rank[i], Score: w.s.Score[i], ScoreLow: w.s.Low[i], ScoreHigh: w.s.High[i], Coverage: w.s.Coverage[i]}
	a.Criteria, w.scores = w.scores[:n:n], w.scores[n:]
	a.Dimensions, w.parts = w.parts[:d:d], w.parts[d:]
	additive := w.s.Contribution == scoring.Additive
	for k, node := range w.dimensions {
		x := &w.s.Nodes[node]
		part := math.NaN()
		if additive {
			part = 0
			for j := range n {
				if c := w.s.Contributions.At(i, j); w.owner[j] == k && !math.IsNaN(c) {
					part += c
				}
			}
		}
		a.Dimensions[k] = DimensionScore{ID: x.Name, Score: w.number(x.Scores[i]), Weight: x.Weight, Coverage: x.Coverage[i], Contribution: w.number(part)}
	}
	for j := range n {
		c := &w.p.cells[i*n+j]
		out := &a.Criteria[j]
		*out = CriterionScore{ID: w.p.Indicators[j], Weight: w.s.GlobalWeights[j], Status: c.status,
			Normalised: w.number(w.s.Normalised.At(i, j)), EffectiveWeight: w.number(w.s.Effective.At(i, j))}
		if additive {
			out.Contribution = w.number(w.s.Contributions.At(i, j))
		}
		switch c.status {
		case catalog.Missing:
			a.Missing++
		case catalog.Stale:
			a.Missing++
			fallthrough
		case catalog.Observed, catalog.Derived:
			out.Value, out.Year, out.Source = w.number(c.obs.Value), c.obs.Year, c.obs.Source
		}
	}
	return a
}

// remarks words the warnings of the arithmetic.
func (p Prepared) remarks(s scoring.Result) []Warning {
	out := make([]Warning, 0, len(s.Warnings))
	for _, x := range s.Warnings {
		if x.Kind == scoring.NoData {
			continue // the country is listed as excluded
		}
		w := Warning{Code: strings.TrimPrefix(string(x.Kind), "scoring."), Node: x.Node}
		if x.Row >= 0 && x.Row < len(p.Countries) {
			w.ISO3 = p.Countries[x.Row]
		}
		if x.Col >= 0 && x.Col < len(p.Indicators) {
			w.Criterion = p.Indicators[x.Col]
		}
		if v := x.Value; finite(v) && v != 0 {
			w.Value = &v
		}
		out = append(out, w)
	}
	return out
}

// Name returns the label of a row for messages: "VNM".
func (p Prepared) Name(row int) string {
	if row < 0 || row >= len(p.Countries) {
		return fmt.Sprint(row)
	}
	return p.Countries[row]
}
