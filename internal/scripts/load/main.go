// Command load lets people work on a real program on this machine for some
// minutes and prints errors, latencies beside those of a bare handler in the
// same run, memory, goroutines and open files. Nothing leaves the loopback
// interface, and rate and time are bounded.
//
//	go run ./internal/scripts/load [-minutes 10] [-people 50] [-rate 100] [-program bin/parksite]
//
// Exit 1 if a request failed or goroutines did not go back to where they were.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

const password = "seven grey herons over wide water"

func main() {
	minutes := flag.Float64("minutes", 10, "how long to work, at most 60")
	people := flag.Int("people", 50, "how many are signed in, at most 200")
	rate := flag.Float64("rate", 100, "requests a second of all together, at most 1000")
	program := flag.String("program", "", "the program; built when not given")
	flag.Parse()
	if *minutes <= 0 || *minutes > 60 || *people < 1 || *people > 200 || *rate <= 0 || *rate > 1000 || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	sound, err := run(ctx, *program, *people, *rate, time.Duration(*minutes*float64(time.Minute)))
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
	}
	if err != nil || !sound {
		os.Exit(1)
	}
}

func run(ctx context.Context, program string, people int, rate float64, long time.Duration) (sound bool, err error) {
	dir, err := os.MkdirTemp("", "parksite-load-")
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if program == "" {
		program = filepath.Join(dir, "parksite")
		build := exec.CommandContext(ctx, "go", "build", "-o", program, "./cmd/parksite")
		build.Stderr = os.Stderr
		if err := build.Run(); err != nil {
			return false, fmt.Errorf("run it at the top of the repository: %w", err)
		}
	}
	base, end, err := start(program, filepath.Join(dir, "data"))
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, end()) }()
	bare, err := bareHandler()
	if err != nil {
		return false, err
	}
	crew, err := hire(ctx, base, bare, people)
	if err != nil {
		return false, err
	}
	fmt.Printf("%d people signed in; %.0f requests a second for %s\n", people, rate, long)

	// What a first minute loads for good is no growth.
	warm := min(long/5, time.Minute)
	first, book := newBook(), newBook()
	work(ctx, crew, first, rate, warm)
	if errs := first.errors(); errs > 0 {
		return false, fmt.Errorf("%d errors while warming up, the first: %w", errs, first.first[0])
	}
	before, err := rest(ctx, crew, base)
	if err != nil {
		return false, err
	}
	fmt.Printf("after %s and a rest: %s\n", warm, before)
	minute := time.NewTicker(time.Minute)
	defer minute.Stop()
	done := make(chan struct{})
	var watch sync.WaitGroup
	watch.Go(func() {
		for {
			select {
			case <-minute.C:
				if g, err := look(ctx, base); err == nil {
					fmt.Printf("%s at work: %s\n", time.Now().UTC().Format("15:04:05"), g)
				}
			case <-done:
				return
			}
		}
	})
	work(ctx, crew, book, rate, long-warm)
	close(done)
	watch.Wait()
	after, err := rest(ctx, crew, base)
	if err != nil {
		return false, err
	}
	fmt.Printf("at the end and after a rest: %s\n\n", after)
	errs := book.print(os.Stdout)
	fmt.Printf("\nresident memory %+.1f %%, goroutines %+.0f, open files %+.0f between the two rests\n",
		100*(after.resident/before.resident-1), after.goroutines-before.goroutines, after.files-before.files)
	return errs == 0 && after.goroutines <= before.goroutines*1.1+5 && ctx.Err() == nil, ctx.Err()
}

// start runs the program with demo accounts; end stops it and says how it went.
func start(program, dir string) (base string, end func() error, err error) {
	cmd := exec.Command(program, "serve", "--demo")
	cmd.Env = append(os.Environ(), "PARKSITE_DATA_DIR="+dir, "PARKSITE_ADDR=127.0.0.1:0", "PARKSITE_DEMO_PASSWORD="+password, "PARKSITE_LOG_LEVEL=error", "MONGODB_URI=")
	var log strings.Builder
	cmd.Stderr = &log
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	end = func() error {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		kill := time.AfterFunc(40*time.Second, func() { _ = cmd.Process.Kill() })
		defer kill.Stop()
		return cmd.Wait()
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	base, found := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if err != nil || !found {
		return "", nil, errors.Join(fmt.Errorf("the program printed %q and %s", line, log.String()), end())
	}
	return base, end, nil
}

// bareHandler serves a constant answer on the loopback interface, for as long
// as this program runs: what the machine and net/http take by themselves.
func bareHandler() (url string, err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	go func() {
		_ = http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { //nolint:gosec // ends with the program
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"id":"bare"}`))
		}))
	}()
	return "http://" + l.Addr().String(), nil
}
