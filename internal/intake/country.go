package intake

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"parksite/internal/catalog"
)

// countryIndex finds a catalogue country by ISO 3166 alpha-3, alpha-2, UN M49
// code or name, in Chinese or English, with the variants publishers use.
type countryIndex struct {
	byISO3 map[string]int32
	byText map[string]int32 // folded names, alpha-2 and M49
}

func newCountryIndex(countries []catalog.Country) *countryIndex {
	x := &countryIndex{byISO3: map[string]int32{}, byText: map[string]int32{}}
	for i, c := range countries {
		n := int32(i)
		x.byISO3[strings.ToUpper(c.ISO3)] = n
		x.byText[fold(c.ISO2)] = n
		x.byText[fold(c.M49)] = n
		x.byText[fold(strings.TrimLeft(c.M49, "0"))] = n // a spreadsheet drops leading zeros
		x.byText[fold(c.Name.Zh)] = n
		x.byText[fold(c.Name.En)] = n
		for _, alias := range countryAliases[c.ISO3] {
			x.byText[fold(alias)] = n
		}
	}
	delete(x.byText, "")
	return x
}

// code finds a country by alpha-3 code alone, as World Bank files give it.
func (x *countryIndex) code(s string) (int32, bool) {
	i, ok := x.byISO3[s]
	return i, ok
}

// find finds a country by any code or name.
func (x *countryIndex) find(s string) (int32, bool) {
	s = strings.TrimSpace(s)
	if i, ok := x.byISO3[strings.ToUpper(s)]; ok {
		return i, true
	}
	key := fold(s)
	if i, ok := x.byText[key]; ok {
		return i, true
	}
	if i, ok := x.byISO3[strings.ToUpper(key)]; ok {
		return i, true
	}
	if before, ok := strings.CutSuffix(key, ".0"); ok { // an M49 code read as a number
		key = before
	}
	i, ok := x.byText[key]
	return i, ok
}

// fold makes spellings comparable: NFKC, lower case, accents dropped, and only
// letters, digits and full stops kept.
func fold(s string) string {
	plain := true
	for i := 0; i < len(s); i++ {
		if b := s[i]; b >= 0x80 || b >= 'A' && b <= 'Z' || !(b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '.') {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '.' {
			return unicode.ToLower(r)
		}
		return -1 // spaces, punctuation, combining accents
	}, norm.NFKD.String(s))
}

// countryAliases are names in use beside the catalogue's own: the UN's, the
// World Bank's, official long forms, former names and common Chinese variants.
// An alias that two countries share is left out (Congo, Guinea, Korea do not
// occur here).
var countryAliases = map[string][]string{
	"BRN": {"Brunei Darussalam", "文莱达鲁萨兰国", "汶莱"},
	"KHM": {"Kingdom of Cambodia", "Kampuchea", "柬埔寨王国"},
	"IDN": {"Republic of Indonesia", "印尼", "印度尼西亚共和国"},
	"LAO": {"Lao PDR", "Lao People's Democratic Republic", "Lao P.D.R.", "老挝人民民主共和国", "寮国"},
	"MYS": {"马来西亚联邦", "大马"},
	"MMR": {"Burma", "Republic of the Union of Myanmar", "缅甸联邦共和国"},
	"PHL": {"The Philippines", "Republic of the Philippines", "菲律宾共和国"},
	"SGP": {"Republic of Singapore", "新加坡共和国"},
	"THA": {"Kingdom of Thailand", "泰王国"},
	"TLS": {"East Timor", "Timor Leste", "东帝汶民主共和国"},
	"VNM": {"Viet Nam", "Socialist Republic of Viet Nam", "越南社会主义共和国"},
	"AFG": {"Islamic Republic of Afghanistan", "阿富汗伊斯兰共和国"},
	"BGD": {"People's Republic of Bangladesh", "孟加拉", "孟加拉国人民共和国", "孟加拉人民共和国"},
	"BTN": {"Kingdom of Bhutan", "不丹王国"},
	"IND": {"Republic of India", "印度共和国"},
	"MDV": {"Republic of Maldives", "The Maldives", "马尔代夫共和国"},
	"NPL": {"Federal Democratic Republic of Nepal", "尼泊尔联邦民主共和国"},
	"PAK": {"Islamic Republic of Pakistan", "巴基斯坦伊斯兰共和国"},
	"LKA": {"Democratic Socialist Republic of Sri Lanka", "Ceylon", "斯里兰卡民主社会主义共和国"},
	"AUT": {"Republic of Austria", "奥地利共和国"},
	"BEL": {"Kingdom of Belgium", "比利时王国"},
	"BGR": {"Republic of Bulgaria", "保加利亚共和国"},
	"HRV": {"Republic of Croatia", "克罗地亚共和国"},
	"CYP": {"Republic of Cyprus", "塞浦路斯共和国"},
	"CZE": {"Czech Republic", "Czechia", "捷克共和国"},
	"DNK": {"Kingdom of Denmark", "丹麦王国"},
	"EST": {"Republic of Estonia", "爱沙尼亚共和国"},
	"FIN": {"Republic of Finland", "芬兰共和国"},
	"FRA": {"French Republic", "法兰西共和国"},
	"DEU": {"Federal Republic of Germany", "德意志联邦共和国"},
	"GRC": {"Hellenic Republic", "希腊共和国"},
	"HUN": {"Republic of Hungary", "匈牙利共和国"},
	"IRL": {"Republic of Ireland"},
	"ITA": {"Italian Republic", "意大利共和国"},
	"LVA": {"Republic of Latvia", "拉脱维亚共和国"},
	"LTU": {"Republic of Lithuania", "立陶宛共和国"},
	"LUX": {"Grand Duchy of Luxembourg", "卢森堡大公国"},
	"MLT": {"Republic of Malta", "马耳他共和国", "马尔他"},
	"NLD": {"The Netherlands", "Netherlands (Kingdom of the)", "Kingdom of the Netherlands", "Holland", "荷兰王国"},
	"POL": {"Republic of Poland", "波兰共和国"},
	"PRT": {"Portuguese Republic", "葡萄牙共和国"},
	"ROU": {"Rumania"},
	"SVK": {"Slovak Republic", "斯洛伐克共和国"},
	"SVN": {"Republic of Slovenia", "斯洛文尼亚共和国"},
	"ESP": {"Kingdom of Spain", "西班牙王国"},
	"SWE": {"Kingdom of Sweden", "瑞典王国"},
	"SRB": {"Republic of Serbia", "塞尔维亚共和国"},
	"ARG": {"Argentine Republic", "阿根廷共和国"},
	"BOL": {"Bolivia (Plurinational State of)", "Plurinational State of Bolivia", "玻利维亚多民族国", "多民族玻利维亚国"},
	"BRA": {"Federative Republic of Brazil", "巴西联邦共和国"},
	"CHL": {"Republic of Chile", "智利共和国"},
	"COL": {"Republic of Colombia", "哥伦比亚共和国"},
	"ECU": {"Republic of Ecuador", "厄瓜多尔共和国"},
	"GUY": {"Co-operative Republic of Guyana", "圭亚那合作共和国"},
	"PRY": {"Republic of Paraguay", "巴拉圭共和国"},
	"PER": {"Republic of Peru", "秘鲁共和国"},
	"SUR": {"Republic of Suriname", "苏里南共和国", "Surinam"},
	"URY": {"Oriental Republic of Uruguay", "Eastern Republic of Uruguay", "乌拉圭东岸共和国"},
	"VEN": {"Venezuela, RB", "Venezuela (Bolivarian Republic of)", "Bolivarian Republic of Venezuela", "委内瑞拉玻利瓦尔共和国"},
	"CHN": {"People's Republic of China", "China, mainland", "中国大陆", "中华人民共和国"},
}
