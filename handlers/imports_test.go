package handlers

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"parksite/internal/catalog"
	"parksite/internal/intake"
	"parksite/internal/store/storetest"
)

// ownFigures is a user's own table: one new value, one that changes, one cell
// that is no number, one country nobody knows.
const ownFigures = "国家（地区）,指标代码,年份,数值\n" +
	"越南,SP.POP.TOTL,2023,100352193\n" +
	"VNM,SP.POP.TOTL,1999,77000000\n" +
	"波兰,SP.POP.TOTL,2023,很多\n" +
	"亚特兰蒂斯,SP.POP.TOTL,2023,5\n"

// form is a multipart body of a file and fields.
func form(t testing.TB, file []byte, fields map[string]string) (body []byte, contentType string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, value := range fields {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	if file != nil {
		p, err := w.CreateFormFile("file", `..\..\工资 2026.csv`)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Write(file); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), w.FormDataContentType()
}

func (c *client) upload(path string, file []byte, fields map[string]string) answered {
	c.site.t.Helper()
	body, contentType := form(c.site.t, file, fields)
	return c.do("POST", path, body, map[string]string{"Content-Type": contentType})
}

// cited are the fields every table of one's own needs.
var cited = map[string]string{"sourceTitle": "Own survey", "sourceLicence": "internal use", "sourceVintage": "2026-11"}

// began uploads a file and waits until its dry run has ended.
func (c *client) began(file []byte, fields map[string]string) job {
	c.site.t.Helper()
	res := c.upload("/api/v1/imports", file, fields)
	if res.StatusCode != http.StatusAccepted {
		c.site.t.Fatalf("%d %s", res.StatusCode, res.body)
	}
	var j job
	res.decode(c.site.t, &j)
	if got := res.Header.Get("Location"); got != "/api/v1/jobs/"+j.ID {
		c.site.t.Errorf("Location %q", got)
	}
	return c.waited(j.ID)
}

// waited returns a job once it has ended.
func (c *client) waited(id string) job {
	c.site.t.Helper()
	w := c.site.api.jobs.byID[id]
	if w == nil {
		c.site.t.Fatalf("no job %s", id)
	}
	for {
		j, _, changed := w.view()
		if j.ended() {
			break
		}
		<-changed
	}
	var j job
	c.get("/api/v1/jobs/"+id).decode(c.site.t, &j)
	return j
}

// dryRun makes a dry run of the administrator's that is ready.
func (s *site) dryRun() (string, int64) {
	s.t.Helper()
	j := s.as("admin").began([]byte(ownFigures), cited)
	if j.State != jobReady {
		s.t.Fatalf("%+v", j)
	}
	return j.ID, 1
}

func TestImport(t *testing.T) {
	s := newSite(t)
	admin := s.as("admin")
	j := admin.began([]byte(ownFigures), cited)
	if j.State != jobReady || j.Result == nil || j.Name != "工资 2026.csv" {
		t.Fatalf("%+v", j)
	}
	d := j.Result.Difference
	if d.Added != 1 || d.Changed != 1 || d.Removed != 0 || j.Result.Stats.Rejected != 2 || len(j.Result.Rejected) != 2 {
		t.Errorf("difference %+v, stats %+v", d, j.Result.Stats)
	}
	if c := d.Changes[0]; c.ISO3 != "VNM" || c.Old == nil || *c.Old != 100352192 || *c.New != 100352193 {
		t.Errorf("largest change %+v", c)
	}
	if r := j.Result.Rejected[0]; r.Row != 4 || r.Cell != "D4" || r.Code != "import.number" {
		t.Errorf("first refused cell %+v", r)
	}
	if e := j.Result.Effect; e.ModelID != "general" || len(e.Shifts) < 59 {
		t.Errorf("effect %+v", e)
	}

	// Nothing is visible before the publication.
	var page list[catalog.Dataset]
	admin.get("/api/v1/datasets").decode(t, &page)
	if page.Total != 1 {
		t.Fatalf("%d datasets after a dry run", page.Total)
	}
	var refused list[intake.Rejection]
	admin.get("/api/v1/imports/"+j.ID+"/rejections?pageSize=1&page=2").decode(t, &refused)
	if refused.Total != 2 || len(refused.Items) != 1 || refused.Items[0].Code != "import.countryUnknown" {
		t.Errorf("refused %+v", refused)
	}
	csv := admin.get("/api/v1/imports/" + j.ID + "/rejections?format=csv&lang=zh")
	if !bytes.HasPrefix(csv.body, []byte("\xef\xbb\xbf")) || !strings.Contains(string(csv.body), "不是数字") {
		t.Errorf("%.300s", csv.body)
	}
	xlsx := admin.get("/api/v1/imports/" + j.ID + "/rejections?format=xlsx&lang=en")
	if f, err := excelize.OpenReader(bytes.NewReader(xlsx.body)); err != nil {
		t.Error(err)
	} else if v, _ := f.GetCellValue("Rejected cells", "D2"); v != "D4" {
		t.Errorf("D2 of the refused cells is %q", v)
	}

	// Publication: one new version, the old one as it was.
	path := "/api/v1/imports/" + j.ID + "/publication"
	if p := admin.post(path, map[string]string{"reason": " "}).problem(t); p.Status != 400 || p.Errors[0].Field != "reason" {
		t.Errorf("without a reason: %+v", p)
	}
	res := admin.post(path, map[string]string{"reason": "自有调查"})
	if res.StatusCode != http.StatusCreated {
		t.Fatalf("%d %s", res.StatusCode, res.body)
	}
	var made catalog.Dataset
	res.decode(t, &made)
	if made.ID != "ds-2" || made.ParentID != "ds-1" || made.Digest != j.Result.Digest || made.Reason != "自有调查" || made.CreatedBy != "admin" {
		t.Errorf("%+v", made)
	}
	if p := admin.post(path, map[string]string{"reason": "noch einmal"}).problem(t); p.Status != 409 || p.Code != "import.notReady" {
		t.Errorf("a second publication: %+v", p)
	}
	var diff datasetDifference
	admin.get("/api/v1/datasets/ds-2/difference").decode(t, &diff)
	if diff.From != "ds-1" || diff.Difference.Added != 1 || diff.Difference.Changed != 1 || len(diff.Sources) != 1 || diff.Sources[0].Title != "Own survey" {
		t.Errorf("%+v", diff)
	}
	var values list[observationView]
	s.as("viewer").get("/api/v1/countries/VNM/observations?indicator=SP.POP.TOTL&pageSize=200").decode(t, &values)
	found := false
	for _, o := range values.Items {
		found = found || o.Year == 1999 && o.Value == 77000000
	}
	if !found {
		t.Error("the new value is not served")
	}
	report, err := s.store.Verify(t.Context())
	if err != nil || !report.OK() {
		t.Errorf("%+v %v", report, err)
	}
}

// observationView is what the test needs of an observation.
type observationView struct {
	Year  int
	Value float64
}

// What was shown is what is published: a dry run against a version that is no
// longer the newest is refused, and of two at once one wins.
func TestPublicationOfAnOldDryRun(t *testing.T) {
	s := newSite(t)
	admin := s.as("admin")
	first := admin.began([]byte(ownFigures), cited)
	second := admin.began([]byte(strings.Replace(ownFigures, "77000000", "77000001", 1)), cited)
	codes := make(chan int, 2)
	for _, j := range []job{first, second} {
		go func() {
			other := s.anybody()
			for k, v := range admin.cookies {
				other.cookies[k] = v
			}
			codes <- other.post("/api/v1/imports/"+j.ID+"/publication", map[string]string{"reason": "x"}).StatusCode
		}()
	}
	if a, b := <-codes, <-codes; min(a, b) != 201 || max(a, b) != 409 {
		t.Errorf("two publications at once: %d and %d", a, b)
	}
	var page list[catalog.Dataset]
	admin.get("/api/v1/datasets").decode(t, &page)
	if page.Total != 2 {
		t.Errorf("%d datasets", page.Total)
	}
}

// Analysts may try a file, not publish it; viewers neither; a job is its
// owner's alone.
func TestImportPermissions(t *testing.T) {
	s := newSite(t)
	analyst := s.as("analyst")
	j := analyst.began([]byte(ownFigures), cited)
	if j.State != jobReady {
		t.Fatalf("%+v", j)
	}
	reason := map[string]string{"reason": "x"}
	if res := analyst.post("/api/v1/imports/"+j.ID+"/publication", reason); res.StatusCode != 403 {
		t.Errorf("an analyst publishes: %d", res.StatusCode)
	}
	for _, who := range []string{"admin", "lead", "analyst-b"} {
		c := s.as(who)
		for _, res := range []answered{c.get("/api/v1/jobs/" + j.ID), c.get("/api/v1/jobs/" + j.ID + "/events"), c.get("/api/v1/imports/" + j.ID + "/rejections"), c.do("DELETE", "/api/v1/jobs/"+j.ID, nil, nil)} {
			if res.StatusCode != 404 || res.problem(t).Code != "job.notFound" {
				t.Errorf("%s: %d %s", who, res.StatusCode, res.body)
			}
		}
		var page list[job]
		if c.get("/api/v1/jobs").decode(t, &page); page.Total != 0 {
			t.Errorf("%s sees %d jobs", who, page.Total)
		}
	}
	if res := s.as("admin").post("/api/v1/imports/"+j.ID+"/publication", reason); res.StatusCode != 404 {
		t.Errorf("another's dry run published: %d", res.StatusCode)
	}
	for _, who := range []string{"viewer", "reviewer-ndrc"} {
		if res := s.as(who).upload("/api/v1/imports", []byte(ownFigures), cited); res.StatusCode != 403 {
			t.Errorf("%s imports: %d", who, res.StatusCode)
		}
	}
}

// What cannot be read is refused with its reason, and leaves nothing.
func TestImportRefusals(t *testing.T) {
	dir := t.TempDir()
	s := newSiteWith(t, storetest.Open(t), func(c *Config) { c.DataDir = dir })
	admin := s.as("admin")
	for _, tt := range []struct {
		name, code string
		file       []byte
		fields     map[string]string
	}{
		{"no source", "invalid", []byte(ownFigures), nil},
		{"a PDF named like a table", "import.pdf", []byte("%PDF-1.7\n"), cited},
		{"half a workbook", "import.damaged", []byte("PK\x03\x04half a file"), cited},
		{"no table", "import.layout", []byte("a,b\n1,2\n"), cited},
		{"empty", "import.empty", []byte{}, cited},
		{"nothing new", "import.nothing", []byte("国家（地区）,指标代码,年份,数值\n波兰,SP.POP.TOTL,2023,无\n"), cited},
	} {
		j := admin.began(tt.file, tt.fields)
		if j.State != jobFailed || j.Problem == nil || j.Problem.Code != tt.code || j.Result != nil {
			t.Errorf("%s: %+v %+v", tt.name, j, j.Problem)
		}
		if p := admin.post("/api/v1/imports/"+j.ID+"/publication", map[string]string{"reason": "x"}).problem(t); p.Code != "import.notReady" {
			t.Errorf("%s: published: %+v", tt.name, p)
		}
	}
	// Where every cell is refused, it is told which and why.
	j := admin.began([]byte("国家（地区）,指标代码,年份,数值\n亚特兰蒂斯,SP.POP.TOTL,2023,5\n波兰,OWN.WAGE,2023,7\n"), cited)
	if j.State != jobFailed || j.Problem.Code != "import.nothing" || len(j.Problem.Rejected) != 2 ||
		j.Problem.Rejected[0].Code != "import.countryUnknown" || j.Problem.Rejected[1].Code != "import.indicatorUnknown" {
		t.Errorf("nothing but refused cells: %+v", j.Problem)
	}
	for name, res := range map[string]answered{
		"json":        admin.post("/api/v1/imports", map[string]string{}),
		"no file":     admin.upload("/api/v1/imports", nil, cited),
		"other field": admin.upload("/api/v1/imports", []byte("x"), map[string]string{"owner": "x"}),
		"replace":     admin.upload("/api/v1/imports", []byte("x"), map[string]string{"replace": "perhaps"}),
		"much text":   admin.upload("/api/v1/imports", []byte("x"), map[string]string{"sourceTitle": strings.Repeat("x", 1<<17)}),
		"broken off":  admin.do("POST", "/api/v1/imports", "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nabc", map[string]string{"Content-Type": "multipart/form-data; boundary=x"}),
	} {
		want := map[string]int{"json": 415, "much text": 413}[name]
		if want == 0 {
			want = 400
		}
		if res.StatusCode != want {
			t.Errorf("%s: %d, want %d: %s", name, res.StatusCode, want, res.body)
		}
		res.problem(t)
	}
	left, err := filepath.Glob(filepath.Join(dir, "imports", "*"))
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	var page list[catalog.Dataset]
	if admin.get("/api/v1/datasets").decode(t, &page); page.Total != 1 {
		t.Errorf("%d datasets", page.Total)
	}
}

// What a killed process left staged is swept at the start; nobody else can
// read what is staged meanwhile.
func TestStagedFiles(t *testing.T) {
	dir := t.TempDir()
	old := filepath.Join(dir, "imports", "job", "batch")
	if err := os.MkdirAll(filepath.Dir(old), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(old, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := newSiteWith(t, storetest.Open(t), func(c *Config) { c.DataDir = dir })
	if _, err := os.Stat(old); !os.IsNotExist(err) {
		t.Error("what was staged before the start is still there")
	}
	admin := s.as("admin")
	j := admin.began([]byte(ownFigures), cited)
	for path, want := range map[string]os.FileMode{"": 0o700, j.ID: 0o700, j.ID + "/batch": 0o600} {
		if info, err := os.Stat(filepath.Join(dir, "imports", path)); err != nil || info.Mode().Perm() != want {
			t.Errorf("%q: %v %v", path, info, err)
		}
	}
	if res := admin.do("DELETE", "/api/v1/jobs/"+j.ID, nil, nil); res.StatusCode != 204 {
		t.Fatalf("%d %s", res.StatusCode, res.body)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "imports", "*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	if res := admin.get("/api/v1/jobs/" + j.ID); res.StatusCode != 404 {
		t.Errorf("a job that was forgotten: %d", res.StatusCode)
	}
}

// slowAPI is a data service that answers one page and then holds its breath.
func slowAPI(t *testing.T) (url string, asked <-chan struct{}, release func()) {
	t.Helper()
	calls, hold := make(chan struct{}, 10), make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls <- struct{}{}
		select {
		case <-hold:
			w.WriteHeader(http.StatusNotFound)
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(srv.Close)
	return srv.URL, calls, func() { close(hold) }
}

// A running import can be cancelled; a stream shows its steps and its end.
func TestJobStream(t *testing.T) {
	url, asked, _ := slowAPI(t)
	s := newSiteWith(t, storetest.Open(t), func(c *Config) { c.WorldBank.BaseURL = url })
	admin := s.as("admin")
	res := admin.post("/api/v1/imports/world-bank", map[string]any{"indicators": []string{"SP.POP.TOTL"}})
	if res.StatusCode != 202 {
		t.Fatalf("%d %s", res.StatusCode, res.body)
	}
	var j job
	res.decode(t, &j)
	<-asked // it is under way

	srv := httptest.NewServer(s.api.Handler())
	defer srv.Close()
	get := func(last string) *http.Response {
		req, err := http.NewRequestWithContext(t.Context(), "GET", srv.URL+"/api/v1/jobs/"+j.ID+"/events", nil)
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range admin.cookies {
			req.AddCookie(&http.Cookie{Name: k, Value: v})
		}
		if last != "" {
			req.Header.Set("Last-Event-ID", last)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		return res
	}
	stream := get("")
	defer func() { _ = stream.Body.Close() }()
	if ct := stream.Header.Get("Content-Type"); stream.StatusCode != 200 || !strings.HasPrefix(ct, "text/event-stream") {
		t.Fatalf("%d %s", stream.StatusCode, ct)
	}
	events := bufio.NewScanner(stream.Body)
	next := func() (id string, j job) {
		for events.Scan() {
			line := events.Text()
			if v, ok := strings.CutPrefix(line, "id: "); ok {
				id = v
			}
			if v, ok := strings.CutPrefix(line, "data: "); ok {
				if err := json.Unmarshal([]byte(v), &j); err != nil {
					t.Fatal(err)
				}
				return id, j
			}
		}
		t.Fatal("the stream ended without its last event")
		return "", j
	}
	if _, now := next(); now.State != jobRunning || now.Stage != "fetching" || now.Total != 1 {
		t.Errorf("first event: %+v", now)
	}
	if res := admin.do("DELETE", "/api/v1/jobs/"+j.ID, nil, nil); res.StatusCode != 204 {
		t.Fatalf("%d %s", res.StatusCode, res.body)
	}
	id, last := next()
	for last.State == jobRunning {
		id, last = next()
	}
	if last.State != jobCancelled {
		t.Errorf("last event: %+v", last)
	}
	if events.Scan() && events.Text() != "" || events.Scan() {
		t.Errorf("after the end: %q", events.Text())
	}
	again := get(id)
	_ = again.Body.Close()
	if again.StatusCode != 204 {
		t.Errorf("asked again after the end: %d", again.StatusCode)
	}
	again = get("0")
	_ = again.Body.Close()
	if again.StatusCode != 200 {
		t.Errorf("asked from the beginning: %d", again.StatusCode)
	}
}

// What was cancelled leaves nothing on the disk, whether it was under way or
// waited for its turn.
func TestCancelledImportLeavesNothing(t *testing.T) {
	url, asked, _ := slowAPI(t)
	dir := t.TempDir()
	s := newSiteWith(t, storetest.Open(t), func(c *Config) { c.WorldBank.BaseURL, c.DataDir = url, dir })
	admin := s.as("admin")
	var running, waiting job
	admin.post("/api/v1/imports/world-bank", map[string]any{"indicators": []string{"SP.POP.TOTL"}}).decode(t, &running)
	<-asked
	admin.upload("/api/v1/imports", []byte(ownFigures), cited).decode(t, &waiting)
	if waiting.State != jobQueued {
		t.Fatalf("%+v", waiting)
	}
	if staged, _ := filepath.Glob(filepath.Join(dir, "imports", "upload-*")); len(staged) != 1 {
		t.Fatalf("staged: %v", staged)
	}
	for _, j := range []job{waiting, running} {
		if res := admin.do("DELETE", "/api/v1/jobs/"+j.ID, nil, nil); res.StatusCode != 204 {
			t.Fatalf("%d %s", res.StatusCode, res.body)
		}
		if j := admin.waited(j.ID); j.State != jobCancelled || j.Result != nil {
			t.Errorf("%+v", j)
		}
	}
	if left, err := filepath.Glob(filepath.Join(dir, "imports", "*")); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	var page list[catalog.Dataset]
	if admin.get("/api/v1/datasets").decode(t, &page); page.Total != 1 {
		t.Errorf("%d datasets", page.Total)
	}
}

// Where series are fetched from is said to who may fetch, and that it is off.
func TestWorldBankService(t *testing.T) {
	for _, tt := range []struct {
		url  string
		want worldBankService
	}{{"", worldBankService{}}, {"https://api.worldbank.org/v2", worldBankService{Offered: true, Host: "api.worldbank.org"}}} {
		s := newSiteWith(t, storetest.Open(t), func(c *Config) { c.WorldBank.BaseURL = tt.url })
		var got worldBankService
		s.as("admin").get("/api/v1/imports/world-bank").decode(t, &got)
		if got.Offered != tt.want.Offered || got.Host != tt.want.Host || !slices.Contains(got.Indicators, "SP.POP.TOTL") {
			t.Errorf("%+v", got)
		}
		if res := s.as("analyst").get("/api/v1/imports/world-bank"); res.StatusCode != 403 {
			t.Errorf("an analyst: %d", res.StatusCode)
		}
		if tt.url == "" {
			if p := s.as("admin").post("/api/v1/imports/world-bank", map[string]any{}).problem(t); p.Code != "import.apiOff" {
				t.Errorf("%+v", p)
			}
		}
	}
}

// The program's end cancels what runs and waits for it.
func TestDrainEndsJobs(t *testing.T) {
	url, asked, _ := slowAPI(t)
	s := newSiteWith(t, storetest.Open(t), func(c *Config) { c.WorldBank.BaseURL = url })
	admin := s.as("admin")
	var j job
	admin.post("/api/v1/imports/world-bank", map[string]any{"indicators": []string{"SP.POP.TOTL"}}).decode(t, &j)
	<-asked
	s.api.Drain()
	if j := admin.waited(j.ID); j.State != jobCancelled {
		t.Errorf("%+v", j)
	}
	if res := admin.upload("/api/v1/imports", []byte(ownFigures), cited); res.StatusCode != 429 {
		t.Errorf("an import begun while the program stops: %d", res.StatusCode)
	}
}

// The same rows as CSV, as a workbook and from the API make the same dataset.
func TestSameRowsSameDigest(t *testing.T) {
	rows := [][3]any{{"VNM", 2021, 98506193.5}, {"VNM", 2022, 99462000.0}, {"POL", 2022, 36821749.0}, {"CHL", 2023, 19658839.0}}
	const code = "SP.POP.TOTL"
	var csv strings.Builder
	csv.WriteString("国家（地区）代码,指标代码,年份,数值\r\n")
	book := excelize.NewFile()
	heading := []any{"Country Code", "Indicator Code", "Year", "Value"}
	if err := book.SetSheetRow("Sheet1", "A1", &heading); err != nil {
		t.Fatal(err)
	}
	var all []map[string]any
	for i, r := range rows {
		fmt.Fprintf(&csv, "%s,%s,%d,%s\r\n", r[0], code, r[1], strconv.FormatFloat(r[2].(float64), 'f', -1, 64))
		cells := []any{r[0], code, r[1], r[2]}
		if err := book.SetSheetRow("Sheet1", "A"+strconv.Itoa(i+2), &cells); err != nil {
			t.Fatal(err)
		}
		all = append(all, map[string]any{"indicator": map[string]any{"id": code}, "countryiso3code": r[0], "date": strconv.Itoa(r[1].(int)), "value": r[2]})
	}
	var xlsx bytes.Buffer
	if err := book.Write(&xlsx); err != nil {
		t.Fatal(err)
	}
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode([]any{map[string]any{"page": 1, "pages": 1, "per_page": 1000, "total": len(all), "sourceid": "2", "lastupdated": "2026-10-01"}, all})
	}))
	defer api.Close()
	source := map[string]string{"sourceId": "WDI-2026-10-01", "sourceTitle": "World Development Indicators", "sourcePublisher": "World Bank", "sourceLicence": "CC BY 4.0", "sourceVintage": "2026-10-01"}
	digests := map[string]string{}
	for name, begin := range map[string]func(*client) job{
		"csv":  func(c *client) job { return c.began([]byte(csv.String()), source) },
		"xlsx": func(c *client) job { return c.began(xlsx.Bytes(), source) },
		"api": func(c *client) job {
			var j job
			res := c.post("/api/v1/imports/world-bank", map[string]any{"indicators": []string{code}})
			res.decode(c.site.t, &j)
			return c.waited(j.ID)
		},
	} {
		s := newSiteWith(t, storetest.Open(t), func(c *Config) { c.WorldBank.BaseURL = api.URL })
		admin := s.as("admin")
		j := begin(admin)
		if j.State != jobReady {
			t.Fatalf("%s: %+v %+v", name, j, j.Problem)
		}
		res := admin.post("/api/v1/imports/"+j.ID+"/publication", map[string]string{"reason": name})
		var d catalog.Dataset
		res.decode(t, &d)
		if d.ID != "ds-2" {
			t.Fatalf("%s: %d %s", name, res.StatusCode, res.body)
		}
		digests[name] = d.Digest
	}
	if digests["csv"] == "" || digests["csv"] != digests["xlsx"] || digests["csv"] != digests["api"] {
		t.Errorf("%v", digests)
	}
}

func TestImportTemplate(t *testing.T) {
	s := newSite(t)
	analyst := s.as("analyst")
	res := analyst.get("/api/v1/imports/template?lang=en&indicators=SP.POP.TOTL")
	f, err := excelize.OpenReader(bytes.NewReader(res.body))
	if err != nil {
		t.Fatal(err)
	}
	if v, _ := f.GetCellValue("Data", "C2"); v != "SP.POP.TOTL" {
		t.Errorf("C2 is %q", v)
	}
	res = analyst.get("/api/v1/imports/template?format=csv")
	text := string(res.body)
	if !strings.HasPrefix(text, "\ufeff国家（地区）代码,") || strings.Count(text, "\n") != 60 {
		t.Errorf("%.200s", text)
	}
	// Filled in, it is read back.
	filled := strings.Replace(text, "VNM,越南,,,,,,", "VNM,越南,SP.POP.TOTL,,,1999,77000000,", 1)
	if j := analyst.began([]byte(filled), cited); j.State != jobReady || j.Result.Difference.Added != 1 {
		t.Errorf("%+v %+v", j, j.Problem)
	}
	for _, query := range []string{"?format=pdf", "?lang=fr", "?indicators=NOPE", "?x=1"} {
		if res := analyst.get("/api/v1/imports/template" + query); res.StatusCode != 400 {
			t.Errorf("%s: %d", query, res.StatusCode)
		}
	}
}

func TestDatasetViews(t *testing.T) {
	s := newSite(t)
	viewer := s.as("viewer")
	var m coverageMatrix
	viewer.get("/api/v1/datasets/ds-1/coverage").decode(t, &m)
	if len(m.Countries) != 59 || len(m.Rows) < 69 {
		t.Fatalf("%d countries, %d rows", len(m.Countries), len(m.Rows))
	}
	for _, r := range m.Rows {
		if len(r.Years) != 59 {
			t.Fatalf("%s has %d years", r.Indicator, len(r.Years))
		}
		if r.Indicator == "SP.POP.TOTL" && r.Years[0] < 2020 {
			t.Errorf("population of %s is of %d", m.Countries[0], r.Years[0])
		}
	}
	var f list[freshness]
	viewer.get("/api/v1/datasets/ds-1/freshness?pageSize=200").decode(t, &f)
	if f.Total != len(m.Rows) {
		t.Fatalf("%d of %d", f.Total, len(m.Rows))
	}
	for _, x := range f.Items {
		values := 0
		for _, v := range x.Sources {
			values += v.Values
		}
		if values != x.Coverage.Countries {
			t.Errorf("%s: %d values of %d countries", x.Indicator, values, x.Coverage.Countries)
		}
	}
	if p := viewer.get("/api/v1/datasets/ds-1/difference").problem(t); p.Status != 409 || p.Code != "dataset.first" {
		t.Errorf("%+v", p)
	}
	for _, path := range []string{"/ds-9/coverage", "/nope/freshness", "/ds-9/difference"} {
		if res := viewer.get("/api/v1/datasets" + path); res.StatusCode != 404 {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
	if res := viewer.get("/api/v1/datasets/ds-1/difference?from=ds-9"); res.StatusCode != 400 {
		t.Errorf("%d", res.StatusCode)
	}
}

// A fetch that failed goes on where it stopped.
func TestWorldBankResume(t *testing.T) {
	asked := map[string]int{}
	broken := true
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		code := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
		asked[code]++
		if broken && code == "SP.POP.GROW" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		row := map[string]any{"indicator": map[string]any{"id": code}, "countryiso3code": "VNM", "date": "2024", "value": 1.25}
		_ = json.NewEncoder(w).Encode([]any{map[string]any{"page": 1, "pages": 1, "per_page": 1000, "total": 1, "sourceid": "2", "lastupdated": "2026-10-01"}, []any{row}})
	}))
	defer api.Close()
	s := newSiteWith(t, storetest.Open(t), func(c *Config) {
		c.WorldBank = intake.ClientConfig{BaseURL: api.URL, AllowPrivate: true, Interval: time.Millisecond}
	})
	admin := s.as("admin")
	begin := func(body map[string]any) job {
		res := admin.post("/api/v1/imports/world-bank", body)
		var j job
		res.decode(t, &j)
		if res.StatusCode != 202 {
			t.Fatalf("%d %s", res.StatusCode, res.body)
		}
		return admin.waited(j.ID)
	}
	j := begin(map[string]any{"indicators": []string{"SP.POP.TOTL", "SP.POP.GROW"}})
	if j.State != jobFailed || !j.Resumable || j.Problem.Code != "import.apiRefused" {
		t.Fatalf("%+v %+v", j, j.Problem)
	}
	broken = false
	if p := admin.post("/api/v1/imports/world-bank", map[string]any{"resume": j.ID, "firstYear": 2001}).problem(t); p.Code != "import.notResumable" {
		t.Errorf("%+v", p)
	}
	j = begin(map[string]any{"resume": j.ID})
	if j.State != jobReady || asked["SP.POP.TOTL"] != 1 || j.Result.Stats.Values != 2 {
		t.Errorf("%+v %+v, asked %v", j, j.Problem, asked)
	}
	off := newSiteWith(t, storetest.Open(t), func(c *Config) { c.WorldBank = intake.ClientConfig{} })
	if p := off.as("admin").post("/api/v1/imports/world-bank", map[string]any{}).problem(t); p.Status != 409 || p.Code != "import.apiOff" {
		t.Errorf("%+v", p)
	}
	if p := admin.post("/api/v1/imports/world-bank", map[string]any{"indicators": []string{"NOPE"}, "firstYear": 1066}).problem(t); len(p.Errors) != 2 {
		t.Errorf("%+v", p)
	}
}
