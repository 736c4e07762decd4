package scoring

import "math"

// Matrix is an m×n table of numbers in row-major order. NaN is a missing value;
// an infinite value cannot be held. The zero Matrix has no rows and no columns.
type Matrix struct {
	m, n int
	v    []float64
}

// NewMatrix copies rows, which must be non-empty and of one length.
//
// It returns an *InputError for no rows, no columns, unequal rows or ±Inf.
func NewMatrix(rows [][]float64) (Matrix, error) {
	if len(rows) == 0 {
		return Matrix{}, inputError("matrix", -1, -1, ReasonEmpty, "the matrix has no rows")
	}
	n := len(rows[0])
	if n == 0 {
		return Matrix{}, inputError("matrix", 0, -1, ReasonEmpty, "the row has no values")
	}
	x := Zeros(len(rows), n)
	for i, row := range rows {
		if len(row) != n {
			return Matrix{}, inputError("matrix", i, -1, ReasonShape, "the row has %d values, the first row has %d", len(row), n)
		}
		for j, f := range row {
			if math.IsInf(f, 0) {
				return Matrix{}, inputError("matrix", i, j, ReasonNotFinite, "the value is infinite")
			}
		}
		copy(x.v[i*n:], row)
	}
	return x, nil
}

// Zeros returns an m×n matrix of zeros. Negative sizes count as 0.
func Zeros(m, n int) Matrix {
	m, n = max(m, 0), max(n, 0)
	return Matrix{m: m, n: n, v: make([]float64, m*n)}
}

// Rows returns m.
func (x Matrix) Rows() int { return x.m }

// Cols returns n.
func (x Matrix) Cols() int { return x.n }

// At returns the value of row i, column j; NaN is missing.
func (x Matrix) At(i, j int) float64 {
	if j < 0 || j >= x.n {
		panic("scoring: column out of range")
	}
	return x.v[i*x.n+j]
}

// Row returns a copy of row i.
func (x Matrix) Row(i int) []float64 { return append([]float64(nil), x.row(i)...) }

// Column returns a copy of column j.
func (x Matrix) Column(j int) []float64 {
	c := make([]float64, x.m)
	for i := range c {
		c[i] = x.At(i, j)
	}
	return c
}

// Slices returns a copy as one slice per row.
func (x Matrix) Slices() [][]float64 {
	rows := make([][]float64, x.m)
	for i := range rows {
		rows[i] = x.Row(i)
	}
	return rows
}

func (x Matrix) row(i int) []float64 { return x.v[i*x.n : (i+1)*x.n] }

func (x Matrix) set(i, j int, f float64) { x.v[i*x.n+j] = f }

func (x Matrix) setColumn(j int, c []float64) {
	for i, f := range c {
		x.v[i*x.n+j] = f
	}
}

func (x Matrix) clone() Matrix { return Matrix{m: x.m, n: x.n, v: append([]float64(nil), x.v...)} }

// filled returns an m×n matrix with every cell f.
func filled(m, n int, f float64) Matrix {
	x := Zeros(m, n)
	for i := range x.v {
		x.v[i] = f
	}
	return x
}

// pickRows returns the rows listed, in that order.
func (x Matrix) pickRows(rows []int) Matrix {
	y := Zeros(len(rows), x.n)
	for k, i := range rows {
		copy(y.row(k), x.row(i))
	}
	return y
}

// complete returns an *InputError naming the first missing cell, or nil.
func (x Matrix) complete(method string) error {
	for k, f := range x.v {
		if math.IsNaN(f) {
			return inputError("matrix", k/x.n, k%x.n, ReasonMissing, "the value is missing and %s has no rule for gaps; impute it or leave the alternative out", method)
		}
	}
	return nil
}
