package scoring

import (
	"slices"
	"strings"
)

const weightedSum = "weightedSum"

// Method describes a way to score alternatives from normalised values and
// weights. Property tests run on every entry of Methods().
type Method struct {
	Name         string   `json:"name"`
	Source       string   `json:"source"`
	Parameters   []string `json:"parameters"`   // names of Recipe fields it reads
	Compensatory bool     `json:"compensatory"` // a weakness can be made up elsewhere without limit
	Additive     bool     `json:"additive"`     // contributions sum to the score
	Scale        bool     `json:"scale"`        // ranks unchanged when a column is multiplied by a positive number
	Shift        bool     `json:"shift"`        // ranks unchanged when a number is added to a column
	Independent  bool     `json:"independent"`  // adding an alternative changes no other score
	Positive     bool     `json:"positive"`     // needs positive values

	score func(x Matrix, w []float64, r Recipe) (scored, error)
}

// scored is what a method returns to Evaluate: scores (larger is better) and,
// where they are weighted sums over criteria, what is summed.
type scored struct {
	score    []float64
	base     Matrix
	warnings []Warning
}

// Methods returns every scoring method, in a fixed order.
func Methods() []Method { return slices.Clone(methods) }

func method(name string) (Method, bool) {
	if name == "" {
		name = weightedSum
	}
	for _, m := range methods {
		if m.Name == name {
			return m, true
		}
	}
	return Method{}, false
}

func unknownMethod(name string) error {
	known := make([]string, len(methods))
	for i, m := range methods {
		known[i] = m.Name
	}
	return inputError("method", -1, -1, ReasonUnknownMethod, "unknown method %q; known are %s", name, strings.Join(known, ", "))
}
