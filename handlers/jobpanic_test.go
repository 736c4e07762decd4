package handlers

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parksite/internal/intake"
	"parksite/internal/store/storetest"
)

// A panic in an import ends that import: the stack is in the log, nothing is
// left staged, and the next import, which waits for its place, runs.
func TestPanicInAJob(t *testing.T) {
	dir := t.TempDir()
	var log bytes.Buffer
	s := newSiteWith(t, storetest.Open(t), func(c *Config) {
		c.DataDir, c.Log = dir, slog.New(slog.NewJSONHandler(&log, nil))
	})
	admin := s.as("admin")
	owner, err := s.store.UserByName(t.Context(), "admin")
	if err != nil {
		t.Fatal(err)
	}
	staged := ""
	w, err := s.api.jobs.start(owner.ID, job{Kind: "import", Name: "own.csv"}, func(_ context.Context, w *work) (*importResult, error) {
		staged = w.dir
		var b intake.Batch
		if err := w.keepBatch(b); err != nil {
			return nil, err
		}
		panic("inside")
	})
	if err != nil {
		t.Fatal(err)
	}
	j := admin.waited(w.job.ID)
	if j.State != jobFailed || j.Problem == nil || j.Problem.Code != "internal" || j.Problem.Detail != "" || j.Result != nil || j.Resumable {
		t.Errorf("%+v %+v", j, j.Problem)
	}
	if _, err := os.Stat(staged); staged == "" || !os.IsNotExist(err) {
		t.Errorf("%q is still staged: %v", staged, err)
	}
	if j := admin.began([]byte(ownFigures), cited); j.State != jobReady {
		t.Errorf("the next import: %+v %+v", j, j.Problem)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "imports", "*")); err != nil || len(left) != 1 {
		t.Errorf("staged: %v %v", left, err)
	}
	if text := log.String(); !strings.Contains(text, `"panic"`) || !strings.Contains(text, "jobpanic_test.go") || !strings.Contains(text, w.job.ID) {
		t.Errorf("the log says %s", text)
	}
}
