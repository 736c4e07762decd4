package handlers

import (
	"fmt"
	"io"
	"mime/multipart"
	"strings"
	"testing"

	"parksite/internal/access"
)

// prepared is what the example of a route needs besides a fresh demo program:
// who sends it, and where the path's id leads.
type prepared struct {
	as   string
	id   func(s *site) (id string, version int64)
	fill func(s *site, c *client, body map[string]any) // what no example can know
}

var examples = map[string]prepared{
	"PUT /session/password": {as: "analyst"},

	"PUT /session/preferences": {as: "analyst"},
	"POST /notices/readings":   {as: "analyst"},
	"POST /webhooks":           {as: "lead"},
	"PUT /webhooks/:id":        {as: "lead", id: (*site).hook},
	"POST /own-sites":          {as: "analyst"},
	"POST /own-sites/check":    {as: "analyst"},
	"POST /own-sites/batches":  {as: "analyst"},
	"PUT /own-sites/:id":       {as: "analyst", id: (*site).ownSite},

	"POST /session/second-factor":                {as: "analyst"},
	"PUT /session/second-factor":                 {as: "analyst", fill: fillEnrolment},
	"POST /session/second-factor/recovery-codes": {as: "analyst", fill: fillCode},
	"POST /session/second-factor/removal":        {as: "analyst", fill: fillCode},
	"POST /session/second-factor/proof":          {as: "analyst", fill: fillCode},

	"POST /imports":                 {as: "analyst"},
	"POST /negative-list/readings":  {as: "admin"},
	"POST /own-sites/readings":      {as: "analyst"},
	"POST /imports/world-bank":      {as: "admin"},
	"POST /imports/:id/publication": {as: "admin", id: (*site).dryRun},
	"PUT /negative-list":            {as: "admin", id: func(*site) (string, int64) { return "", 1 }},
	"POST /negative-list/effects":   {as: "admin"},
	"POST /stage-table":             {as: "admin"},
	"POST /stage-table/effects":     {as: "admin"},
	"POST /models/remarks":          {as: "viewer"},
	"POST /models/weights":          {as: "viewer"},
	"POST /models/value-preview":    {as: "viewer"},

	"POST /preview":                                  {as: "viewer"},
	"POST /evaluations":                              {as: "viewer"},
	"POST /models":                                   {as: "analyst"},
	"PUT /models/:id":                                {as: "analyst", id: (*site).ownModel},
	"POST /rankings":                                 {as: "analyst"},
	"PUT /rankings/:id":                              {as: "analyst", id: (*site).draft},
	"POST /rankings/:id/submissions":                 {as: "lead", id: (*site).draft},
	"POST /rankings/:id/comments":                    {as: "analyst", id: (*site).draft},
	"PUT /rankings/:id/comments/:comment/settlement": {as: "analyst", id: (*site).commented},
	"POST /rankings/:id/decisions":                   {as: "reviewer-ndrc", id: (*site).submitted},
	"POST /rankings/:id/publication":                 {as: "lead", id: (*site).approved},
	"POST /rankings/:id/withdrawal":                  {as: "lead", id: (*site).published},
	"POST /users":                                    {as: "admin"},
	"PUT /users/:id":                                 {as: "admin", id: func(*site) (string, int64) { return "demo-viewer", 1 }},
	"POST /teams":                                    {as: "admin"},
	"PUT /teams/:id":                                 {as: "admin", id: func(*site) (string, int64) { return access.DemoEnterpriseA, 1 }},
	"POST /memberships":                              {as: "admin"},
	"POST /memberships/:id/move":                     {as: "admin", id: (*site).viewersSeat},
	"POST /review-rules":                             {as: "admin"},
	"PUT /review-rules/:id":                          {as: "admin", id: func(*site) (string, int64) { return "demo-rule", 1 }},
	"POST /tokens":                                   {as: "analyst"},
	"POST /rankings/:id/robustness":                  {as: "analyst", id: (*site).draft},
	"POST /preview/robustness":                       {as: "viewer"},
	"POST /preview/explanation":                      {as: "viewer"},
	"POST /preview/sensitivity":                      {as: "viewer"},
	"POST /preview/sweep":                            {as: "viewer"},
	"POST /preview/attainable":                       {as: "viewer"},
	"POST /preview/methods":                          {as: "viewer"},
	"POST /preview/replay":                           {as: "viewer"},
	"POST /preview/backtest":                         {as: "viewer"},
	"POST /preview/concordance":                      {as: "viewer"},
	"POST /preview/report":                           {as: "viewer"},
	"POST /preview/sites":                            {as: "viewer"},
	"POST /layouts/solution":                         {as: "viewer"},
	"POST /layouts/searches":                         {as: "viewer"},
	"POST /layouts/rule":                             {as: "viewer"},
	"POST /layouts/check":                            {as: "viewer"},
	"POST /layouts/test":                             {as: "viewer"},
	"POST /layouts/lanes":                            {as: "viewer"},
	"POST /layouts/report":                           {as: "viewer"},
	"POST /preview/sites/report":                     {as: "viewer"},
}

// tryExample sends the example of a request body to a fresh demo program.
func tryExample(t *testing.T, r route, example any, form bool) {
	s := newSite(t)
	body, isObject := example.(map[string]any)
	if !isObject {
		t.Fatalf("the example is no object")
	}
	// The one thing an example cannot know is the password the demo printed.
	for _, field := range []string{"password", "current"} {
		if body[field] == "the password printed by parksite serve --demo" {
			body[field] = demoPassword
		}
	}
	short := strings.TrimPrefix(r.path, apiPrefix)
	if short == "/session/password" {
		body["password"] = "eleven slow barges pass the lock" // the example's own is taken by these tests
	}
	c := s.anybody()
	path, headers := r.path, map[string]string{}
	if !r.guard.open {
		p, known := examples[r.method+" "+short]
		if !known {
			t.Fatalf("say in examples who sends the example of %s %s", r.method, short)
		}
		c = s.as(p.as)
		if p.id != nil {
			id, version := p.id(s)
			path = strings.Replace(path, ":id", id, 1)
			if before, after, found := strings.Cut(path, ":comment"); found {
				path = before + s.firstComment(id) + after
			}
			headers["If-Match"] = fmt.Sprintf(`"%d"`, version)
		}
		if p.fill != nil {
			p.fill(s, c, body)
		}
	}
	var sent any = body
	if form {
		sent, headers["Content-Type"] = formOf(t, body)
	}
	if res := c.do(r.method, path, sent, headers); res.StatusCode >= 300 {
		t.Errorf("%d %s", res.StatusCode, res.body)
	}
}

// formOf writes the parts of an example as multipart/form-data.
func formOf(t *testing.T, parts map[string]any) (body, contentType string) {
	t.Helper()
	var b strings.Builder
	w := multipart.NewWriter(&b)
	for name, text := range parts {
		create := w.CreateFormField
		if name == "file" {
			create = func(name string) (io.Writer, error) { return w.CreateFormFile(name, "example.csv") }
		}
		part, err := create(name)
		if err == nil {
			_, err = io.WriteString(part, text.(string))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String(), w.FormDataContentType()
}

// made is what the tests need to know of a ranking.
type made struct {
	ID      string
	Version int64
	State   string
	Digest  string
	Review  struct{ State string }
	Result  *struct{ Digest string }
}

// draft makes a draft of the analyst's.
func (s *site) draft() (string, int64) {
	s.t.Helper()
	return s.made(s.as("analyst").post("/api/v1/rankings", map[string]any{"title": "东盟比选", "modelId": "general", "scope": map[string]any{"regions": []string{"ASEAN"}}}), 201)
}

func (s *site) made(res answered, status int) (string, int64) {
	s.t.Helper()
	if res.StatusCode != status {
		s.t.Fatalf("%d, want %d: %.500s", res.StatusCode, status, res.body)
	}
	var m made
	res.decode(s.t, &m)
	return m.ID, m.Version
}

// viewersSeat is the membership of the viewer.
func (*site) viewersSeat() (id string, version int64) {
	return access.MembershipID("demo-viewer", access.DemoEnterpriseA, access.Viewer), 1
}

// commented makes a draft with a comment of the analyst's, whose version it
// returns.
func (s *site) commented() (id string, version int64) {
	s.t.Helper()
	id, _ = s.draft()
	_, version = s.made(s.as("analyst").post("/api/v1/rankings/"+id+"/comments", map[string]any{"text": "请核对"}), 201)
	return id, version
}

// firstComment is the id of the first comment on a ranking.
func (s *site) firstComment(ranking string) string {
	s.t.Helper()
	all, err := s.store.CommentsOn(s.t.Context(), ranking)
	if err != nil || len(all) == 0 {
		s.t.Fatalf("%d comments, %v", len(all), err)
	}
	return all[0].ID
}

// submitted makes a ranking under review.
func (s *site) submitted() (string, int64) {
	s.t.Helper()
	id, _ := s.draft()
	return s.made(s.as("lead").post("/api/v1/rankings/"+id+"/submissions", map[string]any{"note": "请审核", "purpose": "比选"}), 200)
}

// approved makes a ranking that all three ministries approved.
func (s *site) approved() (id string, version int64) {
	s.t.Helper()
	id, _ = s.submitted()
	for _, who := range []string{"reviewer-ndrc", "reviewer-mofcom", "reviewer-mfa"} {
		_, version = s.made(s.as(who).post("/api/v1/rankings/"+id+"/decisions", map[string]any{"decision": "approve"}), 200)
	}
	return id, version
}

// published makes a published ranking.
func (s *site) published() (string, int64) {
	s.t.Helper()
	id, _ := s.approved()
	return s.made(s.as("lead").post("/api/v1/rankings/"+id+"/publication", map[string]any{}), 200)
}

// ownModel makes a model of the analyst's team: the general one, renamed.
func (s *site) ownModel() (string, int64) {
	s.t.Helper()
	var m map[string]any
	c := s.as("analyst")
	c.get("/api/v1/models/general").decode(s.t, &m)
	return s.made(c.post("/api/v1/models", map[string]any{"name": map[string]any{"zh": "自有模型", "en": "Own"}, "method": m["method"], "tree": m["tree"], "basedOn": map[string]any{"id": "general", "version": 1}}), 201)
}
