package handlers

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"parksite/internal/fault"
)

const (
	maxBody   = 1 << 20 // bytes of a JSON body
	maxDepth  = 64      // nested objects and arrays of a JSON body
	maxBroken = 20      // broken rules reported at once
)

// bind reads the request's JSON body into dst, strictly: one object and
// nothing after it, no key twice, none that dst does not have (in exactly its
// spelling), at most maxDepth deep, valid UTF-8 without NUL.
//
// It returns Unsupported for another content type, TooLarge past maxBody and
// Invalid otherwise.
func bind(c *gin.Context, dst any) error {
	data, err := body(c, maxBody)
	if err != nil {
		return err
	}
	return decode(data, dst)
}

// body reads a JSON body of at most limit bytes.
func body(c *gin.Context, limit int64) ([]byte, error) {
	const op = "handlers.body"
	r := c.Request
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/json" || params["charset"] != "" && !strings.EqualFold(params["charset"], "utf-8") {
		return nil, fault.Newf(op, fault.Unsupported, "body.type", "send the body as application/json")
	}
	if e := r.Header.Get("Content-Encoding"); e != "" && !strings.EqualFold(e, "identity") {
		return nil, fault.Newf(op, fault.Unsupported, "body.encoding", "send the body uncompressed")
	}
	return raw(c, limit)
}

// raw reads a body of any type of at most limit bytes.
func raw(c *gin.Context, limit int64) ([]byte, error) {
	const op = "handlers.raw"
	r := c.Request
	large := fault.Newf(op, fault.TooLarge, "body.tooLarge", "the body is larger than %d bytes", limit)
	if r.ContentLength > limit {
		return nil, large
	}
	data, err := io.ReadAll(http.MaxBytesReader(c.Writer, r.Body, limit))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return nil, large
	}
	if err != nil {
		return nil, fault.As(op, fault.Invalid, "body.unread", err)
	}
	return data, nil
}

// decode is bind for bytes already read.
func decode(data []byte, dst any) error {
	const op = "handlers.decode"
	if len(bytes.TrimSpace(data)) == 0 {
		return syntax(op, "", fault.Newf(op, fault.Invalid, "body.missing", "a JSON object is expected"))
	}
	if !utf8.Valid(data) {
		return syntax(op, "", fault.Newf(op, fault.Invalid, "json.utf8", "the body is not valid UTF-8"))
	}
	s := strict{dec: json.NewDecoder(bytes.NewReader(data))}
	s.dec.UseNumber()
	err := s.value(reflect.TypeOf(dst), "", 0)
	if err == nil {
		s.path = ""
		if _, end := s.dec.Token(); !errors.Is(end, io.EOF) {
			err = fault.Newf(op, fault.Invalid, "json.trailing", "there is text after the JSON object")
		}
	}
	if err != nil {
		return syntax(op, s.path, err)
	}
	if len(s.broken) > 0 {
		return fault.Bad(op, s.broken)
	}
	if err := json.Unmarshal(data, dst); err != nil {
		return syntax(op, "", err)
	}
	return nil
}

// syntax turns what encoding/json says of the value at path into a fault
// without Go's type names.
func syntax(op, path string, err error) error {
	var f *fault.Error
	var se *json.SyntaxError
	switch {
	case errors.As(err, &f):
	case errors.As(err, &se):
		f = fault.Newf(op, fault.Invalid, "json.syntax", "the JSON breaks off or is malformed at byte %d", se.Offset)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		f = fault.Newf(op, fault.Invalid, "json.syntax", "the JSON breaks off")
	default:
		return fault.As(op, fault.Invalid, "json.value", err) // an UnmarshalJSON or UnmarshalText refused it, such as a time
	}
	f.Fields = []fault.Field{{Field: at(path), Code: f.Code, Detail: f.Detail}}
	return f
}

func kindOfType(t reflect.Type) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.String:
		return "a string"
	case reflect.Slice, reflect.Array:
		return "an array"
	case reflect.Struct, reflect.Map:
		return "an object"
	case reflect.Float32, reflect.Float64:
		return "a finite number"
	}
	return "a whole number"
}

// strict walks the tokens of a body beside the type that is to hold them, and
// finds what encoding/json lets pass.
type strict struct {
	dec    *json.Decoder
	path   string // of the value being read
	null   bool   // the value last read was null
	broken []fault.Field
}

var (
	unmarshaler     = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
)

func (s *strict) value(t reflect.Type, path string, depth int) error {
	const op = "handlers.strict"
	s.path = path
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t != nil && (reflect.PointerTo(t).Implements(unmarshaler) || reflect.PointerTo(t).Implements(textUnmarshaler)) {
		t = nil // it reads itself
	}
	tok, err := s.dec.Token()
	if err != nil {
		return err
	}
	if str, isString := tok.(string); isString {
		s.text(str, path)
	}
	s.null = tok == nil
	open, isDelim := tok.(json.Delim)
	if what, fits := fits(tok, t); !fits {
		s.refuse(path, "json.type", "a JSON "+what+" cannot stand here, "+kindOfType(t)+" is expected")
		t = nil // what is inside is still read, and held to nothing
	}
	if !isDelim {
		return nil
	}
	if depth >= maxDepth {
		return fault.Newf(op, fault.Invalid, "json.depth", "the JSON is nested deeper than %d levels", maxDepth)
	}
	if open == '[' {
		var elem reflect.Type
		if t != nil && (t.Kind() == reflect.Slice || t.Kind() == reflect.Array) {
			elem = t.Elem()
		}
		for i := 0; s.dec.More(); i++ {
			if err := s.element(elem, path+"["+strconv.Itoa(i)+"]", depth+1); err != nil {
				return err
			}
		}
	} else if err := s.object(t, path, depth); err != nil {
		return err
	}
	s.null = false
	_, err = s.dec.Token() // the closing delimiter
	return err
}

// element reads a value of a list or a map. There null is no absent field: Go
// would make a 0 of it, which nobody sent.
func (s *strict) element(t reflect.Type, path string, depth int) error {
	err := s.value(t, path, depth)
	if err == nil && s.null && t != nil && t.Kind() != reflect.Pointer && t.Kind() != reflect.Interface {
		s.refuse(path, "json.type", "null cannot stand here, "+kindOfType(t)+" is expected")
	}
	return err
}

// fits reports whether a value that begins with tok can be held by t, and what
// kind of value it is. A nil t holds anything, null fits everywhere.
func fits(tok json.Token, t reflect.Type) (what string, ok bool) {
	switch tok := tok.(type) {
	case string:
		what, ok = "string", t != nil && t.Kind() == reflect.String
	case bool:
		what, ok = "true or false", t != nil && t.Kind() == reflect.Bool
	case json.Number:
		what = "number of this size or form"
		ok = t != nil && numberFits(string(tok), t)
	case json.Delim:
		if tok == '[' {
			what, ok = "array", t != nil && (t.Kind() == reflect.Slice || t.Kind() == reflect.Array)
		} else {
			what, ok = "object", t != nil && (t.Kind() == reflect.Struct || t.Kind() == reflect.Map)
		}
	default:
		return "null", true
	}
	return what, ok || t == nil || t.Kind() == reflect.Interface
}

func numberFits(s string, t reflect.Type) bool {
	var err error
	switch t.Kind() {
	case reflect.Float32, reflect.Float64:
		_, err = strconv.ParseFloat(s, t.Bits())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		_, err = strconv.ParseInt(s, 10, t.Bits())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		_, err = strconv.ParseUint(s, 10, t.Bits())
	default:
		return false
	}
	return err == nil
}

// at names a place in the body; the outermost one is the body itself, and a
// hostile key does not come back whole.
func at(path string) string {
	switch {
	case path == "":
		return "body"
	case len(path) > 200:
		return strings.ToValidUTF8(path[:200], "") + "…"
	}
	return path
}

func (s *strict) object(t reflect.Type, path string, depth int) error {
	seen := map[string]bool{}
	var fields map[string]reflect.Type
	if t != nil && t.Kind() == reflect.Struct {
		fields = jsonFields(t)
	}
	for s.dec.More() {
		tok, err := s.dec.Token()
		if err != nil {
			return err
		}
		key := tok.(string) // the decoder allows nothing else here
		here := key
		if path != "" {
			here = path + "." + key
		}
		s.text(key, here)
		if seen[key] {
			s.refuse(here, "json.duplicate", "this key stands twice")
		}
		seen[key] = true
		read := s.value
		var elem reflect.Type
		switch {
		case fields != nil:
			known := false
			if elem, known = fields[key]; !known {
				s.refuse(here, "json.unknownField", "there is no such field")
			}
		case t != nil && t.Kind() == reflect.Map:
			elem, read = t.Elem(), s.element
		}
		if err := read(elem, here, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// text refuses NUL, which the stores keep without complaint, and the mark that
// stands for half a surrogate pair.
func (s *strict) text(v, path string) {
	if strings.ContainsAny(v, "\x00\uFFFD") {
		s.refuse(path, "json.character", "NUL and broken surrogate pairs are not text")
	}
}

func (s *strict) refuse(path, code, detail string) {
	if len(s.broken) < maxBroken {
		s.broken = append(s.broken, fault.Field{Field: at(path), Code: code, Detail: detail})
	}
}

// jsonFields returns the JSON names of t's fields with their types, those of
// embedded structs included.
func jsonFields(t reflect.Type) map[string]reflect.Type {
	m := map[string]reflect.Type{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-":
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct:
			for n, ft := range jsonFields(f.Type) {
				m[n] = ft
			}
		case !f.IsExported():
		case name == "":
			m[f.Name] = f.Type
		default:
			m[name] = f.Type
		}
	}
	return m
}

// ifMatch returns the version a write was based on, from If-Match: "<version>".
func ifMatch(c *gin.Context) (int64, error) {
	const op = "handlers.ifMatch"
	h := c.GetHeader("If-Match")
	if h == "" {
		return 0, fault.Newf(op, fault.Unconditional, "ifMatch.missing", `send If-Match: "<version>", the version you read`)
	}
	inner, ok := strings.CutPrefix(h, `"`)
	inner, ok2 := strings.CutSuffix(inner, `"`)
	v, err := strconv.ParseInt(inner, 10, 64)
	if !ok || !ok2 || err != nil || v < 1 || strconv.FormatInt(v, 10) != inner {
		return 0, fault.Bad(op, []fault.Field{{Field: "If-Match", Code: "ifMatch.form", Detail: `the form is "<version>", with the quotes`}})
	}
	return v, nil
}
