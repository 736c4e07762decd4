package intake

import "parksite/internal/catalog"

// SiteRow is one row of a table of users' own sites.
type SiteRow struct {
	Name     catalog.Text
	ISO3     string
	Lat, Lon float64
	Type     string // "port", "park", "land" or ""
	PortCity bool
	Year     int    // of the figures without one of their own; 0 = not given
	Source   string // of the figures without one of their own
	Note     string
	Figures  []SiteFigure // those that are known, in the order of SiteFigures
}

// SiteFigure is a figure of a site with its own year and source, where given.
type SiteFigure struct {
	Field  string
	Value  float64
	Year   int    // 0 = the row's
	Source string // "" = the row's
}

// SiteFigureKind is a figure that the table of own sites has columns for: its
// value, and the year and source it alone may have.
type SiteFigureKind struct {
	Field string       // as in SiteFigure and in a check's faults
	Name  catalog.Text // with the unit
}

// SiteFigures are the figures of own sites in the order of the columns.
var SiteFigures = []SiteFigureKind{
	{"landPriceUSDPerM2", catalog.Text{Zh: "工业用地价格（美元/平方米）", En: "Land price (USD per m2)"}},
	{"areaHa", catalog.Text{Zh: "可用面积（公顷）", En: "Area (ha)"}},
	{"powerPriceUSDPerKWh", catalog.Text{Zh: "工业电价（美元/千瓦时）", En: "Power price (USD per kWh)"}},
	{"labourUSDPerMonth", catalog.Text{Zh: "月用工成本（美元/月）", En: "Labour cost (USD per month)"}},
	{"waterPriceUSDPerM3", catalog.Text{Zh: "水价（美元/立方米）", En: "Water price (USD per m3)"}},
	{"gasPriceUSDPerM3", catalog.Text{Zh: "气价（美元/立方米）", En: "Gas price (USD per m3)"}},
	{"harbourDepthM", catalog.Text{Zh: "码头水深（米）", En: "Pier depth (m)"}},
	{"investmentPerHa", catalog.Text{Zh: "投资强度（万元/公顷）", En: "Investment (10000 CNY per ha)"}},
	{"industrialTaxPerHa", catalog.Text{Zh: "工业用地地均税收（万元/公顷）", En: "Industrial tax (10000 CNY per ha)"}},
	{"overallTaxPerHa", catalog.Text{Zh: "综合地均税收（万元/公顷）", En: "Overall tax (10000 CNY per ha)"}},
	{"plotRatio", catalog.Text{Zh: "容积率", En: "Plot ratio"}},
	{"buildingCoveragePct", catalog.Text{Zh: "建筑密度（%）", En: "Building coverage (%)"}},
}

// siteColumn is a column of the table, with the headings recognised beside its
// own. Its key is the field that a check names.
type siteColumn struct {
	key   string
	name  catalog.Text
	also  []string
	width float64
}

// siteColumns are all columns in order.
var siteColumns = func() []siteColumn {
	t := func(zh, en string) catalog.Text { return catalog.Text{Zh: zh, En: en} }
	out := []siteColumn{
		{"name.zh", t("园址名称（中文）", "Name (Chinese)"), []string{"园址名称", "名称", "Site"}, 24},
		{"name.en", t("园址名称（英文）", "Name (English)"), []string{"Name", "Site name"}, 24},
		{"iso3", t("国家（地区）", "Country"), []string{"国家", "国家（地区）代码", "Country Code", "iso3"}, 16},
		{"lat", t("纬度", "Latitude"), []string{"纬度（度）", "北纬", "Lat"}, 11},
		{"lon", t("经度", "Longitude"), []string{"经度（度）", "东经", "Lon", "Lng"}, 11},
		{"type", t("类型", "Type"), []string{"类别", "Kind"}, 10},
		{"portCity", t("位于沿海港口城市", "In a coastal port city"), []string{"港口城市", "Port city"}, 12},
		{"year", t("数据年份", "Year"), []string{"年份"}, 10},
		{"source", t("数据来源", "Source"), []string{"来源"}, 26},
	}
	for _, f := range SiteFigures {
		out = append(out, siteColumn{f.Field, f.Name, nil, 16},
			siteColumn{f.Field + ".year", t(f.Name.Zh+"·年份", f.Name.En+": year"), nil, 10},
			siteColumn{f.Field + ".source", t(f.Name.Zh+"·来源", f.Name.En+": source"), nil, 18})
	}
	return append(out, siteColumn{"note", t("备注", "Note"), []string{"Remarks"}, 40})
}()

var siteTypeNames = map[string]catalog.Text{
	"port": {Zh: "港口", En: "port"}, "park": {Zh: "已有园区", En: "park"}, "land": {Zh: "空地", En: "land"},
}

var siteTypeWords = words(map[string][]string{
	"port": {"port", "港口", "港"}, "park": {"park", "已有园区", "园区"}, "land": {"land", "greenfield", "空地", "地块"},
})

var yesWords = words(map[string][]string{"yes": {"yes", "y", "true", "1", "是", "有"}, "no": {"no", "n", "false", "0", "否", "无"}})
