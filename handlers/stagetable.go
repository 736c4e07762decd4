package handlers

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"parksite/internal/audit"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/intake"
)

// stageTable is what the stage of industrialisation is computed from, as it
// belongs to a version of the data.
type stageTable struct {
	DatasetID string             `json:"datasetId"`
	Stage     catalog.StageTable `json:"stage"`
}

// stageTrialRequest is a table that is not in force yet.
type stageTrialRequest struct {
	Stage catalog.StageTable `json:"stage"`
}

// stageRequest is the whole table as it is to be.
type stageRequest struct {
	ParentID string             `json:"parentId"` // the version of the data that was read
	Stage    catalog.StageTable `json:"stage"`
	Reason   string             `json:"reason"` // why it changes; kept in the trail
}

// stageEffects are what another table would do to the stages and to the order.
type stageEffects struct {
	ParentID string        `json:"parentId"`
	Year     int           `json:"year"`   // of the stages below
	Stages   []stageShift  `json:"stages"` // of all candidates, in the order of the catalogue
	Effect   datasetEffect `json:"effect"`
}

// stageShift is a country's stage under the table in force and under another;
// absent where it has none.
type stageShift struct {
	ISO3        string   `json:"iso3"`
	IndexBefore *float64 `json:"indexBefore,omitempty"`
	IndexAfter  *float64 `json:"indexAfter,omitempty"`
	ClassBefore string   `json:"classBefore,omitempty"`
	ClassAfter  string   `json:"classAfter,omitempty"`
}

// getStageTable answers with limits, weights and deflator.
//
//	@Summary  Limits, weights and deflator of the stage of industrialisation, with their citation
//	@Tags     catalogue
//	@Param    datasetId  query  string  false  "the newest when absent"
//	@Success  200  {object}  stageTable
//	@Router   /stage-table [get]
func (a *API) getStageTable(c *gin.Context) error {
	if err := queries(c, "datasetId"); err != nil {
		return err
	}
	snap, err := a.querySnapshot(c)
	if err != nil {
		return err
	}
	return ok(c, stageTable{DatasetID: snap.Dataset().ID, Stage: snap.Tables().Stage})
}

// stageTableEffects says what another table would change.
//
//	@Summary      What another table of stages would change; nothing is stored
//	@Description  Measures and their indicators stay as they are; limits, weights, deflator, ages and citation may differ.
//	@Tags         catalogue
//	@Param        body  body  stageTrialRequest  true  "the whole table"
//	@Success      200  {object}  stageEffects
//	@Failure      409  {object}  problem  "the table in force is this one"
//	@Router       /stage-table/effects [post]
func (a *API) stageTableEffects(c *gin.Context) error {
	var req stageTrialRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	return long(a, c, func(ctx context.Context) (stageEffects, error) {
		parent, d, t, err := a.withStage(ctx, req.Stage, "", "")
		if err != nil {
			return stageEffects{}, err
		}
		before, err := a.snapshots.get(ctx, parent.Dataset.ID)
		if err != nil {
			return stageEffects{}, err
		}
		after, err := catalog.NewSnapshot(d, t, parent.Series)
		if err != nil {
			return stageEffects{}, err
		}
		out := stageEffects{ParentID: parent.Dataset.ID, Year: before.Coverage(catalog.StageIndex).MedianYear, Stages: []stageShift{}}
		for _, iso3 := range before.Candidates() {
			x := stageShift{ISO3: iso3}
			x.IndexBefore, x.ClassBefore = placed(before, iso3, out.Year)
			x.IndexAfter, x.ClassAfter = placed(after, iso3, out.Year)
			out.Stages = append(out.Stages, x)
		}
		out.Effect, err = a.effect(ctx, before, after)
		return out, err
	})
}

func placed(s *catalog.Snapshot, iso3 string, year int) (*float64, string) {
	st, known := s.StageOf(iso3, year)
	if !known {
		return nil, ""
	}
	return &st.Index, st.Class
}

// publishStageTable makes another table part of the next version of the data.
//
//	@Summary      Publish another table of stages as the next version of the data
//	@Description  Values stay as they are. Rankings sealed under an earlier version keep that version's table.
//	@Tags         catalogue
//	@Param        body  body  stageRequest  true  "the whole table, the version that was read, and why it changes"
//	@Success      201  {object}  catalog.Dataset
//	@Failure      409  {object}  problem  "the table in force is this one, or another version came in between"
//	@Router       /stage-table [post]
func (a *API) publishStageTable(c *gin.Context) error {
	const op = "handlers.publishStageTable"
	var req stageRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	if err := fault.Bad(op, reasonGiven(req.Reason)); err != nil {
		return err
	}
	ctx, by := c.Request.Context(), principalOf(c).actor
	reason := catalog.NormalText(req.Reason)
	parent, d, t, err := a.withStage(ctx, req.Stage, by.Username, reason)
	if err != nil {
		return err
	}
	if parent.Dataset.ID != req.ParentID {
		return fault.Newf(op, fault.Conflict, "import.parentChanged", "the newest version is %s", parent.Dataset.ID)
	}
	d, err = a.store.PublishDataset(ctx, d, t, parent.Series, audit.Event{Actor: by, Action: "dataset.publish", Reason: reason})
	if err := overtaken(err); err != nil {
		return fault.Wrap(op, err)
	}
	c.Header("Location", apiPrefix+"/datasets/"+d.ID)
	return versioned(c, http.StatusCreated, d.Version, d)
}

// withStage is the version of the data that another table would make.
func (a *API) withStage(ctx context.Context, s catalog.StageTable, by, reason string) (intake.Parent, catalog.Dataset, catalog.Tables, error) {
	const op = "handlers.withStage"
	parent, err := a.newest(ctx)
	if err != nil {
		return parent, catalog.Dataset{}, catalog.Tables{}, fault.Wrap(op, err)
	}
	t, err := parent.Tables.WithStage(s)
	if err != nil {
		return parent, catalog.Dataset{}, t, fault.Wrap(op, err)
	}
	d, err := catalog.NewDataset(parent.Dataset.Number+1, parent.Dataset.ID, by, reason, t, parent.Series)
	if err != nil {
		return parent, d, t, fault.Wrap(op, err)
	}
	if d.Digest == parent.Dataset.Digest {
		return parent, d, t, fault.Newf(op, fault.Conflict, "import.noChange", "%s holds exactly this table already", parent.Dataset.ID)
	}
	return parent, d, t, nil
}
