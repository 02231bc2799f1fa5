package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail/smtp"

	"preau/internal/kit/clock"
)

// dialogue is one SMTP conversation, held step by step rather than by go-mail's client: that one does not tell a connection
// cut before the final dot from one cut after it, and reports a failed RSET after the acceptance as a failure.
type dialogue struct {
	s        Settings
	from, to string
	raw      []byte
	conn     *timedConn
	c        *smtp.Client
	dotLeft  bool // at least one byte of the final dot's line was handed to the network
	answer   string
}

type stepFunc struct {
	name Step
	do   func(context.Context) error
}

// steps are the dialogue, in order.
func (d *dialogue) steps() []stepFunc {
	return []stepFunc{
		{StepConnect, d.connect},
		{StepGreet, d.greet},
		{StepHello, func(context.Context) error { return d.c.Hello(d.s.Hello) }},
		{StepTLS, d.startTLS},
		{StepAuth, d.auth},
		{StepMail, d.mail},
		{StepRcpt, func(context.Context) error { return d.c.Rcpt("<" + d.to + ">") }},
		{StepData, d.data},
		{StepContent, d.content},
		{StepDot, d.dot},
		{StepAnswer, d.readAnswer},
	}
}

// run goes as far as it can, and gives the step that failed.
func (d *dialogue) run(ctx context.Context) (Step, error) {
	for _, st := range d.steps() {
		if err := st.do(ctx); err != nil {
			return st.name, err
		}
	}
	return "", nil
}

func (d *dialogue) connect(ctx context.Context) error {
	dial := net.Dialer{Timeout: d.s.Timeout}
	conn, err := dial.DialContext(ctx, "tcp", d.s.address())
	if err != nil {
		return err
	}
	d.conn = &timedConn{Conn: conn, timeout: d.s.Timeout}
	d.conn.stop = context.AfterFunc(ctx, func() { _ = conn.Close() }) // the steps under way then fail by themselves
	return nil
}

func (d *dialogue) greet(ctx context.Context) error {
	var conn net.Conn = d.conn
	if d.s.TLS == TLS {
		secure := tls.Client(d.conn, d.s.tlsConfig())
		if err := secure.HandshakeContext(ctx); err != nil {
			return fmt.Errorf("tls: %w", err)
		}
		conn = secure
	}
	var err error
	d.c, err = smtp.NewClient(conn, d.s.Host)
	return err
}

var errNoTLS = errors.New("the server offers no STARTTLS")

func (d *dialogue) startTLS(context.Context) error {
	if d.s.TLS == TLS || d.s.TLS == None {
		return nil
	}
	if ok, _ := d.c.Extension("STARTTLS"); ok {
		return d.c.StartTLS(d.s.tlsConfig())
	}
	if d.s.TLS == StartTLS {
		return errNoTLS
	}
	return nil
}

var errNoAuth = errors.New("the server offers no authentication that we may use (PLAIN or LOGIN over TLS, SCRAM-SHA-256)")

// auth takes the first mechanism that both know. One that sends the password itself is passed over in the clear, unless the operator chose that.
func (d *dialogue) auth(context.Context) error {
	if d.s.User == "" {
		return nil
	}
	_, offered := d.c.Extension("AUTH")
	known := strings.Fields(strings.ToUpper(offered))
	_, secure := d.c.TLSConnectionState()
	open := secure || d.s.TLS == None
	for _, m := range []struct {
		name string
		may  bool
		auth smtp.Auth
	}{
		{"PLAIN", open, smtp.PlainAuth("", d.s.User, d.s.Password, d.s.Host, true)},
		{"LOGIN", open, smtp.LoginAuth(d.s.User, d.s.Password, d.s.Host, true)},
		{"SCRAM-SHA-256", true, smtp.ScramSHA256Auth(d.s.User, d.s.Password)},
	} {
		if m.may && slices.Contains(known, m.name) {
			return d.c.Auth(m.auth)
		}
	}
	return errNoAuth
}

// mail names the sender, unless the server has said (RFC 1870) that it takes nothing so large: some cut the connection in the middle instead.
func (d *dialogue) mail(context.Context) error {
	_, size := d.c.Extension("SIZE")
	if limit, err := strconv.Atoi(size); err == nil && limit > 0 && len(d.raw) > limit {
		return &textproto.Error{Code: 552, Msg: fmt.Sprintf("5.3.4 the mail has %d bytes, the server takes %d", len(d.raw), limit)}
	}
	return d.c.Mail("<" + d.from + ">")
}

func (d *dialogue) data(context.Context) error {
	if err := d.c.Text.PrintfLine("DATA"); err != nil {
		return err
	}
	_, _, err := d.c.Text.ReadResponse(354)
	return err
}

// content hands the whole mail to the network, dots doubled, and nothing of the final dot.
func (d *dialogue) content(context.Context) error {
	w := d.c.Text.DotWriter() // left open: closing it would write the final dot
	if _, err := w.Write(d.raw); err != nil {
		return err
	}
	return d.c.Text.W.Flush()
}

// dot writes the final dot apart. What remains in the buffer after a fault tells whether any of it left.
func (d *dialogue) dot(context.Context) error {
	const end = ".\r\n"
	if _, err := d.c.Text.W.WriteString(end); err != nil {
		return err
	}
	err := d.c.Text.W.Flush()
	d.dotLeft = err == nil || d.c.Text.W.Buffered() < len(end)
	return err
}

func (d *dialogue) readAnswer(context.Context) error {
	d.conn.timeout = d.s.AnswerTimeout
	code, text, err := d.c.Text.ReadResponse(2)
	if err == nil {
		d.answer = OneLine(fmt.Sprintf("%d %s", code, text))
	}
	return err
}

// close says good-bye without waiting for the answer: the mail's fate is known, and every instant until it is recorded counts.
func (d *dialogue) close() {
	if d.c != nil && d.answer != "" {
		d.conn.timeout = time.Second
		_, _ = d.c.Text.W.WriteString("QUIT\r\n") // politeness: its loss changes nothing
		_ = d.c.Text.W.Flush()
		_ = d.c.Close()
	}
	if d.conn != nil {
		d.conn.stop()
		_ = d.conn.Close()
	}
}

// timedConn gives each read and each write the timeout anew, so that a long mail over a slow line may take its time, and a silent server may not.
// Deadlines of the network follow the machine's clock, whatever the program's says.
type timedConn struct {
	net.Conn
	timeout time.Duration
	stop    func() bool
}

// Read waits for the timeout at most.
func (t *timedConn) Read(p []byte) (int, error) {
	if err := t.SetReadDeadline(clock.System{}.Now().Add(t.timeout)); err != nil {
		return 0, err
	}
	return t.Conn.Read(p)
}

// Write waits for the timeout at most.
func (t *timedConn) Write(p []byte) (int, error) {
	if err := t.SetWriteDeadline(clock.System{}.Now().Add(t.timeout)); err != nil {
		return 0, err
	}
	return t.Conn.Write(p)
}
