package courier

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"parksite/internal/access"
	"parksite/internal/fault"
	"parksite/internal/mail"
	"parksite/internal/notice"
	"parksite/internal/review"
	"parksite/internal/store"
)

const (
	// senders is how many deliveries are made at a time.
	senders = 8

	// attemptLife is how long an attempt may be under way in some process
	// before it counts as lost with it.
	attemptLife = 2 * time.Minute
)

// pauses are the waits before the second, third, … attempt; after the last one
// a delivery is given up. Together a good day.
var pauses = []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour, 12 * time.Hour}

// parcel is a delivery that waits, as this process sees it.
type parcel struct {
	d       store.Delivery
	until   time.Time // not before; also while another process seems to be at it
	taken   time.Time // since when its present attempt is claimed elsewhere; zero = not
	unsaved bool      // d has an attempt that the store does not know of yet
}

// enqueue stores a delivery and has it sent with the next step.
func (c *Courier) enqueue(ctx context.Context, d store.Delivery) error {
	d.State, d.NextAt, d.Attempts = store.Waiting, d.At, []store.DeliveryAttempt{}
	if err := c.store.AddDelivery(ctx, d); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.arrived = append(c.arrived, d)
	return nil
}

// Send makes the deliveries that are due and returns when it has tried each
// once.
func (c *Courier) Send(ctx context.Context) error {
	const op = "courier.Send"
	c.send.Lock()
	defer c.send.Unlock()
	now := c.now()
	if c.scanned.IsZero() || now.Sub(c.scanned) >= rescanEvery {
		found, err := c.store.WaitingDeliveries(ctx)
		if err != nil {
			return fault.Wrap(op, err)
		}
		for _, d := range found {
			c.accept(d)
		}
		c.scanned = now
	}
	c.mu.Lock()
	arrived := c.arrived
	c.arrived = nil
	c.mu.Unlock()
	for _, d := range arrived {
		c.accept(d)
	}
	var due []*parcel
	for _, p := range c.waiting {
		if !now.Before(p.until) {
			due = append(due, p)
		}
	}
	var wg sync.WaitGroup
	errs := make([]error, len(due))
	places := make(chan struct{}, senders)
	for i, p := range due {
		places <- struct{}{}
		wg.Go(func() {
			defer func() { <-places }()
			errs[i] = c.try(ctx, p)
		})
	}
	wg.Wait()
	for id, p := range c.waiting {
		if p.d.State != store.Waiting && !p.unsaved {
			delete(c.waiting, id)
		}
	}
	return fault.Wrap(op, errors.Join(errs...))
}

func (c *Courier) accept(d store.Delivery) {
	if c.waiting[d.ID] == nil {
		c.waiting[d.ID] = &parcel{d: d, until: d.NextAt}
	}
}

// try makes one attempt at a delivery, if this process is the one to make it.
func (c *Courier) try(ctx context.Context, p *parcel) error {
	const op = "courier.try"
	if p.unsaved {
		return fault.Wrap(op, c.save(ctx, p))
	}
	now := c.now()
	mine, err := c.store.Claim(ctx, "delivery/"+p.d.ID+"/"+strconv.Itoa(len(p.d.Attempts)+1), now.Add(store.DeliveryLife))
	if err != nil {
		return fault.Wrap(op, err)
	}
	if !mine {
		return fault.Wrap(op, c.elsewhere(ctx, p, now))
	}
	p.taken = time.Time{}
	// Begun is finished: a stopping program waits for an attempt, which is bounded.
	ctx = context.WithoutCancel(ctx)
	started := time.Now()
	status, state, err := c.dispatch(ctx, p.d)
	attempt := store.DeliveryAttempt{At: now.UTC().Truncate(time.Millisecond), Status: status, Ms: time.Since(started).Milliseconds()}
	if err != nil {
		attempt.Error = codeOf(err)
		c.log.Info("a delivery failed", "delivery", p.d.ID, "attempt", len(p.d.Attempts)+1, "error", err.Error())
	}
	p.d = after(p.d, attempt, state, fault.Is(err, fault.Invalid), now)
	return fault.Wrap(op, c.save(ctx, p))
}

// save stores how the last attempt went. While that fails it is tried again,
// and not the delivery.
func (c *Courier) save(ctx context.Context, p *parcel) error {
	if err := c.store.SaveDelivery(ctx, p.d); err != nil {
		p.unsaved, p.until = true, c.now()
		return err
	}
	p.unsaved, p.until = false, p.d.NextAt
	return nil
}

// after is d with an attempt made at now; final says that trying again is
// pointless.
func after(d store.Delivery, a store.DeliveryAttempt, state string, final bool, now time.Time) store.Delivery {
	d.Attempts = append(d.Attempts[:len(d.Attempts):len(d.Attempts)], a)
	d.State = state
	if a.Error == "" {
		return d
	}
	n := len(d.Attempts)
	if final || n > len(pauses) {
		d.State = store.Failed
		return d
	}
	d.State, d.NextAt = store.Waiting, now.Add(pauses[n-1]).UTC().Truncate(time.Millisecond)
	return d
}

// elsewhere looks after a delivery whose present attempt another process has
// claimed, or this one before it was killed.
func (c *Courier) elsewhere(ctx context.Context, p *parcel, now time.Time) error {
	d, err := c.store.Delivery(ctx, p.d.ID)
	if fault.Is(err, fault.NotFound) {
		p.d.State = store.Dropped
		return nil
	}
	if err != nil {
		return err
	}
	if d.State != store.Waiting || len(d.Attempts) != len(p.d.Attempts) { // it has been made
		p.d, p.until, p.taken = d, d.NextAt, time.Time{}
		return nil
	}
	if p.taken.IsZero() {
		p.taken = now
	}
	p.until = now.Add(5 * time.Second)
	if now.Sub(p.taken) < attemptLife {
		return nil
	}
	// Lost with its process. It may have arrived: receivers tell a repeated one
	// by its id.
	p.d = after(p.d, store.DeliveryAttempt{At: p.taken.UTC().Truncate(time.Millisecond), Error: "delivery.lost"}, store.Waiting, false, now)
	p.d.NextAt, p.taken = now.UTC().Truncate(time.Millisecond), time.Time{}
	return c.save(ctx, p)
}

// dispatch sends d and returns the HTTP status, if any, and the state that
// follows when err is nil.
func (c *Courier) dispatch(ctx context.Context, d store.Delivery) (status int, state string, err error) {
	switch {
	case d.Kind == store.ByMail && c.mail != nil:
		state, err = c.sendMail(ctx, d)
	case d.Kind == store.ByWebhook && c.webhooks != nil:
		status, state, err = c.callHook(ctx, d)
	default:
		state = store.Dropped // switched off meanwhile
	}
	return status, state, err
}

func (c *Courier) callHook(ctx context.Context, d store.Delivery) (int, string, error) {
	const op = "courier.callHook"
	h, err := c.store.Webhook(ctx, d.To)
	if fault.Is(err, fault.NotFound) || err == nil && !h.Active {
		return 0, store.Dropped, nil
	}
	if err != nil {
		return 0, "", fault.Wrap(op, err)
	}
	secret, err := c.keys.OpenFor(h.Purpose(), h.Secret)
	if err != nil {
		return 0, "", fault.Wrap(op, err)
	}
	r, err := c.webhooks.Send(ctx, h.URL, secret, d.ID, c.now(), []byte(d.Body))
	return r.Status, store.Sent, err
}

func (c *Courier) sendMail(ctx context.Context, d store.Delivery) (string, error) {
	const op = "courier.sendMail"
	n, err := c.store.Notice(ctx, d.Notice)
	if fault.Is(err, fault.NotFound) {
		return store.Dropped, nil
	}
	if err != nil {
		return "", fault.Wrap(op, err)
	}
	u, err := c.store.User(ctx, n.UserID)
	if err != nil {
		return "", fault.Wrap(op, err)
	}
	r, err := c.store.Ranking(ctx, n.Ranking)
	if fault.Is(err, fault.NotFound) {
		return store.Dropped, nil
	}
	if err != nil {
		return "", fault.Wrap(op, err)
	}
	sees, err := c.sees(ctx, u, r.Review, r.Team)
	if err != nil {
		return "", fault.Wrap(op, err)
	}
	if !sees || !c.writesTo(u) {
		return store.Dropped, nil
	}
	f := notice.Facts{Name: u.Name, Title: r.Title, By: n.By, Verdict: n.Detail}
	kind, id, _ := strings.Cut(n.Detail, "/")
	if n.Kind == notice.Commented && id != "" && c.place != nil {
		lang := "zh"
		if u.Language == "en" {
			lang = "en"
		}
		f.Place = c.place(lang, r, kind, id)
	}
	if c.publicURL != "" {
		f.Link = c.publicURL + "/rankings/" + r.ID
		if n.Kind == notice.Commented {
			f.Link += "?at=" + url.QueryEscape(n.Detail)
		}
	}
	subject, text := notice.Words(n.Kind, u.Language, f)
	return store.Sent, c.mail.Send(ctx, mail.Message{ID: d.ID, To: u.Email, Name: u.Name, Subject: subject, Text: text, At: c.now()})
}

// sees reports whether u may see at this moment what stands at rec.
func (c *Courier) sees(ctx context.Context, u access.User, rec review.Record, team string) (bool, error) {
	members, err := c.members(ctx, store.Query{Where: map[string][]string{"userId": {u.ID}}})
	if err != nil {
		return false, err
	}
	var seats []review.Seat
	for _, m := range members {
		seats = append(seats, review.Seat{Team: m.TeamID, Role: string(m.Role)})
	}
	return review.Visible(rec, team, seats), nil
}

// members are the memberships that q chooses and that count: those of teams
// that are not archived.
func (c *Courier) members(ctx context.Context, q store.Query) ([]access.Membership, error) {
	found, _, err := c.store.FindMemberships(ctx, q)
	if err != nil {
		return nil, err
	}
	teams, err := c.store.AllTeams(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(found, func(m access.Membership) bool {
		return slices.ContainsFunc(teams, func(t access.Team) bool { return t.ID == m.TeamID && t.Archived })
	}), nil
}

func codeOf(err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Code
	}
	return "internal"
}
