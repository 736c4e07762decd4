package scoring

import "math"

// Direction says whether more of a criterion is better or worse.
type Direction uint8

const (
	Benefit Direction = iota // more is better
	Cost                     // less is better
)

// ValueKind names how raw values of a criterion become normalised ones.
type ValueKind string

const (
	Linear     ValueKind = "linear"     // goalposts: (x − Low)/(High − Low), clipped to [0, 1]
	Log        ValueKind = "log"        // goalposts on a logarithmic scale; x, Low, High > 0
	Piecewise  ValueKind = "piecewise"  // linear between Points, flat outside; direction ignored
	MinMax     ValueKind = "minmax"     // goalposts at the column's own extremes
	ZScore     ValueKind = "zscore"     // (x − mean)/sample standard deviation, negated for cost
	Percentile ValueKind = "percentile" // share of the other alternatives that are worse
	Target     ValueKind = "target"     // 1 − |x − Target|/largest possible distance in the column
	Ratio      ValueKind = "ratio"      // x/max, min/x for cost; positive values
	Vector     ValueKind = "vector"     // x divided by the column's Euclidean norm, negated for cost
	Sum        ValueKind = "sum"        // x/Σx, positive values; benefit only
	SumInverse ValueKind = "sumInverse" // Sum, of 1/x for cost
	Identity   ValueKind = "none"       // values are used as given
)

// Point is a corner of a piecewise linear value function.
type Point struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// ValueFunc says how a raw value becomes a normalised one. Linear and Log use
// Low and High (Low maps to 0 and High to 1 for a benefit, reversed for a
// cost); Piecewise uses Points; Target uses Target. The other kinds take
// everything from the column.
type ValueFunc struct {
	Kind   ValueKind `json:"kind"`
	Low    float64   `json:"low,omitempty"`
	High   float64   `json:"high,omitempty"`
	Points []Point   `json:"points,omitempty"`
	Target float64   `json:"target,omitempty"`
}

// Fixed reports whether the function needs no column: Linear, Log, Piecewise
// and Identity. Scores built on fixed functions only cannot be changed by adding
// or removing another alternative.
func (f ValueFunc) Fixed() bool {
	switch f.Kind {
	case Linear, Log, Piecewise, Identity:
		return true
	}
	return false
}

// Bounded reports whether every value it gives lies in [0, 1].
func (f ValueFunc) Bounded() bool {
	switch f.Kind {
	case ZScore, Vector, Identity:
		return false
	}
	return true
}

// Validate returns an *InputError (without row and column) if the parameters
// of the kind are not usable.
func (f ValueFunc) Validate() error {
	finite := func(x float64) bool { return x == x && !math.IsInf(x, 0) }
	switch f.Kind {
	case Linear, Log:
		if !finite(f.Low) || !finite(f.High) {
			return inputError("value", -1, -1, ReasonNotFinite, "goalposts must be finite")
		}
		if f.Low >= f.High {
			return inputError("value", -1, -1, ReasonParameter, "the low goalpost %g is not below the high one %g", f.Low, f.High)
		}
		if f.Kind == Log && f.Low <= 0 {
			return inputError("value", -1, -1, ReasonDomain, "goalposts on a logarithmic scale must be positive, got %g", f.Low)
		}
	case Piecewise:
		if len(f.Points) < 2 {
			return inputError("value", -1, -1, ReasonEmpty, "a piecewise value function needs at least two points")
		}
		for i, p := range f.Points {
			switch {
			case !finite(p.X) || !finite(p.Y):
				return inputError("value", i, -1, ReasonNotFinite, "the point is not finite")
			case i > 0 && p.X <= f.Points[i-1].X:
				return inputError("value", i, -1, ReasonParameter, "x must increase strictly, %g follows %g", p.X, f.Points[i-1].X)
			case p.Y < 0 || p.Y > 1:
				return inputError("value", i, -1, ReasonParameter, "y = %g lies outside [0, 1]", p.Y)
			}
		}
	case Target:
		if !finite(f.Target) {
			return inputError("value", -1, -1, ReasonNotFinite, "the target must be finite")
		}
	case MinMax, ZScore, Percentile, Ratio, Vector, Sum, SumInverse, Identity:
	default:
		return inputError("value", -1, -1, ReasonUnknownKind, "unknown normalisation %q", f.Kind)
	}
	return nil
}

// Value returns the normalised value of x, NaN for NaN. Linear, Log and
// Piecewise give values in [0, 1]; Identity gives x.
//
// It returns an *InputError for a kind that needs the column, and for x ≤ 0 on
// a logarithmic scale.
func (f ValueFunc) Value(x float64, d Direction) (float64, error) {
	v, _, err := f.value(x, d)
	return v, err
}

// value also reports whether x lay outside the goalposts.
func (f ValueFunc) value(x float64, d Direction) (v float64, outside bool, err error) {
	switch f.Kind {
	case Linear:
		v = (x - f.Low) / (f.High - f.Low)
	case Log:
		if x <= 0 {
			return 0, false, inputError("matrix", -1, -1, ReasonDomain, "the logarithm needs a positive value, got %g", x)
		}
		lo := ln(f.Low)
		v = (ln(x) - lo) / (ln(f.High) - lo)
		switch x { // the ends exactly, whatever the logarithms round to
		case f.Low:
			v = 0
		case f.High:
			v = 1
		}
	case Piecewise:
		return f.piecewise(x), false, nil
	case Identity:
		return x, false, nil
	default:
		return 0, false, inputError("value", -1, -1, ReasonUnknownKind, "%q needs the whole column", f.Kind)
	}
	if v < 0 {
		v, outside = 0, true
	}
	if v > 1 {
		v, outside = 1, true
	}
	if d == Cost {
		v = 1 - v
	}
	return v, outside, nil
}

func (f ValueFunc) piecewise(x float64) float64 {
	p := f.Points
	switch last := len(p) - 1; {
	case x != x:
		return x
	case x <= p[0].X:
		return p[0].Y
	case x >= p[last].X:
		return p[last].Y
	}
	k := 1
	for x > p[k].X {
		k++
	}
	t := (x - p[k-1].X) / (p[k].X - p[k-1].X)
	return float64((1-t)*p[k-1].Y) + float64(t*p[k].Y)
}

// Nearest returns the raw value closest to x whose normalised value is v: what
// x would have to become. It reports false if no raw value gives v, or for a
// kind that needs the column.
func (f ValueFunc) Nearest(x, v float64, d Direction) (float64, bool) {
	if f.Kind == Identity {
		return v, true
	}
	if v < 0 || v > 1 || v != v {
		return 0, false
	}
	if f.Kind == Piecewise {
		return f.nearestPiecewise(x, v)
	}
	if d == Cost {
		v = 1 - v
	}
	y := 0.0
	switch f.Kind {
	case Linear:
		y = float64((1-v)*f.Low) + float64(v*f.High)
	case Log:
		y = exp(float64((1-v)*ln(f.Low)) + float64(v*ln(f.High)))
	default:
		return 0, false
	}
	if v == 0 && x < f.Low || v == 1 && x > f.High { // already there, beyond the goalpost
		return x, true
	}
	return y, true
}

func (f ValueFunc) nearestPiecewise(x, v float64) (float64, bool) {
	if f.piecewise(x) == v {
		return x, true
	}
	best, found := 0.0, false
	for k := 1; k < len(f.Points); k++ {
		a, b := f.Points[k-1], f.Points[k]
		if v < min(a.Y, b.Y) || v > max(a.Y, b.Y) {
			continue
		}
		y := a.X
		if a.Y != b.Y {
			t := (v - a.Y) / (b.Y - a.Y)
			y = float64((1-t)*a.X) + float64(t*b.X)
		} else if math.Abs(b.X-x) < math.Abs(a.X-x) {
			y = b.X
		}
		if !found || math.Abs(y-x) < math.Abs(best-x) {
			best, found = y, true
		}
	}
	return best, found
}
