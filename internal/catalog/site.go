package catalog

// SiteKind is what a site is.
type SiteKind string

// The kinds of site.
const (
	PortSite SiteKind = "port"
	ParkSite SiteKind = "park"
	CitySite SiteKind = "city"
	OwnSite  SiteKind = "own" // one that users entered, never in the catalogue
)

// Site is a place inside a country: a port, an existing park built or led by
// Chinese enterprises, a city. Exactly the one part that Kind names is set.
type Site struct {
	ID     string   `json:"id"` // "port-…", "park-…", "city-…"
	Kind   SiteKind `json:"kind"`
	ISO3   string   `json:"iso3"`
	Name   Text     `json:"name"`          // Zh may be empty: none is machine-made
	Lat    *float64 `json:"lat,omitempty"` // degrees north; absent = not known
	Lon    *float64 `json:"lon,omitempty"` // degrees east
	Source string   `json:"sourceId"`
	Note   string   `json:"note,omitempty"`
	Port   *Port    `json:"port,omitempty"`
	Park   *Park    `json:"park,omitempty"`
	City   *City    `json:"city,omitempty"`
}

// Port is a commercial sea or river port. Depths are the World Port Index's,
// many of them letter bands of 1.5 m and some out of date: no ground for a
// ranking on depth alone. Absent = unknown.
type Port struct {
	UNLOCODE        string   `json:"unlocode,omitempty"`
	WPINumber       string   `json:"wpiNumber,omitempty"`
	AltName         string   `json:"altName,omitempty"`
	HarbourSize     string   `json:"harbourSize,omitempty"`
	HarbourType     string   `json:"harbourType,omitempty"`
	WaterBody       string   `json:"waterBody,omitempty"`
	ChannelDepthM   *float64 `json:"channelDepthM,omitempty"`
	CargoPierDepthM *float64 `json:"cargoPierDepthM,omitempty"`
	AnchorageDepthM *float64 `json:"anchorageDepthM,omitempty"`
	MaxDraughtM     *float64 `json:"maxDraughtM,omitempty"`
	Major           bool     `json:"major"`
}

// Park is an overseas park. Its coordinates are those of a named place near it
// (Precision, CoordSource), never its own: good for a dot on a map.
type Park struct {
	Location        string   `json:"location,omitempty"`
	Precision       string   `json:"coordPrecision,omitempty"`
	CoordSource     string   `json:"coordSource,omitempty"`
	Year            *int     `json:"year,omitempty"`
	YearBasis       string   `json:"yearBasis,omitempty"` // what the year is
	Developer       string   `json:"developer,omitempty"`
	AreaHa          *float64 `json:"areaHa,omitempty"` // hectares, often of a plan
	Industries      string   `json:"industries,omitempty"`
	Status          string   `json:"status"` // as of the source
	MOFCOMConfirmed string   `json:"mofcomConfirmed,omitempty"`
	URLs            []string `json:"urls"`
}

// City has the population GeoNames gives it: city proper or metropolitan, of
// different years. Use it for size classes, never in a sum.
type City struct {
	GeoNamesID        string `json:"geonamesId"`
	Population        int    `json:"population"`
	PopulationSuspect bool   `json:"populationSuspect"` // leave it out of any maximum
	Admin1            string `json:"admin1,omitempty"`
	Capital           bool   `json:"capital"`
	Tier              string `json:"tier"`
	NameZhSource      string `json:"nameZhSource,omitempty"`
}

// SeaDistance is the computed length of the usual sea route from a Chinese
// port to one abroad, in nautical miles, and its length with one passage
// closed (absent: no change). Quality A or B can be compared; C with care.
type SeaDistance struct {
	From              string   `json:"from"` // Site.ID
	To                string   `json:"to"`   // Site.ID
	ISO3              string   `json:"iso3"` // of To
	NM                float64  `json:"nm"`
	Passages          []string `json:"passages"`
	NoSuezNM          *float64 `json:"noSuezNm,omitempty"`
	NoPanamaNM        *float64 `json:"noPanamaNm,omitempty"`
	NoMalaccaNM       *float64 `json:"noMalaccaNm,omitempty"`
	CrosscheckNM      *float64 `json:"crosscheckNm,omitempty"` // same run on Eurostat's network
	CrosscheckJSNM    *float64 `json:"crosscheckJsNm,omitempty"`
	SnapFromKm        float64  `json:"snapFromKm"`
	SnapToKm          float64  `json:"snapToKm"`
	Quality           string   `json:"quality"`
	Source            string   `json:"sourceId"`
	CrosscheckSources []string `json:"crosscheckSourceIds,omitempty"`
}

// GeoDistance is CEPII's distance and proximity between China and a country.
type GeoDistance struct {
	ISO3               string  `json:"iso3"`
	CEPIICode          string  `json:"cepiiCode"`
	Contiguous         bool    `json:"contiguous"`
	CommonOfficial     bool    `json:"commonOfficialLanguage"`
	CommonEthnic       bool    `json:"commonEthnicLanguage"`
	LargestCitiesKm    float64 `json:"largestCitiesKm"`
	CapitalsKm         float64 `json:"capitalsKm"`
	WeightedKm         float64 `json:"weightedKm"`
	WeightedHarmonicKm float64 `json:"weightedHarmonicKm"` // elasticity −1
	Source             string  `json:"sourceId"`
	Note               string  `json:"note,omitempty"`
}

// LandUseBenchmark is one figure of the policy paper's Table 1: land use in
// state-level development zones of China, by part of the country.
type LandUseBenchmark struct {
	Region Text    `json:"region"`
	Metric string  `json:"metric"`
	Name   Text    `json:"name"`
	Value  float64 `json:"value"`
	Unit   Text    `json:"unit"`
	AsOf   string  `json:"asOf"` // date
	Source string  `json:"sourceId"`
}

// Citation is the year and source of one figure that users know of a site of
// their own.
type Citation struct {
	Figure string `json:"figure"` // JSON name of the figure
	Year   int    `json:"year"`
	Source string `json:"source"`
}
