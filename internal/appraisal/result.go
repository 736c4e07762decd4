package appraisal

import "parksite/internal/catalog"

// EngineVersion names the arithmetic and the rules around it. It changes with
// anything that can change a result, and is part of every digest.
const EngineVersion = "parksite-1"

// Scope says which candidates are ranked: the union of what is named; all of
// them when nothing is.
type Scope struct {
	Regions    []string `json:"regions,omitempty"`    // catalog.Region.ID
	Strategies []string `json:"strategies,omitempty"` // every country with a role in it
	Countries  []string `json:"countries,omitempty"`  // iso3
}

// Result is a ranking as computed, in named countries. Absent = missing, never 0.
type Result struct {
	DatasetID     string        `json:"datasetId"`
	ModelID       string        `json:"modelId"`
	ModelVersion  int64         `json:"modelVersion"`
	Method        string        `json:"method"`
	EngineVersion string        `json:"engineVersion"`
	Year          int           `json:"year"`
	Digest        string        `json:"digest"`
	NegativeList  *ListInForce  `json:"negativeList,omitempty"` // where one speaks of the model's industry
	Alternatives  []Alternative `json:"alternatives"`           // by rank, ties in the order of the catalogue
	Excluded      []Excluded    `json:"excluded"`
	Warnings      []Warning     `json:"warnings"`
}

// ListInForce names the version of a negative list that was applied, and the
// day its entries were read for.
type ListInForce struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
	On      string `json:"on"` // "2026-11-23"
}

// Alternative is one ranked country. ScoreLow and ScoreHigh are its score with
// every missing value at its worst and at its best.
type Alternative struct {
	ISO3       string           `json:"iso3"`
	Rank       int              `json:"rank"`
	Score      float64          `json:"score"`
	ScoreLow   float64          `json:"scoreLow"`
	ScoreHigh  float64          `json:"scoreHigh"`
	Coverage   float64          `json:"coverage"` // share of the weight with data
	Missing    int              `json:"missing"`  // criteria without a usable value, structural ones aside
	Dimensions []DimensionScore `json:"dimensions"`
	Criteria   []CriterionScore `json:"criteria"`
}

// DimensionScore is a child of the tree's root. Contribution is the part of
// the score it accounts for, absent where the method has no such parts.
type DimensionScore struct {
	ID           string        `json:"id"`
	Name         *catalog.Text `json:"name,omitempty"` // of sites, whose models name their own branches
	Score        *float64      `json:"score,omitempty"`
	Weight       float64       `json:"weight"`
	Coverage     float64       `json:"coverage"`
	Contribution *float64      `json:"contribution,omitempty"`
}

// CriterionScore is one criterion of one country. Weight is its share of the
// whole model, EffectiveWeight the share after the weights of missing values
// were spread over what is present; under a weighted sum contributions are
// EffectiveWeight × Normalised and sum to the score.
type CriterionScore struct {
	ID              string         `json:"id"`
	Value           *float64       `json:"value,omitempty"`
	Year            int            `json:"year,omitempty"`
	Source          string         `json:"sourceId,omitempty"`
	Normalised      *float64       `json:"normalised,omitempty"`
	Weight          float64        `json:"weight"`
	EffectiveWeight *float64       `json:"effectiveWeight,omitempty"`
	Contribution    *float64       `json:"contribution,omitempty"`
	Status          catalog.Status `json:"status" swaggertype:"string" enums:"observed,derived,structural,stale,missing"`
}

// Reasons why a country of the scope is not ranked.
const (
	ScreenBelow   = "screen.below"
	ScreenAbove   = "screen.above"
	ScreenMissing = "screen.missing"
	Prohibited    = "negativeList.prohibited"
	NoData        = "noData"
)

// Excluded is a country of the scope that is not ranked, and why.
type Excluded struct {
	ISO3      string        `json:"iso3"`
	Reason    string        `json:"reason" enums:"screen.below,screen.above,screen.missing,negativeList.prohibited,noData"`
	Criterion string        `json:"criterion,omitempty"`
	Value     *float64      `json:"value,omitempty"`
	Year      int           `json:"year,omitempty"`
	Threshold *float64      `json:"threshold,omitempty"`
	Text      *catalog.Text `json:"text,omitempty"` // the rule's own words
}

// Warning is a remark on a valid result; Code is a translation key without the
// "warning." that the interface puts before it: stale, missing, imputed,
// outsideGoalposts, constantColumn, floored, weights.normalised,
// negativeList.restricted and the further kinds of scoring.
type Warning struct {
	Code      string   `json:"code"`
	ISO3      string   `json:"iso3,omitempty"`
	Criterion string   `json:"criterion,omitempty"`
	Node      string   `json:"node,omitempty"`
	Year      int      `json:"year,omitempty"`
	Value     *float64 `json:"value,omitempty"`
}
