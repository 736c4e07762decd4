package catalog

import (
	"strconv"

	"parksite/internal/fault"
)

// maxDeflatorYears bounds how many years a deflator gives.
const maxDeflatorYears = 200

// WithStage returns the tables with another table of the stages of
// industrialisation. Limits, weights, deflator, ages, citation and notes may
// differ; what is measured stays, since a stage of other indicators is another
// measure and not an edition of this one.
//
// It returns fault.Invalid naming every broken rule.
func (t Tables) WithStage(s StageTable) (Tables, error) {
	const op = "catalog.Tables.WithStage"
	var bad []fault.Field
	same := len(s.Measures) == len(t.Stage.Measures)
	for i := 0; same && i < len(s.Measures); i++ {
		was, is := t.Stage.Measures[i], s.Measures[i]
		same = was.ID == is.ID && was.Indicator == is.Indicator
	}
	if !same {
		bad = append(bad, fault.Field{Field: "stage.measures", Code: "stage.measures", Detail: "the measures, their indicators and their order stay as they are"})
	}
	bad = append(bad, s.broken()...)
	bad = append(bad, CheckTexts("stage.citation", s.Citation, 1000, true)...)
	bad = append(bad, CheckTexts("stage.note", s.Note, 4000, true)...)
	bad = append(bad, CheckTexts("stage.deflator.name", s.Deflator.Name, 200, false)...)
	bad = append(bad, CheckTexts("stage.deflator.note", s.Deflator.Note, 1000, true)...)
	if s.Citation.Zh == "" && s.Citation.En == "" {
		bad = append(bad, fault.Field{Field: "stage.citation", Code: "required", Detail: "where do the limits come from?"})
	}
	for i, m := range s.Measures {
		at := "stage.measures[" + strconv.Itoa(i) + "]"
		bad = append(bad, CheckTexts(at+".name", m.Name, 200, false)...)
		bad = append(bad, CheckTexts(at+".basis", m.Basis, 1000, true)...)
		if _, known := s.Deflator.At(m.BaseYear); m.BaseYear != 0 && !known {
			bad = append(bad, fault.Field{Field: at + ".baseYear", Code: "stage.baseYear", Detail: "the deflator gives no value for this year"})
		}
	}
	if n := len(s.Deflator.Values); n > maxDeflatorYears {
		bad = append(bad, fault.Field{Field: "stage.deflator.values", Code: "number.range", Detail: "too many years"})
	}
	for i, v := range s.Deflator.Values {
		if v.Year < FirstYear || v.Year > MaxYear {
			bad = append(bad, fault.Field{Field: "stage.deflator.values[" + strconv.Itoa(i) + "].year", Code: "year.range", Detail: "no year of this data"})
		}
	}
	if err := fault.Bad(op, bad[:min(len(bad), maxBroken)]); err != nil {
		return t, err
	}
	t.Stage = s
	return t, nil
}
