package catalog

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"slices"
	"strconv"
	"strings"

	"parksite/internal/fault"
)

// FirstYear and MaxYear bound what a year can be; a year outside is a mistake.
const (
	FirstYear = 1900
	MaxYear   = 2100
)

// Point is a value of a series: which country, which year, read from where.
type Point struct {
	Country string  `json:"iso3"`
	Year    int     `json:"year"`
	Value   float64 `json:"value"`
	Source  string  `json:"sourceId"`
}

// Series is every value of one indicator, sorted by country and year, one per
// country and year. It is the unit a dataset is made of and stored in.
type Series struct {
	Indicator string  `json:"indicator"`
	Points    []Point `json:"points"`
}

// Sort puts the points into canonical order.
func (s Series) Sort() {
	slices.SortFunc(s.Points, func(a, b Point) int {
		if c := strings.Compare(a.Country, b.Country); c != 0 {
			return c
		}
		return a.Year - b.Year
	})
}

// Canonical returns the series as lines "iso3,year,value,source\n", the value
// as the shortest decimal that gives the same number. It is what is stored and
// what the digest covers.
func (s Series) Canonical() string {
	b := make([]byte, 0, 36*len(s.Points))
	for _, p := range s.Points {
		b = append(append(b, p.Country...), ',')
		b = append(strconv.AppendInt(b, int64(p.Year), 10), ',')
		b = append(strconv.AppendFloat(b, p.Value, 'g', -1, 64), ',')
		b = append(append(b, p.Source...), '\n')
	}
	return string(b)
}

// Digest returns the SHA-256 of Canonical in hexadecimal: the series' address.
func (s Series) Digest() string { return TextDigest(s.Canonical()) }

// TextDigest returns the SHA-256 of a canonical text in hexadecimal.
func TextDigest(text string) string {
	h := sha256.Sum256([]byte(text))
	return hex.EncodeToString(h[:])
}

// ParseSeries reads what Canonical writes. It checks form, order and finite
// values, and refuses what Canonical would not have written (fault.Invalid
// naming the line); whether codes exist is the dataset's business.
func ParseSeries(indicator, text string) (Series, error) {
	const op = "catalog.ParseSeries"
	s := Series{Indicator: indicator, Points: make([]Point, 0, strings.Count(text, "\n"))}
	bad := func(code, detail string) error {
		line := strconv.Itoa(len(s.Points) + 1)
		return fault.Bad(op, []fault.Field{{Field: indicator + ":" + line, Code: code, Detail: detail}})
	}
	for text != "" {
		line, rest, ok := strings.Cut(text, "\n")
		if !ok {
			return Series{}, bad("series.cut", "the last line has no end")
		}
		text = rest
		iso3, line, ok1 := strings.Cut(line, ",")
		y, line, ok2 := strings.Cut(line, ",")
		v, src, ok3 := strings.Cut(line, ",")
		if !ok1 || !ok2 || !ok3 || strings.Contains(src, ",") {
			return Series{}, bad("series.fields", "not four fields")
		}
		year, err := strconv.Atoi(y)
		if err != nil {
			return Series{}, bad("series.year", "not a year")
		}
		value, err := strconv.ParseFloat(v, 64)
		if err != nil || math.IsNaN(value) || math.IsInf(value, 0) {
			return Series{}, bad("series.value", "not a finite number")
		}
		if n := len(s.Points); n > 0 {
			// Interning keeps one copy of each code instead of 77,000.
			last := s.Points[n-1]
			if c := strings.Compare(last.Country, iso3); c > 0 || c == 0 && last.Year >= year {
				return Series{}, bad("series.order", "not after the line before")
			}
			if last.Country == iso3 {
				iso3 = last.Country
			}
			if last.Source == src {
				src = last.Source
			}
		}
		s.Points = append(s.Points, Point{Country: iso3, Year: year, Value: value, Source: src})
	}
	return s, nil
}

// Validate reports every broken rule of the series: order, duplicates, finite
// values, plausible years, and codes that the tables do not know.
func (s Series) Validate(t Tables) error {
	return fault.Bad("catalog.Series.Validate", s.broken(t.index()))
}

// maxBroken bounds how many broken fields one report lists.
const maxBroken = 200

func (s Series) broken(ix tableIndex) []fault.Field {
	var bad []fault.Field
	add := func(p Point, field, code, detail string) {
		if len(bad) < maxBroken {
			at := "series[" + s.Indicator + "][" + p.Country + "," + strconv.Itoa(p.Year) + "]." + field
			bad = append(bad, fault.Field{Field: at, Code: code, Detail: detail})
		}
	}
	if _, ok := ix.indicators[s.Indicator]; !ok {
		bad = append(bad, fault.Field{Field: "series[" + s.Indicator + "]", Code: "indicator.unknown", Detail: "no such indicator"})
	}
	for i, p := range s.Points {
		if i > 0 {
			q := s.Points[i-1]
			if c := strings.Compare(q.Country, p.Country); c > 0 || c == 0 && q.Year > p.Year {
				add(p, "order", "series.order", "not in order of country and year")
			} else if c == 0 && q.Year == p.Year {
				add(p, "year", "series.duplicate", "a second value for the same country and year")
			}
		}
		if _, ok := ix.countries[p.Country]; !ok {
			add(p, "iso3", "country.unknown", "no such country")
		}
		if _, ok := ix.sources[p.Source]; !ok {
			add(p, "sourceId", "source.unknown", "no such source")
		}
		if p.Year < FirstYear || p.Year > MaxYear {
			add(p, "year", "year.range", "not a plausible year")
		}
		if math.IsNaN(p.Value) || math.IsInf(p.Value, 0) {
			add(p, "value", "number.notFinite", "not a finite number")
		}
	}
	return bad
}
