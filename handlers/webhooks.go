package handlers

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"parksite/internal/access"
	"parksite/internal/audit"
	"parksite/internal/fault"
	"parksite/internal/store"
	"parksite/internal/webhook"
)

// hookRequest is a webhook as its team writes it.
type hookRequest struct {
	Team   string   `json:"team,omitempty"` // needed by who may for several; fixed once made
	Name   string   `json:"name"`           // what it is for
	URL    string   `json:"url"`            // https
	Events []string `json:"events" enums:"ranking.submitted,ranking.decided,ranking.published,ranking.withdrawn,ranking.superseded"`
	Active bool     `json:"active"`
}

// hookView is a webhook without its secret.
type hookView struct {
	ID        string    `json:"id"`
	Version   int64     `json:"version"`
	CreatedAt time.Time `json:"createdAt"`
	UpdatedAt time.Time `json:"updatedAt"`
	Team      string    `json:"team"`
	Name      string    `json:"name"`
	URL       string    `json:"url"`
	Events    []string  `json:"events"`
	Active    bool      `json:"active"`
	Called    bool      `json:"called"` // active, and webhooks are not switched off here
}

// newHookView is a webhook with its secret, shown this once.
type newHookView struct {
	hookView
	Secret string `json:"secret,omitempty"` // whsec_…; not in a repeated answer
}

// deliveryView is one call of a webhook and how its attempts went.
type deliveryView struct {
	ID       string        `json:"id"` // the header Webhook-Id of every attempt
	Event    string        `json:"event"`
	At       time.Time     `json:"at"`
	State    string        `json:"state" enums:"waiting,sent,dropped,failed"`
	Attempts []attemptView `json:"attempts"`
	NextAt   *time.Time    `json:"nextAt,omitempty"` // of the next attempt, while waiting
	Body     string        `json:"body"`             // what is sent
}

type attemptView struct {
	At     time.Time `json:"at"`
	Status int       `json:"status,omitempty"` // HTTP status of the answer
	Error  string    `json:"error,omitempty"`  // message key; absent = it went well
	Ms     int64     `json:"ms"`
}

func (a *API) viewHook(h webhook.Hook) hookView {
	return hookView{h.ID, h.Version, h.CreatedAt, h.UpdatedAt, h.Team, h.Name, h.URL, h.Events, h.Active, h.Active && a.webhooks != nil}
}

// teamHook loads a webhook of a team in which the caller may do action. One of
// another team is absent.
func (a *API) teamHook(c *gin.Context, action string) (webhook.Hook, error) {
	const op = "handlers.teamHook"
	ctx := c.Request.Context()
	h, err := a.store.Webhook(ctx, c.Param("id"))
	if err != nil {
		return h, fault.Wrap(op, err)
	}
	for _, need := range []string{"read", action} {
		teams, err := a.access.TeamsWith(ctx, principalOf(c).user.ID, "webhook", need)
		switch {
		case err != nil:
			return h, fault.Wrap(op, err)
		case slices.Contains(teams, h.Team):
		case need == "read":
			return webhook.Hook{}, fault.New(op, fault.NotFound, "webhook.notFound")
		default:
			return h, fault.New(op, fault.Forbidden, "forbidden")
		}
	}
	return h, nil
}

// listWebhooks answers with the webhooks of one's teams.
//
//	@Summary  Webhooks of one's teams
//	@Tags     webhooks
//	@Param    page      query  int  false  "from 1"
//	@Param    pageSize  query  int  false  "at most 200"
//	@Success  200  {object}  list[hookView]
//	@Router   /webhooks [get]
func (a *API) listWebhooks(c *gin.Context) error {
	const op = "handlers.listWebhooks"
	if err := queries(c, "page", "pageSize"); err != nil {
		return err
	}
	page, size, err := paging(c)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	teams, err := a.access.TeamsWith(ctx, principalOf(c).user.ID, "webhook", "read")
	if err != nil {
		return fault.Wrap(op, err)
	}
	hooks, total, err := a.store.FindWebhooks(ctx, store.Query{Where: map[string][]string{"team": teams}, Sort: "-createdAt", Page: page, PageSize: size})
	if err != nil {
		return fault.Wrap(op, err)
	}
	items := make([]hookView, len(hooks))
	for i, h := range hooks {
		items[i] = a.viewHook(h)
	}
	return listOf(c, items, total, page, size)
}

// createWebhook makes a webhook.
//
//	@Summary      Have a webhook called
//	@Description  Calls are POSTs signed as Standard Webhooks says: Webhook-Id, Webhook-Timestamp and Webhook-Signature, HMAC-SHA256 over "id.timestamp.body" with the secret, which is shown this once. A team's webhooks tell of its own rankings; those of the administrators' team of every publication, withdrawal and supersession.
//	@Tags         webhooks
//	@Param        Idempotency-Key  header  string       false  "makes the request safe to repeat; the secret is not repeated"
//	@Param        body             body    hookRequest  true   "the webhook"
//	@Success      201  {object}  newHookView
//	@Router       /webhooks [post]
func (a *API) createWebhook(c *gin.Context) error {
	const op = "handlers.createWebhook"
	var req hookRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	ctx := c.Request.Context()
	teams, err := a.access.TeamsWith(ctx, principalOf(c).user.ID, "webhook", "create")
	if err != nil {
		return fault.Wrap(op, err)
	}
	switch {
	case req.Team == "" && len(teams) == 1:
		req.Team = teams[0]
	case req.Team == "":
		return fault.Bad(op, []fault.Field{{Field: "team", Code: "field.required", Detail: "you may for several teams: say which"}})
	case !slices.Contains(teams, req.Team):
		return fault.Bad(op, []fault.Field{{Field: "team", Code: "team.unknown", Detail: "no team of yours for which you may"}})
	}
	h := req.fill(webhook.Hook{ID: newID(c), Team: req.Team})
	if err := h.Validate(a.webhooks != nil && a.webhooks.Plain()); err != nil {
		return fault.Wrap(op, err)
	}
	secret := webhook.NewSecret()
	h.Secret = a.keys.SealFor(h.Purpose(), secret)
	h, err = a.store.SaveWebhook(ctx, h, audit.Event{Actor: actor(c), Action: "webhook.create"})
	if repeated(c, err, "webhook.exists") {
		secret = ""
		h, err = a.store.Webhook(ctx, newID(c))
	}
	if err != nil {
		return fault.Wrap(op, err)
	}
	c.Header("Location", apiPrefix+"/webhooks/"+h.ID)
	return versioned(c, http.StatusCreated, h.Version, newHookView{a.viewHook(h), secret})
}

// fill is h with what the request says.
func (r hookRequest) fill(h webhook.Hook) webhook.Hook {
	h.Name, h.URL, h.Events, h.Active = access.CleanLine(r.Name), strings.TrimSpace(r.URL), slices.Clone(r.Events), r.Active
	return h
}

// getWebhook answers with one webhook.
//
//	@Summary  A webhook
//	@Tags     webhooks
//	@Param    id  path  string  true  "webhook"
//	@Success  200  {object}  hookView
//	@Router   /webhooks/{id} [get]
func (a *API) getWebhook(c *gin.Context) error {
	if err := queries(c); err != nil {
		return err
	}
	h, err := a.teamHook(c, "read")
	if err != nil {
		return err
	}
	return versioned(c, http.StatusOK, h.Version, a.viewHook(h))
}

// putWebhook changes a webhook; its team and secret stay.
//
//	@Summary  Change a webhook; its team and secret stay
//	@Tags     webhooks
//	@Param    id        path    string       true  "webhook"
//	@Param    If-Match  header  string       true  "the version that was read, in quotes"
//	@Param    body      body    hookRequest  true  "the webhook"
//	@Success  200  {object}  hookView
//	@Router   /webhooks/{id} [put]
func (a *API) putWebhook(c *gin.Context) error {
	const op = "handlers.putWebhook"
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	var req hookRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	h, err := a.teamHook(c, "edit")
	if err != nil {
		return fault.Wrap(op, err)
	}
	if req.Team != "" && req.Team != h.Team {
		return fault.Bad(op, []fault.Field{{Field: "team", Code: "field.fixed", Detail: "a webhook's team does not change"}})
	}
	h = req.fill(h)
	h.Version = version
	if err := h.Validate(a.webhooks != nil && a.webhooks.Plain()); err != nil {
		return fault.Wrap(op, err)
	}
	if h, err = a.store.SaveWebhook(c.Request.Context(), h, audit.Event{Actor: actor(c), Action: "webhook.edit"}); err != nil {
		return fault.Wrap(op, err)
	}
	return versioned(c, http.StatusOK, h.Version, a.viewHook(h))
}

// deleteWebhook deletes a webhook; what waits for it is not sent.
//
//	@Summary  Delete a webhook; what waits for it is not sent
//	@Tags     webhooks
//	@Param    id        path    string  true  "webhook"
//	@Param    If-Match  header  string  true  "the version that was read, in quotes"
//	@Success  204
//	@Router   /webhooks/{id} [delete]
func (a *API) deleteWebhook(c *gin.Context) error {
	const op = "handlers.deleteWebhook"
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	h, err := a.teamHook(c, "delete")
	if err != nil {
		return fault.Wrap(op, err)
	}
	if err := a.store.DeleteWebhook(c.Request.Context(), h.ID, version, audit.Event{Actor: actor(c), Action: "webhook.delete"}); err != nil {
		return fault.Wrap(op, err)
	}
	c.Status(http.StatusNoContent)
	return nil
}

// renewWebhookSecret gives a webhook another secret.
//
//	@Summary  Another secret for a webhook, shown this once; the old one is void
//	@Tags     webhooks
//	@Param    id        path    string  true  "webhook"
//	@Param    If-Match  header  string  true  "the version that was read, in quotes"
//	@Success  200  {object}  newHookView
//	@Router   /webhooks/{id}/secret [post]
func (a *API) renewWebhookSecret(c *gin.Context) error {
	const op = "handlers.renewWebhookSecret"
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	h, err := a.teamHook(c, "edit")
	if err != nil {
		return fault.Wrap(op, err)
	}
	secret := webhook.NewSecret()
	h.Version, h.Secret = version, a.keys.SealFor(h.Purpose(), secret)
	if h, err = a.store.SaveWebhook(c.Request.Context(), h, audit.Event{Actor: actor(c), Action: "webhook.secret"}); err != nil {
		return fault.Wrap(op, err)
	}
	return versioned(c, http.StatusOK, h.Version, newHookView{a.viewHook(h), secret})
}

// pingWebhook has a webhook called with nothing to tell, to try it.
//
//	@Summary  Call a webhook with the event "ping", to try it
//	@Tags     webhooks
//	@Param    id  path  string  true  "webhook"
//	@Success  202  {object}  pinged
//	@Failure  409  {object}  problem  "webhooks are switched off here, or this one is"
//	@Router   /webhooks/{id}/pings [post]
func (a *API) pingWebhook(c *gin.Context) error {
	const op = "handlers.pingWebhook"
	h, err := a.teamHook(c, "edit")
	if err != nil {
		return fault.Wrap(op, err)
	}
	if a.webhooks == nil {
		return fault.Newf(op, fault.Conflict, "webhook.off", "webhooks are switched off here: none is called")
	}
	if !h.Active {
		return fault.Newf(op, fault.Conflict, "webhook.inactive", "this webhook is not active")
	}
	id, err := a.courier.Ping(c.Request.Context(), h)
	if err != nil {
		return fault.Wrap(op, err)
	}
	return answer(c, http.StatusAccepted, pinged{Delivery: id})
}

// pinged names the delivery to look for in the log.
type pinged struct {
	Delivery string `json:"delivery"`
}

// listDeliveries answers with the calls of a webhook in the last thirty days.
//
//	@Summary  Calls of a webhook in the last thirty days, newest first
//	@Tags     webhooks
//	@Param    id        path   string  true   "webhook"
//	@Param    page      query  int     false  "from 1"
//	@Param    pageSize  query  int     false  "at most 200"
//	@Success  200  {object}  list[deliveryView]
//	@Router   /webhooks/{id}/deliveries [get]
func (a *API) listDeliveries(c *gin.Context) error {
	const op = "handlers.listDeliveries"
	if err := queries(c, "page", "pageSize"); err != nil {
		return err
	}
	h, err := a.teamHook(c, "read")
	if err != nil {
		return fault.Wrap(op, err)
	}
	all, err := a.store.DeliveriesTo(c.Request.Context(), h.ID)
	if err != nil {
		return fault.Wrap(op, err)
	}
	items := make([]deliveryView, len(all))
	for i, d := range all {
		items[i] = deliveryView{ID: d.ID, Event: d.Event, At: d.At, State: d.State, Attempts: []attemptView{}, Body: d.Body}
		if d.State == store.Waiting {
			items[i].NextAt = &d.NextAt
		}
		for _, t := range d.Attempts {
			items[i].Attempts = append(items[i].Attempts, attemptView(t))
		}
	}
	return pageOf(c, items)
}
