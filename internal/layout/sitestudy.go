package layout

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/scoring"
)

// SiteStudy is a ranking of sites with everything that a decision on it rests
// on. The same recipe gives the same Digest.
type SiteStudy struct {
	DatasetID      string             `json:"datasetId"`
	DatasetDigest  string             `json:"datasetDigest"`
	Year           int                `json:"year"` // of the country data
	CountryDigests []string           `json:"countryDigests"`
	Market         *Market            `json:"market,omitempty"`
	Model          SiteModel          `json:"siteModel"`
	Sites          []SiteScore        `json:"sites"` // best first
	Firmness       SiteFirmness       `json:"firmness"`
	LandUse        []LandUse          `json:"landUse"` // of own sites
	Limits         []string           `json:"limits"`  // message keys: what the data cannot say
	Models         []appraisal.Origin `json:"models"`  // country models
	Tables         string             `json:"tables"`  // digest of sites, strategies, industries and Table 1
	Digest         string             `json:"digest"`
}

// SiteFirmness says how far ranks depend on the weights.
type SiteFirmness struct {
	Draws  int         `json:"draws"`
	Seed   uint64      `json:"seed"`
	Spread float64     `json:"spread"` // as in UncertaintyOptions
	Sites  []RankRange `json:"sites"`  // in the order of the ranking; those with a score
}

// RankRange is where a site stands over the draws.
type RankRange struct {
	Site string  `json:"site"`
	Low  int     `json:"rankLow"`  // 5 % of draws give this rank or a better one
	High int     `json:"rankHigh"` // 95 % do
	Top  float64 `json:"top"`      // share of draws among the first TopSites
}

// How firmness is told.
const (
	siteDraws = 400
	TopSites  = 3
)

// RankSites ranks the sites of a request on the data of a year (0 = the
// snapshot's) and draws the weights siteDraws times with seed.
//
// It returns fault.Invalid naming every field that cannot be read, what
// Atlas.Ranking returns, fault.Uncomputable ("layout.noSites") where no site
// competes, and ctx's error.
func (b Basis) RankSites(ctx context.Context, q appraisal.SiteRequest, year int, seed uint64) (SiteStudy, error) {
	const op = "layout.Basis.RankSites"
	own, err := b.siteRequest(q)
	if err != nil {
		return SiteStudy{}, fault.Wrap(op, err)
	}
	model, err := b.SiteModel(q.SiteModel, q.Weights, q.CountC, q.Gaps)
	if err != nil {
		return SiteStudy{}, fault.Wrap(op, err)
	}
	if year == 0 {
		year = b.Snapshot.Year()
	}
	a, err := b.Atlas(year)
	if err != nil {
		return SiteStudy{}, fault.Wrap(op, err)
	}
	country, err := ScoreCountries(b.Models, b.Snapshot, q.Strategy, year)
	if err != nil {
		return SiteStudy{}, fault.Wrap(op, err)
	}
	c, err := a.choose(Selection{Strategy: q.Strategy, Countries: q.Countries, Within: q.Within, Cities: q.Cities, Model: model, Country: country,
		Own: own, Closed: Passage(q.Closed)})
	if err != nil {
		return SiteStudy{}, fault.Wrap(op, err)
	}
	s := SiteStudy{DatasetID: b.Snapshot.Dataset().ID, DatasetDigest: b.Snapshot.Dataset().Digest, Year: year, CountryDigests: country.Digests,
		Market: c.market, Model: model, Limits: siteLimits(q.Strategy), Models: Scoring(b.Models, q.Strategy)}
	if s.Sites, err = c.ranked(); err != nil {
		return SiteStudy{}, fault.Wrap(op, err)
	}
	if len(s.Sites) == 0 {
		return SiteStudy{}, fault.New(op, fault.Uncomputable, "layout.noSites")
	}
	s.LandUse = a.LandUseOf(slices.DeleteFunc(slices.Clone(own), func(u UserSite) bool {
		return !slices.ContainsFunc(s.Sites, func(x SiteScore) bool { return x.ID == u.ID })
	}))
	if s.Firmness, err = c.firmness(ctx, s.Sites, seed); err != nil {
		return SiteStudy{}, fault.Wrap(op, err)
	}
	if s.Tables, err = b.digest(); err != nil {
		return SiteStudy{}, fault.Wrap(op, err)
	}
	s.Digest, err = s.digest(q)
	return s, fault.Wrap(op, err)
}

// siteLimits are what the data cannot say of the sites of a strategy, or of any.
func siteLimits(strategy string) []string {
	if l, ok := limits[strategy]; ok {
		return l
	}
	return []string{"limit.depth", "limit.inland", "limit.greatCircle"}
}

// siteRequest checks the plain parts of a request and returns its own sites.
func (b Basis) siteRequest(q appraisal.SiteRequest) ([]UserSite, error) {
	var bad []fault.Field
	if q.Strategy != "" && !slices.ContainsFunc(b.Strategies, func(s catalog.Strategy) bool { return s.ID == q.Strategy }) {
		bad = append(bad, fault.Field{Field: "strategy", Code: "layout.unknownStrategy", Detail: "S1, S2, S3 or S4"})
	}
	for i, iso3 := range q.Countries {
		if c, ok := b.Snapshot.Country(iso3); !ok || !c.Candidate {
			bad = append(bad, fault.Field{Field: fmt.Sprintf("countries[%d]", i), Code: "country.unknown", Detail: "not a candidate country"})
		}
	}
	if q.Within != "" {
		if c, ok := b.Snapshot.Country(q.Within); !ok || !c.Candidate {
			bad = append(bad, fault.Field{Field: "within", Code: "country.unknown", Detail: "not a candidate country"})
		}
	}
	if !slices.Contains([]string{"", "none", "landlocked", "all"}, q.Cities) {
		bad = append(bad, fault.Field{Field: "cities", Code: "field.choice", Detail: "none, landlocked or all"})
	}
	if !slices.Contains([]string{"", GapsMedian, GapsSpread}, q.Gaps) {
		bad = append(bad, fault.Field{Field: "gaps", Code: "layout.gaps", Detail: "median or spread"})
	}
	if p := Passage(q.Closed); p != Open && !slices.Contains(Passages[:], p) {
		bad = append(bad, fault.Field{Field: "closed", Code: "layout.passage", Detail: "suez, panama or malacca"})
	}
	own, more, err := b.ownSites(q.Own)
	if err != nil {
		return nil, err
	}
	return own, fault.Bad("layout.Basis.siteRequest", append(bad, more...))
}

// firmness draws the weights of the site model and tells where the sites of the
// ranking stand. Draws are those of Uncertain: of seed and index alone.
func (c choice) firmness(ctx context.Context, ranked []SiteScore, seed uint64) (SiteFirmness, error) {
	const op = "layout.choice.firmness"
	f := SiteFirmness{Draws: siteDraws, Seed: seed, Spread: sealedSpread, Sites: []RankRange{}}
	t, err := newTable(&c.Model, c.sites, c.values)
	if err != nil {
		return f, fault.Wrap(op, err)
	}
	p := t.problem
	p.X, p.Structural = t.filled, nil
	var rows []int // of the ranking's sites, in its order
	for _, s := range ranked {
		if s.Score != nil && len(s.Screened) == 0 {
			rows = append(rows, slices.IndexFunc(c.sites, func(x Site) bool { return x.ID == s.ID }))
		}
	}
	at := make([][]int, len(rows)) // ranks over the draws
	raw := make([]float64, len(rows))
	for d := range f.Draws {
		if err := ctx.Err(); err != nil {
			return f, err
		}
		r := rand.New(rand.NewPCG(spreadBits(seed), spreadBits(uint64(d)^0x9e3779b97f4a7c15)))
		q := p
		q.Tree = redrawn(p.Tree, r, f.Spread)
		res, err := scoring.Evaluate(q, scoring.DefaultRecipe(appraisal.WeightedSum))
		if err != nil {
			return f, reword(op, err)
		}
		for k, i := range rows {
			raw[k] = res.Score[i]
		}
		for k, rank := range scoring.CompetitionRanks(raw, scoring.DefaultTieTolerance) {
			at[k] = append(at[k], rank)
		}
	}
	for k, i := range rows {
		slices.Sort(at[k])
		top, _ := slices.BinarySearch(at[k], TopSites+1)
		f.Sites = append(f.Sites, RankRange{Site: c.sites[i].ID, Low: at[k][(f.Draws-1)*5/100], High: at[k][(f.Draws-1)*95/100], Top: float64(top) / float64(f.Draws)})
	}
	return f, nil
}

// digest covers engine, data, country rankings, tables, site model, request and
// every score, rank and range; figures count to 10 significant digits.
func (s SiteStudy) digest(q appraisal.SiteRequest) (string, error) {
	q.Models = nil // s.Models says which
	recipe, err := json.Marshal([]any{s.Model, q})
	if err != nil {
		return "", fault.Wrap("layout.SiteStudy.digest", err)
	}
	b := lines(make([]byte, 0, 65536))
	b.text("engine", EngineVersion)
	b.text("dataset", s.DatasetDigest+" "+strconv.Itoa(s.Year))
	for _, x := range s.CountryDigests {
		b.text("countries", x)
	}
	b.text("tables", s.Tables)
	for _, m := range s.Models {
		b.text("model", m.ID+" "+strconv.FormatInt(m.Version, 10))
	}
	b.text("recipe", string(recipe))
	for i := range s.Sites {
		x := &s.Sites[i]
		b.text("site", x.ID+" "+strconv.Itoa(x.Rank))
		b.numbers("score", orNaN(x.Score), x.ScoreLow, x.ScoreHigh, x.Coverage)
		for _, c := range x.Criteria {
			b.text("criterion", c.ID+" "+string(c.Grade)+" "+strconv.FormatBool(c.Counted))
			b.numbers("has", orNaN(c.Value), orNaN(c.Normalised), orNaN(c.Contribution))
		}
	}
	b.text("draws", strconv.Itoa(s.Firmness.Draws)+" "+strconv.FormatUint(s.Firmness.Seed, 10))
	for _, r := range s.Firmness.Sites {
		b.text("range", r.Site+" "+strconv.Itoa(r.Low)+" "+strconv.Itoa(r.High))
		b.numbers("top", r.Top)
	}
	for _, l := range s.LandUse {
		b.text("landUse", l.Site+" "+l.Metric)
		b.numbers("value", l.Value)
	}
	sum := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(sum[:]), nil
}

// Brief is the study without what each score is made of, for telling two apart.
func (s SiteStudy) Brief() SiteStudy {
	s.Sites = slices.Clone(s.Sites)
	for i := range s.Sites {
		s.Sites[i].Criteria, s.Sites[i].Dimensions = []SiteCriterion{}, []appraisal.DimensionScore{}
	}
	return s
}
