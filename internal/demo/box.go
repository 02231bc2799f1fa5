package demo

import (
	"context"
	"slices"

	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/mail"
	"preau/internal/kit/sms"
)

// Box reads the mailbox for its pages.
type Box struct {
	d     *db.DB
	mail  *mail.Mailbox
	texts *sms.Mailbox
	take  func(context.Context, sms.Event) error
}

// NewBox reads the mailbox of d.
func NewBox(d *db.DB, m *mail.Mailbox) *Box { return &Box{d: d, mail: m} }

// List gives the newest mails, to an address or to all when it is empty, without their texts.
func (b *Box) List(ctx context.Context, address string, limit int) ([]mail.Boxed, error) {
	var out []mail.Boxed
	err := b.d.View(ctx, func(tx *db.Tx) error {
		var err error
		out, err = b.mail.List(ctx, tx, address, limit)
		return err
	})
	return out, err
}

// Whole is List with the texts.
func (b *Box) Whole(ctx context.Context, address string, limit int) ([]mail.Boxed, error) {
	var out []mail.Boxed
	err := b.d.View(ctx, func(tx *db.Tx) error {
		var err error
		if out, err = b.mail.List(ctx, tx, address, limit); err != nil {
			return err
		}
		for i, m := range out {
			if out[i], err = b.mail.Show(ctx, tx, m.ID); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// Show is one mail; NotFound when there is none.
func (b *Box) Show(ctx context.Context, mailID string) (mail.Boxed, error) {
	var out mail.Boxed
	err := b.d.View(ctx, func(tx *db.Tx) error {
		var err error
		out, err = b.mail.Show(ctx, tx, mailID)
		return err
	})
	return out, err
}

// WithTexts lets the box show the telephones of the demonstration, and answer from them: what is answered is told as a provider
// would.
func (b *Box) WithTexts(texts *sms.Mailbox, take func(context.Context, sms.Event) error) *Box {
	b.texts, b.take = texts, take
	return b
}

// Texts gives the newest texts and answers.
func (b *Box) Texts(ctx context.Context, limit int) ([]sms.Boxed, error) {
	if b.texts == nil {
		return nil, nil
	}
	var out []sms.Boxed
	err := b.d.View(ctx, func(tx *db.Tx) error {
		var err error
		out, err = b.texts.List(ctx, tx, limit)
		return err
	})
	return out, err
}

// Answer answers from a telephone that a text was sent to; NotFound for another.
func (b *Box) Answer(ctx context.Context, phone, text string) error {
	all, err := b.Texts(ctx, mostTexts)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, func(m sms.Boxed) bool { return m.Phone == phone }) {
		return apperr.NotFoundErr()
	}
	e, err := b.texts.Answer(ctx, phone, text)
	if err != nil {
		return err
	}
	return b.take(ctx, e)
}

// mostTexts is how far back an answer may go.
const mostTexts = 2000

// Texted is a text, or an answer to one, of the demonstration's telephones.
type Texted = sms.Boxed

// Telephones are those of a demonstration: what its texts go to.
func Telephones(d *db.DB) *sms.Mailbox { return sms.NewMailbox(d) }
