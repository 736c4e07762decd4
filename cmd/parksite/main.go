// Command parksite evaluates candidate host countries for overseas industrial
// parks: a web application and API (serve), and the same rankings from the
// terminal.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"parksite/internal/appraisal"
	"parksite/internal/fault"
)

// version is set by the linker.
var version = "unknown"

// Exit codes.
const (
	exitOK     = 0
	exitFailed = 1 // it was tried and failed, or something does not match
	exitUsage  = 2 // bad arguments, settings or input
)

// console is what a command reads and writes, so that tests can hold it.
type console struct {
	in       io.Reader
	out, err io.Writer
	now      func() time.Time
}

// command is one subcommand. run returns the exit code; what went wrong is an
// error, printed by main alone.
type command struct {
	name, usage, does string
	run               func(ctx context.Context, c console, args []string) error
}

// commands is filled by init, since help names them all.
var commands []command

func init() {
	commands = []command{
		{"serve", "serve [--demo]", "run the web application and API", serve},
		{"evaluate", "evaluate FILE", "evaluate a decision problem (- = standard input)", evaluate},
		{"rank", "rank [--model ID] [--region NAME] [--strategy S1|S2|S3|S4] [--countries A,B] [--year Y] [--format table|csv|json]", "rank from the terminal", rank},
		{"layout", "layout --strategy S1|S2|S3|S4 [--sites N] [--in ID,…] [--out ID,…] [--off CONDITION,…] [--close suez|panama|malacca] [--why ID] [--test DRAWS] [--seed N] [--year Y] [--plans N] [--site-model ID] [--count-c] [--format table|json]", "plan a regional layout of sites", layouts},
		{"concordance", "concordance MODEL [--strategy S1|S2|S3|S4] [--year Y] [--format table|csv|json]", "show where a strategy's own nodes stand in a model", concordance},
		{"backtest", "backtest MODEL [--from Y] [--to Y] [--horizon N] [--draws N] [--seed N] [--format table|csv|json]", "set a model's order of past years against what came after", backtest},
		{"stage", "stage [--year Y | --from Y --to Y] [--countries A,B] [--format table|csv|json]", "show the stage of industrialisation with its parts", stage},
		{"import", "import FILE | --world-bank [--from Y] [--to Y] [--pages FILE] [--indicators A,B] [--replace] [--source-id ID] [--source-title T] [--source-publisher P] [--source-licence L] [--source-vintage V] [--rejected FILE.csv|xlsx] [--format table|json] (--dry-run | --reason WHY)", "load observations as the next version of the data", importData},
		{"import template", "import template [--format xlsx|csv] [--lang zh|en] [--indicators A,B] [-o FILE]", "write the table that users fill in with their own figures", importTemplate},
		{"verify", "verify [--adopt] [RANKING…]", "recompute what is stored and check the audit chain", verify},
		{"user", "user add [--name NAME] [--email ADDRESS] [--password-stdin] USERNAME | passwd [--password-stdin] USERNAME | lock USERNAME | move --from TEAM --to TEAM [--role ROLE] USERNAME", "administer accounts", user},
		{"backup", "backup FILE", "copy the embedded store", backup},
		{"restore", "restore FILE", "put a copy in the place of an empty store", restore},
		{"version", "version", "print the version", printVersion},
	}
}

// exitError is an error with the exit code it ends the program with.
type exitError struct {
	code int
	err  error
}

func (e exitError) Error() string { return e.err.Error() }
func (e exitError) Unwrap() error { return e.err }

func usageError(format string, args ...any) error {
	return exitError{exitUsage, fmt.Errorf(format, args...)}
}

func main() { os.Exit(whole(time.Now)) }

// whole is the program, with the clock it goes by; it returns the exit code.
func whole(now func() time.Time) int {
	syscall.Umask(0o077) // whatever this program writes is its owner's alone
	// The second signal ends the program the hard way: stop is called as soon
	// as the first has arrived.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	go func() {
		<-ctx.Done()
		stop()
	}()
	return run(ctx, console{os.Stdin, os.Stdout, os.Stderr, now}, os.Args[1:])
}

func run(ctx context.Context, c console, args []string) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		help(c.out)
		if len(args) == 0 {
			return exitUsage
		}
		return exitOK
	}
	for _, cmd := range commands {
		if cmd.name != args[0] {
			continue
		}
		err := cmd.run(ctx, c, args[1:])
		var e exitError
		switch {
		case err == nil:
			return exitOK
		case errors.Is(err, flag.ErrHelp):
			fmt.Fprintf(c.out, "usage: parksite %s\n", cmd.usage)
			return exitOK
		case errors.As(err, &e):
			fmt.Fprintf(c.err, "parksite %s: %v\n", cmd.name, err)
			return e.code
		}
		fmt.Fprintf(c.err, "parksite %s: %s\n", cmd.name, said(err))
		return exitFailed
	}
	fmt.Fprintf(c.err, "parksite: unknown command %q\n\n", args[0])
	help(c.err)
	return exitUsage
}

// said words an error for people: of a fault its reason and its code, not the
// path of operations to it, which helps only with what nobody foresaw.
func said(err error) string {
	f, isFault := err.(*fault.Error) // not errors.As: what somebody put before a fault is for people already
	if !isFault || f.Kind == fault.Internal || f.Kind == fault.Unavailable && f.Detail == "" {
		return err.Error()
	}
	reason := f.Detail
	if reason == "" {
		reason = f.Kind.String()
		for cause := errors.Unwrap(err); cause != nil; cause = errors.Unwrap(cause) {
			if _, isFault := cause.(*fault.Error); !isFault {
				reason = cause.Error()
				break
			}
		}
	}
	return reason + " (" + f.Code + ")"
}

func help(w io.Writer) {
	fmt.Fprint(w, "parksite evaluates host countries for overseas industrial parks.\n\n")
	for _, cmd := range commands {
		fmt.Fprintf(w, "  parksite %s\n      %s\n", cmd.usage, cmd.does)
	}
	fmt.Fprint(w, "\nSettings are environment variables; README.md has the table.\n")
}

// flags returns a flag set that reports its errors instead of printing them.
func flags(name string) *flag.FlagSet {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	return fs
}

// parse reads args into fs and returns what is left; a bad flag is a usage error.
func parse(fs *flag.FlagSet, args []string) ([]string, error) {
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil, err
		}
		return nil, exitError{exitUsage, err}
	}
	return fs.Args(), nil
}

func printVersion(_ context.Context, c console, args []string) error {
	if len(args) > 0 {
		return usageError("unexpected argument %q", strings.Join(args, " "))
	}
	fmt.Fprintf(c.out, "parksite %s (engine %s)\n", version, appraisal.EngineVersion)
	return nil
}
