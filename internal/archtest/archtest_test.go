// Package archtest keeps the import table of docs/STYLE.md as data and fails
// on an import that is not in it.
package archtest

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "parksite"

// rule is one row of the table: our packages a package may import (relative to
// the module, exactly), and the outside modules it may import in the program
// and, beyond those, in its tests.
type rule struct {
	ours    []string
	outside []string
	inTests []string
}

// Testing aids are allowed in every test.
var testAids = []string{"github.com/google/go-cmp", "go.uber.org/goleak", "pgregory.net/rapid"}

const (
	fault     = "internal/fault"
	audit     = "internal/audit"
	review    = "internal/review"
	catalog   = "internal/catalog"
	intake    = "internal/intake"
	appraisal = "internal/appraisal"
	layout    = "internal/layout"
	report    = "internal/report"
	access    = "internal/access"
	notice    = "internal/notice"
	mail      = "internal/mail"
	webhook   = "internal/webhook"
	courier   = "internal/courier"
	store     = "internal/store"
)

var table = map[string]rule{
	"scoring":         {},
	"scoring/problem": {ours: []string{"scoring"}},
	fault:             {},
	audit:             {ours: []string{fault}},
	review:            {ours: []string{audit, fault}},
	catalog:           {ours: []string{audit, fault}, outside: []string{"golang.org/x/text"}},
	intake:            {ours: []string{catalog, fault}, outside: []string{"github.com/xuri/excelize/v2", "golang.org/x/text"}},
	appraisal:         {ours: []string{catalog, "scoring", review, audit, fault}, inTests: []string{}},
	layout:            {ours: []string{catalog, appraisal, "scoring", audit, fault}},
	report:            {ours: []string{appraisal, layout, catalog, "scoring", fault}, outside: []string{"github.com/xuri/excelize/v2", "codeberg.org/go-pdf/fpdf"}},
	access:            {ours: []string{audit, fault}, outside: []string{"github.com/casbin/casbin/v2", "golang.org/x/crypto", "golang.org/x/text", "golang.org/x/time", "golang.org/x/sync", "github.com/coreos/go-oidc/v3", "golang.org/x/oauth2"}},
	notice:            {ours: []string{access, review, audit, fault}},
	mail:              {ours: []string{fault}, outside: []string{"github.com/wneessen/go-mail"}, inTests: []string{"github.com/emersion/go-smtp", "github.com/emersion/go-sasl"}},
	webhook:           {ours: []string{audit, fault}},
	courier:           {ours: []string{store, access, notice, mail, webhook, review, appraisal, catalog, audit, fault}, inTests: []string{"github.com/emersion/go-smtp", "github.com/emersion/go-sasl"}},
	"internal/config": {outside: []string{"github.com/caarlos0/env/v11"}},
	store:             {ours: []string{store + "/embedded", access, audit, catalog, review, appraisal, layout, notice, webhook, fault}, outside: []string{"go.mongodb.org/mongo-driver/v2", "golang.org/x/text"}},
	store + "/embedded": {ours: []string{fault}, outside: []string{"github.com/FerretDB/FerretDB", "modernc.org/sqlite", "golang.org/x/sys"},
		inTests: []string{"go.mongodb.org/mongo-driver/v2"}},
	store + "/storetest":      {ours: []string{store, store + "/embedded", fault}, outside: []string{"go.mongodb.org/mongo-driver/v2"}},
	"seeds":                   {ours: []string{catalog, appraisal, access, fault}},
	"handlers":                {ours: []string{"scoring", "scoring/problem", fault, audit, review, catalog, intake, appraisal, layout, report, access, store, "handlers/openapi", notice, mail, webhook, courier}, outside: []string{"github.com/gin-gonic/gin", "github.com/swaggo/files", "github.com/prometheus/client_golang", "golang.org/x/time"}, inTests: []string{"github.com/getkin/kin-openapi", "github.com/xuri/excelize/v2"}},
	"handlers/openapi":        {},
	"handlers/openapi/gen":    {outside: []string{"github.com/swaggo/swag", "github.com/getkin/kin-openapi", "github.com/go-openapi/spec"}},
	"frontend":                {},
	"internal/archtest":       {ours: []string{notice}}, // whose words it looks for in the catalogues
	"internal/scripts/lanes":  {},
	"internal/scripts/load":   {},
	"internal/scripts/timing": {},
	"internal/notices":        {},
	"internal/importproof":    {ours: []string{"seeds"}},
}

// testsMayImport are our packages that any test may use besides its own rule:
// real data and a real store, since the house has no mocks.
var testsMayImport = []string{"seeds", store, store + "/storetest", catalog, appraisal, access, review, audit, fault, "scoring"}

func TestImports(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
		if name == "cmd/parksite" || strings.HasPrefix(name, "cmd/parksite/") {
			continue // joins everything
		}
		r, known := table[name]
		if !known {
			t.Errorf("package %s has no row in the import table: give it a sentence in docs/STYLE.md and a row here", name)
			continue
		}
		for _, imp := range p.Imports {
			if !allowed(imp, r.ours, r.outside) {
				t.Errorf("%s may not import %s", name, imp)
			}
		}
		for _, imp := range append(p.TestImports, p.XTestImports...) {
			ours := append(append(slices.Clone(r.ours), testsMayImport...), name)
			outside := append(append(slices.Clone(r.outside), r.inTests...), testAids...)
			if !allowed(imp, ours, outside) {
				t.Errorf("tests of %s may not import %s", name, imp)
			}
		}
	}
}

func allowed(imp string, ours, outside []string) bool {
	if rest, isOurs := strings.CutPrefix(imp, module+"/"); isOurs {
		return slices.Contains(ours, rest)
	}
	if first, _, _ := strings.Cut(imp, "/"); !strings.Contains(first, ".") {
		return true // standard library
	}
	return slices.ContainsFunc(outside, func(m string) bool { return imp == m || strings.HasPrefix(imp, m+"/") })
}

// The top level is fixed (docs/STYLE.md, Folders) and holds no Go.
func TestTopLevel(t *testing.T) {
	dirs := []string{"cmd", "docs", "frontend", "handlers", "internal", "scoring", "seeds"}
	files := []string{"ARCHITECTURE.md", "Dockerfile", "LICENSE", "METHODS.md", "Makefile", "README.md", "THIRD_PARTY_NOTICES.md", "docker-compose.yml", "go.mod", "go.sum"}
	// Only what is tracked counts: a developer's data directory is their own.
	out, err := exec.Command("git", "-C", "../..", "ls-files", "-z").Output()
	if err != nil {
		// A source archive without git: look at the folder itself.
		entries, err := os.ReadDir("../..")
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if filepath.Ext(e.Name()) == ".go" {
				t.Errorf("%s: the root holds no Go", e.Name())
			}
		}
		return
	}
	for path := range strings.SplitSeq(strings.TrimRight(string(out), "\x00"), "\x00") {
		top, _, isDir := strings.Cut(path, "/")
		if strings.HasPrefix(top, ".") {
			continue
		}
		if isDir && !slices.Contains(dirs, top) || !isDir && !slices.Contains(files, top) {
			t.Errorf("%s: not part of the fixed top level", path)
		}
	}
}

type goPackage struct {
	ImportPath, Dir                    string
	Imports, TestImports, XTestImports []string
}

// packages lists every package under both build tags, so that a file built
// only without the embedded engine is looked at too.
func packages(t *testing.T) []goPackage {
	t.Helper()
	var all []goPackage
	for _, tags := range []string{"", "noembedded"} {
		cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Dir,Imports,TestImports,XTestImports", "-tags", tags, "./...")
		cmd.Dir = "../.."
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("go list: %v", err)
		}
		for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
			var p goPackage
			if err := dec.Decode(&p); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			all = append(all, p)
		}
	}
	if len(all) < 2*10 {
		t.Fatalf("go list found %d packages only", len(all)/2)
	}
	return all
}
