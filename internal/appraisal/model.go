// Package appraisal turns a dataset into a decision problem and a result back
// into named countries: models (criteria tree, value functions, weights,
// method), scopes, evaluations, rankings, and what the models say over years.
//
// Everything here is pure: the same model, snapshot, scope, year and weights
// give the same result and the same digest on every machine.
package appraisal

import (
	"time"

	"parksite/internal/audit"
	"parksite/internal/catalog"
	"parksite/scoring"
)

// The kinds of model.
const (
	GeneralModel  = "general"
	StrategyModel = "strategy"
	IndustryModel = "industry"
	PairModel     = "pair" // one half of opportunity × risk
	OwnModel      = "own"  // a team's
	SiteModel     = "site" // of candidate sites, shipped or a team's; package layout ranks by it
)

// Methods a model may name besides those of scoring.Methods.
const (
	WeightedSum = "weightedSum" // the tree with the mean each node names
	Geometric   = "geometric"   // the tree with a geometric mean at every node
)

// Model is a way to rank countries: a criteria tree with weights and value
// functions, a method, and hard thresholds. One of kind SiteModel ranks sites by
// the tree alone; package layout says which indicators there are.
type Model struct {
	ID          string       `json:"id" bson:"_id"`
	Version     int64        `json:"version"`
	CreatedAt   time.Time    `json:"createdAt"`
	UpdatedAt   time.Time    `json:"updatedAt"`
	Name        catalog.Text `json:"name"`
	Description catalog.Text `json:"description"`
	Team        string       `json:"team"` // "" = shipped with the program, read-only for everybody
	Kind        string       `json:"kind" enums:"general,strategy,industry,pair,own,site"`
	Strategy    string       `json:"strategy,omitempty"` // catalog.Strategy.ID
	Industry    string       `json:"industry,omitempty"` // catalog.Industry.ID
	BasedOn     *Origin      `json:"basedOn,omitempty"`
	Method      string       `json:"method"` // WeightedSum, Geometric, or a name of scoring.Methods
	Params      Params       `json:"params"`
	Screens     []Screen     `json:"screens"`
	Tree        Node         `json:"tree"` // root "index"; its children are the dimensions
}

// Origin is the version of the model that another was drawn from.
type Origin struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
}

// Params are the parameters of the method; absent means the default of its
// authors. Which of them a method reads, scoring.Methods says.
type Params struct {
	Floor        *float64     `json:"floor,omitempty"`        // lowest score a geometric mean takes; 0.01 unless set
	TieTolerance *float64     `json:"tieTolerance,omitempty"` // scores this close tie
	V            *float64     `json:"v,omitempty"`            // VIKOR
	Lambda       *float64     `json:"lambda,omitempty"`       // WASPAS
	OWA          []float64    `json:"owa,omitempty"`          // OWA, best value first
	Preferences  []Preference `json:"preferences,omitempty"`  // PROMETHEE; a criterion not listed has the usual function
	Imputation   string       `json:"imputation,omitempty" enums:"median,regionMedian"`
	Winsorise    bool         `json:"winsorise,omitempty"` // skewed columns, at the usual thresholds
}

// Preference is a PROMETHEE preference function of one criterion, on
// normalised values; see scoring.Preference.
type Preference struct {
	Indicator string  `json:"indicator"`
	Kind      string  `json:"kind"`
	Q         float64 `json:"q,omitempty"`     // indifference
	P         float64 `json:"p,omitempty"`     // preference
	Sigma     float64 `json:"sigma,omitempty"` // Gaussian
}

// Node is a node of the criteria tree. A leaf has a Criterion and the
// indicator's code as its id. Weights count among siblings and may have any
// positive sum; Normalised gives them the sum 1.
type Node struct {
	ID        string       `json:"id"`
	Name      catalog.Text `json:"name"`
	Weight    float64      `json:"weight"`
	Mean      string       `json:"mean,omitempty" enums:"arithmetic,geometric,power"` // of an inner node; "" = arithmetic
	Power     float64      `json:"power,omitempty"`
	MinWeight *float64     `json:"minWeight,omitempty"` // bounds of the weight among siblings that sum to 1
	MaxWeight *float64     `json:"maxWeight,omitempty"`
	Locked    bool         `json:"locked,omitempty"` // the weight may not be overridden
	Children  []Node       `json:"children,omitempty"`
	Criterion *Criterion   `json:"criterion,omitempty"`
}

// Criterion is an indicator as used in one model.
type Criterion struct {
	Indicator  string       `json:"indicator"`
	Direction  string       `json:"direction" enums:"benefit,cost"`
	Value      Value        `json:"value"`
	MaxAge     int          `json:"maxAge"` // years; an older value counts as missing and says so
	Structural *Structural  `json:"structural,omitempty"`
	Rationale  catalog.Text `json:"rationale"`
}

// Value is a value function: linear or logarithmic goalposts Low and High
// (Low scores 0 and High 1 for a benefit, reversed for a cost), piecewise linear
// through Points (direction ignored), or minmax over the scope.
type Value struct {
	Kind   string          `json:"kind" enums:"linear,log,piecewise,minmax"`
	Low    float64         `json:"low"`
	High   float64         `json:"high"`
	Points []scoring.Point `json:"points,omitempty"`
}

// Structural declares what it means that a value cannot exist by nature.
type Structural struct {
	When string `json:"when" enums:"landlocked,noMillionCity"`
	Rule string `json:"rule" enums:"zero,exclude"` // scores 0, or left out without loss of coverage
}

// What makes a gap structural, and what it counts as.
const (
	WhenLandlocked    = "landlocked"
	WhenNoMillionCity = "noMillionCity"
	RuleZero          = "zero"
	RuleExclude       = "exclude"
)

// Screen is a hard threshold: a country that fails it is excluded, and listed
// with the reason.
type Screen struct {
	Indicator string       `json:"indicator"`
	Op        string       `json:"op" enums:"min,max"` // the value must be at least, at most, Threshold
	Threshold float64      `json:"threshold"`
	MaxAge    int          `json:"maxAge"`
	Missing   string       `json:"missing" enums:"pass,exclude"`
	Reason    catalog.Text `json:"reason"`
}

// Head implements what the store needs.
func (m Model) Head() audit.Head {
	return audit.Head{ID: m.ID, Version: m.Version, CreatedAt: m.CreatedAt, UpdatedAt: m.UpdatedAt}
}

// WithHead implements what the store needs.
func (m Model) WithHead(h audit.Head) Model {
	m.ID, m.Version, m.CreatedAt, m.UpdatedAt = h.ID, h.Version, h.CreatedAt, h.UpdatedAt
	return m
}

// RenormalisesGaps reports whether the method spreads the weight of a missing
// value over what is present. The other methods need every value: their models
// declare an imputation, which then also fills what a structural rule would
// leave out.
func (m Model) RenormalisesGaps() bool { return m.Method == WeightedSum || m.Method == Geometric }

// WithMethod returns the model under another method, gaps filled with the
// median of the region where the method needs that and nothing is declared.
func (m Model) WithMethod(name string) Model {
	m.Method = name
	if !m.RenormalisesGaps() && m.Params.Imputation == "" {
		m.Params.Imputation = "regionMedian"
	}
	return m
}

// Leaves returns the criteria of the tree from left to right.
func (m Model) Leaves() []Criterion {
	var out []Criterion
	m.Tree.walk(func(n *Node, _ int) {
		if n.Criterion != nil {
			out = append(out, *n.Criterion)
		}
	})
	return out
}

// Normalised returns a copy whose sibling weights sum to 1. Weights that have
// no positive sum stay as they are; Validate reports them.
func (m Model) Normalised() Model {
	m.Tree = m.Tree.normalised()
	return m
}

func (n Node) normalised() Node {
	if len(n.Children) == 0 {
		return n
	}
	children, sum := make([]Node, len(n.Children)), 0.0
	for _, c := range n.Children {
		sum += c.Weight
	}
	for i, c := range n.Children {
		if sum > 0 {
			c.Weight /= sum
		}
		children[i] = c.normalised()
	}
	n.Children = children
	return n
}

// walk visits the tree in pre-order; depth is 0 at the root.
func (n *Node) walk(visit func(n *Node, depth int)) { n.walkAt(visit, 0) }

func (n *Node) walkAt(visit func(*Node, int), depth int) {
	visit(n, depth)
	for i := range n.Children {
		n.Children[i].walkAt(visit, depth+1)
	}
}

func (v Value) function() scoring.ValueFunc {
	return scoring.ValueFunc{Kind: scoring.ValueKind(v.Kind), Low: v.Low, High: v.High, Points: v.Points}
}

func direction(s string) scoring.Direction {
	if s == "cost" {
		return scoring.Cost
	}
	return scoring.Benefit
}

// GapByNature reports whether one of the models declares that an indicator has
// no value where when holds (WhenLandlocked, WhenNoMillionCity).
func GapByNature(models []Model, indicator, when string) bool {
	for _, m := range models {
		for _, c := range m.Leaves() {
			if c.Indicator == indicator && c.Structural != nil && c.Structural.When == when {
				return true
			}
		}
	}
	return false
}
