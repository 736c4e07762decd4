package layout_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"parksite/internal/appraisal"
	"parksite/internal/fault"
	"parksite/internal/layout"
	"parksite/seeds"
)

func seededBasis(t *testing.T) layout.Basis {
	t.Helper()
	data, err := seeds.Load()
	if err != nil {
		t.Fatal(err)
	}
	snap, err := data.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	return layout.Basis{Snapshot: snap, Strategies: data.Strategies, Industries: data.Industries, Sites: data.Sites, LandUse: data.LandUse, Models: data.Models}
}

func rankSites(t *testing.T, b layout.Basis, q appraisal.SiteRequest, seed uint64) layout.SiteStudy {
	t.Helper()
	s, err := b.RankSites(context.Background(), q, 0, seed)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The same recipe gives the same digest; whatever decides changes it.
func TestSiteStudyDigest(t *testing.T) {
	b := seededBasis(t)
	q := appraisal.SiteRequest{Strategy: "S2"}
	first := rankSites(t, b, q, 1)
	if again := rankSites(t, b, q, 1); again.Digest != first.Digest {
		t.Fatalf("%s, then %s", first.Digest, again.Digest)
	}
	area := 400.0
	own := appraisal.SiteFigures{ID: "own-1", ISO3: "MMR", Lat: 16.67, Lon: 96.25, PortCity: true, Year: 2025, Source: "survey", AreaHa: &area}
	own.Name.Zh, own.Name.En = "提拉瓦", "Thilawa"
	seen := map[string]string{first.Digest: "as asked"}
	for name, other := range map[string]appraisal.SiteRequest{
		"a passage closed": {Strategy: "S2", Closed: "malacca"},
		"grade C counts":   {Strategy: "S2", CountC: true},
		"other weights":    {Strategy: "S2", Weights: []appraisal.NodeWeight{{Node: "site.market", Weight: 0.5}}},
		"one country":      {Strategy: "S2", Within: "LKA"},
		"an own site":      {Strategy: "S2", Own: []appraisal.SiteFigures{own}},
		"another set":      {Countries: []string{"IND", "LKA"}},
	} {
		d := rankSites(t, b, other, 1).Digest
		if was, twice := seen[d]; twice {
			t.Errorf("%s has the digest of %s", name, was)
		}
		seen[d] = name
	}
	if d := rankSites(t, b, q, 2).Digest; seen[d] != "" {
		t.Errorf("another seed has the digest of %s", seen[d])
	}
}

// Ranks over drawn weights: bounds in order, shares of the first three places
// that sum to three where nothing ties, and no spread of its own for one site.
func TestSiteFirmness(t *testing.T) {
	b := seededBasis(t)
	for _, q := range []appraisal.SiteRequest{{Strategy: "S2"}, {Strategy: "S2", Within: "LKA"}, {Within: "PER"}} {
		s := rankSites(t, b, q, 7)
		sum := 0.0
		for k, r := range s.Firmness.Sites {
			if r.Site != s.Sites[k].ID || r.Low < 1 || r.Low > r.High || r.High > len(s.Sites) {
				t.Fatalf("%+v: %+v beside %s", q, r, s.Sites[k].ID)
			}
			sum += r.Top
		}
		if sum < layout.TopSites-1e-9 { // ties only add
			t.Errorf("%+v: the shares of the first three places sum to %v", q, sum)
		}
		if len(s.Firmness.Sites) == 0 || s.Firmness.Sites[0].Low > 3 {
			t.Errorf("%+v: the first site ranks %+v", q, s.Firmness.Sites)
		}
	}
}

// Users' factor costs count when their branch is given a weight: of two sites in
// one place the cheaper one gains.
func TestFactorsCount(t *testing.T) {
	b := seededBasis(t)
	site := func(id string, price, power, labour float64) appraisal.SiteFigures {
		x := appraisal.SiteFigures{ID: id, ISO3: "LKA", Lat: 6.95, Lon: 79.85, PortCity: true, Year: 2025, Source: "survey",
			LandPriceUSDPerM2: &price, PowerPriceUSDPerKWh: &power, LabourUSDPerMonth: &labour}
		x.Name.Zh, x.Name.En = id, id
		return x
	}
	q := appraisal.SiteRequest{Strategy: "S2", Within: "LKA", Own: []appraisal.SiteFigures{site("own-dear", 400, 0.19, 900), site("own-fair", 20, 0.05, 150)}}
	score := func(s layout.SiteStudy, id string) float64 {
		k := slices.IndexFunc(s.Sites, func(x layout.SiteScore) bool { return x.ID == id })
		return *s.Sites[k].Score
	}
	without := rankSites(t, b, q, 1)
	if d := score(without, "own-fair") - score(without, "own-dear"); d > 1e-12 || d < -1e-12 {
		t.Errorf("without the branch they differ by %v", d)
	}
	q.Weights = []appraisal.NodeWeight{{Node: layout.FactorsNode, Weight: 0.25}}
	with := rankSites(t, b, q, 1)
	if score(with, "own-fair") <= score(with, "own-dear")+0.05 {
		t.Errorf("cheap %v, dear %v", score(with, "own-fair"), score(with, "own-dear"))
	}
	q.Weights[0].Weight = 0
	if none := rankSites(t, b, q, 1); none.Model.ID != "site-general" && score(none, "own-fair") != score(without, "own-fair") {
		t.Errorf("a weight of 0 gives %v, none gives %v", score(none, "own-fair"), score(without, "own-fair"))
	}
}

// Every broken field of a recipe is named.
func TestBrokenSiteRequests(t *testing.T) {
	b := seededBasis(t)
	bad := appraisal.SiteFigures{ID: "own-1", ISO3: "MMR", Lat: 95}
	_, err := b.RankSites(context.Background(), appraisal.SiteRequest{Strategy: "S9", Countries: []string{"CHN"}, Within: "XXX", Cities: "some", Gaps: "zero", Closed: "hormuz",
		Own: []appraisal.SiteFigures{bad}}, 0, 1)
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != fault.Invalid {
		t.Fatal(err)
	}
	for _, field := range []string{"strategy", "countries[0]", "within", "cities", "gaps", "closed", "own[0].lat"} {
		if !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Field == field }) {
			t.Errorf("%s is not among %v", field, f.Fields)
		}
	}
	for name, w := range map[string]float64{"site.nothing": 1, layout.FactorsNode: -1} {
		if _, err := b.RankSites(context.Background(), appraisal.SiteRequest{Strategy: "S2", Weights: []appraisal.NodeWeight{{Node: name, Weight: w}}}, 0, 1); !fault.Is(err, fault.Invalid) {
			t.Errorf("weight %v for %s: %v", w, name, err)
		}
	}
}
