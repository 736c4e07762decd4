// Package mail hands plain-text messages to an SMTP server.
package mail

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"parksite/internal/fault"
)

// Ways to protect the connection. StartTLS refuses a server that does not
// offer it; Plain sends no password.
const (
	StartTLS = "starttls"
	TLS      = "tls"
	Plain    = "none"
)

// Timeout bounds handing over one message.
const Timeout = 20 * time.Second

// Config names the server and this program's account there.
type Config struct {
	Addr     string // host:port
	From     string // RFC 5322 address
	Username string // "" = without signing in
	Password string
	Security string // StartTLS, TLS or Plain
}

// Sender hands messages to one server. It is safe for concurrent use.
type Sender struct {
	cfg    Config
	host   string
	port   int
	domain string // of message ids
}

// Message is a text to one person.
type Message struct {
	ID      string // unique and the same at every attempt: a receiver can tell a repeated message
	To      string // address
	Name    string // of the person; may be empty
	Subject string
	Text    string
	At      time.Time
}

// New returns a sender, or an Invalid fault naming the setting that is wrong.
// No connection is made yet.
func New(cfg Config) (*Sender, error) {
	const op = "mail.New"
	var bad []fault.Field
	host, port, err := net.SplitHostPort(cfg.Addr)
	n, atoi := strconv.Atoi(port)
	if err != nil || atoi != nil || n < 1 || n > 65535 || host == "" {
		bad = append(bad, fault.Field{Field: "addr", Code: "field.form", Detail: "not host:port"})
	}
	from, err := mail.ParseAddress(cfg.From)
	if err != nil {
		bad = append(bad, fault.Field{Field: "from", Code: "email.form", Detail: "not an address"})
	}
	switch {
	case cfg.Security != StartTLS && cfg.Security != TLS && cfg.Security != Plain:
		bad = append(bad, fault.Field{Field: "security", Code: "field.choice", Detail: "starttls, tls or none"})
	case cfg.Security == Plain && cfg.Username != "":
		bad = append(bad, fault.Field{Field: "security", Code: "mail.plain", Detail: "would send the password unencrypted"})
	}
	if err := fault.Bad(op, bad); err != nil {
		return nil, err
	}
	_, domain, _ := strings.Cut(from.Address, "@")
	return &Sender{cfg: cfg, host: host, port: n, domain: domain}, nil
}

// Send hands m to the server. It returns an Unavailable fault when that may go
// better later, and an Invalid one when the server refuses the message for
// good.
func (s *Sender) Send(ctx context.Context, m Message) error {
	const op = "mail.Send"
	if a, err := mail.ParseAddress(m.To); err != nil || a.Address != m.To {
		return fault.New(op, fault.Invalid, "mail.address")
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	to := mail.Address{Name: oneLine(m.Name), Address: m.To}
	for _, err := range []error{msg.From(s.cfg.From), msg.To(to.String())} {
		if err != nil {
			return fault.As(op, fault.Invalid, "mail.address", err)
		}
	}
	msg.Subject(oneLine(m.Subject))
	msg.SetMessageIDWithValue(m.ID + "@" + s.domain)
	msg.SetDateWithValue(m.At)
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no out-of-office answers
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	client, err := gomail.NewClient(s.host, s.options()...)
	if err != nil {
		return fault.Wrap(op, err)
	}
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	err = client.DialAndSendWithContext(ctx, msg)
	var refused *gomail.SendError
	if errors.As(err, &refused) && refused.ErrorCode() >= 500 && !refused.IsTemp() {
		return fault.As(op, fault.Invalid, "mail.refused", fmt.Errorf("code %d: %w", refused.ErrorCode(), err))
	}
	return fault.As(op, fault.Unavailable, "mail.away", err)
}

// oneLine keeps a header from becoming two.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func (s *Sender) options() []gomail.Option {
	o := []gomail.Option{gomail.WithPort(s.port), gomail.WithTimeout(Timeout)}
	switch s.cfg.Security {
	case TLS:
		o = append(o, gomail.WithSSL())
	case StartTLS:
		o = append(o, gomail.WithTLSPolicy(gomail.TLSMandatory))
	default:
		o = append(o, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if s.cfg.Username != "" {
		o = append(o, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.cfg.Username), gomail.WithPassword(s.cfg.Password))
	}
	return o
}
