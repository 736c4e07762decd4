package appraisal

import (
	"math"
	"slices"
	"strings"

	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/scoring"
)

// Options are what an evaluation takes besides model and data.
type Options struct {
	Scope   Scope
	Year    int                // 0 = the snapshot's
	Weights map[string]float64 // node id → weight among its siblings, instead of the model's

	// Negative is applied for the model's industry on the day On ("2026-11-23").
	// Under sets both.
	Negative *catalog.NegativeList
	On       string
}

// Under returns the options with a negative list as it stands on a day. A list
// that says nothing of the model's industry is left out, so that it is no part
// of the result.
func (o Options) Under(m Model, list *catalog.NegativeList, on string) Options {
	o.Negative, o.On = nil, ""
	if list != nil && m.Industry != "" && slices.ContainsFunc(list.Entries, func(e catalog.NegativeEntry) bool { return e.Industry == m.Industry }) {
		o.Negative, o.On = list, on
	}
	return o
}

// inForce names the negative list of the options, nil without one.
func (o Options) inForce() *ListInForce {
	if o.Negative == nil {
		return nil
	}
	return &ListInForce{ID: o.Negative.ID, Version: o.Negative.Version, On: o.On}
}

// Prepared is a model applied to a dataset: the decision problem, and what its
// rows and columns are called. Robustness and explanation start from here.
type Prepared struct {
	Problem    scoring.Problem
	Recipe     scoring.Recipe
	Countries  []string // row i
	Indicators []string // column j
	Model      Model    // with overridden, normalised weights
	Year       int
	Excluded   []Excluded
	Warnings   []Warning

	snap  *catalog.Snapshot
	opts  Options
	cells []cell // row-major
}

type cell struct {
	obs    catalog.Observation
	status catalog.Status
}

// Prepare applies a model to the candidates of a scope.
//
// It returns fault.Invalid naming field and reason for a scope, year or weight
// that cannot be, and fault.Uncomputable when nobody is left to rank.
func Prepare(m Model, snap *catalog.Snapshot, o Options) (Prepared, error) {
	const op = "appraisal.Prepare"
	if err := fault.Bad(op, m.broken(snap)); err != nil {
		return Prepared{}, err
	}
	if o.Year == 0 {
		o.Year = snap.Year()
	}
	rows, bad := o.Scope.rows(snap)
	if o.Year < snap.Dataset().FirstYear || o.Year > snap.Year() {
		bad = append(bad, fault.Field{Field: "year", Code: "year.range", Detail: "outside the years of the dataset"})
	}
	p := Prepared{Year: o.Year, snap: snap, opts: o, Excluded: []Excluded{}, Warnings: []Warning{}}
	var weighed []fault.Field
	p.Model, p.Warnings, weighed = withWeights(m, o.Weights)
	if err := fault.Bad(op, append(bad, weighed...)); err != nil {
		return Prepared{}, err
	}
	rows = p.screen(rows)
	if len(rows) == 0 {
		return Prepared{}, fault.New(op, fault.Uncomputable, "scope.nobodyLeft")
	}
	p.fill(rows)
	p.recipe(rows)
	return p, nil
}

// rows returns the country indices of the scope in the catalogue's order.
func (s Scope) rows(snap *catalog.Snapshot) ([]int, []fault.Field) {
	var bad []fault.Field
	unknown := func(field, code, what string) {
		bad = append(bad, fault.Field{Field: field, Code: code, Detail: "unknown: " + what})
	}
	all := len(s.Regions)+len(s.Strategies)+len(s.Countries) == 0
	hits := make([]bool, len(s.Regions)+len(s.Strategies)+len(s.Countries))
	var rows []int
	for i, c := range snap.Countries() {
		if !c.Candidate {
			continue
		}
		in := all
		k := 0
		hit := func(yes bool) {
			if yes {
				in, hits[k] = true, true
			}
			k++
		}
		for _, r := range s.Regions {
			hit(c.Region == r)
		}
		for _, id := range s.Strategies {
			hit(slices.ContainsFunc(c.Roles, func(r catalog.Role) bool { return r.Strategy == id }))
		}
		for _, iso3 := range s.Countries {
			hit(c.ISO3 == iso3)
		}
		if in {
			rows = append(rows, i)
		}
	}
	for k, ok := range hits {
		switch r, t := len(s.Regions), len(s.Regions)+len(s.Strategies); {
		case ok:
		case k < r:
			unknown("scope.regions", "region.unknown", s.Regions[k]+"; there are "+strings.Join(regions(snap), ", "))
		case k < t:
			unknown("scope.strategies", "strategy.unknown", s.Strategies[k-r])
		default:
			unknown("scope.countries", "country.unknown", s.Countries[k-t])
		}
	}
	return rows, bad
}

// regions are the regions of the candidates, in the catalogue's order.
func regions(snap *catalog.Snapshot) []string {
	var ids []string
	for _, c := range snap.Countries() {
		if c.Candidate && !slices.Contains(ids, c.Region) {
			ids = append(ids, c.Region)
		}
	}
	return ids
}

// screen drops the countries that fail a threshold or that the negative list
// prohibits, each with its first reason.
func (p *Prepared) screen(rows []int) []int {
	if len(p.Model.Screens) == 0 && p.opts.Negative == nil {
		return rows
	}
	kept := make([]int, 0, len(rows))
	for _, c := range rows {
		iso3 := p.snap.Countries()[c].ISO3
		if n := p.opts.Negative; n != nil && p.Model.Industry != "" {
			if e, ok := n.At(iso3, p.Model.Industry, p.opts.On); ok {
				text := e.Reason
				if e.Rule == catalog.Prohibited {
					p.Excluded = append(p.Excluded, Excluded{ISO3: iso3, Reason: Prohibited, Criterion: p.Model.Industry, Text: &text})
					continue
				}
				p.Warnings = append(p.Warnings, Warning{Code: "negativeList." + e.Rule, ISO3: iso3, Criterion: p.Model.Industry})
			}
		}
		if out, failed := p.failed(c, iso3); failed {
			p.Excluded = append(p.Excluded, out)
			continue
		}
		kept = append(kept, c)
	}
	return kept
}

func (p *Prepared) failed(c int, iso3 string) (Excluded, bool) {
	for i := range p.Model.Screens {
		s := &p.Model.Screens[i]
		k, _ := p.snap.IndicatorIndex(s.Indicator)
		obs, status := p.snap.At(c, k, p.Year, s.MaxAge)
		threshold := s.Threshold
		out := Excluded{ISO3: iso3, Criterion: s.Indicator, Threshold: &threshold}
		if s.Reason.Zh != "" || s.Reason.En != "" {
			text := s.Reason
			out.Text = &text
		}
		if status != catalog.Missing {
			v := obs.Value
			out.Value, out.Year = &v, obs.Year
		}
		switch {
		case status == catalog.Missing || status == catalog.Stale:
			if s.Missing == "pass" {
				continue
			}
			out.Reason = ScreenMissing
		case s.Op == "min" && obs.Value < s.Threshold:
			out.Reason = ScreenBelow
		case s.Op == "max" && obs.Value > s.Threshold:
			out.Reason = ScreenAbove
		default:
			continue
		}
		return out, true
	}
	return Excluded{}, false
}

// fill builds the decision matrix and the scoring tree.
func (p *Prepared) fill(rows []int) {
	leaves := p.Model.Leaves()
	n := len(leaves)
	p.Countries, p.Indicators = make([]string, len(rows)), make([]string, n)
	p.Problem.Criteria = make([]scoring.Criterion, n)
	p.cells = make([]cell, len(rows)*n)
	data, flat := make([][]float64, len(rows)), make([]float64, len(rows)*n)
	for i, c := range rows {
		p.Countries[i] = p.snap.Countries()[c].ISO3
		data[i] = flat[i*n : (i+1)*n]
	}
	for j := range leaves {
		l := &leaves[j]
		k, _ := p.snap.IndicatorIndex(l.Indicator)
		p.Indicators[j] = l.Indicator
		p.Problem.Criteria[j] = scoring.Criterion{Name: l.Indicator, Direction: direction(l.Direction), Value: l.Value.function()}
		// Before a series begins, nobody has a value: that is no structural gap.
		natural := l.Structural != nil && p.anybody(k, l.MaxAge)
		if natural {
			p.Problem.Criteria[j].Structural = l.Structural.Rule
		}
		for i, c := range rows {
			at := &p.cells[i*n+j]
			at.obs, at.status = p.snap.At(c, k, p.Year, l.MaxAge)
			flat[i*n+j] = at.obs.Value
			switch at.status {
			case catalog.Missing:
				flat[i*n+j] = math.NaN()
				if natural && p.byNature(c, l.Structural.When) {
					at.status = catalog.Structural
					if l.Structural.Rule == RuleZero || p.Model.RenormalisesGaps() {
						p.Problem.Structural = append(p.Problem.Structural, scoring.Cell{Row: i, Col: j})
					}
					continue
				}
				p.Warnings = append(p.Warnings, Warning{Code: "missing", ISO3: p.Countries[i], Criterion: l.Indicator})
			case catalog.Stale:
				flat[i*n+j] = math.NaN()
				v := at.obs.Value
				p.Warnings = append(p.Warnings, Warning{Code: "stale", ISO3: p.Countries[i], Criterion: l.Indicator, Year: at.obs.Year, Value: &v})
			}
		}
	}
	p.Problem.X, _ = scoring.NewMatrix(data) // rows are equal and values finite: the snapshot was checked
	column := 0
	p.Problem.Tree = p.Model.Tree.scoring(&column, p.Model.Method == Geometric)
}

// anybody reports whether any candidate has a usable value of an indicator.
func (p *Prepared) anybody(indicator, age int) bool {
	for c, country := range p.snap.Countries() {
		if _, status := p.snap.At(c, indicator, p.Year, age); country.Candidate && (status == catalog.Observed || status == catalog.Derived) {
			return true
		}
	}
	return false
}

// byNature reports whether a country cannot have a value.
func (p *Prepared) byNature(c int, when string) bool {
	switch when {
	case WhenLandlocked:
		return p.snap.Countries()[c].Landlocked
	case WhenNoMillionCity:
		k, ok := p.snap.IndicatorIndex("WUP.CITY1M.N")
		if !ok {
			return false
		}
		o, status := p.snap.At(c, k, p.Year, maxAge)
		return status == catalog.Observed && o.Value == 0
	}
	return false
}

func (n *Node) scoring(column *int, geometric bool) scoring.Node {
	out := scoring.Node{Name: n.ID, Weight: n.Weight, Mean: scoring.Mean(n.Mean), Power: n.Power, Column: -1}
	if n.Criterion != nil {
		out.Column = *column
		*column++
		return out
	}
	if geometric {
		out.Mean = scoring.Geometric
	}
	out.Children = make([]scoring.Node, len(n.Children))
	for i := range n.Children {
		out.Children[i] = n.Children[i].scoring(column, geometric)
	}
	return out
}

// defaultFloor keeps one zero from deciding a geometric mean.
const defaultFloor = 0.01

func (p *Prepared) recipe(rows []int) {
	q := p.Model.Params
	name := p.Model.Method
	if name == Geometric {
		name = WeightedSum
	}
	r := scoring.DefaultRecipe(name)
	r.Floor = defaultFloor
	set := func(to *float64, from *float64) {
		if from != nil {
			*to = *from
		}
	}
	set(&r.Floor, q.Floor)
	set(&r.TieTolerance, q.TieTolerance)
	set(&r.V, q.V)
	set(&r.Lambda, q.Lambda)
	r.OWA = q.OWA
	if q.Winsorise {
		r.Treatment = scoring.StandardTreatment()
	}
	switch q.Imputation {
	case "median":
		r.Imputation.Kind = "median"
	case "regionMedian":
		r.Imputation = scoring.Imputation{Kind: "groupMedian", Groups: make([]int, len(rows))}
		group := map[string]int{}
		for i, c := range rows {
			region := p.snap.Countries()[c].Region
			g, ok := group[region]
			if !ok {
				g = len(group)
				group[region] = g
			}
			r.Imputation.Groups[i] = g
		}
	}
	if len(q.Preferences) > 0 {
		r.Preferences = make([]scoring.Preference, len(p.Indicators))
		for j, code := range p.Indicators {
			r.Preferences[j].Kind = "usual"
			for _, f := range q.Preferences {
				if f.Indicator == code {
					r.Preferences[j] = scoring.Preference{Kind: f.Kind, Q: f.Q, P: f.P, Sigma: f.Sigma}
				}
			}
		}
	}
	p.Recipe = r
}
