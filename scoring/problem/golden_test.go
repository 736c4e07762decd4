package problem

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const goldenDir = "../testdata/golden"

// goldenCase is the part of a case that says what must come out.
type goldenCase struct {
	Method    string
	Expected  map[string]any
	Tolerance float64
	Published *struct {
		Values    map[string]any
		Tolerance float64
	}
}

// evaluateJSON goes the whole way a user goes: bytes in, bytes out.
func evaluateJSON(t testing.TB, data []byte) (map[string]any, error) {
	t.Helper()
	p, err := Read(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	res, err := p.Evaluate(context.Background())
	if err != nil {
		return nil, err
	}
	out, err := json.Marshal(res)
	if err != nil {
		t.Fatalf("the result is not JSON: %v", err)
	}
	var back struct {
		Method   string
		Result   map[string]any
		Warnings []any
	}
	if err := json.Unmarshal(out, &back); err != nil {
		t.Fatal(err)
	}
	if back.Method != p.Method || back.Warnings == nil {
		t.Errorf("method %q, warnings %v", back.Method, back.Warnings)
	}
	return back.Result, nil
}

// differ compares decoded JSON, numbers within tol, and says where it differs.
func differ(path string, got, want any, tol float64) error {
	switch w := want.(type) {
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			return fmt.Errorf("%s = %v, want %d values", path, got, len(w))
		}
		for i := range w {
			if err := differ(fmt.Sprintf("%s[%d]", path, i), g[i], w[i], tol); err != nil {
				return err
			}
		}
		return nil
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			return fmt.Errorf("%s = %v, want an object", path, got)
		}
		for k := range w {
			if err := differ(path+"."+k, g[k], w[k], tol); err != nil {
				return err
			}
		}
		return nil
	case float64:
		g, ok := got.(float64)
		// A tolerance of 0 means the same printed number; computing one may cost 1e-15.
		if !ok || math.Abs(g-w) > max(tol, 1e-15) {
			return fmt.Errorf("%s = %v, want %v within %g", path, got, want, tol)
		}
		return nil
	}
	if got != want {
		return fmt.Errorf("%s = %v, want %v", path, got, want)
	}
	return nil
}

func TestGolden(t *testing.T) {
	files, err := filepath.Glob(goldenDir + "/*.json")
	if err != nil || len(files) != 58 {
		t.Fatalf("%d golden cases (%v), want 58", len(files), err)
	}
	seen := map[string]bool{}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var c goldenCase
			if err := json.Unmarshal(data, &c); err != nil {
				t.Fatal(err)
			}
			seen[c.Method] = true
			got, err := evaluateJSON(t, data)
			if err != nil {
				t.Fatal(err)
			}
			for key, want := range c.Expected {
				g, ok := got[key]
				if !ok {
					t.Errorf("no key %q in the result", key)
				} else if err := differ(key, g, want, c.Tolerance); err != nil {
					t.Error(err)
				}
			}
			if c.Published != nil {
				for key, want := range c.Published.Values {
					if err := differ("published "+key, got[key], want, c.Published.Tolerance); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	for _, name := range Methods() {
		if !seen[name] {
			t.Errorf("method %q has no golden case", name)
		}
	}
}
