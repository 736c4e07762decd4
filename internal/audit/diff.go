package audit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"parksite/internal/fault"
)

// Treatment is what the trail says about a field.
type Treatment uint8

// The treatments. There is no default: a kind's table decides every field.
const (
	Track  Treatment = iota + 1 // value before and after
	Hide                        // that it changed, never the value
	Ignore                      // nothing: version and times, which the event has itself
)

// Fields is what the trail says about each top-level field of a kind, by JSON
// name.
type Fields map[string]Treatment

// Hidden stands for a value that is not shown.
const Hidden = "•••"

// Bounds of what one event says, so that events stay small; the objects
// themselves keep everything.
const (
	maxChanges = 100
	maxValue   = 200 // runes
)

// Diff returns what differs between two versions of an object for people to
// read, in the order of the paths: "tree.children[population].weight". Elements
// of a list are matched by their id, indicator or iso3 if all have one, by place
// otherwise. nil stands for an object that does not exist; creations and
// deletions list only the fields themselves.
//
// It returns an Internal fault for a field that fields does not decide.
func Diff(before, after any, fields Fields) ([]Change, error) {
	const op = "audit.Diff"
	b, err := tree(before)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	a, err := tree(after)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	d := differ{changes: []Change{}}
	for _, k := range keysOf(b, a) {
		switch fields[k] {
		case Track:
			d.compare(k, b[k], a[k])
		case Hide:
			if !equal(b[k], a[k]) {
				d.add(k, hide(b[k]), hide(a[k]))
			}
		case Ignore:
		default:
			return nil, fault.Newf(op, fault.Internal, "internal", "field %q is in no table", k)
		}
	}
	if n := len(d.changes) - maxChanges; n > 0 {
		d.changes = append(d.changes[:maxChanges], Change{Path: "…", After: fmt.Sprintf("+%d", n)})
	}
	return d.changes, nil
}

// tree returns v as decoded JSON, an empty map for nil.
func tree(v any) (map[string]any, error) {
	m := map[string]any{}
	if v == nil {
		return m, nil
	}
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	return m, dec.Decode(&m)
}

type differ struct{ changes []Change }

func (d *differ) add(path, before, after string) {
	if before == "" && after == "" {
		return // absent and empty read the same
	}
	d.changes = append(d.changes, Change{Path: path, Before: before, After: after})
}

func (d *differ) compare(path string, before, after any) {
	if equal(before, after) {
		return
	}
	bm, bIsMap := before.(map[string]any)
	am, aIsMap := after.(map[string]any)
	if bIsMap && aIsMap {
		for _, k := range keysOf(bm, am) {
			d.compare(path+"."+k, bm[k], am[k])
		}
		return
	}
	bl, bIsList := before.([]any)
	al, aIsList := after.([]any)
	if bIsList && aIsList {
		d.compareLists(path, bl, al)
		return
	}
	d.add(path, show(before), show(after))
}

func (d *differ) compareLists(path string, before, after []any) {
	name := keyName(before, after)
	b, order := byKey(before, name)
	a, newOrder := byKey(after, name)
	moved := name != "" && len(order) == len(newOrder) && !slices.Equal(order, newOrder)
	for _, k := range newOrder {
		if _, ok := b[k]; !ok {
			order = append(order, k)
			moved = false
		}
	}
	if moved {
		d.add(path, show(strings.Join(order, ", ")), show(strings.Join(newOrder, ", ")))
	}
	for _, k := range order {
		d.compare(path+"["+k+"]", b[k], a[k])
	}
}

// keyName returns the field by which the elements of both lists can be told
// apart, or "".
func keyName(lists ...[]any) string {
	for _, name := range []string{"id", "indicator", "iso3", "code"} {
		ok := true
		for _, l := range lists {
			seen := map[string]bool{}
			for _, e := range l {
				m, _ := e.(map[string]any)
				k, _ := m[name].(string)
				ok = ok && k != "" && !seen[k]
				seen[k] = true
			}
		}
		if ok {
			return name
		}
	}
	return ""
}

func byKey(list []any, name string) (m map[string]any, order []string) {
	m = make(map[string]any, len(list))
	for i, e := range list {
		k := strconv.Itoa(i)
		if name != "" {
			k = e.(map[string]any)[name].(string)
		}
		m[k] = e
		order = append(order, k)
	}
	return m, order
}

func keysOf(a, b map[string]any) []string {
	keys := make([]string, 0, len(a)+len(b))
	for k := range a {
		keys = append(keys, k)
	}
	for k := range b {
		if _, ok := a[k]; !ok {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}

func equal(a, b any) bool {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return bytes.Equal(x, y)
}

// show returns a value as people read it: text without quotes, nothing for
// absent, compact JSON for the rest, cut to maxValue.
func show(v any) string {
	var s string
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		s = v
	default:
		text, _ := json.Marshal(v)
		s = string(text)
	}
	if utf8.RuneCountInString(s) <= maxValue {
		return s
	}
	return string([]rune(s)[:maxValue]) + "…"
}

func hide(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		if v == "" {
			return ""
		}
	case []any:
		if len(v) == 0 {
			return ""
		}
	}
	return Hidden
}
