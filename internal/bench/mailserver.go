package bench

import (
	"bytes"
	"context"
	"io"
	"mime"
	"net"
	netmail "net/mail"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// mailServer is a real SMTP server in this process. It counts mails, and keeps when each order arrived at its supplier.
type mailServer struct {
	port int
	srv  *smtp.Server

	mu     sync.Mutex
	all    int
	orders map[string][]time.Time // by number
}

func openMailServer(ctx context.Context) (*mailServer, error) {
	s := &mailServer{orders: map[string][]time.Time{}}
	s.srv = smtp.NewServer(s)
	s.srv.Domain = "mx.preau.test"
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s.port = ln.Addr().(*net.TCPAddr).Port
	go func() { _ = s.srv.Serve(ln) }() // ends with close
	return s, nil
}

func (s *mailServer) close() { _ = s.srv.Close() } // nothing is kept

// arrived is when the mail of an order arrived, and how many of them did.
func (s *mailServer) arrived(number string) (at time.Time, times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if all := s.orders[number]; len(all) > 0 {
		at, times = all[0], len(all)
	}
	return at, times
}

// mails is how many arrived so far.
func (s *mailServer) mails() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all
}

// NewSession begins a dialogue.
func (s *mailServer) NewSession(*smtp.Conn) (smtp.Session, error) {
	return &mailSession{server: s}, nil
}

type mailSession struct {
	server *mailServer
	to     string
}

// Mail begins a mail.
func (*mailSession) Mail(string, *smtp.MailOptions) error { return nil }

// Rcpt names who it is for.
func (x *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	x.to = to
	return nil
}

var orderNumber = regexp.MustCompile(`[A-Z0-9][A-Z0-9.]*-\d{4}-\d{6}`)

// Data takes the mail.
func (x *mailSession) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	at, number := now(), ""
	if strings.HasSuffix(x.to, supplierMail) {
		number = orderNumber.FindString(subject(raw))
	}
	x.server.mu.Lock()
	defer x.server.mu.Unlock()
	x.server.all++
	if number != "" {
		x.server.orders[number] = append(x.server.orders[number], at)
	}
	return nil
}

// subject is a mail's, as its reader sees it; empty where it cannot be read.
func subject(raw []byte) string {
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return ""
	}
	s, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		return ""
	}
	return s
}

// Reset forgets what was begun.
func (*mailSession) Reset() {}

// Logout ends the dialogue.
func (*mailSession) Logout() error { return nil }
