package notify

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"preau/internal/core/notify/msg"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
)

// ErrUnfit is the fault of a mail that will never be composed as it is: its data are broken, or its kind's function is, or what it
// carries must not go any more. It is given up at once.
var ErrUnfit = errors.New("cannot be rendered")

// Compose makes a mail without queueing it, for « envoyer un essai » with settings that are not yet saved.
func (s *Service) Compose(ctx context.Context, m Mail) (mail.Message, error) {
	_, o, err := s.draft(m)
	if err != nil {
		return mail.Message{}, err
	}
	return s.compose(ctx, o)
}

// compose renders the mail in its recipient's language.
func (s *Service) compose(ctx context.Context, o outgoing) (mail.Message, error) {
	k, ok := s.kinds[o.Kind]
	if !ok { // declared by another release, perhaps: later
		return mail.Message{}, fmt.Errorf("no kind of mail %q is declared", o.Kind)
	}
	head, err := s.o.Letterhead(ctx, k.Service)
	if err != nil {
		return mail.Message{}, fmt.Errorf("letterhead: %w", err)
	}
	if head.Zone == nil {
		head.Zone = time.UTC
	}
	t := s.o.Catalogue.For(o.To.Lang, head.Zone)
	c, err := s.content(ctx, k, t, head, o)
	if err != nil {
		return mail.Message{}, err
	}
	return s.message(ctx, o, head, s.letter(t, head, o, c), c)
}

func (s *Service) content(ctx context.Context, k Kind, t *i18n.T, head Letterhead, o outgoing) (Content, error) {
	if k.Name == DigestKind {
		return s.digest(ctx, t, head, o)
	}
	return render(k, t, o.data, s.links)
}

// render calls the kind's function; a panic of it spoils its mail alone.
func render(k Kind, t *i18n.T, data json.RawMessage, l Links) (c Content, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: panic: %v", ErrUnfit, p)
		}
	}()
	c, err = k.Render(t, data, l)
	switch {
	case err != nil:
		return c, fmt.Errorf("%w: %w", ErrUnfit, err)
	case strings.TrimSpace(c.Subject) == "":
		return c, fmt.Errorf("%w: no subject", ErrUnfit)
	}
	return c, nil
}

// titled is the subject with the title before it.
func (k Kind) titled(title, subject string) string {
	if k.Slash {
		return title + " / " + subject
	}
	return "[" + title + "] " + subject
}

func (s *Service) message(ctx context.Context, o outgoing, head Letterhead, l letter, c Content) (mail.Message, error) {
	var html strings.Builder
	if err := letterHTML(l).Render(ctx, &html); err != nil {
		return mail.Message{}, fmt.Errorf("%w: %w", ErrUnfit, err)
	}
	m := mail.Message{
		ID: s.messageID(o), Date: s.clock.Now(), Kind: o.Kind,
		From: head.From, FromName: oneLine(head.FromName), Return: s.links.returnAddress(head.Returns, o.ID), To: o.To.Address, ToName: o.To.Name, ReplyTo: head.ReplyTo,
		Subject: oneLine(s.kinds[o.Kind].titled(head.Title, c.Subject)), Text: l.text(), HTML: html.String(), ListUnsubscribe: l.StopURL,
		Headers: append([]mail.Header{{Name: "Auto-Submitted", Value: "auto-generated"}}, c.Headers...), // RFC 3834: no holiday answers
	}
	if to, err := mail.Address(c.ReplyTo); err == nil {
		m.ReplyTo = to
	}
	if o.Repeated || o.copied() {
		m.Headers = append(m.Headers, mail.Header{Name: "X-Preau-Repeat", Value: "1"})
	}
	for _, ref := range c.Attachments {
		if s.o.Attach == nil {
			return m, fmt.Errorf("%w: nothing opens attachments", ErrUnfit)
		}
		a, err := s.o.Attach(ctx, ref)
		if err != nil {
			return m, fmt.Errorf("attachment: %w", err)
		}
		m.Attachments = append(m.Attachments, a)
	}
	return m, nil
}

// letter is a mail as the two layouts show it, every word chosen.
type letter struct {
	t         *i18n.T
	Lang      string
	Title     string
	Operator  string
	Subject   string
	Greeting  string
	Blocks    []Block
	Reason    string
	StopURL   string // empty: it cannot be switched off
	Repeat    string // that it may be the second copy; empty: it is the first
	buttonURL func(path string) string
}

func (s *Service) letter(t *i18n.T, head Letterhead, o outgoing, c Content) letter {
	l := letter{
		t: t, Lang: string(t.Lang()), Title: head.Title, Operator: head.Operator, Subject: oneLine(c.Subject), Greeting: c.Greeting, Blocks: c.Blocks,
		Reason: c.Reason, buttonURL: s.links.URL,
	}
	if o.Repeated || o.copied() {
		l.Repeat = cmp.Or(c.Repeat, t.S(msg.LayoutRepeated))
	}
	if l.Greeting == "" {
		l.Greeting = t.S(msg.LayoutGreetingUnnamed)
		if o.To.Name != "" {
			l.Greeting = t.S(msg.LayoutGreeting, "name", o.To.Name)
		}
	}
	if l.Reason == "" {
		l.Reason = t.S(msg.LayoutReasonAddress, "title", head.Title)
		if o.To.AccountID != "" {
			l.Reason = t.S(msg.LayoutReasonAccount, "title", head.Title)
		}
	}
	if o.stopHash != "" {
		l.StopURL = s.links.URL(StopPath + s.stopSecret(o.ID))
	}
	return l
}

// oneLine keeps titles that people typed from breaking a header.
func oneLine(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s))
}
