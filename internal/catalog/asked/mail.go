package asked

import (
	"context"
	"strconv"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/catalog/msg"
	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// The kinds of mail of this room.
const (
	mailAsked    = "catalog.article_asked"    // to the purchasing body
	mailAnswered = "catalog.article_answered" // to who needs the article
)

// askedMail says that an article is missing.
type askedMail struct {
	Number           int64
	Title, Reference string
	Brand, By, Path  string
}

// answeredMail says what becomes of a request.
type answeredMail struct {
	Number                int64
	Name                  string
	State                 State
	Again                 bool // it was answered before
	Answer                string
	Article, ArticleTitle string // its reference, and what it is called
	OfRequest             string
}

// Kinds are the mails that this room sends.
func Kinds() []notify.Kind {
	of := func(label i18n.Key) notify.KindOptions {
		return notify.KindOptions{Label: label, Service: "ordering", AfterFirstSignIn: true}
	}
	return []notify.Kind{
		notify.KindOf(mailAsked, of(msg.MailAskedLabel), askedText),
		notify.KindOf(mailAnswered, of(msg.MailAnsweredLabel), answeredText),
	}
}

func askedText(t *i18n.T, d askedMail, _ notify.Links) notify.Content {
	var facts []notify.Fact
	for _, f := range []notify.Fact{{Label: t.S(msg.AskedWhat), Value: d.Title}, {Label: t.S(msg.ColReference), Value: d.Reference}, {Label: t.S(msg.AskedBrand), Value: d.Brand}} {
		if f.Value != "" {
			facts = append(facts, f)
		}
	}
	return notify.Content{Subject: t.S(msg.MailAskedSubject, "number", strconv.FormatInt(d.Number, 10)), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailAskedText, "name", d.By)), notify.Facts(facts...), notify.Button(t.S(msg.MailAskedButton), d.Path),
	}}
}

func answeredText(t *i18n.T, d answeredMail, _ notify.Links) notify.Content {
	number := strconv.FormatInt(d.Number, 10)
	subject, text := msg.MailStudiedSubject, msg.MailStudiedText
	switch {
	case d.State == Added:
		subject, text = msg.MailAddedSubject, msg.MailAddedText
	case d.State == Refused:
		subject, text = msg.MailRefusedSubject, msg.MailRefusedText
	case d.Again:
		text = msg.MailReopenedText
	}
	c := notify.Content{Subject: t.S(subject, "number", number, "name", d.Name), Blocks: []notify.Block{notify.Paragraph(t.S(text, "number", number, "name", d.Name))}}
	if d.Answer != "" {
		c.Blocks = append(c.Blocks, notify.Quote(d.Answer))
	}
	if d.Article != "" && d.State == Refused {
		c.Blocks = append(c.Blocks, notify.Paragraph(t.S(msg.MailInstead)))
	}
	if d.Article != "" {
		c.Blocks = append(c.Blocks, notify.Facts(notify.Fact{Label: t.S(msg.AskedArticle), Value: d.ArticleTitle}, notify.Fact{Label: t.S(msg.ColReference), Value: d.Article}))
	}
	// Never the article's page, which is not there for who does not see its market when the mail is read: the request's leads on to it.
	c.Blocks = append(c.Blocks, notify.Button(t.S(msg.MailAskedButton), d.OfRequest))
	return c
}

// tellCentral mails the purchasing body that an article is missing.
func (s *Service) tellCentral(ctx context.Context, tx *db.Tx, who access.Actor, r Request) error {
	to, err := access.Holders(ctx, tx, catalog.Central, access.Everywhere)
	if err != nil {
		return err
	}
	d := askedMail{Number: r.Number, Title: r.Title, Reference: r.Reference, Brand: r.Brand, By: who.Name, Path: r.Path("")}
	return s.tell(ctx, tx, who, to, r, mailAsked, d)
}

// tellVoters mails a decision to all who need the article (R157).
func (s *Service) tellVoters(ctx context.Context, tx *db.Tx, who access.Actor, r Request, a article.Article) error {
	to, err := readers(ctx, tx, r)
	if err != nil {
		return err
	}
	d := answeredMail{Number: r.Number, Name: r.Name(), State: r.State, Answer: r.Answer, Again: r.State == Studied && r.Version > 2, OfRequest: r.Path("")}
	if a.Number != 0 {
		d.Article, d.ArticleTitle = a.Reference, a.Title
	}
	return s.tell(ctx, tx, who, to, r, mailAnswered, d)
}

// tell mails some people, but not who just did it themselves.
func (s *Service) tell(ctx context.Context, tx *db.Tx, who access.Actor, to []access.Holder, r Request, kindOf string, data any) error {
	told := map[string]bool{who.ID: true}
	for _, h := range to {
		if told[h.AccountID] {
			continue
		}
		told[h.AccountID] = true
		if err := s.o.Mail.Send(ctx, tx, notify.Mail{
			Kind: kindOf, To: notify.Recipient{AccountID: h.AccountID, Address: h.Address, Name: h.Name, Lang: h.Lang}, Data: data,
			Object: notify.Object{Kind: kind, ID: r.ID}, Occasion: strconv.FormatInt(r.Version, 10),
		}); err != nil {
			return err
		}
	}
	return nil
}
