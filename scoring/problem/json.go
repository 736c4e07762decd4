package problem

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"parksite/scoring"
)

// maxDepth is how deeply a problem may nest.
const maxDepth = 64

// level is an object or a list that strict is inside of.
type level struct {
	keys map[string]bool // nil in a list
	key  bool            // the next token is a key
	name string          // the last key
	at   int             // values before this one, in a list
}

// done notes that a value is complete.
func (l *level) done() {
	l.key = l.keys != nil
	l.at++
}

// strict refuses repeated keys, deep nesting, text that is no text and anything
// after the first value.
func strict(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var stack []level
	for first := true; first || len(stack) > 0; first = false {
		t, err := d.Token()
		if err != nil {
			return notJSON(data[d.InputOffset():], stack, err)
		}
		top := len(stack) - 1
		if s, ok := t.(string); ok && strings.ContainsFunc(s, hidden) {
			field := ""
			if top >= 0 {
				field = stack[top].name
			}
			return fault(field, -1, -1, scoring.ReasonSyntax, "the text holds a control or invisible character, or is not UTF-8")
		}
		if s, ok := t.(string); ok && top >= 0 && stack[top].key {
			if stack[top].keys[s] {
				return fault(s, -1, -1, scoring.ReasonDuplicate, "the key is given twice")
			}
			stack[top].keys[s], stack[top].key, stack[top].name = true, false, s
			continue
		}
		switch t {
		case json.Delim('{'):
			stack = append(stack, level{keys: map[string]bool{}, key: true})
		case json.Delim('['):
			stack = append(stack, level{})
		case json.Delim('}'), json.Delim(']'):
			stack = stack[:top]
			if top--; top >= 0 {
				stack[top].done()
			}
			continue
		default:
			if top >= 0 {
				stack[top].done()
			}
		}
		if len(stack) > maxDepth {
			return fault("", -1, -1, scoring.ReasonTooLarge, "nested more than %d deep", maxDepth)
		}
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return fault("", -1, -1, scoring.ReasonSyntax, "there is something after the problem")
	}
	return nil
}

// hidden reports whether r cannot be seen, turns its neighbours round, or stands
// for bytes that are no text. Joiners that some scripts need pass.
func hidden(r rune) bool {
	return r == unicode.ReplacementChar || r != '\u200c' && r != '\u200d' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// notJSON says where a program wrote NaN or Infinity as if JSON had them, as
// Python's json does; of anything else it repeats what the decoder says.
func notJSON(rest []byte, stack []level, err error) error {
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	word := strings.TrimLeft(string(rest[:min(len(rest), 100)]), " \t\r\n,:")
	end := strings.IndexFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '+' })
	if end >= 0 {
		word = word[:end]
	}
	switch strings.ToLower(strings.TrimLeft(word, "+-")) {
	case "nan", "inf", "infinity":
	default:
		return fault("", -1, -1, scoring.ReasonSyntax, "not JSON: %v", err)
	}
	var names []string
	var at []int
	for _, l := range stack {
		if l.keys == nil {
			at = append(at, l.at)
		} else if l.name != "" {
			names = append(names, l.name)
		}
	}
	field, row, col := strings.Join(names, "."), -1, -1
	if n := len(at); n > 0 {
		col = at[n-1]
		if n > 1 {
			row = at[n-2]
		}
	}
	return fault(field, row, col, scoring.ReasonNotFinite, "%s is no number; a missing value is null", word)
}

func present(raw json.RawMessage) bool {
	return len(raw) > 0 && !bytes.Equal(bytes.TrimSpace(raw), []byte("null"))
}

func short(raw json.RawMessage) string {
	const most = 40
	if len(raw) > most {
		return string([]rune(string(raw[:most]))) + "…"
	}
	return string(raw)
}

// number reads a number; null is NaN.
func number(raw json.RawMessage, field string, row, col int) (float64, error) {
	if !present(raw) {
		return math.NaN(), nil
	}
	var n json.Number
	if c := bytes.TrimSpace(raw)[0]; c != '-' && (c < '0' || c > '9') || json.Unmarshal(raw, &n) != nil {
		return 0, fault(field, row, col, scoring.ReasonSyntax, "%s is not a number", short(raw))
	}
	f, err := strconv.ParseFloat(n.String(), 64)
	if err != nil || math.IsInf(f, 0) {
		return 0, fault(field, row, col, scoring.ReasonNotFinite, "the number %s is too large", short(raw))
	}
	return f, nil
}

// numberList reads a list of numbers; null is NaN.
func numberList(raw json.RawMessage, field string, row int) ([]float64, error) {
	var list []json.RawMessage
	if !present(raw) || json.Unmarshal(raw, &list) != nil {
		return nil, fault(field, row, -1, scoring.ReasonSyntax, "a list of numbers is needed")
	}
	out := make([]float64, len(list))
	var err error
	for j, one := range list {
		if out[j], err = number(one, field, row, j); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// numberTable reads a list of rows.
func numberTable(raw json.RawMessage, field string) ([][]float64, error) {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		return nil, fault(field, -1, -1, scoring.ReasonSyntax, "a list of rows is needed")
	}
	if len(list) == 0 {
		return nil, fault(field, -1, -1, scoring.ReasonEmpty, "there are no rows")
	}
	out := make([][]float64, len(list))
	var err error
	for i, one := range list {
		if out[i], err = numberList(one, field, i); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

var errInfinite = errors.New("infinite")

// clean turns a result into what JSON can hold: NaN becomes null, an infinity
// is an error, nil lists become empty ones.
func clean(v any) (any, error) {
	switch v := v.(type) {
	case float64:
		if math.IsInf(v, 0) {
			return nil, errInfinite
		}
		if v != v {
			return nil, nil
		}
		if v == 0 {
			return 0.0, nil // never -0
		}
		return v, nil
	case []float64:
		return cleanList(v)
	case [][]float64:
		return cleanList(v)
	case scoring.Matrix:
		return cleanList(v.Slices())
	case []int:
		return cleanList(v)
	case ranks:
		out := make([]any, len(v))
		for i, r := range v {
			if r > 0 {
				out[i] = r
			}
		}
		return out, nil
	case map[string][]float64:
		out := make(map[string]any, len(v))
		for _, k := range sortedKeys(v) {
			one, err := clean(v[k])
			if err != nil {
				return nil, err
			}
			out[k] = one
		}
		return out, nil
	}
	return v, nil
}

func cleanList[V any](list []V) (any, error) {
	out := make([]any, len(list))
	for i, one := range list {
		v, err := clean(one)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

// ranks print as null where there is no rank.
type ranks []int
