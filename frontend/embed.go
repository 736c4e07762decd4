// Package frontend serves the built web application, which lies in dist.
//
// dist is made by `make web` (npm run build) and is not under version control
// but for a placeholder, so that the program builds without Node. Without a
// build the handler answers 503 with a page that names the command; the API is
// not affected.
package frontend

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

//go:embed all:dist
var dist embed.FS

// Handler serves the web application that was built into the program.
//
// GET and HEAD only. "/assets/…" are immutable (their names carry a hash) and
// come from their .br or .gz sibling when the client takes it; every other
// path that is no file is a route of the application and gets index.html,
// which is never stored: it carries a nonce of this one answer. A missing
// asset, a hidden file and anything under /api is 404.
func Handler() http.Handler {
	built, err := fs.Sub(dist, "dist")
	if err != nil { // the directory is named in the embed directive above
		panic(err)
	}
	return newSite(built)
}

// file is one servable file, kept whole in memory with its encodings.
type file struct {
	contentType string
	plain       []byte
	br, gz      []byte // nil when there is no such sibling
	etag        string
}

type site struct {
	files map[string]*file // by path below the root, without a leading slash
}

// contentTypes is a table of our own because the system's differs between
// machines; what is not in it is not served.
var contentTypes = map[string]string{
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".svg":  "image/svg+xml",
	".png":  "image/png",
	".ico":  "image/x-icon",
	".json": "application/json",
	".txt":  "text/plain; charset=utf-8",
	".map":  "application/json",
}

func newSite(built fs.FS) *site {
	s := &site{files: map[string]*file{}}
	read := func(name string) []byte {
		b, err := fs.ReadFile(built, name)
		if err != nil {
			return nil
		}
		return b
	}
	_ = fs.WalkDir(built, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		ct, ok := contentTypes[path.Ext(name)]
		if !ok {
			return nil
		}
		f := &file{contentType: ct, plain: read(name), br: read(name + ".br"), gz: read(name + ".gz")}
		sum := sha256.Sum256(f.plain)
		f.etag = hex.EncodeToString(sum[:16])
		s.files[name] = f
		return nil
	})
	return s
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	if name == "api" || strings.HasPrefix(name, "api/") {
		http.NotFound(w, r)
		return
	}
	index := s.files["index.html"]
	if index == nil {
		notBuilt(w, r)
		return
	}
	f, cache := s.files[cmp.Or(name, "index.html")], "no-cache"
	switch {
	case f == nil && isAsset(name):
		http.NotFound(w, r)
		return
	case f == nil || f == index:
		index.servePage(w, r)
		return
	case strings.HasPrefix(name, "assets/"):
		cache = "public, max-age=31536000, immutable"
	}
	w.Header().Set("Cache-Control", cache)
	f.serve(w, r)
}

// isAsset reports whether name can only mean a file. Routes of the application
// may hold dots too ("indicators/GE.EST"), so the extension must be a known one.
func isAsset(name string) bool {
	if name == "assets" || strings.HasPrefix(name, "assets/") || strings.HasPrefix(name, ".") || strings.Contains(name, "/.") {
		return true
	}
	_, known := contentTypes[path.Ext(name)]
	return known
}

func (f *file) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.contentType)
	h.Set("Vary", "Accept-Encoding")
	body, etag := f.plain, f.etag
	switch accepts := r.Header.Get("Accept-Encoding"); {
	case f.br != nil && takes(accepts, "br"):
		body, etag = f.br, etag+"-br"
		h.Set("Content-Encoding", "br")
	case f.gz != nil && takes(accepts, "gzip"):
		body, etag = f.gz, etag+"-gz"
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("ETag", `"`+etag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// noncePlace stands in index.html where the nonce goes.
const noncePlace = "__NONCE__"

// servePage answers with index.html. Libraries of the page insert style
// elements; the content security policy, whoever set it, then allows those that
// carry the nonce of this answer, and no others.
func (f *file) servePage(w http.ResponseWriter, r *http.Request) {
	const policy, own = "Content-Security-Policy", "style-src 'self'"
	nonce := rand.Text()
	h := w.Header()
	h.Set(policy, strings.Replace(h.Get(policy), own, own+" 'nonce-"+nonce+"'", 1))
	h.Set("Content-Type", f.contentType)
	h.Set("Cache-Control", "no-store")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(bytes.Replace(f.plain, []byte(noncePlace), []byte(nonce), 1)))
}

// takes reports whether an Accept-Encoding header allows coding; "coding;q=0"
// refuses it.
func takes(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), coding) {
			continue
		}
		q, found := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q=")
		if !found {
			return true
		}
		v, err := strconv.ParseFloat(q, 64)
		return err == nil && v > 0
	}
	return false
}

func notBuilt(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusServiceUnavailable)
	if r.Method == http.MethodGet {
		_, _ = w.Write([]byte(notBuiltPage))
	}
}

const notBuiltPage = `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<title>parksite</title>
<h1>网页界面尚未构建</h1>
<p>本程序编译时未包含网页界面。请在源码目录运行 <code>make web build</code> 后重新启动；接口 <code>/api/v1</code> 不受影响。</p>
<h1 lang="en">The web interface has not been built</h1>
<p lang="en">This program was compiled without it. Run <code>make web build</code> in the source directory and start again; the API under <code>/api/v1</code> is not affected.</p>
</html>
`
