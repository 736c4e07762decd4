package problem

import (
	"encoding/json"
	"math"
	"slices"
	"strings"

	"parksite/scoring"
)

// means maps the names of aggregations.
var means = map[string]scoring.Mean{
	"amean": scoring.Arithmetic, "arithmetic": scoring.Arithmetic,
	"gmean": scoring.Geometric, "geometric": scoring.Geometric,
	"pmean": scoring.Power, "power": scoring.Power,
}

func (e *evaluation) mean(name, otherwise string) (scoring.Mean, error) {
	s, err := e.params.text(name, otherwise)
	if err != nil {
		return "", err
	}
	m, ok := means[s]
	if !ok || m == scoring.Power {
		return "", fault("params."+name, -1, -1, scoring.ReasonUnknownKind, "unknown aggregation %q; known are amean, gmean, geometric", s)
	}
	return m, nil
}

// columns maps criterion names to columns; a name twice is an error.
func (e *evaluation) columns() (map[string]int, error) {
	out := make(map[string]int, len(e.Criteria))
	for j, c := range e.Criteria {
		if _, twice := out[c.Name]; twice {
			return nil, fault("criteria.name", -1, j, scoring.ReasonDuplicate, "the name %q is used twice", c.Name)
		}
		out[c.Name] = j
	}
	return out, nil
}

// reserved keys of a tree's result cannot be names of nodes.
var reserved = []string{"normalised", "rank", "coverage", "lower_bound", "upper_bound"}

func (e *evaluation) hierarchyNode(raw json.RawMessage, columns map[string]int, mean scoring.Mean, seen map[string]bool) (scoring.Node, error) {
	fail := func(field string, r scoring.Reason, format string, args ...any) (scoring.Node, error) {
		return scoring.Node{}, fault("params.tree."+field, -1, -1, r, format, args...)
	}
	f, err := object(raw, "params.tree", "name", "weight", "children", "aggregation", "power")
	if err != nil {
		return scoring.Node{}, err
	}
	n := scoring.Node{Column: -1, Mean: mean}
	if err := json.Unmarshal(f["name"], &n.Name); err != nil || n.Name == "" {
		return fail("name", scoring.ReasonSyntax, "a node needs a name")
	}
	if seen[n.Name] {
		return fail(n.Name, scoring.ReasonDuplicate, "the name is used twice")
	}
	seen[n.Name] = true
	if n.Weight, err = number(f["weight"], "params.tree."+n.Name, -1, -1); err != nil {
		return n, err
	}
	if raw, ok := f["aggregation"]; ok && present(raw) {
		var s string
		_ = json.Unmarshal(raw, &s)
		m, ok := means[s]
		if !ok {
			return fail(n.Name, scoring.ReasonUnknownKind, "unknown aggregation %s; known are amean, gmean, pmean", short(raw))
		}
		n.Mean = m
	}
	if present(f["power"]) {
		if n.Power, err = number(f["power"], "params.tree."+n.Name, -1, -1); err != nil {
			return n, err
		}
	}
	var children []json.RawMessage
	if present(f["children"]) && json.Unmarshal(f["children"], &children) != nil {
		return fail(n.Name, scoring.ReasonSyntax, "children must be a list")
	}
	if len(children) == 0 {
		j, ok := columns[n.Name]
		if !ok {
			return fail(n.Name, scoring.ReasonShape, "a node without children must be a criterion")
		}
		n.Column = j
		return n, nil
	}
	if slices.Contains(reserved, n.Name) {
		return fail(n.Name, scoring.ReasonDuplicate, "the name is a key of the result")
	}
	for _, c := range children {
		child, err := e.hierarchyNode(c, columns, mean, seen)
		if err != nil {
			return n, err
		}
		n.Children = append(n.Children, child)
	}
	return n, nil
}

func hierarchy(e *evaluation) error {
	if err := e.needMatrix(); err != nil {
		return err
	}
	kind, err := e.normalisation("minmax")
	if err != nil {
		return err
	}
	mean, err := e.mean("aggregation", "amean")
	if err != nil {
		return err
	}
	floor, err := e.floor()
	if err != nil {
		return err
	}
	columns, err := e.columns()
	if err != nil {
		return err
	}
	raw, ok := e.params.get("tree")
	if !ok {
		return fault("params.tree", -1, -1, scoring.ReasonEmpty, "hierarchy needs a tree")
	}
	root, err := e.hierarchyNode(raw, columns, mean, map[string]bool{})
	if err != nil {
		return err
	}
	if root.Weight != root.Weight {
		root.Weight = 1
	}
	x, err := e.normalise(e.X, kind, false)
	if err != nil {
		return err
	}
	res, err := e.tree(x, root, mean, floor)
	if err != nil {
		return err
	}
	e.nodes(res)
	e.out["normalised"] = res.Normalised
	e.out["coverage"] = res.Coverage
	e.out["lower_bound"], e.out["upper_bound"] = res.Low, res.High
	return nil
}

// nodes puts out the scores of every inner node and the ranks of the root.
func (e *evaluation) nodes(res scoring.Result) {
	for _, n := range res.Nodes {
		if n.Column < 0 || n.Depth == 0 {
			e.out[n.Name] = n.Scores
		}
	}
	e.out["rank"] = ranks(res.Rank)
}

func (e *evaluation) floor() (float64, error) {
	f, err := e.params.number("floor", 0)
	if err == nil && !(f >= 0) {
		err = fault("params.floor", -1, -1, scoring.ReasonParameter, "the floor must be zero or more, got %g", f)
	}
	return f, err
}

// composite is a tree given as a list of nodes with parents, criteria naming
// theirs, on min–max values put on a scale.
func composite(e *evaluation) error {
	if err := e.needMatrix(); err != nil {
		return err
	}
	kind, err := e.normalisation("minmax")
	if err != nil {
		return err
	}
	mean, err := e.mean("aggregation", "amean")
	if err != nil {
		return err
	}
	floor, err := e.floor()
	if err != nil {
		return err
	}
	root, err := e.compositeTree(mean)
	if err != nil {
		return err
	}
	x, err := e.normalise(e.X, kind, false)
	if err != nil {
		return err
	}
	if _, ok := e.params.get("scale"); ok {
		scale, err := e.params.full("scale")
		if err != nil {
			return err
		}
		if len(scale) != 2 || scale[0] >= scale[1] {
			return fault("params.scale", -1, -1, scoring.ReasonParameter, "the scale must be two numbers, the lower first")
		}
		rows := x.Slices()
		for i := range rows {
			for j, f := range rows[i] {
				rows[i][j] = scale[0] + float64(f*(scale[1]-scale[0]))
			}
		}
		if x, err = scoring.NewMatrix(rows); err != nil {
			return err
		}
	}
	res, err := e.tree(x, root, mean, floor)
	if err != nil {
		return err
	}
	e.nodes(res)
	e.gaps(res)
	return nil
}

func (e *evaluation) compositeTree(mean scoring.Mean) (scoring.Node, error) {
	type listed struct {
		name, parent string
		weight       float64
		children     []int
	}
	fail := func(name string, r scoring.Reason, format string, args ...any) (scoring.Node, error) {
		return scoring.Node{}, fault(strings.TrimSuffix("params.tree."+name, "."), -1, -1, r, format, args...)
	}
	raw, ok := e.params.get("tree")
	var list []json.RawMessage
	if !ok || json.Unmarshal(raw, &list) != nil || len(list) == 0 {
		return fail("", scoring.ReasonEmpty, "composite needs a tree: a list of nodes with name, parent and weight")
	}
	all, index := make([]listed, len(list)), map[string]int{}
	for k, one := range list {
		f, err := object(one, "params.tree", "name", "parent", "weight", "level")
		if err != nil {
			return scoring.Node{}, err
		}
		if err := json.Unmarshal(f["name"], &all[k].name); err != nil || all[k].name == "" {
			return fail("name", scoring.ReasonSyntax, "node %d needs a name", k)
		}
		if present(f["parent"]) && json.Unmarshal(f["parent"], &all[k].parent) != nil {
			return fail(all[k].name, scoring.ReasonSyntax, "the parent must be a name")
		}
		if all[k].weight, err = number(f["weight"], "params.tree."+all[k].name, -1, -1); err != nil {
			return scoring.Node{}, err
		}
		if _, twice := index[all[k].name]; twice || slices.Contains(reserved, all[k].name) {
			return fail(all[k].name, scoring.ReasonDuplicate, "the name is used twice or is a key of the result")
		}
		index[all[k].name] = k
	}
	root := -1
	for k, n := range all {
		if n.parent == "" {
			if root >= 0 {
				return fail(n.name, scoring.ReasonShape, "a second root beside %q", all[root].name)
			}
			root = k
			continue
		}
		up, ok := index[n.parent]
		if !ok {
			return fail(n.name, scoring.ReasonShape, "there is no parent %q", n.parent)
		}
		all[up].children = append(all[up].children, k)
	}
	if root < 0 {
		return fail("", scoring.ReasonShape, "no node is the root: every one has a parent")
	}
	leaves := make([][]scoring.Node, len(all))
	for j, c := range e.Criteria {
		up, ok := index[c.Parent]
		if !ok {
			return scoring.Node{}, fault("criteria.parent", -1, j, scoring.ReasonShape, "there is no parent %q", c.Parent)
		}
		leaves[up] = append(leaves[up], scoring.Node{Name: c.Name, Weight: c.Weight, Column: j})
	}
	reached := 0
	var build func(k int) (scoring.Node, error)
	build = func(k int) (scoring.Node, error) {
		reached++
		n := scoring.Node{Name: all[k].name, Weight: all[k].weight, Column: -1, Mean: mean, Children: leaves[k]}
		for _, c := range all[k].children {
			child, err := build(c)
			if err != nil {
				return n, err
			}
			n.Children = append(n.Children, child)
		}
		if len(n.Children) == 0 {
			return fail(n.Name, scoring.ReasonEmpty, "the node has no children")
		}
		return n, nil
	}
	n, err := build(root)
	if err == nil && reached < len(all) {
		return fail("", scoring.ReasonShape, "some nodes hang in a circle and not under the root")
	}
	if n.Weight != n.Weight {
		n.Weight = 1
	}
	return n, err
}

// hdi is the human development index: life expectancy, two of schooling, income.
func hdi(e *evaluation) error {
	if err := e.needMatrix(); err != nil {
		return err
	}
	if e.X.Cols() != 4 {
		return fault("matrix", -1, -1, scoring.ReasonShape, "hdi needs four criteria (health, two of education, income), got %d", e.X.Cols())
	}
	posts, err := e.params.table("goalposts")
	if err != nil {
		return err
	}
	if len(posts) != 4 {
		return fault("params.goalposts", -1, -1, scoring.ReasonShape, "four pairs of goalposts are needed, got %d", len(posts))
	}
	logs := make([]bool, 4)
	if raw, ok := e.params.get("log"); ok {
		if json.Unmarshal(raw, &logs) != nil || len(logs) != 4 {
			return fault("params.log", -1, -1, scoring.ReasonShape, "four times true or false is needed")
		}
	}
	truncate, err := e.params.flag("truncate", true)
	if err != nil {
		return err
	}
	education, err := e.mean("education", "arithmetic")
	if err != nil {
		return err
	}
	top, err := e.mean("aggregation", "geometric")
	if err != nil {
		return err
	}
	floor, err := e.floor()
	if err != nil {
		return err
	}
	rows := e.X.Slices()
	for j, p := range posts {
		if len(p) != 2 {
			return fault("params.goalposts", j, -1, scoring.ReasonShape, "a pair of goalposts is needed")
		}
		f := scoring.ValueFunc{Kind: scoring.Linear, Low: p[0], High: p[1]}
		if logs[j] {
			f.Kind = scoring.Log
		}
		if err := f.Validate(); err != nil {
			in := err.(*scoring.InputError)
			in.Field, in.Row = "params.goalposts", j
			return in
		}
		if err := e.dimension(rows, j, f, truncate); err != nil {
			return err
		}
	}
	x, err := scoring.NewMatrix(rows)
	if err != nil {
		return err
	}
	leaf := func(name string, j int) scoring.Node { return scoring.Node{Name: name, Weight: 1, Column: j} }
	res, err := e.tree(x, scoring.Node{Name: "hdi", Column: -1, Mean: top, Children: []scoring.Node{
		leaf("health", 0),
		{Name: "education", Weight: 1, Column: -1, Mean: education, Children: []scoring.Node{leaf("expected", 1), leaf("mean", 2)}},
		leaf("income", 3),
	}}, top, floor)
	if err != nil {
		return err
	}
	for _, n := range res.Nodes {
		if n.Depth < 2 {
			e.out[n.Name] = n.Scores
		}
	}
	e.out["rank"] = ranks(res.Rank)
	return nil
}

// dimension puts column j on its goalposts, beyond them only if not truncated.
func (e *evaluation) dimension(rows [][]float64, j int, f scoring.ValueFunc, truncate bool) error {
	for i := range rows {
		x := rows[i][j]
		if x != x {
			continue
		}
		v, err := f.Value(x, e.Criteria[j].Direction)
		if err != nil {
			in := err.(*scoring.InputError)
			in.Row, in.Col = i, j
			return in
		}
		if x < f.Low || x > f.High {
			if truncate {
				e.warn(scoring.Warning{Kind: scoring.OutsideGoalposts, Row: i, Col: j, Value: x})
			} else {
				v = (x - f.Low) / (f.High - f.Low)
				if f.Kind == scoring.Log {
					v = math.Log(x/f.Low) / math.Log(f.High/f.Low)
				}
				if e.Criteria[j].Direction == scoring.Cost {
					v = 1 - v
				}
			}
		}
		rows[i][j] = v
	}
	return nil
}

// object reads an object with no other keys than those given.
func object(raw json.RawMessage, field string, keys ...string) (map[string]json.RawMessage, error) {
	var f map[string]json.RawMessage
	if json.Unmarshal(raw, &f) != nil || f == nil {
		return nil, fault(field, -1, -1, scoring.ReasonSyntax, "an object is needed, got %s", short(raw))
	}
	for _, k := range sortedKeys(f) {
		if !slices.Contains(keys, k) {
			return nil, fault(field+"."+k, -1, -1, scoring.ReasonSyntax, "unknown field")
		}
	}
	return f, nil
}

// texts reads a list of strings.
func texts(raw json.RawMessage, field string) ([]string, error) {
	var out []string
	if json.Unmarshal(raw, &out) != nil {
		return nil, fault(field, -1, -1, scoring.ReasonSyntax, "a list of names is needed, got %s", short(raw))
	}
	return out, nil
}
