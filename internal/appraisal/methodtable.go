package appraisal

import (
	"slices"

	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/scoring"
)

// MethodTable puts one model through several methods, on data in which gaps
// are filled with the median of the region for all of them alike.
type MethodTable struct {
	Methods   []string       `json:"methods"` // those that could be computed
	Failed    []MethodFailed `json:"failed"`
	Countries []MethodRow    `json:"countries"` // by the joint Borda rank
	Spearman  [][]*float64   `json:"spearman"`  // methods × methods
	KendallW  *float64       `json:"kendallW,omitempty"`
}

// MethodRow is a country's rank by each method, and by their votes.
type MethodRow struct {
	ISO3         string `json:"iso3"`
	Rank         []int  `json:"rank"`
	BordaRank    int    `json:"bordaRank"`
	CopelandRank int    `json:"copelandRank"`
}

// MethodFailed says why a method could not be computed.
type MethodFailed struct {
	Method string `json:"method"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

// Compare ranks by every method named (none: all that need no parameters of
// their own).
//
// It returns fault.Invalid for an unknown method.
func Compare(m Model, snap *catalog.Snapshot, o Options, names []string) (MethodTable, error) {
	const op = "appraisal.Compare"
	if len(names) == 0 {
		for _, x := range scoring.Methods() {
			if x.Name != "owa" || len(m.Params.OWA) > 0 {
				names = append(names, x.Name)
			}
		}
	}
	for _, n := range names {
		if !slices.ContainsFunc(scoring.Methods(), func(x scoring.Method) bool { return x.Name == n }) {
			return MethodTable{}, fault.Bad(op, []fault.Field{{Field: "methods", Code: "method.unknown", Detail: "no such method: " + n}})
		}
	}
	p, err := Prepare(m.WithMethod("topsis"), snap, o) // any that has every gap filled
	if err != nil {
		return MethodTable{}, fault.Wrap(op, err)
	}
	c, err := scoring.CompareMethods(p.Problem, p.Recipe, names)
	if err != nil {
		return MethodTable{}, fault.Wrap(op, p.reword(err))
	}
	t := MethodTable{Methods: c.Methods, Failed: []MethodFailed{}, Countries: []MethodRow{}, Spearman: [][]*float64{}}
	for _, f := range c.Failed {
		x := MethodFailed{Method: f.Method, Code: "internal"}
		if e, ok := p.reword(f.Err).(*fault.Error); ok {
			x.Code, x.Detail = e.Code, e.Detail
		}
		t.Failed = append(t.Failed, x)
	}
	for i, iso3 := range p.Countries {
		row := MethodRow{ISO3: iso3, BordaRank: c.BordaRank[i], CopelandRank: c.CopelandRank[i]}
		for k := range c.Methods {
			row.Rank = append(row.Rank, c.Rank[k][i])
		}
		t.Countries = append(t.Countries, row)
	}
	slices.SortStableFunc(t.Countries, func(a, b MethodRow) int { return a.BordaRank - b.BordaRank })
	for k := range c.Methods {
		line := make([]*float64, len(c.Methods))
		for l := range line {
			if x := c.Spearman.At(k, l); finite(x) {
				line[l] = &x
			}
		}
		t.Spearman = append(t.Spearman, line)
	}
	if w := c.W.W; finite(w) {
		t.KendallW = &w
	}
	return t, nil
}
