package layout_test

import (
	"errors"
	"slices"
	"testing"

	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/layout"
)

// A position is doubted for a reason that a person can check, and a good one is
// not doubted.
func TestPositionWarnings(t *testing.T) {
	a, _ := world()
	for _, tt := range []struct {
		name, iso3 string
		lat, lon   float64
		want       []string
		near       string // id of the place that the first names
	}{
		{"Thilawa", "MMR", 16.68, 96.25, nil, ""},
		{"Kaliningrad is Russia too", "RUS", 54.7, 20.5, nil, ""},
		{"Rome, swapped", "ITA", 12.5, 41.9, []string{layout.PositionSwapped}, ""},
		{"in the Bay of Bengal", "MMR", 13.5, 88.5, []string{layout.PositionOutside, layout.PositionRemote}, "city-1328421"},
		{"Bangkok as Myanmar", "MMR", 13.75, 100.5, []string{layout.PositionAbroad}, "port-WPI57450"},
		{"Null Island", "VNM", 0, 0, []string{layout.PositionOutside, layout.PositionAbroad, layout.PositionRemote}, ""},
		{"no such country", "XXX", 0, 0, nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			u := layout.UserSite{ID: "own-x", ISO3: tt.iso3, Lat: tt.lat, Lon: tt.lon}
			var got []string
			list := a.PositionWarnings(&u)
			for _, w := range list {
				got = append(got, w.Code)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("%v, want %v", list, tt.want)
			}
			if tt.near != "" && (len(list) == 0 || list[0].Near != tt.near) {
				t.Errorf("%v, want %s named", list, tt.near)
			}
		})
	}
}

// Each figure may have a year and source of its own, and shows with them.
func TestCitations(t *testing.T) {
	a, _ := world()
	price, area := 40.0, 500.0
	u := layout.UserSite{ID: "own-x", Name: catalog.Text{En: "x"}, ISO3: "MMR", Lat: 16.68, Lon: 96.25, Type: "land",
		LandPriceUSDPerM2: &price, AreaHa: &area, Year: 2022, Source: "zone authority",
		Cited: []catalog.Citation{{Figure: "landPriceUSDPerM2", Year: 2025, Source: "agent's quote"}}}
	if err := a.CheckOwn(&u); err != nil {
		t.Fatal(err)
	}
	years := map[string]int{}
	for _, s := range a.Sites([]string{"MMR"}, "none", []layout.UserSite{u}) {
		if s.ID != u.ID {
			continue
		}
		for _, v := range a.Values(s, layout.Context{}) {
			years[v.Indicator] = v.Year
		}
	}
	if years[layout.LandPrice] != 2025 || years[layout.LandArea] != 2022 {
		t.Errorf("land price of %d, area of %d", years[layout.LandPrice], years[layout.LandArea])
	}
	for _, f := range layout.Figures() {
		v, year, source := f.Of(&u)
		switch f.Field {
		case "landPriceUSDPerM2":
			if *v != 40 || year != 2025 || source != "agent's quote" {
				t.Errorf("%s: %v %d %s", f.Field, *v, year, source)
			}
		case "areaHa":
			if *v != 500 || year != 2022 {
				t.Errorf("%s: %v %d %s", f.Field, *v, year, source)
			}
		default:
			if v != nil {
				t.Errorf("%s: %g", f.Field, *v)
			}
		}
	}
	// Cited alone is enough; nothing else is asked for.
	only := u
	only.AreaHa, only.Year, only.Source = nil, 0, ""
	if err := a.CheckOwn(&only); err != nil {
		t.Error(err)
	}
	bad := only
	bad.Type = "harbour"
	bad.Cited = []catalog.Citation{{Figure: "landPriceUSDPerM2", Year: 1900}, {Figure: "areaHa", Year: 2020, Source: "s"}, {Figure: "wages", Year: 2020, Source: "s"},
		{Figure: "landPriceUSDPerM2", Year: 2020, Source: "s"}}
	var f *fault.Error
	if !errors.As(a.CheckOwn(&bad), &f) {
		t.Fatal("a broken site passes")
	}
	var fields []string
	for _, x := range f.Fields {
		fields = append(fields, x.Field)
	}
	if want := []string{"type", "cited[0].year", "cited[0].source", "cited[1].figure", "cited[2].figure", "cited[3].figure"}; !slices.Equal(fields, want) {
		t.Errorf("broken fields %v, want %v", fields, want)
	}
}

// Two sites of one name in one country are taken for one another.
func TestSame(t *testing.T) {
	u := layout.UserSite{ISO3: "MMR", Name: catalog.Text{Zh: "迪拉瓦", En: "Thilawa"}}
	for name, tt := range map[string]struct {
		v    layout.UserSite
		want bool
	}{
		"one language":    {layout.UserSite{ISO3: "MMR", Name: catalog.Text{En: "Thilawa"}}, true},
		"another country": {layout.UserSite{ISO3: "THA", Name: u.Name}, false},
		"another name":    {layout.UserSite{ISO3: "MMR", Name: catalog.Text{Zh: "皎漂"}}, false},
		"no name at all":  {layout.UserSite{ISO3: "MMR"}, false},
	} {
		if got := u.Same(&tt.v); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
