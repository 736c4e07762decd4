package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"parksite/scoring"
	"parksite/scoring/problem"
)

// maxProblem bounds what evaluate reads, far above any real problem.
const maxProblem = 64 << 20

// evaluate runs one method on one decision problem, without a store.
func evaluate(ctx context.Context, c console, args []string) error {
	rest, err := parse(flags("evaluate"), args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usageError("one file is expected, or - for standard input")
	}
	in := c.in
	if rest[0] != "-" {
		f, err := os.Open(rest[0])
		if err != nil {
			return exitError{exitUsage, err}
		}
		defer f.Close()
		in = f
	}
	p, err := problem.Read(io.LimitReader(in, maxProblem))
	if err != nil {
		return badProblem(err)
	}
	result, err := p.Evaluate(ctx)
	if err != nil {
		return badProblem(err)
	}
	enc := json.NewEncoder(c.out)
	enc.SetIndent("", "  ")
	if err := enc.Encode(result); err != nil {
		return fmt.Errorf("the result cannot be written: %w", err)
	}
	return nil
}

func badProblem(err error) error {
	var in *scoring.InputError
	if errors.As(err, &in) {
		return exitError{exitUsage, err}
	}
	return err
}
