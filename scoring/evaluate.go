package scoring

import "math"

// Criterion is a column of the matrix and how its values are read.
type Criterion struct {
	Name      string
	Direction Direction
	Value     ValueFunc
	// Structural says what a cell missing by nature counts as: "zero" scores
	// 0, "exclude" (and "") is renormalised away without lowering coverage.
	Structural string
}

// Cell names a cell of the matrix.
type Cell struct {
	Row int `json:"row"`
	Col int `json:"col"`
}

// Problem is a decision problem: m alternatives on n criteria under a tree.
type Problem struct {
	X          Matrix
	Criteria   []Criterion // n
	Tree       Node        // each column at most once; one left out has weight 0
	Structural []Cell      // cells missing by nature, whatever X holds there
}

// Recipe is everything a result depends on besides the problem. The zero value
// of a parameter is that value, not a default: start from DefaultRecipe.
type Recipe struct {
	Method       string     `json:"method"` // a name in Methods(); "" is weightedSum
	Treatment    Treatment  `json:"treatment,omitzero"`
	Imputation   Imputation `json:"imputation,omitzero"`
	TieTolerance float64    `json:"tieTolerance,omitempty"` // 0 means DefaultTieTolerance

	Floor       float64      `json:"floor,omitempty"`       // geometric means raise lower values to it; 0 is strict
	V           float64      `json:"v"`                     // VIKOR, weight of the group utility
	Lambda      float64      `json:"lambda"`                // WASPAS, share of the weighted sum
	Preferences []Preference `json:"preferences,omitempty"` // PROMETHEE; nil is the usual function everywhere
	OWA         []float64    `json:"owa,omitempty"`         // OWA, weights by position, best value first

	Seed  uint64 `json:"seed,omitempty"`  // simulations built on the recipe
	Draws int    `json:"draws,omitempty"` // simulations built on the recipe
}

// DefaultRecipe returns the recipe of a method with the parameters its authors
// use: VIKOR v = 0.5, WASPAS λ = 0.5.
func DefaultRecipe(method string) Recipe {
	return Recipe{Method: method, V: 0.5, Lambda: 0.5, Draws: 10_000, Seed: 1}
}

// ContributionKind says what the contributions of an alternative sum to.
type ContributionKind string

const (
	Additive     ContributionKind = "additive"    // to its score
	Logarithmic  ContributionKind = "logarithmic" // to the logarithm of its score
	Undetermined ContributionKind = "none"        // the score is no such sum; all NaN
)

// NodeScore is one node of the tree with its results, by alternative.
type NodeScore struct {
	Name         string
	Path         []int // child indices from the root; empty for the root
	Depth        int   // 0 for the root
	Parent       int   // index among the nodes, -1 for the root
	Column       int   // of a leaf, -1 inside
	Weight       float64
	GlobalWeight float64
	Scores       []float64 // m, NaN where nothing is known
	Coverage     []float64 // m, share of the node's weight with data
}

// Result keeps every stage of an evaluation. Matrices are m×n.
type Result struct {
	Method        string
	Treated       Matrix // raw values after treatment and imputation
	Normalised    Matrix // larger is better; NaN where missing
	GlobalWeights []float64
	Effective     Matrix // weight applied after renormalising over what is present; NaN where missing
	Contributions Matrix // NaN where missing; sums by row as ContributionKind says
	Contribution  ContributionKind
	Nodes         []NodeScore // pre-order, root first; weighted means whatever the method
	Score         []float64   // larger is better; NaN where nothing is known
	Low, High     []float64   // score with every gap at 0 and at 1, weights not renormalised
	Coverage      []float64   // share of weight with data
	Rank          []int       // 0 where the score is NaN
	Warnings      []Warning

	tree   *tree
	recipe Recipe
	base   Matrix // for methods that are sums: score = Σ weight · base
}

// Evaluate scores and ranks the alternatives of p by recipe r.
//
// Stages: treat, impute, normalise each criterion, weigh by the tree, apply the
// method, rank. The tree's own means (method weightedSum) renormalise weights
// node by node over what is present; Low and High then bracket the score. Other
// methods work on the normalised matrix and the tree's global weights and have
// no rule for gaps: a cell missing there is an error, a row with no value at
// all is left out with score NaN and rank 0.
//
// It returns an *InputError that names row, column and rule.
func Evaluate(p Problem, r Recipe) (Result, error) {
	t, err := p.check()
	if err != nil {
		return Result{}, err
	}
	m, ok := method(r.Method)
	if !ok {
		return Result{}, unknownMethod(r.Method)
	}
	if r.TieTolerance < 0 || r.TieTolerance != r.TieTolerance {
		return Result{}, inputError("tieTolerance", -1, -1, ReasonParameter, "the tie tolerance must be zero or more")
	}
	if !(r.Floor >= 0) || math.IsInf(r.Floor, 0) {
		return Result{}, inputError("floor", -1, -1, ReasonParameter, "the floor must be zero or more")
	}
	res := Result{Method: m.Name, GlobalWeights: t.globalWeights(), tree: t, recipe: r}
	mask, err := p.structural()
	if err != nil {
		return Result{}, err
	}
	if err := res.prepare(p, r, mask); err != nil {
		return Result{}, err
	}
	if err := res.weigh(p, r, mask, m.Name == weightedSum); err != nil {
		return Result{}, err
	}
	if m.Name == weightedSum {
		res.Score = append([]float64(nil), res.Nodes[0].Scores...)
	} else if err := res.apply(m, r); err != nil {
		return Result{}, err
	}
	res.Rank = CompetitionRanks(res.Score, r.TieTolerance)
	return res, nil
}

// check validates the problem and returns its flattened tree.
func (p Problem) check() (*tree, error) {
	if p.X.m == 0 || p.X.n == 0 {
		return nil, inputError("matrix", -1, -1, ReasonEmpty, "the matrix is empty")
	}
	if len(p.Criteria) != p.X.n {
		return nil, inputError("criteria", -1, -1, ReasonShape, "%d criteria for %d columns", len(p.Criteria), p.X.n)
	}
	for j, c := range p.Criteria {
		if c.Direction > Cost {
			return nil, inputError("criteria", -1, j, ReasonDirection, "unknown direction %d", c.Direction)
		}
		switch c.Structural {
		case "", "zero", "exclude":
		default:
			return nil, inputError("criteria", -1, j, ReasonUnknownKind, "unknown structural rule %q", c.Structural)
		}
		if err := c.Value.Validate(); err != nil {
			return nil, inColumn(err, j)
		}
	}
	return flatten(p.Tree, p.X.n)
}

// structural returns the mask of structural cells, nil for none.
func (p Problem) structural() ([]bool, error) {
	if len(p.Structural) == 0 {
		return nil, nil
	}
	mask := make([]bool, p.X.m*p.X.n)
	for _, c := range p.Structural {
		if c.Row < 0 || c.Row >= p.X.m || c.Col < 0 || c.Col >= p.X.n {
			return nil, inputError("structural", c.Row, c.Col, ReasonShape, "no such cell")
		}
		mask[c.Row*p.X.n+c.Col] = true
	}
	return mask, nil
}
