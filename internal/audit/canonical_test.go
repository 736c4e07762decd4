package audit

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parksite/internal/fault"
)

func TestCanonical(t *testing.T) {
	tests := []struct {
		name string
		v    any
		want string
	}{
		{"keys sorted, no space", map[string]any{"b": 1, "a": []any{true, nil}, "é": "x", "B": 2}, `{"B":2,"a":[true,null],"b":1,"é":"x"}`},
		// RFC 8785, section 3.2.2 and appendix B.
		{"numbers of RFC 8785", []float64{333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001}, `[333333333.3333333,1e+30,4.5,0.002,1e-27]`},
		{"smallest and largest", []float64{5e-324, math.MaxFloat64, 9007199254740992, 1e21, 1e-7, 0.000001}, `[5e-324,1.7976931348623157e+308,9007199254740992,1e+21,1e-7,0.000001]`},
		{"minus zero", []float64{math.Copysign(0, -1), -0.5}, `[0,-0.5]`},
		{"integers beyond 2^53", []int64{math.MaxInt64, math.MinInt64}, `[9223372036854775807,-9223372036854775808]`},
		{"1.0 and 1 are one number", []json.RawMessage{json.RawMessage("1.0"), json.RawMessage("1e2")}, `[1,100]`},
		{"text", "<a&b>\u2028\"\\\n\x01共建", "\"<a&b>\u2028\\\"\\\\\\n\\u0001共建\""},
		{"time", time.Date(2026, 1, 2, 3, 4, 5, 60e6, time.UTC), `"2026-01-02T03:04:05.06Z"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Canonical(tt.v)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestCanonicalRefuses(t *testing.T) {
	for name, v := range map[string]any{
		"NaN":           math.NaN(),
		"infinity":      math.Inf(1),
		"beyond floats": json.RawMessage("1e999"),
		"broken text":   "a\xff",
		"repeated key":  json.RawMessage(`{"a":1,"a":2}`),
		"function":      func() {},
	} {
		if got, err := Canonical(v); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
}

// What comes out is JSON of the same value, and is its own canonical form.
func TestCanonicalIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.MapOf(rapid.StringMatching(`[a-z共é."\\]{0,5}`), rapid.OneOf(
			rapid.Float64().Filter(func(f float64) bool { return !math.IsNaN(f) && !math.IsInf(f, 0) }).AsAny(),
			rapid.Int64().AsAny(), rapid.StringMatching("[\x00-\x7f]*").AsAny(), rapid.Bool().AsAny(),
			rapid.SliceOf(rapid.Float32Range(-1e30, 1e30)).AsAny())).Draw(t, "v")
		once, err := Canonical(v)
		if err != nil {
			t.Fatal(err)
		}
		twice, err := Canonical(json.RawMessage(once))
		if err != nil || string(twice) != string(once) {
			t.Fatalf("%s became %s, %v", once, twice, err)
		}
		for k, want := range v {
			f, ok := want.(float64)
			if !ok {
				continue
			}
			var back map[string]any
			if err := json.Unmarshal(once, &back); err != nil || back[k] != f {
				t.Fatalf("%v came back as %v, %v", f, back[k], err)
			}
		}
	})
}
