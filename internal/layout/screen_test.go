package layout_test

import (
	"context"
	"slices"
	"testing"

	"parksite/internal/appraisal"
	"parksite/internal/fault"
	"parksite/internal/layout"
)

// A threshold takes sites out of the ranking and out of plans, says which and
// why, and changes no other site's score.
func TestScreens(t *testing.T) {
	ctx := context.Background()
	b := seededBasis(t)
	m := layout.ShippedModel()
	m.ID = "deep"
	m.Screens = []appraisal.Screen{{Indicator: layout.PierDepth, Op: "min", Threshold: 10, Missing: "pass"}}
	b.Models = append(b.Models, m)
	plain := rankSites(t, b, appraisal.SiteRequest{Strategy: "S2"}, 1)
	q := appraisal.SiteRequest{Strategy: "S2", SiteModel: &appraisal.Origin{ID: m.ID, Version: m.Version}}
	deep := rankSites(t, b, q, 1)
	old := map[string]layout.SiteScore{}
	for _, s := range plain.Sites {
		old[s.ID] = s
	}
	out := map[string]bool{}
	best := 0
	for _, s := range deep.Sites {
		if *s.Score != *old[s.ID].Score {
			t.Errorf("%s scores %v, without thresholds %v", s.ID, *s.Score, *old[s.ID].Score)
		}
		k := slices.IndexFunc(s.Criteria, func(c layout.SiteCriterion) bool { return c.ID == layout.PierDepth })
		c := s.Criteria[k]
		fails := c.Counted && *c.Value < 10
		if fails != (len(s.Screened) > 0) || fails && (s.Rank != 0 || *s.Screened[0].Value != *c.Value) {
			t.Errorf("%s with a depth of %v (counted %v): rank %d, %+v", s.ID, c.Value, c.Counted, s.Rank, s.Screened)
		}
		if out[s.ID] = fails; !fails && s.Rank > 0 {
			if s.Rank < best {
				t.Errorf("%s at rank %d comes after %d", s.ID, s.Rank, best)
			}
			best = s.Rank
		}
	}
	n := 0
	for _, gone := range out {
		if gone {
			n++
		}
	}
	if n == 0 || n == len(out) || best > len(out)-n || slices.ContainsFunc(deep.Firmness.Sites, func(r layout.RankRange) bool { return out[r.Site] }) {
		t.Errorf("%d of %d are left out, the last rank is %d", n, len(out), best)
	}

	// With grade C counted the lettered depths decide too, and say so.
	q.CountC = true
	weak := rankSites(t, b, q, 1)
	graded := slices.ContainsFunc(weak.Sites, func(s layout.SiteScore) bool {
		return len(s.Screened) > 0 && s.Screened[0].Grade == layout.GradeC
	})
	if !graded {
		t.Error("no depth of grade C leaves a site out although they count")
	}

	// What is unknown leaves out where the model says so.
	m.ID, m.Screens[0].Missing = "known", "exclude"
	b.Models = append(b.Models, m)
	known := rankSites(t, b, appraisal.SiteRequest{Strategy: "S2", SiteModel: &appraisal.Origin{ID: m.ID, Version: m.Version}}, 1)
	for _, s := range known.Sites {
		if s.Rank > 0 && old[s.ID].Rank > 0 && slices.Contains(s.Ignored, layout.PierDepth) {
			t.Errorf("%s is ranked although its depth is not known", s.ID)
		}
	}

	// In plans.
	var gone string
	for _, s := range deep.Sites {
		if out[s.ID] {
			gone = s.ID
			break
		}
	}
	request := appraisal.LayoutRequest{Strategy: "S2", SiteModel: &appraisal.Origin{ID: "deep", Version: m.Version}}
	p, err := b.Prepare(request, 0, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	sol, err := layout.Solve(ctx, p.Problem, layout.Options{Plans: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sol.Plans[0].Sites {
		if out[s.ID] {
			t.Errorf("%s is in the plan", s.ID)
		}
	}
	looked := layout.Looked(p.Problem, p.Scores)
	if k := slices.IndexFunc(looked, func(c layout.Considered) bool { return c.ID == gone }); looked[k].Out != "layout.out.screened" {
		t.Errorf("%s is out because of %q", gone, looked[k].Out)
	}
	if _, err := p.Given([]appraisal.LayoutPlace{{Site: gone, Industry: p.Problem.Rule.Industries[0]}}); !fault.Is(err, fault.Invalid) {
		t.Errorf("placed by hand: %v", err)
	}
	p.Problem.Rule.ForcedIn = []string{gone}
	if _, err := layout.Solve(ctx, p.Problem, layout.Options{Plans: 1}); !fault.Is(err, fault.Invalid) {
		t.Errorf("forced in: %v", err)
	}
}
