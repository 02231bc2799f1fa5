package mail_test

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"preau/internal/kit/clock"
	"preau/internal/kit/mail"
)

// message is a whole mail that any server takes.
func message() mail.Message {
	return mail.Message{
		ID: "019aa5b0-0000-7000-8000-000000000001@preau.example", Date: time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC),
		From: "ne-pas-repondre@preau.example", FromName: "Académie de Liège – Commandes",
		To: "helene.oeuvrard@ecole.example", ToName: "Hélène Œuvrard, « économe »", ReplyTo: "aide@preau.example",
		Subject: "[Plateforme de commandes] Votre commande n° 12 – 3 œufs à 1 234,50 €",
		Text:    "Bonjour,\n\n.une ligne qui commence par un point\n.\nFin – œ € ’\n", HTML: "<p>Bonjour, <b>Hélène</b></p>",
		ListUnsubscribe: "https://preau.example/mails/arreter/abc", Headers: []mail.Header{{Name: "X-Preau-Repeat", Value: "1"}},
		Attachments: []mail.Attachment{{Name: "commande n° 12 – été.pdf", MIME: "application/pdf", Body: []byte("%PDF-1.7\x00\xff")}},
	}
}

// received is what the server got in one transaction.
type received struct{ from, to, raw, user string }

// server is a real SMTP server whose replies a test may set, step by step.
type server struct {
	mu       sync.Mutex
	got      []received
	reply    map[mail.Step]error // what MAIL, RCPT and the final dot are answered
	user     string              // required when not empty
	mechs    []string
	settings mail.Settings
}

func (s *server) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{s: s}, nil }

type session struct {
	s *server
	r received
}

func (x *session) AuthMechanisms() []string { return x.s.mechs }

func (x *session) Auth(mech string) (sasl.Server, error) {
	check := func(user, password string) error {
		if user != x.s.user || password != "secret" {
			return smtp.ErrAuthFailed
		}
		x.r.user = user
		return nil
	}
	switch mech {
	case sasl.Plain:
		return sasl.NewPlainServer(func(_, u, p string) error { return check(u, p) }), nil
	case sasl.Login:
		return &loginServer{check: check}, nil
	}
	return nil, smtp.ErrAuthUnknownMechanism
}

func (x *session) Mail(from string, _ *smtp.MailOptions) error {
	if x.s.user != "" && x.r.user == "" {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "authentication required"}
	}
	x.r.from = from
	return x.s.reply[mail.StepMail]
}

func (x *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	x.r.to = to
	return x.s.reply[mail.StepRcpt]
}

func (x *session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := x.s.reply[mail.StepAnswer]; err != nil {
		return err
	}
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	x.r.raw = string(b)
	x.s.got = append(x.s.got, x.r)
	return nil
}

func (x *session) Reset()        {}
func (x *session) Logout() error { return nil }

// loginServer is the server's side of AUTH LOGIN, which go-sasl lacks.
type loginServer struct {
	check func(user, password string) error
	user  string
	asked int
}

func (l *loginServer) Next(in []byte) ([]byte, bool, error) {
	l.asked++
	switch l.asked {
	case 1:
		return []byte("Username:"), false, nil
	case 2:
		l.user = string(in)
		return []byte("Password:"), false, nil
	}
	return nil, true, l.check(l.user, string(in))
}

// start runs the server; set may change both before it listens.
func start(t *testing.T, set func(*server, *smtp.Server)) *server {
	t.Helper()
	s := &server{reply: map[mail.Step]error{}, mechs: []string{sasl.Plain}}
	ca, cert := authority(t)
	srv := smtp.NewServer(s)
	srv.Domain, srv.TLSConfig = "mx.example", &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	srv.ErrorLog = quiet{}
	s.settings = mail.Settings{Host: "127.0.0.1", TLS: mail.StartTLS, From: "ne-pas-repondre@preau.example", RootCAs: ca, Timeout: 10 * time.Second}
	if set != nil {
		set(s, srv)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.settings.Port = l.Addr().(*net.TCPAddr).Port
	if s.settings.TLS == mail.TLS {
		l = tls.NewListener(l, srv.TLSConfig)
	}
	go func() { _ = srv.Serve(l) }() // ends with Close
	t.Cleanup(func() { _ = srv.Close() })
	return s
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// authority makes a certificate authority and a certificate for 127.0.0.1 signed by it.
func authority(t *testing.T) (*x509.CertPool, tls.Certificate) {
	t.Helper()
	now := clock.System{}.Now()
	key := func() *ecdsa.PrivateKey {
		k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	caKey, key1 := key(), key()
	ca := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test CA"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), NotBefore: ca.NotBefore, NotAfter: ca.NotAfter, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	caDER, err1 := x509.CreateCertificate(rand.Reader, ca, ca, caKey.Public(), caKey)
	leafDER, err2 := x509.CreateCertificate(rand.Reader, leaf, ca, key1.Public(), caKey)
	root, err3 := x509.ParseCertificate(caDER)
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(root)
	return pool, tls.Certificate{Certificate: [][]byte{leafDER}, PrivateKey: key1}
}

// script is a bare server that goes along the dialogue and leaves, or falls silent, at one point of it.
type script struct {
	t      *testing.T
	at     string // where it leaves
	silent bool   // instead of leaving
	last   string // said to the final dot
	sawDot chan bool
	port   int
}

func startScript(t *testing.T, at string, silent bool) *script {
	t.Helper()
	s := &script{t: t, at: at, silent: silent, last: "250 kept", sawDot: make(chan bool, 1)}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.port = l.Addr().(*net.TCPAddr).Port
	t.Cleanup(func() { _ = l.Close() })
	done := make(chan struct{})
	t.Cleanup(func() { close(done) })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s.talk(c)
			if s.silent {
				<-done
			}
			_ = c.Close()
		}
	}()
	return s
}

// talk returns when it must leave.
func (s *script) talk(c net.Conn) {
	r := bufio.NewReader(c)
	saw := false
	defer func() { s.sawDot <- saw }()
	say := func(line string) { fmt.Fprintf(c, "%s\r\n", line) }
	if s.at == "connect" {
		return
	}
	if s.at == "half greeting" {
		fmt.Fprint(c, "220 mx")
		return
	}
	say("220 mx.example")
	for _, step := range []string{"EHLO", "MAIL", "RCPT", "DATA"} {
		if line, err := r.ReadString('\n'); err != nil || s.at == step {
			return
		} else if !strings.HasPrefix(line, step) {
			s.t.Errorf("got %q, want %s", line, step)
			return
		}
		say(map[string]string{"EHLO": "250-mx.example\r\n250 8BITMIME", "DATA": "354 go on"}[step] + map[string]string{"MAIL": "250 ok", "RCPT": "250 ok"}[step])
	}
	if s.at == "354" {
		return
	}
	if s.at == "content" {
		_, _ = io.CopyN(io.Discard, r, 1000)
		return
	}
	for line := ""; line != ".\r\n"; {
		var err error
		if line, err = r.ReadString('\n'); err != nil {
			return
		}
	}
	saw = true
	switch s.at {
	case "dot":
	case "half answer":
		fmt.Fprint(c, "25")
	case "half lines":
		fmt.Fprint(c, "250-kept\r\n")
	default:
		say(s.last)
	}
}

func (s *script) settings() mail.Settings {
	return mail.Settings{Host: "127.0.0.1", Port: s.port, TLS: mail.None, From: "ne-pas-repondre@preau.example", Timeout: 10 * time.Second, AnswerTimeout: 10 * time.Second}
}

// send sends one mail with these settings.
func send(t *testing.T, s mail.Settings, m mail.Message) (mail.Outcome, string, *mail.Fault) {
	t.Helper()
	tr, err := mail.NewSMTP(s)
	if err != nil {
		t.Fatal(err)
	}
	o, detail, err := tr.Send(t.Context(), m)
	if err == nil {
		return o, detail, nil
	}
	var f *mail.Fault
	if !errors.As(err, &f) {
		t.Fatalf("error %v is no *Fault", err)
	}
	return o, detail, f
}
