package handlers

import (
	"errors"
	"slices"

	"parksite/internal/fault"
)

// fieldsOf takes the broken fields out of an Invalid fault; any other stays an
// error.
func fieldsOf(err error) ([]fault.Field, error) {
	var f *fault.Error
	if errors.As(err, &f) && f.Kind == fault.Invalid && len(f.Fields) > 0 {
		return f.Fields, nil
	}
	return nil, err
}

// within puts the fields that an error names under a prefix; another error stays
// what it is.
func within(prefix string, err error) error {
	bad, other := fieldsOf(err)
	if other != nil {
		return other
	}
	named := slices.Clone(bad)
	for i := range named {
		named[i].Field = prefix + named[i].Field
	}
	return fault.Bad("handlers.within", named)
}
