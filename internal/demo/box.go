package demo

import (
	"context"

	"preau/internal/kit/db"
	"preau/internal/kit/mail"
)

// Box reads the mailbox for its pages.
type Box struct {
	d    *db.DB
	mail *mail.Mailbox
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
