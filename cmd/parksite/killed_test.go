package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"mime/multipart"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// fewKills is how often TestKilled kills; PARKSITE_TEST_KILLS says otherwise
// (make kills: fifty times, the program as it is shipped).
const fewKills = 8

// killed is a program that is killed over and over, and what it acknowledged.
type killed struct {
	t        *testing.T
	settings map[string]string
	server   *server
	c        *cast
	starts   []time.Duration

	answered, done, undone int               // requests: acknowledged; not, though it happened; not, and it did not
	rankings               map[string]string // id to the state last acknowledged
	datasets               int
}

// pending is a request that may be cut short.
type pending struct {
	who, path, kind string
	body            []byte
	id              string
	reply           reply
}

func (k *killed) start(args ...string) {
	k.t.Helper()
	begin := time.Now()
	k.server = startServer(k.t, k.settings, args...)
	k.starts = append(k.starts, time.Since(begin))
	if k.c != nil {
		k.c.base = k.server.url
	}
}

// kill sends all requests at once, kills the program at a random moment, which
// is up to spread after a random number of answers, and starts it again. Nobody
// signs in anew: sessions were acknowledged too.
func (k *killed) kill(spread time.Duration, requests []*pending) {
	k.t.Helper()
	var wg sync.WaitGroup
	begin, answers := make(chan struct{}), make(chan bool, len(requests))
	for _, p := range requests {
		wg.Go(func() {
			<-begin
			p.reply = k.c.send(p.who, "POST", p.path, p.kind, p.body)
			answers <- true
		})
	}
	close(begin)
	for range rand.IntN(len(requests)) {
		<-answers
	}
	time.Sleep(rand.N(spread))
	_ = k.server.cmd.Process.Signal(syscall.SIGKILL)
	wg.Wait()
	k.server.stop(k.t, syscall.SIGKILL)
	k.start()
	for _, p := range requests {
		switch {
		case p.reply.status == 0:
		case p.reply.status < 300:
			k.answered++
		default:
			k.t.Errorf("%s: %s", p.path, p.reply)
		}
	}
}

// count notes of a request that was not answered whether it happened.
func (k *killed) count(p *pending, happened bool) {
	k.t.Helper()
	switch {
	case p.reply.status != 0 && !happened:
		k.t.Errorf("%s was acknowledged and is gone", p.path)
	case p.reply.status == 0 && happened:
		k.done++
	case p.reply.status == 0:
		k.undone++
	}
}

func asJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

func step(who, id, route string, body any) *pending {
	return &pending{who: who, id: id, path: "/rankings/" + id + route, kind: "application/json", body: asJSON(body)}
}

func (k *killed) submit() {
	var requests []*pending
	for range 4 {
		requests = append(requests, step("lead", k.c.draft(), "/submissions", map[string]any{"note": "请审核", "purpose": "比选"}))
	}
	k.kill(30*time.Millisecond, requests)
	for _, p := range requests {
		s, n := k.c.standing(p.id), k.c.entries(p.id)
		in := s.Review.State == "submitted"
		if !in && s.Review.State != "draft" || in != (n["submit"] == 1) || n["submit"] > 1 || in && (s.Sealed == nil || s.Sealed.Digest != s.Result.Digest) {
			k.t.Errorf("half submitted: %+v, entries %v", s, n)
		}
		k.count(p, in)
		k.rankings[p.id] = s.Review.State
	}
}

func (k *killed) decide() {
	var requests []*pending
	ids := []string{k.c.submitted(), k.c.submitted()}
	for _, id := range ids {
		for _, who := range demoReviewers {
			requests = append(requests, step(who, id, "/decisions", map[string]any{"decision": "approve", "comment": "同意"}))
		}
	}
	k.kill(30*time.Millisecond, requests)
	for _, id := range ids {
		s, n := k.c.standing(id), k.c.entries(id)
		var by []string
		for _, d := range s.Review.Decisions {
			by = append(by, d.By)
		}
		want := []string{"submitted", "inReview", "inReview", "approved"}[min(len(by), 3)]
		if s.Review.State != want || n["approve"] != len(by) || len(slices.Compact(slices.Sorted(slices.Values(by)))) != len(by) {
			k.t.Errorf("half decided: %+v, entries %v", s, n)
		}
		for _, p := range requests {
			if p.id == id {
				k.count(p, slices.Contains(by, "demo-"+p.who))
			}
		}
		k.rankings[id] = s.Review.State
	}
}

func (k *killed) publish() {
	old := k.c.approved()
	k.c.must("lead", "POST", "/rankings/"+old+"/publication", map[string]any{}, nil)
	requests := []*pending{step("lead", k.c.approved(), "/publication", map[string]any{"note": "发布", "supersedes": old})}
	for range 2 {
		requests = append(requests, step("lead", k.c.approved(), "/publication", map[string]any{"note": "发布"}))
	}
	k.kill(30*time.Millisecond, requests)
	for _, p := range requests {
		s, n := k.c.standing(p.id), k.c.entries(p.id)
		out := s.Review.State == "published"
		if !out && s.Review.State != "approved" || out != (n["publish"] == 1) || n["publish"] > 1 || s.Sealed.Digest != s.Result.Digest {
			k.t.Errorf("half published: %+v, entries %v", s, n)
		}
		k.count(p, out)
		k.rankings[p.id] = s.Review.State
	}
	// One stands in the other's place, or nothing has happened to it; what the
	// kill cut off is finished after the start.
	want := "published"
	if k.rankings[requests[0].id] == "published" {
		want = "superseded"
	}
	s := k.c.standing(old)
	for begin := time.Now(); s.Review.State != want && time.Since(begin) < time.Minute; s = k.c.standing(old) {
		time.Sleep(50 * time.Millisecond)
	}
	if n := k.c.entries(old)["supersede"]; s.Review.State != want || (n == 1) != (want == "superseded") || n > 1 {
		k.t.Errorf("half replaced: %s, want %s, %d entries", s.Review.State, want, n)
	}
	k.rankings[old] = s.Review.State
}

// imported is a table of one value that no import before brought, as a form.
func (k *killed) imported(value int) *pending {
	k.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, text := range map[string]string{"sourceTitle": "Own survey", "sourceLicence": "internal use", "sourceVintage": "2026-11"} {
		if err := w.WriteField(name, text); err != nil {
			k.t.Fatal(err)
		}
	}
	f, err := w.CreateFormFile("file", "own.csv")
	if err != nil {
		k.t.Fatal(err)
	}
	fmt.Fprintf(f, "国家（地区）,指标代码,年份,数值\nVNM,SP.POP.TOTL,2023,%d\n", value)
	if err := w.Close(); err != nil {
		k.t.Fatal(err)
	}
	return &pending{who: "admin", path: "/imports", kind: w.FormDataContentType(), body: b.Bytes()}
}

// ready makes a dry run that can be published and returns its job.
func (k *killed) ready(value int) string {
	k.t.Helper()
	p := k.imported(value)
	r := k.c.send(p.who, "POST", p.path, p.kind, p.body)
	var job struct{ ID, State string }
	for begin := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		if r.err != nil || r.status > 299 || json.Unmarshal(r.body, &job) != nil || time.Since(begin) > 30*time.Second {
			k.t.Fatalf("dry run: %s", r)
		}
		if job.State == "ready" {
			return job.ID
		}
		r = k.c.try(p.who, "GET", "/jobs/"+job.ID, nil)
	}
}

// dataImport kills while one dry run is published and another begins.
func (k *killed) dataImport() {
	value := 100_000_000 + 10*k.datasets
	job := k.ready(value)
	p := &pending{who: "admin", path: "/imports/" + job + "/publication", kind: "application/json", body: asJSON(map[string]string{"reason": "修订"})}
	k.kill(100*time.Millisecond, []*pending{p, k.imported(value + 5)})
	var sets struct {
		Total int
		Items []struct{ ID string }
	}
	k.c.must("analyst", "GET", "/datasets?pageSize=200", nil, &sets)
	happened := sets.Total == k.datasets+1
	if !happened && sets.Total != k.datasets {
		k.t.Errorf("%d datasets, were %d", sets.Total, k.datasets)
	}
	k.count(p, happened)
	k.datasets = sets.Total
	// Each version that is listed is whole; none has the value of the dry run.
	for _, d := range sets.Items {
		var values struct{ Items []struct{ Value float64 } }
		k.c.must("analyst", "GET", "/countries/VNM/observations?indicator=SP.POP.TOTL&from=2023&to=2023&datasetId="+d.ID, nil, &values)
		if len(values.Items) != 1 || int(values.Items[0].Value)%10 == 5 {
			k.t.Errorf("%s has %v", d.ID, values.Items)
		}
	}
	staged, err := filepath.Glob(filepath.Join(k.settings["PARKSITE_DATA_DIR"], "imports", "*"))
	if err != nil || len(staged) > 0 {
		k.t.Errorf("left behind: %v %v", staged, err)
	}
}

// The program is killed at random moments in the middle of submissions,
// decisions, publications and imports. What was acknowledged is there, nothing
// is half done, each change has its entry and each entry its change, the trail
// and every seal hold.
func TestKilled(t *testing.T) {
	times := fewKills
	if s := os.Getenv("PARKSITE_TEST_KILLS"); s != "" {
		var err error
		if times, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	dir := filepath.Join(t.TempDir(), "data")
	k := &killed{t: t, rankings: map[string]string{}, datasets: 1,
		settings: map[string]string{"PARKSITE_DATA_DIR": dir, "PARKSITE_ADDR": "127.0.0.1:0", "PARKSITE_DEMO_PASSWORD": password, "PARKSITE_LOG_LEVEL": "error"}}
	k.start("--demo")
	k.starts = nil // of the first start it is not asked
	k.c = people(t, k.server.url, everybody...)
	kinds := []func(){k.submit, k.decide, k.publish, k.dataImport}
	var report verified
	for i := range times {
		kinds[i%len(kinds)]()
		report = k.c.verified()
		if t.Failed() {
			t.Fatalf("after kill %d", i+1)
		}
	}
	for id, state := range k.rankings {
		if s := k.c.standing(id); s.Review.State != state {
			t.Errorf("%s was seen as %s and is %s", id, state, s.Review.State)
		}
	}
	k.server.stop(t, syscall.SIGKILL)
	if got := runProgram(t, k.settings, "", "verify"); got.code != 0 || !strings.Contains(got.out, "recompute to their digests") {
		t.Errorf("exit %d %s%s", got.code, got.out, got.err)
	}
	if times >= fewKills && (k.answered == 0 || k.done+k.undone == 0) {
		t.Errorf("the kills came at no telling moment: %d answered, %d not", k.answered, k.done+k.undone)
	}
	slices.Sort(k.starts)
	t.Logf("%d kills: %d requests acknowledged, %d cut off after they were done, %d before; %d events, %d checkpoints; start after a kill: median %s, longest %s",
		times, k.answered, k.done, k.undone, report.Report.Events, report.Report.Checkpoints,
		k.starts[len(k.starts)/2].Round(time.Millisecond), k.starts[len(k.starts)-1].Round(time.Millisecond))
}
