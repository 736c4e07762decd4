package layout

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// Report is a solved layout with everything it was made from, for terminals,
// files and programs.
type Report struct {
	Strategy       string       `json:"strategy"`
	Name           catalog.Text `json:"name"`
	DatasetID      string       `json:"datasetId"`
	DatasetDigest  string       `json:"datasetDigest"`
	Year           int          `json:"year"`
	SiteModel      string       `json:"siteModel"`       // id and version
	Model          *SiteModel   `json:"model,omitempty"` // as it scored; absent from plans sealed before it was told
	CountryDigests []string     `json:"countryDigests"`  // of the country rankings that were used
	Closed         Passage      `json:"closed,omitempty"`
	Digest         string       `json:"digest"` // "sha256:…" of what the plans depend on, and of the plans
	Market         Market       `json:"market"`
	Candidates     int          `json:"candidates"` // sites looked at
	Eligible       int          `json:"eligible"`   // that the rule allows
	Solution       Solution     `json:"solution"`
	Overlap        Overlap      `json:"overlap"` // of the best plan
	Limits         []string     `json:"limits"`  // message keys: what the data cannot say
	Reason         *Reason      `json:"reason,omitempty"`
	Stress         []Outcome    `json:"stress,omitempty"`
	Uncertainty    *Uncertainty `json:"uncertainty,omitempty"`
}

// limits are what the data cannot say about a strategy, as message keys; the
// words are in docs/LAYOUT.md and the interface's catalogues.
var limits = map[string][]string{
	"S1": {"limit.depth", "limit.inland", "limit.greatCircle", "limit.portsMissing.S1", "limit.gradeC.S1", "limit.secondMarket"},
	"S2": {"limit.depth", "limit.greatCircle", "limit.portsMissing.S2", "limit.gradeC.S2", "limit.secondMarket.S2"},
	"S3": {"limit.inland", "limit.greatCircle", "limit.kiel", "limit.citySites", "limit.openList"},
	"S4": {"limit.depth", "limit.inland", "limit.andes", "limit.portsMissing.S4", "limit.gradeC.S4", "limit.secondMarket.S4"},
}

// NewReport joins a solution with what it was made from.
func (a *Atlas) NewReport(in Input, p Problem, sol Solution, d catalog.Dataset) (Report, error) {
	m, err := a.Market(in.Rule.Strategy)
	if err != nil {
		return Report{}, err
	}
	s, err := a.Strategy(in.Rule.Strategy)
	if err != nil {
		return Report{}, err
	}
	if in.Model.ID == "" {
		in.Model = DefaultSiteModel()
	}
	r := Report{Strategy: s.ID, Name: s.Name, DatasetID: d.ID, DatasetDigest: d.Digest, Year: in.Country.Year,
		SiteModel: in.Model.Ref(), Model: &in.Model, CountryDigests: in.Country.Digests, Closed: in.Closed, Market: m,
		Candidates: len(p.Candidates), Solution: sol, Limits: limits[s.ID]}
	for i := range p.Candidates {
		if p.Rule.Ineligible(&p.Candidates[i]) == "" {
			r.Eligible++
		}
	}
	if len(sol.Plans) > 0 {
		r.Overlap = a.Overlap(sol.Plans[0])
	}
	r.Digest, err = digest(in, d, sol)
	if err != nil {
		return Report{}, err
	}
	return r, nil
}

// digest is over engine, data, country rankings, site model, own sites, closed
// passage, rule and the plans: sites, industries and values to 1e-9. The same
// input gives the same digest on every machine.
func digest(in Input, d catalog.Dataset, sol Solution) (string, error) {
	type plan struct {
		Sites      []string `json:"sites"`
		Industries []string `json:"industries"`
		Value      int64    `json:"value"` // in units of 1e-9
	}
	x := struct {
		Engine    string     `json:"engineVersion"`
		Dataset   string     `json:"datasetDigest"`
		Countries []string   `json:"countryDigests"`
		Model     SiteModel  `json:"siteModel"`
		Own       []UserSite `json:"own"`
		Closed    Passage    `json:"closed"`
		Rule      Rule       `json:"rule"`
		Proven    bool       `json:"proven"`
		Plans     []plan     `json:"plans"`
	}{EngineVersion, d.Digest, in.Country.Digests, in.Model, in.Own, in.Closed, in.Rule, sol.Proven, nil}
	for _, p := range sol.Plans {
		q := plan{Value: int64(math.Round(p.Value / unit))}
		for i := range p.Sites {
			q.Sites, q.Industries = append(q.Sites, p.Sites[i].ID), append(q.Industries, p.Sites[i].Industry)
		}
		x.Plans = append(x.Plans, q)
	}
	b, err := json.Marshal(x)
	if err != nil {
		return "", fault.Wrap("layout.digest", err)
	}
	sum := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(sum[:]), nil
}

// Table writes the report for a terminal: the best plan, its conditions, its
// legs and what the next plans have instead.
func (r Report) Table(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s  %s\n", r.Strategy, r.Name.Zh, r.Name.En)
	fmt.Fprintf(&b, "data %s %s, countries of %d, site model %s, engine %s\n%s\n", r.DatasetID, r.DatasetDigest, r.Year, r.SiteModel, EngineVersion, r.Digest)
	if r.Closed != Open {
		fmt.Fprintf(&b, "closed: %s\n", r.Closed)
	}
	fmt.Fprintf(&b, "market centre %.2f, %.2f (GDP of %d to %d)\n", r.Market.Centre.Lat, r.Market.Centre.Lon, r.Market.FirstYear, r.Market.LastYear)
	fmt.Fprintf(&b, "%d sites, %d eligible; ", r.Candidates, r.Eligible)
	if len(r.Solution.Plans) == 0 {
		fmt.Fprintf(&b, "no plan found (bound %.6f, proven %v)\n", r.Solution.Bound, r.Solution.Proven)
		_, err := io.WriteString(w, b.String())
		return err
	}
	best := r.Solution.Plans[0]
	if r.Solution.Proven {
		fmt.Fprintf(&b, "best value %.6f, proven, %d nodes\n\n", best.Value, r.Solution.Nodes)
	} else {
		fmt.Fprintf(&b, "best value %.6f, at most %.6f better, %d nodes\n\n", best.Value, r.Solution.Gap, r.Solution.Nodes)
	}
	r.sites(&b, best)
	b.WriteString("\nconditions\n")
	for _, c := range best.Conditions {
		fmt.Fprintf(&b, "  %s", c)
		if !c.Passed && len(c.Sites) > 0 {
			b.WriteString(": " + strings.Join(c.Sites, ", "))
		}
		b.WriteByte('\n')
	}
	b.WriteString("\nlegs (great circles; in a chain along the coast)\n")
	for _, l := range best.Links {
		fmt.Fprintf(&b, "  %-9s %7.0f km  %s – %s\n", l.Kind, l.Km, r.site(best, l.From), r.site(best, l.To))
	}
	if len(r.Solution.Plans) > 1 {
		b.WriteString("\nnext best\n")
	}
	for i, p := range r.Solution.Plans[1:] {
		var with, without []string
		for j := range p.Sites {
			if !slices.Contains(best.IDs(), p.Sites[j].ID) {
				with = append(with, label(p.Sites[j].Name))
			}
		}
		for j := range best.Sites {
			if !slices.Contains(p.IDs(), best.Sites[j].ID) {
				without = append(without, label(best.Sites[j].Name))
			}
		}
		fmt.Fprintf(&b, "  %2d  %.6f  %s instead of %s\n", i+2, p.Value, strings.Join(with, ", "), strings.Join(without, ", "))
	}
	r.reason(&b, best)
	r.tests(&b)
	fmt.Fprintf(&b, "\nwhat the data cannot say: %s (docs/LAYOUT.md)\n", strings.Join(r.Limits, ", "))
	_, err := io.WriteString(w, b.String())
	return err
}

func (r Report) sites(b *strings.Builder, p Plan) {
	b.WriteString("  #  country  role       score  cover  fit    value   industry                  site\n")
	for i := range p.Sites {
		s := &p.Sites[i]
		f, _ := s.fit(s.Industry)
		fmt.Fprintf(b, "%3d  %-7s  %-9s  %.3f  %4.0f%%  %.3f  %.4f  %-24s  %s  %s\n", i+1, s.ISO3, s.Role, s.Score, 100*s.Coverage, f.Score, s.Value, s.Industry, s.ID, label(s.Name))
		if len(s.Ignored) > 0 {
			fmt.Fprintf(b, "       grade C, not counted: %s\n", strings.Join(s.Ignored, ", "))
		}
		if len(s.Weak) > 0 {
			fmt.Fprintf(b, "       grade C, counted: %s\n", strings.Join(s.Weak, ", "))
		}
		if s.Level != "" {
			fmt.Fprintf(b, "       negative list: %s\n", s.Level)
		}
	}
}

func (r Report) reason(b *strings.Builder, best Plan) {
	x := r.Reason
	if x == nil {
		return
	}
	fmt.Fprintf(b, "\nwhy %s\n", x.Site)
	switch {
	case x.Code != "":
		fmt.Fprintf(b, "  can be in no plan: %s\n", x.Code)
	case x.Other == nil && x.In:
		fmt.Fprintf(b, "  no plan does without it; each of these conditions, switched off, would allow one: %s\n", strings.Join(x.Blocking, ", "))
	case x.Other == nil:
		fmt.Fprintf(b, "  no plan has it; each of these conditions, switched off, would allow one: %s\n", strings.Join(x.Blocking, ", "))
	default:
		word, verb := "out", "rise"
		if x.In {
			word, verb = "in", "fall"
		}
		fmt.Fprintf(b, "  it is %s; the best plan the other way is worth %.6f against %.6f", word, x.Other.Value, best.Value)
		if x.Change != nil {
			fmt.Fprintf(b, "; its score would have to %s by %.4f", verb, max(*x.Change, -*x.Change))
			if !x.Reachable {
				b.WriteString(", beyond what a score can be")
			}
		}
		b.WriteByte('\n')
	}
}

func (r Report) tests(b *strings.Builder) {
	if len(r.Stress) > 0 {
		b.WriteString("\ntests\n")
	}
	for _, o := range r.Stress {
		s := o.Scenario
		what := map[string]string{"passage": string(s.Passage) + " closed", "country": s.ISO3 + " drops out", "negativeList": "other negative list", "year": fmt.Sprintf("data of %d", s.Year)}[s.Kind]
		fmt.Fprintf(b, "  %-20s", what)
		switch {
		case o.Best == nil:
			fmt.Fprintf(b, " no plan; prevented by %s alone\n", strings.Join(o.Blocking, " or "))
			continue
		case len(o.Broken) > 0:
			fmt.Fprintf(b, " the plan breaks %s;", strings.Join(o.Broken, ", "))
		case o.Loss != nil:
			fmt.Fprintf(b, " staying costs %.4f;", *o.Loss)
		}
		if len(o.Lost)+len(o.Gained) == 0 {
			b.WriteString(" the same sites are best\n")
			continue
		}
		fmt.Fprintf(b, " best: %s for %s\n", strings.Join(o.Gained, ", "), strings.Join(o.Lost, ", "))
	}
	if u := r.Uncertainty; u != nil {
		fmt.Fprintf(b, "\nweights drawn %d times (seed %d, spread %g): same places %.0f%%, places kept %.0f%%, mean loss %.4f, worst %.4f\n",
			u.Draws, u.Seed, u.Spread, 100*u.Same, 100*u.Kept, u.MeanLoss, u.MaxLoss)
		for i, f := range u.Sites {
			if i == 12 {
				break
			}
			mark := " "
			if f.Base {
				mark = "*"
			}
			fmt.Fprintf(b, "  %s %3.0f%%  %s (its place %.0f%%)\n", mark, 100*f.Share, f.Site, 100*f.Place)
		}
	}
}

// site names a site of the plan, or returns the name as it is (an anchor).
func (r Report) site(p Plan, id string) string {
	for i := range p.Sites {
		if p.Sites[i].ID == id {
			return label(p.Sites[i].Name)
		}
	}
	return id
}

func label(t catalog.Text) string { return strings.TrimSpace(t.En + " " + t.Zh) }
