package courier

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"parksite/internal/access"
	"parksite/internal/appraisal"
	"parksite/internal/audit"
	"parksite/internal/mail"
	"parksite/internal/review"
	"parksite/internal/store"
	"parksite/internal/store/storetest"
	"parksite/internal/webhook"
)

// clock is the time the couriers of a test see.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.at }
func (c *clock) forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// mailbox is a real SMTP server that keeps what it is handed.
type mailbox struct {
	mu      sync.Mutex
	letters []string // "to: message"
	busy    bool
	asked   int
}

func (b *mailbox) NewSession(*smtp.Conn) (smtp.Session, error) { return &mailSession{box: b}, nil }

type mailSession struct {
	box *mailbox
	to  string
}

func (*mailSession) Reset()                               {}
func (*mailSession) Logout() error                        { return nil }
func (*mailSession) Mail(string, *smtp.MailOptions) error { return nil }
func (s *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.box.mu.Lock()
	defer s.box.mu.Unlock()
	s.to = to
	s.box.asked++
	if s.box.busy {
		return &smtp.SMTPError{Code: 451, Message: "later"}
	}
	return nil
}
func (s *mailSession) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	s.box.mu.Lock()
	defer s.box.mu.Unlock()
	s.box.letters = append(s.box.letters, s.to+": "+string(data))
	return err
}

func (b *mailbox) setBusy(busy bool) { b.mu.Lock(); defer b.mu.Unlock(); b.busy = busy }

// receivers returns to whom the box has letters, in order.
func (b *mailbox) receivers() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var to []string
	for _, l := range b.letters {
		name, _, _ := strings.Cut(l, "@")
		to = append(to, name)
	}
	slices.Sort(to)
	return strings.Join(to, " ")
}

// receiver is a program that webhooks call.
type receiver struct {
	mu     sync.Mutex
	url    string
	status int
	calls  []received
}

type received struct {
	id, signature, timestamp string
	body                     []byte
}

func (r *receiver) answer(status int) { r.mu.Lock(); defer r.mu.Unlock(); r.status = status }
func (r *receiver) got() []received   { r.mu.Lock(); defer r.mu.Unlock(); return slices.Clone(r.calls) }

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls = append(r.calls, received{req.Header.Get("Webhook-Id"), req.Header.Get("Webhook-Signature"), req.Header.Get("Webhook-Timestamp"), body})
	w.WriteHeader(r.status)
}

// office is a store with the demo teams, a mail server and a receiver.
type office struct {
	t     *testing.T
	store *store.Store
	clock *clock
	box   *mailbox
	hook  *receiver
	keys  access.Keys
	mail  *mail.Sender
}

func open(t *testing.T) *office {
	t.Helper()
	clk := &clock{at: time.Now().UTC().Truncate(time.Second)}
	o := &office{t: t, clock: clk, store: storetest.OpenWith(t, store.Config{Now: clk.now}), box: &mailbox{}, hook: &receiver{status: 200}}
	teams, users, members := access.Demo("", clk.now())
	for _, tm := range append(teams, access.HouseTeam()) {
		_, err := o.store.SaveTeam(t.Context(), tm, o.by("team.create"))
		o.must(err)
	}
	for _, u := range users {
		u.Email = u.Username + "@example.cn"
		_, err := o.store.SaveUser(t.Context(), u, o.by("user.create"))
		o.must(err)
	}
	for _, m := range members {
		_, err := o.store.SaveMembership(t.Context(), m, o.by("membership.create"))
		o.must(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	o.must(err)
	srv := smtp.NewServer(o.box)
	srv.Domain = "localhost"
	go func() { _ = srv.Serve(l) }()
	t.Cleanup(func() { _ = srv.Close() })
	o.mail, err = mail.New(mail.Config{Addr: l.Addr().String(), From: "parksite@example.cn", Security: mail.Plain})
	o.must(err)
	web := httptest.NewServer(o.hook)
	t.Cleanup(web.Close)
	o.hook.url = web.URL
	o.keys, err = access.NewKeys(bytes.Repeat([]byte("k"), 32))
	o.must(err)
	return o
}

func (o *office) by(action string) audit.Event {
	return audit.Event{Actor: audit.System, Action: action}
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// courier is one on st, which is the office's store or a second process's.
func (o *office) courier(st *store.Store) *Courier {
	o.t.Helper()
	c, err := New(o.t.Context(), Config{Store: st, Keys: o.keys, Mail: o.mail, PublicURL: "https://parks.example", Place: inWords, Now: o.clock.now,
		Webhooks: webhook.NewClient([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, net.DefaultResolver), Log: slog.New(slog.DiscardHandler)})
	o.must(err)
	return c
}

// round follows and sends once.
func (o *office) round(c *Courier) {
	o.t.Helper()
	o.must(c.Follow(o.t.Context()))
	o.must(c.Send(o.t.Context()))
}

func (o *office) actor(username string) (audit.Actor, []review.Seat) {
	o.t.Helper()
	u, err := o.store.UserByName(o.t.Context(), username)
	o.must(err)
	var seats []review.Seat
	members, err := o.store.AllMemberships(o.t.Context())
	o.must(err)
	for _, m := range members {
		if m.UserID == u.ID {
			seats = append(seats, review.Seat{Team: m.TeamID, Role: string(m.Role)})
		}
	}
	return audit.Actor{UserID: u.ID, Username: u.Username}, seats
}

// draft saves a draft of the analyst's.
func (o *office) draft(id string) appraisal.Ranking {
	o.t.Helper()
	r, err := o.store.SaveRanking(o.t.Context(), appraisal.Ranking{ID: id, Team: access.DemoEnterpriseA, Owner: "demo-analyst", Title: "东盟比选 " + id,
		DatasetID: "ds-1", Review: review.New()}, o.by("ranking.create"))
	o.must(err)
	return r
}

// take has somebody take a step of r's review.
func (o *office) take(r appraisal.Ranking, username string, step func(review.Record, review.Who) (review.Record, audit.Event, error)) appraisal.Ranking {
	o.t.Helper()
	who, seats := o.actor(username)
	rec, ev, err := step(r.Review, review.Who{Actor: who, Seats: seats})
	o.must(err)
	r.Review = rec
	r, err = o.store.SaveRanking(o.t.Context(), r, ev)
	o.must(err)
	return r
}

func (o *office) submit(r appraisal.Ranking, deadlineDays int) appraisal.Ranking {
	o.t.Helper()
	return o.take(r, "lead", func(rec review.Record, w review.Who) (review.Record, audit.Event, error) {
		rule := review.Joint("rule", "会审", []string{access.DemoNDRC, access.DemoMOFCOM, access.DemoMFA}, deadlineDays)
		return review.Submit(rec, w, rule, review.Request{Team: r.Team, Note: "请审核"}, o.clock.now())
	})
}

func (o *office) decide(r appraisal.Ranking, username string, v review.Verdict) appraisal.Ranking {
	o.t.Helper()
	return o.take(r, username, func(rec review.Record, w review.Who) (review.Record, audit.Event, error) {
		return review.Decide(rec, w, "", v, "意见", o.clock.now())
	})
}

// told returns what a person has been told, oldest first: "submitted:r1 …".
func (o *office) told(username string) string {
	o.t.Helper()
	all, err := o.store.NoticesOf(o.t.Context(), "demo-"+username)
	o.must(err)
	var out []string
	for _, n := range slices.Backward(all) {
		out = append(out, fmt.Sprintf("%s:%s", n.Kind, n.Ranking))
	}
	return strings.Join(out, " ")
}

func (o *office) wantTold(username, want string) {
	o.t.Helper()
	if got := o.told(username); got != want {
		o.t.Errorf("%s was told %q, want %q", username, got, want)
	}
}

// inWords names a place so that a test sees which, and in which language.
func inWords(lang string, r appraisal.Ranking, kind, id string) string {
	return lang + " " + r.ID + " " + kind + " " + id
}
