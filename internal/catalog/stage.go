package catalog

import (
	"math"
	"strconv"

	"parksite/internal/fault"
)

// StageTable holds what the composite index of industrialisation
// (工业化水平综合指数; Chen Jiagui, Huang Qunhui and Zhong Hongwu, 《经济研究》2006, no. 6)
// is computed from. It is data: a user may edit it, and it belongs to the
// dataset version.
type StageTable struct {
	Citation Text           `json:"citation"`
	Note     Text           `json:"note"`
	Measures []StageMeasure `json:"measures"`
	Deflator Deflator       `json:"deflator"`

	// MaxAge is how many years older than the year of the index an input may
	// be; the first measure must be of that very year.
	MaxAge int `json:"maxAge"`
	// MinMeasures is how many measures must be present; the weighted mean is
	// then taken over those, and the absent ones are named.
	MinMeasures int `json:"minMeasures"`
}

// StageMeasure is one of the five measures. Limits are the four borders
// pre|early|middle|late|post, rising or falling with industrialisation.
type StageMeasure struct {
	ID        string    `json:"id"`
	Name      Text      `json:"name"`
	Indicator string    `json:"indicator"`
	Weight    float64   `json:"weight"`
	Limits    []float64 `json:"limits"`
	// BaseYear is the year whose dollars the limits are in; 0 = not money.
	BaseYear int  `json:"baseYear,omitempty"`
	Basis    Text `json:"basis"`
}

// Deflator moves dollar limits from one year to another. Between two years
// given it is linear; outside them it is not defined.
type Deflator struct {
	Name   Text        `json:"name"`
	Note   Text        `json:"note"`
	Values []YearValue `json:"values"`
}

// YearValue is a value of a year.
type YearValue struct {
	Year  int     `json:"year"`
	Value float64 `json:"value"`
}

// At returns the deflator of a year and whether it is defined.
func (d Deflator) At(year int) (float64, bool) {
	for i, v := range d.Values {
		if v.Year == year {
			return v.Value, true
		}
		if v.Year > year {
			if i == 0 {
				return 0, false
			}
			u := d.Values[i-1]
			share := float64(year-u.Year) / float64(v.Year-u.Year)
			return u.Value + float64(share*(v.Value-u.Value)), true
		}
	}
	return 0, false
}

// The classes of industrialisation.
const (
	PreIndustrial  = "pre"
	EarlyStage     = "early"
	MiddleStage    = "middle"
	LateStage      = "late"
	PostIndustrial = "post"
)

// Stage is where a country stood in a year: index K from 0 (pre-industrial) to
// 100 (post-industrial), its class, and the parts it is the weighted mean of.
type Stage struct {
	ISO3  string      `json:"iso3"`
	Year  int         `json:"year"`
	Index float64     `json:"index"`
	Class string      `json:"class"`
	Parts []StagePart `json:"parts"` // one per measure, also the missing ones
}

// StagePart is one measure of a stage. Value, Score and Class are absent where
// the measure is missing.
type StagePart struct {
	Measure string    `json:"measure"`
	Input   *Input    `json:"input,omitempty"` // value with year and source
	Limits  []float64 `json:"limits"`          // in the money of the value's year
	Score   *float64  `json:"score,omitempty"`
	Class   string    `json:"class,omitempty"`
	Weight  float64   `json:"weight"` // effective, sums to 1 over the parts present
}

// Place returns the score (pre 0, early 0–33, middle 33–66, late 66–99, post
// 100; linear between the limits) and class of a value.
func (m StageMeasure) Place(x float64, limits []float64) (float64, string) {
	l := [4]float64(limits)
	if l[0] > l[3] { // falls with industrialisation
		x = -x
		for i := range l {
			l[i] = -l[i]
		}
	}
	part := func(i int) float64 { return float64(33 * (x - l[i]) / (l[i+1] - l[i])) }
	switch {
	case x < l[0]:
		return 0, PreIndustrial
	case x <= l[1]:
		return part(0), EarlyStage
	case x <= l[2]:
		return 33 + part(1), MiddleStage
	case x <= l[3]:
		return 66 + part(2), LateStage
	}
	return 100, PostIndustrial
}

// StageClass returns the class of an index K.
func StageClass(k float64) string {
	switch {
	case k <= 0:
		return PreIndustrial
	case k <= 33:
		return EarlyStage
	case k <= 66:
		return MiddleStage
	case k < 100:
		return LateStage
	}
	return PostIndustrial
}

// StageOf returns where a country stood in a year, and false where the first
// measure has no value of that year or fewer than MinMeasures are present; the
// parts then still say what there is.
func (s *Snapshot) StageOf(iso3 string, year int) (Stage, bool) {
	c, known := s.country[iso3]
	if !known {
		return Stage{}, false
	}
	return s.stageAt(c, year)
}

func (s *Snapshot) stageAt(c, year int) (Stage, bool) {
	t := s.tables.Stage
	st := Stage{ISO3: s.tables.Countries[c].ISO3, Year: year, Parts: make([]StagePart, len(t.Measures))}
	total, sum, present := 0.0, 0.0, 0
	for i, m := range t.Measures {
		st.Parts[i] = StagePart{Measure: m.ID, Limits: m.Limits}
		age := t.MaxAge
		if i == 0 {
			age = 0
		}
		k, ok := s.indicator[m.Indicator]
		if !ok {
			continue
		}
		o, status := s.At(c, k, year, age)
		if status != Observed && status != Derived {
			continue
		}
		limits, ok := s.limitsAt(m, o.Year)
		if !ok {
			continue
		}
		score, class := m.Place(o.Value, limits)
		st.Parts[i] = StagePart{Measure: m.ID, Input: &Input{Indicator: o.Indicator, Year: o.Year, Value: o.Value, Source: o.Source},
			Limits: limits, Score: &score, Class: class, Weight: m.Weight}
		total += m.Weight
		sum += float64(m.Weight * score)
		present++
	}
	if total == 0 {
		return st, false
	}
	for i := range st.Parts {
		st.Parts[i].Weight /= total
	}
	st.Index = sum / total
	st.Class = StageClass(st.Index)
	return st, present >= t.MinMeasures && st.Parts[0].Input != nil
}

func (s *Snapshot) limitsAt(m StageMeasure, year int) ([]float64, bool) {
	if m.BaseYear == 0 {
		return m.Limits, true
	}
	base, ok1 := s.tables.Stage.Deflator.At(m.BaseYear)
	now, ok2 := s.tables.Stage.Deflator.At(year)
	if !ok1 || !ok2 {
		return nil, false
	}
	limits := make([]float64, len(m.Limits))
	for i, l := range m.Limits {
		limits[i] = l * now / base
	}
	return limits, true
}

func (t StageTable) broken() []fault.Field {
	var bad []fault.Field
	add := func(field, code, detail string) {
		bad = append(bad, fault.Field{Field: "stage." + field, Code: code, Detail: detail})
	}
	if len(t.Measures) == 0 {
		add("measures", "required", "no measure")
	}
	for i, m := range t.Measures {
		at := "measures[" + strconv.Itoa(i) + "]"
		if !(m.Weight > 0) || math.IsInf(m.Weight, 0) {
			add(at+".weight", "weight.notPositive", "a weight must be positive")
		}
		if len(m.Limits) != 4 {
			add(at+".limits", "stage.limits", "four limits are needed")
			continue
		}
		rising, falling := true, true
		for j := 1; j < 4; j++ {
			rising = rising && m.Limits[j] > m.Limits[j-1]
			falling = falling && m.Limits[j] < m.Limits[j-1]
		}
		if !rising && !falling {
			add(at+".limits", "stage.limits", "limits must rise or fall strictly")
		}
	}
	for i, v := range t.Deflator.Values {
		if !(v.Value > 0) || math.IsInf(v.Value, 0) {
			add("deflator.values["+strconv.Itoa(i)+"].value", "number.notPositive", "must be positive")
		}
		if i > 0 && v.Year <= t.Deflator.Values[i-1].Year {
			add("deflator.values["+strconv.Itoa(i)+"].year", "series.order", "years must increase")
		}
	}
	if t.MaxAge < 0 || t.MinMeasures < 1 || t.MinMeasures > len(t.Measures) {
		add("minMeasures", "number.range", "outside its range")
	}
	return bad
}
