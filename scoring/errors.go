package scoring

import (
	"fmt"
	"strings"
)

// Reason says which rule an input breaks; it is a translation key.
type Reason string

const (
	ReasonShape         Reason = "scoring.shape"         // lengths or sizes that do not fit
	ReasonEmpty         Reason = "scoring.empty"         // no row, no column, no child
	ReasonNotFinite     Reason = "scoring.notFinite"     // ±Inf, or NaN where a value must be
	ReasonMissing       Reason = "scoring.missing"       // a gap the method has no rule for
	ReasonWeight        Reason = "scoring.weight"        // negative, absent, or summing to zero
	ReasonDomain        Reason = "scoring.domain"        // a value outside what the formula takes
	ReasonDirection     Reason = "scoring.direction"     // unknown or unusable direction
	ReasonReciprocal    Reason = "scoring.reciprocal"    // pairwise matrix with a_ji ≠ 1/a_ij
	ReasonParameter     Reason = "scoring.parameter"     // method parameter outside its range
	ReasonUnknownMethod Reason = "scoring.unknownMethod" // no such method
	ReasonUnknownKind   Reason = "scoring.unknownKind"   // no such normalisation, mean, treatment …
	ReasonDuplicate     Reason = "scoring.duplicate"     // the same column, name or cell twice
	ReasonTooLarge      Reason = "scoring.tooLarge"      // over a stated limit
	ReasonSyntax        Reason = "scoring.syntax"        // not the format of a problem
)

// Uncomputable reports whether the input is well formed but the method has no
// value for it (as a zero where a logarithm is taken); otherwise it is invalid.
func (r Reason) Uncomputable() bool {
	switch r {
	case ReasonDomain, ReasonMissing:
		return true
	}
	return false
}

// InputError names what in an input breaks which rule.
type InputError struct {
	Row, Col int    // 0-based; -1 where it does not apply
	Field    string // what is at fault, such as "matrix", "weight", "params.lambda"
	Reason   Reason
	Message  string // English, for logs and the command line
}

// Error implements error: "matrix row 2, column 3: …" (0-based, as in the input).
func (e *InputError) Error() string {
	var b strings.Builder
	b.WriteString(e.Field)
	sep := " "
	if e.Field == "" {
		sep = ""
	}
	if e.Row >= 0 {
		fmt.Fprintf(&b, "%srow %d", sep, e.Row)
		sep = ", "
	}
	if e.Col >= 0 {
		fmt.Fprintf(&b, "%scolumn %d", sep, e.Col)
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	b.WriteString(e.Message)
	return b.String()
}

func inputError(field string, row, col int, r Reason, format string, args ...any) *InputError {
	return &InputError{Row: row, Col: col, Field: field, Reason: r, Message: fmt.Sprintf(format, args...)}
}

// WarningKind is a translation key for something a reader of a result should know.
type WarningKind string

const (
	ConstantColumn   WarningKind = "scoring.constantColumn"   // min–max or weights found no variation; Col
	OutsideGoalposts WarningKind = "scoring.outsideGoalposts" // Value clipped; Row, Col
	InconsistentAHP  WarningKind = "scoring.inconsistentAHP"  // Value is the consistency ratio; Row, Col the judgement to revisit
	InconsistentBWM  WarningKind = "scoring.inconsistentBWM"  // Value is the input-based ratio; Col the judgement to revisit
	Imputed          WarningKind = "scoring.imputed"          // Value was filled in; Row, Col
	Winsorised       WarningKind = "scoring.winsorised"       // Value is the original; Row, Col
	LogTransformed   WarningKind = "scoring.logTransformed"   // Col
	Floored          WarningKind = "scoring.floored"          // Value raised to the floor; Row, Col or Node
	NoData           WarningKind = "scoring.noData"           // Row has no value at all
	EqualFallback    WarningKind = "scoring.equalFallback"    // no column carries information: equal weights
	CorrelatedPair   WarningKind = "scoring.correlatedPair"   // Value is Pearson r of columns Row and Col
	NotDetermined    WarningKind = "scoring.notDetermined"    // w_k = 1: the other weights had no proportions and were split equally; Col
	Indifferent      WarningKind = "scoring.indifferent"      // two alternatives are equal on every criterion; Row, Col
	WeightsAsGiven   WarningKind = "scoring.weightsAsGiven"   // used without dividing by their sum; Value is the sum
	Sampled          WarningKind = "scoring.sampled"          // estimated by Value draws, not computed exactly
	NotComputed      WarningKind = "scoring.notComputed"      // a method of a comparison could not be computed; Node is its name
	NotConverged     WarningKind = "scoring.notConverged"     // treatment stopped at its limit and the column is still skewed; Col
)

// Warning is a remark on a valid result. Row and Col are -1 where they do not
// apply; Value is what the kind says.
type Warning struct {
	Kind  WarningKind `json:"kind"`
	Row   int         `json:"row"`
	Col   int         `json:"col"`
	Value float64     `json:"value"`
	Node  string      `json:"node,omitempty"`
}
