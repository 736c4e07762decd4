package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// book keeps how long each request took and what went wrong.
type book struct {
	mu    sync.Mutex
	took  [][]time.Duration // by kind
	wrong []int
	first []error
}

func newBook() *book {
	return &book{took: make([][]time.Duration, len(kinds)), wrong: make([]int, len(kinds))}
}

func (b *book) note(k int, took time.Duration, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.took[k] = append(b.took[k], took)
	if err != nil {
		b.wrong[k]++
		if len(b.first) < 5 {
			b.first = append(b.first, err)
		}
	}
}

// errors is how many requests failed.
func (b *book) errors() (n int) {
	for _, wrong := range b.wrong {
		n += wrong
	}
	return n
}

// print writes the table and returns the number of errors.
func (b *book) print(w io.Writer) int {
	fmt.Fprintf(w, "%-20s %9s %7s %10s %10s %10s\n", "", "requests", "errors", "p50", "p99", "longest")
	for k, took := range b.took {
		if len(took) == 0 {
			continue
		}
		slices.Sort(took)
		at := func(share float64) time.Duration {
			return took[min(len(took)-1, int(share*float64(len(took))))].Round(10 * time.Microsecond)
		}
		fmt.Fprintf(w, "%-20s %9d %7d %10s %10s %10s\n", kinds[k].name, len(took), b.wrong[k], at(0.5), at(0.99), at(1))
	}
	for _, err := range b.first {
		fmt.Fprintln(w, "error:", err)
	}
	return b.errors()
}

// gauge is what the program says of itself.
type gauge struct{ resident, goroutines, files float64 }

func (g gauge) String() string {
	return fmt.Sprintf("%.0f MB resident, %.0f goroutines, %.0f open files", g.resident/1e6, g.goroutines, g.files)
}

// look reads the program's metrics, which it shows to this machine.
func look(ctx context.Context, base string) (g gauge, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/metrics", nil)
	if err != nil {
		return g, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return g, err
	}
	defer func() { _ = res.Body.Close() }()
	found := 0
	for in := bufio.NewScanner(res.Body); in.Scan(); {
		name, value, _ := strings.Cut(in.Text(), " ")
		to := map[string]*float64{"process_resident_memory_bytes": &g.resident, "go_goroutines": &g.goroutines, "process_open_fds": &g.files}[name]
		if to == nil {
			continue
		}
		if _, err := fmt.Sscan(value, to); err != nil {
			return g, fmt.Errorf("%s: %w", in.Text(), err)
		}
		found++
	}
	if found != 3 {
		return g, fmt.Errorf("the metrics name %d of memory, goroutines and files", found)
	}
	return g, nil
}

// rest looks after ten seconds in which nobody asks anything and no browser
// holds a connection.
func rest(ctx context.Context, crew []*person, base string) (gauge, error) {
	for _, p := range crew {
		p.http.CloseIdleConnections()
	}
	select {
	case <-time.After(10 * time.Second):
	case <-ctx.Done():
		return gauge{}, ctx.Err()
	}
	return look(ctx, base)
}
