package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// rank ranks from the terminal, from the store, or from the seeds when there
// is none. The numbers are those of POST /api/v1/preview.
func rank(ctx context.Context, c console, args []string) error {
	fs := flags("rank")
	modelID := fs.String("model", "general", "")
	var scope appraisal.Scope
	fs.Func("region", "", func(s string) error { scope.Regions = append(scope.Regions, s); return nil })
	fs.Func("strategy", "", func(s string) error { scope.Strategies = append(scope.Strategies, s); return nil })
	fs.Func("countries", "", func(s string) error {
		for iso3 := range strings.SplitSeq(s, ",") {
			scope.Countries = append(scope.Countries, strings.ToUpper(strings.TrimSpace(iso3)))
		}
		return nil
	})
	year := fs.Int("year", 0, "")
	format := fs.String("format", "table", "")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return usageError("unexpected argument %q", rest[0])
	}
	if !slices.Contains([]string{"table", "csv", "json"}, *format) {
		return usageError("--format %q is not table, csv or json", *format)
	}
	known, err := openKnown(ctx, c)
	if err != nil {
		return err
	}
	defer known.close(ctx)
	model, err := known.model(ctx, *modelID)
	if err != nil {
		return err
	}
	list, err := known.negativeList(ctx)
	if err != nil {
		return err
	}
	opts := appraisal.Options{Scope: scope, Year: *year}.Under(model, list, c.now().UTC().Format(time.DateOnly))
	result, err := appraisal.EvaluateWith(model, known.snapshot, opts)
	if err != nil {
		return inputProblem(err)
	}
	switch *format {
	case "json":
		enc := json.NewEncoder(c.out)
		enc.SetIndent("", "  ")
		return enc.Encode(result)
	case "csv":
		return rankCSV(c.out, result, known.snapshot)
	}
	return rankTable(c.out, result, known.snapshot)
}

// inputProblem words a fault for the terminal: one line per broken field.
func inputProblem(err error) error {
	var f *fault.Error
	if !asFault(err, &f) || len(f.Fields) == 0 {
		return err
	}
	lines := make([]string, len(f.Fields))
	for i, field := range f.Fields {
		lines[i] = field.Field + ": " + field.Detail + " (" + field.Code + ")"
	}
	return exitError{exitUsage, fmt.Errorf("%s", strings.Join(lines, "\n  "))}
}

func rankCSV(w io.Writer, r appraisal.Result, snap *catalog.Snapshot) error {
	out := csv.NewWriter(w)
	head := []string{"rank", "iso3", "name_en", "name_zh", "region", "score", "scoreLow", "scoreHigh", "coverage", "missing"}
	if len(r.Alternatives) > 0 {
		for _, d := range r.Alternatives[0].Dimensions {
			head = append(head, d.ID)
		}
	}
	if err := out.Write(head); err != nil {
		return err
	}
	for _, a := range r.Alternatives {
		country, _ := snap.Country(a.ISO3)
		row := []string{strconv.Itoa(a.Rank), a.ISO3, country.Name.En, country.Name.Zh, country.Region,
			number(a.Score), number(a.ScoreLow), number(a.ScoreHigh), number(a.Coverage), strconv.Itoa(a.Missing)}
		for _, d := range a.Dimensions {
			cell := ""
			if d.Score != nil {
				cell = number(*d.Score)
			}
			row = append(row, cell)
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// number is x in full precision.
func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

func rankTable(w io.Writer, r appraisal.Result, snap *catalog.Snapshot) error {
	var b strings.Builder
	fmt.Fprintf(&b, "model %s version %d, %s, data %s to %d, engine %s\n%s\n\n", r.ModelID, r.ModelVersion, r.Method, r.DatasetID, r.Year, r.EngineVersion, r.Digest)
	b.WriteString("rank  iso3   score  from    to      coverage")
	if len(r.Alternatives) > 0 {
		for _, d := range r.Alternatives[0].Dimensions {
			fmt.Fprintf(&b, "  %-12.12s", d.ID)
		}
	}
	b.WriteString("  country\n")
	for _, a := range r.Alternatives {
		country, _ := snap.Country(a.ISO3)
		fmt.Fprintf(&b, "%4d  %-5s  %.4f %.4f  %.4f  %7.0f%%", a.Rank, a.ISO3, a.Score, a.ScoreLow, a.ScoreHigh, 100*a.Coverage)
		for _, d := range a.Dimensions {
			if d.Score == nil {
				fmt.Fprintf(&b, "  %-12s", "–")
			} else {
				fmt.Fprintf(&b, "  %-12.4f", *d.Score)
			}
		}
		fmt.Fprintf(&b, "  %s %s\n", country.Name.En, country.Name.Zh)
	}
	for _, x := range r.Excluded {
		country, _ := snap.Country(x.ISO3)
		fmt.Fprintf(&b, "   –  %-5s  not ranked: %s %s  %s\n", x.ISO3, x.Reason, x.Criterion, country.Name.En)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
