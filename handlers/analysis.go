package handlers

import (
	"context"
	"runtime"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
)

// robustnessRequest is a preview and how weights and gaps are drawn.
type robustnessRequest struct {
	previewRequest
	Simulation appraisal.SimulationOptions `json:"simulation,omitempty"`
}

// explanationRequest is a preview and two of its countries.
type explanationRequest struct {
	previewRequest
	A string `json:"a"` // iso3
	B string `json:"b"`
}

// sensitivityRequest is a preview and the size of the leading group.
type sensitivityRequest struct {
	previewRequest
	TopK int `json:"topK,omitempty"` // 3 when absent
}

// sweepRequest is a preview and the node whose weight goes from 0 to 1.
type sweepRequest struct {
	previewRequest
	Node string `json:"node"`
}

// methodsRequest is a preview and the methods to put it through.
type methodsRequest struct {
	previewRequest
	Methods []string `json:"methods,omitempty"` // all that need no parameters when absent
}

// replayRequest is a preview over several years.
type replayRequest struct {
	previewRequest
	From int `json:"from,omitempty"` // 2005 when absent
	To   int `json:"to,omitempty"`   // the dataset's newest year when absent
}

// backtestRequest is a preview of past years and how chance is drawn.
type backtestRequest struct {
	previewRequest
	appraisal.BacktestOptions
}

// concordanceRequest asks where a strategy's own nodes stand.
type concordanceRequest struct {
	previewRequest
	Strategy string `json:"strategy,omitempty"` // the model's when absent
}

// ask is what every analysis of a preview starts from.
type ask struct {
	model appraisal.Model
	snap  *catalog.Snapshot
	opts  appraisal.Options
}

func (a *API) ask(c *gin.Context, req previewRequest) (ask, error) {
	m, err := a.requestedModel(c, req.ModelID, req.Model)
	if err != nil {
		return ask{}, err
	}
	snap, err := a.snapshot(c.Request.Context(), req.DatasetID, "datasetId")
	if err != nil {
		return ask{}, err
	}
	opts, err := a.underList(c.Request.Context(), m, appraisal.Options{Scope: req.Scope, Year: req.Year, Weights: req.Weights})
	return ask{m, snap, opts}, err
}

// askRanking is ask for a ranking one may see.
func (a *API) askRanking(c *gin.Context) (ask, uint64, error) {
	r, _, err := a.visibleRanking(c)
	if err != nil {
		return ask{}, 0, err
	}
	if r.Subject != appraisal.OfCountries {
		return ask{}, 0, fault.New("handlers.askRanking", fault.Conflict, "ranking.otherSubject")
	}
	snap, err := a.snapshots.get(c.Request.Context(), r.DatasetID)
	if err != nil {
		return ask{}, 0, err
	}
	list, on, err := a.listFor(c.Request.Context(), r)
	return ask{r.Model, snap, r.Options().Under(r.Model, list, on)}, r.Seed, err
}

// long runs a computation in one of the places for long ones.
func long[T any](a *API, c *gin.Context, run func(ctx context.Context) (T, error)) error {
	ctx := c.Request.Context()
	done, err := a.compute(ctx)
	if err != nil {
		return err
	}
	defer done()
	v, err := run(ctx)
	if err != nil {
		return fault.Wrap("handlers.long", err)
	}
	return ok(c, v)
}

// simulation is how firm an order is: over draws of weights and data, and
// exactly, for single weights and values.
type simulation struct {
	appraisal.Simulation
	Sensitivity appraisal.Sensitivity `json:"sensitivity"` // intervals of weights, least transfer, criteria left out
}

func (a *API) simulate(c *gin.Context, q ask, o appraisal.SimulationOptions) error {
	o.Workers = runtime.GOMAXPROCS(0)
	return long(a, c, func(ctx context.Context) (r simulation, err error) {
		if r.Simulation, err = appraisal.Simulate(ctx, q.model, q.snap, q.opts, o); err == nil {
			r.Sensitivity, err = appraisal.Sense(q.model, q.snap, q.opts, min(r.TopK, len(r.Countries)))
		}
		return r, err
	})
}

// previewRobustness draws weights and says how firm the order is.
//
//	@Summary  How firm an unsaved ranking is under other weights and data
//	@Tags     evaluation
//	@Param    body  body  robustnessRequest  true  "what to rank, and how to draw"
//	@Success  200  {object}  simulation
//	@Router   /preview/robustness [post]
func (a *API) previewRobustness(c *gin.Context) error {
	var req robustnessRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	q, err := a.ask(c, req.previewRequest)
	if err != nil {
		return err
	}
	return a.simulate(c, q, req.Simulation)
}

// rankingRobustness is previewRobustness of a ranking, with its seed.
//
//	@Summary  How firm a ranking is under other weights and data
//	@Tags     rankings
//	@Param    id    path  string                       true  "ranking"
//	@Param    body  body  appraisal.SimulationOptions  true  "how to draw; the ranking's seed when none is given"
//	@Success  200  {object}  simulation
//	@Router   /rankings/{id}/robustness [post]
func (a *API) rankingRobustness(c *gin.Context) error {
	var req appraisal.SimulationOptions
	if err := bind(c, &req); err != nil {
		return err
	}
	q, seed, err := a.askRanking(c)
	if err != nil {
		return err
	}
	if req.Seed == 0 {
		req.Seed = seed
	}
	return a.simulate(c, q, req)
}

// previewExplanation says why one country stands above another.
//
//	@Summary  Why one country stands above another
//	@Tags     evaluation
//	@Param    body  body  explanationRequest  true  "what to rank, and which two"
//	@Success  200  {object}  appraisal.Explanation
//	@Router   /preview/explanation [post]
func (a *API) previewExplanation(c *gin.Context) error {
	var req explanationRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	q, err := a.ask(c, req.previewRequest)
	if err != nil {
		return err
	}
	return long(a, c, func(context.Context) (appraisal.Explanation, error) {
		return appraisal.Explain(q.model, q.snap, q.opts, req.A, req.B)
	})
}

// rankingExplanation is previewExplanation of a ranking.
//
//	@Summary  Why one country of a ranking stands above another
//	@Tags     rankings
//	@Param    id  path   string  true  "ranking"
//	@Param    a   query  string  true  "iso3"
//	@Param    b   query  string  true  "iso3"
//	@Success  200  {object}  appraisal.Explanation
//	@Router   /rankings/{id}/explanation [get]
func (a *API) rankingExplanation(c *gin.Context) error {
	if err := queries(c, "a", "b"); err != nil {
		return err
	}
	q, _, err := a.askRanking(c)
	if err != nil {
		return err
	}
	return long(a, c, func(context.Context) (appraisal.Explanation, error) {
		return appraisal.Explain(q.model, q.snap, q.opts, c.Query("a"), c.Query("b"))
	})
}

// previewSensitivity says how far single weights may move.
//
//	@Summary  How far single weights may move before the order changes
//	@Tags     evaluation
//	@Param    body  body  sensitivityRequest  true  "what to rank, and the leading group"
//	@Success  200  {object}  appraisal.Sensitivity
//	@Router   /preview/sensitivity [post]
func (a *API) previewSensitivity(c *gin.Context) error {
	var req sensitivityRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	q, err := a.ask(c, req.previewRequest)
	if err != nil {
		return err
	}
	return long(a, c, func(context.Context) (appraisal.Sensitivity, error) {
		return appraisal.Sense(q.model, q.snap, q.opts, req.TopK)
	})
}

// previewSweep follows the leading countries while one weight goes from 0 to 1.
//
//	@Summary  Scores of the leading countries while one weight goes from 0 to 1
//	@Tags     evaluation
//	@Param    body  body  sweepRequest  true  "what to rank, and the node"
//	@Success  200  {object}  appraisal.Sweep
//	@Router   /preview/sweep [post]
func (a *API) previewSweep(c *gin.Context) error {
	var req sweepRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	q, err := a.ask(c, req.previewRequest)
	if err != nil {
		return err
	}
	return long(a, c, func(context.Context) (appraisal.Sweep, error) {
		return appraisal.Swept(q.model, q.snap, q.opts, req.Node)
	})
}

// rankingSensitivity is previewSensitivity of a ranking.
//
//	@Summary  How far single weights of a ranking may move
//	@Tags     rankings
//	@Param    id    path   string  true   "ranking"
//	@Param    topK  query  int     false  "size of the leading group, 3 when absent"
//	@Success  200  {object}  appraisal.Sensitivity
//	@Router   /rankings/{id}/sensitivity [get]
func (a *API) rankingSensitivity(c *gin.Context) error {
	if err := queries(c, "topK"); err != nil {
		return err
	}
	k := 0
	if s := c.Query("topK"); s != "" {
		var err error
		if k, err = strconv.Atoi(s); err != nil || k < 1 {
			return fault.Bad("handlers.rankingSensitivity", []fault.Field{{Field: "topK", Code: "number.range", Detail: "1 to the number of ranked countries"}})
		}
	}
	q, _, err := a.askRanking(c)
	if err != nil {
		return err
	}
	return long(a, c, func(context.Context) (appraisal.Sensitivity, error) {
		return appraisal.Sense(q.model, q.snap, q.opts, k)
	})
}

// previewMethods ranks by several methods side by side.
//
//	@Summary  The same problem by several methods, and how far they agree
//	@Tags     evaluation
//	@Param    body  body  methodsRequest  true  "what to rank, and by which methods"
//	@Success  200  {object}  appraisal.MethodTable
//	@Router   /preview/methods [post]
func (a *API) previewMethods(c *gin.Context) error {
	var req methodsRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	q, err := a.ask(c, req.previewRequest)
	if err != nil {
		return err
	}
	return long(a, c, func(context.Context) (appraisal.MethodTable, error) {
		return appraisal.Compare(q.model, q.snap, q.opts, req.Methods)
	})
}

// previewReplay ranks each year with the data there was.
//
//	@Summary  Ranks over the years, each with the data of its year
//	@Tags     evaluation
//	@Param    body  body  replayRequest  true  "what to rank, and from when to when"
//	@Success  200  {object}  appraisal.Replay
//	@Router   /preview/replay [post]
func (a *API) previewReplay(c *gin.Context) error {
	var req replayRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	q, err := a.ask(c, req.previewRequest)
	if err != nil {
		return err
	}
	return long(a, c, func(context.Context) (appraisal.Replay, error) {
		return appraisal.ReplayYears(q.model, q.snap, q.opts, req.From, req.To)
	})
}

// previewBacktest sets the order of past years against what came after.
//
//	@Summary      The order of past years against what came after it
//	@Description  Rank correlation of a year's scores with the change of the manufacturing share and mean foreign direct investment of the years after, and what chance alone gives in 95 of 100 cases. A check of plausibility, no forecast.
//	@Tags         evaluation
//	@Param        body  body  backtestRequest  true  "what to rank, which years, how far ahead and how many draws"
//	@Success      200  {object}  appraisal.Backtest
//	@Router       /preview/backtest [post]
func (a *API) previewBacktest(c *gin.Context) error {
	var req backtestRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	if req.Year != 0 {
		return fault.Bad("handlers.previewBacktest", []fault.Field{{Field: "year", Code: "json.unknownField", Detail: "a backtest has from and to"}})
	}
	q, err := a.ask(c, req.previewRequest)
	if err != nil {
		return err
	}
	return long(a, c, func(ctx context.Context) (appraisal.Backtest, error) {
		return appraisal.RunBacktest(ctx, q.model, q.snap, q.opts, req.BacktestOptions)
	})
}

// previewConcordance shows where a strategy's own nodes stand.
//
//	@Summary      Where a strategy's own node countries stand in the model
//	@Description  A mirror, not a target: no model is fitted to the nodes.
//	@Tags         evaluation
//	@Param        body  body  concordanceRequest  true  "what to rank, and which strategy"
//	@Success      200  {object}  appraisal.Concordance
//	@Router       /preview/concordance [post]
func (a *API) previewConcordance(c *gin.Context) error {
	var req concordanceRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	q, err := a.ask(c, req.previewRequest)
	if err != nil {
		return err
	}
	id := req.Strategy
	if id == "" {
		id = q.model.Strategy
	}
	i := slices.IndexFunc(a.atlas.Strategies, func(s catalog.Strategy) bool { return s.ID == id })
	if i < 0 {
		return fault.Bad("handlers.previewConcordance", []fault.Field{{Field: "strategy", Code: "strategy.unknown", Detail: "name one of the strategies"}})
	}
	return long(a, c, func(context.Context) (appraisal.Concordance, error) {
		return appraisal.Concord(q.model, q.snap, a.atlas.Strategies[i], q.opts)
	})
}
