package handlers

import (
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"parksite/internal/access"
	"parksite/internal/audit"
	"parksite/internal/fault"
	"parksite/internal/review"
	"parksite/internal/store"
)

// ruleRequest is a review rule as an administrator writes it.
type ruleRequest struct {
	Name         string   `json:"name"`
	Ministries   []string `json:"ministries"` // team ids
	Quorum       int      `json:"quorum"`     // approvals needed
	DeadlineDays int      `json:"deadlineDays,omitempty"`
	RequireTOTP  bool     `json:"requireTOTP,omitempty"`
	Active       bool     `json:"active"` // offered for new submissions
}

// listRules answers with the review rules.
//
//	@Summary  Review rules: which ministries decide, how many must approve
//	@Tags     review
//	@Param    page      query  int  false  "from 1"
//	@Param    pageSize  query  int  false  "at most 200"
//	@Success  200  {object}  list[review.Rule]
//	@Router   /review-rules [get]
func (a *API) listRules(c *gin.Context) error {
	if err := queries(c, "page", "pageSize"); err != nil {
		return err
	}
	page, size, err := paging(c)
	if err != nil {
		return err
	}
	items, total, err := a.store.FindRules(c.Request.Context(), store.Query{Page: page, PageSize: size})
	if err != nil {
		return err
	}
	return listOf(c, items, total, page, size)
}

// createRule makes a review rule.
//
//	@Summary  Make a review rule
//	@Tags     review
//	@Param    Idempotency-Key  header  string       false  "makes the request safe to repeat"
//	@Param    body             body    ruleRequest  true   "the rule"
//	@Success  201  {object}  review.Rule
//	@Router   /review-rules [post]
func (a *API) createRule(c *gin.Context) error {
	const op = "handlers.createRule"
	var req ruleRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	r, err := a.rule(c, review.Rule{ID: newID(c)}, req)
	if err != nil {
		return err
	}
	saved, err := a.store.SaveRule(c.Request.Context(), r, audit.Event{Actor: actor(c), Action: "rule.create"})
	if repeated(c, err, "rule.exists") {
		saved, err = a.store.Rule(c.Request.Context(), r.ID)
	}
	if err != nil {
		return fault.Wrap(op, err)
	}
	c.Header("Location", apiPrefix+"/review-rules/"+saved.ID)
	return versioned(c, http.StatusCreated, saved.Version, saved)
}

// rule puts a request into r and checks that its ministries are ministries.
func (a *API) rule(c *gin.Context, r review.Rule, req ruleRequest) (review.Rule, error) {
	const op = "handlers.rule"
	r.Name, r.Ministries, r.Quorum = access.CleanLine(req.Name), req.Ministries, req.Quorum
	r.DeadlineDays, r.RequireTOTP, r.Active = req.DeadlineDays, req.RequireTOTP, req.Active
	if err := r.Validate(); err != nil {
		return r, fault.Wrap(op, err)
	}
	for i, id := range r.Ministries {
		t, err := a.store.Team(c.Request.Context(), id)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return r, fault.Wrap(op, err)
		}
		if err != nil || t.Kind != access.Ministry || t.Archived {
			return r, fault.Bad(op, []fault.Field{{Field: fmt.Sprintf("ministries[%d]", i), Code: "team.notMinistry", Detail: "not a ministry"}})
		}
	}
	return r, nil
}

// getRule answers with one rule.
//
//	@Summary  A review rule
//	@Tags     review
//	@Param    id  path  string  true  "rule"
//	@Success  200  {object}  review.Rule
//	@Router   /review-rules/{id} [get]
func (a *API) getRule(c *gin.Context) error {
	if err := queries(c); err != nil {
		return err
	}
	r, err := a.store.Rule(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return versioned(c, http.StatusOK, r.Version, r)
}

// putRule changes a rule for submissions to come.
//
//	@Summary  Change a rule for submissions to come
//	@Tags     review
//	@Param    id        path    string       true  "rule"
//	@Param    If-Match  header  string       true  "the version that was read, in quotes"
//	@Param    body      body    ruleRequest  true  "the rule"
//	@Success  200  {object}  review.Rule
//	@Router   /review-rules/{id} [put]
func (a *API) putRule(c *gin.Context) error {
	const op = "handlers.putRule"
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	var req ruleRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	r, err := a.store.Rule(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	if r, err = a.rule(c, r, req); err != nil {
		return err
	}
	r.Version = version
	if r, err = a.store.SaveRule(c.Request.Context(), r, audit.Event{Actor: actor(c), Action: "rule.edit"}); err != nil {
		return fault.Wrap(op, err)
	}
	return versioned(c, http.StatusOK, r.Version, r)
}

// deleteRule deletes a rule; submissions under it keep their copy.
//
//	@Summary  Delete a rule; submissions keep their copy
//	@Tags     review
//	@Param    id        path    string  true  "rule"
//	@Param    If-Match  header  string  true  "the version that was read, in quotes"
//	@Success  204
//	@Router   /review-rules/{id} [delete]
func (a *API) deleteRule(c *gin.Context) error {
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	if err := a.store.DeleteRule(c.Request.Context(), c.Param("id"), version, audit.Event{Actor: actor(c), Action: "rule.delete"}); err != nil {
		return fault.Wrap("handlers.deleteRule", err)
	}
	c.Status(http.StatusNoContent)
	return nil
}
