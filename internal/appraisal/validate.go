package appraisal

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/scoring"
)

// Limits of a model, far above any sensible one.
const (
	maxLeaves = 100
	maxDepth  = 5
	maxScreen = 50
	maxAge    = 100
)

// Validate reports every broken rule of the model. With a snapshot, its
// indicators must exist there and it must rank countries; nil leaves that out.
func (m Model) Validate(snap *catalog.Snapshot) error {
	return fault.Bad("appraisal.Model.Validate", append(m.brokenTexts(), m.broken(snap)...))
}

// brokenTexts checks what people read; it cannot change a result.
func (m Model) brokenTexts() []fault.Field {
	bad := catalog.CheckName("name", m.Name, 200)
	bad = append(bad, catalog.CheckTexts("description", m.Description, 4000, true)...)
	for i, s := range m.Screens {
		bad = append(bad, catalog.CheckTexts(fmt.Sprintf("screens[%d].reason", i), s.Reason, 1000, true)...)
	}
	m.Tree.walk(func(n *Node, _ int) {
		at := "tree[" + n.ID + "]"
		if n.Criterion == nil {
			bad = append(bad, catalog.CheckName(at+".name", n.Name, 200)...)
			return
		}
		bad = append(bad, catalog.CheckTexts(at+".name", n.Name, 200, false)...)
		bad = append(bad, catalog.CheckTexts(at+".criterion.rationale", n.Criterion.Rationale, 2000, true)...)
	})
	return bad
}

// broken checks everything that a result depends on.
func (m Model) broken(snap *catalog.Snapshot) []fault.Field {
	var bad []fault.Field
	add := func(field, code, format string, args ...any) {
		bad = append(bad, fault.Field{Field: field, Code: code, Detail: fmt.Sprintf(format, args...)})
	}
	switch m.Kind {
	case GeneralModel, StrategyModel, IndustryModel, PairModel, OwnModel:
	case SiteModel:
		if snap != nil { // countries are to be ranked
			add("kind", "model.ofSites", "a model of sites ranks no countries")
			return bad
		}
	default:
		add("kind", "choice", "no such kind %q", m.Kind)
	}
	if !slices.Contains(MethodNames(), m.Method) {
		add("method", "method.unknown", "no such method %q", m.Method)
	}
	known := func(field, code string) {
		if snap == nil {
			return
		}
		if _, ok := snap.IndicatorIndex(code); !ok {
			add(field, "indicator.unknown", "no indicator %q in this dataset", code)
		}
	}
	bad = append(bad, m.Params.broken(m)...)
	if len(m.Screens) > maxScreen {
		add("screens", "tooMany", "more than %d thresholds", maxScreen)
	}
	for i, s := range m.Screens {
		at := fmt.Sprintf("screens[%d]", i)
		known(at+".indicator", s.Indicator)
		if s.Op != "min" && s.Op != "max" {
			add(at+".op", "choice", "min or max")
		}
		if !finite(s.Threshold) {
			add(at+".threshold", "number.notFinite", "not a finite number")
		}
		if s.Missing != "pass" && s.Missing != "exclude" {
			add(at+".missing", "choice", "pass or exclude")
		}
		if s.MaxAge < 0 || s.MaxAge > maxAge {
			add(at+".maxAge", "number.range", "0 to %d years", maxAge)
		}
	}
	if m.Tree.ID != "index" {
		add("tree.id", "choice", "the root is called index")
	}
	ids, leaves := map[string]bool{}, 0
	m.Tree.walk(func(n *Node, depth int) {
		at := "tree[" + n.ID + "]"
		if ids[n.ID] || n.ID == "" || len(n.ID) > 64 {
			add(at, "duplicate", "each node needs an id of its own")
		}
		ids[n.ID] = true
		bad = append(bad, catalog.CheckText(at+".id", n.ID, 64, false)...)
		if depth > maxDepth {
			add(at, "tooMany", "more than %d levels", maxDepth)
		}
		if !finite(n.Weight) || n.Weight < 0 {
			add(at+".weight", "weight.negative", "a weight is a number of 0 or more")
		}
		bad = append(bad, n.brokenBounds(at)...)
		if n.Criterion == nil {
			bad = append(bad, n.brokenInner(at)...)
			return
		}
		leaves++
		if len(n.Children) > 0 {
			add(at+".children", "choice", "a criterion has no children")
		}
		if n.ID != n.Criterion.Indicator {
			add(at+".criterion.indicator", "choice", "a leaf is called after its indicator")
		}
		known(at+".criterion.indicator", n.Criterion.Indicator)
		bad = append(bad, n.Criterion.broken(at+".criterion")...)
	})
	if leaves > maxLeaves {
		add("tree", "tooMany", "more than %d criteria", maxLeaves)
	}
	return bad
}

func (n *Node) brokenInner(at string) []fault.Field {
	var bad []fault.Field
	add := func(field, code, detail string) {
		bad = append(bad, fault.Field{Field: at + field, Code: code, Detail: detail})
	}
	switch n.Mean {
	case "", string(scoring.Arithmetic), string(scoring.Geometric):
	case string(scoring.Power):
		if !finite(n.Power) || math.Abs(n.Power) > 100 {
			add(".power", "number.range", "the exponent lies between −100 and 100")
		}
	default:
		add(".mean", "choice", "arithmetic, geometric or power")
	}
	if len(n.Children) == 0 {
		add(".children", "required", "a node needs children or a criterion")
		return bad
	}
	sum := 0.0
	for _, c := range n.Children {
		if c.Weight > 0 {
			sum += c.Weight
		}
	}
	if sum == 0 {
		add(".children", "weight.allZero", "the weights of its children sum to zero")
	}
	return bad
}

func (n *Node) brokenBounds(at string) []fault.Field {
	low, high := 0.0, 1.0
	if n.MinWeight != nil {
		low = *n.MinWeight
	}
	if n.MaxWeight != nil {
		high = *n.MaxWeight
	}
	if !(0 <= low && low <= high && high <= 1) {
		return []fault.Field{{Field: at + ".minWeight", Code: "number.range", Detail: "bounds lie between 0 and 1, the lower first"}}
	}
	return nil
}

func (c *Criterion) broken(at string) []fault.Field {
	var bad []fault.Field
	add := func(field, code, detail string) {
		bad = append(bad, fault.Field{Field: at + field, Code: code, Detail: detail})
	}
	if c.Direction != "benefit" && c.Direction != "cost" {
		add(".direction", "choice", "benefit or cost")
	}
	if c.MaxAge < 0 || c.MaxAge > maxAge {
		add(".maxAge", "number.range", "0 to 100 years")
	}
	if s := c.Structural; s != nil {
		if s.When != WhenLandlocked && s.When != WhenNoMillionCity {
			add(".structural.when", "choice", "landlocked or noMillionCity")
		}
		if s.Rule != RuleZero && s.Rule != RuleExclude {
			add(".structural.rule", "choice", "zero or exclude")
		}
	}
	switch c.Value.Kind {
	case "linear", "log", "piecewise", "minmax":
		var e *scoring.InputError
		if err := c.Value.function().Validate(); errors.As(err, &e) {
			add(".value", string(e.Reason), e.Message)
		}
		if len(c.Value.Points) > 50 {
			add(".value.points", "tooMany", "more than 50 points")
		}
	default:
		add(".value.kind", "choice", "linear, log, piecewise or minmax")
	}
	return bad
}

func (p Params) broken(m Model) []fault.Field {
	var bad []fault.Field
	between := func(field string, x *float64, low, high float64) {
		if x != nil && !(*x >= low && *x <= high) {
			bad = append(bad, fault.Field{Field: "params." + field, Code: "number.range", Detail: fmt.Sprintf("between %g and %g", low, high)})
		}
	}
	between("floor", p.Floor, 0, 1)
	between("tieTolerance", p.TieTolerance, 0, 1)
	between("v", p.V, 0, 1)
	between("lambda", p.Lambda, 0, 1)
	switch p.Imputation {
	case "", "median", "regionMedian":
	default:
		bad = append(bad, fault.Field{Field: "params.imputation", Code: "choice", Detail: "median or regionMedian"})
	}
	leaves := m.Leaves()
	if n := len(p.OWA); n > 0 && n != len(leaves) {
		bad = append(bad, fault.Field{Field: "params.owa", Code: "scoring.shape", Detail: "one weight per criterion"})
	}
	for i, f := range p.Preferences {
		at := fmt.Sprintf("params.preferences[%d]", i)
		if !slices.ContainsFunc(leaves, func(c Criterion) bool { return c.Indicator == f.Indicator }) {
			bad = append(bad, fault.Field{Field: at + ".indicator", Code: "indicator.unknown", Detail: "no such criterion in the model"})
		}
		var e *scoring.InputError
		if err := (scoring.Preference{Kind: f.Kind, Q: f.Q, P: f.P, Sigma: f.Sigma}).Validate(); errors.As(err, &e) {
			bad = append(bad, fault.Field{Field: at, Code: string(e.Reason), Detail: e.Message})
		}
	}
	return bad
}

// MethodNames returns what Model.Method may be.
func MethodNames() []string {
	names := []string{WeightedSum, Geometric}
	for _, m := range scoring.Methods() {
		if !slices.Contains(names, m.Name) {
			names = append(names, m.Name)
		}
	}
	return names
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// joinFields reports fields together with those of err, under a prefix.
func joinFields(op string, fields []fault.Field, prefix string, err error) error {
	var f *fault.Error
	if errors.As(err, &f) && f.Kind == fault.Invalid {
		for _, x := range f.Fields {
			x.Field = prefix + x.Field
			fields = append(fields, x)
		}
		return fault.Bad(op, fields)
	}
	return fault.Wrap(op, err)
}
