package catalog

import (
	"math"
	"slices"
)

func sortInts(a []int) { slices.Sort(a) }

// Input is one figure a derived value was computed from: an indicator's value,
// or, with Of set instead, something else that has a source ("sea:<port>:<port>",
// "capital:<iso3>:lat").
type Input struct {
	Indicator string  `json:"indicator,omitempty"`
	Of        string  `json:"of,omitempty"`
	Year      int     `json:"year"`
	Value     float64 `json:"value"`
	Source    string  `json:"sourceId"`
}

// DerivedSourceID is the source of every value computed here; the real sources
// are those of its inputs.
const DerivedSourceID = "DERIVED"

var derivedSource = Source{ID: DerivedSourceID, Title: "Computed by parksite from figures whose own sources are listed with each value",
	Publisher: "parksite", Licence: "as the inputs", UsedFor: "derived indicators"}

// A derivation computes one indicator of one country and year from values
// already in the snapshot; ok is false where an input is missing. Nothing is
// estimated or carried forward beyond what its formula declares.
type derivation struct {
	Indicator
	at func(s *Snapshot, c, year int) (value float64, inputs []Input, ok bool)
}

// The codes of derived indicators.
const (
	WorkingAgeShare  = "PS.POP1564.ZS"
	WorkingAgeCount  = "PS.POP1564.TOTL"
	GrowthMean5      = "PS.GROW5.ZG"
	FDIMean5         = "PS.FDI5.ZS"
	UrbanChange10    = "PS.URB10.PP"
	ManufacturingOfG = "PS.MANF.GOODS.ZS"
	SeaDistanceNM    = "PS.SEA.NM"
	GreatCircleKm    = "PS.DIST.KM"
	StageIndex       = "PS.STAGE.IDX"
)

// DerivedIndicators returns the indicators computed here, each with its formula.
func DerivedIndicators() []Indicator {
	out := make([]Indicator, len(derivations))
	for i, d := range derivations {
		out[i] = d.Indicator
		out[i].Source, out[i].SourceCode, out[i].Licence = "parksite", d.Code, "as the inputs"
	}
	return out
}

var derivations = []derivation{
	{Indicator{Code: WorkingAgeShare, Name: Text{"15-64岁劳动年龄人口占比", "Working-age population share"}, Dimension: "population",
		Unit: Text{"占总人口%", "% of population"}, Direction: "benefit",
		Definition: Text{"15至64岁人口占总人口的比重。", "Population aged 15 to 64 as a share of the total."},
		Formula:    Text{"100 − 0至14岁占比 − 65岁及以上占比（同一年）", "100 − share under 15 − share 65 and over, of the same year"},
		Inputs:     []string{"WPP.POP0014.ZS", "WPP.POP65UP.ZS"}},
		func(s *Snapshot, c, year int) (float64, []Input, bool) {
			in, ok := s.inputs(c, year, "WPP.POP0014.ZS", "WPP.POP65UP.ZS")
			if !ok {
				return 0, nil, false
			}
			return 100 - in[0].Value - in[1].Value, in, true
		}},
	{Indicator{Code: WorkingAgeCount, Name: Text{"15-64岁劳动年龄人口", "Working-age population"}, Dimension: "population",
		Unit: Text{"人", "persons"}, Direction: "benefit",
		Definition: Text{"15至64岁人口数。", "Number of people aged 15 to 64."},
		Formula:    Text{"总人口 × 15至64岁占比 ÷ 100（同一年）", "total population × working-age share ÷ 100, of the same year"},
		Inputs:     []string{"SP.POP.TOTL", WorkingAgeShare}},
		func(s *Snapshot, c, year int) (float64, []Input, bool) {
			in, ok := s.inputs(c, year, "SP.POP.TOTL", "WPP.POP0014.ZS", "WPP.POP65UP.ZS")
			if !ok {
				return 0, nil, false
			}
			return math.Round(in[0].Value * (100 - in[1].Value - in[2].Value) / 100), in, true
		}},
	{Indicator{Code: GrowthMean5, Name: Text{"GDP增长率（五年平均）", "GDP growth, five-year mean"}, Dimension: "development",
		Unit: Text{"年均%", "% per year"}, Direction: "benefit",
		Definition: Text{"截至该年的连续五年国内生产总值增长率的算术平均，以平滑单年波动。", "Arithmetic mean of annual GDP growth over the five years ending in the year, to smooth single years."},
		Formula:    Text{"该年及前四年增长率的平均；五年缺一不可", "mean of the rates of the year and the four before it; all five are needed"},
		Inputs:     []string{"NY.GDP.MKTP.KD.ZG"}}, meanOver5("NY.GDP.MKTP.KD.ZG")},
	{Indicator{Code: FDIMean5, Name: Text{"外商直接投资净流入占GDP比重（五年平均）", "FDI net inflows, five-year mean"}, Dimension: "development",
		Unit: Text{"占GDP%", "% of GDP"}, Direction: "benefit",
		Definition: Text{"截至该年的连续五年外商直接投资净流入占国内生产总值比重的算术平均。", "Arithmetic mean of net FDI inflows as a share of GDP over the five years ending in the year."},
		Note:       Text{"金融中心和中转型经济体的数值失真（卢森堡、马耳他、塞浦路斯、荷兰、爱尔兰、匈牙利），评分时用上下限截断。", "Distorted in financial centres and pass-through economies (LUX, MLT, CYP, NLD, IRL, HUN): capped by goalposts when scored."},
		Formula:    Text{"该年及前四年比重的平均；五年缺一不可", "mean of the shares of the year and the four before it; all five are needed"},
		Inputs:     []string{"BX.KLT.DINV.WD.GD.ZS"}}, meanOver5("BX.KLT.DINV.WD.GD.ZS")},
	{Indicator{Code: UrbanChange10, Name: Text{"城镇化率十年变化", "Ten-year change of the urban share"}, Dimension: "urbanization",
		Unit: Text{"百分点", "percentage points"}, Direction: "benefit",
		Definition: Text{"该年城镇化率与十年前之差。", "Urban share of the year less that of ten years before."},
		Note:       Text{"城镇定义变更的国家（尼泊尔、泰国、斯里兰卡、波兰）会出现跳变。", "Jumps where the national definition of urban changed (NPL, THA, LKA, POL)."},
		Formula:    Text{"该年城镇化率 − 十年前城镇化率（同一版本序列）", "urban share of the year − urban share ten years before, of the same series"},
		Inputs:     []string{"SP.URB.TOTL.IN.ZS"}},
		func(s *Snapshot, c, year int) (float64, []Input, bool) {
			now, ok1 := s.input(c, "SP.URB.TOTL.IN.ZS", year)
			then, ok2 := s.input(c, "SP.URB.TOTL.IN.ZS", year-10)
			return now.Value - then.Value, []Input{now, then}, ok1 && ok2
		}},
	{Indicator{Code: ManufacturingOfG, Name: Text{"制造业占物质生产部门增加值比重", "Manufacturing in goods-producing value added"}, Dimension: "development",
		Unit: Text{"占农业与工业增加值之和%", "% of agriculture plus industry"}, Direction: "benefit",
		Definition: Text{"制造业增加值占农业与工业（含建筑业）增加值之和的比重。", "Manufacturing value added as a share of agriculture plus industry (construction included)."},
		Note:       Text{"三项序列来自不同的发布版本，商可能有小误差。", "The three series come from different releases; the ratio carries a small error."},
		Formula:    Text{"制造业占GDP比重 ÷（农业占GDP比重 + 工业占GDP比重）× 100（同一年）", "manufacturing ÷ (agriculture + industry) × 100, shares of GDP of the same year"},
		Inputs:     []string{"NV.IND.MANF.ZS", "NV.AGR.TOTL.ZS", "NV.IND.TOTL.ZS"}},
		func(s *Snapshot, c, year int) (float64, []Input, bool) {
			in, ok := s.inputs(c, year, "NV.IND.MANF.ZS", "NV.AGR.TOTL.ZS", "NV.IND.TOTL.ZS")
			if !ok || in[1].Value+in[2].Value <= 0 {
				return 0, nil, false
			}
			return 100 * in[0].Value / (in[1].Value + in[2].Value), in, true
		}},
	{Indicator{Code: SeaDistanceNM, Name: Text{"至最近中国主要港口的海运距离", "Sea distance to the nearest main Chinese port"}, Dimension: "location",
		Unit: Text{"海里", "nautical miles"}, Direction: "cost", Timeless: true,
		Definition: Text{"该国主要港口与中国主要港口（上海洋山、宁波舟山、深圳盐田、广州南沙、钦州、青岛、天津新港）之间最短的计算海运航程。",
			"Shortest computed sea route between a main port of the country and one of Yangshan, Ningbo, Yantian, Nansha, Qinzhou, Qingdao and Tianjin Xingang."},
		Note:    Text{"由简化航线网络计算，用于比较，不用于航行或运费报价。内陆国没有数值。", "Computed on a simplified network: for comparison, not for navigation or freight. Landlocked countries have none."},
		Formula: Text{"七个中国港口与该国主要港口之间航程的最小值；先用A、B级航程，没有时用C级；没有主要港口时用全部港口", "least of the routes between the seven Chinese ports and the country's main ports; routes of quality A or B first, C where there is no other; all ports where none is main"}},
		seaDistance},
	{Indicator{Code: GreatCircleKm, Name: Text{"与北京的大圆距离", "Great-circle distance to Beijing"}, Dimension: "location",
		Unit: Text{"公里", "km"}, Direction: "cost", Timeless: true,
		Definition: Text{"首都与北京之间的球面最短距离。", "Shortest distance on the sphere between the capital and Beijing."},
		Formula:    Text{"半正矢公式，地球半径6371.0088公里，结果取0.1公里", "haversine with an Earth radius of 6371.0088 km, rounded to 0.1 km"}},
		greatCircle},
	{Indicator{Code: StageIndex, Name: Text{"工业化水平综合指数", "Stage of industrialisation, composite index"}, Dimension: "development",
		Unit: Text{"指数0-100", "index 0-100"}, Direction: "target",
		Definition: Text{"陈佳贵、黄群慧、钟宏武（2006）的工业化水平综合指数：0为前工业化，33以内为初期，66以内为中期，100以内为后期，100为后工业化。",
			"Composite index of Chen, Huang and Zhong (2006): 0 pre-industrial, up to 33 early, up to 66 middle, below 100 late, 100 post-industrial."},
		Note:    Text{"阶段界限与权重引自二手文献，作为可编辑的数据保存；两种城镇化率口径会影响结果。", "Limits and weights are quoted from secondary literature and kept as editable data; the urban vintage matters."},
		Formula: Text{"五项指标各自评定阶段并在阶段内线性打分后加权平均；人均收入须为当年值，其余不早于三年，至少四项；缺项权重按比例分摊并逐项列明", "each of five measures is placed in a stage, scored linearly inside it, and averaged by weight; income must be of the year, the others at most three years older, at least four present; weights of missing ones are spread and they are named"},
		Inputs:  []string{"NY.GDP.PCAP.PP.CD", "NV.AGR.TOTL.ZS", ManufacturingOfG, "SP.URB.TOTL.IN.ZS", "ILO.EMP.AGR.ZS"}},
		func(s *Snapshot, c, year int) (float64, []Input, bool) {
			st, ok := s.stageAt(c, year)
			var in []Input
			for _, p := range st.Parts {
				if p.Input != nil {
					in = append(in, *p.Input)
				}
			}
			return st.Index, in, ok
		}},
}

// derive computes every derived indicator; stored is the index of the first.
func (s *Snapshot) derive(stored int) {
	n := len(s.tables.Indicators)
	for i, d := range derivations {
		first, last := s.dataset.FirstYear, s.dataset.LastYear
		if d.Timeless {
			first, last = 0, 0
		}
		for c := range s.tables.Countries {
			var ps []point
			for year := first; year <= last; year++ {
				if v, in, ok := d.at(s, c, year); ok {
					y := year
					if d.Timeless && len(in) > 0 {
						y = in[0].Year
					}
					ps = append(ps, point{year: y, source: s.source[DerivedSourceID], value: v})
				}
			}
			s.points[c*n+stored+i] = ps
		}
	}
}

// Inputs returns what a derived value was computed from, nil for a stored
// indicator or where there is no value.
func (s *Snapshot) Inputs(iso3, indicator string, year int) []Input {
	c, ok := s.country[iso3]
	if !ok {
		return nil
	}
	for _, d := range derivations {
		if d.Code == indicator {
			if _, in, ok := d.at(s, c, year); ok {
				return in
			}
		}
	}
	return nil
}

func (s *Snapshot) input(c int, code string, year int) (Input, bool) {
	k, ok := s.indicator[code]
	if !ok {
		return Input{}, false
	}
	p, ok := s.exact(c, k, year)
	return Input{Indicator: code, Year: year, Value: p.value, Source: s.tables.Sources[p.source].ID}, ok
}

func (s *Snapshot) inputs(c, year int, codes ...string) ([]Input, bool) {
	in := make([]Input, len(codes))
	for i, code := range codes {
		var ok bool
		if in[i], ok = s.input(c, code, year); !ok {
			return nil, false
		}
	}
	return in, true
}

func meanOver5(code string) func(*Snapshot, int, int) (float64, []Input, bool) {
	return func(s *Snapshot, c, year int) (float64, []Input, bool) {
		in := make([]Input, 5)
		sum := 0.0
		for i := range in {
			var ok bool
			if in[i], ok = s.input(c, code, year-4+i); !ok {
				return 0, nil, false
			}
			sum += in[i].Value
		}
		return sum / 5, in, true
	}
}

func seaDistance(s *Snapshot, c, _ int) (float64, []Input, bool) {
	iso3 := s.tables.Countries[c].ISO3
	major := map[string]bool{}
	for _, p := range s.tables.Ports {
		if p.ISO3 == iso3 && p.Port != nil && p.Port.Major {
			major[p.ID] = true
		}
	}
	// Lower is preferred: main before other ports, A and B before C.
	class := func(d SeaDistance) int {
		k := 0
		if !major[d.To] {
			k = 2
		}
		if d.Quality == "C" {
			k++
		}
		return k
	}
	var best *SeaDistance
	for i := range s.tables.SeaDistances {
		d := &s.tables.SeaDistances[i]
		if d.ISO3 != iso3 {
			continue
		}
		if best == nil || class(*d) < class(*best) || class(*d) == class(*best) && d.NM < best.NM {
			best = d
		}
	}
	if best == nil {
		return 0, nil, false
	}
	return best.NM, []Input{{Of: "sea:" + best.From + ":" + best.To, Year: seaYear, Value: best.NM, Source: best.Source}}, true
}

// seaYear and capitalYear are the editions of the network and of the points.
const (
	seaYear     = 2026
	capitalYear = 2023
)

func greatCircle(s *Snapshot, c, _ int) (float64, []Input, bool) {
	china, ok := s.country["CHN"]
	if !ok || china == c {
		return 0, nil, false
	}
	a, b := s.tables.Countries[china], s.tables.Countries[c]
	in := func(x Country, what string, v float64) Input {
		return Input{Of: "capital:" + x.ISO3 + ":" + what, Year: capitalYear, Value: v, Source: "GEONAMES_DEB_0.3.0"}
	}
	return math.Round(haversineKm(a.CapitalLat, a.CapitalLon, b.CapitalLat, b.CapitalLon)*10) / 10, []Input{
		in(b, "lat", b.CapitalLat), in(b, "lon", b.CapitalLon), in(a, "lat", a.CapitalLat), in(a, "lon", a.CapitalLon)}, true
}

func haversineKm(lat1, lon1, lat2, lon2 float64) float64 {
	const r = 6371.0088
	rad := func(d float64) float64 { return d * math.Pi / 180 }
	sLat, sLon := math.Sin(rad(lat2-lat1)/2), math.Sin(rad(lon2-lon1)/2)
	h := float64(sLat*sLat) + float64(math.Cos(rad(lat1))*math.Cos(rad(lat2))*sLon*sLon)
	return 2 * r * math.Asin(min(1, math.Sqrt(h)))
}
