package handlers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"parksite/internal/access"
	"parksite/internal/appraisal"
	"parksite/internal/audit"
	"parksite/internal/fault"
	"parksite/internal/review"
	"parksite/internal/store"
)

// ranking is a ranking as the API shows it.
func (c *client) ranking(id string) ranking {
	c.site.t.Helper()
	res := c.get("/api/v1/rankings/" + id)
	if res.StatusCode != http.StatusOK {
		c.site.t.Fatalf("%d %.300s", res.StatusCode, res.body)
	}
	var r ranking
	res.decode(c.site.t, &r)
	return r
}

// want checks an answer's status and, unless "", the code of its problem.
func (c *client) want(status int, code string, res answered) answered {
	t := c.site.t
	t.Helper()
	if res.StatusCode != status {
		t.Errorf("%s: %d, want %d: %.400s", res.asked, res.StatusCode, status, res.body)
		return res
	}
	if code != "" {
		if p := res.problem(t); p.Code != code && !slices.ContainsFunc(p.Errors, func(f fault.Field) bool { return f.Code == code }) {
			t.Errorf("code %s %v, want %s", p.Code, p.Errors, code)
		}
	}
	return res
}

// The way of a ranking from draft through a return to published and withdrawn.
func TestReviewStory(t *testing.T) {
	s := newSite(t)
	analyst, lead, outsider := s.as("analyst"), s.as("lead"), s.as("lead-b")
	ndrc, mofcom, mfa := s.as("reviewer-ndrc"), s.as("reviewer-mofcom"), s.as("reviewer-mfa")
	id, version := s.draft()
	path := "/api/v1/rankings/" + id

	// A draft: its team's own, changed with the version read.
	if r := analyst.ranking(id); r.Result == nil || len(r.Result.Alternatives) != 11 || !slices.Equal(r.Actions, []string{"edit", "delete", "export"}) || r.Review.State != review.Draft {
		t.Errorf("draft: %d alternatives, actions %v", len(r.Result.Alternatives), r.Actions)
	}
	for _, c := range []*client{outsider, ndrc, s.as("admin")} {
		c.want(404, "ranking.notFound", c.get(path))
	}
	change := map[string]any{"title": "东盟比选", "notes": "内部备注", "scope": map[string]any{"regions": []string{"ASEAN"}}, "weights": map[string]any{"population": 0.5}}
	analyst.want(428, "ifMatch.missing", analyst.do("PUT", path, change, nil))
	analyst.want(400, "ifMatch.form", analyst.do("PUT", path, change, map[string]string{"If-Match": "1"}))
	analyst.want(200, "", analyst.put(path, change, version))
	analyst.want(412, "ranking.stale", analyst.put(path, change, version))
	before := analyst.ranking(id)
	if before.Weights["population"] != 0.5 || before.Notes != "内部备注" {
		t.Errorf("after the change: %v %q", before.Weights, before.Notes)
	}
	analyst.want(200, "", analyst.get(path+"/versions/1"))

	// Submission freezes.
	lead.want(412, "ranking.stale", lead.do("POST", path+"/submissions", map[string]any{}, map[string]string{"If-Match": `"1"`}))
	analyst.want(403, "review.role", analyst.post(path+"/submissions", map[string]any{}))
	lead.want(200, "", lead.post(path+"/submissions", map[string]any{"note": "请审核", "purpose": "布局"}))
	lead.want(409, "review.state", lead.post(path+"/submissions", map[string]any{}))
	under := lead.ranking(id)
	if under.Sealed == nil || under.Sealed.Digest != before.Result.Digest || under.Result.Digest != before.Result.Digest || under.Review.Rule.Quorum != 3 {
		t.Errorf("sealed %+v, draft had %s", under.Sealed, before.Result.Digest)
	}
	analyst.want(409, "ranking.notDraft", analyst.put(path, change, under.Version))
	analyst.want(409, "ranking.kept", analyst.del(path, under.Version))
	outsider.want(404, "ranking.notFound", outsider.get(path))

	// The ministries see it, without what is the team's own.
	seen := ndrc.ranking(id)
	if seen.Notes != "" || len(seen.Review.Submission.Members) > 0 || seen.Review.Submission.Note != "请审核" || !slices.Contains(seen.Actions, "decide") {
		t.Errorf("a ministry sees notes %q, submission %+v, actions %v", seen.Notes, seen.Review.Submission, seen.Actions)
	}
	queue := func(c *client, state string) []rankingItem {
		return pages[rankingItem](t, c, "/api/v1/reviews?state="+state)
	}
	if open := queue(ndrc, "open"); len(open) != 1 || open[0].ID != id || len(queue(ndrc, "done")) != 0 {
		t.Errorf("queue of the ministry: %+v", open)
	}
	ndrc.want(200, "", ndrc.post(path+"/opening", nil))

	// Returned, answered, approved.
	ndrc.want(400, "review.commentRequired", ndrc.post(path+"/decisions", map[string]any{"decision": "return"}))
	ndrc.want(400, "field.choice", ndrc.post(path+"/decisions", map[string]any{"decision": "perhaps"}))
	ndrc.want(200, "", ndrc.post(path+"/decisions", map[string]any{"decision": "return", "comment": "请说明人口权重的依据"}))
	if r := lead.ranking(id); r.Review.State != review.Returned || !slices.Contains(r.Actions, "revise") {
		t.Fatalf("after a return with quorum 3: %s %v", r.Review.State, r.Actions)
	}
	mofcom.want(404, "ranking.notFound", mofcom.get(path)) // returned ones are the team's own
	lead.want(409, "review.state", lead.post(path+"/publication", map[string]any{}))
	analyst.want(200, "", analyst.post(path+"/revision", nil))
	again := analyst.ranking(id)
	if again.Review.State != review.Draft || len(again.Asked) != 1 || again.Asked[0].Comment != "请说明人口权重的依据" {
		t.Errorf("the new draft is asked %+v", again.Asked)
	}
	lead.want(400, "review.reasonForChange", lead.post(path+"/submissions", map[string]any{}))
	lead.want(200, "", lead.post(path+"/submissions", map[string]any{"reasonForChange": "已补充说明"}))
	for i, c := range []*client{ndrc, mofcom, mfa} {
		c.want(200, "", c.post(path+"/decisions", map[string]any{"decision": "approve", "comment": "同意"}))
		want := []review.State{review.InReview, review.InReview, review.Approved}[i]
		if r := c.ranking(id); r.Review.State != want {
			t.Errorf("after %d approvals: %s", i+1, r.Review.State)
		}
	}
	mfa.want(409, "review.state", mfa.post(path+"/decisions", map[string]any{"decision": "reject", "comment": "不同意"}))
	if open, done := queue(mfa, "open"), queue(mfa, "done"); len(open) != 0 || len(done) != 1 {
		t.Errorf("queue after: %d open, %d done", len(open), len(done))
	}

	// Published to all, without what was said between the offices.
	outsider.want(404, "ranking.notFound", outsider.get(path))
	lead.want(200, "", lead.post(path+"/publication", map[string]any{"note": "发布"}))
	public := outsider.ranking(id)
	if public.Result == nil || public.Result.Digest != before.Result.Digest || public.Review.Submission.Note != "" || public.Notes != "" {
		t.Errorf("published: %+v", public.Review.Submission)
	}
	for _, d := range public.Review.Decisions {
		if d.Comment != "" {
			t.Errorf("an outsider reads the comment %q", d.Comment)
		}
	}
	lead.want(400, "field.required", lead.post(path+"/withdrawal", map[string]any{"reason": " "}))
	lead.want(200, "", lead.post(path+"/withdrawal", map[string]any{"reason": "数据修订"}))
	outsider.want(404, "ranking.notFound", outsider.get(path))

	// The trail has each step, for its team with what changed.
	var actions []string
	for _, e := range pages[trailEvent](t, lead, path+"/events") {
		if e.Outcome == audit.Done {
			actions = append(actions, strings.TrimPrefix(e.Action, "ranking."))
		}
	}
	slices.Reverse(actions)
	want := "create edit submit open return revise submit approve approve approve publish withdraw"
	if got := strings.Join(actions, " "); got != want {
		t.Errorf("trail %s, want %s", got, want)
	}
	res := s.as("admin").post("/api/v1/audit-events/verification", nil)
	var v verification
	res.decode(t, &v)
	if !v.OK || v.Rankings != 1 || v.Report.Events == 0 {
		t.Errorf("verification: %s", res.body)
	}
}

// Sixteen decisions of one ministry at the same moment: one stands. Three
// ministries at the same moment: three stand, and the state follows once.
func TestDecisionRaces(t *testing.T) {
	s := newSite(t)
	id, _ := s.submitted()
	path := "/api/v1/rankings/" + id + "/decisions"
	ndrc := s.as("reviewer-ndrc")
	statuses := make([]int, 16)
	var wg sync.WaitGroup
	for i := range statuses {
		wg.Go(func() {
			body := map[string]any{"decision": "approve"}
			statuses[i] = ndrc.copy().post(path, body).StatusCode
		})
	}
	wg.Wait()
	count := map[int]int{}
	for _, st := range statuses {
		count[st]++
	}
	if count[200] != 1 || count[409] != 15 {
		t.Errorf("sixteen decisions of one ministry: %v", count)
	}
	if events := s.trail("ranking.approve", id); events != 1 {
		t.Errorf("%d entries for one decision", events)
	}

	// A return ends the round and takes the ranking out of their sight: whoever
	// comes too late is told so all the same, also of another ministry.
	id, _ = s.submitted()
	path = "/api/v1/rankings/" + id + "/decisions"
	mofcom := s.as("reviewer-mofcom")
	for i := range statuses {
		wg.Go(func() {
			statuses[i] = ndrc.copy().post(path, map[string]any{"decision": "return", "comment": "请补充"}).StatusCode
		})
	}
	wg.Wait()
	count = map[int]int{}
	for _, st := range statuses {
		count[st]++
	}
	if count[200] != 1 || count[409] != 15 || s.trail("ranking.return", id) != 1 {
		t.Errorf("sixteen returns of one ministry: %v", count)
	}
	mofcom.want(409, "review.state", mofcom.post(path, map[string]any{"decision": "approve"}))
	mofcom.want(409, "review.state", mofcom.post("/api/v1/rankings/"+id+"/opening", nil))
	mofcom.want(404, "ranking.notFound", mofcom.get("/api/v1/rankings/"+id))
	leadB := s.as("lead-b")
	leadB.want(404, "ranking.notFound", leadB.post(path, map[string]any{"decision": "approve"}))

	id, _ = s.submitted()
	path = "/api/v1/rankings/" + id + "/decisions"
	clients := []*client{ndrc, mofcom, s.as("reviewer-mfa")}
	for i, c := range clients {
		wg.Go(func() { statuses[i] = c.copy().post(path, map[string]any{"decision": "approve"}).StatusCode })
	}
	wg.Wait()
	if !slices.Equal(statuses[:3], []int{200, 200, 200}) {
		t.Errorf("three ministries at once: %v", statuses[:3])
	}
	r := ndrc.ranking(id)
	if r.Review.State != review.Approved || len(r.Review.Decisions) != 3 || s.trail("ranking.approve", id) != 3 {
		t.Errorf("state %s after %d decisions", r.Review.State, len(r.Review.Decisions))
	}
}

func (c *client) copy() *client {
	d := &client{site: c.site, token: c.token, cookies: map[string]string{}}
	for k, v := range c.cookies {
		d.cookies[k] = v
	}
	return d
}

// trail counts the entries of an action on a ranking.
func (s *site) trail(action, id string) int {
	s.t.Helper()
	_, n, err := s.store.Events(s.t.Context(), store.Filter{Action: action, Kind: "ranking", ID: id, Page: 1, PageSize: 1})
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

// A later ranking takes the place of a published one of its team in one step;
// what it cannot replace is refused before anything is published.
func TestSupersede(t *testing.T) {
	s := newSite(t)
	lead := s.as("lead")
	reviewers := []*client{s.as("reviewer-ndrc"), s.as("reviewer-mofcom"), s.as("reviewer-mfa")}
	approved := func() string {
		id, _ := s.submitted()
		for _, c := range reviewers {
			c.want(200, "", c.post("/api/v1/rankings/"+id+"/decisions", map[string]any{"decision": "approve"}))
		}
		return id
	}
	publish := func(id, supersedes string) answered {
		return lead.post("/api/v1/rankings/"+id+"/publication", map[string]any{"supersedes": supersedes})
	}
	first, second, third := approved(), approved(), approved()
	lead.want(409, "review.state", publish(second, first)) // not published yet
	lead.want(200, "", publish(first, ""))
	for _, no := range []string{"no-such-ranking", second} {
		lead.want(400, "", publish(second, no))
	}
	if r := lead.ranking(second); r.Review.State != review.Approved {
		t.Fatalf("%s after it was refused", r.Review.State)
	}
	lead.want(200, "", publish(second, first))
	lead.want(409, "review.state", publish(third, first)) // its place is taken
	was, is := lead.ranking(first), lead.ranking(second)
	if was.Review.State != review.Superseded || was.Review.SupersededBy != second || is.Review.State != review.Published || is.Review.Supersedes != first ||
		s.trail("ranking.supersede", first) != 1 || s.trail("ranking.publish", second) != 1 {
		t.Errorf("%s by %q; %s in the place of %q", was.Review.State, was.Review.SupersededBy, is.Review.State, is.Review.Supersedes)
	}
}

// Nobody decides on their own work, by whatever way; each attempt leaves a
// line.
func TestNobodyDecidesOnTheirOwn(t *testing.T) {
	s := newSite(t)
	admin := s.as("admin")
	seat := func(user, team, role string) {
		t.Helper()
		admin.want(201, "", admin.post("/api/v1/memberships", map[string]any{"userId": user, "teamId": team, "role": role}))
	}
	id, _ := s.submitted() // drafted by analyst, submitted by lead
	path := "/api/v1/rankings/" + id + "/decisions"
	approve := map[string]any{"decision": "approve"}
	for _, tt := range []struct{ who, user, code string }{
		{"lead", "demo-lead", "review.ownSubmission"},
		{"analyst", "demo-analyst", "review.coEditor"},
		{"viewer", "demo-viewer", "review.ownTeam"},
	} {
		c := s.as(tt.who)
		c.want(403, "review.role", c.post(path, approve))
		seat(tt.user, access.DemoNDRC, "reviewer") // made a reviewer since
		c = s.as(tt.who)
		c.want(403, tt.code, c.post(path, approve))
	}
	admin.want(404, "", admin.post(path, approve)) // an administrator does not even see it
	if denied, _, err := s.store.Events(t.Context(), store.Filter{Kind: "ranking", ID: id, Outcome: audit.Denied}); err != nil || len(denied) != 6 {
		t.Errorf("%d denied attempts in the trail, want 6 (%v)", len(denied), err)
	}
	// A reviewer's token does not decide.
	ndrc := s.as("reviewer-ndrc")
	bot := ndrc.withToken("ranking.read", "review.read")
	bot.want(403, "review.token", bot.post(path, approve))
	ndrc.want(400, "token.scope", ndrc.post("/api/v1/tokens", map[string]any{"name": "x", "scopes": []string{"ranking.decide"}, "expiresInDays": 1}))
	if r := ndrc.ranking(id); len(r.Review.Decisions) != 0 {
		t.Errorf("decisions %+v", r.Review.Decisions)
	}
}

// withToken is the same person through an API token.
func (c *client) withToken(scopes ...string) *client {
	c.site.t.Helper()
	res := c.want(201, "", c.post("/api/v1/tokens", map[string]any{"name": "集成", "scopes": scopes, "expiresInDays": 30}))
	var v newTokenView
	res.decode(c.site.t, &v)
	if !strings.HasPrefix(v.Secret, access.TokenPrefix) {
		c.site.t.Fatalf("secret %q", v.Secret)
	}
	return &client{site: c.site, token: v.Secret, cookies: map[string]string{}}
}

func TestTokens(t *testing.T) {
	s := newSite(t)
	analyst := s.as("analyst")
	bot := analyst.withToken("catalogue.read", "preview.run")
	bot.want(200, "", bot.get("/api/v1/countries"))
	bot.want(200, "", bot.post("/api/v1/preview", map[string]any{"modelId": "general"}))
	bot.want(403, "token.scopeMissing", bot.get("/api/v1/rankings"))
	bot.want(403, "token.scopeMissing", bot.post("/api/v1/tokens", map[string]any{"name": "y", "scopes": []string{"preview.run"}, "expiresInDays": 1}))
	bot.want(403, "token.notHere", bot.do("PUT", "/api/v1/session/password", map[string]any{"current": "x", "password": "y"}, nil))
	bot.want(403, "token.notHere", bot.do("DELETE", "/api/v1/session", nil, nil))
	tokens := pages[tokenView](t, analyst, "/api/v1/tokens")
	if len(tokens) != 1 || !tokens[0].Active {
		t.Fatalf("tokens %+v", tokens)
	}
	other := s.as("analyst-b")
	other.want(404, "token.notFound", other.do("DELETE", "/api/v1/tokens/"+tokens[0].ID, nil, nil))
	analyst.want(204, "", analyst.do("DELETE", "/api/v1/tokens/"+tokens[0].ID, nil, nil))
	bot.want(401, "token.invalid", bot.get("/api/v1/countries"))
	// Never more than its owner's rights.
	viewer := s.as("viewer").withToken("ranking.create", "ranking.read")
	viewer.want(403, "forbidden", viewer.post("/api/v1/rankings", map[string]any{"title": "x", "modelId": "general"}))
	// Expired, and ended with its owner.
	short := analyst.withToken("catalogue.read")
	s.clock.forward(31 * 24 * 3600 * 1e9)
	short.want(401, "token.invalid", short.get("/api/v1/countries"))
}

// A creating post repeated under one key makes one thing and gives one answer.
func TestIdempotency(t *testing.T) {
	s := newSite(t)
	analyst, other := s.as("analyst"), s.as("analyst-b")
	body := map[string]any{"title": "一次", "modelId": "general"}
	key := map[string]string{"Idempotency-Key": "abc-1"}
	send := func(c *client, body any) answered { return c.copy().do("POST", "/api/v1/rankings", body, key) }
	first := send(analyst, body)
	if first.StatusCode != 201 {
		t.Fatalf("%d %s", first.StatusCode, first.body)
	}
	second := send(analyst, body)
	if second.StatusCode != 201 || string(second.body) != string(first.body) || second.Header.Get("Location") != first.Header.Get("Location") || second.Header.Get("ETag") != first.Header.Get("ETag") {
		t.Errorf("repeated: %d %.200s", second.StatusCode, second.body)
	}
	analyst.want(422, "idempotency.reused", send(analyst, map[string]any{"title": "另一个", "modelId": "general"}))
	if res := send(other, body); res.StatusCode != 201 || string(res.body) == string(first.body) {
		t.Errorf("another person's key: %d", res.StatusCode)
	}
	analyst.want(400, "idempotency.form", analyst.do("POST", "/api/v1/rankings", body, map[string]string{"Idempotency-Key": "a b"}))
	key = map[string]string{"Idempotency-Key": "abc-2"}
	var wg sync.WaitGroup
	statuses := make([]int, 8)
	for i := range statuses {
		wg.Go(func() { statuses[i] = send(analyst, body).StatusCode })
	}
	wg.Wait()
	for _, st := range statuses {
		if st != 201 && st != 409 {
			t.Errorf("at once: %v", statuses)
		}
	}
	if n := len(pages[rankingItem](t, analyst, "/api/v1/rankings")); n != 2 {
		t.Errorf("%d rankings, want 2", n)
	}
	// What is shown once is not kept to be shown again.
	admin := s.as("admin")
	key = map[string]string{"Idempotency-Key": "abc-user"}
	person := map[string]any{"username": "zhao.min", "name": "赵敏"}
	shown, repeatedAnswer := admin.do("POST", "/api/v1/users", person, key), admin.do("POST", "/api/v1/users", person, key)
	var one, two invited
	shown.decode(t, &one)
	repeatedAnswer.decode(t, &two)
	if shown.StatusCode != 201 || repeatedAnswer.StatusCode != 201 || one.Secret == "" || two.Secret != "" || one.User.ID != two.User.ID {
		t.Errorf("an invitation repeated: %d %s", repeatedAnswer.StatusCode, repeatedAnswer.body)
	}
	// A failure is not kept.
	key = map[string]string{"Idempotency-Key": "abc-3"}
	analyst.want(400, "required", send(analyst, map[string]any{"modelId": "general"}))
	if res := send(analyst, body); res.StatusCode != 201 {
		t.Errorf("after a failure: %d %s", res.StatusCode, res.body)
	}
}

// What another team has is answered exactly as what does not exist, for every
// route with an id and in every list.
func TestOtherTeams(t *testing.T) {
	s := newSite(t)
	mine, _ := s.draft()
	model, _ := s.ownModel()
	s.as("analyst").withToken("catalogue.read")
	owner := s.as("analyst")
	token := pages[tokenView](t, owner, "/api/v1/tokens")[0].ID
	before, _ := json.Marshal(owner.ranking(mine))
	strangers := []*client{s.as("analyst-b"), s.as("lead-b"), s.as("reviewer-ndrc"), s.as("admin")}
	bodies := map[string]any{
		"PUT /rankings/:id": map[string]any{"title": "x"}, "POST /rankings/:id/decisions": map[string]any{"decision": "approve"},
		"POST /rankings/:id/withdrawal": map[string]any{"reason": "x"}, "POST /rankings/:id/robustness": map[string]any{},
		"PUT /models/:id": map[string]any{"name": map[string]any{"zh": "x", "en": "x"}, "method": "weightedSum", "tree": map[string]any{"id": "index", "name": map[string]any{"zh": "x", "en": "x"}, "weight": 1}},
	}
	tried := 0
	for _, r := range s.api.routes {
		short := strings.TrimPrefix(r.path, apiPrefix)
		var id string
		switch {
		case strings.HasPrefix(short, "/rankings/:id"):
			id = mine
		case strings.HasPrefix(short, "/models/:id"):
			id = model
		case strings.HasPrefix(short, "/tokens/:id"):
			id = token
		default:
			continue
		}
		tried++
		body := bodies[r.method+" "+short]
		if body == nil && r.method == "POST" {
			body = map[string]any{}
		}
		for _, c := range strangers {
			path := strings.Replace(strings.Replace(r.path, ":v", "1", 1), ":id", id, 1)
			headers := map[string]string{"If-Match": `"1"`}
			got := c.do(r.method, path, body, headers)
			want := c.do(r.method, strings.Replace(path, id, "no-such-thing", 1), body, headers)
			if got.StatusCode != want.StatusCode || withoutID(got) != withoutID(want) || got.StatusCode < 400 {
				t.Errorf("%s %s: %d %s, a missing id gives %d %s", r.method, short, got.StatusCode, got.body, want.StatusCode, want.body)
			}
		}
	}
	if tried < 15 {
		t.Errorf("%d routes only", tried)
	}
	for _, c := range strangers {
		for _, list := range []string{"/rankings", "/rankings?state=draft", "/rankings?q=%E4%B8%9C%E7%9B%9F", "/rankings?team=" + access.DemoEnterpriseA, "/models?kind=own", "/tokens"} {
			var l struct{ Total int }
			c.get("/api/v1"+list).decode(t, &l)
			if l.Total != 0 {
				t.Errorf("%s shows %d to a stranger", list, l.Total)
			}
		}
		for _, body := range []map[string]any{{"modelId": model}} {
			res := c.post("/api/v1/preview", body)
			missing := c.post("/api/v1/preview", map[string]any{"modelId": "no-such"})
			if withoutID(res) != withoutID(missing) || res.StatusCode != 400 {
				t.Errorf("preview by another team's model: %d %s", res.StatusCode, res.body)
			}
		}
	}
	b := strangers[0]
	for _, body := range []map[string]any{
		{"title": "x", "basedOn": mine}, {"title": "x", "modelId": model}, {"title": "x", "modelId": "general", "team": access.DemoEnterpriseA},
	} {
		res := b.post("/api/v1/rankings", body)
		if res.StatusCode != 400 || strings.Contains(string(res.body), "东盟") {
			t.Errorf("%v: %d %s", body, res.StatusCode, res.body)
		}
	}
	after, _ := json.Marshal(owner.ranking(mine))
	if string(before) != string(after) {
		t.Error("the owner's ranking has changed")
	}
}

// withoutID is an answer's body without the request's id.
func withoutID(r answered) string {
	return strings.ReplaceAll(string(r.body), r.Header.Get("X-Request-Id"), "")
}

// A sealed ranking recomputes to its digest after a restart, and what is sealed
// says so itself.
func TestSealedRecomputes(t *testing.T) {
	s := newSite(t)
	id, _ := s.published()
	r := s.as("lead").ranking(id)
	again := newSiteWith(t, s.store, func(*Config) {})
	if got := again.as("viewer").ranking(id); got.Result.Digest != r.Sealed.Digest {
		t.Errorf("digest %s, sealed %s", got.Result.Digest, r.Sealed.Digest)
	}
	text, err := s.store.Payload(t.Context(), r.Sealed.Payload)
	if err != nil {
		t.Fatal(err)
	}
	var p sealed
	if err := json.Unmarshal(text, &p); err != nil || p.Result.Digest != r.Sealed.Digest {
		t.Errorf("payload: %v, digest %s", err, p.Result.Digest)
	}
	data, err := seedData()
	if err != nil {
		t.Fatal(err)
	}
	snap, err := data.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	recomputed, err := appraisal.EvaluateWith(p.Model, snap, r.Options())
	if err != nil || recomputed.Digest != r.Sealed.Digest {
		t.Errorf("recomputed %s (%v), sealed %s", recomputed.Digest, err, r.Sealed.Digest)
	}
}

// Reports come in four formats, named for the browser, and leave a line.
func TestReports(t *testing.T) {
	s := newSite(t)
	id, _ := s.draft()
	analyst := s.as("analyst")
	for format, begin := range map[string]string{"csv": "\xef\xbb\xbf", "json": `{"format":"parksite-ranking-1"`, "xlsx": "PK\x03\x04", "pdf": "%PDF-"} {
		for _, lang := range []string{"zh", "en"} {
			res := analyst.get(fmt.Sprintf("/api/v1/rankings/%s/report?format=%s&lang=%s", id, format, lang))
			if res.StatusCode != 200 || !strings.HasPrefix(string(res.body), begin) {
				t.Errorf("%s: %d %.100q", format, res.StatusCode, res.body)
			}
			if d := res.Header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment; filename=\"parksite-") || !strings.Contains(d, "filename*=UTF-8''%E4%B8%9C") {
				t.Errorf("Content-Disposition %q", d)
			}
		}
	}
	if n := s.trail("ranking.export", id); n != 8 {
		t.Errorf("%d exports in the trail, want 8", n)
	}
	analyst.want(400, "field.choice", analyst.get("/api/v1/rankings/"+id+"/report?format=exe"))

	// Who took them finds them again; nobody else does, and of a ranking that is gone only the fact is left.
	taken := func(c *client) (out list[export]) {
		c.get("/api/v1/exports").decode(t, &out)
		return out
	}
	if l := taken(analyst); l.Total != 8 || l.Items[0].Ranking != id || l.Items[0].Title == "" || l.Items[0].Subject != "country" || l.Items[0].State != review.Draft {
		t.Errorf("taken: %d, %+v", l.Total, l.Items)
	}
	if l := taken(s.as("lead")); l.Total != 0 {
		t.Errorf("a colleague's list: %+v", l.Items)
	}
	analyst.want(204, "", analyst.del("/api/v1/rankings/"+id, analyst.ranking(id).Version))
	if l := taken(analyst); l.Total != 8 || l.Items[0].Title != "" || l.Items[0].State != "" {
		t.Errorf("after the deletion: %d, %+v", l.Total, l.Items[0])
	}
}
