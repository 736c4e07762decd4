package archtest_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"parksite/internal/access"
	"parksite/internal/notice"
	"parksite/internal/review"
)

// A literal that looks like a message key or an action of the trail.
var keyForm = regexp.MustCompile(`"((?:ranking|model|dataset|user|team|membership|rule|token|session|webhook|negativeList|ownSite|comment|invitation|audit)\.[a-z][A-Za-z]*)"`)

// An action as an event takes it: a permission of the same name is no word for it.
var actionForm = regexp.MustCompile(`Action: +"([a-zA-Z]+\.[a-zA-Z]+)"`)

// A kind of governed thing, as the store registers it.
var kindForm = regexp.MustCompile(`kind: "([a-zA-Z]+)", collection:`)

// Every action of the trail, every fault about a governed thing and every kind
// of thing and notice that the program can say has words in both languages.
func TestEverythingSaidHasWords(t *testing.T) {
	var scopes []string
	policy, err := os.ReadFile("../access/policy.csv")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(policy)) {
		if f := strings.Split(strings.TrimSpace(line), ", "); f[0] == "p" {
			scopes = append(scopes, f[2]+"."+f[3])
		}
	}
	scopes = append(scopes, access.Scopes...)
	// Names that are said to programs and files alone, and reasons that stand in
	// a result and have their words beside it.
	scopes = append(scopes, "ranking.submitted", "ranking.decided", "ranking.published", "ranking.withdrawn", "ranking.superseded",
		"audit.hashOf", "audit.checkpoints", "rule.exclude", "rule.zero", "negativeList.prohibited")
	said, want := map[string]bool{}, map[string]bool{}
	for _, root := range []string{"..", "../../handlers", "../../cmd", "../../seeds"} {
		err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			for _, m := range keyForm.FindAllStringSubmatch(string(text), -1) {
				said[m[1]] = true
			}
			for _, m := range actionForm.FindAllStringSubmatch(string(text), -1) {
				want["trail."+m[1]] = true
			}
			for _, m := range kindForm.FindAllStringSubmatch(string(text), -1) {
				want["audit.kind."+m[1]] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, a := range review.Actions {
		want["trail.ranking."+string(a)] = true
	}
	for _, k := range notice.Kinds {
		want["notice."+string(k)] = true
	}
	if len(said) < 50 || len(want) < 25 {
		t.Fatalf("only %d keys and %d words looked for: the forms no longer fit the code", len(said), len(want))
	}
	for _, lang := range []string{"zh", "en"} {
		files, err := filepath.Glob("../../frontend/src/i18n/" + lang + "/*.ts")
		if err != nil || len(files) == 0 {
			t.Fatalf("no catalogue of %s, %v", lang, err)
		}
		var all strings.Builder
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(text)
		}
		has := func(key string) bool { return strings.Contains(all.String(), `"`+key+`":`) }
		for key := range said {
			if !has("trail."+key) && !has("fault."+key) && !slices.Contains(scopes, key) {
				t.Errorf("%s: no words for %s, neither as trail.%s nor as fault.%s", lang, key, key, key)
			}
		}
		for key := range want {
			if !has(key) {
				t.Errorf("%s: no words for %s", lang, key)
			}
		}
	}
}
