package appraisal

import (
	"fmt"
	"strings"
	"time"

	"parksite/internal/audit"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/review"
)

// Ranking is a named appraisal that a team works on, submits and publishes. It
// holds a copy of the model, so that later versions of the model do not touch it.
//
// Subject says what it is about, and with it which recipe counts: Model, Scope
// and Weights for countries, Layout for a layout, Sites for a ranking of sites;
// the Model of the last two is the one their host countries are scored with.
// Fields of another subject stay empty.
type Ranking struct {
	ID           string        `json:"id" bson:"_id"`
	Version      int64         `json:"version"`
	CreatedAt    time.Time     `json:"createdAt"`
	UpdatedAt    time.Time     `json:"updatedAt"`
	Team         string        `json:"team"`
	Owner        string        `json:"owner"` // user id
	Title        string        `json:"title"`
	Purpose      string        `json:"purpose"`
	Subject      Subject       `json:"subject,omitempty" swaggertype:"string" enums:"country,layout,site"`
	Notes        string        `json:"notes"`
	ModelID      string        `json:"modelId"`
	ModelVersion int64         `json:"modelVersion"`
	Model        Model         `json:"model"` // copy, may be edited in a draft
	DatasetID    string        `json:"datasetId"`
	Scope        Scope         `json:"scope"`
	Year         int           `json:"year"`
	Seed         uint64        `json:"seed"` // of its simulations
	Weights      []NodeWeight  `json:"weights"`
	BasedOn      *Origin       `json:"basedOn,omitempty"` // the ranking it was drawn from
	Archived     bool          `json:"archived"`
	Review       review.Record `json:"review"`
	Sealed       *Seal         `json:"sealed,omitempty"` // set with the first submission of a round

	Layout *LayoutRequest `json:"layout,omitempty"` // the recipe of a layout
	Sites  *SiteRequest   `json:"sites,omitempty"`  // the recipe of a ranking of sites
}

// NodeWeight overrides the weight of one node among its siblings.
type NodeWeight struct {
	Node   string  `json:"node"`
	Weight float64 `json:"weight"`
}

// Seal is what a submission froze: recomputing the ranking must give Digest again.
type Seal struct {
	Digest        string `json:"digest"`
	EngineVersion string `json:"engineVersion"`
	DatasetDigest string `json:"datasetDigest"`
	Payload       string `json:"payload"` // key of the stored result

	NegativeList *ListInForce `json:"negativeList,omitempty"` // as Result.NegativeList
}

// Head implements what the store needs.
func (r Ranking) Head() audit.Head {
	return audit.Head{ID: r.ID, Version: r.Version, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt}
}

// WithHead implements what the store needs.
func (r Ranking) WithHead(h audit.Head) Ranking {
	r.ID, r.Version, r.CreatedAt, r.UpdatedAt = h.ID, h.Version, h.CreatedAt, h.UpdatedAt
	return r
}

// Options returns what the ranking is evaluated with.
func (r Ranking) Options() Options {
	o := Options{Scope: r.Scope, Year: r.Year}
	if len(r.Weights) > 0 {
		o.Weights = make(map[string]float64, len(r.Weights))
		for _, w := range r.Weights {
			o.Weights[w.Node] = w.Weight
		}
	}
	return o
}

// Evaluate computes the ranking on its dataset, under a negative list (nil =
// none) as it stands on a day. What was sealed is evaluated with the list and
// day of its seal.
//
// It returns fault.Conflict when snap is another dataset than the ranking's, or
// the subject is not countries.
func (r Ranking) Evaluate(snap *catalog.Snapshot, list *catalog.NegativeList, on string) (Result, error) {
	const op = "appraisal.Ranking.Evaluate"
	if r.Subject != OfCountries {
		return Result{}, fault.Newf(op, fault.Conflict, "ranking.otherSubject", "it is about a %s", r.Subject)
	}
	if d := snap.Dataset(); d.ID != r.DatasetID {
		return Result{}, fault.Newf(op, fault.Conflict, "dataset.other", "the ranking is made on %s, not %s", r.DatasetID, d.ID)
	}
	res, err := EvaluateWith(r.Model, snap, r.Options().Under(r.Model, list, on))
	return res, fault.Wrap(op, err)
}

// Validate reports every broken rule of the ranking, its model, scope, year and
// weights included.
func (r Ranking) Validate(snap *catalog.Snapshot) error {
	const op = "appraisal.Ranking.Validate"
	bad := catalog.CheckText("title", r.Title, 200, false)
	if strings.TrimSpace(r.Title) == "" {
		bad = append(bad, fault.Field{Field: "title", Code: "required", Detail: "a title is needed"})
	}
	bad = append(bad, catalog.CheckText("purpose", r.Purpose, 4000, true)...)
	bad = append(bad, catalog.CheckText("notes", r.Notes, 20000, true)...)
	seen := map[string]bool{}
	for i, w := range r.Weights {
		if seen[w.Node] {
			bad = append(bad, fault.Field{Field: fmt.Sprintf("weights[%d]", i), Code: "duplicate", Detail: "given twice: " + w.Node})
		}
		seen[w.Node] = true
	}
	switch r.Subject {
	case OfLayout:
		return fault.Bad(op, r.validateLayout(bad))
	case OfSites:
		return fault.Bad(op, r.validateSites(bad))
	}
	if err := r.Model.Validate(snap); err != nil {
		return joinFields(op, bad, "model.", err)
	}
	if err := fault.Bad(op, bad); err != nil {
		return err
	}
	_, err := Prepare(r.Model, snap, r.Options())
	if fault.Is(err, fault.Uncomputable) {
		return nil // a draft may have nobody left; its evaluation says so
	}
	return fault.Wrap(op, err)
}
