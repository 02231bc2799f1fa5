package rig

import (
	"bytes"
	"context"
	"io"
	"mime"
	"mime/multipart"
	"net"
	netmail "net/mail"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/emersion/go-smtp"
)

// Mails is a real SMTP server in this process.
type Mails struct {
	Port int

	srv  *smtp.Server
	all  atomic.Int64
	take func(Mail)
}

// Mail is one that arrived.
type Mail struct {
	At  time.Time
	To  string
	Raw []byte
}

// OpenMails opens the server; take, where there is one, is given each mail, several at a time.
func OpenMails(ctx context.Context, take func(Mail)) (*Mails, error) {
	return OpenMailsAt(ctx, 0, take)
}

// OpenMailsAt is OpenMails at a port that a kept world knows; 0: any.
func OpenMailsAt(ctx context.Context, port int, take func(Mail)) (*Mails, error) {
	s := &Mails{take: take}
	s.srv = smtp.NewServer(s)
	s.srv.Domain = "mx.preau.test"
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, err
	}
	s.Port = ln.Addr().(*net.TCPAddr).Port
	go func() { _ = s.srv.Serve(ln) }() // ends with Close
	return s, nil
}

// Close closes the server; nothing is kept.
func (s *Mails) Close() { _ = s.srv.Close() }

// Arrived is how many mails arrived so far.
func (s *Mails) Arrived() int { return int(s.all.Load()) }

// Rest waits until no more mail comes.
func (s *Mails) Rest(ctx context.Context) {
	const quiet = 300 * time.Millisecond
	for before := -1; before != s.Arrived() && ctx.Err() == nil; {
		before = s.Arrived()
		Wait(ctx, quiet)
	}
}

// Subject is a mail's, as its reader sees it; empty where it cannot be read.
func (m Mail) Subject() string {
	x, err := netmail.ReadMessage(bytes.NewReader(m.Raw))
	if err != nil {
		return ""
	}
	s, err := new(mime.WordDecoder).DecodeHeader(x.Header.Get("Subject"))
	if err != nil {
		return ""
	}
	return s
}

// Text is the first text of a mail.
func (m Mail) Text() (string, error) {
	x, err := netmail.ReadMessage(bytes.NewReader(m.Raw))
	if err != nil {
		return "", err
	}
	return plain(x.Header.Get("Content-Type"), x.Body)
}

// plain is the first text of a mail, or of a part of it; the reader of parts has undone their encoding.
func plain(contentType string, body io.Reader) (string, error) {
	kind, of, err := mime.ParseMediaType(contentType)
	if err != nil {
		return "", err
	}
	if !strings.HasPrefix(kind, "multipart/") {
		b, err := io.ReadAll(body)
		return string(b), err
	}
	p, err := multipart.NewReader(body, of["boundary"]).NextPart()
	if err != nil {
		return "", err
	}
	return plain(p.Header.Get("Content-Type"), p)
}

// NewSession begins a dialogue.
func (s *Mails) NewSession(*smtp.Conn) (smtp.Session, error) { return &mailSession{server: s}, nil }

type mailSession struct {
	server *Mails
	to     string
}

// Mail begins a mail.
func (*mailSession) Mail(string, *smtp.MailOptions) error { return nil }

// Rcpt names who it is for.
func (x *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	x.to = to
	return nil
}

// Data takes the mail.
func (x *mailSession) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if x.server.take != nil {
		x.server.take(Mail{Now(), x.to, raw})
	}
	x.server.all.Add(1)
	return nil
}

// Reset forgets what was begun.
func (*mailSession) Reset() {}

// Logout ends the dialogue.
func (*mailSession) Logout() error { return nil }
