// Package seeds holds the data and models the program starts with, as files
// that people can read and compare, each number with its year, source and
// licence. Load returns them as domain values.
package seeds

import (
	"embed"
	"encoding/json"
	"slices"
	"strings"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
)

//go:embed *.csv *.json observations/*.csv models/*.json
var files embed.FS

// Data is everything in this folder.
type Data struct {
	Tables     catalog.Tables   // countries, areas, indicators, sources, stages, ports, distances
	Series     []catalog.Series // by indicator code
	Regions    []catalog.Region
	Strategies []catalog.Strategy
	Industries []catalog.Industry
	Sites      []catalog.Site // ports, then parks, then cities
	LandUse    []catalog.LandUseBenchmark
	Lanes      []catalog.SeaLane // for drawing alone
	Models     []appraisal.Model
}

// Load reads and checks the files.
//
// An error means the program was built from broken files; it names every
// broken field.
func Load() (Data, error) {
	const op = "seeds.Load"
	var d Data
	r := &reader{}
	d.Strategies = strategies(r)
	d.Industries = industries(r)
	d.Tables.Countries = countries(r, d.Strategies)
	d.Tables.Areas = areas(r)
	d.Tables.Indicators = indicators(r)
	d.Tables.Sources = sources(r)
	r.json("stage.json", &d.Tables.Stage)
	d.Tables.Ports = ports(r)
	d.Tables.SeaDistances = seaDistances(r, d.Tables.Ports)
	d.Tables.GeoDistances = geoDistances(r)
	d.Regions = regions(r, d.Tables.Countries)
	d.Sites = slices.Concat(d.Tables.Ports, parks(r), cities(r))
	d.LandUse = landUse(r)
	d.Lanes = seaLanes(r)
	d.Series = series(r)
	d.Models = models(r)
	if r.err != nil {
		return Data{}, fault.Wrap(op, r.err)
	}
	if err := d.Tables.Validate(); err != nil {
		return Data{}, fault.Wrap(op, err)
	}
	for _, s := range d.Sites {
		if err := s.Validate(); err != nil {
			return Data{}, fault.Wrap(op, err)
		}
	}
	return d, nil
}

// Dataset describes the seed as dataset version 1, made by the program itself.
func (d Data) Dataset() (catalog.Dataset, error) {
	return catalog.NewDataset(1, "", "system", "starting data", d.Tables, d.Series)
}

// Snapshot returns the seed as a snapshot, for what runs without a store.
func (d Data) Snapshot() (*catalog.Snapshot, error) {
	ds, err := d.Dataset()
	if err != nil {
		return nil, err
	}
	return catalog.NewSnapshot(ds, d.Tables, d.Series)
}

func series(r *reader) []catalog.Series {
	names, err := files.ReadDir("observations")
	if err != nil {
		r.fail("observations", 0, err)
		return nil
	}
	out := make([]catalog.Series, 0, len(names))
	for _, f := range names {
		name := "observations/" + f.Name()
		b, err := files.ReadFile(name)
		if err != nil {
			r.fail(name, 0, err)
			return nil
		}
		head, text, _ := strings.Cut(string(b), "\n")
		if head != "iso3,year,value,source_id" {
			r.failText(name, 1, "unexpected header "+head)
			return nil
		}
		s, err := catalog.ParseSeries(strings.TrimSuffix(f.Name(), ".csv"), text)
		if err != nil {
			r.fail(name, 0, err)
			return nil
		}
		out = append(out, s)
	}
	return out
}

func models(r *reader) []appraisal.Model {
	names, err := files.ReadDir("models")
	if err != nil {
		r.fail("models", 0, err)
		return nil
	}
	var out []appraisal.Model
	for _, f := range names {
		var m appraisal.Model
		r.json("models/"+f.Name(), &m)
		out = append(out, m)
	}
	return out
}

func (r *reader) json(name string, v any) {
	b, err := files.ReadFile(name)
	if err == nil {
		d := json.NewDecoder(strings.NewReader(string(b)))
		d.DisallowUnknownFields()
		err = d.Decode(v)
	}
	if err != nil {
		r.fail(name, 0, err)
	}
}
