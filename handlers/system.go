package handlers

import (
	"net/http"
	"runtime"
	"runtime/debug"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	swaggerFiles "github.com/swaggo/files"

	"parksite/handlers/openapi"
	"parksite/internal/appraisal"
	"parksite/internal/fault"
)

type health struct {
	Status string `json:"status"`
}

type version struct {
	Version  string `json:"version"`
	Revision string `json:"revision"`
	Go       string `json:"go"`
	Engine   string `json:"engine"`
}

// healthz says that the process answers.
//
//	@Summary  The process answers
//	@Tags     system
//	@Success  200  {object}  health
//	@x-open   true
//	@x-root   true
//	@Router   /healthz [get]
func (a *API) healthz(c *gin.Context) error { return ok(c, health{Status: "ok"}) }

// readyz says whether requests are welcome: the store answers and the program
// is not stopping.
//
//	@Summary  Requests are welcome
//	@Tags     system
//	@Success  200  {object}  health
//	@Failure  503  {object}  problem  "the store is away or the program is stopping"
//	@x-open   true
//	@x-root   true
//	@Router   /readyz [get]
func (a *API) readyz(c *gin.Context) error {
	const op = "handlers.readyz"
	if a.draining.Load() {
		return fault.Newf(op, fault.Unavailable, "unavailable", "the program is stopping")
	}
	if err := a.store.Ready(c.Request.Context()); err != nil {
		return fault.As(op, fault.Unavailable, "unavailable", err)
	}
	return ok(c, health{Status: "ready"})
}

// getVersion says which program answers.
//
//	@Summary  Which program answers
//	@Tags     system
//	@Success  200  {object}  version
//	@x-open   true
//	@x-root   true
//	@Router   /version [get]
func (a *API) getVersion(c *gin.Context) error { return ok(c, a.build()) }

func (a *API) build() version {
	v := version{Version: a.version, Go: runtime.Version(), Engine: appraisal.EngineVersion}
	if info, known := debug.ReadBuildInfo(); known {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				v.Revision = s.Value
			}
		}
	}
	return v
}

// getDocument answers with the API document.
//
//	@Summary  This document
//	@Tags     system
//	@Success  200  {object}  object
//	@x-open   true
//	@x-root   true
//	@Router   /openapi.json [get]
func (a *API) getDocument(c *gin.Context) error {
	c.Data(http.StatusOK, "application/json; charset=utf-8", openapi.Document)
	return nil
}

// getMetrics answers in the format of Prometheus.
//
//	@Summary  Counters for Prometheus; from this machine, or with a token
//	@Tags     system
//	@Produce  plain
//	@Success  200  {string}  string
//	@x-root   true
//	@Router   /metrics [get]
func (a *API) getMetrics(c *gin.Context) error {
	promhttp.HandlerFor(a.metrics.registry, promhttp.HandlerOpts{}).ServeHTTP(c.Writer, c.Request)
	return nil
}

// swaggerPage is Swagger UI's page with its start-up script in a file of its
// own, so that the page needs no inline script.
const swaggerPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>parksite API</title>
<link rel="stylesheet" href="swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="swagger-ui-bundle.js"></script>
<script src="swagger-ui-standalone-preset.js"></script>
<script src="start.js"></script>
</body>
</html>
`

const swaggerStart = `window.ui = SwaggerUIBundle({
  url: "/openapi.json", dom_id: "#swagger-ui", deepLinking: true, validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset], layout: "StandaloneLayout"
});
`

const swaggerCSP = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
	"object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'"

// getSwagger answers with the page on which the API can be tried out.
//
//	@Summary  A page to try the API on
//	@Tags     system
//	@Produce  html,text/css,text/javascript
//	@Param    file  path  string  true  "index.html, or a file of it"
//	@Success  200  {string}  string
//	@x-open   true
//	@x-root   true
//	@Router   /swagger/{file} [get]
func (a *API) getSwagger(c *gin.Context) error {
	c.Header("Content-Security-Policy", swaggerCSP)
	types := map[string]string{"swagger-ui.css": "text/css; charset=utf-8",
		"swagger-ui-bundle.js": "text/javascript; charset=utf-8", "swagger-ui-standalone-preset.js": "text/javascript; charset=utf-8"}
	switch name := c.Param("file"); name {
	case "index.html":
		c.Data(http.StatusOK, "text/html; charset=utf-8", []byte(swaggerPage))
	case "start.js":
		c.Data(http.StatusOK, "text/javascript; charset=utf-8", []byte(swaggerStart))
	case "swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js":
		data, err := swaggerFiles.ReadFile(name)
		if err != nil {
			return fault.Wrap("handlers.getSwagger", err)
		}
		c.Data(http.StatusOK, types[name], data)
	default:
		return fault.New("handlers.getSwagger", fault.NotFound, "notFound")
	}
	return nil
}
