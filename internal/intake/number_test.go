package intake

import (
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestParseNumber(t *testing.T) {
	tests := []struct {
		in     string
		want   float64
		reason string // or "missing"
	}{
		{"12.5", 12.5, ""}, {"-3", -3, ""}, {"+3", 3, ""}, {"1e3", 1000, ""}, {"70.4799995422363", 70.4799995422363, ""},
		{"1,234", 1234, ""}, {"1,234,567.89", 1234567.89, ""}, {"-1,234", -1234, ""}, {"1 234 567", 1234567, ""}, {"1\u00a0234", 1234, ""}, {"1'234", 1234, ""},
		{"1，234", 1234, ""}, {"１２３４．５", 1234.5, ""}, {"−5", -5, ""}, {"'-5", -5, ""},
		{"3万", 30000, ""}, {"1.1万", 11000, ""}, {"0.56亿", 56000000, ""}, {"1.2 万亿", 1.2e12, ""}, {"1,000万", 1e7, ""},
		{"12.5%", 12.5, ""}, {"12.5％", 12.5, ""},
		{"..", 0, "missing"}, {"", 0, "missing"}, {"N/A", 0, "missing"}, {"暂无", 0, "missing"}, {"—", 0, "missing"},
		{"1,5", 0, "import.separator"}, {"1.234,5", 0, "import.separator"}, {"12,34,567", 0, "import.separator"}, {"1,234 567", 0, "import.separator"},
		{"NaN", 0, "import.number"}, {"Inf", 0, "import.number"}, {"0x10", 0, "import.number"}, {"1_000", 0, "import.number"}, {"$5", 0, "import.number"},
		{"5-7", 0, "import.number"}, {"(5)", 0, "import.number"}, {"约5", 0, "import.number"}, {"5万%", 0, "import.number"}, {"万", 0, "import.number"},
		{"1e999", math.Inf(1), ""}, // refused by range when it is added
	}
	for _, tt := range tests {
		n := parseNumber(tt.in)
		got := n.reason
		if n.missing {
			got = "missing"
		}
		if got != tt.reason || n.value != tt.want {
			t.Errorf("%q = %v %q, want %v %q", tt.in, n.value, got, tt.want, tt.reason)
		}
	}
}

func TestParseYear(t *testing.T) {
	for in, want := range map[string]int{"2023": 2023, "2023年": 2023, "2023.0": 2023, "２０２３": 2023, "2023年度": 2023, "2023 [YR2023]": 2023, "YR2023": 2023,
		"2023-12-31": 2023, "2023/1/2": 2023, "2023年12月": 2023, " 2023 ": 2023,
		"2022/23": 0, "FY2023": 0, "45291": 0, "23": 0, "2023.5": 0, "": 0, "-202": 0, "+202": 0, "20 23": 0} {
		if got, ok := parseYear(in); got != want || ok != (want != 0) {
			t.Errorf("%q = %d, want %d", in, got, want)
		}
	}
	for _, tt := range []struct {
		serial   float64
		date1904 bool
		want     int
	}{{45291, false, 2023}, {45292, false, 2024}, {43829, true, 2023}, {43830, true, 2024}, {36526.99, false, 2000}, {36525.99, false, 1999}, {10, false, 0}, {4e6, false, 0}} {
		if got, _ := excelYear(tt.serial, tt.date1904); got != tt.want {
			t.Errorf("serial %v (1904 %v) = %d, want %d", tt.serial, tt.date1904, got, tt.want)
		}
	}
}

func TestFindCountry(t *testing.T) {
	x := newCountryIndex(testCountries)
	for text, iso3 := range map[string]string{"VNM": "VNM", "vnm": "VNM", "VN": "VNM", "704": "VNM", "越南": "VNM", "Viet Nam": "VNM", "VIETNAM": "VNM", " 越 南 ": "VNM",
		"096": "BRN", "96": "BRN", "96.0": "BRN", "Brunei Darussalam": "BRN", "文莱达鲁萨兰国": "BRN", "Lao PDR": "LAO", "Lao People's Democratic Republic": "LAO",
		"印尼": "IDN", "Venezuela, RB": "VEN", "Venezuela (Bolivarian Republic of)": "VEN", "4": "AFG", "ＶＮＭ": "VNM",
		"USA": "", "美国": "", "": "", "World": "", "0": "", "Indi": ""} {
		i, ok := x.find(text)
		got := ""
		if ok {
			got = testCountries[i].ISO3
		}
		if got != iso3 {
			t.Errorf("%q = %q, want %q", text, got, iso3)
		}
	}
	// No alias may stand for two countries.
	seen := map[string]string{}
	for iso3, aliases := range countryAliases {
		for _, a := range aliases {
			if other, taken := seen[fold(a)]; taken && other != iso3 {
				t.Errorf("%q stands for %s and %s", a, iso3, other)
			}
			seen[fold(a)] = iso3
		}
	}
}

// Every code the package can give has its sentences, and no sentence is idle.
func TestReasonsComplete(t *testing.T) {
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") || name == "reasons.go" {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
				if s, err := strconv.Unquote(l.Value); err == nil && strings.HasPrefix(s, "import.") {
					used[s] = true
				}
			}
			return true
		})
	}
	for code := range used {
		if r := reasons[code]; r.Zh == "" || r.En == "" {
			t.Errorf("%s has no sentence", code)
		}
	}
	for code := range Reasons() {
		if !used[code] {
			t.Errorf("%s is never given", code)
		}
	}
}
