package contact

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"preau/internal/core/access"
	"preau/internal/core/contact/msg"
	"preau/internal/core/history"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/mail"
)

// One sender may write so many messages in so long. It also bounds the acknowledgements that a stranger can have sent to somebody.
const (
	mostFromOne = 10
	mostIn      = time.Hour
)

// The names of the fields, in forms and faults.
const (
	FieldName    = "nom"
	FieldAddress = "adresse"
	FieldText    = "message"
)

// Receive keeps a message and tells its number. lang is the language that a visitor reads.
func (s *Service) Receive(ctx context.Context, who access.Actor, lang i18n.Lang, d Draft) (string, error) {
	return db.OnceValue(ctx, s.o.DB, who, func(tx *db.Tx) (string, error) {
		m, err := s.ReceiveTx(ctx, tx, who, lang, d)
		return m.Number, err
	})
}

// ReceiveTx is Receive for other use cases, which write to the desk in the name of whoever asks something of it.
func (s *Service) ReceiveTx(ctx context.Context, tx *db.Tx, who access.Actor, lang i18n.Lang, d Draft) (Message, error) {
	m, err := s.draft(who, lang, d.Tidy())
	if err != nil {
		return Message{}, err
	}
	if err := notTooMany(ctx, tx, m); err != nil {
		return Message{}, err
	}
	set, err := instance.Read(ctx, tx)
	if err != nil {
		return Message{}, err
	}
	m.ReceivedAt, m.MovedAt = tx.Now(), tx.Now()
	if m.Number, err = nextNumber(ctx, tx, tx.Now().In(set.Location()).Year()); err != nil {
		return Message{}, err
	}
	if err := insertMessage(ctx, tx, m); err != nil {
		return Message{}, err
	}
	line := history.Line{Object: object(m), Act: "receive", To: string(Received)}
	if err := history.Write(ctx, tx, who, line); err != nil {
		return Message{}, err
	}
	return m, s.tellReceived(ctx, tx, set, m)
}

// draft is the message as it will be kept, or every fault of what was typed.
func (s *Service) draft(who access.Actor, lang i18n.Lang, d Draft) (Message, error) {
	m := Message{
		ID: id.New(), State: Received, Version: 1, Lang: lang, Service: s.o.ServiceOf(d.Page),
		Page: d.Page, Reason: d.Reason, Query: d.Query, Text: d.Text,
	}
	var faults []apperr.Field
	fail := func(name string, k i18n.Key, args ...any) {
		faults = append(faults, apperr.Field{Name: name, Msg: i18n.M(k, args...)})
	}
	if who.SignedIn() {
		m.AccountID, m.Name, m.Address, m.OrgName, m.Roles = who.ID, who.Name, who.Address, who.OrgName, RolesOf(who)
	} else {
		m.Name, m.OrgName = d.Name, d.Org
		checkVisitor(d, &m, fail)
	}
	if m.MovedName = m.Name; d.Text == "" {
		fail(FieldText, msg.FaultText)
	}
	if n := utf8.RuneCountInString(d.Text); n > MaxText {
		fail(FieldText, msg.FaultLong, "n", n, "max", MaxText)
	}
	if len(faults) > 0 {
		return m, &apperr.Error{Kind: apperr.Invalid, Fields: faults}
	}
	return m, nil
}

func checkVisitor(d Draft, m *Message, fail func(string, i18n.Key, ...any)) {
	if d.Name == "" {
		fail(FieldName, msg.FaultName)
	}
	if n := utf8.RuneCountInString(d.Name); n > MaxName {
		fail(FieldName, msg.FaultLong, "n", n, "max", MaxName)
	}
	var err error
	if m.Address, err = mail.Address(d.Address); err != nil {
		fail(FieldAddress, msg.FaultAddress)
	}
}

// notTooMany counts in the database, so that it holds on every node; a repeated form never comes this far.
func notTooMany(ctx context.Context, tx *db.Tx, m Message) error {
	n, oldest, err := recentFrom(ctx, tx, m, tx.Now().Add(-mostIn))
	if err != nil {
		return err
	}
	if n < mostFromOne {
		return nil
	}
	wait := oldest.Add(mostIn).Sub(tx.Now())
	return &apperr.Error{
		Kind: apperr.TooMany, RetryAfter: wait,
		Msg: i18n.M(msg.FaultTooMany, "n", mostFromOne, "minutes", int((wait+time.Minute-1)/time.Minute)),
	}
}

func object(m Message) history.Object { return history.Object{Kind: "contact.message", ID: m.ID} }

func number(year int, n int64) string { return fmt.Sprintf("%04d-%06d", year, n) }

func fold(address string) string { return strings.ToLower(address) }
