package catalog

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"parksite/internal/fault"
)

func TestSeriesRoundTrip(t *testing.T) {
	s := Series{Indicator: "X", Points: []Point{{"VNM", 2001, 0.1, "S"}, {"AFG", 2002, -3, "S"}, {"AFG", 2001, 1e21, "T"}, {"VNM", 2000, 12345678.9, "S"}}}
	s.Sort()
	text := s.Canonical()
	if want := "AFG,2001,1e+21,T\nAFG,2002,-3,S\nVNM,2000,1.23456789e+07,S\nVNM,2001,0.1,S\n"; text != want {
		t.Errorf("canonical\n%swant\n%s", text, want)
	}
	back, err := ParseSeries("X", text)
	if err != nil || !reflect.DeepEqual(back, s) {
		t.Errorf("%+v, %v", back, err)
	}
	if back.Digest() != TextDigest(text) {
		t.Error("the digest does not cover the text")
	}
}

func TestParseSeriesRefuses(t *testing.T) {
	for _, tt := range []struct{ text, code string }{
		{"VNM,2001,1,S", "series.cut"},
		{"VNM,2001,1\n", "series.fields"},
		{"VNM,2001,1,S,x\n", "series.fields"},
		{"VNM,x,1,S\n", "series.year"},
		{"VNM,2001,NaN,S\n", "series.value"},
		{"VNM,2001,1e400,S\n", "series.value"},
		{"VNM,2001,,S\n", "series.value"},
		{"VNM,2001,1,S\nVNM,2001,2,S\n", "series.order"},
		{"VNM,2001,1,S\nAFG,2001,2,S\n", "series.order"},
	} {
		_, err := ParseSeries("X", tt.text)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), tt.code) {
			t.Errorf("%q: %v, want %s", tt.text, err, tt.code)
		}
	}
}

func FuzzParseSeries(f *testing.F) {
	f.Add("VNM,2001,1,S\n")
	f.Add("AFG,2001,1e-7,S\nVNM,-1,0.5,\n")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseSeries("X", text)
		if err != nil {
			return
		}
		again, err := ParseSeries("X", s.Canonical())
		if err != nil || again.Canonical() != s.Canonical() {
			t.Errorf("%q does not survive its canonical form: %v", text, err)
		}
	})
}

func small() (Tables, []Series) {
	name := Text{"名", "name"}
	t := Tables{
		Countries: []Country{{ISO3: "AAA", Name: name, Candidate: true}, {ISO3: "BBB", Name: name, Candidate: true, Landlocked: true}, {ISO3: "CHN", Name: name, CapitalLat: 40, CapitalLon: 116}},
		Indicators: []Indicator{
			{Code: "X", Name: name, Unit: name, Direction: "benefit", Dimension: "population"},
			{Code: "C", Name: name, Unit: name, Direction: "benefit", Dimension: "location", Timeless: true},
			{Code: "NY.GDP.MKTP.KD.ZG", Name: name, Unit: name, Direction: "benefit", Dimension: "development"},
		},
		Sources: []Source{{ID: "S", Title: "title", Licence: "CC BY 4.0"}},
		Stage:   StageTable{Measures: []StageMeasure{{ID: "m", Indicator: "X", Weight: 1, Limits: []float64{1, 2, 3, 4}}}, MinMeasures: 1},
	}
	s := []Series{
		{"X", []Point{{"AAA", 2010, 1, "S"}, {"AAA", 2015, 2, "S"}, {"AAA", 2020, 3, "S"}}},
		{"C", []Point{{"AAA", 2026, 7, "S"}}},
		{"NY.GDP.MKTP.KD.ZG", []Point{{"AAA", 2016, 1, "S"}, {"AAA", 2017, 2, "S"}, {"AAA", 2018, 3, "S"}, {"AAA", 2019, 4, "S"}, {"AAA", 2020, 5, "S"}, {"BBB", 2016, 1, "S"}, {"BBB", 2020, 1, "S"}}},
	}
	return t, s
}

func snapshot(t *testing.T) *Snapshot {
	t.Helper()
	tables, series := small()
	d, err := NewDataset(1, "", "t", "test", tables, series)
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewSnapshot(d, tables, series)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestLatest(t *testing.T) {
	s := snapshot(t)
	for _, tt := range []struct {
		iso3, indicator string
		year, age       int
		value           float64
		of              int
		status          Status
	}{
		{"AAA", "X", 2020, 0, 3, 2020, Observed},
		{"AAA", "X", 2019, 4, 2, 2015, Observed},
		{"AAA", "X", 2019, 3, 2, 2015, Stale},
		{"AAA", "X", 2009, 99, 0, 0, Missing},
		{"BBB", "X", 2020, 99, 0, 0, Missing},
		{"ZZZ", "X", 2020, 99, 0, 0, Missing},
		{"AAA", "Z", 2020, 99, 0, 0, Missing},
		{"AAA", "C", 2001, 0, 7, 2026, Observed}, // timeless
		{"AAA", GrowthMean5, 2020, 0, 3, 2020, Derived},
		{"BBB", GrowthMean5, 2020, 9, 0, 0, Missing}, // years missing between are not filled
	} {
		o, status := s.Latest(tt.iso3, tt.indicator, tt.year, tt.age)
		if o.Value != tt.value || o.Year != tt.of || status != tt.status {
			t.Errorf("%s %s %d age %d: %+v %s", tt.iso3, tt.indicator, tt.year, tt.age, o, status)
		}
	}
	if s.Year() != 2020 || !slices.Equal(s.Candidates(), []string{"AAA", "BBB"}) {
		t.Errorf("year %d, candidates %v", s.Year(), s.Candidates())
	}
	in := s.Inputs("AAA", GrowthMean5, 2020)
	if len(in) != 5 || in[0] != (Input{Indicator: "NY.GDP.MKTP.KD.ZG", Year: 2016, Value: 1, Source: "S"}) {
		t.Errorf("inputs %+v", in)
	}
	if c := s.Coverage("X"); c != (Coverage{1, 2020, 2020}) {
		t.Errorf("coverage %+v", c)
	}
}

func TestDatasetReportsEverything(t *testing.T) {
	tables, series := small()
	tables.Countries[0].CapitalLat = 91
	tables.Countries[1].ISO3 = "AAA"
	tables.Indicators[0].Direction = "up"
	tables.Indicators[1].Name.Zh = "e\u0301" // not in normal form C
	tables.Sources[0].Licence = ""
	tables.Stage.Measures[0].Limits = []float64{1, 2, 2, 4}
	series[0].Points[0].Value = math.Inf(1)
	series[0].Points[1].Year = 1066
	series[1].Points[0].Source = "nobody"
	series = append(series, Series{Indicator: "X"}, Series{Indicator: "unknown", Points: []Point{{"AAA", 2000, 1, "S"}}})
	_, err := NewDataset(1, "", "t", "bad\x07reason", tables, series)
	var f *fault.Error
	if !fault.Is(err, fault.Invalid) {
		t.Fatal(err)
	}
	f = err.(*fault.Error)
	var got []string
	for _, x := range f.Fields {
		got = append(got, x.Field+":"+x.Code)
	}
	for _, want := range []string{"countries[0].capital:coordinates.range", "countries[1].iso3:duplicate", "indicators[0].direction:choice",
		"indicators[1].name.zh:text.notNormal", "sources[0]:required", "stage.measures[0].limits:stage.limits", "series[X][AAA,2010].value:number.notFinite",
		"series[X][AAA,1066].year:year.range", "series[C][AAA,2026].sourceId:source.unknown", "series[X]:series.duplicate", "series[unknown]:indicator.unknown", "reason:text.control"} {
		if !slices.Contains(got, want) {
			t.Errorf("not reported: %s\nhave %v", want, got)
		}
	}
}

// The digest covers content and nothing else.
func TestDatasetDigestCoversContent(t *testing.T) {
	tables, series := small()
	base, err := NewDataset(1, "", "a", "one", tables, series)
	if err != nil {
		t.Fatal(err)
	}
	other, _ := NewDataset(7, "ds-1", "b", "two", tables, []Series{series[2], series[0], series[1]})
	if other.Digest != base.Digest {
		t.Error("author or order of series changes the digest")
	}
	series[0].Points[0].Value += 1e-9
	changed, _ := NewDataset(1, "", "a", "one", tables, series)
	if changed.Digest == base.Digest {
		t.Error("a changed value keeps the digest")
	}
	series[0].Points[0].Value = 1
	tables.Stage.Measures[0].Weight = 2
	if changed, _ = NewDataset(1, "", "a", "one", tables, series); changed.Digest == base.Digest {
		t.Error("a changed limit table keeps the digest")
	}
}

func TestTablesRoundTrip(t *testing.T) {
	tables, _ := small()
	text, err := tables.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	back, err := ParseTables(text)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := back.Canonical(); again != text {
		t.Error("tables do not survive storing")
	}
	if _, err := ParseTables(`{"nonsense":1}`); !fault.Is(err, fault.Invalid) {
		t.Errorf("unknown table: %v", err)
	}
}

func TestCheckText(t *testing.T) {
	for _, tt := range []struct {
		text  string
		multi bool
		code  string
	}{
		{"越南 Việt Nam", false, ""},
		{"a\nb", true, ""},
		{"a\nb", false, "text.control"},
		{"a\x00b", true, "text.control"},
		{"a\u202eb", false, "text.control"},
		{"a\u200bb", false, "text.control"},
		{"\xff", false, "text.encoding"},
		{"e\u0301", false, "text.notNormal"},
		{strings.Repeat("产", 12), false, "text.tooLong"},
	} {
		bad := CheckText("f", tt.text, 11, tt.multi)
		if (tt.code == "") != (len(bad) == 0) || len(bad) > 0 && bad[0].Code != tt.code {
			t.Errorf("%q: %v, want %q", tt.text, bad, tt.code)
		}
	}
}

func TestSiteAndDistanceRules(t *testing.T) {
	lat, far := 10.0, 200.0
	name := Text{"港", "port"}
	for _, tt := range []struct {
		site Site
		code string
	}{
		{Site{ID: "a", Kind: PortSite, Name: name, Port: &Port{}}, ""},
		{Site{ID: "a", Kind: PortSite, Name: Text{En: "port"}, Lat: &lat, Lon: &lat, Port: &Port{}}, ""},
		{Site{ID: "a", Kind: PortSite, Name: Text{Zh: "港"}, Port: &Port{}}, "required"},
		{Site{ID: "a", Kind: PortSite, Name: name, Lat: &lat, Port: &Port{}}, "required"},
		{Site{ID: "a", Kind: PortSite, Name: name, Lat: &lat, Lon: &far, Port: &Port{}}, "coordinates.range"},
		{Site{ID: "a", Kind: PortSite, Name: name, Park: &Park{}}, "choice"},
		{Site{ID: "a", Kind: PortSite, Name: name, Port: &Port{}, City: &City{}}, "choice"},
		{Site{ID: "a", Kind: "mine", Name: name, Port: &Port{}}, "choice"},
	} {
		err := tt.site.Validate()
		if (tt.code == "") != (err == nil) || err != nil && err.(*fault.Error).Fields[0].Code != tt.code {
			t.Errorf("%+v: %v, want %q", tt.site, err, tt.code)
		}
	}
	tables, _ := small()
	tables.Ports = []Site{{ID: "p", Kind: PortSite, ISO3: "AAA", Name: name, Port: &Port{}}, {ID: "q", Kind: PortSite, ISO3: "ZZZ", Name: name, Port: &Port{}}}
	tables.SeaDistances = []SeaDistance{{From: "p", To: "nowhere", NM: 0, Quality: "D"}}
	var got []string
	for _, f := range tables.broken() {
		got = append(got, f.Field+":"+f.Code)
	}
	if want := []string{"ports[1].iso3:country.unknown", "seaDistances[0]:port.unknown", "seaDistances[0].nm:number.notPositive", "seaDistances[0].quality:choice"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Fewer measures than asked for is no stage, however many weights are left.
func TestStageNeedsEnoughMeasures(t *testing.T) {
	tables, series := small()
	tables.Stage.Measures = []StageMeasure{
		{ID: "a", Indicator: "X", Weight: 1, Limits: []float64{1, 2, 3, 4}},
		{ID: "b", Indicator: "NY.GDP.MKTP.KD.ZG", Weight: 3, Limits: []float64{4, 3, 2, 1}},
	}
	for _, need := range []int{1, 2} {
		tables.Stage.MinMeasures = need
		d, err := NewDataset(1, "", "t", "test", tables, series)
		if err != nil {
			t.Fatal(err)
		}
		s, err := NewSnapshot(d, tables, series)
		if err != nil {
			t.Fatal(err)
		}
		// 2015: only a, at 2 = the end of the early stage. 2020: both, a at 66, b at 5 = 0.
		if st, ok := s.StageOf("AAA", 2015); ok != (need == 1) || st.Index != 33 || st.Class != EarlyStage {
			t.Errorf("2015 needing %d: %+v %v", need, st, ok)
		}
		if st, ok := s.StageOf("AAA", 2020); !ok || st.Index != 16.5 {
			t.Errorf("2020 needing %d: %+v %v", need, st, ok)
		}
		if _, ok := s.StageOf("BBB", 2020); ok {
			t.Error("a stage without its first measure")
		}
	}
}
