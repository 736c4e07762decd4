package handlers

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/gin-gonic/gin"

	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/layout"
)

// maxLegs bounds the sea legs of one request.
const maxLegs = 200

// laneRequest asks which way ships take.
type laneRequest struct {
	Closed layout.Passage `json:"closed,omitempty" enums:"suez,panama,malacca"`
	Legs   []seaLegEnds   `json:"legs"` // at most 200
}

// seaLegEnds are the ends of a sea leg.
type seaLegEnds struct {
	From *seaLegEnd `json:"from,omitempty"` // the main Chinese port with the shortest way when absent
	To   seaLegEnd  `json:"to"`
}

// seaLegEnd is a site of the catalogue, or a position.
type seaLegEnd struct {
	ID  string   `json:"id,omitempty"`
	Lat *float64 `json:"lat,omitempty"`
	Lon *float64 `json:"lon,omitempty"`
}

// laneAnswer are the ways in the order asked.
type laneAnswer struct {
	Closed layout.Passage `json:"closed,omitempty"`
	Legs   []seaLeg       `json:"legs"`
}

// seaLeg is the way of a ship along the lanes of the maritime network, to be
// drawn. It is in no plan and no digest, and its length scores nothing.
type seaLeg struct {
	Origin   *catalog.Site `json:"origin,omitempty"` // the Chinese port that was chosen
	Computed bool          `json:"computed"`         // false: no lanes join the ends, or they say nothing about so short a way
	Points   [][2]float64  `json:"points"`           // longitude, latitude; the first and the last leg lead straight from an end to a lane. Longitudes run on past 180 and never jump
	NM       float64       `json:"nm"`               // of the whole way, in nautical miles
	StartKm  float64       `json:"startKm"`          // of the straight leg at the start
	EndKm    float64       `json:"endKm"`            // of the straight leg at the end
	StartFar bool          `json:"startFar"`         // that leg is longer than 80 km: no lane was computed there
	EndFar   bool          `json:"endFar"`
}

// seaLanes answers with the ways ships take between places.
//
//	@Summary      Ways along sea lanes, for drawing
//	@Description  Shortest ways on the maritime network from which the sea distances were computed, with at most one passage closed. Lengths score nothing: the distances of the data set do.
//	@Tags         layouts
//	@Param        body  body  laneRequest  true  "ends of the legs, and a closed passage"
//	@Success      200  {object}  laneAnswer
//	@Router       /layouts/lanes [post]
func (a *API) seaLanes(c *gin.Context) error {
	const op = "handlers.seaLanes"
	var req laneRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	var bad []fault.Field
	if req.Closed != layout.Open && !slices.Contains(layout.Passages[:], req.Closed) {
		bad = append(bad, fault.Field{Field: "closed", Code: "layout.passage", Detail: "suez, panama or malacca"})
	}
	if len(req.Legs) > maxLegs {
		bad = append(bad, fault.Field{Field: "legs", Code: "list.long", Detail: "at most 200 legs"})
		req.Legs = nil
	}
	type ends struct{ from, to *layout.Place }
	legs := make([]ends, len(req.Legs))
	for i, x := range req.Legs {
		if x.From != nil {
			legs[i].from = a.legEnd(*x.From, fmt.Sprintf("legs[%d].from", i), &bad)
		}
		legs[i].to = a.legEnd(x.To, fmt.Sprintf("legs[%d].to", i), &bad)
	}
	if err := fault.Bad(op, bad); err != nil {
		return err
	}
	return long(a, c, func(ctx context.Context) (laneAnswer, error) {
		out := laneAnswer{Closed: req.Closed, Legs: make([]seaLeg, len(legs))}
		for i, x := range legs {
			if err := ctx.Err(); err != nil {
				return out, fault.Wrap(op, err)
			}
			if x.from != nil {
				way, ok := a.atlas.Lanes.Way(*x.from, *x.to, req.Closed)
				out.Legs[i] = drawn(way, ok)
				continue
			}
			origin, way, ok := a.atlas.Lanes.FromChina(*x.to, req.Closed)
			out.Legs[i] = drawn(way, ok)
			if ok {
				out.Legs[i].Origin = &origin
			}
		}
		return out, nil
	})
}

// legEnd is where an end lies; nil where it cannot be told, with a field in bad.
func (a *API) legEnd(x seaLegEnd, field string, bad *[]fault.Field) *layout.Place {
	switch {
	case x.ID != "" && x.Lat == nil && x.Lon == nil:
		k := slices.IndexFunc(a.atlas.Sites, func(s catalog.Site) bool { return s.ID == x.ID })
		if k >= 0 && a.atlas.Sites[k].Lat != nil && a.atlas.Sites[k].Lon != nil {
			return &layout.Place{Lat: *a.atlas.Sites[k].Lat, Lon: *a.atlas.Sites[k].Lon}
		}
		*bad = append(*bad, fault.Field{Field: field + ".id", Code: "layout.unknownSite", Detail: "no site with a position has this id"})
	case x.ID != "" || x.Lat == nil || x.Lon == nil:
		*bad = append(*bad, fault.Field{Field: field, Code: "field.required", Detail: "give an id, or lat and lon"})
	case !(math.Abs(*x.Lat) <= 90) || !(math.Abs(*x.Lon) <= 180):
		*bad = append(*bad, fault.Field{Field: field, Code: "number.range", Detail: "lat from -90 to 90, lon from -180 to 180"})
	default:
		return &layout.Place{Lat: *x.Lat, Lon: *x.Lon}
	}
	return nil
}

// drawn words a way; positions to some ten metres, lengths as the tables have them.
func drawn(way layout.SeaWay, ok bool) seaLeg {
	out := seaLeg{Points: [][2]float64{}}
	if !ok || way.Straight() {
		return out
	}
	round := func(x, steps float64) float64 { return math.Round(x*steps) / steps }
	out.Computed, out.NM = true, math.Round(layout.NM(way.Km))
	out.StartKm, out.EndKm = round(way.StartKm, 10), round(way.EndKm, 10)
	out.StartFar, out.EndFar = way.StartKm > layout.FarLaneKm, way.EndKm > layout.FarLaneKm
	for _, p := range way.Points {
		out.Points = append(out.Points, [2]float64{round(p.Lon, 1e4), round(p.Lat, 1e4)})
	}
	return out
}
