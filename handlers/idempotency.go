package handlers

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"

	"github.com/gin-gonic/gin"

	"parksite/internal/access"
	"parksite/internal/fault"
	"parksite/internal/store"
)

const (
	claimKey  = "claim"
	maxKeyLen = 200
)

// kept are the headers of an answer that are repeated with it.
var kept = []string{"Content-Type", "ETag", "Location"}

// once makes a creating POST safe to repeat: with an Idempotency-Key, the same
// request gets the same answer and makes one thing, however often and however
// much at once it is sent. Failures are not kept: they may be tried again.
// hidden are fields of the answer that are shown once and not repeated.
func (a *API) once(h func(*gin.Context) error, hidden ...string) func(*gin.Context) error {
	return func(c *gin.Context) error {
		const op = "handlers.once"
		key := c.GetHeader("Idempotency-Key")
		if key == "" {
			return h(c)
		}
		for _, r := range key {
			if r < 0x21 || r > 0x7e || len(key) > maxKeyLen {
				return fault.Bad(op, []fault.Field{{Field: "Idempotency-Key", Code: "idempotency.form", Detail: "1 to 200 visible ASCII characters"}})
			}
		}
		data, err := raw(c, maxBody)
		if err != nil {
			return err
		}
		c.Request.Body = io.NopCloser(bytes.NewReader(data))
		ctx, user := c.Request.Context(), principalOf(c).user.ID
		sum := sha256.Sum256([]byte(c.Request.Method + " " + c.Request.URL.Path + "\n" + string(data)))
		request := hex.EncodeToString(sum[:])
		claim, err := a.store.ClaimKey(ctx, user, key, request)
		if err != nil {
			return fault.Wrap(op, err)
		}
		if claim.Answer != nil {
			for name, value := range claim.Answer.Headers {
				c.Header(name, value)
			}
			c.Data(claim.Answer.Status, claim.Answer.Headers["Content-Type"], []byte(claim.Answer.Body))
			return nil
		}
		c.Set(claimKey, claim)
		rec := &recorder{ResponseWriter: c.Writer}
		c.Writer = rec
		if err := h(c); err != nil {
			if abandon := a.store.Abandon(ctx, user, key); abandon != nil {
				return fault.Wrap(op, abandon)
			}
			return err
		}
		answer := store.Answer{Status: rec.Status(), Headers: map[string]string{}, Body: without(rec.body.Bytes(), hidden)}
		for _, name := range kept {
			if v := rec.Header().Get(name); v != "" {
				answer.Headers[name] = v
			}
		}
		// The thing is made and the answer sent; a store that is away now means
		// that a repetition will meet what it made.
		if err := a.store.Answered(ctx, user, key, request, claim, answer); err != nil {
			a.log.Warn("an answer could not be kept for repetition", "requestId", requestID(c), "error", err.Error())
		}
		return nil
	}
}

// without is a JSON object without some of its fields.
func without(object []byte, hidden []string) string {
	if len(hidden) == 0 {
		return string(object)
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(object, &fields); err != nil { // it was encoded a moment ago
		panic(err)
	}
	for _, name := range hidden {
		delete(fields, name)
	}
	out, err := json.Marshal(fields)
	if err != nil {
		panic(err)
	}
	return string(out)
}

// newID is the id for the thing this request makes: the same for each attempt
// of one idempotent request.
func newID(c *gin.Context) string {
	if v, has := c.Get(claimKey); has {
		return v.(store.Claim).ThingID
	}
	return access.NewID()
}

// repeated reports whether err says that an earlier attempt of this request
// has made the thing already.
func repeated(c *gin.Context, err error, code string) bool {
	_, claimed := c.Get(claimKey)
	return claimed && fault.Is(err, fault.Conflict) && codeOf(err) == code
}

func codeOf(err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Code
	}
	return ""
}

// recorder keeps what is written.
type recorder struct {
	gin.ResponseWriter
	body bytes.Buffer
}

func (r *recorder) Write(p []byte) (int, error) {
	r.body.Write(p)
	return r.ResponseWriter.Write(p)
}

func (r *recorder) WriteString(s string) (int, error) {
	r.body.WriteString(s)
	return r.ResponseWriter.WriteString(s)
}
