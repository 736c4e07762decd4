package layout

import "parksite/internal/catalog"

// Indicators returns the site indicators with definition, unit, formula and
// what they cannot say, in the order of Values.
func Indicators() []catalog.Indicator {
	type t = catalog.Text
	nm, km, people := t{Zh: "海里", En: "nautical miles"}, t{Zh: "公里", En: "km"}, t{Zh: "人", En: "persons"}
	seaNote := t{Zh: "由简化航线网络计算，分A、B、C级；可比较园址，不用于航行和运费报价。", En: "Computed on a simplified network, graded A, B or C: for comparing sites, not for navigation or freight."}
	closed := func(code, zh, en string) catalog.Indicator {
		return catalog.Indicator{Code: code, Name: t{Zh: "海运距离（" + zh + "关闭）", En: "Sea distance with " + en + " closed"}, Dimension: "location", Unit: nm, Direction: "cost", Timeless: true,
			Definition: t{Zh: zh + "关闭时至最近中国主要港口的海运航程。", En: "Sea route to the nearest main Chinese port with " + en + " closed."},
			Note:       seaNote, Formula: t{Zh: "同海运距离，用该通道关闭时的航程；表中空白即不变。", En: "as the sea distance, with the route's length while the passage is closed; a blank in the table means no change"}}
	}
	list := []catalog.Indicator{
		{Code: SeaChina, Name: t{Zh: "至中国主要港口群的海运距离", En: "Sea distance to the main Chinese ports"}, Dimension: "location", Unit: nm, Direction: "cost", Timeless: true,
			Definition: t{Zh: "至洋山、宁波、盐田、南沙、钦州、青岛、天津新港中最近者的海运航程；逐港数值一并列出。", En: "Sea route to the nearest of Yangshan, Ningbo, Yantian, Nansha, Qinzhou, Qingdao and Tianjin Xingang; each is listed."},
			Note:       seaNote,
			Formula:    t{Zh: "先取A、B级航程的最小值，没有时取C级；非港口园址取门户港航程加陆路大圆距离（公里÷1.852），等级至多B，陆路超过300公里为C", En: "least of the routes of grade A or B, of grade C where there is no other; a site that is no port: its gateway's route plus the great circle over land (km ÷ 1.852), at most grade B, C beyond 300 km"}},
		closed(SeaNoSuez, "苏伊士运河", "the Suez Canal"), closed(SeaNoPanama, "巴拿马运河", "the Panama Canal"), closed(SeaNoMalacca, "马六甲海峡", "the Strait of Malacca"),
		{Code: SeaDetour, Name: t{Zh: "通道关闭的最大绕行", En: "Worst detour when a passage closes"}, Dimension: "location", Unit: t{Zh: "%", En: "%"}, Direction: "cost", Timeless: true,
			Definition: t{Zh: "苏伊士、巴拿马、马六甲任一关闭时航程延长的最大百分比；0为不受影响。", En: "Largest lengthening, in per cent, of the sea route with Suez, Panama or Malacca closed; 0 is not affected."},
			Note:       seaNote, Formula: t{Zh: "max（关闭时航程 ÷ 通常航程 − 1）× 100", En: "max(route with the passage closed ÷ usual route − 1) × 100"}},
		{Code: HarbourSize, Name: t{Zh: "港口规模等级", En: "Harbour size class"}, Dimension: "location", Unit: t{Zh: "等级0-4", En: "class 0-4"}, Direction: "benefit", Timeless: true,
			Definition: t{Zh: "世界港口索引的规模分级：1很小、2小、3中、4大；100公里内无港口为0。", En: "World Port Index size: 1 very small, 2 small, 3 medium, 4 large; 0 without a port within 100 km."},
			Note:       t{Zh: "分级综合面积、设施和泊位，年代不一；新港口（如钱凯）仍按旧状。", En: "A judgement on area, facilities and wharves, of mixed age; new ports such as Chancay still stand as they were."}},
		{Code: PierDepth, Name: t{Zh: "货运码头水深", En: "Depth at the cargo pier"}, Dimension: "location", Unit: t{Zh: "米", En: "m"}, Direction: "benefit", Timeless: true,
			Definition: t{Zh: "货运码头水深。", En: "Depth at the cargo pier."},
			Note:       t{Zh: "多为1.5米间隔的字母档下限而非测深，记C级；不得单凭水深排序。", En: "Mostly lower ends of 1.5 m letter bands, not soundings, and grade C then: no ground for a ranking on depth alone."}},
		{Code: CityDistance, Name: t{Zh: "至最近百万人口城市的距离", En: "Distance to the nearest city of a million"}, Dimension: "urbanization", Unit: km, Direction: "cost", Timeless: true,
			Definition: t{Zh: "至清单内最近的百万以上人口城市的大圆距离，可跨国。", En: "Great circle to the nearest listed city of a million and more, in any candidate country."},
			Note:       t{Zh: "大圆距离，不是路程；人口口径混杂，存疑值不计；候选国以外（含中国）的城市不在清单内。", En: "A great circle, no road; populations are of mixed kind and doubtful ones left out; cities outside the candidates, China's too, are not listed."},
			Formula:    t{Zh: "半正矢公式，地球半径6371.0088公里", En: "haversine with an Earth radius of 6371.0088 km"}},
		{Code: Population100, Name: t{Zh: "100公里内城市人口", En: "Urban population within 100 km"}, Dimension: "population", Unit: people, Direction: "benefit", Timeless: true,
			Definition: t{Zh: "100公里大圆距离内30万以上人口城市的人口之和。", En: "Sum over cities of 300,000 and more within a great circle of 100 km."},
			Note:       t{Zh: "只计30万以上城市（各国口径一致），不含乡村和小城镇；存疑值不计；用于分档，不是统计数。", En: "Cities of 300,000 and more only (the same in every country), no villages or small towns; doubtful values left out; for classes, not a statistic."}},
		{Code: Population200, Name: t{Zh: "200公里内城市人口", En: "Urban population within 200 km"}, Dimension: "population", Unit: people, Direction: "benefit", Timeless: true,
			Definition: t{Zh: "200公里大圆距离内30万以上人口城市的人口之和。", En: "Sum over cities of 300,000 and more within a great circle of 200 km."},
			Note:       t{Zh: "同上。", En: "As above."}},
		{Code: MarketKm, Name: t{Zh: "至目标市场需求中心的距离", En: "Distance to the market's demand centre"}, Dimension: "location", Unit: km, Direction: "cost",
			Definition: t{Zh: "至战略首要市场需求中心的大圆距离。", En: "Great circle to the demand centre of the market the strategy names first."},
			Note:       t{Zh: "需求中心是计算点，不是地方；第二市场（欧美、国内下游）未计入。", En: "The centre is a computed point, not a place; second markets (Europe and America, downstream industry in China) are not in it."},
			Formula:    t{Zh: "各市场国GDP按其城市人口分摊到城市，求加权平均方向，取0.01度", En: "direction of the mean of unit vectors to cities, each country's GDP shared out by city population, rounded to 0.01°"}, Inputs: []string{gdpIndicator}},
		{Code: ParksNearby, Name: t{Zh: "100公里内已有境外园区", En: "Overseas parks within 100 km"}, Dimension: "business", Unit: t{Zh: "个", En: "parks"}, Direction: "benefit", Timeless: true,
			Definition: t{Zh: "同国100公里内清单中的中资园区数，不含自身。", En: "Listed Chinese-built parks of the same country within 100 km, itself not counted."},
			Note:       t{Zh: "清单仅40个园区，0为未查到，记C级；位置为附近地名。", En: "The list has 40 parks; 0 means none found and is grade C; positions are those of named places nearby."}},
		{Code: CountryScore, Name: t{Zh: "东道国得分", En: "Host country's score"}, Dimension: "business", Unit: t{Zh: "0-1", En: "0-1"}, Direction: "benefit",
			Definition: t{Zh: "第一阶段该战略（或通用）模型的东道国得分。", En: "Stage-one score of the host country by the strategy's (or the general) model."},
			Note:       t{Zh: "覆盖率0.9以上为A级，0.6以上为B级，以下为C级。", En: "Grade A from a coverage of 0.9, B from 0.6, C below."}},
		{Code: LandPrice, Name: t{Zh: "工业用地价格", En: "Price of industrial land"}, Dimension: "business", Unit: t{Zh: "美元/平方米", En: "USD per m²"}, Direction: "cost", Definition: t{Zh: "用户填报。", En: "Entered by users."}},
		{Code: LandArea, Name: t{Zh: "可用面积", En: "Area"}, Dimension: "business", Unit: t{Zh: "公顷", En: "ha"}, Direction: "benefit", Definition: t{Zh: "用户填报；已有园区多为规划面积（C级）。", En: "Entered by users; of existing parks often a plan (grade C)."}},
		{Code: PowerPrice, Name: t{Zh: "工业电价", En: "Industrial power price"}, Dimension: "business", Unit: t{Zh: "美元/千瓦时", En: "USD per kWh"}, Direction: "cost", Definition: t{Zh: "用户填报。", En: "Entered by users."}},
		{Code: LabourCost, Name: t{Zh: "月用工成本", En: "Monthly labour cost"}, Dimension: "business", Unit: t{Zh: "美元/月", En: "USD per month"}, Direction: "cost", Definition: t{Zh: "用户填报。", En: "Entered by users."}},
	}
	for i := range list {
		list[i].Source, list[i].SourceCode, list[i].Licence = "parksite", list[i].Code, "as the inputs"
	}
	return list
}
