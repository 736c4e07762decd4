package catalog_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The stage of every country and China, 2005 to 2023, each missing input named.
func TestStagesGolden(t *testing.T) {
	s := world(t)
	var b strings.Builder
	b.WriteString("iso3,year,index,class,missing\n")
	for _, c := range s.Countries() {
		for year := 2005; year <= 2023; year++ {
			st, ok := s.StageOf(c.ISO3, year)
			var missing []string
			for _, p := range st.Parts {
				if p.Input == nil {
					missing = append(missing, p.Measure)
				}
			}
			index, class := "", ""
			if ok {
				index, class = fmt.Sprintf("%.2f", st.Index), st.Class
			} else if len(missing) == 0 {
				t.Errorf("%s %d has no stage and nothing is missing", c.ISO3, year)
			}
			fmt.Fprintf(&b, "%s,%d,%s,%s,%s\n", c.ISO3, year, index, class, strings.Join(missing, " "))
		}
	}
	const file = "testdata/stages.golden.csv"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got, old := strings.Split(b.String(), "\n"), strings.Split(string(want), "\n")
	if len(got) != len(old) {
		t.Fatalf("%d lines, want %d", len(got), len(old))
	}
	for i := range got {
		if got[i] != old[i] {
			t.Fatalf("line %d: %s, want %s", i+1, got[i], old[i])
		}
	}
}
