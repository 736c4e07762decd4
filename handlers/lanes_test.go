package handlers

import (
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestSeaLanes(t *testing.T) {
	s := newSite(t)
	c := s.as("viewer")
	ask := func(body map[string]any) laneAnswer {
		t.Helper()
		res := c.post("/api/v1/layouts/lanes", body)
		if res.StatusCode != http.StatusOK {
			t.Fatalf("%d %.600s", res.StatusCode, res.body)
		}
		var a laneAnswer
		res.decode(t, &a)
		return a
	}
	at := func(lat, lon float64) map[string]any { return map[string]any{"lat": lat, "lon": lon} }
	legs := []map[string]any{
		{"to": map[string]any{"id": colombo}},
		{"from": map[string]any{"id": colombo}, "to": at(13.1, 80.3)},                // to Chennai
		{"from": at(13.1, 80.3), "to": map[string]any{"id": "port-WPI49580"}},        // to Mongla, up a river
		{"from": at(47, 8), "to": at(47, 8.5)},                                       // in the Alps
		{"from": map[string]any{"id": colombo}, "to": map[string]any{"id": colombo}}, // no way at all
	}
	open, closed := ask(map[string]any{"legs": legs}), ask(map[string]any{"legs": legs, "closed": "malacca"})
	data, err := seedData()
	if err != nil {
		t.Fatal(err)
	}
	shortest, round := math.Inf(1), math.Inf(1)
	for _, d := range data.Tables.SeaDistances {
		if d.To == colombo {
			shortest, round = min(shortest, d.NM), min(round, *d.NoMalaccaNM)
		}
	}
	first, far := open.Legs[0], closed.Legs[0]
	if !first.Computed || first.Origin == nil || math.Abs(first.NM-shortest) > 1 || math.Abs(far.NM-round) > 1 {
		t.Errorf("China to Colombo %v and %v nm with Malacca closed; the table has %v and %v", first.NM, far.NM, shortest, round)
	}
	if slices.Equal(first.Points, far.Points) || first.StartFar || first.EndFar || first.Points[len(first.Points)-1] != [2]float64{79.85, 6.95} {
		t.Errorf("%d points, %d with Malacca closed, the last %v", len(first.Points), len(far.Points), first.Points[len(first.Points)-1])
	}
	if chennai := open.Legs[1]; !chennai.Computed || chennai.Origin != nil || !slices.Equal(chennai.Points, closed.Legs[1].Points) {
		t.Errorf("Colombo to Chennai: %+v", chennai)
	}
	if mongla := open.Legs[2]; !mongla.Computed || mongla.StartFar || !mongla.EndFar {
		t.Errorf("Mongla lies %.0f km from the lane: far %v", mongla.EndKm, mongla.EndFar)
	}
	for _, i := range []int{3, 4} {
		if open.Legs[i].Computed && i == 3 || open.Legs[i].Points == nil {
			t.Errorf("leg %d: %+v", i, open.Legs[i])
		}
	}
}

func TestSeaLanesRefused(t *testing.T) {
	s := newSite(t)
	c := s.as("viewer")
	end := map[string]any{"id": colombo}
	for _, tt := range []struct {
		field string
		body  map[string]any
	}{
		{"closed", map[string]any{"closed": "hormuz", "legs": []any{}}},
		{"legs", map[string]any{"legs": slices.Repeat([]map[string]any{{"to": end}}, maxLegs+1)}},
		{"legs[0].to", map[string]any{"legs": []map[string]any{{}}}},
		{"legs[0].to.id", map[string]any{"legs": []map[string]any{{"to": map[string]any{"id": "port-none"}}}}},
		{"legs[1].from", map[string]any{"legs": []map[string]any{{"to": end}, {"from": map[string]any{"lat": 91, "lon": 0}, "to": end}}}},
		{"legs[0].from", map[string]any{"legs": []map[string]any{{"from": map[string]any{"id": colombo, "lat": 1, "lon": 1}, "to": end}}}},
	} {
		res := c.post("/api/v1/layouts/lanes", tt.body)
		if res.StatusCode != http.StatusBadRequest || !strings.Contains(string(res.body), `"`+tt.field+`"`) {
			t.Errorf("%s: %d %.300s", tt.field, res.StatusCode, res.body)
		}
	}
}
