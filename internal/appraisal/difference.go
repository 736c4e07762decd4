package appraisal

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"parksite/internal/catalog"
)

// ModelChange is one difference between two versions of a model. Kind is
// added, removed or moved for a node of the tree or a screen, changed for one
// field of it. Before and After are plain text: numbers in their shortest
// form, weights as shares among siblings.
type ModelChange struct {
	Kind   string       `json:"kind" enums:"added,removed,moved,changed"`
	Node   string       `json:"node,omitempty"`   // "" = the model itself
	Screen string       `json:"screen,omitempty"` // indicator of a screen
	Name   catalog.Text `json:"name"`             // of the node
	Field  string       `json:"field,omitempty"`  // of what changed, as in the JSON
	Before string       `json:"before,omitempty"`
	After  string       `json:"after,omitempty"`
}

// fact is one field of a part of a model, as text.
type fact struct{ field, value string }

type part struct {
	id, parent string
	name       catalog.Text
	facts      []fact
}

// Difference lists what differs between two versions of a model: first the
// model's own fields, then nodes removed, added, moved and changed in the order
// of the newer tree, then screens. Versions that rank alike differ in nothing
// but words.
func Difference(before, after Model) []ModelChange {
	out := changed(ModelChange{}, before.facts(), after.facts())
	old, now := before.Normalised().parts(), after.Normalised().parts()
	for _, p := range old {
		if find(now, p.id) == nil {
			out = append(out, ModelChange{Kind: "removed", Node: p.id, Name: p.name, Before: p.parent})
		}
	}
	for _, p := range now {
		q := find(old, p.id)
		at := ModelChange{Node: p.id, Name: p.name}
		if q == nil {
			out = append(out, ModelChange{Kind: "added", Node: p.id, Name: p.name, After: p.parent})
			out = append(out, changed(at, nil, p.facts)...)
			continue
		}
		if q.parent != p.parent {
			out = append(out, ModelChange{Kind: "moved", Node: p.id, Name: p.name, Before: q.parent, After: p.parent})
		}
		out = append(out, changed(at, q.facts, p.facts)...)
	}
	return append(out, screens(before.Screens, after.Screens)...)
}

// changed compares facts by field; those on one side only have no counterpart.
func changed(at ModelChange, before, after []fact) []ModelChange {
	var out []ModelChange
	add := func(field, b, a string) {
		c := at
		c.Kind, c.Field, c.Before, c.After = "changed", field, b, a
		out = append(out, c)
	}
	value := func(list []fact, field string) string {
		for _, f := range list {
			if f.field == field {
				return f.value
			}
		}
		return ""
	}
	for _, f := range before {
		if a := value(after, f.field); a != f.value {
			add(f.field, f.value, a)
		}
	}
	for _, f := range after {
		if !slices.ContainsFunc(before, func(b fact) bool { return b.field == f.field }) && f.value != "" {
			add(f.field, "", f.value)
		}
	}
	return out
}

func find(list []part, id string) *part {
	for i := range list {
		if list[i].id == id {
			return &list[i]
		}
	}
	return nil
}

func (m Model) facts() []fact {
	based := ""
	if m.BasedOn != nil {
		based = fmt.Sprintf("%s@%d", m.BasedOn.ID, m.BasedOn.Version)
	}
	p := m.Params
	out := []fact{{"name.zh", m.Name.Zh}, {"name.en", m.Name.En}, {"description.zh", m.Description.Zh}, {"description.en", m.Description.En},
		{"strategy", m.Strategy}, {"industry", m.Industry}, {"basedOn", based}, {"method", m.Method},
		{"params.floor", optional(p.Floor)}, {"params.tieTolerance", optional(p.TieTolerance)}, {"params.v", optional(p.V)},
		{"params.lambda", optional(p.Lambda)}, {"params.imputation", p.Imputation}, {"params.winsorise", yes(p.Winsorise)}}
	var owa []string
	for _, w := range p.OWA {
		owa = append(owa, short(w))
	}
	out = append(out, fact{"params.owa", strings.Join(owa, ", ")})
	var prefs []string
	for _, f := range p.Preferences {
		prefs = append(prefs, fmt.Sprintf("%s %s q=%s p=%s σ=%s", f.Indicator, f.Kind, short(f.Q), short(f.P), short(f.Sigma)))
	}
	return append(out, fact{"params.preferences", strings.Join(prefs, "; ")})
}

// parts are the nodes of the tree but the root, from the top down.
func (m Model) parts() []part {
	var out []part
	var visit func(n *Node, parent string)
	visit = func(n *Node, parent string) {
		p := part{id: n.ID, parent: parent, name: n.Name, facts: []fact{
			{"name.zh", n.Name.Zh}, {"name.en", n.Name.En}, {"mean", n.Mean}, {"power", nonzero(n.Power)},
			{"minWeight", optional(n.MinWeight)}, {"maxWeight", optional(n.MaxWeight)}, {"locked", yes(n.Locked)}}}
		if parent != "" {
			p.facts = append([]fact{{"weight", short(n.Weight)}}, p.facts...)
		}
		if c := n.Criterion; c != nil {
			p.facts = append(p.facts, c.facts()...)
		}
		out = append(out, p)
		for i := range n.Children {
			visit(&n.Children[i], n.ID)
		}
	}
	visit(&m.Tree, "")
	return out
}

func (c Criterion) facts() []fact {
	structural := ""
	if c.Structural != nil {
		structural = c.Structural.When + " " + c.Structural.Rule
	}
	out := []fact{{"direction", c.Direction}, {"value.kind", c.Value.Kind}, {"maxAge", strconv.Itoa(c.MaxAge)}, {"structural", structural},
		{"rationale.zh", c.Rationale.Zh}, {"rationale.en", c.Rationale.En}}
	switch c.Value.Kind {
	case "linear", "log":
		out = append(out, fact{"value.low", short(c.Value.Low)}, fact{"value.high", short(c.Value.High)})
	case "piecewise":
		var points []string
		for _, p := range c.Value.Points {
			points = append(points, short(p.X)+" → "+short(p.Y))
		}
		out = append(out, fact{"value.points", strings.Join(points, "; ")})
	}
	return out
}

// screens compares thresholds by indicator and operator.
func screens(before, after []Screen) []ModelChange {
	key := func(s Screen) string { return s.Indicator + " " + s.Op }
	has := func(list []Screen, s Screen) int {
		return slices.IndexFunc(list, func(x Screen) bool { return key(x) == key(s) })
	}
	facts := func(s Screen) []fact {
		return []fact{{"op", s.Op}, {"threshold", short(s.Threshold)}, {"maxAge", strconv.Itoa(s.MaxAge)}, {"missing", s.Missing},
			{"reason.zh", s.Reason.Zh}, {"reason.en", s.Reason.En}}
	}
	var out []ModelChange
	for _, s := range before {
		if has(after, s) < 0 {
			out = append(out, ModelChange{Kind: "removed", Screen: s.Indicator, Before: s.Op + " " + short(s.Threshold)})
		}
	}
	for _, s := range after {
		i := has(before, s)
		if i < 0 {
			out = append(out, ModelChange{Kind: "added", Screen: s.Indicator, After: s.Op + " " + short(s.Threshold)})
			continue
		}
		out = append(out, changed(ModelChange{Screen: s.Indicator}, facts(before[i]), facts(s))...)
	}
	return out
}

// short writes a number with at most ten significant digits: weights that were
// divided by their sum differ in the last bits.
func short(x float64) string { return strconv.FormatFloat(round10(x), 'g', -1, 64) }

func round10(x float64) float64 {
	y, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 10, 64), 64)
	if err != nil {
		return x
	}
	return y
}

func optional(x *float64) string {
	if x == nil {
		return ""
	}
	return short(*x)
}

func nonzero(x float64) string {
	if x == 0 {
		return ""
	}
	return short(x)
}

func yes(b bool) string {
	if b {
		return "true"
	}
	return ""
}
