package layout

import (
	"fmt"
	"math"
	"slices"
)

// The codes of conditions, also message keys ("layout.condition." + code).
const (
	CondSize         = "size"
	CondDistinct     = "distinct"
	CondMembers      = "members"
	CondKinds        = "kinds"
	CondIndustry     = "industry"
	CondForcedIn     = "forcedIn"
	CondForcedOut    = "forcedOut"
	CondNegativeList = "negativeList"
	CondBudget       = "countryBudget"
	CondSeparation   = "separation"
	CondSpacing      = "sameIndustryDistance"
	CondRepetition   = "sameIndustryCountry"
	CondCountries    = "countries"
	CondPorts        = "ports"
	CondPortIndustry = "portIndustry"
	CondNodesFirst   = "nodes.first"
	CondServed       = "nodes.served"
	CondOrder        = "chain.order"
	CondLine         = "chain.line"
	CondGap          = "chain.gap"
	CondWestEnd      = "chain.westEnd"
	CondEastEnd      = "chain.eastEnd"
	CondConnected    = "belt.connected"
	CondReach        = "belt.reach"
	CondOceans       = "axis.oceans"
	CondCorridor     = "axis.corridor"
	CondMarket       = "axis.market"
)

// optional are the conditions a user may switch off.
var optional = map[string]bool{
	CondNegativeList: true, CondBudget: true, CondSeparation: true, CondSpacing: true, CondRepetition: true, CondCountries: true, CondPorts: true, CondPortIndustry: true,
	CondNodesFirst: true, CondServed: true, CondGap: true, CondWestEnd: true, CondEastEnd: true,
	CondConnected: true, CondReach: true, CondOceans: true, CondCorridor: true, CondMarket: true,
}

// Condition is one rule of a plan and whether it holds. Value is what the plan
// has and Bound what it must have, in Unit; both absent for a plain yes or no.
type Condition struct {
	Code   string   `json:"code"`
	Passed bool     `json:"passed"`
	Off    bool     `json:"off,omitempty"` // switched off by the user: told, not required
	Value  *float64 `json:"value,omitempty"`
	Bound  *float64 `json:"bound,omitempty"`
	Op     string   `json:"op,omitempty"` // "=", "≥", "≤"; "≥≤" with Bound and Upper
	Upper  *float64 `json:"upper,omitempty"`
	Unit   string   `json:"unit,omitempty"`  // "sites", "countries", "km", "people"
	Sites  []string `json:"sites,omitempty"` // those at fault, or countries by iso3
}

// checker collects conditions.
type checker struct {
	r   *Rule
	s   []Placement
	out []Condition
}

func (c *checker) add(x Condition) {
	x.Off = c.r.off(x.Code)
	c.out = append(c.out, x)
}

func (c *checker) plain(code string, at []string) {
	c.add(Condition{Code: code, Passed: len(at) == 0, Sites: at})
}

func (c *checker) least(code string, value, bound float64, unit string, at []string) {
	c.add(Condition{Code: code, Passed: value >= bound, Value: finite(value), Bound: &bound, Op: "≥", Unit: unit, Sites: at})
}

func (c *checker) most(code string, value, bound float64, unit string, at []string) {
	c.add(Condition{Code: code, Passed: value <= bound, Value: finite(value), Bound: &bound, Op: "≤", Unit: unit, Sites: at})
}

// finite returns nil for an infinite value: there is no such distance.
func finite(x float64) *float64 {
	if math.IsInf(x, 0) || math.IsNaN(x) {
		return nil
	}
	return &x
}

// Check returns every condition of the rule with the plan's numbers, the
// general ones first. It looks only at its arguments, in the order the sites
// are given in: a chain listed out of order fails chain.order.
func Check(r Rule, sites []Placement) []Condition {
	c := &checker{r: &r, s: sites}
	c.general()
	c.crowding()
	switch r.Kind {
	case Nodes:
		c.nodes()
	case Chain:
		c.chain()
	case Belt:
		c.belt()
	case Axis:
		c.axis()
	}
	return c.out
}

func (c *checker) general() {
	r, s := c.r, c.s
	k := float64(r.Sites)
	n := float64(len(s))
	c.add(Condition{Code: CondSize, Passed: len(s) == r.Sites, Value: &n, Bound: &k, Op: "=", Unit: "sites"})
	var twice, foreign, kind, industry, out, ban, inland, dry []string
	seen := map[string]bool{}
	for i := range s {
		x := &s[i]
		if seen[x.ID] {
			twice = append(twice, x.ID)
		}
		seen[x.ID] = true
		if _, ok := r.member(x.ISO3); !ok {
			foreign = append(foreign, x.ID)
		}
		if !slices.Contains(r.Kinds, x.Kind) {
			kind = append(kind, x.ID)
		}
		if !contains(r.Industries, x.Industry) {
			industry = append(industry, x.ID)
		}
		if contains(r.ForcedOut, x.ID) {
			out = append(out, x.ID)
		}
		for _, b := range r.Bans {
			if b.ISO3 == x.ISO3 && b.Industry == x.Industry && (b.Level == "prohibited" || b.Level == "restricted" && r.ExcludeRestricted) {
				ban = append(ban, x.ID)
				break
			}
		}
		if !r.portCity(&x.Candidate) {
			inland = append(inland, x.ID)
			if contains(r.PortIndustries, x.Industry) {
				dry = append(dry, x.ID)
			}
		}
	}
	var absent []string
	for _, id := range r.ForcedIn {
		if !seen[id] {
			absent = append(absent, id)
		}
	}
	c.plain(CondDistinct, twice)
	c.plain(CondMembers, foreign)
	c.plain(CondKinds, kind)
	c.plain(CondIndustry, industry)
	c.plain(CondForcedIn, absent)
	c.plain(CondForcedOut, out)
	c.plain(CondNegativeList, ban)
	if r.PortsOnly {
		c.plain(CondPorts, inland)
	}
	if len(r.PortIndustries) > 0 {
		c.plain(CondPortIndustry, dry)
	}
	if r.MinCountries > 0 {
		c.least(CondCountries, float64(len(c.countries())), float64(r.MinCountries), "countries", nil)
	}
}

// countries returns the countries of the plan in the order they appear.
func (c *checker) countries() []string {
	var out []string
	for i := range c.s {
		if !contains(out, c.s[i].ISO3) {
			out = append(out, c.s[i].ISO3)
		}
	}
	return out
}

// crowding checks budgets and the spacing against duplication.
func (c *checker) crowding() {
	r, s := c.r, c.s
	var over []string
	for _, iso3 := range c.countries() {
		n, limit := 0, r.CountryBudget
		for _, l := range r.CountryBudgets {
			if l.ISO3 == iso3 {
				limit = l.Max
			}
		}
		for i := range s {
			if s[i].ISO3 == iso3 {
				n++
			}
		}
		if n > limit {
			over = append(over, iso3)
		}
	}
	c.plain(CondBudget, over)

	least, leastSame := math.Inf(1), math.Inf(1)
	var at, atSame []string
	most := 0.0
	var atMost []string
	for i := range s {
		same := 1
		for j := range s {
			if i == j {
				continue
			}
			km := GreatCircleKm(s[i].Place, s[j].Place)
			if i < j && km < least {
				least, at = km, []string{s[i].ID, s[j].ID}
			}
			if s[i].Industry != s[j].Industry {
				continue
			}
			if i < j && km < leastSame {
				leastSame, atSame = km, []string{s[i].ID, s[j].ID}
			}
			if s[i].ISO3 == s[j].ISO3 {
				same++
			}
		}
		if float64(same) > most {
			most, atMost = float64(same), []string{s[i].ISO3}
		}
	}
	c.least(CondSeparation, least, r.SeparationKm, "km", at)
	c.least(CondSpacing, leastSame, r.SameIndustryKm, "km", atSame)
	c.most(CondRepetition, most, float64(r.SameIndustry), "sites", atMost)
}

// portCity reports whether a site may stand in a plan of port cities only.
func (r *Rule) portCity(c *Candidate) bool { return c.PortCity || contains(r.Admitted, c.ID) }

// String tells the condition in one English line, for logs and terminals.
func (c Condition) String() string {
	mark := "ok  "
	if !c.Passed {
		mark = "FAIL"
	}
	if c.Off {
		mark = "off "
	}
	text := mark + " " + c.Code
	if c.Value != nil && c.Bound != nil {
		text += fmt.Sprintf(" %g %s %g %s", *c.Value, c.Op, *c.Bound, c.Unit)
	}
	if c.Upper != nil {
		text += fmt.Sprintf(" (at most %g)", *c.Upper)
	}
	return text
}
