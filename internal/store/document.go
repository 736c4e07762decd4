package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"unicode/utf8"

	"go.mongodb.org/mongo-driver/v2/bson"

	"parksite/internal/appraisal"
	"parksite/internal/audit"
	"parksite/internal/fault"
)

// maxDocument leaves room below the 16 MiB that both engines take.
const maxDocument = 15 << 20

// encode returns v as the document that is sent: fields under their JSON names,
// absent lists and maps as empty ones, the types in texts as one string each.
//
// It returns an Invalid fault naming the place of what one of the engines
// would refuse, alter or answer by closing the connection: NaN, infinities,
// -0, NUL, text that is not UTF-8, a list in a list, a key that is empty, holds
// a dot or begins with a dollar; and a TooLarge one past 15 MiB.
func encode(v any) (bson.Raw, error) {
	const op = "store.encode"
	var b bytes.Buffer
	e := bson.NewEncoder(bson.NewDocumentWriter(&b))
	e.SetRegistry(texts)
	e.UseJSONStructTags()
	e.NilSliceAsEmpty()
	e.NilMapAsEmpty()
	if err := e.Encode(v); err != nil {
		return nil, fault.As(op, fault.Invalid, "value.unstorable", err)
	}
	if b.Len() > maxDocument {
		return nil, fault.Newf(op, fault.TooLarge, "value.tooLarge", "%d bytes", b.Len())
	}
	raw := bson.Raw(b.Bytes())
	g := guard{}
	if g.document(raw, "") {
		return nil, fault.Bad(op, []fault.Field{{Field: g.field, Code: "value.unstorable", Detail: g.detail}})
	}
	return raw, nil
}

// decode is the inverse of encode.
func decode(raw bson.Raw, v any) error {
	d := bson.NewDecoder(bson.NewDocumentReader(bytes.NewReader(raw)))
	d.SetRegistry(texts)
	d.UseJSONStructTags()
	d.DefaultDocumentM()
	return fault.Wrap("store.decode", d.Decode(v))
}

// guard looks for what may not be sent.
type guard struct{ field, detail string }

func (g *guard) refuse(path, detail string) bool {
	g.field, g.detail = path, detail
	return true
}

// document reports whether something in raw is refused.
func (g *guard) document(raw bson.Raw, path string) bool {
	elements, err := raw.Elements()
	if err != nil {
		return g.refuse(path, "not a document")
	}
	for _, e := range elements {
		k := e.Key()
		at := k
		if path != "" {
			at = path + "." + k
		}
		if k == "" || k[0] == '$' || strings.Contains(k, ".") || !utf8.ValidString(k) {
			return g.refuse(at, "a key that cannot be stored")
		}
		if g.value(e.Value(), at, false) {
			return true
		}
	}
	return false
}

func (g *guard) value(v bson.RawValue, path string, inArray bool) bool {
	switch v.Type {
	case bson.TypeDouble:
		f := v.Double()
		switch {
		case math.IsNaN(f), math.IsInf(f, 0):
			return g.refuse(path, "not a finite number")
		case f == 0 && math.Signbit(f):
			return g.refuse(path, "minus zero")
		}
	case bson.TypeString:
		s := v.StringValue()
		if !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
			return g.refuse(path, "text that is not UTF-8 or holds NUL")
		}
	case bson.TypeEmbeddedDocument:
		return g.document(v.Document(), path)
	case bson.TypeArray:
		if inArray {
			return g.refuse(path, "a list in a list")
		}
		values, err := v.Array().Values()
		if err != nil {
			return g.refuse(path, "not a list")
		}
		for i, e := range values {
			if g.value(e, fmt.Sprintf("%s[%d]", path, i), true) {
				return true
			}
		}
	case bson.TypeBoolean, bson.TypeDateTime, bson.TypeInt32, bson.TypeInt64, bson.TypeNull:
	default:
		return g.refuse(path, "a value of type "+v.Type.String())
	}
	return false
}

// texts are types that are stored as canonical JSON in one string. Nobody asks
// the database about their inside, and the embedded engine takes longer over
// each nested document than over a long string: ten times for a model's tree.
var texts = func() *bson.Registry {
	r := bson.NewRegistry()
	for _, t := range []reflect.Type{reflect.TypeFor[[]audit.Change](), reflect.TypeFor[map[string]string](), reflect.TypeFor[appraisal.Node]()} {
		r.RegisterTypeEncoder(t, bson.ValueEncoderFunc(writeText))
		r.RegisterTypeDecoder(t, bson.ValueDecoderFunc(readText))
	}
	return r
}()

func writeText(_ bson.EncodeContext, w bson.ValueWriter, v reflect.Value) error {
	text, err := audit.Canonical(v.Interface())
	if err != nil {
		return err
	}
	if bytes.Contains(text, []byte(`\u0000`)) {
		return errors.New("text that holds NUL")
	}
	return w.WriteString(string(text))
}

func readText(_ bson.DecodeContext, r bson.ValueReader, v reflect.Value) error {
	text, err := r.ReadString()
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(text), v.Addr().Interface())
}
