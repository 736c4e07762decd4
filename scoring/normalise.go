package scoring

import "math"

// NormaliseColumn applies a value function to one column of m raw values.
// Missing stays missing. The result is oriented: larger is better, except for
// Identity, which leaves values as they are.
//
// A constant column gives 0.5 (MinMax), 0 (ZScore), 1 (Target, all on target)
// with warning ConstantColumn; values beyond goalposts are clipped with warning
// OutsideGoalposts. Warnings and errors carry the row; their Col is -1.
//
// It returns an *InputError for parameters that are not usable and for a value
// outside the domain (Log, Ratio, Sum, SumInverse need positive values).
func NormaliseColumn(c []float64, f ValueFunc, d Direction) ([]float64, []Warning, error) {
	if err := f.Validate(); err != nil {
		return nil, nil, err
	}
	for i, x := range c {
		if math.IsInf(x, 0) {
			return nil, nil, inputError("matrix", i, -1, ReasonNotFinite, "the value is infinite")
		}
	}
	if f.Fixed() {
		return fixedColumn(c, f, d)
	}
	lo, hi, present := extent(c)
	v := append([]float64(nil), c...)
	if present == 0 {
		return v, nil, nil
	}
	var warn []Warning
	constant := Warning{Kind: ConstantColumn, Row: -1, Col: -1, Value: lo}
	each := func(g func(x float64) float64) {
		for i, x := range v {
			if x == x {
				v[i] = g(x)
			}
		}
	}
	switch f.Kind {
	case MinMax:
		if lo == hi {
			each(func(float64) float64 { return 0.5 })
			return v, []Warning{constant}, nil
		}
		each(func(x float64) float64 { return between(x, lo, hi, d) })
	case ZScore:
		mean, sd := meanSD(c)
		if lo == hi || sd == 0 {
			each(func(float64) float64 { return 0 })
			return v, []Warning{constant}, nil
		}
		if d == Cost {
			sd = -sd
		}
		each(func(x float64) float64 { return (x - mean) / sd })
	case Percentile:
		if lo == hi {
			warn = append(warn, constant)
		}
		percentiles(v, d)
	case Target:
		far := max(f.Target-lo, hi-f.Target)
		if far == 0 {
			each(func(float64) float64 { return 1 })
			return v, []Warning{constant}, nil
		}
		each(func(x float64) float64 { return 1 - math.Abs(x-f.Target)/far })
	case Ratio, Sum, SumInverse:
		if err := positive(c, string(f.Kind)); err != nil {
			return nil, nil, err
		}
		if f.Kind == Sum && d == Cost {
			return nil, nil, inputError("criteria", -1, -1, ReasonDirection, "normalisation by the sum has no rule for a cost; use sum of inverses")
		}
		switch {
		case f.Kind == Ratio && d == Benefit:
			each(func(x float64) float64 { return x / hi })
		case f.Kind == Ratio:
			each(func(x float64) float64 { return lo / x })
		default:
			if d == Cost {
				each(func(x float64) float64 { return 1 / x })
			}
			divide(v, sumPresent(v))
		}
	case Vector:
		if n := norm(c); n > 0 {
			if d == Cost {
				n = -n
			}
			divide(v, n)
		}
	}
	for i, x := range v {
		if x != x && c[i] == c[i] || math.IsInf(x, 0) {
			return nil, nil, inputError("matrix", i, -1, ReasonDomain, "the numbers of the column are too far apart to normalise")
		}
	}
	return v, warn, nil
}

// fixedColumn applies a function that needs no column.
func fixedColumn(c []float64, f ValueFunc, d Direction) ([]float64, []Warning, error) {
	v := make([]float64, len(c))
	var warn []Warning
	for i, x := range c {
		if x != x {
			v[i] = x
			continue
		}
		y, outside, err := f.value(x, d)
		if err != nil {
			e := err.(*InputError)
			e.Row = i
			return nil, nil, e
		}
		if outside {
			warn = append(warn, Warning{Kind: OutsideGoalposts, Row: i, Col: -1, Value: x})
		}
		v[i] = y
	}
	return v, warn, nil
}

// between is min–max by direction; computed so that huge ranges do not overflow.
func between(x, lo, hi float64, d Direction) float64 {
	r := hi - lo
	t := (x - lo) / r
	if math.IsInf(r, 0) {
		t = (x/2 - lo/2) / (hi/2 - lo/2)
	}
	if d == Cost {
		return 1 - t
	}
	return t
}

func divide(v []float64, by float64) {
	for i := range v {
		v[i] /= by
	}
}

// extent returns the least and greatest value present and how many there are.
func extent(c []float64) (lo, hi float64, present int) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, x := range c {
		if x == x {
			lo, hi = min(lo, x), max(hi, x)
			present++
		}
	}
	return lo, hi, present
}

func sumPresent(c []float64) float64 {
	s := 0.0
	for _, x := range c {
		if x == x {
			s += x
		}
	}
	return s
}

// meanSD returns mean and sample standard deviation (n − 1) of the values
// present, in two passes; fewer than two values have deviation 0.
func meanSD(c []float64) (mean, sd float64) {
	n := 0
	for _, x := range c {
		if x == x {
			n++
		}
	}
	if n == 0 {
		return math.NaN(), 0
	}
	for _, x := range c {
		if x == x {
			mean += x / float64(n)
		}
	}
	if n < 2 {
		return mean, 0
	}
	s := 0.0
	for _, x := range c {
		if x == x {
			g := x - mean
			s += float64(g * g)
		}
	}
	return mean, math.Sqrt(s / float64(n-1))
}

// worseThan returns, for each value present, how many others present are
// strictly worse; missing stays NaN.
func worseThan(c []float64, d Direction) []float64 {
	k := make([]float64, len(c))
	for i, x := range c {
		if x != x {
			k[i] = x
			continue
		}
		for _, y := range c {
			if d == Benefit && y < x || d == Cost && y > x {
				k[i]++
			}
		}
	}
	return k
}

// percentiles replaces values by (r − 1)/(n − 1), r the ascending competition
// rank among the n present; a single value is 0.5, as a constant min–max column.
func percentiles(v []float64, d Direction) {
	_, _, n := extent(v)
	k := worseThan(v, d)
	for i, x := range v {
		switch {
		case x != x:
		case n == 1:
			v[i] = 0.5
		default:
			v[i] = k[i] / float64(n-1)
		}
	}
}

// positive returns an *InputError naming the first row with a value ≤ 0.
func positive(c []float64, what string) error {
	for i, x := range c {
		if x <= 0 {
			return inputError("matrix", i, -1, ReasonDomain, "%s needs positive values, got %g", what, x)
		}
	}
	return nil
}

// inColumn puts the column into an *InputError that has none.
func inColumn(err error, j int) error {
	if e, ok := err.(*InputError); ok && e.Col < 0 {
		f := *e
		f.Col = j
		return &f
	}
	return err
}
