// Command gen writes the API document from the handlers' comments.
//
// It is run from the module's root, by `make generate`:
//
//	go run ./handlers/openapi/gen [-o FILE]
//
// swag reads the comments into a Swagger 2.0 document; kin-openapi makes the
// OpenAPI 3.0.3 one of it. What the comments would have to repeat on every
// route is added here once: how one signs in, the problem every route may
// answer with, the example of each request body (examples/*.json; of a form, its parts).
package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/swaggo/swag"
)

// searched are the packages whose types appear in the API; the first holds the
// routes.
var searched = []string{"handlers", "internal/fault", "internal/audit", "internal/review", "internal/catalog",
	"internal/appraisal", "internal/access", "internal/intake", "internal/layout", "scoring"}

const (
	folder = "handlers/openapi"
	prefix = "/api/v1"
)

func main() {
	log.SetFlags(0)
	out := flag.String("o", folder+"/openapi.json", "file to write")
	flag.Parse()
	doc, err := generate()
	if err == nil {
		err = os.WriteFile(*out, doc, 0o644)
	}
	if err != nil {
		log.Fatalf("gen: %v", err)
	}
}

func generate() ([]byte, error) {
	v2, err := swagger2()
	if err != nil {
		return nil, err
	}
	doc, err := openapi2conv.ToV3(v2)
	if err != nil {
		return nil, err
	}
	if err := complete(doc); err != nil {
		return nil, err
	}
	data, err := json.Marshal(doc)
	if err != nil {
		return nil, err
	}
	if data, err = rename(data); err != nil {
		return nil, err
	}
	loaded, err := openapi3.NewLoader().LoadFromData(data)
	if err != nil {
		return nil, fmt.Errorf("the document does not load: %w", err)
	}
	if err := loaded.Validate(context.Background()); err != nil {
		return nil, fmt.Errorf("the document is not valid: %w", err)
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, data, "", " "); err != nil {
		return nil, err
	}
	pretty.WriteByte('\n')
	return pretty.Bytes(), nil
}

func swagger2() (*openapi2.T, error) {
	var dirs []string
	for _, d := range searched {
		if _, err := os.Stat(d); err == nil {
			dirs = append(dirs, d)
		}
	}
	p := swag.New(swag.SetDebugger(log.New(io.Discard, "", 0)), swag.SetExcludedDirsAndFiles(folder), swag.SetStrict(true))
	p.RequiredByDefault = true // a field without omitempty is always sent
	p.ParseInternal = true
	if err := p.ParseAPIMultiSearchDir(dirs, "api.go", 100); err != nil {
		return nil, err
	}
	data, err := json.Marshal(p.GetSwagger())
	if err != nil {
		return nil, err
	}
	var v2 openapi2.T
	return &v2, json.Unmarshal(data, &v2)
}

// complete adds to the document what holds for every route.
func complete(doc *openapi3.T) error {
	doc.OpenAPI = "3.0.3"
	doc.Servers = openapi3.Servers{{URL: prefix}}
	doc.Components.SecuritySchemes = openapi3.SecuritySchemes{
		"session": {Value: &openapi3.SecurityScheme{Type: "apiKey", In: "cookie", Name: "parksite",
			Description: "The cookie of POST /session; its name is __Host-parksite where the connection is encrypted."}},
		"token": {Value: &openapi3.SecurityScheme{Type: "http", Scheme: "bearer", Description: "An API token, isp_…"}},
	}
	doc.Security = openapi3.SecurityRequirements{{"session": {}}, {"token": {}}}
	used := map[string]bool{}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			if err := completeOperation(doc, path, item, method, op, used); err != nil {
				return err
			}
		}
	}
	for _, s := range doc.Components.Schemas {
		tidy(s)
	}
	return gaps(doc, used)
}

// gapped are lists in which a place may be empty: a country against itself, a
// year without a value.
var gapped = map[string][]string{
	"handlers.simulation":    {"pairwise"},
	"appraisal.MethodTable":  {"spearman"},
	"appraisal.Replay":       {"spearman"},
	"appraisal.ReplaySeries": {"score", "coverage"},
}

func gaps(doc *openapi3.T, used map[string]bool) error {
	for name, properties := range gapped {
		s := doc.Components.Schemas[name]
		if s == nil {
			return fmt.Errorf("%s is not in the document", name)
		}
		for _, p := range properties {
			item := s.Value.Properties[p]
			for item != nil && item.Value.Type.Is("array") {
				item = item.Value.Items
			}
			if item == nil {
				return fmt.Errorf("%s.%s is no list", name, p)
			}
			item.Value.Nullable = true
		}
	}
	return leftOver(used)
}

func completeOperation(doc *openapi3.T, path string, item *openapi3.PathItem, method string, op *openapi3.Operation, used map[string]bool) error {
	if _, open := op.Extensions["x-open"]; open {
		op.Security = &openapi3.SecurityRequirements{}
		delete(op.Extensions, "x-open")
	}
	if _, root := op.Extensions["x-root"]; root { // stands outside /api/v1
		item.Servers = openapi3.Servers{{URL: "/"}}
		delete(op.Extensions, "x-root")
	}
	if op.Responses == nil {
		return fmt.Errorf("%s %s documents no answer", method, path)
	}
	problem := openapi3.NewSchemaRef("#/components/schemas/handlers.problem", nil)
	for code, r := range op.Responses.Map() {
		if code >= "400" && r.Value != nil {
			r.Value.Content = openapi3.Content{"application/problem+json": {Schema: problem}}
		} else if r.Value != nil {
			asFiles(r.Value.Content)
		}
	}
	text := "Any other failure: 400 invalid, 401 not signed in, 403 not allowed, 404 absent or not visible, 429 slow down, 503 the store is away."
	op.Responses.Set("default", &openapi3.ResponseRef{Value: &openapi3.Response{Description: &text,
		Content: openapi3.Content{"application/problem+json": {Schema: problem}}}})
	if op.RequestBody == nil {
		return nil
	}
	body := op.RequestBody.Value
	if body == nil {
		return fmt.Errorf("%s %s: the request body is a reference", method, path)
	}
	delete(body.Extensions, "x-originalParamName")
	name := exampleName(method, path)
	for _, content := range body.Content {
		data, err := os.ReadFile(filepath.Join(folder, "examples", name))
		if err != nil {
			return fmt.Errorf("%s %s needs an example of its body: %w", method, path, err)
		}
		if err := json.Unmarshal(data, &content.Example); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		used[name] = true
	}
	return nil
}

// asFiles says of what is no JSON that it is text or bytes; swag gives every
// type of an answer the one schema.
func asFiles(content openapi3.Content) {
	for media, c := range content {
		if media == "application/json" {
			continue
		}
		c.Schema = openapi3.NewStringSchema().NewRef()
		if !strings.HasPrefix(media, "text/") {
			c.Schema.Value.Format = "binary"
		}
	}
}

// exampleName is the file of the example of a request body:
// "post-rankings-id-decisions.json".
func exampleName(method, path string) string {
	return strings.ToLower(method) + strings.NewReplacer("/", "-", "{", "", "}", "").Replace(path) + ".json"
}

func leftOver(used map[string]bool) error {
	files, err := filepath.Glob(filepath.Join(folder, "examples", "*.json"))
	if err != nil {
		return err
	}
	for _, f := range files {
		if !used[filepath.Base(f)] {
			return fmt.Errorf("%s is the example of no request body", f)
		}
	}
	return nil
}

var stampName = regexp.MustCompile(`^(at|.+At)$`)

// tidy marks every time as one: all of them are named …At, and swag takes
// time.Time for a plain string.
func tidy(s *openapi3.SchemaRef) {
	if s == nil || s.Value == nil || s.Ref != "" {
		return // what a reference names is visited under its own name
	}
	slices.Sort(s.Value.Required) // a field that hides an embedded one stands there twice
	s.Value.Required = slices.Compact(s.Value.Required)
	for key, p := range s.Value.Properties {
		if p.Ref == "" && p.Value != nil && p.Value.Type.Is("string") && stampName.MatchString(key) {
			p.Value.Format = "date-time"
		}
		tidy(p)
	}
	tidy(s.Value.Items)
}

// rename drops the Go package from the names of schemas, so that the document
// speaks of a Country and not of a catalog.Country, and gives a page of things
// the name CountryList.
func rename(data []byte) ([]byte, error) {
	var doc struct {
		Components struct {
			Schemas map[string]json.RawMessage `json:"schemas"`
		} `json:"components"`
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		return nil, err
	}
	short := shortNames(slices.Collect(maps.Keys(doc.Components.Schemas)))
	for _, old := range slices.SortedFunc(maps.Keys(short), func(a, b string) int { return len(b) - len(a) }) { // no name is cut short by a shorter one
		data = bytes.ReplaceAll(data, []byte(`"#/components/schemas/`+old+`"`), []byte(`"#/components/schemas/`+short[old]+`"`))
		data = bytes.ReplaceAll(data, []byte(`"`+old+`":`), []byte(`"`+short[old]+`":`))
	}
	return data, nil
}

// nearness orders packages: of two that use a noun, the nearer keeps it and
// the other's gets the package's name in front.
var nearness = []string{"handlers", "appraisal", "catalog", "review", "access"}

func shortNames(names []string) map[string]string {
	rank := func(name string) int {
		pkg, _, _ := strings.Cut(name, ".")
		if i := slices.Index(nearness, pkg); i >= 0 {
			return i
		}
		return len(nearness)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b)) })
	short, taken := map[string]string{}, map[string]bool{}
	for _, old := range names {
		pkg, noun, _ := strings.Cut(old, ".")
		if inner, isList := strings.CutPrefix(old, "handlers.list-"); isList {
			_, noun, _ = strings.Cut(inner, "_")
			noun += "List"
		}
		noun = upper(noun)
		if taken[noun] {
			noun = upper(pkg) + noun
		}
		short[old], taken[noun] = noun, true
	}
	return short
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
