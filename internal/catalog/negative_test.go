package catalog_test

import (
	"errors"
	"slices"
	"testing"

	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/seeds"
)

func TestNegativeListAt(t *testing.T) {
	reason := catalog.Text{En: "because"}
	n := catalog.NegativeList{Entries: []catalog.NegativeEntry{
		{ISO3: "VNM", Industry: "I", Rule: catalog.Encouraged, Reason: reason},
		{ISO3: "VNM", Industry: "I", Rule: catalog.Prohibited, Reason: reason, ValidFrom: "2026-03-01", ValidTo: "2026-03-31"},
		{ISO3: "VNM", Industry: "I", Rule: catalog.Restricted, Reason: reason, ValidFrom: "2026-03-10"},
	}}
	for _, tt := range []struct{ iso3, industry, day, want string }{
		{"VNM", "I", "", catalog.Encouraged},
		{"VNM", "I", "2026-02-28", catalog.Encouraged},
		{"VNM", "I", "2026-03-01", catalog.Prohibited},
		{"VNM", "I", "2026-03-31", catalog.Prohibited},
		{"VNM", "I", "2026-04-01", catalog.Restricted},
		{"VNM", "J", "2026-03-01", ""},
		{"THA", "I", "2026-03-01", ""},
	} {
		e, ok := n.At(tt.iso3, tt.industry, tt.day)
		if e.Rule != tt.want || ok != (tt.want != "") {
			t.Errorf("%s %s on %q: %q, want %q", tt.iso3, tt.industry, tt.day, e.Rule, tt.want)
		}
	}
}

func TestNegativeListValidate(t *testing.T) {
	d, err := seeds.Load()
	if err != nil {
		t.Fatal(err)
	}
	s := world(t)
	good := catalog.NegativeEntry{ISO3: "VNM", Industry: "IND_RESOURCE", Rule: catalog.Prohibited, Reason: catalog.Text{Zh: "理由"}, Source: "公告2026年第1号"}
	list := catalog.NegativeList{Title: catalog.Text{Zh: "清单", En: "list"}, Entries: []catalog.NegativeEntry{good}}
	if err := list.Validate(s, d.Industries); err != nil {
		t.Errorf("a good list: %v", err)
	}
	list.Title.En = ""
	list.Entries = append(list.Entries, catalog.NegativeEntry{ISO3: "CHN", Industry: "none", Rule: "perhaps", Source: "a\u202eb", ValidFrom: "2026-02-30", ValidTo: "2026-01-01"})
	var f *fault.Error
	if err := list.Validate(s, d.Industries); !errors.As(err, &f) {
		t.Fatal(err)
	}
	var got []string
	for _, x := range f.Fields {
		got = append(got, x.Field+":"+x.Code)
	}
	for _, want := range []string{"title.en:required", "entries[1].iso3:country.unknown", "entries[1].industry:industry.unknown", "entries[1].rule:choice",
		"entries[1].reason:required", "entries[1].source:text.control", "entries[1].validFrom:date.malformed", "entries[1].validTo:date.order"} {
		if !slices.Contains(got, want) {
			t.Errorf("not reported: %s (have %v)", want, got)
		}
	}
}
