package layout

import (
	"maps"
	"math"
	"slices"

	"parksite/internal/appraisal"
	"parksite/internal/fault"
)

// WithWeights returns the model with other weights: by node id, each replacing
// the node's weight among its siblings, which are then divided by their sum. A
// weight for FactorsNode brings in the branch of users' own factor costs where
// the model has none.
//
// It returns fault.Invalid for an unknown node, a weight that is negative or
// not finite, or locked or outside its bounds in the model, and for siblings
// that would all weigh nothing.
func (m SiteModel) WithWeights(over map[string]float64) (SiteModel, error) {
	if len(over) == 0 {
		return m, nil
	}
	var bad []fault.Field
	say := func(node, code, detail string) {
		bad = append(bad, fault.Field{Field: "weights." + node, Code: code, Detail: detail})
	}
	used := map[string]bool{}
	if w, ok := over[FactorsNode]; !ok || m.hasFactors() {
		// a branch like any other
	} else if w == 0 { // as if it were not named
		over = maps.Clone(over)
		delete(over, FactorsNode)
	} else {
		m = m.WithFactors(w)
	}
	m.Tree = reweighted(m.Tree, over, used, say)
	for _, id := range slices.Sorted(maps.Keys(over)) {
		if !used[id] {
			say(id, "node.unknown", "the site model has no such node")
		}
	}
	if err := fault.Bad("layout.SiteModel.WithWeights", bad); err != nil {
		return SiteModel{}, err
	}
	m.ID += "-weighted"
	return m, nil
}

func reweighted(n appraisal.Node, over map[string]float64, used map[string]bool, say func(node, code, detail string)) appraisal.Node {
	children := make([]appraisal.Node, len(n.Children))
	sum, changed := 0.0, false
	was := 0.0
	for _, c := range n.Children {
		was += c.Weight
	}
	for i, c := range n.Children {
		if w, ok := over[c.ID]; ok {
			used[c.ID], changed = true, true
			switch {
			case math.IsNaN(w) || math.IsInf(w, 0):
				say(c.ID, "number.notFinite", "a finite number is expected")
			case w < 0:
				say(c.ID, "weight.negative", "a weight is not negative")
			}
			c.Weight = w
		}
		children[i] = reweighted(c, over, used, say)
		sum += c.Weight
	}
	if changed {
		if !(sum > 0) || math.IsInf(sum, 0) {
			say(n.ID, "weight.allZero", "one of the children must weigh something")
		}
		for i := range children {
			children[i].Weight /= sum
			if f, outside := children[i].OutsideBounds(n.Children[i].Weight / was); outside {
				say(children[i].ID, f.Code, f.Detail)
			}
		}
	}
	if len(children) > 0 {
		n.Children = children
	}
	return n
}
