package store

import (
	"context"
	"strconv"

	"parksite/internal/audit"
	"parksite/internal/webhook"
)

// webhooks: keys team, active ("true" or "false").
var webhooks = register(noun[webhook.Hook]{
	kind: "webhook", collection: "webhooks",
	fields: audit.Fields{
		"id": audit.Ignore, "version": audit.Ignore, "createdAt": audit.Ignore, "updatedAt": audit.Ignore,
		"team": audit.Track, "name": audit.Track, "url": audit.Track, "events": audit.Track, "active": audit.Track,
		"secret": audit.Hide,
	},
	keys: func(h webhook.Hook) map[string]string {
		return map[string]string{"team": h.Team, "active": strconv.FormatBool(h.Active)}
	},
	team: func(h webhook.Hook) string { return h.Team },
})

// SaveWebhook stores h as the successor of h.Version (0 = a new webhook).
func (s *Store) SaveWebhook(ctx context.Context, h webhook.Hook, ev audit.Event) (webhook.Hook, error) {
	return webhooks.save(ctx, s, h, ev)
}

// DeleteWebhook deletes version of a webhook.
func (s *Store) DeleteWebhook(ctx context.Context, id string, version int64, ev audit.Event) error {
	return webhooks.remove(ctx, s, id, version, ev)
}

// Webhook returns the webhook with this id, or a NotFound fault.
func (s *Store) Webhook(ctx context.Context, id string) (webhook.Hook, error) {
	return webhooks.get(ctx, s, id)
}

// FindWebhooks returns a page of the webhooks that q chooses (keys team,
// active) and how many there are.
func (s *Store) FindWebhooks(ctx context.Context, q Query) ([]webhook.Hook, int, error) {
	return webhooks.list(ctx, s, q)
}
