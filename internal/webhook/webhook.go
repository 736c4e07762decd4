// Package webhook holds what a webhook is and calls it: signed as Standard
// Webhooks says (https://www.standardwebhooks.com), to addresses that are
// checked when they are dialled, never through a redirect or a proxy.
package webhook

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"parksite/internal/audit"
	"parksite/internal/fault"
)

// What webhooks are called for.
const (
	RankingSubmitted  = "ranking.submitted"
	RankingDecided    = "ranking.decided" // by one ministry
	RankingPublished  = "ranking.published"
	RankingWithdrawn  = "ranking.withdrawn"
	RankingSuperseded = "ranking.superseded"
	Ping              = "ping" // on request, to try it out
)

// Events are what a webhook can ask for; Ping comes without asking.
var Events = []string{RankingSubmitted, RankingDecided, RankingPublished, RankingWithdrawn, RankingSuperseded}

// Hook is a team's wish to be called.
type Hook struct {
	ID        string    `json:"id" bson:"_id"`
	Version   int64     `json:"version"`
	CreatedAt time.Time `json:"createdAt"`
	UpdatedAt time.Time `json:"updatedAt"`

	Team   string   `json:"team"`
	Name   string   `json:"name"` // what it is for
	URL    string   `json:"url"`
	Events []string `json:"events"`
	Active bool     `json:"active"`
	Secret string   `json:"secret"` // sealed; what calls are signed with
}

// Head returns what every stored thing carries.
func (h Hook) Head() audit.Head {
	return audit.Head{ID: h.ID, Version: h.Version, CreatedAt: h.CreatedAt, UpdatedAt: h.UpdatedAt}
}

// WithHead returns h with its head replaced.
func (h Hook) WithHead(head audit.Head) Hook {
	h.ID, h.Version, h.CreatedAt, h.UpdatedAt = head.ID, head.Version, head.CreatedAt, head.UpdatedAt
	return h
}

// Purpose is what h.Secret is sealed for.
func (h Hook) Purpose() string { return "webhook/" + h.ID }

const (
	maxName = 100
	maxURL  = 2000
)

// Validate reports every broken field of h. plain says that http is allowed:
// some private range may be reached, and only there will it be spoken.
func (h Hook) Validate(plain bool) error {
	var bad []fault.Field
	if n := utf8.RuneCountInString(strings.TrimSpace(h.Name)); n < 1 || n > maxName || strings.ContainsFunc(h.Name, hidden) {
		bad = append(bad, fault.Field{Field: "name", Code: "text.length", Detail: fmt.Sprintf("one line of 1 to %d characters", maxName)})
	}
	if why := checkURL(h.URL, plain); why != "" {
		bad = append(bad, fault.Field{Field: "url", Code: "webhook.url", Detail: why})
	}
	if len(h.Events) == 0 {
		bad = append(bad, fault.Field{Field: "events", Code: "field.required", Detail: "at least one event"})
	}
	for i, e := range h.Events {
		if !slices.Contains(Events, e) {
			bad = append(bad, fault.Field{Field: fmt.Sprintf("events[%d]", i), Code: "webhook.event", Detail: "one of " + strings.Join(Events, ", ")})
		} else if slices.Contains(h.Events[:i], e) {
			bad = append(bad, fault.Field{Field: fmt.Sprintf("events[%d]", i), Code: "field.repeated", Detail: "named twice"})
		}
	}
	return fault.Bad("webhook.Hook.Validate", bad)
}

// hidden are control, invisible and direction-changing characters.
func hidden(r rune) bool { return unicode.In(r, unicode.C, unicode.Zl, unicode.Zp) }

// checkURL returns what is wrong with an address as it is written. Where it
// leads is checked at each call.
func checkURL(s string, plain bool) string {
	u, err := url.Parse(s)
	switch {
	case err != nil || len(s) > maxURL || u.Hostname() == "" || u.Opaque != "":
		return "not a web address"
	case strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }):
		return "write it in ASCII: percent signs in the path, xn-- in the name"
	case u.Scheme != "https" && !(u.Scheme == "http" && plain):
		return "https is needed"
	case u.User != nil || u.Fragment != "":
		return "no name, password or fragment may stand in it"
	}
	if _, err := netip.ParseAddr(u.Hostname()); err == nil {
		return ""
	}
	// What resolvers take for a number, such as 0x7f000001 or 127.1, is an
	// address in disguise.
	labels := strings.Split(strings.TrimSuffix(u.Hostname(), "."), ".")
	if _, err := strconv.ParseUint(labels[len(labels)-1], 0, 64); err == nil || strings.HasPrefix(strings.ToLower(labels[len(labels)-1]), "0x") {
		return "write the address plainly"
	}
	return ""
}

// Wants reports whether h is to be called for event about a ranking of team:
// a team's hooks tell of its own rankings, the house's of what is public or was.
func (h Hook) Wants(event, team, house string) bool {
	if !h.Active || !slices.Contains(h.Events, event) {
		return false
	}
	public := event == RankingPublished || event == RankingWithdrawn || event == RankingSuperseded
	return h.Team == team || h.Team == house && public
}

// EventOf returns what an action of the trail is to webhooks, "" for most.
func EventOf(action string) string {
	switch action {
	case "ranking.submit":
		return RankingSubmitted
	case "ranking.approve", "ranking.return", "ranking.reject":
		return RankingDecided
	case "ranking.publish":
		return RankingPublished
	case "ranking.withdraw":
		return RankingWithdrawn
	case "ranking.supersede":
		return RankingSuperseded
	}
	return ""
}

// Call is the body of a call.
type Call struct {
	ID      string       `json:"id"` // of the delivery: the same at every attempt
	Event   string       `json:"event"`
	At      time.Time    `json:"at"` // of the event
	Ranking *CallRanking `json:"ranking,omitempty"`
}

// CallRanking is the ranking as the event left it.
type CallRanking struct {
	ID       string `json:"id"`
	Version  int64  `json:"version"`
	Team     string `json:"team"`
	Title    string `json:"title"`
	State    string `json:"state"`
	Round    int    `json:"round"`
	Decision string `json:"decision,omitempty"` // with ranking.decided
	Digest   string `json:"digest,omitempty"`   // of the sealed result
}
