package intake

import (
	"bytes"
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"parksite/internal/fault"
)

// FuzzRead: whatever the bytes, Read answers with a fault or with a batch that
// keeps its promises.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"WDICSV.csv", "databank_Data.csv", "API_SL.TLF.TOTL.IN_DS2_en_csv_v2.csv"} {
		raw := testFile(f, name)
		f.Add(raw[:min(len(raw), 2000)])
	}
	f.Add([]byte(ownTable))
	f.Add(zipOf(f, "a.csv", ownTable))
	f.Add(xlsxOf(f, inline("国家,指标,年份,数值", "越南,OWN.WAGE,2023,5")))
	f.Add(workbookOf(f, "OWN.WAGE", [][]any{{"国家", 2022}, {"越南", 1.5}}, nil))
	opt := testOptions()
	opt.Limits = Limits{Expanded: 1 << 20, Workbook: 1 << 20, TableRows: 2000, BulkRows: 2000, Columns: 200, Rejections: 50}
	f.Fuzz(func(t *testing.T, raw []byte) {
		b, err := Read(context.Background(), bytes.NewReader(raw), int64(len(raw)), opt)
		if err != nil {
			var ft *fault.Error
			if !errors.As(err, &ft) || ft.Kind == fault.Internal {
				t.Fatalf("not a fault with a reason: %v", err)
			}
			if _, ok := reasons[ft.Code]; !ok {
				t.Fatalf("no sentence for %s", ft.Code)
			}
			return
		}
		if len(b.Rejected) > 50 || b.Stats.Rejected < len(b.Rejected) || b.Stats.Values != len(b.Observations) {
			t.Fatalf("counts: %+v", b.Stats)
		}
		for i, o := range b.Observations {
			if math.IsNaN(o.Value) || math.IsInf(o.Value, 0) || o.Value == 0 && math.Signbit(o.Value) || o.Year < 1950 || o.Year > 2100 || o.Source != "TEST-1" {
				t.Fatalf("observation %+v", o)
			}
			if i > 0 && compareObservations(b.Observations[i-1], o) >= 0 {
				t.Fatalf("order: %+v before %+v", b.Observations[i-1], o)
			}
		}
		for _, r := range b.Rejected {
			if _, ok := reasons[r.Code]; !ok || strings.ContainsAny(r.Value, "\n\r\x00") {
				t.Fatalf("rejection %+v", r)
			}
		}
	})
}

// FuzzSheet reaches the sheet reader without a checksum in the way.
func FuzzSheet(f *testing.F) {
	f.Add(inline("国家,指标,年份,数值", "越南,OWN.WAGE,2023,5"))
	f.Add(`<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="XFD1"/></row></sheetData><mergeCells><mergeCell ref="A1:C3"/></mergeCells></worksheet>`)
	f.Add(fullSheet([][]any{{"国家", "指标", "年份", "数值"}, {"越南", "OWN.WAGE", 2023, 1e300}}))
	opt := testOptions()
	opt.Limits = Limits{Workbook: 1 << 20, TableRows: 2000, Columns: 200}
	f.Fuzz(func(t *testing.T, sheet string) {
		raw := xlsxOf(t, sheet, "xl/sharedStrings.xml", `<sst><si><t>国家</t></si></sst>`)
		if _, err := Read(context.Background(), bytes.NewReader(raw), int64(len(raw)), opt); err != nil && fault.Of(err) == fault.Internal {
			t.Fatal(err)
		}
	})
}

func FuzzNumber(f *testing.F) {
	for _, s := range []string{"1,234.5", "１２３", "3万", "1.2亿", "12.5%", "-0", "..", "NaN", "0x1p4", "1e999", "1 234", "'-5", "−3", "1_0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n := parseNumber(s)
		if n.reason == "" && !n.missing && math.IsNaN(n.value) {
			t.Fatalf("%q is NaN", s)
		}
		if n.reason == "" && !n.missing && !strings.ContainsAny(s, "0123456789") && !strings.ContainsFunc(s, func(r rune) bool { return r > 127 }) {
			t.Fatalf("%q without digits became %v", s, n.value)
		}
	})
}

func FuzzPage(f *testing.F) {
	f.Add([]byte(`[{"page":1,"pages":1,"per_page":"50","total":1,"sourceid":"2","lastupdated":"2025-01-28"},[{"indicator":{"id":"X"},"countryiso3code":"VNM","date":"2020","value":1.5}]]`))
	f.Add([]byte(`[{"page":0,"pages":0,"per_page":0,"total":0,"sourceid":null,"lastupdated":null},null]`))
	f.Add([]byte(`[{"message":[{"id":"120","key":"Invalid value","value":"x"}]}]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		p, err := parsePage(body, "X", 1)
		if err == nil && p.Total > 0 && len(p.Rows) == 0 {
			t.Fatalf("%+v", p)
		}
	})
}
