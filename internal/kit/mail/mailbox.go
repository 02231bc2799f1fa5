package mail

import (
	"context"
	"errors"
	"strings"
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

// Mailbox keeps each mail in the database instead of sending it, for the demonstration. It is the only place where texts of
// mails are kept: a platform on real data never has one.
type Mailbox struct{ d *db.DB }

// NewMailbox keeps mails in d.
func NewMailbox(d *db.DB) *Mailbox { return &Mailbox{d: d} }

// Send keeps the mail; a mail sent twice is there twice, as it would be in a real mailbox.
func (b *Mailbox) Send(ctx context.Context, m Message) (Outcome, string, error) {
	if err := m.Check(); err != nil {
		f := &Fault{Step: StepCompose, Err: err}
		return Refused, f.Error(), f
	}
	if err := b.d.InTx(ctx, func(tx *db.Tx) error { return insertBoxed(ctx, tx, m) }); err != nil {
		f := &Fault{Step: StepConnect, Err: err}
		return Deferred, f.Error(), f
	}
	return Accepted, "250 kept in the mailbox", nil
}

// Boxed is a mail of the demonstration's mailbox.
type Boxed struct {
	ID             string
	At             time.Time
	MessageID      string
	Kind           string
	From, FromName string
	To, ToName     string
	Subject        string
	Text, HTML     string   // in Show alone
	Files          []string // names, in Show alone
}

// List gives the mails to an address, or all when it is empty, newest first.
func (b *Mailbox) List(ctx context.Context, tx *db.Tx, address string, limit int) ([]Boxed, error) {
	var w db.Where
	if address != "" {
		w.And("to_fold = ?", foldAddress(address))
	}
	cond, args := w.SQL(2)
	return db.All(ctx, tx, intoBoxed, `SELECT `+boxedColumns+`, '', '' FROM mail_mailbox WHERE `+cond+` ORDER BY at DESC, id DESC LIMIT $1`,
		append([]any{limit}, args...)...)
}

// Show is one mail whole, NotFound when there is none.
func (b *Mailbox) Show(ctx context.Context, tx *db.Tx, boxedID string) (Boxed, error) {
	m, err := db.One(ctx, tx, intoBoxed, `SELECT `+boxedColumns+`, text_body, html_body FROM mail_mailbox WHERE id = $1`, boxedID)
	if errors.Is(err, db.ErrNone) {
		return m, apperr.NotFoundErr()
	}
	if err != nil {
		return m, err
	}
	m.Files, err = db.All(ctx, tx, func(s *string) []any { return []any{s} }, `SELECT name FROM mail_mailbox_files WHERE mail_id = $1 ORDER BY n`, boxedID)
	return m, err
}

// File is the n-th attachment of a mail, counted from 0; NotFound when there is none.
func (b *Mailbox) File(ctx context.Context, tx *db.Tx, boxedID string, n int) (Attachment, error) {
	a, err := db.One(ctx, tx, func(a *Attachment) []any { return []any{&a.Name, &a.MIME, &a.Body} },
		`SELECT name, mime, body FROM mail_mailbox_files WHERE mail_id = $1 AND n = $2`, boxedID, n)
	if errors.Is(err, db.ErrNone) {
		return a, apperr.NotFoundErr()
	}
	return a, err
}

const boxedColumns = `id, at, message_id, kind, from_address, from_name, to_address, to_name, subject`

func intoBoxed(m *Boxed) []any {
	return []any{&m.ID, &m.At, &m.MessageID, &m.Kind, &m.From, &m.FromName, &m.To, &m.ToName, &m.Subject, &m.Text, &m.HTML}
}

func insertBoxed(ctx context.Context, tx *db.Tx, m Message) error {
	boxedID := id.New()
	_, err := tx.Exec(ctx, `INSERT INTO mail_mailbox (`+boxedColumns+`, text_body, html_body, to_fold)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		boxedID, m.Date, m.ID, m.Kind, m.From, m.FromName, m.To, m.ToName, m.Subject, m.Text, m.HTML, foldAddress(m.To))
	if err != nil {
		return err
	}
	for n, a := range m.Attachments {
		if _, err := tx.Exec(ctx, `INSERT INTO mail_mailbox_files (mail_id, n, name, mime, body) VALUES ($1, $2, $3, $4, $5)`,
			boxedID, n, a.Name, a.MIME, append([]byte{}, a.Body...)); err != nil {
			return err
		}
	}
	return nil
}

// foldAddress is how addresses are compared, typed or kept.
func foldAddress(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
