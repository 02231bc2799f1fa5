package bench

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net"
	netmail "net/mail"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"

	"preau/internal/ordering/order"
)

// mailServer is a real SMTP server in this process. It counts mails, and keeps when each order arrived at its supplier.
type mailServer struct {
	port int
	srv  *smtp.Server

	mu     sync.Mutex
	all    int
	orders map[string][]delivered // to suppliers, by number
	told   map[telling]bool
}

// telling is a mail to one of our people about an order.
type telling struct{ to, number string }

// delivered is a mail that arrived at a supplier.
type delivered struct {
	at  time.Time
	raw []byte
}

func openMailServer(ctx context.Context) (*mailServer, error) {
	s := &mailServer{orders: map[string][]delivered{}, told: map[telling]bool{}}
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
		at, times = all[0].at, len(all)
	}
	return at, times
}

var (
	supplierLink = regexp.MustCompile(regexp.QuoteMeta(order.SupplierPath) + `/[A-Za-z0-9_-]+`)
	errNoLink    = errors.New("the mail of an order has no link")
)

// link is the address, without its server, by which an order's supplier answers.
func (s *mailServer) link(number string) (string, error) {
	s.mu.Lock()
	var raw []byte
	if all := s.orders[number]; len(all) > 0 {
		raw = all[0].raw
	}
	s.mu.Unlock()
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return "", err
	}
	text, err := plain(m.Header.Get("Content-Type"), m.Body)
	if err != nil {
		return "", err
	}
	if found := supplierLink.FindString(text); found != "" {
		return found, nil
	}
	return "", errNoLink
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

// rest waits until no more mail comes.
func (s *mailServer) rest(ctx context.Context) {
	const quiet = 300 * time.Millisecond
	for before := -1; before != s.mails() && ctx.Err() == nil; {
		before = s.mails()
		wait(ctx, quiet)
	}
}

// knows says whether somebody of ours got a mail about an order.
func (s *mailServer) knows(user, number string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.told[telling{user + "@preau.test", number}]
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
	at, number := now(), orderNumber.FindString(subject(raw))
	x.server.mu.Lock()
	defer x.server.mu.Unlock()
	x.server.all++
	switch {
	case number == "":
	case !strings.HasSuffix(x.to, supplierMail):
		x.server.told[telling{x.to, number}] = true
	default:
		x.server.orders[number] = append(x.server.orders[number], delivered{at, raw})
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
