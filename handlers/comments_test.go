package handlers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"parksite/internal/access"
	"parksite/internal/audit"
	"parksite/internal/review"
	"parksite/internal/store"
)

func (c *client) comments(ranking string) commentList {
	c.site.t.Helper()
	var l commentList
	c.want(200, "", c.get("/api/v1/rankings/"+ranking+"/comments?pageSize=200")).decode(c.site.t, &l)
	return l
}

func (c *client) say(ranking string, body map[string]any) commentView {
	c.site.t.Helper()
	var v commentView
	c.want(201, "", c.post("/api/v1/rankings/"+ranking+"/comments", body)).decode(c.site.t, &v)
	return v
}

// texts are what somebody reads, in order.
func (l commentList) texts() string {
	var out []string
	for _, x := range l.Items {
		out = append(out, x.Text)
	}
	return strings.Join(out, " ")
}

// A ministry asks about a country, the team answers in the next round, the
// ministry settles it. Meanwhile each side talks to itself, and nobody reads
// what is not theirs.
func TestCommentStory(t *testing.T) {
	s := newSite(t)
	s.addCast()
	analyst, lead, viewer := s.session("analyst"), s.session("lead"), s.session("viewer")
	ndrc, chair, mfa := s.session("reviewer-ndrc"), s.session("chair-ndrc"), s.session("reviewer-mfa")
	id, _ := s.draft()
	path := "/api/v1/rankings/" + id

	// On the draft: the team alone.
	inside := analyst.say(id, map[string]any{"text": "内部：电价待核", "audience": "team", "anchor": map[string]any{"kind": "criterion", "id": "population"}})
	if inside.Round != 1 || inside.Team != access.DemoEnterpriseA || inside.Username != "analyst" || inside.Version != 1 || strings.Join(inside.Actions, " ") != "reply settle" {
		t.Errorf("%+v", inside)
	}
	if l := viewer.comments(id); l.Total != 1 || len(l.Speaks) != 0 || len(l.Items[0].Actions) != 0 {
		t.Errorf("the team's viewer: %+v", l)
	}
	viewer.want(403, "forbidden", viewer.post(path+"/comments", map[string]any{"text": "x"}))
	ndrc.want(404, "ranking.notFound", ndrc.get(path+"/comments"))
	ndrc.want(404, "ranking.notFound", ndrc.post(path+"/comments", map[string]any{"text": "x"}))

	lead.want(200, "", lead.post(path+"/submissions", map[string]any{"note": "请审核"}))
	if l := ndrc.comments(id); l.Total != 0 || len(l.Speaks) != 1 || l.Speaks[0].Team != access.DemoNDRC || l.Speaks[0].Name.Zh == "" {
		t.Errorf("a ministry before anything was said to it: %+v", l)
	}
	asked := ndrc.say(id, map[string]any{"text": "请说明越南的电价来源", "anchor": map[string]any{"kind": "country", "id": "VNM"}})
	ndrc.say(id, map[string]any{"text": "司内：倾向退回", "audience": "team"})
	for name, want := range map[*client]string{
		ndrc: "请说明越南的电价来源 司内：倾向退回", chair: "请说明越南的电价来源 司内：倾向退回",
		mfa: "请说明越南的电价来源", analyst: "内部：电价待核 请说明越南的电价来源",
	} {
		if got := name.comments(id).texts(); got != want {
			t.Errorf("reads %q, want %q", got, want)
		}
	}
	// What may not be read is absent, by itself too.
	internal := ndrc.comments(id).Items[1]
	for _, c := range []*client{mfa, analyst, viewer} {
		c.want(404, "comment.notFound", c.get(path+"/comments/"+internal.ID))
	}
	lead.want(404, "comment.notFound", lead.do("PUT", path+"/comments/"+internal.ID+"/settlement", map[string]any{"settled": true}, map[string]string{"If-Match": `"1"`}))
	analyst.want(400, "", analyst.post(path+"/comments", map[string]any{"text": "x", "replyTo": internal.ID}))
	analyst.want(200, "", analyst.get(path+"/comments/"+asked.ID))

	// Returned, answered, handed in again.
	mfa.want(200, "", mfa.post(path+"/decisions", map[string]any{"decision": "return", "comment": "见意见"}))
	ndrc.want(404, "ranking.notFound", ndrc.get(path+"/comments"))
	lead.want(200, "", lead.post(path+"/revision", nil))
	carried := analyst.comments(id).Items[1]
	if carried.ID != asked.ID || carried.Answered || carried.Round != 1 || carried.Anchor != asked.Anchor {
		t.Errorf("carried into the next round: %+v", carried)
	}
	reply := analyst.say(id, map[string]any{"text": "来源为2024年国家电力统计", "replyTo": asked.ID})
	if reply.Thread != asked.ID || reply.Anchor != asked.Anchor || reply.Round != 2 {
		t.Errorf("%+v", reply)
	}
	analyst.want(403, "comment.theirs", analyst.do("PUT", path+"/comments/"+asked.ID+"/settlement", map[string]any{"settled": true}, map[string]string{"If-Match": `"1"`}))
	lead.want(200, "", lead.post(path+"/submissions", map[string]any{"note": "已答复", "reasonForChange": "补充来源"}))
	again := ndrc.comments(id)
	if again.texts() != "请说明越南的电价来源 司内：倾向退回 来源为2024年国家电力统计" || !again.Items[0].Answered {
		t.Errorf("the ministry in the next round: %+v", again.Items)
	}
	settle := func(c *client, settled bool, version string) answered {
		h := map[string]string{}
		if version != "" {
			h["If-Match"] = version
		}
		return c.do("PUT", path+"/comments/"+asked.ID+"/settlement", map[string]any{"settled": settled}, h)
	}
	ndrc.want(428, "ifMatch.missing", settle(ndrc, true, ""))
	ndrc.want(412, "comment.stale", settle(ndrc, true, `"2"`))
	mfa.want(403, "comment.theirs", settle(mfa, true, `"1"`))
	var done commentView
	res := chair.want(200, "", settle(chair, true, `"1"`))
	res.decode(t, &done)
	if done.Settled == nil || done.Settled.Username != "chair-ndrc" || done.Version != 2 || res.Header.Get("ETag") != `"2"` || strings.Join(done.Actions, " ") != "reopen" {
		t.Errorf("%+v", done)
	}
	ndrc.want(412, "comment.stale", settle(ndrc, true, `"1"`))
	ndrc.want(409, "comment.settled", settle(ndrc, true, `"2"`))
	analyst.want(409, "comment.settled", analyst.post(path+"/comments", map[string]any{"text": "再补充", "replyTo": asked.ID}))
	ndrc.want(200, "", settle(ndrc, false, `"2"`))
	ndrc.want(200, "", settle(ndrc, true, `"3"`))

	// In files: what is between the parties, by who may read it.
	for name, want := range map[string]bool{"analyst": true, "reviewer-ndrc": true} {
		c := s.session(name)
		text := string(c.want(200, "", c.get(path+"/report?format=json")).body)
		if strings.Contains(text, "请说明越南的电价来源") != want || strings.Contains(text, "司内") || strings.Contains(text, "内部：") {
			t.Errorf("%s exports what is not to leave, or not what is: %v", name, want)
		}
	}
	for _, c := range []*client{ndrc, mfa, s.session("reviewer-mofcom")} {
		c.want(200, "", c.post(path+"/decisions", map[string]any{"decision": "approve"}))
	}
	lead.want(200, "", lead.post(path+"/publication", map[string]any{}))
	lead.want(409, "comment.closed", lead.post(path+"/comments", map[string]any{"text": "x"}))
	ndrc.want(409, "comment.closed", settle(ndrc, false, `"4"`))
	other := s.session("analyst-b")
	if l := other.comments(id); l.Total != 0 || len(l.Speaks) != 0 {
		t.Errorf("the public reads %+v", l)
	}
	other.want(403, "comment.role", other.post(path+"/comments", map[string]any{"text": "x"}))
	other.want(404, "comment.notFound", other.get(path+"/comments/"+asked.ID))
	// A comment of another ranking is absent under this one.
	mine, _ := s.made(other.post("/api/v1/rankings", map[string]any{"title": "乙", "modelId": "general"}), 201)
	other.want(404, "comment.notFound", other.get("/api/v1/rankings/"+mine+"/comments/"+asked.ID))

	// The trail says that and where, not what.
	events, _, err := s.store.Events(t.Context(), store.Filter{Kind: "comment"})
	if err != nil {
		t.Fatal(err)
	}
	actions := map[string]int{}
	for _, e := range events {
		actions[e.Action]++
		text, err := json.Marshal(e)
		if err != nil || strings.Contains(string(text), "电价") {
			t.Errorf("%s %v", text, err)
		}
	}
	if fmt.Sprint(actions) != "map[comment.add:3 comment.reopen:1 comment.reply:1 comment.settle:2]" {
		t.Errorf("%v", actions)
	}
}

// What cannot be said, and by whom.
func TestCommentRefusals(t *testing.T) {
	s := newSite(t)
	s.addCast()
	id, _ := s.submitted()
	path := "/api/v1/rankings/" + id + "/comments"
	lead, ndrc := s.session("lead"), s.session("reviewer-ndrc")
	for name, body := range map[string]map[string]any{
		"text":        {"text": ""},
		"anchor.id":   {"text": "x", "anchor": map[string]any{"kind": "country", "id": "CHN"}},
		"anchor.id ":  {"text": "x", "anchor": map[string]any{"kind": "criterion", "id": "no.such.node"}},
		"anchor.kind": {"text": "x", "anchor": map[string]any{"kind": "site", "id": "x"}},
		"audience":    {"text": "x", "audience": "everybody"},
		"team":        {"text": "x", "team": access.DemoNDRC},
		"replyTo":     {"text": "x", "replyTo": "none"},
	} {
		res := lead.want(400, "", lead.post(path, body))
		if !strings.Contains(string(res.body), `"field":"`+strings.TrimSpace(name)+`"`) {
			t.Errorf("%s: %s", name, res.body)
		}
	}
	first := ndrc.say(id, map[string]any{"text": "请说明", "anchor": map[string]any{"kind": "criterion", "id": "population"}})
	reply := lead.say(id, map[string]any{"text": "已说明", "replyTo": first.ID})
	lead.want(400, "", lead.post(path, map[string]any{"text": "x", "replyTo": reply.ID}))
	// A token of the lead's with every scope there is does not comment.
	u, err := s.store.UserByName(t.Context(), "lead")
	if err != nil {
		t.Fatal(err)
	}
	token, secret, err := access.NewToken(u, "all", access.Scopes, s.clock.now().Add(access.SessionAbsolute), s.clock.now())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.store.SaveToken(t.Context(), token, audit.Event{Actor: audit.System, Action: "test.make"}); err != nil {
		t.Fatal(err)
	}
	integration := &client{site: s, token: secret, cookies: map[string]string{}}
	integration.want(403, "token.scopeMissing", integration.post(path, map[string]any{"text": "x"}))
	if l := integration.comments(id); l.Total != 2 || len(l.Speaks) != 0 {
		t.Errorf("a token reads %+v", l)
	}
	// Sixteen settle at once: one does.
	var wg sync.WaitGroup
	codes := make([]int, 16)
	for i := range codes {
		wg.Go(func() {
			codes[i] = ndrc.do(http.MethodPut, path+"/"+first.ID+"/settlement", map[string]any{"settled": true}, map[string]string{"If-Match": `"1"`}).StatusCode
		})
	}
	wg.Wait()
	won := 0
	for _, c := range codes {
		if c == 200 {
			won++
		} else if c != 412 {
			t.Errorf("status %d", c)
		}
	}
	if won != 1 {
		t.Errorf("%d settled it", won)
	}
	// Sent twice under one key, it is said once.
	key := map[string]string{"Idempotency-Key": "comment-1"}
	var one, two commentView
	lead.want(201, "", lead.do("POST", path, map[string]any{"text": "只说一次"}, key)).decode(t, &one)
	lead.want(201, "", lead.do("POST", path, map[string]any{"text": "只说一次"}, key)).decode(t, &two)
	if one.ID != two.ID || lead.comments(id).Total != 3 {
		t.Errorf("%s and %s, %d in all", one.ID, two.ID, lead.comments(id).Total)
	}
	if one.Anchor.Kind != review.OnRanking || one.Audience != review.ToParties {
		t.Errorf("by default %+v to %s", one.Anchor, one.Audience)
	}
}
