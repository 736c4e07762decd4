package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"
	"time"
)

// cast are the demo accounts, each signed in once. Their cookies hold in every
// process on the same database: a cookie does not know of ports.
type cast struct {
	t    testing.TB
	base string // where requests go
	who  map[string]*http.Client
}

// people signs accounts in at base.
func people(t testing.TB, base string, names ...string) *cast {
	t.Helper()
	c := &cast{t: t, base: base, who: map[string]*http.Client{}}
	for _, name := range names {
		c.signIn(name)
	}
	return c
}

// everybody is who takes part in a review.
var everybody = []string{"analyst", "lead", "reviewer-ndrc", "reviewer-mofcom", "reviewer-mfa", "admin"}

func (c *cast) signIn(name string) {
	c.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		c.t.Fatal(err)
	}
	c.who[name] = &http.Client{Jar: jar, Timeout: 30 * time.Second}
	c.must(name, "POST", "/session", map[string]string{"username": name, "password": password}, nil)
}

// at is the same people at another process.
func (c *cast) at(base string) *cast { return &cast{c.t, base, c.who} }

// reply is an answer; status 0 means that none came.
type reply struct {
	status int
	body   []byte
	err    error
}

func (r reply) String() string { return fmt.Sprintf("%d %v %.300s", r.status, r.err, r.body) }

// try sends a request below /api/v1 and never fails the test, so that it can be
// used while a process is being killed.
func (c *cast) try(who, method, path string, body any, headers ...string) reply {
	data, err := json.Marshal(body)
	if err != nil {
		return reply{err: err}
	}
	if body == nil {
		data = nil
	}
	return c.send(who, method, path, "application/json", data, headers...)
}

func (c *cast) send(who, method, path, kind string, data []byte, headers ...string) reply {
	req, err := http.NewRequest(method, c.base+"/api/v1"+path, bytes.NewReader(data))
	if err != nil {
		return reply{err: err}
	}
	req.Header.Set("Content-Type", kind)
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := c.who[who].Do(req)
	if err != nil {
		return reply{err: err}
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil { // the answer broke off: nothing was acknowledged
		return reply{body: text, err: err}
	}
	return reply{res.StatusCode, text, nil}
}

// must is try for what has to work.
func (c *cast) must(who, method, path string, body, into any, headers ...string) {
	c.t.Helper()
	r := c.try(who, method, path, body, headers...)
	if r.status < 200 || r.status > 299 {
		c.t.Fatalf("%s: %s %s: %s", who, method, path, r)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal(r.body, into); err != nil {
		c.t.Fatal(err)
	}
}

// standing is what these tests look at in a ranking.
type standing struct {
	ID      string
	Version int64
	Sealed  *struct{ Digest string }
	Result  *struct{ Digest string }
	Review  struct {
		State     string
		Round     int
		Decisions []struct{ Ministry, Decision, By string }
	}
}

func (c *cast) standing(id string) (s standing) {
	c.t.Helper()
	c.must("lead", "GET", "/rankings/"+id, nil, &s)
	return s
}

// entries counts the ranking's done events by action.
func (c *cast) entries(id string) map[string]int {
	c.t.Helper()
	var l struct {
		Total int
		Items []struct{ Action, Outcome string }
	}
	c.must("lead", "GET", "/rankings/"+id+"/events?pageSize=200", nil, &l)
	if l.Total != len(l.Items) {
		c.t.Fatalf("%d entries, %d shown", l.Total, len(l.Items))
	}
	n := map[string]int{}
	for _, e := range l.Items {
		if e.Outcome == "done" {
			n[strings.TrimPrefix(e.Action, "ranking.")]++
		}
	}
	return n
}

var demoReviewers = []string{"reviewer-ndrc", "reviewer-mofcom", "reviewer-mfa"}

// draft, submitted and approved make a ranking that stands there.
func (c *cast) draft() string {
	c.t.Helper()
	var s standing
	c.must("analyst", "POST", "/rankings", map[string]any{"title": "东盟比选", "modelId": "general", "scope": map[string]any{"regions": []string{"ASEAN"}}}, &s)
	return s.ID
}

func (c *cast) submitted() string {
	c.t.Helper()
	id := c.draft()
	c.must("lead", "POST", "/rankings/"+id+"/submissions", map[string]any{"note": "请审核", "purpose": "比选"}, nil)
	return id
}

func (c *cast) approved() string {
	c.t.Helper()
	id := c.submitted()
	for _, who := range demoReviewers {
		c.must(who, "POST", "/rankings/"+id+"/decisions", map[string]any{"decision": "approve"}, nil)
	}
	return id
}

// verified is the report of the page that checks the trail.
type verified struct {
	OK     bool
	Report struct{ Events, Checkpoints int64 }
}

func (c *cast) verified() (v verified) {
	c.t.Helper()
	r := c.try("admin", "POST", "/audit-events/verification", nil)
	if r.status != 200 {
		c.t.Fatalf("verification: %s", r)
	}
	if err := json.Unmarshal(r.body, &v); err != nil {
		c.t.Fatal(err)
	}
	if !v.OK {
		c.t.Errorf("the trail does not hold: %.600s", r.body)
	}
	return v
}

// noCookies is somebody without a browser.
func noCookies() *http.Client { return &http.Client{Timeout: 30 * time.Second} }
