// Command importproof shows of imports what a test must not time: how long a
// bulk file of 400,000 rows takes and how much memory, what ten kills at random
// moments leave, and that hostile files are refused quickly.
//
//	go run ./internal/importproof -parksite bin/parksite
//
// make import-proof builds the program before. Times are of whole runs of it,
// from start to end, and mean something on a machine with nothing else to do.
// It works in a temporary directory and ends only processes it has started.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"parksite/seeds"
)

const (
	mostTime    = 20 * time.Second
	mostMemory  = 512 // MB
	hostileTime = 2 * time.Second
	kills       = 10
	licence     = "CC BY 4.0"
)

func main() {
	log.SetFlags(0)
	binary := flag.String("parksite", "bin/parksite", "the program")
	flag.Parse()
	if err := prove(*binary); err != nil {
		log.Fatalf("importproof: %v", err)
	}
}

// proof is a data directory with a store, and what went wrong so far.
type proof struct {
	binary, dir string
	failed      int
}

func prove(binary string) error {
	binary, err := filepath.Abs(binary)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "importproof-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	p := &proof{binary: binary, dir: dir}
	if err := p.firstStart(); err != nil {
		return err
	}
	p.hostile()
	bulk := filepath.Join(dir, "WDICSV.csv")
	rows, err := writeBulk(bulk)
	if err != nil {
		return err
	}
	info, err := os.Stat(bulk)
	if err != nil {
		return err
	}
	fmt.Printf("bulk file: %d rows, %d MB\n", rows, info.Size()/1e6)
	dry := p.run("import", bulk, "--dry-run", "--source-licence", licence)
	p.check("dry run", dry, dry.err == nil && dry.took < mostTime && dry.memory < mostMemory)
	if err := p.kill(bulk, dry.took); err != nil {
		return err
	}
	whole := p.run("import", bulk, "--reason", "proof", "--source-licence", licence, "--source-vintage", "whole")
	p.check("import and publication", whole, whole.err == nil && whole.took < mostTime && whole.memory < mostMemory)
	if p.failed > 0 {
		return fmt.Errorf("%d of the claims do not hold here", p.failed)
	}
	return nil
}

// outcome is how one run ended.
type outcome struct {
	err    error
	took   time.Duration
	memory int64 // MB, resident at most
	text   string
}

func (p *proof) command(args ...string) *exec.Cmd {
	c := exec.Command(p.binary, args...)
	c.Env = append(os.Environ(), "PARKSITE_DATA_DIR="+filepath.Join(p.dir, "data"), "PARKSITE_ADDR=127.0.0.1:0", "MONGODB_URI=", "PARKSITE_LOG_LEVEL=error")
	return c
}

func (p *proof) run(args ...string) outcome {
	c := p.command(args...)
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	began := time.Now()
	err := c.Run()
	o := outcome{err: err, took: time.Since(began), text: strings.TrimSpace(out.String())}
	if u, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
		o.memory = u.Maxrss >> 10
	}
	return o
}

func (p *proof) check(what string, o outcome, holds bool) {
	mark := "holds"
	if !holds {
		mark = "DOES NOT HOLD"
		p.failed++
	}
	last := o.text[strings.LastIndexByte(o.text, '\n')+1:]
	fmt.Printf("%s: %.1f s, %d MB resident, %s: %.160s\n", what, o.took.Seconds(), o.memory, mark, last)
}

// firstStart lets serve make the store and stops it.
func (p *proof) firstStart() error {
	c := p.command("serve")
	out, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err == nil && !strings.HasPrefix(line, "listening on ") {
		err = fmt.Errorf("serve says %q", line)
	}
	return errors.Join(err, c.Process.Signal(syscall.SIGTERM), c.Wait())
}

// newest is the dataset that rankings are made on.
func (p *proof) newest() (string, error) {
	c := p.command("rank", "--format", "json")
	out, err := c.Output()
	if err != nil {
		return "", fmt.Errorf("rank after a kill: %w", err)
	}
	var r struct {
		DatasetID string `json:"datasetId"`
	}
	return r.DatasetID, json.Unmarshal(out, &r)
}

// kill ends ten imports at moments spread over their length. Afterwards the old
// version serves, or the new one where the kill came too late; either is whole.
func (p *proof) kill(bulk string, length time.Duration) error {
	for i := range kills {
		before, err := p.newest()
		if err != nil {
			return err
		}
		c := p.command("import", bulk, "--reason", "to be killed", "--source-licence", licence, "--source-vintage", fmt.Sprintf("attempt %d", i))
		if err := c.Start(); err != nil {
			return err
		}
		at := time.Duration(rand.Int64N(int64(length)))
		time.Sleep(at)
		_ = c.Process.Kill()
		_ = c.Wait()
		after, err := p.newest()
		if err != nil {
			return err
		}
		o := p.run("verify")
		p.check(fmt.Sprintf("killed after %.2f s, %s before and %s after, verify", at.Seconds(), before, after), o, o.err == nil)
	}
	return nil
}

// writeBulk writes 400,500 rows in the layout of WDICSV.csv: the catalogue's
// countries and indicators among 267 economies and 1,500 series over 65 years.
func writeBulk(name string) (rows int, err error) {
	data, err := seeds.Load()
	if err != nil {
		return 0, err
	}
	f, err := os.Create(name)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriterSize(f, 1<<20)
	fmt.Fprint(w, "Country Name,Country Code,Indicator Name,Indicator Code")
	for y := 1960; y <= 2024; y++ {
		fmt.Fprintf(w, ",%d", y)
	}
	fmt.Fprintln(w)
	rng := rand.New(rand.NewPCG(1, 2))
	cells := make([]string, 64)
	for i := range cells {
		var b strings.Builder
		for y := range 65 {
			b.WriteByte(',')
			if y >= 40 && rng.IntN(3) > 0 {
				fmt.Fprintf(&b, "%.6f", 1+rng.Float64()*99)
			}
		}
		b.WriteByte('\n')
		cells[i] = b.String()
	}
	countries, indicators := data.Tables.Countries, data.Tables.Indicators
	for e := range 267 {
		name, iso3 := fmt.Sprintf("\"Economy, no. %d\"", e), fmt.Sprintf("X%02d", e%100)
		if e < len(countries) {
			name, iso3 = `"`+countries[e].Name.En+`"`, countries[e].ISO3
		}
		for s := range 1500 {
			title, code := fmt.Sprintf("\"Series %d (%% of something, total)\"", s), fmt.Sprintf("XX.YYY.%04d.ZS", s)
			if s < len(indicators) {
				title, code = `"`+strings.ReplaceAll(indicators[s].Name.En, `"`, "")+`"`, indicators[s].Code
			}
			if _, err := fmt.Fprintf(w, "%s,%s,%s,%s%s", name, iso3, title, code, cells[(e*7+s)%len(cells)]); err != nil {
				return rows, err
			}
			rows++
		}
	}
	return rows, w.Flush()
}

// hostile tries files that no honest publisher sends: each is refused in time,
// with memory flat, and for a reason that is named.
func (p *proof) hostile() {
	base := p.run("version").memory
	for _, h := range hostileFiles {
		name := filepath.Join(p.dir, h.name)
		f, err := os.Create(name)
		if err == nil {
			err = errors.Join(h.write(f), f.Close())
		}
		if err != nil {
			p.check(h.name, outcome{text: err.Error()}, false)
			continue
		}
		o := p.run("import", name, "--dry-run", "--source-title", "t", "--source-licence", "l")
		var exit *exec.ExitError
		p.check(h.name, o, errors.As(o.err, &exit) && o.took < hostileTime && o.memory < base+300)
	}
}

type hostileFile struct {
	name  string
	write func(io.Writer) error
}
