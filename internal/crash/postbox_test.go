package crash_test

import (
	"io"
	"math/rand/v2"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// postbox is the operator's SMTP server: it takes its time, so that kills strike dialogues, and records each mail
// that it accepted.
type postbox struct {
	port int
	life func() int // which life of the program is talking

	talking atomic.Int64 // dialogues between MAIL and the answer to the final dot
	cut     atomic.Int64 // dialogues that broke off in between

	mu    sync.Mutex
	got   []letter
	slow  bool
	stuck chan struct{} // mails to « attente… » wait for its end; nil: they do not
}

// letter is a mail that was accepted.
type letter struct {
	id   string // Message-ID without its brackets
	to   string
	body string
	life int
}

func openPostbox(t *testing.T, life func() int) *postbox {
	t.Helper()
	b := &postbox{life: life}
	srv := smtp.NewServer(b)
	srv.Domain, srv.AllowInsecureAuth, srv.ErrorLog = "mx.preau.test", true, nolog{}
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b.port = ln.Addr().(*net.TCPAddr).Port
	go func() { _ = srv.Serve(ln) }() // ends with Close
	t.Cleanup(func() { _ = srv.Close() })
	return b
}

type nolog struct{}

func (nolog) Printf(string, ...any) {}
func (nolog) Println(...any)        {}

// dawdle makes the server slow from now on.
func (b *postbox) dawdle(slow bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.slow = slow
}

// hold makes mails to addresses that begin with « attente » wait until they are let go.
func (b *postbox) hold() (letGo func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	stuck := make(chan struct{})
	b.stuck = stuck
	return sync.OnceFunc(func() { close(stuck) })
}

func (b *postbox) wait(to string) {
	b.mu.Lock()
	stuck := b.stuck
	b.mu.Unlock()
	if stuck != nil && strings.HasPrefix(to, "attente") {
		<-stuck
	}
}

// pause takes up to so many milliseconds.
func (b *postbox) pause(upTo int) {
	b.mu.Lock()
	slow := b.slow
	b.mu.Unlock()
	if slow {
		<-time.After(time.Duration(rand.IntN(upTo*1000)) * time.Microsecond)
	}
}

// letters are those that were accepted so far.
func (b *postbox) letters() []letter {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]letter(nil), b.got...)
}

// lastTo is the text of the last mail to somebody, "" when there is none.
func (b *postbox) lastTo(address string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := len(b.got) - 1; i >= 0; i-- {
		if b.got[i].to == address {
			return b.got[i].body
		}
	}
	return ""
}

// NewSession begins a dialogue.
func (b *postbox) NewSession(*smtp.Conn) (smtp.Session, error) {
	return &dialogue{b: b, life: b.life()}, nil
}

type dialogue struct {
	b    *postbox
	to   string
	life int
	open bool // MAIL was said, and nothing is decided
}

// Mail begins a mail.
func (d *dialogue) Mail(string, *smtp.MailOptions) error {
	d.open = true
	d.b.talking.Add(1)
	d.b.pause(10)
	return nil
}

// Rcpt names who it is for.
func (d *dialogue) Rcpt(to string, _ *smtp.RcptOptions) error {
	d.to = to
	d.b.pause(10)
	return nil
}

// Data takes the mail: from the moment that it is recorded, it has arrived, whether or not the program hears of it.
func (d *dialogue) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err // the program is gone
	}
	d.b.pause(40)
	d.b.wait(d.to)
	m, err := netmail.ReadMessage(strings.NewReader(string(raw)))
	if err != nil {
		return err
	}
	l := letter{id: strings.Trim(m.Header.Get("Message-Id"), "<>"), to: d.to, body: string(raw), life: d.life}
	d.b.mu.Lock()
	d.b.got = append(d.b.got, l)
	d.b.mu.Unlock()
	d.b.pause(20)
	d.over()
	return nil
}

func (d *dialogue) over() {
	if d.open {
		d.open = false
		d.b.talking.Add(-1)
	}
}

// Reset and Logout end the dialogue; one that is still open was cut.
func (d *dialogue) Reset() { _ = d.Logout() } // never fails

// Logout ends the dialogue.
func (d *dialogue) Logout() error {
	if d.open {
		d.b.cut.Add(1)
	}
	d.over()
	return nil
}
