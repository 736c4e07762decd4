package appraisal

import (
	"math"
	"slices"

	"parksite/internal/fault"
)

// withWeights returns the model with overridden weights, every sibling group
// divided by its sum.
func withWeights(m Model, over map[string]float64) (Model, []Warning, []fault.Field) {
	warnings := []Warning{}
	if len(over) == 0 {
		return m.Normalised(), warnings, nil
	}
	var bad []fault.Field
	broken := func(node, code, detail string) {
		bad = append(bad, fault.Field{Field: "weights." + node, Code: code, Detail: detail})
	}
	seen := make(map[string]bool, len(over))
	var apply func(n Node) Node
	apply = func(n Node) Node {
		if len(n.Children) == 0 {
			return n
		}
		children := make([]Node, len(n.Children))
		given, was, sum := 0, 0.0, 0.0
		for i, c := range n.Children {
			was += c.Weight
			if w, ok := over[c.ID]; ok {
				seen[c.ID] = true
				given++
				switch {
				case math.IsNaN(w) || math.IsInf(w, 0):
					broken(c.ID, "number.notFinite", "not a finite number")
				case w < 0:
					broken(c.ID, "weight.negative", "a weight is 0 or more")
				}
				c.Weight = w
			}
			children[i] = c
			sum += c.Weight
		}
		if given > 0 {
			switch {
			case len(bad) > 0:
			case sum == 0 || math.IsInf(sum, 0):
				broken(n.ID, "weight.allZero", "the weights of its children do not sum to a positive number")
			case given == len(children) && math.Abs(sum-1) > 1e-9:
				s := sum
				warnings = append(warnings, Warning{Code: "weights.normalised", Node: n.ID, Value: &s})
			}
		}
		for i := range children {
			before := n.Children[i].Weight / was
			if sum > 0 {
				children[i].Weight /= sum
			}
			if given > 0 && len(bad) == 0 {
				if f, ok := children[i].OutsideBounds(before); ok {
					bad = append(bad, f)
				}
			}
			children[i] = apply(children[i])
		}
		n.Children = children
		return n
	}
	m.Tree = apply(m.Tree)
	for node := range over {
		if !seen[node] {
			broken(node, "node.unknown", "the model has no such node")
		}
	}
	slices.SortFunc(bad, func(a, b fault.Field) int { return compare(a.Field, b.Field) })
	return m, warnings, bad
}

// OutsideBounds checks a node's new share of its siblings' weight, n.Weight,
// against what the model allows; before is its share in the model.
func (n Node) OutsideBounds(before float64) (fault.Field, bool) {
	const slack = 1e-9 // weights typed in whole per cent must not fail on rounding
	switch at := "weights." + n.ID; {
	case n.Locked && math.Abs(n.Weight-before) > slack:
		return fault.Field{Field: at, Code: "weight.locked", Detail: "this weight is locked in the model"}, true
	case n.MinWeight != nil && n.Weight < *n.MinWeight-slack, n.MaxWeight != nil && n.Weight > *n.MaxWeight+slack:
		return fault.Field{Field: at, Code: "weight.outsideBounds", Detail: "outside the bounds set in the model"}, true
	}
	return fault.Field{}, false
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
