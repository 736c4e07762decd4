package report

import (
	"fmt"

	"parksite/internal/appraisal"
)

// caveat is one kind of remark on the result: what, about which criterion or
// node, and for which countries.
type caveat struct{ what, about, countries string }

// caveats gathers the result's warnings by kind and criterion, in the order
// they were given.
func (d *Document) caveats() []caveat {
	type key struct{ code, about string }
	var order []key
	countries := map[key]string{}
	for _, w := range d.Result.Warnings {
		k := key{code: w.Code}
		switch {
		case w.Criterion != "":
			k.about = d.indicator(w.Criterion)
		case w.Node != "":
			k.about = d.node(w.Node)
		}
		list, seen := countries[k]
		if !seen {
			order = append(order, k)
		}
		if w.ISO3 != "" {
			if list != "" {
				list += d.word("listSeparator")
			}
			list += d.country(w.ISO3) + d.particulars(w)
		}
		countries[k] = list
	}
	var out []caveat
	for _, k := range order {
		what, known := words[d.Lang]["warning."+k.code]
		if !known {
			what = k.code
		}
		out = append(out, caveat{what, k.about, countries[k]})
	}
	return out
}

// particulars is the value and year of a warning, as far as it has them.
func (d *Document) particulars(w appraisal.Warning) string {
	switch {
	case w.Value != nil && w.Year > 0:
		return fmt.Sprintf(" (%d: %s)", w.Year, shortNumber(*w.Value))
	case w.Year > 0:
		return fmt.Sprintf(" (%d)", w.Year)
	case w.Value != nil:
		return fmt.Sprintf(" (%s)", shortNumber(*w.Value))
	}
	return ""
}

// node names a node of the tree.
func (d *Document) node(id string) string {
	for _, n := range flatten(&d.Model.Tree) {
		if n.ID == id {
			return d.text(n.Name)
		}
	}
	return id
}
