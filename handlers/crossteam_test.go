package handlers

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"parksite/internal/access"
	"parksite/internal/audit"
	"parksite/internal/review"
)

// canary stands in everything of 示例企业甲's that has a text. Nobody else is ever
// to see it.
const canary = "绝密金丝雀Canary7f3a"

// tokenCanary is the name of a token. Who audits access sees it in the trail,
// nobody else does.
const tokenCanary = "令牌金丝雀Canary9d1e"

// nest is what the team owns.
type nest struct {
	comment                            string // on ranking
	s                                  *site
	ranking, returned, submitted, mine string // mine is the model
	token, job, hook, own              string
}

// newNest makes one of everything, with the canary in it.
func newNest(s *site) nest {
	t := s.t
	t.Helper()
	n := nest{s: s}
	analyst, lead := s.session("analyst"), s.session("lead")
	var m map[string]any
	analyst.get("/api/v1/models/general").decode(t, &m)
	n.mine, _ = s.made(analyst.post("/api/v1/models", map[string]any{"name": map[string]any{"zh": canary, "en": canary},
		"description": map[string]any{"zh": canary, "en": canary}, "method": m["method"], "tree": m["tree"]}), 201)
	draft := func() string {
		id, _ := s.made(analyst.post("/api/v1/rankings", map[string]any{"title": canary, "purpose": canary, "notes": canary, "modelId": n.mine, "scope": map[string]any{"regions": []string{"ASEAN"}}}), 201)
		return id
	}
	n.ranking = draft()
	for _, to := range []*string{&n.returned, &n.submitted} {
		*to = draft()
		s.made(lead.post("/api/v1/rankings/"+*to+"/submissions", map[string]any{"note": canary, "purpose": canary}), 200)
	}
	s.made(s.session("reviewer-ndrc").post("/api/v1/rankings/"+n.returned+"/decisions", map[string]any{"decision": "return", "comment": canary}), 200)
	for _, id := range []string{n.returned, n.submitted, n.ranking} {
		n.comment, _ = s.made(analyst.post("/api/v1/rankings/"+id+"/comments", map[string]any{"text": canary, "anchor": map[string]any{"kind": "country", "id": "VNM"}}), 201)
	}
	var token newTokenView
	analyst.want(201, "", analyst.post("/api/v1/tokens", map[string]any{"name": tokenCanary, "scopes": []string{"catalogue.read"}, "expiresInDays": 30})).decode(t, &token)
	n.token = token.ID
	hook := hookBody("https://hooks.example.cn/" + url.PathEscape(canary))
	hook["name"] = canary
	n.hook, _ = s.made(lead.post("/api/v1/webhooks", hook), 201)
	n.own, _ = s.made(analyst.post("/api/v1/own-sites", thilawa(map[string]any{"name": map[string]any{"zh": canary, "en": canary}, "note": canary, "source": canary})), 201)
	n.job = analyst.began([]byte(strings.ReplaceAll(ownFigures, "很多", canary)), map[string]string{"sourceTitle": canary, "sourceLicence": canary, "sourceVintage": "2026"}).ID
	return n
}

// owned returns what stands behind a route's first parameter, "" for a route
// that is not about something of the team's own.
func (n nest) owned(route string) []string {
	prefix, _, has := strings.Cut(strings.TrimPrefix(route, apiPrefix), "/:id")
	switch {
	case !has:
	case prefix == "/rankings":
		return []string{n.ranking, n.returned, n.submitted}
	case prefix == "/models":
		return []string{n.mine}
	case prefix == "/tokens":
		return []string{n.token}
	case prefix == "/webhooks":
		return []string{n.hook}
	case prefix == "/own-sites", prefix == "/sites":
		return []string{n.own}
	case prefix == "/jobs", prefix == "/imports":
		return []string{n.job}
	}
	return nil
}

// as the owners see it, byte by byte.
func (n nest) state() map[string]string {
	n.s.t.Helper()
	analyst := n.s.session("analyst")
	out := map[string]string{}
	for _, path := range []string{"/rankings/" + n.ranking, "/rankings/" + n.returned, "/rankings/" + n.submitted, "/rankings/" + n.ranking + "/comments", "/rankings/" + n.submitted + "/comments", "/models/" + n.mine, "/jobs/" + n.job, "/imports/" + n.job + "/rejections", "/models/" + n.mine + "/usage", "/own-sites/" + n.own, "/sites/" + n.own} {
		res := analyst.get(apiPrefix + path)
		if res.StatusCode != 200 || !strings.Contains(string(res.body), canary) && !strings.HasSuffix(path, "/usage") {
			n.s.t.Fatalf("%s as its owner: %d %.200s", path, res.StatusCode, res.body)
		}
		out[path] = string(res.body)
	}
	token, err := n.s.store.Token(n.s.t.Context(), n.token)
	if err != nil {
		n.s.t.Fatal(err)
	}
	hook, err := n.s.store.Webhook(n.s.t.Context(), n.hook)
	if err != nil {
		n.s.t.Fatal(err)
	}
	for name, v := range map[string]any{"token": token, "webhook": hook} {
		text, err := json.Marshal(v)
		if err != nil {
			n.s.t.Fatal(err)
		}
		out[name] = string(text)
	}
	return out
}

// strangers have every right somewhere, and none on what 示例企业甲 has: another
// enterprise, a token with all scopes, a ministry that is not asked, the three
// administrators.
func (s *site) strangers() map[string]*client {
	s.t.Helper()
	out := map[string]*client{}
	for _, name := range []string{"analyst-b", "lead-b", "chair-mee", "sysadmin", "secadmin", "auditadmin"} {
		out[name] = s.session(name)
	}
	u, err := s.store.UserByName(s.t.Context(), "lead-b")
	if err != nil {
		s.t.Fatal(err)
	}
	token, secret, err := access.NewToken(u, "all", access.Scopes, s.clock.now().Add(access.SessionAbsolute), s.clock.now())
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.store.SaveToken(s.t.Context(), token, audit.Event{Actor: audit.System, Action: "test.make"}); err != nil {
		s.t.Fatal(err)
	}
	out["token of lead-b"] = &client{site: s, token: secret, cookies: map[string]string{}}
	return out
}

// seen is everything of an answer but what differs between any two.
func seen(r answered, id string) string {
	h := r.Header.Clone()
	h.Del("X-Request-Id")
	var b strings.Builder
	fmt.Fprintf(&b, "%d\n", r.StatusCode)
	for _, k := range slices.Sorted(maps.Keys(h)) {
		fmt.Fprintf(&b, "%s: %s\n", k, strings.Join(h[k], ", "))
	}
	b.WriteString(strings.ReplaceAll(withoutID(r), id, "ID"))
	return b.String()
}

// What another team has is answered as what does not exist: every kind of
// object, every route and method, with and without a version, status, body and
// headers. The owner's objects are the same bytes afterwards.
func TestAnotherTeamsObjects(t *testing.T) {
	s := newSite(t)
	s.addCast()
	n := newNest(s)
	before := n.state()
	doc, err := document()
	if err != nil {
		t.Fatal(err)
	}
	strangers := s.strangers()
	kinds, tried := map[string]bool{}, 0
	for _, r := range s.api.routes {
		ids := n.owned(r.path)
		if ids == nil {
			continue
		}
		short := strings.TrimPrefix(r.path, apiPrefix)
		kinds[strings.Split(short, "/")[1]] = true
		var body any
		if op := doc.Paths.Value(documented(r.path)).GetOperation(r.method); op != nil && op.RequestBody != nil {
			body = op.RequestBody.Value.Content.Get("application/json").Example
		}
		query := wanted[r.method+" "+short]
		if strings.HasSuffix(short, "/explanation") {
			query = "?a=VNM&b=IDN"
		}
		for name, c := range strangers {
			for _, id := range ids {
				if c.token == "" && strings.HasPrefix(short, "/rankings") && id == n.submitted && name == "chair-mee" {
					continue // asked below
				}
				missing := access.NewID()
				for _, headers := range []map[string]string{{"If-Match": `"1"`}, {}, {"If-None-Match": `"1"`, "If-Match": `"3"`}} {
					at := func(id string) answered {
						return c.do(r.method, strings.NewReplacer(":id", id, ":v", "1", ":comment", n.comment).Replace(r.path)+query, body, headers)
					}
					got, want := at(id), at(missing)
					tried++
					if got.StatusCode < 400 || seen(got, id) != seen(want, missing) {
						t.Errorf("%s %s by %s:\n%s\na missing one:\n%s", r.method, short, name, seen(got, id), seen(want, missing))
					}
				}
			}
		}
	}
	for _, kind := range []string{"rankings", "models", "tokens", "webhooks", "own-sites", "sites", "jobs", "imports"} {
		if !kinds[kind] {
			t.Errorf("no route to %s was tried", kind)
		}
	}
	t.Logf("%d pairs of requests", tried)
	// A ministry that is not asked does not see what was submitted either.
	mee := s.session("chair-mee")
	mee.want(404, "ranking.notFound", mee.get("/api/v1/rankings/"+n.submitted))
	mee.want(404, "ranking.notFound", mee.post("/api/v1/rankings/"+n.submitted+"/decisions", map[string]any{"decision": "approve"}))
	for path, was := range before {
		if now := n.state()[path]; now != was {
			t.Errorf("%s was changed:\n%s\n%s", path, was, now)
		}
	}
}

// Nothing of it shows sideways: in lists and their totals, searches, the trail,
// texts of errors, names already taken, file names, metrics.
func TestNoCanary(t *testing.T) {
	s := newSite(t)
	s.addCast()
	strangers := s.strangers()
	strangers["reviewer-mee"], strangers["viewer-b"], strangers["outsider"] = s.session("reviewer-mee"), s.session("viewer-b"), s.session("outsider")
	var lists []string
	for _, r := range s.api.routes {
		if r.method == http.MethodGet && !strings.Contains(r.path, ":") && !strings.HasPrefix(r.path, "/swagger") && !strings.HasSuffix(r.path, "/events") {
			lists = append(lists, r.path)
		}
	}
	totals := func() map[string]int {
		out := map[string]int{}
		for name, c := range strangers {
			for _, path := range lists {
				if path == apiPrefix+"/audit-events" {
					continue // the trail grows, and says to whom it may
				}
				var l struct{ Total int }
				if res := c.get(path); res.StatusCode == 200 && json.Unmarshal(res.body, &l) == nil {
					out[name+" "+path] = l.Total
				}
			}
		}
		return out
	}
	before := totals()
	n := newNest(s)
	if after := totals(); !maps.Equal(before, after) {
		for k, v := range after {
			if before[k] != v {
				t.Errorf("%s has a total of %d, had %d", k, v, before[k])
			}
		}
	}
	clean := func(name string, res answered) {
		t.Helper()
		text := seen(res, n.ranking)
		for _, word := range []string{canary, url.PathEscape(canary), "Canary7f3a", "Canary9d1e"} {
			if word == "Canary9d1e" && name == "auditadmin" && strings.Contains(res.asked, "/audit-events") {
				continue
			}
			if strings.Contains(text, word) {
				at := strings.Index(text, word)
				t.Errorf("%s: %s shows the canary: …%s…", name, res.asked, text[max(0, at-500):min(len(text), at+200)])
				return
			}
		}
	}
	for name, c := range strangers {
		for _, path := range lists {
			clean(name, c.get(path))
			clean(name, c.get(path+"?pageSize=200"))
			for _, ask := range []string{"q=", "team=", "kind=", "id=", "userId=", "actor=", "state=", "object=", "search="} {
				res := c.get(path + "?" + ask + url.QueryEscape(access.DemoEnterpriseA))
				clean(name, res)
			}
		}
		// An audit administrator reads what was done, not what it says.
		clean(name, c.get(fmt.Sprintf("/api/v1/audit-events?kind=ranking&id=%s&pageSize=200", n.ranking)))
		for _, body := range []any{
			map[string]any{"modelId": n.mine}, map[string]any{"modelId": "general", "datasetId": n.job}, map[string]any{"model": map[string]any{"id": n.mine}},
		} {
			clean(name, c.post("/api/v1/preview", body))
			clean(name, c.post("/api/v1/preview/report?format=json", body))
			clean(name, c.post("/api/v1/preview/concordance", body))
		}
		for _, more := range []map[string]any{{"ownSites": []string{n.own}}, {"teamSites": true}, {"teamSites": true, "in": []string{n.own}}} {
			body := map[string]any{"strategy": "S2"}
			maps.Copy(body, more)
			clean(name, c.post("/api/v1/layouts/solution", body))
			delete(body, "in")
			clean(name, c.post("/api/v1/preview/sites", body))
		}
		clean(name, c.post("/api/v1/own-sites/"+n.own+"/restoration", nil))
		clean(name, c.post("/api/v1/rankings", map[string]any{"title": "x", "basedOn": n.ranking}))
		clean(name, c.post("/api/v1/rankings", map[string]any{"title": "x", "modelId": "general", "team": access.DemoEnterpriseA}))
		clean(name, c.post("/api/v1/models", map[string]any{"name": map[string]any{"zh": "x", "en": "x"}, "basedOn": map[string]any{"id": n.mine, "version": 1}}))
		clean(name, c.get("/api/v1/models/general/usage"))
		clean(name, c.get("/api/v1/datasets/ds-1"))
	}
	clean("nobody", s.anybody().do("GET", "/metrics", nil, map[string]string{"RemoteAddr": "127.0.0.1:9"}))
	// A name that is theirs is free for everybody else: no error tells of it.
	leadB := strangers["lead-b"]
	var m map[string]any
	leadB.get("/api/v1/models/general").decode(t, &m)
	leadB.want(201, "", leadB.post("/api/v1/models", map[string]any{"name": map[string]any{"zh": canary, "en": canary}, "method": m["method"], "tree": m["tree"]}))
	leadB.want(201, "", leadB.post("/api/v1/rankings", map[string]any{"title": canary, "modelId": "general"}))
	leadB.want(201, "", leadB.post("/api/v1/own-sites", thilawa(map[string]any{"name": map[string]any{"zh": canary, "en": canary}})))
}

// A published ranking shows nobody what was said before: notes, the note to
// the ministries, their comments, who worked on it.
func TestPublishedShowsNoCanary(t *testing.T) {
	s := newSite(t)
	s.addCast()
	analyst, lead := s.session("analyst"), s.session("lead")
	id, _ := s.made(analyst.post("/api/v1/rankings", map[string]any{"title": "公开", "notes": canary, "modelId": "general", "scope": map[string]any{"regions": []string{"ASEAN"}}}), 201)
	path := "/api/v1/rankings/" + id
	lead.want(200, "", lead.post(path+"/submissions", map[string]any{"note": canary, "checklist": []map[string]any{{"id": "check.data", "done": true, "note": canary}}}))
	lead.want(201, "", lead.post(path+"/comments", map[string]any{"text": canary}))
	for _, who := range []string{"reviewer-ndrc", "reviewer-mofcom", "reviewer-mfa"} {
		c := s.session(who)
		c.want(201, "", c.post(path+"/comments", map[string]any{"text": canary, "anchor": map[string]any{"kind": "country", "id": "VNM"}}))
		c.want(200, "", c.post(path+"/decisions", map[string]any{"decision": "approve", "comment": canary}))
	}
	lead.want(200, "", lead.post(path+"/publication", map[string]any{"note": canary}))
	for _, who := range []string{"analyst-b", "reviewer-mee", "sysadmin", "auditadmin"} {
		c := s.session(who)
		for _, more := range []string{"", "/events", "/comments", "/report?format=json", "/report?format=csv", "/versions/1", "/explanation?a=VNM&b=IDN"} {
			res := c.get(path + more)
			if strings.Contains(string(res.body), canary) {
				t.Errorf("%s of what is published shows %s the canary: %.500s", more, who, res.body)
			}
			if more == "" && (res.StatusCode != 200 || c.ranking(id).Review.State != review.Published) {
				t.Errorf("%s reads what is published: %d", who, res.StatusCode)
			}
		}
	}
}
