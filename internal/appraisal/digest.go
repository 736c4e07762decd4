package appraisal

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"slices"
	"strconv"

	"parksite/scoring"
)

// digest covers everything a result follows from and what followed: dataset
// digest, the model as far as it can change a result (names and rationales
// cannot), scope, year, weights, engine version; countries, ranks, scores and
// exclusions. Scores count to 10 significant digits, so that the last bits of a
// logarithm on another processor do not matter.
func (p Prepared) digest(s scoring.Result, excluded []Excluded) string {
	b := make([]byte, 0, 8192)
	b = field(b, "engine", EngineVersion)
	b = field(b, "dataset", p.snap.Dataset().Digest)
	b = field(b, "year", strconv.Itoa(p.Year))
	for _, part := range [3]struct {
		name string
		list []string
	}{{"regions", p.opts.Scope.Regions}, {"strategies", p.opts.Scope.Strategies}, {"countries", p.opts.Scope.Countries}} {
		list := slices.Clone(part.list)
		slices.Sort(list)
		for _, x := range slices.Compact(list) {
			b = field(b, part.name, x)
		}
	}
	b = p.Model.canonical(b) // its weights are those used, overrides applied
	if n := p.opts.Negative; n != nil {
		b = field(b, "negativeList", n.ID+" "+strconv.FormatInt(n.Version, 10)+" "+p.opts.On)
	}
	for i, iso3 := range p.Countries {
		b = append(b, "row "...)
		b = append(append(b, iso3...), ' ')
		b = append(strconv.AppendInt(b, int64(s.Rank[i]), 10), ' ')
		b = append(rounded(b, s.Score[i]), '\n')
	}
	for _, e := range excluded {
		b = field(b, "excluded", e.ISO3+" "+e.Reason+" "+e.Criterion)
	}
	h := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(h[:])
}

// field appends one line; the value is quoted, so no value can imitate a line.
func field(b []byte, name, value string) []byte {
	b = append(append(b, name...), ' ')
	return append(strconv.AppendQuote(b, value), '\n')
}

func rounded(b []byte, x float64) []byte {
	if math.IsNaN(x) {
		return append(b, '-')
	}
	return strconv.AppendFloat(b, x, 'e', 9, 64)
}

// canonical appends the parts of a model that can change a result.
func (m Model) canonical(b []byte) []byte {
	b = field(b, "model", m.ID)
	b = field(b, "method", m.Method)
	b = field(b, "industry", m.Industry)
	q := m.Params
	for _, x := range [4]struct {
		name  string
		value *float64
	}{{"floor", q.Floor}, {"tieTolerance", q.TieTolerance}, {"v", q.V}, {"lambda", q.Lambda}} {
		if x.value != nil {
			b = numbers(b, x.name, *x.value)
		}
	}
	b = numbers(b, "owa", q.OWA...)
	for _, f := range q.Preferences {
		b = numbers(field(b, "preference", f.Indicator+" "+f.Kind), "thresholds", f.Q, f.P, f.Sigma)
	}
	b = field(b, "imputation", q.Imputation)
	b = field(b, "winsorise", strconv.FormatBool(q.Winsorise))
	for _, s := range m.Screens {
		b = field(b, "screen", s.Indicator+" "+s.Op+" "+s.Missing)
		b = numbers(b, "limits", s.Threshold, float64(s.MaxAge))
	}
	m.Tree.walk(func(n *Node, depth int) {
		b = field(b, "node", n.ID)
		b = numbers(b, "at", float64(depth), n.Weight, n.Power)
		b = field(b, "mean", n.Mean)
		c := n.Criterion
		if c == nil {
			return
		}
		b = field(b, "criterion", c.Direction+" "+c.Value.Kind)
		b = numbers(b, "value", c.Value.Low, c.Value.High, float64(c.MaxAge))
		for _, p := range c.Value.Points {
			b = numbers(b, "point", p.X, p.Y)
		}
		if c.Structural != nil {
			b = field(b, "structural", c.Structural.When+" "+c.Structural.Rule)
		}
	})
	return b
}

func numbers(b []byte, name string, xs ...float64) []byte {
	b = append(b, name...)
	for _, x := range xs {
		b = strconv.AppendFloat(append(b, ' '), x, 'g', 12, 64)
	}
	return append(b, '\n')
}
