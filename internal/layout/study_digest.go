package layout

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math"
	"slices"
	"strconv"

	"parksite/internal/fault"
)

// digest covers what the plan follows from and what followed: the report's
// digest (engine, data, country rankings, site model, own sites, closed passage,
// rule and the best plans), the tables of the catalogue, the models, the
// negative list, the plan with its conditions and, when tested, every outcome
// and every frequency. Figures count to 10 significant digits, so that the last
// bits of a sine on another processor do not matter.
func (s Study) digest() string {
	b := lines(make([]byte, 0, 16384))
	b.text("engine", EngineVersion)
	b.text("report", s.Report.Digest)
	b.text("tables", s.Tables)
	for _, m := range s.Models {
		b.text("model", m.ID+" "+strconv.FormatInt(m.Version, 10))
	}
	if n := s.NegativeList; n != nil {
		b.text("negativeList", n.ID+" "+strconv.FormatInt(n.Version, 10)+" "+n.On)
	}
	b.text("byHand", strconv.FormatBool(s.ByHand))
	b.plan("plan", s.Plan)
	for _, c := range s.Plan.Conditions {
		b.text("condition", c.Code+" "+strconv.FormatBool(c.Passed)+" "+strconv.FormatBool(c.Off))
		b.numbers("has", orNaN(c.Value), orNaN(c.Bound), orNaN(c.Upper))
	}
	for _, o := range s.Report.Stress {
		x := o.Scenario
		b.text("scenario", x.Kind+" "+string(x.Passage)+" "+x.ISO3+" "+strconv.Itoa(x.Year))
		for _, ban := range x.Bans {
			b.text("ban", ban.ISO3+" "+ban.Industry+" "+ban.Level)
		}
		for _, list := range [...][]string{o.Broken, o.Blocking, o.Lost, o.Gained} {
			for _, id := range list {
				b.text("of", id)
			}
			b.text("end", "")
		}
		if o.Best != nil {
			b.plan("best", *o.Best)
		}
		b.numbers("loss", orNaN(o.Loss))
	}
	if u := s.Report.Uncertainty; u != nil {
		b.text("draws", strconv.Itoa(u.Draws)+" "+strconv.FormatUint(u.Seed, 10))
		b.numbers("uncertainty", u.Spread, float64(u.Infeasible), u.Same, u.Kept, u.MeanLoss, u.MaxLoss)
		for _, f := range u.Sites {
			b.text("frequency", f.Site)
			b.numbers("share", f.Share, f.Place)
		}
	}
	for _, l := range s.LandUse {
		b.text("landUse", l.Site+" "+l.Metric)
		b.numbers("value", l.Value)
	}
	sum := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// lines is a canonical text in the making.
type lines []byte

// text appends one line; the value is quoted, so no value can imitate a line.
func (b *lines) text(name, value string) {
	*b = append(append(*b, name...), ' ')
	*b = append(strconv.AppendQuote(*b, value), '\n')
}

func (b *lines) numbers(name string, xs ...float64) {
	*b = append(*b, name...)
	for _, x := range xs {
		*b = append(*b, ' ')
		if math.IsNaN(x) {
			*b = append(*b, '-')
			continue
		}
		*b = strconv.AppendFloat(*b, x, 'e', 9, 64)
	}
	*b = append(*b, '\n')
}

func (b *lines) plan(name string, p Plan) {
	b.text(name, strconv.FormatInt(int64(math.Round(p.Value/unit)), 10))
	for i := range p.Sites {
		b.text("site", p.Sites[i].ID+" "+p.Sites[i].Industry)
	}
}

func orNaN(x *float64) float64 {
	if x == nil {
		return nan
	}
	return *x
}

// digest is over the tables that no dataset version holds.
func (b Basis) digest() (string, error) {
	text, err := json.Marshal([]any{b.Strategies, b.Industries, b.Sites, b.LandUse})
	if err != nil {
		return "", fault.Wrap("layout.Basis.digest", err)
	}
	sum := sha256.Sum256(text)
	return "sha256:" + hex.EncodeToString(sum[:]), nil
}

// Change is what another plan has instead of one.
type Change struct {
	Added    []string      `json:"added"`   // site ids
	Removed  []string      `json:"removed"` // site ids
	Industry []Reassigned  `json:"industry"`
	Bounds   []BoundChange `json:"bounds"`
}

// Reassigned is a site of both plans with another industry.
type Reassigned struct {
	Site   string `json:"site"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// BoundChange is a part of the rule that differs; the values are JSON.
type BoundChange struct {
	Field  string `json:"field"` // as in Rule, such as "chain.maxGapKm"
	Before string `json:"before"`
	After  string `json:"after"`
}

// Difference lists what plan b has instead of plan a, sites by id, bounds by
// name.
func Difference(a, b Plan) (Change, error) {
	out := Change{Added: []string{}, Removed: []string{}, Industry: []Reassigned{}, Bounds: []BoundChange{}}
	industry := func(p Plan) map[string]string {
		m := map[string]string{}
		for i := range p.Sites {
			m[p.Sites[i].ID] = p.Sites[i].Industry
		}
		return m
	}
	was, is := industry(a), industry(b)
	for _, id := range a.IDs() {
		if _, kept := is[id]; !kept {
			out.Removed = append(out.Removed, id)
		} else if was[id] != is[id] {
			out.Industry = append(out.Industry, Reassigned{id, was[id], is[id]})
		}
	}
	for _, id := range b.IDs() {
		if _, had := was[id]; !had {
			out.Added = append(out.Added, id)
		}
	}
	before, err := parts(a.Rule)
	if err != nil {
		return out, fault.Wrap("layout.Difference", err)
	}
	after, err := parts(b.Rule)
	if err != nil {
		return out, fault.Wrap("layout.Difference", err)
	}
	var names []string
	for _, m := range [...]map[string]string{before, after} {
		for name := range m {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		if before[name] != after[name] {
			out.Bounds = append(out.Bounds, BoundChange{name, before[name], after[name]})
		}
	}
	return out, nil
}

// parts returns a rule's fields as JSON, those of its kind under their names.
func parts(r Rule) (map[string]string, error) {
	out := map[string]string{}
	var walk func(prefix string, v any) error
	walk = func(prefix string, v any) error {
		text, err := json.Marshal(v)
		if err != nil {
			return err
		}
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(text, &fields); err != nil {
			return err
		}
		for name, raw := range fields {
			if prefix == "" && (name == "nodes" || name == "chain" || name == "belt" || name == "axis") {
				if err := walk(name+".", raw); err != nil {
					return err
				}
				continue
			}
			out[prefix+name] = string(raw)
		}
		return nil
	}
	return out, walk("", r)
}
