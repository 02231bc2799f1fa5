package mail

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// TLSMode says how the connection to the server is protected.
type TLSMode string

// The modes. Certificates are checked in every mode that uses TLS.
const (
	StartTLS      TLSMode = "starttls"      // required; the default
	TLS           TLSMode = "tls"           // from the first byte (RFC 8314)
	Opportunistic TLSMode = "opportunistic" // STARTTLS when offered; without it no password is sent in the clear
	None          TLSMode = "none"          // never, for a relay on the same machine or network: the password, if any, goes in the clear
)

// Settings are those of the operator's SMTP server.
type Settings struct {
	Host           string
	Port           int // 0: 587, 465 (tls) or 25 (none)
	TLS            TLSMode
	User, Password string // no User: no authentication
	From, FromName string
	Hello          string         // the name said in EHLO; empty: the domain of From
	Timeout        time.Duration  // for the server to take or give something; 0: 30 s
	AnswerTimeout  time.Duration  // for the answer to the final dot; 0: 3 minutes, for servers scan the mail before it
	RootCAs        *x509.CertPool // nil: the system's
}

// SMTP sends each mail in a dialogue of its own.
type SMTP struct{ s Settings }

var helloName = regexp.MustCompile(`^[A-Za-z0-9.\-:\[\]]{1,255}$`)

// NewSMTP checks the settings; every fault is told at once.
func NewSMTP(s Settings) (*SMTP, error) {
	if s.TLS == "" {
		s.TLS = StartTLS
	}
	from, fromErr := Address(s.From)
	s = s.withDefaults(from)
	return &SMTP{s: s}, errors.Join(s.faults(), wrap("from", fromErr))
}

func wrap(name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("smtp %s: %w", name, err)
}

func (s Settings) withDefaults(from string) Settings {
	s.From = from
	if s.Port == 0 {
		s.Port = map[TLSMode]int{TLS: 465, None: 25}[s.TLS]
	}
	if s.Port == 0 {
		s.Port = 587
	}
	if s.Hello == "" {
		s.Hello = from[strings.LastIndexByte(from, '@')+1:]
	}
	if s.Timeout <= 0 {
		s.Timeout = 30 * time.Second
	}
	if s.AnswerTimeout <= 0 {
		s.AnswerTimeout = 3 * time.Minute
	}
	return s
}

func (s Settings) faults() error {
	var errs []error
	if s.Host == "" || strings.ContainsFunc(s.Host, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
		errs = append(errs, fmt.Errorf("smtp host %q", s.Host))
	}
	if s.Port < 1 || s.Port > 65535 {
		errs = append(errs, fmt.Errorf("smtp port %d", s.Port))
	}
	switch s.TLS {
	case StartTLS, TLS, Opportunistic, None:
	default:
		errs = append(errs, fmt.Errorf("smtp tls %q: starttls, tls, opportunistic or none", s.TLS))
	}
	if s.Hello != "" && !helloName.MatchString(s.Hello) {
		errs = append(errs, fmt.Errorf("smtp hello %q", s.Hello))
	}
	if strings.ContainsFunc(s.FromName, unicode.IsControl) {
		errs = append(errs, errors.New("smtp from name: control character"))
	}
	return errors.Join(errs...)
}

// Send holds one dialogue and classifies it. ctx's end cuts the connection at once.
func (s *SMTP) Send(ctx context.Context, m Message) (Outcome, string, error) {
	if m.From == "" {
		m.From, m.FromName = s.s.From, s.s.FromName
	}
	raw, err := compose(m)
	if err != nil {
		f := &Fault{Step: StepCompose, Err: err}
		return Refused, f.Error(), f
	}
	d := &dialogue{s: s.s, from: cmp.Or(m.Return, m.From), to: m.To, raw: raw}
	defer d.close()
	step, err := d.run(ctx)
	if err != nil {
		f := fault(step, err)
		return d.outcome(f), f.Error(), f
	}
	return Accepted, d.answer, nil
}

func fault(step Step, err error) *Fault {
	f := &Fault{Step: step, Err: err}
	var reply *textproto.Error
	if errors.As(err, &reply) {
		f.Code, f.Text = reply.Code, OneLine(reply.Msg)
	}
	return f
}

// outcome is the whole classification. A reply in the 530s says that our own access is at fault, whoever the recipient is.
func (d *dialogue) outcome(f *Fault) Outcome {
	if d.dotLeft && f.Code/100 != 4 && f.Code/100 != 5 {
		return Uncertain
	}
	switch f.Step {
	case StepMail, StepRcpt, StepData, StepAnswer: // the only replies that speak of this mail
		if f.Code/100 == 5 && f.Code/10 != 53 {
			return Refused
		}
	case StepCompose, StepConnect, StepGreet, StepHello, StepTLS, StepAuth, StepContent, StepDot:
	}
	return Deferred
}

func (s Settings) address() string { return net.JoinHostPort(s.Host, strconv.Itoa(s.Port)) }

func (s Settings) tlsConfig() *tls.Config {
	return &tls.Config{ServerName: s.Host, RootCAs: s.RootCAs, MinVersion: tls.VersionTLS12}
}
