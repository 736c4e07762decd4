package intake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// siteOptions take every row for a site but those further north than the pole.
func siteOptions() SiteOptions {
	return SiteOptions{Countries: testCountries, Known: func(s SiteRow) bool { return s.Name.Zh == "已有" },
		Check: func(s SiteRow) ([]fault.Field, error) {
			if s.Lat > 90 {
				return []fault.Field{{Field: "lat", Code: "site.latitude", Detail: "x"}}, nil
			}
			if s.Name.Zh == "" && s.Name.En == "" {
				return []fault.Field{{Field: "name", Code: "required", Detail: "x"}}, nil
			}
			return nil, nil
		}}
}

func readSites(t *testing.T, raw []byte) SiteReading {
	t.Helper()
	r, err := ReadSites(context.Background(), bytes.NewReader(raw), int64(len(raw)), siteOptions())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// sitesIn are sites with everything that a spreadsheet could spoil.
var sitesIn = []SiteRow{
	{Name: catalog.Text{Zh: "海防工业园", En: "Hai Phong \"Deep C\", phase 2"}, ISO3: "VNM", Lat: 20.8, Lon: 106.75, Type: "port", PortCity: true, Year: 2024, Source: "管委会",
		Note: "=HYPERLINK(\"http://x\")", Figures: []SiteFigure{{"landPriceUSDPerM2", 92.5, 2025, "-询价"}, {"areaHa", 500, 0, ""}, {"buildingCoveragePct", 45, 0, ""}}},
	{Name: catalog.Text{En: "+84 Park"}, ISO3: "BRN", Lat: -0.1, Lon: -115},
}

// What is exported is read back the same, in either language and format: names
// that look like formulas stay names.
func TestSiteTable(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		for _, format := range []string{"csv", "xlsx"} {
			t.Run(lang+" "+format, func(t *testing.T) {
				var b bytes.Buffer
				if err := SiteTable(&b, sitesIn, testCountries, format, lang); err != nil {
					t.Fatal(err)
				}
				r := readSites(t, b.Bytes())
				if diff := cmp.Diff(sitesIn, r.Rows); diff != "" {
					t.Errorf("read back:\n%s", diff)
				}
				if len(r.Rejected)+len(r.Remarks) > 0 {
					t.Errorf("refused %+v, remarks %+v", r.Rejected, r.Remarks)
				}
				if format == "csv" && (strings.Contains(b.String(), ",=") || strings.Contains(b.String(), "\"=")) {
					t.Errorf("a formula in the file: %s", b.String())
				}
				if format == "xlsx" {
					f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
					if err != nil {
						t.Fatal(err)
					}
					defer func() { _ = f.Close() }()
					if got, _ := f.GetCellFormula(f.GetSheetName(0), "AT2"); got != "" {
						t.Errorf("a formula in the workbook: %s", got)
					}
				}
			})
		}
	}
	var b bytes.Buffer
	if err := SiteTable(&b, nil, testCountries, "xlsx", "fr"); !fault.Is(err, fault.Invalid) {
		t.Errorf("a third language: %v", err)
	}
	if err := SiteTable(&b, nil, testCountries, "pdf", "en"); !fault.Is(err, fault.Invalid) {
		t.Errorf("a third format: %v", err)
	}
}

// Every cell that cannot be taken is named with its place and reason, and its
// row left out; the rest is read.
func TestReadSites(t *testing.T) {
	head := "名称,国家,纬度,经度,类型,港口城市,年份,来源,可用面积（公顷）,可用面积（公顷）·年份,可用面积（公顷）·来源,工业电价（美元/千瓦时）,工业电价（美元/千瓦时）·年份"
	for _, tt := range []struct {
		name, row string
		want      string // cell and code, "" = taken
	}{
		{"code of the country", "甲,VNM,10,106,,,,,,,,,", ""},
		{"alpha-2", "乙,VN,10,106,园区,是,2024年,某处,1.2万,2023,文件,0.08,2025", ""},
		{"English name", "丙,Vietnam,10,106,land,no,,,,,,,", ""},
		{"M49", "丁,704,10,106,,,,,,,,,", ""},
		{"unknown country", "戊,亚特兰蒂斯,10,106,,,,,,,,,", "B2 import.countryUnknown"},
		{"no country", "戊,,10,106,,,,,,,,,", "B2 import.countryUnknown"},
		{"no position", "戊,VNM,,106,,,,,,,,,", "C2 required"},
		{"minutes of arc", "戊,VNM,10°30′,106,,,,,,,,,", "C2 import.number"},
		{"decimal comma", "戊,VNM,\"10,5\",106,,,,,,,,,", "C2 import.separator"},
		{"beyond the pole", "戊,VNM,95,106,,,,,,,,,", "C2 site.latitude"},
		{"unknown type", "戊,VNM,10,106,airport,,,,,,,,", "E2 import.siteType"},
		{"neither yes nor no", "戊,VNM,10,106,,maybe,,,,,,,", "F2 import.yesNo"},
		{"no year", "戊,VNM,10,106,,,soon,,,,,,", "G2 import.year"},
		{"formula as text", "=1+1,VNM,10,106,,,,,,,,,", "A2 import.formula"},
		{"formula as a figure", "戊,VNM,10,106,,,,,=500,,,,", "I2 import.formula"},
		{"year without a figure", "戊,VNM,10,106,,,,,,,,,2025", "L2 site.citedNothing"},
		{"percentage as a price", "戊,VNM,10,106,,,,,,,,8%,", "L2 import.percentUnit"},
		{"there already", "已有,VNM,10,106,,,,,,,,,", "A2 import.siteExists"},
		{"no name", ",VNM,10,106,,,,,,,,,", "A2 required"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := head + "\n" + tt.row + "\n"
			gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
			if err != nil && !strings.ContainsRune(tt.row, '′') {
				t.Fatal(err)
			}
			for encoding, raw := range map[string]string{"UTF-8": text, "GB18030": gb} {
				if raw == "" {
					continue
				}
				r := readSites(t, []byte(raw))
				got := ""
				for _, x := range r.Rejected {
					got = strings.TrimSpace(got + " " + x.Cell + " " + x.Code)
				}
				if got != tt.want || (tt.want == "") != (len(r.Rows) == 1) {
					t.Errorf("%s: refused %q, want %q; %d rows", encoding, got, tt.want, len(r.Rows))
				}
			}
		})
	}
	// Several wrong cells of one row are all told, and the next row is read.
	r := readSites(t, []byte(head+",海拔\n戊,X,91°,x,,,,,,,,,,5\n己,VNM,1,2,园区,是,2024,某处,1.2万,2023,文件,0.08,,\n己,越南,1,2,,,,,,,,,,\n"))
	var got []string
	for _, x := range r.Rejected {
		got = append(got, x.Cell+" "+x.Code)
	}
	want := []string{"N1 import.columnUnknown", "B2 import.countryUnknown", "C2 import.number", "D2 import.number", "A4 import.siteTwice"}
	if diff := cmp.Diff(want, got); diff != "" || r.Refused != 5 {
		t.Errorf("%d refused:\n%s", r.Refused, diff)
	}
	row := SiteRow{Name: catalog.Text{Zh: "己"}, ISO3: "VNM", Lat: 1, Lon: 2, Type: "park", PortCity: true, Year: 2024, Source: "某处",
		Figures: []SiteFigure{{"areaHa", 12000, 2023, "文件"}, {"powerPriceUSDPerKWh", 0.08, 0, ""}}}
	if diff := cmp.Diff([]SiteRow{row}, r.Rows); diff != "" || r.Lines[0].Row != 3 {
		t.Errorf("line %+v:\n%s", r.Lines, diff)
	}
}

// A workbook's formulas count by their stored result and are remarked on; one
// without a result, a merged cell and a hidden sheet are not read.
func TestReadSitesWorkbook(t *testing.T) {
	table := [][]any{{"Name", "Country", "Lat", "Lon", "Area (ha)", "Area (ha): year", "Area (ha): source"},
		{"One", "VNM", 10, 106, 500, 2024, "x"}, {"Two", "VNM", 11, 106, nil, 2024, "x"}, {"Three", "VNM", 12, 106, 7, 2024, "x"}, {"Four", "VNM", 12, 107, nil, nil, nil}}
	r := readSites(t, workbookOf(t, "Sites", table, func(f *excelize.File) {
		for _, err := range []error{f.SetCellFormula("Sites", "E3", "1+1"), f.MergeCell("Sites", "E4", "E5")} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, err := f.NewSheet("Hidden"); err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetVisible("Hidden", false); err != nil {
			t.Fatal(err)
		}
	}))
	var got []string
	for _, x := range append(r.Rejected, r.Remarks...) {
		got = append(got, x.Cell+" "+x.Code)
	}
	t.Log(got)
	if len(r.Rows) != 1 || r.Rows[0].Name.En != "One" || r.Rows[0].Figures[0].Value != 500 {
		t.Errorf("%+v", r.Rows)
	}
	for _, want := range []string{"E3 import.formulaWithoutValue", "E4 import.mergedValue", "E5 import.mergedValue", " import.hiddenSheet"} {
		found := false
		for _, g := range got {
			found = found || g == want
		}
		if !found {
			t.Errorf("no %q in %q", want, got)
		}
	}
}

// What is no table of sites, too many of them, or stopped is a fault.
func TestReadSitesFaults(t *testing.T) {
	read := func(ctx context.Context, text string) error {
		_, err := ReadSites(ctx, strings.NewReader(text), int64(len(text)), siteOptions())
		return err
	}
	if err := read(context.Background(), "a,b\n1,2\n"); !fault.Is(err, fault.Invalid) {
		t.Errorf("no heading: %v", err)
	}
	var b strings.Builder
	b.WriteString("Name,Country,Lat,Lon\n")
	for i := range MaxSiteRows + 1 {
		fmt.Fprintf(&b, "Site %d,VNM,1,2\n", i)
	}
	if err := read(context.Background(), b.String()); !fault.Is(err, fault.TooLarge) {
		t.Errorf("too many: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := read(ctx, "Name,Country,Lat,Lon\nx,VNM,1,2\n"); !isCancelled(err) {
		t.Errorf("stopped: %v", err)
	}
	broken := errors.New("broken")
	opt := siteOptions()
	opt.Check = func(SiteRow) ([]fault.Field, error) { return nil, broken }
	text := "Name,Country,Lat,Lon\nx,VNM,1,2\n"
	if _, err := ReadSites(context.Background(), strings.NewReader(text), int64(len(text)), opt); !errors.Is(err, broken) {
		t.Errorf("a check that fails: %v", err)
	}
}

func FuzzSites(f *testing.F) {
	f.Add("名称,国家,纬度,经度\n甲,VNM,10,106\n")
	f.Add("Name,Country,Lat,Lon,Area (ha),Area (ha): year\n\"=x\",704,1e300,-0,5%,FY23\n")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ReadSites(context.Background(), strings.NewReader(text), int64(len(text)), siteOptions())
		if err != nil {
			if fault.Of(err) == fault.Internal {
				t.Fatal(err)
			}
			return
		}
		var b bytes.Buffer
		if err := SiteTable(&b, r.Rows, testCountries, "csv", "en"); err != nil {
			t.Fatal(err)
		}
	})
}
