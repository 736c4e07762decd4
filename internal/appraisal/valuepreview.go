package appraisal

import (
	"math"
	"slices"

	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/scoring"
)

// ValuePreview shows what a criterion's value function does: its curve, each
// country as a dot on it, and who gains and who loses against another version
// of the model.
type ValuePreview struct {
	Criterion string          `json:"criterion"`
	Curve     []scoring.Point `json:"curve"`  // from the smallest to the largest value and goalpost
	Dots      []ValueDot      `json:"dots"`   // in the order of the catalogue, excluded countries left out
	Shifts    []Shift         `json:"shifts"` // against the other version; empty without one
}

// ValueDot is a country on the curve. Before is its normalised value in the
// other version of the model, where that has the criterion.
type ValueDot struct {
	ISO3   string         `json:"iso3"`
	Value  *float64       `json:"value,omitempty"`
	Year   int            `json:"year,omitempty"`
	Status catalog.Status `json:"status" swaggertype:"string" enums:"observed,derived,structural,stale,missing"`
	Now    *float64       `json:"now,omitempty"`
	Before *float64       `json:"before,omitempty"`
}

// curveSteps is how finely a curve is drawn.
const curveSteps = 80

// PreviewValue evaluates model, and stored where it is not nil, and reports on
// one criterion of model.
//
// It returns fault.Invalid for a criterion that model does not have.
func PreviewValue(model Model, stored *Model, snap *catalog.Snapshot, o Options, criterion string) (ValuePreview, error) {
	const op = "appraisal.PreviewValue"
	leaves := model.Leaves()
	k := slices.IndexFunc(leaves, func(c Criterion) bool { return c.Indicator == criterion })
	if k < 0 {
		return ValuePreview{}, fault.Bad(op, []fault.Field{{Field: "criterion", Code: "criterion.unknown", Detail: "the model has no such criterion"}})
	}
	p, s, err := scored(model, snap, o)
	if err != nil {
		return ValuePreview{}, fault.Wrap(op, err)
	}
	out := ValuePreview{Criterion: criterion, Dots: make([]ValueDot, len(p.Countries)), Shifts: []Shift{}}
	low, high := math.Inf(1), math.Inf(-1)
	spanned := func(x float64) { low, high = min(low, x), max(high, x) }
	for i, iso3 := range p.Countries {
		c := p.cells[i*len(p.Indicators)+k]
		d := &out.Dots[i]
		*d = ValueDot{ISO3: iso3, Status: c.status}
		if c.status != catalog.Missing && c.status != catalog.Structural {
			v := c.obs.Value
			d.Value, d.Year = &v, c.obs.Year
			spanned(v)
		}
		if v := s.Normalised.At(i, k); finite(v) {
			d.Now = &v
		}
	}
	out.Curve = curve(leaves[k], low, high, out.Dots)
	if stored == nil {
		return out, nil
	}
	q, t, err := scored(*stored, snap, o)
	if err != nil {
		return ValuePreview{}, fault.Wrap(op, err)
	}
	if j := slices.Index(q.Indicators, criterion); j >= 0 {
		for i := range out.Dots {
			if r := slices.Index(q.Countries, out.Dots[i].ISO3); r >= 0 {
				if v := t.Normalised.At(r, j); finite(v) {
					out.Dots[i].Before = &v
				}
			}
		}
	}
	out.Shifts = Shifts(q.Result(t), p.Result(s))
	return out, nil
}

// curve samples a value function over the values low to high and its own
// corners; a logarithm is sampled by equal factors. Of a function that takes
// its limits from the countries, the dots are the corners.
func curve(c Criterion, low, high float64, dots []ValueDot) []scoring.Point {
	out := []scoring.Point{}
	f := c.Value.function()
	switch c.Value.Kind {
	case "linear", "log":
		low, high = min(low, c.Value.Low), max(high, c.Value.High)
	case "piecewise":
		for _, p := range c.Value.Points {
			low, high = min(low, p.X), max(high, p.X)
		}
	default:
		for _, d := range dots {
			if d.Value != nil && d.Now != nil {
				out = append(out, scoring.Point{X: *d.Value, Y: *d.Now})
			}
		}
		slices.SortFunc(out, func(a, b scoring.Point) int { return compareFloats(a.X, b.X) })
		return slices.Compact(out)
	}
	if !finite(low) || !finite(high) {
		return out
	}
	xs := []float64{low, high}
	for i := range curveSteps + 1 {
		t := float64(i) / curveSteps
		if c.Value.Kind == "log" && low > 0 {
			xs = append(xs, low*math.Pow(high/low, t))
		} else {
			xs = append(xs, low+t*(high-low))
		}
	}
	for _, p := range c.Value.Points {
		xs = append(xs, p.X)
	}
	if c.Value.Kind != "piecewise" {
		xs = append(xs, c.Value.Low, c.Value.High)
	}
	slices.Sort(xs)
	for _, x := range slices.Compact(xs) {
		if y, err := f.Value(x, direction(c.Direction)); err == nil && finite(y) { // a logarithm has no value at 0
			out = append(out, scoring.Point{X: x, Y: y})
		}
	}
	return out
}

func compareFloats(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
