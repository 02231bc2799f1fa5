// Package mailtest is a mail server for tests of the whole program: it takes every mail over SMTP and keeps it.
package mailtest

import (
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// Letter is a mail as its reader sees it.
type Letter struct {
	To, Subject, Text string
}

// Server is a real SMTP server on this machine, without encryption.
type Server struct {
	Port int

	mu  sync.Mutex
	got []Letter
}

// Open starts a server that ends with the test.
func Open(t testing.TB) *Server {
	t.Helper()
	s := &Server{}
	srv := smtp.NewServer(s)
	srv.Domain = "mx.preau.test"
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Port = ln.Addr().(*net.TCPAddr).Port
	go func() { _ = srv.Serve(ln) }() // ends with Close
	t.Cleanup(func() { _ = srv.Close() })
	return s
}

// To are the mails to an address so far, the oldest first.
func (s *Server) To(address string) []Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Letter
	for _, l := range s.got {
		if strings.EqualFold(l.To, address) {
			out = append(out, l)
		}
	}
	return out
}

// NewSession begins a dialogue.
func (s *Server) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{server: s}, nil }

type session struct {
	server *Server
	to     string
}

// Mail begins a mail.
func (*session) Mail(string, *smtp.MailOptions) error { return nil }

// Rcpt names who it is for: the program sends each mail to one address.
func (x *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	x.to = to
	return nil
}

// Data takes the mail; one that cannot be read is refused.
func (x *session) Data(r io.Reader) error {
	l, err := Read(r)
	if err != nil {
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: err.Error()}
	}
	l.To = x.to
	x.server.mu.Lock()
	defer x.server.mu.Unlock()
	x.server.got = append(x.server.got, l)
	return nil
}

// Reset forgets what was begun.
func (*session) Reset() {}

// Logout ends the dialogue.
func (*session) Logout() error { return nil }

// Read reads a mail as a program for mails does; of several parts it shows the plain text.
func Read(r io.Reader) (Letter, error) {
	m, err := netmail.ReadMessage(r)
	if err != nil {
		return Letter{}, err
	}
	l := Letter{To: m.Header.Get("To")}
	if l.Subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		return Letter{}, err
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		return Letter{}, err
	}
	text := io.Reader(quotedprintable.NewReader(m.Body))
	if kind != plainText {
		if text, err = plainPart(multipart.NewReader(m.Body, params["boundary"])); err != nil {
			return Letter{}, err
		}
	}
	body, err := io.ReadAll(text)
	l.Text = string(body)
	return l, err
}

const plainText = "text/plain"

// plainPart finds the plain text; quoted-printable is decoded.
func plainPart(parts *multipart.Reader) (io.Reader, error) {
	for {
		part, err := parts.NextPart()
		if err != nil {
			return nil, fmt.Errorf("no plain text: %w", err)
		}
		if strings.HasPrefix(part.Header.Get("Content-Type"), plainText) {
			return part, nil
		}
	}
}
