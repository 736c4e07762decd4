package problem

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"parksite/scoring"
)

// FuzzRead: whatever is read, there is no panic, every failure is an
// *InputError, and a result is JSON without NaN or infinity.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob(goldenDir + "/*.json")
	if err != nil || len(files) == 0 {
		f.Fatal("no golden cases to start from")
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		var c map[string]json.RawMessage
		if err := json.Unmarshal(data, &c); err != nil {
			f.Fatal(err)
		}
		for _, key := range remarks { // what the evaluation does not read only slows mutation
			delete(c, key)
		}
		if data, err = json.Marshal(c); err != nil {
			f.Fatal(err)
		}
		if len(data) < 4000 {
			f.Add(data)
		}
	}
	for _, s := range badInputs {
		f.Add([]byte(s.json))
	}
	for _, s := range edges {
		f.Add([]byte(s.json))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<14 {
			return
		}
		p, err := Read(bytes.NewReader(data))
		if err != nil {
			wantInputError(t, err)
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		if p.params.raw["draws"] != nil {
			p.params.raw["draws"] = json.RawMessage("50")
		} else if p.Method == "smaa" {
			p.params.raw["draws"] = json.RawMessage("50")
		}
		res, err := p.Evaluate(ctx)
		if err != nil {
			if !errors.Is(err, context.DeadlineExceeded) {
				wantInputError(t, err)
			}
			return
		}
		out, err := json.Marshal(res)
		if err != nil {
			t.Fatalf("the result is not JSON: %v", err)
		}
		var back any
		if err := json.Unmarshal(out, &back); err != nil {
			t.Fatal(err)
		}
		for _, w := range res.Warnings {
			if math.IsNaN(w.Value) || math.IsInf(w.Value, 0) {
				t.Fatalf("warning %+v", w)
			}
		}
	})
}

func wantInputError(t *testing.T, err error) *scoring.InputError {
	t.Helper()
	var in *scoring.InputError
	if !errors.As(err, &in) {
		t.Fatalf("%T %v, want an *InputError", err, err)
	}
	if in.Reason == "" || in.Message == "" {
		t.Fatalf("error without reason or message: %+v", in)
	}
	return in
}
