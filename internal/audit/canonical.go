package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"parksite/internal/fault"
)

// Canonical returns v as JSON with one spelling per value: keys sorted by
// their bytes, no white space, floats in the shortest form that gives the same
// number (as ECMAScript writes them), -0 as 0, times as encoding/json writes
// them. Equal values give equal bytes in every process and on every machine.
//
// It returns an Invalid fault for a number that is not finite, for text that
// is not UTF-8 or holds U+FFFD (what encoding/json makes of broken text), and
// for a key that occurs twice.
func Canonical(v any) ([]byte, error) {
	const op = "audit.Canonical"
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, fault.As(op, fault.Invalid, "value.unstorable", err)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	out, err := canonical(make([]byte, 0, len(raw)), d)
	if err != nil {
		return nil, fault.As(op, fault.Invalid, "value.unstorable", err)
	}
	return out, nil
}

// Digest returns the address of a canonical text: "sha256:" and the hash in
// hexadecimal.
func Digest(canonical []byte) string {
	h := sha256.Sum256(canonical)
	return "sha256:" + hex.EncodeToString(h[:])
}

type textError string

func (e textError) Error() string { return string(e) }

// canonical appends the next value of d.
func canonical(b []byte, d *json.Decoder) ([]byte, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case nil:
		return append(b, "null"...), nil
	case bool:
		return strconv.AppendBool(b, t), nil
	case json.Number:
		return appendNumber(b, t.String())
	case string:
		return appendText(b, t)
	case json.Delim:
		if t == '[' {
			return canonicalArray(b, d)
		}
		return canonicalObject(b, d)
	}
	return nil, io.ErrUnexpectedEOF
}

func canonicalArray(b []byte, d *json.Decoder) ([]byte, error) {
	var err error
	b = append(b, '[')
	for i := 0; d.More(); i++ {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = canonical(b, d); err != nil {
			return nil, err
		}
	}
	_, err = d.Token()
	return append(b, ']'), err
}

func canonicalObject(b []byte, d *json.Decoder) ([]byte, error) {
	type member struct {
		key   string
		value []byte
	}
	var members []member
	for d.More() {
		k, err := d.Token()
		if err != nil {
			return nil, err
		}
		v, err := canonical(nil, d)
		if err != nil {
			return nil, err
		}
		members = append(members, member{k.(string), v})
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	slices.SortFunc(members, func(x, y member) int { return strings.Compare(x.key, y.key) })
	b = append(b, '{')
	var err error
	for i, m := range members {
		if i > 0 {
			if members[i-1].key == m.key {
				return nil, textError("key " + strconv.Quote(m.key) + " occurs twice")
			}
			b = append(b, ',')
		}
		if b, err = appendText(b, m.key); err != nil {
			return nil, err
		}
		b = append(append(b, ':'), m.value...)
	}
	return append(b, '}'), nil
}

// appendNumber writes integers as they are and everything else as ECMAScript's
// Number::toString does.
func appendNumber(b []byte, s string) ([]byte, error) {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return strconv.AppendInt(b, n, 10), nil
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return nil, textError("number " + s + " is not finite")
	}
	if f == 0 {
		return append(b, '0'), nil
	}
	format := byte('f')
	if a := math.Abs(f); a < 1e-6 || a >= 1e21 {
		format = 'e'
	}
	b = strconv.AppendFloat(b, f, format, -1, 64)
	if n := len(b); format == 'e' && n >= 4 && b[n-4] == 'e' && b[n-3] == '-' && b[n-2] == '0' {
		b[n-2] = b[n-1] // 1e-09 is written 1e-9
		b = b[:n-1]
	}
	return b, nil
}

const hexDigits = "0123456789abcdef"

// appendText writes s with the fewest escapes JSON allows.
func appendText(b []byte, s string) ([]byte, error) {
	if !utf8.ValidString(s) || strings.ContainsRune(s, utf8.RuneError) {
		return nil, textError("text is not UTF-8")
	}
	b = append(b, '"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c == '\n':
			b = append(b, '\\', 'n')
		case c == '\r':
			b = append(b, '\\', 'r')
		case c == '\t':
			b = append(b, '\\', 't')
		case c < 0x20:
			b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		default:
			b = append(b, c)
		}
	}
	return append(b, '"'), nil
}
