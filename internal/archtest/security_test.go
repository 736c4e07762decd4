package archtest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// docs/SECURITY.md has each promise once, with a test that exists or a word
// about what is not proven.
func TestSecurityTable(t *testing.T) {
	const root = "../.."
	text, err := os.ReadFile(filepath.Join(root, "docs", "SECURITY.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{}
	for line := range strings.Lines(string(text)) {
		m := regexp.MustCompile(`^\| ([A-Z]\d+) \| .+? \| (.+) \|\n$`).FindStringSubmatch(line)
		if m == nil {
			continue
		}
		if rows[m[1]] != "" {
			t.Errorf("%s stands twice", m[1])
		}
		rows[m[1]] = m[2]
	}
	for letter, last := range map[string]int{"A": 16, "Z": 14, "W": 13, "H": 10, "D": 19} {
		for n := 1; n <= last; n++ {
			row := fmt.Sprintf("%s%d", letter, n)
			if rows[row] == "" {
				t.Errorf("%s is missing", row)
			}
			if !strings.Contains(rows[row], "_test.go:Test") && !strings.Contains(rows[row], "Not proven") && !strings.Contains(rows[row], "Not done") {
				t.Errorf("%s names no test and does not say that it is not proven", row)
			}
			delete(rows, row)
		}
	}
	for row := range rows {
		t.Errorf("%s is no promise", row)
	}
	named := regexp.MustCompile("`([a-z0-9/]+_test\\.go):(Test\\w+)`").FindAllStringSubmatch(string(text), -1)
	for _, m := range named {
		source, err := os.ReadFile(filepath.Join(root, m[1]))
		if err != nil || !strings.Contains(string(source), "func "+m[2]+"(t *testing.T)") {
			t.Errorf("%s has no %s", m[1], m[2])
		}
	}
	if len(named) < 80 {
		t.Errorf("%d tests named only", len(named))
	}
}
