package courier

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"parksite/internal/access"
	"parksite/internal/appraisal"
	"parksite/internal/audit"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/notice"
	"parksite/internal/review"
	"parksite/internal/store"
	"parksite/internal/webhook"
)

// batch is how many events are read at a time.
const batch = 100

// Follow works the events since the last call, in order, and now and then the
// deadlines and what is to be swept. An event that cannot be worked because the
// store is away is worked again by the next call.
func (c *Courier) Follow(ctx context.Context) error {
	const op = "courier.Follow"
	c.follow.Lock()
	defer c.follow.Unlock()
	if err := c.deadlines(ctx); err != nil {
		return fault.Wrap(op, err)
	}
	for {
		events, err := c.store.EventsAfter(ctx, c.seq, batch)
		if err != nil {
			return fault.Wrap(op, err)
		}
		if len(events) == 0 {
			break
		}
		made := false
		for _, e := range events {
			some, err := c.work(ctx, e)
			if fault.Is(err, fault.Unavailable) || ctx.Err() != nil {
				return fault.Wrap(op, err)
			}
			if err != nil { // tried again it would fail again, and hold up what comes after
				c.log.Error("an event could not be told", "seq", e.Seq, "error", err.Error())
			}
			c.seq, made = e.Seq, made || some
		}
		if made || c.seq-c.stored >= cursorLag {
			if err := c.store.SaveCursor(ctx, cursorName, c.seq); err != nil {
				return fault.Wrap(op, err)
			}
			c.stored = c.seq
		}
	}
	if now := c.now(); now.Sub(c.swept) >= sweepEvery {
		c.swept = now
		return fault.Wrap(op, c.store.Sweep(ctx))
	}
	return nil
}

// work makes what follows from one event, and reports whether it was anything.
func (c *Courier) work(ctx context.Context, e audit.Event) (bool, error) {
	const op = "courier.work"
	if e.Outcome != audit.Done {
		return false, nil
	}
	switch e.Object.Kind {
	case "ranking":
		made, err := c.ranking(ctx, e)
		return made, fault.Wrap(op, err)
	case "comment":
		made, err := c.comment(ctx, e)
		return made, fault.Wrap(op, err)
	case "dataset":
		made, err := c.dataset(ctx, e)
		return made, fault.Wrap(op, err)
	}
	return false, nil
}

// told are the actions that concern anybody.
func told(action string) bool {
	return webhook.EventOf(action) != "" || action == notice.ActionDeadlineNear || action == notice.ActionOverdue
}

// ranking tells of a step of a review.
func (c *Courier) ranking(ctx context.Context, e audit.Event) (bool, error) {
	if !told(e.Action) {
		return false, nil
	}
	r, err := c.store.RankingVersion(ctx, e.Object.ID, e.Object.Version)
	if fault.Is(err, fault.NotFound) {
		return false, nil // deleted meanwhile
	}
	if err != nil {
		return false, err
	}
	members, err := c.members(ctx, store.Query{})
	if err != nil {
		return false, err
	}
	if err := c.deliver(ctx, notice.Of(e, about(r), members)); err != nil {
		return false, err
	}
	if e.Action == "ranking."+string(review.ActionPublish) {
		if err := c.Replace(ctx, r, e.Actor); err != nil {
			return false, err
		}
	}
	return true, c.hooks(ctx, e, r)
}

// Replace ends the ranking whose place r took when publisher published it, if
// that is not done yet. Several who do it at once do it once.
func (c *Courier) Replace(ctx context.Context, r appraisal.Ranking, publisher audit.Actor) error {
	const op = "courier.Replace"
	if r.Review.Supersedes == "" {
		return nil
	}
	for {
		old, err := c.store.Ranking(ctx, r.Review.Supersedes)
		if err != nil {
			return fault.Wrap(op, err)
		}
		next, ev, due := review.Replaced(old.Review, publisher, r.ID, c.now())
		if !due { // done, or withdrawn meanwhile
			return nil
		}
		old.Review = next
		if _, err = c.store.SaveRanking(ctx, old, ev); !fault.Is(err, fault.Stale) {
			return fault.Wrap(op, err)
		}
	}
}

// comment tells of what was said about a ranking.
func (c *Courier) comment(ctx context.Context, e audit.Event) (bool, error) {
	if !e.Writes() || e.From > 0 {
		return false, nil
	}
	said, err := c.store.Comment(ctx, e.Object.ID)
	if err != nil {
		return false, err
	}
	r, err := c.store.Ranking(ctx, said.Ranking)
	if fault.Is(err, fault.NotFound) {
		return false, nil // a draft deleted meanwhile
	}
	if err != nil {
		return false, err
	}
	root, thread := said, []review.Comment{}
	if said.Thread != "" {
		all, err := c.store.CommentsOn(ctx, r.ID)
		if err != nil {
			return false, err
		}
		for _, x := range all {
			switch said.Thread {
			case x.ID:
				root = x
			case x.Thread:
				thread = append(thread, x)
			}
		}
	}
	members, err := c.members(ctx, store.Query{})
	if err != nil {
		return false, err
	}
	return true, c.deliver(ctx, notice.OfComment(e, said, root, thread, about(r), members))
}

func about(r appraisal.Ranking) notice.Ranking {
	return notice.Ranking{ID: r.ID, Team: r.Team, Owner: r.Owner, Review: r.Review}
}

// deliver stores notices, wakes who reads them and asks for their e-mails.
func (c *Courier) deliver(ctx context.Context, notices []notice.Notice) error {
	for _, n := range notices {
		if err := c.store.AddNotice(ctx, n); err != nil {
			return err
		}
		if c.mail != nil {
			u, err := c.store.RecentUser(ctx, n.UserID)
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
			if err == nil && c.writesTo(u) {
				d := store.Delivery{ID: store.ByMail + "-" + n.ID, Kind: store.ByMail, To: u.ID, Event: string(n.Kind), At: n.At, Notice: n.ID}
				if err := c.enqueue(ctx, d); err != nil {
					return err
				}
			}
		}
	}
	for _, n := range notices {
		c.Wake(n.UserID)
	}
	return nil
}

// writesTo reports whether u gets e-mails.
func (c *Courier) writesTo(u access.User) bool {
	return u.Email != "" && !u.NoMail && u.Usable(c.now())
}

// hooks asks for the calls of an event about r.
func (c *Courier) hooks(ctx context.Context, e audit.Event, r appraisal.Ranking) error {
	name := webhook.EventOf(e.Action)
	if c.webhooks == nil || name == "" {
		return nil
	}
	active, _, err := c.store.FindWebhooks(ctx, store.Query{Where: map[string][]string{"active": {"true"}, "team": {r.Team, access.HouseID}}})
	if err != nil {
		return err
	}
	for _, h := range active {
		if !h.Wants(name, r.Team, access.HouseID) || h.CreatedAt.After(e.At) {
			continue
		}
		call := webhook.Call{ID: store.ByWebhook + "-" + audit.Key(e.Seq) + "-" + h.ID, Event: name, At: e.At,
			Ranking: &webhook.CallRanking{ID: r.ID, Version: r.Version, Team: r.Team, Title: r.Title, State: string(r.Review.State), Round: r.Review.Round}}
		if r.Sealed != nil {
			call.Ranking.Digest = r.Sealed.Digest
		}
		if name == webhook.RankingDecided {
			call.Ranking.Decision = e.Action[len("ranking."):]
		}
		if err := c.call(ctx, h, call); err != nil {
			return err
		}
	}
	return nil
}

func (c *Courier) call(ctx context.Context, h webhook.Hook, call webhook.Call) error {
	body, err := json.Marshal(call)
	if err != nil {
		return fault.Wrap("courier.call", err)
	}
	return c.enqueue(ctx, store.Delivery{ID: call.ID, Kind: store.ByWebhook, To: h.ID, Event: call.Event, At: call.At, Body: string(body)})
}

// Ping asks for a call of h that tells of nothing, and returns its delivery's id.
func (c *Courier) Ping(ctx context.Context, h webhook.Hook) (string, error) {
	call := webhook.Call{ID: store.ByWebhook + "-" + access.NewID() + "-" + h.ID, Event: webhook.Ping, At: c.now().UTC().Truncate(time.Millisecond)}
	return call.ID, fault.Wrap("courier.Ping", c.call(ctx, h, call))
}

// dataset tells those whose approved or published rankings use figures that the
// new data change.
func (c *Courier) dataset(ctx context.Context, e audit.Event) (bool, error) {
	if !e.Writes() {
		return false, nil
	}
	later, err := c.store.Dataset(ctx, e.Object.ID)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	standing, _, err := c.store.FindRankings(ctx, store.Query{Where: map[string][]string{"state": {string(review.Approved), string(review.Published)}}})
	if err != nil || len(standing) == 0 {
		return false, err
	}
	members, err := c.members(ctx, store.Query{})
	if err != nil {
		return false, err
	}
	made := false
	for _, r := range standing {
		earlier, err := c.store.Dataset(ctx, r.DatasetID)
		if err != nil {
			return made, fmt.Errorf("dataset of ranking %s: %w", r.ID, err)
		}
		if earlier.Number >= later.Number || !Differ(r, earlier, later) {
			continue
		}
		if err := c.deliver(ctx, notice.OfData(e, about(r), members)); err != nil {
			return made, err
		}
		made = true
	}
	return made, nil
}

// Differ reports whether a and b differ in what r uses: the tables that all
// derived figures come from, or the series of an indicator of r's model. An
// indicator that is in no dataset is derived; then every series counts, as it
// does for what is not a ranking of countries.
func Differ(r appraisal.Ranking, a, b catalog.Dataset) bool {
	if a.Tables != b.Tables {
		return true
	}
	if r.Subject != appraisal.OfCountries { // it rests on models it does not hold, and on demand by country
		return a.Digest != b.Digest
	}
	was, is := digests(a), digests(b)
	var used []string
	for _, leaf := range r.Model.Leaves() {
		used = append(used, leaf.Indicator)
	}
	for _, s := range r.Model.Screens {
		used = append(used, s.Indicator)
	}
	for _, code := range used {
		if was[code] == "" && is[code] == "" && len(was)+len(is) > 0 && derived(code) {
			return a.Digest != b.Digest
		}
		if was[code] != is[code] {
			return true
		}
	}
	return false
}

func derived(code string) bool {
	return slices.ContainsFunc(catalog.DerivedIndicators(), func(i catalog.Indicator) bool { return i.Code == code })
}

func digests(d catalog.Dataset) map[string]string {
	m := make(map[string]string, len(d.Series))
	for _, s := range d.Series {
		m[s.Indicator] = s.Digest
	}
	return m
}

// deadlines records, once a minute, the deadlines that have come near or passed.
func (c *Courier) deadlines(ctx context.Context) error {
	now := c.now()
	if now.Sub(c.deadline) < deadlineEvery {
		return nil
	}
	open, _, err := c.store.FindRankings(ctx, store.Query{Where: map[string][]string{"state": {string(review.Submitted), string(review.InReview)}}})
	if err != nil {
		return err
	}
	for _, r := range open {
		action := notice.Due(r.Review, now)
		if action == "" {
			continue
		}
		ev := audit.Event{At: now.UTC().Truncate(time.Millisecond), Actor: audit.System, Action: action, Object: audit.Ref{Kind: "ranking", ID: r.ID}, Team: r.Team, Outcome: audit.Done}
		if err := c.store.RecordOnce(ctx, ev, "ranking."+string(review.ActionSubmit)); err != nil {
			return err
		}
	}
	c.deadline = now
	return nil
}
