package handlers

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"parksite/internal/fault"
)

const apiPrefix = "/api/v1"

// guard is what a route asks before it runs. Exactly one of open, signedIn and
// a permission is stated; a test fails on a route that states none.
type guard struct {
	open     bool // anybody
	signedIn bool // anybody with a session; the route is about themselves
	loopback bool // also a client on this machine, without credentials
	object   string
	action   string
}

func open() guard                     { return guard{open: true} }
func signedIn() guard                 { return guard{signedIn: true} }
func may(object, action string) guard { return guard{object: object, action: action} }

// mayOrLocal is may, or a request from this very machine.
func mayOrLocal(object, action string) guard {
	return guard{object: object, action: action, loopback: true}
}

type route struct {
	method, path string
	guard        guard
}

// register lists every route beside what it asks. The order follows docs/API.md.
func (a *API) register() {
	a.at("").
		get("/healthz", open(), a.healthz).
		get("/readyz", open(), a.readyz).
		get("/version", open(), a.getVersion).
		get("/openapi.json", open(), a.getDocument).
		get("/swagger/:file", open(), a.getSwagger).
		get("/metrics", mayOrLocal("metrics", "read"), a.getMetrics)

	a.at(apiPrefix).
		post("/session", open(), a.signIn).
		get("/session", signedIn(), a.getSession).
		del("/session", signedIn(), a.signOut).
		get("/session/methods", open(), a.getSignInMethods).
		get("/session/oidc", open(), a.beginOIDC).
		get("/session/oidc/callback", open(), a.finishOIDC).
		get("/session/preferences", signedIn(), a.getPreferences).
		put("/session/preferences", signedIn(), a.putPreferences).
		put("/session/password", signedIn(), a.changePassword).
		get("/session/second-factor", signedIn(), a.getSecondFactor).
		post("/session/second-factor", signedIn(), a.enrolSecondFactor).
		put("/session/second-factor", signedIn(), a.confirmSecondFactor).
		post("/session/second-factor/recovery-codes", signedIn(), a.renewRecoveryCodes).
		post("/session/second-factor/removal", signedIn(), a.removeSecondFactor).
		post("/session/second-factor/proof", signedIn(), a.proveSecondFactor).
		get("/countries", may("catalogue", "read"), a.listCountries).
		get("/countries/:iso3", may("catalogue", "read"), a.getCountry).
		get("/countries/:iso3/observations", may("catalogue", "read"), a.listObservations).
		get("/regions", may("catalogue", "read"), a.listRegions).
		get("/strategies", may("catalogue", "read"), a.listStrategies).
		get("/industries", may("catalogue", "read"), a.listIndustries).
		get("/indicators", may("catalogue", "read"), a.listIndicators).
		get("/indicators/:code", may("catalogue", "read"), a.getIndicator).
		get("/sources", may("catalogue", "read"), a.listSources).
		get("/sites", may("catalogue", "read"), a.listSites).
		get("/sites/:id", may("catalogue", "read"), a.getSite).
		get("/own-sites", may("ownSite", "read"), a.listOwnSites).
		post("/own-sites", may("ownSite", "create"), a.once(a.createOwnSite)).
		post("/own-sites/check", may("ownSite", "create"), a.checkOwnSite).
		get("/own-sites/template", may("ownSite", "read"), a.getOwnSiteTemplate).
		get("/own-sites/export", may("ownSite", "read"), a.exportOwnSites).
		slow(http.MethodPost, "/own-sites/readings", may("ownSite", "create"), a.readOwnSites).
		post("/own-sites/batches", may("ownSite", "create"), a.once(a.createSiteBatch)).
		get("/own-sites/:id", may("ownSite", "read"), a.getOwnSite).
		put("/own-sites/:id", may("ownSite", "edit"), a.putOwnSite).
		del("/own-sites/:id", may("ownSite", "delete"), a.deleteOwnSite).
		get("/own-sites/:id/versions/:v", may("ownSite", "read"), a.getOwnSiteVersion).
		post("/own-sites/:id/restoration", may("ownSite", "edit"), a.restoreOwnSite).
		get("/land-use-benchmark", may("catalogue", "read"), a.listLandUse).
		get("/datasets", may("dataset", "read"), a.listDatasets).
		get("/datasets/:id", may("dataset", "read"), a.getDataset).
		get("/datasets/:id/difference", may("dataset", "read"), a.getDatasetDifference).
		get("/datasets/:id/coverage", may("dataset", "read"), a.getDatasetCoverage).
		get("/datasets/:id/freshness", may("dataset", "read"), a.getDatasetFreshness).
		slow(http.MethodPost, "/imports", may("dataset", "try"), a.createImport).
		get("/imports/world-bank", may("dataset", "import"), a.getWorldBankService).
		post("/imports/world-bank", may("dataset", "import"), a.createWorldBankImport).
		get("/imports/template", may("dataset", "try"), a.getImportTemplate).
		get("/imports/:id/rejections", may("dataset", "try"), a.listRejections).
		post("/imports/:id/publication", may("dataset", "import"), a.publishImport).
		get("/jobs", may("dataset", "try"), a.listJobs).
		get("/jobs/:id", may("dataset", "try"), a.getJob).
		slow(http.MethodGet, "/jobs/:id/events", may("dataset", "try"), a.streamJob).
		del("/jobs/:id", may("dataset", "try"), a.deleteJob).
		get("/stage-table", may("catalogue", "read"), a.getStageTable).
		post("/stage-table", may("dataset", "import"), a.publishStageTable).
		post("/stage-table/effects", may("dataset", "import"), a.stageTableEffects).
		get("/negative-list", may("catalogue", "read"), a.getNegativeList).
		put("/negative-list", may("negativeList", "edit"), a.putNegativeList).
		get("/negative-list/versions/:v", may("catalogue", "read"), a.getNegativeListVersion).
		get("/negative-list/template", may("negativeList", "edit"), a.getNegativeTemplate).
		slow(http.MethodPost, "/negative-list/readings", may("negativeList", "edit"), a.readNegativeList).
		post("/negative-list/effects", may("negativeList", "edit"), a.negativeListEffects).
		get("/models", may("model", "read"), a.listModels).
		post("/models", may("model", "create"), a.once(a.createModel)).
		get("/site-indicators", may("model", "read"), a.listSiteIndicators).
		post("/models/remarks", may("preview", "run"), a.modelRemarks).
		post("/models/weights", may("preview", "run"), a.elicitWeights).
		post("/models/value-preview", may("preview", "run"), a.valuePreview).
		get("/models/:id", may("model", "read"), a.getModel).
		get("/models/:id/usage", may("model", "read"), a.getModelUsage).
		get("/models/:id/difference", may("model", "read"), a.getModelDifference).
		put("/models/:id", may("model", "edit"), a.putModel).
		del("/models/:id", may("model", "delete"), a.deleteModel).
		get("/models/:id/versions/:v", may("model", "read"), a.getModelVersion).
		post("/evaluations", may("evaluation", "run"), a.evaluate).
		post("/preview", may("preview", "run"), a.preview).
		post("/preview/robustness", may("preview", "run"), a.previewRobustness).
		post("/preview/explanation", may("preview", "run"), a.previewExplanation).
		post("/preview/sensitivity", may("preview", "run"), a.previewSensitivity).
		post("/preview/sweep", may("preview", "run"), a.previewSweep).
		post("/preview/attainable", may("preview", "run"), a.previewAttainable).
		post("/preview/methods", may("preview", "run"), a.previewMethods).
		post("/preview/replay", may("preview", "run"), a.previewReplay).
		post("/preview/backtest", may("preview", "run"), a.previewBacktest).
		post("/preview/concordance", may("preview", "run"), a.previewConcordance).
		post("/preview/report", may("preview", "run"), a.previewReport).
		post("/preview/sites", may("preview", "run"), a.rankSites).
		post("/preview/sites/report", may("preview", "run"), a.siteReport).
		post("/layouts/solution", may("preview", "run"), a.solveLayout).
		slow(http.MethodPost, "/layouts/searches", may("preview", "run"), a.searchLayout).
		del("/layouts/searches/:id", may("preview", "run"), a.stopSearch).
		post("/layouts/rule", may("preview", "run"), a.getDefaultRule).
		post("/layouts/check", may("preview", "run"), a.checkLayout).
		post("/layouts/test", may("preview", "run"), a.testLayout).
		post("/layouts/lanes", may("preview", "run"), a.seaLanes).
		post("/layouts/report", may("preview", "run"), a.layoutReport).
		get("/rankings", may("ranking", "read"), a.listRankings).
		post("/rankings", may("ranking", "create"), a.once(a.createRanking)).
		get("/rankings/:id", may("ranking", "read"), a.getRanking).
		put("/rankings/:id", may("ranking", "edit"), a.putRanking).
		del("/rankings/:id", may("ranking", "delete"), a.deleteRanking).
		get("/rankings/:id/versions/:v", may("ranking", "read"), a.getRankingVersion).
		get("/rankings/:id/rounds/:v", may("ranking", "read"), a.getRankingRound).
		post("/rankings/:id/robustness", may("ranking", "analyse"), a.rankingRobustness).
		get("/rankings/:id/explanation", may("ranking", "analyse"), a.rankingExplanation).
		get("/rankings/:id/sensitivity", may("ranking", "analyse"), a.rankingSensitivity).
		get("/rankings/:id/sites/:site", may("ranking", "read"), a.getRankedSite).
		get("/rankings/:id/report", may("ranking", "export"), a.rankingReport).
		get("/rankings/:id/events", may("ranking", "read"), a.listRankingEvents).
		get("/rankings/:id/comments", may("ranking", "read"), a.listComments).
		post("/rankings/:id/comments", may("ranking", "comment"), a.once(a.createComment)).
		get("/rankings/:id/comments/:comment", may("ranking", "read"), a.getComment).
		put("/rankings/:id/comments/:comment/settlement", may("ranking", "comment"), a.settleComment).
		post("/rankings/:id/verification", may("ranking", "read"), a.verifyRanking).
		post("/rankings/:id/submissions", may("ranking", "read"), a.submitRanking).
		post("/rankings/:id/opening", may("ranking", "read"), a.openRanking).
		post("/rankings/:id/decisions", may("ranking", "read"), a.decideRanking).
		post("/rankings/:id/revision", may("ranking", "read"), a.reviseRanking).
		post("/rankings/:id/publication", may("ranking", "read"), a.publishRanking).
		post("/rankings/:id/withdrawal", may("ranking", "read"), a.withdrawRanking).
		get("/exports", may("ranking", "export"), a.listExports).
		get("/reviews", may("review", "read"), a.listReviews).
		get("/audit-events", may("audit", "read"), a.listAuditEvents).
		post("/audit-events/verification", may("audit", "verify"), a.verifyTrail).
		get("/settings", may("setting", "read"), a.getSettings).
		get("/users", may("user", "read"), a.listUsers).
		post("/users", may("user", "create"), a.once(a.createUser, "secret")).
		get("/users/:id", may("user", "read"), a.getUser).
		put("/users/:id", may("user", "edit"), a.putUser).
		post("/users/:id/lock", may("user", "lock"), a.lockUser).
		post("/users/:id/unlock", may("user", "lock"), a.unlockUser).
		post("/users/:id/reset", may("user", "reset"), a.resetUser).
		get("/users/:id/sessions", may("session", "read"), a.listUserSessions).
		del("/users/:id/sessions", may("session", "end"), a.endUserSessions).
		get("/teams", may("team", "read"), a.listTeams).
		post("/teams", may("team", "create"), a.once(a.createTeam)).
		get("/teams/:id", may("membership", "read"), a.getTeam).
		put("/teams/:id", may("team", "edit"), a.putTeam).
		get("/memberships", may("membership", "read"), a.listMemberships).
		post("/memberships", may("membership", "create"), a.once(a.createMembership)).
		post("/memberships/:id/move", may("membership", "create"), a.moveMembership).
		del("/memberships/:id", may("membership", "delete"), a.deleteMembership).
		get("/review-rules", may("reviewRule", "read"), a.listRules).
		post("/review-rules", may("reviewRule", "create"), a.once(a.createRule)).
		get("/review-rules/:id", may("reviewRule", "read"), a.getRule).
		put("/review-rules/:id", may("reviewRule", "edit"), a.putRule).
		del("/review-rules/:id", may("reviewRule", "delete"), a.deleteRule).
		get("/tokens", may("token", "read"), a.listTokens).
		get("/notices", may("notice", "read"), a.listNotices).
		get("/notices/unread", may("notice", "read"), a.countNotices).
		post("/notices/readings", may("notice", "read"), a.readNotices).
		slow(http.MethodGet, "/notices/events", may("notice", "read"), a.streamNotices).
		get("/webhooks", may("webhook", "read"), a.listWebhooks).
		post("/webhooks", may("webhook", "create"), a.once(a.createWebhook, "secret")).
		get("/webhooks/:id", may("webhook", "read"), a.getWebhook).
		put("/webhooks/:id", may("webhook", "edit"), a.putWebhook).
		del("/webhooks/:id", may("webhook", "delete"), a.deleteWebhook).
		post("/webhooks/:id/secret", may("webhook", "edit"), a.renewWebhookSecret).
		post("/webhooks/:id/pings", may("webhook", "edit"), a.pingWebhook).
		get("/webhooks/:id/deliveries", may("webhook", "read"), a.listDeliveries).
		post("/tokens", may("token", "create"), a.once(a.createToken, "secret")).
		del("/tokens/:id", may("token", "revoke"), a.deleteToken)
}

// group registers routes under a prefix.
type group struct {
	api    *API
	prefix string
}

func (a *API) at(prefix string) group { return group{a, prefix} }

func (g group) get(path string, gd guard, h func(*gin.Context) error) group {
	return g.add(http.MethodGet, path, gd, h)
}
func (g group) post(path string, gd guard, h func(*gin.Context) error) group {
	return g.add(http.MethodPost, path, gd, h)
}
func (g group) put(path string, gd guard, h func(*gin.Context) error) group {
	return g.add(http.MethodPut, path, gd, h)
}
func (g group) del(path string, gd guard, h func(*gin.Context) error) group {
	return g.add(http.MethodDelete, path, gd, h)
}

func (g group) add(method, path string, gd guard, h func(*gin.Context) error) group {
	return g.route(method, path, gd, g.api.within, h)
}

// slow registers a route without a bound of time: uploads and streams, which
// bound themselves.
func (g group) slow(method, path string, gd guard, h func(*gin.Context) error) group {
	return g.route(method, path, gd, func(*gin.Context) {}, h)
}

func (g group) route(method, path string, gd guard, bound gin.HandlerFunc, h func(*gin.Context) error) group {
	a := g.api
	a.routes = append(a.routes, route{method, g.prefix + path, gd})
	a.engine.Handle(method, g.prefix+path, bound, a.handle(a.admit(gd)), a.handle(h))
	return g
}

// noRoute answers what is no route of the API: the web application, or, under
// /api, the same 401 any other path gives somebody without credentials.
func (a *API) noRoute(c *gin.Context) error {
	path := c.Request.URL.Path
	isAPI := path == "/api" || strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/swagger")
	if !isAPI && c.Request.Method == http.MethodGet {
		a.web.ServeHTTP(c.Writer, c.Request)
		return nil
	}
	if isAPI {
		if err := a.authenticate(c); err != nil {
			return err
		}
	}
	return fault.New("handlers.noRoute", fault.NotFound, "notFound")
}

// noMethod answers a known path with a method it does not have; gin has set
// Allow.
func (a *API) noMethod(c *gin.Context) error {
	if strings.HasPrefix(c.Request.URL.Path, apiPrefix) && c.Request.URL.Path != apiPrefix+"/session" {
		if err := a.authenticate(c); err != nil {
			return err
		}
	}
	writeProblem(c, http.StatusMethodNotAllowed, fault.Newf("handlers.noMethod", fault.Invalid, "method.notAllowed", "this path does not have the method"))
	c.Abort()
	return nil
}
