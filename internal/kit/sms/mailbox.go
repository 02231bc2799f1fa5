package sms

import (
	"context"
	"fmt"
	"time"

	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

// Mailbox keeps each text in the database instead of sending it, for the demonstration. It is the only place where texts are kept
// readable: a platform on real data never has one.
type Mailbox struct{ d *db.DB }

// NewMailbox keeps texts in d.
func NewMailbox(d *db.DB) *Mailbox { return &Mailbox{d: d} }

// Send keeps the text. One that is sent again, by the same id, is there once, as a provider would do.
func (b *Mailbox) Send(ctx context.Context, m Message) (Sent, error) {
	if !isE164(m.To) || m.ID == "" || m.Text == "" {
		return fault(Refused, "no number, id or text")
	}
	boxed := Boxed{ID: id.New(), MessageID: m.ID, Phone: m.To, Sender: m.From, Text: m.Text}
	err := b.d.InTx(ctx, func(tx *db.Tx) error {
		before, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, `SELECT id FROM sms_mailbox WHERE message_id = $1 AND phone = $2`, m.ID, m.To)
		if err != nil || len(before) > 0 {
			if len(before) > 0 {
				boxed.ID = before[0]
			}
			return err
		}
		return insertBoxed(ctx, tx, boxed)
	})
	if err != nil {
		return fault(Deferred, "not kept")
	}
	return Sent{Outcome: Accepted, Provider: boxed.ID, Detail: "kept"}, nil
}

// Answer keeps what somebody answers from a telephone, and gives it as a provider would tell it.
func (b *Mailbox) Answer(ctx context.Context, phone, text string) (Event, error) {
	in := Incoming{ID: id.New(), From: phone, Text: text}
	err := b.d.InTx(ctx, func(tx *db.Tx) error {
		in.At = tx.Now()
		return insertBoxed(ctx, tx, Boxed{ID: in.ID, Phone: phone, Answer: true, Text: text})
	})
	return Event{Incoming: &in}, err
}

// Boxed is a text of the demonstration.
type Boxed struct {
	ID        string
	MessageID string
	Phone     string
	Sender    string
	Answer    bool // it came from the telephone
	Text      string
	At        time.Time
}

// List gives the texts, the newest first.
func (b *Mailbox) List(ctx context.Context, tx *db.Tx, limit int) ([]Boxed, error) {
	return db.All(ctx, tx, func(m *Boxed) []any {
		return []any{&m.ID, &m.MessageID, &m.Phone, &m.Sender, &m.Answer, &m.Text, &m.At}
	}, `SELECT id, message_id, phone, sender, answer, text, at FROM sms_mailbox ORDER BY at DESC, id DESC LIMIT $1`, limit)
}

func insertBoxed(ctx context.Context, tx *db.Tx, m Boxed) error {
	_, err := tx.Exec(ctx, `INSERT INTO sms_mailbox (id, message_id, phone, sender, answer, text, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		m.ID, m.MessageID, m.Phone, m.Sender, m.Answer, m.Text, tx.Now())
	if err != nil {
		return fmt.Errorf("keep text: %w", err)
	}
	return nil
}
