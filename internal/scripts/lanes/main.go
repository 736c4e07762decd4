// Command lanes turns the maritime network of searoute-py into seeds/lanes.csv.
//
//	go run ./internal/scripts/lanes -from marnet_searoute.geojson
//
// The network is searoute/data/marnet_searoute.geojson of github.com/genthalili/searoute-py
// (also in the package searoute of PyPI), Apache-2.0. Positions are rounded to
// 0.0001°, some ten metres, which is what the shipped sea distances were
// computed on: rounded further, lanes that do not meet would be joined.
// Longitudes beyond ±180° come back into the range; a line is cut where rounding
// leaves one point of it, and a line that stood before is left out. The order is
// the source's, so the same file gives the same bytes.
package main

import (
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"math"
	"os"
	"strconv"
	"strings"
)

// network is what is read of a GeoJSON feature collection.
type network struct {
	Features []struct {
		Properties struct {
			Passage string `json:"passage"`
		} `json:"properties"`
		Geometry struct {
			Type        string          `json:"type"`
			Coordinates json.RawMessage `json:"coordinates"`
		} `json:"geometry"`
	} `json:"features"`
}

func main() {
	log.SetFlags(0)
	from := flag.String("from", "", "GeoJSON of the network")
	to := flag.String("o", "seeds/lanes.csv", "file to write")
	flag.Parse()
	if err := convert(*from, *to); err != nil {
		log.Fatalf("lanes: %v", err)
	}
}

func convert(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	var n network
	if err := json.Unmarshal(text, &n); err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	rows := [][]string{{"passage", "points"}}
	seen := map[string]bool{}
	for i, f := range n.Features {
		lines := make([][][]float64, 1)
		switch f.Geometry.Type {
		case "LineString":
			err = json.Unmarshal(f.Geometry.Coordinates, &lines[0])
		case "MultiLineString":
			err = json.Unmarshal(f.Geometry.Coordinates, &lines)
		default:
			err = fmt.Errorf("a %s is no line", f.Geometry.Type)
		}
		if err != nil {
			return fmt.Errorf("feature %d: %w", i, err)
		}
		for _, line := range lines {
			row := []string{f.Properties.Passage, rounded(line)}
			key := row[0] + " " + row[1]
			if !strings.Contains(row[1], ";") || seen[key] {
				continue
			}
			seen[key] = true
			rows = append(rows, row)
		}
	}
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	if err := csv.NewWriter(out).WriteAll(rows); err != nil {
		return err
	}
	return out.Close()
}

// rounded writes a line as "lon lat;lon lat", without standing still.
func rounded(line [][]float64) string {
	var points []string
	for _, p := range line {
		lon := math.Mod(p[0], 360)
		if lon > 180 {
			lon -= 360
		}
		if lon <= -180 {
			lon += 360
		}
		at := degrees(lon) + " " + degrees(p[1])
		if len(points) == 0 || points[len(points)-1] != at {
			points = append(points, at)
		}
	}
	return strings.Join(points, ";")
}

func degrees(x float64) string {
	x = math.Round(x*1e4) / 1e4
	return strconv.FormatFloat(x+0, 'f', -1, 64) // +0: no minus zero
}
