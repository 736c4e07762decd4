package handlers

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/gin-gonic/gin"

	"parksite/internal/fault"
	"parksite/scoring"
	decision "parksite/scoring/problem"
)

// evaluate runs one method on one decision problem.
//
//	@Summary      Evaluate a decision problem
//	@Description  The same as `parksite evaluate`: method, criteria, matrix and params in, the method's own results out. Nothing is stored.
//	@Tags         evaluation
//	@Param        body  body  object  true  "a decision problem"
//	@Success      200  {object}  object
//	@Failure      422  {object}  problem  "understood, but the method has no answer for these numbers"
//	@Router       /evaluations [post]
func (a *API) evaluate(c *gin.Context) error {
	data, err := body(c, maxBody)
	if err != nil {
		return err
	}
	p, err := decision.Read(bytes.NewReader(data))
	if err != nil {
		return inputFault("handlers.evaluate", err)
	}
	done, err := a.compute(c.Request.Context())
	if err != nil {
		return err
	}
	defer done()
	result, err := p.Evaluate(c.Request.Context())
	if err != nil {
		return inputFault("handlers.evaluate", err)
	}
	return ok(c, result)
}

// inputFault rewords an input error of the engine, which speaks of rows and
// columns: 400 when the problem breaks a rule, 422 when it is well formed and
// the method has no value for it.
func inputFault(op string, err error) error {
	var in *scoring.InputError
	if !errors.As(err, &in) {
		return fault.Wrap(op, err)
	}
	kind := fault.Invalid
	if in.Reason.Uncomputable() {
		kind = fault.Uncomputable
	}
	field := in.Field
	if in.Row >= 0 {
		field += fmt.Sprintf("[%d]", in.Row)
	}
	if in.Col >= 0 {
		field += fmt.Sprintf("[%d]", in.Col)
	}
	if field == "" {
		field = "body"
	}
	f := fault.Newf(op, kind, string(in.Reason), "%s", in.Error())
	f.Fields = []fault.Field{{Field: field, Code: string(in.Reason), Detail: in.Message}}
	return f
}
