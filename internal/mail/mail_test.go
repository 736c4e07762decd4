package mail

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"parksite/internal/fault"
)

// certificate is the test server's; the program believes it because TestMain
// names it to the system's roots.
var certificate tls.Certificate

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "mail")
		if err != nil {
			panic(err)
		}
		defer func() { _ = os.RemoveAll(dir) }()
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			panic(err)
		}
		template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotBefore: time.Now().Add(-time.Hour),
			NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
			KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
		der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
		if err != nil {
			panic(err)
		}
		certificate = tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
		file := filepath.Join(dir, "root.pem")
		if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
			panic(err)
		}
		_ = os.Setenv("SSL_CERT_FILE", file)
		return m.Run()
	}())
}

// server is a real SMTP server that keeps what it is handed.
type server struct {
	mu       sync.Mutex
	received []received
	refuse   *smtp.SMTPError // what RCPT answers; nil = takes it
	needAuth bool
}

type received struct {
	from, to string
	data     []byte
	authed   bool
}

func (s *server) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{server: s}, nil }

type session struct {
	server *server
	now    received
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }
func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, username, password string) error {
		if username != "parksite" || password != "geheim" {
			return errors.New("wrong")
		}
		s.now.authed = true
		return nil
	}), nil
}
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.server.needAuth && !s.now.authed {
		return smtp.ErrAuthRequired
	}
	s.now.from = from
	return nil
}
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if s.server.refuse != nil {
		return s.server.refuse
	}
	s.now.to = to
	return nil
}
func (s *session) Data(r io.Reader) (err error) {
	if s.now.data, err = io.ReadAll(r); err != nil {
		return err
	}
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.received = append(s.server.received, s.now)
	return nil
}
func (*session) Reset()        {}
func (*session) Logout() error { return nil }

// listen starts the server; how is StartTLS, TLS or Plain.
func (s *server) listen(t *testing.T, how string) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := smtp.NewServer(s)
	srv.Domain, srv.AllowInsecureAuth = "localhost", how == Plain
	config := &tls.Config{Certificates: []tls.Certificate{certificate}}
	switch how {
	case StartTLS:
		srv.TLSConfig = config
	case TLS:
		l = tls.NewListener(l, config)
	}
	go func() { _ = srv.Serve(l) }()
	t.Cleanup(func() { _ = srv.Close() })
	return l.Addr().String()
}

var letter = Message{ID: "mail-000000000007-u1-r1", To: "wei.zhang@example.cn", Name: "张伟", Subject: "【园区选址】有新的排名待审核",
	Text: "张伟，您好：\n\n排名《东盟》等待审核。\n.\n", At: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)}

func sender(t *testing.T, c Config) *Sender {
	t.Helper()
	c.From = "园区选址 <parksite@example.cn>"
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSend(t *testing.T) {
	for _, how := range []string{StartTLS, TLS, Plain} {
		srv := &server{needAuth: how != Plain}
		cfg := Config{Addr: srv.listen(t, how), Security: how}
		if how != Plain {
			cfg.Username, cfg.Password = "parksite", "geheim"
		}
		if err := sender(t, cfg).Send(t.Context(), letter); err != nil {
			t.Errorf("%s: %v", how, err)
			continue
		}
		got := srv.received[0]
		if got.from != "parksite@example.cn" || got.to != letter.To || got.authed != (how != Plain) {
			t.Errorf("%s: %+v", how, got)
		}
		m, err := mail.ReadMessage(bytes.NewReader(got.data))
		if err != nil {
			t.Fatal(err)
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
		if err != nil || subject != letter.Subject {
			t.Errorf("%s: subject %q, %v", how, subject, err)
		}
		text, err := io.ReadAll(quotedprintable.NewReader(m.Body))
		if err != nil || strings.ReplaceAll(string(text), "\r\n", "\n") != letter.Text {
			t.Errorf("%s: text %q, %v", how, text, err)
		}
		to, err := m.Header.AddressList("To")
		if err != nil || len(to) != 1 || to[0].Name != "张伟" || to[0].Address != letter.To {
			t.Errorf("%s: to %v, %v", how, to, err)
		}
		for name, want := range map[string]string{"Message-Id": "<mail-000000000007-u1-r1@example.cn>", "Auto-Submitted": "auto-generated",
			"Date": "Sun, 01 Mar 2026 08:00:00 +0000"} {
			if got := m.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", how, name, got, want)
			}
		}
		if !strings.HasPrefix(m.Header.Get("Content-Type"), "text/plain; charset=UTF-8") {
			t.Errorf("%s: %s", how, m.Header.Get("Content-Type"))
		}
	}
}

// What may go better later is told from what never will.
func TestSendFailures(t *testing.T) {
	busy := &server{refuse: &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "later"}}
	gone := &server{refuse: &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}}
	for name, tt := range map[string]struct {
		cfg  Config
		kind fault.Kind
	}{
		"busy":           {Config{Addr: busy.listen(t, Plain), Security: Plain}, fault.Unavailable},
		"no such person": {Config{Addr: gone.listen(t, Plain), Security: Plain}, fault.Invalid},
		"nobody there":   {Config{Addr: "127.0.0.1:1", Security: Plain}, fault.Unavailable},
		"no StartTLS":    {Config{Addr: new(server).listen(t, Plain), Security: StartTLS}, fault.Unavailable},
		"no TLS":         {Config{Addr: new(server).listen(t, Plain), Security: TLS}, fault.Unavailable},
	} {
		if err := sender(t, tt.cfg).Send(t.Context(), letter); !fault.Is(err, tt.kind) {
			t.Errorf("%s: %v, want %v", name, err, tt.kind)
		}
	}
	// A server that is not who it says is not spoken to.
	other := &server{}
	addr := strings.Replace(other.listen(t, StartTLS), "127.0.0.1", "localhost", 1)
	if err := sender(t, Config{Addr: addr, Security: StartTLS}).Send(t.Context(), letter); err == nil || len(other.received) > 0 {
		t.Errorf("a certificate of another name was believed: %v", err)
	}
	// A line break in an address or a name adds no header.
	open := &server{}
	s := sender(t, Config{Addr: open.listen(t, Plain), Security: Plain})
	m := letter
	m.To = "a@example.cn>\r\nRCPT TO:<b@example.cn"
	if err := s.Send(t.Context(), m); !fault.Is(err, fault.Invalid) {
		t.Errorf("an address with a line break: %v", err)
	}
	m = letter
	m.Subject, m.Name = "x\r\nBcc: b@example.cn", "y\r\nBcc: b@example.cn"
	if err := s.Send(t.Context(), m); err != nil || len(open.received) != 1 {
		t.Fatalf("%v, %d received", err, len(open.received))
	}
	got, err := mail.ReadMessage(bytes.NewReader(open.received[0].data))
	if err != nil || got.Header.Get("Bcc") != "" {
		t.Errorf("a header was added: %v, %s", err, open.received[0].data)
	}
}

func TestNew(t *testing.T) {
	good := Config{Addr: "mail.example.cn:587", From: "parksite@example.cn", Security: StartTLS}
	if _, err := New(good); err != nil {
		t.Error(err)
	}
	for field, change := range map[string]func(*Config){
		"addr":     func(c *Config) { c.Addr = "mail.example.cn" },
		"from":     func(c *Config) { c.From = "nobody" },
		"security": func(c *Config) { c.Security = "ssl" },
	} {
		c := good
		change(&c)
		_, err := New(c)
		var f *fault.Error
		if !errors.As(err, &f) || len(f.Fields) != 1 || f.Fields[0].Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	if _, err := New(Config{Addr: "m:25", From: "a@b.cn", Security: Plain, Username: "x", Password: "geheim"}); !fault.Is(err, fault.Invalid) || strings.Contains(err.Error(), "geheim") {
		t.Errorf("a password in the clear: %v", err)
	}
}
