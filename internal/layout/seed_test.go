package layout_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/layout"
	"parksite/seeds"
)

var world = sync.OnceValues(func() (*layout.Atlas, *catalog.Snapshot) {
	d, err := seeds.Load()
	if err != nil {
		panic(err)
	}
	snap, err := d.Snapshot()
	if err != nil {
		panic(err)
	}
	a, err := layout.NewAtlas(layout.Data{Countries: d.Tables.Countries, Strategies: d.Strategies, Industries: d.Industries, Sites: d.Sites,
		SeaDistances: d.Tables.SeaDistances, LandUse: d.LandUse, GDP: layout.GDP(snap, snap.Year())})
	if err != nil {
		panic(err)
	}
	shipped = d
	return a, snap
})

var shipped seeds.Data

// hosts ranks the host countries by the shipped models, as of a year (0 = newest).
func hosts(t testing.TB, strategy string, year int) layout.CountryScores {
	t.Helper()
	_, snap := world()
	c, err := layout.ScoreCountries(shipped.Models, snap, strategy, year)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func problem(t testing.TB, strategy string, k int) (layout.Problem, []layout.SiteScore) {
	t.Helper()
	a, _ := world()
	r, err := a.DefaultRule(strategy, k)
	if err != nil {
		t.Fatal(err)
	}
	p, scores, err := a.Problem(layout.Input{Rule: r, Country: hosts(t, strategy, 0)})
	if err != nil {
		t.Fatal(err)
	}
	return p, scores
}

var _ = appraisal.GeneralModel

func TestShippedPlans(t *testing.T) {
	for _, s := range []string{"S1", "S2", "S3", "S4"} {
		p, _ := problem(t, s, 6)
		start := time.Now()
		sol, err := layout.Solve(context.Background(), p, layout.Options{})
		if err != nil {
			t.Fatalf("%s: %v", s, err)
		}
		t.Logf("%s: %d candidates, %d nodes, %v", s, len(p.Candidates), sol.Nodes, time.Since(start))
		for i, pl := range sol.Plans {
			t.Logf("  plan %d %.6f complete %v", i, pl.Value, pl.Complete())
			if i > 0 {
				continue
			}
			for _, x := range pl.Sites {
				f := 0.0
				for _, y := range x.Fits {
					if y.Industry == x.Industry {
						f = y.Score
					}
				}
				t.Logf("    %s %s %-28s %-10s %-24s score %.3f cov %.2f fit %.3f %v", x.ISO3, x.Kind, x.Name.Zh+x.Name.En, x.Role, x.Industry, x.Score, x.Coverage, f, x.Ignored)
			}
			for _, c := range pl.Conditions {
				t.Logf("    %s", c)
			}
			for _, l := range pl.Links {
				t.Logf("    %v", l)
			}
		}
	}
}
