package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/intake"
)

// importReport is what a dry run found.
type importReport struct {
	Batch                 intake.Batch
	Plan                  intake.Plan
	parent                catalog.Dataset
	before                *catalog.Snapshot
	shifts                []appraisal.Shift
	yearBefore, yearAfter int
}

// shown is how many lines of each list the table has; JSON has all there are.
const shown = 12

func (r importReport) json(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(map[string]any{"parentId": r.parent.ID, "digest": r.Plan.Dataset.Digest, "counts": r.Plan.Dataset.Counts,
		"stats": r.Batch.Stats, "skipped": r.Batch.Skipped, "source": r.Batch.Source, "difference": r.Plan.Difference,
		"rejected": r.Batch.Rejected, "remarks": r.Batch.Remarks,
		"effect": map[string]any{"modelId": "general", "yearBefore": r.yearBefore, "yearAfter": r.yearAfter, "shifts": r.shifts}})
}

func (r importReport) table(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	s, d := r.Batch.Stats, r.Plan.Difference
	fmt.Fprintf(w, "source\t%s (%s), %s, %s, %s\n", r.Batch.Source.Title, r.Batch.Source.ID, r.Batch.Source.Publisher, r.Batch.Source.Licence, r.Batch.Source.Vintage)
	fmt.Fprintf(w, "read\t%s: %d rows, %d values of %d indicators and %d countries, %d to %d\n", s.Format, s.Rows, s.Values, s.SeriesFilled, s.Countries, s.FirstYear, s.LastYear)
	for _, reason := range slices.Sorted(maps.Keys(r.Batch.Skipped)) {
		fmt.Fprintf(w, "left out\t%d %s\n", r.Batch.Skipped[reason], reason)
	}
	fmt.Fprintf(w, "against %s\t%d added, %d changed, %d removed, %d cited anew, %d the same\n", r.parent.ID, d.Added, d.Changed, d.Removed, d.SourceOnly, d.Same)
	fmt.Fprintf(w, "would be\t%s with %d values of %d indicators, %s\n", r.Plan.Dataset.ID, r.Plan.Dataset.Counts.Observations, r.Plan.Dataset.Counts.Indicators, r.Plan.Dataset.Digest)
	for _, x := range r.Batch.Indicators {
		fmt.Fprintf(w, "new indicator\t%s %s (%s), %s, %s, %s\n", x.Code, x.Name.Zh, x.Name.En, x.Unit.Zh, x.Dimension, x.Direction)
	}
	if d.Changed > 0 {
		fmt.Fprintf(w, "\nlargest changes\tyear\tbefore\tafter\n")
	}
	for _, c := range d.Changes[:min(shown, d.Changed, len(d.Changes))] {
		fmt.Fprintf(w, "%s %s\t%d\t%s\t%s\n", c.ISO3, c.Indicator, c.Year, number(*c.Old), number(*c.New))
	}
	fmt.Fprintf(w, "\ngeneral order\t%d\t%d\n", r.yearBefore, r.yearAfter)
	moved := 0
	for _, x := range r.shifts {
		if x.RankBefore != nil && x.RankAfter != nil && *x.RankBefore == *x.RankAfter {
			continue
		}
		if moved++; moved <= shown {
			fmt.Fprintf(w, "%s\t%s\t%s\n", x.ISO3, place(x.RankBefore), place(x.RankAfter))
		}
	}
	fmt.Fprintf(w, "%d of %d countries change places\t\t\n", moved, len(r.shifts))
	if err := w.Flush(); err != nil {
		return err
	}
	return refusedCells(out, r.Batch)
}

// refusedCells lists the first refused cells, each with its reason in both
// languages, and after them what was read in a way worth knowing.
func refusedCells(out io.Writer, b intake.Batch) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	list := func(what string, n int, cells []intake.Rejection) {
		if n == 0 {
			return
		}
		fmt.Fprintf(w, "\n%d %s\t\t\t\n", n, what)
		for _, x := range cells[:min(shown, len(cells))] {
			fmt.Fprintf(w, "%s\trow %d\t%q\t%s (%s)\n", strings.TrimSpace(x.Sheet+" "+x.Cell), x.Row, x.Value, intake.Reason(x.Code, "zh"), intake.Reason(x.Code, "en"))
		}
	}
	list("cells refused (--rejected FILE.csv writes all)", b.Stats.Rejected, b.Rejected)
	list("remarks", len(b.Remarks), b.Remarks)
	return w.Flush()
}

func place(rank *int) string {
	if rank == nil {
		return "—"
	}
	return strconv.Itoa(*rank)
}

// bar shows progress on a terminal, and nothing where there is none.
type bar struct {
	w     io.Writer // nil = no terminal
	last  time.Time
	drawn bool
}

func newBar(w io.Writer) *bar {
	if f, ok := w.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			return &bar{w: w}
		}
	}
	return &bar{}
}

func (b *bar) bytes(done, total int64) {
	if total > 0 {
		b.draw("reading %3d %% of %d MB", 100*done/total, total>>20)
	}
}

func (b *bar) count(what string, done, total int) { b.draw("%s %d of %d series", what, done, total) }

func (b *bar) draw(format string, args ...any) {
	if b.w == nil || time.Since(b.last) < 100*time.Millisecond {
		return
	}
	b.last, b.drawn = time.Now(), true
	fmt.Fprintf(b.w, "\r\x1b[K"+format, args...)
}

func (b *bar) end() {
	if b.drawn {
		fmt.Fprint(b.w, "\r\x1b[K")
	}
}
