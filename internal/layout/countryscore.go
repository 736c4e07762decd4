package layout

import (
	"fmt"
	"slices"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// HostScore is what a model says of a host country.
type HostScore struct {
	Model      string             `json:"model"` // id and version
	Score      float64            `json:"score"`
	Coverage   float64            `json:"coverage"`
	Dimensions map[string]float64 `json:"dimensions"` // by id; absent where nothing is known
}

// CountryScores are the host countries' scores in one year: by the model of the
// strategy (or the general one), and by the model of each industry.
type CountryScores struct {
	Year     int
	overall  map[string]HostScore
	industry map[string]map[string]HostScore
	Digests  []string // of the results they come from
}

// NewCountryScores reads the scores from ranked results: overall, and by
// industry id. An industry without a result falls back on the overall one.
func NewCountryScores(overall appraisal.Result, industry map[string]appraisal.Result) CountryScores {
	c := CountryScores{Year: overall.Year, overall: hostScores(overall), industry: map[string]map[string]HostScore{}, Digests: []string{overall.Digest}}
	ids := make([]string, 0, len(industry))
	for id := range industry {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		c.industry[id] = hostScores(industry[id])
		c.Digests = append(c.Digests, industry[id].Digest)
	}
	return c
}

func hostScores(r appraisal.Result) map[string]HostScore {
	out := make(map[string]HostScore, len(r.Alternatives))
	for _, a := range r.Alternatives {
		h := HostScore{Model: modelName(r), Score: a.Score, Coverage: a.Coverage, Dimensions: map[string]float64{}}
		for _, d := range a.Dimensions {
			if d.Score != nil {
				h.Dimensions[d.ID] = *d.Score
			}
		}
		out[a.ISO3] = h
	}
	return out
}

// Overall returns a country's score by the model of the strategy.
func (c *CountryScores) Overall(iso3 string) (HostScore, bool) {
	h, ok := c.overall[iso3]
	return h, ok
}

// Industry returns a country's score by the model of an industry, or by the
// overall one where that industry has no model.
func (c *CountryScores) Industry(id, iso3 string) (HostScore, bool) {
	if byCountry, ok := c.industry[id]; ok {
		h, ok := byCountry[iso3]
		return h, ok
	}
	return c.Overall(iso3)
}

func modelName(r appraisal.Result) string { return fmt.Sprintf("%s/%d", r.ModelID, r.ModelVersion) }

// ScoreCountries ranks all candidates by the shipped model of a strategy (the
// general one where there is none) and by the model of each of its industries,
// with the data of one year and before (0 = the snapshot's). Every country is
// ranked, so that a score does not depend on the strategy's list.
//
// It returns fault.NotFound if neither model exists.
func ScoreCountries(models []appraisal.Model, snap *catalog.Snapshot, strategy string, year int) (CountryScores, error) {
	const op = "layout.ScoreCountries"
	find := func(kind, id string) (appraisal.Model, bool) {
		k := slices.IndexFunc(models, func(m appraisal.Model) bool {
			return m.Kind == kind && (kind == appraisal.GeneralModel || m.Strategy == id && kind == appraisal.StrategyModel || m.Industry == id && kind == appraisal.IndustryModel)
		})
		if k < 0 {
			return appraisal.Model{}, false
		}
		return models[k], true
	}
	m, ok := find(appraisal.StrategyModel, strategy)
	if !ok {
		m, ok = find(appraisal.GeneralModel, "")
	}
	if !ok {
		return CountryScores{}, fault.New(op, fault.NotFound, "layout.noModel")
	}
	overall, err := appraisal.Evaluate(m, snap, appraisal.Scope{}, year, nil)
	if err != nil {
		return CountryScores{}, fault.Wrap(op, err)
	}
	industry := map[string]appraisal.Result{}
	for _, m := range models {
		if m.Kind != appraisal.IndustryModel {
			continue
		}
		if industry[m.Industry], err = appraisal.Evaluate(m, snap, appraisal.Scope{}, year, nil); err != nil {
			return CountryScores{}, fault.Wrap(op, err)
		}
	}
	return NewCountryScores(overall, industry), nil
}
