package handlers

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// Limits of uploads.
const (
	maxImportFile = 512 << 20 // the World Bank's bulk file is some 250 MB unpacked
	maxListFile   = 8 << 20
	maxUploadText = 64 << 10 // of all fields beside the file
	uploadTimeout = 15 * time.Minute
)

// upload is a file as it came, in the data directory and the owner's alone,
// with the fields beside it. Who receives one removes it.
type upload struct {
	file   *os.File
	size   int64
	name   string // as the client calls it, for people to read; never a path
	fields map[string]string
}

func (u upload) remove() {
	if u.file != nil {
		_ = u.file.Close()
		_ = os.Remove(u.file.Name())
	}
}

// receive reads a multipart body of one part "file" of at most limit bytes and
// the text fields named, without holding the file in memory.
//
// It returns Unsupported for another content type, TooLarge past the limit and
// Invalid for parts that are unknown, repeated or missing. What was written
// until then is removed.
func (a *API) receive(c *gin.Context, limit int64, fields ...string) (up upload, err error) {
	const op = "handlers.receive"
	// A large file over a slow line takes longer than a request may otherwise.
	control := http.NewResponseController(c.Writer)
	_ = control.SetReadDeadline(time.Now().Add(uploadTimeout))
	_ = control.SetWriteDeadline(time.Now().Add(uploadTimeout + time.Minute))
	media, _, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || media != "multipart/form-data" {
		return up, fault.Newf(op, fault.Unsupported, "upload.type", "send the file as multipart/form-data, in a part named file")
	}
	tooLarge := fault.Newf(op, fault.TooLarge, "upload.tooLarge", "the file is larger than %d MB", limit>>20)
	if c.Request.ContentLength > limit+maxUploadText+1<<20 {
		return up, tooLarge
	}
	r, err := c.Request.MultipartReader()
	if err != nil {
		return up, fault.Newf(op, fault.Invalid, "upload.form", "the body is not multipart/form-data")
	}
	defer func() {
		if err != nil {
			up.remove()
		}
	}()
	up.fields = map[string]string{}
	text := int64(maxUploadText)
	for parts := 0; ; parts++ {
		part, perr := r.NextPart()
		if errors.Is(perr, io.EOF) {
			break
		}
		if perr != nil || parts > len(fields)+1 {
			return up, fault.Newf(op, fault.Invalid, "upload.form", "the body breaks off, is malformed or holds too many parts")
		}
		if err = a.part(part, &up, limit, &text, fields); err != nil {
			if errors.Is(err, errPartTooLarge) {
				err = tooLarge
			}
			return up, err
		}
	}
	if up.file == nil {
		return up, fault.Bad(op, []fault.Field{{Field: "file", Code: "field.required", Detail: "a part named file is needed"}})
	}
	_, err = up.file.Seek(0, io.SeekStart)
	return up, fault.Wrap(op, err)
}

var errPartTooLarge = errors.New("part too large")

// part takes one part of a multipart body.
func (a *API) part(p *multipart.Part, up *upload, limit int64, text *int64, fields []string) error {
	const op = "handlers.part"
	name := p.FormName()
	refuse := func(code, detail string) error {
		return fault.Bad(op, []fault.Field{{Field: clip(strings.ToValidUTF8(name, "")), Code: code, Detail: detail}})
	}
	if name != "file" {
		known := false
		for _, f := range fields {
			known = known || f == name
		}
		if !known {
			return refuse("json.unknownField", "there is no such field")
		}
		if _, twice := up.fields[name]; twice {
			return refuse("json.duplicate", "this field stands twice")
		}
		b, err := io.ReadAll(io.LimitReader(p, *text+1))
		if err != nil {
			return fault.Newf(op, fault.Invalid, "upload.form", "the body breaks off")
		}
		if *text -= int64(len(b)); *text < 0 {
			return errPartTooLarge
		}
		if !utf8.Valid(b) {
			return refuse("text.encoding", "not valid UTF-8")
		}
		up.fields[name] = strings.TrimSpace(catalog.NormalText(string(b)))
		return nil
	}
	if up.file != nil {
		return refuse("json.duplicate", "this field stands twice")
	}
	dir, err := a.jobs.staging()
	if err != nil {
		return fault.As(op, fault.Unavailable, "upload.disk", err)
	}
	if up.file, err = os.CreateTemp(dir, "upload-"); err != nil { // 0600
		return fault.As(op, fault.Unavailable, "upload.disk", err)
	}
	up.name = fileName(p.FileName())
	n, err := io.Copy(up.file, io.LimitReader(p, limit+1))
	up.size = n
	var pathError *os.PathError
	switch {
	case n > limit:
		return errPartTooLarge
	case errors.As(err, &pathError): // the disk's, not the client's
		return fault.As(op, fault.Unavailable, "upload.disk", err)
	case err != nil:
		return fault.Newf(op, fault.Invalid, "upload.form", "the body breaks off")
	}
	return nil
}

// fileName is what a client calls its file, fit to be shown.
func fileName(s string) string {
	s = catalog.NormalText(strings.ToValidUTF8(filepath.Base(strings.ReplaceAll(s, `\`, "/")), ""))
	if s == "." || s == "/" || len(catalog.CheckText("name", s, 200, false)) > 0 {
		return "file"
	}
	return s
}
