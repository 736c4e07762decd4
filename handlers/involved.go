package handlers

import (
	"context"
	"slices"

	"parksite/internal/appraisal"
	"parksite/internal/audit"
	"parksite/internal/fault"
	"parksite/internal/store"
)

// maxForks is how far back the drafts that a ranking was drawn from are looked
// at.
const maxForks = 50

// involved are the people who worked on r besides the submitter, and those of
// its team now: none of them may decide on it. Work on r is also what was done
// on the rankings of the same team it was drawn from, and on the team's model
// that it uses: a copy handed in by a colleague makes nobody a stranger to it.
func (a *API) involved(ctx context.Context, r appraisal.Ranking, submitter string) (editors, members []string, err error) {
	const op = "handlers.involved"
	add := func(id string) {
		if id != submitter && !slices.Contains(editors, id) {
			editors = append(editors, id)
		}
	}
	worked := func(kind, id string, actions ...string) error {
		events, _, err := a.store.Events(ctx, store.Filter{Kind: kind, ID: id, Outcome: audit.Done})
		for _, e := range events {
			if slices.Contains(actions, e.Action) {
				add(e.Actor.UserID)
			}
		}
		return err
	}
	seen := map[string]bool{}
	for at := r; !seen[at.ID] && len(seen) < maxForks; {
		seen[at.ID] = true
		add(at.Owner)
		if err := worked("ranking", at.ID, "ranking.create", "ranking.edit", "ranking.revise", "ranking.submit"); err != nil {
			return nil, nil, fault.Wrap(op, err)
		}
		if m, err := a.store.Model(ctx, at.ModelID); err == nil && m.Team == r.Team {
			if err := worked("model", m.ID, "model.create", "model.edit"); err != nil {
				return nil, nil, fault.Wrap(op, err)
			}
		} else if err != nil && !fault.Is(err, fault.NotFound) { // of a ranking's own, or deleted since
			return nil, nil, fault.Wrap(op, err)
		}
		if at.BasedOn == nil {
			break
		}
		from, err := a.store.Ranking(ctx, at.BasedOn.ID)
		if fault.Is(err, fault.NotFound) || err == nil && from.Team != r.Team { // a draft since deleted, or another team's published one
			break
		}
		if err != nil {
			return nil, nil, fault.Wrap(op, err)
		}
		at = from
	}
	slices.Sort(editors)
	all, _, err := a.store.FindMemberships(ctx, store.Query{Where: map[string][]string{"teamId": {r.Team}}})
	if err != nil {
		return nil, nil, fault.Wrap(op, err)
	}
	for _, m := range all {
		if !slices.Contains(members, m.UserID) {
			members = append(members, m.UserID)
		}
	}
	slices.Sort(members)
	return editors, members, nil
}
