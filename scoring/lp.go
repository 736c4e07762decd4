package scoring

import "math"

// lp is a small dense linear program over variables ≥ 0, solved by the
// two-phase simplex method.
type lp struct {
	n    int
	c    []float64 // minimise c·x
	rows [][]float64
	rel  []relation
	rhs  []float64
}

type relation int8

const (
	lessEqual relation = iota
	equal
	greaterEqual
)

const lpEps = 1e-11

func newLP(n int) *lp { return &lp{n: n, c: make([]float64, n)} }

// minimise sets the objective to one variable.
func (l *lp) minimise(j int) { l.c[j] = 1 }

func (l *lp) add(row []float64, rel relation, rhs float64) {
	r := append([]float64(nil), row...)
	if rhs < 0 {
		for j := range r {
			r[j] = -r[j]
		}
		rhs = -rhs
		rel = greaterEqual - rel
	}
	l.rows, l.rel, l.rhs = append(l.rows, r), append(l.rel, rel), append(l.rhs, rhs)
}

// solve returns an optimal x and its value, or false if there is none.
func (l *lp) solve() ([]float64, float64, bool) {
	m := len(l.rows)
	slack, artificial := 0, 0
	for _, r := range l.rel {
		if r != equal {
			slack++
		}
		if r != lessEqual {
			artificial++
		}
	}
	cols := l.n + slack + artificial
	t := make([][]float64, m) // tableau, right-hand side last
	basis := make([]int, m)
	s, a := l.n, l.n+slack
	for i, row := range l.rows {
		t[i] = make([]float64, cols+1)
		copy(t[i], row)
		t[i][cols] = l.rhs[i]
		switch l.rel[i] {
		case lessEqual:
			t[i][s], basis[i] = 1, s
			s++
		case greaterEqual:
			t[i][s] = -1
			s++
			fallthrough
		case equal:
			t[i][a], basis[i] = 1, a
			a++
		}
	}
	phase1 := make([]float64, cols)
	for j := l.n + slack; j < cols; j++ {
		phase1[j] = 1
	}
	if v, ok := simplex(t, basis, phase1, cols); !ok || v > 1e-9 {
		return nil, 0, false
	}
	for i, b := range basis { // drive artificial variables out, or leave a redundant row at zero
		if b < l.n+slack {
			continue
		}
		for j := range l.n + slack {
			if math.Abs(t[i][j]) > lpEps {
				pivot(t, basis, i, j)
				break
			}
		}
	}
	for i := range t {
		for j := l.n + slack; j < cols; j++ {
			if basis[i] != j {
				t[i][j] = 0
			}
		}
	}
	phase2 := make([]float64, cols)
	copy(phase2, l.c)
	v, ok := simplex(t, basis, phase2, l.n+slack)
	if !ok {
		return nil, 0, false
	}
	x := make([]float64, l.n)
	for i, b := range basis {
		if b < l.n {
			x[b] = t[i][cols]
		}
	}
	return x, v, true
}

// simplex minimises c·x from a feasible basis, entering only columns below
// limit; false means unbounded, or that rounding kept it from ending. The
// steepest column enters; after many steps the first one does (Bland), which
// cannot cycle.
func simplex(t [][]float64, basis []int, c []float64, limit int) (float64, bool) {
	last := len(c)
	z := make([]float64, last+1) // reduced costs, minus the value last
	copy(z, c)
	for i, b := range basis {
		if f := c[b]; f != 0 {
			for k := range z {
				z[k] -= float64(f * t[i][k])
			}
		}
	}
	steps := 20 * (len(t) + last)
	for step := range steps {
		enter := -1
		for j := range limit {
			if z[j] < -lpEps && (enter < 0 || z[j] < z[enter]) {
				enter = j
				if step > steps/2 {
					break
				}
			}
		}
		if enter < 0 {
			return -z[last], true
		}
		leave, best := -1, math.Inf(1)
		for i := range t {
			if t[i][enter] <= 1e-9 {
				continue
			}
			q := max(t[i][last], 0) / t[i][enter]
			if q < best-lpEps || q < best+lpEps && leave >= 0 && basis[i] < basis[leave] {
				leave, best = i, min(q, best)
			}
		}
		if leave < 0 {
			return 0, false
		}
		pivot(t, basis, leave, enter)
		f := z[enter]
		for k := range z {
			z[k] -= float64(f * t[leave][k])
		}
		z[enter] = 0
	}
	return 0, false
}

func pivot(t [][]float64, basis []int, r, j int) {
	p := t[r][j]
	divide(t[r], p)
	for i := range t {
		if f := t[i][j]; i != r && f != 0 {
			for k := range t[i] {
				t[i][k] -= float64(f * t[r][k])
			}
		}
	}
	basis[r] = j
}
