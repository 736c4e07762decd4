package store_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"parksite/internal/appraisal"
	"parksite/internal/fault"
	"parksite/internal/store"
	"parksite/internal/store/storetest"
)

// wantAway checks that a call says within three seconds that the store is
// away, and when to come back.
func wantAway(t *testing.T, what string, call func() error) {
	t.Helper()
	start := time.Now()
	err := call()
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != fault.Unavailable || f.RetryAfter <= 0 {
		t.Errorf("%s: got %v", what, err)
	}
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("%s took %v", what, took)
	}
}

func wantAllAway(t *testing.T, s *store.Store) {
	t.Helper()
	ctx := context.Background()
	var wg sync.WaitGroup
	for what, call := range map[string]func() error{
		"get":  func() error { _, err := s.Model(ctx, "m"); return err },
		"save": func() error { _, err := s.SaveModel(ctx, model("n", ""), by("model.save")); return err },
		"change": func() error {
			m := model("m", "")
			m.Version = 1
			_, err := s.SaveModel(ctx, m, by("model.save"))
			return err
		},
		"delete":  func() error { return s.DeleteModel(ctx, "m", 1, by("model.delete")) },
		"list":    func() error { _, err := s.Models(ctx); return err },
		"events":  func() error { _, _, err := s.Events(ctx, store.Filter{}); return err },
		"record":  func() error { return s.Record(ctx, by("session.begin")) },
		"ready":   func() error { return s.Ready(ctx) },
		"session": func() error { _, err := s.Session(ctx, "x"); return err },
		"claim":   func() error { _, err := s.ClaimKey(ctx, "u", "k", "r"); return err },
	} {
		wg.Go(func() { wantAway(t, what, call) })
	}
	wg.Wait()
	// Nobody piles up behind those who wait.
	for i := range 20 {
		wg.Go(func() {
			wantAway(t, fmt.Sprintf("change %d at once", i), func() error {
				m := model("m", "")
				m.Version = 1
				_, err := s.SaveModel(ctx, m, by("model.save"))
				return err
			})
		})
	}
	wg.Wait()
}

func TestStoreGone(t *testing.T) {
	onlyEmbedded(t)
	t.Parallel()
	a := storetest.Open(t)
	b := storetest.Second(t, a)
	saved(t, b, model("m", ""))
	if err := a.Close(context.Background()); err != nil { // stops the engine under b
		t.Fatal(err)
	}
	wantAllAway(t, b)
	wantAway(t, "a closed store", func() error { _, err := a.Model(context.Background(), "m"); return err })
	wantAway(t, "opening", func() error {
		_, err := store.Open(context.Background(), store.Config{URI: b.URI()})
		return err
	})
}

// A database that neither answers nor closes its connections, as a stopped
// process or a cut cable, and one that comes back.
func TestStoreHangs(t *testing.T) {
	onlyEmbedded(t)
	t.Parallel()
	a := storetest.Open(t)
	p := startProxy(t, a.URI())
	b, err := store.Open(t.Context(), store.Config{URI: p.uri, Database: a.Database(), Monitor: storetest.Monitor(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = b.Close(context.Background()) }()
	saved(t, b, model("m", ""))
	p.pause(true)
	wantAllAway(t, b)
	p.pause(false)
	deadline := time.Now().Add(10 * time.Second)
	for b.Ready(t.Context()) != nil {
		if time.Now().After(deadline) {
			t.Fatal("not back within ten seconds")
		}
		time.Sleep(50 * time.Millisecond)
	}
	// A save that was answered with "away" may have happened, or happen now as
	// the cut-off calls come through. Whatever did, the next save is told what
	// it is based on, and the chain is whole.
	for range 100 {
		var got appraisal.Model
		if got, err = b.Model(t.Context(), "m"); err == nil {
			_, err = b.SaveModel(t.Context(), got, by("model.save"))
		}
		if !fault.Is(err, fault.Stale) {
			break
		}
	}
	if err != nil && !fault.Is(err, fault.NotFound) { // the deletion may have come through
		t.Error(err)
	}
	wantSound(t, a)
}

// proxy stands between a store and its database.
type proxy struct {
	uri    string
	mu     sync.Mutex
	paused *sync.Cond
	off    bool
}

func startProxy(t *testing.T, uri string) *proxy {
	t.Helper()
	target, err := url.PathUnescape(strings.TrimSuffix(strings.TrimPrefix(uri, "mongodb://"), "/"))
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "proxy")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	socket := filepath.Join(dir, "p.sock")
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{uri: "mongodb://" + url.PathEscape(socket) + "/"}
	p.paused = sync.NewCond(&p.mu)
	var wg sync.WaitGroup
	t.Cleanup(func() { p.pause(false); _ = l.Close(); wg.Wait() })
	wg.Go(func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("unix", target)
			if err != nil {
				_ = in.Close()
				continue
			}
			wg.Go(func() { p.pump(in, out) })
			wg.Go(func() { p.pump(out, in) })
		}
	})
	return p
}

func (p *proxy) pump(from, to net.Conn) {
	defer func() { _ = from.Close(); _ = to.Close() }()
	buf := make([]byte, 64<<10)
	for {
		n, err := from.Read(buf)
		p.mu.Lock()
		for p.off {
			p.paused.Wait()
		}
		p.mu.Unlock()
		if n > 0 {
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			if !errors.Is(err, io.EOF) && !errors.Is(err, net.ErrClosed) {
				return
			}
			return
		}
	}
}

func (p *proxy) pause(off bool) {
	p.mu.Lock()
	p.off = off
	p.mu.Unlock()
	p.paused.Broadcast()
}

// Nothing is done that cannot be witnessed.
func TestWitnessFull(t *testing.T) {
	onlyEmbedded(t)
	w := openWitness(t, t.TempDir())
	s := storetest.OpenWith(t, store.Config{Witness: w})
	saved(t, s, model("m", ""))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	// The first save after the trouble began finds out only once it is
	// committed; it is the last.
	saved(t, s, model("n", ""))
	_, err := s.SaveModel(t.Context(), model("o", ""), by("model.save"))
	wantFault(t, "a save without witness", err, fault.Unavailable, "audit.log")
	_, err = s.Model(t.Context(), "o")
	wantFault(t, "what was refused", err, fault.NotFound, "model.notFound")
}
