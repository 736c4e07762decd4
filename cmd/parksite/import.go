package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"parksite/internal/appraisal"
	"parksite/internal/audit"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/intake"
)

const importUsage = "usage: import FILE | import --world-bank | import template; parksite help lists their options"

// importOptions are the arguments of import.
type importOptions struct {
	worldBank bool
	dryRun    bool
	replace   bool
	asJSON    bool
	reason    string
	want      []string
	source    catalog.Source
	from, to  int
	pages     string // file that keeps what was fetched, to go on from
	rejected  string // file to write refused cells to
	file      string
}

// importData loads observations: a dry run that says what would change, and
// unless only that was asked for, its publication as the next version of the
// data. Until the one write that publishes, nothing is visible to anybody, so
// an import that is stopped or killed leaves nothing.
func importData(ctx context.Context, c console, args []string) error {
	if len(args) > 0 && args[0] == "template" {
		return importTemplate(ctx, c, args[1:])
	}
	o, err := parseImport(args)
	if err != nil {
		return err
	}
	k, err := openKnown(ctx, c)
	if err != nil {
		return err
	}
	defer k.close(ctx)
	if k.store == nil && !o.dryRun {
		return fmt.Errorf("there is no store to publish to: parksite serve makes it; --dry-run compares with the data shipped with the program")
	}
	parent, err := k.parent(ctx)
	if err != nil {
		return err
	}
	b, err := o.read(ctx, c, k.snapshot)
	if err != nil {
		return stopped(ctx, inputProblem(err))
	}
	if o.rejected != "" {
		if err := writeRejected(o.rejected, b.Rejected); err != nil {
			return err
		}
	}
	plan, err := intake.NewPlan(parent, b, o.replace, audit.System.Username, catalog.NormalText(o.reason))
	if err != nil {
		return errors.Join(refusedCells(c.err, b), inputProblem(err))
	}
	r := importReport{Batch: b, Plan: plan, parent: parent.Dataset, before: k.snapshot}
	if err := r.effect(ctx, k); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return stopped(ctx, ctx.Err())
	}
	if o.asJSON {
		err = r.json(c.out)
	} else {
		err = r.table(c.out)
	}
	if err != nil || o.dryRun {
		return err
	}
	d, err := k.store.PublishDataset(ctx, plan.Dataset, plan.Tables, plan.Series,
		audit.Event{Actor: audit.System, Action: "dataset.publish", Reason: catalog.NormalText(o.reason)})
	if taken(err) {
		return fmt.Errorf("another version of the data was published at the same moment; nothing was changed, run the import again")
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(c.err, "published %s, %s\n", d.ID, d.Digest)
	return nil
}

func parseImport(args []string) (importOptions, error) {
	var o importOptions
	fs := flags("import")
	fs.BoolVar(&o.worldBank, "world-bank", false, "")
	fs.BoolVar(&o.dryRun, "dry-run", false, "")
	fs.BoolVar(&o.replace, "replace", false, "")
	fs.StringVar(&o.reason, "reason", "", "")
	fs.Func("indicators", "", func(s string) error { o.want = append(o.want, codes(s)...); return nil })
	fs.IntVar(&o.from, "from", 0, "")
	fs.IntVar(&o.to, "to", 0, "")
	fs.StringVar(&o.pages, "pages", "", "")
	fs.StringVar(&o.rejected, "rejected", "", "")
	fs.StringVar(&o.source.ID, "source-id", "", "")
	fs.StringVar(&o.source.Title, "source-title", "", "")
	fs.StringVar(&o.source.Publisher, "source-publisher", "", "")
	fs.StringVar(&o.source.Licence, "source-licence", "", "")
	fs.StringVar(&o.source.Vintage, "source-vintage", "", "")
	format := fs.String("format", "table", "")
	files, err := parseAnywhere(fs, args)
	if err != nil {
		return o, err
	}
	o.asJSON = *format == "json"
	switch {
	case *format != "table" && *format != "json":
		return o, usageError("--format %q is not table or json", *format)
	case o.worldBank && len(files) > 0, !o.worldBank && len(files) != 1:
		return o, usageError("%s", importUsage)
	case !o.worldBank && (o.pages != "" || o.from != 0 || o.to != 0):
		return o, usageError("--from, --to and --pages belong to --world-bank")
	case !o.dryRun && strings.TrimSpace(o.reason) == "":
		return o, usageError("say why with --reason, or only look with --dry-run")
	}
	if len(files) == 1 {
		o.file = files[0]
	}
	return o, nil
}

// parseAnywhere is parse with flags also after the arguments, as people write
// "import FILE --dry-run".
func parseAnywhere(fs *flag.FlagSet, args []string) (rest []string, err error) {
	for {
		left, err := parse(fs, args)
		if err != nil {
			return nil, err
		}
		if len(left) == 0 {
			return rest, nil
		}
		rest, args = append(rest, left[0]), left[1:]
	}
}

func codes(s string) []string {
	var out []string
	for code := range strings.SplitSeq(s, ",") {
		if code = strings.TrimSpace(code); code != "" {
			out = append(out, code)
		}
	}
	return out
}

// stopped words the end by a signal.
func stopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("stopped; nothing was changed")
	}
	return err
}

// parent is the dataset that is looked at, with its content.
func (k known) parent(ctx context.Context) (intake.Parent, error) {
	if k.store == nil {
		return k.shipped, nil
	}
	d := k.snapshot.Dataset()
	t, series, err := k.store.DatasetContent(ctx, d)
	return intake.Parent{Dataset: d, Tables: t, Series: series}, err
}

func (o importOptions) read(ctx context.Context, c console, snap *catalog.Snapshot) (intake.Batch, error) {
	bar := newBar(c.err)
	defer bar.end()
	opt := intake.Options{Countries: snap.Countries(), Indicators: snap.Indicators(), Want: o.want, Source: o.source, Progress: bar.bytes}
	if o.worldBank {
		return o.fetch(ctx, c, snap, opt, bar)
	}
	f, err := os.Open(o.file)
	if err != nil {
		return intake.Batch{}, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return intake.Batch{}, err
	}
	if !info.Mode().IsRegular() {
		return intake.Batch{}, usageError("%s is not a file", o.file)
	}
	return intake.Read(ctx, f, info.Size(), opt)
}

// fetch reads series of the World Bank's API: asking for it on the command
// line switches it on for this once.
func (o importOptions) fetch(ctx context.Context, c console, snap *catalog.Snapshot, opt intake.Options, bar *bar) (intake.Batch, error) {
	cfg, err := settings()
	if err != nil {
		return intake.Batch{}, err
	}
	w := worldBank(cfg)
	if w.BaseURL == "" {
		w.BaseURL = intake.WorldBankAPI
	}
	client, err := intake.NewClient(w)
	if err != nil {
		return intake.Batch{}, err
	}
	q := intake.Query{FirstYear: o.from, LastYear: o.to, Indicators: o.want}
	if q.FirstYear == 0 {
		q.FirstYear = 2000
	}
	if q.LastYear == 0 {
		q.LastYear = c.now().UTC().Year()
	}
	for _, x := range snap.Indicators() {
		if len(o.want) == 0 && intake.Published(x) {
			q.Indicators = append(q.Indicators, x.Code)
		}
	}
	for _, country := range snap.Countries() {
		q.Countries = append(q.Countries, country.ISO3)
	}
	opt.Want, opt.FirstYear, opt.LastYear = q.Indicators, q.FirstYear, q.LastYear
	kept, err := openPages(o.pages)
	if err != nil {
		return intake.Batch{}, err
	}
	defer kept.close()
	have := slices.DeleteFunc(slices.Clone(kept.pages), func(p intake.Page) bool { return !slices.Contains(q.Indicators, p.Indicator) })
	all, seen := slices.Clone(have), map[string]bool{}
	err = client.Fetch(ctx, q, have, func(p intake.Page) error {
		all = append(all, p)
		seen[p.Indicator] = true
		bar.count("fetching", len(seen), len(q.Indicators))
		return kept.add(p)
	})
	if err != nil {
		if o.pages != "" && ctx.Err() == nil {
			err = fmt.Errorf("%w; what was fetched is kept in %s, the same command goes on from there", err, o.pages)
		}
		return intake.Batch{}, err
	}
	return intake.FromPages(ctx, all, opt)
}

// pageFile keeps fetched pages, one JSON line each, so that a fetch that broke
// off goes on where it stopped.
type pageFile struct {
	file  *os.File
	pages []intake.Page
}

func openPages(name string) (*pageFile, error) {
	if name == "" {
		return &pageFile{}, nil
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	p := &pageFile{file: f}
	d := json.NewDecoder(f)
	for whole := int64(0); ; whole = d.InputOffset() {
		var page intake.Page
		if err := d.Decode(&page); err != nil { // the end, or a line cut by a crash
			_, err = f.Seek(whole, io.SeekStart)
			return p, errors.Join(err, f.Truncate(whole))
		}
		p.pages = append(p.pages, page)
	}
}

func (p *pageFile) add(page intake.Page) error {
	if p.file == nil {
		return nil
	}
	return json.NewEncoder(p.file).Encode(page)
}

func (p *pageFile) close() {
	if p.file != nil {
		_ = p.file.Close()
	}
}

func writeRejected(name string, list []intake.Rejection) error {
	format := strings.TrimPrefix(strings.ToLower(filepath.Ext(name)), ".")
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(intake.WriteRejections(f, list, format, "zh"), f.Close())
}

// importTemplate writes the table that users fill in.
func importTemplate(ctx context.Context, c console, args []string) error {
	fs := flags("import template")
	format := fs.String("format", "xlsx", "")
	lang := fs.String("lang", "zh", "")
	output := fs.String("o", "", "")
	var want []string
	fs.Func("indicators", "", func(s string) error { want = append(want, codes(s)...); return nil })
	rest, err := parseAnywhere(fs, args)
	if err != nil {
		return err
	}
	switch {
	case len(rest) > 0:
		return usageError("unexpected argument %q", rest[0])
	case *format != "xlsx" && *format != "csv":
		return usageError("--format %q is not xlsx or csv", *format)
	case *lang != "zh" && *lang != "en":
		return usageError("--lang %q is not zh or en", *lang)
	}
	k, err := openKnown(ctx, c)
	if err != nil {
		return err
	}
	defer k.close(ctx)
	opt := intake.TemplateOptions{Lang: *lang}
	for _, country := range k.snapshot.Countries() {
		if country.Candidate {
			opt.Countries = append(opt.Countries, country)
		}
	}
	for _, code := range want {
		x, known := k.snapshot.Indicator(code)
		if !known || x.Derived() {
			return usageError("%q is no stored indicator", code)
		}
		opt.Indicators = append(opt.Indicators, x)
	}
	write := intake.Template
	if *format == "csv" {
		write = intake.TemplateCSV
	}
	if *output == "" {
		return write(c.out, opt)
	}
	f, err := os.OpenFile(*output, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(write(f, opt), f.Close())
}

// effect compares the general model's order before and after.
func (r *importReport) effect(ctx context.Context, k known) error {
	m, err := k.model(ctx, "general")
	if err != nil {
		return err
	}
	after, err := catalog.NewSnapshot(r.Plan.Dataset, r.Plan.Tables, r.Plan.Series)
	if err != nil {
		return err
	}
	b, err := appraisal.EvaluateWith(m, r.before, appraisal.Options{})
	if err != nil && !fault.Is(err, fault.Uncomputable) {
		return err
	}
	a, err := appraisal.EvaluateWith(m, after, appraisal.Options{})
	if err != nil && !fault.Is(err, fault.Uncomputable) {
		return err
	}
	r.shifts, r.yearBefore, r.yearAfter = appraisal.Shifts(b, a), r.before.Year(), after.Year()
	return nil
}
