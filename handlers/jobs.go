package handlers

import (
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"parksite/internal/access"
	"parksite/internal/fault"
	"parksite/internal/intake"
)

// States of a job. A dry run that is ready can be published or left.
const (
	jobQueued    = "queued"
	jobRunning   = "running"
	jobReady     = "ready"
	jobFailed    = "failed"
	jobCancelled = "cancelled"
	jobPublished = "published"
)

// Limits of jobs. They live in the process that runs them: a restart ends them
// and sweeps what they had staged.
const (
	jobLife       = time.Hour // after its end
	maxJobsOfUser = 3         // queued or running
	maxJobs       = 40        // in all, ended ones included
)

// job is something long that runs after its request was answered, as the
// person who began it sees it.
type job struct {
	ID         string        `json:"id"`
	Kind       string        `json:"kind" enums:"import"`
	State      string        `json:"state" enums:"queued,running,ready,failed,cancelled,published"`
	Stage      string        `json:"stage,omitempty" enums:"reading,fetching,comparing"`
	Done       int64         `json:"done"`  // bytes read, or series fetched
	Total      int64         `json:"total"` // 0 = not known yet
	Name       string        `json:"name"`  // of the file, or where the data is fetched from
	CreatedAt  time.Time     `json:"createdAt"`
	FinishedAt *time.Time    `json:"finishedAt,omitempty"`
	ExpiresAt  *time.Time    `json:"expiresAt,omitempty"` // when the result is forgotten
	Problem    *jobProblem   `json:"problem,omitempty"`   // why it failed
	Result     *importResult `json:"result,omitempty"`    // of a dry run that is ready or published
	DatasetID  string        `json:"datasetId,omitempty"` // that publication made
	Resumable  bool          `json:"resumable"`           // a fetch that failed and can go on where it stopped
}

// jobProblem is why a job failed, as in a problem answer.
type jobProblem struct {
	Code     string             `json:"code"`
	Detail   string             `json:"detail,omitempty"`
	Errors   []fault.Field      `json:"errors,omitempty"`
	Rejected []intake.Rejection `json:"rejected,omitempty"` // the first 100 refused cells of a file that was read
}

// ended reports whether nothing more happens to a job by itself.
func (j job) ended() bool { return j.State != jobQueued && j.State != jobRunning }

// work is a job with what only this process knows.
type work struct {
	owner   string
	dir     string // staged, removed with the job
	cancel  context.CancelFunc
	forget  *time.Timer
	pages   []intake.Page // fetched before a failure
	query   intake.Query
	refused []intake.Rejection // of a reading that could not be used
	publish sync.Mutex         // one publication at a time

	mu      sync.Mutex
	job     job
	seq     int64         // of the last change
	changed chan struct{} // closed at the next change
}

// view is the job as it is now, its number, and what is closed when it changes.
func (w *work) view() (job, int64, <-chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.job, w.seq, w.changed
}

// update changes the job and wakes who watches it.
func (w *work) update(change func(*job)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change(&w.job)
	w.seq++
	close(w.changed)
	w.changed = make(chan struct{})
}

// jobs are those of this process.
type jobs struct {
	root string // staging directory; "" = one in the system's temporary directory
	now  func() time.Time
	log  *slog.Logger

	ctx   context.Context // ends with the program; nothing else is kept in it
	stop  context.CancelFunc
	group sync.WaitGroup
	slot  chan struct{} // one import at a time: each may hold a large file's values

	mu   sync.Mutex
	byID map[string]*work
	made bool // the staging directory exists
}

// newJobs sweeps what a killed process left staged.
func newJobs(dataDir string, now func() time.Time, log *slog.Logger) (*jobs, error) {
	s := &jobs{now: now, log: log, byID: map[string]*work{}, slot: make(chan struct{}, 1)}
	s.ctx, s.stop = context.WithCancel(context.Background())
	if dataDir == "" {
		return s, nil
	}
	s.root = filepath.Join(dataDir, "imports")
	return s, os.RemoveAll(s.root)
}

// staging is the directory uploads and staged values lie in.
func (s *jobs) staging() (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.made {
		return s.root, nil
	}
	var err error
	if s.root == "" {
		s.root, err = os.MkdirTemp("", "parksite-imports-")
	} else {
		err = os.MkdirAll(s.root, 0o700)
	}
	s.made = err == nil
	return s.root, err
}

// close ends every job, waits for them and removes what they staged.
func (s *jobs) close() {
	s.stop()
	s.group.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, w := range s.byID {
		if w.forget != nil {
			w.forget.Stop()
		}
	}
	if s.made {
		_ = os.RemoveAll(s.root)
		s.made = false
	}
}

// start runs a job of owner's in the background; run gets a context that ends
// when the job is cancelled or the program stops, and its result is what the
// job ends as.
func (s *jobs) start(owner string, j job, run func(ctx context.Context, w *work) (*importResult, error)) (*work, error) {
	const op = "handlers.startJob"
	dir, err := s.staging()
	if err != nil {
		return nil, fault.As(op, fault.Unavailable, "upload.disk", err)
	}
	j.ID, j.State, j.CreatedAt = access.NewID(), jobQueued, s.now().UTC()
	w := &work{owner: owner, job: j, seq: 1, changed: make(chan struct{}), dir: filepath.Join(dir, j.ID)}
	if err := os.Mkdir(w.dir, 0o700); err != nil {
		return nil, fault.As(op, fault.Unavailable, "upload.disk", err)
	}
	if err := s.admit(w); err != nil {
		_ = os.RemoveAll(w.dir)
		return nil, err
	}
	ctx, cancel := context.WithCancel(s.ctx)
	w.cancel = cancel
	s.group.Go(func() {
		defer cancel()
		select {
		case s.slot <- struct{}{}:
			defer func() { <-s.slot }()
		case <-ctx.Done():
		}
		s.finish(w, func() (*importResult, error) {
			if ctx.Err() == nil {
				w.update(func(j *job) { j.State = jobRunning })
			}
			return run(ctx, w) // even when cancelled: it has something to tidy up
		})
	})
	return w, nil
}

// admit takes a job in, or says that there are enough.
func (s *jobs) admit(w *work) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	mine := 0
	for _, other := range s.byID {
		if j, _, _ := other.view(); other.owner == w.owner && !j.ended() {
			mine++
		}
	}
	if mine >= maxJobsOfUser || len(s.byID) >= maxJobs || s.ctx.Err() != nil {
		f := fault.Newf("handlers.startJob", fault.TooMany, "job.tooMany", "too many imports are under way")
		f.RetryAfter = 10 * time.Second
		return f
	}
	s.byID[w.job.ID] = w
	return nil
}

// finish runs a job and notes how it ended. A panic in it is a failure of the
// job alone.
func (s *jobs) finish(w *work, run func() (*importResult, error)) {
	var result *importResult
	var err error
	func() {
		defer func() {
			if p := recover(); p != nil {
				s.log.Error("panic", "job", w.job.ID, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
				err = fault.New("handlers.job", fault.Internal, "internal")
			}
		}()
		result, err = run()
	}()
	if err != nil { // before anybody is told that it ended
		_ = os.RemoveAll(w.dir)
	}
	now := s.now().UTC()
	expires := now.Add(jobLife)
	w.update(func(j *job) {
		j.FinishedAt, j.ExpiresAt, j.Stage = &now, &expires, ""
		switch {
		case err == nil:
			j.State, j.Result = jobReady, result
		case errors.Is(err, context.Canceled):
			j.State = jobCancelled
		default:
			f := asFault(context.Background(), err)
			if f.Kind == fault.Internal {
				s.log.Error("failed", "job", j.ID, "error", err.Error())
			}
			j.State, j.Problem = jobFailed, &jobProblem{Code: f.Code, Detail: f.Detail, Errors: f.Fields, Rejected: w.refused}
			j.Resumable = len(w.pages) > 0
		}
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byID[w.job.ID] == w { // not discarded meanwhile
		w.forget = time.AfterFunc(jobLife, func() { s.remove(w) })
	}
}

// remove forgets a job and what it staged.
func (s *jobs) remove(w *work) {
	s.mu.Lock()
	delete(s.byID, w.job.ID)
	if w.forget != nil {
		w.forget.Stop()
	}
	s.mu.Unlock()
	_ = os.RemoveAll(w.dir)
}

// of returns a job of owner's; any other is absent.
func (s *jobs) of(owner, id string) (*work, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if w := s.byID[id]; w != nil && w.owner == owner {
		return w, nil
	}
	return nil, fault.New("handlers.job", fault.NotFound, "job.notFound")
}

// all are owner's jobs, newest first.
func (s *jobs) all(owner string) []job {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []job{}
	for _, w := range s.byID {
		if w.owner == owner {
			j, _, _ := w.view()
			out = append(out, j)
		}
	}
	slices.SortFunc(out, func(a, b job) int { return b.CreatedAt.Compare(a.CreatedAt) })
	return out
}

// keepBatch and batch hold a reading on disk between dry run and publication:
// most are never published, and memory is for those who compute.
func (w *work) keepBatch(b intake.Batch) error {
	f, err := os.OpenFile(filepath.Join(w.dir, "batch"), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fault.As("handlers.keepBatch", fault.Unavailable, "upload.disk", err)
	}
	err = errors.Join(gob.NewEncoder(f).Encode(b), f.Close())
	return fault.As("handlers.keepBatch", fault.Unavailable, "upload.disk", err)
}

func (w *work) batch() (b intake.Batch, err error) {
	const op = "handlers.batch"
	f, err := os.Open(filepath.Join(w.dir, "batch"))
	if errors.Is(err, os.ErrNotExist) {
		return b, fault.New(op, fault.NotFound, "job.notFound")
	}
	if err != nil {
		return b, fault.Wrap(op, err)
	}
	defer func() { _ = f.Close() }()
	return b, fault.Wrap(op, gob.NewDecoder(f).Decode(&b))
}

// listJobs answers with one's own jobs.
//
//	@Summary      One's own jobs, newest first
//	@Description  A job lives in the process that runs it and for an hour after its end.
//	@Tags         imports
//	@Param        page      query  int  false  "from 1"
//	@Param        pageSize  query  int  false  "at most 200"
//	@Success      200  {object}  list[job]
//	@Router       /jobs [get]
func (a *API) listJobs(c *gin.Context) error {
	if err := queries(c, "page", "pageSize"); err != nil {
		return err
	}
	return pageOf(c, a.jobs.all(principalOf(c).user.ID))
}

// getJob answers with one job.
//
//	@Summary  A job: how far it is, and its result
//	@Tags     imports
//	@Param    id  path  string  true  "job"
//	@Success  200  {object}  job
//	@Router   /jobs/{id} [get]
func (a *API) getJob(c *gin.Context) error {
	if err := queries(c); err != nil {
		return err
	}
	w, err := a.jobs.of(principalOf(c).user.ID, c.Param("id"))
	if err != nil {
		return err
	}
	j, _, _ := w.view()
	return ok(c, j)
}

// deleteJob cancels what runs and forgets what has ended.
//
//	@Summary      Cancel a job, or forget one that has ended
//	@Description  A cancelled import leaves nothing. What was published stays published.
//	@Tags         imports
//	@Param        id  path  string  true  "job"
//	@Success      204
//	@Router       /jobs/{id} [delete]
func (a *API) deleteJob(c *gin.Context) error {
	if err := queries(c); err != nil {
		return err
	}
	w, err := a.jobs.of(principalOf(c).user.ID, c.Param("id"))
	if err != nil {
		return err
	}
	if j, _, _ := w.view(); j.ended() {
		a.jobs.remove(w)
	} else {
		w.cancel()
	}
	c.Status(204)
	return nil
}
