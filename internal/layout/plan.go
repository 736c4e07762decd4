package layout

import (
	"math"
	"slices"
	"strings"

	"parksite/internal/catalog"
)

// Fit is how well a site suits an industry, in [0, 1].
type Fit struct {
	Industry string  `json:"industry"`
	Score    float64 `json:"score"`
	Coverage float64 `json:"coverage"` // share of the fit's weight with data
}

// Candidate is a site with everything a rule asks about it.
type Candidate struct {
	ID   string           `json:"id"`
	Kind catalog.SiteKind `json:"kind"`
	ISO3 string           `json:"iso3"`
	Name catalog.Text     `json:"name"`
	Place
	PortCity      bool     `json:"portCity"`           // at a coastal port
	Ocean         string   `json:"ocean,omitempty"`    // "Atlantic", "Pacific", …, of its port
	MarketKm      *float64 `json:"marketKm,omitempty"` // great circle to the market's demand centre
	Population200 float64  `json:"population200"`      // in listed cities within 200 km
	Score         float64  `json:"score"`              // of the site model, in [0, 1]
	Coverage      float64  `json:"coverage"`           // share of the model's weight with data
	Ignored       []string `json:"ignored,omitempty"`  // indicators with a C-grade value that counted as missing
	Weak          []string `json:"weak,omitempty"`     // indicators with a C-grade value that counted
	Screened      bool     `json:"screened,omitempty"` // a threshold of the site model keeps it out
	Fits          []Fit    `json:"fits"`
}

func (c *Candidate) fit(industry string) (Fit, bool) {
	for _, f := range c.Fits {
		if f.Industry == industry {
			return f, true
		}
	}
	return Fit{}, false
}

// Placement is a site in a plan: its role and the industry it is given.
type Placement struct {
	Candidate
	Role     string   `json:"role"` // "node", "radiation", "link", "westEnd", "eastEnd", "belt", "Atlantic", "Pacific", …
	Industry string   `json:"industry"`
	Level    string   `json:"level,omitempty"`   // of the negative list, where it names country and industry
	Value    float64  `json:"value"`             // ScoreWeight·score + FitWeight·fit, rounded to 1e-9
	ChainKm  *float64 `json:"chainKm,omitempty"` // along the coast, in a chain
}

// Plan is a set of sites with roles and industries under a strategy's rule. In
// a chain the sites stand in the order of the coast, otherwise by country in
// the order of the rule's members and by id.
type Plan struct {
	Engine     string      `json:"engineVersion"`
	Rule       Rule        `json:"rule"`
	Sites      []Placement `json:"sites"`
	Value      float64     `json:"value"` // sum of the sites' values
	Conditions []Condition `json:"conditions"`
	Links      []Link      `json:"links"`
}

// Link is a leg drawn between two sites of a plan: neighbours of the chain or
// the belt, the pairs of the corridor, a node and what it serves. It is a great
// circle; no route between two foreign ports has been computed.
type Link struct {
	From string  `json:"from"` // Site id
	To   string  `json:"to"`   // Site id, or the anchor's name for what a node serves
	Kind string  `json:"kind"` // "chain", "belt", "corridor", "land", "sea"
	Km   float64 `json:"km"`   // great circle; in a chain, along the coast
	End  Place   `json:"end"`  // where To is
}

// unit is the resolution of the objective: values are whole multiples of it, so
// that sums are exact, free of order and comparable without a tolerance.
const unit = 1e-9

const banned = math.MinInt64 / 4

// value returns the worth of giving site c the industry, in units, or banned.
func (r *Rule) value(c *Candidate, industry string) int64 {
	f, ok := c.fit(industry)
	if !ok || math.IsNaN(f.Score) || r.banned(c.ISO3, industry) || !r.off(CondPortIndustry) && contains(r.PortIndustries, industry) && !r.portCity(c) {
		return banned
	}
	return int64(math.Round((float64(r.ScoreWeight*c.Score) + float64(r.FitWeight*f.Score)) / unit))
}

// NewPlan gives sites their roles, puts them in order, adds up their values,
// checks every condition and draws the links. It does not choose: industries[i]
// is the industry of sites[i].
func NewPlan(r Rule, sites []Candidate, industries []string) Plan {
	p := Plan{Engine: EngineVersion, Rule: r, Sites: make([]Placement, len(sites)), Links: []Link{}}
	var total int64
	for i := range sites {
		s := Placement{Candidate: sites[i], Industry: industries[i]}
		f, _ := s.fit(s.Industry)
		v := int64(math.Round((float64(r.ScoreWeight*s.Score) + float64(r.FitWeight*f.Score)) / unit))
		total += v
		s.Value = float64(v) * unit
		for _, b := range r.Bans {
			if b.ISO3 == s.ISO3 && b.Industry == s.Industry {
				s.Level = b.Level
			}
		}
		if r.Kind == Chain {
			km, _ := along(r.Chain.places(), s.Place)
			s.ChainKm = &km
		}
		p.Sites[i] = s
	}
	p.Value = float64(total) * unit
	p.arrange()
	p.Conditions = Check(r, p.Sites)
	p.link()
	return p
}

// arrange sorts the sites and names their roles.
func (p *Plan) arrange() {
	r := &p.Rule
	order := map[string]int{}
	for i, m := range r.Members {
		order[m.ISO3] = i
	}
	slices.SortStableFunc(p.Sites, func(a, b Placement) int {
		if r.Kind == Chain && *a.ChainKm != *b.ChainKm {
			if *a.ChainKm < *b.ChainKm {
				return -1
			}
			return 1
		}
		if r.Kind != Chain && order[a.ISO3] != order[b.ISO3] {
			return order[a.ISO3] - order[b.ISO3]
		}
		return strings.Compare(a.ID, b.ID)
	})
	for i := range p.Sites {
		s := &p.Sites[i]
		switch r.Kind {
		case Nodes:
			m, _ := r.member(s.ISO3)
			s.Role = m.Role
		case Chain:
			s.Role = "link"
			if *s.ChainKm <= r.Chain.WestEndKm {
				s.Role = "westEnd"
			} else if *s.ChainKm >= r.Chain.EastEndKm {
				s.Role = "eastEnd"
			}
		case Belt:
			s.Role = "belt"
		case Axis:
			s.Role = s.Ocean
		}
	}
}

// Complete reports whether every condition that is not switched off holds.
func (p Plan) Complete() bool {
	for _, c := range p.Conditions {
		if !c.Passed && !c.Off {
			return false
		}
	}
	return true
}

// IDs returns the ids of the plan's sites, sorted.
func (p Plan) IDs() []string {
	ids := make([]string, len(p.Sites))
	for i := range p.Sites {
		ids[i] = p.Sites[i].ID
	}
	slices.Sort(ids)
	return ids
}

// link draws the legs of the layout.
func (p *Plan) link() {
	r, s := &p.Rule, p.Sites
	add := func(a, b *Placement, kind string, km float64) {
		p.Links = append(p.Links, Link{From: a.ID, To: b.ID, Kind: kind, Km: km, End: b.Place})
	}
	switch r.Kind {
	case Nodes:
		for i := range s {
			for _, v := range r.Nodes.serves(r, &s[i].Candidate) {
				p.Links = append(p.Links, Link{From: s[i].ID, To: v.anchor.Name, Kind: v.by, Km: v.km, End: v.anchor.Place})
			}
		}
	case Chain:
		for i := 1; i < len(s); i++ {
			add(&s[i-1], &s[i], "chain", metre(*s[i].ChainKm-*s[i-1].ChainKm))
		}
	case Belt:
		for i := range s {
			for j := i + 1; j < len(s); j++ {
				if km := GreatCircleKm(s[i].Place, s[j].Place); km <= r.Belt.NeighbourKm {
					add(&s[i], &s[j], "belt", km)
				}
			}
		}
	case Axis:
		seen := map[[2]int]bool{}
		for i := range s {
			j, km := opposite(s, i)
			if j < 0 || seen[[2]int{min(i, j), max(i, j)}] {
				continue
			}
			seen[[2]int{min(i, j), max(i, j)}] = true
			add(&s[i], &s[j], "corridor", km)
		}
	}
}
