package intake

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every reason has its words on the pages too, in both languages: codes that
// stand in a table are not found by looking through the calls.
func TestReasonsOnThePages(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		words, err := os.ReadFile(filepath.Join("..", "..", "frontend", "src", "i18n", lang, "faults.ts"))
		if err != nil {
			t.Fatal(err)
		}
		for code := range reasons {
			if !strings.Contains(string(words), `"fault.`+code+`":`) {
				t.Errorf("%s: no words for fault.%s", lang, code)
			}
		}
	}
}
