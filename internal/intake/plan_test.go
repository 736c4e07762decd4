package intake

import (
	"bytes"
	"context"
	"testing"

	"parksite/internal/catalog"
	"parksite/internal/fault"
)

func parentOf(t *testing.T, text string) Parent {
	t.Helper()
	b := mustRead(t, []byte(text), testOptions())
	tables, series, err := Merge(catalog.Tables{Countries: testCountries, Indicators: testIndicators}, nil, b, false)
	if err != nil {
		t.Fatal(err)
	}
	return Parent{Dataset: catalog.Dataset{ID: "ds-1", Number: 1}, Tables: tables, Series: series}
}

const planned = "iso3,指标代码,年份,数值\nVNM,OWN.WAGE,2021,100\nPOL,OWN.WAGE,2022,7\nVNM,GDP growth,2022,8\n"

// Comparing two states says what a batch between them said.
func TestCompare(t *testing.T) {
	old := parentOf(t, planned)
	next := mustRead(t, []byte("iso3,指标代码,年份,数值\nVNM,OWN.WAGE,2021,110\nIND,OWN.WAGE,2020,5\n"), testOptions())
	_, series, err := Merge(old.Tables, old.Series, next, false)
	if err != nil {
		t.Fatal(err)
	}
	d := Compare(old.Series, series, 10)
	if d.Added != 1 || d.Changed != 1 || d.Removed != 0 || d.Same != 2 || len(d.Indicators) != 1 {
		t.Errorf("%+v", d)
	}
	back := Compare(series, old.Series, 10)
	if back.Added != 0 || back.Changed != 1 || back.Removed != 1 {
		t.Errorf("the other way round: %+v", back)
	}
	if d := Compare(old.Series, old.Series, 10); d.Added+d.Changed+d.Removed+d.SourceOnly != 0 || d.Same != 3 || len(d.Changes) != 0 {
		t.Errorf("against itself: %+v", d)
	}
	if d := Compare(old.Series, old.Series[:1], 10); d.Removed != len(old.Series[1].Points) || len(d.Changes) != d.Removed {
		t.Errorf("a series that is gone: %+v", d)
	}
}

func TestReadNegativeList(t *testing.T) {
	industries := []catalog.Industry{{ID: "IND_X", Name: catalog.Text{Zh: "纺织", En: "Textiles"}}}
	text := "\ufeff标题\nCountry,Industry,Rule,Reason (English),Source,Valid from,Valid to\nVNM,Textiles,Prohibited,why,doc,2026-01-01,2025-01-01\n越南,纺织,限制类,why,doc,,\n\n"
	r, err := ReadNegativeList(context.Background(), bytes.NewReader([]byte(text)), int64(len(text)), testCountries, industries)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Entries) != 1 || r.Entries[0].Rule != catalog.Restricted || r.Entries[0].ISO3 != "VNM" || r.Entries[0].Industry != "IND_X" {
		t.Errorf("%+v", r.Entries)
	}
	if len(r.Rejected) != 1 || r.Rejected[0].Code != "date.order" || r.Rejected[0].Cell != "G3" {
		t.Errorf("%+v", r.Rejected)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := ReadNegativeList(ctx, bytes.NewReader([]byte(text)), int64(len(text)), testCountries, industries); !isCancelled(err) {
		t.Errorf("cancelled: %v", err)
	}
	if _, err := ReadNegativeList(context.Background(), bytes.NewReader([]byte("a,b\n")), 4, testCountries, industries); !fault.Is(err, fault.Invalid) {
		t.Errorf("no heading: %v", err)
	}
}
