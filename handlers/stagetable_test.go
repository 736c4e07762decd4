package handlers

import (
	"slices"
	"testing"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// Limits and weights are data: another table is tried without a trace, becomes
// a version of the data with its reason, and what was computed from the former
// one stays as it was.
func TestStageTable(t *testing.T) {
	s := newSite(t)
	admin := s.as("admin")
	var was stageTable
	admin.get("/api/v1/stage-table").decode(t, &was)
	if was.DatasetID != "ds-1" || len(was.Stage.Measures) != 5 || was.Stage.Citation.Zh == "" {
		t.Fatalf("%+v", was)
	}
	// All weight on income: a country's index is its income's score.
	edited := was.Stage
	edited.Measures = slices.Clone(was.Stage.Measures)
	for i := range edited.Measures {
		edited.Measures[i].Weight = 0.001
	}
	edited.Measures[0].Weight = 1000
	var trial stageEffects
	admin.post("/api/v1/stage-table/effects", map[string]any{"stage": edited}).decode(t, &trial)
	if trial.ParentID != "ds-1" || len(trial.Stages) != 59 || trial.Effect.ModelID != "general" {
		t.Fatalf("%+v", trial)
	}
	vnm := trial.Stages[slices.IndexFunc(trial.Stages, func(x stageShift) bool { return x.ISO3 == "VNM" })]
	if vnm.IndexBefore == nil || vnm.IndexAfter == nil || *vnm.IndexAfter < 90 || *vnm.IndexBefore > 80 || vnm.ClassAfter != catalog.LateStage {
		t.Errorf("Vietnam: %+v", vnm)
	}
	if !slices.ContainsFunc(trial.Effect.Shifts, func(x appraisal.Shift) bool { return *x.RankBefore != *x.RankAfter }) {
		t.Error("no place moves")
	}
	var page list[catalog.Dataset]
	if admin.get("/api/v1/datasets").decode(t, &page); page.Total != 1 {
		t.Errorf("a trial left %d versions", page.Total)
	}

	body := map[string]any{"parentId": "ds-1", "stage": edited, "reason": "按原文核对"}
	if res := s.as("analyst").post("/api/v1/stage-table", body); res.StatusCode != 403 {
		t.Errorf("an analyst publishes: %d", res.StatusCode)
	}
	var made catalog.Dataset
	res := admin.post("/api/v1/stage-table", body)
	if res.StatusCode != 201 {
		t.Fatalf("%d %s", res.StatusCode, res.body)
	}
	res.decode(t, &made)
	if made.ID != "ds-2" || made.ParentID != "ds-1" || made.Reason != "按原文核对" || made.Counts.Observations == 0 {
		t.Errorf("%+v", made)
	}
	var diff datasetDifference
	admin.get("/api/v1/datasets/ds-2/difference").decode(t, &diff)
	if d := diff.Difference; d.Added+d.Changed+d.Removed != 0 || !slices.Equal(diff.Tables, []string{"stage"}) {
		t.Errorf("difference: %+v", diff)
	}
	var old, now stageTable
	admin.get("/api/v1/stage-table?datasetId=ds-1").decode(t, &old)
	admin.get("/api/v1/stage-table").decode(t, &now)
	if old.Stage.Measures[0].Weight != was.Stage.Measures[0].Weight || now.Stage.Measures[0].Weight != 1000 {
		t.Error("the former version changed, or the new one did not")
	}

	if p := admin.post("/api/v1/stage-table", body).problem(t); p.Code != "import.noChange" {
		t.Errorf("the same again: %+v", p)
	}
	if p := admin.post("/api/v1/stage-table", map[string]any{"parentId": "ds-1", "stage": was.Stage, "reason": "x"}).problem(t); p.Code != "import.parentChanged" {
		t.Errorf("another version came in between: %+v", p)
	}
	other := was.Stage
	other.Measures = slices.Clone(was.Stage.Measures)
	other.Measures[1].Indicator = catalog.StageIndex // would be computed from itself
	other.Measures[2].Limits = []float64{40, 20, 50, 60}
	other.Measures[0].BaseYear = 1990
	other.Citation = catalog.Text{}
	p := admin.post("/api/v1/stage-table/effects", map[string]any{"stage": other}).problem(t)
	want := []string{"stage.measures", "stage.measures[2].limits", "stage.citation", "stage.measures[0].baseYear"}
	for _, field := range want {
		if !slices.ContainsFunc(p.Errors, func(f fault.Field) bool { return f.Field == field }) {
			t.Errorf("%s is not refused: %+v", field, p.Errors)
		}
	}
}
