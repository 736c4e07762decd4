package handlers

import (
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"parksite/internal/access"
	"parksite/internal/audit"
	"parksite/internal/catalog"
	"parksite/internal/layout"
	"parksite/internal/review"
	"parksite/internal/webhook"
)

// Each route on a ranking is in the table of states_test.go, so that a new one
// is asked in every state and by everybody.
func TestEveryRankingRouteIsInTheTable(t *testing.T) {
	s := newSite(t)
	for _, r := range s.api.routes {
		short, onRanking := strings.CutPrefix(r.path, apiPrefix+"/rankings/:id")
		if !onRanking {
			continue
		}
		found := false
		for _, a := range asked {
			path, _, _ := strings.Cut(a.path, "?")
			found = found || a.method == r.method && (path == short || strings.HasSuffix(short, "/:v") && path == strings.Replace(short, ":v", "1", 1))
		}
		if !found {
			t.Errorf("%s %s is not asked by TestRolesActionsStates", r.method, r.path)
		}
	}
}

// session signs somebody in without the work of a password.
func (s *site) session(username string) *client {
	s.t.Helper()
	u, err := s.store.UserByName(s.t.Context(), username)
	if err != nil {
		s.t.Fatal(err)
	}
	held, secret := access.NewSession(u, "192.0.2.7", "test", false, s.clock.now())
	if err := s.store.SaveSession(s.t.Context(), held); err != nil {
		s.t.Fatal(err)
	}
	c := s.anybody()
	c.cookies[cookiePlain] = secret
	return c
}

// tail is the number of the last event.
func (s *site) tail() int64 {
	s.t.Helper()
	n, err := s.store.Tail(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

// victims are objects that requests of TestRolesRoutes fall upon: one per kind,
// made anew when a request has changed it, so that no cell depends on another.
type victims struct {
	s     *site
	made  map[string]string // route prefix to id
	count int
}

// at returns the object that a route with parameters is about, "" for a
// route without.
func (v *victims) at(route string) string {
	t := v.s.t
	t.Helper()
	prefix, _, has := strings.Cut(strings.TrimPrefix(route, apiPrefix), "/:")
	if !has {
		return ""
	}
	switch prefix {
	case "/countries":
		return "VNM"
	case "/indicators":
		return "SP.POP.TOTL"
	case "/datasets":
		return "ds-1"
	case "/swagger":
		return "index.html"
	case "/sites":
		data, err := seedData()
		if err != nil {
			t.Fatal(err)
		}
		return data.Sites[0].ID
	case "/negative-list/versions":
		return "1"
	}
	if v.made[prefix] == "" {
		v.made[prefix] = v.make(prefix)
	}
	return v.made[prefix]
}

func (v *victims) make(prefix string) string {
	s, t := v.s, v.s.t
	t.Helper()
	v.count++
	ctx, ev, name := t.Context(), audit.Event{Actor: audit.System, Action: "test.make"}, fmt.Sprint("victim", v.count)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	switch prefix {
	case "/models":
		m, err := s.store.Model(ctx, "general")
		must(err)
		m.ID, m.Version, m.Team, m.Kind = name, 0, access.DemoEnterpriseA, "own"
		_, err = s.store.SaveModel(ctx, m, ev)
		must(err)
		return name
	case "/users", "/memberships":
		u, err := access.NewUser(name, name, "")
		must(err)
		u.ID = name
		u, err = s.store.SaveUser(ctx, u, ev)
		must(err)
		if prefix == "/users" {
			return u.ID
		}
		m := access.Membership{ID: access.MembershipID(u.ID, access.DemoEnterpriseA, access.Viewer), UserID: u.ID, TeamID: access.DemoEnterpriseA, Role: access.Viewer}
		_, err = s.store.SaveMembership(ctx, m, ev)
		must(err)
		return m.ID
	case "/teams":
		team := access.Team{ID: name, Kind: access.Enterprise, Name: access.Text{Zh: name, En: name}}
		_, err := s.store.SaveTeam(ctx, team, ev)
		must(err)
		return name
	case "/review-rules":
		_, err := s.store.SaveRule(ctx, review.Rule{ID: name, Name: name, Ministries: []string{access.DemoNDRC}, Quorum: 1}, ev)
		must(err)
		return name
	case "/tokens": // the analyst's
		u, err := s.store.User(ctx, "demo-analyst")
		must(err)
		token, _, err := access.NewToken(u, name, []string{"catalogue.read"}, s.clock.now().Add(access.SessionAbsolute), s.clock.now())
		must(err)
		_, err = s.store.SaveToken(ctx, token, ev)
		must(err)
		return token.ID
	case "/webhooks":
		h := webhook.Hook{ID: name, Team: access.DemoEnterpriseA, Name: name, URL: "https://hooks.example.cn", Events: webhook.Events, Active: true}
		_, err := s.store.SaveWebhook(ctx, h, ev)
		must(err)
		return name
	case "/own-sites":
		o := layout.TeamSite{ID: "own-" + name, Team: access.DemoEnterpriseA, Site: layout.UserSite{Name: catalog.Text{En: name}, ISO3: "VNM", Lat: 10, Lon: 106}}
		_, err := s.store.SaveOwnSite(ctx, o, ev)
		must(err)
		return o.ID
	case "/layouts/searches": // the system administrator's
		u, err := s.store.UserByName(ctx, "sysadmin")
		must(err)
		id, _, _ := s.api.searches.begin(ctx, u.ID)
		return id
	case "/jobs", "/imports": // the system administrator's
		return s.session("sysadmin").began([]byte(ownFigures), cited).ID
	}
	t.Errorf("say in victims.make what %s/:id is", prefix)
	return "no-such-thing"
}

// bodies are what TestRolesRoutes sends where the document's example would not
// do. Computations get an empty body: a 400 tells as well as a 200 that the
// request was let in, and costs nothing.
var bodies = map[string]string{
	"POST /session":                              `{}`,
	"PUT /session/password":                      `{"current":"` + demoPassword + `","password":"short"}`,
	"POST /session/second-factor":                `{"password":"` + demoPassword + `"}`,
	"PUT /session/second-factor":                 `{}`,
	"POST /session/second-factor/recovery-codes": `{}`,
	"POST /session/second-factor/removal":        `{}`,
	"POST /session/second-factor/proof":          `{}`,
	"PUT /users/:id":                             `{"username":"$id","name":"改名"}`,
	"POST /teams":                                `{"kind":"enterprise","name":{"zh":"新企业","en":"New"}}`,
	"POST /own-sites":                            `{}`,
	"POST /own-sites/check":                      `{}`,
	"POST /own-sites/batches":                    `{}`,
	"PUT /own-sites/:id":                         `{}`,
	"POST /preview/robustness":                   `{}`,
	"POST /preview/explanation":                  `{}`,
	"POST /preview/sensitivity":                  `{}`,
	"POST /preview/sweep":                        `{}`,
	"POST /preview/attainable":                   `{}`,
	"POST /preview/methods":                      `{}`,
	"POST /preview/replay":                       `{}`,
	"POST /preview/backtest":                     `{}`,
	"POST /preview/concordance":                  `{}`,
	"POST /preview/report":                       `{}`,
	"POST /negative-list/effects":                `{}`,
	"POST /imports/world-bank":                   `{"firstYear":1800}`, // nothing is fetched
	"POST /memberships":                          `{"userId":"no-such-user","teamId":"demo-enterprise-a","role":"viewer"}`,
}

// wanted are the queries that a request cannot do without.
var wanted = map[string]string{
	"GET /countries/:iso3/observations": "?indicator=SP.POP.TOTL",
	"GET /datasets/:id/difference":      "?from=ds-1",
	"GET /models/:id/difference":        "?from=1&to=1",
}

// Every other route and every role: who gets what. The golden file is the
// table; -update writes it anew. What was refused has changed nothing.
func TestRolesRoutes(t *testing.T) {
	s := newSite(t)
	s.addCast()
	doc, err := document()
	if err != nil {
		t.Fatal(err)
	}
	all, err := s.store.UserByName(t.Context(), "lead")
	if err != nil {
		t.Fatal(err)
	}
	token, secret, err := access.NewToken(all, "everything a token can", access.Scopes, s.clock.now().Add(access.SessionAbsolute), s.clock.now())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.store.SaveToken(t.Context(), token, audit.Event{Actor: audit.System, Action: "test.make"}); err != nil {
		t.Fatal(err)
	}
	columns := []string{"nobody", "token"}
	for _, p := range people {
		if p != "viewer-b" && !strings.HasSuffix(p, "-mee") { // their roles have columns of their own
			columns = append(columns, p)
		}
	}
	clients := map[string]*client{"nobody": s.anybody(), "token": {site: s, token: secret, cookies: map[string]string{}}}
	for _, p := range columns[2:] {
		clients[p] = s.session(p)
	}
	v := &victims{s: s, made: map[string]string{}}
	v.at("/jobs/:id")

	var out strings.Builder
	out.WriteString("# Status of each request that is not on a ranking, by person; those are in\n# states.golden. token is one of lead's with every scope there is. The model and\n# the token asked for are 示例企业甲's, the token the analyst's own, the import\n# sysadmin's. 400: let in, and refused for an empty or impossible body.\n# handlers/verdicts_test.go writes it (-update).\n")
	fmt.Fprintf(&out, "\n%-48s %s\n", "", strings.Join(columns, " "))
	for _, r := range s.api.routes {
		short := strings.TrimPrefix(r.path, apiPrefix)
		if strings.HasPrefix(short, "/rankings/:") {
			continue
		}
		name := r.method + " " + short
		fmt.Fprintf(&out, "%-48s", name)
		for i, p := range columns {
			c := clients[p]
			if name == "DELETE /session" && p != "nobody" && p != "token" {
				c = s.session(p)
			}
			path := strings.Replace(r.path, ":v", "1", 1)
			if i := strings.Index(path, ":"); i >= 0 {
				rest := ""
				if j := strings.Index(path[i:], "/"); j >= 0 {
					rest = path[i+j:]
				}
				path = path[:i] + v.at(r.path) + rest
			}
			path += wanted[name]
			var body any
			headers := map[string]string{"If-Match": `"1"`, "RemoteAddr": fmt.Sprintf("198.51.100.%d:9", i+1)} // guesses are counted by address
			if op := doc.Paths.Value(documented(r.path)).GetOperation(r.method); op != nil && op.RequestBody != nil {
				if media := op.RequestBody.Value.Content.Get("application/json"); media != nil {
					body = media.Example
				} else {
					file, kind := form(t, []byte(ownFigures), cited)
					body, headers["Content-Type"] = file, kind
				}
			}
			if text, given := bodies[name]; given {
				body = strings.ReplaceAll(text, "$id", v.made["/users"])
			}
			before := s.tail()
			res := c.do(r.method, path, body, headers)
			fmt.Fprintf(&out, " %*d", len(p), res.StatusCode)
			if res.StatusCode >= 400 || r.method == http.MethodGet {
				if after := s.tail(); after != before {
					t.Errorf("%s by %s: %d, and %d events", name, p, res.StatusCode, after-before)
				}
			}
			if prefix, _, has := strings.Cut(short, "/:"); has && res.StatusCode < 300 && r.method != http.MethodGet {
				delete(v.made, prefix) // it was changed
			}
			if res.StatusCode == http.StatusUnauthorized && p != "nobody" && !r.guard.open {
				t.Errorf("%s by %s: signed out by an earlier request: %s", name, p, res.body)
			}
		}
		out.WriteByte('\n')
	}
	const file = "testdata/routes.golden"
	if *update {
		if err := os.WriteFile(file, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Split(out.String(), "\n")
	for i, line := range strings.Split(string(want), "\n") {
		if i >= len(got) || got[i] != line {
			t.Errorf("line %d:\n have %s\n want %s", i+1, got[min(i, len(got)-1)], line)
		}
	}
	heldOnEveryRoute(t, string(want), columns)
}

// heldOnEveryRoute checks of the table itself what must hold whatever it says:
// without credentials nothing but what is open, no administration by who is no
// administrator, nothing of a team's own for administrators, and no account,
// role or token by token.
func heldOnEveryRoute(t *testing.T, table string, columns []string) {
	t.Helper()
	for line := range strings.Lines(table) {
		f := strings.Fields(line)
		if strings.HasPrefix(line, "#") || len(f) != len(columns)+2 {
			continue
		}
		method, path := f[0], f[1]
		isOpen := slices.ContainsFunc(openRoutes, func(r string) bool {
			return strings.TrimPrefix(r, method+" "+apiPrefix) == path || r == method+" "+path
		})
		for i, p := range columns {
			in := f[i+2] != "401" && f[i+2] != "403" && f[i+2] != "404" // 415 is "switched off" and comes after the permission
			admin := strings.HasSuffix(p, "admin")
			change := method != http.MethodGet
			switch {
			case p == "nobody":
				if !isOpen && f[i+2] != "401" {
					t.Errorf("%s %s: %s to nobody", method, path, f[i+2])
				}
			case strings.HasPrefix(path, "/users") || strings.HasPrefix(path, "/audit-events") || path == "/negative-list" && change:
				if in && !admin && !(p == "token" && strings.HasPrefix(path, "/audit")) {
					t.Errorf("%s %s: %s to %s", method, path, f[i+2], p)
				}
			case change && (strings.HasPrefix(path, "/teams") || strings.HasPrefix(path, "/memberships") || strings.HasPrefix(path, "/review-rules")):
				if in && !admin {
					t.Errorf("%s %s: %s to %s", method, path, f[i+2], p)
				}
			case strings.HasPrefix(path, "/models/:id"):
				if in && (admin || strings.HasSuffix(p, "-b") || p == "outsider") {
					t.Errorf("%s %s: %s to %s", method, path, f[i+2], p)
				}
			case p == "token" && (strings.HasPrefix(path, "/tokens") && change || strings.HasPrefix(path, "/session/") && change):
				if in && !isOpen {
					t.Errorf("%s %s: %s to a token", method, path, f[i+2])
				}
			}
		}
	}
}
