package handlers

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"parksite/internal/appraisal"
	"parksite/internal/audit"
	"parksite/internal/catalog"
	"parksite/internal/intake"
)

const textile = "IND_LIGHT_TEXTILE"

// withIndustry adds the shipped model of an industry to the store.
func (s *site) withIndustry() string {
	s.t.Helper()
	data, err := seedData()
	if err != nil {
		s.t.Fatal(err)
	}
	for _, m := range data.Models {
		if m.Industry != textile {
			continue
		}
		m.Version = 0
		if _, err := s.store.SaveModel(s.t.Context(), m, audit.Event{Actor: audit.System, Action: "test.fill"}); err != nil {
			s.t.Fatal(err)
		}
		return m.ID
	}
	s.t.Fatal("no model of " + textile)
	return ""
}

func entry(iso3, rule, from, to string) catalog.NegativeEntry {
	return catalog.NegativeEntry{ISO3: iso3, Industry: textile, Rule: rule, Reason: catalog.Text{Zh: "测试", En: "test"}, Source: "test 1/2026", ValidFrom: from, ValidTo: to}
}

func negativeBody(entries ...catalog.NegativeEntry) map[string]any {
	return map[string]any{"title": map[string]string{"zh": "清单", "en": "List"}, "entries": entries, "reason": "年度更新"}
}

// What is prohibited is excluded with its reason, from previews and rankings;
// what was sealed stays as it was and recomputes when the list changes.
func TestNegativeListInForce(t *testing.T) {
	s := newSite(t)
	model := s.withIndustry()
	s.clock.at = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	admin, analyst, lead := s.as("admin"), s.as("analyst"), s.as("lead")
	ask := map[string]any{"modelId": model, "scope": map[string]any{"regions": []string{"ASEAN"}}}
	var before, under appraisal.Result
	analyst.post("/api/v1/preview", ask).decode(t, &before)
	if before.NegativeList != nil {
		t.Errorf("an empty list is part of the result: %+v", before.NegativeList)
	}
	var effects negativeEffects
	admin.post("/api/v1/negative-list/effects", map[string]any{"entries": []catalog.NegativeEntry{entry("VNM", "prohibited", "", ""), entry("IDN", "restricted", "", "")}}).decode(t, &effects)
	if len(effects.Items) != 1 || len(effects.Items[0].Excluded) != 1 || len(effects.Items[0].Restricted) != 1 || effects.Items[0].Shifts[0].ISO3 != "VNM" || effects.On != "2026-11-23" {
		t.Errorf("%+v", effects)
	}
	put := admin.put("/api/v1/negative-list", negativeBody(entry("VNM", "prohibited", "2026-01-01", "2026-11-30"), entry("IDN", "restricted", "", ""), entry("MYS", "prohibited", "2027-01-01", "")), 1)
	if put.StatusCode != 200 {
		t.Fatalf("%d %s", put.StatusCode, put.body)
	}
	analyst.post("/api/v1/preview", ask).decode(t, &under)
	if l := under.NegativeList; l == nil || l.Version != 2 || l.On != "2026-11-23" || under.Digest == before.Digest {
		t.Errorf("%+v", under.NegativeList)
	}
	if len(under.Excluded) != len(before.Excluded)+1 || len(under.Alternatives) != len(before.Alternatives)-1 {
		t.Fatalf("%+v", under.Excluded)
	}
	if e := under.Excluded[0]; e.ISO3 != "VNM" || e.Reason != appraisal.Prohibited || e.Text == nil || e.Text.Zh != "测试" {
		t.Errorf("%+v", e)
	}
	restricted := false
	for _, w := range under.Warnings {
		restricted = restricted || w.Code == "negativeList.restricted" && w.ISO3 == "IDN"
	}
	if !restricted {
		t.Error("no remark on what is restricted")
	}
	// What looks back is under the same list, and says so.
	for path, more := range map[string]map[string]any{"replay": {"from": 2020}, "backtest": {"from": 2010, "to": 2010}, "concordance": {"strategy": "S1"}} {
		body := maps.Clone(ask)
		maps.Copy(body, more)
		var past struct {
			NegativeList *appraisal.ListInForce
			Excluded     []string
			Series       []appraisal.ReplaySeries
		}
		analyst.post("/api/v1/preview/"+path, body).decode(t, &past)
		if l := past.NegativeList; l == nil || *l != *under.NegativeList {
			t.Errorf("%s: under %+v", path, l)
		}
		if path == "concordance" && !slices.Contains(past.Excluded, "VNM") {
			t.Errorf("concordance: excluded %v", past.Excluded)
		}
		for _, x := range past.Series {
			if x.ISO3 == "VNM" && slices.Max(x.Rank) > 0 {
				t.Errorf("replay: %+v", x)
			}
		}
	}
	// A model of no industry does not know the list.
	var general appraisal.Result
	analyst.post("/api/v1/preview", map[string]any{"modelId": "general"}).decode(t, &general)
	if general.NegativeList != nil {
		t.Errorf("%+v", general.NegativeList)
	}

	id, _ := s.made(analyst.post("/api/v1/rankings", map[string]any{"title": "纺织", "modelId": model, "scope": ask["scope"]}), 201)
	s.made(lead.post("/api/v1/rankings/"+id+"/submissions", map[string]any{"note": "请审核", "purpose": "比选"}), 200)
	draft, _ := s.made(analyst.post("/api/v1/rankings", map[string]any{"title": "纺织二", "modelId": model, "scope": ask["scope"]}), 201)
	result := func(id string) appraisal.Result {
		var r struct{ Result appraisal.Result }
		s.as("analyst").get("/api/v1/rankings/"+id).decode(t, &r)
		return r.Result
	}
	if r := result(id); r.Digest != under.Digest {
		t.Errorf("sealed %s, previewed %s", r.Digest, under.Digest)
	}
	// The list is emptied and the day passes: the seal holds, the draft follows.
	if res := admin.put("/api/v1/negative-list", negativeBody(), 2); res.StatusCode != 200 {
		t.Fatalf("%d %s", res.StatusCode, res.body)
	}
	s.clock.forward(40 * 24 * time.Hour)
	if r := result(id); r.Digest != under.Digest {
		t.Error("a sealed result moved with the list")
	}
	if r := result(draft); r.NegativeList != nil || len(r.Alternatives) != len(before.Alternatives) {
		t.Errorf("a draft did not follow the list: %+v", r.NegativeList)
	}
	var v verification
	s.as("admin").post("/api/v1/audit-events/verification", nil).decode(t, &v)
	if !v.OK || v.Rankings != 1 {
		t.Errorf("%+v", v)
	}
	var old catalog.NegativeList
	s.as("viewer").get("/api/v1/negative-list/versions/2").decode(t, &old)
	if old.Version != 2 || len(old.Entries) != 3 {
		t.Errorf("%+v", old)
	}
}

func TestNegativeListWrites(t *testing.T) {
	s := newSite(t)
	admin := s.as("admin")
	good := negativeBody(entry("VNM", "prohibited", "", ""))
	for _, who := range []string{"viewer", "analyst", "lead", "reviewer-ndrc"} {
		if res := s.as(who).put("/api/v1/negative-list", good, 1); res.StatusCode != 403 {
			t.Errorf("%s: %d", who, res.StatusCode)
		}
		if res := s.as(who).get("/api/v1/negative-list"); res.StatusCode != 200 {
			t.Errorf("%s reads: %d", who, res.StatusCode)
		}
	}
	if res := admin.do("PUT", "/api/v1/negative-list", good, nil); res.StatusCode != 428 {
		t.Errorf("without If-Match: %d", res.StatusCode)
	}
	if res := admin.put("/api/v1/negative-list", good, 7); res.StatusCode != 412 {
		t.Errorf("another version: %d", res.StatusCode)
	}
	bad := negativeBody(entry("CHN", "forbidden", "2026-02-30", "x"))
	bad["reason"] = ""
	p := admin.put("/api/v1/negative-list", bad, 1).problem(t)
	if p.Status != 400 || len(p.Errors) != 5 {
		t.Errorf("%+v", p)
	}
}

// Of two who change the same version one wins; the other is told and nothing
// of theirs is kept.
func TestNegativeListConflict(t *testing.T) {
	s := newSite(t)
	admin := s.as("admin")
	if res := admin.put("/api/v1/negative-list", negativeBody(entry("VNM", "prohibited", "", "")), 1); res.StatusCode != 200 {
		t.Fatalf("%d %s", res.StatusCode, res.body)
	}
	res := admin.put("/api/v1/negative-list", negativeBody(entry("POL", "prohibited", "", "")), 1)
	if p := res.problem(t); p.Status != 412 {
		t.Errorf("%+v", p)
	}
	var now catalog.NegativeList
	admin.get("/api/v1/negative-list").decode(t, &now)
	if now.Version != 2 || len(now.Entries) != 1 || now.Entries[0].ISO3 != "VNM" {
		t.Errorf("%+v", now)
	}
}

// The table that is handed out is read back as the list it is.
func TestNegativeListTemplate(t *testing.T) {
	s := newSite(t)
	admin := s.as("admin")
	for _, query := range []string{"?format=csv&lang=zh", "?format=csv&lang=en", "?format=xlsx&lang=zh", "?lang=en"} {
		res := admin.get("/api/v1/negative-list/template" + query)
		if res.StatusCode != 200 || !strings.Contains(res.Header.Get("Content-Disposition"), "parksite-negative-list.") {
			t.Fatalf("%s: %d %v", query, res.StatusCode, res.Header)
		}
		var r intake.NegativeReading
		admin.upload("/api/v1/negative-list/readings", res.body, nil).decode(t, &r)
		if len(r.Entries)+len(r.Rejected)+len(r.Remarks) > 0 {
			t.Errorf("%s: %+v", query, r)
		}
	}
	if res := admin.get("/api/v1/negative-list/template?lang=fr"); res.StatusCode != 400 {
		t.Errorf("in French: %d", res.StatusCode)
	}
	if res := s.as("lead").get("/api/v1/negative-list/template"); res.StatusCode != 403 {
		t.Errorf("a lead: %d", res.StatusCode)
	}
}

func TestNegativeListReading(t *testing.T) {
	s := newSite(t)
	admin := s.as("admin")
	file := "国家（地区）,产业,规定,原因,依据,生效日期,失效日期\r\n" +
		"越南," + textile + ",禁止类,测试,某文件〔2026〕1号,2026/1/1,2026年12月31日\r\n" +
		"POL," + textile + ",encouraged,测试,某文件,,\r\n" +
		"亚特兰蒂斯,无此产业,也许,,,昨天,\r\n"
	var r intake.NegativeReading
	admin.upload("/api/v1/negative-list/readings", []byte(file), nil).decode(t, &r)
	want := entry("VNM", "prohibited", "2026-01-01", "2026-12-31")
	want.Reason.En, want.Source = "", "某文件〔2026〕1号"
	if len(r.Entries) != 2 || r.Entries[0] != want || r.Entries[1].Rule != "encouraged" {
		t.Errorf("%+v", r.Entries)
	}
	if len(r.Rejected) != 6 || r.Rejected[0].Row != 4 {
		t.Errorf("%d refused: %+v", len(r.Rejected), r.Rejected)
	}
	var l catalog.NegativeList
	if admin.get("/api/v1/negative-list").decode(t, &l); l.Version != 1 || len(l.Entries) != 0 {
		t.Errorf("a reading changed the list: %+v", l)
	}
	for name, file := range map[string]string{"import.pdf": "%PDF-1.4", "import.layout": "a,b\n1,2\n", "import.damaged": "PK\x03\x04"} {
		if p := admin.upload("/api/v1/negative-list/readings", []byte(file), nil).problem(t); p.Code != name {
			t.Errorf("%s: %+v", name, p)
		}
	}
	if res := admin.upload("/api/v1/negative-list/readings", []byte(strings.Repeat("x", maxListFile+1)), nil); res.StatusCode != 413 {
		t.Errorf("too large: %d", res.StatusCode)
	}
}
