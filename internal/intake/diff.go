package intake

import (
	"cmp"
	"math"
	"slices"

	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// Change is one value that a batch would add or change.
type Change struct {
	ISO3      string   `json:"iso3"`
	Indicator string   `json:"indicator"`
	Year      int      `json:"year"`
	Old       *float64 `json:"old,omitempty"` // nil = added
	New       *float64 `json:"new,omitempty"` // nil = removed
	OldSource string   `json:"oldSourceId,omitempty"`
	NewSource string   `json:"newSourceId,omitempty"`
	Relative  float64  `json:"relative"` // |new − old| / max(|new|, |old|), 0 to 2; 0 for added and removed
}

// Difference is what a batch would do to a dataset.
type Difference struct {
	Added      int `json:"added"`
	Changed    int `json:"changed"`    // another value
	SourceOnly int `json:"sourceOnly"` // the same value, cited from another source or vintage
	Removed    int `json:"removed"`
	Same       int `json:"same"`
	// Changes lists the changed values, largest relative change first, then the
	// added and removed ones; not more than were asked for.
	Changes    []Change          `json:"changes"`
	Indicators []IndicatorChange `json:"indicators"` // by code, those touched
}

// IndicatorChange is a Difference's counts for one indicator.
type IndicatorChange struct {
	Indicator  string `json:"indicator"`
	Added      int    `json:"added"`
	Changed    int    `json:"changed"`
	SourceOnly int    `json:"sourceOnly"`
	Removed    int    `json:"removed"`
	New        bool   `json:"new"` // the dataset had no value of it
}

// Diff compares the stored series of a dataset with what a batch would make of
// them. With replace, a series of the batch stands for the whole series: values
// the dataset has and the batch has not count as removed; without, they stay.
// At most limit changes are listed.
func Diff(parent []catalog.Series, b Batch, replace bool, limit int) Difference {
	old := map[string]catalog.Series{}
	for _, s := range parent {
		old[s.Indicator] = s
	}
	d := Difference{Changes: []Change{}, Indicators: []IndicatorChange{}}
	var others []Change
	for _, obs := range byIndicator(b.Observations) {
		code := obs[0].Indicator
		ic := IndicatorChange{Indicator: code, New: len(old[code].Points) == 0}
		walk(old[code].Points, obs, func(p *catalog.Point, o *catalog.Observation) {
			switch {
			case p == nil:
				ic.Added++
				others = keep(others, limit, Change{ISO3: o.Country, Indicator: code, Year: o.Year, New: &o.Value, NewSource: o.Source})
			case o == nil:
				if replace {
					ic.Removed++
					others = keep(others, limit, Change{ISO3: p.Country, Indicator: code, Year: p.Year, Old: &p.Value, OldSource: p.Source})
				}
			case p.Value != o.Value:
				ic.Changed++
				d.Changes = append(d.Changes, Change{ISO3: o.Country, Indicator: code, Year: o.Year, Old: &p.Value, New: &o.Value,
					OldSource: p.Source, NewSource: o.Source, Relative: relative(p.Value, o.Value)})
			case p.Source != o.Source:
				ic.SourceOnly++
			default:
				d.Same++
			}
		})
		d.Added, d.Changed, d.Removed, d.SourceOnly = d.Added+ic.Added, d.Changed+ic.Changed, d.Removed+ic.Removed, d.SourceOnly+ic.SourceOnly
		if ic.Added+ic.Changed+ic.Removed+ic.SourceOnly > 0 {
			d.Indicators = append(d.Indicators, ic)
		}
	}
	slices.SortStableFunc(d.Changes, func(a, b Change) int { return cmp.Compare(b.Relative, a.Relative) })
	d.Changes = slices.Clip(append(d.Changes, others...))
	d.Changes = d.Changes[:min(len(d.Changes), limit)]
	return d
}

func keep(list []Change, limit int, c Change) []Change {
	if len(list) < limit {
		list = append(list, c)
	}
	return list
}

// relative is |b − a| over the larger magnitude: symmetric and finite when one
// of them is 0.
func relative(a, b float64) float64 {
	return math.Abs(b-a) / math.Max(math.Abs(a), math.Abs(b))
}

// byIndicator cuts sorted observations into series.
func byIndicator(obs []catalog.Observation) [][]catalog.Observation {
	var out [][]catalog.Observation
	for i := 0; i < len(obs); {
		j := i
		for j < len(obs) && obs[j].Indicator == obs[i].Indicator {
			j++
		}
		out = append(out, obs[i:j])
		i = j
	}
	return out
}

// walk meets the points of a stored series and the observations of a batch in
// order of country and year, together where they are of the same cell.
func walk(points []catalog.Point, obs []catalog.Observation, meet func(*catalog.Point, *catalog.Observation)) {
	i, j := 0, 0
	for i < len(points) || j < len(obs) {
		c := 0
		switch {
		case i == len(points):
			c = 1
		case j == len(obs):
			c = -1
		default:
			c = cmp.Or(cmp.Compare(points[i].Country, obs[j].Country), points[i].Year-obs[j].Year)
		}
		switch {
		case c < 0:
			meet(&points[i], nil)
			i++
		case c > 0:
			meet(nil, &obs[j])
			j++
		default:
			meet(&points[i], &obs[j])
			i, j = i+1, j+1
		}
	}
}

// Merge joins a batch to the content of a dataset: the new tables and series,
// ready for catalog.NewDataset. Series that the batch does not touch, and those
// it leaves as they were, are the parent's own. With replace, see Diff.
//
// It returns fault.Invalid when the batch's source has no title or licence, or
// an id that the dataset uses for another source: values must not change what
// they cite.
func Merge(t catalog.Tables, parent []catalog.Series, b Batch, replace bool) (catalog.Tables, []catalog.Series, error) {
	const op = "intake.Merge"
	if len(b.Observations) == 0 {
		return t, parent, fault.Newf(op, fault.Uncomputable, "import.nothing", "the file holds no value to take")
	}
	sources, err := joinSource(t.Sources, b.Source)
	if err != nil {
		return t, parent, err
	}
	out := t
	out.Sources = sources
	out.Indicators = slices.Clone(t.Indicators)
	have := map[string]bool{}
	for _, x := range t.Indicators {
		have[x.Code] = true
	}
	used := byIndicator(b.Observations)
	for _, x := range b.Indicators {
		if !have[x.Code] && slices.ContainsFunc(used, func(obs []catalog.Observation) bool { return obs[0].Indicator == x.Code }) {
			out.Indicators = append(out.Indicators, x)
		}
	}
	result := slices.Clone(parent)
	for _, obs := range used {
		i := slices.IndexFunc(result, func(s catalog.Series) bool { return s.Indicator == obs[0].Indicator })
		if i < 0 {
			i = len(result)
			result = append(result, catalog.Series{Indicator: obs[0].Indicator})
		}
		result[i] = mergeSeries(result[i], obs, replace)
	}
	slices.SortFunc(result, func(a, b catalog.Series) int { return cmp.Compare(a.Indicator, b.Indicator) })
	return out, result, nil
}

func mergeSeries(old catalog.Series, obs []catalog.Observation, replace bool) catalog.Series {
	s := catalog.Series{Indicator: old.Indicator, Points: make([]catalog.Point, 0, len(old.Points)+len(obs))}
	walk(old.Points, obs, func(p *catalog.Point, o *catalog.Observation) {
		switch {
		case o != nil:
			s.Points = append(s.Points, catalog.Point{Country: o.Country, Year: o.Year, Value: o.Value, Source: o.Source})
		case !replace:
			s.Points = append(s.Points, *p)
		}
	})
	return s
}

// joinSource adds a source, unless it is there already word for word.
func joinSource(sources []catalog.Source, s catalog.Source) ([]catalog.Source, error) {
	const op = "intake.joinSource"
	var bad []fault.Field
	if s.Title == "" {
		bad = append(bad, fault.Field{Field: "source.title", Code: "required", Detail: "where do the values come from?"})
	}
	if s.Licence == "" {
		bad = append(bad, fault.Field{Field: "source.licence", Code: "required", Detail: "under which licence may the values be used?"})
	}
	if s.ID == "" || !plainID(s.ID) {
		bad = append(bad, fault.Field{Field: "source.id", Code: "code.malformed", Detail: "letters, digits, dot, dash and underscore only, 64 at most"})
	}
	for name, text := range map[string]string{"title": s.Title, "publisher": s.Publisher, "licence": s.Licence, "vintage": s.Vintage,
		"repository": s.Repository, "path": s.Path, "commit": s.Commit, "commitDate": s.CommitDate} {
		bad = append(bad, catalog.CheckText("source."+name, text, 500, false)...)
	}
	slices.SortFunc(bad, func(a, b fault.Field) int { return cmp.Compare(a.Field, b.Field) })
	for _, old := range sources {
		if old.ID == s.ID && old != s {
			bad = append(bad, fault.Field{Field: "source.id", Code: "import.sourceTaken", Detail: "another source has this id"})
		}
	}
	if err := fault.Bad(op, bad); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(sources, func(old catalog.Source) bool { return old.ID == s.ID }) {
		return sources, nil
	}
	return append(slices.Clone(sources), s), nil
}

func plainID(s string) bool {
	for i := range len(s) {
		switch b := s[i]; {
		case b >= 'A' && b <= 'Z', b >= 'a' && b <= 'z', b >= '0' && b <= '9', b == '.', b == '-', b == '_':
		default:
			return false
		}
	}
	return len(s) <= 64
}
