package handlers

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"parksite/internal/access"
	"parksite/internal/intake"
	"parksite/internal/layout"
	"parksite/internal/store"
)

// thilawa is a site that may be kept.
func thilawa(change map[string]any) map[string]any {
	body := map[string]any{"name": map[string]any{"zh": "迪拉瓦", "en": "Thilawa"}, "iso3": "MMR", "lat": 16.68, "lon": 96.25, "portCity": true, "type": "land",
		"year": 2024, "source": "管委会", "areaHa": 400, "landPriceUSDPerM2": 60, "cited": []map[string]any{{"figure": "landPriceUSDPerM2", "year": 2025, "source": "询价"}}}
	maps.Copy(body, change)
	return body
}

// ownSite keeps a site of the analyst's team.
func (s *site) ownSite() (string, int64) {
	s.t.Helper()
	return s.made(s.as("analyst").post("/api/v1/own-sites", thilawa(nil)), 201)
}

// A site is kept, changed by who read it last, deleted and brought back; each
// step is in the trail with who took it, and every version stays.
func TestOwnSites(t *testing.T) {
	s := newSite(t)
	analyst, lead, viewer := s.as("analyst"), s.as("lead"), s.as("viewer")
	res := analyst.post("/api/v1/own-sites", thilawa(nil))
	id, _ := s.made(res, 201)
	path := "/api/v1/own-sites/" + id
	if got := res.Header.Get("Location"); got != path || res.Header.Get("ETag") != `"1"` {
		t.Errorf("Location %q, ETag %q", got, res.Header.Get("ETag"))
	}
	var v ownSiteView
	viewer.want(200, "", viewer.get(path)).decode(t, &v)
	if v.Team != access.DemoEnterpriseA || v.Site.ID != id || *v.Site.AreaHa != 400 || len(v.Site.Cited) != 1 || len(v.Warnings) != 0 {
		t.Errorf("%+v", v)
	}
	// The name is taken within the country, whoever of the team asks.
	p := lead.want(400, "invalid", lead.post("/api/v1/own-sites", thilawa(map[string]any{"name": map[string]any{"zh": "", "en": "Thilawa"}}))).problem(t)
	if len(p.Errors) != 1 || p.Errors[0].Field != "name" || p.Errors[0].Code != "ownSite.nameTaken" {
		t.Errorf("%+v", p.Errors)
	}
	lead.want(428, "ifMatch.missing", lead.do("PUT", path, thilawa(nil), nil))
	lead.want(200, "", lead.put(path, thilawa(map[string]any{"areaHa": 450}), 1))
	stale := analyst.put(path, thilawa(map[string]any{"areaHa": 1}), 1)
	analyst.want(412, "ownSite.stale", stale)
	analyst.want(412, "ownSite.stale", analyst.del(path, 1))
	analyst.want(400, "invalid", analyst.put(path, thilawa(map[string]any{"team": access.DemoEnterpriseB}), 2))
	viewer.want(403, "forbidden", viewer.put(path, thilawa(nil), 2))
	viewer.want(403, "forbidden", viewer.del(path, 2))
	var old layout.TeamSite
	viewer.want(200, "", viewer.get(path+"/versions/1")).decode(t, &old)
	if *old.Site.AreaHa != 400 {
		t.Errorf("version 1 has %g ha", *old.Site.AreaHa)
	}
	lead.want(409, "ownSite.exists", lead.post(path+"/restoration", nil))
	analyst.want(204, "", analyst.del(path, 2))
	analyst.want(404, "ownSite.notFound", analyst.get(path))
	analyst.want(404, "ownSite.notFound", analyst.get(path+"/versions/1"))
	b := s.as("lead-b")
	b.want(404, "ownSite.notFound", b.post(path+"/restoration", nil))
	viewer.want(403, "forbidden", viewer.post(path+"/restoration", nil))
	lead.want(200, "", lead.post(path+"/restoration", nil)).decode(t, &v)
	if v.Version != 4 || *v.Site.AreaHa != 450 {
		t.Errorf("back: version %d, %g ha", v.Version, *v.Site.AreaHa)
	}
	events, _, err := s.store.Events(t.Context(), store.Filter{Kind: "ownSite", ID: id})
	if err != nil {
		t.Fatal(err)
	}
	var trail []string
	for _, e := range events {
		trail = append(trail, e.Action+" by "+e.Actor.Username)
	}
	if want := []string{"ownSite.restore by lead", "ownSite.delete by analyst", "ownSite.edit by lead", "ownSite.create by analyst"}; !slices.Equal(trail, want) {
		t.Errorf("the trail says %q, want %q", trail, want)
	}
	var check struct{ OK bool }
	s.as("admin").post("/api/v1/audit-events/verification", nil).decode(t, &check)
	if !check.OK {
		t.Error("the trail does not verify")
	}
}

// Every broken field is named, and a doubtful position is told and kept.
func TestOwnSiteFields(t *testing.T) {
	s := newSite(t)
	analyst := s.as("analyst")
	fields := func(res answered) (out []string) {
		for _, f := range analyst.want(400, "invalid", res).problem(t).Errors {
			out = append(out, f.Field+" "+f.Code)
		}
		return out
	}
	bad := map[string]any{"name": map[string]any{"zh": " ", "en": ""}, "iso3": "USA", "lat": 91, "areaHa": -1, "type": "mine", "powerPriceUSDPerKWh": 80}
	want := []string{"lon field.required", "name required", "iso3 country.unknown", "lat site.latitude", "type choice", "areaHa site.figure", "powerPriceUSDPerKWh site.figure", "year year.range", "source required"}
	for _, path := range []string{"/api/v1/own-sites", "/api/v1/own-sites/check"} {
		if got := fields(analyst.post(path, bad)); !slices.Equal(got, want) {
			t.Errorf("%s: %q\nwant %q", path, got, want)
		}
	}
	sea := thilawa(map[string]any{"lat": 13.5, "lon": 88.5})
	var check ownSiteCheck
	analyst.want(200, "", analyst.post("/api/v1/own-sites/check", sea)).decode(t, &check)
	if len(check.Warnings) != 2 || check.Warnings[0].Code != layout.PositionOutside || check.Warnings[1].Code != layout.PositionRemote {
		t.Errorf("in the Bay of Bengal: %+v", check.Warnings)
	}
	var list struct{ Total int }
	analyst.get("/api/v1/own-sites").decode(t, &list)
	if list.Total != 0 {
		t.Errorf("a check kept %d sites", list.Total)
	}
	s.made(analyst.post("/api/v1/own-sites", sea), 201)
	analyst.get("/api/v1/own-sites?iso3=MMR").decode(t, &list)
	if list.Total != 1 {
		t.Errorf("%d sites of MMR", list.Total)
	}
	analyst.get("/api/v1/own-sites?iso3=THA").decode(t, &list)
	if list.Total != 0 {
		t.Errorf("%d sites of THA", list.Total)
	}
}

// A file is read without keeping anything, kept whole or not at all, and what
// is exported is read again as what is there.
func TestOwnSiteFiles(t *testing.T) {
	s := newSite(t)
	analyst := s.as("analyst")
	s.ownSite()
	text := "名称,国家,纬度,经度,年份,来源,可用面积（公顷）,工业用地价格（美元/平方米）,工业用地价格（美元/平方米）·年份\n" +
		"皎漂,缅甸,19.43,93.55,2024,管委会,500,30,2025\n" + // kept
		"马塔巴里,BGD,21.71,91.87,,,,,\n" + // kept
		"迪拉瓦,MMR,16.68,96.25,,,,,\n" + // there already
		"甲,亚特兰蒂斯,1,1,,,,,\n" + // no such country
		"乙,MMR,1,1,,,500,,\n" + // no year, no source
		"丙,MMR,96.2,16.6,2024,x,,=1+1,\n" // beyond the pole is told once the formula is gone
	var r siteReading
	analyst.want(200, "", analyst.upload("/api/v1/own-sites/readings", []byte(text), nil)).decode(t, &r)
	var got []string
	for _, x := range r.Rejected {
		got = append(got, x.Cell+" "+x.Code)
	}
	if want := []string{"A4 import.siteExists", "B5 import.countryUnknown", "E6 year.range", "F6 required", "H7 import.formula"}; !slices.Equal(got, want) || r.Refused != 5 {
		t.Errorf("refused %q, want %q", got, want)
	}
	if len(r.Sites) != 2 || r.Sites[0].Row != 2 || *r.Sites[0].Site.AreaHa != 500 || r.Sites[0].Site.Cited[0].Year != 2025 || r.Sites[0].Site.Cited[0].Source != "管委会" {
		t.Fatalf("%+v", r.Sites)
	}
	total := func() int {
		var l struct{ Total int }
		analyst.get("/api/v1/own-sites").decode(t, &l)
		return l.Total
	}
	if n := total(); n != 1 {
		t.Errorf("reading kept %d sites", n-1)
	}
	// What was read is sent back, one of them spoiled: none is kept.
	var sites []map[string]any
	for _, x := range r.Sites {
		data, _ := json.Marshal(x.Site)
		var m map[string]any
		if err := json.Unmarshal(data, &m); err != nil {
			t.Fatal(err)
		}
		delete(m, "id")
		sites = append(sites, m)
	}
	lat := sites[1]["lat"]
	sites[1]["lat"] = 95
	p := analyst.want(400, "invalid", analyst.post("/api/v1/own-sites/batches", map[string]any{"sites": sites})).problem(t)
	if len(p.Errors) != 1 || p.Errors[0].Field != "sites[1].lat" || total() != 1 {
		t.Errorf("%+v; %d kept", p.Errors, total()-1)
	}
	sites[1]["lat"] = lat
	key := map[string]string{"Idempotency-Key": "file-1"}
	res := analyst.do("POST", "/api/v1/own-sites/batches", map[string]any{"sites": sites}, key)
	again := analyst.do("POST", "/api/v1/own-sites/batches", map[string]any{"sites": sites}, key)
	if res.StatusCode != 201 || again.StatusCode != 201 || !bytes.Equal(res.body, again.body) || total() != 3 {
		t.Fatalf("%d, repeated %d, %d sites: %s", res.StatusCode, again.StatusCode, total(), res.body)
	}
	analyst.want(400, "invalid", analyst.post("/api/v1/own-sites/batches", map[string]any{"sites": sites}))
	for _, format := range []string{"csv", "xlsx"} {
		for _, lang := range []string{"zh", "en"} {
			res := analyst.get("/api/v1/own-sites/export?format=" + format + "&lang=" + lang)
			if res.StatusCode != 200 || !strings.HasPrefix(res.Header.Get("Content-Disposition"), `attachment; filename="parksite-own-sites.`) {
				t.Fatalf("%d %v", res.StatusCode, res.Header)
			}
			analyst.upload("/api/v1/own-sites/readings", res.body, nil).decode(t, &r)
			if len(r.Rejected) != 3 || len(r.Sites) != 0 || slices.ContainsFunc(r.Rejected, func(x intake.Rejection) bool { return x.Code != "import.siteExists" }) {
				t.Errorf("%s %s: %+v", format, lang, r)
			}
			analyst.upload("/api/v1/own-sites/readings", analyst.get("/api/v1/own-sites/template?format="+format+"&lang="+lang).body, nil).decode(t, &r)
			if len(r.Rejected)+len(r.Sites)+len(r.Remarks) != 0 {
				t.Errorf("the empty %s template in %s: %+v", format, lang, r)
			}
		}
	}
	var taken list[export]
	analyst.get("/api/v1/exports?pageSize=3").decode(t, &taken)
	if taken.Total != 4 || len(taken.Items) != 3 || taken.Items[0].What != "ownSites" || taken.Items[0].Format != "xlsx" || taken.Items[2].Format != "csv" {
		t.Errorf("own sites taken: %+v", taken)
	}
	b := s.as("lead-b")
	if out := b.get("/api/v1/own-sites/export?format=csv").body; bytes.Contains(out, []byte("皎漂")) {
		t.Errorf("another team's export: %s", out)
	}
	viewer := s.as("viewer")
	viewer.want(403, "forbidden", viewer.upload("/api/v1/own-sites/readings", []byte(text), nil))
	analyst.want(400, "invalid", analyst.upload("/api/v1/own-sites/readings", []byte(text), map[string]string{"team": access.DemoEnterpriseB}))
	analyst.want(400, "import.layout", analyst.upload("/api/v1/own-sites/readings", []byte("a,b\n1,2\n"), nil))
}

// Own sites that a team keeps take part in rankings, profiles and layouts, by
// name or all of them; another team's are unknown.
func TestOwnSitesTakePart(t *testing.T) {
	s := newSite(t)
	analyst, b := s.as("analyst"), s.as("lead-b")
	id, _ := s.ownSite()
	for name, ask := range map[string]map[string]any{"by id": {"ownSites": []string{id}}, "all": {"teamSites": true}, "both": {"teamSites": true, "ownSites": []string{id}}} {
		body := map[string]any{"strategy": "S2"}
		maps.Copy(body, ask)
		var r siteRanking
		analyst.want(200, "", analyst.post("/api/v1/preview/sites", body)).decode(t, &r)
		k := slices.IndexFunc(r.Items, func(x layout.SiteScore) bool { return x.ID == id })
		if k < 0 || r.Items[k].Kind != layout.OwnSite || r.Items[k].Score == nil {
			t.Fatalf("%s: the site is not ranked", name)
		}
		body["in"] = []string{id}
		var plan layoutAnswer
		analyst.want(200, "", analyst.post("/api/v1/layouts/solution", body)).decode(t, &plan)
		if !slices.ContainsFunc(plan.Report.Solution.Plans[0].Sites, func(p layout.Placement) bool { return p.ID == id && p.Kind == layout.OwnSite }) {
			t.Errorf("%s: the site is not in the plan it is forced into", name)
		}
	}
	var r siteRanking
	b.want(200, "", b.post("/api/v1/preview/sites", map[string]any{"strategy": "S2", "teamSites": true})).decode(t, &r)
	if slices.ContainsFunc(r.Items, func(x layout.SiteScore) bool { return x.Kind == layout.OwnSite }) {
		t.Error("another team's ranking has the site")
	}
	for _, who := range []*client{b, analyst} {
		missing := id
		if who == analyst {
			missing = "own-none"
		}
		p := who.want(400, "invalid", who.post("/api/v1/preview/sites", map[string]any{"strategy": "S2", "ownSites": []string{missing}})).problem(t)
		if len(p.Errors) != 1 || p.Errors[0].Field != "ownSites[0]" || p.Errors[0].Code != "ownSite.unknown" {
			t.Errorf("%+v", p.Errors)
		}
	}
	var profile siteProfile
	analyst.want(200, "", analyst.get("/api/v1/sites/"+id+"?strategy=S2")).decode(t, &profile)
	if profile.Own == nil || profile.Score == nil || profile.Kind != layout.OwnSite || len(profile.Values) != len(profile.Indicators) {
		t.Fatalf("%+v", profile)
	}
	for _, v := range profile.Values {
		if v.Indicator == layout.LandPrice && (v.Value == nil || *v.Value != 60 || v.Year != 2025 || v.Sources[0] != layout.UserSource) {
			t.Errorf("land price %+v", v)
		}
	}
	b.want(404, "site.notFound", b.get("/api/v1/sites/"+id))
}
