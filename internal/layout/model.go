package layout

import (
	"math"
	"slices"
	"strings"

	"parksite/internal/fault"
)

// model is a problem compiled for searching: eligible candidates by id, values
// in units, conflicts as tables.
type model struct {
	r     *Rule
	c     []Candidate // sorted by id
	k, ni int
	val   [][]int64 // by candidate and industry; banned where not allowed
	best  []int64   // over industries
	group []int     // index into groups
	cap   []int     // by group
	iso3  []string  // by group
	sep   []bool    // n×n: too near for any two parks
	same  []bool    // n×n: too near for two parks of one industry
	rep   int       // parks of one industry per country at most
	force []bool
}

func (m *model) at(i, j int) int { return i*len(m.c) + j }

// Ineligible says why a candidate can be in no plan under the rule, as a
// message key, or "" when it can as far as it alone is concerned.
func (r *Rule) Ineligible(c *Candidate) string {
	mem, ok := r.member(c.ISO3)
	switch {
	case !ok:
		return "layout.out.country"
	case !slices.Contains(r.Kinds, c.Kind):
		return "layout.out.kind"
	case contains(r.ForcedOut, c.ID):
		return "layout.out.forced"
	case r.PortsOnly && !r.off(CondPorts) && !r.portCity(c):
		return "layout.out.inland"
	case c.Screened:
		return "layout.out.screened"
	case math.IsNaN(c.Score):
		return "layout.out.noScore"
	case r.budget(c.ISO3) == 0:
		return "layout.out.budget"
	}
	switch r.Kind {
	case Nodes:
		if !r.off(CondNodesFirst) && mem.Role != "node" && r.Sites <= len(r.roles("node")) {
			return "layout.out.radiation"
		}
	case Chain:
		if _, off := along(r.Chain.places(), c.Place); off > r.Chain.MaxOffKm {
			return "layout.out.line"
		}
	case Belt:
		if !r.off(CondReach) && (c.MarketKm == nil || *c.MarketKm > r.Belt.MarketReachKm) {
			return "layout.out.reach"
		}
	case Axis:
		if !r.off(CondOceans) && !isOcean(c.Ocean) {
			return "layout.out.ocean"
		}
	}
	for _, x := range r.Industries {
		if r.value(c, x) != banned {
			return ""
		}
	}
	return "layout.out.industry"
}

// compile checks the problem and keeps the eligible candidates.
func compile(p Problem) (*model, error) {
	const op = "layout.compile"
	r := p.Rule
	if err := r.Validate(); err != nil {
		return nil, err
	}
	m := &model{r: &r, k: r.Sites, ni: len(r.Industries), rep: r.SameIndustry}
	if r.off(CondRepetition) {
		m.rep = r.Sites
	}
	var bad []fault.Field
	known := map[string]string{}
	for i := range p.Candidates {
		c := &p.Candidates[i]
		if _, twice := known[c.ID]; twice {
			bad = append(bad, fault.Field{Field: "candidates", Code: "layout.duplicate", Detail: c.ID + " appears twice"})
		}
		known[c.ID] = r.Ineligible(c)
		if known[c.ID] == "" {
			m.c = append(m.c, *c)
		}
	}
	for _, id := range r.ForcedIn {
		if why, ok := known[id]; !ok {
			bad = append(bad, fault.Field{Field: "forcedIn", Code: "layout.unknownSite", Detail: id + " is not among the candidates"})
		} else if why != "" {
			bad = append(bad, fault.Field{Field: "forcedIn", Code: why, Detail: id + " cannot be in this plan"})
		}
	}
	if err := fault.Bad(op, bad); err != nil {
		return nil, err
	}
	slices.SortFunc(m.c, func(a, b Candidate) int { return strings.Compare(a.ID, b.ID) })
	m.tables()
	return m, nil
}

func (m *model) tables() {
	n, r := len(m.c), m.r
	m.val, m.best = make([][]int64, n), make([]int64, n)
	m.group, m.force = make([]int, n), make([]bool, n)
	m.sep, m.same = make([]bool, n*n), make([]bool, n*n)
	nodesShort := r.Kind == Nodes && !r.off(CondNodesFirst) && r.Sites <= len(r.roles("node"))
	for _, x := range r.Members {
		m.iso3 = append(m.iso3, x.ISO3)
		b := r.budget(x.ISO3)
		if nodesShort {
			b = min(b, 1)
		}
		m.cap = append(m.cap, b)
	}
	for i := range m.c {
		c := &m.c[i]
		m.group[i] = slices.Index(m.iso3, c.ISO3)
		m.force[i] = contains(r.ForcedIn, c.ID)
		m.val[i], m.best[i] = make([]int64, m.ni), banned
		for x, industry := range r.Industries {
			m.val[i][x] = r.value(c, industry)
			m.best[i] = max(m.best[i], m.val[i][x])
		}
		for j := range i {
			km := GreatCircleKm(c.Place, m.c[j].Place)
			sep := km < r.SeparationKm && !r.off(CondSeparation)
			same := km < r.SameIndustryKm && !r.off(CondSpacing)
			m.sep[m.at(i, j)], m.sep[m.at(j, i)] = sep, sep
			m.same[m.at(i, j)], m.same[m.at(j, i)] = same, same
		}
	}
}
