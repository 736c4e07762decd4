package appraisal_test

import (
	"fmt"
	"slices"
	"testing"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/scoring"
)

func TestDifference(t *testing.T) {
	d, _ := data(t)
	m := model(t, d, "general")
	if got := appraisal.Difference(m, clone(t, m)); len(got) != 0 {
		t.Fatalf("a model against itself: %+v", got)
	}
	n := clone(t, m)
	n.Name.En = "Another"
	n.Tree.Children[0].Weight *= 3
	moved := n.Tree.Children[1].Children[0]
	n.Tree.Children[1].Children = n.Tree.Children[1].Children[1:]
	n.Tree.Children[2].Children = append(n.Tree.Children[2].Children, moved)
	gone := n.Tree.Children[3].Children[0]
	n.Tree.Children[3].Children = n.Tree.Children[3].Children[1:]
	leaf := n.Tree.Children[0].Children[0].Criterion
	leaf.MaxAge = 2
	n.Screens = append(n.Screens, appraisal.Screen{Indicator: "PV.EST", Op: "min", Threshold: -2, Missing: "pass", Reason: catalog.Text{Zh: "稳定", En: "Stability"}})
	var got []string
	for _, c := range appraisal.Difference(m, n) {
		got = append(got, fmt.Sprintf("%s %s%s %s", c.Kind, c.Node, c.Screen, c.Field))
	}
	for _, want := range []string{"changed  name.en", "removed " + gone.ID + " ", "moved " + moved.ID + " ", "changed population weight",
		"changed location weight", "changed " + leaf.Indicator + " maxAge", "added PV.EST "} {
		if !slices.Contains(got, want) {
			t.Errorf("%q is not among %q", want, got)
		}
	}
	back := appraisal.Difference(n, m)
	if !slices.ContainsFunc(back, func(c appraisal.ModelChange) bool { return c.Kind == "added" && c.Node == gone.ID }) ||
		!slices.ContainsFunc(back, func(c appraisal.ModelChange) bool { return c.Kind == "removed" && c.Screen == "PV.EST" }) {
		t.Errorf("the other way round: %+v", back)
	}
}

func TestShifts(t *testing.T) {
	d, s := data(t)
	m := model(t, d, "general")
	before := evaluate(t, m, s, appraisal.Options{Scope: appraisal.Scope{Regions: []string{"ASEAN"}}})
	after := evaluate(t, m, s, appraisal.Options{Scope: appraisal.Scope{Regions: []string{"ASEAN"}, Countries: []string{"POL"}}, Weights: map[string]float64{"population": 10}})
	got := appraisal.Shifts(before, after)
	if len(got) != len(before.Alternatives)+1 || got[0].ISO3 != "POL" || got[0].RankBefore != nil || got[0].RankAfter == nil {
		t.Fatalf("%+v", got[0])
	}
	last := 1 << 30
	for _, x := range got[1:] {
		a, b := find(t, before, x.ISO3), find(t, after, x.ISO3)
		if *x.RankBefore != a.Rank || *x.RankAfter != b.Rank || *x.ScoreBefore != a.Score || *x.ScoreAfter != b.Score {
			t.Errorf("%s: %+v", x.ISO3, x)
		}
		places := max(a.Rank-b.Rank, b.Rank-a.Rank)
		if places > last {
			t.Errorf("%s moves %d places after one that moves %d", x.ISO3, places, last)
		}
		last = places
	}
}

// Each dot lies on the curve it is drawn with.
func TestPreviewValue(t *testing.T) {
	d, s := data(t)
	m := model(t, d, "general")
	for _, leaf := range m.Leaves() {
		v, err := appraisal.PreviewValue(m, &m, s, appraisal.Options{}, leaf.Indicator)
		if err != nil {
			t.Fatal(err)
		}
		for _, dot := range v.Dots {
			if dot.Value == nil || dot.Now == nil {
				continue
			}
			if dot.Before == nil || *dot.Before != *dot.Now {
				t.Errorf("%s of %s: the same model gives %v and %v", leaf.Indicator, dot.ISO3, dot.Before, *dot.Now)
			}
			i, _ := slices.BinarySearchFunc(v.Curve, *dot.Value, func(p scoring.Point, x float64) int {
				switch {
				case p.X < x:
					return -1
				case p.X > x:
					return 1
				}
				return 0
			})
			if i == len(v.Curve) {
				t.Fatalf("%s of %s lies right of the curve", leaf.Indicator, dot.ISO3)
			}
			low, high := v.Curve[max(i-1, 0)].Y, v.Curve[i].Y
			if low > high {
				low, high = high, low
			}
			if *dot.Now < low-1e-9 || *dot.Now > high+1e-9 {
				t.Errorf("%s of %s: %v is not between %v and %v", leaf.Indicator, dot.ISO3, *dot.Now, low, high)
			}
		}
		for _, x := range v.Shifts {
			if x.RankBefore == nil || *x.RankBefore != *x.RankAfter {
				t.Errorf("the same model moves %s", x.ISO3)
			}
		}
	}
	if _, err := appraisal.PreviewValue(m, nil, s, appraisal.Options{}, "NOPE"); len(fields(err)) != 1 {
		t.Errorf("%v", err)
	}
}
