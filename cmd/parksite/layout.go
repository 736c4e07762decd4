package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"parksite/internal/appraisal"
	"parksite/internal/fault"
	"parksite/internal/layout"
	"parksite/seeds"
)

// layouts plans a strategy's layout from the terminal: sites from the seeds,
// countries and models from the store, or from the seeds when there is none.
func layouts(ctx context.Context, c console, args []string) error {
	fs := flags("layout")
	strategy := fs.String("strategy", "", "")
	sites := fs.Int("sites", 6, "")
	year := fs.Int("year", 0, "")
	format := fs.String("format", "table", "")
	plans := fs.Int("plans", layout.DefaultPlans, "")
	closed := fs.String("close", "", "")
	why := fs.String("why", "", "")
	draws := fs.Int("test", 0, "")
	seed := fs.Uint64("seed", 1, "")
	countC := fs.Bool("count-c", false, "")
	siteModel := fs.String("site-model", "", "")
	var in, out, off []string
	each := func(list *[]string) func(string) error {
		return func(s string) error { *list = append(*list, strings.Split(s, ",")...); return nil }
	}
	fs.Func("in", "", each(&in))
	fs.Func("out", "", each(&out))
	fs.Func("off", "", each(&off))
	rest, err := parse(fs, args)
	switch {
	case err != nil:
		return err
	case len(rest) > 0:
		return usageError("unexpected argument %q", rest[0])
	case *format != "table" && *format != "json":
		return usageError("--format %q is not table or json", *format)
	case *strategy == "":
		return usageError("--strategy is needed: S1, S2, S3 or S4")
	case *draws < 0 || *draws > layout.MaxDraws:
		return usageError("--test %d is not between 0 and %d draws", *draws, layout.MaxDraws)
	case *plans < 1 || *plans > 100:
		return usageError("--plans %d is not between 1 and 100", *plans)
	case *closed != "" && !slices.Contains(layout.Passages[:], layout.Passage(*closed)):
		return usageError("--close %q is not suez, panama or malacca", *closed)
	}
	known, err := openKnown(ctx, c)
	if err != nil {
		return err
	}
	defer known.close(ctx)
	a, models, err := known.atlas(ctx, *year)
	if err != nil {
		return err
	}
	rule, err := a.DefaultRule(strings.ToUpper(*strategy), *sites)
	if err != nil {
		return usage(err)
	}
	rule.ForcedIn, rule.ForcedOut, rule.Off = in, out, off
	country, err := layout.ScoreCountries(models, known.snapshot, rule.Strategy, *year)
	if err != nil {
		return usage(err)
	}
	input := layout.Input{Rule: rule, Model: layout.DefaultSiteModel(), Country: country, Closed: layout.Passage(*closed)}
	if *siteModel != "" {
		m, err := known.model(ctx, *siteModel)
		if err != nil {
			return err
		}
		if input.Model, err = layout.ModelOf(m); err != nil {
			return usage(err)
		}
	}
	input.Model.CountC = *countC
	p, _, err := a.Problem(input)
	if err != nil {
		return usage(err)
	}
	sol, err := searched(ctx, c, p, *plans)
	if err != nil {
		return usage(err)
	}
	report, err := a.NewReport(input, p, sol, known.snapshot.Dataset())
	if err != nil {
		return err
	}
	if *why != "" {
		r, err := layout.Why(ctx, p, sol.Plans[0], *why)
		if err != nil {
			return usage(err)
		}
		report.Reason = &r
	}
	if *draws > 0 {
		if report.Stress, err = a.Stress(ctx, input, sol.Plans[0], layout.Scenarios(rule)); err != nil {
			return usage(err)
		}
		u, err := a.Uncertain(ctx, input, sol.Plans[0], layout.UncertaintyOptions{Draws: *draws, Seed: *seed, Spread: 0.5})
		if err != nil {
			return usage(err)
		}
		report.Uncertainty = &u
	}
	if *format == "json" {
		enc := json.NewEncoder(c.out)
		enc.SetIndent("", "  ")
		return enc.Encode(report)
	}
	return report.Table(c.out)
}

// patience is how long a search goes on in silence.
const patience = 2 * time.Second

// searched solves p. A search that takes longer than patience tells how far it
// has come; interrupted, it gives the best plan found, which says that it is
// unproven and how far from the best it may be.
func searched(ctx context.Context, c console, p layout.Problem, plans int) (layout.Solution, error) {
	next := c.now().Add(patience)
	sol, err := layout.Solve(ctx, p, layout.Options{Plans: plans, Progress: func(x layout.Progress) {
		if now := c.now(); now.After(next) {
			next = now.Add(patience)
			found := "no plan yet"
			if x.Plans > 0 {
				found = fmt.Sprintf("best %.6f", x.Best)
			}
			fmt.Fprintf(c.err, "searching: %d nodes, %s, none above %.6f; interrupt to take what is found\n", x.Nodes, found, x.Bound)
		}
	}})
	if errors.Is(err, context.Canceled) && len(sol.Plans) > 0 {
		return sol, nil
	}
	return sol, err
}

// usage words a fault that the arguments caused.
func usage(err error) error {
	err = inputProblem(err)
	var e exitError
	if errors.As(err, &e) {
		return err
	}
	switch fault.Of(err) {
	case fault.Invalid, fault.NotFound, fault.Uncomputable:
		return exitError{exitUsage, err}
	}
	return err
}

// atlas joins the sites of the seeds with the known data, and returns the
// models beside it.
func (k known) atlas(ctx context.Context, year int) (*layout.Atlas, []appraisal.Model, error) {
	data, err := seeds.Load()
	if err != nil {
		return nil, nil, err
	}
	models := data.Models
	if k.store != nil {
		if models, err = k.store.Models(ctx); err != nil {
			return nil, nil, err
		}
		models = slices.DeleteFunc(models, func(m appraisal.Model) bool { return m.Team != "" })
	}
	b := layout.Basis{Snapshot: k.snapshot, Strategies: data.Strategies, Industries: data.Industries, Sites: data.Sites, LandUse: data.LandUse, Models: models}
	a, err := b.Atlas(year)
	return a, models, err
}
