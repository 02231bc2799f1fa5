package mail_test

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/google/go-cmp/cmp"

	"preau/internal/kit/covers"
	"preau/internal/kit/mail"
)

func TestAccepted(t *testing.T) {
	for name, set := range map[string]func(*server, *smtp.Server){
		"STARTTLS, PLAIN": func(s *server, _ *smtp.Server) { s.user = "preau" },
		"STARTTLS, LOGIN": func(s *server, _ *smtp.Server) { s.user, s.mechs = "preau", []string{sasl.Login} },
		"TLS":             func(s *server, _ *smtp.Server) { s.user, s.settings.TLS = "preau", mail.TLS },
		"in the clear, PLAIN": func(s *server, x *smtp.Server) {
			s.user, s.settings.TLS, x.AllowInsecureAuth = "preau", mail.None, true
		},
		"opportunistic, offered":     func(s *server, _ *smtp.Server) { s.user, s.settings.TLS = "preau", mail.Opportunistic },
		"opportunistic, unoffered":   func(s *server, x *smtp.Server) { s.settings.TLS, x.TLSConfig = mail.Opportunistic, nil },
		"server that knows SMTPUTF8": func(_ *server, x *smtp.Server) { x.EnableSMTPUTF8 = true },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, set)
			s.settings.User, s.settings.Password = s.user, "secret"
			o, detail, f := send(t, s.settings, message())
			if o != mail.Accepted || f != nil || !strings.HasPrefix(detail, "250 ") {
				t.Fatalf("%v, %q, %v", o, detail, f)
			}
			if len(s.got) != 1 || s.got[0].to != message().To || s.got[0].from != message().From || s.got[0].user != s.user {
				t.Errorf("server got %+v", s.got)
			}
		})
	}
}

// TestWire reads the mail back as a mail program does.
func TestWire(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	want := message()
	if o, _, f := send(t, s.settings, want); o != mail.Accepted {
		t.Fatal(f)
	}
	m, err := netmail.ReadMessage(strings.NewReader(s.got[0].raw))
	if err != nil {
		t.Fatal(err)
	}
	dec := new(mime.WordDecoder)
	subject, _ := dec.DecodeHeader(m.Header.Get("Subject"))
	from, _ := m.Header.AddressList("From")
	to, _ := m.Header.AddressList("To")
	date, _ := m.Header.Date()
	got := []string{
		subject, from[0].Name, from[0].Address, to[0].Name, to[0].Address, m.Header.Get("Reply-To"), m.Header.Get("Message-ID"),
		date.UTC().Format(time.RFC3339), m.Header.Get("List-Unsubscribe"), m.Header.Get("List-Unsubscribe-Post"), m.Header.Get("X-Preau-Repeat"),
	}
	if d := cmp.Diff([]string{
		want.Subject, want.FromName, want.From, want.ToName, want.To, "<aide@preau.example>", "<" + want.ID + ">",
		"2026-11-21T10:00:00Z", "<" + want.ListUnsubscribe + ">", "List-Unsubscribe=One-Click", "1",
	}, got); d != "" {
		t.Error(d)
	}
	for _, line := range strings.Split(s.got[0].raw, "\r\n") {
		if len(line) > 998 || strings.ContainsFunc(line, func(r rune) bool { return r > '~' || r == '\n' || r == '\r' }) {
			t.Errorf("line not fit for any server: %q", line)
		}
	}
	if d := cmp.Diff([]string{
		"text/plain " + want.Text, "text/html " + want.HTML, "application/pdf commande n° 12 – été.pdf " + string(want.Attachments[0].Body),
	}, parts(t, m.Header.Get("Content-Type"), m.Body)); d != "" {
		t.Error(d)
	}
}

// parts flattens a multipart body: type, file name, content.
func parts(t *testing.T, contentType string, body io.Reader) []string {
	t.Helper()
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for r := multipart.NewReader(body, params["boundary"]); ; {
		p, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		typ, _, _ := mime.ParseMediaType(p.Header.Get("Content-Type"))
		if strings.HasPrefix(typ, "multipart/") {
			out = append(out, parts(t, p.Header.Get("Content-Type"), p)...)
			continue
		}
		b, err := io.ReadAll(decoded(p.Header, p))
		if err != nil {
			t.Fatal(err)
		}
		if name, _ := new(mime.WordDecoder).DecodeHeader(p.FileName()); name != "" {
			typ += " " + name
		}
		out = append(out, typ+" "+strings.ReplaceAll(string(b), "\r\n", "\n"))
	}
}

func TestRejections(t *testing.T) {
	reply := func(code, a, b, c int, text string) error {
		return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{a, b, c}, Message: text}
	}
	for name, c := range map[string]struct {
		step    mail.Step
		err     error
		outcome mail.Outcome
		address bool
	}{
		"sender refused":             {mail.StepMail, reply(550, 5, 7, 1, "sender not allowed"), mail.Refused, false},
		"sender put off":             {mail.StepMail, reply(451, 4, 3, 0, "later"), mail.Deferred, false},
		"our access is refused":      {mail.StepMail, reply(535, 5, 7, 8, "bad credentials"), mail.Deferred, false},
		"unknown address":            {mail.StepRcpt, reply(550, 5, 1, 1, "no such user"), mail.Refused, true},
		"mailbox closed":             {mail.StepRcpt, reply(554, 5, 2, 1, "disabled"), mail.Refused, true},
		"no relaying":                {mail.StepRcpt, reply(554, 5, 7, 1, "relaying denied"), mail.Refused, false},
		"grey list":                  {mail.StepRcpt, reply(450, 4, 2, 0, "greylisted"), mail.Deferred, false},
		"content refused":            {mail.StepAnswer, reply(554, 5, 7, 1, "spam"), mail.Refused, false},
		"address refused at the end": {mail.StepAnswer, reply(550, 5, 1, 1, "no such user"), mail.Refused, true},
		"content put off":            {mail.StepAnswer, reply(452, 4, 3, 1, "no space"), mail.Deferred, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, func(s *server, _ *smtp.Server) { s.reply[c.step] = c.err })
			o, detail, f := send(t, s.settings, message())
			if o != c.outcome || f == nil || f.Step != c.step || f.OfAddress() != c.address {
				t.Errorf("%v, fault %+v, of the address: %v", o, f, f.OfAddress())
			}
			var said *smtp.SMTPError
			if !errors.As(c.err, &said) || !strings.Contains(detail, said.Message) {
				t.Errorf("detail %q says nothing of %v", detail, c.err)
			}
			if len(s.got) != 0 {
				t.Error("the server kept it")
			}
		})
	}
}

// TestNoWay is all that goes wrong before the mail is spoken of: it is always put off, and no password leaves in the clear.
func TestNoWay(t *testing.T) {
	for name, c := range map[string]struct {
		set  func(*server, *smtp.Server)
		step mail.Step
	}{
		"wrong password": {func(s *server, _ *smtp.Server) {
			s.user, s.settings.User, s.settings.Password = "preau", "preau", "wrong"
		}, mail.StepAuth},
		"no authentication offered": {func(s *server, _ *smtp.Server) { s.settings.User, s.mechs = "preau", nil }, mail.StepAuth},
		"a weak one alone is offered": {func(s *server, _ *smtp.Server) {
			s.settings.User, s.settings.Password, s.mechs = "preau", "secret", []string{"CRAM-MD5"}
		}, mail.StepAuth},
		"STARTTLS not offered":        {func(_ *server, x *smtp.Server) { x.TLSConfig = nil }, mail.StepTLS},
		"unknown authority":           {func(s *server, _ *smtp.Server) { s.settings.RootCAs = nil }, mail.StepTLS},
		"unknown authority, TLS":      {func(s *server, _ *smtp.Server) { s.settings.RootCAs, s.settings.TLS = nil, mail.TLS }, mail.StepGreet},
		"unknown authority, opport.":  {func(s *server, _ *smtp.Server) { s.settings.RootCAs, s.settings.TLS = nil, mail.Opportunistic }, mail.StepTLS},
		"name not in the certificate": {func(s *server, _ *smtp.Server) { s.settings.Host = "localhost" }, mail.StepTLS},
		"password, TLS stripped": {func(s *server, x *smtp.Server) {
			s.user, s.settings.User, s.settings.Password, s.settings.TLS = "preau", "preau", "secret", mail.Opportunistic
			x.TLSConfig, x.AllowInsecureAuth = nil, true
		}, mail.StepAuth},
		"authentication forgotten": {func(s *server, _ *smtp.Server) { s.user = "preau" }, mail.StepMail},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, c.set)
			o, detail, f := send(t, s.settings, message())
			if o != mail.Deferred || f == nil || f.Step != c.step {
				t.Errorf("%v, %s", o, detail)
			}
			if name == "a weak one alone is offered" && !strings.Contains(f.Error(), "SCRAM-SHA-256") {
				t.Errorf("it was tried: %v", f)
			}
			if len(s.got) != 0 {
				t.Errorf("server got %+v", s.got)
			}
		})
	}
}

func TestCuts(t *testing.T) {
	for at, want := range map[string]mail.Outcome{
		"connect": mail.Deferred, "half greeting": mail.Deferred, "EHLO": mail.Deferred, "MAIL": mail.Deferred, "RCPT": mail.Deferred,
		"DATA": mail.Deferred, "content": mail.Deferred, "dot": mail.Uncertain, "half answer": mail.Uncertain, "half lines": mail.Uncertain, "": mail.Accepted,
	} {
		t.Run("at "+at, func(t *testing.T) {
			t.Parallel()
			covers.Statement(t, "R230")
			s := startScript(t, at, false)
			m := message()
			if at == "content" { // more than the network holds on its way
				m.Attachments[0].Body = make([]byte, 16<<20)
			}
			o, detail, _ := send(t, s.settings(), m)
			if o != want {
				t.Errorf("%v, %s", o, detail)
			}
			if saw := <-s.sawDot; saw != (want != mail.Deferred) {
				t.Errorf("the server saw the final dot: %v", saw)
			}
		})
	}
	t.Run("at 354, of a mail that the network holds whole", func(t *testing.T) {
		t.Parallel()
		s := startScript(t, "354", false)
		o, detail, _ := send(t, s.settings(), message())
		if o == mail.Accepted || o == mail.Refused {
			t.Errorf("%v, %s", o, detail)
		}
	})
}

func TestAnswersToTheDot(t *testing.T) {
	for last, want := range map[string]mail.Outcome{
		"250 ok": mail.Accepted, "251 forwarded": mail.Accepted, "421 closing": mail.Deferred, "552 too big": mail.Refused,
		"354 what?": mail.Uncertain, "hello": mail.Uncertain, "": mail.Uncertain, "2": mail.Uncertain, "530 access": mail.Deferred,
	} {
		t.Run(last, func(t *testing.T) {
			t.Parallel()
			s := startScript(t, "", false)
			s.last = last
			if o, detail, _ := send(t, s.settings(), message()); o != want {
				t.Errorf("%v, %s", o, detail)
			}
		})
	}
}

func TestSilence(t *testing.T) {
	for at, want := range map[string]mail.Outcome{
		"connect": mail.Deferred, "EHLO": mail.Deferred, "RCPT": mail.Deferred, "DATA": mail.Deferred, "content": mail.Deferred, "dot": mail.Uncertain,
	} {
		for name, patience := range map[string]time.Duration{"timeout": 100 * time.Millisecond, "the caller gives up": time.Minute} {
			t.Run(at+", "+name, func(t *testing.T) {
				t.Parallel()
				s := startScript(t, at, true)
				set := s.settings()
				set.Timeout, set.AnswerTimeout = patience, patience
				tr, err := mail.NewSMTP(set)
				if err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if patience == time.Minute {
					go func() { <-s.sawDot; cancel() }() // the server is silent from here on
				}
				m := message()
				if at == "content" {
					m.Attachments[0].Body = make([]byte, 16<<20)
				}
				if o, detail, _ := tr.Send(ctx, m); o != want {
					t.Errorf("%v, %s", o, detail)
				}
			})
		}
	}
}

func TestNobodyListens(t *testing.T) {
	t.Parallel()
	s := startScript(t, "", false)
	set := s.settings()
	set.Port = 1
	if o, detail, f := send(t, set, message()); o != mail.Deferred || f.Step != mail.StepConnect {
		t.Errorf("%v, %s", o, detail)
	}
}

func TestBigMessage(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	m := message()
	m.Attachments[0].Body = []byte(strings.Repeat("0123456789abcdef", 1<<20))
	if o, detail, _ := send(t, s.settings, m); o != mail.Accepted {
		t.Fatalf("%v, %s", o, detail)
	}
	got, err := netmail.ReadMessage(strings.NewReader(s.got[0].raw))
	if err != nil {
		t.Fatal(err)
	}
	ps := parts(t, got.Header.Get("Content-Type"), got.Body)
	if !strings.HasSuffix(ps[2], string(m.Attachments[0].Body)) {
		t.Errorf("the file of %d bytes came as %d", len(m.Attachments[0].Body), len(ps[2]))
	}
	small := start(t, func(_ *server, x *smtp.Server) { x.MaxMessageBytes = 1 << 20 })
	if o, detail, f := send(t, small.settings, m); o != mail.Refused || f.Step != mail.StepMail || f.OfAddress() {
		t.Errorf("too big a mail: %v, %s", o, detail)
	}
}

func TestSettings(t *testing.T) {
	good := mail.Settings{Host: "mx.example", From: "a@b.example"}
	if _, err := mail.NewSMTP(good); err != nil {
		t.Error(err)
	}
	for name, set := range map[string]func(*mail.Settings){
		"host":      func(s *mail.Settings) { s.Host = "" },
		"host line": func(s *mail.Settings) { s.Host = "mx.example\r\nQUIT" },
		"port":      func(s *mail.Settings) { s.Port = 70000 },
		"tls":       func(s *mail.Settings) { s.TLS = "ssl" },
		"from":      func(s *mail.Settings) { s.From = "nobody" },
		"from name": func(s *mail.Settings) { s.FromName = "A\nBcc: x@y.example" },
		"hello":     func(s *mail.Settings) { s.Hello = "a b" },
	} {
		s := good
		set(&s)
		if _, err := mail.NewSMTP(s); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
