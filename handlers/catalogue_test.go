package handlers

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/store/storetest"
)

// pages collects every item of a list, page by page.
func pages[T any](t *testing.T, c *client, path string) []T {
	t.Helper()
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	var all []T
	for page := 1; ; page++ {
		res := c.get(path + sep + "pageSize=200&page=" + string(rune('0'+page%10)))
		if res.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d %s", path, res.StatusCode, res.body)
		}
		var l list[T]
		res.decode(t, &l)
		if l.Page != page || l.PageSize != 200 || l.Items == nil {
			t.Fatalf("%s: page %d of size %d, items %v", path, l.Page, l.PageSize, l.Items != nil)
		}
		all = append(all, l.Items...)
		if len(all) >= l.Total {
			if len(all) != l.Total {
				t.Errorf("%s: %d items of %d", path, len(all), l.Total)
			}
			return all
		}
		if page == 9 {
			t.Fatalf("%s does not end", path)
		}
	}
}

func TestCatalogue(t *testing.T) {
	c := newSite(t).as("viewer")
	data, err := seedData()
	if err != nil {
		t.Fatal(err)
	}
	countries := pages[catalog.Country](t, c, "/api/v1/countries")
	if len(countries) != 59 {
		t.Errorf("%d countries", len(countries))
	}
	regions := pages[catalog.Region](t, c, "/api/v1/regions")
	in := 0
	for _, r := range regions {
		in += len(pages[catalog.Country](t, c, "/api/v1/countries?region="+strings.ReplaceAll(r.ID, " ", "%20")))
	}
	if len(regions) != 4 || in != 59 {
		t.Errorf("%d regions hold %d countries", len(regions), in)
	}
	if n := len(pages[catalog.Strategy](t, c, "/api/v1/strategies")); n != len(data.Strategies) {
		t.Errorf("%d strategies", n)
	}
	if n := len(pages[catalog.Industry](t, c, "/api/v1/industries")); n != len(data.Industries) {
		t.Errorf("%d industries", n)
	}
	if n := len(pages[catalog.Site](t, c, "/api/v1/sites")); n != len(data.Sites) {
		t.Errorf("%d sites", n)
	}
	for _, kind := range []string{"port", "park", "city"} {
		for _, s := range pages[catalog.Site](t, c, "/api/v1/sites?iso3=VNM&kind="+kind) {
			if s.ISO3 != "VNM" || string(s.Kind) != kind {
				t.Errorf("site %+v among the %s sites of VNM", s, kind)
			}
		}
	}
	indicators := pages[coveredIndicator](t, c, "/api/v1/indicators")
	if len(indicators) < len(data.Tables.Indicators) {
		t.Errorf("%d indicators", len(indicators))
	}
	sources := pages[catalog.Source](t, c, "/api/v1/sources")
	for _, x := range indicators {
		if x.Coverage.Countries == 0 || x.Licence == "" || x.Definition.Zh == "" {
			t.Errorf("indicator %s: %+v", x.Code, x.Coverage)
		}
	}
	pages[catalog.LandUseBenchmark](t, c, "/api/v1/land-use-benchmark")
	for _, country := range append(countries, catalog.Country{ISO3: "CHN"}) {
		var p countryProfile
		c.get("/api/v1/countries/"+country.ISO3).decode(t, &p)
		if p.ISO3 != country.ISO3 || len(p.Indicators) != len(indicators) {
			t.Errorf("%s: profile of %s with %d indicators", country.ISO3, p.ISO3, len(p.Indicators))
		}
	}
	for _, x := range indicators[:5] {
		var v indicatorValues
		c.get("/api/v1/indicators/"+x.Code).decode(t, &v)
		if len(v.Values) != x.Coverage.Countries {
			t.Errorf("%s: %d values, coverage %d", x.Code, len(v.Values), x.Coverage.Countries)
		}
	}
	observations := pages[citedObservation](t, c, "/api/v1/countries/VNM/observations?from=2021")
	for _, o := range observations {
		known := slices.ContainsFunc(sources, func(s catalog.Source) bool { return s.ID == o.Source })
		if !known || o.Licence == "" || o.Year < 2021 || (o.Status == catalog.Derived) != (len(o.Inputs) > 0) {
			t.Errorf("%+v", o)
		}
	}
	if len(observations) < 50 {
		t.Errorf("%d observations of VNM since 2021", len(observations))
	}
	var d catalog.Dataset
	c.get("/api/v1/datasets/ds-1").decode(t, &d)
	want, err := data.Dataset()
	if err != nil {
		t.Fatal(err)
	}
	if d.Digest != want.Digest || len(pages[catalog.Dataset](t, c, "/api/v1/datasets")) != 1 {
		t.Errorf("dataset %+v", d.Digest)
	}
}

// Every shipped model can be read, in its versions too, and ranks; preview
// gives what the pure function gives.
func TestModelsAndPreview(t *testing.T) {
	data, err := seedData()
	if err != nil {
		t.Fatal(err)
	}
	st := storetest.Open(t)
	fill(t, st, data, true)
	c := newSiteWith(t, st, func(*Config) {}).as("viewer")
	snap, err := data.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	models := pages[appraisal.Model](t, c, "/api/v1/models")
	if len(models) != len(data.Models) {
		t.Fatalf("%d models, %d are shipped", len(models), len(data.Models))
	}
	for _, m := range models {
		for _, path := range []string{"/api/v1/models/" + m.ID, "/api/v1/models/" + m.ID + "/versions/1"} {
			var got appraisal.Model
			res := c.get(path)
			res.decode(t, &got)
			if got.ID != m.ID || res.Header.Get("ETag") != `"1"` {
				t.Errorf("%s: %s, ETag %s", path, got.ID, res.Header.Get("ETag"))
			}
		}
		weights := map[string]float64{m.Tree.Children[0].ID: 0.4}
		want, err := appraisal.Evaluate(m, snap, appraisal.Scope{Strategies: []string{"S1", "S4"}}, 2020, weights)
		if err != nil {
			t.Fatal(err)
		}
		for _, req := range []previewRequest{
			{ModelID: m.ID, Scope: appraisal.Scope{Strategies: []string{"S1", "S4"}}, Year: 2020, Weights: weights, DatasetID: "ds-1"},
			{Model: &m, Scope: appraisal.Scope{Strategies: []string{"S1", "S4"}}, Year: 2020, Weights: weights},
		} {
			res := c.post("/api/v1/preview", req)
			var got appraisal.Result
			res.decode(t, &got)
			if res.StatusCode != http.StatusOK || got.Digest != want.Digest || len(got.Alternatives) != len(want.Alternatives) {
				t.Errorf("%s: %d, digest %s, want %s: %.200s", m.ID, res.StatusCode, got.Digest, want.Digest, res.body)
			}
		}
	}
}

// A landlocked country has no liner shipping by nature; a coastal one without a
// figure lacks it.
func TestGapsByNature(t *testing.T) {
	c := newSite(t).as("viewer")
	for iso3, landlocked := range map[string]bool{"LAO": true, "NPL": true, "VNM": false} {
		var p countryProfile
		c.want(200, "", c.get("/api/v1/countries/"+iso3)).decode(t, &p)
		gaps := 0
		for _, i := range p.Indicators {
			if i.Gap != "" {
				gaps++
				if i.Status != catalog.Structural || i.Gap != appraisal.WhenLandlocked || i.Value != nil {
					t.Errorf("%s %s: %+v", iso3, i.Code, i)
				}
			}
		}
		if (gaps > 0) != landlocked {
			t.Errorf("%s: %d gaps by nature", iso3, gaps)
		}
	}
}

func TestEvaluations(t *testing.T) {
	c := newSite(t).as("viewer")
	res := c.post("/api/v1/evaluations", `{"method":"topsis","criteria":[{"name":"a","direction":"max","weight":0.3},{"name":"b","direction":"max","weight":0.4},{"name":"c","direction":"max","weight":0.3}],
		"matrix":[[5,8,4],[7,6,8],[8,8,6],[7,4,6]],"params":{"normalisation":"vector"}}`)
	var got struct {
		Method string
		Result struct{ Closeness []float64 }
	}
	res.decode(t, &got)
	// Tzeng and Huang, Multiple Attribute Decision Making (2011).
	for i, want := range []float64{0.5037, 0.6581, 0.7482, 0.3340} {
		if len(got.Result.Closeness) != 4 || got.Result.Closeness[i] < want-1e-4 || got.Result.Closeness[i] > want+1e-4 {
			t.Fatalf("closeness %v of %s", got.Result.Closeness, res.body)
		}
	}
}
