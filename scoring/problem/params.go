package problem

import (
	"encoding/json"
	"math"
	"slices"

	"parksite/scoring"
)

// known parameters of all methods: any other is refused, one of these that the
// method does not use is ignored with a warning.
var known = []string{
	"a", "aggregation", "alternatives_after", "alternatives_before", "a_bw", "alpha", "b", "best", "best_to_others",
	"challenger", "column", "criteria_weights", "differences", "draws", "education", "floor", "goalposts", "k",
	"kurtosis_threshold", "lambda", "lambdas", "leader", "log", "member_weights", "n", "normalisation",
	"normalise_weights", "others_to_worst", "owa_weights", "p", "pairwise", "preference", "q", "rank_a", "rank_b",
	"rankings", "rankings_by_alternative", "ratio_scores_after", "ratio_scores_before", "scale", "seed", "sigma",
	"skew_threshold", "target", "tau", "tree", "truncate", "v", "values", "weights", "winmax", "workers", "worst",
}

// params are the parameters of a problem and which of them were asked for.
type params struct {
	raw  map[string]json.RawMessage
	used map[string]bool
}

func readParams(raw json.RawMessage) (params, error) {
	p := params{raw: map[string]json.RawMessage{}, used: map[string]bool{}}
	if !present(raw) {
		return p, nil
	}
	if err := json.Unmarshal(raw, &p.raw); err != nil {
		return p, fault("params", -1, -1, scoring.ReasonSyntax, "params must be an object")
	}
	for _, key := range sortedKeys(p.raw) {
		if !slices.Contains(known, key) {
			return p, fault("params."+key, -1, -1, scoring.ReasonSyntax, "unknown parameter")
		}
	}
	return p, nil
}

func (p params) unused() []string {
	var out []string
	for _, key := range sortedKeys(p.raw) {
		if !p.used[key] {
			out = append(out, key)
		}
	}
	return out
}

func (p params) get(name string) (json.RawMessage, bool) {
	p.used[name] = true
	raw := p.raw[name]
	return raw, present(raw)
}

func (p params) number(name string, otherwise float64) (float64, error) {
	raw, ok := p.get(name)
	if !ok {
		return otherwise, nil
	}
	return number(raw, "params."+name, -1, -1)
}

func (p params) integer(name string, otherwise int) (int, error) {
	f, err := p.number(name, float64(otherwise))
	if err != nil {
		return 0, err
	}
	if f != math.Trunc(f) || math.Abs(f) > 1e9 {
		return 0, fault("params."+name, -1, -1, scoring.ReasonParameter, "a whole number is needed, got %g", f)
	}
	return int(f), nil
}

func (p params) flag(name string, otherwise bool) (bool, error) {
	raw, ok := p.get(name)
	if !ok {
		return otherwise, nil
	}
	var b bool
	if err := json.Unmarshal(raw, &b); err != nil {
		return false, fault("params."+name, -1, -1, scoring.ReasonSyntax, "true or false is needed, got %s", short(raw))
	}
	return b, nil
}

func (p params) text(name, otherwise string) (string, error) {
	raw, ok := p.get(name)
	if !ok {
		return otherwise, nil
	}
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return "", fault("params."+name, -1, -1, scoring.ReasonSyntax, "a name is needed, got %s", short(raw))
	}
	return s, nil
}

// list reads a list of numbers that must be there.
func (p params) list(name string) ([]float64, error) {
	raw, ok := p.get(name)
	if !ok {
		return nil, fault("params."+name, -1, -1, scoring.ReasonEmpty, "the parameter is missing")
	}
	v, err := numberList(raw, "params."+name, -1)
	if err == nil && len(v) == 0 {
		err = fault("params."+name, -1, -1, scoring.ReasonEmpty, "the list is empty")
	}
	return v, err
}

// full is list without nulls.
func (p params) full(name string) ([]float64, error) {
	v, err := p.list(name)
	for j, f := range v {
		if f != f {
			return nil, fault("params."+name, -1, j, scoring.ReasonMissing, "the value is missing")
		}
	}
	return v, err
}

// thresholds reads a list of n numbers; NaN where it, or a number in it, is absent.
func (p params) thresholds(name string, n int) ([]float64, error) {
	if _, ok := p.get(name); !ok {
		return missing(n), nil
	}
	v, err := p.list(name)
	if err == nil && len(v) != n {
		err = fault("params."+name, -1, -1, scoring.ReasonShape, "%d values for %d criteria", len(v), n)
	}
	return v, err
}

func (p params) table(name string) ([][]float64, error) {
	raw, ok := p.get(name)
	if !ok {
		return nil, fault("params."+name, -1, -1, scoring.ReasonEmpty, "the parameter is missing")
	}
	return numberTable(raw, "params."+name)
}

// matrix reads a table with the name of the parameter in its errors.
func (p params) matrix(name string) (scoring.Matrix, error) {
	rows, err := p.table(name)
	if err != nil {
		return scoring.Matrix{}, err
	}
	return toMatrix(rows, "params."+name)
}

func toMatrix(rows [][]float64, field string) (scoring.Matrix, error) {
	x, err := scoring.NewMatrix(rows)
	if e, ok := err.(*scoring.InputError); ok {
		e.Field = field
		return x, e
	}
	if x.Rows() > MaxRows || x.Cols() > MaxRows {
		return x, fault(field, -1, -1, scoring.ReasonTooLarge, "the table is %d×%d, the limit %d", x.Rows(), x.Cols(), MaxRows)
	}
	return x, nil
}

// index reads a 0-based index below n.
func (p params) index(name string, n, otherwise int) (int, error) {
	k, err := p.integer(name, otherwise)
	if err == nil && (k < 0 || k >= n) {
		err = fault("params."+name, -1, -1, scoring.ReasonParameter, "there is no index %d, indices run from 0 to %d", k, n-1)
	}
	return k, err
}
