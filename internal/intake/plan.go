package intake

import (
	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// Parent is the dataset a batch is compared with and joined to.
type Parent struct {
	Dataset catalog.Dataset
	Tables  catalog.Tables
	Series  []catalog.Series
}

// Plan is the dataset that publishing a batch would make: the parent's
// successor, ready for the store.
type Plan struct {
	Dataset    catalog.Dataset
	Tables     catalog.Tables
	Series     []catalog.Series
	Difference Difference // to the parent, 200 changes at most
}

// listed is how many changes a plan lists.
const listed = 200

// NewPlan joins a batch to its parent. by and reason are noted in the dataset.
// With replace, see Diff. The same values from the same source make the same
// content digest by whatever path they came.
//
// It returns what Merge and catalog.NewDataset return, and fault.Conflict
// (import.noChange) when the result would be the parent itself.
func NewPlan(parent Parent, b Batch, replace bool, by, reason string) (Plan, error) {
	const op = "intake.NewPlan"
	t, series, err := Merge(parent.Tables, parent.Series, b, replace)
	if err != nil {
		return Plan{}, err
	}
	d, err := catalog.NewDataset(parent.Dataset.Number+1, parent.Dataset.ID, by, reason, t, series)
	if err != nil {
		return Plan{}, fault.Wrap(op, err)
	}
	if d.Digest == parent.Dataset.Digest {
		return Plan{}, fault.Newf(op, fault.Conflict, "import.noChange", "%s holds exactly these values already", parent.Dataset.ID)
	}
	return Plan{Dataset: d, Tables: t, Series: series, Difference: Diff(parent.Series, b, replace, listed)}, nil
}
