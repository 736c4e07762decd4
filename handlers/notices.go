package handlers

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"parksite/internal/access"
	"parksite/internal/audit"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/notice"
	"parksite/internal/store"
)

// noticeView tells of one event. The ranking's title and state are those of
// this moment, to who may see it at this moment.
type noticeView struct {
	ID      string        `json:"id"`
	At      time.Time     `json:"at"`
	Kind    notice.Kind   `json:"kind" swaggertype:"string" enums:"submitted,decided,approved,returned,rejected,published,withdrawn,superseded,deadlineNear,overdue,dataChanged,commented"`
	Ranking noticeRanking `json:"ranking"`
	By      string        `json:"by"`              // username; "" = the program
	Detail  string        `json:"detail"`          // approve, return or reject with a decision; the dataset with dataChanged; the place with commented, such as country/VNM
	Place   *catalog.Text `json:"place,omitempty"` // what it is called, of a comment on a part of the ranking
	ReadAt  *time.Time    `json:"readAt,omitempty"`
}

type noticeRanking struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	State string `json:"state"`
}

// unreadCount is the number beside the bell.
type unreadCount struct {
	Unread int `json:"unread"`
}

// readingRequest says what has been read: some notices, or all up to one.
type readingRequest struct {
	IDs  []string `json:"ids,omitempty"`
	UpTo string   `json:"upTo,omitempty"` // the newest one shown
}

// noticesOf returns the caller's notices that they may still see, newest first.
func (a *API) noticesOf(ctx context.Context, userID string) ([]noticeView, error) {
	const op = "handlers.noticesOf"
	all, err := a.store.NoticesOf(ctx, userID)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	seats, err := a.seats(ctx, userID)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	about := map[string]bool{}
	for _, n := range all {
		about[n.Ranking] = true
	}
	visible, err := a.store.RankingEntries(ctx, store.Query{Match: func(e store.Entry) bool { return about[e.ID] && visibleEntry(e, seats) }})
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	rankings := map[string]noticeRanking{}
	for _, e := range visible {
		rankings[e.ID] = noticeRanking{e.ID, e.Keys["title"], e.Keys["state"]}
	}
	var out []noticeView
	for _, n := range all {
		if r, seen := rankings[n.Ranking]; seen {
			out = append(out, noticeView{ID: n.ID, At: n.At, Kind: n.Kind, Ranking: r, By: n.By, Detail: n.Detail, ReadAt: n.ReadAt})
		}
	}
	return out, nil
}

func countUnread(all []noticeView) unreadCount {
	n := 0
	for _, v := range all {
		if v.ReadAt == nil {
			n++
		}
	}
	return unreadCount{n}
}

// listNotices answers with one's notices, newest first.
//
//	@Summary  One's notices, newest first
//	@Tags     notices
//	@Param    unread    query  bool  false  "unread ones only"
//	@Param    page      query  int   false  "from 1"
//	@Param    pageSize  query  int   false  "at most 200"
//	@Success  200  {object}  list[noticeView]
//	@Router   /notices [get]
func (a *API) listNotices(c *gin.Context) error {
	const op = "handlers.listNotices"
	if err := queries(c, "unread", "page", "pageSize"); err != nil {
		return err
	}
	all, err := a.noticesOf(c.Request.Context(), principalOf(c).user.ID)
	if err != nil {
		return fault.Wrap(op, err)
	}
	switch only := c.Query("unread"); only {
	case "", "false":
	case "true":
		all = slices.DeleteFunc(all, func(v noticeView) bool { return v.ReadAt != nil })
	default:
		return fault.Bad(op, []fault.Field{{Field: "unread", Code: "field.choice", Detail: "true or false"}})
	}
	page, size, err := paging(c)
	if err != nil {
		return err
	}
	from := min((page-1)*size, len(all))
	items := all[from:min(from+size, len(all))]
	for i := range items { // of this page alone: each is looked up in its ranking
		if n := &items[i]; n.Kind == notice.Commented {
			place, err := a.placeNames(c.Request.Context(), n.Ranking.ID, n.Detail)
			if err != nil {
				return fault.Wrap(op, err)
			}
			if place != (catalog.Text{}) {
				n.Place = &place
			}
		}
	}
	return listOf(c, items, len(all), page, size)
}

// countNotices answers with the number of unread notices.
//
//	@Summary  How many of one's notices are unread
//	@Tags     notices
//	@Success  200  {object}  unreadCount
//	@Router   /notices/unread [get]
func (a *API) countNotices(c *gin.Context) error {
	if err := queries(c); err != nil {
		return err
	}
	all, err := a.noticesOf(c.Request.Context(), principalOf(c).user.ID)
	if err != nil {
		return fault.Wrap("handlers.countNotices", err)
	}
	return ok(c, countUnread(all))
}

// readNotices marks notices as read.
//
//	@Summary      Mark notices as read
//	@Description  Those in ids, or all up to upTo, the newest one shown. Ids that are none of one's own are passed over.
//	@Tags         notices
//	@Param        body  body  readingRequest  true  "which"
//	@Success      200  {object}  unreadCount
//	@Router       /notices/readings [post]
func (a *API) readNotices(c *gin.Context) error {
	const op = "handlers.readNotices"
	var req readingRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	if (len(req.IDs) == 0) == (req.UpTo == "") || len(req.IDs) > maxPageSize {
		return fault.Bad(op, []fault.Field{{Field: "ids", Code: "notice.which", Detail: fmt.Sprintf("either at most %d ids or upTo", maxPageSize)}})
	}
	ctx, user := c.Request.Context(), principalOf(c).user.ID
	all, err := a.store.NoticesOf(ctx, user)
	if err != nil {
		return fault.Wrap(op, err)
	}
	now := a.now()
	for _, n := range all {
		if slices.Contains(req.IDs, n.ID) || req.UpTo != "" && n.ID <= req.UpTo {
			if err := a.store.ReadNotice(ctx, n, now); err != nil {
				return fault.Wrap(op, err)
			}
		}
	}
	a.courier.Wake(user) // other windows of the same person
	left, err := a.noticesOf(ctx, user)
	if err != nil {
		return fault.Wrap(op, err)
	}
	return ok(c, countUnread(left))
}

// watchEvery is how soon a stream ends whose reader has signed out, was locked
// or lost their seats.
const watchEvery = time.Second

// streamNotices sends notices as they come.
//
//	@Summary      One's notices as server-sent events
//	@Description  "notice" carries a notice as GET /notices shows it, its id for Last-Event-ID; "unread" the number of unread ones, first and whenever it changes. A comment is sent every 15 seconds. At most five streams a person; a stream ends with the session.
//	@Tags         notices
//	@Produce      text/event-stream
//	@Param        Last-Event-ID  header  string  false  "the last notice received: later ones are sent first"
//	@Success      200  {string}  string
//	@Failure      429  {object}  problem  "too many streams"
//	@Router       /notices/events [get]
func (a *API) streamNotices(c *gin.Context) error {
	const op = "handlers.streamNotices"
	if err := queries(c); err != nil {
		return err
	}
	p := principalOf(c)
	if p.session == nil {
		return fault.Newf(op, fault.Forbidden, "token.notHere", "streams are for browsers")
	}
	wake, done, err := a.courier.Listen(p.user.ID)
	if err != nil {
		return fault.Wrap(op, err)
	}
	defer done()
	s := &noticeStream{api: a, c: c, last: c.GetHeader("Last-Event-ID"), unread: -1}
	if len(s.last) > 200 {
		return fault.Bad(op, []fault.Field{{Field: "Last-Event-ID", Code: "field.form", Detail: "the id of a notice"}})
	}
	all, err := a.noticesOf(c.Request.Context(), p.user.ID)
	if err != nil {
		return fault.Wrap(op, err)
	}
	if s.last == "" && len(all) > 0 {
		s.last = all[0].ID // a new stream begins with what comes
	}
	c.Header("Content-Type", "text/event-stream; charset=utf-8")
	c.Header("X-Accel-Buffering", "no") // nginx would hold events back
	c.Status(http.StatusOK)
	if w, is := c.Writer.(interface{ Unwrap() http.ResponseWriter }); is {
		if _, head := w.Unwrap().(headWriter); head {
			return nil
		}
	}
	s.out = http.NewResponseController(c.Writer)
	_ = s.out.SetReadDeadline(time.Time{}) // the server's bound on reading a request would end the stream
	if !s.send(all) {
		return nil
	}
	watch := time.NewTicker(watchEvery)
	defer watch.Stop()
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		select {
		case <-c.Request.Context().Done():
			return nil
		case <-beat.C:
			if !s.write(": still here\n\n") {
				return nil
			}
		case <-watch.C:
			if !a.stillReads(c, p) {
				return nil
			}
		case <-wake:
			if !a.stillReads(c, p) {
				return nil
			}
			ctx, cancel := context.WithTimeout(c.Request.Context(), requestTimeout)
			all, err := a.noticesOf(ctx, p.user.ID)
			cancel()
			if err != nil || !s.send(all) {
				return nil // the browser comes again with Last-Event-ID
			}
		}
	}
}

// noticeStream is what one stream has sent.
type noticeStream struct {
	api    *API
	c      *gin.Context
	out    *http.ResponseController
	last   string // id of the newest notice sent, or passed over
	unread int    // as last sent
}

// send writes what is new in all, a person's notices, newest first; false means
// that nobody reads any more.
func (s *noticeStream) send(all []noticeView) bool {
	for _, v := range slices.Backward(all) {
		if v.ID <= s.last {
			continue
		}
		data, err := json.Marshal(v)
		if err != nil || !s.write("id: %s\nevent: notice\ndata: %s\n\n", v.ID, data) {
			return false
		}
		s.last = v.ID
	}
	if n := countUnread(all).Unread; n != s.unread {
		s.unread = n
		return s.write("event: unread\ndata: {\"unread\":%d}\n\n", n)
	}
	return true
}

func (s *noticeStream) write(format string, args ...any) bool {
	_ = s.out.SetWriteDeadline(time.Now().Add(streamWrite))
	if _, err := fmt.Fprintf(s.c.Writer, format, args...); err != nil {
		return false
	}
	return s.out.Flush() == nil
}

// stillReads reports whether the reader of a stream of notices may read on. It
// does not count as using the session: a page left open does not keep one
// signed in.
func (a *API) stillReads(c *gin.Context, p *principal) bool {
	if a.draining.Load() {
		return false
	}
	ctx := c.Request.Context()
	cookie, err := c.Request.Cookie(a.cookieName(c.Request))
	if err != nil {
		return false
	}
	s, err := a.sessions.get(ctx, access.SecretID(cookie.Value))
	if err != nil {
		return false
	}
	u, err := a.store.RecentUser(ctx, p.user.ID)
	if err != nil || s.Check(cookie.Value, u, a.now()) != nil {
		return false
	}
	may, err := a.access.MayAny(ctx, u.ID, "notice", "read")
	return err == nil && may
}

// preferences are how one wants to be told.
type preferences struct {
	Language string `json:"language" enums:"zh,en"` // of e-mails
	Mail     bool   `json:"mail"`                   // notices by e-mail too
}

// preferencesView says besides whether e-mails can come at all.
type preferencesView struct {
	preferences
	Email       string `json:"email"`       // where to; an administrator changes it
	MailOffered bool   `json:"mailOffered"` // this installation sends e-mails
}

func (a *API) viewPreferences(u access.User) preferencesView {
	v := preferencesView{preferences{Language: "zh", Mail: !u.NoMail}, u.Email, a.courier.Mails()}
	if u.Language == "en" {
		v.Language = "en"
	}
	return v
}

// getPreferences answers with how one wants to be told.
//
//	@Summary  How one wants to be told of things
//	@Tags     session
//	@Success  200  {object}  preferencesView
//	@Router   /session/preferences [get]
func (a *API) getPreferences(c *gin.Context) error {
	if err := queries(c); err != nil {
		return err
	}
	return ok(c, a.viewPreferences(principalOf(c).user))
}

// putPreferences says how one wants to be told.
//
//	@Summary  Say how one wants to be told of things
//	@Tags     session
//	@Param    body  body  preferences  true  "language of e-mails, and whether there are any"
//	@Success  200  {object}  preferencesView
//	@Router   /session/preferences [put]
func (a *API) putPreferences(c *gin.Context) error {
	const op = "handlers.putPreferences"
	p := principalOf(c)
	if p.session == nil {
		return fault.Newf(op, fault.Forbidden, "token.notHere", "a token cannot do this")
	}
	var req preferences
	if err := bind(c, &req); err != nil {
		return err
	}
	u := p.user
	switch strings.ToLower(req.Language) {
	case "zh":
		u.Language = ""
	case "en":
		u.Language = "en"
	default:
		return fault.Bad(op, []fault.Field{{Field: "language", Code: "field.choice", Detail: "zh or en"}})
	}
	u.NoMail = !req.Mail
	if u.Language != p.user.Language || u.NoMail != p.user.NoMail {
		var err error
		if u, err = a.store.SaveUser(c.Request.Context(), u, audit.Event{Actor: p.actor, Action: "user.preferences"}); err != nil {
			return fault.Wrap(op, err)
		}
	}
	return ok(c, a.viewPreferences(u))
}
