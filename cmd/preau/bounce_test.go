package main

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"

	"preau/internal/app"
	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/instance"
	"preau/internal/core/notify"
	"preau/internal/kit/clock"
	"preau/internal/kit/config"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/exetest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
)

// relay is a real SMTP server that takes every mail and keeps its envelope.
type relay struct {
	mu   sync.Mutex
	from []string
}

func (r *relay) NewSession(*smtp.Conn) (smtp.Session, error) { return &relaySession{r: r}, nil }

type relaySession struct {
	r    *relay
	from string
}

func (s *relaySession) Mail(from string, _ *smtp.MailOptions) error { s.from = from; return nil }
func (s *relaySession) Rcpt(string, *smtp.RcptOptions) error        { return nil }
func (s *relaySession) Reset()                                      {}
func (s *relaySession) Logout() error                               { return nil }
func (s *relaySession) Data(r io.Reader) error {
	if _, err := io.Copy(io.Discard, r); err != nil {
		return err
	}
	s.r.mu.Lock()
	defer s.r.mu.Unlock()
	s.r.from = append(s.r.from, s.from)
	return nil
}

func startRelay(t *testing.T) (*relay, int) {
	t.Helper()
	r := &relay{}
	srv := smtp.NewServer(r)
	srv.Domain = "relais.preau.test"
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = srv.Serve(ln) }() // ends with Close
	t.Cleanup(func() { _ = srv.Close() })
	return r, ln.Addr().(*net.TCPAddr).Port
}

// invite has the program send a real mail by the relay, and gives the address to which it comes back.
func (d desk) invite(r *relay, port int) (back string) {
	d.t.Helper()
	ok := func(err error) {
		d.t.Helper()
		if err != nil {
			d.t.Fatal(err)
		}
	}
	var c serveCmd
	_, err := config.Parse(&c, long(d.flags), config.Environ{})
	ok(err)
	c.in(dataFolder)
	quiet := slog.New(slog.DiscardHandler)
	opened, key, err := c.open(d.t.Context(), quiet)
	ok(err)
	defer func() { _ = opened.Close() }() // all transactions have ended by then
	kept, err := c.openFiles(c.Data)
	ok(err)
	a, err := app.New(app.Options{DB: opened, Clock: clock.System{}, Log: quiet, Key: key, Files: kept, PublicURL: "https://preau.test", Version: "test"})
	ok(err)
	who := access.ByProgram("test", clock.System{}.Now())
	ok(opened.InTx(d.t.Context(), func(tx *db.Tx) error {
		set := instance.Defaults()
		set.SMTP = instance.SMTP{Host: "127.0.0.1", Port: port, TLS: mail.None, From: "ne-pas-repondre@preau.test"}
		set.Returns.Address = "retours@preau.test"
		return a.Instance.SaveTx(d.t.Context(), tx, who, set, 0)
	}))
	ok(opened.InTx(d.t.Context(), func(tx *db.Tx) error {
		_, err := a.Accounts.Invite(d.t.Context(), tx, who, account.Invitation{Email: "helene@ecole.example", FirstName: "Hélène", LastName: "Œuvrard", Lang: i18n.French})
		return err
	}))
	_, err = a.Queue.Drain(d.t.Context())
	ok(err)
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.from) != 1 {
		d.t.Fatalf("%d mails left", len(r.from))
	}
	return r.from[0]
}

func (d desk) states() (states, news []string) {
	d.t.Helper()
	opened, err := db.Open(d.t.Context(), db.Options{URL: d.url, MaxConns: 2})
	if err != nil {
		d.t.Fatal(err)
	}
	defer func() { _ = opened.Close() }() // nothing was written
	err = opened.View(d.t.Context(), func(tx *db.Tx) error {
		text := func(s *string) []any { return []any{s} }
		states, err = db.All(d.t.Context(), tx, text, `SELECT CASE later WHEN '' THEN state ELSE later END FROM notify_mails`)
		if err != nil {
			return err
		}
		news, err = db.All(d.t.Context(), tx, text, `SELECT news FROM notify_returns`)
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return states, news
}

// A mail that a relay took over SMTP comes back through a mail server's pipe: the command that the server starts says so
// to the platform, while that serves, and asks for the mail again only when it could not be kept.
func TestBounce(t *testing.T) {
	covers.Statement(t, "R273")
	binary := exetest.Build(t, "preau/cmd/preau")
	desks(t, func(t *testing.T, d desk) {
		r, port := startRelay(t)
		back := d.invite(r, port)
		sample := func(name string) io.Reader {
			raw, err := os.ReadFile(filepath.Join("..", "..", "internal", "kit", "mail", "testdata", "reports", name+".eml"))
			if err != nil {
				t.Fatal(err)
			}
			return bytes.NewReader(raw) // addressed to retours+TOKEN@…, as if a list had rewritten it
		}
		pipe := func(in io.Reader, args ...string) (int, string) {
			code, _, log := binary.Feed(t, in, append(append([]string{"bounce"}, args...), d.flags...)...)
			return code, log
		}
		d.served(func(string) {
			for what, c := range map[string]struct {
				in io.Reader
				to string
			}{
				"a holiday":       {sample("vacation"), back},
				"a forged one":    {sample("postfix-unknown"), "retours+" + strings.Repeat("a", notify.TokenLength-1) + "@preau.test"},
				"one of nobody":   {sample("postfix-unknown"), ""},
				"nothing":         {strings.NewReader(""), back},
				"no mail at all":  {strings.NewReader("\x00\xff"), back},
				"a very huge one": {io.LimitReader(endless{}, 5<<20), back},
			} {
				if code, log := pipe(c.in, "-to", c.to); code != 0 {
					t.Errorf("%s: %d %s", what, code, log)
				}
			}
			if states, _ := d.states(); states[0] != string(notify.Accepted) {
				t.Errorf("%q", states)
			}
			if code, log := pipe(sample("postfix-unknown"), "-to", back); code != 0 || !strings.Contains(log, "moved") {
				t.Errorf("%d %s", code, log)
			}
			if code, log := pipe(sample("postfix-unknown"), "-to", back); code != 0 || !strings.Contains(log, "repeat") {
				t.Errorf("again: %d %s", code, log)
			}
		}, "serve")
		states, news := d.states()
		if len(states) != 1 || states[0] != string(notify.Bounced) || len(news) != 3 { // a holiday, what is no mail, and the return
			t.Errorf("%q %q", states, news)
		}
		for what, args := range map[string][]string{"no such folder": {"-data", filepath.Join(t.TempDir(), "none")}, "no such flag": {"-dta", "x"}} {
			code, _, log := binary.Feed(t, sample("postfix-unknown"), append([]string{"bounce", "-to", back}, args...)...)
			if code != tryLater || log == "" {
				t.Errorf("%s: %d %s", what, code, log)
			}
		}
	})
}

// endless is a mail without an end.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}
