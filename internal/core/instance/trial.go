package instance

import (
	"context"
	"encoding/base64"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/instance/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/mail"
)

// trialTime is how long a person waits for the answer of their mail server.
const trialTime = 20 * time.Second

// Trial is what became of « envoyer un essai ».
type Trial struct {
	Outcome mail.Outcome
	Address string
	Detail  string // the server's words, or what went wrong; holds no secret
}

// Msg says the outcome in words, with the server's own.
func (r Trial) Msg() i18n.Msg {
	key := msg.TrialUncertain
	switch r.Outcome {
	case mail.Accepted:
		key = msg.TrialAccepted
	case mail.Refused:
		key = msg.TrialRefused
	case mail.Deferred:
		key = msg.TrialDeferred
	case mail.Uncertain:
	}
	return i18n.M(key, "address", r.Address, "detail", r.Detail)
}

// TestMail sends a short mail to an address by the saved settings, outside the outbox, and says what the server answered.
// A refusal of the server is a Trial, not an error.
func (s *Service) TestMail(ctx context.Context, who access.Actor, address string) (Trial, error) {
	if err := Allow(who); err != nil {
		return Trial{}, err
	}
	to, err := mail.Address(address)
	if err != nil {
		return Trial{}, apperr.InvalidField(FieldTrial, i18n.M(msg.FaultAddress))
	}
	m, err := s.Outgoing(ctx)
	if err != nil {
		return Trial{}, err
	}
	if !m.On() {
		return Trial{}, apperr.InvalidField(FieldHost, i18n.M(msg.FaultHostMissing))
	}
	k, err := s.Get(ctx)
	if err != nil {
		return Trial{}, err
	}
	return s.try(ctx, m, s.trialMail(k, m, s.T(who.Lang), to)), nil
}

func (s *Service) try(ctx context.Context, m SMTP, letter mail.Message) Trial {
	ctx, cancel := context.WithTimeout(ctx, trialTime)
	defer cancel()
	out := Trial{Outcome: mail.Deferred, Address: letter.To}
	way, err := s.o.Transport(m)
	if err == nil {
		out.Outcome, out.Detail, err = way.Send(ctx, letter)
	}
	if out.Detail == "" && err != nil {
		out.Detail = err.Error()
	}
	out.Detail = m.hideSecrets(out.Detail)
	return out
}

func (s *Service) trialMail(k Settings, m SMTP, t *i18n.T, to string) mail.Message {
	now := s.o.Clock.Now()
	_, domain, _ := strings.Cut(m.From, "@")
	name := m.FromName
	if name == "" {
		name = k.Title
	}
	return mail.Message{
		ID: id.New() + "@" + domain, Date: now, From: m.From, FromName: name, To: to,
		Subject: t.S(msg.TrialSubject, "title", k.Title),
		Text:    t.S(msg.TrialText, "title", k.Title, "at", t.DateTimeZone(now)) + "\n",
		Kind:    "instance.trial",
	}
}

// hideSecrets takes the password out of a server's words, plain or as SMTP sends it.
func (m SMTP) hideSecrets(words string) string {
	if m.Password == "" {
		return words
	}
	b64 := base64.StdEncoding.EncodeToString
	return strings.NewReplacer(m.Password, "…", b64([]byte(m.Password)), "…",
		b64([]byte("\x00"+m.User+"\x00"+m.Password)), "…").Replace(words)
}
