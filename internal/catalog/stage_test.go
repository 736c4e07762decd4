package catalog_test

import (
	"math"
	"testing"

	"parksite/internal/catalog"
	"parksite/seeds"
)

func world(t *testing.T) *catalog.Snapshot {
	t.Helper()
	d, err := seeds.Load()
	if err != nil {
		t.Fatal(err)
	}
	s, err := d.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestPlace(t *testing.T) {
	rising := catalog.StageMeasure{}
	up, down := []float64{1490, 2980, 5960, 11170}, []float64{60, 45, 30, 10}
	for _, tt := range []struct {
		limits []float64
		x      float64
		score  float64
		class  string
	}{
		{up, 1489, 0, catalog.PreIndustrial}, {up, 1490, 0, catalog.EarlyStage}, {up, 2235, 16.5, catalog.EarlyStage}, {up, 2980, 33, catalog.EarlyStage},
		{up, 4470, 49.5, catalog.MiddleStage}, {up, 5960, 66, catalog.MiddleStage}, {up, 8565, 82.5, catalog.LateStage}, {up, 11170, 99, catalog.LateStage}, {up, 11171, 100, catalog.PostIndustrial},
		{down, 61, 0, catalog.PreIndustrial}, {down, 52.5, 16.5, catalog.EarlyStage}, {down, 30, 66, catalog.MiddleStage}, {down, 20, 82.5, catalog.LateStage}, {down, 9.9, 100, catalog.PostIndustrial},
	} {
		score, class := rising.Place(tt.x, tt.limits)
		if math.Abs(score-tt.score) > 1e-12 || class != tt.class {
			t.Errorf("%v in %v: %v %s, want %v %s", tt.x, tt.limits, score, class, tt.score, tt.class)
		}
	}
}

// The paper puts China at 50 in 2005, in the middle of industrialisation;
// revised statistics and the adapted second measure give not exactly that.
func TestStageOfChinaAndSingapore(t *testing.T) {
	s := world(t)
	china, ok := s.StageOf("CHN", 2005)
	if !ok || china.Class != catalog.MiddleStage || china.Index < 40 || china.Index > 66 {
		t.Errorf("China 2005: %v %s %v", china.Index, china.Class, ok)
	}
	singapore, ok := s.StageOf("SGP", 2023)
	if !ok || singapore.Class != catalog.PostIndustrial {
		t.Errorf("Singapore 2023: %v %s %v", singapore.Index, singapore.Class, ok)
	}
	sum := 0.0
	for _, p := range china.Parts {
		if p.Input == nil || p.Input.Source == "" || p.Score == nil {
			t.Errorf("China 2005: part %s has no input", p.Measure)
			continue
		}
		sum += p.Weight * *p.Score
	}
	if math.Abs(sum-china.Index) > 1e-9 {
		t.Errorf("parts sum to %v, index %v", sum, china.Index)
	}
	// The limits are in the money of the figure's year: 2,980 dollars of 2005 in 2015.
	then, _ := s.StageOf("VNM", 2015)
	if got, want := then.Parts[0].Limits[1], 2980*97.3/81.5; math.Abs(got-want) > 1e-9 {
		t.Errorf("limit in 2015: %v, want %v", got, want)
	}
	// Bulgaria has no manufacturing share: named, and the weight spread.
	bulgaria, ok := s.StageOf("BGR", 2023)
	if !ok || bulgaria.Parts[2].Input != nil || bulgaria.Parts[2].Weight != 0 || math.Abs(bulgaria.Parts[0].Weight-36.0/78) > 1e-12 {
		t.Errorf("Bulgaria: %+v", bulgaria)
	}
	// Venezuela has no income after 2011: no index, and the parts say why.
	if v, ok := s.StageOf("VEN", 2020); ok || v.Parts[0].Input != nil {
		t.Errorf("Venezuela 2020: %+v", v)
	}
	if o, status := s.Latest("CHN", catalog.StageIndex, 2005, 0); status != catalog.Derived || o.Value != china.Index || o.Source != catalog.DerivedSourceID {
		t.Errorf("as an indicator: %+v %s", o, status)
	}
}

// Derived values by hand from the stored ones.
func TestDerived(t *testing.T) {
	s := world(t)
	get := func(iso3, code string, year int) float64 {
		o, status := s.Latest(iso3, code, year, 0)
		if status != catalog.Observed && status != catalog.Derived {
			t.Fatalf("%s %s %d is %s", iso3, code, year, status)
		}
		return o.Value
	}
	if got, want := get("VNM", catalog.WorkingAgeShare, 2023), 100-get("VNM", "WPP.POP0014.ZS", 2023)-get("VNM", "WPP.POP65UP.ZS", 2023); got != want {
		t.Errorf("working-age share %v, want %v", got, want)
	}
	if got, want := get("POL", catalog.UrbanChange10, 2020), get("POL", "SP.URB.TOTL.IN.ZS", 2020)-get("POL", "SP.URB.TOTL.IN.ZS", 2010); got != want {
		t.Errorf("urban change %v, want %v", got, want)
	}
	want := 100 * get("POL", "NV.IND.MANF.ZS", 2020) / (get("POL", "NV.AGR.TOTL.ZS", 2020) + get("POL", "NV.IND.TOTL.ZS", 2020))
	if got := get("POL", catalog.ManufacturingOfG, 2020); got != want {
		t.Errorf("manufacturing of goods %v, want %v", got, want)
	}
	sum := 0.0
	for y := 2016; y <= 2020; y++ {
		sum += get("POL", "NY.GDP.MKTP.KD.ZG", y)
	}
	if got := get("POL", catalog.GrowthMean5, 2020); math.Abs(got-sum/5) > 1e-12 {
		t.Errorf("growth %v, want %v", got, sum/5)
	}
	// Every derived value names inputs, and each input has a source that exists.
	for _, x := range s.Indicators() {
		if !x.Derived() {
			continue
		}
		n := 0
		for _, c := range s.Candidates() {
			for _, o := range s.Series(c, x.Code) {
				n++
				in := s.Inputs(c, x.Code, o.Year)
				if len(in) == 0 {
					t.Fatalf("%s %s %d: no inputs", x.Code, c, o.Year)
				}
				for _, i := range in {
					if _, ok := s.Source(i.Source); !ok {
						t.Fatalf("%s %s %d: input without source: %+v", x.Code, c, o.Year, i)
					}
				}
			}
		}
		if n == 0 {
			t.Errorf("%s has no value at all", x.Code)
		}
	}
}

func TestSeaDistance(t *testing.T) {
	s := world(t)
	for _, c := range s.Countries() {
		o, status := s.Latest(c.ISO3, catalog.SeaDistanceNM, 2020, 0)
		if c.Candidate && !c.Landlocked && status != catalog.Derived {
			t.Errorf("%s has a coast and no sea distance", c.ISO3)
		}
		if c.Landlocked && c.ISO3 != "PRY" && status != catalog.Missing {
			t.Errorf("%s is landlocked and has a sea distance of %v", c.ISO3, o.Value)
		}
	}
	in := s.Inputs("PER", catalog.SeaDistanceNM, 2026)
	if o, _ := s.Latest("PER", catalog.SeaDistanceNM, 2020, 0); len(in) != 1 || in[0].Value != o.Value || o.Value > 9353 {
		t.Errorf("Peru: %+v, inputs %+v", o, in)
	}
}
