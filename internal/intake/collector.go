package intake

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"unicode"

	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// maxValue bounds a value's magnitude: beyond it a cell holds two numbers run
// together, not a measurement.
const maxValue = 1e18

type cellKey struct {
	country, indicator, year int32
}

// collector gathers one reading. Countries and indicators are held as small
// integers, so that a value costs some 40 bytes whatever the file's texts are.
type collector struct {
	ctx        context.Context
	opt        Options
	limits     Limits
	countries  *countryIndex
	indicators []catalog.Indicator // opt.Indicators, then those defined by the file
	byCode     map[string]int32    // upper case
	byName     map[string]int32    // folded; -1 when two indicators share the name
	known      int                 // how many of indicators the caller had
	want       map[string]bool     // upper case; nil = all
	values     map[cellKey]float64
	batch      Batch
	source     catalog.Source // what the file says of itself
	meter      meter

	other func(sheet string, src rows) (bool, error) // reads tables of another content; nil = of observations
}

func newCollector(ctx context.Context, opt Options) *collector {
	if opt.FirstYear == 0 {
		opt.FirstYear = 1950
	}
	if opt.LastYear == 0 {
		opt.LastYear = 2100
	}
	c := &collector{
		ctx: ctx, opt: opt, limits: opt.Limits.withDefaults(),
		countries: newCountryIndex(opt.Countries),
		byCode:    map[string]int32{}, byName: map[string]int32{},
		values: map[cellKey]float64{},
		batch:  Batch{Skipped: map[string]int{}},
	}
	for _, ind := range opt.Indicators {
		c.addIndicator(ind)
	}
	c.known = len(c.indicators)
	if len(opt.Want) > 0 {
		c.want = map[string]bool{}
		for _, code := range opt.Want {
			c.want[strings.ToUpper(code)] = true
		}
	}
	c.meter = meter{ctx: ctx, report: opt.Progress}
	return c
}

func (c *collector) addIndicator(ind catalog.Indicator) {
	i := int32(len(c.indicators))
	c.indicators = append(c.indicators, ind)
	c.byCode[strings.ToUpper(ind.Code)] = i
	for _, name := range []string{ind.Name.Zh, ind.Name.En} {
		key := fold(name)
		if key == "" {
			continue
		}
		if old, taken := c.byName[key]; taken && old != i {
			c.byName[key] = -1
			continue
		}
		c.byName[key] = i
	}
}

// indicator finds an indicator by code, by name or by "Name [CODE]", as DataBank
// heads its columns.
func (c *collector) indicator(s string) (int32, bool) {
	s = strings.TrimSpace(s)
	if i, ok := c.byCode[strings.ToUpper(s)]; ok {
		return i, true
	}
	if code, ok := bracketed(s); ok {
		if i, ok := c.byCode[strings.ToUpper(code)]; ok {
			return i, true
		}
	}
	if i, ok := c.byName[fold(s)]; ok && i >= 0 {
		return i, true
	}
	return 0, false
}

// wanted tells whether the indicator was asked for. What the file itself defines
// always was.
func (c *collector) wanted(i int32) bool {
	return c.want == nil || int(i) >= c.known || c.want[strings.ToUpper(c.indicators[i].Code)]
}

// bracketed returns what stands in square brackets at the end of s.
func bracketed(s string) (string, bool) {
	if !strings.HasSuffix(s, "]") {
		return "", false
	}
	i := strings.LastIndexByte(s, '[')
	if i < 0 {
		return "", false
	}
	return strings.TrimSpace(s[i+1 : len(s)-1]), true
}

func (c *collector) skip(reason string, n int) {
	if n > 0 {
		c.batch.Skipped[reason] += n
	}
}

// place is where a value was met.
type place struct {
	sheet    string
	row, col int // from 1; 0 = the whole sheet or row
}

func (c *collector) reject(p place, value, code, detail string) {
	c.batch.Stats.Rejected++
	if len(c.batch.Rejected) < c.limits.Rejections {
		c.batch.Rejected = append(c.batch.Rejected, rejection(p, value, code, detail))
	}
}

func (c *collector) remark(p place, value, code, detail string) {
	if len(c.batch.Remarks) < c.limits.Rejections {
		c.batch.Remarks = append(c.batch.Remarks, rejection(p, value, code, detail))
	}
}

func rejection(p place, value, code, detail string) Rejection {
	r := Rejection{Sheet: visible(p.sheet), Row: p.row, Column: p.col, Value: visible(value), Code: code, Detail: detail}
	if p.row > 0 && p.col > 0 {
		r.Cell = columnName(p.col) + itoa(p.row)
	}
	return r
}

// visible shortens s to 80 characters and drops what would not show or would
// reorder the line it is printed in.
func visible(s string) string {
	n := 0
	s = strings.Map(func(r rune) rune {
		if n >= 80 || r == unicode.ReplacementChar || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		n++
		return r
	}, s)
	return strings.Clone(s)
}

// add takes one value. The cell's text is only used when it is refused.
func (c *collector) add(p place, country, indicator int32, year int, value float64, text string) error {
	if year < c.opt.FirstYear || year > c.opt.LastYear {
		c.skip(SkipYear, 1)
		return nil
	}
	if math.IsNaN(value) || math.IsInf(value, 0) || math.Abs(value) > maxValue {
		c.reject(p, text, "import.range", "the number is not finite or beyond 1e18")
		return nil
	}
	value += 0 // -0 becomes 0: the store cannot keep it
	key := cellKey{country, indicator, int32(year)}
	if old, taken := c.values[key]; taken {
		if old == value {
			c.skip(SkipRepeated, 1)
			return nil
		}
		c.reject(p, text, "import.duplicate", "another value for the same country, indicator and year stands earlier in the file: "+formatFloat(old))
		return nil
	}
	if len(c.values) >= c.limits.Observations {
		return fault.Newf("intake.add", fault.TooLarge, "import.tooManyValues", "more than %d values", c.limits.Observations)
	}
	c.values[key] = value
	return nil
}

// finish sorts what was gathered and fills the source.
func (c *collector) finish() (Batch, error) {
	b := c.batch
	b.Indicators = slices.Clone(c.indicators[c.known:])
	b.Observations = make([]catalog.Observation, 0, len(c.values))
	seenCountry, seenIndicator := map[int32]bool{}, map[int32]bool{}
	for k, v := range c.values {
		seenCountry[k.country], seenIndicator[k.indicator] = true, true
		b.Observations = append(b.Observations, catalog.Observation{
			Country: c.opt.Countries[k.country].ISO3, Indicator: c.indicators[k.indicator].Code,
			Year: int(k.year), Value: v,
		})
	}
	slices.SortFunc(b.Observations, compareObservations)
	b.Source = c.fillSource(b.Observations)
	for i := range b.Observations {
		b.Observations[i].Source = b.Source.ID
	}
	s := &b.Stats
	s.Values, s.Countries, s.SeriesFilled, s.Bytes = len(b.Observations), len(seenCountry), len(seenIndicator), c.meter.done
	for i, o := range b.Observations {
		if i == 0 || o.Year < s.FirstYear {
			s.FirstYear = o.Year
		}
		s.LastYear = max(s.LastYear, o.Year)
	}
	c.meter.finish()
	return b, c.ctx.Err()
}

func compareObservations(a, b catalog.Observation) int {
	return cmp.Or(strings.Compare(a.Indicator, b.Indicator), strings.Compare(a.Country, b.Country), a.Year-b.Year)
}

// fillSource completes the caller's source with what the file said. The id names
// the vintage (of a user's own source its description too), or the content where
// none is known, because values of two releases must not cite the same source.
func (c *collector) fillSource(obs []catalog.Observation) catalog.Source {
	s, f := c.opt.Source, c.source
	fill := func(dst *string, v string) {
		if *dst == "" {
			*dst = v
		}
	}
	fill(&s.Title, f.Title)
	fill(&s.Publisher, f.Publisher)
	fill(&s.Licence, f.Licence)
	fill(&s.Vintage, f.Vintage)
	if s.ID == "" {
		base, vintage := f.ID, plainPart(s.Vintage)
		switch {
		case s.Vintage == "":
			vintage = contentMark(obs)
		case base == "": // two surveys of one month are two sources
			vintage = strings.TrimPrefix(vintage+"-"+catalog.TextDigest(s.Title + "\n" + s.Publisher + "\n" + s.Licence + "\n" + s.Vintage)[:6], "-")
		}
		if base == "" {
			base = "IMPORT"
		}
		s.ID = base + "-" + vintage
	}
	return s
}

// contentMark is 12 hexadecimal digits of the values' SHA-256.
func contentMark(obs []catalog.Observation) string {
	var b strings.Builder
	for _, o := range obs {
		b.WriteString(o.Indicator + "," + o.Country + "," + itoa(o.Year) + "," + formatFloat(o.Value) + "\n")
	}
	return catalog.TextDigest(b.String())[:12]
}

// plainPart keeps letters and digits and turns separators into dashes.
func plainPart(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			return r
		case r == '-' || r == '/' || r == '.' || r == ' ' || r == '_':
			return '-'
		}
		return -1
	}, s)
	return strings.Trim(s[:min(len(s), 40)], "-")
}

func isCancelled(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
