package report

import (
	"bytes"
	"slices"
	"testing"

	"parksite/internal/layout"
	"parksite/seeds"
)

// With the sea lanes the map has ways along them and says so; the same document
// is the same bytes again. Without them it is drawn as well.
func TestPlanMapLanes(t *testing.T) {
	data, err := seeds.Load()
	if err != nil {
		t.Fatal(err)
	}
	lanes, err := layout.NewLanes(data.Lanes, layout.Origins(data.Sites, data.Tables.SeaDistances))
	if err != nil {
		t.Fatal(err)
	}
	d := chain(t, "zh")
	write := func() []byte {
		var b bytes.Buffer
		if err := PlanPDF(&b, d); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	without := write()
	d.Lanes = lanes
	with := write()
	if bytes.Equal(with, without) || !bytes.Equal(with, write()) {
		t.Error("the lanes are not drawn, or not the same twice")
	}
	d.Study.Report.Closed = layout.Malacca
	if bytes.Equal(with, write()) {
		t.Error("closing Malacca changes nothing")
	}
}

// Names in a crowd cover neither points nor one another, stay in the frame, and
// are led to where they stand away from their points.
func TestMapNames(t *testing.T) {
	var names []mapName
	for i := range 9 {
		names = append(names, mapName{x: 100 + float64(i%3)*5, y: 50 + float64(i/3)*5, width: 28})
	}
	names = append(names, mapName{x: 194, y: 20, width: 30}, mapName{x: 17, y: 111, width: 30}) // at corners
	placeNames(names, 16, 16, 194, 112)
	for i, n := range names {
		if n.left < 16 || n.left+n.width > 194 || n.middle < 16+nameHeight/2 || n.middle > 112-nameHeight/2 {
			t.Errorf("name %d leaves the frame: %+v", i, n)
		}
		for k, m := range names {
			if k != i && n.left < m.left+m.width && m.left < n.left+n.width && n.middle-m.middle < nameHeight && m.middle-n.middle < nameHeight {
				t.Errorf("names %d and %d cover one another", i, k)
			}
			dx := max(n.left-m.x, m.x-n.left-n.width, 0)
			dy := max(n.middle-nameHeight/2-m.y, m.y-n.middle-nameHeight/2, 0)
			if dx < dotRadius && dy < dotRadius {
				t.Errorf("name %d covers point %d", i, k)
			}
		}
	}
	if !slices.ContainsFunc(names[:9], func(n mapName) bool { return n.led }) {
		t.Error("no name of the crowd stands away from its point")
	}
}
