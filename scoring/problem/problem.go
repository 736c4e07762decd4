// Package problem reads a decision problem in the format of the golden cases
// (method, criteria, matrix, params as JSON) and evaluates it.
//
// Reading is strict: an unknown field, a repeated key or anything after the
// object is refused, and an error names row, column and rule. What the method
// does not use among the known parameters is ignored with a warning. Results
// hold no NaN and no infinity: null is undefined or missing.
package problem

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"parksite/scoring"
)

// MaxBytes is the largest problem Read accepts; MaxRows and MaxCols its largest matrix.
const (
	MaxBytes = 8 << 20
	MaxRows  = 1000
	MaxCols  = 300
)

// IgnoredParameter warns of a parameter the method does not use; Node is its name.
const IgnoredParameter scoring.WarningKind = "scoring.ignoredParameter"

const tooLarge = "the numbers are too large, or too far apart, to compute with"

// Criterion is a column of a problem; Weight is NaN where the problem gives none.
type Criterion struct {
	Name      string
	Direction scoring.Direction
	Weight    float64
	Parent    string
}

// Problem is a problem as read: syntactically sound, not yet checked against
// what its method needs.
type Problem struct {
	Method       string
	Alternatives []string
	Criteria     []Criterion
	X            scoring.Matrix // no rows where the problem has no matrix

	params params
}

// Result is the outcome: keys as in the golden cases of the method.
type Result struct {
	Method   string            `json:"method"`
	Result   map[string]any    `json:"result"`
	Warnings []scoring.Warning `json:"warnings"`
}

// Methods returns the names of the methods Evaluate knows, sorted.
func Methods() []string {
	names := make([]string, 0, len(methods))
	for name := range methods {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// fields of a golden case that say nothing about the problem itself.
var remarks = []string{"name", "citation", "kind", "expected", "published", "tolerance", "confirmed_by", "notes"}

// Read reads one problem. Every error about the input is a *scoring.InputError.
func Read(r io.Reader) (Problem, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return Problem{}, fmt.Errorf("problem.Read: %w", err)
	}
	if len(data) > MaxBytes {
		return Problem{}, fault("", -1, -1, scoring.ReasonTooLarge, "the problem is larger than %d bytes", MaxBytes)
	}
	if err := strict(data); err != nil {
		return Problem{}, err
	}
	var top map[string]json.RawMessage
	if err := json.Unmarshal(data, &top); err != nil || top == nil {
		return Problem{}, fault("", -1, -1, scoring.ReasonSyntax, "the problem must be a JSON object")
	}
	var p Problem
	for _, key := range sortedKeys(top) {
		switch key {
		case "method", "alternatives", "criteria", "matrix", "params":
		default:
			if !slices.Contains(remarks, key) {
				return Problem{}, fault(key, -1, -1, scoring.ReasonSyntax, "unknown field")
			}
		}
	}
	if err := json.Unmarshal(top["method"], &p.Method); err != nil || p.Method == "" {
		return Problem{}, fault("method", -1, -1, scoring.ReasonUnknownMethod, "the method must be named; known are %s", strings.Join(Methods(), ", "))
	}
	if _, ok := methods[p.Method]; !ok {
		return Problem{}, fault("method", -1, -1, scoring.ReasonUnknownMethod, "unknown method %q; known are %s", p.Method, strings.Join(Methods(), ", "))
	}
	if p.params, err = readParams(top["params"]); err != nil {
		return Problem{}, err
	}
	if p.Criteria, err = readCriteria(top["criteria"]); err != nil {
		return Problem{}, err
	}
	if present(top["matrix"]) {
		rows, err := numberTable(top["matrix"], "matrix")
		if err != nil {
			return Problem{}, err
		}
		if p.X, err = scoring.NewMatrix(rows); err != nil {
			return Problem{}, err
		}
		if p.X.Rows() > MaxRows || p.X.Cols() > MaxCols {
			return Problem{}, fault("matrix", -1, -1, scoring.ReasonTooLarge, "the matrix is %d×%d, the limit %d×%d", p.X.Rows(), p.X.Cols(), MaxRows, MaxCols)
		}
		if p.Criteria == nil {
			for j := range p.X.Cols() {
				p.Criteria = append(p.Criteria, Criterion{Name: fmt.Sprintf("C%d", j+1), Weight: math.NaN()})
			}
		}
		if len(p.Criteria) != p.X.Cols() {
			return Problem{}, fault("matrix", 0, -1, scoring.ReasonShape, "the rows have %d values for %d criteria", p.X.Cols(), len(p.Criteria))
		}
	}
	return p, p.readAlternatives(top["alternatives"])
}

func (p *Problem) readAlternatives(raw json.RawMessage) error {
	if !present(raw) {
		return nil
	}
	if err := json.Unmarshal(raw, &p.Alternatives); err != nil {
		return fault("alternatives", -1, -1, scoring.ReasonSyntax, "alternatives must be a list of names")
	}
	if n := p.X.Rows(); n > 0 && len(p.Alternatives) != n {
		return fault("alternatives", -1, -1, scoring.ReasonShape, "%d names for %d rows", len(p.Alternatives), n)
	}
	return nil
}

func readCriteria(raw json.RawMessage) ([]Criterion, error) {
	if !present(raw) {
		return nil, nil
	}
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, fault("criteria", -1, -1, scoring.ReasonSyntax, "criteria must be a list")
	}
	if len(list) == 0 {
		return nil, fault("criteria", -1, -1, scoring.ReasonEmpty, "there are no criteria")
	}
	out := make([]Criterion, len(list))
	for j, one := range list {
		var c map[string]json.RawMessage
		if err := json.Unmarshal(one, &c); err != nil || c == nil {
			return nil, fault("criteria", -1, j, scoring.ReasonSyntax, "a criterion must be an object")
		}
		out[j] = Criterion{Name: fmt.Sprintf("C%d", j+1), Weight: math.NaN()}
		if _, ok := c["direction"]; !ok { // taking it for a benefit could turn a ranking over unseen
			return nil, fault("criteria.direction", -1, j, scoring.ReasonDirection, "the direction is missing; it must be \"max\" or \"min\"")
		}
		for _, key := range sortedKeys(c) {
			v := c[key]
			var err error
			switch key {
			case "name":
				err = json.Unmarshal(v, &out[j].Name)
			case "parent":
				err = json.Unmarshal(v, &out[j].Parent)
			case "weight":
				if out[j].Weight, err = number(v, "criteria.weight", -1, j); err != nil {
					return nil, err
				}
			case "direction":
				var d string
				_ = json.Unmarshal(v, &d)
				switch d {
				case "max":
				case "min":
					out[j].Direction = scoring.Cost
				default:
					return nil, fault("criteria.direction", -1, j, scoring.ReasonDirection, "the direction must be \"max\" or \"min\", got %s", short(v))
				}
			default:
				return nil, fault("criteria."+key, -1, j, scoring.ReasonSyntax, "unknown field")
			}
			if err != nil {
				return nil, fault("criteria."+key, -1, j, scoring.ReasonSyntax, "the value %s does not fit", short(v))
			}
		}
	}
	return out, nil
}

// Evaluate runs the method. Every error about the problem is a
// *scoring.InputError; when ctx ends the error is ctx.Err().
func (p Problem) Evaluate(ctx context.Context) (Result, error) {
	run, ok := methods[p.Method]
	if !ok {
		return Result{}, fault("method", -1, -1, scoring.ReasonUnknownMethod, "unknown method %q; known are %s", p.Method, strings.Join(Methods(), ", "))
	}
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	e := &evaluation{Problem: p, ctx: ctx, out: map[string]any{}, total: 1}
	if err := run(e); err != nil {
		if in, ok := err.(*scoring.InputError); ok && slices.Contains(known, in.Field) {
			in.Field = "params." + in.Field
		}
		return Result{}, err
	}
	for _, name := range p.params.unused() {
		e.warn(scoring.Warning{Kind: IgnoredParameter, Row: -1, Col: -1, Node: name})
	}
	res := Result{Method: p.Method, Result: make(map[string]any, len(e.out)), Warnings: []scoring.Warning{}}
	for _, w := range e.warnings { // said once, however many stages noticed
		if !slices.Contains(res.Warnings, w) {
			res.Warnings = append(res.Warnings, w)
		}
	}
	for _, key := range sortedKeys(e.out) {
		v, err := clean(e.out[key])
		if err != nil {
			return Result{}, fault("result."+key, -1, -1, scoring.ReasonDomain, tooLarge)
		}
		res.Result[key] = v
	}
	for i, w := range res.Warnings {
		if math.IsNaN(w.Value) || math.IsInf(w.Value, 0) {
			res.Warnings[i].Value = 0
		}
	}
	return res, nil
}

func fault(field string, row, col int, r scoring.Reason, format string, args ...any) *scoring.InputError {
	return &scoring.InputError{Row: row, Col: col, Field: field, Reason: r, Message: fmt.Sprintf(format, args...)}
}
