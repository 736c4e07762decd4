package intake

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"parksite/internal/catalog"
	"parksite/internal/fault"
)

const ownTable = "国家（地区）,指标名称,年份,数值,备注\n" +
	"越南,制造业月平均工资,2023年,\"1,234.5\",\n" +
	"印尼,OWN.WAGE,2023,５６７,全角\n" +
	"老挝人民民主共和国,OWN.WAGE,2022.0,0.03万,\n" +
	"Viet Nam,SL.TLF.TOTL.IN,2023,0.56亿,\n" +
	"波兰,国内生产总值增长率,2023,12.5%,\n" +
	"96,OWN.WAGE,2023-12-31,900,M49\n" +
	"in,OWN.WAGE,2023,400,ISO2\n"

func checkOwn(t *testing.T, b Batch) {
	t.Helper()
	if len(b.Rejected) > 0 {
		t.Errorf("rejected %+v", b.Rejected)
	}
	wantValue(t, b, "VNM", "OWN.WAGE", 2023, 1234.5)
	wantValue(t, b, "IDN", "OWN.WAGE", 2023, 567)
	wantValue(t, b, "LAO", "OWN.WAGE", 2022, 300)
	wantValue(t, b, "VNM", "SL.TLF.TOTL.IN", 2023, 56000000)
	wantValue(t, b, "POL", "NY.GDP.MKTP.KD.ZG", 2023, 12.5)
	wantValue(t, b, "BRN", "OWN.WAGE", 2023, 900)
	wantValue(t, b, "IND", "OWN.WAGE", 2023, 400)
}

func TestOwnTableEncodings(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(ownTable)
	if err != nil {
		t.Fatal(err)
	}
	u16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(ownTable)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"UTF-8": ownTable, "UTF-8 with mark": "\ufeff" + ownTable, "GB18030": gb, "UTF-16": u16,
		"CRLF":       strings.ReplaceAll(ownTable, "\n", "\r\n"),
		"tabs":       strings.ReplaceAll(strings.ReplaceAll(ownTable, "\"1,234.5\"", "1234.5"), ",", "\t"),
		"semicolons": strings.ReplaceAll(strings.ReplaceAll(ownTable, "\"1,234.5\"", "1234.5"), ",", ";"),
	} {
		t.Run(name, func(t *testing.T) { checkOwn(t, mustRead(t, []byte(text), testOptions())) })
	}
}

func TestRejectedCells(t *testing.T) {
	b := mustRead(t, []byte("说明：自有指标\n\n国家（地区）,国家代码,指标代码,年份,数值,单位\n"+
		"越南,VNM,OWN.WAGE,2023,一千,\n"+ // E4
		"越南,VNM,OWN.WAGE,2022,\"1,5\",\n"+ // E5
		"越南,VNM,OWN.WAGE,2021,5%,\n"+ // E6
		"越南,POL,OWN.WAGE,2021,5,\n"+ // B7 names Poland, A7 Vietnam: codes go first
		"火星,,OWN.WAGE,2021,5,\n"+ // A8
		",,OWN.WAGE,2021,5,\n"+ // row 9
		"越南,VNM,OWN.RENT,2021,5,\n"+ // C10
		"越南,VNM,OWN.WAGE,2022/23,5,\n"+ // D11
		"越南,VNM,OWN.WAGE,1850,5,\n"+ // D12
		"越南,VNM,OWN.WAGE,2020,5,元/月\n"+ // E13
		"越南,VNM,OWN.WAGE,2019,=1+1,\n"+ // E14
		"越南,VNM,OWN.WAGE,2018,NaN,\n"+ // E15
		"越南,VNM,OWN.WAGE,2017,1e30,\n"+ // E16
		"越南,VNM,OWN.WAGE,2016,5,美元/月,more\n"+ // G17
		"越南,VNM,OWN.WAGE,2015,7,美元/月\n"+
		"Vietnam,,OWN.WAGE,2015,8,\n"+ // E19: another value for the same cell
		"Vietnam,,OWN.WAGE,2015,7,\n"+ // the same again
		"越南,VNM,OWN.WAGE,2014,..,\n"), testOptions())
	want := []string{"number@E4", "separator@E5", "percentUnit@E6", "countryConflict@A7", "countryUnknown@A8", "countryMissing@", "indicatorUnknown@C10",
		"year@D11", "yearRange@D12", "unitDiffers@E13", "formula@E14", "number@E15", "range@E16", "ragged@G17", "duplicate@E19"}
	if diff := cmp.Diff(want, codes(b.Rejected)); diff != "" {
		t.Error(diff)
	}
	if b.Stats.Values != 1 || b.Skipped[SkipRepeated] != 1 || b.Skipped[SkipMissing] != 1 || b.Stats.Rejected != len(want) {
		t.Errorf("stats %+v, skipped %v", b.Stats, b.Skipped)
	}
	for _, r := range b.Rejected {
		if r.Row == 0 || r.Detail == "" {
			t.Errorf("no place or reason: %+v", r)
		}
	}
}

func TestMergedHeadings(t *testing.T) {
	table := [][]any{
		{"要素价格"},
		{"国家（地区）", "OWN.WAGE", nil, "GDP growth", nil},
		{nil, 2022, 2023, 2022, 2023},
		{"越南", 300, 320, 8.1, 5.05},
		{"波兰", 1500, nil, "5.3", 0.002},
	}
	check := func(t *testing.T, b Batch) {
		t.Helper()
		wantValue(t, b, "VNM", "OWN.WAGE", 2022, 300)
		wantValue(t, b, "VNM", "NY.GDP.MKTP.KD.ZG", 2023, 5.05)
		wantValue(t, b, "POL", "NY.GDP.MKTP.KD.ZG", 2022, 5.3)
		if len(b.Rejected) > 0 {
			t.Errorf("rejected %+v", b.Rejected)
		}
	}
	t.Run("workbook", func(t *testing.T) {
		check(t, mustRead(t, workbookOf(t, "价格", table, func(f *excelize.File) {
			for _, m := range [][2]string{{"A2", "A3"}, {"B2", "C2"}, {"D2", "E2"}, {"A1", "E1"}} {
				if err := f.MergeCell("价格", m[0], m[1]); err != nil {
					t.Fatal(err)
				}
			}
		}), testOptions()))
	})
	t.Run("csv", func(t *testing.T) {
		check(t, mustRead(t, []byte("要素价格,,,,\n国家（地区）,OWN.WAGE,,GDP growth,\n,2022,2023,2022,2023\n越南,300,320,8.1,5.05\n波兰,1500,,5.3,0.002\n"), testOptions()))
	})
	t.Run("indicators above the heading", func(t *testing.T) {
		check(t, mustRead(t, []byte(",OWN.WAGE,,GDP growth,\n国家,2022,2023,2022,2023\n越南,300,320,8.1,5.05\n波兰,1500,,5.3,0.002\n"), testOptions()))
	})
	t.Run("years above the indicators", func(t *testing.T) {
		check(t, mustRead(t, []byte("国家,2022,2022年,2023,2023\n,OWN.WAGE,GDP growth,OWN.WAGE,GDP growth\n越南,300,8.1,320,5.05\n波兰,1500,5.3,,0.002\n"), testOptions()))
	})
	t.Run("a sheet per indicator", func(t *testing.T) {
		b := mustRead(t, workbookOf(t, "OWN.WAGE", [][]any{{"国家", 2022, 2023}, {"越南", 300, 320}}, nil), testOptions())
		wantValue(t, b, "VNM", "OWN.WAGE", 2023, 320)
	})
	t.Run("no column that is known", func(t *testing.T) {
		b := mustRead(t, []byte("国家,年份,房租,水价\n越南,2022,1,2\n"), testOptions())
		if diff := cmp.Diff([]string{"columnUnknown@C1", "columnUnknown@D1"}, codes(b.Rejected)); diff != "" || b.Stats.Values != 0 {
			t.Error(diff)
		}
		_, err := readBytes(t, []byte("CountryCode,SeriesCode,Year,DESCRIPTION\nVNM,OWN.WAGE,YR2020,a note\n"), testOptions())
		wantFault(t, err, fault.Invalid, "import.layout")
	})
	t.Run("a column per indicator", func(t *testing.T) {
		b := mustRead(t, []byte("国家,年份,制造业月平均工资,房租,备注\n越南,2022,300,1,x\n"), testOptions())
		wantValue(t, b, "VNM", "OWN.WAGE", 2022, 300)
		if diff := cmp.Diff([]string{"columnUnknown@D1"}, codes(b.Rejected)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWorkbookCells(t *testing.T) {
	for _, date1904 := range []bool{false, true} {
		table := [][]any{{"国家", "指标", "年份", "数值"}, {"越南", "OWN.WAGE", nil, 300}, {"越南", "GDP growth", 2023, 0.0505},
			{"波兰", "OWN.WAGE", 2023, nil}, {"波兰", "OWN.WAGE", 2022, nil}, {"老挝", "OWN.WAGE", 2022, true},
			{"印度", "OWN.WAGE", 2022, 1}, {"印度", "OWN.WAGE", 2021, nil}, {"文莱", "OWN.WAGE", 2021, 7}}
		raw := workbookOf(t, "数据", table, func(f *excelize.File) {
			if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &date1904}); err != nil {
				t.Fatal(err)
			}
			serial := 45291.0 // 2023-12-31
			if date1904 {
				serial -= 1462
			}
			date, _ := f.NewStyle(&excelize.Style{NumFmt: 14})
			percent, _ := f.NewStyle(&excelize.Style{NumFmt: 10})
			set := func(at string, v any, style int) {
				if err := f.SetCellValue("数据", at, v); err != nil {
					t.Fatal(err)
				}
				if err := f.SetCellStyle("数据", at, at, style); err != nil {
					t.Fatal(err)
				}
			}
			set("C2", serial, date)
			set("D3", 0.0505, percent)
			if err := f.SetCellFormula("数据", "D4", "100*2"); err != nil { // no stored value
				t.Fatal(err)
			}
			if err := f.SetCellValue("数据", "D5", 900); err != nil {
				t.Fatal(err)
			}
			if err := f.SetCellFormula("数据", "D5", "450*2"); err != nil { // excelize keeps the value
				t.Fatal(err)
			}
			if err := f.MergeCell("数据", "D7", "D8"); err != nil {
				t.Fatal(err)
			}
			for _, s := range []string{"草稿", "备用"} {
				if _, err := f.NewSheet(s); err != nil {
					t.Fatal(err)
				}
			}
			if err := f.SetCellValue("草稿", "A1", "国家"); err != nil {
				t.Fatal(err)
			}
			if err := f.SetSheetVisible("草稿", false); err != nil {
				t.Fatal(err)
			}
		})
		b := mustRead(t, raw, testOptions())
		wantValue(t, b, "VNM", "OWN.WAGE", 2023, 300)
		wantValue(t, b, "VNM", "NY.GDP.MKTP.KD.ZG", 2023, 5.05)
		wantValue(t, b, "POL", "OWN.WAGE", 2022, 900)
		wantValue(t, b, "BRN", "OWN.WAGE", 2021, 7)
		if diff := cmp.Diff([]string{"formulaWithoutValue@D4", "number@D6", "mergedValue@D7", "mergedValue@D8"}, codes(b.Rejected)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"hiddenSheet@", "formulaValue@D5", "sheetSkipped@"}, codes(b.Remarks)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestTemplateRoundTrip(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		for _, years := range [][]int{nil, {2022, 2023}} {
			var w bytes.Buffer
			if err := Template(&w, TemplateOptions{Lang: lang, Countries: testCountries, Indicators: testIndicators[3:], Years: years}); err != nil {
				t.Fatal(err)
			}
			if empty := mustRead(t, w.Bytes(), testOptions()); empty.Stats.Values != 0 || empty.Stats.Rejected != 0 || len(empty.Remarks) != 0 {
				t.Errorf("an empty template: %+v %v %v", empty.Stats, empty.Rejected, empty.Remarks)
			}
			f, err := excelize.OpenReader(&w)
			if err != nil {
				t.Fatal(err)
			}
			sheets := f.GetSheetList()
			data, defs := sheets[0], sheets[1]
			offered, err := f.GetDataValidations(defs)
			if err != nil || len(offered) != 2 {
				t.Fatalf("choices offered: %v, %v", offered, err)
			}
			for k, known := range []map[string]string{dimensionWords, directionWords} {
				for word := range strings.SplitSeq(strings.Trim(offered[k].Formula1, `"`), ",") {
					if known[fold(word)] == "" {
						t.Errorf("%s is offered and not read", word)
					}
				}
			}
			set := func(sheet, at string, v any) {
				if err := f.SetCellValue(sheet, at, v); err != nil {
					t.Fatal(err)
				}
			}
			// Vietnam is the tenth country: row 11.
			if years == nil {
				set(data, "F11", 2023)
				set(data, "G11", 321.5)
				set(data, "A12", "VNM")
				set(data, "C12", "OWN.LAND")
				set(data, "F12", 2023)
				set(data, "G12", 88)
			} else {
				set(data, "G11", 321.5)
				set(data, "A12", "VNM")
				set(data, "C12", "OWN.LAND")
				set(data, "G12", 88)
			}
			for i, v := range []any{"OWN.LAND", "工业用地价格", "Industrial land price", "营商环境", "美元/平方米", "US dollars per sq m", "负向", "企业调研", "own"} {
				at, _ := excelize.CoordinatesToCellName(i+1, 3)
				set(defs, at, v)
			}
			set(defs, "A4", "OWN.BAD")
			buf, err := f.WriteToBuffer()
			if err != nil {
				t.Fatal(err)
			}
			b := mustRead(t, buf.Bytes(), testOptions())
			wantValue(t, b, "VNM", "OWN.WAGE", 2023, 321.5)
			wantValue(t, b, "VNM", "OWN.LAND", 2023, 88)
			want := []catalog.Indicator{{Code: "OWN.LAND", Name: catalog.Text{Zh: "工业用地价格", En: "Industrial land price"}, Dimension: "business",
				Unit: catalog.Text{Zh: "美元/平方米", En: "US dollars per sq m"}, Direction: "cost", Source: "企业调研", SourceCode: "OWN.LAND", Licence: "own"}}
			if diff := cmp.Diff(want, b.Indicators); diff != "" {
				t.Error(diff)
			}
			if b.Stats.Rejected != 8 || b.Rejected[0].Code != "import.definitionMissing" { // OWN.BAD lacks eight entries
				t.Errorf("rejected %v", codes(b.Rejected))
			}
		}
	}
}
