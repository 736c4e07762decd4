package scoring

import (
	"math"
	"slices"
)

// ExactAcceptability computes SMAA-2 without drawing anything: the simplex of
// weights is cut along every line on which two alternatives tie, and each piece
// has one order. v is m×n without gaps; weights are Dirichlet with whole
// parameters alpha (nil is all 1: uniform).
//
// ok is false where there is no exact answer or the arrangement would be large:
// more than three criteria, three with other parameters than 1, more than 200
// alternatives for two criteria or 16 for three. Draws of the result is 0.
func ExactAcceptability(v Matrix, alpha []int) (r SMAAResult, ok bool, err error) {
	if err := v.complete("an exact acceptability"); err != nil {
		return SMAAResult{}, false, err
	}
	if alpha == nil {
		alpha = make([]int, v.n)
		for j := range alpha {
			alpha[j] = 1
		}
	}
	if len(alpha) != v.n {
		return SMAAResult{}, false, inputError("dirichlet", -1, -1, ReasonShape, "%d parameters for %d columns", len(alpha), v.n)
	}
	uniform := true
	for j, a := range alpha {
		if a < 1 {
			return SMAAResult{}, false, inputError("dirichlet", -1, j, ReasonParameter, "a parameter must be 1 or more, got %d", a)
		}
		uniform = uniform && a == 1
	}
	switch {
	case v.n == 1, v.n == 2 && v.m <= 200 && alpha[0]+alpha[1] <= 200, v.n == 3 && v.m <= 16 && uniform:
	default:
		return SMAAResult{}, false, nil
	}
	m := v.m
	r = SMAAResult{
		Acceptability: Zeros(m, m), ExpectedRank: make([]float64, m), RankSD: make([]float64, m),
		RankLow: make([]int, m), RankHigh: make([]int, m), Central: Zeros(m, v.n),
		Confidence: make([]float64, m), First: make([]int64, m),
	}
	score, first := make([]float64, m), make([]float64, m)
	rankAt := func(w []float64) []int {
		for i := range score {
			score[i] = dot(v.row(i), w)
		}
		return CompetitionRanks(score, 0)
	}
	piece := func(share float64, centroid []float64) {
		for i, k := range rankAt(centroid) {
			r.Acceptability.v[i*m+k-1] += share
			if k == 1 {
				first[i] += share
				for j, f := range centroid {
					r.Central.v[i*v.n+j] += float64(share * f)
				}
			}
		}
	}
	switch v.n {
	case 1:
		piece(1, []float64{1})
	case 2:
		cutSegment(v, alpha, piece)
	case 3:
		cutTriangle(v, piece)
	}
	for i := range m {
		square := 0.0
		below := 0.0
		for k, p := range r.Acceptability.row(i) {
			r.ExpectedRank[i] += float64(float64(k+1) * p)
			square += float64(float64((k+1)*(k+1)) * p)
			below += p
			if r.RankLow[i] == 0 && below >= 0.05 {
				r.RankLow[i] = k + 1
			}
			if r.RankHigh[i] == 0 && below >= 0.95-1e-12 {
				r.RankHigh[i] = k + 1
			}
		}
		r.RankSD[i] = math.Sqrt(max(0, square-float64(r.ExpectedRank[i]*r.ExpectedRank[i])))
		for j := range v.n {
			if first[i] > 0 {
				r.Central.v[i*v.n+j] /= first[i]
			} else {
				r.Central.set(i, j, math.NaN())
			}
		}
		if first[i] > 0 && rankAt(r.Central.row(i))[i] == 1 {
			r.Confidence[i] = 1
		}
	}
	return r, true, nil
}

// cutSegment cuts w = (t, 1 − t), 0 ≤ t ≤ 1, where scores cross; t is Beta(a, b).
func cutSegment(v Matrix, alpha []int, piece func(float64, []float64)) {
	a, b := alpha[0], alpha[1]
	mean := float64(a) / float64(a+b)
	cuts := []float64{0, 1}
	for i := range v.m {
		for k := range i {
			x, y := v.At(i, 0)-v.At(k, 0), v.At(i, 1)-v.At(k, 1)
			if float64(sign(x)*sign(y)) < 0 {
				cuts = append(cuts, y/(y-x))
			}
		}
	}
	slices.Sort(cuts)
	for k := 1; k < len(cuts); k++ {
		l := cuts[k] - cuts[k-1]
		t := cuts[k-1]/2 + cuts[k]/2
		if a+b > 2 {
			l = betaBelow(cuts[k], a, b) - betaBelow(cuts[k-1], a, b)
			if l > 0 {
				t = float64(mean * (betaBelow(cuts[k], a+1, b) - betaBelow(cuts[k-1], a+1, b)) / l)
			}
		}
		if l > 0 {
			piece(l, []float64{t, 1 - t})
		}
	}
}

// betaBelow returns P(t ≤ x) for t ~ Beta(a, b) with whole parameters: the chance
// of at least a successes in a + b − 1 trials of probability x.
func betaBelow(x float64, a, b int) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	}
	n := a + b - 1
	s, coefficient := 0.0, 0.0 // coefficient is ln C(n, k)
	for k := 0; k <= n; k++ {
		if k > 0 {
			coefficient += ln(float64(n-k+1)) - ln(float64(k))
		}
		if k >= a {
			s += exp(coefficient + float64(float64(k)*ln(x)) + float64(float64(n-k)*ln(1-x)))
		}
	}
	return min(s, 1)
}

type planePoint struct{ x, y float64 } // weights (x, y, 1 − x − y)

// cutTriangle cuts the triangle of weights along every line of ties.
func cutTriangle(v Matrix, piece func(float64, []float64)) {
	cells := [][]planePoint{{{0, 0}, {1, 0}, {0, 1}}}
	for a := range v.m {
		for b := range a {
			// d·w = c + gx·x + gy·y
			c := v.At(a, 2) - v.At(b, 2)
			gx, gy := v.At(a, 0)-v.At(b, 0)-c, v.At(a, 1)-v.At(b, 1)-c
			scale := max(math.Abs(c), math.Abs(gx), math.Abs(gy))
			if scale == 0 {
				continue
			}
			side := func(p planePoint) float64 {
				d := (c + float64(gx*p.x) + float64(gy*p.y)) / scale
				if math.Abs(d) < 1e-14 {
					return 0
				}
				return d
			}
			var next [][]planePoint
			for _, cell := range cells {
				next = append(next, cut(cell, side)...)
			}
			cells = next
		}
	}
	for _, c := range cells {
		area, cx, cy := 0.0, 0.0, 0.0
		for k := 1; k+1 < len(c); k++ { // a fan of triangles
			ux, uy := c[k].x-c[0].x, c[k].y-c[0].y
			wx, wy := c[k+1].x-c[0].x, c[k+1].y-c[0].y
			t := math.Abs(float64(ux*wy) - float64(uy*wx))
			area += t
			cx += float64(t * (c[0].x + c[k].x + c[k+1].x) / 3)
			cy += float64(t * (c[0].y + c[k].y + c[k+1].y) / 3)
		}
		if area > 0 { // twice the area: the share of the triangle
			cx, cy = cx/area, cy/area
			piece(area, []float64{cx, cy, 1 - cx - cy})
		}
	}
}

// cut splits a convex cell by the sign of side, into one or two cells.
func cut(cell []planePoint, side func(planePoint) float64) [][]planePoint {
	var plus, minus []planePoint
	above, below := false, false
	for k, p := range cell {
		q := cell[(k+1)%len(cell)]
		d, e := side(p), side(q)
		above, below = above || d > 0, below || d < 0
		if d >= 0 {
			plus = append(plus, p)
		}
		if d <= 0 {
			minus = append(minus, p)
		}
		if float64(d*e) < 0 {
			t := d / (d - e)
			m := planePoint{p.x + float64(t*(q.x-p.x)), p.y + float64(t*(q.y-p.y))}
			plus, minus = append(plus, m), append(minus, m)
		}
	}
	if !above || !below {
		return [][]planePoint{cell}
	}
	return [][]planePoint{plus, minus}
}
