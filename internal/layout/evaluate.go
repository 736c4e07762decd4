package layout

import (
	"errors"
	"math"
	"slices"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/scoring"
)

// SiteScore is one ranked site with its explanation.
type SiteScore struct {
	ID         string                     `json:"id"`
	Kind       catalog.SiteKind           `json:"kind"`
	ISO3       string                     `json:"iso3"`
	Name       catalog.Text               `json:"name"`
	Rank       int                        `json:"rank"`            // among all sites evaluated; 0 without any data, and where a threshold keeps it out
	Score      *float64                   `json:"score,omitempty"` // absent without any data
	ScoreLow   float64                    `json:"scoreLow"`        // with every gap at its worst
	ScoreHigh  float64                    `json:"scoreHigh"`       // with every gap at its best
	Coverage   float64                    `json:"coverage"`
	Missing    int                        `json:"missing"`
	Ignored    []string                   `json:"ignored"` // criteria whose grade C value counted as missing
	Weak       []string                   `json:"weak"`    // criteria whose grade C value counted
	Dimensions []appraisal.DimensionScore `json:"dimensions"`
	Criteria   []SiteCriterion            `json:"criteria"`
	Screened   []Screened                 `json:"screened,omitempty"` // thresholds that it fails
}

// SiteCriterion is one criterion of one site with its grade and provenance.
type SiteCriterion struct {
	appraisal.CriterionScore
	Grade   Grade    `json:"grade,omitempty"`
	Counted bool     `json:"counted"` // false for a gap, and for grade C unless the model counts it
	Filled  bool     `json:"filled"`  // a gap that took the median of the sites; Value is then not what counted
	Via     string   `json:"via,omitempty"`
	ViaKm   *float64 `json:"viaKm,omitempty"`
	Sources []string `json:"sourceIds"`
	Caveats []string `json:"caveats"`
}

// Evaluate scores and ranks sites by a site model, with the engine that ranks
// countries: weighted means over the tree. values[i] are those of sites[i], as
// Values or FitValues give them.
//
// What is not known, is of grade C, or cannot be by nature (the harbour of a
// landlocked country) is a gap. Under GapsMedian a gap takes the median of the
// sites evaluated together, so that it decides neither for a site nor against
// it; under GapsSpread its weight is spread over what is present. Coverage and
// the bounds are those without filling.
//
// The result is in the order of sites. It returns fault.Invalid for a model the
// engine refuses.
func Evaluate(m SiteModel, sites []Site, values [][]Value) ([]SiteScore, error) {
	if len(sites) == 0 {
		return []SiteScore{}, nil
	}
	t, err := newTable(&m, sites, values)
	if err != nil {
		return nil, err
	}
	bare, filled, err := t.run()
	if err != nil {
		return nil, err
	}
	out := make([]SiteScore, len(sites))
	for i := range sites {
		out[i] = explain(&sites[i], &m, t, bare, filled, i)
		out[i].Screened = m.screened(values[i])
	}
	if len(m.Screens) > 0 {
		rerank(out)
	}
	return out, nil
}

// table is a site model applied to sites: the decision problem and its cells.
type table struct {
	leaves  []*appraisal.Node
	cells   [][]*Value // by site and leaf; nil where the site has no such value
	problem scoring.Problem
	filled  scoring.Matrix // with gaps filled
}

func newTable(m *SiteModel, sites []Site, values [][]Value) (*table, error) {
	const op = "layout.newTable"
	if m.Gaps != GapsMedian && m.Gaps != GapsSpread {
		return nil, fault.Newf(op, fault.Invalid, "layout.gaps", "unknown treatment of gaps %q", m.Gaps)
	}
	t := &table{}
	p := &t.problem
	p.Tree = scoringTree(&m.Tree, &t.leaves)
	p.Criteria = make([]scoring.Criterion, len(t.leaves))
	for j, n := range t.leaves {
		x := n.Criterion
		d := scoring.Benefit
		if x.Direction == "cost" {
			d = scoring.Cost
		}
		p.Criteria[j] = scoring.Criterion{Name: x.Indicator, Direction: d, Structural: appraisal.RuleExclude,
			Value: scoring.ValueFunc{Kind: scoring.ValueKind(x.Value.Kind), Low: x.Value.Low, High: x.Value.High, Points: x.Value.Points}}
	}
	rows := make([][]float64, len(sites))
	t.cells = make([][]*Value, len(sites))
	for i := range sites {
		rows[i], t.cells[i] = make([]float64, len(t.leaves)), make([]*Value, len(t.leaves))
		for j, n := range t.leaves {
			rows[i][j] = math.NaN()
			k := slices.IndexFunc(values[i], func(v Value) bool { return v.Indicator == n.Criterion.Indicator })
			if k < 0 {
				continue
			}
			v := &values[i][k]
			t.cells[i][j] = v
			if counts(v, m.CountC) {
				rows[i][j] = *v.Value
			}
			if v.Status == catalog.Structural {
				p.Structural = append(p.Structural, scoring.Cell{Row: i, Col: j})
			}
		}
	}
	var err error
	if p.X, err = scoring.NewMatrix(rows); err != nil {
		return nil, reword(op, err)
	}
	if m.Gaps == GapsMedian {
		for j := range t.leaves {
			if fill := scoring.Median(p.X.Column(j)); fill == fill {
				for i := range rows {
					if rows[i][j] != rows[i][j] {
						rows[i][j] = fill
					}
				}
			}
		}
	}
	t.filled, err = scoring.NewMatrix(rows)
	return t, reword(op, err)
}

// run evaluates the table without and with gaps filled.
func (t *table) run() (bare, filled *scoring.Result, err error) {
	const op = "layout.table.run"
	b, err := scoring.Evaluate(t.problem, scoring.DefaultRecipe(appraisal.WeightedSum))
	if err != nil {
		return nil, nil, reword(op, err)
	}
	p := t.problem
	p.X, p.Structural = t.filled, nil
	f, err := scoring.Evaluate(p, scoring.DefaultRecipe(appraisal.WeightedSum))
	return &b, &f, reword(op, err)
}

// counts reports whether a value may decide.
func counts(v *Value, countC bool) bool {
	return v.Value != nil && v.Status != catalog.Structural && (v.Grade != GradeC || countC)
}

func reword(op string, err error) error {
	if err == nil {
		return nil
	}
	var e *scoring.InputError
	if errors.As(err, &e) {
		return fault.Newf(op, fault.Invalid, "layout.model", "%s", e.Message)
	}
	return fault.Wrap(op, err)
}

// scoringTree turns a criteria tree into the engine's, collecting the leaves as
// columns.
func scoringTree(n *appraisal.Node, leaves *[]*appraisal.Node) scoring.Node {
	out := scoring.Node{Name: n.ID, Weight: n.Weight, Mean: scoring.Mean(n.Mean), Power: n.Power, Column: -1}
	if n.Criterion != nil {
		out.Column = len(*leaves)
		*leaves = append(*leaves, n)
		return out
	}
	for i := range n.Children {
		out.Children = append(out.Children, scoringTree(&n.Children[i], leaves))
	}
	return out
}

func explain(s *Site, m *SiteModel, t *table, bare, r *scoring.Result, i int) SiteScore {
	cells := t.cells[i]
	out := SiteScore{ID: s.ID, Kind: s.Kind, ISO3: s.ISO3, Name: s.Name, Rank: r.Rank[i], ScoreLow: bare.Low[i], ScoreHigh: bare.High[i],
		Coverage: bare.Coverage[i], Ignored: []string{}, Weak: []string{}}
	if v := r.Score[i]; v == v {
		out.Score = &v
	}
	owner := make([]float64, len(m.Tree.Children)) // contributions by child of the root
	column := 0
	for d := range m.Tree.Children {
		for range countLeaves(&m.Tree.Children[d]) {
			if v := r.Contributions.At(i, column); v == v {
				owner[d] += v
			}
			column++
		}
	}
	for k, node := range r.Nodes {
		if node.Depth != 1 {
			continue
		}
		branch := m.Tree.Children[len(out.Dimensions)].Name
		x := appraisal.DimensionScore{ID: node.Name, Name: &branch, Weight: node.Weight, Coverage: bare.Nodes[k].Coverage[i]}
		if v := node.Scores[i]; v == v {
			x.Score = &v
			if r.Contribution == scoring.Additive {
				x.Contribution = number(owner[len(out.Dimensions)])
			}
		}
		out.Dimensions = append(out.Dimensions, x)
	}
	for j, n := range t.leaves {
		c := SiteCriterion{Sources: []string{}, Caveats: []string{}}
		c.ID, c.Weight, c.Status = n.Criterion.Indicator, r.GlobalWeights[j], catalog.Missing
		if v := cells[j]; v != nil {
			c.Value, c.Year, c.Status, c.Grade, c.Via, c.ViaKm, c.Sources, c.Caveats = v.Value, v.Year, v.Status, v.Grade, v.Via, v.ViaKm, v.Sources, v.Caveats
			if len(v.Sources) > 0 {
				c.Source = v.Sources[0]
			}
			c.Counted = counts(v, m.CountC)
			if v.Value != nil && v.Grade == GradeC && v.Status != catalog.Structural {
				if m.CountC {
					out.Weak = append(out.Weak, c.ID)
				} else {
					out.Ignored = append(out.Ignored, c.ID)
				}
			}
		}
		if !c.Counted && c.Status != catalog.Structural {
			out.Missing++
		}
		c.Filled = t.problem.X.At(i, j) != t.problem.X.At(i, j) && t.filled.At(i, j) == t.filled.At(i, j)
		if v := r.Normalised.At(i, j); v == v {
			c.Normalised = number(v)
		}
		if v := r.Effective.At(i, j); v == v {
			c.EffectiveWeight = number(v)
		}
		if v := r.Contributions.At(i, j); v == v {
			c.Contribution = number(v)
		}
		out.Criteria = append(out.Criteria, c)
	}
	return out
}

func countLeaves(n *appraisal.Node) int {
	if n.Criterion != nil {
		return 1
	}
	sum := 0
	for i := range n.Children {
		sum += countLeaves(&n.Children[i])
	}
	return sum
}

// FitValues returns a site's values with the host country's dimension scores by
// the model of an industry added.
func FitValues(values []Value, iso3, industry string, c CountryScores) []Value {
	out := slices.Clone(values)
	h, ok := c.Industry(industry, iso3)
	for _, d := range catalog.Dimensions {
		v := Value{Indicator: fitPrefix + d, Status: catalog.Missing, Sources: []string{}, Caveats: []string{}, Parts: []Part{}}
		if score, has := h.Dimensions[d]; ok && has {
			v.Value, v.Status, v.Grade, v.Year = number(score), catalog.Derived, GradeA, c.Year
			if h.Coverage < 0.9 {
				v.Grade = GradeB
			}
			v.Parts = []Part{{Of: h.Model, Value: h.Score}}
		}
		out = append(out, v)
	}
	return out
}

// fieldsIn takes the broken fields out of an Invalid fault, under a prefix; any
// other error stays one.
func fieldsIn(err error, prefix string) ([]fault.Field, error) {
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != fault.Invalid || len(f.Fields) == 0 {
		return nil, err
	}
	out := slices.Clone(f.Fields)
	for i := range out {
		out[i].Field = prefix + out[i].Field
	}
	return out, nil
}
