package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/seeds"
)

// evidence is what the commands that print tables of findings share.
type evidence struct {
	known
	format string
}

// openEvidence parses args, of which exactly n are no flags, and opens what is
// known.
func openEvidence(ctx context.Context, c console, fs *flag.FlagSet, args []string, n int) (evidence, []string, error) {
	format := fs.String("format", "table", "")
	rest, err := parseAnywhere(fs, args)
	if err != nil {
		return evidence{}, nil, err
	}
	if len(rest) != n {
		return evidence{}, nil, usageError("%d arguments where %d are expected", len(rest), n)
	}
	if !slices.Contains([]string{"table", "csv", "json"}, *format) {
		return evidence{}, nil, usageError("--format %q is not table, csv or json", *format)
	}
	k, err := openKnown(ctx, c)
	return evidence{k, *format}, rest, err
}

// print writes rows as a table or CSV, or v as JSON.
func (e evidence) print(w io.Writer, v any, rows [][]string) error {
	switch e.format {
	case "json":
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(v)
	case "csv":
		return csv.NewWriter(w).WriteAll(rows)
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range rows {
		fmt.Fprintln(t, strings.Join(r, "\t"))
	}
	return t.Flush()
}

// options are those of an evaluation of m today, the negative list in force
// included.
func (e evidence) options(ctx context.Context, c console, m appraisal.Model) (appraisal.Options, error) {
	list, err := e.negativeList(ctx)
	return appraisal.Options{}.Under(m, list, c.now().UTC().Format(time.DateOnly)), err
}

// listWords names the negative list that was applied, if one was.
func listWords(l *appraisal.ListInForce) string {
	if l == nil {
		return ""
	}
	return fmt.Sprintf(", under version %d of the negative list as of %s", l.Version, l.On)
}

func optionalNumber(x *float64, digits int) string {
	if x == nil {
		return ""
	}
	return strconv.FormatFloat(*x, 'f', digits, 64)
}

// concordance shows where the nodes a strategy names stand in a model's
// ranking of its region. It is a mirror: nothing is fitted to the nodes.
func concordance(ctx context.Context, c console, args []string) error {
	fs := flags("concordance")
	strategy := fs.String("strategy", "", "")
	year := fs.Int("year", 0, "")
	e, rest, err := openEvidence(ctx, c, fs, args, 1)
	if err != nil {
		return err
	}
	defer e.close(ctx)
	m, err := e.model(ctx, rest[0])
	if err != nil {
		return err
	}
	if *strategy == "" {
		*strategy = m.Strategy
	}
	data, err := seeds.Load()
	if err != nil {
		return err
	}
	opts, err := e.options(ctx, c, m)
	if err != nil {
		return err
	}
	opts.Year = *year
	all := []appraisal.Concordance{}
	for _, s := range data.Strategies {
		if *strategy != "" && s.ID != *strategy {
			continue
		}
		found, err := appraisal.Concord(m, e.snapshot, s, opts)
		if err != nil {
			return inputProblem(err)
		}
		all = append(all, found)
	}
	if len(all) == 0 {
		return usageError("--strategy %q is not S1, S2, S3 or S4", *strategy)
	}
	if e.format == "table" {
		for _, x := range all {
			if err := concordanceTable(c.out, x); err != nil {
				return err
			}
		}
		return nil
	}
	rows := [][]string{{"model", "strategy", "region", "year", "probability", "pValue", "group", "iso3", "rank", "score", "behind"}}
	for _, x := range all {
		for _, g := range groupsOf(x) {
			for _, p := range g.places {
				rows = append(rows, []string{x.ModelID, x.Strategy, x.Region, strconv.Itoa(x.Year), optionalNumber(x.Probability, 4), optionalNumber(x.PValue, 4),
					g.name, p.ISO3, strconv.Itoa(p.Rank), number(p.Score), behind(p)})
			}
		}
	}
	return e.print(c.out, all, rows)
}

type placeGroup struct {
	name   string
	places []appraisal.Placed
}

func groupsOf(x appraisal.Concordance) []placeGroup {
	return []placeGroup{{"node", x.Named}, {"radiation", x.Radiation}, {"unnamed", x.Unnamed}}
}

func behind(p appraisal.Placed) string {
	parts := make([]string, len(p.Behind))
	for i, s := range p.Behind {
		parts[i] = fmt.Sprintf("%s %+.3f", s.Criterion, s.Points)
	}
	return strings.Join(parts, ", ")
}

func concordanceTable(out io.Writer, x appraisal.Concordance) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "%s, %s (%s), %d%s\n", x.ModelID, x.Strategy, x.Region, x.Year, listWords(x.NegativeList))
	if x.Probability == nil {
		fmt.Fprintf(w, "one group is empty: nothing to compare\n")
	} else {
		fmt.Fprintf(w, "a node stands above an unnamed country with probability %s, exact one-sided p %s\n", optionalNumber(x.Probability, 3), optionalNumber(x.PValue, 4))
	}
	fmt.Fprintf(w, "\ngroup\tcountry\trank\tscore\tloses most against the mean of the unnamed on\n")
	for _, g := range groupsOf(x) {
		for _, p := range g.places {
			fmt.Fprintf(w, "%s\t%s\t%d\t%.4f\t%s\n", g.name, p.ISO3, p.Rank, p.Score, behind(p))
		}
	}
	for _, iso3 := range x.Excluded {
		fmt.Fprintf(w, "not ranked\t%s\t\t\t\n", iso3)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if len(x.Levers) > 0 {
		fmt.Fprintf(w, "\nweight that would raise it\tamong siblings\tof the whole\tprobability then\n")
	}
	for _, l := range x.Levers[:min(5, len(x.Levers))] {
		fmt.Fprintf(w, "%s\t%.2f → %.2f\t%.3f\t%.3f\n", l.Node, l.Weight, l.Best, l.Move, l.Reached)
	}
	fmt.Fprintf(w, "a mirror, not a target: no model is fitted to the nodes\n\n")
	return w.Flush()
}

// backtest sets a model's order of past years against what came after.
func backtest(ctx context.Context, c console, args []string) error {
	var o appraisal.BacktestOptions
	fs := flags("backtest")
	fs.IntVar(&o.From, "from", 0, "")
	fs.IntVar(&o.To, "to", 0, "")
	fs.IntVar(&o.Horizon, "horizon", 0, "")
	fs.IntVar(&o.Draws, "draws", 0, "")
	fs.Uint64Var(&o.Seed, "seed", 0, "")
	e, rest, err := openEvidence(ctx, c, fs, args, 1)
	if err != nil {
		return err
	}
	defer e.close(ctx)
	m, err := e.model(ctx, rest[0])
	if err != nil {
		return err
	}
	q, err := e.options(ctx, c, m)
	if err != nil {
		return err
	}
	b, err := appraisal.RunBacktest(ctx, m, e.snapshot, q, o)
	if err != nil {
		return inputProblem(err)
	}
	rows := [][]string{{"year", "outcome", "n", "spearman", "low", "high", "pValue", "finding"}}
	for _, y := range b.Years {
		for _, x := range y.Outcomes {
			finding := "outside chance"
			if x.Nothing {
				finding = "nothing"
			}
			rows = append(rows, []string{strconv.Itoa(y.Year), x.Outcome, strconv.Itoa(x.N), optionalNumber(x.Spearman, 3), optionalNumber(x.Low, 3), optionalNumber(x.High, 3), optionalNumber(x.PValue, 4), finding})
		}
	}
	if err := e.print(c.out, b, rows); err != nil || e.format != "table" {
		return err
	}
	fmt.Fprintf(c.out, "%d years ahead, %d draws, seed %d; low and high bound what chance gives in 95 of 100 cases; windows overlap and countries are no independent draws%s\n", b.Horizon, b.Draws, b.Seed, listWords(b.NegativeList))
	return nil
}

// stage shows the stage of industrialisation of each country and year, with
// its five parts and every missing input by name.
func stage(ctx context.Context, c console, args []string) error {
	fs := flags("stage")
	year := fs.Int("year", 0, "")
	from, to := fs.Int("from", 0, ""), fs.Int("to", 0, "")
	var only []string
	fs.Func("countries", "", func(s string) error { only = append(only, codes(strings.ToUpper(s))...); return nil })
	e, _, err := openEvidence(ctx, c, fs, args, 0)
	if err != nil {
		return err
	}
	defer e.close(ctx)
	newest := e.snapshot.Year()
	switch {
	case *year != 0 && (*from != 0 || *to != 0):
		return usageError("either --year or --from and --to")
	case *year != 0:
		*from, *to = *year, *year
	case *from == 0 && *to == 0:
		*from = stageYear(e.snapshot)
		*to = *from
	case *from == 0:
		*from = appraisal.ReplayFrom
	case *to == 0:
		*to = newest
	}
	if *from < catalog.FirstYear || *to < *from || *to > newest {
		return usageError("years from %d to %d are expected, in this order", e.snapshot.Dataset().FirstYear, newest)
	}
	for _, iso3 := range only {
		if _, known := e.snapshot.Country(iso3); !known {
			return usageError("%q is no country of the catalogue", iso3)
		}
	}
	measures := e.snapshot.Tables().Stage.Measures
	head := []string{"iso3", "year", "index", "class"}
	for _, m := range measures {
		head = append(head, m.ID, m.ID+" score")
	}
	rows, all := [][]string{append(head, "missing")}, []stageLine{}
	for _, country := range e.snapshot.Countries() {
		if len(only) > 0 && !slices.Contains(only, country.ISO3) {
			continue
		}
		for y := *from; y <= *to; y++ {
			line := stageOf(e.snapshot, country.ISO3, y)
			all, rows = append(all, line), append(rows, line.row())
		}
	}
	return e.print(c.out, all, rows)
}

// stageYear is the newest year in which half of the candidates have a stage.
func stageYear(s *catalog.Snapshot) int {
	for y := s.Year(); y > s.Dataset().FirstYear; y-- {
		placed := 0
		for _, iso3 := range s.Candidates() {
			if _, ok := s.StageOf(iso3, y); ok {
				placed++
			}
		}
		if 2*placed >= len(s.Candidates()) {
			return y
		}
	}
	return s.Year()
}

// stageLine is a country's stage in a year; without enough measures it has no
// index, and says which are missing.
type stageLine struct {
	catalog.Stage
	Placed  bool     `json:"placed"`
	Missing []string `json:"missing"` // indicators without a usable value
}

func stageOf(s *catalog.Snapshot, iso3 string, year int) stageLine {
	st, placed := s.StageOf(iso3, year)
	line := stageLine{Stage: st, Placed: placed, Missing: []string{}}
	for i, p := range st.Parts {
		if p.Input == nil {
			line.Missing = append(line.Missing, s.Tables().Stage.Measures[i].Indicator)
		}
	}
	return line
}

func (l stageLine) row() []string {
	r := []string{l.ISO3, strconv.Itoa(l.Year), "", ""}
	if l.Placed {
		r[2], r[3] = strconv.FormatFloat(l.Index, 'f', 1, 64), l.Class
	}
	for _, p := range l.Parts {
		value, score := "", ""
		if p.Input != nil {
			value = strconv.FormatFloat(p.Input.Value, 'g', 5, 64)
			if p.Input.Year != l.Year {
				value += fmt.Sprintf(" (%d)", p.Input.Year)
			}
			score = optionalNumber(p.Score, 1)
		}
		r = append(r, value, score)
	}
	return append(r, strings.Join(l.Missing, " "))
}
