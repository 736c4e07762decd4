package report

import "math"

// nameHeight is the height of a line of text on a map, in millimetres.
const nameHeight = 3.8

// mapName is a name on a map and the point it belongs to, in millimetres.
type mapName struct {
	x, y, width  float64
	text         string
	left, middle float64 // where it stands
	led          bool    // so far from its point that a line leads to it
}

// placeNames finds room for names one after another: beside the point, above or
// below it, then farther and farther out, where a name covers neither a point
// nor a name before it and stays in the frame. Of equally good places the first
// tried is taken, so the same map gives the same names.
func placeNames(names []mapName, west, north, east, south float64) {
	type box struct{ a, b, c, d float64 } // left, top, right, bottom
	var taken []box
	for i := range names {
		n := &names[i]
		taken = append(taken, box{n.x - dotRadius, n.y - dotRadius, n.x + dotRadius, n.y + dotRadius})
	}
	for i := range names {
		n := &names[i]
		least := math.Inf(1)
		var found box
		for _, out := range [...]float64{0, 3, 6, 9, 13, 17, 22} {
			gap := dotRadius + 0.8 + out
			for _, dir := range [...][2]float64{{1, 0}, {-1, 0}, {1, -0.7}, {1, 0.7}, {-1, -0.7}, {-1, 0.7}, {0, -1}, {0, 1}} {
				left := n.x + dir[0]*gap
				switch {
				case dir[0] < 0:
					left -= n.width
				case dir[0] == 0:
					left -= n.width / 2
				}
				middle := n.y + dir[1]*(gap+nameHeight/2)
				b := box{left, middle - nameHeight/2, left + n.width, middle + nameHeight/2}
				cost := out / 10
				if b.a < west || b.b < north || b.c > east || b.d > south {
					cost += 100
				}
				for _, t := range taken {
					if b.c > t.a && b.a < t.c && b.d > t.b && b.b < t.d {
						cost += 10
					}
				}
				if cost < least {
					least, found = cost, b
					n.left, n.middle, n.led = left, middle, out > 0
				}
			}
		}
		taken = append(taken, found)
	}
}
