package store

import (
	"context"
	"strconv"

	"parksite/internal/appraisal"
	"parksite/internal/audit"
	"parksite/internal/review"
)

// rankings: keys subject (absent for countries), team, owner, state, modelId,
// siteModelId (absent where none is named), datasetId, archived ("true" or
// "false"), title, round, ministries (of the rule in force, each between
// spaces: " a b ") and decided (those that decided in this round, likewise).
var rankings = register(noun[appraisal.Ranking]{
	kind: "ranking", collection: "rankings",
	fields: audit.Fields{
		"id": audit.Ignore, "version": audit.Ignore, "createdAt": audit.Ignore, "updatedAt": audit.Ignore,
		"team": audit.Track, "owner": audit.Track, "title": audit.Track, "purpose": audit.Track, "notes": audit.Track,
		"subject": audit.Track, "layout": audit.Track, "sites": audit.Track, "modelId": audit.Track, "modelVersion": audit.Track, "model": audit.Track, "datasetId": audit.Track,
		"scope": audit.Track, "year": audit.Track, "seed": audit.Track, "weights": audit.Track, "basedOn": audit.Track,
		"archived": audit.Track, "review": audit.Track, "sealed": audit.Track,
	},
	keys: func(r appraisal.Ranking) map[string]string {
		state := r.Review.State
		if state == "" {
			state = review.Draft
		}
		ministries, decided := " ", " "
		if r.Review.Rule != nil {
			for _, m := range r.Review.Rule.Ministries {
				ministries += m + " "
			}
		}
		for _, d := range r.Review.Decisions {
			decided += d.Ministry + " "
		}
		keys := map[string]string{
			"team": r.Team, "owner": r.Owner, "state": string(state), "modelId": r.ModelID, "datasetId": r.DatasetID,
			"archived": strconv.FormatBool(r.Archived), "title": r.Title, "round": strconv.Itoa(r.Review.Round),
			"ministries": ministries, "decided": decided,
		}
		if r.Subject != appraisal.OfCountries {
			keys["subject"] = string(r.Subject)
		}
		if m := r.SiteModel(); m != nil {
			keys["siteModelId"] = m.ID
		}
		return keys
	},
	team: func(r appraisal.Ranking) string { return r.Team },
})

// SaveRanking stores r as the successor of the version its caller read,
// r.Version (0 = a new ranking), and returns it with its new version. For the
// errors see noun.save. Who may change what in which state, review decides.
func (s *Store) SaveRanking(ctx context.Context, r appraisal.Ranking, ev audit.Event) (appraisal.Ranking, error) {
	return rankings.save(ctx, s, r, ev)
}

// DeleteRanking deletes version of a ranking.
func (s *Store) DeleteRanking(ctx context.Context, id string, version int64, ev audit.Event) error {
	return rankings.remove(ctx, s, id, version, ev)
}

// Ranking returns the ranking with this id, or a NotFound fault.
func (s *Store) Ranking(ctx context.Context, id string) (appraisal.Ranking, error) {
	return rankings.get(ctx, s, id)
}

// RankingVersion returns the ranking as its version v was, or a NotFound fault.
func (s *Store) RankingVersion(ctx context.Context, id string, v int64) (appraisal.Ranking, error) {
	return rankings.version(ctx, s, id, v)
}

// FindRankings returns a page of the rankings that q chooses and how many
// there are. Its keys are those of rankings above; visibility belongs into
// q.Match, so that totals say nothing about what may not be seen.
func (s *Store) FindRankings(ctx context.Context, q Query) ([]appraisal.Ranking, int, error) {
	return rankings.list(ctx, s, q)
}

// RankingEntries returns what q chooses without reading a ranking: for counts,
// badges and search.
func (s *Store) RankingEntries(ctx context.Context, q Query) ([]Entry, error) {
	return s.entries(ctx, rankings.kind, q)
}

// RankingHidden reports whether hidden says so of a ranking, by what is known
// of it without reading it.
func (s *Store) RankingHidden(ctx context.Context, id string, hidden func(Entry) bool) (bool, error) {
	return rankings.hidden(ctx, s, id, hidden)
}

// rules: key active ("true" or "false").
var rules = register(noun[review.Rule]{
	kind: "rule", collection: "rules",
	fields: audit.Fields{
		"id": audit.Ignore, "version": audit.Ignore, "createdAt": audit.Ignore, "updatedAt": audit.Ignore,
		"name": audit.Track, "ministries": audit.Track, "quorum": audit.Track, "deadlineDays": audit.Track,
		"requireTOTP": audit.Track, "active": audit.Track,
	},
	keys: func(r review.Rule) map[string]string {
		return map[string]string{"active": strconv.FormatBool(r.Active)}
	},
})

// SaveRule stores r as the successor of r.Version (0 = a new rule).
func (s *Store) SaveRule(ctx context.Context, r review.Rule, ev audit.Event) (review.Rule, error) {
	return rules.save(ctx, s, r, ev)
}

// DeleteRule deletes version of a rule. Submissions hold their own copy.
func (s *Store) DeleteRule(ctx context.Context, id string, version int64, ev audit.Event) error {
	return rules.remove(ctx, s, id, version, ev)
}

// Rule returns the review rule with this id, or a NotFound fault.
func (s *Store) Rule(ctx context.Context, id string) (review.Rule, error) {
	return rules.get(ctx, s, id)
}

// FindRules returns a page of the rules that q chooses (key active) and how
// many there are.
func (s *Store) FindRules(ctx context.Context, q Query) ([]review.Rule, int, error) {
	return rules.list(ctx, s, q)
}
