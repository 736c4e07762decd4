// Package openapi holds the API document: OpenAPI 3.0.3, generated from the
// comments of the handlers by `make generate`, never edited.
package openapi

import _ "embed"

// Document is the API document as JSON.
//
//go:embed openapi.json
var Document []byte
