package seeds

import (
	"math"
	"strings"
	"testing"

	"parksite/internal/catalog"
)

func load(t testing.TB) Data {
	t.Helper()
	d, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestCounts(t *testing.T) {
	d := load(t)
	observations, candidates, members := 0, 0, 0
	kinds := map[catalog.SiteKind]int{}
	for _, s := range d.Series {
		observations += len(s.Points)
	}
	for _, c := range d.Tables.Countries {
		if c.Candidate {
			candidates++
		}
	}
	for _, s := range d.Sites {
		kinds[s.Kind]++
	}
	for _, s := range d.Strategies {
		members += len(s.Members)
	}
	for _, tt := range []struct {
		what      string
		got, want int
	}{
		{"observations", observations, 76908}, {"series", len(d.Series), 69}, {"indicators", len(d.Tables.Indicators), 69},
		{"countries", len(d.Tables.Countries), 60}, {"candidates", candidates, 59}, {"sources", len(d.Tables.Sources), 46},
		{"regions", len(d.Regions), 4}, {"strategies", len(d.Strategies), 4}, {"strategy rows", members, 21}, {"industries", len(d.Industries), 8},
		{"ports", kinds[catalog.PortSite], 502}, {"parks", kinds[catalog.ParkSite], 40}, {"cities", kinds[catalog.CitySite], 954},
		{"sea distances", len(d.Tables.SeaDistances), 3108}, {"CEPII rows", len(d.Tables.GeoDistances), 59}, {"land use", len(d.LandUse), 20}, {"sea lanes", len(d.Lanes), 4109},
		{"ASEAN", len(d.Regions[0].Countries), 11}, {"South Asia", len(d.Regions[1].Countries), 8},
		{"EU and Serbia", len(d.Regions[2].Countries), 28}, {"South America", len(d.Regions[3].Countries), 12},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %d, want %d", tt.what, tt.got, tt.want)
		}
	}
}

// The digest is over content alone: it changes exactly when a figure, a source
// or a table does, which is then a reason to look.
func TestDatasetDigest(t *testing.T) {
	const golden = "sha256:5af92ecaaf4c142d2b7c1da05b528b4c395939621fba6dea91d12fd857da57f2"
	ds, err := load(t).Dataset()
	if err != nil {
		t.Fatal(err)
	}
	if ds.Digest != golden {
		t.Errorf("digest %s, want %s", ds.Digest, golden)
	}
	if ds.ID != "ds-1" || ds.Counts != (catalog.Counts{Observations: 76908, Countries: 59, Indicators: 69, Sources: 32}) || ds.FirstYear != 2000 || ds.LastYear != 2025 {
		t.Errorf("%s %+v %d–%d", ds.ID, ds.Counts, ds.FirstYear, ds.LastYear)
	}
}

// Figures a reader can look up, and names the house has to get right.
func TestKnownFigures(t *testing.T) {
	d := load(t)
	s, err := d.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		iso3, indicator string
		year            int
		want            float64
		source          string
	}{
		{"VNM", "SP.POP.TOTL", 2023, 100352192, "DS_POP"},
		{"IND", "SP.POP.TOTL", 2023, 1438069596, "DS_POP"},
		{"SGP", "LP.LPI.OVRL.XQ", 2023, 4.3, "WB_LPI"},
		{"BRA", "AG.LND.TOTL.K2", 2021, 8358140, "WB_GSTATS_O"},
		{"DEU", "UNDP.HDI", 2023, 0.959, "SG_HDI"},
	} {
		o, status := s.Latest(tt.iso3, tt.indicator, tt.year, 0)
		if o.Value != tt.want || o.Source != tt.source || status != catalog.Observed {
			t.Errorf("%s %s %d: %+v %s", tt.iso3, tt.indicator, tt.year, o, status)
		}
	}
	areas := map[string]string{}
	for _, a := range d.Tables.Areas {
		areas[a.ISO3] = a.Name.Zh
	}
	if areas["HKG"] != "中国香港" || areas["MAC"] != "中国澳门" || len(areas) != 2 {
		t.Errorf("areas %v", areas)
	}
	myanmar, _ := s.Country("MMR")
	if len(myanmar.Roles) != 2 || myanmar.Roles[0] != (catalog.Role{Strategy: "S1", Role: "radiation"}) || myanmar.Roles[1] != (catalog.Role{Strategy: "S2", Role: "node"}) {
		t.Errorf("roles of Myanmar: %+v", myanmar.Roles)
	}
	for _, x := range d.Strategies {
		if x.CoastalPortsOnly != (x.ID == "S2" || x.ID == "S4") {
			t.Errorf("%s: coastal ports only %v", x.ID, x.CoastalPortsOnly)
		}
	}
}

// Everything a page shows has a source and words in both languages.
func TestComplete(t *testing.T) {
	d := load(t)
	s, err := d.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range s.Indicators() {
		if x.Definition.Zh == "" || x.Definition.En == "" || (x.Note.Zh == "") != (x.Note.En == "") || x.Licence == "" {
			t.Errorf("%s: definition, note or licence incomplete", x.Code)
		}
		if x.Derived() == strings.HasPrefix(x.Code, "PS.") {
			continue
		}
		t.Errorf("%s: derived indicators, and only they, are called PS.", x.Code)
	}
	known := map[string]bool{}
	for _, x := range s.Sources() {
		known[x.ID] = true
	}
	for _, x := range d.Sites {
		if !known[x.Source] {
			t.Errorf("%s: unknown source %q", x.ID, x.Source)
		}
	}
	for _, x := range d.LandUse {
		if !known[x.Source] {
			t.Errorf("land use: unknown source %q", x.Source)
		}
	}
	for _, x := range d.Tables.GeoDistances {
		if !known[x.Source] {
			t.Errorf("%s: unknown source %q", x.ISO3, x.Source)
		}
	}
	for _, x := range d.Strategies {
		if !known[x.Source] || len(x.Industries) == 0 {
			t.Errorf("%s: source or industries missing", x.ID)
		}
	}
	ids := map[string]bool{}
	for _, m := range d.Models {
		if err := m.Validate(s); err != nil {
			t.Errorf("%s: %v", m.ID, err)
		}
		if ids[m.ID] || m.Team != "" || m.Version != 1 {
			t.Errorf("%s: id twice, team or version set", m.ID)
		}
		ids[m.ID] = true
		for _, c := range m.Leaves() {
			if c.Rationale.Zh == "" || c.Rationale.En == "" {
				t.Errorf("%s %s: no rationale", m.ID, c.Indicator)
			}
			if x, _ := s.Indicator(c.Indicator); strings.Contains(c.Indicator, "WUP2018") || x.Code == "GC.TAX.TOTL.GD.ZS" {
				t.Errorf("%s uses %s, which its own note warns of", m.ID, c.Indicator)
			}
		}
	}
	for _, id := range readyModels(d) {
		if !ids[id] {
			t.Errorf("no model %s", id)
		}
	}
}

// Two independent computations of the same distance: ours from GeoNames
// capitals, CEPII's from its own points. MMR, where CEPII uses Yangon, and BOL,
// where it uses La Paz, are other cities.
func TestGreatCircleAgainstCEPII(t *testing.T) {
	d := load(t)
	s, err := d.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range d.Tables.GeoDistances {
		o, _ := s.Latest(g.ISO3, catalog.GreatCircleKm, 2020, 0)
		if off := math.Abs(o.Value-g.CapitalsKm) / g.CapitalsKm; off > 0.02 && g.ISO3 != "MMR" && g.ISO3 != "BOL" {
			t.Errorf("%s: %.0f km, CEPII %.0f km (%.1f %%)", g.ISO3, o.Value, g.CapitalsKm, 100*off)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		load(b)
	}
}

func BenchmarkSnapshot(b *testing.B) {
	d := load(b)
	for b.Loop() {
		if _, err := d.Snapshot(); err != nil {
			b.Fatal(err)
		}
	}
}

// readyModels are those the outside contract names.
func readyModels(d Data) []string {
	ids := []string{"general", "pair-opportunity", "pair-risk"}
	for _, s := range d.Strategies {
		ids = append(ids, "strategy-"+s.ID)
	}
	for _, in := range d.Industries {
		ids = append(ids, "industry-"+in.ID)
	}
	return ids
}

// A model for an industry weighs the dimensions as the catalogue rates them.
func TestIndustryWeights(t *testing.T) {
	d := load(t)
	for _, in := range d.Industries {
		for _, m := range d.Models {
			if m.Industry != in.ID {
				continue
			}
			p := in.Importance
			rated := []int{p.Population, p.Location, p.Development, p.Urbanization, p.Business}
			sum := 0
			for _, r := range rated {
				sum += r
			}
			for i, n := range m.Tree.Children {
				if n.ID != catalog.Dimensions[i] || math.Abs(n.Weight-float64(rated[i])/float64(sum)) > 1e-12 {
					t.Errorf("%s: %s weighs %v, rated %d of %d", m.ID, n.ID, n.Weight, rated[i], sum)
				}
			}
		}
	}
}
